import Ground
import Tensors

/// Documents as vectors of their words' weights, compared with a question by the angle between them: the vector
/// space model (Salton, Wong and Yang, *Communications of the ACM* 18(11), 1975).
///
///     let space = VectorSpace(documents)
///     try space.search(["lowest", "tide"], limit: 5)
///
/// A weight is how often the document has the word, or 1 + the logarithm of that, times how rare the word is
/// (`FeatureWeighting.Kind.tfidf`); each vector has length 1.
public struct VectorSpace: Sendable {
  /// The V words, the commonest first.
  public let features: TextFeatures
  /// (N, V): a row for each document.
  public let vectors: SparseMatrix
  private let weighting: FeatureWeighting
  private let isLogarithmic: Bool
  /// (V, N): for each word the documents that have it.
  private let lists: SparseMatrix

  /// - Parameter isLogarithmic: whether a word that a document has ten times weighs 1 + log 10, not 10.
  public init(_ documents: [[String]], isLogarithmic: Bool = false) {
    features = TextFeatures(of: documents)
    let counts = features.counts(in: documents)
    weighting = FeatureWeighting(.tfidf, of: counts)
    self.isLogarithmic = isLogarithmic
    vectors = weighting.weighted(VectorSpace.damped(counts, isLogarithmic))
    lists = vectors.transposed()
  }

  /// How many documents there are, N.
  public var count: Int { vectors.rows }

  /// (1, V): the vector of a question, or of any text; words that no document has are left out.
  public func vector(of words: [String]) -> SparseMatrix {
    weighting.weighted(VectorSpace.damped(features.counts(in: [words]), isLogarithmic))
  }

  /// The documents with the largest cosine to a question, at most `limit`, the best first; none of those that
  /// share no word with it.
  public func search(_ words: [String], limit: Int = 10) -> [Hit] {
    let question = vector(of: words)
    var scores = [Float](repeating: 0, count: count)
    for (word, weight) in zip(question.indices, question.values) {
      for entry in lists.starts[Int(word)]..<lists.starts[Int(word) + 1] {
        scores[Int(lists.indices[entry])] += weight * lists.values[entry]
      }
    }
    var best = Largest<Hit>(limit)
    for (document, score) in scores.enumerated() where score > 0 {
      best.offer(Hit(document: document, score: score))
    }
    return best.sorted
  }

  /// The `count` words that weigh most in the mean of some documents' vectors, the heaviest first, with their
  /// weights there.
  public func heaviestWords(of documents: [Int], count: Int) -> [WeightedWord] {
    var sums = [Float](repeating: 0, count: features.count)
    for document in documents {
      for entry in vectors.starts[document]..<vectors.starts[document + 1] {
        sums[Int(vectors.indices[entry])] += vectors.values[entry]
      }
    }
    var best = Largest<Hit>(count)
    for (word, sum) in sums.enumerated() where sum > 0 {
      best.offer(Hit(document: word, score: sum))
    }
    return best.sorted.map {
      WeightedWord(features.names[$0.document], $0.score / Float(documents.count))
    }
  }

  private static func damped(_ counts: SparseMatrix, _ isLogarithmic: Bool) -> SparseMatrix {
    isLogarithmic ? counts.replacingValues { _, count in 1 + log(count) } : counts
  }
}

extension [String] {
  /// The question with words of documents that are taken for relevant, such as the first ten that a search has
  /// found: relevance feedback (Rocchio, in Salton, ed., *The SMART Retrieval System*, 1971), the words of what
  /// isn't relevant left alone.
  ///
  ///     let first = try index.search(question).map(\.document)
  ///     let better = try index.search(question.expanded(by: first, of: space))
  ///
  /// - Parameters:
  ///   - documents: their numbers in `space`.
  ///   - count: how many words to add; one of the question's own then counts for more.
  ///   - weight: for how much the heaviest of them counts, where a word of the question counts 1.
  public func expanded(
    by documents: [Int], of space: VectorSpace, count: Int = 20, weight: Float = 0.5
  ) -> [WeightedWord] {
    let added = space.heaviestWords(of: documents, count: count)
    let heaviest = added.first?.weight ?? 1
    return map { WeightedWord($0, 1) }
      + added.map { WeightedWord($0.word, weight * $0.weight / heaviest) }
  }
}
