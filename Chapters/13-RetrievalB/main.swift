import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

let options = beginChapter()
Threads.count = options.threads
/*:
 # 13 Finding answers

 ## 13.10 Reading for an answer

 Whoever asks *who bought the boat?* doesn't want ten stories. They want a
 name. It stands in one of the stories, word for word, so to answer is to
 point: here it begins, there it ends. What lies between is a **span**, and a
 program that finds it is a **reader**. SQuAD, a hundred thousand questions on
 Wikipedia, made it a common test (Rajpurkar et al. 2016). The
 harbor's stories come with questions as well, and the grammar knows where
 their answers stand:
*/
let stories = harbor("reading", options.quick ? 60 : 400)
let exam = harbor("exam", options.quick ? 40 : 250)
func harbor(_ stream: String, _ count: Int) -> [HarborEvent] {
  Harbor(seed: options.seed).events(count, stream: stream)
}
let shortest = exam.indices.min { exam[$0].words.count < exam[$1].words.count }!
let one = exam[shortest]
for sentence in one.sentences { show(sentence.joined(separator: " ")) }
for question in one.questions.prefix(3) {
  show(question.words.joined(separator: " "), "→", question.answer)
}
/*:
 Family names are made up anew for each story, so no answer can be learned by
 heart.

 Two measures are usual. **Exact match** counts answers that are right word for
 word. **F1** counts words: precision is the share of the given words that are
 right, recall the share of the right words that were given, and F1 their
 harmonic mean, as in chapter 10.
*/
/// The harmonic mean of precision and recall of words.
func wordF1(_ given: [String], _ right: [String]) -> Float {
  var left = right
  for word in given {
    if let place = left.firstIndex(of: word) { left.remove(at: place) }
  }
  let shared = Float(right.count - left.count)
  return 2 * shared / Float(given.count + right.count)
}
show(wordF1(["the", "old", "boat"], ["old", "boat"]))
/*:
 What does one get without reading? A first guess knows which words have
 answered questions with the same first word, *who* or *where*, and takes a run
 of such words in the story by chance. A second one looks first for the
 sentence that shares most words with the question, and takes a run in there.
 We shall see below how far that goes.
*/
let questions = exam.indices.flatMap { n in
  exam[n].questions.map { (story: n, question: $0) }
}
//#-hidden-code
let guesser = Guesser(stories)
var guessing = Random(seed: options.seed, stream: "guess")
let byChance = questions.map {
  guesser.guess($0.question.words, exam[$0.story], &guessing)
}
let bySentence = questions.map {
  guesser.guess($0.question.words, exam[$0.story], &guessing, inBest: true)
}
//#-end-hidden-code
/*:
 ### Two scores for each word

 A reader gives every word of a story two scores, one for being the first of
 the answer and one for being the last. Say that for *what did nell sell?* they
 have come out like this:
*/
let told = ["nell", "sold", "the", "old", "boat", "to", "tom", "."]
let starts: [Float] = [2, 0, 3, 1, 0, 0, 1, 0]
let ends: [Float] = [1, 0, 0, 0, 2, 0, 3, 0]
/// Scores → shares that add up to 1.
func softmax(_ scores: [Float]) -> [Float] {
  let largest = scores.max()!
  let powers = scores.map { exp($0 - largest) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}
place(spanFigure(told, softmax(starts), softmax(ends), 2...4))
/*:
 The likeliest beginning is *the* and the likeliest end is *tom*. Each is the
 best of its kind, and together they are nonsense: an answer has to end where it
 begins or a few words later. So look for the best *pair*, with the largest sum:
*/
/// The best of all spans of at most `longest` words.
func bestSpan(
  _ starts: [Float], _ ends: [Float], longest: Int
) -> (span: ClosedRange<Int>, score: Float) {
  var best = (span: 0...0, score: -Float.infinity)
  for s in starts.indices {
    for e in s..<min(s + longest, ends.count)
    where starts[s] + ends[e] > best.score {
      best = (s...e, starts[s] + ends[e])
    }
  }
  return best
}
show("nell", starts[0] + ends[0])
show("the old boat", starts[2] + ends[4])
show("tom", starts[6] + ends[6])
show(told[bestSpan(starts, ends, longest: 3).span])
exercise("13.6")
/*:
 Where do the scores come from? One LSTM that reads both ways (chapter 11)
 turns the story into a row for each word, $h$ $(T, H)$; another makes of the
 question one vector $q$ $(1, H)$. A word is scored against the question by
 the general score of chapter 8, with a matrix for beginnings and another for
 ends:

 $$a = q \, W_a \, h^\top \qquad b = q \, W_b \, h^\top \qquad
 L = -\log \mathrm{softmax}(a)_s - \log \mathrm{softmax}(b)_e$$

 That is the head of Chen et al.'s reader (2017), and BERT's is the same with
 two vectors in place of $q W$ (Devlin et al. 2019). The loss is that of
 two choices among $T$ places, so the gradient of either row of scores is
 $p - t$. Back through the product, with $u = q W$,

 $$du = da \, h \qquad dW = q^\top du \qquad dq = du \, W^\top \qquad
 dh = da^\top u$$
*/
/// Scores (1, T) and the right place → −log p, and the scores' gradient.
func placeLoss(_ scores: Tensor, _ right: Int) -> (loss: Float, d: Tensor) {
  var p = softmax(scores)
  let loss = -log(p[0, right])
  p[0, right] -= 1
  return (loss, p)
}
typealias Pointing = (loss: Float, dq: Tensor, dW: Tensor, dh: Tensor)
/// q (1, H), W (H, H), h (T, H) and a place → the loss, and what it sends back.
func pointing(
  _ q: Tensor, _ W: Tensor, _ h: Tensor, at right: Int
) -> Pointing {
  let u = matmul(q, W)
  let (loss, da) = placeLoss(matmul(u, h, transposed: .right), right)
  let du = matmul(da, h)
  return (
    loss, matmul(du, W, transposed: .right), matmul(q, du, transposed: .left),
    matmul(da, u, transposed: .left)
  )
}
// MARK: shared with the first half
/// The largest error in `gradient`, which should be that of `loss` at `x`, as a
/// share of its largest number.
func gradientError(
  _ gradient: Tensor, at x: Tensor, _ loss: (Tensor) -> Float
) -> Float {
  let errors = x.values.indices.map { k in
    func moved(_ step: Float) -> Tensor {
      var values = x.values
      values[k] += step
      return Tensor(values, shape: x.shape)
    }
    let difference = (loss(moved(0.01)) - loss(moved(-0.01))) / 0.02
    return abs(gradient.values[k] - difference)
  }
  return errors.max()! / gradient.values.map(abs).max()!
}
var random = Random(seed: options.seed, stream: "reader")
let (q, W, h) = (
  Tensor.normal([1, 4], random: &random),
  Tensor.normal([4, 4], random: &random),
  Tensor.normal([5, 4], random: &random)
)
let back = pointing(q, W, h, at: 2)
let errors = [
  gradientError(back.dq, at: q) { pointing($0, W, h, at: 2).loss },
  gradientError(back.dW, at: W) { pointing(q, $0, h, at: 2).loss },
  gradientError(back.dh, at: h) { pointing(q, W, $0, at: 2).loss },
]
show(errors)
claim(
  "the gradients agree with central differences", isShown: false,
  errors.max()! < 0.01)
/*:
 New names have no vectors of their own: words that training has less than five
 times share one. How then is the reader to know which *unknown* the question
 is about? It is told, by one more number for each word of the story, 1 if the
 question has this very word and 0 if not (Chen et al. 2017).
*/
/// The number of each word that occurs five times or more, from 1; 0 is
/// for all others.
func numbered(_ texts: [[String]]) -> [String: Int] {
  var counts: [String: Int] = [:]
  for word in texts.joined() { counts[word, default: 0] += 1 }
  let kept = counts.filter { $0.value >= 5 }.keys.sorted()
  return Dictionary(uniqueKeysWithValues: zip(kept, 1...))
}
/// A question about a story, and where its answer stands.
struct Reading {
  let question, story: [Int]
  /// For each word of the story whether the question has it.
  let isAsked: [Float]
  let span: ClosedRange<Int>
}
/// Some examples, a batch of which is a few of them.
struct Examples<Example>: Dataset {
  let all: [Example]
  var count: Int { all.count }
  func batch(_ indices: [Int]) -> [Example] { indices.map { all[$0] } }
}
/// A question about words, as the reader wants it.
func reading(
  _ question: [String], _ story: [String], _ ids: [String: Int],
  span: ClosedRange<Int> = 0...0
) -> Reading {
  Reading(
    question: question.map { ids[$0] ?? 0 }, story: story.map { ids[$0] ?? 0 },
    isAsked: story.map { question.contains($0) ? 1 : 0 }, span: span)
}
/*:
 The reader, whole:
*/
/// Points at the answer to a question in a story.
final class Reader: Model {
  let questionWords, storyWords: Embedding
  let questionReader, storyReader: Bidirectional
  /// (2H, 2H), for beginnings and for ends.
  let first, last: Parameter
  var backs: [(first: Pointing, last: Pointing)] = []
  var longestQuestion = 0

  /// V words, D numbers for each, H units in each direction.
  init(V: Int, D: Int, H: Int, random: inout Random) {
    questionWords = Embedding(
      words: V, size: D, weights: .normal(deviation: 0.5), random: &random)
    storyWords = Embedding(questionWords.weight)
    func bothWays(_ inputs: Int) -> Bidirectional {
      Bidirectional(
        LSTM(inputs: inputs, size: H, random: &random),
        LSTM(inputs: inputs, size: H, random: &random))
    }
    questionReader = bothWays(D)
    storyReader = bothWays(D + 1)
    first = Parameter("first", .normal([2 * H, 2 * H], random: &random) * 0.1)
    last = Parameter("last", .normal([2 * H, 2 * H], random: &random) * 0.1)
  }
  var parts: [any Trainable] {
    [questionWords, storyWords, questionReader, storyReader, first, last]
  }
}
/*:
 It reads a batch with padding (chapter 8), takes the states in which the
 question's two readers have ended, and scores each story by itself:
*/
/// Rows filled up to the longest, and their lengths.
func padded<Item>(_ rows: [[Item]], with filler: Item) -> (
  rows: [[Item]], lengths: [Int]
) {
  let longest = rows.map(\.count).max()!
  return (
    rows.map { $0 + Array(repeating: filler, count: longest - $0.count) },
    rows.map(\.count)
  )
}
extension Reader {
  /// N questions and stories → of each q (1, 2H) and h (T, 2H).
  func read(_ batch: [Reading], mode: Mode) -> [(q: Tensor, h: Tensor)] {
    resetState()
    let asked = padded(batch.map(\.question), with: 0)
    longestQuestion = asked.rows[0].count
    _ = questionReader.forward(
      questionWords.forward(asked.rows), lengths: asked.lengths, mode: mode)
    let q = questionReader.handedOver[0]
    let story = padded(batch.map(\.story), with: 0)
    let flags = padded(batch.map(\.isAsked), with: 0).rows
    let x = Tensor.concatenate(
      [
        storyWords.forward(story.rows),
        Tensor(flags.flatMap { $0 }, shape: [batch.count, flags[0].count, 1]),
      ], axis: 2)
    let h = storyReader.forward(x, lengths: story.lengths, mode: mode)
    return batch.indices.map { n in
      (q.rows(n..<n + 1), h.row(n).rows(0..<story.lengths[n]))
    }
  }
  func forward(_ batch: [Reading], mode: Mode) -> Score {
    backs = zip(batch, read(batch, mode: mode)).map { example, read in
      let (s, e) = (example.span.lowerBound, example.span.upperBound)
      return (
        pointing(read.q, first.value, read.h, at: s),
        pointing(read.q, last.value, read.h, at: e)
      )
    }
    let sum = backs.reduce(0) { $0 + $1.first.loss + $1.last.loss }
    return Score(loss: sum / Float(backs.count), count: backs.count)
  }
}
/*:
 Backward, the loss is a mean over the batch, so everything is divided by $N$.
 What a story's words get back is filled up with zeros; the question's readers
 get theirs as the gradient of their last states, $h$ and $c$, of which $c$ was
 not used.
*/
extension Reader {
  func backward() {
    let N = Float(backs.count)
    for (a, b) in backs {
      first.gradient += a.dW / N
      last.gradient += b.dW / N
    }
    let T = backs.map { $0.first.dh.shape[0] }.max()!
    let H2 = first.value.shape[0]
    let dh = Tensor.concatenate(
      backs.flatMap { a, b in
        [a.dh + b.dh, .zeros(T - a.dh.shape[0], H2)]
      })
    let dx = storyReader.backward(dh.reshaped(backs.count, T, H2) / N)
    storyWords.backward(dx.slice(0..<dx.shape[2] - 1, axis: 2))

    let dq = Tensor.concatenate(backs.map { $0.first.dq + $0.last.dq }) / N
    let none = Tensor.zeros(backs.count, longestQuestion, H2)
    questionWords.backward(
      questionReader.backward(
        none, dState: questionReader.takenBack([dq, dq * 0])))
  }
}
let ids = numbered(
  stories.map(\.words) + stories.flatMap { $0.questions.map(\.words) })
let lessons = stories.flatMap { story in
  story.questions.map {
    reading(
      $0.words, story.words, ids,
      span: $0.span.lowerBound...$0.span.upperBound - 1)
  }
}
/*:
 Every gradient of a tiny reader, on two questions:
*/
let tiny = Reader(V: ids.count + 1, D: 3, H: 2, random: &random)
let two = [lessons[0], lessons[9]]
tiny.first.value = tiny.first.value * 20
tiny.last.value = tiny.last.value * 20
_ = tiny.forward(two, mode: .training)
tiny.backward()
var tinyErrors: [Float] = []
for parameter in tiny.parameters.dropFirst() {
  let (gradient, value) = (parameter.gradient, parameter.value)
  let error = gradientError(gradient, at: value) { changed in
    parameter.value = changed
    return tiny.forward(two, mode: .training).loss
  }
  parameter.value = value
  tinyErrors.append(error)
}
show(tinyErrors.max()!)
claim(
  "the reader's gradients are right", isShown: false, tinyErrors.max()! < 0.03)
/*:
 It learns from {{lessons}} questions about {{stories}} stories:
*/
/// Shows all examples to a model, so many times.
func train<Example, M: Model<[Example]>>(
  _ model: M, on examples: [Example], epochs: Int, rate: Float = 0.01
) throws {
  let trainer = Trainer(
    model, optimizer: Adam(rate: rate), batchSize: 32,
    random: Random(seed: options.seed, stream: "order"))
  (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
  try trainer.train(on: Examples(all: examples), epochs: epochs)
}
let reader = Reader(V: ids.count + 1, D: 16, H: 24, random: &random)
try train(reader, on: lessons, epochs: options.quick ? 2 : 5)
//#-hidden-code
name("lessons", lessons.count)
name("stories", stories.count)
//#-end-hidden-code
extension Reader {
  /// For each question the scores of its story's words.
  func scores(_ batch: [Reading]) -> [(starts: [Float], ends: [Float])] {
    read(batch, mode: .inference).map { q, h in
      func scores(_ W: Parameter) -> [Float] {
        matmul(matmul(q, W.value), h, transposed: .right).values
      }
      return (scores(first), scores(last))
    }
  }
  /// The best span of a story's words, and its score.
  func answer(_ question: [String], _ story: [String]) -> (
    words: [String], score: Float
  ) {
    let (starts, ends) = scores([reading(question, story, ids)])[0]
    let best = bestSpan(starts, ends, longest: 4)
    return (Array(story[best.span]), best.score)
  }
}
let byReading = questions.map {
  reader.answer($0.question.words, exam[$0.story].words).words
}
place(
  readingTable(
    questions.map(\.question),
    [
      ("a word of the right kind", byChance),
      ("the same, in the best sentence", bySentence), ("the reader", byReading),
    ]))
//#-hidden-code
let (chanceMarks, readerMarks) = (
  readingMarks(questions.map(\.question), byChance),
  readingMarks(questions.map(\.question), byReading)
)
name("chance_exact", chanceMarks.exact, decimals: 0)
name("reader_exact", readerMarks.exact, decimals: 1)
claim(
  "the reader is 25 points ahead of chance", isShown: false,
  readerMarks.exact > chanceMarks.exact + 25)
//#-end-hidden-code
claim(
  "the best span is the library's, on every question of the exam",
  isShown: false,
  questions.prefix(200).allSatisfy { asked in
    let (a, b) = reader.scores([
      reading(asked.question.words, exam[asked.story].words, ids)
    ])[0]
    let theirs = SpanReader.bestSpan(start: a, end: b, longest: 4).span
    return bestSpan(a, b, longest: 4).span == theirs.lowerBound...theirs
      .upperBound - 1
  })
/*:
 To know the kind of word is half of it: for *in which month* there is mostly one
 month in the story, and chance gets {{chance_exact}}%. For *who* there are two
 or three people, and the sentence that shares most words with the question often
 names more than one. The reader gets {{reader_exact}}%, of names that it has
 never seen.

 Where does it point? Here is one story, and what the reader takes for each of
 its questions:
*/
place(pointingFigure(one, reader))
/*:
 The library's `SpanReader` chooses spans by the same rule. Besides, each word of
 its story takes of the question what fits it, by attention; the question is
 summed up by attention too; and it can say that there is no answer, as the next
 section will want.

 You can now point at an answer, with two rows of scores and one rule.

 ## 13.11 Finding and reading

 So far somebody handed the reader the right story. In earnest it has to be found
 first: ask an inverted index with the question's own words, and read
 what BM25 likes best. That is **open-domain question answering**, and Chen et
 al. (2017) did it in just this way on all of Wikipedia. Our collection has
 {{exam_count}} stories.
*/
let index = InvertedIndex(exam.map(\.words))
/// Words of a story, and how sure a reader is of them.
typealias Answer = (words: [String], score: Float)
/// The best answer in the `count` stories that BM25 likes best.
func ask(
  _ question: [String], stories count: Int,
  _ read: ([String], [String]) -> Answer
) throws -> (words: [String], score: Float, story: Int) {
  let hits = try index.search(question, limit: count)
  return hits.map { hit in
    let answer = read(question, exam[hit.document].words)
    return (answer.words, answer.score, hit.document)
  }.max { $0.score < $1.score }!
}
show(try ask(one.questions[0].words, stories: 1, reader.answer))
/*:
 Two things can fail now, and it is worth counting them apart. A story that tells
 the same event in other words counts as right.
*/
//#-hidden-code
name("exam_count", exam.count)
let trials = try stride(from: 0, to: questions.count, by: 5).map {
  try Trial(questions[$0].question, of: questions[$0].story, exam, index)
}
let depths = [1, 3, 5, 10]
let bold = trials.map { trial in trial.answers(reader.answer) }
let boldRight = depths.map { k in
  shareOf(bold.indices) { trials[$0].isRight(bold[$0].prefix(k)) }
}
let inDepth = depths.map { k in
  shareOf(trials) { trial in
    trial.stories.prefix(k).contains { trial.isSame($0, exam) }
  }
}
name("story_found", inDepth[0], decimals: 0)
func failureShare(_ story: Bool, _ answer: Bool) -> Float {
  shareOf(trials.indices) { n in
    trials[n].isSame(trials[n].stories[0], exam) == story
      && trials[n].isRight(bold[n].prefix(1)) == answer
  }
}
name("found_misread", failureShare(true, false), decimals: 1)
name("lost", failureShare(false, false), decimals: 1)
//#-end-hidden-code
place(
  Table(
    columns: ["% of the questions", "answer right", "answer wrong"],
    rows: [
      ["story right", failureShare(true, true), failureShare(true, false)],
      ["story wrong", failureShare(false, true), failureShare(false, false)],
    ], decimals: 1))
/*:
 Nearly everything that goes wrong goes wrong before the reader begins:
 {{lost}}% of the questions are lost with their story, {{found_misread}}% by
 misreading. So read more stories, the best three or five or ten, and take
 the answer whose score is highest? The right story is then among them more
 often.

 *Predict, then run.* What will that do to the answers?

 <details>
 <summary>Answer</summary>

 With one story {{bold_1}}% of the answers are right, with three {{bold_3}}%, and
 with ten {{bold_10}}%. The reader has never seen a story that *doesn't* answer.
 Asked who stole the lantern, it points at a person in any story, and some
 wrong person always gets a higher score than the right one.

 </details>

 So teach it to shrug. Put a word *nowhere* before each story, and give it for
 every question a second story, the one that BM25 likes best of those that tell
 something else. There the right answer is *nowhere*. (SQuAD added such
 questions in its second edition; Rajpurkar, Jia and Liang 2018.)
*/
var wideIds = ids
wideIds["nowhere"] = ids.count + 1
let ownIndex = InvertedIndex(stories.map(\.words))
var doubts: [Reading] = []
for (n, story) in stories.enumerated() {
  for question in story.questions {
    doubts.append(
      reading(
        question.words, ["nowhere"] + story.words, wideIds,
        span: question.span.lowerBound + 1...question.span.upperBound))
    let others = try ownIndex.search(question.words, limit: 5)
    if let other = others.first(where: { !isSame($0.document, n) }) {
      doubts.append(
        reading(
          question.words, ["nowhere"] + stories[other.document].words, wideIds))
    }
  }
}
/// Whether two of the stories tell the same event.
func isSame(_ a: Int, _ b: Int) -> Bool {
  (stories[a].sameAs ?? a) == (stories[b].sameAs ?? b)
}
let wary = Reader(V: wideIds.count + 1, D: 16, H: 24, random: &random)
try train(wary, on: doubts, epochs: options.quick ? 2 : 4)
/*:
 The score of an answer is now its *lead* over *nowhere*, and that can be
 compared from story to story:
*/
extension Reader {
  /// The best span of a story, and its lead over *nowhere*.
  func leading(_ question: [String], _ story: [String]) -> Answer {
    let (starts, ends) = scores([
      reading(question, ["nowhere"] + story, wideIds)
    ])[0]
    let best = bestSpan(
      Array(starts.dropFirst()), Array(ends.dropFirst()), longest: 4)
    return (Array(story[best.span]), best.score - starts[0] - ends[0])
  }
}
//#-hidden-code
let careful = trials.map { trial in trial.answers(wary.leading) }
let carefulRight = depths.map { k in
  shareOf(careful.indices) { trials[$0].isRight(careful[$0].prefix(k)) }
}
for (k, depth) in depths.enumerated() where depth != 5 {
  name("bold_\(depth)", boldRight[k], decimals: 0)
  if depth != 3 { name("wary_\(depth)", carefulRight[k], decimals: 0) }
}
//#-end-hidden-code
place(
  Table(
    columns: [
      "stories read", "the right one among them, %", "reader right, %",
      "wary reader right, %",
    ],
    rows: depths.indices.map {
      [depths[$0], inDepth[$0], boldRight[$0], carefulRight[$0]]
    }, decimals: 1))
claim(
  "ten stories in place of one: the reader that always answers loses more than 20 points, the one that may say “nowhere” gains",
  boldRight[0] - boldRight[3] > 20 && carefulRight[3] > carefulRight[0])
/*:
 {{wary_1}}% with one story, {{wary_10}}% with ten. What counts for a reader in a
 search engine isn't how well it answers, but how well it knows that it can't.

 You can now find and read, and say which of the two went wrong.
*/
/*:
 ## 13.12 Summarizing: copying against writing

 A summary says in one sentence what a story says in six. One way is to take a
 sentence that is there, which is called **extractive summarization**; the
 other is to write a new one, **abstractive summarization**. Before either, a
 score. **ROUGE-1** counts words that a summary shares with one that is known to
 be good, and **ROUGE-L** counts the longest row of words that both have in the
 same order, with gaps (Lin 2004). By hand:
*/
let wanted = ["nell", "sold", "the", "boat", "to", "tom"]
let offered = ["tom", "bought", "the", "boat", "of", "nell"]
/*:
 Four of the six words, *tom*, *the*, *boat* and *nell*, are in both, so
 precision and recall are 4/6. But in the same order there are just two, *the
 boat*: ROUGE-L is 2/6, and it is right, for the two sentences have other
 ends. The first is `wordF1` above. For the second, fill in a table: the
 longest common row of the first $i$ words of one and the first $j$ of the
 other goes on from three neighbors.
*/
/// ROUGE-L: F1 by the longest row that both have in this order.
func rougeL(_ a: [String], _ b: [String]) -> Float {
  var L = [[Int]](
    repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
  for i in a.indices {
    for j in b.indices {
      L[i + 1][j + 1] =
        a[i] == b[j] ? L[i][j] + 1 : max(L[i][j + 1], L[i + 1][j])
    }
  }
  return 2 * Float(L[a.count][b.count]) / Float(a.count + b.count)
}
show(wordF1(offered, wanted), rougeL(offered, wanted))
claim(
  "both agree with the library's on all questions and answers",
  isShown: false,
  exam.allSatisfy { story in
    let (a, b) = (story.sentences[0], story.summary)
    return abs(ROUGE(a, like: b, n: 1).f1 - wordF1(a, b)) < 1e-6
      && abs(ROUGE(longestCommonOf: a, and: b).f1 - rougeL(a, b)) < 1e-6
  })
exercise("13.8")
/*:
 The baseline is a story's first sentence, which in newspapers is hard to beat.
 And there is the reader of chapter 8, which looks back at the story and
 writes, word by word, a summary of its own. It can write what is on its list
 of words. The family names of our stories are not, so it has to write
 *unknown* in their place.

 The **pointer-generator** does both (See, Liu and Manning 2017). At each step
 it has a softmax over its list, $p$, as any decoder has, and the weights of its
 attention over the story, $w$, as chapter 8's has. The weights are shares of the
 story's words already: so let them be a second way to say a word, by pointing
 at it. A gate $g$ between 0 and 1 decides how much is written and how much
 copied:

 $$P(y) = g \, p(y) + (1 - g) \sum_{s : x_s = y} w_s$$

 A word that is in the story twice gets both weights. A word that is on no list
 can be said if it is in the story.
*/
place(pointerFigure())
/*:
 By hand, with a list of three words, *the*, *boat* and *sank*, numbered 0 to 2.
 The story is *the heron sank*, and *heron* is on no list, so it gets the next
 number, 3:
*/
let scored: [Float] = softmax([1, 2, 0])
let weights: [Float] = softmax([0, 2, 0])
let gate: Float = 0.4
show(scored.map { gate * $0 }, "and 0 for heron")
show(weights.map { (1 - gate) * $0 })
show("the", gate * scored[0] + (1 - gate) * weights[0])
show("heron", (1 - gate) * weights[1])
/*:
 What is the gradient of $L = -\log P(y)$ for the right word $y$? Three softmaxes
 flow into it, if we count the gate, which is one over two choices. Of $P(y)$ a
 share $r = g \, p(y) / P(y)$ was written, the rest $1 - r$ was copied. Put the
 derivatives of softmax and sigmoid into $-dP / P$, and all terms fall into
 place:

 $$dz = r \, (p - t) \qquad
 de_s = (1 - r) \, \Big( w_s - \frac{w_s \, [x_s = y]}
 {\sum_{x_r = y} w_r} \Big) \qquad dg = g - r$$

 Here $z$ are the scores of the list, $e$ those of the story's words, and $dg$ is
 the gradient of the gate's score, before its sigmoid. It is chapter 1's
 $p - t$ three times over. Each way of saying the word gets its own, in the
 measure in which it was responsible, and the gate itself learns to be what that
 measure was.
*/
/// The loss of a word and the gradients of all that led to it.
typealias PointerLoss = (loss: Float, dz: [Float], de: [Float], dg: Float)
/// Scores of the list (V) and of the story's words (S), the gate's score, the
/// numbers of the story's words, and the right one.
func pointerLoss(
  _ z: [Float], _ e: [Float], _ gate: Float, story: [Int], right: Int
) -> PointerLoss {
  let (p, w, g) = (softmax(z), softmax(e), 1 / (1 + exp(-gate)))
  let found = zip(w, story).map { $1 == right ? $0 : 0 }
  let copied = found.reduce(0, +)
  let written = right < p.count ? g * p[right] : 0
  let P = written + (1 - g) * copied
  let r = written / P
  var dz = p.map { r * $0 }
  if right < p.count { dz[right] -= r }
  let de = zip(w, found).map { w, found in
    (1 - r) * w - (1 - g) * found / P
  }
  return (-log(P), dz, de, g - r)
}
/*:
 Central differences for *the*, which the story has twice, for *sank*, and for
 *heron*, whose list has nothing to learn, so that the last number is a plain
 zero:
*/
let (someZ, someE) = (
  Tensor.normal([3], random: &random), Tensor.normal([4], random: &random)
)
let half = Tensor([0.5])
/// The loss of a word where the story is *the heron sank the*.
func loss(_ right: Int, _ z: Tensor, _ e: Tensor, _ g: Tensor) -> PointerLoss {
  pointerLoss(
    z.values, e.values, g.values[0], story: [0, 3, 2, 0], right: right)
}
let pointerErrors = [0, 2, 3].map { right in
  let d = loss(right, someZ, someE, half)
  return [
    gradientError(Tensor([d.dg]), at: half) {
      loss(right, someZ, someE, $0).loss
    },
    gradientError(Tensor(d.de), at: someE) {
      loss(right, someZ, $0, half).loss
    },
    right == 3
      ? d.dz.map(abs).max()!
      : gradientError(Tensor(d.dz), at: someZ) {
        loss(right, $0, someE, half).loss
      },
  ]
}
for errors in pointerErrors { show(errors) }
claim(
  "the gradients of the pointer-generator agree with central differences",
  isShown: false, pointerErrors.joined().max()! < 0.01)
/*:
 The library's `PointerGenerator` has this loss as a layer, `CopyLoss`, which
 takes the weights in place of their scores. With the way back through the softmax
 (chapter 8) both must agree:
*/
/// How far the library's loss and gradients are from ours.
func distanceFromLibrary(_ right: Int) -> Float {
  let ours = loss(right, someZ, someE, half)
  let w = softmax(someE.reshaped(1, 4))
  let layer = CopyLoss()
  let score = layer.score(
    someZ.reshaped(1, 1, 3), gates: half.reshaped(1, 1, 1),
    weights: w.reshaped(1, 1, 4), sources: [[0, 3, 2, 0]], [[right]])
  let d = layer.backward()
  let dw = d.weights.reshaped(1, 4)
  let de = w * (dw - (w * dw).sum(axis: 1, keepingAxis: true))
  return abs(score.loss - ours.loss) + abs(d.gates.values[0] - ours.dg)
    + (d.scores.reshaped(3) - Tensor(ours.dz)).norm()
    + (de.reshaped(4) - Tensor(ours.de)).norm()
}
show([0, 2, 3].map(distanceFromLibrary))
claim(
  "loss and gradients are the library's, whether a word is written, copied or both",
  [0, 2, 3].allSatisfy { distanceFromLibrary($0) < 1e-5 })
exercise("13.7")
/*:
 The rest is the reader of chapter 8: an encoder that reads both ways, a
 decoder, and one layer of scores over $[c, h]$, whose last column is the
 gate's. In each example, words of the story that are on no list get numbers
 of their own, from $V$ on, in the order in which they come:
*/
/// A text to read and one to write, as numbers.
struct Writing {
  /// What to read, with 0 for all that is on no list.
  let read: [Int]
  /// The same, with numbers from V on for what is on no list.
  let story: [Int]
  /// What to write, in these numbers.
  let target: [Int]
  /// The words that have numbers from V on.
  let own: [String]
}
/// Texts in numbers; `ids` are those of the list, 0 for unknown words.
func writing(_ text: [String], _ target: [String], _ ids: [String: Int])
  -> Writing
{
  var own: [String] = []
  let V = ids.count + 1
  let story = text.map { word in
    if let id = ids[word] { return id }
    if !own.contains(word) { own.append(word) }
    return V + own.firstIndex(of: word)!
  }
  let right = target.map { word in
    ids[word] ?? own.firstIndex(of: word).map { V + $0 } ?? 0
  }
  return Writing(
    read: text.map { ids[$0] ?? 0 }, story: story, target: right, own: own)
}
/// Reads a text, and writes or copies another.
final class PointerWriter: Model {
  let words, written: Embedding
  let encoder: Bidirectional
  let decoder: LSTM
  /// Of [c, h]: scores of V words, and the gate's.
  let output: Affine
  let V, H: Int
  /// The number of the sign that begins and ends a text.
  let end: Int
  /// Whether it may copy; else its gate is held open.
  var copies = true
  var looks: [(m: Tensor, q: Tensor, w: Tensor, losses: [PointerLoss])] = []

  /// V words, D numbers for each, H units, half of them for each direction.
  init(V: Int, D: Int, H: Int, end: Int, random: inout Random) {
    words = Embedding(
      words: V, size: D, weights: .normal(deviation: 0.5), random: &random)
    written = Embedding(words.weight)
    encoder = Bidirectional(
      LSTM(inputs: D, size: H / 2, random: &random),
      LSTM(inputs: D, size: H / 2, random: &random))
    decoder = LSTM(inputs: D, size: H, random: &random)
    output = Affine(inputs: 2 * H, outputs: V + 1, random: &random)
    (self.V, self.H, self.end) = (V, H, end)
  }
  var parts: [any Trainable] { [words, written, encoder, decoder, output] }
}
/*:
 Forward, `attend` of chapter 8 stands in the loop, and the loss is that of
 above for each word. A sign of its own begins and ends what is written:
*/
extension PointerWriter {
  /// N texts → memory (N, S, H), their lengths, and the state to begin with.
  func encode(_ texts: [[Int]], mode: Mode) -> (
    m: Tensor, lengths: [Int], state: [Tensor]
  ) {
    encoder.resetState()
    let read = padded(texts, with: 0)
    let m = encoder.forward(
      words.forward(read.rows), lengths: read.lengths, mode: mode)
    return (m, read.lengths, encoder.handedOver)
  }
  func forward(_ batch: [Writing], mode: Mode) -> Score {
    let (memory, lengths, state) = encode(batch.map(\.read), mode: mode)
    let inputs = padded(
      batch.map { [end] + $0.target.map { $0 < V ? $0 : 0 } }, with: 0)
    decoder.state = state
    let h = decoder.forward(
      written.forward(inputs.rows), lengths: inputs.lengths, mode: mode)
    let found = batch.indices.map { n in
      let m = memory.row(n).rows(0..<lengths[n])
      let e = matmul(h.row(n), m, transposed: .right)
      return (m: m, e: e, w: softmax(e))
    }
    let c = Tensor.concatenate(found.map { matmul($0.w, $0.m) })
    let z = output.forward(
      .concatenate([c.reshaped(h.shape), h], axis: 2), mode: mode)
    var (sum, count): (Float, Int) = (0, 0)
    looks = batch.enumerated().map { n, example in
      let losses = (example.target + [end]).enumerated().map { t, right in
        let scores = z.row(n).row(t).values
        return pointerLoss(
          Array(scores[..<V]), found[n].e.row(t).values,
          copies ? scores[V] : 30, story: example.story,
          right: copies || right < V ? right : 0)
      }
      sum += losses.reduce(0) { $0 + $1.loss }
      count += losses.count
      return (found[n].m, h.row(n), found[n].w, losses)
    }
    return Score(loss: sum / Float(count), count: count)
  }
}
/*:
 Backward, a score of the attention gets two gradients, one from copying and one
 from the context that it made, and they are added:
*/
extension PointerWriter {
  func backward() {
    let T = looks[0].q.shape[0]
    let S = looks.map { $0.m.shape[0] }.max()!
    let count = Float(looks.reduce(0) { $0 + $1.losses.count })
    let dz = looks.flatMap { look in
      look.losses.flatMap { $0.dz + [$0.dg] }
        + [Float](repeating: 0, count: (T - look.losses.count) * (V + 1))
    }
    let d = output.backward(
      Tensor(dz, shape: [looks.count, T, V + 1]) / count)
    var dh = d.slice(H..<2 * H, axis: 2)
    var (dq, dm): ([Tensor], [Tensor]) = ([], [])
    for (n, look) in looks.enumerated() {
      let dc = d.row(n).slice(0..<H, axis: 1)
      let dw = matmul(dc, look.m, transposed: .right)
      let own = look.m.shape[0]
      let copying =
        look.losses.flatMap(\.de)
        + [Float](repeating: 0, count: (T - look.losses.count) * own)
      let de =
        look.w * (dw - (look.w * dw).sum(axis: 1, keepingAxis: true))
        + Tensor(copying, shape: [T, own]) / count
      dq.append(matmul(de, look.m))
      dm += [
        matmul(look.w, dc, transposed: .left)
          + matmul(de, look.q, transposed: .left),
        .zeros(S - own, H),
      ]
    }
    dh += Tensor.concatenate(dq).reshaped(dh.shape)
    written.backward(decoder.backward(dh))
    words.backward(
      encoder.backward(
        Tensor.concatenate(dm).reshaped(looks.count, S, H),
        dState: encoder.takenBack(decoder.dState)))
  }
}
/*:
 To write, it takes the likeliest word each time and reads what it said. *Unknown*
 is never worth copying, so it may not be said:
*/
extension PointerWriter {
  /// What it says of a text, and how it came to each word.
  func write(_ text: Writing, limit: Int = 16) -> (
    ids: [Int], gates: [Float], weights: [[Float]]
  ) {
    let (m, _, state) = encode([text.read], mode: .inference)
    decoder.state = state
    var said: (ids: [Int], gates: [Float], weights: [[Float]]) = ([], [], [])
    var latest = end
    while said.ids.count < limit {
      let h = decoder.forward(written.forward([[latest < V ? latest : 0]]))
        .row(0)
      let w = softmax(matmul(h, m.row(0), transposed: .right))
      let c = matmul(w, m.row(0))
      let z = output.forward(.concatenate([c, h], axis: 1)).values
      let g = copies ? 1 / (1 + exp(-z[V])) : 1
      var P = softmax(Array(z[..<V])).map { g * $0 }
      P += text.own.map { _ in 0 }
      for (x, w) in zip(text.story, w.values) { P[x] += (1 - g) * w }
      if copies { P[0] = 0 }
      latest = P.indices.max { P[$0] < P[$1] }!
      if latest == end { break }
      said.ids.append(latest)
      said.gates.append(g)
      said.weights.append(w.values)
    }
    return said
  }
}
/*:
 Two of them learn from the same stories. One has its gate held open, so that
 it writes and never copies; it is the encoder and decoder with attention of
 chapter 8.
*/
let (endSign, mark) = ("<end>", "|")
let listed = numbered(
  stories.flatMap { [$0.words, $0.summary] + $0.questions.map(\.words) }
    + [[String](repeating: endSign, count: 5)]
    + [[String](repeating: mark, count: 5)])
let summaries = stories.map { writing($0.words, $0.summary, listed) }
func newWriter(copies: Bool) -> PointerWriter {
  var random = Random(seed: options.seed, stream: "writer")
  let writer = PointerWriter(
    V: listed.count + 1, D: 16, H: 48, end: listed[endSign]!, random: &random)
  writer.copies = copies
  return writer
}
let (copier, penman) = (newWriter(copies: true), newWriter(copies: false))
try train(copier, on: summaries, epochs: options.quick ? 2 : 20)
try train(penman, on: summaries, epochs: options.quick ? 2 : 20)
/// The words that a writer says of a text.
func said(_ writer: PointerWriter, _ text: Writing) -> [String] {
  writer.write(text).ids.map { id in
    id < writer.V ? listedWords[id] : text.own[id - writer.V]
  }
}
let listedWords =
  ["unknown"] + listed.sorted { $0.value < $1.value }.map(\.key)
let firstSentences = exam.map { $0.sentences[0] }
let examTexts = exam.map { writing($0.words, $0.summary, listed) }
let copied = examTexts.map { said(copier, $0) }
let penned = examTexts.map { said(penman, $0) }
show("story:", one.words.joined(separator: " "))
show("wanted:", one.summary.joined(separator: " "))
show("written:", penned[shortest].joined(separator: " "))
show("with pointers:", copied[shortest].joined(separator: " "))
//#-hidden-code
let summaryRows = [
  ("first sentence", firstSentences), ("writing alone", penned),
  ("pointer-generator", copied),
]
let marks = summaryRows.map { summaryMarks(exam, $0.1) }
for (row, mark) in zip(["first", "pen", "copy"], marks) {
  name("\(row)_rouge", mark[0], decimals: 0)
}
name("copy_names", marks[2][2], decimals: 0)
name("copy_exact", marks[2][3], decimals: 0)
//#-end-hidden-code
place(summaryTable(exam, summaryRows))
claim(
  "with the same network, letting it copy takes ROUGE-1 up by 30 points, and the share of stories with both names right from nothing to more than half",
  marks[2][0] > marks[1][0] + 30 && marks[1][2] == 0 && marks[2][2] > 50)
/*:
 The first sentence gets {{first_rouge}}: in our stories it is often about the
 weather. What is
 written alone is a sentence of the right shape with the wrong people in it, and
 {{pen_rouge}} is what the shape is worth. The pointer comes to {{copy_rouge}},
 with both names right in {{copy_names}}% of the stories. Word for word it is
 right in {{copy_exact}}%; the rest have somebody in the other's place, or
 another name for the thing.
*/
place(copyingFigure(one, copier, examTexts[shortest]))
/*:
 *Predict, then run.* What would become of the gate if all names were on the list?

 <details>
 <summary>Answer</summary>

 Then $p(y)$ can learn them too, $r$ rises, and since $dg = g - r$ the gate
 follows. It would write the names that it knows by heart, and get wrong those
 that it has seen in other stories. That nothing can be learned by heart here is
 what makes it copy.

 </details>

 You can now let a network say words that it doesn't know, and tell how much of a
 word was written and how much copied.
*/
/*:
 ## 13.13 A small assistant

 All that is left is to talk. Somebody at the harbor asks *who stole the lantern?*
 and then *where did they hide it?* Alone, the second question finds
 nothing. A **dialogue** system has to keep track of what was said. Ours
 remembers what *they*, *it* and *there* stand for, by the kind of question that
 was answered last, and puts it in their place:
*/
/// What was said last of a person, a thing and a place.
struct Memory {
  var meanings: [String: [String]] = [:]

  /// A question with what its pronouns stand for.
  func complete(_ question: [String]) -> [String] {
    question.flatMap { meanings[$0] ?? [$0] }
  }
  /// Remembers what was asked and answered.
  mutating func note(_ question: [String], _ answer: [String]) {
    for i in question.indices.dropLast() where adjectives.contains(question[i])
    {
      meanings["it"] = ["the", question[i], question[i + 1]]
    }
    let pronouns = ["who": "they", "what": "it", "where": "there"]
    guard let pronoun = pronouns[question[0]] else { return }
    let start =
      pronoun == "it" ? ["the"] : pronoun == "there" ? ["at", "the"] : []
    meanings[pronoun] = start + answer
    meanings["them"] = meanings["they"]
  }
}
/// Words that have described things in answers.
let adjectives = Set(
  stories.flatMap(\.questions).filter { $0.role == .what }.map { $0.answer[0] })
var memory = Memory()
memory.note(
  ["who", "stole", "the", "green", "lantern", "?"], ["clara", "penraford"])
show(memory.complete(["where", "did", "they", "hide", "it", "?"]))
/*:
 The answer comes by retrieval first: BM25 finds five stories, and the wary reader
 takes the best span, or none. Then a pointer-generator speaks: it reads the
 question and, behind a mark, the sentence of the story that the span stands in,
 and makes a sentence of them. That is **retrieval-augmented generation** (Lewis
 et al. 2020). It is the class of the last section, taught on other pairs. For
 every third question the sentence is kept from it, so that it learns to answer
 without one too:
*/
/// A whole sentence for an answer.
func sentence(_ question: [String], _ answer: [String]) -> [String] {
  question[0] == "who"
    ? answer + question.dropFirst().dropLast() + ["."]
    : ["it", "was"] + answer + ["."]
}
/// The first sentence of a story that has these words.
func source(of answer: [String], _ story: HarborEvent) -> [String] {
  story.sentences.first { sentence in
    sentence.indices.contains {
      Array(sentence[$0...].prefix(answer.count)) == answer
    }
  } ?? []
}
let lectures = stories.flatMap { story in
  story.questions.enumerated().map { n, question in
    writing(
      question.words + [mark]
        + (n % 3 == 2 ? [] : source(of: question.answer, story)),
      sentence(question.words, question.answer), listed)
  }
}
let speaker = newWriter(copies: true)
try train(speaker, on: lectures, epochs: options.quick ? 1 : 6)
/// Answers questions about the harbor, and says by which story.
struct Assistant {
  var memory = Memory()

  mutating func reply(_ words: [String]) throws -> (
    text: [String], story: Int?
  ) {
    let question = memory.complete(words)
    let found = try ask(question, stories: 5, wary.leading)
    guard found.score > 0 else { return (["i", "don't", "know", "."], nil) }
    memory.note(question, found.words)
    let text = question + [mark] + source(of: found.words, exam[found.story])
    return (said(speaker, writing(text, [], listed)), found.story)
  }
}
//#-hidden-code
let dialogues = twoTurns(exam)
//#-end-hidden-code
//#-hidden-code
var (assistant, transcript) = (Assistant(), [String]())
for words in dialogues[0].turns + dialogues[1].turns + [
  ["who", "sold", "the", "moon", "?"]
] {
  let (text, story) = try assistant.reply(words)
  let source = story.map { "   [story \($0)]" } ?? ""
  transcript += [
    "– " + words.joined(separator: " "),
    "  " + text.joined(separator: " ") + source,
  ]
}
//#-end-hidden-code
place(transcript.joined(separator: "\n"))
//#-hidden-code
let (withMemory, without) = try dialogueMarks(dialogues)
name("dialogues", dialogues.count)
name("with_memory", withMemory, decimals: 0)
name("without_memory", without, decimals: 0)
// What the speaker says with the story, with what was found, and with none.
let stages = try speakerMarks(trials, index)
let strangers = harbor("elsewhere", exam.count).flatMap {
  $0.questions.prefix(1)
}
let answeredStrangers = try strangers.count {
  try ask($0.words, stories: 5, wary.leading).score > 0
}
name(
  "strangers", 100 * Float(answeredStrangers) / Float(strangers.count),
  decimals: 0)
let refused = try trials.count {
  try ask($0.question.words, stories: 5, wary.leading).score <= 0
}
name("refused", 100 * Float(refused) / Float(trials.count), decimals: 0)
//#-end-hidden-code
/*:
 It shows its source, the number of the story, so that one can look it up. And a
 memory keeps mistakes too: what goes wrong in the first turn goes wrong in the
 second. Of {{dialogues}} such pairs of
 questions, the second is answered rightly in {{with_memory}}% with the memory and
 in {{without_memory}}% without.

 ### What it makes up

 The grammar knows what is true. So give the same generator the same questions
 with the right sentence, with the one that was found, and with none:
*/
place(speakerTable(stages))
//#-hidden-code
name("told_true", stages[0].right, decimals: 0)
name("found_true", stages[1].right, decimals: 0)
name("none_false", 100 - stages[2].right, decimals: 0)
//#-end-hidden-code
claim(
  "with nothing to read, more than four of five answers of the generator are false, and most of them are whole sentences",
  stages[2].right < 20 && stages[2].fluent > 60)
/*:
 With the right sentence {{told_true}}% of what it says is true, with the one
 that was found {{found_true}}%. With none {{none_false}}% of its answers are
 false. (The reader's spans are right more often: where a sentence is made of
 one, it can be spoiled.) They are good
 sentences of the right kind, a day for *when* and a place for *where*, and
 nothing in them tells that they are made up: that is a **hallucination**. A
 language model learns what answers look like, and only what it has read can
 make them true.

 And the shrug: of questions about stories that aren't in the collection, the
 assistant still answers {{strangers}}%, and of those that it could answer, it
 says of {{refused}}% that it doesn't know. Move the zero in `reply`, and one
 goes up as the other goes down.

 *Predict, then run.* Somebody puts a story into the collection that says of the
 theft that the baker did it. What will the assistant answer?

 <details>
 <summary>Answer</summary>

 Whatever story BM25 puts first and the reader likes best. It believes what it
 finds. Sources make a mistake visible; they don't prevent it.

 </details>

 You can now build an assistant that remembers, cites, and now and then says that
 it doesn't know.
*/
/*:
 ## 13.14 Wikipedia, and this book, recorded

 Harbor's questions are made by a grammar. XQuAD has 1,190 that people asked about
 240 paragraphs of Wikipedia (Artetxe, Ruder and Yogatama 2020). Which paragraph
 was a question asked about? BM25 compares words, without stop words and with
 Porter's stems; all-MiniLM-L6-v2, which the chapter before opened, compares
 vectors. Both can be joined by **reciprocal rank fusion** (Cormack, Clarke and Büttcher
 2009): a paragraph that stands at rank $r$ gets $1 / (60 + r)$ from each.
*/
list("fused", folded: true)
list("ranked", folded: true)
list("publishedFolder", folded: true)
record("xquad") {
  let xquad = try ReadingCollection.xquad()
  let cut = SearchWords()
  let paragraphs = xquad.paragraphs.map(\.text)
  let asked = xquad.questions.map(\.text)
  let index = InvertedIndex(paragraphs.map(cut.words))
  let byWords = try asked.map {
    try index.search(cut.words(in: $0), limit: paragraphs.count).map(\.document)
  }
  let encoder = try SentenceEncoder(folder: publishedFolder())
  let scores = matmul(
    try encoder.vectors(of: asked), try encoder.vectors(of: paragraphs),
    transposed: .right)
  let byMeaning = asked.indices.map { n in ranked(scores.row(n).values) }
  let byBoth = zip(byWords, byMeaning).map { fused([$0, $1]) }
  //#-hidden-code
  let wanted = xquad.questions.map(\.paragraph)
  place(
    foundTable(
      [
        ("BM25", byWords), ("MiniLM", byMeaning), ("both", byBoth),
      ], wanted))
  name("xquad_words", foundMarks(byWords, wanted)[1], decimals: 1)
  name("xquad_meaning", foundMarks(byMeaning, wanted)[1], decimals: 1)
  name("xquad_both", foundMarks(byBoth, wanted)[1], decimals: 1)
  //#-end-hidden-code
}
/*:
 The first paragraph is the right one for {{xquad_words}}% of the questions by
 words, for {{xquad_meaning}}% by vectors and for {{xquad_both}}% by both, which
 has it among five most often. Whoever asked had the paragraph before their eyes
 and used its words, and that is kind to BM25; somebody who searches has never
 seen the text that they look for.
*/
/*:
 Now search this book: the paragraphs of the pages of chapters 1 to 11, as they
 were at the time of the recording.
*/
list("bookPassages", folded: true)
record("book") {
  let passages = try bookPassages()
  let cut = SearchWords()
  let index = InvertedIndex(passages.map { cut.words(in: $0.text) })
  let encoder = try SentenceEncoder(folder: publishedFolder())
  let vectors = try encoder.vectors(of: passages.map(\.text))
  //#-hidden-code
  name("passages", passages.count)
  let asked = [
    "why do gradients die away over many steps?",
    "how can I make the text it writes less boring?",
    "what should I do with words the model has never seen?",
    "is my classifier really better, or was it luck?",
    "why must I subtract the maximum before the exponential?",
    "how do I know whether my derivation of the gradient is right?",
  ]
  let scores = matmul(
    try encoder.vectors(of: asked), vectors, transposed: .right)
  let words = try asked.map {
    try index.search(cut.words(in: $0), limit: 1)[0].document
  }
  let meaning = asked.indices.map { ranked(scores.row($0).values)[0] }
  place(
    bookTable(asked, words.map { passages[$0] }, meaning.map { passages[$0] }))
  //#-end-hidden-code
}
/*:
 There are {{passages}} passages. By words a question gets one that has its rarest
 words, for better or worse. By meaning, the last question finds the very passage
 that answers it, with hardly a word in common; others go as far astray as those
 by words. Neither method knows which passage *answers*.
*/
/*:
 ## 13.15 Your own folder

 The chapter's tools make an index of any folder of texts, keep it up to date,
 and search it:

 ```
 swift run retrieval --index notes --out notes.index
 swift run retrieval --search "lowest tide" notes.index
 swift run retrieval --ask "when is the lowest tide?" notes.index
 ```

 The same command brings an index up to date; only new and changed files are
 read. With `--semantic --minilm FOLDER` it searches by meaning as well, with the
 published model that the chapter before opened. `--ask` shows the sentence that
 shares most with the question, and where it stands.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | the reader's answers are long, or end before they begin | starts and ends were chosen apart, not as a pair |
 | more stories, worse answers | the reader never saw a story without an answer |
 | it is good on its test and poor in the search engine | it was tested on the right story only |
 | *unknown* in a summary | nothing can be copied, or the story's own words have no numbers |
 | a loss that is infinite | the right word is neither on the list nor in the story |
 | the gate stays near 1 | the names are on the list: nothing needs to be copied |
 | fluent answers, and false | look at what it read; ask again without it, and compare |
 | the second question of a dialogue finds nothing | its pronouns went to the index as they were |
 | a high ROUGE, and the wrong person | words are counted, not who did what |

 ## Summary

 - An answer that stands in a text can be pointed at: two scores a word, and the
   best pair. Each choice's gradient is $p - t$.
 - Finding and reading fail apart, so count them apart. A reader that has to read
   what was found must have learned to say *nowhere*.
 - A pointer-generator mixes a softmax over a list with its attention over the
   text. What each was responsible for decides how much of the gradient it gets.
 - ROUGE counts shared words, alone or in order.
 - A dialogue is search with a memory. What is generated without a source is
   fluent, and mostly false.

 ## The end of the book

 It began with counting. What each chapter added was one idea, and most of them
 stayed:

 | chapter | what it added |
 |---|---|
 | 1 | layers that learn: a loss, its gradient, and a step against it |
 | 2 | words are known by their neighbors: counts, reweighted and squeezed, reach a correlation of {{02.plain:plain_men}} with people's judgments, from a newspaper alone |
 | 3 | the same vectors come from guessing words |
 | 4 | guess a few words in place of all: {{04.ladder:sampling_gain}} times as fast, with all else {{04.ladder:final_gain}} times |
 | 5 | a state that is carried along, where counts of five words stop |
 | 6 | gates: newspaper text goes from a perplexity of {{06.ptb-small:ptb_counted}}, counted, to {{06.ptb-large:ptb_large}} |
 | 7 | write what is likely, and turn one sequence into another: short English sentences into French, {{07.translation:translation_beam}}% BLEU |
 | 8 | look back at everything: French again, {{08.french:french_plain}}% through one vector and {{08.french:french_looking}}% looking back |
 | 9 | no recurrence, attention alone: every place at once |
 | 10 | what a text is about, and how to be honest about it: pairs of words get {{10.real-texts:mr_nbsvm_same}}% where a network gets {{10.real-texts:mr_filters}}% |
 | 11 | answers with structure: on the web {{11.real-tags:ewt_crf_unknown}}% of words never seen get the right tag |
 | 12 | learn from plain text first, then from few labels |
 | 13 | find, read, and say where it stands |

 The last two rows are how people use such models today, and there is nothing in
 them that the rows above don't have. A large model is chapter 9's block, many
 times; its loss is chapter 5's, its gradient chapter 1's $p - t$. What is new is
 how much it has read. And chapter 2's counts still are what one has to beat:
 BM25 is counting, and it found the right story first for {{story_found}}% of the
 questions.

 Much was left out. Speech and pictures, but for one digit reader. Learning from
 people's preferences. Programs that search while they answer. How to build a
 model fairly, and what it may be used for, which aren't questions of code. And
 there is a great deal that nobody knows yet, such as why so much can be learned
 from guessing the next word.

 If you have done the exercises, you have written every part of it once. Close
 the book, and write one again.

 ## Further reading

 - C.-Y. Lin. *ROUGE: a package for automatic evaluation of summaries.* Text
   Summarization Branches Out, 2004.
 - G. Cormack, C. Clarke, S. Büttcher. *Reciprocal rank fusion outperforms
   Condorcet and individual rank learning methods.* SIGIR 2009.
 - P. Rajpurkar, J. Zhang, K. Lopyrev, P. Liang. *SQuAD: 100,000+ questions for
   machine comprehension of text.* EMNLP 2016.
 - D. Chen, A. Fisch, J. Weston, A. Bordes. *Reading Wikipedia to answer
   open-domain questions.* ACL 2017.
 - A. See, P. Liu, C. Manning. *Get to the point: summarization with
   pointer-generator networks.* ACL 2017.
 - P. Rajpurkar, R. Jia, P. Liang. *Know what you don't know: unanswerable
   questions for SQuAD.* ACL 2018.
 - C. Clark, M. Gardner. *Simple and effective multi-paragraph reading
   comprehension.* ACL 2018.
 - J. Devlin, M.-W. Chang, K. Lee, K. Toutanova. *BERT: pre-training of deep
   bidirectional transformers for language understanding.* NAACL 2019.
 - M. Artetxe, S. Ruder, D. Yogatama. *On the cross-lingual transferability of
   monolingual representations.* ACL 2020.
 - P. Lewis, E. Perez, A. Piktus et al. *Retrieval-augmented generation for
   knowledge-intensive NLP tasks.* NeurIPS 2020.
*/
weaveChapter()
