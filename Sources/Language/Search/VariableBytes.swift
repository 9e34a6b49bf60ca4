/// Numbers of seven bits a byte, the lowest first, a set high bit where more follow: small numbers, such as gaps
/// between neighbors, take one byte (Manning, Raghavan and Schütze, 2008, section 5.3.1, with the bytes the other
/// way round).
enum VariableBytes {
  static func append(_ number: UInt32, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// The number at `place`, which moves behind it; nil where the bytes end or hold no number of 32 bits.
  @inline(__always)
  static func read(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> UInt32? {
    guard place < bytes.count else { return nil }
    let first = bytes[place]
    place += 1
    return first < 0x80 ? UInt32(first) : readRest(UInt32(first & 0x7f), bytes, &place)
  }

  private static func readRest(
    _ first: UInt32, _ bytes: UnsafeRawBufferPointer, _ place: inout Int
  ) -> UInt32? {
    var (number, shift) = (UInt64(first), UInt64(7))
    while place < bytes.count, shift < 35 {
      let byte = bytes[place]
      place += 1
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return UInt32(exactly: number) }
      shift += 7
    }
    return nil
  }
}
