import Foundation
import Ground

/// An exercise as its stub tells it: what stands in `Sources/Exercises` between two marks,
/// `// MARK: - 1.3 ★★ The title`.
struct ExerciseStub: Codable, Equatable {
  var number: String
  var stars: String
  var title: String
  /// What is to be written: one function, or a few.
  var functions: [Function]
  /// The name of the file with the stub, and of that with the solution.
  var file: String

  struct Function: Codable, Equatable {
    /// What is wanted, in Markdown.
    var text: String
    /// Its head without the body, under a comment that says which shapes go in and come out.
    var head: String
  }
}

// MARK: - Reading

extension ExerciseStub {
  /// The exercise called `number` of the package in the folder `root`.
  ///
  /// - Throws: `ChapterError` where there is no such exercise, or no solution of it.
  init(_ number: String, root: String) throws {
    let files = Library.swiftFiles(under: root + "/Sources/Exercises")
    var known: [String] = []
    for file in files {
      let text = try ExerciseStub.text(at: file)
      let marks = Mark.all(in: text)
      known += marks.map(\.number)
      guard let index = marks.firstIndex(where: { $0.number == number }) else { continue }
      let end = index + 1 < marks.count ? marks[index + 1].line : text.lineCount + 1
      try self.init(marks[index], in: text, upTo: end, file: file)
      try expectSolution(root: root)
      return
    }
    let hint = nearest(to: number, among: known).map { " Did you mean \($0)?" } ?? ""
    throw ChapterError("Sources/Exercises has no exercise \(number).\(hint)")
  }

  private init(_ mark: Mark, in text: SwiftText, upTo end: Int, file: String) throws {
    (number, stars, title) = (mark.number, mark.stars, mark.title)
    self.file = URL(filePath: file).lastPathComponent
    functions = Declaration.all(in: text, file: file).filter { declaration in
      let line = declaration.lines.lowerBound
      return line > mark.line && line < end && text.line(line).hasPrefix("public ")
    }.map { Function($0, in: text) }
    let wide = functions.flatMap { $0.head.split(separator: "\n") }.first {
      $0.count > Weaver.widest
    }
    if let wide {
      throw ChapterError(
        "Exercise \(number) is wider than a page's \(Weaver.widest) columns: \(wide)")
    }
    guard !functions.isEmpty else {
      throw ChapterError("Exercise \(number) has no public function.")
    }
  }

  private func expectSolution(root: String) throws {
    let path = root + "/Sources/Solutions/" + file
    let marks = Files.exists(path) ? Mark.all(in: try ExerciseStub.text(at: path)) : []
    guard marks.contains(where: { $0.number == number }) else {
      throw ChapterError("Sources/Solutions/\(file) has no solution of exercise \(number).")
    }
  }

  private static func text(at path: String) throws -> SwiftText {
    guard let text = Files.text(at: path) else { throw ChapterError("\(path) can't be read.") }
    return try SwiftText(text)
  }
}

extension ExerciseStub.Function {
  fileprivate init(_ declaration: Declaration, in text: SwiftText) {
    let lines = (declaration.commentStart..<declaration.lines.lowerBound).map { number in
      String(text.line(number).drop { $0 == "/" }.trimmingPrefix(" "))
    }
    // The first line says the shapes; a blank one parts it from the words.
    let shapes = lines.prefix { !$0.isEmpty }
    let words = lines.dropFirst(shapes.count).drop(while: \.isEmpty)
    let comment = Library.narrowed(shapes.map { "/// " + $0 })
    self.text = words.joined(separator: "\n")
    head = (comment + [text.head(of: declaration)]).joined(separator: "\n")
  }
}

extension SwiftText {
  /// A declaration up to its body, without `public`.
  fileprivate func head(of declaration: Declaration) -> String {
    let start = lineStarts[declaration.lines.lowerBound - 1]
    let end = range(ofLine: declaration.lines.upperBound).upperBound
    let body = code[start..<end].firstIndex(of: UInt8(ascii: "{")) ?? end
    let head = String(decoding: bytes[start..<body], as: UTF8.self)
    return String(head.trimmingPrefix("public ").reversed().drop { $0.isWhitespace }.reversed())
  }
}

/// The line above an exercise's stub, or above its solution, that says its number.
private struct Mark {
  var number: String
  var stars: String
  var title: String
  var line: Int

  static func all(in text: SwiftText) -> [Mark] {
    (1...text.lineCount).compactMap { number in
      let line = text.line(number)
      guard let match = line.wholeMatch(of: /\/\/ MARK: - ([0-9A-Z]+\.\d+) (★*) ?(.+)/) else {
        return nil
      }
      return Mark(
        number: String(match.output.1), stars: String(match.output.2),
        title: String(match.output.3), line: number)
    }
  }
}

// MARK: - Writing

extension ExerciseStub {
  var heading: String { "Exercise \(number) \(stars) \(title)" }

  var command: String { "swift run check \(number)" }

  /// Where the answer goes, how it is judged, and where the book's is.
  var directions: String {
    let (stub, solution) = ("Sources/Exercises/\(file)", "Sources/Solutions/\(file)")
    return "*Answer it in [\(stub)](../\(stub)), and let it be judged: `\(command)`. "
      + "The book's answer is in [\(solution)](../\(solution)).*"
  }
}
