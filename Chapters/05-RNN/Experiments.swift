import Ground
import Harbor
import Language
import Literate
import Models
import Tensors

// The experiment of 5.9 once more, in other towns.

/// What 5-grams and a network make of the stories that one seed tells.
struct Town {
  let seed: UInt64
  let fiveGrams: Float
  let network: Float
  let grammar: Float
  /// How often they find the right verb likelier.
  let verbs: (fiveGrams: GapShares, network: GapShares)

  init(seed: UInt64) throws {
    let corpus = Corpus.harbor(seed: seed, words: 400_000)
    let fiveGrams = try KneserNey(
      corpus.vocabulary, order: 5, of: corpus.training, discounts: .one)
    let network = try Town.network(of: corpus, seed: seed)
    self.seed = seed
    self.fiveGrams = fiveGrams.perplexity(on: corpus.test)
    self.network = network.perplexity(on: corpus.test)
    grammar = Harbor(seed: seed).text(words: 40_000, stream: "test").perplexity
    let exam = VerbExam(
      from: Harbor(seed: seed).text(words: 300_000, stream: "agreement")
        .agreements.filter { !["it", "they"].contains($0.prefix.last) },
      corpus.vocabulary)
    verbs = (exam.shares(of: fiveGrams), exam.shares(of: network))
  }

  /// The network of the page, trained on other stories.
  private static func network(
    of corpus: Corpus, seed: UInt64
  ) throws -> RecurrentLanguageModel {
    var settings = RecurrentLanguageModel.Settings()
    settings.cell = .rnn
    let network = RecurrentLanguageModel(
      corpus.vocabulary, settings, random: Random(seed: seed, stream: "model"))
    try textTrainer(network, seed: seed).train(
      on: ParallelStreams(corpus.training, streams: 20, steps: 20), epochs: 4)
    return network
  }
}

/// Perplexities of three towns, and what each model has of the verbs.
func townsTable(_ towns: [Town]) -> Table {
  func percents(_ shares: GapShares) -> String {
    shares.all.map { String(Int($0.rounded())) }.joined(separator: ", ")
  }
  return Table(
    columns: ["stories"] + towns.map { "seed \($0.seed)" },
    rows: [
      ["5-grams, perplexity"] + towns.map { decimals($0.fiveGrams) },
      ["network, perplexity"] + towns.map { decimals($0.network) },
      ["the grammar itself"] + towns.map { decimals($0.grammar) },
      ["5-grams, right verbs, %"] + towns.map { percents($0.verbs.fiveGrams) },
      ["network, right verbs, %"] + towns.map { percents($0.verbs.network) },
    ],
    caption:
      "The verbs are asked for below: with no word between subject and verb, with three, with six or seven."
  )
}

/// Two decimals.
private func decimals(_ value: Float) -> String { format(value, decimals: 2) }
