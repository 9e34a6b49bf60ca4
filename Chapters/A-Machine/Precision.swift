import Ground
import Literate
import Tensors

// What numbers of fewer bits lose.

/// Four formats for a number with a fraction.
func formatsTable() -> Table {
  Table(
    columns: [
      "format", "bytes", "bits of precision", "step above 1", "smallest",
      "largest",
    ],
    rows: [
      [
        "Float64", "8", "53", "2^-52",
        format(Double.leastNormalMagnitude),
        format(Double.greatestFiniteMagnitude),
      ],
      [
        "Float32", "4", "24", "2^-23",
        format(Float.leastNormalMagnitude),
        format(Float.greatestFiniteMagnitude),
      ],
      [
        "bfloat16", "2", "8", "2^-7",
        format(Float.leastNormalMagnitude),
        format(Float(bitPattern: 0x7f7f_0000)),
      ],
      [
        "Float16", "2", "11", "2^-10",
        format(Float(Float16.leastNormalMagnitude)),
        format(Float(Float16.greatestFiniteMagnitude)),
      ],
    ],
    caption:
      "The smallest number with full precision, and the largest. Below the smallest, precision runs out bit by bit."
  )
}

/// What a product in some format errs by, as a share of its typical size.
struct ProductError {
  let format: String
  /// With each product and each sum rounded.
  let rounded: Double
  /// With only the factors rounded.
  let widened: Double
}

/// The errors of a product of random (n, n) matrices in three formats.
func productErrors(n: Int, seed: UInt64) -> [ProductError] {
  var random = Random(seed: seed, stream: "bits")
  let a = Tensor.normal([n, n], random: &random).values
  let b = Tensor.normal([n, n], random: &random).values
  var exact = [Double](repeating: 0, count: n * n)
  for i in 0..<n {
    for p in 0..<n {
      for j in 0..<n {
        exact[i * n + j] += Double(a[i * n + p]) * Double(b[p * n + j])
      }
    }
  }
  func error(_ factor: (Float) -> Float, _ sum: (Float) -> Float) -> Double {
    let c = product(a, b, n: n, factor: factor, sum: sum)
    let wrong = zip(c, exact).reduce(0) {
      let error = Double($1.0) - $1.1
      return $0 + error * error
    }
    return (wrong / exact.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }
  return [
    ("Float32", float32), ("bfloat16", bfloat16), ("Float16", float16),
  ].map { name, round in
    ProductError(
      format: name, rounded: error(round, round),
      widened: error(round, float32))
  }
}

/// The errors, format by format.
func errorsTable(_ errors: [ProductError]) -> Table {
  Table(
    columns: [
      "format", "everything rounded", "factors rounded, sums in 32 bits",
    ],
    rows: errors.map {
      [$0.format, format($0.rounded), format($0.widened)]
    },
    caption:
      "Typical error of a product of 128 × 128 random matrices, as a share of its typical size."
  )
}

/// Mean squared errors after learning, seed by seed.
func learnedTable(_ errors: [[Float]], firstSeed: Int) -> Table {
  Table(
    columns: [
      "seed", "all in 32 bits", "products in bfloat16, weights in 32",
      "weights in bfloat16 too",
    ],
    rows: errors.enumerated().map { i, row in
      [firstSeed + i, 1000 * row[0], 1000 * row[1], 1000 * row[2]]
    }, decimals: 2, caption: "Mean squared error in the end, times 1,000.")
}
