/// The bytes that are there of a word.
struct WordBuffer: ~Copyable {
  private var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 0)
  private var capacity = 0
  private var count = 0

  deinit { start.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// Makes room for another `size` bytes of text, which are no more than twice as many in lower case, and for
  /// what was held back before them.
  mutating func reserve(_ size: Int) {
    let needed = count + 2 * size + 8
    guard needed > capacity else { return }
    capacity = 2 * needed
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.initialize(from: start, count: count)
    start.deallocate()
    start = larger
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    start[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII { return append(UInt8(scalar.value)) }
    for byte in UTF8.encode(scalar)! { append(byte) }
  }

  mutating func removeLast(_ size: Int) { count -= size }

  mutating func removeAll() { count = 0 }
}
