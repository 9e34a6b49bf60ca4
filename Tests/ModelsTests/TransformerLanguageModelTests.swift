import Foundation
import Ground
import Networks
import Tensors
import Testing

@testable import Language
@testable import Models

private func settings(_ change: (inout TransformerSettings) -> Void = { _ in })
  -> TransformerSettings
{
  var settings = TransformerSettings()
  (settings.size, settings.layers, settings.heads, settings.context) = (16, 2, 4, 8)
  change(&settings)
  return settings
}

private func model(_ settings: TransformerSettings, words: Int = 20) -> TransformerLanguageModel {
  TransformerLanguageModel(
    Vocabulary(words: (0..<words).map { "\($0)" }), settings,
    random: Random(seed: 1, stream: "model"))
}

private func trainer(_ model: TransformerLanguageModel) -> Trainer<TransformerLanguageModel> {
  let trainer = Trainer(
    model, optimizer: AdamW(rate: 0.01), batchSize: 10,
    random: Random(seed: 1, stream: "order"))
  trainer.showsProgress = false
  return trainer
}

private func windows(_ count: Int) throws -> TextWindows {
  try TextWindows(
    predictableText(2000), steps: 8, count: count, random: Random(seed: 1, stream: "windows"))
}

private let variants: [TransformerSettings] = [
  settings(), settings { $0.norm = .after }, settings { $0.positions = .learned },
  settings { ($0.isTied, $0.smoothing) = (true, 0.1) },
  settings {
    $0.positions = .rotary
    ($0.block.norm, $0.block.isGated, $0.block.keyHeads) = (.rms, true, 2)
  },
]

@Suite struct TextWindowsTests {
  @Test func windowsFollowEachOther() throws {
    let windows = try TextWindows(Array(0..<14), steps: 4)
    #expect(windows.count == 3)
    let all = windows.batch([2, 0, 1])
    #expect(all.inputs == [[8, 9, 10, 11], [0, 1, 2, 3], [4, 5, 6, 7]])
    #expect(all.targets == [[9, 10, 11, 12], [1, 2, 3, 4], [5, 6, 7, 8]])
  }

  @Test func randomWindowsReachTheWholeText() throws {
    let windows = try TextWindows(
      Array(0..<10), steps: 4, count: 500, random: Random(seed: 1, stream: "windows"))
    let batch = windows.batch(Array(0..<500))
    #expect(Set(batch.inputs.map { $0[0] }) == Set(0...5))
    #expect(zip(batch.inputs, batch.targets).allSatisfy { $1 == $0.map { $0 + 1 } })
  }

  @Test func aTextTooShortIsRefused() throws {
    _ = try TextWindows([1, 2, 3, 4, 5], steps: 4)
    let error = #expect(throws: InputError.self) { try TextWindows([1, 2, 3, 4], steps: 4) }
    #expect(
      error?.description
        == "A text of 4 tokens is too short for a window of 4 and what follows it.")
  }
}

@Suite struct TransformerLanguageModelTests {
  @Test(arguments: variants) func itLearns(_ settings: TransformerSettings) throws {
    let model = model(settings)
    let test = Array(predictableText(2400).dropFirst(2000))
    let before = model.perplexity(on: test)
    try trainer(model).train(on: windows(600), epochs: 2)
    // Even, it would be at 20; who knows the rule is at 3. Smoothing keeps it from being sure.
    #expect(before > 15)
    #expect(model.perplexity(on: test) < (settings.smoothing > 0 ? 4.5 : 3.6))
  }

  /// The chain rule: what it says of a text is what it says of each word in turn, beyond its context too.
  @Test(arguments: variants) func aTextIsItsWordsInTurn(_ settings: TransformerSettings) {
    let (model, text) = (model(settings), predictableText(23))
    let logs = model.logProbabilities(of: text, after: [])
    for place in text.indices {
      let next = model.nextWord(after: Array(text[..<place]))
      // The log of a sum of some twenty numbers near 1, rounded in another order.
      let alone = Tensors.log(next.values[text[place]])
      #expect(abs(alone - logs[place]) < 1e-5)
      #expect(abs(next.sum() - 1) < 1e-5)
    }
    #expect(
      model.logProbabilities(of: Array(text[9...]), after: Array(text[..<9]))
        == Array(logs[9...]))
  }

  @Test(arguments: variants) func itWritesWhatItPredicts(_ settings: TransformerSettings) {
    let (model, text) = (model(settings), predictableText(23))
    let writer = model.writer()
    for place in text.indices {
      let scores = writer.next(after: [text[place]])
      #expect(softmax(scores).row(0) == model.nextWord(after: Array(text[...place])))
    }
  }

  @Test func rowsAreWrittenAsIfAlone() {
    let model = model(settings())
    let (both, second) = (model.writer(rows: 2), model.writer())
    for place in 0..<12 {
      let scores = both.next(after: [place, 19 - place])
      #expect(scores.row(1) == second.next(after: [19 - place]).row(0))
    }
    both.select([1, 1, 0])
    let scores = both.next(after: [5, 6, 5])
    #expect(scores.row(0) == second.next(after: [5]).row(0))
    #expect(scores.row(0) != scores.row(1) && scores.row(0) != scores.row(2))
  }

  @Test(arguments: variants) func threadsChangeNothing(_ settings: TransformerSettings) throws {
    let before = Threads.count
    defer { Threads.count = before }
    let results = try [1, 3].map { threads in
      Threads.count = threads
      let model = model(settings)
      try trainer(model).train(on: windows(40), epochs: 1)
      return model.parameters.map(\.value)
    }
    #expect(results[0] == results[1])
  }
}

@Suite struct SavedTransformerTests {
  private func path() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  }

  private var deep: TransformerSettings { settings { ($0.dropout, $0.isTied) = (0.2, true) } }

  @Test func anyKindOfModelIsOpened() throws {
    let (path, model) = (path(), model(deep))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(to: path, notes: ["tokens": "words"])
    let opened = try SavedLanguageModels.open(path)
    #expect(opened.notes == ["tokens": "words"])
    let copy = try #require(opened.model as? TransformerLanguageModel)
    #expect(copy.settings == deep && copy.vocabulary == model.vocabulary)
    #expect(copy.perplexity(on: predictableText(50)) == model.perplexity(on: predictableText(50)))

    let recurrent = RecurrentLanguageModel(
      model.vocabulary, .init(), random: Random(seed: 1, stream: "model"))
    try recurrent.save(to: path)
    #expect(try SavedLanguageModels.open(path).model is RecurrentLanguageModel)
    let error = #expect(throws: InputError.self) { try TransformerLanguageModel(from: path) }
    #expect("\(error!)" == "\(path) is a checkpoint, but not of a Transformer language model.")

    let plain: any Trainable = model
    try plain.save(to: path)
    #expect(throws: InputError.self) { try SavedLanguageModels.open(path) }
  }

  @Test func aTrainingGoesOnToTheSameBits() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let whole = model(deep)
    try trainer(whole).train(on: windows(70), epochs: 2)
    let first = model(deep)
    let stopped = trainer(first)
    stopped.onStep = { [unowned stopped] step in if step.number == 9 { stopped.stop() } }
    try stopped.train(on: windows(70), epochs: 2)
    try first.save(to: path, training: stopped)
    let second = try TransformerLanguageModel(from: path)
    let rest = trainer(second)
    try second.resume(rest, from: path)
    try rest.train(on: windows(70), epochs: 2)
    #expect(second.parameters.map(\.value) == whole.parameters.map(\.value))
  }
}
