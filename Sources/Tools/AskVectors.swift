import Foundation
import Ground
import Language

/// `swift run word2vec --vectors FILE --similar sea`: the words that are most like others.
package struct SimilarWords: Tool {
  package static let request = Option(
    "--similar", "WORD …",
    help: "no chapter: what is most like each word, by --vectors; - reads them"
  )
  package static let example = Help.Example(
    "--vectors my.vec --similar sea", "ask for the words that are most like one")
  package static let options = VectorQuestions.options
  package static let takesWords = true

  private let questions: VectorQuestions

  package init(_ arguments: Arguments) throws {
    questions = try VectorQuestions(arguments, "--similar")
  }

  /// Each word is a question of its own. A published word may hold blanks, as “new york” does.
  package func run() throws {
    try questions.answer { phrases, vectors in
      phrases.flatMap { phrase in
        vectors.vocabulary[phrase] == nil ? phrase.fields.map { [$0] } : [[phrase]]
      }
    } by: { words, vectors in
      (words[0], try vectors.mostSimilar(to: words[0], count: questions.count))
    }
  }
}

/// `swift run word2vec --vectors FILE --analogy man king woman`: what is to the third word as the second is
/// to the first.
package struct Analogies: Tool {
  package static let request = Option(
    "--analogy", "A B C", help: "no chapter: what is to C as B is to A, by --vectors; - reads them")
  package static let example = Help.Example(
    "--vectors my.vec --analogy man king woman", "ask what is to woman as king is to man")
  package static let options = VectorQuestions.options
  package static let takesWords = true

  private let questions: VectorQuestions

  package init(_ arguments: Arguments) throws {
    questions = try VectorQuestions(arguments, "--analogy")
  }

  package func run() throws {
    try questions.answer { phrases, _ in
      let words = phrases.flatMap(\.fields)
      return phrases.count == 3 ? [phrases] : words.isEmpty ? [] : [words]
    } by: { words, vectors in
      try demand(
        words.count == 3,
        "An analogy takes three words, such as man king woman; “\(words.joined(separator: " "))” has \(words.count)."
      )
      let answers = try vectors.analogy(words[0], words[1], words[2], count: questions.count)
      return ("\(words[0]) : \(words[1]) = \(words[2]) :", answers)
    }
  }
}

/// What is asked of vectors: on the command line, or line by line on standard input.
private struct VectorQuestions {
  static let options = [
    Option("--vectors", "FILE", help: "the vectors to ask, your own or published ones"),
    Option("--count", "N", help: "how many words to answer with (10)"),
    Option("--strict", help: "refuse a file of vectors that has an odd line"),
  ]

  let count: Int
  private let path: String
  private let isStrict: Bool
  /// What the command line asks about; nil where standard input is to be read.
  private let phrases: [String]?

  /// - Parameter request: the option whose value, and the words besides, are asked about.
  init(_ arguments: Arguments, _ request: String) throws {
    let first = try arguments.text(request) ?? ""
    guard let path = try arguments.text("--vectors") else {
      throw InputError("\(request) needs vectors to ask: --vectors FILE.")
    }
    self.path = path
    isStrict = arguments["--strict"] != nil
    count = try arguments.number("--count", in: 1...1000) ?? 10
    let words = arguments.words
    phrases = first == "-" && words.isEmpty ? nil : [first] + words
    try Files.checkReadable(path)
  }

  /// Answers what can be answered. A word that the vectors don't have is said, and the rest goes on.
  ///
  /// - Parameters:
  ///   - split: the questions in a line, each as its words.
  ///   - reply: the title and the words of an answer.
  /// - Throws: `InputError` if nothing could be answered.
  func answer(
    _ split: ([String], WordVectors) -> [[String]],
    by reply: ([String], WordVectors) throws -> (title: String, words: [Neighbor])
  ) throws {
    let vectors = try open()
    var answered = 0
    var problems: [String] = []
    func take(_ line: [String]) throws {
      for question in split(line, vectors) {
        do {
          let answer = try reply(question.map(vectors.known), vectors)
          if answered > 0 { Terminal.print() }
          Terminal.print(([answer.title] + answer.words.lines).joined(separator: "\n"))
          answered += 1
        } catch let error as InputError {
          problems.append("\(error)")
          // Who types on gets the answer to each line at once.
          if phrases == nil { warn("\(error)") }
        }
      }
    }
    if let phrases { try take(phrases) } else { while let line = readLine() { try take([line]) } }
    try demand(answered > 0, advice(problems))
    if phrases != nil { for problem in problems { warn(problem) } }
  }

  private func advice(_ problems: [String]) -> String {
    if problems.isEmpty { return "Nothing was asked; give at least one word." }
    return phrases == nil
      ? "Nothing that standard input asked could be answered." : problems.joined(separator: " ")
  }

  /// The vectors, and a line about what was left out of their file.
  private func open() throws -> WordVectors {
    if Files.isOrdinary(path) {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      // The numbers, their directions, and what it takes to make these.
      try Memory.demand(
        4 * Double(size), for: "The vectors in “\(path)”", advice: "take a file of fewer words")
    }
    let vectors = try ProgressLine.during("reading \(path)") {
      try WordVectors(from: path, isStrict: isStrict)
    }
    if let remark = vectors.remark { warn("\(path): \(remark)") }
    return vectors
  }
}

extension WordVectors {
  /// The word that is meant: as it is written or, if the vectors don't have that, as a text's words are.
  ///
  /// - Throws: `InputError`, with the nearest spellings, for a word that they don't have.
  fileprivate func known(_ word: String) throws -> String {
    let tokens = Tokenizer.words.tokens(in: word)
    let forms = [word] + (tokens.count == 1 ? tokens : [])
    if let form = forms.first(where: { vocabulary[$0] != nil }) { return form }
    let near = nearestWords(3, to: word, among: vocabulary.words, slack: 1).map { "“\($0)”" }
    let choice = near.dropLast().joined(separator: ", ") + (near.count > 1 ? " or " : "")
    let hint = near.last.map { " Did you mean \(choice)\($0)?" } ?? ""
    throw InputError("The vectors have no word “\(word)”.\(hint)")
  }
}

extension [Neighbor] {
  /// A line for each word, their cosines below each other.
  fileprivate var lines: [String] {
    let width = map(\.word.count).max() ?? 0
    return map { neighbor in
      let gap = String(repeating: " ", count: width - neighbor.word.count + 2)
      return "  \(neighbor.word)\(gap)\(format(neighbor.similarity, decimals: 3))"
    }
  }
}
