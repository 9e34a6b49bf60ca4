import Ground
import Tensors

/// An n-gram model with interpolated Kneser–Ney smoothing: what other language models have to beat.
///
///     let model = try KneserNey(corpus.vocabulary, order: 5, of: corpus.training)
///     model.perplexity(on: corpus.test)
///
/// The next word's probability given the k - 1 words before it is what k-grams say, less a discount,
/// and the mass that the discount sets free goes by what k - 1 words say, down to the even share 1 / V.
/// Of the longest k-grams it counts how often they occur; of the shorter ones, which only matter
/// where the longer ones fail, *after how many different words* (Kneser and Ney, "Improved backing-off
/// for m-gram language modeling", 1995; Chen and Goodman, "An empirical study of smoothing techniques
/// for language modeling", 1999, section 3: `.one` is their interpolated Kneser–Ney, `.three` their
/// modified one).
///
/// Counting takes time linear in the text, and about 30 bytes for each different k-gram in it.
public struct KneserNey: LanguageModel, Sendable {
  /// How the discount of a k-gram goes by its count: the same for all, or one each for 1, 2, and more.
  public enum Discounts: Sendable { case one, three }

  public let vocabulary: Vocabulary
  /// How many words the longest k-grams have.
  public let order: Int
  /// The k-grams for k = 1, 2, …
  private let levels: [Level]

  /// The model of a text.
  ///
  /// - Throws: `InputError` for an order below 1 or a text of fewer than two words.
  public init(
    _ vocabulary: Vocabulary, order: Int = 5, of ids: [Int], discounts: Discounts = .three
  ) throws {
    guard order >= 1 else {
      throw InputError("An n-gram has at least 1 word, so the order can't be \(order).")
    }
    guard ids.count >= 2 else {
      throw InputError(
        "An n-gram model counts which words follow which; a text of \(ids.count == 1 ? "one word" : "no words") has none."
      )
    }
    vocabulary.requireKnown(ids)
    var counting = Counting(order: order)
    for id in ids { counting.read(id) }
    (self.vocabulary, self.order) = (vocabulary, order)
    levels = counting.levels(discounts)
  }
}

// MARK: - Asking

extension KneserNey {
  public func logProbabilities(of ids: [Int], after context: [Int]) -> [Float] {
    vocabulary.requireKnown(ids)
    var history = history(context)
    return ids.map { id in
      defer { history = following(history, id) }
      return log(probability(of: id, after: history))
    }
  }

  public func nextWord(after context: [Int]) -> Tensor {
    let history = history(context)
    return Tensor((0..<vocabulary.count).map { probability(of: $0, after: history) })
  }

  /// The last 0, 1, 2, … words of a text, as numbers of k-grams, as far as the model has seen them.
  private typealias History = [Int32]

  private func history(_ context: [Int]) -> History {
    vocabulary.requireKnown(context)
    return context.suffix(order - 1).reduce([0]) { following($0, $1) }
  }

  /// The history one word later.
  private func following(_ history: History, _ id: Int) -> History {
    var next: History = [0]
    for (level, context) in zip(levels.dropLast(), history) {
      guard let place = level.ngrams.place(of: id, after: context) else { break }
      next.append(place)
    }
    return next
  }

  /// The formula, from the shortest k-grams to the longest.
  private func probability(of id: Int, after history: History) -> Float {
    var p = 1 / Float(vocabulary.count)
    for (level, context) in zip(levels, history) {
      let place = level.ngrams.place(of: id, after: context)
      let share = place.map { level.shares[Int($0)] } ?? 0
      p = share.addingProduct(level.rest[Int(context)], p)
    }
    return p
  }
}

/// What k-grams say for one k.
private struct Level: Sendable {
  let ngrams: NGrams
  /// For each k-gram, its discounted share of what follows its first k - 1 words.
  let shares: [Float]
  /// For each (k - 1)-gram, what the discounts leave to the shorter k-grams.
  let rest: [Float]
}

// MARK: - Counting

/// The k-grams of a text that is read word by word.
private struct Counting {
  private var ngrams: [NGrams]
  private var counts: [[Int32]]
  /// The last 0, 1, 2, … words read, as numbers of k-grams.
  private var history: [Int32] = [0]

  init(order: Int) {
    ngrams = Array(repeating: NGrams(), count: order)
    counts = Array(repeating: [], count: order)
  }

  /// Counts the k-grams that end with this word. The longest ones count each time; a shorter one
  /// counts when a word is seen before it for the first time.
  mutating func read(_ id: Int) {
    var next: [Int32] = [0]
    var isNew = false
    for level in (0..<history.count).reversed() {
      let (place, isFirst) = ngrams[level].insert(id, after: history[level])
      if isFirst { counts[level].append(0) }
      if level + 1 == ngrams.count || isNew { counts[level][Int(place)] += 1 }
      isNew = isFirst
      if level + 1 < ngrams.count { next.append(place) }
    }
    next[1...].reverse()
    history = next
  }

  func levels(_ discounts: KneserNey.Discounts) -> [Level] {
    ngrams.indices.map { level in
      let discount = discount(level, discounts)
      let contexts = level == 0 ? 1 : ngrams[level - 1].count
      var totals = [Int](repeating: 0, count: contexts)
      var freed = [Double](repeating: 0, count: contexts)
      for (place, count) in counts[level].enumerated() {
        let context = Int(ngrams[level].context(place))
        totals[context] += Int(count)
        freed[context] += discount(count)
      }
      let shares = counts[level].enumerated().map { place, count in
        let total = totals[Int(ngrams[level].context(place))]
        return total == 0 ? 0 : Float((Double(count) - discount(count)) / Double(total))
      }
      let rest = zip(totals, freed).map { $0 == 0 ? 1 : Float($1 / Double($0)) }
      return Level(ngrams: ngrams[level], shares: shares, rest: rest)
    }
  }

  /// What is taken from a count: estimated from how many k-grams occur once, twice, … (Chen and
  /// Goodman, equations 17 and 26), or a half where the text is too short for that.
  private func discount(_ level: Int, _ discounts: KneserNey.Discounts) -> (Int32) -> Double {
    var often = [Double](repeating: 0, count: 5)
    for count in counts[level] where count <= 4 { often[Int(count)] += 1 }
    let y = often[1] / (often[1] + 2 * often[2])
    var values = [0, y, y, y]
    if discounts == .three {
      for k in 1...3 { values[k] = Double(k) - Double(k + 1) * y * often[k + 1] / often[k] }
    }
    if !values.dropFirst().enumerated().allSatisfy({ $1 > 0 && $1 <= Double($0 + 1) }) {
      values = [0, 0.5, 0.5, 0.5]
    }
    return { values[min(Int($0), 3)] }
  }
}
