import Tensors

// Answers to the exercises of chapter 13, and why they are right. There are others.

// MARK: - 13.1 Two posting lists

/// Of the two numbers that are looked at, the smaller one can't come later in the other list, for that
/// one rises: it is passed over for good. So each step leaves a number behind, and there are no more
/// steps than numbers.
public func intersection(_ a: [Int], _ b: [Int]) -> [Int] {
  var (both, i, j): ([Int], Int, Int) = ([], 0, 0)
  while i < a.count && j < b.count {
    let (x, y) = (a[i], b[j])
    if x == y { both.append(x) }
    if x <= y { i += 1 }
    if y <= x { j += 1 }
  }
  return both
}

/// The same walk keeps what it passes over, once where both have it, and in the end what is left of
/// the longer list.
public func union(_ a: [Int], _ b: [Int]) -> [Int] {
  var (all, i, j): ([Int], Int, Int) = ([], 0, 0)
  while i < a.count && j < b.count {
    let (x, y) = (a[i], b[j])
    all.append(min(x, y))
    if x <= y { i += 1 }
    if y <= x { j += 1 }
  }
  return all + a[i...] + b[j...]
}

// MARK: - 13.2 BM25

/// n is counted over documents, f within one, and the lengths are numbers of words, whether the
/// question has them or not. The second factor is below 1 however often a word comes: the tenth time
/// says less than the second. A word with f = 0 adds nothing by itself.
public func bm25Scores(
  of documents: [[String]], for question: [String], k1: Float, b: Float
) -> [Float] {
  let N = Float(documents.count)
  let meanLength = Float(documents.reduce(0) { $0 + $1.count }) / N
  let rarities = question.map { word in
    let n = Float(documents.count { $0.contains(word) })
    return log(1 + (N - n + 0.5) / (n + 0.5))
  }
  return documents.map { document in
    let room = k1 * (1 - b + b * Float(document.count) / meanLength)
    return zip(question, rarities).reduce(0) { score, word in
      let f = Float(document.count { $0 == word.0 })
      return f == 0 ? score : score + word.1 * f / (f + room)
    }
  }
}

// MARK: - 13.3 Average precision and reciprocal rank

/// At the place of the third relevant document three are found, so the precision there is 3 / place,
/// and one walk sums it up. What is divided by are all that are relevant: one that wasn't found has
/// added nothing.
public func rankingScores(
  _ ranking: [Int], relevant: [Int]
) -> (averagePrecision: Float, reciprocalRank: Float) {
  var (found, sum, first): (Float, Float, Float) = (0, 0, 0)
  for (index, document) in ranking.enumerated() where relevant.contains(document) {
    let place = Float(index + 1)
    found += 1
    sum += found / place
    if found == 1 { first = 1 / place }
  }
  return (relevant.isEmpty ? 0 : sum / Float(relevant.count), first)
}

// MARK: - 13.4 nDCG

/// The best ranking has the highest grades first, whether they were found or not, and is cut off at
/// the same place; so a perfect ranking gets 1 and no other one more. In which base the logarithm is
/// taken makes no difference to the quotient.
public func nDCG(_ ranking: [Int], grades: [Float], at k: Int) -> Float {
  func gain(_ grades: [Float]) -> Float {
    grades.prefix(k).enumerated().reduce(0) { sum, grade in
      sum + grade.element * log(2) / log(Float(grade.offset + 2))
    }
  }
  let best = gain(grades.sorted(by: >))
  return best == 0 ? 0 : gain(ranking.map { grades[$0] }) / best
}

// MARK: - 13.5 In-batch negatives

/// It is a softmax with cross entropy whose right class in row n is n: p − I over N goes back to the
/// scores. From there it goes both ways through the product q dᵀ, and each document gets a share of
/// each question, its own with a minus sign, so that it is drawn to it and pushed from the others. 1 / τ
/// is a factor of the scores, and so of both gradients.
public func inBatchGradients(
  q: Tensor, d: Tensor, temperature tau: Float
) -> (loss: Float, dq: Tensor, dd: Tensor) {
  let N = q.shape[0]
  let s = matmul(q, d, transposed: .right) / tau
  let right = Tensor.identity(N)
  let ds = (softmax(s) - right) / (Float(N) * tau)
  let loss = (logSumExp(s).sum() - (s * right).sum()) / Float(N)
  return (loss, matmul(ds, d), matmul(ds, q, transposed: .left))
}

// MARK: - 13.6 The best span

/// The best beginning and the best end by themselves may lie the wrong way round, or too far apart; so
/// spans are tried as pairs. There are at most T · m that are allowed, and they are tried in the order
/// in which equals are preferred: only a higher score takes the place of what was found.
public func bestSpan(
  start: [Float], end: [Float], atMost m: Int
) -> (first: Int, last: Int, score: Float) {
  var best = (first: 0, last: 0, score: start[0] + end[0])
  for first in start.indices {
    for last in first..<min(first + m, end.count) {
      let score = start[first] + end[last]
      if score > best.score { best = (first, last, score) }
    }
  }
  return best
}

// MARK: - 13.7 To write or to copy

/// A word may come in two ways that exclude each other, so its probabilities are added; and it may be
/// copied from each of its places, so these are added too, each to what is there already. Nothing has
/// to be normalized: p_gen + (1 − p_gen) is 1.
public func pointerProbabilities(
  vocabulary: Tensor, attention: Tensor, source: [Int], pGen: Float, U: Int
) -> Tensor {
  var p = Tensor.concatenate([pGen * vocabulary, .zeros(U)])
  for (place, word) in source.enumerated() { p[word] += (1 - pGen) * attention[place] }
  return p
}

// MARK: - 13.8 ROUGE-1 and ROUGE-L

/// Each word of the reference can be used up once: that is what the smaller of the two counts comes
/// to. All three scores follow from the shared number and the two lengths.
public func rouge1(
  _ summary: [String], like reference: [String]
) -> (precision: Float, recall: Float, f1: Float) {
  var rest = reference
  for word in summary {
    if let place = rest.firstIndex(of: word) { rest.remove(at: place) }
  }
  return scores(reference.count - rest.count, summary.count, reference.count)
}

/// `longest[j]` is the length of the longest common row of what has been read of the summary and the
/// first j words of the reference. A word that both end with makes the row of what is before both one
/// longer; any other leaves the better one of the two.
public func rougeL(
  _ summary: [String], like reference: [String]
) -> (precision: Float, recall: Float, f1: Float) {
  var longest = [Int](repeating: 0, count: reference.count + 1)
  for word in summary {
    let before = longest
    for j in reference.indices {
      longest[j + 1] = word == reference[j] ? before[j] + 1 : max(before[j + 1], longest[j])
    }
  }
  return scores(longest[reference.count], summary.count, reference.count)
}

/// F1 is 2 · shared / (both lengths), the same as 2PR / (P + R).
private func scores(
  _ shared: Int, _ summary: Int, _ reference: Int
) -> (precision: Float, recall: Float, f1: Float) {
  func share(_ part: Int, of whole: Int) -> Float {
    whole == 0 ? 0 : Float(part) / Float(whole)
  }
  return (
    share(shared, of: summary), share(shared, of: reference),
    share(2 * shared, of: summary + reference)
  )
}
