import Tensors

// Exercises of appendix A. Replace a `notAnswered()` by your answer, then let
// it be judged, as in `swift run check A.1`. You may add functions of your own;
// only what stands here already has to stay.
//
// These three are judged to the last bit: each says in which order numbers are
// added and rounded.

// MARK: - A.1 ★★ Rounding to bfloat16

/// x → the nearest bfloat16, as a `Float`
///
/// A bfloat16 is the upper half of a `Float`: sign, eight bits of exponent,
/// seven of fraction. Give the nearest one to `x`; halfway between two, the one
/// whose last bit is 0. What is no number stays no number, and what is too
/// large becomes infinite. (`x.bitPattern` has the bits, and
/// `Float(bitPattern:)` leads back.)
public func bfloat16(_ x: Float) -> Float {
  notAnswered()
}

// MARK: - A.2 ★ Sums in blocks

/// x (any number) → their sum
///
/// A running sum of many numbers grows until each of them is rounded away. Sum
/// blocks of `block` numbers each, the last one shorter if need be: in a block
/// from its first number on, beginning at 0, and then the blocks' sums in their
/// order. All in `Float`.
public func sumInBlocks(_ x: [Float], block: Int) -> Float {
  notAnswered()
}

// MARK: - A.3 ★★★ A matrix product in blocks

/// A (M, K), B (K, N) → C (M, N), all row by row
///
/// Compute C = A B by tiles, so that the parts of A and B that are at work fit
/// a small cache: go through the rows of A, the columns of B and what is summed
/// over in steps of `block`, each of which may leave a shorter rest. For each
/// number of C, a block's products are summed up from 0 in their order, each
/// rounded before it is added, and that sum is added to what C holds. The check
/// sees the blocks of the sums, by how they round; whether rows and columns are
/// blocked too, only a clock can tell.
public func blockedProduct(
  _ A: [Float], _ B: [Float], M: Int, K: Int, N: Int, block: Int
) -> [Float] {
  notAnswered()
}
