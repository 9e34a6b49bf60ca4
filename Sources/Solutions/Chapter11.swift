import Tensors

// Answers to the exercises of chapter 11, and why they are right. There are others.

// MARK: - 11.1 Viterbi

/// The best row that ends with tag j in place s goes on from the best row that ends with some tag i
/// in the place before, whatever comes later: so C · C steps a place are enough. Each place remembers
/// which i it was, and in the end the way is followed back from the best last tag. The first of
/// equals is the smallest, and that choice is made from the last place to the first.
public func viterbi(_ x: Tensor, A: Tensor) -> (tags: [Int], score: Float) {
  let (T, C) = (x.shape[0], x.shape[1])
  var best = x.row(0).values
  var before: [[Int]] = []
  for s in 1..<max(T, 1) {
    let from = (0..<C).map { j in
      firstOfLargest((0..<C).map { i in best[i] + A[i, j] })
    }
    best = (0..<C).map { j in best[from[j]] + A[from[j], j] + x[s, j] }
    before.append(from)
  }
  var tags = [firstOfLargest(best)]
  let score = best[tags[0]]
  for from in before.reversed() { tags.insert(from[tags[0]], at: 0) }
  return (tags, score)
}

/// Where the largest number stands, the first of several.
private func firstOfLargest(_ numbers: [Float]) -> Int {
  numbers.indices.reduce(0) { numbers[$1] > numbers[$0] ? $1 : $0 }
}

// MARK: - 11.2 The partition function

/// It is Viterbi with a sum in place of the maximum: of all rows that end with tag j in place s,
/// grouped by the tag i before. What they have in common, x[s, j], stays outside of the sum. Kept are
/// logarithms, and the library's `logSumExp` takes the largest away before the exponential.
public func logPartition(_ x: Tensor, A: Tensor) -> Float {
  logSumExp(forward(x, A).row(-1)).item
}

/// x (T, C), A (C, C) → (T, C): log of the sum over all rows of tags that end with j in place s.
private func forward(_ x: Tensor, _ A: Tensor) -> Tensor {
  let (T, C) = (x.shape[0], x.shape[1])
  var alpha = x
  for s in 1..<max(T, 1) {
    // A column of A leads to one tag, so its transpose has a row for each.
    let ways = A.transposed() + alpha.row(s - 1)
    alpha.setRows(from: s, to: (logSumExp(ways) + x.row(s)).reshaped(1, C))
  }
  return alpha
}

// MARK: - 11.3 Forward–backward

/// A row that has tag j in place s is a beginning that ends with it and a rest that may follow. All
/// beginnings go with all rests, so the sum over all such rows is a product of two sums: α + β, in
/// logarithms. x[s, j] is in α, and must not be in β as well. Z is the same in all places.
public func tagProbabilities(_ x: Tensor, A: Tensor) -> Tensor {
  exp(forward(x, A) + backward(x, A) - logPartition(x, A: A))
}

/// x (T, C), A (C, C) → (T, C): log of the sum over all that may follow tag i in place s.
private func backward(_ x: Tensor, _ A: Tensor) -> Tensor {
  let (T, C) = (x.shape[0], x.shape[1])
  var beta = Tensor.zeros(T, C)
  for s in (0..<T - 1).reversed() {
    let ways = A + (x.row(s + 1) + beta.row(s + 1))
    beta.setRows(from: s, to: logSumExp(ways).reshaped(1, C))
  }
  return beta
}

// MARK: - 11.4 A CRF's gradients

/// The loss is log Z − score(t). log Z has the derivative Σ p(row) · (how often the number is in the
/// row's score), which is how often it is expected; in the score of t it is observed. So both
/// gradients are what is expected less what is observed: a tag in a place, or two tags side by side.
/// Two neighbors aren't independent, so p(i, j) is no product of what 11.3 gives.
public func crfGradients(
  _ x: Tensor, A: Tensor, _ t: [Int]
) -> (loss: Float, dx: Tensor, dA: Tensor) {
  let (T, C) = (x.shape[0], x.shape[1])
  let (alpha, beta) = (forward(x, A), backward(x, A))
  let logZ = logSumExp(alpha.row(-1)).item

  var loss = logZ
  var dx = exp(alpha + beta - logZ)
  var dA = Tensor.zeros(C, C)
  for s in 0..<T {
    loss -= x[s, t[s]]
    dx[s, t[s]] -= 1
    if s == 0 { continue }
    let onward = alpha.row(s - 1).reshaped(C, 1)
    dA += exp(onward + A + (x.row(s) + beta.row(s)) - logZ)
    dA[t[s - 1], t[s]] -= 1
    loss -= A[t[s - 1], t[s]]
  }
  return (loss, dx, dA)
}

// MARK: - 11.5 Spans from BIO tags

/// Only an I of the open span's kind goes on with it. Any other tag ends what is open, and any other
/// but O begins anew. A last O behind the text ends a span that is still open there. The kind is all
/// behind the first hyphen, wherever others stand.
public func spans(of tags: [String]) -> [(kind: String, range: Range<Int>)] {
  var spans: [(kind: String, range: Range<Int>)] = []
  var open: (kind: String, start: Int)?
  for (place, tag) in (tags + ["O"]).enumerated() {
    let kind = String(tag.dropFirst(2))
    if tag.hasPrefix("I-"), open?.kind == kind { continue }
    if let open { spans.append((open.kind, open.start..<place)) }
    open = tag == "O" ? nil : (kind, place)
  }
  return spans
}

// MARK: - 11.6 Scores of exact spans

/// Right ones, guesses and true spans are counted over all sentences before anything is divided, so
/// that a sentence counts as much as it has spans. F1 is 2 · right / (guesses + true spans), the same
/// as 2PR / (P + R), and 0 where those are.
public func spanScores(
  truth: [[(kind: String, range: Range<Int>)]], guesses: [[(kind: String, range: Range<Int>)]]
) -> (precision: Float, recall: Float, f1: Float) {
  func share(_ part: Int, of whole: Int) -> Float {
    whole == 0 ? 0 : Float(part) / Float(whole)
  }
  var (right, wanted, found) = (0, 0, 0)
  for (truth, guesses) in zip(truth, guesses) {
    wanted += truth.count
    found += guesses.count
    right += guesses.count { guess in truth.contains { $0 == guess } }
  }
  return (share(right, of: found), share(right, of: wanted), share(2 * right, of: wanted + found))
}

// MARK: - 11.7 Words from B, M, E and S

/// A word of one character begins and ends at once, and that has its own tag. In any other there are
/// two characters less in the middle than in the whole.
public func characterTags(of words: [String]) -> String {
  words.map { word in
    word.count == 1 ? "S" : "B" + String(repeating: "M", count: word.count - 2) + "E"
  }.joined()
}

/// The rule asks about each place between two characters what stands before and behind it, and so all
/// rows of tags make words, those too that no words would give. At the text's end nothing needs to be
/// asked: the last word is what is left.
public func words(of text: String, tags: String) -> [String] {
  var words: [String] = []
  var isNew = true
  for (character, tag) in zip(text, tags) {
    if isNew || tag == "B" || tag == "S" { words.append("") }
    words[words.count - 1].append(character)
    isNew = tag == "E" || tag == "S"
  }
  return words
}
