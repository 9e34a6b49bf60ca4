import Ground

/// Draws indices with given probabilities in constant time each (Walker, 1977; Vose, 1991).
///
///     let table = AliasTable(weights: [1, 2, 1])
///     table.draw(&random)        // 1 half of the time
public struct AliasTable: Sendable {
  /// One of as many columns as there are indices, each drawn equally often.
  private struct Column {
    /// The probability of keeping the column's own index, in units of 2⁻³².
    var keep: UInt32
    /// The index taken otherwise; the column's own if it is always kept.
    var alias: Int32
  }

  private let columns: [Column]

  /// A table for indices 0 ..< weights.count, each drawn in proportion to its weight (≥ 0).
  public init(weights: [Float]) {
    let total = weights.reduce(0.0) { $0 + Double($1) }
    require(
      total > 0 && total.isFinite && weights.allSatisfy { $0 >= 0 },
      "An alias table needs weights of 0 or more with a positive, finite sum.")
    let n = weights.count
    var share = weights.map { Double($0) * Double(n) / total }
    var columns = (0..<n).map { Column(keep: .max, alias: Int32($0)) }
    var small = share.indices.filter { share[$0] < 1 }
    var large = share.indices.filter { share[$0] >= 1 }
    // A large share fills up the column of a small one, until it is small itself.
    while let lesser = small.popLast(), let greater = large.last {
      columns[lesser] = Column(keep: UInt32(share[lesser] * 0x1p32), alias: Int32(greater))
      share[greater] -= 1 - share[lesser]
      if share[greater] < 1 { small.append(large.removeLast()) }
    }
    // What is left over has a share of 1, but for rounding: its column stays its own.
    self.columns = columns
  }

  /// How many indices there are.
  public var count: Int { columns.count }

  /// The probability of each index, as the columns have it: within n 2⁻³² of its share of the weights.
  public var probabilities: [Double] {
    var sums = [Double](repeating: 0, count: count)
    for (index, column) in contents.enumerated() {
      sums[index] += column.own
      sums[column.alias] += 1 - column.own
    }
    return sums.map { $0 / Double(count) }
  }

  /// What each column holds: a share of its own index, and for the rest an alias.
  public var contents: [(own: Double, alias: Int)] {
    columns.enumerated().map { index, column in
      let alias = Int(column.alias)
      return (alias == index ? 1 : Double(column.keep) * 0x1p-32, alias)
    }
  }

  /// The next index.
  public func draw(_ random: inout Random) -> Int { Int(index(random.next(), random.next())) }

  /// The next `count` indices, put into `indices`: what as many calls of `draw` give, only faster.
  public func draw(_ count: Int, into indices: inout [Int32], _ random: inout Random) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * count) { words in
      random.next(into: words.baseAddress!, count: 2 * count)
      indices.removeAll(keepingCapacity: true)
      for i in 0..<count { indices.append(index(words[2 * i], words[2 * i + 1])) }
    }
  }

  /// The index that two random words lead to: the first chooses a column (of n, with an error below
  /// n 2⁻³²), the second whether to keep it.
  @inline(__always)
  private func index(_ first: UInt32, _ second: UInt32) -> Int32 {
    let index = Int((UInt64(first) &* UInt64(columns.count)) >> 32)
    let column = columns[index]
    return second < column.keep ? Int32(index) : column.alias
  }
}
