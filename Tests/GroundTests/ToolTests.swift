import Testing

@testable import Ground

private struct Train: Tool {
  static let request = Option("--train", "FILE", help: "learn")
  static let example = Help.Example("--train a --model b", "learn from a file")
  static let options = [
    Option("--model", "FILE", help: "where"), Option("--size", "N", help: "how large"),
  ]
  static func use(threads: Int) {}
  init(_ arguments: Arguments) throws {
    if arguments["--model"] == nil { throw InputError("--train needs a model: --model FILE.") }
  }
  func run() throws { Terminal.print("trained") }
}

private struct Judge: Tool {
  static let request = Option("--judge", "FILE", help: "judge")
  static let example = Help.Example("--judge a --model b", "judge a file")
  static let options = [
    Option("--model", "FILE", help: "which"), Option("--quick", help: "less, of the tool's own"),
  ]
  static func use(threads: Int) {}
  init(_ arguments: Arguments) {}
  func run() throws { throw Interrupted("nothing was written") }
}

@Suite struct ToolTests {
  private static var tools: [any Tool.Type] { [Train.self, Judge.self] }

  private static var chapters: [Option] {
    [Option("--quick", help: "less"), Option("--out", "FOLDER", help: "where"), .seed, .threads]
  }

  private static func run(_ words: [String]) throws {
    let known = tools.options(with: chapters)
    try Arguments(words, known: known).run(tools, besides: chapters)
  }

  /// Also where a tool understands one of the chapter's options.
  @Test func withoutAToolTheChapterGoesOn() throws {
    try ToolTests.run(["--quick", "--threads", "2"])
  }

  @Test func eachOptionIsListedOnce() {
    #expect(
      ToolTests.tools.options(with: ToolTests.chapters).map(\.name)
        == [
          "--quick", "--out", "--seed", "--threads", "--train", "--model", "--size", "--judge",
        ])
  }

  @Test(arguments: [
    (["--size", "3"], "--size goes with --train FILE."),
    (["--model", "m"], "--model goes with --train FILE or --judge FILE."),
    (["--train", "a"], "--train needs a model: --model FILE."),
    (["--train", "a", "--judge", "b"], "One thing at a time: --train or --judge."),
    (["--judge", "b", "--size", "3"], "--size is for --train; leave it out with --judge."),
    (["--judge", "b", "--out", "x"], "--out is for the chapter; leave it out with --judge."),
    (
      ["--train", "a", "--quick"], "--quick is for --judge; leave it out with --train."
    ),
    (["--train", "a", "b"], "“b” belongs to no option; give --train one value."),
    (["--judge", "b", "--threads", "0"], "--threads is a whole number from 1 to 1024, not 0."),
  ])
  func whatDoesNotGoTogetherIsSaid(words: [String], sentence: String) {
    #expect(throws: InputError(sentence)) { try ToolTests.run(words) }
  }

  @Test func aToolEndsTheProgram() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      try ToolTests.run(["--train", "a", "--model", "m"])
      fatalError("it went on")
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.hasSuffix("trained\n"))
  }

  @Test func aStopSaysWhatCanBeGoneOnWith() async {
    let result = await #expect(
      processExitsWith: .exitCode(130), observing: [\.standardErrorContent]
    ) { try ToolTests.run(["--judge", "b"]) }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.hasSuffix("Interrupted; nothing was written.\n"))
  }
}
