/// How many letters must be put in, taken out or changed to turn `a` into `b` (Levenshtein, 1966).
/// O(n m) for words of n and m letters.
package func editDistance(_ a: String, _ b: String) -> Int {
  // Words without accents are far quicker compared by their bytes, and by the hundred thousand.
  isPlain(a) && isPlain(b)
    ? editDistance(Array(a.utf8), Array(b.utf8)) : editDistance(Array(a), Array(b))
}

private func isPlain(_ word: String) -> Bool {
  word.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\r") }
}

private func editDistance<Letter: Equatable>(_ a: [Letter], _ b: [Letter]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let change = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}

/// The candidate that differs from `word` in the fewest letters, the first of several: nil if all differ
/// in more than a third of the word's letters (in more than two, for a short one).
///
/// - Parameter slack: how many letters may differ in a short word.
package func nearest(
  to word: String, among candidates: some Sequence<String>, slack: Int = 2
) -> String? {
  nearestWords(1, to: word, among: candidates, slack: slack).first
}

/// The `count` nearest of the candidates, as `nearest(to:among:slack:)` finds the first of them.
package func nearestWords(
  _ count: Int, to word: String, among candidates: some Sequence<String>, slack: Int = 2
) -> [String] {
  var limit = max(slack, word.count / 3)
  var best: [(word: String, distance: Int)] = []
  // A letter takes at most four bytes, so a candidate much longer or shorter can't be near.
  for candidate in candidates where abs(candidate.utf8.count - word.utf8.count) <= 4 * limit {
    let distance = editDistance(word, candidate)
    guard distance <= limit else { continue }
    let place = best.firstIndex { $0.distance > distance } ?? best.count
    best.insert((candidate, distance), at: place)
    if best.count > count { best.removeLast() }
    // Only a nearer one is better than the last.
    if best.count == count { limit = min(limit, best[count - 1].distance - 1) }
  }
  return best.map(\.word)
}

/// What a sentence about an unknown name goes on with: ` Did you mean x?`, or else what there is.
package func suggestion(for word: String, among names: [String]) -> String {
  nearest(to: word, among: names).map { " Did you mean \($0)?" }
    ?? " There are \(names.joined(separator: ", "))."
}
