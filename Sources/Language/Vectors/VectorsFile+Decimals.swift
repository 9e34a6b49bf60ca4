/// Reads decimal numbers as the nearest `Float`, the common ones without leaving this function.
struct DecimalReader {
  private let powersOfTen: [Double] = (0...22).map { Double("1e\($0)")! }

  /// The number that stands at `position`, up to a space or the end, or nil where there is no finite
  /// one; `position` moves past it.
  ///
  /// A whole number below 2⁵³ times or over a power of ten up to 10²² takes one rounding in `Double`
  /// (Clinger, "How to read floating point numbers accurately", 1990). A second rounding to `Float`
  /// could only err if the first one landed halfway between two of them; such numbers, and all
  /// others, go to the standard library.
  func float(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Float? {
    let start = position
    let isNegative = take(UInt8(ascii: "-"), bytes, &position)
    var digits: UInt64 = 0
    let first = position
    takeDigits(bytes, &position, &digits)
    var count = position - first
    var exponent = 0
    if take(UInt8(ascii: "."), bytes, &position) {
      let point = position
      takeDigits(bytes, &position, &digits)
      exponent = point - position
      count -= exponent
    }
    if take(UInt8(ascii: "e"), bytes, &position) {
      let sign = take(UInt8(ascii: "-"), bytes, &position) ? -1 : 1
      if sign == 1 { _ = take(UInt8(ascii: "+"), bytes, &position) }
      let mark = position
      var power: UInt64 = 0
      takeDigits(bytes, &position, &power)
      if position == mark || position - mark > 4 { return slowFloat(bytes, start, &position) }
      exponent += sign * Int(power)
    }
    let isWhole = position == bytes.count || bytes[position] <= 0x20
    guard isWhole, count > 0, count < 20, digits < 1 << 53, exponent.magnitude <= 22 else {
      return slowFloat(bytes, start, &position)
    }
    let power = powersOfTen[Int(exponent.magnitude)]
    let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
    let isHalfway = value.bitPattern & 0x1fff_ffff == 0x1000_0000
    guard !isHalfway, value == 0 || (value > 0x1p-126 && value < 0x1p127) else {
      return slowFloat(bytes, start, &position)
    }
    return Float(isNegative ? -value : value)
  }

  @inline(__always)
  private func take(
    _ byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  @inline(__always)
  private func takeDigits(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ digits: inout UInt64
  ) {
    while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10
    {
      digits = digits &* 10 &+ UInt64(digit)
      position += 1
    }
  }

  @inline(never)
  private func slowFloat(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ position: inout Int
  ) -> Float? {
    position = bytes[start...].firstIndex { $0 <= 0x20 } ?? bytes.count
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    // The standard library would also take "nan", "inf" and hexadecimal numbers.
    guard text.utf8.allSatisfy({ $0 < 0x3a || $0 | 0x20 == UInt8(ascii: "e") }),
      let value = Float(text), value.isFinite
    else { return nil }
    return value
  }
}
