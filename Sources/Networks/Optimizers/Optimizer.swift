import Ground
import Tensors

/// A rule by which gradients change parameters.
///
/// Back-propagation only computes gradients; the optimizer steps against them.
public protocol Optimizer: AnyObject {
  /// η: how far a step goes. Schedules change it as training goes on.
  var rate: Float { get set }

  /// What the rule remembers of earlier steps.
  var state: OptimizerState { get set }

  /// One step for one parameter; its gradient stays as it is.
  func update(_ parameter: Parameter)
}

extension Optimizer {
  /// One step for each of the parameters; a shared one is updated once.
  public func update(_ parameters: [Parameter]) {
    state.steps += 1
    for parameter in parameters.unique { update(parameter) }
  }
}

/// What an optimizer remembers: how many steps it made, and some tensors for each parameter.
public struct OptimizerState {
  /// The names of the tensors it keeps for each parameter, each of the parameter's shape.
  public let slots: [String]
  /// How many steps it made.
  public var steps = 0
  private var entries: [ObjectIdentifier: (parameter: Parameter, slots: [Tensor])] = [:]

  public init(slots: [String] = []) { self.slots = slots }

  /// The tensors of `parameter`, one a slot: zeros until its first step.
  public subscript(_ parameter: Parameter) -> [Tensor] {
    get {
      entries[ObjectIdentifier(parameter)]?.slots
        ?? slots.map { _ in .zeros(parameter.value.shape) }
    }
    set { entries[ObjectIdentifier(parameter)] = (parameter, newValue) }
  }
}

// MARK: - One pass over a parameter's memory

/// Where numbers lie that a rule changes, and gradients that it only reads.
typealias Numbers = UnsafeMutablePointer<Float>
typealias Gradients = UnsafePointer<Float>

/// Calls a rule with ranges of a parameter's numbers w, their gradients g and what is remembered of
/// them, a and b: each number is read and written once, and threads share the ranges.
extension OptimizerState {
  mutating func update(
    _ parameter: Parameter, _ rule: (_ range: Range<Int>, _ w: Numbers, _ g: Gradients) -> Void
  ) {
    let (w, g, _) = addresses(of: parameter)
    split(parameter) { rule($0, w, g) }
  }

  mutating func update(
    _ parameter: Parameter,
    _ rule: (_ range: Range<Int>, _ w: Numbers, _ g: Gradients, _ a: Numbers) -> Void
  ) {
    let (w, g, slots) = addresses(of: parameter)
    split(parameter) { rule($0, w, g, slots[0]) }
  }

  mutating func update(
    _ parameter: Parameter,
    _ rule: (_ range: Range<Int>, _ w: Numbers, _ g: Gradients, _ a: Numbers, _ b: Numbers) -> Void
  ) {
    let (w, g, slots) = addresses(of: parameter)
    split(parameter) { rule($0, w, g, slots[0], slots[1]) }
  }

  private func split(_ parameter: Parameter, _ body: (Range<Int>) -> Void) {
    Threads.split(parameter.value.count, grain: 1 << 15, body)
  }

  /// Where a parameter's numbers lie, and its gradient's, and those of its slots. All stay there as
  /// long as nobody else changes them.
  private mutating func addresses(of parameter: Parameter) -> (Numbers, Gradients, [Numbers]) {
    let id = ObjectIdentifier(parameter)
    if entries[id] == nil { self[parameter] = self[parameter] }
    for tensor in [parameter.gradient] + entries[id]!.slots {
      require(
        tensor.shape == parameter.value.shape,
        """
        \(parameter.name) has the shape \(parameter.value.shape), but its gradient or its \
        optimizer's memory has \(tensor.shape).
        """
      )
    }
    func address(_ tensor: inout Tensor) -> Numbers {
      tensor.withUnsafeMutableBufferPointer { $0.baseAddress! }
    }
    let gradients = parameter.gradient.withUnsafeBufferPointer { $0.baseAddress! }
    let slots = slots.indices.map { address(&entries[id]!.slots[$0]) }
    return (address(&parameter.value), gradients, slots)
  }
}
