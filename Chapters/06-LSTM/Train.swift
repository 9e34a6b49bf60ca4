import Foundation
import Language
import Literate
import Networks
import Tensors

/// A training that the options ask for.
struct Training {
  /// What the whole training must have in common: asked for otherwise when it
  /// is resumed, they are a mistake.
  private static let fixed = [
    "--validation", "--tokens", "--vocabulary", "--minimum-count", "--cell",
    "--size", "--layers", "--dropout", "--tied", "--batch", "--steps", "--seed",
  ]

  let path: String
  let validationPath: String?
  let model: String
  let isResumed: Bool
  let tokenizer: Tokenizer
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

  /// What the options ask for; nil if that is no training. All that can be
  /// known to go wrong is checked here, before any work.
  init?(_ options: Options) throws {
    guard let path = try options.text("--train") else { return nil }
    guard let model = try options.text("--model") else {
      throw InputError("--train needs a place for the model: --model FILE.")
    }
    try options.refuseChapters(with: "--train")
    (self.path, self.model) = (path, model)
    isResumed = options["--resume"] != nil
    rate = try options.positive("--rate")
    let options =
      isResumed
      ? options.completed(by: try Training.notes(in: model, options)) : options
    validationPath = try options.text("--validation")
    tokenizer =
      try options.choice("--tokens", among: [.words, .lines]) ?? .words
    limit = try options.number("--vocabulary", in: 2...1_000_000)
    minimumCount = try options.number("--minimum-count", in: 1...1_000_000) ?? 2
    settings = try Training.settings(options)
    streams = try options.number("--batch", in: 1...10_000) ?? 20
    steps = try options.number("--steps", in: 1...10_000) ?? 35
    clip = try options.positive("--clip") ?? 0.25
    epochs = try options.number("--epochs", in: 1...1_000_000) ?? 40
    patience = try options.number("--patience", in: 1...1_000_000) ?? 3
    seed = options["--seed"].flatMap { UInt64($0) } ?? options.seed
    try checkModel()
  }

  private static func settings(
    _ options: Options
  ) throws -> RecurrentLanguageModel.Settings {
    var settings = RecurrentLanguageModel.Settings()
    settings.cell =
      try options.choice("--cell", among: [.lstm, .gru, .rnn]) ?? .lstm
    settings.size = try options.number("--size", in: 1...8192) ?? 100
    settings.embeddingSize = settings.size
    settings.layers = try options.number("--layers", in: 1...100) ?? 1
    settings.dropout = try options.number("--dropout") ?? 0
    guard (0..<1).contains(settings.dropout) else {
      throw InputError(
        "--dropout is at least 0 and below 1, not \(settings.dropout).")
    }
    settings.isTied = options["--tied"] != nil
    return settings
  }

  /// What the model's file says of its training; throws where `options` say
  /// otherwise.
  private static func notes(
    in model: String, _ options: Options
  ) throws -> [String: String] {
    let notes = try RecurrentLanguageModel.notes(in: model)
    guard !notes.isEmpty else {
      throw InputError("“\(model)” has no training to resume; train anew.")
    }
    for name in fixed { try options.check(name, against: notes, of: model) }
    return notes
  }

  /// What a resumed training need not be told again.
  var notes: [String: String] {
    var notes = [
      "--tokens": tokenizer.rawValue, "--minimum-count": "\(minimumCount)",
      "--cell": settings.cell.rawValue, "--size": "\(settings.size)",
      "--layers": "\(settings.layers)", "--dropout": "\(settings.dropout)",
      "--batch": "\(streams)", "--steps": "\(steps)", "--seed": "\(seed)",
      "--clip": "\(clip)", "--epochs": "\(epochs)",
      "--patience": "\(patience)",
    ]
    notes["--validation"] = validationPath
    notes["--vocabulary"] = limit.map { "\($0)" }
    notes["--tied"] = settings.isTied ? "" : nil
    return notes
  }

  /// Throws unless the model can be written and is no other file.
  private func checkModel() throws {
    let places = [path, validationPath, model].compactMap { path in
      path.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
    }
    guard Set(places).count == places.count else {
      throw InputError("The texts and the model need a file each.")
    }
    try checkWritable(model)
    guard isResumed || !FileManager.default.fileExists(atPath: model) else {
      throw InputError(
        "There is a file “\(model)” already; --resume it, or name another.")
    }
  }
}

// MARK: - The text

extension Training {
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
    guard tokens.count > streams * steps else {
      let share = validationPath == nil ? ", its last tenth apart," : ""
      throw InputError(
        """
        “\(path)”\(share) has \(format(tokens.count)) words, too few for \
        --batch \(streams) and --steps \(steps), which take \
        \(format(streams * steps + 1)); lower one of them.
        """)
    }
    return Corpus(
      name: path, training: tokens, validation: validation, limit: limit,
      minimumCount: minimumCount)
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

  /// Says what is learned from, and how large the model is.
  func describe(_ corpus: Corpus, _ trainer: Trainer<RecurrentLanguageModel>) {
    let (training, held) = (corpus.training.count, corpus.validation.count)
    let source = validationPath.map { "“\($0)”" } ?? "the last tenth"
    print(
      """
      words       \(format(training)) to learn from, \(format(held)) to \
      validate by (\(source))
      vocabulary  \(format(corpus.vocabulary.count)) words
      model       \(settings)
      parameters  \(format(trainer.model.parameterCount))
      """)
    guard isResumed else { return }
    print("resumed     after step \(format(trainer.steps))")
    let epochsDone = trainer.history.count
    let failures = epochsDone - trainer.history.bestEpoch
    if epochsDone >= epochs || failures >= patience {
      print("It was at its end: allow more by --epochs or --patience.")
    }
  }
}
