import Tensors

// Answers to the exercises of appendix A, and why they are right. There are others.

// MARK: - A.1 What 32 bits stand for

/// Shifted to the right, the bits that are wanted come to stand at the end, and `&` takes away what is
/// still before them. With e = 0 there is no 1 before the point, so that numbers go down evenly to
/// 0; and they have the exponent of e = 1, so that there is no gap between the two kinds.
public func number(ofBits bits: UInt32) -> Double {
  let exponent = Int((bits >> 23) & 0xFF)
  let fraction = Double(bits & 0x7F_FFFF) / 8_388_608
  let sign: Double = bits >> 31 == 1 ? -1 : 1
  switch exponent {
  case 255: return fraction == 0 ? sign * .infinity : .nan
  case 0: return sign * Double(sign: .plus, exponent: -126, significand: fraction)
  default: return sign * Double(sign: .plus, exponent: exponent - 127, significand: 1 + fraction)
  }
}

// MARK: - A.2 Rounding to bfloat16

/// Half of the last bit that stays is 0x8000. Adding one less, and one more where that bit is 1, carries above half,
/// and at half only to an even number. A carry out of the fraction goes on into the exponent, which is right:
/// 1.111… becomes 2, and the largest numbers become infinite. A NaN could be carried to something else.
public func bfloat16(_ x: Float) -> Float {
  if x.isNaN { return x }
  let bits = x.bitPattern
  let lastBit = (bits >> 16) & 1
  return Float(bitPattern: (bits + 0x7FFF + lastBit) & 0xFFFF_0000)
}

// MARK: - A.3 Sums in blocks

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

// MARK: - A.4 A sum in lanes

/// Which numbers meet in which lane depends on `lanes` alone, not on how wide the machine's registers
/// are: a machine with fewer lanes makes two or four of its own do the work of one, and adds the same
/// numbers in the same order. Halving makes the last part log₂ steps of vector additions.
public func sumInLanes(_ x: [Float], lanes: Int) -> Float {
  var sums = [Float](repeating: 0, count: lanes)
  for (i, number) in x.enumerated() { sums[i % lanes] += number }
  var half = lanes / 2
  while half > 0 {
    for j in 0..<half { sums[j] += sums[j + half] }
    half /= 2
  }
  return sums[0]
}

// MARK: - A.5 A matrix product in blocks

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
