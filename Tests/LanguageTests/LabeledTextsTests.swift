import Foundation
import Ground
import Language
import Tensors
import Testing

@Suite struct LabeledTextsTests {
  private func file(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt").path
    #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
    return path
  }

  private func read(_ text: String, classes: [String]? = nil) throws -> LabeledTexts {
    let path = try file(Array(text.utf8))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try LabeledTexts(file: path, classes: classes)
  }

  /// What is wrong with a file, its path left out.
  private func error(_ bytes: [UInt8], classes: [String]? = nil) throws -> String {
    let path = try file(bytes)
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      let texts = try LabeledTexts(file: path, classes: classes)
      try texts.demandTrainable("“\(path)”")
      return "none"
    } catch let error as InputError {
      return error.description.replacing(path, with: "FILE")
    }
  }

  @Test func everyFormIsRead() throws {
    let expected = LabeledTexts(
      [["a", "fine", "film", "!"], ["dull", ",", "dull"], ["not", "dull"]], [1, 0, 1],
      classes: ["bad", "good"])
    #expect(try read("good\tA fine film!\nbad\tdull, dull\r\n\ngood\t not dull\n") == expected)
    #expect(
      try read(
        "\u{FEFF}__label__good A fine film!\n__label__bad  dull, dull\n__label__good not dull")
        == expected)
    let numbered = try read("1 a fine film!\n0 dull, dull\n1 not dull\n")
    #expect(numbered.classes == ["0", "1"] && numbered.labels == [1, 0, 1])
    // A label may have blanks, and a text further tabs.
    let tabs = try read("very good\ta\tb\nbad\tc")
    #expect(tabs.classes == ["bad", "very good"] && tabs.texts[0] == ["a", "b"])
    // A model's classes stay as they are.
    let known = try read("good\ta", classes: ["good", "bad", "fair"])
    #expect(known.labels == [0] && known.classes.count == 3)
  }

  @Test(arguments: [
    ("good\ta\nbad b\n", "Line 2 of “FILE” has no tab between a label and a text."),
    ("good\ta\n\nbad\t \n", "Line 3 of “FILE” has a label but no text."),
    ("good\ta\n\tb\n", "Line 2 of “FILE” has no label before its text."),
    ("__label__a b\nc d\n", "Line 2 of “FILE” has no label; write __label__name first."),
    (
      "__label__a __label__b c\n",
      "Line 1 of “FILE” has two labels; keep the one that fits best."
    ),
    ("__label__a\n", "Line 1 of “FILE” has a label but no text."),
    ("1 a\nb c\n", "Line 2 of “FILE” has no number for a label, as the first line has."),
    (
      "It was a dark night.\n",
      "Line 1 of “FILE” has no label; put it before the text, with a tab between them, or as __label__name."
    ),
    (
      "good\ta\ngood\tb\n",
      "All texts of “FILE” have the label “good”; a classifier needs at least two classes to tell apart."
    ),
    (" \n", "The file “FILE” is empty."),
  ])
  func mistakesAreOneSentence(text: String, sentence: String) throws {
    #expect(try error(Array(text.utf8)) == sentence)
  }

  @Test func whatIsNoTextOrOfNoKnownClassIsSaidWithItsLine() throws {
    #expect(
      try error(Array("good\ta\nbad\t".utf8) + [0xe9, 0x0a])
        == "Line 2 of “FILE” is not UTF-8; save the file as UTF-8 text.")
    #expect(
      try error(Array("good\ta\nfair\tb\n".utf8), classes: ["bad", "good"])
        == "Line 2 of “FILE” has the label “fair”, which the model never saw; it knows “bad”, “good”."
    )
    #expect(
      try error(Array("good\ta\nbad\tb\n".utf8), classes: ["bad", "fair", "good"])
        == "No text of “FILE” has the label “fair”; add some, or leave the class out.")
    let prose = (0..<50).map { "line \($0)\tgood" }.joined(separator: "\n")
    #expect(
      try error(Array(prose.utf8))
        == "“FILE” has 50 different labels on 50 lines; a line is a label, a tab and a text.")
  }

  @Test func foldsShareOutEachClass() {
    let texts = LabeledTexts(
      (0..<23).map { ["\($0)"] }, (0..<23).map { $0 % 3 == 0 ? 1 : 0 }, classes: ["a", "b"])
    let folds = texts.folds(of: 4)
    #expect(folds.map(\.count).reduce(0, +) == 23)
    #expect(
      folds.map { $0.support[1] } == [2, 2, 2, 2] && folds.map { $0.support[0] } == [4, 4, 4, 3])
    // The i-th text of a class goes to fold i mod 4.
    #expect(folds[1].texts.map { $0[0] } == ["2", "3", "8", "14", "15", "20"])
    let joined = LabeledTexts.joined(folds)
    #expect(Set(joined.texts) == Set(texts.texts))
    let (training, held) = texts.holdingOut(every: 10)
    #expect(held.texts == [["9"], ["19"]] && training.count == 21)
    #expect(texts.majority == 0 && texts.support == [15, 8])
    let weights: [Float] = [23 / 30, 23 / 16]
    #expect(texts.balancedWeights == weights)
    #expect(texts.split(at: 3).0.count == 3)
    var random = Random(seed: 1, stream: "order")
    #expect(Set(texts.shuffled(&random).texts) == Set(texts.texts))
  }

  /// The published files, where they are at hand.
  @Test(
    .enabled(
      if: DataFolders.standard.has([
        .positiveReviews, .negativeReviews, .stanfordSentimentTest, .questionTypesTest,
      ])))
  func publishedSetsAreAsTheyAreDescribed() throws {
    let reviews = try LabeledTexts.movieReviews()
    #expect(reviews.support == [5_331, 5_331])
    #expect(reviews.texts[0].prefix(4) == ["the", "rock", "is", "destined"])
    let films = try LabeledTexts.stanfordSentiment()
    #expect([films.training, films.validation, films.test].map(\.count) == [6_920, 872, 1_821])
    let questions = try LabeledTexts.questionTypes()
    #expect(questions.training.support == [1162, 1250, 86, 1223, 835, 896])
    #expect(
      questions.test.count == 500
        && questions.training.texts[0].prefix(3) == ["how", "did", "serfdom"])
  }
}
