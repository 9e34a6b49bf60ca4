import Literate
import Tensors

/// How soon and how fast numbers come from memory.
func memoryFigure(_ memory: MemoryTimes) -> Figure {
  let (sizes, waits, rates) = (memory.sizes, memory.waits, memory.rates)
  return Figure(
    Panels(
      columns: 2, x: "size of the block, KB",
      [
        LineChart(
          title: "a read that must wait", x: Axis("", .logarithmic),
          y: Axis("ns", .logarithmic),
          series: [Series("wait", x: sizes, y: waits, marker: .circle)]),
        LineChart(
          title: "reading in order", x: Axis("", .logarithmic),
          y: Axis("GB/s", .logarithmic),
          series: [
            Series(
              "rate", x: sizes, y: rates.map { 1e-9 * $0 }, marker: .circle)
          ]),
      ], panelHeight: 260),
    "04-memory",
    caption:
      "How soon and how fast numbers come from a block of memory, by its size. Most steps are the end of a cache.",
    alternative:
      "Two charts by block size: the wait for a read rises in steps, the bytes per second fall in steps"
  )
}

/// Lines fetched by walks along the columns of matrices, tidy sizes and others.
func columnsFigure() -> Figure {
  let odd = Array(stride(from: 16, through: 1040, by: 64))
  let powers = [16, 32, 64, 128, 256, 512, 1024]
  let (fetchedOdd, fetchedPowers) = (
    odd.map(fetchedByColumns), powers.map(fetchedByColumns)
  )
  return Figure(
    LineChart(
      x: Axis("rows and columns of the matrix"),
      y: Axis("lines fetched for a read", range: 0...1.1),
      series: [
        Series(
          "rows of 16, 80, 144, … numbers", x: odd, y: fetchedOdd,
          marker: .circle),
        Series(
          "rows whose length is a power of two", x: powers, y: fetchedPowers,
          marker: .square),
      ], height: 300),
    "04-columns",
    caption:
      "A walk by columns through a cache of 768 lines. Up to about 700 rows, their lines all stay; with rows whose length is a power of two, they don't.",
    alternative:
      "Lines fetched per read against matrix size: one sixteenth up to 700 and then one; for powers of two it is one from 128 on"
  )
}

/// The race of the product's versions, on large matrices.
func raceFigure(_ rates: [Double], peak: Double) -> Figure {
  Figure(
    BarChart(
      categories: racers + ["a core's peak"],
      value: Axis("GFLOP/s", .logarithmic, range: 0.1...1000),
      bars: [Bars("1024 × 1024", rates + [peak])], direction: .rightward),
    "04-race",
    caption:
      "Six versions of one product of two 1024 × 1024 matrices, and a core's peak. The axis is logarithmic: each mark is ten times the one before.",
    alternative:
      "Bars on a logarithmic axis that grow from less than 1 GFLOP/s for the formula to hundreds for the library"
  )
}

/// The pace of each step of the ladder, in a town of so many words and on a newspaper.
func ladderFigure(_ ladder: Ladder, words: Int) -> Figure {
  Figure(
    BarChart(
      categories: Ladder.steps,
      value: Axis("words a second", .logarithmic, range: 1e3...1e7),
      bars: [
        Bars("a town, V = \(words)", ladder.paces),
        Bars("a newspaper, V = 10,000", ladder.newsPaces),
      ], direction: .rightward, showsValues: false),
    "04-ladder",
    caption:
      "The pace of CBOW in six steps, each mark ten times the one before.",
    alternative:
      "Pairs of bars on a logarithmic axis, growing from tens of thousands of words a second to millions"
  )
}

/// Words where t-SNE puts them, by kind.
func mapFigure(
  _ places: Tensor, labels: [String], kinds: ArraySlice<WordKind>,
  isHarbor: Bool
) -> Figure {
  let kindOf = kindsOfWords(kinds)
  return Figure(
    ScatterChart(
      x: .unmarked, y: .unmarked,
      points: kinds.map { kind in
        let rows = labels.indices.filter { kindOf[labels[$0]] == kind.name }
        return Points(
          kind.name, x: rows.map { places[$0, 0] },
          y: rows.map { places[$0, 1] }, labels: rows.map { labels[$0] })
      }, height: 620),
    "04-map",
    caption:
      "Words of the \(isHarbor ? "harbor" : "text, by their ranks in frequency,") by t-SNE. What lies on one island is alike.",
    alternative:
      "A map of words by kind: boats, animals, fish and professions each on an island, rooms beside places"
  )
}

/// What a GPU and a core can do at most, by the operations done with each byte.
func rooflineFigure(_ core: Processor, _ gpu: Processor) -> Figure {
  let powers = (-2...9).map {
    Double(sign: .plus, exponent: $0, significand: 1)
  }
  let xs = (powers + [core.ridge, gpu.ridge]).sorted()
  func roof(_ processor: Processor) -> [Double] {
    xs.map { 1e-9 * min(processor.operations, processor.bytes * $0) }
  }
  return Figure(
    LineChart(
      x: Axis("operations a byte", .logarithmic),
      y: Axis("GFLOP/s at most", .logarithmic),
      series: [
        Series("GPU", x: xs, y: roof(gpu)),
        Series("one core", x: xs, y: roof(core)),
      ],
      references: zip(
        works, ["softmax", "negative sampling", "LSTM scores", "LSTM step"]
      ).map { .vertical($0.intensity, $1) }),
    "04-roofline",
    caption:
      "What arithmetic and memory allow, by how many operations are done with each byte.",
    alternative:
      "Two roofs that rise with operations per byte and then level off, the GPU's far above the core's; four works marked from negative sampling at the left to LSTM scores at the right"
  )
}
