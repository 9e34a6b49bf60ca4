import Ground

/// Documents, questions, and what people judged relevant to each question: what a search is graded by.
///
///     let cranfield = try SearchCollection.cranfield()
///     let index = InvertedIndex(cranfield.documents.map { words.words(in: $0.text) })
///     let scores = try cranfield.scores { question in
///       try index.search(words.words(in: question), limit: cranfield.documents.count)
///     }
public struct SearchCollection: Equatable, Sendable {
  public struct Document: Equatable, Sendable {
    public let title: String
    /// All of it, the title first.
    public let text: String
  }

  public let documents: [Document]
  public let questions: [String]
  /// For each question its relevant documents and how relevant they are, the most with the largest grade.
  public let grades: [[Int: Float]]

  /// The grades of a search, one for each question that has a relevant document.
  ///
  /// - Parameter search: a question to what it finds, the best first.
  public func scores(_ search: (_ question: String) throws -> [Hit]) rethrows -> [RankingScores] {
    var scores: [RankingScores] = []
    for (question, grades) in zip(questions, grades) where !grades.isEmpty {
      scores.append(RankingScores(try search(question).map(\.document), grades: grades))
    }
    return scores
  }
}

// MARK: - Cranfield

extension SearchCollection {
  /// Cranfield: 1,400 abstracts on aerodynamics, 225 questions of engineers, 1,612 judgments (Cleverdon, “The
  /// Cranfield tests on index language devices”, *Aslib Proceedings* 19, 1967; free for research).
  ///
  /// Grades are 4 for a complete answer down to 1 for what is of least interest; what is judged −1 isn't
  /// relevant. The text of an abstract begins with its title, which the file has twice. Two documents (471 and
  /// 995, from 1) have no text.
  public static func cranfield(from folders: DataFolders = .standard) throws -> SearchCollection {
    try SearchCollection(
      documents: DataFile.cranfieldDocuments.text(from: folders),
      questions: DataFile.cranfieldQuestions.text(from: folders),
      judgments: DataFile.cranfieldJudgments.text(from: folders))
  }

  /// Reads the three files of Cranfield.
  ///
  /// - Parameters:
  ///   - documents: begin each with `.I` and a number, and have fields that begin with `.T`, `.A`, `.B`, `.W`.
  ///   - questions: likewise. Their numbers have gaps, and nobody uses them:
  ///   - judgments: have the place of a question, from 1, a document, and 1 for the most relevant to 4, or −1.
  package init(documents: String, questions: String, judgments: String) throws {
    self.documents = try SearchCollection.records(documents).map { record in
      let (title, body) = (record["T"] ?? "", record["W"] ?? "")
      // By bytes: characters would be compared by what they mean.
      let repeats = body.utf8.starts(with: title.utf8)
      let rest = repeats ? String(body.utf8.dropFirst(title.utf8.count))! : body
      let lines = { (text: String) in text.split(separator: "\n").joined(separator: " ") }
      return Document(
        title: lines(title), text: [lines(title), lines(rest)].joined(separator: " ").trimmed)
    }
    self.questions = try SearchCollection.records(questions).map {
      ($0["W"] ?? "").split(separator: "\n").joined(separator: " ")
    }
    var grades = [[Int: Float]](repeating: [:], count: self.questions.count)
    for line in judgments.numberedLines() {
      let numbers = line.text.split(separator: " ").map { Int($0) }
      guard numbers.count == 3, let question = numbers[0], let document = numbers[1],
        let grade = numbers[2], self.questions.indices.contains(question - 1),
        self.documents.indices.contains(document - 1), grade == -1 || (1...5).contains(grade)
      else {
        throw InputError(
          "Line \(line.number) of the judgments is not a question, a document and a grade: “\(line.text)”."
        )
      }
      if (1...4).contains(grade) { grades[question - 1][document - 1] = Float(5 - grade) }
    }
    self.grades = grades
  }

  /// The fields of each record by their letters; one that comes twice goes on.
  private static func records(_ text: String) throws -> [[String: String]] {
    var records: [[String: String]] = []
    var field: String?
    for line in text.numberedLines() {
      let bytes = Array(line.text.utf8)
      if bytes.starts(with: ".I ".utf8) {
        records.append([:])
        field = nil
      } else if bytes.count == 2, bytes[0] == UInt8(ascii: "."), "TABW".utf8.contains(bytes[1]) {
        try demand(
          !records.isEmpty, "Line \(line.number) belongs to no record that begins with .I.")
        field = String(line.text.dropFirst())
        records[records.count - 1][field!, default: ""] += ""
      } else if let field {
        records[records.count - 1][field, default: ""] += line.text + "\n"
      } else {
        throw InputError("Line \(line.number) belongs to no field: “\(line.text.prefix(40))”.")
      }
    }
    try demand(!records.isEmpty, "There is no record that begins with .I.")
    return records
  }
}

extension String {
  /// The text without blanks at its ends.
  fileprivate var trimmed: String {
    let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    let rest = unicodeScalars.drop(while: isBlank)
    guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(rest[...last])
  }
}
