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
