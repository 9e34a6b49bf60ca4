import Foundation
import Language
import Literate
import Networks
import Tensors

/// `swift run attention --translate "september 27, 1994"`: answers a date and
/// draws where the model looked, without the chapter.
enum Translate {
  static let options = [
    Option(
      "--translate", "TEXT",
      help: "no chapter: answer this date and draw its attention map"),
    Option(
      "--map", "FILE", help: "with --translate: draw the map into this SVG too"),
    Option(
      "--save", "FILE",
      help: "with --translate: keep the model that was trained for it"),
    Option(
      "--model", "FILE",
      help: "with --translate: take a model that --save has kept"),
  ]

  /// Does what the options ask for and ends the program; returns if it is the
  /// chapter.
  @MainActor static func run(_ options: Options) throws {
    guard let text = options["--translate"] else {
      if let option = Translate.options.first(where: { options[$0.name] != nil }
      ) {
        throw InputError("\(option.name) needs a date: --translate TEXT.")
      }
      return
    }
    let reader = DateReader(seed: options.seed)
    let question = try reader.question(text)
    if let path = options["--model"] {
      guard options["--save"] == nil else {
        throw InputError("--save keeps a new model; leave it out with --model.")
      }
      try reader.model.load(from: path)
    } else {
      try reader.learn()
      if let path = options["--save"] { try reader.model.save(to: path) }
    }
    let map = try AttentionMap(of: question, by: reader)
    print("\(map.question) → \(map.answer)\n\n\(map.drawn)")
    if let path = options["--map"] {
      do {
        try map.heatMap.svg.write(
          toFile: path, atomically: true, encoding: .utf8)
      } catch {
        throw InputError("The map can't be written to “\(path)”.")
      }
    }
    exit(0)
  }
}

/// A small model that reads dates: an encoder in both directions, and a
/// decoder that looks back by dot products.
@MainActor struct DateReader {
  let model: Seq2Seq
  private let pairs: Pairs
  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
    var random = Random(seed: seed, stream: "dates to learn from")
    pairs = Dates.pairs(8_000, random: &random).pairs
    var settings = Seq2Seq.Settings()
    (settings.size, settings.look) = (64, .attention(.dot))
    settings.isBidirectional = true
    model = Seq2Seq(
      pairs.source, pairs.target, settings,
      random: Random(seed: seed, stream: "date reader"))
  }

  /// The ids of a question.
  func question(_ text: String) throws -> [Int] {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw InputError(
        "--translate needs a date, such as “september 27, 1994”.")
    }
    guard text.count <= 100 else {
      throw InputError(
        "A date has at most 100 characters, and this text has \(text.count).")
    }
    return try text.map { character in
      guard let id = pairs.source[String(character)] else {
        throw InputError(
          "The model never saw the character “\(character)”; it reads dates such as “september 27, 1994”."
        )
      }
      return id
    }
  }

  /// Trains for some seconds, with a progress line.
  func learn() throws {
    let trainer = Trainer(
      model, optimizer: Adam(rate: 0.005), batchSize: 32,
      random: Random(seed: seed, stream: "date reader"))
    trainer.clipping = .norm(5)
    trainer.schedule = .linear(to: 0.1)
    try trainer.train(on: pairs, epochs: 6)
  }
}

/// Where a model looked for each character that it wrote.
@MainActor struct AttentionMap {
  let question, answer: String
  /// A row for each character of the answer.
  let weights: [[Float]]

  init(of question: [Int], by reader: DateReader) throws {
    try self.init(of: question, by: reader.model)
  }

  init(of question: [Int], by model: Seq2Seq) throws {
    let (ids, weights) = try model.attention(of: question, limit: 11)
    self.question = model.source.words(at: question).joined()
    answer = model.target.words(at: ids).joined()
    self.weights = ids.indices.map { weights!.row($0).values }
  }

  /// The map in characters, the darker the more.
  var drawn: String {
    let shades = Array(" ·░▒▓█")
    let rows = zip(answer, weights).map { letter, row in
      "\(letter) "
        + String(row.map { shades[min(5, Int($0 * 6))] })
    }
    return (["  \(question)"] + rows).joined(separator: "\n")
  }

  var heatMap: HeatMap {
    HeatMap(
      rows: answer.map { "\($0)" }, columns: question.map { "\($0)" },
      values: weights, range: 0...1, showsValues: false, measure: "weight",
      rowTitle: "written", columnTitle: "read",
      width: max(360, 110 + 24 * Double(question.count)))
  }
}
