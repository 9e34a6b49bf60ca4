import Ground
import Language
import Networks
import Tensors

/// How a `FeatureTagger` learns.
final class FeatureTraining {
  let settings: FeatureTagger.Settings
  let crf: LinearChainCRF
  let index: FeatureIndex
  /// For each sentence the features of its places, by number, and its tags.
  private let examples: [(features: [Int32], tags: [Int])]
  /// How far the weights of two features lie apart, as whole fours.
  private let step: Int
  /// A row for each feature: its weights, then the sums of their gradients' squares.
  private var memory: Tensor

  init(_ sentences: TaggedSentences, _ settings: FeatureTagger.Settings) {
    require(!sentences.tags.isEmpty, "There are no tagged words to learn from.")
    require(
      settings.epochs > 0 && settings.batchSize > 0 && settings.minimumCount > 0
        && settings.rate > 0 && settings.penalty >= 0 && !settings.templates.isEmpty,
      "A tagger can't learn with \(settings).")
    self.settings = settings
    crf = LinearChainCRF(tags: sentences.tags.count)
    let numbers = Dictionary(uniqueKeysWithValues: sentences.tags.enumerated().map { ($1, $0) })
    let keys = FeatureKeys(settings.templates)
    var (attributes, all, counts): ([String: [UInt64]], FeatureIndex, [Int]) = ([:], .init(), [])
    let found = sentences.sentences.filter { !$0.words.isEmpty }.map { sentence in
      let words = sentence.words.map { word in
        if let known = attributes[word] { return known }
        let new = keys.attributes(of: word)
        attributes[word] = new
        return new
      }
      return keys.keys(of: words).map { key -> Int32 in
        if key == FeatureKeys.none { return -1 }
        let number = all.insert(key)
        if number == counts.count { counts.append(0) }
        counts[number] += 1
        return Int32(number)
      }
    }
    let kept = counts.indices.filter { counts[$0] >= settings.minimumCount }
    var renumbered = [Int32](repeating: -1, count: counts.count)
    for (new, old) in kept.enumerated() { renumbered[old] = Int32(new) }
    index = FeatureIndex(kept.map { all.keys[$0] })
    let tagged = sentences.sentences.filter { !$0.words.isEmpty }
    examples = zip(found, tagged).map { features, sentence in
      (features.map { $0 < 0 ? -1 : renumbered[Int($0)] }, sentence.tags.map { numbers[$0]! })
    }
    step = (sentences.tags.count + 3) & ~3
    memory = .zeros(kept.count, 2 * step)
  }

  /// (F, C), each row padded to whole fours.
  var weights: Tensor { memory.columns(0..<step) }

  func run(random: Random, onEpoch: (_ epoch: Int, _ loss: Float) throws -> Void) rethrows {
    let optimizer = AdaGrad(rate: settings.rate, epsilon: 1e-6)
    let steps = (examples.count + settings.batchSize - 1) / settings.batchSize
    for epoch in 0..<settings.epochs {
      var (order, loss) = (random.stream(epoch), Float(0))
      let permutation = order.permutation(examples.count)
      for step in 0..<steps {
        let done = Float(epoch * steps + step) / Float(settings.epochs * steps)
        optimizer.rate = settings.rate * (1 - done)
        let end = min((step + 1) * settings.batchSize, examples.count)
        let batch = permutation[step * settings.batchSize..<end].map { examples[$0] }
        loss += learn(batch, optimizer)
      }
      try onEpoch(epoch + 1, loss / Float(examples.count))
    }
  }

  /// One step; returns the summed loss.
  private func learn(_ batch: [(features: [Int32], tags: [Int])], _ optimizer: AdaGrad) -> Float {
    let features = FeatureBatch(batch.map(\.features), settings.templates.count)
    let tags = crf.tags
    let x = memory.withBlock { features.scores($0.pointer, step: 2 * step, tags: tags) }
    crf.zeroGradients()
    let loss = crf.forward(x, batch.map(\.tags)) * Float(batch.count)
    let dx = crf.backward(scale: Float(batch.count))
    memory.changeBlock {
      features.update(
        $0.pointer, step: step, against: dx, rate: optimizer.rate, penalty: settings.penalty)
    }
    optimizer.update(crf.parameters)
    return loss
  }
}
