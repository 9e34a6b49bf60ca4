import Ground
import Language
import Networks
import Tensors

/// Two recurrent language models, one that reads on and one that reads back: vectors of words that know what
/// stands on either side.
///
///     let model = BidirectionalLanguageModel(onward: onward, back: back)   // back read its text from the end
///     let layers = model.hiddenStates(of: ids)                            // layers[1]: (T, 2 H)
///
/// Neither sees what it is asked for, and yet both together see all. (Peters et al., "Deep contextualized word
/// representations", NAACL 2018, section 3; their two directions share the words' vectors.)
public struct BidirectionalLanguageModel {
  /// Predicts each next word.
  public let onward: RecurrentLanguageModel
  /// Predicts each word before.
  public let back: RecurrentLanguageModel

  /// Two models of the same words and sizes.
  ///
  /// - Parameter back: has learned from texts in reverse.
  public init(onward: RecurrentLanguageModel, back: RecurrentLanguageModel) {
    require(
      onward.vocabulary == back.vocabulary
        && onward.settings.layers == back.settings.layers,
      "Both directions must have the same words, and as many layers.")
    (self.onward, self.back) = (onward, back)
  }

  /// What each layer makes of T words, both directions side by side: first the words' own vectors (T, 2 D), then
  /// each recurrent layer's outputs (T, 2 H). A word's vector has read it and all before it, and it and all after.
  public func hiddenStates(of ids: [Int]) -> [Tensor] {
    zip(onward.hiddenStates(of: ids), back.hiddenStates(of: ids.reversed())).map { onward, back in
      let turned = back.rows(at: ids.indices.reversed())
      return .concatenate([onward, turned], axis: 1)
    }
  }
}

extension RecurrentLanguageModel {
  /// What each layer makes of T words, read from their beginning: first the words' own vectors (T, D), then each
  /// recurrent layer's outputs (T, H).
  public func hiddenStates(of ids: [Int]) -> [Tensor] {
    vocabulary.requireKnown(ids)
    guard !ids.isEmpty else {
      let sizes = [settings.embeddingSize] + recurrent.layers.map(\.outputs)
      return sizes.map { .zeros(0, $0) }
    }
    return afterReset {
      var x = embedding.forward([ids])
      var states = [x]
      for layer in recurrent.layers {
        x = layer.forward(x, lengths: nil, mode: .inference)
        states.append(x)
      }
      return states.map { $0.reshaped(ids.count, -1) }
    }
  }
}
