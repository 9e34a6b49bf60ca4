// swift-tools-version: 6.2

import PackageDescription

/// Everything is compiled optimized, in debug builds too: a reader never needs `-c release`.
///
/// `-num-threads` is what lets whole-module optimization agree with the indexing of debug builds. On
/// x86-64 the code is tuned to the processor it is built on; `BOOK_MARCH` names another one, such as
/// `x86-64-v3`, and `BOOK_OPTIMIZE=none` leaves the optimizer out: no result may change with either.
func compilation() -> [SwiftSetting] {
  let optimized = Context.environment["BOOK_OPTIMIZE"] != "none"
  var flags = optimized ? ["-O", "-disable-batch-mode", "-wmo", "-num-threads", "2"] : ["-Onone"]
  // Without it a square root branches to a library function that reports errors, and stays scalar.
  flags += ["-Xcc", "-fno-math-errno"]
  #if arch(x86_64)
    flags += ["-Xcc", "-march=\(Context.environment["BOOK_MARCH"] ?? "native")"]
  #endif
  return [.unsafeFlags(flags)]
}

/// A chapter of the book: an ordinary program that may use the whole library.
struct Chapter {
  let command: String
  let folder: String
}

let chapters = [
  Chapter(command: "neural-net-review", folder: "01-NeuralNetReview"),
  Chapter(command: "distributional-representation", folder: "02-DistributionalRepresentation"),
  Chapter(command: "word2vec", folder: "03-Word2Vec"),
  Chapter(command: "speedup", folder: "04-Speedup"),
  Chapter(command: "rnn", folder: "05-RNN"),
  Chapter(command: "lstm", folder: "06-LSTM"),
  Chapter(command: "generation", folder: "07-Generation"),
  Chapter(command: "attention", folder: "08-Attention"),
]

let package = Package(
  name: "FromCountingToAttention",
  platforms: [.macOS("26.0")],
  targets: [
    .target(name: "Tensors", swiftSettings: compilation()),
    .target(name: "Networks", dependencies: ["Tensors"], swiftSettings: compilation()),
    .target(name: "Language", dependencies: ["Tensors", "Networks"], swiftSettings: compilation()),
    .target(name: "Literate", swiftSettings: compilation()),
  ]
    + chapters.map { chapter in
      .executableTarget(
        name: chapter.command,
        dependencies: ["Tensors", "Networks", "Language", "Literate"],
        path: "Chapters/\(chapter.folder)",
        swiftSettings: compilation() + [.defaultIsolation(MainActor.self)])
    }
    + [
      .executableTarget(
        name: "book",
        dependencies: ["Literate"] + chapters.map { .target(name: $0.command) },
        path: "Sources/Book",
        swiftSettings: compilation()),
      .executableTarget(
        name: "benchmark",
        dependencies: ["Tensors", "Networks", "Language"],
        path: "Sources/Benchmark",
        swiftSettings: compilation()),
      .testTarget(
        name: "TensorsTests", dependencies: ["Tensors"], exclude: ["Fingerprints.json"],
        swiftSettings: compilation()),
      .testTarget(
        name: "NetworksTests", dependencies: ["Networks"], resources: [.copy("Golden")],
        swiftSettings: compilation()),
      .testTarget(
        name: "LanguageTests", dependencies: ["Language"], resources: [.copy("Golden")],
        swiftSettings: compilation()),
      .testTarget(name: "LiterateTests", dependencies: ["Literate"], swiftSettings: compilation()),
      .testTarget(
        name: "ChaptersTests", dependencies: ["book", "benchmark"], swiftSettings: compilation()),
    ],
  swiftLanguageModes: [.v6])
