import Ground
import Tensors

/// What an answer gives, in a form that can be compared and printed: numbers, words, and lists of them.
indirect enum Datum {
  case number(Double)
  case word(String)
  case list([Datum])
}

// MARK: - What can be judged

/// A type that answers may give.
protocol Judged {
  var value: Datum { get }
}

extension Float: Judged { var value: Datum { .number(Double(self)) } }
extension Double: Judged { var value: Datum { .number(self) } }
extension Int: Judged { var value: Datum { .number(Double(self)) } }
extension String: Judged { var value: Datum { .word(self) } }
extension Datum: Judged { var value: Datum { self } }
extension Array: Judged where Element: Judged { var value: Datum { .list(map(\.value)) } }

extension Tensor: Judged {
  var value: Datum {
    guard let length = shape.first else { return .number(Double(item)) }
    return .list((0..<length).map { row($0).value })
  }
}

// MARK: - Comparing

/// Where two values differ first: the indices that lead there, and what stands there in each.
struct Difference {
  var path: [Int]
  var expected: String
  var found: String
}

extension Datum {
  /// Where `other` differs from this value by more than rounding explains; nil where it doesn't.
  func difference(to other: Datum, _ tolerance: Tolerance) -> Difference? {
    difference(to: other, atMost: tolerance.share * max(1, largest))
  }

  private func difference(to other: Datum, atMost slack: Double) -> Difference? {
    switch (self, other) {
    case (.number(let a), .number(let b)) where a == b || a.isNaN && b.isNaN: return nil
    case (.number(let a), .number(let b)) where abs(a - b) <= slack && b.isFinite: return nil
    case (.word(let a), .word(let b)) where a == b: return nil
    case (.list(let a), .list(let b)) where a.count == b.count:
      for (index, pair) in zip(a, b).enumerated() {
        guard var inner = pair.0.difference(to: pair.1, atMost: slack) else { continue }
        inner.path.insert(index, at: 0)
        return inner
      }
      return nil
    default: return Difference(path: [], expected: description, found: other.description)
    }
  }

  /// The largest of the finite numbers, without their signs.
  private var largest: Double {
    switch self {
    case .number(let number): number.isFinite ? abs(number) : 0
    case .word: 0
    case .list(let values): values.map(\.largest).max() ?? 0
    }
  }

  /// The lengths of nested lists; nil where those of one level differ.
  var shape: [Int]? {
    guard case .list(let values) = self else { return [] }
    let inner = values.map(\.shape)
    guard let first = inner.first else { return [0] }
    guard let first, inner.allSatisfy({ $0 == first }) else { return nil }
    return [values.count] + first
  }
}

// MARK: - Printing

extension Datum: CustomStringConvertible {
  /// Lists as they are written in Swift, whole numbers without decimals.
  var description: String {
    switch self {
    case .number(let number): Datum.text(of: number)
    case .word(let word): "\"\(word)\""
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    }
  }

  private static func text(of number: Double) -> String {
    if let whole = Int(exactly: number), abs(whole) < 1 << 24 { return "\(whole)" }
    // As many digits as tell a `Float` apart, but not more than a person compares.
    guard number.isFinite, abs(number) >= 0.01, abs(number) < 10_000 else {
      return "\(Float(number))"
    }
    let digits = format(number, decimals: 5).reversed().drop { $0 == "0" }
    return String((digits.first == "." ? digits.dropFirst() : digits).reversed())
  }
}
