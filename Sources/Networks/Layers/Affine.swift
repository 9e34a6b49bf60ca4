import Ground
import Tensors

/// y = x·W + b: a layer of neurons, each connected with every input.
public final class Affine: Layer {
  private let product: MatMul
  /// b: (H).
  public let bias: Parameter
  /// What learns in place of W and b, if something does.
  private var update: LowRankUpdate?

  /// - Parameters:
  ///   - weight: W (D, H); with `transposed` an embedding's (V, D), to tie the layer to it.
  ///   - bias: b (H).
  ///   - transposed: whether to multiply by Wᵀ.
  public init(_ weight: Parameter, _ bias: Parameter, transposed: Bool = false) {
    product = MatMul(weight, transposed: transposed)
    self.bias = bias
    require(
      bias.value.shape == [outputs],
      "A bias of shape \(bias.value.shape) doesn't fit a weight of shape \(weight.value.shape).")
  }

  public convenience init(
    inputs: Int, outputs: Int, weights: Initializer = .xavier, name: String = "affine",
    random: inout Random
  ) {
    let value = weights.matrix(inputs: inputs, outputs: outputs, random: &random)
    self.init(
      Parameter("\(name).weight", value),
      Parameter("\(name).bias", .zeros(outputs)))
  }

  /// W: (D, H).
  public var weight: Parameter { product.weight }
  public var parts: [any Trainable] { [product, bias] + updates }
  /// D, the size of an input.
  public var inputs: Int { product.inputs }
  /// H, the size of an output.
  public var outputs: Int { product.outputs }

  /// x (…, D) → y (…, H).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    finished(product.forward(x, mode: mode), x)
  }

  public func value(_ x: Tensor) -> Tensor { finished(product.value(x), x) }

  /// x·W → y.
  private func finished(_ y: consuming Tensor, _ x: Tensor) -> Tensor {
    y += bias.value
    update?.add(of: x, to: &y, from: 0)
    return y
  }

  /// The same, and calls `use` with each row of y and its number while the cache still holds it: several
  /// threads share the rows.
  func forward(_ x: Tensor, _ use: (_ i: Int, _ y: Numbers) -> Void) -> Tensor {
    require(update == nil, "A layer with an update makes no rows one by one; merge it before.")
    return bias.value.withBlock { bias in
      product.forward(x) { first, rows in
        Threads.split(rows.rows, grain: 1 + (1 << 13) / (rows.columns + 32)) { part in
          for i in part {
            add(bias.pointer, to: rows[row: i], count: rows.columns)
            use(first + i, rows[row: i])
          }
        }
      }
    }
  }

  /// dy (…, H) → dx (…, D); dW = xᵀ·dy, db = Σ dy.
  public func backward(_ dy: Tensor) -> Tensor {
    if !bias.isFrozen { bias.gradient += dy.reshaped(-1, outputs).sum(axis: 0) }
    var dx = product.backward(dy)
    if let update { dx += update.backward(dy) }
    return dx
  }
}

extension Affine: LowRankUpdated {
  public var updates: [LowRankUpdate] { update.map { [$0] } ?? [] }

  public func addUpdates(rank: Int, alpha: Float = 8, random: inout Random) {
    require(!product.isTransposed, "Weights that are taken transposed get no update.")
    freeze()
    update = LowRankUpdate(
      inputs: inputs, outputs: outputs, rank: rank, alpha: alpha, name: "\(weight.name).update",
      random: &random)
  }

  public func mergeUpdates() {
    if let update { weight.value += update.matrix }
    update = nil
  }
}

/// Adds `count` numbers from `bias` on to those from `y` on.
private func add(_ bias: ReadOnlyNumbers, to y: Numbers, count: Int) {
  forEachLanes(count) { j, count in
    (Lanes(y + j, count: count) + Lanes(bias + j, count: count)).store(to: y + j, count: count)
  }
}
