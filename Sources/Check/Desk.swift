import Foundation
import Ground

/// What the reader sees: the list of exercises, verdicts, and what is next.
struct Desk {
  let chapters: [Chapter]
  let judge: Judge
  var print: (String) -> Void = { Terminal.print($0) }
  /// The package's folder: the one that this program lies in, or the current one, or else the one that
  /// it was built from.
  private let root = [
    Bundle.main.executablePath, FileManager.default.currentDirectoryPath, #filePath,
  ].lazy.compactMap { path in
    path.flatMap { Files.folder(around: $0, with: ["Package.swift", "Sources/Exercises"]) }
  }.first

  /// Lists all exercises, with stars and with what is answered.
  func list() throws {
    var verdicts: [Verdict] = []
    var next: Exercise?
    for chapter in chapters {
      print(
        (verdicts.isEmpty ? "" : "\n")
          + Terminal.styled("\(chapter.number) \(chapter.title)", .bold))
      for exercise in chapter.exercises {
        let verdict = try judge.judge(exercise).verdict
        verdicts.append(verdict)
        if !verdict.isRight && next == nil { next = exercise }
        print("  \(verdict.mark) \(exercise.line)")
      }
    }
    let right = verdicts.count(where: \.isRight)
    let wrong = verdicts.count { $0.isAnswered && !$0.isRight }
    print("\n\(right) of \(verdicts.count) right\(wrong > 0 ? ", \(wrong) not yet" : "").")
    guard let next else { return print("Nothing is left to do here. Congratulations!") }
    print("Next: \(next.title), in \(place(of: next)). Then: swift run check \(next.number)")
  }

  /// Judges exercises, one after the other; returns whether all are right.
  func judge(_ exercises: [Exercise]) throws -> Bool {
    var verdicts: [Verdict] = []
    for exercise in exercises {
      let (verdict, printed) = try judge.judge(exercise)
      if let last = verdicts.last, !last.isRight || !verdict.isRight { print("") }
      report(verdict, printed, on: exercise)
      verdicts.append(verdict)
    }
    return verdicts.allSatisfy(\.isRight)
  }

  private func report(_ verdict: Verdict, _ printed: [String], on exercise: Exercise) {
    let longest = 20
    for line in printed.prefix(longest) { print(Terminal.styled("    " + line, .dim)) }
    if printed.count > longest { print(Terminal.styled("    … and more", .dim)) }
    print("\(verdict.mark) \(verdict.sentence(on: exercise.number))")
    for paragraph in verdict.advice {
      for line in Terminal.wrapped("  " + paragraph) { print(line) }
    }
    if verdict.isRight { return }
    var place = place(of: exercise)
    if case .stopped(_, _, let line?) = verdict { place = line }
    print(Terminal.styled("  \(place)", .dim))
  }

  /// Where an exercise's stub is, as editors open it.
  private func place(of exercise: Exercise) -> String {
    let file = chapters.first { $0.number == exercise.chapter }?.file ?? ""
    let path = "Sources/Exercises/\(file)"
    let lines = root.flatMap { Files.text(at: "\($0)/\(path)") }?
      .split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines?.firstIndex { $0.hasPrefix("// MARK: - \(exercise.number) ") }
    return path + (line.map { ":\($0 + 1)" } ?? "")
  }
}

extension Exercise {
  /// `1.3 ★★  The backward pass of an affine layer`
  fileprivate var line: String {
    let most = 3
    let stars = String(repeating: "★", count: stars) + String(repeating: " ", count: most - stars)
    return "\(number) \(stars) \(title)"
  }
}
