import Ground
import Tensors

/// Tells attention of places by turning queries and keys: each pair of columns of a head is turned by an
/// angle that grows with the place, at its own pace. What a query and a key have in common then depends on
/// how far apart they stand, and on nothing else of their places. (Su et al., "RoFormer", 2021, equation 34.)
///
/// The columns 2i and 2i + 1 of a head of d columns at place p are turned by p / 10000^(2i/d).
struct RotaryPositions {
  /// d, the columns of a head.
  let width: Int
  /// Sine and cosine of each pair's angle at the places so far: (places, d).
  private var angles: Tensor

  init(width: Int) {
    require(width % 2 == 0, "Columns are turned in pairs; \(width) columns of a head don't pair.")
    self.width = width
    angles = .zeros(0, width)
  }

  /// Turns the first `columns` columns of x (N, T, …), whose steps begin at place `first`; or turns them
  /// back, which is also what their gradients need.
  mutating func turn(_ x: inout Tensor, columns: Int, first: Int = 0, back: Bool = false) {
    let steps = x.shape[1]
    reserve(first + steps)
    angles.withBlock { angles in
      x.changeBlock { x in
        Threads.split(x.rows, grain: 1 + (1 << 12) / columns) { part in
          for row in part {
            let (numbers, angle) = (x[row: row], angles[row: first + row % steps])
            for head in stride(from: 0, to: columns, by: width) {
              turn(numbers + head, angle, back: back)
            }
          }
        }
      }
    }
  }

  /// Makes angles for `count` places, and for as many again as there were if there are too few.
  private mutating func reserve(_ count: Int) {
    let places = angles.shape[0]
    guard count > places else { return }
    angles = PositionalEncoding.waves(0..<max(count, 2 * places), size: width)
  }

  /// One head of one step.
  private func turn(_ x: Numbers, _ angle: ReadOnlyNumbers, back: Bool) {
    for i in stride(from: 0, to: width, by: 2) {
      let (sine, cosine) = (back ? -angle[i] : angle[i], angle[i + 1])
      let (a, b) = (x[i], x[i + 1])
      x[i] = a * cosine - b * sine
      x[i + 1] = a * sine + b * cosine
    }
  }
}
