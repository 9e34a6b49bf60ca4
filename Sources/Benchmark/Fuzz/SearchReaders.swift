import Foundation
import Ground
import Language
import Tensors

extension FuzzFiles {
  /// The readers of indexes, and of collections that searches are graded by.
  func searchReaders() throws -> [FuzzedReader] {
    [try segments(), try indexLists(), try passageVectors(), cranfield, squad]
  }

  private static let texts = [
    "harbor.txt": "# The harbor\n\nAt the lowest tide the bar falls dry.\n",
    "ships/list.txt": "The Gull, the Tern and the old Heron sail with the tide.\n",
    "strange.txt": "渔船 na\u{ef}ve \u{1F6A2} tide\n",
  ]

  /// An index of a few texts, and what its files hold.
  private func index(_ name: String) throws -> (
    texts: String, index: String, files: [String: [UInt8]]
  ) {
    let (texts, index) = ("\(folder)/\(name)-texts", "\(folder)/\(name)-index")
    try Files.makeFolder(texts + "/ships")
    for (path, text) in FuzzFiles.texts { try write(Array(text.utf8), to: "\(texts)/\(path)") }
    try IndexFolder.update(index, from: texts)
    try IndexFolder.addVectors(to: index, size: 3, by: FuzzFiles.vectors)
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: index) {
      files[name] = Array(try Files.bytes(at: "\(index)/\(name)"))
    }
    return (texts, index, files)
  }

  private static func vectors(_ texts: [String]) -> Tensor {
    Tensor(texts.flatMap { [Float($0.utf8.count), 1, 0] }, shape: [texts.count, 3])
  }

  /// Asks an index for what it has.
  private func ask(_ index: String) throws {
    let folder = try IndexFolder(index)
    for question in ["tide", "the old Heron", "渔 船"] {
      let passages = try folder.search(question, limit: 5)
      for passage in passages {
        _ = Snippet(of: passage.text ?? "", for: question, by: folder.words)
      }
      _ = try folder.bestSentence(in: passages, for: question)
    }
    _ = try folder.index.documents(withAny: ["tide", "dry"])
    let vectors = try folder.vectors(size: 3, by: FuzzFiles.vectors)
    for hit in vectors.search(Tensor([1, 0, 0])) { _ = try folder.passage(hit) }
  }

  private func segments() throws -> FuzzedReader {
    let (_, index, files) = try index("segment")
    return FuzzedReader(name: "segment", seeds: [files["words-1"]!]) { bytes, _ in
      try write(bytes, to: "\(index)/words-1")
      try ask(index)
    }
  }

  /// The list of an index, with its right checksum mostly, or all would be refused for that. The folder is brought
  /// up to date by it too.
  private func indexLists() throws -> FuzzedReader {
    let (texts, index, files) = try index("list")
    return FuzzedReader(name: "index", seeds: [files["index"]!]) { bytes, random in
      for (name, bytes) in files { try write(bytes, to: "\(index)/\(name)") }
      var text = bytes
      if random.integer(below: 8) > 0,
        let end = String(decoding: bytes, as: UTF8.self).range(of: "end\t")
      {
        let body = Array(String(decoding: bytes, as: UTF8.self)[..<end.lowerBound].utf8)
        text = body + Array("end\t\(SHA256.hex(of: body))\n".utf8)
      }
      try write(text, to: "\(index)/index")
      try ask(index)
      try IndexFolder.update(index, from: texts)
      try ask(index)
    }
  }

  private func passageVectors() throws -> FuzzedReader {
    let (_, index, files) = try index("vectors")
    return FuzzedReader(name: "vectors-rows", seeds: [files["vectors-1"]!]) { bytes, _ in
      try write(bytes, to: "\(index)/vectors-1")
      try ask(index)
      try IndexFolder.addVectors(to: index, size: 3, by: FuzzFiles.vectors)
    }
  }

  /// Documents, questions and judgments, with zeros between them.
  private var cranfield: FuzzedReader {
    let seed = [
      ".I 1\n.T\nof wings .\n.A\n.B\n.W\nof wings .\n  a wing\nlifts .\n.I 2\r\n.T\r\n.A\n.B\n.W\n",
      ".I 001\n.W\nwhat lifts\na wing .\n.I 004\n.W\nwhy .\n", "1 1 2 \n1 2 -1\n2 2 4\n",
    ].joined(separator: "\0")
    return FuzzedReader(name: "cranfield", seeds: [Array(seed.utf8)]) { bytes, _ in
      let parts =
        bytes.split(separator: 0, omittingEmptySubsequences: false).map {
          String(decoding: $0, as: UTF8.self)
        } + ["", "", ""]
      let collection = try SearchCollection(
        documents: parts[0], questions: parts[1], judgments: parts[2])
      let rules = SearchWords()
      let index = InvertedIndex(collection.documents.map { rules.words(in: $0.text) })
      let scores = try collection.scores { try index.search(rules.words(in: $0)) }
      require(scores.allSatisfy { (0...1).contains($0.averagePrecision) }, "A score is no share.")
    }
  }

  private var squad: FuzzedReader {
    let seed = """
      {"version": "1.1", "data": [{"title": "T", "paragraphs": [{"context": "\u{1F6A2} caf\u{e9} at sea", "qas": [
      {"id": "q1", "question": "Where?", "answers": [{"text": "at sea", "answer_start": 7}]},
      {"id": "q2", "question": "Why?", "answers": [], "is_impossible": true}]}]}]}
      """
    return FuzzedReader(name: "squad", seeds: [Array(seed.utf8)]) { bytes, _ in
      let collection = try ReadingCollection(squad: Data(bytes), name: "input")
      for question in collection.questions {
        for answer in question.answers {
          let text = collection.paragraphs[question.paragraph].text
          require(
            text.unicodeScalars[answer.range].elementsEqual(answer.text.unicodeScalars),
            "An answer stands elsewhere.")
        }
      }
    }
  }
}
