import Harbor

/// Where a corpus comes from, and how a text of its kind is cut. To add a corpus, add a row to `all`.
public struct CorpusSource: Sendable {
  enum Origin: Sendable {
    /// Stories of the harbor, as many as are asked for.
    case stories(Harbor.Edition)
    /// Published files, one a part: to learn from, to choose by, to judge by.
    case parts(DataFile, DataFile, DataFile)
    /// One published file: its first nine tenths are to learn from, the rest is to choose by, and
    /// nothing is left to judge by.
    case whole(DataFile)
  }

  /// What the corpus is asked for by.
  public let name: String
  let origin: Origin
  let tokenizer: Tokenizer

  /// Whether it is told as one asks, rather than read.
  package var isTold: Bool {
    if case .stories = origin { true } else { false }
  }

  /// All corpora that have a name.
  public static let all: [CorpusSource] = [
    CorpusSource(name: "harbor", origin: .stories(.stories), tokenizer: .words),
    CorpusSource(name: "primer", origin: .stories(.primer), tokenizer: .words),
    CorpusSource(
      name: "ptb",
      origin: .parts(.pennTreebankTraining, .pennTreebankValidation, .pennTreebankTest),
      tokenizer: .lines),
    CorpusSource(
      name: "wikitext-2",
      origin: .parts(.wikiText2Training, .wikiText2Validation, .wikiText2Test), tokenizer: .lines),
    CorpusSource(name: "shakespeare", origin: .whole(.tinyShakespeare), tokenizer: .characters),
  ]
}

/// The tokens of a corpus in its three parts.
struct CorpusParts {
  let training, validation, test: [String]

  init(training: [String], validation: [String], test: [String]) {
    (self.training, self.validation, self.test) = (training, validation, test)
  }

  /// One text cut at two places.
  init(_ tokens: [String], cutAt first: Int, _ second: Int) {
    self.init(
      training: Array(tokens[..<first]), validation: Array(tokens[first..<second]),
      test: Array(tokens[second...]))
  }
}
