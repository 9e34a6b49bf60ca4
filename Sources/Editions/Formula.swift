import Foundation

/// A formula in TeX, and what has to be said in it because MathML doesn't do it by itself.
struct Formula {
  /// Commands, white space and single characters.
  private let words: [Substring]

  init(_ tex: String) {
    words = tex.matches(of: /\\[A-Za-z]+|\\.|\s+|[^\\]/.dotMatchesNewlines()).map(\.output)
  }

  /// The formulas that have `\qquad` between them, outside all brackets.
  var sideBySide: [String] {
    var (parts, depth) = ([""], 0)
    for word in words {
      switch word {
      case "{", "\\left", "\\begin": depth += 1
      case "}", "\\right", "\\end": depth -= 1
      default: break
      }
      if word == "\\qquad" && depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1] += word
      }
    }
    return parts.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  /// The formula with a thin space wherever a function's name would touch what stands beside it, `t \log p`.
  var spaced: String {
    var (text, last) = ("", Kind.other)
    var place = 0
    while place < words.count {
      let word = words[place]
      if word == "_" || word == "^" {
        // An index or a power belongs to what it is written at.
        let end = endOfScript(from: place + 1)
        text += word + Formula(words[place + 1..<end].joined()).spaced
        place = end
        continue
      }
      let kind = Kind(of: word)
      if kind != .between {
        let touches = kind == .function && last == .operand || kind == .operand && last == .function
        if touches { text += "\\," }
        last = kind
      }
      text += word
      place += 1
    }
    return text
  }

  /// The place behind the one word, or the group in braces, that begins at `place`.
  private func endOfScript(from place: Int) -> Int {
    var (place, depth) = (place, 0)
    while place < words.count {
      if words[place] == "{" { depth += 1 }
      if words[place] == "}" { depth -= 1 }
      let isSpace = words[place].allSatisfy(\.isWhitespace)
      place += 1
      if depth == 0 && !isSpace { break }
    }
    return place
  }

  private enum Kind {
    /// White space and primes are `between`: what counts is what stands before them.
    case function, operand, between, other

    private static let functions: Set<Substring> = [
      "\\cos", "\\exp", "\\ln", "\\log", "\\max", "\\min", "\\sin", "\\tanh",
    ]

    /// Commands that are something, rather than do something with what stands beside them.
    private static let operands: Set<Substring> = [
      "\\alpha", "\\bar", "\\beta", "\\binom", "\\ell", "\\eta", "\\frac", "\\gamma", "\\hat",
      "\\lambda", "\\mathrm", "\\mu", "\\nabla", "\\partial", "\\Phi", "\\pi", "\\rho", "\\sigma",
      "\\sqrt", "\\tau", "\\text", "\\tfrac", "\\theta", "\\varepsilon",
    ]

    init(of word: Substring) {
      if word.allSatisfy(\.isWhitespace) || word == "'" {
        self = .between
      } else if Kind.functions.contains(word) {
        self = .function
      } else if word.count == 1 && (word.first!.isLetter || word.first!.isNumber || word == "}")
        || Kind.operands.contains(word)
      {
        self = .operand
      } else {
        self = .other
      }
    }
  }
}

extension Tree {
  /// The tree with its formulas as they have to be said (`Formula`), and those of a display that stand side by side
  /// each in a place of its own: where there is no room for the next one, it goes below.
  func withFormulas() -> Tree {
    changed { type, content in
      guard type == "Math", let parts = content as? [Any], let tex = parts[1] as? String else {
        return nil
      }
      func math(_ tex: String) -> Any {
        ["t": "Math", "c": [parts[0], Formula(tex).spaced]] as Node
      }
      let formulas = Formula(tex).sideBySide
      guard formulas.count > 1, Tree.type(parts[0]) == "DisplayMath" else {
        return math(tex) as? Node
      }
      return Tree.span("equations", formulas.map { Tree.span("equation", [math($0)]) })
    }
  }

  private static func span(_ name: String, _ inlines: [Any]) -> Node {
    ["t": "Span", "c": [["", [name], [Any]()], inlines]]
  }
}
