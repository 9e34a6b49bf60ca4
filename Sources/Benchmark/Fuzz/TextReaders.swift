import Ground
import Language
import Models
import Tensors

extension FuzzFiles {
  /// The readers of texts, and of lists in text files.
  var textReaders: [FuzzedReader] { [corpus, stream, pairs, labeled, grades, wordNet] }

  private static let texts = [
    "The old man sees the sea. He doesn't like well-known things, “he” says: the sea!\nAnd so on, and so on.",
    "Ein Fluß\tund Straßen; élan vital — naïve coöperation.\r\nΣίσυφος and ΣΊΣΥΦΟΣ \u{1F600}\n\nİstanbul ISTANBUL\n",
    "我们 的 船 在 海 上 . \u{5E0}\u{5D1}\u{5DC} \u{645}\u{6CC}\u{200C}\u{62E}\u{648}\u{627}\u{647}\u{645} <unk> <eos>\n"
      + "a b c d e f g\n",
  ].map { Array($0.utf8) }

  private static let tokenizers: [Tokenizer] = [.words, .lines, .characters]

  private var corpus: FuzzedReader {
    FuzzedReader(name: "corpus", seeds: FuzzFiles.texts) { bytes, random in
      try write(bytes)
      let tokenizer = FuzzFiles.tokenizers[random.integer(below: 3)]
      let corpus = try Corpus.load(
        input, tokenizer: tokenizer, limit: random.integer(below: 2) == 0 ? 5 : nil,
        minimumCount: 1 + random.integer(below: 2))
      var joiner = TokenJoiner(tokenizer)
      for word in corpus.vocabulary.words { _ = joiner.next(word) }
      for window in 1...2 where corpus.training.count > 1 {
        _ = try coOccurrence(corpus.training, words: corpus.vocabulary.count, window: window)
      }
    }
  }

  private var stream: FuzzedReader {
    FuzzedReader(name: "stream", seeds: FuzzFiles.texts) { bytes, random in
      try write(bytes)
      let text = try TextStream(
        path: input, tokenizer: FuzzFiles.tokenizers[random.integer(below: 3)],
        minimumCount: random.integer(below: 4), limit: random.integer(below: 2) == 0 ? 5 : nil)
      var count = 0
      try text.read { ids in
        count += ids.count
        return true
      }
      require(count == text.tokenCount, "A stream of \(text.tokenCount) words gave \(count).")
    }
  }

  private var pairs: FuzzedReader {
    let texts = [
      "16+75\t91\n52+607\t659\n",
      "september 27, 1994           _1994-09-27\n8 may 2003_2003-05-08\n",
      "Go.\tVa !\tCC-BY 2.0\r\nHi.\tSalut !\tCC-BY 2.0\r\n",
    ]
    return FuzzedReader(name: "pairs", seeds: texts.map { Array($0.utf8) }) { bytes, random in
      try write(bytes)
      let pairs = try Pairs(
        file: input, tokenizer: FuzzFiles.tokenizers[random.integer(below: 3)],
        limit: random.integer(below: 2) == 0 ? 1 + random.integer(below: 5) : nil)
      _ = pairs[pairs.count - 1]
      _ = pairs.shuffled(&random).split(at: pairs.count / 2)
    }
  }

  private var labeled: FuzzedReader {
    let texts = [
      "good\tA fine film!\nbad\tdull, dull\r\n\ngood\t not dull\nbad\ta dull film\n",
      "__label__good A fine film!\n__label__bad dull\n__label__good fine\n__label__bad so dull\n",
      "1 a fine film\n0 dull dull\n1 not dull <unk>\n0 a film\n",
    ]
    return FuzzedReader(name: "labeled", seeds: texts.map { Array($0.utf8) }) { bytes, random in
      try write(bytes)
      let texts = try LabeledTexts(
        file: input, tokenizer: FuzzFiles.tokenizers[random.integer(below: 3)],
        classes: random.integer(below: 4) == 0 ? ["bad", "good"] : nil)
      _ = texts.folds(of: 3)
      try texts.demandTrainable("input")
      var settings = LinearTextClassifier.Settings(.naiveBayes)
      settings.minimumCount = 1 + random.integer(below: 2)
      _ = LinearTextClassifier(of: texts, settings).evaluated(on: texts)
    }
  }

  private var grades: FuzzedReader {
    let texts = [
      "love sex 6.77\ntiger\tcat\t7.35\n\nBook paper 7.46",
      ": capital\nAthens Greece Oslo Norway\nAthens Greece Rome Italy\n: family\nboy girl man woman\n",
    ]
    return FuzzedReader(name: "grades", seeds: texts.map { Array($0.utf8) }) { bytes, random in
      let text = String(decoding: bytes, as: UTF8.self)
      if random.integer(below: 2) == 0 {
        _ = try GradedPair.pairs(in: text, name: "grades")
      } else {
        _ = try AnalogyClass.classes(in: text, name: "analogies")
      }
    }
  }

  /// Three files in one input, a line of equals signs between them.
  private var wordNet: FuzzedReader {
    let parts = [
      """
        1 a license
      00000001 03 n 01 entity 0 001 ~ 00000002 n 0000 | that which is
      00000002 03 n 02 thing 0 object_one 0 001 @ 00000001 n 0000 | a thing; "a thing"
      00000003 15 n 01 Paris 0 001 @i 00000002 n 0000 | a city
      """,
      """
      entity n 1 1 ~ 1 0 00000001
      thing n 1 1 @ 1 0 00000002
      object_one n 1 1 @ 1 0 00000002
      paris n 1 1 @i 1 0 00000003
      """,
      "mice mouse\nthings thing",
    ]
    let seed = Array(parts.joined(separator: "\n=====\n").utf8)
    return FuzzedReader(name: "wordnet", seeds: [seed]) { bytes, _ in
      var rest = bytes[...]
      for name in ["data.noun", "index.noun", "noun.exc"] {
        let end =
          rest.indices.first { rest[$0...].starts(with: Array("\n=====\n".utf8)) } ?? rest.endIndex
        try write(Array(rest[..<end]), to: "\(folder)/\(name)")
        rest = rest[min(end + 7, rest.endIndex)...]
      }
      let thesaurus = try WordNet.load(from: folder)
      _ = try thesaurus.synonyms(of: "thing")
      _ = try thesaurus.pathSimilarity("thing", "paris")
      _ = thesaurus.tree(under: try thesaurus.sense(of: "entity"))
    }
  }
}
