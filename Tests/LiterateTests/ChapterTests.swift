import Foundation
import Ground
import Testing

@testable import Literate

/// Chapters from their beginning to their page, and everything that may go wrong on the way.
@MainActor
@Suite struct ChapterTests {
  private let source = """
    import Literate
    let options = beginChapter()
    /*:
     # A demonstration

     It took {{seconds}} s.
    */
    let a = 1
    record("slow") {
      // A comment.
      show(1.5)
      name("seconds", 1.5, decimals: 1)
    }
    weaveChapter()
    """

  private func record(_ chapter: Chapter, value: String = "1.5") throws {
    try chapter.record("slow", line: 9) {
      chapter.add(.text(value), line: 11)
      try chapter.show(.square("05-square"), line: 11)
      try chapter.name("seconds", value, line: 12)
    }
  }

  @Test func aRecordedCellIsReplayed() throws {
    let package = try TemporaryPackage(source)
    let chapter = try package.begin(["--record"])
    try record(chapter)
    try chapter.weave()
    let first = try #require(package.page)
    #expect(first.contains("A square.*[^slow]\n"))
    #expect(first.contains("\n[^slow]: Recorded on 20"))
    #expect(first.contains("with `swift run demo --record slow`: 0.0 s on"))
    #expect(package.bookFiles == ["05-demo.md", "figures/05-square.svg", "recorded/05-slow.json"])

    let later = try package.begin()
    try later.record("slow", line: 9) { Issue.record("A recorded cell ran.") }
    try later.weave()
    #expect(package.page == first)
  }

  @Test func aChangedCellMustBeRecordedAnew() throws {
    let package = try TemporaryPackage(source)
    try record(try package.begin(["--record", "slow"]))
    try package.add(
      "Chapters/05-Demo/main.swift", source.replacing("// A comment.", with: "  // Another one."))
    let same = try package.begin()
    #expect(failure { try same.record("slow", line: 9) {} } == nil)
    try package.add("Chapters/05-Demo/main.swift", source.replacing("1.5", with: "1.6"))
    let chapter = try package.begin()
    let found = failure { try chapter.record("slow", line: 9) {} }
    #expect(
      found?.sentence
        == "The recorded cell slow has changed since it was recorded: its own code changed; "
        + "run `swift run demo --record slow`.")
    #expect(found?.line == 9)
  }

  /// A helper in another file belongs to the cell as if it stood there.
  @Test func aChangedHelperMustBeRecordedAnew() throws {
    let package = try TemporaryPackage(source.replacing("show(1.5)", with: "show(half(3))"))
    let helpers = "Chapters/05-Demo/Experiments.swift"
    let helper = "/// Half of x.\nfunc half(_ x: Double) -> Double { x / 2 }\n"
    try package.add(helpers, helper)
    try record(try package.begin(["--record", "slow"], isClosed: false))
    let replay = { try package.begin(isClosed: false).record("slow", line: 9) {} }
    #expect(failure(replay) == nil)
    try package.add(helpers, helper.replacing("Half of x", with: "One half of x"))
    #expect(failure(replay) == nil)
    try package.add(helpers, helper.replacing("x / 2", with: "x / 2.5"))
    #expect(
      failure(replay)?.sentence == "The recorded cell slow has changed since it was recorded: "
        + "half(_:) changed; run `swift run demo --record slow`.")
    try package.add(helpers, helper + "func third() {}\n")
    #expect(failure(replay) == nil)
    try package.add(helpers, "func half(_ x: Double) -> Double { \"")
    #expect(failure(replay)?.sentence.hasPrefix("Experiments.swift:1: ") == true)
  }

  /// Other cells can be recorded while a recording is stale; the page is not woven from it.
  @Test func aStaleRecordingHoldsUpThePageOnly() throws {
    let two = source.replacing("weaveChapter()", with: "record(\"other\") {\n}\nweaveChapter()")
    let package = try TemporaryPackage(two)
    try record(try package.begin(["--record", "slow"]))
    try package.add("Chapters/05-Demo/main.swift", two.replacing("1.5", with: "1.6"))
    let chapter = try package.begin(["--record", "other"])
    try chapter.record("slow", line: 9) {}
    try chapter.record("other", line: 14) {}
    #expect(failure { try chapter.weave() }?.sentence.contains("slow has changed") == true)
    #expect(package.bookFiles == ["recorded/05-other.json", "recorded/05-slow.json"])
  }

  @Test func anOldRecordingMustBeMadeAnew() throws {
    let package = try TemporaryPackage(source)
    try record(try package.begin(["--record", "slow"]))
    let path = "book/recorded/05-slow.json"
    let text = try #require(Files.text(at: package.root + "/" + path))
    try package.add(path, text.replacing(/"source" : \{[^}]*\}/, with: "\"source\" : \"a26076\""))
    let chapter = try package.begin()
    #expect(
      failure { try chapter.record("slow", line: 9) {} }?.sentence
        == "The recorded cell slow was recorded before the code that it calls was noted; "
        + "run `swift run demo --record slow`.")
  }

  @Test func theBookIsRecordedFromCommittedSources() throws {
    let package = try TemporaryPackage(source)
    let git = { (arguments: String...) in
      let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
      _ = try #require(Machine.output(of: ["git"] + identity + arguments, in: package.root))
    }
    try git("init")
    try git("add", ".")
    try git("commit", "-m", "All")
    try package.add("book/05-demo.md", "old")
    try record(try package.begin(["--record"]))
    let path = "/recorded/05-slow.json"
    #expect(
      Files.text(at: package.root + "/book" + path)?.contains(/"commit" : "[0-9a-f]+"/) == true)

    try package.add("Chapters/05-Demo/Experiments.swift", "let a = 1\n")
    #expect(
      failure { _ = try package.begin(["--record"]) }?.sentence
        == "The book's recordings are made from committed sources, but "
        + "Chapters/05-Demo/Experiments.swift differs from the commit: commit first, or try it out "
        + "with --out FOLDER.")
    let out = package.root + "/out"
    try record(try package.begin(["--record", "--out", out]))
    #expect(Files.text(at: out + path)?.contains(/"commit" : "[0-9a-f]+\+"/) == true)
  }

  @Test func aMissingOrBrokenRecordingIsAnError() throws {
    let package = try TemporaryPackage(source)
    let chapter = try package.begin()
    #expect(
      failure { try chapter.record("slow", line: 9) {} }?.sentence
        == "There is no recording of slow yet; run `swift run demo --record slow`.")
    try package.add("book/recorded/05-slow.json", "{")
    let again = try package.begin()
    #expect(
      failure { try again.record("slow", line: 9) {} }?.sentence.contains("can't be read") == true)
    let other = try package.begin(["--record", "fast"])
    #expect(
      failure { try other.weave() }?.sentence == "The chapter has no recorded cell named fast.")
  }

  @Test func aFailedClaimStopsUnlessTheSettingsAreOthers() throws {
    let package = try TemporaryPackage(source)
    for arguments in [[], ["--seed", "2"]] {
      let chapter = try package.begin(arguments)
      let found = failure { try chapter.claim("pigs fly", false, line: 8) }
      #expect(found?.sentence == "The claim failed: pigs fly.")
      #expect(found?.line == 8)
    }
    for arguments in [["--quick"], ["--corpus", "ptb"]] {
      let chapter = try package.begin(arguments)
      #expect(failure { try chapter.claim("pigs fly", false, line: 8) } == nil)
    }
  }

  /// A hidden claim stops the chapter as hard, and leaves nothing on the page.
  @Test func aHiddenClaimIsCheckedOnly() throws {
    let package = try TemporaryPackage("/*:\n # T\n*/\nlet a = 1\n")
    let chapter = try package.begin()
    try chapter.claim("pigs walk", true, isShown: false, line: 4)
    #expect(chapter.events.isEmpty)
    #expect(
      failure { try chapter.claim("pigs fly", false, isShown: false, line: 4) }?.sentence
        == "The claim failed: pigs fly.")
    try chapter.weave()
    #expect(package.page?.contains("✓") == false)
  }

  /// Where a recording holds a claim that was hidden later, the page doesn't show it.
  @Test(arguments: [
    "it is half", "it \\(word(of: \"x\")) half", "it \" + \"is half", "\\(it) is half",
  ])
  func aClaimIsHiddenAfterRecording(sentence: String) throws {
    let claiming = source.replacing("show(1.5)", with: "claim(\"\(sentence)\", true)")
    let package = try TemporaryPackage(claiming)
    let chapter = try package.begin(["--record"])
    try chapter.record("slow", line: 9) {
      try chapter.claim("it is just half", true, line: 11)
      try chapter.claim("it is half", true, line: 11)
    }
    for isShown in [true, false] {
      let main =
        isShown ? claiming : claiming.replacing("\", true)", with: "\", isShown: false, true)")
      try package.add("Chapters/05-Demo/main.swift", main)
      let later = try package.begin()
      try later.record("slow", line: 9) {}
      let claims = later.events.compactMap {
        if case .claim(let claim) = $0.output { claim.sentence } else { nil }
      }
      #expect(claims.contains("it is half") == isShown)
    }
  }

  @Test func namesAndFiguresAreGivenOnce() throws {
    let chapter = try TemporaryPackage(source).begin()
    try chapter.name("a", "1", line: 8)
    #expect(failure { try chapter.name("a", "2", line: 8) }?.sentence == "Two values are named a.")
    #expect(failure { try chapter.name("{}", "2", line: 8) } != nil)
    try chapter.show(.square("05-a"), line: 8)
    #expect(
      failure { try chapter.show(.square("05-a"), line: 8) }?.sentence
        == "Two figures are named 05-a.")
    for name in ["06-a", "05-A", "../05-a", "a"] {
      #expect(failure { try chapter.show(.square(name), line: 8) } != nil)
    }
    var bare = Figure.square("05-b")
    bare.alternative = ""
    #expect(failure { try chapter.show(bare, line: 8) } != nil)
  }

  @Test func pagesOfOtherSettingsGoOnlyWhereTheyAreTold() throws {
    let package = try TemporaryPackage("/*:\n # T\n*/\nlet a = 1\n")
    for arguments in [["--seed", "2"], ["--corpus", "ptb"], ["--quick"]] {
      var lines: [String] = []
      try TemporaryPackage.begin(package.chapter, arguments) { lines.append($0) }.weave()
      #expect(lines.last?.hasPrefix("The page was not written") == true)
      #expect(package.bookFiles.isEmpty)
    }
    try package.begin(["--quick", "--out", package.root + "/elsewhere"]).weave()
    #expect(Files.exists(package.root + "/elsewhere/05-demo.md"))
    #expect(package.bookFiles.isEmpty)
  }

  @Test func outputsAreCutAtTheWidthOfAPage() throws {
    let output = TextOutput(
      String(repeating: "x", count: 77) + "\n" + String(repeating: "y", count: 76))
    #expect(output.width == 77)
    #expect(
      output.text == String(repeating: "x", count: 75) + "…\n" + String(repeating: "y", count: 76))
    let lines = (1...30).map(String.init)
    #expect(
      TextOutput(lines.joined(separator: "\n")).text
        == (lines.prefix(23) + ["… (7 more lines)"]).joined(separator: "\n"))
  }

  @Test func longLinesOfWordsGoOnInTheNextLine() {
    let word = String(repeating: "w", count: 24)
    let output = TextOutput("  a \(word) \(word) \(word) b")
    #expect(output.text == "  a \(word) \(word)\n    \(word) b")
    #expect(output.width == 53)
    let columns = "a  " + String(repeating: "b ", count: 40)
    #expect(TextOutput(columns).text == columns.prefix(75) + "…")
  }

  /// Readers see the cut; a check of the book fails at it, unless it comes from a recording.
  @Test func wideOutputsFailTheCheck() throws {
    let package = try TemporaryPackage(source)
    let wide = String(repeating: "x", count: 80)
    let chapter = try package.begin()
    chapter.isChecked = false
    #expect(failure { try chapter.show(wide, line: 8) } == nil)
    chapter.isChecked = true
    #expect(
      failure { try chapter.show(wide, line: 8) }
        == Failure(
          sentence: "A line of this output is 80 columns wide; a page takes 76.", line: 8))
    let recorder = try package.begin(["--record"])
    recorder.isChecked = true
    #expect(
      failure { try recorder.record("slow", line: 9) { try recorder.show(wide, line: 11) } } == nil)
    let path = package.root + "/book/recorded/05-slow.json"
    let kept = try #require(Files.text(at: path))
    try Files.replace([(path, kept.replacing(/x+…/, with: wide))])
    let replay = try package.begin()
    replay.isChecked = true
    #expect(failure { try replay.record("slow", line: 9) {} } == nil)
    #expect(replay.events.first?.output == .text(wide))
  }

  @Test func anythingWrongLeavesTheOldPage() throws {
    let package = try TemporaryPackage("/*:\n # T\n\n {{none}}\n*/\nlet a = 1\n")
    try package.add("book/05-demo.md", "old")
    let chapter = try package.begin()
    try chapter.show(.square("05-a"), line: 6)
    #expect(failure { try chapter.weave() }?.line == 4)
    #expect(package.page == "old")
    #expect(package.bookFiles == ["05-demo.md"])
  }

  @Test func anUnwritableFolderIsOneSentence() throws {
    let package = try TemporaryPackage("/*:\n # T\n*/\nlet a = 1\n")
    let found = failure { try package.begin(["--out", package.root + "/Package.swift/x"]).weave() }
    #expect(found?.sentence.contains("Package.swift is no folder") == true)
    let proc = failure { try package.begin(["--out", "/proc/book"]).weave() }
    #expect(proc?.sentence.contains("/proc/book") == true)
  }

  @Test func pagesHaveTheirNeighbors() throws {
    let package = try TemporaryPackage("/*:\n # T\n\n [next](06-next.md)\n*/\nlet a = 1\n")
    try package.begin().weave()
    #expect(
      package.page == """
        # T

        [Contents](README.md) · [The next one →](06-next.md)

        *This page is woven by [its program](../Chapters/05-Demo/main.swift), which runs everything \
        on it: `swift run demo`.*

        [next](06-next.md)

        ```swift
        let a = 1
        ```

        ---

        [Contents](README.md) · [The next one →](06-next.md)

        """)
  }

  @Test func theNotebookShowsProseCodeAndOutputInTurn() throws {
    let package = try TemporaryPackage(
      "import X\n/*:\n # T\n*/\nlet a = 1\nshow(a)\n/*:\n Then {{b}}.\n*/\nlet c = 2\nshow(c)\n")
    var lines: [String] = []
    let chapter = try TemporaryPackage.begin(package.chapter) { lines.append($0) }
    chapter.add(.text("1"), line: 6)
    chapter.add(.text("2"), line: 11)
    #expect(
      lines == [
        "", "T", "", "    let a = 1", "    show(a)", "  1", "", "Then ….", "", "    let c = 2",
        "    show(c)", "  2",
      ])
  }

  @Test func sourcesThatMovedAreOneSentence() {
    let found = failure { _ = try BookFolder(holding: "/nowhere/Chapters/05-Demo/main.swift") }
    #expect(found?.sentence.contains("no longer where they were built") == true)
  }
}
