import Foundation

extension Files {
  /// What is wrong if the disks have no room for new files of so many bytes, beside those that they would
  /// replace; nil if they have, or don't tell.
  ///
  /// Room can be had later too, so that it is the caller who knows whether this ends the program.
  package static func shortage(of files: [(path: String, bytes: Int)]) -> InputError? {
    var needs: [(path: String, bytes: Int, device: UInt64)] = []
    for (path, bytes) in files {
      guard let place = try? Place(path), let folder = FileStatus(place.folder) else { continue }
      let device = folder.identity.device
      let before = needs.last { $0.device == device }?.bytes ?? 0
      needs.append((path, before + bytes, device))
    }
    for need in needs {
      guard let room = room(beside: need.path), need.bytes > room else { continue }
      return InputError(
        """
        There is no room for \(need.path): its disk has \(size(room)) left, and at least \
        \(size(need.bytes)) will be needed; make room, or name a file on another disk.
        """)
    }
    return nil
  }

  /// How many bytes can be written beside the file at `path`.
  private static func room(beside path: String) -> Int? {
    var status = statvfs()
    guard let place = try? Place(path), statvfs(place.folder, &status) == 0 else { return nil }
    let blocks = geteuid() == 0 ? status.f_bfree : status.f_bavail
    // Some disks of a network count no blocks.
    guard status.f_blocks > 0 else { return nil }
    return Int(
      clamping: UInt64(blocks).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
    )
  }

  /// `320 bytes`, `4.1 kB`, `2.5 MB`.
  static func size(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) bytes" }
    var (size, units) = (Double(bytes) / 1000, ["kB", "MB", "GB", "TB"][...])
    while size >= 1000, units.count > 1 {
      size /= 1000
      units.removeFirst()
    }
    return "\(format(size, decimals: 1)) \(units[units.startIndex])"
  }
}
