import Tensors

/// A text as ids, to be read again and again, a block at a time.
public protocol TokenSource {
  /// How many ids there are.
  var tokenCount: Int { get }

  /// Hands the ids from number `first` on to `body`, in order, until it returns false.
  func read(from first: Int, _ body: ([Int32]) throws -> Bool) throws
}

/// A text that is in memory as a whole.
public struct Tokens: TokenSource, Sendable {
  private let ids: [Int32]

  public init(_ ids: [Int]) { self.ids = ids.map { Int32($0) } }

  public var tokenCount: Int { ids.count }

  public func read(from first: Int, _ body: ([Int32]) throws -> Bool) throws {
    for start in stride(from: first, to: ids.count, by: 1 << 16) {
      guard try body(Array(ids[start..<min(start + 1 << 16, ids.count)])) else { return }
    }
  }
}
