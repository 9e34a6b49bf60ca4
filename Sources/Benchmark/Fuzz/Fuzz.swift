import Foundation
import Ground
import Language
import Networks
import Tensors

/// `swift run benchmark fuzz`: gives damaged inputs to all that reads what users give, and expects of each
/// that it is read or refused in a sentence. A trap ends the program, which then says how to have it again.
struct Fuzz {
  static let options: [Option] = [
    .seed,
    Option("--reader", "NAME", help: "try this reader only"),
    Option("--inputs", "N", help: "how many inputs each reader gets (10000)"),
    Option("--seconds", "S", help: "end each reader after so many seconds"),
    Option("--input", "N", help: "try this one input of --reader only, and keep it"),
    .help,
  ]

  private static let help = Help(
    "benchmark fuzz [options]",
    about: [
      "Gives damaged inputs to all that reads files, and expects each to be read or refused."
    ],
    options: options,
    examples: [
      Help.Example("benchmark fuzz --inputs 1000", "try all readers, a thousand inputs each"),
      Help.Example(
        "benchmark fuzz --reader classifier --input 17", "try one input again, and keep it"),
    ])

  private let seed: UInt64
  private let only: String?
  private let numbers: Range<Int>
  private let seconds: Double
  private let keepsInput: Bool

  init(_ words: [String]) throws {
    let arguments = try Arguments(words, known: Fuzz.options)
    if arguments["--help"] != nil {
      Terminal.print(Fuzz.help.text)
      exit(0)
    }
    if let word = arguments.words.first { throw InputError("“\(word)” is no option of fuzz.") }
    seed = try arguments.seed()
    only = try arguments.text("--reader")
    let limit = try arguments.number("--seconds", in: 1...1_000_000)
    seconds = limit.map(Double.init) ?? .infinity
    let most = 1_000_000_000
    let input = try arguments.number("--input", in: 0...most)
    let count = try arguments.number("--inputs", in: 1...most) ?? (limit == nil ? 10_000 : most)
    numbers = input.map { $0..<$0 + 1 } ?? 0..<count
    keepsInput = input != nil
  }

  func run() throws {
    let files = try FuzzFiles()
    defer { files.remove() }
    let all = try files.readers()
    let chosen = all.filter { only == nil || $0.name == only }
    if chosen.isEmpty, let only {
      throw InputError(
        "There is no reader \(only).\(suggestion(for: only, among: all.map(\.name)))")
    }
    Terminal.print("reader             inputs  accepted   refused")
    for reader in chosen { try run(reader) }
  }

  private func run(_ reader: FuzzedReader) throws {
    let mutation = Mutation(seeds: reader.seeds)
    let stream = Random(seed: seed, stream: "fuzz \(reader.name)")
    let start = ContinuousClock.now
    var (accepted, refused) = (0, 0)
    for number in numbers {
      if (ContinuousClock.now - start) / .seconds(1) > seconds { break }
      var random = stream.stream(number)
      let input = mutation.input(&random)
      if keepsInput { try Files.replace("fuzz.input") { try $0.write(contentsOf: input) } }
      let command =
        "swift run benchmark fuzz --seed \(seed) --reader \(reader.name) --input \(number)"
      Crash.expect("error: \(command) was neither read nor refused.")
      alarm(60)
      do {
        try reader.read(input, &random)
        accepted += 1
      } catch let error where error is InputError || error is UnknownWord || error is TrainingError
      {
        refused += 1
      } catch {
        throw InputError("\(command) threw “\(error)”, which says nothing to a user.")
      }
    }
    alarm(0)
    let counts = [accepted + refused, accepted, refused].map { "\($0)" }
    let columns = zip(counts, [10, 10, 10]).map {
      String(repeating: " ", count: $1 - $0.count) + $0
    }
    Terminal.print(
      reader.name.padding(toLength: 15, withPad: " ", startingAt: 0) + columns.joined())
  }
}

extension FuzzFiles {
  /// All readers, in the order of the report.
  func readers() throws -> [FuzzedReader] {
    textReaders + (try vectorReaders()) + (try modelReaders()) + (try taggingReaders())
      + (try pieceReaders())
      + (try searchReaders())
      + [try optionReader()]
  }
}
