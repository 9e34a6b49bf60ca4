import Foundation
import Ground
import Tensors
import Testing

@testable import Networks

@Suite struct SafetensorsTests {
  /// A file of these parts.
  private func bytes(_ header: String, _ numbers: [UInt8], length: Int? = nil) -> Data {
    let count = UInt64(length ?? header.utf8.count).littleEndian
    return withUnsafeBytes(of: count) { Data($0) } + Data(header.utf8) + Data(numbers)
  }

  private func open(_ header: String, _ numbers: [UInt8], length: Int? = nil) throws -> Safetensors
  {
    try Safetensors(bytes(header, numbers, length: length), name: "model")
  }

  @Test func whatIsWrittenComesBack() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var random = Random(seed: 1, stream: "test")
    let table = Tensor.normal([5, 3], random: &random)
    let tensors = [("table", table), ("é/\"b\"", Tensor([1, -2])), ("none", .zeros(0, 3))]
    try Safetensors.write(tensors, metadata: ["format": "pt"], to: path)
    let file = try Safetensors(path: path)
    #expect(file.names == ["none", "table", "é/\"b\""])
    #expect(file.metadata == ["format": "pt"])
    for (name, value) in tensors {
      #expect(file.shape(of: name) == value.shape)
      #expect(try file.tensor(name) == value)
    }
    #expect(try file.rows([4, 0, 4], of: "table") == table.rows(at: [4, 0, 4]))
    #expect(throws: InputError.self) { try file.rows([5], of: "table") }
    #expect(throws: InputError.self) { try file.rows([-1], of: "table") }
    #expect(throws: InputError.self) { try file.rows([0], of: "é/\"b\"") }
    #expect(throws: InputError.self) { try file.tensor("chair") }
    #expect(throws: InputError.self) {
      try Safetensors.write([("a", table), ("a", table)], to: path)
    }
    #expect(throws: InputError.self) { try Safetensors(path: path + ".none") }
  }

  @Test func readsHalfPrecision() throws {
    // 1, −2, 65504 (the largest), 2⁻²⁴ (the smallest), 2⁻¹⁴, −0, infinity: IEEE 754, binary16.
    let halves: [UInt16] = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x8000, 0x7c00]
    let header = #"{"h": {"dtype": "F16", "shape": [7], "data_offsets": [0, 14]}}"#
    let numbers = halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let values = try open(header, numbers).tensor("h").values
    #expect(values == [1, -2, 65504, 0x1p-24, 0x1p-14, 0, .infinity])
    #expect(values[5].sign == .minus)
    #expect(Safetensors.float(half: 0x7e00).isNaN)
    let upper = #"{"b": {"dtype": "BF16", "shape": [2, 1], "data_offsets": [0, 4]}}"#
    #expect(try open(upper, [0x80, 0x3f, 0x49, 0xc0]).tensor("b").values == [1, -3.140625])
  }

  @Test(arguments: [
    #"[1]"#, #"{"a""#, #"{"a": 3}"#,
    #"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}"#,
    #"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}"#,
    #"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}"#,
    #"{"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}"#,
    #"{"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 8]}}"#,
    #"{"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}"#,
    #"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}"#,
    #"{"a": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 8]}}"#,
    #"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}"#,
  ])
  func refusesAHeaderThatDoesNotFit(_ header: String) {
    #expect(throws: InputError.self) { try open(header, [UInt8](repeating: 0, count: 8)) }
  }

  @Test func refusesWhatIsCutShortOrOfAnotherKind() throws {
    let header = #"{"a": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}}"#
    let whole = bytes(header, [UInt8](repeating: 0, count: 8))
    let file = try Safetensors(whole, name: "model")
    #expect(throws: InputError.self) { try file.tensor("a") }
    for count in 0..<whole.count {
      #expect(throws: InputError.self) { try Safetensors(whole.prefix(count), name: "model") }
    }
    #expect(throws: InputError.self) { try open(header, [], length: .max) }
  }
}
