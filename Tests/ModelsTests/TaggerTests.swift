import Foundation
import Ground
import Language
import Models
import Networks
import Tensors
import Testing

/// Names and what happens to them: enough to learn something from, new names among them.
private func sentences(_ count: Int, seed: UInt64) -> TaggedSentences {
  var random = Random(seed: seed, stream: "sentences")
  func pick(_ words: [String]) -> String { words[random.integer(below: words.count)] }
  func name() -> String {
    let parts = (0..<2 + random.integer(below: 2)).map { _ in
      pick(["ka", "lo", "mi", "ren", "tos"])
    }
    return parts.joined().capitalized
  }
  return TaggedSentences(
    (0..<count).map { _ in
      var (words, tags): ([String], [String]) = ([], [])
      if random.bernoulli(0.5) {
        words += [pick(["Captain", "Doctor"]), name()]
        tags += ["B-person", "I-person"]
      } else {
        words += [name()]
        tags += ["B-person"]
      }
      words += [
        pick(["sees", "finds", "paints"]), "the", name() + "a", pick([".", "today", "🦊"]),
      ]
      tags += ["O", "O", "B-boat", "O"]
      return TaggedSentence(words, tags)
    })
}

private func withFolder(_ body: (_ folder: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

private func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  let before = Threads.count
  defer { Threads.count = before }
  Threads.count = count
  return try body()
}

private let random = Random(seed: 1, stream: "tagger")
/// Sentences of all lengths, one of them empty, and words as no text should have them.
private let odd: [[String]] =
  [
    [], ["🦊"], ["", "sees"], ["Captain", "Kalo", "sees"], [String](repeating: "the Lomi", count: 3),
  ]
  + sentences(20, seed: 3).words

@Suite struct FeatureTaggerTests {
  private let tagger = FeatureTagger(sentences(60, seed: 1), random: random)

  /// Scores are sums over features, and the best row of tags is the best of all.
  @Test func theLikeliestTagsAreTheBestOfAll() {
    for sentence in sentences(5, seed: 2).words {
      let words = Array(sentence.prefix(4))
      let scores = words.indices.map { place in
        tagger.evidence(at: place, of: words).reduce(into: [Double](repeating: 0, count: 4)) {
          for (tag, weight) in $1.weights.values.enumerated() { $0[tag] += Double(weight) }
        }
      }
      let (a, first, last) = (
        tagger.crf.transitions.value, tagger.crf.first.value, tagger.crf.last.value
      )
      func score(_ tags: [Int]) -> Double {
        tags.indices.reduce(Double(first[tags[0]]) + Double(last[tags[3]])) { sum, place in
          sum + scores[place][tags[place]]
            + (place > 0 ? Double(a[tags[place - 1], tags[place]]) : 0)
        }
      }
      let rows = (0..<256).map { [$0 / 64, $0 / 16 % 4, $0 / 4 % 4, $0 % 4] }
      let best = rows.max { score($0) < score($1) }!
      #expect(tagger.likeliest(words) == best.map { tagger.tags[$0] })
    }
    let names = tagger.evidence(at: 0, of: ["Captain"]).map(\.feature)
    #expect(names.contains("word[0]=Captain") && names.contains("capital[0]"))
    #expect(names.contains("always") && names.contains("lower[-1]: none"))
  }

  @Test func newNamesAreFound() throws {
    let scores = try tagger.scores(on: sentences(100, seed: 2))
    #expect(scores.accuracy > 0.97 && scores.pieces!.f1 > 0.95, "\(scores)")
    #expect(scores.unknown > 50)
  }

  @Test func neitherThreadsNorNeighborsChangeAnything() throws {
    let expected = try withThreads(1) {
      try bytes(FeatureTagger(sentences(40, seed: 1), random: random))
    }
    for threads in [2, 5] {
      let found = try withThreads(threads) {
        try bytes(FeatureTagger(sentences(40, seed: 1), random: random))
      }
      #expect(found == expected)
    }
    #expect(tagger.likeliest(odd) == odd.map { tagger.likeliest($0) })
    #expect(tagger.likeliest([String](repeating: "🦊", count: 10_000)).count == 10_000)
  }

  private func bytes(_ tagger: FeatureTagger) throws -> Data {
    var data = Data()
    try withFolder {
      try tagger.save(to: $0 + "/tagger")
      data = try Data(contentsOf: URL(filePath: $0 + "/tagger"))
    }
    return data
  }

  @Test func rareFeaturesMayBeLeftOut() {
    var settings = FeatureTagger.Settings()
    settings.minimumCount = 3
    let fewer = FeatureTagger(sentences(60, seed: 1), settings, random: random)
    #expect(fewer.featureCount < tagger.featureCount / 2)
  }

  @Test func templatesHaveNames() {
    for template in FeatureTemplate.words + FeatureTemplate.characters {
      #expect(FeatureTemplate(template.description) == template)
    }
    for wrong in ["word", "word[0", "prefix0[1]", "word[x]", "words[0]"] {
      #expect(FeatureTemplate(wrong) == nil)
    }
    #expect(WordAttribute.shape.value(of: "Ab1-😀é9z") == "Xxd-😀x")
    #expect(WordAttribute.suffix(2).value(of: "ab") == nil)
    #expect(WordAttribute.trait(.capitals).value(of: "U.N.") == "")
  }
}

@Suite struct TaggerTests {
  private static let variants: [Tagger.Settings] = Tagger.Characters.allCases.flatMap {
    characters in
    [false, true].map { isChain in
      var settings = Tagger.Settings()
      (settings.embeddingSize, settings.size, settings.characterSize) = (4, 3, 3)
      (settings.filters, settings.characters, settings.isChain) = (4, characters, isChain)
      return settings
    }
  }

  /// The vocabularies and sentences of the golden values.
  private static let vocabularies = [
    ["<unk>", "a", "bc", "dcac"], ["<unk>", "a", "B", "c", "d"], ["A", "B", "C"],
  ].map { Vocabulary(words: $0) }
  private static let golden = TaggedSentences([
    TaggedSentence(["a", "Bc", "dcac", "a"], ["A", "B", "C", "A"]),
    TaggedSentence(["dcac"], ["B"]), TaggedSentence(["Bc", "xy", "a"], ["C", "C", "A"]),
  ])

  /// PyTorch in double precision reads each sentence alone. A loss may differ by a few roundings of a Float
  /// (6e-8 each), a gradient by some more.
  @Test(arguments: 0..<6) func lossAndGradientsAreThoseOfPyTorch(_ index: Int) throws {
    var settings = Self.variants[index]
    (settings.dropout, settings.wordDropout) = (0, 0)
    let name = "\(settings.characters), \(settings.isChain ? "CRF" : "softmax")"
    let url = Bundle.module.url(forResource: "Golden/tagger", withExtension: "json")!
    let values = try JSONDecoder().decode(
      [String: [String: [Double]]].self, from: Data(contentsOf: url))[name]!
    let tagger = Tagger(Self.vocabularies, settings, random: random)
    #expect(values.count == 2 * tagger.parameters.count + 1)
    for parameter in tagger.parameters {
      let numbers = try #require(values[parameter.name], "\(parameter.name)")
      parameter.value = Tensor(numbers.map { Float($0) }, shape: parameter.value.shape)
    }
    let examples = TaggedExamples(Self.golden, for: tagger, batchSize: 3, random: random)
    tagger.zeroGradients()
    let score = tagger.forward(examples.batch([0]), mode: .training)
    tagger.backward()
    #expect(abs(Double(score.loss) / values["loss"]![0] - 1) < 1e-6 && score.count == 8)
    for parameter in tagger.parameters {
      let (found, expected) = (parameter.gradient.values, values["d \(parameter.name)"]!)
      let distance = zip(found, expected).reduce(0) {
        $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
      }
      let size = expected.reduce(0) { $0 + $1 * $1 }
      #expect(found.count == expected.count && distance.squareRoot() <= 1e-5 * size.squareRoot())
    }
  }

  private func trainer(_ tagger: Tagger) -> Trainer<Tagger> {
    let trainer = Trainer(tagger, optimizer: Adam(rate: 0.02), batchSize: 1, random: random)
    (trainer.clipping, trainer.showsProgress) = (.norm(5), false)
    return trainer
  }

  private func trained(
    _ settings: Tagger.Settings, on sentences: TaggedSentences, epochs: Int
  ) throws -> Tagger {
    let tagger = Tagger(sentences, settings, random: random)
    try trainer(tagger).train(
      on: TaggedExamples(sentences, for: tagger, batchSize: 8, random: random), epochs: epochs)
    return tagger
  }

  @Test(arguments: Self.variants) func newNamesAreFound(_ settings: Tagger.Settings) throws {
    var settings = settings
    (settings.embeddingSize, settings.size, settings.filters) = (8, 8, 8)
    settings.dropout = 0.2
    let tagger = try trained(settings, on: sentences(80, seed: 1), epochs: 12)
    let scores = try tagger.scores(on: sentences(100, seed: 2))
    #expect(scores.accuracy > 0.95, "\(settings) \(scores)")
  }

  /// A sentence alone and beside longer ones gets the same bits.
  @Test(arguments: Self.variants) func paddingChangesNothing(_ settings: Tagger.Settings) throws {
    let tagger = try trained(settings, on: sentences(16, seed: 1), epochs: 1)
    #expect(tagger.likeliest(odd) == odd.map { tagger.likeliest($0) })
    let scores = tagger.scores(of: odd.filter { !$0.isEmpty })
    for (sentence, own) in zip(odd.filter { !$0.isEmpty }, scores) {
      #expect(tagger.scores(of: [sentence])[0] == own)
    }
    #expect(tagger.likeliest([String](repeating: "🦊", count: 10_000)).count == 10_000)
    #expect(
      tagger.likeliest([String](repeating: "m", count: 500).joined().map { "\($0)" }).count == 500)
  }

  @Test func threadsChangeNothing() throws {
    let values = try [1, 2, 5].map { threads in
      try withThreads(threads) {
        try trained(Tagger.Settings(), on: sentences(20, seed: 1), epochs: 1).parameters.map(
          \.value)
      }
    }
    #expect(values[0] == values[1] && values[0] == values[2])
  }

  /// Words that were seen once are sometimes read as unknown ones, so that these have a vector too.
  @Test func unknownWordsAreLearned() throws {
    var settings = Self.variants[0]
    settings.wordDropout = 1
    let once = TaggedSentences([TaggedSentence(["a", "b", "a"], ["X", "Y", "X"])])
    let tagger = try trained(settings, on: once, epochs: 1)
    let fresh = Tagger(once, settings, random: random)
    let (new, old) = (tagger.parameters[0].value, fresh.parameters[0].value)
    let ids = ["a", "b", Vocabulary.unknown].map { tagger.vocabularies[0][$0]! }
    #expect(ids.map { new.row($0) != old.row($0) } == [true, false, true])
  }

  @Test func trainingGoesOnToTheSameBits() throws {
    try withFolder { folder in
      let data = sentences(40, seed: 1)
      let whole = try trained(Self.variants[3], on: data, epochs: 3)
      let half = Tagger(data, Self.variants[3], random: random)
      let examples = TaggedExamples(data, for: half, batchSize: 8, random: random)
      let first = trainer(half)
      first.onStep = { if $0.number == 7 { first.stop() } }
      try first.train(on: examples, epochs: 3)
      try half.save(to: folder + "/half", training: first)
      let rest = try Tagger(from: folder + "/half")
      let second = trainer(rest)
      try rest.resume(second, from: folder + "/half")
      try second.train(on: examples, epochs: 3)
      #expect(rest.parameters.map(\.value) == whole.parameters.map(\.value))
    }
  }

  @Test func theScoreOfValidationCountsWrongTags() throws {
    let tagger = Tagger(Self.vocabularies, Self.variants[1], random: random)
    let data = TaggedSentences([TaggedSentence(["a", "a"], ["A", "never seen"])])
    let examples = TaggedExamples(data, for: tagger, random: random)
    let score = tagger.score(on: examples)
    #expect(score.count == 2 && score.loss >= 0.5 && score.accuracy! <= 0.5)
    // Of pieces it is 1 − F1, over all batches.
    let names = sentences(60, seed: 1)
    let other = try trained(Self.variants[1], on: names, epochs: 2)
    let held = sentences(50, seed: 2)
    let batches = TaggedExamples(held, for: other, batchSize: 7, random: random)
    let f1 = try #require(try other.scores(on: held).pieces).f1
    #expect(abs(other.score(on: batches).loss - (1 - f1)) < 1e-6 && f1 > 0)
    let unknown = TaggedSentences([TaggedSentence(["Anna"], ["B-ship"])])
    let missed = other.score(on: TaggedExamples(unknown, for: other, random: random))
    #expect(missed.correct == 0 && missed.count >= 1)
  }
}

@Suite struct SavedTaggersTests {
  @Test func eachKindIsReadAgain() throws {
    try withFolder { folder in
      let (data, other) = (sentences(30, seed: 1), sentences(30, seed: 2).words + odd)
      let path = folder + "/tagger"
      let (commonest, trigram) = (CommonestTags(data), TrigramTagger(data))
      let features = FeatureTagger(data, random: random)
      let network = Tagger(data, random: random)
      try commonest.save(to: path, notes: ["column": "4"])
      #expect(try SavedTaggers.open(path).model.likeliest(other) == commonest.likeliest(other))
      #expect(try SavedTaggers.open(path).notes == ["column": "4"])
      try trigram.save(to: path)
      #expect(try SavedTaggers.open(path).model.likeliest(other) == trigram.likeliest(other))
      #expect(try TrigramTagger.open(path).model.counts == trigram.counts)
      try features.save(to: path)
      let read = try SavedTaggers.open(path).model
      #expect(read.likeliest(other) == features.likeliest(other) && read.tags == features.tags)
      #expect(read.knows("sees") && !read.knows("seas"))
      #expect(throws: InputError("\(path) is a checkpoint, but not of a trigram tagger.")) {
        try TrigramTagger.open(path)
      }
      try network.save(to: path)
      #expect(try SavedTaggers.open(path).model.likeliest(other) == network.likeliest(other))
      let model = RecurrentLanguageModel(Vocabulary(words: ["a"]), .init(), random: random)
      try model.save(to: path)
      #expect(throws: InputError("\(path) is a checkpoint, but not of a tagger.")) {
        try SavedTaggers.open(path)
      }
    }
  }
}
