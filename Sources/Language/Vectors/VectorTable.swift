import Tensors

/// A table with one vector a row: a `Tensor`, or a `SparseMatrix` where the vectors are as long as the
/// vocabulary and nearly all zeros.
public protocol VectorTable: Sendable {
  /// (V, D).
  var shape: [Int] { get }

  /// (N, D): the vectors of N ids.
  func rows(at ids: [Int]) -> Tensor

  /// Queries (N, D) → (N, V): the product of each query with each vector.
  func products(with queries: Tensor) -> Tensor

  /// The same vectors, each of length 1; a vector of zeros stays so.
  var directions: Self { get }
}

extension Tensor: VectorTable {
  public func products(with queries: Tensor) -> Tensor {
    matmul(queries, self, transposed: .right)
  }

  public var directions: Tensor {
    let squares = (self * self).sum(axis: 1, keepingAxis: true)
    var result = self * sqrt(squares).map { $0 > 0 ? 1 / $0 : 0 }
    for (row, square) in squares.values.enumerated() where !hasDigits(sumOfSquares: square) {
      let exact = exactDirection(self.row(row).values)
      result.setRows(from: row, to: Tensor(exact, shape: [1, exact.count]))
    }
    return result
  }
}

extension SparseMatrix: VectorTable {
  public func rows(at ids: [Int]) -> Tensor {
    var result = Tensor.zeros(ids.count, columns)
    result.withUnsafeMutableBufferPointer { result in
      for (row, id) in ids.enumerated() {
        for entry in starts[id]..<starts[id + 1] {
          result[row * columns + Int(indices[entry])] = values[entry]
        }
      }
    }
    return result
  }

  public func products(with queries: Tensor) -> Tensor {
    matmul(self, queries.transposed()).transposed()
  }

  public var directions: SparseMatrix {
    var scaled = values
    for row in 0..<rows {
      let entries = starts[row]..<starts[row + 1]
      let square = scaled[entries].reduce(0) { $0 + $1 * $1 }
      if hasDigits(sumOfSquares: square) {
        let length = square.squareRoot()
        for entry in entries { scaled[entry] /= length }
      } else {
        scaled.replaceSubrange(entries, with: exactDirection(Array(scaled[entries])))
      }
    }
    return SparseMatrix(columns: columns, starts: starts, indices: indices, values: scaled)
  }
}

/// A vector divided by its length, in Float64; zeros stay zeros.
private func exactDirection(_ vector: [Float]) -> [Float] {
  let length = vector.exactNorm
  return length == 0 ? vector : vector.map { Float(Double($0) / length) }
}
