import Networks
import Tensors
import Testing

@Suite struct VariationalDropoutTests {
  private func layer(_ rate: Float = 0.3) -> VariationalDropout {
    VariationalDropout(rate, random: Random(seed: 1, stream: "dropout"))
  }

  @Test func allStepsOfARowHaveOneMask() {
    let y = layer().forward(.ones(20, 6, 50), mode: .training)
    for row in 0..<20 {
      for step in 1..<6 { #expect(y.row(row).row(step) == y.row(row).row(0)) }
    }
    // Each row has a mask of its own.
    #expect(Set((0..<20).map { y.row($0).values }).count == 20)
  }

  @Test func eachForwardHasAMaskOfItsOwn() {
    let (layer, x) = (layer(), Tensor.ones(4, 3, 20))
    #expect(layer.forward(x, mode: .training) != layer.forward(x, mode: .training))
  }

  @Test func theMeanStays() {
    let y = layer().forward(.ones(500, 2, 200), mode: .training)
    // 100,000 draws: the mean's deviation is √(0.3 / 0.7 / 1e5) = 0.0021; five of them are allowed.
    #expect(abs(y.mean() - 1) < 0.0104)
    #expect(Set(y.values) == [0, 1 / (1 - 0.3)])
  }

  @Test func inferenceChangesNothing() {
    let x = Tensor.linspace(-1, 1, count: 24).reshaped(2, 3, 4)
    let layer = layer()
    _ = layer.forward(x, mode: .training)
    #expect(layer.forward(x) == x)
    #expect(layer.backward(x) == x)
    #expect(
      VariationalDropout(0, random: Random(seed: 1, stream: "dropout")).forward(x, mode: .training)
        == x)
  }

  @Test func backwardHasTheMaskOfForward() {
    let (layer, ones) = (layer(), Tensor.ones(4, 3, 20))
    let y = layer.forward(ones, mode: .training)
    #expect(layer.backward(ones) == y)
    let dy = Tensor.linspace(-1, 1, count: 240).reshaped(4, 3, 20)
    #expect(layer.backward(dy) == dy * y)
  }

  @Test func itGoesOnFromWhereItsStateWas() {
    let (one, other, x) = (layer(), layer(), Tensor.ones(4, 3, 20))
    _ = one.forward(x, mode: .training)
    other.carriedState = one.carriedState
    #expect(other.forward(x, mode: .training) == one.forward(x, mode: .training))
  }

  @Test func itRefusesWhatIsNoSequence() async {
    await #expect(processExitsWith: .failure) {
      _ = VariationalDropout(0.3, random: Random(seed: 1, stream: "dropout")).forward(
        .ones(4, 5), mode: .training)
    }
    await #expect(processExitsWith: .failure) {
      _ = VariationalDropout(1, random: Random(seed: 1, stream: "dropout"))
    }
  }
}
