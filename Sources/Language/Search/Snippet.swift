import Ground

/// The part of a passage that says most of a question, with its words marked.
///
///     let snippet = Snippet(of: passage.text!, for: "the lowest tide", by: index.words)
///     print(snippet.marked(from: "[", to: "]"))       // … at the [lowest] [tides] the bar falls dry …
public struct Snippet: Equatable, Sendable {
  /// In one line; … stands where something is left out.
  public let text: String
  /// Where words of the question stand in it.
  public let marks: [Range<String.Index>]

  /// - Parameter limit: how many bytes of UTF-8 it has at most, about.
  public init(of passage: String, for question: String, by words: SearchWords, limit: Int = 240) {
    let wanted = Set(words.words(in: question))
    let line = passage.unicodeScalars.split { $0.properties.isWhitespace }
      .map { String($0) }.joined(separator: " ")
    var found: [(word: String, range: Range<Int>)] = []
    words.forEachWord(in: line) { word, range in
      if wanted.contains(word) { found.append((word, range)) }
    }
    let window = Snippet.window(found, of: Array(line.utf8), limit)
    let whole = line.utf8
    let part = String(whole.dropFirst(window.lowerBound).prefix(window.count))!
    let before = window.lowerBound > 0 ? "… " : ""
    let text = before + part + (window.upperBound < whole.count ? " …" : "")
    let shift = before.utf8.count - window.lowerBound
    marks = found.filter {
      window.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= window.upperBound
    }
    .map { mark in
      text.utf8.index(
        text.startIndex, offsetBy: mark.range.lowerBound + shift)..<text.utf8.index(
          text.startIndex, offsetBy: mark.range.upperBound + shift)
    }
    self.text = text
  }

  /// The text with something before and behind each marked word.
  public func marked(from before: String, to after: String) -> String {
    var (result, place) = ("", text.startIndex)
    for mark in marks {
      result += text[place..<mark.lowerBound] + before + text[mark] + after
      place = mark.upperBound
    }
    return result + text[place...]
  }

  /// The stretch of at most `limit` bytes, from blank to blank, that has the most different words, and of those
  /// the first; a little of what stands before them is in it too.
  private static func window(
    _ found: [(word: String, range: Range<Int>)], of line: [UInt8], _ limit: Int
  ) -> Range<Int> {
    if line.count <= limit { return 0..<line.count }
    var best = (count: 0, first: 0, end: 0)
    for (place, first) in found.enumerated() {
      let near = found[place...].prefix { $0.range.upperBound - first.range.lowerBound <= limit }
      let count = Set(near.map(\.word)).count
      if count > best.count {
        best = (count, first.range.lowerBound, near.last?.range.upperBound ?? 0)
      }
    }
    let before = max(0, best.first - max(0, limit - (best.end - best.first)) / 2)
    // Nothing begins or ends within a word; of a text without blanks, within a character.
    var start = min(before, line.count - limit)
    while start > 0, line[start - 1] != 32, best.first - start < limit, start < best.first {
      start += 1
    }
    while start > 0, start < line.count, line[start] & 0xc0 == 0x80 { start -= 1 }
    var end = min(start + limit, line.count)
    if end < line.count {
      let blank = line[start..<end].lastIndex(of: 32) ?? end
      end = max(blank, min(best.end, line.count))
      if end <= start { end = min(start + limit, line.count) }
      while end < line.count, line[end] & 0xc0 == 0x80 { end += 1 }
    }
    return start..<end
  }
}
