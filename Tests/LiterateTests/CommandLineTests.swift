import Ground
import Testing

@testable import Literate

@Suite struct CommandLineTests {
  private func options(_ words: String...) throws -> Options { try options(words) }

  private func options(_ words: [String]) throws -> Options {
    try Options(
      Arguments(words, known: Options.known(readsCorpus: true)), corpus: "harbor", seed: 1)
  }

  @Test func defaultsAreTheBooksOwn() throws {
    let options = try options()
    #expect(options.seed == 1 && options.corpus == "harbor" && !options.quick && options.out == nil)
    #expect(options.record == .none && options.threads >= 1 && options.isBooksOwn)
  }

  @Test func everyOptionIsRead() throws {
    let options = try options(
      "--seed", "7", "--threads=2", "--corpus", "ptb", "--out", "x", "--quick", "--record")
    #expect(options.seed == 7 && options.threads == 2 && options.corpus == "ptb")
    #expect(options.out == "x" && options.quick && options.record == .all)
    #expect(!options.isBooksOwn)
  }

  @Test func oneRecordedCell() throws {
    #expect(try options("--record", "ptb-vectors").record == .only("ptb-vectors"))
    #expect(try options("--threads", "7").isBooksOwn)
  }

  @Test(arguments: [
    (["--qick"], "There is no option --qick. Did you mean --quick?"),
    (["--zzzzzzzz"], "There is no option --zzzzzzzz. See --help."),
    (["--seed", "x"], "--seed is a whole number from 0 to 18446744073709551615, not “x”."),
    (["--seed", "-1"], "--seed is a whole number from 0 to 18446744073709551615, not “-1”."),
    (["--threads", "0"], "--threads is a whole number from 1 to 1024, not 0."),
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
    let found = failure { _ = try options(arguments) }?.sentence
    #expect(found == sentence)
  }

  @Test func commandsOfChapters() {
    let names = ["NeuralNetReview", "Word2Vec", "RNN", "LSTM", "DistributionalRepresentation"]
    #expect(
      names.map(ChapterPlace.kebab) == [
        "neural-net-review", "word2vec", "rnn", "lstm", "distributional-representation",
      ])
    let place = ChapterPlace(folder: "05-RNN", root: "/r")
    #expect(place?.page == "05-rnn" && place?.number == "5" && place?.prefix == "05")
    let appendix = ChapterPlace(folder: "A-Machine", root: "/r")
    #expect(
      appendix?.page == "A-machine" && appendix?.number == "A" && appendix?.prefix == "A")
    #expect(ChapterPlace(folder: "a-notes", root: "/r") == nil)
    #expect(ChapterPlace(folder: "notes", root: "/r") == nil)
  }
}
