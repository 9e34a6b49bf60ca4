import Ground
import Tensors

/// For each word the documents that have it: what finds some of a million texts without reading them.
///
///     let index = InvertedIndex(documents)
///     for hit in try index.search(["lowest", "tide"], limit: 5) { print(hit.document, hit.score) }
///
/// A question is answered in time linear in the lists of its words, and in the number of documents.
public struct InvertedIndex: Sendable {
  let segments: [IndexSegment]
  /// The number of each segment's first document.
  let starts: [Int]
  /// How many documents there are.
  public let count: Int
  /// How many words the documents have, all together.
  public let tokenCount: Int

  /// Documents, each a row of words.
  public init(_ documents: [[String]]) {
    var builder = SegmentBuilder()
    for words in documents { builder.add(words, name: []) }
    self.init(try! [IndexSegment(builder.segment(), name: "the index")])
  }

  init(_ segments: [IndexSegment]) {
    self.segments = segments
    var starts = [0]
    for segment in segments { starts.append(starts.last! + segment.layout.documents) }
    self.starts = starts
    count = segments.reduce(0) { $0 + $1.count }
    tokenCount = segments.reduce(0) { $0 + $1.tokenCount }
  }

  /// The mean number of words of a document.
  public var meanLength: Float { count == 0 ? 0 : Float(Double(tokenCount) / Double(count)) }

  /// The segment that has a document, and its number there.
  func place(of document: Int) -> (segment: Int, document: Int) {
    let segment = starts.lastIndex { $0 <= document }!
    return (segment, document - starts[segment])
  }

  /// The documents that have a word, in their order, and how often each has it.
  ///
  /// - Throws: `InputError` where the index's file is damaged, as all that follow.
  public func postings(of word: String) throws -> [(document: Int, count: Int)] {
    var postings: [(document: Int, count: Int)] = []
    for (segment, start) in zip(segments, starts) {
      guard let place = try segment.place(of: word) else { continue }
      try segment.forEachPosting(place) { postings.append((start + $0, $1)) }
    }
    return postings
  }

  /// How many documents have a word.
  public func frequency(of word: String) throws -> Int {
    try segments.reduce(0) { sum, segment in
      guard let place = try segment.place(of: word) else { return sum }
      return sum + (try segment.frequency(place))
    }
  }

  /// The documents that have all of these words; all documents where there is none.
  public func documents(withAll words: [String]) throws -> [Int] {
    var lists = try words.map { try postings(of: $0).map(\.document) }.sorted {
      $0.count < $1.count
    }
    guard !lists.isEmpty else {
      return zip(segments, starts).flatMap { segment, start in
        (0..<segment.layout.documents).filter(segment.isLive).map { start + $0 }
      }
    }
    var common = lists.removeFirst()
    for list in lists {
      var (i, kept) = (0, [Int]())
      for document in common {
        while i < list.count, list[i] < document { i += 1 }
        if i < list.count, list[i] == document { kept.append(document) }
      }
      common = kept
    }
    return common
  }

  /// The documents that have any of these words.
  public func documents(withAny words: [String]) throws -> [Int] {
    Set(try words.flatMap { try postings(of: $0).map(\.document) }).sorted()
  }

  /// The documents that fit a question best, at most `limit`, the best first; of equally good ones the earlier.
  /// A word that the question has twice counts twice.
  public func search(
    _ words: [String], by scheme: BM25 = BM25(), limit: Int = 10
  ) throws -> [Hit] {
    try search(words.map { WeightedWord($0, 1) }, by: scheme, limit: limit)
  }

  /// The same for a question whose words count for more or less, as feedback makes it.
  public func search(
    _ words: [WeightedWord], by scheme: BM25 = BM25(), limit: Int = 10
  ) throws -> [Hit] {
    let places = try segments.map { segment in try words.map { try segment.place(of: $0.word) } }
    let weights = try words.indices.map { w in
      let frequency = try segments.indices.reduce(0) { sum, s in
        guard let place = places[s][w] else { return sum }
        return sum + (try segments[s].frequency(place))
      }
      return words[w].weight * scheme.rarity(documents: count, frequency: frequency)
    }
    var best = Largest<Hit>(limit)
    for s in segments.indices {
      let terms = zip(places[s], weights).compactMap { place, weight in place.map { ($0, weight) } }
      if terms.isEmpty { continue }
      let scores = try scores(of: terms, in: segments[s], by: scheme)
      for (document, score) in scores.enumerated() where score > 0 {
        best.offer(Hit(document: starts[s] + document, score: score))
      }
    }
    return best.sorted
  }

  /// The score of each document of a segment.
  private func scores(
    of terms: [(place: Int, weight: Float)], in segment: IndexSegment, by scheme: BM25
  ) throws -> [Float] {
    let (layout, mean) = (segment.layout, meanLength)
    var scores = [Float](repeating: 0, count: layout.documents)
    try segment.withBytes { bytes in
      try scores.withUnsafeMutableBufferPointer { scores in
        for (place, weight) in terms {
          try segment.forEachPosting(place) { document, count in
            let length = IndexSegment.length(document, layout, bytes)
            scores[document] +=
              weight * scheme.share(count: Float(count), length: length, meanLength: mean)
          }
        }
      }
    }
    return scores
  }
}
