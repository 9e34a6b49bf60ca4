import Ground
import Language
import Tensors

/// Something that writes token after token: N texts side by side.
///
/// A writer gives scores and remembers what was read; which token comes next is
/// for a `Decoding` to choose.
///
///     let scores = try writer.next(after: [3, 5])   // two texts: (2, V)
///     writer.select([1, 1, 0])    // three: the second twice, and the first
public protocol Writer: AnyObject {
  /// How many texts there are, N.
  var rows: Int { get }

  /// Reads one more token in each row → (N, V): the scores (logits) of each
  /// next token.
  ///
  /// - Parameter ids: one token a row, N of them.
  /// - Throws: `InputError` for a text that is longer than the model can read.
  func next(after ids: [Int]) throws -> Tensor

  /// Goes on with these of its rows, in this order; a row may be named several
  /// times.
  func select(_ rows: [Int])
}

extension Writer {
  /// Reads the same tokens in all rows, one after the other → (N, V): the scores after the last.
  ///
  /// - Throws: `InputError` if there is none, or `next(after:)` throws.
  public func read(_ ids: [Int]) throws -> Tensor {
    guard let last = ids.last else {
      throw InputError("The prompt is empty; give at least one word to go on from.")
    }
    for id in ids.dropLast() { _ = try next(after: Array(repeating: id, count: rows)) }
    return try next(after: Array(repeating: last, count: rows))
  }
}

/// A language model that can write.
public protocol WritingLanguageModel: LanguageModel {
  associatedtype ItsWriter: Writer

  /// A writer of `rows` texts, of which nothing has been read yet.
  func writer(rows: Int) -> ItsWriter
}
