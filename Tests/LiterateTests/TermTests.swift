import Testing

@testable import Literate

/// What counts as a term of the field.
@Suite struct TermTests {
  @Test func termsHaveTheirSentences() {
    let lines = [
      "## 1.2 **Heading**", "", "First. An artificial **neuron** weighs its", "inputs by 0.5 (see",
      "[chapter 2](a.md)).[^x] It **bends** $**x**$ and `**y**`.", "", "- **Dropout** turns off.",
      "- **He et al.** is one. A **batch", "  norm** too.",
    ]
    let terms = Term.all(in: lines)
    #expect(terms.map(\.name) == ["neuron", "bends", "Dropout", "batch norm"])
    #expect(terms.map(\.line) == [2, 4, 6, 7])
    #expect(
      terms.map(\.sentence) == [
        "An artificial neuron weighs its inputs by 0.5 (see chapter 2).",
        "It bends $**x**$ and `**y**`.".replacing("**", with: ""), "Dropout turns off.",
        "A batch norm too.",
      ])
  }

  @Test(arguments: [
    "**A heading that runs in.** Then.", "**Why?** So.", "| **a** | b |", "> **quoted** words",
    "*A **caption**.*", "*A **caption**.*[^slow]", "**1.3** Do it.", "**Exercise 1.3** ★ Do it.",
    "<details>\n\nAn **answer**.\n\n</details>", "```\n**code**\n```", "# **Title**", "`**a**`",
  ])
  func otherBoldIsNoTerm(text: String) {
    #expect(Term.all(in: text.lines).isEmpty)
  }

  @Test func aTermIsBoldOnce() throws {
    let source = "/*:\n # T\n\n A **loss** is.\n*/\nlet a = 1\n/*:\n The **Loss**\n is.\n*/\n"
    let found = failure { try Source(source).checkProse() }
    #expect(found?.line == 8)
    #expect(
      found?.sentence
        == "The term Loss is in bold in line 4 already; bold is for a term's first use, "
        + "and *italics* for stress.")
    #expect(
      failure { try Source(source.replacing("**Loss**", with: "*loss*")).checkProse() } == nil)
  }
}
