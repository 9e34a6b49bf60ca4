import Foundation
import Ground
import Tensors
import Testing

@testable import Language

/// A new folder that `body` may use, removed afterwards.
func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The sentence of the error that `body` throws.
func sentence(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return "nothing was thrown"
}

@Suite struct CorpusTests {
  @Test func aTextInThreeParts() {
    let corpus = Corpus(name: "tiny", training: ["a", "b", "a"], validation: ["b", "c"])
    #expect(corpus.vocabulary.words == ["a", "b", "<unk>"])
    #expect(corpus.training == [0, 1, 0] && corpus.validation == [1, 2] && corpus.test == [])
  }

  @Test func theHarborIsTheSameEveryTimeAndAnotherWithAnotherSeed() throws {
    let corpus = Corpus.harbor(words: 3_000)
    #expect(corpus.training.count >= 3_000 && corpus.validation.count >= 300)
    #expect(corpus.training == Corpus.harbor(words: 3_000).training)
    #expect(corpus.vocabulary != Corpus.harbor(seed: 2, words: 3_000).vocabulary)
    #expect(corpus.validation != corpus.test)
  }

  @Test func theReadersOwnFile() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("notes.txt").path
      let text = String(repeating: "One boat, two boats.\n", count: 10)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let corpus = try Corpus.load(path)
      #expect(corpus.name == path)
      #expect(corpus.training.count == 48 && corpus.validation.count == 6 && corpus.test.count == 6)
      #expect(corpus.vocabulary.words.count == 6)
    }
  }

  /// Without blanks between its words, it is read by characters, unless one says how.
  @Test func theReadersOwnFileInChinese() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("notes.txt").path
      let text = String(repeating: "老人看海，船在海上。\n", count: 10)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let corpus = try Corpus.load(path)
      #expect(corpus.training.count == 80 && corpus.vocabulary["海"] == 0)
      #expect(corpus.vocabulary["\n"] == nil)
      #expect(try Corpus.load(path, tokenizer: .words).vocabulary["老人看海"] != nil)
      #expect(
        sentence { try Corpus.expect(path, words: 99, differentWords: 10) }.contains(
          "99 characters, 10 of them different; \(path) has 100, 9"))
    }
  }

  @Test func aTokenizerEndsWhereItIsTold() {
    let text = String(repeating: "the sea, the sea! ", count: 20_000)
    let all = Tokenizer.words.tokens(in: text)
    for limit in [0, 1, 7, 60_001, 120_000, 130_000] {
      let first = Tokenizer.words.tokens(in: text, limit: limit)
      #expect(first == Array(all.prefix(limit)))
    }
  }

  @Test func filesThatAreNoTexts() throws {
    try withFolder { folder in
      func load(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: folder.appendingPathComponent("x.txt"))
        _ = try Corpus.load(folder.appendingPathComponent("x.txt").path)
      }
      let path = folder.appendingPathComponent("x.txt").path
      #expect(sentence { try load([]) } == "The file “\(path)” is empty.")
      #expect(sentence { try load(Array(" \n".utf8)) } == "The file “\(path)” is empty.")
      #expect(
        sentence { try load(Array("boat\n".utf8)) }
          == "The file “\(path)” holds one word; a corpus needs a text.")
      #expect(
        sentence { try load(Array("one\ntwo\nth\u{e9}".unicodeScalars.map { UInt8($0.value) })) }
          == "Line 3 of “\(path)” is not UTF-8; save the file as UTF-8 text.")
      #expect(
        sentence { _ = try Corpus.load(folder.path) }
          == "“\(folder.path)” is a folder; name a file within it.")
      #expect(
        sentence { _ = try Corpus.load(folder.path + "/none.txt") }
          == "There is no corpus or file “\(folder.path)/none.txt”; there are harbor, primer, ptb, wikitext-2 and shakespeare."
      )
    }
  }
}

/// What is asked of a text before any work.
@Suite struct CorpusNeedTests {
  private func sentence(_ words: [String]) throws -> String? {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try words.joined(separator: " ").write(toFile: path, atomically: true, encoding: .utf8)
    do {
      try Corpus.expect(path, words: 200, differentWords: 100)
      return nil
    } catch {
      return "\(error)".replacing(path, with: "TEXT")
    }
  }

  @Test func enoughIsEnough() throws {
    #expect(try sentence((0..<200).map { "w\($0 % 100)" }) == nil)
    #expect(try sentence((0..<9_000).map { "w\($0)" }) == nil)
    try Corpus.expect("primer", words: 5_000, differentWords: 100)
  }

  @Test func aSmallTextIsToldHowMuchItTakes() throws {
    let need = "This takes a text of at least 200 words, 100 of them different; TEXT has "
    let rest = " of them different in the part to learn from."
    #expect(try sentence((0..<199).map { "w\($0)" }) == need + "199, 161" + rest)
    #expect(try sentence((0..<300).map { "w\($0 % 99)" }) == need + "300, 99" + rest)
  }

  @Test func aFewWordsOverAndOverAreNoText() throws {
    let words = (0..<100).map { "w\($0)" }
    #expect(try sentence(words + [String](repeating: "a", count: 200)) == nil)
    #expect(
      try sentence(words + [String](repeating: "a", count: 2_000))
        == "This takes a text in which ten words are no more than three quarters of all; in TEXT the "
        + "commonest ten are 94%.")
  }
}

@Suite struct DataFileTests {
  /// A file of six bytes, published in `folder`.
  func file(in folder: URL, _ contents: String = "a boat") throws -> DataFile {
    let place = folder.appendingPathComponent("published.txt")
    try contents.write(to: place, atomically: true, encoding: .utf8)
    return DataFile(
      path: "set/boat.txt", url: place.absoluteString, bytes: 6,
      checksum: SHA256.hex(of: Array("a boat".utf8)))
  }

  @Test func aFileIsFetchedOnceAndKept() throws {
    try withFolder { folder in
      let file = try file(in: folder)
      let folders = DataFolders(local: nil, cache: folder.appendingPathComponent("cache"))
      #expect(try file.text(from: folders) == "a boat")
      try FileManager.default.removeItem(at: folder.appendingPathComponent("published.txt"))
      #expect(try file.text(from: folders) == "a boat")
      let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache/set")
      #expect(kept == ["boat.txt"])
    }
  }

  @Test func theReadersFolderComesFirst() throws {
    try withFolder { folder in
      let file = DataFile(
        path: "boat.txt", url: "file:///nowhere", bytes: 6,
        checksum: SHA256.hex(of: Array("a boat".utf8)))
      try "a boat".write(toFile: folder.path + "/boat.txt", atomically: true, encoding: .utf8)
      let folders = DataFolders(local: folder, cache: folder.appendingPathComponent("cache"))
      #expect(try file.text(from: folders) == "a boat")
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/cache"))
    }
  }

  @Test(arguments: [
    ("a b", "is cut short, 3 bytes of 6; try again later."),
    ("a goat", "is not the file that was published, by its checksum; try again later."),
    ("a boat and more", "is not the file that was published, by its checksum; try again later."),
  ])
  func whatIsNotTheFileIsNotKept(contents: String, complaint: String) throws {
    try withFolder { folder in
      let file = try file(in: folder, contents)
      let folders = DataFolders(local: nil, cache: folder.appendingPathComponent("cache"))
      #expect(
        sentence { _ = try file.text(from: folders) } == "What came from \(file.url!) \(complaint)")
      #expect(!FileManager.default.fileExists(atPath: folders.cache.path))
    }
  }

  @Test func withoutANetwork() throws {
    try withFolder { folder in
      // Port 1 of this machine: nothing answers there.
      let file = DataFile(path: "x.txt", url: "http://127.0.0.1:1/x.txt", bytes: 1, checksum: "")
      let folders = DataFolders(local: nil, cache: folder.appendingPathComponent("cache"))
      let sentence = sentence { _ = try file.contents(from: folders) }
      #expect(
        sentence.hasPrefix("x.txt could not be fetched from http://127.0.0.1:1/x.txt (curl: (7)"))
      #expect(sentence.hasSuffix("; go online, or set BOOK_DATA to a folder that has it."))
      #expect(!FileManager.default.fileExists(atPath: folders.cache.path))
    }
  }

  @Test func aDamagedFileInTheCacheAndAFolderInItsPlace() throws {
    try withFolder { folder in
      let file = try file(in: folder)
      let folders = DataFolders(local: nil, cache: folder)
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("set/boat.txt"), withIntermediateDirectories: true)
      let place = folder.appendingPathComponent("set/boat.txt").path
      #expect(
        sentence { _ = try file.text(from: folders) }
          == "“\(place)” is a folder where a file should be; remove it and try again.")
      try FileManager.default.removeItem(atPath: place)
      try "a goat".write(toFile: place, atomically: true, encoding: .utf8)
      #expect(
        sentence { _ = try file.text(from: folders) }
          == "“\(place)” is not the file that was published, by its checksum; remove it and try again."
      )
    }
  }

  @Test func theEnvironmentNamesTheFolders() {
    let folders = DataFolders(environment: ["BOOK_DATA": "/data", "XDG_CACHE_HOME": "/cache"])
    #expect(folders.local?.path == "/data")
    #expect(folders.cache.path == "/cache/from-counting-to-attention")
    let plain = DataFolders(environment: ["BOOK_DATA": ""])
    #expect(plain.local == nil)
    #expect(plain.cache.path.hasSuffix("/.cache/from-counting-to-attention"))
  }
}

@Test func aTextMayHaveTooFewWords() throws {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: file) }
  try Data("the sea and the shore".utf8).write(to: file)
  #expect(
    throws: InputError("This takes a text of at least 300 different words; \(file.path) has 4.")
  ) { try Corpus.load(file.path, fewest: 300) }
  let stories = try Corpus.load("harbor", words: 50_000, fewest: 300)
  #expect((50_000..<51_000).contains(stories.training.count))
}
