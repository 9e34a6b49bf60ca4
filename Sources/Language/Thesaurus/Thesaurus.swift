import Ground
import Tensors

/// One meaning and the words that share it: WordNet calls it a synset.
public struct Sense: Sendable, Equatable, CustomStringConvertible {
  /// Its place in the thesaurus, from 0.
  public let id: Int
  /// The synonyms; the first one names the sense.
  public let words: [String]
  /// What it means, in a phrase; empty where nobody wrote one.
  public let gloss: String

  /// The word that names the sense.
  public var name: String { words[0] }

  /// All of its words: "car, auto, automobile, motorcar".
  public var description: String { words.joined(separator: ", ") }
}

/// A thesaurus: words that mean the same share a sense, and an is-a edge leads from each sense to
/// the broader ones, its hypernyms.
///
///     let thesaurus = Thesaurus.harbor
///     try thesaurus.synonyms(of: "car")                 // ["auto", "automobile", "motorcar"]
///     try thesaurus.pathSimilarity("car", "truck")      // 0.3333
public struct Thesaurus: Sendable {
  /// Every sense, in the order of the file.
  public let senses: [Sense]
  /// For each sense the senses one step up, and those one step down.
  private let hypernyms: [[Int]]
  private let hyponyms: [[Int]]
  /// For each word in lower case its senses, the most common first.
  private let index: [String: [Int]]
  /// The forms under which to look for a word that the index does not hold: *dogs* → *dog*.
  private let baseForms: @Sendable (String) -> [String]

  init(
    senses: [Sense], hypernyms: [[Int]], index: [String: [Int]],
    baseForms: @escaping @Sendable (String) -> [String] = { _ in [] }
  ) {
    var hyponyms = [[Int]](repeating: [], count: senses.count)
    for (id, above) in hypernyms.enumerated() {
      for hypernym in above { hyponyms[hypernym].append(id) }
    }
    self.senses = senses
    self.hypernyms = hypernyms
    self.hyponyms = hyponyms
    self.index = index
    self.baseForms = baseForms
  }
}

// MARK: - Looking things up

extension Thesaurus {
  /// How many different words there are.
  public var wordCount: Int { index.count }

  /// The senses of `word`, the most common first; it throws where the word is unknown.
  public func senses(of word: String) throws -> [Sense] {
    let word = word.lowercased()
    for form in [word] + baseForms(word) {
      if let ids = index[form] { return ids.map { senses[$0] } }
    }
    throw InputError("The thesaurus does not hold the word \"\(word)\": nobody has entered it.")
  }

  /// The sense of `word` with the given number, from 1, the most common.
  public func sense(of word: String, number: Int = 1) throws -> Sense {
    let senses = try senses(of: word)
    guard senses.indices.contains(number - 1) else {
      throw InputError(
        "The word \"\(word)\" has no sense number \(number); its senses are 1 to \(senses.count).")
    }
    return senses[number - 1]
  }

  /// The other words that share a sense with `word`, in the order of its senses.
  public func synonyms(of word: String) throws -> [String] {
    let senses = try senses(of: word)
    var seen: Set = [word.lowercased()]
    return senses.flatMap(\.words).filter { seen.insert($0.lowercased()).inserted }
  }

  /// The senses one is-a step up: a car is a motor vehicle.
  public func hypernyms(of sense: Sense) -> [Sense] { hypernyms[sense.id].map { senses[$0] } }

  /// The senses one is-a step down: a motor vehicle may be a car or a truck.
  public func hyponyms(of sense: Sense) -> [Sense] { hyponyms[sense.id].map { senses[$0] } }
}

// MARK: - Reading

extension Thesaurus {
  /// Reads a thesaurus from lines such as
  ///
  ///     car, auto, automobile < motor vehicle     # synonyms, then what they are
  ///
  /// A line is a sense; its first word names it, so that other lines can refer to it after `<`, and
  /// may name no other sense. Any other word may stand in several senses.
  public init(text: String) throws {
    var senses: [Sense] = []
    var entries: [Entry] = []
    var ids: [String: Int] = [:]
    var index: [String: [Int]] = [:]
    for (number, line) in text.numberedLines() {
      guard let entry = try Entry(line, number: number) else { continue }
      let sense = Sense(id: senses.count, words: entry.words, gloss: "")
      if let other = ids.updateValue(sense.id, forKey: sense.name) {
        throw InputError(
          "Line \(entry.line) names its sense \"\(sense.name)\", as line \(entries[other].line) does."
        )
      }
      for word in entry.words { index[word.lowercased(), default: []].append(sense.id) }
      senses.append(sense)
      entries.append(entry)
    }
    let hypernyms = try entries.map { try $0.hypernyms(among: ids) }
    guard !senses.isEmpty else { throw InputError("A thesaurus needs at least one line.") }
    self.init(senses: senses, hypernyms: hypernyms, index: index)
    if let cycle = firstCycle() {
      let names = (cycle + cycle.prefix(1)).map(\.name).joined(separator: " < ")
      throw InputError(
        "Line \(entries[cycle[0].id].line) closes a circle, where nothing can be broader: \(names)."
      )
    }
  }

  /// A line of the text form: words, then what they are.
  private struct Entry {
    let line: Int
    let words: [String]
    let kinds: [String]

    /// Nothing where the line is blank or only a comment.
    init?(_ text: Substring, number: Int) throws {
      let content = text.prefix { $0 != "#" }
      if content.isBlank { return nil }
      let sides = content.split(separator: "<", omittingEmptySubsequences: false).map(Entry.list)
      line = number
      words = sides[0]
      kinds = sides.count == 2 ? sides[1] : []
      guard sides.count <= 2, sides.allSatisfy({ !$0.contains("") && Set($0).count == $0.count })
      else {
        throw InputError(
          "Line \(number) should read \"word, synonym < kind, kind\", each once, not \"\(content)\"."
        )
      }
    }

    /// The senses that this one is a kind of, by their names' numbers.
    func hypernyms(among ids: [String: Int]) throws -> [Int] {
      try kinds.map { kind in
        guard let id = ids[kind] else {
          throw InputError(
            "Line \(line) says that \"\(words[0])\" is a \"\(kind)\", "
              + "but no line starts with \"\(kind)\".")
        }
        return id
      }
    }

    private static func list(_ text: Substring) -> [String] {
      text.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.fields.joined(separator: " ")
      }
    }
  }
}
