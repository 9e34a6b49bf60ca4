import Ground
import Tensors

/// (V, V) counts → (V, V) pointwise mutual information of the pairs that occur, in bits:
///
///     PMI(w, c) = log₂ (P(w, c) / (P(w) · P(c))),    P(c) ∝ count(c)ᵅ
///
/// Pairs that never occur have a PMI of −∞ and are left out of the matrix, like zeros.
///
/// - Parameters:
///   - counts: how often each word occurs with each context, such as `coOccurrence` gives.
///   - smoothing: the exponent α, from 0 to 1. Below 1 it raises the probability of rare contexts, and so
///     lowers their PMI; 0.75 is usual (Levy, Goldberg and Dagan, 2015, section 3.1).
public func pmi(_ counts: SparseMatrix, smoothing: Float = 1) -> SparseMatrix {
  require(smoothing >= 0 && smoothing <= 1, "Smoothing is from 0 to 1, not \(smoothing).")
  let words = counts.rowSums()
  let contexts = smoothed(counts.columnSums(), by: smoothing)
  let total = contexts.reduce(0, +)
  var ratios = Tensor.zeros(counts.nonzeros)
  ratios.withUnsafeMutableBufferPointer { ratios in
    for word in 0..<counts.rows where words[word] > 0 {
      let scale = total / words[word]
      for entry in counts.starts[word]..<counts.starts[word + 1] {
        let context = contexts[Int(counts.indices[entry])]
        ratios[entry] = Float(Double(counts.values[entry]) * scale / context)
      }
    }
  }
  let bits = log(ratios) * Float(1.442695040888963)
  return SparseMatrix(
    columns: counts.columns, starts: counts.starts, indices: counts.indices, values: bits.values)
}

/// Each number to the power of `exponent`.
private func smoothed(_ numbers: [Double], by exponent: Float) -> [Double] {
  if exponent == 1 { return numbers }
  return numbers.map { $0 > 0 ? Double(exp(exponent * log(Float($0)))) : 0 }
}

/// (V, V) counts → (V, V) positive PMI: max(0, PMI(w, c)), or with a shift k max(0, PMI(w, c) − log₂ k).
///
/// - Parameters:
///   - counts: how often each word occurs with each context.
///   - smoothing: the exponent of the contexts' probabilities, as for `pmi`.
///   - shift: k, more than 0. Above 1 it drops weak pairs (Levy and Goldberg, 2014), below 1 it keeps
///     pairs that occur a little less often than by chance.
public func ppmi(_ counts: SparseMatrix, smoothing: Float = 1, shift: Float = 1) -> SparseMatrix {
  require(shift > 0, "The shift k is more than 0, not \(shift).")
  let all = pmi(counts, smoothing: smoothing)
  let offset = log(shift) * Float(1.442695040888963)
  var starts = [0]
  var indices: [Int32] = []
  var values: [Float] = []
  starts.reserveCapacity(all.rows + 1)
  indices.reserveCapacity(all.nonzeros)
  values.reserveCapacity(all.nonzeros)
  for row in 0..<all.rows {
    for entry in all.starts[row]..<all.starts[row + 1] where all.values[entry] > offset {
      indices.append(all.indices[entry])
      values.append(all.values[entry] - offset)
    }
    starts.append(indices.count)
  }
  return SparseMatrix(columns: all.columns, starts: starts, indices: indices, values: values)
}
