import Ground

// What the author of a chapter writes, in the order of a chapter. Each of these notes the line it
// stands in, so that a mistake is reported there and its output lands under its cell.

/// Begins a chapter: reads its command line and its own source. Where the command line asks for one of the
/// chapter's tools, that is what is done, and the program ends.
///
/// - Parameters:
///   - corpus: the corpus the book is made with; nil for a chapter that reads none.
///   - seed: the seed the book is made with.
///   - tools: what else the program can do, with a reader's own files.
///   - isClosed: whether the code on the page uses only names that the page shows, and the library's;
///     `false` where a chapter doesn't keep to that yet.
///   - check: throws where the corpus that the reader's options name is no text for the chapter, before any
///     work.
@MainActor
package func beginChapter(
  corpus: String? = nil, seed: UInt64 = 1, tools: [any Tool.Type] = [], isClosed: Bool = true,
  file: String = #filePath, line: Int = #line, check: (Options) throws -> Void = { _ in }
) -> Options {
  StandardStreams.prepare()
  Crash.watch()
  do {
    let words = Array(CommandLine.arguments.dropFirst())
    let own = Options.known(readsCorpus: corpus != nil)
    let known = tools.options(with: own)
    if words.contains("--help") {
      Chapter.help(file: file, readsCorpus: corpus != nil, known, tools)
    }
    let arguments = try Arguments(words, known: known)
    try arguments.run(tools, besides: own)
    Tether.follow()
    let options = try Options(arguments, corpus: corpus, seed: seed)
    if !options.readsBooksCorpus { try check(options) }
    let folder = try BookFolder.running(builtFrom: file)
    Chapter.current = try Chapter(
      file: folder.counterpart(of: file), options: options, isClosed: isClosed, line: line)
    return options
  } catch let error as ChapterError {
    fail(error.sentence, at: error.line.map { "\(file):\($0)" })
  } catch {
    fail("\(error)")
  }
}

/// Shows values under the cell, on one line: numbers in a fixed, short form, anything else by its
/// description. What is beyond 24 lines of 76 characters is cut, with a mark.
@MainActor
package func show(_ values: Any..., line: Int = #line) {
  attempt(line) { chapter in
    if values.contains(where: { $0 is any Drawing }) {
      throw ChapterError("A figure needs a name, a caption and an alternative text.", line: line)
    }
    try chapter.show(values.map(describe).joined(separator: " "), line: line)
  }
}

/// Shows a table.
@MainActor
package func show(_ table: Table, line: Int = #line) {
  attempt(line) { $0.add(.table(table), line: line) }
}

/// Shows a picture as the figure `name` (the chapter's number and a word, `05-state-norms`), with a
/// caption under it and a text for those who can't see it.
@MainActor
package func show(
  _ drawing: some Drawing, _ name: String, caption: String, alternative: String, line: Int = #line
) {
  let figure = Figure(drawing, name, caption: caption, alternative: alternative)
  attempt(line) { try $0.show(figure, line: line) }
}

/// Places a figure under the cell; the call is no part of the code that the page shows.
///
/// - Parameters:
///   - figure: the figure; nil where the text that was read can't give it.
///   - corpus: the one corpus that the figure is about. Where the chapter reads another text, it isn't
///     drawn, and a sentence says so. The same with tables, text, values and claims.
@MainActor
package func place(
  _ figure: @autoclosure () throws -> Figure?, about corpus: String? = nil, line: Int = #line
) {
  attempt(line, about: corpus) { chapter in
    guard let figure = try figure() else {
      return chapter.add(.omission(ProseWriter.missingFigure), line: line)
    }
    try chapter.show(figure, line: line)
  }
}

/// Places a table under the cell; the call is no part of the code that the page shows.
@MainActor
package func place(
  _ table: @autoclosure () throws -> Table, about corpus: String? = nil, line: Int = #line
) {
  attempt(line, about: corpus) { try $0.add(.table(table()), line: line) }
}

/// Places text under the cell; the call is no part of the code that the page shows.
@MainActor
package func place(
  _ text: @autoclosure () throws -> String, about corpus: String? = nil, line: Int = #line
) {
  attempt(line, about: corpus) { try $0.show(text(), line: line) }
}

/// Gives a number a name that the prose can use: `{{accuracy}}`. What is about another corpus than the
/// chapter reads is a dash there.
@MainActor
package func name<Number: BinaryFloatingPoint>(
  _ name: String, _ value: @autoclosure () throws -> Number, decimals: Int,
  about corpus: String? = nil, line: Int = #line
) {
  attempt(line) { chapter in
    let text = chapter.reads(corpus) ? format(try value(), decimals: decimals) : "–"
    try chapter.name(name, text, line: line)
  }
}

/// Gives a value a name that the prose can use: `{{steps}}`. Whole numbers get commas from 10,000 on.
@MainActor
package func name(_ name: String, _ value: Any, line: Int = #line) {
  let text = (value as? Int).map { format($0) } ?? describe(value)
  attempt(line) { try $0.name(name, text, line: line) }
}

/// Claims that `condition` holds: the page shows the sentence; where it doesn't hold the chapter
/// ends here, and the old page stays. With `--quick`, or of another text than the book's, the page is
/// made without the sentence instead.
///
/// - Parameters:
///   - isShown: whether the page shows the sentence. One that only protects the page (a bound, an order, a
///     sanity check) is no finding, and hidden; it stops the chapter all the same.
///   - corpus: the one corpus that the sentence is about. Where the chapter reads another text, nothing is
///     claimed.
@MainActor
package func claim(
  _ sentence: String, isShown: Bool = true, about corpus: String? = nil,
  _ condition: @autoclosure () throws -> Bool, line: Int = #line
) {
  attempt(line) { chapter in
    guard chapter.reads(corpus) else { return }
    try chapter.claim(sentence, condition(), isShown: isShown, line: line)
  }
}

/// Shows a declaration of the library, or of the chapter's own folder, taken from its source:
/// `Type.member`, `Type`, a function; with labels, `Type.member(_:by:)`, where several have the name.
///
/// - Parameters:
///   - comment: whether the comment above it is shown as well.
///   - folded: whether only its name and the first sentence of its comment are seen until a reader unfolds
///     it. So can be shown what a page needs and doesn't teach.
@MainActor
package func list(_ name: String, comment: Bool = true, folded: Bool = false, line: Int = #line) {
  attempt(line) { try $0.list(name, comment: comment, folded: folded, line: line) }
}

/// Shows several declarations of one file as one listing: what was built piece by piece, together.
///
/// - Parameter comment: whether the comments above them are shown as well.
@MainActor
package func list(_ names: [String], comment: Bool = true, line: Int = #line) {
  attempt(line) { try $0.list(names, comment: comment, line: line) }
}

/// Shows an exercise that checks itself, by its number: title, text and head of its stub in
/// `Sources/Exercises`, the command that judges an answer, and the way to the solution.
@MainActor
package func exercise(_ number: String, line: Int = #line) {
  attempt(line) { try $0.exercise(number, line: line) }
}

/// A cell that runs only under `--record`; otherwise the page shows what it left when it last ran, which
/// must be with the same code: its own, and all that it calls in its chapter's folder.
@MainActor
package func record(_ name: String, line: Int = #line, _ body: () throws -> Void) {
  attempt(line) { try $0.record(name, line: line, body) }
}

/// What the reader gave the chapter to work on, such as a text: where it can't be had, the chapter ends
/// with the sentence that says why.
@MainActor
package func input<Value>(_ value: @autoclosure () throws -> Value) -> Value {
  do { return try value() } catch { fail("\(error)") }
}

/// Ends a chapter: weaves its page and writes it.
@MainActor
package func weaveChapter(line: Int = #line) {
  attempt(line) { try $0.weave() }
}

/// Does `work` for the running chapter; an error ends the program with the line it belongs to.
///
/// - Parameter corpus: the one corpus that `work` is about, if there is one; elsewhere the page says that
///   something is left out.
@MainActor
private func attempt(_ line: Int, about corpus: String? = nil, _ work: (Chapter) throws -> Void) {
  guard let chapter = Chapter.current else { fail("A chapter begins with beginChapter().") }
  do {
    if let corpus, !chapter.reads(corpus) {
      return chapter.add(.omission("What stands here in the book is about \(corpus)."), line: line)
    }
    try work(chapter)
  } catch {
    let known = (error as? ChapterError)?.line
    fail("\(error)", at: chapter.position(of: known ?? line))
  }
}
