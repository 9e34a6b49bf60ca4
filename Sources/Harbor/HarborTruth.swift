/// What is true of the harbor's words by construction: a table to grade vectors with.
extension Harbor {
  /// Lexemes that have two forms in common, as pairs of these: any two pairs make an analogy.
  package static let analogyPairs: [(name: String, pairs: [(String, String)])] = [
    analogies("man : woman", ["folk"], "m", "f"),
    analogies("walk : walks", ["verb", "motion"], "many", "one"),
    analogies("walk : walked", ["verb", "motion"], "many", "past"),
    analogies("walk : walking", ["verb", "motion"], "many", "ing"),
    analogies("boat : boats", ["animal", "boat", "flower", "tree"], "one", "many"),
    analogies("big : bigger", ["quality"], "plain", "more"),
    analogies("big : biggest", ["quality"], "plain", "most"),
    analogies("cat : kitten", ["animal"], "one", "young"),
    analogies("france : paris", ["country"], "land", "capital"),
    analogies("france : french", ["country"], "land", "people"),
  ]

  /// Words of one kind, such as *animals*.
  public static let classes: [(name: String, words: [String])] = [
    members("names", ["boy", "girl"]), members("professions", ["job"]),
    members("animals", ["animal", "creature"]), members("fish", ["fish"]),
    members("boats", ["boat"]), members("places", ["place"]), members("rooms", ["room"]),
    members("food", ["food"]), members("drinks", ["drink"]), members("fruit", ["fruit"]),
    members("vegetables", ["vegetable"]), members("tools", ["tool"]),
    members("clothes", ["garment"]), members("body", ["body"]),
    members("furniture", ["furniture"]), members("instruments", ["instrument"]),
    members("flowers", ["flower"]), members("trees", ["tree"]), members("days", ["day"]),
    members("months", ["month"]), members("weather", ["weather"]), members("colors", ["color"]),
    members("numbers", ["numeral"]), members("countries", ["country"]),
  ]

  /// Pairs of words graded from 0 to 10 by the grammar itself: half for being of one kind, half for the
  /// companions that they share (the sum over companions of the lesser of the two shares).
  package static let gradedPairs: [(first: String, second: String, grade: Float)] = graded()

  private static func analogies(
    _ name: String, _ categories: [String], _ first: String, _ second: String
  ) -> (name: String, pairs: [(String, String)]) {
    let lexicon = grammar.lexicon
    let pairs = categories.flatMap { lexicon.members($0)! }.compactMap { lexeme in
      lexicon.pair(lexeme, first, second)
    }
    return (name, pairs)
  }

  private static func members(_ name: String, _ categories: [String]) -> (String, [String]) {
    let lexicon = grammar.lexicon
    return (name, categories.flatMap { lexicon.members($0)!.map(lexicon.name) })
  }

  private static func graded() -> [(first: String, second: String, grade: Float)] {
    let lexicon = grammar.lexicon
    let kinds = classes.filter { $0.name != "names" }
    var pairs: [(first: String, second: String, grade: Float)] = []
    for (index, kind) in kinds.enumerated() {
      let words = Array(kind.words.prefix(10))
      for (first, word) in words.enumerated() {
        for second in words[(first + 1)...].prefix(2) {
          let overlap = lexicon.overlap(word, second)
          pairs.append((word, second, 5 + 5 * overlap))
        }
        let other = kinds[(index + 1 + first) % kinds.count].words
        let stranger = other[first % other.count]
        let overlap = lexicon.overlap(word, stranger)
        pairs.append((word, stranger, 5 * overlap))
      }
    }
    return pairs
  }
}

extension HarborLexicon {
  /// Two forms of a lexeme that has both, and not the same word for both.
  fileprivate func pair(_ lexeme: Int, _ first: String, _ second: String) -> (String, String)? {
    let ids = [first, second].map { form(lexeme, formNames.firstIndex(of: $0)! + 1) }
    return ids[0] == ids[1] ? nil : (words[Int(ids[0])], words[Int(ids[1])])
  }

  /// How much of their company two words share, from 0 to 1: of each link, the sum over companions
  /// of the lesser of their two probabilities; then the mean over the links that either has.
  fileprivate func overlap(_ first: String, _ second: String) -> Float {
    let tables = [first, second].map { links[lexeme($0)!] }
    var shared: Float = 0
    var count: Float = 0
    for (one, two) in zip(tables[0], tables[1]) where one != nil || two != nil {
      count += 1
      guard let one, let two else { continue }
      for (item, weight) in zip(one.items, one.weights) {
        let share = Float(weight) / Float(one.total)
        shared += min(share, Float(two.weight(of: item)) / Float(two.total))
      }
    }
    return count == 0 ? 0 : shared / count
  }
}
