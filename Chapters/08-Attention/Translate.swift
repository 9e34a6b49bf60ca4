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
    for name in ["--corpus", "--out", "--record"] where options[name] != nil {
      throw InputError(
        "\(name) is for the chapter; leave it out with --translate.")
    }
    let path = options["--model"]
    guard path == nil || options["--save"] == nil else {
      throw InputError("--save keeps a new model; leave it out with --model.")
    }
    let reader = try path.map(DateReader.init) ?? DateReader(seed: options.seed)
    let question = try reader.question(text)
    if path == nil {
      try reader.learn(seed: options.seed, epochs: options.quick ? 2 : 6)
      if let path = options["--save"] { try reader.model.save(to: path) }
    }
    let map = try AttentionMap(of: question, by: reader.model)
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
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw InputError(
        "--translate needs a date, such as “september 27, 1994”.")
    }
    guard text.count <= 100 else {
      throw InputError(
        "A date has at most 100 characters, and this text has \(text.count).")
    }
    return try text.map { character in
      guard let id = model.source[String(character)] else {
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

/// Where a model looked for each character that it wrote.
@MainActor struct AttentionMap {
  let question, answer: String
  /// A row for each character of the answer.
  let weights: [[Float]]

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
