/// How far a number may be from the one expected and still be right.
struct Tolerance {
  /// As a share of the largest number in the same list, or of 1 if that is larger.
  let share: Double

  /// A `Float` keeps 24 binary digits, so each operation may be off by 2⁻²⁴ of what it gives. No number in
  /// these exercises depends on more than 256 operations of the size of the largest; an answer that sums in
  /// another order than the oracle stays within this.
  static let rounding = Tolerance(share: 256 * 0x1p-24)

  /// Where the exercise fixes the order of all operations, or asks for whole numbers or words.
  static let exact = Tolerance(share: 0)

  /// Where an answer comes nearer with every step, and stops when it sees no more change: to a thousandth.
  static let iteration = Tolerance(share: 1e-3)

  /// Where a probability is the exponential of a difference of logarithms. Below 256 these are told apart in
  /// steps of 2⁻¹⁶, and eight of them may be rounded.
  static let logarithms = Tolerance(share: 8 * 0x1p-16)
}
