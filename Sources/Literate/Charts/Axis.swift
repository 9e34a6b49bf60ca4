import Ground

/// One axis of a chart: what it measures, and how.
///
///     Axis("step")
///     Axis("loss", .logarithmic)
///     Axis("accuracy", range: 0...1)
package struct Axis: Sendable {
  /// How numbers are laid out along the axis.
  package enum Scaling: Sendable {
    /// Equal steps for equal differences.
    case linear
    /// Equal steps for equal ratios; numbers that are not positive leave gaps.
    case logarithmic
  }

  /// The title beside the axis.
  package var label: String
  package var scaling: Scaling
  /// The numbers shown, chosen from the data where this is nil. What lies outside is cut.
  package var range: ClosedRange<Double>?
  /// What stands beside the axis: one that is logarithmic says so.
  var title: String {
    guard scaling == .logarithmic, isMarked, !label.lowercased().contains("log") else {
      return label
    }
    return label.isEmpty ? "log scale" : label + " (log scale)"
  }
  /// Whether numbers stand along the axis.
  package var isMarked = true

  /// An axis of a map on which only nearness means something: without numbers.
  package static let unmarked = {
    var axis = Axis("")
    axis.isMarked = false
    return axis
  }()

  package init(_ label: String, _ scaling: Scaling = .linear, range: ClosedRange<Double>? = nil) {
    (self.label, self.scaling, self.range) = (label, scaling, range)
  }

  /// The range shown for `data`: the one asked for, or that of the data with some room around.
  func range(for data: [Double], padding: Padding) -> ClosedRange<Double> {
    if let range {
      require(
        range.lowerBound < range.upperBound && (scaling == .linear || range.lowerBound > 0),
        """
        The axis “\(label)” can't show the range \(range): it needs a positive length, and a \
        positive start if it is logarithmic.
        """
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
      let margin = padding.share * (high - low)
      let (start, end) = (low - margin, high + margin)
      guard padding.stopsAtZero else { return start...end }
      return (low >= 0 ? max(0, start) : start)...(high <= 0 ? min(0, end) : end)
    case .logarithmic:
      if low == high { return low / 2...low * 2 }
      // The share of the length in decades; (1 + 2.3 m) is near 10ᵐ for the small margins here.
      let margin = 1 + 2.3 * padding.share * (decimalLogarithm(high) - decimalLogarithm(low))
      return low / margin...high * margin
    }
  }
}

/// The room that an axis leaves around its data.
struct Padding {
  /// The room on each side, as a share of the data's range.
  let share: Double
  /// Whether an axis of numbers all of one sign ends at zero at the latest.
  let stopsAtZero: Bool

  static let none = Padding(share: 0, stopsAtZero: true)

  /// For quantities whose zero means something.
  static func upToZero(_ share: Double) -> Padding { Padding(share: share, stopsAtZero: true) }

  /// For places in a plane, where zero is a place like others.
  static func around(_ share: Double) -> Padding { Padding(share: share, stopsAtZero: false) }
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
    _ axis: Axis, data: [Double], padding: Padding, from start: Double, to end: Double, most: Int
  ) {
    range = axis.range(for: data, padding: padding)
    scaling = axis.scaling
    (self.start, self.end) = (start, end)
    switch scaling {
    case _ where !axis.isMarked: ticks = []
    case .linear:
      let wholes = axis.range == nil && !data.isEmpty && data.allSatisfy { $0 == $0.rounded() }
      ticks = Ticks.linear(range, most: most, wholes: wholes)
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
