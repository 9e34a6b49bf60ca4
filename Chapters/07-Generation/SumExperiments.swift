import Language
import Literate
import Models
import Networks
import Tensors

// MARK: - Learning to add

/// Makes a model for some pairs.
typealias Maker = (Pairs, Seq2Seq.Settings, Random) -> Seq2Seq

/// Trains models to add, all in the same way.
struct AdderTraining {
  let pairs: Pairs
  let epochs: Int
  let seed: UInt64

  /// A model that has learned to add, and its exact matches by epoch, in percent.
  func callAsFunction(
    _ variant: Variant, seed: UInt64? = nil, on pairs: Pairs? = nil,
    make: Maker = { Seq2Seq($0.source, $0.target, $1, random: $2) }
  ) throws -> (model: Seq2Seq, matches: [Float]) {
    var settings = Seq2Seq.Settings()
    settings.size = 64
    settings.isReversing = variant.isReversing
    settings.look = variant.isPeeky ? .peeky : .plain
    let random = Random(seed: seed ?? self.seed, stream: "adder")
    let pairs = pairs ?? self.pairs
    let (lessons, held) = pairs.split(at: 20_000)
    let model = make(pairs, settings, random)
    let trainer = Trainer(
      model, optimizer: Adam(rate: 0.005), batchSize: 64, random: random)
    (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
    var matches: [Float] = []
    trainer.onEpoch = { _ in
      matches.append(100 * (try model.exactMatch(on: held)))
    }
    try trainer.train(on: lessons, epochs: epochs)
    return (model, matches)
  }
}

/// The mean of each row.
func means(_ rows: [[Float]]) -> [Float] { rows.map { $0.reduce(0, +) / 3 } }

/// A row for each model: the right answers with three seeds, and their mean.
func seedsTable(_ names: [String], _ rows: [[Float]]) -> Table {
  Table(
    columns: ["right answers, %"] + (1...3).map { "seed \($0)" } + ["mean"],
    rows: zip(names, zip(rows, means(rows))).map { [$0] + $1.0 + [$1.1] },
    decimals: 1)
}

// MARK: - Errors

/// Which of the answers that were given to `pairs` are wrong.
func wrongAnswers(_ given: [String], to pairs: Pairs) -> [Int] {
  pairs.questions.indices.filter { given[$0] != pairs[$0].answer }
}

/// The first five wrong answers, a line each.
func firstErrors(_ given: [String], to pairs: Pairs) -> String {
  wrongAnswers(given, to: pairs).prefix(5).map { index in
    let (question, answer) = pairs[index]
    return "\(question) = \(answer), not \(given[index])"
  }.joined(separator: "\n")
}

/// What is wrong with an answer.
enum ErrorKind: String, CaseIterable {
  case carry = "a carry"
  case lastDigit = "off by 1 to 9"
  case length = "wrong length"
  case other

  /// What is wrong with `given`, where `answer` would be right.
  init(_ question: String, _ answer: String, _ given: String) {
    guard let right = Int(answer), let number = Int(given) else {
      self = .other
      return
    }
    if isCarryError(question, right: right, given: number) {
      self = .carry
    } else if abs(right - number) < 10 {
      self = .lastDigit
    } else {
      self = answer.count == given.count ? .other : .length
    }
  }
}

/// How often each kind of error occurs.
struct ErrorShares {
  private let kinds: [ErrorKind]

  /// The errors among the answers given to `pairs`.
  init(of given: [String], to pairs: Pairs) {
    kinds = wrongAnswers(given, to: pairs).map {
      ErrorKind(pairs[$0].question, pairs[$0].answer, given[$0])
    }
  }

  /// All errors that are one digit of an answer to `pairs` made another.
  init(ofDigitsChangedIn pairs: Pairs) {
    kinds = (0..<pairs.count).flatMap { index -> [ErrorKind] in
      let (question, answer) = pairs[index]
      return answer.indices.flatMap { place in
        "0123456789".filter { $0 != answer[place] }.map { digit in
          var changed = answer
          changed.replaceSubrange(place...place, with: [digit])
          return ErrorKind(question, answer, changed)
        }
      }
    }
  }

  /// How many errors are of one kind.
  func count(_ kind: ErrorKind) -> Int { kinds.count { $0 == kind } }

  /// The share of one kind in all errors, in percent.
  subscript(kind: ErrorKind) -> Float {
    100 * Float(count(kind)) / Float(max(kinds.count, 1))
  }

  /// The share of the most frequent kind, in percent.
  var largest: Float { ErrorKind.allCases.map { self[$0] }.max()! }
}

/// A row for each kind of error.
func errorsTable(chance: ErrorShares, plain: ErrorShares, best: ErrorShares)
  -> Table
{
  Table(
    columns: [
      "errors, % of all", "any one digit changed", "plain",
      "reversed and peeky",
    ],
    rows: ErrorKind.allCases.map {
      [$0.rawValue, chance[$0], plain[$0], best[$0]]
    }, decimals: 0)
}

/// Sums of three digits and three, of which none is among `lessons`, not even turned round.
func longSums(_ count: Int, unlike lessons: Pairs, seed: UInt64) throws -> Pairs
{
  let learned = Set((0..<lessons.count).map { lessons[$0].question })
  var random = Random(seed: seed, stream: "three digits")
  var sums: [(question: String, answer: String)] = []
  while sums.count < count {
    let a = 100 + random.integer(below: 900)
    let b = 100 + random.integer(below: 900)
    guard !learned.contains("\(a)+\(b)"), !learned.contains("\(b)+\(a)") else {
      continue
    }
    sums.append(("\(a)+\(b)", "\(a + b)"))
  }
  return try Pairs(sums, like: lessons)
}

/// The right answers among those given to `sums`, in percent, by how often the sums carry: not at
/// all, once, twice or three times.
func rightByCarries(_ given: [String], to sums: Pairs) -> [Float] {
  let texts = (0..<sums.count).map { sums[$0] }
  return (0...3).map { count -> Float in
    let asked = texts.indices.filter { index in
      [10, 100, 1000].count { carries(texts[index].question, into: $0) }
        == count
    }
    let right = asked.count { given[$0] == texts[$0].answer }
    return 100 * Float(right) / Float(max(asked.count, 1))
  }
}

/// Of the carry errors in the answers given to `pairs`, the share of carries that were invented, in
/// percent.
func inventedCarries(_ given: [String], to pairs: Pairs) -> Float {
  let invented = wrongAnswers(given, to: pairs).filter { index in
    let (question, answer) = pairs[index]
    let (right, number) = (Int(answer)!, Int(given[index]) ?? 0)
    return number > right
      && isCarryError(question, right: right, given: number)
  }
  let all = ErrorShares(of: given, to: pairs).count(.carry)
  return 100 * Float(invented.count) / Float(max(all, 1))
}

// MARK: - The gap of teacher forcing

/// How a model answers when it reads the right signs before each place, and when it reads its own.
struct ForcingGap {
  /// The shares of right signs at each place of an answer, in percent.
  let forced, free: [Float]
  /// Which answers are right as a whole.
  let isForcedRight, isFreeRight: [Bool]

  /// Lets `model` answer the questions of `pairs` in both ways.
  init(of model: Seq2Seq, on pairs: Pairs) throws {
    let own = try model.answers(to: pairs.questions, limit: 6)
    let end = model.end
    let right = pairs.answers.map { $0 + [end] }
    let longest = right.map(\.count).max()!
    let inputs = pairs.answers.map { answer in
      [end] + answer
        + Array(repeating: end, count: longest - 1 - answer.count)
    }
    let scores = model.decoder.forward(
      inputs, of: model.encode(pairs.questions), mode: .inference)
    let likeliest = scores.argmax()
    let taught = right.indices.map { row in
      Array(likeliest[row * longest..<row * longest + right[row].count])
    }
    forced = ForcingGap.shares(of: taught, right)
    free = ForcingGap.shares(of: own.map { $0 + [end] }, right)
    isForcedRight = right.indices.map { taught[$0] == right[$0] }
    isFreeRight = right.indices.map { own[$0] == pairs.answers[$0] }
  }

  /// For each place, the share of `answers` that have the right sign there, in percent.
  private static func shares(of answers: [[Int]], _ right: [[Int]]) -> [Float] {
    (0..<right.map(\.count).max()!).map { place in
      let rows = right.indices.filter { place < right[$0].count }
      let count = rows.count { row in
        place < answers[row].count && answers[row][place] == right[row][place]
      }
      return 100 * Float(count) / Float(max(rows.count, 1))
    }
  }

  /// How far reading the right signs is ahead, all places after the first together, in points.
  var afterFirst: Float {
    forced.dropFirst().reduce(0, +) - free.dropFirst().reduce(0, +)
  }

  /// All of it as a table.
  var table: Table {
    Table(
      columns: ["right signs of the plain model, %"]
        + forced.indices.map { "place \($0 + 1)" },
      rows: [["after right ones"] + forced, ["after its own"] + free],
      decimals: 1)
  }
}

// MARK: - What crosses over

/// The right answers of the reversed model, by what crosses.
func crossingsTable(_ crossings: [(String, Float)]) -> Table {
  Table(
    columns: ["what crosses", "right answers of the reversed model, %"],
    rows: crossings.map { [$0.0, $0.1] }, decimals: 1)
}

// All else is the LSTM's.
extension WithoutCell {
  var parameters: [Parameter] { lstm.parameters }
  var inputs: Int { lstm.inputs }
  var outputs: Int { lstm.outputs }
  var dState: [Tensor] { lstm.dState }
  func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor {
    lstm.forward(x, lengths: lengths, mode: mode)
  }
}

/// A model of parts, with what is to be tried changed.
func maker(hasCell: Bool = true, embeddings: Float = 1) -> Maker {
  { pairs, settings, random in
    var random = random.stream("weights")
    let (D, H) = (settings.embeddingSize, settings.size)
    func embedding(_ words: Int) -> Embedding {
      Embedding(
        words: words, size: D, weights: .normal(deviation: embeddings),
        random: &random)
    }
    let source = embedding(pairs.source.count)
    let lstm = LSTM(inputs: D, size: H, random: &random)
    let decoder = PlainDecoder(
      embedding: embedding(pairs.target.count),
      recurrent: LSTM(inputs: D, size: H, random: &random), random: &random)
    return Seq2Seq(
      pairs.source, pairs.target, embedding: source,
      encoder: hasCell ? lstm : WithoutCell(lstm), decoder: decoder,
      isReversing: settings.isReversing)
  }
}

/// The same sums, filled up with blanks until all are equally long.
func filledUp(_ pairs: Pairs) -> Pairs {
  func filled(_ text: String, _ length: Int) -> String {
    text + String(repeating: " ", count: length - text.count)
  }
  return Pairs(
    (0..<pairs.count).map { index in
      let (question, answer) = pairs[index]
      return (filled(question, 7), filled(answer, 4))
    })
}

// MARK: - A textbook's sums, and translation

/// The textbook's sums, without the blanks that fill them up there.
func textbookSums() throws -> [(question: String, answer: String)] {
  let lines = try DataFile.additions.text().split(separator: "\n")
  let texts = lines.map { line in
    let sides = line.split(separator: "_").map {
      $0.filter { $0 != " " }
    }
    return (question: sides[0], answer: sides[1])
  }
  return texts
}

/// What a model makes of sentences that it has never seen, decoded in three ways, beside what
/// looking up finds.
struct TranslationTrial {
  let test: Pairs
  /// The ways, looking up first.
  let names: [String]
  /// The translations by each way.
  let translated: [[[Int]]]
  /// The BLEU of each way, in percent.
  let scores: [Float]

  /// Translates the questions of `test` in all ways.
  init(of model: Seq2Seq, on test: Pairs, known training: Pairs, random: Random)
    throws
  {
    let unknown = test.target[Vocabulary.unknown]!
    func translate(_ decoding: Decoding) throws -> [[Int]] {
      var random = random.stream("decoding")
      return try decoding.write(
        with: model.writer(for: test.questions), after: [model.end],
        until: model.end, limit: 15, skipping: [unknown], random: &random
      ).map(\.ids)
    }
    let ways: [(String, Decoding)] = [
      ("greedy", .greedy), ("beam of 5", try .beam(width: 5)),
      ("sampling", try .sampling()),
    ]
    let copied = test.questions.map { question in
      lookedUp(question, in: training).filter { $0 != unknown }
    }
    translated = [copied] + (try ways.map { try translate($0.1) })
    scores = translated.map {
      100 * BLEU(of: $0, references: test.answers.map { [$0] }).score
    }
    names = ["looked up"] + ways.map(\.0)
    self.test = test
  }

  /// A row for each way.
  var table: Table {
    Table(
      columns: ["", "BLEU, %"], rows: zip(names, scores).map { [$0, $1] },
      decimals: 1)
  }

  /// The beam's first translations, each with the one that it should be like
  /// below.
  var examples: String {
    (0..<8).map { index in
      let french = translated[2][index].map(test.target.word)
      return """
        \(test[index].question) → \(french.joined(separator: " "))
          (\(test[index].answer))
        """
    }.joined(separator: "\n")
  }
}
