import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

/// The two networks of word2vec, what each is asked, and what the town's stories would answer.
func questionsFigure(seed: UInt64) throws -> Figure {
  let corpus = try Corpus.load(
    "harbor", seed: seed, words: 200_000, limit: 2_000, fewest: 300)
  return Figure(
    Stack([
      cbowDiagram(Answers(in: corpus) { $0[0] == "every" && $0[2] == "the" }),
      skipGramDiagram(Answers(in: corpus) { $0[1] == "monday" }),
    ]),
    "03-two-questions",
    caption:
      "The two questions of word2vec, with the shapes of what passes. Each network has two matrices, and no more: both boxes W in are one. The answers on the right are counted in the town's stories; a network has to learn them.",
    alternative:
      "Two small networks. CBOW goes from the neighbors to the words that may stand between them, skip-gram from the word to the words that may stand beside it; each answer has a probability"
  )
}

/// What stands in a gap, or beside a word, and how often: the commonest answers.
private struct Answers {
  /// In lines of a word and its share in percent.
  let text: String

  /// The middle words of all windows of three that are `asked` about; of windows around a given word,
  /// its neighbors.
  init(in corpus: Corpus, asked: ([String]) -> Bool) {
    let text = corpus.training.map(corpus.vocabulary.word)
    let windows = (1..<text.count - 1).map { Array(text[$0 - 1...$0 + 1]) }
      .filter(asked)
    let isCenterGiven = Set(windows.map { $0[1] }).count == 1
    var counts: [String: Int] = [:]
    for window in windows {
      for word in isCenterGiven ? [window[0], window[2]] : [window[1]] {
        counts[word, default: 0] += 1
      }
    }
    let total = Float(counts.values.reduce(0, +))
    let best = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(4)
    self.text =
      best.map {
        "\($0.key) \(format(100 * Float($0.value) / total, decimals: 0))%"
      }.joined(separator: "\n") + "\n…"
  }
}

/// CBOW: from the neighbors to the word between them.
private func cbowDiagram(_ answers: Answers) -> Diagram {
  Diagram(
    title: "CBOW: which word stands in  every ▢ the ?",
    nodes: [
      .text("every", at: (0, 0)), .text("the", at: (0, 3.4)),
      .box("W in\n(V, D)", at: (0, 1), name: "first"),
      .box("W in\n(V, D)", at: (0, 2.4), name: "second"),
      .circle("mean", at: (76, 1.7)),
      .box("W out\n(D, V)", at: (168, 1.7), name: "W out"),
      .box("softmax", at: (268, 1.7)),
      .text(answers.text, at: (370, 1.7), name: "answers"),
    ],
    arrows: [
      .arrow("every", to: "first"), .arrow("the", to: "second"),
      .arrow("first", to: "mean"), .arrow("second", to: "mean"),
      .arrow("mean", to: "W out", label: "h\n(1, D)"),
      .arrow("W out", to: "softmax", label: "s\n(1, V)"),
      .arrow("softmax", to: "answers", label: "p"),
    ], columnWidth: 1, rowHeight: 50)
}

/// Skip-gram: from the word to its neighbors.
private func skipGramDiagram(_ answers: Answers) -> Diagram {
  Diagram(
    title: "skip-gram: which words stand beside  monday ?",
    nodes: [
      .text("monday", at: (0, 0)),
      .box("W in\n(V, D)", at: (78, 0), name: "W in"),
      .box("W out\n(D, V)", at: (176, 0), name: "W out"),
      .box("softmax", at: (278, 0)),
      .text(answers.text, at: (368, 0), name: "answers"),
    ],
    arrows: [
      .arrow("monday", to: "W in"),
      .arrow("W in", to: "W out", label: "h\n(1, D)"),
      .arrow("W out", to: "softmax", label: "s\n(1, V)"),
      .arrow("softmax", to: "answers", label: "p"),
    ], columnWidth: 1)
}

/// The simplest CBOW on a small vocabulary, with the words on its units and a bag that goes in.
func networkFigure(_ vocabulary: Vocabulary, bag: Tensor) -> Figure {
  let words = vocabulary.words
  let inputs = zip(words, bag.row(0).values).map { word, share in
    "\(word)  \(format(share, decimals: share == 0 ? 0 : 1))"
  }
  return Figure(
    NetworkDiagram(
      layers: [("x", words.count), ("h", 5), ("s", words.count)],
      weights: ["W in (7, 5)", "W out (5, 7)"], inputs: inputs, outputs: words),
    "03-network",
    caption:
      "The simplest CBOW: a bag x of two neighbors goes in, five hidden numbers h, a score in s for each of the seven words. Every line is a number of one of the two matrices.",
    alternative:
      "A network with three columns of 7, 5 and 7 units, the first and last with the sentence's words beside them; each unit is tied to all of the next column"
  )
}

/// The way of values and gradients through the simplest CBOW, for one question.
func backwardFigure(_ vocabulary: Vocabulary, context: [Int], answer: Int)
  -> Figure
{
  let (first, second) = (
    vocabulary.word(context[0]), vocabulary.word(context[1])
  )
  return Figure(
    Diagram(
      nodes: [
        .box("row of\n\(first)", at: (0, 0), name: "first", note: "W in"),
        .box("row of\n\(second)", at: (0, 1), name: "second", note: "W in"),
        .circle("mean", at: (1.25, 0.5)),
        .box("W out", at: (2.35, 0.5), note: "dW out\n= hᵀ ds"),
        .box(
          "softmax,\ncross\nentropy\nwith \(vocabulary.word(answer))",
          at: (3.62, 0.5), name: "loss"), .text("L", at: (4.55, 0.5)),
      ],
      arrows: [
        .arrow("first", to: "mean", forward: "v", backward: "dh / 2"),
        .arrow("second", to: "mean", forward: "v", backward: "dh / 2"),
        .arrow("mean", to: "W out", forward: "h", backward: "dh"),
        .arrow("W out", to: "loss", forward: "s", backward: "p − t"),
        .arrow("loss", to: "L", forward: "L", backward: "1"),
      ], columnWidth: 85, rowHeight: 100),
    "03-backward",
    caption:
      "One question of CBOW. Values go forward in blue; gradients come back in orange, and at the mean each of the two rows gets half of dh. No other row of W in has a gradient.",
    alternative:
      "The rows of two neighbors go into a mean, then through a matrix and a softmax to the loss; gradients go back the same way and part in two halves at the mean"
  )
}

/// The losses of two small networks, epoch by epoch, and the floor of each.
func smallLossesFigure(
  cbow: [Float], _ cbowFloor: Float, skipGram: [Float], _ skipFloor: Float,
  words: Int
) -> Figure {
  let epochs = Array(1...cbow.count)
  return Figure(
    LineChart(
      x: Axis("epoch"), y: Axis("loss", range: 0...2.4),
      series: [
        Series("CBOW", x: epochs, y: cbow),
        Series("skip-gram", x: epochs, y: skipGram),
      ],
      references: [
        .horizontal(log(Float(words)), "log 7: knows nothing"),
        .horizontal(cbowFloor, "lowest for CBOW"),
        .horizontal(skipFloor, "lowest for skip-gram"),
      ]),
    "03-small-losses",
    caption:
      "Two networks of equal size on one sentence. Each comes down to the floor of its own question.",
    alternative:
      "Two falling curves that start near the logarithm of 7 and level off at two different floors"
  )
}

/// How probable each word is as a neighbor of some words: counted, and as a network predicts.
func smallTableFigure(
  _ counted: Tensor, _ predicted: Tensor, of words: [Int],
  _ vocabulary: Vocabulary
) -> Figure {
  func map(_ title: String, _ shares: Tensor) -> HeatMap {
    HeatMap(
      title: title, rows: vocabulary.words(at: words),
      columns: vocabulary.words, values: words.map { shares.row($0).values },
      range: 0...1, decimals: 2)
  }
  return Figure(
    Panels(
      columns: 1,
      [map("counted", counted), map("predicted by skip-gram", predicted)],
      panelHeight: 240),
    "03-small-table",
    caption:
      "How probable each neighbor (column) is for each word (row). Above, counted; below, what the network predicts.",
    alternative:
      "Two heat maps of five rows and seven columns that look the same"
  )
}

/// The losses on the harbor stories, as means over many batches.
func lossesFigure(_ cbow: [Float], _ skipGram: [Float], words: Int) -> Figure {
  let span = min(50, max(cbow.count / 8, 1))
  let read = (0..<cbow.count / span).map {
    Float($0 * span) * 0.2 + Float(span) / 10
  }
  return Figure(
    LineChart(
      x: Axis("windows seen, in thousands"), y: Axis("loss", range: 0...8),
      series: [
        Series("CBOW", x: read, y: smoothed(cbow, span: span)),
        Series("skip-gram", x: read, y: smoothed(skipGram, span: span)),
      ],
      references: [
        .horizontal(log(Float(words)), "log \(words): knows nothing")
      ]),
    "03-losses",
    caption:
      "The losses on the harbor stories, means over \(span) batches. A word is far easier to guess from its six neighbors than a neighbor from one word.",
    alternative:
      "Two falling curves; that of CBOW ends far below that of skip-gram"
  )
}

/// What was counted and what was learned, for some of the pairs; nil if there
/// are none.
func pmiFigure(_ counted: [Float], _ learned: [Float]) -> Figure? {
  if counted.isEmpty { return nil }
  let step = max(counted.count / 600, 1)
  let shown = stride(from: 0, to: counted.count, by: step)
  return Figure(
    ScatterChart(
      x: Axis("counted PMI, in bits"),
      y: Axis("skip-gram's v · u − log Z − log P(c), in bits"),
      points: [
        Points(
          "pairs of words", x: shown.map { counted[$0] },
          y: shown.map { learned[$0] })
      ], diagonal: "y = x", height: 400),
    "03-pmi",
    caption:
      "What was counted and what was learned, for some of the pairs that meet at least five times.",
    alternative:
      "Points close along the line y = x from the lower left to the upper right"
  )
}
