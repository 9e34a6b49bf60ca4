import Testing

@testable import Ground

@Suite struct ArgumentsTests {
  private func arguments(_ words: String...) throws -> Arguments {
    try Arguments(
      words,
      known: [
        Option("--train", "FILE", help: "train on a file"), Option("--slow", help: "slow"),
        Option("--case", "NAME", isRepeatable: true, help: "one of several"),
      ])
  }

  @Test func optionsAreToldFromWords() throws {
    let arguments = try arguments("a", "--train=notes.txt", "--slow", "b")
    #expect(arguments["--train"] == "notes.txt" && arguments["--slow"] == "")
    #expect(arguments["--case"] == nil && arguments.words == ["a", "b"])
    #expect(arguments.given == ["--train", "--slow"])
  }

  @Test func someOptionsMayBeGivenAgain() throws {
    #expect(try arguments("--case", "a", "--case", "b").all("--case") == ["a", "b"])
    #expect(
      throws: InputError("The option --slow is given twice.")
    ) { try arguments("--slow", "--slow") }
  }

  private enum Pace: String, CaseIterable { case slow, fast }

  @Test func optionsHaveValuesOfEachKind() throws {
    let arguments = try arguments("--train", "12")
    #expect(try arguments.text("--train") == "12" && arguments.text("--none") == nil)
    #expect(try arguments.number("--train", in: 1...12) == 12)
    let number: Float? = try arguments.number("--train", in: 0.5...12)
    #expect(number == 12)
    #expect(try self.arguments("--train", "fast").choice("--train", among: Pace.allCases) == .fast)
  }

  @Test func optionsRefuseOtherKinds() throws {
    let arguments = try arguments("--train", "x")
    #expect(
      sentence { _ = try arguments.number("--train", in: 1...6) }
        == "--train is a whole number from 1 to 6, not “x”.")
    #expect(
      sentence { _ = try arguments.number("--train", in: 0.000001...0.5) }
        == "--train is a number from 0.000001 to 0.5, not “x”.")
    #expect(
      sentence { _ = try arguments.choice("--train", among: Pace.allCases) }
        == "--train is slow or fast, not “x”.")
  }

  /// However far beyond, also beyond what the type can hold.
  @Test(arguments: [
    "nan", "inf", "-inf", "1e999", "-1", "101", "99999999999999999999999", "", " 5",
  ])
  func numbersBeyondTheirBoundsAreRefused(value: String) throws {
    let arguments = try arguments("--train=\(value)")
    #expect(throws: InputError.self) { try arguments.number("--train", in: 0...100) }
    #expect(throws: InputError.self) {
      let _: Float? = try arguments.number("--train", in: 0...100)
    }
  }

  @Test func rangesAndEmptyValuesAreRefused() throws {
    let (seven, none) = (try arguments("--train", "7"), try arguments("--train="))
    #expect(
      sentence { _ = try seven.number("--train", in: 1...6) }
        == "--train is a whole number from 1 to 6, not 7.")
    #expect(
      sentence { _ = try none.text("--train") } == "The option --train needs a value.")
  }

  /// What is given goes before what a file noted.
  @Test func notedOptionsFillInWhatIsNotGiven() throws {
    let arguments = try arguments("--train", "notes.txt")
      .completed(by: ["--train": "other.txt", "--slow": ""])
    #expect(arguments["--train"] == "notes.txt" && arguments["--slow"] == "")
  }

  /// The sentence of the error that `body` throws.
  private func sentence(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "nothing was thrown"
  }
}
