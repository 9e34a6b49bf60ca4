import Foundation
import Ground
import Harbor
import Networks
import Tensors
import Testing

@testable import Language
@testable import Models

private typealias Settings = RecurrentLanguageModel.Settings

/// Words called 0, 1, 2, …
private func numbered(_ count: Int) -> Vocabulary { Vocabulary(words: (0..<count).map { "\($0)" }) }

private func settings(_ cell: RecurrentLanguageModel.Cell = .lstm) -> Settings {
  var settings = Settings()
  (settings.cell, settings.embeddingSize, settings.size) = (cell, 12, 12)
  return settings
}

private func trainer(
  _ model: RecurrentLanguageModel, rate: Float = 2
) -> Trainer<RecurrentLanguageModel> {
  let random = Random(seed: 1, stream: "order")
  let trainer = Trainer(model, optimizer: SGD(rate: rate), batchSize: 1, random: random)
  (trainer.isShuffling, trainer.clipping, trainer.showsProgress) = (false, .norm(0.25), false)
  return trainer
}

private func model(
  _ settings: Settings, words: Int = 20, seed: UInt64 = 1
) -> RecurrentLanguageModel {
  RecurrentLanguageModel(numbered(words), settings, random: Random(seed: seed, stream: "model"))
}

@Suite struct ParallelStreamsTests {
  @Test(arguments: [(21, 2, 5), (22, 2, 5), (23, 3, 2), (40, 4, 4)])
  func eachStreamReadsItsPartInOrder(_ count: Int, _ rows: Int, _ steps: Int) throws {
    let ids = (0..<count).map { $0 * 10 }
    let streams = try ParallelStreams(ids, streams: rows, steps: steps)
    let length = (count - 1) / rows
    for row in 0..<rows {
      let blocks = (0..<streams.count).map { streams[$0] }
      let part = ids.dropFirst(row * length)
      #expect(blocks.flatMap { $0.inputs[row] } == Array(part.prefix(length)))
      #expect(blocks.flatMap { $0.targets[row] } == Array(part.dropFirst().prefix(length)))
    }
  }

  @Test func aTextTooShortIsRefused() throws {
    _ = try ParallelStreams(Array(0..<11), streams: 2, steps: 5)
    let error = #expect(throws: InputError.self) {
      try ParallelStreams(Array(0..<10), streams: 2, steps: 5)
    }
    #expect(
      error?.description == """
        A text of 10 words is too short for 2 streams of 5 steps; it takes 11 words, or fewer \
        streams or steps.
        """)
    #expect(throws: InputError.self) { try ParallelStreams([], streams: 1, steps: 1) }
    #expect(throws: InputError.self) { try ParallelStreams([3], streams: 1, steps: 1) }
  }
}

@Suite struct RecurrentLanguageModelTests {
  @Test(arguments: RecurrentLanguageModel.Cell.allCases)
  func itLearns(_ cell: RecurrentLanguageModel.Cell) throws {
    let model = model(settings(cell))
    let (training, test) = (predictableText(4000), Array(predictableText(5000).dropFirst(4000)))
    let before = model.perplexity(on: test)
    try trainer(model).train(on: ParallelStreams(training, streams: 5, steps: 10), epochs: 8)
    let after = model.perplexity(on: test)
    // Twenty words to begin with, three that can follow each.
    #expect(before > 15 && after < 4 && after > 2.9, "\(before) → \(after)")
  }

  @Test func scoringAgreesWithTheNextWord() {
    var settings = settings(.gru)
    (settings.layers, settings.dropout) = (2, 0.5)
    let model = model(settings)
    let ids = predictableText(9)
    for (context, rest) in [(0, 9), (1, 8), (4, 5)] {
      let logs = model.logProbabilities(of: Array(ids[context...]), after: Array(ids[..<context]))
      #expect(logs.count == rest)
      for (index, log) in logs.enumerated() {
        let next = model.nextWord(after: Array(ids[..<(context + index)]))
        // The same sums in another order: some roundings of numbers near 3.
        #expect(abs(Tensors.log(next[ids[context + index]]) - log) < 1e-5)
        #expect(abs(next.sum() - 1) < 1e-5)
      }
    }
  }

  /// The state goes on over the pieces in which a long text is read.
  @Test func perplexityIsThatOfOneStream() {
    let (ids, small) = (predictableText(2500, words: 900), model(settings(), words: 900))
    // 2^20 / 900 words at a time, so 2,500 words take three pieces.
    let whole = small.logProbabilities(of: Array(ids[1...]), after: [ids[0]])
    var logs: [Float] = []
    for id in ids.indices.dropFirst() where id % 500 == 1 {
      logs += small.logProbabilities(
        of: Array(ids[id..<min(id + 500, ids.count)]), after: Array(ids[..<id]))
    }
    #expect(whole == logs)
    let mean = whole.reduce(0.0) { $0 + Double($1) } / Double(whole.count)
    #expect(abs(Double(small.perplexity(on: ids)) / Foundation.exp(-mean) - 1) < 1e-6)
  }

  @Test func scoringLeavesTheTrainingStateAlone() throws {
    let model = model(settings())
    let block = try ParallelStreams(predictableText(100), streams: 3, steps: 5)[0]
    _ = model.forward(block, mode: .training)
    let state = model.recurrent.state
    _ = model.perplexity(on: predictableText(50))
    _ = model.nextWord(after: [1, 2])
    #expect(model.recurrent.state == state)
    model.reset()
    #expect(model.recurrent.state.isEmpty)
  }

  @Test func tiedWeightsAreOneParameter() {
    var tied = settings()
    tied.isTied = true
    let (one, two) = (model(tied), model(settings()))
    #expect(one.output.weight === one.embedding.weight)
    #expect(two.parameterCount - one.parameterCount == 20 * 12)
  }

  @Test func threadsChangeNothing() throws {
    var settings = settings()
    (settings.layers, settings.dropout, settings.isTied) = (2, 0.3, true)
    (settings.embeddingSize, settings.size) = (70, 70)
    let usual = Threads.count
    defer { Threads.count = usual }
    let results = try [1, 2, 7].map { threads in
      Threads.count = threads
      let model = model(settings, words: 1000)
      let streams = try ParallelStreams(predictableText(900, words: 1000), streams: 20, steps: 10)
      try trainer(model).train(on: streams, epochs: 2)
      return model.parameters.map(\.value)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  /// No model can be better than the grammar itself; one that is has seen what it was to guess.
  @Test(arguments: RecurrentLanguageModel.Cell.allCases)
  func noneIsBelowTheExactEntropy(_ cell: RecurrentLanguageModel.Cell) throws {
    let (training, test) = (
      Harbor().text(words: 30_000), Harbor().text(words: 4000, stream: "test")
    )
    let vocabulary = Vocabulary(words: Harbor.words)
    var settings = settings(cell)
    (settings.embeddingSize, settings.size) = (48, 48)
    let model = RecurrentLanguageModel(
      vocabulary, settings, random: Random(seed: 1, stream: "model"))
    let trainer = Trainer(
      model, optimizer: Adam(rate: 0.005), batchSize: 1, random: Random(seed: 1, stream: "order"))
    (trainer.isShuffling, trainer.clipping, trainer.showsProgress) = (false, .norm(1), false)
    let streams = try ParallelStreams(vocabulary.ids(of: training.words), streams: 10, steps: 25)
    try trainer.train(on: streams, epochs: 4)
    let perplexity = model.perplexity(
      on: try vocabulary.ids(of: test.words), after: [vocabulary["."]!])
    #expect(perplexity > test.perplexity)
    #expect(perplexity < 40, "It should have learned something: \(perplexity).")
  }

  @Test func aLossOutOfBoundsEndsTheTraining() throws {
    let model = model(settings())
    let trainer = trainer(model, rate: .infinity)
    trainer.clipping = nil
    let error = #expect(throws: TrainingError.self) {
      try trainer.train(on: ParallelStreams(predictableText(500), streams: 5, steps: 10), epochs: 2)
    }
    #expect("\(error!)".contains("at step 2 (epoch 1): lower the learning rate"))
  }
}

@Suite struct RecurrentLanguageModelFileTests {
  /// Words that Unicode writes in several ways come back in the same bytes, however they were handed over.
  @Test func wordsComeBackInTheSameBytes() throws {
    let words = Vocabulary(words: [
      "e\u{301}", "\u{212A}", "می\u{200C}روم", "가", "\u{1100}\u{1161}\u{11A8}", "❤\u{FE0F}",
      "\u{301}",
      "\u{37E}", "<unk>",
    ])
    let model = RecurrentLanguageModel(
      words, settings(), random: Random(seed: 1, stream: "model"))
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(to: path)
    let read = try RecurrentLanguageModel(from: path).vocabulary
    #expect(read.words.map { Array($0.utf8) } == words.words.map { Array($0.utf8) })
    #expect(read.words[..<2].map { Array($0.utf8) } == ["\u{E9}", "K"].map { Array($0.utf8) })
    #expect(read[";"] == 7 && read["\u{E9}"] == 0)
  }

  private func path() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  }

  private var deep: Settings {
    var settings = settings(.gru)
    (settings.layers, settings.dropout) = (2, 0.4)
    (settings.isTied, settings.isVariational) = (true, true)
    return settings
  }

  @Test func aModelComesBack() throws {
    let (path, model) = (path(), model(deep, seed: 5))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(to: path)
    let copy = try RecurrentLanguageModel(from: path)
    #expect(copy.settings == model.settings && copy.vocabulary == model.vocabulary)
    #expect(copy.parameters.map(\.value) == model.parameters.map(\.value))
    #expect(copy.perplexity(on: predictableText(100)) == model.perplexity(on: predictableText(100)))
    let trainer = trainer(copy)
    #expect(throws: InputError.self) { try copy.resume(trainer, from: path) }
  }

  /// In the middle of an epoch, with a state and the streams of two dropouts under way.
  @Test func aTrainingGoesOnToTheSameBits() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let streams = try ParallelStreams(predictableText(500), streams: 5, steps: 10)
    let whole = model(deep)
    try trainer(whole).train(on: streams, epochs: 3)

    let first = model(deep)
    let stopped = trainer(first)
    stopped.onStep = { [unowned stopped] step in if step.number == 14 { stopped.stop() } }
    try stopped.train(on: streams, epochs: 3)
    try first.save(to: path, training: stopped)

    // A model from the file alone goes on as well as one built anew.
    for second in [try RecurrentLanguageModel(from: path), model(deep)] {
      let rest = trainer(second)
      try second.resume(rest, from: path)
      #expect(rest.steps == 14)
      try rest.train(on: streams, epochs: 3)
      #expect(second.parameters.map(\.value) == whole.parameters.map(\.value))
    }
  }

  /// What a training carries may be of another batch, or of no layer of the model's: files can be damaged,
  /// and texts be others.
  @Test(arguments: [
    ([5, 12], 1, nil), ([6, 12], 1, "6 rows, but this data has 5"), ([5, 13], 1, "damaged"),
    ([5, 12], 2, "damaged"), ([60], 1, "damaged"), ([], 1, "damaged"), ([0, 12], 1, "0 rows"),
  ])
  func aStateThatDoesNotFitIsRefused(_ shape: [Int], _ count: Int, _ complaint: String?) throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let streams = try ParallelStreams(predictableText(500), streams: 5, steps: 10)
    let stopped = trainer(model(deep))
    stopped.onStep = { [unowned stopped] step in if step.number == 14 { stopped.stop() } }
    try stopped.train(on: streams, epochs: 3)
    stopped.model.recurrent.layers[1].state = (0..<count).map { _ in .zeros(shape) }
    try stopped.model.save(to: path, training: stopped)

    let second = model(deep)
    let (carried, rest) = (second.carriedState, trainer(second))
    do {
      try second.resume(rest, from: path)
      #expect(complaint != "damaged")
      // Unlike training, this begins with nothing read.
      #expect(second.logProbabilities(of: [1], after: [0])[0].isFinite)
      try rest.train(on: streams, epochs: 3)
      #expect(complaint == nil)
    } catch let error as InputError {
      #expect(complaint.map { error.description.contains($0) } == true, "\(error)")
      #expect(complaint != "damaged" || second.carriedState == carried)
    }
  }

  @Test func aTrainingStandsWithinTheEpochsOfItsData() throws {
    let stopped = trainer(model(settings()))
    stopped.onStep = { [unowned stopped] step in if step.number == 8 { stopped.stop() } }
    func streams(_ words: Int) throws -> ParallelStreams {
      try ParallelStreams(predictableText(words), streams: 5, steps: 10)
    }
    try stopped.train(on: streams(500), epochs: 3)
    let error = #expect(throws: InputError.self) { try stopped.train(on: streams(200), epochs: 3) }
    #expect(error?.description.contains("after step 8 of an epoch") == true)
    // At an epoch's very end, it ends.
    try stopped.train(on: streams(401), epochs: 1)
    #expect(stopped.history.count == 1 && stopped.steps == 8)
  }

  @Test func notesAreKeptWithTheModel() throws {
    let (path, model) = (path(), model(deep))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(to: path)
    #expect(try RecurrentLanguageModel.notes(in: path).isEmpty)
    let notes = ["text": "harbor", "tokens": "words", "a": ""]
    try model.save(to: path, notes: notes)
    #expect(try RecurrentLanguageModel.notes(in: path) == notes)
    let copy = try RecurrentLanguageModel(from: path)
    #expect(copy.settings == deep && copy.vocabulary == model.vocabulary)
    #expect(copy.parameters.map(\.value) == model.parameters.map(\.value))
  }

  @Test func filesOfAnotherKindAreRefused() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    func refusal(_ body: () throws -> Void) -> String {
      "\(#expect(throws: InputError.self, performing: body)!)"
    }
    #expect(refusal { _ = try RecurrentLanguageModel(from: path) }.contains("There is no file"))
    let plain: any Trainable = model(settings())
    try plain.save(to: path)
    #expect(
      refusal { _ = try RecurrentLanguageModel(from: path) }.contains(
        "not of a recurrent language model"))

    let saved = model(settings())
    try saved.save(to: path, training: trainer(saved))
    let other = model(deep)
    #expect(refusal { try other.resume(trainer(other), from: path) }.contains("other settings"))
    let wider = model(settings(), words: 21)
    #expect(refusal { try wider.resume(trainer(wider), from: path) }.contains("other words"))

    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    #expect(refusal { _ = try RecurrentLanguageModel(from: path) }.contains("cut short"))
  }
}
