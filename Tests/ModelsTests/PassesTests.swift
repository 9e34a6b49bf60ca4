import Ground
import Language
import Networks
import Tensors
import Testing

@testable import Models

/// How often a text is read, what training takes, and what is said of vectors that learned too little.
@Suite struct PassesTests {
  @Test(arguments: [
    (0, 100), (1000, 100), (18_639, 90), (186_258, 28), (1_953_652, 9), (10_000_000, 5),
    (Int.max, 5),
  ])
  func shortTextsAreReadMoreOften(words: Int, epochs: Int) {
    #expect(Word2Vec.Settings.epochs(forWords: words) == epochs)
  }

  private static let text = Corpus.harbor(seed: 3, words: 3000)

  private func trained(_ change: (inout Word2Vec.Settings) -> Void) throws -> Word2Vec {
    var settings = Word2Vec.Settings()
    settings.size = 20
    change(&settings)
    let text = PassesTests.text
    let model = try Word2Vec(
      text.vocabulary, settings, random: Random(seed: 1, stream: "passes"))
    try model.train(on: text.training)
    return model
  }

  @Test func vectorsThatHardlyLeftTheirBeginningAreWarnedOf() throws {
    let few = try trained { $0.epochs = 14 }.warning
    #expect(few?.contains("two words taken at random have a cosine of ") == true, "\(few ?? "")")
    let slow = try trained { $0.rate = 1e-6 }.warning
    #expect(slow?.contains("they are about as short as they began") == true, "\(slow ?? "")")
    let enough = try trained { $0.epochs = Word2Vec.Settings.epochs(forWords: 3000) }
    #expect(enough.warning == nil)
  }

  /// Nearly every word would be thinned out, and the vectors would stay as they began.
  @Test func subsamplingThatLeavesNothingIsRefused() {
    let error = #expect(throws: InputError.self) { try trained { $0.subsampling = 1e-12 } }
    #expect(error?.description.contains("words to learn from; raise it") == true)
  }

  @Test func settingsHaveBounds() {
    for change in [
      { $0.epochs = .max }, { $0.epochs = 0 }, { $0.size = 100_000 }, { $0.window = .max },
      { $0.objective = .negativeSampling(.max) }, { $0.subsampling = .nan },
      { $0.rate = .infinity },
    ] as [(inout Word2Vec.Settings) -> Void] {
      #expect(throws: InputError.self) { try trained(change) }
    }
  }

  /// What is asked of memory before a model is made is what it then has, or a little less.
  @Test(arguments: RecurrentLanguageModel.Cell.allCases, [1, 3])
  func parametersAreCountedBeforehand(cell: RecurrentLanguageModel.Cell, layers: Int) {
    for isTied in [false, true] {
      var settings = RecurrentLanguageModel.Settings()
      (settings.cell, settings.layers, settings.isTied) = (cell, layers, isTied)
      (settings.embeddingSize, settings.size) = (isTied ? 40 : 30, 40)
      let words = PassesTests.text.vocabulary
      let model = RecurrentLanguageModel(words, settings, random: Random(seed: 1, stream: "count"))
      let (count, expected) = (
        Double(model.parameterCount), settings.parameterCount(words: [words.count])
      )
      #expect(expected <= count && expected > 0.98 * count)
    }
  }

  @Test func parametersOfOtherModelsAreNeverOvercounted() {
    let words = PassesTests.text.vocabulary
    let random = Random(seed: 1, stream: "count")
    for look in Seq2Seq.Look.allCases {
      var settings = Seq2Seq.Settings()
      (settings.look, settings.isBidirectional, settings.layers) = (look, true, 2)
      let model = Seq2Seq(endless, endless, settings, random: random)
      #expect(settings.parameterCount(words: [2, 2]) <= Double(model.parameterCount))
    }
    for positions in TransformerSettings.Positions.allCases {
      var settings = TransformerSettings()
      (settings.size, settings.positions, settings.isTied) = (16, positions, true)
      let model = TransformerLanguageModel(words, settings, random: random)
      let count = settings.parameterCount(words: [words.count])
      #expect(count <= Double(model.parameterCount))
      let translator = Transformer(endless, endless, settings, random: random)
      #expect(settings.parameterCount(words: [2, 2]) <= Double(translator.parameterCount))
    }
  }

  private var endless: Vocabulary { Vocabulary(words: ["a", Pairs.end]) }
}
