import Ground
import Tensors

/// The reader that knows the grammar: it keeps every way in which the words so far can have come
/// about, and so gives the exact probability of each next word.
///
///     var reader = HarborReader()
///     reader.read("there")       // the natural logarithm of P(there), at a story's start
///     reader.read("was")         // of P(was | there)
///     reader.next()              // every word that can follow, with its probability
///
/// No model can do better on average: this is the forward algorithm (Rabiner, "A tutorial on hidden
/// Markov models", 1989, section III) on the configurations of the grammar.
public struct HarborReader: Sendable {
  /// The configurations that explain the words so far, and the probability of each, given them.
  private var beliefs: [(configuration: HarborGrammar.Configuration, probability: Double)]
  private let edition: Harbor.Edition

  /// A reader before the first word of a story.
  public init(_ edition: Harbor.Edition = .stories) {
    self.edition = edition
    beliefs = [(edition.grammar.opening, 1)]
  }

  /// How many ways there are to explain the words so far.
  public var explanations: Int { beliefs.count }

  /// Reads a word; the natural logarithm of its probability given all words before, or -∞ for a word
  /// that the grammar forbids, after which the reader starts afresh.
  public mutating func read(_ word: String) -> Float {
    let grammar = edition.grammar
    let id = grammar.lexicon.knownWordId(word)
    var places: [HarborGrammar.Configuration: Int] = [:]
    var next: [(configuration: HarborGrammar.Configuration, probability: Double)] = []
    var total = 0.0
    for belief in beliefs {
      grammar.expand(belief.configuration, belief.probability) { said, configuration, probability in
        guard said == id else { return }
        var configuration = configuration
        grammar.pass(said, &configuration)
        total += probability
        if let place = places[configuration] {
          next[place].probability += probability
        } else {
          places[configuration] = next.count
          next.append((configuration, probability))
        }
      }
    }
    guard total > 0 else {
      self = HarborReader(edition)
      return -.infinity
    }
    beliefs = next.map { ($0.configuration, $0.probability / total) }
    return log(Float(total))
  }

  /// Every word that can come next and its probability, in the order of the words' spelling.
  public func next() -> [(word: String, probability: Float)] {
    let grammar = edition.grammar
    var shares = [Double](repeating: 0, count: grammar.lexicon.words.count)
    for belief in beliefs {
      grammar.expand(belief.configuration, belief.probability) { said, _, probability in
        shares[Int(said)] += probability
      }
    }
    let words = zip(grammar.lexicon.words, shares).filter { $0.1 > 0 }
    return words.map { (word: $0.0, probability: Float($0.1)) }.sorted { $0.word < $1.word }
  }
}

extension HarborGrammar {
  /// Follows every choice that can be made before the next word, and gives each such word with the
  /// configuration in front of it. The end of a story leads to the start of another.
  func expand(
    _ configuration: Configuration, _ probability: Double,
    _ body: (Int32, Configuration, Double) -> Void
  ) {
    var configuration = configuration
    switch demand(&configuration) {
    case .word(let word, _, _):
      body(word, configuration, probability)
    case .end:
      expand(opening, probability, body)
    case .choice(let table, let except):
      let total = Double(table.total - (except >= 0 ? table.weight(of: except) : 0))
      for (item, weight) in zip(table.items, table.weights) where item != except {
        var next = configuration
        take(item, &next)
        expand(next, probability * Double(weight) / total, body)
      }
    }
  }
}
