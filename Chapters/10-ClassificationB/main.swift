import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter()
Threads.count = options.threads
/*:
 # 10 Classification, second half
*/
// MARK: shared with the first half
/// The gradient of `loss` at x, of any shape: by central differences.
func centralDifferences(at x: Tensor, _ loss: (Tensor) -> Float) -> Tensor {
  let gradient = x.values.indices.map { k in
    func moved(_ step: Float) -> Tensor {
      var values = x.values
      values[k] += step
      return Tensor(values, shape: x.shape)
    }
    return (loss(moved(0.01)) - loss(moved(-0.01))) / 0.02
  }
  return Tensor(gradient, shape: x.shape)
}
/// How far two gradients are apart, as a share of the larger one's length.
func distance(_ a: Tensor, _ b: Tensor) -> Float {
  (a - b).norm() / max(a.norm(), b.norm())
}
let harbor = Harbor(seed: options.seed)
let training = harbor.reviews(options.quick ? 1_000 : 4_000)
let validation = harbor.reviews(1_000, stream: "validation")
let test = harbor.reviews(4_000, stream: "test")
// MARK: end of what is shared
/*:
 ## 10.8 Convolution over text

 A bag forgets where a word stood. Pairs of words as features, as in section
 10.4, remember a little, at a price: *not dull*, *not boring* and *not slow* are
 three features that know nothing of one another, and each must be seen often
 enough by itself. A **convolution** looks at neighbors as well, but at their
 vectors. Words with similar vectors then make similar windows, so what was
 learned from *not dull* serves for *not slow*.

 Kim (2014) made the simplest classifier of that kind, and it is still a good
 one. A text of $T$ words is a matrix of their vectors, $(T, D)$. A **filter**
 is a small matrix of weights, as wide as the vectors and a few words high. It
 is laid on the first words, each of its numbers times the one that it covers,
 all added up with a bias: one number, that says how well these words fit. Then
 it slides on by a word.
*/
place(filterFigure())
/*:
 With $n$ words under the window $x_t$, laid out as one row of $nD$ numbers, and
 $F$ filters as the columns of $W$, all of it is an affine layer that is applied
 at every place:

 $$y_t = [x_t, x_{t+1}, \ldots, x_{t+n-1}] \, W + b \qquad t = 1, \ldots, T-n+1$$

 The same weights everywhere: that is **weight sharing**, and it is half of the
 idea. The other half is that a window sees few words.

 ### By hand

 Let words have two numbers: how good they are, and whether they turn things
 round. *Dull* is (−1, 0), *not* is (0, 1), and most words are (0, 0). Here is a
 filter for two words. It wants the first to turn round and the second to be
 bad, and its bias of −1 asks for both:
*/
let sentence = ["it", "was", "not", "dull", "at", "all"]
let vectors: Tensor = [[0, 0], [0, 0], [0, 1], [-1, 0], [0, 0], [0, 0]]
let turned: Tensor = [[0], [1], [-1], [0]]
for t in 0..<5 {
  let window = vectors.rows(t..<t + 2).reshaped(1, 4)
  show(
    sentence[t], sentence[t + 1], "→", window.values.map { Int($0) }, "→",
    (matmul(window, turned) - 1).item)
}
/*:
 Only *not dull* comes out above 0. One condition alone isn't enough: *was dull*
 would give 0, and so would *not at*. So a filter with a bias is a soft *and*,
 which is what no bag and no sum of single words can be.

 A text has as many windows as it likes, and a classifier wants a fixed number
 of numbers. Kim's answer is **max over time**: of each filter, the largest of
 its numbers is kept, wherever it stood; here that is the 1. *Is it said
 anywhere?* is the question, and how often and where are forgotten. A ReLU after
 that makes 0 of what is below: not found.

 ### Plain code
*/
/// x (T, D) → its windows of n words, each a row: (T − n + 1, n · D).
func windows(_ x: Tensor, words n: Int) -> Tensor {
  .concatenate(
    (0...x.shape[0] - n).map { t in x.rows(t..<t + n).reshaped(1, -1) })
}
/// x (T, D), W (n · D, F), b (F) → y (T − n + 1, F).
func convolve(_ x: Tensor, _ W: Tensor, _ b: Tensor) -> Tensor {
  matmul(windows(x, words: W.shape[0] / x.shape[1]), W) + b
}
/*:
 Backward, it is the affine layer again, with $X$ for the matrix of all windows:

 $$dW = X^\top dy \qquad db = \sum_t dy_t \qquad dX = dy \, W^\top$$

 A row of $dX$ belongs to the words under that window. A word lies under up to
 $n$ of them, once as its first word, once as its second …, and what is used
 several times gets its gradients added:
*/
/// dy (T − n + 1, F) → the gradients of x, W and b.
func convolveBackward(_ dy: Tensor, _ x: Tensor, _ W: Tensor)
  -> (dx: Tensor, dW: Tensor, db: Tensor)
{
  let n = W.shape[0] / x.shape[1]
  let dX = matmul(dy, W, transposed: .right)
  var dx = x * 0
  for t in 0..<dy.shape[0] {
    dx.addRows(dX.row(t).reshaped(n, -1), at: Array(t..<t + n))
  }
  let X = windows(x, words: n)
  return (dx, matmul(X, dy, transposed: .left), dy.sum(axis: 0))
}
/*:
 The maximum has no weights. Its gradient goes to one place, the one that was
 the largest. All others could move a little without changing anything, so they
 get 0:
*/
/// y (T, F) → the largest of each column, and where it stood.
func maxOverTime(_ y: Tensor) -> (m: Tensor, places: [Int]) {
  let places = y.argmax(axis: 0)
  return (Tensor(places.indices.map { f in y[places[f], f] }), places)
}
/// dm (F) → dy (T, F).
func maxOverTimeBackward(_ dm: Tensor, _ places: [Int], steps T: Int)
  -> Tensor
{
  var dy = Tensor.zeros(T, dm.count)
  for (f, t) in places.enumerated() { dy[t, f] = dm[f] }
  return dy
}
/*:
 Kim's classifier has filters for 3, 4 and 5 words. Whatever they have found
 stands side by side in one row $h$, and an affine layer with a softmax makes
 chances of classes from it:
*/
place(kimFigure())
/// Vectors of words E (V, D), filters of several heights, and the last layer.
struct KimWeights {
  var E: Tensor
  var W, b: [Tensor]
  var U, c: Tensor
}
/// What a text's way back needs to know of its way there.
struct KimReading {
  let x, h: Tensor
  let y: [Tensor]
  let places: [[Int]]
  /// p (1, C).
  let chances: Tensor
}
func read(_ ids: [Int], _ p: KimWeights) -> KimReading {
  let x = p.E.rows(at: ids)
  let y = zip(p.W, p.b).map { convolve(x, $0, $1) }
  let found = y.map(maxOverTime)
  let h = Tensor.concatenate(found.map(\.m)).map { max(0, $0) }
  let scores = matmul(h.reshaped(1, -1), p.U) + p.c
  return KimReading(
    x: x, h: h, y: y, places: found.map(\.places), chances: softmax(scores))
}
/*:
 (Kim takes the ReLU before the maximum. The order changes no number, since a
 ReLU never puts a smaller number above a larger one.) The loss is $-\log p_t$
 of the right class, its gradient at the scores is $p - t$ as in section 10.4,
 and from there everything goes back the way it came:
*/
func readBackward(_ r: KimReading, _ ids: [Int], class t: Int, _ p: KimWeights)
  -> KimWeights
{
  let dScores = r.chances - .oneHot([t], classes: p.c.count)
  let dh =
    matmul(dScores, p.U, transposed: .right).row(0)
    * r.h.map { $0 > 0 ? 1 : 0 }
  let dU = matmul(r.h.reshaped(-1, 1), dScores)
  var d = KimWeights(E: p.E * 0, W: [], b: [], U: dU, c: dScores.row(0))
  var first = 0
  for (k, W) in p.W.enumerated() {
    let dm = dh.rows(first..<first + W.shape[1])
    let dy = maxOverTimeBackward(dm, r.places[k], steps: r.y[k].shape[0])
    let (dx, dW, db) = convolveBackward(dy, r.x, W)
    d.E.addRows(dx, at: ids)
    d.W.append(dW)
    d.b.append(db)
    first += W.shape[1]
  }
  return d
}
/*:
 That is all of it, without a library's layer. The check of all nine gradients,
 on seven random words with four numbers each and three filters of each height:
*/
var tinyRandom = Random(seed: 1, stream: "convolution")
func drawn(_ shape: Int...) -> Tensor { .normal(shape, random: &tinyRandom) }
let tiny = KimWeights(
  E: drawn(20, 4), W: [3, 4, 5].map { drawn($0 * 4, 3) * 0.5 },
  b: (0..<3).map { _ in drawn(3) }, U: drawn(9, 2), c: drawn(2))
let tinyIds = (0..<7).map { _ in tinyRandom.integer(below: 20) }
let tinyRead = read(tinyIds, tiny)
let dTiny = readBackward(tinyRead, tinyIds, class: 1, tiny)
func tinyLoss(_ change: (inout KimWeights) -> Void) -> Float {
  var changed = tiny
  change(&changed)
  return -log(read(tinyIds, changed).chances[0, 1])
}
let tinyGaps =
  [
    distance(
      dTiny.E, centralDifferences(at: tiny.E) { E in tinyLoss { $0.E = E } }),
    distance(
      dTiny.U, centralDifferences(at: tiny.U) { U in tinyLoss { $0.U = U } }),
    distance(
      dTiny.c, centralDifferences(at: tiny.c) { c in tinyLoss { $0.c = c } }),
  ]
  + (0..<3).flatMap { k in
    [
      distance(
        dTiny.W[k],
        centralDifferences(at: tiny.W[k]) { W in tinyLoss { $0.W[k] = W } }),
      distance(
        dTiny.b[k],
        centralDifferences(at: tiny.b[k]) { b in tinyLoss { $0.b[k] = b } }),
    ]
  }
show(tinyGaps.max()!)
claim(
  "all nine gradients agree with central differences", isShown: false,
  tinyGaps.max()! < 0.02)
/*:
 ### The library's, in batches

 `Convolution` and `MaxOverTime` do the same for $N$ texts at once. Their
 windows aren't copied: in memory they already lie in one row, overlapping, and
 the matrix product takes them as they lie. Texts of unequal length are padded,
 and here is a trap that has caught many: if windows of padding take part in the
 maximum, the answer depends on what else is in the batch. `MaxOverTime` is told
 how many windows each text has.

 Later sections will put other readers in the place of the filters, so the
 classifier is written for any: something that makes one row of numbers from a
 text's vectors.
*/
/// What makes a row of numbers from a text's vectors, however many they are.
struct TextReader {
  /// What it learns with.
  let layers: [any Trainable]
  /// How many numbers a row has: K.
  let outputs: Int
  /// x (N, T, D), of which text n has `lengths[n]` words → y (N, K), and the
  /// way back, from dy to dx.
  let forward:
    (_ x: Tensor, _ lengths: [Int], _ mode: Mode) -> (
      y: Tensor, back: (_ dy: Tensor) -> Tensor
    )
}
/// F filters for each number of words, and of each filter its maximum.
func filters(
  words: [Int], inputs D: Int, each F: Int, random: inout Random
) -> TextReader {
  let layers = words.map {
    Convolution(width: $0, inputs: D, filters: F, random: &random)
  }
  return TextReader(layers: layers, outputs: F * words.count) {
    x, lengths, mode in
    let maxima = layers.map { _ in MaxOverTime() }
    let found = zip(layers, maxima).map { layer, maximum in
      maximum.forward(
        layer.forward(x, mode: mode),
        lengths: lengths.map { $0 - layer.width + 1 })
    }
    let relu = ReLU()
    let y = relu.forward(.concatenate(found, axis: 1), mode: mode)
    return (
      y,
      { dy in
        let dm = relu.backward(dy)
        var dx = x * 0
        for (k, layer) in layers.enumerated() {
          let part = dm.columns(k * F..<(k + 1) * F)
          dx += layer.backward(maxima[k].backward(part))
        }
        return dx
      }
    )
  }
}
/*:
 Around it, embedding, dropout and the last layer:
*/
/// Texts as ids, with their classes; a batch is fewer texts.
struct Texts: Dataset {
  var ids: [[Int]]
  var classes: [Int]
  var count: Int { ids.count }
  func batch(_ indices: [Int]) -> Texts {
    Texts(ids: indices.map { ids[$0] }, classes: indices.map { classes[$0] })
  }
  /// All texts filled up to the longest, and to five words at least, with id 0.
  var padded: (ids: [[Int]], lengths: [Int]) {
    let lengths = ids.map { max($0.count, 5) }
    let rows = ids.map {
      $0 + Array(repeating: 0, count: lengths.max()! - $0.count)
    }
    return (rows, lengths)
  }
}
/// A classifier of texts, whatever reads them.
final class TextNet: Model {
  let embedding: Embedding
  let reader: TextReader
  let dropout: Dropout
  let output: Affine
  let loss = SoftmaxWithLoss()
  var back: ((Tensor) -> Tensor)?

  init(
    words V: Int, size D: Int = 16, _ reader: TextReader, dropout: Float = 0,
    random: inout Random
  ) {
    embedding = Embedding(
      words: V, size: D, weights: .normal(deviation: 0.5), random: &random)
    self.reader = reader
    self.dropout = Dropout(dropout, random: random.stream("dropout"))
    output = Affine(inputs: reader.outputs, outputs: 2, random: &random)
  }
  var parts: [any Trainable] {
    [embedding] + reader.layers + [dropout, output]
  }

  /// (N, 2).
  func scores(_ texts: Texts, mode: Mode = .inference) -> Tensor {
    let (ids, lengths) = texts.padded
    let (y, back) = reader.forward(embedding.forward(ids), lengths, mode)
    self.back = back
    return output.forward(dropout.forward(y, mode: mode), mode: mode)
  }
  func forward(_ texts: Texts, mode: Mode) -> Score {
    let scores = scores(texts, mode: mode)
    return Score(
      loss: loss.forward(scores, texts.classes), count: texts.count,
      correct: loss.correct(scores, texts.classes))
  }
  func backward() {
    let dy = dropout.backward(output.backward(loss.backward()))
    embedding.backward(back!(dy))
  }
}
/*:
 With the weights of the plain one, on the same text:
*/
let tinyFilters = filters(
  words: [3, 4, 5], inputs: 4, each: 3, random: &tinyRandom)
let tinyNet = TextNet(
  words: 20, size: 4, tinyFilters, random: &tinyRandom)
let plainWeights =
  [tiny.E] + (0..<3).flatMap { [tiny.W[$0], tiny.b[$0]] }
  + [tiny.U, tiny.c]
let plainGradients =
  [dTiny.E] + (0..<3).flatMap { [dTiny.W[$0], dTiny.b[$0]] }
  + [dTiny.U, dTiny.c]
for (theirs, ours) in zip(tinyNet.parameters, plainWeights) {
  theirs.value = ours
}
let tinyText = Texts(ids: [tinyIds], classes: [1])
show(
  -log(tinyRead.chances[0, 1]), tinyNet.forward(tinyText, mode: .training).loss)
tinyNet.backward()
let netGaps = zip(tinyNet.parameters, plainGradients).map {
  distance($0.gradient, $1)
}
show(netGaps.max()!)
//#-hidden-code
let alone = tinyNet.scores(tinyText).row(0)
let among = tinyNet.scores(
  Texts(ids: [tinyIds, tinyIds + tinyIds + [1, 2]], classes: [1, 1])
).row(0)
//#-end-hidden-code
claim(
  "plain code and the library agree: nine gradients, but for rounding",
  netGaps.max()! < 1e-4)
claim(
  "beside a text twice as long, the same text gets the same scores, bit for bit",
  alone == among)
/*:
 ### Trained on reviews

 The vocabulary is that of the training texts. A new word gets the vector of
 padding, id 0:
*/
let reviewWords = Vocabulary(
  words: ["·"] + Set(training.flatMap(\.words)).sorted())
/// Reviews as the ids of their words, with their sentiments.
func texts(_ reviews: [HarborReview]) -> Texts {
  Texts(
    ids: reviews.map { $0.words.map { reviewWords[$0] ?? 0 } },
    classes: reviews.map(\.sentiment))
}
let (reviews, validationTexts) = (texts(training), texts(validation))
let testTexts = texts(test)
/*:
 All classifiers of the next sections are trained by Adam with a rate of 0.005
 and batches of 32. This one has vectors of 16 numbers and 16 filters for each
 of 3, 4 and 5 words:
*/
/// A classifier with the given reader that has learned from `texts`.
func trained(
  _ texts: Texts, words V: Int, dropout: Float = 0, epochs: Int, seed: UInt64,
  watching validation: Texts? = nil,
  _ reader: (inout Random) -> TextReader
) throws -> (net: TextNet, history: [Epoch]) {
  var random = Random(seed: seed, stream: "text net")
  let reader = reader(&random)
  let net = TextNet(words: V, reader, dropout: dropout, random: &random)
  let trainer = Trainer(
    net, optimizer: Adam(rate: 0.005), batchSize: 32, random: random)
  try trainer.train(on: texts, validation: validation, epochs: epochs)
  return (net, trainer.history)
}
func kim(_ random: inout Random) -> TextReader {
  filters(words: [3, 4, 5], inputs: 16, each: 16, random: &random)
}
let seeds = (0..<(options.quick ? 1 : 3)).map { options.seed + $0 }
let kims = try seeds.map { seed in
  try trained(
    reviews, words: reviewWords.count, epochs: 3, seed: seed, kim
  ).net
}
for net in kims {
  show(
    net.score(on: reviews).accuracy!, net.score(on: validationTexts).accuracy!)
}
/*:
 What have they learned? A filter can be asked: of all windows in the validation
 texts, which make it fire most? Here are filters of the first net, those that
 weigh most in the last layer for either side:
*/
place(
  windowsTable(
    kims[0], kims[0].reader.layers.map { $0 as! Convolution },
    words: reviewWords, on: validationTexts, each: 4))
/*:
 This can be read, as the weights of a bag can, and it shows what the vectors
 are for. A filter that fires on *not dull but* fires on *not awful but* as
 well: it has learned a turn of phrase with a slot for a word of blame,
 whichever. As features these would be a dozen triples, each learned by itself.
 But read with care: a filter that fires on *very filling .* may do so for one
 of the three words or for all, and the last layer adds up what 48 of them have
 found.
*/
exercise("10.6")
exercise("10.7")
exercise("10.8")
/*:
 *Predict, then run.* A classifier has filters for one word only. Which model of
 this chapter is it, nearly?

 <details>
 <summary>Answer</summary>

 A bag. Each filter scores each word by itself, and shuffling the words changes
 nothing. Two things are different from the mean of word vectors in section
 10.6: it takes the best word instead of all of them, so that a word said twice
 counts once; and it can't weigh three faint hints against one strong one,
 except by different filters.

 </details>

 You can now write convolution over text, forward and backward, prove it right,
 and ask a filter what it looks for.

 ## 10.9 Order matters

 The reviews come in six forms, and section 10.7 has shown how bags fare. Here
 are both bags once more, naive Bayes on words and with pairs, and beside them
 the filters (the mean of the three nets), on the 4,000 test reviews:
*/
//#-hidden-code
func guesses(_ net: TextNet, _ texts: Texts) -> [Int] {
  net.scores(texts).argmax()
}
let bags = [1, 2].map { longest in
  let features = TextFeatures(of: training.map(\.words), longest: longest)
  let bayes = NaiveBayes(
    training.map { features.ids(of: $0.words) }, training.map(\.sentiment),
    features: features.count, classes: 2)
  return test.map { bayes.guess(features.ids(of: $0.words)) }
}
let kimGuesses = kims.map { guesses($0, testTexts) }
let forms = FormShares(
  test,
  [
    ("words", [bags[0]]), ("and pairs", [bags[1]]), ("filters", kimGuesses),
  ])
//#-end-hidden-code
place(forms.table)
name(
  "filters_all", Tensor(forms.all("filters")).mean(), decimals: 1)
name("best_bag", 100 * HarborReviews.bestBagAccuracy, decimals: 1)
claim(
  "each of three nets with filters judges more reviews right than the best bag of words could",
  forms.all("filters").min()! > 100 * HarborReviews.bestBagAccuracy)
claim(
  "filters do no better than a coin where what decides is far away",
  isShown: false, abs(forms[.distant, "filters"] - 50) < 8)
/*:
 The grammar says that no bag of single words gets above {{best_bag}}%, whatever
 its weights; filters, with {{filters_all}}%, do. Where they fail is a matter of
 distance. In *it was not dull at all* what decides stands side by side. In *we
 did not think that the tavern was dull* it doesn't fit under five words any
 more, and a *distant* review takes more than that by design: there they toss a
 coin.

 How far is too far? Make texts in which nothing else varies. Each has a good
 word and a bad one. One of them is denied by a *not*, the other affirmed by a
 *really*, and between these and their words stand some that mean nothing.
 Either order is as likely, and idle words before, between and after keep all
 else apart. Every bag of words is then as likely in one class as in the other.
*/
/// A text with two judgments, a good one and a bad one, of which one is denied.
/// Class 1 means that the good one is meant.
func deniedText(gap: Int, random: inout Random) -> (words: [String], class: Int)
{
  func row(_ count: Int) -> [String] {
    let harmless = ["the", "old", "at", "of", "in", "one", "day", "and"]
    return (0..<count).map { _ in harmless[random.integer(below: 8)] }
  }
  let k = random.integer(below: 4)
  let good = ["lively", "warm", "kind", "fresh"][k]
  let bad = ["dull", "cold", "rude", "stale"][k]
  let isGood = random.bernoulli(0.5)
  var judgments = [
    [isGood ? "really" : "not"] + row(gap) + [good],
    [isGood ? "not" : "really"] + row(gap) + [bad],
  ]
  random.shuffle(&judgments)
  let words = row(4) + judgments[0] + row(4) + judgments[1] + row(4)
  return (words, isGood ? 1 : 0)
}
let gaps = Array(0...7)
let denialsDrawn = gaps.map { gap in
  var random = Random(seed: options.seed, stream: "denials \(gap)")
  return (0..<(options.quick ? 250 : 400)).map { _ in
    deniedText(gap: gap, random: &random)
  }
}
show(denialsDrawn[1][0].words.joined(separator: " "))
show(denialsDrawn[1][0].class)
/*:
 Of each gap, from no word between to seven, 200 texts are for learning, all
 together in one training set, and 200 are for the exam:
*/
let denialWords = Vocabulary(
  words: ["·"] + Set(denialsDrawn.joined().flatMap(\.words)).sorted())
func denialTexts(_ drawn: [(words: [String], class: Int)]) -> Texts {
  Texts(
    ids: drawn.map { $0.words.map { denialWords[$0]! } },
    classes: drawn.map(\.class))
}
let denials = denialTexts(denialsDrawn.flatMap { Array($0.dropLast(200)) })
let denialExams = denialsDrawn.map { denialTexts(Array($0.suffix(200))) }
/// Of each gap, the share of texts that are judged right, in percent.
func denialShares(
  seed: UInt64, _ reader: (inout Random) -> TextReader
) throws -> [Float] {
  let net = try trained(
    denials, words: denialWords.count, epochs: 6, seed: seed, reader
  ).net
  return denialExams.map { 100 * net.score(on: $0).accuracy! }
}
let deniedToFilters = try seeds.map { try denialShares(seed: $0, kim) }
//#-hidden-code
let leaky: Float = try {
  func cut(_ texts: Texts) -> Texts {
    Texts(
      ids: texts.ids.map { Array($0.dropFirst(4).dropLast(4)) },
      classes: texts.classes)
  }
  let net = try trained(
    cut(denials), words: denialWords.count, epochs: 6, seed: options.seed, kim
  ).net
  return Tensor(
    denialExams[4...].map { 100 * net.score(on: cut($0)).accuracy! }
  ).mean()
}()
name("leaky", leaky, decimals: 0)
claim(
  "without idle words at the edges filters find a way", isShown: false,
  leaky > 90)
let deniedToPairs: [Float] = {
  let all = denialsDrawn.flatMap { $0.dropLast(200) }
  let features = TextFeatures(of: all.map(\.words), longest: 2)
  let bayes = NaiveBayes(
    all.map { features.ids(of: $0.words) }, all.map(\.class),
    features: features.count, classes: 2)
  return denialsDrawn.map { drawn in
    let right = drawn.suffix(200).count {
      bayes.guess(features.ids(of: $0.words)) == $0.class
    }
    return Float(right) / 2
  }
}()
//#-end-hidden-code
place(
  gapsFigure(
    gaps, [("pairs of words", [deniedToPairs]), ("filters", deniedToFilters)]))
claim(
  "pairs of words see no further than the next word", isShown: false,
  deniedToPairs[0] > 95 && deniedToPairs[1...].max()! < 65)
claim(
  "filters for five words understand a “not” with three words between, and with four or more none of three nets is better than a coin by ten points",
  deniedToFilters.allSatisfy {
    $0[...3].min()! > 85 && $0[4...].max()! < 60
  })
/*:
 The edge is where it must be: five words are the *not*, three between, and the
 denied one. More filters, more texts or more passes wouldn't move it; a filter
 for seven words would, by two. How far one sees is called the
 **receptive field**. It can be made larger by longer filters, by a second
 convolution over the first, or by a reader that carries something along.

 *Predict, then run.* Leave out the idle words before the first judgment and
 after the second. Now filters of five words get nearly all texts right, at any
 gap. How do they do it?

 <details>
 <summary>Answer</summary>

 They never see a *not* with its word, but they see what is at the edges. A
 *not* with an idle word before it is in the second judgment, since the first
 begins the text. A good word with an idle word after it is in the first. So two
 short windows tell whether the good word and the *not* are in the same
 judgment, and the last layer puts both together. With four words and more
 between, a net that was trained so gets {{leaky}}% right. It is hard to make a
 task that can only be solved in the way one meant, and who says what a network
 *can't* do should look for the other ways first.

 </details>

 You can now measure what a model of text can see, by texts in which nothing
 else varies.

 ## 10.10 The whole sentence

 An LSTM carries something along. Chapter 6 read a text from left to right; for
 a classifier the whole text is there, so let one LSTM read from the left and
 another from the right. At each word their outputs stand side by side, what is
 known from before and from after, and over all words the maximum is taken, as
 of filters. The step of chapter 6, once more, for a single text:
*/
/// x (T, D), weights (D, 4H), (H, 4H), (4H) → each word's output (T, H).
func lstm(_ x: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor) -> Tensor {
  let (T, H) = (x.shape[0], Wh.shape[0])
  var (h, c) = (Tensor.zeros(1, H), Tensor.zeros(1, H))
  return .concatenate(
    (0..<T).map { t in
      let a = matmul(x.rows(t..<t + 1), Wx) + matmul(h, Wh) + b
      let i = sigmoid(a.columns(0..<H))
      let f = sigmoid(a.columns(H..<2 * H))
      let g = tanh(a.columns(2 * H..<3 * H))
      let o = sigmoid(a.columns(3 * H..<4 * H))
      c = f * c + i * g
      h = o * tanh(c)
      return h
    })
}
/// The rows in the opposite order.
func reversed(_ x: Tensor) -> Tensor {
  x.rows(at: (0..<x.shape[0]).reversed())
}
/// x (T, D), weights of both LSTMs → one row (2H).
func readBothWays(_ x: Tensor, _ onward: [Tensor], _ back: [Tensor]) -> Tensor {
  let fromLeft = lstm(x, onward[0], onward[1], onward[2])
  let fromRight = reversed(lstm(reversed(x), back[0], back[1], back[2]))
  return maxOverTime(.concatenate([fromLeft, fromRight], axis: 1)).m
}
/*:
 The way back is chapter 6's, with a gradient only where a maximum stood. In
 batches, both are the library's:
*/
/// An LSTM of H units in both directions, and of each its maximum over time.
func bothWays(inputs D: Int, size H: Int, random: inout Random) -> TextReader {
  let layer = Bidirectional(
    LSTM(inputs: D, size: H, random: &random),
    LSTM(inputs: D, size: H, random: &random))
  return TextReader(layers: [layer], outputs: 2 * H) { x, lengths, mode in
    let maximum = MaxOverTime()
    layer.resetState()
    let h = layer.forward(x, lengths: lengths, mode: mode)
    return (
      maximum.forward(h, lengths: lengths),
      { dy in layer.backward(maximum.backward(dy)) }
    )
  }
}
//#-hidden-code
var bothRandom = Random(seed: options.seed, stream: "both ways")
let smallBoth = bothWays(inputs: 4, size: 3, random: &bothRandom)
let bothX = Tensor.normal([6, 4], random: &bothRandom)
let bothWeights = smallBoth.layers.flatMap(\.parameters).map(\.value)
let bothGap = distance(
  readBothWays(bothX, Array(bothWeights[..<3]), Array(bothWeights[3...])),
  smallBoth.forward(bothX.reshaped(1, 6, 4), [6], .inference).y.row(0))
//#-end-hidden-code
claim(
  "plain code and the library agree on what both directions read, but for rounding",
  isShown: false, bothGap < 1e-5)
/*:
 One more reader puts the two ideas together: filters find short things, and an
 LSTM carries what they found (so Zhou et al. 2015). It is made of parts that
 are all there:
*/
/// Filters for three words, and an LSTM both ways over what they find.
func filtersThenBothWays(
  inputs D: Int, size H: Int, random: inout Random
) -> TextReader {
  let filters = Convolution(
    width: 3, inputs: D, filters: D, padding: 1, random: &random)
  let above = bothWays(inputs: D, size: H, random: &random)
  return TextReader(layers: [filters] + above.layers, outputs: 2 * H) {
    x, lengths, mode in
    let relu = ReLU()
    let found = relu.forward(filters.forward(x, mode: mode), mode: mode)
    let (y, back) = above.forward(found, lengths, mode)
    return (y, { dy in filters.backward(relu.backward(back(dy))) })
  }
}
let lstms = try seeds.map { seed in
  try trained(reviews, words: reviewWords.count, epochs: 3, seed: seed) {
    bothWays(inputs: 16, size: 16, random: &$0)
  }.net
}
let mixed = try seeds.map { seed in
  try trained(reviews, words: reviewWords.count, epochs: 3, seed: seed) {
    filtersThenBothWays(inputs: 16, size: 16, random: &$0)
  }.net
}
//#-hidden-code
let readings = FormShares(
  test,
  [
    ("filters", kimGuesses), ("LSTM", lstms.map { guesses($0, testTexts) }),
    ("filters, LSTM", mixed.map { guesses($0, testTexts) }),
  ])
//#-end-hidden-code
place(
  readersTable(
    [("filters", kims), ("LSTM", lstms), ("filters, LSTM", mixed)], readings))
let deniedToLSTM = try seeds.map { seed in
  try denialShares(seed: seed) { bothWays(inputs: 16, size: 16, random: &$0) }
}
for shares in deniedToLSTM { show(shares) }
claim(
  "the worst of three LSTMs judges more reviews right than the best of three nets with filters",
  readings.all("LSTM").min()! > readings.all("filters").max()!)
claim(
  "for an LSTM a “not” may stand eight words before its word: at each gap all three nets have 95% right or more",
  deniedToLSTM.joined().min()! >= 95)
/*:
 Both that carry something along are near the ceiling of 96%, distant reviews
 included, and the texts with idle words give an LSTM no trouble at any gap.
 Between the two of them three seeds show no difference that one could build on.
 So why does anybody use filters? Because they are done at once: all windows of
 a text are one product, while an LSTM waits at each word for the one before.
 And because texts by people are kinder than these: few turn on a word that
 stands eight words away.

 *Predict, then run.* The LSTM's row is a maximum over all words. Chapter 7
 handed over the *last* output instead. What would be lost, and for which texts?

 <details>
 <summary>Answer</summary>

 For short texts, little. In long ones what was said at the beginning has to be
 carried through all that follows, and its gradient has to come back the same
 way. The maximum is a shortcut: whatever a unit has found, at any word, is one
 step away from the loss.

 </details>

 You can now let a network read both ways, and say when it is worth the wait.
*/
/*:
 ## 10.11 Few texts

 Four thousand labeled reviews are a luxury. With 800, the same net with its
 {{net_size}} weights can learn them by heart, and chapter 1 has shown what
 comes of that. Here it is with labels that somebody wants to know:
*/
let few = reviews.batch(Array(0..<800))
let watched = validationTexts.batch(Array(0..<400))
func curves(dropout: Float) throws -> [[Epoch]] {
  try seeds.map { seed in
    try trained(
      few, words: reviewWords.count, dropout: dropout, epochs: 15, seed: seed,
      watching: watched, kim
    ).history
  }
}
let (without, with) = (try curves(dropout: 0), try curves(dropout: 0.5))
place(curvesFigure(without, with))
//#-hidden-code
name("net_size", kims[0].parameterCount)
func lowest(_ h: [Epoch]) -> Epoch {
  h.min { $0.validation!.loss < $1.validation!.loss }!
}
func meanOf(_ runs: [[Epoch]], _ value: ([Epoch]) -> Float) -> Float {
  Tensor(runs.map(value)).mean()
}
name("without_epoch", meanOf(without) { Float(lowest($0).number) }, decimals: 0)
name(
  "without_low", meanOf(without) { lowest($0).validation!.loss }, decimals: 2)
name("without_end", meanOf(without) { $0.last!.validation!.loss }, decimals: 2)
name(
  "without_low_right",
  meanOf(without) { 100 * lowest($0).validation!.accuracy! }, decimals: 0)
name(
  "without_end_right",
  meanOf(without) { 100 * $0.last!.validation!.accuracy! }, decimals: 0)
name("with_low", meanOf(with) { lowest($0).validation!.loss }, decimals: 2)
name(
  "with_end_right", meanOf(with) { 100 * $0.last!.validation!.accuracy! },
  decimals: 0)
claim(
  "with dropout, the lowest validation loss of each of three seeds is below that of any seed without",
  with.map { lowest($0).validation!.loss }.max()!
    < without.map { lowest($0).validation!.loss }.min()!)
//#-end-hidden-code
/*:
 Without dropout the validation loss is lowest after {{without_epoch}} passes,
 at {{without_low}}, and then climbs to {{without_end}}. Accuracy tells another
 story: {{without_low_right}}% at the lowest loss, {{without_end_right}}% at the
 end. Both are true. The net gets no more answers wrong, but it becomes ever
 surer of all of them, and a wrong one that is sure costs more each time. Who
 wants only the class may go on; who wants to know how sure to be must stop, or
 hold back.

 Dropout on $h$ holds back. In training each thing that was found is missing
 half of the time, so that no filter can be relied on alone. The loss comes down
 to {{with_low}}, and {{with_end_right}}% are right at the end. That is a lot
 for one line of code. Kim used dropout of a half, a limit on the length of each
 column of $U$, and early stopping; all three are settings of the library's
 `Trainer` and layers.

 You can now tell over-fitting from a loss in validation, and know which of its
 two measures to look at.

 ## 10.12 Pictures

 Convolution comes from pictures (LeCun et al. 1989), where neighbors are to the
 left and right, above and below. What we need is a set of small pictures, and
 the book draws its own, from an alphabet of ten:
*/
let font = """
  .###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###.
  #...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...#
  #..## ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...#
  #.#.# ..#.. ...#. ...#. #..#. ....# ####. ..#.. .###. .####
  ##..# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....#
  #...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ...#.
  .###. .###. ##### .###. ...#. .###. .###. .#... .###. .##..
  """.split(separator: "\n").map { Array($0) }
/*:
 A pixel is a number, 0 for paper and 1 for ink, with noise on all. Half of the
 digits are bold. A picture may have several digits, for the next section:
*/
/// Digits, each with the place of its upper left corner → a picture (H, W, 1).
func picture(
  _ digits: [(digit: Int, top: Int, left: Int)], height H: Int, width W: Int,
  random: inout Random
) -> Tensor {
  var x = Tensor.normal([H, W, 1], deviation: 0.2, random: &random)
  for (digit, top, left) in digits {
    let isBold = random.bernoulli(0.5)
    for i in 0..<7 {
      for j in 0..<5 where font[i][6 * digit + j] == "#" {
        x[top + i, left + j, 0] += 1
        if isBold { x[top + i, left + j + 1, 0] += 0.7 }
      }
    }
  }
  return x
}
/*:
 Two sets of single digits, 14 pixels high and wide: in one they stand in the
 middle, give or take a pixel; in the other anywhere:
*/
/// Pictures x (N, H, W, 1) with the digits that they show.
struct Pictures: Dataset {
  let x: Tensor
  let digits: [[Int]]
  /// The column at which each digit begins.
  let lefts: [[Int]]
  var count: Int { digits.count }
  func batch(_ indices: [Int]) -> Pictures {
    Pictures(
      x: x.rows(at: indices), digits: indices.map { digits[$0] },
      lefts: indices.map { lefts[$0] })
  }
}
/// Single digits, 14 × 14, whose corners are drawn from the given ranges.
func singleDigits(
  _ count: Int, tops: ClosedRange<Int>, lefts: ClosedRange<Int>, stream: String
) -> Pictures {
  var random = Random(seed: options.seed, stream: stream)
  let placed = (0..<count).map { _ in
    (
      digit: random.integer(below: 10),
      top: tops.lowerBound + random.integer(below: tops.count),
      left: lefts.lowerBound + random.integer(below: lefts.count)
    )
  }
  let x = placed.map {
    picture([$0], height: 14, width: 14, random: &random)
  }
  return Pictures(
    x: Tensor.concatenate(x).reshaped(count, 14, 14, 1),
    digits: placed.map { [$0.digit] }, lefts: placed.map { [$0.left] })
}
let middle = singleDigits(600, tops: 3...4, lefts: 3...5, stream: "middle")
let anywhere = singleDigits(
  600, tops: 0...7, lefts: 0...8, stream: "anywhere")
place(digitsFigure(middle, anywhere))
/*:
 ### Squares for windows

 A picture has $H$ rows, $W$ columns, and $C$ numbers at each place, its
 **channels**: one here, three in a color photograph, and after a layer with $F$
 filters, $F$. A window is a square of $k \times k$ places. Laid out as one row
 of $k^2 C$ numbers, it is multiplied by $W$ $(k^2 C, F)$ as before. By hand, a
 filter that looks for upright strokes, on three rows of four pixels with a
 stroke in the second column:
*/
let upright: Tensor = [[-1], [2], [-1], [-1], [2], [-1], [-1], [2], [-1]]
let stroke: Tensor = [[0, 1, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0]]
for left in 0..<2 {
  let square = stroke.columns(left..<left + 3).reshaped(1, 9)
  show(square.values.map { Int($0) }, "→", matmul(square, upright).item)
}
/*:
 With the stroke in its middle it gives 6, with the stroke at its edge −3. In
 code, all places of a picture are numbered row by row. The square number $p$
 covers these:
*/
/// The places under square p of a picture that is W wide, k · k of them.
func placesUnder(_ p: Int, _ k: Int, width W: Int) -> [Int] {
  let columns = W - k + 1
  let corner = p / columns * W + p % columns
  return (0..<k * k).map { corner + $0 / k * W + $0 % k }
}
/// x (H, W, C) → its squares, each a row: (squares, k · k · C).
func squares(_ x: Tensor, _ k: Int) -> Tensor {
  let (H, W) = (x.shape[0], x.shape[1])
  let rows = x.reshaped(H * W, -1)
  return .concatenate(
    (0..<(H - k + 1) * (W - k + 1)).map { p in
      rows.rows(at: placesUnder(p, k, width: W)).reshaped(1, -1)
    })
}
/// x (H, W, C), weights (k · k · C, F), b (F) → y (H − k + 1, W − k + 1, F).
func convolve(_ x: Tensor, _ weights: Tensor, _ b: Tensor, square k: Int)
  -> Tensor
{
  (matmul(squares(x, k), weights) + b)
    .reshaped(x.shape[0] - k + 1, x.shape[1] - k + 1, -1)
}
/*:
 Backward is word for word that of a convolution over text: an affine layer's
 gradients, and those of the squares are added where they came from.
*/
/// dy, shaped as y → the gradients of x, of the weights and of b.
func convolveBackward(
  _ dy: Tensor, _ x: Tensor, _ weights: Tensor, square k: Int
) -> (dx: Tensor, dWeights: Tensor, db: Tensor) {
  let dY = dy.reshaped(-1, weights.shape[1])
  let dX = matmul(dY, weights, transposed: .right)
  var dx = x.reshaped(x.shape[0] * x.shape[1], -1) * 0
  for p in 0..<dX.shape[0] {
    dx.addRows(
      dX.row(p).reshaped(k * k, -1), at: placesUnder(p, k, width: x.shape[1]))
  }
  let dWeights = matmul(squares(x, k), dY, transposed: .left)
  return (dx.reshaped(x.shape), dWeights, dY.sum(axis: 0))
}
/*:
 A picture that was searched has still nearly as many places. **Pooling** makes
 it smaller: of each square of four places, the largest number of each channel
 is kept. So a stroke that moves by a pixel may well be found in the same place
 as before. That is `maxOverTime` on four rows:
*/
/// x (H, W, C) → y (H / 2, W / 2, C), and from which place each number came.
func maxPool(_ x: Tensor) -> (y: Tensor, sources: [[Int]]) {
  let (H, W, C) = (x.shape[0], x.shape[1], x.shape[2])
  let rows = x.reshaped(H * W, C)
  let squares = (0..<H / 2 * (W / 2)).map { p in
    let corner = p / (W / 2) * 2 * W + p % (W / 2) * 2
    return [corner, corner + 1, corner + W, corner + W + 1]
  }
  let found = squares.map { maxOverTime(rows.rows(at: $0)) }
  return (
    Tensor.concatenate(found.map(\.m)).reshaped(H / 2, W / 2, C),
    zip(squares, found).map { square, found in found.places.map { square[$0] } }
  )
}
/// dy, shaped as y → dx (H, W, C).
func maxPoolBackward(_ dy: Tensor, _ sources: [[Int]], shape: [Int]) -> Tensor {
  var dx = Tensor.zeros(shape[0] * shape[1], shape[2])
  let rows = dy.reshaped(sources.count, -1)
  for (p, places) in sources.enumerated() {
    for (c, place) in places.enumerated() { dx[place, c] = rows[p, c] }
  }
  return dx.reshaped(shape)
}
//#-hidden-code
let four = middle.x.row(middle.digits.firstIndex { $0[0] == 4 }!)
//#-end-hidden-code
place(
  convolution2DFigure(four, upright, convolve(four, upright, [0], square: 3)))
/*:
 Checked on a picture of 6 × 7 places and two channels, with three filters and
 pooling after them; the loss is the sum of all numbers, each times one of $u$:
*/
let (tinyX, tinyU) = (drawn(6, 7, 2), drawn(2, 2, 3))
let (tinyW, tinyB) = (drawn(18, 3), drawn(3))
func pooledLoss(_ x: Tensor, _ W: Tensor, _ b: Tensor) -> Float {
  (maxPool(convolve(x, W, b, square: 3)).y * tinyU).sum()
}
let tinyY = convolve(tinyX, tinyW, tinyB, square: 3)
let tinyPool = maxPool(tinyY)
let tinyDy = maxPoolBackward(tinyU, tinyPool.sources, shape: tinyY.shape)
let tinyBack = convolveBackward(tinyDy, tinyX, tinyW, square: 3)
let squareGaps = [
  distance(
    tinyBack.dx,
    centralDifferences(at: tinyX) { pooledLoss($0, tinyW, tinyB) }),
  distance(
    tinyBack.dWeights,
    centralDifferences(at: tinyW) { pooledLoss(tinyX, $0, tinyB) }),
  distance(
    tinyBack.db,
    centralDifferences(at: tinyB) { pooledLoss(tinyX, tinyW, $0) }),
]
show(squareGaps)
claim(
  "the gradients of convolution and pooling over pictures agree with central differences",
  isShown: false, squareGaps.max()! < 0.02)
/*:
 The library's `Convolution` takes pictures as well, and `MaxPool2D` pools:
*/
let librarysSquares = Convolution(
  Parameter("W", tinyW), Parameter("b", tinyB), height: 3, width: 3)
let librarysPool = MaxPool2D(2)
let librarysY = librarysPool.forward(
  librarysSquares.forward(tinyX.reshaped(1, 6, 7, 2)))
let librarysDx = librarysSquares.backward(
  librarysPool.backward(tinyU.reshaped(1, 2, 2, 3)))
let squareDistances = [
  distance(librarysY.row(0), tinyPool.y),
  distance(librarysDx.row(0), tinyBack.dx),
  distance(librarysSquares.weight.gradient, tinyBack.dWeights),
  distance(librarysSquares.bias.gradient, tinyBack.db),
]
show(squareDistances.max()!)
claim(
  "plain convolution and pooling over pictures are the library's, but for rounding",
  squareDistances.max()! < 1e-5)
/*:
 ### What it is good for

 An affine layer on all 196 pixels has a weight for each pixel and each digit.
 So it learns where the ink of a 7 is, pixel by pixel, and a 7 two pixels to the
 right is ink in other places, about which it has learned nothing. A convolution
 has nine weights for a stroke, and finds it anywhere. Three nets: the affine
 layer; one with 64 hidden units; and two convolutions with pooling between and,
 at the end, the largest number of each channel over all places.
*/
/// Takes the largest number of each column over all places of a picture.
final class MaxOverPlaces: Layer {
  private let maximum = MaxOverTime()
  private var shape: [Int] = []
  /// x (N, H, W, C) → y (N, C).
  func forward(_ x: Tensor, mode: Mode) -> Tensor {
    shape = x.shape
    return maximum.forward(
      x.reshaped(shape[0], shape[1] * shape[2], shape[3]), mode: mode)
  }
  func backward(_ dy: Tensor) -> Tensor {
    maximum.backward(dy).reshaped(shape)
  }
}
/// Lays each picture out as one row.
final class Flat: Layer {
  private var shape: [Int] = []
  func forward(_ x: Tensor, mode: Mode) -> Tensor {
    shape = x.shape
    return x.reshaped(shape[0], -1)
  }
  func backward(_ dy: Tensor) -> Tensor { dy.reshaped(shape) }
}
final class PictureNet: Model {
  let layers: Sequential
  let loss = SoftmaxWithLoss()
  init(_ layers: Sequential) { self.layers = layers }
  var parts: [any Trainable] { [layers] }
  func forward(_ batch: Pictures, mode: Mode) -> Score {
    let scores = layers.forward(batch.x, mode: mode)
    let t = batch.digits.map { $0[0] }
    return Score(
      loss: loss.forward(scores, t), count: batch.count,
      correct: loss.correct(scores, t))
  }
  func backward() { _ = layers.backward(loss.backward()) }
}
func trainedOnPictures(
  _ data: Pictures, epochs: Int, seed: UInt64,
  _ layers: (inout Random) -> Sequential
) throws -> PictureNet {
  var random = Random(seed: seed, stream: "picture net")
  let net = PictureNet(layers(&random))
  let trainer = Trainer(
    net, optimizer: Adam(rate: 0.005), batchSize: 32, random: random)
  try trainer.train(on: data, epochs: epochs)
  return net
}
let nets: [(name: String, layers: (inout Random) -> Sequential)] = [
  (
    "affine",
    { Sequential(Flat(), Affine(inputs: 196, outputs: 10, random: &$0)) }
  ),
  (
    "64 hidden units",
    {
      Sequential(
        Flat(), Affine(inputs: 196, outputs: 64, random: &$0), ReLU(),
        Affine(inputs: 64, outputs: 10, random: &$0))
    }
  ),
  (
    "convolution",
    {
      Sequential(
        Convolution(
          height: 3, width: 3, inputs: 1, filters: 8, padding: 1, random: &$0),
        ReLU(), MaxPool2D(2),
        Convolution(
          height: 3, width: 3, inputs: 8, filters: 16, padding: 1, random: &$0),
        ReLU(), MaxOverPlaces(), Affine(inputs: 16, outputs: 10, random: &$0))
    }
  ),
]
/*:
 All three learn from digits in the middle, and are then asked about digits that
 stand up to four pixels to the left or the right. Then all three learn again,
 from digits that stand anywhere.
*/
let shifts = Array(-4...4)
let shiftedDigits = shifts.map {
  singleDigits(
    300, tops: 3...4, lefts: 4 + $0...4 + $0, stream: "shift \($0)")
}
let anywhereExam = singleDigits(
  600, tops: 0...7, lefts: 0...8, stream: "anywhere, exam")
let fromMiddle = try nets.map { net in
  try seeds.map {
    try trainedOnPictures(middle, epochs: 12, seed: $0, net.layers)
  }
}
let fromAnywhere = try nets.map { net in
  try seeds.map {
    try trainedOnPictures(anywhere, epochs: 12, seed: $0, net.layers)
  }
}
//#-hidden-code
let shiftShares = fromMiddle.map { nets in
  nets.map { net in shiftedDigits.map { 100 * net.score(on: $0).accuracy! } }
}
let anywhereShares = fromAnywhere.map { nets in
  nets.map { 100 * $0.score(on: anywhereExam).accuracy! }
}
//#-end-hidden-code
place(
  shiftFigure(
    shifts, nets.indices.map { (nets[$0].name, shiftShares[$0]) }))
place(
  netsTable(
    nets.indices.map {
      (nets[$0].name, fromAnywhere[$0][0].parameterCount, anywhereShares[$0])
    }))
claim(
  "of digits anywhere, the worst of three convolutions reads twice as many as the best of the other six nets",
  anywhereShares[2].min()! > 2 * anywhereShares[..<2].joined().max()!)
claim(
  "two pixels to the side, all three convolutions read what no other net does",
  isShown: false,
  [2, 6].allSatisfy { k in
    shiftShares[2].map { $0[k] }.min()!
      > shiftShares[..<2].joined().map { $0[k] }.max()! + 30
  })
/*:
 With a ninth of the second net's weights the convolution reads digits at places
 where it has never seen one. It isn't perfect far out, and the reason is worth
 knowing. A filter finds the same things everywhere, but pooling cuts the
 picture into fixed squares, and a digit that is moved by one pixel is cut in
 another way. Even when digits stand anywhere in training, so that the other two
 have all they need, six hundred pictures are far too few for them: each digit
 would have to be learned at each of 72 places by itself.

 *Predict, then run.* The last layer but one takes the maximum over all places.
 Show the net a picture with a 3 and a 7 on it. What can it know, and what not?

 <details>
 <summary>Answer</summary>

 It can know that there is a 3 and that there is a 7: if it had been trained to
 say so, both would be found. It can't know which stands on the left. The
 maximum over places is a bag, as the maximum over time is: *what*, not *where*.
 To read *37* takes more, and that is the next section.

 </details>

 You can now write convolution and pooling over pictures, and say what their few
 weights buy.
*/
/*:
 ## 10.13 A network that reads numbers

 Now put both chapters together. In chapter 8 an encoder made a memory of a
 question, a row for each character, and a decoder looked at it while it wrote.
 Nothing in that decoder asks where the rows come from. Let a convolution make
 them of a picture, a row for each place, and it writes what it sees:
*/
/// Numbers of two to four digits on pictures of 12 × 32.
func numberPictures(_ count: Int, stream: String) -> Pictures {
  var random = Random(seed: options.seed, stream: stream)
  let placed = (0..<count).map { _ in
    let length = 2 + random.integer(below: 3)
    var left = random.integer(below: 29 - 7 * length)
    return (0..<length).map { _ in
      defer { left += 7 + random.integer(below: 2) }
      return (
        digit: random.integer(below: 10), top: 1 + random.integer(below: 4),
        left: left
      )
    }
  }
  let x = placed.map {
    picture($0, height: 12, width: 32, random: &random)
  }
  return Pictures(
    x: Tensor.concatenate(x).reshaped(count, 12, 32, 1),
    digits: placed.map { $0.map(\.digit) },
    lefts: placed.map { $0.map(\.left) })
}
let numbers = numberPictures(options.quick ? 500 : 7_000, stream: "numbers")
let numbersExam = numberPictures(500, stream: "numbers, exam")
/*:
 The encoder has two convolutions, with pooling after each. Zeros around a
 picture (`padding`) keep its size, so 12 × 32 pixels become 3 × 8 places with
 32 numbers each: a memory of 24 rows.

 One thing is missing. A decoder that has written the first digit must look for
 the next one, *to the right of it*, and rows of a memory have no order. What an
 LSTM knows from having read comes here from outside: each place gets a vector
 of its own, which is learned and added to what was seen there. (Chapter 9 has
 more on such positions.) The decoder begins with zeros, since nobody has read
 to an end.
*/
/// Reads a picture of digits, and writes them.
final class NumberReader: Model {
  let eye: Sequential
  let places: PositionalEncoding
  let decoder: AttentionDecoder
  let size: Int
  /// The sign that begins and ends an answer.
  let end = 10
  let loss = SoftmaxWithLoss(ignoring: -1)
  var shape: [Int] = []

  init(
    size: Int, filters: Int, places: PositionalEncoding, random: inout Random
  ) {
    eye = Sequential(
      Convolution(
        height: 3, width: 3, inputs: 1, filters: filters, padding: 1,
        random: &random),
      ReLU(), MaxPool2D(2),
      Convolution(
        height: 3, width: 3, inputs: filters, filters: size, padding: 1,
        random: &random),
      ReLU(), MaxPool2D(2))
    self.places = places
    self.size = size
    decoder = AttentionDecoder(
      embedding: Embedding(
        words: 11, size: 16, weights: .normal(deviation: 1), random: &random),
      recurrent: LSTM(inputs: 16, size: size, random: &random), random: &random)
  }
  var parts: [any Trainable] { [eye, places, decoder] }

  /// x (N, H, W, 1) → a memory of S = H / 4 · W / 4 places for each.
  func encode(_ x: Tensor, mode: Mode) -> Encoded {
    let seen = eye.forward(x, mode: mode)
    shape = seen.shape
    let (N, S) = (shape[0], shape[1] * shape[2])
    let memory = places.forward(seen.reshaped(N, S, size), mode: mode)
    let zero = Tensor.zeros(N, size)
    return Encoded(
      outputs: memory, last: zero, state: [zero, zero],
      lengths: Array(repeating: S, count: N))
  }
}
/*:
 `Encoded` is what the library's decoders take, and what they give back as a
 gradient. The rest is teacher forcing, as in chapter 8, and an answer sign by
 sign:
*/
extension NumberReader {
  func forward(_ batch: Pictures, mode: Mode) -> Score {
    let longest = batch.digits.map(\.count).max()! + 1
    func filled(_ row: [Int], with filler: Int) -> [Int] {
      row + Array(repeating: filler, count: longest - row.count)
    }
    let scores = decoder.forward(
      batch.digits.map { filled([end] + $0, with: end) },
      of: encode(batch.x, mode: mode), mode: mode)
    return loss.score(scores, batch.digits.map { filled($0 + [end], with: -1) })
  }
  func backward() {
    let d = decoder.backward(loss.backward())
    _ = eye.backward(places.backward(d.outputs).reshaped(shape))
  }
  /// The likeliest signs, the end among them, and where each was looked for.
  func answer(to x: Tensor) -> (signs: [Int], looks: [Tensor]) {
    let encoded = encode(x, mode: .inference)
    var state = encoded.state
    var (signs, looks) = ([end], [Tensor]())
    repeat {
      let scores = decoder.forward(
        [[signs.last!]], of: encoded, state: &state, mode: .inference)
      signs.append(scores.argmax()[0])
      looks.append(decoder.attentionWeights!.reshaped(-1))
    } while signs.last != end && signs.count < 7
    return (Array(signs.dropFirst()), looks)
  }
}
func trainedReader(
  _ numbers: Pictures, epochs: Int, seed: UInt64
) throws -> NumberReader {
  var random = Random(seed: seed, stream: "number reader")
  let places = PositionalEncoding(
    places: 24, size: 32, weights: .normal(deviation: 0.3), random: &random)
  let reader = NumberReader(
    size: 32, filters: 8, places: places, random: &random)
  let trainer = Trainer(
    reader, optimizer: Adam(rate: 0.01), batchSize: 16, random: random)
  trainer.clipping = .norm(5)
  trainer.schedule = .linear(to: 0.1)
  try trainer.train(on: numbers, epochs: epochs)
  return reader
}
/// The share of numbers that are read right, sign for sign, in percent.
func rightNumbers(_ reader: NumberReader, _ exam: Pictures) -> Float {
  let right = (0..<exam.count).count { n in
    reader.answer(to: exam.x.rows(n..<n + 1)).signs
      == exam.digits[n] + [reader.end]
  }
  return 100 * Float(right) / Float(exam.count)
}
let seeing = try trainedReader(numbers, epochs: 3, seed: options.seed)
show(rightNumbers(seeing, numbersExam))
//#-hidden-code
let shownNumber = numbersExam.digits.firstIndex { $0.count == 4 }!
let shownPicture = numbersExam.x.rows(shownNumber..<shownNumber + 1)
let shownAnswer = seeing.answer(to: shownPicture)
//#-end-hidden-code
place(
  looksFigure(
    shownPicture.row(0),
    signs: shownAnswer.signs.map { $0 == 10 ? "end" : "\($0)" },
    looks: shownAnswer.looks, rows: 3, columns: 8))
name("number_count", numbers.count)
name("seeing", rightNumbers(seeing, numbersExam), decimals: 0)
//#-hidden-code
let looks = DigitLooks(of: seeing, on: numbersExam)
name("own_weight", looks.own, decimals: 0)
name("strange_weight", looks.strange, decimals: 0)
//#-end-hidden-code
claim(
  "while a digit is written, its part of the picture gets more weight than in the map of another picture",
  looks.own > looks.strange + 4)
/*:
 After three passes over {{number_count}} pictures, {{seeing}}% of 500 numbers
 that it hasn't seen are read without a mistake in any digit or in their count.
 More pictures would make it better; this is what a few seconds buy.

 Nobody told it where a digit stands, in training either. It was only shown
 numbers, and found that one has to look at places one after the other, from
 left to right. Is the figure a pretty example? Take all exam pictures that were
 read right. While a digit is written, {{own_weight}}% of the weight lie on the
 columns in which it stands. The control, as in section 8.10, is the map of
 another picture with as many digits, which knows what is usual at that step:
 {{strange_weight}}%. In the same way pictures are described in words (Xu et
 al. 2015) and printed lines are read, with more layers and many more pictures.

 You can now put any encoder under an attention decoder, as long as it hands
 over a memory.
*/
/*:
 ## 10.14 Choosing before training

 Rate, penalty, number of filters, dropout: what training doesn't find is chosen
 by somebody, and called a **hyper-parameter**. To choose well is to try, on
 validation data. How many trials, and which? Here is a classifier so cheap
 that thousands can be tried, logistic regression on bags of words as in
 section 10.4, with 50 steps on all texts at once. Three numbers are to be
 chosen: the rate, the penalty λ, and how far from 0 the weights begin.
*/
/// What is chosen before training.
struct Choice {
  var rate, penalty, deviation: Float
}
/// Logistic regression of two classes on X (N, V), t (N, 1) → weights (V, 1).
func regression(
  _ X: Tensor, _ t: Tensor, _ choice: Choice, random: inout Random
) -> Tensor {
  var w = Tensor.normal(
    [X.shape[1], 1], deviation: choice.deviation, random: &random)
  for _ in 0..<50 {
    let p = sigmoid(matmul(X, w))
    let dw = matmul(X, p - t, transposed: .left) / Float(t.count)
    w -= (dw + w * choice.penalty) * choice.rate
  }
  return w
}
/*:
 The question is whether a review is about an inn. A trial learns from 100
 reviews, is judged by 50 others, and afterwards, to know what one couldn't
 know, by 2,000 more. If the rate is so large that the weights run away, its
 loss is infinite.
*/
/// Which words each text has: (N, V), ones and zeros.
func bagRows(_ texts: Texts) -> Tensor {
  var X = Tensor.zeros(texts.count, reviewWords.count)
  for (n, ids) in texts.ids.enumerated() { for id in ids { X[n, id] = 1 } }
  return X
}
/// Bags with their classes.
struct Bags {
  let X, t: Tensor
  init(_ reviews: [HarborReview]) {
    X = bagRows(texts(reviews))
    t = Tensor(reviews.map { $0.topic == 0 ? 1 : 0 }).reshaped(-1, 1)
  }
  func loss(_ w: Tensor) -> Float {
    let p = sigmoid(matmul(X, w))
    let loss = -log(p * t + (1 - p) * (1 - t) + 1e-7).mean()
    return loss.isFinite ? loss : .infinity
  }
  func right(_ w: Tensor) -> Float { 100 * ((matmul(X, w) .> 0) .== t).mean() }
}
struct Trial {
  let choice: Choice
  /// On the validation texts: the loss, and how many are right, in percent.
  let loss, right: Float
  /// On test texts.
  let testLoss, testRight: Float
}
let testBags = Bags(Array(test.prefix(2_000)))
func trials(_ choices: [Choice], on round: Int) -> [Trial] {
  let drawn = harbor.reviews(150, stream: "search \(round)")
  let training = Bags(Array(drawn[..<100]))
  let validation = Bags(Array(drawn[100...]))
  var random = Random(seed: options.seed, stream: "weights \(round)")
  return choices.map { choice in
    let w = regression(training.X, training.t, choice, random: &random)
    return Trial(
      choice: choice, loss: validation.loss(w), right: validation.right(w),
      testLoss: testBags.loss(w), testRight: testBags.right(w))
  }
}
/*:
 ### A grid, or at random

 Nobody knows whether a rate of 0.1 or of 10 will do, so all three are tried by
 their ratios, evenly on a logarithmic scale:
*/
/// The number a share u, 0 … 1, of the way from one to another, in ratios.
func between(_ a: Float, _ b: Float, _ u: Float) -> Float {
  exp(log(a) + u * (log(b) - log(a)))
}
func choice(_ u: Float, _ v: Float, _ w: Float) -> Choice {
  Choice(
    rate: between(0.01, 100, u), penalty: between(1e-5, 1, v),
    deviation: between(1e-3, 1, w))
}
/*:
 With a budget of 27 trials, a **grid search** takes three values of each,
 evenly spaced, in all combinations. Where the first one lies is up to whoever
 makes the grid, so here it is drawn. A **random search** draws all three anew
 for each trial:
*/
func gridChoices(_ round: Int) -> [Choice] {
  var random = Random(seed: options.seed, stream: "grid \(round)")
  func thirds() -> [Float] {
    let first = random.uniform() / 3
    return [first, first + 1 / 3, first + 2 / 3]
  }
  let (rates, penalties, deviations) = (thirds(), thirds(), thirds())
  return rates.flatMap { u in
    penalties.flatMap { v in deviations.map { w in choice(u, v, w) } }
  }
}
func randomChoices(_ count: Int, _ round: Int) -> [Choice] {
  var random = Random(seed: options.seed, stream: "choices \(round)")
  return (0..<count).map { _ in
    choice(random.uniform(), random.uniform(), random.uniform())
  }
}
let rounds = options.quick ? 4 : 16
let grids = (0..<rounds).map { trials(gridChoices($0), on: $0) }
let randoms = (0..<rounds).map { trials(randomChoices(40, $0), on: $0) }
place(searchFigure(grids[0], Array(randoms[0].prefix(27))))
//#-hidden-code
func best(_ trials: some Sequence<Trial>) -> Trial {
  trials.min { $0.loss < $1.loss }!
}
let gridLosses = grids.map { best($0).testLoss }
let randomLosses = randoms.map { best($0.prefix(27)).testLoss }
name("grid_loss", Tensor(gridLosses).mean(), decimals: 3)
name("random_loss", Tensor(randomLosses).mean(), decimals: 3)
name("random_wins", zip(gridLosses, randomLosses).count { $0 > $1 })
name("rounds", rounds)
//#-end-hidden-code
/*:
 How far from 0 the weights begin is forgotten after fifty steps. A grid doesn't
 know that and tries each pair of rate and penalty three times over, with three
 rates in all. Random trials lose nothing to a number that doesn't matter: they
 have seen twenty-seven rates (Bergstra and Bengio 2012). Is that worth
 something? In {{rounds}} rounds, each with new reviews, the best of the grids
 have a mean test loss of {{grid_loss}}, the best random trials {{random_loss}},
 and the random one wins {{random_wins}} rounds of {{rounds}}. Here it is worth
 nothing, because rates are easy: a third of the scale is good, and three evenly
 spaced rates can't miss it. Say that only a share $s$ of the scale is good.
 Three evenly spaced values hit it with a chance of $3s$, twenty-seven random
 ones with $1 - (1 - s)^{27}$:
*/
for s in [0.3, 0.1, 0.05, 0.02] as [Float] {
  show(s, min(3 * s, 1), 1 - exp(27 * log(1 - s)))
}
/*:
 So the pickier the number that matters, the more a grid loses, and one rarely
 knows beforehand which one matters. There is a practical side as well: random
 trials can be stopped at any time, or continued.

 The library's `HyperparameterSearch` does both.

 ### The best of forty

 Now pick by accuracy, which is what one usually reports, among forty random
 trials. The best of the first $k$, over all rounds:
*/
//#-hidden-code
let seemingly = (1...40).map { k in
  Tensor(randoms.map { $0.prefix(k).map(\.right).max()! }).mean()
}
let really = (1...40).map { k in
  Tensor(
    randoms.map { trials in
      trials.prefix(k).max { $0.right < $1.right }!.testRight
    }
  ).mean()
}
//#-end-hidden-code
place(bestOfFigure(seemingly, really))
name("seeming", seemingly[39], decimals: 1)
name("real", really[39], decimals: 1)
name("optimism", seemingly[39] - really[39], decimals: 1)
claim(
  "the best of forty seems better than it is",
  seemingly[39] > really[39] + 0.5)
/*:
 More trials find better settings, so both lines rise. But the upper one goes on
 where the lower one has stopped, since among forty good ones the best *looking*
 one is also the luckiest on those 50 texts. It looks {{seeming}}% right, and of
 2,000 others it gets {{real}}%: {{optimism}} points of it were luck. Nobody has
 cheated here. Each model was trained on training texts alone, and only the
 choice has seen the validation texts. That is why there is a third set, looked
 at once.

 *Predict, then run.* The validation set gets ten times as large. What becomes
 of the two lines?

 <details>
 <summary>Answer</summary>

 They come together, mostly by the upper one coming down. Luck on 500 texts has
 a spread $\sqrt{10}$ times smaller, so there is less of it to pick. The lower
 one rises a little, since the choice is better.

 </details>

 You can now search for hyper-parameters with a budget, and know how much of the
 best score to believe.
*/
/*:
 ## 10.15 Your own texts

 What this chapter has built by hand is a tool as well. Texts come in a file
 with a line each, the class before a tab:

 ```
 good	the inn was not dull at all .
 bad	the stew was cold , and so was the host .
 ```

 ```
 swift run classification --train reviews.tsv --model reviews.model
 swift run classification --evaluate others.tsv --model reviews.model
 swift run classification --classify "not bad at all" --model reviews.model
 ```

 The first trains NBSVM of section 10.5 on words and pairs, and prints its most
 telling features. `--classifier` takes another one: `bayes`, `logistic`, `mean`,
 `convolution`, `lstm` or `convolution-lstm`. With `--class-weights` each class
 counts as much as any other, however few its texts. The second prints scores, the
 confusion matrix and an interval. The third says the class, and with `-` for the
 text it reads lines from standard input. Files with fastText's `__label__` open
 too.

 ## Summary

 - Count what a classifier gets wrong, class by class; put an interval on the
   score; compare two on the same texts.
 - Naive Bayes, logistic regression and the mean of vectors are one affine layer on
   a bag, with weights that were counted, learned, or made of vectors. What the
   order of words alone tells, none of them can know.
 - A convolution is an affine layer on every window. Backward, the gradients of
   all windows are added: to the weights, and to each word that lay under them.
 - The maximum over time makes one number of a text of any length, and its gradient goes
   to one place. Padding must not take part in it.
 - Filters see as far as they are long. An LSTM carries further, a step at a
   time.
 - Over pictures it is the same with squares. Few weights, found anywhere: that
   is what sharing them buys. Taking the maximum over all places forgets where;
   an attention decoder over the places doesn't have to.
 - Choose by validation data, at random rather than in a grid, and don't
   believe the score that a choice was made by.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | a text's class changes with what else is in the batch | windows of padding take part in the maximum |
 | accuracy looks fine and a class is never guessed | macro F1 and the confusion matrix |
 | *nan* from a product of probabilities | add logarithms instead |
 | the gradient check of a convolution fails for $x$ alone | a word lies under several windows: add, don't assign |
 | it fails now and then, by a lot | a maximum or a ReLU changed its mind within the step; take another random input |
 | validation loss rises, accuracy doesn't fall | over-fitting shows in confidence first |
 | the test score is well below the validation score | many choices were made by few validation texts |
 | digits are read in the wrong order | the memory doesn't know its places |

 ## Further reading

 - Y. LeCun et al. *Backpropagation applied to handwritten zip code recognition.*
   Neural Computation 1, 1989. Convolution over pictures.
 - R. Collobert et al. *Natural language processing (almost) from scratch.*
   JMLR 12, 2011. Convolution and the maximum over time, for tagging sentences.
 - Y. Kim. *Convolutional neural networks for sentence classification.*
   EMNLP 2014. The classifier with filters.
 - Y. Zhang, B. Wallace. *A sensitivity analysis of (and practitioners' guide to)
   convolutional neural networks for sentence classification.* IJCNLP 2017. How
   much its choices matter.
 - C. Zhou et al. *A C-LSTM neural network for text classification.* 2015.
   arXiv:1511.08630.
 - N. Srivastava et al. *Dropout: a simple way to prevent neural networks from
   overfitting.* JMLR 15, 2014.
 - K. Xu et al. *Show, attend and tell: neural image caption generation with visual
   attention.* ICML 2015. A decoder that looks at a picture.
 - J. Bergstra, Y. Bengio. *Random search for hyper-parameter optimization.*
   JMLR 13, 2012.
*/
weaveChapter()
