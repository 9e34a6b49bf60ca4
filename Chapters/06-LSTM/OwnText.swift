import Foundation
import Language
import Literate
import Tensors

/// `swift run lstm --train FILE --model FILE`, and `--evaluate FILE`: a
/// language model of the reader's own text, without the chapter.
enum OwnText {
  static let options = [
    Option("--train", "FILE", help: "no chapter: learn to predict this text"),
    Option(
      "--model", "FILE",
      help: "where to keep the model, and with it the training under way"),
    Option("--resume", help: "go on with the training that --model holds"),
    Option(
      "--evaluate", "FILE",
      help: "no chapter: the perplexity of --model on this text"),
    Option(
      "--validation", "FILE",
      help: "what to validate by (the last tenth of the text)"),
    Option(
      "--tokens", "NAME",
      help: "words finds words itself, lines are cut at blanks (words)"),
    Option(
      "--vocabulary", "N",
      help: "how many words to keep at most; others are <unk> (all)"),
    Option(
      "--minimum-count", "N",
      help: "how often a word must occur to be kept (2)"),
    Option("--cell", "NAME", help: "lstm, gru or rnn (lstm)"),
    Option("--size", "N", help: "the size of vectors and layers (100)"),
    Option("--layers", "N", help: "how many recurrent layers (1)"),
    Option("--dropout", "X", help: "the rate of dropout, 0 to below 1 (0)"),
    Option("--tied", help: "use the words' vectors for the output as well"),
    Option("--batch", "N", help: "how many streams to read side by side (20)"),
    Option("--steps", "N", help: "how many steps gradients go back (35)"),
    Option(
      "--rate", "X",
      help: "the learning rate; cut to a quarter when validation stalls (20)"),
    Option("--clip", "X", help: "the largest norm of a gradient (0.25)"),
    Option("--epochs", "N", help: "how often to read the text at most (40)"),
    Option(
      "--patience", "N",
      help: "how many epochs may fail in a row before the end (3)"),
  ]

  /// Does what the options ask for and ends the program; returns if it is the
  /// chapter.
  static func run(_ options: Options) throws {
    if let evaluation = try Evaluation(options) { try evaluation.run() }
    if let training = try Training(options) { try training.run() }
    if let option = OwnText.options.first(where: { options[$0.name] != nil }) {
      throw InputError(
        "\(option.name) needs a text: --train FILE, or --evaluate FILE.")
    }
  }
}

extension Options {
  /// Throws if one of the chapter's own options is given.
  func refuseChapters(with option: String) throws {
    for name in ["--corpus", "--out", "--record", "--quick"]
    where self[name] != nil {
      throw InputError(
        "\(name) is for the chapter; leave it out with \(option).")
    }
  }

  /// Throws if the option is given and is another one than `notes`, those of a
  /// model's file, have.
  func check(
    _ name: String, against notes: [String: String], of model: String
  ) throws {
    guard let value = self[name], value != notes[name] else { return }
    if let number = Float(value), number == notes[name].flatMap(Float.init) {
      return
    }
    let before =
      notes[name].map { "with \(name) \($0)" } ?? "without \(name)"
    throw InputError("“\(model)” was trained \(before); leave that option out.")
  }

  /// A number above 0.
  func positive(_ name: String) throws -> Float? {
    let number: Float? = try number(name)
    guard let number, !(number > 0 && number.isFinite) else { return number }
    throw InputError("\(name) is a number above 0, not \(number).")
  }
}

extension Tokenizer {
  /// The tokens of the file at `path`, which must hold two words at least.
  func tokens(inFile path: String) throws -> [String] {
    let tokens = tokens(in: try TextFile.read(path))
    guard tokens.count(where: { $0 != Tokenizer.endOfSentence }) > 1 else {
      throw InputError(
        "The file “\(path)” holds one word; a language model needs a text.")
    }
    return tokens
  }
}
