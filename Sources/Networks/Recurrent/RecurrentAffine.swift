import Ground
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
  ///
  /// - Parameter lengths: how many of its T steps each row has; nil if all have T.
  func steps(of x: Tensor, _ lengths: [Int]?) -> Steps {
    require(
      x.rank == 3 && x.shape[2] == inputs,
      "A layer of \(inputs) inputs can't read the shape \(x.shape); it takes (N, T, \(inputs)).")
    return Steps(x, Lengths(lengths, rows: x.shape[0], steps: x.shape[1]))
  }

  /// The states of a loop over x, of which the first is `first`.
  func states(after first: Tensor?, over x: Steps) -> States {
    States(after: first, x.lengths, size: size)
  }

  /// The steps of dy (N, T, H), the gradient of what was made of x.
  func gradients(_ dy: Tensor, like x: Steps) -> Steps {
    let shape = [x.lengths.rows, x.lengths.steps, size]
    require(
      dy.shape == shape, "A gradient of shape \(dy.shape) doesn't fit outputs of shape \(shape).")
    return Steps(dy, x.lengths)
  }

  /// x_t·Wx + b for all steps: what a forward begins with.
  func inputHalf(_ x: Steps) -> Steps {
    packedStateWeight = x.lengths.steps < 4 ? nil : PackedMatrix(stateWeight.value)
    let a = Steps(x.lengths, size: bias.value.count)
    let rows = x.lengths.total
    matmul(x.row(0, 0), rows: rows, inputWeight.value, bias: bias.value, into: a.row(0, 0))
    return a
  }

  /// Calls `body` with t = 0, 1, … and places whose rows have a step t: with all of them in the end, band
  /// by band, in parallel.
  ///
  /// Every band reads all of Wh at every step. Where a core's own cache doesn't hold Wh and the rows are
  /// too few to make up for it, there is one band, and threads share out what is done within a step.
  func forEachStep(of lengths: Lengths, _ body: (_ t: Int, _ places: Range<Int>) -> Void) {
    forEachBand(of: lengths) { band in
      for t in 0..<lengths.steps { body(t, band.clamped(to: 0..<lengths.count(at: t))) }
    }
  }

  /// The same from the last step to the first.
  func forEachStepBack(of lengths: Lengths, _ body: (_ t: Int, _ places: Range<Int>) -> Void) {
    forEachBand(of: lengths) { band in
      for t in (0..<lengths.steps).reversed() {
        body(t, band.clamped(to: 0..<lengths.count(at: t)))
      }
    }
  }

  private func forEachBand(of lengths: Lengths, _ body: (_ band: Range<Int>) -> Void) {
    let weights = stateWeight.value.count
    let pays = weights <= 1 << 17 || lengths.rows >= 32 * Threads.count
    let fewest = max(8 * lengths.steps, (1 << 18) / max(weights, 1))
    Threads.split(lengths.total, grain: pays ? fewest : lengths.total) { part in
      body(lengths.band(part))
    }
  }

  /// Calls `body` with each of some places.
  func forEach(_ places: Range<Int>, _ body: (_ i: Int) -> Void) {
    forEachPlace(places, size: size, body)
  }

  /// Adds h₋·Wh to a_t, at some places. Of h it takes the states before each step.
  func addStateHalf(_ h: Steps, _ t: Int, _ places: Range<Int>, to a: Steps) {
    let (h, a) = (h.row(t, places.lowerBound), a.row(t, places.lowerBound))
    if let packedStateWeight {
      matmul(h, rows: places.count, packedStateWeight, into: a, adding: true)
    } else {
      matmul(h, rows: places.count, stateWeight.value, into: a, adding: true)
    }
  }

  /// Whᵀ, for the way back.
  var transposedStateWeight: PackedMatrix { PackedMatrix(stateWeight.value, transposed: true) }

  /// All da_t → dx (N, T, D). Adds the parameters' gradients. Of h it takes the states before each step.
  func backward(_ da: Steps, x: Steps, h: Steps) -> Tensor {
    addStateGradient(da, h: h)
    return inputGradient(da, x: x)
  }

  /// Adds Σ h_{t−1}ᵀ·da_t to the gradient of Wh.
  func addStateGradient(_ da: Steps, h: Steps) {
    matmul(h.all, da.all, transposed: .left, addingTo: &stateWeight.gradient)
  }

  /// All da_t → dx (N, T, D). Adds the gradients of Wx and b.
  func inputGradient(_ da: Steps, x: Steps) -> Tensor {
    matmul(x.all, da.all, transposed: .left, addingTo: &inputWeight.gradient)
    bias.gradient += da.all.sum(axis: 0)
    let dx = Steps(x.lengths, size: inputs)
    let rows = x.lengths.total
    matmul(da.row(0, 0), rows: rows, inputWeight.value.transposed(), into: dx.row(0, 0))
    return dx.batchFirst()
  }
}
