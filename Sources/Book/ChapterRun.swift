import Foundation
import Ground
import Literate

/// One run of a chapter's program, in a process of its own.
struct ChapterRun {
  let chapter: ChapterPlace
  let seconds: Double
  /// What it said of its page; nil where it failed.
  let summary: Summary?
  /// What it wrote to its error output: warnings, or why it failed.
  let remarks: String

  /// Runs `chapter` and waits for it.
  ///
  /// - Parameters:
  ///   - out: the folder for its page, which is to be compared with the book; nil for the book.
  ///   - label: what the progress line says.
  init(_ chapter: ChapterPlace, out: String?, threads: Int?, label: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let process = try ChapterRun.process(of: chapter, out: out, threads: threads)
    let remarksPath = scratch.path + "/remarks"
    let summaryPath = scratch.path + "/summary"
    try Files.replace([(remarksPath, "")])
    var wishes = [Summary.variable: summaryPath]
    if out != nil { wishes[Summary.checkVariable] = "1" }
    process.environment = ProcessInfo.processInfo.environment.merging(wishes) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: remarksPath)

    let start = ContinuousClock.now
    try process.run()
    var progress = ProgressLine(label)
    while process.isRunning {
      if Interruption.isAsked {
        process.terminate()
        process.waitUntilExit()
        throw InputError("Interrupted while \(chapter.command) ran; its page is as it was.")
      }
      usleep(20_000)
      progress.advance()
    }
    progress.finish()
    self.chapter = chapter
    seconds = (ContinuousClock.now - start) / .seconds(1)
    remarks = Files.text(at: remarksPath) ?? ""
    let report = process.terminationStatus == 0 ? Files.text(at: summaryPath) : nil
    summary = try report.map { try JSONDecoder().decode(Summary.self, from: Data($0.utf8)) }
  }

  /// The chapter's program lies beside this one.
  private static func process(of chapter: ChapterPlace, out: String?, threads: Int?) throws
    -> Process
  {
    let here = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(filePath: ".")
    let program = here.appending(path: chapter.command)
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw InputError(
        "The chapter \(chapter.command) is not built; build it with `swift build`.")
    }
    let process = Process()
    process.executableURL = program
    process.arguments =
      (out.map { ["--out", $0] } ?? []) + (threads.map { ["--threads", String($0)] } ?? [])
    return process
  }

  /// Runs chapters in turn, telling what each of them does.
  static func all(_ chapters: [ChapterPlace], out: String?, threads: Int?) throws -> [ChapterRun] {
    try chapters.enumerated().map { index, chapter in
      let label = "\(index + 1) of \(chapters.count): \(chapter.command)"
      let run = try ChapterRun(chapter, out: out, threads: threads, label: label)
      let mark = run.summary == nil ? Terminal.styled("✗", .bad) : Terminal.styled("✓", .good)
      Terminal.print("\(mark) \(chapter.command), \(format(run.seconds, decimals: 1)) s")
      for line in run.remarks.split(separator: "\n") { Terminal.print("    \(line)") }
      if run.summary == nil && run.remarks.isEmpty {
        Terminal.print("    It ended without a page.")
      }
      return run
    }
  }
}

/// A folder of its own in the system's place for temporary things.
struct Scratch {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
    try Files.makeFolder(url.path)
    path = url.path
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
