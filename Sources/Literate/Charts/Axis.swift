/// One axis of a chart: what it measures, and how.
///
///     Axis("step")
///     Axis("loss", .logarithmic)
///     Axis("accuracy", range: 0...1)
public struct Axis: Sendable {
  /// How numbers are laid out along the axis.
  public enum Scaling: Sendable {
    /// Equal steps for equal differences.
    case linear
    /// Equal steps for equal ratios; numbers that are not positive leave gaps.
    case logarithmic
  }

  /// The title beside the axis.
  public var label: String
  public var scaling: Scaling
  /// The numbers shown; the chart chooses from its data where this is nil. What lies outside is cut.
  public var range: ClosedRange<Double>?

  public init(_ label: String, _ scaling: Scaling = .linear, range: ClosedRange<Double>? = nil) {
    (self.label, self.scaling, self.range) = (label, scaling, range)
  }

  /// The range shown for `data`: the one asked for, or that of the data, widened by the share
  /// `padding` on each side, though not across zero.
  func range(for data: [Double], padding: Double) -> ClosedRange<Double> {
    if let range {
      demand(
        range.lowerBound < range.upperBound && (scaling == .linear || range.lowerBound > 0),
        "The axis “\(label)” can't show the range \(range): it needs a positive length, and a positive start if it is logarithmic."
      )
      return range
    }
    let usable = data.filter { $0.isFinite && (scaling == .linear || $0 > 0) }
    guard let low = usable.min(), let high = usable.max() else {
      return scaling == .linear ? 0...1 : 0.1...1
    }
    switch scaling {
    case .linear:
      if low == high { return low - 0.5...low + 0.5 }
      let margin = padding * (high - low)
      return
        (low >= 0 ? max(0, low - margin) : low - margin)...(high <= 0
        ? min(0, high + margin) : high + margin)
    case .logarithmic:
      if low == high { return low / 2...low * 2 }
      // The share of the length in decades; (1 + 2.3 m) is near 10ᵐ for the small margins here.
      let margin = 1 + 2.3 * padding * (decimalLogarithm(high) - decimalLogarithm(low))
      return low / margin...high * margin
    }
  }
}

/// The map from the numbers of an axis to the picture's coordinates.
struct Scale {
  let range: ClosedRange<Double>
  let scaling: Axis.Scaling
  let ticks: [Tick]
  /// Where the ends of the range lie in the picture.
  var start, end: Double

  /// The scale of an axis, with at most `most` ticks.
  init(
    _ axis: Axis, data: [Double], padding: Double, from start: Double, to end: Double, most: Int
  ) {
    range = axis.range(for: data, padding: padding)
    scaling = axis.scaling
    (self.start, self.end) = (start, end)
    switch scaling {
    case .linear: ticks = Ticks.linear(range, most: most)
    case .logarithmic: ticks = Ticks.logarithmic(range, most: most)
    }
  }

  /// The coordinate of `value`; not a number where the axis has no place for it.
  func callAsFunction(_ value: Double) -> Double { start + share(value) * (end - start) }

  private func share(_ value: Double) -> Double {
    switch scaling {
    case .linear:
      return value.isFinite
        ? (value - range.lowerBound) / (range.upperBound - range.lowerBound) : .nan
    case .logarithmic:
      guard value > 0, value.isFinite else { return .nan }
      let low = decimalLogarithm(range.lowerBound)
      return (decimalLogarithm(value) - low) / (decimalLogarithm(range.upperBound) - low)
    }
  }
}
