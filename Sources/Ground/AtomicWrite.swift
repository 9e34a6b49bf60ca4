import Foundation
import Synchronization

extension Files {
  /// Writes several texts, each into a temporary neighbor first; only when all of them are on the disk do
  /// they take their places, in the order given, and no Ctrl-C comes in between. On a failure nothing has
  /// changed.
  package static func replace(_ files: [(path: String, text: String)]) throws {
    let signals = HeldSignals()
    defer { signals.release() }
    var written: [TemporaryFile] = []
    do {
      for file in files {
        written.append(try TemporaryFile(for: file.path))
        try written[written.count - 1].write { try $0.write(contentsOf: Data(file.text.utf8)) }
      }
      for file in written { try file.takePlace() }
    } catch {
      for file in written { file.remove() }
      throw error
    }
  }

  /// Writes what `body` writes whole or not at all: into a temporary neighbor of the file at `path`,
  /// through to the disk, and then into its place by renaming, which a crash can't interrupt.
  package static func replace(_ path: String, _ body: (FileHandle) throws -> Void) throws {
    let file = try TemporaryFile(for: path)
    do {
      try file.write(body)
      try file.takePlace()
    } catch {
      file.remove()
      throw error
    }
  }

  /// Throws the error that writing to `path` would, as far as it can be known before: if the folder is
  /// missing, say. Good to know before hours of work.
  package static func checkWritable(_ path: String) throws { try TemporaryFile(for: path).remove() }
}

/// A new file beside another, to be renamed to it.
private struct TemporaryFile {
  private let path: String
  private let target: String

  /// Makes an empty file beside the one at `target`.
  init(for target: String) throws {
    let url = URL(filePath: target)
    self.target = target
    path =
      url.deletingLastPathComponent().appending(
        path: ".\(url.lastPathComponent).\(getpid()).tmp"
      ).path
    try demand(!Files.isFolder(target), "\(target) is a folder; name a file to write.")
    // The new file would take the place of a device or a pipe, not be written to it.
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    let kind = attributes?[.type] as? FileAttributeType
    try demand(
      kind == nil || kind == .typeRegular || kind == .typeSymbolicLink,
      "\(target) is no ordinary file; name one to write.")
    try demand(
      FileManager.default.createFile(atPath: path, contents: nil),
      "\(target) can't be written; does its folder exist, and may you write there?")
  }

  /// Lets `body` write, and sees it through to the disk.
  func write(_ body: (FileHandle) throws -> Void) throws {
    do {
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      defer { try? file.close() }
      try body(file)
      try file.synchronize()
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError(
        "\(target) can't be written (\(Files.reason(error))); is there room on the disk?")
    }
  }

  /// Puts the file where the other one was.
  func takePlace() throws {
    guard rename(path, target) == 0 else {
      throw InputError("\(target) can't be replaced: \(String(cString: strerror(errno))).")
    }
    // The renaming itself reaches the disk with the folder.
    let folder = open(URL(filePath: target).deletingLastPathComponent().path, O_RDONLY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  func remove() { unlink(path) }
}

/// Holds back Ctrl-C and termination for the moment in which files take their places, so that they
/// come before or after it, never in between.
private struct HeldSignals {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]
  /// The signal that came meanwhile; 0 for none.
  private static let came = Atomic<Int32>(0)
  private let before = HeldSignals.numbers.map { number in
    signal(number) { HeldSignals.came.store($0, ordering: .relaxed) }
  }

  /// Lets signals through again, the one that was held back first of all.
  func release() {
    for (number, handler) in zip(HeldSignals.numbers, before) { _ = signal(number, handler) }
    let number = HeldSignals.came.exchange(0, ordering: .relaxed)
    if number != 0 { raise(number) }
  }
}
