import Ground
import Tensors

/// A hidden Markov model that looks two tags back: the next tag is drawn given the two before it, and each
/// tag draws its word.
///
///     p(t, w) = Πₛ p(tₛ | tₛ₋₂, tₛ₋₁) p(wₛ | tₛ)
///     p(k | i, j) = λ₁ share(k) + λ₂ share(k | j) + λ₃ share(k | i, j)
///
/// The λ are found by deleted interpolation: each three tags in a row vote for the share that would foretell
/// them best if they had been seen once less. New words are drawn by their endings. (Brants, "TnT: a
/// statistical part-of-speech tagger", ANLP 2000.)
public struct TrigramTagger: WordTagger, Sendable {
  /// How many tags there may be: their pairs have a table.
  public static let mostTags = 2000

  public let counts: TagCounts
  /// λ₁, λ₂, λ₃: how much one tag, two and three in a row count.
  public let weights: [Float]
  public let endings: WordEndings
  private let steps: TagSteps
  /// log p(w | t) for the tags that each word has.
  private let words: [String: [Candidate]]
  /// log of how often each tag occurs.
  private let logUses: [Float]

  /// A tag that a word may have, with log p(w | t).
  private struct Candidate {
    let tag: Int
    let log: Float
  }

  public init(_ sentences: TaggedSentences) { self.init(TagCounts(sentences)) }

  public init(_ counts: TagCounts) {
    self.counts = counts
    steps = TagSteps(counts)
    weights = steps.weights
    endings = WordEndings(counts)
    let logUses = counts.uses.map { log(Float(max($0, 1))) }
    words = counts.words.mapValues { uses in
      uses.map { Candidate(tag: $0.tag, log: log(Float($0.count)) - logUses[$0.tag]) }
    }
    self.logUses = logUses
  }

  public var tags: [String] { counts.tags }
  public func knows(_ word: String) -> Bool { words[word] != nil }

  /// Those of a new word, by Bayes' rule and up to a constant: p(t | ending) / p(t).
  private func candidates(of word: String) -> [Candidate] {
    if let known = words[word] { return known }
    return endings.probabilities(of: word).enumerated().compactMap { tag, p in
      p > 0 ? Candidate(tag: tag, log: log(p) - logUses[tag]) : nil
    }
  }

  /// The likeliest tags, by Viterbi's algorithm over pairs of tags side by side. Nothing is pruned.
  public func likeliest(_ sentence: [String]) -> [String] {
    guard !sentence.isEmpty else { return [] }
    let boundary = [Candidate(tag: tags.count, log: 0)]
    var (before, last) = (boundary, boundary)
    // best[i · last.count + j]: the log of the best way that ends with tag i of `before` and j of `last`.
    var best: [Float] = [0]
    // Where each way came from: for each place and pair, which tag stood before both.
    var (sources, lasts): ([[Int32]], [[Candidate]]) = ([], [])
    for next in sentence.map(candidates) + [boundary] {
      var (longer, source) = (
        [Float](repeating: -.infinity, count: last.count * next.count),
        [Int32](repeating: 0, count: last.count * next.count)
      )
      for (i, first) in before.enumerated() {
        for (j, second) in last.enumerated() {
          let sum = best[i * last.count + j]
          steps.forEach(after: first.tag, second.tag, next.lazy.map(\.tag)) { k, log in
            let place = j * next.count + k
            let way = sum + log + next[k].log
            if way > longer[place] { (longer[place], source[place]) = (way, Int32(i)) }
          }
        }
      }
      sources.append(source)
      lasts.append(last)
      (before, last, best) = (last, next, longer)
    }
    return way(back: best, sources, lasts).map { tags[$0] }
  }

  /// The tags of the best way, of which `best` has the pairs of the last tag and the sentence's end.
  private func way(
    back best: [Float], _ sources: [[Int32]], _ lasts: [[Candidate]]
  ) -> [Int] {
    var place = best.indices.reduce(0) { best[$1] > best[$0] ? $1 : $0 }
    var (result, width): ([Int], Int) = ([], 1)
    for step in (1..<sources.count).reversed() {
      let j = place / width
      result.append(lasts[step][j].tag)
      width = lasts[step].count
      place = Int(sources[step][place]) * width + j
    }
    return result.reversed()
  }
}

/// log p(k | i, j) for all tags: a table of pairs, and rows of what three in a row make different.
private struct TagSteps: Sendable {
  let weights: [Float]
  /// C + 1.
  private let width: Int
  /// log(λ₁ share(k) + λ₂ share(k | j)) at j · (C + 1) + k.
  private let pairs: [Float]
  /// The row of (i, j), at i · (C + 1) + j, is `starts[row] ..< starts[row + 1]`.
  private let starts: [Int32]
  /// Which tags were seen after two others, rising within a row, and their logs.
  private let thirds: [Int32]
  private let logs: [Float]

  init(_ counts: TagCounts) {
    let width = counts.tags.count + 1
    require(
      width <= TrigramTagger.mostTags + 1,
      "\(width - 1) tags are too many for a model of three in a row.")
    let triples = counts.triples.sorted { $0.key < $1.key }
    var singles = [Int](repeating: 0, count: width)
    var (doubles, contexts) = (
      [Int](repeating: 0, count: width * width), [Int](repeating: 0, count: width * width)
    )
    var afterOne = [Int](repeating: 0, count: width)
    for (triple, count) in triples {
      let (pair, k) = (triple / width, triple % width)
      singles[k] += count
      doubles[pair % width * width + k] += count
      contexts[pair] += count
      afterOne[pair % width] += count
    }
    let total = singles.reduce(0, +)
    func share(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }

    var votes = [0, 0, 0]
    for (triple, count) in triples {
      let (pair, k) = (triple / width, triple % width)
      let shares = [
        share(singles[k] - 1, total - 1),
        share(doubles[pair % width * width + k] - 1, afterOne[pair % width] - 1),
        share(count - 1, contexts[pair] - 1),
      ]
      votes[shares.indices.reduce(0) { shares[$1] > shares[$0] ? $1 : $0 }] += count
    }
    let weights = votes.map { share($0, total) }

    let sums = (0..<width * width).map { place in
      weights[0] * share(singles[place % width], total)
        + weights[1] * share(doubles[place], afterOne[place / width])
    }
    // What was never seen is not impossible.
    func safeLog(_ p: Double) -> Float { log(Float(p + 1e-12)) }
    var starts = [Int32](repeating: 0, count: width * width + 1)
    for (triple, _) in triples { starts[triple / width + 1] += 1 }
    for pair in 0..<width * width { starts[pair + 1] += starts[pair] }
    thirds = triples.map { Int32($0.key % width) }
    logs = triples.map { triple, count in
      let (pair, k) = (triple / width, triple % width)
      return safeLog(sums[pair % width * width + k] + weights[2] * share(count, contexts[pair]))
    }
    pairs = sums.map(safeLog)
    (self.width, self.starts, self.weights) = (width, starts, weights.map { Float($0) })
  }

  /// Calls `body` with the place of each of the tags `next`, which rise, and log p(k | i, j).
  @inline(__always)
  func forEach(
    after i: Int, _ j: Int, _ next: some Collection<Int>,
    _ body: (_ place: Int, _ log: Float) -> Void
  ) {
    let row = i * width + j
    var entry = Int(starts[row])
    let end = Int(starts[row + 1])
    for (place, k) in next.enumerated() {
      while entry < end, thirds[entry] < k { entry += 1 }
      let isSeen = entry < end && thirds[entry] == k
      body(place, isSeen ? logs[entry] : pairs[j * width + k])
    }
  }
}
