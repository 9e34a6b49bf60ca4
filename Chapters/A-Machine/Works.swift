import Ground
import Literate

// What a GPU would change, worked out from two numbers of its data sheet.

/// NVIDIA's A100 of 2020.
let gpu = Processor(operations: 19.5e12, bytes: 1555e9)

/// A matrix product, (m, k) · (k, n).
func product(_ name: String, _ m: Double, _ k: Double, _ n: Double) -> Work {
  Work(
    name: name, operations: 2 * m * k * n, bytes: 4 * (m * k + k * n + m * n))
}

/// The targets of a batch, the words of the vocabulary, the numbers of a vector.
private let (N, V, D) = (100.0, 10_000.0, 100.0)

/// The four works that are compared.
let works = [
  // Three products (scores, dh, dW). W is read twice, dW written and
  // read, W updated; the scores are passed through five times.
  Work(
    name: "CBOW, softmax over 10,000", operations: 6 * N * V * D,
    bytes: 4 * (6 * V * D + 5 * N * V)),
  // Ten context vectors and six outputs, each read and written; a mean,
  // six scores, their gradients, and the updates.
  Work(
    name: "CBOW, 5 negative samples", operations: N * (10 + 6 * 6 + 10) * D,
    bytes: N * 4 * 2 * 16 * D),
  product("LSTM, scores (700, 650) · (650, 10000)", 700, 650, 10_000),
  product("LSTM, a step (20, 650) · (650, 2600)", 20, 650, 2600),
]

/// What the works are called in a figure.
let workNames = [
  "CBOW, softmax", "negative sampling", "LSTM scores", "LSTM step",
]

/// The works counted, and their times on a GPU.
func worksTable(_ gpu: Processor) -> Table {
  Table(
    columns: [
      "work", "million operations", "MB", "operations a byte",
      "GPU: arithmetic, µs", "GPU: memory, µs",
    ],
    rows: works.map { work in
      [
        work.name, 1e-6 * work.operations, 1e-6 * work.bytes, work.intensity,
        1e6 * work.operations / gpu.operations, 1e6 * work.bytes / gpu.bytes,
      ]
    }, decimals: 1)
}

/// How many times as fast as a core the GPU does `work`, if it takes 5 µs to hand it over.
func gainWithLaunch(_ work: Work, _ core: Processor, _ gpu: Processor) -> Double
{
  core.time(work) / (gpu.time(work) + 5e-6)
}

/// The times of the works on a core and on a GPU.
func gainsTable(_ core: Processor, _ gpu: Processor) -> Table {
  Table(
    columns: ["work", "one core, µs", "GPU, µs", "gain", "with a launch"],
    rows: works.map { work in
      let (slow, fast) = (core.time(work), gpu.time(work))
      return [
        work.name, 1e6 * slow, 1e6 * fast, slow / fast,
        gainWithLaunch(work, core, gpu),
      ]
    }, decimals: 1)
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
