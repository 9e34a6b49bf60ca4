import Ground
import Language
import Models
import Networks
import Tensors

/// `swift run pretraining --finetune LABELS --from MODEL --model FILE`: a classifier of the reader's own texts
/// that begins with the weights of a pretrained model.
package struct FineTune: Tool {
  package static let request = Option(
    "--finetune", "FILE", help: "no chapter: learn the labels of these texts, one a line, by --from"
  )
  package static let example = Help.Example(
    "--finetune my.tsv --from my.model --model my.labels",
    "learn labels, beginning with a pretrained model")
  package static let options =
    [
      ClassifierFile.option,
      Option("--from", "FILE", help: "the pretrained model, as --train left it"),
      Option("--resume", help: "go on with the training that --model holds"), .force,
      Option(
        "--rate", "X", help: "the learning rate (top 0.01; all 0.0005; low-rank 0.002)"),
    ] + noted.dropLast().map(\.option)

  /// What the model's file notes of a training, the seed at its end.
  private static let noted = [
    NotedOption("--validation", "FILE", help: "what to validate by (a tenth of each class)"),
    NotedOption(
      "--learns", "NAME",
      help: "top, the scores alone; all weights; or low-rank updates of queries and values (all)"),
    NotedOption("--rank", "N", help: "the rank of low-rank updates (4)"),
    NotedOption("--batch", "N", help: "how many texts to read side by side (16)"),
    NotedOption(
      "--epochs", "N", help: "how often to read the texts (\(usualEpochs))", isFixed: false),
    NotedOption(.seed),
  ]
  private static let usualEpochs = 10

  private enum Learns: String, CaseIterable {
    case top, all
    case lowRank = "low-rank"
  }

  private let path, model: String
  private let from, validationPath: String?
  private let isResumed: Bool
  private let learning: FineTunedClassifier.Learning
  private let rate: Float?
  private let batch, epochs: Int
  private let seed: UInt64

  package init(_ arguments: Arguments) throws {
    path = try arguments.text("--finetune") ?? ""
    model = try arguments.place(for: "model", of: "--finetune")
    isResumed = arguments["--resume"] != nil
    if isResumed {
      try demand(
        arguments["--from"] == nil,
        "--from is for a new classifier; leave it out with --resume.")
    }
    from =
      isResumed
      ? nil : try arguments.file(of: "pretrained model", "--from", for: "--finetune")
    let arguments =
      isResumed
      ? try Self.noted.completed(
        arguments, by: FineTunedClassifier.notes(in: model), of: model) : arguments
    validationPath = try arguments.text("--validation")
    learning = try Self.learning(arguments)
    rate = try arguments.number("--rate", in: 0.000001...1_000)
    batch = try arguments.number("--batch", in: 1...100_000) ?? 16
    epochs = try arguments.number("--epochs", in: 1...1_000_000) ?? Self.usualEpochs
    seed = try arguments.seed()
    try places.check(isForced: arguments["--force"] != nil)
  }

  private static func learning(
    _ arguments: Arguments
  ) throws -> FineTunedClassifier.Learning {
    let learns = try arguments.choice("--learns", among: Learns.allCases) ?? .all
    let rank = try arguments.number("--rank", in: 1...4096)
    try demand(
      rank == nil || learns == .lowRank,
      "--rank is for --learns low-rank; leave it out with \(learns.rawValue).")
    switch learns {
    case .top: return .top
    case .all: return .all
    case .lowRank: return .lowRank(rank ?? 4)
    }
  }

  private var places: Places {
    var places = Places()
    places.reads(path, "the texts")
    places.reads(validationPath, "the texts to validate by")
    places.reads(from, "the pretrained model")
    if isResumed {
      places.updates(model, "the model")
    } else {
      places.begins(model, "the model", as: .checkpoint(of: FineTunedClassifier.kind))
    }
    return places
  }

  private func notes(_ cut: TextCut) -> [String: String] {
    var values: [String: String?] = [
      "--validation": validationPath, "--learns": learning.name, "--batch": "\(batch)",
      "--epochs": "\(epochs)", "--seed": "\(seed)",
    ]
    if case .lowRank(let rank) = learning { values["--rank"] = "\(rank)" }
    return Self.noted.notes(values).merging(cut.notes) { $1 }
  }

  package func run() throws {
    Interruption.watch()
    let (start, notes) = try opened()
    let cut = try TextCut(notes: notes) ?? .tokenizer(.words)
    let texts = try TrainingTexts(path, validation: validationPath, cut: cut)
    let validation = try texts.demandValidation()
    texts.describe()
    let network = try classifier(from: start, of: texts.training)
    try demand(
      network.classes == texts.training.classes,
      "“\(path)” has other classes than those that “\(model)” was trained on.")
    let random = Random(seed: seed, stream: "fine-tuning")
    let trainer = network.trainer(rate: rate, batchSize: batch, random: random)
    // Weights, gradients, the best ones and the optimizer's; and what the steps of a batch leave.
    let t = network.settings.transformer
    let steps = Double(batch * t.context)
    try Memory.demand(
      24 * Double(network.parameterCount) + 200 * steps * Double(t.size * t.layers),
      for: "A network of \(format(network.parameterCount)) parameters, and its training,",
      advice: "lower --batch")
    let training = ClassifierTraining(
      trainer: trainer, texts: texts, path: path, model: model, isResumed: isResumed, rate: rate,
      goOn: "go on with --finetune \(path) --model \(model) --resume", notes: self.notes(cut),
      data: network.data)
    let learned = network.parameters.learning.reduce(0) { $0 + $1.value.count }
    try training.run(
      epochs: epochs,
      remarks: """
        model       \(network.settings)
        parameters  \(format(network.parameterCount)), of which \(format(learned)) learn
        """)
    let scores = network.evaluated(on: validation)
    Terminal.print(
      "validation  \(scores.accuracyLine(seed: seed)), after epoch \(epochs): \(model)")
  }

  /// What the training begins with, and what its file notes.
  private func opened() throws -> (any SavedModel, [String: String]) {
    guard let from else { return try FineTunedClassifier.open(model) }
    return try SavedTransformers.open(from)
  }

  private func classifier(
    from start: any SavedModel, of training: LabeledTexts
  ) throws -> FineTunedClassifier {
    if let classifier = start as? FineTunedClassifier { return classifier }
    guard let pretrained = start as? any PretrainedTransformer else {
      throw InputError("“\(from ?? model)” holds no pretrained model.")
    }
    return FineTunedClassifier(
      of: training, from: pretrained, learning: learning,
      random: Random(seed: seed, stream: "classifier"))
  }
}
