import Tensors

/// A text as ids, to be read again and again, a block at a time.
public protocol TokenSource {
  /// How many ids there are.
  var tokenCount: Int { get }
  /// A number that is another one, almost surely, where the text is: of other words, or in another order.
  /// A training that goes on with another text can be refused by it. nil, the default, where it isn't known.
  var fingerprint: UInt64? { get }

  /// Hands the ids from number `first` on to `body`, in order, until it returns false.
  func read(from first: Int, _ body: ([Int32]) throws -> Bool) throws
}

extension TokenSource {
  public var fingerprint: UInt64? { nil }
}

/// A text that is in memory as a whole.
package struct Tokens: TokenSource, Sendable {
  private let ids: [Int32]

  package init(_ ids: [Int]) { self.ids = ids.map { Int32($0) } }

  package var tokenCount: Int { ids.count }

  package var fingerprint: UInt64? {
    var fingerprint = TextFingerprint()
    for id in ids { fingerprint.add(Int(id)) }
    return fingerprint.value
  }

  package func read(from first: Int, _ body: ([Int32]) throws -> Bool) throws {
    for start in stride(from: first, to: ids.count, by: 1 << 16) {
      guard try body(Array(ids[start..<min(start + 1 << 16, ids.count)])) else { return }
    }
  }
}
