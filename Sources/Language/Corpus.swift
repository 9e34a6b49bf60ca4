import Foundation
import Tensors

/// A text in three parts, as ids of one vocabulary: to learn from, to choose by, and to be judged by.
public struct Corpus: Sendable {
  /// What the corpus is called: `harbor`, `ptb`, or the reader's path.
  public let name: String
  /// The words of the training part.
  public let vocabulary: Vocabulary
  public let training: [Int]
  public let validation: [Int]
  public let test: [Int]

  /// The corpus with the given parts. Words that occur in the training part too rarely, or not at all,
  /// are `<unk>`.
  ///
  /// - Parameters:
  ///   - limit: how many words to keep at most.
  ///   - minimumCount: how often the training part must use a word for it to be kept.
  public init(
    name: String, training: [String], validation: [String] = [], test: [String] = [],
    limit: Int? = nil, minimumCount: Int = 1
  ) {
    let known = Set(training)
    let isOpen = !(known.isSuperset(of: validation) && known.isSuperset(of: test))
    let vocabulary = Vocabulary(
      of: training, limit: limit, minimumCount: minimumCount, withUnknown: isOpen)
    func ids(_ tokens: [String]) -> [Int] {
      let unknown = vocabulary[Vocabulary.unknown]
      return tokens.map { vocabulary[$0] ?? unknown! }
    }
    self.name = name
    self.vocabulary = vocabulary
    self.training = ids(training)
    self.validation = ids(validation)
    self.test = ids(test)
  }

  /// The corpus with the given parts of text.
  init(
    name: String, parts: [String], tokenizer: Tokenizer, limit: Int?, minimumCount: Int
  ) {
    let tokens = parts.map(tokenizer.tokens)
    self.init(
      name: name, training: tokens[0], validation: tokens[1], test: tokens[2], limit: limit,
      minimumCount: minimumCount)
  }
}

// MARK: - Loading

extension Corpus {
  /// The names that `load` knows, apart from paths.
  public static let names = ["harbor", "primer", "ptb", "wikitext-2", "shakespeare"]

  /// The corpus called `name`: one of `names`, or the path of the reader's own text.
  ///
  /// - Parameters:
  ///   - seed: which stories `harbor` and `primer` tell.
  ///   - tokenizer: how to cut a text that is a file; as suits the corpus unless given.
  ///   - limit: how many words to keep at most; all unless given.
  ///   - minimumCount: how often the training part must use a word for it to be kept.
  ///   - folders: where downloaded files are looked for.
  /// - Throws: `InputError` if the corpus can't be found, fetched or read.
  public static func load(
    _ name: String, seed: UInt64 = 1, tokenizer: Tokenizer? = nil, limit: Int? = nil,
    minimumCount: Int = 1, folders: DataFolders = .standard
  ) throws -> Corpus {
    func published(_ files: [DataFile]) throws -> Corpus {
      let parts = try files.map { try $0.text(from: folders) }
      return Corpus(
        name: name, parts: parts, tokenizer: tokenizer ?? .lines, limit: limit,
        minimumCount: minimumCount)
    }
    switch name {
    case "harbor":
      return harbor(seed: seed, limit: limit, minimumCount: minimumCount)
    case "primer":
      return harbor(seed: seed, edition: .primer, limit: limit, minimumCount: minimumCount)
    case "ptb":
      return try published([.pennTreebankTraining, .pennTreebankValidation, .pennTreebankTest])
    case "wikitext-2":
      return try published([.wikiText2Training, .wikiText2Validation, .wikiText2Test])
    case "shakespeare":
      return ninths(
        name, try DataFile.tinyShakespeare.text(from: folders), tokenizer: tokenizer ?? .characters,
        limit: limit, minimumCount: minimumCount)
    default:
      return try own(name, tokenizer: tokenizer ?? .words, limit: limit, minimumCount: minimumCount)
    }
  }

  /// The corpus called `name` for a chapter about words.
  ///
  /// - Parameter isQuick: whether a quarter of the harbor's stories is enough, for a first look.
  /// - Throws: `InputError` as `load` does, and for a text of fewer than 300 different words.
  public static func forChapter(
    _ name: String, seed: UInt64, isQuick: Bool, limit: Int? = nil
  ) throws -> Corpus {
    if name == "harbor" { return harbor(seed: seed, words: isQuick ? 50_000 : 200_000) }
    let corpus = try load(name, limit: limit)
    guard corpus.vocabulary.count >= 300 else {
      throw InputError(
        "This chapter wants a text of at least 300 different words; \(name) has \(corpus.vocabulary.count)."
      )
    }
    return corpus
  }

  /// Stories of the harbor: `words` words or a few more to learn from, a tenth of that to choose and
  /// to judge by each.
  public static func harbor(
    seed: UInt64 = 1, edition: Harbor.Edition = .stories, words: Int = 200_000, limit: Int? = nil,
    minimumCount: Int = 1
  ) -> Corpus {
    let harbor = Harbor(seed: seed, edition: edition)
    func part(_ stream: String, _ words: Int) -> [String] {
      harbor.text(words: max(words, 1), stream: stream).words
    }
    return Corpus(
      name: edition == .stories ? "harbor" : edition.rawValue, training: part("training", words),
      validation: part("validation", words / 10),
      test: part("test", words / 10), limit: limit, minimumCount: minimumCount)
  }

  /// A text of which the first nine tenths are to learn from and the rest is to choose by, as is the
  /// custom for it; nothing is left to judge by.
  private static func ninths(
    _ name: String, _ text: String, tokenizer: Tokenizer, limit: Int?, minimumCount: Int
  ) -> Corpus {
    let tokens = tokenizer.tokens(in: text)
    let cut = tokens.count * 9 / 10
    return Corpus(
      name: name, training: Array(tokens[..<cut]), validation: Array(tokens[cut...]), limit: limit,
      minimumCount: minimumCount)
  }

  /// The reader's own file, cut into its first eight tenths of tokens to learn from, and a tenth each
  /// to choose and to judge by.
  private static func own(
    _ path: String, tokenizer: Tokenizer, limit: Int?, minimumCount: Int
  ) throws -> Corpus {
    guard FileManager.default.fileExists(atPath: path) else {
      throw InputError(
        "There is no corpus or file “\(path)”; there are harbor, primer, ptb, wikitext-2 and shakespeare."
      )
    }
    let tokens = tokenizer.tokens(in: try TextFile.read(path))
    guard tokens.count >= 2 else {
      throw InputError("The file “\(path)” holds one word; a corpus needs a text.")
    }
    let (first, second) = (tokens.count - tokens.count / 10 * 2, tokens.count - tokens.count / 10)
    return Corpus(
      name: path, training: Array(tokens[..<first]), validation: Array(tokens[first..<second]),
      test: Array(tokens[second...]), limit: limit, minimumCount: minimumCount)
  }
}
