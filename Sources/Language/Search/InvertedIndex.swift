import Ground
import Tensors

/// For each word the documents that have it: what finds some of a million texts without reading them.
///
///     let index = InvertedIndex(documents)
///     for hit in try index.search(["lowest", "tide"], limit: 5) { print(hit.document, hit.score) }
///
/// A question is answered in time linear in the lists of its words.
public struct InvertedIndex: Sendable {
  /// A document that a search has found.
  public struct Hit: Equatable, Sendable {
    /// Its number, from 0 in the order in which documents were added.
    public let document: Int
    public let score: Float
  }

  private let segments: [IndexSegment]
  /// The number of each segment's first document.
  private let starts: [Int]
  /// How many documents there are.
  public let count: Int
  /// How many words the documents have, all together.
  public let tokenCount: Int

  /// Documents, each a row of words.
  public init(_ documents: [[String]]) {
    var builder = SegmentBuilder()
    for (number, words) in documents.enumerated() { builder.add(words, name: String(number)) }
    self.init(try! [IndexSegment(builder.segment(), name: "the index")])
  }

  init(_ segments: [IndexSegment]) {
    self.segments = segments
    var starts = [0]
    for segment in segments { starts.append(starts.last! + segment.layout.documents) }
    self.starts = starts
    count = starts.last!
    tokenCount = segments.reduce(0) { $0 + $1.layout.tokens }
  }

  /// The mean number of words of a document.
  public var meanLength: Float { count == 0 ? 0 : Float(Double(tokenCount) / Double(count)) }

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
    guard !lists.isEmpty else { return Array(0..<count) }
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
    var best = BestHits(limit: limit)
    let rarities = try words.map {
      scheme.rarity(documents: count, frequency: try frequency(of: $0))
    }
    for (segment, start) in zip(segments, starts) {
      try add(words, rarities, of: segment, from: start, by: scheme, to: &best)
    }
    return best.sorted
  }

  private func add(
    _ words: [String], _ rarities: [Float], of segment: IndexSegment, from start: Int,
    by scheme: BM25, to best: inout BestHits
  ) throws {
    let (layout, mean) = (segment.layout, meanLength)
    var scores = [Float](repeating: 0, count: layout.documents)
    try segment.withBytes { bytes in
      for (word, rarity) in zip(words, rarities) {
        guard let place = try segment.place(of: word) else { continue }
        try scores.withUnsafeMutableBufferPointer { scores in
          try segment.forEachPosting(place) { document, count in
            let length = IndexSegment.length(document, layout, bytes)
            scores[document] +=
              rarity * scheme.share(count: Float(count), length: length, meanLength: mean)
          }
        }
      }
    }
    for (document, score) in scores.enumerated() where score > 0 {
      best.offer(Hit(document: start + document, score: score))
    }
  }
}

/// The best of many hits: a heap whose top is the worst of those that are kept.
private struct BestHits {
  let limit: Int
  private var heap: [InvertedIndex.Hit] = []

  init(limit: Int) { self.limit = limit }

  private static func isWorse(_ a: InvertedIndex.Hit, _ b: InvertedIndex.Hit) -> Bool {
    a.score != b.score ? a.score < b.score : a.document > b.document
  }

  var sorted: [InvertedIndex.Hit] { heap.sorted { BestHits.isWorse($1, $0) } }

  mutating func offer(_ hit: InvertedIndex.Hit) {
    if heap.count < limit {
      heap.append(hit)
      rise()
    } else if let worst = heap.first, BestHits.isWorse(worst, hit) {
      heap[0] = hit
      sink()
    }
  }

  private mutating func rise() {
    var child = heap.count - 1
    while child > 0, BestHits.isWorse(heap[child], heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if BestHits.isWorse(heap[child], heap[worst]) { worst = child }
      }
      if worst == parent { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
