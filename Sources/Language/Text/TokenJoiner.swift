/// Makes readable text of tokens, one after the other: puts blanks where they belong.
///
///     var joiner = TokenJoiner(.words)
///     ["(", "yes", ",", "yes", ")"].map { joiner.next($0) }.joined()      // "(yes, yes)"
public struct TokenJoiner: Sendable {
  private let cut: TextCut
  /// Whether the next token follows without a blank: at the start, and after an opening mark.
  private var isTight = true
  private var isQuoting = false
  /// The bytes of pieces, of a character whose last ones are still to come.
  private var begun: [UInt8] = []

  /// For text that `tokenizer` cuts into such tokens.
  public init(_ tokenizer: Tokenizer) { self.init(.tokenizer(tokenizer)) }

  /// For text that is cut so.
  public init(_ cut: TextCut) { self.cut = cut }

  /// What the next token adds to the text, with the blank before it if there is one. A piece that ends within a
  /// character adds it with the piece that brings its end.
  public mutating func next(_ token: String) -> String {
    switch cut {
    case .tokenizer(.characters): return token
    case .tokenizer: return nextWord(token)
    case .pieces:
      begun += BytePairEncoding.bytes(ofName: token)
      let whole = begun.count - begun.bytesOfUnfinishedCharacter
      defer { begun.removeFirst(whole) }
      return String(decoding: begun[..<whole], as: UTF8.self)
    }
  }

  private mutating func nextWord(_ token: String) -> String {
    if token == Tokenizer.endOfSentence {
      isTight = true
      return "\n"
    }
    if token == "\"" { isQuoting.toggle() }
    let closes = token == "\"" ? !isQuoting : follows(token)
    defer { isTight = token == "\"" ? isQuoting : isFollowedClosely(token) }
    return (isTight || closes ? "" : " ") + token
  }

  /// Whether the token stands close to the one before it.
  private func follows(_ token: String) -> Bool {
    if TokenJoiner.closing.contains(token) || TokenJoiner.wide.contains(token) { return true }
    // The Penn Treebank cuts "don't" into "do n't", and "it's" into "it 's".
    return cut == .tokenizer(.lines) && (token == "n't" || token.count > 1 && token.hasPrefix("'"))
  }

  /// Whether the token after it stands close to it.
  private func isFollowedClosely(_ token: String) -> Bool {
    TokenJoiner.opening.contains(token) || TokenJoiner.wide.contains(token)
  }

  private static let opening: Set<String> = ["(", "[", "{", "“", "‘", "¿", "¡", "$", "£", "€"]
  private static let closing: Set<String> = [
    ".", ",", ";", ":", "?", "!", ")", "]", "}", "”", "’", "…", "%",
  ]
  /// The marks of Chinese and Japanese, as wide as a character, which bring their own blank.
  private static let wide = Set(
    "，。！？：；、·・〜～％（）［］｛｝「」『』《》〈〉【】〔〕〖〗｢｣｡､".map(String.init))
}

extension [UInt8] {
  /// How many bytes at the end are the beginning of a character of UTF-8 that needs more.
  fileprivate var bytesOfUnfinishedCharacter: Int {
    for count in 1...3 where count <= self.count {
      let byte = self[self.count - count]
      if byte & 0xc0 == 0x80 { continue }
      let needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
      return needed > count ? count : 0
    }
    return 0
  }
}
