/// How often each word of a text occurs, counted as the words come.
struct WordCounts {
  private var table = WordTable()
  /// Of the words in their order.
  private(set) var fingerprint = TextFingerprint()
  /// How often each word of the table occurs; 0 for a spelling whose count another one took.
  private(set) var counts: [Int] = []
  /// The other spellings, and the words they are spellings of.
  private(set) var spellings: [(spelling: Int, word: Int)] = []
  /// The words that the text never spells in normalization form C, in that form.
  private var normalized: [Int: String] = [:]

  @inline(__always)
  mutating func add(_ word: UnsafeRawBufferPointer) {
    let number = table.insert(word)
    if number == counts.count { counts.append(0) }
    counts[number] += 1
    fingerprint.add(number)
  }

  /// Brings all words to normalization form C. Those that only differ in how Unicode writes them, *é* as one
  /// character or as *e* and an accent, become one, in the place of the first of them.
  mutating func mergeSpellings() {
    var leaders: [String: Int] = [:]
    for number in counts.indices where bytes(number).contains(where: { $0 >= 0x80 }) {
      let spelling = String(decoding: bytes(number), as: UTF8.self)
      let word = spelling.normalized
      if let leader = leaders[word] {
        merge(number, into: leader)
        continue
      }
      leaders[word] = number
      if word.utf8.elementsEqual(spelling.utf8) { continue }
      normalized[number] = word
      // The word may be one of ASCII, such as the K that is also a sign for kelvins.
      guard let plain = self.number(ofASCII: word) else { continue }
      merge(max(plain, number), into: min(plain, number))
      leaders[word] = min(plain, number)
    }
  }

  private func number(ofASCII word: String) -> Int? {
    guard word.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    return Array(word.utf8).withUnsafeBytes { table.number(of: $0) }
  }

  private mutating func merge(_ number: Int, into leader: Int) {
    counts[leader] += counts[number]
    counts[number] = 0
    spellings.append((number, leader))
  }

  /// The numbers of the words that occur at least `minimumCount` times, in the order of a `Vocabulary`,
  /// at most `limit`.
  func kept(minimumCount: Int, limit: Int?) -> [Int] {
    let frequent = counts.indices.filter { counts[$0] >= max(minimumCount, 1) }
    return Array(Vocabulary.byFrequency(frequent, counts).prefix(limit ?? .max))
  }

  func bytes(_ number: Int) -> ArraySlice<UInt8> { table.word(number) }

  func word(_ number: Int) -> String {
    normalized[number] ?? String(decoding: bytes(number), as: UTF8.self)
  }
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
