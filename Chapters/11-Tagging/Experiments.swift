import Ground
import Harbor
import Language
import Literate
import Networks
import Tensors

// MARK: - Words

/// Which share of the words is not among those known, in percent.
func unknownWords(in sentences: [HarborTagged], known: Set<String>) -> Float {
  let words = sentences.flatMap(\.words)
  return 100 * Float(words.count { !known.contains($0) }) / Float(words.count)
}

/// The words not among those known, with their parts of speech.
func unknownWordsWithTags(
  in sentences: [HarborTagged], known: Set<String>
) -> [(word: String, tag: String)] {
  sentences.flatMap { zip($0.words, $0.partsOfSpeech) }
    .filter { !known.contains($0.0) }.map { ($0, $1) }
}

/// The standard deviation of some numbers.
func deviation(_ values: [Float]) -> Float {
  let mean = values.reduce(0, +) / Float(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return sqrt(squares / Float(values.count - 1))
}

/// Of how many sentences something is true, in percent.
func shareOfSentences(
  _ sentences: [HarborTagged], _ isTrue: (HarborTagged) -> Bool
) -> Float {
  100 * Float(sentences.count(where: isTrue)) / Float(sentences.count)
}

// MARK: - Chains

/// Chains of random scores, some of them −∞, short enough to try all rows.
struct RandomChains {
  let chains: [Chain]

  init(seed: UInt64, count: Int) {
    var random = Random(seed: seed, stream: "random chains")
    chains = (0..<count).map { _ in
      let (T, C) = (1 + random.integer(below: 5), 1 + random.integer(below: 4))
      func table(_ rows: Int, _ columns: Int, forbids: Bool) -> [[Float]] {
        (0..<rows).map { i in
          (0..<columns).map { j in
            let isForbidden = forbids && random.integer(below: 8) == 0
            let value = random.normal()
            return isForbidden && i != j ? -.infinity : value
          }
        }
      }
      // One tag may always go on with itself, so some row is always possible.
      var steps = table(C + 1, C + 1, forbids: true)
      for i in 0..<C { (steps[C][i], steps[i][C]) = (0.5, -0.5) }
      return chain(table(T, C, forbids: false), steps)
    }
  }

  /// All rows of a chain.
  func rows(_ chain: Chain) -> [[Int]] {
    allRows(
      [[Int]](repeating: Array(chain[0][0].indices), count: chain.count - 1))
  }

  /// (T, C): the share that rows with a tag at a place have of all.
  func marginals(_ chain: Chain) -> [[Float]] {
    let rows = rows(chain)
    let powers = rows.map { exp(score($0, chain)) }
    let sum = powers.reduce(0, +)
    var result = [[Float]](
      repeating: [Float](repeating: 0, count: chain[0][0].count),
      count: chain.count - 1)
    for (row, power) in zip(rows, powers) {
      for (s, tag) in row.enumerated() { result[s][tag] += power / sum }
    }
    return result
  }
}

/// From left to right, the best tag after the one before.
func greedyRow(_ chain: Chain) -> [Int] {
  chain.dropLast().reduce(into: [Int]()) { row, table in
    let scores = table[row.last ?? 0]
    row.append(scores.indices.max { scores[$0] < scores[$1] }!)
  }
}

// MARK: - The library's field

/// A tensor (1, T, C) as rows.
func rowsOf(_ x: Tensor) -> [[Float]] {
  let rows = x.reshaped(x.shape[1], x.shape[2])
  return (0..<x.shape[1]).map { rows.row($0).values }
}

/// The gradients of transitions, first and last as one table (C + 1, C + 1).
func stepGradients(of layer: LinearChainCRF) -> [[Float]] {
  let C = layer.tags
  let (a, first, last) = (
    layer.transitions.gradient, layer.first.gradient.values,
    layer.last.gradient.values
  )
  return (0..<C).map { a.row($0).values + [last[$0]] } + [first + [0]]
}

// MARK: - All taggers, three seeds

/// What the taggers of this half make of test sentences.
struct TaggerTrial {
  static let names = [
    "commonest", "HMM", "HMM, endings", "MEMM", "CRF", "MEMM, no next word",
    "CRF, no next word",
  ]

  let all: [Accuracy]
  /// In percent, of all sentences, those of which every tag is right.
  let whole: [Float]
  /// In percent, right tags of words that only a verb far off tells apart.
  let garden: [Float]

  /// Learns from sentences of its own.
  init(seed: UInt64) {
    let harbor = Harbor(seed: seed)
    let lessons = harbor.taggedSentences(training.count)
    var (local, global) = (
      FeatureWeights(tags: tags), FeatureWeights(tags: tags)
    )
    learn(&local, from: examples(lessons), epochs: 3, loss: localLoss)
    learn(&global, from: examples(lessons), epochs: 3, loss: crfLoss)
    self.init(
      lessons, harbor.taggedSentences(test.count, stream: "test"),
      hmm: tables(of: lessons), endings: endingCounts(lessons), memm: local,
      crf: global)
  }

  init(
    _ training: [HarborTagged], _ test: [HarborTagged], hmm: TagTables,
    endings: [String: [Float]], memm: FeatureWeights, crf: FeatureWeights
  ) {
    var (blindLocal, blind) = (
      FeatureWeights(tags: tags), FeatureWeights(tags: tags)
    )
    let lessons = TaggerTrial.withoutNext(examples(training))
    learn(&blindLocal, from: lessons, epochs: 3, loss: localLoss)
    learn(&blind, from: lessons, epochs: 3, loss: crfLoss)
    let counts = tagCounts(training)
    let guess = rareTag(counts)
    let known = Set(counts.keys)
    let taggers: [([String]) -> [String]] = [
      { words in words.map { counts[$0].map(commonest(_:)) ?? guess } },
      { words in viterbi(scoresOfAny(words, hmm)).map { tags[$0] } },
      { words in viterbi(scores(words, hmm, endings)).map { tags[$0] } },
      { words in tagged(words, memm, normalized) },
      { words in tagged(words, crf) },
      { words in tagged(words, blindLocal, normalized) },
      { words in tagged(words, blind) },
    ]
    all = taggers.map { accuracy(on: test, known: known, $0) }
    whole = taggers.map { tagger in
      shareOfSentences(test) { tagger($0.words) == $0.partsOfSpeech }
    }
    let gardens = test.filter(TaggerTrial.isGarden)
    garden = taggers.map { tagger in
      shareOfSentences(gardens) {
        tagger($0.words)[2] == $0.partsOfSpeech[2]
      }
    }
  }

  /// Examples whose features don't know the next word.
  private static func withoutNext(_ examples: [Example]) -> [Example] {
    examples.map { example in
      (
        example.features.map { $0.filter { !$0.hasPrefix("after ") } },
        example.tags
      )
    }
  }

  /// Whether the third word may be a noun or a verb, as what follows has it.
  static func isGarden(_ sentence: HarborTagged) -> Bool {
    sentence.words[0] == "the"
      && ["old", "young", "poor", "strong"].contains(sentence.words[1])
      && ["cook", "guard", "sail", "light", "fish"].contains(sentence.words[2])
  }
}

/// Means over trials, with the spread in brackets.
func trialTable(_ trials: [TaggerTrial]) -> Table {
  func cell(_ values: [Float]) -> String {
    let mean = values.reduce(0, +) / Float(values.count)
    let half = (values.max()! - values.min()!) / 2
    return "\(format(mean, decimals: 1)) ± \(format(half, decimals: 1))"
  }
  return Table(
    columns: ["tagger", "all words", "known", "unknown", "whole sentences"],
    rows: TaggerTrial.names.enumerated().map { m, name in
      [
        name, cell(trials.map { $0.all[m].all }),
        cell(trials.map { $0.all[m].known }),
        cell(trials.map { $0.all[m].unknown }),
        cell(trials.map { $0.whole[m] }),
      ]
    },
    caption:
      "Right tags in percent: mean of three seeds, and half of what lies between the least and the most."
  )
}

/// Names what the prose says of the trials.
@MainActor
func nameTrials(_ trials: [TaggerTrial]) {
  func mean(_ value: (TaggerTrial) -> Float) -> Float {
    trials.map(value).reduce(0, +) / Float(trials.count)
  }
  name("three_memm", mean { $0.all[3].all }, decimals: 1)
  name("three_crf", mean { $0.all[4].all }, decimals: 1)
  name("blind_memm", mean { $0.all[5].all }, decimals: 1)
  name("blind_crf", mean { $0.all[6].all }, decimals: 1)
  name("garden_commonest", mean { $0.garden[0] }, decimals: 0)
  name("garden_crf", mean { $0.garden[4] }, decimals: 0)
}
