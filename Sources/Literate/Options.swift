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
  /// The corpus: a name the book knows, or a file.
  package var corpus: String
  /// Less work, for a first look.
  package var quick: Bool
  package var record: Record
  /// The folder to write the page into, where it isn't the book.
  package var out: String?
  /// The corpus the book is made with.
  let booksCorpus: String
  /// Whether these are the settings the book itself is made with.
  package let isBooksOwn: Bool

  /// What every chapter understands.
  static let common: [Option] = [
    Option("--corpus", "NAME", help: "the text to learn from: a corpus of the book's, or a file"),
    .seed,
    .threads,
    Option("--out", "FOLDER", help: "write the page into this folder instead of book/"),
    Option(
      "--record", "CELL", valueIsOptional: true,
      help: "run the recorded cells too, or only one of them"),
    Option("--quick", help: "do less work, for a first look"),
    .help,
  ]

  /// Reads `arguments`, where `corpus` and `seed` are the book's own.
  init(_ arguments: Arguments, corpus: String, seed: UInt64) throws {
    if let word = arguments.words.first {
      throw InputError("“\(word)” is not an option. See --help.")
    }
    self.seed = try arguments.seed(orElse: seed)
    threads = try arguments.threads()
    self.corpus = try arguments.text("--corpus") ?? corpus
    booksCorpus = corpus
    quick = arguments["--quick"] != nil
    out = try arguments.text("--out")
    record = arguments["--record"].map { $0.isEmpty ? .all : .only($0) } ?? .none
    isBooksOwn = self.seed == seed && self.corpus == corpus && !quick
    try demand(
      record == .none || isBooksOwn || out != nil,
      "--record keeps what the book shows: give it the book's own settings, or --out.")
  }
}
