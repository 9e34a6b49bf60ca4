import Ground
import Tensors

/// Which rows of a batch are read at which step, when some are shorter than others.
///
/// Within a recurrent layer the rows stand longest first, each at a place of its own, so those of step t
/// are at the first n_t places. A step is made for these alone, and padding costs nothing: what PyTorch
/// and cuDNN call a packed sequence.
struct Lengths {
  /// The row of the batch at each of N places.
  let order: [Int]
  /// T.
  let steps: Int
  /// How many steps the row at each place has.
  private let lengths: [Int]
  /// How many rows the steps before t have together; of T, how many there are in all.
  private let starts: [Int]

  /// - Parameter lengths: how many of `steps` = T steps each of N rows has, 0 ... T; nil if all have T.
  init(_ lengths: [Int]?, rows: Int, steps: Int) {
    let lengths = lengths ?? [Int](repeating: steps, count: rows)
    require(lengths.count == rows, "\(lengths.count) lengths don't fit a batch of \(rows) rows.")
    if let length = lengths.first(where: { !(0...steps).contains($0) }) {
      stop("A row of \(steps) steps can't have the length \(length).")
    }
    // Rows of one length keep their order.
    order = (0..<rows).sorted { lengths[$0] > lengths[$1] }
    self.steps = steps
    self.lengths = order.map { lengths[$0] }
    var ending = [Int](repeating: 0, count: steps + 1)
    for length in lengths { ending[length] += 1 }
    var (starts, count) = ([0], rows)
    for t in 0..<steps {
      count -= ending[t]
      starts.append(starts[t] + count)
    }
    self.starts = starts
  }

  /// N.
  var rows: Int { order.count }
  /// Σ n_t: how many rows all steps have together.
  var total: Int { starts[steps] }

  /// n_t, of how many rows step t is made: 0 after the last step.
  func count(at t: Int) -> Int { t < steps ? starts[t + 1] - starts[t] : 0 }

  /// How many rows come before place i of step t, when all steps' rows stand one below the other.
  func index(_ t: Int, _ i: Int) -> Int { starts[t] + i }

  /// A share of the places, for every part of 0 ..< Σ n_t: equal parts have nearly as many steps to make.
  func band(_ part: Range<Int>) -> Range<Int> {
    var (made, band) = (0, 0..<0)
    for (place, length) in lengths.enumerated() {
      if part.contains(made) { band = (band.isEmpty ? place : band.lowerBound)..<place + 1 }
      made += length
    }
    return band
  }
}

/// Calls `body` with each of some places, whose rows have `size` numbers, on several threads if there is
/// enough to do.
func forEachPlace(_ places: Range<Int>, size: Int, _ body: (_ i: Int) -> Void) {
  Threads.split(places.count, grain: 1 + 1024 / max(size, 1)) { part in
    for i in part { body(places.lowerBound + i) }
  }
}
