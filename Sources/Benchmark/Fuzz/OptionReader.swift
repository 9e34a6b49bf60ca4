import Foundation
import Ground
import Tensors
import Tools

extension FuzzFiles {
  private static var tools: [any Tool.Type] {
    [
      TrainVectors.self, SimilarWords.self, Analogies.self, TrainLanguageModel.self,
      TrainTransformer.self, EvaluateLanguageModel.self, WriteText.self, TrainTagger.self,
      EvaluateTagger.self, TagText.self,
    ]
  }

  /// The words of a command line, with zeros between them, as far as the tool is ready to run.
  func optionReader() throws -> FuzzedReader {
    let text = folder + "/text"
    try write(Array("the old man sees the sea, and the sea sees the old man".utf8), to: text)
    let seeds = [
      [
        "--train", text, "--vectors", folder + "/v", "--size", "7", "--epochs=3", "--rate", "0.1",
        "--seed", "1",
      ],
      [
        "--train", text, "--vectors", folder + "/v", "--subsampling", "0.001", "--window", "5",
        "--negatives", "5",
      ],
      ["--similar", "sea", "--vectors", text, "--count", "3", "--strict", "--threads", "2"],
      [
        "--train", text, "--model", folder + "/m", "--batch", "2", "--steps", "3", "--layers", "2",
        "--dropout", "0.2",
      ],
      [
        "--train", text, "--model", folder + "/m", "--vocabulary", "20", "--patience", "2",
        "--clip", "1", "--tied",
      ],
      ["--evaluate", text, "--model", text, "--tokens", "lines"],
      ["--prompt", "the", "--model", text, "--length", "3", "--beam", "4", "--until", "."],
      [
        "--train", text, "--model", folder + "/m", "--tagger", "network", "--column", "2",
        "--characters", "lstm", "--softmax", "--embedding", "8",
      ],
      ["--tag", "the old man", "--model", text],
      ["--prompt", "the", "--model", text, "--temperature", "2", "--top", "3", "--nucleus", "0.5"],
    ].map { Array($0.joined(separator: "\0").utf8) }
    return FuzzedReader(name: "options", seeds: seeds) { bytes, _ in
      let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      let tools = FuzzFiles.tools
      // A tool's own options, since chapters offer few of them at once.
      for tool in tools where words.contains(where: { $0.hasPrefix(tool.request.name) }) {
        let known = [tool.request, .seed, .threads] + tool.options
        let arguments = try Arguments(words, known: known)
        guard arguments[tool.request.name] != nil else { continue }
        _ = (try arguments.threads(), try arguments.seed())
        _ = try tool.init(arguments)
      }
    }
  }
}
