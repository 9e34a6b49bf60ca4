import Ground
import Tensors

/// What a classifier may look at in a text: which words stand in it, and which stand side by side.
///
///     let features = TextFeatures(of: [["not", "dull"], ["dull"]], longest: 2)
///     features.names                          // ["dull", "not", "not dull"]
///     features.ids(of: ["so", "not", "dull"]) // [1, 0, 2]: "so" is unknown
public struct TextFeatures: Sendable {
  /// The words, and the rows of words with blanks between them, the commonest first.
  public let vocabulary: Vocabulary
  /// How many words the longest rows have.
  public let longest: Int
  /// The rows that have been seen, and the feature that each is; nil of one that is too rare.
  private let table: WordTable
  private let places: [Int32?]

  /// - Parameters:
  ///   - texts: the words of each.
  ///   - longest: 1 for words alone, 2 for pairs as well, and so on.
  ///   - minimumCount: how often a feature must occur to be kept.
  public init(of texts: [[String]], longest: Int = 1, minimumCount: Int = 1) {
    require(longest >= 1, "A feature has at least 1 word, not \(longest).")
    self.longest = longest
    var table = WordTable()
    var counts: [Int] = []
    for text in texts {
      WordRows(text).forEach(upTo: longest) { row in
        let number = table.insert(row)
        if number == counts.count { counts.append(0) }
        counts[number] += 1
      }
    }
    // What is too rare is no feature; it isn't one together with all others.
    let unknown = Array(Vocabulary.unknown.utf8)
    let kept = Vocabulary.byFrequency(
      counts.indices.filter {
        counts[$0] >= minimumCount && !table.word($0).elementsEqual(unknown)
      }, counts)
    var places = [Int32?](repeating: nil, count: counts.count)
    for (feature, number) in kept.enumerated() { places[number] = Int32(feature) }
    vocabulary = Vocabulary(
      words: kept.map { String(decoding: table.word($0), as: UTF8.self) },
      counts: kept.map { counts[$0] })
    (self.table, self.places) = (table, places)
  }

  /// The features that a model has learned, of which the longest rows have `longest` words.
  package init(_ vocabulary: Vocabulary, longest: Int) {
    (self.vocabulary, self.longest) = (vocabulary, longest)
    var table = WordTable()
    for word in vocabulary.words {
      var word = word
      word.withUTF8 { _ = table.insert(UnsafeRawBufferPointer($0)) }
    }
    (self.table, places) = (table, (0..<vocabulary.count).map { Int32($0) })
  }

  /// V.
  public var count: Int { vocabulary.count }
  public var names: [String] { vocabulary.words }

  /// The known features of a text, each as often as it occurs: first all words, then all pairs.
  public func ids(of tokens: [String]) -> [Int] {
    var ids: [Int] = []
    WordRows(tokens).forEach(upTo: longest) { row in
      if let number = table.number(of: row), let place = places[number] { ids.append(Int(place)) }
    }
    return ids
  }

  /// (N, V): how often each feature occurs in each of N texts.
  public func counts(in texts: [[String]]) -> SparseMatrix {
    var starts = [0]
    var (indices, values): ([Int32], [Float]) = ([], [])
    for text in texts {
      for id in ids(of: text).sorted() {
        if indices.count > starts.last!, indices.last == Int32(id) {
          values[values.count - 1] += 1
        } else {
          indices.append(Int32(id))
          values.append(1)
        }
      }
      starts.append(indices.count)
    }
    return SparseMatrix(columns: count, starts: starts, indices: indices, values: values)
  }
}

extension TextFeatures: Equatable {
  public static func == (a: TextFeatures, b: TextFeatures) -> Bool {
    a.longest == b.longest && a.vocabulary == b.vocabulary
  }
}

/// The words of a text, one after the other with blanks between them: then every row of words is a piece of
/// it, and none has to be made.
private struct WordRows {
  private var bytes: [UInt8] = []
  /// Where each word begins, and where one after the last would.
  private var starts = [0]

  init(_ words: [String]) {
    for word in words {
      bytes += word.normalized.utf8
      bytes.append(UInt8(ascii: " "))
      starts.append(bytes.count)
    }
  }

  /// Calls `body` with the bytes of all words, then those of all pairs, and so on.
  @inline(__always)
  func forEach(upTo longest: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { bytes in
      for length in 1...longest {
        for first in stride(from: 0, to: starts.count - length, by: 1) {
          body(UnsafeRawBufferPointer(rebasing: bytes[starts[first]..<starts[first + length] - 1]))
        }
      }
    }
  }
}
