import Ground
import Tensors

/// Filters of several widths over texts, and of each filter the largest answer anywhere in a text, if above
/// zero: what `Convolution`, `ReLU` and `MaxOverTime` give one after the other.
///
///     let filters = WordFilters(widths: [3, 4, 5], inputs: 300, filters: 100, random: &random)
///     let vectors = embedding.forward(words)                // the batch's different words, (U, 300)
///     let found = filters.forward(vectors, texts: texts)    // (N, 300)
///
/// A window may hang over either end of a text, as long as a word stands in it. What lies beyond counts as
/// zeros, so a text's answers don't depend on what is next to it. (Kim, EMNLP 2014.)
///
/// It is fast for two reasons. A window's sum is made of what each of its words gives at each place, x·Wⱼ, and
/// a word that occurs ten times gives the same each time: it is multiplied once. And since only the
/// largest answer counts, one window of a text gets each filter's gradient, and the others none.
public final class WordFilters: Trainable {
  /// How many words each filter sees.
  public let widths: [Int]
  /// W of the filters of each width: (width · D, F), as a `Convolution` has them.
  public let weights: [Parameter]
  /// b of each width: (F).
  public let biases: [Parameter]
  private var passed: Passed?

  /// What backward needs.
  private struct Passed {
    let x: Tensor
    let texts: [[Int]]
    /// Wⱼ of all widths and places, each filter's in a row: (K F, D).
    let rows: Tensor
    let y: Tensor
    /// Where the window with the largest answer begins, for each text and filter.
    let starts: [Int32]
  }

  /// - Parameters:
  ///   - inputs: D, the size of a word's vector.
  ///   - filters: F, how many filters of each width there are.
  public init(
    widths: [Int], inputs: Int, filters: Int, weights: Initializer = .he,
    name: String = "filters", random: inout Random
  ) {
    require(
      !widths.isEmpty && widths.allSatisfy { $0 > 0 } && inputs > 0 && filters > 0,
      "\(filters) filters on \(inputs) numbers and \(widths) words can't be made.")
    self.widths = widths
    self.weights = widths.map { width in
      Parameter(
        "\(name)\(width).weight",
        weights.matrix(inputs: width * inputs, outputs: filters, random: &random))
    }
    biases = widths.map { Parameter("\(name)\($0).bias", .zeros(filters)) }
  }

  public var parts: [any Trainable] { zip(weights, biases).flatMap { [$0, $1] } }
  /// D.
  public var inputs: Int { weights[0].value.shape[0] / widths[0] }
  /// F, of each width.
  public var filters: Int { biases[0].value.count }
  /// How many numbers a text becomes.
  public var outputs: Int { widths.count * filters }

  /// At which word of each of the N texts the window of each filter's latest answer begins: below 0 where it
  /// hangs over the beginning.
  public var starts: [[Int]] {
    guard let passed else { return [] }
    return passed.texts.indices.map { n in
      (0..<outputs).map { Int(passed.starts[n * outputs + $0]) }
    }
  }

  /// x (U, D), the vectors of U words, and N texts as rows of x → y (N, outputs), the filters of each width
  /// side by side. Of equal answers the first counts; a text without words is read as zeros.
  public func forward(_ x: Tensor, texts: [[Int]]) -> Tensor {
    require(
      x.rank == 2 && x.shape[1] == inputs,
      "Filters on \(inputs) numbers can't read the shape \(x.shape).")
    let words = x.shape[0]
    require(
      texts.allSatisfy { $0.allSatisfy { $0 >= 0 && $0 < words } },
      "A text has a word beyond the \(words) vectors.")
    let rows = weightRows()
    let answers = matmul(x, rows, transposed: .right)
    var starts = [Int32](repeating: 0, count: texts.count * outputs)
    var y = Tensor.zeros(texts.count, outputs)
    starts.withUnsafeMutableBufferPointer { starts in
      let starts = starts.baseAddress
      y.changeBlock { y in
        answers.withBlock { answers in
          Threads.split(texts.count, grain: 4) { part in
            for n in part where !texts[n].isEmpty {
              findLargest(texts[n], answers, y[row: n], starts! + n * outputs)
            }
          }
        }
      }
    }
    y = (y + .concatenate(biases.map(\.value))).map { $0 < 0 ? 0 : $0 }
    passed = Passed(x: x, texts: texts, rows: rows, y: y, starts: starts)
    return y
  }

  /// dy (N, outputs) → dx (U, D).
  public func backward(_ dy: Tensor) -> Tensor {
    let passed = remembered(passed, "WordFilters")
    require(
      dy.shape == passed.y.shape,
      "A gradient of shape \(dy.shape) doesn't fit answers of shape \(passed.y.shape).")
    let dy = dy.map(with: passed.y) { dy, y in y > 0 ? dy : 0 }
    var (dx, dRows) = (Tensor.zeros(passed.x.shape), Tensor.zeros(passed.rows.shape))
    withBlocks(passed.x, passed.rows, dy) { x, rows, dy in
      dx.changeBlock { dx in
        dRows.changeBlock { dRows in
          // Each thread takes some of the D columns: threads share no sum.
          Threads.split(inputs, grain: 32) { columns in
            let (first, count) = (columns.lowerBound, columns.count)
            forEachWord(of: passed, dy) { word, row, slope in
              add(slope, rows[row: row] + first, to: dx[row: word] + first, count)
              add(slope, x[row: word] + first, to: dRows[row: row] + first, count)
            }
          }
        }
      }
    }
    addGradients(dRows, dy.sum(axis: 0))
    return dx
  }
}

// MARK: - Weights

extension WordFilters {
  /// Where the rows of each width begin.
  private var firstRows: [Int] { widths.reduce(into: [0]) { $0.append($0.last! + $1 * filters) } }

  /// Wⱼᵀ of all widths and places, one below the other, each a row for a filter: (K F, D). Some rows of zeros
  /// follow, so that sixteen answers can be read at once from the last filter on.
  private func weightRows() -> Tensor {
    var blocks: [Tensor] = []
    for (width, weight) in zip(widths, weights) {
      for place in 0..<width {
        blocks.append(weight.value.rows(place * inputs..<(place + 1) * inputs).transposed())
      }
    }
    return .concatenate(blocks + [.zeros(16, inputs)])
  }

  /// The gradients of the rows and of all biases, added to those of the parameters.
  private func addGradients(_ rows: Tensor, _ bias: Tensor) {
    let firstRows = firstRows
    for (i, width) in widths.enumerated() {
      let blocks = (0..<width).map { place in
        let first = firstRows[i] + place * filters
        return rows.rows(first..<first + filters).transposed()
      }
      weights[i].gradient += .concatenate(blocks)
      biases[i].gradient += bias.reshaped(widths.count, filters).row(i)
    }
  }
}

// MARK: - Windows

extension WordFilters {
  /// The largest sum of each filter over the windows of a text, and where the first such window begins.
  ///
  /// - Parameter answers: what each word gives at each place: (U, K F).
  private func findLargest(
    _ text: [Int], _ answers: MatrixBlock, _ y: Numbers, _ starts: UnsafeMutablePointer<Int32>
  ) {
    var first = 0
    for (i, width) in widths.enumerated() {
      for filter in stride(from: 0, to: filters, by: 16) {
        let count = min(16, filters - filter)
        var largest = Lanes(repeating: -.infinity)
        var place = SIMD16<Int32>.zero
        for start in 1 - width..<text.count {
          var sum = Lanes.zero
          for j in max(0, -start)..<min(width, text.count - start) {
            sum += Lanes(answers[row: text[start + j]] + (first + j * filters + filter))
          }
          let isLarger = sum .> largest
          largest.replace(with: sum, where: isLarger)
          place.replace(with: SIMD16(repeating: Int32(start)), where: isLarger)
        }
        largest.store(to: y + (i * filters + filter), count: count)
        for j in 0..<count { starts[i * filters + filter + j] = place[j] }
      }
      first += width * filters
    }
  }

  /// Calls `body` with each word of each window that gave an answer, the row of weights that it was multiplied
  /// by, and the answer's gradient, where that isn't 0.
  @inline(__always)
  private func forEachWord(
    of passed: Passed, _ dy: MatrixBlock, _ body: (_ word: Int, _ row: Int, _ slope: Float) -> Void
  ) {
    let firstRows = firstRows
    for (n, text) in passed.texts.enumerated() {
      let slopes = dy[row: n]
      for (i, width) in widths.enumerated() {
        for filter in 0..<filters {
          let slope = slopes[i * filters + filter]
          if slope == 0 || text.isEmpty { continue }
          let start = Int(passed.starts[n * outputs + i * filters + filter])
          for j in max(0, -start)..<min(width, text.count - start) {
            body(text[start + j], firstRows[i] + j * filters + filter, slope)
          }
        }
      }
    }
  }
}

/// Adds `factor` times `count` numbers from `x` on to those from `y` on.
@inline(__always)
private func add(_ factor: Float, _ x: ReadOnlyNumbers, to y: Numbers, _ count: Int) {
  var i = 0
  while i + 16 <= count {
    Lanes(y + i).addingProduct(Lanes(repeating: factor), Lanes(x + i)).store(to: y + i)
    i += 16
  }
  while i < count {
    y[i] = y[i].addingProduct(factor, x[i])
    i += 1
  }
}
