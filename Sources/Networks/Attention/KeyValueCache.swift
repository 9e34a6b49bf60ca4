import Ground
import Tensors

/// The keys and values that a multi-head attention has made so far: what a causal model need not
/// compute again for each step that it writes.
public struct KeyValueCache {
  /// Keys and values side by side, with room for more steps: (N, capacity, 2 K), where K is D, or less
  /// where heads share them.
  private var numbers: Tensor?
  /// How many steps it holds.
  public private(set) var steps = 0
  /// How many of them count in each of the N rows; nil: all.
  private(set) var lengths: [Int]?

  /// An empty cache, which takes step after step.
  public init() {}

  /// The keys and values of a whole memory, (N, S, 2 K).
  init(_ keysAndValues: Tensor, lengths: [Int]?) {
    (numbers, steps) = (keysAndValues, keysAndValues.shape[1])
    self.lengths = lengths
  }

  /// Keys and values, of which the first `steps` steps are set: (N, capacity, 2 K).
  var keysAndValues: Tensor { remembered(numbers, "KeyValueCache") }

  /// Goes on with these of its rows, in this order; a row may be named several times.
  public mutating func select(_ rows: [Int]) {
    numbers = numbers?.rows(at: rows)
    lengths = lengths?.rows(at: rows)
  }

  /// Takes the keys and values of some more steps: what comes after the first D columns, the queries, of
  /// (N, T, D + 2 K).
  mutating func append(_ projected: Tensor, after queries: Int) {
    let (rows, more, columns) = (
      projected.shape[0], projected.shape[1], projected.shape[2] - queries
    )
    reserve(steps + more, rows: rows, columns: columns)
    let capacity = keysAndValues.shape[1]
    projected.withBlock { source in
      numbers?.changeBlock { target in
        for n in 0..<rows {
          for t in 0..<more {
            target[row: n * capacity + steps + t].update(
              from: source[row: n * more + t] + queries, count: columns)
          }
        }
      }
    }
    steps += more
  }

  /// Makes room for `count` steps, and for as many again if there is too little.
  private mutating func reserve(_ count: Int, rows: Int, columns: Int) {
    if let numbers {
      require(
        numbers.shape[0] == rows && numbers.shape[2] == columns,
        "A cache of \(numbers.shape[0]) rows can't take steps of \(rows) rows.")
    }
    let capacity = numbers?.shape[1] ?? 0
    guard count > capacity else { return }
    let more = Tensor.zeros(rows, 2 * count - capacity, columns)
    numbers = numbers.map { .concatenate([$0, more], axis: 1) } ?? more
  }
}
