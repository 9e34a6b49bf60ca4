import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 12.
var chapter12: [Exercise] {
  [nextMerge, wordInPieces, wordPiece, lowRank, masking, maskedLoss, trainingRun]
}

/// Two pieces that stand side by side.
private typealias Pair = (left: String, right: String)

/// Joins the pair in places that begin at some of those where it stands, by their indices.
private func joined(_ row: [String], _ pair: Pair, at places: [Int]) -> [String] {
  row.indices.compactMap { i in
    if places.contains(i) { return pair.left + pair.right }
    return places.contains(i - 1) ? nil : row[i]
  }
}

/// Where a pair stands.
private func places(of pair: Pair, in row: [String]) -> [Int] {
  row.indices.dropLast().filter { row[$0] == pair.left && row[$0 + 1] == pair.right }
}

/// Of places in a rising or falling order, those that don't overlap with one before.
private func apart(_ places: [Int]) -> [Int] {
  places.reduce(into: []) { kept, place in
    if kept.last.map({ abs(place - $0) > 1 }) ?? true { kept.append(place) }
  }
}

// MARK: - 12.1

private var nextMerge: Exercise {
  typealias Next = ([[String]], [Int]) -> Pair?
  typealias Merge = ([String], Pair) -> [String]
  typealias Both = (next: Next, merge: Merge)
  typealias Input = (rows: [[String]], counts: [Int], row: [String], pair: Pair)
  let right: Both = (Solutions.nextMerge, Solutions.merged)
  var random = Random(seed: 1, stream: "12.1")
  /// What may be wrong in the choice.
  struct Choice {
    var pairs: (_ row: [String]) -> [Pair] = { row in
      row.indices.dropLast().map { (row[$0], row[$0 + 1]) }
    }
    var rows: ([[String]]) -> [[String]] = { $0 }
    var count: (Int) -> Int = { $0 }
    /// Of pairs in the order in which they were met, each with its sum, the one that is taken.
    var taken: ([(pair: Pair, sum: Int)]) -> Pair? = { sums in
      let most = sums.map(\.sum).max()
      return sums.filter { $0.sum == most }.map(\.pair).min { $0 < $1 }
    }
    var end: (Pair) -> Pair = { $0 }

    func run(_ rows: [[String]], _ counts: [Int]) -> Pair? {
      var sums: [(pair: Pair, sum: Int)] = []
      for (row, count) in zip(self.rows(rows), counts) {
        for pair in pairs(row) {
          if let place = sums.firstIndex(where: { $0.pair == pair }) {
            sums[place].sum += self.count(count)
          } else {
            sums.append((pair, self.count(count)))
          }
        }
      }
      return taken(sums).map(end)
    }
  }
  func choice(_ choice: Choice) -> Both { (choice.run, right.merge) }
  func merge(_ merge: @escaping Merge) -> Both { (right.next, merge) }
  /// The pair with the largest sum that comes first in some order.
  func first(_ isBefore: @escaping (Pair, Pair) -> Bool) -> Both {
    choice(
      Choice(taken: { sums in
        let most = sums.map(\.sum).max()
        return sums.filter { $0.sum == most }.map(\.pair).min(by: isBefore)
      }))
  }
  func row(_ letters: String) -> [String] { letters.map { String($0) } }

  func oracle(_ rows: [[String]], _ counts: [Int]) -> Pair? {
    // The text as it is, each word as often as it stands there; every pair of pieces is asked for.
    let text = zip(rows, counts).flatMap { Array(repeating: $0, count: $1) }
    let pieces = Set(text.joined()).sorted()
    let pairs = pieces.flatMap { a in pieces.map { b in (a, b) } }
    let sums = pairs.map { pair in text.reduce(0) { $0 + places(of: pair, in: $1).count } }
    guard let most = sums.max(), most > 0 else { return nil }
    return pairs[sums.firstIndex(of: most)!]
  }
  func oracleMerge(_ row: [String], _ pair: Pair) -> [String] {
    joined(row, pair, at: apart(places(of: pair, in: row)))
  }

  var question = Question(
    "12.1", "The next merge", stars: 2, tolerance: .exact,
    answer: (Exercises.nextMerge, Exercises.merged) as Both, solution: right,
    oracle: (oracle, oracleMerge) as Both,
    cases: [
      Case(
        "six words, from low to let; and two places to merge",
        (
          rows: ["low", "lower", "newest", "widest", "yes", "let"].map(row),
          counts: [5, 2, 6, 3, 1, 2],
          row: ["t", "es", "t", "es", "t", "s"], pair: ("es", "t")
        )),
      Case(
        "a word that has a pair twice; and pieces in another order",
        (
          [row("banana"), row("tan"), row("tin")], [3, 1, 5],
          ["b", "a", "b", "b", "a"], ("a", "b")
        )),
      Case(
        "one word three times in a row; and a row of one piece",
        ([["a", "a", "a", "b"], ["a", "b"]], [2, 1], ["a"], ("a", "a"))),
      Case(
        "pairs that are equally common; and the same piece thrice",
        (
          ["ku", "do", "te", "di", "ma", "ps", "za"].map(row), [2, 2, 2, 2, 2, 2, 1],
          ["a", "a", "a", "b"], ("a", "a")
        )),
      Case(
        "pieces of several letters; and the same letters in other pieces",
        (
          [["lo", "w"], ["l", "ow"], ["l", "o", "w"]], [2, 3, 2],
          ["l", "ow", "lo", "w", "low"], ("lo", "w")
        )),
      Case(
        "words that end and begin alike; and the same piece five times",
        (
          ["ax", "by", "ax", "bz", "qx", "b"].map(row), [1, 1, 1, 1, 1, 1],
          ["a", "a", "a", "a", "a"], ("a", "a")
        )),
      Case(
        "pairs that stand there once; and a pair that doesn't stand there",
        ([row("sea"), row("o")], [1, 3], row("tide"), ("t", "d"))),
      Case("no pair", ([["a"], ["I"]], [4, 2], [], ("a", "b"))),
      Case("no word", ([], [], row("boats"), ("a", "t"))),
      Case(
        "forty drawn words",
        (
          (0..<40).map { _ in
            (0..<1 + random.integer(below: 6)).map { _ in row("abcd")[random.integer(below: 4)] }
          },
          (0..<40).map { _ in 1 + random.integer(below: 5) },
          (0..<40).map { _ in row("ab")[random.integer(below: 2)] }, ("a", "b")
        )),
    ] as [Case<Input>],
    outcome: { both, input in
      let pair = both.next(input.rows, input.counts).map { [$0.left, $0.right] }
      return [
        "nextMerge": (pair?.value ?? Datum.word("nil")),
        "merged": both.merge(input.row, input.pair),
      ]
    })
  question.mistake(
    "How often a word stands in the text isn't counted: each of its pairs stands there so many times.",
    choice(Choice(count: { _ in 1 })))
  question.mistake(
    "That is the rarest pair. The commonest was wanted.",
    choice(
      Choice(taken: { sums in
        let least = sums.map(\.sum).min()
        return sums.filter { $0.sum == least }.map(\.pair).min { $0 < $1 }
      })))
  question.mistake(
    "A pair that a word has twice counts once. It's the places that are counted.",
    choice(
      Choice(pairs: { row in
        Set(row.indices.dropLast().map { [row[$0], row[$0 + 1]] }).sorted { $0[0] < $1[0] }
          .map { ($0[0], $0[1]) }
      })))
  question.mistake(
    "Places that overlap were left out: a, a, a has the pair of a and a twice.",
    choice(
      Choice(pairs: { row in
        let pairs = row.indices.dropLast().map { (row[$0], row[$0 + 1]) }
        return pairs.indices.filter { i in
          apart(places(of: pairs[i], in: row)).contains(i)
        }.map { pairs[$0] }
      })))
  question.mistake(
    "Left and right don't matter here, but they should: the pair of a and b isn't that of b and a.",
    choice(
      Choice(pairs: { row in
        row.indices.dropLast().map { i in
          (min(row[i], row[i + 1]), max(row[i], row[i + 1]))
        }
      })))
  question.mistake(
    "The pair is the wrong way round: the left piece comes first.",
    choice(Choice(end: { ($0.right, $0.left) })))
  question.mistake(
    "The pairs aren't neighbors: only pieces that stand side by side are a pair.",
    choice(
      Choice(pairs: { row in
        row.indices.flatMap { i in row.indices.filter { $0 > i }.map { (row[i], row[$0]) } }
      })))
  question.mistake(
    "Pairs that reach from one word into the next were counted.",
    (
      { rows, counts in
        let text = zip(rows, counts).flatMap { Array(repeating: $0, count: $1) }
        return Choice().run([Array(text.joined())], [1])
      }, right.merge
    ),
    ({ rows, counts in Choice().run([Array(rows.joined())], [1]) }, right.merge))
  question.mistake(
    "Of pairs that are equally common, the first that was met was taken. It should be the one whose left piece is smallest.",
    choice(
      Choice(taken: { sums in
        sums.first { one in sums.allSatisfy { $0.sum <= one.sum } }?.pair
      })))
  question.mistake(
    "Of pairs that are equally common, the last that was met was taken. It should be the one whose left piece is smallest.",
    choice(
      Choice(taken: { sums in
        sums.last { one in sums.allSatisfy { $0.sum <= one.sum } }?.pair
      })))
  question.mistake(
    "Of pairs that are equally common, the one with the largest piece was taken: the smallest was wanted.",
    first { $0 > $1 })
  question.mistake(
    "Of pairs that are equally common, the one with the smallest right piece was taken. The left piece counts first.",
    first { ($0.right, $0.left) < ($1.right, $1.left) })
  question.mistake(
    "Of pairs whose left piece is the same, the one whose right piece is smaller should be taken.",
    first { ($0.left, $1.right) < ($1.left, $0.right) })
  question.mistake(
    "A pair that stands there once is a pair too, if no other is commoner.",
    choice(
      Choice(taken: { sums in
        let most = sums.map(\.sum).max()
        let best = sums.filter { $0.sum == most && $0.sum > 1 }
        return best.map(\.pair).min { $0 < $1 }
      })))
  question.mistake(
    "`merged` merges the first place alone. All should be merged.",
    merge { row, pair in joined(row, pair, at: Array(places(of: pair, in: row).prefix(1))) })
  question.mistake(
    "`merged` uses a place in two merges: of a, a, a the first two become one piece, and the third stays.",
    merge { row, pair in
      row.indices.compactMap { i in
        if places(of: pair, in: row).contains(i) { return pair.left + pair.right }
        return places(of: pair, in: row).contains(i - 1) ? nil : row[i]
      }
    },
    merge { row, pair in
      row.indices.compactMap { i in
        places(of: pair, in: row).contains(i) ? pair.left + pair.right : row[i]
      }
    })
  question.mistake(
    "`merged` leaves out what stands behind the last merge, or a last piece by itself.",
    merge { row, pair in
      let merged = right.merge(row, pair)
      return merged.last == pair.left + pair.right ? merged : merged.dropLast()
    },
    merge { row, pair in
      guard let last = places(of: pair, in: row).last else { return [] }
      return right.merge(Array(row[...(last + 1)]), pair)
    })
  question.mistake(
    "`merged` goes from right to left. It should go from left to right: a, a, a becomes aa, a.",
    merge { row, pair in
      joined(row, pair, at: apart(places(of: pair, in: row).reversed()))
    })
  question.mistake(
    "`merged` takes the two pieces in any order.",
    merge { row, pair in
      let all = places(of: pair, in: row) + places(of: (pair.right, pair.left), in: row)
      let kept = apart(all.sorted())
      return row.indices.compactMap { i in
        if kept.contains(i) { return row[i] + row[i + 1] }
        return kept.contains(i - 1) ? nil : row[i]
      }
    })
  question.mistake(
    "`merged` compares letters, not pieces: lo and w are another pair than l and ow, though both make low.",
    merge { row, pair in
      let all = row.indices.dropLast().filter { row[$0] + row[$0 + 1] == pair.left + pair.right }
      return joined(row, pair, at: apart(Array(all)))
    })
  question.mistake(
    "`merged` takes out what it merges, and puts nothing in its place.",
    merge { row, pair in
      right.merge(row, pair).filter { $0 != pair.left + pair.right }
    })
  return question.exercise
}

// MARK: - 12.2

private var wordInPieces: Exercise {
  typealias Cut = (String, [Pair]) -> [String]
  typealias Input = (word: String, merges: [Pair])
  var random = Random(seed: 1, stream: "12.2")
  /// What may be wrong.
  struct Cutting {
    var characters: (String) -> [String] = { word in word.map { String($0) } }
    /// Of merges that fit, by their ranks, the one that is carried out.
    var taken: (_ ranks: [Int], _ row: [String], _ merges: [Pair]) -> Int = { ranks, _, _ in
      ranks.min()!
    }
    /// Where it is carried out.
    var places: ([Int]) -> [Int] = { apart($0) }
    var fits: (_ left: String, _ right: String, Pair) -> Bool = { $0 == $2.left && $1 == $2.right }
    var limit = Int.max

    func run(_ word: String, _ merges: [Pair]) -> [String] {
      var row = characters(word)
      var steps = 0
      func all(_ rank: Int) -> [Int] {
        row.indices.dropLast().filter { fits(row[$0], row[$0 + 1], merges[rank]) }
      }
      while steps < limit {
        let ranks = merges.indices.filter { !all($0).isEmpty }
        if ranks.isEmpty { break }
        let rank = taken(ranks, row, merges)
        row = joined(row, merges[rank], at: places(all(rank)))
        steps += 1
      }
      return row
    }
  }
  func texts(_ merges: [Pair]) -> [String] { merges.map { $0.left + $0.right } }
  /// The longest of the pieces that each rest begins with, or ends with.
  func longest(_ word: String, _ merges: [Pair], fromEnd: Bool = false) -> [String] {
    let known = Set(texts(merges))
    var (row, rest): ([String], [Character]) = ([], fromEnd ? word.reversed() : Array(word))
    func text(_ length: Int) -> String {
      String(fromEnd ? rest.prefix(length).reversed() : Array(rest.prefix(length)))
    }
    while !rest.isEmpty {
      let length = (2...max(2, rest.count)).reversed().first { known.contains(text($0)) } ?? 1
      row.append(text(length))
      rest.removeFirst(length)
    }
    return fromEnd ? row.reversed() : row
  }
  /// Each merge once, in this order.
  func inTurn(_ word: String, _ merges: [Pair]) -> [String] {
    merges.reduce(word.map { String($0) }) { row, pair in
      joined(row, pair, at: apart(places(of: pair, in: row)))
    }
  }

  func oracle(_ word: String, _ merges: [Pair]) -> [String] {
    // The word stays whole, and what changes are the cuts in it: one is closed at a time, the leftmost of
    // those of the earliest merge.
    let letters = Array(word)
    var cuts = Array(0...letters.count)
    while true {
      let ranks = cuts.indices.dropFirst().dropLast().compactMap { i -> (rank: Int, cut: Int)? in
        let left = String(letters[cuts[i - 1]..<cuts[i]])
        let right = String(letters[cuts[i]..<cuts[i + 1]])
        return merges.firstIndex { $0.left == left && $0.right == right }.map { ($0, cuts[i]) }
      }
      guard let best = ranks.min(by: { $0 < $1 }) else { break }
      cuts.removeAll { $0 == best.cut }
    }
    return zip(cuts, cuts.dropFirst()).map { String(letters[$0..<$1]) }
  }

  let harbor: [Pair] = [
    ("e", "s"), ("es", "t"), ("l", "o"), ("lo", "w"), ("n", "e"), ("ne", "w"), ("e", "r"),
    ("new", "est"), ("low", "er"), ("w", "i"), ("d", "est"), ("wi", "dest"),
  ]
  /// Merges of letters and of pieces that are there by then.
  func drawn(_ count: Int) -> [Pair] {
    var (merges, pieces): ([Pair], [String]) = ([], ["a", "b", "c"])
    while merges.count < count {
      let (a, b) = (random.integer(below: pieces.count), random.integer(below: pieces.count))
      let text = pieces[a] + pieces[b]
      if text.count > 4 || pieces.contains(text) { continue }
      merges.append((pieces[a], pieces[b]))
      pieces.append(text)
    }
    return merges
  }

  var question = Question(
    "12.2", "A word in pieces", stars: 2, tolerance: .exact,
    answer: Exercises.pieces as Cut, solution: Solutions.pieces as Cut, oracle: oracle,
    cases: [
      Case(
        "seven letters, six merges",
        (
          word: "cbacacb",
          merges: [("a", "b"), ("a", "c"), ("c", "b"), ("ac", "a"), ("cb", "ac"), ("c", "ab")]
        )),
      Case("lowest, which wasn't there in training", ("lowest", harbor)),
      Case("widest, which was", ("widest", harbor)),
      Case(
        "a later merge that stands further left",
        ("acbcac", [("a", "c"), ("c", "b"), ("c", "a"), ("cb", "b"), ("a", "cb")])),
      Case(
        "a longer piece that can't be reached",
        ("ababca", [("b", "c"), ("b", "a"), ("a", "bc"), ("abc", "b")])),
      Case("a piece that stands there twice", ("lolly", [("l", "o"), ("l", "l"), ("l", "y")])),
      Case("twice the same two letters", ("toto", [("t", "o"), ("to", "to")])),
      Case("five times the same letter", ("aaaaa", [("a", "a"), ("aa", "aa"), ("aaaa", "a")])),
      Case("a merge that only fits the other way round", ("on", [("n", "o")])),
      Case("one character", ("o", harbor)),
      Case("no character", ("", harbor)),
      Case("no merges", ("tide", [])),
      Case("characters that no merge knows", ("low-lød", harbor)),
      Case(
        "characters of several scalars",
        ("cafe\u{301}s", [("c", "a"), ("f", "e"), ("f", "e\u{301}"), ("ca", "fe\u{301}")])),
      Case(
        "forty drawn letters",
        (random.integers(40, below: 3).map { ["a", "b", "c"][$0] }.joined(), drawn(12))),
    ] as [Case<Input>],
    outcome: { cut, input in ["pieces": cut(input.word, input.merges)] })
  question.mistake(
    "These are the longest pieces from the left. Here the merge that was learned first is carried out first, wherever it stands.",
    { longest($0, $1) })
  question.mistake(
    "These are the longest pieces from the right. Here the merge that was learned first is carried out first, wherever it stands.",
    { longest($0, $1, fromEnd: true) })
  question.mistake(
    "Of the merges that fit, the one furthest to the left was carried out. The one that was learned first counts.",
    Cutting(
      taken: { ranks, row, merges in
        let first = row.indices.dropLast().lazy.compactMap { i in
          ranks.first { merges[$0].left == row[i] && merges[$0].right == row[i + 1] }
        }
        return first.first!
      }, places: { Array($0.prefix(1)) }
    ).run)
  question.mistake(
    "Of the merges that fit, the one that was learned last was carried out. It should be the first.",
    Cutting(taken: { ranks, _, _ in ranks.max()! }).run)
  question.mistake(
    "Of the merges that fit, the one that makes the longest piece was carried out. It should be the one that was learned first.",
    Cutting(taken: { ranks, _, merges in
      ranks.max { a, b in
        (texts(merges)[a].count, -a) < (texts(merges)[b].count, -b)
      }!
    }).run)
  question.mistake(
    "A merge is carried out in one place alone, and then the next one has its turn. It should be carried out wherever it stands.",
    { word, merges in
      merges.reduce(word.map { String($0) }) { row, pair in
        joined(row, pair, at: Array(places(of: pair, in: row).prefix(1)))
      }
    })
  question.mistake(
    "After one merge it's over. Look again, until none is left that fits.",
    Cutting(limit: 1).run)
  question.mistake(
    "No merge is carried out: these are the characters.",
    Cutting(limit: 0).run)
  question.mistake(
    "Only pairs of characters become pieces. A merge may join pieces that earlier ones have made.",
    { word, merges in inTurn(word, merges.filter { ($0.left + $0.right).count == 2 }) })
  question.mistake(
    "The merges are carried out in reverse order. What was learned first comes first.",
    { word, merges in inTurn(word, merges.reversed()) })
  question.mistake(
    "Three of the same letter became two pieces of two. A character can be part of one merge only.",
    Cutting(places: { $0 }).run)
  question.mistake(
    "A merge is carried out from right to left. It should go from left to right.",
    Cutting(places: { apart($0.reversed()) }).run)
  question.mistake(
    "The two pieces of a merge were taken in any order. Left is left.",
    Cutting(fits: {
      ($0 == $2.left && $1 == $2.right) || ($1 == $2.left && $0 == $2.right)
    }).run)
  question.mistake(
    "Letters were compared, and not pieces: two pieces that together make the letters of a later merge aren't its pair.",
    Cutting(fits: { $0 + $1 == $2.left + $2.right }).run)
  question.mistake(
    "What no merge knows is left out. It stays, a character a piece.",
    { word, merges in
      let known = Set(merges.flatMap { [$0.left, $0.right, $0.left + $0.right] })
      return Cutting().run(word, merges).filter { known.contains($0) }
    },
    { word, merges in
      let known = Set(texts(merges))
      return Cutting().run(word, merges).filter { known.contains($0) }
    })
  question.mistake(
    "The pieces are in reverse order.",
    { Cutting().run($0, $1).reversed() })
  question.mistake(
    "A character was cut: an é may be stored as an e and an accent. Begin with Swift's characters, not with scalars or bytes.",
    Cutting(characters: { word in word.unicodeScalars.map { String($0) } }).run)
  question.mistake(
    "An empty word has no pieces, and not an empty one.",
    { word, merges in word.isEmpty ? [""] : Cutting().run(word, merges) })
  return question.exercise
}

// MARK: - 12.3

private var wordPiece: Exercise {
  typealias Cut = (String, [String]) -> [String]
  typealias Input = (word: String, vocabulary: [String])
  var random = Random(seed: 1, stream: "12.3")
  /// What may be wrong.
  struct Cutting {
    var units: (String) -> [String] = { word in word.map { String($0) } }
    var lengths: (_ rest: Int) -> [Int] = { (1...$0).reversed() }
    /// What is looked up, by the text and whether it's the first.
    var asked: (_ text: String, _ isFirst: Bool) -> [String] = { [$1 ? $0 : "##" + $0] }
    var named: (_ text: String, _ isFirst: Bool) -> String = { $1 ? $0 : "##" + $0 }
    /// What comes of a rest that begins with no piece, by the pieces before it.
    var unknown: (_ pieces: [String], _ word: String) -> [String] = { _, _ in ["[UNK]"] }

    func run(_ word: String, _ vocabulary: [String]) -> [String] {
      let known = Set(vocabulary)
      var (pieces, rest): ([String], [String]) = ([], units(word))
      while !rest.isEmpty {
        let isFirst = pieces.isEmpty
        let length = lengths(rest.count).first { length in
          asked(rest.prefix(length).joined(), isFirst).contains { known.contains($0) }
        }
        guard let length else { return unknown(pieces, word) }
        pieces.append(named(rest.prefix(length).joined(), isFirst))
        rest.removeFirst(length)
      }
      return pieces
    }
  }
  /// All ways to cut a word, those with the longest first pieces first.
  func ways(_ word: Substring, _ known: Set<String>, isFirst: Bool = true) -> [[String]] {
    if word.isEmpty { return [[]] }
    return (1...word.count).reversed().flatMap { length -> [[String]] in
      let piece = (isFirst ? "" : "##") + word.prefix(length)
      guard known.contains(piece) else { return [] }
      return ways(word.dropFirst(length), known, isFirst: false).map { [piece] + $0 }
    }
  }

  func oracle(_ word: String, _ vocabulary: [String]) -> [String] {
    // The whole vocabulary is asked which of its pieces fit, and the longest of them taken.
    let letters = Array(word)
    func pieces(from start: Int) -> [String]? {
      if start == letters.count { return [] }
      let sign = start == 0 ? "" : "##"
      let fitting = vocabulary.filter { piece in
        guard piece.hasPrefix("##") == (start > 0) else { return false }
        let text = Array(piece.dropFirst(sign.count))
        return !text.isEmpty && letters[start...].starts(with: text)
      }
      guard let longest = fitting.max(by: { $0.count < $1.count }) else { return nil }
      return pieces(from: start + longest.count - sign.count).map { [longest] + $0 }
    }
    return pieces(from: 0) ?? ["[UNK]"]
  }

  let harbor = [
    "light", "##house", "##s", "boat", "l", "##h", "##ouse", "house", "un", "##lit", "##l", "##it",
    "s", "sea", "se", "##al", "##light", "lighthouse",
  ]
  var question = Question(
    "12.3", "WordPiece", stars: 2, tolerance: .exact,
    answer: Exercises.wordPieces as Cut, solution: Solutions.wordPieces as Cut, oracle: oracle,
    cases: [
      Case("lighthouses", (word: "lighthouses", vocabulary: harbor)),
      Case("unlit", ("unlit", harbor)),
      Case(
        "a word that fewer pieces would make",
        ("abcdef", ["a", "##b", "abc", "abcd", "##e", "##f", "##def", "##cdef", "ef"])),
      Case("a word shorter than each piece", ("sea", ["seal", "season", "##a"])),
      Case("a word that can't be cut from the left", ("abc", ["ab", "a", "##bc", "b"])),
      Case("a word that ends in something unknown", ("boats!", harbor)),
      Case("a rest that only begins words", ("boathouse", ["boat", "house", "##ho"])),
      Case("a beginning that only goes on with words", ("house", ["##house", "##h", "ho", "se"])),
      Case("one character", ("s", harbor)),
      Case("one character that is unknown", ("é", harbor)),
      Case("an empty vocabulary", ("tide", [])),
      Case(
        "a character of several scalars", ("cafe\u{301}", ["cafe", "caf", "##\u{301}", "##e"])),
      Case(
        "thirty drawn letters",
        (
          "a" + random.integers(30, below: 2).map { ["a", "b"][$0] }.joined(),
          ["a", "##a", "##b", "ab", "##ab", "##abb", "##bab", "##aab", "aba", "##bba"]
        )),
    ] as [Case<Input>],
    outcome: { cut, input in ["wordPieces": cut(input.word, input.vocabulary)] })
  question.mistake(
    "These are the shortest pieces. The longest that fits was wanted each time.",
    Cutting(lengths: { Array(1...$0) }).run)
  question.mistake(
    "What you give should have the sign `##` too, for all pieces but the first.",
    Cutting(named: { text, _ in text }).run)
  question.mistake(
    "All pieces have the sign `##`. The first one, which begins the word, has none.",
    Cutting(named: { text, _ in "##" + text }).run)
  question.mistake(
    "The sign `##` stands behind the pieces. It belongs in front of those that go on within the word.",
    Cutting(named: { $1 ? $0 : $0 + "##" }).run)
  question.mistake(
    "The first piece that fits was taken, in the vocabulary's order. The longest that fits was wanted.",
    { word, vocabulary in
      var (pieces, rest): ([String], Substring) = ([], word[...])
      while !rest.isEmpty {
        let sign = pieces.isEmpty ? "" : "##"
        let texts = vocabulary.filter { $0.hasPrefix("##") == !pieces.isEmpty }
          .map { $0.dropFirst(sign.count) }
        guard let text = texts.first(where: { rest.starts(with: $0) }) else { return ["[UNK]"] }
        pieces.append(sign + text)
        rest = rest.dropFirst(text.count)
      }
      return pieces
    })
  question.mistake(
    "Pieces were cut off from the right. Begin on the left.",
    { word, vocabulary in
      let known = Set(vocabulary)
      var (pieces, rest): ([String], Substring) = ([], word[...])
      while !rest.isEmpty {
        let text = (1...rest.count).reversed().map { rest.suffix($0) }.first {
          known.contains($0.count == rest.count ? String($0) : "##" + $0)
        }
        guard let text else { return ["[UNK]"] }
        pieces.insert(text.count == rest.count ? String(text) : "##" + text, at: 0)
        rest = rest.dropLast(text.count)
      }
      return pieces
    })
  question.mistake(
    "These are the fewest pieces that make the word. WordPiece takes the longest from the left, whatever is left then.",
    { word, vocabulary in
      ways(word[...], Set(vocabulary)).min { $0.count < $1.count } ?? ["[UNK]"]
    })
  question.mistake(
    "What was cut off was taken back, to cut the word in another way. Where the longest pieces lead to nothing, it is unknown.",
    { word, vocabulary in ways(word[...], Set(vocabulary)).first ?? ["[UNK]"] })
  question.mistake(
    "Within a word, pieces without `##` were looked up: those can only stand at its beginning.",
    Cutting(asked: { text, _ in [text] }).run,
    Cutting(asked: { $1 ? [$0] : ["##" + $0, $0] }).run)
  question.mistake(
    "At the word's beginning, a piece with `##` was taken: it can only go on within a word.",
    Cutting(asked: { $1 ? [$0, "##" + $0] : ["##" + $0] }).run)
  question.mistake(
    "If something is unknown, the whole word is: `[UNK]` alone, without the pieces before it.",
    Cutting(unknown: { pieces, _ in pieces + ["[UNK]"] }).run)
  question.mistake(
    "What is unknown was left out. The whole word is unknown then: `[UNK]` alone.",
    Cutting(unknown: { pieces, _ in pieces }).run)
  question.mistake(
    "What is unknown was skipped, and the rest gone on with. The whole word is unknown then: `[UNK]` alone.",
    { word, vocabulary in
      let known = Set(vocabulary)
      var (pieces, rest): ([String], Substring) = ([], word[...])
      while !rest.isEmpty {
        let sign = pieces.isEmpty ? "" : "##"
        let length = (1...rest.count).reversed().first { known.contains(sign + rest.prefix($0)) }
        pieces.append(length.map { sign + rest.prefix($0) } ?? "[UNK]")
        rest = rest.dropFirst(length ?? 1)
      }
      return pieces
    })
  question.mistake(
    "A word that can't be cut is given as it is. It should be `[UNK]`.",
    Cutting(unknown: { _, word in [word] }).run)
  question.mistake(
    "The pieces are in reverse order.",
    { Cutting().run($0, $1).reversed() })
  question.mistake(
    "The last character is never a piece by itself, or never part of one: go on until nothing is left.",
    { word, vocabulary in Cutting().run(String(word.dropLast()), vocabulary) })
  question.mistake(
    "A word that is a piece as a whole was cut all the same. The longest piece may be all of it.",
    { word, vocabulary in Cutting().run(word, vocabulary.filter { $0 != word }) })
  question.mistake(
    "A character was cut: an é may be stored as an e and an accent. Take Swift's characters, not scalars or bytes.",
    Cutting(units: { word in word.unicodeScalars.map { String($0) } }).run)
  return question.exercise
}

// MARK: - 12.4

private var lowRank: Exercise {
  typealias Input = (
    dy: Tensor, x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: Float
  )
  typealias Forward = (Tensor, Tensor, Tensor, Tensor, Tensor, Float) -> Tensor
  typealias Gradients = (dx: Tensor, dA: Tensor, dB: Tensor)
  typealias Backward = (Tensor, Tensor, Tensor, Tensor, Tensor, Float) -> Gradients
  typealias Both = (forward: Forward, backward: Backward)
  var random = Random(seed: 1, stream: "12.4")
  func drawn(_ N: Int, _ D: Int, _ H: Int, rank r: Int, _ alpha: Float) -> Input {
    (
      random.normal(N, H), random.normal(N, D), random.normal(D, H), random.normal(H),
      random.normal(D, r), random.normal(r, H), alpha
    )
  }
  /// What may be wrong.
  struct Pass {
    var scale: (_ alpha: Float, _ r: Float) -> Float = { $0 / $1 }
    /// The scale on the way back: in dx, dA, dB, as powers of it.
    var powers: [Float] = [1, 1, 1]
    var frozen: (_ x: Tensor, _ W: Tensor, _ b: Tensor) -> Tensor = { matmul($0, $1) + $2 }
    var update: (_ x: Tensor, _ A: Tensor, _ B: Tensor) -> Tensor = { matmul(matmul($0, $1), $2) }
    /// What goes back by the frozen weights, and beside them.
    var ways: (frozen: Float, update: Float) = (1, 1)
    var dA: (_ x: Tensor, _ dy: Tensor, _ A: Tensor, _ B: Tensor) -> Tensor = { x, dy, _, B in
      matmul(x, matmul(dy, B, transposed: .right), transposed: .left)
    }
    var dB: (_ x: Tensor, _ dy: Tensor, _ A: Tensor, _ B: Tensor) -> Tensor = { x, dy, A, _ in
      matmul(matmul(x, A), dy, transposed: .left)
    }
    /// dy → what goes back to x.
    var dx: (_ dy: Tensor, _ W: Tensor) -> Tensor = { matmul($0, $1, transposed: .right) }
    var end: (Gradients, _ N: Float) -> Gradients = { gradients, _ in gradients }

    func forward(
      _ x: Tensor, _ W: Tensor, _ b: Tensor, _ A: Tensor, _ B: Tensor, _ alpha: Float
    ) -> Tensor {
      frozen(x, W, b) + scale(alpha, Float(A.shape[1])) * update(x, A, B)
    }

    func backward(
      _ dy: Tensor, _ x: Tensor, _ W: Tensor, _ A: Tensor, _ B: Tensor, _ alpha: Float
    ) -> Gradients {
      let scale = scale(alpha, Float(A.shape[1]))
      let scales = powers.map { power in (0..<Int(power)).reduce(Float(1)) { s, _ in s * scale } }
      let beside = scales[0] * dx(dx(dy, B), A)
      return end(
        (
          ways.frozen * dx(dy, W) + ways.update * beside, scales[1] * dA(x, dy, A, B),
          scales[2] * dB(x, dy, A, B)
        ), Float(x.shape[0]))
    }

    var both: Both { (forward, backward) }
    /// The mistake on the way back alone.
    var back: Both { (Pass().forward, backward) }
    var onward: Both { (forward, Pass().backward) }
  }

  func output(_ x: Table, _ W: Table, _ b: Table, _ A: Table, _ B: Table, _ alpha: Float) -> Table {
    // The weights as they'd be merged.
    let change = product(A, B)
    let scale = Double(alpha) / Double(B.count)
    let merged = W.indices.map { i in W[i].indices.map { W[i][$0] + scale * change[i][$0] } }
    return product(x, merged).map { row in zip(row, b[0]).map { $0 + $1 } }
  }
  func forward(
    _ x: Tensor, _ W: Tensor, _ b: Tensor, _ A: Tensor, _ B: Tensor, _ alpha: Float
  ) -> Tensor {
    Tensor(output(x.table, W.table, b.table, A.table, B.table, alpha))
  }
  func backward(
    _ dy: Tensor, _ x: Tensor, _ W: Tensor, _ A: Tensor, _ B: Tensor, _ alpha: Float
  ) -> Gradients {
    let zero = [[Double](repeating: 0, count: W.shape[1])]
    let gradients = measuredGradients([x, A, B]) { all in
      weighted(output(all[0], W.table, zero, all[1], all[2], alpha), by: dy.table)
    }
    return (gradients[0], gradients[1], gradients[2])
  }

  var started = drawn(4, 3, 5, rank: 2, 4)
  started.B = .zeros(2, 5)
  var question = Question(
    "12.4", "A low-rank update", stars: 2,
    answer: (Exercises.lowRankForward, Exercises.lowRankBackward) as Both,
    solution: (Solutions.lowRankForward, Solutions.lowRankBackward) as Both,
    oracle: (forward, backward) as Both,
    cases: [
      Case("all sizes three, α = 4", drawn(3, 3, 3, rank: 3, 4)),
      Case("two rows, four inputs, three outputs, rank 2, α = 6", drawn(2, 4, 3, rank: 2, 6)),
      Case("rank 1, α = 0.5", drawn(3, 5, 2, rank: 1, 0.5)),
      Case("one row", drawn(1, 4, 6, rank: 2, 3)),
      Case("B all 0, as it is in the beginning", started),
      Case("α as large as r", drawn(4, 6, 5, rank: 3, 3)),
    ] as [Case<Input>],
    outcome: { both, input in
      let (dy, x, W, b, A, B, alpha) = input
      let gradients = both.backward(dy, x, W, A, B, alpha)
      return [
        "y": both.forward(x, W, b, A, B, alpha), "dx": gradients.dx, "dA": gradients.dA,
        "dB": gradients.dB,
      ]
    })
  question.mistake(
    "The factor α / r is missing, on the way forward and back.",
    Pass(scale: { _, _ in 1 }).both, Pass(scale: { _, _ in 1 }).onward)
  question.mistake(
    "α isn't divided by r.",
    Pass(scale: { alpha, _ in alpha }).both)
  question.mistake(
    "The update is multiplied by α · r. It should be α / r.",
    Pass(scale: { $0 * $1 }).both)
  question.mistake(
    "The factor is r / α. It should be α / r.",
    Pass(scale: { $1 / $0 }).both)
  question.mistake(
    "The factor is α / √r. There is such a variant; here it's α / r.",
    Pass(scale: { $0 / $1.squareRoot() }).both)
  question.mistake(
    "y lacks the bias.",
    Pass(frozen: { x, W, _ in matmul(x, W) }).onward)
  question.mistake(
    "y is the update alone. It stands beside the frozen layer: x W + b belongs to it.",
    Pass(frozen: { x, W, b in .zeros(x.shape[0], W.shape[1]) }).onward,
    Pass(frozen: { _, _, b in b }).onward)
  question.mistake(
    "The update isn't in y.",
    Pass(update: { x, _, B in .zeros(x.shape[0], B.shape[1]) }).onward)
  question.mistake(
    "x meets B first, and A then. It should be x A B.",
    Pass(update: { x, A, B in matmul(matmul(x, B), A) }).onward)
  question.mistake(
    "The update reads what W has made of x. It stands beside W, and reads x.",
    { () -> Both in
      let forward: Forward = { x, W, b, A, B, alpha in
        let s = matmul(x, W)
        return s + b + alpha / Float(A.shape[1]) * matmul(matmul(s, A), B)
      }
      return (forward, Pass().backward)
    }())
  question.mistake(
    "dx lacks the way by W. Frozen weights don't learn, but y depends on x by them.",
    Pass(ways: (0, 1)).back)
  question.mistake(
    "dx lacks the way by the update: add what comes back through B and A.",
    Pass(ways: (1, 0)).back)
  question.mistake(
    "dx lacks the factor α / r in the way by the update.",
    Pass(powers: [0, 1, 1]).back)
  question.mistake(
    "dA or dB lacks the factor α / r.",
    Pass(powers: [1, 0, 0]).back, Pass(powers: [1, 0, 1]).back, Pass(powers: [1, 1, 0]).back,
    Pass(powers: [0, 0, 0]).back)
  question.mistake(
    "dA or dB has the factor α / r twice.",
    Pass(powers: [1, 2, 1]).back, Pass(powers: [1, 1, 2]).back, Pass(powers: [1, 2, 2]).back)
  question.mistake(
    "dA isn't asked by way of B: what A makes reaches y only through it, so dy Bᵀ comes back to it.",
    Pass(dA: { x, dy, _, _ in matmul(x, dy, transposed: .left) }).back)
  question.mistake(
    "dB reads x. What B read is x A.",
    Pass(dB: { x, dy, _, _ in matmul(x, dy, transposed: .left) }).back)
  question.mistake(
    "B isn't transposed in dA: what comes back through it is dy Bᵀ.",
    Pass(dA: { x, dy, _, B in matmul(x, matmul(dy, B), transposed: .left) }).back)
  question.mistake(
    "W isn't transposed in dx: what comes back through it is dy Wᵀ.",
    Pass(dx: { matmul($0, $1) }).back)
  question.mistake(
    "dA or dB comes out transposed. Each has the shape of what it is the gradient of.",
    Pass(dA: { x, dy, A, B in Pass().dA(x, dy, A, B).transposed() }).back,
    Pass(dB: { x, dy, A, B in Pass().dB(x, dy, A, B).transposed() }).back,
    Pass(
      dA: { x, dy, A, B in Pass().dA(x, dy, A, B).transposed() },
      dB: { x, dy, A, B in Pass().dB(x, dy, A, B).transposed() }
    ).back)
  question.mistake(
    "dA and dB are exchanged.",
    Pass(end: { gradients, _ in (gradients.dx, gradients.dB, gradients.dA) }).back)
  question.mistake(
    "dA and dB are means over the rows. dy is what comes back already; add the rows up.",
    Pass(end: { ($0.dx, $0.dA / $1, $0.dB / $1) }).back)
  return question.exercise
}

// MARK: - 12.5

private var masking: Exercise {
  typealias Result = (input: [Int], t: [Int])
  typealias Mask = ([Int], Tensor, Int, Int) -> Result
  typealias Input = (ids: [Int], u: Tensor, mask: Int, V: Int)
  var random = Random(seed: 1, stream: "12.5")
  /// What may be wrong.
  struct Masking {
    var isChosen: (_ u: Float) -> Bool = { $0 < 0.15 }
    var mayBeChosen: (_ id: Int, _ V: Int) -> Bool = { $0 < $1 }
    /// Of three numbers of a place, the one by which its fate is chosen, and the one that draws a word.
    var column = (fate: 1, word: 2)
    var bounds: (mask: Float, random: Float) = (0.8, 0.9)
    var isMasked: (_ u: Float, _ bound: Float) -> Bool = { $0 < $1 }
    var drawn: (_ u: Float, _ V: Int, _ ids: [Int]) -> Int = { u, V, _ in Int(u * Float(V)) }
    /// The target of a place, by what stands there, what the model reads, and whether it's chosen.
    var target: (_ id: Int, _ input: Int, _ isChosen: Bool, _ mask: Int) -> Int = {
      id, _, isChosen, _ in isChosen ? id : -1
    }

    func run(_ ids: [Int], _ u: Tensor, _ mask: Int, _ V: Int) -> Result {
      let input = ids.indices.map { s in
        guard mayBeChosen(ids[s], V), isChosen(u[s, 0]) else { return ids[s] }
        let fate = u[s, column.fate]
        if isMasked(fate, bounds.mask) { return mask }
        return fate < bounds.random ? drawn(u[s, column.word], V, ids) : ids[s]
      }
      let t = ids.indices.map { s in
        target(ids[s], input[s], mayBeChosen(ids[s], V) && isChosen(u[s, 0]), mask)
      }
      return (input, t)
    }
  }

  func oracle(_ ids: [Int], _ u: Tensor, _ mask: Int, _ V: Int) -> Result {
    // In thousandths of thousandths, as whole numbers: what is below each bound.
    let million = u.table.map { row in row.map { ($0 * 1e6).rounded() } }
    let chosen = Set(ids.indices.filter { million[$0][0] < 150_000 && ids[$0] < V })
    let kept = chosen.filter { million[$0][1] >= 900_000 }
    let other = chosen.subtracting(kept).filter { million[$0][1] >= 800_000 }
    let input = ids.indices.map { s in
      if !chosen.contains(s) || kept.contains(s) { return ids[s] }
      return other.contains(s) ? Int((million[s][2] * Double(V) / 1e6).rounded(.down)) : mask
    }
    return (input, ids.indices.map { chosen.contains($0) ? ids[$0] : -1 })
  }
  /// Random numbers in thousandths, none of them a bound.
  func numbers(_ rows: [[Int]]) -> Tensor {
    Tensor(rows.map { row in row.map { (Double($0) + 0.5) / 1000 } })
  }
  func drawn(_ T: Int, V: Int) -> Input {
    let ids = [V] + random.integers(T - 2, below: V) + [V + 1]
    let u = numbers(
      (0..<T).map { _ in
        [random.integer(below: 300), random.integer(below: 1000), random.integer(below: 1000)]
      })
    return (ids, u, V + 2, V)
  }

  let sentence = [50, 7, 12, 3, 30, 7, 21, 9, 51]
  var question = Question(
    "12.5", "What is masked", stars: 2, tolerance: .exact,
    answer: Exercises.masked as Mask, solution: Solutions.masked as Mask, oracle: oracle,
    cases: [
      Case(
        "nine places, five of them chosen",
        (
          ids: sentence,
          u: numbers([
            [20, 500, 300], [100, 810, 985], [70, 300, 100], [900, 820, 900], [30, 950, 450],
            [140, 790, 700], [155, 100, 200], [110, 885, 330], [700, 840, 10],
          ]), mask: 52, V: 50
        )),
      Case(
        "a chosen place in a sentence of two signs",
        ([50, 51], numbers([[10, 100, 500], [20, 850, 300]]), 52, 50)),
      Case(
        "nothing chosen",
        ([4, 8, 2], numbers([[400, 100, 200], [150, 850, 500], [990, 950, 0]]), 10, 9)),
      Case(
        "the first and the last word drawn",
        ([3, 3, 3], numbers([[0, 800, 0], [149, 899, 999], [10, 850, 333]]), 11, 10)),
      Case("no text", ([], .zeros(0, 3), 10, 9)),
      Case(
        "a number that is 0.15",
        ([1, 2], [[0.15, 0.5, 0.5], [0.1, 0.8, 0.3]] as Tensor, 6, 5)),
      Case("three hundred places", drawn(300, V: 40)),
    ] as [Case<Input>],
    outcome: { mask, input in
      let (read, t) = mask(input.ids, input.u, input.mask, input.V)
      return ["input": read, "t": t]
    })
  question.mistake(
    """
    All chosen places have [MASK]. Some should have a random word, and some the word that stands there. (Ask the second \
    number: the first is below 0.15 already.)
    """,
    Masking(bounds: (1, 1)).run, Masking(column: (0, 2)).run)
  question.mistake(
    "Random words and kept ones are exchanged: between 0.8 and 0.9 the word is random, from 0.9 on it's kept.",
    { ids, u, mask, V in
      let turned = Tensor(
        u.table.map { row in
          [row[0], row[1] < 0.8 ? row[1] : row[1] < 0.9 ? row[1] + 0.1 : row[1] - 0.1, row[2]]
        })
      return Masking().run(ids, turned, mask, V)
    })
  question.mistake(
    "No chosen place keeps its word: above 0.8, all are random.",
    Masking(bounds: (0.8, 1)).run)
  question.mistake(
    "No chosen place has a random word: above 0.8, all are kept.",
    Masking(bounds: (0.8, 0.8)).run)
  question.mistake(
    "Half of what has no [MASK] should be random: above 0.8 but below 0.9, and not below 0.1 of what is left.",
    Masking(bounds: (0.8, 0.82)).run)
  question.mistake(
    "The random word was drawn by the second number. That one is between 0.8 and 0.9 already: take the third.",
    Masking(column: (1, 1)).run)
  question.mistake(
    "Signs are chosen too. Those with ids from V on are left as they are, and have no target.",
    Masking(mayBeChosen: { _, _ in true }).run)
  question.mistake(
    "The places above 0.15 are chosen. It should be those below.",
    Masking(isChosen: { $0 >= 0.15 }).run)
  question.mistake(
    "All places are chosen, whatever their first number is.",
    Masking(isChosen: { _ in true }).run)
  question.mistake(
    "Another share is chosen than 15 %.",
    Masking(isChosen: { $0 < 0.1 }).run, Masking(isChosen: { $0 < 0.2 }).run,
    Masking(isChosen: { $0 < 0.85 }).run)
  question.mistake(
    "A number that is 0.15 isn't below it, and one that is 0.8 isn't below that.",
    Masking(isChosen: { $0 <= 0.15 }).run, Masking(isMasked: { $0 <= $1 }).run,
    Masking(isChosen: { $0 <= 0.15 }, isMasked: { $0 <= $1 }).run)
  question.mistake(
    "Exactly 15 % of the places were chosen, those with the lowest numbers. Each place is asked by itself.",
    { ids, u, mask, V in
      let count = Int((0.15 * Double(ids.count)).rounded(.up))
      let lowest = Set(ids.indices.sorted { u[$0, 0] < u[$1, 0] }.prefix(count))
      let table = u.table
      let numbers = ids.indices.map { s in [lowest.contains(s) ? 0 : 1] + table[s].dropFirst() }
      return Masking().run(ids, ids.isEmpty ? u : Tensor(numbers), mask, V)
    })
  question.mistake(
    "All places have their word for a target. Only chosen ones have; the others −1.",
    Masking(target: { id, _, _, _ in id }).run,
    Masking(target: { id, _, _, mask in id < mask - 2 ? id : -1 }).run)
  question.mistake(
    "The target is what the model reads. It should be the word that stood there.",
    Masking(target: { _, input, isChosen, _ in isChosen ? input : -1 }).run)
  question.mistake(
    "Only places that look otherwise than before have a target. Chosen ones that keep their word have it too.",
    Masking(target: { id, input, _, _ in input != id ? id : -1 }).run)
  question.mistake(
    "Only places with [MASK] have a target. All chosen ones should.",
    Masking(target: { id, input, _, mask in input == mask ? id : -1 }).run)
  question.mistake(
    "What has no target should have −1: 0 is the first word's id.",
    Masking(target: { id, _, isChosen, _ in isChosen ? id : 0 }).run)
  question.mistake(
    "The random id was rounded to the nearest. Round down: then each of V words is as likely as any other, and V isn't among them.",
    Masking(drawn: { u, V, _ in Int((u * Float(V)).rounded()) }).run,
    Masking(drawn: { u, V, _ in Int((u * Float(V)).rounded(.up)) }).run)
  question.mistake(
    "The random word is one of V, the ids from 0 to V − 1: u · V, rounded down.",
    Masking(drawn: { u, V, _ in Int(u * Float(V - 1)) }).run,
    Masking(drawn: { u, V, _ in Int(u * Float(V + 1)) }).run,
    Masking(drawn: { u, V, _ in Int(u * Float(V + 3)) }).run)
  question.mistake(
    "The random word was drawn from the text. It should be any of the V words.",
    Masking(drawn: { u, _, ids in ids[Int(u * Float(ids.count))] }).run)
  return question.exercise
}

// MARK: - 12.6

private var maskedLoss: Exercise {
  typealias Result = (loss: Float, ds: Tensor)
  typealias Loss = (Tensor, [Int]) -> Result
  typealias Input = (s: Tensor, t: [Int])
  var random = Random(seed: 1, stream: "12.6")
  /// What may be wrong.
  struct Pass {
    var softmax = SoftmaxParts()
    /// The target that is taken in a place; nil where it doesn't count.
    var target: (_ t: Int, _ V: Int) -> Int? = { t, _ in t < 0 ? nil : t }
    /// What is divided by, given how many places there are, how many count, and V.
    var divisors: (_ T: Float, _ count: Float, _ V: Float) -> (loss: Float, gradient: Float) = {
      _, count, _ in (count, count)
    }
    /// A row of the gradient, by its p and the target as numbers.
    var error: (_ p: Tensor, _ target: Tensor) -> Tensor = { $0 - $1 }
    /// The gradient in a place that doesn't count.
    var elsewhere: (_ p: Tensor) -> Tensor = { .zeros($0.shape) }
    /// What a loss without places is.
    var nothing: Float? = 0

    func run(_ s: Tensor, _ t: [Int]) -> Result {
      let (T, V) = (s.shape[0], s.shape[1])
      let (p, logP) = (softmax.p(s), softmax.logP(s))
      let targets = t.map { target($0, V) }
      let count = Float(targets.filter { $0 != nil }.count)
      if count == 0, let nothing { return (nothing, .zeros(s.shape)) }
      let divisors = divisors(Float(T), count, Float(V))
      var (loss, ds): (Float, Tensor) = (0, .zeros(s.shape))
      for i in 0..<T {
        guard let target = targets[i] else {
          ds.setRows(from: i, to: (elsewhere(p.row(i)) / divisors.gradient).reshaped(1, V))
          continue
        }
        loss -= logP[i, target]
        let row = error(p.row(i), Tensor.oneHot([target], classes: V).row(0))
        ds.setRows(from: i, to: (row / divisors.gradient).reshaped(1, V))
      }
      return (loss / divisors.loss, ds)
    }
  }

  func oracle(_ s: Tensor, _ t: [Int]) -> Result {
    let places = t.indices.filter { t[$0] != -1 }
    guard !places.isEmpty else { return (0, .zeros(s.shape)) }
    func loss(_ s: Table) -> Double {
      meanCrossEntropy(places.map { s[$0] }, places.map { t[$0] })
    }
    return (Float(loss(s.table)), measuredGradients([s]) { loss($0[0]) }[0])
  }

  var question = Question(
    "12.6", "The loss over masked places", stars: 2,
    answer: Exercises.maskedLoss as Loss, solution: Solutions.maskedLoss as Loss, oracle: oracle,
    cases: [
      Case(
        "four places, two of them masked, four words", (s: random.normal(4, 4), t: [-1, 2, -1, 0])),
      Case("one place, masked", (random.normal(1, 5), [3])),
      Case("all places masked", (random.normal(3, 4), [1, 0, 3])),
      Case("the last place masked", (random.normal(5, 3), [-1, -1, -1, -1, 2])),
      Case("nothing masked", (random.normal(2, 3), [-1, -1])),
      Case("all scores 0", (.zeros(3, 5), [-1, 4, 1])),
      Case(
        "scores in the hundreds",
        ([[300, -100, 0], [-200, 100, 250], [400, 0, -400]], [0, 1, -1])),
      Case(
        "places that aren't masked with scores in the hundreds",
        ([[1, 2], [500, -500], [-2, 0.5]], [0, -1, 1])),
      Case(
        "forty places, about six of them masked",
        (
          2 * random.normal(40, 9),
          (0..<40).map { _ in
            random.integer(below: 7) == 0 ? random.integer(below: 9) : -1
          }
        )),
    ] as [Case<Input>],
    outcome: { loss, input in
      let (loss, ds) = loss(input.s, input.t)
      return ["loss": loss, "ds": ds]
    })
  question.mistake(
    "The mean is over all T places. Divide by the number of those that have a target, in the loss and in its gradient.",
    Pass(divisors: { T, _, _ in (T, T) }).run)
  question.mistake(
    "The gradient is divided by all T places. Divide it by the number of those that have a target, as the loss.",
    Pass(divisors: { T, count, _ in (count, T) }).run)
  question.mistake(
    "The loss is divided by all T places. Divide it by the number of those that have a target, as its gradient.",
    Pass(divisors: { T, count, _ in (T, count) }).run)
  question.mistake(
    "The loss is a mean, but its gradient isn't: divide it by the number of places that have a target.",
    Pass(divisors: { _, count, _ in (count, 1) }).run)
  question.mistake(
    "The loss is a sum; divide by the number of places that have a target.",
    Pass(divisors: { _, count, _ in (1, count) }).run, Pass(divisors: { _, _, _ in (1, 1) }).run)
  question.mistake(
    "The mean is over the masked places, not over all V numbers of each.",
    Pass(divisors: { _, count, V in (count * V, count * V) }).run,
    Pass(divisors: { _, count, V in (count, count * V) }).run)
  question.mistake(
    "Places without a target have p as their gradient. Nothing was asked there: it is 0.",
    Pass(elsewhere: { $0 }).run)
  question.mistake(
    "Places without a target count as if word 0 stood there.",
    Pass(target: { t, _ in max(t, 0) }).run)
  question.mistake(
    "Places without a target count as if the last word stood there: −1 isn't the last one here.",
    Pass(target: { t, V in t < 0 ? V - 1 : t }).run)
  question.mistake(
    "The places that have no target were asked. It should be those that have one.",
    { s, t in
      let turned = t.map { $0 < 0 ? 0 : -1 }
      return Pass().run(s, turned)
    })
  question.mistake(
    "Word 0 counts as no target. Only −1 does.",
    Pass(target: { t, _ in t <= 0 ? nil : t }).run)
  question.mistake(
    "Places without a target have −p[V − 1] or so in the loss; they should have nothing.",
    { s, t in
      let (loss, ds) = Pass().run(s, t)
      let p = softmax(s)
      let more = t.indices.filter { t[$0] < 0 }.reduce(Float(0)) { $0 - log(p[$1, s.shape[1] - 1]) }
      return (loss + more / Float(max(t.filter { $0 >= 0 }.count, 1)), ds)
    })
  question.mistake(
    "The target isn't taken away: in masked places the gradient is p, less 1 for the right word.",
    Pass(error: { p, _ in p }).run)
  question.mistake(
    "The gradient's sign is turned: it is p less the target.",
    Pass(error: { $1 - $0 }).run)
  question.mistake(
    "The gradient holds the right word's number alone. All V scores of a masked place have one.",
    Pass(error: { ($0 - $1) * $1 }).run)
  question.mistake(
    "The loss's sign is turned.",
    { s, t in
      let (loss, ds) = Pass().run(s, t)
      return (-loss, ds)
    })
  question.mistake(
    "The loss is the probability, not −log of it.",
    { s, t in
      let (loss, ds) = Pass(softmax: SoftmaxParts(logP: { softmax($0) })).run(s, t)
      return (loss, ds)
    },
    { s, t in
      let (loss, ds) = Pass(softmax: SoftmaxParts(logP: { softmax($0) })).run(s, t)
      return (-loss, ds)
    })
  question.mistake(
    "Where nothing is masked, 0 / 0 is no number. Both the loss and its gradient should be 0.",
    Pass(nothing: nil).run)
  question.softmaxMistakes { Pass(softmax: $0).run }
  return question.exercise
}

// MARK: - 12.7

private var trainingRun: Exercise {
  typealias Run = (Int, Int, Int, Int) -> (operations: Double, memory: Double)
  typealias Days = (Double, Int, Double, Double) -> Double
  typealias Both = (run: Run, days: Days)
  typealias Input = (
    weights: Int, learning: Int, tokens: Int, bytes: Int, processors: Int, perSecond: Double,
    used: Double
  )
  let right: Both = (Solutions.trainingRun, Solutions.days)
  /// The operations for a token, and the numbers that are kept.
  func run(
    _ operations: @escaping (_ N: Double, _ m: Double) -> Double = { 4 * $0 + 2 * $1 },
    _ numbers: @escaping (_ N: Double, _ m: Double) -> Double = { $0 + 3 * $1 }
  ) -> Both {
    (
      { weights, learning, tokens, bytes in
        let (N, m) = (Double(weights), Double(learning))
        return (operations(N, m) * Double(tokens), numbers(N, m) * Double(bytes))
      }, right.days
    )
  }
  func days(_ days: @escaping Days) -> Both { (right.run, days) }

  func oracle(
    _ weights: Int, _ learning: Int, _ tokens: Int, _ bytes: Int
  ) -> (operations: Double, memory: Double) {
    // Frozen weights and those that learn, one after the other.
    let (frozen, learning) = (Double(weights - learning), Double(learning))
    let operations = [2, 2].map { $0 * frozen } + [2, 2, 2].map { $0 * learning }
    let numbers = [frozen] + [Double](repeating: learning, count: 4)
    return (
      operations.reduce(0) { $0 + $1 * Double(tokens) },
      numbers.reduce(0) { $0 + $1 * Double(bytes) }
    )
  }
  func oracleDays(_ all: Double, _ processors: Int, _ perSecond: Double, _ used: Double) -> Double {
    let hours = all / perSecond / Double(processors) / 60 / 60
    return hours / 24 / used
  }

  var question = Question(
    "12.7", "What a training run takes", stars: 1,
    answer: (Exercises.trainingRun, Exercises.days) as Both, solution: right,
    oracle: (oracle, oracleDays) as Both,
    cases: [
      Case(
        "all of 1,000 weights learn, from 50 tokens",
        (
          weights: 1_000, learning: 1_000, tokens: 50, bytes: 8, processors: 3, perSecond: 0.001,
          used: 0.5
        )),
      Case(
        "100 of 1,000 weights learn",
        (1_000, 100, 70, 2, 1, 0.01, 1)),
      Case("one weight, one token", (1, 1, 1, 4, 1, 1e-6, 0.25)),
      Case(
        "175 billion weights, 300 billion tokens: more than an Int holds",
        (175_000_000_000, 175_000_000_000, 300_000_000_000, 4, 1_024, 312e12, 0.45)),
      Case(
        "a low-rank update of 4 million weights to 7 billion",
        (7_000_000_000, 4_000_000, 2_000_000_000, 2, 8, 400e12, 0.3)),
    ] as [Case<Input>],
    outcome: { both, input in
      let run = both.run(input.weights, input.learning, input.tokens, input.bytes)
      // The days are asked for the right number of operations, whatever the answer's other half says.
      let operations = oracle(input.weights, input.learning, input.tokens, input.bytes).operations
      return [
        "operations": run.operations, "memory": run.memory,
        "days": both.days(operations, input.processors, input.perSecond, input.used),
      ]
    })
  question.mistake(
    "Those are the operations of the way forward alone. The way back takes twice as many on top.",
    run({ N, _ in 2 * N }))
  question.mistake(
    """
    A third is missing: 2 operations for each weight and token on the way forward, 2 for the gradient of what the layer \
    reads, and 2 for the weight's own.
    """,
    run({ N, m in 2 * N + 2 * m }), run({ N, _ in 4 * N }))
  question.mistake(
    "A multiplication and an addition are two operations, and count as one here.",
    run({ N, m in 2 * N + m }))
  question.mistake(
    "The operations are those of a single token: multiply by the number of tokens.",
    ({ weights, learning, _, bytes in right.run(weights, learning, 1, bytes) }, right.days))
  question.mistake(
    "The way forward counts twice: that is so where activations are computed anew on the way back, but here it is gone once.",
    run({ N, m in 6 * N + 2 * m }))
  question.mistake(
    "All weights are counted as learning ones. Frozen ones have no gradient of their own to compute: 2 operations less.",
    run({ N, _ in 6 * N }))
  question.mistake(
    "Frozen weights are left out on the way back. They have no gradient of their own, but what a layer reads has one, and it goes through them.",
    run({ N, m in 2 * N + 4 * m }))
  question.mistake(
    "Only weights that learn are counted. A token goes through all of them.",
    run({ _, m in 6 * m }))
  question.mistake(
    "The memory is that of the weights alone. Those that learn have a gradient and two moments besides.",
    run({ 4 * $0 + 2 * $1 }, { N, _ in N }))
  question.mistake(
    "Adam's moments are missing in the memory: two numbers for each weight that learns.",
    run({ 4 * $0 + 2 * $1 }, { $0 + $1 }))
  question.mistake(
    "A weight that learns takes four numbers, and one of its gradient and two moments is missing.",
    run({ 4 * $0 + 2 * $1 }, { $0 + 2 * $1 }))
  question.mistake(
    "The memory holds gradients and moments of frozen weights too. They need none.",
    run({ 4 * $0 + 2 * $1 }, { N, _ in 4 * N }))
  question.mistake(
    "Frozen weights need no gradient, but one is kept for each here.",
    run({ 4 * $0 + 2 * $1 }, { 2 * $0 + 2 * $1 }))
  question.mistake(
    "Frozen weights are missing in the memory: they don't learn, but they are needed.",
    run({ 4 * $0 + 2 * $1 }, { _, m in 4 * m }))
  question.mistake(
    "The memory is in numbers. Multiply by the bytes that each takes.",
    ({ weights, learning, tokens, _ in right.run(weights, learning, tokens, 1) }, right.days))
  question.mistake(
    "The memory is in bits. A byte has eight.",
    (
      { weights, learning, tokens, bytes in
        let (operations, memory) = right.run(weights, learning, tokens, bytes)
        return (operations, 8 * memory)
      }, right.days
    ))
  question.mistake(
    "That is the time in seconds, minutes or hours. A day has 24 · 60 · 60 seconds.",
    days { 86_400 * right.days($0, $1, $2, $3) }, days { 1_440 * right.days($0, $1, $2, $3) },
    days { 24 * right.days($0, $1, $2, $3) })
  question.mistake(
    "Only the share that is put to use counts: divide by it.",
    days { all, processors, perSecond, _ in right.days(all, processors, perSecond, 1) })
  question.mistake(
    "The time is multiplied by the share that is put to use. Less use takes longer: divide by it.",
    days { right.days($0, $1, $2, 1) * $3 })
  question.mistake(
    "The share is a share already, and was divided by 100.",
    days { 100 * right.days($0, $1, $2, $3) })
  question.mistake(
    "The processors work at the same time: divide by their number.",
    days { right.days($0, 1, $2, $3) })
  question.mistake(
    "More processors take longer here. Divide by their number.",
    days { right.days($0, 1, $2, $3) * Double($1) })
  return question.exercise
}
