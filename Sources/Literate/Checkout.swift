import Ground

/// The version-controlled folder that a package lies in.
struct Checkout {
  let root: String

  /// The commit the sources are at, in short; nil where this is no checkout, or git isn't installed.
  var commit: String? { Machine.output(of: ["git", "rev-parse", "--short=10", "HEAD"], in: root) }

  /// The files that differ from the commit, or aren't in it.
  ///
  /// The book's own folder doesn't count: nothing in it decides what a cell computes, and when several
  /// cells are recorded one after the other, each recording changes it.
  var changes: [String] {
    let command = ["git", "status", "--porcelain", "--", ".", ":(exclude)book"]
    let lines = Machine.output(of: command, in: root)?.split(separator: "\n") ?? []
    return lines.map { String($0.dropFirst(3)) }
  }

  /// Recordings of the book come from a commit that can be had again.
  func expectNoChanges() throws {
    let changes = changes
    guard let first = changes.first else { return }
    let others = changes.count - 1
    let rest =
      others == 0
      ? "differs" : others == 1 ? "and 1 other differ" : "and \(others) others differ"
    throw ChapterError(
      "The book's recordings are made from committed sources, but \(first) \(rest) from the commit: "
        + "commit first, or try it out with --out FOLDER.")
  }
}
