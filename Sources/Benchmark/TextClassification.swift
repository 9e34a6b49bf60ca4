import Ground
import Language
import Models
import Networks
import Tensors

/// `benchmark text-classification`: an epoch of training on the 6,920 sentences of SST-2, from the folder that
/// BOOK_DATA names, 50 at a time; and all of the training of linear classifiers, from words to weights, on the
/// sentences of nine folds of MR.
struct TextClassification: Workload {
  let name = "text-classification"
  let summary = "classifiers of sentences in training: networks on SST-2, linear ones on MR"
  let unit = "sentences/s"
  let cases = ["convolution", "lstm", "mean", "bayes", "logistic", "nbsvm"]

  func prepare(_ name: String) throws -> Job {
    if let method = LinearTextClassifier.Settings.Method(rawValue: name) {
      let folds = try LabeledTexts.movieReviews().folds(of: 10)
      let training = LabeledTexts.joined(Array(folds.dropLast()))
      return Job(work: Double(training.count)) {
        let model = LinearTextClassifier(of: training, .init(method))
        return [("accuracy", Double(model.evaluated(on: folds[9]).accuracy))]
      }
    }
    guard let encoder = NeuralTextClassifier.Encoder(rawValue: name) else {
      throw InputError(
        "A case of text-classification is named \(cases.joined(separator: ", ")), not \(name).")
    }
    let (training, validation, _) = try LabeledTexts.stanfordSentiment()
    let random = Random(seed: 1, stream: "classification")
    let model = NeuralTextClassifier(of: training, .init(encoder), random: random)
    let (data, heldOut) = (model.data(training), model.data(validation))
    let trainer = model.trainer(random: random)
    (trainer.patience, trainer.showsProgress) = (nil, false)
    return Job(work: Double(training.count)) {
      try trainer.train(on: data, epochs: trainer.history.count + 1)
      return [("validation", Double(model.score(on: heldOut).accuracy ?? 0))]
    }
  }
}
