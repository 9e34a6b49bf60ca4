import Tensors

// Answers to the exercises of chapter 4, and why they are right. There are others.

// MARK: - 4.1 Embedding's backward with repeated ids

/// Row n of y is a copy of a row of W, so the row's gradient is dy[n], and a row that was copied
/// twice has two effects on the loss, which add up. Rows that were not looked up have none.
public func embeddingBackward(_ dy: Tensor, ids: [Int], dW: inout Tensor) {
  for (n, id) in ids.enumerated() {
    for d in 0..<dy.shape[1] { dW[id, d] += dy[n, d] }
  }
}

// MARK: - 4.2 Negative sampling's loss and gradients

/// Each question is a binary cross entropy from a logit: its loss is log(1 + exp(∓s)), and its
/// gradient σ(s) − t with the target t = 1 for yes and 0 for no. Each adds to dh by way of its
/// word's vector, and to that word's row by way of h. Adding takes care of words that are asked
/// about twice.
public func negativeSampling(
  _ h: Tensor, positive: Int, negatives: [Int], U: Tensor
) -> (loss: Float, dh: Tensor, dU: Tensor) {
  let D = h.shape[0]
  var loss: Float = 0
  var (dh, dU) = (Tensor.zeros(D), Tensor.zeros(U.shape))
  for (k, word) in ([positive] + negatives).enumerated() {
    let t: Float = k == 0 ? 1 : 0
    var s: Float = 0
    for d in 0..<D { s += h[d] * U[word, d] }
    loss += max(s, 0) - t * s + log(1 + exp(-abs(s)))

    let ds = sigmoid(s) - t
    for d in 0..<D {
      dh[d] += ds * U[word, d]
      dU[word, d] += ds * h[d]
    }
  }
  return (loss, dh, dU)
}

// MARK: - 4.3 Noise distribution

/// First the power, then the division by the sum *of the powers*. (To divide the counts by their
/// sum before makes no difference: it divides all powers by one number.) Zero counts are kept
/// apart, since 0⁰ is 1, and the logarithm of 0 is infinite.
public func noiseDistribution(counts: [Int], power: Float) -> [Float] {
  let weights = counts.map { $0 > 0 ? exp(power * log(Float($0))) : 0 }
  let total = weights.reduce(0, +)
  return weights.map { $0 / total }
}

// MARK: - 4.4 Alias table

/// The columns are of height 1, and word i needs V p[i] of them. One that needs less than its
/// column leaves room, and one that needs more fills it up; what it gave away it no longer needs,
/// and by that it may become one that needs less. Each round completes a column. In the end those
/// are left that fill their own column exactly, or but for rounding.
public func aliasTable(_ p: [Float]) -> [(keep: Float, alias: Int)] {
  var need = p.map { $0 * Float(p.count) }
  var columns = p.indices.map { (keep: Float(1), alias: $0) }
  var small = p.indices.filter { need[$0] < 1 }
  var large = p.indices.filter { need[$0] >= 1 }
  while let lesser = small.popLast(), let greater = large.last {
    columns[lesser] = (keep: need[lesser], alias: greater)
    need[greater] -= 1 - need[lesser]
    if need[greater] < 1 { small.append(large.removeLast()) }
  }
  return columns
}

// MARK: - 4.5 Huffman codes

/// Two trees under a new root: all words of one are a step further to the left than before, those
/// of the other to the right. So it is enough to know the words of each tree, and to put a 0 or a 1
/// *before* their codes. The two least are looked for anew each time, as a sum has its place among
/// the counts that are left.
public func huffmanCodes(counts: [Int]) -> [String] {
  var codes = counts.map { _ in "" }
  var trees = counts.indices.map { (count: counts[$0], words: [$0]) }
  while trees.count > 1 {
    trees.sort { $0.count > $1.count }
    let (right, left) = (trees.removeLast(), trees.removeLast())
    for word in left.words { codes[word] = "0" + codes[word] }
    for word in right.words { codes[word] = "1" + codes[word] }
    trees.append((count: left.count + right.count, words: left.words + right.words))
  }
  return codes
}

// MARK: - 4.6 Subsampling

/// s / f is s · total / count. Of a word with f = s the sum would be 2, and it is 1 up to f = 2.6
/// s; only words more frequent than that lose anything. For a count of 0 the quotient is infinite,
/// and the least of that and 1 is 1.
public func keepProbabilities(counts: [Int], threshold s: Float) -> [Float] {
  let total = Float(counts.reduce(0, +))
  return counts.map { count in
    let ratio = s * total / Float(count)
    return min(1, ratio.squareRoot() + ratio)
  }
}

/// A number that is drawn evenly from 0 to 1 is below `keep` with just that probability. The random
/// number belongs to the place, the probability to the word that stands there.
public func subsampled(_ ids: [Int], keep: [Float], u: [Float]) -> [Int] {
  zip(ids, u).filter { id, u in u < keep[id] }.map(\.0)
}
