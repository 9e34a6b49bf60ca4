import Foundation
import Ground

/// A chapter while it runs: it gathers what the page will show, and at the end weaves it.
@MainActor
final class Chapter {
  /// The chapter that is running.
  static var current: Chapter?

  let place: ChapterPlace
  let folder: BookFolder
  let source: Source
  let options: Options
  private(set) var events: [Event] = []
  private(set) var names: [String: NamedValue] = [:]
  var recordings = RecordedCells()
  /// Whether `book --check` runs the chapter: what an author has to mend is an error then.
  var isChecked = ProcessInfo.processInfo.environment[Summary.checkVariable] != nil
  /// The line where the program is, as in `Chapters/05-RNN/main.swift:37`.
  private(set) var whereabouts: String?
  private var notebook: Notebook
  private let library: Library
  private let elsewhere: RecordedValues
  private let print: (String) -> Void
  private var knownTokens: ChapterTokens?

  init(
    file: String, options: Options, isClosed: Bool = true, line beginning: Int = 1,
    print: @escaping (String) -> Void = { Terminal.print($0) }
  ) throws {
    folder = try BookFolder(holding: file)
    let name = URL(filePath: file).deletingLastPathComponent().lastPathComponent
    guard let place = ChapterPlace(folder: name, root: folder.root) else {
      throw ChapterError("A chapter's folder is called like 05-RNN, not \(name).")
    }
    if options.record != .none && options.out == nil {
      try Checkout(root: folder.root).expectNoChanges()
    }
    guard let text = Files.text(at: file) else { throw ChapterError("\(file) can't be read.") }
    self.place = place
    self.options = options
    self.print = print
    source = try Source(text)
    try source.checkWidths()
    try source.checkProse()
    elsewhere = RecordedValues(folder: folder)
    notebook = Notebook(source: source, elsewhere: elsewhere, print: print)
    library = Library(
      root: folder.root, chapter: URL(filePath: place.source).deletingLastPathComponent().path)
    if isClosed { try closedPage().check() }
    if let pages { for folder in [pages, pages + "/figures"] { try Files.checkFolder(folder) } }
    reached(beginning)
  }

  /// The folder the page goes to; nil where these settings make no page.
  var pages: String? { options.out ?? (options.isBooksOwn ? folder.pages : nil) }

  /// Whether remarks reach someone who can act on them; readers are spared them.
  var isForAuthor: Bool { isChecked || options.record != .none }

  /// The tokens of the chapter's folder, which are read once.
  func tokens() throws -> ChapterTokens {
    let tokens = try knownTokens ?? ChapterTokens(of: place, main: source.text)
    knownTokens = tokens
    return tokens
  }

  /// What the page shows, and what it doesn't.
  private func closedPage() throws -> ClosedPage {
    let tokens = try tokens()
    return ClosedPage(
      ShownCode(tokens.main, lines: source.shownLines), helpers: tokens.others, library: library)
  }

  // MARK: What the author does

  /// Puts `output` under the cell of line `line`.
  func add(_ output: Output, line: Int) {
    reached(line)
    events.append(Event(line: line, output: output))
    notebook.show(output, line: line, names: names)
  }

  /// Notes that the program has come to line `line`: a crash will be after it.
  func reached(_ line: Int) {
    let statement = source.text.statement(from: line, through: source.text.lineCount)
    let suspects = source.text.candidates(after: statement.upperBound)
    guard let first = suspects.first, let last = suspects.last else { return }
    let trying = suspects.filter { source.text.codeLine($0).contains("try ") }
    let place = position(of: trying.count == 1 ? trying[0] : first)
    let span = first == last ? "line \(first)" : "lines \(first) to \(last)"
    whereabouts = place
    Crash.expect("\(place): error: The program stopped in \(span); its page is as it was.")
  }

  func show(_ figure: Figure, line: Int) throws {
    guard figure.name.hasPrefix(place.prefix + "-"),
      figure.name.dropFirst(place.prefix.count).wholeMatch(of: /-[a-z0-9-]+/) != nil
    else {
      throw ChapterError(
        "A figure of this chapter is called like \(place.prefix)-sigmoid, not “\(figure.name)”.",
        line: line)
    }
    guard !figure.caption.isEmpty, !figure.alternative.isEmpty else {
      throw ChapterError(
        "The figure \(figure.name) needs a caption and an alternative text.", line: line)
    }
    let isTaken = events.contains {
      if case .figure(let other) = $0.output { other.name == figure.name } else { false }
    }
    if isTaken { throw ChapterError("Two figures are named \(figure.name).", line: line) }
    add(.figure(figure), line: line)
  }

  func name(_ name: String, _ text: String, line: Int) throws {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_ .-]*/) != nil else {
      throw ChapterError(
        "“\(name)” is no name for the prose: use letters, digits and hyphens.", line: line)
    }
    if names[name] != nil { throw ChapterError("Two values are named \(name).", line: line) }
    reached(line)
    names[name] = NamedValue(text: text, line: line)
  }

  func claim(_ sentence: String, _ held: Bool, isShown: Bool = true, line: Int) throws {
    let claim = Claim(sentence: sentence, held: held)
    if held { return isShown ? add(.claim(claim), line: line) : reached(line) }
    if options.isStrict || recordings.isMaking {
      throw ChapterError("The claim failed: \(sentence).", line: line)
    }
    reached(line)
    notebook.show(.claim(claim), line: line, names: names)
  }

  /// Whether the chapter reads `corpus`, or it doesn't matter which.
  func reads(_ corpus: String?) -> Bool { corpus == nil || corpus == options.corpus }

  func list(_ name: String, comment: Bool, folded: Bool = false, line: Int) throws {
    let listing = try library.listing(of: name, comment: comment, folded: folded)
    add(.listing(listing), line: line)
  }

  func list(_ names: [String], comment: Bool, line: Int) throws {
    add(.listing(try library.listing(of: names, comment: comment)), line: line)
  }

  func exercise(_ number: String, line: Int) throws {
    add(.exercise(try ExerciseStub(number, root: folder.root)), line: line)
  }

  // MARK: The end

  /// Weaves the page and writes it, with its figures, into the folder meant by the settings.
  func weave() throws {
    try recordings.expectAllGood(options.record)
    notebook.finish(names: names)
    let closedPage = try closedPage()
    let table = LibraryTable(
      of: closedPage.code.uses, besides: closedPage.ownNames, in: library)
    let furniture = Furniture(
      chapter: place, chapters: folder.chapters, settings: options.settings)
    let weaver = Weaver(
      source: source, events: events, names: names, number: place.number, head: furniture.head,
      foot: [table.markdown].compactMap { $0 } + furniture.foot,
      chapters: try ChapterOutline.all(in: folder), elsewhere: elsewhere,
      mayLackFigures: !options.readsBooksCorpus, linkExists: linkExists)
    let page = try weaver.page()
    if isForAuthor {
      for warning in weaver.warnings() { warn(warning.sentence, at: position(of: warning.line)) }
    }
    guard let pages else {
      print(
        "The page was not written, since the book is made with other settings; name a folder for it: --out FOLDER."
      )
      return
    }
    try write(page, into: pages)
    try Summary(page: page, recordings: recordings.names, place: place).writeIfAsked()
  }

  private func write(_ page: Page, into pages: String) throws {
    try Files.makeFolder(pages + "/figures")
    let figures = page.figures.map {
      ("\(pages)/figures/\($0.name).svg", Theme.applied(to: $0.svg))
    }
    try Files.replace(figures + [("\(pages)/\(place.page).md", page.text)])
    print(
      "Wrote \(folder.relative(pages))/\(place.page).md and its figures, \(page.figures.count) of them."
    )
  }

  /// Whether a link from the page leads to the contents or to a file of the repository.
  private func linkExists(_ target: String) -> Bool {
    let path = String(target.prefix { $0 != "#" })
    if path == "README.md" { return true }
    if path.hasPrefix("figures/\(place.prefix)-") { return false }
    return Files.exists(URL(filePath: folder.pages + "/" + path).standardized.path)
  }

  /// `Chapters/05-RNN/main.swift:37`.
  func position(of line: Int?) -> String {
    folder.relative(place.source) + (line.map { ":\($0)" } ?? "")
  }
}

extension Chapter {
  /// Prints how the chapter is run, and ends the program.
  static func help(
    file: String, readsCorpus: Bool, _ options: [Option], _ tools: [any Tool.Type]
  ) -> Never {
    let folder = URL(filePath: file).deletingLastPathComponent().lastPathComponent
    let command = ChapterPlace(folder: folder, root: "")?.command ?? folder
    let own = [
      Help.Example("", "run the chapter, and weave its page into book/"),
      Help.Example("--quick", "have a first look, with less work, and write no page"),
      readsCorpus
        ? Help.Example("--corpus my.txt --out my-page", "make the page of a text of your own")
        : Help.Example("--seed 2", "see whether its claims hold with other random numbers"),
    ]
    let examples = tools.isEmpty ? own : own.prefix(1) + tools.prefix(2).map { $0.example }
    let help = Help(
      "\(command) [options]",
      about: ["Runs the chapter: trains, draws, checks what its page says, and writes it."]
        + (tools.isEmpty
          ? [] : ["Does something else with your own files where an option says so."]),
      options: options, examples: examples.map { $0.run(by: command) })
    Terminal.print(help.text)
    exit(0)
  }
}
