import Ground

/// What the command line asks for.
struct Options {
  var workload: (any Workload)?
  var cases: [String]
  var threads: Int
  var repetitions: Int
  var help: Bool

  static let known: [Option] = [
    Option("--threads", "N", help: "how many threads may work (1)"),
    Option(
      "--case", "NAME", isRepeatable: true,
      help: "run this case instead of the usual ones; may be given more than once"),
    Option("--repetitions", "N", help: "how many samples the median is taken of (7)"),
    .help,
  ]

  /// Reads the arguments that follow the command's name.
  init(_ words: [String], workloads: [any Workload]) throws {
    let arguments = try Arguments(words, known: Options.known)
    let names = arguments.words
    try demand(
      names.count <= 1, "One workload at a time: \(names.joined(separator: " or ")).")
    workload = try names.first.map { name in
      guard let workload = workloads.first(where: { $0.name == name }) else {
        let hint = suggestion(for: name, among: workloads.map(\.name))
        throw InputError("There is no workload \(name).\(hint)")
      }
      return workload
    }
    cases = arguments.all("--case")
    threads = try arguments.number("--threads", in: 1...1024) ?? 1
    repetitions = try arguments.number("--repetitions", in: 1...1024) ?? 7
    help = arguments["--help"] != nil
  }

  /// How the command is used.
  static func help(_ workloads: [any Workload]) -> String {
    Help(
      "benchmark WORKLOAD [options]",
      about: [
        "Prints one JSON line a case: the median time of one run, and the rate of work.",
        "`swift run benchmark fuzz --help` tells how to try all readers with damaged inputs.",
      ],
      options: known,
      examples: [
        Help.Example("benchmark matmul", "time the usual matrix products"),
        Help.Example("benchmark matmul --case 512x512x512 --threads 2", "time one, on two threads"),
      ]
    ).listing("workloads", workloads.map { ($0.name, $0.summary) }).text
  }
}
