import Tensors

/// Adam that lets the vectors of words rest that no text of the batch has: their means, too, stay as they are.
/// Of a vocabulary of twenty thousand words a batch has some hundreds, so nearly all of the work is saved.
///
/// Adam itself goes on moving such vectors along the mean of earlier gradients, so the two differ a little.
/// Parameters whose gradient isn't made of single rows are updated as Adam does. (So does
/// `torch.optim.SparseAdam`.)
public final class SparseAdam: Optimizer {
  private let adam: Adam

  public init(rate: Float = 0.001, decays: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8) {
    adam = Adam(rate: rate, decays: decays, epsilon: epsilon)
  }

  public var rate: Float {
    get { adam.rate }
    set { adam.rate = newValue }
  }

  public var state: OptimizerState {
    get { adam.state }
    _modify { yield &adam.state }
  }

  public func update(_ parameter: Parameter) {
    adam.update(parameter, shrinkingBy: 0, rows: parameter.touchedRows)
  }
}
