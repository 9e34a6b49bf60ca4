import Ground
import Language
import Tensors

/// Sums as questions, their results as answers: "16+75" and "91".
///
/// A test bed for sequences: characters are all it takes, the answer is right or wrong, a carry links
/// digits far apart, and there is no end of examples. (Zaremba and Sutskever, "Learning to execute",
/// 2014.)
public enum Additions {
  /// How many different sums `pairs` makes at most.
  public static let limit = 250_000

  /// `count` different sums of two numbers 0 … 999, of one, two and three digits equally often as
  /// long as there are any left. A sum turned round is the same one: of 16+75 and 75+16 there is
  /// one at most, so where some are held out, none of them can be looked up among the others.
  public static func pairs(_ count: Int, random: inout Random) -> Pairs {
    require(
      (0...limit).contains(count), "There are up to \(limit) different sums, not \(count).")
    var texts: [(question: String, answer: String)] = []
    var isTaken = [Bool](repeating: false, count: 1_000_000)
    while texts.count < count {
      let (a, b) = (number(&random), number(&random))
      guard !isTaken[a * 1000 + b] else { continue }
      isTaken[a * 1000 + b] = true
      isTaken[b * 1000 + a] = true
      texts.append(("\(a)+\(b)", "\(a + b)"))
    }
    return Pairs(texts)
  }

  /// A number of one, two or three digits.
  private static func number(_ random: inout Random) -> Int {
    let (first, count) = [(0, 10), (10, 90), (100, 900)][random.integer(below: 3)]
    return first + random.integer(below: count)
  }
}
