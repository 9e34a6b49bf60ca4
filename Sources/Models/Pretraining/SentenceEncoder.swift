import Foundation
import Ground
import Language
import Networks
import Tensors

/// A vector for a whole sentence: the mean of the vectors that a published BERT gives its pieces, brought to
/// length 1. Sentences that say nearly the same get nearly the same vector, if the model was trained to that
/// end (Reimers and Gurevych, "Sentence-BERT", EMNLP 2019), as all-MiniLM-L6-v2 was.
public final class SentenceEncoder {
  public let pieces: WordPiece
  public let encoder: BERTEncoder
  /// How many pieces of a text are read at most, the signs at both ends among them.
  public let limit: Int

  /// Opens the model in a folder: `config.json`, `model.safetensors` and `vocab.txt`.
  ///
  /// - Parameter limit: no more pieces of a text are read; the published program of all-MiniLM-L6-v2 reads
  ///   256.
  /// - Throws: `InputError` if they can't be read or don't belong together.
  public init(folder: String, limit: Int = 256) throws {
    encoder = try BERTEncoder(folder: folder)
    pieces = try WordPiece(path: "\(folder)/vocab.txt")
    self.limit = min(max(limit, 2), encoder.settings.places)
    try demand(
      pieces.pieces.count == encoder.settings.words,
      "\(folder): vocab.txt has \(pieces.pieces.count) pieces, the model \(encoder.settings.words)."
    )
  }

  /// all-MiniLM-L6-v2, from the folders where data files lie, or fetched into one of them.
  ///
  /// - Throws: `InputError` if it can't be had.
  public static func published(from folders: DataFolders = .standard) throws -> SentenceEncoder {
    let places = try DataFile.sentenceModel.map { try $0.place(from: folders) }
    let all = Set(places.map { ($0 as NSString).deletingLastPathComponent })
    guard let folder = all.first, all.count == 1 else {
      throw InputError(
        "The files of all-MiniLM-L6-v2 lie in two folders; put them into one of them.")
    }
    return try SentenceEncoder(folder: folder)
  }

  /// D, the size of a vector.
  public var size: Int { encoder.settings.size }

  /// Texts → (N, D), each vector of length 1. No text depends on the others.
  public func vectors(of texts: [String]) throws -> Tensor {
    guard !texts.isEmpty else { return .zeros(0, size) }
    var vectors = [Tensor](repeating: .zeros(size), count: texts.count)
    let rows = texts.map { pieces.encode($0, limit: limit) }
    // Texts of about the same length go together, so that threads have as much to do.
    let order = rows.indices.sorted { (rows[$0].count, $0) < (rows[$1].count, $1) }
    for start in stride(from: 0, to: order.count, by: SentenceEncoder.together) {
      let chosen = order[start..<min(start + SentenceEncoder.together, order.count)]
      let y = try encoder.vectors(of: chosen.map { rows[$0] })
      var first = 0
      for row in chosen {
        vectors[row] = normalized(y.rows(first..<first + rows[row].count).sum(axis: 0))
        first += rows[row].count
      }
    }
    return Tensor.concatenate(vectors).reshaped(texts.count, size)
  }

  /// How many texts are read side by side.
  private static let together = 32

  /// The direction of the mean is that of the sum.
  private func normalized(_ vector: Tensor) -> Tensor {
    vector * (1 / max(vector.norm(), 1e-12))
  }
}
