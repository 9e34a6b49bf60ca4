import Foundation
import Testing

@testable import Ground

@Suite struct NumberFormatTests {
  @Test func fixedDecimals() {
    #expect(format(97.312, decimals: 1) == "97.3")
    #expect(format(Float(0.5), decimals: 3) == "0.500")
    #expect(format(-0.04, decimals: 1) == "0.0")
    #expect(format(-1.25, decimals: 1) == "-1.2")
    #expect(format(0.995, decimals: 2) == "0.99")  // 0.995 lies below 995/1000
    #expect(format(1.005, decimals: 2) == "1.00")
    #expect(format(999.999, decimals: 2) == "1000.00")
    #expect(format(42.0, decimals: 0) == "42")
  }

  /// Foundation rounds exactly too: the two must agree everywhere.
  @Test func agreesWithExactRounding() {
    var state: UInt64 = 1
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(Int64(bitPattern: state) >> 20) * 0x1p-30
      let wanted = String(format: "%.3f", locale: nil, value)
      #expect(format(value, decimals: 3) == (wanted == "-0.000" ? "0.000" : wanted))
    }
  }

  @Test func shortForm() {
    #expect(format(0.70711) == "0.7071")
    #expect(format(2.0) == "2.0")
    #expect(format(Float(0.1)) == "0.1")
    #expect(format(0.0) == "0.0")
    #expect(format(0.0000123) == "1.23e-5")
    #expect(format(9.9996e-5) == "1.0e-4")
    #expect(format(-2.5e12) == "-2.5e12")
    #expect(format(Double.infinity) == "∞")
    #expect(format(Float.nan) == "nan")
  }

  @Test func wholeNumbers() {
    #expect(format(2026) == "2026")
    #expect(format(929_589) == "929,589")
    #expect(format(-12_345_678) == "-12,345,678")
  }

  @Test func values() {
    #expect(describe("text") == "text")
    #expect(describe([0.5, 1]) == "[0.5, 1.0]")
    #expect(describe(["a": 2, "B": 1]) == "[\"B\": 1, \"a\": 2]")
    #expect(describe([[1, 2], [3, 4]]) == "[[1, 2],\n [3, 4]]")
    #expect(describe(("word", 0.25)) == "(\"word\", 0.25)")
    #expect(describe((word: "you", id: 3)) == "(word: \"you\", id: 3)")
    #expect(describe(Optional<Int>.none as Any) == "nil")
    #expect(describe(Optional(3.0) as Any) == "3.0")
    #expect(describe(1...3) == "1...3")
  }
}
