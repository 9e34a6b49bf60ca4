/// Fingerprints of code: 64 bits of FNV-1a, as sixteen hexadecimal digits.
enum Fingerprint {
  /// The fingerprint of what the compiler sees of `code`. Who may see a declaration makes no difference
  /// to what it does, and neither does a comma after the last item of a list. What `options.quick ?`
  /// chooses makes none to a recording, which is never made in a hurry; nor does it matter to one whether
  /// the page shows a claim.
  static func of(_ code: Statement) -> String {
    let ignored = Set(code.indices.flatMap { idle(in: code[$0...]) })
    let kept = code.indices.filter { index in
      if ignored.contains(index) { return false }
      let token = code[index]
      let isLastComma = token.is(",") && index + 1 < code.endIndex && code[index + 1].closes
      return !isLastComma && !token.is("private") && !token.is("fileprivate")
    }
    return of(kept.map { code[$0].text })
  }

  /// The tokens of `options.quick ? less :` or `isShown: false,` that `code` begins with.
  private static func idle(in code: Statement) -> Range<Int> {
    if code.first?.is("isShown") == true,
      code.prefix(4).map(\.text) == ["isShown", ":", "false", ","]
    {
      return code.startIndex..<code.startIndex + 4
    }
    guard code.first?.is("options") == true,
      code.prefix(4).map(\.text) == ["options", ".", "quick", "?"]
    else { return 0..<0 }
    var rest = code.dropFirst(4)
    while let first = rest.first, !first.is(":") {
      rest = first.opens ? rest.afterBrackets : rest.dropFirst()
    }
    return code.startIndex..<min(rest.startIndex + 1, code.endIndex)
  }

  /// The fingerprint of several texts in their order.
  static func of(_ texts: [String]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for text in texts {
      // A zero ends each text: no two lists become one.
      for byte in Array(text.utf8) + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
