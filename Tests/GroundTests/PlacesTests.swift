import Foundation
import Testing

@testable import Ground

@Suite struct PlacesTests {
  private static let letters = FileKind("letter") { $0.starts(with: "Dear".utf8) }

  /// Runs `body` in a folder of its own, with a maker of paths in it.
  private func withFolder(_ body: (_ path: (String) -> String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try Files.makeFolder(folder + "/in")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body { "\(folder)/\($0)" }
  }

  /// What is said of the places that `name` names; no file has come or gone.
  private func sentence(
    isForced: Bool = false, in folder: String, _ name: (inout Places) -> Void
  ) throws -> String {
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder)
    var places = Places()
    name(&places)
    defer { #expect(try! FileManager.default.subpathsOfDirectory(atPath: folder) == before) }
    do { try places.check(isForced: isForced) } catch { return "\(error)" }
    return "fine"
  }

  @Test func aFileByTwoNamesIsOneFile() throws {
    try withFolder { path in
      try Files.replace([(path("a"), "Dear"), (path("in/c"), "Dear")])
      try FileManager.default.createSymbolicLink(atPath: path("soft"), withDestinationPath: "a")
      try FileManager.default.linkItem(atPath: path("a"), toPath: path("hard"))
      try FileManager.default.createSymbolicLink(
        atPath: path("to-new"), withDestinationPath: "in/new")
      try FileManager.default.createSymbolicLink(atPath: path("folder"), withDestinationPath: "in")
      for (one, other) in [
        ("a", "a"), ("a", "./a"), ("a", "in/../a"), ("a", "soft"), ("soft", "hard"), ("a", "hard"),
        ("in/new", "./in//new"), ("in/new", "to-new"), ("in/new", "folder/new"),
        ("in/c", "folder/c"),
      ] {
        for (one, other) in [(one, other), (other, one)] {
          for isForced in [false, true] {
            let said = try sentence(isForced: isForced, in: path("")) {
              $0.writes(path(one), "the model", as: Self.letters)
              $0.writes(path(other), "the map", as: Self.letters)
            }
            #expect(
              said == "The model and the map need a file each; “\(path(other))” would be both.")
          }
        }
      }
      let said = try sentence(in: path("")) {
        $0.reads(path("in/c"), "the text")
        $0.updates(path("a"), "the checkpoint")
        $0.writes(path("in/new"), "the model", as: Self.letters)
        $0.writes(path("in/a"), "the map", as: Self.letters)
      }
      #expect(said == "fine")
      for name in ["a", "soft", "hard"] {
        let said = try sentence(in: path("")) {
          $0.reads(path(name), "the text")
          $0.writes(path("a"), "the map", as: Self.letters)
        }
        #expect(said == "The text and the map need a file each; “\(path("a"))” would be both.")
      }
    }
  }

  @Test func placesThatTakeNoFileAreKnownBefore() throws {
    try withFolder { path in
      try Files.replace([(path("a"), "Dear")])
      try FileManager.default.createSymbolicLink(atPath: path("loop"), withDestinationPath: "loop")
      try FileManager.default.createSymbolicLink(
        atPath: path("astray"), withDestinationPath: "none/b")
      let long = String(repeating: "x", count: 300)
      for (name, expected) in [
        ("", "PATH is a folder; name a file to write."),
        ("in", "PATH is a folder; name a file to write."),
        ("new/", "PATH is a folder; name a file to write."),
        ("loop", "PATH is a link that leads to itself; name a file to write."),
        ("none/a", "PATH can't be written: there is no folder FOLDER/none."),
        ("astray", "PATH can't be written: there is no folder FOLDER/none."),
        ("a/b", "PATH can't be written: FOLDER/a is no folder."),
        (long, "PATH can't be written: the name is too long."),
      ] {
        let said = try sentence(isForced: true, in: path("")) {
          $0.writes(path(name), "the model", as: Self.letters)
        }
        #expect(
          said
            == expected.replacing("PATH", with: path(name)).replacing(
              "FOLDER/", with: path("")))
      }
      for (name, expected) in [
        ("/dev/null", "/dev/null is no ordinary file; name one to write."),
        ("", "A file to be written needs a name."),
      ] {
        let said = try sentence(isForced: true, in: path("")) {
          $0.writes(name, "the model", as: Self.letters)
        }
        #expect(said == expected)
      }
      let said = try sentence(in: path("")) { $0.reads(path("none"), "the text") }
      #expect(said == "There is no file “\(path("none"))”.")
    }
  }

  @Test func whatIsSomethingElseStays() throws {
    try withFolder { path in
      try Files.replace([(path("letter"), "Dear"), (path("poem"), "Shall"), (path("empty"), "")])
      for name in ["letter", "empty", "new"] {
        let said = try sentence(in: path("")) {
          $0.writes(path(name), "the letters", as: Self.letters)
        }
        #expect(said == "fine")
      }
      let rest = "name another, or let --force replace it."
      let other = "“\(path("poem"))” is there already and holds no letter; \(rest)"
      let before = "There is a letter “\(path("letter"))” already; --resume it, \(rest)"
      for (name, expected) in [
        ("poem", other), ("letter", before), ("empty", "fine"), ("new", "fine"),
      ] {
        for isForced in [false, true] {
          let said = try sentence(isForced: isForced, in: path("")) {
            $0.begins(path(name), "the letters", as: Self.letters)
          }
          #expect(said == (isForced ? "fine" : expected))
        }
      }
      #expect(
        try sentence(in: path("")) { $0.writes(path("poem"), "the letters", as: Self.letters) }
          == other)
      #expect(
        try sentence(in: path("")) { $0.updates(path("letter"), "the letters") } == "fine")
    }
  }

  @Test func aDiskWithoutRoomIsKnownBefore() throws {
    try withFolder { path in
      #expect(Files.shortage(of: [(path("a"), 1), (path("b"), 1)]) == nil)
      let much = 1 << 60
      let shortage = try #require(Files.shortage(of: [(path("a"), 1), (path("b"), much)]))
      #expect(shortage.description.hasPrefix("There is no room for \(path("b")): its disk has "))
      #expect(
        shortage.description.hasSuffix(
          " left, and at least 1152921.5 TB will be needed; make room, or name a file on another disk."
        ))
    }
  }

  @Test(arguments: [(0, "0 bytes"), (999, "999 bytes"), (4096, "4.1 kB"), (2_500_000, "2.5 MB")])
  func sizesAreRead(bytes: Int, text: String) { #expect(Files.size(bytes) == text) }
}
