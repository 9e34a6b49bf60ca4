import Foundation
import Ground

/// The recorded cells that a chapter has come to so far.
struct RecordedCells {
  /// Their names, in the order of the page.
  var names: [String] = []
  /// Whether one of them is being recorded right now.
  var isMaking = false
  /// The code of the chapter's folder, once a cell asked for it.
  var code: ChapterCode?
  /// The first stale recording that was met while others were made anew.
  var stale: ChapterError?

  /// At the end of the chapter: the cell to be recorded was among them, and no recording is stale.
  func expectAllGood(_ wish: Options.Record) throws {
    if case .only(let name) = wish, !names.contains(name) {
      throw ChapterError("The chapter has no recorded cell named \(name).")
    }
    if let stale { throw stale }
  }
}

extension Chapter {
  /// Runs a recorded cell where the settings say so; otherwise shows what it left when it last ran.
  func record(_ name: String, line: Int, _ body: () throws -> Void) throws {
    guard name.wholeMatch(of: /[a-z0-9-]+/) != nil else {
      throw ChapterError("A recording is called like ptb-vectors, not “\(name)”.", line: line)
    }
    if recordings.names.contains(name) {
      throw ChapterError("Two recordings are named \(name).", line: line)
    }
    if recordings.isMaking {
      throw ChapterError("A recorded cell can't stand in another.", line: line)
    }
    recordings.names.append(name)
    if options.record == .all || options.record == .only(name) {
      try makeRecording(name, line: line, body)
    } else {
      try replay(name, line: line)
    }
  }

  private func file(ofRecording name: String, in pages: String) -> String {
    "\(pages)/recorded/\(place.prefix)-\(name).json"
  }

  /// All that decides the cell's results. The chapter's other files are read as they lie there now,
  /// like `main.swift` itself.
  private func closure(ofCell name: String, line: Int) throws -> Closure {
    let code = try recordings.code ?? ChapterCode(tokens())
    recordings.code = code
    guard let closure = Closure(ofCell: name, in: code) else {
      throw ChapterError(
        "The cell \(name) isn't found in the source; write record(\"\(name)\") { … }.", line: line)
    }
    return closure
  }

  private func makeRecording(_ name: String, line: Int, _ body: () throws -> Void) throws {
    let closure = try closure(ofCell: name, line: line)
    let firstEvent = events.count
    let namesBefore = Set(names.keys)
    let start = ContinuousClock.now
    recordings.isMaking = true
    try body()
    recordings.isMaking = false
    let provenance = Provenance(
      command: "swift run \(place.command) --record \(name)", threads: options.threads,
      seconds: (ContinuousClock.now - start) / .seconds(1), root: folder.root)
    let made = events[firstEvent...].map { Event(line: $0.line - line, output: $0.output) }
    let values = names.filter { !namesBefore.contains($0.key) }.mapValues(\.text)
    let kept = Recording(
      provenance: provenance, source: closure.fingerprints, events: made, names: values)
    let path = file(ofRecording: name, in: pages ?? folder.pages)
    try Files.makeFolder(URL(filePath: path).deletingLastPathComponent().path)
    try kept.write(path)
    add(.provenance(provenance, cell: name), line: line)
  }

  private func replay(_ name: String, line: Int) throws {
    let again = "run `swift run \(place.command) --record \(name)`."
    guard let kept = try Recording.read(file(ofRecording: name, in: folder.pages)) else {
      throw ChapterError("There is no recording of \(name) yet; \(again)", line: line)
    }
    if let objection = kept.objection(to: try closure(ofCell: name, line: line)) {
      let error = ChapterError("The recorded cell \(name) \(objection); \(again)", line: line)
      // Where several are stale they can be recorded one after the other.
      guard options.record != .none else { throw error }
      recordings.stale = recordings.stale ?? error
    }
    for (name, text) in kept.names.sorted(by: { $0.key < $1.key }) {
      try self.name(name, text, line: line)
    }
    let lines = source.text.statement(from: line, through: source.text.lineCount)
    let hidden = (recordings.code?.cell(named: name) ?? []).hiddenClaims
    for event in kept.events {
      if case .claim(let claim) = event.output, hidden.contains(where: { $0.isOf(claim) }) {
        continue
      }
      let placed = min(max(line + event.line, lines.lowerBound), lines.upperBound)
      if case .text(let text) = event.output {
        remark(ofWidth: TextOutput(text).width, in: name, line)
      }
      add(event.output, line: placed)
    }
    add(.provenance(kept.provenance, cell: name), line: line)
  }
}

extension Chapter {
  /// Recordings from before pages grew narrower may hold wide lines: they stay until made anew.
  private func remark(ofWidth width: Int, in name: String, _ line: Int) {
    guard width > TextOutput.widest, isForAuthor else { return }
    warn(
      "The recording \(name) holds a line \(width) columns wide; a page takes \(TextOutput.widest).",
      at: position(of: line))
  }
}

extension ChapterTokens {
  /// Reads the folder of the chapter at `place`, whose `main.swift` is `main`.
  init(of place: ChapterPlace, main: SwiftText) throws {
    let folder = URL(filePath: place.source).deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let others = try names.sorted().filter { $0.hasSuffix(".swift") && $0 != "main.swift" }
      .map { name -> (file: String, tokens: [Token]) in
        do {
          return (name, try SwiftText(Files.text(at: folder.path + "/" + name) ?? "").tokens())
        } catch let error as ChapterError {
          throw ChapterError("\(name):\(error.line ?? 1): \(error.sentence)")
        }
      }
    self.init(main: main.tokens(), others: others)
  }
}
