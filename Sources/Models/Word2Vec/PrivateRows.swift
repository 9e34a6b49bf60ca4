import Language
import Tensors

/// Where the numbers of one word lie.
typealias Row = UnsafeMutablePointer<Float>

/// Copies of those rows of a matrix (V, S) that one passage of text needs: to be changed without
/// anybody else seeing it, and at the end to tell what has changed. S is a multiple of 16.
struct PrivateRows {
  private let size: Int
  /// For each of V rows the number of its copy, or -1.
  private let slots: UnsafeMutableBufferPointer<Int32>
  private let copies: UnsafeMutableBufferPointer<Float>
  /// Which rows have been copied, in the order of first use.
  private(set) var ids: [Int32] = []

  /// Room for `capacity` of `rows` rows of `size` numbers.
  init(rows: Int, size: Int, capacity: Int) {
    self.size = size
    slots = .allocate(capacity: rows)
    slots.initialize(repeating: -1)
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 4 * size * capacity, alignment: 64)
    copies = memory.bindMemory(to: Float.self)
    ids.reserveCapacity(capacity)
  }

  func deallocate() {
    slots.deallocate()
    copies.deallocate()
  }

  /// The copy of row `id` of `matrix`, made if it is asked for the first time.
  @inline(__always)
  mutating func copy(of id: Int32, from matrix: Row) -> Row {
    var slot = Int(slots[Int(id)])
    if slot < 0 {
      slot = ids.count
      slots[Int(id)] = Int32(slot)
      ids.append(id)
      let (original, copy) = (matrix + Int(id) &* size, row(slot))
      var i = 0
      while i < size {
        Lanes(original + i).store(to: copy + i)
        i &+= 16
      }
    }
    return row(slot)
  }

  /// Turns each copy into what has changed: itself less the row it was made from.
  mutating func takeDifferences(from matrix: Row) {
    for (slot, id) in ids.enumerated() {
      slots[Int(id)] = -1
      let copy = row(slot)
      let original = matrix + Int(id) &* size
      for i in stride(from: 0, to: size, by: 16) {
        (Lanes(copy + i) - Lanes(original + i)).store(to: copy + i)
      }
    }
  }

  /// Adds `share(id)` of what has changed to those rows of `matrix` whose number leaves the remainder
  /// `part` when it is divided by `parts`.
  @inline(__always)
  func add(_ part: Int, of parts: Int, to matrix: Row, share: (Int32) -> Float) {
    for (slot, id) in ids.enumerated() where Int(id) % parts == part {
      let (change, target) = (row(slot), matrix + Int(id) &* size)
      let share = Lanes(repeating: share(id))
      var i = 0
      while i < size {
        Lanes(target + i).addingProduct(share, Lanes(change + i)).store(to: target + i)
        i &+= 16
      }
    }
  }

  /// Forgets all copies.
  mutating func removeAll() { ids.removeAll(keepingCapacity: true) }

  @inline(__always)
  private func row(_ slot: Int) -> Row { copies.baseAddress! + slot &* size }
}
