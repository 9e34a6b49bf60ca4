import Ground
import Tensors

/// The notation that the rules are written in.
///
///     habit:
///       2x every day [Hero/he] (v=Job.does) [v/one] the [v.what] .
///       @season [Hero] {sleeps|rests} .
///
/// A rule is a name and its alternatives, with weights (1 unless given). In an alternative
///
/// - a plain word says itself;
/// - `[x=animal]` draws an animal, remembers it as x and says it; `[animal]` says and forgets;
/// - `[x=y.food]` draws from what y's link `food` leads to, `[x=y<food]` from what leads to y;
/// - `[x=animal!y]` draws any animal but y;
/// - `[x]` says what x holds; `[x/many]` one of its forms; `[x/N]` the form that N's lexeme names;
/// - `(x=y)` remembers as x what y holds; `(x=animal)` draws and says nothing yet;
/// - `@habit` goes on with that rule, which sees and sets the same variables;
/// - `{a|b c|}` is a rule without a name: its alternatives are equally likely;
/// - `*[…]` is the head of a subject, and `[N/be^]` the verb that has to agree with it.
///
/// Variables with a capital last for the story, the others for the sentence.
struct HarborNotation {
  private var lexicon: HarborLexicon
  private var sequences: [[HarborGrammar.Step]] = []
  private var rules: [HarborGrammar.Rule] = []
  private var ruleIds: [String: Int] = [:]
  private var variables: [String: Int] = [:]

  /// The grammar that `rules` and `lexicon` write down; a story starts with the rule `story`.
  static func grammar(lexicon: HarborLexicon, rules: String) -> HarborGrammar {
    var notation = HarborNotation(lexicon: lexicon)
    notation.read(rules)
    return notation.grammar()
  }

  private init(lexicon: HarborLexicon) { self.lexicon = lexicon }

  private func grammar() -> HarborGrammar {
    guard let story = ruleIds["story"] else { stop("The rules have no story.") }
    var outlives = SIMDMask<SIMD32<Int16>>(repeating: false)
    for (name, index) in variables { outlives[index] = name.first!.isUppercase }
    var said = Set(lexicon.words)
    for name in ["number", "gender", "other"].flatMap({ lexicon.members($0) ?? [] }) {
      said.remove(lexicon.name(name))
    }
    for case .word(let word) in sequences.joined() { said.insert(lexicon.words[Int(word)]) }
    let start = sequences.count
    return HarborGrammar(
      lexicon: lexicon, sequences: sequences + [[.call(rule: story)]], rules: rules, start: start,
      outlives: outlives, words: said.sorted())
  }

  // MARK: Rules

  private mutating func read(_ text: String) {
    var found: [(name: String, alternatives: [(weight: Int, text: Substring)])] = []
    for line in text.split(separator: "\n") {
      let line = line.drop(while: \.isWhitespace)
      if line.hasPrefix("--") { continue }
      if line.hasSuffix(":") {
        found.append((String(line.dropLast()), []))
      } else {
        let first = line.prefix { $0 != " " }
        let weight = first.hasSuffix("x") ? Int(first.dropLast()) : nil
        let rest = weight == nil ? line : line.dropFirst(first.count + 1)
        found[found.count - 1].alternatives.append((weight ?? 1, rest))
      }
    }
    for rule in found {
      require(ruleIds[rule.name] == nil, "There are two rules called \(rule.name).")
      ruleIds[rule.name] = rules.count
      rules.append(.init(alternatives: WeightedTable(items: [0], weights: [1])))
    }
    for rule in found {
      rules[ruleIds[rule.name]!].alternatives = alternatives(rule.alternatives)
    }
  }

  private mutating func alternatives(_ found: [(weight: Int, text: Substring)]) -> WeightedTable {
    let items = found.map { alternative in
      let steps = sequence(alternative.text)
      sequences.append(steps)
      return sequences.count - 1
    }
    return WeightedTable(items: items, weights: found.map(\.weight))
  }

  // MARK: Steps

  private mutating func sequence(_ text: Substring) -> [HarborGrammar.Step] {
    var steps: [HarborGrammar.Step] = []
    var rest = text.drop(while: \.isWhitespace)
    while let first = rest.first {
      let item = rest.prefix(length(of: rest))
      switch first {
      case "[": steps += slot(item.dropFirst().dropLast(), mark: .none)
      case "*": steps += slot(item.dropFirst(2).dropLast(), mark: .head)
      case "(": steps.append(draw(item.dropFirst().dropLast()))
      case "@": steps.append(.call(rule: rule(item.dropFirst())))
      case "{": steps.append(.call(rule: choice(item.dropFirst().dropLast())))
      default: steps.append(.word(lexicon.wordId(String(item))))
      }
      rest = rest.dropFirst(item.count).drop(while: \.isWhitespace)
    }
    return steps
  }

  /// How many characters the first item of `text` has: a word, or all up to the bracket's end.
  private func length(of text: Substring) -> Int {
    let opening = text.first == "*" ? text.dropFirst().first! : text.first!
    guard let closing = ["[": "]", "(": ")", "{": "}"][opening] as Character? else {
      return text.prefix { !$0.isWhitespace }.count
    }
    return text.prefix { $0 != closing }.count + 1
  }

  private func rule(_ name: Substring) -> Int {
    guard let id = ruleIds[String(name)] else { stop("There is no rule called \(name).") }
    return id
  }

  private mutating func choice(_ text: Substring) -> Int {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
    let table = alternatives(parts.map { (1, $0) })
    rules.append(.init(alternatives: table))
    return rules.count - 1
  }

  /// `x=animal/many`, `animal`, `x/many` or `N/be^`.
  private mutating func slot(
    _ text: Substring, mark: HarborGrammar.Mark
  ) -> [HarborGrammar.Step] {
    var mark = mark
    var text = text
    if text.last == "^" {
      mark = .verb
      text.removeLast()
    }
    let parts = text.split(separator: "/")
    let form = parts.count == 1 ? .fixed(0) : form(parts[1])
    let isDraw =
      parts[0].contains { "=.<!".contains($0) } || lexicon.members(String(parts[0])) != nil
    if !isDraw {
      return [.say(variable: variable(parts[0]), form: form, mark: mark)]
    }
    let drawn = parts[0].contains("=") ? parts[0] : "it=" + parts[0]
    let name = drawn.prefix { $0 != "=" }
    return [draw(drawn[...]), .say(variable: variable(name), form: form, mark: mark)]
  }

  private mutating func form(_ name: Substring) -> HarborGrammar.Form {
    if let index = lexicon.formNames.firstIndex(of: String(name)) { return .fixed(index + 1) }
    return .named(byVariable: variable(name))
  }

  /// `x=animal`, `x=y.food`, `x=y<food`, each perhaps with `!z`.
  private mutating func draw(_ text: Substring) -> HarborGrammar.Step {
    let sides = text.split(separator: "=")
    let parts = sides[1].split(separator: "!")
    let except = parts.count > 1 ? variable(parts[1]) : nil
    return .draw(variable: variable(sides[0]), from: source(parts[0]), except: except)
  }

  private mutating func source(_ text: Substring) -> HarborGrammar.Source {
    for (sign, prefix) in [(".", ""), ("<", "<")] where text.contains(sign) {
      let parts = text.split(separator: Character(sign))
      guard let link = lexicon.linkNames.firstIndex(of: prefix + parts[1]) else {
        stop("The lexicon has no link called \(parts[1]).")
      }
      return .link(variable: variable(parts[0]), link: link)
    }
    if variables[String(text)] != nil { return .copy(variable: variable(text)) }
    guard let members = lexicon.members(String(text)) else {
      stop("The lexicon has no class called \(text).")
    }
    return .table(
      WeightedTable(items: members, weights: members.indices.map { 25_200 / ($0 + 8) }))
  }

  private mutating func variable(_ name: Substring) -> Int {
    if let index = variables[String(name)] { return index }
    require(variables.count < SIMD32<Int16>.scalarCount, "The rules have too many variables.")
    variables[String(name)] = variables.count
    return variables.count - 1
  }
}
