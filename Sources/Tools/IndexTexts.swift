import Ground
import Language
import Models
import Tensors

/// `swift run retrieval --index FOLDER --out INDEX`: makes an index of all text files in a folder, or brings it
/// up to date.
package struct IndexTexts: Tool {
  package static let request = Option(
    "--index", "FOLDER", help: "no chapter: make all texts in this folder findable, or what is new")
  package static let example = Help.Example(
    "--index notes --out notes.index", "make the texts in a folder findable")
  package static let options = [
    Option("--out", "INDEX", help: "the folder of the index"),
    SemanticOptions.semantic, SemanticOptions.minilm,
  ]

  private let folder: String
  private let index: String
  private let semantic: SemanticOptions

  package init(_ arguments: Arguments) throws {
    folder = try arguments.text("--index") ?? ""
    guard let index = try arguments.text("--out") else {
      throw InputError("--index needs a folder for the index: --out INDEX.")
    }
    self.index = index
    semantic = try SemanticOptions(arguments)
    try demand(
      Files.isFolder(folder), "There is no folder “\(folder)”; --index names one of texts.")
    try Files.checkFolder(index)
  }

  package func run() throws {
    Interruption.watch()
    let encoder = try semantic.encoder()
    var line = ProgressLine(isShown: true)
    let report = try IndexFolder.update(index, from: folder) { share in
      line.show(share) { _, _ in "reading \(Int(100 * share)) %" }
      try stopIfAsked()
    }
    line.finish()
    if let encoder {
      var line = ProgressLine(isShown: true)
      try IndexFolder.addVectors(to: index, size: encoder.size) { done, all in
        line.show(Double(done) / Double(max(all, 1))) { _, _ in
          "\(format(done)) of \(format(all)) vectors"
        }
        try stopIfAsked()
      } by: {
        try encoder.vectors(of: $0)
      }
      line.finish()
    }
    show(report)
  }

  private func stopIfAsked() throws {
    if Interruption.isAsked {
      throw Interrupted("what was done is kept, and the same command goes on from there")
    }
  }

  private func show(_ report: IndexReport) {
    var lines = ["files       \(format(report.files)), \(format(report.passages)) passages"]
    lines.append("read        \(format(report.read)), new or changed")
    if report.gone > 0 { lines.append("gone        \(format(report.gone))") }
    if !report.skipped.isEmpty {
      lines.append("left out    \(format(report.skipped.count))")
      lines += report.skipped.prefix(20).map { "  \($0.path): \($0.reason)" }
      if report.skipped.count > 20 {
        lines.append("  and \(format(report.skipped.count - 20)) more")
      }
    }
    Terminal.print(lines.joined(separator: "\n"))
  }
}

/// What a search by meaning needs.
struct SemanticOptions {
  static let semantic = Option(
    "--semantic", help: "by what sentences mean too, not by their words alone; needs --minilm")
  static let minilm = Option(
    "--minilm", "FOLDER",
    help: "the published model all-MiniLM-L6-v2, which knows what sentences mean")

  private let folder: String?

  init(_ arguments: Arguments) throws {
    let isSemantic = arguments["--semantic"] != nil
    let folder = try arguments.text("--minilm")
    try demand(
      isSemantic == (folder != nil),
      isSemantic
        ? "--semantic needs the model all-MiniLM-L6-v2: --minilm FOLDER."
        : "--minilm goes with --semantic.")
    if let folder {
      try demand(
        Files.isFolder(folder), "There is no folder “\(folder)”; --minilm names the model's.")
    }
    self.folder = folder
  }

  /// The model; nil if words alone count.
  func encoder() throws -> SentenceEncoder? { try folder.map { try SentenceEncoder(folder: $0) } }
}
