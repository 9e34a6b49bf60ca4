import Tensors

// Exercises of chapter 2. Replace a `notAnswered()` by your answer, then let it
// be judged, as in `swift run check 2.1`. You may add functions of your own;
// only what stands here already has to stay.
//
// Letters as in the book: V words in the vocabulary, D numbers in a word's
// vector. A word is its id, from 0 to V − 1. All but the last exercise need
// plain arrays only.

// MARK: - 2.1 ★ Counting neighbors

/// ids (T), below V → counts (V, V)
///
/// Count which words stand near which. In `counts[a][b]` is how often a word
/// `b` stands at most `window` places before or after a word `a`. A place is no
/// neighbor of itself, but the same word at another place is.
public func coOccurrences(_ ids: [Int], V: Int, window: Int) -> [[Int]] {
  notAnswered()
}

// MARK: - 2.2 ★ Cosine

/// a (D), b (D) → a number from −1 to 1
///
/// The cosine of the angle between two vectors, which doesn't depend on how
/// long they are. A vector of zeros has no direction; say 0 then.
public func cosine(_ a: [Float], _ b: [Float]) -> Float {
  notAnswered()
}

// MARK: - 2.3 ★★ Nearest neighbors

/// id, vectors (V, D) → at most `count` ids
///
/// The words most similar to the word `id` by the cosine of their vectors, the
/// most similar first. The word itself is not among them. Of two that are
/// equally similar, the one with the smaller id comes first.
public func neighbors(of id: Int, in vectors: [[Float]], count: Int) -> [Int] {
  notAnswered()
}

// MARK: - 2.4 ★★ Positive pointwise mutual information

/// counts (V, C) → PPMI (V, C)
///
/// How much more often does a word stand near a context than if both were
/// strewn at random? Give for each cell
/// `max(0, log₂(count · n / (row · column)))`, where n is the sum of all counts,
/// and row and column are the sums of the cell's row and of its column; and 0
/// where the count is 0. Rows are words and columns contexts, and the table
/// need not be symmetric. (For the logarithm to base 2, divide `log(x)` by
/// `log(2)`.)
public func ppmi(_ counts: [[Int]]) -> [[Float]] {
  notAnswered()
}

// MARK: - 2.5 ★★★ Singular vectors by power iteration

/// A (M, N) → U (M, k), S (k), V (N, k)
///
/// The first k columns of U and V and numbers of S in the singular value
/// decomposition `A = U S Vᵀ`, largest first. Begin with a random v, and again
/// and again replace it by `Aᵀ A v`, scaled to the length 1: it turns toward
/// the leading direction. Then `A v` is `σ u`. Take `σ u vᵀ` away from A, and
/// what leads now is the second. Signs are free: u and v may both be turned
/// around.
public func singularVectors(_ A: Tensor, k: Int) -> (U: Tensor, S: Tensor, V: Tensor) {
  notAnswered()
}

// MARK: - 2.6 ★★ Analogies

/// a, b, c, vectors (V, D) → an id
///
/// As `a` is to `b`, so is `c` to which word? Scale all vectors to the length
/// 1, go from c as far as it is from a to b, and give the word nearest to where
/// you are, by the cosine. The three words of the question are no answers.
public func analogy(_ a: Int, _ b: Int, _ c: Int, in vectors: [[Float]]) -> Int {
  notAnswered()
}
