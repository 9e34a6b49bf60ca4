import Testing

@testable import Literate

/// The weaver as what it is: a function from a source and what happened to a page.
@Suite struct WeaverTests {
  private func page(
    _ source: String, _ events: [Event] = [], names: [String: NamedValue] = [:],
    linkExists: @escaping (String) -> Bool = { _ in true }
  ) throws -> Page {
    try Weaver(
      source: try Source(source), events: events, names: names, number: "5", head: ["HEAD"],
      foot: ["FOOT"], linkExists: linkExists
    ).page()
  }

  private let demonstration = """
    import Literate
    let options = beginChapter()
    /*:
     # A demonstration
     See {{05-square}}: the answer is {{answer}}.
    */
      let x = 1
      show(x)

      name("answer", 41.96,
        decimals: 1)


      show(x + 1)
      claim("two is more than one", x + 1 > x)
    /*:
     A figure.
    */
    //#-hidden-code
    let secret = 1
    //#-end-hidden-code
    let square = Square()
    show(
      square, "05-square", caption: "A square.",
      alternative: "A square")
    let table = 1
    for i in 0..<2 {
      show(table)
    }
    list("Affine")
    let last = 1
    weaveChapter()
    """

  private var demonstrationPage: Page {
    get throws {
      let table = Table(columns: ["a"], rows: [[1]])
      return try page(
        demonstration,
        [
          Event(line: 8, output: .text("1")),
          Event(line: 14, output: .text("2")),
          Event(line: 15, output: .claim(Claim(sentence: "two is more than one", held: true))),
          Event(line: 23, output: .figure(.square("05-square"))),
          Event(line: 28, output: .table(table)),
          Event(line: 28, output: .table(table)),
          Event(line: 30, output: .listing(Listing(code: "let a = 1", origin: "O"))),
        ], names: ["answer": NamedValue(text: "42.0", line: 10)])
    }
  }

  @Test func aWholePage() throws {
    #expect(
      try demonstrationPage.text == """
        # A demonstration

        HEAD

        See Figure 5.1: the answer is 42.0.

        ```swift
        let x = 1
        show(x)

        show(x + 1)
        ```

        ```text
        1
        2
        ```

        > ✓ two is more than one

        A figure.

        ```swift
        let square = Square()
        show(square)
        ```

        ![A square](figures/05-square.svg)

        *Figure 5.1: A square.*

        ```swift
        let table = 1
        for i in 0..<2 {
          show(table)
        }
        ```

        | a |
        |---:|
        | 1 |

        | a |
        |---:|
        | 1 |

        ```swift
        let a = 1
        ```

        *O*

        ```swift
        let last = 1
        ```

        FOOT

        """)
    #expect(try demonstrationPage.cells == 2)
  }

  @Test func namesMustBeKnownAndUsed() {
    let source = "/*:\n # T\n\n It is {{acuracy}}.\n*/\nlet a = 1\n"
    let named = ["accuracy": NamedValue(text: "1", line: 6)]
    let undefined = failure { _ = try page(source, names: named) }
    #expect(undefined?.sentence == "No value is named {{acuracy}}; did you mean {{accuracy}}?")
    #expect(undefined?.line == 4)
    let unused = failure { _ = try page("/*:\n # T\n*/\nlet a = 1\n", names: named) }
    #expect(unused?.sentence == "The name accuracy is used nowhere in the prose.")
    #expect(unused?.line == 6)
  }

  @Test func linksMustLeadSomewhere() {
    let words = { (target: String) in
      "/*:\n # T\n\n ## One two\n\n See [it](\(target)).\n*/\nlet a = 1\n"
    }
    for good in ["#one-two", "https://example.org", "02-x.md"] {
      #expect(failure { _ = try page(words(good), linkExists: { $0 == "02-x.md" }) } == nil)
    }
    for bad in ["#three", "figures/05-none.svg", "03-x.md", "03-x.md#one-two"] {
      let found = failure { _ = try page(words(bad), linkExists: { $0 == "02-x.md" }) }
      #expect(found?.sentence == "The link to \(bad) leads nowhere.")
      #expect(found?.line == 6)
    }
  }

  @Test func outputsStandUnderTheirCells() {
    let source = "import X\n/*:\n # T\n*/\nfunc f() {}\n/*:\n More\n*/\nf()\n"
    let shown = { (line: Int) in Event(line: line, output: .text("x")) }
    #expect(failure { _ = try page(source, [shown(1)]) }?.line == 1)
    #expect(failure { _ = try page(source, [shown(9), shown(5)]) }?.line == 5)
    #expect(failure { _ = try page(source, [shown(5), shown(9)]) } == nil)
    #expect(failure { _ = try page("/*:\n No title.\n*/\n") } != nil)
  }

  @Test func codeFitsThePage() {
    let wide = String(repeating: "x", count: 81)
    let check = { (code: String) in failure { try Source("/*:\n # T\n*/\n" + code).checkWidths() } }
    #expect(check("let a = 1\n\(wide)\n")?.line == 5)
    #expect(check("  \(wide.dropLast())\n") == nil)
    #expect(check("claim(\n  \"\(wide)\", true)\n") == nil)
    #expect(check("//#-hidden-code\n\(wide)\n//#-end-hidden-code\n") == nil)
  }

  @Test func longCodeIsWarnedOf() throws {
    let lines = String(repeating: "let a = 1\n", count: 21)
    let weaver = Weaver(
      source: try Source("/*:\n # T\n*/\n" + lines), events: [], names: [:], number: "5")
    #expect(weaver.warnings().map(\.line) == [4])
  }
}
