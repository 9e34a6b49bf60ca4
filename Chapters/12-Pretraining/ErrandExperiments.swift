import Ground
import Language
import Literate
import Models
import Networks
import Tensors

// Models that have read of errands, and are then tuned to answer (12.9).

/// Percent of requests answered exactly: in the four ways to ask that tuning
/// had, and in the one that was kept.
struct ErrandShares {
  let seen, kept: Float
}

/// What came of one seed.
struct ErrandMarks {
  /// The model that has read plain stories, and the same tuned on most lessons.
  let before, after: TransformerLanguageModel
  let untuned: ErrandShares
  /// For each number of lessons.
  var pretrained: [ErrandShares] = []
  var scratch: [ErrandShares] = []
  /// Tuned on most lessons, with the questions' words counted too.
  let allWords: ErrandShares
}

/// Stories, lessons, and requests for the exam.
struct ErrandTrial {
  private let seed: UInt64
  private let plain: [[String]]
  let exam, kept: [ErrandTask]
  private let vocabulary: Vocabulary

  init(seed: UInt64, stories: Int, exam: Int) {
    self.seed = seed
    plain = errandStories(stories, seed: seed)
    self.exam = ErrandTask.several(exam, 0..<4, seed: seed, stream: "exam")
    kept = ErrandTask.several(exam, 4..<5, seed: seed, stream: "kept")
    let some = ErrandTask.several(1_000, 0..<5, seed: seed, stream: "words")
    vocabulary = Vocabulary(
      of: plain.flatMap { $0 } + some.flatMap { $0.prompt + $0.answer })
  }

  private func ids(_ words: [String]) -> [Int] {
    words.map { vocabulary[$0]! }
  }

  private func rows(_ tasks: [ErrandTask], allWords: Bool = false) -> LessonRows
  {
    LessonRows(
      rows: tasks.map { task in
        let (prompt, answer) = (ids(task.prompt), ids(task.answer))
        return allWords
          ? lesson([prompt[0]], prompt.dropFirst() + answer)
          : lesson(prompt, answer)
      })
  }

  private func untrained(_ seed: UInt64) -> TransformerLanguageModel {
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads) = (32, 2, 4)
    settings.positions = .rotary
    return TransformerLanguageModel(
      vocabulary, settings, random: Random(seed: seed, stream: "errands"))
  }

  /// The same model once more, to be trained on.
  private func copy(
    _ model: TransformerLanguageModel, _ seed: UInt64
  ) -> TransformerLanguageModel {
    let copy = untrained(seed)
    for (own, other) in zip(copy.parameters, model.parameters) {
      own.value = other.value
    }
    return copy
  }

  private func train(
    _ model: TransformerLanguageModel, on rows: LessonRows, epochs: Int,
    rate: Float, seed: UInt64
  ) throws {
    let trainer = Trainer(
      Tuning(model), optimizer: AdamW(rate: rate), batchSize: 16,
      random: Random(seed: seed, stream: "errands order"))
    (trainer.clipping, trainer.showsProgress) = (.norm(1), false)
    trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(30)
    try trainer.train(on: rows, epochs: epochs)
  }

  /// Trains and tunes from `seed`.
  func marks(seed: UInt64, lessons counts: [Int]) throws -> ErrandMarks {
    let base = untrained(seed)
    let stories = LessonRows(
      rows: plain.map { lesson([ids($0)[0]], Array(ids($0).dropFirst())) })
    try train(base, on: stories, epochs: 1, rate: 0.008, seed: seed)
    let lessons = ErrandTask.several(
      counts.last!, 0..<4, seed: seed, stream: "lessons")
    // As many steps for few lessons as for many.
    func epochs(_ count: Int) -> Int { 2 * counts.last! / count }
    func tuned(
      _ model: TransformerLanguageModel, _ count: Int, rate: Float,
      allWords: Bool = false
    ) throws -> TransformerLanguageModel {
      let some = Array(lessons.prefix(count))
      try train(
        model, on: rows(some, allWords: allWords), epochs: epochs(count),
        rate: rate, seed: seed)
      return model
    }
    let pretrained = try counts.map {
      try tuned(copy(base, seed), $0, rate: 0.003)
    }
    let scratch = try counts.map {
      try tuned(untrained(seed), $0, rate: 0.008)
    }
    let all = try tuned(
      copy(base, seed), counts.last!, rate: 0.003, allWords: true)
    return ErrandMarks(
      before: base, after: pretrained.last!, untuned: shares(base),
      pretrained: pretrained.map(shares), scratch: scratch.map(shares),
      allWords: shares(all))
  }

  private func shares(_ model: TransformerLanguageModel) -> ErrandShares {
    ErrandShares(seen: exact(model, exam), kept: exact(model, kept))
  }

  /// Percent of tasks answered word by word as the grammar does. The likeliest
  /// word each time is the right one just if it is so after all the right ones
  /// before it; so one pass over request and answer finds out.
  private func exact(
    _ model: TransformerLanguageModel, _ tasks: [ErrandTask]
  ) -> Float {
    let batch = rows(tasks).batch(Array(tasks.indices))
    let h = model.stack.forward(batch.inputs, mode: .inference)
    let best = model.output.forward(h).argmax()
    let T = batch.inputs[0].count
    let right = batch.targets.enumerated().count { n, targets in
      targets.indices.allSatisfy {
        targets[$0] < 0 || targets[$0] == best[n * T + $0]
      }
    }
    return 100 * Float(right) / Float(tasks.count)
  }
}

/// Inputs and targets, filled up behind their ends to rows of one length.
struct LessonRows: Dataset {
  let rows: [(x: [Int], t: [Int])]

  var count: Int { rows.count }

  func batch(_ indices: [Int]) -> ParallelStreams.Block {
    let T = indices.map { rows[$0].x.count }.max()!
    func filled(_ row: [Int], _ filling: Int) -> [Int] {
      row + [Int](repeating: filling, count: T - row.count)
    }
    return .init(
      inputs: indices.map { filled(rows[$0].x, 0) },
      targets: indices.map { filled(rows[$0].t, -1) })
  }
}

/// Exact answers, with and without plain stories before.
func errandTable(_ marks: [ErrandMarks], _ counts: [Int]) -> Table {
  func row(_ name: String, _ shares: (ErrandMarks) -> ErrandShares) -> [Any] {
    let all = marks.map(shares)
    func text(_ numbers: [Float]) -> String {
      let parts = [
        Tensor(numbers).mean(), numbers.min()!, numbers.max()!,
      ].map { format($0, decimals: 1) }
      return "\(parts[0]) (\(parts[1])–\(parts[2]))"
    }
    return [name, text(all.map(\.seen)), text(all.map(\.kept))]
  }
  return Table(
    columns: ["", "phrasings of the lessons", "phrasing kept"],
    rows: [row("stories only, no lesson") { $0.untuned }]
      + counts.indices.flatMap { k in
        [
          row("\(counts[k]) lessons, no story") { $0.scratch[k] },
          row("stories, then \(counts[k]) lessons") { $0.pretrained[k] },
        ]
      } + [row("the same, all words count") { $0.allWords }],
    caption:
      "Exact answers in percent: means of three seeds, in brackets the worst and the best."
  )
}
