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

  /// What recurrent layers make of some sequences of unlike lengths, and their gradients.
  @Test(arguments: [
    ("RNN", 0xe567_58a5), ("LSTM", 0x099d_d792), ("GRU, before", 0x0b74_374f),
    ("GRU, after", 0x7cff_0152), ("bidirectional stack", 0x0236_d9ca),
  ])
  func recurrentLayersGiveTheSameBitsEverywhere(name: String, expected: UInt32) {
    var random = Random(seed: 1, stream: "weights")
    let layer: any Recurrent =
      switch name {
      case "RNN": RNN(inputs: 21, size: 37, random: &random)
      case "LSTM": LSTM(inputs: 21, size: 37, random: &random)
      case "GRU, before": GRU(inputs: 21, size: 37, reset: .before, random: &random)
      case "GRU, after": GRU(inputs: 21, size: 37, reset: .after, random: &random)
      default:
        RecurrentStack(
          [
            Bidirectional(
              RNN(inputs: 21, size: 11, random: &random), RNN(inputs: 21, size: 9, random: &random)),
            LSTM(inputs: 20, size: 37, random: &random),
          ], between: [VariationalDropout(0.2, random: random.stream("dropout"))])
      }
    let x = Tensor.normal([3, 6, 21], random: &random)
    let dy = Tensor.normal([3, 6, 37], random: &random)
    var results: [Tensor] = []
    // The second pass goes on from the state that the first left.
    for _ in 1...2 {
      let y = layer.forward(x, lengths: [6, 2, 4], mode: .training)
      results += [y, layer.backward(dy)] + layer.state + layer.dState
    }
    #expect(fingerprint(results + layer.parameters.map(\.gradient)) == expected)
  }

  /// What attention makes of rows of unlike lengths, and its gradients.
  @Test(arguments: [
    ("dot", 0x32e3_aa74), ("general", 0xebbd_dd4b), ("additive", 0xd414_93e3),
    ("block before", 0x9b5c_c24a), ("block after", 0x6c04_96d7),
    ("block since 2017", 0x0a05_4789),
  ])
  func attentionGivesTheSameBitsEverywhere(name: String, expected: UInt32) {
    var random = Random(seed: 1, stream: "weights")
    let x = Tensor.normal([3, 40, 42], random: &random)
    let memory = Tensor.normal([3, 21, 42], random: &random)
    let layer: any Trainable
    var results: [Tensor]
    if let score = Attention.Score(rawValue: name) {
      let attention = Attention(score, queries: 42, memory: 42, size: 37, random: &random)
      results = [attention.forward(x, over: memory, lengths: [21, 2, 17])]
      let d = attention.backward(x)
      results += [attention.weights, d.queries, d.memory]
      layer = attention
    } else {
      let isModern = name == "block since 2017"
      var parts = BlockParts()
      if isModern { (parts.norm, parts.isGated, parts.keyHeads) = (.rms, true, 1) }
      let block = TransformerBlock(
        size: 42, heads: 3, hidden: 71, isCausal: true, readsMemory: true,
        isRotary: isModern, norm: name == "block after" ? .after : .before, of: parts,
        dropout: 0.1, random: &random)
      results = [
        block.forward(
          x, lengths: [9, 40, 33], memory: memory, memoryLengths: [21, 2, 17], mode: .training),
        PositionalEncoding(size: 42).vectors(0..<300),
      ]
      let d = block.backward(x)
      results += [d.x, d.memory!]
      layer = block
    }
    let loss = SoftmaxWithLoss(smoothing: 0.1)
    results += [Tensor(loss.forward(x, (0..<120).map { $0 % 42 })), loss.backward()]
    #expect(fingerprint(results + layer.parameters.map(\.gradient)) == expected)
  }

  /// What filters find in sequences, pictures and rows of words, and their gradients.
  @Test func filtersGiveTheSameBitsEverywhere() {
    var random = Random(seed: 1, stream: "weights")
    let sequences = Convolution(width: 3, inputs: 21, filters: 37, padding: 1, random: &random)
    let pictures = Convolution(
      height: 3, width: 2, inputs: 5, filters: 19, padding: 1, random: &random)
    let words = WordFilters(widths: [1, 3, 4], inputs: 21, filters: 19, random: &random)
    var results: [Tensor] = []
    for (layer, shape) in [(sequences, [3, 9, 21]), (pictures, [3, 8, 7, 5])] {
      let y = layer.forward(.normal(shape, random: &random), mode: .training)
      results += [y, layer.backward(.normal(y.shape, random: &random))]
      results += layer.parameters.map(\.gradient)
    }
    let texts = [[0, 3, 1, 1, 2], [4], [], [2, 0, 4, 3, 3, 1, 0]]
    let y = words.forward(.normal([5, 21], random: &random), texts: texts)
    results += [y, words.backward(.normal(y.shape, random: &random))]
    #expect(fingerprint(results + words.parameters.map(\.gradient)) == 38_810_032)
  }
}
