import Ground
import Tensors

/// Everything that can be timed, in the order of the list.
let allWorkloads: [any Workload] = [
  MatrixProducts(),
  VectorFunctions(),
  Counting(),
  WordVectorTraining(),
  LanguageModelTraining(),
  SequenceTraining(),
  Search(),
  TextClassification(),
  TransformerTraining(),
  TaggerTraining(),
  Generation(),
]

/// Runs what the command line asks for, a line for each case.
@MainActor
func run() throws {
  let words = Array(CommandLine.arguments.dropFirst())
  if words.first == "fuzz" { return try Fuzz(Array(words.dropFirst())).run() }
  let options = try Options(words, workloads: allWorkloads)
  guard let workload = options.workload, !options.help else {
    Terminal.print(Options.help(allWorkloads))
    return
  }
  Threads.count = options.threads
  for name in options.cases.isEmpty ? workload.cases : options.cases {
    let job = try workload.prepare(name)
    let measurement = try job.measure(repetitions: options.repetitions)
    Terminal.print(
      report(
        workload: workload, caseName: name, threads: options.threads, work: job.work,
        measurement: measurement))
  }
}

StandardStreams.prepare()
Crash.watch()
do { try run() } catch { fail("\(error)") }
