import Foundation
import Testing

@testable import Editions

/// A tree of pandoc's, of the blocks written in `json`.
private func tree(_ json: String) throws -> Tree {
  try Tree(json: Data("{\"pandoc-api-version\":[1,23],\"meta\":{},\"blocks\":[\(json)]}".utf8))
}

private func words(_ text: String) -> String {
  text.split(separator: " ").map { "{\"t\":\"Str\",\"c\":\"\($0)\"}" }
    .joined(separator: ",{\"t\":\"Space\"},")
}

private func heading(_ level: Int, _ id: String, _ text: String) -> String {
  "{\"t\":\"Header\",\"c\":[\(level),[\"\(id)\",[],[]],[\(words(text))]]}"
}

private func paragraph(_ inlines: String) -> String { "{\"t\":\"Para\",\"c\":[\(inlines)]}" }

private func link(_ text: String, to target: String, type: String = "Link") -> String {
  "{\"t\":\"\(type)\",\"c\":[[\"\",[],[]],[\(words(text))],[\"\(target)\",\"\"]]}"
}

struct TreeTests {
  @Test func sectionsHoldTheTextBelowTheirHeadingsWithoutCode() throws {
    let sections = try tree(
      [
        heading(1, "title", "5 Networks"), paragraph(words("a first sentence .")),
        heading(2, "51-loops", "5.1 Loops"),
        "{\"t\":\"CodeBlock\",\"c\":[[\"\",[\"swift\"],[]],\"let x = 1\"]}",
        "{\"t\":\"BulletList\",\"c\":[[{\"t\":\"Plain\",\"c\":[\(words("one item"))]}]]}",
        paragraph("{\"t\":\"Math\",\"c\":[{\"t\":\"InlineMath\"},\"p - \\\\mathbf{t}\"]}"),
        paragraph("{\"t\":\"Strong\",\"c\":[\(words("a term"))]}"),
      ].joined(separator: ",")
    ).headings
    #expect(sections.map(\.level) == [1, 2])
    #expect(sections.map(\.title) == ["5 Networks", "5.1 Loops"])
    #expect(sections.map(\.id) == ["title", "51-loops"])
    #expect(sections[0].text == ["a first sentence ."])
    #expect(sections[1].text == ["one item", "p - t", "a term"])
    #expect(sections.map(\.terms) == [[], ["a term"]])
  }

  @Test func aPictureAndTheCaptionBelowItBecomeAFigure() throws {
    let picture = paragraph(link("what it shows", to: "figures/a.svg", type: "Image"))
    let caption = paragraph("{\"t\":\"Emph\",\"c\":[\(words("Figure 5.1: a loop ."))]}")
    let made = try tree([picture, caption, paragraph(words("goes on"))].joined(separator: ","))
      .withFigures()
    #expect(made.blocks.map { Tree.type($0) } == ["Figure", "Para"])
    let text = String(decoding: made.json, as: UTF8.self)
    #expect(text.contains("figures") && text.contains("what") && text.contains("loop"))
    #expect(!text.contains("Emph"))
    // A paragraph in emphasis with no picture before it stays one.
    #expect(try tree(caption).withFigures().blocks.map { Tree.type($0) } == ["Para"])
  }

  @Test func aPictureAloneIsAFigureWithoutCaption() throws {
    let picture = paragraph(link("what it shows", to: "figures/a.svg", type: "Image"))
    let one = try tree([picture, paragraph(words("goes on"))].joined(separator: ","))
    #expect(one.withFigures().blocks.map { Tree.type($0) } == ["Figure", "Para"])
    // A second paragraph in emphasis is no caption.
    let emphasis = paragraph("{\"t\":\"Emph\",\"c\":[\(words("so"))]}")
    let two = try tree([picture, emphasis, emphasis].joined(separator: ","))
    #expect(two.withFigures().blocks.map { Tree.type($0) } == ["Figure", "Para"])
  }

  @Test func formulasSideBySideArePlacedOneByOne() throws {
    #expect(Formula("a = b \\qquad\nc = d").sideBySide == ["a = b", "c = d"])
    #expect(Formula("\\{ a \\qquadx b \\}").sideBySide.count == 1)
    #expect(Formula("\\begin{cases} a \\qquad b \\end{cases}").sideBySide.count == 1)
    #expect(Formula("\\left( a \\qquad b \\right) \\qquad c").sideBySide.count == 2)
    let math = { (kind: String) in
      paragraph("{\"t\":\"Math\",\"c\":[{\"t\":\"\(kind)\"},\"a \\\\qquad b\"]}")
    }
    let made = try tree(math("DisplayMath")).withFormulas()
    let text = String(decoding: made.json, as: UTF8.self)
    #expect(text.contains("equations") && !text.contains("qquad"))
    #expect(text.split(separator: "DisplayMath").count == 3)
    let inline = try tree(math("InlineMath")).withFormulas()
    #expect(String(decoding: inline.json, as: UTF8.self).contains("qquad"))
  }

  @Test func functionsStandApartFromWhatTheyAreOf() {
    func spaced(_ tex: String) -> String { Formula(tex).spaced }
    #expect(spaced("t_i \\log p_i") == "t_i \\,\\log \\,p_i")
    #expect(spaced("-\\log p_{\\text{right}}") == "-\\log \\,p_{\\text{right}}")
    #expect(spaced("2\\ln\\frac{a}{b}") == "2\\,\\ln\\,\\frac{a}{b}")
    #expect(spaced("t'_j \\log p") == "t'_j \\,\\log \\,p")
    #expect(spaced("\\max_j x_j") == "\\max_j \\,x_j")
    #expect(spaced("e^{\\log x}") == "e^{\\log \\,x}")
    // Brackets and operators keep their own distance.
    for same in ["\\tanh(x)", "\\sum_i \\log(x)", "a + \\exp\\big(x\\big)", "\\log |x|", "x"] {
      #expect(spaced(same) == same)
    }
  }

  @Test func theLineOfNeighborsGoes() throws {
    let neighbors = paragraph(link("Contents", to: "README.md"))
    let made = try tree(
      [heading(1, "t", "T"), neighbors, paragraph(words("text"))].joined(separator: ","))
    #expect(made.withoutNeighbors().blocks.map { Tree.type($0) } == ["Header", "Para"])
  }

  @Test func linksPicturesAndHeadingsAreRenamed() throws {
    let made = try tree(
      [
        heading(1, "t", "T"), heading(2, "s", "S"),
        paragraph(link("there", to: "06-lstm.md#a")),
        paragraph(link("p", to: "figures/a.svg", type: "Image")),
      ].joined(separator: ",")
    ).named("05-rnn").retargeted { place, isPicture in isPicture ? "x/" + place : "#" + place }
    let text = String(decoding: made.json, as: UTF8.self).replacing("\\/", with: "/")
    #expect(text.contains("\"05-rnn\"") && text.contains("\"05-rnn-s\""))
    #expect(text.contains("\"#06-lstm.md#a\"") && text.contains("\"x/figures/a.svg\""))
  }

  @Test func picturesKeepTheirSmallestLabelLegible() throws {
    let svg = "<svg viewBox=\"0 0 600 200\"><text font-size=\"16\"/><text font-size=\"12\"/></svg>"
    #expect(Tree.legibleWidth(svg) == 500)
    #expect(Tree.legibleWidth("<svg viewBox=\"0 0 600 200\"/>") == nil)
    let page = try tree(paragraph(link("a", to: "a.svg", type: "Image")))
    let kept = String(decoding: page.keepingLabels(of: [("a.svg", svg)]).json, as: UTF8.self)
    #expect(kept.contains("[[\"style\",\"min-width: 500px\"]]"))
  }

  @Test func whatIsFoldedLiesOpen() throws {
    let fold = "{\"t\":\"RawBlock\",\"c\":[\"html\",\"<details>\\n<summary>Answer</summary>\"]}"
    let text = String(decoding: try tree(fold).unfolded().json, as: UTF8.self)
    #expect(text.contains("unfolded") && text.contains("Answer") && !text.contains("details>"))
  }

  @Test func whatIsNoTreeIsRefused() {
    #expect(throws: (any Error).self) { try Tree(json: Data("[]".utf8)) }
    #expect(throws: (any Error).self) { try Tree(json: Data("not json".utf8)) }
  }
}
