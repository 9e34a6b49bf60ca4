import Language
import Tensors

/// Something that says of a text which class it is of.
public protocol TextClassifier {
  /// The names of the C classes.
  var classes: [String] { get }

  /// How much speaks for each class of each of N texts: (N, C). What a text gets doesn't depend on the texts
  /// beside it.
  func scores(of texts: [[String]]) -> Tensor

  /// Writes the classifier to a file, with notes for the program that meets it again.
  func save(to path: String, notes: [String: String]) throws
}

extension TextClassifier {
  /// The scores through softmax: (N, C).
  public func probabilities(of texts: [[String]]) -> Tensor { softmax(scores(of: texts)) }

  /// The class with the highest score, as its place among `classes`, of each text; of equal ones the first.
  public func guesses(for texts: [[String]]) -> [Int] {
    texts.isEmpty ? [] : scores(of: texts).argmax()
  }

  /// The likeliest class of a text.
  public func guess(_ text: [String]) -> String { classes[guesses(for: [text])[0]] }

  /// How well the guesses agree with the labels of `texts`, which must be of the same classes.
  public func evaluated(on texts: LabeledTexts) -> ClassificationScores {
    ClassificationScores(
      truth: texts.labels, guesses: guesses(for: texts.texts), classes: classes.count)
  }
}
