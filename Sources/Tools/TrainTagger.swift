import Ground
import Language
import Models
import Networks
import Tensors

/// `swift run tagging --train FILE --model FILE`: a tagger of the reader's own sentences.
package struct TrainTagger: Tool {
  package static let request = Option(
    "--train", "FILE", help: "no chapter: learn the tags of this file, CoNLL-U or other columns")
  package static let example = Help.Example(
    "--train my.conllu --model my.model", "learn the tags of sentences of your own")
  package static let options =
    [
      TaggerFile.option,
      Option("--resume", help: "go on with the training that --model holds, of --tagger network"),
      .force, rate, minimumCount,
    ] + noted.dropLast().map(\.option)

  /// What learns.
  enum Kind: String, CaseIterable {
    case commonest, hmm, features, network
  }

  private static let rate = Option(
    "--rate", "X",
    help: "the learning rate to begin with (0.1 for features, 0.002 for a network)")
  private static let minimumCount = Option(
    "--minimum-count", "N", help: "how often a feature must occur to be kept (1)")
  /// What only a network has.
  private static let network = [
    NotedOption("--validation", "FILE", help: "what to validate by (the last tenth of the text)"),
    NotedOption(
      "--characters", "NAME", help: "how letters are read: convolution, lstm or none (convolution)"
    ),
    NotedOption("--embedding", "N", help: "the size of the words' vectors (100)"),
    NotedOption("--size", "N", help: "the size of the layer for each direction (100)"),
    NotedOption("--dropout", "X", help: "the rate of dropout, 0 to 0.99 (0.5)"),
    NotedOption("--softmax", help: "choose each tag by itself, without a CRF"),
    NotedOption("--batch", "N", help: "how many sentences to read side by side (16)"),
    NotedOption(
      "--clip", "X", help: "the largest norm of a gradient (5)", isFixed: false),
    NotedOption(
      "--patience", "N", help: "how many epochs may fail in a row before the end (10)",
      isFixed: false),
  ]
  /// What the model's file notes of a training, the seed at its end.
  private static let noted =
    [
      NotedOption("--tagger", "NAME", help: "commonest, hmm, features or network (features)"),
      NotedOption(TaggerFile.column),
      NotedOption(
        "--epochs", "N",
        help: "how often to read the sentences (10 for features, at most 30 for a network)",
        isFixed: false),
    ] + network + [NotedOption(.seed)]

  let path: String
  let model: String
  let kind: Kind
  let isResumed: Bool
  private let validationPath: String?
  private let column: Int?
  private let seed: UInt64
  private let epochs: Int?
  /// A resumed training has its own unless this is given.
  private let rate: Float?
  private let minimumCount: Int
  private let settings: Tagger.Settings
  private let batchSize, patience: Int
  private let clip: Float

  package init(_ arguments: Arguments) throws {
    path = try arguments.text("--train") ?? ""
    model = try arguments.place(for: "tagger", of: "--train")
    isResumed = arguments["--resume"] != nil
    rate = try arguments.number("--rate", in: 0.000001...1_000_000)
    let arguments =
      isResumed
      ? try Self.noted.completed(arguments, by: Tagger.notes(in: model), of: model) : arguments
    kind = try arguments.choice("--tagger", among: Kind.allCases) ?? .features
    try Self.check(arguments, kind)
    column = try arguments.number("--column", in: 2...1000)
    validationPath = try arguments.text("--validation")
    seed = try arguments.seed()
    epochs = try arguments.number("--epochs", in: 1...1_000_000)
    minimumCount = try arguments.number("--minimum-count", in: 1...1_000_000) ?? 1
    settings = try Self.settings(arguments)
    batchSize = try arguments.number("--batch", in: 1...10_000) ?? 16
    patience = try arguments.number("--patience", in: 1...1_000_000) ?? 10
    clip = try arguments.number("--clip", in: 0.000001...1_000_000) ?? 5
    try places.check(isForced: arguments["--force"] != nil)
  }

  /// Throws where an option is given that this kind of tagger has no use for.
  private static func check(_ arguments: Arguments, _ kind: Kind) throws {
    func refuse(_ name: String, unless isFitting: Bool, _ kinds: String) throws {
      try demand(
        arguments[name] == nil || isFitting,
        "\(name) is for --tagger \(kinds); leave it out with \(kind.rawValue).")
    }
    for option in network { try refuse(option.option.name, unless: kind == .network, "network") }
    try refuse("--resume", unless: kind == .network, "network")
    try refuse(minimumCount.name, unless: kind == .features, "features")
    for name in ["--epochs", rate.name] {
      try refuse(name, unless: kind == .network || kind == .features, "features or network")
    }
  }

  private static func settings(_ arguments: Arguments) throws -> Tagger.Settings {
    var settings = Tagger.Settings()
    settings.characters =
      try arguments.choice("--characters", among: [.convolution, .lstm, .none])
      ?? settings.characters
    settings.embeddingSize =
      try arguments.number("--embedding", in: 1...8192) ?? settings.embeddingSize
    settings.size = try arguments.number("--size", in: 1...8192) ?? settings.size
    settings.dropout = try arguments.number("--dropout", in: 0...0.99) ?? settings.dropout
    settings.isChain = arguments["--softmax"] == nil
    return settings
  }

  private var places: Places {
    var places = Places()
    places.reads(path, "the text")
    places.reads(validationPath, "the text to validate by")
    switch kind {
    case .network where isResumed: places.updates(model, "the tagger")
    case .network: places.begins(model, "the tagger", as: .checkpoint(of: Tagger.kind))
    case .commonest: places.writes(model, "the tagger", as: .checkpoint(of: CommonestTags.kind))
    case .hmm: places.writes(model, "the tagger", as: .checkpoint(of: TrigramTagger.kind))
    case .features: places.writes(model, "the tagger", as: .checkpoint(of: FeatureTagger.kind))
    }
    return places
  }

  /// What a resumed training need not be told again, and what other tools should know.
  private var notes: [String: String] {
    var values: [String: String?] = ["--column": column.map { "\($0)" }]
    if kind == .network {
      values.merge([
        "--tagger": kind.rawValue, "--validation": validationPath, "--seed": "\(seed)",
        "--characters": settings.characters.rawValue, "--embedding": "\(settings.embeddingSize)",
        "--size": "\(settings.size)", "--dropout": "\(settings.dropout)",
        "--softmax": settings.isChain ? nil : "", "--batch": "\(batchSize)", "--clip": "\(clip)",
        "--patience": "\(patience)", "--epochs": "\(epochs ?? 30)",
      ]) { $1 }
    }
    return Self.noted.notes(values)
  }
}

// MARK: - Running

extension TrainTagger {
  package func run() throws {
    Interruption.watch()
    let sentences = try TaggerFile.sentences(path, column: column)
    let random = Random(seed: seed, stream: "tagger")
    Terminal.print(
      """
      sentences   \(format(sentences.count)), \(format(sentences.wordCount)) words
      tags        \(format(sentences.tags.count))\(sentences.isOfPieces ? ", of pieces" : "")
      """)
    switch kind {
    case .commonest: try CommonestTags(sentences).save(to: model, notes: notes)
    case .hmm:
      try demand(
        sentences.tags.count <= TrigramTagger.mostTags,
        """
        “\(path)” has \(format(sentences.tags.count)) tags, too many for --tagger hmm, which takes \
        \(format(TrigramTagger.mostTags)); take features.
        """)
      try TrigramTagger(sentences).save(to: model, notes: notes)
    case .features: try learnFeatures(of: sentences, random)
    case .network: return try learnByNetwork(sentences, random)
    }
    Terminal.print("written     \(model)")
  }

  private func learnFeatures(of sentences: TaggedSentences, _ random: Random) throws {
    var settings = FeatureTagger.Settings()
    settings.epochs = epochs ?? settings.epochs
    settings.rate = rate ?? settings.rate
    settings.minimumCount = minimumCount
    // Half of a place's features are new in a text that is all new words; each has two numbers for a tag.
    let (places, tags) = (Double(sentences.wordCount), Double(sentences.tags.count))
    try Memory.demand(
      places * Double(settings.templates.count) * (4 + 4 * tags), for: "The features of “\(path)”",
      advice: "take a shorter text")
    if Interruption.isAsked { throw Interrupted("nothing was written") }
    let tagger = try FeatureTagger(sentences, settings, random: random) { epoch, loss in
      Terminal.print("epoch \(epoch)  loss of a sentence \(format(loss, decimals: 4))")
      if Interruption.isAsked { throw Interrupted("nothing was written") }
    }
    Terminal.print("features    \(format(tagger.featureCount))")
    try tagger.save(to: model, notes: notes)
  }

  private var goOn: String { "go on with --train \(path) --model \(model) --resume" }

  /// What is learned from, and what is validated by.
  private func parts(of sentences: TaggedSentences) throws -> (TaggedSentences, TaggedSentences) {
    if let validationPath {
      let validation = try TaggerFile.sentences(validationPath, column: column)
      let known = Set(sentences.tags)
      let strange = validation.tags.filter { !known.contains($0) }
      if !strange.isEmpty {
        warn(
          """
          “\(validationPath)” has tags that the tagger never sees: \
          \(strange.prefix(5).joined(separator: ", "))\(strange.count > 5 ? ", …" : "").
          """)
      }
      return (sentences, validation)
    }
    let held = max(1, sentences.count / 10)
    try demand(
      sentences.count > held,
      "“\(path)” has one sentence; name another file to validate by: --validation FILE.")
    return (
      sentences.sentences(in: 0..<sentences.count - held),
      sentences.sentences(in: sentences.count - held..<sentences.count)
    )
  }

  private func learnByNetwork(_ sentences: TaggedSentences, _ random: Random) throws {
    let (training, validation) = try parts(of: sentences)
    let tagger = Tagger(training, settings, random: random)
    let parameters = Double(tagger.parameterCount)
    let longest = Double(training.words.map(\.count).max() ?? 0)
    let places = Double(batchSize) * longest
    try Memory.demand(
      4
        * (7 * parameters + places * (24 * Double(settings.size) + 8 * Double(training.tags.count))),
      for: "A tagger of \(format(tagger.parameterCount)) parameters, and its training,",
      advice: "lower --size or --batch")
    let trainer = Trainer(
      tagger, optimizer: Adam(rate: rate ?? 0.002), batchSize: 1, random: random)
    trainer.clipping = .norm(clip)
    trainer.schedule = .linear(to: 0.1)
    (trainer.patience, trainer.showsProgress) = (patience, true)
    if isResumed {
      try tagger.resume(trainer, from: model)
      if let rate { trainer.rate = rate }
    }
    // The parameters, those of the best epoch, and what Adam remembers.
    if let shortage = Files.shortage(of: [(model, 16 * tagger.parameterCount)]) { throw shortage }
    Terminal.print(
      """
      to validate by \(format(validation.count)) sentences \
      (\(validationPath.map { "“\($0)”" } ?? "the last tenth"))
      tagger      \(settings)
      parameters  \(format(tagger.parameterCount))
      """)
    if isResumed { Terminal.print("resumed     after step \(format(trainer.steps))") }
    try train(trainer, training, validation, random)
    let scores = try tagger.scores(on: validation)
    Terminal.print(
      "validation \(scores), with the weights of epoch \(trainer.history.bestEpoch): \(model)")
  }

  /// Trains, and saves after each epoch, every ten minutes, at Ctrl-C and at the end.
  private func train(
    _ trainer: Trainer<Tagger>, _ training: TaggedSentences, _ validation: TaggedSentences,
    _ random: Random
  ) throws {
    func save() throws { try trainer.model.save(to: model, training: trainer, notes: notes) }
    func examples(_ sentences: TaggedSentences, _ size: Int) -> TaggedExamples {
      TaggedExamples(sentences, for: trainer.model, batchSize: size, random: random)
    }
    var autosave = Autosave { try save() }
    trainer.onStep = { _ in try autosave.check(advice: goOn) }
    let measure = trainer.model.marksPieces ? "F1" : "accuracy"
    trainer.onEpoch = { epoch in
      autosave.saveNow()
      Terminal.print(
        """
        epoch \(epoch.number)  training \(format(epoch.training.loss, decimals: 4))  validation \
        \(measure) \(format(100 * (epoch.validation?.accuracy ?? 0), decimals: 2)) %
        """)
    }
    do {
      try trainer.train(
        on: examples(training, batchSize), validation: examples(validation, 64),
        epochs: epochs ?? 30)
    } catch let error as TrainingError {
      throw InputError("\(error) What “\(model)” holds can be gone on with: --resume.")
    }
    try save()
    if Interruption.isAsked { throw Interrupted(goOn) }
  }
}
