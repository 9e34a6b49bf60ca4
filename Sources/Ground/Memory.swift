import Foundation

/// The memory that there is, asked before work that takes much of it: a process that asks for more is
/// ended without a word.
package enum Memory {
  /// How many bytes this process can still be given: what the machine has free, and what its container
  /// and its shell (`ulimit -v`) allow.
  package static var available: Double {
    [free, container, allowed].compactMap { $0 }.min()
      ?? Double(ProcessInfo.processInfo.physicalMemory)
  }

  /// Throws an `InputError` where `bytes` are more than there are; a megabyte always is there.
  ///
  /// - Parameters:
  ///   - bytes: how many, about; as a `Double`, since products of sizes may be beyond `Int`.
  ///   - what: what takes them, as in “Vectors of 90,000 words”.
  ///   - advice: what to do about it, as in “lower --size”.
  package static func demand(_ bytes: Double, for what: String, advice: String) throws {
    // Who reads small files by the thousand need not ask the system for each.
    if bytes <= 1e6 { return }
    let available = available
    try Ground.demand(
      bytes <= available,
      "\(what) would take about \(size(bytes)) of memory, and there are \(size(available)); \(advice)."
    )
  }

  /// `12 GB`, `1.5 GB`, `320 MB`.
  package static func size(_ bytes: Double) -> String {
    if bytes < 1e9 { return "\(format(bytes / 1e6, decimals: 0)) MB" }
    if bytes < 1e10 { return "\(format(bytes / 1e9, decimals: 1)) GB" }
    return bytes < 1e15 ? "\(format(Int(bytes / 1e9))) GB" : "\(format(bytes / 1e9)) GB"
  }
}

// MARK: - Where it is said

extension Memory {
  /// What Linux can hand out without taking it from others, the swap file included.
  private static var free: Double? {
    let lines = (Files.text(at: "/proc/meminfo") ?? "").split(separator: "\n")
    func kilobytes(_ name: String) -> Double? {
      lines.first { $0.hasPrefix(name) }?.split(separator: " ").dropFirst().first.flatMap {
        Double($0)
      }
    }
    return kilobytes("MemAvailable:").map { 1024 * ($0 + (kilobytes("SwapFree:") ?? 0)) }
  }

  /// What the control groups that hold this process allow it, in either version of them.
  private static var container: Double? {
    let groups = (Files.text(at: "/proc/self/cgroup") ?? "").split(separator: "\n")
    return groups.flatMap { line -> [Double] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty || parts[1] == "memory" else { return [] }
      let (root, file) =
        parts[1].isEmpty
        ? ("/sys/fs/cgroup", "memory.max") : ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      return limits(of: String(parts[2]), below: root, in: file)
    }.min()
  }

  /// The limits of a group and of those around it.
  private static func limits(of group: String, below root: String, in file: String) -> [Double] {
    var names = group.split(separator: "/")
    var limits: [Double] = []
    while true {
      let path = ([root] + names.map(String.init) + [file]).joined(separator: "/")
      if let text = Files.text(at: path), let limit = Double(text.dropLast()) {
        limits.append(limit)
      }
      if names.popLast() == nil { return limits }
    }
  }

  /// What `ulimit -v` leaves of the addresses.
  private static var allowed: Double? {
    var limit = rlimit()
    #if canImport(Glibc)
      let name = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let name = RLIMIT_AS
    #endif
    guard getrlimit(name, &limit) == 0, limit.rlim_cur < UInt64(Int64.max) else { return nil }
    let pages = Files.text(at: "/proc/self/statm")?.split(separator: " ").first
    let used = pages.flatMap { Double($0) }.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) } ?? 0
    return max(Double(limit.rlim_cur) - used, 0)
  }
}
