import Dispatch
import Ground
import Literate
import Tensors

// How the machine is measured: its core, its memory, and what is made of both.

/// What a measured function returns is put here, so that no work is left out as useless.
let scratch = {
  let numbers = UnsafeMutablePointer<Float>.allocate(capacity: 256)
  numbers.initialize(repeating: 0.5, count: 256)
  return numbers
}()

/// The least of the seconds that `work` takes in several rounds, of which the first warms up: what the
/// machine can do when nothing else goes on.
func seconds(rounds: Int = 7, _ work: () -> Void) -> Double {
  let times = (0..<rounds).map { _ in
    let start = DispatchTime.now().uptimeNanoseconds
    work()
    return 1e-9 * Double(DispatchTime.now().uptimeNanoseconds - start)
  }
  return times.min()!
}

/// Operations a second when nothing else is done.
func measuredPeak() -> Double {
  384e5 / seconds(rounds: 500) { multiplyAdd(rounds: 100_000, scratch) }
}

/// Nanoseconds for a read that depends on the one before, from a block of memory: a walk through all
/// its lines in random order.
func measuredLatency(bytes: Int, seed: UInt64) -> Double {
  var dice = Random(seed: seed, stream: "links")
  let order = dice.permutation(bytes / 64)
  var links = [Int](repeating: 0, count: bytes / 8)
  for (here, next) in zip(order, order.dropFirst() + [order[0]]) {
    links[8 * here] = 8 * next
  }
  let steps = 1 << 20
  return 1e9 / Double(steps)
    * seconds(rounds: 3) { scratch[0] = Float(follow(links, steps: steps)) }
}

/// Bytes a second that are read in order, again and again, from a block of memory.
func measuredBandwidth(bytes: Int) -> Double {
  let x = Tensor.ones([bytes / 4])
  let rounds = max(1, (1 << 27) / bytes)
  return Double(bytes * rounds)
    / seconds {
      x.withUnsafeBufferPointer { x in
        for _ in 0..<rounds {
          scratch[1] = read(x.baseAddress!, count: x.count)
        }
      }
    }
}

/// How soon and how fast numbers come from memory, by the size of the block they lie in.
struct MemoryTimes {
  /// The sizes of the blocks, in KB.
  let sizes: [Int]
  /// Nanoseconds for a read that must wait for the one before.
  let waits: [Double]
  /// Bytes a second, read in order.
  let rates: [Double]
}

/// The times of blocks from 16 KB to 128 MB.
func measuredMemory(seed: UInt64) -> MemoryTimes {
  let sizes = (4...17).map { 1 << $0 }  // KB
  let waits = sizes.map { measuredLatency(bytes: $0 << 10, seed: seed) }
  let rates = sizes.map { measuredBandwidth(bytes: $0 << 10) }
  return MemoryTimes(sizes: sizes, waits: waits, rates: rates)
}

// MARK: - Numbers of 16, 32 and 64 bits

/// The sum of all numbers of a table of `rows` rows of 128.
@inline(__always)
func total<Stored: SIMDScalar, Used: SIMDScalar & BinaryFloatingPoint>(
  _ table: UnsafePointer<Stored>, rows: Int,
  _ widened: (SIMD16<Stored>) -> SIMD16<Used>
) -> Float {
  var sums = [8 of SIMD16<Used>](repeating: .zero)
  for row in 0..<rows {
    for i in 0..<8 {
      let numbers = UnsafeRawPointer(table + (row &* 128 &+ 16 &* i))
      sums[i] += widened(numbers.loadUnaligned(as: SIMD16<Stored>.self))
    }
  }
  for i in 1..<8 { sums[0] += sums[i] }
  return Float(sums[0].sum())
}

/// Numbers a second for the three tables, and for one of 16 bits that is calculated with in 32.
func sumRates(rows: Int) -> [Double] {
  func memory<N: BinaryFloatingPoint>(_: N.Type) -> UnsafeMutablePointer<N> {
    let numbers = UnsafeMutablePointer<N>.allocate(capacity: 128 * rows)
    for i in 0..<128 * rows { numbers[i] = N(i % 7 - 3) / 8 }
    return numbers
  }
  let (half, single, double) = (
    memory(Float16.self), memory(Float.self), memory(Double.self)
  )
  defer {
    half.deallocate()
    single.deallocate()
    double.deallocate()
  }
  let rounds = max(1, (1 << 18) / rows)
  func rate(_ work: () -> Float) -> Double {
    var last: Float = 0
    let time = seconds { for _ in 0..<rounds { last += work() } }
    scratch[3] = last
    return Double(128 * rows * rounds) / time
  }
  let inDouble = rate { total(double, rows: rows) { $0 } }
  let inSingle = rate { total(single, rows: rows) { $0 } }
  let widened = rate { total(half, rows: rows) { Lanes($0) } }
  let inHalf = rate { total(half, rows: rows) { $0 } }
  return [inDouble, inSingle, widened, inHalf]
}

/// What a table of vectors costs in three ways of storing it, from near memory and from far.
func storageTable(near: [Double], far: [Double]) -> Table {
  let names = [
    "Float64", "Float32", "stored in 16 bits, calculated in 32", "Float16",
  ]
  let sizes = [8, 4, 2, 2].map { (bytes: Int) in bytes * 128 * 400_000 }
  let rows: [[Any]] = names.indices.map { i in
    [names[i], sizes[i] / 1_000_000, 1e-9 * near[i], 1e-9 * far[i]]
  }
  return Table(
    columns: [
      "numbers", "large table, MB", "near, billions a second",
      "far, billions a second",
    ], rows: rows, decimals: 1)
}

// MARK: - Threads

/// What a second thread costs, and what it gains on products of several sizes.
struct ThreadTimes {
  /// Seconds that some multiply-adds take on one thread, and twice as many on two.
  let alone, both: Double
  /// The sizes of the square matrices.
  let sizes: [Int]
  /// GFLOP/s of each product with 1 thread and with 2.
  let rates: [[Double]]
}

/// The times of two threads.
func measuredThreads(options: Options) -> ThreadTimes {
  Threads.count = 2
  let rounds = 10_000  // of multiply-adds: some 15 µs
  let alone = seconds(rounds: 1000) { multiplyAdd(rounds: rounds, scratch) }
  let both = seconds(rounds: 1000) {
    Threads.split(2) { part in
      multiplyAdd(rounds: rounds, scratch + 128 * part.lowerBound)
    }
  }
  let sizes = [32, 64, 128, 256, 512, 1024]
  let rates = sizes.map { n in
    Array(race(m: n, k: n, n: n, from: versions.count, options: options))
  }
  return ThreadTimes(alone: alone, both: both, sizes: sizes, rates: rates)
}

/// What the second thread gains, product by product.
func threadsTable(_ threads: ThreadTimes) -> Table {
  Table(
    columns: ["product", "1 thread, GFLOP/s", "2 threads", "gain"],
    rows: zip(threads.sizes, threads.rates).map { n, rate in
      ["\(n) × \(n)", rate[0], rate[1], rate[1] / rate[0]]
    }, decimals: 2)
}

/// The gain from `t` threads where a share `p` of the work can be split.
func amdahl(_ p: Double, _ t: Double) -> Double { 1 / (1 - p + p / t) }

/// What Amdahl's law allows.
func amdahlTable() -> Table {
  Table(
    columns: ["share that can be split", "2 threads", "8", "64", "any number"],
    rows: [0.5, 0.9, 0.99].map { p in
      [format(p, decimals: 2)] + [2, 8, 64, .infinity].map { amdahl(p, $0) }
    }, decimals: 1)
}
