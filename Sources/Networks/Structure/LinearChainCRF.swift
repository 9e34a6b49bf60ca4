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
  ///
  /// - Parameter scale: what all gradients are multiplied by, as where the loss is not a mean over rows.
  public func backward(scale: Float = 1) -> Tensor {
    let gradients = remembered(gradients, "LinearChainCRF")
    transitions.gradient += gradients.transitions * scale
    first.gradient += gradients.first * scale
    last.gradient += gradients.last * scale
    return gradients.x * scale
  }

  /// x (N, T, C) → for each row the likeliest tags of its `lengths[n]` places (Viterbi 1967). Of equally
  /// likely ones the smallest tags count.
  public func likeliest(_ x: Tensor, lengths: [Int]) -> [[Int]] {
    requireFit(x, lengths)
    let weights = ChainWeights(self)
    var result = [[Int]](repeating: [], count: lengths.count)
    result.withUnsafeMutableBufferPointer { result in
      let result = result.baseAddress!
      x.withBlock { x in
        Threads.split(lengths.count, grain: 1) { rows in
          for row in rows {
            let place = row * (x.rows / lengths.count)
            result[row] = weights.likeliest(x[place..<place + lengths[row]])
          }
        }
      }
    }
    return result
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
          let first = row * (x.rows / lengths.count)
          let places = first..<first + length
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
