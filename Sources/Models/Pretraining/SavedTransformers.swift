import Ground
import Networks

/// The kinds of model that pretraining and fine-tuning leave in files.
public enum SavedTransformers {
  private static var kinds: [any SavedModel.Type] {
    [TransformerLanguageModel.self, MaskedLanguageModel.self, FineTunedClassifier.self]
  }

  /// The model in the file at `path`, of whatever kind, and its notes.
  ///
  /// - Throws: `InputError` if there is no such file, or it is damaged, or holds no such model.
  public static func open(
    _ path: String
  ) throws -> (model: any SavedModel, notes: [String: String]) {
    let name = try savedKind(in: path)
    guard let kind = kinds.first(where: { $0.kind == name }) else {
      throw InputError("\(path) is a checkpoint, but not of a pretrained Transformer.")
    }
    return try kind.open(path)
  }
}
