/// A `claim("…", isShown: false, …)` as it stands in the source of a recorded cell. A recording may be older
/// than the wish to hide the claim, and then still holds it.
struct HiddenClaim {
  /// The sentence's pieces between what is put in when the cell runs.
  private let pieces: [String]

  /// Whether `claim` may be what came of it.
  func isOf(_ claim: Claim) -> Bool {
    var rest = claim.sentence[...]
    for (index, piece) in pieces.enumerated() where !piece.isEmpty {
      guard let found = rest.firstRange(of: piece), index > 0 || found.lowerBound == rest.startIndex
      else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.isEmpty || pieces.last?.isEmpty == true
  }

  /// Of the literals that the sentence is put together of.
  fileprivate init(_ literals: [Token]) {
    var pieces = [""]
    for literal in literals {
      var rest = literal.text[...]
      while let character = rest.popFirst() {
        if character == "\"" { continue }
        guard character == "\\" else {
          pieces[pieces.count - 1].append(character)
          continue
        }
        // What an escape stands for, or an interpolation, may be anything.
        pieces.append("")
        guard rest.popFirst() == "(" else { continue }
        var depth = 1
        while depth > 0, let character = rest.popFirst() {
          depth += character == "(" ? 1 : character == ")" ? -1 : 0
        }
      }
    }
    self.pieces = pieces
  }
}

extension Statement {
  /// The claims in it that no page shows.
  var hiddenClaims: [HiddenClaim] {
    indices.dropLast(2).compactMap { index in
      guard self[index].is("claim"), self[index + 1].is("(") else { return nil }
      let call = self[(index + 1)...].bracketed
      guard let label = call.firstIndex(where: { $0.is("isShown") }),
        label + 2 < call.endIndex, call[label + 2].is("false")
      else { return nil }
      return HiddenClaim(call[..<label].filter { $0.kind == .literal })
    }
  }
}
