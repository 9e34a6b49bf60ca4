import Ground
import Harbor
import Language
import Literate
import Networks
import Tensors

// MARK: - Tags of words

/// Of the sentences that a harbor tells, one with names of two kinds that isn't
/// too long to draw.
func shownSentence(of harbor: Harbor) -> HarborTagged {
  harbor.taggedSentences(3_000, stream: "picture").first { sentence in
    sentence.words.count == 8 && Set(sentence.names.map(\.kind)).count == 2
      && sentence.names.contains { $0.range.count == 2 }
      && sentence.names.contains { $0.kind == "boat" && $0.range.count == 2 }
      && sentence.words.allSatisfy { $0.count < 9 }
  }!
}

/// A sentence, its parts of speech above it and its names below.
func labelsFigure(_ sentence: HarborTagged) -> Figure {
  let (left, step, line) = (96.0, 71.0, 132.0)
  // The sentence goes on in a second line, at a place where no name is cut.
  let half = sentence.words.count / 2
  let cut = [half, half + 1, half - 1].first { place in
    !sentence.names.contains { $0.range.dropFirst().contains(place) }
  }!
  /// The middle of a word, at the height of its part of speech.
  func place(_ s: Int) -> Point {
    let isFirst = s < cut
    return Point(
      left + step * (Double(isFirst ? s : s - cut) + 0.5),
      isFirst ? 20 : 20 + line)
  }
  let colors = ["person": Color.orange, "boat": .blue, "place": .green]
  let sketch = Sketch(
    "Words with a label above and a label below each",
    width: left + step * Double(max(cut, sentence.words.count - cut)) + 4,
    height: 2 * line
  ) { canvas in
    for top in [20, 20 + line] {
      for (label, y) in [
        ("part of speech", 0.0), ("word", 40), ("name, BIO", 80),
      ] {
        canvas.text(label, at: Point(6, top + y), size: 12)
      }
    }
    for (s, word) in sentence.words.enumerated() {
      let at = place(s)
      let tag = sentence.nameTags[s]
      let color = colors[String(tag.dropFirst(2))]
      canvas.text(
        sentence.partsOfSpeech[s], at: at, anchor: .middle, color: .violet)
      canvas.line(
        [Point(at.x, at.y + 11), Point(at.x, at.y + 26)], color: .ink,
        opacity: 0.6)
      canvas.text(
        word, at: Point(at.x, at.y + 40), anchor: .middle, size: 14, bold: true)
      canvas.line(
        [Point(at.x, at.y + 53), Point(at.x, at.y + 64)], color: .ink,
        opacity: 0.6)
      canvas.text(
        tag, at: Point(at.x, at.y + 80), anchor: .middle, color: color ?? .ink)
    }
    for name in sentence.names {
      let first = place(name.range.lowerBound)
      canvas.rectangle(
        Box(
          x: first.x - step / 2 + 4, y: first.y + 65,
          width: step * Double(name.range.count) - 8, height: 30),
        stroke: colors[name.kind], radius: 6)
    }
  }
  return Figure(
    sketch, "11-labels",
    caption:
      "A sentence of the harbor with a label for every word, twice: its part of speech above, and below what it has to do with a name. B- begins a name and I- goes on with it, so a name of two words has two labels.",
    alternative:
      "The words \(sentence.words.joined(separator: " ")) in two lines, above each its part of speech, below each a tag such as \(sentence.nameTags.first { $0 != "O" } ?? "O"); names are framed"
  )
}

/// Every part of speech with words that have mostly this one.
func tagTable(_ harbor: Harbor) -> Table {
  let names = [
    "ADJ": "adjective", "ADP": "preposition", "ADV": "adverb",
    "AUX": "auxiliary verb", "CONJ": "conjunction", "DET": "determiner",
    "NOUN": "noun", "NUM": "numeral", "PART": "particle", "PRON": "pronoun",
    "PROPN": "word of a name", "PUNCT": "punctuation", "VERB": "verb",
  ]
  return Table(
    columns: ["tag", "which is", "for example"],
    rows: Harbor.partsOfSpeech.map { tag in
      let words = Harbor.wordUses.filter {
        $0.partOfSpeech == tag && $0.word != nil
      }
      .sorted { $0.perSentence > $1.perSentence }.prefix(5).map { $0.word! }
      return [tag, names[tag]!, words.joined(separator: " ")]
    })
}

/// How often words have each of their tags.
func countsTable(
  _ counts: [String: [String: Int]], of words: [String]
) -> Table {
  Table(
    columns: ["word", "how often it is what"],
    rows: words.map { word in
      let tags = (counts[word] ?? [:])
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      return [
        word, tags.map { "\($0.key) \($0.value)" }.joined(separator: ", "),
      ]
    })
}

// MARK: - A walk, and its trellis

/// Tags that throw out words.
func walkFigure() -> Figure {
  let tags = ["begin", "DET", "NOUN", "VERB", "ADV", "end"]
  let words = ["that", "cook", "sails", "fast"]
  let columns = [0, 0.8, 1.85, 2.75, 3.65, 4.4]
  var nodes: [Diagram.Node] = []
  var arrows: [Diagram.Arrow] = []
  for (s, tag) in tags.enumerated() {
    nodes.append(
      tag == "begin" || tag == "end"
        ? .text(tag, at: (columns[s], 0), name: "tag \(s)")
        : .circle(tag, at: (columns[s], 0), name: "tag \(s)", color: .violet))
    if s > 0 {
      arrows.append(
        .arrow("tag \(s - 1)", to: "tag \(s)", label: s == 2 ? "p(j | i)" : ""))
    }
  }
  for (s, word) in words.enumerated() {
    nodes.append(.text(word, at: (columns[s + 1], 1), name: "word \(s)"))
    arrows.append(
      .arrow(
        "tag \(s + 1)", to: "word \(s)", label: s == 1 ? "p(w | j)" : ""))
  }
  return Figure(
    Diagram(nodes: nodes, arrows: arrows, columnWidth: 92, rowHeight: 86),
    "11-walk",
    caption:
      "A hidden Markov model. Each tag is drawn given the tag before it, and each word given its tag. Only the words are seen.",
    alternative:
      "Circles DET, NOUN, VERB, ADV in a row between begin and end, an arrow from each to the next, and from each an arrow down to a word: that, cook, sails, fast"
  )
}

/// All tags that the words may have, the best way to each, and the best row.
func trellisFigure(
  _ words: [String], _ chain: Chain, tags: [String]
) -> Figure {
  let best = bestWays(chain)
  let row = viterbi(chain)
  let columns = words.indices.map { s in
    tags.indices.filter { best[s][$0].score > -.infinity }
  }
  let deepest = columns.map(\.count).max()!
  let (left, step, rowHeight) = (34.0, 97.0, 66.0)
  func place(_ s: Int, _ tag: Int) -> Point {
    let column = columns[s]
    let middle = Double(deepest - column.count) / 2
    return Point(
      left + step * Double(s),
      56 + rowHeight * (Double(column.firstIndex(of: tag)!) + middle))
  }
  let width = left * 2 + step * Double(words.count - 1)
  let sketch = Sketch(
    "A trellis of tags over words with the best score at each tag",
    width: width, height: 84 + rowHeight * Double(deepest - 1)
  ) { canvas in
    for (s, word) in words.enumerated() {
      canvas.text(
        word, at: Point(left + step * Double(s), 14), anchor: .middle, size: 14,
        bold: true)
      for tag in columns[s] where s > 0 {
        for before in columns[s - 1] {
          let isBest = best[s][tag].from == before
          let isRow = isBest && row[s] == tag && row[s - 1] == before
          let (from, to) = (place(s - 1, before), place(s, tag))
          canvas.line(
            [Point(from.x + 28, from.y), Point(to.x - 28, to.y)],
            color: isRow ? .orange : isBest ? .blue : .ink,
            width: isRow ? 3.5 : isBest ? 1.8 : 1, dash: isBest ? nil : "3 5",
            opacity: isBest ? 1 : 0.6)
        }
      }
    }
    for s in words.indices {
      for tag in columns[s] {
        let (at, isRow) = (place(s, tag), row[s] == tag)
        canvas.rectangle(
          Box(x: at.x - 28, y: at.y - 20, width: 56, height: 40),
          stroke: isRow ? .orange : .blue, width: isRow ? 2.5 : 1.2, radius: 8)
        canvas.text(
          tags[tag], at: Point(at.x, at.y - 8), anchor: .middle, bold: isRow)
        canvas.text(
          format(best[s][tag].score, decimals: 1).replacing("-", with: "−"),
          at: Point(at.x, at.y + 9), anchor: .middle)
      }
    }
  }
  return Figure(
    sketch, "11-trellis",
    caption:
      "Viterbi at work. In each box the score of the best way to that tag, from the beginning on, and the line to where that way came from; dashed are the ways that lost. The best row (orange) is found from its end: the last box has one line to its left, and so has each before it.",
    alternative:
      "A trellis: for each word of \(words.joined(separator: " ")) a column of tags with a score, joined by lines; one path is orange"
  )
}

/// For each place and tag the score of the best way to it and the tag before.
private func bestWays(_ chain: Chain) -> [[(score: Float, from: Int)]] {
  var ways: [[(score: Float, from: Int)]] = [[(0, 0)]]
  for table in chain.dropLast() {
    let before = ways.last!
    ways.append(
      table[0].indices.map { j in
        let i = before.indices.max {
          before[$0].score + table[$0][j] < before[$1].score + table[$1][j]
        }!
        return (before[i].score + table[i][j], i)
      })
  }
  return Array(ways.dropFirst())
}

/// The likeliest rows of a chain.
func bestRowsTable(_ rows: [[Int]], _ chain: Chain) -> Table {
  let sum = logSum(rows.map { score($0, chain) })
  let best = rows.sorted { score($0, chain) > score($1, chain) }.prefix(4)
  return Table(
    columns: ["the best rows", "score", "share of all, %"],
    rows: best.map { row in
      [
        row.map { tags[$0] }.joined(separator: " "),
        format(score(row, chain), decimals: 2),
        format(100 * exp(score(row, chain) - sum), decimals: 1),
      ]
    })
}

/// How likely each tag is for each word.
func marginalsTable(_ words: [String], _ p: [[Float]]) -> Table {
  Table(
    columns: ["word", "how likely it is what, %"],
    rows: zip(words, p).map { word, p in
      let shown = p.indices.filter { p[$0] > 0.0005 }
        .sorted { p[$0] > p[$1] }
      return [
        word,
        shown.map { "\(tags[$0]) \(format(100 * p[$0], decimals: 1))" }
          .joined(separator: ", "),
      ]
    })
}

// MARK: - Words never seen

/// Sentences of the test that have unknown words which are no names.
func unknownExamples(
  in sentences: [HarborTagged], known: Set<String>
) -> String {
  let found = sentences.filter { sentence in
    sentence.words.count < 10
      && zip(sentence.words, sentence.partsOfSpeech).contains {
        !known.contains($0) && $1 != "PROPN"
      }
  }
  return found.prefix(3).map { $0.words.joined(separator: " ") }
    .joined(separator: "\n")
}

/// Unknown words, one for each part of speech, and what their endings say.
func endingsTable(
  _ found: [(word: String, tag: String)], _ endings: [String: [Float]]
) -> Table {
  var seen: Set<String> = []
  let examples = found.filter { seen.insert($0.tag).inserted }
  return Table(
    columns: ["unknown word", "it is", "by its ending, %"],
    rows: examples.map { word, tag in
      let p = byEnding(word, endings)
      let best = p.indices.sorted { p[$0] > p[$1] }.prefix(3)
      return [
        word, tag,
        best.map { "\(tags[$0]) \(format(100 * p[$0], decimals: 0))" }
          .joined(separator: ", "),
      ]
    })
}

// MARK: - Three models

/// What depends on what in the three models of this half.
func modelsFigure() -> Figure {
  func diagram(
    _ title: String, tags tagArrow: (String, String) -> [Diagram.Arrow],
    word: (Int) -> [Diagram.Arrow]
  ) -> Diagram {
    var nodes: [Diagram.Node] = []
    var arrows: [Diagram.Arrow] = []
    for s in 0..<3 {
      nodes += [
        .circle(
          "t\(subscripts[s])", at: (Double(s), 0), name: "t\(s)", color: .violet
        )
      ]
      if s > 0 { arrows += tagArrow("t\(s - 1)", "t\(s)") }
      arrows += word(s)
    }
    nodes +=
      title.hasPrefix("HMM")
      ? (0..<3).map {
        .circle("w\(subscripts[$0])", at: (Double($0), 1), name: "w\($0)")
      } : [.box("all words w", at: (1, 1), name: "w")]
    return Diagram(
      title: title, nodes: nodes, arrows: arrows, columnWidth: 100,
      rowHeight: 72)
  }
  return Figure(
    Stack([
      diagram("HMM: p(w, t)") {
        [.arrow($0, to: $1)]
      } word: {
        [.arrow("t\($0)", to: "w\($0)")]
      },
      diagram("MEMM: p(t | w) by steps") {
        [.arrow($0, to: $1)]
      } word: {
        [.arrow("w", to: "t\($0)")]
      },
      diagram("CRF: p(t | w) by rows") {
        [.arrow($0, to: $1), .arrow($1, to: $0)]
      } word: {
        [.arrow("w", to: "t\($0)"), .arrow("t\($0)", to: "w")]
      },
    ]),
    "11-models",
    caption:
      "Three models of one chain. In the hidden Markov model tags make the words. In the other two the words are given and speak for or against tags. All arrows into one word or tag make one probability together, of what they point to; where they point both ways there is only a score, and one softmax over whole rows.",
    alternative:
      "Three small graphs of three tags in a row: arrows from tags to words; arrows from all words to each tag and from tag to tag; the same with arrows in both directions"
  )
}

private let subscripts = ["₁", "₂", "₃"]

/// Known and unknown words, model by model.
func trialFigure(_ trials: [TaggerTrial]) -> Figure {
  let models = Array(TaggerTrial.names.prefix(5))
  func mean(_ value: (TaggerTrial) -> [Float]) -> [Float] {
    models.indices.map { m in
      trials.map { value($0)[m] }.reduce(0, +) / Float(trials.count)
    }
  }
  return Figure(
    BarChart(
      categories: models, value: Axis("wrong tags, %"),
      bars: [
        Bars("known words", mean { $0.all.map { 100 - $0.known } }),
        Bars("unknown words", mean { $0.all.map { 100 - $0.unknown } }),
      ], decimals: 1, height: 300),
    "11-taggers",
    caption:
      "What five taggers get wrong, of known and of unknown words; mean of three seeds. Endings take away most of the errors on unknown words.",
    alternative:
      "Bars for each of five taggers; errors on known words fall from left to right, those on unknown words most where endings come in"
  )
}
