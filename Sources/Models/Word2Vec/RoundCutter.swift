import Language

/// Cuts a text that comes in blocks of any length into rounds of one length, each with a margin of
/// neighbors on both sides.
struct RoundCutter {
  /// One round: `range` of `text`, which holds its margins too.
  struct Cut {
    /// 0 for the first round.
    let number: Int
    let text: [Int32]
    let range: Range<Int>
  }

  let margin: Int
  private var text: [Int32] = []
  /// Where in `text` the next round begins.
  private var start = 0
  private var number = 0

  init(margin: Int) { self.margin = margin }

  /// Appends the words of `block` that are to be kept.
  mutating func append(_ block: [Int32], keeping: (Int32) -> Bool) {
    let past = max(start - margin, 0)
    text.removeFirst(past)
    start -= past
    for id in block where keeping(id) { text.append(id) }
  }

  /// The next round: a whole one whose margin is known, or with `isLast` whatever is left.
  mutating func next(isLast: Bool) -> Cut? {
    let needed = start + Round.length + margin
    guard isLast ? start < text.count : needed <= text.count else { return nil }
    let range = start..<min(start + Round.length, text.count)
    defer { (start, number) = (range.upperBound, number + 1) }
    return Cut(number: number, text: text, range: range)
  }
}
