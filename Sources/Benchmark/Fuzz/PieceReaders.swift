import Foundation
import Ground
import Language
import Models
import Networks
import Tensors

extension FuzzFiles {
  /// The readers of pieces, of published models, and of what is pretrained and fine-tuned.
  func pieceReaders() throws -> [FuzzedReader] {
    [merges, vocabulary, try safetensors(), try published(), try pretrained()]
  }

  private var merges: FuzzedReader {
    let seeds = ["#version: 0.2\nĠ t\nh e\nĠt he\r\ni n\n", "a b\nab c\nÄ ĩ\n"]
    return FuzzedReader(name: "merges", seeds: seeds.map { Array($0.utf8) }) { bytes, _ in
      try write(bytes)
      let pieces = try BytePairEncoding(path: input)
      let text = "the the in\u{301} \u{1F6A2} abc"
      require(pieces.decode(pieces.encode(text)) == text, "What was cut is not what is joined.")
      try pieces.write(to: input)
      require(try BytePairEncoding(path: input) == pieces, "What was written is not what is read.")
      var joiner = TokenJoiner(.pieces(pieces))
      let tokens = TextCut.pieces(pieces).tokens(in: text)
      require(
        tokens.map { joiner.next($0) }.joined() == text, "What was cut is not what is joined.")
    }
  }

  private static let pieces = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "light", "house", "##house", "##s", ",", "a",
  ]

  private var vocabulary: FuzzedReader {
    let seed = Array((FuzzFiles.pieces.joined(separator: "\n") + "\n").utf8)
    return FuzzedReader(name: "vocabulary", seeds: [seed]) { bytes, _ in
      try write(bytes)
      let pieces = try WordPiece(path: input)
      let ids = pieces.encode("Lighthouses, [MASK] a\u{301} \u{1F6A2} 灯台", limit: 9)
      require(ids.count <= 9 && ids.allSatisfy(pieces.pieces.indices.contains), "No such piece.")
      _ = pieces.decode(ids)
    }
  }

  private func safetensors() throws -> FuzzedReader {
    try Safetensors.write(
      [("a", .ones(2, 3)), ("b", .zeros(4)), ("c", .ones(1, 1, 2))], metadata: ["format": "pt"],
      to: input)
    let whole = Array(try Files.bytes(at: input))
    let header =
      #"{"h":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},"#
      + #""b":{"dtype":"BF16","shape":[3],"data_offsets":[8,14]},"#
      + #""i":{"dtype":"I64","shape":[1],"data_offsets":[14,22]}}"#
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    let half = length + Array(header.utf8) + [UInt8](repeating: 60, count: 22)
    return FuzzedReader(name: "safetensors", seeds: [whole, half]) { bytes, _ in
      try write(bytes)
      let file = try Safetensors(path: input)
      var refusal: (any Error)?
      for name in file.names {
        do {
          let tensor = try file.tensor(name)
          require(tensor.shape == file.shape(of: name), "A tensor of another shape.")
          if tensor.rank == 2, tensor.shape[0] > 0 { _ = try file.rows([0, 0], of: name) }
        } catch { refusal = error }
      }
      if let refusal { throw refusal }
    }
  }

  /// A BERT of two layers and its configuration, either of which may be damaged.
  private func published() throws -> FuzzedReader {
    let (size, hidden, places) = (4, 6, 8)
    var tensors: [(name: String, value: Tensor)] = [
      ("embeddings.word_embeddings.weight", .ones(FuzzFiles.pieces.count, size)),
      ("embeddings.position_embeddings.weight", .zeros(places, size)),
      ("embeddings.token_type_embeddings.weight", .zeros(2, size)),
      ("embeddings.LayerNorm.weight", .ones(size)), ("embeddings.LayerNorm.bias", .zeros(size)),
    ]
    let layer = "encoder.layer.0"
    for (name, outputs, inputs) in [
      ("attention.self.query", size, size), ("attention.self.key", size, size),
      ("attention.self.value", size, size), ("attention.output.dense", size, size),
      ("intermediate.dense", hidden, size), ("output.dense", size, hidden),
    ] {
      tensors.append(("\(layer).\(name).weight", .ones(outputs, inputs)))
      tensors.append(("\(layer).\(name).bias", .zeros(outputs)))
    }
    for name in ["attention.output.LayerNorm", "output.LayerNorm"] {
      tensors.append(("\(layer).\(name).weight", .ones(size)))
      tensors.append(("\(layer).\(name).bias", .zeros(size)))
    }
    try Safetensors.write(tensors, to: "\(folder)/model.safetensors")
    let weights = Array(try Files.bytes(at: "\(folder)/model.safetensors"))
    let configuration = Array(
      """
      {"hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 6, \
      "max_position_embeddings": 8, "vocab_size": \(FuzzFiles.pieces.count), "layer_norm_eps": 1e-12, \
      "hidden_act": "gelu"}
      """.utf8)
    let vocabulary = Array(FuzzFiles.pieces.joined(separator: "\n").utf8)
    return FuzzedReader(name: "published", seeds: [weights, configuration]) { bytes, _ in
      let isText = bytes.first == UInt8(ascii: "{")
      try write(isText ? weights : bytes, to: "\(folder)/model.safetensors")
      try write(isText ? bytes : configuration, to: "\(folder)/config.json")
      try write(vocabulary, to: "\(folder)/vocab.txt")
      let encoder = try SentenceEncoder(folder: folder)
      let vectors = try encoder.vectors(of: ["a lighthouse", "", "a, a, a, a, a"])
      require(vectors.shape == [3, encoder.size], "Vectors of another shape.")
    }
  }

  private func pretrained() throws -> FuzzedReader {
    let words = Vocabulary(words: ["<unk>", "a", "b", "c"], counts: [9, 5, 4, 3])
    let random = Random(seed: 1, stream: "fuzz")
    let texts = LabeledTexts([["a", "b"], ["c"]], [0, 1], classes: ["x", "y"])
    var settings = TransformerSettings()
    (settings.size, settings.layers, settings.heads, settings.context) = (2, 1, 1, 4)
    settings.positions = .learned
    let model = MaskedLanguageModel(words, settings, random: random)
    let pieces = TextCut.pieces(BytePairEncoding(trainedOn: "a a ab ab", merges: 2))
    var seeds = [try content { try model.save(to: $0, notes: pieces.notes) }]
    for learning in [FineTunedClassifier.Learning.top, .all, .lowRank(1)] {
      let classifier = FineTunedClassifier(
        of: texts, from: model, learning: learning, random: random)
      seeds.append(try content { try classifier.save(to: $0, notes: ["tokens": "words"]) })
    }
    return FuzzedReader(name: "pretrained", seeds: seeds) { bytes, random in
      try write(bytes, asCheckpoint: random.integer(below: 8) > 0)
      let (model, notes) = try SavedTransformers.open(input)
      let cut = try TextCut(notes: notes) ?? .tokenizer(.words)
      let text = cut.text(of: "a b \u{1F6A2}")
      if let masked = model as? MaskedLanguageModel {
        _ = try masked.guesses(for: text, at: 0)
        _ = masked.score(on: masked.data([[0, 0, 0]], random: random))
      }
      if let classifier = model as? FineTunedClassifier {
        _ = classifier.guesses(for: [text, [], ["new"]])
      }
    }
  }
}
