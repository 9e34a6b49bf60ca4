import Foundation

/// Work on all of several things at once, each by a program of its own.
enum Parallel {
  static func map<T: Sendable>(
    _ inputs: [T], _ work: @escaping @Sendable (T) throws -> Data
  ) throws -> [Data] {
    let results = Results(count: inputs.count)
    DispatchQueue.concurrentPerform(iterations: inputs.count) { index in
      results.put(Result { try work(inputs[index]) }, at: index)
    }
    return try results.all.map { try $0.get() }
  }

  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Result<Data, any Error>?]

    init(count: Int) { values = Array(repeating: nil, count: count) }

    func put(_ value: Result<Data, any Error>, at index: Int) {
      lock.withLock { values[index] = value }
    }

    var all: [Result<Data, any Error>] { lock.withLock { values.map { $0! } } }
  }
}
