import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  corpus: "harbor",
  tools: [TrainVectors.self, SimilarWords.self, Analogies.self], isClosed: false
) {
  try $0.expectText(words: 5_000, differentWords: 300, quickWords: 50_000)
}
Threads.count = options.threads
/*:
 # 3 Word2vec

 *We sailed on ▢ with the crew.* To fill that gap well you have to know what
 kind of word *monday* is. This chapter lets a network play that game several
 hundred thousand times. Nobody tells it what words mean; to guess better, it
 has to find out.

*/
place(questionsFigure())
/*:
 The two networks above are called **word2vec** (Mikolov et al. 2013). You will
 work one of them by hand, train both, and put their vectors beside those that
 [chapter 2](02-distributional-representation.md) got by counting. At the end it
 turns out that both roads lead to the same place.

 ## 3.1 From counting to predicting

 Filling gaps is an old test of how well a reader follows a text; Taylor (1953)
 named it the **cloze** procedure. For a program it has a beauty that no
 thesaurus has: the text holds the questions *and* the answers. Cover a word,
 look at its neighbors, guess, uncover. Every word of every book is one more
 example, and nobody had to label any of them.

 But counting worked. Why not go on? Because of what it needs. It makes a table
 of all pairs of words, and then takes the table apart. Both grow faster than
 the vocabulary:
*/
place(growthTable())
/*:
 A decomposition takes about as many operations as the *cube* of the number of
 words: twice the words, eight times the work. Here it is on the clock, for the
 most frequent words of the harbor town:
*/
//#-hidden-code
record("svd") {
  let race = try raceOfSVDs(seed: options.seed)
  place(svdTable(race))
  name("svd_words", race.words)
  name("svd_sparse", race.sparse, decimals: 2)
  claim(
    "twice the words take more than five times as long",
    race.times[3] > 5 * race.times[2])
}
//#-end-hidden-code
/*:
 In fairness, chapter 2 didn't do that. Most pairs never meet, so it stored only
 those that do, and asked for the strongest 100 directions only: for all
 {{svd_words}} words of the town, {{svd_sparse}} seconds. Counting can go far.
 But the table still grows with the text, all of it must be counted before the
 first vector is there, and when new text arrives the decomposition starts over.

 A network learns while it reads. It holds its vectors and what the optimizer
 remembers of each number (Adam: two more), takes a few examples, improves a
 little, and forgets them. It can stop anywhere, and go on when there is more.
 Bengio et al. (2003) trained a large one to predict the next word; word2vec
 left out whatever the vectors could do without.

 ## 3.2 One-hot, and what a matrix product does with it

 A network eats numbers, and words are names. Feed it a word's id as a number,
 and it would have to believe that word 6 is twice word 3. So a word goes in as
 a **one-hot** vector, which favors nobody. Here is the sentence of chapter 2:
*/
let tokens = Tokenizer.words.tokens(in: "You say goodbye and I say hello.")
let small = Vocabulary(of: tokens)
let ids = try small.ids(of: tokens)
let V = small.count
show(small.words)
let x = Tensor.oneHot(try small.ids(of: ["goodbye"]), classes: V)
show(x)
/*:
 Now multiply it by a matrix $W$ $(V, D)$, as the first layer of any network
 would. The zeros wipe out all rows of $W$ but one:
*/
var random = Random(seed: options.seed, stream: "one-hot")
let firstLayer = MatMul(
  inputs: V, outputs: 3, weights: .normal(deviation: 1), random: &random)
let W = firstLayer.weight.value
show(W)
show(firstLayer.forward(x))
claim(
  "one-hot times W is the word's row of W, bit for bit",
  firstLayer.forward(x).row(0) == W.row(small["goodbye"]!))
/*:
 That is the whole trick of this chapter. The weights of a first layer on
 one-hot input are a table with a row for each word: **the rows are the word
 vectors**. Train the network at anything, and they are what it has to say about
 the words.

 With several words, take the mean of their one-hot vectors, and out comes the
 mean of their rows. The order of the words is lost in it, which is why one
 speaks of a **bag of words**.
*/
/// N rows of words → (N, V): the mean of the one-hot vectors of each row.
func bag(_ contexts: [[Int]]) -> Tensor {
  let all = Tensor.oneHot(contexts.flatMap { $0 }, classes: V)
  return all.reshaped(contexts.count, -1, V).mean(axis: 1)
}
let pair = try small.ids(of: ["you", "goodbye"])
show(bag([pair]))
show(firstLayer.forward(bag([pair])))
let meanOfRows = (W.row(pair[0]) + W.row(pair[1])) / 2
claim(
  "a bag times W is the mean of its words' rows",
  (firstLayer.forward(bag([pair])).row(0) - meanOfRows).norm() < 1e-6)
/*:
 ## 3.3 The simplest CBOW, forward and backward

 **CBOW**, the *continuous bag of words*, guesses a word from its neighbors.
 With a window of $m$ it sees $m$ words on each side. Slide over the sentence
 with $m = 1$:
*/
let windows = try Contexts(ids, window: 1)
let all = windows.batch(Array(0..<windows.count))
place(windowsTable(all, small))
/*:
 Six questions with their answers. (The first and last word of a text have
 neighbors on one side only and are left out, so that all bags are of one size.)
 And this is the network: a bag goes in, five hidden numbers in the middle, a
 score for each word comes out. No bias, no bend: only two matrices.
*/
place(networkFigure(words: V))
/*:
 $$h = \frac{1}{2m} \sum_{j=1}^{m} \big(w_{t-j} + w_{t+j}\big) W_\text{in} \qquad s = h W_\text{out} \qquad p = \mathrm{softmax}(s)$$

 Here $w_t$ is the one-hot vector of the word at place $t$. Now the first line
 of the table, forward. What stands between *you* and *goodbye*?
*/
let wIn = MatMul(
  inputs: V, outputs: 5, weights: .normal(deviation: 0.5), random: &random)
let wOut = MatMul(
  inputs: 5, outputs: V, weights: .normal(deviation: 0.5), random: &random)
let h = wIn.forward(bag([all.contexts[0]]))
let scores = wOut.forward(h)
let p = softmax(scores)
show(h)
show(scores)
show(p)
name("first_chance", 100 * p[0, all.centers[0]], decimals: 0)
/*:
 Each score is the product of $h$ with one *column* of $W_\text{out}$: how well
 does this word go with that company? Softmax makes the scores positive and lets
 them sum to 1, so they can be read as probabilities. The right answer, *say*,
 is word 0. The network gives it {{first_chance}}%, and that is luck: it has
 learned nothing yet. **Cross entropy** (section 1.4) puts the price on it:
 $-\log$ of what the right word got.
*/
let loss = SoftmaxWithLoss()
let answer = all.centers[0]
show(loss.forward(scores, [answer]))
claim(
  "the loss is −log of the right word's probability",
  abs(loss.forward(scores, [answer]) + log(p[0, answer])) < 1e-6)
/*:
 Now backward, the same way in reverse:
*/
place(backwardFigure())
/*:
 First the scores: softmax and cross entropy together have the slope $p - t$,
 with $t$ the one-hot answer. All words are pushed down by what they got, and
 the right one is pulled up:
*/
let ds = loss.backward()
show(ds)
/*:
 Then back through $W_\text{out}$. Its own slope is $h^\top ds$: the right
 word's column is drawn towards $h$, all others are pushed away from it, those
 that were rated high the most. And $h$ itself, with the slope
 $dh = ds W_\text{out}^\top$, wants to move towards the right column and away
 from the wrong ones:
*/
let dh = wOut.backward(ds)
show(dh)
/*:
 Last, back through the bag. Only the rows of its two words have a slope, and
 since $h$ is their mean, each gets half of $dh$:
*/
_ = wIn.backward(dh)
show(wIn.weight.gradient)
claim(
  "each of the two neighbors gets half of dh, all other words nothing",
  (0..<V).allSatisfy { word in
    let row = wIn.weight.gradient.row(word)
    let isAsked = all.contexts[0].contains(word)
    let expected = isAsked ? dh.row(0) / 2 : .zeros(5)
    return (row - expected).norm() < 1e-6
  })
/*:
 Half of $dh$, not all of it. The word2vec program of 2013, and many that copied
 it, gave each neighbor the whole, so that with a window of 5 its rows moved up
 to ten times as far as the slope says. İrsoy, Benton and Stratos (2021) trace
 to this why CBOW is often called the weaker of the two models.

 So much for one question. Three of them make a batch, and the `Trainer` of
 chapter 1 does the rest:
*/
/// Two matrices with a softmax on top, trained for `epochs` epochs.
func trained(on examples: Examples<[Int]>, epochs: Int) throws
  -> Trainer<Network<SoftmaxWithLoss>>
{
  var random = Random(seed: options.seed, stream: "small network")
  let layers = Sequential(
    MatMul(inputs: V, outputs: 5, random: &random),
    MatMul(inputs: 5, outputs: V, random: &random))
  let trainer = Trainer(
    Network(layers, loss: SoftmaxWithLoss()), optimizer: Adam(rate: 0.01),
    batchSize: 3, random: random.stream("order"))
  try trainer.train(on: examples, epochs: epochs)
  return trainer
}
let smallCBOW = try trained(
  on: Examples(bag(all.contexts), all.centers), epochs: 600)
let answers = softmax(smallCBOW.model.predict(bag(all.contexts)))
place(guessesTable(all, answers, small))
//#-hidden-code
let cbowFloor = lowestLoss(all.contexts.map { $0.sorted() }, all.centers)
let cbowEnd = smallCBOW.history.last!.training.loss
//#-end-hidden-code
name("cbow_end", cbowEnd, decimals: 3)
name("cbow_floor", cbowFloor, decimals: 3)
claim(
  "four answers are known, and two are a toss-up",
  [0, 2, 4, 5].allSatisfy { answers[$0, all.centers[$0]] > 0.9 }
    && [1, 3].allSatisfy { abs(answers[$0, all.centers[$0]] - 0.5) < 0.1 })
/*:
 Four of six are learned. The other two *can't* be: *say ▢ and* and *and ▢ say*
 are the same bag with different answers, so the best anyone can do is 50 to 50.
 That gives a floor under the loss, $\frac{2}{6}\log 2$ = {{cbow_floor}}, and
 the training ends just above it, at {{cbow_end}}. When a loss stops falling,
 ask what the floor is before you blame the model.

 ## 3.4 Which matrix holds the vectors?

 Every word has *two* vectors in this network: its row of $W_\text{in}$ and its
 column of $W_\text{out}$. They have different jobs. The row speaks for the word
 as a neighbor: *I stand beside such words*. The column speaks for it as an
 answer: *such words stand beside me*. A word fits well beside a neighbor if its
 column points the same way as the neighbor's row.
*/
let rowsIn = smallCBOW.model.parameters[0].value
let rowsOut = smallCBOW.model.parameters[1].value.transposed()
let twins = try small.ids(of: ["goodbye", "i"])
show(cosine(rowsIn.row(twins[0]), rowsIn.row(twins[1])))
show(cosine(rowsOut.row(twins[0]), rowsOut.row(twins[1])))
show(cosine(rowsIn.row(twins[0]), rowsOut.row(twins[0])))
claim(
  "goodbye and i are alike in both matrices, but not across them",
  cosine(rowsIn.row(twins[0]), rowsIn.row(twins[1])) > 0.5
    && cosine(rowsOut.row(twins[0]), rowsOut.row(twins[1])) > 0.5
    && cosine(rowsIn.row(twins[0]), rowsOut.row(twins[0])) < 0.1)
/*:
 In this sentence *goodbye* and *i* keep the same company: *say* on one side,
 *and* on the other. Both matrices have noticed, and made them nearly one. But a
 word's two vectors are strangers to each other, or worse: no word here stands
 beside itself, so the training drove its row away from its own column.

 So both matrices hold word vectors; only don't compare a row of one with a
 column of the other. By custom one keeps $W_\text{in}$, for it is the one that
 a later network needs: a table that turns words into vectors, to build on
 (chapters 5 to 8). Section 3.7 tries all choices on more than one sentence.

 ## 3.5 Skip-gram: the mirrored question

 Turn the question around. Given the word, what are its neighbors? That is the
 **skip-gram**. One word is asked about all $2m$ places at once, and gives one
 answer for all of them, as if they did not know of each other:

 | | CBOW | skip-gram |
 |---|---|---|
 | asks | $P(w_t \mid w_{t \pm 1}, \dots, w_{t \pm m})$ | $P(w_{t+j} \mid w_t)$ for each $j$ |
 | hidden $h$ | mean of the neighbors' rows | the word's own row |
 | loss | $-\frac{1}{N} \sum_t \log P(w_t \mid \text{neighbors})$ | $-\frac{1}{N} \sum_t \frac{1}{2m} \sum_{j \neq 0} \log P(w_{t+j} \mid w_t)$ |
 | questions a word | 1 | $2m$ |

 (Here $N$ is the number of windows. Mikolov et al. sum over the $2m$ neighbors; the
 mean keeps the two losses on one scale.) The network is the same. Only the examples change: each word with
 each of its neighbors.
*/
let asked = zip(all.contexts, all.centers).flatMap { context, center in
  context.map { _ in center }
}
let neighbors = all.contexts.flatMap { $0 }
let smallSkipGram = try trained(
  on: Examples(Tensor.oneHot(asked, classes: V), neighbors), epochs: 600)
//#-hidden-code
let skipFloor = lowestLoss(asked, neighbors)
let skipEnd = smallSkipGram.history.last!.training.loss
//#-end-hidden-code
name("skip_end", skipEnd, decimals: 3)
name("skip_floor", skipFloor, decimals: 3)
place(
  smallLossesFigure(
    cbow: smallCBOW.history.map(\.training.loss), cbowFloor,
    skipGram: smallSkipGram.history.map(\.training.loss), skipFloor, words: V))
claim(
  "both losses start near log 7 and end within 0.05 of their floors",
  abs(smallCBOW.history[0].training.loss - log(Float(V))) < 0.3
    && abs(smallSkipGram.history[0].training.loss - log(Float(V))) < 0.3
    && cbowEnd - cbowFloor < 0.05 && skipEnd - skipFloor < 0.05)
/*:
 Don't read the chart as a race. Skip-gram's loss ends higher because its
 question is harder: given *say*, any of four neighbors may be meant. What has
 it learned, then? Very nearly the table that it never made:
*/
let learned = softmax(
  smallSkipGram.model.predict(Tensor.oneHot(Array(0..<V), classes: V)))
var counted = Tensor.zeros(V, V)
for (word, neighbor) in zip(asked, neighbors) { counted[word, neighbor] += 1 }
let centers = Set(asked).sorted()
//#-hidden-code
let countedShares =
  counted / counted.sum(axis: 1, keepingAxis: true).map { max($0, 1) }
//#-end-hidden-code
place(smallTableFigure(countedShares, learned, of: centers, small))
claim(
  "predicted and counted shares agree to 0.1",
  centers.allSatisfy {
    (learned.row($0) - countedShares.row($0)).norm() < 0.1
  })
/*:
 Skip-gram ends at {{skip_end}}, and its floor is {{skip_floor}}. The best that
 a model of neighbors can do is to say how often each neighbor occurs. To
 predict well *is* to count, only that nobody wrote the counts down. Keep this
 in mind until section 3.9.

 ## 3.6 The whole town

 Now the stories of the harbor town, with a window of 3. Two things change for
 the sake of speed, and neither changes a result. First, one-hot vectors of a
 thousand words would be nearly all zeros; section 3.2 showed that a bag times
 $W$ is a mean of rows, so the library takes the rows and skips the product.
 That layer is called `Embedding`, and CBOW takes the mean of what it gives.
 (A `Score` is a mean loss and the number of examples behind it.)
*/
list("CBOW.forward", comment: false)
/*:
 With the matrices of the small network in it, it must have the small network's
 loss:
*/
let sameCBOW = CBOW(
  Embedding(Parameter("in", rowsIn)), FullSoftmax(Parameter("out", rowsOut)))
let smallExamples = Examples(bag(all.contexts), all.centers)
show(smallCBOW.model.score(on: smallExamples).loss)
show(sameCBOW.score(on: windows).loss)
claim(
  "rows looked up and one-hot products give the same loss",
  abs(
    smallCBOW.model.score(on: smallExamples).loss
      - sameCBOW.score(on: windows).loss) < 1e-5)
/*:
 Skip-gram differs in two lines. It looks up the word itself, and its answers
 are all the neighbors:
*/
list("SkipGram.forward", comment: false)
/*:
 Second, six questions about one $h$ have the same scores $s$ (`x` in the code), so
 the output makes them once. Each costs $-\log p_i = \log \sum_j e^{s_j} - s_i$, and
 the slope is that of all six together: six times $p$ less the six answers, over
 the number of questions:
*/
list("FullSoftmax.forward", comment: false)
/*:
 (The output matrix is kept with a *row* a word here, so that both matrices are
 tables of word vectors. Chapter 4 is about what all this costs.) The text is
 the one of chapter 2, and the two models are trained alike. (`.linear()` lets
 the learning rate fall in a straight line to zero, so that the last steps are
 small.)
*/
let corpus = input(
  try Corpus.load(
    options.corpus, seed: options.seed,
    words: options.quick ? 50_000 : 200_000, limit: 2_000, fewest: 300))
let vocabulary = corpus.vocabulary
let data = try Contexts(corpus.training, window: 3)
show(data.count, "windows,", vocabulary.count, "words")

/// Trains for three epochs and returns the loss of each step.
func losses<M: Model<Contexts.Batch>>(training model: M) throws -> [Float] {
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.02), batchSize: 200,
    random: Random(seed: options.seed, stream: "order"))
  trainer.schedule = .linear()
  var losses: [Float] = []
  trainer.onStep = { losses.append($0.score.loss) }
  try trainer.train(on: data, epochs: 3)
  return losses
}
/*:
 Each gets two matrices with 100 numbers a word:
*/
var weights = Random(seed: options.seed, stream: "weights")
func embedding() -> Embedding {
  Embedding(words: vocabulary.count, size: 100, random: &weights)
}
let cbowOutput = FullSoftmax(
  words: vocabulary.count, size: 100, random: &weights)
let skipGramOutput = FullSoftmax(
  words: vocabulary.count, size: 100, random: &weights)
let cbow = CBOW(embedding(), cbowOutput)
let skipGram = SkipGram(embedding(), skipGramOutput)
let cbowLosses = try losses(training: cbow)
let skipGramLosses = try losses(training: skipGram)
//#-hidden-code
let validation =
  corpus.validation.count > 6 ? corpus.validation : corpus.training
let heldOut = try Contexts(validation, window: 3)
let heldOutLoss = (
  cbow: cbow.score(on: heldOut).loss, skipGram: skipGram.score(on: heldOut).loss
)
let lastEpoch = mean(cbowLosses.suffix(cbowLosses.count / 3))
//#-end-hidden-code
name("cbow_last_epoch", lastEpoch, decimals: 2)
name("cbow_held_out", heldOutLoss.cbow, decimals: 2)
name("skip_held_out", heldOutLoss.skipGram, decimals: 2)
name("cbow_perplexity", exp(heldOutLoss.cbow), decimals: 1)
name("skip_perplexity", exp(heldOutLoss.skipGram), decimals: 0)
place(lossesFigure(cbowLosses, skipGramLosses, words: vocabulary.count))
claim(
  "CBOW's question is the easier one, on held-out text too",
  heldOutLoss.cbow < heldOutLoss.skipGram - 1)
claim(
  "and it fills gaps better that it has filled before",
  lastEpoch < heldOutLoss.cbow - 0.1)
/*:
 The little steps in the curve are where a new epoch begins: from there on, the
 network meets gaps that it has filled before. In its last epoch CBOW comes down
 to {{cbow_last_epoch}}. On text held out from training, CBOW has a loss of
 {{cbow_held_out}} and skip-gram one of {{skip_held_out}}. With the natural
 logarithm a loss is in **nats** (one nat is 1.44 bits). It is easier to feel as
 $e^L$, the **perplexity**: CBOW is as unsure as if it chose among
 {{cbow_perplexity}} words, skip-gram among {{skip_perplexity}}.

 Let us play. These gaps are in stories that the network has never seen:
*/
/// For each word of a batch, the probability of every word in its place.
func guess(_ batch: Contexts.Batch) -> Tensor {
  let h = cbow.embedding.forward(batch.contexts).mean(axis: 1)
  return cbowOutput.probabilities(h)
}
//#-hidden-code
let game = GapGame(vocabulary)
let gaps = heldOut.batch(game.places(in: validation, count: heldOut.count))
//#-end-hidden-code
place(gapsTable(gaps, guess(gaps), vocabulary))
//#-hidden-code
let sample = heldOut.batch(Array(0..<min(5000, heldOut.count)))
let score = game.score(of: guess(sample).argmax(), for: sample.centers)
//#-end-hidden-code
name("kind_share", score.kind, decimals: 0, about: "harbor")
name("right_share", score.right, decimals: 0)
name("frequent_share", score.frequent, decimals: 0)
name("frequent_word", vocabulary.word(0))
claim(
  "its first guess is right more than three times as often as the most frequent word",
  score.right > 3 * score.frequent)
claim(
  "of its misses, more than a quarter are of the right kind", about: "harbor",
  score.kind > 25)
/*:
 Its first guess is right in {{right_share}}% of gaps. Always to say
 *{{frequent_word}}*, the most frequent word, would be right in
 {{frequent_share}}%. And where it misses a fish, a day, a tool, it puts another
 word of the same kind into the gap in {{kind_share}}% of cases. To guess, it
 has had to learn what fits, and its vectors must be where it keeps that.

 ## 3.7 The vectors, read

 We wanted the vectors, not the guesses. The network's task was a pretext:
*/
let bySkipGram = WordVectors(vocabulary, skipGram.vectors)
let queries = ["herring", "monday", "fisherman", "mended", "red"]
  .filter { vocabulary[$0] != nil }
for query in queries {
  show(query, "→")
  show(try bySkipGram.mostSimilar(to: query))
}
/*:
 Fish beside fish, days beside days, and nobody told it. CBOW agrees on the fish; beside
 *monday* it also puts words of other kinds that fill the same gaps:
*/
let byCBOW = WordVectors(vocabulary, cbow.vectors)
for query in queries.prefix(2) {
  show(query, "→")
  show(try byCBOW.mostSimilar(to: query))
}
/*:
 The riddles of section 2.7, answered by skip-gram. Four are an illustration;
 the table below is the measure:
*/
let riddles = [
  ("france", "paris", "italy"), ("walk", "walked", "sail"),
  ("boat", "boats", "net"), ("big", "bigger", "small"),
].filter {
  vocabulary[$0] != nil && vocabulary[$1] != nil && vocabulary[$2] != nil
}
for (a, b, c) in riddles {
  show(
    a, ":", b, "=", c, ":", try bySkipGram.analogy(a, b, c, count: 1)[0].word)
}
//#-hidden-code
/// The grades of a table of vectors (section 2.5).
func graded(_ table: Tensor) throws -> HarborGrades {
  try HarborGrades(WordVectors(vocabulary, table))
}
let wordsIn = skipGram.vectors
let wordsOut = skipGramOutput.weight.value
let inGrades = try graded(wordsIn)
let outGrades = try graded(wordsOut)
let sumGrades = try graded(wordsIn + wordsOut)
//#-end-hidden-code
/*:
 And which matrix, now that we can grade them? The measures are those of chapter
 2, all times 100: *kinds*, how many of a word's five nearest neighbors are of
 its kind; *analogies*, how many riddles are solved; *likeness*, the rank
 correlation with the grammar's own grades.
*/
place(
  matricesTable(in: inGrades, out: outGrades, sum: sumGrades), about: "harbor")
claim(
  "in and out are about equally good", about: "harbor",
  abs(inGrades.kinds - outGrades.kinds) < 5
    && abs(inGrades.analogies - outGrades.analogies) < 5
    && abs(inGrades.likeness - outGrades.likeness) < 5)
claim(
  "their sum finds kinds far less often", about: "harbor",
  sumGrades.kinds < inGrades.kinds - 20)
/*:
 Either will do. The sum, which is good advice for some methods (Pennington,
 Socher and Manning 2014), spoils the neighbors here, and it is worth seeing
 why. Take a word's row of $W_\text{in}$ and look for the nearest rows of
 $W_\text{out}$ (less the mean of all, as in section 2.8):
*/
let outVectors = WordVectors(vocabulary, wordsOut.centered())
for query in queries {
  let row = try bySkipGram.vector(query)
  show(query, "→", outVectors.nearest(to: row))
}
/*:
 These are not words *like* the word. They are words that stand *beside* it.
 Within one matrix you find what could take a word's place; across the two, what
 goes along with it. The sum mixes both.

 ## 3.8 Counting against predicting

 Now the comparison that chapter 2 has prepared. The same text, the same window,
 the same hundred numbers a word; random vectors as the baseline.
*/
let counts = try coOccurrence(
  corpus.training, words: vocabulary.count, window: 3)
let svd = randomizedSVD(
  ppmi(counts, smoothing: 0.75), rank: 100, random: &random)
let byCounting = svd.u * sqrt(svd.s)
let rivals = [
  ("random", Tensor.normal([vocabulary.count, 100], random: &random)),
  ("PPMI and SVD", byCounting), ("CBOW", cbow.vectors),
  ("skip-gram", skipGram.vectors),
]
let grades = try rivals.map { try graded($0.1) }
place(rivalsTable(rivals.map(\.0), grades), about: "harbor")
place(rivalsFigure(rivals.map(\.0), grades), about: "harbor")
//#-hidden-code
let (chance, counting) = (grades[0], grades[1])
let predicting = [grades[2], grades[3]]
//#-end-hidden-code
claim(
  "all three methods beat random vectors by 50 points, whatever the measure",
  about: "harbor",
  ([counting] + predicting).allSatisfy {
    $0.kinds > chance.kinds + 50 && $0.analogies > chance.analogies + 50
      && $0.likeness > chance.likeness + 50
  })
claim(
  "predicting solves more riddles", about: "harbor",
  predicting.allSatisfy { $0.analogies > counting.analogies + 3 })
claim(
  "counting ranks likeness better, and finds no fewer kinds", about: "harbor",
  predicting.allSatisfy {
    $0.likeness < counting.likeness - 0.5 && $0.kinds < counting.kinds + 1
  })
/*:
 No winner. The networks solve more riddles, counting ranks likeness a little
 better, and the gaps are small next to the distance from chance. That is also
 what has come of a long dispute. *Don't count, predict!* was the title of one
 well-known comparison (Baroni, Dinu and Kruszewski 2014); then Levy, Goldberg
 and Dagan (2015) gave both sides the same care with their settings, and most of
 the lead was gone. A caution for our own table, too: rates and epochs were
 chosen with an eye on these grades, as were chapter 2's settings.

 The clock speaks more clearly:
*/
//#-hidden-code
/// A fresh output, for a model that only the clock looks at.
func fullSoftmax() -> FullSoftmax {
  FullSoftmax(words: vocabulary.count, size: 100, random: &weights)
}
record("race") {
  let counting = try secondsOfCounting(corpus, random: &random)
  let cbow = try secondsOfEpoch(
    CBOW(embedding(), fullSoftmax()), on: data, random: random)
  let skipGram = try secondsOfEpoch(
    SkipGram(embedding(), fullSoftmax()), on: data, random: random)
  place(raceTable(counting: counting, cbow: cbow, skipGram: skipGram))
  claim(
    "counting is done before one epoch is",
    counting < min(cbow, skipGram))
}
//#-end-hidden-code
/*:
 So far the stopwatch is on the side of counting. (Skip-gram, with six times as
 many questions, is no slower: all six share their scores.) Every window of the
 text makes a score for every word of the vocabulary; with a million words that
 would be hopeless. [Chapter 4](04-speedup.md) gets rid of it, and ends with a
 trainer for text of your own: `swift run word2vec --help`.

 ## 3.9 What ties them

 Why do two methods so different end so close? In the small sentence skip-gram
 had found the counted shares (section 3.5). If it does so here, then for a word
 $w$ with the row $v_w$ and a neighbor $c$ with the row $u_c$ of $W_\text{out}$,

 $$\log P(c \mid w) = v_w \cdot u_c - \log Z_w \qquad Z_w = \sum_{c'} e^{v_w \cdot u_{c'}}$$

 Take $\log P(c)$ from both sides. Since $P(c \mid w) = P(w, c) / P(w)$, the
 left becomes $\log \frac{P(w, c)}{P(w) P(c)}$, and that is an old friend:

 $$\mathrm{PMI}(w, c) = v_w \cdot u_c - \log Z_w - \log P(c)$$

 Up to a term for the word and one for the neighbor, the products of the two
 matrices *are* the pointwise mutual information. The network has factorized a
 table like that of chapter 2 without ever making it. (Like it: chapter 2 cut
 PMI off at 0 and smoothed it. And for pairs that never meet PMI is −∞, which no
 product can be; there the network only says *very unlikely*.) Is it true of the
 pairs that do meet? Here are all the products, and what the counts say:
*/
let scoresOfAll = matmul(wordsIn, wordsOut, transposed: .right)
let logZ = logSumExp(scoresOfAll)
let surprise = pmi(counts)
let shares = counts.columnSums()
let total = shares.reduce(0, +)
/*:
 Compare them where the counts can be trusted, in pairs of words that meet at
 least five times:
*/
/// Counted and learned PMI, in bits, of the pairs that meet so often.
func bits(meeting often: ClosedRange<Float>) -> ([Float], [Float]) {
  var (counted, learned): ([Float], [Float]) = ([], [])
  for word in 0..<vocabulary.count {
    for entry in counts.starts[word]..<counts.starts[word + 1]
    where often.contains(counts.values[entry]) {
      let neighbor = Int(counts.indices[entry])
      let logShare = log(Float(shares[neighbor] / total))
      let nats = scoresOfAll[word, neighbor] - logZ[word] - logShare
      counted.append(surprise.values[entry])
      learned.append(nats / log(2))
    }
  }
  return (counted, learned)
}
let (countedPMI, learnedPMI) = bits(meeting: 5...Float.infinity)
//#-hidden-code
let agreement = correlation(countedPMI, learnedPMI)
let rarePairs = bits(meeting: 1...4)
let rareAgreement = correlation(rarePairs.0, rarePairs.1)
//#-end-hidden-code
name("rare_agreement", rareAgreement, decimals: 2)
name("agreement", agreement, decimals: 3)
name("pmi_pairs", countedPMI.count)
place(pmiFigure(countedPMI, learnedPMI))
claim("counted and learned PMI correlate above 0.95", agreement > 0.95)
claim(
  "they agree less on pairs that meet fewer than five times",
  rareAgreement < agreement - 0.1)
/*:
 Over all {{pmi_pairs}} of these pairs the correlation is {{agreement}}. With 100
 dimensions for a table of so many words, it can't be perfect. Levy and Goldberg
 (2014) found this for skip-gram with *negative samples* (chapter 4): with $k$ of
 them, drawn by the words' own frequencies, and vectors long enough, $v_w \cdot u_c$
 tends to $\mathrm{PMI}(w, c) - \log k$.

 The two roads differ in what they forgive. An SVD counts an error the same
 wherever in the table it is. The network cares about a pair as often as it
 meets it. On pairs that meet fewer than five times the correlation is only
 {{rare_agreement}}, but those are also the pairs on which the counts say least.

 So counting and predicting are two ways to the same table. One looks at the
 whole of it and takes it apart at once; the other walks through the text and
 never sees more than a handful of words. And the second way leads on. A network
 that predicts a word from a bag can be taught to predict it from the words *in
 order*. A table of those would need a row for every sequence, and hardly any
 sequence comes twice. All that follows in this book grows from here.

 ## Summary

 - Text is its own teacher: cover a word, guess it from its neighbors.
 - One-hot times a matrix is a row of the matrix. The rows of the first layer
   are the word vectors.
 - CBOW asks for the word from its neighbors, skip-gram for the neighbors from
   the word. Two matrices, a softmax, cross entropy: no more is needed.
 - A loss has a floor, set by the question. Compare a loss with its own floor,
   not with the loss of another question.
 - Within one matrix, near means *alike*; across the two, near means *goes
   along*.
 - Counting and predicting find the same thing: the products of skip-gram's
   vectors are the PMI, up to a term for each word.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | the loss stays at $\log V$ | both matrices start at zero: one of them must be random |
 | the loss stops well above zero | perhaps nothing: work out the floor of the question |
 | CBOW's vectors are much worse than skip-gram's | is the rate right for the rows that go in? Their slope is divided by the number of neighbors |
 | a loss twice or ten times another's | one is a mean over neighbors, the other a sum |
 | neighbors are companions (*herring*, *caught*) | rows of one matrix were compared with rows of the other, or the sum was taken |
 | good grades one day, poor ones the next | grades depend on epochs and rates: fix them before you compare, and say so |
 | it takes forever | the softmax over all words: chapter 4 |

 ## Exercises

 1. Write down the bags and answers of the sentence for a window of 2. What is
    the floor of CBOW's loss now? (The program has a function `lowestLoss`.)
 2. Train the small networks with 1 hidden number in place of 5, then with 2.
    How near to their floors do they come, and why?
 3. Start both matrices of `trained` with `weights: .zeros`, then only one.
    Explain what you see by the three steps of the backward pass.
 4. Leave out `.linear()` in section 3.6. What becomes of the loss curve, and
    what of the grades?
 5. Give CBOW a window of 1, then of 6. Which grades rise, which fall? Predict
    it from chapter 2 first.
 6. Make section 3.9's chart for pairs that meet once only. Why does the network
    disagree with the counts there, and which of the two would you trust?
 7. Compute $v_w \cdot u_c$ for CBOW's matrices. Do they give PMI as well?

 ## References

 - W. Taylor. *"Cloze procedure": a new tool for measuring readability.*
   Journalism Quarterly 30, 1953.
 - Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin. *A neural probabilistic
   language model.* JMLR 3, 2003.
 - T. Mikolov, K. Chen, G. Corrado, J. Dean. *Efficient estimation of word
   representations in vector space.* ICLR Workshop 2013.
 - T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean. *Distributed
   representations of words and phrases and their compositionality.* NIPS 2013.
 - M. Baroni, G. Dinu, G. Kruszewski. *Don't count, predict! A systematic
   comparison of context-counting vs. context-predicting semantic vectors.* ACL
   2014.
 - O. Levy, Y. Goldberg. *Neural word embedding as implicit matrix
   factorization.* NIPS 2014.
 - O. Levy, Y. Goldberg, I. Dagan. *Improving distributional similarity with
   lessons learned from word embeddings.* TACL 3, 2015.
 - J. Pennington, R. Socher, C. Manning. *GloVe: global vectors for word
   representation.* EMNLP 2014.
 - O. İrsoy, A. Benton, K. Stratos. *Corrected CBOW performs as well as
   skip-gram.* Insights from Negative Results in NLP, 2021.
*/
weaveChapter()
