import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 7.
var chapter07: [Exercise] {
  [softmaxWithTemperature, topK, nucleus, beamSearch, maskedLoss, bleu]
}

// MARK: - 7.1

private var softmaxWithTemperature: Exercise {
  typealias Softmax = ([Float], Float) -> [Float]
  var random = Random(seed: 1, stream: "7.1")
  /// A wrong answer by the weights that it gives the scores.
  func weighing(_ weight: @escaping (_ score: Float, _ tau: Float, _ largest: Float) -> Float)
    -> Softmax
  {
    { scores, tau in
      let weights = scores.map { weight($0, tau, scores.max()!) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
  }
  func oracle(_ scores: [Float], _ tau: Float) -> [Float] {
    // Each probability by how much likelier or less likely the others are.
    scores.map { score in
      let others = scores.map { exp((Double($0) - Double(score)) / Double(tau)) }
      return score == -.infinity ? 0 : Float(1 / others.reduce(0, +))
    }
  }

  var question = Question(
    "7.1", "Softmax with temperature", stars: 1,
    answer: Exercises.softmax as Softmax, solution: Solutions.softmax as Softmax, oracle: oracle,
    cases: [
      Case("three scores, τ = 0.5", (scores: [1, 2, 0.5], tau: 0.5)),
      Case("equal scores", (scores: [3, 3, 3, 3], tau: 2)),
      Case("τ = 1", (scores: [0.3, -1, 2], tau: 1)),
      Case("two words that are skipped", (scores: [-.infinity, 1, 0, -.infinity], tau: 0.7)),
      Case("τ = 0.01", (scores: [4, 4.01, 3.9, -4], tau: 0.01)),
      Case("scores in the thousands, τ = 20", (scores: [1000, 1030, 990], tau: 20)),
      Case("twelve scores, τ = 1.5", (scores: (2 * random.normal(12)).values, tau: 1.5)),
    ] as [Case<(scores: [Float], tau: Float)>],
    outcome: { softmax, input in ["the probabilities": softmax(input.scores, input.tau)] })
  question.mistake(
    """
    The scores are multiplied by τ, or the probabilities taken to the power τ. A low temperature should make the \
    likely likelier: divide the scores.
    """,
    weighing { exp(($0 - $2) * $1) })
  question.mistake(
    """
    The temperature has no effect. To divide all probabilities by τ changes nothing once they sum to 1 again: divide \
    the scores, before the exponential.
    """,
    weighing { score, _, largest in exp(score - largest) })
  question.mistake(
    "The probabilities are divided by τ, and don't sum to 1. Divide the scores, before the exponential.",
    { scores, tau in Solutions.softmax(scores, temperature: 1).map { $0 / tau } })
  question.mistake(
    "The weights aren't divided by their sum. Probabilities sum to 1.",
    { scores, tau in scores.map { exp($0 / tau) } })
  question.mistake(
    """
    The likeliest word has the probability 1: taking the largest score away divides by the largest weight. Divide by \
    the sum as well.
    """,
    { scores, tau in scores.map { exp(($0 - scores.max()!) / tau) } },
    { scores, tau in
      let weights = scores.map { exp($0 / tau) }
      return weights.map { $0 / weights.max()! }
    })
  question.mistake(
    "The likeliest word has all the probability. That is what becomes of it as τ goes to 0; τ isn't 0.",
    { scores, _ in
      scores.indices.map { $0 == scores.firstIndex(of: scores.max()!) ? 1 : 0 }
    })
  question.mistake(
    "A power of 2 is taken. The softmax has the exponential function.",
    weighing { exp(log(2) * ($0 - $2) / $1) })
  question.mistake(
    "The temperature is taken away from the scores, which moves all of them alike. Divide by it.",
    { scores, tau in
      let weights = scores.map { exp($0 - tau) }
      return weights.map { $0 / scores.reduce(0) { $0 + exp($1) } }
    })
  question.mistake(
    "τ is applied twice: to the scores, and once more to what came of them.",
    weighing { exp(($0 - $2) / $1 / $1) })
  question.mistake(
    "A word with the score −∞ has the probability 0, and its place among the V: neither more nor nothing.",
    { scores, tau in Solutions.softmax(scores.filter { $0 > -.infinity }, temperature: tau) },
    { scores, tau in
      let finite = scores.map { $0 == -.infinity ? 0 : $0 }
      return Solutions.softmax(finite, temperature: tau)
    })
  question.mistake(
    "At a low temperature an exponential is infinite, and ∞ / ∞ is no number. Take the largest score away first.",
    { scores, tau in
      let weights = scores.map { exp($0 / tau) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    },
    { scores, tau in
      let weights = scores.map { exp($0 / tau - scores.max()!) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    })
  return question.exercise
}

// MARK: - 7.2

/// Keeps some of the probabilities, scaled so that they sum to 1.
private func keeping(_ kept: some Sequence<Int>, of p: [Float]) -> [Float] {
  var result = [Float](repeating: 0, count: p.count)
  for id in kept { result[id] = p[id] }
  let total = result.reduce(0, +)
  return result.map { $0 / total }
}

/// The ids, the likeliest first, and of two the smaller.
private func ranked(_ p: [Float]) -> [Int] {
  p.indices.sorted { (p[$1], $0) < (p[$0], $1) }
}

/// The chances of some words made to add up to 1 again, in double precision; those of the others are 0.
private func exactlyKeeping(_ ids: [Int], of p: [Float]) -> [Float] {
  let total = ids.reduce(0.0) { $0 + Double(p[$1]) }
  return p.indices.map { ids.contains($0) ? Float(Double(p[$0]) / total) : 0 }
}

private var topK: Exercise {
  typealias Top = (Int, [Float]) -> [Float]
  var random = Random(seed: 1, stream: "7.2")
  /// A wrong answer by the ids that it keeps.
  func keepingIds(_ ids: @escaping (_ k: Int, _ p: [Float]) -> [Int]) -> Top {
    { k, p in keeping(ids(k, p), of: p) }
  }
  func oracle(_ k: Int, _ p: [Float]) -> [Float] {
    // A word is kept if fewer than k stand before it.
    let kept = p.indices.filter { id in
      p.indices.count { p[$0] > p[id] || p[$0] == p[id] && $0 < id } < k
    }
    return exactlyKeeping(kept, of: p)
  }

  var question = Question(
    "7.2", "The top k", stars: 1,
    answer: Exercises.top, solution: Solutions.top, oracle: oracle,
    cases: [
      Case("the top 2 of five words", (k: 2, p: [0.1, 0.4, 0.2, 0.25, 0.05])),
      Case("the top 1", (k: 1, p: [0.25, 0.25, 0.5])),
      Case("words that are equally likely", (k: 2, p: [0.125, 0.25, 0.125, 0.25, 0.25])),
      Case("k = V", (k: 3, p: [0.25, 0.25, 0.5])),
      Case("k larger than V", (k: 10, p: [0.5, 0.125, 0.375])),
      Case("words with the probability 0", (k: 3, p: [0, 0.75, 0, 0.25])),
      Case(
        "the top 10 of forty words",
        (k: 10, p: Tensors.softmax(2 * random.normal(40)).values)),
    ] as [Case<(k: Int, p: [Float])>],
    outcome: { top, input in ["the probabilities": top(input.k, input.p)] })
  question.mistake(
    "What is kept isn't scaled: divide by its sum.",
    { k, p in
      let kept = Set(ranked(p).prefix(k))
      return p.indices.map { kept.contains($0) ? p[$0] : 0 }
    })
  question.mistake(
    "All that are kept have the same probability. They keep their proportions: divide each by their sum.",
    { k, p in
      let kept = Set(ranked(p).prefix(k))
      return p.indices.map { kept.contains($0) ? 1 / Float(kept.count) : 0 }
    })
  question.mistake(
    "The probabilities go through a softmax once more. Divide those that are kept by their sum.",
    { k, p in
      let kept = Set(ranked(p).prefix(k))
      let weights = p.indices.map { kept.contains($0) ? exp(p[$0]) : 0 }
      return weights.map { $0 / weights.reduce(0, +) }
    },
    { k, p in
      let kept = Set(ranked(p).prefix(k))
      return Tensors.softmax(Tensor(p.indices.map { kept.contains($0) ? p[$0] : 0 })).values
    })
  question.mistake(
    "The k least likely words are kept. Sort the other way round.",
    keepingIds { k, p in Array(p.indices.sorted { (p[$0], $0) < (p[$1], $1) }.prefix(k)) })
  question.mistake(
    "The k likeliest are dropped, and the tail is kept.",
    keepingIds { k, p in Array(ranked(p).dropFirst(k)) })
  question.mistake(
    "The first k words of the vocabulary are kept. Those that are likeliest should be.",
    keepingIds { k, p in Array(p.indices.prefix(k)) })
  question.mistake(
    "One word too few is kept: is the k-th compared with `>` to itself?",
    keepingIds { k, p in Array(ranked(p).prefix(max(k - 1, 1))) },
    keepingIds { k, p in
      let limit = p[ranked(p)[min(k, p.count) - 1]]
      return p.indices.filter { p[$0] > limit }
    })
  question.mistake(
    "One word too many is kept.",
    keepingIds { k, p in Array(ranked(p).prefix(k + 1)) })
  question.mistake(
    "The probabilities come out in the order of their size. Each belongs at its word's place.",
    { k, p in Solutions.top(k, of: p).sorted(by: >) },
    { k, p in Array(Solutions.top(k, of: p).sorted(by: >).prefix(k)) })
  question.mistake(
    """
    All words are kept that are as likely as the k-th, and so more than k. Sort the ids, and keep k of them; of equal \
    ones those with smaller ids.
    """,
    keepingIds { k, p in
      let limit = p[ranked(p)[min(k, p.count) - 1]]
      return p.indices.filter { p[$0] >= limit }
    })
  question.mistake(
    "Of words that are equally likely, those with the larger ids are kept.",
    keepingIds { k, p in Array(p.indices.sorted { (p[$0], $0) > (p[$1], $1) }.prefix(k)) })
  return question.exercise
}

// MARK: - 7.3

private var nucleus: Exercise {
  typealias Nucleus = (Float, [Float]) -> [Float]
  var random = Random(seed: 1, stream: "7.3")
  /// A wrong answer by the ids that it keeps.
  func keepingIds(_ ids: @escaping (_ share: Float, _ p: [Float]) -> [Int]) -> Nucleus {
    { share, p in keeping(ids(share, p), of: p) }
  }
  /// As many of the words, in their order, as it takes until their sum has the share.
  func enough(_ ids: [Int], _ p: [Float], _ isEnough: (_ sum: Float) -> Bool) -> [Int] {
    var sum: Float = 0
    let count = ids.firstIndex { id in
      sum += p[id]
      return isEnough(sum)
    }
    return Array(ids.prefix((count ?? ids.count - 1) + 1))
  }
  func oracle(_ share: Float, _ p: [Float]) -> [Float] {
    // A word is kept if those before it don't have the share yet.
    let kept = p.indices.filter { id in
      let before = p.indices.filter { p[$0] > p[id] || p[$0] == p[id] && $0 < id }
      return before.reduce(0.0) { $0 + Double(p[$1]) } < Double(share)
    }
    return exactlyKeeping(kept, of: p)
  }

  var question = Question(
    "7.3", "The nucleus", stars: 2,
    answer: Exercises.nucleus, solution: Solutions.nucleus, oracle: oracle,
    cases: [
      Case("half of five words", (share: 0.5, p: [0.16, 0.31, 0.09, 0.24, 0.2])),
      Case("a word that has the share by itself", (share: 0.5, p: [0.125, 0.75, 0.125])),
      Case("words that have just the share", (share: 0.75, p: [0.125, 0.25, 0.5, 0.125])),
      Case("words that are equally likely", (share: 0.5, p: [0.25, 0.25, 0.25, 0.25])),
      Case("a share of 1", (share: 1, p: [0.5, 0, 0.125, 0.375])),
      Case("a share of 0.001", (share: 0.001, p: [0.25, 0.25, 0.5])),
      Case(
        "nine tenths of forty words",
        (share: 0.9, p: Tensors.softmax(2 * random.normal(40)).values)),
    ] as [Case<(share: Float, p: [Float])>],
    outcome: { nucleus, input in ["the probabilities": nucleus(input.share, input.p)] })
  question.mistake(
    """
    The word that reaches the share is dropped, so that the rest has less. It takes the smallest set that *has* the \
    share: keep the word that crosses it.
    """,
    keepingIds { share, p in Array(enough(ranked(p), p) { $0 >= share }.dropLast()) },
    keepingIds { share, p in
      let kept = enough(ranked(p), p) { $0 > share }
      return kept.count == p.count ? kept : Array(kept.dropLast())
    })
  question.mistake(
    "One word too many is kept: the one that reaches the share is the last.",
    keepingIds { share, p in
      Array(ranked(p).prefix(enough(ranked(p), p) { $0 >= share }.count + 1))
    })
  question.mistake(
    "Words are kept if they themselves are likely enough. It is their sum, from the likeliest on, that counts.",
    keepingIds { share, p in p.indices.filter { p[$0] >= 1 - share } },
    keepingIds { share, p in p.indices.filter { p[$0] >= share } },
    keepingIds { share, p in p.indices.filter { p[$0] >= share * p.max()! } })
  question.mistake(
    "What is kept isn't scaled: divide by its sum.",
    { share, p in
      let kept = Set(enough(ranked(p), p) { $0 >= share })
      return p.indices.map { kept.contains($0) ? p[$0] : 0 }
    })
  question.mistake(
    "What is kept is divided by the share. Together it has more than that: divide by its own sum.",
    { share, p in
      let kept = Set(enough(ranked(p), p) { $0 >= share })
      return p.indices.map { kept.contains($0) ? p[$0] / share : 0 }
    })
  question.mistake(
    "The words are added up in the order of their ids. Begin with the likeliest.",
    keepingIds { share, p in enough(Array(p.indices), p) { $0 >= share } })
  question.mistake(
    "The least likely words are kept. Sort the other way round.",
    keepingIds { share, p in enough(ranked(p).reversed(), p) { $0 >= share } })
  question.mistake(
    "All that are kept have the same probability. They keep their proportions.",
    { share, p in
      let kept = Set(enough(ranked(p), p) { $0 >= share })
      return p.indices.map { kept.contains($0) ? 1 / Float(kept.count) : 0 }
    })
  question.mistake(
    "The probabilities come out in the order of their size. Each belongs at its word's place.",
    { share, p in Solutions.nucleus(share, of: p).sorted(by: >) },
    { share, p in Solutions.nucleus(share, of: p).sorted(by: >).filter { $0 > 0 } })
  question.mistake(
    "A set that has just the share is enough: `>=`, not `>`.",
    keepingIds { share, p in enough(ranked(p), p) { $0 > share } })
  question.mistake(
    """
    All words are kept that are as likely as the last one in the nucleus, and so more than it takes. Of equal ones, \
    those with smaller ids come first.
    """,
    keepingIds { share, p in
      let limit = p[enough(ranked(p), p) { $0 >= share }.last!]
      return p.indices.filter { p[$0] >= limit }
    })
  question.mistake(
    "Of words that are equally likely, those with the larger ids are kept.",
    keepingIds { share, p in
      enough(p.indices.sorted { (p[$0], $0) > (p[$1], $1) }, p) { $0 >= share }
    })
  return question.exercise
}

// MARK: - 7.4

private var beamSearch: Exercise {
  typealias Next = ([Int]) -> [Float]
  typealias Found = (ids: [Int], log: Double)
  typealias Search = (Int, Int, Int, Next) -> Found
  /// The probabilities after each last word (its id and 1, or 0 at the beginning), at each place.
  typealias Model = [[[Float]]]
  typealias Input = (models: [Model], W: Int, end: Int, limit: Int)
  var random = Random(seed: 1, stream: "7.4")

  /// Models that are less and less reluctant to end.
  func drawn(_ count: Int, V: Int, end: Int, limit: Int, W: Int, reluctance: Float) -> Input {
    let models = (0..<count).map { _ in
      (0...limit).map { place in
        (0...V).map { _ in
          var scores = 1.5 * random.normal(V)
          scores[end] -= reluctance - 0.6 * Float(place)
          return Tensors.softmax(scores).values
        }
      }
    }
    return (models, W, end, limit)
  }
  /// A model that depends on the place alone, and likes best what isn't first in the vocabulary; it ends
  /// seldom.
  func long(_ limit: Int) -> Input {
    let places = (0...limit).map { _ in
      let second = 0.25 + 0.1 * random.uniform()
      let rest = 1 - 0.01 - 0.38 - second
      return [[Float]](repeating: [second, 0.01, 0.55 * rest, 0.38, 0.45 * rest], count: 6)
    }
    return ([places], 2, 1, limit)
  }
  func function(_ model: Model) -> Next {
    { text in model[min(text.count, model.count - 1)][(text.last ?? -1) + 1] }
  }

  /// What may be wrong in a search.
  struct Steps {
    var width: (_ W: Int) -> Int = { $0 }
    var copies: (_ W: Int) -> Int = { _ in 1 }
    var start = 0.0
    var add: (_ sum: Double, _ p: Double, _ isEnd: Bool) -> Double = { sum, p, _ in sum + log(p) }
    var best: (_ score: Double) -> Double = { $0 }
    /// How many a single beginning may be extended to.
    var each: (_ width: Int, _ step: Int) -> Int = { _, _ in .max }
    var room: (_ W: Int, _ finished: Int) -> Int = { $0 - $1 }
    var knowsEnd = true
    var stopsAtFirst = false
    var isCompeting = false
    var rounds: (_ limit: Int) -> Int = { $0 }
    var pool: (_ finished: [Found], _ beam: [Found]) -> [Found] = { $0 + $1 }
    var rank: (Found) -> Double = { $0.log }
    var shown: (_ text: [Int], _ end: Int) -> [Int] = { text, _ in text }

    func run(_ W: Int, _ end: Int, _ limit: Int, _ next: Next) -> Found {
      let W = width(W)
      var beam = [Found](repeating: ([], start), count: copies(W))
      var finished: [Found] = []
      for step in 0..<rounds(limit) where !beam.isEmpty && !(stopsAtFirst && !finished.isEmpty) {
        var longer: [Found] = []
        for (text, score) in beam {
          let extended = next(text).enumerated().map { word, p in
            (ids: text + [word], log: add(score, Double(p), word == end))
          }
          longer += extended.sorted { best($0.log) > best($1.log) }.prefix(each(W, step))
        }
        if isCompeting { longer += finished }
        let places = isCompeting ? W : room(W, finished.count)
        let kept = longer.sorted { best($0.log) > best($1.log) }.prefix(places)
        if isCompeting { finished = [] }
        finished += kept.filter { knowsEnd && $0.ids.last == end }
        beam = kept.filter { !knowsEnd || $0.ids.last != end }
      }
      let texts = pool(finished, beam)
      let found = (texts.isEmpty ? finished + beam : texts).max { rank($0) < rank($1) }!
      return (shown(found.ids, end), found.log)
    }
  }
  func wrong(_ change: (inout Steps) -> Void) -> Search {
    var steps = Steps()
    change(&steps)
    return steps.run
  }

  func oracle(_ W: Int, _ end: Int, _ limit: Int, _ next: Next) -> Found {
    // Level by level, by ranks among all that could be extended, in Double.
    func search(_ open: [[Int]: Double], _ done: [[Int]: Double], _ level: Int) -> Found {
      guard level < limit, !open.isEmpty else {
        let best = done.merging(open) { $1 }.max { $0.value < $1.value }!
        return (best.key, best.value)
      }
      var longer: [[Int]: Double] = [:]
      for (text, value) in open {
        for (word, p) in next(text).enumerated() {
          longer[text + [word]] = value + log(Double(p))
        }
      }
      let values = longer.values.sorted(by: >)
      let least = values[min(W - done.count, values.count) - 1]
      let kept = longer.filter { $0.value >= least }
      let ended = kept.filter { $0.key.last == end }
      return search(
        kept.filter { $0.key.last != end }, done.merging(ended) { $1 }, level + 1)
    }
    return search([[]: 0], [:], 0)
  }

  var question = Question(
    "7.4", "Beam search", stars: 3,
    answer: Exercises.beamSearch as Search, solution: Solutions.beamSearch, oracle: oracle,
    cases: [
      Case(
        "150 models of four words, W = 2",
        drawn(150, V: 4, end: 1, limit: 6, W: 2, reluctance: 1.5)),
      Case("three models, W = 3", drawn(3, V: 4, end: 1, limit: 6, W: 3, reluctance: 3)),
      Case("W = 1", drawn(3, V: 4, end: 0, limit: 6, W: 1, reluctance: 2)),
      Case("one round", drawn(2, V: 3, end: 2, limit: 1, W: 2, reluctance: 0)),
      Case(
        "a width larger than the vocabulary", drawn(2, V: 3, end: 0, limit: 5, W: 8, reluctance: 3)),
      Case("models that hardly ever end", drawn(3, V: 5, end: 2, limit: 7, W: 4, reluctance: 20)),
      Case("a text of 800 words", long(800)),
    ] as [Case<Input>],
    outcome: { search, input in
      let found = input.models.map { search(input.W, input.end, input.limit, function($0)) }
      return ["the ids": found.map(\.ids), "log": found.map(\.log)]
    })
  question.mistake(
    """
    The beam never becomes wider than one: is only the best next word taken, or does the search begin with W copies of \
    the empty text, whose extensions are W times the same?
    """,
    wrong { $0.width = { _ in 1 } }, wrong { $0.copies = { $0 } })
  question.mistake(
    """
    Each beginning is extended by its own best word. All extensions of all beginnings compete: two of the W may come \
    from one, and none from another.
    """,
    wrong { $0.each = { width, step in step == 0 ? width : 1 } })
  question.mistake(
    "Probabilities are added. Those of words that come together are multiplied: add their logarithms.",
    wrong { $0.add = { sum, p, _ in sum + p } })
  question.mistake(
    "The least likely are kept. A logarithm of a probability is negative, and the best is nearest to 0.",
    wrong { $0.best = { -$0 } },
    wrong {
      $0.best = { -$0 }
      $0.rank = { -$0.log }
    })
  question.mistake(
    "Texts go on after their end. What has `end` for its last word is finished, and isn't extended.",
    wrong { $0.knowsEnd = false })
  question.mistake(
    "The search stops when the first text has ended. Go on with the other beginnings: one of them may become likelier.",
    wrong { $0.stopsAtFirst = true })
  question.mistake(
    "Finished texts make the beam no narrower here. They keep their places: W less those that are finished.",
    wrong { $0.room = { W, _ in W } })
  question.mistake(
    "Finished texts compete with the beginnings once more, and may fall out. Put aside, they stay.",
    wrong { $0.isCompeting = true })
  question.mistake(
    "Texts are compared by the mean logarithm of a word. Their logarithm itself counts here, whatever their length.",
    wrong { $0.rank = { $0.log / Double($0.ids.count) } })
  question.mistake(
    "Only finished texts are looked at in the end. A beginning that the limit has cut off may be likelier.",
    wrong { $0.pool = { finished, _ in finished } })
  question.mistake(
    "Only what is left in the beam is looked at in the end. The likeliest text may have ended long before.",
    wrong { $0.pool = { _, beam in beam } })
  question.mistake(
    "The end itself has a probability too: the logarithm is that of all words, `end` included.",
    wrong { $0.add = { sum, p, isEnd in isEnd ? sum : sum + log(p) } },
    { W, end, limit, next in
      let (text, sum) = Steps().run(W, end, limit, next)
      guard text.last == end else { return (text, sum) }
      return (text, sum - log(Double(next(Array(text.dropLast()))[end])))
    })
  question.mistake(
    "The text lacks its end. It is a word like the others, and tells that the text is whole.",
    wrong { $0.shown = { text, end in text.last == end ? Array(text.dropLast()) : text } })
  question.mistake(
    "There is one round too many, or too few: a text has `limit` words at most.",
    wrong { $0.rounds = { $0 + 1 } }, wrong { $0.rounds = { max($0 - 1, 1) } })
  question.mistake(
    "The result is a probability. Its logarithm is wanted.",
    { W, end, limit, next in
      let (text, sum) = Steps().run(W, end, limit, next)
      return (text, exp(sum))
    })
  question.mistake(
    """
    The product of hundreds of probabilities is too small for a number, and is rounded to 0: then all texts look alike. \
    Add up logarithms.
    """,
    { W, end, limit, next in
      let steps = Steps(start: 1, add: { product, p, _ in product * p })
      let (text, product) = steps.run(W, end, limit, next)
      return (text, log(product))
    },
    { W, end, limit, next in
      let steps = Steps(start: 1, add: { product, p, _ in Double(Float(product) * Float(p)) })
      let (text, product) = steps.run(W, end, limit, next)
      return (text, log(product))
    })
  return question.exercise
}

// MARK: - 7.5

private var maskedLoss: Exercise {
  typealias Pad = ([[Int]], Int) -> [[Int]]
  typealias Loss = (Tensor, [[Int]], Int) -> (loss: Float, dy: Tensor)
  typealias Both = (pad: Pad, loss: Loss)
  typealias Input = (rows: [[Int]], padding: Int, y: Tensor)
  var random = Random(seed: 1, stream: "7.5")
  func filled(_ rows: [[Int]], _ padding: Int) -> [[Int]] {
    let longest = rows.map(\.count).max() ?? 0
    return rows.map { row in (0..<longest).map { $0 < row.count ? row[$0] : padding } }
  }
  func drawn(_ rows: [[Int]], _ padding: Int, _ V: Int) -> Input {
    (rows, padding, random.normal(rows.count, rows.map(\.count).max()!, V))
  }
  /// What may be wrong in the loss.
  struct Pass {
    /// How much a place counts, before the division.
    var counts: (_ n: Int, _ k: Int, _ t: [[Int]], _ padding: Int) -> Float = {
      $2[$0][$1] == $3 ? 0 : 1
    }
    /// Whether padding has a gradient.
    var isOpen = false
    /// What the loss and its gradient are divided by.
    var divisors: (_ t: [[Int]], _ padding: Int) -> (loss: Float, dy: Float) = { t, padding in
      let count = Float(t.joined().count { $0 != padding })
      return (max(count, 1), max(count, 1))
    }
    /// The gradient of a place that counts, of p and the one-hot target.
    var start: (_ p: Float, _ t: Float) -> Float = { $0 - $1 }

    func run(_ y: Tensor, _ t: [[Int]], _ padding: Int) -> (loss: Float, dy: Tensor) {
      let divisors = divisors(t, padding)
      var (loss, dy) = (Float(0), Tensor.zeros(y.shape))
      for (n, row) in t.enumerated() {
        for (k, target) in row.enumerated() {
          let p = Tensors.softmax(y.row(n).row(k))
          let count = counts(n, k, t, padding)
          if count != 0 { loss -= count * log(p[target]) }
          for word in 0..<p.count {
            let ds = start(p[word], word == target ? 1 : 0)
            dy[n, k, word] = (isOpen ? 1 : count) * ds / divisors.dy
          }
        }
      }
      return (loss / divisors.loss, dy)
    }
  }
  func pad(_ pad: @escaping Pad) -> Both { (pad, Solutions.maskedCrossEntropy) }
  func loss(_ pass: Pass) -> Both { (Solutions.padded, pass.run) }
  /// A pass that divides by something else.
  func dividing(
    _ divisors: @escaping (_ t: [[Int]], _ padding: Int) -> (loss: Float, dy: Float)
  ) -> Pass { Pass(divisors: divisors) }
  func places(_ t: [[Int]], _ padding: Int) -> Float {
    Float(t.joined().count { $0 != padding })
  }

  func oracle(_ y: Tensor, _ t: [[Int]], _ padding: Int) -> (loss: Float, dy: Tensor) {
    let V = y.shape[2]
    let targets = t.flatMap { $0 }
    let open = targets.indices.filter { targets[$0] != padding }
    guard !open.isEmpty else { return (0, .zeros(y.shape)) }
    func loss(_ y: Table) -> Double {
      meanCrossEntropy(open.map { y[$0] }, open.map { targets[$0] })
    }
    let rows = y.reshaped(-1, V).table
    return (Float(loss(rows)), Tensor(measuredGradient(rows, loss)).reshaped(y.shape))
  }

  var question = Question(
    "7.5", "Padding, and a loss that leaves it out", stars: 2,
    answer: (pad: Exercises.padded, loss: Exercises.maskedCrossEntropy) as Both,
    solution: (pad: Solutions.padded, loss: Solutions.maskedCrossEntropy) as Both,
    oracle: (pad: filled, loss: oracle) as Both,
    cases: [
      Case(
        "three rows, padded with 0",
        drawn([[1, 3], [2, 1, 2, 3], [3]], 0, 4)),
      Case("rows of one length", drawn([[2, 1], [1, 2]], 0, 3)),
      Case("padding of −1", drawn([[0, 2, 1], [1]], -1, 3)),
      Case("an empty row", drawn([[1, 2], []], 0, 3)),
      Case("one row", drawn([[2, 0, 1]], -1, 3)),
      Case("nothing but padding", drawn([[0, 0], [0]], 0, 3)),
      Case("the largest id as padding", drawn([[0, 4, 2], [1, 3, 2, 0], [2, 2]], 5, 6)),
    ] as [Case<Input>],
    outcome: { functions, input in
      let padded = functions.pad(input.rows, input.padding)
      let (loss, dy) = functions.loss(
        input.y, filled(input.rows, input.padding), input.padding)
      return ["the rows": padded, "loss": loss, "dy": dy]
    })
  question.mistake(
    "The padding stands in front. Here it belongs at the rows' ends.",
    pad { rows, padding in
      let longest = rows.map(\.count).max() ?? 0
      return rows.map { [Int](repeating: padding, count: longest - $0.count) + $0 }
    })
  question.mistake(
    "Long rows are cut off. All rows become as long as the longest.",
    pad { rows, _ in rows.map { Array($0.prefix(rows.map(\.count).min()!)) } },
    pad { rows, padding in
      rows.map { row in
        (0..<rows[0].count).map { $0 < row.count ? row[$0] : padding }
      }
    })
  question.mistake(
    "The longest row is filled up as well. It needs nothing; the others become as long as it is.",
    pad { rows, padding in filled(rows, padding).map { $0 + [padding] } })
  question.mistake(
    "The padding counts: what the model says behind a row's end is no one's concern. Leave these places out.",
    loss(
      Pass(
        counts: { _, _, _, _ in 1 },
        divisors: { t, _ in (Float(t.joined().count), Float(t.joined().count)) })),
    loss(Pass(counts: { _, _, _, _ in 1 })))
  question.mistake(
    "Divided by all N T places. The mean is over those that count, or a batch with much padding looks easy.",
    loss(dividing { t, _ in (Float(t.joined().count), Float(t.joined().count)) }),
    loss(dividing { t, padding in (Float(t.joined().count), places(t, padding)) }))
  question.mistake(
    "Divided by N, the number of rows. The mean is over all places that count.",
    loss(dividing { t, _ in (Float(t.count), Float(t.count)) }),
    loss(dividing { t, padding in (Float(t.count), places(t, padding)) }))
  question.mistake(
    """
    Each row's mean is taken, and then their mean: so a word of a short row weighs more. All places that count weigh \
    the same.
    """,
    loss(
      Pass(
        counts: { n, k, t, padding in
          let count = Float(t[n].count { $0 != padding })
          return t[n][k] == padding ? 0 : 1 / count
        }, divisors: { t, _ in (Float(t.count), Float(t.count)) })))
  question.mistake(
    "The loss is a sum. Divide it by the number of places that count.",
    loss(dividing { _, _ in (1, 1) }),
    loss(dividing { t, padding in (1, max(places(t, padding), 1)) }))
  question.mistake(
    "The loss is a mean, but its gradient isn't: divide it by as much.",
    loss(dividing { t, padding in (max(places(t, padding), 1), 1) }),
    loss(dividing { t, padding in (max(places(t, padding), 1), Float(t.joined().count)) }))
  question.mistake(
    "The loss leaves the padding out, but its gradient doesn't. It is 0 where nothing counts.",
    loss(Pass(isOpen: true)))
  question.mistake(
    "The gradient holds the probabilities alone. Take 1 away at each right word.",
    loss(Pass(start: { p, _ in p })))
  question.mistake(
    "The gradient's sign is turned: it is p − t, what was said minus what should have been said.",
    loss(Pass(start: { p, t in t - p })))
  question.mistake(
    "With nothing but padding, the loss is 0 / 0. It should be 0, and so should its gradient.",
    loss(dividing { t, padding in (places(t, padding), max(places(t, padding), 1)) }),
    (
      Solutions.padded,
      { y, t, padding in
        let (loss, dy) = Solutions.maskedCrossEntropy(y, t, ignoring: padding)
        let isEmpty = t.joined().allSatisfy { $0 == padding }
        return isEmpty ? (.nan, .full(y.shape, .nan)) : (loss, dy)
      }
    ))
  return question.exercise
}

// MARK: - 7.6

private var bleu: Exercise {
  typealias Score = ([[String]], [[String]]) -> Float
  typealias Input = (candidates: [[String]], references: [[String]])
  typealias Counts = [[String]: Int]
  /// A text's n-grams with how often it has each.
  func counts(_ text: [String], _ n: Int) -> Counts {
    text.indices.reduce(into: [:]) { counts, start in
      if start + n <= text.count { counts[Array(text[start..<start + n]), default: 0] += 1 }
    }
  }
  func words(_ texts: String...) -> [[String]] {
    texts.map { $0.split(separator: " ").map(String.init) }
  }
  /// What may be wrong in the score.
  struct Grade {
    /// How many of an n-gram match, of its counts in the candidate and in the reference.
    var match: (_ count: Int, _ wanted: Int) -> Int = { min($0, $1) }
    /// The n-grams that precisions are shares of.
    var total: (_ candidate: Counts, _ reference: Counts) -> Int = { candidate, _ in
      candidate.values.reduce(0, +)
    }
    /// What a text of so many words adds to the total beside these.
    var extra: (_ words: Int, _ n: Int) -> Int = { _, _ in 0 }
    var precision: (_ matches: Int, _ total: Int, _ n: Int) -> Double = { matches, total, _ in
      matches == 0 ? 0 : Double(matches) / Double(total)
    }
    var lengths = Array(1...4)
    var mean: (_ precisions: [Double]) -> Double = { precisions in
      exp(precisions.reduce(0) { $0 + log($1) } / Double(precisions.count))
    }
    var penalty: (_ c: Double, _ r: Double) -> Double = { c, r in c < r ? exp(1 - r / c) : 1 }
    let counts: (_ text: [String], _ n: Int) -> Counts

    func precisions(_ candidates: [[String]], _ references: [[String]]) -> [Double] {
      lengths.map { n in
        var (matches, total) = (0, 0)
        for (candidate, reference) in zip(candidates, references) {
          let (said, wanted) = (counts(candidate, n), counts(reference, n))
          for (gram, count) in said { matches += match(count, wanted[gram] ?? 0) }
          total += self.total(said, wanted) + extra(candidate.count, n)
        }
        return precision(matches, total, n)
      }
    }

    func run(_ candidates: [[String]], _ references: [[String]]) -> Float {
      let (c, r) = (candidates.joined().count, references.joined().count)
      return Float(
        mean(precisions(candidates, references)) * penalty(Double(c), Double(r)))
    }
  }
  func wrong(_ change: (inout Grade) -> Void) -> Score {
    var grade = Grade(counts: counts)
    change(&grade)
    return grade.run
  }
  let right = Grade(counts: counts)

  func oracle(_ candidates: [[String]], _ references: [[String]]) -> Float {
    // Each n-gram of a candidate takes one of its reference's away.
    var product = 1.0
    for n in 1...4 {
      var (matches, total) = (0, 0)
      for (candidate, reference) in zip(candidates, references) {
        func grams(_ text: [String]) -> [[String]] {
          (0..<max(text.count - n + 1, 0)).map { Array(text[$0..<$0 + n]) }
        }
        var left = grams(reference)
        for gram in grams(candidate) {
          total += 1
          guard let place = left.firstIndex(of: gram) else { continue }
          left.remove(at: place)
          matches += 1
        }
      }
      product *= total == 0 ? 0 : Double(matches) / Double(total)
    }
    let said = candidates.reduce(0) { $0 + $1.count }
    let wanted = references.reduce(0) { $0 + $1.count }
    if said == 0 { return 0 }
    let penalty = min(1, exp(1 - Double(wanted) / Double(said)))
    return Float(penalty * pow(product, 0.25))
  }

  var question = Question(
    "7.6", "BLEU", stars: 3,
    answer: Exercises.bleu as Score, solution: Solutions.bleu, oracle: oracle,
    cases: [
      Case(
        "two candidates that are a little short",
        (
          candidates: words(
            "the cat sat on the mat the the", "he reads a book in the old garden"),
          references: words(
            "the cat sat on the mat near the old door",
            "he reads a good book in the garden today")
        )),
      Case(
        "perfect candidates",
        (
          candidates: words("we saw the old harbor", "it was late"),
          references: words("we saw the old harbor", "it was late")
        )),
      Case(
        "candidates that are too long",
        (
          candidates: words("the dog ran home over the hill today", "she was very very tired"),
          references: words("the dog ran home over the hill", "she was tired")
        )),
      Case(
        "some candidates of fewer than four words",
        (
          candidates: words("good", "the boats came in at night", "yes"),
          references: words("very good", "the boats came in at noon", "no")
        )),
      Case(
        "no four words that are right",
        (
          candidates: words("the man sees the dog here"),
          references: words("the dog sees the man there")
        )),
      Case(
        "candidates of three words and fewer",
        (candidates: words("it is late", "good"), references: words("it is late", "good"))),
      Case(
        "an empty candidate",
        (
          candidates: words("", "the old man and the sea"),
          references: words("call me", "the old man and the sea")
        )),
      Case("nothing said", (candidates: [[]], references: words("call me ishmael please"))),
    ] as [Case<Input>],
    outcome: { bleu, input in ["BLEU": bleu(input.candidates, input.references)] })
  question.mistake(
    """
    A word counts as often as it is said. It may match at most as often as the reference has it, or *the the the the* \
    would be a fine translation.
    """,
    wrong { $0.match = { count, wanted in wanted > 0 ? count : 0 } })
  question.mistake(
    "An n-gram that the reference has twice may match twice: it counts once here.",
    wrong { $0.match = { count, wanted in min(count, wanted, 1) } },
    wrong {
      $0.match = { count, wanted in min(count, wanted, 1) }
      $0.total = { candidate, _ in candidate.count }
    })
  question.mistake(
    "This is a share of the reference's n-grams, which is called recall. A precision is a share of what was said.",
    wrong { $0.total = { _, reference in reference.values.reduce(0, +) } })
  question.mistake(
    "The arithmetic mean of the precisions is taken. The geometric one is wanted: the fourth root of their product.",
    wrong { $0.mean = { $0.reduce(0, +) / Double($0.count) } })
  question.mistake(
    "The precisions are multiplied, without the fourth root.",
    wrong { $0.mean = { $0.reduce(1, *) } })
  question.mistake(
    "Each candidate has a BLEU of its own, and their mean is taken. Add up the counts of all before you divide.",
    { candidates, references in
      zip(candidates, references).reduce(0) { $0 + right.run([$1.0], [$1.1]) }
        / Float(candidates.count)
    })
  question.mistake(
    "The precisions are those of each candidate, averaged. Add up the counts of all before you divide.",
    { candidates, references in
      let all = zip(candidates, references).map { right.precisions([$0], [$1]) }
      let means = (0..<4).map { n in all.reduce(0) { $0 + $1[n] } / Double(all.count) }
      let (c, r) = (candidates.joined().count, references.joined().count)
      return Float(right.mean(means) * right.penalty(Double(c), Double(r)))
    })
  question.mistake(
    "All candidates are taken together: an n-gram has to be in *its* reference, and doesn't reach across two texts.",
    { candidates, references in
      right.run([Array(candidates.joined())], [Array(references.joined())])
    },
    { candidates, references in
      func all(_ texts: [[String]], _ n: Int) -> Counts {
        texts.reduce(into: [:]) { $0.merge(counts($1, n), uniquingKeysWith: +) }
      }
      let precisions = (1...4).map { n in
        let (said, wanted) = (all(candidates, n), all(references, n))
        let matches = said.reduce(0) { $0 + min($1.value, wanted[$1.key] ?? 0) }
        return right.precision(matches, said.values.reduce(0, +), n)
      }
      let (c, r) = (candidates.joined().count, references.joined().count)
      return Float(right.mean(precisions) * right.penalty(Double(c), Double(r)))
    })
  question.mistake(
    "The brevity penalty is missing: who says only what is certain has a high precision.",
    wrong { $0.penalty = { _, _ in 1 } })
  question.mistake(
    "The penalty's fraction is turned upside down: exp(1 − r / c), where r are the words of the references.",
    wrong { $0.penalty = { c, r in c < r ? exp(1 - c / r) : 1 } })
  question.mistake(
    "The penalty isn't c / r, but exp(1 − r / c).",
    wrong { $0.penalty = { c, r in min(1, c / r) } })
  question.mistake(
    "Not all lengths are there: n goes from 1 to 4.",
    wrong { $0.lengths = [4] }, wrong { $0.lengths = [1] }, wrong { $0.lengths = [1, 2] },
    wrong { $0.lengths = [1, 2, 3] })
  question.mistake(
    "Something is added to the counts. That is done for single sentences; a corpus needs none, and 0 stays 0.",
    wrong { $0.precision = { m, total, _ in Double(m + 1) / Double(total + 1) } },
    wrong {
      $0.precision = { m, total, n in
        n == 1 ? Double(m) / Double(total) : Double(m + 1) / Double(total + 1)
      }
    })
  question.mistake(
    "Translations that are too long are rewarded: the penalty is 1 at most.",
    wrong { $0.penalty = { c, r in exp(1 - r / c) } })
  question.mistake(
    "A text of one word has no pairs, and not −1 threes: count − n + 1 is below 0, and has to be 0 then.",
    wrong { $0.extra = { words, n in min(words - n + 1, 0) } })
  question.mistake(
    "A precision of 0 is left out, or made a little larger. The geometric mean is 0 then.",
    wrong {
      $0.mean = { precisions in
        let some = precisions.filter { $0 > 0 }
        return some.isEmpty ? 0 : exp(some.reduce(0) { $0 + log($1) } / Double(some.count))
      }
    },
    wrong {
      $0.mean = { precisions in
        exp(precisions.reduce(0) { $0 + ($1 > 0 ? log($1) : 0) } / 4)
      }
    },
    wrong { $0.mean = { precisions in exp(precisions.reduce(0) { $0 + log($1 + 1e-7) } / 4) } })
  question.mistake(
    "Where nobody says four words in a row, a precision is 0 / 0, no number. BLEU is 0 then.",
    wrong { $0.precision = { matches, total, _ in Double(matches) / Double(total) } })
  return question.exercise
}
