import Ground
import Language
import Networks
import Tensors

/// Two encoders, one for questions and one for passages, that are trained to give a question and the passage
/// that answers it vectors that are alike.
///
///     let model = DualEncoder(of: pairs, settings, random: random)
///     let trainer = Trainer(model, optimizer: Adam(rate: 0.01), batchSize: 64, random: random)
///     try trainer.train(on: model.data(pairs), epochs: 10)
///     let passages = try model.vectors(of: stories, as: .passage)      // once
///     let hits = try model.search(["who", "lost", "a", "boat"], in: passages, limit: 5)
///
/// No passage is read when a question comes: the vectors of all passages lie ready, and a search is one product.
/// (Karpukhin et al., "Dense passage retrieval for open-domain question answering", EMNLP 2020.)
public final class DualEncoder: SavedModel {
  /// What a text is.
  public enum Side: Sendable { case question, passage }

  public let vocabulary: Vocabulary
  public let settings: Settings
  private let towers: [Tower]
  private let loss: InBatchNegatives
  /// How many of a batch's texts are questions, where one tower reads both.
  private var count = 0

  /// A model for these pairs, which has learned nothing yet.
  public convenience init(of pairs: TextPairs, _ settings: Settings, random: Random) {
    let words = Vocabulary(
      of: (pairs.questions + pairs.passages).flatMap { $0 }, minimumCount: settings.minimumCount,
      withUnknown: true)
    self.init([words], settings, random: random)
  }

  /// - Parameter vocabularies: the words of both sides, `<unk>` among them.
  public init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random) {
    require(DualEncoder.accepts(vocabularies), "A dual encoder's vocabulary needs <unk>.")
    (vocabulary, self.settings) = (vocabularies[0], settings)
    towers = (settings.isShared ? ["text"] : ["question", "passage"]).map { name in
      Tower(words: vocabularies[0].count, settings, name: name, random: random.stream(name))
    }
    loss = InBatchNegatives(
      temperature: settings.temperature, isSymmetric: settings.isSymmetric)
  }

  public var parts: [any Trainable] { towers }

  /// The encoder of one side: of both, where they share one.
  public func encoder(of side: Side) -> any TextEncoder {
    (side == .question ? towers.first! : towers.last!).encoder
  }
}

// MARK: - Training

extension DualEncoder {
  /// Pairs as the model reads them, to be trained on.
  public func data(_ pairs: TextPairs) -> EncodedTextPairs {
    EncodedTextPairs(questions: pairs.questions.map(ids), passages: pairs.passages.map(ids))
  }

  /// The ids of a text's words; of a longer text than `settings.limit` the beginning is read.
  public func ids(of text: [String]) -> [Int] {
    let unknown = vocabulary[Vocabulary.unknown]!
    return text.prefix(settings.limit).map { vocabulary[$0] ?? unknown }
  }

  /// How well the questions of a batch find their passages among those of the batch.
  public func forward(_ batch: EncodedTextPairs.Batch, mode: Mode) -> Score {
    count = batch.questions.count
    let (questions, passages): (Tensor, Tensor)
    if settings.isShared {
      let both = towers[0].forward(batch.questions + batch.passages, mode: mode)
      (questions, passages) = (both.rows(0..<count), both.rows(count..<2 * count))
    } else {
      questions = towers[0].forward(batch.questions, mode: mode)
      passages = towers[1].forward(batch.passages, mode: mode)
    }
    let (mean, correct) = loss.forward(questions, passages, groups: batch.groups)
    return Score(loss: mean, count: count, correct: correct)
  }

  public func backward() {
    let gradients = loss.backward()
    guard !settings.isShared else {
      return towers[0].backward(.concatenate([gradients.questions, gradients.passages]))
    }
    towers[0].backward(gradients.questions)
    towers[1].backward(gradients.passages)
  }
}

// MARK: - Searching

extension DualEncoder {
  /// The vectors of texts, (N, K): of length 1 where likeness is a cosine. No text depends on those beside it.
  ///
  /// - Throws: `InputError` for a text without words.
  public func vectors(of texts: [[String]], as side: Side) throws -> Tensor {
    if let place = texts.firstIndex(where: \.isEmpty) {
      throw InputError(
        side == .question
          ? "The question has no words; ask with one at least."
          : "Passage \(place) has no words; leave it out.")
    }
    let tower = side == .question ? towers.first! : towers.last!
    var vectors = Tensor.zeros(texts.count, tower.encoder.outputs)
    for part in groups(of: texts.map(\.count)) {
      vectors.setRows(
        tower.forward(part.map { ids(of: texts[$0]) }, mode: .inference), at: part)
    }
    return vectors
  }

  /// The passages that are likest to a question, at most `limit`, the likest first: with the dot products of the
  /// vectors, which are cosines unless the settings say otherwise.
  ///
  /// - Parameter vectors: those of the passages, (N, K).
  /// - Throws: `InputError` for a question without words, or vectors of another size.
  public func search(
    _ question: [String], in vectors: Tensor, limit: Int = 10
  ) throws -> [Hit] {
    let question = try self.vectors(of: [question], as: .question)
    try demand(
      vectors.rank == 2 && vectors.shape[1] == question.shape[1],
      "Vectors of \(vectors.shape.last ?? 0) numbers are not this model's, which have \(question.shape[1])."
    )
    let scores = matmul(question, vectors, transposed: .right).values
    return highest(limit, of: scores).map { Hit(document: $0, score: scores[$0]) }
  }
}

/// Makes vectors of texts.
private final class Tower: Trainable {
  let encoder: any TextEncoder
  private let unit: UnitVectors?

  init(words: Int, _ settings: DualEncoder.Settings, name: String, random: Random) {
    var weights = random.stream("weights")
    let limit = 1 / Float(settings.embeddingSize).squareRoot()
    let vectors = Tensor.uniform(
      [words, settings.embeddingSize], in: -limit..<limit, random: &weights)
    let embedding = Embedding(Parameter("\(name).embedding.weight", vectors))
    switch settings.encoder {
    case .mean: encoder = MeanEncoder(embedding)
    case .lstm:
      func lstm(_ direction: String) -> LSTM {
        LSTM(
          inputs: settings.embeddingSize, size: settings.size, name: "\(name).\(direction)",
          random: &weights)
      }
      encoder = RecurrentEncoder(
        embedding, Dropout(settings.dropout, random: random.stream("dropout")), nil,
        Bidirectional(lstm("onward"), lstm("back")))
    }
    unit = settings.likeness == .cosine ? UnitVectors() : nil
  }

  var parts: [any Trainable] { [encoder] }

  /// N texts → (N, K).
  func forward(_ texts: [[Int]], mode: Mode) -> Tensor {
    let x = encoder.forward(texts, mode: mode)
    return unit?.forward(x) ?? x
  }

  func backward(_ dy: Tensor) { encoder.backward(unit?.backward(dy) ?? dy) }
}
