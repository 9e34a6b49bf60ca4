import Ground

/// Finds where a smooth convex function of many numbers is lowest, by its gradient alone.
///
///     let lowest = Minimization(tolerance: 1e-6).lowest(from: [0, 0]) { x, gradient in
///       (gradient[0], gradient[1]) = (2 * (x[0] - 1), 2 * x[1])
///       return (x[0] - 1) * (x[0] - 1) + x[1] * x[1]
///     }
///     lowest.place                // [1, 0]
///
/// A step goes where Newton's method would go, with the curvature guessed from how the gradient changed in the
/// latest steps: the method L-BFGS (Nocedal, Mathematics of Computation 35, 1980; Nocedal and Wright,
/// *Numerical Optimization*, 2006, algorithm 7.4). With a price on |x|, whose slope jumps at 0, a step stays
/// on its side of every 0: OWL-QN (Andrew and Gao, ICML 2007).
public struct Minimization: Sendable {
  /// A place is the lowest if no component of the gradient is larger.
  public var tolerance: Double
  /// The search is given up after so many steps.
  public var limit: Int
  /// λ of λ Σ|x|, the price of those numbers that have one.
  public var l1: Double
  /// How many of the numbers have that price, the first ones; all unless given.
  public var priced: Int

  public init(tolerance: Double = 1e-5, limit: Int = 1000, l1: Double = 0, priced: Int = .max) {
    require(
      tolerance > 0 && limit > 0 && l1 >= 0,
      "A search to \(tolerance) in \(limit) steps, with the price \(l1), can't be made.")
    (self.tolerance, self.limit, self.l1, self.priced) = (tolerance, limit, l1, priced)
  }

  /// What was found.
  public struct Lowest: Sendable {
    public let place: [Double]
    /// The function there, with the price.
    public let value: Double
    /// How many steps it took.
    public let steps: Int
    /// Whether the gradient there is within the tolerance.
    public let isFound: Bool
  }

  /// The function's value at x; sets all of its gradient there.
  public typealias Function = (
    _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) -> Double

  /// The lowest place, looked for from `start` on.
  ///
  /// - Parameter steepness: about how fast the function's slope changes along each number, above 0: where the
  ///   numbers differ much in that, the search is many times shorter if it knows. All alike unless given.
  public func lowest(
    from start: [Double], steepness: [Double]? = nil, _ function: Function
  ) -> Lowest {
    require(
      steepness.map { $0.count == start.count && $0.allSatisfy { $0 > 0 } } ?? true,
      "\(start.count) numbers need as many measures of steepness, above 0.")
    return withoutActuallyEscaping(function) { function in
      let search = Search(self, from: start, steepness: steepness.map(DoubleVector.init), function)
      while search.steps < limit, search.slope.largest > tolerance, search.step() {}
      return Lowest(
        place: search.x.values, value: search.value, steps: search.steps,
        isFound: search.slope.largest <= tolerance)
    }
  }
}

/// A search under way.
private final class Search {
  private let settings: Minimization
  private let function: Minimization.Function
  private(set) var steps = 0
  /// Where it is, the gradient of the smooth part there, and the value with the price.
  private(set) var x: DoubleVector
  private var gradient: DoubleVector
  private(set) var value = 0.0
  /// The gradient with the price's; at 0, where the price has a slope on either side, that of the side that
  /// goes down, or 0 where none does.
  let slope: DoubleVector
  private let direction: DoubleVector
  private let steepness: DoubleVector?
  private var next, nextGradient: DoubleVector
  private var changes: [Change] = []
  /// Of how many steps the changes are remembered.
  private static let memory = 8

  /// What a step changed: the place by s, the gradient by y.
  private struct Change {
    let s, y: DoubleVector
    /// sᵀy: above 0 where the function is convex.
    let curvature: Double
  }

  init(
    _ settings: Minimization, from start: [Double], steepness: DoubleVector?,
    _ function: @escaping Minimization.Function
  ) {
    (self.settings, self.function, self.steepness) = (settings, function, steepness)
    x = DoubleVector(start)
    (gradient, slope) = (DoubleVector(start.count), DoubleVector(start.count))
    (direction, next) = (DoubleVector(start.count), DoubleVector(start.count))
    nextGradient = DoubleVector(start.count)
    value = function(x.start, gradient.start) + price(x)
    setSlope()
  }

  /// One step; false if no step goes down any more.
  func step() -> Bool {
    turn()
    guard advance() else {
      // What is remembered may mislead; without it the way goes down if any does.
      if changes.isEmpty { return false }
      changes = []
      return true
    }
    remember()
    swap(&x, &next)
    swap(&gradient, &nextGradient)
    setSlope()
    steps += 1
    return true
  }

  /// Sets the direction: −H · slope, where H is what the changes tell of the inverse curvature.
  private func turn() {
    direction.set { -slope[$0] }
    var shares: [Double] = []
    for change in changes.reversed() {
      let share = change.s.dot(direction) / change.curvature
      direction.add(-share, change.y)
      shares.append(share)
    }
    scale()
    for (change, share) in zip(changes, shares.reversed()) {
      direction.add(share - change.y.dot(direction) / change.curvature, change.s)
    }
    guard settings.l1 > 0 else { return }
    direction.set { direction[$0] * slope[$0] < 0 ? direction[$0] : 0 }
  }

  /// Multiplies the direction by what is known of H without the changes: by 1 / steepness, and by how much
  /// the latest change shows that to be wrong.
  private func scale() {
    let last = changes.last
    if let steepness {
      let factor =
        last.map { last in
          let y = last.y
          return last.curvature
            / DoubleVector.sum(x.count, { y.eight($0) * y.eight($0) / steepness.eight($0) }) {
              y[$0] * y[$0] / steepness[$0]
            }
        } ?? 1
      direction.set { direction[$0] * factor / steepness[$0] }
    } else if let last {
      let factor = last.curvature / last.y.dot(last.y)
      direction.set { direction[$0] * factor }
    }
  }

  /// Goes along the direction so far that the value falls by a ten thousandth of what the slope promises at
  /// least (Armijo's condition); false if it falls nowhere.
  private func advance() -> Bool {
    // Before the first change nothing may be known of how far to go.
    let isBlind = changes.isEmpty && steepness == nil
    var length = isBlind ? 1 / max(slope.dot(slope).squareRoot(), 1e-300) : 1
    for _ in 0..<60 {
      next.set { x[$0] + length * direction[$0] }
      if settings.l1 > 0 { keepSides() }
      let nextValue = function(next.start, nextGradient.start) + price(next)
      let promise = DoubleVector.sum(
        x.count, { self.slope.eight($0) * (self.next.eight($0) - self.x.eight($0)) }
      ) { slope[$0] * (next[$0] - x[$0]) }
      if promise < 0, nextValue <= value + 1e-4 * promise {
        value = nextValue
        return true
      }
      length /= 2
    }
    return false
  }

  /// Numbers that went beyond 0 stay there.
  private func keepSides() {
    for i in 0..<min(x.count, settings.priced) {
      let side = x[i] != 0 ? x[i] : -slope[i]
      if next[i] * side <= 0 { next[i] = 0 }
    }
  }

  private func remember() {
    let reused = changes.count == Search.memory ? changes.removeFirst() : nil
    let (s, y) = (reused?.s ?? DoubleVector(x.count), reused?.y ?? DoubleVector(x.count))
    s.set { next[$0] - x[$0] }
    y.set { nextGradient[$0] - gradient[$0] }
    let curvature = s.dot(y)
    if curvature > 1e-20 * s.dot(s) {
      changes.append(Change(s: s, y: y, curvature: curvature))
    }
  }

  private func price(_ x: DoubleVector) -> Double {
    guard settings.l1 > 0 else { return 0 }
    var sum = 0.0
    for i in 0..<min(x.count, settings.priced) { sum += x[i].magnitude }
    return settings.l1 * sum
  }

  private func setSlope() {
    slope.set { gradient[$0] }
    guard settings.l1 > 0 else { return }
    for i in 0..<min(x.count, settings.priced) {
      let (down, up) = (gradient[i] - settings.l1, gradient[i] + settings.l1)
      slope[i] = x[i] > 0 ? up : x[i] < 0 ? down : down > 0 ? down : up < 0 ? up : 0
    }
  }
}
