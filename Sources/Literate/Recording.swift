import Foundation
import Ground

/// What a recorded cell left behind: its outputs, its named values, and where they come from.
struct Recording: Codable, Equatable {
  var provenance: Provenance
  /// A fingerprint of the cell's source, blind to comments and layout.
  var source: String
  /// What the cell showed; lines are counted from the cell's first.
  var events: [Event]
  var names: [String: String]

  /// The fingerprint of a cell's source (64 bits of FNV-1a, in hexadecimal).
  static func fingerprint(_ essence: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in essence { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Reads the recording kept at `path`, or nil where there is none.
  static func read(_ path: String) throws -> Recording? {
    guard let text = Files.text(at: path) else { return nil }
    do {
      return try JSONDecoder().decode(Recording.self, from: Data(text.utf8))
    } catch {
      throw ChapterError("The recording \(path) can't be read; record it anew with --record.")
    }
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
    let commit = Machine.output(of: ["git", "rev-parse", "--short=10", "HEAD"], in: root)
    let changes = Machine.output(of: ["git", "status", "--porcelain"], in: root)
    self.init(
      command: command, date: Provenance.today,
      commit: (commit ?? "unknown") + (changes ?? "" == "" ? "" : "+"),
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
