import Ground
import Harbor
import Synchronization

extension Corpus {
  /// The corpus called `name`: one of `CorpusSource.all`, or the path of the reader's own text.
  ///
  /// - Parameters:
  ///   - seed: which stories `harbor` and `primer` tell.
  ///   - words: how many words of them there are to learn from.
  ///   - tokenizer: how to cut a text that is a file; as suits the text unless given.
  ///   - limit: how many words to keep at most; all unless given.
  ///   - minimumCount: how often the training part must use a word for it to be kept.
  ///   - fewest: how many different words the corpus must have.
  ///   - folders: where downloaded files are looked for.
  /// - Throws: `InputError` if the corpus can't be found, fetched or read, or has too few words.
  public static func load(
    _ name: String, seed: UInt64 = 1, words: Int = 200_000, tokenizer: Tokenizer? = nil,
    limit: Int? = nil, minimumCount: Int = 1, fewest: Int = 1, folders: DataFolders = .standard
  ) throws -> Corpus {
    let parts: CorpusParts
    if let source = CorpusSource.all.first(where: { $0.name == name }) {
      parts = try source.parts(
        seed: seed, words: words, tokenizer: tokenizer ?? source.tokenizer, folders: folders)
    } else {
      parts = try CorpusParts(ofOwnText: name, tokenizer: tokenizer)
    }
    let corpus = Corpus(name: name, parts, limit: limit, minimumCount: minimumCount)
    try demand(
      corpus.vocabulary.count >= fewest,
      """
      This takes a text of at least \(fewest) different \((tokenizer ?? usualTokenizer(of: name)).noun); \
      \(name) has \(corpus.vocabulary.count).
      """
    )
    return corpus
  }

  /// Makes sure that the corpus called `name` is enough of a text for some work, before any of it is done:
  /// large enough, and not a few words over and over.
  ///
  /// - Parameters:
  ///   - words: how many words it must have, all parts together.
  ///   - differentWords: how many different ones its training part must have.
  /// - Returns: the corpus.
  /// - Throws: `InputError` that says how much it takes; what `load` throws.
  @discardableResult
  public static func expect(
    _ name: String, words: Int, differentWords: Int, folders: DataFolders = .standard
  ) throws -> Corpus {
    let corpus = try load(name, folders: folders)
    let count = corpus.training.count + corpus.validation.count + corpus.test.count
    let different = corpus.vocabulary.words.count { $0 != Vocabulary.unknown }
    let noun = usualTokenizer(of: name).noun
    try demand(
      count >= words && different >= differentWords,
      """
      This takes a text of at least \(format(words)) \(noun), \(format(differentWords)) of them \
      different; \(name) has \(format(count)), \(format(different)) of them different in the part to \
      learn from.
      """)
    let ten = 100 * corpus.vocabulary.counts.prefix(10).reduce(0, +) / corpus.training.count
    try demand(
      ten <= 75,
      """
      This takes a text in which ten \(noun) are no more than three quarters of all; in \(name) the \
      commonest ten are \(ten)%.
      """)
    return corpus
  }

  /// How the corpus called `name` is cut unless one says how.
  package static func usualTokenizer(of name: String) -> Tokenizer {
    CorpusSource.all.first { $0.name == name }?.tokenizer ?? .suited(toFile: name)
  }

  /// How many words of a text are read to learn from at most, and in proportion to judge by; nil, as at
  /// first, for all. It is for a first look at a chapter, and leaves the harbor's stories alone, which are
  /// told as long as one asks.
  package static var mostWords: Int? {
    get { limit.withLock { $0 } }
    set { limit.withLock { $0 = newValue } }
  }

  private static let limit = Mutex<Int?>(nil)

  /// Stories of the harbor: `words` words or a few more to learn from, a tenth of that to choose and
  /// to judge by each.
  public static func harbor(
    seed: UInt64 = 1, edition: Harbor.Edition = .stories, words: Int = 200_000, limit: Int? = nil,
    minimumCount: Int = 1
  ) -> Corpus {
    let parts = CorpusParts(of: Harbor(seed: seed, edition: edition), words: words)
    let name = edition == .stories ? "harbor" : edition.rawValue
    return Corpus(name: name, parts, limit: limit, minimumCount: minimumCount)
  }

  private init(name: String, _ parts: CorpusParts, limit: Int?, minimumCount: Int) {
    self.init(
      name: name, training: parts.training, validation: parts.validation, test: parts.test,
      limit: limit, minimumCount: minimumCount)
  }
}

extension CorpusSource {
  fileprivate func parts(
    seed: UInt64, words: Int, tokenizer: Tokenizer, folders: DataFolders
  ) throws -> CorpusParts {
    switch origin {
    case .stories(let edition):
      return CorpusParts(of: Harbor(seed: seed, edition: edition), words: words)
    case .parts(let training, let validation, let test):
      func tokens(_ file: DataFile, atMost limit: Int?) throws -> [String] {
        tokenizer.tokens(in: try file.text(from: folders), limit: limit)
      }
      let limit = Corpus.mostWords
      return CorpusParts(
        training: try tokens(training, atMost: limit),
        validation: try tokens(validation, atMost: limit.map { $0 / 10 }),
        test: try tokens(test, atMost: limit.map { $0 / 10 }))
    case .whole(let file):
      let limit = Corpus.mostWords.map { ($0 * 10 + 8) / 9 }
      let tokens = tokenizer.tokens(in: try file.text(from: folders), limit: limit)
      return CorpusParts(tokens, cutAt: tokens.count * 9 / 10, tokens.count)
    }
  }
}

extension CorpusParts {
  fileprivate init(of harbor: Harbor, words: Int) {
    func part(_ stream: String, _ words: Int) -> [String] {
      harbor.text(words: max(words, 1), stream: stream).words
    }
    self.init(
      training: part("training", words), validation: part("validation", words / 10),
      test: part("test", words / 10))
  }

  /// The reader's own file: its first eight tenths are to learn from, a tenth each to choose and to judge
  /// by.
  ///
  /// - Parameter tokenizer: how to cut it; if nobody says, as suits it, blanks left out.
  fileprivate init(ofOwnText path: String, tokenizer: Tokenizer?) throws {
    let names = CorpusSource.all.map(\.name)
    try demand(
      Files.exists(path),
      "There is no corpus or file “\(path)”; there are \(names.dropLast().joined(separator: ", ")) and \(names.last!)."
    )
    let limit = Corpus.mostWords.map { $0 * 10 / 8 }
    let tokens = (tokenizer ?? .suited(toFile: path)).tokens(
      in: try TextFile.read(path), limit: limit, keepsBlanks: tokenizer != nil)
    try demand(tokens.count >= 2, "The file “\(path)” holds one word; a corpus needs a text.")
    let tenth = tokens.count / 10
    self.init(tokens, cutAt: tokens.count - 2 * tenth, tokens.count - tenth)
  }
}
