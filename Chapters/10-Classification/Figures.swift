import Ground
import Harbor
import Language
import Literate
import Tensors

/// A review on its way to a class: features, a layer, a softmax.
func classifierFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("it was\nnot dull\nat all .", at: (0, 0), name: "text"),
        .box(
          "not  1\ndull  1\nnot dull  1\n…  0", at: (0.88, 0), name: "features",
          note: "features (1, V)"),
        .box("x W + b", at: (1.85, 0), name: "layer", note: "(V, C), (C)"),
        .box("softmax", at: (2.75, 0), note: "(1, C)"),
        .text("bad p₀\ngood p₁", at: (3.58, 0), name: "classes"),
      ],
      arrows: [
        .arrow("text", to: "features"),
        .arrow("features", to: "layer", label: "x"),
        .arrow("layer", to: "softmax", label: "s"),
        .arrow("softmax", to: "classes", label: "p"),
      ], columnWidth: 108, rowHeight: 80),
    "10-classifier",
    caption:
      "A text goes in, and a probability for each of C classes comes out. In the first half of this chapter features are counts of words and of pairs of words, and the sections differ in where the numbers W come from. In the second half the features are learned too.",
    alternative:
      "A row of boxes: the text it was not dull at all, then counts of features such as not dull, then x W + b, then softmax, then the two classes bad and good with their probabilities"
  )
}

/// The bags of four tiny reviews.
func bagsFigure(
  _ texts: [[String]], _ features: TextFeatures, _ x: SparseMatrix
)
  -> Figure
{
  Figure(
    HeatMap(
      rows: texts.map { $0.joined(separator: " ") }, columns: features.names,
      values: (0..<x.rows).map { x.dense.row($0).values }, measure: "count",
      height: 200),
    "10-bags",
    caption:
      "Four reviews as bags of words: x, (N, V) = (4, 5). A row is a text, a column a word.",
    alternative:
      "A grid of four rows, one for each review, and five columns, one for each word, with counts of 0, 1 and 2"
  )
}

/// The way of values and gradients through the classifier on a mean of vectors.
func meanFigure() -> Figure {
  let words = ["dull", "dull", "meal"]
  return Figure(
    Diagram(
      nodes: words.indices.map { i in
        .box(
          words[i], at: (0, Double(i) * 0.9), name: "word \(i)",
          note: i == 2 ? "rows of E, (1, D)" : "")
      } + [
        .circle("mean", at: (1.2, 0.9)),
        .box("h U + b", at: (2.11, 0.9), name: "layer", note: "dU = hᵀ ds"),
        .box(
          "softmax,\ncross\nentropy\nwith bad", at: (3.2, 0.9), name: "loss"),
        .text("L", at: (3.92, 0.9)),
      ],
      arrows: words.indices.map { i in
        .arrow(
          "word \(i)", to: "mean", forward: i == 1 ? "E" : " ",
          backward: i == 1 ? "dh / 3" : " ")
      } + [
        .arrow("mean", to: "layer", forward: "h", backward: "dh"),
        .arrow("layer", to: "loss", forward: "s", backward: "p − t"),
        .arrow("loss", to: "L", forward: "L", backward: "1"),
      ], columnWidth: 100, rowHeight: 80),
    "10-mean",
    caption:
      "The classifier on a mean of vectors reads “dull dull meal”. Values go forward in blue, gradients come back in orange; each of the three gets a third of dh, and since two of them are one row of E, that row gets two thirds.",
    alternative:
      "Three boxes, dull, dull and meal, go into a mean, then through an affine layer and a softmax to the loss; gradients go back the same way"
  )
}

/// Reviews with both of their labels.
func reviewsTable(_ reviews: ArraySlice<HarborReview>) -> Table {
  Table(
    columns: ["review", "sentiment", "topic"],
    rows: reviews.map { review in
      [
        review.words.joined(separator: " "),
        HarborReviews.sentiments[review.sentiment],
        HarborReviews.topics[review.topic],
      ]
    })
}

/// A confusion matrix as a map.
func confusionFigure(_ m: [[Int]], of classes: [String]) -> Figure {
  Figure(
    HeatMap(
      rows: classes, columns: classes, values: m.map { $0.map(Double.init) },
      measure: "reviews", rowTitle: "true", columnTitle: "guessed", width: 420,
      height: 230),
    "10-confusion",
    caption:
      "The confusion matrix of twelve guesses. Recall is read along a row, precision down a column.",
    alternative:
      "A grid of three rows and three columns, inn, meal and boat, with 5, 3 and 1 on its diagonal"
  )
}

/// For each class, the words that most speak for it.
func tellingTable(
  _ words: TextFeatures, sentiments: Linear, topics: Linear
) -> Table {
  func rows(_ model: Linear, _ classes: [String]) -> [[Any]] {
    classes.indices.map { c in
      let own = model.W.columns(c..<c + 1).values
      let others = exp(model.W).sum(axis: 1).values
      let evidence = own.indices.map { w in
        exp(own[w]) * (own[w] - log(others[w] - exp(own[w])))
      }
      let best = evidence.indices.sorted {
        (evidence[$1], $0) < (evidence[$0], $1)
      }.prefix(6)
      return [
        classes[c],
        words.vocabulary.words(at: Array(best)).joined(separator: ", "),
      ]
    }
  }
  return Table(
    columns: ["class", "words that most speak for it"],
    rows: rows(sentiments, HarborReviews.sentiments)
      + rows(topics, HarborReviews.topics))
}

/// The six forms of reviews: how many of these have each, and a short one.
func formsTable(_ reviews: [HarborReview]) -> Table {
  Table(
    columns: ["form", "share, %", "for instance"],
    rows: HarborReview.Form.allCases.map { form in
      let some = reviews.filter { $0.form == form }
      let least = some.map(\.words.count).min()!
      let short = some.first { $0.words.count == least && !$0.isSlip }!
      return [
        form.rawValue, 100 * Float(some.count) / Float(reviews.count),
        short.words.joined(separator: " "),
      ]
    }, decimals: 0)
}

/// The best model against two others: on how many reviews only one of them is right.
func mcNemarTable(
  _ others: [(name: String, counts: (onlyFirst: Int, onlySecond: Int))]
) -> Table {
  Table(
    columns: [
      "Bayes in regression against", "only it is right", "only the other", "p",
    ],
    rows: others.map { other in
      let (a, b) = other.counts
      let p = mcNemar(onlyFirst: a, onlySecond: b)
      return [
        other.name, a, b, p < 0.0001 ? "below 0.0001" : format(p, decimals: 4),
      ]
    })
}
