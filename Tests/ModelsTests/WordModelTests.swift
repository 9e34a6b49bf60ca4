import Foundation
import Language
import Models
import Networks
import Tensors
import Testing

private func normal(_ shape: Int..., seed: UInt64 = 3) -> Tensor {
  var random = Random(seed: seed, stream: "inputs")
  return .normal(shape, random: &random)
}

/// The mean of `vectors` for some ids, in double precision.
private func mean(_ vectors: [Double], _ ids: [Int], size: Int) -> [Double] {
  (0..<size).map { d in ids.reduce(0) { $0 + vectors[$1 * size + d] } / Double(ids.count) }
}

/// −log of the probability that a softmax over all words gives word `t`.
private func crossEntropy(_ h: [Double], _ weight: [Double], _ t: Int) -> Double {
  let scores = (0..<weight.count / h.count).map { word in
    h.indices.reduce(0) { $0 + h[$1] * weight[word * h.count + $1] }
  }
  return -scores[t] + log(scores.map { exp($0) }.reduce(0, +))
}

private let batch = Contexts.Batch(
  contexts: [[0, 1, 1, 3], [2, 5, 0, 4], [1, 0, 3, 3]], centers: [2, 1, 1])

private func cbow(_ vectors: [Double], _ weight: [Double]) -> Double {
  let losses = zip(batch.contexts, batch.centers).map {
    crossEntropy(mean(vectors, $0, size: 4), weight, $1)
  }
  return losses.reduce(0, +) / Double(losses.count)
}

private func skipGram(_ vectors: [Double], _ weight: [Double]) -> Double {
  let losses = zip(batch.contexts, batch.centers).flatMap { context, center in
    context.map { crossEntropy(mean(vectors, [center], size: 4), weight, $0) }
  }
  return losses.reduce(0, +) / Double(losses.count)
}

private typealias Oracle = @Sendable ([Double], [Double]) -> Double

@Test(arguments: ["CBOW", "skip-gram"])
func wordModelsMatchANaiveVersionAndItsDifferences(name: String) {
  let embedding = Embedding(Parameter("in", normal(6, 4)))
  let output = FullSoftmax(Parameter("out", normal(6, 4, seed: 4)))
  let model: any Model<Contexts.Batch> =
    name == "CBOW" ? CBOW(embedding, output) : SkipGram(embedding, output)
  let oracle: Oracle = name == "CBOW" ? cbow : skipGram
  let values = model.parameters.map { $0.value.values.map(Double.init) }
  let score = model.forward(batch, mode: .training)
  // Single against double precision.
  #expect(abs(Double(score.loss) - oracle(values[0], values[1])) < 2e-6)
  #expect(score.count == 3)
  model.backward()
  for index in 0..<2 {
    for i in values[index].indices {
      var (up, down) = (values, values)
      up[index][i] += 1e-5
      down[index][i] -= 1e-5
      let slope = (oracle(up[0], up[1]) - oracle(down[0], down[1])) / 2e-5
      // Gradients are of the order of 0.1, with a few roundings of 6e-8 each; no wrong formula passes.
      #expect(abs(Double(model.parameters[index].gradient.values[i]) - slope) < 1e-6)
    }
  }
}

// MARK: - Training

private enum Kind: String, CaseIterable { case softmax, negatives, tree }

private let text = Corpus.harbor(words: 3_000)

private func output(_ kind: Kind, size: Int, _ random: inout Random) -> any WordOutput {
  let vocabulary = text.vocabulary
  return switch kind {
  case .softmax: FullSoftmax(words: vocabulary.count, size: size, random: &random)
  case .negatives: NegativeSamplingLoss(counts: vocabulary.counts, size: size, random: &random)
  case .tree: HierarchicalSoftmax(counts: vocabulary.counts, size: size, random: &random)
  }
}

private func trainer(cbow kind: Kind, size: Int = 10) -> Trainer<CBOW> {
  var random = Random(seed: 1, stream: "word model")
  let embedding = Embedding(words: text.vocabulary.count, size: size, random: &random)
  return Trainer(
    CBOW(embedding, output(kind, size: size, &random)), optimizer: Adam(rate: 0.01),
    batchSize: 50, random: random.stream("order"))
}

private func trainer(skipGram kind: Kind, size: Int = 10) -> Trainer<SkipGram> {
  var random = Random(seed: 1, stream: "word model")
  let embedding = Embedding(words: text.vocabulary.count, size: size, random: &random)
  return Trainer(
    SkipGram(embedding, output(kind, size: size, &random)), optimizer: Adam(rate: 0.01),
    batchSize: 50, random: random.stream("order"))
}

@Test(arguments: Kind.allCases)
private func wordModelsLearnWithEveryOutput(kind: Kind) throws {
  let data = try Contexts(text.training, window: 2)
  let (cbow, skipGram) = (trainer(cbow: kind), trainer(skipGram: kind))
  try cbow.train(on: data, epochs: 3)
  try skipGram.train(on: data, epochs: 3)
  // At first all words are equally likely, and all answers yes and no.
  let first = kind == .negatives ? 6 * log(2.0) : log(Double(text.vocabulary.count))
  for history in [cbow.history, skipGram.history] {
    #expect(Double(history[0].training.loss) < first * 1.1)
    #expect(history[2].training.loss < history[0].training.loss - 0.1)
  }
  let vectors = WordVectors(text.vocabulary, cbow.model.vectors)
  #expect(try vectors.mostSimilar(to: "the").count == 5)
}

@Test func aResumedTrainingWithNegativesGoesOnToTheSameBits() throws {
  let data = try Contexts(Array(text.training.prefix(600)), window: 2)
  let whole = trainer(skipGram: .negatives)
  try whole.train(on: data, epochs: 3)

  let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  defer { try? FileManager.default.removeItem(atPath: path) }
  let first = trainer(skipGram: .negatives)
  first.onStep = { if $0.number == 17 { first.stop() } }  // 12 steps an epoch
  try first.train(on: data, epochs: 3)
  try first.save(to: path)

  let second = trainer(skipGram: .negatives)
  try second.resume(from: path)
  #expect(second.steps == 17)
  try second.train(on: data, epochs: 3)
  #expect(second.model.parameters.map(\.value) == whole.model.parameters.map(\.value))
  #expect(second.model.memory == whole.model.memory)
  #expect(second.history == whole.history)
}

@Test func judgingAModelDrawsNothingFromItsStream() throws {
  let data = try Contexts(Array(text.training.prefix(200)), window: 2)
  let model = trainer(cbow: .negatives).model
  let before = model.memory
  _ = model.score(on: data)
  #expect(model.memory == before)
}
