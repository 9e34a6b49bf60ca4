import Ground
import Tensors

/// Several attentions side by side, each with queries, keys and values of its own: every step of x asks
/// every step of a memory, or of x itself.
///
///     head = softmax(q·kᵀ / √d) · v, y = heads · W + b
///
/// (Vaswani et al., NIPS 2017, section 3.2.2.)
public final class MultiHeadAttention: Trainable {
  /// How many heads there are; each has D / heads of the columns.
  public let heads: Int
  /// Whether a step sees no step after its own.
  public let isCausal: Bool
  /// What makes queries, keys and values, in this order: (D, 3 D).
  public let weight: Parameter
  /// What is then added to them: (3 D).
  public let bias: Parameter
  /// What puts the heads together: (D, D) and (D).
  public let output: Affine
  /// How much each head's queries took of each step in the latest forward: (N, heads, T, S).
  public private(set) var weights = Tensor.zeros(0, 0, 0, 0)
  private var passed: Passed?

  /// What `backward` needs: `queries` are (N, T, D), `keysAndValues` (N, S, 2 D); where x asks itself, both
  /// are one tensor (N, T, 3 D).
  private struct Passed {
    let x: Tensor
    let memory: Tensor?
    let queries: Tensor
    let keysAndValues: Tensor
    let lengths: [Int]
  }

  public init(
    size: Int, heads: Int, isCausal: Bool = false, weights: Initializer = .xavier,
    name: String = "attention", random: inout Random
  ) {
    require(
      heads > 0 && size % heads == 0, "\(size) columns can't be shared out to \(heads) heads.")
    (self.heads, self.isCausal) = (heads, isCausal)
    let start = weights.matrix(inputs: size, outputs: 3 * size, random: &random)
    weight = Parameter("\(name).weight", start)
    bias = Parameter("\(name).bias", .zeros(3 * size))
    output = Affine(
      inputs: size, outputs: size, weights: weights, name: "\(name).output", random: &random)
  }

  public var parameters: [Parameter] { [weight, bias] + output.parameters }
  /// D, the size of a step.
  public var size: Int { output.inputs }

  /// x (N, T, D) asks memory (N, S, D), or itself if there is none → y (N, T, D). Of row n of what is
  /// asked only the first `lengths[n]` steps count.
  public func forward(
    _ x: Tensor, over memory: Tensor? = nil, lengths: [Int]? = nil, mode: Mode
  ) -> Tensor {
    requireSteps(x)
    let lengths = checked(lengths, rows: x.shape[0], steps: (memory ?? x).shape[1])
    let queries: Tensor, keysAndValues: Tensor
    if let memory {
      requireSteps(memory)
      require(!isCausal, "A causal attention asks itself, not a memory.")
      require(memory.shape[0] == x.shape[0], "\(x.shape) can't ask a memory \(memory.shape).")
      queries = project(x, onto: 0..<size)
      keysAndValues = project(memory, onto: size..<3 * size)
    } else {
      queries = project(x, onto: 0..<3 * size)
      keysAndValues = queries
    }
    passed = Passed(
      x: x, memory: memory, queries: queries, keysAndValues: keysAndValues, lengths: lengths)
    let keys = Columns(keysAndValues, from: memory == nil ? size : 0)
    let contexts = contexts(Columns(queries), keys, keys.after(size)) { row in
      .init(length: lengths[row], past: isCausal ? 0 : nil)
    }
    return output.forward(contexts, mode: mode)
  }

  /// dy (N, T, D) → dx (N, T, D), and dMemory (N, S, D) if there was a memory.
  public func backward(_ dy: Tensor) -> (x: Tensor, memory: Tensor?) {
    let passed = remembered(passed, "MultiHeadAttention")
    let dContexts = output.backward(dy)
    let rows = dy.shape[0]
    guard let memory = passed.memory else {
      let d = Tensor.filled(passed.queries.shape) { d in
        let d = Columns(d, rows: rows)
        gradients(dContexts, passed, d, d.after(size), d.after(2 * size))
      }
      return (projectBack(d, of: passed.x, from: 0..<3 * size), nil)
    }
    var d = Tensor.zeros(0)
    let dQueries = Tensor.filled(passed.queries.shape) { dQueries in
      d = Tensor.filled(passed.keysAndValues.shape) { d in
        let d = Columns(d, rows: rows)
        gradients(dContexts, passed, Columns(dQueries, rows: rows), d, d.after(size))
      }
    }
    return (
      projectBack(dQueries, of: passed.x, from: 0..<size),
      projectBack(d, of: memory, from: size..<3 * size)
    )
  }
}

// MARK: - Step by step

extension MultiHeadAttention {
  /// Inference, step by step: x (N, T′, D) are the next steps of the text whose keys and values `cache`
  /// holds, and it takes theirs → y (N, T′, D), bit for bit what `forward` gives for these steps of the
  /// whole text.
  public func next(_ x: Tensor, cache: inout KeyValueCache) -> Tensor {
    require(isCausal, "Only a causal attention can go step by step.")
    requireSteps(x)
    let projected = project(x, onto: 0..<3 * size)
    let past = cache.steps
    cache.append(projected)
    let steps = cache.steps
    let keys = Columns(cache.keysAndValues, steps: steps)
    let contexts = contexts(Columns(projected), keys, keys.after(size)) { _ in
      .init(length: steps, past: past)
    }
    return output.forward(contexts, mode: .inference)
  }

  /// The keys and values of a memory (N, S, D), for many calls of `next(_:over:)`.
  public func cache(of memory: Tensor, lengths: [Int]? = nil) -> KeyValueCache {
    requireSteps(memory)
    return KeyValueCache(
      project(memory, onto: size..<3 * size),
      lengths: checked(lengths, rows: memory.shape[0], steps: memory.shape[1]))
  }

  /// Inference: x (N, T′, D) asks a memory whose keys and values `cache` holds → y (N, T′, D), bit for bit
  /// what `forward` gives.
  public func next(_ x: Tensor, over cache: KeyValueCache) -> Tensor {
    requireSteps(x)
    let (queries, keys) = (project(x, onto: 0..<size), Columns(cache.keysAndValues))
    let contexts = contexts(Columns(queries), keys, keys.after(size)) { row in
      .init(length: cache.lengths?[row] ?? cache.steps)
    }
    return output.forward(contexts, mode: .inference)
  }
}

// MARK: - Its parts

extension MultiHeadAttention {
  private func requireSteps(_ x: Tensor) {
    require(
      x.rank == 3 && x.shape[2] == size,
      "An attention of size \(size) can't take the shape \(x.shape).")
  }

  /// x (N, T, D) → x times some columns of W, plus those of b: (N, T, columns).
  private func project(_ x: Tensor, onto columns: Range<Int>) -> Tensor {
    let weight = weight.value.block
    var y = Tensor.filled([x.shape[0], x.shape[1], columns.count]) { y in
      matmul(x.block, weight[0..<size, columns], into: y)
    }
    y += bias.value.rows(columns)
    return y
  }

  /// The gradient d (N, T, columns) of a projection of x → dx (N, T, D).
  private func projectBack(_ d: Tensor, of x: Tensor, from columns: Range<Int>) -> Tensor {
    let sum = d.reshaped(-1, columns.count).sum(axis: 0)
    bias.gradient.changeBlock { bias in
      for (j, number) in zip(columns, sum.values) { bias.pointer[j] += number }
    }
    weight.gradient.changeBlock { weight in
      matmul(
        x.block, d.block, transposed: .left, into: weight[0..<size, columns], adding: true)
    }
    let weight = weight.value.block
    return Tensor.filled(x.shape) { dx in
      matmul(d.block, weight[0..<size, columns], transposed: .right, into: dx)
    }
  }

  /// What each head of each row of the batch takes of the values: (N, T, D), the heads side by side.
  private func contexts(
    _ queries: Columns, _ keys: Columns, _ values: Columns,
    sight: (_ row: Int) -> DotProductAttention.Sight
  ) -> Tensor {
    let (rows, shape) = (queries.rows, [queries.rows, heads, queries.steps, keys.steps])
    weights = Tensor.zeros(0)  // so that its memory may serve again
    return Tensor.filled([rows, queries.steps, size]) { y in
      let y = Columns(y, rows: rows)
      weights = Tensor.filled(shape) { weights in
        let weights = Columns(weights, rows: rows * heads)
        forEachHead(rows, work: queries.steps * keys.steps) { row, head, own in
          attention(sight(row)).forward(
            queries[row, own], keys[row, own], values[row, own],
            weights: weights[row * heads + head], into: y[row, own])
        }
      }
    }
  }

  /// The gradient of the contexts → those of queries, keys and values.
  private func gradients(
    _ dContexts: Tensor, _ passed: Passed, _ dQueries: Columns, _ dKeys: Columns,
    _ dValues: Columns
  ) {
    let (dy, queries) = (Columns(dContexts), Columns(passed.queries))
    let keys = Columns(passed.keysAndValues, from: passed.memory == nil ? size : 0)
    let values = keys.after(size)
    let weights = Columns(self.weights.block, rows: dy.rows * heads)
    forEachHead(dy.rows, work: 2 * queries.steps * keys.steps) { row, head, own in
      attention(.init(length: passed.lengths[row], past: isCausal ? 0 : nil)).backward(
        dy[row, own], queries[row, own], keys[row, own], values[row, own],
        weights: weights[row * heads + head],
        dq: dQueries[row, own], dk: dKeys[row, own], dv: dValues[row, own])
    }
  }

  /// One head's attention. The larger d, the larger products of d numbers become; divided by √d they
  /// stay where softmax is not yet flat.
  private func attention(_ sight: DotProductAttention.Sight) -> DotProductAttention {
    DotProductAttention(scale: 1 / Float(size / heads).squareRoot(), sight: sight)
  }

  /// Calls `body` with each row, head and the head's columns, by several threads if there is enough to do:
  /// `work` pairs of steps a head.
  private func forEachHead(
    _ rows: Int, work: Int, _ body: (_ row: Int, _ head: Int, _ own: Range<Int>) -> Void
  ) {
    let (heads, width) = (heads, size / heads)
    Threads.split(rows * heads, grain: 1 + (1 << 17) / (work * width + 1)) { part in
      for item in part {
        let head = item % heads
        body(item / heads, head, head * width..<(head + 1) * width)
      }
    }
  }
}

/// Columns of numbers (N, steps, …): where each head finds its own.
private struct Columns {
  private let block: MatrixBlock
  private let first: Int
  /// How far apart the rows of the batch are, in steps.
  private let distance: Int
  let rows, steps: Int

  /// The columns of a tensor from `first` on; of the first `steps` steps, or all.
  init(_ x: Tensor, from first: Int = 0, steps: Int? = nil) {
    self.init(x.block, rows: x.shape[0], from: first, steps: steps)
  }

  init(_ block: MatrixBlock, rows: Int, from first: Int = 0, steps: Int? = nil) {
    (self.block, self.first, self.rows) = (block, first, rows)
    distance = rows > 0 ? block.rows / rows : 0
    self.steps = steps ?? distance
  }

  /// The columns that come `count` later.
  func after(_ count: Int) -> Columns {
    Columns(block, rows: rows, from: first + count, steps: steps)
  }

  /// Row n's columns (steps, …), counted from the first one on.
  subscript(n: Int, columns: Range<Int>) -> MatrixBlock {
    block[
      n * distance..<n * distance + steps,
      first + columns.lowerBound..<first + columns.upperBound]
  }

  /// All of row n's columns.
  subscript(n: Int) -> MatrixBlock { self[n, 0..<block.columns - first] }
}
