import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(corpus: "harbor") {
  try $0.expectText(words: 1_000, differentWords: 300, quickWords: 50_000)
}
Threads.count = options.threads
/*:
 # 4 Speedup

 Chapter 3's models learn from every word of a vocabulary at every step. With
 the thousand words of a small town that is bearable. With the ten thousand of
 a newspaper it is slow, and with the million of a library it would take years.
 At the end of this chapter the same idea reads {{final_speed}} words of a
 newspaper a second on two cores, {{final_gain}} times as many as where we
 begin:

 ![Words a second at each rung of this chapter, from one-hot vectors to the library's trainer on two threads](figures/04-ladder.svg)

 There are two ways to be faster: to compute less, and to compute the same in
 less time. Computing less is a matter of the algorithm, and it is worth far
 more: a factor of {{algorithm_gain}}, against {{engineering_gain}} for
 everything that a clever use of the machine adds. So this chapter is about the
 algorithm. How a machine is kept busy (memory, SIMD, threads) is the subject
 of appendix A; here it gets one section, at the end.

 When you have read this chapter you can

 - say where a softmax over a vocabulary spends its time, by counting;
 - write an embedding layer, forward and backward, and say why it must *add*;
 - derive negative sampling, say what is lost by it, and write it with its
   gradients;
 - draw from any distribution in constant time;
 - write a hierarchical softmax, with Huffman's tree;
 - write word2vec, skip-gram or CBOW, whole, in about 25 lines, from memory;
 - train vectors of your own text, and judge them honestly.

 ## 4.1 Where the time goes

 Before making anything faster, find out what is slow. We needn't measure; we
 can count. Take CBOW as chapter 3 built it, and one target with its $2m$
 neighbors. The input is a vector of $V$ numbers, the hidden vector has $D$,
 the output has $V$ scores. A product of a vector with a $V \times D$ matrix
 takes $V D$ multiplications and as many additions. On the way back each such
 product comes with two more, one for each of its factors' gradients, except
 that nobody asks for the gradient of the input:
*/
/// Operations for one target: of the input layer, and of the output layer.
func operations(words: Double, size: Double) -> (input: Double, output: Double)
{
  let product = 2 * words * size
  // Forward and dW; then forward, dW and dh.
  return (2 * product, 3 * product)
}

let (newspaper, library) = (10_000.0, 1_000_000.0)
for words in [newspaper, library] {
  let count = operations(words: words, size: 100)
  show(format(Int(words)), "words:", format(Int(count.input + count.output)))
}
/*:
 Ten million operations to learn from *one* word of a newspaper, a billion with
 a library's vocabulary. And for what? The input has $2m$ numbers that are not
 zero; all other rows of the matrix are multiplied by 0. At the output, one
 score should rise and all the others should fall, the same story every time.
 Nearly all of the work is about words that have nothing to do with the
 sentence at hand.

 So there are two things to mend, one on each side:

 - the *input* should touch only the rows of the words that are there (4.2);
 - the *output* should ask about a few words, not about all (4.3).

 What would be left? Each of ten neighbors' rows is added to the mean, and
 later gets its gradient. Each of six words at the output takes a product of
 two vectors, and two gradients:
*/
let lookups: Double = 10 * 2 * 100
let sixWords: Double = 6 * 3 * 2 * 100
place(
  operationsTable(
    words: [newspaper, library], lookups: lookups, questions: sixWords))
claim(
  "with a million words, more than 99.99 in 100 operations can be spared",
  isShown: false,
  (lookups + sixWords) / operations(words: library, size: 100).output < 1e-4)
/*:
 In the last row the vocabulary no longer appears at all. The next two sections
 build it.

 <details>
 <summary><b>Predict, then read on.</b> How many operations does a target of skip-gram take with a softmax over all words? And with six words asked about?</summary>

 With the softmax as many as CBOW, but for a few. Its $2m$ neighbors share
 their scores, and the gradient of the scores, $2m \, p$ less the $2m$ one-hot
 answers, goes back once: three products, $6 V D$ operations, as for CBOW. With six words asked about, each
 neighbor has its own questions, and skip-gram becomes $2m$ times as expensive
 as CBOW.

 </details>

 ## 4.2 Embedding: look it up

 A one-hot vector times a matrix is one row of the matrix, as chapter 3 has
 shown. Multiplying is a long-winded way to read it. The layer that simply
 reads it is an **embedding**: ids go in, rows come out. Take the sentence of
 the last chapters once more, with a window of two, and the word *and*. Its
 neighbors are *say*, *goodbye*, *I* and again *say*:
*/
place(lookupFigure())
/*:
 Four ids $(N)$ go in, a matrix of four rows $(N, D)$ comes out, here with
 $D = 3$. In code, number by number:
*/
/// ids (N), W (V, D) → y (N, D): row n of y is row ids[n] of W.
func lookUp(_ ids: [Int], _ W: Tensor) -> Tensor {
  let D = W.shape[1]
  var y = Tensor.zeros(ids.count, D)
  for (n, id) in ids.enumerated() {
    for d in 0..<D { y[n, d] = W[id, d] }
  }
  return y
}
/*:
 Is it the same as multiplying? The seven words of the sentence have ids from 0
 to 6:
*/
let tokens = Tokenizer.words.tokens(in: "You say goodbye and I say hello.")
let seven = Vocabulary(of: tokens)
let ids = try seven.ids(of: ["say", "goodbye", "i", "say"])
show(seven.words, ids)
var random = Random(seed: options.seed, stream: "speedup")
let W = Tensor.normal([7, 3], random: &random)
show(lookUp(ids, W))
claim(
  "looking up gives the same bits as multiplying by one-hot vectors",
  lookUp(ids, W) == matmul(Tensor.oneHot(ids, classes: 7), W))
/*:
 On the way back a gradient $dy$ $(N, D)$ arrives, a row for each row that was
 read, and each belongs to the row of $W$ that it came from. Now look at the
 ids again: 0 stands there twice. Row 0 was used twice, so it has two effects
 on the loss, and its gradient is their *sum*. That is the chain rule, and in
 code it is one character:
*/
/// ids (N), dy (N, D) → dW (V, D): row n of dy is added to row ids[n].
func lookUpBackward(_ ids: [Int], _ dy: Tensor, words: Int) -> Tensor {
  let D = dy.shape[1]
  var dW = Tensor.zeros(words, D)
  for (n, id) in ids.enumerated() {
    for d in 0..<D { dW[id, d] += dy[n, d] }
  }
  return dW
}
/*:
 Write `=` for `+=`, and you have made the mistake that everyone makes once.
 The program runs, the loss falls, and the model is worse for no visible
 reason. With gradients that can be told apart by eye:
*/
let dy: Tensor = [
  [1, 1, 1], [10, 10, 10], [100, 100, 100], [1000, 1000, 1000],
]
var assigned = Tensor.zeros(7, 3)
for (n, id) in ids.enumerated() {
  for d in 0..<3 { assigned[id, d] = dy[n, d] }
}
show("assigned:", assigned.row(0), "  row 2:", assigned.row(2))
show("added:   ", lookUpBackward(ids, dy, words: 7).row(0))
/*:
 Which of the two is right is not a matter of opinion: nudge each number of $W$
 a little up and a little down, and see how the loss moves. These **central
 differences** need no calculus, so they can judge those who do:
*/
/// x → ∂L/∂x, number by number, from the loss on both sides of x.
func differences(_ x: Tensor, _ loss: (Tensor) -> Float) -> Tensor {
  let step: Float = 0.01
  var dx: [Float] = []
  for i in 0..<x.count {
    var (more, less) = (x.values, x.values)
    more[i] += step
    less[i] -= step
    let rise =
      loss(Tensor(more, shape: x.shape)) - loss(Tensor(less, shape: x.shape))
    dx.append(rise / (2 * step))
  }
  return Tensor(dx, shape: x.shape)
}
/*:
 As a loss take any that makes something of all rows: here
 $L = \frac{1}{2} \sum y^2$, whose gradient $dy$ is $y$ itself.
*/
let rowsRead = lookUp(ids, W)
let byRule = lookUpBackward(ids, rowsRead, words: 7)
let byNudging = differences(W) { W in
  let y = lookUp(ids, W)
  return 0.5 * (y * y).sum()
}
show("by the rule:    ", byRule.row(0))
show("by differences: ", byNudging.row(0))
claim(
  "added gradients are those that central differences find",
  (byRule - byNudging).norm() < 1e-3 * byRule.norm())
/*:
 The library's `Embedding` does the same for batches, and adds into a gradient
 that is kept with the matrix, so that several layers can share one:
*/
let layer = Embedding(Parameter("W", W))
let fromLibrary = layer.forward(ids)
layer.backward(rowsRead)
claim(
  "the library's Embedding gives the same bits, forward and backward",
  fromLibrary == rowsRead && layer.weight.gradient == byRule)
/*:
 How often does an id come twice? In a batch of 100 targets with ten neighbors
 each there are a thousand ids. Here is how many differ in the harbor stories:
*/
let corpus = input(
  try Corpus.load(
    options.corpus, seed: options.seed,
    words: options.quick ? 50_000 : 200_000, fewest: 300))
let vocabulary = corpus.vocabulary
let windows = input(try Contexts(corpus.training, window: 5))
let some = random.permutation(windows.count).prefix(100)
let batch = windows.batch(Array(some)).contexts.flatMap { $0 }
show(Set(batch).count, "of", batch.count, "ids differ")
claim(
  "most ids of a batch are repeated", isShown: false,
  2 * Set(batch).count < batch.count)
/*:
 With `=`, most of what the batch has to say would be thrown away.

 *You can now* write an embedding forward and backward, and check any gradient
 without calculus.
*/
exercise("4.1")
/*:
 ## 4.3 Negative sampling: ask about a few words

 The softmax answers *which of $V$ words is it?* To answer it, it has to look
 at all of them, for its probabilities are

 $$P(w \mid c) = \frac{e^{s(w, c)}}{\sum_{w'} e^{s(w', c)}}$$

 where $c$ is the context and $s(w, c) = h \cdot u_w$ the score of the word
 $w$: the hidden vector times the word's row of the output matrix $U$ $(V, D)$.
 The numerator is cheap. The sum below it is the trouble. Could one do without?

 ### A game against noise

 Suppose we dropped the sum and *demanded* that $e^s$ be the probability.
 Nothing would hold the scores down; each would be pushed up whenever its word
 occurs. **Noise-contrastive estimation** (Gutmann and Hyvärinen 2010, 2012)
 finds something that does: a game. For each word that the text has put beside
 a context $c$, draw $K$ more from a distribution $Q$ that we know, the
 **noise**. Shuffle them, and ask of each: *is it from the text, or is it
 noise?*

 What would a perfect player say? Of $1 + K$ words one is from the text. In a
 hundred rounds, then, $w$ comes $100 \, P(w \mid c)$ times from the text and
 $100 \, K Q(w)$ times from the noise. With $P = 0.3$, $K = 5$ and $Q = 0.1$
 that is 30 times and 50 times, and when $w$ comes up, *text* is right 30 times
 in 80. In general the player says *text* with the probability

 $$\frac{P(w \mid c)}{P(w \mid c) + K Q(w)}$$

 Our player doesn't know $P(w \mid c)$, but it has a score. Put $e^s$ in its
 place and divide above and below by $e^s$:

 $$\frac{e^s}{e^s + K Q(w)} = \frac{1}{1 + e^{-(s - \log K Q(w))}} = \sigma\big(s - \log K Q(w)\big)$$

 A sigmoid! The game is a yes-or-no question about one word, and no more than
 chapter 1 is needed to play it. Whoever plays it best has found
 $e^s = P(w \mid c)$, probabilities that sum to 1 although nobody ever summed
 them. Gutmann and Hyvärinen prove that it works with any noise that can draw
 every word, and that with more and more of it the gradient becomes that of the
 softmax. Mnih and Teh (2012) trained language models so.

 **Negative sampling** (Mikolov et al. 2013b) makes it simpler still. If only
 the vectors are wanted, the probabilities themselves are of no use. So leave
 out the term $\log K Q(w)$, and let $\sigma(s)$ be the probability of *text*.
 The $K$ words of noise are called **negatives**, and the loss is

 $$L = -\log \sigma(s_t) - \sum_{k=1}^{K} \log \big(1 - \sigma(s_{n_k})\big)$$

 with $s_t$ the score of the right word and $s_{n_k}$ that of the $k$-th
 negative. For one target of CBOW, with three negatives in place of five:
*/
place(questionsFigure())
/*:
 The vocabulary is nowhere in the picture. Four rows of $U$ are read, and four
 will change.

 ### Binary cross entropy

 Each of those questions is judged by the *binary cross entropy* of chapter 1.
 With a score $s$ and an answer $t$, 1 for *text* and 0 for *noise*:

 $$\ell = -t \log \sigma(s) - (1 - t) \log \big(1 - \sigma(s)\big)$$

 It gets shorter. Since $\sigma(s) = e^s / (1 + e^s)$, the first logarithm is
 $s - \log(1 + e^s)$ and the second is $-\log(1 + e^s)$. Together

 $$\ell = \log(1 + e^s) - t s \qquad \frac{\partial \ell}{\partial s} = \frac{e^s}{1 + e^s} - t = \sigma(s) - t$$

 Probability less answer, as with the softmax. One caution for the code: $e^s$
 overflows when $s$ is large, so $\log(1 + e^s)$ is computed as
 $\max(s, 0) + \log(1 + e^{-|s|})$, which is the same number.
*/
/// A score s and its answer t, 1 or 0 → the loss and ds.
func binaryCrossEntropy(_ s: Float, _ t: Float) -> (loss: Float, ds: Float) {
  (max(s, 0) + log1p(exp(-abs(s))) - t * s, sigmoid(s) - t)
}
for (s, t) in [(2, 1), (2, 0), (0, 1), (-100, 1)] as [(Float, Float)] {
  let (loss, ds) = binaryCrossEntropy(s, t)
  show("s =", s, " t =", t, " loss:", loss, " ds:", ds)
}
/*:
 A score of 2 says *text* with 88%. If that is right it costs little, if not it
 costs 2.13 nats, and the gradient is as large as the error: that is all of the
 learning signal.

 ### Forward and backward

 Now the whole loss. A question is a row of $U$ with an answer; the right word
 comes first. Each score is $s = h \cdot u$, so by the product rule $h$ gets
 $ds \, u$ from every question, and $u$ gets $ds \, h$:
*/
/// Asks h (D) about rows of U (V, D), each with its answer, 1 or 0
/// → the sum of the losses, dh (D) and dU (V, D).
func ask(_ h: Tensor, _ questions: [(row: Int, t: Float)], _ U: Tensor) -> (
  loss: Float, dh: Tensor, dU: Tensor
) {
  let D = h.count
  var (loss, dh, dU) = (Float(0), Tensor.zeros(D), Tensor.zeros(U.shape))
  for (row, t) in questions {
    var s: Float = 0
    for d in 0..<D { s += h[d] * U[row, d] }
    let (surprise, ds) = binaryCrossEntropy(s, t)
    loss += surprise
    for d in 0..<D {
      dh[d] += ds * U[row, d]
      dU[row, d] += ds * h[d]
    }
  }
  return (loss, dh, dU)
}
/*:
 Again `+=` throughout: $h$ is asked several times, and a negative may be drawn
 twice.

 By hand, with two dimensions. The right word has the row $(0.5, 0.5)$, two
 negatives have $(1, -1)$ and $(0, 1)$, and $h$ is $(1, 2)$. So the scores are
 $1.5$, $-1$ and $2$:
*/
let h: Tensor = [1, 2]
let U: Tensor = [[0.5, 0.5], [1, -1], [0, 1]]
for (s, t) in [(1.5, 1), (-1, 0), (2, 0)] as [(Float, Float)] {
  let (loss, ds) = binaryCrossEntropy(s, t)
  show("s =", s, " σ(s) =", sigmoid(s), " loss:", loss, " ds:", ds)
}
let byHand = ask(h, [(0, 1), (1, 0), (2, 0)], U)
show("loss:", byHand.loss)
show("dh:", byHand.dh)
show("dU:", byHand.dU)
/*:
 The second negative has the highest score though it should have the lowest,
 and so the largest error. `dh` is
 $-0.18 \, (0.5, 0.5) + 0.27 \, (1, -1) + 0.88 \, (0, 1)$: one step *against*
 it takes $h$ towards the right word and away from the two others.

 Is the gradient right? Seven words in five dimensions, and one negative twice:
*/
let questions: [(row: Int, t: Float)] = [(3, 1), (0, 0), (6, 0), (0, 0)]
let h5 = Tensor.normal([5], random: &random)
let U7 = Tensor.normal([7, 5], random: &random)
let asked = ask(h5, questions, U7)
let dhNudged = differences(h5) { ask($0, questions, U7).loss }
let dUNudged = differences(U7) { ask(h5, questions, $0).loss }
show(asked.dh)
show(dhNudged)
claim(
  "both gradients are those that central differences find",
  (asked.dh - dhNudged).norm() < 1e-3 * asked.dh.norm()
    && (asked.dU - dUNudged).norm() < 1e-3 * asked.dU.norm())
/*:
 The library's `NegativeSamplingLoss` does this for whole batches. Given the
 same random numbers it draws the same negatives, so we can ask the same
 questions:
*/
let noiseOfSeven = AliasTable(noiseOf: seven.counts)
var draws = random.stream("negatives")
let negativeSampling = NegativeSamplingLoss(
  Parameter("U", U7), noise: noiseOfSeven, negatives: 5, random: draws)
let lossOfLibrary = negativeSampling.forward(h5.reshaped(1, 5), [[3]])
let dhOfLibrary = negativeSampling.backward()
let drawn = (1...5).map { _ in (row: noiseOfSeven.draw(&draws), t: Float(0)) }
let plain = ask(h5, [(row: 3, t: 1)] + drawn, U7)
show("plain:", plain.loss, " library:", lossOfLibrary)
claim(
  "loss and both gradients agree with the library's, to rounding",
  abs(plain.loss - lossOfLibrary) < 1e-5
    && (plain.dh - dhOfLibrary.row(0)).norm() < 1e-5
    && (plain.dU - negativeSampling.weight.gradient).norm() < 1e-5)
/*:
 ### What it learns, and what is lost

 Is that still the question we wanted answered? The perfect player of the
 simpler game says *text* with the same probability as before. Only now
 $\sigma(s)$ has to say it without help, so its best score is

 $$s^* = \log \frac{P(w \mid c)}{K Q(w)} = \log \frac{P(w \mid c)}{Q(w)} - \log K$$

 For skip-gram, with the words' own frequencies as $Q$, the term
 $\log P(w \mid c)/Q(w)$ is the PMI of chapter 2: what we counted there, this loss learns (Levy and
 Goldberg 2014), as far as vectors of $D$ numbers can hold it.

 Don't take the formula's word for it. Here is a context with four possible
 words, some noise, and $K = 5$. The *expected* loss is descended, from scores
 that know nothing: a word comes from the text with the frequency $P$, with the
 gradient $\sigma - 1$, and from the noise $K Q$ times, with the gradient
 $\sigma$.
*/
let P: Tensor = [0.6, 0.3, 0.09, 0.01]
let Q: Tensor = [0.1, 0.2, 0.3, 0.4]
/// The best scores with K negatives, if s less `shift` goes into the sigmoid.
func bestScores(_ K: Float, shift: Tensor) -> Tensor {
  var s = Tensor.zeros(4)
  for _ in 0..<20_000 {
    let yes = sigmoid(s - shift)
    s -= 0.2 * (P * (yes - 1) + K * Q * yes)
  }
  return s
}
let contrastive = bestScores(5, shift: log(5 * Q))
let negative = bestScores(5, shift: .zeros(4))
show("noise-contrastive:", exp(contrastive), "sum", exp(contrastive).sum())
show("negative sampling:", exp(negative), "sum", exp(negative).sum())
claim(
  "noise-contrastive estimation finds P, and negative sampling P / KQ",
  (exp(contrastive) - P).norm() < 1e-3
    && (exp(negative) - P / (5 * Q)).norm() < 1e-3)
/*:
 This is what the shortcut costs. The scores of noise-contrastive estimation
 are *normalized* in the end: $e^s$ is a probability, so there is a perplexity,
 and a next word can be drawn. Those of negative sampling say how many times
 likelier a word is here *than in the noise*. From such ratios alone no text
 can be written, and whatever depends on $Q$ and $K$ has gone into the vectors.
 Nor does it become a softmax when $K$ grows (Dyer 2014). But for telling which
 words go together the ratio is what one wants: that *the* is frequent
 everywhere has been divided out.

 *You can now* derive negative sampling from the game against noise, write its
 loss with all gradients, and say what it can't do.
*/
exercise("4.2")
/*:
 <details>
 <summary><b>Predict, then read on.</b> Take 20 negatives in place of 5. What becomes of the best scores, in either game?</summary>

 Those of negative sampling all fall by $\log 4$: the term $-\log K$ is the
 same for all words, so their differences stay as they are. Those of
 noise-contrastive estimation stay themselves, since the shift has taken $K$
 into account.

 </details>
*/
//#-hidden-code
claim(
  "with four times the negatives, scores of negative sampling fall by log 4, the others stay",
  isShown: false,
  (bestScores(20, shift: .zeros(4)) - negative + log(4)).norm() < 1e-2
    && (bestScores(20, shift: log(20 * Q)) - contrastive).norm() < 1e-2)
//#-end-hidden-code
/*:
 ## 4.4 Which noise, and how to draw it

 Any noise will do, as long as every word can come up, but some teach faster.
 Mikolov et al. tried the words' frequencies, and all words alike, and found
 something in between best: counts to the power of ¾. It makes rare words a
 little less rare:
*/
let counts = vocabulary.counts.map { Float($0) }
let total = counts.reduce(0, +)
let weights = counts.map { $0 > 0 ? exp(0.75 * log($0)) : 0 }
let allWeights = weights.reduce(0, +)
let rarest = counts.lastIndex { $0 > 0 }!
for word in [0, 9, counts.count / 4, rarest] {
  show(
    vocabulary.words[word], "has", 100 * counts[word] / total,
    "% of the text and", 100 * weights[word] / allWeights, "% of the noise")
}
claim(
  "the rarest word is drawn more often than it occurs", isShown: false,
  weights[rarest] / allWeights > 2 * counts[rarest] / total)
/*:
 To draw a word with given probabilities, the plain way is to take a number
 between 0 and 1 and walk along the words until their probabilities sum to
 more. That walk is as long as the vocabulary, and we have just got rid of such
 walks. An **alias table** (Walker 1977) needs one step. Imagine a column for
 each of $n$ words, all of height 1, and stretch the probabilities so that they
 fill the columns exactly: multiply by $n$. Words that are too small for their
 column leave room, and it is filled with what is too much in another, so that
 no column holds more than two words. Five words with the probabilities 0.4,
 0.3, 0.15, 0.1 and 0.05, step by step:

 | | word 1 | word 2 | word 3 | word 4 | word 5 |
 |---|---:|---:|---:|---:|---:|
 | times five | 2 | 1.5 | 0.75 | 0.5 | 0.25 |
 | word 2 fills up column 5 | 2 | 0.75 | 0.75 | 0.5 | full |
 | word 1 fills up column 2 | 1.75 | full | 0.75 | 0.5 | full |
 | word 1 fills up column 4 | 1.25 | full | 0.75 | full | full |
 | word 1 fills up column 3 | 1 | full | full | full | full |

 In code, with a pile of columns that have room and a pile of words that have
 too much. To draw, choose a column, all being equally likely, then one of its
 two words:
*/
/// Columns of height 1: each keeps its own index for a share, and has an
/// alias in the rest.
struct Columns {
  var own: [Double]
  var alias: [Int]

  init(_ weights: [Float]) {
    let total = weights.reduce(0.0) { $0 + Double($1) }
    own = weights.map { Double($0) / total * Double(weights.count) }
    alias = Array(weights.indices)
    var small = weights.indices.filter { own[$0] < 1 }
    var large = weights.indices.filter { own[$0] >= 1 }
    while let i = small.popLast(), let j = large.last {
      alias[i] = j
      own[j] -= 1 - own[i]
      if own[j] < 1 { small.append(large.removeLast()) }
    }
  }

  func draw(_ random: inout Random) -> Int {
    let column = random.integer(below: own.count)
    return Double(random.uniform()) < own[column] ? column : alias[column]
  }
}
let shares: [Float] = [0.4, 0.3, 0.15, 0.1, 0.05]
let five = Columns(shares)
show("own:", five.own.map { Float($0) }, " alias:", five.alias.map { $0 + 1 })
var draw = random.stream("columns")
var often = [Float](repeating: 0, count: 5)
for _ in 0..<100_000 { often[five.draw(&draw)] += 1e-5 }
show("drawn:", often)
claim(
  "no share of 100,000 draws is off by more than 0.01", isShown: false,
  zip(often, shares).allSatisfy { abs($0 - $1) < 0.01 })
/*:
 Building takes one walk, and after that a vocabulary of a million words costs
 no more than one of five. The library's `AliasTable` keeps the same columns in
 8 bytes each:
*/
let noise = AliasTable(noiseOf: vocabulary.counts)
let columns = Columns(weights)
claim(
  "for all words of the harbor, the plain table and the library's are the same",
  noise.contents.enumerated().allSatisfy { word, column in
    abs(column.own - min(columns.own[word], 1)) < 1e-6
      && column.alias == columns.alias[word]
  })
/*:
 A negative can happen to be the right word. That's part of the formula of
 section 4.3 (a word of the noise is a word of the noise) and does no harm. The
 word2vec program leaves such draws out; both work.

 *You can now* draw from any distribution in constant time.
*/
exercise("4.3")
exercise("4.4")
/*:
 ## 4.5 Hierarchical softmax: twenty questions

 There is another way not to look at all words, older, and it keeps the
 probabilities. Put the words at the leaves of a binary tree. To find a word,
 start at the root and turn left or right at each node until you are there. Let
 each node have a row $u$, and let $\sigma(h \cdot u)$ be the probability of
 turning left. The probability of a word is the product of the probabilities of
 its turns: a **hierarchical softmax** (Morin and Bengio 2005). With the seven
 words of the sentence:
*/
place(treeFigure())
/*:
 Frequent words should have short paths. The tree that makes the mean path
 shortest is Huffman's (1952), and so are the turns to each word its **Huffman
 code**. It grows from the leaves: take the two trees that count least, join
 them under a new node whose count is the sum of both, and go on until there is
 one. Each word under the new node begins its path with it:
*/
/// Counts → the path of each word: nodes from the root, 0, on, and whether
/// it goes on to the left.
func huffmanPaths(_ counts: [Int]) -> [[(node: Int, isLeft: Bool)]] {
  var paths = counts.map { _ in [(node: Int, isLeft: Bool)]() }
  var trees = counts.indices.map { (count: counts[$0], words: [$0]) }
  for node in (0..<counts.count - 1).reversed() {
    trees.sort { $0.count > $1.count }
    let (right, left) = (trees.removeLast(), trees.removeLast())
    for word in right.words { paths[word].insert((node, false), at: 0) }
    for word in left.words { paths[word].insert((node, true), at: 0) }
    trees.insert(
      (right.count + left.count, right.words + left.words), at: 0)
  }
  return paths
}
let paths = huffmanPaths(seven.counts)
for (word, path) in zip(seven.words, paths) {
  let turns = path.map { "\($0.node) \($0.isLeft ? "left" : "right")" }
  show(word, "→", turns.joined(separator: ", "))
}
/*:
 *say*, which occurs twice, has two turns, all others have three. And now the
 loss. Each turn is a yes-or-no question to a row of $U$, which has $V - 1$
 rows, one for each node. So the function that we need is already there:
*/
/// A path → its turns as questions: is it to the left?
func turns(_ path: [(node: Int, isLeft: Bool)]) -> [(row: Int, t: Float)] {
  path.map { ($0.node, $0.isLeft ? 1 : 0) }
}
let U6 = Tensor.normal([6, 5], random: &random)
let toHello = turns(paths[5])
let climbed = ask(h5, toHello, U6)
show("−log P(hello):", climbed.loss)
show("dh:            ", climbed.dh)
show("by differences:", differences(h5) { ask($0, toHello, U6).loss })
/*:
 The loss is $-\log$ of a product, and so the sum of the turns' own losses.
 What makes this elegant: the probabilities of all words sum to 1 by
 themselves, since left and right do at each node. No noise, and no sum over
 the vocabulary:
*/
let chances = paths.map { exp(-ask(h5, turns($0), U6).loss) }
show(chances, " sum:", chances.reduce(0, +))
let hierarchy = HierarchicalSoftmax(
  Parameter("U", U6), code: HuffmanCode(counts: seven.counts))
let lossOfPath = hierarchy.forward(h5.reshaped(1, 5), [[5]])
claim(
  "all agree: the paths, the loss and its gradients with the library's, and those with central differences",
  paths.indices.allSatisfy { word in
    zip(hierarchy.code.path(of: word), paths[word]).allSatisfy {
      Int($0.node) == $1.node && $0.isLeft == $1.isLeft
    }
  } && abs(lossOfPath - climbed.loss) < 1e-5
    && (hierarchy.backward().row(0) - climbed.dh).norm() < 1e-5
    && (hierarchy.weight.gradient - climbed.dU).norm() < 1e-5
    && (differences(U6) { ask(h5, toHello, $0).loss } - climbed.dU).norm()
      < 1e-3 * climbed.dU.norm()
)
claim(
  "the probabilities sum to 1", isShown: false,
  abs(chances.reduce(0, +) - 1) < 1e-5)
/*:
 So why isn't this the way that everyone went? First, the length of the path:
*/
let tree = HuffmanCode(counts: vocabulary.counts)
let meanTurns = vocabulary.counts.indices.reduce(Float(0)) { sum, word in
  sum + counts[word] / total * Float(tree.path(of: word).count)
}
show("mean path to a word of the harbor:", meanTurns)
name("mean_turns", meanTurns, decimals: 1)
claim(
  "it is shorter than log₂ V, as long as the paths would be without counts",
  isShown: false,
  meanTurns < log(Float(vocabulary.count)) / log(2))
/*:
 It asks {{mean_turns}} questions a word, where negative sampling asks six, and
 the number grows with the vocabulary. And why should words that share a part
 of their path share their meaning? Huffman's tree knows counts and nothing
 else. Here are both, learned by the library's trainer (section 4.8) from the
 same stories: 15 epochs, no word left out, three seeds, and the two models of
 chapter 3 (CBOW as section 4.7 will have it). Grades are those of chapter 2, each times 100: how many of a word's
 five nearest neighbors are of its class (a fish beside fish), how many
 analogies are solved, and the rank correlation of the cosines with the
 grammar's own similarity of words.
*/
//#-hidden-code
record("outputs") {
  let (table, analogies) = try learnOutputs(corpus)
  place(table)
  name("outputs_cbow", analogies, decimals: 1)
}
//#-end-hidden-code
/*:
 The numbers behind ± are half of the range of the three seeds; what is smaller
 than they are is no difference. For vectors little speaks for the tree. But it
 gives true probabilities. Whoever needs those, and has a million words, should
 remember it.

 *You can now* build Huffman's tree, and a softmax on it.
*/
exercise("4.5")
/*:
 ## 4.6 Fewer and better examples

 Two more ideas of 2013 change neither the model nor the loss, but what they
 are shown.

 ### Subsampling

 The most frequent word of the harbor is *the*, more than one word in ten. What
 does a herring learn from standing beside *the*? So does everything.
 **Subsampling** (Mikolov et al. 2013b) leaves out some of the frequent words
 before the windows are cut. A word that makes up a share $f$ of the text is
 kept with probability

 $$\min\left(1, \; \sqrt{s / f} + s / f\right)$$

 where $s$ (a threshold here, no score) sets how much: words up to $2.6 s$ are
 all kept, and the more frequent a word, the fewer of its occurrences are. (This
 is the formula of the word2vec program; the paper has the root alone.) The
 shorter the text, the larger $s$ must be, or too little is left: at $10^{-3}$
 the harbor's *the* keeps a tenth of its places, and for newspapers of millions
 of words $10^{-4}$ and less is usual.
*/
let s: Float = 1e-3
let keep = counts.map { count in
  let f = count / total
  return min(1, sqrt(s / f) + s / f)
}
/// The ids that are kept this time.
func subsampled(_ ids: [Int], _ random: inout Random) -> [Int] {
  ids.filter { random.uniform() < keep[$0] }
}
for word in ["the", "and", "fisherman", "herring"] {
  if let id = vocabulary[word] { show(word, "is kept with", keep[id]) }
}
let kept = zip(counts, keep).reduce(0) { $0 + $1.0 * $1.1 } / total
show("of the whole text:", kept)
claim(
  "the library's Subsampling has the same probabilities",
  zip(keep, Subsampling(counts: vocabulary.counts, threshold: s).keep)
    .allSatisfy { abs($0 - $1) < 1e-5 })
/*:
 That makes an epoch shorter. It also makes the windows wider, since the words
 left over move together:
*/
place(windowFigure())
/*:
 ### Dynamic windows

 Near neighbors tell more than far ones. A **dynamic window** draws for each
 target how far to look, from 1 to $m$, all equally likely. A neighbor at
 distance $d$ is then seen with probability $(m - d + 1)/m$: with $m = 5$, the
 nearest always and the fifth every fifth time. It is a weighting that costs no
 arithmetic at all, one line of code, and it leaves $(m + 1)/2m$ of the
 neighbors to work on, three in five for $m = 5$.

 Are the two worth it? CBOW reads a newspaper, the Penn Treebank, twenty times,
 by the library's trainer (section 4.8), one change at a time. (Fewer neighbors
 save little time here: most of a step is the six questions, however many
 neighbors ask them.)
*/
//#-hidden-code
record("subsampling") {
  let (table, grades) = try learnWithSubsampling()
  place(table)
  claim(
    "on the Penn Treebank, subsampling with dynamic windows gains on all three",
    zip(grades[0], grades[2]).allSatisfy { $0 + 1 < $1 })
}
//#-end-hidden-code
/*:
 The correlations are those with people's judgement that chapter 2 has
 introduced. It's a run of one seed, so read the large differences only.
*/
exercise("4.6")
/*:
 ## 4.7 word2vec, whole

 All parts are there. Put them together, and drop whatever a general library of
 layers would have between them. The model is two tables of $V$ rows: $v$ is
 what chapter 3 called $W_\text{in}$, $u$ is $U$. Skip-gram takes a word $c$,
 the *center*; its row $v_c$ is the hidden vector. For each neighbor in a
 dynamic window it asks about that neighbor, with the answer 1, and about five
 words of noise, with the answer 0. For each such word $w$ and answer $t$

 $$s = v_c \cdot u_w \qquad ds = \sigma(s) - t \qquad du_w = ds \, v_c$$

 and the center gets $dv_c = \sum ds \, u_w$ over the six of them. Then every
 row takes a step against its gradient, $v_c \leftarrow v_c - \eta \, dv_c$ and
 $u_w \leftarrow u_w - \eta \, du_w$, with the learning rate $\eta$. At both
 ends of the text a window has the neighbors that exist.

 In code, each table is a plain array that holds its rows one after the other,
 row $w$ from place $w D$ on:
*/
/// Skip-gram: learns from each word of `ids` once.
func skipGram(
  _ ids: [Int], _ v: inout [Float], _ u: inout [Float], D: Int, window: Int,
  rate: Float, noise: AliasTable, random: inout Random
) {
  for i in ids.indices {
    let m = 1 + random.integer(below: window)
    let c = ids[i] * D
    for j in max(i - m, 0)...min(i + m, ids.count - 1) where j != i {
      var dh = [Float](repeating: 0, count: D)
      for k in 0...5 {
        let w = (k == 0 ? ids[j] : noise.draw(&random)) * D
        var s: Float = 0
        for d in 0..<D { s += v[c + d] * u[w + d] }
        let ds = sigmoid(s) - (k == 0 ? 1 : 0)
        for d in 0..<D {
          dh[d] += ds * u[w + d]
          u[w + d] -= rate * ds * v[c + d]
        }
      }
      for d in 0..<D { v[c + d] -= rate * dh[d] }
    }
  }
}
/*:
 Two dozen lines, and nothing is missing. (`dh` is $dv_c$.) One thing needs
 care: no gradient of $u$ is collected, each row moves as soon as its gradient
 is known, so `dh` must take the old row *first*. There is no optimizer with a
 memory for each number, no batch, no tensor. What isn't touched costs nothing,
 and so the size of the vocabulary doesn't matter.

 Are these the gradients of section 4.3? Two words of the seven, each the
 other's neighbor, and a tiny rate: `skipGram` moves the rows, and so does
 `ask`, with the same negatives.
*/
let v7 = Tensor.normal([7, 5], random: &random)
var (movedV, movedU) = (v7.values, U7.values)
var (askedV, askedU) = (v7, U7)
var drawsOfStep = random.stream("a step")
var drawsAgain = drawsOfStep
skipGram(
  [0, 3], &movedV, &movedU, D: 5, window: 1, rate: 0.001, noise: noiseOfSeven,
  random: &drawsOfStep)
for (center, neighbor) in [(0, 3), (3, 0)] {
  _ = drawsAgain.integer(below: 1)  // the window
  let negatives = (1...5).map { _ in
    (row: noiseOfSeven.draw(&drawsAgain), t: Float(0))
  }
  let right = (row: neighbor, t: Float(1))
  let step = ask(askedV.row(center), [right] + negatives, askedU)
  askedU -= 0.001 * step.dU
  askedV.addRows(-0.001 * step.dh.reshaped(1, 5), at: [center])
}
claim(
  "skipGram steps against the gradients that central differences have confirmed",
  (Tensor(movedU, shape: [7, 5]) - askedU).norm()
    < 0.01 * (askedU - U7).norm()
    && (Tensor(movedV, shape: [7, 5]) - askedV).norm()
      < 0.01 * (askedV - v7).norm()
)
/*:

 A training is a loop over epochs. Rows $v$ begin as small random numbers, rows
 $u$ with zeros, and the rate falls from epoch to epoch:
*/
let D = 50
let V = vocabulary.count
let epochs = options.quick ? 1 : 2
let text = Array(corpus.training.prefix(200_000))
var skipRandom = random.stream("skip-gram")
var v = (0..<V * D).map { _ in (skipRandom.uniform() - 0.5) / Float(D) }
var u = [Float](repeating: 0, count: V * D)
let untrained = Tensor(v, shape: [V, D])
for epoch in 0..<epochs {
  skipGram(
    text, &v, &u, D: D, window: 5,
    rate: 0.1 * (1 - Float(epoch) / Float(epochs)), noise: noise,
    random: &skipRandom)
}
let bySkipGram = WordVectors(vocabulary, Tensor(v, shape: [V, D]))
for query in ["herring", "monday", "fisherman"]
where vocabulary[query] != nil {
  show(query, "→", try bySkipGram.mostSimilar(to: query, count: 4))
}
/*:
 (To keep one thing apart from the other, nothing is subsampled here. To do so,
 put `subsampled(text, &skipRandom)` for `text`; section 4.9 shows what it
 brings.)

 ### CBOW

 For CBOW the mean of the neighbors asks, once for each word, and what $h$
 learns goes back to all of them. What is new is at the beginning and at the
 end:
*/
/// CBOW: learns from each word of `ids` once.
func cbow(
  _ ids: [Int], _ v: inout [Float], _ u: inout [Float], D: Int, window: Int,
  isDynamic: Bool = true, isShared: Bool = false, rate: Float,
  noise: AliasTable, random: inout Random
) {
  for i in ids.indices {
    let m = isDynamic ? 1 + random.integer(below: window) : window
    let around = (max(i - m, 0)...min(i + m, ids.count - 1)).filter { $0 != i }
    let n = Float(around.count)
    var h = [Float](repeating: 0, count: D)
    var dh = h
    for j in around { for d in 0..<D { h[d] += v[ids[j] * D + d] / n } }
    for k in 0...5 {
      let w = (k == 0 ? ids[i] : noise.draw(&random)) * D
      var s: Float = 0
      for d in 0..<D { s += h[d] * u[w + d] }
      let ds = sigmoid(s) - (k == 0 ? 1 : 0)
      for d in 0..<D {
        dh[d] += ds * u[w + d]
        u[w + d] -= rate * ds * h[d]
      }
    }
    let step = isShared ? rate / n : rate
    for j in around { for d in 0..<D { v[ids[j] * D + d] -= step * dh[d] } }
  }
}
/*:
 (`isDynamic` and `isShared` are there for the experiments below.) And one
 question: how do the two compare with vectors that know nothing? Two epochs
 each, which is few:
*/
var cbowRandom = random.stream("cbow")
var (v2, u2) = (untrained.values, [Float](repeating: 0, count: V * D))
for epoch in 0..<epochs {
  cbow(
    text, &v2, &u2, D: D, window: 5,
    rate: 0.1 * (1 - Float(epoch) / Float(epochs)), noise: noise,
    random: &cbowRandom)
}
let byCBOW = WordVectors(vocabulary, Tensor(v2, shape: [V, D]))
//#-hidden-code
let plainGrades = try [
  HarborGrades(WordVectors(vocabulary, untrained)), HarborGrades(bySkipGram),
  HarborGrades(byCBOW),
]
//#-end-hidden-code
place(
  Table(
    columns: ["vectors"] + gradeColumns,
    rows: zip(["random", "skip-gram, plain", "CBOW, plain"], plainGrades).map {
      [$0] + $1.all
    }, decimals: 1), about: "harbor")
name("plain_cbow", plainGrades[2].analogies, decimals: 1, about: "harbor")
claim(
  "the plain skip-gram finds three times as many neighbors of a word's class as chance does",
  about: "harbor", plainGrades[1].kinds > 3 * plainGrades[0].kinds)
/*:
 ### Whose gradient is it?

 Look at the last two lines of `cbow`. $h$ is the *mean* of $n$ rows, so by the
 chain rule each of them has the gradient $dh / n$; chapter 3 has it so. But
 with `isShared` false each takes the *whole* of $dh$. So it was done in the
 word2vec program of 2013, and in others that followed it, such as gensim.
 İrsoy, Benton and Stratos (2021) saw in this the reason why CBOW had the name
 of the weaker model: the whole gradient isn't the gradient of the loss. It
 moves input rows $n$ times too far, while output rows are moved rightly, and
 with dynamic windows $n$ isn't even the same for all words. They divided by
 $n$, chose the learning rate anew, and their CBOW was as good as skip-gram, at
 a fraction of its time.

 Is it so here? The plain code, the same stories, ten epochs, three seeds, with
 either gradient and several rates:
*/
//#-hidden-code
record("shares") {
  let rivals: [(isShared: Bool, rates: [Float])] = [
    (false, [0.05, 0.1, 0.2]), (true, [0.1, 0.2, 0.3, 0.6]),
  ]
  var rows: [[Any]] = []
  var best: [[Float]] = []
  for (isShared, rates) in rivals {
    var runs: [[[Float]]] = []
    for rate in rates {
      runs.append(
        try gradesOfCBOW(corpus, isShared: isShared, rate: rate, epochs: 10))
      rows.append(
        [isShared ? "shared, dh / n" : "whole, dh", format(rate, decimals: 2)]
          + meansAndSpreads(runs.last!))
    }
    best.append(runs.map(means).max { $0[1] < $1[1] }!)
  }
  place(Table(columns: ["gradient", "rate"] + gradeColumns, rows: rows))
  name("best_whole", best[0][1], decimals: 1)
  name("best_shared", best[1][1], decimals: 1)
}
//#-end-hidden-code
/*:
 At the rate that is best for the whole gradient, 0.1, the shared one lags far
 behind: its input rows move $n$ times less. It wants a rate several times as
 high, and at that rate it comes to {{best_shared}} analogies in 100, the whole
 at its own best to {{best_whole}}. Who had compared the two at one rate would
 have found the opposite. That is the lesson, for this and for any comparison:
 tune both.

 Why, then, does the trainer of the next section take the whole gradient? For
 the sake of the rates. The word2vec program and what was written about it name
 rates for the whole one (0.05 for CBOW, where nothing is said), and with these
 the trainer does what is expected of it. The shared gradient is at its best
 where output rows can hardly bear it: see how fast it falls with twice that
 rate. It's a choice of convenience, and the two lines of `cbow` are where to
 change it.

 *You can now* write word2vec, either model, from an empty file. Try it, before
 you go on: close this page, and write `skipGram` from the formulas of section
 4.3 alone.

 <details>
 <summary><b>Predict, then read on.</b> What happens if <code>v</code> and <code>u</code> both begin with zeros? And why may <code>u</code>?</summary>

 With both zero, every gradient is a product with a row of zeros, so nothing
 ever moves. With random `v`, the rows of `u` get $ds \, h$ in the first step
 already, and `v` moves as soon as it meets a row of `u` that has moved.

 </details>
*/
//#-hidden-code
var (zeroV, zeroU) = (
  [Float](repeating: 0, count: V * D), u2.map { _ in Float(0) }
)
var zeroRandom = random.stream("zeros")
skipGram(
  Array(text.prefix(100)), &zeroV, &zeroU, D: D, window: 5,
  rate: 0.1,
  noise: noise, random: &zeroRandom)
claim(
  "from zeros nothing moves", isShown: false,
  zeroV.allSatisfy { $0 == 0 } && zeroU.allSatisfy { $0 == 0 })
//#-end-hidden-code
/*:

 ## 4.8 The same in the library

 `Word2Vec` is the library's trainer. It reads a text of any size as a stream,
 keeps checkpoints, and is several times as fast. Is it the same algorithm?
 Give it a text so short that it is learned in one piece, 32 words, with full
 windows, and give the plain code the random numbers that it draws.

 One difference has to be kept out. The library asks all six questions of a
 word before it moves any row, the plain code moves each row at once. That
 shows only where one word is asked about the same row twice, so take random
 numbers that never do that:
*/
let passage = Array(text.prefix(32))
/// Whether nobody in the passage is asked about a row twice.
func areApart(_ draws: Random) -> Bool {
  var draws = draws
  return passage.allSatisfy { word in
    Set([word] + (1...5).map { _ in noise.draw(&draws) }).count == 6
  }
}
/// The random numbers that the trainer draws for its first passage.
func firstDraws(_ stream: Random) -> Random {
  stream.stream("passages").stream(0).stream(0)
}
let streams = (0..<500).map { random.stream($0) }
let stream = streams.first { areApart(firstDraws($0)) } ?? streams[0]
/*:
 Now both, for one epoch at a high rate, so that there is something to compare:
*/
var settings = Word2Vec.Settings(.cbow)
(settings.hasDynamicWindow, settings.subsampling) = (false, 0)
(settings.size, settings.epochs, settings.rate) = (D, 1, 0.5)
let trainer = try Word2Vec(vocabulary, settings, random: stream)
let atFirst = try trainer.vectors.vectors(vocabulary.words)
try trainer.train(on: passage)

var v3 = atFirst.values
var u3 = [Float](repeating: 0, count: V * D)
var drawsOfPassage = firstDraws(stream)
cbow(
  passage, &v3, &u3, D: D, window: 5, isDynamic: false, rate: 0.5,
  noise: noise, random: &drawsOfPassage)
let plainVectors = Tensor(v3, shape: [V, D])
let libraryVectors = try trainer.vectors.vectors(vocabulary.words)
let moved = (libraryVectors - atFirst).norm()
let apart = (plainVectors - libraryVectors).norm()
show("moved:", moved, " difference:", apart)
claim(
  "plain code and library learn the same vectors, to rounding",
  apart < 1e-5 * moved)
/*:
 On a longer text they part, for three reasons, and each of them makes the
 library faster.

 **SIMD.** One instruction of the machine can add or multiply sixteen numbers
 at once; appendix A shows how. A plain loop `s += h[d] * u[w + d]` can't use
 it, because the order of a sum shows in its last bits, and no compiler may
 change those unasked. The library adds in sixteen sums, always the same way.
 And it keeps the six questions of a word side by side, so that what is loaded
 is used six times. For skip-gram, all neighbors of a window meet the same six
 rows at once: the scores are a small matrix product, and so are both gradients
 (Ji et al. 2016). (To make that possible the neighbors' rows ask about the
 center, as in the original program, and not the center's about the neighbors.
 Over a whole text the pairs are the same.)

 **Threads.** All words share the same rows. If two threads change them at the
 same time, the result depends on who came first. The original program lets
 that happen, since most rows are seldom wanted twice at once and learning
 forgives the rest. That is known as **Hogwild** (Niu et al. 2011); but no two
 runs agree. `Word2Vec` reads the text in rounds of eight passages of 64 words.
 Each passage takes private copies of the rows it needs and learns from them
 alone, and at the end of the round the copies are put together, in a fixed
 order. A row that several passages have changed, such as that of *the*, would
 go too far if all changes were added, and hardly move if only their mean
 counted. The sum divided by the *root* of their number is a compromise, found
 by trying. In return nobody waits within a round, and one thread or eight give
 the same bits.

 **Shared draws.** Most rows of a passage are those of negatives, copied to be
 asked a single time. So two are drawn for each word of the passage, and up to
 three words ask about each draw. For one word nothing has changed, as its five
 are still independent draws of the same noise. Words that ask about the same
 draw are at least thirteen places apart, so that their windows hardly overlap.
*/
//#-hidden-code
let onThreads = try [1, 2, 7].map { threads in
  Threads.count = threads
  let model = try Word2Vec(vocabulary, .init(.cbow), random: stream)
  try model.train(on: Array(corpus.training.prefix(5_000)))
  return try model.vectors.vectors(vocabulary.words)
}
Threads.count = options.threads
//#-end-hidden-code
claim(
  "with 1, 2 and 7 threads the trainer's vectors are the same to the last bit",
  onThreads.allSatisfy { $0 == onThreads[0] })
/*:
 ## 4.9 A ladder

 What was each idea worth? Here is CBOW from the one-hot vectors of chapter 3
 to two threads, in eight rungs, each of which changes *one* thing:

 | | what changes | what kind of change |
 |---|---|---|
 | 1 | one-hot vectors, a softmax over all words, in plain loops | |
 | 2 | rows are looked up (4.2) | algorithm, the same results |
 | 3 | five negatives in place of the softmax (4.3) | algorithm |
 | 4 | dynamic windows (4.6) | algorithm: this is `cbow` of section 4.7 |
 | 5 | subsampling at 0.001 (4.6) | algorithm |
 | 6 | sixteen numbers at a time: SIMD | engineering, sums in another order |
 | 7 | private copies of rows, shared draws: `Word2Vec` (4.8) | engineering, for threads |
 | 8 | a second thread | engineering, the same bits |

 All else is equal: vectors of 100 numbers, a window of 5, a learning rate that
 falls from 0.1 to 0, the whole gradient for each neighbor, one word after the
 other, ten epochs of the harbor stories, and *one thread* on all rungs but the
 last. (Of rungs 1 and 2, which learn the same thing, the grades are learned
 once, in SIMD; the pace is that of plain loops.) A word that is left out by
 subsampling counts as read.
*/
//#-hidden-code
record("ladder") {
  let ladder = try climbLadder(corpus, options: options)
  let news = ladder.newsPaces
  //#-end-hidden-code
  place(ladderTable(ladder))
  place(ladderFigure(ladder, words: corpus.vocabulary.count))
  name("final_speed", "\(format(1e-6 * news[7], decimals: 1)) million")
  name("final_gain", format(Int(news[7] / news[0])))
  name("algorithm_gain", format(Int(news[4] / news[0])))
  name("engineering_gain", news[7] / news[4], decimals: 1)
  name("sampling_gain", news[2] / news[1], decimals: 0)
  name("town_sampling_gain", ladder.paces[2] / ladder.paces[1], decimals: 0)
  name("lookup_gain", news[1] / news[0], decimals: 1)
  name("window_gain", news[3] / news[2], decimals: 1)
  name("subsampling_gain", news[4] / news[3], decimals: 1)
  name("simd_gain", news[5] / news[4], decimals: 1)
  name("copies_gain", news[6] / news[5], decimals: 1)
  name("thread_gain", news[7] / news[6], decimals: 1)
  name("batched_pace", format(Int(ladder.batched)))
  name("batched_gain", ladder.batched / news[1], decimals: 0)
  name("softmax_analogies", ladder.grades[1].analogies, decimals: 1)
  name("sampled_analogies", ladder.grades[2].analogies, decimals: 1)
  name("dynamic_analogies", ladder.grades[3].analogies, decimals: 1)
  name("ladder_analogies", ladder.grades[7].analogies, decimals: 1)
  name("more_epochs", ladder.more.epochs)
  name("more_analogies", ladder.more.grades.analogies, decimals: 1)
  name("more_neighbors", ladder.more.grades.kinds, decimals: 1)
  name("more_seconds", ladder.more.seconds, decimals: 1)
  claim(
    "with 10,000 words, negative sampling alone makes CBOW more than 50 times as fast",
    news[2] > 50 * news[1])
  claim(
    "the algorithm's rungs gain more than ten times what the machine's gain",
    news[4] / news[0] > 10 * news[7] / news[4])
  claim(
    "two threads learn the same as one", ladder.grades[7] == ladder.grades[6])
  //#-hidden-code
}
//#-end-hidden-code
/*:
 Read it from the right. On a newspaper's vocabulary the rungs gain
 {{lookup_gain}}, {{sampling_gain}}, {{window_gain}} and {{subsampling_gain}}
 times in the algorithm, together {{algorithm_gain}}; then {{simd_gain}} by
 SIMD, {{copies_gain}} by the library's way to learn on copies, and
 {{thread_gain}} by the second thread, together {{engineering_gain}}. A single
 idea, negative sampling, stands out. It gains the more, the larger the
 vocabulary: in the town it is {{town_sampling_gain}} times.

 In fairness to the softmax: one word at a time is the worst way to run it. The
 network of chapter 3 takes a hundred words at once, and a matrix product of a
 hundred rows is work that a machine does well. On one thread that comes to
 {{batched_pace}} words a second, {{batched_gain}} times rung 2, and still far
 from rung 3. It is engineering again, but of another kind, and appendix A is
 about it.

 And quality? It's one run each, so differences of a few points mean nothing.
 But some are large. From the same ten readings six questions teach less than a
 softmax over all words: {{sampled_analogies}} analogies in 100 on rung 3, and
 {{softmax_analogies}} on rung 2. At this rate, which both share, that is the
 price of negative sampling; a rate chosen for each might change it. The two
 rungs that follow show it better examples; they pay the price back, and are
 faster at the same time. At the end it is {{ladder_analogies}}, after
 private copies, which cost a little. And a faster rung may read more often in
 the time that it has saved: {{more_epochs}} epochs of rung 8 take
 {{more_seconds}} seconds and come to {{more_neighbors}} in neighbors and
 {{more_analogies}} in analogies. *Show quality beside speed*, or the fastest
 program will be the one that learns nothing.

 This chapter has graded CBOW on the same stories several times, with different
 results. It is one model with different settings, and the settings matter more
 than most ideas. Here they stand side by side:

 | where | program | epochs | windows | rate | analogies |
 |---|---|---:|---|---:|---:|
 | 4.5 | `Word2Vec` | 15 | dynamic | 0.1 | {{outputs_cbow}} |
 | 4.7 | `cbow`, 50 dimensions | 2 | dynamic | 0.1 | {{plain_cbow}} |
 | rung 3 | `cbow` | 10 | full | 0.1 | {{sampled_analogies}} |
 | rung 4 | `cbow` | 10 | dynamic | 0.1 | {{dynamic_analogies}} |
 | rung 8 | `Word2Vec`, subsampling | 10 | dynamic | 0.1 | {{ladder_analogies}} |
 | rung 8, longer | `Word2Vec`, subsampling | {{more_epochs}} | dynamic | 0.1 | {{more_analogies}} |

 ## 4.10 Words you can use

 Now for the use of it. A text, some settings, and a moment:
*/
var chosen = Word2Vec.Settings(.skipGram)
(chosen.rate, chosen.subsampling) = (0.05, 0)
chosen.epochs = options.quick ? 3 : 15
let model = try Word2Vec(
  vocabulary, chosen, random: random.stream("words you can use"))
try model.train(on: corpus.training)
let learnedWords = model.vectors
for query in ["herring", "monday", "fisherman", "mended", "red"]
where vocabulary[query] != nil {
  show(query, "→", try learnedWords.mostSimilar(to: query, count: 4))
}
let solved = learnedWords.accuracy(on: Harbor.analogies).overall.accuracy
name("town_analogies", 100 * solved, decimals: 0, about: "harbor")
claim(
  "more than half of the analogies are solved", about: "harbor", solved > 0.5)
/*:
 Of the analogies of chapter 2 these vectors solve {{town_analogies}} in 100.
 To keep them, and to have them opened by other programs for word vectors,
 write them to a file in one of the two formats of the original program
 (`VectorsFile.write`). Text can be read by eye, binary is smaller and faster,
 and what comes back is the same to the last bit:
*/
claim(
  "in either format, what is read is what was written",
  try comesBack(learnedWords, as: .text, seed: options.seed)
    && comesBack(learnedWords, as: .binary, seed: options.seed))
/*:
 From the command line it takes no program at all. This trains on any text
 file, however large, since it is read as a stream:

 ```
 swift run word2vec --train notes.txt --vectors notes.vectors
 ```

 `--help` lists the settings. What was learned is kept every ten minutes and at
 Ctrl-C, in `notes.vectors.checkpoint` or where `--checkpoint` says, and
 `--resume` goes on from there, to the same bits as if nothing had happened.

 ### A map

 A hundred dimensions can't be drawn. Chapter 2 drew the two directions in
 which the words vary most; what lies in the other ninety-eight is lost, and
 classes fall on top of each other. **t-SNE** (van der Maaten and Hinton 2008)
 doesn't project. It gives each word a place on the paper and moves them all
 until neighbors are neighbors: it turns distances into probabilities of being
 neighbors, once in the space and once on the paper, and lowers by gradient
 descent a measure of how much the two differ (the Kullback-Leibler
 divergence).
*/
//#-hidden-code
let classes = knownClasses(in: vocabulary)
let shown = classes.filter { $0.words.count > 5 }.dropFirst().prefix(7)
let labels = shown.flatMap { $0.words.prefix(11) }
let onMap = try learnedWords.vectors(labels)
let lengths = sqrt((onMap * onMap).sum(axis: 1, keepingAxis: true))
let onPaper = tsne(onMap / lengths, perplexity: 10)
let projected = pca(onMap / lengths)
let order = NeighborOrder(labels, classes: shown)
//#-end-hidden-code
place(
  mapFigure(
    onPaper, labels: labels, classes: shown,
    isHarbor: options.corpus == "harbor"))
name("map_beside", order(onPaper), decimals: 0)
name("projected_beside", order(projected), decimals: 0)
claim(
  "t-SNE keeps more neighbors together than a projection does", about: "harbor",
  order(onPaper) > order(projected) + 5)
/*:
 Of 100 words {{map_beside}} lie beside one of their own class, where on the
 two main directions it would be {{projected_beside}}. But a map like this
 invites reading more from it than is there: how large an island is, and how
 far from the next, says nothing.

 ### The newspaper

 And for real text? Counting and predicting should be compared with equal care:
 *tuned with tuned*. For the Penn Treebank, chapter 2 had chosen window,
 weighting and dimensions of counting by these very grades. Here the settings
 of predicting were chosen by them too, by trying some forty: a window of 9,
 subsampling at 0.0005, a rate of 0.03. So both are a little too good, in the
 same way. With those settings both then read WikiText-2, twice the size, for
 which nobody has tuned anything:
*/
//#-hidden-code
record("newspaper") {
  let ptb = try Newspaper("Penn Treebank", Corpus.load("ptb"), seeds: 3)
  let wiki = try Newspaper("WikiText-2", Corpus.load("wikitext-2"), seeds: 1)
  place(newspaperTable([ptb, wiki]))
  claim(
    "on the Penn Treebank, tuned counting is ahead of tuned predicting by all three measures",
    zip(ptb.grades[0], zip(ptb.grades[1], ptb.grades[2])).allSatisfy {
      $0 > max($1.0, $1.1)
    })
  name("wiki_counted_men", wiki.grades[0][1], decimals: 1)
  name("wiki_skip_men", wiki.grades[2][1], decimals: 1)
  name("ptb_counted_men", ptb.grades[0][1], decimals: 1)
  name("ptb_skip_men", ptb.grades[2][1], decimals: 1)
}
//#-end-hidden-code
/*:
 (Penn Treebank: three seeds, with half of their range; WikiText-2: one, where
 ± 0.0 says nothing.) On a million words of a newspaper, tuned counting is
 ahead of both, clearly on MEN; on WordSim it leads skip-gram by less than
 skip-gram's seeds differ. (Untuned, by chapter 2's plain recipe, its best
 correlations are {{02.plain:plain_wordsim}} on WordSim-353 and
 {{02.plain:plain_men}} on MEN, not times 100, and it solves
 {{02.plain:plain_analogies}}% of the analogies.) It sees the whole table at once, while a network that meets each rare word a
 dozen times has to learn from those. It also bears a change of text well. On
 MEN it goes from {{ptb_counted_men}} to {{wiki_counted_men}}, skip-gram from
 {{ptb_skip_men}} to {{wiki_skip_men}}. Predicting came into its own with
 billions of words, where no table of pairs fits into memory.

 ### And a GPU?

 This book needs none. Negative sampling made word2vec fast by doing *few*
 operations, each with a row fetched from somewhere in a table; that is work a
 GPU is bad at. Matrix products are what it is good at. Appendix A works out
 from two numbers of a data sheet how much it would gain for either.

 ## Summary

 - Count before you time. Two products with $V$ rows were nearly all of the
   work, and nearly all of it was about words that weren't there.
 - Read rows instead of multiplying by zeros, and *add* on the way back: an id
   may come twice.
 - Telling the text from noise needs no sum over the vocabulary.
   Noise-contrastive estimation so finds probabilities; negative sampling
   leaves out a term and finds ratios, with the words' frequencies as noise the
   PMI less $\log K$.
 - A question with an answer, binary cross entropy, the gradient
   $\sigma(s) - t$: negative sampling and hierarchical softmax are one loop
   over questions.
 - word2vec is that loop within a loop over a text. It touches what it needs
   and nothing else.
 - The algorithm gained {{algorithm_gain}} times, the machine
   {{engineering_gain}}.
 - Where threads share what they learn, let each learn on copies and put them
   together in order; then the result doesn't depend on how many there are.
 - Show quality beside speed, change one thing at a time, and compare tuned
   with tuned.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | the loss falls, the vectors are poor | gradients of repeated ids assigned, not added |
 | the loss grows without end | the rate is too high: frequent words, and so small vocabularies, suffer first |
 | the loss is `inf` or `nan` | $\log \sigma(s)$ taken literally: use $\max(s, 0) + \log(1 + e^{-\lvert s \rvert}) - ts$ |
 | rare words all look alike | too few epochs: they begin near zero and have hardly moved |
 | CBOW learns nothing at a rate at which others learn | the gradient is divided by $n$, and the rate is not for that |
 | nothing is learned at all | both tables begin with zeros: one of them must be random |
 | `dh` is wrong by a little | it took rows of $u$ that had already moved |
 | two runs with one seed differ | threads that change the same rows, or an order that comes from a hash table |

 ## Exercises

 The sections above end with exercises that check themselves. These want a
 pencil, or an evening:

 1. ★★ Prove that no answer has a smaller expected loss than the perfect
    player's of section 4.3. (Write $a$ for $P(w \mid c)$ and $b$ for $K Q(w)$,
    and differentiate by the answer.)
 2. ★ Which rows does one center of skip-gram change, with a window of 2 at
    full width and five negatives? How many numbers is that with $D = 100$, and
    how many does a step of Adam change in the same model with 10,000 words?
 3. ★★ The noise has the power ¾. Take 0 and 1 in the plain code, and grade the
    vectors, with three seeds.
 4. ★★★ Train on a text of your own, draw its map, and look for an island that
    you can't explain.

 <details>
 <summary>Answers to 1 and 2</summary>

 1. The expected loss is $-a \log y - b \log(1 - y)$, where $y$ is the answer.
    Its derivative $-a/y + b/(1 - y)$ is zero at $y = a/(a + b)$ only, and the
    second derivative is positive everywhere.
 2. One row of `v` and at most $4 \cdot 6 = 24$ rows of `u`: 2,500 numbers.
    Adam moves every number by a memory of its own, so it changes
    $2 \cdot 10{,}000 \cdot 100$, two million, and reads and writes two
    memories for each.

 </details>

 ## References

 - M. Gutmann, A. Hyvärinen. *Noise-contrastive estimation: a new estimation
   principle for unnormalized statistical models.* AISTATS 2010. The long
   version: *Noise-contrastive estimation of unnormalized statistical models,
   with applications to natural image statistics.* JMLR 13, 2012.
 - A. Mnih, Y. W. Teh. *A fast and simple algorithm for training neural
   probabilistic language models.* ICML 2012.
 - T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean. *Distributed
   representations of words and phrases and their compositionality.* NIPS 2013
   (2013b in the text).
 - C. Dyer. *Notes on noise contrastive estimation and negative sampling.*
   arXiv:1410.8251, 2014.
 - O. Levy, Y. Goldberg. *Neural word embedding as implicit matrix
   factorization.* NIPS 2014.
 - O. İrsoy, A. Benton, K. Stratos. *Corrected CBOW performs as well as
   skip-gram.* Workshop on Insights from Negative Results in NLP, 2021.
 - S. Ji, N. Satish, S. Li, P. Dubey. *Parallelizing word2vec in shared and
   distributed memory.* arXiv:1604.04661, 2016.
 - F. Niu, B. Recht, C. Ré, S. Wright. *Hogwild!: a lock-free approach to
   parallelizing stochastic gradient descent.* NIPS 2011.
 - F. Morin, Y. Bengio. *Hierarchical probabilistic neural network language
   model.* AISTATS 2005.
 - D. Huffman. *A method for the construction of minimum-redundancy codes.*
   Proceedings of the IRE 40, 1952.
 - A. Walker. *An efficient method for generating discrete random variables
   with general distributions.* ACM Transactions on Mathematical Software 3, 1977.
 - L. van der Maaten, G. Hinton. *Visualizing data using t-SNE.* JMLR 9, 2008.
*/
weaveChapter()
