import Foundation
import Ground

/// Text as a row of pieces between a byte and a word: of the pairs that stand side by side in a text the
/// commonest becomes a piece of its own, and so on, as often as asked. Since every byte is a piece, no text
/// is unknown.
///
///     let pieces = BytePairEncoding(trainedOn: text, merges: 5_000)
///     let ids = pieces.encode("the lowest tide")
///     pieces.decode(ids)  // "the lowest tide"
///
/// (Gage, *C Users Journal* 12(2), 1994; Sennrich, Haddow and Birch, ACL 2016, section 3.2; over bytes and
/// within the parts of `GPT2Words`: Radford et al., 2019, section 2.2.) Pieces 0 to 255 are the bytes, piece
/// 256 + i is the i-th merge.
public struct BytePairEncoding: Sendable, Equatable {
  /// Two pieces that stand side by side.
  public struct Pair: Hashable, Sendable {
    public let first, second: Int

    public init(_ first: Int, _ second: Int) { (self.first, self.second) = (first, second) }
  }

  /// The pairs that became pieces, in this order.
  public let merges: [Pair]
  /// The bytes of each piece.
  public let pieces: [[UInt8]]
  /// What each piece is called in a vocabulary.
  let names: [String]
  private let ranks: PairTable

  public static func == (a: Self, b: Self) -> Bool { a.merges == b.merges }

  /// - Parameter merges: each of pieces that are there before it, and none twice.
  /// - Throws: `InputError` if one isn't so.
  public init(merges: [Pair]) throws {
    var pieces = (0..<256).map { [UInt8($0)] }
    var ranks = PairTable()
    for (rank, pair) in merges.enumerated() {
      let known = 0..<pieces.count
      try demand(
        known.contains(pair.first) && known.contains(pair.second),
        "Merge \(rank + 1) is of pieces that aren't there before it.")
      try demand(ranks.insert(pair, rank), "Merge \(rank + 1) is there twice.")
      pieces.append(pieces[pair.first] + pieces[pair.second])
    }
    (self.merges, self.pieces, self.ranks) = (merges, pieces, ranks)
    names = BytePairEncoding.names(of: pieces)
  }

  /// How many pieces there are.
  public var count: Int { pieces.count }

  /// What a piece stands for; bytes that are no whole character show as �.
  public func text(of piece: Int) -> String { String(decoding: pieces[piece], as: UTF8.self) }

  /// The text that the pieces stand for, of whose bytes those that make no character show as �.
  public func decode(_ ids: [Int]) -> String {
    String(decoding: ids.flatMap { pieces[$0] }, as: UTF8.self)
  }

  /// The pieces of a text: in each of its parts the earliest merge first, as in training.
  ///
  /// A part that has come before isn't merged again, so long texts take little more than a look at each of
  /// their words.
  public func encode(_ text: String) -> [Int] {
    var text = text
    return text.withUTF8 { encode(UnsafeRawBufferPointer($0)) }
  }

  func encode(_ text: UnsafeRawBufferPointer) -> [Int] {
    var ids: [Int] = []
    ids.reserveCapacity(text.count / 3)
    var parts = WordTable()
    // The pieces of part i are known[starts[i] ..< starts[i + 1]].
    var (known, starts) = ([Int](), [0])
    GPT2Words.forEach(in: text) { part in
      if part.count == 1 { return ids.append(Int(part[0])) }
      let number = parts.insert(part)
      if number == starts.count - 1 {
        known += merged(part)
        starts.append(known.count)
      }
      ids += known[starts[number]..<starts[number + 1]]
    }
    return ids
  }

  /// The pieces of one part: merges the pair of the lowest rank, wherever it stands, until none is left.
  private func merged(_ part: UnsafeRawBufferPointer) -> [Int] {
    var row = part.map { Int($0) }
    while row.count > 1 {
      var best = Int.max
      for i in 1..<row.count { best = min(best, ranks[row[i - 1], row[i]]) }
      if best == .max { break }
      row.merge(merges[best], into: 256 + best)
    }
    return row
  }
}

extension [Int] {
  /// Puts `piece` wherever `pair` stands, from left to right.
  fileprivate mutating func merge(_ pair: BytePairEncoding.Pair, into piece: Int) {
    var (kept, i) = (0, 0)
    while i < count {
      if i + 1 < count, self[i] == pair.first, self[i + 1] == pair.second {
        self[kept] = piece
        i += 2
      } else {
        self[kept] = self[i]
        i += 1
      }
      kept += 1
    }
    removeLast(count - kept)
  }
}

/// Pairs of pieces and a number for each: open addressing, as in `WordTable`.
struct PairTable: Sendable {
  private var keys = [UInt64](repeating: .max, count: 1024)
  private var values = [Int](repeating: 0, count: 1024)
  private(set) var count = 0

  private static func key(_ first: Int, _ second: Int) -> UInt64 {
    UInt64(first) << 32 | UInt64(second)
  }

  @inline(__always)
  private func place(_ key: UInt64) -> Int {
    var place = Int((key &* 0x9e37_79b9_7f4a_7c15) >> 32) & (keys.count - 1)
    while keys[place] != .max && keys[place] != key { place = (place + 1) & (keys.count - 1) }
    return place
  }

  /// The number of a pair, or `Int.max`.
  @inline(__always)
  subscript(_ first: Int, _ second: Int) -> Int {
    let place = place(PairTable.key(first, second))
    return keys[place] == .max ? .max : values[place]
  }

  /// Whether the pair is new; then it gets the number.
  mutating func insert(_ pair: BytePairEncoding.Pair, _ value: Int) -> Bool {
    let key = PairTable.key(pair.first, pair.second)
    let place = place(key)
    guard keys[place] == .max else { return false }
    (keys[place], values[place]) = (key, value)
    count += 1
    if 2 * count > keys.count { grow() }
    return true
  }

  private mutating func grow() {
    let old = zip(keys, values).filter { $0.0 != .max }
    keys = [UInt64](repeating: .max, count: 2 * keys.count)
    values = [Int](repeating: 0, count: keys.count)
    for (key, value) in old {
      let place = place(key)
      (keys[place], values[place]) = (key, value)
    }
  }
}
