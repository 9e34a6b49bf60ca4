import Ground
import Tensors

/// Recurrent layers one above the other: the outputs of each are the inputs of the next.
///
/// Dropout stands between the layers, not in time: what a layer hands to its own next step is left
/// alone, or nothing would be left of it after a few steps (Zaremba, Sutskever and Vinyals, 2014).
public final class RecurrentStack: Recurrent {
  public let layers: [any Recurrent]
  /// One fewer than the layers, or none.
  public let between: [any Layer]

  /// - Parameter between: what stands between each layer and the next, such as dropout.
  public init(_ layers: [any Recurrent], between: [any Layer] = []) {
    require(!layers.isEmpty, "A stack needs at least one layer.")
    require(
      between.isEmpty || between.count == layers.count - 1,
      "\(between.count) layers can't stand between \(layers.count).")
    for (below, above) in zip(layers, layers.dropFirst()) {
      require(
        below.outputs == above.inputs,
        "A layer of \(above.inputs) inputs can't stand on one of \(below.outputs) outputs.")
    }
    (self.layers, self.between) = (layers, between)
  }

  public var inputs: Int { layers[0].inputs }
  public var outputs: Int { layers[layers.count - 1].outputs }
  public var parts: [any Trainable] { layers + between }

  /// The layers' states, the lowest layer's first.
  public var state: [Tensor] {
    get { layers.flatMap(\.state) }
    set { for (layer, part) in zip(layers, shares(newValue)) { layer.state = part } }
  }

  public var stateCount: Int { layers.map(\.stateCount).reduce(0, +) }

  public var handedOverCounts: [Int] { layers.flatMap(\.handedOverCounts) }

  public var dState: [Tensor] { layers.flatMap(\.dState) }

  public var height: Int { layers.map(\.height).reduce(0, +) }

  public var handedOver: [Tensor] { layers.flatMap(\.handedOver) }

  public func takenBack(_ gradient: [Tensor]) -> [Tensor] {
    let own = Networks.shares(gradient, handedOverCounts, among: "\(height) layers")
    var rest = own[...]
    return layers.flatMap { layer in
      defer { rest = rest.dropFirst(layer.height) }
      return layer.takenBack(rest.prefix(layer.height).flatMap { $0 })
    }
  }

  public func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor {
    var y = x
    for (index, layer) in layers.enumerated() {
      y = layer.forward(y, lengths: lengths, mode: mode)
      if index < between.count { y = between[index].forward(y, mode: mode) }
    }
    return y
  }

  public func backward(_ dy: Tensor, dState: [Tensor]) -> Tensor {
    var dx = dy
    let dStates = shares(dState)
    for (index, layer) in layers.enumerated().reversed() {
      if index < between.count { dx = between[index].backward(dx) }
      dx = layer.backward(dx, dState: dStates[index])
    }
    return dx
  }

  /// The tensors of a state, or of its gradient, layer by layer.
  private func shares(_ state: [Tensor]) -> [[Tensor]] {
    Networks.shares(state, layers.map(\.stateCount), among: "\(layers.count) layers")
  }
}
