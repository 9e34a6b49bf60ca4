import Harbor
import Language
import Literate
import Models
import Tensors

/// The co-occurrence matrix of one sentence, a row and a column for each of its words.
func countsFigure(_ counts: SparseMatrix, words: [String]) -> Figure {
  Figure(
    HeatMap(
      rows: words, columns: words, values: rows(of: counts.dense),
      measure: "count",
      rowTitle: "word", columnTitle: "neighbor"),
    "02-counts",
    caption:
      "The co-occurrence matrix of one sentence, window 1: a word's row is its vector.",
    alternative:
      "A 7 by 7 table of small counts; the row of you has a single 1, at say")
}

/// How often each word occurs, by rank, beside what Zipf's law would have.
func zipfFigure(_ vocabulary: Vocabulary) -> Figure {
  let ranks = Array(1...vocabulary.count)
  return Figure(
    LineChart(
      x: Axis("rank", .logarithmic), y: Axis("count", .logarithmic),
      series: [
        Series("words", x: ranks, y: vocabulary.counts),
        Series(
          "count ∝ 1 / rank", x: ranks,
          y: ranks.map { Float(vocabulary.counts[0]) / Float($0) }),
      ]),
    "02-zipf",
    caption:
      "How often words occur, by rank. Real text follows Zipf's 1/rank further; a small town's vocabulary ends sooner.",
    alternative:
      "Word count against rank on logarithmic axes, falling roughly along a straight line and dropping at the end"
  )
}

/// The table of a small vocabulary before and after PPMI, side by side.
func ppmiFigure(_ counts: SparseMatrix, words: [String]) -> Figure {
  Figure(
    Panels(
      columns: 2,
      [
        HeatMap(
          title: "counts", rows: words, columns: words,
          values: rows(of: counts.dense)),
        HeatMap(
          title: "PPMI, in bits", rows: words, columns: words,
          values: rows(of: ppmi(counts).dense), decimals: 1),
      ], panelHeight: 330),
    "02-ppmi",
    caption:
      "The seven-word table before and after (without smoothing). PPMI ranks a pair of rare words, such as hello and the period, above a pair with say.",
    alternative:
      "Two 7 by 7 heat maps: counts, and positive pointwise mutual information")
}

/// The singular values, and the grades of the vectors by how many dimensions were kept.
func dimensionsFigure(singularValues: Tensor, grades: [Int: HarborGrades])
  -> Figure
{
  Figure(
    Panels(
      columns: 2, [singularValueChart(singularValues), gradeChart(grades)],
      panelHeight: 300),
    "02-dimensions",
    caption:
      "Singular values fall quickly, then slowly. Likeness and analogies level off; kinds fall again when too much is kept.",
    alternative:
      "Left, a falling curve of singular values. Right, three measures rising with dimensions"
  )
}

/// The singular values, from the largest on.
private func singularValueChart(_ values: Tensor) -> LineChart {
  LineChart(
    title: "how much each dimension holds", x: Axis("dimension"),
    y: Axis("singular value", range: 0...Double(values[0])),
    series: [
      Series(
        "singular values", x: Array(1...values.count), y: values.values,
        color: .ink)
    ])
}

/// The three grades by the number of dimensions kept.
private func gradeChart(_ grades: [Int: HarborGrades]) -> LineChart {
  let sizes = grades.keys.sorted()
  let sorted = sizes.map { grades[$0]! }
  return LineChart(
    title: "how good the vectors are", x: Axis("dimensions kept", .logarithmic),
    y: Axis("out of 100", range: 0...100),
    series: [
      Series("kinds", x: sizes, y: sorted.map(\.kinds), marker: .circle),
      Series(
        "analogies", x: sizes, y: sorted.map(\.analogies), marker: .square),
      Series(
        "likeness", x: sizes, y: sorted.map(\.likeness), marker: .triangle),
    ])
}

/// The map of words, each kind in a color of its own.
func mapFigure(_ map: WordMap) -> Figure {
  var next = 0
  let points = map.kinds.map { kind in
    let range = next..<next + kind.words.count
    next = range.upperBound
    return Points(
      kind.name, x: range.map { map.places[$0, 0] },
      y: range.map { map.places[$0, 1] },
      labels: kind.words)
  }
  return Figure(
    ScatterChart(
      x: Axis("first direction"), y: Axis("second direction"), points: points,
      width: 720,
      height: 560),
    "02-map",
    caption:
      "Words of five kinds, seen from the two directions in which they differ most.",
    alternative:
      "A map of words from the harbor stories, in which words of one kind lie close together"
  )
}

/// How alike sentences are, by their bags of words and by the mean vectors of their words.
func sentencesFigure(_ sentences: [[String]], bags: [[Float]], means: [[Float]])
  -> Figure
{
  let labels = sentences.map { $0.joined(separator: " ") }
  return Figure(
    Panels(
      columns: 1,
      [
        HeatMap(
          title: "bags of words", rows: labels, values: bags, range: 0...1,
          decimals: 2),
        HeatMap(
          title: "mean vectors", rows: labels, values: means, range: 0...1,
          decimals: 2),
      ], panelHeight: 220),
    "02-sentences",
    caption:
      "How alike four sentences are, by the words they share and by the mean of their words' vectors.",
    alternative: "Two 4 by 4 heat maps of cosines between sentences")
}

/// A matrix as the rows that a heat map takes.
private func rows(of matrix: Tensor) -> [[Float]] {
  (0..<matrix.shape[0]).map { matrix.row($0).values }
}
