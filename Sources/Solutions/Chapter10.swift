import Tensors

// Answers to the exercises of chapter 10, and why they are right. There are others.

// MARK: - 10.1 Precision, recall and F1

/// A column holds all guesses of a class, a row all its texts. With TP right ones among them, the
/// harmonic mean 2PR / (P + R) is 2 TP / (guesses + texts), which is also 0 where P or R has nothing
/// to divide by. And it is this denominator that is 0 for a class that isn't there at all.
public func classScores(
  _ confusion: [[Int]]
) -> (precision: [Float], recall: [Float], f1: [Float], macroF1: Float) {
  func share(_ part: Int, of whole: Int) -> Float {
    whole == 0 ? 0 : Float(part) / Float(whole)
  }
  let classes = confusion.indices
  let right = classes.map { confusion[$0][$0] }
  let texts = confusion.map { $0.reduce(0, +) }
  let guesses = classes.map { c in confusion.reduce(0) { $0 + $1[c] } }
  let f1 = classes.map { share(2 * right[$0], of: texts[$0] + guesses[$0]) }
  let seen = classes.filter { texts[$0] + guesses[$0] > 0 }
  return (
    classes.map { share(right[$0], of: guesses[$0]) },
    classes.map { share(right[$0], of: texts[$0]) },
    f1, seen.reduce(0) { $0 + f1[$1] } / Float(seen.count)
  )
}

// MARK: - 10.2 Naive Bayes

/// One more for each of V words is V more in all, so the shares still add up to 1. Logarithms turn
/// the product of hundreds of small numbers, which would be rounded to 0, into a sum. What no class
/// has seen says nothing about the class.
public func naiveBayesScores(_ counts: Tensor, texts: [Int], of ids: [Int]) -> [Float] {
  let (C, V) = (counts.shape[0], counts.shape[1])
  return (0..<C).map { c in
    let words = counts.row(c).sum() + Float(V)
    var score = log(Float(texts[c]) / Float(texts.reduce(0, +)))
    for word in ids where word < V { score += log((counts[c, word] + 1) / words) }
    return score
  }
}

// MARK: - 10.3 Logistic regression's gradients

/// It is an affine layer under a softmax with cross entropy: p − t over N goes back to the scores,
/// and from there to W and b. The penalty adds λ W to dW, since the ½ takes away the 2 of the square;
/// it has nothing to do with N. log p is s − log Σ exp(s), which no large score can make infinite.
public func logisticGradients(
  _ x: Tensor, _ t: [Int], W: Tensor, b: Tensor, lambda: Float
) -> (loss: Float, dW: Tensor, db: Tensor) {
  let N = Float(t.count)
  let s = matmul(x, W) + b
  let target = Tensor.oneHot(t, classes: b.count)
  let loss = (logSumExp(s).sum() - (s * target).sum()) / N
  let ds = (softmax(s) - target) / N
  return (
    loss + lambda / 2 * (W * W).sum(),
    matmul(x, ds, transposed: .left) + lambda * W, ds.sum(axis: 0)
  )
}

// MARK: - 10.4 Log-count ratios

/// A set has each word of a text once. α goes in first, so it is in the sums as well, V times; and
/// the sums are what keeps the ratios apart from how many texts of either kind there are. A word
/// that stands in no text says a little, for whichever side has less in all.
public func logCountRatios(
  _ texts: [[Int]], isPositive: [Bool], V: Int, smoothing alpha: Float
) -> [Float] {
  var p = [Float](repeating: alpha, count: V)
  var q = p
  for (text, isPositive) in zip(texts, isPositive) {
    for word in Set(text) {
      if isPositive { p[word] += 1 } else { q[word] += 1 }
    }
  }
  let (sumOfP, sumOfQ) = (p.reduce(0, +), q.reduce(0, +))
  return zip(p, q).map { log(($0 / sumOfP) / ($1 / sumOfQ)) }
}

// MARK: - 10.5 TF-IDF

/// The two ones inside are a text more that has each word once, so that nothing is divided by 0; the
/// one outside leaves something of a word that is in all texts. Length is taken of a row when its
/// idf is in it already. How long a text is makes no difference any more.
public func tfIdf(_ texts: [[Int]], V: Int) -> Tensor {
  let N = texts.count
  var df = Tensor.zeros(V)
  for text in texts {
    for word in Set(text) { df[word] += 1 }
  }
  let idf = log(Float(1 + N) / (1 + df)) + 1

  var rows = Tensor.zeros(N, V)
  for (n, text) in texts.enumerated() {
    for word in text { rows[n, word] += idf[word] }
    let length = rows.row(n).norm()
    if length > 0 { rows.setRows(from: n, to: rows.rows(n..<n + 1) / length) }
  }
  return rows
}

// MARK: - 10.6 Convolution over text

/// The rows of a tensor lie behind one another already, so a window is k rows with another shape.
/// All windows, one below the other, make a matrix, and all filters on all windows are one product.
/// That is what fast programs do, except that they copy no windows, which overlap.
public func convolved(_ x: Tensor, width k: Int, W: Tensor, b: Tensor) -> Tensor {
  let windows = x.shape[0] - k + 1
  if windows < 1 { return .zeros(0, b.count) }
  let rows = (0..<windows).map { x.rows($0..<$0 + k).reshaped(1, -1) }
  return matmul(.concatenate(rows), W) + b
}

// MARK: - 10.7 Max over time

/// The first step is the largest so far, not 0, which would win against negative numbers. Only what
/// is *larger* takes its place, so of equal ones the first stays. The steps of padding are never
/// looked at.
public func maxOverTime(_ x: Tensor, lengths: [Int]) -> (y: Tensor, steps: [[Int]]) {
  let (N, F) = (x.shape[0], x.shape[2])
  var y = Tensor.zeros(N, F)
  var steps = [[Int]](repeating: [Int](repeating: 0, count: F), count: N)
  for n in 0..<N {
    for f in 0..<F {
      y[n, f] = x[n, 0, f]
      for t in 1..<max(lengths[n], 1) where x[n, t, f] > y[n, f] {
        y[n, f] = x[n, t, f]
        steps[n][f] = t
      }
    }
  }
  return (y, steps)
}

/// A little more at the largest step is as much more of y, and a little more anywhere else changes
/// nothing: the whole gradient goes to that step, and the others have 0.
public func maxOverTimeBackward(_ dy: Tensor, steps: [[Int]], T: Int) -> Tensor {
  var dx = Tensor.zeros(dy.shape[0], T, dy.shape[1])
  for n in 0..<dy.shape[0] {
    for f in 0..<dy.shape[1] { dx[n, steps[n][f], f] = dy[n, f] }
  }
  return dx
}

// MARK: - 10.8 Convolution's gradients

/// Each window is a row of an affine layer, all with the same W and b, so what they send to these adds
/// up. A word stands in up to k windows, and its gradient is the sum of what they send back: it is
/// *added* to k rows, those that the window was made of.
public func convolutionBackward(
  _ dy: Tensor, x: Tensor, width k: Int, W: Tensor, dW: inout Tensor, db: inout Tensor
) -> Tensor {
  let D = x.shape[1]
  var dx = Tensor.zeros(x.shape)
  for t in 0..<dy.shape[0] {
    let window = x.rows(t..<t + k).reshaped(1, k * D)
    let dyRow = dy.rows(t..<t + 1)
    dW += matmul(window, dyRow, transposed: .left)
    db += dy.row(t)
    let dWindow = matmul(dyRow, W, transposed: .right)
    dx.addRows(dWindow.reshaped(k, D), at: Array(t..<t + k))
  }
  return dx
}
