import Testing

@testable import Literate

@Suite struct CommandLineTests {
  private func options(_ arguments: String...) throws -> Options {
    let extra = [
      Option("--train", "FILE", help: "train on a file"), Option("--slow", help: "slow"),
    ]
    return try Options(arguments, corpus: "harbor", seed: 1, extra: extra)
  }

  @Test func defaultsAreTheBooksOwn() throws {
    let options = try options()
    #expect(options.seed == 1 && options.corpus == "harbor" && !options.quick && options.out == nil)
    #expect(options.record == .none && options.threads >= 1 && options.isBooksOwn)
  }

  @Test func everyOptionIsRead() throws {
    let options = try options(
      "--seed", "7", "--threads=2", "--corpus", "ptb", "--out", "x", "--quick", "--record",
      "--train", "notes.txt", "--slow")
    #expect(options.seed == 7 && options.threads == 2 && options.corpus == "ptb")
    #expect(options.out == "x" && options.quick && options.record == .all)
    #expect(
      options["--train"] == "notes.txt" && options["--slow"] == "" && options["--none"] == nil)
    #expect(!options.isBooksOwn)
  }

  @Test func oneRecordedCell() throws {
    #expect(try options("--record", "ptb-vectors").record == .only("ptb-vectors"))
    #expect(try options("--threads", "7").isBooksOwn)
  }

  private enum Pace: String, CaseIterable { case slow, fast }

  @Test func ownOptionsHaveValuesOfEachKind() throws {
    let options = try options("--train", "12")
    #expect(try options.text("--train") == "12" && options.text("--none") == nil)
    #expect(try options.number("--train", in: 1...12) == 12)
    let (whole, number): (Int?, Float?) = (
      try options.number("--train"), try options.number("--train")
    )
    #expect(whole == 12 && number == 12)
    #expect(try self.options("--train", "fast").choice("--train", among: Pace.allCases) == .fast)
  }

  @Test func ownOptionsRefuseOtherKinds() throws {
    let options = try options("--train", "x")
    #expect(
      failure { _ = try options.number("--train") as Int? }?.sentence
        == "--train needs a whole number, not “x”.")
    #expect(
      failure { _ = try options.number("--train") as Float? }?.sentence
        == "--train needs a number, not “x”.")
    #expect(
      failure { _ = try options.choice("--train", among: Pace.allCases) }?.sentence
        == "--train is slow or fast, not “x”.")
  }

  @Test func rangesAndEmptyValuesAreRefused() throws {
    let (seven, none) = (try options("--train", "7"), try options("--train="))
    #expect(
      failure { _ = try seven.number("--train", in: 1...6) }?.sentence
        == "--train is a whole number from 1 to 6, not 7.")
    #expect(
      failure { _ = try none.text("--train") }?.sentence == "The option --train needs a value.")
  }

  /// What is given goes before what a file noted.
  @Test func notedOptionsFillInWhatIsNotGiven() throws {
    let options = try options("--train", "notes.txt")
      .completed(by: ["--train": "other.txt", "--slow": ""])
    #expect(options["--train"] == "notes.txt" && options["--slow"] == "")
  }

  @Test(arguments: [
    (["--qick"], "There is no option --qick. Did you mean --quick?"),
    (["--zzzzzzzz"], "There is no option --zzzzzzzz. See --help."),
    (["--seed", "x"], "--seed needs a whole number of at least 0, not “x”."),
    (["--seed", "-1"], "--seed needs a whole number of at least 0, not “-1”."),
    (["--threads", "0"], "--threads needs a whole number of at least 1, not “0”."),
    (["--corpus"], "The option --corpus needs a value: --corpus NAME."),
    (["--corpus="], "The option --corpus needs a value."),
    (["--quick=yes"], "The option --quick takes no value."),
    (["--seed", "1", "--seed", "2"], "The option --seed is given twice."),
    (["words"], "“words” is not an option. See --help."),
    (
      ["--record", "--quick"],
      "--record keeps what the book shows: give it the book's own settings, or --out."
    ),
  ])
  func mistakes(arguments: [String], sentence: String) {
    let found = failure { _ = try Options(arguments, corpus: "harbor", seed: 1, extra: []) }
    #expect(found?.sentence == sentence)
  }

  @Test func nearestWord() {
    #expect(nearest(to: "lsmt", among: ["rnn", "lstm"]) == "lstm")
    #expect(nearest(to: "attention", among: ["rnn", "lstm"]) == nil)
  }

  @Test func commandsOfChapters() {
    let names = ["NeuralNetReview", "Word2Vec", "RNN", "LSTM", "DistributionalRepresentation"]
    #expect(
      names.map(ChapterPlace.kebab) == [
        "neural-net-review", "word2vec", "rnn", "lstm", "distributional-representation",
      ])
    let place = ChapterPlace(folder: "05-RNN", root: "/r")
    #expect(place?.page == "05-rnn" && place?.number == 5 && place?.prefix == "05")
    #expect(ChapterPlace(folder: "notes", root: "/r") == nil)
  }
}
