import Tensors

// Exercises of appendix A. Replace a `notAnswered()` by your answer, then let
// it be judged, as in `swift run check A.1`. You may add functions of your own;
// only what stands here already has to stay.
//
// They are judged to the last bit: each says in which order numbers are added and
// rounded.

// MARK: - A.1 ★ What 32 bits stand for

/// the bits of a `Float` → its number
///
/// Bit 31 is the sign, bits 30 to 23 are the exponent e, bits 22 to 0 the
/// fraction f, both read as whole numbers. Give the number that they stand for.
/// Without its sign, which is minus if bit 31 is 1, it is
///
/// - (1 + f / 2²³) · 2ᵉ⁻¹²⁷ if e is from 1 to 254;
/// - (f / 2²³) · 2⁻¹²⁶ if e is 0;
/// - infinity if e is 255 and f is 0, and no number (`.nan`) if f is not.
///
/// A `Double` holds each of these exactly. Do it without `Float(bitPattern:)`.
/// (`Double(sign: .plus, exponent: n, significand: 1)` is 2ⁿ.)
public func number(ofBits bits: UInt32) -> Double {
  notAnswered()
}

// MARK: - A.2 ★★ Rounding to bfloat16

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

// MARK: - A.3 ★ Sums in blocks

/// x (any number) → their sum
///
/// A running sum of many numbers grows until each of them is rounded away. Sum
/// blocks of `block` numbers each, the last one shorter if need be: in a block
/// from its first number on, beginning at 0, and then the blocks' sums in their
/// order. All in `Float`.
public func sumInBlocks(_ x: [Float], block: Int) -> Float {
  notAnswered()
}

// MARK: - A.4 ★★ A sum in lanes

/// x (any number) → their sum
///
/// A vector unit adds side by side. Number i of `x` is added to sum number
/// i mod `lanes`, each of which begins at 0, in the order of i. Then the sums
/// are added to each other: those of the upper half to those of the lower, sum
/// number j + `lanes` / 2 to number j, and so on with the half that is left,
/// until there is one. `lanes` is a power of two. All in `Float`.
public func sumInLanes(_ x: [Float], lanes: Int) -> Float {
  notAnswered()
}

// MARK: - A.5 ★★★ A matrix product in blocks

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
