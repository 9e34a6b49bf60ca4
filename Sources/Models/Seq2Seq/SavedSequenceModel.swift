import Ground
import Language
import Networks
import Tensors

/// A model from sequences to sequences that a file can hold.
public protocol SavedSequenceModel: SequenceModel, SavedModel {
  /// The tokens of questions.
  var source: Vocabulary { get }

  init(_ source: Vocabulary, _ target: Vocabulary, _ settings: Settings, random: Random)
}

extension SavedSequenceModel {
  public var vocabularies: [Vocabulary] { [source, target] }
  public static var vocabularyCount: Int { 2 }

  /// Answers must be able to end.
  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies.allSatisfy { $0.count > 0 } && vocabularies[1][Pairs.end] != nil
  }

  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    self.init(vocabularies[0], vocabularies[1], settings, random: random)
  }
}

extension Seq2Seq: SavedSequenceModel {
  public static let kind = "sequence-to-sequence model"
}

extension Transformer: SavedSequenceModel {
  public static let kind = "Transformer of questions and answers"
}

/// The kinds of model from sequences to sequences that a file may hold.
public enum SavedSequenceModels {
  private static var kinds: [any SavedSequenceModel.Type] { [Seq2Seq.self, Transformer.self] }

  /// The model in the file at `path`, of whatever kind, and its notes.
  ///
  /// - Throws: `InputError` if there is no such file, or it is damaged, or holds no such model.
  public static func open(
    _ path: String
  ) throws -> (model: any SavedSequenceModel, notes: [String: String]) {
    let name = try savedKind(in: path)
    guard let kind = kinds.first(where: { $0.kind == name }) else {
      throw InputError("\(path) is a checkpoint, but not of a model that answers questions.")
    }
    return try kind.open(path)
  }
}
