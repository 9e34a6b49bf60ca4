import Language
import Tensors

/// Where the numbers of one word lie.
typealias Row = UnsafeMutablePointer<Float>

/// Copies of those rows of a matrix (V, S) that one passage of text needs: to be changed without
/// anybody else seeing it, and then put together with those of other passages. S is a multiple of 16.
struct PrivateRows {
  /// Rows are dealt by their numbers to so many hands, for as many threads to put together. Sixteen
  /// neighbors go to one hand, so that no two threads write to one line of `slots`.
  static let hands = 16

  private let size: Int
  /// For each of V rows the number of its copy, or -1.
  private let slots: UnsafeMutableBufferPointer<Int32>
  private let copies: UnsafeMutableBufferPointer<Float>
  private var count = 0
  /// Which rows have been copied, for each hand in the order of first use.
  private var ids = [[Int32]](repeating: [], count: hands)

  /// Room for `capacity` of `rows` rows of `size` numbers.
  init(rows: Int, size: Int, capacity: Int) {
    self.size = size
    slots = .allocate(capacity: rows)
    slots.initialize(repeating: -1)
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 4 * size * capacity, alignment: 64)
    copies = memory.bindMemory(to: Float.self)
  }

  func deallocate() {
    slots.deallocate()
    copies.deallocate()
  }

  /// The copy of row `id` of `matrix`, made if it is asked for the first time.
  @inline(__always)
  mutating func copy(of id: Int32, from matrix: Row) -> Row {
    let slot = slots[Int(id)]
    if slot >= 0 { return row(slot) }
    let (original, copy) = (matrix + Int(id) &* size, row(Int32(count)))
    var i = 0
    while i < size {
      Lanes(original + i).store(to: copy + i)
      i &+= 16
    }
    slots[Int(id)] = Int32(count)
    count &+= 1
    ids[Int(id) >> 4 & (PrivateRows.hands - 1)].append(id)
    return copy
  }

  /// Puts into the rows of `matrix` that belong to `hand` what passages have
  /// made of them, in the passages' order. Where n have changed the same row,
  /// the sum of their changes is divided by √n.
  ///
  /// - Parameter uses: V zeros, to count n with; zeros again in the end.
  static func merge(
    _ hand: Int, of passages: [PrivateRows], into matrix: Row,
    uses: UnsafeMutablePointer<Int32>
  ) {
    for rows in passages {
      for id in rows.ids[hand] { uses[Int(id)] += 1 }
    }
    for rows in passages {
      for id in rows.ids[hand] {
        // Σ (copy - row) / √n + row; below zero where the row has had its turn.
        let root = Float(uses[Int(id)].magnitude).squareRoot()
        let keep = uses[Int(id)] > 0 ? 1 - root : 1
        rows.add(id, share: 1 / root, to: matrix, keeping: keep)
        uses[Int(id)] = -Int32(uses[Int(id)].magnitude)
      }
    }
    for rows in passages { for id in rows.ids[hand] { uses[Int(id)] = 0 } }
  }

  /// Turns row `id` of `matrix` into `keep` times itself and `share` times its copy, and forgets the copy.
  @inline(__always)
  private func add(_ id: Int32, share: Float, to matrix: Row, keeping keep: Float) {
    let (target, copy) = (matrix + Int(id) &* size, row(slots[Int(id)]))
    let (share, keep) = (Lanes(repeating: share), Lanes(repeating: keep))
    var i = 0
    while i < size {
      (Lanes(target + i) * keep).addingProduct(share, Lanes(copy + i)).store(to: target + i)
      i &+= 16
    }
    slots[Int(id)] = -1
  }

  /// Forgets which rows were copied, once they are merged.
  mutating func removeAll() {
    count = 0
    for hand in ids.indices { ids[hand].removeAll(keepingCapacity: true) }
  }

  @inline(__always)
  private func row(_ slot: Int32) -> Row { copies.baseAddress! + Int(slot) &* size }
}
