import Foundation
import Tensors
import Testing

/// A function three times: on lanes, on one float, on a tensor; with what it should be, in Float64, and
/// the bound that its comment states, in units of the last place.
struct VectorFunction: CustomTestStringConvertible {
  let name: String
  let bound: Double
  let lanes: @Sendable (Lanes) -> Lanes
  let scalar: @Sendable (Float) -> Float
  let tensor: @Sendable (Tensor) -> Tensor
  let oracle: @Sendable (Double) -> Double
  var testDescription: String { name }

  static let all: [VectorFunction] = [
    VectorFunction(
      name: "exp", bound: 1, lanes: Tensors.exp, scalar: Tensors.exp, tensor: Tensors.exp,
      oracle: Foundation.exp),
    VectorFunction(
      name: "log", bound: 1, lanes: Tensors.log, scalar: Tensors.log, tensor: Tensors.log,
      oracle: Foundation.log),
    VectorFunction(
      name: "log1p", bound: 3, lanes: Tensors.log1p, scalar: Tensors.log1p, tensor: Tensors.log1p,
      oracle: Foundation.log1p),
    VectorFunction(
      name: "tanh", bound: 3, lanes: Tensors.tanh, scalar: Tensors.tanh, tensor: Tensors.tanh,
      oracle: Foundation.tanh),
    VectorFunction(
      name: "sigmoid", bound: 3, lanes: Tensors.sigmoid, scalar: Tensors.sigmoid,
      tensor: Tensors.sigmoid,
      oracle: exactSigmoid),
    VectorFunction(
      name: "erf", bound: 2, lanes: Tensors.erf, scalar: Tensors.erf, tensor: Tensors.erf,
      oracle: Foundation.erf),
    VectorFunction(
      name: "sin", bound: 0.51, lanes: Tensors.sin, scalar: Tensors.sin, tensor: Tensors.sin,
      oracle: Foundation.sin),
    VectorFunction(
      name: "cos", bound: 0.51, lanes: Tensors.cos, scalar: Tensors.cos, tensor: Tensors.cos,
      oracle: Foundation.cos),
    VectorFunction(
      name: "sqrt", bound: 0.5, lanes: Tensors.sqrt, scalar: Tensors.sqrt, tensor: Tensors.sqrt,
      oracle: Foundation.sqrt),
  ]
}

@Sendable private func exactSigmoid(_ x: Double) -> Double {
  let power = Foundation.exp(-abs(x))
  return x < 0 ? power / (1 + power) : 1 / (1 + power)
}

/// ±0, ±1, the smallest and the largest numbers, ±∞ and NaN, and where results begin to overflow or vanish.
let specialNumbers: [Float] = [
  0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
  -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity,
  -.infinity,
  .nan, 88.72283, 88.72284, -87.33655, -103.27893, -103.97208, -103.97209, 9.0109, 3.9192059,
  .pi, -.pi, .pi / 2, 0x1p40, 0x1.fffffep39, 0x1.bca6dap104,
]

/// 96 numbers of each of the 256 exponents and both signs, spread over the binade without a pattern.
let numbersOfEverySize: [Float] = {
  var random = Random(seed: 1, stream: "every size")
  return (0..<512).flatMap { top in
    (0..<96).map { _ in Float(bitPattern: UInt32(top) << 23 | random.next() >> 9) }
  }
}()

/// How far `result` is from `exact`, in units of the last place of `exact`, subnormal ones included.
private func unitsOfLastPlace(_ result: Float, _ exact: Double) -> Double {
  if exact.isNaN || result.isNaN { return exact.isNaN && result.isNaN ? 0 : .infinity }
  let rounded = Float(exact)
  if rounded.isInfinite || result.isInfinite { return result == rounded ? 0 : .infinity }
  if exact == 0 { return result == 0 && result.sign == exact.sign ? 0 : .infinity }
  return abs(Double(result) - exact) / Double(max(rounded.magnitude.ulp, 0x1p-149))
}

/// The bits of a number, all NaNs alike.
func bits(_ x: Float) -> UInt32 { x.isNaN ? Float.nan.bitPattern : x.bitPattern }

@Test(arguments: VectorFunction.all)
func aVectorFunctionKeepsItsErrorBound(_ function: VectorFunction) {
  // The dense part is where the functions bend; the bound itself leaves room for Float64's own error.
  let dense = (-40_000..<40_000).map { Float($0) * 0.0011 }
  let inputs = specialNumbers + numbersOfEverySize + dense
  let results = function.tensor(Tensor(inputs)).values
  var (worst, at) = (0.0, Float(0))
  for (x, y) in zip(inputs, results) {
    let error = unitsOfLastPlace(y, function.oracle(Double(x)))
    if error > worst { (worst, at) = (error, x) }
  }
  #expect(worst <= function.bound, "\(function.name) of \(at) is \(worst) ulp off")
}

@Test(arguments: VectorFunction.all)
func allFormsOfAVectorFunctionGiveTheSameBits(_ function: VectorFunction) {
  let dense: [Float] = (0..<999).map { Float($0) * 0.01 - 5 }
  let inputs = specialNumbers + Array(numbersOfEverySize[..<5000]) + dense
  let tensor = function.tensor(Tensor(inputs)).values
  let differing = inputs.indices.filter { bits(function.scalar(inputs[$0])) != bits(tensor[$0]) }
  #expect(differing.map { inputs[$0] } == [])
  // Any place among the lanes, any neighbors, any length of the tail.
  for count in 1...33 {
    let part = function.tensor(Tensor(Array(inputs[7..<7 + count]))).values
    #expect(part.map(bits) == tensor[7..<7 + count].map(bits))
  }
}

@Test func specialValuesOfExpAndLog() {
  let (e, l): ((Float) -> Float, (Float) -> Float) = (Tensors.exp, Tensors.log)
  #expect(e(.infinity) == .infinity && e(-.infinity) == 0)
  #expect(e(88.73) == .infinity && e(-104) == 0)
  #expect(e(-100).isSubnormal)
  #expect(l(0) == -.infinity && l(-0.0) == -.infinity)
  #expect(l(-1).isNaN && l(.infinity) == .infinity)
  #expect(l(1) == 0 && e(0) == 1)
}

@Test func oddFunctionsAreOddToTheBit() {
  let functions: [(Float) -> Float] = [Tensors.tanh, Tensors.erf, Tensors.sin]
  for function in functions {
    let finite = numbersOfEverySize.prefix(20_000).filter(\.isFinite)
    #expect(finite.allSatisfy { function(-$0).bitPattern == (-function($0)).bitPattern })
    #expect(function(-0.0).sign == .minus)
  }
}

@Test func mapLanesWorksInPlace() {
  var x = Tensor((0..<37).map { Float($0) / 8 })
  let expected = Tensors.exp(x)
  x.withUnsafeMutableBufferPointer { buffer in
    mapLanes(from: buffer.baseAddress!, to: buffer.baseAddress!, count: 37) { exp($0) }
  }
  #expect(x == expected)
}

@Test func mapLanesIntoATensorUsesItsMemory() {
  let x = Tensor((0..<37).map { Float($0) / 8 })
  var y = Tensor.zeros(37)
  let kept = y
  x.mapLanes(into: &y, Square())
  #expect(y == x * x && kept == .zeros(37))
}

private struct Square: LaneFunction {
  func callAsFunction(_ x: Lanes) -> Lanes { x * x }
}
