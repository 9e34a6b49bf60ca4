import Foundation
import Ground
import Language
import Networks
import Tensors
import Testing

@testable import Models

/// A tiny BERT and what `transformers` made of it: `Golden/bert.py`.
private struct GoldenBERT: Decodable {
  struct Named: Decodable {
    let name: String
    let shape: [Int]
    let values: [Float]
  }

  let config: String
  let tensors: [Named]
  let rows: [[Int]]
  let outputs: [[Double]]

  /// A folder with the model, as models are published, for as long as `body` takes.
  @discardableResult
  static func withFolder<R>(
    prefix: String = "", config change: (String) -> String = { $0 },
    _ body: (String, GoldenBERT) throws -> R
  ) throws -> R {
    let url = Bundle.module.url(forResource: "Golden/bert", withExtension: "json")!
    let golden = try JSONDecoder().decode(GoldenBERT.self, from: Data(contentsOf: url))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try change(golden.config).write(
      toFile: "\(folder)/config.json", atomically: true, encoding: .utf8)
    let tensors = golden.tensors.map { (prefix + $0.name, Tensor($0.values, shape: $0.shape)) }
    try Safetensors.write(tensors, to: "\(folder)/model.safetensors")
    let vocabulary =
      [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "sea", "##s", "the", "tide", "low", "un",
        "##lit",
      ]
    try vocabulary.joined(separator: "\n").write(
      toFile: "\(folder)/vocab.txt", atomically: true, encoding: .utf8)
    return try body(folder, golden)
  }
}

@Suite struct BERTEncoderTests {
  @Test(arguments: ["", "bert."]) func agreesWithThePublishedProgram(prefix: String) throws {
    try GoldenBERT.withFolder(prefix: prefix) { folder, golden in
      let encoder = try BERTEncoder(folder: folder)
      let y = try encoder.forward(golden.rows)
      for (n, row) in golden.rows.enumerated() {
        let own = y.reshaped(-1, 8).rows(n * y.shape[1]..<n * y.shape[1] + row.count)
        // Float against double, through two blocks of normalized numbers about 1.
        for (a, b) in zip(own.values, golden.outputs[n]) { #expect(abs(Double(a) - b) < 1e-5) }
        #expect(try encoder.forward([row]).values == own.values, "no row depends on the others")
      }
      #expect(encoder.weights(layer: 1).shape == [1, 2, 9, 9])
      _ = try encoder.forward([[2, 5, 3], [2, 3]])
      let weights = encoder.weights(layer: 0)
      #expect(weights.shape == [2, 2, 3, 3])
      let sums = weights.sum(axis: -1).values
      // Of two heads of three steps, then of two and one of padding.
      for (n, sum) in sums.enumerated() { #expect(abs(sum - (n == 8 || n == 11 ? 0 : 1)) < 1e-6) }
      #expect(throws: InputError.self) { try encoder.forward([[]]) }
      #expect(throws: InputError.self) { try encoder.forward([[Int](repeating: 1, count: 10)]) }
      #expect(throws: InputError.self) { try encoder.forward([[12]]) }
    }
  }

  @Test func sentencesGetOneVectorEach() throws {
    try GoldenBERT.withFolder { folder, _ in
      let model = try SentenceEncoder(folder: folder)
      let texts = ["the low sea", "", "the unlit tide, the unlit tide, the unlit tide", "seas"]
      let vectors = try model.vectors(of: texts)
      #expect(vectors.shape == [4, 8])
      for (n, text) in texts.enumerated() {
        let alone = try model.vectors(of: [text])
        #expect(vectors.row(n).values == alone.values)
        #expect(abs(alone.norm() - 1) < 1e-6)
        let rows = try model.encoder.forward([model.pieces.encode(text, limit: model.limit)])
        let mean = rows.reshaped(-1, 8).sum(axis: 0)
        let expected = mean * (1 / mean.norm())
        for (a, b) in zip(alone.values, expected.values) { #expect(abs(a - b) < 1e-6) }
      }
      #expect(try model.vectors(of: []).shape == [0, 8])
    }
  }

  @Test(arguments: [
    ("\"hidden_size\": 8", "\"hidden_size\": 6"), ("\"gelu\"", "\"relu\""),
    ("\"num_attention_heads\": 2", "\"num_attention_heads\": 3"),
    ("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"),
    ("\"intermediate_size\": 10", "\"intermediate_size\": 12"), ("{", "["),
    ("\"vocab_size\": 12", "\"vocab_size\": 13"), ("\"hidden_size\": 8", "\"hidden_size\": -8"),
  ])
  func refusesAnotherModel(_ old: String, _ new: String) throws {
    try GoldenBERT.withFolder(config: { $0.replacingOccurrences(of: old, with: new) }) {
      folder, _ in
      #expect(throws: InputError.self) { try BERTEncoder(folder: folder) }
    }
    #expect(throws: InputError.self) { try BERTEncoder(folder: "/no/such/folder") }
  }
}
