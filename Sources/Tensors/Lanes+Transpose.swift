/// Turns a block of 16 × 16 numbers: row i becomes column i.
///
/// Think of a number's place as eight bits, four for the row and four for the column. Taking the even
/// and the odd elements of each pair of rows moves the column's last bit to the front; after four such
/// rounds row and column have changed places.
@inline(__always)
func transpose(_ block: inout [16 of Lanes]) {
  for _ in 0..<4 {
    let rows = block
    for i in 0..<8 {
      let pair = SIMD32(lowHalf: rows[2 * i], highHalf: rows[2 * i + 1])
      block[i] = pair.evenHalf
      block[i + 8] = pair.oddHalf
    }
  }
}
