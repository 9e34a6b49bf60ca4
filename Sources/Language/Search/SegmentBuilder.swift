import Foundation
import Ground

/// Collects documents, and makes a segment of them.
struct SegmentBuilder {
  private var table = WordTable()
  private var names: [UInt8] = []
  private var nameStarts: [Int] = [0]
  private var lengths: [UInt32] = []
  /// How many words there are of the document that has begun.
  private var length: UInt32 = 0
  /// One entry for each word of each document: the word, the document, how often.
  private var words: [Int32] = []
  private var documents: [Int32] = []
  private var counts: [UInt32] = []
  /// Where the latest entry of each word is.
  private var latest: [Int] = []

  /// How many documents there are.
  var count: Int { lengths.count }
  /// About how many bytes it holds.
  var bytes: Int { 12 * words.count + names.count + 12 * lengths.count + 48 * table.count }

  /// Adds a document.
  mutating func add(_ tokens: [String], name: [UInt8]) {
    for var token in tokens { token.withUTF8 { add(UnsafeRawBufferPointer($0)) } }
    endDocument(name: name)
  }

  /// Adds a word to the document that has begun.
  @inline(__always)
  mutating func add(_ token: UnsafeRawBufferPointer) {
    let document = Int32(count)
    let word = table.insert(token)
    if word == latest.count { latest.append(-1) }
    let entry = latest[word]
    length += 1
    if entry >= 0, documents[entry] == document {
      counts[entry] += 1
    } else {
      latest[word] = words.count
      words.append(Int32(word))
      documents.append(document)
      counts.append(1)
    }
  }

  /// Ends the document that has begun; the next word is the first of another.
  mutating func endDocument(name: [UInt8]) {
    lengths.append(length)
    length = 0
    names += name
    nameStarts.append(names.count)
  }

  /// All bytes of the segment.
  func segment() -> Data {
    var data = Data()
    // Memory refuses nothing.
    try! write { data.append(contentsOf: $0) }
    return data
  }

  /// Hands over the bytes of the segment, one part after the other.
  func write(to sink: @escaping SegmentWriter.Sink) throws {
    var writer = try SegmentWriter(
      lengths: lengths, nameStarts: nameStarts, names: names, to: sink)
    let order = (0..<table.count).sorted { a, b in
      table.word(a).lexicographicallyPrecedes(table.word(b))
    }
    let entries = entriesOfWords()
    var list = PostingList()
    for word in order {
      list.removeAll()
      for entry in entries.order[entries.starts[word]..<entries.starts[word + 1]] {
        list.add(Int(documents[Int(entry)]), counts[Int(entry)])
      }
      try writer.add(word: table.word(word), list)
    }
    try writer.finish()
  }

  /// The entries in order of their words (a counting sort), those of word w in
  /// `order[starts[w] ..< starts[w + 1]]`, the documents in their order.
  private func entriesOfWords() -> (order: [Int32], starts: [Int]) {
    var starts = [Int](repeating: 0, count: table.count + 1)
    for word in words { starts[Int(word) + 1] += 1 }
    for word in 0..<table.count { starts[word + 1] += starts[word] }
    var next = starts
    var order = [Int32](repeating: 0, count: words.count)
    for (entry, word) in words.enumerated() {
      order[next[Int(word)]] = Int32(entry)
      next[Int(word)] += 1
    }
    return (order, starts)
  }
}
