import Language
import Literate
import Models
import Networks
import Tensors

// MARK: - Readers of dates

/// One question of each form of date, with its answer.
func formsTable(_ pairs: Pairs, _ forms: [Dates.Form]) -> Table {
  let shown = Dates.Form.allCases.compactMap { form in
    forms.firstIndex(of: form).map { pairs[$0] }
  }
  return Table(
    columns: ["question", "answer"],
    rows: shown.map { [$0.question, $0.answer] },
    caption: "One of each of the sixteen forms.")
}

/// The right answers of each model after three trainings, in percent.
func seedsTable(_ names: [String], _ ends: [[Float]]) -> Table {
  Table(
    columns: ["model", "run 1", "run 2", "run 3", "mean", "spread"],
    rows: zip(names, ends).map { name, ends in
      [name] + ends.map { $0 as Any } + [mean(ends), ends.max()! - ends.min()!]
    }, decimals: 1,
    caption:
      "Right answers after six passes, in percent; spread: the best run less the worst."
  )
}

// MARK: - Where they look

/// How much weight a reader puts on the year's digits in a question and the sign after them.
struct YearAlignment {
  /// The share while each of the answer's ten signs is written, in percent.
  private(set) var shares = [Float](repeating: 0, count: 10)
  /// The share if all weights were equal, in percent.
  private(set) var even: Float = 0
  /// How many questions were looked at.
  private(set) var questions = 0

  /// Looks at the first `count` questions that contain their answer's year and get the right answer.
  init(of model: Seq2Seq, on exam: Pairs, count: Int) throws {
    for index in 0..<exam.count where questions < count {
      let (question, answer) = exam[index]
      let (text, year) = (Array(question), Array(answer.prefix(4)))
      guard
        let first = text.indices.first(where: { text[$0...].starts(with: year) }
        )
      else { continue }
      let map = try AttentionMap(of: exam.questions[index], by: model)
      guard map.answer == answer else { continue }
      questions += 1
      let columns = first..<min(first + 5, text.count)
      even += Float(columns.count) / Float(text.count)
      for (place, row) in map.weights.enumerated() {
        shares[place] += row[columns].reduce(0, +)
      }
    }
    let scale = 100 / Float(max(questions, 1))
    shares = shares.map { scale * $0 }
    even = scale * even
  }

  /// The mean share while the year is written.
  var whileYear: Float { shares[0..<4].reduce(0, +) / 4 }

  /// The mean share while the month and the day are written.
  var whileMonthAndDay: Float {
    (shares[5] + shares[6] + shares[8] + shares[9]) / 4
  }
}

/// The first wrong answers to `exam`, of a reader with attention and of one without.
func mistakesTable(
  on exam: Pairs, attentive: (name: String, answers: [[Int]]),
  plain: (name: String, answers: [[Int]])
) -> Table {
  func wrong(_ answers: [[Int]]) -> [Int] {
    answers.indices.filter { answers[$0] != exam.answers[$0] }
  }
  func rows(_ name: String, _ answers: [[Int]]) -> [[Any]] {
    wrong(answers).prefix(4).map { index in
      [
        name, exam[index].question,
        exam.target.words(at: answers[index]).joined(), exam[index].answer,
      ]
    }
  }
  return Table(
    columns: ["model", "question", "answer", "should be"],
    rows: rows(attentive.name, attentive.answers)
      + rows(plain.name, plain.answers),
    caption:
      "The first wrong answers: of \(exam.count) there are \(wrong(attentive.answers).count) with attention, \(wrong(plain.answers).count) without."
  )
}

// MARK: - Misspelled months

/// The questions of an exam that have the month as a long word, with one of its letters changed.
struct MisspelledMonths {
  let pairs: Pairs
  /// Where the month's name stands in each question.
  let names: [Range<Int>]

  private static let longMonths = [
    "january", "february", "march", "april", "august", "september", "october",
    "november", "december",
  ]

  /// Misspells the months of `exam`.
  init(in exam: Pairs, seed: UInt64) throws {
    var random = Random(seed: seed, stream: "typos")
    var (texts, names): ([(String, String)], [Range<Int>]) = ([], [])
    for index in 0..<exam.count {
      let (question, answer) = exam[index]
      if let (text, name) = MisspelledMonths.misspelled(question, &random) {
        texts.append((text, answer))
        names.append(name)
      }
    }
    pairs = try Pairs(texts, like: exam)
    self.names = names
  }

  /// The question with one letter of its month's name changed, and where the name stands; nil if it
  /// has no long one.
  private static func misspelled(
    _ question: String, _ random: inout Random
  ) -> (text: String, name: Range<Int>)? {
    var text = Array(question)
    let small = Array(question.lowercased())
    for month in longMonths.map(Array.init) {
      guard
        let first = small.indices.first(where: {
          small[$0...].starts(with: month)
        })
      else { continue }
      let place = first + random.integer(below: month.count)
      let others = "aeinorst".filter { $0 != small[place] }
      let other = Array(others)[random.integer(below: others.count)]
      text[place] =
        text[place].isUppercase ? Character(other.uppercased()) : other
      return (String(text), first..<first + month.count)
    }
    return nil
  }

  /// The weight on the month's name while `model` writes the month, in percent: the model's and
  /// what it would be if all weights were equal; means over the questions at `indices`.
  func weightOnMonth(
    by model: Seq2Seq, at indices: [Int]
  ) throws -> (onName: Float, even: Float) {
    var (onName, even): ([Float], [Float]) = ([], [])
    for index in indices {
      let (question, name) = (pairs.questions[index], names[index])
      let map = try AttentionMap(of: question, by: model)
      guard map.answer.count == 10 else { continue }
      for row in map.weights[5...6] { onName.append(row[name].reduce(0, +)) }
      even.append(Float(name.count) / Float(question.count))
    }
    return (100 * mean(onName), 100 * mean(even))
  }
}

/// How a reader fares with misspelled months.
struct MisspellingHarm {
  /// How many questions there were.
  let count: Int
  /// Which of them got a wrong answer.
  let wrong: [Int]
  /// The weight on the month's name, in all questions and in those with a wrong answer.
  let inAll, inWrong: (onName: Float, even: Float)

  /// Lets `reader` answer the misspelled questions.
  init(to reader: Seq2Seq, by misspelled: MisspelledMonths) throws {
    let pairs = misspelled.pairs
    let answers = try reader.answers(to: pairs.questions, limit: 11)
    let mistaken = answers.indices.filter { answers[$0] != pairs.answers[$0] }
    inAll = try misspelled.weightOnMonth(by: reader, at: Array(answers.indices))
    inWrong = try misspelled.weightOnMonth(by: reader, at: mistaken)
    (count, wrong) = (pairs.count, mistaken)
  }

  /// The share of wrong answers.
  var share: Float { Float(wrong.count) / Float(count) }

  /// All of it as a table.
  var table: Table {
    Table(
      columns: [
        "misspelled questions", "number", "weight on the month's name, %",
        "were all weights equal, %",
      ],
      rows: [
        ["all", count, inAll.onName, inAll.even],
        [
          "those with a wrong answer", wrong.count, inWrong.onName,
          inWrong.even,
        ],
      ], decimals: 0, caption: "While the two digits of the month are written.")
  }
}
