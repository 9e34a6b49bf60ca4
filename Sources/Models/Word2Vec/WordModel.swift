import Language
import Networks
import Tensors

/// A model of words and their neighbors: an embedding, and an output that is asked for words.
public protocol WordModel: Model where Batch == Contexts.Batch {
  var embedding: Embedding { get }
  var output: any WordOutput { get }
}

extension WordModel {
  public var parameters: [Parameter] { embedding.parameters + output.parameters }

  public var memory: [Memory] {
    get { output.memory }
    set { output.memory = newValue }
  }

  /// (V, D): the words' vectors.
  public var vectors: Tensor { embedding.weight.value }
}
