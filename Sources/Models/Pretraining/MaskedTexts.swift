import Ground
import Networks
import Tensors

/// Which words of a text are hidden from a model that is to guess them, and what it sees in their place.
///
/// Of a text 15 % are chosen, one at least. Of ten chosen words, eight are replaced by the mask, one by any word
/// of the vocabulary, and one stays: so the model can't rely on what it sees to be right, nor on the mask to be
/// where it is asked, which in use it never is. (Devlin et al., "BERT", NAACL 2019, section 3.1.)
public struct Masking: Equatable, Sendable {
  /// The share of words that are chosen.
  public var share: Float = 0.15
  /// V, how many words there are; the mask has the id after theirs.
  public let words: Int

  public init(words: Int) { self.words = words }

  /// The id of the mask.
  public var mask: Int { words }

  /// What the model reads of `ids`, and the places that it is asked about, in order.
  public func hide(_ ids: [Int], _ random: inout Random) -> (inputs: [Int], places: [Int]) {
    let count = min(max(1, Int((share * Float(ids.count)).rounded())), ids.count)
    let places = random.permutation(ids.count).prefix(count).sorted()
    var inputs = ids
    for place in places {
      switch random.integer(below: 10) {
      case 0..<8: inputs[place] = mask
      case 8: inputs[place] = random.integer(below: words)
      default: break
      }
    }
    return (inputs, places)
  }
}

/// Texts with words hidden in them: what a `MaskedLanguageModel` learns from.
public struct MaskedTexts: Dataset, Sendable {
  /// Some texts, each of its own length.
  public struct Batch: Sendable {
    /// What the model reads.
    public let inputs: [[Int]]
    /// The places of each text that it is asked about.
    public let places: [[Int]]
    /// What stood there.
    public let targets: [[Int]]

    public init(inputs: [[Int]], places: [[Int]], targets: [[Int]]) {
      (self.inputs, self.places, self.targets) = (inputs, places, targets)
    }
  }

  private let texts: [[Int]]
  private let masking: Masking
  private let copies: Int
  private let random: Random

  /// - Parameters:
  ///   - texts: as ids; those that are empty are left out.
  ///   - copies: how often each text stands in the data, every time with other words hidden.
  ///   - random: its stream i says which words of example i are hidden.
  public init(_ texts: [[Int]], _ masking: Masking, copies: Int = 1, random: Random) {
    require(copies > 0, "Each text must stand in the data once at least, not \(copies) times.")
    self.texts = texts.filter { !$0.isEmpty }
    (self.masking, self.copies, self.random) = (masking, copies, random)
  }

  public var count: Int { copies * texts.count }

  public func batch(_ indices: [Int]) -> Batch {
    let hidden = indices.map { index in
      var random = random.stream(index)
      return masking.hide(texts[index % texts.count], &random)
    }
    return Batch(
      inputs: hidden.map(\.inputs), places: hidden.map(\.places),
      targets: zip(indices, hidden).map { index, hidden in
        hidden.places.map { texts[index % texts.count][$0] }
      })
  }
}
