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

  /// Swift ends a program whose top level throws with a trap, as here.
  @Test func aCrashNamesItsLines() async throws {
    let package = try TemporaryPackage(EndTests.source)
    let result = await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) { [file = package.chapter as String] in
      try await MainActor.run {
        Crash.watch()
        Chapter.current = try TemporaryPackage.begin(file)
        fatalError("thrown at top level")
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

  /// Interrupted at a random moment of rewriting, a folder holds whole files and no other.
  @Test func interruptsComeBetweenFiles() async throws {
    let package = try TemporaryPackage(EndTests.source)
    let folder = package.root + "/book"
    try Files.makeFolder(folder)
    for microseconds in [2_000, 5_000, 11_000, 23_000] {
      await #expect(processExitsWith: .signal(SIGINT)) {
        [folder = folder as String, microseconds = microseconds as Int] in
        Thread.detachNewThread {
          usleep(UInt32(microseconds))
          while true {
            kill(getpid(), SIGINT)
            usleep(50)
          }
        }
        for round in 0..<1_000_000 {
          let text = String(repeating: "\(round % 10)", count: 100_000)
          try Files.replace([(folder + "/a.svg", text), (folder + "/b.md", text)])
        }
      }
      let files = package.bookFiles
      #expect(files.allSatisfy { ["a.svg", "b.md"].contains($0) }, "\(files)")
      let texts = files.map { Files.text(at: folder + "/" + $0) ?? "" }
      #expect(texts.allSatisfy { $0.count == 100_000 && Set($0).count == 1 })
      #expect(Set(texts).count <= 1)
    }
  }
}
