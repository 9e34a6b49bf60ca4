import Ground
import Language
import Networks
import Tensors

/// A model that a file can hold: its settings, its words and its parameters, all that it takes to build
/// it again; and the training it comes from, if that is to go on.
public protocol SavedModel: Model {
  associatedtype Settings: ModelSettings

  /// What the model is called in files and error messages.
  static var kind: String { get }
  /// How many vocabularies it has.
  static var vocabularyCount: Int { get }
  var settings: Settings { get }
  var vocabularies: [Vocabulary] { get }
  /// Whether a model can have these, read from a file: as many as it has, each with a word at least.
  static func accepts(_ vocabularies: [Vocabulary]) -> Bool
  /// Whether a model can have these settings with these vocabularies: any, unless given.
  static func accepts(_ settings: Settings, with vocabularies: [Vocabulary]) -> Bool

  init(_ vocabularies: [Vocabulary], _ settings: Settings, random: Random)
}

/// What can be chosen in a model, as its file holds it.
public protocol ModelSettings: Equatable, Sendable, CustomStringConvertible {
  /// About how many numbers the parameters of a model have, and never more than it has; beyond `Int`,
  /// perhaps, for settings out of a damaged file.
  ///
  /// - Parameter words: how many words each vocabulary has.
  func parameterCount(words: [Int]) -> Double

  func write(to writer: inout ByteWriter)

  /// - Throws: if the bytes are no settings, or none that a model can have.
  init(from reader: inout ByteReader) throws
}

extension SavedModel {
  public static func accepts(_ vocabularies: [Vocabulary]) -> Bool {
    vocabularies.allSatisfy { $0.count > 0 }
  }

  public static func accepts(_ settings: Settings, with vocabularies: [Vocabulary]) -> Bool {
    true
  }

  /// Writes the model, and with it the training, so that it can be resumed.
  ///
  /// - Parameter notes: what else a program should know of the model when it meets the file again, such
  ///   as how the text was cut into words.
  public func save(
    to path: String, training: Trainer<Self>? = nil, notes: [String: String] = [:]
  ) throws {
    var writer = ByteWriter()
    writer.write(Self.kind)
    if !notes.isEmpty { writer.write(notes) }
    settings.write(to: &writer)
    for vocabulary in vocabularies { writer.write(vocabulary) }
    if let training {
      training.write(to: &writer)
    } else {
      writer.writeValues(of: parameters)
    }
    try CheckpointFile.write(writer.bytes, to: path)
  }

  /// The model in the file at `path`.
  ///
  /// - Throws: `InputError` if there is no such file, or it is damaged, or holds something else.
  public init(from path: String) throws { try self.init(ModelFile<Self>(path), path: path) }

  /// The model in the file at `path`, and its notes.
  ///
  /// - Throws: `InputError` as `init(from:)` does.
  public static func open(_ path: String) throws -> (model: Self, notes: [String: String]) {
    let file = try ModelFile<Self>(path)
    return (try Self(file, path: path), file.notes)
  }

  private init(_ file: ModelFile<Self>, path: String) throws {
    var file = file
    // A model takes memory as its settings say: first see whether the file holds as much.
    let count = file.settings.parameterCount(words: file.vocabularies.map(\.count))
    try demand(
      4 * count <= Double(file.rest.bytesLeft), "\(path) is damaged; use another copy.")
    self.init(file.vocabularies, file.settings, random: Random(seed: 0, stream: "unused"))
    let values = try file.rest.readValues(for: parameters, path: path)
    for (parameter, value) in zip(parameters.unique, values) { parameter.value = value }
  }

  /// The notes in the file at `path`.
  ///
  /// - Throws: `InputError` as `init(from:)` does.
  public static func notes(in path: String) throws -> [String: String] {
    try ModelFile<Self>(path).notes
  }

  /// Goes on with the training that was saved with this model. On an error nothing has changed.
  ///
  /// - Throws: `InputError` if the file holds no training, or that of another model.
  public func resume(_ training: Trainer<Self>, from path: String) throws {
    var file = try ModelFile<Self>(path)
    guard file.settings == settings else {
      throw InputError(
        "\(path) holds a model of other settings (\(file.settings)) than this one (\(settings)).")
    }
    guard file.vocabularies == vocabularies else {
      throw InputError("\(path) holds a model of other words than this data has.")
    }
    try training.resume(from: &file.rest, path: path)
  }
}

/// What the model in the file at `path` is called; nil if the file holds none.
///
/// - Throws: `InputError` if there is no such file, or it is damaged.
package func savedKind(in path: String) throws -> String? {
  var reader = ByteReader(try CheckpointFile.read(path))
  return try? reader.readString()
}

/// What a model's file begins with.
private struct ModelFile<M: SavedModel> {
  let notes: [String: String]
  let settings: M.Settings
  let vocabularies: [Vocabulary]
  /// Placed where the parameters begin.
  var rest: ByteReader

  init(_ path: String) throws {
    rest = ByteReader(try CheckpointFile.read(path))
    guard (try? rest.readString()) == M.kind else {
      throw InputError("\(path) is a checkpoint, but not of a \(M.kind).")
    }
    guard let notes = try? rest.readNotes(), let settings = try? M.Settings(from: &rest),
      let vocabularies = try? rest.readVocabularies(M.vocabularyCount), M.accepts(vocabularies),
      M.accepts(settings, with: vocabularies)
    else { throw InputError("\(path) is damaged; use another copy.") }
    (self.notes, self.settings, self.vocabularies) = (notes, settings, vocabularies)
  }
}

extension ByteWriter {
  /// Notes, in the order of their names: the same bytes for the same notes.
  mutating func write(_ notes: [String: String]) {
    write("notes")
    write(notes.sorted { $0.key < $1.key }) { writer, note in
      writer.write(note.key)
      writer.write(note.value)
    }
  }

  mutating func write(_ vocabulary: Vocabulary) {
    write(vocabulary.words) { $0.write($1) }
    write(vocabulary.counts) { $0.write($1) }
  }
}

extension ByteReader {
  /// The notes, if there are any before the settings.
  mutating func readNotes() throws -> [String: String] {
    var reader = self
    guard try reader.readString() == "notes" else { return [:] }
    let notes = try reader.readArray { (try $0.readString(), try $0.readString()) }
    self = reader
    // Files from before the keys had names of their own spelled them as options.
    let keyed = notes.map { ($0.0.hasPrefix("--") ? String($0.0.dropFirst(2)) : $0.0, $0.1) }
    return Dictionary(keyed) { _, last in last }
  }

  fileprivate mutating func readVocabularies(_ count: Int) throws -> [Vocabulary] {
    try (0..<count).map { _ in try readVocabulary() }
  }

  mutating func readVocabulary() throws -> Vocabulary {
    let words = try readArray { try $0.readString() }
    let counts = try readArray { try $0.readInt() }
    guard words.count == counts.count, Set(words).count == words.count else {
      throw Malformed()
    }
    return Vocabulary(words: words, counts: counts)
  }
}
