import Ground
import Language
import Networks
import Tensors

/// A training in a file.
extension Word2Vec {
  /// Writes all that `resume` needs to go on to the same bits, in the middle of an epoch too.
  public func save(to path: String) throws {
    var writer = ByteWriter()
    writer.write(Word2Vec.kind)
    writer.write(description)
    writer.write(text) { $0.write($1) }
    writer.write(losses) { $0.write($1) }
    writer.write(roundsDone)
    writer.write(lossInEpoch.total)
    writer.write(lossInEpoch.count)
    writer.write(inputs)
    writer.write(outputs)
    try CheckpointFile.write(writer.bytes, to: path)
  }

  /// Goes back to where a training of the same vocabulary, settings and seed was when it was saved. On
  /// an error nothing has changed. Whether the text is the same shows when it goes on.
  public func resume(from path: String) throws {
    var reader = ByteReader(try CheckpointFile.read(path))
    let kind = try? reader.readString()
    try demand(
      kind != "word2vec",
      "\(path) was saved by an older version, which did not note its text; train anew.")
    guard kind == Word2Vec.kind, let saved = try? reader.readString() else {
      throw InputError("\(path) is a checkpoint, but not of a \(Word2Vec.kind).")
    }
    guard saved == description else {
      throw InputError(
        """
        \(path) belongs to another training (\(saved)), this one is (\(description)); use the same \
        text, settings and seed.
        """)
    }
    guard let text = try? reader.readOptional({ try $0.readWord() }),
      let losses = try? reader.readArray({ try $0.readFloat() }),
      let rounds = try? reader.readInt(), let total = try? reader.readDouble(),
      let count = try? reader.readInt(), let inputs = try? reader.readTensor(),
      let outputs = try? reader.readTensor(), reader.isAtEnd,
      Score.counts.contains(rounds), Score.counts.contains(count),
      inputs.shape == self.inputs.shape, outputs.shape == self.outputs.shape
    else { throw InputError("\(path) is damaged; use another copy.") }
    (self.text, self.losses, roundsDone) = (text, losses, rounds)
    lossInEpoch = Score(total: total, count: count)
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  /// What a training is called in files and error messages.
  package static let kind = "word2vec training"

  /// What two trainings must have in common for one to go on where the other stopped.
  private var description: String {
    let objective =
      switch settings.objective {
      case .negativeSampling(let count):
        "\(count) negatives, each asked up to \(QuestionList.uses) times"
      case .hierarchicalSoftmax: "hierarchical softmax"
      }
    var words = ByteWriter()
    words.write(vocabulary.words) { $0.write($1) }
    words.write(vocabulary.counts) { $0.write($1) }
    return """
      \(settings.architecture.rawValue), \(objective), \(settings.size) dimensions, window \
      \(settings.window)\(settings.hasDynamicWindow ? " at most" : ""), subsampling \
      \(settings.subsampling), \(settings.epochs) epochs, rate \(settings.rate), \
      \(vocabulary.count) words with checksum \(crc32(words.bytes)), stream \(random.key)
      """
  }
}
