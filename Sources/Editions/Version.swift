import Foundation
import Ground
import Literate

/// Which version of the book an edition is made from.
struct Version {
  /// Where the project can be cloned from, as the README says.
  let repository: String
  /// The commit, or the name of the main branch where there is no history.
  let commit: String
  /// Seconds since 1970: when the commit was made, or what `SOURCE_DATE_EPOCH` says.
  let date: Int

  init(of folder: BookFolder) throws {
    let readme = Files.text(at: folder.root + "/README.md") ?? ""
    guard let match = readme.firstMatch(of: /git clone (https:\S+?)(?:\.git)?\s/) else {
      throw InputError("README.md has no line `git clone https://…`, where links to sources lead.")
    }
    repository = String(match.output.1)
    commit = Version.git(["rev-parse", "HEAD"], in: folder) ?? "main"
    let wished = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int($0) }
    date =
      wished ?? Version.git(["log", "-1", "--format=%ct"], in: folder).flatMap { Int($0) } ?? 0
  }

  /// `2026-11-28`, in universal time.
  var day: String {
    Date(timeIntervalSince1970: Double(date)).formatted(.iso8601.year().month().day())
  }

  /// The place of a source, such as `Sources/Tensors/Tensor.swift#L5`, at this commit.
  func link(to source: String) -> String { "\(repository)/blob/\(commit)/\(source)" }

  /// What git answers; nil where there is none, or no history.
  private static func git(_ arguments: [String], in folder: BookFolder) -> String? {
    guard let answer = try? Program.git().run(["-C", folder.root] + arguments) else { return nil }
    return String(decoding: answer, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
