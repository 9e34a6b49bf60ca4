import Tensors

// Answers to the exercises of chapter 2, and why they are right. There are others.

// MARK: - 2.1 Counting neighbors

/// The window is cut where the text begins and ends. Each pair is met twice, once from either side, so the table
/// comes out symmetric without any care for that.
public func coOccurrences(_ ids: [Int], V: Int, window: Int) -> [[Int]] {
  var counts = [[Int]](repeating: [Int](repeating: 0, count: V), count: V)
  for i in ids.indices {
    for j in max(0, i - window)...min(ids.count - 1, i + window) where j != i {
      counts[ids[i]][ids[j]] += 1
    }
  }
  return counts
}

// MARK: - 2.2 Cosine

/// The dot product grows with both lengths, and is divided by both. One root does for the two of them. Without the
/// guard a vector of zeros gives 0 / 0, which is no number and spoils every sort that it gets into.
public func cosine(_ a: [Float], _ b: [Float]) -> Float {
  var (ab, aa, bb): (Float, Float, Float) = (0, 0, 0)
  for (x, y) in zip(a, b) {
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa > 0 && bb > 0 ? ab / (aa.squareRoot() * bb.squareRoot()) : 0
}

// MARK: - 2.3 Nearest neighbors

/// Every other word is scored once, then the scores are sorted, and what is beyond `count` is cut. The word itself
/// has to go before the cut: it is always most similar to itself, and would take a place.
public func neighbors(of id: Int, in vectors: [[Float]], count: Int) -> [Int] {
  let similarities = vectors.map { cosine(vectors[id], $0) }
  let others = vectors.indices.filter { $0 != id }
  let sorted = others.sorted {
    (-similarities[$0], $0) < (-similarities[$1], $1)
  }
  return Array(sorted.prefix(count))
}

// MARK: - 2.4 Positive pointwise mutual information

/// The probability of a pair is count / n, those of its word and its context are row / n and column / n: of three
/// divisions by n, one is left, and upside down. log₂ 0 is −∞, and the maximum with 0 makes 0 of it, as of
/// all that is rarer than chance; the guard also spares 0 / 0 in empty rows.
public func ppmi(_ counts: [[Int]]) -> [[Float]] {
  let rows = counts.map { $0.reduce(0, +) }
  let n = rows.reduce(0, +)
  var columns = [Int](repeating: 0, count: counts.first?.count ?? 0)
  for row in counts {
    for j in row.indices { columns[j] += row[j] }
  }
  return counts.indices.map { i in
    columns.indices.map { j in
      guard counts[i][j] > 0 else { return 0 }
      let ratio = Float(counts[i][j]) * Float(n) / (Float(rows[i]) * Float(columns[j]))
      return max(0, log(ratio) / log(2))
    }
  }
}

// MARK: - 2.5 Singular vectors by power iteration

/// Written in the directions of V, a step multiplies each part of v by its σ², and after a hundred steps the largest
/// has outgrown all others. `rest` loses what was found, so the next vector can't turn back to it. A random
/// start has a part of every direction, but for one chance in infinitely many; ones may have none.
public func singularVectors(_ A: Tensor, k: Int) -> (U: Tensor, S: Tensor, V: Tensor) {
  let (M, N) = (A.shape[0], A.shape[1])
  var random = Random(seed: 1, stream: "power iteration")
  var rest = A
  var (U, S, V): ([Float], [Float], [Float]) = ([], [], [])
  for _ in 0..<k {
    var v = Tensor.normal([N, 1], random: &random)
    for _ in 0..<100 {
      v = matmul(rest, matmul(rest, v), transposed: .left)
      v = v / v.norm()
    }
    let scaled = matmul(rest, v)  // σ u, (M, 1)
    let sigma = scaled.norm()
    rest -= matmul(scaled, v, transposed: .right)
    U += (scaled / sigma).values
    S.append(sigma)
    V += v.values
  }
  return (
    Tensor(U, shape: [k, M]).transposed(), Tensor(S), Tensor(V, shape: [k, N]).transposed()
  )
}

// MARK: - 2.6 Analogies

/// The way from a to b is b − a, and from c it leads to c − a + b. Long vectors would count for more in this sum, so
/// all have the length 1 before. Without leaving out a, b and c the answer is mostly b or c: the way is short,
/// and where it ends, what it began with is nearest.
public func analogy(_ a: Int, _ b: Int, _ c: Int, in vectors: [[Float]]) -> Int {
  let unit = vectors.map { vector -> [Float] in
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? vector.map { $0 / length } : vector
  }
  let goal = unit[a].indices.map { unit[c][$0] - unit[a][$0] + unit[b][$0] }
  let candidates = vectors.indices.filter { ![a, b, c].contains($0) }
  return candidates.max { cosine(goal, unit[$0]) < cosine(goal, unit[$1]) }!
}
