import Ground
import Language
import Networks
import Tensors

extension LinearTextClassifier {
  /// What it is called in files and error messages.
  public static let kind = "linear text classifier"

  public func save(to path: String, notes: [String: String] = [:]) throws {
    var writer = ByteWriter()
    writer.write(Self.kind)
    if !notes.isEmpty { writer.write(notes) }
    settings.write(to: &writer)
    writer.write(classes) { $0.write($1) }
    writer.write(features.vocabulary)
    writer.write(weighting.inverseDocumentFrequency) { $0.write($1) }
    writer.write(weights)
    writer.write(biases)
    try CheckpointFile.write(writer.bytes, to: path)
  }

  /// The classifier in the file at `path`.
  ///
  /// - Throws: `InputError` if there is no such file, or it is damaged, or holds something else.
  public init(from path: String) throws { self = try Self.open(path).model }

  /// The classifier in the file at `path`, and its notes.
  static func open(_ path: String) throws -> (model: Self, notes: [String: String]) {
    var reader = ByteReader(try CheckpointFile.read(path))
    guard (try? reader.readString()) == kind else {
      throw InputError("\(path) is a checkpoint, but not of a \(kind).")
    }
    guard let notes = try? reader.readNotes(), let model = try? Self(from: &reader),
      reader.isAtEnd
    else { throw InputError("\(path) is damaged; use another copy.") }
    return (model, notes)
  }

  private init(from reader: inout ByteReader) throws {
    let settings = try Settings(from: &reader)
    let classes = try reader.readArray { try $0.readString() }
    let vocabulary = try reader.readVocabulary()
    let idf = try reader.readOptional { try $0.readTensor() }
    let (weights, biases) = (try reader.readTensor(), try reader.readTensor())
    let (v, c) = (vocabulary.count, classes.count)
    guard c > 1, Set(classes).count == c, weights.shape == [v, c], biases.shape == [c],
      (idf != nil) == (settings.weighting == .tfidf), idf.map({ $0.shape == [v] }) ?? true
    else { throw ByteReader.Malformed() }
    self.init(
      classes: classes, settings, TextFeatures(vocabulary, longest: settings.longest),
      FeatureWeighting(settings.weighting, idf), weights: weights, biases: biases)
  }
}

extension LinearTextClassifier.Settings: CustomStringConvertible {
  /// `nbsvm on presence of words and rows of 2`
  public var description: String {
    let rows = longest == 1 ? "words" : "words and rows of up to \(longest)"
    return "\(method.rawValue), \(weighting.rawValue) of \(rows)"
  }

  func write(to writer: inout ByteWriter) {
    writer.write(method.rawValue)
    writer.write(weighting.rawValue)
    writer.write(longest)
    writer.write(minimumCount)
    for number in [smoothing, interpolation, l1] { writer.write(number) }
    writer.write(l2) { $0.write($1) }
    writer.write(classWeights) { $0.write($1) { $0.write($1) } }
  }

  init(from reader: inout ByteReader) throws {
    self.init(try reader.readChoice())
    weighting = try reader.readChoice()
    (longest, minimumCount) = (try reader.readInt(), try reader.readInt())
    (smoothing, interpolation) = (try reader.readFloat(), try reader.readFloat())
    l1 = try reader.readFloat()
    l2 = try reader.readOptional { try $0.readFloat() }
    classWeights = try reader.readOptional { try $0.readArray { try $0.readFloat() } }
    // No feature is longer than a text, and none that a person reads is longer than this.
    guard (1...1_000).contains(longest) else { throw ByteReader.Malformed() }
  }
}
