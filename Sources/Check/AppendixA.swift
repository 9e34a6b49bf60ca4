import Exercises
import Foundation
import Solutions
import Tensors

/// The exercises of appendix A.
var appendixA: [Exercise] {
  [numberOfBits, bfloat16, sumInBlocks, sumInLanes, blockedProduct]
}

// MARK: - A.1

private var numberOfBits: Exercise {
  typealias Number = (UInt32) -> Double
  var random = Random(seed: 1, stream: "A.1")
  /// What may be wrong, without the sign.
  struct Reading {
    var sign: (_ bits: UInt32) -> Double = { $0 >> 31 == 1 ? -1 : 1 }
    var bias = 127
    var steps = 8_388_608.0
    var one = 1.0
    var least: (_ fraction: Double) -> Double = { $0 * pow(2, -126) }
    var last: (_ fraction: Double) -> Double = { $0 == 0 ? .infinity : .nan }

    func run(_ bits: UInt32) -> Double {
      let exponent = Int((bits << 1) >> 24)
      let fraction = Double((bits << 9) >> 9) / steps
      let size =
        exponent == 0
        ? least(fraction)
        : exponent == 255 ? last(fraction) : (one + fraction) * pow(2, Double(exponent - bias))
      return sign(bits) * size
    }
  }

  var question = Question(
    "A.1", "What 32 bits stand for", stars: 1, tolerance: .exact,
    answer: Exercises.number, solution: Solutions.number,
    oracle: { Double(Float(bitPattern: $0)) },
    cases: [
      Case(
        "the bits of 1, 0.1, −6.5 and 1000.25",
        ([1, 0.1, -6.5, 1000.25] as [Float]).map(\.bitPattern)),
      Case("the bits of 0", [0]),
      Case(
        "the largest number and the smallest with e above 0",
        [Float.greatestFiniteMagnitude, .leastNormalMagnitude].map(\.bitPattern)),
      Case(
        "numbers with e = 0",
        ([.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0x1.8p-130, 0x1.8p-127] as [Float])
          .map(\.bitPattern)),
      Case("infinity and −infinity", [0x7F80_0000, 0xFF80_0000]),
      Case("what is no number", [0x7F80_0001, 0x7FC0_0000, 0xFFFF_FFFF]),
      Case("a hundred numbers", (100 * random.normal(100)).values.map(\.bitPattern)),
    ] as [Case<[UInt32]>],
    outcome: { number, bits in ["the numbers": bits.map(number)] })
  question.mistake(
    "The exponent is taken as it stands. It is stored with 127 added, so that it is never negative.",
    Reading(bias: 0).run)
  question.mistake(
    "The exponent is off by one: what was added to it is 127.",
    Reading(bias: 128).run, Reading(bias: 126).run)
  question.mistake(
    "The 1 before the point is missing. It isn't stored, since it is always there: 1 + f / 2²³.",
    Reading(one: 0).run)
  question.mistake(
    "The fraction has 23 bits: divide it by 2²³ = 8,388,608.",
    Reading(steps: 4_194_304).run, Reading(steps: 16_777_216).run, Reading(steps: 8_388_607).run,
    Reading(steps: 8_000_000).run)
  question.mistake(
    "The sign is missing: the number is negative if bit 31 is 1.",
    Reading(sign: { _ in 1 }).run)
  question.mistake(
    "The sign is turned around: a 1 is a minus.",
    Reading(sign: { $0 >> 31 == 1 ? 1 : -1 }).run)
  question.mistake(
    "With e = 0 there is no 1 before the point: all bits zero are the number 0.",
    Reading(least: { (1 + $0) * pow(2, -127) }).run,
    Reading(least: { (1 + $0) * pow(2, -126) }).run)
  question.mistake(
    "With e = 0 the power is 2⁻¹²⁶, as with e = 1, and not 2⁻¹²⁷.",
    Reading(least: { $0 * pow(2, -127) }).run)
  question.mistake(
    "Numbers with e = 0 are taken for 0. They are tiny, but there: (f / 2²³) · 2⁻¹²⁶.",
    Reading(least: { _ in 0 }).run)
  question.mistake(
    "e = 255 is an exponent like any other here. It is kept for infinity, and for what is no number.",
    Reading(last: { (1 + $0) * pow(2, 128) }).run)
  question.mistake(
    "Both infinities are NaN. With e = 255 and f = 0 it is infinity, with its sign.",
    Reading(last: { _ in .nan }).run)
  question.mistake(
    "With e = 255, only f = 0 is infinity; all others are no numbers.",
    Reading(last: { _ in .infinity }).run)
  return question.exercise
}

// MARK: - A.2

private var bfloat16: Exercise {
  var random = Random(seed: 1, stream: "A.2")
  /// By the value: in steps of the last bit that stays, which has 2⁷ of them in each power of two.
  func oracle(_ x: Float) -> Float {
    guard x.isFinite, x != 0 else { return x }
    let step = Double(sign: .plus, exponent: max(Int(x.exponent), -126) - 7, significand: 1)
    return Float((Double(x) / step).rounded(.toNearestOrEven) * step)
  }
  /// Cuts the lower half off after something was added.
  func cut(adding half: UInt32) -> (Float) -> Float {
    { x in x.isNaN ? x : Float(bitPattern: (x.bitPattern &+ half) & 0xFFFF_0000) }
  }
  /// Rounds the last `count` bits away, to even, whatever they stand for.
  func withoutBits(_ count: UInt32, _ x: Float) -> Float {
    let one: UInt32 = 1
    let half = (one << (count - 1)) - 1 + ((x.bitPattern >> count) & one)
    return Float(bitPattern: ((x.bitPattern &+ half) >> count) << count)
  }

  var question = Question(
    "A.2", "Rounding to bfloat16", stars: 2, tolerance: .exact,
    answer: Exercises.bfloat16, solution: Solutions.bfloat16, oracle: oracle,
    cases: [
      Case("four numbers", [1.003, -3.1415927, 0.1, 1e-20]),
      Case("numbers halfway between two", [0x1.01p0, 0x1.03p0, -0x1.05p3, 0x1.07p-5]),
      Case("numbers next to halfway", [0x1.010002p0, 0x1.00FFFEp0, 0x1.02FFFEp0]),
      Case("a carry into the exponent", [1.999, -255.9, 0x1.FFp0]),
      Case("zeros and infinities", [0, -0.0, .infinity, -.infinity]),
      Case(
        "numbers near the largest", [.greatestFiniteMagnitude, 3.39e38, -.greatestFiniteMagnitude]),
      Case(
        "numbers below the smallest normal one", [0x1.234p-130, 0x1.8p-140, .leastNonzeroMagnitude]),
      Case("what is no number", [.nan, Float(bitPattern: 0x7F80_0001)]),
      Case("a hundred numbers", (100 * random.normal(100)).values),
    ] as [Case<[Float]>],
    outcome: { round, x in ["bfloat16": x.map(round)] })
  question.mistake(
    "The lower half is cut off, which rounds toward 0. Round to the nearest.",
    cut(adding: 0))
  question.mistake(
    "Halfway between two numbers, the one with an even last bit is right, not always the larger one.",
    cut(adding: 0x8000))
  question.mistake(
    "Halfway between two numbers, the one with an even last bit is right, not always the smaller one.",
    cut(adding: 0x7FFF))
  question.mistake(
    "One bit too many stays: of the 23 bits of fraction, the upper seven.",
    { x in x.isNaN ? x : withoutBits(15, x) })
  #if !(os(macOS) && arch(x86_64))
    question.mistake(
      "This is Float16, with ten bits of fraction and five of exponent: 10⁻²⁰ becomes 0 there.",
      { x in Float(Float16(x)) })
  #endif
  question.mistake(
    "What was no number has become infinite, or a number. Ask for it before you round.",
    { x in withoutBits(16, x) },
    { x in x.isNaN ? .infinity : Solutions.bfloat16(x) })
  return question.exercise
}

// MARK: - A.3

private var sumInBlocks: Exercise {
  var random = Random(seed: 1, stream: "A.3")
  /// Several lists at a time: two orders of adding up often give the same by chance.
  typealias Input = (lists: [[Float]], block: Int)
  func lists(_ count: Int, of length: Int) -> [[Float]] {
    (0..<count).map { _ in random.normal(length).values }
  }
  func oracle(_ x: [Float], _ block: Int) -> Float {
    var sums = [Float](repeating: 0, count: (x.count + block - 1) / block)
    for (i, number) in x.enumerated() { sums[i / block] += number }
    return sums.reduce(0, +)
  }

  var question = Question(
    "A.3", "Sums in blocks", stars: 1, tolerance: .exact,
    answer: Exercises.sumInBlocks, solution: Solutions.sumInBlocks, oracle: oracle,
    cases: [
      Case("thousands of numbers in blocks of 30", (lists: lists(9, of: 1000), block: 30)),
      Case("twelve numbers in blocks of 4", (lists: lists(2, of: 12), block: 4)),
      Case("blocks of one number", (lists: lists(1, of: 50), block: 1)),
      Case("a block longer than the list", (lists: lists(1, of: 20), block: 64)),
      Case("no numbers", (lists: [[]], block: 8)),
      Case(
        "20,000 numbers of 1.1", (lists: [[Float](repeating: 1.1, count: 20_000)], block: 256)),
    ] as [Case<Input>],
    outcome: { sum, input in ["the sums": input.lists.map { sum($0, input.block) }] })
  question.mistake(
    "This is one running sum. Begin each block at 0, and add the block's sum to the total.",
    { x, _ in x.reduce(0, +) })
  question.mistake(
    "The numbers after the last whole block are missing.",
    { x, block in oracle(Array(x.prefix(x.count / block * block)), block) })
  question.mistake(
    "Summed up in Double: more exact, but not what was asked. The order of blocks is to do it in Float.",
    { x, _ in Float(x.reduce(0) { $0 + Double($1) }) },
    { x, block in
      let starts = Array(stride(from: 0, to: x.count, by: block))
      let sums = starts.map { x[$0..<min($0 + block, x.count)].reduce(0) { $0 + Double($1) } }
      return Float(sums.reduce(0, +))
    })
  question.mistake(
    "Every block takes each n-th number. Its numbers should lie side by side.",
    { x, block in
      let count = max(1, (x.count + block - 1) / block)
      var sums = [Float](repeating: 0, count: count)
      for (i, number) in x.enumerated() { sums[i % count] += number }
      return sums.reduce(0, +)
    },
    { x, block in
      var sums = [Float](repeating: 0, count: block)
      for (i, number) in x.enumerated() { sums[i % block] += number }
      return sums.reduce(0, +)
    })
  question.mistake(
    "The shorter block comes first. Begin with whole ones; what is left over is the last.",
    { x, block in
      let first = x.count % block
      return x.prefix(first).reduce(0, +) + oracle(Array(x.dropFirst(first)), block)
    })
  return question.exercise
}

// MARK: - A.4

private var sumInLanes: Exercise {
  typealias Sum = ([Float], Int) -> Float
  /// Several lists at a time: two orders of adding up often give the same by chance.
  typealias Input = (lists: [[Float]], lanes: Int)
  var random = Random(seed: 1, stream: "A.4")
  func lists(_ count: Int, of length: Int) -> [[Float]] {
    (0..<count).map { _ in random.normal(length).values }
  }
  /// A wrong answer by the numbers of each lane, and how the lanes' sums are added.
  func adding(
    _ lane: @escaping (_ i: Int, _ count: Int, _ lanes: Int) -> Int,
    _ sum: @escaping (_ sums: [Float]) -> Float
  ) -> Sum {
    { x, lanes in
      var sums = [Float](repeating: 0, count: lanes)
      for (i, number) in x.enumerated() { sums[lane(i, x.count, lanes)] += number }
      return sum(sums)
    }
  }
  func inTurn(_ i: Int, _ count: Int, _ lanes: Int) -> Int { i % lanes }
  func inOrder(_ sums: [Float]) -> Float { sums.reduce(0, +) }
  func byNeighbors(_ sums: [Float]) -> Float {
    var sums = sums
    while sums.count > 1 {
      sums = stride(from: 0, to: sums.count, by: 2).map { sums[$0] + sums[$0 + 1] }
    }
    return sums[0]
  }
  /// The tree from its root down.
  func tree(_ sums: ArraySlice<Float>) -> Float {
    if sums.count == 1 { return sums.first! }
    // What comes together last are the sums of even and of odd numbers.
    func each(_ first: Int) -> [Float] {
      stride(from: sums.startIndex + first, to: sums.endIndex, by: 2).map { sums[$0] }
    }
    return tree(each(0)[...]) + tree(each(1)[...])
  }
  func halving(_ sums: [Float]) -> Float { tree(sums[...]) }
  func oracle(_ x: [Float], _ lanes: Int) -> Float {
    let sums = (0..<lanes).map { lane in
      stride(from: lane, to: x.count, by: lanes).reduce(Float(0)) { $0 + x[$1] }
    }
    return tree(sums[...])
  }

  var question = Question(
    "A.4", "A sum in lanes", stars: 2, tolerance: .exact,
    answer: Exercises.sumInLanes, solution: Solutions.sumInLanes, oracle: oracle,
    cases: [
      Case("thousands of numbers in 16 lanes", (lists: lists(9, of: 1000), lanes: 16)),
      Case("numbers that come out even, 8 lanes", (lists: lists(4, of: 64), lanes: 8)),
      Case("one lane", (lists: lists(2, of: 50), lanes: 1)),
      Case("two lanes", (lists: lists(2, of: 33), lanes: 2)),
      Case("fewer numbers than lanes", (lists: lists(2, of: 5), lanes: 16)),
      Case("no numbers", (lists: [[]], lanes: 4)),
    ] as [Case<Input>],
    outcome: { sum, input in ["the sums": input.lists.map { sum($0, input.lanes) }] })
  question.mistake(
    "This is one running sum. There is a sum for each lane, and they are added at the end.",
    { x, _ in x.reduce(0, +) })
  question.mistake(
    "The lanes' sums are added one after the other. Add the upper half to the lower, then again.",
    adding(inTurn, inOrder))
  question.mistake(
    "Neighbors are added, lanes 0 and 1, 2 and 3. It should be lane j + lanes / 2 to lane j.",
    adding(inTurn, byNeighbors))
  question.mistake(
    "Each lane has a stretch of the numbers. Lanes take turns: number i goes to lane i mod lanes.",
    adding({ i, count, lanes in i / max(1, (count + lanes - 1) / lanes) }, halving),
    adding({ i, count, lanes in i * lanes / count }, halving),
    adding({ i, count, lanes in i / max(1, (count + lanes - 1) / lanes) }, inOrder),
    adding({ i, count, lanes in i * lanes / count }, inOrder))
  question.mistake(
    "The numbers after the last whole round of lanes are missing.",
    { x, lanes in oracle(Array(x.prefix(x.count / lanes * lanes)), lanes) })
  question.mistake(
    "The numbers after the last whole round are added at the end. They go to their lanes like the others.",
    { x, lanes in
      let whole = x.count / lanes * lanes
      return x[whole...].reduce(oracle(Array(x[..<whole]), lanes), +)
    },
    { x, lanes in
      let whole = x.count / lanes * lanes
      return oracle(Array(x[..<whole]), lanes) + x[whole...].reduce(0, +)
    })
  question.mistake(
    "Summed up in Double: more exact, but not what was asked.",
    { x, _ in Float(x.reduce(0) { $0 + Double($1) }) })
  question.mistake(
    "The lanes are added to lane 0 in halves only once, and what the other lanes have is lost.",
    { x, lanes in
      let sums = (0..<lanes).map { lane in
        stride(from: lane, to: x.count, by: lanes).reduce(Float(0)) { $0 + x[$1] }
      }
      return lanes > 1 ? sums[0] + sums[lanes / 2] : sums[0]
    })
  return question.exercise
}

// MARK: - A.5

private var blockedProduct: Exercise {
  var random = Random(seed: 1, stream: "A.5")
  typealias Input = (A: Tensor, B: Tensor, block: Int)
  func input(_ M: Int, _ K: Int, _ N: Int, block: Int) -> Input {
    (random.normal(M, K), random.normal(K, N), block)
  }
  /// What may be wrong in a product: each of its numbers by itself, as a sum over blocks of `ks`.
  struct Product {
    var width: (_ block: Int, _ K: Int) -> Int = { block, _ in block }
    var onlyWhole = false
    var plus: (_ total: Float, _ sum: Float) -> Float = { $0 + $1 }
    var times: (_ sum: Float, _ a: Float, _ b: Float) -> Float = { $0 + $1 * $2 }
    var placeInB: (_ k: Int, _ j: Int, _ N: Int) -> Int = { k, j, N in k * N + j }

    func run(_ A: [Float], _ B: [Float], _ M: Int, _ K: Int, _ N: Int, _ block: Int) -> [Float] {
      let width = width(block, K)
      let end = onlyWhole ? K / width * width : K
      var C: [Float] = []
      for place in 0..<M * N {
        let (i, j) = (place / N, place % N)
        var total: Float = 0
        for first in stride(from: 0, to: end, by: width) {
          var sum: Float = 0
          for k in first..<min(first + width, K) {
            sum = times(sum, A[i * K + k], B[placeInB(k, j, N)])
          }
          total = plus(total, sum)
        }
        C.append(total)
      }
      return C
    }
  }
  typealias Function = ([Float], [Float], Int, Int, Int, Int) -> [Float]
  /// 0 where a row or a column isn't in a whole block.
  func withoutEdges(_ product: Product) -> Function {
    { A, B, M, K, N, block in
      product.run(A, B, M, K, N, block).enumerated().map { place, number in
        place / N < M / block * block && place % N < N / block * block ? number : 0
      }
    }
  }

  var question = Question(
    "A.5", "A matrix product in blocks", stars: 3, tolerance: .exact,
    answer: Exercises.blockedProduct, solution: Solutions.blockedProduct, oracle: Product().run,
    cases: [
      Case("8 × 8 times 8 × 8 in blocks of 4", input(8, 8, 8, block: 4)),
      Case("5 × 7 times 7 × 6 in blocks of 3", input(5, 7, 6, block: 3)),
      Case("a row times a column in blocks of 2", input(1, 9, 1, block: 2)),
      Case("a block larger than the matrices", input(3, 4, 2, block: 16)),
      Case("blocks of 1", input(4, 5, 3, block: 1)),
      Case("30 × 50 times 50 × 20 in blocks of 16", input(30, 50, 20, block: 16)),
    ],
    outcome: { product, input in
      let (M, K, N) = (input.A.shape[0], input.A.shape[1], input.B.shape[1])
      return ["C": product(input.A.values, input.B.values, M, K, N, input.block)]
    })
  question.mistake(
    "The sums aren't blocked: they run on from one block to the next. Begin each block's at 0, and add it to C at its end.",
    Product(width: { $1 }).run)
  question.mistake(
    "Only the last block's sums are left: += in place of =.",
    Product(plus: { $1 }).run)
  question.mistake(
    "What lies beyond the last whole block of a sum is missing.",
    Product(onlyWhole: true).run)
  question.mistake(
    "Rows and columns beyond the last whole block are missing: cut the block there, and don't leave it out.",
    withoutEdges(Product()), withoutEdges(Product(onlyWhole: true)))
  question.mistake(
    "Multiplied and added in one step, with one rounding: right in itself, but not what was asked.",
    Product(times: { $0.addingProduct($1, $2) }).run)
  question.mistake(
    "B is read as if it were transposed. Its rows have N numbers: number (k, j) is at k · N + j.",
    Product(placeInB: { k, j, N in (j * N + k) }).run)
  question.mistake(
    "Summed up in Double, and rounded at the end: more exact, but not what was asked.",
    { A, B, M, K, N, block in
      (0..<M * N).map { place in
        let (i, j) = (place / N, place % N)
        return Float((0..<K).map { Double(A[i * K + $0]) * Double(B[$0 * N + j]) }.reduce(0, +))
      }
    })
  return question.exercise
}
