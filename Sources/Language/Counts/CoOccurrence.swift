import Ground
import Tensors

/// How much a neighbor counts by its distance d = 1, 2, … within a window.
public enum DistanceWeighting: Sendable {
  /// 1 at every distance.
  case flat
  /// 1 / d, as in GloVe (Pennington, Socher and Manning, 2014, section 3.1).
  case harmonic

  func weight(_ distance: Int) -> Float { self == .flat ? 1 : 1 / Float(distance) }
}

/// (V, V): how often each word stands near each other word: entry (w, c) counts the places where c
/// stands at most `window` words before or after w. The matrix is symmetric.
///
/// - Parameters:
///   - ids: the text.
///   - words: how many words the vocabulary has, V.
///   - window: how many words to look at on each side, from 1 to less than the text's length.
///   - weighting: how much each neighbor counts.
///   - ignored: ids to leave out, as if they did not stand in the text.
/// - Throws: `InputError` if the text is shorter than two words or than the window.
public func coOccurrence(
  _ ids: [Int], words: Int, window: Int, weighting: DistanceWeighting = .flat,
  ignoring ignored: Set<Int> = []
) throws -> SparseMatrix {
  require(
    ids.allSatisfy { $0 >= 0 && $0 < words },
    "A text has an id outside the vocabulary's \(words) words.")
  let text = ids.filter { !ignored.contains($0) }.map(Int32.init)
  guard window >= 1 else { throw InputError("A window has at least 1 word, not \(window).") }
  guard text.count >= 2 else {
    throw InputError(
      "Words have no neighbors in a text of \(text.count == 1 ? "one word" : "no words").")
  }
  guard window < text.count else {
    throw InputError("A window of \(window) is wider than the text, which has \(text.count) words.")
  }
  return Counting(text, words: words, weights: (1...window).map(weighting.weight)).matrix
}

/// Counts pairs word by word: the places of one word are looked up, all its neighbors added to one row
/// of V sums, and the sums that were touched read off in order. No pair is ever searched for.
private struct Counting {
  let text: [Int32]
  let words: Int
  /// The weight of distance 1, 2, …
  let weights: [Float]
  /// The places of word w are `places[starts[w] ..< starts[w + 1]]`.
  let places: [Int32]
  let starts: [Int]

  init(_ text: [Int32], words: Int, weights: [Float]) {
    self.text = text
    self.words = words
    self.weights = weights
    var starts = [Int](repeating: 0, count: words + 1)
    for word in text { starts[Int(word) + 1] += 1 }
    for word in 0..<words { starts[word + 1] += starts[word] }
    var next = starts
    var places = [Int32](repeating: 0, count: text.count)
    for (place, word) in text.enumerated() {
      places[next[Int(word)]] = Int32(place)
      next[Int(word)] += 1
    }
    self.starts = starts
    self.places = places
  }

  /// The counts. Threads take stretches of words that occur about equally often.
  var matrix: SparseMatrix {
    let stretches = 64
    let bounds = (0...stretches).map { firstWord(from: places.count * $0 / stretches) }
    let parts = UnsafeMutableBufferPointer<Rows>.allocate(capacity: stretches)
    nonisolated(unsafe) let target = parts
    Threads.split(stretches) { range in
      for i in range { (target.baseAddress! + i).initialize(to: rows(bounds[i]..<bounds[i + 1])) }
    }
    defer {
      parts.deinitialize()
      parts.deallocate()
    }
    return joined(Array(parts))
  }

  /// The rows of some words, one after the other.
  struct Rows {
    var lengths: [Int] = []
    var indices: [Int32] = []
    var values: [Float] = []
  }

  private func firstWord(from place: Int) -> Int {
    place == places.count ? words : starts.firstIndex { $0 >= place }!
  }

  private func rows(_ range: Range<Int>) -> Rows {
    var result = Rows()
    var sums = Sums(words: words)
    text.withUnsafeBufferPointer { text in
      for word in range {
        for place in places[starts[word]..<starts[word + 1]] {
          for (index, weight) in weights.enumerated() {
            let (before, after) = (Int(place) - index - 1, Int(place) + index + 1)
            if before >= 0 { sums.add(weight, to: text[before]) }
            if after < text.count { sums.add(weight, to: text[after]) }
          }
        }
        sums.move(to: &result)
      }
    }
    sums.deallocate()
    return result
  }

  /// The sums of one row, and which of them are not zero.
  ///
  /// They run in Float32, for speed. Before a sum is so large that the weight of a neighbor would be lost
  /// in it, it is put aside, and another begins.
  private struct Sums {
    private static let largest: Float = 0x1p18
    /// What was put aside, by id.
    private var aside: [Int32: Double] = [:]
    private let values: UnsafeMutableBufferPointer<Float>
    private let touched: UnsafeMutableBufferPointer<Int32>
    private var count = 0

    init(words: Int) {
      values = .allocate(capacity: words)
      values.initialize(repeating: 0)
      touched = .allocate(capacity: words)
    }

    func deallocate() {
      values.deallocate()
      touched.deallocate()
    }

    @inline(__always)
    mutating func add(_ weight: Float, to id: Int32) {
      if values[Int(id)] == 0 {
        touched[count] = id
        count += 1
      }
      let sum = values[Int(id)] + weight
      values[Int(id)] = sum
      if sum >= Sums.largest { putAside(id, leaving: weight) }
    }

    /// Puts a sum aside, but for the weight that came last: what is left of it must not be 0.
    private mutating func putAside(_ id: Int32, leaving weight: Float) {
      aside[id, default: 0] += Double(values[Int(id)]) - Double(weight)
      values[Int(id)] = weight
    }

    /// Appends the row to `rows`, in order of the ids, and begins the next one.
    mutating func move(to rows: inout Rows) {
      var ids = UnsafeMutableBufferPointer(rebasing: touched[..<count])
      ids.sort()
      rows.lengths.append(count)
      rows.indices.append(contentsOf: ids)
      for id in ids {
        rows.values.append(Float(aside[id, default: 0] + Double(values[Int(id)])))
        values[Int(id)] = 0
      }
      aside.removeAll()
      count = 0
    }
  }

  private func joined(_ parts: [Rows]) -> SparseMatrix {
    var starts = [0]
    for length in parts.lazy.flatMap(\.lengths) { starts.append(starts.last! + length) }
    return SparseMatrix(
      columns: words, starts: starts, indices: parts.flatMap(\.indices),
      values: parts.flatMap(\.values))
  }
}
