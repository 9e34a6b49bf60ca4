extension WordNet {
  /// Leads from an inflected word to the forms WordNet may hold it under, by a list of exceptions
  /// and by rules for endings (the manual page morphy(7WN)).
  struct BaseForms: Sendable {
    private let exceptions: [String: [String]]
    private let endings: [(ending: String, replacement: String)]

    /// A line of the exceptions reads `inflected base base …`.
    init(_ part: PartOfSpeech, _ file: File) throws {
      var exceptions: [String: [String]] = [:]
      for var line in file.lines {
        let inflected = try line.text()
        repeat { exceptions[inflected, default: []].append(try line.text()) } while !line.isAtEnd
      }
      self.exceptions = exceptions
      endings = part.endings
    }

    func candidates(for word: String) -> [String] {
      (exceptions[word] ?? [])
        + endings
        .filter { word.hasSuffix($0.ending) && word.count > $0.ending.count }
        .map { word.dropLast($0.ending.count) + $0.replacement }
    }
  }
}

extension WordNet.PartOfSpeech {
  fileprivate var endings: [(ending: String, replacement: String)] {
    switch self {
    case .noun:
      [
        ("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"),
        ("men", "man"), ("ies", "y"),
      ]
    case .verb:
      [
        ("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"),
        ("ing", ""),
      ]
    case .adjective: [("er", ""), ("est", ""), ("er", "e"), ("est", "e")]
    case .adverb: []
    }
  }
}
