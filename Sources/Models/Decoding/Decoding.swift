import Ground
import Language
import Tensors

/// How text is made of a model's scores: which token comes next.
///
///     let decoding = try Decoding.sampling(temperature: 0.8, nucleus: 0.9)
///     let texts = try decoding.write(
///       with: model.writer(rows: 3), after: prompt, until: end, limit: 50, random: &random)
///
/// Six strategies: the most probable token (`greedy`); a token drawn by its probability, changed by a
/// temperature, among the `top` most likely, or among the `nucleus`, in any combination (`sampling`);
/// the most probable text that a search finds (`beam`).
public struct Decoding: Sendable, Equatable {
  private enum Strategy: Sendable, Equatable {
    case greedy
    case sampling(Sampling)
    case beam(BeamSearch)
  }

  private let strategy: Strategy

  /// The most probable token each time.
  public static let greedy = Decoding(strategy: .greedy)

  /// A token drawn by its probability.
  ///
  /// - Parameters:
  ///   - temperature: what the scores are divided by.
  ///   - top: how many of the most likely tokens may be drawn.
  ///   - nucleus: how much probability those that may be drawn have together, above 0 and at most 1.
  /// - Throws: `InputError` for numbers out of range.
  public static func sampling(
    temperature: Float = 1, top: Int? = nil, nucleus: Float? = nil
  ) throws -> Decoding {
    guard temperature > 0, temperature.isFinite else {
      throw InputError(
        "A temperature is a number above 0, not \(temperature).")
    }
    if let top, top < 1 {
      throw InputError("At least 1 of the likeliest tokens must remain to draw from, not \(top).")
    }
    if let nucleus, !(nucleus > 0 && nucleus <= 1) {
      throw InputError("A nucleus has a probability above 0 and at most 1, not \(nucleus).")
    }
    return Decoding(
      strategy: .sampling(Sampling(temperature: temperature, top: top, nucleus: nucleus)))
  }

  /// The most probable text among the beginnings that a beam search keeps.
  ///
  /// - Parameters:
  ///   - width: how many beginnings are kept, W.
  ///   - normalization: how much is made up for length, α: 0 for not at all (Wu et al., 2016, have 0.2
  ///     beside another correction; Vaswani et al., 2017, have 0.6).
  /// - Throws: `InputError` for numbers out of range.
  public static func beam(width: Int, normalization: Float = 0.6) throws -> Decoding {
    guard width >= 1 else {
      throw InputError("A beam is at least 1 text wide, not \(width).")
    }
    guard normalization >= 0, normalization.isFinite else {
      throw InputError(
        "A beam's normalization by length is a number of at least 0, not \(normalization).")
    }
    return Decoding(strategy: .beam(BeamSearch(width: width, normalization: normalization)))
  }
}

// MARK: - Writing

extension Decoding {
  /// One text for each of the writer's rows.
  ///
  /// Each text draws from a random stream of its own: it comes out the same whether it is written beside
  /// others or, in its turn, alone.
  ///
  /// - Parameters:
  ///   - writer: what gives the scores, with N rows. What it is left with is no longer of use.
  ///   - prompt: tokens that each row reads first, at least one.
  ///   - end: the token that ends a text, if there is one.
  ///   - limit: how many tokens a text has at most.
  ///   - skipping: tokens that must not be written, such as `<unk>`.
  ///   - onToken: called for each token of each row as soon as it is certain.
  /// - Throws: `InputError` for an empty prompt or a limit below 1, and what the writer and `onToken` throw.
  public func write(
    with writer: any Writer, after prompt: [Int], until end: Int? = nil, limit: Int,
    skipping: Set<Int> = [], random: inout Random,
    onToken: (_ row: Int, _ id: Int) throws -> Void = { _, _ in }
  ) throws -> [Written] {
    guard limit >= 1 else {
      throw InputError("A text has at least 1 token, so its limit can't be \(limit).")
    }
    guard case .beam(let search) = strategy else {
      let page = Page(end: end, limit: limit, skipped: skipping)
      let random = (0..<writer.rows).map { _ in random.nextStream() }
      return try page.fill(with: writer, after: prompt, choose, random, onToken)
    }
    let texts = try search.search(
      with: writer, after: prompt, until: end, limit: limit, skipping: skipping
    ).map { $0[0] }
    for (row, text) in texts.enumerated() { for id in text.ids { try onToken(row, id) } }
    return texts
  }

  /// For each of the writer's rows all the texts that a beam search finishes, the best first; with
  /// other strategies the one text.
  public func alternatives(
    with writer: any Writer, after prompt: [Int], until end: Int? = nil, limit: Int,
    skipping: Set<Int> = [], random: inout Random
  ) throws -> [[Written]] {
    guard case .beam(let search) = strategy, limit >= 1 else {
      return try write(
        with: writer, after: prompt, until: end, limit: limit, skipping: skipping, random: &random
      ).map { [$0] }
    }
    return try search.search(
      with: writer, after: prompt, until: end, limit: limit, skipping: skipping)
  }

  /// The next token, by scores of which those that must not be written are -∞.
  private func choose(from scores: [Float], _ random: inout Random) -> Int {
    switch strategy {
    case .greedy, .beam: highest(1, of: scores)[0]
    case .sampling(let sampling): sampling.choose(from: scores, &random)
    }
  }
}

extension Random {
  /// A stream of its own for one more part of the work; each call gives another.
  fileprivate mutating func nextStream() -> Random {
    defer { _ = next() }
    return stream(Int(truncatingIfNeeded: state.drawn))
  }
}

/// Where texts are written token by token.
private struct Page {
  let end: Int?
  let limit: Int
  let skipped: Set<Int>

  func fill(
    with writer: any Writer, after prompt: [Int],
    _ choose: (_ scores: [Float], _ random: inout Random) -> Int, _ random: [Random],
    _ onToken: (_ row: Int, _ id: Int) throws -> Void
  ) throws -> [Written] {
    var random = random
    var texts = Array(repeating: Written(), count: writer.rows)
    /// The texts that haven't ended: text `live[row]` is the writer's row `row`.
    var live = Array(texts.indices)
    var scores = try writer.read(prompt)
    for step in 1...limit {
      let next = try NextTokens(scores, skipping: skipped)
      for (row, text) in live.enumerated() {
        let id = choose(next.scores(row: row), &random[text])
        let logProbability = next.logProbability(of: id, row: row)
        texts[text] = texts[text].adding(id, logProbability, isEnd: id == end)
        if id != end { try onToken(text, id) }
      }
      let going = live.indices.filter { !texts[live[$0]].isEnded }
      if going.isEmpty || step == limit { break }
      if going.count < live.count { writer.select(going) }
      live = going.map { live[$0] }
      scores = try writer.next(after: live.map { texts[$0].ids[texts[$0].ids.count - 1] })
    }
    return texts
  }
}
