import Ground
import Tensors

/// Two words and how alike people (or a grammar) find them, on the scale of their set.
public struct GradedPair: Sendable, Equatable {
  public let first: String
  public let second: String
  public let grade: Float

  public init(_ first: String, _ second: String, grade: Float) {
    self.first = first
    self.second = second
    self.grade = grade
  }
}

/// "a is to b as c is to d", such as *man* is to *woman* as *king* is to *queen*.
public struct Analogy: Sendable, Equatable {
  public let a: String
  public let b: String
  public let c: String
  public let d: String

  public init(_ a: String, _ b: String, _ c: String, _ d: String) {
    self.a = a
    self.b = b
    self.c = c
    self.d = d
  }
}

/// Analogies of one kind, such as "capital of a country".
public struct AnalogyClass: Sendable, Equatable {
  public let name: String
  public let questions: [Analogy]

  public init(name: String, questions: [Analogy]) {
    self.name = name
    self.questions = questions
  }
}

// MARK: - Reading files of questions

extension GradedPair {
  /// The pairs in `text`, a line each: two words and a number, with blanks or tabs between, as in the files
  /// of WordSim-353 and MEN. Words become lower case. `name` is the file's, for errors.
  public static func pairs(in text: String, name: String) throws -> [GradedPair] {
    try text.numberedLines().map { line in
      let parts = line.text.fields
      guard parts.count == 3, let grade = Float(parts[2]), grade.isFinite else {
        throw InputError(
          "Line \(line.number) of “\(name)” is not two words and a number: “\(line.text)”.")
      }
      return GradedPair(parts[0].lowercased(), parts[1].lowercased(), grade: grade)
    }
  }
}

extension AnalogyClass {
  /// The classes in `text`: a line `: name` begins a class, every other line is a question of four words,
  /// as in word2vec's `questions-words.txt`. Words become lower case. `name` is the file's, for errors.
  public static func classes(in text: String, name: String) throws -> [AnalogyClass] {
    var classes: [(name: String, questions: [Analogy])] = []
    for line in text.numberedLines() {
      let parts = line.text.fields.map { $0.lowercased() }
      if parts[0] == ":" && parts.count == 2 {
        classes.append((parts[1], []))
      } else if parts.count == 4 && !classes.isEmpty {
        classes[classes.count - 1].questions.append(Analogy(parts[0], parts[1], parts[2], parts[3]))
      } else {
        throw InputError(
          "Line \(line.number) of “\(name)” is neither “: class” nor four words: “\(line.text)”.")
      }
    }
    return classes.map { AnalogyClass(name: $0.name, questions: $0.questions) }
  }
}
