import Dispatch
import Ground
import Literate
import Synchronization
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
  roundTimes(rounds, work).min()!
}

/// The seconds of each round of `work`.
func roundTimes(_ rounds: Int, _ work: () -> Void) -> [Double] {
  (0..<rounds).map { _ in
    let start = DispatchTime.now().uptimeNanoseconds
    work()
    return 1e-9 * Double(DispatchTime.now().uptimeNanoseconds - start)
  }
}

// MARK: - The core

/// Operations a second when nothing else is done.
func measuredPeak() -> Double {
  192e5 / seconds(rounds: 500) { multiplyAdd(rounds: 100_000, scratch) }
}

/// What a core does in a second.
struct CoreTimes {
  /// Seconds for a multiply-add that waits for the one before.
  let wait: Double
  /// Operations a second: one sum of one number, and six sums of sixteen.
  let alone, peak: Double
}

/// The times of this core.
func measuredCore() -> CoreTimes {
  let wait = seconds(rounds: 500) { oneByOne(rounds: 100_000, scratch) } / 1e5
  return CoreTimes(wait: wait, alone: 2 / wait, peak: measuredPeak())
}

// MARK: - The memory

/// Nanoseconds for a read that depends on the one before: a walk through `lines` lines in random order,
/// which lie one after the other, or each on a page of its own.
func measuredLatency(lines: Int, onPages: Bool, seed: UInt64) -> Double {
  // Numbers of eight bytes: a line holds 8 of them, a page 512.
  func place(_ i: Int) -> Int { onPages ? 512 * i + 8 * (i % 64) : 8 * i }
  var dice = Random(seed: seed, stream: "links")
  let order = dice.permutation(lines)
  var links = [Int](repeating: 0, count: (onPages ? 512 : 8) * lines)
  for (here, next) in zip(order, order.dropFirst() + [order[0]]) {
    links[place(here)] = place(next)
  }
  let steps = min(max(4 * lines, 1 << 18), 1 << 20)
  return 1e9 / Double(steps)
    * seconds(rounds: lines > 1 << 15 ? 2 : 4) {
      scratch[0] = Float(follow(links, steps: steps))
    }
}

/// The least of the times in several places of memory.
func leastLatency(lines: Int, onPages: Bool = false, seed: UInt64) -> Double {
  (0..<3).map { _ in
    measuredLatency(lines: lines, onPages: onPages, seed: seed)
  }.min()!
}

/// Bytes a second that are read in order, again and again, from a block of memory.
func measuredBandwidth(bytes: Int) -> Double {
  let x = Tensor.ones([bytes / 4])
  let rounds = max(1, (1 << 27) / bytes)
  return Double(bytes * rounds)
    / seconds(rounds: 12) {
      x.withUnsafeBufferPointer { x in
        for _ in 0..<rounds {
          scratch[1] = read(x.baseAddress!, count: x.count)
        }
      }
    }
}

/// How soon and how fast numbers come from memory, by the size of the block they lie in.
struct MemoryTimes {
  /// The sizes of the blocks, in KB: of all, and of those that are spread out on pages.
  let sizes, pageSizes: [Int]
  /// Nanoseconds for a read that must wait for the one before; the same with each line on a page of its
  /// own.
  let waits, pageWaits: [Double]
  /// Bytes a second, read in order, from blocks of 16 KB on.
  let rates: [Double]
}

/// The times of blocks from 4 KB to 128 MB.
func measuredMemory(seed: UInt64) -> MemoryTimes {
  let sizes = (2...16).flatMap { [1 << $0, 3 << ($0 - 1)] } + [1 << 17]  // KB
  let pageSizes = sizes.filter { $0 <= 2048 }
  let spread = pageSizes.map {
    leastLatency(lines: 16 * $0, onPages: true, seed: seed)
  }
  let waits = sizes.map { leastLatency(lines: 16 * $0, seed: seed) }
  let rates = sizes.filter { $0 >= 16 }.map {
    measuredBandwidth(bytes: $0 << 10)
  }
  return MemoryTimes(
    sizes: sizes, pageSizes: pageSizes, waits: waits, pageWaits: spread,
    rates: rates)
}

/// Lines fetched for a read in a walk by columns through an `n` × `n` matrix.
func fetchedByColumns(_ n: Int) -> Double {
  var cache = Cache()
  for j in 0..<n { for i in 0..<n { cache.touch(4 * (i * n + j)) } }
  return Double(cache.fetched) / Double(n * n)
}

// MARK: - Points under the roof

/// What a core can do at most, and what it did.
struct MeasuredWork {
  let name: String
  /// Operations a byte.
  let intensity: Double
  /// Operations a second.
  let rate: Double
}

/// Four works on one thread whose numbers come from main memory.
func measuredWorks(options: Options) -> [MeasuredWork] {
  Threads.count = 1
  defer { Threads.count = options.threads }
  var dice = Random(seed: options.seed, stream: "roof")
  let long = Tensor.ones([1 << 25])
  let sum = seconds { scratch[5] = long.sum() }
  // As many matrices as no cache holds, so that each comes from afar.
  let weights = (0..<20).map { _ in
    Tensor.normal([650, 2600], random: &dice)
  }
  func layers(_ rows: Int) -> MeasuredWork {
    let x = Tensor.normal([rows, 650], random: &dice)
    let time = seconds { for W in weights { scratch[5] = matmul(x, W)[0, 0] } }
    let work = product("\(rows) rows", Double(rows), 650, 2600)
    return MeasuredWork(
      name: "(\(rows), 650) · (650, 2600)", intensity: work.intensity,
      rate: 20 * work.operations / time)
  }
  let words = Tensor.normal([650, 10_000], random: &dice)
  let states = Tensor.normal([700, 650], random: &dice)
  let scores = product("scores", 700, 650, 10_000)
  let time = seconds { scratch[5] = matmul(states, words)[0, 0] }
  return [
    MeasuredWork(
      name: "sum of a long vector", intensity: 0.25,
      rate: Double(long.count) / sum),
    layers(1), layers(20),
    MeasuredWork(
      name: "(700, 650) · (650, 10000)", intensity: scores.intensity,
      rate: scores.operations / time),
  ]
}

/// What the works reach of what the roof allows.
func roofTable(_ measured: [MeasuredWork], under core: Processor) -> Table {
  Table(
    columns: [
      "work", "operations a byte", "at most, GFLOP/s", "measured, GFLOP/s",
      "%",
    ],
    rows: measured.map { work in
      let most = core.roof(work.intensity)
      return [
        work.name, work.intensity, 1e-9 * most, 1e-9 * work.rate,
        "\(format(100 * work.rate / most, decimals: 0))",
      ]
    }, decimals: 2)
}

// MARK: - Numbers of 16, 32 and 64 bits

/// The sum of all numbers of a table of `rows` rows of 128.
@inline(__always)
func total<Stored: SIMDScalar, Used: SIMDScalar & BinaryFloatingPoint>(
  _ table: UnsafePointer<Stored>, rows: Int,
  _ widened: (SIMD16<Stored>) -> SIMD16<Used>
) -> Float {
  var sums = [4 of SIMD16<Used>](repeating: .zero)
  for row in 0..<rows {
    for i in 0..<8 {
      let numbers = UnsafeRawPointer(table + (row &* 128 &+ 16 &* i))
      sums[i & 3] += widened(numbers.loadUnaligned(as: SIMD16<Stored>.self))
    }
  }
  for i in 1..<4 { sums[0] += sums[i] }
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
  defer { Threads.count = options.threads }
  Threads.count = 2
  let rounds = 10_000  // of multiply-adds: some 30 µs
  let alone = seconds(rounds: 1000) { multiplyAdd(rounds: rounds, scratch) }
  let both = seconds(rounds: 1000) {
    Threads.split(2) { part in
      multiplyAdd(rounds: rounds, scratch + 128 * part.lowerBound)
    }
  }
  var dice = Random(seed: options.seed, stream: "threads")
  let sizes = [32, 64, 128, 256, 512, 1024]
  let rates = sizes.map { n in
    let x = Tensor.normal([n, n], random: &dice)
    return [1, 2].map { threads in
      Threads.count = threads
      return rate(2 * Double(n * n * n)) { matmul(x, x) }
    }
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

/// Nanoseconds for one of two threads to add 1 to a counter of its own, which lie so many bytes apart.
func timeOfCounters(apart bytes: Int) -> Double {
  Threads.count = 2
  let counters = UnsafeMutableRawPointer.allocate(
    byteCount: 256, alignment: 64)
  defer { counters.deallocate() }
  let steps = 10_000_000
  // The median, for in some rounds one thread may do both parts.
  let times = roundTimes(15) {
    Threads.split(2) { part in
      let counter = (counters + part.lowerBound * bytes)
        .initializeMemory(as: Atomic<Int>.self, to: Atomic(0))
      for _ in 0..<steps {
        counter.pointee.store(
          counter.pointee.load(ordering: .relaxed) + 1, ordering: .relaxed)
      }
    }
  }
  return 1e9 * times.sorted()[7] / Double(steps)
}
