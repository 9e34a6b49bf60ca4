import Networks
import Tensors

/// A language model in a file: its settings, its words and its parameters, all that it takes to build it
/// again; and the training it comes from, if that is to go on.
extension RecurrentLanguageModel {
  /// Writes the model, and with it the training, so that it can be resumed.
  ///
  /// - Parameter notes: what else a program should know of the model when it meets the file again, such
  ///   as how the text was cut into words.
  public func save(
    to path: String, training: Trainer<RecurrentLanguageModel>? = nil, notes: [String: String] = [:]
  ) throws {
    var writer = ByteWriter()
    writer.write(RecurrentLanguageModel.kind)
    if !notes.isEmpty { writer.write(notes) }
    writer.write(settings)
    writer.write(vocabulary.words) { $0.write($1) }
    writer.write(vocabulary.counts) { $0.write($1) }
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
  public convenience init(from path: String) throws {
    var file = try LanguageModelFile(path)
    self.init(file.vocabulary, file.settings, random: Random(seed: 0, stream: "unused"))
    let values = try file.rest.readValues(for: parameters, path: path)
    for (parameter, value) in zip(parameters.unique, values) { parameter.value = value }
  }

  /// The notes in the file at `path`.
  ///
  /// - Throws: `InputError` as `init(from:)` does.
  public static func notes(in path: String) throws -> [String: String] {
    try LanguageModelFile(path).notes
  }

  /// Goes on with the training that was saved with this model. On an error nothing has changed.
  ///
  /// - Throws: `InputError` if the file holds no training, or that of another model.
  public func resume(_ training: Trainer<RecurrentLanguageModel>, from path: String) throws {
    var file = try LanguageModelFile(path)
    guard file.settings == settings else {
      throw InputError(
        "\(path) holds a model of other settings (\(file.settings)) than this one (\(settings)).")
    }
    guard file.vocabulary == vocabulary else {
      throw InputError("\(path) holds a model of other words than this text has.")
    }
    try training.resume(from: &file.rest, path: path)
  }

  fileprivate static let kind = "recurrent language model"
}

/// What a model's file begins with.
private struct LanguageModelFile {
  let notes: [String: String]
  let settings: RecurrentLanguageModel.Settings
  let vocabulary: Vocabulary
  /// Placed where the parameters begin.
  var rest: ByteReader

  init(_ path: String) throws {
    rest = ByteReader(try CheckpointFile.read(path))
    guard (try? rest.readString()) == RecurrentLanguageModel.kind else {
      throw InputError("\(path) is a checkpoint, but not of a recurrent language model.")
    }
    guard let notes = try? rest.readNotes(), let settings = try? rest.readSettings(),
      let words = try? rest.readArray({ try $0.readString() }),
      let counts = try? rest.readArray({ try $0.readInt() }),
      words.count == counts.count, Set(words).count == words.count
    else { throw InputError("\(path) is damaged; use another copy.") }
    (self.notes, self.settings) = (notes, settings)
    vocabulary = Vocabulary(words: words, counts: counts)
  }
}

extension RecurrentLanguageModel.Settings: CustomStringConvertible {
  /// `lstm 2 × 650 on 650, dropout 0.5, tied`
  public var description: String {
    let kinds = (isVariational ? ", variational" : "") + (isTied ? ", tied" : "")
    return "\(cell.rawValue) \(layers) × \(size) on \(embeddingSize), dropout \(dropout)\(kinds)"
  }
}

extension ByteWriter {
  /// Notes, in the order of their names: the same bytes for the same notes.
  fileprivate mutating func write(_ notes: [String: String]) {
    write("notes")
    write(notes.sorted { $0.key < $1.key }) { writer, note in
      writer.write(note.key)
      writer.write(note.value)
    }
  }

  fileprivate mutating func write(_ settings: RecurrentLanguageModel.Settings) {
    write(settings.cell.rawValue)
    for size in [settings.embeddingSize, settings.size, settings.layers] { write(size) }
    write(settings.dropout)
    write(settings.isVariational ? 1 : 0)
    write(settings.isTied ? 1 : 0)
  }
}

extension ByteReader {
  /// The notes, if there are any before the settings.
  fileprivate mutating func readNotes() throws -> [String: String] {
    var reader = self
    guard try reader.readString() == "notes" else { return [:] }
    let notes = try reader.readArray { (try $0.readString(), try $0.readString()) }
    self = reader
    return Dictionary(notes) { _, last in last }
  }

  fileprivate mutating func readSettings() throws -> RecurrentLanguageModel.Settings {
    var settings = RecurrentLanguageModel.Settings()
    guard let cell = RecurrentLanguageModel.Cell(rawValue: try readString()) else {
      throw Malformed()
    }
    settings.cell = cell
    settings.embeddingSize = try readInt()
    settings.size = try readInt()
    settings.layers = try readInt()
    settings.dropout = try readFloat()
    settings.isVariational = try readInt() == 1
    settings.isTied = try readInt() == 1
    guard min(settings.embeddingSize, settings.size, settings.layers) > 0,
      !settings.isTied || settings.embeddingSize == settings.size,
      (0..<1).contains(settings.dropout)
    else { throw Malformed() }
    return settings
  }
}
