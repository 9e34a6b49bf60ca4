import Ground
import Language
import Models
import Networks
import Tensors

extension FuzzFiles {
  /// The readers of tagged sentences and of taggers.
  func taggingReaders() throws -> [FuzzedReader] { [taggedSentences, try taggers()] }

  private static let columns =
    "-DOCSTART- -X- O\n\nAnna\tB-person\nReed\tI-person\nsees\tO\n\nPort\tI-place\n\u{1F6A2}\tO \r\n"
  private static let conllu = """
    # text = don't go
    1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
    1\tdo\tdo\tAUX\tVB\t_\t3\taux\t_\t_
    2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
    2.1\tyou\tyou\tPRON\tPRP\t_\t_\t_\t_\t_
    3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\t_

    1\t船\t_\tNOUN\tNN\t_\t0\troot\t_\t_
    """

  private var taggedSentences: FuzzedReader {
    let seeds = [FuzzFiles.columns, FuzzFiles.conllu].map { Array($0.utf8) }
    return FuzzedReader(name: "tagged", seeds: seeds) { bytes, random in
      try write(bytes)
      let formats: [TaggedFormat] = [.columns(), .columns(tag: 2), .conllu(), .conllu(tag: 5)]
      let sentences = try TaggedSentences(
        contentsOf: input, format: formats[random.integer(below: 4)])
      require(
        try TaggedSentences(text: sentences.columns, name: "again", format: .columns()).wordCount
          == sentences.wordCount, "What was written is not what is read.")
      _ = CommonestTags(sentences).likeliest(sentences.words)
      _ = TrigramTagger(sentences).likeliest(sentences.words)
      let cut = WordSegmentation.sentences(sentences.words)
      require(
        zip(cut.sentences, sentences.words).allSatisfy {
          WordSegmentation.words(of: $0.words, tags: $0.tags).joined() == $1.joined()
        }, "Words were lost among their characters.")
      if sentences.isOfPieces { _ = try sentences.repaired() }
    }
  }

  private func taggers() throws -> FuzzedReader {
    let sentences = try TaggedSentences(
      text: FuzzFiles.columns, name: "columns", format: .columns())
    let random = Random(seed: 1, stream: "fuzz")
    var features = FeatureTagger.Settings()
    features.epochs = 1
    var seeds = [
      try content { try CommonestTags(sentences).save(to: $0, notes: ["column": "2"]) },
      try content { try TrigramTagger(sentences).save(to: $0) },
      try content { try FeatureTagger(sentences, features, random: random).save(to: $0) },
    ]
    for characters in Tagger.Characters.allCases {
      var settings = Tagger.Settings()
      (settings.embeddingSize, settings.size, settings.characterSize) = (2, 2, 2)
      (settings.filters, settings.characters) = (2, characters)
      settings.isChain = characters != .none
      seeds.append(try content { try Tagger(sentences, settings, random: random).save(to: $0) })
    }
    return FuzzedReader(name: "tagger", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      let (tagger, _) = try SavedTaggers.open(input)
      let words = ["Anna", "sees", "", "\u{1F6A2}"]
      let tags = tagger.likeliest([words, []])
      require(tags.map(\.count) == [4, 0], "A word has no tag.")
    }
  }
}
