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

  /// (M, N)
  init(_ table: Table) {
    let numbers = table.flatMap { $0.map { Float($0) } }
    self.init(numbers, shape: [table.count, table.first?.count ?? 0])
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

/// (M, N) → (N, M)
func transposed(_ table: Table) -> Table {
  (table.first ?? []).indices.map { column in table.map { $0[column] } }
}

/// The sum of z's numbers, each times its dz: what has dz for its gradient with respect to z.
func weighted(_ z: Table, by dz: Table) -> Double {
  zip(z, dz).reduce(0) { sum, rows in zip(rows.0, rows.1).reduce(sum) { $0 + $1.0 * $1.1 } }
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

/// The gradient of `loss` with respect to each of some tensors, matrices or rows, shaped as they are.
func measuredGradients(_ x: [Tensor], _ loss: ([Table]) -> Double) -> [Tensor] {
  let tables = x.map(\.table)
  return x.indices.map { index in
    let gradient = measuredGradient(tables[index]) { moved in
      var all = tables
      all[index] = moved
      return loss(all)
    }
    return Tensor(gradient).reshaped(x[index].shape)
  }
}

extension Random {
  /// Numbers drawn from the normal distribution.
  mutating func normal(_ shape: Int...) -> Tensor { Tensor.normal(shape, random: &self) }

  /// Whole numbers from 0, below `bound`.
  mutating func integers(_ count: Int, below bound: Int) -> [Int] {
    (0..<count).map { _ in integer(below: bound) }
  }
}
