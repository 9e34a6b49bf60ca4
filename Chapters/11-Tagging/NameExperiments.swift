import Ground
import Harbor
import Language
import Literate
import Networks
import Tensors

// Names in the harbor's sentences, found by taggers (11.6 to 11.10).

/// Sentences to learn from and others to be asked about.
struct NameTrial {
  /// O, and B and I of each kind.
  let tags: [String]
  let training: [HarborTagged]
  let exam: [HarborTagged]
  /// The words of the training sentences.
  let known: Set<String>

  init(_ harbor: Harbor, training: Int, exam: Int) {
    tags = ["O"] + Harbor.nameKinds.flatMap { ["B-\($0)", "I-\($0)"] }
    self.training = harbor.taggedSentences(training)
    self.exam = harbor.taggedSentences(exam, stream: "exam")
    known = Set(self.training.flatMap(\.words))
  }

  var rows: [TaggedRow] { training.map(row) }

  func row(_ sentence: HarborTagged) -> TaggedRow {
    TaggedRow(
      words: sentence.words,
      tags: sentence.nameTags.map { tags.firstIndex(of: $0)! })
  }

  /// Whether the name has a word that no training sentence has.
  func isNew(_ name: HarborTagged.Name, in sentence: HarborTagged) -> Bool {
    name.range.contains { !known.contains(sentence.words[$0]) }
  }

  /// What a tagger says of the exam.
  func guesses(of network: TagNetwork, steps: LinearChainCRF? = nil)
    -> [[String]]
  {
    network.guesses(exam.map(\.words), steps: steps).map { row in
      row.map { tags[$0] }
    }
  }

  /// Each word's commonest tag in training, O for words that it lacks.
  var commonest: [[String]] {
    var counts: [String: [String: Int]] = [:]
    for sentence in training {
      for (word, tag) in zip(sentence.words, sentence.nameTags) {
        counts[word, default: [:]][tag, default: 0] += 1
      }
    }
    let best = counts.mapValues { counts in
      counts.min { ($1.value, $0.key) < ($0.value, $1.key) }!.key
    }
    return exam.map { $0.words.map { best[$0] ?? "O" } }
  }

  /// A tagger for each seed.
  func networks(_ plan: TagPlan, seeds: [UInt64]) throws -> [TagNetwork] {
    try seeds.map {
      try .trained(on: rows, tags: tags.count, plan, seed: $0)
    }
  }
}

/// How many of the names are found: kind, beginning and end.
struct NameMarks {
  /// Percent of the names whose words are all known, and of the others.
  var known, new: Float
  /// Percent of the names that begin a sentence.
  var opening: Float
  /// Percent of the pieces found at the beginning of a sentence that are wrong.
  var openingAstray: Float
  /// Of exact spans, in percent.
  var precision, recall, f1: Float
  /// Percent of right tags.
  var accuracy: Float
  /// How often an I stands where none can.
  var strays: Int

  init(_ guesses: [[String]], _ trial: NameTrial) throws {
    var (found, all): ([Int], [Int]) = ([0, 0], [0, 0])
    var (firstFound, firstThere, firstGuesses) = (0, 0, 0)
    var (right, words) = (0, 0)
    strays = 0
    for (guess, sentence) in zip(guesses, trial.exam) {
      let spans = try EntitySpans(tags: guess)
      strays += spans.repaired.count
      firstGuesses += spans.spans.count { $0.range.lowerBound == 0 }
      for name in sentence.names {
        let side = trial.isNew(name, in: sentence) ? 1 : 0
        let isFound = spans.spans.contains(
          EntitySpans.Span(name.kind, name.range))
        all[side] += 1
        if isFound { found[side] += 1 }
        if name.range.lowerBound == 0 {
          firstThere += 1
          if isFound { firstFound += 1 }
        }
      }
      right += zip(guess, sentence.nameTags).count { $0 == $1 }
      words += guess.count
    }
    let score = try EntitySpans.score(
      truth: trial.exam.map(\.nameTags), guesses: guesses)
    (precision, recall, f1) = (
      100 * score.precision, 100 * score.recall, 100 * score.f1
    )
    opening = Float(100 * firstFound) / Float(max(firstThere, 1))
    openingAstray =
      Float(100 * (firstGuesses - firstFound)) / Float(max(firstGuesses, 1))
    known = Float(100 * found[0]) / Float(max(all[0], 1))
    new = Float(100 * found[1]) / Float(max(all[1], 1))
    accuracy = Float(100 * right) / Float(max(words, 1))
  }
}

/// Mean and spread of some runs, as `93.1 ± 0.4`; of one run only the number.
func spread(_ values: [Float], decimals: Int = 1) -> String {
  let mean = values.reduce(0, +) / Float(values.count)
  let text = format(mean, decimals: decimals)
  guard values.count > 1 else { return text }
  let half = (values.max()! - values.min()!) / 2
  return "\(text) ± \(format(half, decimals: decimals))"
}

func mean(_ values: [Float]) -> Float {
  values.reduce(0, +) / Float(values.count)
}

/// Names found by several taggers, those with new words apart.
func foundTable(_ taggers: [(name: String, runs: [NameMarks])]) -> Table {
  Table(
    columns: ["names found, %", "all words known", "a word is new"],
    rows: taggers.map {
      [$0.name, spread($0.runs.map(\.known)), spread($0.runs.map(\.new))]
    })
}

extension NameTrial {
  /// Sentences with the tags that a tagger gives to their words, all but O.
  func readings(of sentences: [String], by network: TagNetwork) -> String {
    let rows = sentences.map { $0.split(separator: " ").map(String.init) }
    return zip(rows, network.guesses(rows)).map { words, numbers in
      zip(words, numbers).map { word, number in
        number == 0 ? word : "\(word)/\(tags[number])"
      }.joined(separator: " ")
    }.joined(separator: "\n")
  }
}

// MARK: - Rows that don't add up

extension NameTrial {
  /// Percent of the exam's names that have a word which training lacks.
  var newShare: Float {
    let all = exam.flatMap { sentence in
      sentence.names.map { isNew($0, in: sentence) }
    }
    return Float(100 * all.count { $0 }) / Float(max(all.count, 1))
  }

  /// The share of right tags if each name of the exam were found with a word too many.
  var rightWithOneMore: Float {
    let names = exam.reduce(0) { $0 + $1.names.count }
    return 1 - Float(names) / Float(exam.reduce(0) { $0 + $1.words.count })
  }

  /// A CRF that has learned nothing but which tags can stand side by side.
  var possibleSteps: LinearChainCRF {
    let crf = LinearChainCRF(tags: tags.count)
    for (j, tag) in tags.enumerated() where tag.hasPrefix("I-") {
      let kind = tag.dropFirst(2)
      crf.first.value[j] = -1000
      for (i, before) in tags.enumerated()
      where before == "O" || before.dropFirst(2) != kind {
        crf.transitions.value[i, j] = -1000
      }
    }
    return crf
  }

  /// What a CRF gives on average for a step that can't be.
  func impossibleScore(_ crf: LinearChainCRF) -> Float {
    let forbidden = possibleSteps.transitions.value.values
    let scores = zip(forbidden, crf.transitions.value.values)
      .filter { $0.0 < 0 }.map(\.1)
    return mean(scores)
  }

  /// The row with O for every piece that begins with an I.
  static func withoutStrays(_ tags: [String]) -> [String] {
    var result = tags
    for t in tags.indices where tags[t].hasPrefix("I-") {
      let kind = tags[t].dropFirst(2)
      let before = t == 0 ? "O" : result[t - 1]
      if before == "O" || before.dropFirst(2) != kind { result[t] = "O" }
    }
    return result
  }
}

/// Rows that can't be, and what becomes of the names.
func strayTable(_ taggers: [(name: String, runs: [NameMarks])]) -> Table {
  Table(
    columns: [
      "", "stray I", "known words, %", "a new word, %", "F1 of all, %",
    ],
    rows: taggers.map {
      [
        $0.name, spread($0.runs.map { Float($0.strays) }, decimals: 0),
        spread($0.runs.map(\.known)), spread($0.runs.map(\.new)),
        spread($0.runs.map(\.f1)),
      ]
    })
}

/// Right tags beside right names.
func wholeTable(_ taggers: [(name: String, runs: [NameMarks])]) -> Table {
  Table(
    columns: ["%", "right tags", "precision", "recall", "F1"],
    rows: taggers.map { row in
      let recall = row.runs.map { run in run.recall }
      return [
        row.name, spread(row.runs.map(\.accuracy)),
        spread(row.runs.map(\.precision)), spread(recall),
        spread(row.runs.map(\.f1)),
      ]
    })
}
