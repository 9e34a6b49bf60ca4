import Ground
import Language
import Models
import Networks
import Tensors

extension FuzzFiles {
  /// The readers of models and of their training.
  func modelReaders() throws -> [FuzzedReader] {
    [
      try languageModels(), try training(), try answers(), try classifiers(), try dualEncoders(),
      try crossEncoders(), try spanReaders(), try pointerGenerators(),
    ]
  }

  private static let words = Vocabulary(
    words: ["<unk>", "<eos>", "a", "b", "c"], counts: [9, 8, 5, 4, 3])

  private static func recurrent(
    _ cell: RecurrentLanguageModel.Cell = .lstm, layers: Int = 1, isTied: Bool = false
  ) -> RecurrentLanguageModel {
    var settings = RecurrentLanguageModel.Settings()
    (settings.cell, settings.layers, settings.isTied) = (cell, layers, isTied)
    (settings.embeddingSize, settings.size, settings.dropout) = (2, 2, 0.2)
    return RecurrentLanguageModel(words, settings, random: Random(seed: 1, stream: "fuzz"))
  }

  private static func transformer(_ positions: TransformerSettings.Positions) -> TransformerSettings
  {
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads, settings.context) = (2, 1, 1, 4)
    settings.positions = positions
    return settings
  }

  private func languageModels() throws -> FuzzedReader {
    var seeds: [[UInt8]] = []
    for cell in RecurrentLanguageModel.Cell.allCases {
      let model = FuzzFiles.recurrent(cell, layers: cell == .rnn ? 2 : 1, isTied: cell == .gru)
      seeds.append(try content { try model.save(to: $0, notes: ["tokens": "words"]) })
    }
    for positions in TransformerSettings.Positions.allCases {
      let model = TransformerLanguageModel(
        FuzzFiles.words, FuzzFiles.transformer(positions), random: Random(seed: 1, stream: "fuzz"))
      seeds.append(try content { try model.save(to: $0) })
    }
    return FuzzedReader(name: "language-model", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      let (model, _) = try SavedLanguageModels.open(input)
      let ids = Array(0..<min(model.vocabulary.count, 6))
      guard let last = ids.last else { return }
      _ = model.logProbabilities(of: ids, after: [last])
      for decoding in [Decoding.greedy, try .sampling(nucleus: 0.5), try .beam(width: 2)] {
        _ = try decoding.write(
          with: model.writer(rows: 1), after: [last], limit: 3, random: &random)
      }
    }
  }

  private func training() throws -> FuzzedReader {
    let ids = (0..<40).map { [2, 3, 4, 1, 2, 0, 3][$0 % 7] }
    let data = try ParallelStreams(ids, streams: 2, steps: 3)
    func trainer() -> Trainer<RecurrentLanguageModel> {
      let trainer = Trainer(
        FuzzFiles.recurrent(layers: 2), optimizer: Adam(), batchSize: 1,
        random: Random(seed: 1, stream: "fuzz"))
      (trainer.isShuffling, trainer.showsProgress, trainer.patience) = (false, false, 2)
      return trainer
    }
    let (new, half) = (trainer(), trainer())
    half.onStep = { [unowned half] in if $0.number == 12 { half.stop() } }
    try half.train(on: data, validation: data, epochs: 3)
    let seeds = try [new, half].map { run in
      try content { try run.model.save(to: $0, training: run) }
    }
    return FuzzedReader(name: "training", seeds: seeds) { bytes, _ in
      try write(bytes, asCheckpoint: true)
      let trainer = trainer()
      try trainer.model.resume(trainer, from: input)
      _ = trainer.model.logProbabilities(of: [2], after: [3])
      // To the end of its epoch, or to its own.
      trainer.onEpoch = { [unowned trainer] _ in trainer.stop() }
      try trainer.train(on: data, validation: data, epochs: 3)
    }
  }

  private func answers() throws -> FuzzedReader {
    let random = Random(seed: 1, stream: "fuzz")
    let words = FuzzFiles.words
    var seeds: [[UInt8]] = []
    for look in Seq2Seq.Look.allCases {
      var settings = Seq2Seq.Settings()
      (settings.embeddingSize, settings.size, settings.look) = (2, 2, look)
      settings.isBidirectional = look == .plain
      seeds.append(try content { try Seq2Seq(words, words, settings, random: random).save(to: $0) })
    }
    for positions in TransformerSettings.Positions.allCases {
      let model = Transformer(words, words, FuzzFiles.transformer(positions), random: random)
      seeds.append(try content { try model.save(to: $0) })
    }
    return FuzzedReader(name: "answers", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      let (model, _) = try SavedSequenceModels.open(input)
      let ids = Array(0..<min(model.source.count, 4))
      guard !ids.isEmpty else { return }
      _ = try model.answers(to: [ids, [ids[0]]], limit: 3)
    }
  }

  private func classifiers() throws -> FuzzedReader {
    let texts = LabeledTexts(
      [["a", "fine", "film"], ["dull"], ["not", "dull"], ["a", "film"]], [1, 0, 1, 0],
      classes: ["bad", "good"])
    var seeds: [[UInt8]] = []
    for method in LinearTextClassifier.Settings.Method.allCases {
      let model = LinearTextClassifier(of: texts, .init(method))
      seeds.append(try content { try model.save(to: $0, notes: ["tokens": "words"]) })
    }
    for encoder in NeuralTextClassifier.Encoder.allCases {
      var settings = NeuralTextClassifier.Settings(encoder)
      (settings.embeddingSize, settings.filters, settings.size) = (2, 2, 2)
      let model = NeuralTextClassifier(
        of: texts, settings, random: Random(seed: 1, stream: "fuzz"))
      seeds.append(try content { try model.save(to: $0, notes: [:]) })
    }
    return FuzzedReader(name: "classifier", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      let (model, _) = try SavedTextClassifiers.open(input)
      _ = model.guesses(for: texts.texts + [[], ["new"]])
      if let linear = model as? LinearTextClassifier { _ = linear.mostTelling(0, count: 2) }
    }
  }

  private func dualEncoders() throws -> FuzzedReader {
    let random = Random(seed: 1, stream: "fuzz")
    let seeds = try DualEncoder.Encoder.allCases.map { encoder in
      var settings = DualEncoder.Settings()
      (settings.encoder, settings.embeddingSize, settings.size) = (encoder, 2, 2)
      settings.isShared = encoder == .mean
      let model = DualEncoder([FuzzFiles.words], settings, random: random)
      return try content { try model.save(to: $0, notes: ["tokens": "words"]) }
    }
    return FuzzedReader(name: "dual-encoder", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      let model = try DualEncoder(from: input)
      let vectors = try model.vectors(of: [["a", "new"], ["b"]], as: .passage)
      _ = try model.search(["a", "c"], in: vectors, limit: 1)
    }
  }

  private func crossEncoders() throws -> FuzzedReader {
    var settings = CrossEncoder.Settings()
    (settings.size, settings.heads) = (4, 2)
    let model = CrossEncoder(
      [FuzzFiles.words], settings, random: Random(seed: 1, stream: "fuzz"))
    let seeds = [try content { try model.save(to: $0) }]
    return FuzzedReader(name: "cross-encoder", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      _ = try CrossEncoder(from: input).ranked(["a", "?"], [["b", "a"], ["new"]])
    }
  }

  private func spanReaders() throws -> FuzzedReader {
    let seeds = try [false, true].map { declines in
      var settings = SpanReader.Settings()
      (settings.embeddingSize, settings.size, settings.canDecline) = (2, 2, declines)
      let model = SpanReader(
        [FuzzFiles.words], settings, random: Random(seed: 1, stream: "fuzz"))
      return try content { try model.save(to: $0) }
    }
    return FuzzedReader(name: "span-reader", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      let answer = try SpanReader(from: input).answer(["a", "?"], in: ["b", "a", "new"])
      require(answer.span.map { $0.upperBound <= 3 } ?? true, "The answer isn't in the passage.")
    }
  }

  private func pointerGenerators() throws -> FuzzedReader {
    let seeds = try Attention.Score.allCases.map { score in
      var settings = PointerGenerator.Settings()
      (settings.embeddingSize, settings.size, settings.score) = (2, 2, score)
      settings.coverage = score == .dot ? 1 : 0
      let model = PointerGenerator(
        [FuzzFiles.words], settings, random: Random(seed: 1, stream: "fuzz"))
      return try content { try model.save(to: $0) }
    }
    return FuzzedReader(name: "pointer-generator", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      let model = try PointerGenerator(from: input)
      for decoding in [Decoding.greedy, try .beam(width: 2)] {
        _ = try model.written(of: [["a", "new", "new"], ["b"]], limit: 3, decoding: decoding)
      }
    }
  }
}
