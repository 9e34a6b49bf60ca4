import Ground
import Language
import Literate

// Taggers on real text (11.5, recorded).

/// What counts on a set: F1 of exact pieces, or right tags where there are none.
func realScore(_ scores: TaggingScores) -> Float {
  scores.pieces?.f1 ?? scores.accuracy
}

/// Three taggers on four sets, and what others get.
func realTable(_ scores: [[TaggingScores]]) -> Table {
  func cell(_ corpus: Int, _ tagger: Int) -> String {
    let own = scores[corpus][tagger]
    let text = format(100 * realScore(own), decimals: 1)
    guard corpus == 0 else { return text }
    return text + " (\(format(100 * own.accuracyOfUnknown, decimals: 1)))"
  }
  let ours = ["commonest", "trigram HMM", "CRF"].enumerated().map { m, name in
    [name] + (0..<4).map { cell($0, m) }
  }
  return Table(
    columns: [
      "", "EWT tags (unknown)", "ATIS tags", "slots F1", "WNUT-17 F1",
    ],
    rows: ours + [
      ["Python, commonest", "86.2 (30.8)", "96.1", "60.4", "6.0"],
      ["Python, trigram HMM", "92.4 (68.3)", "98.7", "88.1", "12.9"],
      ["crfsuite", "95.0 (79.9)", "98.6", "93.3", "15.8"],
    ])
}
