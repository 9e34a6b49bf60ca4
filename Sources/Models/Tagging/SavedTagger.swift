import Ground
import Language
import Networks
import Tensors

/// A tagger that a file can hold.
public protocol SavedTagger: WordTagger {
  /// What the tagger is called in files and error messages.
  static var kind: String { get }

  /// The tagger in the file at `path`, and its notes.
  ///
  /// - Throws: `InputError` if there is no such file, or it is damaged, or holds something else.
  static func open(_ path: String) throws -> (model: Self, notes: [String: String])
}

/// The kinds of tagger that a file may hold.
public enum SavedTaggers {
  private static var kinds: [any SavedTagger.Type] {
    [CommonestTags.self, TrigramTagger.self, FeatureTagger.self, Tagger.self]
  }

  /// The tagger in the file at `path`, of whatever kind, and its notes.
  ///
  /// - Throws: `InputError` if there is no such file, or it is damaged, or holds no tagger.
  public static func open(
    _ path: String
  ) throws -> (model: any SavedTagger, notes: [String: String]) {
    let name = try savedKind(in: path)
    guard let kind = kinds.first(where: { $0.kind == name }) else {
      throw InputError("\(path) is a checkpoint, but not of a tagger.")
    }
    return try kind.open(path)
  }
}

/// A tagger whose file holds numbers and words of its own rather than parameters of layers.
public protocol SavedByBytes: SavedTagger {
  func write(to writer: inout ByteWriter)

  /// - Throws: if the bytes are none of such a tagger.
  init(from reader: inout ByteReader) throws
}

extension SavedByBytes {
  /// Writes the tagger to a file.
  ///
  /// - Parameter notes: what else a program should know when it meets the file again.
  /// - Throws: `InputError` where it can't be written.
  public func save(to path: String, notes: [String: String] = [:]) throws {
    var writer = ByteWriter()
    writer.write(Self.kind)
    if !notes.isEmpty { writer.write(notes) }
    write(to: &writer)
    try CheckpointFile.write(writer.bytes, to: path)
  }

  public static func open(_ path: String) throws -> (model: Self, notes: [String: String]) {
    var reader = ByteReader(try CheckpointFile.read(path))
    guard (try? reader.readString()) == kind else {
      throw InputError("\(path) is a checkpoint, but not of a \(kind).")
    }
    guard let notes = try? reader.readNotes(), let model = try? Self(from: &reader),
      reader.isAtEnd
    else { throw InputError("\(path) is damaged; use another copy.") }
    return (model, notes)
  }
}

// MARK: - Counts

extension CommonestTags: SavedByBytes {
  public static let kind = "list of commonest tags"

  public func write(to writer: inout ByteWriter) { writer.write(counts) }
  public init(from reader: inout ByteReader) throws { self.init(try reader.readTagCounts()) }
}

extension TrigramTagger: SavedByBytes {
  public static let kind = "trigram tagger"

  public func write(to writer: inout ByteWriter) { writer.write(counts) }
  public init(from reader: inout ByteReader) throws {
    let counts = try reader.readTagCounts()
    guard counts.tags.count <= TrigramTagger.mostTags else { throw ByteReader.Malformed() }
    self.init(counts)
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ counts: TagCounts) {
    write(counts.tags) { $0.write($1) }
    write(counts.words.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) })
    {
      writer, entry in
      writer.write(entry.key)
      writer.write(entry.value) { writer, use in
        writer.write(use.tag)
        writer.write(use.count)
      }
    }
    write(counts.triples.sorted { $0.key < $1.key }) { writer, triple in
      writer.write(triple.key)
      writer.write(triple.value)
    }
  }
}

extension ByteReader {
  fileprivate mutating func readTagCounts() throws -> TagCounts {
    let tags = try readArray { try $0.readString() }
    let words = try readArray { reader in
      (
        try reader.readString(),
        try reader.readArray { TagCounts.Use(tag: try $0.readInt(), count: try $0.readInt()) }
      )
    }
    let triples = try readArray { (try $0.readInt(), try $0.readInt()) }
    let (c, counts) = (tags.count, 1...1 << 40)
    let keys = 0..<(c + 1) * (c + 1) * (c + 1)
    guard (1..<1 << 20).contains(c), Set(tags).count == c, !words.isEmpty, !triples.isEmpty,
      Set(words.map(\.0)).count == words.count, Set(triples.map(\.0)).count == triples.count,
      words.allSatisfy({
        !$0.1.isEmpty
          && $0.1.allSatisfy { use in
            (0..<c).contains(use.tag) && counts.contains(use.count)
          }
      }),
      triples.allSatisfy({ keys.contains($0.0) && counts.contains($0.1) })
    else { throw Malformed() }
    return TagCounts(
      tags: tags, words: Dictionary(uniqueKeysWithValues: words),
      triples: Dictionary(uniqueKeysWithValues: triples))
  }
}

// MARK: - Features

extension FeatureTagger: SavedByBytes {
  public static let kind = "feature tagger"

  public func write(to writer: inout ByteWriter) {
    settings.write(to: &writer)
    writer.write(tags) { $0.write($1) }
    writer.write(words.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }) {
      $0.write($1)
    }
    writer.write(index.keys) { $0.write($1) }
    writer.write(weights)
    for parameter in crf.parameters { writer.write(parameter.value) }
  }

  public convenience init(from reader: inout ByteReader) throws {
    let settings = try Settings(from: &reader)
    let tags = try reader.readArray { try $0.readString() }
    let words = try reader.readArray { try $0.readString() }
    let keys = try reader.readArray { try $0.readWord() }
    let weights = try reader.readTensor()
    let values = try (0..<3).map { _ in try reader.readTensor() }
    let c = tags.count
    guard (1..<1 << 20).contains(c), Set(tags).count == c, Set(keys).count == keys.count,
      !keys.contains(FeatureKeys.none), weights.shape == [keys.count, (c + 3) & ~3],
      values.map(\.shape) == [[c, c], [c], [c]]
    else { throw ByteReader.Malformed() }
    let crf = LinearChainCRF(tags: c)
    for (parameter, value) in zip(crf.parameters, values) { parameter.value = value }
    self.init(
      settings, tags: tags, words: Set(words), crf: crf, index: FeatureIndex(keys),
      weights: weights)
  }
}

extension FeatureTagger.Settings {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(templates.map(\.description)) { $0.write($1) }
    for number in [minimumCount, epochs, batchSize] { writer.write(number) }
    for number in [rate, penalty] { writer.write(number) }
  }

  fileprivate init(from reader: inout ByteReader) throws {
    let templates = try reader.readArray { reader in
      guard let template = FeatureTemplate(try reader.readString()) else {
        throw ByteReader.Malformed()
      }
      return template
    }
    (minimumCount, epochs, batchSize) = (
      try reader.readInt(), try reader.readInt(), try reader.readInt()
    )
    (rate, penalty) = (try reader.readFloat(), try reader.readFloat())
    guard !templates.isEmpty else { throw ByteReader.Malformed() }
    self.templates = templates
  }
}
