import Foundation
import Ground
import Language
import Tensors
import Testing

private func sentences(_ texts: [String]) -> TaggedSentences {
  TaggedSentences(
    texts.map { text in
      text.split(separator: " ").map { token in
        let parts = token.split(separator: "/")
        return (word: String(parts[0]), tag: String(parts[1]))
      }
    })
}

private let small = sentences([
  "the/D old/A man/N sees/V the/D sea/N", "the/D man/N walks/V", "a/D dog/N sees/V a/D man/N",
  "old/A dogs/N walk/V", "man/V the/D old/A boat/N", "she/P walks/V", "she/P sees/V dogs/N",
  "The/D Old/A Man/N walks/V",
])

private func read(_ text: String, _ format: TaggedFormat) throws -> TaggedSentences {
  try TaggedSentences(text: text, name: "words", format: format)
}

@Suite struct TaggedSentencesTests {
  @Test func columnsAreRead() throws {
    let text = "I\tO\nsaw\tO\nAl\tB-person\n\n\u{a0}\n#fun\tO \r\n"
    let found = try read(text, .columns())
    #expect(found[0].words == ["I", "saw", "Al"] && found[0].tags == ["O", "O", "B-person"])
    #expect(found[1] == TaggedSentence(["#fun"], ["O"]))
    #expect(found.tags == ["B-person", "O"] && found.wordCount == 4 && found.isOfPieces)
    #expect(try read(found.columns, .columns()) == found)
    // Of four columns, set apart by blanks, as of CoNLL 2003.
    let four = "-DOCSTART- -X- O O\n\nU.N.  NNP I-NP I-ORG\nofficial NN I-NP O\n"
    #expect(try read(four, .columns())[0].tags == ["I-ORG", "O"])
    #expect(try read(four, .columns(tag: 2))[0].tags == ["NNP", "NN"])
  }

  @Test func conllUIsRead() throws {
    func line(_ id: String, _ word: String, _ tag: String, _ own: String = "_") -> String {
      "\(id)\t\(word)\t_\t\(tag)\t\(own)\t_\t0\troot\t_\t_\n"
    }
    let text =
      "# text = don't\n" + line("1-2", "don't", "_") + line("1", "do", "AUX", "VB")
      + line("2", "n't", "PART", "RB") + line("2.1", "left out", "VERB") + "\n\n# next\n"
      + line("1", "🦊", "X", "AFX")
    #expect(try read(text, .conllu()).words == [["do", "n't"], ["🦊"]])
    #expect(try read(text, .conllu()).tags == ["AUX", "PART", "X"])
    #expect(try read(text, .conllu(tag: 5))[0].tags == ["VB", "RB"])
    #expect(TaggedFormat(ofFile: "a.conllu") == .conllu(tag: 4))
    #expect(TaggedFormat(ofFile: "a.tsv", tag: 3) == .columns(tag: 3))
  }

  @Test(arguments: [
    ("a\tO\nb\n", TaggedFormat.columns(), "Line 2 of “words” has 1 column; it needs a word"),
    ("a O\n\nb O\n", .columns(tag: 3), "Line 1 of “words” has 2 columns; it needs a word"),
    ("a\tO\n\tO\n", .columns(), "Line 2 of “words” has no word."),
    ("a\tO\nb\t \n", .columns(), "Line 2 of “words” has no tag."),
    ("1\ta\t_\n", .conllu(), "Line 1 of “words” has 3 columns; CoNLL-U has 10"),
    (
      "x\ta\t_\tN\t_\t_\t_\t_\t_\t_\n", .conllu(),
      "Line 1 of “words” begins with “x”, which numbers no word"
    ),
    (
      "1\ta\t_\tN\t_\t_\t_\t_\t_\t_\n", .conllu(tag: 5),
      "Line 1 of “words” has no tag in column 5"
    ),
    ("# nothing\n", .conllu(), "“words” has no tagged words."),
  ])
  func whatIsNoTaggedTextIsRefused(text: String, format: TaggedFormat, sentence: String) {
    #expect {
      _ = try read(text, format)
    } throws: { "\($0)".hasPrefix(sentence) }
  }

  @Test func filesAreReadAndWritten() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "words.tsv").path
    try small.write(to: path)
    #expect(try TaggedSentences(contentsOf: path) == small)
    try Data([0x61, 9, 0x4f, 10, 0xff]).write(to: URL(filePath: path))
    #expect(throws: InputError("Line 2 of “\(path)” is not UTF-8; save the file as UTF-8 text.")) {
      try TaggedSentences(contentsOf: path)
    }
    try Data().write(to: URL(filePath: path))
    #expect(throws: InputError("The file “\(path)” is empty.")) {
      try TaggedSentences(contentsOf: path)
    }
  }

  @Test func piecesThatDontAddUpAreRepaired() throws {
    let wrong = sentences(["a/I-x b/I-x c/O d/I-y e/I-x f/B-x g/I-x"])
    let (repaired, count) = try wrong.repaired()
    #expect(count == 3)
    #expect(repaired[0].tags == ["B-x", "I-x", "O", "B-y", "B-x", "B-x", "I-x"])
    #expect(try repaired.repaired().count == 0)
    #expect(!small.isOfPieces && !sentences(["a/O"]).isOfPieces)
    #expect(throws: InputError.self) { try small.repaired() }
  }
}

@Suite struct TaggedCorpusTests {
  @Test(arguments: TaggedCorpus.allCases) func filesHaveTheirSizes(_ corpus: TaggedCorpus) throws {
    #expect(corpus.files.count == 3 && Set(corpus.files.map(\.checksum)).count == 3)
    guard DataFolders.standard.has(corpus.files) else { return }
    let words = try TaggedCorpus.Part.allCases.map { try corpus.sentences($0).wordCount }
    let expected: [TaggedCorpus: [Int]] = [
      .ewt: [204_577, 25_147, 25_094], .atis: [48_655, 6644, 6580], .slots: [50_497, 5703, 9164],
      .wnut17: [62_730, 15_733, 23_394], .chinese: [98_608, 12_663, 12_012],
    ]
    #expect(words == expected[corpus])
  }

  /// As good as others' on the same files: another program of Brants' method found 98.7 %
  /// and 88.1 %.
  @Test(.enabled(if: DataFolders.standard.has(TaggedCorpus.atis.files + TaggedCorpus.slots.files)))
  func theTrigramTaggerIsAsGoodAsOthers() throws {
    let tags = try TrigramTagger(TaggedCorpus.atis.sentences(.training))
      .scores(on: TaggedCorpus.atis.sentences(.test))
    #expect(tags.accuracy > 0.987)
    let slots = try TrigramTagger(TaggedCorpus.slots.sentences(.training))
      .scores(on: TaggedCorpus.slots.sentences(.test))
    #expect(try #require(slots.pieces).f1 > 0.881)
  }
}

@Suite struct TrigramTaggerTests {
  /// p(k | i, j) by definition, in Float64.
  private func chance(_ i: String, _ j: String, _ k: String, _ weights: [Double]) -> Double {
    let rows = small.sentences.map { ["<", "<"] + $0.tags + [">"] }
    func count(_ pattern: [String]) -> Double {
      rows.reduce(0) { sum, row in
        sum + Double((2..<row.count).count { Array(row[($0 - pattern.count + 1)...$0]) == pattern })
      }
    }
    func contexts(_ pattern: [String]) -> Double {
      rows.reduce(0) { sum, row in
        sum + Double((2..<row.count).count { Array(row[($0 - pattern.count)..<$0]) == pattern })
      }
    }
    func share(_ a: Double, _ b: Double) -> Double { b == 0 ? 0 : a / b }
    return weights[0] * count([k]) / contexts([]) + weights[1]
      * share(count([j, k]), contexts([j]))
      + weights[2] * share(count([i, j, k]), contexts([i, j])) + 1e-12
  }

  /// Against all rows of tags, each scored by definition. Of an unknown word, by its endings.
  @Test(arguments: [
    "the old man walks", "man the boat", "she sees a sea", "dogs", "the zebras talks", "Zed walks",
  ])
  func theLikeliestTagsAreTheBestOfAll(text: String) {
    let model = TrigramTagger(small)
    let weights = model.weights.map(Double.init)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-6)
    let words = text.split(separator: " ").map { String($0) }
    let all = small.sentences.flatMap { zip($0.words, $0.tags).map { ($0, $1) } }
    func drawn(_ word: String, _ tag: String) -> Double {
      let uses = Double(all.count { $0.1 == tag })
      if model.knows(word) { return Double(all.count { $0 == (word, tag) }) / uses }
      return Double(model.endings.probabilities(of: word)[model.tags.firstIndex(of: tag)!]) / uses
    }
    func score(_ tags: [String]) -> Double {
      let row = ["<", "<"] + tags + [">"]
      return zip(words, tags).reduce(0) { $0 + log(drawn($1.0, $1.1)) }
        + (2..<row.count).reduce(0) { $0 + log(chance(row[$1 - 2], row[$1 - 1], row[$1], weights)) }
    }
    var rows: [[String]] = [[]]
    for _ in words { rows = rows.flatMap { row in model.tags.map { row + [$0] } } }
    let best = rows.max { score($0) < score($1) }!
    #expect(model.likeliest(words) == best)
  }

  /// Against Brants' formula, in Float64.
  @Test func endingsAreSmoothedByShorterOnes() {
    let counts = TagCounts(small)
    let endings = WordEndings(counts)
    let uses = counts.uses.map(Double.init)
    let (total, c) = (uses.reduce(0, +), Double(uses.count))
    let theta = (uses.reduce(0) { $0 + ($1 / total - 1 / c) * ($1 / total - 1 / c) } / (c - 1))
      .squareRoot()
    #expect(abs(Double(endings.theta) - theta) < 1e-6)
    func share(_ ending: String, _ tag: Int) -> Double? {
      let words = counts.words.filter { $0.key.hasSuffix(ending) && $0.key.first!.isLowercase }
      let sum = words.values.joined().reduce(0) { $0 + $1.count }
      let own = words.values.joined().filter { $0.tag == tag }.reduce(0) { $0 + $1.count }
      return sum == 0 ? nil : Double(own) / Double(sum)
    }
    for word in ["talks", "sea", "xyz", "🦊"] {
      for tag in counts.tags.indices {
        var p = share("", tag)!
        for length in 1...word.count {
          guard let longer = share(String(word.suffix(length)), tag) else { break }
          p = (longer + theta * p) / (1 + theta)
        }
        #expect(abs(Double(endings.probabilities(of: word)[tag]) - p) < 1e-6, "\(word)")
      }
    }
    #expect(endings.probabilities(of: "Man") != endings.probabilities(of: "man"))
  }

  @Test func oddSentencesAreTagged() {
    let model = TrigramTagger(small)
    #expect(model.likeliest([]) == [])
    #expect(model.likeliest([String](repeating: "🦊 man", count: 10_000)).count == 10_000)
    #expect(model.likeliest(["", "the", "zebra"]).suffix(2) == ["D", "N"])
    #expect(TrigramTagger(sentences(["a/X"])).likeliest(["b", "a"]) == ["X", "X"])
  }

  @Test func theCommonestTagIsTheBaseline() throws {
    let model = CommonestTags(small)
    // Of words seen once, most are nouns or verbs; of as many the first tag counts.
    #expect(model.likeliest(["man", "old", "zebra"]) == ["N", "A", "N"])
    let scores = try model.scores(on: sentences(["man/V the/D zebra/N"]))
    #expect((scores.words, scores.right, scores.unknown, scores.rightOfUnknown) == (3, 2, 1, 1))
    #expect(scores.pieces == nil && scores.description == "accuracy 66.67, unknown 100.00")
  }

  @Test func piecesAreScoredAsWholes() throws {
    let truth = sentences(["a/B-x b/I-x c/O d/B-y", "e/O"])
    let scores = try TaggingScores(
      truth, [["B-x", "O", "O", "I-y"], ["O"]], knows: { _ in true })
    let pieces = try #require(scores.pieces)
    #expect(pieces.f1 == 0.5 && pieces.precision == 0.5 && pieces.recall == 0.5)
    #expect(pieces.repaired == (0, 1))
    #expect(scores.accuracy == 0.6 && scores.shareOfUnknown == 0)
  }
}

@Suite struct WordSegmentationTests {
  @Test func wordsBecomeTagsAndBack() {
    let words = ["加速度", "是", "同樣", "的"]
    let tags = WordSegmentation.tags(of: words)
    #expect(tags == ["B", "M", "E", "S", "B", "E", "S"])
    let characters = WordSegmentation.characters(of: words.joined())
    #expect(WordSegmentation.words(of: characters, tags: tags) == words)
    #expect(
      WordSegmentation.words(of: characters, tags: ["M", "E", "E", "B", "B", "M", "S"])
        == ["加速", "度", "是", "同樣", "的"])
    #expect(WordSegmentation.sentences([words])[0].words == characters)
    #expect(WordSegmentation.tags(of: []) == [] && WordSegmentation.words(of: [], tags: []) == [])
  }

  @Test func theLongestWordIsTaken() {
    let match = LongestMatch(["ab", "abc", "cd", "d"])
    #expect(match.words(of: "abcdab") == ["abc", "d", "ab"])
    #expect(match.words(of: "xabx") == ["x", "ab", "x"] && match.words(of: "") == [])
  }

  @Test func foundWordsAreScored() {
    let scores = SegmentationScores(
      truth: [["ab", "c", "de"], ["f"]], guesses: [["ab", "cd", "e"], ["f"]],
      knows: { $0 != "de" && $0 != "f" })
    #expect(scores.precision == 0.5 && scores.recall == 0.5 && scores.f1 == 0.5)
    #expect(scores.shareOfUnknown == 0.5 && scores.recallOfUnknown == 0.5)
  }
}
