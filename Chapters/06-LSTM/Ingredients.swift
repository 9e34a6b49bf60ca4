import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// What a language model's perplexity owes to what (6.10 and 6.11).

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
  case secondLayer = "one layer"
  case dropout = "no dropout"
  case steadyMask = "a new mask at each step"
  case tying = "weights not tied"
  case fallingRate = "rate stays"
  case dropoutAndStopping = "no dropout, no early stopping"

  /// `recipe` without it.
  func applied(to recipe: Recipe) -> Recipe {
    var rest = recipe
    switch self {
    case .secondLayer: rest.settings.layers = 1
    case .dropout: rest.settings.dropout = 0
    case .steadyMask: rest.settings.isVariational = false
    case .tying: rest.settings.isTied = false
    case .fallingRate: rest.falls = false
    case .dropoutAndStopping:
      (rest.settings.dropout, rest.stopsEarly) = (0, false)
    }
    return rest
  }
}

/// What it costs to leave each ingredient out, for one seed.
struct Ablation {
  /// By how many percent the perplexity on unseen text is higher without it.
  private(set) var harms: [Omission: Float] = [:]

  /// Trains by the `whole` recipe, and then without each of its ingredients.
  init(of whole: Recipe, seed: UInt64) throws {
    let corpus = stories(60_000, of: Harbor(seed: seed, edition: .primer))
    let short = Array(corpus.training.prefix(5_000))
    func reached(_ recipe: Recipe) throws -> Float {
      try trained(
        by: recipe, corpus.vocabulary, on: short,
        watching: corpus.validation, seed: seed
      ).perplexity(on: corpus.test)
    }
    let base = try reached(whole)
    for omission in Omission.allCases {
      harms[omission] = percent(
        try reached(omission.applied(to: whole)), over: base)
    }
  }
}

extension [Ablation] {
  private func all(_ omission: Omission) -> [Float] {
    map { $0.harms[omission]! }
  }

  /// The mean harm of an omission, in percent.
  func harm(without omission: Omission) -> Float {
    all(omission).reduce(0, +) / Float(count)
  }

  /// The standard deviation of that harm between seeds.
  func deviation(without omission: Omission) -> Float {
    let mean = harm(without: omission)
    let squares = all(omission).map { ($0 - mean) * ($0 - mean) }
    return (squares.reduce(0, +) / Float(count - 1)).squareRoot()
  }

  /// Whether the mean is more than two standard errors away from zero.
  func isClear(_ omission: Omission) -> Bool {
    let error = deviation(without: omission) / Float(count).squareRoot()
    return abs(harm(without: omission)) > 2 * error
  }
}

/// What each omission costs, over some seeds.
func ablationTable(_ ablations: [Ablation]) -> Table {
  Table(
    columns: ["left out", "perplexity, % higher", "± between seeds"],
    rows: Omission.allCases.map {
      [
        $0.rawValue, ablations.harm(without: $0),
        ablations.deviation(without: $0),
      ]
    }, decimals: 1)
}

/// Models on text they haven't seen, and on the very text that they learned.
func heartTable(
  _ models: [(name: String, test: Float, training: Float)]
) -> Table {
  Table(
    columns: ["", "test perplexity", "on the text it learned from"],
    rows: models.map { [$0.name, $0.test, $0.training] }, decimals: 2)
}
