/// The folded table at a page's end that says where each name comes from which its code uses and doesn't
/// declare.
struct LibraryTable {
  let names: [Library.PublicName]

  /// The library's names among `uses`, but for those that the chapter declares itself.
  init(of uses: [Use], besides own: Set<String>, in library: Library) {
    let words = uses.filter { $0.name.first?.isLetter == true }
    let mentioned = words.compactMap { use -> String? in
      guard use.isMember else { return own.contains(use.name) ? nil : use.name }
      return use.owner.flatMap { own.contains($0) ? nil : "\($0).\(use.name)" }
    }
    names = library.publicNames(Set(mentioned))
  }

  /// The table; nil where there are no names.
  ///
  /// It links to files and not to lines of them: with the lines' numbers in the pages, an edit anywhere
  /// above a declaration would make every page stale that mentions it. On GitHub a file's list of symbols
  /// is one click away from it.
  var markdown: String? {
    if names.isEmpty { return nil }
    let rows = names.map { name in
      let sentence = name.sentence.replacing("``", with: "`").replacing("|", with: "\\|")
      return "| [`\(name.name)`](../\(name.path)) | \(sentence) |"
    }
    return Markdown.folded(
      (["| name | what it is |", "|---|---|"] + rows).joined(separator: "\n"),
      summary: "The library's names in the code of this page")
  }
}
