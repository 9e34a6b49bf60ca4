import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

/// A way to build and train the story model.
struct StoryRecipe {
  let name: String
  let settings: TransformerSettings

  /// How many numbers the cache keeps for each letter: keys and values, of every block.
  var keptNumbers: Int {
    let keys = settings.block.keyHeads ?? settings.heads
    return 2 * settings.layers * settings.size / settings.heads * keys
  }
}

/// The model as it was, each change of `today` by itself and all of them, and smoothed targets.
func storyRecipes(
  from plain: TransformerSettings, to today: TransformerSettings
) -> [StoryRecipe] {
  func recipe(
    _ name: String, _ change: (inout TransformerSettings) -> Void
  ) -> StoryRecipe {
    var settings = plain
    change(&settings)
    return StoryRecipe(name: name, settings: settings)
  }
  return [
    recipe("as it was") { _ in },
    recipe("rotary positions") { $0.positions = .rotary },
    recipe("RMSNorm") { $0.block.norm = .rms },
    recipe("SwiGLU") { $0.block.isGated = true },
    recipe("keys for two heads each") { $0.block.keyHeads = 2 },
    recipe("keys for all four heads") { $0.block.keyHeads = 1 },
    recipe("all four changes") { $0 = today },
    recipe("as it was, smoothed by 0.1") { $0.smoothing = 0.1 },
  ]
}

/// What came of a recipe.
struct StoryOutcome {
  let recipe: StoryRecipe
  let parameters: Int
  /// The perplexity by the word of each run.
  let perplexities: [Float]
  /// The loss of each run on windows of 256 letters, each a mean of sixteen places.
  let farther: [[Float]]

  var mean: Float { Tensor(perplexities).mean() }
  var range: ClosedRange<Float> {
    perplexities.min()!...perplexities.max()!
  }
  /// The mean loss of all runs beyond the first 128 letters.
  var farLoss: Float { Tensor(farther.flatMap { $0[8...] }).mean() }

  /// How its runs compare with another's: nil where they overlap.
  func comparison(with other: StoryOutcome) -> String {
    if range.overlaps(other.range) { return "nil" }
    return mean < other.mean ? "better" : "worse"
  }
}

/// The stories of the letter model, and models trained on them as it is.
struct StoryTrials {
  private let letters: Corpus
  /// How many words the new stories have.
  private let newWords: Int

  init(seed: UInt64) {
    let town = Harbor(seed: seed, edition: .primer)
    func spelled(_ words: [String]) -> [String] {
      (words.joined(separator: " ") + " ").map { String($0) }
    }
    let read = town.text(words: 120_000, stream: "stories").words
    let new = town.text(words: 4_000, stream: "new stories").words
    letters = Corpus(
      name: "stories", training: spelled(read), test: spelled(new))
    newWords = new.count
  }

  /// Trains by a recipe, once from each seed.
  func callAsFunction(
    _ recipe: StoryRecipe, seeds: ClosedRange<UInt64>
  ) throws -> StoryOutcome {
    let models = try seeds.map { try trained(recipe.settings, seed: $0) }
    return StoryOutcome(
      recipe: recipe, parameters: models[0].parameterCount,
      perplexities: models.map(perplexityByWord),
      farther: try models.map(lossesByPlace))
  }

  private func trained(
    _ settings: TransformerSettings, seed: UInt64
  ) throws -> TransformerLanguageModel {
    let random = Random(seed: seed, stream: "stories")
    let model = TransformerLanguageModel(
      letters.vocabulary, settings, random: random)
    let trainer = Trainer(
      model, optimizer: AdamW(rate: 0.008), batchSize: 16, random: random)
    trainer.clipping = .norm(1)
    trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(50)
    let windows = try TextWindows(
      letters.training, steps: 64, count: 24_000, random: random)
    try trainer.train(on: windows, epochs: 1)
    return model
  }

  private func perplexityByWord(_ model: TransformerLanguageModel) -> Float {
    let nats = log(model.perplexity(on: letters.test))
    return exp(nats * Float(letters.test.count) / Float(newWords))
  }

  private func lossesByPlace(
    _ model: TransformerLanguageModel
  ) throws -> [Float] {
    let windows = try TextWindows(letters.test, steps: 256)
    let all = windows.batch(Array(0..<windows.count))
    let vectors = model.stack.forward(all.inputs, mode: .inference)
    let scores = model.output.forward(vectors, mode: .inference)
    let losses = SoftmaxWithLoss().losses(scores, all.targets.flatMap { $0 })
    let byPlace = losses.reshaped(windows.count, 256).mean(axis: 0)
    return byPlace.reshaped(16, 16).mean(axis: 1).values
  }
}
