import Ground
import Tensors

/// Stories of a small harbor town, drawn from a grammar: a corpus of any size whose truth is known.
///
///     let text = Harbor(seed: 1).text(words: 200_000, stream: "training")
///     text.sentences[0]          // ["tom", "was", "a", "fisherman", …, "."]
///     text.perplexity            // the lowest that any model can reach on this very text
///
/// The same seed and stream always give the same stories; other streams give others of the same
/// kind, to validate and to test with.
public struct Harbor: Sendable {
  /// Which stories are told.
  public enum Edition: String, CaseIterable, Sendable {
    /// Of everything there is in the town, for vectors of its words.
    case stories
    /// Of fewer things and in plainer sentences, for models that are to learn the whole grammar.
    case primer
  }

  public let seed: UInt64
  public let edition: Edition

  public init(seed: UInt64 = 1, edition: Edition = .stories) {
    (self.seed, self.edition) = (seed, edition)
  }

  /// Whole stories, until they have at least `words` words. Linear in `words`.
  public func text(words: Int, stream: String = "training") -> HarborText {
    require(words > 0, "A text needs at least one word, not \(words).")
    let grammar = edition.grammar
    var random = Random(seed: seed, stream: "harbor/\(stream)")
    var stories: [HarborStory] = []
    var count = 0
    while count < words {
      stories.append(grammar.story(&random))
      count += stories[stories.count - 1].sentences.reduce(0) { $0 + $1.words.count }
    }
    return HarborText(stories: stories)
  }

  /// Every word that a story can have, sorted.
  public static var words: [String] { grammar.words }

  /// The grammar of the stories: the lexicon's tables and the rules.
  static let grammar = HarborNotation.grammar(
    lexicon: HarborLexicon(harborLexicon), rules: harborRules)

  fileprivate static let primer = HarborNotation.grammar(
    lexicon: HarborLexicon(harborLexicon), rules: harborPrimer)
}

extension Harbor.Edition {
  var grammar: HarborGrammar {
    switch self {
    case .stories: Harbor.grammar
    case .primer: Harbor.primer
    }
  }
}

extension HarborGrammar {
  /// Tells one story.
  func story(_ random: inout Random) -> HarborStory {
    var sentences: [HarborSentence] = []
    var words: [String] = []
    var agreements: [HarborAgreement] = []
    var head = 0
    var logProbability = 0.0
    var configuration = opening
    while true {
      switch demand(&configuration) {
      case .choice(let table, let except):
        let item = draw(table, except: except, &logProbability, &random)
        take(item, &configuration)
      case .word(let word, let mark, let wrong):
        if mark == .head { head = words.count }
        if mark == .verb {
          agreements.append(
            HarborAgreement(
              prefix: words, right: lexicon.words[Int(word)], wrong: lexicon.words[Int(wrong)],
              head: head))
        }
        words.append(lexicon.words[Int(word)])
        pass(word, &configuration)
        if lexicon.ends(word) {
          sentences.append(
            HarborSentence(words: words, logProbability: logProbability, agreements: agreements))
          words = []
          agreements = []
          logProbability = 0
        }
      case .end:
        require(words.isEmpty, "A story must end with a sentence's end.")
        return HarborStory(sentences: sentences)
      }
    }
  }

  private func draw(
    _ table: WeightedTable, except: Int16, _ logProbability: inout Double, _ random: inout Random
  ) -> Int16 {
    let excluded = except >= 0 ? table.weight(of: except) : 0
    require(excluded < table.total, "Nothing is left to choose from.")
    var index = table.draw(&random)
    while excluded > 0 && table.items[index] == except { index = table.draw(&random) }
    let weight = table.weights[index]
    if weight < table.total - excluded {
      logProbability += Double(log(Float(weight) / Float(table.total - excluded)))
    }
    return table.items[index]
  }
}
