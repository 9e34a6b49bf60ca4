import Testing

@testable import check

/// What the book itself answers, and what it says of wrong answers.
@Suite struct SolutionsTests {
  /// The exercises' numbers; their values are no arguments of tests, since they hold functions.
  private static let numbers = [Chapter].book.flatMap(\.exercises).map(\.number)

  private func exercise(_ number: String) throws -> Exercise {
    try #require([Chapter].book.exercises(number).first)
  }

  @Test(arguments: numbers) func solutionsAreRight(number: String) throws {
    let finding = try exercise(number).judge(.solution) { _ in }
    guard case .right(let inputs) = finding else { Issue.record("\(finding)"); return }
    #expect(inputs >= 3)
  }

  @Test(arguments: numbers) func mistakesGetTheirOwnHint(number: String) throws {
    let exercise = try exercise(number)
    #expect(exercise.mistakes.count >= 3)
    #expect(Set(exercise.mistakes.map(\.hint)).count == exercise.mistakes.count)
    for (index, mistake) in exercise.mistakes.enumerated() {
      for way in 0..<mistake.ways {
        let finding = exercise.judge(.mistake(index, way: way)) { _ in }
        guard case .wrong(let hint, let complaint) = finding else {
          Issue.record("\(number), way \(way) isn't found wrong: \(mistake.hint)")
          continue
        }
        #expect(hint == mistake.hint, "\(number), way \(way), \(complaint)")
        #expect(!complaint.isEmpty)
      }
    }
  }
}
