import Foundation
import Ground
import Tensors

/// The words of a file as ids, a block at a time: a text of any length in little memory.
///
/// The words are those that `Tokenizer` finds, in Unicode's normalization form C however the text spells
/// them. Whatever becomes a word can be written to a file of vectors, and read back.
///
/// The file is read once for its vocabulary, and once more for each pass over its ids. Words that are
/// rare are left out, as if they did not stand in the text.
///
///     let text = try TextStream(path: "wikipedia.txt")
///     try text.read { ids in train(on: ids); return true }
public struct TextStream: TokenSource, Sendable {
  public let path: String
  public let tokenizer: Tokenizer
  /// The words that occur often enough.
  public let vocabulary: Vocabulary
  /// How many ids a pass has: the sum of the vocabulary's counts.
  public let tokenCount: Int
  public let fingerprint: UInt64?
  private let state: TextFile.State
  private let ids: WordIDs

  /// The text of the file at `path`, which is read for its vocabulary.
  ///
  /// - Parameters:
  ///   - tokenizer: how to cut it; of `.characters`, blanks and line ends are none.
  ///   - minimumCount: how often a word must occur to be kept; `<unk>` is a word like any other.
  ///   - limit: how many words to keep at most; the most frequent stay.
  ///   - progress: is told how much of the file has been read, 0 … 1; what it throws ends the reading.
  /// - Throws: `InputError` if the file is missing, a folder, not UTF-8, or without two words to keep.
  public init(
    path: String, tokenizer: Tokenizer = .words, minimumCount: Int = 5, limit: Int? = nil,
    progress: (Double) throws -> Void = { _ in }
  ) throws {
    guard minimumCount >= 1 else {
      throw InputError("A word must occur at least once to be kept, not \(minimumCount) times.")
    }
    self.path = path
    self.tokenizer = tokenizer
    state = try TextFile.State(of: path)
    var counts = WordCounts()
    try TextStream.scan(path, tokenizer, state) { share in
      try progress(share)
      return true
    } receive: {
      counts.add($0)
    }
    counts.mergeSpellings()
    let kept = counts.kept(minimumCount: minimumCount, limit: limit)
    try TextStream.check(kept, of: counts, minimumCount, path, tokenizer)
    vocabulary = Vocabulary(
      words: kept.map(counts.word), counts: kept.map { counts.counts[$0] })
    tokenCount = vocabulary.counts.reduce(0, +)
    ids = WordIDs(kept, of: counts)
    fingerprint = counts.fingerprint.value
  }

  /// Hands the ids of the text to `body`, in order and at most 65,536 at a time, until it returns
  /// false.
  ///
  /// - Parameter first: how many ids to pass over before, 0 … `tokenCount`.
  /// - Throws: `InputError` if the file has changed since its words were counted; what `body` throws.
  public func read(from first: Int = 0, _ body: ([Int32]) throws -> Bool) throws {
    require(
      first >= 0 && first <= tokenCount,
      "A text of \(tokenCount) ids can't be read from \(first) on.")
    var block: [Int32] = []
    block.reserveCapacity(TextStream.blockSize)
    var (seen, goesOn) = (0, true)
    try TextStream.scan(path, tokenizer, state) { _ in
      goesOn
    } receive: { word in
      guard let id = ids[word] else { return }
      seen += 1
      guard seen > first && goesOn else { return }
      block.append(id)
      guard block.count == TextStream.blockSize else { return }
      goesOn = try body(block)
      block.removeAll(keepingCapacity: true)
    }
    guard goesOn else { return }
    guard seen == tokenCount else { throw TextStream.changed(path) }
    if !block.isEmpty { _ = try body(block) }
  }

  private static let blockSize = 1 << 16

  /// Hands the tokens of the file to `receive`, as long as `goesOn`, which is asked before each block
  /// and told how much has been read, says so.
  private static func scan(
    _ path: String, _ tokenizer: Tokenizer, _ state: TextFile.State,
    while goesOn: (Double) throws -> Bool, receive: TokenScanner.Receiver
  ) throws {
    guard try TextFile.State(of: path) == state else { throw changed(path) }
    var scanner = TokenScanner(tokenizer, keepsBlanks: false)
    var (done, finished) = (0, true)
    do {
      try TextFile.readBlocks(of: path) { block in
        finished = try goesOn(Double(done) / Double(max(state.size, 1)))
        guard finished else { return false }
        try scanner.scan(block, receive)
        done += block.count
        return true
      }
      if finished { try scanner.finish(receive) }
    } catch let error as InvalidText {
      throw TextFile.invalid(line: error.line, path)
    }
    guard try TextFile.State(of: path) == state else { throw changed(path) }
  }

  private static func changed(_ path: String) -> InputError {
    InputError("The file “\(path)” has changed since its words were counted; start again.")
  }

  /// Refuses a text that keeps fewer than two words, ends of lines apart.
  private static func check(
    _ kept: [Int], of counts: WordCounts, _ minimumCount: Int, _ path: String,
    _ tokenizer: Tokenizer
  ) throws {
    func isWord(_ number: Int) -> Bool {
      tokenizer != .lines || counts.word(number) != Tokenizer.endOfSentence
    }
    let words = kept.count(where: isWord)
    guard words < 2 else { return }
    let all = counts.kept(minimumCount: 1, limit: nil).filter(isWord)
    guard let first = all.first else { throw TextFile.empty(path) }
    let word = counts.word(first)
    guard all.count > 1 else {
      throw InputError(
        "The file “\(path)” holds a single word, “\(word)”; vectors need words that differ.")
    }
    let which = words == 0 ? "No word" : "Only the word “\(word)”"
    throw InputError(
      "\(which) of “\(path)” occurs at least \(minimumCount) times; lower the minimum count, or take a longer text."
    )
  }
}
