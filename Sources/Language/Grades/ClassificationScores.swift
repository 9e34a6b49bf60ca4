import Ground
import Tensors

/// How well guessed classes agree with the true ones.
///
///     let scores = ClassificationScores(truth: [0, 0, 1, 2], guesses: [0, 1, 1, 2], classes: 3)
///     scores.accuracy          // 0.75
///     scores.confusion[0]      // [1, 1, 0]: of the two of class 0, one was taken for a 1
///     scores.precision(of: 1)  // 0.5
///     scores.macroF1
public struct ClassificationScores: Equatable, Sendable {
  /// How often each true class (row) was taken for each other (column).
  public let confusion: [[Int]]

  /// - Parameters:
  ///   - truth: the true class of each example, 0 ..< classes.
  ///   - guesses: the guessed one.
  public init(truth: [Int], guesses: [Int], classes: Int) {
    require(
      truth.count == guesses.count, "\(guesses.count) guesses don't fit \(truth.count) examples.")
    var confusion = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    for (class_, guess) in zip(truth, guesses) {
      require(
        (0..<classes).contains(class_) && (0..<classes).contains(guess),
        "There is no class \(max(class_, guess)) among \(classes).")
      confusion[class_][guess] += 1
    }
    self.confusion = confusion
  }

  /// C.
  public var classes: Int { confusion.count }
  /// How many examples there are.
  public var count: Int { confusion.joined().reduce(0, +) }
  /// How many examples each class has.
  public var support: [Int] { confusion.map { $0.reduce(0, +) } }
  private var correct: Int { (0..<classes).reduce(0) { $0 + confusion[$1][$1] } }

  /// The share of right guesses; 0 of none.
  public var accuracy: Float { share(correct, of: count) }

  /// Of the examples that were taken for the class, the share that are; 0 if none was.
  public func precision(of class_: Int) -> Float {
    share(confusion[class_][class_], of: confusion.reduce(0) { $0 + $1[class_] })
  }

  /// Of the class's examples, the share that were taken for it; 0 if it has none.
  public func recall(of class_: Int) -> Float {
    share(confusion[class_][class_], of: support[class_])
  }

  /// The harmonic mean of precision and recall.
  public func f1(of class_: Int) -> Float {
    // 2 TP / (2 TP + FP + FN), which is also right where one of the two has nothing to divide by.
    share(
      2 * confusion[class_][class_],
      of: support[class_] + confusion.reduce(0) { $0 + $1[class_] })
  }

  /// The mean of the classes' F1, small classes as weighty as large ones. A class that neither occurs nor is
  /// guessed doesn't count.
  public var macroF1: Float {
    let seen = (0..<classes).filter { c in support[c] > 0 || confusion.contains { $0[c] > 0 } }
    return seen.isEmpty ? 0 : seen.map(f1).reduce(0, +) / Float(seen.count)
  }

  /// F1 of all guesses together: where each example has one class, the accuracy.
  public var microF1: Float { accuracy }

  private func share(_ part: Int, of whole: Int) -> Float {
    whole == 0 ? 0 : Float(part) / Float(whole)
  }
}

/// The middle 95 % of what `statistic` gives for samples of `count` examples, drawn with replacement: how far a
/// score might be off because the test set is what it is. (Efron, "Bootstrap methods", 1979.)
///
/// - Parameters:
///   - samples: how many samples to draw.
///   - statistic: of the examples with these indices.
public func bootstrapInterval(
  of count: Int, samples: Int = 1_000, random: inout Random, _ statistic: ([Int]) -> Float
) -> ClosedRange<Float> {
  require(
    count > 0 && samples >= 40, "\(samples) samples of \(count) examples have no middle 95 %.")
  let values = (0..<samples).map { _ in
    statistic((0..<count).map { _ in random.integer(below: count) })
  }.sorted()
  let rest = samples / 40
  return values[rest]...values[samples - 1 - rest]
}

/// How likely two models that are equally good would differ at least so much, by McNemar's exact test: the
/// examples on which they differ fall to either like coins.
///
/// - Parameters:
///   - first: how many examples only the first model gets right.
///   - second: how many only the second.
/// - Returns: the two-sided p-value, 0 ... 1. (McNemar, Psychometrika 1947.)
public func mcNemarTest(onlyFirst first: Int, onlySecond second: Int) -> Float {
  require(min(first, second) >= 0, "Numbers of examples can't be negative.")
  let (count, fewer) = (first + second, min(first, second))
  if first == second { return 1 }
  // Binomial coefficients as shares of the largest: 2ⁿ would be too much for any number.
  var (tail, total) = (0.0, 0.0)
  var coefficient = 1.0
  for k in stride(from: count / 2, through: 0, by: -1) {
    let isMiddle = 2 * k == count
    total += isMiddle ? coefficient : 2 * coefficient
    if k <= fewer { tail += 2 * coefficient }
    coefficient *= Double(k) / Double(count - k + 1)
  }
  return Float(min(tail / total, 1))
}
