import Foundation

/// What the system knows of a file or a folder, links followed.
package struct FileStatus {
  /// What two names of one file have in common: links of either kind, other spellings.
  package struct Identity: Equatable, Sendable {
    let device: UInt64
    let number: UInt64
  }

  package let identity: Identity
  let mode: mode_t
  let owner: uid_t
  let group: gid_t
  /// In bytes.
  package let size: Int
  /// When it was last written, in seconds of Unix time.
  let modified: Int
  /// The same in billionths of a second.
  package let modifiedNanoseconds: Int

  /// The status of what is at `path`; nil where there is nothing.
  package init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The status of an open file.
  package init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      number: UInt64(truncatingIfNeeded: status.st_ino))
    (mode, owner, group) = (status.st_mode, status.st_uid, status.st_gid)
    size = Int(status.st_size)
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = time.tv_sec
    modifiedNanoseconds = time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
  }

  package var isFolder: Bool { mode & S_IFMT == S_IFDIR }
  /// Whether it is no folder, device, pipe or socket.
  package var isOrdinary: Bool { mode & S_IFMT == S_IFREG }
  /// Whether only the owner of a file in this folder, and its own, may replace that file.
  var isSticky: Bool { mode & S_ISVTX != 0 }
}
