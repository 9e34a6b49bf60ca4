import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// A reader from the left and one of both sides, on the same sentences (12.7).

/// Two models that have read the same sentences, and what they know of others.
struct GapTrial {
  /// In percent: gaps filled rightly, senses told, and senses by where the clue
  /// stands.
  struct Marks {
    var gaps: Float = 0
    var senses: Float = 0
    var sensesBefore: Float = 0
    var sensesAfter: Float = 0
  }

  private(set) var left = Marks()
  private(set) var both = Marks()

  init(seed: UInt64, quick: Bool) throws {
    let harbor = Harbor(seed: seed)
    let plain = harbor.senses(quick ? 300 : 2_000, stream: "plain")
    let labeled = harbor.senses(quick ? 200 : 1_000, stream: "labeled")
    let test = harbor.senses(quick ? 100 : 600, stream: "gaps")
    let vocabulary = Vocabulary(
      of: (plain + labeled + test).flatMap(\.words) + ["<eos>"])
    let ids = { (sentences: [HarborSense]) in
      try sentences.map { try vocabulary.ids(of: $0.words) }
    }
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads) = (32, 1, 4)
    (settings.context, settings.isTied) = (40, true)
    let random = Random(seed: seed, stream: "gaps")
    let epochs = quick ? 2 : 10

    let masked = MaskedLanguageModel(vocabulary, settings, random: random)
    try trained(
      masked, on: masked.data(try ids(plain), random: random.stream("masks")),
      epochs: epochs, random)
    let next = TransformerLanguageModel(vocabulary, settings, random: random)
    let end = try vocabulary.id(of: "<eos>")
    try trained(
      next,
      on: TextWindows(try ids(plain).flatMap { [end] + $0 }, steps: 24),
      epochs: epochs, random)

    let (known, asked) = (try ids(labeled), try ids(test))
    both = GapTrial.marks(
      fills: try GapTrial.fillings(masked, asked),
      truth: asked, GapTrial.vectors(masked.stack, known, labeled), labeled,
      GapTrial.vectors(masked.stack, asked, test), test)
    left = GapTrial.marks(
      fills: GapTrial.fillings(next, asked, after: end),
      truth: asked,
      GapTrial.vectors(next.stack, known, labeled, after: [end]), labeled,
      GapTrial.vectors(next.stack, asked, test, after: [end]), test)
  }

  /// Where the gap of sentence n is: any place but the first and the last.
  private static func gap(_ ids: [Int], _ n: Int) -> Int {
    1 + n % (ids.count - 2)
  }

  private static func fillings(
    _ model: MaskedLanguageModel, _ texts: [[Int]]
  ) throws -> [Int] {
    let gaps = texts.enumerated().map { gap($1, $0) }
    return try model.probabilities(for: texts, at: gaps).argmax(axis: 1)
  }

  private static func fillings(
    _ model: TransformerLanguageModel, _ texts: [[Int]], after end: Int
  ) -> [Int] {
    texts.enumerated().map { n, ids in
      let h = model.stack.forward(
        [[end] + ids[..<gap(ids, n)]], mode: .inference)
      let scores = model.output.forward(h.reshaped(-1, model.settings.size))
      return scores.rows(scores.shape[0] - 1..<scores.shape[0])
        .argmax(axis: 1)[0]
    }
  }

  /// What the last layer makes of each sentence's word of two senses: (N, D).
  private static func vectors(
    _ stack: TransformerStack, _ texts: [[Int]], _ sentences: [HarborSense],
    after start: [Int] = []
  ) -> Tensor {
    .concatenate(
      zip(texts, sentences).map { ids, sentence in
        let h = stack.hiddenStates([start + ids]).last!
        let place = start.count + sentence.place
        return h.reshaped(start.count + ids.count, -1).rows(place..<place + 1)
      })
  }

  private static func marks(
    fills: [Int], truth: [[Int]], _ x: Tensor, _ known: [HarborSense],
    _ asked: Tensor, _ test: [HarborSense]
  ) -> Marks {
    let answers = senseAnswers(
      x, known.map(senseLabel), asked, classes: 2 * HarborSenses.words.count)
    let share = { (clues: [HarborSense.Clue]) -> Float in
      let some = test.indices.filter { clues.contains(test[$0].clue) }
      return 100 * Float(some.count { answers[$0] == senseLabel(test[$0]) })
        / Float(max(some.count, 1))
    }
    let right = truth.indices.count {
      fills[$0] == truth[$0][gap(truth[$0], $0)]
    }
    return Marks(
      gaps: 100 * Float(right) / Float(truth.count),
      senses: share(HarborSense.Clue.allCases),
      sensesBefore: share([.before]),
      sensesAfter: share([.after]))
  }

  static func mean(_ trials: [GapTrial], _ mark: (GapTrial) -> Float) -> Float {
    trials.map(mark).reduce(0, +) / Float(trials.count)
  }

  static func table(_ trials: [GapTrial]) -> Table {
    func row(_ title: String, _ marks: (GapTrial) -> Marks) -> [String] {
      let columns: [(Marks) -> Float] = [
        { $0.gaps }, { $0.senses }, { $0.sensesBefore }, { $0.sensesAfter },
      ]
      return [title]
        + columns.map { column in
          let all = trials.map { column(marks($0)) }
          let mean = all.reduce(0, +) / Float(all.count)
          let (low, high) = (all.min()!, all.max()!)
          return "\(format(mean, decimals: 1)) (\(format(low, decimals: 0))"
            + "–\(format(high, decimals: 0)))"
        }
    }
    return Table(
      columns: [
        "right, %", "gaps", "senses", "clue right before", "clue right after",
      ],
      rows: [row("from the left") { $0.left }, row("both sides") { $0.both }])
  }
}

/// Trains as often as said, with a rate that warms up and goes down to nothing.
private func trained<M: Model, D: Dataset>(
  _ model: M, on data: D, epochs: Int, _ random: Random
) throws where D.Batch == M.Batch {
  let trainer = Trainer(
    model, optimizer: AdamW(rate: 5e-3), batchSize: 16, random: random)
  trainer.clipping = .norm(1)
  trainer.schedule = Schedule { p in
    min(Float(p.step + 1) / 50, 1) * Float(p.steps - p.step) / Float(p.steps)
  }
  try trainer.train(on: data, epochs: epochs)
}

/// Which of the words' senses a sentence has: twice the word's place in the list, and the sense.
func senseLabel(_ sentence: HarborSense) -> Int {
  2 * HarborSenses.words.firstIndex(of: sentence.word)! + sentence.sense
}

/// The classes that a softmax layer gives to `asked` after learning from x (N, D) and N labels.
func senseAnswers(
  _ x: Tensor, _ labels: [Int], _ asked: Tensor, classes: Int
) -> [Int] {
  let middle = x.mean(axis: 0)
  let spread = ((x - middle) * (x - middle)).mean(axis: 0).map {
    ($0 + 1e-6).squareRoot()
  }
  var random = Random(seed: 1, stream: "sense layer")
  let layer = Affine(inputs: x.shape[1], outputs: classes, random: &random)
  let loss = SoftmaxWithLoss()
  let optimizer = Adam(rate: 0.03)
  let known = (x - middle) / spread
  for _ in 0..<200 {
    layer.zeroGradients()
    _ = loss.forward(layer.forward(known), labels)
    _ = layer.backward(loss.backward())
    optimizer.update(layer.parameters)
  }
  return layer.forward((asked - middle) / spread).argmax(axis: 1)
}
