import Ground

/// The exercises of a chapter.
struct Chapter {
  let number: String
  let title: String
  let exercises: [Exercise]

  /// The file that holds its stubs in `Sources/Exercises`, and its answers in `Sources/Solutions`.
  var file: String {
    Int(number).map { "Chapter" + ($0 < 10 ? "0" : "") + "\($0).swift" }
      ?? "Appendix\(number).swift"
  }
}

extension [Chapter] {
  /// All exercises of the book that check themselves.
  static var book: [Chapter] {
    [
      Chapter(number: "1", title: "Neural network review", exercises: chapter01),
      Chapter(number: "2", title: "Distributional representation", exercises: chapter02),
      Chapter(number: "3", title: "Word2vec", exercises: chapter03),
      Chapter(number: "4", title: "Speedup", exercises: chapter04),
      Chapter(number: "5", title: "Recurrent networks", exercises: chapter05),
      Chapter(number: "6", title: "LSTM", exercises: chapter06),
      Chapter(number: "7", title: "Generation", exercises: chapter07),
      Chapter(number: "8", title: "Attention", exercises: chapter08),
      Chapter(number: "9", title: "Transformer", exercises: chapter09),
      Chapter(number: "10", title: "Classification", exercises: chapter10),
      Chapter(number: "11", title: "Tagging", exercises: chapter11),
      Chapter(number: "12", title: "Pretraining", exercises: chapter12),
      Chapter(number: "13", title: "Finding answers", exercises: chapter13),
      Chapter(number: "A", title: "The machine", exercises: appendixA),
    ]
  }

  /// The exercises that `number` names: one, or a chapter's.
  ///
  /// - Throws: `InputError` where there is none, with the nearest.
  func exercises(_ number: String) throws -> [Exercise] {
    let wanted = number.uppercased()
    if let chapter = first(where: { $0.number == wanted }) { return chapter.exercises }
    let all = flatMap(\.exercises)
    if let exercise = all.first(where: { $0.number == wanted }) { return [exercise] }
    throw InputError(
      "There is no exercise \(number); the nearest is \(nearest(to: wanted, in: all)).")
  }

  /// The number nearest to one that doesn't exist: in its chapter, if there is such a chapter.
  private func nearest(to number: String, in all: [Exercise]) -> String {
    let parts = number.split(separator: ".")
    let chapter = first { $0.number == parts.first.map(String.init) }
    guard let chapter, parts.count == 2, let wanted = Int(parts[1]) else {
      return all.map(\.number).min { editDistance($0, number) < editDistance($1, number) } ?? "none"
    }
    // The exercises of a chapter are numbered 1, 2, 3 and so on.
    let index = Swift.min(Swift.max(wanted, 1), chapter.exercises.count) - 1
    return chapter.exercises[index].number
  }
}
