import Foundation
import Ground
import Language
import Models
import Networks
import Tensors

/// `benchmark tagging`: taggers learn the slots of questions about flights, from the folder that BOOK_DATA
/// names.
///
/// `bilstm-crf` and the other networks read batches of 16 sentences;
/// `features` reads all sentences once; `trigram` counts them.
struct TaggerTraining: Workload {
  let name = "tagging"
  let summary =
    "taggers on the ATIS slots, in training: networks, a CRF on features, a trigram model"
  let unit = "words/s"
  let cases = ["bilstm", "bilstm-crf", "bilstm-char-crf", "features", "trigram"]

  func prepare(_ name: String) throws -> Job {
    guard cases.contains(name) else {
      throw InputError("A case of tagging is named \(cases.joined(separator: ", ")), not \(name).")
    }
    let sentences = try TaggedCorpus.slots.sentences(.training)
    let random = Random(seed: 1, stream: "tagging")
    switch name {
    case "trigram":
      return Job(work: Double(sentences.wordCount)) {
        _ = TrigramTagger(sentences)
        return []
      }
    case "features":
      var settings = FeatureTagger.Settings()
      settings.epochs = 1
      return Job(work: Double(sentences.wordCount)) {
        _ = FeatureTagger(sentences, settings, random: random)
        return []
      }
    default:
      return try network(name, sentences.sentences(in: 0..<1600), random)
    }
  }

  private func network(
    _ name: String, _ sentences: TaggedSentences, _ random: Random
  ) throws -> Job {
    var settings = Tagger.Settings()
    settings.characters = name.contains("char") ? .convolution : .none
    settings.isChain = name.hasSuffix("crf")
    let tagger = Tagger(sentences, settings, random: random)
    let trainer = Trainer(tagger, optimizer: Adam(rate: 0.002), batchSize: 1, random: random)
    trainer.clipping = .norm(5)
    let examples = TaggedExamples(sentences, for: tagger, batchSize: 16, random: random)
    return Job(work: Double(sentences.wordCount)) {
      try trainer.train(on: examples, epochs: trainer.history.count + 1)
      return [("loss", Double(trainer.history.last?.training.loss ?? 0))]
    }
  }
}
