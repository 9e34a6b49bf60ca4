/// What tells a text from others that have the same words equally often: a number that depends on their
/// order too.
///
/// A multiplication a word, the last of its steps a shift that lets every bit count (after FNV-1a and
/// Steele et al., *Fast splittable pseudorandom number generators*, 2014).
struct TextFingerprint {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Notes that the word with the given number comes next.
  @inline(__always)
  mutating func add(_ number: Int) {
    value = (value ^ UInt64(truncatingIfNeeded: number)) &* 0x9e37_79b9_7f4a_7c15
    value ^= value >> 32
  }
}
