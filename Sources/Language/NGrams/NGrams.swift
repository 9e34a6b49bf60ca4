/// A set of k-grams, numbered 0, 1, 2, … in the order in which they came: each is the number of its first
/// k - 1 words in the set of those, and its last word.
///
/// A hash table with open addressing. Only questions are asked of it, so the order of its slots
/// never shows.
struct NGrams: Sendable {
  /// For each k-gram, the number of its first words and, in the lower half, its last word.
  private var keys: [UInt64] = []
  /// Numbers of k-grams, or -1; a power of two of them, at least two for each k-gram.
  private var slots = [Int32](repeating: -1, count: 16)

  /// How many k-grams there are.
  var count: Int { keys.count }

  /// The number of the first k - 1 words of a k-gram.
  func context(_ place: Int) -> Int32 { Int32(truncatingIfNeeded: keys[place] >> 32) }

  /// The number of the k-gram that ends with `id`, or nil if it isn't there.
  func place(of id: Int, after context: Int32) -> Int32? {
    let place = slots[slot(of: NGrams.key(id, context))]
    return place < 0 ? nil : place
  }

  /// The number of the k-gram that ends with `id`, which is put in if it isn't there.
  mutating func insert(_ id: Int, after context: Int32) -> (place: Int32, isFirst: Bool) {
    let key = NGrams.key(id, context)
    let slot = slot(of: key)
    if slots[slot] >= 0 { return (slots[slot], false) }
    let place = Int32(count)
    slots[slot] = place
    keys.append(key)
    if 2 * count > slots.count { grow() }
    return (place, true)
  }

  private static func key(_ id: Int, _ context: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: context)) << 32 | UInt64(id)
  }

  /// Where `key` is, or would be.
  private func slot(of key: UInt64) -> Int {
    let mixed = (key ^ key >> 32) &* 0x9e37_79b9_7f4a_7c15
    var slot = Int(mixed >> UInt64(64 - slots.count.trailingZeroBitCount))
    while slots[slot] >= 0 && keys[Int(slots[slot])] != key {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for (place, key) in keys.enumerated() { slots[slot(of: key)] = Int32(place) }
  }
}
