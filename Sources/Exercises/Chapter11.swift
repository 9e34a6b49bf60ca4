import Tensors

// Exercises of chapter 11. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 11.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: T places in a sentence, one at least; C tags, known by their numbers 0, 1,
// …, C − 1. In 11.1 to 11.4, `x[s, j]` is the score of tag j in place s, and `A[i, j]` what tag j
// gets for standing right after tag i. `dx` is the gradient of the loss with respect to x, and has
// its shape. There are C^T rows of tags, too many to try them all. All logarithms are natural ones.

// MARK: - 11.1 ★★ Viterbi

/// x (T, C), A (C, C) → T tags, their score
///
/// The score of a row of tags t adds up what each of them gets in its place, `x[s, t[s]]`, and what
/// it gets for standing after the one before, `A[t[s − 1], t[s]]`:
///
///     x[0, t[0]] + x[1, t[1]] + … + A[t[0], t[1]] + A[t[1], t[2]] + …
///
/// Give the row that has the highest score of all C^T rows, and this score. If several have it, give
/// the one of them whose last tag is smallest; among those that share this tag, the one whose last
/// but one is smallest, and so on. Scores may be in the thousands, and all of them negative. A score
/// may be −∞, which forbids a tag or a step; one row at least is allowed.
public func viterbi(_ x: Tensor, A: Tensor) -> (tags: [Int], score: Float) {
  notAnswered()
}

// MARK: - 11.2 ★★ The partition function

/// x (T, C), A (C, C) → log Z
///
/// Z is the sum of exp(score) over all C^T rows of tags, with the score of exercise 11.1. Give its
/// logarithm. Scores may be in the thousands, where the exponential is too large for a number, or
/// too small; they may be −∞, for a tag or a step that is forbidden, but one row at least is
/// allowed.
public func logPartition(_ x: Tensor, A: Tensor) -> Float {
  notAnswered()
}

// MARK: - 11.3 ★★★ Forward–backward

/// x (T, C), A (C, C) → (T, C)
///
/// A row of tags has the probability exp(score) / Z, as in exercises 11.1 and 11.2. Give for each
/// place s and each tag j how likely it is that j stands in s, whatever stands in the other places:
/// the sum of the probabilities of all rows that have it there. Scores may be in the hundreds, and
/// −∞ where a tag or a step is forbidden; one row at least is allowed.
public func tagProbabilities(_ x: Tensor, A: Tensor) -> Tensor {
  notAnswered()
}

// MARK: - 11.4 ★★★ A CRF's gradients

/// x (T, C), A (C, C), T tags t → loss, dx (T, C), dA (C, C)
///
/// The tags `t` are the right ones, and their loss is −log(exp(score) / Z), as in exercises 11.1 and
/// 11.2. Give the loss, and its gradients with respect to the scores x and the transitions A. Scores
/// may be in the hundreds, and −∞ where a tag or a step is forbidden; the gradient of such a score is
/// 0. The tags `t` are allowed.
public func crfGradients(
  _ x: Tensor, A: Tensor, _ t: [Int]
) -> (loss: Float, dx: Tensor, dA: Tensor) {
  notAnswered()
}

// MARK: - 11.5 ★★ Spans from BIO tags

/// tags → spans: a kind and a range of places
///
/// A tag is `O`, or `B-` or `I-` and a kind, as in `B-person`; a kind may itself have a hyphen. `B-`
/// begins a span of its kind, `I-` goes on with it, and `O` stands outside of all. A range ends
/// before the first place that is no longer in the span. Not all that a model tags adds up: an `I-`
/// that doesn't stand right after a `B-` or an `I-` of its own kind begins a span, as `B-` does. Give
/// the spans from left to right.
public func spans(
  of tags: [String]
) -> [(kind: String, range: Range<Int>)] {
  notAnswered()
}

// MARK: - 11.6 ★ Scores of exact spans

/// N rows of spans, N rows of spans → precision, recall, F1
///
/// `truth[n]` are the spans of sentence n, and `guesses[n]` those that a model has found in it; no
/// list has a span twice. A guess is right if the sentence has a span of the same kind that
/// begins and ends in the same places. The precision is the share of right ones among all guesses of
/// all sentences, the recall the share of all true spans that were found, and F1 the harmonic mean
/// of both. Where there is nothing to divide by, each is 0.
public func spanScores(
  truth: [[(kind: String, range: Range<Int>)]],
  guesses: [[(kind: String, range: Range<Int>)]]
) -> (precision: Float, recall: Float, f1: Float) {
  notAnswered()
}

// MARK: - 11.7 ★★ Words from B, M, E and S

/// words → a letter for each character
///
/// To find words in a text without blanks, each of its characters gets a tag: B begins a word of
/// several characters, E ends it, M stands in its middle, and S is a word by itself. Give the tags of
/// all characters of these words, one behind the other. A character is Swift's `Character`; no word
/// is empty.
public func characterTags(of words: [String]) -> String {
  notAnswered()
}

/// a text, a letter for each character → words
///
/// The way back. Tags that a model guesses need not add up, so this is the rule: the text is cut
/// before each B and each S, and after each E and each S, and nowhere else.
public func words(of text: String, tags: String) -> [String] {
  notAnswered()
}
