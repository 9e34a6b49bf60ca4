/// How often each word of a text occurs, counted as the words come.
struct WordCounts {
  private var table = WordTable()
  /// Of the words in their order.
  private(set) var fingerprint = TextFingerprint()
  /// How often each word of the table occurs; 0 for a spelling whose count another one took.
  private(set) var counts: [Int] = []
  /// The other spellings, and the words they are spellings of.
  private(set) var spellings: [(spelling: Int, word: Int)] = []

  @inline(__always)
  mutating func add(_ word: UnsafeRawBufferPointer) {
    let number = table.insert(word)
    if number == counts.count { counts.append(0) }
    counts[number] += 1
    fingerprint.add(number)
  }

  /// Words that only differ in how Unicode writes them, *é* as one character or as *e* and an accent,
  /// become one, the first of them: as `String`s they are equal.
  mutating func mergeSpellings() {
    var leaders: [String: Int] = [:]
    for number in counts.indices where bytes(number).contains(where: { $0 >= 0x80 }) {
      if let leader = leaders[word(number)] {
        counts[leader] += counts[number]
        counts[number] = 0
        spellings.append((number, leader))
      } else {
        leaders[word(number)] = number
      }
    }
  }

  /// The numbers of the words that occur at least `minimumCount` times, in the order of a `Vocabulary`,
  /// at most `limit`.
  func kept(minimumCount: Int, limit: Int?) -> [Int] {
    let frequent = counts.indices.filter { counts[$0] >= max(minimumCount, 1) }
    return Array(Vocabulary.byFrequency(frequent, counts).prefix(limit ?? .max))
  }

  func bytes(_ number: Int) -> ArraySlice<UInt8> { table.word(number) }

  func word(_ number: Int) -> String { String(decoding: bytes(number), as: UTF8.self) }
}

/// The ids of words, by their bytes.
struct WordIDs: Sendable {
  private var table = WordTable()
  /// The id of each word of the table.
  private var ids: [Int32] = []

  /// Gives the words with the numbers `kept` the ids 0, 1, …, and their other spellings the same.
  init(_ kept: [Int], of counts: WordCounts) {
    var idOf: [Int: Int32] = [:]
    for (id, number) in kept.enumerated() {
      idOf[number] = Int32(id)
      add(counts.bytes(number), Int32(id))
    }
    for (spelling, word) in counts.spellings {
      if let id = idOf[word] { add(counts.bytes(spelling), id) }
    }
  }

  private mutating func add(_ word: ArraySlice<UInt8>, _ id: Int32) {
    word.withUnsafeBytes { _ = table.insert($0) }
    ids.append(id)
  }

  /// The id of a word, or nil if it was not kept.
  @inline(__always)
  subscript(word: UnsafeRawBufferPointer) -> Int32? { table.number(of: word).map { ids[$0] } }
}
