import Tensors

/// Rows of different lengths: their steps one below the other, or side by side with zeros behind the shorter.
struct Ragged {
  let lengths: [Int]
  /// T.
  let longest: Int
  /// Where each step stands in N rows of T.
  private let places: [Int]

  init(_ lengths: [Int]) {
    let longest = lengths.max() ?? 0
    (self.lengths, self.longest) = (lengths, longest)
    places = lengths.enumerated().flatMap { row, length in
      row * longest..<row * longest + length
    }
  }

  /// (Σ lengths, D) → (N, T, D).
  func padded(_ x: Tensor) -> Tensor {
    let columns = x.shape[1]
    var result = Tensor.zeros(lengths.count, longest, columns)
    result.changeBlock { result in
      x.withBlock { x in
        for (step, place) in places.enumerated() {
          result[row: place].update(from: x[row: step], count: columns)
        }
      }
    }
    return result
  }

  /// (N, T, D) → (Σ lengths, D).
  func steps(of x: Tensor) -> Tensor { x.reshaped(-1, x.shape[2]).rows(at: places) }

  /// A list of Σ lengths, row by row.
  func rows<Element>(of steps: [Element]) -> [[Element]] {
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return Array(steps[start..<start + length])
    }
  }
}
