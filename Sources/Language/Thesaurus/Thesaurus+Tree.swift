extension Thesaurus {
  /// The sense and everything it may be, drawn as a tree of names.
  ///
  ///     motor vehicle
  ///     ├─ car
  ///     └─ truck
  public func tree(under sense: Sense) -> String {
    lines(under: sense, path: []) { _ in true }.joined(separator: "\n")
  }

  /// The ways from the root down to each of `leaves` and nothing else, drawn as a tree of names. A
  /// sense that is two things stands under both.
  public func tree(joining leaves: [Sense]) -> String {
    let kept = Set(leaves.flatMap { ancestors(of: $0).map(\.sense.id) })
    return
      senses
      .filter { kept.contains($0.id) && hypernyms(of: $0).isEmpty }
      .flatMap { lines(under: $0, path: []) { kept.contains($0.id) } }
      .joined(separator: "\n")
  }

  private func lines(
    under sense: Sense, path: [Sense], where isKept: (Sense) -> Bool
  ) -> [String] {
    let below = hyponyms(of: sense).filter { isKept($0) && !path.contains($0) }
    return [sense.name]
      + below.enumerated().flatMap { index, hyponym in
        let isLast = index == below.count - 1
        let branch = lines(under: hyponym, path: path + [sense], where: isKept)
        return [(isLast ? "└─ " : "├─ ") + branch[0]]
          + branch.dropFirst().map { (isLast ? "   " : "│  ") + $0 }
      }
  }
}
