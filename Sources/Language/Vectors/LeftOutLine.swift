import Ground

/// A line of a file of word vectors that was left out, and why.
public struct LeftOutLine: Sendable, Equatable, CustomStringConvertible {
  /// The number of the line, from 1; in a binary file, which has no lines, that of the word, from 0.
  public let line: Int
  /// What is wrong with it, as in “holds the word “sea” for a second time”.
  public let reason: String
  /// What `line` counts: “line”, or “word” in a binary file.
  let unit: String

  /// “line 12 holds the word “sea” for a second time”
  public var description: String { "\(unit) \(line) \(reason)" }
}

extension WordVectors {
  /// What was left out of the file, in a sentence; nil if nothing was.
  ///
  /// “2 of 1,002 lines were left out: line 12 holds the word “sea” for a second time, line 40 should …”
  public var remark: String? {
    guard leftOutCount > 0 else { return nil }
    let unit = leftOut[0].unit
    let shown = leftOut.prefix(3).map(\.description).joined(separator: "; ")
    let others = leftOutCount > 3 ? "; and \(format(leftOutCount - 3)) more" : ""
    let were = leftOutCount == 1 ? "was" : "were"
    let (count, all) = (format(leftOutCount), format(vocabulary.count + leftOutCount))
    return "\(count) of \(all) \(unit)s \(were) left out: \(shown)\(others)."
  }
}
