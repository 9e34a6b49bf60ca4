import Foundation

/// How things look on a terminal: colors only where there is one, lines that fit.
package enum Terminal {
  private static let showsColors =
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  /// The widest line printed.
  package static let width = 96

  package enum Style: String {
    case bold = "1"
    case dim = "2"
    case code = "36"
    case good = "32"
    case bad = "31"
  }

  package static func styled(_ text: String, _ style: Style) -> String {
    showsColors ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Prints a line at once, also into a pipe. Where it can't be written, the program ends with a sentence.
  package static func print(_ text: String = "") { write(text + "\n") }

  /// Prints text at once, as `print` does, without ending the line.
  package static func write(_ text: String) {
    ProgressLine.clear()
    StandardStreams.print(text)
  }

  /// `text` broken into lines of at most `width` characters, at spaces; later lines keep the
  /// indentation of the first.
  package static func wrapped(_ text: String, width: Int = width) -> [String] {
    let indent = String(text.prefix { $0 == " " })
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty && line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? indent + word : " " + word
    }
    return lines + [line]
  }
}
