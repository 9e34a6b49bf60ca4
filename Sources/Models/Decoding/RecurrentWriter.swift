import Ground
import Language
import Networks
import Tensors

/// A recurrent language model that writes: what it has read is its layers' state, so each token costs
/// the same however long the texts are.
public final class RecurrentWriter: Writer {
  private let model: RecurrentLanguageModel
  private var state: [Tensor] = []
  public private(set) var rows: Int

  fileprivate init(_ model: RecurrentLanguageModel, rows: Int) {
    require(rows >= 1, "A writer needs at least 1 row, not \(rows).")
    (self.model, self.rows) = (model, rows)
  }

  public func next(after ids: [Int]) -> Tensor {
    require(ids.count == rows, "\(ids.count) tokens don't fit \(rows) rows.")
    model.vocabulary.requireKnown(ids)
    return model.nextScores(after: ids, state: &state)
  }

  public func select(_ rows: [Int]) {
    self.rows = rows.count
    state = state.map { $0.rows(at: rows) }
  }
}

extension RecurrentLanguageModel {
  /// A writer of `rows` texts, of which nothing has been read yet.
  public func writer(rows: Int = 1) -> RecurrentWriter { RecurrentWriter(self, rows: rows) }
}
