import Tensors

/// A text as the words in it and how often each occurs, without their order.
extension Vocabulary {
  /// (V): how often each word of the vocabulary occurs among `tokens`. Other words count as `<unk>`,
  /// or not at all if the vocabulary has none.
  public func bagOfWords(_ tokens: [String]) -> Tensor {
    var counts = [Int](repeating: 0, count: count)
    for token in tokens {
      if let id = self[token] ?? self[Vocabulary.unknown] { counts[id] += 1 }
    }
    return Tensor(counts.map { Float($0) })
  }
}

extension WordVectors {
  /// (D): the mean of the vectors of those `tokens` that are known; zeros if none is.
  public func mean(of tokens: [String]) -> Tensor {
    let ids = tokens.compactMap { vocabulary[$0] }
    guard !ids.isEmpty else { return .zeros(table.shape[1]) }
    return table.rows(at: ids).mean(axis: 0)
  }
}
