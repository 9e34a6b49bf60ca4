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
  /// One step for each of the parameters; a shared one is updated once, a frozen one stays as it is.
  public func update(_ parameters: [Parameter]) {
    state.steps += 1
    for parameter in parameters.learning { update(parameter) }
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

// MARK: - One pass over a parameter's numbers

/// Calls a rule with ranges of a parameter's numbers w, their gradients g and what is remembered of
/// them, a and b: each number is read and written once, and threads share the ranges. Where `rows` names rows,
/// only those are passed over.
extension OptimizerState {
  mutating func update(
    _ parameter: Parameter, rows: [Int]? = nil,
    _ rule: (_ range: Range<Int>, _ w: Numbers, _ g: ReadOnlyNumbers) -> Void
  ) {
    withSlots(of: parameter) { _ in pass(over: parameter, rows: rows, rule) }
  }

  mutating func update(
    _ parameter: Parameter,
    _ rule: (_ range: Range<Int>, _ w: Numbers, _ g: ReadOnlyNumbers, _ a: Numbers) -> Void
  ) {
    withSlots(of: parameter) { slots in
      slots[0].withUnsafeMutableBufferPointer { a in
        pass(over: parameter) { rule($0, $1, $2, a.baseAddress!) }
      }
    }
  }

  mutating func update(
    _ parameter: Parameter, rows: [Int]? = nil,
    _ rule: (_ range: Range<Int>, _ w: Numbers, _ g: ReadOnlyNumbers, _ a: Numbers, _ b: Numbers) ->
      Void
  ) {
    withSlots(of: parameter) { slots in
      slots[0].withUnsafeMutableBufferPointer { a in
        slots[1].withUnsafeMutableBufferPointer { b in
          pass(over: parameter, rows: rows) { rule($0, $1, $2, a.baseAddress!, b.baseAddress!) }
        }
      }
    }
  }

  /// Calls `body` with what is remembered of a parameter, to change.
  private mutating func withSlots(
    of parameter: Parameter, _ body: (UnsafeMutableBufferPointer<Tensor>) -> Void
  ) {
    let id = ObjectIdentifier(parameter)
    if entries[id] == nil { self[parameter] = self[parameter] }
    for tensor in [parameter.gradient] + entries[id]!.slots {
      require(
        tensor.shape == parameter.value.shape,
        """
        \(parameter.name) has the shape \(parameter.value.shape), but its gradient or its \
        optimizer's state has \(tensor.shape).
        """
      )
    }
    entries[id]!.slots.withUnsafeMutableBufferPointer { body($0) }
  }
}

/// Calls `body` with ranges of a parameter's numbers w and their gradients g: of all, or of some rows.
private func pass(
  over parameter: Parameter, rows: [Int]? = nil,
  _ body: (_ range: Range<Int>, _ w: Numbers, _ g: ReadOnlyNumbers) -> Void
) {
  let length = parameter.rowLength
  parameter.value.withUnsafeMutableBufferPointer { w in
    parameter.gradient.withUnsafeBufferPointer { g in
      guard let rows else {
        return Threads.split(w.count, grain: 1 << 15) { body($0, w.baseAddress!, g.baseAddress!) }
      }
      Threads.split(rows.count, grain: 1 + (1 << 15) / max(length, 1)) { part in
        for i in part {
          body(rows[i] * length..<(rows[i] + 1) * length, w.baseAddress!, g.baseAddress!)
        }
      }
    }
  }
}
