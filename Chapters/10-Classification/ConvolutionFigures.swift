import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// MARK: - Filters over words

/// A filter of three words on a sentence, its numbers, and the largest of them.
func filterFigure() -> Figure {
  let words = ["it", "was", "not", "dull", "at", "all"]
  let shades: [[Double]] = [
    [0.1, 0.3, 0.1, 0.2, 0.1, 0.3], [0.2, 0.1, 0.2, 0.1, 0.3, 0.1],
    [0.9, 0.2, 0.1, 0.7, 0.2, 0.4], [0.2, 0.8, 0.9, 0.1, 0.6, 0.1],
    [0.1, 0.2, 0.3, 0.1, 0.1, 0.2], [0.3, 0.1, 0.2, 0.2, 0.1, 0.1],
  ]
  let (cell, left, top) = (24.0, 54.0, 34.0)
  let sketch = Sketch(
    "A window of three words slides down a sentence.", width: 440, height: 204
  ) { canvas in
    canvas.text(
      "vectors x (T, D)", at: Point(left + 3 * cell, 14), anchor: .middle)
    for (t, word) in words.enumerated() {
      let y = top + Double(t) * cell
      canvas.text(
        word, at: Point(left - 10, y + cell / 2), anchor: .end, size: 14,
        bold: t == 2 || t == 3)
      for (j, shade) in shades[t].enumerated() {
        canvas.rectangle(
          Box(
            x: left + Double(j) * cell + 1, y: y + 1, width: cell - 2,
            height: cell - 2), fill: .blue, opacity: shade)
      }
    }
    // Where the window stands, and where it goes.
    canvas.rectangle(
      Box(
        x: left - 3, y: top + 2 * cell - 2, width: 6 * cell + 6,
        height: 3 * cell + 4), stroke: .orange, width: 2.5, radius: 3)
    canvas.rectangle(
      Box(
        x: left - 7, y: top - 3, width: 6 * cell + 14, height: 3 * cell + 4),
      stroke: .ink, width: 1, radius: 3, dash: "4 4")
    canvas.text("y (T − 2)", at: Point(298, 14), anchor: .middle)
    let numbers = ["0.1", "0.4", "2.3", "0.2"]
    for (t, number) in numbers.enumerated() {
      let y = top + (Double(t) + 1.5) * cell
      canvas.rectangle(
        Box(x: 276, y: y - 11, width: 44, height: 22),
        stroke: t == 2 ? .orange : .ink, width: t == 2 ? 2.5 : 1, radius: 3)
      canvas.text(number, at: Point(298, y), anchor: .middle, bold: t == 2)
    }
    canvas.arrow(
      from: Point(left + 6 * cell + 6, top + 3.5 * cell),
      to: Point(272, top + 3.5 * cell), color: .orange)
    canvas.text(
      "· W + b", at: Point(238, top + 3.5 * cell - 13), anchor: .middle)
    canvas.arrow(
      from: Point(324, top + 3.5 * cell), to: Point(390, top + 3.5 * cell),
      color: .green)
    canvas.text(
      "largest", at: Point(355, top + 3.5 * cell - 13), anchor: .middle)
    canvas.text(
      "2.3", at: Point(412, top + 3.5 * cell), anchor: .middle, bold: true)
    canvas.text("found", at: Point(412, top + 3.5 * cell + 20), anchor: .middle)
  }
  return Figure(
    sketch, "10-filter",
    caption:
      "A filter for three words. Each row is a word's vector, the darker the larger its numbers. The window (orange) covers three rows at a time, beginning at the top (dashed), and makes one number at each place. Of all places, the largest number is kept.",
    alternative:
      "Six words with a row of six cells each; an orange frame around the rows of not, dull and at leads to the third of four numbers, 2.3, and from there to a single number called found"
  )
}

/// Kim's classifier with the shapes that pass between its parts.
func kimFigure() -> Figure {
  var nodes: [Diagram.Node] = [
    .text("ids (T)", at: (0, 2), name: "ids"),
    .box("vectors\nE", at: (0, 1), name: "E", color: .blue),
    .box("join,\nReLU", at: (3.5, 1), name: "join"),
    .box("affine\nU, c", at: (4.5, 1), name: "U", color: .blue),
    .text("p (C)", at: (4.5, 2), name: "p"),
  ]
  var arrows: [Diagram.Arrow] = [
    .arrow("ids", to: "E"), .arrow("join", to: "U", label: "h"),
    .arrow("U", to: "p"),
  ]
  for (k, n) in [3, 4, 5].enumerated() {
    nodes += [
      .box("\(n) words", at: (1.1, Double(k)), name: "W\(n)", color: .orange),
      .box("max", at: (2.6, Double(k)), name: "m\(n)", color: .green),
    ]
    arrows += [
      .arrow("E", to: "W\(n)"),
      .arrow("W\(n)", to: "m\(n)", label: "(T−\(n - 1), F)"),
      .arrow("m\(n)", to: "join"),
    ]
  }
  return Figure(
    Diagram(nodes: nodes, arrows: arrows, columnWidth: 84, rowHeight: 64),
    "10-kim",
    caption:
      "Kim's classifier for a text of T words: vectors (T, D), F filters for three words, as many for four and for five, the maximum over time of each, and an affine layer over what was found. Blue and orange parts learn.",
    alternative:
      "From ids through a box of vectors to three boxes, 3 words, 4 words and 5 words, each followed by a box called max; these meet in a box join, ReLU, from which an affine layer leads to p"
  )
}

/// The windows that make the most telling filters of a net fire.
///
/// - Parameter layers: the net's convolutions, in the order of its filters.
func windowsTable(
  _ net: TextNet, _ layers: [Convolution], words: Vocabulary,
  on texts: Texts, each count: Int
) -> Table {
  let (ids, lengths) = texts.padded
  let x = net.embedding.forward(ids)
  var filters: [(class: Int, say: Float, name: String, best: [String])] = []
  var first = 0
  for layer in layers {
    let y = layer.forward(x)
    let pooled = MaxOverTime().forward(
      y, lengths: lengths.map { $0 - layer.width + 1 })
    for f in 0..<layer.filters {
      let U = net.output.weight.value
      let lead = U[first + f, 1] - U[first + f, 0]
      let found = pooled.columns(f..<f + 1).map { max(0, $0) }
      let say = abs(lead) * (found * found).mean().squareRoot()
      // Of each window, its text's ids and its number.
      var best: [(window: [Int], value: Float)] = []
      var seen: Set<[Int]> = []
      for n in ids.indices {
        for t in 0...lengths[n] - layer.width {
          let window = Array(ids[n][t..<t + layer.width])
          if seen.insert(window).inserted {
            best.append((window, y[n, t, f]))
          }
        }
      }
      best.sort {
        $0.value != $1.value
          ? $0.value > $1.value : $0.window.lexicographicallyPrecedes($1.window)
      }
      filters.append(
        (
          lead > 0 ? 1 : 0, say, "\(layer.width) words",
          best.prefix(3).map {
            words.words(at: $0.window).joined(separator: " ")
          }
        ))
    }
    first += layer.filters
  }
  let chosen = [1, 0].flatMap { side in
    filters.filter { $0.class == side }.sorted { $0.say > $1.say }
      .prefix(count)
  }
  return Table(
    columns: ["speaks for", "filter of", "fires most on"],
    rows: chosen.map {
      [
        HarborReviews.sentiments[$0.class], $0.name,
        $0.best.joined(separator: " · "),
      ]
    })
}

// MARK: - Order

/// How many reviews of each form are judged right, in percent, by several judges.
struct FormShares {
  /// Of each judge, the shares of each seed: a row for each form, and one for all.
  private let shares: [(name: String, seeds: [[Float]])]
  private let counts: [Int]

  init(
    _ reviews: [HarborReview], _ judges: [(name: String, guesses: [[Int]])]
  ) {
    let forms = HarborReview.Form.allCases
    let rows =
      forms.map { form in reviews.indices.filter { reviews[$0].form == form } }
      + [Array(reviews.indices)]
    counts = rows.map(\.count)
    shares = judges.map { name, guesses in
      let seeds = guesses.map { guesses in
        rows.map { rows in
          let right = rows.count { guesses[$0] == reviews[$0].sentiment }
          return 100 * Float(right) / Float(rows.count)
        }
      }
      return (name, seeds)
    }
  }

  private func seeds(_ name: String) -> [[Float]] {
    shares.first { $0.name == name }!.seeds
  }

  /// A judge's mean over seeds on one form.
  subscript(form: HarborReview.Form, name: String) -> Float {
    let row = HarborReview.Form.allCases.firstIndex(of: form)!
    return Tensor(seeds(name).map { $0[row] }).mean()
  }

  /// On all reviews, seed by seed.
  func all(_ name: String) -> [Float] { seeds(name).map { $0.last! } }

  /// Means over seeds.
  var table: Table {
    let names = HarborReview.Form.allCases.map(\.rawValue) + ["all"]
    return Table(
      columns: ["form", "reviews"] + shares.map(\.name),
      rows: names.indices.map { row in
        [names[row] as Any, counts[row]]
          + shares.map { Tensor($0.seeds.map { $0[row] }).mean() as Any }
      }, decimals: 1)
  }
}

/// What three readers cost, and what they get right.
func readersTable(
  _ readers: [(name: String, nets: [TextNet])], _ shares: FormShares
) -> Table {
  Table(
    columns: ["reader", "parameters", "all", "worst and best", "distant"],
    rows: readers.map { name, nets in
      let all = shares.all(name)
      return [
        name, nets[0].reader.layers.reduce(0) { $0 + $1.parameterCount },
        Tensor(all).mean(),
        "\(format(all.min()!, decimals: 1))–\(format(all.max()!, decimals: 1))",
        shares[.distant, name],
      ]
    }, decimals: 1)
}

/// Accuracy by how many words stand between, with the spread over seeds.
func gapsFigure(
  _ gaps: [Int], _ readers: [(name: String, shares: [[Float]])]
) -> Figure {
  func mean(_ shares: [[Float]], _ k: Int) -> Float {
    Tensor(shares.map { $0[k] }).mean()
  }
  return Figure(
    LineChart(
      x: Axis("words between"), y: Axis("right, %", range: 40...102),
      series: readers.map { reader in
        Series(
          reader.name, x: gaps, y: gaps.indices.map { mean(reader.shares, $0) },
          marker: nil)
      },
      bands: readers.map { reader in
        Band(
          reader.name, x: gaps,
          lower: gaps.indices.map { k in reader.shares.map { $0[k] }.min()! },
          upper: gaps.indices.map { k in reader.shares.map { $0[k] }.max()! })
      }, height: 340),
    "10-gaps",
    caption:
      "How often a denied word is understood, by how many words stand between it and its “not”. Lines are means of three seeds, shades their spread. Filters see five words, so three may stand between.",
    alternative:
      "A line chart over 0 to 7 words between: pairs of words fall to 50% at one word, filters stay near 100% up to three words and fall to 50% at four"
  )
}

// MARK: - Few texts

/// Losses in training and validation, without dropout and with it.
func curvesFigure(
  _ without: [[Epoch]], _ with: [[Epoch]]
) -> Figure {
  func panel(_ title: String, _ runs: [[Epoch]]) -> LineChart {
    let epochs = runs[0].map(\.number)
    func losses(_ loss: (Epoch) -> Float) -> [[Float]] {
      epochs.indices.map { k in runs.map { loss($0[k]) } }
    }
    let all = [
      ("training", losses { $0.training.loss }),
      ("validation", losses { $0.validation!.loss }),
    ]
    return LineChart(
      title: title, x: Axis(""), y: Axis("", range: 0...1.2),
      series: all.map { name, losses in
        Series(name, x: epochs, y: losses.map { Tensor($0).mean() })
      },
      bands: all.map { name, losses in
        Band(
          name, x: epochs, lower: losses.map { $0.min()! },
          upper: losses.map { $0.max()! })
      })
  }
  return Figure(
    Panels(
      columns: 2, x: "epoch", y: "loss",
      [panel("no dropout", without), panel("dropout 0.5", with)],
      panelHeight: 280),
    "10-curves",
    caption:
      "A classifier that learns from 800 reviews, without dropout and with it. Lines are means of three seeds, shades their spread. The training loss is that of the batches as they are learned, under dropout with half of what was found missing.",
    alternative:
      "Two line charts: without dropout the validation loss falls a little, turns and rises while the training loss goes to zero; with dropout both fall and stay closer together"
  )
}
