import Ground
import Language
import Models
import Networks
import Tensors

/// What is learned from and what is validated by.
struct TrainingTexts {
  let training: LabeledTexts
  /// None if there are too few.
  let validation: LabeledTexts?
  /// Whether the validation's texts were held back from those that are there to be learned from.
  let isHeldBack: Bool
  private let path: String
  private let validationPath: String?

  /// The texts of a file, and those of another one to validate by, or else a tenth of each class.
  ///
  /// - Throws: `InputError` if they can't be read.
  init(_ path: String, validation validationPath: String?, cut: TextCut) throws {
    (self.path, self.validationPath) = (path, validationPath)
    let texts = try LabeledTexts(file: path, cut: cut)
    try texts.demandTrainable("“\(path)”")
    let folds = validationPath == nil ? texts.folds(of: 10) : []
    if let validationPath {
      validation = try LabeledTexts(file: validationPath, cut: cut, classes: texts.classes)
    } else {
      validation = folds[9].count > 0 ? folds[9] : nil
    }
    isHeldBack = validationPath == nil && validation != nil
    training = isHeldBack ? .joined(Array(folds.dropLast())) : texts
  }

  /// Says how many texts there are, and of which classes.
  func describe() {
    let source = validationPath.map { "“\($0)”" } ?? "a tenth of each class"
    let held = validation.map { ", \(format($0.count)) to validate by (\(source))" } ?? ""
    let support = zip(training.classes, training.support)
      .map { "\($0) \(format($1))" }.joined(separator: ", ")
    Terminal.print(
      """
      texts       \(format(training.count)) to learn from\(held)
      classes     \(support)
      """)
  }

  /// What is validated by.
  ///
  /// - Throws: `InputError` where there are too few texts for it.
  func demandValidation() throws -> LabeledTexts {
    guard let validation else {
      throw InputError(
        "“\(path)” has too few texts to hold some back to validate by; give --validation FILE.")
    }
    return validation
  }

  /// What tells these texts from others.
  var checksum: String {
    var writer = ByteWriter()
    for part in [training, validation].compactMap({ $0 }) {
      writer.write(part.texts) { $0.write($1) { $0.write($1) } }
      writer.write(part.labels) { $0.write($1) }
    }
    return String(crc32(writer.bytes), radix: 16)
  }
}

/// The training of a network that classifies, kept in a file.
struct ClassifierTraining<M: SavedModel & TextClassifier> where M.Batch == EncodedTexts {
  let trainer: Trainer<M>
  let texts: TrainingTexts
  /// The texts' file, and the model's.
  let path, model: String
  let isResumed: Bool
  /// A resumed training has its own unless this is given.
  let rate: Float?
  /// What can be done if it is stopped.
  let goOn: String
  let notes: [String: String]
  /// What makes texts what the model reads.
  let data: (LabeledTexts) -> EncodedTexts

  /// Trains until `epochs` are done, and saves after each, every ten minutes, at Ctrl-C and at the end.
  ///
  /// - Parameter remarks: what is said of the model before.
  func run(epochs: Int, remarks: String) throws {
    if Interruption.isAsked { throw Interrupted(isResumed ? goOn : "nothing was written") }
    let validation = try texts.demandValidation()
    let text = texts.checksum
    if isResumed { try resume(text: text) }
    // The parameters, what the optimizer keeps of each, and those of the best epoch.
    let size = 16 * trainer.model.parameterCount
    if let shortage = Files.shortage(of: [(model, size)]) { throw shortage }
    Terminal.print(remarks)
    if isResumed { Terminal.print("resumed     after step \(format(trainer.steps))") }
    let notes = notes.merging([ModelNote.text: text]) { $1 }
    func save() throws { try trainer.model.save(to: model, training: trainer, notes: notes) }
    var kept = isResumed ? trainer.steps : nil
    var autosave = Autosave {
      try save()
      kept = trainer.steps
    }
    trainer.onStep = { _ in try autosave.check(advice: goOn) }
    trainer.onEpoch = { epoch in
      autosave.saveNow()
      Terminal.print(
        "epoch \(epoch.number)  training \(epoch.training.shown)  validation \(epoch.validation?.shown ?? "")"
      )
    }
    do {
      try trainer.train(on: data(texts.training), validation: data(validation), epochs: epochs)
    } catch let error as TrainingError {
      let advice =
        kept.map {
          "“\(model)” holds the model after step \(format($0)): --resume it with a lower --rate."
        }
        ?? "Nothing was written."
      throw InputError("\(error) \(advice)")
    }
    try save()
    if Interruption.isAsked { throw Interrupted(goOn) }
  }

  private func resume(text: String) throws {
    try demand(
      M.notes(in: model)[ModelNote.text] == text,
      "“\(path)” is not the texts, as they were, that “\(model)” was trained on.")
    try trainer.model.resume(trainer, from: model)
    if let rate { trainer.rate = rate }
  }
}

extension Score {
  /// `loss 0.512, accuracy 75.2 %`
  fileprivate var shown: String {
    "loss \(format(loss, decimals: 3)), accuracy \(format(100 * (accuracy ?? 0), decimals: 1)) %"
  }
}
