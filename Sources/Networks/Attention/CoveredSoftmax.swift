import Ground
import Tensors

/// scores (N, T, S) → weights, in place: row by row the softmax of the first `lengths[n]` scores (all, without
/// lengths), to each of which `weight` times what the rows before took there is added; then zeros. Returns what
/// they took before each row: (N, T, S).
///
/// - Parameter taken: what was taken before the first row: (N, S); nothing if nil.
func coveredSoftmax(
  of scores: inout Tensor, weight: Float, taken: Tensor?, lengths: [Int]?
) -> Tensor {
  let (rows, queries, steps) = (scores.shape[0], scores.shape[1], scores.shape[2])
  let counts = checked(lengths, rows: rows, steps: steps)
  let taken = taken ?? .zeros(rows, steps)
  require(
    taken.shape == [rows, steps],
    "What was taken, \(taken.shape), doesn't fit a memory of \(rows) rows of \(steps) steps.")
  var covered = Tensor.zeros(scores.shape)
  scores.changeBlock { scores in
    covered.changeBlock { covered in
      taken.withBlock { taken in
        Threads.split(rows, grain: 1 + (1 << 13) / (queries * steps + 1)) { part in
          for n in part {
            for t in n * queries..<(n + 1) * queries {
              let (row, before) = (scores[row: t], covered[row: t])
              if t == n * queries {
                before.update(from: taken[row: n], count: steps)
              } else {
                add(scores[row: t - 1], times: 1, to: covered[row: t - 1], into: before, steps)
              }
              add(before, times: weight, to: row, into: row, counts[n])
              softmax(from: row, to: row, count: counts[n])
              (row + counts[n]).update(repeating: 0, count: steps - counts[n])
            }
          }
        }
      }
    }
  }
  return covered
}

/// The weights that `coveredSoftmax` made, what was taken before each (N, T, S), and the weights' gradient d → the
/// gradient of the scores, in place of d, and that of `weight`: (1).
///
/// What a row takes changes the scores of all that follow, so the last comes first.
func coveredSoftmaxBackward(
  _ weights: Tensor, _ covered: Tensor, _ d: inout Tensor, weight: Float
) -> Tensor {
  let (rows, queries, steps) = (weights.shape[0], weights.shape[1], weights.shape[2])
  var sums = Tensor.zeros(rows)
  /// For each row the gradient of what later queries know to have been taken.
  var later = Tensor.zeros(rows, steps)
  withBlocks(weights, covered) { weights, covered in
    changeBlocks(&d, &sums, &later) { d, sums, later in
      Threads.split(rows, grain: 1 + (1 << 13) / (queries * steps + 1)) { part in
        for n in part {
          var sum: Float = 0
          for t in (n * queries..<(n + 1) * queries).reversed() {
            let (row, behind) = (d[row: t], later[row: n])
            add(behind, times: 1, to: row, into: row, steps)
            softmaxBackward(weights[row: t], row, count: steps)
            sum += dot(row, covered[row: t], steps)
            add(row, times: weight, to: behind, into: behind, steps)
          }
          sums.pointer[n] = sum
        }
      }
    }
  }
  return Tensor([sums.sum()])
}

/// Puts y + factor · x into `result`, `count` numbers each.
private func add(
  _ x: ReadOnlyNumbers, times factor: Float, to y: ReadOnlyNumbers, into result: Numbers,
  _ count: Int
) {
  forEachLanes(count) { j, count in
    Lanes(y + j, count: count).addingProduct(
      Lanes(x + j, count: count), Lanes(repeating: factor)
    ).store(to: result + j, count: count)
  }
}

private func dot(_ x: ReadOnlyNumbers, _ y: ReadOnlyNumbers, _ count: Int) -> Float {
  var sums = Lanes.zero
  forEachLanes(count) { j, count in
    sums.addProduct(Lanes(x + j, count: count), Lanes(y + j, count: count))
  }
  return treeSum(sums)
}
