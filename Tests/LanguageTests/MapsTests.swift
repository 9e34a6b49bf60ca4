import Foundation
import Tensors
import Testing

@testable import Language

/// 90 points of 6 numbers in three clusters, which are easily made in other languages too.
private let points: Tensor = {
  var state: UInt64 = 1
  var values: [Float] = []
  for i in 0..<90 {
    for j in 0..<6 {
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      values.append(Float(Double((state >> 16) % 1000) / 1000 + 0.8 * Double(i % 3 * (j % 2))))
    }
  }
  return Tensor(values, shape: [90, 6])
}()

// MARK: - Principal components

@Suite struct PCATests {
  /// Points on a line, of which one direction tells all.
  @Test func aLineStaysALine() {
    let line = Tensor.linspace(-1, 1, count: 5).reshaped(5, 1) * ([[3, 0, 4]] as Tensor) + 7
    let places = pca(line)
    for (i, expected) in [-5, -2.5, 0, 2.5, 5].enumerated() {
      // Float32 rounds the points, of size 11, to 1e-6.
      #expect(abs(places[i, 0].magnitude - Float(expected.magnitude)) < 1e-5)
      #expect(abs(places[i, 1]) < 1e-5)
    }
  }

  /// Variances and the first point's place by scikit-learn 1.7's `PCA`, up to the signs.
  @Test func agreesWithScikitLearn() {
    let places = pca(points)
    let variances = (places * places).mean(axis: 0)
    #expect(abs(variances[0] - 1.292628) < 1e-5)
    #expect(abs(variances[1] - 0.107051) < 1e-5)
    #expect(abs(places[0, 0].magnitude - 1.103835) < 1e-5)
    #expect(abs(places[0, 1].magnitude - 0.0271257) < 1e-5)
    #expect(abs((places.columns(0..<1) * places.columns(1..<2)).sum()) < 1e-4)
  }

  @Test func moreDimensionsBeginWithTheSameOnes() {
    let places = pca(points, dimensions: 4)
    #expect(places.columns(0..<2) == pca(points))
    #expect(places.shape == [90, 4])
  }

  @Test func thereIsNothingBeyondTheDirectionsThatThereAre() {
    #expect(pca(Tensor.ones(5, 1)) == .zeros(5, 2) && pca(Tensor.ones(1, 5)) == .zeros(1, 2))
    let line: Tensor = [-3, 1, 2]
    let places = pca(line)
    #expect(places.columns(0..<1).map(\.magnitude) == [[3], [1], [2]])
    #expect(places.columns(1..<2) == .zeros(3, 1) && pca(line.reshaped(3, 1)) == places)
  }

  @Test func stopsWhereNothingIsAsked() async {
    await #expect(processExitsWith: .failure) { _ = pca(Tensor.ones(5, 2), dimensions: 0) }
    await #expect(processExitsWith: .failure) { _ = pca(Tensor.ones(5, 2, 2)) }
  }
}

// MARK: - t-SNE in Float64, term by term

/// qᵢⱼ of points y.
private func nearness(_ y: [[Double]]) -> [[Double]] {
  let w = y.indices.map { i in
    y.indices.map { j in
      i == j ? 0 : 1 / (1 + zip(y[i], y[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
    }
  }
  let sum = w.joined().reduce(0, +)
  return w.map { $0.map { $0 / sum } }
}

private func divergence(_ p: [[Double]], _ y: [[Double]]) -> Double {
  let q = nearness(y)
  var sum = 0.0
  for i in p.indices {
    for j in p.indices where p[i][j] > 0 { sum += p[i][j] * Tests.log(p[i][j] / q[i][j]) }
  }
  return sum
}

/// pⱼ|ᵢ by bisection of β in Float64.
private func conditional(_ x: [[Double]], _ i: Int, perplexity: Double) -> [Double] {
  let distances = x.map { zip($0, x[i]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
  var (low, high) = (0.0, 1e6)
  var p: [Double] = []
  for _ in 0..<200 {
    let beta = (low + high) / 2
    let weights = distances.indices.map { $0 == i ? 0 : Tests.exp(-beta * distances[$0]) }
    let sum = weights.reduce(0, +)
    p = weights.map { $0 / sum }
    if Tests.perplexity(p) > perplexity { low = beta } else { high = beta }
  }
  return p
}

private func doubles(_ x: Tensor) -> [[Double]] {
  (0..<x.shape[0]).map { x.row($0).values.map(Double.init) }
}

@Suite struct TSNETests {
  /// Bisection ends within 1e-5 of the entropy; rounding in sums of Float32 adds about as much.
  @Test(arguments: [1.5, 5, 15, 44.5])
  func eachRowHasItsPerplexity(perplexity: Double) {
    let x = doubles(points)
    for i in [0, 1, 44, 89] {
      let differences = points - points.row(i)
      let p = TSNE.conditional(
        (differences * differences).sum(axis: 1), i, perplexity: Float(perplexity)
      ).values.map(Double.init)
      #expect(p[i] == 0)
      #expect(abs(Tests.perplexity(p) / perplexity - 1) < 1e-4)
      for (p, expected) in zip(p, conditional(x, i, perplexity: perplexity)) {
        #expect(abs(p - expected) < 1e-4 * expected + 1e-7)
      }
    }
  }

  /// Golden values of scikit-learn 1.7's `_joint_probabilities`.
  @Test func affinitiesAgreeWithScikitLearn() {
    let p = TSNE.affinities(points, perplexity: 15)
    #expect(p == p.transposed())
    #expect(abs(p.sum() - 1) < 1e-5)
    for (i, j, expected) in [(0, 1, 1.66903e-6), (0, 3, 6.90733e-6), (5, 80, 1.639947e-4)]
      as [(Int, Int, Float)]
    {
      #expect(abs(p[i, j] / expected - 1) < 1e-3)
    }
  }

  /// Central differences in Float64 are exact to about 1e-9; the gradient in Float32 sums 12 terms.
  @Test func gradientIsTheSlopeOfTheDivergence() {
    var random = Random(seed: 1, stream: "places")
    let places = Tensor.normal([12, 2], random: &random)
    let p = TSNE.affinities(points.rows(0..<12), perplexity: 4)
    let gradient = TSNE.gradient(p, places)
    let (exactP, y) = (doubles(p), doubles(places))
    for i in 0..<12 {
      for axis in 0..<2 {
        var (above, below) = (y, y)
        above[i][axis] += 1e-4
        below[i][axis] -= 1e-4
        let slope = (divergence(exactP, above) - divergence(exactP, below)) / 2e-4
        #expect(abs(Double(gradient[i, axis]) - slope) < 1e-6)
      }
    }
  }

  @Test func divergenceFallsToWhatScikitLearnReaches() {
    var map = TSNE(points, perplexity: 15)
    var last = map.divergence
    let exact = divergence(doubles(map.affinities), doubles(map.places))
    #expect(abs(Double(last) - exact) < 1e-5)
    for _ in 0..<5 {
      map.run(steps: 100)
      #expect(map.divergence < last)
      last = map.divergence
    }
    #expect(map.steps == 500)
    // scikit-learn 1.7 ends between 0.316 and 0.330 for two random starts and one from PCA.
    #expect(last < 0.34)
    #expect(map.places == tsne(points, perplexity: 15))
  }

  /// Every point's nearest neighbor on the map is of its own cluster, and the clusters lie apart.
  @Test func clustersStayApart() {
    var random = Random(seed: 2, stream: "clusters")
    var x = Tensor.normal([60, 10], random: &random)
    for i in 0..<30 { x[i, 0] += 12 }
    let y = doubles(tsne(x, perplexity: 10, steps: 300))
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])).squareRoot()
    }
    for i in 0..<60 {
      let own = i < 30 ? 0..<30 : 30..<60
      let near = own.filter { $0 != i }.map { distance(y[i], y[$0]) }
      let far = (0..<60).filter { !own.contains($0) }.map { distance(y[i], y[$0]) }
      #expect(near.min()! < far.min()! / 2)
    }
  }

  /// Neighbors on a line stay neighbors: two heaps of points lie apart on the map.
  @Test func pointsOnALine() {
    let line = Tensor((0..<24).map { Float($0 % 12) + ($0 < 12 ? 0 : 100) })
    let places = tsne(line, perplexity: 4, steps: 200)
    #expect(places.shape == [24, 2])
    #expect(places == tsne(line.reshaped(24, 1), perplexity: 4, steps: 200))
    let (left, right) = (places.rows(0..<12), places.rows(12..<24))
    let isLeft = left.max(axis: 0)[0] < right.min(axis: 0)[0]
    #expect(isLeft || right.max(axis: 0)[0] < left.min(axis: 0)[0])
  }

  @Test func pointsThatAreEqual() {
    let map = tsne(Tensor.ones(9, 3), perplexity: 2, steps: 50)
    #expect(map == .zeros(9, 2))
    var x = points
    for i in 0..<30 { x.setRows(from: i, to: points.rows(0..<1)) }
    #expect(tsne(x, perplexity: 10, steps: 150).map { $0 - $0 } == .zeros(90, 2))
  }

  @Test func stopsAtAPerplexityThatDoesNotFit() async {
    await #expect(processExitsWith: .failure) { _ = tsne(.ones(9, 3), perplexity: 4.1) }
    await #expect(processExitsWith: .failure) { _ = tsne(.ones(9, 3), perplexity: 0.9) }
  }
}

private enum Tests {
  /// exp(H) of a distribution.
  static func perplexity(_ p: [Double]) -> Double {
    exp(p.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) })
  }
  static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  static func log(_ x: Double) -> Double { Foundation.log(x) }
}
