import Ground
import Language
import Networks
import Tensors

/// Tokens to vectors that know their neighbors: what encoders, decoders and language models share.
///
/// Tokens become vectors, to which positions are added; L blocks of attention and feed-forward layers
/// pass them on. Where norms stand before the layers, one more stands after the last block, whose sum
/// none has seen yet.
public final class TransformerStack: Trainable {
  public let embedding: Embedding
  public let positions: PositionalEncoding
  public let blocks: [TransformerBlock]
  private let dropout: Dropout
  private let norm: (any Layer)?
  /// √D, which brings the vectors to the size of the positions (Vaswani et al., section 3.4).
  private let scale: Float

  /// - Parameters:
  ///   - tokens: how many different ones there are.
  ///   - isCausal: whether each token sees only those before it.
  ///   - readsMemory: whether the blocks also look back at an encoder's outputs.
  public init(
    tokens: Int, _ settings: TransformerSettings, isCausal: Bool, readsMemory: Bool = false,
    name: String, random: Random
  ) {
    let size = settings.size
    var weights = random.stream("\(name) weights")
    embedding = Embedding(
      words: tokens, size: size, weights: .normal(deviation: 1 / Float(size).squareRoot()),
      name: "\(name).embedding", random: &weights)
    positions =
      switch settings.positions {
      case .sinusoidal: PositionalEncoding(size: size)
      case .learned:
        PositionalEncoding(
          places: settings.context, size: size, name: "\(name).positions", random: &weights)
      case .rotary: .none(size: size)
      }
    blocks = (0..<settings.layers).map { layer in
      TransformerBlock(
        size: size, heads: settings.heads, hidden: settings.hidden, isCausal: isCausal,
        readsMemory: readsMemory, isRotary: settings.positions == .rotary, norm: settings.norm,
        of: settings.block, dropout: settings.dropout, name: "\(name).block\(layer + 1)",
        random: &weights)
    }
    dropout = Dropout(settings.dropout, random: random.stream("\(name) dropout"))
    norm =
      settings.norm == .before ? settings.block.norm.make(size, name: "\(name).norm") : nil
    scale = Float(size).squareRoot()
  }

  public var parts: [any Trainable] {
    [embedding, positions, dropout] + blocks + (norm.map { [$0] } ?? [])
  }

  /// N rows of T ids → (N, T, D).
  ///
  /// - Parameters:
  ///   - lengths: how many of its T tokens each row has; the others are padding.
  ///   - memory: an encoder's outputs (N, S, D), of which row n has `memoryLengths[n]`.
  public func forward(
    _ ids: [[Int]], lengths: [Int]? = nil, over memory: Tensor? = nil,
    memoryLengths: [Int]? = nil, mode: Mode
  ) -> Tensor {
    var x = positions.forward(embedding.forward(ids) * scale, mode: mode)
    x = dropout.forward(x, mode: mode)
    for block in blocks {
      x = block.forward(
        x, lengths: lengths, memory: memory, memoryLengths: memoryLengths, mode: mode)
    }
    return norm?.forward(x, mode: mode) ?? x
  }

  /// dy (N, T, D) → the gradient of the memory (N, S, D), if there was one: all blocks read it.
  @discardableResult
  public func backward(_ dy: Tensor) -> Tensor? {
    var (dx, dMemory) = (norm?.backward(dy) ?? dy, Tensor?.none)
    for block in blocks.reversed() {
      let gradients = block.backward(dx)
      dx = gradients.x
      dMemory = sum(dMemory, gradients.memory)
    }
    embedding.backward(positions.backward(dropout.backward(dx)) * scale)
    return dMemory
  }

  private func sum(_ a: Tensor?, _ b: Tensor?) -> Tensor? {
    guard let a, let b else { return a ?? b }
    return a + b
  }
}

// MARK: - Layer by layer

extension TransformerStack {
  /// What each layer makes of N rows of T ids, in inference: the tokens' vectors with their places, and what
  /// comes out of each block, the last through the last norm: L + 1 tensors (N, T, D).
  ///
  /// - Parameter lengths: how many of its T tokens each row has; the others are padding.
  public func hiddenStates(_ ids: [[Int]], lengths: [Int]? = nil) -> [Tensor] {
    var x = positions.forward(embedding.forward(ids) * scale, mode: .inference)
    var states = [x]
    for block in blocks {
      x = block.forward(x, lengths: lengths, mode: .inference)
      states.append(x)
    }
    if let norm { states[states.count - 1] = norm.forward(x) }
    return states
  }
}

// MARK: - Fine-tuning

/// Updates of all attentions; all else is frozen.
extension TransformerStack: LowRankUpdated {
  public var updates: [LowRankUpdate] { blocks.flatMap(\.updates) }

  public func addUpdates(rank: Int, alpha: Float = 8, random: inout Random) {
    freeze()
    for block in blocks { block.addUpdates(rank: rank, alpha: alpha, random: &random) }
  }

  public func mergeUpdates() {
    for block in blocks { block.mergeUpdates() }
  }

  /// Takes the weights of another stack of the same settings, with its updates merged into them.
  public func takeWeights(of other: TransformerStack) {
    let (own, others) = (plainParameters, other.plainParameters)
    require(
      own.map(\.value.shape) == others.map(\.value.shape),
      "Only a stack of the same sizes can take another's weights.")
    for (own, other) in zip(own, others) { own.value = other.value }
    for (own, other) in zip(blocks, other.blocks) {
      own.attention.weight.value = other.attention.mergedWeight
      own.memoryAttention?.weight.value = other.memoryAttention!.mergedWeight
    }
  }

  /// Its parameters without those of updates.
  private var plainParameters: [Parameter] {
    let added = Set(updates.flatMap(\.parameters).map(ObjectIdentifier.init))
    return parameters.filter { !added.contains(ObjectIdentifier($0)) }
  }
}

// MARK: - Step by step

extension TransformerStack {
  /// What the blocks keep of the tokens they have read.
  public struct Cache {
    fileprivate var blocks: [BlockCache]
    /// How many tokens each row has read.
    public fileprivate(set) var steps = 0

    /// Goes on with these of its rows, in this order; a row may be named several times.
    public mutating func select(_ rows: [Int]) {
      for block in blocks.indices { blocks[block].select(rows) }
    }
  }

  /// A cache that holds no token yet, and the whole memory.
  public func cache(over memory: Tensor? = nil, lengths: [Int]? = nil) -> Cache {
    Cache(blocks: blocks.map { $0.cache(memory: memory, memoryLengths: lengths) })
  }

  /// T more ids in each of N rows → (N, T, D): bit for bit what `forward` gives for them, without
  /// reading anew what the cache holds. For inference, by causal blocks.
  public func next(_ ids: [[Int]], cache: inout Cache) -> Tensor {
    var x = positions.forward(
      embedding.forward(ids) * scale, offset: cache.steps, mode: .inference)
    for (index, block) in blocks.enumerated() { x = block.next(x, cache: &cache.blocks[index]) }
    cache.steps += ids.first?.count ?? 0
    return norm?.forward(x) ?? x
  }
}
