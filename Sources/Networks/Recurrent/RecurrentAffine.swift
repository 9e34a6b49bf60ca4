import Tensors

/// a_t = x_t·Wx + h_{t−1}·Wh + b: what every recurrent layer does before its activations, for all its
/// gates G at once.
///
/// Time is sequential only in h. All steps' x_t·Wx are one large product, and so are the gradients of
/// the weights; only h_{t−1}·Wh, and its way back, must be made step by step. And there rows know
/// nothing of each other: each thread takes a band of them through all steps.
final class RecurrentAffine {
  /// Wx: (D, G H).
  let inputWeight: Parameter
  /// Wh: (H, G H).
  let stateWeight: Parameter
  /// b: (G H).
  let bias: Parameter
  /// Wh of the forward under way, if it has steps enough that packing pays.
  private var packedStateWeight: PackedMatrix?

  init(
    inputs: Int, size: Int, gates: Int, weights: Initializer, name: String, random: inout Random
  ) {
    // Each gate's weights are drawn as a matrix of its own, then all are laid side by side.
    func matrix(_ inputs: Int) -> Tensor {
      let parts = (0..<gates).map { _ in
        weights.matrix(inputs: inputs, outputs: size, random: &random)
      }
      return Tensor.concatenate(parts, axis: 1)
    }
    inputWeight = Parameter("\(name).inputWeight", matrix(inputs))
    stateWeight = Parameter("\(name).stateWeight", matrix(size))
    bias = Parameter("\(name).bias", .zeros(gates * size))
  }

  var parameters: [Parameter] { [inputWeight, stateWeight, bias] }
  /// D.
  var inputs: Int { inputWeight.value.shape[0] }
  /// H.
  var size: Int { stateWeight.value.shape[0] }

  /// The steps of x (N, T, D).
  func steps(of x: Tensor) -> Steps {
    require(
      x.rank == 3 && x.shape[2] == inputs,
      "A layer of \(inputs) inputs can't read the shape \(x.shape); it takes (N, T, \(inputs)).")
    return Steps(x)
  }

  /// The states 0 ... T of which the first is `first`, for a loop over x.
  func states(after first: Tensor?, over x: Steps) -> Steps {
    Steps(after: first, x.count, rows: x.rows, size: size)
  }

  /// The steps of dy (N, T, H), the gradient of what was made of x.
  func gradients(_ dy: Tensor, like x: Steps) -> Steps {
    require(
      dy.shape == [x.rows, x.count, size],
      "A gradient of shape \(dy.shape) doesn't fit outputs of shape \([x.rows, x.count, size]).")
    return Steps(dy)
  }

  /// x_t·Wx + b for all steps: what a forward begins with.
  func inputHalf(_ x: Steps) -> Steps {
    packedStateWeight = x.count < 4 ? nil : PackedMatrix(stateWeight.value)
    let a = Steps(x.count, rows: x.rows, size: bias.value.count)
    matmul(x[0], rows: x.count * x.rows, inputWeight.value, bias: bias.value, into: a[0])
    return a
  }

  /// Calls `body` with bands of the rows of x, in parallel.
  ///
  /// Every band reads all of Wh at every step. Where a core's own cache doesn't hold Wh and the rows are
  /// too few to make up for it, there is one band, and threads share out each step's columns.
  func forEachBand(of x: Steps, _ body: (Range<Int>) -> Void) {
    let weights = stateWeight.value.count
    let pays = weights <= 1 << 17 || x.rows >= 32 * Threads.count
    let fewest = pays ? max(8, (1 << 18) / max(weights * x.count, 1)) : x.rows
    Threads.split(x.rows, grain: fewest, body)
  }

  /// Adds h_{t−1}·Wh to a_t, for a band of rows. State t of h is the one before step t.
  func addStateHalf(_ h: Steps, _ band: Range<Int>, _ t: Int, to a: Steps) {
    if let packedStateWeight {
      h.multiply(band, t, by: packedStateWeight, into: a, t, adding: true)
    } else {
      let (h, a) = (h.row(t, band.lowerBound), a.row(t, band.lowerBound))
      matmul(h, rows: band.count, stateWeight.value, into: a, adding: true)
    }
  }

  /// Adds h_{t−1}·Wh to a_t for t = 0, 1, …, and calls `step` with t and each row n, which then makes state
  /// t + 1 of it. Rows that are over keep their states, of which h is the first.
  func forEachStep(
    _ a: Steps, of states: [Steps], _ lengths: Lengths,
    _ step: (_ t: Int, _ n: Int) -> Void
  ) {
    forEachBand(of: a) { band in
      for t in 0..<a.count {
        addStateHalf(states[0], band, t, to: a)
        states[0].forEachRow(of: band) { n in
          if lengths.isOver(n, at: t) {
            for state in states { state.keepRow(n, t) }
          } else {
            step(t, n)
          }
        }
      }
    }
  }

  /// The way back: calls `stepBack` with t and each row n, which puts da_t where a_t was, and takes dh
  /// from state t + 1 to state t. Rows that are over get a da of zeros.
  func forEachStepBack(
    _ da: Steps, _ dh: StateGradient, _ lengths: Lengths,
    _ stepBack: (_ t: Int, _ n: Int) -> Void
  ) {
    let transposedWeight = transposedStateWeight
    forEachBand(of: da) { band in
      for t in (0..<da.count).reversed() {
        da.forEachRow(of: band) { n in
          if lengths.isOver(n, at: t) {
            da.clearRow(n, t)
          } else {
            stepBack(t, n)
          }
        }
        dh.goBack(da, band, t, through: transposedWeight)
      }
    }
  }

  /// Whᵀ, for the way back.
  var transposedStateWeight: PackedMatrix { PackedMatrix(stateWeight.value, transposed: true) }

  /// All da_t → dx (N, T, D). Adds the parameters' gradients.
  func backward(_ da: Steps, x: Steps, h: Steps) -> Tensor {
    addStateGradient(da, h: h)
    return inputGradient(da, x: x)
  }

  /// Adds Σ h_{t−1}ᵀ·da_t to the gradient of Wh.
  func addStateGradient(_ da: Steps, h: Steps) {
    let before = h.all.block[0..<da.count * da.rows]
    stateWeight.gradient.changeBlock {
      matmul(before, da.all.block, transposed: .left, into: $0, adding: true)
    }
  }

  /// All da_t → dx (N, T, D). Adds the gradients of Wx and b.
  func inputGradient(_ da: Steps, x: Steps) -> Tensor {
    matmul(x.all, da.all, transposed: .left, addingTo: &inputWeight.gradient)
    bias.gradient += da.all.sum(axis: 0)
    let dx = Steps(x.count, rows: x.rows, size: inputs)
    matmul(da[0], rows: x.count * x.rows, inputWeight.value.transposed(), into: dx[0])
    return dx.batchFirst()
  }
}
