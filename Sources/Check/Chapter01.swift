import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of chapter 1.
var chapter01: [Exercise] {
  [
    softmaxOfRows, binaryCrossEntropy, affineBackward, softmaxWithCrossEntropy, adamStep,
    twoLayerGradients, dropout,
  ]
}

// MARK: - 1.1

private var softmaxOfRows: Exercise {
  var random = Random(seed: 1, stream: "1.1")
  func oracle(_ y: Tensor) -> Tensor {
    let p = y.table.map { row in
      row.map { y -> Double in 1 / row.map { exp($0 - y) }.reduce(0, +) }
    }
    return Tensor(p)
  }

  var question = Question(
    "1.1", "Softmax", stars: 1,
    answer: Exercises.softmaxOfRows, solution: Solutions.softmaxOfRows, oracle: oracle,
    cases: [
      Case("two rows of three scores", random.normal(2, 3)),
      Case("a row of equal scores", [[2, 2, 2, 2]] as Tensor),
      Case("a row of one score", [[-3]] as Tensor),
      Case("scores in the thousands", [[1001, 1002, 1003], [-2001, -2000, -2002]] as Tensor),
      Case("rows of very different size", [[300, 301], [0, 1], [-300, -299]] as Tensor),
      Case("many rows", 5 * random.normal(20, 7)),
    ],
    outcome: { softmax, y in ["p": softmax(y)] })
  question.mistake(
    """
    Above 88 the exponential of a Float is infinite, and ∞ / ∞ is no number. What can you take away from all \
    scores of a row without changing the fraction?
    """,
    { y in exp(y) / exp(y).sum(axis: 1, keepingAxis: true) })
  question.mistake(
    "All numbers together sum to 1. Each row has to, by itself: sum along axis 1.",
    { y in exp(y) / exp(y).sum() },
    { y in exp(y - y.max()) / exp(y - y.max()).sum() })
  question.mistake(
    "The columns sum to 1, and the rows should: a row is one example. Which axis runs along a row?",
    { y in exp(y) / exp(y).sum(axis: 0, keepingAxis: true) })
  question.mistake(
    """
    The largest score of the whole table is taken away from every row. A row far below it becomes all zeros; \
    each row needs its own largest score.
    """,
    { y in
      let e = exp(y - y.max())
      return e / e.sum(axis: 1, keepingAxis: true)
    })
  question.mistake(
    "The scores themselves are divided by their sum. Where is the exponential?",
    { y in y / y.sum(axis: 1, keepingAxis: true) })
  question.mistake(
    "These are the logarithms of the probabilities.",
    { y in log(Solutions.softmaxOfRows(y)) })
  return question.exercise
}

// MARK: - 1.2

private var binaryCrossEntropy: Exercise {
  /// log(1 + exp(−y)), which is −log σ(y).
  func cost(_ y: Float) -> Float { max(-y, 0) + log1p(exp(-abs(y))) }
  func loss(_ y: Float, _ t: Float) -> Float { cost(y) + (1 - t) * y }
  func gradient(_ y: Float, _ t: Float) -> Float { sigmoid(y) - t }
  func oracle(_ y: Float, _ t: Float) -> (loss: Float, dy: Float) {
    func loss(_ y: Double) -> Double { t == 1 ? log1p(exp(-y)) : log1p(exp(y)) }
    let dy = measuredGradient([[Double(y)]]) { loss($0[0][0]) }
    return (Float(loss(Double(y))), Float(dy[0][0]))
  }

  var question = Question(
    "1.2", "Binary cross entropy from a logit", stars: 2,
    answer: Exercises.binaryCrossEntropy, solution: Solutions.binaryCrossEntropy, oracle: oracle,
    cases: [
      Case("a yes that was half expected", (y: 0.4, t: 1)),
      Case("a no that wasn't expected", (y: 1.3, t: 0)),
      Case("a score of 0", (y: 0, t: 1)),
      Case("a yes that wasn't expected", (y: -3.5, t: 1)),
      Case("a score of 200, and yes", (y: 200, t: 1)),
      Case("a score of 200, and no", (y: 200, t: 0)),
      Case("a score of −200, and yes", (y: -200, t: 1)),
      Case("a score of −200, and no", (y: -200, t: 0)),
    ] as [Case<(y: Float, t: Float)>],
    outcome: { entropy, input in
      let (loss, dy) = entropy(input.y, input.t)
      return ["loss": loss, "dy": dy]
    })
  question.mistake(
    """
    The probability is rounded to 0 or 1, and its logarithm is infinite, or 0 · ∞. Put σ into the formula and \
    simplify: −log σ(y) = log(1 + exp(−y)).
    """,
    { y, t in (-t * log(sigmoid(y)) - (1 - t) * log(1 - sigmoid(y)), gradient(y, t)) },
    { y, t in (t == 1 ? -log(sigmoid(y)) : -log(1 - sigmoid(y)), gradient(y, t)) })
  question.mistake(
    """
    No probability is rounded any more, but the exponential is infinite for large scores. Use \
    log(1 + exp(y)) = y + log(1 + exp(−y)) where y is positive.
    """,
    { y, t in (log(1 + exp(y)) - t * y, gradient(y, t)) },
    { y, t in (log(1 + exp(-y)) + (1 - t) * y, gradient(y, t)) })
  question.mistake(
    "The gradient's sign is turned: it is what was said minus what should have been said.",
    { y, t in (loss(y, t), t - sigmoid(y)) })
  question.mistake(
    """
    This is the gradient with respect to the probability. The score is one step further back: multiply by the \
    derivative of the sigmoid, p (1 − p), and see what cancels.
    """,
    { y, t in
      let p = sigmoid(y)
      return (loss(y, t), (p - t) / (p * (1 - p)))
    })
  question.mistake(
    """
    There is a factor p (1 − p) too many in the gradient: it belongs to a squared error. Here it cancels with \
    the derivative of the logarithms.
    """,
    { y, t in
      let p = sigmoid(y)
      return (loss(y, t), (p - t) * p * (1 - p))
    })
  question.mistake(
    "The loss is in bits: take the natural logarithm, not the one to base 2.",
    { y, t in (loss(y, t) / log(2), gradient(y, t)) })
  question.mistake(
    "Only a yes costs something. If the target is no, the loss is −log(1 − p).",
    { y, t in (t * cost(y), gradient(y, t)) },
    { y, t in (t * cost(y), t * gradient(y, t)) })
  return question.exercise
}

// MARK: - 1.3

/// x W + b
private func affine(_ x: Table, _ W: Table, _ b: Table) -> Table {
  product(x, W).map { row in row.indices.map { row[$0] + b[0][$0] } }
}

private var affineBackward: Exercise {
  var random = Random(seed: 1, stream: "1.3")
  typealias Input = (dz: Tensor, x: Tensor, W: Tensor, dW: Tensor, db: Tensor)
  func input(_ N: Int, _ D: Int, _ H: Int) -> Input {
    (
      random.normal(N, H), random.normal(N, D), random.normal(D, H), random.normal(D, H),
      random.normal(H)
    )
  }
  func oracle(
    _ dz: Tensor, _ x: Tensor, _ W: Tensor, _ dW: inout Tensor, _ db: inout Tensor
  ) -> Tensor {
    let gradients = measuredGradients([x, W, .zeros(db.shape)]) { all in
      weighted(affine(all[0], all[1], all[2]), by: dz.table)
    }
    dW += gradients[1]
    db += gradients[2]
    return gradients[0]
  }
  /// A wrong answer that finds the three gradients by `find`.
  func adding(
    _ find: @escaping (_ dz: Tensor, _ x: Tensor, _ W: Tensor) -> (Tensor, Tensor, Tensor)
  ) -> (Tensor, Tensor, Tensor, inout Tensor, inout Tensor) -> Tensor {
    { dz, x, W, dW, db in
      let (dx, ofW, ofB) = find(dz, x, W)
      dW += ofW
      db += ofB
      return dx
    }
  }

  var question = Question(
    "1.3", "The backward pass of an affine layer", stars: 2,
    answer: Exercises.affineBackward, solution: Solutions.affineBackward, oracle: oracle,
    cases: [
      Case("three examples, three inputs and three neurons", input(3, 3, 3)),
      Case("a batch of one", input(1, 3, 2)),
      Case("two examples, one input and four neurons", input(2, 1, 4)),
      Case("ten examples, five inputs and three neurons", input(10, 5, 3)),
    ],
    outcome: { backward, input in
      var (dW, db) = (input.dW, input.db)
      let dx = backward(input.dz, input.x, input.W, &dW, &db)
      return ["dx": dx, "dW": dW, "db": db]
    })
  question.mistake(
    """
    dW and db are set, so what they held is lost. A layer may be used in several places, and its gradients add \
    up: += in place of =.
    """,
    { dz, x, W, dW, db in
      dW = matmul(x, dz, transposed: .left)
      db = dz.sum(axis: 0)
      return matmul(dz, W, transposed: .right)
    })
  question.mistake(
    "dx needs the transpose of W: dz is (N, H), and only Wᵀ, which is (H, D), leads from H back to D.",
    adding { (matmul($0, $2), matmul($1, $0, transposed: .left), $0.sum(axis: 0)) })
  question.mistake(
    "dW needs the transpose of x: it has to be (D, H), and only xᵀ dz is.",
    adding { (matmul($0, $2, transposed: .right), matmul($1, $0), $0.sum(axis: 0)) })
  question.mistake(
    "dW comes out transposed, (H, D). Exchange the two factors, and transpose the other one.",
    adding {
      (
        matmul($0, $2, transposed: .right), matmul($0, $1, transposed: .left),
        $0.sum(axis: 0)
      )
    })
  question.mistake(
    "db is summed along the wrong axis: each row used the same bias, so sum over the rows, axis 0.",
    adding {
      (
        matmul($0, $2, transposed: .right), matmul($1, $0, transposed: .left),
        $0.sum(axis: 1)
      )
    })
  question.mistake(
    """
    The gradients of W and b are means over the batch. A layer sums; if the loss is a mean, the division is in \
    dz already.
    """,
    adding { dz, x, W in
      let N = Float(x.shape[0])
      return (
        matmul(dz, W, transposed: .right), matmul(x, dz, transposed: .left) / N,
        dz.mean(axis: 0)
      )
    })
  return question.exercise
}

// MARK: - 1.4

/// The mean cross entropy of rows of scores.
func meanCrossEntropy(_ y: Table, _ t: [Int]) -> Double {
  let losses = zip(y, t).map { row, t -> Double in
    let largest = row.max()!
    let sum = row.map { exp($0 - largest) }.reduce(0, +)
    return largest + log(sum) - row[t]
  }
  return losses.reduce(0, +) / Double(t.count)
}

private var softmaxWithCrossEntropy: Exercise {
  var random = Random(seed: 1, stream: "1.4")
  func oracle(_ y: Tensor, _ t: [Int]) -> (loss: Float, dy: Tensor) {
    let dy = measuredGradient(y.table) { meanCrossEntropy($0, t) }
    return (Float(meanCrossEntropy(y.table, t)), Tensor(dy))
  }
  /// The mean loss by the logarithms of probabilities.
  func plainLoss(_ p: Tensor, _ t: [Int]) -> Float {
    var sum: Float = 0
    for n in t.indices { sum -= log(p[n, t[n]]) }
    return sum / Float(t.count)
  }
  /// Probabilities, targets as rows, and the mean loss.
  func parts(_ y: Tensor, _ t: [Int]) -> (p: Tensor, t: Tensor, loss: Float) {
    let (loss, _) = Solutions.softmaxWithCrossEntropy(y, t)
    return (softmax(y), .oneHot(t, classes: y.shape[1]), loss)
  }

  var question = Question(
    "1.4", "Softmax with cross entropy", stars: 2,
    answer: Exercises.softmaxWithCrossEntropy, solution: Solutions.softmaxWithCrossEntropy,
    oracle: oracle,
    cases: [
      Case("two examples and three classes", (y: random.normal(2, 3), t: [2, 0])),
      Case("a batch of one", (y: random.normal(1, 4), t: [1])),
      Case("equal scores", (y: .zeros(3, 2), t: [0, 1, 1])),
      Case("scores in the thousands", (y: [[1002, 1001], [-2000, -2003]], t: [0, 1])),
      Case("a class that is all but impossible", (y: [[0, 300, 0]], t: [0])),
      Case("many examples", (y: 3 * random.normal(20, 5), t: random.integers(20, below: 5))),
    ] as [Case<(y: Tensor, t: [Int])>],
    outcome: { function, input in
      let (loss, dy) = function(input.y, input.t)
      return ["loss": loss, "dy": dy]
    })
  question.mistake(
    "The loss is a mean over the batch, but its gradient isn't: divide it by N.",
    { y, t in
      let (p, t, loss) = parts(y, t)
      return (loss, p - t)
    })
  question.mistake(
    "The loss is the sum over the batch; divide it by N.",
    { y, t in
      let (p, targets, loss) = parts(y, t)
      return (loss * Float(t.count), (p - targets) / Float(t.count))
    })
  question.mistake(
    "The gradient's sign is turned: it is p − t, what was said minus what should have been said.",
    { y, t in
      let (p, targets, loss) = parts(y, t)
      return (loss, (targets - p) / Float(t.count))
    })
  question.mistake(
    "The gradient holds the probabilities alone. Take 1 away at each right class.",
    { y, t in
      let (p, _, loss) = parts(y, t)
      return (loss, p / Float(t.count))
    })
  question.mistake(
    """
    There is a factor p (1 − p) too many in the gradient. Softmax mixes all scores of a row, and together with \
    the logarithm what is left is p − t.
    """,
    { y, t in
      let (p, targets, loss) = parts(y, t)
      return (loss, (p - targets) * p * (1 - p) / Float(t.count))
    })
  question.mistake(
    "The mean is over the N examples, not over all N · C numbers.",
    { y, t in
      let (p, targets, loss) = parts(y, t)
      return (loss, (p - targets) / Float(y.count))
    },
    { y, t in
      let (p, targets, loss) = parts(y, t)
      return (loss / Float(y.shape[1]), (p - targets) / Float(y.count))
    })
  question.mistake(
    "The loss is in bits: take the natural logarithm, not the one to base 2.",
    { y, t in
      let (p, targets, loss) = parts(y, t)
      return (loss / log(2), (p - targets) / Float(t.count))
    })
  question.mistake(
    "The exponential of a score in the thousands is infinite. Take each row's largest score away first.",
    { y, t in
      let e = exp(y)
      let sums = e.sum(axis: 1, keepingAxis: true)
      let targets = Tensor.oneHot(t, classes: y.shape[1])
      let N = Float(t.count)
      return ((log(sums).sum() - (targets * y).sum()) / N, (e / sums - targets) / N)
    },
    { y, t in
      let p = exp(y) / exp(y).sum(axis: 1, keepingAxis: true)
      let N = Float(t.count)
      let loss = plainLoss(p, t)
      return (loss, (p - .oneHot(t, classes: y.shape[1])) / N)
    })
  question.mistake(
    """
    A probability was rounded to 0, and its logarithm is infinite. Don't take the logarithm of p: \
    −log p[t] = log Σ exp(y) − y[t], with the largest score taken out of the sum.
    """,
    { y, t in
      let (p, targets, _) = parts(y, t)
      let N = Float(t.count)
      return (plainLoss(p, t), (p - targets) / N)
    })
  return question.exercise
}

// MARK: - 1.5

private var adamStep: Exercise {
  var random = Random(seed: 1, stream: "1.5")
  typealias Input = (W: [Float], g: [Float], m: [Float], v: [Float], step: Int, rate: Float)
  func later(_ step: Int, _ D: Int) -> Input {
    let v = random.normal(D)
    return (
      random.normal(D).values, random.normal(D).values, random.normal(D).values, (v * v).values,
      step, 0.1
    )
  }
  /// What may be wrong in a step, for one weight. All in Double, as nothing else should differ.
  struct Step {
    var decays = (0.9, 0.999)
    var square: (Double) -> Double = { $0 * $0 }
    var corrects = true
    var age: (Int) -> Int = { $0 }
    var root: (Double) -> Double = { $0.squareRoot() + 1e-8 }
    var sign = -1.0
    var keepsCorrected = false

    func take(
      _ W: inout [Float], _ g: [Float], _ m: inout [Float], _ v: inout [Float], _ step: Int,
      _ rate: Float
    ) {
      for i in W.indices {
        let gradient = Double(g[i])
        let mean = decays.0 * Double(m[i]) + (1 - decays.0) * gradient
        let meanSquare = decays.1 * Double(v[i]) + (1 - decays.1) * square(gradient)
        let shares =
          corrects
          ? (1 - pow(decays.0, Double(age(step))), 1 - pow(decays.1, Double(age(step)))) : (1, 1)
        let corrected = (mean / shares.0, meanSquare / shares.1)
        W[i] += Float(sign * Double(rate) * corrected.0 / root(corrected.1))
        (m[i], v[i]) =
          keepsCorrected
          ? (Float(corrected.0), Float(corrected.1)) : (Float(mean), Float(meanSquare))
      }
    }
  }

  var question = Question(
    "1.5", "A step of Adam", stars: 2,
    answer: Exercises.adamStep, solution: Solutions.adamStep, oracle: Step().take,
    cases: [
      Case(
        "a first step",
        (W: [1, -2, 0.5], g: [0.3, -4, 0.01], m: [0, 0, 0], v: [0, 0, 0], step: 1, rate: 0.1)),
      Case("a third step", later(3, 4)),
      Case("a step after a thousand", later(1001, 4)),
      Case(
        "a gradient of 0, and a tiny one",
        (W: [1, 1], g: [0, 1e-6], m: [0, 0], v: [0, 0], step: 1, rate: 0.1)),
      Case("a step at the rate 0.5", (W: [3], g: [-2], m: [0.1], v: [0.2], step: 7, rate: 0.5)),
    ],
    outcome: { step, input in
      var (W, m, v) = (input.W, input.m, input.v)
      step(&W, input.g, &m, &v, input.step, input.rate)
      return ["W": W, "m": m, "v": v]
    })
  question.mistake(
    """
    The means begin at 0 and are too small in the first steps. Divide m by 1 − β₁ˢᵗᵉᵖ and v by 1 − β₂ˢᵗᵉᵖ before \
    you use them.
    """,
    Step(corrects: false).take)
  question.mistake(
    "m and s keep the corrected means, and the next step corrects them again. Correct a copy.",
    Step(keepsCorrected: true).take)
  question.mistake(
    "The correction is a step behind: in the first step, the power is β¹ and not β⁰.",
    Step(age: { $0 - 1 }).take)
  question.mistake(
    "m / s is no step length: divide by the root of s.",
    Step(root: { $0 + 1e-8 }).take)
  question.mistake(
    "ε stands under the root, where 10⁻⁸ is as much as 10⁻⁴ outside. Add it to the root.",
    Step(root: { ($0 + 1e-8).squareRoot() }).take)
  question.mistake(
    "The step goes uphill. The gradient points where the loss grows; go against it.",
    Step(sign: 1).take)
  question.mistake(
    "s is the mean of the gradients' squares, and g wasn't squared.",
    Step(square: { $0 }).take,
    Step(square: { abs($0) }).take)
  question.mistake(
    "β₁ and β₂ are exchanged: m forgets fast, with 0.9, and s slowly, with 0.999.",
    Step(decays: (0.999, 0.9)).take)
  question.mistake(
    "A gradient of 0 divides 0 by 0. That is what ε is for.",
    Step(root: { $0.squareRoot() }).take)
  return question.exercise
}

// MARK: - 1.6

private var twoLayerGradients: Exercise {
  var random = Random(seed: 1, stream: "1.6")
  typealias Input = (x: Tensor, t: [Int], W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor)
  func input(_ N: Int, _ D: Int, _ H: Int, _ C: Int) -> Input {
    (
      random.normal(N, D), random.integers(N, below: C), random.normal(D, H), random.normal(H),
      random.normal(H, C), random.normal(C)
    )
  }

  func oracle(
    _ x: Tensor, _ t: [Int], _ W1: Tensor, _ b1: Tensor, _ W2: Tensor, _ b2: Tensor
  ) -> (loss: Float, dW1: Tensor, db1: Tensor, dW2: Tensor, db2: Tensor) {
    let inputs = x.table
    let weights = [W1, b1, W2, b2]
    func loss(_ all: [Table]) -> Double {
      let h = affine(inputs, all[0], all[1]).map { row in row.map { tanh($0) } }
      return meanCrossEntropy(affine(h, all[2], all[3]), t)
    }
    let gradients = measuredGradients(weights, loss)
    return (
      Float(loss(weights.map(\.table))), gradients[0], gradients[1], gradients[2], gradients[3]
    )
  }

  /// What may be wrong on the way back.
  struct Backward {
    var start: (_ p: Tensor, _ t: Tensor) -> Tensor = { p, t in (p - t) / Float(p.shape[0]) }
    var back: Transposed = .right
    var derivative: (_ h: Tensor, _ a: Tensor) -> Tensor = { h, _ in 1 - h * h }
    var first: (_ x: Tensor, _ h: Tensor) -> Tensor = { x, _ in x }
    var second: (_ h: Tensor, _ a: Tensor) -> Tensor = { h, _ in h }
    var scale: (_ N: Float) -> Float = { _ in 1 }

    func run(
      _ x: Tensor, _ t: [Int], _ W1: Tensor, _ b1: Tensor, _ W2: Tensor, _ b2: Tensor
    ) -> (loss: Float, dW1: Tensor, db1: Tensor, dW2: Tensor, db2: Tensor) {
      let a = matmul(x, W1) + b1
      let h = tanh(a)
      let y = matmul(h, W2) + b2
      let loss = Float(meanCrossEntropy(y.table, t))
      let dy = start(softmax(y), .oneHot(t, classes: y.shape[1]))
      let da = matmul(dy, W2, transposed: back) * derivative(h, a)
      let scale = scale(Float(t.count))
      return (
        loss,
        matmul(first(x, h), da, transposed: .left) * scale, da.sum(axis: 0) * scale,
        matmul(second(h, a), dy, transposed: .left) * scale, dy.sum(axis: 0) * scale
      )
    }
  }

  var question = Question(
    "1.6", "All gradients of a two-layer network", stars: 3,
    answer: Exercises.twoLayerGradients, solution: Solutions.twoLayerGradients, oracle: oracle,
    cases: [
      Case("three of everything", input(3, 3, 3, 3)),
      Case("a batch of one", input(1, 2, 4, 3)),
      Case("a hidden layer of one neuron", input(4, 3, 1, 2)),
      Case("ten examples", input(10, 2, 6, 3)),
    ],
    outcome: { gradients, input in
      let (x, t, W1, b1, W2, b2) = input
      let (loss, dW1, db1, dW2, db2) = gradients(x, t, W1, b1, W2, b2)
      return ["loss": loss, "dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2]
    })
  question.mistake(
    "The gradient passes tanh as if it weren't there. Multiply by its derivative, 1 − h².",
    Backward(derivative: { h, _ in .ones(h.shape) }).run)
  question.mistake(
    "h (1 − h) is the derivative of a sigmoid; that of tanh is 1 − h².",
    Backward(derivative: { h, _ in h * (1 - h) }).run)
  question.mistake(
    "The derivative of tanh is 1 − h² in what it put out, h, not in what went in.",
    Backward(derivative: { _, a in 1 - a * a }).run)
  question.mistake(
    "The gradient goes back from y to h through the transpose of W2.",
    Backward(back: .none).run)
  question.mistake(
    "These are gradients of the sum over the batch. The loss is its mean: divide by N once, at the start.",
    Backward(start: { p, t in p - t }).run)
  question.mistake(
    "Divided by N twice: once in dy, and once more in the parameters' gradients. Those are sums.",
    Backward(scale: { 1 / $0 }).run)
  question.mistake(
    "The backward pass begins with the probabilities. It begins with p − t, divided by N.",
    Backward(start: { p, _ in p / Float(p.shape[0]) }).run)
  question.mistake(
    "dW1 needs what went into the first layer, x, and not h.",
    Backward(first: { _, h in h }).run)
  question.mistake(
    "dW2 needs what went into the second layer: h, after tanh.",
    Backward(second: { _, a in a }).run)
  return question.exercise
}

// MARK: - 1.7

private var dropout: Exercise {
  var random = Random(seed: 1, stream: "1.7")
  typealias Input = (x: Tensor, dy: Tensor, u: Tensor, p: Float)
  typealias Pass = (_ x: Tensor, _ u: Tensor, _ p: Float) -> Tensor
  typealias Layer = (forward: Pass, backward: Pass)
  func input(_ N: Int, _ D: Int, p: Float) -> Input {
    let u = Tensor.uniform([N, D], in: 0..<1, random: &random)
    return (random.normal(N, D), random.normal(N, D), u, p)
  }
  func oracle(_ x: Tensor, _ u: Tensor, _ p: Float) -> Tensor {
    let survivors = 1 / (1 - Double(p))
    let numbers: [Float] = x.values.indices.map { i in
      u.values[i] < p ? 0 : Float(Double(x.values[i]) * survivors)
    }
    return Tensor(numbers, shape: x.shape)
  }
  func both(_ pass: @escaping Pass) -> Layer { (pass, pass) }
  func onlyBackward(_ pass: @escaping Pass) -> Layer { (Solutions.dropout, pass) }

  var question = Question(
    "1.7", "Dropout, forward and backward", stars: 1,
    answer: (Exercises.dropout, Exercises.dropoutBackward) as Layer,
    solution: (Solutions.dropout, Solutions.dropoutBackward) as Layer,
    oracle: both(oracle),
    cases: [
      Case("two examples of five neurons, p = 0.2", input(2, 5, p: 0.2)),
      Case("p = 0.9", input(3, 6, p: 0.9)),
      Case("p = 0, which silences nothing", input(2, 2, p: 0)),
      Case(
        "a random number that is just p",
        (x: [[1, 2]], dy: [[3, 4]], u: [[0.5, 0.25]], p: 0.5)),
    ],
    outcome: { layer, input in
      [
        "y": layer.forward(input.x, input.u, input.p),
        "dx": layer.backward(input.dy, input.u, input.p),
      ]
    })
  question.mistake(
    """
    The survivors aren't scaled, so a neuron's expected value falls to 1 − p of what it was. By what do you have \
    to divide?
    """,
    both { x, u, p in x * (u .>= p) })
  question.mistake(
    "The survivors are divided by p, the share that is silenced. Which share survives?",
    both { x, u, p in x * (u .>= p) / p })
  question.mistake(
    "Those with u below p survive, and the others are silenced. It should be the other way around.",
    both { x, u, p in x * (u .< p) / (1 - p) }, both { x, u, p in x * (u .< p) / p },
    both { x, u, p in x * (u .< p) })
  question.mistake(
    "The survivors are made smaller, by the factor 1 − p, where they have to make up for the silent ones.",
    both { x, u, p in x * (u .>= p) * (1 - p) })
  question.mistake(
    "The gradient goes through silent neurons as well, though they had no part in the loss.",
    onlyBackward { dy, _, _ in dy }, onlyBackward { dy, _, p in dy / (1 - p) })
  question.mistake(
    "In the backward pass the scale is missing: the derivative of x / (1 − p) is 1 / (1 − p).",
    onlyBackward { dy, u, p in dy * (u .>= p) })
  question.mistake(
    "A neuron whose random number is just p is silenced, and only those below p should be.",
    both { x, u, p in x * (u .> p) / (1 - p) })
  return question.exercise
}
