import Foundation
import Ground
import Language
import Models
import Networks
import Tensors
import Testing

/// Texts whose class a bag of words can know, and such that only the order tells: “x y” is of the first class,
/// “y x” of the second.
private func texts(_ count: Int, ordered: Bool = false, seed: UInt64 = 1) -> LabeledTexts {
  var random = Random(seed: seed, stream: "texts")
  let fillers = ["a", "film", "of", "the", "sea", "and", "it"]
  var labels: [Int] = []
  let words = (0..<count).map { _ -> [String] in
    let label = random.integer(below: 2)
    labels.append(label)
    func filler() -> [String] {
      (0..<random.integer(below: 6)).map { _ in fillers[random.integer(below: fillers.count)] }
    }
    let signs = ordered ? [["not", "dull"], ["dull", "not"]][label] : [["fine", "dull"][label]]
    return filler() + signs + filler()
  }
  return LabeledTexts(words, labels, classes: ["good", "bad"])
}

private func small(_ encoder: NeuralTextClassifier.Encoder) -> NeuralTextClassifier.Settings {
  var settings = NeuralTextClassifier.Settings(encoder)
  (settings.embeddingSize, settings.filters, settings.size) = (12, 10, 9)
  settings.widths = [2, 3]
  return settings
}

private func temporaryFile() -> String {
  FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
}

@Suite struct LinearTextClassifierTests {
  private static let all = LinearTextClassifier.Settings.Method.allCases

  @Test(arguments: all) func learnsAndSaysWhatTells(method: LinearTextClassifier.Settings.Method)
    throws
  {
    let (training, test) = (texts(200), texts(100, seed: 2))
    let model = LinearTextClassifier(of: training, .init(method, longest: 1))
    #expect(model.evaluated(on: test).accuracy == 1)
    #expect(model.mostTelling(0, count: 1)[0].feature == "fine")
    #expect(model.mostTelling(1, count: 1)[0].feature == "dull")
    #expect(model.guess(["so", "dull"]) == "bad")
    #expect(model.scores(of: []).shape == [0, 2] && model.guesses(for: []) == [])
    // A text of nothing known is judged by the biases.
    #expect(model.scores(of: [["never"], []]).row(0) == model.biases)
    // Only pairs know the order.
    let (ordered, held) = (texts(300, ordered: true), texts(100, ordered: true, seed: 2))
    let words = LinearTextClassifier(of: ordered, .init(method, longest: 1))
    let pairs = LinearTextClassifier(of: ordered, .init(method, longest: 2))
    #expect(words.evaluated(on: held).accuracy < 0.7)
    #expect(pairs.evaluated(on: held).accuracy == 1)
  }

  @Test(arguments: all) func comesBackFromItsFile(method: LinearTextClassifier.Settings.Method)
    throws
  {
    let path = temporaryFile()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var settings = LinearTextClassifier.Settings(method)
    settings.classWeights = [1, 2]
    let model = LinearTextClassifier(of: texts(50), settings)
    try model.save(to: path, notes: ["tokens": "words"])
    #expect(try LinearTextClassifier(from: path) == model)
    let (opened, notes) = try SavedTextClassifiers.open(path)
    #expect(notes == ["tokens": "words"])
    let test = texts(20, seed: 2).texts
    #expect(opened.scores(of: test) == model.scores(of: test))
    #expect(throws: InputError("\(path) is a checkpoint, but not of a neural text classifier.")) {
      try NeuralTextClassifier(from: path)
    }
    #expect(throws: InputError("\(path) is a checkpoint, but not of a language model.")) {
      try SavedLanguageModels.open(path)
    }
  }

  /// A class that counts more is guessed more often.
  @Test(arguments: all) func classesCanWeighMore(method: LinearTextClassifier.Settings.Method) {
    var random = Random(seed: 1, stream: "noise")
    let words = ["a", "b", "c", "d"]
    let noise = LabeledTexts(
      (0..<200).map { _ in (0..<3).map { _ in words[random.integer(below: 4)] } },
      (0..<200).map { $0 % 4 == 0 ? 1 : 0 }, classes: ["common", "rare"])
    func rare(_ weights: [Float]?) -> Int {
      var settings = LinearTextClassifier.Settings(method)
      settings.classWeights = weights
      return LinearTextClassifier(of: noise, settings).guesses(for: noise.texts).count { $0 == 1 }
    }
    #expect(rare(noise.balancedWeights) > rare(nil) + 20)
  }
}

@Suite struct NeuralTextClassifierTests {
  private static let all = NeuralTextClassifier.Encoder.allCases

  private func trained(
    _ settings: NeuralTextClassifier.Settings, on training: LabeledTexts, epochs: Int,
    rate: Float = 0.01
  ) throws -> (NeuralTextClassifier, Trainer<NeuralTextClassifier>) {
    let random = Random(seed: 1, stream: "classifier")
    let model = NeuralTextClassifier(of: training, settings, random: random)
    let trainer = model.trainer(rate: rate, batchSize: 20, random: random)
    (trainer.showsProgress, trainer.patience, trainer.schedule) = (false, nil, .constant)
    try trainer.train(on: model.data(training), epochs: epochs)
    return (model, trainer)
  }

  @Test(arguments: all) func learns(encoder: NeuralTextClassifier.Encoder) throws {
    let isMean = encoder == .mean
    let (training, test) = (texts(300, ordered: true), texts(100, ordered: true, seed: 2))
    let (model, _) = try trained(
      small(encoder), on: training, epochs: isMean ? 40 : 8, rate: isMean ? 5 : 0.01)
    #expect(model.evaluated(on: test).accuracy > 0.95)
    #expect(model.classes == ["good", "bad"])
    #expect(["good", "bad"].contains(model.guess(["who", "knows"])))
    #expect(model.guesses(for: [[], ["film"]]).count == 2)
    #expect(model.scores(of: []).shape == [0, 2])
  }

  /// What a text gets is the same bits alone, and in a batch of longer ones, known or not.
  @Test(arguments: all) func noTextDependsOnItsNeighbors(encoder: NeuralTextClassifier.Encoder)
    throws
  {
    let training = texts(60)
    let (model, _) = try trained(small(encoder), on: training, epochs: 1)
    let long = [[String]](
      repeating: Array(repeating: "film", count: 90) + ["new", "dull"], count: 3)
    let some = [["dull"], [], ["new"], ["a", "fine", "film"], ["not", "new"]]
    let together = model.scores(of: long + some + training.texts)
    let first = model.encoder.forward(([long[0]] + some).map(model.ids), mode: .inference)
    for (n, text) in some.enumerated() {
      let alone = model.scores(of: [text])
      #expect(alone.row(0) == together.row(3 + n))
      #expect(
        model.encoder.forward([model.ids(of: text)], mode: .inference).row(0) == first.row(n + 1))
    }
  }

  /// The gradients of all parameters, by central differences of the loss. A loss near 1 is good to 1e-6 or so,
  /// so a difference over 0.002 is good to 1e-3. Where a maximum or a rectifier turns in between, it misses.
  @Test(arguments: all) func gradientsAreDifferences(encoder: NeuralTextClassifier.Encoder) {
    var settings = small(encoder)
    (settings.dropout, settings.maxNorm, settings.classWeights) = (0, nil, [1, 3])
    let training = texts(12)
    let model = NeuralTextClassifier(
      of: training, settings, random: Random(seed: 1, stream: "classifier"))
    var random = Random(seed: 2, stream: "values")
    for parameter in model.parameters {
      parameter.value = .normal(parameter.value.shape, deviation: 0.4, random: &random)
    }
    let batch = model.data(training)
    model.zeroGradients()
    _ = model.forward(batch, mode: .training)
    model.backward()
    for parameter in model.parameters {
      let values = parameter.value
      let gradient = parameter.gradient.values
      var misses = 0
      let indices = (0..<12).map { $0 * max(values.count / 12, 1) % values.count }
      for index in indices {
        func loss(_ step: Float) -> Float {
          var changed = values.values
          changed[index] += step
          parameter.value = Tensor(changed, shape: values.shape)
          return model.forward(batch, mode: .inference).loss
        }
        let slope = (loss(0.001) - loss(-0.001)) / 0.002
        if abs(slope - gradient[index]) > 3e-3 * max(1, abs(slope)) { misses += 1 }
      }
      parameter.value = values
      #expect(misses <= 1, "\(parameter.name)")
    }
  }

  @Test(arguments: all) func threadsChangeNothing(encoder: NeuralTextClassifier.Encoder) throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    let values = try [1, 2].map { threads -> [Tensor] in
      Threads.count = threads
      return try trained(small(encoder), on: texts(60), epochs: 2).0.parameters.map(\.value)
    }
    #expect(values[0] == values[1])
  }

  @Test(arguments: all) func goesOnFromItsFile(encoder: NeuralTextClassifier.Encoder) throws {
    let path = temporaryFile()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let training = texts(60)
    let (half, trainer) = try trained(small(encoder), on: training, epochs: 2)
    try half.save(to: path, training: trainer, notes: ["tokens": "words"])
    let again = try NeuralTextClassifier(from: path)
    #expect(again.scores(of: training.texts) == half.scores(of: training.texts))
    #expect(again.settings == half.settings && again.classes == half.classes)
    #expect(try SavedTextClassifiers.open(path).notes == ["tokens": "words"])
    let resumed = again.trainer(
      rate: 0.01, batchSize: 20, random: Random(seed: 1, stream: "classifier"))
    (resumed.showsProgress, resumed.patience, resumed.schedule) = (false, nil, .constant)
    try again.resume(resumed, from: path)
    try resumed.train(on: again.data(training), epochs: 4)
    let (whole, _) = try trained(small(encoder), on: training, epochs: 4)
    #expect(again.parameters.map(\.value) == whole.parameters.map(\.value))
  }

  @Test func trainingEndsWhenValidationStalls() throws {
    let training = texts(40)
    let noise = LabeledTexts(
      training.texts, training.labels.map { 1 - $0 }, classes: training.classes)
    let random = Random(seed: 1, stream: "classifier")
    let model = NeuralTextClassifier(of: training, small(.convolution), random: random)
    let trainer = model.trainer(rate: 0.01, random: random)
    trainer.showsProgress = false
    try trainer.train(on: model.data(training), validation: model.data(noise), epochs: 50)
    #expect(trainer.history.count < 10)
  }

  @Test func longTextsAreReadFromTheirBeginning() {
    var settings = small(.convolution)
    settings.limit = 4
    let model = NeuralTextClassifier(
      of: texts(20), settings, random: Random(seed: 1, stream: "classifier"))
    let text = ["a", "film", "of", "the", "sea"]
    #expect(model.ids(of: text) == model.ids(of: Array(text.prefix(4))))
    #expect(model.scores(of: [text]) == model.scores(of: [text + text]))
    let long = [[String]](repeating: text, count: 2_000).flatMap { $0 }
    #expect(model.scores(of: [long, ["🦊"]]).shape == [2, 2])
  }

  @Test(arguments: all) func countsItsParameters(encoder: NeuralTextClassifier.Encoder) {
    let model = NeuralTextClassifier(
      of: texts(20), small(encoder), random: Random(seed: 1, stream: "classifier"))
    #expect(
      model.settings.parameterCount(words: model.vocabularies.map(\.count))
        == Double(model.parameterCount))
  }
}
