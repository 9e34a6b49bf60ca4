import Foundation
import Ground
import Tensors

/// How well answers agree with those that people gave, each a number from 0 to 1 (Rajpurkar, Zhang, Lopyrev and
/// Liang, "SQuAD: 100,000+ questions for machine comprehension of text", EMNLP 2016, section 6.1).
///
///     let scores = AnswerScores(of: [["the", "old", "boat"]], answers: [[["boat"], ["a", "boat"]]])
///     scores.exactMatch     // 0
///     scores.f1             // 0.667: of “old boat” one word is right, and of “boat” none is missing
///
/// Before they are compared, answers lose capitals, punctuation and articles.
public struct AnswerScores: Equatable, Sendable {
  /// The share of the answers that are one of the right ones, word for word.
  public let exactMatch: Float
  /// The mean of the harmonic mean of precision and recall of an answer's words, by the right answer that
  /// is most like it.
  public let f1: Float

  /// - Parameters:
  ///   - guesses: an answer to each question, as words; none for “no answer”.
  ///   - answers: to each question the right answers, one at least. A right answer without words says that
  ///     there is none (Rajpurkar, Jia and Liang, ACL 2018).
  public init(of guesses: [[String]], answers: [[[String]]]) {
    require(
      guesses.count == answers.count && !answers.contains(where: \.isEmpty),
      "Each of \(guesses.count) questions needs a right answer.")
    let guesses = guesses.map(AnswerScores.plain)
    let scores = zip(guesses, answers).map { guess, answers in
      let answers = answers.map(AnswerScores.plain)
      return (
        isRight: answers.contains(guess),
        f1: answers.map { AnswerScores.f1(of: guess, $0) }.max()!
      )
    }
    let count = Float(max(scores.count, 1))
    exactMatch = Float(scores.count(where: \.isRight)) / count
    f1 = scores.reduce(0) { $0 + $1.f1 } / count
  }

  /// The words as they are compared: in small letters, without punctuation in or around them, and without *a*,
  /// *an* and *the*.
  public static func plain(_ words: [String]) -> [String] {
    words.map { word in
      String(String.UnicodeScalarView(word.lowercased().unicodeScalars.filter { !isMark($0) }))
    }.filter { !["", "a", "an", "the"].contains($0) }
  }

  /// Whether it is punctuation; of ASCII also what isn't called so, such as `$`.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    guard !scalar.isASCII else {
      return !scalar.properties.isAlphabetic && !("0"..."9").contains(scalar) && scalar.value > 32
    }
    return CharacterSet.punctuationCharacters.contains(scalar)
  }

  /// 2 × the words in common, each as often as both have it, over the words of both; two answers without
  /// words agree.
  private static func f1(of guess: [String], _ answer: [String]) -> Float {
    if guess.isEmpty || answer.isEmpty { return guess == answer ? 1 : 0 }
    var rest: [String: Int] = [:]
    for word in answer { rest[word, default: 0] += 1 }
    var common = 0
    for word in guess {
      guard let left = rest[word], left > 0 else { continue }
      rest[word] = left - 1
      common += 1
    }
    return 2 * Float(common) / Float(guess.count + answer.count)
  }
}
