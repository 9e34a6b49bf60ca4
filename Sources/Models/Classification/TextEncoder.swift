import Networks
import Tensors

/// Makes a vector of a text, however many words it has.
public protocol TextEncoder: Trainable {
  /// The vectors of the words.
  var embedding: Embedding { get }
  /// K, the size of the vector.
  var outputs: Int { get }

  /// N texts as ids → (N, K). What a text becomes doesn't depend on those beside it, in inference.
  func forward(_ texts: [[Int]], mode: Mode) -> Tensor

  /// dy (N, K): adds the gradients of all parameters.
  func backward(_ dy: Tensor)
}

/// The mean of the vectors of a text's words or features; zeros if it has none.
public final class MeanEncoder: TextEncoder {
  public let embedding: Embedding
  private var lengths: [Int] = []

  public init(_ embedding: Embedding) { self.embedding = embedding }

  public var parts: [any Trainable] { [embedding] }
  public var outputs: Int { embedding.weight.value.shape[1] }

  public func forward(_ texts: [[Int]], mode: Mode) -> Tensor {
    lengths = texts.map(\.count)
    return embedding.forward(texts.flatMap { $0 }).means(of: lengths)
  }

  public func backward(_ dy: Tensor) { embedding.backward(dy.sharedOut(to: lengths)) }
}

/// The largest answers of filters that look for rows of words (`WordFilters`).
public final class FilterEncoder: TextEncoder {
  public let embedding: Embedding
  public let filters: WordFilters

  public init(_ embedding: Embedding, _ filters: WordFilters) {
    (self.embedding, self.filters) = (embedding, filters)
  }

  public var parts: [any Trainable] { [embedding, filters] }
  public var outputs: Int { filters.outputs }

  public func forward(_ texts: [[Int]], mode: Mode) -> Tensor {
    var places: [Int: Int] = [:]
    var words: [Int] = []
    let rows = texts.map { text in
      text.map { id in
        if let place = places[id] { return place }
        places[id] = words.count
        words.append(id)
        return words.count - 1
      }
    }
    return filters.forward(embedding.forward(words), texts: rows)
  }

  public func backward(_ dy: Tensor) { embedding.backward(filters.backward(dy)) }
}

/// The largest numbers, over all words, that recurrent layers give; below them perhaps filters, which see
/// each word with its neighbors (as Zhou et al., "A C-LSTM neural network for text classification", 2015).
public final class RecurrentEncoder: TextEncoder {
  public let embedding: Embedding
  private let dropout: Dropout
  public let filters: Convolution?
  private let rectifier: ReLU?
  public let recurrent: any Recurrent
  private let maxima = MaxOverTime()
  /// How many words each text has, and how many steps it is read in.
  private var words: [Int] = []
  private var lengths: [Int] = []

  /// - Parameter filters: as many steps as it gets, it must give.
  public init(
    _ embedding: Embedding, _ dropout: Dropout, _ filters: Convolution?, _ recurrent: any Recurrent
  ) {
    (self.embedding, self.dropout, self.filters) = (embedding, dropout, filters)
    (rectifier, self.recurrent) = (filters == nil ? nil : ReLU(), recurrent)
  }

  public var parts: [any Trainable] {
    let between: [(any Trainable)?] = [filters, rectifier]
    return [embedding, dropout] + between.compactMap { $0 } + [recurrent, maxima]
  }
  public var outputs: Int { recurrent.outputs }

  public func forward(_ texts: [[Int]], mode: Mode) -> Tensor {
    words = texts.map(\.count)
    // What has no words is read as one of zeros.
    lengths = words.map { max($0, 1) }
    let x = embedding.forward(texts.flatMap { $0 })
    var h = dropout.forward(x, mode: mode).spread(words, over: lengths.max() ?? 1)
    if let filters, let rectifier {
      h = rectifier.forward(filters.forward(h, mode: mode), mode: mode)
    }
    recurrent.resetState()
    h = recurrent.forward(h, lengths: lengths, mode: mode)
    recurrent.resetState()
    return maxima.forward(h, lengths: lengths)
  }

  public func backward(_ dy: Tensor) {
    var dx = recurrent.backward(maxima.backward(dy))
    if let filters, let rectifier { dx = filters.backward(rectifier.backward(dx)) }
    embedding.backward(dropout.backward(dx.gathered(words)))
  }
}

extension Tensor {
  /// (Σ lengths, K), the steps of rows one after the other → (N, K), their means; zeros for a row without steps.
  func means(of lengths: [Int]) -> Tensor {
    var means = Tensor.zeros(lengths.count, shape[1])
    means.changeBlock { means in
      withBlock { rows in
        var row = 0
        for (n, length) in lengths.enumerated() where length > 0 {
          let mean = means[row: n]
          for _ in 0..<length {
            let x = rows[row: row]
            for j in 0..<means.columns { mean[j] += x[j] }
            row += 1
          }
          let share = 1 / Float(length)
          for j in 0..<means.columns { mean[j] *= share }
        }
      }
    }
    return means
  }

  /// The gradient of such means (N, K) → that of the steps (Σ lengths, K).
  func sharedOut(to lengths: [Int]) -> Tensor {
    let shares = Tensor(lengths.map { 1 / Float(Swift.max($0, 1)) }, shape: [lengths.count, 1])
    let rows = lengths.enumerated().flatMap { n, length in [Int](repeating: n, count: length) }
    return (self * shares).rows(at: rows)
  }

  /// (Σ lengths, K), the steps of rows one after the other → (N, T, K), zeros where a row is over.
  func spread(_ lengths: [Int], over steps: Int) -> Tensor {
    let size = shape[1]
    var result = Tensor.zeros(lengths.count, steps, size)
    result.changeBlock { result in
      withBlock { x in
        var first = 0
        for (n, length) in lengths.enumerated() {
          result[row: n * steps].update(from: x[row: first], count: length * size)
          first += length
        }
      }
    }
    return result
  }

  /// The same way back.
  func gathered(_ lengths: [Int]) -> Tensor {
    let (steps, size) = (shape[1], shape[2])
    return Tensor.filled([lengths.reduce(0, +), size]) { result in
      withBlock { x in
        var first = 0
        for (n, length) in lengths.enumerated() {
          result[row: first].update(from: x[row: n * steps], count: length * size)
          first += length
        }
      }
    }
  }
}
