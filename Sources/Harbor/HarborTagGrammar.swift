import Ground
import Tensors

/// A grammar without memory, whose words carry their parts of speech and whose names are marked.
///
///     spot NOUN: harbor pier bay
///     ~place PROPN: wick haven
///     name place:
///       3x port/PROPN ~place
///     deed:
///       2x A:person visited/VERB B:place > A visited B
///
/// A line with words after its colon is a list: one word is drawn, earlier ones more often. With `~` before its
/// name it is a list of endings, and the word is made of syllables and one of them. Any other rule is followed by
/// its alternatives, with weights (1 unless given). In an alternative
///
/// - `pier/NOUN` says a word;
/// - `spot` goes on with that rule or list;
/// - `A:place` goes on with the rule of a name and calls it A; after `>` stands what is said of the names;
/// - `-` says nothing.
///
/// No rule may lead back to itself.
struct HarborTagGrammar: Sendable {
  enum Item: Sendable {
    case word(Int)
    case rule(Int)
    case name(rule: Int, variable: String)
  }

  struct Alternative: Sendable {
    var weight: Int
    var items: [Item] = []
    var facts: [(subject: String, relation: String, object: String)] = []
  }

  struct Rule: Sendable {
    var alternatives: [Alternative] = []
    /// The kind of name that it makes.
    var kind: String?
    var total: Int { alternatives.reduce(0) { $0 + $1.weight } }
  }

  /// A word, or an ending of invented ones, with its part of speech.
  struct Terminal: Hashable, Sendable {
    var text: String
    var tag: String
    var isInvented = false
  }

  private(set) var terminals: [Terminal] = []
  private var rules: [Rule] = []
  private var numbers: [String: Int] = [:]
  private var known: Set<String> = []

  init(_ text: String) {
    let lines = text.split(separator: "\n").map { $0.drop(while: \.isWhitespace) }
      .filter { !$0.hasPrefix("--") }
    let (heads, isHead) = HarborTagGrammar.heads(of: lines)
    for (number, head) in heads.enumerated() {
      require(numbers[head.name] == nil, "There are two rules called \(head.name).")
      numbers[head.name] = number
    }
    rules = heads.map { Rule(kind: $0.isName ? $0.name : nil) }
    var ids: [Terminal: Int] = [:]
    var current = -1
    for (line, isHead) in zip(lines, isHead) {
      if isHead {
        current += 1
        rules[current].alternatives += list(line, &ids)
      } else {
        rules[current].alternatives.append(alternative(line, &ids))
      }
    }
    known = Set(ids.keys.filter { !$0.isInvented }.map(\.text))
    terminals = ids.sorted { $0.value < $1.value }.map(\.key)
  }

  /// All that is said of two names, sorted.
  var relations: [String] {
    Set(rules.flatMap { $0.alternatives.flatMap { $0.facts.map(\.relation) } }).sorted()
  }
}

// MARK: - Reading the notation

extension HarborTagGrammar {
  private static func heads(
    of lines: [Substring]
  ) -> (heads: [(name: String, isName: Bool)], isHead: [Bool]) {
    let heads = lines.map { line -> (name: String, isName: Bool)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let before = line[..<colon].split(separator: " ").map(String.init)
      if line.index(after: colon) == line.endIndex {
        return (before.last!, before.count == 2)
      }
      // A list has a part of speech before its colon and a blank after it.
      return line[line.index(after: colon)] == " " ? (before[0], false) : nil
    }
    return (heads.compactMap { $0 }, heads.map { $0 != nil })
  }

  private mutating func list(
    _ line: Substring, _ ids: inout [Terminal: Int]
  ) -> [Alternative] {
    let sides = line.split(separator: ":")
    guard sides.count == 2 else { return [] }
    let head = sides[0].split(separator: " ").map(String.init)
    return sides[1].split(separator: " ").enumerated().map { place, word in
      let terminal = Terminal(
        text: String(word), tag: head[1], isInvented: head[0].hasPrefix("~"))
      return Alternative(weight: 2_520 / (place + 5), items: [.word(id(of: terminal, &ids))])
    }
  }

  private func id(of terminal: Terminal, _ ids: inout [Terminal: Int]) -> Int {
    if let id = ids[terminal] { return id }
    ids[terminal] = ids.count
    return ids.count - 1
  }

  private func alternative(_ line: Substring, _ ids: inout [Terminal: Int]) -> Alternative {
    let sides = line.split(separator: ">")
    var words = sides[0].split(separator: " ").map(String.init)
    var result = Alternative(weight: 1)
    if words[0].hasSuffix("x"), let weight = Int(words[0].dropLast()) {
      result.weight = weight
      words.removeFirst()
    }
    result.items = words.filter { $0 != "-" }.map { item($0, &ids) }
    if sides.count == 2 {
      result.facts = sides[1].split(separator: ",").map { fact in
        let parts = fact.split(separator: " ").map(String.init)
        return (parts[0], parts[1], parts[2])
      }
    }
    return result
  }

  private func item(_ text: String, _ ids: inout [Terminal: Int]) -> Item {
    let parts = text.split(separator: "/").map(String.init)
    if parts.count == 2 { return .word(id(of: Terminal(text: parts[0], tag: parts[1]), &ids)) }
    let sides = text.split(separator: ":").map(String.init)
    guard let rule = numbers[sides.last!] else { stop("There is no rule called \(text).") }
    return sides.count == 2 ? .name(rule: rule, variable: sides[0]) : .rule(rule)
  }
}

// MARK: - Telling

extension HarborTagGrammar {
  func sentence(_ random: inout Random) -> HarborTagged {
    var sentence = HarborTagged()
    say(numbers["sentence"]!, &sentence, &random)
    return sentence
  }

  private func say(_ rule: Int, _ sentence: inout HarborTagged, _ random: inout Random) {
    let before = sentence
    let chosen = draw(rules[rule], &random)
    var names: [String: Int] = [:]
    for item in chosen.items {
      switch item {
      case .word(let word): say(terminals[word], &sentence, &random)
      case .rule(let rule): say(rule, &sentence, &random)
      case .name(let rule, let variable):
        names[variable] = sentence.names.count
        say(rule, &sentence, &random)
      }
    }
    for fact in chosen.facts {
      sentence.facts.append(
        .init(
          subject: names[fact.subject]!, relation: fact.relation, object: names[fact.object]!))
    }
    guard let kind = rules[rule].kind else { return }
    let range = before.words.count..<sentence.words.count
    if before.names.contains(where: { before.words[$0.range] == sentence.words[range] }) {
      sentence = before
      say(rule, &sentence, &random)
    } else {
      sentence.names.append(.init(kind: kind, range: range))
    }
  }

  private func draw(_ rule: Rule, _ random: inout Random) -> Alternative {
    var rest = random.integer(below: rule.total)
    for alternative in rule.alternatives {
      if rest < alternative.weight { return alternative }
      rest -= alternative.weight
    }
    return rule.alternatives[0]
  }

  private func say(
    _ terminal: Terminal, _ sentence: inout HarborTagged, _ random: inout Random
  ) {
    sentence.words.append(
      terminal.isInvented ? invented(terminal.text, &random) : terminal.text)
    sentence.partsOfSpeech.append(terminal.tag)
  }

  /// One or two syllables, the last one closed, and the ending.
  private func invented(_ ending: String, _ random: inout Random) -> String {
    let onsets = [
      "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "t", "v", "bl", "dr", "gr", "tr",
    ]
    let vowels = ["a", "e", "i", "o", "u"]
    let codas = ["l", "m", "n", "r", "s", "nd", "lt", "rk", "mp", "st"]
    func one(_ list: [String]) -> String { list[random.integer(below: list.count)] }
    var word: String
    repeat {
      word = one(onsets) + one(vowels)
      if random.integer(below: 2) == 0 { word += one(Array(onsets.prefix(12))) + one(vowels) }
      word += one(codas) + (ending == "-" ? "" : ending)
    } while known.contains(word)
    return word
  }
}

// MARK: - Counting

extension HarborTagGrammar {
  /// How often a sentence has each terminal on average, by the weights alone.
  func uses() -> [HarborUse] {
    var known: [Int: [Double]] = [:]
    let counts = counts(of: numbers["sentence"]!, &known)
    var sums: [HarborUse] = []
    for (terminal, count) in zip(terminals, counts) where count > 0 {
      let word = terminal.isInvented ? nil : terminal.text
      if let place = sums.firstIndex(where: { $0.word == word && $0.partOfSpeech == terminal.tag })
      {
        let sum = sums[place].perSentence + count
        sums[place] = HarborUse(word: word, partOfSpeech: terminal.tag, perSentence: sum)
      } else {
        sums.append(HarborUse(word: word, partOfSpeech: terminal.tag, perSentence: count))
      }
    }
    return sums.sorted { ($0.word ?? "", $0.partOfSpeech) < ($1.word ?? "", $1.partOfSpeech) }
  }

  private func counts(of rule: Int, _ known: inout [Int: [Double]]) -> [Double] {
    if let counts = known[rule] { return counts }
    var counts = [Double](repeating: 0, count: terminals.count)
    let total = Double(rules[rule].total)
    for alternative in rules[rule].alternatives {
      let share = Double(alternative.weight) / total
      for item in alternative.items {
        switch item {
        case .word(let word): counts[word] += share
        case .rule(let rule), .name(let rule, _):
          for (place, count) in self.counts(of: rule, &known).enumerated() {
            counts[place] += share * count
          }
        }
      }
    }
    known[rule] = counts
    return counts
  }
}
