import Ground

extension Tensor {
  /// The shape that two shapes broadcast to (NumPy's rules): aligned at the last axis, axes must
  /// agree or one of them be 1; a missing axis counts as 1.
  static func broadcast(_ a: [Int], _ b: [Int]) -> [Int] {
    let rank = Swift.max(a.count, b.count)
    return (0..<rank).map { axis in
      let m = axis < rank - a.count ? 1 : a[axis - (rank - a.count)]
      let n = axis < rank - b.count ? 1 : b[axis - (rank - b.count)]
      require(m == n || m == 1 || n == 1, "The shapes \(a) and \(b) can't be broadcast together.")
      return m == 1 ? n : m
    }
  }

  /// The fewest numbers that are worth a thread of their own in element-wise work.
  static let grain = 1 << 15

  /// `operation` on each pair of numbers, after broadcasting.
  func combined<O: Operation>(with other: Tensor, _ operation: O.Type) -> Tensor {
    if shape == other.shape {
      let result = Tensor(uninitialized: shape)
      let (x, y, z) = (storage.pointer, other.storage.pointer, result.storage.pointer)
      Threads.split(count, grain: Tensor.grain) { part in
        for i in part { z[i] = O.apply(x[i], y[i]) }
      }
      return result
    }
    let result = Tensor(uninitialized: Tensor.broadcast(shape, other.shape))
    guard let columns = result.shape.last, result.count > 0 else {
      if result.count == 1 { result.storage.pointer[0] = O.apply(item, other.item) }
      return result
    }
    // Row by row: along the last axis each side either walks or stands still.
    let (left, right) = (
      RowOffsets(of: shape, in: result.shape), RowOffsets(of: other.shape, in: result.shape)
    )
    let (a, b, c) = (storage.pointer, other.storage.pointer, result.storage.pointer)
    Threads.split(result.count / columns, grain: 1 + Tensor.grain / columns) { rows in
      for row in rows {
        let (x, y, z) = (a + left.offset(row), b + right.offset(row), c + row * columns)
        switch (left.walks, right.walks) {
        case (true, true): for i in 0..<columns { z[i] = O.apply(x[i], y[i]) }
        case (true, false): for i in 0..<columns { z[i] = O.apply(x[i], y[0]) }
        case (false, true): for i in 0..<columns { z[i] = O.apply(x[0], y[i]) }
        case (false, false): for i in 0..<columns { z[i] = O.apply(x[0], y[0]) }
        }
      }
    }
    return result
  }

  /// Where each row of a broadcast result finds its numbers in a smaller tensor.
  struct RowOffsets {
    /// The outer axes of the result: length, and the smaller tensor's stride along it (0 if it repeats).
    /// Neighbors that can be walked as one axis are one, so most shapes have a single one.
    private var axes: [(length: Int, stride: Int)] = []
    /// Whether the tensor has numbers of its own along the last axis.
    let walks: Bool

    init(of shape: [Int], in result: [Int]) {
      let padded = [Int](repeating: 1, count: result.count - shape.count) + shape
      walks = padded.last != 1
      var step = padded.last ?? 1
      for axis in stride(from: result.count - 2, through: 0, by: -1) where result[axis] != 1 {
        let stride = padded[axis] == 1 ? 0 : step
        step *= padded[axis]
        if let outer = axes.last, stride == outer.length * outer.stride {
          axes[axes.count - 1].length *= result[axis]
        } else {
          axes.append((length: result[axis], stride: stride))
        }
      }
    }

    func offset(_ row: Int) -> Int {
      if axes.count == 1 { return row * axes[0].stride }
      var (rest, offset) = (row, 0)
      for axis in axes {
        offset += rest % axis.length * axis.stride
        rest /= axis.length
      }
      return offset
    }
  }

  /// `operation` on each number.
  @inlinable @inline(__always)
  public func map(_ operation: (Float) -> Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let (x, y) = (storage.pointer, result.storage.pointer)
    for i in 0..<count { y[i] = operation(x[i]) }
    return result
  }

  /// `operation` on each pair of numbers of two tensors of one shape.
  @inlinable @inline(__always)
  public func map(with other: Tensor, _ operation: (Float, Float) -> Float) -> Tensor {
    require(shape == other.shape, "The shapes \(shape) and \(other.shape) differ.")
    let result = Tensor(uninitialized: shape)
    let (x, y, z) = (storage.pointer, other.storage.pointer, result.storage.pointer)
    for i in 0..<count { z[i] = operation(x[i], y[i]) }
    return result
  }
}

/// Element by element, with NumPy's broadcasting: (N, D) + (D), (N, D) * (N, 1), and so on.
extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, Plus.self) }
  public static func - (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, Minus.self) }
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, Times.self) }
  public static func / (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, Over.self) }

  public static func + (a: Tensor, b: Float) -> Tensor { a.combined(with: b, Plus.self) }
  public static func - (a: Tensor, b: Float) -> Tensor { a.combined(with: b, Minus.self) }
  public static func * (a: Tensor, b: Float) -> Tensor { a.combined(with: b, Times.self) }
  public static func / (a: Tensor, b: Float) -> Tensor { a.combined(with: b, Over.self) }

  public static func + (a: Float, b: Tensor) -> Tensor { b.combined(after: a, Plus.self) }
  public static func - (a: Float, b: Tensor) -> Tensor { b.combined(after: a, Minus.self) }
  public static func * (a: Float, b: Tensor) -> Tensor { b.combined(after: a, Times.self) }
  public static func / (a: Float, b: Tensor) -> Tensor { b.combined(after: a, Over.self) }

  public static prefix func - (a: Tensor) -> Tensor { a * -1 }

  public static func += (a: inout Tensor, b: Tensor) { a.combine(with: b, Plus.self) }
  public static func -= (a: inout Tensor, b: Tensor) { a.combine(with: b, Minus.self) }
  public static func *= (a: inout Tensor, b: Tensor) { a.combine(with: b, Times.self) }
  public static func /= (a: inout Tensor, b: Tensor) { a.combine(with: b, Over.self) }

  public static func += (a: inout Tensor, b: Float) { a.combine(with: b, Plus.self) }
  public static func -= (a: inout Tensor, b: Float) { a.combine(with: b, Minus.self) }
  public static func *= (a: inout Tensor, b: Float) { a.combine(with: b, Times.self) }
  public static func /= (a: inout Tensor, b: Float) { a.combine(with: b, Over.self) }

  /// `operation` on each number and `b`.
  private func combined<O: Operation>(with b: Float, _ operation: O.Type) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let (x, y) = (storage.pointer, result.storage.pointer)
    Threads.split(count, grain: Tensor.grain) { part in
      for i in part { y[i] = O.apply(x[i], b) }
    }
    return result
  }

  /// `operation` on `a` and each number.
  private func combined<O: Operation>(after a: Float, _ operation: O.Type) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let (x, y) = (storage.pointer, result.storage.pointer)
    Threads.split(count, grain: Tensor.grain) { part in
      for i in part { y[i] = O.apply(a, x[i]) }
    }
    return result
  }

  /// `operation` on each number and `b`, in place.
  private mutating func combine<O: Operation>(with b: Float, _ operation: O.Type) {
    makeUnique()
    let x = storage.pointer
    Threads.split(count, grain: Tensor.grain) { part in
      for i in part { x[i] = O.apply(x[i], b) }
    }
  }

  /// `operation` on each pair of numbers, in place; `other` is broadcast to this tensor's shape.
  private mutating func combine<O: Operation>(with other: Tensor, _ operation: O.Type) {
    guard shape == other.shape else { return combineRows(with: other, operation) }
    makeUnique()
    let (x, y) = (storage.pointer, other.storage.pointer)
    Threads.split(count, grain: Tensor.grain) { part in
      for i in part { x[i] = O.apply(x[i], y[i]) }
    }
  }

  /// The same for a smaller `other`: row by row, along which it either walks or stands still.
  private mutating func combineRows<O: Operation>(with other: Tensor, _ operation: O.Type) {
    require(
      Tensor.broadcast(shape, other.shape) == shape,
      "A tensor of shape \(other.shape) can't be combined in place with one of shape \(shape).")
    guard let columns = shape.last, count > 0 else { return }
    makeUnique()
    let offsets = RowOffsets(of: other.shape, in: shape)
    let (a, b) = (storage.pointer, other.storage.pointer)
    Threads.split(count / columns, grain: 1 + Tensor.grain / columns) { rows in
      for row in rows {
        let (x, y) = (a + row * columns, b + offsets.offset(row))
        if offsets.walks {
          for i in 0..<columns { x[i] = O.apply(x[i], y[i]) }
        } else {
          for i in 0..<columns { x[i] = O.apply(x[i], y[0]) }
        }
      }
    }
  }
}

/// An operation on two numbers. A type and not a function, because the compiler makes a loop for each
/// type, with the operation in it, where it would call a function for each number once threads share
/// the loop.
protocol Operation {
  static func apply(_ a: Float, _ b: Float) -> Float
}

enum Plus: Operation {
  static func apply(_ a: Float, _ b: Float) -> Float { a + b }
}

enum Minus: Operation {
  static func apply(_ a: Float, _ b: Float) -> Float { a - b }
}

enum Times: Operation {
  static func apply(_ a: Float, _ b: Float) -> Float { a * b }
}

enum Over: Operation {
  static func apply(_ a: Float, _ b: Float) -> Float { a / b }
}

/// The larger of two numbers; a NaN on the right is passed over.
enum Larger: Operation {
  static func apply(_ a: Float, _ b: Float) -> Float { b > a ? b : a }
}
