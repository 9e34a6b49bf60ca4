import Tensors

/// Collects values as bytes, the lowest byte first.
public struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func write(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  package mutating func write(_ value: Int) { write(UInt64(bitPattern: Int64(value))) }
  package mutating func write(_ value: Double) { write(value.bitPattern) }
  package mutating func write(_ value: Float) { write(UInt64(value.bitPattern)) }

  package mutating func write(_ value: Bool) { write(value ? 1 : 0) }

  package mutating func write(_ value: String) {
    write(value.utf8.count)
    bytes += value.utf8
  }

  package mutating func write(_ value: Tensor) {
    write(value.shape) { $0.write($1) }
    value.withUnsafeBufferPointer { bytes += UnsafeRawBufferPointer($0) }
  }

  package mutating func write<Element>(
    _ values: [Element], _ each: (inout ByteWriter, Element) -> Void
  ) {
    write(values.count)
    for value in values { each(&self, value) }
  }

  package mutating func write<Value>(_ value: Value?, _ some: (inout ByteWriter, Value) -> Void) {
    write(value == nil ? 0 : 1)
    if let value { some(&self, value) }
  }
}

/// Reads back what a `ByteWriter` wrote.
public struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  /// The bytes end too early, or hold what no writer wrote.
  package struct Malformed: Error {
    package init() {}
  }

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var isAtEnd: Bool { position == bytes.count }
  /// How many bytes are not yet read.
  package var bytesLeft: Int { bytes.count - position }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw Malformed() }
    defer { position += count }
    return bytes[position..<position + count]
  }

  package mutating func readWord() throws -> UInt64 {
    try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  package mutating func readInt() throws -> Int { Int(truncatingIfNeeded: try readWord()) }
  package mutating func readDouble() throws -> Double { Double(bitPattern: try readWord()) }
  package mutating func readFloat() throws -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: try readWord()))
  }

  package mutating func readBool() throws -> Bool { try readInt() == 1 }

  /// A choice by its name.
  package mutating func readChoice<Choice: RawRepresentable>() throws -> Choice
  where Choice.RawValue == String {
    guard let choice = Choice(rawValue: try readString()) else { throw Malformed() }
    return choice
  }

  /// How many elements follow: never more than there are bytes.
  private mutating func readCount() throws -> Int {
    let count = try readInt()
    guard count >= 0, count <= bytes.count - position else { throw Malformed() }
    return count
  }

  package mutating func readString() throws -> String {
    String(decoding: try take(readCount()), as: UTF8.self)
  }

  package mutating func readTensor() throws -> Tensor {
    let shape = try readArray { try $0.readInt() }
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow, product <= bytes.count else { throw Malformed() }
      count = product
    }
    let source = try take(count * MemoryLayout<Float>.stride)
    var tensor = Tensor.zeros(shape)
    tensor.withUnsafeMutableBufferPointer { target in
      source.withUnsafeBytes { UnsafeMutableRawBufferPointer(target).copyMemory(from: $0) }
    }
    return tensor
  }

  package mutating func readArray<Element>(_ each: (inout ByteReader) throws -> Element) throws
    -> [Element]
  {
    let count = try readCount()
    return try (0..<count).map { _ in try each(&self) }
  }

  package mutating func readOptional<Value>(_ some: (inout ByteReader) throws -> Value) throws
    -> Value?
  {
    try readInt() == 0 ? nil : some(&self)
  }
}
