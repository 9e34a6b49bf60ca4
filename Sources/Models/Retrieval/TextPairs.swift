import Ground
import Networks

/// Questions, each with a passage that answers it, in words: what a `DualEncoder` learns from.
public struct TextPairs: Equatable, Sendable {
  public let questions: [[String]]
  public let passages: [[String]]

  public init(questions: [[String]], passages: [[String]]) {
    require(
      questions.count == passages.count,
      "\(questions.count) questions don't fit \(passages.count) passages.")
    (self.questions, self.passages) = (questions, passages)
  }

  public var count: Int { questions.count }
}

/// The same as ids.
public struct EncodedTextPairs: Dataset, Sendable {
  /// Some of the pairs, to be compared with each other.
  public struct Batch: Sendable {
    public let questions: [[Int]]
    public let passages: [[Int]]
    /// The same number for pairs that have their question or their passage in common.
    let groups: [Int]
  }

  let questions: [[Int]]
  let passages: [[Int]]

  public var count: Int { questions.count }

  public func batch(_ indices: [Int]) -> Batch {
    let (questions, passages) = (
      indices.map { self.questions[$0] }, indices.map { self.passages[$0] }
    )
    return Batch(
      questions: questions, passages: passages, groups: EncodedTextPairs.groups(questions, passages)
    )
  }

  /// The place of the first pair that each one is joined with, directly or by others.
  private static func groups(_ questions: [[Int]], _ passages: [[Int]]) -> [Int] {
    var groups = Array(questions.indices)
    func join(_ texts: [[Int]]) {
      var first: [[Int]: Int] = [:]
      for (place, text) in texts.enumerated() {
        guard let other = first[text] else {
          first[text] = place
          continue
        }
        let (kept, gone) = (min(groups[other], groups[place]), max(groups[other], groups[place]))
        if kept < gone { groups = groups.map { $0 == gone ? kept : $0 } }
      }
    }
    join(questions)
    join(passages)
    return groups
  }
}
