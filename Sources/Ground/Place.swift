import Foundation

/// A place for a file to be written: where a name leads to, once its links are followed.
struct Place {
  /// The name as it was given, which is what sentences speak of.
  let path: String
  /// Where the file is, or will be.
  let target: String
  /// The file that is there.
  let old: FileStatus?

  /// - Throws: `InputError` for a name that no ordinary file can have.
  init(_ path: String) throws {
    try demand(!path.isEmpty, "A file to be written needs a name.")
    self.path = path
    target = try Place.followed(path)
    old = FileStatus(target)
    try demand(
      old?.isFolder != true && !target.hasSuffix("/"), "\(path) is a folder; name a file to write.")
    // The new file would take the place of a device or a pipe, not be written to it.
    try demand(old?.isOrdinary != false, "\(path) is no ordinary file; name one to write.")
    try demand(isReplaceable, "\(path) can't be replaced: it belongs to another user.")
  }

  /// Whether the folder lets us replace the file that is there: one that many write into, such as `/tmp`,
  /// may ask for its owner.
  private var isReplaceable: Bool {
    guard let old, let folder = FileStatus(folder), folder.isSticky else { return true }
    return [0, old.owner, folder.owner].contains(geteuid())
  }

  /// The folder of the target.
  var folder: String {
    guard let slash = target.lastIndex(of: "/") else { return "." }
    return slash == target.startIndex ? "/" : String(target[..<slash])
  }

  /// The target's name in its folder.
  var name: Substring {
    target[(target.lastIndex(of: "/").map(target.index(after:)) ?? target.startIndex)...]
  }

  /// Where links from `path` on lead to, which need not exist.
  private static func followed(_ path: String) throws -> String {
    var path = path
    for _ in 0..<40 {
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return path
      }
      let slash = path.lastIndex(of: "/")
      path = link.hasPrefix("/") ? link : (slash.map { path[...$0] } ?? "") + link
    }
    throw InputError("\(path) is a link that leads to itself; name a file to write.")
  }

  /// Why no file can be written here, after an attempt that ended with the system's error `code`.
  func refusal(_ code: Int32) -> InputError {
    let reason =
      switch code {
      case ENOENT: "there is no folder \(folder)"
      case ENOTDIR: "\(folder) is no folder"
      case EACCES: "you may not write into the folder \(folder)"
      case ENAMETOOLONG: "the name is too long"
      default: String(cString: strerror(code))
      }
    return InputError("\(path) can't be written: \(reason).")
  }
}
