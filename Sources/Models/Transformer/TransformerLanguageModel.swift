import Language
import Networks
import Tensors

/// A decoder-only Transformer: it predicts each next token of a text from the tokens before it, all of
/// which it sees at once.
///
///     let model = TransformerLanguageModel(vocabulary, settings, random: random)
///     let windows = try TextWindows(
///       corpus.training, steps: settings.context, count: 24_000, random: random)
///     let trainer = Trainer(model, optimizer: AdamW(rate: 1e-3), batchSize: 12, random: random)
///     try trainer.train(on: windows, epochs: 1)
///     model.perplexity(on: corpus.test)
///
/// (Vaswani et al., NIPS 2017, without the encoder; Radford et al., 2018.)
public final class TransformerLanguageModel: SavedLanguageModel {
  public static let kind = "Transformer language model"

  public let vocabulary: Vocabulary
  public let settings: TransformerSettings
  public let stack: TransformerStack
  public let output: Affine
  /// What training lowers, and what is reported.
  private let smoothedLoss, loss: SoftmaxWithLoss

  public init(_ vocabulary: Vocabulary, _ settings: TransformerSettings, random: Random) {
    (self.vocabulary, self.settings) = (vocabulary, settings)
    stack = TransformerStack(
      tokens: vocabulary.count, settings, isCausal: true, name: "decoder", random: random)
    output = .output(of: stack, settings, random: random)
    loss = SoftmaxWithLoss()
    smoothedLoss = settings.smoothing > 0 ? SoftmaxWithLoss(smoothing: settings.smoothing) : loss
  }

  public var parts: [any Trainable] { [stack, output] }
}

extension Affine {
  /// From the vectors of a Transformer to a score for each token.
  static func output(
    of stack: TransformerStack, _ settings: TransformerSettings, random: Random
  ) -> Affine {
    let tokens = stack.embedding.weight.value.shape[0]
    var random = random.stream("output weights")
    let weight =
      settings.isTied
      ? stack.embedding.weight
      : Parameter(
        "output.weight",
        Initializer.xavier.matrix(inputs: tokens, outputs: settings.size, random: &random))
    return Affine(weight, Parameter("output.bias", .zeros(tokens)), transposed: true)
  }
}

// MARK: - Training

extension TransformerLanguageModel {
  /// How well the model predicts a block's targets, each from the tokens before it in its row. In
  /// training the loss is the smoothed one.
  public func forward(_ block: ParallelStreams.Block, mode: Mode) -> Score {
    let loss = mode == .training ? smoothedLoss : loss
    return loss.score(stack.forward(block.inputs, mode: mode), through: output, block.targets)
  }

  public func backward() { stack.backward(output.backward(smoothedLoss.backward())) }

  /// N rows of T ids → (N, T, V): the score of each next token.
  private func scores(_ ids: [[Int]], mode: Mode = .inference) -> Tensor {
    output.forward(stack.forward(ids, mode: mode), mode: mode)
  }
}

// MARK: - Predicting

extension TransformerLanguageModel {
  public func logProbabilities(of ids: [Int], after context: [Int]) -> [Float] {
    let text = context + ids
    var logs = context.isEmpty ? logProbabilities(scoresOfNothing, text.prefix(1)) : []
    var position = max(context.count, 1)
    while position < text.count {
      let start = start(before: position)
      let end = min(start + settings.context, text.count - 1)
      let scores = scores([Array(text[start..<end])]).reshaped(end - start, -1)
      let asked = scores.rows(position - start - 1..<end - start)
      logs += logProbabilities(asked, text[position..<end + 1])
      position = end + 1
    }
    return logs
  }

  public func nextWord(after context: [Int]) -> Tensor {
    guard !context.isEmpty else { return softmax(scoresOfNothing).row(0) }
    let read = Array(context[start(before: context.count)...])
    let scores = scores([read]).reshaped(read.count, -1)
    return softmax(scores.rows(read.count - 1..<read.count)).row(0)
  }

  /// Where the tokens begin that a prediction at `position` of a text looks at.
  ///
  /// What is longer than the context is read in pieces that begin at multiples of half a context, so
  /// that each token is predicted from half a context at least, and each piece serves half a context
  /// of predictions.
  func start(before position: Int) -> Int {
    let half = max(1, settings.context / 2)
    return (max(position - settings.context, 0) + half - 1) / half * half
  }

  /// The scores (1, V) of the first token of a text, which has nothing before it to look at.
  var scoresOfNothing: Tensor { output.forward(.zeros(1, settings.size)) }

  private func logProbabilities(_ scores: Tensor, _ ids: ArraySlice<Int>) -> [Float] {
    loss.losses(scores, Array(ids)).values.map { -$0 }
  }
}
