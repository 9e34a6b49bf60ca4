// swift-tools-version: 6.3

import PackageDescription

/// What computes is compiled optimized, in debug builds too: a reader never needs `-c release`. What draws
/// and weaves is not, since the optimizer would take three times as long as the rest of the compiler.
///
/// `-num-threads` is what lets whole-module optimization agree with the indexing of debug builds. On
/// x86-64 the code is tuned to the processor it is built on; `BOOK_MARCH` names another one, such as
/// `x86-64-v3`, and `BOOK_OPTIMIZE=none` leaves the optimizer out: no result may change with either.
///
/// In a version fetched for somebody's package the optimizer is that package's affair, and the code runs
/// on other machines too. Only fused multiply-adds it can't do without: as calls they take a hundred times
/// as long.
func compilation(optimized: Bool = true) -> [SwiftSetting] {
  var flags: [String] = []
  if !isFetched {
    if Context.environment["BOOK_OPTIMIZE"] == "none" {
      flags = ["-Onone"]
    } else {
      flags = (optimized ? ["-O"] : []) + ["-disable-batch-mode", "-wmo", "-num-threads", "2"]
    }
    // Without it a square root branches to a library function that reports errors, and stays scalar.
    flags += ["-Xcc", "-fno-math-errno"]
  }
  #if arch(x86_64)
    let processor = Context.environment["BOOK_MARCH"] ?? (isFetched ? "x86-64-v3" : "native")
    flags += ["-Xcc", "-march=\(processor)"]
  #endif
  return flags.isEmpty ? [] : [.unsafeFlags(flags)]
}

/// Whether this copy lies where SwiftPM and Xcode keep the packages that another one depends on.
let isFetched = Context.packageDirectory.split(separator: "/").dropLast().last == "checkouts"

/// A room of the library: a folder of `Sources` and the rooms below it that it stands on.
func room(
  _ name: String, on below: [Target.Dependency] = [], optimized: Bool = true,
  exclude: [String] = []
) -> Target {
  .target(
    name: name, dependencies: below, exclude: exclude,
    swiftSettings: compilation(optimized: optimized))
}

/// The tests of a room.
func tests(
  of name: String, with others: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name)] + others, exclude: exclude,
    resources: resources, swiftSettings: compilation())
}

/// A chapter of the book: an ordinary program, and the rooms that it stands on; the first needs no text.
struct Chapter {
  let command: String
  let folder: String
  var rooms = library + ["Tools"]
  /// Without it a chapter is built in a third of the time; not where its own loops are most of its work.
  var isOptimized = true

  var target: Target {
    .executableTarget(
      name: command, dependencies: rooms + ["Literate"], path: "Chapters/\(folder)",
      swiftSettings: compilation(optimized: isOptimized) + [.defaultIsolation(MainActor.self)]
        + withoutActorChecks,
      linkerSettings: endingBySentence)
  }
}

/// A chapter runs on one thread but for the library's own; to ask for it at each call of a closure takes
/// several times as long as the innermost loops themselves.
let withoutActorChecks: [SwiftSetting] =
  isFetched ? [] : [.unsafeFlags(["-Xfrontend", "-disable-dynamic-actor-isolation"])]

/// An error that a chapter throws and nothing catches ends it in a sentence (`endByUncaughtError`) rather
/// than by the standard library's crash; on macOS, whose linker has other options, in both.
let endingBySentence: [LinkerSetting] =
  isFetched
  ? []
  : [
    .unsafeFlags(
      ["-Xlinker", "--defsym=swift_errorInMain=book_errorInMain"], .when(platforms: [.linux]))
  ]

/// The rooms that a program of anybody's may import, each standing on those before it.
let library: [Target.Dependency] = [
  "Ground", "Tensors", "Networks", "Harbor", "Language", "Models",
]

let chapters = [
  Chapter(
    command: "neural-net-review", folder: "01-NeuralNetReview",
    rooms: ["Ground", "Tensors", "Networks"]),
  Chapter(command: "distributional-representation", folder: "02-DistributionalRepresentation"),
  Chapter(command: "word2vec", folder: "03-Word2Vec"),
  Chapter(command: "speedup", folder: "04-Speedup"),
  Chapter(command: "rnn", folder: "05-RNN"),
  Chapter(command: "lstm", folder: "06-LSTM", isOptimized: false),
  Chapter(command: "generation", folder: "07-Generation"),
  Chapter(command: "attention", folder: "08-Attention", isOptimized: false),
  Chapter(command: "transformer", folder: "09-Transformer", isOptimized: false),
  Chapter(command: "classification", folder: "10-Classification"),
  Chapter(command: "tagging", folder: "11-Tagging"),
  Chapter(command: "pretraining", folder: "12-Pretraining"),
  Chapter(command: "retrieval", folder: "13-Retrieval"),
  Chapter(command: "machine", folder: "A-Machine"),
]

let rooms = [
  room("Ground"),
  room("VectorMaths"),
  room("Tensors", on: ["Ground", "VectorMaths"]),
  room("Networks", on: ["Ground", "Tensors"]),
  room("Harbor", on: ["Ground", "Tensors"]),
  room("Language", on: ["Ground", "Tensors", "Harbor"]),
  room("Models", on: ["Ground", "Tensors", "Networks", "Harbor", "Language"]),
]

/// What the chapters and the programs stand on beside the library.
let workrooms = [
  room("Literate", on: ["Ground"], optimized: false),
  room(
    "Editions", on: ["Ground", "Tensors", "Harbor", "Language", "Literate"], optimized: false,
    exclude: ["Style"]),
  room("Tools", on: library + ["Literate"]),
  room("Exercises", on: ["Tensors"], optimized: false),
  room("Solutions", on: ["Tensors"], optimized: false),
]

let commands: [Target] = [
  .executableTarget(
    name: "book",
    dependencies: ["Editions", "Ground", "Literate"] + chapters.map { .target(name: $0.command) },
    path: "Sources/Book", swiftSettings: compilation(optimized: false)),
  .executableTarget(
    name: "benchmark", dependencies: library + ["Tools"], path: "Sources/Benchmark",
    swiftSettings: compilation()),
  .executableTarget(
    name: "check", dependencies: ["Ground", "Tensors", "Exercises", "Solutions"],
    path: "Sources/Check", swiftSettings: compilation(optimized: false)),
]

let proofsOfLibrary = [
  tests(of: "Ground"),
  tests(of: "Tensors", exclude: ["Fingerprints.json"]),
  tests(of: "Networks", resources: [.copy("Golden")]),
  tests(of: "Harbor", with: ["Language"]),
  tests(of: "Language", resources: [.copy("Golden")]),
  tests(of: "Models", resources: [.copy("Golden")]),
]

let proofsOfBook = [
  tests(of: "Literate"),
  tests(of: "Editions", with: ["Ground"]),
  tests(of: "Exercises", with: ["check", "Ground", "Solutions", "Tensors"]),
  .testTarget(
    name: "ChaptersTests", dependencies: ["Ground", "book", "benchmark"],
    swiftSettings: compilation()),
]

/// The chapters, the programs, what they stand on beside the library, and what is tested of them.
let book = workrooms + chapters.map(\.target) + commands + proofsOfBook

/// `BOOK_PART=library` leaves out chapters and programs, where only what the library computes is asked for.
let isLibraryAlone = Context.environment["BOOK_PART"] == "library"

let package = Package(
  name: "FromCountingToAttention",
  platforms: [.macOS("26.0")],
  products: library.map { dependency in
    guard case .byNameItem(let name, _) = dependency else { fatalError("A room has a name.") }
    return .library(name: name, targets: [name])
  },
  targets: rooms + proofsOfLibrary + (isLibraryAlone ? [] : book),
  swiftLanguageModes: [.v6])
