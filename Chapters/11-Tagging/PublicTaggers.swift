import Ground
import Language
import Literate
import Models
import Tensors

// Taggers on public texts (11.13).

/// What taggers get on public test sets: in percent of tags right (with those of unknown words), or F1 of exact
/// spans where the tags mark pieces; of all seeds together.
struct PublicTable {
  private var rows: [[String]] = []
  /// The mean for each model and each set.
  private(set) var means: [String: Float] = [:]

  static let sets: [(corpus: TaggedCorpus, title: String)] = [
    (.ewt, "EWT (unknown)"), (.atis, "ATIS"), (.slots, "slots F1"),
    (.wnut17, "WNUT-17 F1"),
  ]

  /// Adds what a model gets on each set: one score for each seed.
  mutating func add(_ model: String, _ scores: [[TaggingScores]]) {
    var row = [model]
    for (runs, set) in zip(scores, PublicTable.sets) {
      let counted = runs.map { 100 * ($0.pieces?.f1 ?? $0.accuracy) }
      let unknown = runs.map { 100 * $0.accuracyOfUnknown }
      row.append(
        spread(counted)
          + (set.corpus == .ewt ? " (\(spread(unknown)))" : ""))
      means["\(model) \(set.corpus.rawValue)"] = mean(counted)
    }
    rows.append(row)
  }

  var table: Table {
    Table(columns: ["%"] + PublicTable.sets.map(\.title), rows: rows)
  }
}
