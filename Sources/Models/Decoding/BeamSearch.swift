import Language
import Tensors

/// The search for the most probable text: of each text's beginnings the W best are kept, and each is
/// tried with every next token.
///
/// A beginning that gets the end sign leaves the beam, which becomes narrower by one (Sutskever, Vinyals
/// and Le, "Sequence to sequence learning with neural networks", 2014, section 3.2): so a width of 1 is
/// greedy decoding, and a width of everything finds the best text there is.
struct BeamSearch: Sendable, Equatable {
  /// W.
  let width: Int
  /// α: finished texts are ranked by log P / ((5 + length) / 6)^α, or the shortest would always win (Wu
  /// et al., "Google's neural machine translation system", 2016, equation 14).
  let normalization: Float

  /// By what finished texts are ranked.
  func score(_ text: Written) -> Double {
    let penalty = exp(normalization * log(Float(5 + text.count) / 6))
    return text.logProbability / Double(penalty)
  }

  /// For each of the writer's rows, the finished texts, the best first; a text cut off by the limit
  /// counts as it stands.
  func search(
    with writer: any Writer, after prompt: [Int], until end: Int?, limit: Int, skipping: Set<Int>
  ) throws -> [[Written]] {
    var beams = Array(repeating: Beam(), count: writer.rows)
    var scores = try writer.read(prompt)
    for step in 1...limit {
      let next = try NextTokens(scores, skipping: skipping)
      var first = 0
      for text in beams.indices {
        let rows = first..<first + beams[text].live.count
        beams[text].grow(to: width, next, rows: rows, end: end)
        first = rows.upperBound
      }
      let live = beams.flatMap(\.live)
      if live.isEmpty || step == limit { break }
      writer.select(live.map(\.row))
      scores = try writer.next(after: live.map { $0.text.ids[$0.text.ids.count - 1] })
    }
    return beams.map { beam in
      let texts = beam.finished + beam.live.map(\.text)
      let scores = texts.map(score)
      return texts.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.map { texts[$0] }
    }
  }
}

/// The beginnings of one text.
private struct Beam {
  /// Those to go on with, the most probable first, and the writer's row that has read each but for its
  /// last token.
  var live: [(text: Written, row: Int)] = [(Written(), 0)]
  var finished: [Written] = []

  /// Gives each beginning every next token, and keeps as many of the best as there is room for.
  mutating func grow(
    to width: Int, _ next: NextTokens, rows: Range<Int>, end: Int?
  ) {
    let room = width - finished.count
    var longer: [(text: Written, row: Int)] = []
    for ((text, _), row) in zip(live, rows) {
      for id in highest(room, of: next.scores(row: row)) {
        let log = next.logProbability(of: id, row: row)
        longer.append((text.adding(id, log, isEnd: id == end), row))
      }
    }
    // Of equal ones the earlier first.
    let logs = longer.map(\.text.logProbability)
    let order = logs.indices.sorted { (logs[$1], $0) < (logs[$0], $1) }
    let best = order.prefix(room).map { longer[$0] }
    finished += best.map(\.text).filter(\.isEnded)
    live = best.filter { !$0.text.isEnded }
  }
}
