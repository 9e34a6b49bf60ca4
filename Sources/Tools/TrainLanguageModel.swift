import Ground
import Language
import Models
import Networks
import Tensors

/// `swift run lstm --train FILE --model FILE`: a language model of the reader's own text.
package struct TrainLanguageModel: Tool {
  static let modelOption = Option(
    "--model", "FILE", help: "where to keep the model, and with it the training under way")

  package static let request = Option(
    "--train", "FILE", help: "no chapter: learn to predict this text")
  package static let options = [
    modelOption,
    Option("--resume", help: "go on with the training that --model holds"),
    .force,
    Option("--validation", "FILE", help: "what to validate by (the last tenth of the text)"),
    ChosenTokenizer.option,
    Option("--vocabulary", "N", help: "how many words to keep at most; others are <unk> (all)"),
    Option("--minimum-count", "N", help: "how often a word must occur to be kept (2)"),
    Option("--cell", "NAME", help: "lstm, gru or rnn (lstm)"),
    Option("--size", "N", help: "the size of vectors and layers (100)"),
    Option("--layers", "N", help: "how many recurrent layers (1)"),
    Option("--dropout", "X", help: "the rate of dropout, 0 to 0.99 (0)"),
    Option("--tied", help: "use the words' vectors for the output as well"),
    Option("--batch", "N", help: "how many streams to read side by side (20)"),
    Option("--steps", "N", help: "how many steps gradients go back (35)"),
    Option(
      "--rate", "X", help: "the learning rate; cut to a quarter when validation stalls (20)"),
    Option("--clip", "X", help: "the largest norm of a gradient (0.25)"),
    Option("--epochs", "N", help: "how often to read the text at most (40)"),
    Option("--patience", "N", help: "how many epochs may fail in a row before the end (3)"),
  ]

  let path: String
  let validationPath: String?
  let model: String
  let isResumed: Bool
  let cut: ChosenTokenizer
  var tokenizer: Tokenizer { cut.tokenizer }
  let limit: Int?
  let minimumCount: Int
  let settings: RecurrentLanguageModel.Settings
  let streams: Int
  let steps: Int
  /// A resumed training has its own unless this is given.
  let rate: Float?
  let clip: Float
  let epochs: Int
  let patience: Int
  let seed: UInt64

  package init(_ arguments: Arguments) throws {
    path = try arguments.text("--train") ?? ""
    guard let model = try arguments.text("--model") else {
      throw InputError("--train needs a place for the model: --model FILE.")
    }
    self.model = model
    isResumed = arguments["--resume"] != nil
    rate = try arguments.number("--rate", in: 0.000001...1_000_000)
    let arguments =
      isResumed ? try NotedOption.completed(arguments, byNotesOf: model) : arguments
    validationPath = try arguments.text("--validation")
    cut = try ChosenTokenizer(arguments, for: path)
    limit = try arguments.number("--vocabulary", in: 2...1_000_000)
    minimumCount = try arguments.number("--minimum-count", in: 1...1_000_000) ?? 2
    settings = try TrainLanguageModel.settings(arguments)
    streams = try arguments.number("--batch", in: 1...10_000) ?? 20
    steps = try arguments.number("--steps", in: 1...10_000) ?? 35
    clip = try arguments.number("--clip", in: 0.000001...1_000_000) ?? 0.25
    epochs = try arguments.number("--epochs", in: 1...1_000_000) ?? 40
    patience = try arguments.number("--patience", in: 1...1_000_000) ?? 3
    seed = try arguments.seed()
    try places.check(isForced: arguments["--force"] != nil)
  }

  private static func settings(_ arguments: Arguments) throws -> RecurrentLanguageModel.Settings {
    var settings = RecurrentLanguageModel.Settings()
    settings.cell = try arguments.choice("--cell", among: [.lstm, .gru, .rnn]) ?? .lstm
    settings.size = try arguments.number("--size", in: 1...8192) ?? 100
    settings.embeddingSize = settings.size
    settings.layers = try arguments.number("--layers", in: 1...100) ?? 1
    settings.dropout = try arguments.number("--dropout", in: 0...0.99) ?? 0
    settings.isTied = arguments["--tied"] != nil
    return settings
  }

  private var places: Places {
    var places = Places()
    places.reads(path, "the text")
    places.reads(validationPath, "the text to validate by")
    if isResumed {
      places.updates(model, "the model")
    } else {
      places.begins(model, "the model", as: .checkpoint(of: RecurrentLanguageModel.kind))
    }
    return places
  }
}

/// An option that the model's file keeps, so that a resumed training need not be told it again.
struct NotedOption {
  let option: String
  /// The key of its note.
  let note: String
  /// Whether the whole training must have it in common: another one is a mistake when it is resumed.
  let isFixed: Bool

  private static let all = [
    NotedOption(option: "--validation", note: "validation", isFixed: true),
    NotedOption(option: "--tokens", note: ModelNote.tokens, isFixed: true),
    NotedOption(option: "--vocabulary", note: "vocabulary", isFixed: true),
    NotedOption(option: "--minimum-count", note: "minimum-count", isFixed: true),
    NotedOption(option: "--cell", note: "cell", isFixed: true),
    NotedOption(option: "--size", note: "size", isFixed: true),
    NotedOption(option: "--layers", note: "layers", isFixed: true),
    NotedOption(option: "--dropout", note: "dropout", isFixed: true),
    NotedOption(option: "--tied", note: "tied", isFixed: true),
    NotedOption(option: "--batch", note: "batch", isFixed: true),
    NotedOption(option: "--steps", note: "steps", isFixed: true),
    NotedOption(option: "--seed", note: "seed", isFixed: true),
    NotedOption(option: "--clip", note: "clip", isFixed: false),
    NotedOption(option: "--epochs", note: "epochs", isFixed: false),
    NotedOption(option: "--patience", note: "patience", isFixed: false),
  ]

  /// `arguments` with what the file of `model` notes of its training; throws where they say otherwise.
  static func completed(_ arguments: Arguments, byNotesOf model: String) throws -> Arguments {
    let notes = try RecurrentLanguageModel.notes(in: model)
    try demand(!notes.isEmpty, "“\(model)” has no training to resume; train anew.")
    var values: [String: String] = [:]
    for noted in all {
      if noted.isFixed { try arguments.check(noted.option, against: notes[noted.note], of: model) }
      values[noted.option] = notes[noted.note]
    }
    return arguments.completed(by: values)
  }

  /// The notes of options with the given values.
  static func notes(_ values: [String: String?]) -> [String: String] {
    var notes: [String: String] = [:]
    for noted in all { notes[noted.note] = values[noted.option] ?? nil }
    return notes
  }
}

extension TrainLanguageModel {
  /// What a resumed training need not be told again.
  var notes: [String: String] {
    NotedOption.notes([
      "--validation": validationPath, "--tokens": tokenizer.rawValue,
      "--vocabulary": limit.map { "\($0)" }, "--minimum-count": "\(minimumCount)",
      "--cell": settings.cell.rawValue, "--size": "\(settings.size)",
      "--layers": "\(settings.layers)", "--dropout": "\(settings.dropout)",
      "--tied": settings.isTied ? "" : nil, "--batch": "\(streams)", "--steps": "\(steps)",
      "--seed": "\(seed)", "--clip": "\(clip)", "--epochs": "\(epochs)",
      "--patience": "\(patience)",
    ])
  }
}

// MARK: - The text

extension TrainLanguageModel {
  /// What is learned from, and what is validated by.
  func readText() throws -> Corpus {
    var tokens = try tokenizer.tokens(inFile: path)
    let validation: [String]
    if let validationPath {
      validation = try tokenizer.tokens(inFile: validationPath)
    } else {
      let held = max(2, tokens.count / 10)
      validation = Array(tokens.suffix(held))
      tokens.removeLast(min(held, tokens.count))
    }
    let kinds = tokenizer.noun
    guard tokens.count > streams * steps else {
      let share = validationPath == nil ? ", its last tenth apart," : ""
      throw InputError(
        """
        “\(path)”\(share) has \(format(tokens.count)) \(kinds), too few for \
        --batch \(streams) and --steps \(steps), which take \
        \(format(streams * steps + 1)); lower one of them.
        """)
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

  /// The part to validate by in streams, as many as it can be cut into.
  func validation(_ corpus: Corpus) throws -> ParallelStreams {
    let ids = corpus.validation
    let steps = min(self.steps, ids.count - 1)
    let streams = min(self.streams, (ids.count - 1) / steps)
    return try ParallelStreams(ids, streams: streams, steps: steps)
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
  func describe(_ corpus: Corpus, _ trainer: Trainer<RecurrentLanguageModel>) {
    let (training, held) = (corpus.training.count, corpus.validation.count)
    let source = validationPath.map { "“\($0)”" } ?? "the last tenth"
    Terminal.print(
      """
      \(tokenizer.label)\(format(training)) to learn from, \(format(held)) to \
      validate by (\(source))
      vocabulary  \(format(corpus.vocabulary.count)) \(tokenizer.noun)
      model       \(settings)
      parameters  \(format(trainer.model.parameterCount))
      """)
    say(tokenizer.remark(on: corpus.training, of: corpus.vocabulary))
    guard isResumed else { return }
    Terminal.print("resumed     after step \(format(trainer.steps))")
    let epochsDone = trainer.history.count
    let failures = epochsDone - trainer.history.bestEpoch
    if epochsDone >= epochs || failures >= patience {
      Terminal.print("It was at its end: allow more by --epochs or --patience.")
    }
  }
}
