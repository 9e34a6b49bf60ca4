import Networks
import Tensors
import Testing

@Test func aSmallNetLearnsExclusiveOr() {
  var random = Random(seed: 1, stream: "weights")
  let net = Sequential(
    Affine(inputs: 2, outputs: 8, random: &random), Tanh(), GELU(),
    Dropout(0.1, random: random.stream("dropout")),
    Affine(inputs: 8, outputs: 2, random: &random))
  let loss = SoftmaxWithLoss()
  let optimizer = SGD(rate: 0.5)
  let x: Tensor = [[0, 0], [0, 1], [1, 0], [1, 1]]
  let t = [0, 1, 1, 0]
  for _ in 0..<500 {
    net.zeroGradients()
    _ = loss.forward(net.forward(x, mode: .training), t)
    _ = net.backward(loss.backward())
    optimizer.update(net.parameters)
  }
  #expect(loss.forward(net.forward(x), t) < 0.1)
  #expect(loss.correct(net.forward(x), t) == 4)
}
