import Foundation
import Tensors

/// What PyTorch gave, from the JSON files that `Golden/golden.py` wrote.
struct Golden {
  struct Array: Decodable {
    let shape: [Int]
    let values: [Double]
  }

  private let fields: [String: Array]

  /// The case called `name` of `Golden/file.json`.
  init(_ file: String, _ name: String) throws {
    let url = Bundle.module.url(forResource: "Golden/\(file)", withExtension: "json")!
    let cases = try JSONDecoder().decode(
      [String: [String: Array]].self, from: Data(contentsOf: url))
    guard let fields = cases[name] else { throw CocoaError(.fileReadCorruptFile) }
    self.fields = fields
  }

  /// The field rounded to a tensor.
  subscript(_ name: String) -> Tensor {
    Tensor(fields[name]!.values.map { Float($0) }, shape: fields[name]!.shape)
  }

  /// The field with all its digits.
  func exact(_ name: String) -> [Double] { fields[name]!.values }

  /// The field as ids.
  func ids(_ name: String) -> [Int] { fields[name]!.values.map { Int($0) } }
}
