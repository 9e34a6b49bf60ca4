import Testing

@testable import Ground

@Suite struct EditDistanceTests {
  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("same", "same", 0), ("flaw", "lawn", 2),
    ("éclair", "eclair", 1), ("e\u{301}clair", "\u{e9}clair", 0), ("\r\n", "\n", 1),
  ])
  func editDistances(a: String, b: String, distance: Int) {
    #expect(editDistance(a, b) == distance)
    #expect(editDistance(b, a) == distance)
  }

  @Test func theNearestWordIsSuggested() {
    #expect(nearest(to: "lsmt", among: ["rnn", "lstm"]) == "lstm")
    #expect(nearest(to: "attention", among: ["rnn", "lstm"]) == nil)
    #expect(nearest(to: "ab", among: ["abcd", "abc"], slack: 1) == "abc")
    #expect(nearestWords(2, to: "sea", among: ["tea", "seas", "lake", "sea"]) == ["sea", "tea"])
    #expect(nearestWords(9, to: "sea", among: ["tea", "seas", "lake"]) == ["tea", "seas"])
    #expect(suggestion(for: "x", among: ["long", "longer"]) == " There are long, longer.")
  }
}
