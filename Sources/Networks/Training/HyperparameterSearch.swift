import Ground
import Tensors

/// Looks for the settings with which a model does best, by trying some.
///
///     var search = HyperparameterSearch([
///       "rate": .logUniform(1e-4...1e-1), "dropout": .uniform(0...0.7), "filters": .choice([50, 100]),
///     ])
///     try search.tryOut(search.random(40, Random(seed: 1, stream: "search"))) { settings in
///       try accuracy(rate: settings["rate"]!, …)     // on validation data
///     }
///     search.best
///
/// Points of a grid share their coordinates: of two settings, nine points try three values of each. Nine
/// random points try nine of each, so where one setting matters more than the others, they find more.
/// (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012.)
public struct HyperparameterSearch: Sendable {
  /// What a setting may be.
  public enum Values: Equatable, Sendable {
    case uniform(ClosedRange<Float>)
    /// Evenly on a logarithmic scale: as often from 0.001 to 0.01 as from 0.01 to 0.1. Above 0.
    case logUniform(ClosedRange<Float>)
    /// One of these.
    case choice([Float])
  }

  /// A value for each setting, by its name.
  public typealias Settings = [String: Float]

  /// Settings that were tried.
  public struct Trial: Equatable, Sendable {
    public let settings: Settings
    /// How well they did on validation data; more is better.
    public let score: Float
  }

  /// The settings by their names, in alphabetical order.
  public let space: [(name: String, values: Values)]
  /// What was tried so far, in its order.
  public private(set) var trials: [Trial] = []

  public init(_ space: [String: Values]) {
    for (name, values) in space {
      switch values {
      case .uniform(let range), .logUniform(let range):
        require(
          range.lowerBound.isFinite && range.upperBound.isFinite, "\(name) has no bounds.")
        if case .logUniform = values {
          require(range.lowerBound > 0, "\(name) must be above 0 for a logarithmic scale.")
        }
      case .choice(let values): require(!values.isEmpty, "\(name) has no values to choose from.")
      }
    }
    self.space = space.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The trial with the highest score, of equally good ones the first; nil before any.
  public var best: Trial? {
    trials.reduce(nil) { best, trial in
      guard let best, best.score >= trial.score else { return trial }
      return best
    }
  }

  /// Tries settings one after the other, and keeps what came of them.
  ///
  /// - Parameters:
  ///   - budget: how many trials there may be in all, those before included; all settings unless given.
  ///   - score: how well a model with these settings does on data that it doesn't learn from.
  public mutating func tryOut(
    _ settings: [Settings], budget: Int = .max, score: (Settings) throws -> Float
  ) rethrows {
    for settings in settings.prefix(max(budget - trials.count, 0)) {
      trials.append(Trial(settings: settings, score: try score(settings)))
    }
  }
}

// MARK: - What to try

extension HyperparameterSearch {
  /// All combinations of `steps` values of each setting, evenly spaced from end to end, and of all there are
  /// of a choice. The last setting by name changes fastest.
  public func grid(steps: Int) -> [Settings] {
    space.reduce([[:]]) { points, setting in
      points.flatMap { point in
        setting.values.steps(steps).map { value in
          point.merging([setting.name: value]) { $1 }
        }
      }
    }
  }

  /// `count` points, each drawn by itself. Every setting has a stream of its own, so that one more setting
  /// doesn't change the draws of the others.
  public func random(_ count: Int, _ random: Random) -> [Settings] {
    var points = [Settings](repeating: [:], count: count)
    for (name, values) in space {
      var stream = random.stream(name)
      for i in points.indices { points[i][name] = values.draw(&stream) }
    }
    return points
  }
}

extension HyperparameterSearch.Values {
  fileprivate func steps(_ count: Int) -> [Float] {
    if case .choice(let values) = self { return values }
    require(count > 0, "A grid needs at least 1 value of each setting, not \(count).")
    return (0..<count).map { at(count == 1 ? 0.5 : Float($0) / Float(count - 1)) }
  }

  fileprivate func draw(_ random: inout Random) -> Float {
    if case .choice(let values) = self { return values[random.integer(below: values.count)] }
    return at(random.uniform())
  }

  /// What lies at a share of the way, 0 ... 1.
  private func at(_ share: Float) -> Float {
    switch self {
    case .uniform(let range):
      return range.lowerBound + share * (range.upperBound - range.lowerBound)
    case .logUniform(let range):
      // The ends as they were given, not as logarithms round them.
      if share == 0 || share == 1 { return share == 0 ? range.lowerBound : range.upperBound }
      let (low, high) = (log(range.lowerBound), log(range.upperBound))
      return min(max(exp(low + share * (high - low)), range.lowerBound), range.upperBound)
    case .choice(let values): return values[0]
    }
  }
}
