import Foundation
import Ground
import Literate

/// One run of a chapter's program that has come to its end.
struct ChapterRun {
  let chapter: ChapterPlace
  let seconds: Double
  /// What it said of its page; nil where it failed.
  let summary: Summary?
  /// What it wrote to its error output: warnings, or why it failed.
  let remarks: String

  /// Says how it went.
  func tell() {
    let mark = summary == nil ? Terminal.styled("✗", .bad) : Terminal.styled("✓", .good)
    Terminal.print("\(mark) \(chapter.command), \(format(seconds, decimals: 1)) s")
    for line in remarks.split(separator: "\n") { Terminal.print("    \(line)") }
    if summary == nil && remarks.isEmpty { Terminal.print("    It ended without a page.") }
  }
}
