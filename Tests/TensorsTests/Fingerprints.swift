import Foundation
import Tensors
import Testing

/// A fingerprint of every numeric function: a hash of the bits of its results on fixed inputs. The file
/// beside this one holds what they are, and they must come out the same with 1, 2 and 7 threads, for
/// each instruction set, with the optimizer and without it.
///
/// When a result is meant to change: `BOOK_FINGERPRINTS=write swift test --filter Fingerprints`.
@Suite(.serialized)
struct Fingerprints {
  static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fingerprints.json")

  @Test func everyFunctionGivesTheSameBitsWithAnyNumberOfThreads() throws {
    let usual = Threads.count
    defer { Threads.count = usual }
    Threads.count = 1
    let found = fingerprints()
    if ProcessInfo.processInfo.environment["BOOK_FINGERPRINTS"] == "write" {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try (encoder.encode(found) + Data("\n".utf8)).write(to: Self.file, options: .atomic)
    }
    let expected = try JSONDecoder().decode(
      [String: String].self, from: Data(contentsOf: Self.file))
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (name, value) in expected { #expect(found[name] == value, "\(name) with 1 thread") }
    for threads in [2, 7] {
      Threads.count = threads
      for (name, value) in fingerprints() {
        #expect(expected[name] == value, "\(name) with \(threads) threads")
      }
    }
  }
}

/// FNV-1a over the bits of a tensor's numbers (all NaNs alike) and its shape.
private func hash(_ tensors: Tensor...) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  func add(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01b3 }
  for tensor in tensors {
    for length in tensor.shape { add(UInt64(length)) }
    for value in tensor.values { add(UInt64(bits(value))) }
  }
  return String(hash, radix: 16)
}

private func fingerprints() -> [String: String] {
  var random = Random(seed: 1, stream: "fingerprints")
  var found: [String: String] = [:]
  // Numbers of every size, and enough of them that threads share the work.
  let wide = Tensor(specialNumbers + numbersOfEverySize.prefix(2000))
  let long = Tensor.uniform([(1 << 17) + 5], in: -9..<9, random: &random)
  for function in VectorFunction.all { found[function.name] = hash(function.tensor(wide)) }
  found["exp, threads"] = hash(Tensors.exp(long))

  let x = Tensor.normal([37, 53], random: &random)
  let y = Tensor.normal([37, 53], random: &random)
  found["arithmetic"] = hash(x + y, x - y, x * y, x / y, -x, 2 / x, x * 3)
  found["broadcasting"] = hash(x + y.row(3), x * y.sum(axis: 1, keepingAxis: true))
  found["arithmetic, threads"] = hash(
    long * long + 0.5, long + long.sum(axis: 0, keepingAxis: true))
  found["reductions"] = hash(
    x.sum(axis: 0), x.sum(axis: 1), x.mean(axis: 0), x.max(axis: 1), x.max(axis: 0),
    Tensor([x.sum(), x.mean(), x.max(), x.min(), x.norm()] as [Float]),
    Tensor(x.argmax().map { Float($0) }))
  let tall = long[0..<131_000, columns: 1310]
  found["reductions, threads"] = hash(tall.sum(axis: 0), tall.sum(axis: 1), tall.max(axis: 0))
  found["softmax"] = hash(softmax(x * 5), logSumExp(x * 5))
  found["softmax, threads"] = hash(softmax(tall), logSumExp(tall))
  found["shapes"] = hash(
    x.transposed(), tall.transposed(), x.reshaped(53, 37).rows(at: [5, 1, 5]),
    Tensor.concatenate([x, y], axis: 1))

  found["matmul"] = hash(
    matmul(x, y, transposed: .right), matmul(x, y, transposed: .left), matmul(x, y.transposed()))
  let (a, b) = (long[0..<13_000, columns: 100], long[500..<15_500, columns: 150])
  var sum = Tensor.normal([130, 150], random: &random)
  matmul(a, b, addingTo: &sum)
  found["matmul, threads"] = hash(
    sum, matmul(a.transposed(), b, transposed: .left),
    matmul(a, b.transposed(), transposed: .right),
    matmul(a, b, tile: .tall), matmul(a, b, tile: .small))
  found["matmul, vectors"] = hash(
    matmul(a.rows(0..<1), b), matmul(b.transposed(), a.rows(2..<3), transposed: .right),
    matmul(x.reshaped(1, 37, 53), y.reshaped(1, 37, 53), transposed: .left))

  found["random"] = hash(
    .normal([300], mean: 1, deviation: 2, random: &random),
    .uniform([300], in: -1..<2, random: &random),
    Tensor((0..<300).map { _ in Float(random.integer(below: 1000)) }),
    Tensor(random.permutation(300).map { Float($0) }))
  let table = AliasTable(weights: (1...100).map { 1 / Float($0) })
  found["alias table"] = hash(Tensor((0..<300).map { _ in Float(table.draw(&random)) }))
  return found
}

extension Tensor {
  /// A stretch of the numbers as a matrix.
  fileprivate subscript(_ range: Range<Int>, columns columns: Int) -> Tensor {
    rows(range).reshaped(-1, columns)
  }
}
