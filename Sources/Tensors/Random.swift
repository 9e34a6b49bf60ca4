/// A stream of random numbers, fixed for all time by a seed and a name.
///
/// The generator is counter-based: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3", SC 2011). The seed and the name make the key, the counter walks,
/// so each part of a program draws from a stream of its own and never shifts another's.
///
///     var random = Random(seed: 1, stream: "weights")
///     random.uniform()           // 0 ≤ u < 1, the same on every machine
public struct Random: Sendable, Equatable {
  /// The key that selects the stream.
  public let key: UInt64
  /// How many blocks of four 32-bit words have been drawn.
  public private(set) var block: UInt64
  /// The words of the last block drawn, and how many of them are used up.
  private var words: SIMD4<UInt32> = .zero
  private var used = 4

  /// The stream called `stream` of `seed`.
  public init(seed: UInt64, stream: String) {
    // FNV-1a over the name, then the finaliser of SplitMix64, so that near keys give far streams.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.init(key: Random.mixed(Random.mixed(seed &+ 0x9e37_79b9_7f4a_7c15) ^ hash), block: 0)
  }

  private init(key: UInt64, block: UInt64) {
    self.key = key
    self.block = block
  }

  /// A stream of its own, told apart by `name`, for a part of the work; drawing from it leaves this
  /// one as it is.
  public func stream(_ name: String) -> Random { Random(seed: key, stream: name) }

  /// A stream of its own, told apart by `index`.
  public func stream(_ index: Int) -> Random {
    Random(key: Random.mixed(key ^ Random.mixed(UInt64(bitPattern: Int64(index)) &+ 1)), block: 0)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

// MARK: - The generator

extension Random {
  /// Ten rounds of Philox4x32: the four words that belong to a counter and a key.
  public static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let first = UInt64(c.x) &* 0xd251_1f53
      let second = UInt64(c.z) &* 0xcd9e_8d57
      c = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ c.y ^ k.x, UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ c.w ^ k.y, UInt32(truncatingIfNeeded: first))
      k = k &+ SIMD2(0x9e37_79b9, 0xbb67_ae85)
    }
    return c
  }

  /// The next 32 random bits.
  public mutating func next() -> UInt32 {
    if used == 4 {
      words = Random.philox(
        counter: SIMD4(
          UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), 0, 0),
        key: SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)))
      block &+= 1
      used = 0
    }
    defer { used += 1 }
    return words[used]
  }
}

// MARK: - Saving

extension Random {
  /// All there is to know about a stream, to go on with it later from the same place.
  public struct State: Codable, Sendable, Equatable {
    public var key: UInt64
    /// How many 32-bit words have been drawn.
    public var drawn: UInt64

    public init(key: UInt64, drawn: UInt64) { (self.key, self.drawn) = (key, drawn) }
  }

  /// The place the stream has reached.
  public var state: State { State(key: key, drawn: block &* 4 &- UInt64(4 - used)) }

  /// The stream at the place that `state` names.
  public init(_ state: State) {
    self.init(key: state.key, block: state.drawn / 4)
    for _ in 0..<state.drawn % 4 { _ = next() }
  }
}

// MARK: - Distributions

extension Random {
  /// A number drawn evenly from 0 ≤ u < 1, a multiple of 2⁻²⁴.
  public mutating func uniform() -> Float { Float(next() >> 8) * 0x1p-24 }

  /// A number drawn evenly from `range`.
  public mutating func uniform(in range: Range<Float>) -> Float {
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    return value < range.upperBound ? value : range.lowerBound
  }

  /// A whole number drawn evenly from 0 ≤ i < `bound`, without the bias of a remainder (Lemire,
  /// "Fast random integer generation in an interval", 2019).
  public mutating func integer(below bound: Int) -> Int {
    require(
      bound > 0 && bound <= UInt32.max,
      "integer(below:) needs a bound from 1 to 4294967295, not \(bound).")
    let n = UInt32(bound)
    var product = UInt64(next()) &* UInt64(n)
    if UInt32(truncatingIfNeeded: product) < n {
      let threshold = (0 &- n) % n
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(next()) &* UInt64(n)
      }
    }
    return Int(product >> 32)
  }

  /// True with the given probability, 0 … 1.
  public mutating func bernoulli(_ probability: Float) -> Bool { uniform() < probability }

  /// A number drawn from the standard normal distribution (Box and Muller, 1958; one of the pair).
  public mutating func normal() -> Float {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Float.pi * uniform())
  }

  /// An index drawn with the given probability each, which need not sum to 1. For many draws from
  /// the same distribution use `AliasTable`.
  public mutating func index(weights: [Float]) -> Int {
    let total = weights.reduce(0, +)
    require(total > 0, "index(weights:) needs a positive sum, not \(total).")
    var rest = uniform() * total
    var last = 0
    for (index, weight) in weights.enumerated() where weight > 0 {
      if rest < weight { return index }
      rest -= weight
      last = index
    }
    return last
  }

  /// Puts the elements into a random order, each equally likely (Fisher and Yates).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for i in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(i, integer(below: i + 1))
    }
  }

  /// The numbers 0 ..< `count` in a random order.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }
}
