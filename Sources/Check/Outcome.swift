/// All that an answer gave on one input, by its name.
///
///     ["dx": dx, "dW": dW]
struct Outcome: ExpressibleByDictionaryLiteral {
  let parts: [(name: String, value: Datum)]

  init(dictionaryLiteral parts: (String, any Judged)...) {
    self.parts = parts.map { ($0, $1.value) }
  }

  /// The first part of `other` that differs from this one's, by its index, and where it does.
  func difference(to other: Outcome, _ tolerance: Tolerance) -> (part: Int, Difference)? {
    for part in parts.indices {
      if let difference = difference(to: other, in: part, tolerance) { return (part, difference) }
    }
    return nil
  }

  /// Whether a part of `other` is what this one's is, but for rounding.
  func agrees(with other: Outcome, in part: Int, _ tolerance: Tolerance) -> Bool {
    difference(to: other, in: part, tolerance) == nil
  }

  private func difference(to other: Outcome, in part: Int, _ tolerance: Tolerance) -> Difference? {
    parts[part].value.difference(to: other.parts[part].value, tolerance)
  }
}

extension Outcome {
  private static let longest = 160

  /// In a few lines, what this outcome says that `other` should have said.
  func complaint(about other: Outcome, _ tolerance: Tolerance) -> [String] {
    guard let (part, difference) = difference(to: other, tolerance) else { return [] }
    let (name, expected) = parts[part]
    let found = other.parts[part].value
    if expected.shape != found.shape, let shape = expected.shape {
      let other =
        found.shape.map { "and has \(Outcome.text(of: $0))" } ?? "and has rows of different lengths"
      return ["\(name) should have the shape \(Outcome.text(of: shape)), \(other)"]
    }
    let whole = [("\(name) should be ", "\(expected)"), ("and is ", "\(found)")]
    if whole.allSatisfy({ $1.count <= Outcome.longest }) {
      let width = whole[0].0.count
      return whole.map { String(repeating: " ", count: width - $0.count) + $0 + $1 }
    }
    let place = name + difference.path.map { "[\($0)]" }.joined()
    return ["\(place) should be \(difference.expected), and is \(difference.found)"]
  }

  private static func text(of shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + ")"
  }
}
