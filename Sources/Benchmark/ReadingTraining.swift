import Ground
import Language
import Models
import Networks
import Tensors

/// `benchmark reading`: a span reader and pointer-generators learn of made-up texts of 40 to 60 words, in batches
/// of 16; questions have 6 to 10 words, summaries 8 to 14, and there are 500 different words.
struct ReadingTraining: Workload {
  let name = "reading"
  let summary = "a span reader and pointer-generators on texts of 40 to 60 words, in training"
  let unit = "texts/s"
  let cases = ["span", "pointer", "pointer-coverage"]

  /// How many texts one run reads.
  private let count = 320

  func prepare(_ name: String) throws -> Job {
    guard cases.contains(name) else {
      throw InputError("A case of reading is named \(cases.joined(separator: ", ")), not \(name).")
    }
    let random = Random(seed: 1, stream: "reading")
    let (passages, short) = (texts(40...60, random.stream("long")), texts(6...10, random))
    guard name != "span" else {
      let examples = zip(short, passages).map { question, passage in
        SpanExample(question: question, passage: passage, answer: 20..<22)
      }
      let model = SpanReader(of: examples, .init(), random: random)
      return job(model, try model.data(examples), random)
    }
    var settings = PointerGenerator.Settings()
    settings.coverage = name == "pointer" ? 0 : 1
    let summaries = texts(8...14, random.stream("summaries"))
    let model = PointerGenerator(of: passages, summaries, settings, random: random)
    return job(model, try model.data(passages, summaries), random)
  }

  private func job<M: Model>(_ model: M, _ data: any Dataset<M.Batch>, _ random: Random) -> Job {
    let trainer = Trainer(model, optimizer: Adam(), batchSize: 16, random: random)
    trainer.clipping = .norm(5)
    return Job(work: Double(count)) {
      try trainer.train(on: data, epochs: trainer.history.count + 1)
      return [("loss", Double(trainer.history.last?.training.loss ?? 0))]
    }
  }

  private func texts(_ lengths: ClosedRange<Int>, _ random: Random) -> [[String]] {
    var random = random
    return (0..<count).map { _ in
      let length = lengths.lowerBound + random.integer(below: lengths.count)
      return (0..<length).map { _ in "w\(random.integer(below: 500))" }
    }
  }
}
