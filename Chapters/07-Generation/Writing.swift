import Foundation
import Language
import Literate
import Tensors

/// `swift run generation --model FILE --prompt "…"`: text from a language
/// model that was saved, without the chapter.
struct Writing {
  static let options = [
    Option(
      "--model", "FILE", help: "no chapter: write with this language model"),
    Option("--prompt", "TEXT", help: "what to go on from"),
    Option(
      "--length", "N", help: "how many words, or characters, at most (100)"),
    Option("--until", "TOKEN", help: "end after this one, such as “.”"),
    Option("--greedy", help: "always the likeliest next one"),
    Option(
      "--temperature", "X",
      help: "draw: below 1 what is likely more often, above 1 less (1)"),
    Option("--top", "N", help: "draw from the N likeliest only"),
    Option(
      "--nucleus", "P",
      help: "draw from the likeliest that have the probability P together"),
    Option(
      "--beam", "N", help: "search for the likeliest text, N side by side"),
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

  /// Writes as the options ask and ends the program; returns if it is the
  /// chapter.
  static func run(_ options: Options) throws {
    if let writing = try Writing(options) { try writing.run() }
  }

  /// What the options ask for; nil if that is no writing.
  private init?(_ options: Options) throws {
    let given = Writing.options.map(\.name).filter { options[$0] != nil }
    guard let first = given.first else { return nil }
    guard let path = try options.text("--model") else {
      throw InputError("\(first) needs a model: --model FILE.")
    }
    guard let text = options["--prompt"] else {
      throw InputError("--model needs something to go on from: --prompt TEXT.")
    }
    for name in ["--corpus", "--out", "--record", "--quick"]
    where options[name] != nil {
      throw InputError("\(name) is for the chapter; leave it out with --model.")
    }
    decoding = try Writing.decoding(options)
    length = try options.number("--length", in: 1...1_000_000) ?? 100
    seed = options.seed
    let (model, notes) = try SavedLanguageModels.open(path)
    let words = model.vocabulary
    let tokenizer = Writing.tokenizer(notes, words)
    var tokens = tokenizer.tokens(in: text)
    // The prompt goes on, unless its line was ended.
    if tokens.last == Tokenizer.endOfSentence, !text.hasSuffix("\n") {
      tokens.removeLast()
    }
    guard !tokens.isEmpty else {
      throw InputError("The prompt is empty; give at least one word.")
    }
    prompt = try tokens.map { try Writing.id($0, "prompt", words, tokenizer) }
    end = try options.text("--until").map {
      try Writing.id($0, "--until", words, tokenizer)
    }
    let unknown = words[Vocabulary.unknown].map { [$0] } ?? []
    skipped = options["--unknown"] == nil ? Set(unknown) : []
    (self.model, joiner) = (model, TokenJoiner(tokenizer))
  }

  /// The strategy that the options name; drawing without limits if none.
  private static func decoding(_ options: Options) throws -> Decoding {
    let ways = [
      ["--greedy"], ["--beam"], ["--temperature", "--top", "--nucleus"],
    ]
    let given = ways.compactMap { $0.first { options[$0] != nil } }
    guard given.count <= 1 else {
      throw InputError(
        "\(given[0]) and \(given[1]) are two ways to choose; give one of them.")
    }
    if options["--greedy"] != nil { return .greedy }
    if let width: Int = try options.number("--beam") {
      return try .beam(width: width)
    }
    return try .sampling(
      temperature: try options.number("--temperature") ?? 1,
      top: try options.number("--top"),
      nucleus: try options.number("--nucleus"))
  }

  /// How the model's text was cut, by its notes or else by its words.
  private static func tokenizer(
    _ notes: [String: String], _ words: Vocabulary
  ) -> Tokenizer {
    if let noted = notes["--tokens"].flatMap(Tokenizer.init) { return noted }
    let letters = words.words.filter { $0 != Vocabulary.unknown }
    if letters.allSatisfy({ $0.count == 1 }) { return .characters }
    return words[Tokenizer.endOfSentence] == nil ? .words : .lines
  }

  private static func id(
    _ token: String, _ place: String, _ words: Vocabulary,
    _ tokenizer: Tokenizer
  ) throws -> Int {
    do { return try words.id(of: token) } catch let error as UnknownWord {
      let kind = tokenizer == .characters ? "character" : "word"
      let hint = error.suggestion.map { " Did you mean “\($0)”?" } ?? ""
      throw InputError(
        """
        The \(place) has the \(kind) “\(token)”, which the model doesn't \
        know.\(hint)
        """)
    }
  }

  /// Shows the prompt and what follows, each token as soon as it is there, and
  /// ends the program.
  private func run() throws -> Never {
    var joiner = joiner
    func show(_ id: Int) {
      let text = joiner.next(model.vocabulary.word(id))
      FileHandle.standardOutput.write(Data(text.utf8))
    }
    prompt.forEach(show)
    var random = Random(seed: seed, stream: "writing")
    let written = try decoding.write(
      with: model.writer(rows: 1), after: prompt, until: end, limit: length,
      skipping: skipped, random: &random
    ) { _, id in show(id) }
    if let end, written[0].isEnded { show(end) }
    FileHandle.standardOutput.write(Data("\n".utf8))
    exit(0)
  }
}
