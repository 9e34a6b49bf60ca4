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
 ## 12.2 Pretraining

 What shall a model learn before it is told what it is for? Whatever is in plain
 text. Nobody has to write answers beside it: each next word is the answer to
 all the words before it. Learning of this kind is called **self-supervised**,
 since the text itself supervises.

 Our plain text is about words of two senses: a *bank* has water or money beside
 it, a *crane* has wings or lifts. We take four of the harbor's eight such words.
 People go on about what they speak of, so the text comes in passages of three
 sentences that keep to one word and one sense (Gale, Church and Yarowsky 1992
 found it so in real text). Nowhere does it say which sense.
*/
let shownWords = ["bank", "crane", "port", "seal"]
func passages(_ count: Int, stream: String) -> [HarborSensePassage] {
  Harbor(seed: options.seed).sensePassages(2 * count, stream: stream)
    .filter { shownWords.contains($0.sentences[0].word) }
}
let plain = passages(options.quick ? 1_000 : 6_000, stream: "plain")
place(passageText(plain))
/*:
 The model is chapter 9's decoder-only Transformer, a small one, with rotary
 positions. A sign of its own says that a passage is over.
*/
let end = "<end>"
func streamed(_ passages: [HarborSensePassage]) -> [String] {
  passages.flatMap { $0.words + [end] }
}
let unseen = passages(250, stream: "unseen")
let corpus = Corpus(
  name: "passages", training: streamed(plain), test: streamed(unseen))
let vocabulary = corpus.vocabulary

var settings = TransformerSettings()
(settings.size, settings.layers, settings.heads) = (32, 2, 4)
settings.context = 60
settings.positions = .rotary
settings.isTied = true
/*:
 Training is chapter 9's too: windows from anywhere in the text, a rate that
 rises for a few steps and then falls to zero.
*/
let random = Random(seed: options.seed, stream: "pretraining")
let untrained = TransformerLanguageModel(vocabulary, settings, random: random)
let pretrained = TransformerLanguageModel(vocabulary, settings, random: random)
let windows = try TextWindows(
  corpus.training, steps: 60, count: options.quick ? 1_000 : 10_000,
  random: random)
let pretraining = Trainer(
  pretrained, optimizer: AdamW(rate: 8e-3), batchSize: 8, random: random)
pretraining.clipping = .norm(1)
pretraining.schedule = Schedule { place in
  let left = Float(place.steps - place.step) / Float(place.steps)
  return min(Float(place.step + 1) / 30, 1) * left
}
try pretraining.train(on: windows, epochs: 1)
/*:
 How good is it? The grammar knows how likely each passage is, so no model's
 expected perplexity can be lower than this floor. (The sign at the end is
 certain, and is counted with the words here.) As baselines we take the words'
 frequencies alone, and counts of the last two words before each, smoothed by
 Kneser and Ney's method.
*/
//#-hidden-code
func floorPerplexity(_ passages: [HarborSensePassage]) -> Float {
  let tokens = passages.reduce(0) { $0 + $1.words.count + 1 }
  let sum = passages.reduce(0) { $0 + $1.logProbability }
  return exp(Float(-sum / Double(tokens)))
}
let floorValue = floorPerplexity(unseen)
let wordCounts = try KneserNey(vocabulary, order: 3, of: corpus.training)
let single = try KneserNey(vocabulary, order: 1, of: corpus.training)
let plainPerplexity = pretrained.perplexity(on: corpus.test)
name("plainWords", corpus.training.count)
name("types", vocabulary.count)
name("parameters", pretrained.parameterCount)
name("plainPerplexity", plainPerplexity, decimals: 2)
name("floor", floorValue, decimals: 2)
//#-end-hidden-code
place(
  Table(
    columns: ["model", "perplexity on new passages"],
    rows: [
      ["frequencies of words", single.perplexity(on: corpus.test)],
      [
        "three words in a row, counted", wordCounts.perplexity(on: corpus.test),
      ],
      ["Transformer, pretrained", plainPerplexity],
      ["the grammar itself: the floor", floorValue],
    ], decimals: 2))
claim(
  "the Transformer lies between the counts and the floor", isShown: false,
  plainPerplexity < wordCounts.perplexity(on: corpus.test)
    && plainPerplexity > floorValue)
/*:
 {{plainWords}} tokens, {{types}} different ones, and a model of {{parameters}}
 numbers comes to {{plainPerplexity}}, where {{floor}} is the floor. To get
 there it must know what goes with which sense. That's the point: nobody asked
 for senses, but who is to guess the next word needs them. These are the words
 that it finds likeliest after somebody rowed to a bank, and after somebody
 worked for one:
*/
func likeliest(_ text: String, count: Int = 3) throws -> String {
  let words = text.split(separator: " ").map(String.init)
  let next = pretrained.nextWord(after: try vocabulary.ids(of: [end] + words))
  let order = next.values.indices.sorted {
    (next[$1], $0) < (next[$0], $1)
  }
  return order.prefix(count).map(vocabulary.word).joined(separator: ", ")
}
show(try likeliest("anna rowed to the bank with the"))
show(try likeliest("anna worked for the bank with the"))
/*:
 You can now pretrain a language model on plain text, and say how far from the
 best possible one it is.

 ## 12.3 Fine-tuning

 Now a task. Somebody gives each of a few sentences its label: which word of two
 senses it is about, and in which sense; eight classes. **Fine-tuning** goes on
 training from the pretrained weights, with a new layer on top that turns a
 text's vector into scores. The vector is the mean of what the last layer gives
 for the words. The library calls it `FineTunedClassifier`.

 What may we expect? That plain text teaches what the labels need: it has shown
 which words keep company. A label for *the bank with the reeds* then serves for
 *rowed to the bank* as well. Where the plain text says nothing about what the
 labels name, pretraining can't help.
*/
let classes = shownWords.flatMap { word in
  HarborSenses.names(of: word).map { "\(word) \($0)" }
}
func label(_ sentence: HarborSense) -> Int {
  2 * shownWords.firstIndex(of: sentence.word)! + sentence.sense
}
/// The first `each` sentences of every class in a stream of them.
func labeled(_ each: Int, stream: String) -> LabeledTexts {
  let pool = Harbor(seed: options.seed).senses(200 + 60 * each, stream: stream)
    .filter { shownWords.contains($0.word) }
  let chosen = classes.indices.flatMap { c in
    pool.filter { label($0) == c }.prefix(each)
  }
  return LabeledTexts(
    chosen.map(\.words), chosen.map(label), classes: classes)
}
let exam = labeled(60, stream: "exam")
/*:
 One run of fine-tuning, and the share of right answers on sentences that were
 never seen:
*/
func fineTuned(
  _ training: LabeledTexts, from model: TransformerLanguageModel,
  _ learning: FineTunedClassifier.Learning, run: Int
) throws -> FineTunedClassifier {
  let random = Random(seed: options.seed, stream: "fine-tuning").stream(run)
  let classifier = FineTunedClassifier(
    of: training, from: model, learning: learning, random: random)
  let rate: Float =
    switch learning {
    case .top: 0.03
    case .all: 0.002
    case .lowRank: 0.005
    }
  let trainer = classifier.trainer(rate: rate, random: random)
  let epochs = max(4, min(30, 3_200 / training.count))
  try trainer.train(on: classifier.data(training), epochs: epochs)
  return classifier
}
func accuracy(_ classifier: FineTunedClassifier) -> Float {
  let guesses = classifier.scores(of: exam.texts).argmax(axis: 1)
  let right = zip(guesses, exam.labels).count { $0 == $1 }
  return 100 * Float(right) / Float(exam.count)
}
/*:
 It is compared with the same network from scratch, that is with random weights
 to begin with; with the pretrained one *frozen*, where only the new layer
 learns; and with the baseline of chapter 10 that needs few labels, naive Bayes.
 Each number is a mean of several runs with other labels.
*/
//#-hidden-code
let runs = options.quick ? 2 : 5
let each = options.quick ? [1, 10] : [1, 3, 10, 30]
func bayesAccuracy(_ training: LabeledTexts) -> Float {
  func ids(_ text: [String]) -> [Int] { text.compactMap { vocabulary[$0] } }
  let bayes = NaiveBayes(
    training.texts.map(ids), training.labels, features: vocabulary.count,
    classes: classes.count)
  let right = zip(exam.texts, exam.labels).count { bayes.guess(ids($0)) == $1 }
  return 100 * Float(right) / Float(exam.count)
}
func curve(_ run: (LabeledTexts, Int) throws -> Float) rethrows -> [[Float]] {
  try each.map { each in
    try (0..<runs).map { r in
      try run(labeled(each, stream: "labels \(r)"), r)
    }
  }
}
var tunedModels: [FineTunedClassifier] = []
let curves: [(name: String, values: [[Float]])] = [
  (
    "pretrained, all weights",
    try curve { training, r in
      let classifier = try fineTuned(training, from: pretrained, .all, run: r)
      if training.count == 80 { tunedModels.append(classifier) }
      return accuracy(classifier)
    }
  ),
  (
    "pretrained, frozen",
    try curve {
      accuracy(try fineTuned($0, from: pretrained, .top, run: $1))
    }
  ),
  ("naive Bayes", curve { training, _ in bayesAccuracy(training) }),
  (
    "from scratch",
    try curve { accuracy(try fineTuned($0, from: untrained, .all, run: $1)) }
  ),
]
func mean(_ values: [Float]) -> Float {
  values.reduce(0, +) / Float(values.count)
}
let atTen = each.firstIndex(of: 10)!
name("runs", runs)
name("allTen", mean(curves[0].values[atTen]), decimals: 0)
name("frozenTen", mean(curves[1].values[atTen]), decimals: 0)
name("bayesTen", mean(curves[2].values[atTen]), decimals: 0)
name("scratchTen", mean(curves[3].values[atTen]), decimals: 0)
name("allMost", mean(curves[0].values.last!), decimals: 0)
name("bayesMost", mean(curves[2].values.last!), decimals: 0)
name("scratchMost", mean(curves[3].values.last!), decimals: 0)
name("mostLabels", each.last! * classes.count)
//#-end-hidden-code
place(labelsCurveFigure(curves, labels: each.map { $0 * classes.count }))
claim(
  """
  with 80 labels the pretrained model beats the same network from scratch in \
  each of \(runs) runs, by \(Int(mean(curves[0].values[atTen]) - mean(curves[3].values[atTen]))) \
  points on average
  """,
  zip(curves[0].values[atTen], curves[3].values[atTen]).allSatisfy { $0 > $1 })
claim(
  "from scratch is below naive Bayes everywhere, all weights in the end above",
  isShown: false,
  each.indices.allSatisfy { i in
    mean(curves[3].values[i]) < mean(curves[2].values[i])
  } && mean(curves[0].values.last!) > mean(curves[2].values.last!))
/*:
 With 80 labels, ten a class, the network from scratch gets {{scratchTen}}%, the
 pretrained one {{allTen}}%, and with the Transformer frozen it is
 {{frozenTen}}%. Naive Bayes, with no pretraining at all, gets {{bayesTen}}%.
 Take that baseline seriously: a network without pretraining loses to counting
 at every number of labels here, and what pretraining adds to counting is a few
 points. With {{mostLabels}} labels it is {{allMost}}% against {{bayesMost}}%,
 and {{scratchMost}}% from scratch.

 **Exercise.** Suppose the labels named the day of the week in the sentence
 rather than the sense. Which curve would rise first?

 <details><summary>Answer</summary>

 Naive Bayes: the day is a word of the sentence, a label or two for each shows
 it, and there is nothing that plain text could add.

 </details>

 ## 12.4 Low-rank updates

 Fine-tuning all weights makes a whole new model for each task. With thirty
 thousand numbers nobody minds; with a hundred billion, one does. Hu et al.
 (2021) leave the weights W as they are and learn only what is added to them,
 and let that be a matrix of low rank: the product of two thin ones.

 $$y = xW + b + \tfrac{\alpha}{r} \, x A B$$

 W is (D, H), A is (D, r), B is (r, H), and r is small. This is a **low-rank
 update**, known as **LoRA**. A begins at random and B at zero, so at first the
 model is exactly what it was.
*/
place(lowRankFigure())
/*:
 Backward, the gradients of W and b aren't needed. The update is two products
 in a row:

 $$dB = \tfrac{\alpha}{r} (xA)^\top dy \qquad dA = \tfrac{\alpha}{r} \, x^\top (dy \, B^\top)$$

 $$dx = dy \, W^\top + \tfrac{\alpha}{r} \, dy \, B^\top A^\top$$
*/
struct LowRank {
  let W, b: Tensor  // frozen: (D, H), (H)
  var A, B: Tensor  // learned: (D, r), (r, H)
  let scale: Float  // α/r

  func forward(_ x: Tensor) -> Tensor {
    matmul(x, W) + b + matmul(matmul(x, A), B) * scale
  }

  func backward(
    _ x: Tensor, _ dy: Tensor
  ) -> (x: Tensor, A: Tensor, B: Tensor) {
    let low = matmul(x, A) * scale
    let dLow = matmul(dy, B.transposed()) * scale
    let dx = matmul(dy, W.transposed()) + matmul(dLow, A.transposed())
    return (
      dx, matmul(x.transposed(), dLow), matmul(low.transposed(), dy)
    )
  }

  /// One matrix in place of three.
  var merged: Tensor { W + matmul(A, B) * scale }
}
/*:
 Is the way back right? As ever, each number a little up and a little down:
*/
/// The gradient of a number f(x), by central differences.
func centralDifferences(_ x: Tensor, _ f: (Tensor) -> Float) -> Tensor {
  let numbers = x.values.indices.map { i -> Float in
    var (up, down) = (x.values, x.values)
    up[i] += 0.01
    down[i] -= 0.01
    let change =
      f(Tensor(up, shape: x.shape)) - f(Tensor(down, shape: x.shape))
    return change / 0.02
  }
  return Tensor(numbers, shape: x.shape)
}
/// How far a is from b, as a share of the largest number in b.
func gap(_ a: Tensor, _ b: Tensor) -> Float {
  (a - b).map(abs).max() / b.map(abs).max()
}
var numbers = Random(seed: options.seed, stream: "low rank")
func randomTensor(_ shape: Int...) -> Tensor {
  .normal(shape, random: &numbers)
}
let low = LowRank(
  W: randomTensor(6, 5), b: randomTensor(5), A: randomTensor(6, 2),
  B: randomTensor(2, 5), scale: 4)
let (sample, dSample) = (randomTensor(3, 6), randomTensor(3, 5))
let lowGradients = low.backward(sample, dSample)
let lowGaps = [
  gap(
    lowGradients.x,
    centralDifferences(sample) { (low.forward($0) * dSample).sum() }),
  gap(
    lowGradients.A,
    centralDifferences(low.A) { A in
      var other = low
      other.A = A
      return (other.forward(sample) * dSample).sum()
    }),
  gap(
    lowGradients.B,
    centralDifferences(low.B) { B in
      var other = low
      other.B = B
      return (other.forward(sample) * dSample).sum()
    }),
]
show(lowGaps)
claim(
  "the three gradients of a low-rank update agree with central differences",
  lowGaps.max()! < 2e-3)
/*:
 The library's `LowRankUpdate` is the last term alone. Give it the same A and B:
*/
let update = LowRankUpdate(
  inputs: 6, outputs: 5, rank: 2, alpha: 8, random: &numbers)
(update.down.value, update.up.value) = (low.A, low.B)
let added = matmul(sample, low.W) + low.b + update.forward(sample)
let dxOfUpdate = update.backward(dSample)
claim(
  """
  the library's `LowRankUpdate` gives the same outputs and gradients, and the \
  merged matrix the same answers
  """,
  gap(added, low.forward(sample)) < 1e-5
    && gap(dxOfUpdate + matmul(dSample, low.W.transposed()), lowGradients.x)
      < 1e-5
    && gap(update.down.gradient, lowGradients.A) < 1e-5
    && gap(update.up.gradient, lowGradients.B) < 1e-5
    && gap(matmul(sample, low.merged) + low.b, low.forward(sample)) < 1e-5)
/*:
 Once it has learned, $W + \frac{\alpha}{r} AB$ is a matrix like any other, so
 the update costs nothing in use. And what learns is little: r·(D + H) numbers
 instead of D·H. In our Transformer the queries and values of each block get an
 update. Here is what that comes to, and how well it does with ten labels a
 class:
*/
//#-hidden-code
let ranks = options.quick ? [1, 4] : [1, 2, 4, 8]
var lowRankModels: [FineTunedClassifier] = []
let rankRows: [(rank: Int, learned: Int, values: [Float])] = try ranks.map {
  rank in
  var values: [Float] = []
  var learned = 0
  for r in 0..<runs {
    let training = labeled(10, stream: "labels \(r)")
    let classifier = try fineTuned(
      training, from: pretrained, .lowRank(rank), run: r)
    if rank == 4 { lowRankModels.append(classifier) }
    learned = classifier.stack.parameters.filter { !$0.isFrozen }
      .reduce(0) { $0 + $1.value.count }
    values.append(accuracy(classifier))
  }
  return (rank, learned, values)
}
let stackCount = tunedModels[0].stack.parameters.reduce(0) {
  $0 + $1.value.count
}
let fourth = rankRows.first { $0.rank == 4 }!
name("lowFour", mean(fourth.values), decimals: 0)
name("learnedFour", fourth.learned)
name("learnedAll", stackCount)
//#-end-hidden-code
place(
  Table(
    columns: [
      "what learns", "numbers in the Transformer", "right, in %", "spread",
    ],
    rows: rankRows.map {
      ["rank \($0.rank)", "\($0.learned)", mean($0.values), spread($0.values)]
    } + [
      [
        "all weights", "\(stackCount)", mean(curves[0].values[atTen]),
        spread(curves[0].values[atTen]),
      ],
      [
        "the top alone", "0", mean(curves[1].values[atTen]),
        spread(curves[1].values[atTen]),
      ],
    ], decimals: 1))
claim(
  "updates of rank 4 come within 4 points of all weights", isShown: false,
  mean(fourth.values) > mean(curves[0].values[atTen]) - 4)
/*:
 The spread is the standard deviation over {{runs}} runs. With rank 4,
 {{learnedFour}} numbers in the place of {{learnedAll}}, {{lowFour}}% are right:
 as good as all weights, within the spread. The rank hardly matters here.

 You can now write a low-rank update from memory, and merge it.

 // exercise 12.4

 ## 12.5 Forgetting

 Whoever learns something new on top of the old may lose the old. The model
 knew plain text; does it still, when it has learned to tell senses? Put the
 fine-tuned weights, each tuned at the rate that suited it, back under the language model's output, and measure the
 perplexity on new passages again. What is lost is called **catastrophic
 forgetting** (McCloskey and Cohen 1989).
*/
//#-hidden-code
func perplexityAfter(_ models: [FineTunedClassifier]) -> [Float] {
  models.map { pretrained.withWeights(of: $0).perplexity(on: corpus.test) }
}
let afterAll = perplexityAfter(tunedModels)
let afterLow = perplexityAfter(lowRankModels)
name("forgotAll", mean(afterAll), decimals: 2)
name("forgotLow", mean(afterLow), decimals: 2)
//#-end-hidden-code
place(
  Table(
    columns: ["what learned", "perplexity on plain text", "spread"],
    rows: [
      ["nothing yet", plainPerplexity, 0],
      ["the top alone", plainPerplexity, 0],
      ["updates of rank 4", mean(afterLow), spread(afterLow)],
      ["all weights", mean(afterAll), spread(afterAll)],
    ], decimals: 2))
claim(
  """
  fine-tuning all weights with 80 labels makes plain text harder to foresee in \
  each of \(runs) runs
  """,
  afterAll.allSatisfy { $0 > plainPerplexity })
/*:
 From {{plainPerplexity}} to {{forgotAll}} with all weights, to {{forgotLow}}
 with updates. Frozen weights forget nothing, of course. Low-rank updates move
 the answers as well, but taken off again they leave the old model behind, to
 the bit; of weights that were changed there is no way back but a copy.

 **Exercise.** Predict: fine-tune all weights for ten times as many steps on the
 same 80 labels. What happens to the two perplexities, on plain text and on the
 training sentences' labels?

 <details><summary>Answer</summary>

 The loss on the labels goes on falling towards zero, and the weights go on
 moving for its sake, so plain text is forgotten further. Nothing in the loss
 pulls back. One remedy is to mix some plain text in.

 </details>

 ## 12.6 One word, two vectors

 Chapter 3 gave each word one vector. *bank* got one, too: somewhere between the
 water and the money. A **contextual embedding** is a vector of a word *in its
 sentence*. Any model that has read the sentence has one to give: the numbers in
 its layers at the place of the word.

 How can we see whether such a vector knows its sense? By how well a straight
 line tells the two apart, learned from a few labeled places: a **probe**. What
 a line can't find may still be in there, but what it finds is there.
*/
/// Learns which of two classes (0, 1) each row of x has; returns a test.
func lineBetween(_ x: Tensor, _ t: [Int]) -> (Tensor) -> Int {
  let center = x.mean(axis: 0)
  let size = sqrt(((x - center) * (x - center)).mean()) + 1e-6
  let rows = (x - center) / size
  let target = Tensor(t.map { Float($0) }, shape: [t.count, 1])
  var (w, b) = (Tensor.zeros(x.shape[1], 1), Float(0))
  for _ in 0..<300 {
    let dy = (sigmoid(matmul(rows, w) + b) - target) / Float(t.count)
    w -= (matmul(rows.transposed(), dy) + w * 0.01) * 0.5
    b -= dy.sum() * 0.5
  }
  return { v in
    matmul(((v - center) / size).reshaped(1, -1), w)[0, 0] + b > 0 ? 1 : 0
  }
}
/*:
 The candidates: the word's one vector, which is the same in both senses and can
 do no better than a coin; the mean vector of the three words on either side;
 and the Transformer's two layers at the word.
*/
let table = pretrained.stack.embedding.weight.value
func ids(_ sentence: HarborSense) -> [Int] {
  sentence.words.map { vocabulary[$0] ?? 0 }
}
func window(_ sentence: HarborSense) -> Tensor {
  let near =
    max(
      0, sentence.place - 3)...min(
      sentence.words.count - 1, sentence.place + 3)
  let around = near.filter { $0 != sentence.place }
  return table.rows(at: around.map { ids(sentence)[$0] }).mean(axis: 0)
}
func layersAtWord(_ sentence: HarborSense) -> [Tensor] {
  let read = [vocabulary[end]!] + ids(sentence)
  return pretrained.stack.hiddenStates([read]).map {
    $0.reshaped(read.count, -1).row(sentence.place + 1)
  }
}
/*:
 Beside them stands the model with which contextual embeddings became known,
 **ELMo** (Peters et al. 2018): two LSTMs, each with two layers, one that
 predicts the next word and one that reads the text backward and predicts the
 word before. Their states side by side know both sides of the word, though
 neither ever saw what it was asked for.
*/
func oneDirection(_ texts: [[String]], _ name: String) throws
  -> RecurrentLanguageModel
{
  var settings = RecurrentLanguageModel.Settings()
  (settings.embeddingSize, settings.size, settings.layers) = (32, 48, 2)
  let model = RecurrentLanguageModel(
    vocabulary, settings, random: random.stream(name))
  let streams = try ParallelStreams(
    vocabulary.ids(of: texts.flatMap { $0 + [end] }), streams: 16, steps: 20)
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.01), batchSize: 1, random: random)
  trainer.isShuffling = false
  trainer.clipping = .norm(1)
  trainer.schedule = .linear(to: 0)
  try trainer.train(on: streams, epochs: 1)
  return model
}
let bothWays = BidirectionalLanguageModel(
  onward: try oneDirection(plain.map(\.words), "onward"),
  back: try oneDirection(plain.map { $0.words.reversed() }, "back"))
func states(_ sentence: HarborSense) -> [Tensor] {
  let read = [vocabulary[end]!] + ids(sentence) + [vocabulary[end]!]
  return bothWays.hiddenStates(of: read).map { $0.row(sentence.place + 1) }
}
/*:
 Each word gets a probe of its own, from 40 sentences of each sense. Then new
 sentences, by where the clue stands: right before the word, right after it, on
 both sides, or far away, at either end:
*/
//#-hidden-code
let probing = SenseProbing(
  words: shownWords, each: options.quick ? 10 : 40,
  count: options.quick ? 400 : 1_600, seed: options.seed)
let senseWays: [(name: String, vector: (HarborSense) -> Tensor)] = [
  ("one vector a word", { table.row(ids($0)[$0.place]) }),
  ("three words on either side", window),
  ("Transformer, layer 1", { layersAtWord($0)[1] }),
  ("Transformer, layer 2", { layersAtWord($0)[2] }),
  ("two LSTMs, layer 1", { states($0)[1] }),
  ("two LSTMs, layer 2", { states($0)[2] }),
]
let senseRows = senseWays.map { way in
  (name: way.name, shares: probing.shares(of: way.vector, lineBetween))
}
func senseShare(_ row: Int, _ column: Int) -> Float {
  senseRows[row].shares[column]
}
name("leftBefore", senseShare(2, 0), decimals: 0)
name("leftAfter", senseShare(2, 1), decimals: 0)
name("lstmAfter", senseShare(4, 1), decimals: 0)
name("windowBoth", senseShare(1, 2), decimals: 0)
name("windowFar", senseShare(1, 3), decimals: 0)
name("leftFar", senseShare(2, 3), decimals: 0)
claim(
  "a window is good near the word and a coin far from it; so are the models",
  isShown: false,
  senseShare(1, 2) > 90 && (0..<6).allSatisfy { senseShare($0, 3) < 65 })
claim(
  "the LSTMs find clues on either side", isShown: false,
  senseShare(4, 0) > 58 && senseShare(4, 1) > 58)
//#-end-hidden-code
place(senseTable(senseRows))
claim(
  """
  the left-to-right Transformer's first layer tells \(Int(senseShare(2, 0)))% \
  of senses whose clue comes before the word, and of those whose clue comes \
  after it \(Int(senseShare(2, 1)))%, as a coin would
  """,
  senseShare(2, 0) > 80 && abs(senseShare(2, 1) - 50) < 12)
/*:
 Read it by columns. One vector a word is a coin everywhere. The Transformer
 reads from the left: a clue before the word is found, {{leftBefore}}%, and one
 after it can't be, {{leftAfter}}%, since when it comes to the word it hasn't
 read the clue yet. The LSTMs, which read from both ends, find it more often
 than not: {{lstmAfter}}%.

 And the window of words? Where clues are near, it is as good as any model here,
 {{windowBoth}}% with clues on both sides: an honest baseline, and it costs
 nothing. Where the clue is far it has nothing to go by, {{windowFar}}%. But
 neither have our models, as small and as briefly trained as they are, learned
 to bring a clue from so far to the word: {{leftFar}}%. A larger model on much
 more text does: the published one at the end of this chapter.
*/
//#-hidden-code
let banks = Harbor(seed: options.seed).senses(4_000, stream: "map").filter {
  $0.word == "crane" && [.before, .both].contains($0.clue)
}
let mapped = Array(banks.prefix(120))
//#-end-hidden-code
place(
  senseMapFigure(
    mapped,
    pca(.concatenate(mapped.map { layersAtWord($0)[1].reshaped(1, -1) }))))
/*:
 *crane*, at 120 places, as the Transformer's first layer has it. Seen in the two
 directions in which the vectors differ most (chapter 2's principal component
 analysis), one word has become two.

 What is missing is a model that reads *both* sides at once, in every layer. A
 left-to-right model can't: with the word after next in view, guessing the next
 would be no task. The next section finds one that can.
*/
//#-hidden-code
// sources:
// - M. McCloskey, N. Cohen. *Catastrophic interference in connectionist
//   networks: the sequential learning problem.* Psychology of Learning and
//   Motivation 24, 1989.
// - W. Gale, K. Church, D. Yarowsky. *One sense per discourse.* Workshop on
//   Speech and Natural Language, 1992.
// - P. Gage. *A new algorithm for data compression.* C Users Journal 12(2), 1994.
// - M. Schuster, K. Nakajima. *Japanese and Korean voice search.* ICASSP 2012.
// - R. Sennrich, B. Haddow, A. Birch. *Neural machine translation of rare words
//   with subword units.* ACL 2016.
// - M. Peters, M. Neumann, M. Iyyer, M. Gardner, C. Clark, K. Lee,
//   L. Zettlemoyer. *Deep contextualized word representations.* NAACL 2018.
// - A. Radford, K. Narasimhan, T. Salimans, I. Sutskever. *Improving language
//   understanding by generative pre-training.* 2018.
// - J. Devlin, M.-W. Chang, K. Lee, K. Toutanova. *BERT: pre-training of deep
//   bidirectional Transformers for language understanding.* NAACL 2019.
// - A. Radford, J. Wu, R. Child, D. Luan, D. Amodei, I. Sutskever. *Language
//   models are unsupervised multitask learners.* 2019.
// - E. Hu, Y. Shen, P. Wallis, Z. Allen-Zhu, Y. Li, S. Wang, L. Wang, W. Chen.
//   *LoRA: Low-rank adaptation of large language models.* arXiv:2106.09685, 2021.
//#-end-hidden-code
weaveChapter()
