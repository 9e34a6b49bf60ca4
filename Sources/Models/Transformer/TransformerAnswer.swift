import Ground
import Language
import Tensors

/// An encoder–decoder Transformer that writes answers. It reads the questions when it is first asked.
final class TransformerAnswer: Writer {
  private let model: Transformer
  private var questions: [[Int]]
  private var cache: TransformerStack.Cache?

  init(_ model: Transformer, _ questions: [[Int]]) {
    (self.model, self.questions) = (model, questions)
  }

  var rows: Int { questions.count }

  func next(after ids: [Int]) throws -> Tensor {
    require(ids.count == rows, "\(ids.count) tokens don't fit \(rows) rows.")
    if cache == nil { cache = try read() }
    try model.decoder.demandPlaces(cache!.steps + 1, for: "An answer")
    return model.output.forward(
      model.decoder.next(ids.map { [$0] }, cache: &cache!).reshaped(rows, -1))
  }

  func select(_ rows: [Int]) {
    questions = rows.map { questions[$0] }
    cache?.select(rows)
  }

  private func read() throws -> TransformerStack.Cache {
    try model.encoder.demandPlaces(questions.map(\.count).max() ?? 0, for: "A question")
    let (memory, lengths) = model.encode(questions, mode: .inference)
    return model.decoder.cache(over: memory, lengths: lengths)
  }
}

extension TransformerStack {
  /// - Throws: `InputError` for more tokens than there are learned positions.
  func demandPlaces(_ count: Int, for text: String) throws {
    guard let places = positions.table?.value.shape[0] else { return }
    try demand(
      count <= places, "\(text) of \(count) tokens is longer than the model can read: \(places).")
  }
}
