import Ground
import Tensors

/// One vector a word, such as the rows of a co-occurrence matrix or of an embedding.
public struct WordVectors: Sendable {
  public let vocabulary: Vocabulary
  /// (V, D): row i is the vector of the word with id i.
  public let table: any VectorTable
  /// (V, D): the same, each of length 1.
  let directions: any VectorTable
  /// What was left out of the file that the vectors come from, up to 100 lines of it; none for vectors that
  /// come from elsewhere.
  public internal(set) var leftOut: [LeftOutLine] = []
  /// How many lines that is in all.
  public internal(set) var leftOutCount = 0

  public init(_ vocabulary: Vocabulary, _ table: some VectorTable) {
    require(
      table.shape.count == 2 && table.shape[0] == vocabulary.count,
      "Vectors of shape \(table.shape) don't fit a vocabulary of \(vocabulary.count) words.")
    self.vocabulary = vocabulary
    self.table = table
    directions = table.directions
  }

  /// (D): the vector of `word`; throws `UnknownWord`.
  public func vector(_ word: String) throws -> Tensor { try vectors([word]).row(0) }

  /// (N, D): the vectors of N words; throws `UnknownWord`.
  public func vectors(_ words: [String]) throws -> Tensor {
    table.rows(at: try words.map(vocabulary.id(of:)))
  }

  /// The cosine of the angle between two words' vectors, -1 … 1; throws `UnknownWord`.
  public func similarity(_ a: String, _ b: String) throws -> Float {
    cosine(try vector(a), try vector(b))
  }
}

/// The cosine of the angle between two vectors (D), x · y / (‖x‖ ‖y‖); 0 if one of them is all zeros.
public func cosine(_ x: Tensor, _ y: Tensor) -> Float {
  require(x.shape == y.shape, "The shapes \(x.shape) and \(y.shape) have no angle between them.")
  let (lengths, product) = (x.norm() * y.norm(), (x * y).sum())
  if hasDigits(sumOfSquares: lengths) && product.isFinite { return product / lengths }
  let (a, b) = (x.values, y.values)
  let exact = a.exactNorm * b.exactNorm
  return exact == 0 ? 0 : Float(zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / exact)
}

// MARK: - Neighbors

/// A word and how near it is to what was asked for.
public struct Neighbor: Sendable, Equatable, CustomStringConvertible {
  public let word: String
  public let similarity: Float

  public init(word: String, similarity: Float) {
    self.word = word
    self.similarity = similarity
  }

  public var description: String { "\(word) \(decimals(similarity, 2))" }
}

extension WordVectors {
  /// The `count` words most similar to `word`, itself left out; throws `UnknownWord`.
  public func mostSimilar(to word: String, count: Int = 5) throws -> [Neighbor] {
    let id = try vocabulary.id(of: word)
    let scores = directions.products(with: directions.rows(at: [id]))
    return best(scores.values, count: count, excluding: [id])
  }

  /// The `count` words whose vectors point most nearly as `vector` (D) does.
  public func nearest(to vector: Tensor, count: Int = 5) -> [Neighbor] {
    let length = vector.norm()
    let direction = vector * (length > 0 ? 1 / length : 0)
    let scores = directions.products(with: direction.reshaped(1, -1))
    return best(scores.values, count: count, excluding: [])
  }

  /// The words with the highest scores; of equal ones the more frequent first.
  func best(_ scores: [Float], count: Int, excluding excluded: Set<Int>) -> [Neighbor] {
    var best: [Int] = []
    for id in scores.indices where !excluded.contains(id) {
      if best.count == count {
        guard let last = best.last, scores[id] > scores[last] else { continue }
        best.removeLast()
      }
      let place = best.lastIndex { scores[$0] >= scores[id] }.map { $0 + 1 } ?? 0
      best.insert(id, at: place)
    }
    return best.map { Neighbor(word: vocabulary.words[$0], similarity: scores[$0]) }
  }
}

/// `value` with `count` digits after the point.
func decimals(_ value: Float, _ count: Int) -> String {
  let scale = (0..<count).reduce(1.0) { scale, _ in scale * 10 }
  let whole = Int((Double(value.magnitude) * scale).rounded())
  let digits = String(whole % Int(scale))
  let fraction = String(repeating: "0", count: count - digits.count) + digits
  return (value < 0 && whole > 0 ? "-" : "") + "\(whole / Int(scale)).\(fraction)"
}
