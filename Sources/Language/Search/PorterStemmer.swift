/// English words without their endings, so that *connected*, *connecting* and *connections* are found by
/// *connect*: not the word that a dictionary has, but a stem that its forms share (Porter, "An algorithm for
/// suffix stripping", *Program* 14(3), 1980; the two rules of the author's own later program, `bli` and `logi`,
/// are in).
///
///     PorterStemmer.stem("generalizations")  // "gener"
public enum PorterStemmer {
  /// The stem of a word in small letters; a word with anything but `a`–`z` in it, or of fewer than three
  /// letters, stays as it is.
  public static func stem(_ word: String) -> String {
    let letters = Array(word.utf8)
    guard letters.count > 2, letters.allSatisfy({ (97...122).contains($0) }) else { return word }
    var word = Stem(letters)
    word.cutPlural()
    word.cutPast()
    word.changeY()
    word.replace(doubleSuffixes, ifMeasureIsOver: 0)
    word.replace(fullSuffixes, ifMeasureIsOver: 0)
    word.cutLast()
    word.tidy()
    return String(decoding: word.letters, as: UTF8.self)
  }

  private typealias Rules = [(old: [UInt8], new: [UInt8])]

  private static func rules(_ text: String) -> Rules {
    text.split(separator: " ").map { rule in
      let parts = rule.split(separator: ">", omittingEmptySubsequences: false)
      return (Array(parts[0].utf8), Array(parts[1].utf8))
    }
  }

  /// Step 2. Of suffixes that fit the longer stands first.
  private static let doubleSuffixes = rules(
    """
    ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous \
    ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive \
    biliti>ble logi>log
    """)
  /// Step 3.
  private static let fullSuffixes = rules(
    "icate>ic ative> alize>al iciti>ic ical>ic ful> ness>")
  /// Step 4.
  fileprivate static let lastSuffixes = """
    al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize
    """.split(separator: " ").map { Array($0.utf8) }
}

/// A word on its way to the stem.
private struct Stem {
  var letters: [UInt8]

  init(_ letters: [UInt8]) { self.letters = letters }

  private func isConsonant(_ i: Int) -> Bool {
    switch letters[i] {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
      UInt8(ascii: "u"):
      false
    case UInt8(ascii: "y"): i == 0 || !isConsonant(i - 1)
    default: true
    }
  }

  /// m: how often a consonant comes after a vowel among the first `count` letters.
  private func measure(_ count: Int) -> Int {
    var m = 0
    for i in 1..<max(1, count) where isConsonant(i) && !isConsonant(i - 1) { m += 1 }
    return m
  }

  private func hasVowel(_ count: Int) -> Bool { (0..<count).contains { !isConsonant($0) } }

  private func ends(_ suffix: String) -> Bool { ends(Array(suffix.utf8)) }

  private func ends(_ suffix: [UInt8]) -> Bool {
    letters.count >= suffix.count && letters.suffix(suffix.count).elementsEqual(suffix)
  }

  private var endsDouble: Bool {
    letters.count > 1 && letters.last == letters[letters.count - 2]
      && isConsonant(letters.count - 1)
  }

  /// Whether the first `count` letters end with consonant, vowel, consonant, the last not w, x or y, as in
  /// *hop*: there an *e* was lost.
  private func isShort(_ count: Int) -> Bool {
    count > 2 && isConsonant(count - 1) && !isConsonant(count - 2) && isConsonant(count - 3)
      && !"wxy".utf8.contains(letters[count - 1])
  }

  private mutating func cut(_ count: Int) { letters.removeLast(count) }

  /// Step 1a: *caresses*, *ponies*, *cats*.
  mutating func cutPlural() {
    if ends("sses") || ends("ies") {
      cut(2)
    } else if ends("s"), !ends("ss") {
      cut(1)
    }
  }

  /// Step 1b: *agreed*, *plastered*, *motoring*.
  mutating func cutPast() {
    if ends("eed") {
      if measure(letters.count - 3) > 0 { cut(1) }
      return
    }
    for suffix in ["ed", "ing"] where ends(suffix) {
      guard hasVowel(letters.count - suffix.utf8.count) else { return }
      cut(suffix.utf8.count)
      return restoreEnd()
    }
  }

  /// *conflat* becomes *conflate*, *hopp* *hop*, *fil* *file*.
  private mutating func restoreEnd() {
    if ends("at") || ends("bl") || ends("iz") {
      letters.append(UInt8(ascii: "e"))
    } else if endsDouble, !"lsz".utf8.contains(letters.last!) {
      cut(1)
    } else if measure(letters.count) == 1, isShort(letters.count) {
      letters.append(UInt8(ascii: "e"))
    }
  }

  /// Step 1c: *happy* becomes *happi*, as *happier* does.
  mutating func changeY() {
    if ends("y"), hasVowel(letters.count - 1) { letters[letters.count - 1] = UInt8(ascii: "i") }
  }

  /// Steps 2 and 3: the first suffix that fits, if what is before it is long enough.
  mutating func replace(_ rules: [(old: [UInt8], new: [UInt8])], ifMeasureIsOver limit: Int) {
    guard let rule = rules.first(where: { ends($0.old) }) else { return }
    if measure(letters.count - rule.old.count) > limit {
      letters.replaceSubrange((letters.count - rule.old.count)..., with: rule.new)
    }
  }

  /// Step 4: *revival*, *adjustable*, *adoption*.
  mutating func cutLast() {
    if ends("sion") || ends("tion") {
      if measure(letters.count - 3) > 1 { cut(3) }
    } else if let suffix = PorterStemmer.lastSuffixes.first(where: { ends($0) }),
      measure(letters.count - suffix.count) > 1
    {
      cut(suffix.count)
    }
  }

  /// Step 5: *probate* becomes *probat*, *controll* *control*.
  mutating func tidy() {
    if ends("e") {
      let m = measure(letters.count - 1)
      if m > 1 || m == 1 && !isShort(letters.count - 1) { cut(1) }
    }
    if endsDouble, letters.last == UInt8(ascii: "l"), measure(letters.count) > 1 { cut(1) }
  }
}
