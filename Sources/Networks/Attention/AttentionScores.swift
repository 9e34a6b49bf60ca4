import Tensors

/// How well queries fit the rows of a memory.
protocol AttentionScores: Trainable {
  /// queries (N, T, Q), memory (N, S, K) → scores (N, T, S).
  func forward(_ queries: Tensor, _ memory: Tensor) -> Tensor

  /// dScores (N, T, S) → dQueries (N, T, Q), dMemory (N, S, K).
  func backward(_ dScores: Tensor) -> (queries: Tensor, memory: Tensor)
}

/// q·m.
final class DotScores: AttentionScores {
  private var passed: (queries: Tensor, memory: Tensor)?

  func forward(_ queries: Tensor, _ memory: Tensor) -> Tensor {
    passed = (queries, memory)
    return matmul(queries, memory, transposed: .right)
  }

  func backward(_ dScores: Tensor) -> (queries: Tensor, memory: Tensor) {
    let (queries, memory) = remembered(passed, "DotScores")
    return (matmul(dScores, memory), matmul(dScores, queries, transposed: .left))
  }
}

/// q·W·m.
final class GeneralScores: AttentionScores {
  /// W: (Q, K).
  private let product: MatMul
  private let dot = DotScores()

  init(queries: Int, memory: Int, name: String, random: inout Random) {
    product = MatMul(inputs: queries, outputs: memory, name: name, random: &random)
  }

  var parts: [any Trainable] { [product, dot] }

  func forward(_ queries: Tensor, _ memory: Tensor) -> Tensor {
    dot.forward(product.forward(queries), memory)
  }

  func backward(_ dScores: Tensor) -> (queries: Tensor, memory: Tensor) {
    let (dProducts, dMemory) = dot.backward(dScores)
    return (product.backward(dProducts), dMemory)
  }
}

/// v·tanh(q·Wq + m·Wm).
final class AdditiveScores: AttentionScores {
  /// Wq: (Q, A) and Wm: (K, A).
  private let queryProduct, memoryProduct: MatMul
  /// v: (A).
  private let vector: Parameter
  /// q·Wq (N, T, A) and m·Wm (N, S, A).
  private var passed: (queries: Tensor, memory: Tensor)?

  init(queries: Int, memory: Int, size: Int, name: String, random: inout Random) {
    queryProduct = MatMul(
      inputs: queries, outputs: size, name: "\(name).query", random: &random)
    memoryProduct = MatMul(
      inputs: memory, outputs: size, name: "\(name).memory", random: &random)
    let start = Initializer.xavier.matrix(inputs: size, outputs: 1, random: &random)
    vector = Parameter("\(name).vector", start.reshaped(size))
  }

  var parts: [any Trainable] { [queryProduct, memoryProduct, vector] }

  func forward(_ queries: Tensor, _ memory: Tensor) -> Tensor {
    let (q, m) = (queryProduct.forward(queries), memoryProduct.forward(memory))
    passed = (q, m)
    let (rows, steps) = (q.shape[1], m.shape[1])
    return withBlocks(q, m, vector.value) { left, right, v in
      Tensor.filled([q.shape[0], rows, steps]) { scores in
        let (v, size) = (v.pointer, v.columns)
        Threads.split(left.rows, grain: 1 + (1 << 14) / (steps * size + 1)) { part in
          for t in part {
            for s in 0..<steps {
              let m = right[row: t / rows * steps + s]
              scores[row: t][s] = additiveScore(left[row: t], m, v, size: size)
            }
          }
        }
      }
    }
  }

  /// The hyperbolic tangents are computed anew: there are N·T·S·A of them, too many to keep.
  func backward(_ dScores: Tensor) -> (queries: Tensor, memory: Tensor) {
    let (q, m) = remembered(passed, "AdditiveScores")
    let (count, rows, steps, size) = (q.shape[0], q.shape[1], m.shape[1], vector.value.count)
    var (dq, dm) = (Tensor.zeros(q.shape), Tensor.zeros(m.shape))
    var dVectors = Tensor.zeros(count, size)
    changeBlocks(&dq, &dm, &dVectors) { dq, dm, dVectors in
      withBlocks(q, m, vector.value, dScores) { left, right, v, upper in
        // A row of the batch is one thread's: its queries add to the same rows of the memory.
        Threads.split(count, grain: 1 + (1 << 14) / (rows * steps * size + 1)) { part in
          for n in part {
            for t in n * rows..<(n + 1) * rows {
              for s in 0..<steps {
                addGradients(
                  upper[row: t][s], left[row: t], right[row: n * steps + s], v.pointer, size: size,
                  dq[row: t], dm[row: n * steps + s], dVectors[row: n])
              }
            }
          }
        }
      }
    }
    vector.gradient += dVectors.sum(axis: 0)
    return (queryProduct.backward(dq), memoryProduct.backward(dm))
  }
}

/// v·tanh(q + m), all of A numbers.
private func additiveScore(
  _ q: UnsafePointer<Float>, _ m: UnsafePointer<Float>,
  _ v: UnsafePointer<Float>, size: Int
) -> Float {
  var sums = Lanes.zero
  forEachLanes(size) { j, count in
    let q = Lanes(q + j, count: count)
    let y = tanh(q + Lanes(m + j, count: count))
    sums.addProduct(y, Lanes(v + j, count: count))
  }
  return treeSum(sums)
}

/// Adds what the score d = ∂L/∂(v·tanh(q + m)) gives for q, m and v, each of A numbers.
private func addGradients(
  _ d: Float, _ q: UnsafePointer<Float>, _ m: UnsafePointer<Float>, _ v: UnsafePointer<Float>,
  size: Int, _ dq: UnsafeMutablePointer<Float>, _ dm: UnsafeMutablePointer<Float>,
  _ dv: UnsafeMutablePointer<Float>
) {
  if d == 0 { return }  // a step that does not count
  @inline(always) func units(_ j: Int, _ count: Int) {
    let y = tanh(Lanes(q + j, count: count) + Lanes(m + j, count: count))
    let slope = d * Lanes(v + j, count: count) * (1 - y * y)
    (Lanes(dq + j, count: count) + slope).store(to: dq + j, count: count)
    (Lanes(dm + j, count: count) + slope).store(to: dm + j, count: count)
    Lanes(dv + j, count: count).addingProduct(y, Lanes(repeating: d)).store(
      to: dv + j, count: count)
  }
  forEachLanes(size, units)
}
