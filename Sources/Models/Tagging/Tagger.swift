import Ground
import Language
import Networks
import Tensors

/// A network that gives each word of a sentence a tag, having read it both ways.
///
///     let tagger = Tagger(training, settings, random: random)
///     let trainer = Trainer(tagger, optimizer: Adam(rate: 0.002), batchSize: 1, random: random)
///     trainer.patience = 5
///     try trainer.train(
///       on: TaggedExamples(training, for: tagger, random: random),
///       validation: TaggedExamples(validation, for: tagger, random: random), epochs: 30)
///     try tagger.scores(on: test)
///
/// A word becomes the vector of its small letters, beside that of its looks, so that capitals aren't lost, and
/// one made of its characters. An LSTM reads the sentence onward and another one back, and what they make of
/// a place is asked for its tag: by a softmax, each place for itself, or by a CRF, all together. (Huang, Xu and
/// Yu, 2015; with characters Ma and Hovy, ACL 2016, and Lample et al., NAACL 2016.)
public final class Tagger: Model, WordTagger {
  /// How the characters of words are read.
  public enum Characters: String, CaseIterable, Sendable {
    case none, convolution, lstm
  }

  /// What can be chosen.
  public struct Settings: Equatable, Sendable {
    /// D, the size of the words' vectors.
    public var embeddingSize = 100
    public var characters = Characters.convolution
    /// The size of the characters' vectors.
    public var characterSize = 30
    /// F, the size of what is made of a word's characters.
    public var filters = 30
    /// H, the size of each direction's output.
    public var size = 100
    /// The rate of dropout on what the LSTMs read and on what they make of it.
    public var dropout: Float = 0.5
    /// How often a word that was seen only once is read as an unknown one while the model learns: else it
    /// would learn nothing about those.
    public var wordDropout: Float = 0.5
    /// Whether tags are chosen together, by a CRF.
    public var isChain = true

    public init() {}
  }

  public let settings: Settings
  /// The words in small letters, characters and tags.
  public let vocabularies: [Vocabulary]
  private let embedding, looks: Embedding
  private let characters: CharacterEncoder?
  private let recurrent: Bidirectional
  private let output: Affine
  private let crf: LinearChainCRF?
  private let loss = SoftmaxWithLoss(ignoring: -1)
  /// On the words' vectors, and on what is made of them.
  private let dropouts: (input: Dropout, output: Dropout)
  /// Says which words are read as unknown ones.
  private var random: Random
  private var passed: (rows: Ragged, batch: TagBatch)?

  /// The size of a vector of looks.
  private static let lookSize = 5

  /// A model of the words and tags of sentences.
  public convenience init(
    _ sentences: TaggedSentences, _ settings: Settings = Settings(), random: Random
  ) {
    let words = sentences.words.joined()
    self.init(
      [
        Vocabulary(of: words.map { $0.lowercased() }, withUnknown: true),
        Vocabulary(of: words.flatMap { $0.map { String($0) } }, withUnknown: true),
        Vocabulary(words: sentences.tags),
      ], settings, random: random)
  }

  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    require(Tagger.accepts(vocabularies), "These vocabularies are not those of a tagger.")
    (self.vocabularies, self.settings) = (vocabularies, settings)
    var weights = random.stream("weights")
    let (d, h, tags) = (settings.embeddingSize, settings.size, vocabularies[2].count)
    embedding = Embedding(
      words: vocabularies[0].count, size: d, weights: .even((3 / Float(d)).squareRoot()),
      random: &weights)
    looks = Embedding(
      words: WordLook.allCases.count, size: Tagger.lookSize, weights: .even(0.5), name: "looks",
      random: &weights)
    characters =
      settings.characters == .none
      ? nil
      : CharacterEncoder(characters: vocabularies[1].count, settings, random: &weights)
    let inputs = d + Tagger.lookSize + (characters?.outputs ?? 0)
    recurrent = Bidirectional(
      LSTM(inputs: inputs, size: h, name: "onward", random: &weights),
      LSTM(inputs: inputs, size: h, name: "back", random: &weights))
    output = Affine(inputs: 2 * h, outputs: tags, name: "output", random: &weights)
    crf = settings.isChain ? LinearChainCRF(tags: tags) : nil
    dropouts = (
      Dropout(settings.dropout, random: random.stream("dropout")),
      Dropout(settings.dropout, random: random.stream("output dropout"))
    )
    self.random = random.stream("unknown words")
  }

  public var parts: [any Trainable] {
    let always: [any Trainable] = [
      embedding, looks, dropouts.input, recurrent, dropouts.output, output,
    ]
    let chosen: [(any Trainable)?] = [characters, crf]
    return always + chosen.compactMap { $0 }
  }

  public var carriedState: [CarriedState] {
    get { [.random(random.state)] + stateOfParts }
    set {
      if case .random(let state)? = newValue.first { random = Random(state) }
      stateOfParts = Array(newValue.dropFirst())
    }
  }

  public var tags: [String] { vocabularies[2].words }

  /// Whether the tags mark pieces, as O, B- and I- do.
  public var marksPieces: Bool { TaggedSentences.areOfPieces(tags) }

  /// Whether the word was seen, in whatever letters.
  public func knows(_ word: String) -> Bool { vocabularies[0][word.lowercased()] != nil }

  var reader: TagReader {
    TagReader(
      words: vocabularies[0], characters: vocabularies[1], tags: vocabularies[2],
      readsCharacters: characters != nil)
  }
}

// MARK: - Training

extension Tagger {
  /// How well the model knows a batch's tags. In training the loss is −log p of a place's tag or, of a CRF,
  /// of a row's tags, over all places. In inference it is what matters when training is to end: the share of
  /// wrong tags or, where tags mark pieces, 1 − F1 of exact pieces.
  public func forward(_ batch: TagBatch, mode: Mode) -> Score {
    let rows = Ragged(batch.words.map(\.count))
    guard mode == .training else { return score(of: likeliest(of: batch), batch.tags) }
    passed = (rows, batch)
    let x = scores(of: batch, rows, mode: mode)
    let count = batch.tags.reduce(0) { $0 + $1.count }
    guard let crf else {
      return Score(loss: loss.forward(x, batch.tags.flatMap { $0 }), count: count)
    }
    let mean = crf.forward(rows.padded(x), batch.tags)
    return Score(loss: mean * Float(batch.tags.count) / Float(count), count: count)
  }

  private func score(of guesses: [[Int]], _ truth: [[Int]]) -> Score {
    func score(right: Int, of count: Int) -> Score {
      Score(total: Double(count - right), count: count, correct: right)
    }
    guard marksPieces else {
      let right = zip(guesses, truth).reduce(0) { sum, row in
        sum + zip(row.0, row.1).count { $0 == $1 }
      }
      return score(right: right, of: truth.reduce(0) { $0 + $1.count })
    }
    // Twice the right ones of all that were wanted and found is F1, also when batches are added up.
    func pieces(_ ids: [Int]) -> [EntitySpans.Span] {
      // A tag that the model doesn't know begins a piece that it can't find.
      (try? EntitySpans(tags: ids.map { $0 < 0 ? "B-" + Vocabulary.unknown : tags[$0] }).spans)
        ?? []
    }
    return zip(guesses, truth).reduce(into: Score.none) { sum, row in
      let (found, wanted) = (pieces(row.0), pieces(row.1))
      let right = Set(found).intersection(wanted).count
      sum += score(right: 2 * right, of: found.count + wanted.count)
    }
  }

  public func backward() {
    guard let (rows, batch) = passed else {
      stop("Tagger.backward needs a call of forward before it.")
    }
    passed = nil
    var gradient: Tensor
    if let crf {
      // Over places rather than rows, as the reported loss is, and as a softmax's.
      let share = Float(rows.lengths.count) / Float(rows.lengths.reduce(0, +))
      gradient = rows.steps(of: crf.backward(scale: share))
    } else {
      gradient = loss.backward()
    }
    gradient = dropouts.output.backward(output.backward(gradient))
    gradient = rows.steps(of: recurrent.backward(rows.padded(gradient)))
    gradient = dropouts.input.backward(gradient)
    let (d, l) = (settings.embeddingSize, Tagger.lookSize)
    embedding.backward(gradient.columns(0..<d))
    looks.backward(gradient.columns(d..<d + l))
    if let characters {
      var dy = Tensor.zeros(batch.spellings.count, characters.outputs)
      dy.addRows(gradient.columns(d + l..<gradient.shape[1]), at: batch.spelled.flatMap { $0 })
      characters.backward(dy)
    }
  }

  /// → (Σ lengths, C): the score of each tag in each place.
  private func scores(of batch: TagBatch, _ rows: Ragged, mode: Mode) -> Tensor {
    let words = mode == .training ? withUnknown(batch.words) : batch.words
    var x = [embedding.forward(words.flatMap { $0 }), looks.forward(batch.looks.flatMap { $0 })]
    if let characters {
      x.append(
        characters.forward(batch.spellings, mode: mode).rows(at: batch.spelled.flatMap { $0 }))
    }
    let inputs = dropouts.input.forward(.concatenate(x, axis: 1), mode: mode)
    recurrent.resetState()
    let h = recurrent.forward(rows.padded(inputs), lengths: rows.lengths, mode: mode)
    return output.forward(dropouts.output.forward(rows.steps(of: h), mode: mode), mode: mode)
  }

  /// The words, of which some that were seen only once are made unknown.
  private func withUnknown(_ words: [[Int]]) -> [[Int]] {
    let (counts, unknown) = (vocabularies[0].counts, vocabularies[0][Vocabulary.unknown]!)
    return words.map { row in
      row.map { counts[$0] == 1 && random.bernoulli(settings.wordDropout) ? unknown : $0 }
    }
  }
}

// MARK: - Tagging

extension Tagger {
  public func likeliest(_ sentence: [String]) -> [String] { likeliest([sentence])[0] }

  public func likeliest(_ sentences: [[String]]) -> [[String]] {
    let reader = reader
    var result = sentences.map { _ in [String]() }
    for group in groups(of: sentences.map(\.count)) {
      let best = likeliest(of: reader.batch(group.map { sentences[$0] }))
      for (row, ids) in zip(group, best) { result[row] = ids.map { tags[$0] } }
    }
    return result
  }

  /// The scores of the tags of sentences that have words: (T, C) for each.
  public func scores(of sentences: [[String]]) -> [Tensor] {
    let batch = reader.batch(sentences)
    let rows = Ragged(sentences.map(\.count))
    let x = scores(of: batch, rows, mode: .inference)
    var start = 0
    return rows.lengths.map { length in
      defer { start += length }
      return x.rows(start..<start + length)
    }
  }

  private func likeliest(of batch: TagBatch) -> [[Int]] {
    let rows = Ragged(batch.words.map(\.count))
    let x = scores(of: batch, rows, mode: .inference)
    if let crf { return crf.likeliest(rows.padded(x), lengths: rows.lengths) }
    return rows.rows(of: x.argmax(axis: 1))
  }
}

// MARK: - Saving

extension Tagger: SavedModel, SavedTagger {
  public static let kind = "neural tagger"
  public static var vocabularyCount: Int { 3 }

  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies.count == 3 && vocabularies[2].count > 0
      && vocabularies[..<2].allSatisfy { $0[Vocabulary.unknown] != nil }
  }
}

extension Tagger.Settings: ModelSettings {
  /// `2 × 100 on 100, characters by convolution 30 on 30, dropout 0.5, CRF`
  public var description: String {
    let spelling =
      characters == .none ? "none" : "\(characters.rawValue) \(filters) on \(characterSize)"
    return """
      2 × \(size) on \(embeddingSize), characters \(spelling), dropout \(dropout), words \
      \(wordDropout), \(isChain ? "CRF" : "softmax")
      """
  }

  public func parameterCount(words: [Int]) -> Double {
    let (d, h, tags) = (Double(embeddingSize), Double(size), Double(words[2]))
    let reading = characters == .none ? 0 : Double(words[1]) * Double(characterSize)
    let made = characters == .none ? 0 : Double(filters)
    return Double(words[0]) * d + reading + 8 * h * (d + made + h) + 2 * h * tags
      + (isChain ? tags * tags : 0)
  }

  public func write(to writer: inout ByteWriter) {
    writer.write(characters.rawValue)
    for size in [embeddingSize, characterSize, filters, size] { writer.write(size) }
    writer.write(dropout)
    writer.write(wordDropout)
    writer.write(isChain)
  }

  public init(from reader: inout ByteReader) throws {
    characters = try reader.readChoice()
    embeddingSize = try reader.readInt()
    characterSize = try reader.readInt()
    filters = try reader.readInt()
    size = try reader.readInt()
    dropout = try reader.readFloat()
    wordDropout = try reader.readFloat()
    isChain = try reader.readBool()
    guard min(embeddingSize, characterSize, filters, size) > 0, filters > 1,
      (0..<1).contains(dropout), (0...1).contains(wordDropout)
    else { throw ByteReader.Malformed() }
  }
}
