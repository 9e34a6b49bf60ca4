import Foundation
import Networks
import Tensors
import Testing

/// What attention layers should compute, in double precision and straight from the formulas: one row of
/// a batch at a time, each a list of steps.
enum AttentionOracle {
  typealias Vector = [Double]
  typealias Rows = [Vector]

  /// The softmax of what may be seen, else 0.
  static func softmax(_ scores: Vector, seen: (Int) -> Bool) -> Vector {
    let powers = scores.enumerated().map { seen($0) ? Foundation.exp($1) : 0 }
    let sum = powers.reduce(0, +)
    return powers.map { sum > 0 ? $0 / sum : 0 }
  }

  /// weights (S) · values (S, D).
  static func mix(_ weights: Vector, _ values: Rows) -> Vector {
    (0..<values[0].count).map { j in
      zip(weights, values).reduce(0) { $0 + $1.0 * $1.1[j] }
    }
  }

  static func dot(_ a: Vector, _ b: Vector) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  /// x (D) · w (D, H), plus b (H).
  static func affine(_ x: Vector, _ w: Vector, _ b: Vector? = nil) -> Vector {
    let y = product(x, w, 1, x.count, w.count / x.count)
    return b.map { zip(y, $0).map { $0 + $1 } } ?? y
  }

  static func attention(
    _ score: Attention.Score, _ queries: Rows, _ memory: Rows, length: Int, _ p: [Vector]
  ) -> Rows {
    queries.map { q in
      let scores = memory.map { m in
        switch score {
        case .dot: dot(q, m)
        case .general: dot(affine(q, p[0]), m)
        case .additive:
          dot(p[2], zip(affine(q, p[0]), affine(m, p[1])).map { Foundation.tanh($0 + $1) })
        }
      }
      return mix(softmax(scores) { $0 < length }, memory)
    }
  }

  /// Parameters: weight (D, D + 2 K), bias (D + 2 K), the output's weight (D, D) and bias (D).
  static func multiHead(
    _ x: Rows, _ memory: Rows, heads: Int, keyHeads: Int? = nil, isCausal: Bool,
    isRotary: Bool = false, length: Int, _ p: [Vector]
  ) -> Rows {
    let size = x[0].count
    let width = size / heads
    let group = heads / (keyHeads ?? heads)
    func columns(from first: Int, of row: Vector) -> Vector {
      Array(affine(row, p[0], p[1])[first..<first + width])
    }
    func placed(_ row: Vector, at place: Int) -> Vector { isRotary ? turned(row, place) : row }
    return x.indices.map { t in
      var context = Vector()
      for head in 0..<heads {
        let keys = size + head / group * width
        let values = keys + size / group
        let q = placed(columns(from: head * width, of: x[t]), at: t)
        let scores = memory.indices.map { s in
          dot(q, placed(columns(from: keys, of: memory[s]), at: s)) / Double(width).squareRoot()
        }
        let weights = softmax(scores) { $0 < length && (!isCausal || $0 <= t) }
        context += mix(weights, memory.map { columns(from: values, of: $0) })
      }
      return affine(context, p[2], p[3])
    }
  }

  /// Each pair of numbers turned by an angle of its own, as complex numbers are by a factor of size 1.
  static func turned(_ x: Vector, _ place: Int) -> Vector {
    stride(from: 0, to: x.count, by: 2).flatMap { j in
      let angle = Double(place) / Foundation.pow(10000, Double(j) / Double(x.count))
      let (c, s) = (Foundation.cos(angle), Foundation.sin(angle))
      return [x[j] * c - x[j + 1] * s, x[j] * s + x[j + 1] * c]
    }
  }

  static func rmsNorm(_ x: Vector, _ gain: Vector) -> Vector {
    let size = (dot(x, x) / Double(x.count) + 1e-5).squareRoot()
    return x.indices.map { x[$0] / size * gain[$0] }
  }

  /// Parameters: gate (D, H), value (D, H), output (H, D).
  static func gatedFeedForward(_ x: Vector, _ p: [Vector]) -> Vector {
    let (a, b) = (affine(x, p[0]), affine(x, p[1]))
    return affine(zip(a, b).map { $0 / (1 + Foundation.exp(-$0)) * $1 }, p[2])
  }

  static func layerNorm(_ x: Vector, _ gain: Vector, _ bias: Vector) -> Vector {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map { (x[$0] - mean) / (variance + 1e-5).squareRoot() * gain[$0] + bias[$0] }
  }

  /// x · Φ(x).
  static func gelu(_ x: Double) -> Double { x * (1 + Foundation.erf(x / 2.0.squareRoot())) / 2 }

  /// A block's parameters come in the order of its parts: attention, its norm, the memory's attention and
  /// its norm, the feed-forward layer, its norm.
  static func block(
    _ x: Rows, _ memory: Rows?, heads: Int, isCausal: Bool, norm: NormPlace, length: Int,
    memoryLength: Int, _ p: [Vector]
  ) -> Rows {
    var p = p[...]
    func take(_ count: Int) -> [Vector] {
      defer { p = p.dropFirst(count) }
      return Array(p.prefix(count))
    }
    func residual(_ x: Rows, _ n: [Vector], _ part: (Rows) -> Rows) -> Rows {
      func normalized(_ rows: Rows) -> Rows { rows.map { layerNorm($0, n[0], n[1]) } }
      let sum = zip(x, part(norm == .before ? normalized(x) : x)).map { x, y in
        zip(x, y).map { $0 + $1 }
      }
      return norm == .after ? normalized(sum) : sum
    }
    let attention = take(4)
    var x = residual(x, take(2)) {
      multiHead($0, $0, heads: heads, isCausal: isCausal, length: length, attention)
    }
    if let memory {
      let attention = take(4)
      x = residual(x, take(2)) {
        multiHead(
          $0, memory, heads: heads, isCausal: false, length: memoryLength, attention)
      }
    }
    let layers = take(4)
    return residual(x, take(2)) { rows in
      rows.map { affine(affine($0, layers[0], layers[1]).map(gelu), layers[2], layers[3]) }
    }
  }
}

/// Numbers (N, T, D) as N rows of T steps.
func batch(_ numbers: [Double], _ shape: [Int]) -> [[[Double]]] {
  let (steps, size) = (shape[1], shape[2])
  return (0..<shape[0]).map { n in
    (0..<steps).map { t in
      Array(numbers[(n * steps + t) * size..<(n * steps + t + 1) * size])
    }
  }
}

/// Checks a layer of several inputs against an oracle, and its gradients against the oracle's differences.
///
/// A forward may differ by 2e-6, some thirty roundings of a Float (6e-8 each). Gradients may differ by
/// 1e-4, which no wrong formula passes.
func check(
  _ layer: any Trainable, on inputs: [Tensor], forward: ([Tensor]) -> Tensor,
  backward: (Tensor) -> [Tensor],
  oracle: @escaping (_ inputs: [[Double]], _ parameters: [[Double]]) -> [Double],
  at location: SourceLocation = #_sourceLocation
) {
  // Parameters that start at 0 or 1 would hide mistakes.
  var random = Random(seed: 5, stream: "parameters")
  for parameter in layer.parameters {
    parameter.value += .normal(parameter.value.shape, deviation: 0.3, random: &random)
  }
  let numbers = inputs.map { $0.values.map(Double.init) }
  let values = layer.parameters.map { $0.value.values.map(Double.init) }
  let y = forward(inputs)
  #expect(relativeError(y, oracle(numbers, values)) < 2e-6, sourceLocation: location)

  let dy = Tensor.normal(y.shape, random: &random)
  let weights = dy.values.map(Double.init)
  layer.zeroGradients()
  let gradients = backward(dy) + layer.parameters.map(\.gradient)
  let names = inputs.indices.map { "input \($0)" } + layer.parameters.map(\.name)
  let all = numbers + values
  #expect(gradients.count == all.count, sourceLocation: location)
  for (index, gradient) in gradients.enumerated() {
    let expected = differences(
      of: { changed in
        var all = all
        all[index] = changed
        return oracle(Array(all[..<inputs.count]), Array(all[inputs.count...]))
      }, at: all[index], weights: weights)
    #expect(
      relativeError(gradient, expected) < 1e-4, "\(names[index])", sourceLocation: location)
  }
}
