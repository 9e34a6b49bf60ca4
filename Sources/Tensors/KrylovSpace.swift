/// The space that random vectors X span together with GX, G²X, …, where G = AᵀA, and G as it acts
/// within that space.
///
/// The vectors stand side by side in panels of sixteen, (N, 16), each panel orthonormal and
/// orthogonal to all before it, so that every product below works on whole registers.
struct KrylovSpace {
  @inline(__always) static var width: Int { 16 }

  /// The orthonormal panels so far, (N, 16) each. A direction that turned out to depend on earlier
  /// ones is a column of zeros.
  private var panels: [Tensor] = []
  /// Of each panel but the last: Qᵀ G q, (16 · panels up to it, 16).
  private var products: [Tensor] = []
  /// The next panel, unless the space is complete.
  private var next: Tensor?
  private var limit: Int
  /// How many times random vectors were drawn: sixteen each time.
  private(set) var starts = 1
  /// The largest number in the products, about as large as G: what is far below it is noise.
  private var scale: Float = 0

  /// A space of at least `dimensions` dimensions to be, that begins with random vectors (rows, 16).
  init(rows: Int, dimensions: Int, random: inout Random) {
    limit = (dimensions + KrylovSpace.width - 1) / KrylovSpace.width
    let start = Tensor.uniform([rows, KrylovSpace.width], in: -1..<1, random: &random)
    next = KrylovSpace.orthonormalized(start, noise: 0)
  }

  /// How many vectors there are.
  var dimensions: Int { panels.count * KrylovSpace.width }

  /// Takes in the next panel; false once the space is complete.
  mutating func grow(by multiply: (Tensor) -> Tensor) -> Bool {
    guard let panel = next else { return false }
    panels.append(panel)
    var image = multiply(panel)
    // G q lies in the last two panels and the next, but for rounding, which the second round, over all
    // panels, takes out (Parlett, *The Symmetric Eigenvalue Problem*, 1980, chapter 13).
    let recent = Array(panels.suffix(2))
    let large = inner(recent, image)
    scale = max(scale, large.map(Swift.abs).max())
    combine(recent, large * -1, into: &image)
    var small = inner(panels, image)
    combine(panels, small * -1, into: &image)
    if starts > 1 {
      // What began again has parts in all earlier panels where the first space wasn't complete.
      let rest = inner(panels, image)
      combine(panels, rest * -1, into: &image)
      small += rest
    }
    let others = Tensor.zeros((panels.count - recent.count) * KrylovSpace.width, KrylovSpace.width)
    products.append(small + Tensor.concatenate([others, large]))
    next = panels.count < limit ? KrylovSpace.orthonormalized(image, noise: scale * 1e-5) : nil
    if let panel = next, panel.max() == 0 && panel.min() == 0 { next = nil }
    return next != nil
  }

  /// Begins again with sixteen random vectors that are orthogonal to the space, for what the vectors so
  /// far can't reach: of an eigenvalue that stands many times, random vectors meet no more directions than
  /// they are. False if the space is whole.
  mutating func beginAgain(random: inout Random) -> Bool {
    let rows = panels[0].shape[0]
    var start = Tensor.uniform([rows, KrylovSpace.width], in: -1..<1, random: &random)
    // Where the space is whole, some 1e-5 of rounding is left of them. What is left of a direction that
    // hardly any of them had has lost digits, so it is made orthogonal once more.
    for noise: Float in [1e-3, 0.5] {
      for _ in 0..<2 { combine(panels, inner(panels, start) * -1, into: &start) }
      start = KrylovSpace.orthonormalized(start, noise: noise)
    }
    guard start.max() != 0 || start.min() != 0 else { return false }
    starts += 1
    limit = min(limit + panels.count, (rows + KrylovSpace.width - 1) / KrylovSpace.width + starts)
    next = start
    return true
  }

  /// G within the space: Qᵀ G Q, (dimensions, dimensions).
  var projection: [Double] {
    let (size, width) = (dimensions, KrylovSpace.width)
    var result = [Double](repeating: 0, count: size * size)
    for (panel, product) in products.enumerated() {
      product.withUnsafeBufferPointer { product in
        for i in 0..<(panel + 1) * width {
          for j in 0..<width {
            let (row, column) = (i, panel * width + j)
            result[row * size + column] = Double(product[i * width + j])
            result[column * size + row] = Double(product[i * width + j])
          }
        }
      }
    }
    return result
  }

  /// (N, count): the vectors of the space whose coordinates are the rows of `coordinates`
  /// (count, dimensions).
  func combined(_ coordinates: [Double], count: Int) -> Tensor {
    let width = KrylovSpace.width
    let parts = stride(from: 0, to: count, by: width).map { first in
      let chosen = Tensor.zeros(dimensions, width)
      for column in 0..<min(width, count - first) {
        for row in 0..<dimensions {
          chosen.storage.pointer[row * width + column] =
            Float(coordinates[(first + column) * dimensions + row])
        }
      }
      var part = Tensor.zeros(panels[0].shape[0], width)
      combine(panels, chosen, into: &part)
      return part
    }
    return Tensor.concatenate(parts, axis: 1).columns(0..<count)
  }

  /// (N, 16) → (N, 16) with orthonormal columns that span the same space, by Cholesky's
  /// factorization of XᵀX, twice for precision (Yamamoto et al., 2015). A column that, but for
  /// `noise`, depends on those before it becomes 0.
  static func orthonormalized(_ x: Tensor, noise: Float) -> Tensor {
    var result = x
    // The first pass gives columns of about length 1; what is shorter came from rounding alone.
    for pass in 0..<2 {
      let gram = inner([result], result)
      let inverse = inverseFactor(gram, noise: pass == 0 ? noise : 0.7)
      var next = Tensor.zeros(x.shape)
      combine([result], inverse, into: &next)
      result = next
    }
    return result
  }

  /// (16, 16) → R⁻¹, where RᵀR = `gram` and R is upper triangular. Columns whose own part is below
  /// `noise`, or lost in rounding, are 0.
  private static func inverseFactor(_ gram: Tensor, noise: Float) -> Tensor {
    let n = gram.shape[0]
    let g = gram.values.map(Double.init)
    var r = [Double](repeating: 0, count: n * n)
    var inverse = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      for i in 0..<j where r[i * n + i] > 0 {
        let known = (0..<i).reduce(0.0) { $0 + r[$1 * n + i] * r[$1 * n + j] }
        r[i * n + j] = (g[i * n + j] - known) / r[i * n + i]
      }
      let covered = (0..<j).reduce(0.0) { (sum: Double, k: Int) in
        sum + r[k * n + j] * r[k * n + j]
      }
      let rest = g[j * n + j] - covered
      guard rest > max(1e-4 * g[j * n + j], Double(noise) * Double(noise)) else { continue }
      r[j * n + j] = rest.squareRoot()
      // R R⁻¹ = I, column j, from the diagonal upwards.
      inverse[j * n + j] = 1 / r[j * n + j]
      for i in stride(from: j - 1, through: 0, by: -1) where r[i * n + i] > 0 {
        let known = (i + 1...j).reduce(0.0) { (sum: Double, k: Int) in
          sum + r[i * n + k] * inverse[k * n + j]
        }
        inverse[i * n + j] = -known / r[i * n + i]
      }
    }
    return Tensor(inverse.map(Float.init), shape: [n, n])
  }
}

// MARK: - Products of panels

/// The rows of a panel that are multiplied at a time: as many as stay in the first cache.
private let blockRows = 256

/// P panels Q (N, 16) and z (N, 16) → Qᵀ z, (16 P, 16). Threads split the panels.
private func inner(_ panels: [Tensor], _ z: Tensor) -> Tensor {
  let width = KrylovSpace.width
  var result = Tensor.zeros(panels.count * width, width)
  let rows = z.shape[0]
  result.changeBlock { result in
    z.withBlock { z in
      Threads.split(panels.count) { range in
        for first in stride(from: 0, to: rows, by: blockRows) {
          let part = first..<min(first + blockRows, rows)
          for panel in range {
            panels[panel].withBlock { q in
              matmul(
                q[part], z[part], transposed: .left,
                into: result[panel * width..<(panel + 1) * width], adding: true)
            }
          }
        }
      }
    }
  }
  return result
}

/// P panels Q (N, 16) and coefficients c (16 P, 16): adds Q c to `target` (N, 16). Threads split the
/// rows.
private func combine(_ panels: [Tensor], _ coefficients: Tensor, into target: inout Tensor) {
  let width = KrylovSpace.width
  let blocks = Pieces(0..<target.shape[0], atMost: blockRows)
  target.changeBlock { z in
    coefficients.withBlock { c in
      Threads.split(blocks.count) { range in
        for block in range {
          for (panel, tensor) in panels.enumerated() {
            tensor.withBlock { q in
              matmul(
                q[blocks[block]], c[panel * width..<(panel + 1) * width], into: z[blocks[block]],
                adding: true)
            }
          }
        }
      }
    }
  }
}
