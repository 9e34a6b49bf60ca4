import Ground
import Harbor
import Language
import Literate
import Models
import Tensors

// Who still knows the subject's number when the verb comes (6.8)?

/// What came of an exam, all in percent of right answers.
struct AgreementReport {
  struct Candidate {
    let name: String
    let parameters: String
    let percents: [Float]
  }

  let candidates: [Candidate]
  /// What whoever always gives the more frequent number gets right.
  let majority: Float
  /// How many words there were between, in the mean.
  let distances: [Float]

  /// Examines the 5-grams and then the networks.
  init(
    on course: Course, _ asked: Int, _ fiveGrams: KneserNey,
    _ networks: [(name: String, model: RecurrentLanguageModel)]
  ) throws {
    let counting = Candidate(
      name: "5-grams", parameters: "",
      percents: try marks(of: fiveGrams, course, asked: asked))
    candidates =
      try [counting]
      + networks.map { name, model in
        Candidate(
          name: name, parameters: format(model.parameterCount),
          percents: try marks(of: model, course, asked: asked))
      }
    let questions = course.questions.prefix(asked)
    let singular = questions.count { $0.right.hasSuffix("s") }
    majority = 100 * Float(max(singular, asked - singular)) / Float(asked)
    distances = (0...4).map { count in
      let words = (0..<asked).reduce(0) { sum, k in
        sum + stretched(k, by: count, course).count - questions[k].head - 1
      }
      return Float(words) / Float(asked)
    }
  }

  /// What the candidate `name` got with so many modifiers in between.
  func percent(_ name: String, modifiers: Int) -> Float {
    candidates.first { $0.name == name }!.percents[modifiers]
  }
}

/// Everybody's percent of right answers, by the number of modifiers.
func agreementTable(_ report: AgreementReport) -> Table {
  let majority: [Any] =
    ["the more frequent number", ""]
    + [Float](repeating: report.majority, count: 5)
  return Table(
    columns: ["right, %", "parameters", "0 modifiers"]
      + (1...4).map { "\($0)" },
    rows: report.candidates.map { [$0.name, $0.parameters] + $0.percents }
      + [majority], decimals: 1)
}

// MARK: - Several seeds

/// What the three networks of one seed got, with 0 to 4 modifiers.
typealias Sitting = [String: [Float]]

/// The whole experiment once more, with another seed.
func sitting(seed: UInt64) throws -> Sitting {
  let course = Course(seed: seed, words: (2_500_000, 800_000))
  let sizes: [(Cell, Int)] = [(.rnn, 94), (.gru, 72), (.lstm, 64)]
  var sitting = Sitting()
  for (cell, size) in sizes {
    let model = try pupil(cell, size: size, course, seed: seed)
    sitting[cell.rawValue.uppercased()] = try marks(
      of: model, course, asked: 500)
  }
  return sitting
}

extension Sitting {
  /// Whether one network is ahead of another with four modifiers.
  func isAhead(_ name: String, of other: String) -> Bool {
    self[name]![4] > self[other]![4]
  }
}

extension [Sitting] {
  /// The mean of what a network got.
  func mean(_ name: String, modifiers: Int) -> Float {
    map { $0[name]![modifiers] }.reduce(0, +) / Float(count)
  }
}

/// Means over the seeds, with the lowest and the highest.
func sittingsTable(_ sittings: [Sitting]) -> Table {
  Table(
    columns: ["right, %: mean (range)", "0 modifiers"]
      + (1...4).map { "\($0)" },
    rows: ["RNN", "GRU", "LSTM"].map { name in
      [name]
        + (0...4).map { modifiers in
          let marks = sittings.map { $0[name]![modifiers] }
          let mean = sittings.mean(name, modifiers: modifiers)
          return format(mean, decimals: 0)
            + " (\(format(marks.min()!, decimals: 0))–"
            + "\(format(marks.max()!, decimals: 0)))"
        }
    })
}
