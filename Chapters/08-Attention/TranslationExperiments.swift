import Ground
import Language
import Literate
import Models
import Networks
import Tensors

// MARK: - Two languages

/// How often words of two languages are in sentences of one meaning.
struct Companions {
  /// How many sentences have each word, of the one language and the other.
  private let counts: (source: [Int], target: [Int])
  /// For each word the one of the other language that goes with it best, and how well.
  private let bestTarget, bestSource: [(word: Int, dice: Float)]

  /// Counts in `pairs`. How well two words go together is their Dice coefficient: twice the pairs that have
  /// both, over the sentences with the one and with the other.
  init(in pairs: Pairs) {
    var (source, target) = (
      [Int](repeating: 0, count: pairs.source.count),
      [Int](repeating: 0, count: pairs.target.count)
    )
    var both: [Int: Int] = [:]
    for index in 0..<pairs.count {
      let answer = Set(pairs.answers[index])
      for word in answer { target[word] += 1 }
      for word in Set(pairs.questions[index]) {
        source[word] += 1
        for other in answer { both[word << 16 | other, default: 0] += 1 }
      }
    }
    var (bestTarget, bestSource) = (
      [(word: Int, dice: Float)](repeating: (0, 0), count: source.count),
      [(word: Int, dice: Float)](repeating: (0, 0), count: target.count)
    )
    for key in both.keys.sorted() {
      let (word, other) = (key >> 16, key & 0xffff)
      let dice = 2 * Float(both[key]!) / Float(source[word] + target[other])
      if dice > bestTarget[word].dice { bestTarget[word] = (other, dice) }
      if dice > bestSource[other].dice { bestSource[other] = (word, dice) }
    }
    counts = (source, target)
    (self.bestTarget, self.bestSource) = (bestTarget, bestSource)
  }

  /// The best companion of each word in a sentence: a translation word by word.
  func wordByWord(_ question: [Int]) -> [Int] {
    question.map { bestTarget[$0].word }
  }

  /// The word's partner: its best companion, if the word is the companion's best too, and both are in
  /// at least twenty sentences.
  func partner(of word: Int) -> Int? {
    let (other, dice) = bestTarget[word]
    return bestSource[other].word == word && dice > 0.3
      && min(counts.source[word], counts.target[other]) >= 20 ? other : nil
  }
}

/// How well translators do.
struct FrenchTrial {
  /// A row for each way to translate.
  private let ways: [(name: String, answers: [[Int]])]
  private let test: Pairs

  init(_ ways: [(name: String, answers: [[Int]])], on test: Pairs) {
    (self.ways, self.test) = (ways, test)
  }

  /// The BLEU of one way, in percent, on the questions of some lengths.
  func bleu(_ way: Int, lengths: ClosedRange<Int> = 1...99) -> Float {
    let rows = test.questions.indices.filter {
      lengths ~= test.questions[$0].count
    }
    return 100
      * BLEU(
        of: rows.map { ways[way].answers[$0] },
        references: rows.map { [test.answers[$0]] }
      ).score
  }

  /// The share of sentences that one way gives word for word, in percent.
  func exact(_ way: Int) -> Float {
    let right = zip(ways[way].answers, test.answers).count { $0 == $1 }
    return 100 * Float(right) / Float(test.count)
  }

  var table: Table {
    Table(
      columns: [
        "", "BLEU", "up to 5 tokens", "6 and 7", "8 and more",
        "word for word, %",
      ],
      rows: ways.indices.map { way in
        [
          ways[way].name, bleu(way), bleu(way, lengths: 1...5),
          bleu(way, lengths: 6...7), bleu(way, lengths: 8...99), exact(way),
        ]
      }, decimals: 1,
      caption:
        "BLEU in percent, of all \(test.count) held-out sentences and by the question's length; and how many come out just as the one reference."
    )
  }

  /// The last way's first translations, each with its reference below.
  var examples: String {
    (0..<8).map { index in
      let words = ways.last!.answers[index].map(test.target.word)
      return """
        \(test[index].question) → \(words.joined(separator: " "))
          (\(test[index].answer))
        """
    }.joined(separator: "\n")
  }
}

// MARK: - What the map says of words

/// Where a translator looks while it writes a word whose partner is in the question.
struct WordAlignment {
  /// A word of a reference, its partner in the question, and the weights while it is written.
  private struct Place {
    let length, source, target: Int
    let weights: [Float]

    /// The weight on the partner.
    var weight: Float { weights[source] }
    /// Whether it is the largest.
    var isLargest: Bool { weight == weights.max()! }
  }

  private var places: [Place] = []
  /// Neighbors in the question, both with a partner, that stand in the same order in the answer, and
  /// that change places; and in how many the largest weights lie on both partners.
  private(set) var kept = (all: 0, found: 0)
  private(set) var turned = (all: 0, found: 0)
  /// A question in which words change places, and which is answered word for word as in `test`.
  private(set) var example: Int?

  /// Looks on as `model` reads the references of `test`; `answers` are its own.
  init(
    of model: Seq2Seq, on test: Pairs, answers: [[Int]],
    _ companions: Companions
  ) {
    for (index, question) in test.questions.enumerated() {
      let answer = test.answers[index]
      _ = model.decoder.forward(
        [[model.end] + answer], of: model.encode([question]), mode: .inference)
      let weights = model.decoder.attentionWeights!.row(0)
      let own = question.indices.compactMap { source -> Place? in
        let word = question[source]
        guard let partner = companions.partner(of: word),
          test.source.word(word).contains(where: \.isLetter),
          question.count(where: { $0 == word }) == 1,
          answer.count(where: { $0 == partner }) == 1
        else { return nil }
        let target = answer.firstIndex(of: partner)!
        return Place(
          length: question.count, source: source, target: target,
          weights: weights.row(target).values)
      }
      places += own
      for (first, second) in zip(own, own.dropFirst())
      where second.source == first.source + 1 {
        let found = first.isLargest && second.isLargest ? 1 : 0
        if first.target < second.target {
          kept = (kept.all + 1, kept.found + found)
        } else {
          turned = (turned.all + 1, turned.found + found)
          if example == nil, answers[index] == answer { example = index }
        }
      }
    }
  }

  /// How many words were looked at.
  var count: Int { places.count }

  /// The mean weight on the partner in percent, and in how many percent it is the largest.
  var own: (weight: Float, largest: Float) { shares(places) }

  /// The same with the weights of another sentence, of a question as long in which the word written stands at
  /// the same place.
  var strange: (weight: Float, largest: Float) {
    let groups = Dictionary(grouping: places) { [$0.length, $0.target] }
    return shares(
      groups.keys.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }.flatMap { key in
        let group = groups[key]!
        return zip(group, group.dropFirst() + group.prefix(1)).map {
          Place(
            length: $0.length, source: $0.source, target: $0.target,
            weights: $1.weights)
        }
      })
  }

  /// The share that even weights would put there, in percent.
  var even: Float { 100 * mean(places.map { 1 / Float($0.length) }) }

  private func shares(_ places: [Place]) -> (weight: Float, largest: Float) {
    (
      100 * mean(places.map(\.weight)),
      100 * mean(places.map { $0.isLargest ? 1 : 0 })
    )
  }

  var table: Table {
    Table(
      columns: ["", "weight on the partner, %", "it is the largest, %"],
      rows: [
        ["the map", own.weight, own.largest],
        ["the map of another sentence", strange.weight, strange.largest],
        ["even weights", even, even],
      ], decimals: 0,
      caption: "Of \(format(count)) words in held-out sentences.")
  }
}
