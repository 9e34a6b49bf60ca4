import Language
import Networks
import Tensors

/// Guesses a word from its neighbors: the *continuous bag of words* (Mikolov et al., 2013, section
/// 3.1). The mean of the neighbors' vectors is what the output is asked with.
///
///     let model = CBOW(
///       Embedding(words: vocabulary.count, size: 100, random: &random),
///       FullSoftmax(words: vocabulary.count, size: 100, random: &random))
///     try Trainer(model, …).train(on: Contexts(corpus.training, window: 5), epochs: 3)
///     let vectors = WordVectors(vocabulary, model.vectors)
public final class CBOW: WordModel {
  public let embedding: Embedding
  public let output: any WordOutput
  private var neighbors = 0

  public init(_ embedding: Embedding, _ output: any WordOutput) {
    (self.embedding, self.output) = (embedding, output)
  }

  public func forward(_ batch: Contexts.Batch, mode: Mode) -> Score {
    let rows = embedding.forward(batch.contexts)  // (N, 2m, D)
    neighbors = rows.shape[1]
    let loss = output.forward(rows.mean(axis: 1), batch.centers.map { [$0] })
    return Score(loss: loss, count: batch.centers.count)
  }

  /// Each neighbor gets its share of the mean's gradient. (The first word2vec program gave each the
  /// whole of it, which is not the gradient: Irsoy, Benton and Stratos, 2021.)
  public func backward() {
    let dh = output.backward() / Float(neighbors)
    let (rows, size) = (dh.shape[0], dh.shape[1])
    embedding.backward(dh.reshaped(rows, 1, size) * .ones(rows, neighbors, size))
  }
}
