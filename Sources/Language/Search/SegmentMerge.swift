import Ground

/// Makes one segment of several, without the documents that don't count any more (Manning, Raghavan and Schütze,
/// 2008, section 4.5, where it is called logarithmic merging).
struct SegmentMerge {
  private let segments: [IndexSegment]
  /// The new number of each segment's documents; -1 of those that are left out.
  let places: [[Int]]

  init(_ segments: [IndexSegment]) {
    self.segments = segments
    var next = 0
    places = segments.map { segment in
      (0..<segment.layout.documents).map { document in
        guard segment.isLive(document) else { return -1 }
        next += 1
        return next - 1
      }
    }
  }

  /// Hands over the bytes of the new segment. Of the old ones' words one each is looked at at a time.
  func write(to sink: @escaping SegmentWriter.Sink) throws {
    var (lengths, nameStarts, names): ([UInt32], [Int], [UInt8]) = ([], [0], [])
    for segment in segments {
      for document in 0..<segment.layout.documents where segment.isLive(document) {
        lengths.append(UInt32(segment.length(of: document)))
        names += try segment.name(of: document)
        nameStarts.append(names.count)
      }
    }
    var writer = try SegmentWriter(
      lengths: lengths, nameStarts: nameStarts, names: names, to: sink)
    var heads = try segments.map { try Head($0, 0) }
    var list = PostingList()
    while let word = heads.compactMap(\.word).min(by: { $0.lexicographicallyPrecedes($1) }) {
      list.removeAll()
      for s in segments.indices where heads[s].word == word {
        try segments[s].forEachPosting(heads[s].place) { document, count in
          list.add(places[s][document], UInt32(count))
        }
        heads[s] = try Head(segments[s], heads[s].place + 1)
      }
      if list.count > 0 { try writer.add(word: word, list) }
    }
    try writer.finish()
  }

  /// The word that a segment has come to; nil behind the last.
  private struct Head {
    let place: Int
    let word: [UInt8]?

    init(_ segment: IndexSegment, _ place: Int) throws {
      self.place = place
      word = place < segment.layout.words ? try segment.word(place) : nil
    }
  }
}
