import Foundation
import Ground
import Testing

@testable import Literate

/// How a chapter's process ends: one sentence with file and line, no half-written page.
@Suite struct EndTests {
  private static let source = "/*:\n # T\n*/\nlet a = try f()\nshow(a)\nweaveChapter()\n"

  /// What a process wrote to its error output.
  private func sentence(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func aFailedClaimEndsTheProgram() async throws {
    let package = try TemporaryPackage(EndTests.source)
    try package.add("book/05-demo.md", "old")
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [file = package.chapter as String] in
      try await MainActor.run {
        Chapter.current = try TemporaryPackage.begin(file)
        claim("pigs fly", false, line: 4)
      }
    }
    #expect(
      sentence(result).contains(
        "Chapters/05-Demo/main.swift:4: error: The claim failed: pigs fly.\n"))
    #expect(package.page == "old")
  }

  @Test(arguments: [
    (true, "error: There is no such file.\n"), (false, "main.swift:4: error: broken\n"),
  ])
  func anUncaughtErrorIsASentence(isOfReaders: Bool, end: String) async throws {
    let package = try TemporaryPackage(EndTests.source)
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [file = package.chapter as String, isOfReaders = isOfReaders as Bool] in
      try await MainActor.run {
        Chapter.current = try TemporaryPackage.begin(file)
        endByUncaughtError(isOfReaders ? InputError("There is no such file.") : Broken.broken)
      }
    }
    #expect(sentence(result).hasSuffix(end))
  }

  private enum Broken: Error { case broken }

  @Test func aCrashNamesItsLines() async throws {
    let package = try TemporaryPackage(EndTests.source)
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [file = package.chapter as String] in
      try await MainActor.run {
        Crash.watch()
        Chapter.current = try TemporaryPackage.begin(file)
        fatalError("a mistake of the program's own")
      }
    }
    #expect(
      sentence(result).contains(
        "Chapters/05-Demo/main.swift:4: error: The program stopped in lines 4 to 5; "
          + "its page is as it was.\n"))
  }

  @Test func aFigureWithoutNameEndsTheProgram() async throws {
    let package = try TemporaryPackage(EndTests.source)
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [file = package.chapter as String] in
      try await MainActor.run {
        Chapter.current = try TemporaryPackage.begin(file)
        show(Square(), line: 5)
      }
    }
    #expect(sentence(result).contains("main.swift:5: error: A figure needs a name"))
  }

  @Test func speakingBeforeTheBeginningEndsTheProgram() async {
    await #expect(processExitsWith: .exitCode(1)) {
      await MainActor.run { show(1) }
    }
  }
}
