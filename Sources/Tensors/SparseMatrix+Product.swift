import Ground

/// (M, K) sparse · (K, N) → (M, N). Each sum runs over the entries of a row in order, with fused
/// multiply-add; threads split the rows.
public func matmul(_ a: SparseMatrix, _ x: Tensor) -> Tensor {
  require(
    x.rank == 2 && x.shape[0] == a.columns,
    "The shapes \(a.shape) (sparse) and \(x.shape) don't fit in a matrix product.")
  let result = Tensor.zeros(a.rows, x.shape[1])
  // A piece of the entries takes the rows that start in it, so that pieces are equal work even where
  // the first rows, of frequent words, are the longest.
  Threads.split(a.nonzeros, grain: max(1, 20_000 / max(x.shape[1], 1))) { entries in
    let rows = a.firstRow(from: entries.lowerBound)..<a.firstRow(from: entries.upperBound)
    a.multiply(x, rows: rows, into: result)
  }
  return result
}

extension SparseMatrix {
  /// The first row that starts at `entry` or after it.
  func firstRow(from entry: Int) -> Int {
    var (low, high) = (0, rows)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < entry { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The given rows of the product with `x`: 64 columns at a time in registers, then 16, then one.
  fileprivate func multiply(_ x: Tensor, rows: Range<Int>, into result: Tensor) {
    let width = x.shape[1]
    let (source, target) = (x.storage.pointer, result.storage.pointer)
    indices.withUnsafeBufferPointer { indices in
      values.withUnsafeBufferPointer { values in
        for row in rows {
          let entries = starts[row]..<starts[row + 1]
          let y = target + row * width
          var column = 0
          while column + 64 <= width {
            var (a, b, c, d) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
            for entry in entries {
              let value = Lanes(repeating: values[entry])
              let z = source + Int(indices[entry]) * width + column
              a = a.addingProduct(value, Lanes(z))
              b = b.addingProduct(value, Lanes(z + 16))
              c = c.addingProduct(value, Lanes(z + 32))
              d = d.addingProduct(value, Lanes(z + 48))
            }
            a.store(to: y + column)
            b.store(to: y + column + 16)
            c.store(to: y + column + 32)
            d.store(to: y + column + 48)
            column += 64
          }
          while column + 16 <= width {
            var sum = Lanes.zero
            for entry in entries {
              let z = source + Int(indices[entry]) * width + column
              sum = sum.addingProduct(Lanes(repeating: values[entry]), Lanes(z))
            }
            sum.store(to: y + column)
            column += 16
          }
          while column < width {
            for entry in entries {
              let z = source[Int(indices[entry]) * width + column]
              y[column] = y[column].addingProduct(values[entry], z)
            }
            column += 1
          }
        }
      }
    }
  }
}
