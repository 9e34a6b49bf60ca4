import Foundation
import Ground
import Synchronization

/// The memory behind tensors: `count` numbers, aligned to 64 bytes (a cache line, an AVX-512 register).
@usableFromInline
final class Storage: @unchecked Sendable {
  @usableFromInline let pointer: UnsafeMutablePointer<Float>
  @usableFromInline let count: Int

  /// Memory for `count` numbers, not yet set.
  @usableFromInline
  init(count: Int) {
    self.count = count
    pointer = FreeBlocks.take(bytes: count * MemoryLayout<Float>.stride)
      .bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit {
    // Where the optimizer is left out, whoever still reads here finds no numbers any more.
    assert(wipe())
    FreeBlocks.give(pointer, bytes: count * MemoryLayout<Float>.stride)
  }

  private func wipe() -> Bool {
    pointer.update(repeating: .nan, count: count)
    return true
  }
}

/// Large blocks of memory that tensors gave back, kept for the next ones of about the same size.
///
/// A system hands out large blocks page by page, zeroing each when it is first touched, and takes them
/// back as soon as they are free. A loop that adds two tensors of 1 MB then spends more than nine
/// tenths of its time on pages; with the blocks kept it spends none.
struct FreeBlocks {
  /// Smaller blocks are left to `malloc`, which keeps those itself.
  static let smallest = 1 << 16
  /// The most memory that is kept, in bytes: what a step of training a Transformer of three million numbers
  /// takes and gives back. Beyond it all is given back to the system.
  static let limit = 1 << 29

  private static let kept = Mutex(FreeBlocks())

  /// The addresses of the blocks of each size.
  var blocks: [Int: [UInt]] = [:]
  var bytes = 0

  /// Bytes of a large page of x86-64. A processor finds what lies in few large pages sooner than what is
  /// strewn over many of 4 KB; Linux gives them to those who ask.
  private static let largePage = 1 << 21
  /// MADV_HUGEPAGE of Linux.
  private static let adviceOfLargePages: Int32 = 14

  /// At most an eighth more than `bytes`, so that blocks of nearly the same size can replace each other.
  static func size(_ bytes: Int) -> Int {
    let step = 1 << (Int.bitWidth - bytes.leadingZeroBitCount - 4)
    return (bytes + step - 1) & ~(step - 1)
  }

  static func take(bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= smallest else { return allocate(max(bytes, 1)) }
    let size = size(bytes)
    let address = kept.withLock { free -> UInt? in
      guard let address = free.blocks[size]?.popLast() else { return nil }
      free.bytes -= size
      return address
    }
    return address.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
      ?? allocate(size)
  }

  /// New memory; where there is none left, the program ends with a sentence that says so.
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    var pointer: UnsafeMutableRawPointer?
    let isLarge = bytes >= largePage / 2
    guard posix_memalign(&pointer, isLarge ? largePage : 64, bytes) == 0, let pointer else {
      fail("There is no memory left for another \(Memory.size(Double(bytes))); ask for less.")
    }
    #if os(Linux)
      if isLarge { madvise(pointer, bytes, adviceOfLargePages) }
    #endif
    return pointer
  }

  static func give(_ pointer: UnsafeMutableRawPointer, bytes: Int) {
    guard bytes >= smallest, bytes <= limit else { return free(pointer) }
    let size = size(bytes)
    let address = UInt(bitPattern: pointer)
    let surplus = kept.withLock { kept -> [Int: [UInt]] in
      var surplus: [Int: [UInt]] = [:]
      if kept.bytes + size > limit {
        swap(&surplus, &kept.blocks)
        kept.bytes = 0
      }
      kept.blocks[size, default: []].append(address)
      kept.bytes += size
      return surplus
    }
    for address in surplus.values.joined() {
      free(UnsafeMutableRawPointer(bitPattern: address))
    }
  }
}
