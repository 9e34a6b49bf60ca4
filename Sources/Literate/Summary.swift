import Foundation

/// What a chapter tells the `book` command, which asks by naming a file in the environment.
public struct Summary: Codable, Sendable {
  /// The environment variable that names the file.
  public static let variable = "BOOK_SUMMARY"

  public var cells: Int
  public var claims: Int
  public var claimsHeld: Int
  public var figures: [String]
  public var recordings: [String]

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
