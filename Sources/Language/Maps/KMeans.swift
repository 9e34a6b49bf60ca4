import Ground
import Tensors

/// Points in groups, each around the mean of its own (Lloyd, *IEEE Transactions on Information Theory* 28(2), 1982,
/// with the beginning of Arthur and Vassilvitskii, "k-means++", SODA 2007).
///
///     let groups = try KMeans(vectors, clusters: 6, random: &random)
///     groups.clusters[0]  // the group of the first vector
public struct KMeans: Sendable {
  /// The means: (K, D).
  public private(set) var centers: Tensor
  /// For each point the number of its group: that of the nearest mean, of equally near ones the first.
  public private(set) var clusters: [Int] = []
  /// The sum of squared distances from the points to the means of their groups.
  public private(set) var inertia: Float = 0

  /// - Parameters:
  ///   - points: x (N, D).
  ///   - count: K, at least 1 and at most N.
  ///   - rounds: how often the means are taken anew, at most; they stop when no point changes its group.
  /// - Throws: `InputError` if there are fewer points than groups, or no group.
  public init(_ points: Tensor, clusters count: Int, rounds: Int = 100, random: inout Random) throws
  {
    require(points.rank == 2, "Points have the shape (N, D), not \(points.shape).")
    let number = points.shape[0]
    try demand(
      (1...max(1, number)).contains(count) && number > 0,
      "\(number) points can't be put into \(count) groups; ask for 1 to \(number).")
    centers = KMeans.spread(points, count, &random)
    assign(points)
    for _ in 0..<rounds {
      let before = clusters
      centers = means(points)
      assign(points)
      if clusters == before { break }
    }
  }

  /// The first means: points drawn one after the other, those far from all drawn before more often, by the
  /// square of the distance.
  private static func spread(_ points: Tensor, _ count: Int, _ random: inout Random) -> Tensor {
    let number = points.shape[0]
    var chosen = [random.integer(below: number)]
    var nearest = [Float](repeating: .infinity, count: number)
    while chosen.count < count {
      let to = distances(points, points.rows(at: [chosen.last!]))
      for i in 0..<number { nearest[i] = min(nearest[i], to[i, 0]) }
      var rest = nearest.reduce(0) { $0 + Double($1) } * Double(random.uniform())
      let drawn = nearest.firstIndex { distance in
        rest -= Double(distance)
        return rest < 0 && distance > 0
      }
      // Where all points are among the chosen ones already, any will do.
      chosen.append(drawn ?? (0..<number).first { !chosen.contains($0) }!)
    }
    return points.rows(at: chosen)
  }

  /// x (N, D), c (K, D) → squared distances (N, K), never below 0: |x|² − 2 x·c + |c|².
  private static func distances(_ x: Tensor, _ c: Tensor) -> Tensor {
    let products = matmul(x, c, transposed: .right)
    let (own, other) = ((x * x).sum(axis: 1), (c * c).sum(axis: 1))
    var distances = products * -2
    for n in 0..<x.shape[0] {
      for k in 0..<c.shape[0] { distances[n, k] = max(0, distances[n, k] + own[n] + other[k]) }
    }
    return distances
  }

  private mutating func assign(_ points: Tensor) {
    let distances = KMeans.distances(points, centers)
    clusters = (distances * -1).argmax()
    var sum = 0.0
    for (n, cluster) in clusters.enumerated() { sum += Double(distances[n, cluster]) }
    inertia = Float(sum)
  }

  /// The mean of each group; a group that lost all its points keeps the mean it had.
  private func means(_ points: Tensor) -> Tensor {
    let width = points.shape[1]
    var (sums, counts) = (centers, [Int](repeating: 0, count: centers.shape[0]))
    for (n, cluster) in clusters.enumerated() {
      for d in 0..<width {
        sums[cluster, d] = (counts[cluster] == 0 ? 0 : sums[cluster, d]) + points[n, d]
      }
      counts[cluster] += 1
    }
    for (cluster, count) in counts.enumerated() where count > 0 {
      for d in 0..<width { sums[cluster, d] /= Float(count) }
    }
    return sums
  }
}
