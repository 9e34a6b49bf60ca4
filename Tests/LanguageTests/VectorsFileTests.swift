import Foundation
import Ground
import Tensors
import Testing

@testable import Language

/// A path in a folder of its own, gone when the closure is done.
private func withPath<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.appendingPathComponent("vectors").path)
}

private func contents(_ bytes: [UInt8], isStrict: Bool) throws -> VectorsFile.Contents {
  try bytes.withUnsafeBufferPointer { bytes in
    var reader = VectorsReader(bytes, path: "vectors", isStrict: isStrict)
    return try reader.read()
  }
}

private func read(_ bytes: [UInt8]) throws -> (words: [String], vectors: Tensor) {
  let contents = try contents(bytes, isStrict: true)
  return (contents.words, contents.vectors)
}

private func written(
  _ words: [String], _ vectors: Tensor, _ format: VectorsFile.Format
) throws -> [UInt8] {
  try withPath { path in
    try VectorsFile.write(words: words, vectors: vectors, to: path, format: format)
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

@Suite struct VectorsFileTests {
  let words = ["boat", "smörgås"]
  let vectors: Tensor = [[1, -0.5, 0.1], [-0.0, 1e-5, 16_777_216]]
  let text = Array("2 3\nboat 1.0 -0.5 0.1\nsmörgås -0.0 1e-05 16777216.0\n".utf8)
  let binary: [UInt8] =
    Array("2 3\nboat ".utf8)
    + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf, 0xcd, 0xcc, 0xcc, 0x3d, 0x0a]
    + Array("smörgås ".utf8)
    + [0, 0, 0, 0x80, 0xac, 0xc5, 0x27, 0x37, 0, 0, 0x80, 0x4b, 0x0a]

  @Test func writesWord2vecsBytes() throws {
    #expect(try written(words, vectors, .text) == text)
    #expect(try written(words, vectors, .binary) == binary)
  }

  @Test func readsEveryFormat() throws {
    let gloVe = Array(text.dropFirst(4))
    let windows = Array("2 3\r\nboat\t1.0 -0.5 0.1 \r\nsmörgås -0 1E-5 16777216.0\r\n\r\n".utf8)
    let packed = binary.dropLast(1).filter { $0 != 0x0a }
    let gensim = Array(packed[..<3] + [0x0a] + packed[3...])
    let marked = [text, gloVe, binary].map { [0xef, 0xbb, 0xbf] + $0 }
    for bytes in [text, text.dropLast(), gloVe, windows, binary, gensim] + marked {
      let (words, vectors) = try read(bytes)
      #expect(words == self.words)
      #expect(vectors == self.vectors)
      #expect(vectors[1, 0].sign == .minus)
    }
  }

  @Test(arguments: VectorsFile.Format.allCases)
  func bringsEveryNumberBack(format: VectorsFile.Format) throws {
    var random = Random(seed: 1, stream: "vectors")
    let values = (0..<30_000).map { _ in Float(bitPattern: random.next()) }.map {
      $0.isFinite ? $0 : 1
    }
    let vectors = Tensor(values, shape: [6000, 5])
    let words = (0..<6000).map { "word\($0)" }
    let (wordsRead, vectorsRead) = try read(written(words, vectors, format))
    #expect(wordsRead == words)
    #expect(vectorsRead.values.map(\.bitPattern) == values.map(\.bitPattern))
  }

  /// One row of few numbers gives the least to tell the formats apart by.
  @Test func tellsTheFormatsApart() throws {
    var random = Random(seed: 2, stream: "vectors")
    for width in 2...6 {
      for _ in 0..<20 {
        let vectors = Tensor.normal([3, width], random: &random)
        for format in VectorsFile.Format.allCases {
          #expect(try read(written(["a", "é", "日本"], vectors, format)).vectors == vectors)
        }
      }
    }
  }

  @Test func replacesAFileAndLeavesNothingBeside() throws {
    try withPath { path in
      for count in [2, 1] {
        try VectorsFile.write(
          words: Array(words.prefix(count)), vectors: vectors.rows(0..<count), to: path,
          format: .text)
        #expect(try VectorsFile.read(path).words.count == count)
      }
      let folder = (path as NSString).deletingLastPathComponent
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["vectors"])
    }
  }
}

// MARK: - Words

@Suite struct VectorsFileWordsTests {
  /// *é* as one character and as *e* with an accent are one word.
  @Test(arguments: VectorsFile.Format.allCases)
  func keepsTheFirstSpellingOfAWord(format: VectorsFile.Format) throws {
    var bytes = try written(["é", "x", "y"], [[1, 2], [3, 4], [5, 6]], format)
    let place = try #require(bytes.firstIndex(of: UInt8(ascii: "x")))
    bytes.replaceSubrange(place...place, with: Array("e\u{301}".utf8))
    let read = try contents(bytes, isStrict: false)
    #expect(read.words == ["é", "y"])
    #expect(read.vectors == [[1, 2], [5, 6]])
    #expect(read.leftOut.map(\.reason) == ["holds the word “é” for a second time"])
    #expect(throws: InputError.self) { try contents(bytes, isStrict: true) }
  }

  @Test(arguments: VectorsFile.Format.allCases)
  func bringsWordVectorsBack(format: VectorsFile.Format) throws {
    let words = ["boat", "smörgås", "日本"]
    let dense = WordVectors(Vocabulary(words: words), [[1, 0], [0, 0.5], [0, -3]] as Tensor)
    let sparse = WordVectors(
      Vocabulary(words: words),
      SparseMatrix(columns: 2, starts: [0, 1, 2, 3], indices: [0, 1, 1], values: [1, 0.5, -3]))
    for vectors in [dense, sparse] {
      try withPath { path in
        try vectors.save(to: path, format: format)
        let read = try WordVectors(from: path)
        #expect(read.vocabulary.words == words)
        #expect(try read.vectors(words) == [[1, 0], [0, 0.5], [0, -3]])
        #expect(try read.similarity("smörgås", "日本") == -1)
      }
    }
  }

  /// As fastText writes them: a blank at the end of each line, and other blanks than ASCII's in words.
  @Test func readsFastTextsLines() throws {
    let (words, vectors) = try read(Array("2 2\n</s> 1 -2 \nnew\u{A0}york 0.5 1e-3 \n".utf8))
    #expect(words == ["</s>", "new\u{A0}york"])
    #expect(vectors == [[1, -2], [0.5, 0.001]])
  }
}

// MARK: - Odd lines

/// What published files hold.
@Suite struct VectorsFileOddLinesTests {
  private func expect(
    _ bytes: [UInt8], _ words: [String], _ vectors: Tensor, leftOut: [String] = [],
    isStrictlyRead: Bool = false
  ) throws {
    let read = try contents(bytes, isStrict: false)
    #expect(read.words.map { Array($0.utf8) } == words.map { Array($0.utf8) })
    #expect(read.vectors == vectors)
    #expect(read.leftOut.map(\.description) == leftOut && read.leftOutCount == leftOut.count)
    if isStrictlyRead {
      #expect(try contents(bytes, isStrict: true).words == read.words)
    } else {
      #expect(throws: InputError.self) { try contents(bytes, isStrict: true) }
    }
  }

  @Test func wordsWithSpacesStay() throws {
    try expect(
      Array("3 2\n. . . 1 2\nnew york 3 4\na 5 6\n".utf8), [". . .", "new york", "a"],
      [[1, 2], [3, 4], [5, 6]])
    // Without a header, how many numbers there are is known from the other lines.
    try expect(
      Array(". . 1.5 2.5\na 3.5 4.5 \nroute 66 5.5 6.5\nb 7.5 8.5\nc 9.5 0.5".utf8),
      [". .", "a", "route 66", "b", "c"],
      [[1.5, 2.5], [3.5, 4.5], [5.5, 6.5], [7.5, 8.5], [9.5, 0.5]])
  }

  @Test func oddLinesAreNamed() throws {
    let text =
      Array("11 2\na 1 2\nb 1 2 3\nc 1\n\n 1 2\nd x 2\na 3 4\n".utf8)
      + [0xe6, 0xb5] + Array(" 1 2\ne 5 6\nf 1e-3 -2\ng 1 nan\n".utf8)
    let more = (0..<10).map { "w\($0) 0 0\n" }.joined()
    try expect(
      Array("21".utf8) + text.dropFirst(2) + Array(more.utf8),
      ["a", "e", "f"] + (0..<10).map { "w\($0)" },
      Tensor([1, 2, 5, 6, 0.001, -2] + [Float](repeating: 0, count: 20), shape: [13, 2]),
      leftOut: [
        "line 3 should hold 2 numbers after its word, not 3; a word can't have a space in it",
        "line 4 should hold 2 numbers after its word, not 1", "line 5 should start with a word",
        "line 6 should start with a word", "line 7 holds “x”, which is no finite number",
        "line 8 holds the word “a” for a second time", "line 9 holds a word that is not UTF-8 text",
        "line 12 holds “nan”, which is no finite number",
      ])
  }

  @Test func oddWordsOfABinaryFileAreNamed() throws {
    var bytes = try written(
      ["a", "b", "c", "d", "e", "f"], Tensor((0..<12).map { 0.1 * Float($0) }, shape: [6, 2]),
      .binary)
    // A row has a letter, a space, eight bytes and a line feed.
    bytes[4 + 11] = UInt8(ascii: "a")
    bytes[4 + 22] = 0xff
    bytes.replaceSubrange(4 + 33 + 2..<4 + 33 + 6, with: [0, 0, 0xc0, 0x7f])
    try expect(
      bytes, ["a", "e", "f"], Tensor([0, 1, 8, 9, 10, 11].map { 0.1 * Float($0) }, shape: [3, 2]),
      leftOut: [
        "word 1 holds the word “a” for a second time", "word 2 holds a word that is not UTF-8 text",
        "word 3 has a number that is not finite",
      ])
  }

  @Test func aFileOfOddLinesIsNone() {
    for text in ["3 2\na 1\nb 1\nc 1 2\n", "a x\n", "x y\nx y\n", "2 2\na 1 2 3\na 1 2 3\n"] {
      #expect(throws: InputError.self) { try contents(Array(text.utf8), isStrict: false) }
    }
  }

  @Test func vectorsSayWhatWasLeftOut() throws {
    try withPath { path in
      let lines = (0..<1200).map { "w\($0 % 1000) 1 2\n" }.joined()
      try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
      let vectors = try WordVectors(from: path)
      #expect(vectors.vocabulary.count == 1000)
      #expect(vectors.leftOut.count == 100 && vectors.leftOutCount == 200)
      #expect(vectors.leftOut[0].line == 1001)
      #expect(
        vectors.remark == """
          200 of 1200 lines were left out: line 1001 holds the word “w0” for a second time; line 1002 holds \
          the word “w1” for a second time; line 1003 holds the word “w2” for a second time; and 197 more.
          """)
      let error = #expect(throws: InputError.self) { try WordVectors(from: path, isStrict: true) }
      #expect(
        "\(error!)" == "Line 1001 of the file “\(path)” holds the word “w0” for a second time.")
      #expect(WordVectors(Vocabulary(words: ["a"]), [[1]] as Tensor).remark == nil)
    }
  }
}

// MARK: - Decimals

@Suite struct VectorsFileDecimalsTests {
  /// Against the standard library, on decimals of every length and on those halfway between two
  /// numbers, where a second rounding would go wrong.
  @Test func readsTheNearestFloat() throws {
    var random = Random(seed: 3, stream: "decimals")
    var decimals = [
      "0", "-0", "007", "5.", ".5", "1e5", "1E+2", "2e-45", "1.17549435e-38", "3.4028235e38",
    ]
    for _ in 0..<2000 {
      let value = Float(bitPattern: random.next() % 0x7f00_0000)
      let halfway = (Double(value) + Double(value.nextUp)) / 2
      let digits = (0..<1 + random.integer(below: 24)).map { _ in "\(random.integer(below: 10))" }
        .joined()
      decimals += ["\(value)", "-\(halfway)", "\(halfway.nextUp)", "\(halfway.nextDown)"]
      decimals += ["0.\(digits)", "\(digits)e-\(random.integer(below: 40))"]
      decimals += ["\(value.significand)e\(random.integer(below: 30))"]
    }
    // Just above the middle of 1 and the next number: in `Double` it is the middle itself.
    decimals += ["1.00000005960464477539062500001", "1.0000000596046448", "1.000000059604644776"]
    for decimal in decimals {
      var position = 0
      let bytes = Array(decimal.utf8)
      let value = bytes.withUnsafeBufferPointer { DecimalReader().float($0, &position) }
      #expect(value?.bitPattern == Float(decimal)?.bitPattern, "\(decimal)")
      #expect(position == bytes.count)
    }
  }

  @Test(arguments: [
    "nan", "inf", "-infinity", "1e39", "0x10", "1,5", ".", "-", "e5", "1e", "1e+", "--1", "1.2.3",
    "1e99999999999",
    "½", "١",
  ])
  func refusesWhatIsNoFiniteNumber(text: String) {
    var position = 0
    let value = Array(text.utf8).withUnsafeBufferPointer { DecimalReader().float($0, &position) }
    #expect(value == nil)
  }
}

// MARK: - Bad input

@Suite struct VectorsFileBadInputTests {
  @Test(arguments: [
    ("", "should start with the line \"V D\""),
    ("\n", "should start with the line \"V D\""),
    ("boat", "should start with the line \"V D\""),
    ("2 2\na 1 2\n", "should hold 2 lines after the first, as that one says, not 1"),
    ("1 2\na 1 2\nb 1 2\n", "should hold 1 lines after the first, as that one says, not 2"),
    ("0 2\n", "names 0 vectors of 2 numbers"), ("1 0\na\n", "names 1 vectors of 0 numbers"),
    ("1 999999999999999999\na 1\n", "names 1 vectors of 999999999999999999 numbers"),
    ("2 2\na 1 2\nb 1\n", "Line 3 of the file"), ("a 1 2\nb 1\n", "Line 2 of the file"),
    ("2 2\na 1 2\nb 1\n", "should hold 2 numbers after its word, not 1"),
    (
      "2 2\na 1 2\nnew york 1 2\n",
      "Line 3 of the file “vectors” should hold 2 numbers after its word, not 3; a word can't have a space"
    ), ("3 2\na 1 2\n", "should hold 3 lines after the first, as that one says, not 1"),
    ("2 3\na 1 2\nb 1 2\n", "Line 2 of the file “vectors” should hold 3 numbers"),
    ("2 2\na 1 2\nb 1 nan\n", "holds “nan”, which is no finite number"),
    ("2 2\na 1 2\nb 1 -inf\n", "holds “-inf”, which is no finite number"),
    ("2 2\na 1 2\nb 1 2x\n", "holds “2x”, which is no finite number"),
    ("a x\n", "Line 1 of the file"),
    ("3 2\na 1 2\n\nb 1 2\n", "Line 3 of the file"),
    ("2 2\na 1 2\n 1 2\n", "should start with a word"),
    ("2 2\na 1 2\na 3 4\n", "holds the word “a” for a second time"),
  ])
  func reportsBadText(text: String, problem: String) {
    let error = #expect(throws: InputError.self) { try read(Array(text.utf8)) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func reportsWhatIsNotUTF8() {
    let error = #expect(throws: InputError.self) {
      try read(Array("a 1 2\n".utf8) + [0xff] + Array(" 1 2\n".utf8))
    }
    #expect(error?.description.contains("Line 2") == true)
    #expect(error?.description.contains("not UTF-8") == true)
  }

  @Test func reportsBadBinary() throws {
    let good = try written(["a", "b"], [[0.1, 0.2], [0.3, 0.4]], .binary)
    func expect(_ problem: String, _ change: (inout [UInt8]) -> Void) {
      var bytes = good
      change(&bytes)
      let error = #expect(throws: InputError.self) { try read(bytes) }
      #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }
    for cut in 2..<12 { expect("Word 1 of the file") { $0.removeLast(cut) } }
    expect("goes on after the 2 vectors") { $0 += Array("c ".utf8) }
    expect("Word 1 of the file") { $0[15] = UInt8(ascii: "\t") }
    expect("holds the word “a” for a second time") { $0[15] = UInt8(ascii: "a") }
    expect("holds a word that is not UTF-8") { $0[15] = 0xff }
    expect("has a number that is not finite") {
      $0.replaceSubrange(17..<21, with: [0, 0, 0xc0, 0x7f])
    }
    expect("Word 2 of the file") { $0[0] = UInt8(ascii: "9") }
  }

  @Test func reportsFoldersAndMissingFiles() throws {
    let folder = FileManager.default.temporaryDirectory.path
    #expect(throws: InputError("“\(folder)” is a folder; name a file within it.")) {
      try VectorsFile.read(folder)
    }
    #expect(throws: InputError("There is no file “/nowhere/vectors”.")) {
      try VectorsFile.read("/nowhere/vectors")
    }
    for path in [folder, "/nowhere/vectors"] {
      let error = #expect(throws: InputError.self) {
        try VectorsFile.write(words: ["a"], vectors: [[1]], to: path, format: .text)
      }
      #expect(error?.description.contains(path) == true)
    }
  }

  @Test(arguments: [
    (["a", "new york"], 1, "Word 1, \"new york\", is empty or holds a space"),
    (["a", ""], 1, "Word 1, \"\", is empty"), (["a\n", "b"], 1, "Word 0"),
    (["a", "a"], 1, "Word 1, \"a\", stands in the list twice"),
    (["a", "b"], Float.nan, "The vector of word 1, \"b\", holds a number that is not finite"),
    (
      ["a", "b"], -Float.infinity, "The vector of word 1, \"b\", holds a number that is not finite"
    ),
  ])
  func refusesToWrite(words: [String], last: Float, problem: String) throws {
    try withPath { path in
      let error = #expect(throws: InputError.self) {
        try VectorsFile.write(
          words: words, vectors: Tensor([1, 2, 3, last], shape: [2, 2]), to: path, format: .binary)
      }
      #expect(error?.description.contains(problem) == true)
      let folder = (path as NSString).deletingLastPathComponent
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == [])
    }
  }

  @Test func stopsWhereTheShapesDoNotFit() async {
    await #expect(processExitsWith: .failure) {
      try VectorsFile.write(words: ["a"], vectors: .zeros(2, 3), to: "/nowhere/v", format: .text)
    }
  }
}

// MARK: - gensim

private enum Gensim {
  /// Finding out takes a moment without importing all of it.
  static let isInstalled =
    run([
      "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('gensim') is None)",
    ]) == 0

  /// Runs the Python that `BOOK_PYTHON` names, or else the first there is.
  static func run(_ arguments: [String]) -> Int32? {
    let name = ProcessInfo.processInfo.environment["BOOK_PYTHON"] ?? "python3"
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = [name] + arguments
    python.standardError = FileHandle.nullDevice
    guard (try? python.run()) != nil else { return nil }
    python.waitUntilExit()
    return python.terminationStatus
  }
}

@Suite(
  .enabled(if: Gensim.isInstalled, "Python with gensim is not installed"))
struct VectorsFileGensimTests {
  @Test(arguments: [("text", VectorsFile.Format.text, "False"), ("binary", .binary, "True")])
  func opensWhatWeWriteAndBack(name: String, format: VectorsFile.Format, flag: String) throws {
    var random = Random(seed: 4, stream: "vectors")
    let vectors = Tensor.normal([20, 7], random: &random)
    let words = (0..<20).map { "wörd\($0)" }
    try withPath { path in
      try VectorsFile.write(words: words, vectors: vectors, to: path, format: format)
      let script = """
        import sys
        from gensim.models import KeyedVectors
        vectors = KeyedVectors.load_word2vec_format(sys.argv[1], binary=\(flag))
        assert vectors.vectors.shape == (20, 7) and vectors.index_to_key[3] == "wörd3"
        assert abs(vectors["wörd3"][1] - \(vectors[3, 1])) < 1e-6
        vectors.save_word2vec_format(sys.argv[1], binary=\(flag), write_header=True)
        """
      #expect(Gensim.run(["-c", script, path]) == 0)
      let (wordsRead, vectorsRead) = try VectorsFile.read(path)
      #expect(wordsRead == words)
      #expect(vectorsRead == vectors)
    }
  }
}
