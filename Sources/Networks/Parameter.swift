import Synchronization
import Tensors

/// Numbers that a model learns, with the gradient of the loss with respect to them.
///
/// A parameter is an object, so layers that hold the same one share it: weight tying needs no more.
public final class Parameter {
  /// What it is called in checkpoints and error messages: `affine.weight`.
  public let name: String
  /// The numbers themselves.
  public var value: Tensor
  /// ∂L/∂value, of the same shape. Every `backward` adds to it, only `zeroGradient()` empties it.
  public var gradient: Tensor {
    get { sums }
    _modify {
      touched = nil
      yield &sums
    }
  }
  private var sums: Tensor
  /// The rows of the gradient that may differ from zero; nil if any may, since somebody changed it as a whole.
  private var touched: TouchedRows?

  public init(_ name: String, _ value: Tensor) {
    self.name = name
    self.value = value
    sums = .zeros(value.shape)
    touched = TouchedRows()
  }

  /// Sets the gradient to zero.
  public func zeroGradient() {
    let rows = touched?.rows
    touched = TouchedRows()
    let length = rowLength
    sums.withUnsafeMutableBufferPointer { numbers in
      guard let first = numbers.baseAddress else { return }
      if let rows {
        for row in rows { (first + row * length).update(repeating: 0, count: length) }
        return
      }
      Threads.split(numbers.count, grain: 1 << 15) { part in
        (first + part.lowerBound).update(repeating: 0, count: part.count)
      }
    }
  }

  /// Adds rows (n, …) to those of the gradient that `ids` name. Of a gradient that is changed in no other way
  /// until it is emptied again, `touchedRows` says which rows that were.
  func addToGradient(_ rows: Tensor, at ids: [Int]) {
    touched?.insert(ids)
    sums.addRows(rows, at: ids)
  }

  /// The rows of the gradient that may differ from zero, each once, if they are known.
  var touchedRows: [Int]? { touched?.rows }

  /// How many numbers a row has.
  var rowLength: Int { value.shape.dropFirst().reduce(1, *) }

  /// The first number of the gradient that isn't finite; nil if all are.
  var strayGradient: Float? {
    if let rows = touchedRows {
      let length = rowLength
      return sums.withUnsafeBufferPointer { numbers in
        for row in rows {
          let stray = numbers[row * length..<(row + 1) * length].first { !$0.isFinite }
          if let stray { return stray }
        }
        return nil
      }
    }
    return sums.withUnsafeBufferPointer { numbers in
      guard let first = numbers.baseAddress else { return nil }
      let isFinite = Atomic<Bool>(true)
      Threads.split(numbers.count, grain: 1 << 15) { part in
        // Of a finite number, and of no other, the product with 0 is 0.
        var lanes = Lanes.zero
        forEachLanes(part.count) { i, count in
          lanes += Lanes(first + part.lowerBound + i, count: count) * 0
        }
        if treeSum(lanes) != 0 { isFinite.store(false, ordering: .relaxed) }
      }
      if isFinite.load(ordering: .relaxed) { return nil }
      return numbers.first { !$0.isFinite }
    }
  }

  /// Whether it stays as it is while others learn: no trainer changes it, no optimizer remembers anything of
  /// it, and its gradient doesn't count. What it is worth then, a layer need not find out.
  public var isFrozen = false

  /// Whether weight decay, penalties and norm limits apply: to matrices (weights, embeddings), but
  /// not to vectors (biases, gains), which add no capacity worth limiting.
  public var isWeight: Bool { value.rank > 1 }
}

/// A list of rows, each once, in the order in which they came.
private struct TouchedRows {
  private(set) var rows: [Int] = []
  private var isTouched: [Bool] = []

  mutating func insert(_ ids: [Int]) {
    for id in ids {
      if id >= isTouched.count {
        isTouched += [Bool](repeating: false, count: max(id + 1 - isTouched.count, isTouched.count))
      }
      if !isTouched[id] {
        isTouched[id] = true
        rows.append(id)
      }
    }
  }
}

/// The smallest thing that learns: what all others are made of in the end.
extension Parameter: Trainable {
  public var parameters: [Parameter] { [self] }
}

extension Sequence where Element == Parameter {
  /// Those that learn, each once.
  public var learning: [Parameter] { unique.filter { !$0.isFrozen } }

  /// Each parameter once, in order of first appearance: a shared one appears in several layers.
  public var unique: [Parameter] {
    var seen = Set<ObjectIdentifier>()
    return filter { seen.insert(ObjectIdentifier($0)).inserted }
  }
}
