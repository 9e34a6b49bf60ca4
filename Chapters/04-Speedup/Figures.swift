import Literate
import Tensors

/// Four ids go in, four rows come out; one row is read twice.
func lookupFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("say: 0", at: (0, 0), name: "say"),
        .text("goodbye: 2", at: (0, 1), name: "goodbye"),
        .text("i: 4", at: (0, 2), name: "i"),
        .text("say: 0", at: (0, 3), name: "say again"),
        .box("row 0 of W", at: (1.7, 0.4), name: "row 0"),
        .box("row 2 of W", at: (1.7, 1.5), name: "row 2"),
        .box("row 4 of W", at: (1.7, 2.6), name: "row 4"),
        .box("row 0 of y", at: (3.6, 0), name: "y0"),
        .box("row 1 of y", at: (3.6, 1), name: "y1"),
        .box("row 2 of y", at: (3.6, 2), name: "y2"),
        .box("row 3 of y", at: (3.6, 3), name: "y3"),
      ],
      arrows: [
        .arrow("say", to: "row 0"), .arrow("say again", to: "row 0"),
        .arrow("goodbye", to: "row 2"), .arrow("i", to: "row 4"),
        .arrow("row 0", to: "y0", backward: "dy 0"),
        .arrow("row 2", to: "y1"), .arrow("row 4", to: "y2"),
        .arrow("row 0", to: "y3", backward: "dy 3"),
      ], columnWidth: 102, rowHeight: 64),
    "04-lookup",
    caption:
      "An embedding of four ids. Row 0 is read twice, so two gradients come back to it.",
    alternative:
      "Four words with their ids at the left point to three rows of W, which point to four rows of y at the right; row 0 of W is reached by two words and leads to two rows of y"
  )
}

/// One target of CBOW with negative sampling.
func questionsFigure() -> Figure {
  let asked = ["say", "hello", "and", "i"]
  return Figure(
    Diagram(
      nodes: [
        .text("you", at: (0, 1)), .text("goodbye", at: (0, 2)),
        .box("row\nof W", at: (81, 1), name: "first"),
        .box("row\nof W", at: (81, 2), name: "second"),
        .circle("mean", at: (152, 1.5)),
      ]
        + asked.enumerated().flatMap { k, word -> [Diagram.Node] in
          [
            .box("u of\n\(word)", at: (256, Double(k)), name: "u\(k)"),
            .circle("σ", at: (332, Double(k)), name: "σ\(k)"),
            .text(
              k == 0 ? "t = 1" : "t = 0", at: (394, Double(k)), name: "t\(k)"),
          ]
        },
      arrows: [
        .arrow("you", to: "first"), .arrow("goodbye", to: "second"),
        .arrow("first", to: "mean"), .arrow("second", to: "mean"),
      ]
        + asked.indices.flatMap { k -> [Diagram.Arrow] in
          [
            .arrow("mean", to: "u\(k)", label: k == 0 ? "h (D)" : ""),
            .arrow("u\(k)", to: "σ\(k)", label: "s"),
            .arrow("σ\(k)", to: "t\(k)"),
          ]
        }, columnWidth: 1, rowHeight: 64),
    "04-questions",
    caption:
      "One target of CBOW: the neighbors' mean h is asked about the right word, say, whose answer is 1, and about three negatives, whose answer is 0.",
    alternative:
      "Two words with their rows go into a mean, h; from there arrows lead to four rows u, each to a sigmoid, and to the answers 1, 0, 0 and 0"
  )
}

/// Huffman's tree of the seven words.
func treeFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .circle("0", at: (3, 0), note: "8 words"),
        .circle("1", at: (1.45, 1), note: "4"),
        .circle("2", at: (4.75, 1), note: "4"),
        .circle("3", at: (0.5, 2), note: "2"),
        .circle("4", at: (2.4, 2), note: "2"),
        .circle("5", at: (4.05, 2), note: "2"),
        .text("say", at: (5.4, 2)),
        .text("you", at: (0, 3)), .text("goodbye", at: (1, 3)),
        .text("and", at: (2, 3)), .text("i", at: (2.8, 3)),
        .text("hello", at: (3.6, 3)), .text(".", at: (4.5, 3)),
      ],
      arrows: [
        .arrow("0", to: "1", label: "left"),
        .arrow("0", to: "2", label: "right"),
        .arrow("1", to: "3"), .arrow("1", to: "4"),
        .arrow("2", to: "5"), .arrow("2", to: "say"),
        .arrow("3", to: "you"), .arrow("3", to: "goodbye"),
        .arrow("4", to: "and"), .arrow("4", to: "i"),
        .arrow("5", to: "hello"), .arrow("5", to: "."),
      ], columnWidth: 76, rowHeight: 70),
    "04-tree",
    caption:
      "Huffman's tree of the seven words, its nodes numbered from the root, with the count of all words below each. To hello it's right, left, left.",
    alternative:
      "A binary tree with seven words as leaves: say hangs two steps from the root, six other words three"
  )
}

/// What a window of two sees, before and after subsampling.
func windowFigure() -> Figure {
  let all = ["the", "fisherman", "of", "the", "harbor", "mended", "the", "net"]
  let kept = ["fisherman", "harbor", "mended", "net"]
  func row(_ words: [String], _ places: [Double], _ y: Double) -> [Diagram.Node]
  {
    words.indices.map { i in
      words[i] == "mended"
        ? .box(words[i], at: (places[i], y), name: "\(y) \(i)")
        : .text(words[i], at: (places[i], y), name: "\(y) \(i)")
    }
  }
  // In pixels: each word is as far from its neighbors as its letters need.
  let places = [0.0, 60, 116, 158, 206, 279, 341, 379]
  return Figure(
    Diagram(
      nodes: row(all, places, 0) + row(kept, [60, 206, 279, 379], 1.2),
      arrows: [],
      groups: [
        .group("all words", around: (3...7).map { "0.0 \($0)" }),
        .group("subsampled", around: (0...3).map { "1.2 \($0)" }),
      ], columnWidth: 1, rowHeight: 70),
    "04-window",
    caption:
      "What a window of two words on each side sees around mended. Above, half of it is the word the.",
    alternative:
      "A sentence of eight words with a frame around mended and four neighbors; below it the four words that are left, all within the frame"
  )
}

/// The pace of each rung of the ladder, in a town of so many words and on a newspaper.
func ladderFigure(_ ladder: Ladder, words: Int) -> Figure {
  let heights = Rung.all.indices.map { Double(Rung.all.count - $0) }
  var y = Axis.unmarked
  y.range = 0.3...Double(Rung.all.count) + 0.7
  return Figure(
    ScatterChart(
      x: Axis("words a second", .logarithmic, range: 50...1e8), y: y,
      points: [
        Points(
          "a town, V = \(words)", x: ladder.paces, y: heights,
          labels: Rung.all.map(\.name)),
        Points("a newspaper, V = 10,000", x: ladder.newsPaces, y: heights),
      ], height: 360),
    "04-ladder",
    caption:
      "The pace of CBOW, rung by rung: each mark of the axis is ten times the one before. Rungs 1 to 5 are of the algorithm, in plain loops on one thread; 6 to 8 are of the machine.",
    alternative:
      "Eight pairs of dots on a logarithmic axis, from hundreds of words a second at the top to millions at the bottom; the largest step is negative sampling"
  )
}

/// Words where t-SNE puts them, by class.
func mapFigure(
  _ places: Tensor, labels: [String], classes: ArraySlice<WordClass>,
  isHarbor: Bool
) -> Figure {
  let classOf = classesOfWords(classes)
  return Figure(
    ScatterChart(
      x: .unmarked, y: .unmarked,
      points: classes.map { one in
        let rows = labels.indices.filter { classOf[labels[$0]] == one.name }
        return Points(
          one.name, x: rows.map { places[$0, 0] },
          y: rows.map { places[$0, 1] }, labels: rows.map { labels[$0] })
      }, height: 560),
    "04-map",
    caption:
      "Words of the \(isHarbor ? "harbor" : "text, by their ranks in frequency,") by t-SNE. What lies on one island is alike.",
    alternative:
      "A map of words by class: boats, animals, fish and professions each on an island, rooms beside places"
  )
}
