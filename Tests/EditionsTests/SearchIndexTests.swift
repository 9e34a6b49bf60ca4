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

  @Test func anEditionIsOneOfThree() {
    #expect(Edition.allCases.map(\.rawValue) == ["html", "epub", "pdf"])
    let error = #expect(throws: InputError.self) { try Edition(named: "docx") }
    #expect("\(error!)".contains("html, epub, pdf"))
  }
}
