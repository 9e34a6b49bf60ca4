import Tensors

// Exercises of chapter 10. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 10.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N texts; C classes, known by their numbers 0, 1, …, C − 1; V words, known
// by their ids 0, 1, …, V − 1; T steps of a text; D numbers in a word's vector; F filters, that look
// at k words each. `dx` is the gradient of the loss with respect to x, and has its shape. All
// logarithms are natural ones.

// MARK: - 10.1 ★ Precision, recall and F1

/// C rows of C counts → C precisions, C recalls, C times F1, macro F1
///
/// `confusion[i][j]` says how many texts of class i were taken for class j. The precision of a class
/// is the share of right guesses among all guesses of this class, its recall the share of its texts
/// that were found, and its F1 the harmonic mean of the two. Where there is nothing to divide by,
/// each of the three is 0. Macro F1 is the mean of F1 over the classes that occur or are guessed at
/// least once; a class that neither has a text nor a guess doesn't count. There is one text at
/// least.
public func classScores(
  _ confusion: [[Int]]
) -> (precision: [Float], recall: [Float], f1: [Float], macroF1: Float) {
  notAnswered()
}

// MARK: - 10.2 ★★ Naive Bayes

/// word counts (C, V), C numbers of texts, ids → C scores
///
/// `counts[c, w]` says how often word w occurs in the texts of class c, all of them together, and
/// `texts[c]` how many texts that class has, which is at least one. For a new text, given by its
/// ids, give the score of each class,
///
///     log p(c) + Σ log p(w | c)
///
/// The sum is over the words of the text, and one that stands there twice is added twice. p(c) is
/// the class's share of all texts. p(w | c) is the word's share of all words of the class after
/// add-one smoothing: each of the V words is counted once more than it occurs. An id of V or more
/// belongs to a word that no text had; pass over it. The new text may be empty, and it may be long.
public func naiveBayesScores(
  _ counts: Tensor, texts: [Int], of ids: [Int]
) -> [Float] {
  notAnswered()
}

// MARK: - 10.3 ★★ Logistic regression's gradients

/// x (N, D), N classes t, W (D, C), b (C), λ → loss, dW (D, C), db (C)
///
/// The rows of x are N texts, D features each, and logistic regression gives them the probabilities
/// `p = softmax(x W + b)`. Its loss is the mean of `−log p[n, t[n]]` over the texts, and on top of
/// it the penalty
///
///     λ / 2 · Σ W²
///
/// with the squares of all weights. The bias isn't penalized. Give the loss, and its gradients with
/// respect to W and b. λ is at least 0. Scores may be in the hundreds.
public func logisticGradients(
  _ x: Tensor, _ t: [Int], W: Tensor, b: Tensor, lambda: Float
) -> (loss: Float, dW: Tensor, db: Tensor) {
  notAnswered()
}

// MARK: - 10.4 ★★ Log-count ratios

/// N rows of ids, N answers, V, α → V ratios
///
/// How much does a word speak for a positive text? Count in how many positive texts each word
/// stands, and in how many negative ones; in a text that has it twice it counts once. Add α to each
/// of these counts, and call them p[w] and q[w]. The ratio of a word is
///
///     log((p[w] / Σ p) / (q[w] / Σ q))
///
/// and each sum is over all V words. α is above 0. All texts may be positive, or all negative, and
/// a word may stand in none.
public func logCountRatios(
  _ texts: [[Int]], isPositive: [Bool], V: Int, smoothing alpha: Float
) -> [Float] {
  notAnswered()
}

// MARK: - 10.5 ★★ TF-IDF

/// N rows of ids, V → (N, V)
///
/// Make a row of V numbers for each text: how often each word occurs in the text, times the word's
/// inverse document frequency
///
///     idf[w] = log((1 + N) / (1 + df[w])) + 1
///
/// where df[w] is the number of texts, out of these N, in which the word stands. Then divide each
/// row by its length, the root of the sum of its squares. The row of an empty text stays 0.
public func tfIdf(_ texts: [[Int]], V: Int) -> Tensor {
  notAnswered()
}

// MARK: - 10.6 ★★ Convolution over text

/// x (T, D), W (k · D, F), b (F) → (T − k + 1, F)
///
/// The rows of x are the vectors of a text's words. A window of k words slides along the text, one
/// word at a time, and all F filters look at it. Put its k rows behind one another, k · D numbers,
/// the first word's in front: what filter f makes of this window is their dot product with column f
/// of W, plus b[f]. Row t of what you give is for the window that begins with word t. A text that is
/// shorter than the window has no windows, and then the shape is (0, F).
public func convolved(
  _ x: Tensor, width k: Int, W: Tensor, b: Tensor
) -> Tensor {
  notAnswered()
}

// MARK: - 10.7 ★★ Max over time

/// x (N, T, F), N lengths → y (N, F), steps (N rows of F)
///
/// Give for each text n and each filter f the largest of the numbers `x[n, t, f]` over its steps t,
/// and the step at which it stands. Text n has `lengths[n]` steps, one or more; what comes after
/// them is padding, and doesn't count, whatever finite numbers stand there. Of several that are
/// equally large, the first one counts. All numbers may be negative.
public func maxOverTime(
  _ x: Tensor, lengths: [Int]
) -> (y: Tensor, steps: [[Int]]) {
  notAnswered()
}

/// dy (N, F), steps (N rows of F), T → dx (N, T, F)
///
/// The way back: given the gradient of the loss with respect to y, and the steps at which the
/// largest numbers stood, give the gradient with respect to x.
public func maxOverTimeBackward(
  _ dy: Tensor, steps: [[Int]], T: Int
) -> Tensor {
  notAnswered()
}

// MARK: - 10.8 ★★★ Convolution's gradients

/// dy (T − k + 1, F), x (T, D), W (k · D, F) → dx (T, D); adds to dW (k · D, F) and db (F)
///
/// The way back through exercise 10.6. Given the gradient of the loss with respect to what the
/// filters put out, give the one with respect to x, and *add* those with respect to W and b to `dW`
/// and `db`, which may hold another share already. T is at least k.
public func convolutionBackward(
  _ dy: Tensor, x: Tensor, width k: Int, W: Tensor,
  dW: inout Tensor, db: inout Tensor
) -> Tensor {
  notAnswered()
}
