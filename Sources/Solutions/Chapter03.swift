import Tensors

// Answers to the exercises of chapter 3, and why they are right. There are others.

// MARK: - 3.1 Training pairs of a window

/// The window's ends are cut to places that the text has. What must not be the center itself is the
/// *place*, not the word. Whoever is my neighbor has me for a neighbor, so center and neighbor may
/// even be exchanged in all pairs: it's the same collection.
public func trainingPairs(_ ids: [Int], window m: Int) -> [(center: Int, neighbor: Int)] {
  var pairs: [(center: Int, neighbor: Int)] = []
  for i in ids.indices {
    for j in max(i - m, 0)...min(i + m, ids.count - 1) where j != i {
      pairs.append((center: ids[i], neighbor: ids[j]))
    }
  }
  return pairs
}

// MARK: - 3.2 CBOW forward

/// A mean of one-hot vectors times Win is the mean of as many rows, so the rows are looked up and
/// no product is made. Each example divides by the length of its own context. From h on it is a
/// softmax layer as in chapter 1.
public func cbowForward(
  _ contexts: [[Int]], _ t: [Int], Win: Tensor, Wout: Tensor
) -> (h: Tensor, p: Tensor, loss: Float) {
  var h = Tensor.zeros(contexts.count, Win.shape[1])
  for (n, context) in contexts.enumerated() {
    h.setRows(from: n, to: Win.rows(at: context).mean(axis: 0, keepingAxis: true))
  }
  let p = softmax(matmul(h, Wout))
  let loss = -t.indices.reduce(0) { $0 + log(p[$1, t[$1]]) } / Float(t.count)
  return (h, p, loss)
}

// MARK: - 3.3 CBOW gradients

/// Softmax with cross entropy gives p − t, over N for the mean; the output matrix is an affine
/// layer's. Each of the neighbors went into h with the weight 1 / count, so that is its share of
/// dh, and it is *added* to the neighbor's row, once for each time that the word stands in a
/// context.
public func cbowGradients(
  _ contexts: [[Int]], _ t: [Int], Win: Tensor, Wout: Tensor
) -> (dWin: Tensor, dWout: Tensor) {
  let (h, p, _) = cbowForward(contexts, t, Win: Win, Wout: Wout)
  let ds = (p - .oneHot(t, classes: p.shape[1])) / Float(t.count)
  let dh = matmul(ds, Wout, transposed: .right)

  var dWin = Tensor.zeros(Win.shape)
  for (n, context) in contexts.enumerated() {
    let share = dh.rows(n..<n + 1) / Float(context.count)
    for word in context { dWin.addRows(share, at: [word]) }
  }
  return (dWin, matmul(h, ds, transposed: .left))
}

// MARK: - 3.4 Skip-gram gradients

/// Each question by itself has the gradient p − t, and the questions about one center have the same
/// p. So the sum over m neighbors is m p, less 1 for a word each time that it is a neighbor: made
/// once, however many questions there are.
public func skipGramGradients(
  _ centers: [Int], _ contexts: [[Int]], Win: Tensor, Wout: Tensor
) -> (loss: Float, dWin: Tensor, dWout: Tensor) {
  let h = Win.rows(at: centers)
  let p = softmax(matmul(h, Wout))
  let neighbors = Float(contexts[0].count)
  let questions = Float(centers.count) * neighbors

  var loss: Float = 0
  var ds = p * neighbors
  for (n, context) in contexts.enumerated() {
    for word in context {
      loss -= log(p[n, word])
      ds[n, word] -= 1
    }
  }
  ds /= questions

  var dWin = Tensor.zeros(Win.shape)
  dWin.addRows(matmul(ds, Wout, transposed: .right), at: centers)
  return (loss / questions, dWin, matmul(h, ds, transposed: .left))
}

// MARK: - 3.5 GloVe's loss and gradient

/// A weighted square has the derivative 2 f(x) times what is squared; call that g. It reaches b and
/// c as it is, v by way of u and u by way of v, as in any product. A pair that never met is skipped
/// before its logarithm is taken: f(0) is 0, but 0 · ∞ is no number.
public func gloveGradients(
  _ X: Tensor, v: Tensor, u: Tensor, b: Tensor, c: Tensor, limit: Float
) -> (loss: Float, dv: Tensor, du: Tensor, db: Tensor, dc: Tensor) {
  let (V, D) = (v.shape[0], v.shape[1])
  var loss: Float = 0
  var (dv, du) = (Tensor.zeros(V, D), Tensor.zeros(V, D))
  var (db, dc) = (Tensor.zeros(V), Tensor.zeros(V))
  for i in 0..<V {
    for j in 0..<V where X[i, j] > 0 {
      let x = X[i, j]
      var error = b[i] + c[j] - log(x)
      for d in 0..<D { error += v[i, d] * u[j, d] }
      let f = x < limit ? exp(0.75 * log(x / limit)) : 1
      loss += f * error * error

      let g = 2 * f * error
      for d in 0..<D {
        dv[i, d] += g * u[j, d]
        du[j, d] += g * v[i, d]
      }
      db[i] += g
      dc[j] += g
    }
  }
  return (loss, dv, du, db, dc)
}

// MARK: - 3.6 Character n-grams of fastText

/// A stretch of n characters begins at one of count − n + 1 places, and lengths above count have
/// none. The marks tell a beginning and an end from what stands within: `ed>` is an ending, `ed`
/// may stand anywhere. A set takes care of stretches that come twice, and of the whole, if its
/// length is among the lengths.
public func characterNGrams(of word: String, lengths: ClosedRange<Int>) -> Set<String> {
  let letters = Array("<" + word + ">")
  var grams: Set = [String(letters)]
  for n in lengths where n <= letters.count {
    for start in 0...letters.count - n {
      grams.insert(String(letters[start..<start + n]))
    }
  }
  return grams
}
