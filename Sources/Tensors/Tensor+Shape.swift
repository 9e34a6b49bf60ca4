import Ground

extension Tensor {
  /// The same numbers in the same order under another shape; one axis may be -1, "whatever is left".
  public func reshaped(_ shape: [Int]) -> Tensor {
    var result = self
    let known = shape.filter { $0 != -1 }.reduce(1, *)
    result.shape = shape.map { $0 == -1 && known > 0 ? count / known : $0 }
    require(
      result.shape.reduce(1, *) == count && shape.filter { $0 == -1 }.count <= 1,
      "A tensor of shape \(self.shape) can't be reshaped to \(shape).")
    return result
  }

  /// The same numbers in the same order under another shape: `x.reshaped(2, -1)`.
  public func reshaped(_ shape: Int...) -> Tensor { reshaped(shape) }

  /// (M, N) → (N, M).
  public func transposed() -> Tensor {
    require(rank == 2, "transposed() takes a matrix; the shape \(shape) wants transposed(axes:).")
    let (m, n) = (shape[0], shape[1])
    let result = Tensor(uninitialized: [n, m])
    let (source, target) = (storage.pointer, result.storage.pointer)
    // Eight columns at a time, by blocks of 8 × 8: each column becomes a row of the result.
    Threads.split((n + 7) / 8, grain: 1 + Tensor.grain / Swift.max(8 * m, 1)) { bands in
      for band in bands {
        let columns = 8 * band..<Swift.min(8 * band + 8, n)
        let whole = columns.count == 8 ? m & ~7 : 0
        for i in stride(from: 0, to: whole, by: 8) {
          Square(turning: source + (i * n + columns.lowerBound), step: n)
            .store(to: target + (columns.lowerBound * m + i), step: m)
        }
        for column in columns {
          for i in whole..<m { target[column * m + i] = source[i * n + column] }
        }
      }
    }
    return result
  }

  /// The axis that `axis` names; negative: from the end.
  func place(ofAxis axis: Int) -> Int {
    let place = axis < 0 ? axis + rank : axis
    require(place >= 0 && place < rank, "The axis \(axis) lies outside the shape \(shape).")
    return place
  }

  /// Axis k of the result is axis `axes[k]` of this tensor: (A, B, C) with [1, 2, 0] → (B, C, A).
  public func transposed(axes: [Int]) -> Tensor {
    let axes = axes.map { $0 < 0 ? $0 + rank : $0 }
    require(
      axes.sorted() == Array(0..<rank),
      "The axes \(axes) are no order of the axes of shape \(shape).")
    let result = Tensor(uninitialized: axes.map { shape[$0] })
    guard result.count > 0 else { return result }
    let strides = axes.map { shape[($0 + 1)...].reduce(1, *) }
    // The last axes that stay where they are make one run of numbers, copied as a whole.
    var moving = rank
    while moving > 0 && axes[moving - 1] == moving - 1 { moving -= 1 }
    let run = shape[moving...].reduce(1, *)
    var index = [Int](repeating: 0, count: moving)
    var source = 0
    for target in stride(from: 0, to: count, by: run) {
      (result.storage.pointer + target).update(from: storage.pointer + source, count: run)
      for axis in stride(from: moving - 1, through: 0, by: -1) {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < result.shape[axis] { break }
        source -= strides[axis] * result.shape[axis]
        index[axis] = 0
      }
    }
    return result
  }

  /// The numbers in one row of the first axis: how far apart rows lie in memory.
  var rowLength: Int { shape.dropFirst().reduce(1, *) }

  /// (N, …) → (…): row `row` of the first axis; negative: from the end.
  public func row(_ row: Int) -> Tensor {
    let place = row < 0 ? row + (shape.first ?? 0) : row
    return rows(place..<place + 1).reshaped(Array(shape.dropFirst()))
  }

  /// The part of the tensor whose indices along `axis` (negative: from the end) are in `range`: (N, T, D)
  /// with axis 1 → (N, t, D).
  public func slice(_ range: Range<Int>, axis: Int) -> Tensor {
    let axis = place(ofAxis: axis)
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "The indices \(range) lie outside axis \(axis) of the shape \(shape).")
    var part = shape
    part[axis] = range.count
    let result = Tensor(uninitialized: part)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let run = range.count * inner
    for i in 0..<shape[..<axis].reduce(1, *) {
      let start = (i * shape[axis] + range.lowerBound) * inner
      (result.storage.pointer + i * run).update(from: storage.pointer + start, count: run)
    }
    return result
  }

  /// (N, …) → (n, …): the rows of the first axis in `range`.
  public func rows(_ range: Range<Int>) -> Tensor {
    require(
      rank >= 1 && range.lowerBound >= 0 && range.upperBound <= shape[0],
      "The rows \(range) lie outside the shape \(shape).")
    let result = Tensor(uninitialized: [range.count] + shape.dropFirst())
    result.storage.pointer.update(
      from: storage.pointer + range.lowerBound * rowLength, count: result.count)
    return result
  }

  /// (N, D) → (N, d): the columns in `range`.
  public func columns(_ range: Range<Int>) -> Tensor {
    require(
      rank == 2 && range.lowerBound >= 0 && range.upperBound <= shape[1],
      "The columns \(range) lie outside the shape \(shape).")
    return slice(range, axis: 1)
  }

  /// (V, …) → (n, …): the rows that `ids` name, in that order, repeats included.
  public func rows(at ids: [Int]) -> Tensor {
    require(rank >= 1, "A single number has no rows.")
    let length = rowLength
    let result = Tensor(uninitialized: [ids.count] + shape.dropFirst())
    for (target, id) in ids.enumerated() {
      require(id >= 0 && id < shape[0], "There is no row \(id) in the shape \(shape).")
      (result.storage.pointer + target * length).update(
        from: storage.pointer + id * length, count: length)
    }
    return result
  }

  /// Puts `newRows` (n, …) in place of as many rows of the first axis, from row `first` on.
  public mutating func setRows(from first: Int, to newRows: Tensor) {
    require(
      newRows.rank == rank && newRows.shape.dropFirst() == shape.dropFirst()
        && first >= 0 && first + newRows.shape[0] <= shape[0],
      "Rows of shape \(newRows.shape) from row \(first) on don't fit into the shape \(shape).")
    makeUnique()
    (storage.pointer + first * rowLength).update(
      from: newRows.storage.pointer, count: newRows.count)
  }

  /// Adds row n of `rows` (n, …) to row `ids[n]` of this tensor (V, …). An id that stands twice
  /// receives both rows.
  public mutating func addRows(_ rows: Tensor, at ids: [Int]) {
    require(
      rows.rank == rank && rows.shape.dropFirst() == shape.dropFirst()
        && rows.shape[0] == ids.count,
      "\(ids.count) rows of shape \(rows.shape) can't be added to rows of the shape \(shape).")
    makeUnique()
    let length = rowLength
    for (row, id) in ids.enumerated() {
      require(id >= 0 && id < shape[0], "There is no row \(id) in the shape \(shape).")
      let (target, source) = (storage.pointer + id * length, rows.storage.pointer + row * length)
      for i in 0..<length { target[i] += source[i] }
    }
  }

  /// Joins tensors along `axis` (negative: from the end); all other axes must agree.
  public static func concatenate(_ parts: [Tensor], axis: Int = 0) -> Tensor {
    guard let first = parts.first else { stop("There is nothing to concatenate.") }
    let axis = first.place(ofAxis: axis)
    var shape = first.shape
    shape[axis] = 0
    for part in parts {
      var others = part.shape
      if axis < others.count { others[axis] = first.shape[axis] }
      require(
        others == first.shape,
        "Shapes \(first.shape) and \(part.shape) can't be concatenated along axis \(axis).")
      shape[axis] += part.shape[axis]
    }
    let result = Tensor(uninitialized: shape)
    let outer = shape[..<axis].reduce(1, *)
    var target = result.storage.pointer
    for i in 0..<outer {
      for part in parts {
        let length = part.count / Swift.max(outer, 1)
        target.update(from: part.storage.pointer + i * length, count: length)
        target += length
      }
    }
    return result
  }
}
