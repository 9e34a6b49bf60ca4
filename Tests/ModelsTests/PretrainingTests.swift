import Foundation
import Ground
import Language
import Models
import Networks
import Tensors
import Testing

private func settings(_ change: (inout TransformerSettings) -> Void = { _ in })
  -> TransformerSettings
{
  var settings = TransformerSettings()
  (settings.size, settings.layers, settings.heads, settings.context) = (16, 2, 4, 8)
  change(&settings)
  return settings
}

private let words = Vocabulary(words: (0..<20).map { "\($0)" })

private func masked(_ settings: TransformerSettings = settings()) -> MaskedLanguageModel {
  MaskedLanguageModel(words, settings, random: Random(seed: 1, stream: "model"))
}

/// Texts of three to eight words, of which each says much about its neighbors.
private func texts(_ count: Int) -> [[Int]] {
  var random = Random(seed: 4, stream: "lengths")
  var rest = predictableText(8 * count)[...]
  return (0..<count).map { _ in
    let length = 3 + random.integer(below: 6)
    defer { rest = rest.dropFirst(length) }
    return Array(rest.prefix(length))
  }
}

private func temporaryFile() -> String {
  FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
}

private func trainer<M: Model>(_ model: M, rate: Float = 0.01) -> Trainer<M> {
  let trainer = Trainer(
    model, optimizer: AdamW(rate: rate), batchSize: 10, random: Random(seed: 1, stream: "order"))
  trainer.showsProgress = false
  return trainer
}

@Suite struct MaskingTests {
  @Test func hidesAsThePaperDoes() {
    var random = Random(seed: 1, stream: "masks")
    let masking = Masking(words: 1_000)
    let text = Array(0..<20)
    var (masks, same, other) = (0, 0, 0)
    for _ in 0..<2_000 {
      let (inputs, places) = masking.hide(text, &random)
      #expect(places.count == 3 && places == places.sorted() && Set(places).count == 3)
      for (place, id) in inputs.enumerated() where !places.contains(place) {
        #expect(id == text[place])
      }
      for place in places {
        if inputs[place] == masking.mask {
          masks += 1
        } else if inputs[place] == text[place] {
          same += 1
        } else {
          other += 1
        }
      }
    }
    // Of 6,000 places; four standard deviations are 0.021 and 0.016.
    #expect(abs(Float(masks) / 6_000 - 0.8) < 0.021)
    #expect(abs(Float(same) / 6_000 - 0.1) < 0.016 && abs(Float(other) / 6_000 - 0.1) < 0.016)
    #expect(masking.hide([7], &random).places == [0] && masking.hide([], &random).places == [])
  }

  @Test func eachCopyHidesOtherWordsAndAlwaysTheSame() {
    let random = Random(seed: 1, stream: "masks")
    let data = MaskedTexts(
      [Array(0..<20), [], [3, 4]], Masking(words: 20), copies: 2, random: random)
    #expect(data.count == 4)
    let batch = data.batch([0, 2, 1, 0])
    #expect(batch.inputs[0] == batch.inputs[3] && batch.places[0] == batch.places[3])
    #expect(batch.places[0] != batch.places[1])
    #expect(batch.targets[1] == batch.places[1])  // each word is the number of its place
    #expect(batch.targets[2] == batch.places[2].map { [3, 4][$0] })
  }
}

@Suite struct MaskedLanguageModelTests {
  @Test(arguments: [
    settings(), settings { ($0.positions, $0.isTied) = (.learned, true) },
    settings { ($0.positions, $0.smoothing) = (.rotary, 0.1) },
  ])
  func itLearns(_ settings: TransformerSettings) throws {
    let (model, random) = (masked(settings), Random(seed: 1, stream: "masks"))
    let held = model.data(Array(texts(700)[600...]), random: random.stream("held out"))
    let before = model.score(on: held).loss
    try trainer(model).train(
      on: model.data(Array(texts(600)[..<600]), copies: 3, random: random), epochs: 6)
    // About ln 21 at first, and ln 20 for whoever knows how common words are.
    #expect(before > 2.7)
    #expect(model.score(on: held).loss < 2.4)
  }

  /// The gradient of every kind of parameter against differences in single precision: steps of 0.01 leave 1 % or so.
  @Test func gradientsAreThoseOfTheLoss() {
    let model = masked(settings { ($0.positions, $0.isTied) = (.learned, true) })
    let batch = model.data(texts(6), random: Random(seed: 1, stream: "masks")).batch([0, 1, 2, 3])
    model.zeroGradients()
    _ = model.forward(batch, mode: .training)
    model.backward()
    for parameter in model.parameters.unique {
      var random = Random(seed: 2, stream: parameter.name)
      let direction = Tensor.normal(parameter.value.shape, random: &random)
      let value = parameter.value
      let losses = [Float(0.01), -0.01].map { step in
        parameter.value = value + direction * (step / direction.norm())
        return model.forward(batch, mode: .inference).loss
      }
      parameter.value = value
      let slope = (parameter.gradient * direction).sum() / direction.norm()
      #expect(
        abs((losses[0] - losses[1]) / 0.02 - slope) < 0.02 * abs(slope) + 2e-4, "\(parameter.name)")
    }
  }

  @Test func paddingChangesNoBit() throws {
    let model = masked(settings { $0.positions = .learned })
    let together = [[1, 2, 3], [4, 5, 6, 7, 8, 9, 10, 11], [12]]
    let all = try model.probabilities(for: together, at: [1, 7, 0])
    let states = try model.hiddenStates(of: together)
    #expect(
      all.shape == [3, 20] && states.map(\.shape) == [[Int]](repeating: [3, 8, 16], count: 3))
    for (n, place) in [1, 7, 0].enumerated() {
      let alone = try model.probabilities(for: [together[n]], at: [place])
      #expect(alone.row(0) == all.row(n))
      #expect(abs(alone.sum() - 1) < 1e-5)
      let layers = try model.hiddenStates(of: [together[n]])
      for (one, many) in zip(layers, states) {
        let length = together[n].count
        #expect(one.reshaped(length, 16) == many.row(n).rows(0..<length))
      }
    }
  }

  @Test func whatStandsAtThePlaceIsNotSeen() throws {
    let model = masked()
    let one = try model.guesses(for: ["3", "4", "5"], at: 1, count: 3)
    let other = try model.guesses(for: ["3", "not known", "5"], at: 1, count: 3)
    #expect(one.map(\.word) == other.map(\.word) && one.count == 3)
    #expect(one[0].probability >= one[1].probability)
    #expect(throws: UnknownWord.self) { try model.guesses(for: ["what", "4"], at: 1) }
    #expect(throws: InputError("A text of 2 words has no place 2.")) {
      try model.guesses(for: ["3", "4"], at: 2)
    }
    #expect(throws: InputError("A text of 9 words is longer than the model can see: 8.")) {
      try model.hiddenStates(of: [Array(0..<9)])
    }
  }

  @Test func longTextsAreReadInPieces() {
    let data = masked().data([Array(0..<19), []], random: Random(seed: 1, stream: "masks"))
    #expect(data.batch(Array(0..<data.count)).inputs.map(\.count) == [8, 8, 3])
  }

  @Test(arguments: [1, 3]) func comesBackFromItsFileAndGoesOn(threads: Int) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = threads
    let path = temporaryFile()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let deep = settings { ($0.dropout, $0.isTied) = (0.1, true) }
    let model = masked(deep)
    let data = model.data(texts(60), copies: 2, random: Random(seed: 1, stream: "masks"))
    let training = trainer(model)
    try training.train(on: data, epochs: 1)
    try model.save(to: path, training: training, notes: ["tokens": "words"])
    let (opened, notes) = try MaskedLanguageModel.open(path)
    #expect(notes == ["tokens": "words"])
    #expect(opened.parameters.map(\.value) == model.parameters.map(\.value))
    let second = trainer(opened)
    try opened.resume(second, from: path)
    try training.train(on: data, epochs: 2)
    try second.train(on: data, epochs: 2)
    #expect(opened.parameters.map(\.value) == model.parameters.map(\.value))
    Threads.count = 2
    let third = masked(deep)
    try trainer(third).train(on: data, epochs: 2)
    #expect(third.parameters.map(\.value) == model.parameters.map(\.value))
    #expect(throws: InputError("\(path) is a checkpoint, but not of a language model.")) {
      try SavedLanguageModels.open(path)
    }
  }
}

// MARK: - Fine-tuning

/// Texts of five words, of which those below ten are commoner in one half of the texts.
private func labeled(_ count: Int, seed: UInt64 = 1) -> LabeledTexts {
  var random = Random(seed: seed, stream: "labeled")
  let examples = (0..<count).map { _ in
    let isLow = random.integer(below: 2) == 1
    let text = (0..<5).map { _ in
      random.integer(below: 10) + ((random.integer(below: 10) < 9) == isLow ? 0 : 10)
    }
    return (text: text.map { "\($0)" }, label: isLow ? "low" : "high")
  }
  return LabeledTexts(examples)
}

private let learnings: [FineTunedClassifier.Learning] = [.top, .all, .lowRank(2)]

@Suite struct FineTunedClassifierTests {
  private func causal() -> TransformerLanguageModel {
    TransformerLanguageModel(
      words, settings { $0.positions = .learned }, random: Random(seed: 1, stream: "model"))
  }

  private func classifier(
    _ learning: FineTunedClassifier.Learning, isCausal: Bool = true
  ) -> FineTunedClassifier {
    let random = Random(seed: 1, stream: "classifier")
    return isCausal
      ? FineTunedClassifier(of: labeled(20), from: causal(), learning: learning, random: random)
      : FineTunedClassifier(of: labeled(20), from: masked(), learning: learning, random: random)
  }

  @Test(arguments: learnings, [true, false])
  func whatIsToLearnLearnsAndTheRestStays(
    _ learning: FineTunedClassifier.Learning, isCausal: Bool
  ) throws {
    let model = classifier(learning, isCausal: isCausal)
    let before = model.parameters.map(\.value)
    let trainer = model.trainer(rate: 0.01, random: Random(seed: 1, stream: "order"))
    trainer.showsProgress = false
    try trainer.train(on: model.data(labeled(160)), epochs: 8)
    for (parameter, value) in zip(model.parameters, before) {
      let isNew = parameter.name.hasPrefix("output") && !parameter.name.contains("attention")
      let learns =
        learning == .all || isNew || parameter.name.contains(".queries.")
        || parameter.name.contains(".values.")
      #expect(parameter.isFrozen == !learns, "\(parameter.name)")
      if !learns { #expect(parameter.value == value, "\(parameter.name)") }
    }
    #expect(model.evaluated(on: labeled(100, seed: 2)).accuracy > 0.8)
  }

  @Test(arguments: learnings) func comesBackFromItsFile(
    _ learning: FineTunedClassifier.Learning
  ) throws {
    let path = temporaryFile()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = classifier(learning)
    let trainer = model.trainer(random: Random(seed: 1, stream: "order"))
    trainer.showsProgress = false
    try trainer.train(on: model.data(labeled(20)), epochs: 1)
    try model.save(to: path, training: trainer)
    let (opened, _) = try SavedTextClassifiers.open(path)
    let texts = labeled(9).texts + [[], ["unknown"], [String](repeating: "1", count: 30)]
    #expect(opened.scores(of: texts) == model.scores(of: texts))
    let again = try FineTunedClassifier(from: path)
    #expect(again.settings == model.settings)
    let second = again.trainer(random: Random(seed: 1, stream: "order"))
    second.showsProgress = false
    try again.resume(second, from: path)
    try trainer.train(on: model.data(labeled(20)), epochs: 2)
    try second.train(on: again.data(labeled(20)), epochs: 2)
    #expect(again.parameters.map(\.value) == model.parameters.map(\.value))
    // Each text is judged for itself.
    for (n, text) in texts.enumerated() {
      #expect(model.scores(of: [text]).row(0) == model.scores(of: texts).row(n))
    }
  }

  @Test func theLanguageModelTakesTheWeightsBack() throws {
    let pretrained = causal()
    let before = pretrained.parameters.map(\.value)
    let text = predictableText(30)
    for learning in learnings {
      let model = FineTunedClassifier(
        of: labeled(20), from: pretrained, learning: learning,
        random: Random(seed: 1, stream: "classifier"))
      #expect(
        pretrained.withWeights(of: model).perplexity(on: text) == pretrained.perplexity(on: text))
      let trainer = model.trainer(random: Random(seed: 1, stream: "order"))
      trainer.showsProgress = false
      try trainer.train(on: model.data(labeled(20)), epochs: 2)
      let changed = pretrained.withWeights(of: model)
      #expect(
        (changed.perplexity(on: text) == pretrained.perplexity(on: text)) == (learning == .top))
      // Merged, the updates say the same up to rounding.
      let ids = [[1, 2, 3, 4]]
      let difference =
        changed.stack.forward(ids, mode: .inference) - model.stack.forward(ids, mode: .inference)
      #expect(difference.norm() < 1e-4)
    }
    #expect(pretrained.parameters.map(\.value) == before)
  }
}

@Suite struct BidirectionalLanguageModelTests {
  @Test func eachWordKnowsBothSides() {
    var settings = RecurrentLanguageModel.Settings()
    (settings.embeddingSize, settings.size, settings.layers) = (5, 6, 2)
    func model(_ name: String) -> RecurrentLanguageModel {
      RecurrentLanguageModel(words, settings, random: Random(seed: 1, stream: name))
    }
    let both = BidirectionalLanguageModel(onward: model("onward"), back: model("back"))
    let ids = [3, 1, 4, 1, 5]
    let layers = both.hiddenStates(of: ids)
    #expect(layers.map(\.shape) == [[5, 10], [5, 12], [5, 12]])
    // The half that reads on depends on what came before alone, the other on what comes after.
    let others = both.hiddenStates(of: [9, 1, 4, 1, 7])
    for layer in 1...2 {
      #expect(layers[layer].columns(6..<12).row(1) != others[layer].columns(6..<12).row(1))
      let shorter = both.hiddenStates(of: [3, 1, 4])[layer].columns(0..<6)
      #expect(shorter == layers[layer].columns(0..<6).rows(0..<3))
      let later = both.hiddenStates(of: [4, 1, 5])[layer].columns(6..<12)
      #expect(later == layers[layer].columns(6..<12).rows(2..<5))
    }
    // What the output layer reads is the upper layer.
    let scores = both.onward.output.forward(layers[2].columns(0..<6))
    #expect(softmax(scores).row(4) == both.onward.nextWord(after: ids))
    #expect(both.hiddenStates(of: []).map(\.shape) == [[0, 10], [0, 12], [0, 12]])
  }
}
