import Tensors

// Answers to the exercises of chapter 7, and why they are right. There are others.

// MARK: - 7.1 Softmax with temperature

/// The largest score is taken away before the division, so that no exponent is above 0, however low
/// the temperature. The exponential of −∞ is 0, as it should be.
public func softmax(_ scores: [Float], temperature tau: Float) -> [Float] {
  let largest = scores.max()!
  let weights = scores.map { exp(($0 - largest) / tau) }
  let total = weights.reduce(0, +)
  return weights.map { $0 / total }
}

// MARK: - 7.2 The top k

/// Ids sorted by their probability know where they came from, so that each goes back to its place.
/// Comparing with the k-th probability instead would keep too many where several are equal to it.
public func top(_ k: Int, of p: [Float]) -> [Float] {
  let order = p.indices.sorted { (p[$1], $0) < (p[$0], $1) }
  let kept = order.prefix(k)
  let total = kept.reduce(0) { $0 + p[$1] }
  var result = [Float](repeating: 0, count: p.count)
  for id in kept { result[id] = p[id] / total }
  return result
}

// MARK: - 7.3 The nucleus

/// The likeliest word is in the nucleus always, and each further one as long as those before it
/// don't have the share: so the word that reaches it is in, and the next is out.
public func nucleus(_ share: Float, of p: [Float]) -> [Float] {
  let order = p.indices.sorted { (p[$1], $0) < (p[$0], $1) }
  var result = [Float](repeating: 0, count: p.count)
  var total: Float = 0
  for id in order where total < share {
    result[id] = p[id]
    total += p[id]
  }
  return result.map { $0 / total }
}

// MARK: - 7.4 Beam search

/// A product's logarithm is a sum, which neither vanishes nor changes the order. What ends leaves
/// the beam and keeps its place in W: adding words makes no text likelier, so there's nothing to
/// lose by waiting for the others. In the end finished texts and cut-off ones are compared alike.
public func beamSearch(
  _ W: Int, until end: Int, limit: Int, with p: ([Int]) -> [Float]
) -> (ids: [Int], log: Double) {
  var beam: [(ids: [Int], log: Double)] = [([], 0)]
  var finished: [(ids: [Int], log: Double)] = []
  for _ in 1...limit where !beam.isEmpty {
    var longer: [(ids: [Int], log: Double)] = []
    for text in beam {
      for (word, share) in p(text.ids).enumerated() {
        longer.append((text.ids + [word], text.log + Double(log(share))))
      }
    }
    longer.sort { $0.log > $1.log }
    let kept = longer.prefix(W - finished.count)
    finished += kept.filter { $0.ids.last == end }
    beam = kept.filter { $0.ids.last != end }
  }
  return (finished + beam).max { $0.log < $1.log }!
}

// MARK: - 7.5 Padding, and a loss that leaves it out

/// Padding stands at the end, so that place k of a row is still its k-th word.
public func padded(_ rows: [[Int]], with padding: Int) -> [[Int]] {
  let longest = rows.map(\.count).max() ?? 0
  return rows.map { $0 + [Int](repeating: padding, count: longest - $0.count) }
}

/// It is softmax with cross entropy at the places that count, and their number is what the mean
/// divides by: neither N T, which would make long padding look like success, nor the mean of the
/// rows' means, which would make the words of short rows weigh more. What has no part in the loss
/// has the gradient 0.
public func maskedCrossEntropy(
  _ y: Tensor, _ t: [[Int]], ignoring padding: Int
) -> (loss: Float, dy: Tensor) {
  let count = Float(t.joined().count { $0 != padding })
  var (loss, dy) = (Float(0), Tensor.zeros(y.shape))
  for (n, row) in t.enumerated() {
    for (k, target) in row.enumerated() where target != padding {
      let scores = y.row(n).row(k)
      let p = softmax(scores)
      let shifted = scores - scores.max()
      loss += (log(exp(shifted).sum()) - shifted[target]) / count
      for word in 0..<p.count {
        dy[n, k, word] = (p[word] - (word == target ? 1 : 0)) / count
      }
    }
  }
  return (loss, dy)
}

// MARK: - 7.6 BLEU

/// Clipping keeps *the the the the* from being a perfect translation: a word can be right only as
/// often as it's wanted. Counts of all texts are added before anything is divided, since a single
/// sentence often has no four words right, and its own BLEU would be 0. Precisions alone would
/// reward saying little, hence the penalty.
public func bleu(_ candidates: [[String]], references: [[String]]) -> Float {
  /// How often a text has each n-gram.
  func counts(_ text: [String], _ n: Int) -> [[String]: Int] {
    var counts: [[String]: Int] = [:]
    for start in stride(from: 0, through: text.count - n, by: 1) {
      counts[Array(text[start..<start + n]), default: 0] += 1
    }
    return counts
  }
  var sum: Float = 0
  for n in 1...4 {
    var (matches, total) = (0, 0)
    for (candidate, reference) in zip(candidates, references) {
      let wanted = counts(reference, n)
      for (gram, count) in counts(candidate, n) {
        matches += min(count, wanted[gram] ?? 0)
        total += count
      }
    }
    if matches == 0 { return 0 }
    sum += log(Float(matches) / Float(total))
  }
  let (c, r) = (candidates.joined().count, references.joined().count)
  return exp(sum / 4) * (c < r ? exp(1 - Float(r) / Float(c)) : 1)
}
