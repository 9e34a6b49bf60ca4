import Ground
import Language
import Models
import Networks
import Tensors

/// `swift run pretraining --train FILE --model FILE`: a Transformer that reads plain text, cut into pieces, to
/// serve other ends afterwards.
package struct Pretrain: Tool {
  package static let request = TrainTransformer.request
  package static let example = TrainTransformer.example
  package static let options =
    TrainTransformer.options.map { $0.name == merges.name ? merges : $0 } + [masked]
  private static let merges = Option(
    PieceOptions.merges.name, "N",
    help: "cut words into pieces, by N merges learned of the text (\(usualMerges))")
  private static let masked = Option(
    "--masked", help: "learn to fill gaps, from both sides, rather than to go on")
  private static let usualMerges = 5_000

  private let training: any Tool

  package init(_ arguments: Arguments) throws {
    let isResumed = arguments["--resume"] != nil
    var isMasked = arguments["--masked"] != nil
    if isResumed, let model = try arguments.text("--model") {
      try Files.checkReadable(model)
      isMasked = try savedKind(in: model) == MaskedLanguageModel.kind || isMasked
    }
    let arguments =
      isResumed || arguments["--tokens"] != nil
      ? arguments : arguments.completed(by: ["--merges": "\(Self.usualMerges)"])
    training =
      isMasked
      ? try LanguageModelTraining<MaskedRecipe>(arguments) : try TrainTransformer(arguments)
  }

  package func run() throws { try training.run() }
}

/// As `TransformerRecipe`, for gaps: each window of the text stands in an epoch four times, every time with
/// other words hidden.
struct MaskedRecipe: TrainingRecipe {
  static var options: [NotedOption] { TransformerRecipe.options }
  static var largeOptions: String { TransformerRecipe.largeOptions }
  static var usualRate: Float { TransformerRecipe.usualRate }
  private static let copies = 4

  private let recipe: TransformerRecipe

  init(_ arguments: Arguments) throws { recipe = try TransformerRecipe(arguments) }

  var values: [String: String?] { recipe.values }
  var settings: TransformerSettings { recipe.settings }
  var limits: TrainingLimits { recipe.limits }
  var fewestTokens: Int { recipe.fewestTokens }
  var demandOfTokens: String { recipe.demandOfTokens }

  func numbersInMemory(words: Int) -> Double { recipe.numbersInMemory(words: words) }

  func trainer(
    of model: MaskedLanguageModel, rate: Float, random: Random
  ) -> Trainer<MaskedLanguageModel> {
    recipe.usualTrainer(of: model, rate: rate, random: random)
  }

  func data(
    _ ids: [Int], for model: MaskedLanguageModel, random: Random
  ) throws -> any Dataset<MaskedTexts.Batch> {
    model.data([ids], copies: Self.copies, random: random.stream("masks"))
  }

  func validation(
    _ ids: [Int], for model: MaskedLanguageModel, random: Random
  ) throws -> any Dataset<MaskedTexts.Batch> {
    model.data([ids], random: random.stream("held out masks"))
  }

  /// Of the words hidden in a text.
  func perplexity(of model: MaskedLanguageModel, on ids: [Int]) -> Float {
    model.maskedPerplexity(on: ids)
  }
}

extension MaskedLanguageModel {
  /// How surprised the model is by the words hidden in a text, always the same ones.
  func maskedPerplexity(on ids: [Int]) -> Float {
    exp(score(on: data([ids], random: Random(seed: 1, stream: "hidden words"))).loss)
  }
}
