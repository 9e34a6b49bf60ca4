import Ground
import Language
import Models

/// The option that names a language model's file.
enum LanguageModelFile {
  static let option = Option(
    "--model", "FILE", help: "where to keep the model, and with it the training under way")
}

/// `swift run lstm --evaluate FILE --model FILE`: how surprised a saved language model, of whatever kind, is
/// by a text.
package struct EvaluateLanguageModel: Tool {
  package static let request = Option(
    "--evaluate", "FILE", help: "no chapter: the perplexity of --model on this text")
  package static let example = Help.Example(
    "--evaluate other.txt --model my.model", "measure its perplexity on another text")
  package static let options = [
    LanguageModelFile.option, ChosenTokenizer.option,
  ]

  private let path: String
  private let model: any SavedLanguageModel
  /// As the model's file has it, or else as given.
  private let cut: TextCut

  package init(_ arguments: Arguments) throws {
    path = try arguments.text("--evaluate") ?? ""
    let file = try arguments.file(of: "model", for: "--evaluate")
    var places = Places()
    places.reads(file, "the model")
    places.reads(path, "the text")
    try places.check()
    let (model, notes) = try SavedLanguageModels.open(file)
    self.model = model
    if let noted = notes[ModelNote.tokens] {
      try arguments.check("--tokens", against: noted, of: file)
    }
    let given = try arguments.choice("--tokens", among: ChosenTokenizer.all)
    cut = try given.map { .tokenizer($0) } ?? TextCut(notes: notes) ?? .tokenizer(.words)
  }

  package func run() throws {
    let tokens = try cut.tokens(inFile: path)
    let ids = try ids(of: tokens, model.vocabulary)
    let share = ids.share(of: model.vocabulary[Vocabulary.unknown])
    Terminal.print(
      """
      perplexity  \(format(model.perplexity(on: ids), decimals: 2))
      \(cut.label)\(format(ids.count))
      unknown     \(format(100 * share, decimals: 2)) %
      """)
    if let remark = cut.remark(on: ids, of: model.vocabulary) { Terminal.print(remark) }
  }

  private func ids(of tokens: [String], _ vocabulary: Vocabulary) throws -> [Int] {
    do {
      return try vocabulary.ids(of: tokens)
    } catch let error as UnknownWord {
      throw InputError(
        """
        “\(path)” has the word “\(error.word)”, which the model doesn't know, and no <unk> for it; \
        train one with a higher --minimum-count.
        """)
    }
  }
}

extension Arguments {
  /// Throws if the option is given and is another one than `noted`, the one that the model's file has (nil
  /// if it was left out).
  func check(_ name: String, against noted: String?, of model: String) throws {
    guard let value = self[name], value != noted else { return }
    if let number = Float(value), number == noted.flatMap(Float.init) { return }
    let before = noted.map { "with \(name) \($0)" } ?? "without \(name)"
    throw InputError("“\(model)” was trained \(before); leave that option out.")
  }
}

extension TextCut {
  /// The tokens of the file at `path`, which must hold two words at least.
  func tokens(inFile path: String) throws -> [String] {
    let text = try TextFile.read(path)
    // A `String` for each word and its id, several times over: about six bytes for each of the text's.
    try Memory.demand(
      6 * Double(text.utf8.count), for: "The words of “\(path)”", advice: "take a shorter text")
    let tokens = tokens(in: text)
    try demand(
      tokens.count(where: { $0 != Tokenizer.endOfSentence }) > 1,
      "The file “\(path)” holds one \(noun.dropLast()); a language model needs a text.")
    return tokens
  }
}
