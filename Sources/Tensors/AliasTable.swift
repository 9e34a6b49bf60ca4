/// Draws indices with given probabilities in constant time each (Walker, 1977; Vose, 1991).
///
///     let table = AliasTable(weights: [1, 2, 1])
///     table.draw(&random)        // 1 half of the time
public struct AliasTable: Sendable {
  /// The probability of keeping column i, scaled to 2³² (saturated), and the index taken otherwise.
  private let keep: [UInt32]
  private let alias: [Int32]

  /// A table for indices 0 ..< weights.count, each drawn in proportion to its weight (≥ 0).
  public init(weights: [Float]) {
    let total = weights.reduce(0.0) { $0 + Double($1) }
    require(
      total > 0 && total.isFinite && weights.allSatisfy { $0 >= 0 },
      "An alias table needs weights of 0 or more with a positive, finite sum.")
    let n = weights.count
    var share = weights.map { Double($0) * Double(n) / total }
    var keep = [UInt32](repeating: .max, count: n)
    var alias = (0..<n).map(Int32.init)
    var small = share.indices.filter { share[$0] < 1 }
    var large = share.indices.filter { share[$0] >= 1 }
    while let lesser = small.popLast(), let greater = large.last {
      keep[lesser] = UInt32(min(share[lesser] * 0x1p32, 0x1p32 - 1))
      alias[lesser] = Int32(greater)
      share[greater] -= 1 - share[lesser]
      if share[greater] < 1 { small.append(large.removeLast()) }
    }
    self.keep = keep
    self.alias = alias
  }

  /// How many indices there are.
  public var count: Int { keep.count }

  /// The next index.
  public func draw(_ random: inout Random) -> Int {
    let column = random.integer(below: keep.count)
    return random.next() < keep[column] ? column : Int(alias[column])
  }
}
