import Ground
import Language
import Literate
import Models
import Networks
import Tensors

/// What classifiers get right of published texts, in percent: on MR for each of some of its ten folds, on the
/// others for each seed.
struct RealTrials {
  fileprivate struct Row {
    let name: String
    var shares: [String: [Float]] = [:]
    var texts = 0
    var seconds = 0.0
  }

  private static let sets = ["MR", "SST-2", "TREC-6"]
  private var rows: [Row] = []

  init(seeds: [UInt64], folds count: Int) throws {
    let films = try LabeledTexts.movieReviews().folds(of: 10)
    let sentences = try LabeledTexts.stanfordSentiment()
    let questions = try LabeledTexts.questionTypes()
    let asked = questions.training.holdingOut(every: 10)
    let filmSplits = (0..<count).map { fold in
      let others = LabeledTexts.joined(
        films.indices.filter { $0 != fold }.map { films[$0] })
      return (others: others, test: films[fold])
    }

    var linear = Row(name: "NBSVM")
    func judged(_ training: LabeledTexts, _ test: LabeledTexts) -> Float {
      100
        * LinearTextClassifier(of: training, .nbsvm).evaluated(on: test)
        .accuracy
    }
    linear.shares["MR"] = filmSplits.map { judged($0.others, $0.test) }
    linear.shares["SST-2"] = [judged(sentences.training, sentences.test)]
    linear.shares["TREC-6"] = [judged(questions.training, questions.test)]

    var filters = Row(name: "filters")
    filters.shares["MR"] = try filmSplits.enumerated().map { fold, split in
      let parts = split.others.holdingOut(every: 10)
      return try filters.trial(
        .convolution, parts.training, parts.heldOut, split.test,
        seed: UInt64(fold + 1))
    }
    filters.shares["SST-2"] = try seeds.map {
      try filters.trial(
        .convolution, sentences.training, sentences.validation, sentences.test,
        seed: $0)
    }
    filters.shares["TREC-6"] = try seeds.map {
      try filters.trial(
        .convolution, asked.training, asked.heldOut, questions.test, seed: $0)
    }
    var lstm = Row(name: "LSTM")
    lstm.shares["TREC-6"] = try seeds.map {
      try lstm.trial(
        .lstm, asked.training, asked.heldOut, questions.test, seed: $0)
    }
    rows = [linear, filters, lstm]
  }

  /// The mean over folds or seeds.
  subscript(name: String, set: String) -> Float {
    Tensor(rows.first { $0.name == name }!.shares[set]!).mean()
  }

  /// How many texts a second were read in training, in hundreds.
  func speed(_ name: String) -> Int {
    let row = rows.first { $0.name == name }!
    return Int(Double(row.texts) / row.seconds / 100) * 100
  }

  /// Means, with the worst and the best where there are several.
  var table: Table {
    Table(
      columns: [""] + RealTrials.sets,
      rows: rows.map { row in
        [row.name]
          + RealTrials.sets.map { set in
            guard let shares = row.shares[set] else { return "–" }
            let numbers = [
              Tensor(shares).mean(), shares.min()!, shares.max()!,
            ].map { format($0, decimals: 1) }
            return shares.count == 1
              ? numbers[0] : "\(numbers[0]) (\(numbers[1])–\(numbers[2]))"
          }
      },
      caption: """
        Right answers in percent: on MR the mean over the first four of ten \
        folds, else over three seeds; in brackets the worst and the best.
        """
    )
  }
}

extension RealTrials.Row {
  /// The share of `test` that a new model gets right, in percent.
  fileprivate mutating func trial(
    _ encoder: NeuralTextClassifier.Encoder, _ training: LabeledTexts,
    _ validation: LabeledTexts, _ test: LabeledTexts, seed: UInt64
  ) throws -> Float {
    let random = Random(seed: seed, stream: "real texts")
    let model = NeuralTextClassifier(
      of: training, .init(encoder), random: random)
    let trainer = model.trainer(random: random)
    let start = ContinuousClock.now
    try trainer.train(
      on: model.data(training), validation: model.data(validation), epochs: 12)
    let taken = start.duration(to: .now).components
    seconds += Double(taken.seconds) + Double(taken.attoseconds) * 1e-18
    texts += trainer.history.count * (training.count + validation.count)
    return 100 * model.evaluated(on: test).accuracy
  }
}
