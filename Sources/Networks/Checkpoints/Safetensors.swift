import Foundation
import Ground
import Tensors

/// A file of named tensors in the form in which most models are published.
///
///     8 bytes   n, the length of the header, lowest byte first
///     n bytes   JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
///     the rest  the numbers, each tensor's from one of its offsets to the other
///
/// (huggingface/safetensors, README, "Format".) The file is mapped: of a table of words only those rows are
/// read that are asked for.
public struct Safetensors: Sendable {
  /// What numbers are stored as: they come out as `Float`.
  public enum Kind: String, CaseIterable, Sendable {
    case float32 = "F32"
    /// IEEE's half precision.
    case float16 = "F16"
    /// The upper half of a `Float`.
    case bfloat16 = "BF16"

    var bytes: Int { self == .float32 ? 4 : 2 }
  }

  private struct Entry: Sendable {
    /// As the header has it: `F32`, `I64` …
    let kind: String
    let shape: [Int]
    let range: Range<Int>
  }

  /// What the file is called in error messages.
  private let path: String
  private let data: Data
  /// Where the numbers begin.
  private let start: Int
  private let entries: [String: Entry]
  /// What else the header says: text by text.
  public let metadata: [String: String]
  /// The names of all tensors, in order of the alphabet.
  public var names: [String] { entries.keys.sorted() }

  /// Opens the file at `path`.
  ///
  /// - Throws: `InputError` if it can't be read, is cut short, or has a header that doesn't fit its numbers.
  public init(path: String) throws {
    try Files.checkOrdinary(path)
    guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else {
      throw Files.unreadable(path)
    }
    try self.init(data, name: path)
  }

  /// - Parameter name: what to call it in errors.
  init(_ data: Data, name: String) throws {
    (path, self.data) = (name, data)
    let length =
      data.count < 8
      ? nil : data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).littleEndian }
    guard let length, length <= UInt64(data.count - 8) else {
      throw InputError("\(name) is no safetensors file, or it is cut short; fetch it again.")
    }
    start = 8 + Int(length)
    let header = data[data.startIndex + 8..<data.startIndex + start]
    guard let object = try? JSONSerialization.jsonObject(with: header),
      let table = object as? [String: Any]
    else { throw InputError("\(name) is no safetensors file: its header is no JSON object.") }
    metadata = table["__metadata__"] as? [String: String] ?? [:]
    var entries: [String: Entry] = [:]
    for (key, value) in table where key != "__metadata__" {
      guard let entry = Safetensors.entry(value) else {
        throw InputError(
          "\(name): the header's entry “\(key)” has no sensible dtype, shape and data_offsets.")
      }
      entries[key] = entry
    }
    self.entries = entries
    try checkRanges(of: data.count - start)
  }

  private static func entry(_ value: Any) -> Entry? {
    guard let fields = value as? [String: Any], let kind = fields["dtype"] as? String,
      let shape = fields["shape"] as? [Int], shape.allSatisfy({ $0 >= 0 }),
      let offsets = fields["data_offsets"] as? [Int], offsets.count == 2,
      0 <= offsets[0], offsets[0] <= offsets[1]
    else { return nil }
    return Entry(kind: kind, shape: shape, range: offsets[0]..<offsets[1])
  }

  /// Throws unless the tensors lie one after the other, and fill what follows the header.
  private func checkRanges(of count: Int) throws {
    var end = 0
    for (name, entry) in entries.sorted(by: {
      ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key)
    }) {
      try demand(
        entry.range.lowerBound == end && entry.range.upperBound <= count,
        "\(path): the numbers of “\(name)” don't lie where the header says; fetch the file again.")
      end = entry.range.upperBound
      guard let kind = Kind(rawValue: entry.kind) else { continue }
      let bytes = entry.shape.reduce((kind.bytes, false)) { product, size in
        let next = product.0.multipliedReportingOverflow(by: size)
        return (next.partialValue, product.1 || next.overflow)
      }
      try demand(
        !bytes.1 && bytes.0 == entry.range.count,
        "\(path): “\(name)” has \(entry.range.count) bytes, and its shape \(entry.shape) others.")
    }
    try demand(
      end == count, "\(path) is cut short, or has more than its header says; fetch it again.")
  }

  /// The shape of a tensor; nil if there is none of that name.
  public func shape(of name: String) -> [Int]? { entries[name]?.shape }

  /// The tensor of that name.
  ///
  /// - Throws: `InputError` if there is none, or its numbers are of a kind that isn't read.
  public func tensor(_ name: String) throws -> Tensor {
    let (entry, kind) = try self.entry(name)
    var values = Tensor.zeros(entry.shape)
    values.withUnsafeMutableBufferPointer { read(entry.range.lowerBound, kind, into: $0) }
    return values
  }

  /// Rows of a matrix (V, D) → (rows, D), without reading the others.
  ///
  /// - Throws: `InputError` as `tensor` does.
  public func rows(_ rows: [Int], of name: String) throws -> Tensor {
    let (entry, kind) = try self.entry(name)
    try demand(entry.shape.count == 2, "\(path): “\(name)” is no matrix.")
    let (count, width) = (entry.shape[0], entry.shape[1])
    try demand(
      rows.allSatisfy { 0 <= $0 && $0 < count }, "\(path): “\(name)” has only \(count) rows.")
    var values = Tensor.zeros(rows.count, width)
    values.withUnsafeMutableBufferPointer { numbers in
      for (place, row) in rows.enumerated() {
        let part = UnsafeMutableBufferPointer(
          rebasing: numbers[place * width..<(place + 1) * width])
        read(entry.range.lowerBound + row * width * kind.bytes, kind, into: part)
      }
    }
    return values
  }

  private func entry(_ name: String) throws -> (Entry, Kind) {
    guard let entry = entries[name] else {
      throw InputError("\(path) has no tensor “\(name)”; it is another model's file.")
    }
    guard let kind = Kind(rawValue: entry.kind) else {
      let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw InputError("\(path): “\(name)” is of type \(entry.kind); only \(known) are read.")
    }
    return (entry, kind)
  }

  private func read(_ offset: Int, _ kind: Kind, into numbers: UnsafeMutableBufferPointer<Float>) {
    data.withUnsafeBytes { bytes in
      let part = bytes[(start + offset)..<(start + offset + numbers.count * kind.bytes)]
      switch kind {
      case .float32: UnsafeMutableRawBufferPointer(numbers).copyMemory(from: .init(rebasing: part))
      case .float16:
        for i in numbers.indices {
          numbers[i] = Safetensors.float(
            half: bytes.loadUnaligned(fromByteOffset: part.startIndex + 2 * i, as: UInt16.self))
        }
      case .bfloat16:
        for i in numbers.indices {
          let upper = bytes.loadUnaligned(
            fromByteOffset: part.startIndex + 2 * i, as: UInt16.self)
          numbers[i] = Float(bitPattern: UInt32(upper) << 16)
        }
      }
    }
  }

  /// IEEE 754 half precision: sign, five bits of exponent, ten of fraction. (`Float16` isn't there on every
  /// machine that Swift runs on.)
  static func float(half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10 & 31)
    let fraction = UInt32(half & 0x3ff)
    if exponent == 0 {
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: sign | magnitude.bitPattern)
    }
    let wide = exponent == 31 ? 255 : exponent + 112
    return Float(bitPattern: sign | wide << 23 | fraction << 13)
  }

  /// Writes tensors into a file at `path`, whole or not at all, as `F32`.
  ///
  /// - Throws: `InputError` where it can't be written, or two have one name.
  public static func write(
    _ tensors: [(name: String, value: Tensor)], metadata: [String: String] = [:], to path: String
  ) throws {
    var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var offset = 0
    for (name, value) in tensors {
      try demand(header[name] == nil, "Two tensors are called “\(name)”; give each its own name.")
      let end = offset + 4 * value.count
      header[name] = [
        "dtype": Kind.float32.rawValue, "shape": value.shape, "data_offsets": [offset, end],
      ]
      offset = end
    }
    var json = [UInt8](
      try JSONSerialization.data(
        withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes]))
    json += [UInt8](repeating: 32, count: (8 - json.count % 8) % 8)
    try Files.replace(path) { file in
      let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
      try file.write(contentsOf: length + json)
      for (_, value) in tensors {
        try file.write(contentsOf: value.withUnsafeBufferPointer { Data(buffer: $0) })
      }
    }
  }
}
