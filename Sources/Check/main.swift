import Foundation
import Ground

let help = Option("--help", help: "show this and stop")
let limit = Option("--seconds", "N", help: "how long an answer may take, 5 unless given")

/// Lists the exercises, or judges those that the command line names; returns the exit status.
func run() throws -> Int32 {
  let words = Array(CommandLine.arguments.dropFirst())
  let arguments = try Arguments(words, known: [limit, help, Judge.option])
  // Tests bring answers that do what answers may do.
  let isRehearsal = ProcessInfo.processInfo.environment["BOOK_EXERCISES"] == "rehearsal"
  let chapters: [Chapter] = isRehearsal ? .rehearsal : .book
  if let number = arguments[Judge.option.name] {
    for exercise in try chapters.exercises(number) { try Judge.serve(exercise) }
    return 0
  }
  if arguments["--help"] != nil {
    let help = Help(
      "check [options] [exercises]",
      about: [
        "Judges answers to the exercises named, such as 1.3, or 1 for a chapter's.",
        "Without any, lists all, with what is answered.",
      ],
      options: [limit, help],
      examples: [
        Help.Example("check", "list the exercises"),
        Help.Example("check 1.3", "judge the answer to exercise 1.3"),
        Help.Example("check 9 --seconds 20", "judge chapter 9's, with more time for a slow answer"),
      ])
    Terminal.print(help.text)
    return 0
  }
  let seconds = try arguments.number(limit.name, in: 1...3600) ?? 5
  let desk = Desk(chapters: chapters, judge: Judge(seconds: seconds))
  let exercises = try arguments.words.flatMap(chapters.exercises)
  if exercises.isEmpty {
    try desk.list()
    return 0
  }
  return try desk.judge(exercises) ? 0 : 1
}

StandardStreams.prepare()
do { exit(try run()) } catch { fail("\(error)") }
