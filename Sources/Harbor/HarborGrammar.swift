import Ground
import Tensors

/// A grammar with variables: rules are rewritten from left to right, and on the way words are drawn
/// from the lexicon and remembered, so that what comes later can agree with what came before.
///
/// Every choice has whole-number weights; nothing else is random. So a text's probability is the
/// product of its choices' probabilities, wherever the words give the choices away.
struct HarborGrammar: Sendable {
  /// What a rule is made of.
  enum Step: Sendable {
    /// Says a word.
    case word(Int32)
    /// Says a form of the lexeme that a variable holds.
    case say(variable: Int, form: Form, mark: Mark)
    /// Draws a lexeme from a table and remembers it, unless it is the one that `except` holds.
    case draw(variable: Int, from: Source, except: Int?)
    /// Goes on with one of the alternatives of a rule.
    case call(rule: Int)
  }

  /// Which form: one of the lexicon's, or the one that bears the name of a variable's lexeme.
  enum Form: Sendable {
    case fixed(Int)
    case named(byVariable: Int)
  }

  /// What a spoken word means for agreement: the head of a subject, or the verb that follows it.
  enum Mark: Sendable { case none, head, verb }

  /// Where a lexeme is drawn from: a class, what another lexeme is linked to, or another variable.
  enum Source: Sendable {
    case table(WeightedTable)
    case copy(variable: Int)
    case link(variable: Int, link: Int)
  }

  /// The alternatives of a rule: indices of `sequences`.
  struct Rule: Sendable { var alternatives: WeightedTable }

  let lexicon: HarborLexicon
  let sequences: [[Step]]
  let rules: [Rule]
  /// The sequence a story starts with.
  let start: Int
  /// True for the variables that outlive a sentence.
  let outlives: SIMDMask<SIMD32<Int16>>
  /// Every word the grammar can say, sorted.
  let words: [String]
}

/// Items drawn in proportion to whole-number weights.
struct WeightedTable: Sendable {
  let items: [Int16]
  let weights: [Int]
  let total: Int

  init(items: [Int], weights: [Int]) {
    require(
      !items.isEmpty && items.count == weights.count && weights.allSatisfy { $0 > 0 },
      "A weighted table needs as many positive weights as items, and at least one.")
    self.items = items.map(Int16.init)
    self.weights = weights
    self.total = weights.reduce(0, +)
  }

  /// The position of an item, drawn in proportion to its weight.
  func draw(_ random: inout Random) -> Int {
    if items.count == 1 { return 0 }
    var rest = random.integer(below: total)
    var index = 0
    while rest >= weights[index] {
      rest -= weights[index]
      index += 1
    }
    return index
  }

  /// The weight of `item`, or 0.
  func weight(of item: Int16) -> Int { items.firstIndex(of: item).map { weights[$0] } ?? 0 }
}

// MARK: - Rewriting

extension HarborGrammar {
  /// How far a story has been told: the rules under way and what the variables hold.
  struct Configuration: Hashable, Sendable {
    var frames: [SIMD2<Int16>]
    var variables = SIMD32<Int16>(repeating: -1)
    /// An article is due, *a* or *an* as the next word will have it.
    var owesArticle = false
  }

  /// What a configuration needs to go on.
  enum Demand {
    /// To say a word; `mark` and `wrong` belong to agreement.
    case word(Int32, mark: Mark, wrong: Int32)
    /// To choose one of a table's items, but not `except`.
    case choice(WeightedTable, except: Int16)
    /// Nothing: the story is over.
    case end
  }

  /// A story before its first word.
  var opening: Configuration { Configuration(frames: [SIMD2(Int16(start), 0)]) }

  /// What `configuration` needs to go on; finished rules are left on the way.
  func demand(_ configuration: inout Configuration) -> Demand {
    while let frame = configuration.frames.last {
      let steps = sequences[Int(frame.x)]
      guard frame.y < steps.count else {
        configuration.frames.removeLast()
        continue
      }
      switch steps[Int(frame.y)] {
      case .word(lexicon.article.a):
        configuration.owesArticle = true
        configuration.frames[configuration.frames.count - 1].y += 1
      case .word(let word):
        return .word(owed(word, configuration), mark: .none, wrong: -1)
      case .say(let variable, let form, let mark):
        let lexeme = Int(configuration.variables[variable])
        require(lexeme >= 0, "A rule says a variable before it is drawn: \(steps).")
        return .word(
          owed(word(lexeme, form, configuration), configuration), mark: mark,
          wrong: mark == .verb ? wrongWord(lexeme, form, configuration) : -1)
      case .draw(_, let source, let except):
        let other = except.map { configuration.variables[$0] } ?? -1
        return .choice(table(source, configuration), except: other)
      case .call(let rule):
        return .choice(rules[rule].alternatives, except: -1)
      }
    }
    return .end
  }

  /// Moves past the word that was demanded. The end of a sentence clears what it alone remembered.
  func pass(_ word: Int32, _ configuration: inout Configuration) {
    if configuration.owesArticle {
      configuration.owesArticle = false
      return
    }
    configuration.frames[configuration.frames.count - 1].y += 1
    if lexicon.ends(word) { configuration.variables.replace(with: -1, where: .!outlives) }
  }

  /// The article that is due before `word`, or the word itself.
  private func owed(_ word: Int32, _ configuration: Configuration) -> Int32 {
    if !configuration.owesArticle { return word }
    return lexicon.startsWithVowel[Int(word)] ? lexicon.article.an : lexicon.article.a
  }

  /// Moves past the choice that was demanded, by taking `item`.
  func take(_ item: Int16, _ configuration: inout Configuration) {
    let last = configuration.frames.count - 1
    let frame = configuration.frames[last]
    configuration.frames[last].y += 1
    switch sequences[Int(frame.x)][Int(frame.y)] {
    case .draw(let variable, _, _):
      configuration.variables[variable] = item
    case .call:
      if configuration.frames[last].y == sequences[Int(frame.x)].count {
        configuration.frames.removeLast()
      }
      configuration.frames.append(SIMD2(item, 0))
    case .word, .say:
      stop("A word leaves nothing to choose.")
    }
  }

  private func word(_ lexeme: Int, _ form: Form, _ configuration: Configuration) -> Int32 {
    switch form {
    case .fixed(let form):
      return lexicon.form(lexeme, form)
    case .named(let variable):
      return lexicon.form(lexeme, lexicon.formNamed[Int(configuration.variables[variable])])
    }
  }

  /// The same verb in the other number.
  private func wrongWord(_ lexeme: Int, _ form: Form, _ configuration: Configuration) -> Int32 {
    switch form {
    case .fixed(let form):
      return lexicon.form(lexicon.otherNumber(lexeme), form)
    case .named(let variable):
      let other = lexicon.otherNumber(Int(configuration.variables[variable]))
      return lexicon.form(lexeme, lexicon.formNamed[other])
    }
  }

  private func table(_ source: Source, _ configuration: Configuration) -> WeightedTable {
    switch source {
    case .table(let table): return table
    case .copy(let variable):
      return WeightedTable(items: [Int(configuration.variables[variable])], weights: [1])
    case .link(let variable, let link):
      let lexeme = Int(configuration.variables[variable])
      guard lexeme >= 0, let table = lexicon.links[lexeme][link] else {
        stop(
          "\(lexeme < 0 ? "An unset variable" : lexicon.name(lexeme)) has no \(lexicon.linkNames[link])."
        )
      }
      return table
    }
  }
}
