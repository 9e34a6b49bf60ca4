import Tensors

/// max(0, x): the rectified linear unit (Nair and Hinton, ICML 2010).
public final class ReLU: Activation {
  public override func value(_ x: Tensor) -> Tensor { x.map { $0 < 0 ? 0 : $0 } }

  /// 1 above 0, else 0. (At 0 itself there is no derivative; 0 is the custom.)
  public override func derivative(_ x: Tensor, y: Tensor) -> Tensor {
    x.map { $0 > 0 ? 1 : 0 }
  }
}
