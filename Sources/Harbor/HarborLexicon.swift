import Ground
import Tensors

/// The words of the harbor, as tables: what forms each has, and what it goes with.
///
/// A table starts with the name of its class, the names of its forms and, after bars, its links:
///
///     animal: one many young | trait | food
///       cat cats kitten | soft lazy | fish cream
///
/// So *cat* has the forms *one* (cat), *many* (cats) and *young* (kitten), and is linked to its traits
/// and foods, the best companions first; `*fish` stands for all fish, which share the weight of two. A form written `he=she` is the same for the whole class; a
/// form that a lexeme lacks falls back on its first. Links lead both ways: `food` from *cat* to
/// *cream*, `<food` from *cream* to *cat*.
struct HarborLexicon: Sendable {
  /// A row of a table: its class and the words of its forms (-1 where it has none).
  struct Lexeme: Sendable {
    let category: String
    var forms: [Int32]
  }

  private(set) var lexemes: [Lexeme] = []
  /// The classes, in the order of the tables, and their lexemes.
  private(set) var categories: [(name: String, members: [Int])] = []
  private(set) var formNames: [String] = []
  private(set) var linkNames: [String] = []
  /// For each lexeme, what each link leads to.
  private(set) var links: [[WeightedTable?]] = []
  /// For each lexeme, the form that bears its name, or the first.
  private(set) var formNamed: [Int] = []
  private(set) var words: [String] = []
  private(set) var startsWithVowel: [Bool] = []
  private var wordIds: [String: Int32] = [:]
  private var lexemeIds: [String: Int] = [:]

  /// The words *a*, *an*, *.* and *?*, which are the first ones.
  let article: (a: Int32, an: Int32) = (0, 1)
  func ends(_ word: Int32) -> Bool { word == 2 || word == 3 }

  init(_ text: String) {
    for word in ["a", "an", ".", "?"] { _ = wordId(word) }
    var rows: [(lexeme: Int, names: [String], cells: [[String]])] = []
    var formColumns: [(name: String, value: String?)] = []
    var linkColumns: [String] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("--") {
      var cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.split(separator: " ").map(String.init) }
      if let name = cells[0].first, name.hasSuffix(":") {
        categories.append((String(name.dropLast()), []))
        formColumns = cells[0].dropFirst().map { column in
          let parts = column.split(separator: "=").map(String.init)
          return (parts[0], parts.count > 1 ? parts[1] : nil)
        }
        linkColumns = cells.dropFirst().map { $0[0] }
        for column in formColumns where !formNames.contains(column.name) {
          formNames.append(column.name)
        }
        for column in linkColumns where !linkNames.contains(column) { linkNames.append(column) }
      } else if !cells[0].isEmpty {
        var given = cells.removeFirst()[...]
        let id = add(given[0], to: categories.count - 1)
        for column in formColumns {
          let word = column.value ?? given.popFirst() ?? "-"
          if word != "-" { setForm(id, column.name, word) }
        }
        rows.append((id, linkColumns, cells))
      }
    }
    connect(rows)
    formNamed = lexemes.indices.map { lexeme in
      formNames.firstIndex(of: name(lexeme)).map { $0 + 1 } ?? 0
    }
  }

  private mutating func add(_ name: String, to category: Int) -> Int {
    require(lexemeIds[name] == nil, "The lexicon has two rows for \(name).")
    lexemeIds[name] = lexemes.count
    categories[category].members.append(lexemes.count)
    lexemes.append(Lexeme(category: categories[category].name, forms: [wordId(name)]))
    return lexemes.count - 1
  }

  private mutating func setForm(_ lexeme: Int, _ form: String, _ word: String) {
    let column = formNames.firstIndex(of: form)! + 1
    while lexemes[lexeme].forms.count <= column { lexemes[lexeme].forms.append(-1) }
    lexemes[lexeme].forms[column] = wordId(word)
  }

  /// Joins every row to its companions, the first with the greatest weight, and those back to it. A
  /// companion without a row of its own becomes a lexeme with one form.
  private mutating func connect(_ rows: [(lexeme: Int, names: [String], cells: [[String]])]) {
    categories.append(("", []))
    var forward: [(from: Int, link: Int, to: Int, weight: Int)] = []
    for row in rows {
      for (name, cell) in zip(row.names, row.cells) {
        let link = linkNames.firstIndex(of: name)!
        for (rank, companion) in cell.enumerated() {
          let weight = 4200 / (rank + 2)
          let all = companion.hasPrefix("*") ? members(String(companion.dropFirst()))! : []
          for to in all where to != row.lexeme {
            forward.append((row.lexeme, link, to, max(2 * weight / all.count, 1)))
          }
          if all.isEmpty {
            let to = lexemeIds[companion] ?? add(companion, to: categories.count - 1)
            forward.append((row.lexeme, link, to, weight))
          }
        }
      }
    }
    let count = linkNames.count
    linkNames += linkNames.map { "<" + $0 }
    var items = [[[(Int, Int)]]](
      repeating: [[(Int, Int)]](repeating: [], count: 2 * count), count: lexemes.count)
    for join in forward {
      merge(join.to, join.weight, into: &items[join.from][join.link])
      merge(join.from, join.weight, into: &items[join.to][join.link + count])
    }
    links = items.map { row in
      row.map { cell in
        cell.isEmpty ? nil : WeightedTable(items: cell.map(\.0), weights: cell.map(\.1))
      }
    }
    guard let other = lexeme("thing") else { return }
    for lexeme in categories.last!.members {
      for link in 0..<count where links[lexeme][link] == nil {
        links[lexeme][link] = links[other][link]
      }
    }
  }
}

/// Adds an item, or its weight to that of the same item.
private func merge(_ item: Int, _ weight: Int, into items: inout [(Int, Int)]) {
  if let index = items.firstIndex(where: { $0.0 == item }) {
    items[index].1 += weight
  } else {
    items.append((item, weight))
  }
}

// MARK: - Looking up

extension HarborLexicon {
  /// The id of `word`, which is new or known.
  mutating func wordId(_ word: String) -> Int32 {
    if let id = wordIds[word] { return id }
    wordIds[word] = Int32(words.count)
    words.append(word)
    startsWithVowel.append("aeiou".contains(word.first!))
    return Int32(words.count - 1)
  }

  /// The id of a word that may be unknown.
  func knownWordId(_ word: String) -> Int32? { wordIds[word] }

  func name(_ lexeme: Int) -> String { words[Int(lexemes[lexeme].forms[0])] }

  /// The word for a form of a lexeme, counted from 1 as in `formNames`; 0 is the lexeme's name.
  func form(_ lexeme: Int, _ form: Int) -> Int32 {
    let forms = lexemes[lexeme].forms
    return form < forms.count && forms[form] >= 0 ? forms[form] : forms[0]
  }

  /// The lexeme of that name.
  func lexeme(_ name: String) -> Int? { lexemeIds[name] }

  /// The lexemes of a class, the first with the greatest weight.
  func members(_ category: String) -> [Int]? { categories.first { $0.name == category }?.members }

  /// *many* for *one*, and the other way round.
  func otherNumber(_ number: Int) -> Int { members("number")!.first { $0 != number }! }
}

/// The words and slots of a line of a grammar.
func wordsOf(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
