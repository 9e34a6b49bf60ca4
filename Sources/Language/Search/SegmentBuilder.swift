import Foundation
import Ground

/// Collects documents, and makes a segment of them.
struct SegmentBuilder {
  private var table = WordTable()
  private var names: [UInt8] = []
  private var nameStarts: [Int] = [0]
  private var lengths: [UInt32] = []
  private var tokens = 0
  /// One entry for each word of each document: the word, the document, how often.
  private var words: [Int32] = []
  private var documents: [Int32] = []
  private var counts: [UInt32] = []
  /// Where the latest entry of each word is.
  private var latest: [Int] = []

  /// How many documents there are.
  var count: Int { lengths.count }
  /// About how many bytes it holds.
  var bytes: Int { 12 * words.count + names.count + 8 * lengths.count + 40 * table.count }

  /// Adds a document.
  mutating func add(_ tokens: [String], name: String) {
    let document = Int32(count)
    for token in tokens {
      var token = token
      let word = token.withUTF8 { table.insert(UnsafeRawBufferPointer($0)) }
      if word == latest.count { latest.append(-1) }
      let entry = latest[word]
      if entry >= 0, documents[entry] == document {
        counts[entry] += 1
      } else {
        latest[word] = words.count
        words.append(Int32(word))
        documents.append(document)
        counts.append(1)
      }
    }
    lengths.append(UInt32(tokens.count))
    self.tokens += tokens.count
    names += name.utf8
    nameStarts.append(names.count)
  }

  /// All bytes of the segment.
  func segment() -> Data {
    var writer = SegmentWriter()
    let order = (0..<table.count).sorted { a, b in
      table.word(a).lexicographicallyPrecedes(table.word(b))
    }
    let entries = entriesOfWords()
    var list: [UInt8] = []
    for word in order {
      list.removeAll(keepingCapacity: true)
      let own = entries.order[entries.starts[word]..<entries.starts[word + 1]]
      VariableBytes.append(UInt32(own.count), to: &list)
      var before: Int32 = -1
      for entry in own {
        VariableBytes.append(UInt32(documents[Int(entry)] - before), to: &list)
        VariableBytes.append(counts[Int(entry)], to: &list)
        before = documents[Int(entry)]
      }
      writer.add(word: table.word(word), list: list)
    }
    return writer.finish(lengths: lengths, nameStarts: nameStarts, names: names, tokens: tokens)
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

/// Words with their lists, in order, on their way into a segment.
struct SegmentWriter {
  private var wordBytes: [UInt8] = []
  private var wordStarts: [UInt64] = [0]
  private var lists: [UInt8] = []
  private var listStarts: [UInt64] = [0]

  /// How many bytes it holds.
  var bytes: Int { wordBytes.count + lists.count + 16 * wordStarts.count }

  /// Adds a word, which comes after all before it in the order of bytes, and its list.
  mutating func add(word: some Collection<UInt8>, list: [UInt8]) {
    wordBytes += word
    wordStarts.append(UInt64(wordBytes.count))
    lists += list
    listStarts.append(UInt64(lists.count))
  }

  /// All bytes of the segment.
  func finish(lengths: [UInt32], nameStarts: [Int], names: [UInt8], tokens: Int) -> Data {
    var layout = IndexSegment.Layout()
    layout.documents = lengths.count
    layout.words = wordStarts.count - 1
    layout.tokens = tokens
    layout.lengths = IndexSegment.headerSize
    layout.nameStarts = layout.lengths + 4 * lengths.count
    layout.names = layout.nameStarts + 8 * nameStarts.count
    layout.wordStarts = layout.names + names.count
    layout.wordBytes = layout.wordStarts + 8 * wordStarts.count
    layout.listStarts = layout.wordBytes + wordBytes.count
    layout.lists = layout.listStarts + 8 * listStarts.count
    layout.end = layout.lists + lists.count
    var data = Data(capacity: layout.end)
    data.append(contentsOf: IndexSegment.magic)
    data.append(numbers: layout.numbers.map { UInt64($0) })
    data.append(numbers: lengths)
    data.append(numbers: nameStarts.map { UInt64($0) })
    data.append(contentsOf: names)
    data.append(numbers: wordStarts)
    data.append(contentsOf: wordBytes)
    data.append(numbers: listStarts)
    data.append(contentsOf: lists)
    return data
  }
}

extension Data {
  /// Appends numbers, the lowest byte first: as they lie in memory on every machine that Swift runs on.
  fileprivate mutating func append<Number: FixedWidthInteger>(numbers: [Number]) {
    numbers.withUnsafeBytes { append(contentsOf: $0) }
  }
}
