import Foundation
import Ground
import Tensors
import Testing

@testable import Language

/// `Golden/search.py`.
@Suite struct SearchGoldenTests {
  private struct Golden: Decodable {
    let documents: [[String]]
    let questions: [[String]]
    let settings: [[Float]]
    let bm25: [[[Float]]]
    let cosine: [[Float]]
    let logarithmicCosine: [[Float]]
  }

  private func golden() throws -> Golden {
    let url = Bundle.module.url(forResource: "Golden/search", withExtension: "json")!
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }

  private func agree(_ hits: [Hit], _ scores: [Float]) {
    #expect(hits.count == scores.count { $0 > 0 })
    // A handful of Float sums of numbers up to 10.
    for hit in hits { #expect(abs(hit.score - scores[hit.document]) < 1e-5) }
    #expect(hits == hits.sorted(by: >))
  }

  @Test func scoresAreThoseOfOtherPrograms() throws {
    let golden = try golden()
    let index = InvertedIndex(golden.documents)
    for (settings, scores) in zip(golden.settings, golden.bm25) {
      let scheme = BM25(saturation: settings[0], lengthWeight: settings[1])
      for (question, scores) in zip(golden.questions, scores) {
        agree(try index.search(question, by: scheme, limit: 80), scores)
      }
    }
  }

  @Test func cosinesAreThoseOfOtherPrograms() throws {
    let golden = try golden()
    for (isLogarithmic, all) in [(false, golden.cosine), (true, golden.logarithmicCosine)] {
      let space = VectorSpace(golden.documents, isLogarithmic: isLogarithmic)
      for (question, scores) in zip(golden.questions, all) {
        agree(space.search(question, limit: 80), scores)
        #expect(
          space.search(question, limit: 3) == Array(space.search(question, limit: 80).prefix(3)))
      }
    }
    #expect(VectorSpace([["a"]]).search(["b"]) == [] && VectorSpace([["a"]]).search([]) == [])
  }

  /// With all dimensions nothing is lost, and the cosines are those of the vectors themselves.
  @Test func allLatentDimensionsAreTheWordsAgain() throws {
    let documents = Array(try golden().documents.prefix(30))
    let space = VectorSpace(documents, isLogarithmic: true)
    let latent = LatentSemanticIndex(of: space, dimensions: min(30, space.features.count))
    for question in documents.prefix(10) {
      let exact = space.search(question, limit: 30)
      let scores = latent.search(question, limit: 30)
      // Of documents the question is one of the 30, so its vector lies within their space.
      for hit in exact {
        #expect(abs(hit.score - scores.first { $0.document == hit.document }!.score) < 1e-4)
      }
    }
  }

  @Test func feedbackAddsTheHeaviestWords() {
    let space = VectorSpace([["a", "b"], ["a", "c", "c"], ["d"]])
    let heavy = space.heaviestWords(of: [0, 1], count: 2)
    // c: two of it, and rare. b is rarer than a, but stands in one of both only.
    #expect(heavy.map(\.word) == ["c", "a"])
    let question = ["d", "a"].expanded(by: [0, 1], of: space, count: 2, weight: 0.5)
    #expect(question.map(\.word) == ["d", "a", "c", "a"])
    #expect(
      question[2].weight == 0.5 && question[3].weight == 0.5 * heavy[1].weight / heavy[0].weight)
    #expect(["d"].expanded(by: [], of: space) == [WeightedWord("d", 1)])
  }

  @Test func fusionCountsPlaces() {
    func hits(_ documents: [Int]) -> [Hit] { documents.map { Hit(document: $0, score: 1) } }
    let fused = reciprocalRankFusion([hits([7, 3, 5]), hits([5, 7])], limit: 2)
    #expect(fused.map(\.document) == [7, 5])
    #expect(fused[0].score == Float(1) / 61 + Float(1) / 62)
    #expect(reciprocalRankFusion([], limit: 3) == [])
  }

  @Test func heapsSort() {
    var random = Random(seed: 1, stream: "heap")
    let numbers = (0..<200).map { _ in random.integer(below: 50) }
    var heap = Heap<Int>()
    for number in numbers { heap.insert(number) }
    #expect((0..<201).map { _ in heap.removeSmallest() } == numbers.sorted() + [nil])
    var largest = Largest<Int>(7)
    for number in numbers { largest.offer(number) }
    #expect(largest.sorted == Array(numbers.sorted(by: >).prefix(7)))
  }
}

@Suite struct SearchWordsTests {
  @Test func wordsAreLettersAndDigits() {
    #expect(
      SearchWords().words(in: "The boundary-layers of wings.") == ["boundari", "layer", "wing"])
    let plain = SearchWords(cutsEndings: false, dropsStopWords: false)
    #expect(plain.words(in: "Don't! 3.5x, THE_END") == ["don", "t", "3", "5x", "the", "end"])
    #expect(plain.words(in: "Ärger über naïve Œuvre") == ["ärger", "über", "naïve", "œuvre"])
    // Both spellings of é are one word.
    #expect(plain.words(in: "caf\u{e9} cafe\u{301}") == ["café", "café"])
    #expect(plain.words(in: "渔船 sails") == ["渔", "船", "sails"])
    #expect(plain.words(in: "한국어 русский") == ["한국어", "русский"])
    #expect(plain.words(in: "") == [] && plain.words(in: "…—!") == [])
  }

  @Test func asciiAgreesWithAPattern() {
    var random = Random(seed: 3, stream: "words")
    let plain = SearchWords(cutsEndings: false, dropsStopWords: false)
    for _ in 0..<200 {
      let text = String(
        String.UnicodeScalarView(
          (0..<40).map { _ in Unicode.Scalar(UInt8(random.integer(below: 128))) }))
      let words = text.lowercased().matches(of: /[a-z0-9]+/.matchingSemantics(.unicodeScalar))
      #expect(plain.words(in: text) == words.map { String($0.output) })
    }
  }
}

@Suite struct SnippetTests {
  @Test func wordsAreMarked() {
    let snippet = Snippet(
      of: "At the lowest\n tides the bar falls dry.", for: "low tide", by: .init())
    #expect(snippet.marked(from: "[", to: "]") == "At the lowest [tides] the bar falls dry.")
    let none = Snippet(of: "Nothing here.", for: "tide", by: .init())
    #expect(none.marks == [] && none.text == "Nothing here.")
  }

  @Test func theBestStretchIsShown() {
    let filling = String(repeating: "So much for that. ", count: 40)
    let text = "A tide. " + filling + "The Ebbing tide runs naïvely out. " + filling
    let snippet = Snippet(of: text, for: "ebb tides, naïvely", by: .init(), limit: 80)
    let marked = snippet.marked(from: "[", to: "]")
    #expect(marked.contains("[Ebbing] [tide] runs [naïvely]"))
    #expect(snippet.text.hasPrefix("… ") && snippet.text.hasSuffix(" …"))
    #expect(snippet.text.utf8.count < 100)
  }

  /// Any text and any limit: nothing traps, and each mark is a word of the question.
  @Test func marksAreWordsOfTheQuestion() {
    var random = Random(seed: 3, stream: "snippets")
    let pieces = ["tide ", "tides", " é", "渔船", "x", " ", "\n", "…", "the "]
    for _ in 0..<300 {
      let text = (0..<random.integer(below: 60)).map { _ in pieces[random.integer(below: 9)] }
        .joined()
      let snippet = Snippet(
        of: text, for: "tide 船", by: .init(), limit: random.integer(below: 50))
      for mark in snippet.marks {
        #expect(["tide", "tides", "船"].contains(String(snippet.text[mark])))
      }
      #expect(snippet.text.utf8.count <= 80)
    }
  }
}

@Suite struct CollectionTests {
  private let documents =
    ".I 1\n.T\nof wings .\n.A\nsmith\n.B\n.W\nof wings .\n  a wing\nlifts .\n.I 2\n.T\n.A\n.B\n.W\n"

  @Test func cranfieldIsRead() throws {
    let questions = ".I 001\n.W\nwhat lifts\na wing .\n.I 004\n.W\nwhy .\n"
    let small = try SearchCollection(
      documents: documents, questions: questions, judgments: "1 1 2\n1 2 -1\n2 2 4 \n")
    #expect(small.documents.map(\.title) == ["of wings .", ""])
    #expect(small.documents.map(\.text) == ["of wings .   a wing lifts .", ""])
    #expect(small.questions == ["what lifts a wing .", "why ."])
    #expect(small.grades == [[0: 3], [1: 1]])
    let scores = small.scores { _ in [Hit(document: 1, score: 2), Hit(document: 0, score: 1)] }
    #expect(scores.map(\.reciprocalRank) == [0.5, 1])
    for judgments in ["3 1 1", "1 3 1", "1 1 7", "1 1", "a b c", "0 1 1"] {
      #expect(throws: InputError.self) {
        try SearchCollection(documents: documents, questions: questions, judgments: judgments)
      }
    }
    for text in ["", "wings", ".T\nwings"] {
      #expect(throws: InputError.self) {
        try SearchCollection(documents: text, questions: questions, judgments: "")
      }
    }
  }

  @Test func answersStandWhereTheFileSays() throws {
    func file(_ start: String, _ rest: String = "") -> Data {
      Data(
        """
        {"version": "1.1", "data": [{"title": "T", "paragraphs": [{"context": "🚢 café at sea", "qas": [
        {"id": "q1", "question": "Where?", "answers": [{"text": "at sea", "answer_start": \(start)}]}]}]}]}\(rest)
        """.utf8)
    }
    let read = try ReadingCollection(squad: file("7"), name: "test")
    #expect(read.paragraphs.map(\.title) == ["T"] && read.questions.map(\.text) == ["Where?"])
    let answer = read.questions[0].answers[0]
    #expect(read.paragraphs[0].text[answer.range] == "at sea")
    for start in ["6", "-1", "99999999999", "\"7\"", "null", "1e300"] {
      #expect(throws: InputError.self) { try ReadingCollection(squad: file(start), name: "test") }
    }
    #expect(throws: InputError.self) { try ReadingCollection(squad: file("7", "}"), name: "test") }
    #expect(throws: InputError.self) { try ReadingCollection(squad: Data("{}".utf8), name: "test") }
  }

  /// Where the files are at hand.
  @Test(.enabled(if: DataFolders.standard.has([.cranfieldDocuments, .xquad])))
  func publishedCollectionsAreWhole() throws {
    let cranfield = try SearchCollection.cranfield()
    #expect(cranfield.documents.count == 1_400 && cranfield.questions.count == 225)
    #expect(cranfield.grades.reduce(0) { $0 + $1.count } == 1_612)
    #expect(cranfield.documents.indices.filter { cranfield.documents[$0].text.isEmpty } == [470, 994])
    let xquad = try ReadingCollection.xquad()
    #expect(xquad.paragraphs.count == 240 && xquad.questions.count == 1_190)
    #expect(xquad.questions.allSatisfy { $0.answers.count == 1 })
  }
}
