import Foundation
import Ground

/// A program that others have written and that an edition needs, found on the path.
struct Program {
  let path: String

  /// Pandoc reads Markdown and writes HTML and EPUB.
  static func pandoc() throws -> Program {
    try Program(
      ["pandoc"], purpose: "which turns the pages into other forms",
      remedy:
        "`apt install pandoc`, `brew install pandoc`, or the one that `pip install pypandoc_binary` "
        + "brings, its folder put on the path (version 3 or later)")
  }

  /// A browser without a window prints pages.
  static func browser() throws -> Program {
    try Program(
      ["chromium", "chromium-browser", "google-chrome", "chrome"],
      purpose: "which prints the pages",
      remedy: "`apt install chromium`, or `brew install --cask chromium`")
  }

  /// Draws the cover, an SVG, as a PNG, since many readers show no other.
  static func painter() throws -> Program {
    try Program(
      ["rsvg-convert"], purpose: "which paints the cover",
      remedy: "`apt install librsvg2-bin`, or `brew install librsvg`")
  }

  /// Packs a PDF: the browser's are three times as large.
  static func packer() throws -> Program {
    try Program(
      ["qpdf"], purpose: "which packs the file",
      remedy: "`apt install qpdf`, or `brew install qpdf`")
  }

  /// Knows which version this is.
  static func git() throws -> Program {
    try Program(["git"], purpose: "which knows the version", remedy: "`apt install git`")
  }

  /// Ends a program and those that it started. It has the gentler signals shut out, as the threads that start it.
  private static func end(_ process: Process) {
    let group = -process.processIdentifier
    if kill(group, SIGKILL) != 0 { kill(process.processIdentifier, SIGKILL) }
  }

  private static let interrupted = InputError("Interrupted; nothing was written.")

  private init(_ names: [String], purpose: String, remedy: String) throws {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let places = names.flatMap { name in folders.map { "\($0)/\(name)" } }
    guard let path = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      throw InputError("This edition needs \(names[0]), \(purpose); get it by \(remedy).")
    }
    self.path = path
  }

  /// What the program answers to `input`.
  ///
  /// - Throws: `InputError` with what the program said, if it ends with an error; `InputError` if the reader wants
  ///   an end, which is the program's end too.
  func run(
    _ arguments: [String], input: Data = Data(), in folder: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Data {
    if Interruption.isAsked { throw Program.interrupted }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let (inputPath, outputPath, remarksPath) = (
      scratch.path + "/input", scratch.path + "/output", scratch.path + "/remarks"
    )
    try input.write(to: URL(filePath: inputPath))
    try Files.replace([(outputPath, ""), (remarksPath, "")])
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: remarksPath)
    try process.run()
    while process.isRunning {
      if Interruption.isAsked { Program.end(process) }
      Thread.sleep(forTimeInterval: 0.02)
    }
    if Interruption.isAsked { throw Program.interrupted }
    guard process.terminationStatus == 0 else {
      let remarks = Files.text(at: remarksPath)?.split(separator: "\n").suffix(3) ?? []
      throw InputError("\(path) failed: \(remarks.joined(separator: " "))")
    }
    return try Files.bytes(at: outputPath)
  }
}
