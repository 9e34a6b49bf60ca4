/// The cores that threads run on. Elsewhere than on Linux nothing is known of them and nothing moved.
package enum Core {
  /// The core that this thread runs on now; nil where the system doesn't tell.
  package static var current: Int32? {
    #if os(Linux)
      let core = currentCore()
      return core < 0 ? nil : core
    #else
      nil
    #endif
  }

  /// Moves this thread to another of the cores it may run on, and leaves it to the system again.
  ///
  /// - Returns: the core that the thread was moved to; nil if there is no other.
  @discardableResult
  package static func leave(_ core: Int32) -> Int32? {
    #if os(Linux)
      var allowed = [UInt8](repeating: 0, count: 128)
      let bytes = allowed.count
      guard getAffinity(0, bytes, &allowed) >= 0, core < 8 * bytes else { return nil }
      var others = allowed
      others[Int(core) / 8] &= ~(1 << UInt8(core % 8))
      // A set without any core is refused, and the thread stays where it is.
      guard setAffinity(0, bytes, others) == 0 else { return nil }
      defer { _ = setAffinity(0, bytes, allowed) }
      return current
    #else
      nil
    #endif
  }
}

#if os(Linux)
  // The C library's functions, in a part of its headers that Swift doesn't import. Sets of cores are bits.

  @_silgen_name("sched_getcpu")
  private func currentCore() -> Int32

  @_silgen_name("sched_getaffinity")
  private func getAffinity(_ thread: Int32, _ bytes: Int, _ cores: UnsafeMutableRawPointer) -> Int32

  @_silgen_name("sched_setaffinity")
  private func setAffinity(_ thread: Int32, _ bytes: Int, _ cores: UnsafeRawPointer) -> Int32
#endif
