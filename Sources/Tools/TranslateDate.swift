import Ground
import Language
import Literate
import Models
import Networks
import Tensors

/// `swift run attention --translate "september 27, 1994"`: answers a date and draws where the model looked.
package struct TranslateDate: Tool {
  package static let request = Option(
    "--translate", "TEXT", help: "no chapter: answer this date and draw its attention map")
  package static let example = Help.Example(
    "--translate \"september 27, 1994\"", "write a date in numbers, and see where it looks")
  package static let options = [
    Option("--map", "FILE", help: "with --translate: draw the map into this SVG too"),
    Option("--save", "FILE", help: "with --translate: keep the model that was trained for it"),
    Option("--model", "FILE", help: "with --translate: take a model that --save has kept"),
    Option("--quick", help: "with --translate: train it for a shorter time"),
    .force,
  ]

  private let reader: DateReader
  private let question: [Int]
  private let seed: UInt64
  private let epochs: Int
  private let savePath: String?
  private let mapPath: String?

  package init(_ arguments: Arguments) throws {
    seed = try arguments.seed()
    epochs = arguments["--quick"] == nil ? 6 : 2
    savePath = try arguments.text("--save")
    mapPath = try arguments.text("--map")
    let path = try arguments.text("--model")
    try demand(
      path == nil || savePath == nil, "--save keeps a new model; leave it out with --model.")
    var places = Places()
    places.reads(path, "the model")
    places.writes(savePath, "the model", as: .checkpoint(of: Seq2Seq.kind))
    places.writes(mapPath, "the map", as: .svg)
    try places.check(isForced: arguments["--force"] != nil)
    reader = try path.map(DateReader.init) ?? DateReader(seed: seed)
    question = try reader.question(arguments["--translate"] ?? "")
    let size = 4 * reader.model.parameterCount
    if let savePath, let shortage = Files.shortage(of: [(savePath, size)]) { throw shortage }
  }

  package func run() throws {
    try reader.learn(seed: seed, epochs: epochs)
    if let savePath { try reader.model.save(to: savePath) }
    let map = try AttentionMap(of: question, by: reader.model)
    if let mapPath { try Files.replace([(mapPath, map.heatMap.svg)]) }
    Terminal.print("\(map.question) → \(map.answer)\n\n\(map.drawn)")
  }
}

/// A small model that reads dates: an encoder in both directions, and a
/// decoder that looks back by dot products.
private struct DateReader {
  let model: Seq2Seq
  /// What it is to learn from; nil if it has.
  private let pairs: Pairs?

  /// One that has learned nothing yet.
  init(seed: UInt64) {
    var random = Random(seed: seed, stream: "dates to learn from")
    let pairs = Dates.pairs(8_000, random: &random).pairs
    var settings = Seq2Seq.Settings()
    (settings.size, settings.look) = (64, .attention(.dot))
    settings.isBidirectional = true
    model = Seq2Seq(
      pairs.source, pairs.target, settings,
      random: Random(seed: seed, stream: "date reader"))
    self.pairs = pairs
  }

  /// The one in a file that `--save` has kept.
  init(from path: String) throws {
    model = try Seq2Seq(from: path)
    pairs = nil
    guard case .attention = model.settings.look else {
      throw InputError(
        "The model in \(path) can't look back; take one that --save has kept.")
    }
  }

  /// The ids of a question.
  func question(_ text: String) throws -> [Int] {
    guard !text.isBlank else {
      throw InputError(
        "--translate needs a date, such as “september 27, 1994”.")
    }
    guard text.count <= 100 else {
      throw InputError(
        "A date has at most 100 characters, and this text has \(text.count).")
    }
    return try Tokenizer.characters.tokens(in: text).map { character in
      guard let id = model.source[character] else {
        throw InputError(
          "The model never saw the character “\(character)”; it reads dates such as “september 27, 1994”."
        )
      }
      return id
    }
  }

  /// Trains for some seconds, with a progress line.
  func learn(seed: UInt64, epochs: Int) throws {
    guard let pairs else { return }
    let trainer = Trainer(
      model, optimizer: Adam(rate: 0.005), batchSize: 32,
      random: Random(seed: seed, stream: "date reader"))
    trainer.clipping = .norm(5)
    trainer.schedule = .linear(to: 0.1)
    try trainer.train(on: pairs, epochs: epochs)
  }
}
