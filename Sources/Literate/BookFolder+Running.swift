import Foundation
import Ground

extension BookFolder {
  /// The package that a program works on: the one that its executable lies in, or else the current
  /// folder, or else the one that it was built from. A copy of the package can only be worked on by a
  /// program that was built from the same sources.
  ///
  /// - Parameters:
  ///   - file: the program's `main.swift`, where it was when it was built.
  ///   - program: the executable.
  ///   - currentFolder: where it runs.
  /// - Throws: `InputError` where the program was built from other sources.
  package static func running(
    builtFrom file: String, program: String = Bundle.main.executablePath ?? "/",
    currentFolder: String = FileManager.default.currentDirectoryPath
  ) throws -> BookFolder {
    let here = package(holding: program) ?? package(holding: currentFolder)
    let built = try? BookFolder(holding: file)
    guard let here, here.root != built.map({ resolved($0.root) }) else {
      return try BookFolder(holding: file)
    }
    guard let built, built.sourceFiles == here.sourceFiles else {
      throw InputError(
        "This program was built from other sources than those in \(here.root), from \(file); build it there: swift build"
      )
    }
    return here
  }

  /// Where this package has the chapter's source that was built from `file`.
  func counterpart(of file: String) -> String {
    "\(root)/" + file.split(separator: "/").suffix(3).joined(separator: "/")
  }

  /// The package of the book's that holds `path`; nil where none does.
  private static func package(holding path: String) -> BookFolder? {
    Files.folder(around: path, with: ["Package.swift", "Chapters", "Sources/Literate"])
      .map(BookFolder.init(root:))
  }

  private static func resolved(_ path: String) -> String {
    let path = URL(filePath: path).resolvingSymlinksInPath().path
    return path == "/" ? path : path.trimmingSuffix("/")
  }

  /// All that programs are built from, by its place in the package.
  private var sourceFiles: [String: Data] {
    let folders = ["Sources", "Chapters"].flatMap { folder in
      let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")
      return (names?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
    }
    let files = (folders + ["Package.swift"]).filter { $0.contains(/\.(swift|c|h|modulemap)$/) }
    return Dictionary(
      uniqueKeysWithValues: files.map { file in
        (file, FileManager.default.contents(atPath: "\(root)/\(file)") ?? Data())
      })
  }
}
