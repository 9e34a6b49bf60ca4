import Testing

@testable import Literate

/// Mentions of chapters and sections, and where they lead.
@Suite struct CrossReferenceTests {
  private let references = CrossReferences(
    own: "5",
    chapters: [
      outline(1, ["1 Review", "1.1 Layers: `Affine`", "1.2 The *loss*, $L$"]),
      outline(2, ["2 Counts"]),
      outline(5, ["5 Networks", "5.1 What a window can't see", "5.2 Gates & cells", "Summary"]),
      outline(6, ["6 LSTM"]),
      ChapterOutline(
        number: "A", page: "A-x.md",
        headings: ["A Machine", "A.1 Bits"].map { Heading(level: 2, text: $0, line: 0) }),
    ])

  private static func outline(_ number: Int, _ headings: [String]) -> ChapterOutline {
    ChapterOutline(
      number: "\(number)", page: "0\(number)-x.md",
      headings: headings.map { Heading(level: $0.contains(".") ? 2 : 1, text: $0, line: 0) })
  }

  @Test(arguments: [
    ("see chapter 6.", "see [chapter 6](06-x.md)."),
    ("Chapter 2's vectors", "[Chapter 2](02-x.md)'s vectors"),
    ("chapters 5 and 6", "chapters 5 and [6](06-x.md)"),
    ("chapters 1, 2 and 6)", "chapters [1](01-x.md), [2](02-x.md) and [6](06-x.md))"),
    ("chapters 1 to 5", "chapters [1](01-x.md) to 5"),
    ("chapter\n6 tells", "[chapter\n6](06-x.md) tells"),
    ("chapter 5", "chapter 5"), ("chapter 6 and 7 words", "[chapter 6](06-x.md) and 7 words"),
    ("Section 5.1.", "[Section 5.1](#51-what-a-window-cant-see)."),
    (
      "sections 5.1 and 1.1",
      "sections [5.1](#51-what-a-window-cant-see) and [1.1](01-x.md#11-layers-affine)"
    ),
    (
      "| chapter 6 | section 1.2 |",
      "| [chapter 6](06-x.md) | [section 1.2](01-x.md#12-the-loss-l) |"
    ),
    ("appendix A, Appendix\nA", "[appendix A](A-x.md), [Appendix\nA](A-x.md)"),
    (
      "sections 5.1 and A.1",
      "sections [5.1](#51-what-a-window-cant-see) and [A.1](A-x.md#a1-bits)"
    ), ("the chapter I like and section A", "the chapter I like and section A"),
    ("`chapter 6`, $chapter 6$", "`chapter 6`, $chapter 6$"),
    ("[chapter 6](06-x.md), chapter [6](06-x.md)", "[chapter 6](06-x.md), chapter [6](06-x.md)"),
    ("(Saito 2018, section 6.4)", "(Saito 2018, section 6.4)"),
    ("Mikolov (2012), chapter 9", "Mikolov (2012), chapter 9"),
  ])
  func mentionsBecomeLinks(text: String, linked: String) throws {
    #expect(try references.linked(text, firstLine: 1) == linked)
  }

  @Test func headingsAndCodeStay() throws {
    let lines = ["## 5.2 After chapter 6", "```", "chapter 6", "```", "chapter 6"]
    #expect(
      try references.linked(lines, firstLine: 1) == lines.dropLast() + ["[chapter 6](06-x.md)"])
  }

  @Test(arguments: [
    ("section\n5.7", "There is no section 5.7; chapter 5 has 5.1 to 5.2."),
    ("\nsections 5.1 and 2.3", "There is no section 2.3; chapter 2 has no numbered sections."),
    ("\nsection 3.1", "There is no section 3.1, nor a chapter that could have it."),
    ("\nsection A.2", "There is no section A.2; appendix A has A.1 to A.1."),
    ("\nappendix B", "There is no appendix B."),
    ("\nchapters 6 to 9", "There is no chapter 9; the book has chapters 1 to 6."),
  ])
  func numbersMustExist(text: String, sentence: String) {
    let found = failure { _ = try references.linked("\n" + text, firstLine: 10) }
    #expect(found == Failure(sentence: sentence, line: text.hasPrefix("\n") ? 12 : 11))
  }

  @Test func linksAreCheckedToTheHeading() {
    for good in ["#summary", "06-x.md", "01-x.md#11-layers-affine", "05-x.md#52-gates--cells"] {
      #expect(references.leadsToPage(good) == true, "\(good)")
    }
    for bad in ["#sumary", "01-x.md#51-what-a-window-cant-see", "06-x.md#"] {
      #expect(references.leadsToPage(bad) == false, "\(bad)")
    }
    #expect(references.leadsToPage("../README.md") == nil)
  }

  @Test func anchorsFollowGitHub() {
    let anchors = { (texts: String...) in
      Heading.anchors(of: texts.map { Heading(level: 2, text: $0, line: 0) })
    }
    #expect(
      anchors("A `b_c` [*d*](e.md) $x^2$", "Schütze's", "1² – 2½", "Twice", "Twice")
        == ["a-b_c-d-x2", "schützes", "1--2", "twice", "twice-1"])
  }

  @Test @MainActor func theWovenPageHasLinks() throws {
    let source = """
      /*:
       # 5 A demonstration

       ## 5.1 One

       See section 5.1, section 6.1 and chapter
       6.
      */
      let a = 1
      """
    let package = try TemporaryPackage(source)
    try package.add("Chapters/06-Next/main.swift", "/*:\n # 6 Next\n\n ## 6.1 It's next\n*/\n")
    let chapter = try package.begin()
    var figure = Figure.square("05-square")
    figure.caption = "A square (section 6.1)."
    try chapter.show(figure, line: 9)
    try chapter.claim("as in section 5.1", true, line: 9)
    try chapter.weave()
    let page = try #require(package.page)
    #expect(
      page.contains(
        "See [section 5.1](#51-one), [section 6.1](06-next.md#61-its-next) and [chapter\n6](06-next.md)."
      ))
    #expect(page.contains("*Figure 5.1: A square ([section 6.1](06-next.md#61-its-next)).*"))
    #expect(page.contains("> ✓ as in [section 5.1](#51-one)"))
    let other = try package.begin()
    try other.claim("as in section 5.9", true, line: 9)
    #expect(failure { try other.weave() }?.line == 9)
  }
}
