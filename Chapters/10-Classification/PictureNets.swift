import Networks
import Tensors

// The nets for pictures, and how they are trained and examined.

/// Takes the largest number of each column over all places of a picture.
final class MaxOverPlaces: Layer {
  private let maximum = MaxOverTime()
  private var shape: [Int] = []
  /// x (N, H, W, C) → y (N, C).
  func forward(_ x: Tensor, mode: Mode) -> Tensor {
    shape = x.shape
    return maximum.forward(
      x.reshaped(shape[0], shape[1] * shape[2], shape[3]), mode: mode)
  }
  func backward(_ dy: Tensor) -> Tensor {
    maximum.backward(dy).reshaped(shape)
  }
}

/// Lays each picture out as one row.
final class Flat: Layer {
  private var shape: [Int] = []
  func forward(_ x: Tensor, mode: Mode) -> Tensor {
    shape = x.shape
    return x.reshaped(shape[0], -1)
  }
  func backward(_ dy: Tensor) -> Tensor { dy.reshaped(shape) }
}

/// Layers that make scores of digits from pictures.
final class PictureNet: Model {
  let layers: Sequential
  let loss = SoftmaxWithLoss()
  init(_ layers: Sequential) { self.layers = layers }
  var parts: [any Trainable] { [layers] }
  func forward(_ batch: Pictures, mode: Mode) -> Score {
    let scores = layers.forward(batch.x, mode: mode)
    let t = batch.digits.map { $0[0] }
    return Score(
      loss: loss.forward(scores, t), count: batch.count,
      correct: loss.correct(scores, t))
  }
  func backward() { _ = layers.backward(loss.backward()) }
}

/// A net of the given layers that has learned from pictures.
func trainedOnPictures(
  _ data: Pictures, epochs: Int, seed: UInt64,
  _ layers: (inout Random) -> Sequential
) throws -> PictureNet {
  var random = Random(seed: seed, stream: "picture net")
  let net = PictureNet(layers(&random))
  let trainer = Trainer(
    net, optimizer: Adam(rate: 0.005), batchSize: 32, random: random)
  try trainer.train(on: data, epochs: epochs)
  return net
}

/// A reader that has learned from pictures of numbers.
func trainedReader(
  _ numbers: Pictures, epochs: Int, seed: UInt64
) throws -> NumberReader {
  var random = Random(seed: seed, stream: "number reader")
  let places = PositionalEncoding(
    places: 24, size: 32, weights: .normal(deviation: 0.3), random: &random)
  let reader = NumberReader(
    size: 32, filters: 8, places: places, random: &random)
  let trainer = Trainer(
    reader, optimizer: Adam(rate: 0.01), batchSize: 16, random: random)
  trainer.clipping = .norm(5)
  trainer.schedule = .linear(to: 0.1)
  try trainer.train(on: numbers, epochs: epochs)
  return reader
}

/// The share of numbers that are read right, sign for sign, in percent.
func rightNumbers(_ reader: NumberReader, _ exam: Pictures) -> Float {
  let right = (0..<exam.count).count { n in
    reader.answer(to: exam.x.rows(n..<n + 1)).signs
      == exam.digits[n] + [reader.end]
  }
  return 100 * Float(right) / Float(exam.count)
}
