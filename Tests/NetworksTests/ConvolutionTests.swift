import Networks
import Tensors
import Testing

private func normal(_ shape: Int..., seed: UInt64 = 3) -> Tensor {
  var random = Random(seed: seed, stream: "inputs")
  return .normal(shape, random: &random)
}

/// y[n, i, j, f] = Σ x[n, i + a − padding, j + b − padding, c] W[a, b, c, f] + b[f], by definition.
private func slide(
  _ x: [Double], _ shape: [Int], _ w: [Double], _ bias: [Double], height: Int, width: Int,
  padding: (Int, Int)
) -> [Double] {
  let (n, h, columns, c) = (shape[0], shape[1], shape[2], shape[3])
  func at(_ item: Int, _ i: Int, _ j: Int, _ k: Int) -> Double {
    guard (0..<h).contains(i), (0..<columns).contains(j) else { return 0 }
    return x[((item * h + i) * columns + j) * c + k]
  }
  var y: [Double] = []
  for item in 0..<n {
    for i in 0..<h + 2 * padding.0 - height + 1 {
      for j in 0..<columns + 2 * padding.1 - width + 1 {
        for f in bias.indices {
          var sum = bias[f]
          for a in 0..<height {
            for b in 0..<width {
              for k in 0..<c {
                sum +=
                  at(item, i + a - padding.0, j + b - padding.1, k)
                  * w[((a * width + b) * c + k) * bias.count + f]
              }
            }
          }
          y.append(sum)
        }
      }
    }
  }
  return y
}

@Test(arguments: [(1, 0), (3, 0), (3, 2), (5, 4), (7, 0)])
func convolutionSlidesAlongSequences(width: Int, padding: Int) {
  var random = Random(seed: 1, stream: "filters")
  let layer = Convolution(width: width, inputs: 3, filters: 5, padding: padding, random: &random)
  layer.bias.value = normal(5, seed: 2)
  let x = normal(2, 7, 3)
  check(layer, on: x) { x, parameters in
    slide(
      x, [2, 1, 7, 3], parameters[0], parameters[1], height: 1, width: width, padding: (0, padding))
  }
  #expect(layer.forward(x).shape == [2, 7 + 2 * padding - width + 1, 5])
}

@Test(arguments: [(1, 1, 0), (3, 3, 0), (2, 3, 1), (3, 2, 2), (5, 6, 0)])
func convolutionSlidesOverPictures(height: Int, width: Int, padding: Int) {
  var random = Random(seed: 1, stream: "filters")
  let layer = Convolution(
    height: height, width: width, inputs: 2, filters: 4, padding: padding, random: &random)
  layer.bias.value = normal(4, seed: 2)
  let x = normal(3, 5, 6, 2)
  check(layer, on: x) { x, parameters in
    slide(
      x, [3, 5, 6, 2], parameters[0], parameters[1], height: height, width: width,
      padding: (padding, padding))
  }
}

/// What one sequence gets doesn't depend on what stands beside it, nor on the number of threads.
@Test func convolutionKeepsItemsApart() {
  var random = Random(seed: 1, stream: "filters")
  let layer = Convolution(width: 5, inputs: 64, filters: 48, padding: 4, random: &random)
  let x = normal(20, 30, 64)
  let y = layer.forward(x)
  for n in [0, 7, 19] {
    #expect(layer.forward(x.rows(n..<n + 1)).row(0) == y.row(n))
  }
  let dy = normal(20, 34, 48, seed: 5)
  let results = [1, 2, 7].map { threads in
    withThreads(threads) {
      layer.zeroGradients()
      let y = layer.forward(x, mode: .training)
      return [y, layer.backward(dy), layer.weight.gradient, layer.bias.gradient]
    }
  }
  #expect(results[0] == results[1] && results[0] == results[2])
}

@Test func maxOverTimeTakesTheLargest() {
  let x = normal(3, 6, 4)
  check(MaxOverTime(), on: x) { x, _ in
    (0..<12).map { i -> Double in
      let (n, f) = (i / 4, i % 4)
      return (0..<6).map { t in x[(n * 6 + t) * 4 + f] }.max()!
    }
  }
  let layer = MaxOverTime()
  let y = layer.forward(x, lengths: [6, 1, 3])
  #expect(y.row(1) == x.row(1).row(0))
  #expect(layer.steps[1] == [0, 0, 0, 0])
  #expect(y.row(2) == x.row(2).rows(0..<3).max(axis: 0))
  let dx = layer.backward(.ones(3, 4))
  #expect(dx.sum() == 12 && dx.row(2).rows(3..<6) == .zeros(3, 4))
  // Of equal numbers the first.
  _ = layer.forward([[[1, 2], [1, 3], [1, 3]]], mode: .inference)
  #expect(layer.steps == [[0, 1]])
}

@Test(arguments: [1, 2, 3]) func maxPoolTakesTheLargestOfEachSquare(size: Int) {
  let (h, w) = (7 / size, 5 / size)
  check(MaxPool2D(size), on: normal(2, 7, 5, 3)) { x, _ in
    var y: [Double] = []
    for n in 0..<2 {
      for i in 0..<h {
        for j in 0..<w {
          for c in 0..<3 {
            let square = (0..<size * size).map { place -> Double in
              let (row, column) = (i * size + place / size, j * size + place % size)
              return x[((n * 7 + row) * 5 + column) * 3 + c]
            }
            y.append(square.max()!)
          }
        }
      }
    }
    return y
  }
}

@Test func windowsThatDontFitStopTheProgram() async {
  await #expect(processExitsWith: .failure) {
    var random = Random(seed: 1, stream: "filters")
    _ = Convolution(width: 5, inputs: 3, filters: 2, random: &random).forward(.zeros(2, 4, 3))
  }
  await #expect(processExitsWith: .failure) {
    var random = Random(seed: 1, stream: "filters")
    _ = Convolution(height: 3, width: 3, inputs: 3, filters: 2, random: &random)
      .forward(.zeros(2, 4, 3))
  }
  await #expect(processExitsWith: .failure) {
    _ = MaxOverTime().forward(.zeros(2, 4, 3), lengths: [4, 0])
  }
}

// MARK: - Against PyTorch

@Test(arguments: [
  "sequence", "sequence padded", "picture", "picture padded", "pooling 2", "pooling 3",
])
func convolutionAgreesWithPyTorch(name: String) throws {
  let golden = try Golden("convolution", name)
  func filters(height: Int = 1, width: Int, padding: Int = 0) -> any Layer {
    Convolution(
      Parameter("weight", golden["weight"]), Parameter("bias", golden["bias"]), height: height,
      width: width, padding: padding)
  }
  let layer: any Layer =
    switch name {
    case "sequence": filters(width: 3)
    case "sequence padded": filters(width: 4, padding: 3)
    case "picture": filters(height: 3, width: 2)
    case "picture padded": filters(height: 3, width: 3, padding: 1)
    case "pooling 2": MaxPool2D(2)
    default: MaxPool2D(3)
    }
  // PyTorch's side is in double precision, so what differs is our rounding: some 6e-8.
  #expect(relativeError(layer.forward(golden["x"]), golden.exact("y")) < 1e-6)
  #expect(relativeError(layer.backward(golden["dy"]), golden.exact("dx")) < 1e-6)
  for parameter in layer.parameters {
    #expect(relativeError(parameter.gradient, golden.exact("d\(parameter.name)")) < 1e-6)
  }
}

// MARK: - Filters over words

@Suite struct WordFiltersTests {
  /// Filters with biases on both sides of 0, so that some answers are cut off.
  private func filters(widths: [Int] = [1, 3, 5], inputs: Int = 21, filters: Int = 19)
    -> WordFilters
  {
    var random = Random(seed: 1, stream: "filters")
    let layer = WordFilters(widths: widths, inputs: inputs, filters: filters, random: &random)
    for bias in layer.biases { bias.value = normal(filters, seed: 2) - 2 }
    return layer
  }

  private let texts = [[0, 1, 2, 1, 4, 0, 3], [3], [2, 2, 4, 1], [1, 0]]

  @Test func agreesWithPyTorch() throws {
    let golden = try Golden("convolution", "text filters")
    var random = Random(seed: 1, stream: "filters")
    let layer = WordFilters(widths: [2, 3], inputs: 3, filters: 4, random: &random)
    for i in 0..<2 {
      layer.weights[i].value = golden["w\(i + 2)"]
      layer.biases[i].value = golden["b\(i + 2)"]
    }
    let texts = [[0, 1, 2, 1, 3], [4], [2, 4]]
    #expect(relativeError(layer.forward(golden["x"], texts: texts), golden.exact("y")) < 1e-6)
    #expect(relativeError(layer.backward(golden["dy"]), golden.exact("dx")) < 1e-6)
    for i in 0..<2 {
      #expect(relativeError(layer.weights[i].gradient, golden.exact("dw\(i + 2)")) < 1e-6)
      #expect(relativeError(layer.biases[i].gradient, golden.exact("db\(i + 2)")) < 1e-6)
    }
  }

  /// What the layers it stands for give one after the other, text by text; sums are of another order, so some
  /// roundings of 6e-8 apart.
  @Test func isConvolutionRectifiedAndItsMaximum() {
    let layer = filters()
    let x = normal(5, 21)
    let y = layer.forward(x, texts: texts)
    let dy = normal(4, layer.outputs, seed: 5)
    let dx = layer.backward(dy)
    var dxOfLayers = Tensor.zeros(5, 21)
    for (i, width) in layer.widths.enumerated() {
      let weight = Parameter("weight", layer.weights[i].value)
      let bias = Parameter("bias", layer.biases[i].value)
      let convolution = Convolution(weight, bias, width: width, padding: width - 1)
      let (relu, maxima) = (ReLU(), MaxOverTime())
      let columns = i * 19..<(i + 1) * 19
      for (n, text) in texts.enumerated() {
        let words = x.rows(at: text).reshaped(1, text.count, 21)
        let found = maxima.forward(relu.forward(convolution.forward(words)))
        let expected = found.values.map(Double.init)
        #expect(relativeError(y.rows(n..<n + 1).columns(columns), expected) < 1e-6)
        let starts = maxima.steps[0].map { $0 - width + 1 }
        for (f, start) in starts.enumerated() where found[0, f] > 0 {
          #expect(layer.starts[n][i * 19 + f] == start)
        }
        let back = maxima.backward(dy.rows(n..<n + 1).columns(columns))
        let dWords = convolution.backward(relu.backward(back))
        dxOfLayers.addRows(dWords.reshaped(text.count, 21), at: text)
      }
      #expect(
        relativeError(layer.weights[i].gradient, weight.gradient.values.map(Double.init)) < 1e-6)
      #expect(relativeError(layer.biases[i].gradient, bias.gradient.values.map(Double.init)) < 1e-6)
    }
    #expect(relativeError(dx, dxOfLayers.values.map(Double.init)) < 1e-6)
    #expect(y.values.contains(0) && y.max() > 0)
  }

  /// To the bit: a text's answers depend on nothing beside it, nor on the number of threads.
  @Test func textsAreReadByThemselves() {
    let layer = filters(inputs: 64, filters: 100)
    let x = normal(5, 64)
    let y = layer.forward(x, texts: texts)
    for (n, text) in texts.enumerated() {
      let words = Array(Set(text)).sorted()
      let alone = layer.forward(
        x.rows(at: words), texts: [text.map { words.firstIndex(of: $0)! }])
      #expect(alone.row(0) == y.row(n))
    }
    let many = (0..<40).map { n in (0...n % 9).map { ($0 * 7 + n) % 5 } }
    let dy = normal(40, layer.outputs, seed: 5)
    let results = [1, 2, 7].map { threads in
      withThreads(threads) {
        layer.zeroGradients()
        return [layer.forward(x, texts: many), layer.backward(dy)]
          + layer.parameters.map(\.gradient)
      }
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func aTextWithoutWordsIsReadAsZeros() {
    let layer = filters()
    let y = layer.forward(normal(5, 21), texts: [[], [1]])
    let bias = Tensor.concatenate(layer.biases.map(\.value))
    #expect(y.row(0) == bias.map { max($0, 0) })
    let dx = layer.backward(.ones(2, layer.outputs))
    #expect(dx.row(0) == .zeros(21))
    #expect(layer.forward(.zeros(0, 21), texts: [[]]).shape == [1, layer.outputs])
    _ = layer.backward(.ones(1, layer.outputs))
  }

  @Test func whatDoesNotFitStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var random = Random(seed: 1, stream: "filters")
      _ = WordFilters(widths: [2], inputs: 3, filters: 2, random: &random)
        .forward(.zeros(2, 3), texts: [[2]])
    }
    await #expect(processExitsWith: .failure) {
      var random = Random(seed: 1, stream: "filters")
      _ = WordFilters(widths: [], inputs: 3, filters: 2, random: &random)
    }
  }
}
