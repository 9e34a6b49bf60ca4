import Ground

extension BytePairEncoding {
  /// Learns from a text.
  ///
  /// Each different part of the text is looked at once, with how often it stands there, and a merge touches
  /// only the parts that hold its pair. Of pairs that are equally common the one with the smaller first piece
  /// is merged, then the one with the smaller second.
  ///
  /// - Parameters:
  ///   - merges: how many pairs become pieces; fewer if none is left that stands there twice.
  public init(trainedOn text: String, merges: Int) {
    var text = text
    var training = text.withUTF8 { PairTraining(UnsafeRawBufferPointer($0)) }
    let merges = (0..<max(0, merges)).prefixMap { _ in training.merge() }
    self = try! BytePairEncoding(merges: merges)
  }
}

extension Range<Int> {
  /// The values of `body`, up to the first nil.
  fileprivate func prefixMap<Value>(_ body: (Int) -> Value?) -> [Value] {
    var values: [Value] = []
    for i in self {
      guard let value = body(i) else { break }
      values.append(value)
    }
    return values
  }
}

/// The parts of a text as rows of pieces, and how often each pair stands in them.
private struct PairTraining {
  /// The different parts.
  private var rows: [[Int32]] = []
  private var counts: [Int] = []
  /// A number for each pair that has been seen.
  private var numbers = PairTable()
  private var pairs: [BytePairEncoding.Pair] = []
  /// How often each pair stands side by side.
  private var sums: [Int] = []
  /// The rows that hold each pair, or held it once.
  private var places: [[Int32]] = []
  private var queue = Heap<RankedPair>()
  private var pieces = 256

  init(_ text: UnsafeRawBufferPointer) {
    var parts = WordTable()
    GPT2Words.forEach(in: text) { part in
      let number = parts.insert(part)
      if number == counts.count { counts.append(0) }
      counts[number] += 1
    }
    rows = counts.indices.map { number in parts.word(number).map { Int32($0) } }
    for row in rows.indices {
      for i in rows[row].indices.dropFirst() { change(row, at: i, by: counts[row]) }
    }
    for number in sums.indices { queue.insert(RankedPair(sums[number], pairs[number], number)) }
  }

  /// Merges the commonest pair, wherever it stands; nil if none stands there twice.
  mutating func merge() -> BytePairEncoding.Pair? {
    while let top = queue.removeSmallest() {
      let (sum, number) = (top.sum, top.number)
      // What was queued may be out of date.
      guard sum == sums[number] else {
        if sums[number] > 1 { queue.insert(RankedPair(sums[number], pairs[number], number)) }
        continue
      }
      guard sum > 1 else { return nil }
      merge(number)
      pieces += 1
      return pairs[number]
    }
    return nil
  }

  private mutating func merge(_ number: Int) {
    let (first, second) = (Int32(pairs[number].first), Int32(pairs[number].second))
    let known = pairs.count
    var latest: Int32 = -1
    let holders = places[number]
    places[number] = []
    for place in holders where place != latest {
      latest = place
      let row = Int(place)
      guard holds(rows[row], first, second) else { continue }
      for i in rows[row].indices.dropFirst() { change(row, at: i, by: -counts[row]) }
      replace(row, first, second)
      for i in rows[row].indices.dropFirst() { change(row, at: i, by: counts[row]) }
    }
    // Of all pairs only those with the new piece have become commoner, and they are new.
    for number in known..<pairs.count {
      queue.insert(RankedPair(sums[number], pairs[number], number))
    }
  }

  private func holds(_ row: [Int32], _ first: Int32, _ second: Int32) -> Bool {
    for i in 1..<max(1, row.count) where row[i - 1] == first && row[i] == second { return true }
    return false
  }

  /// Puts the new piece wherever the pair stands in a row, from left to right.
  private mutating func replace(_ row: Int, _ first: Int32, _ second: Int32) {
    let old = rows[row]
    var new: [Int32] = []
    new.reserveCapacity(old.count)
    var i = 0
    while i < old.count {
      let isPair = i + 1 < old.count && old[i] == first && old[i + 1] == second
      new.append(isPair ? Int32(pieces) : old[i])
      i += isPair ? 2 : 1
    }
    rows[row] = new
  }

  /// Counts the pair that ends at place `i` of a row more or less often.
  private mutating func change(_ row: Int, at i: Int, by count: Int) {
    let (first, second) = (Int(rows[row][i - 1]), Int(rows[row][i]))
    var number = numbers[first, second]
    if number == .max {
      number = pairs.count
      let pair = BytePairEncoding.Pair(first, second)
      _ = numbers.insert(pair, number)
      pairs.append(pair)
      sums.append(0)
      places.append([])
    }
    sums[number] += count
    if count > 0, places[number].last != Int32(row) { places[number].append(Int32(row)) }
  }
}

/// A pair with how common it is; the commonest is the smallest.
private struct RankedPair: Comparable {
  let sum: Int
  let number: Int
  private let pair: UInt64

  init(_ sum: Int, _ pair: BytePairEncoding.Pair, _ number: Int) {
    (self.sum, self.number) = (sum, number)
    self.pair = UInt64(pair.first) << 32 | UInt64(pair.second)
  }

  static func < (a: RankedPair, b: RankedPair) -> Bool {
    a.sum != b.sum ? a.sum > b.sum : a.pair < b.pair
  }
}
