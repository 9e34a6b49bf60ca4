import Language
import Testing

@Suite struct AnswerScoresTests {
  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private func scores(_ guess: String, _ answers: String...) -> AnswerScores {
    AnswerScores(of: [words(guess)], answers: [answers.map(words)])
  }

  /// By hand, as SQuAD's own program counts.
  @Test func capitalsPunctuationAndArticlesDoNotCount() {
    #expect(scores("The Old Boat .", "old boat") == scores("x", "x"))
    #expect(
      AnswerScores.plain(words("A man's $5 , well-known an “x” the")) == [
        "mans", "5", "wellknown", "x",
      ])
    #expect(scores("the old boat", "boat", "a red boat").f1 == 2 / 3 as Float)
    #expect(scores("the old boat", "boat").exactMatch == 0)
    // Two of two against two of three.
    #expect(scores("to to", "to be to").f1 == 4 / 5 as Float)
    #expect(scores("to to to", "to be").f1 == 2 / 5 as Float)
    #expect(scores("boat", "net").f1 == 0)
  }

  @Test func noAnswerIsAnAnswer() {
    #expect(scores("", "").f1 == 1 && scores("", "").exactMatch == 1)
    #expect(scores("boat", "").f1 == 0 && scores("", "boat").f1 == 0)
    let both = AnswerScores(of: [[], ["a", "net"]], answers: [[[]], [["boat"], ["net"]]])
    #expect(both.exactMatch == 1 && both.f1 == 1)
    let half = AnswerScores(of: [["x"], ["net"]], answers: [[[]], [["net"]]])
    #expect(half.exactMatch == 0.5 && half.f1 == 0.5)
    #expect(AnswerScores(of: [], answers: []).f1 == 0)
  }
}
