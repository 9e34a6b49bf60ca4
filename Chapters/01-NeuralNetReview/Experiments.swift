import Ground
import Literate
import Networks
import Tensors

import struct Foundation.Data
import class Foundation.FileManager
import struct Foundation.URL

// MARK: - Activations and slopes

/// The steepest slope of `activation` between −4 and 4.
func steepestSlope(of activation: Activation) -> Float {
  activation.derivative(Tensor.linspace(-4, 4, count: 161)).max()
}

/// The least value of `activation` between −20 and 20.
func leastValue(of activation: Activation) -> Float {
  activation.value(Tensor.linspace(-20, 20, count: 4001)).min()
}

/// How far apart two functions lie between −4 and 4: the norm of their difference at 161 places.
func distance(
  between f: (Tensor) -> Tensor, and g: (Tensor) -> Tensor
) -> Float {
  let line = Tensor.linspace(-4, 4, count: 161)
  return (f(line) - g(line)).norm()
}

/// The slope of a function at one place, measured with ever smaller steps.
struct MeasuredSlopes {
  /// The steps, from the widest to the finest.
  let steps: [Float] = [
    0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5,
    2e-5, 1e-5, 5e-6,
    2e-6, 1e-6,
  ]
  /// How far from the truth each step leads.
  let errors: [Float]

  /// Measures the slope of `f` at `x`, which is known to be `exact`.
  init(of f: (Float) -> Float, at x: Float, exact: Float) {
    errors = steps.map { abs(slope(f, at: x, step: $0) - exact) }
  }

  /// The step with the smallest error.
  var bestStep: Float { steps[errors.indices.min { errors[$0] < errors[$1] }!] }
}

// MARK: - Optimizers

/// How often a path crosses the valley's floor.
func crossings(_ path: (x: [Float], y: [Float])) -> Int {
  zip(path.y, path.y.dropFirst()).count { $0 * $1 < 0 }
}

/// How often each optimizer crosses the valley, and how high it ends.
func optimizersTable(_ names: [String], paths: [(x: [Float], y: [Float])])
  -> Table
{
  Table(
    columns: ["optimizer", "times across the valley", "height after 30 steps"],
    rows: zip(names, paths).map { name, path in
      [name, crossings(path), valley(path.x.last!, path.y.last!)]
    }, decimals: 4)
}

// MARK: - How to begin

/// How far the columns of a matrix are from being all the same.
func spread(_ W: Tensor) -> Float {
  (W - W.mean(axis: 1, keepingAxis: true)).norm()
}

/// The standard deviation of all numbers of a tensor.
func deviation(_ x: Tensor) -> Float {
  let centered = x - x.mean()
  return (centered * centered).mean().squareRoot()
}

/// How strong the signal is in each of five layers, a row for each start.
func deviationsTable(_ names: [String], _ deviations: [[Float]]) -> Table {
  Table(
    columns: [
      "weights", "layer 1", "layer 2", "layer 3", "layer 4", "layer 5",
    ],
    rows: zip(names, deviations).map {
      [$0 as Any] + $1.map { $0 as Any }
    },
    decimals: 4, caption: "Standard deviation of the activations.")
}

/// The share of the numbers of a tensor that lie close to −1 or 1.
func saturation(_ x: Tensor) -> Float {
  Float(x.values.count { abs($0) > 0.95 }) / Float(x.count)
}

// MARK: - Over-fitting

/// The validation loss of each epoch.
func validationLosses(_ history: [Epoch]) -> [Float] {
  history.map { $0.validation!.loss }
}

/// How a network did in the end that was trained with some remedy.
struct Verdict {
  let remedy: String
  let trainingAccuracy, testAccuracy, testLoss: Float

  /// Judges `net` by the data it was trained on and by data that no choice has touched.
  init(
    on remedy: String, _ net: any Layer, training: Examples<[Int]>,
    test: Examples<[Int]>
  ) {
    self.remedy = remedy
    trainingAccuracy = accuracy(net, training)
    testAccuracy = accuracy(net, test)
    testLoss = SoftmaxWithLoss().forward(net.forward(test.x), test.t)
  }
}

/// The verdicts, a row for each.
func verdictsTable(_ verdicts: [Verdict]) -> Table {
  Table(
    columns: ["", "training accuracy", "test accuracy", "test loss"],
    rows: verdicts.map {
      [$0.remedy, $0.trainingAccuracy, $0.testAccuracy, $0.testLoss]
    },
    decimals: 3)
}

// MARK: - Bits and threads

/// The typical error of a product, as a share of its typical size.
func relativeError(of product: [Double], from exact: [Double]) -> Double {
  let wrong = zip(product, exact).reduce(0) {
    $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
  }
  return (wrong / exact.reduce(0) { $0 + $1 * $1 }).squareRoot()
}

/// Three formats for a number with a fraction, and what they cost in exactness.
func formatsTable(single: Double, half: Double) -> Table {
  Table(
    columns: [
      "format", "bytes", "step above 1", "largest", "error of the product",
    ],
    rows: [
      [
        "Float64", "8", "2^\(Double.ulpOfOne.exponent)",
        format(Double.greatestFiniteMagnitude), "(the reference)",
      ],
      [
        "Float32", "4", "2^\(Float.ulpOfOne.exponent)",
        format(Float.greatestFiniteMagnitude), format(single),
      ],
      [
        "Float16", "2", "2^\(Float16.ulpOfOne.exponent)",
        format(Double(Float16.greatestFiniteMagnitude)), format(half),
      ],
    ])
}

/// Milliseconds for one call of `work`, the median of seven.
func milliseconds(_ work: () -> Void) -> Double {
  let times = (0..<7).map { _ in
    let start = ContinuousClock.now
    work()
    return (ContinuousClock.now - start) / .milliseconds(1)
  }
  return times.sorted()[3]
}

// MARK: - Save and load

/// A network of the same shape as the one that learned the spiral, before it has learned anything.
func freshNetwork(seed: UInt64) -> Sequential {
  var random = Random(seed: seed, stream: "another start")
  return Sequential(
    Affine(inputs: 2, outputs: 10, random: &random), Tanh(),
    Affine(inputs: 10, outputs: 3, random: &random))
}

/// A path for a file that lives no longer than the program.
func temporaryFile() -> String {
  FileManager.default.temporaryDirectory.appending(
    path: "spiral-\(UInt64.random(in: 0 ... .max))"
  ).path
}

/// Removes the file at `path`, if it is there.
func removeFile(_ path: String) {
  try? FileManager.default.removeItem(atPath: path)
}

/// Flips one bit in the middle of the file at `path`.
func flipBit(inFile path: String) throws {
  var damaged = try Data(contentsOf: URL(filePath: path))
  damaged[damaged.count / 2] ^= 1
  try damaged.write(to: URL(filePath: path))
}
