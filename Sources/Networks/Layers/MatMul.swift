import Ground
import Tensors

/// y = x·W: a layer without a bias.
public final class MatMul: Layer {
  /// W: (D, H), or (H, D) if it is taken transposed.
  public let weight: Parameter
  let isTransposed: Bool
  private var x: Tensor?

  /// - Parameters:
  ///   - weight: W (D, H); with `transposed` an embedding's (V, D), to tie the layer to it.
  ///   - transposed: whether to multiply by Wᵀ.
  public init(_ weight: Parameter, transposed: Bool = false) {
    require(
      weight.value.rank == 2,
      "A weight must be a matrix, but \(weight.name) has the shape \(weight.value.shape).")
    self.weight = weight
    isTransposed = transposed
  }

  public convenience init(
    inputs: Int, outputs: Int, weights: Initializer = .xavier, name: String = "matmul",
    random: inout Random
  ) {
    let value = weights.matrix(inputs: inputs, outputs: outputs, random: &random)
    self.init(Parameter("\(name).weight", value))
  }

  public var parts: [any Trainable] { [weight] }

  /// D, the size of an input.
  public var inputs: Int { weight.value.shape[isTransposed ? 1 : 0] }

  /// H, the size of an output.
  public var outputs: Int { weight.value.shape[isTransposed ? 0 : 1] }

  /// x (…, D) → y (…, H).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    self.x = x
    return value(x)
  }

  public func value(_ x: Tensor) -> Tensor {
    requireFit(x)
    let y = matmul(
      x.reshaped(-1, inputs), weight.value, transposed: isTransposed ? .right : .none)
    return y.reshaped(x.shape.dropLast() + [outputs])
  }

  /// The same, some rows at a time, about a million numbers of y: calls `use` with the first row's number
  /// and the rows as soon as they are made, while the cache still holds them.
  func forward(_ x: Tensor, _ use: (_ first: Int, _ y: MatrixBlock) -> Void) -> Tensor {
    requireFit(x)
    self.x = x
    let packed = PackedMatrix(weight.value, transposed: isTransposed)
    let step = max(64, (1 << 20) / max(outputs, 1))
    return x.withBlock { rows in
      Tensor.filled(x.shape.dropLast() + [outputs]) { y in
        for first in stride(from: 0, to: rows.rows, by: step) {
          let block = y[first..<min(first + step, rows.rows)]
          matmul(rows[row: first], rows: block.rows, packed, into: block.pointer)
          use(first, block)
        }
      }
    }
  }

  private func requireFit(_ x: Tensor) {
    require(
      x.shape.last == inputs,
      "A layer of \(inputs) inputs can't take the shape \(x.shape).")
  }

  /// dy (…, H) → dx (…, D); dW = xᵀ·dy, unless W is frozen.
  public func backward(_ dy: Tensor) -> Tensor {
    let x = remembered(x, "MatMul")
    require(
      dy.shape == x.shape.dropLast() + [outputs],
      "A gradient of shape \(dy.shape) doesn't fit \(outputs) outputs of \(x.shape)."
    )
    let (rows, upper) = (x.reshaped(-1, inputs), dy.reshaped(-1, outputs))
    if !weight.isFrozen {
      let (left, right) = isTransposed ? (upper, rows) : (rows, upper)
      matmul(left, right, transposed: .left, addingTo: &weight.gradient)
    }
    let dx = matmul(upper, weight.value, transposed: isTransposed ? .none : .right)
    return dx.reshaped(x.shape)
  }
}
