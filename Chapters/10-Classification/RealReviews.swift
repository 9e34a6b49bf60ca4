import Ground
import Language
import Literate
import Models
import Networks
import Tensors

/// What a classifier gets right on three public sets, in percent.
struct RealScores {
  let name: String
  /// Of each of ten folds.
  let films: [Float]
  let sentences, questions: Float

  var filmsMean: Float { films.reduce(0, +) / Float(films.count) }
  /// Half of the 95% interval of the mean, by Student's t with 9 degrees of freedom.
  var filmsMargin: Float {
    let squares = films.reduce(0) { $0 + ($1 - filmsMean) * ($1 - filmsMean) }
    return 2.262 * sqrt(squares / Float(films.count - 1) / Float(films.count))
  }
}

/// MR in ten folds, SST-2 and TREC-6.
struct RealSets {
  let films: [LabeledTexts]
  let sentences:
    (training: LabeledTexts, validation: LabeledTexts, test: LabeledTexts)
  let questions: (training: LabeledTexts, test: LabeledTexts)

  init() throws {
    films = try LabeledTexts.movieReviews().folds(of: 10)
    sentences = try LabeledTexts.stanfordSentiment()
    questions = try LabeledTexts.questionTypes()
  }

  /// What guesses that are learned from the first texts, for the second, get right.
  func scores(
    _ name: String, _ guesses: (LabeledTexts, LabeledTexts) throws -> [Int]
  ) rethrows -> RealScores {
    func percent(_ training: LabeledTexts, _ test: LabeledTexts) throws -> Float
    {
      100 * accuracy(test.labels, try guesses(training, test))
    }
    return try RealScores(
      name: name,
      films: films.indices.map { fold in
        let others = films.indices.filter { $0 != fold }.map { films[$0] }
        return try percent(.joined(others), films[fold])
      },
      sentences: percent(sentences.training, sentences.test),
      questions: percent(questions.training, questions.test))
  }
}

/// Guesses of the library's classifier on a mean of vectors, of words or of words and pairs, after twenty epochs.
func meanGuesses(
  _ training: LabeledTexts, _ test: LabeledTexts, longest: Int, seed: UInt64
) throws -> [Int] {
  var settings = NeuralTextClassifier.Settings(.mean)
  settings.longest = longest
  let random = Random(seed: seed, stream: "real mean")
  let model = NeuralTextClassifier(of: training, settings, random: random)
  let trainer = model.trainer(random: random)
  trainer.patience = nil
  try trainer.train(on: model.data(training), epochs: 20)
  return model.guesses(for: test.texts)
}

func realTable(_ rows: [RealScores]) -> Table {
  Table(
    columns: ["", "MR", "±", "SST-2", "TREC-6"],
    rows: rows.map {
      [$0.name, $0.filmsMean, $0.filmsMargin, $0.sentences, $0.questions]
    }, decimals: 1)
}

/// What speaks most for each class of some classifiers.
func realTellingTable(_ models: [LinearTextClassifier]) -> Table {
  Table(
    columns: ["class", "words and pairs that most speak for it, by NBSVM"],
    rows: models.flatMap { model in
      model.classes.indices.map { c in
        [
          model.classes[c],
          model.mostTelling(c, count: 7).map(\.feature).joined(separator: ", "),
        ]
      }
    })
}
