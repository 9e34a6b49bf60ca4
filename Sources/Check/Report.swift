import Exercises
import Foundation
import Ground

/// What the process that judged an answer has left.
struct Report {
  private var finding: Finding?
  /// The input that was tried last.
  private(set) var input: String?
  /// What the answer printed, and the words that it ended with.
  private let errors: ArraySlice<Substring>
  /// The lines of the back trace, where it crashed.
  private let trace: ArraySlice<Substring>

  /// How Swift's runtime is asked for a back trace.
  static let backTrace =
    "enable=yes,interactive=no,color=no,limit=64,threads=crashed,images=none,registers=none"

  init(messages: String, errors: String) {
    for line in messages.split(separator: "\n") {
      switch try? JSONDecoder().decode(Message.self, from: Data(line.utf8)) {
      case .began(let name): input = name
      case .found(let finding): self.finding = finding
      case nil: break
      }
    }
    let lines = errors.split(separator: "\n")
    // The runtime may have something to say of its own before the back trace.
    let starts = ["*** ", "💣", "swift-runtime: "]
    let end = lines.firstIndex { line in starts.contains { line.hasPrefix($0) } } ?? lines.endIndex
    (self.errors, trace) = (lines[..<end], lines[end...])
  }

  var isCrash: Bool { !trace.isEmpty }

  /// What the answer printed, without the words that it ended with.
  var printed: [String] {
    let last = errors.last ?? ""
    let isEnd = last.contains(/Fatal error: |^error: |is not answered yet\.$/)
    return (finding == nil && isEnd ? errors.dropLast() : errors).map(String.init)
  }

  func verdict(_ process: Process) -> Verdict {
    switch finding {
    case .right(let inputs): return .right(inputs: inputs)
    case .wrong(let hint, let complaint): return .wrong(hint: hint, complaint: complaint)
    case nil: break
    }
    let status = process.terminationStatus
    if process.terminationReason == .uncaughtSignal {
      return .stopped(reason: reason(signal: status), on: input, at: place)
    }
    if status == notAnsweredStatus {
      let function = errors.last?.split(separator: " ").first
      return .unanswered(function.map(String.init) ?? "")
    }
    return .stopped(reason: "exit(\(status))", on: input, at: nil)
  }

  /// What stopped the process: by its own words, or else by what the signal means.
  private func reason(signal: Int32) -> String {
    if let line = errors.last {
      if let words = line.firstMatch(of: /Fatal error: (.+)/) { return "a trap: \(words.output.1)" }
      if let words = line.wholeMatch(of: /error: (.+?)\.?/) { return "an error: \(words.output.1)" }
    }
    for line in trace {
      if let words = line.firstMatch(of: /Swift runtime failure: (.+?) in check/) {
        return "a trap: \(words.output.1)"
      }
    }
    switch signal {
    case SIGILL, SIGTRAP: return "a trap, one of Swift's own checks"
    case SIGSEGV, SIGBUS: return "a memory fault; does a function call itself without end?"
    default: return "signal \(signal)"
    }
  }

  /// The line of the answer that the process stopped in, as in `Sources/Exercises/Chapter01.swift:37`.
  private var place: String? {
    let file = /Sources\/(Exercises\/\w+|Check\/Rehearsal)\.swift:\d+/
    return trace.lazy.compactMap { $0.firstMatch(of: file) }.first.map { String($0.output.0) }
  }
}
