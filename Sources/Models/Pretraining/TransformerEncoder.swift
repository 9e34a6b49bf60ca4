import Networks
import Tensors

/// Makes a vector of a text: the mean of the vectors that a Transformer's last layer gives its words; zeros if
/// it has none.
public final class TransformerEncoder: TextEncoder {
  public let stack: TransformerStack
  private var words: [Int] = []

  public init(_ stack: TransformerStack) { self.stack = stack }

  public var parts: [any Trainable] { [stack] }
  public var embedding: Embedding { stack.embedding }
  public var outputs: Int { embedding.weight.value.shape[1] }
  /// Whether all of the stack is frozen: then nothing of it is dropped, and no gradient goes into it.
  private var isFrozen: Bool { stack.parameters.learning.isEmpty }

  public func forward(_ texts: [[Int]], mode: Mode) -> Tensor {
    words = texts.map(\.count)
    // What has no words is read as one, which doesn't count.
    let rows = Padded(texts.map { $0.isEmpty ? [0] : $0 }, with: 0)
    let y = stack.forward(
      rows.ids, lengths: rows.lengths, mode: isFrozen ? .inference : mode)
    return y.gathered(words).means(of: words)
  }

  public func backward(_ dy: Tensor) {
    if isFrozen { return }
    stack.backward(dy.sharedOut(to: words).spread(words, over: max(words.max() ?? 1, 1)))
  }
}
