import Harbor
import Language
import Literate
import Models
import Tensors

// What can be counted in a text, and what it is worth (5.2 and 5.3).

/// What it means to halve a perplexity.
func halvingTable() -> Table {
  Table(
    columns: [
      "perplexity", "bits a word", "a sentence of ten words has one chance in",
    ],
    rows: [64, 32, 16, 8, 4, 2].map { (perplexity: Int) -> [Any] in
      let bits = perplexity.trailingZeroBitCount
      return [perplexity, bits, 1 << (10 * bits)]
    })
}

/// How many bits a word costs at this perplexity.
func bits(_ perplexity: Float) -> Float { log(perplexity) / log(2) }

/// The perplexity of the grammar itself on the first stories of a part, or 1
/// where nobody knows the truth.
func grammarPerplexity(
  _ part: String, words: Int, _ options: Options
) -> Float {
  guard options.corpus == "harbor" else { return 1 }
  return Harbor(seed: options.seed).text(words: words, stream: part).perplexity
}

/// All runs of `n` words, without a copy of any: for whole texts.
func runs(_ ids: [Int], _ n: Int) -> [ArraySlice<Int>] {
  (0...(ids.count - n)).map { ids[$0..<($0 + n)] }
}

/// How many percent of a text's n-grams stand in `training` too, for n from 1
/// to 5.
func percentsSeen(of text: [Int], in training: [Int]) -> [Float] {
  (1...5).map { n in
    let wanted = Set(runs(text, n))
    var seen = Set<ArraySlice<Int>>()
    for run in runs(training, n) where wanted.contains(run) {
      seen.insert(run)
    }
    return percent(of: runs(text, n).map { seen.contains($0) })
  }
}

/// How often n-grams have been seen before, by their length.
func seenTable(_ percents: [Float]) -> Table {
  Table(
    columns: ["n", "of the test text's n-grams, seen in training, %"],
    rows: percents.enumerated().map { [$0 + 1, $1] }, decimals: 1)
}

/// Two words about as frequent, of which one is bound to the word before it and
/// the other may follow nearly any.
struct Followers {
  struct Follower {
    let word: String
    let count: Int
    /// How many different words it comes after.
    let predecessors: Int
  }

  let bound: Follower
  let free: Follower
  /// The one word that the bound one follows.
  let beforeBound: String

  init(in text: [Int], _ vocabulary: Vocabulary) {
    var predecessors = [Set<Int>](repeating: [], count: vocabulary.count)
    for (before, word) in zip(text, text.dropFirst()) {
      predecessors[word].insert(before)
    }
    let counts = vocabulary.counts
    let bound =
      predecessors.indices.filter { predecessors[$0].count == 1 }
      .max { counts[$0] < counts[$1] } ?? 0
    let free =
      predecessors.indices.filter { abs(counts[$0] - counts[bound]) < 40 }
      .max { predecessors[$0].count < predecessors[$1].count } ?? 0
    let followers = [bound, free].map {
      Follower(
        word: vocabulary.word($0), count: counts[$0],
        predecessors: predecessors[$0].count)
    }
    (self.bound, self.free) = (followers[0], followers[1])
    beforeBound =
      predecessors[bound].first.map { vocabulary.word($0) } ?? "nothing"
  }
}

/// How often the two words occur, and after how many others.
func followersTable(_ followers: Followers) -> Table {
  Table(
    columns: ["word", "times", "after how many different words"],
    rows: [followers.bound, followers.free].map {
      [$0.word, $0.count, $0.predecessors]
    })
}

/// How often each word of a small text occurs, and after how many different
/// ones.
func smallTable(_ words: [String]) -> Table {
  let different = words.reduce(into: [String]()) { seen, word in
    if !seen.contains(word) { seen.append(word) }
  }
  return Table(
    columns: ["word", "times", "after how many different words"],
    rows: different.map { word in
      let before = zip(words, words.dropFirst()).filter { $1 == word }.map(\.0)
      return [word, words.count { $0 == word }, Set(before).count]
    })
}

/// Perplexities side by side and in bits, the grammar's own at the end if it is
/// known.
func comparisonTable(
  _ models: [(name: String, perplexity: Float)], floor: Float?
) -> Table {
  let grammar = floor.map { [(name: "the grammar itself", perplexity: $0)] }
  return Table(
    columns: ["model", "test perplexity", "bits a word"],
    rows: (models + (grammar ?? [])).map {
      [$0.name, $0.perplexity, bits($0.perplexity)]
    }, decimals: 2)
}
