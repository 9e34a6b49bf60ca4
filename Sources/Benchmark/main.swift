import Foundation
import Tensors

/// Everything that can be timed, in the order of the list.
let allWorkloads: [any Workload] = [
  MatrixProducts(),
  VectorFunctions(),
  Counting(),
  WordVectorTraining(),
  LanguageModelTraining(),
  SequenceTraining(),
  TransformerTraining(),
  Generation(),
]

/// Runs what the command line asks for, a line for each case.
@MainActor
func run() throws {
  let options = try Options(Array(CommandLine.arguments.dropFirst()), workloads: allWorkloads)
  guard let workload = options.workload, !options.help else {
    print(Options.help)
    print("Workloads:")
    for workload in allWorkloads {
      print(
        "  " + workload.name.padding(toLength: 12, withPad: " ", startingAt: 0) + workload.summary)
    }
    return
  }
  Threads.count = options.threads
  for name in options.cases.isEmpty ? workload.cases : options.cases {
    let job = try workload.prepare(name)
    let measurement = try job.measure(repetitions: options.repetitions)
    let line = report(
      workload: workload, caseName: name, threads: options.threads, work: job.work,
      measurement: measurement)
    // Past the buffer of `print`, so that a pipe sees each line as it comes.
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}

do {
  try run()
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(error is Usage ? 64 : 1)
}
