import Tensors

// Exercises of chapter 12. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 12.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N rows of a batch, or N weights of a model; T places in a text; D numbers
// that go into a layer, H that come out; V words, known by their ids 0, 1, …, V − 1. `dx` is the
// gradient of the loss with respect to x, and has its shape. A character is Swift's `Character`.

// MARK: - 12.1 ★★ The next merge

/// N rows of pieces, N counts → two pieces, or nil
///
/// Byte-pair encoding begins with words cut into characters, and makes the commonest pair of
/// neighbors one piece. `rows[n]` is a word as it is cut by now, and `counts[n]` how often it stands
/// in the text, once at least; no word is empty. Give the two pieces that stand side by side, left and
/// right, in the most places of the text. Places may overlap: a row a, a, a has the pair of a and a
/// twice. Pairs that reach from one word into another don't count. Of several that are equally
/// common, give the one whose left piece is smallest (`<`), and of those the one whose right piece is.
/// Where no word has two pieces, there is none.
public func nextMerge(
  of rows: [[String]], counts: [Int]
) -> (left: String, right: String)? {
  notAnswered()
}

/// a row of pieces, two pieces → a row of pieces
///
/// Make the two one piece wherever they stand side by side in this order, from left to right. A place
/// can be part of one merge only: of a, a, a the first two become aa, and the third stays.
public func merged(
  _ row: [String], _ pair: (left: String, right: String)
) -> [String] {
  notAnswered()
}

// MARK: - 12.2 ★★ A word in pieces

/// a word, merges → pieces
///
/// Cut a new word as byte-pair encoding does. The merges stand in the order in which they were
/// learned. Begin with the word's characters. Of all merges whose two pieces stand side by side
/// somewhere in the row, carry out the one that was learned first, wherever it stands, from left to
/// right as in exercise 12.1; then look again, until none is left that fits. The word may be empty,
/// and may have characters of which no merge knows.
public func pieces(
  of word: String, merges: [(left: String, right: String)]
) -> [String] {
  notAnswered()
}

// MARK: - 12.3 ★★ WordPiece

/// a word, a vocabulary → pieces
///
/// Give the longest piece of the vocabulary that the word begins with, then the longest that the rest
/// begins with, and so on to its end. The vocabulary has `##` in front of pieces that go on within a
/// word: `boat` can only stand at its beginning, `##s` only further on; what you give has the sign as
/// well, so that *boats* becomes `boat`, `##s`. If some rest begins with no piece, the whole word is
/// unknown: give `[UNK]` alone, even if it could have been cut in another way. The word has a
/// character or more, and no # in it; a piece is never cut through a character.
public func wordPieces(
  of word: String, vocabulary: [String]
) -> [String] {
  notAnswered()
}

// MARK: - 12.4 ★★ A low-rank update

/// x (N, D), W (D, H), b (H), A (D, r), B (r, H), α → y (N, H)
///
/// An affine layer is frozen as it was pretrained, and what a new task changes stands beside it as a
/// product of two thin matrices:
///
///     y = x W + b + α / r · x A B
///
/// r is the number of A's columns and of B's rows, one at least.
public func lowRankForward(
  _ x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: Float
) -> Tensor {
  notAnswered()
}

/// dy (N, H), x (N, D), W (D, H), A (D, r), B (r, H), α → dx (N, D), dA (D, r), dB (r, H)
///
/// The way back. Only A and B learn, but layers below want dx.
public func lowRankBackward(
  _ dy: Tensor, x: Tensor, W: Tensor, A: Tensor, B: Tensor, alpha: Float
) -> (dx: Tensor, dA: Tensor, dB: Tensor) {
  notAnswered()
}

// MARK: - 12.5 ★★ What is masked

/// T ids, u (T, 3) → T ids for the model, T targets
///
/// Choose what a masked language model has to guess. `u` has three random numbers for each place,
/// from 0 and below 1. Place s is chosen if `u[s, 0]` is below 0.15, but never if it holds a sign like
/// [CLS]: signs have the ids from V on, and `mask`, [MASK], is one of them. In a chosen place the
/// model reads
///
/// - [MASK], if `u[s, 1]` is below 0.8;
/// - else, if `u[s, 1]` is below 0.9, a random word: the one with the id `u[s, 2]` · V, rounded down;
/// - else the word that stands there.
///
/// In all other places it reads what stands there. A target is the word that stood in a chosen place,
/// and −1 in places that weren't chosen.
public func masked(
  _ ids: [Int], u: Tensor, mask: Int, V: Int
) -> (input: [Int], t: [Int]) {
  notAnswered()
}

// MARK: - 12.6 ★★ The loss over masked places

/// s (T, V), T targets → loss, ds (T, V)
///
/// `s` has a model's scores for all V words in each place, and `t` the targets of exercise 12.5: a
/// word, or −1 where nothing is to be guessed. With `p = softmax(s)`, the loss is the mean of
/// `−log p[i, t[i]]` over the places that have a target, and no other place matters. Give the loss and
/// its gradient with respect to the scores. Where no place has a target, both are 0. Scores may be in
/// the hundreds.
public func maskedLoss(
  _ s: Tensor, _ t: [Int]
) -> (loss: Float, ds: Tensor) {
  notAnswered()
}

// MARK: - 12.7 ★ What a training run takes

/// N weights of which m learn, tokens, bytes a number → operations, memory in bytes
///
/// On paper, for a model of matrix products: on its way forward, a weight takes part in a
/// multiplication and an addition for each token, two operations; so it does in the gradient of what
/// the layer reads; and, if it learns, in its own gradient. Layers pass gradients on whether they
/// learn or not. Give the operations of a run over all tokens. In memory are kept, each number in
/// `bytes` bytes: all weights; and for each weight that learns, its gradient and Adam's two moments.
/// (What is kept of the batch comes on top of it, and is left out here.) m is from 1 to N. Both
/// results may be too large for an `Int`.
public func trainingRun(
  weights N: Int, learning m: Int, tokens: Int, bytes: Int
) -> (operations: Double, memory: Double) {
  notAnswered()
}

/// operations, processors, operations a second of each, used share → days
///
/// How many days does it take? The processors work at the same time, each can do `perSecond`
/// operations a second, and of these the share `used`, above 0 and at most 1, is put to use.
public func days(
  for operations: Double, on processors: Int, perSecond: Double, used: Double
) -> Double {
  notAnswered()
}
