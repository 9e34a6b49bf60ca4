import Ground
import Language
import Literate
import Models
import Networks
import Tensors

import class Foundation.ProcessInfo

/// The arithmetic mean.
func mean(_ numbers: [Float]) -> Float { Tensor(numbers).mean() }

// MARK: - Say it again

/// The strings that a model says right, in percent, by their length.
struct EchoShares {
  /// The lengths that are counted together.
  static let ranges = [2...4, 5...7, 8...10, 11...13, 14...16, 17...20]
  /// The share of right strings in each range.
  let values: [Float]

  /// Lets `model` say the strings of `exam`.
  init(of model: Seq2Seq, on exam: Pairs) throws {
    let answers = try model.answers(to: exam.questions, limit: 21)
    values = EchoShares.ranges.map { range in
      let rows = answers.indices.filter { range ~= exam.questions[$0].count }
      let right = rows.count { answers[$0] == exam.answers[$0] }
      return 100 * Float(right) / Float(rows.count)
    }
  }

  /// The share in the range that holds `length`.
  subscript(length: Int) -> Float {
    values[EchoShares.ranges.firstIndex { $0 ~= length }!]
  }
}

/// A row of shares for each model.
func echoTable(_ models: [(name: String, shares: EchoShares)]) -> Table {
  Table(
    columns: ["letters"]
      + EchoShares.ranges.map { "\($0.lowerBound)–\($0.upperBound)" },
    rows: models.map { [$0.name] + $0.shares.values.map { $0 as Any } },
    decimals: 0, caption: "Strings said right, in percent, by their length.")
}

// MARK: - The real thing

/// The folder that holds what the reference book's program learns from.
func referenceFolder() throws -> String {
  guard let folder = ProcessInfo.processInfo.environment["BOOK_DATA"] else {
    throw InputError(
      "To record this, name the folder that holds toys/date.txt: BOOK_DATA=….")
  }
  return folder
}
