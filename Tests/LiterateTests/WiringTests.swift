import Testing

@testable import Literate

/// Wires with right angles between boxes and circles.
@Suite struct WiringTests {
  private let cell = Wiring(
    parts: [
      .text("x", at: (0, 1)), .box("σ", at: (2, 1)), .circle("×", at: (2, 0)), .dot(at: (1, 1)),
    ],
    wires: [
      .wire((0, 1), (2, 1)), .wire((2, 1), (2, 0), color: .green, isRoad: true),
      .wire((1, 1), (1, 2), (3, 2), hasHead: false),
    ])

  @Test func showsEveryPart() {
    let svg = cell.svg
    for label in ["x", "σ", "×"] { #expect(svg.contains(">\(label)</text>")) }
    #expect(svg.components(of: "<rect") == 1)
    // The operation and the dot.
    #expect(svg.components(of: "<circle") == 2)
  }

  @Test func bendsAtCornersAndEndsAtEdges() {
    let svg = cell.svg
    // One corner, so one curve; two heads are closed paths.
    #expect(svg.components(of: "Q") == 1)
    #expect(svg.components(of: "z\"/>") == 2)
  }

  @Test func isAsLargeAsItsWires() {
    // Three columns of 60, and two rows of 48, with a margin.
    #expect(cell.size.width >= 180 && cell.size.width < 220)
    #expect(cell.size.height >= 96 && cell.size.height < 150)
  }

  @Test func titleTakesRoom() {
    var titled = cell
    titled.title = "a cell"
    #expect(titled.size.height == cell.size.height + 22)
    #expect(titled.svg.contains("a cell"))
  }

  @Test func labelsMayHaveTwoLines() {
    let one = Wiring(parts: [.box("words", at: (0, 0))], wires: [])
    let two = Wiring(parts: [.box("words\n(N, D)", at: (0, 0))], wires: [])
    #expect(two.size.height == one.size.height + 16)
    for line in ["words", "(N, D)"] { #expect(two.svg.contains(">\(line)</text>")) }
  }

  @Test func needsPlaces() async {
    await #expect(processExitsWith: .failure) { _ = Wiring(parts: [], wires: []) }
    await #expect(processExitsWith: .failure) { _ = Wiring.Wire.wire((0, 0)) }
  }
}

extension String {
  fileprivate func components(of part: String) -> Int {
    var (count, rest) = (0, self[...])
    while let range = rest.firstRange(of: part) {
      (count, rest) = (count + 1, rest[range.upperBound...])
    }
    return count
  }
}
