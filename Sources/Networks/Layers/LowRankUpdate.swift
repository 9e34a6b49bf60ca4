import Ground
import Tensors

/// What fine-tuning adds to the weights of a layer that stays as it is, as a product of two thin matrices:
///
///     y = x·W + b + α/r · x·A·B
///
/// W (D, H) has D·H numbers, A (D, r) and B (r, H) together only r·(D + H), and only they learn. B begins at 0,
/// so at first nothing has changed. (Hu et al., "LoRA: Low-rank adaptation of large language models", 2021,
/// section 4.1.) This is the last term; a layer that gets one by `addUpdates` adds it, and `mergeUpdates` puts
/// it into W, after which it costs nothing.
public final class LowRankUpdate: Layer {
  /// A: (D, r).
  public let down: Parameter
  /// B: (r, H).
  public let up: Parameter
  /// α/r: so that α need not be sought anew for another r.
  public let scale: Float
  /// The latest x (…, D) and α/r · x·A (rows, r).
  private var passed: (x: Tensor, low: Tensor)?

  /// - Parameters:
  ///   - inputs: D, the size of an input.
  ///   - outputs: H, the size of an output.
  ///   - rank: r, at least 1.
  ///   - alpha: α.
  ///   - random: draws A, normal with deviation 1/√D: x·A is then about as large as x.
  public init(
    inputs: Int, outputs: Int, rank: Int, alpha: Float = 8, name: String = "update",
    random: inout Random
  ) {
    require(rank > 0, "An update needs a rank of at least 1, not \(rank).")
    let deviation = 1 / Float(max(inputs, 1)).squareRoot()
    down = Parameter(
      "\(name).down", .normal([inputs, rank], deviation: deviation, random: &random))
    up = Parameter("\(name).up", .zeros(rank, outputs))
    scale = alpha / Float(rank)
  }

  public var parts: [any Trainable] { [down, up] }
  /// D, the size of an input.
  public var inputs: Int { down.value.shape[0] }
  /// H, the size of an output.
  public var outputs: Int { up.value.shape[1] }
  /// r.
  public var rank: Int { down.value.shape[1] }
  /// α/r · A·B: what it comes to as one matrix (D, H).
  public var matrix: Tensor { matmul(down.value, up.value) * scale }

  /// x (…, D) → α/r · x·A·B (…, H).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor {
    var y = Tensor.zeros(x.shape.dropLast() + [outputs])
    add(of: x, to: &y, from: 0)
    return y
  }

  /// Adds α/r · x·A·B to H of the columns of y (…, columns), from column `first` on.
  func add(of x: Tensor, to y: inout Tensor, from first: Int) {
    require(
      x.shape.last == inputs,
      "An update of \(inputs) inputs can't take the shape \(x.shape).")
    let low = matmul(x.reshaped(-1, inputs), down.value) * scale
    passed = (x, low)
    y.changeBlock { y in
      withBlocks(low, up.value) { low, up in
        matmul(low, up, into: y[0..<y.rows, first..<first + outputs], adding: true)
      }
    }
  }

  /// dy (…, H) → dx (…, D); dA = α/r · xᵀ·(dy·Bᵀ), dB = α/r · (x·A)ᵀ·dy.
  public func backward(_ dy: Tensor) -> Tensor {
    let (x, low) = remembered(passed, "LowRankUpdate")
    let upper = dy.reshaped(-1, outputs)
    let dLow = matmul(upper, up.value, transposed: .right) * scale
    matmul(low, upper, transposed: .left, addingTo: &up.gradient)
    matmul(x.reshaped(-1, inputs), dLow, transposed: .left, addingTo: &down.gradient)
    return matmul(dLow, down.value, transposed: .right).reshaped(x.shape)
  }
}

/// Something whose weights can stay as they are while updates of low rank learn.
public protocol LowRankUpdated: Trainable {
  /// The updates that it has.
  var updates: [LowRankUpdate] { get }

  /// Freezes all that it has, and gives its weights updates of rank r that learn in their place.
  ///
  /// - Parameter alpha: α; each update is multiplied by α/r.
  func addUpdates(rank: Int, alpha: Float, random: inout Random)

  /// Adds the updates to the weights, which are still frozen, and forgets them: up to rounding, all answers
  /// stay.
  func mergeUpdates()
}

extension Trainable {
  /// Lets nothing that it has learn any more, or all of it again.
  public func freeze(_ isFrozen: Bool = true) {
    for parameter in parameters { parameter.isFrozen = isFrozen }
  }
}
