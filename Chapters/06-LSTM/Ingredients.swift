import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// What a language model's perplexity owes to what (6.7 and 6.8).

extension Harbor {
  /// `words` words of its stories to learn from, and some to validate and to
  /// test by.
  func corpus(words: Int) -> Corpus {
    Corpus(
      name: "primer", training: text(words: words).words,
      validation: text(words: 10_000, stream: "validation").words,
      test: text(words: 20_000, stream: "test").words)
  }
}

/// By how many percent `value` is larger than `base`.
func percent(_ value: Float, over base: Float) -> Float {
  100 * (value / base - 1)
}

/// Models with their parameters and perplexities, and the grammar's own where
/// there is one.
func perplexityTable(
  _ models: [(name: String, parameters: Int?, perplexity: Float)],
  floor: Float?
) -> Table {
  let grammar = floor.map { ("the grammar itself", Int?.none, $0) }
  return Table(
    columns: [
      "model", "parameters", "test perplexity", "times the grammar's",
    ],
    rows: (models + [grammar].compactMap { $0 }).map { model in
      [
        model.name, model.parameters.map { format($0) } ?? "",
        model.perplexity,
        floor.map { format(model.perplexity / $0, decimals: 3) } ?? "–",
      ]
    }, decimals: 2)
}

/// What can be left out of a recipe.
enum Omission: String, CaseIterable {
  case nothing = "all of it"
  case secondLayer = "one layer"
  case dropout = "no dropout"
  case steadyMask = "a new mask at each step"
  case tying = "weights not tied"
  case fallingRate = "rate stays"
  case earlyStopping = "no early stopping"
  case dropoutAndStopping = "no dropout, no early stopping"

  /// `recipe` without it.
  func applied(to recipe: Recipe) -> Recipe {
    var rest = recipe
    switch self {
    case .nothing: break
    case .secondLayer: rest.settings.layers = 1
    case .dropout: rest.settings.dropout = 0
    case .steadyMask: rest.settings.isVariational = false
    case .tying: rest.settings.isTied = false
    case .fallingRate: rest.falls = false
    case .earlyStopping: rest.stopsEarly = false
    case .dropoutAndStopping:
      (rest.settings.dropout, rest.stopsEarly) = (0, false)
    }
    return rest
  }
}

/// A model for each omission, trained on a short text.
struct Ablations {
  let corpus: Corpus
  let short: [Int]
  let seed: UInt64
  /// Whether a few epochs, and a part of the other texts, are enough.
  let isQuick: Bool
  /// The perplexities on the test text and on the training text.
  private(set) var perplexities: [Omission: (test: Float, training: Float)] =
    [:]

  /// Trains by the `whole` recipe, and then without each of its ingredients.
  init(
    of whole: Recipe, _ corpus: Corpus, short: [Int], seed: UInt64,
    isQuick: Bool
  ) throws {
    (self.corpus, self.short, self.seed) = (corpus, short, seed)
    self.isQuick = isQuick
    let test = Array(isQuick ? corpus.test.prefix(3_000) : corpus.test[...])
    for omission in Omission.allCases {
      let model = try trained(omission.applied(to: whole))
      perplexities[omission] = (
        model.perplexity(on: test), model.perplexity(on: short)
      )
    }
  }

  /// A model that has learned the short text by `recipe`.
  private func trained(_ recipe: Recipe) throws -> RecurrentLanguageModel {
    let model = RecurrentLanguageModel(
      corpus.vocabulary, recipe.settings,
      random: Random(seed: seed, stream: "model"))
    let trainer = Trainer(
      model, optimizer: Adam(rate: 0.01), batchSize: 1,
      random: Random(seed: seed, stream: "order"))
    trainer.isShuffling = false
    trainer.clipping = .norm(1)
    if recipe.falls { trainer.schedule = .linear() }
    if recipe.stopsEarly { trainer.patience = 5 }
    let watched =
      isQuick ? corpus.validation.prefix(1_000) : corpus.validation[...]
    try trainer.train(
      on: try ParallelStreams(short, streams: 10, steps: 20),
      validation: try ParallelStreams(
        Array(watched), streams: 10, steps: 20),
      epochs: isQuick ? 5 : 30)
    return model
  }

  /// The perplexity on the test text without `omission`.
  func test(without omission: Omission) -> Float {
    perplexities[omission]!.test
  }

  /// The perplexity on the very text that was learned.
  func training(without omission: Omission) -> Float {
    perplexities[omission]!.training
  }

  /// How many percent higher the test perplexity is than with all of it.
  func harm(without omission: Omission) -> Float {
    percent(test(without: omission), over: test(without: .nothing))
  }

  /// How many percent of the harm without dropout early stopping prevents.
  var savedByStopping: Float {
    let whole = harm(without: .dropoutAndStopping)
    return 100 * (whole - harm(without: .dropout)) / whole
  }
}

/// What each omission did to the perplexities.
func ablationTable(_ ablations: Ablations) -> Table {
  Table(
    columns: ["", "test perplexity", "on the text it learned from"],
    rows: Omission.allCases.map {
      [
        $0.rawValue, ablations.test(without: $0),
        ablations.training(without: $0),
      ]
    }, decimals: 2)
}

/// The trainer of a small language model that has dropout, and so a random
/// stream to save (6.10).
func dropoutTrainer(
  _ vocabulary: Vocabulary, seed: UInt64
) -> Trainer<RecurrentLanguageModel> {
  var settings = RecurrentLanguageModel.Settings()
  (settings.embeddingSize, settings.size) = (16, 16)
  settings.dropout = 0.2
  let random = Random(seed: seed, stream: "small")
  let trainer = Trainer(
    RecurrentLanguageModel(vocabulary, settings, random: random),
    optimizer: Adam(rate: 0.01), batchSize: 1, random: random)
  trainer.isShuffling = false
  return trainer
}
