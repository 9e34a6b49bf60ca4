import Foundation

/// All files that a command names, looked at together before any work: what would be refused at its end
/// is refused now, and no file takes the place of another by mistake.
///
///     var places = Places()
///     places.reads(text, "the text")
///     places.writes(vectors, "the vectors", as: VectorsFile.kind)
///     try places.check(isForced: arguments["--force"] != nil)
package struct Places {
  fileprivate enum Use {
    case read
    case written(FileKind)
    /// Written where no such file is yet.
    case begun(FileKind)
    /// Read, and written again.
    case updated
  }

  fileprivate var named: [(path: String, what: String, use: Use)] = []

  package init() {}

  /// Notes a file to be read; `what` is its part in the command, as in “the text”.
  package mutating func reads(_ path: String?, _ what: String) {
    if let path { named.append((path, what, .read)) }
  }

  /// Notes a file to be written; one of the same kind that is there already may be replaced.
  package mutating func writes(_ path: String?, _ what: String, as kind: FileKind) {
    if let path { named.append((path, what, .written(kind))) }
  }

  /// Notes a file that keeps a training; one that is there already holds another one, to be resumed.
  package mutating func begins(_ path: String?, _ what: String, as kind: FileKind) {
    if let path { named.append((path, what, .begun(kind))) }
  }

  /// Notes a file to be read and then to be written again.
  package mutating func updates(_ path: String?, _ what: String) {
    if let path { named.append((path, what, .updated)) }
  }

  /// Throws an `InputError` unless all files to be read are there, the others can be written, each is a
  /// file of its own, links resolved, and none takes the place of one of another kind, unless `isForced`.
  package func check(isForced: Bool = false) throws {
    for file in named where file.use.isRead { try Files.checkReadable(file.path) }
    try checkDistinct()
    if isForced { return }
    for file in named { try file.use.check(file.path) }
  }

  /// Two names of a file that isn't there yet are known by their temporary neighbor, which they share.
  private func checkDistinct() throws {
    var seen: [(identity: FileStatus.Identity, what: String)] = []
    var neighbors: [TemporaryFile] = []
    defer { for neighbor in neighbors { neighbor.remove() } }
    for file in named {
      guard let identity = try identity(of: file, &neighbors) else { continue }
      if let other = seen.first(where: { $0.identity == identity }) {
        let what = other.what.prefix(1).uppercased() + other.what.dropFirst()
        throw InputError(
          "\(what) and \(file.what) need a file each; “\(file.path)” would be both.")
      }
      seen.append((identity, file.what))
    }
  }

  /// The identity of a file, or else of its temporary neighbor, which is made.
  private func identity(
    of file: (path: String, what: String, use: Use), _ neighbors: inout [TemporaryFile]
  ) throws -> FileStatus.Identity? {
    guard file.use.isWritten else { return FileStatus(file.path)?.identity }
    let place = try Place(file.path)
    let made = FileStatus(TemporaryFile.path(for: place))?.identity
    if let made, neighbors.contains(where: { $0.identity == made }) {
      return place.old?.identity ?? made
    }
    let neighbor = try TemporaryFile(for: place)
    neighbors.append(neighbor)
    return place.old?.identity ?? neighbor.identity
  }
}

extension Places.Use {
  fileprivate var isRead: Bool {
    switch self {
    case .read, .updated: true
    case .written, .begun: false
    }
  }

  fileprivate var isWritten: Bool { if case .read = self { false } else { true } }

  /// Throws if a file at `path` is better left alone.
  fileprivate func check(_ path: String) throws {
    guard isWritten, let old = FileStatus(path) else { return }
    let rest = "name another, or let --force replace it."
    switch self {
    case .written(let kind), .begun(let kind):
      try demand(
        kind.includes(path), "“\(path)” is there already and holds no \(kind.name); \(rest)")
    case .read, .updated: break
    }
    if case .begun(let kind) = self, old.size > 0 {
      throw InputError("There is a \(kind.name) “\(path)” already; --resume it, \(rest)")
    }
    try demand(access(path, W_OK) == 0, "“\(path)” is protected from being written; \(rest)")
  }
}

extension Option {
  /// What lets `Places` pass what it would rather keep.
  package static let force = Option(
    "--force", help: "replace files that hold something else, or an earlier training")
}
