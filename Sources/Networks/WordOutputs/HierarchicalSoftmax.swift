import Ground
import Tensors

/// The probability of a word as that of the turns on the way to it through a Huffman tree: some
/// log₂ V yes-or-no questions in place of V scores (Morin and Bengio, AISTATS 2005; with a Huffman
/// tree: Mikolov et al., NIPS 2013, section 2.1).
///
/// Each inner node has a vector v, and P(left | h) = σ(h·v). The probabilities of all words sum to 1
/// by construction.
public final class HierarchicalSoftmax: WordOutput {
  public let code: HuffmanCode
  private let scores: EmbeddingDot
  private let loss = SigmoidWithLoss()
  private var passed: (h: Tensor, rows: [Int], scale: Float)?

  /// - Parameter weight: W (V − 1, D), a row for each inner node.
  public init(_ weight: Parameter, code: HuffmanCode) {
    scores = EmbeddingDot(weight)
    require(
      weight.value.shape[0] == code.nodeCount,
      "\(code.nodeCount) inner nodes don't fit a weight of shape \(weight.value.shape).")
    self.code = code
  }

  /// - Parameters:
  ///   - counts: how often each of the V words occurs.
  ///   - size: D.
  public convenience init(
    counts: [Int], size: Int, weights: Initializer = .zeros, name: String = "output",
    random: inout Random
  ) {
    let code = HuffmanCode(counts: counts)
    let value = weights.matrix(inputs: code.nodeCount, outputs: size, random: &random)
    self.init(Parameter("\(name).weight", value), code: code)
  }

  /// W: (V − 1, D).
  public var weight: Parameter { scores.weight }
  public var parameters: [Parameter] { scores.parameters }

  /// h (N, D) and N rows of T words → the mean of −log P(t | h).
  ///
  /// Paths differ in length, so each step of each path is a row of its own with a copy of its h.
  public func forward(_ h: Tensor, _ t: [[Int]]) -> Float {
    let words = wordsPerRow(t, h)
    var (rows, nodes, turns): ([Int], [[Int]], [Float]) = ([], [], [])
    for (row, words) in t.enumerated() {
      for step in words.flatMap(code.path) {
        rows.append(row)
        nodes.append([Int(step.node)])
        turns.append(step.isLeft ? 1 : 0)
      }
    }
    let x = scores.forward(h.rows(at: rows), nodes)
    // The loss is a mean over steps; what is wanted is their sum over each path.
    let scale = Float(rows.count) / Float(max(t.count * words, 1))
    passed = (h, rows, scale)
    return loss.forward(x, Tensor(turns, shape: x.shape)) * scale
  }

  public func backward() -> Tensor {
    let (h, rows, scale) = remembered(passed, "HierarchicalSoftmax")
    var dh = Tensor.zeros(h.shape)
    dh.addRows(scores.backward(loss.backward() * scale), at: rows)
    return dh
  }

  /// h (N, D) → (N, V): the probability of each word.
  public func probabilities(_ h: Tensor) -> Tensor {
    let x = matmul(h, weight.value, transposed: .right)
    let (left, right) = (sigmoid(x), sigmoid(-x))
    var result = Tensor.ones(h.shape[0], code.wordCount)
    for row in 0..<h.shape[0] {
      for word in 0..<code.wordCount {
        for step in code.path(of: word) {
          result[row, word] *= (step.isLeft ? left : right)[row, Int(step.node)]
        }
      }
    }
    return result
  }
}
