import Foundation
import Ground
import Literate

/// A chapter's program while it runs, in a process of its own that ends with this one.
final class RunningChapter {
  let chapter: ChapterPlace
  /// How many threads it uses.
  private(set) var threads: Int
  /// The heading of the section it is at; empty until it has come to one.
  private(set) var section = ""

  private let scratch: Scratch
  private let process: Process
  private let tether = Tether()
  private let output: FileHandle?
  private let start = ContinuousClock.now

  /// Starts the program of `chapter`.
  ///
  /// - Parameters:
  ///   - out: the folder for its page, which is to be compared with the book; nil for the book.
  ///   - threads: how many it may use, until more are lent.
  init(_ chapter: ChapterPlace, out: String?, threads: Int) throws {
    (self.chapter, self.threads) = (chapter, threads)
    scratch = try Scratch()
    process = Process()
    process.executableURL = try RunningChapter.program(of: chapter)
    process.arguments = (out.map { ["--out", $0] } ?? []) + ["--threads", String(threads)]
    var wishes = [Summary.variable: scratch.path + "/summary"]
    if out != nil { wishes[Summary.checkVariable] = "1" }
    process.environment = ProcessInfo.processInfo.environment.merging(wishes) { $1 }
    tether.hold(process)
    let (outputPath, remarksPath) = (scratch.path + "/output", scratch.path + "/remarks")
    try Files.replace([(outputPath, ""), (remarksPath, "")])
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: remarksPath)
    output = FileHandle(forReadingAtPath: outputPath)
    try process.run()
  }

  deinit { scratch.remove() }

  var isRunning: Bool { process.isRunning }

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Whether it has shown something: by then it has said how many threads it begins with.
  var hasBegun: Bool { Files.text(at: scratch.path + "/output")?.isEmpty == false }

  /// Lets it use one thread more; to be called once it has begun.
  func lendCore() {
    tether.lendCore()
    threads += 1
  }

  /// Ends it before its own end, and waits until it has.
  func end() {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  /// What it did, once it is at its end.
  func run() throws -> ChapterRun {
    let report = process.terminationStatus == 0 ? Files.text(at: scratch.path + "/summary") : nil
    return ChapterRun(
      chapter: chapter, seconds: seconds,
      summary: try report.map { try JSONDecoder().decode(Summary.self, from: Data($0.utf8)) },
      remarks: Files.text(at: scratch.path + "/remarks") ?? "")
  }

  /// The line that tells how far it is.
  func progress() -> String {
    let news = (try? output?.readToEnd()).flatMap { $0.map { String(decoding: $0, as: UTF8.self) } }
    let headings = news?.split(separator: "\n").filter { $0.hasPrefix("\(chapter.number).") }
    if let heading = headings?.last(where: { $0.contains(/^(\d+|[A-Z])\.\d+ \D/) }) {
      section = String(heading)
    }
    return [chapter.command, ProgressLine.time(seconds), section].filter { !$0.isEmpty }
      .joined(separator: " · ")
  }

  /// The chapter's program lies beside this one.
  private static func program(of chapter: ChapterPlace) throws -> URL {
    let here = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(filePath: ".")
    let program = here.appending(path: chapter.command)
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw InputError(
        "The chapter \(chapter.command) is not built; build it with `swift build`.")
    }
    return program
  }
}
