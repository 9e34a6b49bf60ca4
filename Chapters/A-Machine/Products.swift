import Ground
import Literate
import Tensors

// What the six versions of the matrix product fetch, and how fast they are.

/// What each version does.
let versionNames = [
  "1 the formula", "2 memory in order", "3 lanes", "4 tiles in registers",
  "5 packed panels", "6 A packed too",
]

// MARK: - What each step saves

/// What a version costs for 1,000 multiply-adds: trips to memory, and lines fetched.
struct Cost {
  let trips, lines: Double
  /// Operations for a byte that has to be fetched.
  var intensity: Double { 2000 / (64 * lines) }

  init(multiplyAdds: Int, trips: Int, _ cache: Cache) {
    self.trips = 1000 * Double(trips) / Double(multiplyAdds)
    lines = 1000 * Double(cache.fetched) / Double(multiplyAdds)
  }
}

/// Walks of the versions through square matrices of `side` rows, and what they cost.
struct Walks {
  let side: Int

  /// Where the numbers of three matrices and of two packed copies lie.
  func address(_ matrix: Int, _ i: Int, _ j: Int) -> Int {
    4 * ((matrix * side + i) * side + j)
  }

  /// Two rows of C by three loops; the inner one runs over p, or over j.
  func costOfLoops(innerIsColumn: Bool, lanes: Int) -> Cost {
    var cache = Cache()
    for i in 0..<2 {
      for outer in 0..<side {
        for inner in 0..<side {
          let (p, j) = innerIsColumn ? (outer, inner) : (inner, outer)
          cache.touch(address(0, i, p))
          cache.touch(address(1, p, j))
          cache.touch(address(2, i, j))
        }
      }
    }
    let work = 2 * side * side
    // Version 1 loads a number of A each time, the others once for a whole row.
    let trips = innerIsColumn ? 3 * work / lanes + 2 * side : 4 * work
    return Cost(multiplyAdds: work, trips: trips, cache)
  }

  /// Tiles that make the given rows and columns of C as far as the given steps of p, with copies of B's
  /// numbers, and of A's, or without.
  func costOfTiles(
    rows: Int, columns: Int, steps: Int, copiesB: Bool = false,
    copiesA: Bool = false
  ) -> Cost {
    var (cache, trips) = (Cache(), 0)
    func touch(_ address: Int) {
      cache.touch(address)
      trips += 1
    }
    func placeOfA(_ i: Int, _ p: Int) -> Int {
      copiesA ? address(4, 0, i * steps + p) : address(0, i, p)
    }
    func placeOfB(_ p: Int, _ j: Int) -> Int {
      copiesB ? address(3, 0, 16 * p + j % 16) : address(1, p, j)
    }
    for j in stride(from: 0, to: columns, by: 16) {
      for p in 0..<(copiesB ? steps : 0) {
        touch(address(1, p, j))
        touch(placeOfB(p, j))
      }
      for i in stride(from: 0, to: rows, by: 4) {
        for r in i..<i + 4 {
          for _ in 0..<2 { touch(address(2, r, j)) }  // loaded, and stored
        }
        for p in 0..<steps {
          touch(placeOfB(p, j))
          for r in i..<i + 4 { touch(placeOfA(r, p)) }
        }
      }
    }
    return Cost(multiplyAdds: rows * columns * steps, trips: trips, cache)
  }
}

/// What each of the six versions costs with matrices of `side` rows.
func costsOfVersions(side: Int) -> [Cost] {
  let walks = Walks(side: side)
  return [
    walks.costOfLoops(innerIsColumn: false, lanes: 1),
    walks.costOfLoops(innerIsColumn: true, lanes: 1),
    walks.costOfLoops(innerIsColumn: true, lanes: 16),
    walks.costOfTiles(rows: 4, columns: side, steps: side),
    walks.costOfTiles(rows: side, columns: 16, steps: 256, copiesB: true),
    walks.costOfTiles(
      rows: side, columns: 16, steps: 256, copiesB: true, copiesA: true),
  ]
}

/// The costs, version by version.
func costsTable(_ costs: [Cost]) -> Table {
  Table(
    columns: [
      "version", "trips to memory", "lines fetched", "operations a byte",
    ],
    rows: zip(versionNames, costs).map {
      [$0, $1.trips, $1.lines, $1.intensity]
    },
    decimals: 2, caption: "For 1,000 multiply-adds of 1024 × 1024 matrices.")
}

// MARK: - The race

/// Billions of operations a second of some product that takes `operations`.
func rate(_ operations: Double, _ product: () -> Tensor) -> Double {
  var rounds = 1
  func run() { for _ in 0..<rounds { scratch[4] = product()[0, 0] } }
  // The slow ones are timed as they come, the fast ones many at a time.
  let once = seconds(rounds: 2, run)
  if once < 1e-3 { rounds = max(1, Int(1e-3 / once)) }
  let time =
    once > 0.2 ? once : seconds(rounds: once > 4e-3 ? 25 : 200, run)
  return 1e-9 * operations * Double(rounds) / time
}

/// GFLOP/s of the versions from `first` on and of the library, on one thread; then of the last and of the
/// library on two.
func race(m: Int, k: Int, n: Int, from first: Int, options: Options)
  -> [Double]
{
  var dice = Random(seed: options.seed, stream: "race")
  let a = Tensor.normal([m, k], random: &dice)
  let b = Tensor.normal([k, n], random: &dice)
  let work = 2 * Double(m * k * n)
  defer { Threads.count = options.threads }
  Threads.count = 1
  let alone = versions[first...].map { version in
    rate(work) { multiply(a, b, by: version) }
  }
  let library = rate(work) { matmul(a, b) }
  Threads.count = 2
  let last = rate(work) { multiply(a, b, by: versions[5]) }
  return alone + [library, last, rate(work) { matmul(a, b) }]
}

/// What takes part in the race, in the order of its results.
let racers =
  versionNames + [
    "the library's matmul", "6 on two threads", "matmul on two threads",
  ]

/// The race on matrices of two sizes, and the share of a core's peak, in GFLOP/s, that the second one
/// reaches.
func raceTable(_ rates: [[Double]], peak: Double) -> Table {
  Table(
    columns: ["version", "256 × 256", "1024 × 1024", "% of a core's peak"],
    rows: racers.indices.map {
      [
        racers[$0], rates[0][$0], rates[1][$0],
        "\(format(100 * rates[1][$0] / peak, decimals: 0))",
      ]
    }, decimals: 1,
    caption: "Billions of operations a second (GFLOP/s).")
}

/// The race on a small product, from version 3 on, on one thread.
func smallTable(_ rates: [Double]) -> Table {
  let names = Array(versionNames[2...]) + ["the library's matmul"]
  return Table(
    columns: ["version", "(20, 100) · (100, 400)"],
    rows: names.indices.map { [names[$0], rates[$0]] }, decimals: 1,
    caption: "Billions of operations a second (GFLOP/s).")
}
