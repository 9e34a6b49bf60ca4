import Foundation
import Ground
import Testing

@testable import Language
import Tensors

/// Three lines of license, then synsets under offsets that may be any numbers.
private let files = [
  "data.noun": """
  \u{20} 1 A license.
  00000010 03 n 01 entity 0 001 ~ 00000020 n 0000 | that which is
  00000020 03 n 02 motor_vehicle 0 Automotive 0 002 @ 00000010 n 0000 ~ 00000030 n 0000 | goes by itself; "a car"  \

  00000030 06 n 0a car 0 auto 0 c3 a c4 0 c5 0 c6 0 c7 0 c8 0 c9 0 ca 0 001 @ 00000020 n 0000 | four wheels
  00000040 06 n 01 car 1 001 @i 00000010 n 0000 | runs on rails

  """,
  "index.noun": """
  \u{20} 1 A license.
  auto n 1 1 @ 1 0 00000030  \

  car n 2 2 @ ~ 2 1 00000040 00000030
  entity n 1 0 1 0 00000010
  motor_vehicle n 1 2 @ ~ 1 0 00000020

  """,
  "noun.exc": "autoes auto car\n",
]

/// A folder with the files, some of them changed, that is gone when the closure is done.
private func withFolder<R>(
  _ changes: [String: String?] = [:], _ body: (String) throws -> R
) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, text) in files {
    guard let text = changes[name, default: text] else { continue }
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }
  return try body(folder.path)
}

@Suite struct WordNetTests {
  @Test func readsSynsetsPointersAndTheOrderOfSenses() throws {
    let wordNet = try withFolder { try WordNet.load(from: $0) }
    #expect(wordNet.senses.map(\.name) == ["entity", "motor vehicle", "car", "car"])
    #expect(wordNet.senses[1].words == ["motor vehicle", "Automotive"])
    #expect(wordNet.senses[1].gloss == "goes by itself; \"a car\"")
    #expect(wordNet.senses[2].words.count == 10)
    #expect(try wordNet.senses(of: "car").map(\.id) == [3, 2])
    #expect(try wordNet.sense(of: "Motor vehicle").id == 1)
    #expect(try wordNet.synonyms(of: "car").prefix(2) == ["auto", "c3"])
    #expect(wordNet.hypernyms(of: wordNet.senses[3]).map(\.id) == [0])
    #expect(wordNet.pathSimilarity(wordNet.senses[2], wordNet.senses[3]) == 0.25)
  }

  @Test func findsBaseForms() throws {
    let wordNet = try withFolder { try WordNet.load(from: $0) }
    #expect(try wordNet.sense(of: "autoes").name == "car")
    #expect(try wordNet.sense(of: "cars").id == 3)
    #expect(try wordNet.sense(of: "entities").id == 0)
    #expect(throws: InputError.self) { try wordNet.senses(of: "s") }
  }

  @Test func keepsToTheEndOnACircle() throws {
    let circle = files["data.noun"]!.replacingOccurrences(
      of: "001 ~ 00000020", with: "001 @ 00000030")
    let wordNet = try withFolder(["data.noun": circle]) { try WordNet.load(from: $0) }
    #expect(wordNet.firstCycle()?.map(\.id) == [0, 2, 1])
    #expect(wordNet.hypernymPaths(of: wordNet.senses[3]).map { $0.map(\.id) } == [[1, 2, 0, 3]])
    #expect(wordNet.pathSimilarity(wordNet.senses[0], wordNet.senses[1]) == 0.5)
  }

  @Test(arguments: [
    (
      "data.noun", "03 n 02 motor", "03 n xx motor", "\"xx\" should be a number (data.noun, line 3)"
    ),
    ("data.noun", "| four wheels", "four wheels", "a bar, |, and its gloss (data.noun, line 4)"),
    (
      "data.noun", "n 01 entity 0 001", "n 01 entity 0 901",
      "should be a number (data.noun, line 2)"
    ),
    ("data.noun", "00000040 06", "00000030 06", "an offset of its own (data.noun, line 5)"),
    ("data.noun", "@i 00000010", "@i 00000011", "no synset 11 (data.noun, line 5)"),
    (
      "data.noun", "06 n 01 car 1 001 @i 00000010 n 0000 | runs on rails", "06",
      "ends before (data.noun"
    ),
    ("index.noun", "2 1 00000040 00000030", "2 1 00000040", "ends before (index.noun"),
    ("index.noun", "0 00000010", "0 00000012", "no synset 12 (index.noun, line 4)"),
    ("noun.exc", "autoes auto car", "autoes", "ends before (noun.exc"),
  ])
  func reportsTheLine(file: String, good: String, bad: String, problem: String) throws {
    let text = files[file]!.replacingOccurrences(of: good, with: bad)
    try #require(text != files[file])
    let error = #expect(throws: InputError.self) {
      try withFolder([file: text]) { try WordNet.load(from: $0) }
    }
    let words = problem.replacingOccurrences(
      of: "ends before (", with: "ends before all its fields are there (")
    #expect(error?.description.contains(words) == true)
  }

  @Test(arguments: ["data.noun", "index.noun", "noun.exc"])
  func reportsAMissingFile(name: String) throws {
    let error = #expect(throws: InputError.self) {
      try withFolder([name: nil]) { try WordNet.load(from: $0) }
    }
    #expect(error?.description.contains("no WordNet file \(name)") == true)
    #expect(error?.description.contains("install Debian's package wordnet-base") == true)
  }

  @Test func reportsAFileWithoutSynsets() throws {
    #expect(throws: InputError("The file data.noun holds no synset.")) {
      try withFolder(["data.noun": ""]) { try WordNet.load(from: $0) }
    }
  }
}

/// Against WordNet 3.0 itself. The counts are those of its manual page wnstats(7WN), the similarities
/// those that its users know.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: WordNet.defaultFolder + "/data.noun"),
    "Debian's package wordnet-base is not installed"))
struct WordNetInstalledTests {
  static let nouns = Result { try WordNet.load() }

  @Test(arguments: [
    (WordNet.PartOfSpeech.noun, 117_798, 82_115), (.verb, 11_529, 13_767),
    (.adjective, 21_479, 18_156), (.adverb, 4_481, 3_621),
  ])
  func holdsEveryWord(part: WordNet.PartOfSpeech, words: Int, senses: Int) throws {
    let wordNet = try part == .noun ? Self.nouns.get() : WordNet.load(part)
    #expect(wordNet.wordCount == words)
    #expect(wordNet.senses.count == senses)
  }

  @Test func knowsTheCar() throws {
    let nouns = try Self.nouns.get()
    let car = try nouns.sense(of: "car")
    #expect(try nouns.senses(of: "car").count == 5)
    #expect(car.words == ["car", "auto", "automobile", "machine", "motorcar"])
    #expect(car.gloss.hasPrefix("a motor vehicle with four wheels;"))
    let paths = nouns.hypernymPaths(of: car).map { $0.map(\.name) }
    #expect(paths.count == 2)
    #expect(
      paths[0] == [
        "entity", "physical entity", "object", "whole", "artifact", "instrumentality", "conveyance",
        "vehicle", "wheeled vehicle", "self-propelled vehicle", "motor vehicle", "car",
      ])
  }

  @Test(arguments: [
    ("car", "motorcycle", 3, "motor vehicle"), ("car", "truck", 3, "motor vehicle"),
    ("car", "boat", 8, "vehicle"), ("car", "dog", 13, "whole"), ("car", "novel", 18, "entity"),
    ("dog", "cat", 5, "carnivore"),
  ])
  func measuresFirstSenses(a: String, b: String, steps: Int, ancestor: String) throws {
    let nouns = try Self.nouns.get()
    let (a, b) = (try nouns.sense(of: a), try nouns.sense(of: b))
    #expect(nouns.pathSimilarity(a, b) == 1 / Float(steps))
    #expect(nouns.lowestCommonAncestor(a, b)?.name == ancestor)
  }

  @Test func findsBaseFormsByRuleAndException() throws {
    let nouns = try Self.nouns.get()
    #expect(try nouns.sense(of: "mice").name == "mouse")
    #expect(try nouns.sense(of: "boxes").name == "box")
    #expect(try WordNet.load(.verb).sense(of: "went").words.contains("go"))
    #expect(try WordNet.load(.adjective).sense(of: "galore").name == "galore")
  }
}
