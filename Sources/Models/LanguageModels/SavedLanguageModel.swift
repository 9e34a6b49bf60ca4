import Ground
import Language
import Networks
import Tensors

/// A language model that a file can hold.
public protocol SavedLanguageModel: WritingLanguageModel, SavedModel {
  init(_ vocabulary: Vocabulary, _ settings: Settings, random: Random)
}

extension SavedLanguageModel {
  public var vocabularies: [Vocabulary] { [vocabulary] }
  public static var vocabularyCount: Int { 1 }

  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    self.init(vocabularies[0], settings, random: random)
  }
}

/// The kinds of language model that a file may hold.
public enum SavedLanguageModels {
  private static var kinds: [any SavedLanguageModel.Type] {
    [RecurrentLanguageModel.self, TransformerLanguageModel.self]
  }

  /// The model in the file at `path`, of whatever kind, and its notes.
  ///
  /// - Throws: `InputError` if there is no such file, or it is damaged, or holds no language model.
  public static func open(
    _ path: String
  ) throws -> (model: any SavedLanguageModel, notes: [String: String]) {
    let name = try savedKind(in: path)
    guard let kind = kinds.first(where: { $0.kind == name }) else {
      throw InputError("\(path) is a checkpoint, but not of a language model.")
    }
    return try kind.open(path)
  }
}
