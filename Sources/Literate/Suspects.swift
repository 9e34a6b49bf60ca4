extension SwiftText {
  /// The lines of code after line `number`, up to and with the next statement that speaks to the page.
  func candidates(after number: Int) -> [Int] {
    let speaking = (number + 1..<max(number + 1, lineCount + 1)).first { isSpeaking(inLine: $0) }
    let last = speaking.map { statement(from: $0, through: lineCount).upperBound } ?? lineCount
    return (number + 1..<max(number + 1, last + 1)).filter {
      !codeLine($0).allSatisfy(\.isWhitespace)
    }
  }

  /// Whether line `number` begins with a call that speaks to the page.
  func isSpeaking(inLine number: Int) -> Bool {
    ["show", "place", "name", "claim", "list", "exercise", "record", "weaveChapter"].contains(
      call(inLine: number) ?? "")
  }
}
