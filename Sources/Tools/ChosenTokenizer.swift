import Ground
import Language

/// How a tool cuts a text: as `--tokens` says, or else as suits the text.
struct ChosenTokenizer {
  static let option = Option(
    "--tokens", "NAME",
    help: "words finds words itself, lines are cut at blanks, or characters (as suits the text)")
  static let all: [Tokenizer] = [.words, .lines, .characters]

  let tokenizer: Tokenizer
  /// What the reader should know; nil if there is nothing to say.
  let remark: String?

  /// - Throws: `InputError` if the option names no tokenizer.
  init(_ arguments: Arguments, for path: String) throws {
    if let given = try arguments.choice("--tokens", among: ChosenTokenizer.all) {
      (tokenizer, remark) = (given, nil)
      return
    }
    tokenizer = Tokenizer.suited(toFile: path)
    remark = tokenizer.remark(onFile: path).map {
      "\($0); --tokens words reads it by what stands between marks."
    }
  }
}

extension Tokenizer {
  /// What a reader should know who hasn't chosen it for the text of a file, without a full stop; nil if there
  /// is nothing to say.
  func remark(onFile path: String) -> String? {
    guard self == .characters else { return nil }
    return "“\(path)” has no blanks between its words, so it is read by characters"
  }

}

extension TextCut {
  /// What its tokens are called, as wide as what stands before numbers.
  var label: String { noun + String(repeating: " ", count: 12 - noun.count) }

  /// What a perplexity on `ids` is worth where more than a twentieth of them are `<unk>`; nil where it is
  /// worth what it says.
  func remark(on ids: [Int], of vocabulary: Vocabulary) -> String? {
    let share = ids.share(of: vocabulary[Vocabulary.unknown])
    guard share > 0.05 else { return nil }
    let advice = self == .tokenizer(.characters) ? "" : ", or train with --tokens characters"
    return """
      \(format(100 * share, decimals: 1)) % of the \(noun) are <unk>, all rare ones counted as a single one, \
      which is easily guessed: this flatters the perplexity; lower --minimum-count\(advice).
      """
  }
}

extension [Int] {
  /// How large a part of the ids is `id`, 0 … 1.
  func share(of id: Int?) -> Double {
    isEmpty ? 0 : Double(count { $0 == id }) / Double(count)
  }
}
