/// Progress lines of several pieces of work that go on side by side, one below the other. Like a
/// `ProgressLine` they appear after the first second, are drawn anew in their place, and never go into
/// a pipe or a file.
package struct ProgressBoard {
  private var drawn = ContinuousClock.now

  package init() {}

  /// Whether it is time to draw, which it is once a second.
  package var isDue: Bool {
    ProgressLine.hasTerminal && ContinuousClock.now - drawn > .seconds(1)
  }

  /// Draws `lines` in place of those that stand there.
  package mutating func show(_ lines: [String]) {
    drawn = .now
    ProgressLine.draw(lines)
  }

  /// Takes the lines away.
  package func finish() { ProgressLine.clear() }
}
