import Foundation

/// Ends the program with one sentence on the error output and a non-zero exit.
package func fail(_ sentence: String, at place: String? = nil) -> Never {
  Progress.clear()
  let prefix = place.map { $0 + ": " } ?? ""
  FileHandle.standardError.write(Data("\(prefix)error: \(sentence)\n".utf8))
  exit(1)
}

/// Says something the author should know; the program goes on.
package func warn(_ sentence: String, at place: String) {
  Progress.clear()
  FileHandle.standardError.write(Data("\(place): warning: \(sentence)\n".utf8))
}

/// The candidate most like `word`, if one is like it at all.
package func nearest(to word: String, among candidates: [String]) -> String? {
  let scored = candidates.map { (distance(word, $0), $0) }
  guard let best = scored.min(by: { $0 < $1 }) else { return nil }
  return best.0 <= max(2, word.count / 3) ? best.1 : nil
}

/// How many letters to add, drop or change between two words (Levenshtein).
private func distance(_ first: String, _ second: String) -> Int {
  let target = Array(second)
  var row = Array(0...target.count)
  for (i, letter) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in target.indices {
      let changed = diagonal + (letter == target[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
    }
  }
  return row[target.count]
}
