import Foundation
import Ground
import Tensors
import Testing

@testable import Language

@Suite struct InvertedIndexTests {
  /// Random documents over few words, some empty, some long.
  private func documents(_ count: Int, words: Int = 40) -> [[String]] {
    var random = Random(seed: 4, stream: "documents")
    return (0..<count).map { _ in
      (0..<random.integer(below: 30)).map { _ in
        "w\(random.integer(below: 1 + random.integer(below: words)))"
      }
    }
  }

  /// BM25 by the formula, document by document, in `Double`.
  private func score(_ words: [String], _ document: Int, of all: [[String]]) -> Double {
    let mean = Double(all.reduce(0) { $0 + $1.count }) / Double(all.count)
    return words.reduce(0) { sum, word in
      let having = Double(all.count { $0.contains(word) })
      let f = Double(all[document].count { $0 == word })
      let rarity = Foundation.log(1 + (Double(all.count) - having + 0.5) / (having + 0.5))
      let norm = 1.2 * (1 - 0.75 + 0.75 * Double(all[document].count) / mean)
      return sum + rarity * f / (f + norm)
    }
  }

  @Test func ranksByTheFormula() throws {
    let all = documents(300)
    let index = InvertedIndex(all)
    #expect(index.count == 300 && index.tokenCount == all.reduce(0) { $0 + $1.count })
    for question in [["w1"], ["w3", "w17", "w3"], ["w39", "none"], ["w0", "w1", "w2", "w30"]] {
      let hits = try index.search(question, limit: 300)
      let expected = all.indices.map { (document: $0, score: score(question, $0, of: all)) }
        .filter { $0.score > 0 }
      #expect(hits.count == expected.count)
      for hit in hits {
        // A handful of Float sums of numbers up to 6.
        #expect(
          abs(Double(hit.score) - expected.first { $0.document == hit.document }!.score) < 1e-5)
      }
      for (a, b) in zip(hits, hits.dropFirst()) {
        #expect(a.score > b.score || a.score == b.score && a.document < b.document)
      }
      #expect(try index.search(question, limit: 7) == Array(hits.prefix(7)))
      #expect(try index.search(question, limit: 0) == [])
    }
    #expect(try index.search([]) == [] && index.search(["none"]) == [])
  }

  @Test func listsHoldWhatTheDocumentsHave() throws {
    let all = documents(200)
    let index = InvertedIndex(all)
    for word in ["w0", "w5", "w39", "none", ""] {
      let postings = try index.postings(of: word)
      let expected = all.indices.filter { all[$0].contains(word) }
      #expect(postings.map(\.document) == expected)
      #expect(postings.map(\.count) == expected.map { d in all[d].count { $0 == word } })
      #expect(try index.frequency(of: word) == expected.count)
    }
    let both = try index.documents(withAll: ["w1", "w2", "w0"])
    #expect(both == all.indices.filter { Set(["w0", "w1", "w2"]).isSubset(of: all[$0]) })
    #expect(try index.documents(withAll: []).count == 200)
    let any = try index.documents(withAny: ["w38", "w39"])
    #expect(any == all.indices.filter { all[$0].contains("w38") || all[$0].contains("w39") })
  }

  @Test func severalSegmentsAreOneIndex() throws {
    let all = documents(90)
    var segments: [IndexSegment] = []
    for start in stride(from: 0, to: 90, by: 40) {
      var builder = SegmentBuilder()
      for document in start..<min(90, start + 40) {
        builder.add(all[document], name: Array("file \(document)".utf8))
      }
      segments.append(try IndexSegment(builder.segment(), name: "test"))
    }
    #expect(try segments[1].name(of: 3) == Array("file 43".utf8))
    let (parts, whole) = (InvertedIndex(segments), InvertedIndex(all))
    for question in [["w1", "w9"], ["w39"]] {
      #expect(try parts.search(question, limit: 50) == whole.search(question, limit: 50))
    }
    #expect(InvertedIndex([[String]]()).count == 0)
    #expect(try InvertedIndex([[String]]()).search(["a"]) == [])
    #expect(try InvertedIndex([[], []]).search(["a"]) == [])
  }

  /// Documents that don't count any more are as if they had never been there, and merging drops them.
  @Test func deletedDocumentsLeaveNoTrace() throws {
    let all = documents(90)
    let isKept = all.indices.map { $0 % 3 != 1 }
    var segments: [IndexSegment] = []
    for start in stride(from: 0, to: 90, by: 40) {
      var builder = SegmentBuilder()
      let own = start..<min(90, start + 40)
      for document in own { builder.add(all[document], name: [UInt8(document)]) }
      segments.append(try IndexSegment(builder.segment(), name: "test"))
      segments[segments.count - 1].keep(Array(isKept[own]))
    }
    let kept = all.indices.filter { isKept[$0] }
    let fresh = InvertedIndex(kept.map { all[$0] })
    let parts = InvertedIndex(segments)
    let merge = SegmentMerge(segments)
    var data = Data()
    try merge.write { data.append(contentsOf: $0) }
    let merged = try IndexSegment(data, name: "merged")
    var builder = SegmentBuilder()
    for document in kept { builder.add(all[document], name: [UInt8(document)]) }
    #expect(data == builder.segment())
    #expect(merge.places.flatMap { $0 } == all.indices.map { kept.firstIndex(of: $0) ?? -1 })
    #expect(parts.count == kept.count && parts.tokenCount == fresh.tokenCount)
    #expect(try parts.documents(withAll: []) == kept)
    for question in [["w1", "w9"], ["w39"], ["w2", "w2", "none"]] {
      let expected = try fresh.search(question, limit: 90)
      #expect(try InvertedIndex([merged]).search(question, limit: 90) == expected)
      #expect(
        try parts.search(question, limit: 90)
          == expected.map { Hit(document: kept[$0.document], score: $0.score) })
      #expect(try parts.frequency(of: question[0]) == fresh.frequency(of: question[0]))
    }
  }

  /// Whatever a damaged file holds, it is refused or answers; it never traps.
  @Test func damagedSegmentsAreRefused() throws {
    var builder = SegmentBuilder()
    for (n, words) in documents(20, words: 8).enumerated() { builder.add(words, name: [UInt8(n)]) }
    let data = builder.segment()
    for count in stride(from: 0, to: data.count, by: 7) {
      #expect(throws: InputError.self) { try IndexSegment(data.prefix(count), name: "test") }
    }
    var random = Random(seed: 1, stream: "damage")
    var refused = 0
    for _ in 0..<3_000 {
      var bytes = [UInt8](data)
      for _ in 0...random.integer(below: 3) {
        bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
      }
      do {
        let segment = try IndexSegment(Data(bytes), name: "test")
        let index = InvertedIndex([segment])
        _ = try index.search(["w1", "w3"], limit: 5)
        for document in 0..<segment.layout.documents { _ = try segment.name(of: document) }
        try SegmentMerge([segment, segment]).write { _ in }
      } catch is InputError { refused += 1 }
    }
    #expect(refused > 300)
  }

  @Test func numbersOfAnySizeComeBack() {
    for number: UInt32 in [0, 1, 127, 128, 16_383, 16_384, 1 << 21, 1 << 28, .max] {
      var bytes: [UInt8] = []
      VariableBytes.append(number, to: &bytes)
      bytes.withUnsafeBytes { bytes in
        var place = 0
        #expect(VariableBytes.read(bytes, &place) == number && place == bytes.count)
        place = 0
        let cut = UnsafeRawBufferPointer(rebasing: bytes.dropLast())
        #expect(VariableBytes.read(cut, &place) == nil)
      }
    }
    let tooMuch: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0x1f]
    tooMuch.withUnsafeBytes { bytes in
      var place = 0
      #expect(VariableBytes.read(bytes, &place) == nil)
    }
  }
}
