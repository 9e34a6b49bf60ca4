import Ground
import Language
import Models

/// The options and files that the tools for taggers have in common.
enum TaggerFile {
  static let option = Option("--model", "FILE", help: "the tagger's file")
  static let column = Option(
    "--column", "N",
    help: "the column of the tags, from 1 (of CoNLL-U the 4th, of others the last)")

  /// The key of the note that says which column was learned.
  static let columnNote = "column"

  /// The sentences of a file, whose tags were made to add up where they mark pieces and don't.
  static func sentences(_ path: String, column: Int?) throws -> TaggedSentences {
    let (text, format) = (try TextFile.read(path), TaggedFormat(ofFile: path, tag: column))
    // Strings for the words and tags, and their list: about six bytes for each of the text's.
    try Memory.demand(
      6 * Double(text.utf8.count), for: "The words of “\(path)”", advice: "take a shorter text")
    if case .conllu(let tag) = format {
      try demand((2...10).contains(tag), "--column is 2 to 10 for CoNLL-U, not \(tag).")
    }
    let sentences = try TaggedSentences(text: text, name: path, format: format)
    guard sentences.isOfPieces else { return sentences }
    let (repaired, count) = try sentences.repaired()
    if count > 0 {
      warn(
        """
        \(Ground.format(count)) of the tags in “\(path)” go on with nothing, I after another kind or after O; \
        each is read as the beginning B of a piece.
        """)
    }
    return repaired
  }
}
