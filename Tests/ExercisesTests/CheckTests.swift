import Exercises
import Foundation
import Testing

@testable import check

/// The command `check`, which judges each answer in a process of its own.
@Suite struct CheckTests {
  /// The command, found where the tests were built.
  private static let program: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
    let folder =
      bundle.bundlePath.hasSuffix(".xctest")
      ? bundle.bundleURL.deletingLastPathComponent()
      : URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    return folder.appending(path: "check")
  }()

  /// Its environment, with answers that do what answers may do.
  private static let rehearsal = ProcessInfo.processInfo.environment.merging(
    ["BOOK_EXERCISES": "rehearsal"]) { $1 }

  /// Runs the command; what it prints may be no longer than a pipe holds.
  private func run(
    _ arguments: String..., isRehearsal: Bool = false
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = CheckTests.program
    process.arguments = arguments
    if isRehearsal { process.environment = CheckTests.rehearsal }
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let texts = [output, errors].map {
      String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (process.terminationStatus, texts[0], texts[1])
  }

  private func verdict(_ number: String, seconds: Int = 60) throws -> Verdict {
    let judge = Judge(
      program: CheckTests.program, seconds: seconds, environment: CheckTests.rehearsal)
    return try judge.judge(try #require([Chapter].rehearsal.exercises(number).first)).verdict
  }

  // MARK: The book's exercises

  @Test func noStubIsAnswered() throws {
    let judge = Judge(program: CheckTests.program, seconds: 60)
    for exercise in [Chapter].book.flatMap(\.exercises) {
      let verdict = try judge.judge(exercise).verdict
      #expect(!verdict.isAnswered, "\(exercise.number): \(verdict)")
    }
  }

  @Test func stubsAndSolutionsAreMarkedAsTheListSays() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    for chapter in [Chapter].book {
      for (folder, hasStars) in [("Exercises", true), ("Solutions", false)] {
        let file = root.appending(path: "Sources/\(folder)/\(chapter.file)")
        let marks = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
          .filter { $0.hasPrefix("// MARK: - ") }.map { $0.dropFirst("// MARK: - ".count) }
        let expected = chapter.exercises.map { exercise in
          let stars = hasStars ? String(repeating: "★", count: exercise.stars) + " " : ""
          return Substring("\(exercise.number) \(stars)\(exercise.title)")
        }
        #expect(marks == expected)
      }
      // They are numbered one after the other.
      #expect(
        chapter.exercises.map(\.number)
          == chapter.exercises.indices.map { "\(chapter.number).\($0 + 1)" })
    }
  }

  @Test func theListShowsStarsAndWhatIsNext() throws {
    let result = try run()
    #expect(result.status == 0)
    #expect(result.output.contains("1 Neural network review\n  · 1.1 ★   Softmax\n"))
    #expect(result.output.contains("0 of "))
    #expect(
      result.output.contains(
        /Next: Softmax, in Sources\/Exercises\/Chapter01\.swift:\d+\. Then: swift run check 1\.1\n/)
    )
    // Nothing is colored where nobody looks.
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test func anUnansweredExerciseFails() throws {
    let result = try run("1.3")
    #expect(result.status == 1)
    #expect(result.output.hasPrefix("· 1.3 is not answered yet (affineBackward("))
  }

  @Test(arguments: [
    ("1.99", "There is no exercise 1.99; the nearest is 1.7."),
    ("1.0", "There is no exercise 1.0; the nearest is 1.1."),
    ("softmax", "There is no exercise softmax; the nearest is 1.1."),
  ])
  func anUnknownNumberIsASentence(number: String, sentence: String) throws {
    let result = try run(number)
    #expect(result.status == 1)
    #expect(result.errors == "error: \(sentence)\n")
  }

  // MARK: Answers of all kinds

  @Test func verdicts() throws {
    #expect(try verdict("0.1") == .right(inputs: 2))
    #expect(try verdict("0.3").advice == ["Two more is no double."])
    #expect(try verdict("0.9") == .right(inputs: 2))
    guard case .unanswered = try verdict("0.2") else { Issue.record("0.2 is not answered"); return }
  }

  @Test func aNewMistakeIsShownOnItsInput() throws {
    #expect(
      try verdict("0.4").advice == [
        "On two:", "  the double should be 4", "                and is 6",
        "  where the input = 2",
      ])
  }

  @Test func aTrapIsReported() throws {
    #expect(
      try verdict("0.5").sentence(on: "0.5")
        == "0.5 stops with a trap: Index out of range, on seven.")
    #expect(
      try verdict("0.7").sentence(on: "0.7")
        == "0.7 stops with an error: The shapes don't fit, on two.")
    #expect(try verdict("0.8").sentence(on: "0.8").hasPrefix("0.8 stops with a memory fault"))
    #expect(
      try verdict("0.10").sentence(on: "0.10")
        == "0.10 stops with a trap: arithmetic overflow, on two.")
  }

  @Test(arguments: ["0.5", "0.8", "0.10"]) func aTrapsLineIsReported(number: String) throws {
    guard case .stopped(_, _, let line) = try verdict(number) else {
      Issue.record("\(number) doesn't stop")
      return
    }
    #expect(try #require(line).contains(/^Sources\/Check\/Rehearsal\.swift:\d+$/))
  }

  @Test func anEndlessAnswerIsReported() throws {
    #expect(
      try verdict("0.6", seconds: 1).sentence(on: "0.6")
        == "0.6 hadn't ended after 1 second, on two.")
  }

  @Test func nothingStopsTheOthers() throws {
    let result = try run("--seconds", "1", "0", isRehearsal: true)
    #expect(result.status == 1)
    for number in 1...10 { #expect(result.output.contains(" 0.\(number) ")) }
    #expect(result.output.contains("    a line of the answer's own\n"))
    #expect(result.errors.isEmpty)
  }

  @Test func whatIsRightSucceeds() throws {
    let result = try run("0.1", isRehearsal: true)
    #expect(result.status == 0)
    #expect(result.output == "✓ 0.1 is right, on all of 2 inputs.\n")
  }
}
