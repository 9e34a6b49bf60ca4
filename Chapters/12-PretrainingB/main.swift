import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

let options = beginChapter()
Threads.count = options.threads
/*:
 # 12 Pretraining

*/
/*:
 ## 12.8 Carried over to other tasks

 Chapter 11 tagged words with 1,500 labeled sentences. Somebody had to write
 the labels, and for most tasks and most languages nobody has. What can be had
 is plain text. So the question is how many labels it saves to have read much
 of it before. It is asked of two tasks from earlier chapters: parts of speech,
 with many words that no labeled sentence has, and reviews, good or bad.

 One small model has read plain sentences and reviews, from left to right, as
 the chapter's first language model did: two blocks, vectors of 32 numbers.
*/
//#-hidden-code
let transferSeeds = (0..<3).map { options.seed + UInt64($0) }
let plainSentences = options.quick ? 400 : 3_000
let plainReviews = options.quick ? 200 : 1_000
let reader = try plainReader(
  seed: options.seed, sentences: plainSentences, reviews: plainReviews,
  epochs: options.quick ? 2 : 5)
name("plain_sentences", plainSentences)
name("plain_reviews", plainReviews)
//#-end-hidden-code
/*:
 How a word stands in such a model can be looked at in several places: before
 any block, where its vector knows nothing of its neighbors, and after each of
 the blocks.
*/
/// The vectors of T words: before the blocks, and after each; (T, D) each.
func layers(of words: [String], in model: TransformerLanguageModel) throws
  -> [Tensor]
{
  let E = try model.stack.embedding.forward(model.vocabulary.ids(of: words))
  let D = E.shape[1]
  var x = (E * sqrt(Float(D))).reshaped(1, words.count, D)
  var vectors = [x]
  for block in model.stack.blocks {
    x = block.forward(x, mode: .inference)
    vectors.append(x)
  }
  return vectors.map { $0.reshaped(words.count, D) }
}
/*:
 The model stays as it is. All that learns from labels is one softmax layer on
 these vectors, a **linear probe**. It is too simple to work anything out for
 itself, so what it gets right must be there already, in a place where a
 straight cut finds it (Alain and Bengio 2016).
*/
/// A softmax layer for vectors x (N, D) of the classes t.
func probe(_ x: Tensor, _ t: [Int], classes C: Int) -> Affine {
  var random = Random(seed: 1, stream: "probe")
  let layer = Affine(
    inputs: x.shape[1], outputs: C, weights: .zeros, random: &random)
  let (loss, adam) = (SoftmaxWithLoss(), Adam(rate: 0.03))
  for _ in 0..<150 {
    layer.zeroGradients()
    _ = loss.forward(layer.forward(x), t)
    _ = layer.backward(loss.backward())
    adam.update(layer.parameters)
  }
  return layer
}
//#-hidden-code
let labelCounts = [10, 30, 100]
let transferTrials = transferSeeds.map {
  TransferTrial(
    seed: $0, sentences: 100, reviews: 100, exam: options.quick ? 100 : 250)
}
let tagNumbers = Dictionary(
  uniqueKeysWithValues: zip(Harbor.partsOfSpeech, 0...))
/// For each layer the shares of a probe on it, with so many labeled sentences.
func probeShares(_ trial: TransferTrial, _ counts: [Int]) throws
  -> [[TransferShares]]
{
  let known = try trial.labeled.map { try layers(of: $0.words, in: reader) }
  let asked = try trial.exam.map { try layers(of: $0.words, in: reader) }
  return counts.map { count in
    let t = trial.labeled.prefix(count).flatMap { sentence in
      sentence.partsOfSpeech.map { tagNumbers[$0]! }
    }
    return known[0].indices.map { layer in
      let x = Tensor.concatenate(known.prefix(count).map { $0[layer] })
      let tops = probe(x, t, classes: Harbor.partsOfSpeech.count)
      let guesses = asked.map { vectors in
        tops.forward(vectors[layer]).argmax().map { Harbor.partsOfSpeech[$0] }
      }
      return trial.shares(guesses, count: count)
    }
  }
}
// [seed][count][layer]
let probes = try transferTrials.map { try probeShares($0, labelCounts) }
let markovs = transferTrials.map { trial in labelCounts.map(trial.markov) }
let taggers = try zip(transferTrials, transferSeeds).map { trial, seed in
  try labelCounts.map { try trial.network($0, seed: seed) }
}
func meanOf(_ numbers: [Float]) -> Float { Tensor(numbers).mean() }
let transferRows: [(name: String, shares: [[TransferShares]])] =
  [
    ("hidden Markov model (11.2)", markovs),
    ("LSTMs both ways (11.6)", taggers),
  ]
  + [
    "probe before the blocks", "probe after the first",
    "probe after the second",
  ].enumerated().map { layer, name in
    (name, probes.map { $0.map { $0[layer] } })
  }
place(
  Table(
    columns: ["", "10", "30", "100", "new words, 30"],
    rows: transferRows.map { row in
      [row.name]
        + labelCounts.indices.map { k in meanOf(row.shares.map { $0[k].all }) }
        + [meanOf(row.shares.map { $0[1].new })]
    }, decimals: 1,
    caption:
      "Right parts of speech in percent, with 10, 30 and 100 labeled sentences; in the last column only words that none of 30 labeled sentences has. Means of three draws of sentences."
  ))
func transferMean(_ row: Int, _ k: Int) -> Float {
  meanOf(transferRows[row].shares.map { $0[k].all })
}
name("probe_ten", transferMean(2, 0), decimals: 1)
name("probe_hundred", transferMean(2, 2), decimals: 1)
name("markov_hundred", transferMean(0, 2), decimals: 1)
name("markov_ten", transferMean(0, 0), decimals: 1)
name("tagger_ten", transferMean(1, 0), decimals: 1)
name("probe_new", meanOf(transferRows[2].shares.map { $0[1].new }), decimals: 1)
name(
  "tagger_new", meanOf(transferRows[1].shares.map { $0[1].new }), decimals: 1)
name(
  "markov_new", meanOf(transferRows[0].shares.map { $0[1].new }), decimals: 1)
func meanVectors(_ reviews: [HarborReview]) throws -> [[Tensor]] {
  try reviews.map { review in
    try layers(of: review.words, in: reader).map { $0.mean(axis: 0) }
  }
}
/// For each draw what naive Bayes gets right of the reviews, and a probe on each layer.
func reviewMarks(_ label: (HarborReview) -> Int, _ classes: [String]) throws
  -> [[Float]]
{
  try transferTrials.map { trial in
    let known = try meanVectors(trial.labeledReviews)
    let asked = try meanVectors(trial.examReviews)
    let truth = trial.examReviews.map(label)
    func share(_ guesses: [Int]) -> Float {
      100 * Float(zip(guesses, truth).count { $0 == $1 }) / Float(truth.count)
    }
    let texts = LabeledTexts(
      trial.labeledReviews.map { (text: $0.words, label: classes[label($0)]) })
    let bayes = LinearTextClassifier(of: texts, .naiveBayes)
      .guesses(for: trial.examReviews.map(\.words))
      .map { classes.firstIndex(of: texts.classes[$0])! }
    return [share(bayes)]
      + (0..<3).map { layer in
        func stacked(_ rows: [[Tensor]]) -> Tensor {
          Tensor.concatenate(rows.map { $0[layer] }).reshaped(rows.count, -1)
        }
        let top = probe(
          stacked(known), trial.labeledReviews.map(label),
          classes: classes.count)
        return share(top.forward(stacked(asked)).argmax())
      }
  }
}
let topicMarks = try reviewMarks(\.topic, HarborReviews.topics)
let sentimentMarks = try reviewMarks(\.sentiment, HarborReviews.sentiments)
name("topic_bayes", meanOf(topicMarks.map { $0[0] }), decimals: 1)
name("topic_probe", meanOf(topicMarks.map { $0[1] }), decimals: 1)
name("mood_bayes", meanOf(sentimentMarks.map { $0[0] }), decimals: 1)
name("mood_probe", meanOf(sentimentMarks.map { $0[1] }), decimals: 1)
//#-end-hidden-code
claim(
  "with ten labeled sentences the probe before the blocks gets more tags right than both of chapter 11's taggers, whatever the draw",
  probes.indices.allSatisfy { s in
    probes[s][0][0].all > max(markovs[s][0].all, taggers[s][0].all)
  })
/*:
 Ten labeled sentences teach chapter 11's network {{tagger_ten}}% of the tags,
 the hidden Markov model {{markov_ten}}%, and a probe on the words' vectors
 {{probe_ten}}%. Look at the last column, words of which no label was ever
 seen: {{tagger_new}}% for the network, {{markov_new}}% for the hidden Markov
 model, which goes by their endings, and {{probe_new}}% for the probe. A word
 that {{plain_sentences}} plain sentences and {{plain_reviews}} reviews have,
 though no labeled sentence, is unknown to a tagger and an old acquaintance to
 the model. Which words may stand for each other it has found out without
 labels. The labels only have to say what the groups are called. With a hundred
 sentences the advantage is gone: {{markov_hundred}}% for the hidden Markov
 model, {{probe_hundred}}% for the probe, which knows nothing of endings or of
 the tag before.

 The vector before the blocks does as well as any. Few harbor words are more
 than one part of speech, and higher up a vector has another task: it must
 tell the *next* word. In models that have read real text from both sides the
 middle does best (Peters et al. 2018; Tenney et al. 2019). It has to be tried.

 For reviews it is of no use. With a hundred labels, the topic is right in
 {{topic_bayes}}% by naive Bayes and in {{topic_probe}}% by a probe on the mean
 of a review's vectors; the sentiment in {{mood_bayes}}% and {{mood_probe}}%,
 where a coin has 50. A topic shows in a few words that stand for nothing else,
 which counting finds sooner than a mean in which they drown. And whether a
 guest was pleased hardly helps to guess his next word, so the model has learned
 little of it. Pretraining gives what its own task asks for; how much of that
 another task can use has to be measured each time.

 *Predict, then run.* The labels of a probe are shuffled, so that each sentence
 has the tags of another one. What does it get right?

 <details>
 <summary>Answer</summary>

 About what the commonest tags would get by chance: with nothing to learn, it
 settles on how frequent each tag is. That is a check worth making of every
 probe (Hewitt and Liang 2019), since one with many weights can learn labels by
 heart, and then its figures say nothing about the model underneath.

 </details>

 You can now measure what a model knows, layer by layer, with a single layer on
 top and a handful of labels.
*/
/*:
 ## 12.9 Told in words what to do

 So far a task was a layer on top: a new one for each. But a language model can
 be asked in the language it has learned. Let text come in and text come out,

     anna took the rope to the mill at noon . please tell me
     where anna went . answer : to the mill .

 and all tasks are one: to go on with a text. To train a pretrained model on
 requests of many kinds, with the answers that are wanted, is **instruction
 tuning** (Wei et al. 2022; Sanh et al. 2022). Here it is in small. The model
 first reads plain stories, in which nobody asks anything: an errand, and parts
 of it again in other words.
*/
//#-hidden-code
let errandPlain = options.quick ? 600 : 5_000
let shownStories = errandStories(2, seed: options.seed)
//#-end-hidden-code
place(shownStories.map { $0.joined(separator: " ") }.joined(separator: "\n"))
/*:
 Then come requests. They want a place, a thing, a person, a time, or all of it
 in short, and each of them can be put in four ways. The fifth way in the table
 is kept for the exam.
*/
//#-hidden-code
place(
  Table(
    columns: ["request", "answer"],
    rows: ErrandTask.phrasings.indices.map { k in
      let task = ErrandTask.several(
        40, k..<k + 1, seed: options.seed, stream: "shown"
      ).first { $0.question == ErrandQuestion.allCases[k] }!
      return [
        task.prompt.joined(separator: " "), task.answer.joined(separator: " "),
      ]
    }))
//#-end-hidden-code
/*:
 Tuning is training as ever, but for one thing: only the words of the answer
 count. What the question will be is none of the model's business; nobody will
 ask it to guess that. All other targets become −1, which the loss passes over.
*/
/// Ids of a request and its answer → inputs, and targets of the answer only.
func lesson(_ prompt: [Int], _ answer: [Int]) -> (x: [Int], t: [Int]) {
  let all = prompt + answer
  let t = all.indices.dropFirst().map { $0 < prompt.count ? -1 : all[$0] }
  return (Array(all.dropLast()), t)
}
let example = lesson([5, 3, 8, 2], [7, 1])
show(example.x)
show(example.t)
/*:
 Place 3 reads the last word of the request and has to say 7, place 4 reads the
 7 and has to say 1. The model around it is the language model that we have,
 with this loss in place of its own:
*/
/// A language model that learns only where a target isn't −1.
final class Tuning: Model {
  let model: TransformerLanguageModel
  let loss = SoftmaxWithLoss(ignoring: -1)
  init(_ model: TransformerLanguageModel) { self.model = model }
  var parts: [any Trainable] { [model] }
  func forward(_ batch: ParallelStreams.Block, mode: Mode) -> Score {
    let h = model.stack.forward(batch.inputs, mode: mode)
    return loss.score(model.output.forward(h, mode: mode), batch.targets)
  }
  func backward() {
    model.stack.backward(model.output.backward(loss.backward()))
  }
}
/*:
 Since no place sees what follows it, shorter rows of a batch can be filled up
 behind their end with any word, if its targets are −1. The gradient has the
 same form as always, over the places that count:

 $$ds = \frac{p - t}{\text{number of answers' words}} \quad \text{there, and } 0 \text{ elsewhere}$$

 We look at that on one batch, by differences: a score of the question's words
 may change as it likes.
*/
list("LessonRows", folded: true)
var drawn = Random(seed: options.seed, stream: "scores")
let lessonScores = Tensor.normal([5, 9], random: &drawn)
let masked = SoftmaxWithLoss(ignoring: -1)
_ = masked.forward(lessonScores, example.t)
let dScores = masked.backward()
func quotient(_ t: Int, _ j: Int) -> Float {
  var (up, down) = (lessonScores, lessonScores)
  up[t, j] += 0.01
  down[t, j] -= 0.01
  let loss = SoftmaxWithLoss(ignoring: -1)
  return (loss.forward(up, example.t) - loss.forward(down, example.t)) / 0.02
}
for (t, j) in [(1, 4), (3, 7), (3, 2), (4, 1)] {
  show(t, j, dScores[t, j], quotient(t, j))
}
//#-hidden-code
claim(
  "the gradient is the difference quotient", isShown: false,
  (0..<45).allSatisfy {
    abs(dScores[$0 / 9, $0 % 9] - quotient($0 / 9, $0 % 9)) < 1e-3
  })
//#-end-hidden-code
/*:
 An answer is written greedily, the likeliest word each time, until a period:
*/
/// What the model says after the words so far.
func answer(_ prompt: [String], _ model: TransformerLanguageModel) -> [String] {
  var ids = prompt.map { model.vocabulary[$0]! }
  while ids.count < prompt.count + 8 {
    ids.append(model.nextWord(after: ids).argmax()[0])
    if model.vocabulary.word(ids[ids.count - 1]) == "." { break }
  }
  return model.vocabulary.words(at: Array(ids[prompt.count...]))
}
//#-hidden-code
let errandTrial = ErrandTrial(
  seed: options.seed, stories: errandPlain, exam: options.quick ? 100 : 400)
let lessonCounts = options.quick ? [40] : [100, 1_000]
var errandMarks: [ErrandMarks] = []
for seed in transferSeeds {
  errandMarks.append(try errandTrial.marks(seed: seed, lessons: lessonCounts))
}
let tuned = errandMarks[0]
let shownTask = errandTrial.kept[0]
func said(_ model: TransformerLanguageModel) -> String {
  answer(shownTask.prompt, model).joined(separator: " ")
}
place(
  [
    shownTask.prompt.joined(separator: " "), "",
    "before tuning:  " + said(tuned.before),
    "after tuning:   " + said(tuned.after),
  ].joined(separator: "\n"))
//#-end-hidden-code
/*:
 Before tuning, the model goes on as its stories would. The word *answer* it has
 never read. After it, it answers. An answer counts as right if it is the
 grammar's, word by word:
*/
//#-hidden-code
place(errandTable(errandMarks, lessonCounts))
let most = lessonCounts.count - 1
func errandMean(_ path: (ErrandMarks) -> Float) -> Float {
  meanOf(errandMarks.map(path))
}
name("errand_lessons", lessonCounts[most])
name("errand_few", lessonCounts[0])
name("errand_tuned", errandMean { $0.pretrained[most].kept }, decimals: 1)
name("errand_scratch", errandMean { $0.scratch[most].kept }, decimals: 1)
name("errand_few_tuned", errandMean { $0.pretrained[0].kept }, decimals: 1)
name("errand_few_scratch", errandMean { $0.scratch[0].kept }, decimals: 1)
name("errand_all", errandMean { $0.allWords.kept }, decimals: 1)
//#-end-hidden-code
claim(
  "of requests in a way of asking that tuning never had, more than nine of ten are answered exactly, whatever the seed",
  errandMarks.allSatisfy { $0.pretrained[most].kept > 90 })
claim(
  "the same model without plain text before the tuning answers fewer of them, whatever the seed",
  errandMarks.allSatisfy { $0.pretrained[most].kept > $0.scratch[most].kept })
/*:
 With {{errand_lessons}} lessons, {{errand_tuned}}% of the requests in the kept
 phrasing are answered exactly, against {{errand_scratch}}% without the plain
 stories; with {{errand_few}} lessons, read often enough to make as many steps,
 it is {{errand_few_tuned}}% against {{errand_few_scratch}}%. The stories have
 taught what goes where: that after *to the* comes the place of this errand.
 Tuning hasn't much more to teach than *when* and *how* to say it, and that is
 why few lessons do.

 The row *all words* counts the questions' words as well. It has to guess which
 of ten people and eight things a story will be about, which can't be learned,
 and the noise of these places makes it {{errand_all}}%.

 The kept phrasing shares words with the others, and the model has learned to
 look for *where* and *who*, however they are dressed. That is all that
 "understands instructions" means here. Two
 errands in one story are harder: then it must find out which place belongs to
 whom.

 *Predict, then run.* What does the tuned model answer to *please tell me why
 anna went .*?

 <details>
 <summary>Answer</summary>

 *why* isn't in its vocabulary, and the program stops. With a vector for
 unknown words it would answer all the same: every lesson had an answer, so it
 has never learned to say that it doesn't know. Larger models do the same, at
 greater length; lessons in which the right answer is that nothing is known are
 the cure that is used.

 </details>

 You can now turn a language model into one that does what it is told, and say
 how many of its answers are right.
*/
/*:
 ## 12.10 How it grows

 Is it worth while to make a model larger, or to give it more text? One can
 train both and see. But the larger training costs what a hundred small ones
 cost, so one would like to know before. In 2020 a group around Kaplan found
 that losses of language models fall along lines so straight that one can read
 off them what the next size will bring: **scaling laws**. With $N$ weights,
 and with $n$ words read,

 $$L(N) \approx L_\infty + a N^{-\alpha} \qquad L(n) \approx L_\infty + b n^{-\beta}$$

 What falls as a power is not the loss, but what lies above a floor,
 $L_\infty$, the part of the text that nobody can foresee. Kaplan's group wrote
 no floor down; Hoffmann et al. (2022) have one, and must fit it too. The harbor
 knows its floor: it is what the grammar itself pays. So we take it off, and
 what is left over should be a straight line in logarithms,

 $$\log(L - L_\infty) \approx \log a - \alpha \log N$$

 which is a line by least squares, as in any schoolbook:
*/
/// The line y ≈ c + m x through points, by least squares.
func fittedLine(_ x: [Float], _ y: [Float]) -> (c: Float, m: Float) {
  let (X, Y) = (Tensor(x), Tensor(y))
  let dx = X - X.mean()
  let m = (dx * (Y - Y.mean())).sum() / (dx * dx).sum()
  return (Y.mean() - m * X.mean(), m)
}
/// a and α of the power law a x^(−α) through points.
func powerLaw(_ x: [Float], _ y: [Float]) -> (a: Float, exponent: Float) {
  let line = fittedLine(x.map { log($0) }, y.map { log($0) })
  return (exp(line.c), -line.m)
}
let law = powerLaw([1, 4, 16], [8, 4, 2])
show(law.a, law.exponent)
/*:
 Four times as much, half of it left: an exponent of ½. Now models of four
 widths read the same stories once, all with the same number of steps. Weights
 are counted without the words' vectors, as Kaplan's are. And models of one
 width read more and more.
*/
list("ScalingPoint", folded: true)
list("ScalingTrial", folded: true)
let scaling = try ScalingTrial(
  seed: options.seed, words: options.quick ? 20_000 : 200_000,
  test: options.quick ? 1_000 : 8_000)
let wordsRead = options.quick ? 10_000 : 100_000
let bySize = try [8, 12, 16, 24].map { D in
  try scaling.point(size: D, words: wordsRead)
}
let byWords =
  try [1, 2].map { quarters in
    try scaling.point(size: 24, words: wordsRead * quarters / 4)
  } + [bySize[3]]
let floorLoss = scaling.floor
show(floorLoss)
let weights = bySize.map { Float($0.weights) }
let overSize = bySize.map { $0.loss - floorLoss }
let read = byWords.map { Float($0.words) }
let overWords = byWords.map { $0.loss - floorLoss }
show(weights, overSize)
show(read, overWords)
/*:
 The lines are fitted to these, and each says what its next point will be. Only
 then are the two trained: one wider than all others, one that reads twice as
 much as any.
*/
let sizeLaw = powerLaw(weights, overSize)
let wordsLaw = powerLaw(read, overWords)
show(sizeLaw.exponent, wordsLaw.exponent)
//#-hidden-code
func foretold(_ law: (a: Float, exponent: Float), _ x: Float) -> Float {
  law.a * exp(-law.exponent * log(x))
}
let lastBySize = try scaling.point(size: 40, words: wordsRead)
let lastByWords = try scaling.point(size: 24, words: 2 * wordsRead)
let sizeGuess = floorLoss + foretold(sizeLaw, Float(lastBySize.weights))
let wordsGuess = floorLoss + foretold(wordsLaw, Float(lastByWords.words))
func panel(
  _ title: String, _ x: [Float], _ points: [ScalingPoint],
  _ law: (a: Float, exponent: Float)
) -> (title: String, x: [Float], excess: [Float], line: [Float]) {
  (title, x, points.map { $0.loss - floorLoss }, x.map { foretold(law, $0) })
}
place(
  scalingFigure([
    panel(
      "weights", weights + [Float(lastBySize.weights)], bySize + [lastBySize],
      sizeLaw),
    panel(
      "words read", read + [Float(lastByWords.words)], byWords + [lastByWords],
      wordsLaw),
  ]))
place(
  Table(
    columns: ["", "foretold", "trained", "off by, %", "of what is above, %"],
    rows: [
      ("\(lastBySize.weights) weights", sizeGuess, lastBySize.loss),
      ("\(lastByWords.words) words", wordsGuess, lastByWords.loss),
    ].map {
      [
        $0.0, $0.1, $0.2, 100 * ($0.1 - $0.2) / $0.2,
        100 * ($0.1 - $0.2) / ($0.2 - floorLoss),
      ]
    }, decimals: 3,
    caption:
      "Losses in nats a word, and how far the line was off, of the loss and of what is above the floor."
  ))
let sizeError = 100 * abs(sizeGuess - lastBySize.loss) / lastBySize.loss
let wordsError = 100 * abs(wordsGuess - lastByWords.loss) / lastByWords.loss
name("size_error", sizeError, decimals: 1)
name("words_error", wordsError, decimals: 1)
name("size_exponent", sizeLaw.exponent, decimals: 2)
name("words_exponent", wordsLaw.exponent, decimals: 2)
name("size_guess", sizeGuess, decimals: 3)
name("size_loss", lastBySize.loss, decimals: 3)
name("words_guess", wordsGuess, decimals: 3)
name("words_loss", lastByWords.loss, decimals: 3)
//#-end-hidden-code
claim(
  "both losses were foretold to within a twentieth before the models were trained",
  sizeError < 5 && wordsError < 5)
/*:
 The line by size said {{size_guess}} nats a word, and the model came to
 {{size_loss}}, off by {{size_error}}%. The line by words said
 {{words_guess}}, and it was {{words_loss}}, off by {{words_error}}%. The
 exponents are {{size_exponent}} and {{words_exponent}}. They hold for this
 grammar, this length of training and these rates. Kaplan's, for web text, over
 many orders of magnitude and without a floor, are 0.076 for weights and 0.095
 for data: to halve a loss there takes more than a thousand times the text.
 Here two or three times as much halves what is left, for a grammar can be
 learned to its end.

 Two things to beware of. A line through few points on logarithmic axes looks
 straight before it is; that is why the last point was kept back. And each line
 assumes that nothing else runs short. Widths beyond these gain less and less
 from {{words_read}} words, since the text is the limit then. Hoffmann et al.
 trained over 400 models to find the balance, and found that the large models
 of their day were too large for what they had read: weights and words should
 grow together, about 20 words to a weight. Their Chinchilla has a quarter of
 Gopher's weights, read four times the text, and is better for the same cost.

 You can now draw a line, and say what a training will bring before you pay for
 it, and by how much you were wrong.
*/
//#-hidden-code
name("words_read", wordsRead)
//#-end-hidden-code
/*:
 ## 12.11 From here to the internet

 What separates the models of this chapter from those that people talk to are
 no new ideas of layers, but size. Size can be counted.

 ### Operations

 A product of matrices (M, K)·(K, N) takes K multiplications and K additions
 for each of its M·N numbers, so 2·M·K·N **floating-point operations**, FLOP in
 short. Let a product count them itself:
*/
var operations = 0
/// (M, K) · (K, N) → (M, N), counted.
func times(_ a: Tensor, _ b: Tensor) -> Tensor {
  operations += 2 * a.shape[0] * a.shape[1] * b.shape[1]
  return matmul(a, b)
}
/// The gradients of a and b, from that of c = a·b, counted.
func timesBackward(_ a: Tensor, _ b: Tensor, _ dc: Tensor)
  -> (da: Tensor, db: Tensor)
{
  (times(dc, b.transposed()), times(a.transposed(), dc))
}
let (four, two) = (Tensor.ones(3, 4), Tensor.ones(4, 2))
let c = times(four, two)
show(operations)
operations = 0
_ = timesBackward(four, two, c)
show(operations)
/*:
 Forward 48, backward 96. That is a rule: with a matrix of weights each token's
 row of numbers meets each weight once forward, which is 2 operations. Backward
 there are two products of the same size, one for the input's gradient and one
 for the weights', so 4. A training of $N$ weights on $n$ tokens takes

 $$C \approx 6 \, N \, n$$

 and that is all there is behind the formula. Now a whole block, in plain code.
 It is the one of section 9.4, with the norms after the sums, and twelve
 tensors for its weights: those of queries, keys and values side by side with
 their bias, of the output, a norm's gain and bias, the two of the feed-forward
 layer with theirs, and a norm again.
*/
/// Rows of mean 0 and variance 1, times a gain, plus a bias.
func normalized(
  _ x: Tensor, _ gain: Tensor, _ bias: Tensor, _ epsilon: Float
) -> Tensor {
  let dx = x - x.mean(axis: 1, keepingAxis: true)
  let variance = (dx * dx).mean(axis: 1, keepingAxis: true)
  return dx / sqrt(variance + epsilon) * gain + bias
}
/// x (T, D) → y (T, D), by the twelve tensors w.
func plainBlock(
  _ x: Tensor, _ w: [Tensor], heads: Int, epsilon: Float,
  hiding: Tensor? = nil, f: (Tensor) -> Tensor
) -> Tensor {
  let D = x.shape[1]
  let d = D / heads
  let all = times(x, w[0]) + w[1]
  let contexts = (0..<heads).map { head in
    let (q, k, v) = (
      all.columns(head * d..<head * d + d),
      all.columns(D + head * d..<D + head * d + d),
      all.columns(2 * D + head * d..<2 * D + head * d + d)
    )
    var scores = times(q, k.transposed()) / sqrt(Float(d))
    if let hiding { scores += hiding }
    return times(softmax(scores), v)
  }
  let found = times(.concatenate(contexts, axis: 1), w[2]) + w[3]
  let a = normalized(x + found, w[4], w[5], epsilon)
  let more = times(f(times(a, w[6]) + w[7]), w[8]) + w[9]
  return normalized(a + more, w[10], w[11], epsilon)
}
/*:
 The book's own model, with random weights, agrees with it, and the products
 are counted while they run. To see only what is before, the scores of later
 places get −∞ added (`hiding`).
*/
var smallSettings = TransformerSettings()
(smallSettings.size, smallSettings.layers, smallSettings.heads) = (64, 2, 4)
(smallSettings.context, smallSettings.norm) = (32, .after)
let small = TransformerLanguageModel(
  Vocabulary(words: (0..<100).map { "w\($0)" }), smallSettings,
  random: Random(seed: options.seed, stream: "small"))
let places = 32
let someIds = (0..<places).map { $0 * 7 % 100 }
let hiding = Tensor(
  (0..<places * places).map { $0 % places > $0 / places ? -.infinity : 0 },
  shape: [places, places])
operations = 0
var reached = small.stack.positions.forward(
  small.stack.embedding.forward([someIds]) * 8
).reshaped(places, 64)
for block in small.stack.blocks {
  reached = plainBlock(
    reached, block.parameters.map(\.value), heads: 4, epsilon: 1e-5,
    hiding: hiding,
    f: GELU(.tanh).value)
}
let smallScores = times(reached, small.output.weight.value.transposed())
let counted = operations
let fast = small.output.forward(
  small.stack.forward([someIds], mode: .inference))
show((fast.reshaped(places, 100) - smallScores).map { abs($0) }.max())
//#-hidden-code
claim(
  "the plain model gives the library's smallScores to within rounding",
  isShown: false,
  (fast.reshaped(places, 100) - smallScores).map { abs($0) }.max() < 1e-3)
//#-end-hidden-code
let matrices = small.parameters.unique.map(\.value).filter { $0.rank == 2 }
let multiplied = matrices.reduce(0) { $0 + $1.count } - 64 * 100
show(
  counted, 2 * multiplied * places,
  Float(counted) / Float(2 * multiplied * places))
//#-hidden-code
let flopExcess = Float(counted) / Float(2 * multiplied * places) - 1
name("flop_excess", 100 * flopExcess, decimals: 1)
claim(
  "what is above two operations a weight and token is exactly attention's own products",
  counted - 2 * multiplied * places == 2 * (2 * 2 * places * places * 64))
//#-end-hidden-code
/*:
 (The 64 · 100 taken off are the words' vectors, which are looked up, not
 multiplied.) Counted are {{flop_excess}}% more than two operations a weight
 and token. The rest is attention's products of places with places, which have
 no weights: 4·T²·D a block. They grow with the square of the text's length.
 Where T is small beside D, as in most large models, 6·N·n is close.

 ### Bytes

 A number in single precision has four bytes, and training keeps four numbers a
 weight: itself, its gradient, and the two means of Adam. That makes 16 bytes a
 weight, before a single activation is kept.
*/
func trainingBytes(_ weights: Double) -> Double { 16 * weights }
//#-hidden-code
place(publishedTable())
//#-end-hidden-code
/*:
 In the table, 6·N·n of published models beside what their authors give. For
 GPT-3, 175 billion weights and 300 billion tokens, the formula is within half
 a percent of Brown et al. (2020, table D.1). Chinchilla was given the same
 budget as Gopher, 5.76e23 operations (Hoffmann et al. 2022), and the formula
 has 2% more for it, but for Gopher 12% less: it leaves attention and the words'
 vectors out. A processor core as in this book's laptops does some 5e10 useful
 operations a second. GPT-3 would take it two hundred thousand years, and the
 2.8 terabytes of its training don't fit in any single machine's memory. So
 work and memory must be shared out.
*/
exercise("12.7")
/*:
 ### Data-parallel

 The simplest way gives each of N workers a copy of the model and a share of
 the batch. The gradient of a sum is the sum of the gradients, so they add
 theirs up, and all take the same step: **data-parallel** training. How does
 each get the sum of all? If one gathers them, it receives N − 1 whole
 gradients and sends as many. Better is a ring (Patarasuk and Yuan 2009). The
 gradient is cut into N pieces. In N − 1 rounds each worker passes one piece to
 the next, who adds its own; then each piece is complete somewhere, and in
 N − 1 rounds more it goes around once again as it is. That is a **ring
 all-reduce**.
*/
/// The sums of N workers' numbers, at each of them, and what each has sent.
func ringSum(_ workers: [[Float]]) -> (sums: [[Float]], sent: Int) {
  let N = workers.count
  let P = workers[0].count
  func piece(_ k: Int) -> Range<Int> {
    let k = (k % N + N) % N
    return k * P / N..<(k + 1) * P / N
  }
  var (own, sent) = (workers, 0)
  for round in 0..<N - 1 {
    for worker in 0..<N {
      let next = (worker + 1) % N
      for i in piece(worker - round) { own[next][i] += own[worker][i] }
      if worker == 0 { sent += piece(worker - round).count }
    }
  }
  for round in 0..<N - 1 {
    for worker in 0..<N {
      let next = (worker + 1) % N
      for i in piece(worker + 1 - round) { own[next][i] = own[worker][i] }
      if worker == 0 { sent += piece(worker + 1 - round).count }
    }
  }
  return (own, sent)
}
let ring = ringSum([[1, 2, 3, 4], [10, 20, 30, 40]])
show(ring.sums[0], ring.sums[1], ring.sent)
/*:
 Within a round all workers pass at the same time, each another piece, so their
 order in the loop doesn't matter. In all, a worker sends 2·(N − 1)/N times the
 gradient's size, hardly more for a thousand workers than for three. And the
 order in which a piece's N numbers are added is fixed, so the sum has the same
 bits on all of them.

 Four workers now train the small model, eight rows each, and beside them one
 that does the same alone: it works out the four shares one after the other and
 adds them in the ring's order.
*/
//#-hidden-code
let parallel = ParallelTrial(settings: smallSettings, seed: options.seed)
//#-end-hidden-code
list("ParallelTrial", folded: true)
//#-hidden-code
let together = parallel.trained(workers: 4, steps: 5, sum: ringSum)
let alone = parallel.trainedAlone(shares: 4, steps: 5)
let whole = parallel.trainedWhole(steps: 5)
let apart = zip(together.weights[0], whole).map { abs($0 - $1) }.max()!
name("ring_sent", together.sent)
name("ring_bytes", parallel.weightCount * 4)
place(
  Table(
    columns: ["after five steps", ""],
    rows: [
      ["bytes of a gradient", format(parallel.weightCount * 4)],
      ["bytes that a worker sends, a step", format(together.sent)],
      [
        "all four workers have the same bits",
        together.weights.allSatisfy { $0 == together.weights[0] }
          ? "yes" : "no",
      ],
      [
        "the same bits as alone, in the ring's order",
        together.weights[0] == alone ? "yes" : "no",
      ],
      [
        "most that a weight differs from one batch of 32",
        format(apart, decimals: 7),
      ],
    ]))
//#-end-hidden-code
claim(
  "four workers end with the same bits as one that adds in the same order",
  together.weights.allSatisfy { $0 == alone })
claim(
  "each worker sends 2 · 3/4 of a gradient a step", isShown: false,
  abs(together.sent - parallel.weightCount * 6) <= 32)
/*:
 Of a gradient of {{ring_bytes}} bytes each worker sends {{ring_sent}}, one and
 a half times as many. To the bit the four agree with one that adds in their
 order. With one that reads the 32 rows as one batch they agree nearly: numbers
 added in another order differ in the last digit, and Adam, which divides each
 gradient by its own size, makes more of that where a gradient is almost zero.

 ### Tensor-parallel

 If the model doesn't fit, a layer itself is shared out: **tensor-parallel**
 (Shoeybi et al. 2019). Of the feed-forward layer $y = f(x W_1) W_2$ each
 worker gets some columns of $W_1$ and the same rows of $W_2$. What it makes of
 its columns is its own business up to the end, where all add up:

 $$y = \sum_{k} f(x \, W_1^{(k)}) \, W_2^{(k)}$$

 Backward, each gets the whole dy, makes the gradients of its own weights, and
 its share of dx, which are added up too.
*/
/// A worker's share of a feed-forward layer: columns of W₁, rows of W₂.
struct Share {
  var W1, W2: Tensor
  /// x (T, D) → its share of y (T, D).
  func forward(_ x: Tensor) -> Tensor { times(gelu.value(times(x, W1)), W2) }
  /// dy (T, D) → its share of dx, and the gradients of its weights.
  func backward(_ x: Tensor, _ dy: Tensor)
    -> (dx: Tensor, dW1: Tensor, dW2: Tensor)
  {
    let a = times(x, W1)
    let h = gelu.value(a)
    let (dh, dW2) = timesBackward(h, W2, dy)
    let (dx, dW1) = timesBackward(x, W1, dh * gelu.derivative(a, y: h))
    return (dx, dW1, dW2)
  }
}
let gelu = GELU(.tanh)
let W1 = Tensor.normal([64, 512], random: &drawn) * 0.1
let W2 = Tensor.normal([512, 64], random: &drawn) * 0.1
let input = Tensor.normal([8, 64], random: &drawn)
let dy = Tensor.normal([8, 64], random: &drawn)
let undivided = Share(W1: W1, W2: W2)
let workers = [0..<256, 256..<512].map {
  Share(W1: W1.columns($0), W2: W2.rows($0))
}
let y = workers.map { $0.forward(input) }
let back = workers.map { $0.backward(input, dy) }
show((y[0] + y[1] - undivided.forward(input)).map { abs($0) }.max())
show(
  (back[0].dx + back[1].dx - undivided.backward(input, dy).dx).map { abs($0) }
    .max())
//#-hidden-code
let tensorLoss = { (W: Tensor) in
  (Share(W1: W, W2: W2).forward(input) * dy).sum()
}
var moved = W1
moved[3, 300] += 0.01
let above = tensorLoss(moved)
moved[3, 300] -= 0.02
let slope = (above - tensorLoss(moved)) / 0.02
claim(
  "the second worker's gradient is the difference quotient", isShown: false,
  abs(slope - back[1].dW1[3, 44]) < 0.02)
claim(
  "two workers with half of the layer each make the whole layer's y and dx, bit for bit",
  y[0] + y[1] == undivided.forward(input)
    && back[0].dx + back[1].dx == undivided.backward(input, dy).dx)
//#-end-hidden-code
/*:
 Not even the last bit differs, for a reason that is this book's own: its
 products add up 256 terms at a time, so a worker with 256 rows of $W_2$ makes
 just the sums that the whole would have made. What must be exchanged is y and
 dx, T·D numbers each, in every layer, where data-parallel workers exchange
 once a batch. So large trainings share out
 layers among the processors of one machine, whose wires are short, and batches
 among machines. Attention is shared out by heads in the same manner.

 *Predict, then run.* Which bytes does data-parallel training *not* save,
 however many workers there are?

 <details>
 <summary>Answer</summary>

 Those of the weights, the gradients and Adam's means: each worker has all of
 them, 16 bytes a weight. Only the activations become fewer, with the rows of
 the batch. To give each worker only its piece of Adam's means, and to send the
 weights around when they are needed, is what ZeRO does (Rajbhandari et al.
 2020).

 </details>

 You can now say what a training costs before it begins, in operations, bytes
 and messages, and split it among workers without changing what it learns.
*/
/*:
 ## 12.12 A published model

 Everything so far was small. Now we open a model that people use, and see that
 it is made of nothing else. **all-MiniLM-L6-v2** turns sentences into vectors,
 so that sentences that mean nearly the same lie near one another. It is a
 BERT of six blocks with 384 columns and twelve heads. Wang et al. (2020) made
 its kind by **distillation**: a small model learns to do what a large one does
 inside. It was then trained on more than a billion pairs of sentences that
 belong together, as Reimers and Gurevych (2019) had shown how.

 Its weights come in a file of the kind **safetensors**: eight bytes that say
 how long the header is, the header, and then nothing but numbers. The header
 is text, and for each tensor it says its name, its shape, and where its bytes
 are. The twelve tensors of a block are sixteen there, since queries, keys and
 values have a matrix each, and matrices lie the other way round:
*/
/// Block k of a BERT's file, as the twelve tensors of `plainBlock`.
func bertBlock(_ file: Safetensors, _ k: Int) throws -> [Tensor] {
  func one(_ name: String) throws -> Tensor {
    try file.tensor("encoder.layer.\(k).\(name)")
  }
  func affine(_ name: String) throws -> [Tensor] {
    try [one("\(name).weight").transposed(), one("\(name).bias")]
  }
  func norm(_ name: String) throws -> [Tensor] {
    try [one("\(name).LayerNorm.weight"), one("\(name).LayerNorm.bias")]
  }
  let asked = try ["query", "key", "value"].map {
    try affine("attention.self.\($0)")
  }
  return try [
    .concatenate(asked.map { $0[0] }, axis: 1),
    .concatenate(asked.map { $0[1] }),
  ] + affine("attention.output.dense") + norm("attention.output")
    + affine("intermediate.dense") + affine("output.dense") + norm("output")
}
/*:
 That is all there is to a *BERT layer*: `plainBlock` of section 12.11, which
 knows nothing of BERT, with these tensors. Before the blocks, a piece's vector
 is added to that of its place, and to that of the part of the text that it
 stands in, here always the first; after them, the vector of the sentence is
 the mean over its pieces (**mean pooling**), brought to length 1.
*/
/// Ids of pieces → the vector of the sentence, (D).
func plainSentence(_ ids: [Int], _ file: Safetensors) throws -> Tensor {
  var x =
    try file.rows(ids, of: "embeddings.word_embeddings.weight")
    + file.rows(
      Array(0..<ids.count), of: "embeddings.position_embeddings.weight")
    + file.rows([0], of: "embeddings.token_type_embeddings.weight")
  x = normalized(
    x, try file.tensor("embeddings.LayerNorm.weight"),
    try file.tensor("embeddings.LayerNorm.bias"), 1e-12)
  for k in 0..<6 {
    x = plainBlock(
      x, try bertBlock(file, k), heads: 12, epsilon: 1e-12,
      f: GELU(.exact).value)
  }
  let mean = x.mean(axis: 0)
  return mean / mean.norm()
}
/*:
 Here it reads a sentence that it has never seen. `SentenceEncoder` of the
 library does the same, many sentences at a time.
*/
//#-hidden-code
record("minilm") {
  let folder = try miniLMFolder()
  let file = try Safetensors(path: "\(folder)/model.safetensors")
  let model = try SentenceEncoder(folder: folder)
  place(tensorsTable(file))
  let sentence = "The trawler left the harbor before sunrise."
  let ids = model.pieces.encode(sentence)
  place(ids.map { model.pieces.pieces[$0] }.joined(separator: " "))
  let plain = try plainSentence(ids, file)
  let fast = try model.vectors(of: [sentence]).row(0)
  let apart = (plain - fast).map { abs($0) }.max()
  name("minilm_apart", apart * 1e6, decimals: 1)
  name("minilm_tensors", file.names.count)
  claim(
    "the blocks of chapter 9 with published weights give the published model's vector",
    apart < 1e-5)
  let sentences = [
    "The trawler left the harbor before sunrise.",
    "A fishing boat sailed out early in the morning.",
    "The bakery sells fresh bread.", "You can buy warm rolls at the baker's.",
    "How do I repair a torn net?", "What is the way to mend fishing gear?",
    "The boat is not fast.", "The boat is fast.",
  ]
  place(
    nearestTable(sentences, try model.vectors(of: sentences), of: [0, 2, 4, 6]))
  let banks = [
    "He put his money in the bank.", "The bank lent them a thousand pounds.",
    "She opened an account at the bank.", "The bank raised its interest rates.",
    "We sat on the bank of the river.", "The boat ran into the muddy bank.",
    "Willows grow along the bank of the stream.",
    "He fished from the grassy bank.",
  ]
  let lights = [
    "The light in the tower went out.", "Turn off the light before you sleep.",
    "The light of the lamp was yellow.", "A bright light shone across the bay.",
    "The basket was light and easy to carry.", "She packed a light bag.",
    "Feathers are light.", "He took the light box, not the heavy one.",
  ]
  let halves = [0, 0, 0, 0, 1, 1, 1, 1]
  let bankVectors = try vectors(of: "bank", in: banks, model)
  let bankGap = senseGap(bankVectors, halves)
  let lightGap = senseGap(try vectors(of: "light", in: lights, model), halves)
  place(
    senseFigure(banks.indices.map { "\($0 + 1) " + banks[$0] }, bankVectors))
  name("bank_same", bankGap.same, decimals: 2)
  name("bank_different", bankGap.different, decimals: 2)
  name("bank_right", bankGap.right)
  name("light_same", lightGap.same, decimals: 2)
  name("light_different", lightGap.different, decimals: 2)
  name("light_right", lightGap.right)
  _ = try model.encoder.forward([ids])
  let back = head(model.encoder, looking: -1)
  let onward = head(model.encoder, looking: 1)
  place(headsFigure(ids.map { model.pieces.pieces[$0] }, [back, onward]))
  name("head_back", 100 * back.share, decimals: 0)
  name("head_on", 100 * onward.share, decimals: 0)
  let topics = try sameTopic(
    Harbor(seed: options.seed).reviews(300, stream: "meaning"), model)
  name("topic_meaning", topics.meaning, decimals: 1)
  name("topic_words", topics.words, decimals: 1)
}
//#-end-hidden-code
/*:
 The file has {{minilm_tensors}} tensors, and the plain code and the library
 differ by no more than {{minilm_apart}} millionths. Nothing is hidden in a
 published model: the layers are those that you have written, and what makes it
 good is what it has read.

 Its neighbors are right where no word is shared, as with the trawler and the
 fishing boat. The last row is a warning. *Not fast* and *fast* lie closer
 together than most sentences that agree, since both are about the same thing.
 Near means here: said of the same.

 A word has another vector in each sentence. Two uses of *bank* with the same
 meaning have a cosine of {{bank_same}} on average, two with different ones
 {{bank_different}}, and for {{bank_right}} of 8 the nearest other *bank*
 means the same. For *light* it is {{light_same}} and
 {{light_different}}, and {{light_right}} of 8. No label of a sense was
 ever given to it.

 Of its 72 heads most can't be read so simply. Some can: in one a piece gives
 {{head_back}}% of its attention to the piece before, in another {{head_on}}%
 to the next. Whether what a head looks at explains what the model does is
 disputed; that it looks there is a fact.

 Asked for the nearest of 300 harbor reviews, by its vectors {{topic_meaning}}%
 have the topic of the review they are nearest to, by shared words
 {{topic_words}}%.

 You can now open a published model, know each tensor in it by name, and run
 it in code of your own.
*/
/*:
 ## 12.13 An honest page

 On harbor, pretraining helps, since the harbor is small enough to be known
 after a few minutes. Does it help on real text? A GPT of ours, two blocks of 96
 columns, reads a part of WikiText-2 in pieces, and is then fine-tuned to sort
 TREC's questions by what they ask for, chapter 10's set, with 100 labels and
 with 500.
*/
//#-hidden-code
record("few-questions") {
  let trials = try QuestionTrials(seeds: [1, 2, 3, 4, 5], words: 250_000)
  place(trials.table)
  name("questions_read", trials.read)
  name("questions_perplexity", trials.perplexity, decimals: 0)
  name("questions_scratch", trials.mean(2, 0), decimals: 1)
  name("questions_tuned", trials.mean(3, 0), decimals: 1)
  name("questions_nbsvm", trials.mean(1, 0), decimals: 1)
  name("questions_scratch_500", trials.mean(2, 1), decimals: 1)
  name("questions_tuned_500", trials.mean(3, 1), decimals: 1)
  name("questions_nbsvm_500", trials.mean(1, 1), decimals: 1)
  name("questions_minilm", trials.mean(4, 0), decimals: 1)
  name("questions_minilm_500", trials.mean(4, 1), decimals: 1)
}
//#-end-hidden-code
/*:
 With 100 labels the pretrained model gets {{questions_tuned}}%, the same from
 scratch {{questions_scratch}}%, and NBSVM, which has read nothing and trains in
 a blink, {{questions_nbsvm}}%. With 500 it is {{questions_tuned_500}}%,
 {{questions_scratch_500}}% and {{questions_nbsvm_500}}%. It is no different
 with PyTorch: a model of a million weights, pretrained for six minutes, had
 57.8% against 54.6% from scratch with 100 labels, and 70.1% against 65.1% with
 500, where NBSVM had 60.5% and 79.4%. A perplexity of
 {{questions_perplexity}} a piece, after {{questions_read}} pieces, means that
 the model knows which words are frequent and what follows what; which words
 mean alike it has hardly begun to learn. And in questions the first two words
 nearly say it all, which a linear model on pairs of words sees at once.

 The last row has the same labels and one softmax layer, on MiniLM's vectors:
 {{questions_minilm}}% with 100 labels, ahead of all others. That is what a
 larger pretraining gives: ours was too short by a factor of some thousands.
 With 500 it is {{questions_minilm_500}}%, and NBSVM has caught up, since by then
 the labels themselves say which pairs of words matter.
*/
/*:
 ## 12.14 Your own text

 What this chapter has built is a tool as well. It cuts a text into pieces,
 trains a language model on it, and tunes that to labels of yours:

 ```
 swift run pretraining --train notes.txt --model mine.model
 swift run pretraining --finetune labels.tsv --from mine.model --model tuned.model
 swift run pretraining --classify "the inn was not dull" --model tuned.model
 swift run pretraining --tokenize "lowest" --model mine.model
 swift run pretraining --embed "a sentence" --minilm FOLDER
 ```

 `--masked` trains to fill gaps, `--learns` says whether the top layer learns,
 updates of low rank, or everything, and `--help` lists what else can be set.

 ### What was left out

 **Reinforcement learning from human feedback** trains a tuned model once more,
 on which of two answers people prefer (Ouyang et al. 2022); it needs people.
 A **mixture of experts** has many feed-forward layers, of which each token
 passes through one or two (Shazeer et al. 2017), so that weights grow and
 operations don't. Training in half precision, checkpoints of activations, and
 the long work of gathering and cleaning text were left out for the same
 reason: they matter at a size that no laptop has.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | a probe gets everything right | it has as many weights as labels: shuffle the labels and ask again |
 | fine-tuning forgets what was known | the rate: a tenth of that of pretraining, or updates of low rank |
 | a tuned model repeats the question | the loss counts the question's words |
 | answers to one way of asking only | lessons in one phrasing |
 | new words in the labels | the vocabulary of the pretrained model: pieces, not words |
 | the law bends at its end | the other quantity has run short, or the rate doesn't suit the width |
 | workers drift apart | a stream of random numbers that each draws by itself, or sums in another order |
 | a published model gives slightly other vectors | the exact GELU against the one by tanh, the norm's ε, small letters, the signs at both ends |
 | it is good on harbor, and poor on your texts | what did it read before? |

 ## Summary

 - What plain text has taught is in the vectors; a linear probe shows how much,
   layer by layer. With ten labeled sentences it beats chapter 11's taggers.
 - Instruction tuning makes of all tasks one: text in, text out. The loss counts
   the answer's words only.
 - What is above the floor falls as a power of weights and of words. Draw the
   line before you train the last point.
 - A training takes 6·N·n operations and 16 bytes a weight.
 - Data-parallel workers share the rows and add gradients in a ring, 2(N − 1)/N
   of a gradient each; tensor-parallel ones share the columns and add outputs.
   In a fixed order the sums have the same bits.
 - A published model is these layers, with weights from a file.

 ## Further reading

 - G. Alain, Y. Bengio. *Understanding intermediate layers using linear
   classifier probes.* arXiv:1610.01644, 2016.
 - T. Brown et al. *Language models are few-shot learners.* NeurIPS 2020.
 - J. Devlin, M.-W. Chang, K. Lee, K. Toutanova. *BERT: pre-training of deep
   bidirectional transformers for language understanding.* NAACL 2019.
 - J. Hewitt, P. Liang. *Designing and interpreting probes with control tasks.*
   EMNLP 2019.
 - J. Hoffmann et al. *Training compute-optimal large language models.* NeurIPS
   2022.
 - J. Kaplan et al. *Scaling laws for neural language models.*
   arXiv:2001.08361, 2020.
 - L. Ouyang et al. *Training language models to follow instructions with human
   feedback.* NeurIPS 2022.
 - P. Patarasuk, X. Yuan. *Bandwidth optimal all-reduce algorithms for clusters
   of workstations.* Journal of Parallel and Distributed Computing 69, 2009.
 - M. Peters, M. Neumann, L. Zettlemoyer, W. Yih. *Dissecting contextual word
   embeddings: architecture and representation.* EMNLP 2018.
 - S. Rajbhandari, J. Rasley, O. Ruwase, Y. He. *ZeRO: memory optimizations
   toward training trillion parameter models.* SC 2020.
 - N. Reimers, I. Gurevych. *Sentence-BERT: sentence embeddings using Siamese
   BERT-networks.* EMNLP 2019.
 - V. Sanh et al. *Multitask prompted training enables zero-shot task
   generalization.* ICLR 2022.
 - N. Shazeer et al. *Outrageously large neural networks: the sparsely-gated
   mixture-of-experts layer.* ICLR 2017.
 - M. Shoeybi et al. *Megatron-LM: training multi-billion parameter language
   models using model parallelism.* arXiv:1909.08053, 2019.
 - I. Tenney, D. Das, E. Pavlick. *BERT rediscovers the classical NLP pipeline.*
   ACL 2019.
 - W. Wang, F. Wei, L. Dong, H. Bao, N. Yang, M. Zhou. *MiniLM: deep
   self-attention distillation for task-agnostic compression of pre-trained
   transformers.* NeurIPS 2020.
 - J. Wei et al. *Finetuned language models are zero-shot learners.* ICLR 2022.
*/
weaveChapter()
