import Tensors

/// x above 0, α(eˣ − 1) below: the exponential linear unit (Clevert, Unterthiner and Hochreiter,
/// ICLR 2016).
public final class ELU: Activation {
  /// −α is what large negative inputs become.
  public let alpha: Float

  public init(alpha: Float = 1) { self.alpha = alpha }

  public override func value(_ x: Tensor) -> Tensor {
    let alpha = alpha
    let below = x.mapLanes(Below())
    return x.map(with: below) { x, below in x > 0 ? x : alpha * below }
  }

  /// 1 above 0; below, αeˣ = y + α.
  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    let alpha = alpha
    return x.map(with: y) { x, y in x > 0 ? 1 : y + alpha }
  }

  private struct Below: LaneFunction {
    @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { exponentialLessOne(x) }
  }
}
