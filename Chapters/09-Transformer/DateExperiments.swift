import Language
import Literate
import Models
import Networks
import Tensors

/// A row for each model: its accuracy after each epoch, and its size.
func accuracyTable(
  _ models: [(name: String, accuracies: [Float], parameters: Int)],
  caption: String? = nil
) -> Table {
  Table(
    columns: ["model"] + (1...6).map { "epoch \($0)" } + ["parameters"],
    rows: models.map {
      [$0.name] + $0.accuracies.map { $0 as Any } + [$0.parameters]
    }, decimals: 1, caption: caption)
}

// MARK: - Transformers

/// The final accuracies of three runs with each kind of positions.
func placesTable(_ kinds: [String], _ ends: [[Float]]) -> Table {
  Table(
    columns: ["positions", "run 1", "run 2", "run 3"],
    rows: zip(kinds, ends).map { [$0] + $1.map { $0 as Any } },
    decimals: 1, caption: "Right answers after six passes, in percent.")
}

/// How the four heads of a decoder's upper block differ in where they look.
struct HeadComparison {
  /// How much weight each two heads put in different places.
  private(set) var apart = [[Float]](
    repeating: [Float](repeating: 0, count: 4), count: 4)
  /// Each head's largest weight.
  private(set) var sharpness = [Float](repeating: 0, count: 4)

  /// The means of what the heads of `model` do on the first 50 of `questions`.
  init(of model: Transformer, on questions: [[Int]]) throws {
    for question in questions.prefix(50) {
      let weights = try model.attention(of: question, block: 1, limit: 11)
        .weights
      for i in 0..<4 {
        sharpness[i] += weights.row(i).max(axis: 1).mean() / 50
        for j in 0..<4 {
          let distance = (weights.row(i) - weights.row(j)).map(abs)
          apart[i][j] += 0.5 * distance.sum() / Float(weights.shape[1]) / 50
        }
      }
    }
  }

  /// The least weight that any two heads put in different places.
  var leastApart: Float {
    (0..<4).flatMap { i in (0..<i).map { apart[i][$0] } }.min()!
  }

  /// All of it as a table.
  var table: Table {
    Table(
      columns: ["", "head 1", "head 2", "head 3", "head 4"],
      rows: (0..<4).map { i in ["head \(i + 1)"] + apart[i].map { $0 as Any } }
        + [["largest weight"] + sharpness.map { $0 as Any }], decimals: 2,
      caption:
        "The share of weight that two heads put in different places, and each head's largest weight; means over 50 questions."
    )
  }
}
