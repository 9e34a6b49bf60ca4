import Foundation
import Testing

@testable import Literate

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A small picture of every kind, with data that are hard to lay out.
enum ChartSamples {
  static let curve = stride(from: -6.0, through: 6, by: 0.1).map { $0 }

  static var all: [(name: String, picture: any Picture)] {
    [
      ("lines", lines), ("logarithmic", logarithmic), ("scatter", scatter), ("words", words()),
      ("heat map", heatMap(["you", "say", "goodbye"])),
      ("heat map, turned", heatMap(["a long label", "a longer label", "the longest of them all"])),
      ("bars", bars(.upward)), ("bars, rightward", bars(.rightward)),
      ("bars, long names", longNames),
      ("lines, long titles", longTitles),
      ("histogram", Histogram(curve, x: Axis("weight"), bins: 12)),
      ("regions", regions), ("contours", contours),
      (
        "panels",
        Panels(columns: 3, x: "x", y: "y", (1...5).map { _ in small }, panelHeight: 160)
      ),
      ("graph", graph), ("network", network),
      (
        "pipeline",
        Diagram.pipeline(
          from: "x", ["Affine", "ReLU"], to: "y", labels: ["(N, 2)", "h", "(N, 3)"])
      ),
      (
        "unrolled",
        Diagram.unrolled(
          cell: "RNN", inputs: ["x₀", "x₁"], states: ["0", "h₀", "h₁"], outputs: ["y₀", "y₁"])
      ),
    ]
  }

  static var lines: LineChart {
    LineChart(
      title: "Curves", x: Axis("x"), y: Axis("f(x)"),
      series: [
        Series("square", x: curve, y: curve.map { $0 * $0 }),
        Series("minus twice", x: curve, y: curve.map { -2 * $0 }, marker: .square),
      ],
      bands: [Band("square", x: curve, lower: curve, upper: curve.map { $0 + 5 })],
      references: [.horizontal(20, "level"), .vertical(-1, "here")])
  }

  static var logarithmic: LineChart {
    LineChart(
      x: Axis("step"), y: Axis("loss", .logarithmic),
      series: [Series("loss", (1...50).map { 3 / Double($0 * $0 * $0) })])
  }

  static var small: LineChart {
    LineChart(
      title: "small", x: Axis("", range: -4...4), y: Axis("", range: -1.5...4),
      series: [Series("f", x: curve, y: curve), Series("g", x: curve, y: curve.map { -$0 })])
  }

  static var scatter: ScatterChart {
    ScatterChart(
      x: Axis("x₁"), y: Axis("x₂"),
      points: [Points("zero", x: [0, 1], y: [0, 1]), Points("one", x: [0, 1], y: [1, 0])],
      width: 320, height: 300)
  }

  /// A map of 100 words in one dense cloud.
  static func words(seed: UInt64 = 1) -> ScatterChart {
    var noise = Noise(seed: seed)
    let labels = (0..<100).map { "word" + String(repeating: "s", count: $0 % 5) + "\($0)" }
    return ScatterChart(
      x: Axis("first"), y: Axis("second"),
      points: [
        Points(
          "words", x: labels.map { _ in noise.next() + noise.next() },
          y: labels.map { _ in noise.next() + noise.next() }, labels: labels)
      ], width: 720, height: 560)
  }

  static func heatMap(_ words: [String]) -> HeatMap {
    HeatMap(
      rows: words, columns: words, values: [[0, 1.5, 12], [-3, 0, 1], [2, .nan, 0.25]],
      scale: .diverging, measure: "PMI", rowTitle: "word", columnTitle: "context", width: 360)
  }

  static func bars(_ direction: BarChart.Direction) -> BarChart {
    BarChart(
      categories: ["SGD", "Momentum", "Adam"], category: "optimizer", value: Axis("change"),
      bars: [Bars("training", [0.5, -0.25, 0.75]), Bars("held out", [0.4, -0.3, 0.6])],
      direction: direction)
  }

  /// Names and numbers that find no room in one line.
  static var longNames: BarChart {
    BarChart(
      categories: ["a plain recurrent network", "one with gates", "attention", "counting words"],
      category: "what was trained on all the sentences of the corpus, as often as time allowed it",
      value: Axis("share of sentences that come out whole"),
      bars: [Bars("share", [0.125, 0.25, 0.5, 0.0625])], height: 260)
  }

  static var longTitles: LineChart {
    let title = "the mean over all that was read so far of what the model was surprised by, in bits"
    return LineChart(
      title: title, x: Axis(title), y: Axis(title), series: [Series("one", [1000, 2000])],
      height: 240)
  }

  static var regions: DecisionRegions {
    DecisionRegions(
      x: Axis("x₁", range: -1...1), y: Axis("x₂", range: -1...1),
      classes: (0..<20).map { row in (0..<20).map { ($0 * $0 + row * row) / 200 } },
      points: [Points("in", x: [-0.9], y: [-0.9]), Points("between", x: [0.0], y: [0.5])])
  }

  static var contours: ContourChart {
    ContourChart(
      x: Axis("x", range: -10...10), y: Axis("y", range: -5...5),
      paths: [
        Series("SGD", x: [-7.0, -5, -3], y: [2.0, -1, 0.5]),
        Series("Adam", x: [-7, 0], y: [2, 0]),
      ],
      minimum: (0, 0)
    ) { x, y in x * x / 20 + y * y }
  }

  static var graph: Diagram {
    Diagram(
      nodes: [
        .text("a", at: (0, 0)), .text("b", at: (0, 1)), .circle("+", at: (1, 0.5)),
        .box("Square\n(again)", at: (2, 0.5), note: "a note"), .text("y", at: (3.2, 0.5)),
      ],
      arrows: [
        .arrow("a", to: "+", forward: "2", backward: "10"),
        .arrow("b", to: "+", forward: "3", backward: "10"),
        .arrow("+", to: "Square\n(again)", forward: "5", backward: "10"),
        .arrow("Square\n(again)", to: "y", forward: "25", backward: "1"),
        .arrow("a", to: "y", label: "skip", isDashed: true, bend: 60),
        .arrow("Square\n(again)", to: "Square\n(again)", label: "state"),
      ])
  }

  static var network: NetworkDiagram {
    NetworkDiagram(
      layers: [("input", 2), ("hidden", 10), ("output", 3)], weights: ["W₁", "W₂"])
  }
}

/// Numbers from 0 to 1 for tests, the same on every run.
struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}

/// What a parser finds in a picture: the names of its elements and the text within them.
final class Reading: NSObject, XMLParserDelegate {
  var elements: [String] = []
  var text: [String: [String]] = [:]
  var attributes: [[String: String]] = []
  private var open: [String] = []

  init?(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    guard parser.parse(), open.isEmpty else { return nil }
  }

  func parser(
    _: XMLParser, didStartElement name: String, namespaceURI _: String?,
    qualifiedName _: String?, attributes: [String: String]
  ) {
    open.append(name)
    elements.append(name)
    self.attributes.append(attributes)
    text[name, default: []].append("")
  }

  func parser(
    _: XMLParser, didEndElement _: String, namespaceURI _: String?, qualifiedName _: String?
  ) {
    open.removeLast()
  }

  func parser(_: XMLParser, foundCharacters string: String) {
    guard let name = open.last, let count = text[name]?.count else { return }
    text[name]![count - 1] += string
  }
}

extension Picture {
  /// The sheet that the picture is drawn on, to look at its parts.
  var sheet: Canvas {
    var canvas = Canvas()
    drawWhole(on: &canvas, in: size, showsLegend: true)
    return canvas
  }
}

@Suite struct ChartTests {
  @Test(arguments: ChartSamples.all.map(\.name))
  func everyPictureIsWellFormedAndNamesWhatItShows(_ name: String) throws {
    let picture = try #require(ChartSamples.all.first { $0.name == name }).picture
    let reading = try #require(Reading(picture.svg))
    #expect(reading.elements.starts(with: ["svg", "title", "desc"]))
    #expect(reading.text["title"] == [picture.title ?? picture.summary])
    #expect(reading.text["desc"] == [picture.summary])
    // Nothing in it can clash with another picture on the same page.
    #expect(reading.attributes.allSatisfy { $0["id"] == nil && $0["class"] == nil })
    #expect(!picture.svg.contains("nan") && !picture.svg.contains("inf"))
  }

  @Test(arguments: ChartSamples.all.map(\.name))
  func everyPictureHasTheSameBytesEachTime(_ name: String) throws {
    let first = try #require(ChartSamples.all.first { $0.name == name }).picture.svg
    let second = try #require(ChartSamples.all.first { $0.name == name }).picture.svg
    #expect(first == second)
    // Short numbers: no coordinate has more than two decimals.
    #expect(first.firstMatch(of: /="[^"]*\.\d{3}[^"]*"/) == nil)
  }

  @Test(arguments: ChartSamples.all.map(\.name))
  func noTextIsCutOffOrRunsIntoAnother(_ name: String) throws {
    let picture = try #require(ChartSamples.all.first { $0.name == name }).picture
    let labels = picture.sheet.labels
    #expect(!labels.isEmpty)
    for (index, label) in labels.enumerated() {
      #expect(picture.size.contains(label), "text \(index) at \(label) leaves the picture")
      for other in labels[..<index] { #expect(!label.overlaps(other), "\(label) and \(other)") }
    }
  }

  /// A phone's screen shows a figure 390 pixels wide at most, and letters under 10 aren't read easily.
  @Test func textsOfFiguresAsWideAsThePageAreReadOnAPhone() {
    #expect(min(Canvas.textSize, PointLabels.textSize) * 390 / Canvas.pageWidth > 10)
    #expect(ChartSamples.longTitles.size.width == Canvas.pageWidth)
  }

  @Test func longTextsAreBrokenIntoEvenLines() {
    let text = "one two three four five six"
    #expect(Canvas.lines(of: text, width: 1000) == [text])
    #expect(Canvas.lines(of: text, width: 110) == ["one two three", "four five six"])
    #expect(Canvas.lines(of: "", width: 10).isEmpty)
    #expect(Canvas.lines(of: "unbreakable", width: 10) == ["unbreakable"])
  }

  @Test func specialCharactersComeThrough() throws {
    let name = "a < b & \"c\" > 'd'"
    let chart = LineChart(
      title: name, x: Axis("x & y"), y: Axis("<y>"),
      series: [Series(name, [1, 2]), Series("tab\tand \u{1}", [2, 1])])
    let reading = try #require(Reading(chart.svg))
    #expect(reading.text["title"] == [name])
    let texts = try #require(reading.text["text"])
    #expect(texts.contains(name) && texts.contains("x & y") && texts.contains("<y>"))
    #expect(texts.contains("tab and \u{FFFD}"))
  }

  @Test func floatsDoublesAndIntegersDrawAlike() {
    func chart(_ series: Series) -> String {
      LineChart(x: Axis("x"), y: Axis("y"), series: [series]).svg
    }
    let expected = chart(Series("s", x: [0.0, 1, 2], y: [3.0, 1, 2]))
    #expect(chart(Series("s", x: [0, 1, 2], y: [3, 1, 2] as [Float])) == expected)
    #expect(chart(Series("s", [3, 1, 2])) == expected)
  }

  @Test func theLegendNamesEverySeriesAndPanelsShareOne() {
    let legend = ChartSamples.lines.legend
    #expect(legend.map(\.name) == ["square", "minus twice"])
    #expect(Set(legend.map(\.color)).count == 2 && Set(legend.map(\.sample)).count == 2)
    let panels = Panels(columns: 2, [ChartSamples.small, ChartSamples.small])
    #expect(panels.legend.map(\.name) == ["f", "g"])
    #expect(LineChart(x: Axis("x"), y: Axis("y"), series: [Series("one", [1, 2])]).legend.isEmpty)
  }
}

@Suite struct ChartMistakeTests {
  @Test func seriesOfUnequalLengthStopWithTheirName() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Series("loss", x: [1, 2, 3], y: [1.0])
    }
    #expect(
      sentence(result)
        == "error: The series “loss” has 3 x values but 1 y values; it needs as many of both.\n")
  }

  @Test func emptyDataStops() async {
    await #expect(processExitsWith: .failure) { _ = Series("loss", [Double]()) }
    await #expect(processExitsWith: .failure) {
      _ = LineChart(x: Axis("x"), y: Axis("y"), series: [])
    }
    await #expect(processExitsWith: .failure) { _ = HeatMap(values: [[Double]]()) }
    await #expect(processExitsWith: .failure) { _ = Histogram([Double](), x: Axis("x")) }
  }

  @Test func raggedMatricesStop() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = HeatMap(values: [[1, 2], [3]])
    }
    #expect(sentence(result).contains("rows of equal length, not of [1, 2]"))
  }

  @Test func diagramsNameTheNodeThatIsMissing() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Diagram(nodes: [.text("a", at: (0, 0))], arrows: [.arrow("a", to: "b")])
    }
    #expect(sentence(result).contains("no node called “b”"))
  }

  private func sentence(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}
