import Ground
import Tensors

/// Adds to each step what tells its place, which attention by itself can't see.
public final class PositionalEncoding: Layer {
  /// A vector for each place, learned: (places, D); nil where they are fixed waves, or none.
  public let table: Parameter?
  /// Whether anything is added at all.
  private let adds: Bool
  /// D, the size of a step.
  public let size: Int
  private var passed: (shape: [Int], first: Int)?

  /// Waves, for any number of places: the columns 2i and 2i + 1 of place p hold sine and cosine of
  /// p / 10000^(2i/D) (Vaswani et al., NIPS 2017, section 3.5).
  public init(size: Int) {
    require(size > 0 && size % 2 == 0, "Waves come in pairs; \(size) columns don't.")
    (self.size, table, adds) = (size, nil, true)
  }

  /// No positions: each step stays as it is, and attention is told of places otherwise.
  public static func none(size: Int) -> PositionalEncoding { PositionalEncoding(nothingTo: size) }

  private init(nothingTo size: Int) { (self.size, table, adds) = (size, nil, false) }

  /// A vector for each of `places` places, to be learned.
  public init(
    places: Int, size: Int, weights: Initializer = .normal(deviation: 0.02),
    name: String = "positions", random: inout Random
  ) {
    (self.size, adds) = (size, true)
    let start = weights.matrix(inputs: places, outputs: size, random: &random)
    table = Parameter("\(name).weight", start)
  }

  public var parts: [any Trainable] { table.map { [$0] } ?? [] }

  /// x (N, T, D) → y (N, T, D).
  public func forward(_ x: Tensor, mode: Mode) -> Tensor { forward(x, offset: 0, mode: mode) }

  /// The same for steps that begin at place `offset`.
  public func forward(_ x: Tensor, offset: Int, mode: Mode) -> Tensor {
    require(
      x.rank == 3 && x.shape[2] == size,
      "Positions of size \(size) can't be added to the shape \(x.shape).")
    passed = (x.shape, offset)
    return adds ? x + vectors(offset..<offset + x.shape[1]) : x
  }

  /// dy (N, T, D) → dx (N, T, D), the same.
  public func backward(_ dy: Tensor) -> Tensor {
    let (shape, first) = remembered(passed, "PositionalEncoding")
    require(dy.shape == shape, "A gradient of shape \(dy.shape) doesn't fit \(shape).")
    if let table {
      let places = Array(first..<first + shape[1])
      table.gradient.addRows(
        dy.reshaped(shape[0], -1).sum(axis: 0).reshaped(shape[1], size), at: places)
    }
    return dy
  }

  /// The vectors of some places: (places, D).
  public func vectors(_ places: Range<Int>) -> Tensor {
    guard adds else { return .zeros(places.count, size) }
    guard let table else { return PositionalEncoding.waves(places, size: size) }
    require(
      places.upperBound <= table.value.shape[0],
      "\(places.upperBound) steps need as many positions, but there are \(table.value.shape[0]).")
    return table.value.rows(places)
  }

  /// Sine and cosine of each place for each of D / 2 lengths: (places, D).
  ///
  /// The angles are made in double precision: at place 1,000,000 a Float would be off by 0.03.
  static func waves(_ places: Range<Int>, size: Int) -> Tensor {
    Tensor(shape: [places.count, size]) { numbers in
      for i in 0..<size / 2 {
        let length = exponential(Double(2 * i) / Double(size) * 0x1.26bb1bbb55516p3)  // ln 10000
        for (row, place) in places.enumerated() {
          let wave = sineAndCosine(Double(place) / length)
          (numbers[row * size + 2 * i], numbers[row * size + 2 * i + 1]) = (wave.sine, wave.cosine)
        }
      }
    }
  }
}

/// e^x for x from 0 to 10, within 4 ulp of double precision: a sum of fifty powers, none of them negative,
/// so the bits are the same on every machine and nothing cancels.
private func exponential(_ x: Double) -> Double {
  stride(from: 50.0, through: 1, by: -1).reduce(1) { sum, k in 1 + sum * (x / k) }
}
