#if os(Linux)  // On macOS, Swift's own line stands before the sentence.
  import Foundation
  import Testing

  /// What a chapter's own lines throw ends it in one sentence, as any other mistake does.
  @Suite struct UncaughtErrorTests {
    @Test func aFileThatCannotBeWrittenIsOneSentence() throws {
      let pages = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
      defer { try? FileManager.default.removeItem(atPath: pages) }
      let run = try Program("neural-net-review").run(
        ["--quick", "--out", pages], by: "TMPDIR=/nowhere/ exec \"$@\"")
      #expect(run.status == 1)
      #expect(run.errors.hasPrefix("error: /nowhere/") && run.errors.count { $0 == "\n" } == 1)
      #expect(run.errors.contains("can't be written: there is no folder"), "\(run.errors)")
    }
  }
#endif
