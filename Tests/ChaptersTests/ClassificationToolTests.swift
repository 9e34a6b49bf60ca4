import Foundation
import Testing

/// `classification --train`, `--evaluate` and `--classify`, run as a reader runs them.
@Suite struct ClassificationToolTests {
  /// Runs `body` with a folder of reviews, `reviews.tsv` and `others.tsv`; gone afterwards.
  private func withFolder(_ body: (_ folder: Folder) throws -> Void) throws {
    try Folder.with(["reviews.tsv": reviews(200), "others.tsv": reviews(40)], body)
  }

  private func reviews(_ count: Int) -> String {
    (0..<count).map { number in
      let things = ["film", "book", "boat", "meal"][number * number % 7 % 4]
      return number % 3 == 0
        ? "bad\tThe \(things) was dull, and long." : "good\tA fine \(things), and fun!"
    }.joined(separator: "\n")
  }

  private static let small = ["--size", "8", "--filters", "4", "--epochs", "2", "--rate", "0.01"]

  @Test(arguments: ["bayes", "logistic", "nbsvm"])
  func linearClassifiersLearnAndAnswer(classifier: String) throws {
    try withFolder { folder in
      let run = try folder.train("model", ["--classifier", classifier])
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      let lines = run.output.split(separator: "\n")
      #expect(
        lines[0] == "texts       181 to learn from, 19 to validate by (a tenth of each class)")
      #expect(lines[1] == "classes     bad 61, good 120")
      #expect(lines[2] == "validation  100.0 % (100.0 to 100.0)")
      #expect(lines.last?.hasPrefix("good: “") == true && run.output.contains("“dull”"))
      let scores = try folder.run("--evaluate", folder.path + "/others.tsv", "model")
      #expect(
        scores.status == 0 && scores.output.contains("accuracy    100.0 %"), "\(scores.errors)")
      let answer = try folder.run("--classify", "so dull and long", "model")
      #expect(answer.status == 0 && answer.output.hasPrefix("bad "), "\(answer.errors)")
    }
  }

  @Test(arguments: ["mean", "convolution", "lstm", "convolution-lstm"])
  func networksLearnAndAnswer(classifier: String) throws {
    try withFolder { folder in
      let run = try folder.train("model", Self.small + ["--classifier", classifier])
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      let scores = try folder.run("--evaluate", folder.path + "/others.tsv", "model")
      #expect(scores.status == 0 && scores.output.hasPrefix("texts       40\n"), "\(scores.errors)")
    }
  }

  /// Lines of standard input are answered one by one.
  @Test func linesAreAnsweredInTheirOrder() throws {
    try withFolder { folder in
      #expect(try folder.train("model", ["--classifier", "bayes"]).status == 0)
      try folder.write("so dull\n\na fine boat\n", to: "lines.txt")
      let run = try Program("classification").run(
        ["--classify", "-", "--model", folder.path + "/model"],
        by: "exec \"$@\" < \(folder.path)/lines.txt")
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 3 && lines[0].hasPrefix("bad\t") && lines[2].hasPrefix("good\t"))
      #expect(lines[2].hasSuffix("\ta fine boat"))
    }
  }

  @Test func theSameModelOnAnyThreads() throws {
    try withFolder { folder in
      for (name, options) in [
        ("linear", []), ("network", Self.small + ["--classifier", "convolution"]),
      ] {
        for threads in ["1", "2"] {
          let run = try folder.train(name + threads, options + ["--threads", threads])
          #expect(run.status == 0, "\(run.errors)")
        }
        #expect(try folder.bytes(name + "1") == folder.bytes(name + "2"))
      }
    }
  }

  /// Stopped by Ctrl-C and gone on with, on more threads, a training ends in the same bytes.
  @Test func goesOnToTheSameBytes() throws {
    try withFolder { folder in
      let options = [
        "--classifier", "lstm", "--size", "8", "--dropout", "0.2", "--class-weights", "--epochs",
        "60", "--patience", "1000",
      ]
      for seconds in [0.3, 0.6, 1.2] {
        let run = try Program("classification").run(
          folder.arguments("halted", options + ["--threads", "1"]), interruptedAfter: seconds)
        guard run.status == 130, run.errors.contains("--resume") else { continue }
        break
      }
      let halted = try folder.bytes("halted")
      let rest = try folder.train("halted", ["--resume", "--threads", "2"])
      #expect(rest.status == 0 && rest.output.contains("resumed     after step "), "\(rest.errors)")
      let whole = try folder.train("whole", options + ["--threads", "2"])
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(try folder.bytes("halted") == folder.bytes("whole"))
      #expect(try folder.bytes("halted") != halted)
    }
  }

  @Test(arguments: [
    (
      ["--classifier", "svm"],
      "--classifier is bayes, logistic, nbsvm, mean, convolution, lstm, convolution-lstm, not “svm”."
    ),
    (["--size", "8"], "--size is for networks; leave it out with --classifier nbsvm."),
    (
      ["--classifier", "lstm", "--longest", "2"],
      "--longest is not for --classifier lstm; leave it out."
    ),
    (
      ["--validation", "FOLDER/new.tsv"],
      "Line 1 of “FOLDER/new.tsv” has the label “fair”, which the model never saw; it knows “bad”, “good”."
    ),
    (["--resume"], "There is no file “FOLDER/model”."),
  ])
  func mistakesAreOneSentence(options: [String], sentence: String) throws {
    try withFolder { folder in
      try folder.write("fair\tso so\n", to: "new.tsv")
      let run = try folder.train(
        "model", options.map { $0.replacing("FOLDER", with: folder.path) })
      #expect(run.status == 1)
      #expect(run.errors == "error: \(sentence.replacing("FOLDER", with: folder.path))\n")
      #expect(try folder.files == ["new.tsv", "others.tsv", "reviews.tsv"])
    }
  }

  @Test func modelsOfOtherKindsAreRefused() throws {
    try withFolder { folder in
      #expect(try folder.train("linear").status == 0)
      let resumed = try folder.train("linear", ["--resume"])
      #expect(
        resumed.errors
          == "error: \(folder.path)/linear is a checkpoint, but not of a neural text classifier.\n")
      let other = try folder.train("linear", Self.small + ["--classifier", "mean"])
      #expect(other.status == 1 && other.errors.contains("holds no neural text classifier"))
      let lstm = try Program("lstm").run(
        "--evaluate", folder.path + "/others.tsv", "--model", folder.path + "/linear")
      #expect(
        lstm.errors
          == "error: \(folder.path)/linear is a checkpoint, but not of a language model.\n")
      try folder.write("no checkpoint", to: "text")
      let text = try folder.run("--classify", "a", "text")
      #expect(text.errors == "error: \(folder.path)/text is not a checkpoint of this book.\n")
    }
  }
}

extension Folder {
  fileprivate func arguments(_ model: String, _ options: [String]) -> [String] {
    ["--train", path + "/reviews.tsv", "--model", path + "/" + model] + options
  }

  fileprivate func train(_ model: String, _ options: [String] = []) throws -> Program.Result {
    try Program("classification").run(arguments(model, options))
  }

  fileprivate func run(_ request: String, _ value: String, _ model: String) throws -> Program.Result
  {
    try Program("classification").run(request, value, "--model", path + "/" + model)
  }
}
