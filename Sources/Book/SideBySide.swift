import Foundation
import Ground
import Literate

/// Runs chapters side by side, as many at a time as there are cores and memory for. Those that take
/// longest begin, so that in the end no core waits for one of them; and a core that has no chapter of its
/// own is lent to those that are left. No page depends on any of this.
struct SideBySide {
  /// The chapters from the longest to the shortest. One that isn't among them is taken to be long.
  private static let longestFirst = [
    "pretraining", "retrieval", "generation", "lstm", "transformer", "attention", "rnn",
    "classification", "tagging",
    "word2vec", "speedup", "distributional-representation", "machine", "neural-net-review",
  ]
  /// The bytes that a chapter takes at most.
  private static let memory = 0.6e9

  private let out: String?
  private let cores: Int
  /// How many chapters run at the same time, at most.
  private let atOnce: Int
  private var waiting: [ChapterPlace]
  private var running: [RunningChapter] = []
  private var runs: [ChapterRun] = []
  private var board = ProgressBoard()

  /// Runs `chapters`, telling of each when it ends, and returns what they did, in the same order.
  ///
  /// - Parameters:
  ///   - out: the folder for their pages, which are to be compared with the book; nil for the book.
  ///   - threads: how many threads all of them together use; nil for as many as there are cores.
  static func run(
    _ chapters: [ChapterPlace], out: String?, threads: Int?
  ) throws -> [ChapterRun] {
    var work = SideBySide(chapters, out: out, threads: threads)
    defer { work.endAll() }
    while try work.goesOn() {}
    return chapters.compactMap { chapter in work.runs.first { $0.chapter == chapter } }
  }

  private init(_ chapters: [ChapterPlace], out: String?, threads: Int?) {
    self.out = out
    cores = threads ?? ProcessInfo.processInfo.activeProcessorCount
    atOnce = max(1, min(cores, Int(Memory.available / SideBySide.memory)))
    func rank(_ chapter: ChapterPlace) -> Int {
      SideBySide.longestFirst.firstIndex(of: chapter.command) ?? -1
    }
    waiting = chapters.sorted { rank($0) < rank($1) }
  }

  /// One look at what goes on; false where nothing does any more.
  private mutating func goesOn() throws -> Bool {
    try startChapters()
    lendCores()
    usleep(20_000)
    let ended = running.filter { !$0.isRunning }
    try stopIfAsked()
    running.removeAll { chapter in ended.contains { $0 === chapter } }
    for run in try ended.map({ try $0.run() }) {
      runs.append(run)
      run.tell()
    }
    if board.isDue { board.show(progress()) }
    return !(waiting.isEmpty && running.isEmpty)
  }

  private var threadsInUse: Int { running.map(\.threads).reduce(0, +) }

  /// Starts as many as there is room for, each with its share of the cores that are free.
  private mutating func startChapters() throws {
    while !waiting.isEmpty && running.count < atOnce {
      let starting = min(waiting.count, atOnce - running.count)
      let share = max(1, (cores - threadsInUse + starting - 1) / starting)
      running.append(try RunningChapter(waiting.removeFirst(), out: out, threads: share))
    }
  }

  /// Lends cores that are left to those that have fewest.
  private func lendCores() {
    guard threadsInUse < cores else { return }
    let able = running.filter(\.hasBegun)
    while threadsInUse < cores, let poorest = able.min(by: { $0.threads < $1.threads }) {
      poorest.lendCore()
    }
  }

  private func progress() -> [String] {
    running.map { $0.progress() } + ["\(runs.count) done, \(waiting.count) to come"]
  }

  private func stopIfAsked() throws {
    guard Interruption.isAsked else { return }
    let names = running.map(\.chapter.command)
    let pages = names.count == 1 ? "its page is as it was" : "their pages are as they were"
    throw InputError("Interrupted while \(names.joined(separator: ", ")) ran; \(pages).")
  }

  private func endAll() {
    board.finish()
    for chapter in running { chapter.end() }
  }
}
