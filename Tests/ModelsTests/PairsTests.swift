import Foundation
import Ground
import Language
import Models
import Tensors
import Testing

@Suite struct PairsTests {
  private let pairs = Pairs([("1+1", "2"), ("20+3", "23"), ("7+8", "15")])

  @Test func textsBecomeIdsAndComeBack() {
    #expect(pairs.count == 3 && pairs.target[Pairs.end] != nil && pairs.source[Pairs.end] == nil)
    #expect(pairs[1] == ("20+3", "23"))
    #expect(pairs.answers.allSatisfy { !$0.contains(pairs.target[Pairs.end]!) })
    let batch = pairs.batch([2, 0])
    #expect(batch.questions == [pairs.questions[2], pairs.questions[0]])
    #expect(batch.answers == [pairs.answers[2], pairs.answers[0]])
    let (first, rest) = pairs.split(at: 2)
    #expect(first.count == 2 && rest.count == 1 && rest[0] == pairs[2])
    #expect(first.source == pairs.source && rest.target == pairs.target)
    var random = Random(seed: 1, stream: "order")
    let shuffled = pairs.shuffled(&random)
    #expect(Set((0..<3).map { shuffled[$0].question }) == ["1+1", "20+3", "7+8"])
  }

  @Test func wordsAreTokensToo() throws {
    let texts = [
      (question: "Go now.", answer: "Va !"), ("Go on, go!", "Continue, va !"), ("Run.", "Cours !"),
    ]
    let pairs = Pairs(texts, tokenizer: .words)
    #expect(pairs[1] == ("go on , go !", "continue , va !"))
    let few = Pairs(texts, tokenizer: .words, limit: 4)
    #expect(few.source.count == 4 && few.target.count == 4)
    #expect(few[2].answer == "<unk> !")
    let more = try Pairs([("Go away!", "Va !")], like: few)
    #expect(more[0] == ("go <unk> <unk>", "va !"))
  }

  @Test func theEndSignIsKeptHoweverFewTokensAre() {
    let texts = [(question: "a", answer: "b"), ("c", "bbbd")]
    #expect(Pairs(texts, limit: 2).target.words == ["<unk>", "<eos>"])
    #expect(Pairs(texts, limit: 2).target.counts == [5, 2])
    #expect(Pairs(texts, limit: 1).target.words == ["<unk>", "<eos>"])
    #expect(Pairs(texts, limit: 3).target.words == ["b", "<eos>", "d"])
  }

  @Test func aCharacterNeverSeenIsNamed() {
    let error = #expect(throws: InputError.self) { try Pairs([("1-1", "2")], like: pairs) }
    #expect(
      "\(error!)" == "The model has never seen the character “-”; it knows only “+012378”.")
  }

  // MARK: Files

  private func read(_ text: String) throws -> [(question: String, answer: String)] {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).txt").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try Pairs.texts(in: path)
  }

  @Test func bothKindsOfFileAreRead() throws {
    let padded = try read("16+75  _91  \n52+607 _659 \n")
    #expect(padded.map(\.question) == ["16+75", "52+607"])
    #expect(padded.map(\.answer) == ["91", "659"])
    let tabbed = try read("Go.\tVa !\tCC-BY 2.0\r\n\r\nHi_there.\t Salut. \n")
    #expect(tabbed.map(\.question) == ["Go.", "Hi_there."])
    #expect(tabbed.map(\.answer) == ["Va !", "Salut."])
  }

  @Test func linesEndAtLineFeedsAlone() throws {
    let pairs = try read("\u{FEFF}a\u{2028}b\tc\u{85}d\r\n\u{200B}\r\ne\tf\rg")
    #expect(pairs.map(\.question) == ["a\u{2028}b", "e"])
    #expect(pairs.map(\.answer) == ["c\u{85}d", "f\rg"])
  }

  /// Whatever stands in a file of pairs, reading it ends in pairs or in a sentence.
  @Test func randomUnicodeIsReadOrRefused() throws {
    var random = Random(seed: 1, stream: "pairs")
    let scalars =
      "ab\t\t_\n\r\u{0}\u{85}\u{2028}\u{FEFF}\u{200B}\u{200D}\u{301}\u{3164}é\u{212A}\u{FE0F} 海👩"
      .unicodeScalars.map(\.self)
    var pairsRead = 0
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<random.integer(below: 12) {
        text.unicodeScalars.append(scalars[random.integer(below: scalars.count)])
      }
      do {
        let texts = try read(text)
        for tokenizer in [Tokenizer.words, .lines, .characters] {
          let pairs = Pairs(texts, tokenizer: tokenizer)
          #expect(
            pairs.questions.allSatisfy { !$0.isEmpty } && pairs.answers.allSatisfy { !$0.isEmpty })
          for words in [pairs.source.words, pairs.target.words] {
            #expect(Set(words.map { Array($0.utf8) }).count == words.count)
          }
        }
        pairsRead += texts.count
      } catch is InputError {}
    }
    #expect(pairsRead > 100)
  }

  @Test(arguments: [
    ("\u{FEFF}", "The file", "is empty."), ("\u{200B}\u{0}\n", "The file", "is empty."),
    ("a\t\u{200D}\n", "Line 1 of", "has no answer."),
    ("1+1 2\n", "Line 1 of", "has neither a tab nor a _ between question and answer."),
    ("1+1_2\n\n3+4 7\n", "Line 3 of", "has no _ between a question and an answer."),
    ("Go.\tVa !\nRun. Cours !\n", "Line 2 of", "has no tab between a question and an answer."),
    ("1+1_2\n3+4_  \n", "Line 2 of", "has no answer."),
    ("1+1_2\n   _4\n", "Line 2 of", "has no question."),
    ("  \n", "The file", "is empty."),
  ])
  func badLinesAreNamed(text: String, start: String, end: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect("\(error!)".hasPrefix(start) && "\(error!)".hasSuffix(end), "\(error!)")
  }
}

@Suite struct AdditionsTests {
  @Test func sumsAreRightAndDifferent() {
    var random = Random(seed: 1, stream: "additions")
    let pairs = Additions.pairs(3000, random: &random)
    var lengths = [Int](repeating: 0, count: 4)
    for index in 0..<pairs.count {
      let (question, answer) = pairs[index]
      let numbers = question.split(separator: "+").map { Int($0)! }
      #expect(numbers.count == 2 && numbers[0] + numbers[1] == Int(answer))
      lengths["\(numbers[0])".count] += 1
    }
    #expect(Set(pairs.questions).count == 3000)
    // A third each, but for the sums of small numbers, of which there are few.
    #expect(lengths[1...3].allSatisfy { $0 > 700 })
    var again = Random(seed: 1, stream: "additions")
    #expect(Additions.pairs(3000, random: &again).questions == pairs.questions)
    let (training, test) = pairs.split(at: 2700)
    #expect(Set(training.questions).isDisjoint(with: test.questions))
  }

  @Test func noSumIsAnotherTurnedRound() {
    var random = Random(seed: 1, stream: "additions")
    let pairs = Additions.pairs(20_000, random: &random)
    let sums = (0..<pairs.count).map { index in
      pairs[index].question.split(separator: "+").map { Int($0)! }
    }
    #expect(Set(sums.map { $0.sorted() }).count == sums.count)
    // Both orders occur: it isn't that the smaller number comes first.
    #expect(sums.count { $0[0] > $0[1] } > 8000 && sums.count { $0[0] < $0[1] } > 8000)
  }

  @Test func thereAreAsManySumsAsTheLimitSays() {
    var random = Random(seed: 1, stream: "additions")
    #expect(Additions.pairs(Additions.limit, random: &random).count == Additions.limit)
  }
}

@Suite struct DatesTests {
  @Test func formsAreAsTheirNamesShow() {
    for form in Dates.Form.allCases {
      #expect(form.written(Dates.Day(1994, 9, 27)) == form.rawValue)
    }
    #expect(Dates.Form.allCases.count >= 12)
    #expect(Dates.Form.american.written(Dates.Day(2005, 1, 2)) == "1/2/05")
    #expect(Dates.Form.inWords.written(Dates.Day(2000, 12, 31)).hasPrefix("the thirty-first of"))
    let ordinals = [1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 12: "12th", 13: "13th", 22: "22nd"]
    for (day, name) in ordinals {
      #expect(Dates.Form.ordinal.written(Dates.Day(2001, 3, day)) == "\(name) of March 2001")
    }
  }

  @Test func weekdaysAreRight() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "UTC")!
    var random = Random(seed: 1, stream: "days")
    for _ in 0..<300 {
      let (y, m) = (1950 + random.integer(below: 100), 1 + random.integer(below: 12))
      let d = 1 + random.integer(below: 28)
      let date = calendar.date(from: DateComponents(year: y, month: m, day: d))!
      #expect(Dates.Day(y, m, d).weekday == calendar.component(.weekday, from: date) - 1)
    }
    #expect(Dates.Day(2000, 2, 29).weekday == 2)
  }

  @Test func datesAreDifferentAndOfAllForms() {
    var random = Random(seed: 1, stream: "dates")
    let (pairs, forms) = Dates.pairs(2000, random: &random)
    #expect(forms.count == 2000 && Set(pairs.questions).count == 2000)
    for form in Dates.Form.allCases { #expect(forms.count { $0 == form } > 60) }
    for index in 0..<pairs.count {
      let (question, answer) = pairs[index]
      let parts = answer.split(separator: "-").map { Int($0)! }
      let day = Dates.Day(parts[0], parts[1], parts[2])
      #expect(forms[index].written(day).lowercased() == question.lowercased())
      #expect(day.iso == answer && (1950...2049).contains(day.year))
    }
    var again = Random(seed: 1, stream: "dates")
    #expect(Dates.pairs(2000, random: &again).pairs.questions == pairs.questions)
  }

  /// No text is a date in two ways.
  @Test func aTextHasOneMeaning() {
    var meanings: [String: String] = [:]
    for year in [1950, 1972, 2008, 2049] {
      for month in 1...12 {
        for day in 1...28 {
          let date = Dates.Day(year, month, day)
          for form in Dates.Form.allCases {
            let text = form.written(date)
            let meaning = meanings[text] ?? date.iso
            if meaning != date.iso { Issue.record("\(text) is \(meaning) and \(date.iso)") }
            meanings[text] = meaning
          }
        }
      }
    }
  }
}

@Suite struct BLEUTests {
  private func words(_ text: String) -> [Substring] { text.split(separator: " ") }
  private let candidates = [
    "the cat sat on the mat in the house", "there is a boat in the harbor today", "he sails",
  ]
  private let first = [
    "the cat is on the mat in the house", "there was a boat in the harbor",
    "he sails away from the harbor",
  ]
  private let second = [
    "a cat sat on the mat in that house", "today there is a boat in the harbor",
    "he is sailing away",
  ]

  /// The values are sacrebleu 2.6's with tokenize="none", smooth_method="none"; single precision
  /// rounds them by 1e-6 at most.
  @Test func scoresAreThoseOfSacrebleu() {
    let one = BLEU(of: candidates.map(words), references: first.map { [words($0)] })
    #expect(abs(one.score - 0.523_926_01) < 1e-6)
    #expect(abs(one.brevityPenalty - 0.853_939_67) < 1e-6)
    let shares: [Float] = [16.0 / 19, 11.0 / 16, 7.0 / 13, 5.0 / 11]
    #expect(one.precisions == shares)
    let two = BLEU(
      of: candidates.map(words), references: zip(first, second).map { [words($0), words($1)] })
    #expect(abs(two.score - 0.807_890_31) < 1e-6)
    #expect(abs(two.brevityPenalty - 0.900_087_63) < 1e-6)
    let more: [Float] = [1, 15.0 / 16, 11.0 / 13, 9.0 / 11]
    #expect(two.precisions == more)
  }

  /// The paper's example: a word counts no more often than a reference has it.
  @Test func repeatingIsNotRewarded() {
    let bleu = BLEU(
      of: [words("the the the the the the the")],
      references: [[words("the cat is on the mat"), words("there is a cat on the mat")]])
    let shares: [Float] = [2.0 / 7, 0, 0, 0]
    #expect(bleu.precisions == shares && bleu.score == 0)
  }

  @Test func theExtremes() {
    let texts = candidates.map(words).dropLast()
    #expect(BLEU(of: Array(texts), references: texts.map { [$0] }).score == 1)
    #expect(BLEU(of: [[Int]()], references: [[[1, 2]]]).score == 0)
    #expect(BLEU(of: [[1]], references: [[[1]]]).score == 0)
    #expect(BLEU(of: [[1]], references: [[[1]]], longest: 1).score == 1)
  }
}
