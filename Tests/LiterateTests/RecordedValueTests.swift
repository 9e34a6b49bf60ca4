import Ground
import Testing

@testable import Literate

/// Values that a chapter's prose takes from another chapter's recordings.
@MainActor
@Suite struct RecordedValueTests {
  private let next = """
    /*:
     # Next

     {{live}}
    */
    name("live", 3)
    record("plain") {
      name("men", 0.419, decimals: 3)
    }
    """

  private func package(_ prose: String) throws -> TemporaryPackage {
    let package = try TemporaryPackage("/*:\n # T\n\n \(prose)\n*/\nlet a = 1\n")
    try package.add("Chapters/06-Next/main.swift", next)
    let chapter = try TemporaryPackage.begin(package.next, ["--record"])
    try chapter.record("plain", line: 7) { try chapter.name("men", "0.419", line: 8) }
    return package
  }

  @Test func valuesOfOtherChaptersAreRead() throws {
    let package = try package("It is {{06.plain:men}}.")
    var lines: [String] = []
    try TemporaryPackage.begin(package.chapter) { lines.append($0) }.weave()
    #expect(package.page?.contains("It is 0.419.") == true)
    #expect(lines.contains("It is 0.419."))
  }

  @Test func valuesOfAppendicesAreRead() throws {
    let package = try TemporaryPackage(
      "/*:\n # T\n\n {{A.core:peak}} of appendix A\n*/\nlet a = 1\n")
    try package.add(
      "Chapters/A-Machine/main.swift", "/*:\n # A It\n*/\nrecord(\"core\") {\n}\n")
    let file = package.root + "/Chapters/A-Machine/main.swift"
    let appendix = try TemporaryPackage.begin(file, ["--record"])
    try appendix.record("core", line: 4) {
      try appendix.name("peak", "118", line: 4)
      try appendix.show(.square("A-square"), line: 4)
    }
    try appendix.weave()
    let page = try #require(Files.text(at: package.root + "/book/A-machine.md"))
    #expect(page.contains("*Figure A.1: A square.*"))
    #expect(page.contains("[← The next one](06-next.md)"))
    try package.begin().weave()
    #expect(package.page?.contains("118 of [appendix A](A-machine.md)") == true)
    #expect(package.bookFiles.contains("recorded/A-core.json"))
  }

  @Test(arguments: [
    ("{{06.plain:mne}}", "The recording 06-plain names no mne; did you mean men?"),
    ("{{06.plain:likeness}}", "The recording 06-plain names no likeness; it names men."),
    (
      "{{06.plain:live}}",
      "Chapter 6 names live, but not in its recorded cell plain: only what a recorded cell names "
        + "can be read from another chapter."
    ), ("{{06.plian:men}}", "Chapter 6 has no recording plian; did you mean plain?"),
    ("{{07.plain:men}}", "There is no chapter 07 to take a value from."),
    ("{{06.plain}}", "No value is named {{06.plain}}."),
    ("{{ men }}", "“{{ men }}” names no value: write {{name}}, with letters, digits, - and _."),
    ("{{men", "“{{men” names no value: write {{name}}, with letters, digits, - and _."),
  ])
  func missingOnesAreErrors(prose: String, sentence: String) throws {
    let package = try package(prose)
    let found = failure { try package.begin().weave() }
    #expect(found == Failure(sentence: sentence, line: 4))
  }

  /// A value that only another chapter's prose uses is used.
  @Test func namesMayBeUsedElsewhere() throws {
    let package = try TemporaryPackage("/*:\n # T\n*/\nrecord(\"slow\") {\n}\n")
    let run = {
      let chapter = try package.begin(["--record"])
      try chapter.record("slow", line: 4) { try chapter.name("a", "1", line: 4) }
      try chapter.weave()
    }
    #expect(failure(run)?.sentence == "The name a is used nowhere in the prose.")
    try package.add("Chapters/06-Next/main.swift", "/*:\n # Next\n\n {{05.slow:a}}\n*/\n")
    #expect(failure(run) == nil)
  }
}
