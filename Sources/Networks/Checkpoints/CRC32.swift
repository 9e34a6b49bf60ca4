/// The cyclic redundancy check of IEEE 802.3 (as in PNG and gzip): any flipped bit, and all but one
/// in four thousand million of other changes, show.
package func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
  ~bytes.reduce(~0) { crc, byte in crc >> 8 ^ crcTable[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
}

/// What each byte does to the check: eight steps of division by the polynomial, bits reversed.
private let crcTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
}
