import Ground
import Tensors

/// How well tags were guessed.
public struct TaggingScores: Equatable, Sendable, CustomStringConvertible {
  /// How many words there are, how many of them the tagger didn't know, and how many tags are right.
  public let words, unknown, right, rightOfUnknown: Int
  /// Precision, recall and F1 of exact pieces, if the tags mark pieces.
  public let pieces: Pieces?

  /// Pieces that are right only if their kind and both their ends are.
  public struct Pieces: Equatable, Sendable {
    public let precision, recall, f1: Float
    /// How many I went on with nothing, in the truth and in the guesses, and were read as B.
    public let repaired: (truth: Int, guesses: Int)

    public static func == (a: Pieces, b: Pieces) -> Bool {
      (a.precision, a.recall, a.f1) == (b.precision, b.recall, b.f1) && a.repaired == b.repaired
    }
  }

  /// - Throws: `InputError` if the true tags mark pieces and a guess doesn't.
  public init(
    _ truth: TaggedSentences, _ guesses: [[String]], knows: (String) -> Bool
  ) throws {
    require(
      guesses.map(\.count) == truth.sentences.map(\.words.count),
      "The guesses don't have a tag for each word.")
    var (words, unknown, right, rightOfUnknown) = (0, 0, 0, 0)
    for (sentence, guess) in zip(truth.sentences, guesses) {
      words += guess.count
      for (place, tag) in guess.enumerated() {
        let isRight = tag == sentence.tags[place]
        if isRight { right += 1 }
        if knows(sentence.words[place]) { continue }
        unknown += 1
        if isRight { rightOfUnknown += 1 }
      }
    }
    (self.words, self.unknown, self.right, self.rightOfUnknown) = (
      words, unknown, right, rightOfUnknown
    )
    pieces = truth.isOfPieces ? try Pieces(truth, guesses) : nil
  }

  /// The share of right tags, 0 … 1.
  public var accuracy: Float { share(right, of: words) }
  /// The same among unknown words alone; 0 if there are none.
  public var accuracyOfUnknown: Float { share(rightOfUnknown, of: unknown) }
  /// How many of the words are unknown, 0 … 1.
  public var shareOfUnknown: Float { share(unknown, of: words) }

  private func share(_ part: Int, of whole: Int) -> Float {
    whole == 0 ? 0 : Float(part) / Float(whole)
  }

  /// `accuracy 92.43, unknown 68.31`
  public var description: String {
    func percent(_ share: Float) -> String { format(100 * share, decimals: 2) }
    return "accuracy \(percent(accuracy)), unknown \(percent(accuracyOfUnknown))"
      + (pieces.map { ", F1 \(percent($0.f1))" } ?? "")
  }
}

extension TaggingScores.Pieces {
  fileprivate init(_ truth: TaggedSentences, _ guesses: [[String]]) throws {
    let tags = truth.sentences.map(\.tags)
    (precision, recall, f1) = try EntitySpans.score(truth: tags, guesses: guesses)
    func count(_ tags: [[String]]) throws -> Int {
      try tags.reduce(0) { try $0 + EntitySpans(tags: $1).repaired.count }
    }
    repaired = (try count(tags), try count(guesses))
  }
}
