import Ground
import Language
import Tensors

/// An encoder–decoder Transformer that writes answers.
final class TransformerAnswer: Writer {
  private let model: Transformer
  private var cache: TransformerStack.Cache
  private(set) var rows: Int

  init(_ model: Transformer, _ questions: [[Int]]) {
    self.model = model
    let (memory, lengths) = model.encode(questions, mode: .inference)
    cache = model.decoder.cache(over: memory, lengths: lengths)
    rows = questions.count
  }

  func next(after ids: [Int]) throws -> Tensor {
    require(ids.count == rows, "\(ids.count) tokens don't fit \(rows) rows.")
    return model.output.forward(
      model.decoder.next(ids.map { [$0] }, cache: &cache).reshaped(rows, -1))
  }

  func select(_ rows: [Int]) {
    self.rows = rows.count
    cache.select(rows)
  }
}
