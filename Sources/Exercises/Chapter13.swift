import Tensors

// Exercises of chapter 13. Replace a `notAnswered()` by your answer, then let it be judged, as in
// `swift run check 13.1`. You may add functions of your own; only what stands here already has to
// stay.
//
// Letters as in the book: N documents, known by their numbers 0, 1, …, N − 1, or N pairs of a batch;
// T places in a text; D numbers in a vector; V words of a vocabulary, known by their ids 0, 1, …,
// V − 1. Places in a ranking are counted from 1. All logarithms are natural ones unless it says
// otherwise.

// MARK: - 13.1 ★ Two posting lists

/// numbers, numbers → numbers
///
/// A posting list has the numbers of the documents that hold a word, rising, each once. From the lists
/// of two words, give the documents that hold both, in the same order. A list may be empty, or have
/// hundreds of thousands of numbers: go along both at the same time, once.
public func intersection(_ a: [Int], _ b: [Int]) -> [Int] {
  notAnswered()
}

/// numbers, numbers → numbers
///
/// The same for the documents that hold one of the two words or both.
public func union(_ a: [Int], _ b: [Int]) -> [Int] {
  notAnswered()
}

// MARK: - 13.2 ★★ BM25

/// N rows of words, a question, k₁, b → N scores
///
/// Score each document by the words of the question: the sum, over these words, of
///
///     log(1 + (N − n + ½) / (n + ½)) · f / (f + k₁ (1 − b + b · length / mean length))
///
/// Here n is the number of documents that have the word, f how often it stands in the document that
/// is scored, and the length of a document is the number of its words. A word that the question has
/// twice is added twice; one that no document has adds nothing. Documents and the question may be
/// empty, but one document at least has a word.
public func bm25Scores(
  of documents: [[String]], for question: [String], k1: Float, b: Float
) -> [Float] {
  notAnswered()
}

// MARK: - 13.3 ★ Average precision and reciprocal rank

/// a ranking, relevant documents → average precision, reciprocal rank
///
/// `ranking` has the documents that were found for a question, the best first, each once; `relevant`
/// those that answer it, in any order. The precision at a place is the share of relevant documents
/// among those up to it. Average precision is the mean, over all relevant documents, of the precision
/// at the place where each stands; one that wasn't found counts as 0. The reciprocal rank is 1 / the
/// place of the first relevant document, or 0 if none was found. If there are no relevant documents,
/// both are 0.
public func rankingScores(
  _ ranking: [Int], relevant: [Int]
) -> (averagePrecision: Float, reciprocalRank: Float) {
  notAnswered()
}

// MARK: - 13.4 ★★ nDCG

/// a ranking, N grades, k → nDCG
///
/// `grades[d]` says how well document d answers a question, 0 for not at all; `ranking` has some of
/// the documents or all, the best first, each once. The gain of a ranking is
///
///     DCG = Σ grade / log₂(1 + place)
///
/// over its first k places, or all that it has if these are fewer. Divide it by the gain of the best
/// ranking that there could be, of any of the N documents, over its first k places. Where no document
/// has a grade above 0, give 0. k is 1 at least.
public func nDCG(
  _ ranking: [Int], grades: [Float], at k: Int
) -> Float {
  notAnswered()
}

// MARK: - 13.5 ★★★ In-batch negatives

/// q (N, D), d (N, D), τ → loss, dq (N, D), dd (N, D)
///
/// A dual encoder has made a vector of each of N questions, the rows of q, and of the N documents
/// that answer them, the rows of d: document n belongs to question n, and the others in the batch
/// are wrong for it. The score of document j for question i is their dot product, divided by the
/// temperature τ:
///
///     s = q dᵀ / τ
///
/// Each question's scores become probabilities, `p = softmax(s)`, row by row, and the loss is the mean
/// of `−log p[n, n]`. Give it and its gradients with respect to q and d. τ is above 0. Scores may be
/// in the hundreds.
public func inBatchGradients(
  q: Tensor, d: Tensor, temperature tau: Float
) -> (loss: Float, dq: Tensor, dd: Tensor) {
  notAnswered()
}

// MARK: - 13.6 ★★ The best span

/// T scores, T scores, m → first place, last place, score
///
/// A reader scores each place of a text as the beginning of the answer, and as its end: its last
/// word. The score of a span is `start` in its first place plus `end` in its last. Give the span that
/// has the highest, among those of one to m words. If several have it, give the one that begins first,
/// and of those the shortest. T and m are 1 at least; m may be larger than T. Scores may be in the
/// thousands, or all negative. A text may have thousands of places.
public func bestSpan(
  start: [Float], end: [Float], atMost m: Int
) -> (first: Int, last: Int, score: Float) {
  notAnswered()
}

// MARK: - 13.7 ★★ To write or to copy

/// V probabilities, T weights, T ids, p_gen, U → V + U probabilities
///
/// A pointer-generator either writes a word of its vocabulary, with the probability p_gen, or copies
/// one from the source text. `vocabulary` has the probabilities of all V words if it writes,
/// `attention` the weights of the T places of the source, which say where it copies from; both add up
/// to 1. `source` has the words that stand in these places: words of the vocabulary, and U others that
/// got the ids V, …, V + U − 1 for this text. A word may stand there several times. Give the
/// probabilities of all V + U words to come next.
public func pointerProbabilities(
  vocabulary: Tensor, attention: Tensor, source: [Int], pGen: Float, U: Int
) -> Tensor {
  notAnswered()
}

// MARK: - 13.8 ★★ ROUGE-1 and ROUGE-L

/// words, words → precision, recall, F1
///
/// ROUGE-1 counts what a summary and a reference share: of each word, as many as both have. The
/// precision is this number, over all words, divided by the number of the summary's words; the recall
/// is it divided by the number of the reference's; F1 is the harmonic mean of both. Where there is
/// nothing to divide by, each is 0. Words are equal or they aren't, letter by letter.
public func rouge1(
  _ summary: [String], like reference: [String]
) -> (precision: Float, recall: Float, f1: Float) {
  notAnswered()
}

/// words, words → precision, recall, F1
///
/// ROUGE-L is the same with another number: the length of the longest row of words that both have in
/// this order, whatever stands between them.
public func rougeL(
  _ summary: [String], like reference: [String]
) -> (precision: Float, recall: Float, f1: Float) {
  notAnswered()
}
