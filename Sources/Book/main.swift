import Editions
import Foundation
import Ground
import Literate

let options: [Option] = [
  Option("--check", help: "change nothing; compare what the chapters make now with book/"),
  Option("--threads", "N", help: "how many threads to use in all (no result depends on it)"),
  Option(
    "--edition", "NAME",
    help: "run no chapter; make a site (html), an epub or a pdf of the pages as they stand"),
  Option("--out", "FOLDER", help: "where the edition goes (editions)"),
  .help,
]

StandardStreams.prepare()
Crash.watch()
do {
  let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()), known: options)
  let folder = try BookFolder.running(builtFrom: #filePath)
  if arguments["--help"] != nil {
    let help = Help(
      "book [options] [chapters]",
      about: [
        "Runs every chapter, or those named, side by side, and regenerates the pages in book/."
      ],
      options: options,
      examples: [
        Help.Example("book", "make the whole book"),
        Help.Example("book rnn lstm --check", "see whether two pages are what their chapters make"),
        Help.Example("book --edition html --out site", "make a site of the pages as they stand"),
      ]
    ).listing("chapters", folder.chapters.map { ($0.command, $0.title ?? "") })
    Terminal.print(help.text)
    exit(0)
  }
  Interruption.watch()
  if let name = arguments["--edition"] {
    let edition = try Edition(named: name)
    let made = try ProgressLine.during("making the \(name)") {
      try edition.make(of: folder, into: arguments["--out"] ?? "editions")
    }
    for file in made { Terminal.print("Made \(file).") }
    exit(0)
  }
  let chapters = try folder.chapters(named: arguments.words)
  let threads = try arguments.number("--threads", in: 1...1024)
  let isGood =
    arguments["--check"] != nil
    ? try Check(folder: folder, chapters: chapters, threads: threads).run()
    : try Regeneration(folder: folder, chapters: chapters, threads: threads).run()
  exit(isGood ? 0 : 1)
} catch {
  fail("\(error)")
}
