import Foundation
import Networks
import Tensors
import Testing

/// Updates that are no longer zero.
private func moved(_ layer: any LowRankUpdated, _ random: inout Random) {
  for update in layer.updates {
    update.up.value += .normal(update.up.value.shape, deviation: 0.3, random: &random)
  }
}

/// W + α/r · A·B, of which W has `columns` and the product some from `first` on.
private func merged(
  _ w: [Double], _ down: [Double], _ up: [Double], size: Int, rank: Int, from first: Int = 0
) -> [Double] {
  let (columns, width) = (w.count / size, up.count / rank)
  let added = product(down, up, size, rank, width)
  var w = w
  for i in 0..<size {
    for j in 0..<width { w[i * columns + first + j] += 8 / Double(rank) * added[i * width + j] }
  }
  return w
}

@Suite struct LowRankUpdateTests {
  @Test func agreesWithPyTorch() throws {
    let golden = try Golden("lowrank", "affine")
    let layer = Affine(Parameter("weight", golden["weight"]), Parameter("bias", golden["bias"]))
    var random = Random(seed: 1, stream: "update")
    layer.addUpdates(rank: 2, random: &random)
    let update = layer.updates[0]
    (update.down.value, update.up.value) = (golden["down"], golden["up"])
    // PyTorch's side is in double precision: some roundings of 6e-8 each.
    #expect(relativeError(layer.forward(golden["x"]), golden.exact("y")) < 1e-6)
    #expect(relativeError(layer.backward(golden["dy"]), golden.exact("dx")) < 1e-6)
    #expect(relativeError(update.down.gradient, golden.exact("ddown")) < 1e-6)
    #expect(relativeError(update.up.gradient, golden.exact("dup")) < 1e-6)
    #expect(layer.weight.gradient == .zeros(6, 5) && layer.bias.gradient == .zeros(5))
    layer.mergeUpdates()
    #expect(layer.updates.isEmpty)
    #expect(relativeError(layer.weight.value, golden.exact("merged")) < 1e-6)
    #expect(relativeError(layer.forward(golden["x"]), golden.exact("y")) < 1e-6)
  }

  @Test func aloneAgreesWithItsFormula() {
    var random = Random(seed: 1, stream: "update")
    let update = LowRankUpdate(inputs: 5, outputs: 7, rank: 3, random: &random)
    update.up.value = .normal([3, 7], random: &random)
    check(update, on: .normal([2, 2, 5], random: &random)) { x, p in
      product(product(x, p[0], 4, 5, 3), p[1], 4, 3, 7).map { $0 * 8 / 3 }
    }
  }

  /// The weights are let learn as well, so all gradients can be seen.
  @Test(arguments: [1, 2], [false, true])
  func inAnAttentionAgreesWithItsFormula(keyHeads: Int, readsMemory: Bool) {
    var random = Random(seed: 1, stream: "update")
    let layer = MultiHeadAttention(
      size: 6, heads: 2, keyHeads: keyHeads, isCausal: !readsMemory, random: &random)
    layer.addUpdates(rank: 2, random: &random)
    moved(layer, &random)
    layer.freeze(false)
    let x = Tensor.normal([2, 4, 6], random: &random)
    let memory = Tensor.normal([2, 5, 6], random: &random)
    let keySize = 3 * keyHeads
    check(layer, on: readsMemory ? [x, memory] : [x]) {
      layer.forward($0[0], over: readsMemory ? $0[1] : nil, mode: .training)
    } backward: {
      let d = layer.backward($0)
      return [d.x] + (d.memory.map { [$0] } ?? [])
    } oracle: { inputs, p in
      let queries = merged(p[0], p[4], p[5], size: 6, rank: 2)
      let all = merged(queries, p[6], p[7], size: 6, rank: 2, from: 6 + keySize)
      return batch(inputs[0], x.shape).enumerated().flatMap {
        AttentionOracle.multiHead(
          $1, readsMemory ? batch(inputs[1], memory.shape)[$0] : $1, heads: 2, keyHeads: keyHeads,
          isCausal: !readsMemory, length: 5, [all] + p[1...3])
      }.flatMap { $0 }
    }
  }

  @Test func atFirstNothingChangesAndMergingLittle() {
    var random = Random(seed: 1, stream: "update")
    let block = TransformerBlock(size: 8, heads: 2, hidden: 9, isCausal: true, random: &random)
    let x = Tensor.normal([2, 5, 8], random: &random)
    let before = block.forward(x, mode: .inference)
    block.addUpdates(rank: 2, random: &random)
    #expect(block.updates.count == 2)
    #expect(block.forward(x, mode: .inference) == before)
    moved(block, &random)
    let after = block.forward(x, mode: .inference)
    #expect(after != before)
    block.mergeUpdates()
    // Some sums of eight products in another order.
    let values = after.values.map(Double.init)
    #expect(relativeError(block.forward(x, mode: .inference), values) < 1e-6)
  }

  @Test func stepByStepItSaysTheSame() {
    var random = Random(seed: 1, stream: "update")
    let block = TransformerBlock(size: 8, heads: 2, hidden: 9, isCausal: true, random: &random)
    block.addUpdates(rank: 2, random: &random)
    moved(block, &random)
    let x = Tensor.normal([1, 5, 8], random: &random)
    let whole = block.forward(x, mode: .inference).reshaped(5, 8)
    var cache = block.cache()
    for t in 0..<5 {
      let step = block.next(x.reshaped(5, 8).rows(t..<t + 1).reshaped(1, 1, 8), cache: &cache)
      #expect(step.reshaped(8) == whole.row(t))
    }
  }

  @Test(arguments: [1, 2, 3]) func threadsChangeNothing(threads: Int) {
    func gradients() -> [Tensor] {
      var random = Random(seed: 1, stream: "update")
      let block = TransformerBlock(
        size: 64, heads: 2, hidden: 64, isCausal: false, random: &random)
      block.addUpdates(rank: 4, random: &random)
      moved(block, &random)
      let y = block.forward(.normal([8, 40, 64], random: &random), mode: .training)
      let dx = block.backward(y).x
      return [y, dx] + block.parameters.learning.map(\.gradient)
    }
    #expect(withThreads(threads, gradients) == withThreads(1, gradients))
  }
}

@Suite struct FrozenParameterTests {
  private final class Line: Model {
    let affine: Affine
    let loss = SquaredError()
    init(_ affine: Affine) { self.affine = affine }
    var parts: [any Trainable] { [affine] }
    func forward(_ batch: Examples<Tensor>, mode: Mode) -> Score {
      Score(
        loss: loss.forward(affine.forward(batch.x, mode: mode), batch.t), count: batch.x.rowCount)
    }
    func backward() { _ = affine.backward(loss.backward()) }
  }

  /// What is frozen stays, the optimizer remembers nothing of it, and a training that stopped goes on to the
  /// same bits.
  @Test func theyStayAsTheyAre() throws {
    var random = Random(seed: 1, stream: "frozen")
    let data = Examples(
      Tensor.normal([20, 6], random: &random), Tensor.normal([20, 5], random: &random))
    func trainer() -> Trainer<Line> {
      var random = Random(seed: 2, stream: "frozen")
      let layer = Affine(inputs: 6, outputs: 5, random: &random)
      layer.addUpdates(rank: 2, random: &random)
      let trainer = Trainer(
        Line(layer), optimizer: AdamW(rate: 0.01, decay: 0.1), batchSize: 5, random: random)
      trainer.showsProgress = false
      trainer.clipping = .norm(1)
      return trainer
    }
    let one = trainer()
    let (layer, before) = (one.model.affine, one.model.affine.parameters.map(\.value))
    try one.train(on: data, epochs: 2)
    #expect(Array(layer.parameters.map(\.value)[..<2]) == Array(before[..<2]))
    #expect(zip(layer.parameters[2...], before[2...]).allSatisfy { $0.value != $1 })
    #expect(
      layer.parameters.learning.map(\.name) == [
        "affine.weight.update.down", "affine.weight.update.up",
      ])
    let zeros = one.optimizer.state[layer.weight]
    #expect(zeros.allSatisfy { $0 == .zeros(6, 5) })

    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try one.save(to: path)
    let other = trainer()
    try other.resume(from: path)
    try one.train(on: data, epochs: 4)
    try other.train(on: data, epochs: 4)
    #expect(one.model.parameters.map(\.value) == other.model.parameters.map(\.value))
  }
}
