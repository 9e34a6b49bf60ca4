import Foundation
import Ground
import Language
import Models
import Tensors

/// `swift run retrieval --search "words" INDEX`: the passages of an index that fit best.
package struct SearchTexts: Tool {
  package static let request = Option(
    "--search", "WORDS INDEX", help: "no chapter: what an index has of these words; - reads lines")
  package static let example = Help.Example(
    "--search \"green lantern\" notes.index", "show the passages that have these words")
  package static let options = [
    AskedIndex.count, SemanticOptions.semantic, SemanticOptions.minilm,
  ]
  package static let takesWords = true

  private let asked: AskedIndex

  package init(_ arguments: Arguments) throws {
    asked = try AskedIndex(arguments, "--search", count: 10)
  }

  package func run() throws {
    try asked.forEachQuestion { question, finder in
      let passages = try finder.passages(for: question, count: asked.count)
      if passages.isEmpty { Terminal.print("Nothing is found for “\(question)”.") }
      for (place, passage) in passages.enumerated() {
        Terminal.print(finder.lines(passage, place + 1, for: question))
      }
    }
  }
}

/// `swift run retrieval --ask "question?" INDEX`: a sentence of an index that may answer, or the words of it that a
/// reader points to, and the passages that it is sought in.
package struct AskTexts: Tool {
  package static let request = Option(
    "--ask", "QUESTION INDEX", help: "no chapter: what an index answers; - reads lines")
  package static let example = Help.Example(
    "--ask \"who stole the lantern?\" notes.index", "show a sentence that may answer")
  package static let options = [
    AskedIndex.count,
    Option("--reader", "FILE", help: "a model that points to the answer's words"),
    SemanticOptions.semantic, SemanticOptions.minilm,
  ]
  package static let takesWords = true

  private let asked: AskedIndex
  private let reader: SpanReader?

  package init(_ arguments: Arguments) throws {
    asked = try AskedIndex(arguments, "--ask", count: 3)
    reader = try arguments.text("--reader").map { try SpanReader(from: $0) }
  }

  package func run() throws {
    try asked.forEachQuestion { question, finder in
      let passages = try finder.passages(for: question, count: asked.count)
      if let answer = try answer(question, passages, finder) {
        Terminal.print(
          "answer  \(answer.text)\n        \(finder.shortened(answer.passage.path)):\(answer.passage.line)"
        )
      } else {
        Terminal.print("No answer is found for “\(question)”.")
      }
      for (place, passage) in passages.enumerated() {
        Terminal.print(finder.lines(passage, place + 1, for: question))
      }
    }
  }

  private func answer(
    _ question: String, _ passages: [IndexFolder.Passage], _ finder: Finder
  ) throws -> (text: String, passage: IndexFolder.Passage)? {
    guard let reader else {
      return try finder.index.bestSentence(in: passages, for: question).map {
        ($0.text, $0.passage)
      }
    }
    let words = Tokenizer.words.tokens(in: question)
    var best: (text: String, passage: IndexFolder.Passage, score: Float)?
    for passage in passages {
      let tokens = Tokenizer.words.tokens(in: passage.text ?? "")
      if words.isEmpty || tokens.isEmpty { continue }
      let answer = try reader.answer(words, in: tokens)
      guard let span = answer.span, answer.score > best?.score ?? -.infinity else { continue }
      var joiner = TokenJoiner(.words)
      best = (tokens[span].map { joiner.next($0) }.joined(), passage, answer.score)
    }
    return best.map { ($0.text, $0.passage) }
  }
}

/// An index, and what is asked of it: on the command line, or line by line on standard input.
private struct AskedIndex {
  static let count = Option(
    "--count", "N", help: "how many passages to show (10; to answer from, 3)")

  let count: Int
  private let path: String
  /// Nil where standard input is to be read.
  private let question: String?
  private let semantic: SemanticOptions

  /// - Parameter request: the option whose value, and the words besides, are the question; the last is the index.
  init(_ arguments: Arguments, _ request: String, count: Int) throws {
    var words = [try arguments.text(request) ?? ""] + arguments.words
    guard words.count > 1, let path = words.popLast() else {
      throw InputError("\(request) needs an index to ask, as in \(request) \"old boats\" INDEX.")
    }
    self.path = path
    let question = words.joined(separator: " ")
    self.question = question == "-" ? nil : question
    try demand(!question.isBlank, "\(request) needs words, or - to read lines of standard input.")
    self.count = try arguments.number("--count", in: 1...1000) ?? count
    semantic = try SemanticOptions(arguments)
    try demand(Files.exists(path), "There is no index “\(path)”; make one with --index.")
  }

  /// Opens the index, and answers; who types on gets each answer at once.
  func forEachQuestion(_ answer: (String, Finder) throws -> Void) throws {
    let finder = try Finder(IndexFolder(path), semantic.encoder())
    if let question { return try answer(question, finder) }
    var isFirst = true
    while let line = readLine() {
      if line.isBlank { continue }
      if !isFirst { Terminal.print() }
      isFirst = false
      try answer(line, finder)
    }
    try demand(!isFirst, "Standard input has no question.")
  }
}

/// Finds passages by their words, or by what they mean too.
private struct Finder {
  let index: IndexFolder
  private let encoder: SentenceEncoder?
  private let vectors: VectorIndex?

  init(_ index: IndexFolder, _ encoder: SentenceEncoder?) throws {
    (self.index, self.encoder) = (index, encoder)
    vectors = try encoder.map { encoder in
      try index.vectors(size: encoder.size) { try encoder.vectors(of: $0) }
    }
    if let missing = vectors?.missing, missing > 0 {
      warn("\(format(missing)) passages have no vector yet; --index … --semantic makes them.")
    }
  }

  /// The best passages for a question; by both ways, the rankings are made one.
  func passages(for question: String, count: Int) throws -> [IndexFolder.Passage] {
    guard let encoder, let vectors else { return try index.search(question, limit: count) }
    let depth = max(100, count)
    let byWords = try index.index.search(index.words.words(in: question), limit: depth)
    let byMeaning = vectors.search(
      try encoder.vectors(of: [question]).reshaped(encoder.size), limit: depth)
    return try reciprocalRankFusion([byWords, byMeaning], limit: count).map(index.passage)
  }

  /// A passage as it is shown: where it stands, and what it says, with the question's words marked.
  func lines(_ passage: IndexFolder.Passage, _ place: Int, for question: String) -> String {
    let head = "\(place)  \(shortened(passage.path)):\(passage.line)  \(passage.title)"
    guard let text = passage.text else {
      return head + "\n   (changed since the index was made; run --index again)"
    }
    let snippet = Snippet(of: text, for: question, by: index.words)
    let shown = Terminal.wrapped("   " + snippet.marked(from: "[", to: "]"))
    return ([head] + shown).joined(separator: "\n")
  }

  /// The path as it is reached from here.
  func shortened(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.utf8.starts(with: here.utf8) ? String(path.utf8.dropFirst(here.utf8.count))! : path
  }
}
