import Ground
import Tensors

/// `benchmark vectors`: a function of every element, into memory that is there already.
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
    try CaseSizes.demandMemory(numbers: 3 * Double(count), for: name)
    let function = try function(parts[0])
    var random = Random(seed: 1, stream: "benchmark vectors")
    let x = Tensor.uniform([count], in: 0.1..<5, random: &random)
    var y = Tensor.zeros(count)
    return Job(work: 1e-9 * Double(count)) {
      function(x, &y)
      return []
    }
  }

  private func function(_ name: String) throws -> (Tensor, inout Tensor) -> Void {
    switch name {
    case "exp": { x, y in x.mapLanes(into: &y) { exp($0) } }
    case "log": { x, y in x.mapLanes(into: &y) { log($0) } }
    case "tanh": { x, y in x.mapLanes(into: &y) { tanh($0) } }
    case "sigmoid": { x, y in x.mapLanes(into: &y) { sigmoid($0) } }
    case "erf": { x, y in x.mapLanes(into: &y) { erf($0) } }
    case "sqrt": { x, y in x.mapLanes(into: &y) { sqrt($0) } }
    case "sin": { x, y in x.mapLanes(into: &y) { sin($0) } }
    case "cos": { x, y in x.mapLanes(into: &y) { cos($0) } }
    case "softmax": { x, y in y = softmax(x) }
    default:
      throw InputError(
        "There is no vector function \(name); there are \(cases.joined(separator: ", ")).")
    }
  }
}
