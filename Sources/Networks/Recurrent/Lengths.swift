import Tensors

/// How many steps each row of a batch has.
struct Lengths {
  private let steps: [Int]?

  /// All rows have all steps.
  static let whole = Lengths(nil)

  private init(_ steps: [Int]?) { self.steps = steps }

  /// - Parameter steps: a number 0 ... T for each of the N rows of x (T, N, …), or nil if all have T.
  init(_ steps: [Int]?, of x: Steps) {
    if let steps {
      require(steps.count == x.rows, "\(steps.count) lengths don't fit a batch of \(x.rows) rows.")
      if let length = steps.first(where: { !(0...x.count).contains($0) }) {
        stop("A row of \(x.count) steps can't have the length \(length).")
      }
    }
    self.init(steps)
  }

  /// Whether row n has ended before step t.
  func isOver(_ n: Int, at t: Int) -> Bool {
    guard let steps else { return false }
    return t >= steps[n]
  }
}
