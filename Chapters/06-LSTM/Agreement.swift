import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// Who still knows the subject's number when the verb comes (6.6)?

typealias Cell = RecurrentLanguageModel.Cell

/// Trains language models that differ in nothing but what it is asked for.
struct LanguageModelTraining {
  let seed: UInt64

  /// A language model of a text, read `epochs` times in parallel streams; its
  /// words' vectors begin at `spread` times the usual length.
  func callAsFunction(
    _ vocabulary: Vocabulary, _ settings: RecurrentLanguageModel.Settings,
    of ids: [Int], streams: Int, steps: Int, rate: Float, epochs: Int = 1,
    spread: Float = 1
  ) throws -> RecurrentLanguageModel {
    let model = RecurrentLanguageModel(
      vocabulary, settings, random: Random(seed: seed, stream: "model"))
    if spread != 1 { model.embedding.weight.value *= spread }
    let trainer = Trainer(
      model, optimizer: Adam(rate: rate), batchSize: 1,
      random: Random(seed: seed, stream: "order"))
    trainer.isShuffling = false
    trainer.clipping = .norm(1)
    trainer.schedule = .linear()
    try trainer.train(
      on: try ParallelStreams(ids, streams: streams, steps: steps),
      epochs: epochs)
    return model
  }
}

/// Questions for a verb's number, each asked with none to four modifiers
/// between the subject and the verb.
struct AgreementExam {
  let questions: [HarborAgreement]
  let vocabulary: Vocabulary

  /// Percent of right answers, with 0, 1, 2, … modifiers in between.
  func marks(of model: some LanguageModel) throws -> [Float] {
    try (0...4).map { count in
      let right = try questions.enumerated().count { number, question in
        let words = stretched(question, by: count, number)
        let context = try vocabulary.ids(of: ["."] + words)
        let p = model.nextWord(after: context)
        return p[vocabulary[question.right]!] > p[vocabulary[question.wrong]!]
      }
      return 100 * (Float(right) / Float(questions.count))
    }
  }

  /// Percent of right answers of whoever always gives the more frequent number.
  var majority: Float {
    let singular = questions.count { $0.right.hasSuffix("s") }
    let most = max(singular, questions.count - singular)
    return 100 * (Float(most) / Float(questions.count))
  }

  /// How many words 0, 1, 2, … modifiers are in the mean.
  var distances: [Float] {
    (0...4).map { count in
      let words = questions.enumerated().reduce(0) { sum, question in
        sum + stretched(question.element, by: count, question.offset).count
          - question.element.head - 1
      }
      return Float(words) / Float(questions.count)
    }
  }

  /// Examines the 5-grams and then the networks.
  func report(
    on fiveGrams: KneserNey,
    _ networks: [(name: String, model: RecurrentLanguageModel)]
  ) throws -> AgreementReport {
    let counting = AgreementReport.Candidate(
      name: "5-grams", parameters: "", percents: try marks(of: fiveGrams))
    let pupils = try networks.map { name, model in
      AgreementReport.Candidate(
        name: name, parameters: format(model.parameterCount),
        percents: try marks(of: model))
    }
    return AgreementReport(
      candidates: [counting] + pupils, majority: majority,
      distances: distances)
  }
}

/// What came of an exam, all in percent of right answers.
struct AgreementReport {
  struct Candidate {
    let name: String
    let parameters: String
    let percents: [Float]
  }

  let candidates: [Candidate]
  let majority: Float
  /// How many words there were between, in the mean.
  let distances: [Float]

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
