import Foundation
import Testing

@testable import Literate

@Suite struct ChartTicksTests {
  /// The number a tick's label says.
  private func read(_ label: String) -> Double? {
    Double(label.replacing("−", with: "-").replacing(",", with: ""))
  }

  @Test func linearTicksAreEvenStepsOfOneTwoOrFive() {
    var noise = Noise(seed: 3)
    for _ in 0..<2000 {
      let length = pow(10, noise.next() * 8 - 3)
      let low = (noise.next() - 0.5) * 4 * length
      let range = low...low + length
      let most = 3 + Int(noise.next() * 10)
      let ticks = Ticks.linear(range, most: most)
      let values = ticks.map(\.value)
      #expect(values.count >= 3 && values.count <= max(most, 7), "\(range) \(most) \(values)")
      let step = values[1] - values[0]
      #expect(zip(values, values.dropFirst()).allSatisfy { abs($1 - $0 - step) < 1e-6 * step })
      let digit = step / pow(10, floor(log10(step * 1.0001)))
      #expect([1, 2, 5].contains { abs($0 - digit) < 1e-3 }, "step \(step)")
      // A tick lies in the range but for rounding in the last place.
      #expect(values.allSatisfy { $0 >= low - 1e-8 * length && $0 <= low + length + 1e-8 * length })
      // Labels say the values and no two are the same.
      #expect(Set(ticks.map(\.label)).count == ticks.count)
      #expect(
        ticks.allSatisfy { tick in
          read(tick.label).map { abs($0 - tick.value) < 1e-6 * step } ?? false
        })
    }
  }

  @Test func ticksReadAsAPersonWouldWriteThem() {
    #expect(Ticks.linear(-1...1, most: 5).map(\.label) == ["−1.0", "−0.5", "0.0", "0.5", "1.0"])
    #expect(Ticks.linear(0...0.49, most: 2).map(\.label) == ["0.0", "0.2", "0.4"])
    #expect(Ticks.linear(0...0.3, most: 3).map(\.label) == ["0.0", "0.1", "0.2", "0.3"])
    #expect(Ticks.linear(0...30_000, most: 4).map(\.label) == ["0", "10,000", "20,000", "30,000"])
    #expect(
      Ticks.linear(0...6, most: 12, wholes: true).map(\.label) == [
        "0", "1", "2", "3", "4", "5", "6",
      ])
    #expect(Ticks.linear(0...1, most: 6, wholes: true).map(\.label) == ["0", "1"])
  }

  @Test func logarithmicTicksArePowersOfTen() {
    #expect(
      Ticks.logarithmic(1e-5...1, most: 6).map(\.label) == [
        "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰",
      ])
    #expect(
      Ticks.logarithmic(0.02...3, most: 8).map(\.label) == [
        "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2",
      ])
    #expect(
      Ticks.logarithmic(1e-6...1e6, most: 5).map(\.label) == ["10⁻⁶", "10⁻³", "10⁰", "10³", "10⁶"])
    // No room for twos and fives.
    #expect(
      Ticks.logarithmic(1800...33_000, most: 3).map(\.label) == ["3000", "10,000", "30,000"])
    // Less than a decade: even steps.
    #expect(Ticks.logarithmic(2.2...4.1, most: 5).map(\.label) == ["2.5", "3.0", "3.5", "4.0"])
  }

  @Test func scalesMapRangesToCoordinates() {
    let linear = Scale(
      Axis("x", range: -2...2), data: [], padding: .none, from: 100, to: 500, most: 5)
    #expect([linear(-2), linear(0), linear(1), linear(2)] == [100, 300, 400, 500])
    #expect(linear(.nan).isNaN && linear(.infinity).isNaN)
    let logarithmic = Scale(
      Axis("y", .logarithmic, range: 0.01...100), data: [], padding: .none, from: 400, to: 0,
      most: 5)
    // The logarithm's series is good to a few units of the 16th digit.
    for (value, place) in [(0.01, 400.0), (0.1, 300), (1, 200), (10, 100), (100, 0)] {
      #expect(abs(logarithmic(value) - place) < 1e-11)
    }
    #expect(logarithmic(0).isNaN && logarithmic(-1).isNaN)
  }

  @Test func rangesComeFromTheDataUnlessGiven() {
    let axis = Axis("loss")
    #expect(axis.range(for: [0.5, 2.5], padding: .upToZero(0.25)) == 0...3)
    #expect(axis.range(for: [0, 1], padding: .around(0.5)) == -0.5...1.5)
    #expect(axis.range(for: [3, .nan, 3, .infinity], padding: .none) == 2.5...3.5)
    #expect(axis.range(for: [], padding: .none) == 0...1)
    #expect(Axis("loss", range: 0...9).range(for: [100], padding: .none) == 0...9)
    #expect(Axis("loss", .logarithmic).range(for: [-1, 0, 0.5, 8], padding: .none) == 0.5...8)
  }

  @Test func theDecimalLogarithmAgreesWithTheSystems() {
    var noise = Noise(seed: 5)
    for _ in 0..<1000 {
      let value = pow(10, noise.next() * 40 - 20)
      // 16 digits before the point of a logarithm below 20, less a few for the series' sum.
      #expect(abs(decimalLogarithm(value) - log10(value)) < 1e-14)
    }
    #expect(
      decimalExponent(1000) == 3 && decimalExponent(999.9) == 2 && decimalExponent(0.001) == -3)
  }
}

@Suite struct ChartNumberTests {
  @Test func numbersPrintTheSameEverywhere() {
    #expect(NumberText.fixed(-0.004, decimals: 2) == "0.00")
    #expect(NumberText.fixed(-0.5, decimals: 1) == "−0.5")
    #expect(NumberText.fixed(1234567.891, decimals: 1) == "1,234,567.9")
    #expect(NumberText.fixed(9999, decimals: 0) == "9999")
    #expect(NumberText.fixed(.nan, decimals: 0) == "–")
    #expect(NumberText.short(0.012345) == "0.0123")
    #expect(NumberText.short(4.5) == "4.5")
    #expect(NumberText.short(120) == "120")
    #expect(NumberText.short(3.2e-7) == "3.2×10⁻⁷")
    #expect(NumberText.short(0) == "0")
    #expect(NumberText.power(-3) == "10⁻³" && NumberText.power(4, factor: 2) == "2×10⁴")
  }

  @Test func coordinatesHaveAtMostTwoDecimals() {
    let cases = [
      (1.0, "1"), (1.5, "1.5"), (1.05, "1.05"), (-0.25, "-0.25"), (-0.001, "0"), (12.999, "13"),
    ]
    for (value, text) in cases { #expect(NumberText.coordinate(value) == text) }
  }
}
