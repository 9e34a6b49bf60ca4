import Ground
import Tensors

/// (N, D) → (N, 2): a map of N points on which neighbors stay neighbors; see `TSNE`.
///
///     let places = tsne(vectors.vectors(words), perplexity: 20)
public func tsne(_ x: Tensor, perplexity: Float = 30, steps: Int = 500) -> Tensor {
  var map = TSNE(x, perplexity: perplexity)
  map.run(steps: steps)
  return map.places
}

/// A map of N points on which neighbors stay neighbors: t-distributed stochastic neighbor embedding (van
/// der Maaten and Hinton, "Visualizing data using t-SNE", 2008), exact, for up to some thousand points.
///
/// How near two points are is a probability, p before and q on the map, and the points of the map move
/// until q is like p. On the map, being near fades with Student's t-distribution, more slowly than in
/// the space before: this gives the many points that are middling far from each other the room that
/// two dimensions lack.
public struct TSNE: Sendable {
  /// (N, N): the probability pᵢⱼ of each pair; all of them add up to 1.
  package let affinities: Tensor
  /// (N, 2): where the points are on the map.
  public private(set) var places: Tensor
  /// How many steps were made.
  public private(set) var steps = 0

  private var velocity: Tensor
  /// A factor for the step of each coordinate, which grows while its gradient keeps its sign (Jacobs,
  /// "Increased rates of convergence through learning rate adaptation", 1988).
  private var gains: Tensor

  /// A map of the points `x` (N, D) before the first step: their two principal components, made small.
  ///
  /// - Parameter perplexity: how many neighbors each point has, more or less; 1 … (N - 1) / 2.
  public init(_ x: Tensor, perplexity: Float = 30) {
    let x = x.rank == 1 ? x.reshaped(-1, 1) : x
    affinities = TSNE.affinities(x, perplexity: perplexity)
    let components = pca(x)
    let spread = sqrt((components * components).mean(axis: 0)).max()
    places = components * (spread > 0 ? 1e-4 / spread : 0)
    velocity = .zeros(places.shape)
    gains = .ones(places.shape)
  }

  /// KL(P ‖ Q) = Σ pᵢⱼ log(pᵢⱼ / qᵢⱼ), in nats: how far the map is from what it shows, 0 or more.
  public var divergence: Float {
    let (_, q) = TSNE.nearness(places)
    let tiny: Float = 1e-30
    return (affinities * (log(affinities + tiny) - log(q + tiny))).sum()
  }

  /// Moves the points of the map down the gradient, so many times (section 3.4, with a learning rate in
  /// proportion to N after Belkina et al., "Automated optimized parameters for t-distributed stochastic
  /// neighbor embedding", 2019).
  public mutating func run(steps count: Int = 500) {
    for _ in 0..<count {
      // At first the attraction is exaggerated, so that clusters form while there is room to move.
      let exaggeration: Float = steps < 100 ? 4 : 1
      let momentum: Float = steps < 100 ? 0.5 : 0.8
      step(TSNE.gradient(affinities * exaggeration, places), momentum: momentum)
      steps += 1
    }
  }

  private mutating func step(_ dy: Tensor, momentum: Float) {
    let rate = Float(places.shape[0]) / 12
    // The velocity goes against the gradient: their signs differ while the gradient keeps its own.
    let turned = dy.map(with: velocity) { $0 * $1 > 0 ? 1 : 0 }
    gains = gains.map(with: turned) { $1 > 0 ? max($0 * 0.8, 0.01) : $0 + 0.2 }
    velocity = velocity * momentum - gains * dy * rate
    places = (places + velocity).centered()
  }
}

// MARK: - The map

extension TSNE {
  /// y (N, 2) → two times (N, N): 1 / (1 + ‖yᵢ - yⱼ‖²), 0 where i = j, and the same divided by its
  /// sum, the qᵢⱼ (section 3.1, equation 4).
  static func nearness(_ y: Tensor) -> (w: Tensor, q: Tensor) {
    var distances = Tensor.zeros(y.shape[0], y.shape[0])
    for axis in 0..<y.shape[1] {
      let column = y.columns(axis..<axis + 1)
      let differences = column - column.transposed()
      distances += differences * differences
    }
    let w = 1 / (1 + distances) - Tensor.identity(y.shape[0])
    return (w, w / w.sum())
  }

  /// p (N, N), y (N, 2) → (N, 2): ∂KL/∂yᵢ = 4 Σⱼ (pᵢⱼ - qᵢⱼ) wᵢⱼ (yᵢ - yⱼ) (section 3.1, equation 5).
  static func gradient(_ p: Tensor, _ y: Tensor) -> Tensor {
    let (w, q) = nearness(y)
    let force = (p - q) * w
    return 4 * (force.sum(axis: 1, keepingAxis: true) * y - matmul(force, y))
  }
}

// MARK: - The points before

extension TSNE {
  /// x (N, D) → (N, N): pᵢⱼ = (pⱼ|ᵢ + pᵢ|ⱼ) / 2N (section 3.1), where pⱼ|ᵢ falls with the distance
  /// from i as a normal distribution does, as wide as gives row i its perplexity.
  static func affinities(_ x: Tensor, perplexity: Float) -> Tensor {
    let count = x.shape[0]
    require(
      perplexity >= 1 && 2 * perplexity <= Float(count - 1),
      "A perplexity of \(perplexity) doesn't fit \(count) points: 1 to \(Float(count - 1) / 2) do.")
    var rows: [Tensor] = []
    for row in 0..<count {
      let differences = x - x.row(row)
      let squares = (differences * differences).sum(axis: 1)
      rows.append(conditional(squares, row, perplexity: perplexity).reshaped(1, count))
    }
    let p = Tensor.concatenate(rows)
    return (p + p.transposed()) / Float(2 * count)
  }

  /// Squared distances (N) of all points from point i → (N): pⱼ|ᵢ = exp(-β dᵢⱼ) / Σ, 0 for j = i, with
  /// the β that makes exp(H) the perplexity, H = -Σ p log p. It is found by bisection (section 2).
  static func conditional(_ distances: Tensor, _ i: Int, perplexity: Float) -> Tensor {
    var others = Tensor.ones([distances.count])
    others[i] = 0
    let nearest = (distances + (1 - others) * distances.max()).min()
    let excess = (distances - nearest) * others
    var (low, high, beta): (Float, Float, Float) = (0, .infinity, 1 / max(excess.mean(), 1e-9))
    var p = Tensor.zeros(distances.count)
    for _ in 0..<60 {
      let weights = exp(excess * -beta) * others
      let sum = weights.sum()
      p = weights / sum
      let entropy = log(sum) + beta * (p * excess).sum()
      let error = entropy - log(perplexity)
      if error.magnitude < 1e-5 { break }
      if error > 0 { low = beta } else { high = beta }
      beta = high.isFinite ? (low + high) / 2 : min(2 * beta, .greatestFiniteMagnitude)
    }
    return p
  }
}
