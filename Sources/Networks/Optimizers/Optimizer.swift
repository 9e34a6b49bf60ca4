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

/// One pass over a parameter's memory: the rule sees one number at a time, with its gradient and what
/// is remembered of it, and changes them where they lie.
extension OptimizerState {
  @inline(__always)
  mutating func update(_ parameter: Parameter, _ rule: (_ w: inout Float, _ g: Float) -> Void) {
    split(parameter) { range, w, g, _ in
      for i in range { rule(&w[i], g[i]) }
    }
  }

  @inline(__always)
  mutating func update(
    _ parameter: Parameter, _ rule: (_ w: inout Float, _ g: Float, _ a: inout Float) -> Void
  ) {
    split(parameter) { range, w, g, slots in
      let a = slots[0]
      for i in range { rule(&w[i], g[i], &a[i]) }
    }
  }

  @inline(__always)
  mutating func update(
    _ parameter: Parameter,
    _ rule: (_ w: inout Float, _ g: Float, _ a: inout Float, _ b: inout Float) -> Void
  ) {
    split(parameter) { range, w, g, slots in
      let (a, b) = (slots[0], slots[1])
      for i in range { rule(&w[i], g[i], &a[i], &b[i]) }
    }
  }

  private typealias Pointer = UnsafeMutablePointer<Float>

  /// Gives each thread a range of the parameter's numbers, with the addresses to work at.
  @inline(__always)
  private mutating func split(
    _ parameter: Parameter,
    _ body: (Range<Int>, _ w: Pointer, _ g: UnsafePointer<Float>, _ slots: [Pointer]) -> Void
  ) {
    guard parameter.value.count > 0 else { return }
    var slots = self[parameter]
    entries[ObjectIdentifier(parameter)] = nil  // or the slots below would be copied
    let addresses = slots.indices.map {
      slots[$0].withUnsafeMutableBufferPointer { $0.baseAddress! }
    }
    parameter.value.withUnsafeMutableBufferPointer { w in
      parameter.gradient.withUnsafeBufferPointer { g in
        let (count, w, g) = (w.count, w.baseAddress!, g.baseAddress!)
        Threads.split(count, grain: 1 << 16) { body($0, w, g, addresses) }
      }
    }
    self[parameter] = slots
  }
}
