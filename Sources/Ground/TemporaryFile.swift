import Foundation

/// A new file beside another, to be renamed to it. It is called `.NAME.PROCESS.tmp`, and locked as long as
/// its process writes it, on a network's disk too.
final class TemporaryFile {
  let place: Place
  private let path: String
  private let descriptor: Int32
  private var isOpen = true

  /// Makes an empty file beside the one at `place`, with its owner and mode; what killed programs left
  /// there of theirs is removed.
  init(for place: Place) throws {
    self.place = place
    path = TemporaryFile.path(for: place)
    TemporaryFile.removeOrphans(beside: place)
    // Nobody else may look into the copy of a file that only its owner reads.
    let mode: mode_t = place.old == nil ? 0o666 : 0o600
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw place.refusal(errno) }
    flock(descriptor, LOCK_EX | LOCK_NB)
    if let old = place.old { take(old) }
  }

  /// Where the temporary neighbor of the file at `place` lies while this process writes it.
  static func path(for place: Place) -> String {
    "\(place.folder)/.\(place.name).\(getpid()).tmp"
  }

  var identity: FileStatus.Identity? { FileStatus(descriptor: descriptor)?.identity }

  /// Takes the owner and the mode of the file that will be replaced, as far as the system lets us.
  private func take(_ old: FileStatus) {
    if fchown(descriptor, old.owner, old.group) != 0 {
      _ = fchown(descriptor, uid_t.max, old.group)
    }
    _ = fchmod(descriptor, old.mode & 0o777)
  }

  /// Lets `body` write, and sees it through to the disk.
  func write(_ body: (FileHandle) throws -> Void) throws {
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      try body(file)
      try file.synchronize()
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(place.path) can't be written: \(Files.reason(error)).")
    }
  }

  /// Puts the file where the other one was.
  func takePlace() throws {
    guard rename(path, place.target) == 0 else {
      throw InputError("\(place.path) can't be replaced: \(String(cString: strerror(errno))).")
    }
    finish()
    // The renaming itself reaches the disk with the folder.
    let folder = open(place.folder, O_RDONLY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Removes the file, unless it has taken its place.
  func remove() {
    guard isOpen else { return }
    unlink(path)
    finish()
  }

  private func finish() {
    if isOpen { close(descriptor) }
    isOpen = false
  }
}

// MARK: - What killed programs leave

extension TemporaryFile {
  /// How long a file may lie there without a lock before it counts as left, whatever process has its
  /// number by now, in seconds.
  private static let patience = 86_400

  /// Removes the temporary neighbors of the file at `place` whose programs are gone.
  private static func removeOrphans(beside place: Place) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.folder)) ?? []
    for name in names where name.hasPrefix(".\(place.name).") && name.hasSuffix(".tmp") {
      guard let process = pid_t(name.dropFirst(place.name.count + 2).dropLast(4)) else { continue }
      let path = "\(place.folder)/\(name)"
      if isOrphan(path, of: process) { unlink(path) }
    }
  }

  private static func isOrphan(_ path: String, of process: pid_t) -> Bool {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0, let status = FileStatus(descriptor: file) else { return false }
    // On a network's disk it may be another machine's process: only the lock tells of that one.
    let isLocked = flock(file, LOCK_EX | LOCK_NB) != 0
    close(file)
    if isLocked || !status.isOrdinary { return false }
    let isGone = kill(process, 0) != 0 && errno == ESRCH
    return isGone || process == getpid() || Int(time(nil)) - status.modified > patience
  }
}
