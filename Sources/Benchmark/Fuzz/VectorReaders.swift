import Ground
import Language
import Models
import Tensors

extension FuzzFiles {
  /// The readers of word vectors and of their training.
  func vectorReaders() throws -> [FuzzedReader] { [try vectors(), try word2vec()] }

  private func vectors() throws -> FuzzedReader {
    var seeds = [
      Array("the 0.1 -0.2 3e-4\nsea 1 2 3\n. . . 0.5 0.5 0.5\né 4 5 6\n".utf8),
      Array("3 2\nthe 0.25 1\nsea -1 0\nharbor 3.5 1e-3\n".utf8),
    ]
    for format in VectorsFile.Format.allCases {
      let values = Tensor([0.5, -1.25, 3, 4, 5, 0.001, 7, 8, 9], shape: [3, 3])
      try VectorsFile.write(words: ["a", "sea", "é"], vectors: values, to: input, format: format)
      seeds.append([UInt8](try Files.bytes(at: input)))
    }
    return FuzzedReader(name: "vectors", seeds: seeds) { bytes, random in
      try write(bytes)
      let vectors = try WordVectors(from: input, isStrict: random.integer(below: 2) == 0)
      let words = vectors.vocabulary.words
      _ = try vectors.mostSimilar(to: words[0])
      _ = try vectors.analogy(words[0], words[words.count - 1], words[words.count / 2])
      _ = vectors.remark
      try vectors.save(to: folder + "/saved", format: .text)
    }
  }

  private func word2vec() throws -> FuzzedReader {
    let vocabulary = Vocabulary(words: ["a", "b", "c", "d"], counts: [20, 10, 6, 4])
    let ids = (0..<40).map { [0, 1, 0, 2, 0, 1, 3, 0, 1, 2][$0 % 10] }
    func model() throws -> Word2Vec {
      var settings = Word2Vec.Settings()
      (settings.size, settings.epochs, settings.subsampling) = (2, 3, 0)
      let model = try Word2Vec(vocabulary, settings, random: Random(seed: 1, stream: "fuzz"))
      model.showsProgress = false
      return model
    }
    let (new, half) = (try model(), try model())
    half.onProgress = { [unowned half] in if $0.epoch == 2 { half.stop() } }
    try half.train(on: ids)
    let seeds = try [new, half].map { try content($0.save) }
    return FuzzedReader(name: "word2vec", seeds: seeds) { bytes, _ in
      try write(bytes, asCheckpoint: true)
      let model = try model()
      try model.resume(from: input)
      try model.train(on: ids)
      _ = model.warning
    }
  }
}
