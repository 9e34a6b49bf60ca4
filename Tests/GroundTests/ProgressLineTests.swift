import Testing

@testable import Ground

@Test func theTimeLeftIsRoundedUpToWhatMatters() {
  #expect(ProgressLine.time(11.2) == "12 s")
  #expect(ProgressLine.time(100) == "2 min")
  #expect(ProgressLine.time(3 * 3600 + 20 * 60) == "3 h 20 min")
}

@Test func linesGoFromTheLastToTheFirst() {
  #expect(ProgressLine.erasing(0) == "\r\u{1B}[K")
  #expect(ProgressLine.erasing(3) == "\r\u{1B}[K\u{1B}[A\r\u{1B}[K\u{1B}[A\r\u{1B}[K")
}
