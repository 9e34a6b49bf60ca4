import Ground
import Tensors

/// A, its transpose and the exponentials of both, each row padded to whole lanes, and what the ends get.
struct ChainWeights {
  /// C.
  let tags: Int
  /// How far rows lie apart.
  let step: Int
  /// The largest A.
  let most: Float
  /// A[i, j] in row i, and in row j.
  let onward, back: HeldBlock
  /// exp(A − the largest A) in the same places.
  let powers, powersBack: HeldBlock
  let first, last: HeldBlock

  init(_ crf: LinearChainCRF) {
    let (c, a) = (crf.tags, crf.transitions.value)
    let step = (c + 15) & ~15
    /// The padding is as likely as the likeliest, so that no sum over it vanishes.
    func padded(_ rows: Tensor, with padding: Float) -> HeldBlock {
      HeldBlock(
        .filled([rows.rowCount, step]) { padded in
          rows.withBlock { rows in
            for i in 0..<rows.rows {
              padded[row: i].update(repeating: padding, count: step)
              padded[row: i].update(from: rows[row: i], count: c)
            }
          }
        })
    }
    most = a.max()
    let (transposed, powers) = (a.transposed(), exp(a - most))
    (tags, self.step) = (c, step)
    (onward, back) = (padded(a, with: 0), padded(transposed, with: 0))
    self.powers = padded(powers, with: 1)
    powersBack = padded(powers.transposed(), with: 1)
    first = padded(crf.first.value.reshaped(1, c), with: 0)
    last = padded(crf.last.value.reshaped(1, c), with: 0)
  }

  /// The likeliest row of tags: the best score of one that ends with j, and which tag came before it.
  func likeliest(_ x: MatrixBlock) -> [Int] {
    let best = HeldBlock(.zeros(2, step))
    defer { withExtendedLifetime(best) {} }
    var (now, next) = (best[row: 0], best[row: 1])
    for j in 0..<tags { now[j] = first[row: 0][j] + x[row: 0][j] }
    var before = [Int32](repeating: 0, count: x.rows * step)
    before.withUnsafeMutableBufferPointer { before in
      for t in 1..<max(x.rows, 1) {
        for j in stride(from: 0, to: step, by: 16) {
          var (most, from) = (Lanes(repeating: -.infinity), SIMD16<Int32>.zero)
          for i in 0..<tags {
            let score = now[i] + Lanes(onward[row: i] + j)
            let isBetter = score .> most
            most.replace(with: score, where: isBetter)
            from.replace(with: Int32(truncatingIfNeeded: i), where: isBetter)
          }
          most.store(to: next + j)
          UnsafeMutableRawPointer(before.baseAddress! + t * step + j)
            .storeBytes(of: from, as: SIMD16<Int32>.self)
        }
        for j in 0..<tags { next[j] += x[row: t][j] }
        swap(&now, &next)
      }
    }
    var (tag, most) = (0, -Float.infinity)
    for j in 0..<tags where now[j] + last[row: 0][j] > most {
      (tag, most) = (j, now[j] + last[row: 0][j])
    }
    var result = [tag]
    for t in (1..<max(x.rows, 1)).reversed() {
      tag = Int(before[t * step + tag])
      result.append(tag)
    }
    return result.reversed()
  }
}

/// One row of places and all tags that may stand in them, summed over onward and back.
///
/// Of each place's logs the largest is made 0, and what is taken off is added up apart: so the last of ten
/// thousand places is as exact as the first. Sums are made of exponentials, C² products for a place; where
/// one comes so near to 0 that parts of it have vanished, it is made of logs.
struct Chain {
  private let weights: ChainWeights
  /// (T, C).
  private let x: MatrixBlock
  /// log of the sum over all rows of tags that end with j at t, and its exponential.
  private let alpha, powers: HeldBlock
  /// log of the sum over all that may follow i at t.
  private let beta: HeldBlock
  /// x + beta, the largest made 0, and its exponential.
  private let after, powersAfter: HeldBlock
  /// Σᵢ powers[t − 1, i] exp(A[i, j] − the largest A).
  private let sums: HeldBlock
  /// A row for passing use.
  private let space: HeldBlock
  /// (C, C): what the chances of pairs add up to, still to be multiplied with the exponentials of A.
  private let products: HeldBlock
  /// log Z.
  private var total = 0.0

  /// Below it, what has vanished in a sum might be missed: 1e-38, the smallest number, is 1e-8 of it.
  private static let least: Float = 1e-30

  init(_ weights: ChainWeights, _ x: MatrixBlock) {
    (self.weights, self.x) = (weights, x)
    func rows() -> HeldBlock { HeldBlock(.zeros(x.rows, weights.step)) }
    (alpha, powers, beta, after, powersAfter) = (rows(), rows(), rows(), rows(), rows())
    sums = rows()
    space = HeldBlock(.zeros(1, weights.step))
    products = HeldBlock(.zeros(weights.tags, weights.step))
    goOnward()
    goBack()
  }

  private var tags: Int { weights.tags }
  private var steps: Int { x.rows }

  private mutating func goOnward() {
    add(weights.first[row: 0], x[row: 0], into: alpha[row: 0])
    total = Double(level(alpha[row: 0], powers[row: 0]))
    for t in 1..<max(steps, 1) {
      let sums = sums[row: t]
      addUp(powers[row: t - 1], weights.powers, into: sums)
      logs(of: sums, alpha[row: t - 1], weights.onward, into: alpha[row: t])
      add(alpha[row: t], x[row: t], into: alpha[row: t])
      total += Double(level(alpha[row: t], powers[row: t])) + Double(weights.most)
    }
    add(alpha[row: steps - 1], weights.last[row: 0], into: space[row: 0])
    let (most, sum) = exponentials(from: space[row: 0], to: space[row: 0], count: tags)
    total += Double(most) + Double(log(sum))
  }

  private func goBack() {
    beta[row: steps - 1].update(from: weights.last[row: 0], count: tags)
    for t in (1..<max(steps, 1)).reversed() {
      add(beta[row: t], x[row: t], into: after[row: t])
      _ = level(after[row: t], powersAfter[row: t])
      addUp(powersAfter[row: t], weights.powersBack, into: space[row: 0])
      logs(of: space[row: 0], after[row: t], weights.back, into: beta[row: t - 1])
    }
  }

  private func add(_ a: ReadOnlyNumbers, _ b: ReadOnlyNumbers, into sum: Numbers) {
    @inline(always) func add(_ j: Int, _ count: Int) {
      (Lanes(a + j, count: count) + Lanes(b + j, count: count)).store(to: sum + j, count: count)
    }
    forEachLanes(tags, add)
  }

  /// Makes the largest of a place's logs 0, and returns what it was; `powers` become their exponentials.
  private func level(_ logs: Numbers, _ powers: Numbers) -> Float {
    let most = largest(of: logs, count: tags)
    @inline(always) func lower(_ j: Int, _ count: Int) {
      let log = Lanes(logs + j, count: count) - most
      log.store(to: logs + j, count: count)
      exp(log).store(to: powers + j, count: count)
    }
    forEachLanes(tags, lower)
    return most
  }

  /// sums[j] = Σᵢ powers[i] a[i, j], every fourth i by itself.
  private func addUp(_ powers: ReadOnlyNumbers, _ a: HeldBlock, into sums: Numbers) {
    let (step, rows, whole) = (weights.step, a[row: 0], tags & ~3)
    for j in stride(from: 0, to: step, by: 16) {
      var (first, second, third, fourth) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      for i in stride(from: 0, to: whole, by: 4) {
        let row = rows + (i * step + j)
        first.addProduct(powers[i], Lanes(row))
        second.addProduct(powers[i + 1], Lanes(row + step))
        third.addProduct(powers[i + 2], Lanes(row + 2 * step))
        fourth.addProduct(powers[i + 3], Lanes(row + 3 * step))
      }
      for i in whole..<tags { first.addProduct(powers[i], Lanes(rows + (i * step + j))) }
      ((first + second) + (third + fourth)).store(to: sums + j)
    }
  }

  /// The logs of such sums; where one is too near to 0, it is made anew of `before` and A, whose
  /// exponentials it was made of.
  private func logs(
    of sums: ReadOnlyNumbers, _ before: ReadOnlyNumbers, _ a: HeldBlock, into logs: Numbers
  ) {
    for j in stride(from: 0, to: weights.step, by: 16) {
      let sum = Lanes(sums + j)
      log(sum).store(to: logs + j)
      guard any(sum .< Chain.least) else { continue }
      var (most, total) = (Lanes(repeating: -.infinity), Lanes.zero)
      for i in 0..<tags {
        let score = before[i] + Lanes(a[row: i] + j)
        most.replace(with: score, where: score .> most)
      }
      for i in 0..<tags { total += exp(before[i] + Lanes(a[row: i] + j) - most) }
      (most + log(total) - weights.most).store(to: logs + j)
    }
  }

  /// −log p(t | x); adds expected less observed counts to the gradients.
  func loss(
    _ t: [Int], dx: MatrixBlock, pairs: Numbers, first: Numbers, last: Numbers
  ) -> Float {
    var score = Double(weights.first[row: 0][t[0]]) + Double(weights.last[row: 0][t[steps - 1]])
    for step in 0..<steps {
      marginals(step, into: dx[row: step])
      dx[row: step][t[step]] -= 1
      score += Double(x[row: step][t[step]])
      if step > 0 {
        score += Double(weights.onward[row: t[step - 1]][t[step]])
        addPairs(step, orTo: pairs)
        pairs[t[step - 1] * tags + t[step]] -= 1
      }
    }
    for i in 0..<tags {
      let (row, powers, sums) = (products[row: i], weights.powers[row: i], pairs + i * tags)
      @inline(always) func add(_ j: Int, _ count: Int) {
        let product = Lanes(row + j, count: count) * Lanes(powers + j, count: count)
        (Lanes(sums + j, count: count) + product).store(to: sums + j, count: count)
      }
      forEachLanes(tags, add)
    }
    first.update(from: dx[row: 0], count: tags)
    last.update(from: dx[row: steps - 1], count: tags)
    return Float(total - score)
  }

  /// p(tag | x) in each place.
  func marginals(into result: MatrixBlock) {
    for t in 0..<steps { marginals(t, into: result[row: t]) }
  }

  private func marginals(_ t: Int, into p: Numbers) {
    add(alpha[row: t], beta[row: t], into: p)
    let (_, sum) = exponentials(from: p, to: p, count: tags)
    for j in 0..<tags { p[j] /= sum }
  }

  /// p(i at t − 1 and j at t | x) for all i and j: adds to `products` what is still to be multiplied with the
  /// exponentials of A, or where that would be too near to 0, to `pairs` the whole.
  private func addPairs(_ t: Int, orTo pairs: Numbers) {
    var lanes = Lanes.zero
    for j in stride(from: 0, to: weights.step, by: 16) {
      lanes.addProduct(Lanes(sums[row: t] + j), Lanes(powersAfter[row: t] + j))
    }
    let sum = treeSum(lanes)
    guard sum >= Chain.least else { return addPairsOfLogs(t, to: pairs) }
    for i in 0..<tags {
      let (row, share) = (products[row: i], powers[row: t - 1][i] / sum)
      for j in stride(from: 0, to: weights.step, by: 16) {
        var product = Lanes(row + j)
        product.addProduct(share, Lanes(powersAfter[row: t] + j))
        product.store(to: row + j)
      }
    }
  }

  private func addPairsOfLogs(_ t: Int, to pairs: Numbers) {
    let logs = (0..<tags * tags).map { pair in
      let (i, j) = (pair / tags, pair % tags)
      return alpha[row: t - 1][i] + weights.onward[row: i][j] + after[row: t][j]
    }
    let p = softmax(Tensor(logs)).values
    for pair in 0..<tags * tags { pairs[pair] += p[pair] }
  }
}
