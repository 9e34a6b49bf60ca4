import Foundation
import Ground
import Language
import Models

/// `swift run pretraining --tokenize "a text" --model FILE`: the pieces that a model makes of a text.
package struct Tokenize: Tool {
  package static let request = Option(
    "--tokenize", "TEXT", help: "no chapter: the pieces of this text, or of the file of that name")
  package static let example = Help.Example(
    "--tokenize \"the lowest tide\" --model my.model", "cut a text into pieces")
  package static let options = [
    Option("--model", "FILE", help: "a model of this program, whose pieces to take"),
    MiniLM.option,
  ]

  private let lines: [Substring]
  private let pieces: (String) throws -> [(piece: String, id: Int)]

  package init(_ arguments: Arguments) throws {
    let text = arguments["--tokenize"] ?? ""
    try demand(!text.isBlank, "--tokenize needs a text, or a file.")
    let isFile = FileManager.default.fileExists(atPath: text)
    lines = (isFile ? try TextFile.read(text) : text).numberedLines().map(\.text)
    pieces = try Self.pieces(arguments)
  }

  private static func pieces(
    _ arguments: Arguments
  ) throws -> (String) throws -> [(piece: String, id: Int)] {
    let (model, folder) = (try arguments.text("--model"), try arguments.text(MiniLM.option.name))
    try demand(
      (model == nil) != (folder == nil),
      "--tokenize takes the pieces of --model FILE or of --minilm FOLDER; give one of them.")
    if let folder {
      let pieces = try WordPiece(path: "\(folder)/vocab.txt")
      return { text in pieces.ids(of: text).map { (pieces.pieces[$0], $0) } }
    }
    let (saved, notes) = try SavedTransformers.open(model!)
    let (cut, vocabulary) = (
      try TextCut(notes: notes) ?? .tokenizer(.words), saved.vocabularies[0]
    )
    return { text in
      let tokens = cut.text(of: text)
      return zip(tokens, try vocabulary.ids(of: tokens)).map { (vocabulary.word($1), $1) }
    }
  }

  /// A line of pieces for each line of the text, and a line of their ids below it.
  package func run() throws {
    for line in lines {
      let row = try pieces(String(line))
      Terminal.print(row.map(\.piece).joined(separator: " "))
      Terminal.print(row.map { "\($0.id)" }.joined(separator: " "))
    }
  }
}
