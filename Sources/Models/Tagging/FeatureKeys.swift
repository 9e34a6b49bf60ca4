import Ground
import Language

/// Features as numbers of 64 bits, which templates and the words in a sentence give: the same for the same
/// feature, and of two others the same with a chance of one in 10¹⁹.
struct FeatureKeys: Sendable {
  /// What a place has where a template finds nothing.
  static let none: UInt64 = 0

  let templates: [FeatureTemplate]
  private let attributes: [WordAttribute]
  /// Each template's parts, as places among the attributes.
  private let parts: [[(attribute: Int, offset: Int)]]
  private let salts: [UInt64]

  init(_ templates: [FeatureTemplate]) {
    self.templates = templates
    var attributes: [WordAttribute] = []
    parts = templates.map { template in
      template.parts.map { part in
        if !attributes.contains(part.attribute) { attributes.append(part.attribute) }
        return (attributes.firstIndex(of: part.attribute)!, part.offset)
      }
    }
    self.attributes = attributes
    salts = templates.map { FeatureKeys.hash($0.description) }
  }

  /// What stands before the first word and after the last.
  private static let outside: UInt64 = hash("outside")

  /// The attributes of a word, hashed; 0 for what it hasn't.
  func attributes(of word: String) -> [UInt64] {
    attributes.map { $0.value(of: word).map(FeatureKeys.hash) ?? FeatureKeys.none }
  }

  /// The keys of all places of a sentence, as many for each place as there are templates.
  ///
  /// - Parameter words: the attributes of each word.
  func keys(of words: [[UInt64]]) -> [UInt64] {
    var keys: [UInt64] = []
    keys.reserveCapacity(words.count * parts.count)
    for place in words.indices {
      for (parts, salt) in zip(parts, salts) {
        var key = salt
        for (attribute, offset) in parts {
          let other = place + offset
          let value = words.indices.contains(other) ? words[other][attribute] : FeatureKeys.outside
          if value == FeatureKeys.none {
            key = FeatureKeys.none
            break
          }
          key = FeatureKeys.mixed(key ^ value)
        }
        keys.append(key)
      }
    }
    return keys
  }

  /// The same for a sentence as it is.
  func keys(of sentence: [String]) -> [UInt64] { keys(of: sentence.map { attributes(of: $0) }) }

  /// What the features of a place are called, `lower[-1]=the`; nil where a template finds nothing.
  func names(at place: Int, of sentence: [String]) -> [String?] {
    templates.map { template in
      var name = template.parts.isEmpty ? "always" : ""
      for part in template.parts {
        let other = place + part.offset
        guard sentence.indices.contains(other) else {
          name += "\(name.isEmpty ? "" : "+")\(part.attribute)[\(part.offset)]: none"
          continue
        }
        guard let value = part.attribute.value(of: sentence[other]) else { return nil }
        name += "\(name.isEmpty ? "" : "+")\(part.attribute)[\(part.offset)]"
        if !value.isEmpty { name += "=\(value)" }
      }
      return name
    }
  }

  /// FNV-1a over the bytes, then mixed.
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return mixed(hash)
  }

  /// Never 0, the key of nothing. (The finaliser of SplitMix64.)
  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return z == none ? 1 : z
  }
}

/// Features by number: a hash table of keys, in which a key is its own hash.
struct FeatureIndex: Sendable {
  /// The keys by number.
  private(set) var keys: [UInt64] = []
  /// A key's number plus 1; 0 is a free place. At most half are taken.
  private var slots = [UInt32](repeating: 0, count: 1 << 10)

  init() {}

  /// - Parameter keys: all different.
  init(_ keys: [UInt64]) {
    self.keys = keys
    grow(to: keys.count)
  }

  var count: Int { keys.count }

  /// The number of a key, or nil.
  @inline(__always)
  func number(of key: UInt64) -> Int? {
    let slot = slots[place(of: key)]
    return slot == 0 ? nil : Int(slot) - 1
  }

  /// The number of a key, from now on at least.
  mutating func insert(_ key: UInt64) -> Int {
    let place = place(of: key)
    if slots[place] != 0 { return Int(slots[place]) - 1 }
    keys.append(key)
    slots[place] = UInt32(keys.count)
    if 2 * keys.count > slots.count { grow(to: 2 * keys.count) }
    return keys.count - 1
  }

  private mutating func grow(to count: Int) {
    var size = slots.count
    while size < 2 * count { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    for (number, key) in keys.enumerated() { slots[place(of: key)] = UInt32(number + 1) }
  }

  /// Where the key stands, or the free place where it would.
  @inline(__always)
  private func place(of key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: key) & (slots.count - 1)
    while slots[place] != 0, keys[Int(slots[place]) - 1] != key {
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }
}
