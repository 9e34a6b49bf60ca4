import Tensors

// Answers to the exercises of appendix A, and why they are right. There are others.

// MARK: - A.1 Rounding to bfloat16

/// Half of the last bit that stays is 0x8000. Adding one less, and one more where that bit is 1, carries above half,
/// and at half only to an even number. A carry out of the fraction goes on into the exponent, which is right:
/// 1.111… becomes 2, and the largest numbers become infinite. A NaN could be carried to something else.
public func bfloat16(_ x: Float) -> Float {
  if x.isNaN { return x }
  let bits = x.bitPattern
  let lastBit = (bits >> 16) & 1
  return Float(bitPattern: (bits + 0x7FFF + lastBit) & 0xFFFF_0000)
}

// MARK: - A.2 Sums in blocks

/// A sum of n numbers in one row may lose n roundings; in blocks of b, each number meets at most b of them within its
/// block and n / b among the blocks' sums. For a million numbers and b = 256 that is 4,000 instead of a million.
public func sumInBlocks(_ x: [Float], block: Int) -> Float {
  var total: Float = 0
  for start in stride(from: 0, to: x.count, by: block) {
    var sum: Float = 0
    for i in start..<min(start + block, x.count) { sum += x[i] }
    total += sum
  }
  return total
}

// MARK: - A.3 A matrix product in blocks

/// Six loops: three choose a tile, three work in it. While a tile of C is at work, block² numbers of A and of B each
/// are used block times and come from the cache. `min` cuts the tiles at the edges. C begins at 0, and each
/// block along K adds its own sum to it.
public func blockedProduct(
  _ A: [Float], _ B: [Float], M: Int, K: Int, N: Int, block: Int
) -> [Float] {
  var C = [Float](repeating: 0, count: M * N)
  for i0 in stride(from: 0, to: M, by: block) {
    for j0 in stride(from: 0, to: N, by: block) {
      for k0 in stride(from: 0, to: K, by: block) {
        for i in i0..<min(i0 + block, M) {
          for j in j0..<min(j0 + block, N) {
            var sum: Float = 0
            for k in k0..<min(k0 + block, K) { sum += A[i * K + k] * B[k * N + j] }
            C[i * N + j] += sum
          }
        }
      }
    }
  }
  return C
}
