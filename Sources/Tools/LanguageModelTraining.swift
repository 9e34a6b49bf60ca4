import Ground
import Language
import Models
import Networks
import Tensors

/// A language model of the reader's own text, in place of the chapter: `--train FILE --model FILE`.
package struct LanguageModelTraining<Recipe: TrainingRecipe>: Tool {
  package static var request: Option {
    Option("--train", "FILE", help: "no chapter: learn to predict this text")
  }
  package static var example: Help.Example {
    Help.Example("--train my.txt --model my.model", "learn to predict a text of your own")
  }
  package static var options: [Option] {
    let others = [
      LanguageModelFile.option,
      Option("--resume", help: "go on with the training that --model holds"),
      .force,
      Option("--rate", "X", help: "the learning rate, to begin with (\(Recipe.usualRate))"),
    ]
    return others + noted.dropLast().map(\.option)
  }

  /// What the model's file notes of a training, the seed at its end.
  private static var noted: [NotedOption] {
    let text = [
      NotedOption(
        "--validation", "FILE", help: "what to validate by (the last tenth of the text)"),
      NotedOption(ChosenTokenizer.option), NotedOption(PieceOptions.merges),
      NotedOption(
        "--vocabulary", "N", help: "how many words to keep at most; others are <unk> (all)"),
      NotedOption("--minimum-count", "N", help: "how often a word must occur to be kept (2)"),
    ]
    return text + Recipe.options + [NotedOption(.seed)]
  }

  let path: String
  let validationPath: String?
  let model: String
  let isResumed: Bool
  /// What cuts the text, unless `merges` are asked for.
  let chosen: ChosenTokenizer
  /// How many merges make its pieces.
  let merges: Int?
  let limit: Int?
  let minimumCount: Int
  let recipe: Recipe
  /// A resumed training has its own unless this is given.
  let rate: Float?
  let seed: UInt64

  package init(_ arguments: Arguments) throws {
    path = try arguments.text("--train") ?? ""
    model = try arguments.place(for: "model", of: "--train")
    isResumed = arguments["--resume"] != nil
    rate = try arguments.number("--rate", in: 0.000001...1_000_000)
    let arguments =
      isResumed
      ? try Self.noted.completed(arguments, by: Recipe.M.notes(in: model), of: model) : arguments
    validationPath = try arguments.text("--validation")
    merges = try PieceOptions.merges(arguments)
    chosen = try ChosenTokenizer(arguments, for: path)
    limit = try arguments.number("--vocabulary", in: 2...1_000_000)
    minimumCount = try arguments.number("--minimum-count", in: 1...1_000_000) ?? 2
    recipe = try Recipe(arguments)
    seed = try arguments.seed()
    try places.check(isForced: arguments["--force"] != nil)
  }

  private var places: Places {
    var places = Places()
    places.reads(path, "the text")
    places.reads(validationPath, "the text to validate by")
    if isResumed {
      places.updates(model, "the model")
    } else {
      places.begins(model, "the model", as: .checkpoint(of: Recipe.M.kind))
    }
    return places
  }

  /// What a resumed training need not be told again, and other tools should know.
  func notes(_ cut: TextCut) -> [String: String] {
    var text = ["--validation": validationPath, "--seed": "\(seed)"]
    if let merges {
      text["--merges"] = "\(merges)"
    } else {
      text["--vocabulary"] = limit.map { "\($0)" }
      text["--minimum-count"] = "\(minimumCount)"
    }
    return Self.noted.notes(text.merging(recipe.values) { $1 }).merging(cut.notes) { $1 }
  }
}

// MARK: - The text

extension LanguageModelTraining {
  /// What cuts the text: pieces are learned of it, unless a training goes on that has some.
  func textCut() throws -> TextCut {
    guard let merges else { return .tokenizer(chosen.tokenizer) }
    if isResumed, let cut = try TextCut(notes: Recipe.M.notes(in: model)) { return cut }
    return try .pieces(PieceOptions.pieces(ofFile: path, merges: merges))
  }

  /// What is learned from, and what is validated by.
  func readText(_ cut: TextCut) throws -> Corpus {
    var tokens = try cut.tokens(inFile: path)
    let validation: [String]
    if let validationPath {
      validation = try cut.tokens(inFile: validationPath)
    } else {
      let held = max(2, tokens.count / 10)
      validation = Array(tokens.suffix(held))
      tokens.removeLast(min(held, tokens.count))
    }
    let kinds = cut.noun
    guard tokens.count >= recipe.fewestTokens else {
      let share = validationPath == nil ? ", its last tenth apart," : ""
      throw InputError(
        """
        “\(path)”\(share) has \(format(tokens.count)) \(kinds), too few for \(recipe.demandOfTokens).
        """)
    }
    if case .pieces(let pieces) = cut {
      return try Corpus(
        name: path, vocabulary: pieces.vocabulary(), training: tokens, validation: validation)
    }
    let corpus = Corpus(
      name: path, training: tokens, validation: validation, limit: limit,
      minimumCount: minimumCount)
    let signs = [Vocabulary.unknown, Tokenizer.endOfSentence]
    try demand(
      corpus.vocabulary.words.contains { !signs.contains($0) },
      """
      None of the \(kinds) of “\(path)” occurs at least \(minimumCount) times; lower --minimum-count, or \
      take a longer text.
      """)
    return corpus
  }

  /// What tells this text from others with as many words.
  func checksum(_ corpus: Corpus) -> String {
    var writer = ByteWriter()
    writer.write(corpus.training) { $0.write($1) }
    writer.write(corpus.validation) { $0.write($1) }
    return String(crc32(writer.bytes), radix: 16)
  }

  func say(_ remark: String?) {
    if let remark { Terminal.print(remark) }
  }

  /// Says what is learned from, and how large the model is.
  func describe(_ corpus: Corpus, _ cut: TextCut, _ trainer: Trainer<Recipe.M>) {
    let (training, held) = (corpus.training.count, corpus.validation.count)
    let source = validationPath.map { "“\($0)”" } ?? "the last tenth"
    Terminal.print(
      """
      \(cut.label)\(format(training)) to learn from, \(format(held)) to \
      validate by (\(source))
      vocabulary  \(format(corpus.vocabulary.count)) \(cut.noun)
      model       \(recipe.settings)
      parameters  \(format(trainer.model.parameterCount))
      """)
    say(cut.remark(on: corpus.training, of: corpus.vocabulary))
    guard isResumed else { return }
    Terminal.print("resumed     after step \(format(trainer.steps))")
    let epochsDone = trainer.history.count
    let failures = epochsDone - trainer.history.bestEpoch
    if epochsDone >= recipe.limits.epochs || failures >= recipe.limits.patience {
      Terminal.print("It was at its end: allow more by --epochs or --patience.")
    }
  }
}
