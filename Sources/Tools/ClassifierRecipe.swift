import Ground
import Language
import Models
import Networks
import Tensors

/// What kind of classifier is to be trained, and how: the options that say so.
enum ClassifierRecipe {
  case linear(LinearTextClassifier.Settings)
  case neural(NeuralTextClassifier.Settings)

  static let option = NotedOption(
    "--classifier", "NAME",
    help: "\(linearNames), fitted in a second, or \(neuralNames), networks (nbsvm)")

  static let common = [
    NotedOption(
      "--longest", "N", help: "how many words the longest features have, but for filters (2)"),
    NotedOption("--minimum-count", "N", help: "how often a word or feature must occur (1)"),
    NotedOption(
      "--class-weights", help: "let each class count as much as any other, however few its texts"),
  ]

  /// What only networks have.
  static let neural = [
    NotedOption("--size", "N", help: "the size of words' vectors (300; mean 50)"),
    NotedOption("--filters", "N", help: "how many filters of each width (100)"),
    NotedOption("--dropout", "X", help: "the rate of dropout, 0 to 0.99 (0.5; mean 0)"),
    NotedOption("--batch", "N", help: "how many texts to read side by side (50)"),
    NotedOption(
      "--epochs", "N", help: "how often to read the texts at most (\(usualEpochs))", isFixed: false),
    NotedOption(
      "--patience", "N", help: "how many epochs may fail in a row before the end (3; mean any)",
      isFixed: false),
  ]

  static let usualEpochs = 30
  private static let linearMethods = LinearTextClassifier.Settings.Method.allCases
  private static let encoders = NeuralTextClassifier.Encoder.allCases
  private static var linearNames: String { linearMethods.map(\.rawValue).joined(separator: ", ") }
  private static var neuralNames: String { encoders.map(\.rawValue).joined(separator: ", ") }

  init(_ arguments: Arguments) throws {
    let name = try arguments.text("--classifier") ?? "nbsvm"
    let longest = try arguments.number("--longest", in: 1...10)
    let minimumCount = try arguments.number("--minimum-count", in: 1...1_000_000) ?? 1
    if let method = LinearTextClassifier.Settings.Method(rawValue: name) {
      var settings = LinearTextClassifier.Settings(method, longest: longest ?? 2)
      settings.minimumCount = minimumCount
      for option in Self.neural.map(\.option.name) + ["--rate"]
      where arguments[option] != nil {
        throw InputError("\(option) is for networks; leave it out with --classifier \(name).")
      }
      self = .linear(settings)
      return
    }
    guard let encoder = NeuralTextClassifier.Encoder(rawValue: name) else {
      throw InputError(
        "--classifier is \(Self.linearNames), \(Self.neuralNames), not “\(name)”.")
    }
    var settings = NeuralTextClassifier.Settings(encoder)
    settings.minimumCount = minimumCount
    if let longest {
      try demand(
        encoder == .mean || longest == 1, "--longest is not for --classifier \(name); leave it out."
      )
      settings.longest = longest
    }
    settings.embeddingSize =
      try arguments.number("--size", in: 1...8192) ?? settings.embeddingSize
    settings.filters = try arguments.number("--filters", in: 1...8192) ?? settings.filters
    settings.dropout = try arguments.number("--dropout", in: 0...0.99) ?? settings.dropout
    self = .neural(settings)
  }

  /// The kind of file it makes.
  var kind: FileKind {
    switch self {
    case .linear: .checkpoint(of: LinearTextClassifier.kind)
    case .neural: .checkpoint(of: NeuralTextClassifier.kind)
    }
  }
}

extension ClassifierRecipe {
  /// The values of the options, as the model's file notes them.
  var values: [String: String?] {
    guard case .neural(let settings) = self else { return [:] }
    return [
      "--classifier": settings.encoder.rawValue,
      "--longest": settings.encoder == .mean ? "\(settings.longest)" : nil,
      "--minimum-count": "\(settings.minimumCount)", "--size": "\(settings.embeddingSize)",
      "--filters": "\(settings.filters)", "--dropout": "\(settings.dropout)",
    ]
  }
}
