import Ground
import Tensors

/// Several attentions side by side, each with queries, keys and values of its own: every step of x asks
/// every step of a memory, or of x itself.
///
///     head = softmax(q·kᵀ / √d) · v, y = heads · W + b
///
/// (Vaswani et al., NIPS 2017, section 3.2.2.)
///
/// Several heads may share their keys and values, which makes less to keep for text that is written step by
/// step (Ainslie et al., "GQA", EMNLP 2023).
public final class MultiHeadAttention: Trainable {
  /// How many heads there are; each has D / heads of the columns.
  public let heads: Int
  /// How many keys and values there are; so many heads share each.
  public let keyHeads: Int
  /// Whether a step sees no step after its own.
  public let isCausal: Bool
  /// What makes queries, keys and values, in this order: (D, D + 2 K), K being D where each head has keys
  /// of its own, else keyHeads / heads of it.
  public let weight: Parameter
  /// What is then added to them: (D + 2 K).
  public let bias: Parameter
  /// What puts the heads together: (D, D) and (D).
  public let output: Affine
  /// How much each head's queries took of each step in the latest forward: (N, heads, T, S).
  public private(set) var weights = Tensor.zeros(0, 0, 0, 0)
  /// What learns in place of the weights of queries and of values, if something does.
  private var queryUpdate, valueUpdate: LowRankUpdate?
  /// The same of the latest texts without padding: (heads, T, T) for each, one after the other.
  private var textWeights = (numbers: Tensor.zeros(0), lengths: [Int]())
  /// What turns queries and keys by their places, in an attention that is told of them so.
  private var positions: RotaryPositions?
  private var passed: Passed?

  /// What `backward` needs: `queries` are (N, T, D), `keysAndValues` (N, S, 2 K); where x asks itself, both
  /// are one tensor (N, T, D + 2 K).
  private struct Passed {
    let x: Tensor
    let memory: Tensor?
    let queries: Tensor
    let keysAndValues: Tensor
    let lengths: [Int]
  }

  /// - Parameters:
  ///   - size: D, the size of a step.
  ///   - keyHeads: how many keys and values the heads share; nil: each has its own.
  ///   - isCausal: whether a step sees no step after its own.
  ///   - isRotary: whether queries and keys are turned by their places (`x` asks itself, then).
  public init(
    size: Int, heads: Int, keyHeads: Int? = nil, isCausal: Bool = false, isRotary: Bool = false,
    weights: Initializer = .xavier, name: String = "attention", random: inout Random
  ) {
    let keyHeads = keyHeads ?? heads
    require(
      heads > 0 && size % heads == 0, "\(size) columns can't be shared out to \(heads) heads.")
    require(
      keyHeads > 0 && heads % keyHeads == 0, "\(heads) heads can't share \(keyHeads) keys evenly.")
    (self.heads, self.keyHeads, self.isCausal) = (heads, keyHeads, isCausal)
    positions = isRotary ? RotaryPositions(width: size / heads) : nil
    let outputs = size + 2 * (size / heads * keyHeads)
    let start = weights.matrix(inputs: size, outputs: outputs, random: &random)
    weight = Parameter("\(name).weight", start)
    bias = Parameter("\(name).bias", .zeros(outputs))
    output = Affine(
      inputs: size, outputs: size, weights: weights, name: "\(name).output", random: &random)
  }

  public var parts: [any Trainable] { [weight, bias, output] + updates }
  /// D, the size of a step.
  public var size: Int { output.inputs }
  /// K, the size of a step's keys, and of its values.
  private var keySize: Int { size / heads * keyHeads }
  /// All columns: queries, keys and values.
  private var columns: Range<Int> { 0..<size + 2 * keySize }

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
      require(positions == nil, "An attention with rotary positions asks itself, not a memory.")
      require(memory.shape[0] == x.shape[0], "\(x.shape) can't ask a memory \(memory.shape).")
      queries = project(x, onto: 0..<size)
      keysAndValues = project(memory, onto: size..<columns.upperBound)
    } else {
      queries = projectWithPlaces(x, from: 0)
      keysAndValues = queries
    }
    passed = Passed(
      x: x, memory: memory, queries: queries, keysAndValues: keysAndValues, lengths: lengths)
    let contexts = contexts(queries, keysAndValues, from: memory == nil ? size : 0) { row in
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
      var d = Tensor.filled(passed.queries.shape) { d in
        let d = Columns(d, rows: rows)
        gradients(dContexts, passed, d, d.after(size), d.after(size + keySize))
      }
      positions?.turn(&d, columns: size + keySize, back: true)
      return (projectBack(d, of: passed.x, from: columns), nil)
    }
    var d = Tensor.zeros(0)
    let dQueries = Tensor.filled(passed.queries.shape) { dQueries in
      d = Tensor.filled(passed.keysAndValues.shape) { d in
        let d = Columns(d, rows: rows)
        gradients(dContexts, passed, Columns(dQueries, rows: rows), d, d.after(keySize))
      }
    }
    return (
      projectBack(dQueries, of: passed.x, from: 0..<size),
      projectBack(d, of: memory, from: size..<columns.upperBound)
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
    let past = cache.steps
    let projected = projectWithPlaces(x, from: past)
    cache.append(projected, after: size)
    let steps = cache.steps
    let contexts = contexts(projected, cache.keysAndValues, steps: steps) { _ in
      .init(length: steps, past: past)
    }
    return output.forward(contexts, mode: .inference)
  }

  /// The keys and values of a memory (N, S, D), for many calls of `next(_:over:)`.
  public func cache(of memory: Tensor, lengths: [Int]? = nil) -> KeyValueCache {
    requireSteps(memory)
    return KeyValueCache(
      project(memory, onto: size..<columns.upperBound),
      lengths: checked(lengths, rows: memory.shape[0], steps: memory.shape[1]))
  }

  /// Inference: x (N, T′, D) asks a memory whose keys and values `cache` holds → y (N, T′, D), bit for bit
  /// what `forward` gives.
  public func next(_ x: Tensor, over cache: KeyValueCache) -> Tensor {
    requireSteps(x)
    let contexts = contexts(project(x, onto: 0..<size), cache.keysAndValues) { row in
      .init(length: cache.lengths?[row] ?? cache.steps)
    }
    return output.forward(contexts, mode: .inference)
  }
}

// MARK: - Texts without padding

extension MultiHeadAttention {
  /// Inference for texts of any lengths, one after the other, each of which asks itself: x (Σ lengths, D) →
  /// y (Σ lengths, D), bit for bit what `forward` gives for each of them. Nothing is kept for `backward`.
  public func value(_ x: Tensor, lengths: [Int]) -> Tensor {
    let steps = lengths.reduce(0, +)
    require(
      x.shape == [steps, size] && lengths.allSatisfy { $0 >= 0 },
      "\(steps) steps of texts can't have the shape \(x.shape).")
    require(positions == nil, "Rotary positions need texts side by side.")
    let projected = project(x.reshaped(1, steps, size), onto: columns)
    textWeights.numbers = Tensor.zeros(0)  // so that its memory may serve again
    let contexts = projected.withBlock { all in
      Tensor.filled([steps, size]) { y in
        textWeights = (
          Tensor.filled([lengths.reduce(0) { $0 + heads * $1 * $1 }]) { weights in
            self.contexts(of: lengths, all, weights.pointer, into: y)
          }, lengths
        )
      }
    }
    return output.value(contexts)
  }

  /// How much each head's queries took of each step of text n in the latest `value(_:lengths:)`: (heads, T, T).
  public func weights(ofText n: Int) -> Tensor {
    let (numbers, lengths) = textWeights
    let first = lengths[..<n].reduce(0) { $0 + heads * $1 * $1 }
    let own = heads * lengths[n] * lengths[n]
    return numbers.rows(first..<first + own).reshaped(heads, lengths[n], lengths[n])
  }

  /// What each head of each text takes of the values, into y (Σ lengths, D).
  private func contexts(
    of lengths: [Int], _ all: MatrixBlock, _ weights: UnsafeMutablePointer<Float>,
    into y: MatrixBlock
  ) {
    var places: [(step: Int, weight: Int)] = []
    var next = (step: 0, weight: 0)
    for length in lengths {
      places.append(next)
      next = (next.step + length, next.weight + heads * length * length)
    }
    let work = next.weight / max(heads * lengths.count, 1)
    let grain = 1 + (1 << 17) / (work * (size / heads) + 1)
    Threads.split(lengths.count * heads, grain: grain) { part in
      for item in part {
        let (n, head) = (item / heads, item % heads)
        let (length, own) = (lengths[n], columns(of: head))
        let shared = columns(of: head / (heads / keyHeads))
        let steps = places[n].step..<places[n].step + length
        func block(_ first: Int, _ columns: Range<Int>) -> MatrixBlock {
          all[steps, first + columns.lowerBound..<first + columns.upperBound]
        }
        let start = weights + places[n].weight + head * length * length
        attention(.init(length: length, past: isCausal ? 0 : nil)).forward(
          block(0, own), block(size, shared), block(size + keySize, shared),
          weights: MatrixBlock(start, rows: length, columns: length, step: length),
          into: y[steps, own])
      }
    }
  }
}

// MARK: - Its parts

extension MultiHeadAttention {
  private func requireSteps(_ x: Tensor) {
    require(
      x.rank == 3 && x.shape[2] == size,
      "An attention of size \(size) can't take the shape \(x.shape).")
  }

  /// x (N, T, D), whose steps begin at place `first` → queries, keys and values (N, T, D + 2 K), turned by
  /// their places if they are to be.
  private func projectWithPlaces(_ x: Tensor, from first: Int) -> Tensor {
    var y = project(x, onto: columns)
    positions?.turn(&y, columns: size + keySize, first: first)
    return y
  }

  /// x (N, T, D) → x times some columns of W, plus those of b: (N, T, columns).
  private func project(_ x: Tensor, onto columns: Range<Int>) -> Tensor {
    var y = withBlocks(x, weight.value) { from, weight in
      Tensor.filled([x.shape[0], x.shape[1], columns.count]) { y in
        matmul(from, weight[0..<size, columns], into: y)
      }
    }
    y += bias.value.rows(columns)
    for (update, first) in updates(among: columns) { update.add(of: x, to: &y, from: first) }
    return y
  }

  /// The gradient d (N, T, columns) of a projection of x → dx (N, T, D).
  private func projectBack(_ d: Tensor, of x: Tensor, from columns: Range<Int>) -> Tensor {
    let rows = d.reshaped(-1, columns.count)
    if !bias.isFrozen {
      let sum = rows.sum(axis: 0)
      bias.gradient.changeBlock { bias in
        for (j, number) in zip(columns, sum.values) { bias.pointer[j] += number }
      }
    }
    var dx = withBlocks(x, d, weight.value) { from, d, weight in
      if !self.weight.isFrozen {
        self.weight.gradient.changeBlock { gradient in
          matmul(from, d, transposed: .left, into: gradient[0..<size, columns], adding: true)
        }
      }
      return Tensor.filled(x.shape) { dx in
        matmul(d, weight[0..<size, columns], transposed: .right, into: dx)
      }
    }
    for (update, first) in updates(among: columns) {
      dx += update.backward(rows.columns(first..<first + update.outputs)).reshaped(x.shape)
    }
    return dx
  }

  /// What each head of each row of the batch takes of the values: (N, T, D), the heads side by side.
  ///
  /// - Parameters:
  ///   - queries: (N, T, …), in the first D columns.
  ///   - keysAndValues: (N, S, …), side by side from column `first` on.
  ///   - steps: how many of the S steps are there; nil for all.
  private func contexts(
    _ queries: Tensor, _ keysAndValues: Tensor, from first: Int = 0, steps: Int? = nil,
    sight: (_ row: Int) -> DotProductAttention.Sight
  ) -> Tensor {
    let rows = queries.shape[0]
    weights = Tensor.zeros(0)  // so that its memory may serve again
    return withBlocks(queries, keysAndValues) { queries, keysAndValues in
      let queries = Columns(queries, rows: rows)
      let keys = Columns(keysAndValues, rows: rows, from: first, steps: steps)
      let values = keys.after(keySize)
      return Tensor.filled([rows, queries.steps, size]) { y in
        let y = Columns(y, rows: rows)
        weights = Tensor.filled([rows, heads, queries.steps, keys.steps]) { weights in
          let weights = Columns(weights, rows: rows * heads)
          forEachRow(rows, sharing: heads, work: queries.steps * keys.steps) { row, head in
            let (own, shared) = (columns(of: head), columns(of: head / (heads / keyHeads)))
            attention(sight(row)).forward(
              queries[row, own], keys[row, shared], values[row, shared],
              weights: weights[row * heads + head], into: y[row, own])
          }
        }
      }
    }
  }

  /// The gradient of the contexts → those of queries, keys and values.
  private func gradients(
    _ dContexts: Tensor, _ passed: Passed, _ dQueries: Columns, _ dKeys: Columns,
    _ dValues: Columns
  ) {
    let rows = dContexts.shape[0]
    withBlocks(dContexts, passed.queries, passed.keysAndValues, weights) { dy, q, kv, weights in
      let (dy, queries) = (Columns(dy, rows: rows), Columns(q, rows: rows))
      let keys = Columns(kv, rows: rows, from: passed.memory == nil ? size : 0)
      let values = keys.after(keySize)
      let weights = Columns(weights, rows: rows * heads)
      let group = heads / keyHeads
      // The heads that share keys are one thread's: each adds to the keys' gradients.
      let work = 2 * queries.steps * keys.steps * group
      forEachRow(rows, sharing: keyHeads, work: work) { row, keyHead in
        let shared = columns(of: keyHead)
        let attention = attention(.init(length: passed.lengths[row], past: isCausal ? 0 : nil))
        for head in keyHead * group..<(keyHead + 1) * group {
          let own = columns(of: head)
          attention.backward(
            dy[row, own], queries[row, own], keys[row, shared], values[row, shared],
            weights: weights[row * heads + head], dq: dQueries[row, own], dk: dKeys[row, shared],
            dv: dValues[row, shared], adding: head > keyHead * group)
        }
      }
    }
  }

  /// One head's attention. The larger d, the larger products of d numbers become; divided by √d they
  /// stay where softmax is not yet flat.
  private func attention(_ sight: DotProductAttention.Sight) -> DotProductAttention {
    DotProductAttention(scale: 1 / Float(size / heads).squareRoot(), sight: sight)
  }

  /// A head's columns among the queries, or those of shared keys among the keys.
  private func columns(of head: Int) -> Range<Int> {
    let width = size / heads
    return head * width..<(head + 1) * width
  }

  /// Calls `body` with each row and each of its `heads`, by several threads if there is enough to do: `work`
  /// pairs of steps each.
  private func forEachRow(
    _ rows: Int, sharing heads: Int, work: Int, _ body: (_ row: Int, _ head: Int) -> Void
  ) {
    Threads.split(rows * heads, grain: 1 + (1 << 17) / (work * (size / self.heads) + 1)) { part in
      for item in part { body(item / heads, item % heads) }
    }
  }
}

// MARK: - Fine-tuning

/// Updates of what makes queries and values, as in the paper's experiments (Hu et al., 2021, section 4.2).
extension MultiHeadAttention: LowRankUpdated {
  public var updates: [LowRankUpdate] { [queryUpdate, valueUpdate].compactMap { $0 } }

  public func addUpdates(rank: Int, alpha: Float = 8, random: inout Random) {
    freeze()
    func update(_ part: String, _ outputs: Int) -> LowRankUpdate {
      LowRankUpdate(
        inputs: size, outputs: outputs, rank: rank, alpha: alpha, name: "\(weight.name).\(part)",
        random: &random)
    }
    queryUpdate = update("queries", size)
    valueUpdate = update("values", keySize)
  }

  public func mergeUpdates() {
    weight.value = mergedWeight
    (queryUpdate, valueUpdate) = (nil, nil)
  }

  /// W with the updates added: (D, D + 2 K).
  public var mergedWeight: Tensor {
    guard let queryUpdate, let valueUpdate else { return weight.value }
    return weight.value
      + .concatenate([queryUpdate.matrix, .zeros(size, keySize), valueUpdate.matrix], axis: 1)
  }

  /// The updates of what a projection onto some columns makes, and where among them theirs begin.
  private func updates(among columns: Range<Int>) -> [(LowRankUpdate, Int)] {
    let all = [(queryUpdate, 0), (valueUpdate, size + keySize)]
    return all.compactMap { update, first in
      guard let update, columns.contains(first) else { return nil }
      return (update, first - columns.lowerBound)
    }
  }
}

/// Columns of numbers (N, steps, …): where each head finds its own. Like the block, it is for use within
/// the closure that was given the block.
private struct Columns {
  private let block: MatrixBlock
  private let first: Int
  /// How far apart the rows of the batch are, in steps.
  private let distance: Int
  let rows, steps: Int

  /// The columns of N = `rows` rows' steps from `first` on; of the first `steps` steps, or all.
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
