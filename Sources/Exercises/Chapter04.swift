import Tensors

// Exercises of chapter 4. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 4.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N examples in a batch; V words, known by their ids 0, 1, …, V − 1; D
// numbers in a word's vector; K negatives. `dW` is the gradient of the loss with respect to W, and
// has its shape. All logarithms are natural ones.

// MARK: - 4.1 ★ Embedding's backward with repeated ids

/// dy (N, D), N ids; adds to dW (V, D)
///
/// An embedding looks up rows: `y[n] = W[ids[n]]`. Given the gradient of the loss with respect to
/// what it put out, *add* the gradient with respect to W to `dW`, which may hold another layer's
/// share already. An id may stand in `ids` several times. (The library's `addRows` does just this.
/// Do it without.)
public func embeddingBackward(_ dy: Tensor, ids: [Int], dW: inout Tensor) {
  notAnswered()
}

// MARK: - 4.2 ★★ Negative sampling's loss and gradients

/// h (D), a word, K words, U (V, D) → loss, dh (D), dU (V, D)
///
/// Row w of U is the output vector of word w, and `s = h · U[w]` its score. The positive was in the
/// text and should be answered *yes*: it costs −log σ(s). Each of the K negatives was drawn and
/// should be answered *no*: it costs −log σ(−s). The loss is the sum of all 1 + K. Give it and its
/// gradients. A word may be drawn twice, and it may be the positive: then each time counts, as a
/// question of its own. Scores may be 200 or −200, and the loss has to be right for these as well.
public func negativeSampling(
  _ h: Tensor, positive: Int, negatives: [Int], U: Tensor
) -> (loss: Float, dh: Tensor, dU: Tensor) {
  notAnswered()
}

// MARK: - 4.3 ★ Noise distribution

/// V counts, power → V probabilities
///
/// Negatives are drawn in proportion to each word's count to the given power, for word2vec 0.75.
/// Give the probability of each word. One that never occurs is never drawn, not even with the power
/// 0; of the others there is at least one. A power of a `Float` is `exp(power * log(x))`.
public func noiseDistribution(counts: [Int], power: Float) -> [Float] {
  notAnswered()
}

// MARK: - 4.4 ★★★ Alias table

/// V probabilities → V columns
///
/// To draw a word in constant time, choose one of V columns, each as likely as the next. Column i
/// is word i with the probability `keep`, and otherwise the word `alias`. Fill the columns so that
/// each word comes up with its probability in `p`; those sum to 1, and some may be 0. There are
/// several such tables, and any will do. A column that is always word i has `keep` 1, and any word
/// for an alias.
public func aliasTable(_ p: [Float]) -> [(keep: Float, alias: Int)] {
  notAnswered()
}

// MARK: - 4.5 ★★★ Huffman codes

/// V counts → V codes
///
/// Give each word a code of zeros and ones, its way from the root of a binary tree to its leaf:
/// `"0"` goes left, and `"01"` left, then right. Frequent words should have short codes. Put the
/// two trees with the least counts under a new root, whose count is their sum, until there is one
/// tree. Of equal counts any will do, as will either for left, so several codes are right; but no
/// code may begin another, and the sum of count · length is the least there can be. Words with the
/// count 0 have codes too. A single word has nothing to be told from: its code is `""`.
public func huffmanCodes(counts: [Int]) -> [String] {
  notAnswered()
}

// MARK: - 4.6 ★ Subsampling

/// V counts, threshold s → V probabilities
///
/// The probability that word2vec keeps an occurrence of a word: with f = count / (sum of all
/// counts), it is `√(s / f) + s / f`, but 1 at most. A word that never occurs has 1. `s` is above
/// 0.
public func keepProbabilities(counts: [Int], threshold s: Float) -> [Float] {
  notAnswered()
}

/// T ids, V probabilities keep, T random numbers u → ids
///
/// Leaves out occurrences of words: of the text `ids`, keep what stands at place i if `u[i]`, a
/// number from 0 to 1, is below the probability of keeping its word.
public func subsampled(_ ids: [Int], keep: [Float], u: [Float]) -> [Int] {
  notAnswered()
}
