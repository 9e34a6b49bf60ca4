import Foundation
import Tensors
import Testing

/// Both modules have an `exp`. Which one is meant must be clear without naming the module: the book's own
/// for what the book computes with, Foundation's for the rest.
@Suite struct FoundationTests {
  @Test func functionsOfFloatsAreTheBooks() {
    let own: [(Float) -> Float] = [
      Tensors.exp, Tensors.log, Tensors.tanh, Tensors.sin, Tensors.cos, Tensors.erf, Tensors.sqrt,
      Tensors.log1p,
    ]
    let plain: [(Float) -> Float] = [
      { exp($0) }, { log($0) }, { tanh($0) }, { sin($0) }, { cos($0) }, { erf($0) }, { sqrt($0) },
      { log1p($0) },
    ]
    let byName: [(Float) -> Float] = [exp, log, tanh, sin, cos, erf, sqrt, log1p]
    for x in (-500...500).map({ Float($0) / 64 }) {
      let expected = own.map { bits($0(x)) }
      #expect(plain.map { bits($0(x)) } == expected)
      #expect(byName.map { bits($0(x)) } == expected)
    }
    // A literal is what its place wants.
    let inferred: Float = exp(0.7) + log(3)
    #expect(inferred == Tensors.exp(0.7) + Tensors.log(3))
  }

  @Test func theRestIsAsEver() {
    let x = 0.7
    #expect(exp(x) == Foundation.exp(x) && log(x) == Foundation.log(x))
    #expect(log1p(x) == Foundation.log1p(x))
    #expect(tanh(x) == Foundation.tanh(x) && erf(x) == Foundation.erf(x))
    #expect(sin(x) == Foundation.sin(x) && cos(x) == Foundation.cos(x))
    #expect(sqrt(x) == Foundation.sqrt(x) && type(of: exp(0.7)) == Double.self)
    let lanes = Lanes(repeating: 0.7)
    #expect(exp(lanes) == Tensors.exp(lanes) && sqrt(lanes) == Tensors.sqrt(lanes))
    let tensor = Tensor([0.7, 1.4])
    #expect(exp(tensor) == Tensors.exp(tensor) && sqrt(tensor) == Tensors.sqrt(tensor))
  }
}
