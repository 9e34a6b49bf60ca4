import Foundation
import Ground
import Testing

/// Every chapter with other settings than the book's: quick, with other seeds, and on texts of a reader's
/// own, however odd. As many at a time as there are cores, so each uses few threads.
@Suite struct ShelfTests {
  static let readers = ["distributional-representation", "word2vec", "speedup", "rnn", "lstm"]

  @Test(arguments: ChapterCommandTests.commands, [1, 2, 3])
  func aQuickChapterHasAPage(command: String, seed: Int) throws {
    let shelf = try Shelf()
    let run = try shelf.run(command, ["--quick", "--seed", "\(seed)", "--threads", "\(seed)"])
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let page = try #require(shelf.page)
    #expect(!page.contains("> ✗"))
    #expect(page.contains("`swift run \(command)\(seed == 1 ? "" : " --seed \(seed)") --quick`"))
  }

  /// A text that is enough gets a page, on which nothing of the harbor's is claimed; another is refused
  /// in one sentence before any work.
  @Test(arguments: readers.flatMap { reader in OddText.shelf(of: reader).map { (reader, $0) } })
  func anOddTextHasAPageOrASentence(command: String, text: OddText) throws {
    let shelf = try Shelf()
    let path = try shelf.put(text)
    let run = try shelf.run(command, ["--quick", "--corpus", path, "--threads", "1"])
    if run.status == 0 {
      let page = try #require(shelf.page)
      #expect(!page.contains("> ✗") && run.errors.isEmpty, "\(run.errors)")
      #expect(run.output.contains("is read by characters.\n") == (text == .unspaced))
      #expect(run.output.contains("000 words to learn from.\n") == (text == .long))
      for word in ["riddles are solved", "grammar's own perplexity", "above the floor"] {
        #expect(!claims(in: page).contains(word))
      }
    } else {
      #expect(run.status == 1 && run.output.isEmpty)
      #expect(run.errors.hasPrefix("error: ") && run.errors.count { $0 == "\n" } == 1)
      #expect(run.errors.contains(path))
      #expect(try FileManager.default.contentsOfDirectory(atPath: shelf.pages).isEmpty)
    }
    #expect((run.status == 0) == text.isEnough(for: command))
  }

  private func claims(in page: String) -> String {
    page.split(separator: "\n").filter { $0.hasPrefix("> ✓") }.joined(separator: "\n")
  }

  /// What README.md says: a text of one's own, and no folder.
  @Test func withoutAFolderTheChapterSaysHowToHaveThePage() throws {
    let shelf = try Shelf()
    let path = try shelf.put(.prose)
    let run = try shelf.run("distributional-representation", ["--corpus", path], hasFolder: false)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.hasSuffix("name a folder for it: --out FOLDER.\n"))
  }

  @Test(
    arguments: [
      "neural-net-review", "generation", "attention", "transformer", "classification", "tagging",
      "pretraining", "retrieval",
    ])
  func aChapterThatReadsNoTextTakesNone(command: String) throws {
    let run = try Program(command).run("--corpus", "harbor")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("error: There is no option --corpus."))
    #expect(!(try Program(command).run("--help")).output.contains("--corpus"))
  }

  @Test(arguments: readers)
  func theBooksOtherStoriesWillDo(command: String) throws {
    let shelf = try Shelf()
    let run = try shelf.run(command, ["--quick", "--corpus", "primer", "--threads", "2"])
    #expect(run.status == 0 ? shelf.page != nil : run.output.isEmpty, "\(run.errors)")
  }
}

/// Texts that a reader may have, each made by rule.
enum OddText: CaseIterable {
  case prose, long, capitals, french, persian, unspaced, oneLine, linesOfAWord, numbers, unique,
    cycle
  case punctuation, repeated, alternating, sameLines, short, lopsided, nothing

  /// The texts that a chapter is tried with: fewer where it takes long.
  static func shelf(of command: String) -> [OddText] {
    ["rnn", "lstm"].contains(command)
      ? [.prose, .unspaced, .unique, .cycle, .short, .lopsided] : allCases
  }

  /// Whether a chapter makes a page of it.
  func isEnough(for command: String) -> Bool {
    switch self {
    case .punctuation, .repeated, .alternating, .sameLines, .lopsided, .nothing: false
    case .short: command == "distributional-representation"
    default: true
    }
  }

  var text: String {
    switch self {
    case .prose: sentences(6_000)
    case .long: sentences(90_000)
    case .capitals: sentences(6_000).uppercased()
    case .french: sentences(6_000, letters: "éàçèùêîôabcdelmnorst")
    case .persian: sentences(6_000, letters: "ابپتجدرسشکگلمنوهی")
    case .unspaced:
      sentences(6_000, letters: OddText.han, between: "").replacing("。", with: "。\n")
    case .oneLine: sentences(6_000).replacing("\n", with: " ")
    case .linesOfAWord: sentences(6_000).replacing(" ", with: "\n")
    case .numbers: (0..<6_000).map { String($0 * $0 % 2_003) }.joined(separator: " ")
    case .unique: (0..<6_000).map { "u\($0)" }.joined(separator: " ")
    case .cycle: (0..<8_000).map { "w\($0 % 320)" }.joined(separator: " ")
    case .punctuation: String(repeating: ". , ; : ! ? - ( ) ", count: 900)
    case .repeated: String(repeating: "word ", count: 6_000)
    case .alternating: String(repeating: "aye nay ", count: 4_000)
    case .sameLines: String(repeating: "the old man sees the sea .\n", count: 5_000)
    case .short: (0..<400).map { "v\($0)" }.joined(separator: " ")
    case .lopsided: (0..<400).map { "w\($0) " }.joined() + String(repeating: "a ", count: 9_000)
    case .nothing: " \n"
    }
  }

  /// Six hundred characters.
  private static let han = String(
    String.UnicodeScalarView((0x4e00..<0x4e00 + 600).map { Unicode.Scalar($0)! }))

  /// Sentences of so many words in all, few of them frequent and most rare.
  private func sentences(
    _ count: Int, letters: String = "abcdefghijklmnopqrstuvwxyz", between: String = " "
  ) -> String {
    let letters = Array(letters)
    var state: UInt64 = 7
    func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let words = (0..<900).map { _ in
      String((0..<2 + below(6)).map { _ in letters[below(letters.count)] })
    }
    let isSpaced = !between.isEmpty
    return (0..<count).map { place in
      let word = words[below(1 + below(1 + below(900)))]
      return place % 9 == 8 ? word + (isSpaced ? " .\n" : "。") : word + between
    }.joined()
  }
}

/// A folder for one run: a text to read, and the page that is made of it.
private final class Shelf {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "shelf-\(UUID().uuidString)")
  var pages: String { folder.path + "/pages" }

  init() throws {
    try FileManager.default.createDirectory(atPath: pages, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func put(_ text: OddText) throws -> String {
    let path = folder.path + "/text.txt"
    try text.text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  func run(_ command: String, _ options: [String], hasFolder: Bool = true) throws -> Program.Result
  {
    try Program(command).run(options + (hasFolder ? ["--out", pages] : []))
  }

  /// The page that was made, if one was.
  var page: String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: pages)) ?? []
    return names.first { $0.hasSuffix(".md") }.flatMap { Files.text(at: "\(pages)/\($0)") }
  }
}
