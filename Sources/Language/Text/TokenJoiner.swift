/// Makes readable text of tokens, one after the other: puts blanks where they belong.
///
///     var joiner = TokenJoiner(.words)
///     ["(", "yes", ",", "yes", ")"].map { joiner.next($0) }.joined()      // "(yes, yes)"
public struct TokenJoiner: Sendable {
  private let tokenizer: Tokenizer
  /// Whether the next token follows without a blank: at the start, and after an opening mark.
  private var isTight = true
  private var isQuoting = false

  /// For text that `tokenizer` cuts into such tokens.
  public init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// What the next token adds to the text, with the blank before it if there is one.
  public mutating func next(_ token: String) -> String {
    if tokenizer == .characters { return token }
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
    return tokenizer == .lines && (token == "n't" || token.count > 1 && token.hasPrefix("'"))
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
