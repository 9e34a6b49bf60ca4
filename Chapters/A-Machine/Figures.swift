import Ground
import Literate
import Tensors

/// The race of the product's versions on large matrices, and a core's peak.
func raceFigure(_ rates: [Double], peak: Double) -> Figure {
  let names = racers + ["a core's peak"]
  let places = names.indices.map { Double(names.count - $0) }
  func points(_ name: String, _ chosen: [Int], _ color: Color) -> Points {
    let all = rates + [peak]
    return Points(
      name, x: chosen.map { all[$0] }, y: chosen.map { places[$0] },
      labels: chosen.map { "\u{A0}\u{A0}" + names[$0] }, color: color)
  }
  return Figure(
    ScatterChart(
      x: Axis("billion operations a second", .logarithmic, range: 0.1...2000),
      y: .unmarked,
      points: [
        points("one thread", Array(0...6) + [9], .blue),
        points("two threads", [7, 8], .orange),
      ], height: 360),
    "A-race",
    caption:
      "Six programs for one product of two 1024 × 1024 matrices, the library's, and what a core can do at most. Each mark on the axis is ten times the one before.",
    alternative:
      "Dots on a logarithmic axis that move from less than one billion operations a second for the formula to more than a hundred times as many for the later versions"
  )
}

/// How soon and how fast numbers come from memory.
func memoryFigure(_ memory: MemoryTimes) -> Figure {
  Figure(
    Panels(
      columns: 1, x: "size of what is read, KB",
      [
        LineChart(
          title: "a read that must wait", x: Axis("", .logarithmic),
          y: Axis("ns", .logarithmic),
          series: [
            Series(
              "line after line", x: memory.sizes, y: memory.waits,
              marker: .circle),
            Series(
              "each line on a page of its own", x: memory.pageSizes,
              y: memory.pageWaits, style: .dotted, marker: .triangle),
          ]),
        LineChart(
          title: "reading in order", x: Axis("", .logarithmic),
          y: Axis("GB/s", .logarithmic),
          series: [
            Series(
              "line after line",
              x: Array(memory.sizes.suffix(memory.rates.count)),
              y: memory.rates.map { 1e-9 * $0 }, marker: .circle)
          ]),
      ], panelHeight: 230),
    "A-memory",
    caption:
      "How soon and how fast numbers come from memory, by how much of it is read. Steps are the ends of caches; the dotted line shows what pages add.",
    alternative:
      "Two charts by block size: the wait for a read rises in steps, and higher where each line has a page of its own; the bytes per second fall in steps"
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
    "A-columns",
    caption:
      "A walk by columns through a cache of 768 lines. Up to about 700 rows, their lines all stay; with rows whose length is a power of two, they don't.",
    alternative:
      "Lines fetched per read against matrix size: one sixteenth up to 700 and then one; for powers of two it is one from 128 on"
  )
}

/// What a core can do at most by the operations done with each byte, and what it did.
func roofFigure(_ core: Processor, _ measured: [MeasuredWork]) -> Figure {
  let xs = rooflinePlaces + [core.ridge]
  let marks: [Marker] = [.circle, .triangle, .square, .diamond]
  return Figure(
    LineChart(
      x: Axis("operations a byte", .logarithmic),
      y: Axis("billion operations a second", .logarithmic),
      series: [
        Series(
          "the roof", x: xs.sorted(),
          y: xs.sorted().map { 1e-9 * core.roof($0) }, color: .ink)
      ]
        + zip(measured, marks).enumerated().map { index, work in
          Series(
            work.0.name, x: [work.0.intensity], y: [1e-9 * work.0.rate],
            style: .solid, marker: work.1, color: Color.palette[index])
        }, height: 400),
    "A-roofline",
    caption:
      "The roof of one core, and four works measured under it. On the slope memory decides, on the level part arithmetic.",
    alternative:
      "A line that rises with operations per byte and then levels off; four points lie under it, from left to right"
  )
}

/// What a GPU and a core can do at most, and where four works stand.
func gpuFigure(_ core: Processor, _ gpu: Processor) -> Figure {
  let xs = (rooflinePlaces + [core.ridge, gpu.ridge]).sorted()
  func line(_ name: String, _ processor: Processor) -> Series {
    Series(name, x: xs, y: xs.map { 1e-9 * processor.roof($0) })
  }
  return Figure(
    LineChart(
      x: Axis("operations a byte", .logarithmic),
      y: Axis("billion operations a second, at most", .logarithmic),
      series: [line("GPU", gpu), line("one core", core)],
      references: zip(works, workNames).map {
        .vertical($0.intensity, $1)
      }, height: 400),
    "A-gpu",
    caption:
      "What arithmetic and memory allow a GPU and a core, by how many operations are done with each byte.",
    alternative:
      "Two roofs that rise with operations per byte and then level off, the GPU's far above the core's; four works marked from negative sampling at the left to LSTM scores at the right"
  )
}

/// Operations a byte from an eighth to 1024.
private let rooflinePlaces = (-3...10).map {
  Double(sign: .plus, exponent: $0, significand: 1)
}
