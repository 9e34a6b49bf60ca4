import Tensors

// Exercises of chapter 7. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 7.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N sequences in a batch; T places in each; V words, known by their ids 0,
// 1, …, V − 1. All logarithms are natural ones.

// MARK: - 7.1 ★ Softmax with temperature

/// V scores → V probabilities
///
/// The softmax of the scores divided by the temperature τ:
/// `p[i] = exp(s[i] / τ) / Σ exp(s[j] / τ)`. τ is above 0, and may be as small as 0.01. A score may
/// be −∞, for a word that is to be skipped; its probability is 0. One score at least is finite.
public func softmax(_ scores: [Float], temperature tau: Float) -> [Float] {
  notAnswered()
}

// MARK: - 7.2 ★ The top k

/// V probabilities → V probabilities
///
/// Cut the tail off: the `k` likeliest words keep their probabilities, scaled so that they sum to 1
/// again, and all others get 0. Of two that are equally likely, the one with the smaller id comes
/// first. `k` is at least 1, and may be larger than V. The probabilities sum to 1.
public func top(_ k: Int, of p: [Float]) -> [Float] {
  notAnswered()
}

// MARK: - 7.3 ★★ The nucleus

/// V probabilities → V probabilities
///
/// Keep the nucleus: the fewest of the likeliest words that together have the probability `share`
/// or more. Their probabilities are scaled so that they sum to 1 again, and all others get 0. Of
/// two that are equally likely, the one with the smaller id comes first. `share` is above 0, and 1
/// at most. The probabilities sum to 1.
public func nucleus(_ share: Float, of p: [Float]) -> [Float] {
  notAnswered()
}

// MARK: - 7.4 ★★★ Beam search

/// a width W, a model p → ids of the text that was found, and the logarithm of its probability
///
/// A model is a function `p`: given the ids of a text's beginning, `[]` at first, it gives the
/// probabilities of V next words, all above 0. Look for the likeliest text that ends with the word
/// `end`. Begin with the empty beginning. In each round, extend each beginning by each of the V
/// words, and of all these keep the W likeliest, by the product of their words' probabilities.
/// Those that have `end` for their last word are finished: put them aside, and from then on keep as
/// many fewer. Stop when there is nothing to extend, or after `limit` rounds. Of all finished
/// texts, and of beginnings that are left after the last round, give the likeliest, with its `end`
/// if it has one, and the logarithm of its probability. A text may have hundreds of words, so that
/// the product is too small for a number. W and `limit` are at least 1. No two texts are equally
/// likely.
public func beamSearch(
  _ W: Int, until end: Int, limit: Int, with p: ([Int]) -> [Float]
) -> (ids: [Int], log: Double) {
  notAnswered()
}

// MARK: - 7.5 ★★ Padding, and a loss that leaves it out

/// N rows of ids → N rows of T ids
///
/// A batch is a rectangle. Fill all rows up to the length T of the longest with `padding`, at their
/// ends.
public func padded(_ rows: [[Int]], with padding: Int) -> [[Int]] {
  notAnswered()
}

/// y (N, T, V), N rows of T targets t → loss, dy (N, T, V)
///
/// The cross entropy of a batch of padded rows: `y[n, k]` holds the scores of place k in row n, and
/// `t[n][k]` the right word there. A place whose target is `padding` is left out. The loss is the
/// mean of `−log softmax(y[n, k])[t[n][k]]` over all other places; give it, and its gradient, which
/// is 0 where nothing counts. `padding` may be −1, or a word's id. If there are no places that
/// count, the loss is 0.
public func maskedCrossEntropy(
  _ y: Tensor, _ t: [[Int]], ignoring padding: Int
) -> (loss: Float, dy: Tensor) {
  notAnswered()
}

// MARK: - 7.6 ★★★ BLEU

/// candidates, as many references → BLEU, from 0 to 1
///
/// How much translations, the candidates, each an array of words, have in common with references,
/// one for each. For n = 1, 2, 3, 4, the precision is the share of the n-grams of all candidates
/// that their reference has too; an n-gram counts in a candidate at most as often as its reference
/// has it. Sums first, then the share: matches of all candidates over n-grams of all candidates.
/// BLEU is the geometric mean of the four precisions, times the brevity penalty: with c words in
/// all candidates and r in all references, it is exp(1 − r / c) if c is below r, else 1. If a
/// precision is 0, or there are no n-grams of a length, BLEU is 0. Some candidates may have fewer
/// than four words, or none.
public func bleu(_ candidates: [[String]], references: [[String]]) -> Float {
  notAnswered()
}
