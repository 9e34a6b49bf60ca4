import Ground
import Networks
import Tensors

/// A vector for each word, made of its characters: so a word that was never seen has one too.
///
/// Either windows of three characters slide along the word and the largest of each filter counts (dos Santos
/// and Zadrozny, ICML 2014), or an LSTM reads it both ways and hands over what it ends with (Lample et al.,
/// NAACL 2016).
final class CharacterEncoder: Trainable {
  private let embedding: Embedding
  private let convolution: Convolution?
  private let maxima = MaxOverTime()
  private let recurrent: Bidirectional?
  private var passed: Ragged?

  /// F, the size of a word's vector.
  let outputs: Int

  init(characters: Int, _ settings: Tagger.Settings, random: inout Random) {
    let (size, outputs) = (settings.characterSize, settings.filters)
    let limit = (3 / Float(size)).squareRoot()
    embedding = Embedding(
      words: characters, size: size, weights: .even(limit), name: "characters", random: &random)
    self.outputs = outputs
    switch settings.characters {
    case .convolution:
      convolution = Convolution(
        width: 3, inputs: size, filters: outputs, padding: 1, name: "characters.convolution",
        random: &random)
      recurrent = nil
    case .lstm:
      convolution = nil
      recurrent = Bidirectional(
        LSTM(inputs: size, size: outputs / 2, name: "characters.onward", random: &random),
        LSTM(inputs: size, size: outputs - outputs / 2, name: "characters.back", random: &random))
    case .none: stop("A tagger without characters needs no encoder of them.")
    }
  }

  var parts: [any Trainable] {
    let chosen: [(any Trainable)?] = [convolution, recurrent]
    return [embedding, maxima] + chosen.compactMap { $0 }
  }

  /// The ids of the characters of U words → (U, F).
  func forward(_ spellings: [[Int]], mode: Mode) -> Tensor {
    let ragged = Ragged(spellings.map(\.count))
    passed = ragged
    let x = ragged.padded(embedding.forward(spellings.flatMap { $0 }))
    if let convolution {
      return maxima.forward(convolution.forward(x, mode: mode), lengths: ragged.lengths)
    }
    recurrent!.resetState()
    _ = recurrent!.forward(x, lengths: ragged.lengths, mode: mode)
    return recurrent!.handedOver[0]
  }

  /// dy (U, F).
  func backward(_ dy: Tensor) {
    guard let ragged = passed else {
      stop("CharacterEncoder.backward needs a call of CharacterEncoder.forward before it.")
    }
    let dx: Tensor
    if let convolution {
      dx = convolution.backward(maxima.backward(dy))
    } else {
      let state = recurrent!.takenBack([dy, .zeros(dy.shape)])
      dx = recurrent!.backward(
        .zeros(ragged.lengths.count, ragged.longest, outputs), dState: state)
    }
    embedding.backward(ragged.steps(of: dx))
  }
}

extension Initializer {
  /// Even between ±`limit`.
  static func even(_ limit: Float) -> Initializer {
    Initializer { inputs, outputs, random in
      .uniform([inputs, outputs], in: -limit..<limit, random: &random)
    }
  }
}
