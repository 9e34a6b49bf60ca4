import Testing

@testable import Literate

@Suite struct DiagramTests {
  private func texts(_ picture: some Picture) throws -> [String] {
    try #require(Reading(picture.svg)?.text["text"])
  }

  private func number(_ attribute: String?) throws -> Double {
    try #require(attribute.flatMap(Double.init))
  }

  @Test func graphsShowForwardValuesAndBackwardGradientsInTwoColors() throws {
    let reading = try #require(Reading(ChartSamples.graph.svg))
    let texts = try #require(reading.text["text"])
    #expect(
      Set(["a", "b", "+", "y", "Square", "(again)", "a note", "skip", "state"]).isSubset(of: texts))
    let colors = zip(reading.elements, reading.attributes).filter { $0.0 == "text" }.map {
      $0.1["fill"]
    }
    for (text, color) in [("25", Color.forward), ("1", .backward)] {
      let index = try #require(texts.firstIndex(of: text))
      #expect(colors[index] == color.hex)
    }
  }

  @Test func forwardValuesStandAboveAnArrowAndGradientsBelow() throws {
    let diagram = Diagram(
      nodes: [.text("x", at: (0, 0)), .text("y", at: (1, 0))],
      arrows: [.arrow("x", to: "y", forward: "forward", backward: "backward")])
    let reading = try #require(Reading(diagram.svg))
    let heights = zip(reading.elements, reading.attributes).filter { $0.0 == "text" }
      .map { Double($0.1["y"] ?? "") ?? .nan }
    let texts = try #require(reading.text["text"])
    let place = Dictionary(uniqueKeysWithValues: zip(texts, heights))
    #expect(place["forward"]! < place["x"]! && place["x"]! < place["backward"]!)
  }

  @Test func arrowsEndAtTheEdgeOfTheirNodes() throws {
    let diagram = Diagram(
      nodes: [.circle("a", at: (0, 0)), .box("b", at: (2, 0))], arrows: [.arrow("a", to: "b")],
      columnWidth: 100)
    let reading = try #require(Reading(diagram.svg))
    let parts = Dictionary(grouping: zip(reading.elements, reading.attributes), by: \.0)
      .mapValues { $0.map(\.1) }
    let circle = try #require(parts["circle"]?.first)
    let box = try #require(parts["rect"]?.first)
    let line = try #require(parts["path"]?.first?["d"])
    let start = try #require(Double(line.dropFirst().prefix { $0 != "," }))
    let (center, radius) = (try number(circle["cx"]), try number(circle["r"]))
    #expect(abs(start - center - radius - 2) < 0.1)
    let tip = try #require(parts["path"]?.last?["d"])
    let end = try #require(Double(tip.dropFirst().prefix { $0 != "," }))
    #expect(abs(end - (try number(box["x"])) + 2) < 0.1)
  }

  @Test func networksDrawAllConnectionsOfTheUnitsShown() throws {
    let reading = try #require(Reading(ChartSamples.network.svg))
    // 2 inputs, 6 of the 10 hidden units (dots stand for the rest), 3 outputs.
    #expect(reading.elements.count { $0 == "circle" } == 2 + 6 + 3)
    let lines = zip(reading.elements, reading.attributes).filter { $0.0 == "path" }
      .map { $0.1["d"]!.count { $0 == "M" } }
    #expect(lines == [2 * 6, 6 * 3])
    let texts = try texts(ChartSamples.network)
    #expect(
      Set(["input", "hidden", "output", "2 units", "10 units", "3 units", "⋮", "W₁"]).isSubset(
        of: texts))
  }

  @Test func unitsOfTheFirstAndLastLayerBearTheirNames() throws {
    let diagram = NetworkDiagram(
      layers: [("bag", 2), ("h", 3), ("scores", 2)], inputs: ["say", "you"],
      outputs: ["goodbye", "hello"])
    let texts = try texts(diagram)
    #expect(Set(["say", "you", "goodbye", "hello"]).isSubset(of: texts))
    let sheet = diagram.sheet
    #expect(sheet.labels.allSatisfy { $0.left >= 0 && $0.right <= diagram.size.width })
  }

  @Test func unrolledCellsHaveOneCellAStep() throws {
    let diagram = Diagram.unrolled(
      cell: "RNN", inputs: ["x₀", "x₁", "x₂"], states: ["h₀", "h₁"], outputs: ["y₀", "y₁", "y₂"])
    #expect(try texts(diagram).count { $0 == "RNN" } == 3)
    #expect(diagram.arrows.count == 3 + 3 + 2)
  }

  @Test func pipelinesLeaveRoomForLongLabels() throws {
    let long = "a very long description of what passes here"
    let diagram = Diagram.pipeline(from: "x", ["A", "B"], to: "y", labels: ["", long, ""])
    let labels = diagram.sheet.labels
    for (index, label) in labels.enumerated() {
      for other in labels[..<index] { #expect(!label.overlaps(other)) }
    }
    #expect(diagram.size.width > Canvas.width(of: long))
  }

  @Test func diagramsAreAsLargeAsTheirContents() {
    let one = Diagram(nodes: [.box("a", at: (0, 0))], arrows: [])
    let far = Diagram(nodes: [.box("a", at: (0, 0)), .box("b", at: (3, 2))], arrows: [])
    #expect(far.size.width == one.size.width + 330 && far.size.height == one.size.height + 160)
  }

  @Test func labelsOfArrowsAndNotesMayHaveTwoLines() throws {
    let diagram = Diagram(
      nodes: [.box("a", at: (0, 0), note: "one\ntwo"), .box("b", at: (1, 0))],
      arrows: [.arrow("a", to: "b", label: "h\n(1, D)")])
    #expect(Set(["one", "two", "h", "(1, D)"]).isSubset(of: try texts(diagram)))
    let labels = diagram.sheet.labels
    for (index, label) in labels.enumerated() {
      for other in labels[..<index] { #expect(!label.overlaps(other)) }
    }
  }

  // MARK: Stacks

  @Test func stacksLeaveEachPictureItsSize() throws {
    let low = Diagram(title: "low", nodes: [.box("a", at: (0, 0))], arrows: [])
    let wide = Diagram(
      title: "wide", nodes: [.box("b", at: (0, 0)), .box("c", at: (3, 1))],
      arrows: [.arrow("b", to: "c")])
    let stack = Stack([low, wide], gap: 10)
    #expect(stack.size.width == wide.size.width + 8)
    #expect(stack.size.height == low.size.height + wide.size.height + 18)
    #expect(try texts(stack) == ["low", "a", "wide", "b", "c"])
    #expect(stack.summary == "low: Diagram: a. wide: Diagram: b → c.")
  }

  @Test func stacksNeedAPicture() async {
    await #expect(processExitsWith: .failure) { _ = Stack([]) }
  }

  // MARK: Sketches

  @Test func sketchesKeepTheirSizeWhateverIsDrawn() throws {
    let sketch = Sketch("A word.", width: 200, height: 60) { canvas in
      canvas.text("far outside", at: Point(500, 500))
    }
    let sheet = try #require(Reading(sketch.svg)?.attributes.first)
    #expect(sheet["width"] == "200" && sheet["height"] == "60")
    #expect(try texts(sketch) == ["far outside"])
  }

  @Test func sketchedArrowsHaveTwoBarbsBehindTheirTip() {
    let sketch = Sketch("An arrow.", width: 100, height: 40) { canvas in
      canvas.arrow(from: Point(10, 20), to: Point(90, 20), color: .blue)
      canvas.arrow(from: Point(50, 30), to: Point(50, 30), color: .blue)
    }
    let paths = sketch.sheet.elements.compactMap { $0.firstMatch(of: /\sd="([^"]*)"/)?.output.1 }
    #expect(paths == ["M10,20L90,20", "M81,24.5L90,20 81,15.5"])
  }

  @Test func sketchedCrossesMeetInTheMiddle() {
    let sketch = Sketch("A cross.", width: 40, height: 40) { canvas in
      canvas.cross(at: Point(20, 20), color: .orange)
    }
    let paths = sketch.sheet.elements.compactMap { $0.firstMatch(of: /\sd="([^"]*)"/)?.output.1 }
    #expect(paths == ["M15,25L25,15", "M15,15L25,25"])
  }
}
