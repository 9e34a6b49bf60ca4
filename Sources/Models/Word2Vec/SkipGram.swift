import Language
import Networks
import Tensors

/// Guesses the neighbors from a word: the *skip-gram* (Mikolov et al., 2013, section 3.2). The word's
/// own vector is what the output is asked with, once for each of the 2m neighbors.
public final class SkipGram: WordModel {
  public let embedding: Embedding
  public let output: any WordOutput

  public init(_ embedding: Embedding, _ output: any WordOutput) {
    (self.embedding, self.output) = (embedding, output)
  }

  /// The score's loss is the mean over all neighbors, so it can be put beside that of `CBOW`.
  public func forward(_ batch: Contexts.Batch, mode: Mode) -> Score {
    let h = embedding.forward(batch.centers)  // (N, D)
    let loss = output.forward(h, batch.contexts)
    return Score(loss: loss, count: batch.centers.count)
  }

  public func backward() { embedding.backward(output.backward()) }
}
