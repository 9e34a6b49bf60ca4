import Foundation
import Ground
import Tensors

/// A public file that the book uses but does not hold: fetched once, checked, and kept.
public struct DataFile: Sendable, Equatable {
  /// Where the file lies within a data folder, such as `ptb/ptb.train.txt`.
  public let path: String
  /// Where it is published; nil if it can be had only as part of something else.
  public let url: String?
  /// How many bytes it has.
  public let bytes: Int
  /// Its SHA-256 checksum in hexadecimal digits.
  public let checksum: String

  public init(path: String, url: String?, bytes: Int, checksum: String) {
    self.path = path
    self.url = url
    self.bytes = bytes
    self.checksum = checksum
  }

  /// The file's text, from the first place that has it; throws an `InputError` if none has, or if what
  /// is there is not the file that was published.
  public func text(from folders: DataFolders = .standard) throws -> String {
    try TextFile.text(try contents(from: folders), name: path)
  }

  /// The file's bytes: from the reader's own data folder, else the cache, else the network, and
  /// then into the cache.
  public func contents(from folders: DataFolders = .standard) throws -> Data {
    for folder in [folders.local, folders.cache].compactMap({ $0 }) {
      let place = folder.appendingPathComponent(path)
      try demand(
        !Files.isFolder(place.path),
        "“\(place.path)” is a folder where a file should be; remove it and try again.")
      if let data = FileManager.default.contents(atPath: place.path) {
        try check(data, at: "“\(place.path)”", advice: "remove it and try again")
        return data
      }
    }
    guard let url else {
      throw InputError("\(path) can't be fetched; set BOOK_DATA to a folder that has it.")
    }
    let data = try download(from: url)
    try check(data, at: "What came from \(url)", advice: "try again later")
    let place = folders.cache.appendingPathComponent(path)
    try Files.makeFolder(place.deletingLastPathComponent().path)
    try Files.replace(place.path) { try $0.write(contentsOf: data) }
    return data
  }

  /// Where the file lies, for what reads it in parts: in the reader's own data folder, else the cache, into
  /// which it is fetched first if need be. What is there already is known by its size alone.
  ///
  /// - Throws: `InputError` as `contents` does.
  public func place(from folders: DataFolders = .standard) throws -> String {
    for folder in [folders.local, folders.cache].compactMap({ $0 }) {
      let place = folder.appendingPathComponent(path).path
      guard Files.exists(place) else { continue }
      try demand(
        FileStatus(place)?.size == bytes,
        "“\(place)” is not the file that was published, by its size; remove it and try again.")
      return place
    }
    _ = try contents(from: folders)
    return folders.cache.appendingPathComponent(path).path
  }

  private func check(_ data: Data, at place: String, advice: String) throws {
    if data.count < bytes {
      throw InputError("\(place) is cut short, \(data.count) bytes of \(bytes); \(advice).")
    }
    if data.count != bytes || SHA256.hex(of: Array(data)) != checksum {
      throw InputError("\(place) is not the file that was published, by its checksum; \(advice).")
    }
  }

  /// The bytes at the file's address, all of them in memory before any is kept.
  private func download(from url: String) throws -> Data {
    let curl = Process()
    let (output, complaint) = (Pipe(), Pipe())
    curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    curl.arguments = ["curl", "--fail", "--silent", "--show-error", "--location", url]
    curl.standardOutput = output
    curl.standardError = complaint
    do { try curl.run() } catch {
      throw InputError("\(path) can't be fetched, since the program curl doesn't start.")
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let words = String(
      decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    curl.waitUntilExit()
    guard curl.terminationStatus == 0 else {
      let reason = words.split(separator: "\n").last.map { " (\($0))" } ?? ""
      throw InputError(
        "\(path) could not be fetched from \(url)\(reason); go online, or set BOOK_DATA to a folder that has it."
      )
    }
    return data
  }
}

/// Where data files are looked for.
public struct DataFolders: Sendable, Equatable {
  /// The reader's own folder, named by the environment variable `BOOK_DATA`.
  public let local: URL?
  /// Where fetched files are kept.
  public let cache: URL

  public init(local: URL?, cache: URL) {
    self.local = local
    self.cache = cache
  }

  /// Whether all of `files` lie in one of the folders, so that none must be fetched.
  public func has(_ files: [DataFile]) -> Bool {
    files.allSatisfy { file in
      [local, cache].contains { folder in
        let place = folder?.appendingPathComponent(file.path)
        return place.map { Files.exists($0.path) } ?? false
      }
    }
  }

  /// The folders that the environment names: `BOOK_DATA`, and `XDG_CACHE_HOME` or `~/.cache`.
  public static var standard: DataFolders {
    DataFolders(environment: ProcessInfo.processInfo.environment)
  }

  init(environment: [String: String]) {
    func folder(_ name: String) -> URL? {
      environment[name].flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0, isDirectory: true) }
    }
    let home = FileManager.default.homeDirectoryForCurrentUser
    let caches = folder("XDG_CACHE_HOME") ?? home.appendingPathComponent(".cache")
    self.init(
      local: folder("BOOK_DATA"), cache: caches.appendingPathComponent("from-counting-to-attention")
    )
  }
}
