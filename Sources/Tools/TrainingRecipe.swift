import Ground
import Language
import Models
import Networks
import Tensors

/// How a kind of language model is trained on a reader's own text: what can be chosen, how the text is cut
/// into batches, and with what it is trained.
package protocol TrainingRecipe {
  associatedtype M: SavedModel

  /// What can be chosen besides the text and its words.
  static var options: [NotedOption] { get }

  /// The learning rate, unless another one is asked for.
  static var usualRate: Float { get }

  init(_ arguments: Arguments) throws

  /// The values of `options`, as the model's file notes them.
  var values: [String: String?] { get }
  var settings: M.Settings { get }
  var limits: TrainingLimits { get }
  /// How many tokens a text must have at least.
  var fewestTokens: Int { get }
  /// What asks for so many, and what to do about it: “--steps 35, which takes 36; lower it”.
  var demandOfTokens: String { get }

  /// About how many numbers the training keeps at a time: weights, gradients, the best weights so far, and
  /// what the steps of a batch leave for the way back.
  func numbersInMemory(words: Int) -> Double
  /// What to lower if that is too much.
  static var largeOptions: String { get }

  func trainer(of model: M, rate: Float, random: Random) -> Trainer<M>
  func data(_ ids: [Int], for model: M, random: Random) throws -> any Dataset<M.Batch>
  /// What is to be validated by, two tokens at least, in pieces as large as can be cut of it.
  func validation(_ ids: [Int], for model: M, random: Random) throws -> any Dataset<M.Batch>
  /// How surprised the model is by a text, of two tokens at least.
  func perplexity(of model: M, on ids: [Int]) throws -> Float
}

extension TrainingRecipe where M: LanguageModel {
  package func perplexity(of model: M, on ids: [Int]) -> Float { model.perplexity(on: ids) }
}

/// Where a training ends, and how far a step may go: what every recipe lets be chosen, at any time.
package struct TrainingLimits {
  /// The largest norm of a gradient.
  let clip: Float
  /// How often to read the text at most.
  let epochs: Int
  /// How many epochs may fail in a row before the end.
  let patience: Int

  /// With the usual values of a recipe.
  static func options(clip: Float, epochs: Int) -> [NotedOption] {
    [
      NotedOption(
        "--clip", "X", help: "the largest norm of a gradient (\(format(clip)))", isFixed: false),
      NotedOption(
        "--epochs", "N", help: "how often to read the text at most (\(epochs))", isFixed: false),
      NotedOption(
        "--patience", "N", help: "how many epochs may fail in a row before the end (3)",
        isFixed: false),
    ]
  }

  init(_ arguments: Arguments, clip: Float, epochs: Int) throws {
    self.clip = try arguments.number("--clip", in: 0.000001...1_000_000) ?? clip
    self.epochs = try arguments.number("--epochs", in: 1...1_000_000) ?? epochs
    patience = try arguments.number("--patience", in: 1...1_000_000) ?? 3
  }

  var values: [String: String?] {
    ["--clip": "\(clip)", "--epochs": "\(epochs)", "--patience": "\(patience)"]
  }
}

/// `swift run lstm --train FILE --model FILE`: a recurrent language model.
package typealias TrainLanguageModel = LanguageModelTraining<RecurrentRecipe>
/// `swift run transformer --train FILE --model FILE`: a decoder-only Transformer.
package typealias TrainTransformer = LanguageModelTraining<TransformerRecipe>
