import Ground

/// A matrix that stores only the numbers that are not zero, row by row: "compressed sparse rows".
///
/// Of the hundred million pairs that ten thousand words can form, a text shows about one in a hundred.
///
///     let counts = SparseMatrix([[0, 2, 0], [1, 0, 3]])
///     counts[1, 2]               // 3.0
///     counts.nonzeros            // 3
public struct SparseMatrix: Sendable, Equatable {
  /// How many rows there are, M.
  public let rows: Int
  /// How many columns there are, N.
  public let columns: Int
  /// (M + 1): row i holds the entries `starts[i] ..< starts[i + 1]`.
  public let starts: [Int]
  /// The column of each entry, rising within a row.
  public let indices: [Int32]
  /// The number of each entry.
  public let values: [Float]

  /// The matrix (`starts.count - 1`, `columns`) with the given entries, each row's in the order of their
  /// columns.
  public init(columns: Int, starts: [Int], indices: [Int32], values: [Float]) {
    require(
      starts.first == 0 && starts.last == indices.count && indices.count == values.count
        && zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 },
      "The \(starts.count) row starts don't fit \(indices.count) indices and \(values.count) values."
    )
    require(
      indices.allSatisfy { $0 >= 0 && $0 < columns },
      "A sparse matrix of \(columns) columns has an index outside 0 ..< \(columns).")
    for (start, end) in zip(starts, starts.dropFirst()) {
      for entry in start..<max(start, end - 1) where indices[entry] >= indices[entry + 1] {
        stop(
          """
          The columns of a row must rise, each named once, but column \(indices[entry + 1]) comes after \
          column \(indices[entry]).
          """)
      }
    }
    rows = starts.count - 1
    self.columns = columns
    self.starts = starts
    self.indices = indices
    self.values = values
  }

  /// (M, N): the numbers of a dense matrix that are not zero.
  public init(_ dense: Tensor) {
    require(dense.rank == 2, "A sparse matrix can't be made of the shape \(dense.shape).")
    let columns = dense.shape[1]
    var starts = [0]
    var indices: [Int32] = []
    var values: [Float] = []
    for row in 0..<dense.shape[0] {
      for column in 0..<columns {
        let value = dense.storage.pointer[row * columns + column]
        if value != 0 {
          indices.append(Int32(column))
          values.append(value)
        }
      }
      starts.append(indices.count)
    }
    self.init(columns: columns, starts: starts, indices: indices, values: values)
  }

  /// [M, N].
  public var shape: [Int] { [rows, columns] }

  /// How many entries are stored.
  public var nonzeros: Int { values.count }

  /// (M, N): all numbers, the zeros too.
  public var dense: Tensor {
    let result = Tensor.zeros(rows, columns)
    for row in 0..<rows {
      for entry in starts[row]..<starts[row + 1] {
        result.storage.pointer[row * columns + Int(indices[entry])] = values[entry]
      }
    }
    return result
  }

  /// One number, 0 where nothing is stored; a search by halves within the row. Negative indices count
  /// from the end.
  public subscript(row: Int, column: Int) -> Float {
    let place = (row: row < 0 ? row + rows : row, column: column < 0 ? column + columns : column)
    require(
      (0..<rows).contains(place.row) && (0..<columns).contains(place.column),
      "The index \([row, column]) lies outside the shape \(shape).")
    let (row, column) = place
    var (low, high) = (starts[row], starts[row + 1])
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < column { low = middle + 1 } else { high = middle }
    }
    return low < starts[row + 1] && indices[low] == column ? values[low] : 0
  }

  /// (M, N) → (N, M).
  public func transposed() -> SparseMatrix {
    var starts = [Int](repeating: 0, count: columns + 1)
    for index in indices { starts[Int(index) + 1] += 1 }
    for column in 0..<columns { starts[column + 1] += starts[column] }
    var next = starts
    var turned = [Int32](repeating: 0, count: nonzeros)
    var moved = [Float](repeating: 0, count: nonzeros)
    for row in 0..<rows {
      for entry in self.starts[row]..<self.starts[row + 1] {
        let place = next[Int(indices[entry])]
        next[Int(indices[entry])] += 1
        turned[place] = Int32(row)
        moved[place] = values[entry]
      }
    }
    return SparseMatrix(columns: rows, starts: starts, indices: turned, values: moved)
  }

  /// The sum of each row, in Float64: counts beyond 2²⁴ stay exact.
  public func rowSums() -> [Double] {
    (0..<rows).map { row in
      values[starts[row]..<starts[row + 1]].reduce(0.0) { $0 + Double($1) }
    }
  }

  /// The sum of each column, in Float64.
  public func columnSums() -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for (index, value) in zip(indices, values) { sums[Int(index)] += Double(value) }
    return sums
  }
}
