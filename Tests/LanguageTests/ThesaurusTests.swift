import Ground
import Testing

@testable import Language
import Tensors

/// A graph with two ways up: e < c < a and e < d < b < a; z stands alone.
private let diamond = """
  a
  b, beta < a   # a comment
  c, gamma < a

  d < b
  e, epsilon, gamma < c, d
  z
  """

@Suite struct ThesaurusTests {
  let thesaurus: Thesaurus

  init() throws { thesaurus = try Thesaurus(text: diamond) }

  func sense(_ word: String) throws -> Sense { try thesaurus.sense(of: word) }

  @Test func looksUpWordsAndSenses() throws {
    #expect(thesaurus.senses.map(\.name) == ["a", "b", "c", "d", "e", "z"])
    #expect(thesaurus.wordCount == 9)
    #expect(try thesaurus.senses(of: "gamma").map(\.name) == ["c", "e"])
    #expect(try thesaurus.sense(of: "gamma", number: 2).name == "e")
    #expect(try thesaurus.synonyms(of: "Gamma") == ["c", "e", "epsilon"])
    #expect(try thesaurus.synonyms(of: "z") == [])
    #expect(try "\(sense("epsilon"))" == "e, epsilon, gamma")
    #expect(try thesaurus.hypernyms(of: sense("e")).map(\.name) == ["c", "d"])
    #expect(try thesaurus.hyponyms(of: sense("a")).map(\.name) == ["b", "c"])
  }

  @Test func walksUp() throws {
    let ancestors = thesaurus.ancestors(of: try sense("e"))
    #expect(ancestors.map(\.sense.name) == ["e", "c", "d", "a", "b"])
    #expect(ancestors.map(\.distance) == [0, 1, 1, 2, 2])
    let paths = thesaurus.hypernymPaths(of: try sense("e")).map { $0.map(\.name) }
    #expect(paths == [["a", "c", "e"], ["a", "b", "d", "e"]])
    #expect(thesaurus.firstCycle() == nil)
  }

  @Test func findsTheLowestCommonAncestor() throws {
    #expect(thesaurus.lowestCommonAncestor(try sense("c"), try sense("d"))?.name == "a")
    #expect(thesaurus.lowestCommonAncestor(try sense("e"), try sense("d"))?.name == "d")
    #expect(thesaurus.lowestCommonAncestor(try sense("e"), try sense("e"))?.name == "e")
    #expect(thesaurus.lowestCommonAncestor(try sense("e"), try sense("z")) == nil)
  }

  @Test func measuresPathSimilarity() throws {
    #expect(thesaurus.pathSimilarity(try sense("e"), try sense("e")) == 1)
    #expect(thesaurus.pathSimilarity(try sense("e"), try sense("c")) == 0.5)
    #expect(thesaurus.pathSimilarity(try sense("c"), try sense("d")) == 0.25)
    // Two up and one down: never through a common descendant, which would be shorter.
    #expect(thesaurus.pathSimilarity(try sense("d"), try sense("c")) == 0.25)
    #expect(thesaurus.pathSimilarity(try sense("e"), try sense("z")) == nil)
    // Of gamma's two senses, c and e, the second is closer to d.
    #expect(try thesaurus.pathSimilarity("gamma", "d") == 0.5)
  }

  @Test func drawsTrees() throws {
    #expect(
      thesaurus.tree(under: try sense("a")) == """
        a
        ├─ b
        │  └─ d
        │     └─ e
        └─ c
           └─ e
        """)
    #expect(
      thesaurus.tree(joining: [try sense("d"), try sense("c"), try sense("z")]) == """
        a
        ├─ b
        │  └─ d
        └─ c
        z
        """)
  }

  @Test func reportsUnknownWordsAndSenses() {
    #expect(
      throws: InputError(
        "The thesaurus does not hold the word \"e-mail\": nobody has entered it.")
    ) {
      try thesaurus.synonyms(of: "e-mail")
    }
    #expect(
      throws: InputError("The word \"gamma\" has no sense number 3; its senses are 1 to 2.")
    ) {
      try thesaurus.sense(of: "gamma", number: 3)
    }
    #expect(throws: InputError.self) { try thesaurus.sense(of: "gamma", number: 0) }
  }

  @Test(arguments: [
    ("", "at least one line"), ("\n# nothing\n", "at least one line"),
    ("a\nb < a < a", "Line 2 should read"), ("a\n\nb, < a", "Line 3 should read"),
    ("a, a", "Line 1 should read"), ("< a", "Line 1 should read"), ("a <", "Line 1 should read"),
    ("a\nb\na, c", "Line 3 names its sense \"a\", as line 1 does"),
    ("a\nb < vehicel", "Line 2 says that \"b\" is a \"vehicel\""),
    ("a < a", "Line 1 closes a circle, where nothing can be broader: a < a"),
    (
      "r\na < r, b\nb < c\nc < a",
      "Line 2 closes a circle, where nothing can be broader: a < b < c < a"
    ),
  ])
  func reportsBadText(text: String, problem: String) {
    let error = #expect(throws: InputError.self) { try Thesaurus(text: text) }
    #expect(error?.description.contains(problem) == true)
  }
}

@Suite struct ThesaurusHarborTests {
  let harbor = Thesaurus.harbor

  @Test func showsWhatTheBookShows() throws {
    #expect(try harbor.synonyms(of: "car") == ["auto", "automobile", "motorcar"])
    #expect(try harbor.pathSimilarity("car", "automobile") == 1)
    #expect(try harbor.pathSimilarity("car", "truck") == Float(1) / 3)
    #expect(try harbor.pathSimilarity("car", "motorcycle") == Float(1) / 3)
    #expect(try harbor.pathSimilarity("car", "boat") == Float(1) / 5)
    #expect(try harbor.pathSimilarity("car", "dog") == Float(1) / 9)
    #expect(try harbor.senses(of: "bank").count == 2)
  }

  @Test func isOneTree() throws {
    let root = try harbor.sense(of: "thing")
    #expect((60...100).contains(harbor.senses.count))
    for sense in harbor.senses {
      #expect(harbor.hypernymPaths(of: sense).allSatisfy { $0.first == root && $0.last == sense })
    }
  }

  /// Against the shortest of all pairs of ways up, found by trying every one.
  @Test func similarityAgreesWithTryingEveryWay() {
    func ways(from sense: Sense) -> [(Sense, Int)] {
      [(sense, 0)]
        + harbor.hypernyms(of: sense).flatMap { ways(from: $0).map { ($0.0, $0.1 + 1) } }
    }
    let all = harbor.senses.map(ways)
    for a in harbor.senses {
      for b in harbor.senses {
        let lengths = all[a.id].flatMap { top, up in
          all[b.id].filter { $0.0.id == top.id }.map { up + $0.1 }
        }
        #expect(harbor.pathSimilarity(a, b) == lengths.min().map { 1 / Float($0 + 1) })
      }
    }
  }
}
