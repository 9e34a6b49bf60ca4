import Ground
import Tensors

/// A probability for whole rows of tags: softmax over all C^T of them, of which the score is a sum of one number
/// for each tag in its place and one for each two tags side by side.
///
///     p(t | x) = exp(score(t)) / Z,  score(t) = first[t₀] + Σₛ x[s, tₛ] + Σₛ A[tₛ₋₁, tₛ] + last[t_T₋₁]
///
/// Z, the sum over all rows, and the gradient, what is expected less what is observed, come from one pass
/// onward and one back, in T·C² steps. (Lafferty, McCallum and Pereira, "Conditional random fields", ICML
/// 2001; over a network's scores: Lample et al., NAACL 2016.)
public final class LinearChainCRF: Trainable {
  /// A (C, C): what tag j gets for standing after tag i.
  public let transitions: Parameter
  /// What a tag gets for being the first, and for being the last: (C) each.
  public let first, last: Parameter
  private var gradients: (x: Tensor, transitions: Tensor, first: Tensor, last: Tensor)?

  /// All tags begin with the same chances beside each other.
  ///
  /// - Parameter tags: C.
  public init(tags: Int, name: String = "crf") {
    require(tags > 0, "A row of tags needs at least 1 tag to choose from, not \(tags).")
    transitions = Parameter("\(name).transitions", .zeros(tags, tags))
    first = Parameter("\(name).first", .zeros(tags))
    last = Parameter("\(name).last", .zeros(tags))
  }

  public var parts: [any Trainable] { [transitions, first, last] }
  /// C.
  public var tags: Int { transitions.value.shape[0] }

  /// x (N, T, C), a score for each tag in each place, and for each of N rows its tags, at least one and at most T
  /// → the mean of −log p over the rows, in nats.
  public func forward(_ x: Tensor, _ t: [[Int]]) -> Float {
    let lengths = t.map(\.count)
    requireFit(x, lengths)
    if let tag = t.joined().first(where: { !(0..<tags).contains($0) }) {
      stop("The tag \(tag) is not below the number of tags, \(tags).")
    }
    let (n, c) = (x.shape[0], tags)
    let weights = ChainWeights(self)
    var losses = [Float](repeating: 0, count: n)
    var dx = Tensor.zeros(x.shape)
    // Each row adds to a matrix of its own: so the sum over rows has one order on any threads.
    var (pairs, ends) = (
      Tensor.zeros(n, c * c), (first: Tensor.zeros(n, c), last: Tensor.zeros(n, c))
    )
    losses.withUnsafeMutableBufferPointer { losses in
      let losses = losses.baseAddress!
      changeBlocks(&dx, &pairs, &ends.first) { dx, pairs, first in
        ends.last.changeBlock { last in
          x.withBlock { x in
            Threads.split(n, grain: 1) { rows in
              for row in rows {
                let place = row * (x.rows / n)
                let chain = Chain(weights, x[place..<place + lengths[row]])
                losses[row] = chain.loss(
                  t[row], dx: dx[place..<place + lengths[row]], pairs: pairs[row: row],
                  first: first[row: row], last: last[row: row])
              }
            }
          }
        }
      }
    }
    let scale = 1 / Float(n)
    gradients = (
      dx * scale, pairs.sum(axis: 0).reshaped(c, c) * scale, ends.first.sum(axis: 0) * scale,
      ends.last.sum(axis: 0) * scale
    )
    return losses.reduce(0, +) * scale
  }

  /// dx (N, T, C) of the latest forward, 0 beyond a row's tags: what is expected less what is observed, over N.
  public func backward() -> Tensor {
    let gradients = remembered(gradients, "LinearChainCRF")
    transitions.gradient += gradients.transitions
    first.gradient += gradients.first
    last.gradient += gradients.last
    return gradients.x
  }

  /// x (N, T, C) → for each row the likeliest tags of its `lengths[n]` places (Viterbi 1967). Of equally
  /// likely ones the smallest tags count.
  public func likeliest(_ x: Tensor, lengths: [Int]) -> [[Int]] {
    requireFit(x, lengths)
    let weights = ChainWeights(self)
    return x.withBlock { x in
      lengths.indices.map { row in
        let place = row * (x.rows / lengths.count)
        return Chain(weights, x[place..<place + lengths[row]]).likeliest()
      }
    }
  }

  /// x (N, T, C) → (N, T, C): how likely each tag is in each place, whatever stands in the others; 0 beyond a
  /// row's length.
  public func marginals(_ x: Tensor, lengths: [Int]) -> Tensor {
    requireFit(x, lengths)
    let weights = ChainWeights(self)
    var result = Tensor.zeros(x.shape)
    result.changeBlock { result in
      x.withBlock { x in
        for (row, length) in lengths.enumerated() {
          let places = row * (x.rows / lengths.count)..<row * (x.rows / lengths.count) + length
          Chain(weights, x[places]).marginals(into: result[places])
        }
      }
    }
    return result
  }

  private func requireFit(_ x: Tensor, _ lengths: [Int]) {
    require(
      x.rank == 3 && x.shape[0] == lengths.count && x.shape[2] == tags && !lengths.isEmpty,
      "\(lengths.count) rows of \(tags) tags don't fit scores of shape \(x.shape).")
    if let length = lengths.first(where: { !(1...max(x.shape[1], 1)).contains($0) }) {
      stop("A row of \(x.shape[1]) places can't have \(length) tags.")
    }
  }
}

/// A and its transpose, each row padded to whole lanes, and what the ends get.
private struct ChainWeights: @unchecked Sendable {
  /// C.
  let tags: Int
  /// How far rows lie apart.
  let step: Int
  let onward, back, first, last: [Float]

  init(_ crf: LinearChainCRF) {
    let (c, a) = (crf.tags, crf.transitions.value.values)
    let step = (c + 15) & ~15
    func padded(_ at: (_ i: Int, _ j: Int) -> Float) -> [Float] {
      (0..<c * step).map { $0 % step < c ? at($0 / step, $0 % step) : 0 }
    }
    (tags, self.step) = (c, step)
    onward = padded { a[$0 * c + $1] }
    back = padded { a[$1 * c + $0] }
    (first, last) = (crf.first.value.values, crf.last.value.values)
  }
}

/// One row of places and all tags that may stand in them.
private struct Chain {
  private let weights: ChainWeights
  /// (T, C).
  private let x: MatrixBlock

  init(_ weights: ChainWeights, _ x: MatrixBlock) { (self.weights, self.x) = (weights, x) }

  private var tags: Int { weights.tags }
  private var steps: Int { x.rows }

  /// next[j] = log Σᵢ exp(before[i] + A[i, j]).
  private func logSums(_ before: [Float], _ a: [Float]) -> [Float] {
    var next = [Float](repeating: 0, count: weights.step)
    a.withUnsafeBufferPointer { a in
      next.withUnsafeMutableBufferPointer { next in
        for j in stride(from: 0, to: weights.step, by: 16) {
          let column = a.baseAddress! + j
          var most = Lanes(repeating: -.infinity)
          for i in 0..<tags {
            let sum = before[i] + Lanes(column + i * weights.step)
            most.replace(with: sum, where: sum .> most)
          }
          var total = Lanes.zero
          for i in 0..<tags { total += exp(before[i] + Lanes(column + i * weights.step) - most) }
          (most + log(total)).store(to: next.baseAddress! + j)
        }
      }
    }
    return next
  }

  /// alpha[t][j]: log of the sum over all rows of tags that end with j at t.
  private func onward() -> [[Float]] {
    var alpha = [(0..<tags).map { weights.first[$0] + x[row: 0][$0] }]
    for t in 1..<max(steps, 1) {
      let sums = logSums(alpha[t - 1], weights.onward)
      alpha.append((0..<tags).map { sums[$0] + x[row: t][$0] })
    }
    return alpha
  }

  /// beta[t][i]: log of the sum over all that may follow i at t.
  private func back() -> [[Float]] {
    var beta = [[Float]](repeating: weights.last, count: steps)
    for t in (0..<steps - 1).reversed() {
      let after = (0..<tags).map { beta[t + 1][$0] + x[row: t + 1][$0] }
      beta[t] = Array(logSums(after, weights.back)[..<tags])
    }
    return beta
  }

  /// log Z.
  private func logSum(_ alpha: [[Float]]) -> Float {
    logSumExp(Tensor((0..<tags).map { alpha[steps - 1][$0] + weights.last[$0] })).values[0]
  }

  /// −log p(t | x); adds expected less observed counts to the gradients.
  func loss(
    _ t: [Int], dx: MatrixBlock, pairs: Numbers, first: Numbers, last: Numbers
  ) -> Float {
    let (alpha, beta) = (onward(), back())
    let total = logSum(alpha)
    var score = weights.first[t[0]] + weights.last[t[steps - 1]]
    for step in 0..<steps {
      marginals(alpha[step], beta[step], total, into: dx[row: step])
      dx[row: step][t[step]] -= 1
      score += x[row: step][t[step]]
      if step > 0 {
        score += weights.onward[t[step - 1] * weights.step + t[step]]
        addPairs(alpha[step - 1], beta[step], step, total, to: pairs)
        pairs[t[step - 1] * tags + t[step]] -= 1
      }
    }
    first.update(from: dx[row: 0], count: tags)
    last.update(from: dx[row: steps - 1], count: tags)
    return total - score
  }

  /// p(tag | x) in one place.
  private func marginals(
    _ alpha: [Float], _ beta: [Float], _ total: Float, into p: Numbers
  ) {
    for j in 0..<tags { p[j] = alpha[j] + beta[j] - total }
    @inline(always) func power(_ x: Lanes) -> Lanes { exp(x) }
    mapLanes(from: p, to: p, count: tags, power)
  }

  /// Adds p(i at t − 1 and j at t | x) for all i and j.
  private func addPairs(
    _ alpha: [Float], _ beta: [Float], _ t: Int, _ total: Float, to pairs: Numbers
  ) {
    let after = (0..<tags).map { x[row: t][$0] + beta[$0] - total }
    after.withUnsafeBufferPointer { after in
      weights.onward.withUnsafeBufferPointer { a in
        for i in 0..<tags {
          let (row, sums) = (a.baseAddress! + i * weights.step, pairs + i * tags)
          forEachLanes(tags) { j, count in
            let p = exp(
              alpha[i] + Lanes(row + j, count: count)
                + Lanes(after.baseAddress! + j, count: count))
            (Lanes(sums + j, count: count) + p).store(to: sums + j, count: count)
          }
        }
      }
    }
  }

  func marginals(into result: MatrixBlock) {
    let (alpha, beta) = (onward(), back())
    let total = logSum(alpha)
    for t in 0..<steps { marginals(alpha[t], beta[t], total, into: result[row: t]) }
  }

  /// The best row of tags: the best score of one that ends with j, and which tag came before it.
  func likeliest() -> [Int] {
    var best = (0..<tags).map { weights.first[$0] + x[row: 0][$0] }
    var before: [[Int]] = []
    for t in 1..<max(steps, 1) {
      var (next, from) = (best, [Int](repeating: 0, count: tags))
      for j in 0..<tags {
        var most = -Float.infinity
        for i in 0..<tags {
          let score = best[i] + weights.onward[i * weights.step + j]
          if score > most { (most, from[j]) = (score, i) }
        }
        next[j] = most + x[row: t][j]
      }
      best = next
      before.append(from)
    }
    var (tag, most) = (0, -Float.infinity)
    for j in 0..<tags where best[j] + weights.last[j] > most {
      (tag, most) = (j, best[j] + weights.last[j])
    }
    return Array(before.reversed().reduce(into: [tag]) { $0.append($1[$0.last!]) }.reversed())
  }
}
