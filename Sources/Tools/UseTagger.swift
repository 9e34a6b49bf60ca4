import Ground
import Language
import Models

/// `swift run tagging --evaluate FILE --model FILE`: how well a saved tagger, of whatever kind, knows the tags
/// of a file.
package struct EvaluateTagger: Tool {
  package static let request = Option(
    "--evaluate", "FILE", help: "no chapter: how well --model knows the tags of this file")
  package static let example = Help.Example(
    "--evaluate test.conllu --model my.model", "count how often it is right on other sentences")
  package static let options = [TaggerFile.option, TaggerFile.column]

  private let path, file: String
  private let tagger: any SavedTagger
  private let column: Int?

  package init(_ arguments: Arguments) throws {
    path = try arguments.text("--evaluate") ?? ""
    let file = try arguments.file(of: "tagger", for: "--evaluate")
    var places = Places()
    places.reads(file, "the tagger")
    places.reads(path, "the text")
    try places.check()
    self.file = file
    let notes: [String: String]
    (tagger, notes) = try SavedTaggers.open(file)
    column =
      try arguments.number("--column", in: 2...1000)
      ?? notes[TaggerFile.columnNote].flatMap { Int($0) }
  }

  package func run() throws {
    let sentences = try TaggerFile.sentences(path, column: column)
    let known = Set(tagger.tags)
    let strange = sentences.tags.filter { !known.contains($0) }
    try demand(
      strange.count < sentences.tags.count,
      """
      “\(path)” has none of the tags that “\(file)” gives (\
      \(tagger.tags.prefix(4).joined(separator: ", ")), …); name the right --column.
      """)
    let scores = try tagger.scores(on: sentences)
    Terminal.print(
      """
      words       \(format(scores.words))
      accuracy    \(percent(scores.accuracy))
      unknown     \(percent(scores.shareOfUnknown)) of the words, accuracy \
      \(percent(scores.accuracyOfUnknown))
      """)
    if let pieces = scores.pieces {
      Terminal.print(
        """
        pieces      precision \(percent(pieces.precision)), recall \(percent(pieces.recall)), F1 \
        \(percent(pieces.f1)), both ends and the kind being right
        """)
      if pieces.repaired.guesses > 0 {
        Terminal.print(
          """
          repaired    \(format(pieces.repaired.guesses)) guesses went on with nothing, and were read as \
          the beginning of a piece
          """)
      }
    }
    guard !strange.isEmpty else { return }
    let count = sentences.sentences.reduce(0) { $0 + $1.tags.count { !known.contains($0) } }
    Terminal.print(
      """
      never seen  \(format(count)) of the tags, such as \(strange.prefix(3).joined(separator: ", "))
      """)
  }

  private func percent(_ share: Float) -> String { format(100 * share, decimals: 2) + " %" }
}

/// `swift run tagging --tag "a sentence" --model FILE`: the tags of a sentence, or of each line of standard
/// input.
package struct TagText: Tool {
  package static let request = Option(
    "--tag", "SENTENCE", help: "no chapter: the tags of this sentence, by --model; - reads lines")
  package static let example = Help.Example(
    "--tag \"the boat sank\" --model my.model", "tag a sentence")
  package static let options = [TaggerFile.option]

  private let sentence: String
  private let tagger: any SavedTagger

  package init(_ arguments: Arguments) throws {
    sentence = try arguments.text("--tag") ?? ""
    let file = try arguments.file(of: "tagger", for: "--tag")
    var places = Places()
    places.reads(file, "the tagger")
    try places.check()
    tagger = try SavedTaggers.open(file).model
    try demand(!sentence.isBlank, "--tag needs a sentence, such as “the old man sees the sea”.")
  }

  /// A line for each word, with its tag: what `--evaluate` reads.
  package func run() throws {
    if sentence != "-" { return tag(sentence, isFirst: true) }
    var isFirst = true
    while let line = readLine() {
      if line.isBlank { continue }
      tag(line, isFirst: isFirst)
      isFirst = false
    }
    try demand(!isFirst, "Standard input has no sentence.")
  }

  private func tag(_ sentence: String, isFirst: Bool) {
    let words = sentence.normalized.fields.flatMap(words)
    let lines = zip(words, tagger.likeliest(words)).map { "\($0)\t\($1)" }
    Terminal.print((isFirst ? "" : "\n") + lines.joined(separator: "\n"))
  }

  /// What stands between blanks is a word if the tagger knows it, or a sign alone; else the signs at its ends
  /// are words by themselves, as in the texts that taggers learn from.
  private func words(of field: String) -> [String] {
    var (rest, before, after): (Substring, [String], [String]) = (field[...], [], [])
    while !tagger.knows(String(rest)), rest.count > 1 {
      if let first = rest.first, isSign(first) {
        before.append(String(first))
        rest.removeFirst()
      } else if let last = rest.last, isSign(last) {
        after.append(String(last))
        rest.removeLast()
      } else {
        break
      }
    }
    return before + [String(rest)] + after.reversed()
  }

  private func isSign(_ character: Character) -> Bool {
    (character.isPunctuation || character.isSymbol) && !"@#$€£".contains(character)
  }
}
