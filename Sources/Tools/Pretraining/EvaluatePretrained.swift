import Ground
import Language
import Models
import Tensors

/// `swift run pretraining --evaluate FILE --model FILE`: how well a saved model knows a file, be it a text, for
/// a language model, or labels, for a classifier.
package struct EvaluatePretrained: Tool {
  package static let request = Option(
    "--evaluate", "FILE", help: "no chapter: how well --model knows this text, or these labels")
  package static let example = Help.Example(
    "--evaluate other.txt --model my.model", "measure how well it knows another text")
  package static let options = EvaluateLanguageModel.options

  private let evaluation: any Tool

  package init(_ arguments: Arguments) throws {
    let model = try arguments.file(of: "model", for: "--evaluate")
    try Files.checkReadable(model)
    let kind = try savedKind(in: model)
    if kind == MaskedLanguageModel.kind {
      evaluation = try EvaluateMaskedModel(arguments)
    } else if SavedTextClassifiers.kinds.contains(kind ?? "") {
      try demand(
        arguments["--tokens"] == nil,
        "--tokens is for language models; leave it out with “\(model)”.")
      evaluation = try EvaluateClassifier(arguments)
    } else {
      evaluation = try EvaluateLanguageModel(arguments)
    }
  }

  package func run() throws { try evaluation.run() }
}

/// How surprised a masked language model is by words hidden in a text.
private struct EvaluateMaskedModel: Tool {
  static let request = EvaluatePretrained.request
  static let example = EvaluatePretrained.example
  static let options = EvaluateLanguageModel.options

  private let path: String
  private let model: MaskedLanguageModel
  private let cut: TextCut

  init(_ arguments: Arguments) throws {
    path = try arguments.text("--evaluate") ?? ""
    let file = try arguments.file(of: "model", for: "--evaluate")
    var places = Places()
    places.reads(file, "the model")
    places.reads(path, "the text")
    try places.check()
    let (model, notes) = try MaskedLanguageModel.open(file)
    (self.model, cut) = (model, try TextCut(notes: notes) ?? .tokenizer(.words))
  }

  func run() throws {
    let ids = try model.vocabulary.ids(of: cut.tokens(inFile: path))
    Terminal.print(
      """
      perplexity  \(format(model.maskedPerplexity(on: ids), decimals: 2)) of one in seven, hidden
      \(cut.label)\(format(ids.count))
      """)
  }
}
