import Language
import Models
import Networks
import Tensors
import Testing

/// FNV-1a over the bits of some numbers.
private func fingerprint(_ values: [Float]) -> UInt32 {
  values.reduce(0x811c_9dc5) { ($0 ^ $1.bitPattern) &* 0x0100_0193 }
}

@Suite(.serialized) struct Fingerprints {
  /// From stories to vectors: the same bits on every machine, with any number of threads, with and without
  /// the compiler's optimizer. A change here changes the pages of the book.
  @Test(arguments: [1, 2, 7])
  func countingGivesTheSameBitsEverywhere(threads: Int) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    let corpus = Corpus.harbor(words: 8_000)
    let counts = try coOccurrence(
      corpus.training, words: corpus.vocabulary.count, window: 3, weighting: .harmonic)
    let surprise = ppmi(counts, smoothing: 0.75)
    var random = Random(seed: 1, stream: "fingerprint")
    let svd = randomizedSVD(surprise, rank: 20, dimensions: 96, random: &random)
    #expect(fingerprint(counts.values) == 938_821_799)
    #expect(fingerprint(surprise.values) == 3_095_699_621)
    #expect(fingerprint(svd.s.values) == 3_732_188_698)
    #expect(fingerprint(svd.u.values) == 1_292_654_694)
  }

  /// What two epochs of a word model leave in its vectors.
  @Test(arguments: [1, 2, 7])
  func wordModelsLeaveTheSameBitsEverywhere(threads: Int) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    let corpus = Corpus.harbor(words: 800)
    let (words, counts) = (corpus.vocabulary.count, corpus.vocabulary.counts)
    let data = try Contexts(corpus.training, window: 3)
    var random = Random(seed: 1, stream: "fingerprint")
    func vectors(_ output: any WordOutput) throws -> [Float] {
      var random = random
      let cbow = CBOW(Embedding(words: words, size: 20, random: &random), output)
      try Trainer(cbow, optimizer: Adam(), batchSize: 100, random: random)
        .train(on: data, epochs: 1)
      // The skip-gram goes on with what CBOW has learned.
      try Trainer(
        SkipGram(cbow.embedding, output), optimizer: SGD(rate: 0.1), batchSize: 100, random: random
      ).train(on: data, epochs: 1)
      return cbow.vectors.values
    }
    let softmax: any WordOutput = FullSoftmax(words: words, size: 20, random: &random)
    let negatives = NegativeSamplingLoss(counts: counts, size: 20, random: &random)
    let tree = HierarchicalSoftmax(counts: counts, size: 20, random: &random)
    let prints = try [softmax, negatives, tree].map { fingerprint(try vectors($0)) }
    #expect(prints == [683_593_302, 1_506_965_994, 310_727_641])
  }

  /// What an epoch of the fast trainer leaves in both matrices.
  @Test(arguments: [1, 2, 7])
  func word2VecLeavesTheSameBitsEverywhere(threads: Int) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    let corpus = Corpus.harbor(words: 4_000)
    func bits(_ architecture: Word2Vec.Architecture, _ objective: Word2Vec.Objective) throws
      -> UInt32
    {
      var settings = Word2Vec.Settings(architecture)
      (settings.objective, settings.epochs, settings.size) = (objective, 2, 40)
      let random = Random(seed: 1, stream: "fingerprint")
      let model = try Word2Vec(corpus.vocabulary, settings, random: random)
      try model.train(on: corpus.training)
      return fingerprint(try model.vectors.vectors(corpus.vocabulary.words).values + model.losses)
    }
    let prints = [
      try bits(.cbow, .negativeSampling(5)), try bits(.skipGram, .negativeSampling(5)),
      try bits(.skipGram, .hierarchicalSoftmax),
    ]
    #expect(prints == [1_261_782_331, 2_993_893_176, 3_406_626_937])
  }

  /// What counting language models say of a text, alone and mixed.
  @Test func countedProbabilitiesAreTheSameBitsEverywhere() throws {
    let corpus = Corpus.harbor(words: 8_000)
    let models: [any LanguageModel] = [
      try UnigramModel(corpus.vocabulary, of: corpus.training),
      try KneserNey(corpus.vocabulary, of: corpus.training, discounts: .one),
      try KneserNey(corpus.vocabulary, order: 3, of: corpus.training),
      CacheModel(corpus.vocabulary, size: 200),
    ]
    let mixed = Interpolation.fitted(models, on: corpus.validation)
    let prints = (models + [mixed]).map {
      fingerprint($0.logProbabilities(of: corpus.test, after: corpus.validation))
    }
    #expect(prints == [2_619_260_952, 2_929_672_798, 2_039_715_024, 2_585_072_472, 2_865_628_457])
  }

  /// From points to a map, on which the least difference would have grown large after so many steps.
  @Test(arguments: [1, 2, 7])
  func mapsGiveTheSameBitsEverywhere(threads: Int) {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    var random = Random(seed: 3, stream: "points")
    let points = Tensor.normal([150, 20], random: &random)
    #expect(fingerprint(pca(points).values) == 2_799_017_464)
    #expect(fingerprint(tsne(points, steps: 300).values) == 1_205_528_885)
  }

  /// What classifiers learn of pieces of stories.
  @Test(arguments: [1, 2, 7])
  func classifiersLeaveTheSameBitsEverywhere(threads: Int) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    let corpus = Corpus.harbor(words: 1_500)
    let words = corpus.vocabulary.words(at: corpus.training)
    let texts = LabeledTexts(
      stride(from: 0, to: words.count - 10, by: 10).map { start in
        let text = Array(words[start..<start + 10])
        return (text: text, label: text.contains("the") ? "some" : "none")
      })
    let linear = LinearTextClassifier.Settings.Method.allCases.map { method in
      fingerprint(LinearTextClassifier(of: texts, .init(method)).weights.values)
    }
    let neural = try NeuralTextClassifier.Encoder.allCases.map { encoder in
      var settings = NeuralTextClassifier.Settings(encoder)
      (settings.embeddingSize, settings.filters, settings.size) = (20, 19, 17)
      let random = Random(seed: 1, stream: "fingerprint")
      let model = NeuralTextClassifier(of: texts, settings, random: random)
      let trainer = model.trainer(random: random)
      (trainer.patience, trainer.showsProgress) = (nil, false)
      try trainer.train(on: model.data(texts), epochs: 2)
      return fingerprint(model.parameters.flatMap(\.value.values))
    }
    #expect(linear == [137_013_729, 303_279_865, 1_087_766_639])
    #expect(neural == [659_218_392, 271_269_386, 1_725_258_345, 1_518_378_700])
  }

  /// What two epochs leave in a tagger by features and in a network with all its layers.
  @Test(arguments: [1, 2, 7])
  func taggersLeaveTheSameBitsEverywhere(threads: Int) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    let sentences = TaggedSentences(
      (0..<40).map { number in
        let name = ["Anna", "Peter", "Mary"][number % 3] + ["", "’s"][number * number % 5 % 2]
        return TaggedSentence(
          [name, "sees", ["Port", "Old"][number % 2], "Ellis", "\(number)"],
          ["PERSON", "VERB", "PLACE", "PLACE", "NUMBER"])
      })
    let random = Random(seed: 1, stream: "fingerprint")
    var features = FeatureTagger.Settings()
    (features.epochs, features.penalty) = (2, 0.001)
    let tagger = FeatureTagger(sentences, features, random: random)
    let weights = (0..<5).flatMap { place in
      tagger.evidence(at: place, of: sentences[7].words).flatMap(\.weights.values)
    }
    #expect(fingerprint(weights + tagger.crf.transitions.value.values) == 1_637_631_821)
    let prints = try [Tagger.Characters.convolution, .lstm].map { characters in
      var settings = Tagger.Settings()
      (settings.embeddingSize, settings.size, settings.filters) = (20, 24, 18)
      settings.characters = characters
      let network = Tagger(sentences, settings, random: random)
      let trainer = Trainer(network, optimizer: Adam(rate: 0.01), batchSize: 1, random: random)
      try trainer.train(
        on: TaggedExamples(sentences, for: network, batchSize: 6, random: random), epochs: 2)
      return fingerprint(network.parameters.flatMap(\.value.values))
    }
    #expect(prints == [891_196_066, 3_235_571_257])
  }

  /// What an epoch leaves in a model of gaps, and two in classifiers that begin with it.
  @Test(arguments: [1, 2, 7])
  func fineTuningLeavesTheSameBitsEverywhere(threads: Int) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    let random = Random(seed: 1, stream: "fingerprint")
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads, settings.context) = (16, 1, 2, 8)
    let model = MaskedLanguageModel(
      Vocabulary(words: (0..<20).map { "\($0)" }), settings, random: random)
    let trainer = Trainer(model, optimizer: AdamW(), batchSize: 10, random: random)
    trainer.showsProgress = false
    try trainer.train(on: model.data([predictableText(400)], random: random), epochs: 1)
    func bits(_ parameters: [Parameter]) -> UInt32 {
      fingerprint(parameters.flatMap(\.value.values))
    }
    let texts = LabeledTexts([["3", "1"], ["4"], ["1", "5"]], [0, 1, 0], classes: ["a", "b"])
    let prints = try [FineTunedClassifier.Learning.all, .lowRank(2)].map { learning in
      let classifier = FineTunedClassifier(
        of: texts, from: model, learning: learning, random: random)
      let trainer = classifier.trainer(random: random)
      trainer.showsProgress = false
      try trainer.train(on: classifier.data(texts), epochs: 2)
      return bits(classifier.parameters)
    }
    #expect([bits(model.parameters)] + prints == [3_628_454_177, 3_779_046_495, 1_987_533_234])
  }

  /// What two epochs leave in models that find, read and rewrite.
  @Test(arguments: [1, 2, 7])
  func modelsThatFindLeaveTheSameBitsEverywhere(threads: Int) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    let corpus = Corpus.harbor(words: 1_200)
    let words = corpus.vocabulary.words(at: corpus.training)
    // Few of them: without the optimizer, and with lanes as calls, they take a hundred times as long.
    let texts = stride(from: 0, to: words.count - 20, by: 13).prefix(20).map { start in
      Array(words[start..<start + 7 + start % 11])
    }
    let questions = texts.map { [$0[3], "?", $0[1]] }
    let random = Random(seed: 1, stream: "fingerprint")
    func bits<M: Model>(_ model: M, _ data: any Dataset<M.Batch>) throws -> UInt32 {
      let trainer = Trainer(model, optimizer: Adam(rate: 0.01), batchSize: 7, random: random)
      trainer.showsProgress = false
      try trainer.train(on: data, epochs: 2)
      return fingerprint(model.parameters.unique.flatMap(\.value.values))
    }
    let pairs = TextPairs(questions: questions, passages: texts)
    let dual = try DualEncoder.Encoder.allCases.map { encoder in
      var settings = DualEncoder.Settings()
      (settings.encoder, settings.embeddingSize, settings.size) = (encoder, 20, 17)
      settings.isSymmetric = true
      let model = DualEncoder(of: pairs, settings, random: random)
      return try bits(model, model.data(pairs))
    }
    #expect(dual == [3_589_907_833, 2_233_250_905])
    let candidates = texts.indices.map { n in (0..<3).map { texts[(n + $0) % texts.count] } }
    let cross = CrossEncoder(of: questions, candidates, .init(), random: random)
    let crossed = try bits(cross, try cross.data(questions, candidates))
    #expect(crossed == 1_156_185_391)
    var reading = SpanReader.Settings()
    (reading.embeddingSize, reading.size, reading.canDecline) = (20, 19, true)
    let examples = zip(questions, texts).enumerated().map { n, pair in
      SpanExample(question: pair.0, passage: pair.1, answer: n % 4 == 0 ? nil : 2..<4)
    }
    let reader = SpanReader(of: examples, reading, random: random)
    let read = try bits(reader, try reader.data(examples))
    #expect(read == 3_175_835_435)
    let copying = try [Float(0), 1].map { coverage in
      var settings = PointerGenerator.Settings()
      (settings.embeddingSize, settings.size, settings.minimumCount) = (20, 38, 2)
      settings.coverage = coverage
      let model = PointerGenerator(of: texts, questions, settings, random: random)
      return try bits(model, try model.data(texts, questions))
    }
    #expect(copying == [175_040_143, 3_229_569_643])
  }
}
