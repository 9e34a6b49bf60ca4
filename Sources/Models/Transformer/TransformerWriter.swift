import Ground
import Language
import Tensors

/// A decoder-only Transformer that writes: it keeps the keys and values of what it has read, so a token
/// costs one step and not a whole text.
public final class TransformerWriter: Writer {
  private let model: TransformerLanguageModel
  private var cache: TransformerStack.Cache
  /// Where in the texts the tokens begin that the cache holds.
  private var start = 0
  private var texts: [[Int]]

  fileprivate init(_ model: TransformerLanguageModel, rows: Int) {
    require(rows >= 1, "A writer needs at least 1 row, not \(rows).")
    self.model = model
    cache = model.stack.cache()
    texts = Array(repeating: [], count: rows)
  }

  public var rows: Int { texts.count }

  /// Where a text grows out of the context, the later half of it is read anew, from place 0 on.
  public func next(after ids: [Int]) -> Tensor {
    require(ids.count == rows, "\(ids.count) tokens don't fit \(rows) rows.")
    model.vocabulary.requireKnown(ids)
    for (row, id) in ids.enumerated() { texts[row].append(id) }
    let length = texts[0].count
    if model.start(before: length) > start {
      start = model.start(before: length)
      cache = model.stack.cache()
    }
    let unread = texts.map { Array($0[(start + cache.steps)...]) }
    return model.scores(unread, cache: &cache)
  }

  public func select(_ rows: [Int]) {
    texts = rows.map { texts[$0] }
    cache.select(rows)
  }
}

extension TransformerLanguageModel {
  /// A writer of `rows` texts, of which nothing has been read yet.
  public func writer(rows: Int = 1) -> TransformerWriter { TransformerWriter(self, rows: rows) }

  /// Some more ids in each of N rows → (N, V): the scores of what follows the last.
  fileprivate func scores(_ ids: [[Int]], cache: inout TransformerStack.Cache) -> Tensor {
    let y = stack.next(ids, cache: &cache)
    return output.forward(y.lastStep)
  }
}

extension Tensor {
  /// (N, T, D) → (N, D): the last step of each row.
  var lastStep: Tensor {
    let steps = shape[1]
    return reshaped(-1, shape[2]).rows(at: (0..<shape[0]).map { ($0 + 1) * steps - 1 })
  }
}
