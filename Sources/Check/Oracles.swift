import Tensors

// What oracles are made of: tables in `Double`, and gradients that are measured.

/// Rows of equal length.
typealias Table = [[Double]]

extension Tensor {
  /// A matrix, or a row as the only one of a table, in `Double`.
  var table: Table {
    let matrix = rank == 1 ? reshaped(1, -1) : self
    return (0..<matrix.shape[0]).map { matrix.row($0).values.map(Double.init) }
  }

  /// (M, N), or (N) if `isRow`.
  init(_ table: Table, isRow: Bool = false) {
    let numbers = table.flatMap { $0.map { Float($0) } }
    self.init(numbers, shape: isRow ? [numbers.count] : [table.count, table.first?.count ?? 0])
  }
}

/// (M, K) · (K, N) → (M, N)
func product(_ a: Table, _ b: Table) -> Table {
  a.map { row in
    (b.first ?? []).indices.map { column in
      row.indices.reduce(0) { $0 + row[$1] * b[$1][column] }
    }
  }
}

/// The gradient of `loss` with respect to each number of `x`, by central differences. In `Double` a step of 10⁻⁵
/// errs by about 10⁻¹⁰.
func measuredGradient(_ x: Table, _ loss: (Table) -> Double) -> Table {
  let step = 1e-5
  var gradient = x
  for row in x.indices {
    for column in x[row].indices {
      var (up, down) = (x, x)
      up[row][column] += step
      down[row][column] -= step
      gradient[row][column] = (loss(up) - loss(down)) / (2 * step)
    }
  }
  return gradient
}

extension Random {
  /// Numbers drawn from the normal distribution.
  mutating func normal(_ shape: Int...) -> Tensor { Tensor.normal(shape, random: &self) }

  /// Whole numbers from 0, below `bound`.
  mutating func integers(_ count: Int, below bound: Int) -> [Int] {
    (0..<count).map { _ in integer(below: bound) }
  }
}
