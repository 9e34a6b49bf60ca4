import Ground
import Tensors

/// `benchmark matmul`: C = A B for the shapes MxKxN, as A lies, written into the same C every time.
struct MatrixProducts: Workload {
  let name = "matmul"
  let summary = "matrix products (M, K) · (K, N), cases named MxKxN"
  let unit = "GFLOP/s"
  let cases =
    [64, 128, 256, 512, 1024, 2048].map { "\($0)x\($0)x\($0)" }
    + ["20x100x400", "700x100x10000", "700x650x2600"]

  func prepare(_ name: String) throws -> Job {
    let sizes = try CaseSizes(
      name, "x", count: 3, "A case of matmul is named MxKxN, such as 512x512x512"
    ).all
    let (m, k, n) = (sizes[0], sizes[1], sizes[2])
    try CaseSizes.demandMemory(numbers: 2 * Double(m * k + k * n + m * n), for: name)
    var random = Random(seed: 1, stream: "benchmark matmul")
    let a = Tensor.normal([m, k], random: &random)
    let b = Tensor.normal([k, n], random: &random)
    var c = Tensor.zeros(m, n)
    return Job(work: 2e-9 * Double(m) * Double(k) * Double(n)) {
      matmul(a, b, into: &c)
      return []
    }
  }
}
