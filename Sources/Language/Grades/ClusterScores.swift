import Ground
import Tensors

/// How well groups that nobody named agree with classes that somebody did (Manning, Raghavan and Schütze, 2008,
/// section 16.3).
public struct ClusterScores: Equatable, Sendable {
  /// The share of points that are in the commonest class of their group.
  public let purity: Float
  /// How much the groups tell of the classes, over the mean of both entropies: 0 nothing, 1 all. It is 1 where
  /// there is one group and one class.
  public let normalizedInformation: Float

  /// - Parameters: for each point its group and its class, each a number from 0.
  public init(clusters: [Int], classes: [Int]) {
    require(clusters.count == classes.count, "Each point has a group and a class.")
    let shape = (1 + (clusters.max() ?? 0), 1 + (classes.max() ?? 0))
    var table = [[Int]](repeating: .init(repeating: 0, count: shape.1), count: shape.0)
    for (cluster, class_) in zip(clusters, classes) { table[cluster][class_] += 1 }
    let total = Float(max(1, clusters.count))
    purity = Float(table.reduce(0) { $0 + ($1.max() ?? 0) }) / total

    func entropy(_ counts: [Int]) -> Float {
      -counts.filter { $0 > 0 }.reduce(0) { $0 + Float($1) / total * log(Float($1) / total) }
    }
    let groups = entropy(table.map { $0.reduce(0, +) })
    let named = entropy((0..<shape.1).map { class_ in table.reduce(0) { $0 + $1[class_] } })
    let both = entropy(table.flatMap { $0 })
    let mean = (groups + named) / 2
    normalizedInformation = mean == 0 ? 1 : max(0, (groups + named - both) / mean)
  }
}
