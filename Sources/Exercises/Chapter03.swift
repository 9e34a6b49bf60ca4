import Tensors

// Exercises of chapter 3. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 3.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N examples in a batch; V words, known by their ids 0, 1, …, V − 1; D
// numbers in a word's vector; m words to either side in a window. `Win` (V, D) has a row for each
// word, `Wout` (D, V) a column. `dWin` is the gradient of the loss with respect to Win, and has its
// shape. All logarithms are natural ones.

// MARK: - 3.1 ★ Training pairs of a window

/// T ids, m → pairs of ids
///
/// Skip-gram learns from pairs: a word of the text, the *center*, and a *neighbor*, a word at most
/// m places before or after it. Give the pairs of all centers, in any order. Near the ends of the
/// text a center has fewer neighbors, and those it has count. A pair that occurs twice is given
/// twice. A word may have itself for a neighbor if it stands in two places: *no, no* has two such
/// pairs. A text of one word, or of none, has no pairs. `m` is at least 1, and may be longer than
/// the text.
public func trainingPairs(
  _ ids: [Int], window m: Int
) -> [(center: Int, neighbor: Int)] {
  notAnswered()
}

// MARK: - 3.2 ★★ CBOW forward

/// N rows of ids, N ids t, Win (V, D), Wout (D, V) → h (N, D), p (N, V), loss
///
/// CBOW guesses a word, `t[n]`, from its neighbors, `contexts[n]`. The row `h[n]` is the mean of
/// the rows of Win that belong to the neighbors, its scores are `h[n] Wout`, and `p[n]` is the
/// softmax of the scores (the library has `softmax`). The loss is the mean of `−log p[n, t[n]]`
/// over the batch. Each context has one neighbor or more, not always as many as the next, and one
/// that stands in it twice counts twice.
public func cbowForward(
  _ contexts: [[Int]], _ t: [Int], Win: Tensor, Wout: Tensor
) -> (h: Tensor, p: Tensor, loss: Float) {
  notAnswered()
}

// MARK: - 3.3 ★★ CBOW gradients

/// N rows of ids, N ids t, Win (V, D), Wout (D, V) → dWin (V, D), dWout (D, V)
///
/// Give the gradients of the loss of exercise 3.2, the mean over the batch, with respect to both
/// matrices. A word may stand in several contexts, and also twice in one.
public func cbowGradients(
  _ contexts: [[Int]], _ t: [Int], Win: Tensor, Wout: Tensor
) -> (dWin: Tensor, dWout: Tensor) {
  notAnswered()
}

// MARK: - 3.4 ★★ Skip-gram gradients

/// N ids, N rows of ids, Win (V, D), Wout (D, V) → loss, dWin (V, D), dWout (D, V)
///
/// Skip-gram guesses the neighbors, `contexts[n]`, from the center, `centers[n]`. The center's row
/// of Win is `h[n]`, and `p[n]` is the softmax of the scores `h[n] Wout`. It is asked about each
/// neighbor, and has one `p` for all of them. The loss is the mean of `−log p[n, neighbor]` over
/// all these questions, so it is divided by N and by the number of neighbors, which is the same for
/// each center. A center may come up several times, and a neighbor twice beside one center.
public func skipGramGradients(
  _ centers: [Int], _ contexts: [[Int]], Win: Tensor, Wout: Tensor
) -> (loss: Float, dWin: Tensor, dWout: Tensor) {
  notAnswered()
}

// MARK: - 3.5 ★★ GloVe's loss and gradient

/// X (V, V), v (V, D), u (V, D), b (V), c (V) → loss, and gradients of the shapes of v, u, b and c
///
/// `X[i, j]` says how often word j was met near word i, and GloVe fits its logarithm. The loss is
/// the sum of
///
///     f(x) (v[i] · u[j] + b[i] + c[j] − log x)²
///
/// over all pairs with x = X[i, j] above 0: those that never met are left out. Frequent pairs have
/// more weight, up to a point: `f(x) = (x / limit)^0.75` below the limit, and 1 from there on. X
/// need not be symmetric. There is no factor ½ in front. The power 0.75 of a `Float` is
/// `exp(0.75 * log(x))`.
public func gloveGradients(
  _ X: Tensor, v: Tensor, u: Tensor, b: Tensor, c: Tensor, limit: Float
) -> (loss: Float, dv: Tensor, du: Tensor, db: Tensor, dc: Tensor) {
  notAnswered()
}

// MARK: - 3.6 ★ Character n-grams of fastText

/// a word, lengths → n-grams
///
/// fastText makes the vector of a word from those of its parts, so that a new word has one too. Put
/// `<` before the word and `>` behind it, and give all stretches of this whose number of characters
/// is in `lengths`, and the whole of it, whatever its length: of *where*, with lengths 3...3, that
/// is `<wh`, `whe`, `her`, `ere`, `re>` and `<where>`. A character is Swift's `Character`. The word
/// has one or more; some lengths may be longer than the whole, and none is below 2.
public func characterNGrams(
  of word: String, lengths: ClosedRange<Int>
) -> Set<String> {
  notAnswered()
}
