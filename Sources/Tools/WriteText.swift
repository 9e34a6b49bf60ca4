import Ground
import Language
import Models
import Tensors

/// `swift run generation --model FILE --prompt "…"`: text from a language
/// model that was saved, without the chapter.
package struct WriteText: Tool {
  package static let request = Option("--prompt", "TEXT", help: "no chapter: go on from this text")
  package static let example = Help.Example(
    "--model my.model --prompt \"the old boat\"",
    "let a model of `swift run lstm --train` go on from a text")
  package static let options = [
    Option("--model", "FILE", help: "with --prompt: the language model that writes"),
    Option("--length", "N", help: "how many words, or characters, at most (100)"),
    Option("--until", "TOKEN", help: "end after this one, such as “.”"),
    Option("--greedy", help: "always the likeliest next one"),
    Option(
      "--temperature", "X", help: "draw: below 1 what is likely more often, above 1 less (1)"),
    Option("--top", "N", help: "draw from the N likeliest only"),
    Option("--nucleus", "P", help: "draw from the likeliest that have the probability P together"),
    Option("--beam", "N", help: "search for the likeliest text, N side by side (256 at most)"),
    Option("--unknown", help: "let it write <unk> too, which it else skips"),
  ]

  private let decoding: Decoding
  private let length: Int
  private let seed: UInt64
  private let model: any SavedLanguageModel
  private let prompt: [Int]
  private let end: Int?
  private let skipped: Set<Int>
  /// Makes text of tokens as the model's own text was made of them.
  private let joiner: TokenJoiner

  package init(_ arguments: Arguments) throws {
    let text = arguments["--prompt"] ?? ""
    let path = try arguments.file(of: "model", for: "--prompt")
    decoding = try WriteText.decoding(arguments)
    length = try arguments.number("--length", in: 1...1_000_000) ?? 100
    seed = try arguments.seed()
    let (model, notes) = try SavedLanguageModels.open(path)
    let words = model.vocabulary
    let cut = try TextCut(notes: notes) ?? .tokenizer(WriteText.tokenizer(of: words))
    var tokens = cut.tokens(in: text)
    // The prompt goes on, unless its line was ended.
    if tokens.last == Tokenizer.endOfSentence, text.utf8.last != UInt8(ascii: "\n") {
      tokens.removeLast()
    }
    guard !tokens.isEmpty else {
      throw InputError("The prompt is empty; give at least one word.")
    }
    prompt = try tokens.map { try WriteText.id($0, "prompt", words, cut) }
    end = try arguments.text("--until").map { token in
      var token = token
      if case .pieces = cut {
        let pieces = cut.tokens(in: token)
        try demand(
          pieces.count == 1,
          "--until is one of the model's pieces; “\(token)” is \(pieces.count): \(pieces.joined(separator: " "))."
        )
        token = pieces[0]
      }
      return try WriteText.id(token, "--until", words, cut)
    }
    let unknown = words[Vocabulary.unknown].map { [$0] } ?? []
    skipped = arguments["--unknown"] == nil ? Set(unknown) : []
    (self.model, joiner) = (model, TokenJoiner(cut))
    try checkMemory(arguments["--beam"].flatMap { Double($0) } ?? 1)
  }

  /// Throws unless there is memory for `width` texts side by side, each with as many ways to go on, and
  /// the scores of all words after each.
  private func checkMemory(_ width: Double) throws {
    let (texts, scores) = (width * width * Double(length), width * Double(model.vocabulary.count))
    try Memory.demand(
      8 * texts + 16 * scores, for: "A search so wide and long",
      advice: "lower --beam or --length")
  }

  /// The strategy that the options name; drawing without limits if none.
  private static func decoding(_ arguments: Arguments) throws -> Decoding {
    let ways = [
      ["--greedy"], ["--beam"], ["--temperature", "--top", "--nucleus"],
    ]
    let given = ways.compactMap { $0.first { arguments[$0] != nil } }
    guard given.count <= 1 else {
      throw InputError(
        "\(given[0]) and \(given[1]) are two ways to choose; give one of them.")
    }
    if arguments["--greedy"] != nil { return .greedy }
    if let width = try arguments.number("--beam", in: 1...256) {
      return try .beam(width: width)
    }
    return try .sampling(
      temperature: try arguments.number("--temperature", in: 0.0001...10_000) ?? 1,
      top: try arguments.number("--top", in: 1...1_000_000),
      nucleus: try arguments.number("--nucleus", in: 0.000001...1))
  }

  /// How the model's text was cut, to judge by its words.
  private static func tokenizer(of words: Vocabulary) -> Tokenizer {
    let letters = words.words.filter { $0 != Vocabulary.unknown }
    if letters.allSatisfy({ $0.count == 1 }) { return .characters }
    return words[Tokenizer.endOfSentence] == nil ? .words : .lines
  }

  private static func id(
    _ token: String, _ place: String, _ words: Vocabulary, _ cut: TextCut
  ) throws -> Int {
    do { return try words.id(of: token) } catch let error as UnknownWord {
      let kind = cut == .tokenizer(.characters) ? "character" : "word"
      let hint = error.suggestion.map { " Did you mean “\($0)”?" } ?? ""
      throw InputError(
        """
        The \(place) has the \(kind) “\(token)”, which the model doesn't \
        know.\(hint)
        """)
    }
  }

  /// Shows the prompt and what follows, each token as soon as it is there.
  package func run() throws {
    var joiner = joiner
    func show(_ id: Int) {
      Terminal.write(joiner.next(model.vocabulary.word(id)))
    }
    prompt.forEach(show)
    var random = Random(seed: seed, stream: "writing")
    let written = try decoding.write(
      with: model.writer(rows: 1), after: prompt, until: end, limit: length,
      skipping: skipped, random: &random
    ) { _, id in show(id) }
    if let end, written[0].isEnded { show(end) }
    Terminal.print()
  }
}
