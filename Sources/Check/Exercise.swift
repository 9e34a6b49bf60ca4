/// An exercise, and all it takes to judge an answer to it.
struct Exercise {
  /// The chapter and a number in it: `1.3`, `A.2`.
  let number: String
  let title: String
  /// From 1, a minute, to 3, an evening.
  let stars: Int
  /// The mistakes that people make, each with what is said about it and how many ways there are to make it.
  let mistakes: [(hint: String, ways: Int)]
  /// Judges an answer; tells of each input before it is tried.
  let judge: (_ candidate: Candidate, _ begin: (String) -> Void) -> Finding

  var chapter: Substring { number.prefix { $0 != "." } }
}

/// Whose answer is judged: the reader's, the book's, or a wrong one, by the indices of the mistake and of the
/// way to make it.
enum Candidate {
  case answer, solution
  case mistake(Int, way: Int)
}

/// An input that answers are tried on.
struct Case<Input> {
  /// What is special about it, as in “a batch of one”.
  let name: String
  let input: Input

  init(_ name: String, _ input: Input) { (self.name, self.input) = (name, input) }
}

/// A mistake that people make, and what helps them: wrong answers that are small, and wrong in this alone.
struct Mistake<Function> {
  let hint: String
  /// Most mistakes have one way to make them.
  let ways: [Function]
}

/// What came of judging an answer that ended.
enum Finding: Codable, Equatable {
  /// How many inputs it was right on.
  case right(inputs: Int)
  /// A hint, where the mistake is known, else on which input what differs, line by line.
  case wrong(hint: String?, complaint: [String])
}

// MARK: - Writing an exercise

/// An exercise whose answers are of the type `Function`, as it is written down; `exercise` makes one of it.
struct Question<Function, Input> {
  let number: String
  let title: String
  let stars: Int
  var tolerance = Tolerance.rounding
  /// The reader's, a function of `Exercises`.
  let answer: Function
  /// The book's, a function of `Solutions`.
  let solution: Function
  /// What is right, found by another way than the solution's: in `Double`, or by central differences.
  let oracle: Function
  /// What answers are tried on, until one is wrong. The first should tell apart as many mistakes as it can:
  /// where all sizes are equal, a missing transpose stops nothing and gets its hint.
  let cases: [Case<Input>]
  /// Calls an answer with an input, and names what it gives.
  let outcome: (Function, Input) -> Outcome
  private var mistakes: [Mistake<Function>] = []

  init(
    _ number: String, _ title: String, stars: Int, tolerance: Tolerance = .rounding,
    answer: Function, solution: Function, oracle: Function, cases: [Case<Input>],
    outcome: @escaping (Function, Input) -> Outcome
  ) {
    (self.number, self.title, self.stars) = (number, title, stars)
    (self.answer, self.solution, self.oracle) = (answer, solution, oracle)
    (self.tolerance, self.cases, self.outcome) = (tolerance, cases, outcome)
  }

  /// Adds a mistake that people make, what helps them, and one or more ways to make it: answers that are
  /// right but for this. No two mistakes may give the same on the first input that one of them gets wrong.
  mutating func mistake(_ hint: String, _ ways: Function...) {
    mistakes.append(Mistake(hint: hint, ways: ways))
  }

  var exercise: Exercise {
    let trial = Trial(oracle: oracle, cases: cases, tolerance: tolerance, outcome: outcome)
    return Exercise(
      number: number, title: title, stars: stars,
      mistakes: mistakes.map { ($0.hint, $0.ways.count) }
    ) { candidate, begin in
      switch candidate {
      case .answer: trial.judge(answer, knowing: mistakes, begin)
      case .solution: trial.judge(solution, knowing: mistakes, begin)
      case .mistake(let index, let way):
        trial.judge(mistakes[index].ways[way], knowing: mistakes, begin)
      }
    }
  }
}
