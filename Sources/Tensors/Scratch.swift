import Foundation

/// Memory in which a thread keeps what it needs for the time of one product: the same from product to
/// product, since to ask for it takes as long as a small one.
enum Scratch {
  /// Memory for `count` numbers, not set, aligned to 64 bytes. It is the thread's own until the thread asks
  /// again.
  static func numbers(_ count: Int) -> UnsafeMutablePointer<Float> {
    let bytes = count * MemoryLayout<Float>.stride + header
    if let kept = pthread_getspecific(key) {
      if kept.load(as: Int.self) >= bytes { return numbers(in: kept) }
      free(kept)
    }
    // Twice as much as is asked for, so that a series of growing products asks seldom.
    let new = FreeBlocks.allocate(2 * bytes)
    new.storeBytes(of: 2 * bytes, as: Int.self)
    pthread_setspecific(key, new)
    return numbers(in: new)
  }

  /// The bytes before the numbers, which say how large the memory is.
  private static let header = 64

  private static func numbers(in memory: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Float> {
    (memory + header).assumingMemoryBound(to: Float.self)
  }

  /// By which each thread finds its own; what a thread kept is given back when it ends.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { free($0) }
    return key
  }()
}
