/// Different words, numbered as they come: a hash table over bytes, in which looking a word up makes no
/// `String` and allocates nothing.
///
/// Open addressing with linear probing (Knuth, *The Art of Computer Programming* 3, 1998, section 6.4,
/// algorithm L). The hash is unseeded: numbers and speed are the same in every run.
struct WordTable {
  /// All words, one after the other.
  private var bytes: [UInt8] = []
  /// Word i is `bytes[starts[i] ..< starts[i + 1]]`.
  private var starts = [0]
  /// Half of a word's hash above its number plus 1; 0 is a free place. At most three quarters are taken.
  private var slots = [UInt64](repeating: 0, count: 1024)

  /// How many words there are.
  var count: Int { starts.count - 1 }

  /// The number of a word, from now on at least.
  @inline(__always)
  mutating func insert(_ word: UnsafeRawBufferPointer) -> Int {
    let hash = WordTable.hash(word)
    let place = self.place(of: word, hash)
    if slots[place] != 0 { return WordTable.number(slots[place]) }
    return append(word, hash, at: place)
  }

  /// The number of a word, or nil.
  @inline(__always)
  func number(of word: UnsafeRawBufferPointer) -> Int? {
    let slot = slots[place(of: word, WordTable.hash(word))]
    return slot == 0 ? nil : WordTable.number(slot)
  }

  /// The bytes of the word with the given number.
  func word(_ number: Int) -> ArraySlice<UInt8> { bytes[starts[number]..<starts[number + 1]] }

  @inline(never)
  private mutating func append(
    _ word: UnsafeRawBufferPointer, _ hash: UInt64, at place: Int
  ) -> Int {
    bytes += word
    starts.append(bytes.count)
    slots[place] = hash & ~0xffff_ffff | UInt64(count)
    if 4 * count > 3 * slots.count { grow() }
    return count - 1
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: 2 * old.count)
    for slot in old where slot != 0 {
      var place = home(slot)
      while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = slot
    }
  }

  /// Where the word stands, or the free place where it would.
  @inline(__always)
  private func place(of word: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
    var place = home(hash)
    while true {
      let slot = slots[place]
      if slot == 0 { return place }
      if slot >> 32 == hash >> 32 && isWord(WordTable.number(slot), word) { return place }
      place = (place + 1) & (slots.count - 1)
    }
  }

  /// Where to begin to look: by the upper half of the hash, which the slots keep.
  @inline(__always)
  private func home(_ hash: UInt64) -> Int { Int(hash >> 32) & (slots.count - 1) }

  @inline(__always)
  private static func number(_ slot: UInt64) -> Int { Int(slot & 0xffff_ffff) - 1 }

  @inline(__always)
  private func isWord(_ number: Int, _ word: UnsafeRawBufferPointer) -> Bool {
    let start = starts[number]
    guard starts[number + 1] - start == word.count else { return false }
    return bytes.withUnsafeBytes { bytes in
      let known = UnsafeRawBufferPointer(rebasing: bytes[start..<start + word.count])
      return WordTable.areEqual(known, word)
    }
  }
}

// MARK: - Eight bytes at a time

extension WordTable {
  /// Whether both words, of equal length, have the same bytes.
  @inline(__always)
  private static func areEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    var place = 0
    while place + 8 < a.count {
      let part = a.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      guard part == b.loadUnaligned(fromByteOffset: place, as: UInt64.self) else { return false }
      place += 8
    }
    return lastBytes(of: a) == lastBytes(of: b)
  }

  /// A multiplication for eight bytes, of which both halves go on: so every bit of the word comes into the
  /// upper half. (After Wang Yi's wyhash; its numbers.)
  @inline(__always)
  private static func hash(_ word: UnsafeRawBufferPointer) -> UInt64 {
    var hash = 0xa076_1d64_78bd_642f ^ UInt64(word.count)
    var place = 0
    while place + 8 < word.count {
      hash = mixed(hash ^ word.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    return mixed(hash ^ lastBytes(of: word))
  }

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }

  /// The last eight bytes of a word, or all that it has, some of them twice.
  @inline(__always)
  private static func lastBytes(of word: UnsafeRawBufferPointer) -> UInt64 {
    let count = word.count
    if count >= 8 { return word.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self) }
    if count >= 4 {
      let first = word.loadUnaligned(as: UInt32.self)
      let last = word.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      return UInt64(first) | UInt64(last) << 32
    }
    if count == 0 { return 0 }
    return UInt64(word[0]) | UInt64(word[count / 2]) << 8 | UInt64(word[count - 1]) << 16
  }
}
