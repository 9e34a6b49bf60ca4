import Foundation
import Testing

@testable import Editions

@Suite struct PrintTests {
  /// Two runs of a browser name the same cells by counts that begin elsewhere.
  @Test func namesOfCellsAreCountedFromOne() {
    func pdf(_ numbers: [String]) -> Data {
      Data(numbers.map { "/ID (node\($0))\n" }.joined().utf8)
    }
    var (one, other) = (
      pdf(["00001574", "00001570", "00001574"]), pdf(["00000992", "00000988", "00000992"])
    )
    Print.recountNames(in: &one)
    Print.recountNames(in: &other)
    #expect(one == pdf(["00000002", "00000001", "00000002"]))
    #expect(one == other)
    var none = Data("(node12) and (nodes)".utf8)
    Print.recountNames(in: &none)
    #expect(none == Data("(node12) and (nodes)".utf8))
  }
}
