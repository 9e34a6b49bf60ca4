import Ground
import Tensors

/// scores (N, T, S) → weights, in place: in each row the softmax of the first `lengths[n]` numbers (all,
/// without lengths), then zeros.
func softmaxRows(of scores: inout Tensor, lengths: [Int]?) {
  let queries = scores.shape[1]
  let counts = checked(lengths, rows: scores.shape[0], steps: scores.shape[2])
  scores.changeBlock { scores in
    Threads.split(scores.rows, grain: 1 + (1 << 13) / max(scores.columns, 1)) { part in
      for t in part {
        let (row, count) = (scores[row: t], counts[t / queries])
        softmax(from: row, to: row, count: count)
        (row + count).update(repeating: 0, count: scores.columns - count)
      }
    }
  }
}

/// weights (N, T, S) and their gradient d → the gradient of the scores, in place of d.
func softmaxRowsBackward(_ weights: Tensor, _ d: inout Tensor) {
  weights.withBlock { weights in
    d.changeBlock { d in
      Threads.split(d.rows, grain: 1 + (1 << 13) / max(d.columns, 1)) { part in
        for t in part { softmaxBackward(weights[row: t], d[row: t], count: d.columns) }
      }
    }
  }
}

/// The gradient d of the softmax of `scale` times some scores → that of the scores, in place:
/// scale · weight · (d − Σ weights ⊙ d).
func softmaxBackward(
  _ weights: UnsafePointer<Float>, _ d: UnsafeMutablePointer<Float>, count: Int, scale: Float = 1
) {
  var sums = Lanes.zero
  forEachLanes(count) { s, count in
    sums.addProduct(Lanes(weights + s, count: count), Lanes(d + s, count: count))
  }
  let mean = treeSum(sums)
  forEachLanes(count) { s, count in
    let weights = scale * Lanes(weights + s, count: count)
    (weights * (Lanes(d + s, count: count) - mean)).store(to: d + s, count: count)
  }
}

/// How many of S steps count in each of N rows.
func checked(_ lengths: [Int]?, rows: Int, steps: Int) -> [Int] {
  guard let lengths else { return [Int](repeating: steps, count: rows) }
  require(lengths.count == rows, "\(lengths.count) lengths don't fit a memory of \(rows) rows.")
  if let length = lengths.first(where: { !(0...steps).contains($0) }) {
    stop("A memory of \(steps) steps can't have the length \(length).")
  }
  return lengths
}
