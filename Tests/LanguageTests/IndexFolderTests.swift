import Foundation
import Ground
import Tensors
import Testing

@testable import Language

/// A folder of texts and one for their index, gone in the end.
private final class Desk {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  var texts: String { folder + "/texts" }
  var index: String { folder + "/index" }

  init(_ files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(atPath: texts, withIntermediateDirectories: true)
    for (path, text) in files { try write(text, to: path) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

  func write(_ data: Data, to path: String) throws {
    let url = URL(filePath: "\(texts)/\(path)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: "\(texts)/\(path)")
  }

  @discardableResult
  func update(budget: Int = 1 << 20, _ willChange: @escaping () throws -> Void = {}) throws
    -> IndexReport
  {
    try IndexUpdate(
      of: texts, index: index, words: SearchWords(), budget: budget, progress: { _ in },
      willChange: willChange
    ).run()
  }

  /// What a search finds: the file, the line, the text and the score, in an order of their own.
  func found(_ question: String, in index: String? = nil) throws -> [String] {
    let folder = try IndexFolder(index ?? self.index)
    return try folder.search(question, limit: 1_000).map {
      "\($0.path.dropFirst(folder.root.utf8.count))\t\($0.line)\t\($0.title)\t\($0.score)\t\($0.text ?? "changed")"
    }.sorted()
  }

  private static let questions = ["tide", "old harbor", "ship w7 w11", "story"]

  func answers(of index: String? = nil) throws -> [[String]] {
    try Desk.questions.map { try found($0, in: index) }
  }

  /// What an index answers that is made anew.
  func answersAnew() throws -> [[String]] {
    let fresh = folder + "/fresh"
    defer { try? FileManager.default.removeItem(atPath: fresh) }
    try IndexFolder.update(fresh, from: texts)
    return try answers(of: fresh)
  }

  func isLikeNew() throws -> Bool { try answers() == answersAnew() }

  /// Puts the index that `keep` has copied in the place of this one.
  func restore() throws {
    try? FileManager.default.removeItem(atPath: index)
    try FileManager.default.copyItem(atPath: folder + "/kept", toPath: index)
  }

  func keep() throws { try FileManager.default.copyItem(atPath: index, toPath: folder + "/kept") }
}

/// A story of a few paragraphs.
private func story(_ number: Int, paragraphs: Int = 4) -> String {
  var random = Random(seed: UInt64(number), stream: "story")
  return "# Story \(number)\n\n"
    + (0..<paragraphs).map { _ in
      (0..<50).map { _ in
        ["tide", "old", "harbor", "ship", "w\(random.integer(below: 200))"][
          random.integer(below: 5)]
      }.joined(separator: " ")
    }.joined(separator: "\n\n") + "\n"
}

@Suite struct IndexFolderTests {
  @Test func findsPassagesOfFiles() throws {
    let desk = try Desk([
      "a.txt": "# The harbor\n\nThe lowest tide of the year.\n",
      "notes/b.md": "Ships sail.\nNo water.",
      ".hidden": "tide", "empty.txt": "", "notes/c.txt": "\u{FEFF}\n\n  \nA tide, and a tide\r\n",
    ])
    let report = try desk.update()
    #expect(report.files == 4 && report.passages == 3 && report.read == 4 && report.skipped.isEmpty)
    let index = try IndexFolder(desk.index)
    #expect(index.fileCount == 4 && index.index.count == 3)
    let hits = try index.search("TIDES")
    #expect(hits.map { URL(filePath: $0.path).lastPathComponent } == ["c.txt", "a.txt"])
    #expect(hits.map(\.line) == [4, 1])
    #expect(hits.map(\.title) == ["A tide, and a tide", "The harbor"])
    #expect(hits[0].text == "A tide, and a tide\r\n")
    #expect(try index.search("").isEmpty && index.search("the").isEmpty)
    // Of a changed file nothing is shown that isn't in it.
    try desk.write("Another tide, and a longer text.", to: "a.txt")
    #expect(try index.search("tide").map { $0.text != nil } == [true, false])
  }

  @Test func onlyWhatHasChangedIsRead() throws {
    let desk = try Desk()
    for n in 0..<12 { try desk.write(story(n), to: "\(n % 3)/\(n).txt") }
    #expect(try desk.update().read == 12)
    #expect(
      try desk.update()
        == {
          var r = try desk.update(); r.read = 0; return r
        }())
    try desk.write(story(50, paragraphs: 9), to: "1/4.txt")
    try desk.write(story(51), to: "new.txt")
    try desk.remove("2/5.txt")
    let report = try desk.update()
    #expect(report.read == 2 && report.gone == 1 && report.files == 12)
    #expect(try desk.isLikeNew())
    for n in 0..<12 where n != 5 { try desk.remove("\(n % 3)/\(n).txt") }
    #expect(try desk.update().gone == 11)
    #expect(try desk.isLikeNew())
    try desk.remove("new.txt")
    #expect(try desk.update().passages == 0)
    #expect(try IndexFolder(desk.index).search("tide").isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: desk.index).sorted() == ["index", "lock"])
  }

  @Test func smallSegmentsAreMerged() throws {
    let desk = try Desk()
    for n in 0..<30 {
      try desk.write(story(n), to: "\(n).txt")
      if n % 4 == 3 { try desk.write(story(n + 100), to: "\(n - 2).txt") }
      try desk.update(budget: 4_000)
      let segments = try IndexManifest(in: desk.index)!.segments
      // Four of a size become one; all are of one size or two.
      #expect(segments.count <= 7)
    }
    #expect(try desk.isLikeNew())
  }

  /// A file that is larger than what memory may hold lies in several segments.
  @Test func oneFileMayFillManySegments() throws {
    let desk = try Desk(["a.txt": story(1, paragraphs: 200), "b.txt": story(2)])
    try desk.update(budget: 2_000)
    #expect(try desk.isLikeNew())
  }

  @Test func whatIsNoTextIsNamed() throws {
    let desk = try Desk(["a.txt": "A tide."])
    try desk.write(Data([0x89, 0x50, 0, 1, 2]), to: "b.png")
    try desk.write(Data([0x63, 0x61, 0x66, 0xe9, 0x0a]), to: "latin.txt")
    try desk.write(Data(repeating: 0x80, count: 20_000), to: "junk")
    mkfifo(desk.texts + "/pipe", 0o600)
    let skipped = try desk.update().skipped
    #expect(
      skipped.map { "\($0.path): \($0.reason)" } == [
        "b.png: a binary file", "junk: not UTF-8 text", "latin.txt: not UTF-8 text",
        "pipe: no ordinary file",
      ])
    let again = try desk.update()
    #expect(again.read <= 1 && again.skipped.count == 4 && again.files == 1)
    try desk.write("now a text of the tide", to: "b.png")
    #expect(try desk.update().skipped.count == 3)
    #expect(try desk.found("tide").count == 2)
  }

  /// The index may lie among the texts, and links that lead in a circle are not followed.
  @Test func theIndexIsNoText() throws {
    let desk = try Desk(["a.txt": "A tide."])
    try FileManager.default.createSymbolicLink(
      atPath: desk.texts + "/circle", withDestinationPath: desk.texts)
    let inner = desk.texts + "/inner"
    for _ in 0..<2 {
      let report = try IndexFolder.update(inner, from: desk.texts)
      #expect(report.files == 1 && report.skipped.isEmpty)
    }
  }

  // MARK: - Stopped, killed

  /// Files, and what becomes of them.
  private func prepared() throws -> Desk {
    let desk = try Desk()
    for n in 0..<9 { try desk.write(story(n), to: "\(n).txt") }
    try desk.update(budget: 3_000)
    try desk.write(story(70), to: "3.txt")
    try desk.write(story(71, paragraphs: 15), to: "4.txt")
    for n in 5..<8 { try desk.remove("\(n).txt") }
    try desk.write(story(72), to: "new.txt")
    return desk
  }

  private struct Stop: Error {}

  /// Wherever the work stops, the index answers: of each file with what it is, or with what it was.
  @Test func stoppedAtAnyWriteTheIndexIsWhole() throws {
    let desk = try prepared()
    try desk.keep()
    var points = 0
    try desk.update(budget: 3_000) { points += 1 }
    #expect(points > 12)
    let new = try desk.answersAnew()
    for point in 0..<points {
      try desk.restore()
      var count = 0
      #expect(throws: Stop.self) {
        try desk.update(budget: 3_000) {
          if count == point { throw Stop() }
          count += 1
        }
      }
      let files = Set(try desk.found("tide").map { $0.split(separator: "\t")[0] })
      #expect(files.isSuperset(of: ["/0.txt", "/1.txt", "/2.txt", "/8.txt"]), "\(point)")
      try desk.update()
      #expect(try desk.answers() == new, "\(point)")
      let names = try FileManager.default.contentsOfDirectory(atPath: desk.index)
      #expect(names.count == (try IndexManifest(in: desk.index))!.segments.count + 2)
    }
  }

  /// The same where the process is killed, and can't clear up.
  @Test(arguments: [0, 1, 2, 4, 7, 10]) func killedAtAWriteTheIndexIsWhole(_ point: Int)
    async throws
  {
    let desk = try prepared()
    let (texts, index) = (desk.texts, desk.index)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [texts = texts as String, index = index as String, point] in
      var count = 0
      _ = try IndexUpdate(
        of: texts, index: index, words: SearchWords(), budget: 3_000, progress: { _ in },
        willChange: {
          // In the middle of a write its temporary file would be there.
          if count == point {
            _ = FileManager.default.createFile(
              atPath: index + "/.words-99.\(getpid()).tmp", contents: Data([1]))
            kill(getpid(), SIGKILL)
          }
          count += 1
        }
      ).run()
    }
    #expect(try desk.found("tide").count > 10)
    try desk.update()
    #expect(try desk.isLikeNew())
    let names = try FileManager.default.contentsOfDirectory(atPath: desk.index)
    #expect(names.count == (try IndexManifest(in: desk.index))!.segments.count + 2)
  }

  /// What was read before a stop that was asked for need not be read again.
  @Test func whatWasReadIsKept() throws {
    let desk = try Desk()
    for n in 0..<9 { try desk.write(story(n), to: "\(n).txt") }
    #expect(throws: Stop.self) {
      try IndexFolder.update(desk.index, from: desk.texts) { if $0 > 0.5 { throw Stop() } }
    }
    let read = try desk.update().read
    #expect((1...6).contains(read))
    #expect(try desk.isLikeNew())
  }

  // MARK: - Refused

  @Test func refusesWhatItCantUse() throws {
    let desk = try Desk(["a.txt": "A tide."])
    func refusal(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return ""
    }
    #expect(refusal { _ = try IndexFolder(desk.index) }.contains("There is no index"))
    #expect(refusal { _ = try IndexFolder(desk.texts) }.contains("holds no index"))
    #expect(refusal { _ = try IndexFolder(desk.texts + "/a.txt") }.contains("is a file"))
    func update(_ index: String, _ texts: String) -> String {
      refusal { try IndexFolder.update(index, from: texts) }
    }
    #expect(update(desk.index, desk.texts + "/none").contains("There is no folder"))
    #expect(update(desk.index, desk.texts + "/a.txt").contains("is a file"))
    #expect(update(desk.texts, desk.texts).contains("a folder of its own"))
    let other = try Desk(["b.txt": "A tide."])
    #expect(update(desk.texts, other.texts).contains("holds something else, such as “a.txt”"))
    try desk.update()
    #expect(update(desk.index, other.texts).contains("is of the folder"))
    #expect(
      refusal {
        try IndexFolder.update(desk.index, from: desk.texts, words: SearchWords(cutsEndings: false))
      }.contains("other rules"))
    let lock = try IndexUpdate.lock(desk.index)
    #expect(update(desk.index, desk.texts).contains("Another program"))
    // As a program that was started meanwhile has it, until it begins.
    let copy = dup(lock)
    defer { close(copy) }
    IndexUpdate.unlock(lock)
    #expect(update(desk.index, desk.texts) == "")

    let list = desk.index + "/index"
    let whole = try String(contentsOfFile: list, encoding: .utf8)
    func opening(_ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(filePath: list))
      return refusal { _ = try IndexFolder(desk.index) }
    }
    #expect(try opening(whole.replacing("index\t1", with: "index\t2")).contains("version 2"))
    #expect(try opening("something else").contains("is no index"))
    #expect(try opening(whole.replacing("a.txt", with: "b.txt")).contains("damaged"))
    #expect(try opening(String(whole.dropLast(9))).contains("damaged"))
    #expect(try opening("").contains("is no index"))
    #expect(try opening(whole) == "")
    let segment = desk.index + "/words-1"
    try Data(contentsOf: URL(filePath: segment)).dropLast().write(to: URL(filePath: segment))
    #expect(refusal { _ = try IndexFolder(desk.index) }.contains("make the index again"))
    try FileManager.default.removeItem(atPath: segment)
    #expect(refusal { _ = try IndexFolder(desk.index) }.contains("There is no file"))
  }

  @Test func listsComeBackAsTheyWere() throws {
    var manifest = IndexManifest(root: "/a\tb\\n\nc", words: SearchWords(cutsEndings: false))
    manifest.next = 8
    manifest.segments = [3: 10, 7: 2]
    manifest.files["x\ty"] = IndexedFile(
      state: FileState(size: 5, modified: 7), title: "t\r\n\\",
      pieces: [.init(segment: 3, first: 2, count: 8)])
    manifest.files["z"] = IndexedFile(
      state: FileState(size: 0, modified: -1), title: "", pieces: [])
    manifest.skipped["p"] = .init(state: FileState(size: 1, modified: 2), reason: "no\ttext")
    #expect(try IndexManifest(Data(manifest.text.utf8), name: "test") == manifest)
    manifest.files["z"]!.pieces = [.init(segment: 3, first: 9, count: 1)]
    #expect(throws: InputError.self) {
      try IndexManifest(Data(manifest.text.utf8), name: "test")
    }
  }
}

/// Vectors beside the words, of a maker that counts letters.
@Suite struct VectorIndexTests {
  private static func vectors(_ texts: [String]) -> Tensor {
    Tensor(
      texts.flatMap { text in
        "adeiorstw7".utf8.map { letter in Float(text.utf8.count { $0 == letter }) / 100 }
      }, shape: [texts.count, 10])
  }

  private struct Stop: Error {}

  /// The numbers of the best passages by dot products taken one by one.
  private func expected(_ index: IndexFolder, _ question: Tensor) throws -> [(Int, Double)] {
    let all = try index.index.documents(withAll: [])
    return try all.map { document in
      let text = try index.passage(Hit(document: document, score: 0)).text!
      let row = VectorIndexTests.vectors([text])
      return (document, (0..<10).reduce(0.0) { $0 + Double(row[0, $1]) * Double(question[$1]) })
    }.sorted { $0.1 > $1.1 }
  }

  @Test func everyPassageIsCompared() throws {
    let desk = try Desk()
    for n in 0..<9 { try desk.write(story(n, paragraphs: 40), to: "\(n).txt") }
    try desk.update(budget: 3_000)
    let question = VectorIndexTests.vectors(["the old tide"]).reshaped(10)
    #expect(throws: InputError.self) {
      try IndexFolder(desk.index).vectors(size: 10, by: VectorIndexTests.vectors)
    }
    // Stopped here and there, and killed in the middle of a number.
    for stop in [0, 40, 100] {
      #expect(throws: Stop.self) {
        try IndexFolder.addVectors(to: desk.index, size: 10) { done, _ in
          if done >= stop { throw Stop() }
        } by: {
          VectorIndexTests.vectors($0)
        }
      }
      for name in try FileManager.default.contentsOfDirectory(atPath: desk.index)
      where name.hasPrefix("vectors") {
        let file = try FileHandle(forUpdating: URL(filePath: "\(desk.index)/\(name)"))
        try file.seekToEnd()
        try file.write(contentsOf: Data([1, 2, 3]))
        try file.close()
      }
    }
    let half = try IndexFolder(desk.index).vectors(size: 10, by: VectorIndexTests.vectors)
    #expect(half.missing > 0)
    var made = 0
    try IndexFolder.addVectors(to: desk.index, size: 10) {
      made += $0.count
      return VectorIndexTests.vectors($0)
    }
    #expect(made < 360)
    func check() throws {
      let index = try IndexFolder(desk.index)
      let vectors = try index.vectors(size: 10, by: VectorIndexTests.vectors)
      #expect(vectors.missing == 0)
      let hits = vectors.search(question, limit: 1_000)
      let expected = try expected(index, question)
      #expect(hits.count == expected.count && Set(hits.map(\.document)) == Set(expected.map(\.0)))
      // Sums of ten products below 1.
      for (hit, other) in zip(hits, expected) { #expect(abs(Double(hit.score) - other.1) < 1e-6) }
    }
    try check()
    // Merged and thinned out, the vectors go with their passages.
    for n in 0..<9 where n % 2 == 0 {
      try desk.write(story(n + 50, paragraphs: 40), to: "\(n).txt")
    }
    try desk.update(budget: 3_000)
    made = 0
    try IndexFolder.addVectors(to: desk.index, size: 10) {
      made += $0.count
      return VectorIndexTests.vectors($0)
    }
    #expect((150..<360).contains(made))
    try check()
  }

  @Test func anotherMakersVectorsAreRefused() throws {
    let desk = try Desk(["a.txt": "A tide. Is the harbor old? It is!"])
    try desk.update()
    try IndexFolder.addVectors(to: desk.index, size: 10, by: VectorIndexTests.vectors)
    let other = { VectorIndexTests.vectors($0) * 2 }
    #expect(throws: InputError.self) {
      try IndexFolder.addVectors(to: desk.index, size: 10, by: other)
    }
    #expect(throws: InputError.self) { try IndexFolder(desk.index).vectors(size: 10, by: other) }
    try Data(repeating: 7, count: 500).write(to: URL(filePath: desk.index + "/vectors-1"))
    #expect(throws: InputError.self) {
      try IndexFolder(desk.index).vectors(size: 10, by: VectorIndexTests.vectors)
    }
  }

  @Test func theBestSentenceSharesTheRarestWords() throws {
    let desk = try Desk([
      "a.txt": "The harbor is old. The gull sails with\nthe tide (at 3.5 knots). A harbor!",
      "b.txt": "An old, old harbor of old ships.",
    ])
    try desk.update()
    let index = try IndexFolder(desk.index)
    let question = "When does the gull sail into the harbor?"
    let best = try index.bestSentence(in: index.search(question), for: question)
    #expect(best?.text == "The gull sails with the tide (at 3.5 knots).")
    #expect(best?.passage.line == 1)
    #expect(try index.bestSentence(in: index.search("harbor"), for: "the ocean") == nil)
    #expect("One. Two!\n\n“Three?” Four".sentences == ["One.", "Two!", "“Three?”", "Four"])
    #expect("".sentences == [] && "渔船。海！".sentences == ["渔船。", "海！"])
  }
}

@Suite struct PassageCutterTests {
  /// However a text comes in blocks, its passages are the same, stand where they say, and leave out only blanks.
  @Test func passagesStandWhereTheySay() {
    var random = Random(seed: 5, stream: "passages")
    let pieces = [
      "word ", "a longer line of words\n", "\n", "\n\n", " \t\n", "é",
      String(repeating: "x", count: 900), "end.\r\n",
    ]
    for _ in 0..<60 {
      let text = Array(
        (0..<random.integer(below: 200)).map { _ in pieces[random.integer(below: 8)] }.joined().utf8
      )
      func passages(_ block: Int) -> [([UInt8], PassagePlace)] {
        var (cutter, found) = (PassageCutter(offset: 3), [([UInt8], PassagePlace)]())
        for start in stride(from: 0, to: text.count, by: block) {
          text[start..<min(start + block, text.count)].withUnsafeBytes {
            cutter.take($0) { found.append(($0, $1)) }
          }
        }
        cutter.finish { found.append(($0, $1)) }
        return found
      }
      let found = passages(text.count + 1)
      #expect(passages(1 + random.integer(below: 50)).elementsEqual(found) { $0 == $1 })
      var end = 0
      for (bytes, place) in found {
        let start = place.offset - 3
        #expect(Array(text[start..<start + place.length]) == bytes && start >= end)
        #expect(place.line == 1 + text[..<start].count { $0 == 10 })
        #expect(text[end..<start].allSatisfy { [9, 10, 13, 32].contains($0) })
        #expect(bytes.count <= 4_096 && String(validating: bytes, as: UTF8.self) != nil)
        #expect(PassagePlace(place.bytes) == place)
        end = start + place.length
      }
      #expect(text[end...].allSatisfy { [9, 10, 13, 32].contains($0) })
    }
    let far = PassagePlace(line: 3, offset: 1 << 45 + 77, length: 9)
    #expect(PassagePlace(far.bytes) == far && PassagePlace([]) == nil)
  }
}
