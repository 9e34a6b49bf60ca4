import Literate
import Networks
import Tensors

import struct Foundation.Data
import struct Foundation.URL

// MARK: - Activations and derivatives

/// The largest derivative of `activation` between −4 and 4.
func largestDerivative(of activation: Activation) -> Float {
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

/// The derivative of a function at one place, measured with ever smaller steps.
struct MeasuredDerivatives {
  /// The steps, from the widest to the finest.
  let steps: [Float] = [
    0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5,
    2e-5, 1e-5, 5e-6,
    2e-6, 1e-6,
  ]
  /// How far from the truth each step leads.
  let errors: [Float]

  /// Measures the derivative of `f` at `x`, which is known to be `exact`.
  init(of f: (Float) -> Float, at x: Float, exact: Float) {
    errors = steps.map { abs(measuredDerivative(f, at: x, step: $0) - exact) }
  }

  /// The step with the smallest error.
  var bestStep: Float { steps[errors.indices.min { errors[$0] < errors[$1] }!] }
}

// MARK: - Optimizers and starts

/// How often a path crosses the valley's floor.
func crossings(_ path: (x: [Float], y: [Float])) -> Int {
  zip(path.y, path.y.dropFirst()).count { $0 * $1 < 0 }
}

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

/// How networks did in the end that were trained with some remedy.
struct Verdict {
  let remedy: String
  /// The means over all of them.
  let trainingAccuracy, testAccuracy: Float
  /// The test loss of each.
  let losses: [Float]

  /// Judges `nets` by the data they were trained on and by data that no choice has touched.
  init(
    on remedy: String, _ nets: [Sequential], training: Examples<[Int]>,
    test: Examples<[Int]>
  ) {
    func meanShare(_ data: Examples<[Int]>) -> Float {
      let shares = nets.map { accuracy($0.forward(data.x), data.t) }
      return shares.reduce(0, +) / Float(nets.count)
    }
    self.remedy = remedy
    trainingAccuracy = meanShare(training)
    testAccuracy = meanShare(test)
    losses = nets.map { SoftmaxWithLoss().forward($0.forward(test.x), test.t) }
  }
}

/// The verdicts, a row for each.
func verdictsTable(_ verdicts: [Verdict]) -> Table {
  Table(
    columns: [
      "", "training accuracy", "test accuracy", "test loss", "from", "to",
    ],
    rows: verdicts.map {
      let losses = $0.losses
      return [
        $0.remedy, $0.trainingAccuracy, $0.testAccuracy,
        losses.reduce(0, +) / Float(losses.count), losses.min()!, losses.max()!,
      ]
    },
    decimals: 3,
    caption:
      "Means over all runs, and the least and the largest test loss among them."
  )
}

// MARK: - Save and load

/// Flips one bit in the middle of the file at `path`.
func flipBit(inFile path: String) throws {
  var damaged = try Data(contentsOf: URL(filePath: path))
  damaged[damaged.count / 2] ^= 1
  try damaged.write(to: URL(filePath: path))
}
