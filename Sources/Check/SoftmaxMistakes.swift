import Tensors

/// How an answer takes the softmax of rows of scores, and its logarithm.
struct SoftmaxParts {
  var p: (_ s: Tensor) -> Tensor = { softmax($0) }
  var logP: (_ s: Tensor) -> Tensor = { $0 - logSumExp($0).reshaped(-1, 1) }
}

extension Question {
  /// Adds the mistakes that only scores in the hundreds show, by an answer with such parts.
  mutating func softmaxMistakes(_ answer: (SoftmaxParts) -> Function) {
    let share: (Tensor) -> Tensor = { exp($0) / exp($0).sum(axis: 1, keepingAxis: true) }
    mistake(
      """
      A probability was rounded to 0, and its logarithm is infinite. Don't take the logarithm of p: log p = s − log Σ \
      exp(s).
      """,
      answer(SoftmaxParts(logP: { log(softmax($0)) })))
    mistake(
      """
      The exponential of a score above 88 is infinite. Take each row's largest score away first, or let the library's \
      functions do so.
      """,
      answer(SoftmaxParts(p: share, logP: { log(share($0)) })),
      answer(
        SoftmaxParts(p: share, logP: { $0 - log(exp($0).sum(axis: 1, keepingAxis: true)) })))
  }
}
