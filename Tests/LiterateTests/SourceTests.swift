import Testing

@testable import Literate

@Suite struct SourceTests {
  @Test func commentsAndStringsAreNotCode() throws {
    let text = try SwiftText(
      ##"let a = "{ \(f("}")) // no" + #"\("# /* { /* { */ } */ + 1 // }"##)
    #expect(text.codeLine(1).filter { $0 != " " } == "leta=++1")
    let lines = try SwiftText(
      "let a = \"\"\"\n  } \\\"\"\" {\n  \"\"\"\nlet r = /[\"{]/\nlet q = a / b / c")
    #expect(lines.statement(from: 1, through: 5) == 1...3)
    #expect(lines.codeLine(4).filter { $0 != " " } == "letr=")
    #expect(lines.codeLine(5) == "let q = a / b / c")
  }

  @Test func unclosedThingsHaveLines() {
    #expect(failure { _ = try SwiftText("let a = 1\n/* never") }?.line == 2)
    #expect(failure { _ = try Source("import Literate\n/*:\n # A title\n") }?.line == 2)
    #expect(failure { _ = try SwiftText("\nlet a = \"never\nlet b = 1") }?.line == 2)
    #expect(failure { _ = try SwiftText("let a = \"\\(f(\"") }?.line == 1)
  }

  @Test func statementsBalance() throws {
    let text = try SwiftText(
      """
      show(
        a,
        "}")
      let b = values
        .map { $0 + 1 }
      func f(x: Int)
        -> Int
      {
        x
      }
      """)
    #expect(text.statements(in: 1...10) == [1...3, 4...5, 6...10])
    #expect(text.call(inLine: 1) == "show")
    #expect(text.call(inLine: 4) == nil)
    #expect(try SwiftText("  try await claim(x)").call(inLine: 1) == "claim")
  }

  @Test func proseAndCells() throws {
    let source = try Source(
      """
      import Literate
      let options = beginChapter()

      /*:
       # A title

           code in prose
       */
      let a = 1

      //: One line
      //: and another.
      let b = 2
      """)
    #expect(source.blocks.count == 4)
    #expect(source.title == "A title")
    guard case .prose(let prose) = source.blocks[0] else { return #expect(Bool(false)) }
    #expect(prose.lines == ["", "# A title", "", "    code in prose", ""])
    #expect(prose.firstLine == 4)
    #expect(
      source.blocks[2] == .prose(Source.Prose(lines: ["One line", "and another."], firstLine: 11)))
  }

  @Test func hiddenCodeEndsInItsCell() {
    let open = "/*:\n # T\n*/\n//#-hidden-code\nlet a = 1\n"
    #expect(failure { _ = try Source(open) }?.line == 4)
    #expect(failure { _ = try Source("/*:\n # T\n*/\n//#-end-hidden-code\n") }?.line == 4)
    #expect(failure { _ = try Source(open + "//#-end-hidden-code\n") } == nil)
  }

  @Test func headingsAndAnchors() {
    let headings = Markdown.headings(["# A", "```", "# not", "```", "## 5.2 Gates & cells"])
    #expect(headings.map(\.text) == ["A", "5.2 Gates & cells"])
    #expect(headings[1].anchor == "52-gates--cells")
  }

  @Test func proseOnTheTerminal() {
    let parts = Markdown.paragraphs([
      "# T", "one", "two", "- a", "  b", "", "| x |", "| y |", "three",
    ])
    #expect(parts.map(\.text) == ["# T", "one two", "- a   b", "", "| x |", "| y |", "three"])
    #expect(Markdown.plain("**a** [b](c.md) ![d](e.svg)") == "a b d")
  }

  @Test func codeInTextIsFencedApart() {
    #expect(Markdown.fenced("```", as: "text") == "````text\n```\n````")
  }
}
