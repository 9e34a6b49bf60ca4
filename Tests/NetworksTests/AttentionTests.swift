import Foundation
import Networks
import Tensors
import Testing

@Suite struct AttentionTests {
  @Test(arguments: Attention.Score.allCases, [nil, [5, 2, 0]])
  func everyScoreAgreesWithItsFormula(score: Attention.Score, lengths: [Int]?) {
    var random = Random(seed: 1, stream: "attention")
    let size = score == .dot ? 4 : 3
    let layer = Attention(score, queries: size, memory: 4, size: 5, random: &random)
    let queries = Tensor.normal([3, 2, size], random: &random)
    let memory = Tensor.normal([3, 5, 4], random: &random)
    check(layer, on: [queries, memory]) {
      layer.forward($0[0], over: $0[1], lengths: lengths)
    } backward: {
      let d = layer.backward($0)
      return [d.queries, d.memory]
    } oracle: { inputs, p in
      zip(batch(inputs[0], queries.shape), batch(inputs[1], memory.shape)).enumerated().flatMap {
        AttentionOracle.attention(score, $1.0, $1.1, length: lengths?[$0] ?? 5, p)
      }.flatMap { $0 }
    }
  }

  @Test(arguments: [false, true], [nil, [6, 2, 0]])
  func headsAgreeWithTheirFormula(isCausal: Bool, lengths: [Int]?) {
    var random = Random(seed: 1, stream: "attention")
    let layer = MultiHeadAttention(size: 6, heads: 2, isCausal: isCausal, random: &random)
    let x = Tensor.normal([3, 6, 6], random: &random)
    check(layer, on: [x]) {
      layer.forward($0[0], lengths: lengths, mode: .training)
    } backward: {
      [layer.backward($0).x]
    } oracle: { inputs, p in
      batch(inputs[0], x.shape).enumerated().flatMap {
        AttentionOracle.multiHead(
          $1, $1, heads: 2, isCausal: isCausal, length: lengths?[$0] ?? 6, p)
      }.flatMap { $0 }
    }
  }

  @Test(arguments: [nil, [5, 2, 0]])
  func headsThatAskAMemoryAgreeWithTheirFormula(lengths: [Int]?) {
    var random = Random(seed: 1, stream: "attention")
    let layer = MultiHeadAttention(size: 6, heads: 3, random: &random)
    let x = Tensor.normal([3, 4, 6], random: &random)
    let memory = Tensor.normal([3, 5, 6], random: &random)
    check(layer, on: [x, memory]) {
      layer.forward($0[0], over: $0[1], lengths: lengths, mode: .training)
    } backward: {
      let d = layer.backward($0)
      return [d.x, d.memory!]
    } oracle: { inputs, p in
      zip(batch(inputs[0], x.shape), batch(inputs[1], memory.shape)).enumerated().flatMap {
        AttentionOracle.multiHead(
          $1.0, $1.1, heads: 3, isCausal: false, length: lengths?[$0] ?? 5, p)
      }.flatMap { $0 }
    }
  }

  /// More steps than one block of a causal product holds, and columns that don't fill vectors.
  @Test func longCausalSequencesAgreeWithTheirFormula() {
    var random = Random(seed: 1, stream: "attention")
    let layer = MultiHeadAttention(size: 2, heads: 1, isCausal: true, random: &random)
    let x = Tensor.normal([1, 70, 2], random: &random)
    check(layer, on: [x]) {
      layer.forward($0[0], lengths: [67], mode: .training)
    } backward: {
      [layer.backward($0).x]
    } oracle: { inputs, p in
      batch(inputs[0], x.shape).flatMap {
        AttentionOracle.multiHead($0, $0, heads: 1, isCausal: true, length: 67, p)
      }.flatMap { $0 }
    }
  }

  @Test(arguments: NormPlace.allCases, [false, true])
  func blocksAgreeWithTheirFormula(norm: NormPlace, readsMemory: Bool) {
    var random = Random(seed: 1, stream: "attention")
    let block = TransformerBlock(
      size: 4, heads: 2, hidden: 5, isCausal: readsMemory, readsMemory: readsMemory, norm: norm,
      activation: GELU(), random: &random)
    let x = Tensor.normal([2, 3, 4], random: &random)
    let memory = Tensor.normal([2, 4, 4], random: &random)
    let (lengths, memoryLengths) = ([3, 2], [1, 4])
    check(block, on: readsMemory ? [x, memory] : [x]) {
      block.forward(
        $0[0], lengths: lengths, memory: readsMemory ? $0[1] : nil, memoryLengths: memoryLengths,
        mode: .training)
    } backward: {
      let d = block.backward($0)
      return [d.x] + (d.memory.map { [$0] } ?? [])
    } oracle: { inputs, p in
      batch(inputs[0], x.shape).enumerated().flatMap {
        AttentionOracle.block(
          $1, readsMemory ? batch(inputs[1], memory.shape)[$0] : nil, heads: 2,
          isCausal: readsMemory, norm: norm, length: lengths[$0],
          memoryLength: memoryLengths[$0], p)
      }.flatMap { $0 }
    }
  }

  @Test(arguments: [3, 16, 37])
  func layerNormAgreesWithItsFormula(size: Int) {
    var random = Random(seed: 1, stream: "norm")
    let layer = LayerNorm(size)
    for parameter in layer.parameters {
      parameter.value += .normal([size], deviation: 0.3, random: &random)
    }
    // A mean far from 0: the variance must not drown in it.
    let x = Tensor.normal([2, 40, size], mean: 3, random: &random)
    check(layer, on: x) { x, p in
      stride(from: 0, to: x.count, by: size).flatMap {
        AttentionOracle.layerNorm(Array(x[$0..<$0 + size]), p[0], p[1])
      }
    }
  }

  @Test(arguments: [3, 16, 37])
  func rmsNormAgreesWithItsFormula(size: Int) {
    var random = Random(seed: 1, stream: "norm")
    let layer = RMSNorm(size)
    layer.gain.value += .normal([size], deviation: 0.3, random: &random)
    let x = Tensor.normal([2, 40, size], mean: 1, random: &random)
    check(layer, on: x) { x, p in
      stride(from: 0, to: x.count, by: size).flatMap {
        AttentionOracle.rmsNorm(Array(x[$0..<$0 + size]), p[0])
      }
    }
  }

  @Test func gatesAgreeWithTheirFormula() {
    var random = Random(seed: 1, stream: "gates")
    let layer = GatedFeedForward(size: 5, hidden: 7, random: &random)
    check(layer, on: .normal([2, 3, 5], random: &random)) { x, p in
      stride(from: 0, to: x.count, by: 5).flatMap {
        AttentionOracle.gatedFeedForward(Array(x[$0..<$0 + 5]), p)
      }
    }
  }

  /// Heads that share keys, in groups of two or all together, with and without turning.
  @Test(arguments: [1, 2, 4], [false, true])
  func sharedAndTurnedKeysAgreeWithTheirFormula(keyHeads: Int, isRotary: Bool) {
    var random = Random(seed: 1, stream: "attention")
    let layer = MultiHeadAttention(
      size: 8, heads: 4, keyHeads: keyHeads, isCausal: true, isRotary: isRotary, random: &random)
    let (x, lengths) = (Tensor.normal([2, 6, 8], random: &random), [6, 4])
    check(layer, on: [x]) {
      layer.forward($0[0], lengths: lengths, mode: .training)
    } backward: {
      [layer.backward($0).x]
    } oracle: { inputs, p in
      batch(inputs[0], x.shape).enumerated().flatMap {
        AttentionOracle.multiHead(
          $1, $1, heads: 4, keyHeads: keyHeads, isCausal: true, isRotary: isRotary,
          length: lengths[$0], p)
      }.flatMap { $0 }
    }
  }

  @Test func sharedKeysOfAMemoryAgreeWithTheirFormula() {
    var random = Random(seed: 1, stream: "attention")
    let layer = MultiHeadAttention(size: 8, heads: 4, keyHeads: 2, random: &random)
    let x = Tensor.normal([2, 3, 8], random: &random)
    let memory = Tensor.normal([2, 5, 8], random: &random)
    check(layer, on: [x, memory]) {
      layer.forward($0[0], over: $0[1], lengths: [5, 2], mode: .training)
    } backward: {
      let d = layer.backward($0)
      return [d.x, d.memory!]
    } oracle: { inputs, p in
      zip(batch(inputs[0], x.shape), batch(inputs[1], memory.shape)).enumerated().flatMap {
        AttentionOracle.multiHead(
          $1.0, $1.1, heads: 4, keyHeads: 2, isCausal: false, length: [5, 2][$0], p)
      }.flatMap { $0 }
    }
  }

  /// Texts one after the other come out bit for bit as each does alone, on any number of threads.
  @Test(arguments: NormPlace.allCases, [false, true])
  func textsWithoutPaddingAreEachAsIfAlone(norm: NormPlace, isCausal: Bool) {
    var random = Random(seed: 1, stream: "texts")
    var chosen = BlockParts()
    (chosen.keyHeads, chosen.isGated) = (2, isCausal)
    if isCausal { chosen.norm = .rms }
    let block = TransformerBlock(
      size: 32, heads: 4, hidden: 40, isCausal: isCausal, norm: norm, of: chosen, random: &random)
    let lengths = [5, 0, 1, 70, 18]
    let x = Tensor.normal([lengths.reduce(0, +), 32], random: &random)
    let y = withThreads(1) { block.value(x, lengths: lengths) }
    #expect(withThreads(3) { block.value(x, lengths: lengths) } == y)
    var first = 0
    for (n, length) in lengths.enumerated() where length > 0 {
      let own = first..<first + length
      let alone = block.forward(x.rows(own).reshaped(1, length, 32), mode: .inference)
      #expect(y.rows(own) == alone.reshaped(length, 32))
      #expect(block.attention.weights(ofText: n) == block.attention.weights.row(0))
      first += length
    }
  }

  /// The same steps later in a text: what they make of each other stays, up to rounding (the angles are
  /// exact to half an ulp, 6e-8, and a score is a sum of a few such numbers).
  @Test func turnedKeysTellOnlyDistances() {
    var random = Random(seed: 1, stream: "attention")
    let layer = MultiHeadAttention(
      size: 8, heads: 2, isCausal: true, isRotary: true, random: &random)
    let (before, x) = (
      Tensor.zeros(1, 50, 8), Tensor.normal([1, 9, 8], random: &random)
    )
    _ = layer.forward(x, mode: .inference)
    let weights = layer.weights
    _ = layer.forward(.concatenate([before, x], axis: 1), mode: .inference)
    for t in 0..<9 {
      for s in 0...t {
        let ratio = layer.weights[0, 1, 50 + t, 50 + s] / layer.weights[0, 1, 50 + t, 50 + t]
        #expect(abs(ratio / (weights[0, 1, t, s] / weights[0, 1, t, t]) - 1) < 1e-5)
      }
    }
  }

  @Test func positionsAreWavesOrLearned() {
    var random = Random(seed: 1, stream: "positions")
    let waves = PositionalEncoding(size: 6)
    let expected = (0..<9).flatMap { place in
      (0..<6).map { j in
        let angle = Double(place) / pow(10000, Double(j & ~1) / 6)
        return j % 2 == 0 ? sin(angle) : cos(angle)
      }
    }
    #expect(relativeError(waves.vectors(0..<9), expected) < 1e-7)
    let zeros = Tensor.zeros(2, 4, 6)
    #expect(
      waves.forward(zeros, offset: 5, mode: .inference).row(1) == waves.vectors(5..<9))

    let learned = PositionalEncoding(places: 5, size: 3, random: &random)
    check(learned, on: .normal([2, 4, 3], random: &random)) { x, p in
      x.indices.map { x[$0] + p[0][$0 % 12] }
    }
  }
}

/// A wave of any place is rounded once, to a Float: half an ulp of a number below 1 is 2⁻²⁵, and 0.51 of
/// one, which is promised, a little more. Angles up to 10⁶ in double precision add 10⁶ · 2⁻⁵⁰, or 1e-9.
@Test func wavesAreExactHoweverFarAway() {
  let size = 64
  let waves = PositionalEncoding(size: size)
  for first in [0, 100, 9_990, 99_990, 999_990] {
    let found = waves.vectors(first..<first + 11)
    for (index, value) in found.values.enumerated() {
      let (place, j) = (first + index / size, index % size)
      let angle = Double(place) * pow(10000, -Double(j & ~1) / Double(size))
      let error = Double(value) - (j % 2 == 0 ? sin(angle) : cos(angle))
      #expect(error.magnitude < 0x1p-25 * 1.02 + 1e-9, "column \(j) of place \(place)")
    }
  }
}

// MARK: - Golden values

@Suite struct AttentionGoldenTests {
  /// Outputs are good to some thirty roundings of a Float, gradients to a hundred: PyTorch's side is in
  /// double precision.
  private func compare(
    _ golden: Golden, _ layer: any Trainable, forward: () -> Tensor,
    backward: (Tensor) -> [(String, Tensor?)]
  ) {
    for (index, parameter) in layer.parameters.enumerated() {
      parameter.value = golden["parameter \(index)"]
    }
    #expect(relativeError(forward(), golden.exact("y")) < 2e-6)
    for (name, found) in backward(golden["dy"]) {
      if let found { #expect(relativeError(found, golden.exact("d\(name)")) < 6e-6, "\(name)") }
    }
    for (index, parameter) in layer.parameters.enumerated() {
      let expected = golden.exact("gradient \(index)")
      #expect(relativeError(parameter.gradient, expected) < 6e-6, "\(parameter.name)")
    }
  }

  @Test(arguments: [
    ("dot", nil), ("dot masked", [5, 2]), ("general", nil), ("general masked", [1, 4]),
    ("additive", nil), ("additive masked", [3, 5]),
  ])
  func everyScoreAgreesWithPyTorch(name: String, lengths: [Int]?) throws {
    let golden = try Golden("attention", name)
    let score = Attention.Score(rawValue: String(name.split(separator: " ")[0]))!
    var random = Random(seed: 1, stream: "attention")
    let layer = Attention(
      score, queries: score == .dot ? 4 : 3, memory: 4, size: 5, random: &random)
    compare(golden, layer) {
      layer.forward(golden["queries"], over: golden["memory"], lengths: lengths)
    } backward: {
      let d = layer.backward($0)
      return [("queries", d.queries), ("memory", d.memory)]
    }
  }

  @Test(arguments: [
    ("heads", nil), ("heads masked", [2, 4]), ("heads causal", nil), ("heads with a memory", nil),
    ("heads with a memory masked", [5, 2]),
  ])
  func headsAgreeWithPyTorch(name: String, lengths: [Int]?) throws {
    let golden = try Golden("attention", name)
    var random = Random(seed: 1, stream: "attention")
    let layer = MultiHeadAttention(
      size: 6, heads: 2, isCausal: name.contains("causal"), random: &random)
    compare(golden, layer) {
      layer.forward(
        golden["x"], over: name.contains("memory") ? golden["memory"] : nil, lengths: lengths,
        mode: .training)
    } backward: {
      let d = layer.backward($0)
      return [("x", d.x), ("memory", d.memory)]
    }
  }

  @Test(arguments: NormPlace.allCases, [false, true])
  func blocksAgreeWithPyTorch(norm: NormPlace, readsMemory: Bool) throws {
    let golden = try Golden(
      "attention", "block \(readsMemory ? "with a memory " : "")\(norm.rawValue)")
    var random = Random(seed: 1, stream: "block")
    let block = TransformerBlock(
      size: 6, heads: 2, hidden: 8, isCausal: readsMemory, readsMemory: readsMemory, norm: norm,
      activation: GELU(), random: &random)
    compare(golden, block) {
      readsMemory
        ? block.forward(
          golden["x"], memory: golden["memory"], memoryLengths: [5, 3], mode: .training)
        : block.forward(golden["x"], lengths: [4, 2], mode: .training)
    } backward: {
      let d = block.backward($0)
      return [("x", d.x), ("memory", d.memory)]
    }
  }

  @Test(arguments: ["layer norm", "gelu by tanh"])
  func layersAgreeWithPyTorch(name: String) throws {
    let golden = try Golden("attention", name)
    let norm = LayerNorm(7)
    let layer: any Layer = name == "layer norm" ? norm : GELU(.tanh)
    if name == "layer norm" {
      (norm.gain.value, norm.bias.value) = (golden["gain"], golden["bias"])
    }
    #expect(relativeError(layer.forward(golden["x"], mode: .training), golden.exact("y")) < 1e-6)
    #expect(relativeError(layer.backward(golden["dy"]), golden.exact("dx")) < 2e-6)
    if name == "layer norm" {
      #expect(relativeError(norm.gain.gradient, golden.exact("dgain")) < 1e-6)
      #expect(relativeError(norm.bias.gradient, golden.exact("dbias")) < 1e-6)
    }
  }

  @Test func bothFormsOfGELUAreNearlyTheSame() {
    let x = Tensor.linspace(-6, 6, count: 1201)
    let distance = (GELU().value(x) - GELU(.tanh).value(x)).map { abs($0) }.max()
    #expect(distance < 5e-4)
    #expect(relativeError(GELU(.tanh).derivative(x), derivative(x)) < 1e-6)
  }

  /// The slope by differences, in double precision.
  private func derivative(_ x: Tensor) -> [Double] {
    func value(_ x: Double) -> Double {
      x / 2 * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    }
    return x.values.map { (value(Double($0) + 1e-5) - value(Double($0) - 1e-5)) / 2e-5 }
  }
}

// MARK: - What must hold bit for bit

@Suite struct CausalityTests {
  private func block(
    readsMemory: Bool = false, norm: NormPlace = .before, isModern: Bool = false
  ) -> TransformerBlock {
    var random = Random(seed: 1, stream: "block")
    return TransformerBlock(
      size: 24, heads: 4, hidden: 40, isCausal: true, readsMemory: readsMemory,
      isRotary: isModern, norm: norm, of: isModern ? .modern : BlockParts(), random: &random)
  }

  @Test(arguments: [0, 1, 31, 32, 40, 68])
  func anOutputDoesNotMoveWhenALaterInputDoes(place: Int) {
    var random = Random(seed: 2, stream: "x")
    let block = block()
    let x = Tensor.normal([2, 70, 24], random: &random)
    var other = x
    for j in 0..<24 { other[1, place + 1, j] += 100 }
    let (y, moved) = (block.forward(x, mode: .training), block.forward(other, mode: .training))
    for t in 0..<70 {
      for j in 0..<24 {
        #expect(y[0, t, j] == moved[0, t, j])
        if t <= place { #expect(y[1, t, j] == moved[1, t, j]) }
      }
    }
    #expect(y != moved)
  }

  /// One step at a time, and several at once.
  @Test(
    arguments: [(NormPlace.before, false), (.after, false), (.before, true)],
    [[Int](repeating: 1, count: 70), [33, 1, 36], [1, 69]])
  func stepByStepEqualsAllAtOnce(made: (norm: NormPlace, isModern: Bool), pieces: [Int]) {
    var random = Random(seed: 2, stream: "x")
    let block = block(readsMemory: true, norm: made.norm, isModern: made.isModern)
    let x = Tensor.normal([3, 70, 24], random: &random)
    let memory = Tensor.normal([3, 19, 24], random: &random)
    let whole = block.forward(x, memory: memory, memoryLengths: [19, 1, 7], mode: .inference)
    var cache = block.cache(memory: memory, memoryLengths: [19, 1, 7])
    var first = 0
    for count in pieces {
      let part = Tensor.concatenate(
        (0..<3).map { x.row($0).rows(first..<first + count).reshaped(1, count, 24) })
      let y = block.next(part, cache: &cache)
      for n in 0..<3 { #expect(y.row(n) == whole.row(n).rows(first..<first + count)) }
      first += count
    }
    #expect(cache.steps == 70)
  }

  @Test func aCacheGoesOnWithChosenRows() {
    var random = Random(seed: 2, stream: "x")
    let block = block(readsMemory: true)
    let x = Tensor.normal([3, 4, 24], random: &random)
    let next = Tensor.normal([4, 1, 24], random: &random)
    let memory = Tensor.normal([3, 5, 24], random: &random)
    let chosen = [2, 0, 2, 1]
    var cache = block.cache(memory: memory, memoryLengths: [5, 1, 3])
    _ = block.next(x, cache: &cache)
    cache.select(chosen)
    let y = block.next(next, cache: &cache)
    let whole = block.forward(
      .concatenate([x.rows(at: chosen), next], axis: 1), memory: memory.rows(at: chosen),
      memoryLengths: [3, 5, 3, 1], mode: .inference)
    for n in 0..<4 { #expect(y.row(n) == whole.row(n).rows(4..<5)) }
  }

  @Test func whatDoesNotCountHasNoWeight() {
    var random = Random(seed: 2, stream: "x")
    let heads = MultiHeadAttention(size: 24, heads: 3, isCausal: true, random: &random)
    _ = heads.forward(.normal([2, 40, 24], random: &random), lengths: [40, 9], mode: .inference)
    for n in 0..<2 {
      for t in 0..<40 {
        let seen = min(t + 1, [40, 9][n])
        for head in 0..<3 {
          let weights = (0..<40).map { heads.weights[n, head, t, $0] }
          #expect(weights[..<seen].allSatisfy { $0 > 0 } && weights[seen...].allSatisfy { $0 == 0 })
        }
      }
    }
  }

  @Test func threadsChangeNoBit() {
    func results(_ threads: Int) -> [Tensor] {
      withThreads(threads) {
        var random = Random(seed: 2, stream: "x")
        let x = Tensor.normal([8, 64, 64], random: &random)
        let memory = Tensor.normal([8, 48, 64], random: &random)
        var (all, y) = ([Tensor](), x)
        for isModern in [false, true] {
          let block = TransformerBlock(
            size: 64, heads: 4, hidden: 256, isCausal: true, readsMemory: true,
            isRotary: isModern, of: isModern ? .modern : BlockParts(), random: &random)
          y = block.forward(x, memory: memory, mode: .training)
          let d = block.backward(y)
          all += [y, d.x, d.memory!] + block.parameters.map(\.gradient)
        }
        for score in Attention.Score.allCases {
          let attention = Attention(score, queries: 64, memory: 64, random: &random)
          all.append(attention.forward(x, over: memory, lengths: nil))
          let d = attention.backward(y)
          all += [d.queries, d.memory] + attention.parameters.map(\.gradient)
        }
        return all
      }
    }
    #expect(results(1) == results(3))
  }
}

extension BlockParts {
  /// All that came after the first Transformer, but for the rotary positions.
  static var modern: BlockParts {
    var parts = BlockParts()
    (parts.norm, parts.isGated, parts.keyHeads) = (.rms, true, 2)
    return parts
  }
}
