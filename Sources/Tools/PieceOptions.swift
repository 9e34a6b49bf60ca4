import Ground
import Language

/// The option that asks for pieces in place of words.
enum PieceOptions {
  static let merges = Option(
    "--merges", "N", help: "cut words into pieces, by N merges learned of the text (none)")

  /// How many merges are asked for; nil if none are.
  ///
  /// - Throws: `InputError` where an option is given that is for words.
  static func merges(_ arguments: Arguments) throws -> Int? {
    guard let merges = try arguments.number("--merges", in: 0...1_000_000) else { return nil }
    for name in ["--tokens", "--vocabulary", "--minimum-count"] where arguments[name] != nil {
      throw InputError("\(name) is for words; leave it out with --merges.")
    }
    return merges
  }

  /// The pieces that the text of a file teaches.
  static func pieces(ofFile path: String, merges: Int) throws -> BytePairEncoding {
    let text = try TextFile.read(path)
    // Each different word as a row of pieces, and the pairs in it: about twelve bytes for each of the text's.
    try Memory.demand(
      12 * Double(text.utf8.count), for: "Learning the pieces of “\(path)”",
      advice: "take a shorter text")
    return BytePairEncoding(trainedOn: text, merges: merges)
  }
}
