import Ground

/// The settings a reader gives a chapter on its command line.
package struct Options: Sendable {
  /// Which cells to record.
  package enum Record: Equatable, Sendable {
    case none
    case all
    case only(String)
  }

  /// The seed of every random stream.
  package var seed: UInt64
  /// How many threads to use; it changes no result.
  package var threads: Int
  /// The corpus: a name the book knows, or a file; empty where the chapter reads none.
  package var corpus: String
  /// Less work, for a first look.
  package var quick: Bool
  package var record: Record
  /// The folder to write the page into, where it isn't the book.
  package var out: String?
  /// The corpus the book is made with; empty where the chapter reads none.
  let booksCorpus: String
  /// The seed the book is made with.
  private let booksSeed: UInt64
  /// Whether these are the settings the book itself is made with.
  package let isBooksOwn: Bool

  private static let corpus = Option(
    "--corpus", "NAME", help: "the text to learn from: a corpus of the book's, or a file")

  /// What a chapter understands, whether or not it reads a corpus.
  static func known(readsCorpus: Bool) -> [Option] {
    (readsCorpus ? [corpus] : []) + common
  }

  private static let common: [Option] = [
    .seed,
    .threads,
    Option("--out", "FOLDER", help: "write the page into this folder instead of book/"),
    Option(
      "--record", "CELL", valueIsOptional: true,
      help: "run the recorded cells too, or only one of them"),
    Option("--quick", help: "do less work, for a first look"),
    .help,
  ]

  /// Reads `arguments`, where `corpus` (nil for a chapter that reads none) and `seed` are the book's own.
  init(_ arguments: Arguments, corpus: String?, seed: UInt64) throws {
    let corpus = corpus ?? ""
    if let word = arguments.words.first {
      throw InputError("“\(word)” is not an option. See --help.")
    }
    self.seed = try arguments.seed(orElse: seed)
    threads = try arguments.threads()
    self.corpus = try arguments.text("--corpus") ?? corpus
    (booksCorpus, booksSeed) = (corpus, seed)
    quick = arguments["--quick"] != nil
    out = try arguments.text("--out")
    record = arguments["--record"].map { $0.isEmpty ? .all : .only($0) } ?? .none
    isBooksOwn = self.seed == seed && self.corpus == corpus && !quick
    try demand(
      record == .none || isBooksOwn || out != nil,
      "--record keeps what the book shows: give it the book's own settings, or --out.")
  }

  /// Whether the chapter reads the very text that the book is made with.
  var readsBooksCorpus: Bool { corpus == booksCorpus }

  /// Whether a failed claim stops the chapter: claims are made for the book's corpus, any seed.
  var isStrict: Bool { !quick && readsBooksCorpus }
}

extension Options {
  /// The options that the book isn't made with, each after a space, as on a command line; empty for the
  /// book's own settings.
  var settings: String {
    if isBooksOwn { return "" }
    var words: [String] = []
    if !readsBooksCorpus { words += ["--corpus", quoted(corpus)] }
    if seed != booksSeed { words += ["--seed", "\(seed)"] }
    if quick { words.append("--quick") }
    return words.map { " " + $0 }.joined()
  }

  /// `word` so that a shell takes it for one, and Markdown for code.
  private func quoted(_ word: String) -> String {
    let isPlain = word.wholeMatch(of: /[\w.\/~+,@%-]+/) != nil
    return isPlain ? word : "'" + word.replacing(/[`'\n]/, with: "?") + "'"
  }
}
