import Ground

/// A dense, row-major array of `Float` with any number of axes.
///
/// A tensor is a value: a copy is independent of its original (the memory is shared until one of
/// them changes). Its last axis lies contiguous in memory.
///
///     let x: Tensor = [[1, 2, 3], [4, 5, 6]]
///     x.shape                    // [2, 3]
///     x[1, 2]                    // 6.0
public struct Tensor: Sendable {
  /// The length of each axis, outermost first; `[]` for a single number.
  public internal(set) var shape: [Int]
  @usableFromInline var storage: Storage

  /// A tensor whose numbers are not set yet: the caller sets all of them.
  @usableFromInline
  init(uninitialized shape: [Int]) {
    require(shape.allSatisfy { $0 >= 0 }, "A tensor can't have the shape \(shape).")
    self.shape = shape
    storage = Storage(count: shape.reduce(1, *))
  }

  /// A tensor of `shape` whose numbers `fill` sets, all of them, in row-major order.
  @inlinable
  public init(
    shape: [Int], filledBy fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    self.init(uninitialized: shape)
    try withUnsafeMutableBufferPointer(fill)
  }

  /// A tensor of `shape` holding `values` in row-major order.
  public init(_ values: [Float], shape: [Int]) {
    self.init(uninitialized: shape)
    require(
      values.count == count,
      "\(values.count) values can't fill a tensor of shape \(shape), which holds \(count).")
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { storage.pointer.update(from: base, count: count) }
    }
  }

  /// A vector (one axis) holding `values`.
  public init(_ values: [Float]) { self.init(values, shape: [values.count]) }

  /// A tensor without axes: one number.
  public init(_ value: Float) { self.init([value], shape: []) }

  /// How many numbers the tensor holds.
  public var count: Int { storage.count }

  /// How many axes the tensor has.
  public var rank: Int { shape.count }

  /// All numbers, in row-major order.
  public var values: [Float] { Array(UnsafeBufferPointer(start: storage.pointer, count: count)) }

  /// The number of a tensor that holds exactly one.
  public var item: Float {
    require(count == 1, "A tensor of shape \(shape) is not a single number.")
    return storage.pointer[0]
  }

  /// Calls `body` with the numbers in row-major order, to read.
  @inlinable
  public func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows
    -> R
  {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: storage.pointer, count: storage.count))
  }

  /// Calls `body` with the numbers in row-major order, to change.
  @inlinable
  public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
  ) rethrows -> R {
    makeUnique()
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeMutableBufferPointer(start: storage.pointer, count: storage.count))
  }

  /// Makes sure that no other tensor shares this one's memory: call before changing it. The numbers
  /// need not be kept if all of them will be set.
  @usableFromInline
  mutating func makeUnique(keepingNumbers: Bool = true) {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: count)
      if keepingNumbers { copy.pointer.update(from: storage.pointer, count: count) }
      storage = copy
    }
  }
}

// MARK: - Making tensors

extension Tensor {
  /// All numbers equal to `value`.
  public static func full(_ shape: [Int], _ value: Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    result.storage.pointer.update(repeating: value, count: result.count)
    return result
  }

  /// All numbers 0.
  public static func zeros(_ shape: [Int]) -> Tensor { full(shape, 0) }

  /// All numbers 0: `Tensor.zeros(2, 3)`.
  public static func zeros(_ shape: Int...) -> Tensor { full(shape, 0) }

  /// All numbers 1.
  public static func ones(_ shape: [Int]) -> Tensor { full(shape, 1) }

  /// All numbers 1: `Tensor.ones(2, 3)`.
  public static func ones(_ shape: Int...) -> Tensor { full(shape, 1) }

  /// (n, n): ones on the diagonal, zeros elsewhere.
  public static func identity(_ n: Int) -> Tensor {
    let result = zeros(n, n)
    for i in 0..<n { result.storage.pointer[i * n + i] = 1 }
    return result
  }

  /// (count): `count` numbers evenly spaced from `first` to `last`, both included.
  public static func linspace(_ first: Float, _ last: Float, count: Int) -> Tensor {
    require(count >= 2, "linspace needs a count of at least 2, not \(count).")
    return Tensor((0..<count).map { first + (last - first) * Float($0) / Float(count - 1) })
  }

  /// Numbers drawn evenly from `range`.
  public static func uniform(_ shape: [Int], in range: Range<Float>, random: inout Random) -> Tensor
  {
    let result = Tensor(uninitialized: shape)
    random.uniform(in: range, into: result.storage.pointer, count: result.count)
    return result
  }

  /// Numbers drawn from the normal distribution with the given mean and standard deviation.
  public static func normal(
    _ shape: [Int], mean: Float = 0, deviation: Float = 1, random: inout Random
  ) -> Tensor {
    let result = Tensor(uninitialized: shape)
    random.normal(into: result.storage.pointer, count: result.count)
    return deviation == 1 && mean == 0 ? result : result * deviation + mean
  }

  /// (N, classes): row n holds a 1 at column `ids[n]` and zeros elsewhere.
  public static func oneHot(_ ids: [Int], classes: Int) -> Tensor {
    let result = zeros(ids.count, classes)
    for (row, id) in ids.enumerated() {
      require(
        id >= 0 && id < classes, "The id \(id) is not below the number of classes, \(classes).")
      result.storage.pointer[row * classes + id] = 1
    }
    return result
  }
}

// MARK: - Literals

extension Tensor: ExpressibleByArrayLiteral {
  /// What may stand in a tensor's literal: numbers, or lists of the same length nested to any depth.
  public enum Literal: ExpressibleByArrayLiteral, ExpressibleByFloatLiteral,
    ExpressibleByIntegerLiteral
  {
    case number(Float)
    case list([Literal])

    public init(floatLiteral value: Float) { self = .number(value) }
    public init(integerLiteral value: Int) { self = .number(Float(value)) }
    public init(arrayLiteral elements: Literal...) { self = .list(elements) }

    var shape: [Int] {
      guard case .list(let elements) = self else { return [] }
      let inner = elements.first?.shape ?? []
      for element in elements where element.shape != inner {
        stop(
          "A tensor's rows must have one shape, but a literal has rows of \(inner) and \(element.shape)."
        )
      }
      return [elements.count] + inner
    }

    var values: [Float] {
      switch self {
      case .number(let value): [value]
      case .list(let elements): elements.flatMap(\.values)
      }
    }
  }

  public init(arrayLiteral elements: Literal...) {
    let literal = Literal.list(elements)
    self.init(literal.values, shape: literal.shape)
  }
}

// MARK: - Reading and writing elements

extension Tensor {
  /// One number: `x[1, 2]`. Negative indices count from the end: `x[1, -1]` is the last of row 1.
  public subscript(_ indices: Int...) -> Float {
    get { storage.pointer[offset(of: indices)] }
    set {
      let offset = offset(of: indices)
      makeUnique()
      storage.pointer[offset] = newValue
    }
  }

  private func offset(of indices: [Int]) -> Int {
    require(
      indices.count == rank,
      "\(indices.count) indices \(indices) can't name a number of shape \(shape).")
    var offset = 0
    for (index, length) in zip(indices, shape) {
      let place = index < 0 ? index + length : index
      require(place >= 0 && place < length, "The index \(indices) lies outside the shape \(shape).")
      offset = offset * length + place
    }
    return offset
  }
}

// MARK: - Comparing

extension Tensor: Equatable {
  /// Whether both have the same shape and equal numbers (so NaN is unequal to itself).
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.shape == b.shape else { return false }
    for i in 0..<a.count where a.storage.pointer[i] != b.storage.pointer[i] { return false }
    return true
  }
}
