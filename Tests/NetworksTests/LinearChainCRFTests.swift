import Foundation
import Networks
import Tensors
import Testing

private let lengths = [4, 1, 3]
private let targets = [[2, 0, 1, 1], [1], [0, 2, 2]]

private func normal(_ shape: Int..., seed: UInt64) -> Tensor {
  var random = Random(seed: seed, stream: "scores")
  return .normal(shape, random: &random)
}

private func crf() -> LinearChainCRF {
  let crf = LinearChainCRF(tags: 3)
  crf.transitions.value = normal(3, 3, seed: 1)
  (crf.first.value, crf.last.value) = (normal(3, seed: 2), normal(3, seed: 3))
  return crf
}

/// All rows of tags of so many places.
private func rows(_ length: Int) -> [[Int]] {
  length == 0 ? [[]] : rows(length - 1).flatMap { row in (0..<3).map { row + [$0] } }
}

/// The score of a row of tags, in Float64, by definition.
private func score(_ t: [Int], _ x: [Double], _ parameters: [[Double]]) -> Double {
  var sum = parameters[1][t[0]] + parameters[2][t[t.count - 1]]
  for place in t.indices {
    sum += x[place * 3 + t[place]]
    if place > 0 { sum += parameters[0][t[place - 1] * 3 + t[place]] }
  }
  return sum
}

/// The mean loss, by adding up all 3^T rows.
private func loss(_ x: [Double], _ parameters: [[Double]]) -> Double {
  let losses = targets.indices.map { n in
    let scores = Array(x[n * 12..<n * 12 + 12])
    let total = rows(lengths[n]).map { exp(score($0, scores, parameters)) }.reduce(0, +)
    return log(total) - score(targets[n], scores, parameters)
  }
  return losses.reduce(0, +) / 3
}

@Suite struct LinearChainCRFTests {
  private let x = normal(3, 4, 3, seed: 4)

  /// Against all rows of tags, and central differences of that.
  @Test func itSumsOverAllRowsOfTags() {
    let crf = crf()
    let values = crf.parameters.map { $0.value.values.map(Double.init) }
    let inputs = x.values.map(Double.init)
    #expect(abs(Double(crf.forward(x, targets)) - loss(inputs, values)) < 1e-5)
    let dx = crf.backward()
    let expected = differences(of: { [loss($0, values)] }, at: inputs, weights: [1])
    #expect(relativeError(dx, expected) < 1e-4)
    for (index, parameter) in crf.parameters.enumerated() {
      let expected = differences(
        of: { value in
          var changed = values
          changed[index] = value
          return [loss(inputs, changed)]
        }, at: values[index], weights: [1])
      #expect(relativeError(parameter.gradient, expected) < 1e-4, "\(parameter.name)")
    }
    // Gradients are added.
    let before = crf.transitions.gradient
    _ = crf.backward()
    #expect(crf.transitions.gradient == before * 2)
  }

  @Test func theLikeliestRowIsTheBestOfAll() {
    let crf = crf()
    let values = crf.parameters.map { $0.value.values.map(Double.init) }
    let found = crf.likeliest(x, lengths: lengths)
    for n in lengths.indices {
      let scores = x.row(n).values.map(Double.init)
      let best = rows(lengths[n]).max { score($0, scores, values) < score($1, scores, values) }
      #expect(found[n] == best)
    }
    #expect(
      LinearChainCRF(tags: 3).likeliest(.zeros(1, 3, 3), lengths: [3]) == [[0, 0, 0]])
  }

  @Test func marginalsAreSumsOverAllRows() {
    let crf = crf()
    let values = crf.parameters.map { $0.value.values.map(Double.init) }
    let p = crf.marginals(x, lengths: lengths)
    for n in lengths.indices {
      let scores = x.row(n).values.map(Double.init)
      let weights = rows(lengths[n]).map { ($0, exp(score($0, scores, values))) }
      let total = weights.reduce(0) { $0 + $1.1 }
      for place in 0..<4 {
        for tag in 0..<3 {
          let share =
            place < lengths[n]
            ? weights.filter { $0.0[place] == tag }.reduce(0) { $0 + $1.1 } / total : 0
          #expect(abs(Double(p[n, place, tag]) - share) < 1e-5)
        }
      }
    }
  }

  /// What stands beyond a row's tags is nothing to it, nor are its neighbors and the threads.
  @Test func paddingAndThreadsChangeNothing() {
    let crf = LinearChainCRF(tags: 21)
    crf.transitions.value = normal(21, 21, seed: 1)
    let lengths = (0..<30).map { 1 + $0 * 7 % 12 }
    let tags = lengths.map { length in (0..<length).map { $0 * 5 % 21 } }
    let x = normal(30, 12, 21, seed: 2)
    func results(_ threads: Int, _ x: Tensor) -> [Tensor] {
      withThreads(threads) {
        crf.zeroGradients()
        let loss = Tensor([crf.forward(x, tags)])
        return [loss, crf.backward(), crf.transitions.gradient, crf.first.gradient]
      }
    }
    let expected = results(1, x)
    #expect(results(2, x) == expected && results(7, x) == expected)
    var other = x
    for n in 0..<30 { for place in lengths[n]..<12 { other[n, place, 3] = 1_000 } }
    #expect(results(2, other) == expected)
    #expect(crf.likeliest(other, lengths: lengths) == crf.likeliest(x, lengths: lengths))
  }

  /// A forbidden step costs 10,000; scores of hundreds neither overflow nor vanish.
  @Test func hugeScoresStayFinite() {
    let crf = crf()
    crf.transitions.value[0, 1] = -10_000
    let x = normal(3, 4, 3, seed: 4) * 300
    let loss = crf.forward(x, [[2, 0, 0, 1], [1], [0, 2, 2]])
    #expect(loss.isFinite && loss > 3_000)
    #expect(crf.backward().values.allSatisfy { $0.isFinite && abs($0) <= 1 })
    for row in crf.likeliest(x, lengths: lengths) {
      #expect(zip(row, row.dropFirst()).allSatisfy { $0 != (0, 1) })
    }
  }

  /// PyTorch, in double precision, by all rows of tags and by the forward algorithm. A few roundings of a
  /// Float (6e-8 each) of numbers up to 100.
  @Test(arguments: ["three tags", "one tag", "seventeen tags", "strong scores"])
  func valuesAreThoseOfPyTorch(_ name: String) throws {
    let golden = try Golden("crf", name)
    let (x, lengths, tags) = (golden["x"], golden.ids("lengths"), golden.ids("t"))
    let steps = x.shape[1]
    func rows(_ ids: [Int]) -> [[Int]] {
      lengths.enumerated().map { row, length in
        Array(ids[row * steps..<row * steps + length])
      }
    }
    let crf = LinearChainCRF(tags: x.shape[2])
    crf.transitions.value = golden["transitions"]
    (crf.first.value, crf.last.value) = (golden["first"], golden["last"])
    let loss = crf.forward(x, rows(tags))
    #expect(
      abs(Double(loss) - golden.exact("loss")[0]) <= 1e-6 * max(1, abs(golden.exact("loss")[0])))
    func expect(_ found: Tensor, _ name: String) {
      for (found, expected) in zip(found.values, golden.exact(name)) {
        #expect(abs(Double(found) - expected) < 1e-5, "\(name)")
      }
    }
    expect(crf.backward(), "dx")
    expect(crf.transitions.gradient, "dtransitions")
    expect(crf.first.gradient, "dfirst")
    expect(crf.last.gradient, "dlast")
    expect(crf.marginals(x, lengths: lengths), "marginals")
    #expect(crf.likeliest(x, lengths: lengths) == rows(golden.ids("best")))
    let halved = LinearChainCRF(tags: x.shape[2])
    _ = halved.forward(x, rows(tags))
    let dx = halved.backward(scale: 0.5)
    let half = halved.transitions.gradient
    halved.zeroGradients()
    #expect(halved.backward() * 0.5 == dx && halved.transitions.gradient * 0.5 == half)
  }

  /// The last of thousands of places is as exact as the first: what a row of equal places expects is the same
  /// from both ends.
  @Test func longRowsStayExact() {
    let crf = LinearChainCRF(tags: 3)
    let x = Tensor.full([1, 10_000, 3], 7)
    let loss = crf.forward(x, [[Int](repeating: 1, count: 10_000)])
    #expect(abs(Double(loss) / (10_000 * log(3.0)) - 1) < 1e-6)
    let dx = crf.backward()
    for place in [0, 5_000, 9_999] {
      for tag in 0..<3 {
        #expect(abs(Double(dx[0, place, tag]) - (1 / 3.0 - (tag == 1 ? 1 : 0))) < 1e-6)
      }
    }
  }

  @Test func tagsThatDontFitStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = LinearChainCRF(tags: 3).forward(.zeros(1, 2, 3), [[0, 3]])
    }
    await #expect(processExitsWith: .failure) {
      _ = LinearChainCRF(tags: 3).forward(.zeros(1, 2, 3), [[]])
    }
    await #expect(processExitsWith: .failure) {
      _ = LinearChainCRF(tags: 3).likeliest(.zeros(1, 2, 4), lengths: [2])
    }
  }
}
