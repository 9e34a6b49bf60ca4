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

  @Test func aFolderIsFoundByWhatItHas() throws {
    try withFolder { folder in
      try Files.makeFolder(folder + "/package/Sources/deep")
      try Files.replace([(folder + "/package/Package.swift", "")])
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "package/Sources/deep")
      let parts = ["Package.swift", "Sources"]
      for place in ["package", "package/Sources/deep", "package/Package.swift", "link"] {
        let found = try #require(Files.folder(around: "\(folder)/\(place)", with: parts))
        #expect(Files.areSame(found, folder + "/package"))
      }
      #expect(Files.folder(around: folder, with: parts) == nil)
    }
  }

  /// What fails on the way leaves every file as it was, and nothing beside it.
  @Test func aFailedWriteLeavesAllAsItWas() throws {
    try withFolder { folder in
      try Files.replace([(folder + "/a", "old")])
      #expect(
        sentence { try Files.replace([(folder + "/a", "new"), (folder + "/none/b", "new")]) }
          == "\(folder)/none/b can't be written: there is no folder \(folder)/none.")
      #expect(
        sentence { try Files.replace(folder + "/a") { _ in throw InputError("No more.") } }
          == "No more.")
      #expect(Files.text(at: folder + "/a") == "old")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
    }
  }

  @Test func aLinkGoesOnLeadingToTheFile() throws {
    try withFolder { folder in
      try Files.makeFolder(folder + "/far")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/near", withDestinationPath: "far/other")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/far/other", withDestinationPath: "file")
      for text in ["made", "replaced"] {
        try Files.replace([(folder + "/near", text)])
        #expect(Files.text(at: folder + "/far/file") == text)
        let links = try ["near", "far/other"].map {
          try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
        }
        #expect(links == ["far/other", "file"])
        #expect(try names(in: folder + "/far") == ["file", "other"])
      }
    }
  }

  @Test func aFileKeepsItsMode() throws {
    try withFolder { folder in
      func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
        return try #require(attributes[.posixPermissions] as? Int)
      }
      for wanted in [0o600, 0o640, 0o606] {
        try Files.replace([(folder + "/a", "old")])
        try FileManager.default.setAttributes(
          [.posixPermissions: wanted], ofItemAtPath: folder + "/a")
        try Files.replace([(folder + "/a", "new")])
        #expect(try mode("a") == wanted)
        #expect(Files.text(at: folder + "/a") == "new")
      }
      // A new file has the mode of any that a program makes.
      try Data().write(to: URL(filePath: folder + "/plain"))
      try Files.replace([(folder + "/new", "")])
      #expect(try mode("new") == mode("plain"))
    }
  }

  /// Of the temporary files beside a file, those of killed programs go; those that are being written, those
  /// of other files, and what only looks alike stay.
  @Test func killedProgramsAreClearedUpAfter() throws {
    try withFolder { folder in
      let dead = try Process.run(URL(filePath: "/bin/sh"), arguments: ["-c", ":"])
      dead.waitUntilExit()
      let gone = dead.processIdentifier
      let others = [
        ".a.\(getppid()).tmp", ".b.\(gone).tmp", ".a.b.\(gone).tmp", ".a.text.tmp", "a.\(gone).tmp",
      ]
      for name in [".a.\(gone).tmp"] + others {
        try Data("half".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
      }
      try Files.replace([(folder + "/a", "whole")])
      #expect(try names(in: folder) == (["a"] + others).sorted())
      // One that nobody has touched for days has no writer, whose number ever it bears.
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -200_000)],
        ofItemAtPath: "\(folder)/\(others[0])")
      try Files.replace([(folder + "/a", "whole")])
      #expect(try names(in: folder) == (["a"] + others.dropFirst()).sorted())
    }
  }

  @Test func aFolderIsKnownToTakeFilesBefore() throws {
    try withFolder { folder in
      try Files.replace([(folder + "/file", "")])
      try Files.checkFolder(folder)
      try Files.checkFolder(folder + "/new/newer")
      #expect(
        sentence { try Files.checkFolder(folder + "/file/new") }
          == "\(folder)/file is no folder; name one to write into.")
      #expect(try names(in: folder) == ["file"])
    }
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
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
