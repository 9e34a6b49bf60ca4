import Ground

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

  /// The four words of block `block` of the stream with key `key`.
  @inline(__always)
  private static func philox(block: UInt64, key: UInt64) -> SIMD4<UInt32> {
    philox(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), 0, 0),
      key: SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)))
  }

  /// The next 32 random bits.
  public mutating func next() -> UInt32 {
    if used == 4 {
      words = Random.philox(block: block, key: key)
      block &+= 1
      used = 0
    }
    defer { used += 1 }
    return words[used]
  }

  /// The next `count` words, put from `target` on: what as many calls of `next()` give, only faster.
  mutating func next(into target: UnsafeMutablePointer<UInt32>, count: Int) {
    var done = 0
    while done < count && used < 4 { (target[done], done) = (next(), done + 1) }
    while done + 32 <= count {
      UnsafeMutableRawPointer(target + done).storeBytes(
        of: Random.philox(eightBlocksFrom: block, key: key), as: SIMD16<UInt64>.self)
      block &+= 8
      done += 32
    }
    while done < count { (target[done], done) = (next(), done + 1) }
  }

  /// The words of eight blocks, two in each number, the lower half first.
  ///
  /// Each lane of `a` and `b` holds a word in its lower half and anything in its upper one: of a block's
  /// words, the even lanes have the first and the second, the odd lanes the third and the fourth.
  @inline(__always)
  private static func philox(eightBlocksFrom block: UInt64, key: UInt64) -> SIMD16<UInt64> {
    let lower = SIMD16<UInt64>(repeating: 0xffff_ffff)
    let factors = pairs(0xd251_1f53, 0xcd9e_8d57)
    let steps = pairs(0x9e37_79b9, 0xbb67_ae85)
    var k = pairs(key, key >> 32)
    var a = pairs(block, 0) &+ SIMD16(0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0)
    var b = a &>> 32
    for _ in 0..<10 {
      let product = (a & lower) &* factors
      let crossed = pairs(product.oddHalf, product.evenHalf)
      (a, b) = (crossed &>> 32 ^ b ^ k, crossed)
      k &+= steps
    }
    return a & lower | b &<< 32
  }

  @inline(__always)
  private static func pairs(_ even: UInt64, _ odd: UInt64) -> SIMD16<UInt64> {
    pairs(SIMD8(repeating: even), SIMD8(repeating: odd))
  }

  @inline(__always)
  private static func pairs(_ even: SIMD8<UInt64>, _ odd: SIMD8<UInt64>) -> SIMD16<UInt64> {
    var pairs = SIMD16<UInt64>.zero
    pairs.evenHalf = even
    pairs.oddHalf = odd
    return pairs
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

  /// Whether both streams are the same one, at the same place.
  public static func == (a: Random, b: Random) -> Bool { a.state == b.state }

  /// The stream at the place that `state` names.
  public init(_ state: State) {
    self.init(key: state.key, block: state.drawn / 4)
    for _ in 0..<state.drawn % 4 { _ = next() }
  }
}

// MARK: - Distributions

extension Random {
  /// A number drawn evenly from 0 ≤ u < 1, a multiple of 2⁻²⁴.
  public mutating func uniform() -> Float { Random.uniform(next()) }

  @inline(__always)
  private static func uniform(_ word: UInt32) -> Float { Float(word >> 8) * 0x1p-24 }

  @inline(__always)
  private static func uniform(_ words: SIMD16<UInt32>) -> Lanes {
    Lanes(SIMD16<Int32>(truncatingIfNeeded: words &>> 8)) * 0x1p-24
  }

  /// A number drawn evenly from `range`.
  public mutating func uniform(in range: Range<Float>) -> Float {
    Random.uniform(next(), in: range)
  }

  @inline(__always)
  private static func uniform(_ word: UInt32, in range: Range<Float>) -> Float {
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * uniform(word)
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

  /// A number drawn from the standard normal distribution.
  public mutating func normal() -> Float {
    let (u, v) = (uniform(), uniform())
    return Random.normal(Lanes(repeating: u), Lanes(repeating: v))[0]
  }

  // The words below take 1 KB: as much as `withUnsafeTemporaryAllocation` finds on the stack.

  /// Numbers drawn evenly from `range`, put from `target` on: what as many calls of `uniform(in:)` give.
  mutating func uniform(
    in range: Range<Float>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { words in
      for first in stride(from: 0, to: count, by: 256) {
        let filled = min(256, count - first)
        next(into: words.baseAddress!, count: filled)
        for i in 0..<filled { target[first + i] = Random.uniform(words[i], in: range) }
      }
    }
  }

  /// Numbers drawn from the standard normal distribution, put from `target` on: what as many calls of
  /// `normal()` give, only faster.
  mutating func normal(into target: UnsafeMutablePointer<Float>, count: Int) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { words in
      words.initialize(repeating: 0)
      for start in stride(from: 0, to: count, by: 128) {
        let end = min(start + 128, count)
        next(into: words.baseAddress!, count: 2 * (end - start))
        for first in stride(from: start, to: end, by: 16) {
          let pairs = UnsafeRawPointer(words.baseAddress! + 2 * (first - start))
            .loadUnaligned(as: SIMD32<UInt32>.self)
          Random.normal(Random.uniform(pairs.evenHalf), Random.uniform(pairs.oddHalf))
            .store(to: target + first, count: min(16, end - first))
        }
      }
    }
  }

  /// Two even draws make a normal one (Box and Muller, 1958; the other of the pair is left).
  @inline(__always)
  private static func normal(_ u: Lanes, _ v: Lanes) -> Lanes {
    sqrt(-2 * log(1 - u)) * cos(2 * Float.pi * v)
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
