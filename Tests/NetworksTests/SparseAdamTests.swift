import Networks
import Tensors
import Testing

@Suite struct SparseAdamTests {
  private func embedding() -> Embedding {
    var random = Random(seed: 1, stream: "vectors")
    return Embedding(words: 6, size: 3, random: &random)
  }

  /// Of words that every batch has it makes what Adam makes; others keep their bits.
  @Test func wordsThatNoBatchHasRest() {
    let (sparse, dense) = (embedding(), embedding())
    let before = sparse.weight.value
    let (one, other): (any Optimizer, any Optimizer) = (SparseAdam(rate: 0.1), Adam(rate: 0.1))
    for step in 0..<5 {
      for (embedding, optimizer) in [(sparse, one), (dense, other)] {
        embedding.zeroGradients()
        _ = embedding.forward([4, 1, 4])
        embedding.backward(.full([3, 3], Float(step) - 1.5))
        optimizer.update(embedding.parameters)
      }
    }
    #expect(sparse.weight.value == dense.weight.value)
    for word in [0, 2, 3, 5] { #expect(sparse.weight.value.row(word) == before.row(word)) }
    // A word of an earlier batch rests too, where Adam would go on.
    let earlier = sparse.weight.value
    for (embedding, optimizer) in [(sparse, one), (dense, other)] {
      embedding.zeroGradients()
      _ = embedding.forward([2])
      embedding.backward(.ones(1, 3))
      optimizer.update(embedding.parameters)
    }
    #expect(sparse.weight.value.row(4) == earlier.row(4))
    #expect(dense.weight.value.row(4) != earlier.row(4))
    #expect(sparse.weight.value.row(2) != earlier.row(2))
  }

  /// Whoever changes a gradient as a whole may have changed any row of it.
  @Test func aGradientChangedAsAWholeIsUpdatedAsAWhole() {
    let (sparse, dense) = (embedding(), embedding())
    for (embedding, optimizer) in [
      (sparse, SparseAdam() as any Optimizer), (dense, Adam() as any Optimizer),
    ] {
      _ = embedding.forward([1])
      embedding.backward(.ones(1, 3))
      embedding.weight.gradient += .full([6, 3], 0.5)
      optimizer.update(embedding.parameters)
    }
    #expect(sparse.weight.value == dense.weight.value)
    sparse.zeroGradients()
    #expect(sparse.weight.gradient == .zeros(6, 3))
    _ = sparse.forward([0, 5])
    sparse.backward(.ones(2, 3))
    #expect(sparse.weight.gradient.sum() == 6)
    sparse.zeroGradients()
    #expect(sparse.weight.gradient == .zeros(6, 3))
  }

  /// A gradient of single rows that isn't finite is found as any other.
  @Test func aStrayGradientStopsTheTraining() {
    final class Broken: Model {
      let embedding: Embedding
      init(_ embedding: Embedding) { self.embedding = embedding }
      var parts: [any Trainable] { [embedding] }
      func forward(_ batch: Examples<[Int]>, mode: Mode) -> Score {
        _ = embedding.forward([3])
        return Score(loss: 0, count: 1)
      }
      func backward() { embedding.backward(.full([1, 3], .nan)) }
    }
    let trainer = Trainer(
      Broken(embedding()), optimizer: SparseAdam(), batchSize: 1,
      random: Random(seed: 1, stream: "order"))
    trainer.showsProgress = false
    #expect(throws: TrainingError.self) {
      try trainer.train(on: Examples(Tensor.zeros(1, 1), [0]), epochs: 1)
    }
  }
}
