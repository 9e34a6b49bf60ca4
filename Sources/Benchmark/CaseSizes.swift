import Ground

/// The sizes that the name of a case is made of, such as 512x512x512.
struct CaseSizes {
  /// Each a whole number from 1 to a million.
  let all: [Int]

  /// The sizes in `name`, `count` of them; throws `complaint` for another name.
  init(_ name: String, _ separator: Character = "-", count: Int, _ complaint: String) throws {
    let parts = name.split(separator: separator, omittingEmptySubsequences: false)
    all = parts.compactMap { Int($0) }
    try demand(parts.count == count && all.count == count, "\(complaint), not \(name).")
    try demand(
      all.allSatisfy { (1...1_000_000).contains($0) },
      "The sizes of a case are whole numbers from 1 to 1000000; \(name) has others.")
  }

  /// Throws unless there is memory for so many numbers.
  static func demandMemory(numbers: Double, for name: String) throws {
    try Memory.demand(4 * numbers, for: "The case \(name)", advice: "take a smaller one")
  }
}
