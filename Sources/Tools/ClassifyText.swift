import Ground
import Language
import Models
import Tensors

/// `swift run classification --classify "a text" --model FILE`: the class of a text, or of each line of
/// standard input.
package struct ClassifyText: Tool {
  package static let request = Option(
    "--classify", "TEXT", help: "no chapter: the class of this text, by --model; - reads lines")
  package static let example = Help.Example(
    "--classify \"what a film\" --model my.model", "ask for the class of a text")
  package static let options = [ClassifierFile.option]

  private let text: String
  private let model: any TextClassifier
  private let cut: TextCut

  package init(_ arguments: Arguments) throws {
    text = arguments["--classify"] ?? ""
    try demand(!text.isBlank, "--classify needs a text, or - to read lines of standard input.")
    (model, cut) = try ClassifierFile.open(arguments, for: "--classify")
  }

  /// Of one text what speaks for each class; of lines a line each, its class, what speaks for it and the text.
  package func run() throws {
    guard text == "-" else {
      let judged = judge(text)
      let width = model.classes.map(\.count).max() ?? 0
      for (class_, evidence) in judged {
        Terminal.print(
          class_ + String(repeating: " ", count: width - class_.count + 2) + evidence)
      }
      return
    }
    while let line = readLine() {
      let (class_, evidence) = judge(line)[0]
      Terminal.print("\(class_)\t\(evidence)\t\(line)")
    }
  }

  /// The classes, the likeliest first, and how likely each is; the scores of a support vector machine are no
  /// chances, and shown as they are.
  private func judge(_ text: String) -> [(class_: String, evidence: String)] {
    let isMachine = (model as? LinearTextClassifier)?.settings.method == .nbsvm
    let words = [cut.text(of: text)]
    let values = (isMachine ? model.scores(of: words) : model.probabilities(of: words)).row(0)
    let order = model.classes.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    return order.map { c in
      let evidence =
        isMachine
        ? "score \(format(values[c], decimals: 2))" : "\(format(100 * values[c], decimals: 1)) %"
      return (model.classes[c], evidence)
    }
  }
}
