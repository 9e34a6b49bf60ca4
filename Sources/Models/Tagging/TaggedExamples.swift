import Ground
import Language
import Networks
import Tensors

/// Some sentences as a `Tagger` reads them, to be read side by side: a list of ids for each.
public struct TagBatch: Sendable {
  /// The ids of the words.
  let words: [[Int]]
  /// How they look: see `WordLook`.
  let looks: [[Int]]
  /// Each word's place among `spellings`.
  let spelled: [[Int]]
  /// The ids of the characters of each different word.
  let spellings: [[Int]]
  /// The ids of the tags; -1 for one that the model doesn't know. Empty where there is nothing to learn.
  let tags: [[Int]]
}

/// What is left of a word's looks when it is read in small letters.
enum WordLook: Int, CaseIterable {
  case small, capital, capitals, digits, other

  init(_ word: String) {
    let letters = word.contains(where: \.isLetter)
    self =
      if word.contains(where: \.isNumber) { .digits } else if !letters {
        .other
      } else if word.first?.isUppercase != true {
        .small
      } else if word.contains(where: \.isLowercase) { .capital } else { .capitals }
  }
}

/// Tagged sentences for a `Tagger` to learn from: a dataset whose examples are batches of sentences of about
/// the same length, so that little is read in vain.
///
///     let examples = TaggedExamples(training, for: tagger, batchSize: 16, random: random)
///     let trainer = Trainer(tagger, optimizer: Adam(rate: 0.002), batchSize: 1, random: random)
///     try trainer.train(on: examples, validation: …, epochs: 20)
public struct TaggedExamples: Dataset {
  private let sentences: [TaggedSentence]
  private let batches: [[Int]]
  private let reader: TagReader

  /// - Parameter random: by which sentences of one length are put together.
  public init(
    _ sentences: TaggedSentences, for tagger: Tagger, batchSize: Int = 16, random: Random
  ) {
    require(batchSize > 0, "A batch needs at least 1 sentence, not \(batchSize).")
    self.sentences = sentences.sentences.filter { !$0.words.isEmpty }
    var random = random
    let lengths = self.sentences.map { Float($0.words.count) + random.uniform() }
    let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    batches = stride(from: 0, to: order.count, by: batchSize).map {
      Array(order[$0..<min($0 + batchSize, order.count)])
    }
    reader = tagger.reader
  }

  public var count: Int { batches.count }

  public func batch(_ indices: [Int]) -> TagBatch {
    let sentences = indices.flatMap { batches[$0] }.map { self.sentences[$0] }
    return reader.batch(sentences.map(\.words), tags: sentences.map(\.tags))
  }
}

/// Words, characters and tags as ids.
struct TagReader: Sendable {
  let words, characters, tags: Vocabulary
  let readsCharacters: Bool
  /// The longest word that is read whole; of a longer one the beginning and the end are.
  private static let longest = 30

  func batch(_ sentences: [[String]], tags: [[String]] = []) -> TagBatch {
    var (places, different): ([String: Int], [String]) = ([:], [])
    let spelled = sentences.map { words in
      words.map { word in
        if let place = places[word] { return place }
        places[word] = different.count
        different.append(word)
        return different.count - 1
      }
    }
    let (ids, looks) = (different.map(id), different.map { WordLook($0).rawValue })
    return TagBatch(
      words: spelled.map { $0.map { ids[$0] } }, looks: spelled.map { $0.map { looks[$0] } },
      spelled: spelled, spellings: readsCharacters ? different.map(spelling) : [],
      tags: tags.map { $0.map { self.tags[$0] ?? -1 } })
  }

  private func id(of word: String) -> Int {
    words[word.lowercased()] ?? words[Vocabulary.unknown]!
  }

  private func spelling(of word: String) -> [Int] {
    var letters = Array(word)
    if letters.count > TagReader.longest {
      letters = Array(letters.prefix(TagReader.longest / 2) + letters.suffix(TagReader.longest / 2))
    }
    let unknown = characters[Vocabulary.unknown]!
    // There is nothing to read in a word without letters, but something to be read.
    if letters.isEmpty { return [unknown] }
    return letters.map { characters[String($0)] ?? unknown }
  }
}
