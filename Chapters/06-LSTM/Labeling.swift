import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// Networks that give each word of a sentence a label, from one side and from
// both (6.9).

/// The words of a sentence, and a label for each of them.
typealias Example = (ids: [Int], labels: [Int])

/// Sentences side by side, and a label for each of their words; -1 for none.
struct Sheet {
  let ids: [[Int]]
  let labels: [[Int]]
  let lengths: [Int]

  init(_ examples: [Example]) {
    lengths = examples.map(\.ids.count)
    let T = lengths.max()!
    func padded(_ row: [Int], _ value: Int) -> [Int] {
      row + [Int](repeating: value, count: T - row.count)
    }
    ids = examples.map { padded($0.ids, 0) }
    labels = examples.map { padded($0.labels, -1) }
  }
}

/// Gives each word of a sentence a label: embedding, recurrent layer, scores.
final class Labeler: Trainable {
  let embedding: Embedding
  let layer: any Recurrent
  let output: Affine
  let loss = SoftmaxWithLoss(ignoring: -1)

  /// One that has learned nothing yet, and reads from the left or both ways.
  init(words: Int, labels: Int, bothWays: Bool, seed: UInt64) {
    var random = Random(seed: seed, stream: "labeler")
    embedding = Embedding(words: words, size: 48, random: &random)
    let onward = LSTM(inputs: 48, size: 48, random: &random)
    layer =
      bothWays
      ? Bidirectional(onward, LSTM(inputs: 48, size: 48, random: &random))
      : onward
    output = Affine(
      inputs: bothWays ? 96 : 48, outputs: labels, random: &random)
  }

  var parameters: [Parameter] {
    embedding.parameters + layer.parameters + output.parameters
  }

  /// N sentences of T words → the scores of C labels, (N, T, C).
  func scores(_ sheet: Sheet, mode: Mode = .inference) -> Tensor {
    layer.resetState()
    let x = embedding.forward(sheet.ids)
    let h = layer.forward(x, lengths: sheet.lengths, mode: mode)
    return output.forward(h, mode: mode)
  }

  /// Makes one step of learning from `sheet`.
  func learn(_ sheet: Sheet, _ optimizer: Adam) {
    zeroGradients()
    let scores = scores(sheet, mode: .training)
    _ = loss.forward(scores, sheet.labels.flatMap { $0 })
    embedding.backward(layer.backward(output.backward(loss.backward())))
    Clipping.norm(1).clip(parameters)
    optimizer.update(parameters)
  }
}

/// Trains labelers that differ in nothing but what it is asked for.
struct LabelerTraining {
  let seed: UInt64

  /// A labeler that has read `examples` so many times, 32 at once.
  func callAsFunction(
    _ examples: [Example], words: Int, labels: Int, bothWays: Bool, epochs: Int
  ) -> Labeler {
    let labeler = Labeler(
      words: words, labels: labels, bothWays: bothWays, seed: seed)
    let optimizer = Adam(rate: 0.01)
    for _ in 0..<epochs {
      for start in stride(from: 0, to: examples.count, by: 32) {
        let end = min(start + 32, examples.count)
        labeler.learn(Sheet(Array(examples[start..<end])), optimizer)
      }
    }
    return labeler
  }
}

// MARK: - What comes next?

/// The sentences of some stories, each word labeled with the next one.
struct NextWords {
  let vocabulary: Vocabulary
  let training: [Example]
  let test: [Example]
  /// The grammar's own perplexity on the words that are asked for.
  let floor: Float

  init(of primer: Harbor, words: Int) throws {
    let text = primer.text(words: words, stream: "sentences")
    let exam = primer.text(words: 5_000, stream: "test")
    vocabulary = Vocabulary(of: text.words + exam.words, withUnknown: false)
    training = try NextWords.examples(text, vocabulary)
    test = try NextWords.examples(exam, vocabulary)
    floor = NextWords.floor(of: exam)
  }

  /// Each sentence without its last word, labeled with it without its first.
  private static func examples(
    _ text: HarborText, _ vocabulary: Vocabulary
  ) throws -> [Example] {
    try text.sentences.map { sentence in
      let ids = try vocabulary.ids(of: sentence)
      return (Array(ids.dropLast()), Array(ids.dropFirst()))
    }
  }

  /// What the grammar gives these words, knowing the sentences before.
  private static func floor(of text: HarborText) -> Float {
    var grammar = HarborReader(.primer)
    var logs: [Float] = []
    for sentence in text.sentences {
      logs += sentence.map { grammar.read($0) }.dropFirst()
    }
    return exp(-Tensor(logs).mean())
  }

  /// Perplexity on the words of the test's sentences after their first.
  func perplexity(of labeler: Labeler) -> Float {
    let sheet = Sheet(test)
    let labels = sheet.labels.flatMap { $0 }
    let scores = labeler.scores(sheet).reshaped(labels.count, -1)
    let known = labels.indices.filter { labels[$0] >= 0 }
    let losses = SoftmaxWithLoss().losses(
      scores.rows(at: known), known.map { labels[$0] })
    return exp(losses.mean())
  }
}

/// What each way of reading makes of the next word, beside the floor.
func bothWaysTable(honest: Float, cheat: Float, floor: Float) -> Table {
  Table(
    columns: ["", "test perplexity"],
    rows: [
      ["left to right", honest], ["both ways", cheat],
      ["the grammar itself", floor],
    ], decimals: 2)
}

// MARK: - One or many?

/// Sentences with all their words labeled by the number of the subject: 0 for
/// one, 1 for many.
struct SubjectNumbers {
  let vocabulary: Vocabulary
  let training: [Example]
  let test: [HarborSentence]

  init(
    _ practice: [HarborSentence], test: [HarborSentence],
    _ vocabulary: Vocabulary
  ) throws {
    (self.vocabulary, self.test) = (vocabulary, test)
    training = try SubjectNumbers.labeled(practice, vocabulary)
  }

  /// Each sentence with its subject's number at all of its words.
  private static func labeled(
    _ sentences: [HarborSentence], _ vocabulary: Vocabulary
  ) throws -> [Example] {
    try sentences.map { sentence in
      let ids = try vocabulary.ids(of: sentence.words)
      let isOne = sentence.agreements[0].right.hasSuffix("s")
      return (ids, ids.map { _ in isOne ? 0 : 1 })
    }
  }

  /// Percent of right labels from one word before the subject to four after it.
  func percentsByPlace(_ labeler: Labeler) throws -> [Float] {
    let examples = try SubjectNumbers.labeled(test, vocabulary)
    let sheet = Sheet(examples)
    let scores = labeler.scores(sheet)
    let T = sheet.ids[0].count
    let guesses = scores.reshaped(test.count * T, 2).argmax()
    return (-1...4).map { offset in
      var (right, count) = (0, 0)
      for (row, sentence) in test.enumerated() {
        let place = sentence.agreements[0].head + offset
        guard place >= 0, place < sentence.words.count else { continue }
        count += 1
        if guesses[row * T + place] == examples[row].labels[0] { right += 1 }
      }
      return Float(100 * right) / Float(max(count, 1))
    }
  }
}

/// How often each network labels rightly, by the place of the word.
func placesTable(oneWay: [Float], twoWays: [Float]) -> Table {
  let places =
    ["one before", "the subject"] + (1...4).map { "\($0) after" }
  return Table(
    columns: ["right labels, %"] + places,
    rows: [["left to right"] + oneWay, ["both ways"] + twoWays].map { $0 },
    decimals: 1)
}
