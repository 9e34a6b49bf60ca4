import Networks
import Tensors
import Testing

/// FNV-1a over the bits of some numbers.
private func fingerprint(_ tensors: [Tensor]) -> UInt32 {
  tensors.flatMap(\.values).reduce(0x811c_9dc5) { ($0 ^ $1.bitPattern) &* 0x0100_0193 }
}

@Suite struct Fingerprints {
  /// What training with each optimizer leaves in the parameters: the same bits on every machine, with
  /// and without the compiler's optimizer. A change here changes every page of the book.
  @Test(arguments: [
    ("SGD", 0x4726_d733), ("Momentum", 0xa340_87b5), ("Nesterov", 0x079b_cffb),
    ("AdaGrad", 0x1d18_8bc4), ("RMSprop", 0xcfb6_250e), ("Adam", 0x047a_28b2),
    ("AdamW", 0x0980_260d),
  ])
  func trainingLeavesTheSameBitsEverywhere(name: String, expected: UInt32) throws {
    var random = Random(seed: 1, stream: "weights")
    let network = Network(
      Sequential(
        Affine(inputs: 2, outputs: 9, weights: .he, random: &random), ReLU(),
        Affine(inputs: 9, outputs: 8, random: &random), Sigmoid(), Tanh(), ELU(),
        Dropout(0.1, random: random.stream("dropout")),
        Affine(inputs: 8, outputs: 7, weights: .normal(deviation: 1), random: &random), GELU(),
        LeakyReLU(), PReLU(features: 7), Affine(inputs: 7, outputs: 3, random: &random)),
      loss: SoftmaxWithLoss())
    let trainer = trainer(network, makeOptimizer(name))
    trainer.schedule = .cosine(to: 0.1)
    trainer.clipping = .norm(1)
    trainer.penalties = [.l1(1e-4), .l2(1e-4)]
    trainer.maxNorm = 3
    try trainer.train(on: clouds(50), epochs: 3)
    #expect(fingerprint(network.parameters.map(\.value)) == expected)
  }
}
