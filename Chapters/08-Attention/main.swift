//#-hidden-code
import Language
import Literate
import Networks
import Tensors

import class Foundation.ProcessInfo

let options = beginChapter(extra: Translate.options)
Threads.count = options.threads
input(try Translate.run(options))
//#-end-hidden-code
/*:
 # 8 Attention

 This chapter lets a network look back. In [chapter 7](07-generation.md) an
 encoder read a question to its end, and handed the decoder one vector. All that
 the answer needed had to be in it. We first measure how little fits in there.
 Then the decoder may look at everything that the encoder wrote down on its way,
 and choose, for each word anew, what it needs: that is **attention**, a softmax
 and a weighted sum, no more. By the end nothing else is left: the
 **Transformer** reads and writes without any recurrence, by attention alone,
 and from there the road leads to the language models of today. (What is left
 out: the tricks that make attention cheap for very long texts, and everything
 that only matters with billions of parameters.)

 ## 8.1 The bottleneck

 The simplest task there is: *say it again*. The question is a string of 2 to 20
 letters, the answer the same string.
*/
let letters = "abcdefgh".map { String($0) }
func strings(_ count: Int, stream: String) -> [(String, String)] {
  var random = Random(seed: options.seed, stream: stream)
  return (0..<count).map { _ in
    let length = 2 + random.integer(below: 19)
    let text = (0..<length).map { _ in letters[random.integer(below: 8)] }
      .joined()
    return (text, text)
  }
}
let echoes = Pairs(strings(6_000, stream: "echo"))
let heldOut = try Pairs(strings(2_000, stream: "echo exam"), like: echoes)
show(heldOut[0].question, "→", heldOut[0].answer)
/*:
 An encoder–decoder of chapter 7 with 32 units learns it, as far as it goes. The
 baseline is guessing: eight letters, so one string in $8^n$ comes out right.
 And the measure is strict: every letter, and the right end.
*/
/// A model that has learned from `pairs`.
func learned(
  _ pairs: Pairs, _ look: Seq2Seq.Look, size: Int, epochs: Int
) throws -> Seq2Seq {
  var settings = Seq2Seq.Settings()
  (settings.size, settings.look) = (size, look)
  let random = Random(seed: options.seed, stream: "\(look)")
  let model = Seq2Seq(pairs.source, pairs.target, settings, random: random)
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.005), batchSize: 32, random: random)
  trainer.clipping = .norm(5)
  try trainer.train(on: pairs, epochs: epochs)
  return model
}
let plainEcho = try learned(echoes, .plain, size: 32, epochs: 6)
//#-hidden-code
let lengths = [2...4, 5...7, 8...10, 11...13, 14...16, 17...20]
/// The share of strings said right, by length.
func echoed(_ model: Seq2Seq) throws -> [Float] {
  let answers = try model.answers(to: heldOut.questions, limit: 21)
  return lengths.map { range in
    let rows = answers.indices.filter { range ~= heldOut.questions[$0].count }
    let right = rows.count { answers[$0] == heldOut.answers[$0] }
    return 100 * Float(right) / Float(rows.count)
  }
}
let plainShares = try echoed(plainEcho)
let ranges = lengths.map { "\($0.lowerBound)–\($0.upperBound)" }
show(
  Table(
    columns: ["length"] + ranges,
    rows: [["said right, %"] + plainShares.map { $0 as Any }], decimals: 0))
name("plain_short", plainShares[0], decimals: 0)
name("plain_long", plainShares[5], decimals: 0)
//#-end-hidden-code
claim("short strings come back", plainShares[0] > 85)
claim("of long ones hardly any", plainShares[4] < 5 && plainShares[5] < 5)
/*:
 Of strings of up to four letters {{plain_short}}% come back, of those of 17 and
 more {{plain_long}}%. It isn't the task that gets harder, a person needs no
 more cleverness for twenty letters than for two. But the state has 32 numbers
 in its output and 32 in its cell, and everything must go through them. A
 larger state helps, and then a longer string defeats it. The size of what is
 handed over should grow with what was read.

 ## 8.2 Choosing softly

 The encoder *has* something that grows: its outputs $m_1, \ldots, m_S$, one for
 each letter. Chapter 7 threw away all but the last. Keep them, as a **memory**.
 When the decoder wants to write letter $t$ it knows, in its state $q$, what it
 is looking for. It should *choose* one row of the memory.

 Choosing is no function with a gradient. So choose softly: give each row a
 **score** that says how well it fits the query, make them into weights that
 add up to 1, and take the weighted sum (the idea is Bahdanau, Cho and Bengio's,
 2015; this score is from Luong, Pham and Manning, 2015):

 $$w_s = \frac{e^{\,q \cdot m_s}}{\sum_{s'} e^{\,q \cdot m_{s'}}} \qquad
 \text{context} = \sum_s w_s \, m_s$$

 The first is a softmax over the *places of the memory*, which were never
 counted in advance: two letters or two hundred, the same layer. If one weight
 is nearly 1, the context is nearly that row. By hand:
*/
let memory: Tensor = [[[4, 0, 0], [0, 4, 0], [0, 0, 4], [0, 4, 4]]]
let queries: Tensor = [[[1, 0, 0], [0, 1, -1], [0, 0, 0]]]
var random = Random(seed: options.seed, stream: "attention")
let byHand = Attention(.dot, queries: 3, memory: 3, random: &random)
let contexts = byHand.forward(queries, over: memory)
show(byHand.weights.row(0))
show(contexts.row(0))
claim(
  "a query that fits one row takes nearly all of that row",
  byHand.weights[0, 0, 0] > 0.9 && byHand.weights[0, 1, 1] > 0.9)
claim(
  "one that fits none takes the mean of all",
  (0..<4).allSatisfy { byHand.weights[0, 2, $0] == 0.25 })
/*:
 The first query points where the first row does and gets it, the second gets
 the second, and a query of zeros has no preference. This is the layer:
*/
list("Attention.forward")
/*:
 Two products and a softmax. `lengths` is for batches: shorter rows are
 filled up, and what fills them must not be looked at. The softmax runs over
 the first `lengths[n]` rows only; the others get a weight of exactly 0.

 And backward. The memory is used twice, to be compared and to be taken, so two
 gradients arrive at it and are added:
*/
list("Attention.backward")
//#-hidden-code
func attentionWiring(_ title: String, isBackward: Bool) -> Wiring {
  let color = isBackward ? Color.backward : .forward
  func wire(_ places: (Double, Double)...) -> Wiring.Wire {
    let p = isBackward ? places.reversed() : places
    return p.count == 2
      ? .wire(p[0], p[1], color: color) : .wire(p[0], p[1], p[2], color: color)
  }
  let d = isBackward ? "d" : ""
  return Wiring(
    title: title,
    parts: [
      .text(isBackward ? "dq" : "q", at: (0, 0)), .text("\(d)m", at: (0, 2)),
      .box("score", at: (2, 0)), .box("softmax", at: (4, 0)),
      .circle("×", at: (6, 0)), .circle("Σ", at: (7.4, 0)),
      .text("\(d)context", at: (9.2, 0)), .dot(at: (2, 2)),
    ],
    wires: [
      wire((0, 0), (2, 0)), wire((2, 0), (4, 0)), wire((4, 0), (6, 0)),
      wire((6, 0), (7.4, 0)), wire((7.4, 0), (9.2, 0)),
      .wire(
        isBackward ? (2, 2) : (0, 2), isBackward ? (0, 2) : (2, 2),
        color: color, hasHead: isBackward),
      wire((2, 2), (2, 0)), wire((2, 2), (6, 2), (6, 0)),
    ], columnWidth: 56, rowHeight: 44)
}
show(
  Panels(
    columns: 1,
    [
      attentionWiring("forward", isBackward: false),
      attentionWiring("backward", isBackward: true),
    ], panelHeight: 170),
  "08-attention-layer",
  caption:
    "Attention, forward and backward. The memory m goes in twice: it is compared with the query q, and it is what the weights take from. So two gradients come back to it.",
  alternative:
    "Two wirings of the same parts: q and m lead to a score, softmax, a product with m and a sum, which is the context; in the second all arrows are turned round"
)
//#-end-hidden-code
/*:
 In the decoder the query is its recurrent output $h_t$, and the next letter is
 guessed from $h_t$ and the context side by side. (So Luong, Pham and Manning
 2015. Bahdanau's decoder puts the context *into* the next recurrent step, which
 so attention must wait for each step; here all queries of an answer are one
 product. Luong's model has one more tanh layer between, and hands the context
 to the next step as well; both are left out.)
*/
list("AttentionDecoder.forward", comment: false)
/*:
 The same task, the same 32 units, the same six passes:
*/
let lookingEcho = try learned(
  echoes, .attention(.dot), size: 32, epochs: 6)
//#-hidden-code
let lookingShares = try echoed(lookingEcho)
show(
  LineChart(
    x: Axis("letters"), y: Axis("strings said right, %", range: 0...100),
    series: [
      Series(
        "one vector", x: lengths.map { ($0.lowerBound + $0.upperBound) / 2 },
        y: plainShares, marker: .circle),
      Series(
        "attention", x: lengths.map { ($0.lowerBound + $0.upperBound) / 2 },
        y: lookingShares, marker: .square),
    ], height: 300),
  "08-bottleneck",
  caption:
    "Say it again, with 32 units. What must go through one vector is lost beyond a few letters.",
  alternative:
    "Two falling curves over the length of the string; one vector falls to nothing by ten letters, attention stays high throughout"
)
name("looking_long", lookingShares[5], decimals: 0)
//#-end-hidden-code
claim(
  "with attention, strings of 8 to 16 letters come back too",
  lookingShares[2...4].min()! > 60)
claim(
  "at every length from 5 on attention is ahead",
  zip(lookingShares, plainShares).dropFirst().allSatisfy { $0 > $1 })
/*:
 Of the longest, {{looking_long}}% now come back. They aren't limited by space
 any more, only by practice: to keep one's place among twenty rows is a skill,
 and it had six passes to learn it.

 ## 8.3 Three ways to compare

 How well does a query fit a row? Three scores are in use:

 | score | formula | parameters |
 |---|---|---|
 | dot product | $q \cdot m$ | none |
 | general (Luong) | $q \, W \cdot m$ | $W$ |
 | additive (Bahdanau) | $v \cdot \tanh(q W_q + m W_m)$ | $W_q$, $W_m$, $v$ |

 The dot product needs queries and memory that live in the same space; but both
 are made by layers that can learn to put them there. The general score turns
 the one into the space of the other first. The additive one is a small network
 of its own, and costs a tanh for each *pair* of query and row:
*/
list("additiveScore", comment: false)
/*:
 Which is best is a question for an experiment, and for that we need a better
 task than saying it again.

 ## 8.4 Dates

 Dates are written in many ways, and computers want one:
*/
var dateRandom = Random(seed: options.seed, stream: "dates")
let (allDates, forms) = Dates.pairs(7_000, random: &dateRandom)
let (dates, dateExam) = allDates.split(at: 6_000)
//#-hidden-code
let shown = Dates.Form.allCases.compactMap { form in
  forms.firstIndex(of: form).map { allDates[$0] }
}
show(
  Table(
    columns: ["question", "answer"],
    rows: shown.map { [$0.question, $0.answer] },
    caption: "One of each of the sixteen forms."))
//#-end-hidden-code
/*:
 The book makes them itself: a day of a hundred years, sixteen forms, in capital
 letters, small ones or both. The task (tutorials like it; Saito 2018, chapter
 8, has it too) needs no world knowledge but looks like translation: parts
 change places, *september* becomes 09, and each sign of the answer depends on a
 few signs of the question. The model sees characters and nothing else. 6,000
 pairs to learn from, 1,000 to be judged by, no question in both.

 First what needs no network. Answer always with the commonest sign of each
 place:
*/
let commonest = (0..<10).map { place in
  let signs = dates.answers.map { $0[place] }
  return Set(signs).sorted().max { a, b in
    signs.count { $0 == a } < signs.count { $0 == b }
  }!
}
let signsRight = dateExam.answers.map { answer in
  zip(answer, commonest).count { $0 == $1 }
}
let bySign = Float(signsRight.reduce(0, +)) / Float(10 * dateExam.count)
show(
  dates.target.words(at: commonest).joined(), "signs right:", bySign,
  "answers right:", signsRight.count { $0 == 10 })
claim(
  "the baseline gets no more than one in a hundred",
  signsRight.count { $0 == 10 } <= 10)
claim("but more than a third of the signs", bySign > 0.34)
/*:
 No answer right, though many signs: two of the ten are always dashes. That is
 why we count whole answers.

 Now six models of 64 units, all trained alike. The plain and the peeky decoder
 of chapter 7 get the question reversed, which was the better way there. The
 last has an encoder that reads in **both directions** (section 6.9), 32 units
 each: here all of the question is there, so to read from the right is no
 cheating, and a *9* may be better understood by one who knows that a slash
 follows.
*/
struct Contestant {
  let name: String
  let model: Seq2Seq
  var accuracies: [Float] = []
}
func contestant(
  _ name: String, _ look: Seq2Seq.Look, reversed: Bool = false,
  bothWays: Bool = false
) throws -> Contestant {
  var settings = Seq2Seq.Settings()
  (settings.size, settings.look) = (64, look)
  settings.isReversing = reversed
  settings.isBidirectional = bothWays
  let random = Random(seed: options.seed, stream: "dates, \(name)")
  let model = Seq2Seq(dates.source, dates.target, settings, random: random)
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.005), batchSize: 32, random: random)
  trainer.clipping = .norm(5)
  var result = Contestant(name: name, model: model)
  trainer.onEpoch = { _ in
    result.accuracies.append(100 * (try model.exactMatch(on: dateExam)))
  }
  try trainer.train(on: dates, epochs: 6)
  return result
}
let contestants = [
  try contestant("plain", .plain, reversed: true),
  try contestant("peeky", .peeky, reversed: true),
  try contestant("dot", .attention(.dot)),
  try contestant("general", .attention(.general)),
  try contestant("additive", .attention(.additive)),
  try contestant("dot, both ways", .attention(.dot), bothWays: true),
]
//#-hidden-code
show(
  Table(
    columns: ["model"] + (1...6).map { "epoch \($0)" } + ["parameters"],
    rows: contestants.map { one in
      [one.name] + one.accuracies.map { $0 as Any }
        + [one.model.parameterCount]
    }, decimals: 1, caption: "Right answers in 1,000, in percent."))
show(
  LineChart(
    x: Axis("epoch"), y: Axis("right answers, %", range: 0...100),
    series: [0, 1, 2, 5].map { index in
      Series(
        contestants[index].name, x: Array(1...6),
        y: contestants[index].accuracies, marker: .circle)
    }, height: 320),
  "08-dates",
  caption: "Dates: right answers after each pass over 6,000 pairs.",
  alternative:
    "Four rising curves: plain and peeky end well below 100, the two with attention start above 50 and end near 100"
)
func last(_ index: Int) -> Float { contestants[index].accuracies[5] }
name("plain_dates", last(0), decimals: 1)
name("dot_dates", last(2), decimals: 1)
name("both_dates", last(5), decimals: 1)
name("dot_first", contestants[2].accuracies[0], decimals: 1)
//#-end-hidden-code
claim(
  "after one epoch attention is ahead of where one vector is after two",
  contestants[2].accuracies[0]
    > max(contestants[0].accuracies[1], contestants[1].accuracies[1]))
claim(
  "after six, every model with attention is at least 8 points ahead of both without",
  (2...5).map(last).min()! > max(last(0), last(1)) + 8)
claim("reading both ways ends above 95%", last(5) > 95)
/*:
 Attention isn't a few points better, it is another kind of curve: after one
 epoch {{dot_first}}% right, after six {{dot_dates}}%, where the plain
 model has {{plain_dates}}%. One run each can't
 rank the three scores. The dot product is the cheapest, so it is what we go on
 with. To read both ways costs no weights here (two directions of 32 have fewer
 than one of 64), and it ends at {{both_dates}}%.

 ## 8.5 Where it looks

 Attention has a gift for us: its weights can be looked at. A row for each sign
 that is written, a column for each that was read:
*/
let reader = contestants[5].model
let example = try Pairs(
  [("tuesday, september 27, 1994", "1994-09-27")], like: dates)
let map = try AttentionMap(of: example.questions[0], by: reader)
show(map.question, "→", map.answer)
show(
  map.heatMap, "08-map",
  caption:
    "Where the model looked (darker: more) when it wrote each sign of the answer.",
  alternative:
    "A heat map: the rows of the year are dark at the digits of 1994 at the right end, the rows of the month at the word september, the rows of the day at 27"
)
/*:
 Nobody told it what a month is. It was only ever shown whole answers, and to
 get them right it found out which characters matter for which: an
 **alignment**. Is that so for all questions, or have we picked a pretty one?
 For all of the exam that give the year with four digits, here is how much of
 the weight lies on those digits (or the sign right after), while it writes the
 year and while it writes the rest:
*/
//#-hidden-code
/// For questions that contain their answer's year: the share of weight on it
/// for each of the ten signs.
func yearShares(_ model: Seq2Seq, count: Int) throws -> [Float] {
  var (sums, used) = ([Float](repeating: 0, count: 10), 0)
  for index in 0..<dateExam.count where used < count {
    let (question, answer) = dateExam[index]
    let (text, year) = (Array(question), Array(answer.prefix(4)))
    guard
      let first = text.indices.first(where: { text[$0...].starts(with: year) })
    else { continue }
    let map = try AttentionMap(of: dateExam.questions[index], by: model)
    guard map.answer == answer else { continue }
    used += 1
    let columns = first..<min(first + 5, text.count)
    for (place, row) in map.weights.enumerated() {
      sums[place] += row[columns].reduce(0, +)
    }
  }
  return sums.map { 100 * $0 / Float(used) }
}
let onYear = try yearShares(reader, count: 200)
show(
  BarChart(
    categories: "YYYY-MM-DD".enumerated().map { "\($1)\($0 + 1)" },
    category: "place in the answer",
    value: Axis("weight on the year, %", range: 0...100),
    bars: [Bars("on the year", onYear)], decimals: 0, height: 260),
  "08-alignment",
  caption:
    "The share of weight on the year's digits in the question, by what is being written: Y the year, M the month, D the day. Mean of 200 questions.",
  alternative:
    "Ten bars; the four of the year are high, those of month and day low")
let (whileYear, whileRest) = (
  onYear[0..<4].reduce(0, +) / 4,
  (onYear[5] + onYear[6] + onYear[8] + onYear[9]) / 4
)
name("while_year", whileYear, decimals: 0)
name("while_rest", whileRest, decimals: 0)
//#-end-hidden-code
claim(
  "while it writes the year, it looks at the year more than twice as much as later",
  whileYear > 2 * whileRest)
/*:
 {{while_year}}% against {{while_rest}}%. A warning, though. The rows of the
 memory are outputs of a recurrent encoder, and each knows of its neighbors too.
 A high weight says where it *took* something, and not what, nor that the
 character itself was the reason.

 ### When it is wrong

 What does it look like when the answer is wrong?
*/
let exam = try reader.answers(to: dateExam.questions, limit: 11)
let wrong = exam.indices.filter { exam[$0] != dateExam.answers[$0] }
//#-hidden-code
let weaker = contestants[0].model
let weakerAnswers = try weaker.answers(to: dateExam.questions, limit: 11)
let weakerWrong = exam.indices.filter {
  weakerAnswers[$0] != dateExam.answers[$0]
}
func rows(_ name: String, _ indices: [Int], _ answers: [[Int]]) -> [[Any]] {
  indices.prefix(4).map { index in
    [
      name, dateExam[index].question,
      dates.target.words(at: answers[index]).joined(), dateExam[index].answer,
    ]
  }
}
show(
  Table(
    columns: ["model", "question", "answer", "should be"],
    rows: rows("dot, both ways", wrong, exam)
      + rows("plain", weakerWrong, weakerAnswers),
    caption:
      "The first wrong answers: \(wrong.count) in 1,000 with attention, \(weakerWrong.count) without."
  ))
//#-end-hidden-code
/*:
 The plain model gets digits of everything wrong, for it can no longer ask. With
 attention few wrong answers are left to study, so we make the questions harder:
 we misspell them. In each, one letter becomes another one.
*/
//#-hidden-code
func misspelled(_ question: String, _ random: inout Random) -> String? {
  var text = Array(question)
  let places = text.indices.filter { text[$0].isLetter }
  guard places.count >= 5 else { return nil }
  let place = places[random.integer(below: places.count)]
  let other = Array("aeinorst")[random.integer(below: 8)]
  guard text[place].lowercased() != String(other) else { return nil }
  text[place] = text[place].isUppercase ? Character(other.uppercased()) : other
  return String(text)
}
var typoRandom = Random(seed: options.seed, stream: "typos")
var typos: [(String, String)] = []
for index in 0..<dateExam.count {
  let (question, answer) = dateExam[index]
  if let text = misspelled(question, &typoRandom) {
    typos.append((text, answer))
  }
}
let typoPairs = try Pairs(typos, like: dates)
let typoAnswers = try reader.answers(to: typoPairs.questions, limit: 11)
let typoWrong = typos.indices.filter {
  typoAnswers[$0] != typoPairs.answers[$0]
}
/// How much each sign's largest weight is, apart from dashes, where the
/// answer's sign is right and where it is wrong.
var (rightSharpness, wrongSharpness): ([Float], [Float]) = ([], [])
for index in typos.indices.prefix(600) {
  let map = try AttentionMap(of: typoPairs.questions[index], by: reader)
  for (place, pair) in zip(map.answer, typoPairs[index].answer).enumerated()
  where pair.1 != "-" {
    let largest = map.weights[place].max()!
    if pair.0 == pair.1 {
      rightSharpness.append(largest)
    } else {
      wrongSharpness.append(largest)
    }
  }
}
func mean(_ numbers: [Float]) -> Float { Tensor(numbers).mean() }
show(
  Table(
    columns: ["sign", "how many", "largest weight, mean"],
    rows: [
      ["right", rightSharpness.count, mean(rightSharpness)],
      ["wrong", wrongSharpness.count, mean(wrongSharpness)],
    ], decimals: 2))
name("right_sharpness", mean(rightSharpness), decimals: 2)
name("wrong_sharpness", mean(wrongSharpness), decimals: 2)
name("typos", typos.count)
name("typos_wrong", typoWrong.count)
let typoMap = try AttentionMap(
  of: typoPairs.questions[typoWrong[0]], by: reader)
show(
  typoMap.heatMap, "08-wrong",
  caption:
    "A misspelled question that got a wrong answer; right would be \(typoPairs[typoWrong[0]].answer).",
  alternative:
    "A heat map as before; beside the wrong signs of the answer the dark cells stand at the misspelled word"
)
//#-end-hidden-code
claim(
  "where a sign is wrong, the largest weight is smaller on average",
  mean(wrongSharpness) < mean(rightSharpness) - 0.05)
claim(
  "misspelling does harm",
  Float(typoWrong.count) / Float(typos.count) > 2 * Float(wrong.count) / 1000)
/*:
 {{typos_wrong}} of {{typos}} misspelled questions get a wrong answer; the map
 shows one. And the table says where attention looks when it errs: less surely.
 While the model writes a right sign, its largest weight is
 {{right_sharpness}} on average, while it writes a wrong one,
 {{wrong_sharpness}}. It spreads its bet over several places, as one does who
 hasn't found what was looked for. That makes the map a warning light, if not a
 reliable one: a wrong sign can be written with a firm look, too.

 ## 8.6 Higher stacks

 One layer more, and one more: that is how networks become strong, if they can
 be trained. [Chapter 6](06-lstm.md) followed a gradient back through time and
 watched it fade. The same happens on the way down through layers. Take twenty
 small layers of tanh, put a gradient in at the top, and see what arrives:
*/
func descent(withShortcut: Bool, layers: Int = 20) -> [Float] {
  var random = Random(seed: options.seed, stream: "stack")
  let parts = (0..<layers).map { _ in
    Sequential(Affine(inputs: 64, outputs: 64, random: &random), Tanh())
  }
  var x = Tensor.normal([32, 64], random: &random)
  for part in parts {
    let y = part.forward(x)
    x = withShortcut ? x + y : y
  }
  var dx = Tensor.normal([32, 64], random: &random)
  let start = dx.norm()
  return [1]
    + parts.reversed().map { part in
      let dy = part.backward(dx)
      dx = withShortcut ? dx + dy : dy
      return dx.norm() / start
    }
}
let (bare, shortcut) = (
  descent(withShortcut: false), descent(withShortcut: true)
)
//#-hidden-code
show(
  LineChart(
    x: Axis("layers back"),
    y: Axis("norm of the gradient, relative", .logarithmic),
    series: [
      Series("y = f(x)", x: Array(0...20), y: bare),
      Series("y = x + f(x)", x: Array(0...20), y: shortcut),
    ], references: [.horizontal(1, "what went in")], height: 280),
  "08-residual",
  caption:
    "A gradient on its way down through twenty layers, with and without a way past each.",
  alternative:
    "Two curves on a logarithmic scale; the one without shortcut falls steadily, the one with shortcut stays above 1"
)
name("bare", bare[20], decimals: 3)
name("shortcut", shortcut[20], decimals: 1)
//#-end-hidden-code
claim("without a shortcut, less than a fifth arrives", bare[20] < 0.2)
claim("with it, nothing is lost", shortcut[20] > 1)
/*:
 Of a gradient of 1, {{bare}} arrives, and {{shortcut}} with the shortcut.

 A **residual connection** adds what came in to what the layer made of it:
 $y = x + f(x)$ (He et al. 2016). Then $dx = dy + \ldots$, and the gradient has
 a way past every layer. It is the LSTM's road again, upward instead of onward.
 The price: nothing stops $x$ from growing on its way up. We'll come to that.

 ## 8.7 Everything asks everything

 So far the decoder asked the encoder. But why should only a decoder ask? Let
 *every* position of a sequence ask all positions of the *same* sequence, itself
 included: **self-attention**. Each makes three vectors of its $x$, with three
 matrices: a **query** (what I look for), a **key** (what I can be found by) and
 a **value** (what you get if you take me):

 $$Q = X W_Q \quad K = X W_K \quad V = X W_V \qquad
 Y = \text{softmax}\Big( \frac{Q K^\top}{\sqrt d} \Big) V$$

 One step, and any two positions are in touch, however far apart. In a
 recurrence they'd be joined by a chain as long as their distance. And all
 positions can be computed at once: there is no step that waits for another.

 Why $\sqrt d$? A product of two vectors of $d$ normal numbers has the variance
 $d$. With $d = 256$ scores are spread by 16, and a softmax of such numbers is
 nearly a hard choice, with no gradient left. Divided by $\sqrt d$, they spread
 by 1 at any size:
*/
func largestWeight(_ d: Int, scaled: Bool) -> Float {
  var random = Random(seed: options.seed, stream: "scale")
  let q = Tensor.normal([200, d], random: &random)
  let k = Tensor.normal([50, d], random: &random)
  let scores = matmul(q, k, transposed: .right)
  let weights = softmax(scaled ? scores / Float(d).squareRoot() : scores)
  return weights.max(axis: 1).mean()
}
let widths = [4, 16, 64, 256]
show(
  Table(
    columns: ["d", "largest of 50 weights, unscaled", "scaled"],
    rows: widths.map {
      [
        $0, largestWeight($0, scaled: false), largestWeight($0, scaled: true),
      ]
    }, decimals: 2))
claim(
  "unscaled, softmax hardens as d grows; scaled, it doesn't",
  largestWeight(256, scaled: false) > 0.85
    && largestWeight(256, scaled: true) < 0.2)
/*:
 One softmax makes one choice. A word may need several: its verb, what it refers
 to, the word before. So the columns are shared out among **heads**, each with
 queries, keys and values of its own, side by side; a last matrix puts them
 together. Four heads of 16 cost what one of 64 does. This is one head:
*/
list("DotProductAttention.forward", comment: false)
/*:
 `sight` says which keys a query may see. Two things can be hidden. **Padding**:
 what only fills up a shorter row. And the **future**: a model that writes must
 not see what it will write. An encoder may look both ways; a decoder is
 **causal**, position $t$ sees $0 \ldots t$. (Most programs add $-\infty$ to the
 hidden scores. Here they are never computed, or not used, and the weight is 0.)
*/
var headRandom = Random(seed: options.seed, stream: "heads")
let heads = MultiHeadAttention(
  size: 16, heads: 2, isCausal: true, random: &headRandom)
let steps = Tensor.normal([1, 6, 16], random: &headRandom)
let seen = heads.forward(steps, mode: .inference)
var changed = steps
for j in 0..<16 { changed[0, 4, j] += 1 }
let seenAgain = heads.forward(changed, mode: .inference)
let unmoved = (0..<6).map {
  seen.row(0).row($0) == seenAgain.row(0).row($0) ? "same" : "moved"
}
show("position 4 changed:", unmoved)
claim(
  "what comes before the change has the same bits",
  unmoved == ["same", "same", "same", "same", "moved", "moved"])
/*:
 ## 8.8 Where am I?

 Something got lost. A sum has no order, and so attention without a mask has
 none: shuffle what goes in, and what comes out is shuffled in the same way,
 nothing else.
*/
let free = MultiHeadAttention(size: 16, heads: 2, random: &headRandom)
let order = [3, 0, 5, 1, 4, 2]
let straight = free.forward(steps, mode: .inference).row(0).rows(at: order)
let mixed = free.forward(
  steps.row(0).rows(at: order).reshaped(1, 6, 16), mode: .inference
).row(0)
claim(
  "attention doesn't see the order of what it reads",
  (straight - mixed).norm() < 1e-5 * straight.norm())
/*:
 *Dog bites man*, *man bites dog*: all the same. So places must be told, by a
 vector for each that is added to the input. It may be **learned**, like a
 word's vector; then there are as many places as one has trained. Or it is made
 of **waves**, as in the paper: sine and cosine of the place at many
 frequencies, from one radian a step to one in ten thousand steps, like the
 hands of a clock.
*/
let waves = PositionalEncoding(size: 64).vectors(0..<60)
//#-hidden-code
show(
  HeatMap(
    values: (0..<60).map { waves.row($0).values }, scale: .diverging,
    showsValues: false, measure: "value", rowTitle: "place",
    columnTitle: "column", width: 620),
  "08-waves",
  caption:
    "Sixty places in 64 columns: fast waves at the left, slow ones at the right.",
  alternative:
    "A heat map with stripes, which are narrow in the left columns and become ever broader towards the right"
)
//#-end-hidden-code
/*:
 Their beauty: the product of two places' vectors depends only on how far apart
 they are, since $\sin a \sin b + \cos a \cos b = \cos(a - b)$:
*/
func closeness(_ a: Int, _ b: Int) -> Float {
  (waves.row(a) * waves.row(b)).sum()
}
show((0...5).map { closeness(10, 10 + $0) })
show((0...5).map { closeness(40, 40 + $0) })
claim(
  "as far apart, as alike",
  (0...19).allSatisfy {
    abs(closeness(10, 10 + $0) - closeness(40, 40 + $0)) < 1e-3
  })
claim(
  "near places are more alike than far ones",
  closeness(10, 11) > closeness(10, 30) + 5)
/*:
 ## 8.9 Keeping size

 Two ingredients are left. The first is as plain as it looks: after the heads, a
 **feed-forward layer** of two matrices with a bend between, four times as wide
 inside, the same for each position by itself. Attention moves things from place
 to place, this is where something is made of them.

 The second keeps the sums $x + f(x)$ from growing out of hand. **Layer
 normalization** takes each position's vector by itself, subtracts its mean and
 divides by its standard deviation; a learned gain and bias follow (Ba, Kiros
 and Hinton 2016). Unlike batch normalization it doesn't care who else is in the
 batch.
*/
let norm = LayerNorm(4)
show(norm.forward([[1, 2, 3, 4], [100, 200, 300, 400]]))
/*:
 Where to put it? The paper has it **after** the sum, $\text{norm}(x + f(x))$.
 Today it stands mostly **before** the layer, $x + f(\text{norm}(x))$. This
 looks like a matter of taste and isn't: after the sum, the norm stands *on the
 road*, and every gradient must go through all of them. Eight narrow blocks
 learn to predict the next letter of some stories, 150 steps, at a rate of 0.01:
*/
let stories = Harbor(seed: options.seed, edition: .primer)
func characters(_ text: HarborText) -> [String] {
  (text.words.joined(separator: " ") + " ").map { String($0) }
}
let novel = stories.text(words: 120_000, stream: "stories")
let newStories = stories.text(words: 4_000, stream: "new stories")
let book = Corpus(
  name: "stories", training: characters(novel), test: characters(newStories))
func losses(_ place: NormPlace, warmUp: Int) throws -> [Float] {
  var settings = TransformerSettings()
  (settings.size, settings.layers, settings.context) = (32, 8, 32)
  settings.norm = place
  let random = Random(seed: options.seed, stream: "norm")
  let model = TransformerLanguageModel(
    book.vocabulary, settings, random: random)
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.01), batchSize: 16, random: random)
  trainer.clipping = .norm(1)
  trainer.schedule = warmUp > 0 ? .inverseSquareRoot(warmup: warmUp) : .constant
  var losses: [Float] = []
  trainer.onStep = { losses.append($0.score.loss) }
  try trainer.train(
    on: try TextWindows(
      book.training, steps: 32, count: 16 * 150, random: random), epochs: 1)
  return losses
}
let before = try losses(.before, warmUp: 0)
let after = try losses(.after, warmUp: 0)
let afterWarm = try losses(.after, warmUp: 100)
//#-hidden-code
/// Means of ten steps each.
func smooth(_ losses: [Float]) -> [Float] {
  stride(from: 0, to: losses.count, by: 10).map {
    mean(Array(losses[$0..<$0 + 10]))
  }
}
show(
  LineChart(
    x: Axis("steps"), y: Axis("loss, nats a letter"),
    series: [
      ("before", before), ("after", after), ("after, warmed up", afterWarm),
    ]
    .map { title, losses in
      Series(
        title, x: (0..<15).map { 10 * $0 + 5 }, y: smooth(losses),
        marker: .circle)
    }, height: 300),
  "08-norms",
  caption:
    "Eight blocks, the norm before or after, and after with a warm-up of 100 steps.",
  alternative:
    "Three falling curves; norm before ends lowest, norm after without warm-up stays high"
)
name("loss_before", smooth(before)[14], decimals: 2)
name("loss_after", smooth(after)[14], decimals: 2)
name("loss_warm", smooth(afterWarm)[14], decimals: 2)
//#-end-hidden-code
claim(
  "with norms before, it learns from the first step on; with norms after, it hardly does",
  smooth(before)[14] < smooth(after)[14] - 0.3)
claim(
  "a warm-up helps the norm after",
  smooth(afterWarm)[14] < smooth(after)[14] - 0.05)
/*:
 With norms before, the loss comes to {{loss_before}}; after, to {{loss_after}}.
 That is why the paper's recipe has a **warm-up**: the rate begins near 0, rises
 in a straight line, and then falls with $1/\sqrt{\text{step}}$. It takes the
 post-norm network to {{loss_warm}}. With norms before the sum one can often do
 without (Xiong et al. 2020); then one more norm stands at the very end.

 ## 8.10 The Transformer

 Put together, a block of the **Transformer** (Vaswani et al. 2017):
*/
//#-hidden-code
show(
  Wiring(
    parts: [
      .text("x", at: (0, 1)), .dot(at: (1, 1)), .box("norm", at: (2.2, 1)),
      .box("heads", at: (3.9, 1), color: .orange), .circle("+", at: (5.3, 1)),
      .dot(at: (6.2, 1)), .box("norm", at: (7.4, 1)),
      .box("feed-forward", at: (9.4, 1), color: .orange),
      .circle("+", at: (11.2, 1)), .text("y", at: (12.3, 1)),
    ],
    wires: [
      .wire((0, 1), (1, 1), color: .green, hasHead: false, isRoad: true),
      .wire((1, 1), (2.2, 1)), .wire((2.2, 1), (3.9, 1)),
      .wire((3.9, 1), (5.3, 1)),
      .wire(
        (1, 1), (1, 0), (5.3, 0), (5.3, 1), color: .green, isRoad: true),
      .wire((5.3, 1), (6.2, 1), color: .green, hasHead: false, isRoad: true),
      .wire((6.2, 1), (7.4, 1)), .wire((7.4, 1), (9.4, 1)),
      .wire((9.4, 1), (11.2, 1)),
      .wire(
        (6.2, 1), (6.2, 0), (11.2, 0), (11.2, 1), color: .green, isRoad: true),
      .wire((11.2, 1), (12.3, 1), color: .green, isRoad: true),
    ], columnWidth: 50, rowHeight: 56),
  "08-block",
  caption:
    "A block with norms before its layers. The road (green) runs through from x to y; layers read from it and add to it.",
  alternative:
    "A wiring from x to y: a branch through norm and heads is added back, then a branch through norm and feed-forward"
)
//#-end-hidden-code
list("TransformerBlock.forward", comment: false)
/*:
 where a residual is
*/
list("Residual.forward", comment: false)
/*:
 A block that `readsMemory` is a decoder's: between its two parts stands a
 third, **cross-attention**, whose queries come from the decoder and whose keys
 and values from the encoder's last block. That is the attention of 8.2 again.
 An **encoder–decoder** is a stack of blocks that sees the whole question, and a
 stack of causal ones that writes and looks over. A **decoder-only** model is
 one causal stack without a memory: a language model.

 Our deviations from the paper: norms stand before the layers, as explained; the
 bend is a GELU (as in GPT) where the paper has ReLU; nothing is dropped out in
 models this small; and the output has weights of its own.

 ## 8.11 Dates again

 The same 6,000 dates, the same exam. Two blocks for reading and two for
 writing, 64 wide, four heads:
*/
var blocks = TransformerSettings()
(blocks.size, blocks.layers, blocks.heads) = (64, 2, 4)
blocks.context = 64
let formerRandom = Random(seed: options.seed, stream: "transformer")
let former = Transformer(
  dates.source, dates.target, blocks, random: formerRandom)
let formerTrainer = Trainer(
  former, optimizer: Adam(rate: 0.003), batchSize: 32, random: formerRandom)
formerTrainer.clipping = .norm(1)
formerTrainer.schedule = Schedule.linear(to: 0.05).warmingUp(100)
var formerAccuracies: [Float] = []
formerTrainer.onEpoch = { _ in
  formerAccuracies.append(100 * (try former.exactMatch(on: dateExam)))
}
try formerTrainer.train(on: dates, epochs: 6)
//#-hidden-code
show(
  Table(
    columns: ["model"] + (1...6).map { "epoch \($0)" } + ["parameters"],
    rows: [
      ["dot, both ways"] + contestants[5].accuracies.map { $0 as Any }
        + [reader.parameterCount],
      ["Transformer"] + formerAccuracies.map { $0 as Any }
        + [former.parameterCount],
    ], decimals: 1))
name("former_dates", formerAccuracies[5], decimals: 1)
name("former_parameters", former.parameterCount)
let brief = try Pairs([("sep 27, 1994", "1994-09-27")], like: dates)
let decoderHeads = try former.attention(
  of: brief.questions[0], block: 1, limit: 11)
let headAnswer = dates.target.words(at: decoderHeads.answer)
let headMaps = (0..<4).map { head in
  HeatMap(
    title: "head \(head + 1)", rows: headAnswer,
    columns: brief[0].question.map { "\($0)" },
    values: headAnswer.indices.map {
      decoderHeads.weights.row(head).row($0).values
    },
    range: 0...1, showsValues: false, measure: "weight")
}
show(
  Panels(columns: 2, headMaps, panelHeight: 260),
  "08-heads",
  caption:
    "The four heads of the decoder's upper block, looking at the question while they write \(headAnswer.joined()).",
  alternative:
    "Four heat maps with the same rows and columns but different patterns of dark cells"
)
//#-end-hidden-code
claim("the Transformer ends above 80%", formerAccuracies[5] > 80)
claim(
  "it starts more slowly than the recurrent reader",
  formerAccuracies[0] < contestants[5].accuracies[0])
/*:
 {{former_dates}}% after six passes, with {{former_parameters}} parameters. It
 learns *later* than the recurrent model. That needn't surprise. A recurrence
 knows from the start that order matters and neighbors belong together; a
 Transformer must find that out from its waves. (The two had rates of
 their own, so this is no race of equals.)

 The heads have divided the work, in a way nobody prescribed. Some look at one
 spot, some far and wide.

 ## 8.12 Stories, letter by letter

 A decoder-only Transformer reads plain stories of the harbor as *letters*; it
 must learn to spell before it can learn to tell. Two blocks, 64 wide, 64
 letters of context, 1,500 steps of 16 windows. Its rivals are counts of letters
 (the Kneser–Ney of chapter 5), and, below everything, the grammar that tells
 the stories:
*/
var teller = TransformerSettings()
(teller.size, teller.layers, teller.heads, teller.context) = (64, 2, 4, 64)
let tellerRandom = Random(seed: options.seed, stream: "stories")
let storyModel = TransformerLanguageModel(
  book.vocabulary, teller, random: tellerRandom)
let storyTrainer = Trainer(
  storyModel, optimizer: AdamW(rate: 0.008), batchSize: 16,
  random: tellerRandom)
storyTrainer.clipping = .norm(1)
storyTrainer.schedule = Schedule.cosine(to: 0.1).warmingUp(50)
try storyTrainer.train(
  on: try TextWindows(
    book.training, steps: 64, count: 24_000, random: tellerRandom), epochs: 1)
/*:
 A perplexity for each letter says little. But a word's probability is the
 product of its letters' (the blank after it included), so perplexities by the
 word can be had from all of them, and compared:
*/
/// Of letters, the perplexity by the word.
func byWord(_ model: some LanguageModel) -> Float {
  let nats = log(model.perplexity(on: book.test)) * Float(book.test.count)
  return exp(nats / Float(newStories.words.count))
}
let trigrams = try KneserNey(book.vocabulary, order: 3, of: book.training)
let sevens = try KneserNey(book.vocabulary, order: 7, of: book.training)
var grammar = HarborReader(.primer)
let grammarWords = exp(
  -Tensor(newStories.words.map { grammar.read($0) }).mean())
let storyWords = byWord(storyModel)
let countedWords = [byWord(trigrams), byWord(sevens)]
//#-hidden-code
show(
  Table(
    columns: ["", "perplexity by the word"],
    rows: [
      ["counts of 3 letters", countedWords[0]],
      ["counts of 7 letters", countedWords[1]],
      ["Transformer on 64 letters", storyWords],
      ["the grammar itself", grammarWords],
    ], decimals: 2))
name("story_words", storyWords, decimals: 2)
name("grammar_words", grammarWords, decimals: 2)
//#-end-hidden-code
claim(
  "the Transformer is ahead of counts of three letters and of seven",
  storyWords < countedWords.min()!)
claim("and nobody is below the grammar", storyWords > grammarWords)
/*:
 {{story_words}}, where the grammar has {{grammar_words}}: what is missing to
 that is practice.

 What does it tell? To write a letter it needs the keys and values of all
 letters before. They don't change any more (that is what causal means), so they
 are kept: the **key–value cache**. Each new letter costs one step, not a whole
 text; and not a bit of the result changes.
*/
let start = try book.vocabulary.ids(of: "the captain ".map { String($0) })
var pen = Random(seed: options.seed, stream: "pen")
let written = try Decoding.sampling(temperature: 0.7).write(
  with: storyModel.writer(), after: start, limit: 240, random: &pen)
//#-hidden-code
let told = book.vocabulary.words(at: start + written[0].ids).joined()
var tellingLines = [""]
for word in told.split(separator: " ") {
  if tellingLines[tellingLines.count - 1].count + word.count > 70 {
    tellingLines.append("")
  }
  tellingLines[tellingLines.count - 1] += "\(word) "
}
show(tellingLines.joined(separator: "\n"))
let spelled = Set(novel.words)
let toldWords =
  written[0].ids.isEmpty ? [] : told.split(separator: " ").dropLast()
let knownShare =
  Float(toldWords.count { spelled.contains(String($0)) })
  / Float(toldWords.count)
name("known_words", 100 * knownShare, decimals: 0)
//#-end-hidden-code
claim("more than four in five of its words are words", knownShare > 0.8)
let step = storyModel.writer()
for id in start.dropLast() { _ = step.next(after: [id]) }
claim(
  "step by step with the cache, the same bits as all at once without",
  softmax(step.next(after: [start.last!])).row(0)
    == storyModel.nextWord(after: start))
/*:
 {{known_words}}% of what it wrote are words of the stories; nobody ever told it
 what a word is.

 ## 8.13 What it costs

 Count multiplications, for a layer of width $D$ on a text of $T$ steps. An LSTM
 has eight matrices $D \times D$, so $8 T D^2$. Self-attention has four, $4 T
 D^2$, and then $2 T^2 D$ for the scores and the sums (half of that if it is
 causal and leaves out what can't be seen):
*/
let D = 256
//#-hidden-code
show(
  Table(
    columns: [
      "T", "LSTM, million", "self-attention, million",
      "steps one after the other: LSTM", "attention",
    ],
    rows: [32, 128, 512, 2_048, 8_192].map { T in
      [
        T, Float(8 * T * D * D) / 1e6,
        Float(4 * T * D * D + 2 * T * T * D) / 1e6, T, 1,
      ]
    }, decimals: 0,
    caption: "Multiplications in one layer of width 256, forward."))
//#-end-hidden-code
claim(
  "at T = 2 D both multiply as often",
  4 * 512 * D * D + 2 * 512 * 512 * D == 8 * 512 * D * D)
/*:
 As long as $T < 2D$, attention by itself even has the fewer multiplications. (A
 block has its feed-forward layer besides, another $8 T D^2$, and then it always
 has more than the LSTM.) Beyond, its
 square takes over, and for books at once it is the problem that a whole
 literature is about. But what made the Transformer win stands in the last two
 columns. A recurrence must take one step after the other, each a small product;
 attention does all in a few large ones, and large products are what machines
 are good at. Measured, forward and backward, 4,096 positions in all:
*/
record("costs") {
  var random = Random(seed: 1, stream: "costs")
  func seconds(_ work: () -> Void) -> Double {
    work()
    let times = (0..<5).map { _ in
      let start = ContinuousClock.now
      work()
      return (ContinuousClock.now - start) / .seconds(1)
    }
    return times.sorted()[2]
  }
  var rows: [[Any]] = []
  var ratios: [Double] = []
  for T in [32, 128, 512, 2_048] {
    let x = Tensor.normal([4_096 / T, T, D], random: &random)
    let lstm = LSTM(inputs: D, size: D, random: &random)
    let heads = MultiHeadAttention(
      size: D, heads: 4, isCausal: true, random: &random)
    let recurrence = seconds {
      lstm.resetState()
      _ = lstm.backward(lstm.forward(x, mode: .training))
    }
    let attention = seconds {
      _ = heads.backward(heads.forward(x, mode: .training))
    }
    rows.append([T, 4_096 / T, 1_000 * recurrence, 1_000 * attention])
    ratios.append(recurrence / attention)
  }
  show(
    Table(
      columns: ["T", "texts", "LSTM, ms", "self-attention, ms"], rows: rows,
      decimals: 1))
  claim(
    "attention is the faster one up to 512 steps, the LSTM at 2,048",
    ratios[..<3].allSatisfy { $0 > 1.1 } && ratios[3] < 0.9)
}
/*:
 On two cores the clock agrees with the counts: attention is ahead as long as it
 multiplies less. The last two columns weigh the more, the more a machine can do
 at once.

 When a text is *written*, the scales tip the other way: a recurrence carries a
 state of fixed size, while a Transformer's cache grows with every word, and
 each new word must ask all of it.

 ## 8.14 The real thing, recorded

 The reference book's own dates: 50,000 pairs, nine tenths to learn from. 256
 units, attention by dot products, batches of 128. That book's program gets 89,
 99 and 100% of the exam in the second, third and fourth pass. It reads the
 question one way, from its end, and hands over the encoder's output alone. Ours
 reads both ways (two directions of 128), hands over the cells too, and its rate
 falls to zero in three passes:
*/
record("reference-dates") {
  guard let folder = ProcessInfo.processInfo.environment["BOOK_DATA"] else {
    throw InputError(
      "To record this, name the folder that holds toys/date.txt: BOOK_DATA=….")
  }
  var random = Random(seed: options.seed, stream: "reference dates")
  let all = try Pairs(file: "\(folder)/toys/date.txt").shuffled(&random)
  let (training, exam) = all.split(at: 45_000)
  var settings = Seq2Seq.Settings()
  (settings.size, settings.look) = (256, .attention(.dot))
  settings.isBidirectional = true
  let model = Seq2Seq(all.source, all.target, settings, random: random)
  let trainer = Trainer(
    model, optimizer: Adam(), batchSize: 128, random: random)
  trainer.clipping = .norm(5)
  trainer.schedule = .linear()
  var accuracies: [Float] = []
  trainer.onEpoch = { _ in
    accuracies.append(100 * (try model.exactMatch(on: exam)))
  }
  try trainer.train(on: training, epochs: 3)
  show(
    Table(
      columns: ["epoch", "right answers, %"],
      rows: accuracies.enumerated().map { [$0 + 1, $1] }, decimals: 2))
  name("reference_first", accuracies[0], decimals: 1)
  claim("all 5,000 answers are right by the third pass", accuracies[2] == 100)
}
/*:
 {{reference_first}}% after the first pass, and by the third not one of 5,000 is
 wrong.

 And Shakespeare, by letters: a million of them, as *nanoGPT* sets it for a
 laptop: 4 blocks, 4 heads, 128 wide, 64 letters of context, 2,000 steps of 12
 windows, nothing dropped out. Its author reports a validation loss of 1.88. We
 change one number: the rate goes down from 0.003, where he has 0.001.
*/
record("shakespeare") {
  let shakespeare = try Corpus.load("shakespeare")
  var settings = TransformerSettings()
  (settings.size, settings.layers, settings.heads) = (128, 4, 4)
  settings.context = 64
  (settings.positions, settings.isTied) = (.learned, true)
  let random = Random(seed: options.seed, stream: "shakespeare")
  let model = TransformerLanguageModel(
    shakespeare.vocabulary, settings, random: random)
  let trainer = Trainer(
    model, optimizer: AdamW(rate: 3e-3, decay: 0.1, decays: (0.9, 0.99)),
    batchSize: 12, random: random)
  trainer.clipping = .norm(1)
  trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(100)
  try trainer.train(
    on: try TextWindows(
      shakespeare.training, steps: 64, count: 24_000, random: random),
    epochs: 1)
  let windows = try TextWindows(shakespeare.validation, steps: 64)
  let reached = model.score(on: windows).loss
  name("shakespeare", reached, decimals: 3)
  name("shakespeare_parameters", model.parameterCount)
  claim("at or below nanoGPT's 1.88", reached <= 1.88)
  var pen = Random(seed: options.seed, stream: "quill")
  let start = try shakespeare.vocabulary.ids(
    of: "ROMEO:\n".map { String($0) })
  let written = try Decoding.sampling(temperature: 0.8).write(
    with: model.writer(), after: start, limit: 320, random: &pen)
  show(shakespeare.vocabulary.words(at: start + written[0].ids).joined())
}
/*:
 The loss on the whole validation part is {{shakespeare}}, with
 {{shakespeare_parameters}} parameters; all of its windows of 64 letters, one
 after the other, where nanoGPT takes 20 batches at random.

 ## 8.15 Where the road goes on

 This is where the book ends, and where large language models begin. Their core
 is the model of 8.12. **Pretraining**: train it on a good part of the web
 instead of some stories, on pieces of words instead of letters, some two
 hundred times wider and fifty times deeper (GPT-3: 12,288 and 96; Brown et al.
 2020). Nobody labels anything; the next word is the label, as it has been since
 chapter 5. An encoder may be pretrained too, by hiding words in the middle and
 guessing them from both sides (BERT, Devlin et al. 2019). What was learned in
 this way serves every other task, by a little further training or just by being
 asked (Radford et al. 2018; Brown et al. 2020). The loss falls with size, data
 and work in straight lines on logarithmic scales (Kaplan et al. 2020). From
 there on it is about what such a model should say and what it should not, which
 no loss over next words can know.

 From counting to attention: in chapter 2 a word was a row of counts of its
 neighbors. Now it is a vector that asks them.

 ## 8.16 Ask it yourself

 ```
 swift run attention --translate "september 27, 1994"
 swift run attention --translate "27.9.1994" --map map.svg --save dates.model
 swift run attention --translate "2 May 2001" --model dates.model
 ```

 trains the reader of 8.5 (some seconds), answers, and draws where it looked.

 ## Summary

 - One vector for a whole question is a bottleneck. It shows when accuracy is
   plotted against length.
 - Attention: a score for each row of a memory, softmax, weighted sum. The
   gradient reaches the memory twice. What is padding gets a weight of exactly
   0.
 - Dot, general and additive scores did about equally well; the dot product is
   the cheapest.
 - On dates, attention is right where one vector isn't, and its weights can be
   read as an alignment: where it took something, not why.
 - Residual connections are a road for the gradient through the layers.
 - In self-attention every position asks every other. Divide by $\sqrt d$, or
   the softmax is hard from the start. Without positions it has no sense of
   order.
 - Norms before the layers leave the road free; after, they want a warm-up.
 - A causal model may keep its keys and values. It changes no bit.
 - Attention by itself has fewer multiplications than an LSTM up to $T = 2D$,
   and no step that must wait; beyond, its square takes over.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | a decoder is perfect in training and useless in writing | the mask is missing: it sees what it should write |
 | results change with the padding | lengths aren't passed to the softmax |
 | all weights are equal and stay so | queries or keys are zero, or no gradient reaches them |
 | all weights are 0 or 1 from the start | no $\sqrt d$, or scores in other units |
 | word order makes no difference | no positions were added |
 | a deep post-norm network doesn't learn at all | no warm-up, too high a rate |
 | NaN in the attention | a row where everything is masked with $-\infty$ |
 | text written with a cache differs from that without | positions start at 0 again at each step |
 | the map looks wrong though answers are right | the encoder's rows know their neighbors; or a reversed question |

 ## Exercises

 1. In 8.1, double the size of the plain model. How many letters does it gain?
 2. Let the question of 8.1 be said *backward*. Which model finds that easier?
 3. Give `byHand` queries ten times as large. What do weights and gradients do?
 4. Train the general and the additive score for ten epochs at half the rate.
    Does their order change?
 5. Put reversed questions into a reader with attention. What does its map show?
 6. Take the norm out of the blocks altogether. At which depth does training
    fail?
 7. Take the positions out of the date Transformer. Which forms does it still
    answer?
 8. Give 8.12's model 128 letters of context. Is it worth its time here? Why
    does the answer depend on the stories?
 9. Show that the backward pass of softmax gives every row of scores a gradient
    that adds up to 0.

 ## References

 - D. Bahdanau, K. Cho, Y. Bengio. *Neural machine translation by jointly
   learning to align and translate.* ICLR 2015.
 - M.-T. Luong, H. Pham, C. Manning. *Effective approaches to attention-based
   neural machine translation.* EMNLP 2015.
 - K. He, X. Zhang, S. Ren, J. Sun. *Deep residual learning for image
   recognition.* CVPR 2016.
 - J. Ba, J. Kiros, G. Hinton. *Layer normalization.* arXiv:1607.06450, 2016.
 - D. Hendrycks, K. Gimpel. *Gaussian error linear units.* arXiv:1606.08415,
   2016.
 - A. Vaswani et al. *Attention is all you need.* NIPS 2017.
 - A. Radford, K. Narasimhan, T. Salimans, I. Sutskever. *Improving language
   understanding by generative pre-training.* OpenAI, 2018.
 - K. Saito. *Deep Learning from Scratch 2* (in Japanese). O'Reilly Japan, 2018.
 - J. Devlin, M.-W. Chang, K. Lee, K. Toutanova. *BERT: pre-training of deep
   bidirectional transformers for language understanding.* NAACL 2019.
 - R. Xiong et al. *On layer normalization in the Transformer architecture.*
   ICML 2020.
 - T. Brown et al. *Language models are few-shot learners.* NeurIPS 2020.
 - J. Kaplan et al. *Scaling laws for neural language models.* arXiv:2001.08361,
   2020.
 - A. Karpathy. *nanoGPT.* github.com/karpathy/nanoGPT, 2022.
*/
//#-hidden-code
weaveChapter()
//#-end-hidden-code
