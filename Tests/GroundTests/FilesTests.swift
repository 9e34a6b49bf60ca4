import Foundation
import Testing

@testable import Ground

private func temporaryPath() -> String {
  FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
}

/// The sentence of the error that `body` throws.
private func sentence(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return "nothing was thrown"
}

@Suite struct FilesTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = temporaryPath()
    try Files.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func whatCannotBeReadIsSaid() throws {
    try withFolder { folder in
      #expect(
        sentence { _ = try Files.bytes(at: folder + "/none") }
          == "There is no file “\(folder)/none”.")
      #expect(
        sentence { _ = try Files.bytes(at: folder) }
          == "“\(folder)” is a folder; name a file within it.")
    }
  }

  @Test func oneFileByTwoNamesIsOneFile() throws {
    try withFolder { folder in
      try Files.replace([(folder + "/a", "a")])
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/b", withDestinationPath: folder + "/a")
      #expect(
        sentence { try Files.checkDistinct([folder + "/a", folder + "/b"], "The two") }
          == "The two need a file each.")
      #expect(
        sentence { try Files.checkDistinct([folder + "/./a", folder + "/a"], "The two") }
          == "The two need a file each.")
      try Files.checkDistinct([folder + "/a", folder + "/c"], "The two")
    }
  }

  /// What fails on the way leaves every file as it was, and nothing beside it.
  @Test func aFailedWriteLeavesAllAsItWas() throws {
    try withFolder { folder in
      try Files.replace([(folder + "/a", "old")])
      #expect(
        sentence { try Files.replace([(folder + "/a", "new"), (folder + "/none/b", "new")]) }
          == "\(folder)/none/b can't be written; does its folder exist, and may you write there?")
      #expect(
        sentence { try Files.replace(folder + "/a") { _ in throw InputError("No more.") } }
          == "No more.")
      #expect(Files.text(at: folder + "/a") == "old")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
    }
  }

  @Test func placesThatTakeNoFileAreKnownBefore() throws {
    try withFolder { folder in
      #expect(
        sentence { try Files.checkWritable(folder) }
          == "\(folder) is a folder; name a file to write.")
      #expect(
        sentence { try Files.checkWritable("/dev/null") }
          == "/dev/null is no ordinary file; name one to write.")
      try Files.checkWritable(folder + "/new")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  /// Interrupted at a random moment of rewriting, a folder holds whole files and no other.
  @Test func interruptsComeBetweenFiles() async throws {
    let folder = temporaryPath()
    try Files.makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
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
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files.allSatisfy { ["a.svg", "b.md"].contains($0) }, "\(files)")
      let texts = files.map { Files.text(at: folder + "/" + $0) ?? "" }
      #expect(texts.allSatisfy { $0.count == 100_000 && Set($0).count == 1 })
      #expect(Set(texts).count <= 1)
    }
  }
}
