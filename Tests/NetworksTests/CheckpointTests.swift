import Foundation
import Networks
import Tensors
import Testing

/// A folder of its own for each test, gone when the test is.
private final class Folder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
  var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
}

private func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch { return "\(error)" }
}

// MARK: - Models

@Test func aLoadedModelIsTheSavedOne() throws {
  let folder = try Folder()
  let (saved, loaded) = (classifier(), classifier())
  try trainer(saved).train(on: clouds(40), epochs: 1)
  try saved.save(to: folder.file("model"))
  #expect(loaded.predict(clouds(5).x) != saved.predict(clouds(5).x))
  try loaded.load(from: folder.file("model"))
  #expect(loaded.parameters.map(\.value) == saved.parameters.map(\.value))
  #expect(loaded.predict(clouds(5).x) == saved.predict(clouds(5).x))
  #expect(folder.files == ["model"])
}

@Test func aSharedParameterIsSavedOnceAndStaysShared() throws {
  let folder = try Folder()
  let weight = Parameter("w", [[1, 2], [3, 4]])
  let net = Sequential(MatMul(weight), MatMul(weight, transposed: true))
  try net.save(to: folder.file("model"))
  weight.value = .zeros(2, 2)
  try net.load(from: folder.file("model"))
  #expect(weight.value == [[1, 2], [3, 4]])
}

@Test func specialNumbersSurvive() throws {
  let folder = try Folder()
  let values: [Float] = [-0, .infinity, .leastNonzeroMagnitude, .nan]
  let net = PReLU(features: 4)
  net.slope.value = Tensor(values)
  try net.save(to: folder.file("model"))
  net.slope.value = .zeros(4)
  try net.load(from: folder.file("model"))
  #expect(net.slope.value.values.map(\.bitPattern) == values.map(\.bitPattern))
}

@Test func anotherModelsFileIsRefused() throws {
  let folder = try Folder()
  let path = folder.file("model")
  try classifier(hidden: 4).save(to: path)
  let model = classifier(hidden: 8)
  let before = model.parameters.map(\.value)
  #expect(
    message { try model.load(from: path) }
      == "\(path) holds hidden.weight of shape [2, 4] where this model has hidden.weight of shape "
      + "[2, 8]; build the model that was saved."
  )
  var random = Random(seed: 1, stream: "weights")
  let shallow = Affine(inputs: 2, outputs: 4, name: "hidden", random: &random)
  #expect(
    message { try shallow.load(from: path) }
      == "\(path) holds 4 parameters, but this model has 2; build the model that was saved.")
  let renamed = Affine(inputs: 2, outputs: 4, name: "other", random: &random)
  #expect(message { try renamed.load(from: path) }.contains("holds hidden.weight"))
  #expect(model.parameters.map(\.value) == before)
}

// MARK: - Training runs

@Test(arguments: ["SGD", "Momentum", "Adam", "AdamW"])
func aResumedTrainingGoesOnToTheSameBits(name: String) throws {
  func make() -> Trainer<Network<SoftmaxWithLoss>> {
    let optimizer: any Optimizer =
      switch name {
      case "SGD": SGD(rate: 0.1)
      case "Momentum": Momentum(rate: 0.05)
      case "Adam": Adam(rate: 0.05)
      default: AdamW(rate: 0.05)
      }
    let trainer = trainer(classifier(), optimizer)
    trainer.schedule = .cosine().warmingUp(5)
    trainer.patience = 3
    return trainer
  }
  let (data, validation) = (clouds(100), clouds(50, seed: 2))
  let whole = make()
  try whole.train(on: data, validation: validation, epochs: 6)

  // 7 steps an epoch: stopped in the middle of the first, at the end of the second, in the fifth.
  for stop in [3, 14, 31] {
    let folder = try Folder()
    let first = make()
    first.onStep = { if $0.number == stop { first.stop() } }
    try first.train(on: data, validation: validation, epochs: 6)
    #expect(first.steps == stop)
    try first.save(to: folder.file("run"))

    let second = make()
    try second.resume(from: folder.file("run"))
    #expect(second.steps == stop)
    try second.train(on: data, validation: validation, epochs: 6)
    #expect(second.model.parameters.map(\.value) == whole.model.parameters.map(\.value))
    #expect(second.history == whole.history)
    #expect(second.model.carriedState == whole.model.carriedState)
  }
}

@Test func aTrainingRunsFileHoldsAModelToo() throws {
  let folder = try Folder()
  let trainer = trainer(classifier())
  try trainer.train(on: clouds(40), epochs: 1)
  try trainer.save(to: folder.file("run"))
  let model = classifier()
  try model.load(from: folder.file("run"))
  #expect(model.parameters.map(\.value) == trainer.model.parameters.map(\.value))
}

@Test func anotherTrainingsFileIsRefused() throws {
  let folder = try Folder()
  let path = folder.file("run")
  let saved = trainer(classifier())
  try saved.train(on: clouds(40), epochs: 1)
  try saved.save(to: path)
  #expect(
    message { try trainer(classifier(), SGD()).resume(from: path) }
      == "\(path) was trained with Adam, but this trainer has SGD; use the same optimizer.")
  #expect(
    message { try trainer(classifier(), batchSize: 8).resume(from: path) }.contains("batches of 16")
  )
  #expect(message { try trainer(classifier(hidden: 3)).resume(from: path) }.contains("[2, 8]"))
  try classifier().save(to: path)
  #expect(
    message { try trainer(classifier()).resume(from: path) }.contains("no training to resume"))
}

// MARK: - Bad files

@Test func aDamagedFileChangesNothing() throws {
  let folder = try Folder()
  let path = folder.file("run")
  let saved = trainer(classifier(hidden: 2))
  try saved.train(on: clouds(40), epochs: 1)
  try saved.save(to: path)
  let good = try Data(contentsOf: URL(fileURLWithPath: path))

  let fresh = trainer(classifier(hidden: 2))
  let (parameters, carried) = (fresh.model.parameters.map(\.value), fresh.model.carriedState)
  func refusal(_ data: Data) throws -> String {
    try data.write(to: URL(fileURLWithPath: path))
    let refusal = message { try fresh.resume(from: path) }
    #expect(fresh.model.parameters.map(\.value) == parameters)
    #expect(fresh.model.carriedState == carried)
    #expect(fresh.steps == 0 && fresh.history.isEmpty && fresh.optimizer.state.steps == 0)
    return refusal
  }

  // Cut short anywhere, or with a bit flipped anywhere, it is refused.
  for length in stride(from: 0, to: good.count, by: 97) {
    #expect(try refusal(good.prefix(length)).hasPrefix(path))
  }
  for position in stride(from: 0, to: good.count, by: 41) {
    var flipped = good
    flipped[position] ^= 1 << (position % 8)
    #expect(try refusal(flipped).hasPrefix(path))
  }
  #expect(
    try refusal(good.prefix(good.count - 1))
      == "\(path) is cut short; save it again, or use an older copy.")
  #expect(try refusal(good + [0]) == "\(path) is damaged: its checksum is wrong; use another copy.")
  #expect(try refusal(Data("PK and so on".utf8)) == "\(path) is not a checkpoint of this book.")
  #expect(try refusal(Data()) == "\(path) is not a checkpoint of this book.")
  var newer = good
  newer[8] = 2
  #expect(
    try refusal(newer)
      == "\(path) has version 2 of the format, but this program reads only up to 1; "
      + "use a newer program."
  )

  try good.write(to: URL(fileURLWithPath: path))
  try fresh.resume(from: path)
  #expect(fresh.model.parameters.map(\.value) == saved.model.parameters.map(\.value))
}

@Test func aFileThatCantBeHadIsOneClearError() throws {
  let folder = try Folder()
  let model = classifier()
  #expect(
    message { try model.load(from: folder.file("none")) }
      == "There is no file “\(folder.file("none"))”.")
  #expect(
    message { try model.load(from: folder.path) }
      == "“\(folder.path)” is a folder; name a file within it.")
  #expect(
    message { try model.save(to: folder.path) }
      == "\(folder.path) is a folder; name a file to write.")
  #expect(
    message { try model.save(to: folder.file("none/model")) }
      == "\(folder.file("none/model")) can't be written: there is no folder \(folder.file("none"))."
  )
}

@Test func savingReplacesTheFileWhole() throws {
  let folder = try Folder()
  try classifier(hidden: 50).save(to: folder.file("model"))
  let small = classifier(hidden: 2)
  try small.save(to: folder.file("model"))
  try small.load(from: folder.file("model"))
  #expect(folder.files == ["model"])
}
