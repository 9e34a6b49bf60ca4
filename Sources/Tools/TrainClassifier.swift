import Ground
import Language
import Models
import Networks
import Tensors

/// `swift run classification --train FILE --model FILE`: a classifier of the reader's own texts.
package struct TrainClassifier: Tool {
  package static let request = Option(
    "--train", "FILE", help: "no chapter: learn the labels of these texts, one a line")
  package static let example = Help.Example(
    "--train labels.tsv --model my.model", "learn the labels of texts of your own")
  package static var options: [Option] {
    let others = [
      ClassifierFile.option,
      Option("--resume", help: "go on with the training of a network that --model holds"), .force,
      Option("--rate", "X", help: "the learning rate of a network (0.001; lstm 0.002; mean 10)"),
    ]
    return others + noted.dropLast().map(\.option)
  }

  /// What the model's file notes of a training, the seed at its end.
  private static let noted =
    [
      ClassifierRecipe.option,
      NotedOption("--validation", "FILE", help: "what to validate by (a tenth of each class)"),
      NotedOption(ChosenTokenizer.option),
    ] + ClassifierRecipe.common + ClassifierRecipe.neural + [NotedOption(.seed)]

  let path: String
  let validationPath: String?
  let model: String
  let isResumed: Bool
  let cut: ChosenTokenizer
  let recipe: ClassifierRecipe
  let isBalanced: Bool
  /// A resumed training has its own unless this is given.
  let rate: Float?
  let batch: Int
  let epochs: Int
  /// As the kind of network has it unless given.
  let patience: Int?
  let seed: UInt64

  package init(_ arguments: Arguments) throws {
    path = try arguments.text("--train") ?? ""
    model = try arguments.place(for: "model", of: "--train")
    isResumed = arguments["--resume"] != nil
    let arguments =
      isResumed
      ? try Self.noted.completed(
        arguments, by: NeuralTextClassifier.notes(in: model), of: model) : arguments
    validationPath = try arguments.text("--validation")
    recipe = try ClassifierRecipe(arguments)
    cut = try ChosenTokenizer(arguments, for: path)
    isBalanced = arguments["--class-weights"] != nil
    rate = try arguments.number("--rate", in: 0.000001...1_000)
    batch = try arguments.number("--batch", in: 1...100_000) ?? 50
    epochs = try arguments.number("--epochs", in: 1...1_000_000) ?? ClassifierRecipe.usualEpochs
    patience = try arguments.number("--patience", in: 1...1_000_000)
    seed = try arguments.seed()
    try places.check(isForced: arguments["--force"] != nil)
  }

  private var places: Places {
    var places = Places()
    places.reads(path, "the texts")
    places.reads(validationPath, "the texts to validate by")
    switch recipe {
    case .linear: places.writes(model, "the model", as: .checkpoint(of: LinearTextClassifier.kind))
    case .neural where isResumed: places.updates(model, "the model")
    case .neural: places.begins(model, "the model", as: .checkpoint(of: NeuralTextClassifier.kind))
    }
    return places
  }

  /// What a resumed training need not be told again.
  private var notes: [String: String] {
    let values: [String: String?] = [
      "--validation": validationPath, "--tokens": cut.tokenizer.rawValue,
      "--class-weights": isBalanced ? "" : nil, "--batch": "\(batch)",
      "--epochs": "\(epochs)", "--patience": patience.map { "\($0)" }, "--seed": "\(seed)",
    ]
    return Self.noted.notes(values.merging(recipe.values) { $1 })
  }

  package func run() throws {
    if case .neural = recipe { Interruption.watch() }
    if let remark = cut.remark { Terminal.print(remark) }
    let texts = try TrainingTexts(
      path, validation: validationPath, cut: .tokenizer(cut.tokenizer))
    texts.describe()
    switch recipe {
    case .linear(let settings): try fit(settings, to: texts)
    case .neural(let settings): try train(settings, on: texts)
    }
  }
}

// MARK: - Linear classifiers

extension TrainClassifier {
  /// Fits a classifier to what is there to be learned from, scores it on the rest, and then fits it to all.
  private func fit(_ settings: LinearTextClassifier.Settings, to texts: TrainingTexts) throws {
    func fitted(to training: LabeledTexts) -> LinearTextClassifier {
      var settings = settings
      if isBalanced { settings.classWeights = training.balancedWeights }
      return LinearTextClassifier(of: training, settings)
    }
    try Memory.demand(
      Double(64 * settings.longest * texts.training.tokenCount) + 64e6,
      for: "A classifier of so many words",
      advice: "lower --longest")
    var classifier = fitted(to: texts.training)
    if let validation = texts.validation {
      let scores = classifier.evaluated(on: validation)
      if texts.isHeldBack { classifier = fitted(to: .joined([texts.training, validation])) }
      Terminal.print("validation  \(scores.accuracyLine(seed: seed))")
    }
    try demand(
      classifier.features.count > 0,
      "No feature of “\(path)” occurs often enough; lower --minimum-count.")
    let numbers = classifier.features.count * classifier.classes.count
    if let shortage = Files.shortage(of: [(model, 4 * numbers)]) { throw shortage }
    try classifier.save(to: model, notes: [ModelNote.tokens: cut.tokenizer.rawValue])
    Terminal.print(
      """
      model       \(settings), \(format(classifier.features.count)) features: \(model)
      \(classifier.mostTellingLines(10))
      """)
  }
}

extension LinearTextClassifier {
  /// What speaks most for each class, a line each.
  func mostTellingLines(_ count: Int) -> String {
    classes.indices.map { c in
      let words = mostTelling(c, count: count).filter { $0.weight > 0 }.map { "“\($0.feature)”" }
      return "\(classes[c]): " + words.joined(separator: " ")
    }.joined(separator: "\n")
  }
}

// MARK: - Networks

extension TrainClassifier {
  private func train(_ settings: NeuralTextClassifier.Settings, on texts: TrainingTexts) throws {
    let validation = try texts.demandValidation()
    var settings = settings
    if isBalanced { settings.classWeights = texts.training.balancedWeights }
    let random = Random(seed: seed, stream: "classifier")
    // Words and features are at most as many as there are tokens.
    let words = Double(settings.longest * texts.training.tokenCount)
    try Memory.demand(
      24 * settings.parameterCount(words: [Int(min(words, 1e6)), texts.training.classes.count])
        + 64e6,
      for: "A network of so many words, and its training,",
      advice: "raise --minimum-count or lower --size")
    let network = NeuralTextClassifier(of: texts.training, settings, random: random)
    let trainer = network.trainer(rate: rate, batchSize: batch, random: random)
    if let patience { trainer.patience = patience }
    let training = ClassifierTraining(
      trainer: trainer, texts: texts, path: path, model: model, isResumed: isResumed, rate: rate,
      goOn: "go on with --train \(path) --model \(model) --resume", notes: notes,
      data: network.data)
    try training.run(
      epochs: epochs,
      remarks: """
        vocabulary  \(format(network.vocabulary.count)) \(settings.encoder == .mean ? "features" : "words")
        model       \(settings)
        parameters  \(format(network.parameterCount))
        """)
    Terminal.print(
      """
      validation  \(network.evaluated(on: validation).accuracyLine(seed: seed)), with the weights of epoch \
      \(trainer.bestEpoch): \(model)
      """)
  }
}
