import Foundation
import Ground
import Tensors

/// Reads WordNet's own database files into a `Thesaurus` (Miller, "WordNet: a lexical database for
/// English", 1995; the files are described in the manual page wndb(5WN)).
///
///     let wordNet = try WordNet.load()
///     try wordNet.synonyms(of: "car")       // ["auto", "automobile", "machine", "motorcar", …]
public enum WordNet {
  /// WordNet keeps the parts of speech apart; the raw value ends the names of the files.
  public enum PartOfSpeech: String, Sendable, CaseIterable {
    case noun, verb
    case adjective = "adj"
    case adverb = "adv"
  }

  /// Where Debian's package `wordnet-base` puts the files.
  public static let defaultFolder = "/usr/share/wordnet"

  /// All senses of one part of speech, from the files `data.noun`, `index.noun` and `noun.exc` (or
  /// their like) in `folder`. Only nouns and verbs have hypernyms.
  ///
  /// - Throws: `InputError` where a file is missing, or with the line that is malformed.
  public static func load(
    _ part: PartOfSpeech = .noun, from folder: String = defaultFolder
  ) throws -> Thesaurus {
    let data = try File("data.\(part.rawValue)", in: folder)
    let index = try File("index.\(part.rawValue)", in: folder)
    let exceptions = try File("\(part.rawValue).exc", in: folder)
    let synsets = try Synsets(data)
    let baseForms = try BaseForms(part, exceptions)
    return Thesaurus(
      senses: synsets.senses, hypernyms: synsets.hypernyms, index: try entries(index, synsets),
      baseForms: { baseForms.candidates(for: $0) })
  }

  /// The synsets of a data file, and where each stands.
  private struct Synsets {
    var senses: [Sense] = []
    var hypernyms: [[Int]] = []
    /// The sense that each offset in the file, WordNet's name for a synset, belongs to.
    var ids: [Int: Int] = [:]

    /// A line reads `offset file type count {word number} count {pointer} … | gloss`, and a pointer
    /// `symbol offset type source/target`. The counts of words are hexadecimal.
    init(_ file: File) throws {
      var pointers: [(line: Line, offsets: [Int])] = []
      for var line in file.lines {
        let offset = try line.number()
        try line.skip(2)
        var words: [String] = []
        for _ in 0..<(try line.number(radix: 16)) {
          words.append(WordNet.withoutMarker(try line.text()))
          try line.skip(1)
        }
        var above: [Int] = []
        for _ in 0..<(try line.number()) {
          let symbol = try line.field()
          let target = try line.number()
          try line.skip(2)
          // `@` leads to a hypernym, `@i` from an instance (Paris) to its class (a city).
          if symbol.first == UInt8(ascii: "@") { above.append(target) }
        }
        guard !words.isEmpty, ids.updateValue(senses.count, forKey: offset) == nil else {
          throw line.error("A synset needs words and an offset of its own")
        }
        senses.append(Sense(id: senses.count, words: words, gloss: try line.gloss()))
        pointers.append((line, above))
      }
      guard !senses.isEmpty else { throw InputError("The file \(file.name) holds no synset.") }
      hypernyms = try pointers.map { line, offsets in try offsets.map { try id(of: $0, line) } }
    }

    func id(of offset: Int, _ line: Line) throws -> Int {
      guard let id = ids[offset] else { throw line.error("There is no synset \(offset)") }
      return id
    }
  }

  /// The senses of each word, the most frequent first. A line of an index file reads
  /// `word type senses count {symbol} senses tagged {offset}`.
  private static func entries(_ file: File, _ synsets: Synsets) throws -> [String: [Int]] {
    var entries: [String: [Int]] = [:]
    for var line in file.lines {
      let word = try line.text()
      try line.skip(1)
      let count = try line.number()
      try line.skip(try line.number() + 2)
      var senses: [Int] = []
      for _ in 0..<count { senses.append(try synsets.id(of: line.number(), line)) }
      entries[word] = senses
    }
    return entries
  }

  /// Adjectives carry a mark of where they may stand: *galore(ip)* follows its noun.
  private static func withoutMarker(_ word: String) -> String {
    word.hasSuffix(")") ? String(word.prefix { $0 != "(" }) : word
  }
}
