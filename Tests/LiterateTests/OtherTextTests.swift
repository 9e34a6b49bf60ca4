import Ground
import Testing

@testable import Literate

/// Pages that are made of another text than the book's.
@MainActor
@Suite struct OtherTextTests {
  private let source = """
    /*:
     # T

     ![a map](figures/05-map.svg)

     See [the map](figures/05-map.svg), {{value}}.
    */
    let a = 1
    """

  @Test func aFigureThatCannotBeDrawnLeavesASentence() throws {
    let package = try TemporaryPackage(source)
    let out = package.root + "/out"
    let chapter = try package.begin(["--corpus", "my notes.txt", "--quick", "--out", out])
    try chapter.name("value", "–", line: 8)
    chapter.add(.omission("What stands here in the book is about harbor."), line: 8)
    chapter.add(.omission("What stands here in the book is about harbor."), line: 8)
    try chapter.claim("pigs fly", false, line: 8)
    try chapter.claim("birds fly", true, line: 8)
    try chapter.weave()
    let page = try #require(Files.text(at: out + "/05-demo.md"))
    #expect(
      page.contains("`swift run demo --corpus 'my notes.txt' --quick`.*\n\n*The book is made"))
    #expect(page.contains("\n\n*\(ProseWriter.missingFigure)*\n\nSee the map, –.\n"))
    #expect(page.split(separator: "is about harbor.*").count == 2)
    #expect(page.contains("> ✓ birds fly") && !page.contains("pigs"))
  }

  @Test func aFigureThatWasDrawnIsShown() throws {
    let package = try TemporaryPackage(source)
    let out = package.root + "/out"
    let chapter = try package.begin(["--corpus", "notes.txt", "--out", out])
    try chapter.name("value", "1", line: 8)
    try chapter.show(.square("05-map"), line: 8)
    try chapter.weave()
    let page = try #require(Files.text(at: out + "/05-demo.md"))
    #expect(page.contains("![a map](figures/05-map.svg)"))
    #expect(page.contains("[the map](figures/05-map.svg)"))
  }

  /// Of the book's own text a missing figure is a mistake.
  @Test func theBookLacksNoFigure() throws {
    let package = try TemporaryPackage(source)
    for arguments in [[], ["--quick"], ["--seed", "2"]] {
      let chapter = try package.begin(arguments)
      try chapter.name("value", "1", line: 8)
      #expect(
        failure { try chapter.weave() }?.sentence
          == "The link to figures/05-map.svg leads nowhere.")
    }
  }

  @Test func onlyAChapterThatReadsACorpusTakesOne() throws {
    let known = Options.known(readsCorpus: false)
    #expect(!known.contains { $0.name == "--corpus" })
    let options = try Options(Arguments([], known: known), corpus: nil, seed: 1)
    #expect(options.corpus.isEmpty && options.isBooksOwn && options.isStrict)
  }
}

/// The package that a program works on.
@Suite struct RunningTests {
  private func package() throws -> TemporaryPackage {
    let package = try TemporaryPackage("let a = 1\n")
    try package.add("Sources/Literate/Author.swift", "")
    return package
  }

  private func root(_ built: TemporaryPackage, _ program: String, _ folder: String) throws -> String
  {
    try BookFolder.running(builtFrom: built.chapter, program: program, currentFolder: folder).root
  }

  @Test func whereTheExecutableLiesDecidesThenWhereItRuns() throws {
    let (built, copy) = (try package(), try package())
    let build = "/.build/debug/demo"
    #expect(try root(built, built.root + build, copy.root) == built.root)
    #expect(try root(built, copy.root + build, built.root) == copy.root)
    #expect(try root(built, "/nowhere/demo", copy.root + "/Sources") == copy.root)
    #expect(try root(built, "/nowhere/demo", "/") == built.root)
  }

  @Test func otherSourcesAreRefused() throws {
    let (built, copy) = (try package(), try package())
    try copy.add("Sources/Lib/Lib.swift", "let b = 2\n")
    let found = failure { _ = try root(built, copy.root + "/.build/debug/demo", "/") }
    #expect(
      found?.sentence
        == "This program was built from other sources than those in \(copy.root), "
        + "from \(built.chapter); build it there: swift build")
    try copy.add("Sources/Lib/Lib.swift", "")
    try copy.add("book/05-demo.md", "another page")
    #expect(try root(built, copy.root + "/.build/debug/demo", "/") == copy.root)
  }

  @Test func ofSourcesThatAreGoneNothingIsKnown() throws {
    let copy = try package()
    let found = failure {
      _ = try BookFolder.running(
        builtFrom: "/nowhere/Chapters/05-Demo/main.swift", program: copy.root + "/demo",
        currentFolder: "/")
    }
    #expect(found?.sentence.hasPrefix("This program was built from other sources") == true)
  }
}
