import Foundation
import Ground
import Testing

/// How `book` runs chapters side by side, with small programs in their place that note when they begin
/// and end.
@Suite struct SideBySideTests {
  /// The three longest of them each wait until three have begun.
  @Test func asManyAtATimeAsThreadsTheLongestFirst() throws {
    let stage = try Stage()
    for command in ["pretraining", "retrieval", "generation"] {
      try stage.play(command, "until [ $(grep -c begin notes) -ge 3 ]; do sleep 0.05; done")
    }
    let run = try stage.check("--threads", "3")
    #expect(run.output.count(of: "✓") == ChapterCommandTests.commands.count)
    let notes = stage.notes
    try #require(notes.count == 2 * ChapterCommandTests.commands.count)
    #expect(
      Set(notes[..<3]) == [
        "begin pretraining 1", "begin retrieval 1", "begin generation 1",
      ])
    var running = 0
    for note in notes {
      running += note.hasPrefix("begin") ? 1 : -1
      #expect(running <= 3)
    }
  }

  /// A number of threads is that of all together.
  @Test func coresAreDealtOut() throws {
    let stage = try Stage()
    _ = try stage.check("--threads", "7", "rnn", "lstm", "speedup")
    #expect(
      Set(stage.notes.filter { $0.hasPrefix("begin") })
        == ["begin lstm 3", "begin rnn 2", "begin speedup 2"])
    let alone = try Stage()
    _ = try alone.check("--threads", "1", "rnn", "lstm")
    #expect(alone.notes == ["begin lstm 1", "end lstm", "begin rnn 1", "end rnn"])
  }

  /// A core that has no chapter left is lent to another one, once that has begun.
  @Test func coresAreLent() throws {
    let stage = try Stage()
    try stage.play("rnn", "echo once upon a time; head -c 1 >/dev/null")
    _ = try stage.check("--threads", "2", "rnn", "speedup")
    #expect(stage.notes.suffix(2) == ["end speedup", "end rnn"])
  }

  @Test func aFailureIsShownWholeAndTheRestGoesOn() throws {
    let stage = try Stage()
    try stage.play("lstm", "echo one >&2; echo two >&2; exit 1")
    try stage.play("rnn", "kill -9 $$")
    let run = try stage.check("--threads", "2", "rnn", "lstm", "speedup")
    #expect(run.status == 1)
    #expect(run.output.contains(/✗ lstm, [0-9.]+ s\n    one\n    two\n/))
    #expect(run.output.contains(/✗ rnn, [0-9.]+ s\n    It ended without a page\.\n/))
    #expect(run.output.contains("✓ speedup"))
    #expect(run.output.hasSuffix("\nFailed: rnn, lstm.\n"))
  }
}

/// However `book` ends before its time, its chapters end with it.
@Suite struct BookEndTests {
  @Test(arguments: ["INT", "TERM", "HUP", "KILL"])
  func noChapterGoesOn(signal: String) throws {
    #if os(Linux)
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      // What a chapter has printed shows that it runs.
      let line = """
        export TMPDIR='\(folder.path)'; "$@" & \
        until grep -q . "$TMPDIR"/book-*/output 2>/dev/null; do sleep 0.1; done; \
        kill -s \(signal) $!; wait $!
        """
      let run = try Program("book").run(["--check", "--threads", "2", "rnn", "lstm"], by: line)
      if signal != "KILL" {
        #expect(run.status == 1)
        #expect(
          run.errors == "error: Interrupted while lstm, rnn ran; their pages are as they were.\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      }
      for _ in 0..<100 where isNamed(folder.path) { usleep(100_000) }
      #expect(!isNamed(folder.path))
    #endif
  }

  /// Whether a process has `text` among its arguments.
  private func isNamed(_ text: String) -> Bool {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.contains { process in
      Int(process) != nil && (Files.text(at: "/proc/\(process)/cmdline") ?? "").contains(text)
    }
  }
}

/// A folder with the `book` program, and small ones beside it that play the chapters.
private final class Stage {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "stage-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Program("book").path, toPath: folder.path + "/book")
    for command in ChapterCommandTests.commands { try play(command, "sleep 0.2") }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Lets the chapter do what a line of a shell does, between its beginning and its end.
  func play(_ command: String, _ line: String) throws {
    let text = """
      #!/bin/sh
      echo "begin \(command) $4" >>'\(folder.path)/notes'
      \(line)
      echo '{"cells":1,"claims":0,"claimsHeld":0,"figures":[],"recordings":[]}' >"$BOOK_SUMMARY"
      echo "end \(command)" >>'\(folder.path)/notes'
      """
    let path = "\(folder.path)/\(command)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Runs `book --check`, which puts no page into the book.
  func check(_ options: String...) throws -> Program.Result {
    try Program.run(["./book", "--check"] + options, in: folder)
  }

  /// What the chapters have noted.
  var notes: [String] {
    (Files.text(at: folder.path + "/notes") ?? "").split(separator: "\n").map(String.init)
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
