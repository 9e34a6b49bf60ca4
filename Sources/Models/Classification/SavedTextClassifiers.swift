import Ground
import Networks

/// The kinds of text classifier that a file may hold.
public enum SavedTextClassifiers {
  /// What they are called in their files.
  package static let kinds = [
    LinearTextClassifier.kind, NeuralTextClassifier.kind, FineTunedClassifier.kind,
  ]

  /// The classifier in the file at `path`, of whatever kind, and its notes.
  ///
  /// - Throws: `InputError` if there is no such file, or it is damaged, or holds no classifier.
  public static func open(
    _ path: String
  ) throws -> (model: any TextClassifier, notes: [String: String]) {
    switch try savedKind(in: path) {
    case LinearTextClassifier.kind: return try LinearTextClassifier.open(path)
    case FineTunedClassifier.kind: return try FineTunedClassifier.open(path)
    case NeuralTextClassifier.kind: return try NeuralTextClassifier.open(path)
    default: throw InputError("\(path) is a checkpoint, but not of a text classifier.")
    }
  }
}
