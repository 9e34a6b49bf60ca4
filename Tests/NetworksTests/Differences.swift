import Networks
import Tensors
import Testing

/// ∂(f · weights)/∂x by central differences of an oracle in double precision. With a step of 1e-5
/// they are good to about 1e-10 of f's size, far below what a Float resolves.
func differences(of f: ([Double]) -> [Double], at x: [Double], weights: [Double]) -> [Double] {
  x.indices.map { i in
    let step = 1e-5
    var (up, down) = (x, x)
    up[i] += step
    down[i] -= step
    let change = zip(f(up), f(down)).map { $0 - $1 }
    return zip(change, weights).reduce(0) { $0 + $1.0 * $1.1 } / (2 * step)
  }
}

/// How far `a` is from `b`, as a share of the size of `b`, both taken as vectors.
func relativeError(_ a: Tensor, _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let distance = zip(a.values, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
  let size = b.reduce(0) { $0 + $1 * $1 }
  return size > 0 ? (distance / size).squareRoot() : distance.squareRoot()
}

/// What a layer should compute: x and the values of its parameters → y, all in row-major order.
typealias Oracle = (_ x: [Double], _ parameters: [[Double]]) -> [Double]

/// Checks a layer's forward against an oracle, and its backward against the oracle's differences.
///
/// A forward may differ by some roundings of a Float (6e-8 each): 1e-6 in all. Gradients may differ
/// by 1e-4, which no wrong formula passes.
func check(
  _ layer: any Layer, on x: Tensor, mode: Mode = .training, _ oracle: Oracle,
  at location: SourceLocation = #_sourceLocation
) {
  let inputs = x.values.map(Double.init)
  let values = layer.parameters.map { $0.value.values.map(Double.init) }
  var random = Random(seed: 7, stream: "upper gradient")
  let y = layer.forward(x, mode: mode)
  #expect(relativeError(y, oracle(inputs, values)) < 1e-6, sourceLocation: location)

  let dy = Tensor.normal(y.shape, random: &random)
  let weights = dy.values.map(Double.init)
  layer.zeroGradients()
  let dx = layer.backward(dy)
  #expect(dx.shape == x.shape, sourceLocation: location)
  let expected = differences(of: { oracle($0, values) }, at: inputs, weights: weights)
  #expect(relativeError(dx, expected) < 1e-4, sourceLocation: location)
  for (index, parameter) in layer.parameters.enumerated() {
    let oracle = { (value: [Double]) in
      var changed = values
      changed[index] = value
      return oracle(inputs, changed)
    }
    let expected = differences(of: oracle, at: values[index], weights: weights)
    #expect(
      relativeError(parameter.gradient, expected) < 1e-4, "\(parameter.name)",
      sourceLocation: location)
  }
}

/// (M, K)·(K, N), by definition.
func product(_ a: [Double], _ b: [Double], _ m: Int, _ k: Int, _ n: Int) -> [Double] {
  var c = [Double](repeating: 0, count: m * n)
  for i in 0..<m {
    for j in 0..<n { for p in 0..<k { c[i * n + j] += a[i * k + p] * b[p * n + j] } }
  }
  return c
}
