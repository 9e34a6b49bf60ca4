import Ground
import Tensors

/// Which tags words have that end alike, learned from rare words: new words are like them.
///
///     p(t | lₙ … l₁) = (share of t among words with that ending + θ p(t | lₙ₋₁ … l₁)) / (1 + θ)
///
/// so each ending is smoothed by the next shorter one; θ is the deviation of the shares of all tags. Words
/// with a capital at their beginning are counted apart. (Brants, "TnT: a statistical part-of-speech tagger",
/// ANLP 2000, section 2.3; successive abstraction from Samuelsson, 1993.)
public struct WordEndings: Sendable {
  /// How much a shorter ending counts.
  public let theta: Float
  /// p(t | ending) for each ending of words with a small and with a capital letter.
  private let small, capital: [String: [Float]]
  private let longest: Int

  /// - Parameters:
  ///   - counts: how often each word has each tag.
  ///   - rare: how often a word may occur to be rare.
  ///   - longest: how many letters an ending has at most.
  public init(_ counts: TagCounts, rare: Int = 10, longest: Int = 10) {
    let uses = counts.uses
    let total = Double(max(uses.reduce(0, +), 1))
    let shares = uses.map { Double($0) / total }
    let mean = 1 / Double(shares.count)
    let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let theta = (squares / Double(max(shares.count - 1, 1))).squareRoot()
    var sums: (small: [String: [Int]], capital: [String: [Int]]) = ([:], [:])
    for (word, uses) in counts.words where uses.reduce(0, { $0 + $1.count }) <= rare {
      for ending in WordEndings.endings(of: word, longest) {
        if WordEndings.hasCapital(word) {
          sums.capital[ending, default: [Int](repeating: 0, count: shares.count)].add(uses)
        } else {
          sums.small[ending, default: [Int](repeating: 0, count: shares.count)].add(uses)
        }
      }
    }
    // Where there are no rare words of a kind, those of the other serve; else all tags as they occur.
    if sums.small.isEmpty { sums.small = sums.capital }
    if sums.capital.isEmpty { sums.capital = sums.small }
    small = WordEndings.abstracted(sums.small, theta, else: shares)
    capital = WordEndings.abstracted(sums.capital, theta, else: shares)
    (self.theta, self.longest) = (Float(theta), longest)
  }

  /// p(t | the longest of the word's endings that was seen), for each tag.
  public func probabilities(of word: String) -> [Float] {
    let table = WordEndings.hasCapital(word) ? capital : small
    var best = table[""]!
    for ending in WordEndings.endings(of: word, longest).dropFirst() {
      guard let longer = table[ending] else { break }
      best = longer
    }
    return best
  }

  private static func hasCapital(_ word: String) -> Bool { word.first?.isUppercase == true }

  /// None, the last letter, the last two, …
  private static func endings(of word: String, _ longest: Int) -> [String] {
    let letters = Array(word)
    return (0...min(longest, letters.count)).map { String(letters.suffix($0)) }
  }

  private static func abstracted(
    _ sums: [String: [Int]], _ theta: Double, else shares: [Double]
  ) -> [String: [Float]] {
    var tables: [String: [Double]] = [:]
    for (ending, sums) in sums.sorted(by: { $0.key.count < $1.key.count }) {
      let total = Double(sums.reduce(0, +))
      // The shortest ending is that of all words, and has nothing to be smoothed by.
      let shorter = ending.isEmpty ? nil : tables[String(ending.dropFirst())]
      tables[ending] = sums.indices.map { tag in
        let share = Double(sums[tag]) / total
        return shorter.map { (share + theta * $0[tag]) / (1 + theta) } ?? share
      }
    }
    if tables.isEmpty { tables[""] = shares }
    return tables.mapValues { $0.map { Float($0) } }
  }
}

extension [Int] {
  fileprivate mutating func add(_ uses: [TagCounts.Use]) {
    for use in uses { self[use.tag] += use.count }
  }
}
