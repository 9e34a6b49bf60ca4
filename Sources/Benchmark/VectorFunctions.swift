import Ground
import Tensors

/// `benchmark vectors`: a function of every element, into memory that an earlier result gave back.
struct VectorFunctions: Workload {
  let name = "vectors"
  let summary = "exp, tanh and the like, cases named function-elements"
  let unit = "Gelement/s"
  let cases = ["exp", "log", "tanh", "sigmoid", "erf", "sqrt", "sin", "cos", "softmax"]
    .flatMap { ["\($0)-8192", "\($0)-4194304"] }

  func prepare(_ name: String) throws -> Job {
    let parts = name.split(separator: "-").map(String.init)
    guard parts.count == 2, let count = Int(parts[1]), (1...1_000_000_000).contains(count) else {
      throw InputError(
        "A case of vectors is named function-elements, such as exp-8192, with 1 to 1000000000 elements, not \(name)."
      )
    }
    try CaseSizes.demandMemory(numbers: 2 * Double(count), for: name)
    let function = try function(parts[0])
    var random = Random(seed: 1, stream: "benchmark vectors")
    let x = Tensor.uniform([count], in: 0.1..<5, random: &random)
    return Job(work: 1e-9 * Double(count)) {
      withExtendedLifetime(function(x)) {}
      return []
    }
  }

  private func function(_ name: String) throws -> (Tensor) -> Tensor {
    switch name {
    case "exp": exp
    case "log": log
    case "tanh": tanh
    case "sigmoid": sigmoid
    case "erf": erf
    case "sqrt": sqrt
    case "sin": sin
    case "cos": cos
    case "softmax": softmax
    default:
      throw InputError(
        "There is no vector function \(name); there are \(cases.joined(separator: ", ")).")
    }
  }
}
