import Foundation
import Language

/// What the command line asks for.
struct Options {
  var workload: (any Workload)?
  var cases: [String] = []
  var threads = 1
  var repetitions = 7
  var help = false

  static let help = """
    usage: benchmark <workload> [--threads <count>] [--case <name>]... [--repetitions <count>]

    Prints one JSON line a case: the median time of one run, and the rate of work.

      --threads <count>      how many threads may work (1)
      --case <name>          run this case instead of the usual ones; may be given more than once
      --repetitions <count>  how many samples the median is taken of (7)

    """

  /// Reads the arguments that follow the command's name.
  init(_ arguments: [String], workloads: [any Workload]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--threads": threads = try Options.count(after: argument, &rest)
      case "--repetitions": repetitions = try Options.count(after: argument, &rest)
      case "--case": cases.append(try Options.value(after: argument, &rest))
      case "--help", "-h": help = true
      case _ where argument.hasPrefix("-"):
        let known = ["--threads", "--case", "--repetitions", "--help"]
        throw Usage("There is no option \(argument)\(suggestion(for: argument, among: known))")
      case _ where workload != nil:
        throw Usage("One workload at a time: \(workload!.name) or \(argument).")
      default:
        workload = workloads.first { $0.name == argument }
        let hint = suggestion(for: argument, among: workloads.map(\.name))
        if workload == nil { throw Usage("There is no workload \(argument)\(hint)") }
      }
    }
  }

  private static func value(after option: String, _ rest: inout ArraySlice<String>) throws -> String
  {
    guard let value = rest.popFirst() else { throw Usage("\(option) needs a value after it.") }
    return value
  }

  private static func count(after option: String, _ rest: inout ArraySlice<String>) throws -> Int {
    let text = try value(after: option, &rest)
    guard let count = Int(text), (1...1024).contains(count) else {
      throw Usage("\(option) needs a whole number from 1 to 1024, not \(text).")
    }
    return count
  }
}

/// A command line that can't be followed, in one sentence.
struct Usage: Error, CustomStringConvertible {
  let description: String
  init(_ sentence: String) { description = sentence }
}

/// `; did you mean x?` for the name nearest to `word`, or nothing if none is near.
func suggestion(for word: String, among names: [String]) -> String {
  let ranked = names.map { (name: $0, distance: editDistance(word, $0)) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }),
    best.distance <= max(2, word.count / 2)
  else { return "; there are " + names.joined(separator: ", ") + "." }
  return "; did you mean \(best.name)?"
}
