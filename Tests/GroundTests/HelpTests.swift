import Testing

@testable import Ground

@Suite struct HelpTests {
  @Test func linesAreFoldedAtEightyCharacters() {
    let long = String(repeating: "word ", count: 20)
    let help = Help(
      "demo [options]", about: [long],
      options: [Option("--train", "FILE", help: long), Option("--slow", help: "slow")],
      examples: [Help.Example("demo --slow", long)]
    ).listing("parts", [("first", long), ("second", "short")])
    let lines = help.text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains("  --slow        slow"))
    #expect(lines.contains { $0.hasPrefix("                word word") })
    #expect(lines.contains("  second  short"))
  }

  @Test func examplesEndIt() {
    let example = Help.Example("--slow", "take your time").run(by: "demo")
    let help = Help("demo", options: [Option("--slow", help: "slow")], examples: [example])
    #expect(
      help.text == """
        usage: swift run demo

          --slow  slow

        examples:
          swift run demo --slow
              take your time
        """)
  }
}
