import Exercises
import Ground

extension [Chapter] {
  /// Exercises whose answers do what answers may do, for tests of how they are judged.
  static var rehearsal: [Chapter] {
    [
      Chapter(
        number: "0", title: "Rehearsal",
        exercises: [
          doubled("0.1", "Right") { 2 * $0 },
          doubled("0.2", "Not answered") { _ in notAnswered() },
          doubled("0.3", "Wrong, as known") { $0 + 2 },
          doubled("0.4", "Wrong in a new way") { 3 * $0 },
          doubled("0.5", "Traps") { [2, 4][$0 - 1] },
          doubled("0.6", "Never ends") { number in while true { withExtendedLifetime(number) {} } },
          doubled("0.7", "Breaks the library's rules") { _ in stop("The shapes don't fit.") },
          doubled("0.8", "Calls itself without end") { descend($0) },
          doubled("0.9", "Prints") { number in
            for _ in 0..<10_000 { print("a line of the answer's own") }
            return 2 * number
          },
          doubled("0.10", "Overflows") { $0 * Int.max },
        ])
    ]
  }
}

private func descend(_ number: Int) -> Int { number < 0 ? number : descend(number + 1) + 1 }

/// Twice a whole number.
private func doubled(_ number: String, _ title: String, _ answer: @escaping (Int) -> Int)
  -> Exercise
{
  var question = Question(
    number, title, stars: 1, tolerance: .exact,
    answer: answer, solution: { $0 << 1 }, oracle: { $0 + $0 },
    cases: [Case("two", 2), Case("seven", 7)],
    outcome: { double, input in ["the double": double(input)] })
  question.mistake("Two more is no double.") { $0 + 2 }
  return question.exercise
}
