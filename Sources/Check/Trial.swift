/// The inputs of an exercise, and what is right on them.
struct Trial<Function, Input> {
  let oracle: Function
  let cases: [Case<Input>]
  let tolerance: Tolerance
  let outcome: (Function, Input) -> Outcome

  /// Tries `answer` on one input after the other, up to the first that it is wrong on.
  func judge(
    _ answer: Function, knowing mistakes: [Mistake<Function>], _ begin: (String) -> Void
  ) -> Finding {
    for (index, one) in cases.enumerated() {
      begin(one.name)
      let found = outcome(answer, one.input)
      let expected = outcome(oracle, one.input)
      if expected.difference(to: found, tolerance) == nil { continue }
      return .wrong(
        hint: hint(for: found, expected, at: index, mistakes),
        complaint: ["On \(one.name):"]
          + (expected.complaint(about: found, tolerance) + input(of: one)).map { "  " + $0 })
    }
    return .right(inputs: cases.count)
  }

  /// The hint of the mistake that gives what was found for input number `index`, and is right before. Where
  /// several parts are wrong, each by a mistake of its own, no mistake gives them all: then of one that gives a
  /// wrong part.
  private func hint(
    for found: Outcome, _ expected: Outcome, at index: Int, _ mistakes: [Mistake<Function>]
  ) -> String? {
    let all = mistakes.flatMap { mistake in mistake.ways.map { (hint: mistake.hint, answer: $0) } }
    // A mistake that an earlier input has shown may stop the program on a later one, and is tried no more.
    let known = all.filter { known in
      cases[..<index].allSatisfy { one in
        let expected = outcome(oracle, one.input)
        return expected.difference(to: outcome(known.answer, one.input), tolerance) == nil
      }
    }
    let guesses = known.map { ($0.hint, outcome($0.answer, cases[index].input)) }
    let wrong = expected.parts.indices.filter { !expected.agrees(with: found, in: $0, tolerance) }
    for parts in [Array(expected.parts.indices)] + wrong.map({ [$0] }) {
      for (hint, guess) in guesses
      where parts.allSatisfy({ guess.agrees(with: found, in: $0, tolerance) }) {
        return hint
      }
    }
    return nil
  }

  /// The input, where it is short enough to look at.
  private func input(of one: Case<Input>) -> [String] {
    let mirror = Mirror(reflecting: one.input)
    let parts =
      mirror.displayStyle == .tuple
      ? mirror.children.map { ($0.label, $0.value) } : [("the input", one.input)]
    let texts = parts.compactMap { label, value -> String? in
      guard let label, let value = (value as? any Judged)?.value else { return nil }
      return "\(label) = \(value)"
    }
    let text = texts.joined(separator: ", ")
    return text.isEmpty || text.count > 200 ? [] : ["where " + text]
  }
}
