import Foundation
import Language
import Literate
import Tensors

/// An evaluation that the options ask for: a model's perplexity on a text.
struct Evaluation {
  private let path: String
  private let model: String
  /// As the model's file has it, or else as given.
  private let tokenizer: Tokenizer

  /// What the options ask for; nil if that is no evaluation.
  init?(_ options: Options) throws {
    guard let path = try options.text("--evaluate") else { return nil }
    guard let model = try options.text("--model") else {
      throw InputError("--evaluate needs a model: --model FILE.")
    }
    try options.refuseChapters(with: "--evaluate")
    for option in OwnText.options.map(\.name)
    where !["--evaluate", "--model", "--tokens"].contains(option) {
      guard options[option] == nil else {
        throw InputError(
          "\(option) is for a training; leave it out with --evaluate.")
      }
    }
    (self.path, self.model) = (path, model)
    let notes = try RecurrentLanguageModel.notes(in: model)
    if !notes.isEmpty {
      try options.check("--tokens", against: notes, of: model)
    }
    tokenizer =
      try options.completed(by: notes)
      .choice("--tokens", among: [.words, .lines]) ?? .words
  }

  /// Prints the perplexity, and ends the program.
  func run() throws -> Never {
    let model = try RecurrentLanguageModel(from: model)
    let tokens = try tokenizer.tokens(inFile: path)
    let ids = try ids(of: tokens, model.vocabulary)
    let unknown = model.vocabulary[Vocabulary.unknown]
    let share = Double(ids.count { $0 == unknown }) / Double(ids.count)
    print(
      """
      perplexity  \(format(model.perplexity(on: ids), decimals: 2))
      words       \(format(ids.count))
      unknown     \(format(100 * share, decimals: 2)) %
      """)
    exit(0)
  }

  private func ids(
    of tokens: [String], _ vocabulary: Vocabulary
  ) throws -> [Int] {
    do {
      return try vocabulary.ids(of: tokens)
    } catch let error as UnknownWord {
      throw InputError(
        """
        “\(path)” has the word “\(error.word)”, which the model doesn't \
        know, and no <unk> for it; train one with a higher --minimum-count.
        """)
    }
  }
}
