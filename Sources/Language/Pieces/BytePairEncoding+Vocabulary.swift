import Ground

extension BytePairEncoding {
  /// The pieces as the words of a vocabulary, under their own ids, so a model can read what `encode` gives.
  ///
  ///     let vocabulary = pieces.vocabulary
  ///     vocabulary.words(at: pieces.encode("the tide"))  // ["the", "Ġtide"]
  ///
  /// Each byte is written as a character that can be seen, the blank as `Ġ`; if two merges make the same bytes,
  /// the later one's name ends in a blank and its number.
  ///
  /// - Parameter counts: how often each piece stands in a text; zeros unless given.
  public func vocabulary(counts: [Int]? = nil) -> Vocabulary {
    Vocabulary(words: names, counts: counts)
  }

  /// What each piece is called there.
  static func names(of pieces: [[UInt8]]) -> [String] {
    var seen = Set<String>()
    return pieces.enumerated().map { id, bytes in
      let name = VisibleBytes.text(bytes)
      return seen.insert(name).inserted ? name : "\(name) \(id)"
    }
  }

  /// The bytes of a piece of that name; none for what is no name of a piece.
  static func bytes(ofName name: String) -> [UInt8] {
    VisibleBytes.bytes(Substring(name.prefix { $0 != " " }).unicodeScalars)
  }
}
