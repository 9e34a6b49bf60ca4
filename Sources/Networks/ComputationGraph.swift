import Tensors

// The nodes of a computation graph. Each takes numbers forward, and takes the gradient of the loss
// with respect to its output back to gradients with respect to its inputs: dx = ∂L/∂x.

/// z = x + y, two tensors of one shape. The gradient passes unchanged to both.
public struct AddNode {
  public init() {}

  public func forward(_ x: Tensor, _ y: Tensor) -> Tensor { x + y }

  public func backward(_ dz: Tensor) -> (dx: Tensor, dy: Tensor) { (dz, dz) }
}

/// z = x ⊙ y, two tensors of one shape. Each side's gradient is scaled by the other side.
public struct MultiplyNode {
  private var x = Tensor(0)
  private var y = Tensor(0)

  public init() {}

  public mutating func forward(_ x: Tensor, _ y: Tensor) -> Tensor {
    (self.x, self.y) = (x, y)
    return x * y
  }

  public func backward(_ dz: Tensor) -> (dx: Tensor, dy: Tensor) {
    (dz * y, dz * x)
  }
}

/// x goes two ways. The gradients that come back from both add up.
public struct BranchNode {
  public init() {}

  public func forward(_ x: Tensor) -> (Tensor, Tensor) { (x, x) }

  public func backward(_ dy: Tensor, _ dz: Tensor) -> Tensor { dy + dz }
}

/// One row for all: x (1, D) → (N, D). A branch of N ways, so its gradients add up.
public struct RepeatNode {
  private let times: Int

  public init(_ times: Int) { self.times = times }

  public func forward(_ x: Tensor) -> Tensor {
    x.rows(at: [Int](repeating: 0, count: times))
  }

  public func backward(_ dy: Tensor) -> Tensor {
    dy.sum(axis: 0, keepingAxis: true)
  }
}

/// All rows summed: x (N, D) → (1, D). The opposite of repeat, so its gradient is repeated.
public struct SumNode {
  private var rows = 0

  public init() {}

  public mutating func forward(_ x: Tensor) -> Tensor {
    rows = x.shape[0]
    return x.sum(axis: 0, keepingAxis: true)
  }

  public func backward(_ dy: Tensor) -> Tensor { RepeatNode(rows).forward(dy) }
}

/// z = x·w: (N, D)·(D, H) → (N, H).
public struct MatMulNode {
  private var x = Tensor(0)
  private var w = Tensor(0)

  public init() {}

  public mutating func forward(_ x: Tensor, _ w: Tensor) -> Tensor {
    (self.x, self.w) = (x, w)
    return matmul(x, w)
  }

  /// dz (N, H) → dx (N, D) = dz·wᵀ and dw (D, H) = xᵀ·dz.
  public func backward(_ dz: Tensor) -> (dx: Tensor, dw: Tensor) {
    (matmul(dz, w, transposed: .right), matmul(x, dz, transposed: .left))
  }
}
