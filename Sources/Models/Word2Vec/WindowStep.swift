import Language
import Tensors

/// Up to six questions about one window: *is this row of the output matrix the right one?*
struct Questions {
  static let most = 6
  /// The rows asked about. Places that are not used repeat the first.
  var rows: [6 of Row]
  /// 1 where the answer is yes, 0 where it is no.
  var answers = [6 of Float](repeating: 0)
  /// The learning rate, 0 in places that are not used.
  var rates = [6 of Float](repeating: 0)

  /// No questions yet, and a row to fill the places with.
  init(row: Row) { rows = .init(repeating: row) }
}

/// One step of gradient descent for a word: its neighbors' rows and the rows they are asked about
/// move together where the answer is yes, and apart where it is no.
///
/// The score of a row u for an input x is x·u, its probability σ(x·u), the loss −log σ(±x·u), and so
/// both gradients are the other's row times the error σ − answer. All six questions share the same
/// inputs: the scores are a small matrix product, and so are both gradients (Ji et al.,
/// "Parallelizing word2vec in shared and distributed memory", 2016).
struct WindowStep {
  /// The neighbors' rows, and how many there are.
  let neighbors: UnsafePointer<Row>
  let count: Int
  /// How many sixteens of numbers a row has.
  let columns: Int
  /// Room for 16 numbers times `Questions.most` or `columns`, whichever is more.
  let scratch: Row

  /// CBOW: the questions are put to the mean of the n neighbors. Returns the loss if `wantsLoss`.
  ///
  /// As in the word2vec program, each neighbor takes all of the mean's gradient, where its share would be
  /// 1/n: input rows learn at n times the rate of output rows. With the share alone they would hardly
  /// move at any rate that the output rows can bear (İrsoy, Benton and Stratos, 2021, tell what that
  /// costs, and that far higher rates make up for it).
  func cbow(_ q: Questions, wantsLoss: Bool) -> Float {
    let share = 1 / Float(count)
    var products = [8 of Lanes](repeating: .zero)
    for column in 0..<columns {
      let i = column &* 16
      var sum = Lanes.zero
      for n in 0..<count { sum += Lanes(neighbors[n] + i) }
      let mean = sum * share
      mean.store(to: scratch + i)
      for j in 0..<6 { products[j] = products[j].addingProduct(mean, Lanes(q.rows[j] + i)) }
    }
    let scores = Lanes(lowHalf: sums(products), highHalf: .zero)
    let guesses = sigmoid(scores)
    var errors = [6 of Lanes](repeating: .zero)
    for j in 0..<6 { errors[j] = Lanes(repeating: (q.answers[j] - guesses[j]) * q.rates[j]) }
    for column in 0..<columns {
      let i = column &* 16
      let mean = Lanes(scratch + i)
      var change = Lanes.zero
      for j in 0..<6 { change = change.addingProduct(errors[j], Lanes(q.rows[j] + i)) }
      for j in 0..<6 {
        Lanes(q.rows[j] + i).addingProduct(errors[j], mean).store(to: q.rows[j] + i)
      }
      for n in 0..<count { (Lanes(neighbors[n] + i) + change).store(to: neighbors[n] + i) }
    }
    guard wantsLoss else { return 0 }
    var loss: Float = 0
    for j in 0..<6 where q.rates[j] != 0 { loss += surprise(scores[j], answer: q.answers[j]) }
    return loss
  }

  /// Skip-gram: the questions are put to each of the neighbors, at most sixteen. Returns the sum of
  /// their losses if `wantsLoss`.
  ///
  /// Scores, errors, changes: three loops in one function, whose arrays the optimizer keeps in registers.
  func skipGram(_ q: Questions, wantsLoss: Bool) -> Float {
    for n in 0..<count {
      var products = [8 of Lanes](repeating: .zero)
      let neighbor = neighbors[n]
      for column in 0..<columns {
        let i = column &* 16
        let x = Lanes(neighbor + i)
        for j in 0..<6 { products[j] = products[j].addingProduct(x, Lanes(q.rows[j] + i)) }
      }
      let scores = sums(products)
      for j in 0..<6 { scratch[j &* 16 &+ n] = scores[j] }
    }
    let loss = wantsLoss ? surprise(of: q) : 0
    for j in 0..<6 {
      let guesses = sigmoid(Lanes(scratch + j &* 16))
      ((q.answers[j] - guesses) * q.rates[j]).store(to: scratch + j &* 16)
    }
    for column in 0..<columns {
      let i = column &* 16
      var rows = [6 of Lanes](repeating: .zero)
      var changes = [6 of Lanes](repeating: .zero)
      for j in 0..<6 { rows[j] = Lanes(q.rows[j] + i) }
      for n in 0..<count {
        let x = Lanes(neighbors[n] + i)
        var moved = x
        for j in 0..<6 {
          let error = Lanes(repeating: scratch[j &* 16 &+ n])
          moved = moved.addingProduct(error, rows[j])
          changes[j] = changes[j].addingProduct(error, x)
        }
        moved.store(to: neighbors[n] + i)
      }
      for j in 0..<6 { (Lanes(q.rows[j] + i) + changes[j]).store(to: q.rows[j] + i) }
    }
    return loss
  }

  /// The sum of the losses of all scores in `scratch`.
  private func surprise(of q: Questions) -> Float {
    var loss: Float = 0
    for j in 0..<6 where q.rates[j] != 0 {
      for n in 0..<count { loss += surprise(scratch[j * 16 + n], answer: q.answers[j]) }
    }
    return loss
  }

  /// −log σ(x) if the answer is yes, else −log (1 − σ(x)), in nats.
  private func surprise(_ x: Float, answer: Float) -> Float {
    let wrong = answer == 1 ? -x : x
    return max(wrong, 0) + log1p(exp(-wrong.magnitude))
  }
}

/// The sum of each of eight vectors, all at once: halves are added to halves until one number is left,
/// always in the same order.
@inline(__always)
private func sums(_ x: [8 of Lanes]) -> SIMD8<Float> {
  let a = pairSums(halfSums(x[0]), halfSums(x[1]))
  let b = pairSums(halfSums(x[2]), halfSums(x[3]))
  let c = pairSums(halfSums(x[4]), halfSums(x[5]))
  let d = pairSums(halfSums(x[6]), halfSums(x[7]))
  return pairSums(pairSums(a, b), pairSums(c, d))
}

@inline(__always)
private func halfSums(_ x: Lanes) -> SIMD8<Float> { x.lowHalf + x.highHalf }

/// The sums of neighboring numbers, first of `a`, then of `b`.
@inline(__always)
private func pairSums(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
  SIMD8(lowHalf: a.evenHalf, highHalf: b.evenHalf) + SIMD8(lowHalf: a.oddHalf, highHalf: b.oddHalf)
}
