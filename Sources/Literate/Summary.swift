import Foundation
import Ground

/// What a chapter tells the `book` command, which asks by naming a file in the environment.
package struct Summary: Codable, Sendable {
  /// The environment variable that names the file.
  package static let variable = "BOOK_SUMMARY"
  /// The environment variable by which `book --check` says that it checks.
  package static let checkVariable = "BOOK_CHECK"

  package var cells: Int
  package var claims: Int
  package var claimsHeld: Int
  package var figures: [String]
  package var recordings: [String]

  init(page: Page, recordings: [String], place: ChapterPlace) {
    cells = page.cells
    claims = page.claims.count
    claimsHeld = page.claims.filter(\.held).count
    figures = page.figures.map(\.name)
    self.recordings = recordings.map { "\(place.prefix)-\($0)" }
  }

  /// Writes the summary where the environment asks for one.
  func writeIfAsked() throws {
    guard let path = ProcessInfo.processInfo.environment[Summary.variable] else { return }
    try Files.replace([(path, String(decoding: try JSONEncoder().encode(self), as: UTF8.self))])
  }
}
