import Ground
import Language
import Models
import Tensors

/// The option that names a classifier's file.
enum ClassifierFile {
  static let option = Option(
    "--model", "FILE", help: "the classifier: where to keep it, or to find it")

  /// The classifier that `--model` names, and what cuts texts for it: as its file has it.
  static func open(
    _ arguments: Arguments, for request: String
  ) throws -> (model: any TextClassifier, cut: TextCut) {
    let file = try arguments.file(of: "model", for: request)
    try Files.checkReadable(file)
    let (model, notes) = try SavedTextClassifiers.open(file)
    return (model, try TextCut(notes: notes) ?? .tokenizer(.words))
  }
}

/// `swift run classification --evaluate FILE --model FILE`: how often a saved classifier, of whatever kind, is
/// right.
package struct EvaluateClassifier: Tool {
  package static let request = Option(
    "--evaluate", "FILE", help: "no chapter: how well --model knows the labels of these texts")
  package static let example = Help.Example(
    "--evaluate test.tsv --model my.model", "count how often it is right on other texts")
  package static let options = [ClassifierFile.option]

  private let path: String
  private let model: any TextClassifier
  private let cut: TextCut
  private let seed: UInt64

  package init(_ arguments: Arguments) throws {
    path = try arguments.text("--evaluate") ?? ""
    try Files.checkReadable(path)
    (model, cut) = try ClassifierFile.open(arguments, for: "--evaluate")
    seed = try arguments.seed()
  }

  package func run() throws {
    let texts = try LabeledTexts(file: path, cut: cut, classes: model.classes)
    let scores = model.evaluated(on: texts)
    Terminal.print(
      """
      texts       \(format(texts.count))
      accuracy    \(scores.accuracyLine(seed: seed))
      macro F1    \(format(100 * scores.macroF1, decimals: 1)) %

      \(scores.table(model.classes))
      """)
  }
}

extension ClassificationScores {
  /// `78.2 % (76.1 to 80.4)`: the accuracy, and the middle 95 % of what other tests of as many texts, drawn
  /// from these, would show.
  func accuracyLine(seed: UInt64) -> String {
    var random = Random(seed: seed, stream: "interval")
    let right = (0..<classes).reduce(0) { $0 + confusion[$1][$1] }
    // Which of the texts are right doesn't matter, only how many.
    let interval = bootstrapInterval(of: count, random: &random) { drawn in
      Float(drawn.count { $0 < right }) / Float(drawn.count)
    }
    let bounds = [interval.lowerBound, interval.upperBound].map { format(100 * $0, decimals: 1) }
    return "\(format(100 * accuracy, decimals: 1)) % (\(bounds[0]) to \(bounds[1]))"
  }

  /// Precision, recall and F1 of each class, and how often each was taken for each.
  func table(_ names: [String]) -> String {
    let head =
      ["class", "texts", "precision", "recall", "F1", ""] + names.indices.map { "→\($0 + 1)" }
    let rows = names.indices.map { c in
      [
        "\(c + 1) \(names[c])", format(support[c]), format(100 * precision(of: c), decimals: 1),
        format(100 * recall(of: c), decimals: 1), format(100 * f1(of: c), decimals: 1), "",
      ] + confusion[c].map { format($0) }
    }
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + gap : gap + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
