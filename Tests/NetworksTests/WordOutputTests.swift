import Foundation
import Networks
import Tensors
import Testing

private func normal(_ shape: Int..., seed: UInt64 = 3, deviation: Float = 1) -> Tensor {
  var random = Random(seed: seed, stream: "inputs")
  return .normal(shape, deviation: deviation, random: &random)
}

private func stream(_ name: String) -> Random { Random(seed: 5, stream: name) }

/// How much row `i` of a (…, size) agrees with row `j` of b (…, size).
private func dot(_ a: [Double], _ i: Int, _ b: [Double], _ j: Int, size: Int) -> Double {
  (0..<size).reduce(0) { $0 + a[i * size + $1] * b[j * size + $1] }
}

private func logSigmoid(_ x: Double) -> Double { -log(1 + exp(-x)) }

/// Checks an output's loss against an oracle, and its gradients against the oracle's differences.
private func check(
  _ output: any WordOutput, on h: Tensor, _ t: [[Int]],
  at location: SourceLocation = #_sourceLocation,
  _ oracle: @escaping (_ h: [Double], _ weight: [Double]) -> Double
) {
  let weight = output.parameters[0]
  let (x, w) = (h.values.map(Double.init), weight.value.values.map(Double.init))
  let loss = output.forward(h, t)
  #expect(relativeError(Tensor(loss), [oracle(x, w)]) < 1e-6, sourceLocation: location)
  output.zeroGradients()
  let dh = output.backward()
  #expect(dh.shape == h.shape, sourceLocation: location)
  let expected = differences(of: { [oracle($0, w)] }, at: x, weights: [1])
  #expect(relativeError(dh, expected) < 1e-4, sourceLocation: location)
  let slopes = differences(of: { [oracle(x, $0)] }, at: w, weights: [1])
  #expect(relativeError(weight.gradient, slopes) < 1e-4, sourceLocation: location)
}

// MARK: - Scores of chosen words

@Test func anEmbeddingDotIsAProductLookedUp() {
  let layer = EmbeddingDot(Parameter("w", normal(6, 4)))
  let (h, ids) = (normal(3, 4, seed: 4), [[4, 0], [1, 5], [2, 3]])
  let y = layer.forward(h, ids)
  let all = matmul(h, layer.weight.value, transposed: .right)
  #expect(y.shape == [3, 2])
  for (row, words) in ids.enumerated() {
    // Two orders of a sum of 4 products.
    for (k, id) in words.enumerated() { #expect(abs(y[row, k] - all[row, id]) < 1e-5) }
  }
}

@Test func aWordAskedForTwiceGetsBothGradients() {
  let layer = EmbeddingDot(Parameter("w", normal(5, 3)))
  let (h, dy) = (normal(2, 3, seed: 4), normal(2, 3, seed: 5))
  let ids = [[2, 2, 0], [2, 1, 2]]  // twice in a row, and in several rows
  _ = layer.forward(h, ids)
  let dh = layer.backward(dy)
  let weight = layer.weight.value
  var (added, assigned) = (Tensor.zeros(5, 3), Tensor.zeros(5, 3))
  var expected = Tensor.zeros(2, 3)
  for row in 0..<2 {
    for (k, id) in ids[row].enumerated() {
      for d in 0..<3 {
        added[id, d] += dy[row, k] * h[row, d]
        assigned[id, d] = dy[row, k] * h[row, d]
        expected[row, d] += dy[row, k] * weight[id, d]
      }
    }
  }
  #expect(relativeError(layer.weight.gradient, added.values.map(Double.init)) < 1e-6)
  #expect(relativeError(dh, expected.values.map(Double.init)) < 1e-6)
  #expect(relativeError(layer.weight.gradient, assigned.values.map(Double.init)) > 0.1)
  // A second backward adds to the first.
  _ = layer.backward(dy)
  #expect(relativeError(layer.weight.gradient, added.values.map { 2 * Double($0) }) < 1e-6)
}

// MARK: - Against naive oracles and their differences

@Test(arguments: [[[2], [0], [4]], [[2, 2, 1], [0, 3, 4], [1, 1, 1]]])
func aFullSoftmaxIsCrossEntropyOverAllWords(t: [[Int]]) {
  check(FullSoftmax(Parameter("w", normal(5, 4))), on: normal(3, 4, seed: 4), t) { h, w in
    var sum = 0.0
    for (row, words) in t.enumerated() {
      let powers = (0..<5).map { exp(dot(h, row, w, $0, size: 4)) }
      for word in words { sum -= log(powers[word] / powers.reduce(0, +)) }
    }
    return sum / Double(t.joined().count)
  }
}

@Test func aFullSoftmaxBeginsWithLogV() {
  var random = stream("weights")
  let output = FullSoftmax(words: 50, size: 4, random: &random)
  let loss = Double(output.forward(normal(3, 4), [[1], [2], [3]]))
  #expect(abs(loss - log(50.0)) < 1e-6)
}

@Test(arguments: [[[2], [0], [4]], [[2, 2], [0, 3], [1, 1]]])
func negativeSamplingAsksAboutOneRightWordAndKDrawn(t: [[Int]]) {
  let noise = AliasTable(noiseOf: [9, 5, 3, 2, 1])
  let output = NegativeSamplingLoss(
    Parameter("w", normal(5, 4)), noise: noise, negatives: 3, random: stream("negatives"))
  var random = stream("negatives")
  let drawn = t.map { $0.map { _ in (0..<3).map { _ in noise.draw(&random) } } }
  // Some draw is the right word itself, so the rule for it is tested too.
  #expect(zip(t, drawn).contains { zip($0, $1).contains { $1.contains($0) } })
  check(output, on: normal(3, 4, seed: 4), t) { h, w in
    var sum = 0.0
    for (row, words) in t.enumerated() {
      for (k, word) in words.enumerated() {
        sum -= logSigmoid(dot(h, row, w, word, size: 4))
        for id in drawn[row][k] { sum -= logSigmoid(-dot(h, row, w, id, size: 4)) }
      }
    }
    return sum / Double(t.joined().count)
  }
}

@Test(arguments: [[[2], [0], [5]], [[2, 2], [0, 3], [1, 4]]])
func hierarchicalSoftmaxIsExactOverATree(t: [[Int]]) {
  let code = HuffmanCode(counts: [9, 5, 3, 2, 1, 1])
  let output = HierarchicalSoftmax(Parameter("w", normal(5, 4)), code: code)
  check(output, on: normal(3, 4, seed: 4), t) { h, w in
    var sum = 0.0
    for (row, words) in t.enumerated() {
      for step in words.flatMap(code.path) {
        let x = dot(h, row, w, Int(step.node), size: 4)
        sum -= logSigmoid(step.isLeft ? x : -x)
      }
    }
    return sum / Double(t.joined().count)
  }
}

@Test func probabilitiesSumToOneAndAgreeWithTheLoss() {
  let (h, t) = (normal(4, 8), [[3], [0], [19], [7]])
  let counts = (1...20).map { 100 / $0 }
  let softmax = FullSoftmax(Parameter("w", normal(20, 8, seed: 4)))
  let tree = HierarchicalSoftmax(
    Parameter("w", normal(19, 8, seed: 4)), code: HuffmanCode(counts: counts))
  let pairs: [(any WordOutput, Tensor)] = [
    (softmax, softmax.probabilities(h)), (tree, tree.probabilities(h)),
  ]
  for (output, probabilities) in pairs {
    #expect(probabilities.shape == [4, 20])
    // 20 terms, each with some roundings of 6e-8 of its size.
    for sum in probabilities.sum(axis: 1).values { #expect(abs(sum - 1) < 2e-6) }
    for row in 0..<4 {
      let loss = output.forward(h.rows(row..<row + 1), [t[row]])
      #expect(abs(Double(loss) + log(Double(probabilities[row, t[row][0]]))) < 1e-5)
    }
  }
}

// MARK: - Negative sampling on average

@Test func negativeSamplingsGradientIsRightOnAverage() {
  let (counts, size, draws, negatives) = ([40, 20, 10, 5, 2, 1], 3, 20_000, 4)
  let weight = normal(6, size)
  let output = NegativeSamplingLoss(
    Parameter("w", weight), noise: AliasTable(noiseOf: counts), negatives: negatives,
    random: stream("negatives"))
  let one = normal(1, size, seed: 4)
  _ = output.forward(
    one.rows(at: .init(repeating: 0, count: draws)), .init(repeating: [2], count: draws))
  let samples = output.backward() * Float(draws)  // a row's loss is 1 / N of the mean

  let (h, w) = (one.values.map(Double.init), weight.values.map(Double.init))
  let powers = counts.map { pow(Double($0), 0.75) }
  func slope(_ word: Int) -> Double { 1 / (1 + exp(-dot(h, 0, w, word, size: size))) }
  for d in 0..<size {
    let noise = counts.indices.map {
      powers[$0] / powers.reduce(0, +) * slope($0) * w[$0 * size + d]
    }
    let expected = (slope(2) - 1) * w[2 * size + d] + Double(negatives) * noise.reduce(0, +)
    let column = (0..<draws).map { Double(samples[$0, d]) }
    let mean = column.reduce(0, +) / Double(draws)
    let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws)
    // Four standard errors: passed by 99.99 of 100 right programs, and by this seed for all time.
    #expect(abs(mean - expected) < 4 * (variance / Double(draws)).squareRoot())
  }
}

@Test func negativesAreDrawnByThreeQuarterPowers() {
  let counts = [1000, 300, 0, 20, 1]
  let powers = counts.map { pow(Double($0), 0.75) }
  let noise = AliasTable(noiseOf: counts)
  for (probability, power) in zip(noise.probabilities, powers) {
    // log and exp in single precision: some 1e-6 of each weight.
    #expect(abs(probability - power / powers.reduce(0, +)) < 1e-6)
  }
  #expect(noise.probabilities[2] == 0)
}

@Test func theStreamOfNegativesCanBeTakenUpAgain() {
  let (h, t) = (normal(3, 4), [[2], [0], [4]])
  func make() -> NegativeSamplingLoss {
    NegativeSamplingLoss(
      Parameter("w", normal(5, 4)), noise: AliasTable(noiseOf: [9, 5, 3, 2, 1]), negatives: 3,
      random: stream("negatives"))
  }
  let (first, second) = (make(), make())
  _ = first.forward(h, t)
  let place = first.carriedState
  let losses = (0..<5).map { _ in first.forward(h, t) }
  #expect(Set(losses).count > 1)
  second.carriedState = place
  #expect((0..<5).map { _ in second.forward(h, t) } == losses)
}

// MARK: - Huffman codes

/// The sum of all counts that Huffman's own procedure adds up, which is the least a code can cost.
private func leastCost(_ counts: [Int]) -> Int {
  var (heap, cost) = (counts, 0)
  while heap.count > 1 {
    heap.sort(by: >)
    let sum = heap.removeLast() + heap.removeLast()
    cost += sum
    heap.append(sum)
  }
  return cost
}

private func someCounts() -> [[Int]] {
  var random = stream("counts")
  return [[1, 1], [5, 2, 1, 1], [0, 0, 0], [7, 0, 7, 0, 7], [1, 1, 1, 1, 1, 1, 1, 1]]
    + [(1...300).map { 100_000 / $0 }, [1, 1, 2, 3, 5, 8, 13, 21, 34]]
    + (2..<20).map { n in (0..<n).map { _ in random.integer(below: 12) } }
}

@Test func noCodeIsShorterThanHuffmans() {
  for counts in someCounts() {
    let code = HuffmanCode(counts: counts)
    let cost = counts.indices.reduce(0) { $0 + counts[$1] * code.path(of: $1).count }
    #expect(cost == leastCost(counts))
  }
}

@Test func noCodeIsTheBeginningOfAnother() {
  for counts in someCounts() {
    let code = HuffmanCode(counts: counts)
    let paths = counts.indices.map { code.path(of: $0).map { $0.isLeft ? "l" : "r" }.joined() }
    for (i, path) in paths.enumerated() {
      #expect(!paths.indices.contains { $0 != i && paths[$0].hasPrefix(path) })
    }
    #expect(Set(paths).count == counts.count)
  }
}

@Test func theStepsOfAllPathsMakeOneTree() {
  for counts in someCounts() {
    let code = HuffmanCode(counts: counts)
    #expect(code.wordCount == counts.count && code.nodeCount == counts.count - 1)
    #expect(code.starts.count == counts.count + 1 && code.starts.last == code.steps.count)
    // Each inner node is always come to in the same way.
    var ways: [Int32: [HuffmanCode.Step]] = [:]
    for word in counts.indices {
      let path = Array(code.path(of: word))
      for (depth, step) in path.enumerated() {
        let way = Array(path[..<depth])
        #expect(ways[step.node, default: way] == way)
        ways[step.node] = way
      }
    }
    #expect(Set(ways.keys) == Set(0..<Int32(counts.count - 1)))
    #expect(ways[0] == [])
  }
}

@Test func equalCountsMakeAFlatTree() {
  let code = HuffmanCode(counts: [3, 3, 3, 3, 3, 3, 3, 3])
  for word in 0..<8 { #expect(code.path(of: word).count == 3) }
  #expect(HuffmanCode(counts: [5, 2, 1, 1]).path(of: 3).map(\.node) == [0, 1, 2])
}

// MARK: - Against PyTorch

@Test func anEmbeddingDotAgreesWithPyTorch() throws {
  let golden = try Golden("words", "embedding dot")
  let layer = EmbeddingDot(Parameter("weight", golden["weight"]))
  let ids = golden.ids("ids")
  let y = layer.forward(golden["x"], [Array(ids[..<3]), Array(ids[3...])])
  #expect(relativeError(y, golden.exact("y")) < 1e-6)
  #expect(relativeError(layer.backward(golden["dy"]), golden.exact("dx")) < 1e-6)
  #expect(relativeError(layer.weight.gradient, golden.exact("dweight")) < 1e-6)
}

@Test(arguments: ["full softmax", "negative sampling", "hierarchical softmax"])
func wordOutputsAgreeWithPyTorch(name: String) throws {
  let golden = try Golden("words", name)
  let weight = Parameter("weight", golden["weight"])
  let output: any WordOutput =
    switch name {
    case "full softmax": FullSoftmax(weight)
    case "negative sampling":
      // Only word 3 is ever drawn.
      NegativeSamplingLoss(
        weight, noise: AliasTable(weights: [0, 0, 0, 1, 0]), negatives: 2, random: stream("n"))
    default: HierarchicalSoftmax(weight, code: HuffmanCode(counts: [16, 8, 4, 1, 1]))
    }
  let ids = golden.ids("t")
  let t = stride(from: 0, to: ids.count, by: 2).map { Array(ids[$0..<$0 + 2]) }
  #expect(relativeError(Tensor(output.forward(golden["x"], t)), golden.exact("loss")) < 1e-6)
  #expect(relativeError(output.backward(), golden.exact("dx")) < 1e-6)
  #expect(relativeError(weight.gradient, golden.exact("dweight")) < 1e-6)
}

// MARK: - Mistakes

@Test func wordsThatDontFitStopTheProgram() async {
  await #expect(processExitsWith: .failure) {
    _ = EmbeddingDot(Parameter("w", .zeros(3, 4))).forward(.zeros(2, 4), [[0], [1, 2]])
  }
  await #expect(processExitsWith: .failure) {
    _ = EmbeddingDot(Parameter("w", .zeros(3, 4))).forward(.zeros(1, 4), [[3]])
  }
  await #expect(processExitsWith: .failure) {
    _ = FullSoftmax(Parameter("w", .zeros(3, 4))).forward(.zeros(2, 4), [[0]])
  }
  await #expect(processExitsWith: .failure) { _ = HuffmanCode(counts: [1]) }
  await #expect(processExitsWith: .failure) {
    _ = HierarchicalSoftmax(Parameter("w", .zeros(3, 4)), code: HuffmanCode(counts: [1, 2, 3]))
  }
  await #expect(processExitsWith: .failure) {
    _ = NegativeSamplingLoss(
      Parameter("w", .zeros(3, 4)), noise: AliasTable(weights: [1, 1]),
      random: Random(seed: 1, stream: "n"))
  }
}
