import Foundation
import Ground
import Testing

@testable import Editions

struct SearchIndexTests {
  @Test func wordsAreLettersAndDigitsInSmall() {
    #expect(
      SearchIndex.words(in: "Kneser–Ney's p − t, 2nd É!") == [
        "kneser", "ney", "s", "p", "t", "2nd", "é",
      ])
    #expect(SearchIndex.words(in: " –  ") == [])
  }

  @Test func wordsWithHyphensAreFoundAsOneToo() {
    #expect(
      SearchIndex.compounds(in: "Back-propagation, a mini-batch, p - t, -x") == [
        "backpropagation", "minibatch",
      ])
  }

  /// The script names, for a term in bold, the sections that explain it, by the numbers of its stems.
  @Test func sectionsThatExplainATermAreNamed() throws {
    func text(_ words: String) -> String { "{\"t\":\"Str\",\"c\":\"\(words)\"}" }
    func section(_ id: String, _ inlines: String) -> String {
      "{\"t\":\"Header\",\"c\":[1,[\"\(id)\",[],[]],[\(text(id))]]},{\"t\":\"Para\",\"c\":[\(inlines)]}"
    }
    let blocks = [
      section("one", text("attention weights are used")),
      section("two", "{\"t\":\"Strong\",\"c\":[\(text("attention weights"))]}"),
    ]
    let json =
      "{\"pandoc-api-version\":[1],\"meta\":{},\"blocks\":[\(blocks.joined(separator: ","))]}"
    let page = try Page(name: "p", tree: Tree(json: Data(json.utf8)))
    let script = SearchIndex(of: [page]) { $0 + ".html" }.script
    let numbers = try ["attention", "weights"].map { word in
      let number = script.firstMatch(of: try Regex("\"\(word)\":([0-9]+)"))
      return try #require(number?[1].substring)
    }
    #expect(script.contains("explained: {\"\(numbers.joined(separator: " "))\":[1]}"))
  }

  @Test func anEditionIsOneOfThree() {
    #expect(Edition.allCases.map(\.rawValue) == ["html", "epub", "pdf"])
    let error = #expect(throws: InputError.self) { try Edition(named: "docx") }
    #expect("\(error!)".contains("html, epub, pdf"))
  }
}
