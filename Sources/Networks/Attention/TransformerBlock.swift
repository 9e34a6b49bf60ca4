import Ground
import Tensors

/// Where the norms of a block stand.
public enum NormPlace: String, CaseIterable, Sendable {
  /// x + f(norm(x)): what passes by is never touched (Xiong et al., ICML 2020).
  case before
  /// norm(x + f(x)), as in the first Transformer (Vaswani et al., NIPS 2017, section 3.1).
  case after
}

/// What a block is made of, where there is a choice.
public struct BlockParts: Equatable, Sendable {
  /// What brings each step's vector to one size.
  public enum Norm: String, CaseIterable, Sendable {
    case layer, rms

    /// A norm of vectors of `size` numbers; `epsilon` keeps it from a division by zero.
    public func make(_ size: Int, epsilon: Float = 1e-5, name: String) -> any Layer {
      switch self {
      case .layer: LayerNorm(size, epsilon: epsilon, name: name)
      case .rms: RMSNorm(size, epsilon: epsilon, name: name)
      }
    }
  }

  public var norm = Norm.layer
  /// Whether the feed-forward layer has gates (SwiGLU).
  public var isGated = false
  /// How many keys and values the heads share; nil: each has its own.
  public var keyHeads: Int?

  public init() {}
}

/// One layer of a Transformer: self-attention, attention to a memory if it reads one, and a feed-forward
/// layer. What each of them finds is added to what came in.
public final class TransformerBlock: Trainable {
  public let attention: MultiHeadAttention
  /// Asks the memory, in a block that reads one.
  public let memoryAttention: MultiHeadAttention?
  private let feedForward: any Layer
  /// A residual for each of the parts above.
  private let attentionResidual, feedForwardResidual: Residual
  private let memoryResidual: Residual?

  /// - Parameters:
  ///   - size: D, the size of a step.
  ///   - hidden: H, the size within the feed-forward layer.
  ///   - isCausal: whether a step sees no step after its own.
  ///   - readsMemory: whether `forward` gets a memory.
  ///   - isRotary: whether self-attention turns queries and keys by their places.
  ///   - norm: where the norms stand.
  ///   - chosen: what it is made of.
  ///   - epsilon: what keeps its norms from a division by zero.
  ///   - dropout: the share of what each part finds that is dropped. Blocks with streams of their own
  ///     need names of their own.
  public init(
    size: Int, heads: Int, hidden: Int, isCausal: Bool, readsMemory: Bool = false,
    isRotary: Bool = false, norm: NormPlace = .before, of chosen: BlockParts = .init(),
    epsilon: Float = 1e-5, activation: any Layer = GELU(.tanh), dropout: Float = 0,
    weights: Initializer = .xavier, name: String = "block", random: inout Random
  ) {
    func residual(_ part: String, _ random: Random) -> Residual {
      Residual(
        chosen.norm.make(size, epsilon: epsilon, name: "\(name).\(part)Norm"), norm,
        Dropout(dropout, random: random.stream("\(name).\(part) dropout")))
    }
    attention = MultiHeadAttention(
      size: size, heads: heads, keyHeads: chosen.keyHeads, isCausal: isCausal,
      isRotary: isRotary, weights: weights, name: "\(name).attention", random: &random)
    memoryAttention =
      readsMemory
      ? MultiHeadAttention(
        size: size, heads: heads, keyHeads: chosen.keyHeads, weights: weights,
        name: "\(name).memory", random: &random) : nil
    let layers = "\(name).feedForward"
    feedForward =
      chosen.isGated
      ? GatedFeedForward(
        size: size, hidden: hidden, weights: weights, name: layers, random: &random)
      : FeedForward(
        size: size, hidden: hidden, activation: activation, weights: weights, name: layers,
        random: &random)
    attentionResidual = residual("attention", random)
    memoryResidual = readsMemory ? residual("memory", random) : nil
    feedForwardResidual = residual("feedForward", random)
  }

  public var parts: [any Trainable] {
    let reading: [(any Trainable)?] = [memoryAttention, memoryResidual]
    return [attention, attentionResidual] + reading.compactMap { $0 }
      + [feedForward, feedForwardResidual]
  }

  /// x (N, T, D), memory (N, S, D) → y (N, T, D). Of row n only the first `lengths[n]` steps are asked, and
  /// of its memory the first `memoryLengths[n]`.
  public func forward(
    _ x: Tensor, lengths: [Int]? = nil, memory: Tensor? = nil,
    memoryLengths: [Int]? = nil, mode: Mode
  ) -> Tensor {
    var x = attentionResidual.forward(x, mode: mode) {
      attention.forward($0, lengths: lengths, mode: mode)
    }
    if let memoryAttention, let memoryResidual {
      let memory = required(memory)
      x = memoryResidual.forward(x, mode: mode) {
        memoryAttention.forward(
          $0, over: memory, lengths: memoryLengths, mode: mode)
      }
    }
    return feedForwardResidual.forward(x, mode: mode) {
      feedForward.forward($0, mode: mode)
    }
  }

  /// dy (N, T, D) → dx (N, T, D), and dMemory (N, S, D) if it read one.
  public func backward(_ dy: Tensor) -> (x: Tensor, memory: Tensor?) {
    var dx = feedForwardResidual.backward(dy) { feedForward.backward($0) }
    var dMemory: Tensor?
    if let memoryAttention, let memoryResidual {
      dx = memoryResidual.backward(dx) { dy in
        let d = memoryAttention.backward(dy)
        dMemory = d.memory
        return d.x
      }
    }
    return (attentionResidual.backward(dx) { attention.backward($0).x }, dMemory)
  }

  private func required(_ memory: Tensor?) -> Tensor {
    guard let memory else { stop("A block that reads a memory needs one.") }
    return memory
  }
}

// MARK: - Texts without padding

extension TransformerBlock {
  /// Inference for texts of any lengths, one after the other: x (Σ lengths, D) → y (Σ lengths, D), bit for bit
  /// what `forward` gives for each of them. Nothing is kept for `backward`.
  public func value(_ x: Tensor, lengths: [Int]) -> Tensor {
    require(memoryAttention == nil, "A block that reads a memory needs one.")
    let y = attentionResidual.value(x) { attention.value($0, lengths: lengths) }
    return feedForwardResidual.value(y) { feedForward.value($0) }
  }
}

// MARK: - Fine-tuning

/// Updates of its attentions; all else is frozen.
extension TransformerBlock: LowRankUpdated {
  private var attentions: [MultiHeadAttention] {
    [attention] + (memoryAttention.map { [$0] } ?? [])
  }

  public var updates: [LowRankUpdate] { attentions.flatMap(\.updates) }

  public func addUpdates(rank: Int, alpha: Float = 8, random: inout Random) {
    freeze()
    for attention in attentions {
      attention.addUpdates(rank: rank, alpha: alpha, random: &random)
    }
  }

  public func mergeUpdates() {
    for attention in attentions { attention.mergeUpdates() }
  }
}

// MARK: - Step by step

/// What a block remembers of the steps so far, and of the memory it reads.
public struct BlockCache {
  fileprivate var own = KeyValueCache()
  fileprivate var memory: KeyValueCache?
  /// How many steps it holds.
  public var steps: Int { own.steps }

  /// Goes on with these of its rows, in this order; a row may be named several times.
  public mutating func select(_ rows: [Int]) {
    own.select(rows)
    memory?.select(rows)
  }
}

extension TransformerBlock {
  /// What `next` needs before the first step: memory is (N, S, D).
  public func cache(memory: Tensor? = nil, memoryLengths: [Int]? = nil) -> BlockCache {
    BlockCache(memory: memoryAttention?.cache(of: required(memory), lengths: memoryLengths))
  }

  /// Inference, step by step: x (N, T′, D) are the next steps → y (N, T′, D), bit for bit what `forward` gives
  /// for these steps of the whole sequence.
  public func next(_ x: Tensor, cache: inout BlockCache) -> Tensor {
    var x = attentionResidual.forward(x, mode: .inference) {
      attention.next($0, cache: &cache.own)
    }
    if let memoryAttention, let memoryResidual, let memory = cache.memory {
      x = memoryResidual.forward(x, mode: .inference) { memoryAttention.next($0, over: memory) }
    }
    return feedForwardResidual.forward(x, mode: .inference) {
      feedForward.forward($0, mode: .inference)
    }
  }
}
