/// What the file of a model may note beside it, for the program that meets it again: keys of the notes that
/// `SavedModel.save` takes.
public enum ModelNote {
  /// How the text was cut: the name of a `Tokenizer`.
  public static let tokens = "tokens"
  /// A checksum of the text, by which another one is told apart.
  public static let text = "text"
}
