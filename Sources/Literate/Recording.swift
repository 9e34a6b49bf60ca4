import Foundation
import Ground

/// What a recorded cell left behind: its outputs, its named values, and where they come from.
struct Recording: Codable, Equatable {
  var provenance: Provenance
  /// The fingerprints of the cell's closure, by the titles of its parts. Recordings of old keep a
  /// single one, of the cell alone; that says nothing about the rest, and so counts as none.
  var source: [String: String]?
  /// What the cell showed; lines are counted from the cell's first.
  var events: [Event]
  var names: [String: String]

  /// Reads the recording kept at `path`, or nil where there is none.
  static func read(_ path: String) throws -> Recording? {
    guard let text = Files.text(at: path) else { return nil }
    do {
      return try JSONDecoder().decode(Recording.self, from: Data(text.utf8))
    } catch {
      throw ChapterError("The recording \(path) can't be read; record it anew with --record.")
    }
  }

  private enum CodingKeys: String, CodingKey { case provenance, source, events, names }

  init(
    provenance: Provenance, source: [String: String], events: [Event], names: [String: String]
  ) {
    self.provenance = provenance
    self.source = source
    self.events = events
    self.names = names
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    provenance = try values.decode(Provenance.self, forKey: .provenance)
    source = try? values.decode([String: String].self, forKey: .source)
    events = try values.decode([Event].self, forKey: .events)
    names = try values.decode([String: String].self, forKey: .names)
  }

  /// Why the recording can't stand for what `closure` computes today, or nil where it can.
  func objection(to closure: Closure) -> String? {
    guard let source else { return "was recorded before the code that it calls was noted" }
    let changes = closure.changes(since: source)
    if changes.isEmpty { return nil }
    return "has changed since it was recorded: " + changes.joined(separator: ", ")
  }

  /// Keeps the recording at `path`.
  func write(_ path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(self), as: UTF8.self)
    try Files.replace([(path, text + "\n")])
  }
}

/// Where recorded numbers come from.
struct Provenance: Codable, Equatable {
  var command: String
  /// The day, as in 2026-01-31.
  var date: String
  /// The commit the sources were at; with a `+` where they differed from it.
  var commit: String
  var machine: String
  var threads: Int
  var seconds: Double

  /// The line under the recorded outputs.
  var sentence: String {
    let time = seconds < 10 ? format(seconds, decimals: 1) : format(Int(seconds.rounded()))
    let threads = threads == 1 ? "1 thread" : "\(threads) threads"
    return
      "Recorded on \(date) at commit \(commit) with `\(command)`: \(time) s on \(machine), \(threads)."
  }
}

extension Provenance {
  /// The provenance of a run that has just ended on this machine.
  init(command: String, threads: Int, seconds: Double, root: String) {
    let checkout = Checkout(root: root)
    self.init(
      command: command, date: Provenance.today,
      commit: checkout.commit.map { $0 + (checkout.changes.isEmpty ? "" : "+") } ?? "unknown",
      machine: Machine.processor, threads: threads, seconds: seconds)
  }

  private static var today: String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let day = calendar.dateComponents([.year, .month, .day], from: Date())
    let two = { (number: Int?) in (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
    return "\(day.year ?? 0)-\(two(day.month))-\(two(day.day))"
  }
}
