import Ground

/// What is said about an answer.
enum Verdict: Equatable {
  case right(inputs: Int)
  /// What isn't answered: the function's name.
  case unanswered(String)
  case wrong(hint: String?, complaint: [String])
  /// It ended the program: why, on which input, and in which line, as far as that is known.
  case stopped(reason: String, on: String?, at: String?)
  /// It hadn't ended after so many seconds.
  case endless(seconds: Int, on: String?)
}

extension Verdict {
  var isRight: Bool { if case .right = self { true } else { false } }
  var isAnswered: Bool { if case .unanswered = self { false } else { true } }

  /// ✓, · or ✗.
  var mark: String {
    switch self {
    case .right: Terminal.styled("✓", .good)
    case .unanswered: Terminal.styled("·", .dim)
    default: Terminal.styled("✗", .bad)
    }
  }

  /// The verdict on the exercise `number` as a sentence.
  func sentence(on number: String) -> String {
    switch self {
    case .right(let inputs): "\(number) is right, on all of \(inputs) inputs."
    case .unanswered(let function): "\(number) is not answered yet (\(function))."
    case .wrong: "\(number) is wrong."
    case .stopped(let reason, let input, _):
      "\(number) stops with \(reason)\(Verdict.place(input))."
    case .endless(let seconds, let input):
      "\(number) hadn't ended after \(seconds) second\(seconds == 1 ? "" : "s")\(Verdict.place(input))."
    }
  }

  /// What helps to go on, in paragraphs.
  var advice: [String] {
    guard case .wrong(let hint, let complaint) = self else { return [] }
    return hint.map { [$0] } ?? complaint
  }

  private static func place(_ input: String?) -> String { input.map { ", on \($0)" } ?? "" }
}
