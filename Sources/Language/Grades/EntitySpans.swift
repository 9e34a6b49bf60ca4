import Ground

/// The named pieces of a sentence that is tagged word by word: B-x begins a piece of kind x, I-x goes on with it,
/// and O is in none.
///
///     EntitySpans(tags: ["B-person", "I-person", "O", "B-place"]).spans
///     // person 0..<2, place 3..<4
///
/// Tags that don't add up are read as the shared tasks read them: an I that nothing of its kind stands before
/// begins a piece (Tjong Kim Sang and Buchholz, CoNLL 2000).
public struct EntitySpans: Equatable, Sendable {
  /// One piece.
  public struct Span: Hashable, Sendable {
    public let kind: String
    public let range: Range<Int>

    public init(_ kind: String, _ range: Range<Int>) { (self.kind, self.range) = (kind, range) }
  }

  public private(set) var spans: [Span] = []
  /// Where an I stands that goes on with nothing.
  public private(set) var repaired: [Int] = []

  /// - Throws: `InputError` for a tag that is neither O nor begins with B- or I-.
  public init(tags: [String]) throws {
    var open: (kind: String, start: Int)?
    func close(_ open: (kind: String, start: Int)?, at end: Int) -> [Span] {
      open.map { [Span($0.kind, $0.start..<end)] } ?? []
    }
    for (place, tag) in tags.enumerated() {
      let parts = tag.split(separator: "-", maxSplits: 1)
      switch (parts.first, parts.count) {
      case ("O", 1):
        spans += close(open, at: place)
        open = nil
      case ("I", 2) where open?.kind == String(parts[1]):
        break
      case ("B", 2), ("I", 2):
        if parts[0] == "I" { repaired.append(place) }
        spans += close(open, at: place)
        open = (String(parts[1]), place)
      default:
        throw InputError(
          "“\(tag)” is no tag of a named piece; it should be O, or B- or I- and a kind.")
      }
    }
    spans += close(open, at: tags.count)
  }

  /// Precision, recall and F1 of guessed pieces, a piece being right only if its kind and both its ends are.
  public static func score(
    truth: [[String]], guesses: [[String]]
  ) throws -> (precision: Float, recall: Float, f1: Float) {
    require(
      truth.count == guesses.count, "\(guesses.count) guesses don't fit \(truth.count) sentences.")
    var (right, wanted, found) = (0, 0, 0)
    for (truth, guess) in zip(truth, guesses) {
      let (a, b) = (try EntitySpans(tags: truth).spans, try EntitySpans(tags: guess).spans)
      right += Set(a).intersection(b).count
      (wanted, found) = (wanted + a.count, found + b.count)
    }
    func share(_ part: Int, _ whole: Int) -> Float { whole == 0 ? 0 : Float(part) / Float(whole) }
    return (share(right, found), share(right, wanted), share(2 * right, wanted + found))
  }
}
