import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  tools: [TrainTransformer.self, EvaluateLanguageModel.self])
Threads.count = options.threads
/*:
 # 9 Transformer

 *The captain gave the old net to his son and sold the boat.* Who sold it? Your
 eyes go back from *sold* to *captain* in one jump, past a net and a son. A
 recurrent network can't jump. It must carry the captain along, step by step,
 through everything that comes between. In [chapter 8](08-attention.md) a
 decoder learned to jump, back into what an encoder had read. Here every
 position of a text may jump to every other, and the recurrence is dropped
 altogether. That is the **Transformer** (Vaswani et al. 2017; *the paper*, from
 here on), and nearly all large language models of today are made of it.
*/
place(transformerFigure())
/*:
 This is all of it: an encoder on the left that reads a question, a decoder on
 the right that writes the answer. By the end of the chapter there is no box in
 the picture that you haven't built. You can then

 - write self-attention, several heads, layer normalization and the feed-forward
   layer from memory, each forward and backward, and check their gradients;
 - tell a network where in a text it is;
 - put the parts together, and say what residual connections and norms are for;
 - train a Transformer that reads dates, and one that tells stories;
 - let it write without reading everything anew for each letter;
 - say what it costs, and when an LSTM is cheaper.

 What is left out: tricks that make attention cheap for very long texts, and
 everything that only matters with billions of parameters.

 ## 9.1 Everything asks everything

 In chapter 8 a decoder had a query, compared it with the rows of a memory, and
 took a weighted sum of them. Now let *every* position of a sequence ask all
 positions of the *same* sequence, itself included: **self-attention**. Each
 position has a vector $x$, and makes three others from it: a *query* (what I
 look for), a **key** (what I can be found by) and a **value** (what you get if
 you take me). For $T$ positions with $D$ numbers each, all of them are three
 products:

 $$Q = X W_Q \qquad K = X W_K \qquad V = X W_V$$

 Each query is compared with each key by a dot product. The scores $E$, one for
 each pair of positions, become weights $A$ by a softmax over the keys, and the
 weights make sums of values:

 $$E = \frac{Q K^\top}{\sqrt d} \qquad A = \text{softmax}(E) \qquad Y = A V$$

 with $d$ for the size of a query. This is **scaled dot-product attention**.
*/
place(selfAttentionFigure())
/*:
 ### By hand

 Three words, *the old sea*, with three numbers each. In a real network these
 would be learned vectors; here they are small whole numbers, and so are the
 three matrices:
*/
let X: Tensor = [[1, 0, 1], [0, 2, 0], [1, 1, 0]]  // the, old, sea
let WQ: Tensor = [[-1, 3], [1, 0], [3, -3]]
let WK: Tensor = [[2, -1], [0, 1], [-2, 1]]
let WV: Tensor = [[4, -2], [0, 2], [-3, 3]]
/*:
 First the queries and the keys:
*/
let (Q, K) = (matmul(X, WQ), matmul(X, WK))
show(Q)
show(K)
/*:
 Read the first number of a key as *I am a noun*, the second as *I am an
 adjective*; the first number of a query as *I look for a noun*, the second as
 *I look for an adjective*. Then *the* and *old* look for a noun, *sea* looks
 for an adjective, and *sea* offers what the first two want. The scores say how
 well each row's query fits each column's key:
*/
let E = matmul(Q, K.transposed()) / sqrt(2)
show(E)
/*:
 For instance *sea* with *old*: $(0 \cdot 0 + 3 \cdot 2) / \sqrt 2$. A softmax
 makes a row of weights out of each row of scores:
*/
let A = softmax(E)
show(A)
name("sea_old", 100 * A[2, 1], decimals: 0)
/*:
 So *sea* takes {{sea_old}}% of its sum from *old*. And what is it that it
 takes? The values:
*/
let V = matmul(X, WV)
show(V)
show(matmul(A, V))
claim(
  "the and old look mostly at sea, and sea at old", isShown: false,
  A[0, 2] > 0.8 && A[1, 2] > 0.8 && A[2, 1] > 0.9)
/*:
 The last row is nearly the value of *old*: the vector of *sea* now knows which
 sea. One step, and any two positions are in touch, however far apart, where in
 a recurrence they are joined by a chain as long as their distance. And no row
 had to wait for another: all of it is products of matrices.

 ### Why $\sqrt d$?

 A dot product of two vectors of $d$ independent numbers of variance 1 has the
 variance $d$. With $d = 256$ the scores are spread by 16, and a softmax of such
 numbers is nearly a hard choice, with hardly any gradient left. Divided by
 $\sqrt d$ they spread by 1 at any size:
*/
func largestWeight(_ d: Int, scaled: Bool) -> Float {
  var random = Random(seed: options.seed, stream: "scale")
  let q = Tensor.normal([200, d], random: &random)
  let k = Tensor.normal([50, d], random: &random)
  let scores = matmul(q, k.transposed())
  let weights = softmax(scaled ? scores / sqrt(Float(d)) : scores)
  return weights.max(axis: 1).mean()
}
place(scaleTable([4, 16, 64, 256]))
claim(
  "unscaled, the softmax hardens as d grows; scaled, it doesn't",
  largestWeight(256, scaled: false) > 0.85
    && largestWeight(256, scaled: true) < 0.2)
/*:
 ### What may be seen

 Two things must sometimes be hidden. One is *padding*, which fills up the
 shorter rows of a batch and means nothing. The other is the *future*: a model
 that is trained to write the next word must not see it. Where an encoder may
 look both ways, a decoder is **causal**: position $t$ sees the positions
 $0 \ldots t$.
*/
place(masksFigure())
/*:
 A mask is added to the scores: 0 where a query may look, $-\infty$ where it may
 not. A *padding mask* hides the one, a **causal mask** the other. Since
 $e^{-\infty} = 0$, what is hidden gets a weight of exactly 0:
*/
/// (T, T): 0 up to the diagonal, and −∞ to the right of it.
func causalMask(_ T: Int) -> Tensor {
  Tensor(
    (0..<T * T).map { $0 % T > $0 / T ? -Float.infinity : 0 }, shape: [T, T])
}
show(softmax(E + causalMask(3)))
claim(
  "what is hidden has a weight of exactly 0", isShown: false,
  softmax(E + causalMask(3))[0, 2] == 0)
/*:
 Now *the*, the first word, sees only itself, and *old* can't find its noun,
 which is yet to come.

 ### Backward

 The gradient $dY$ comes in. $Y = AV$ is a product, so

 $$dV = A^\top dY \qquad dA = dY \, V^\top$$

 The softmax is chapter 8's, row by row. After a step down, a score is higher if
 its value would have served better than what was taken on average:

 $$dE = A \odot \Big( dA - \sum_s A_s \, dA_s \Big)$$

 The sum runs over each row. Where the mask made $A$ zero, $dE$ is zero too, so
 the mask needs no care. And the scores are a product again, divided by
 $\sqrt d$:

 $$dQ = \frac{dE \, K}{\sqrt d} \qquad dK = \frac{dE^\top Q}{\sqrt d}$$

 In code every piece of this chapter has one form. It computes what it puts out,
 and tells how to go back:
*/
/// What a piece puts out, and its way back: from the gradient of what it put
/// out to that of what it took in.
struct Pass<Gradient> {
  let y: Tensor
  let back: (Tensor) -> Gradient
}
/*:
 The way back is a closure. It remembers by itself whatever it needs of the way
 forward. Here is attention, its way back in the letters of the formulas:
*/
/// Queries (T, d), keys (S, d), values (S, d) and a mask, (T, S) or anything
/// that broadcasts to it → (T, d).
func attend(
  _ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: Tensor
) -> Pass<(q: Tensor, k: Tensor, v: Tensor)> {
  let root = sqrt(Float(q.shape[1]))
  let A = softmax(matmul(q, k.transposed()) / root + mask)
  return Pass(y: matmul(A, v)) { dy in
    let dA = matmul(dy, v.transposed())
    let dE = A * (dA - (A * dA).sum(axis: 1, keepingAxis: true))
    let dq = matmul(dE, k) / root
    let dk = matmul(dE.transposed(), q) / root
    return (dq, dk, matmul(A.transposed(), dy))
  }
}
/*:
 Keys and values may be more or fewer than the queries: $S$ of them. Here
 $S = T$. Without a mask, which is to say with a zero that is added to all
 scores, it gives what we had by hand:
*/
show(attend(Q, K, V, Tensor(0)).y)
/*:
 Is the way back right? As ever, move each number a little up and a little down,
 and measure:
*/
/// The gradient of a number f(x), by central differences.
func measuredGradient(_ x: Tensor, _ f: (Tensor) -> Float) -> Tensor {
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
/*:
 Any gradient will do for $dY$. With random numbers and a causal mask:
*/
var plainRandom = Random(seed: options.seed, stream: "plain")
let (q, k) = (
  Tensor.normal([5, 4], random: &plainRandom),
  Tensor.normal([5, 4], random: &plainRandom)
)
let (v, dy) = (
  Tensor.normal([5, 4], random: &plainRandom),
  Tensor.normal([5, 4], random: &plainRandom)
)
let mask = causalMask(5)
let d = attend(q, k, v, mask).back(dy)
let attentionGaps = [
  gap(d.q, measuredGradient(q) { (attend($0, k, v, mask).y * dy).sum() }),
  gap(d.k, measuredGradient(k) { (attend(q, $0, v, mask).y * dy).sum() }),
  gap(d.v, measuredGradient(v) { (attend(q, k, $0, mask).y * dy).sum() }),
]
show(attentionGaps)
claim(
  "attention's three gradients agree with central differences",
  attentionGaps.max()! < 2e-3)
/*:
 And the mask does what it should. Change position 3 of five: what is before it
 must not notice, to the bit.
*/
let before = attend(q, k, v, mask).y
var (k3, v3) = (k, v)
for j in 0..<4 {
  k3[3, j] += 1
  v3[3, j] += 1
}
let after = attend(q, k3, v3, mask).y
show((0..<5).map { before.row($0) == after.row($0) ? "same" : "moved" })
claim(
  "what comes before a change has the same bits", isShown: false,
  (0..<3).allSatisfy { before.row($0) == after.row($0) }
    && before.row(3) != after.row(3) && before.row(4) != after.row(4))
exercise("9.1")
/*:
 You can now write self-attention in ten lines, mask it, and go back through it.

 *Predict, then run.* All scores of a row are raised by the same number. What
 happens to the weights? So what can a bias that is added to all keys do?

 <details>
 <summary>Answer</summary>

 Nothing: $e^{c}$ cancels in the softmax. A bias in the keys adds $q \cdot b$ to
 all scores of the query $q$, so it never changes a weight, and its gradient is
 0 but for rounding. (That is also why the rows of $dE$ add up to 0.) The
 library has that bias all the same, as GPT has: it does no harm.

 </details>
*/
//#-hidden-code
let shift = Tensor.normal([1, 4], random: &plainRandom)
claim(
  "a bias of the keys changes nothing", isShown: false,
  gap(attend(q, k + shift, v, mask).y, attend(q, k, v, mask).y) < 1e-5)
//#-end-hidden-code
/*:
 ## 9.2 Where am I?

 Something got lost. A sum has no order, and so attention without a mask has
 none: shuffle what goes in, and what comes out is shuffled the same way,
 nothing else.
*/
let order = [3, 0, 4, 1, 2]
let straight = attend(q, k, v, Tensor(0)).y
let shuffled = attend(
  q.rows(at: order), k.rows(at: order), v.rows(at: order), Tensor(0)
).y
show(gap(shuffled, straight.rows(at: order)))
claim(
  "attention by itself doesn't see the order of what it reads",
  gap(shuffled, straight.rows(at: order)) < 1e-5)
/*:
 *Dog bites man*, *man bites dog*: all the same. So the network must be told
 where each word stands. The usual way is a **positional encoding**: a vector
 for each position, added to the vector of the word that stands there.

 It may be *learned*, like the words' vectors. Then there are as many positions
 as one has trained. Or it is made of waves, as in the paper: sine and cosine of
 the position at many frequencies, like the hands of many clocks. The columns
 $2i$ and $2i + 1$ of position $p$ hold

 $$\sin \frac{p}{10000^{2i/D}} \qquad \cos \frac{p}{10000^{2i/D}}$$
*/
/// (T, D): sine and cosine of the positions from `first` on.
func sinusoids(_ T: Int, _ D: Int, from first: Int = 0) -> Tensor {
  var P = Tensor.zeros(T, D)
  for t in 0..<T {
    for i in 0..<D / 2 {
      let length = exp(Float(2 * i) / Float(D) * log(10_000))
      P[t, 2 * i] = sin(Float(first + t) / length)
      P[t, 2 * i + 1] = cos(Float(first + t) / length)
    }
  }
  return P
}
show(sinusoids(4, 6))
/*:
 Each row is a position. The first pair of columns turns by one radian a step,
 the next more slowly, the last hardly at all. Of 64 columns the last pair needs
 {{slowest}} steps for one radian. The picture shows four of the sines:
*/
name("slowest", stepsPerRadian(ofPair: 31, of: 64))
let waves = sinusoids(60, 64)
place(wavesFigure())
//#-hidden-code
let libraryWaves = PositionalEncoding(size: 64).vectors(0..<60)
//#-end-hidden-code
claim(
  "the library's positions are the same, to a rounding of 0.00002",
  (waves - libraryWaves).map(abs).max() < 2e-5)
/*:
 Fast hands tell neighbors apart, slow ones tell the beginning of a text from
 its end. And they have a beauty: the product of two positions' vectors depends
 only on how far apart they are, since
 $\sin a \sin b + \cos a \cos b = \cos(a - b)$:
*/
func nearness(_ a: Int, _ b: Int) -> Float {
  (waves.row(a) * waves.row(b)).sum()
}
show((0...5).map { nearness(10, 10 + $0) })
show((0...5).map { nearness(40, 40 + $0) })
claim(
  "the product depends on the distance alone",
  (0...19).allSatisfy {
    abs(nearness(10, 10 + $0) - nearness(40, 40 + $0)) < 1e-3
  })
/*:
 From position 10 or from 40, three steps on is the same. Three steps back is
 the same too, since a cosine doesn't tell the sign. But a matrix can: one that
 turns every hand back by one step makes the vector of $p - 1$ out of that of
 $p$, at every $p$. If queries are made by such a matrix, and keys are left as
 they are, then attention finds *the one before me*, everywhere in a text.

 How large should a position be, beside a word? The paper multiplies the words'
 vectors by $\sqrt D$ before it adds the two. Here those vectors begin as random
 numbers with a standard deviation of $1/\sqrt D$, so after the multiplication
 it is 1. The waves are nearly as large: the mean of $\sin^2$ and $\cos^2$ is a
 half, and its root 0.71. Section 9.6 tries what waves, learned
 vectors and nothing at all are worth.
*/
exercise("9.2")
/*:
 You can now tell a network where it is.

 ## 9.3 Several heads

 One softmax makes one choice. But a word may have several things to ask: for
 its verb, for what it refers to, for the word just before. So the columns are
 shared out among several **heads**. Each looks for itself, with queries, keys
 and values of its own, and a last matrix $W_O$ puts together what they have
 found. This is **multi-head attention**:

 $$Y_i = \text{softmax}\Big( \frac{Q_i K_i^\top}{\sqrt d} \Big) V_i \qquad
 Y = [\, Y_1 \; Y_2 \ldots \,] \, W_O + b_O \qquad d = D / \text{heads}$$

 The queries $Q = X W_Q + b_Q$ are made in one product, and so are keys and
 values; then head $i$ gets the columns from $i d$ on. Four heads of 16 columns
 take as many multiplications and parameters as one of 64.
*/
place(headsShapesFigure())
/*:
 To *split* is to cut columns, and to *join* is to put them side by side again:
*/
/// (T, D) → for each head its columns, (T, d).
func split(_ x: Tensor, _ heads: Int) -> [Tensor] {
  let d = x.shape[1] / heads
  return (0..<heads).map { x.columns($0 * d..<($0 + 1) * d) }
}
/// The way back: all heads' columns side by side.
func join(_ parts: [Tensor]) -> Tensor { .concatenate(parts, axis: 1) }

let six: Tensor = [[1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60]]
show(split(six, 3)[1])
claim("joined again", isShown: false, join(split(six, 3)) == six)
/*:
 The four matrices are parameters, and there are many of them in a Transformer.
 To keep them, we need a little order: a place where each has a name. The
 library's `Parameter` of chapter 1 holds a value and its gradient, and a
 parameter that is asked for the first time is made:
*/
/// The parameters of a model, or of a part of it, by their names.
struct Weights {
  final class Store { var parameters: [String: Parameter] = [:] }
  var store = Store()
  var path = ""

  /// Those of a part.
  subscript(part: String) -> Weights {
    Weights(store: store, path: "\(path)\(part).")
  }
  /// The parameter of that name; `start` is what it begins as.
  func callAsFunction(
    _ name: String, _ start: @autoclosure () -> Tensor
  ) -> Parameter {
    let name = path + name
    let known = store.parameters[name] ?? Parameter(name, start())
    store.parameters[name] = known
    return known
  }
  /// Random numbers, others for each part.
  func normal(_ D: Int, _ H: Int, deviation: Float) -> Tensor {
    var random = Random(seed: 1, stream: path)
    return .normal([D, H], deviation: deviation, random: &random)
  }
}
/*:
 With it, the affine layer of chapter 1, $y = xW + b$, is

 $$dW = x^\top dy \qquad db = \sum_t dy_t \qquad dx = dy \, W^\top$$
*/
/// x (T, D) → (T, H).
func affine(_ x: Tensor, _ H: Int, _ w: Weights) -> Pass<Tensor> {
  let D = x.shape[1]
  let W = w("weight", w.normal(D, H, deviation: 1 / sqrt(Float(D))))
  let b = w("bias", .zeros(H))
  return Pass(y: matmul(x, W.value) + b.value) { dy in
    W.gradient += matmul(x.transposed(), dy)
    b.gradient += dy.sum(axis: 0)
    return matmul(dy, W.value.transposed())
  }
}
/*:
 And now the heads. Queries come from $x$, keys and values from $m$. In
 self-attention both are the same tensor; section 9.5 will need the difference.
 Backward, each line undoes one of the lines before:
*/
/// x (T, D) asks m (S, D) → (T, D).
func multiHead(
  _ x: Tensor, _ m: Tensor, _ heads: Int, _ mask: Tensor, _ w: Weights
) -> Pass<(x: Tensor, m: Tensor)> {
  let D = x.shape[1]
  let q = affine(x, D, w["q"])
  let k = affine(m, D, w["k"])
  let v = affine(m, D, w["v"])
  let (Q, K, V) = (split(q.y, heads), split(k.y, heads), split(v.y, heads))
  let parts = (0..<heads).map { attend(Q[$0], K[$0], V[$0], mask) }
  let o = affine(join(parts.map(\.y)), D, w["output"])
  return Pass(y: o.y) { dy in
    let d = zip(parts, split(o.back(dy), heads)).map { $0.back($1) }
    let dm = k.back(join(d.map(\.k))) + v.back(join(d.map(\.v)))
    return (q.back(join(d.map(\.q))), dm)
  }
}
/*:
 Where $x$ asks itself, it gets both gradients, that of the one who asks and
 that of the one who is asked:
*/
/// x (T, D) asks itself → (T, D).
func selfAttention(
  _ x: Tensor, _ heads: Int, _ mask: Tensor, _ w: Weights
) -> Pass<Tensor> {
  let a = multiHead(x, x, heads, mask, w)
  return Pass(y: a.y) { dy in
    let d = a.back(dy)
    return d.x + d.m
  }
}
/*:
 The check takes in the parameters as well: go forward and back once, then
 measure $dx$ and the gradient of each parameter that the piece has asked for.
*/
/// The largest gap between the gradients of a piece and the measured ones.
func gradientGap(
  at x: Tensor, _ w: Weights, _ piece: (Tensor) -> Pass<Tensor>
) -> Float {
  var random = Random(seed: 1, stream: "check")
  let dy = Tensor.normal(piece(x).y.shape, random: &random)
  let dx = piece(x).back(dy)
  var gaps = [gap(dx, measuredGradient(x) { (piece($0).y * dy).sum() })]
  for p in w.store.parameters.values {
    let start = p.value
    let measured = measuredGradient(start) {
      p.value = $0
      return (piece(x).y * dy).sum()
    }
    p.value = start
    if !p.name.hasSuffix("k.bias") { gaps.append(gap(p.gradient, measured)) }
  }
  return gaps.max()!
}
/*:
 (The biases of the keys are left out, for their gradient is 0.)
*/
let fiveSteps = Tensor.normal([5, 8], random: &plainRandom)
let headWeights = Weights()
let headsGap = gradientGap(at: fiveSteps, headWeights) {
  selfAttention($0, 2, causalMask(5), headWeights)
}
show(headsGap)
claim(
  "two heads' gradients agree with central differences, those of the parameters too",
  headsGap < 5e-3)
/*:
 The library's `MultiHeadAttention` does this for a whole batch at a time. It
 keeps $W_Q$, $W_K$ and $W_V$ side by side in one matrix $(D, 3D)$, so that all
 three are one product, and instead of hiding scores it never computes them. To
 compare, take over its parameters; what is one there is three here:
*/
list("copy", folded: true)
let libraryHeads = MultiHeadAttention(
  size: 8, heads: 2, isCausal: true, random: &plainRandom)
let copied = Weights()
copy(libraryHeads, 8, to: copied)
/*:
 One text, forward and backward through both:
*/
let ours = selfAttention(fiveSteps, 2, causalMask(5), copied["attention"])
let theirs = libraryHeads.forward(fiveSteps.reshaped(1, 5, 8), mode: .training)
  .row(0)
let up = Tensor.normal([5, 8], random: &plainRandom)
let ourBack = ours.back(up)
let theirBack = libraryHeads.backward(up.reshaped(1, 5, 8)).x.row(0)
show(gap(ours.y, theirs), gap(ourBack, theirBack))
claim(
  "plain and library, forward and backward, agree to 1 in 100,000",
  max(gap(ours.y, theirs), gap(ourBack, theirBack)) < 1e-5)
exercise("9.3")
/*:
 You can now write multi-head attention whole, and you have seen the check that
 proves it.

 *Predict, then run.* Four heads of 16 columns, or one of 64. Which of the two
 has more parameters? Which has more numbers in its weights $A$?

 <details>
 <summary>Answer</summary>

 The parameters are the same: four matrices $(64, 64)$ and their biases, however
 the columns are shared out. But each head has its own softmax, so there are
 four times as many weights, $4 T^2$ numbers instead of $T^2$, and with long
 texts they are what fills the memory.

 </details>

 ## 9.4 A block

 Attention fetches things from other positions. Something must be made of them,
 position by position; that is the feed-forward layer's work. Around both stand
 two devices that let many such layers be trained one on the other: residual
 connections and norms. All together are a *block*, and a Transformer is a stack
 of blocks.

 ### Layer normalization

 **Layer normalization** takes each position's vector by itself, subtracts its
 mean and divides by its standard deviation. A learned gain $g$ and bias $b$
 follow, so that the network may have any other size that serves it better (Ba,
 Kiros and Hinton 2016):

 $$n = \frac{x - \mu}{\sigma} \qquad y = g \odot n + b \qquad
 \mu = \frac1D \sum_j x_j \qquad
 \sigma = \sqrt{\frac1D \sum_j (x_j - \mu)^2 + \varepsilon}$$

 The small $\varepsilon$ keeps a vector of equal numbers from a division by
 zero. Whatever stands at other positions, or in other rows of the batch,
 doesn't matter. (**Batch normalization**, which is older and much used for
 pictures, takes mean and deviation over the batch instead; Ioffe and Szegedy
 made it in 2015. A sentence would then depend on the sentences beside it, and
 one that is alone when a model is used has none.)

 On the way back, $dn = g \odot dy$. Now $x$ acts on $n$ in three ways:
 directly, by the mean, and by the standard deviation. With
 $\partial \mu / \partial x_j = 1/D$ and
 $\partial \sigma / \partial x_j = n_j / D$ the three are

 $$dx_j = \frac{1}{\sigma} \Big( dn_j - \frac1D \sum_i dn_i - n_j \, \frac1D \sum_i dn_i \, n_i \Big)$$

 In words: what $dn$ has in common with a shift of all numbers, and with their
 stretching, is taken out of it, for the norm undoes shifts and stretchings, so
 they can't matter. In code:
*/
/// (T, D) → (T, 1): the mean of each row.
func rowMean(_ x: Tensor) -> Tensor { x.mean(axis: 1, keepingAxis: true) }

/// x (T, D) → (T, D), each row with the mean 0 and the deviation 1 at first.
func layerNorm(_ x: Tensor, _ w: Weights) -> Pass<Tensor> {
  let g = w("gain", .ones(x.shape[1]))
  let b = w("bias", .zeros(x.shape[1]))
  let distance = x - rowMean(x)
  let σ = sqrt(rowMean(distance * distance) + 1e-5)
  let n = distance / σ
  return Pass(y: g.value * n + b.value) { dy in
    g.gradient += (dy * n).sum(axis: 0)
    b.gradient += dy.sum(axis: 0)
    let dn = g.value * dy
    return (dn - rowMean(dn) - n * rowMean(dn * n)) / σ
  }
}
show(layerNorm([[1, 2, 3, 4], [100, 200, 300, 400]], Weights()).y)
/*:
 Two rows of very different size, and both come out the same. The check, and the
 library:
*/
let normWeights = Weights()
let normGap = gradientGap(at: fiveSteps, normWeights) {
  layerNorm($0, normWeights)
}
show(normGap)
//#-hidden-code
let libraryNorm = LayerNorm(8)
let (plainNorm, libraryNormed) = (
  layerNorm(fiveSteps, Weights()),
  libraryNorm.forward(fiveSteps, mode: .training)
)
//#-end-hidden-code
claim(
  "the norm's gradients agree with central differences, and plain and library to 1 in 100,000",
  normGap < 5e-3
    && max(
      gap(plainNorm.y, libraryNormed),
      gap(plainNorm.back(up), libraryNorm.backward(up))) < 1e-5
)
exercise("9.4")
/*:
 ### The feed-forward layer

 It is as plain as it looks: a **feed-forward layer** of two affine layers with
 an activation between, four times as wide inside, the same for each position.

 $$y = f(x W_1 + b_1) \, W_2 + b_2$$

 The paper's activation $f$ is ReLU. GPT's, and ours, is a smooth one, the
 **GELU** (Hendrycks and Gimpel 2016): $x \, \Phi(x)$, where $\Phi(x)$ is the
 probability that a normal number is below $x$. For large $x$ it is $x$, for
 very negative $x$ it is 0, and there is no kink in between. $\Phi$ has no
 simple formula, but with a sigmoid one comes within 0.0005 of $x \, \Phi(x)$,
 and that is what is computed:

 $$f(x) = x \, \sigma(u) \qquad u = 2 \sqrt{\tfrac{2}{\pi}} \, (x + 0.044715 \, x^3)$$

 By the product rule and the chain rule, with $s = \sigma(u)$, its derivative is
 $s + x \, s (1 - s) \, u'$:
*/
/// x → x · σ(u), number by number.
func gelu(_ x: Tensor) -> Pass<Tensor> {
  let c = 2 * sqrt(2 / Float.pi)
  let s = sigmoid(c * (x + 0.044715 * x * x * x))
  return Pass(y: x * s) { dy in
    dy * (s + x * s * (1 - s) * c * (1 + 0.134145 * x * x))
  }
}
/// x (T, D) → (T, D), by way of 4 D.
func feedForward(_ x: Tensor, _ w: Weights) -> Pass<Tensor> {
  let a = affine(x, 4 * x.shape[1], w["first"])
  let b = gelu(a.y)
  let c = affine(b.y, x.shape[1], w["second"])
  return Pass(y: c.y) { dy in a.back(b.back(c.back(dy))) }
}
let feedWeights = Weights()
let feedGap = gradientGap(at: fiveSteps, feedWeights) {
  feedForward($0, feedWeights)
}
show(feedGap)
//#-hidden-code
let libraryGELU = GELU(.tanh)
let (plainGELU, libraryActive) = (
  gelu(fiveSteps), libraryGELU.forward(fiveSteps, mode: .training)
)
//#-end-hidden-code
claim(
  "the feed-forward layer's gradients agree with central differences",
  feedGap < 5e-3)
claim(
  "plain and library have one GELU", isShown: false,
  max(
    gap(plainGELU.y, libraryActive),
    gap(plainGELU.back(up), libraryGELU.backward(up))) < 1e-5)
/*:
 ### The block

 The last device is the simplest. Instead of replacing what came in, a layer
 *adds* to it: $y = x + f(x)$. This is a **residual connection**, also called a
 *skip connection* (He et al. 2016). In a block there are two, one around the
 attention and one around the feed-forward layer, and before each of these
 stands a norm:
*/
place(blockFigure())
/*:
 A residual connection has one line of its own. Backward, $dx = dy + \ldots$:
 the gradient passes the layer by, and what comes back through the layer is
 added.
*/
/// x + f(norm(x)).
func residual(
  _ x: Tensor, _ w: Weights, _ f: (Tensor) -> Pass<Tensor>
) -> Pass<Tensor> {
  let n = layerNorm(x, w)
  let found = f(n.y)
  return Pass(y: x + found.y) { dy in dy + n.back(found.back(dy)) }
}
/*:
 And the block is two of them:
*/
/// x (T, D) → (T, D).
func transformerBlock(
  _ x: Tensor, _ heads: Int, _ mask: Tensor, _ w: Weights
) -> Pass<Tensor> {
  let a = residual(x, w["attentionNorm"]) {
    selfAttention($0, heads, mask, w["attention"])
  }
  let y = residual(a.y, w["feedForwardNorm"]) {
    feedForward($0, w["feedForward"])
  }
  return Pass(y: y.y) { dy in a.back(y.back(dy)) }
}
let blockWeights = Weights()
let blockGap = gradientGap(at: fiveSteps, blockWeights) {
  transformerBlock($0, 2, causalMask(5), blockWeights)
}
show(blockGap)
//#-hidden-code
let libraryBlock = TransformerBlock(
  size: 8, heads: 2, hidden: 32, isCausal: true, random: &plainRandom)
let blockCopy = Weights()
copy(libraryBlock, 8, to: blockCopy)
let ourBlock = transformerBlock(fiveSteps, 2, causalMask(5), blockCopy["block"])
let theirBlock = libraryBlock.forward(
  fiveSteps.reshaped(1, 5, 8), mode: .training)
let blockGaps = [
  gap(ourBlock.y, theirBlock.row(0)),
  gap(
    ourBlock.back(up), libraryBlock.backward(up.reshaped(1, 5, 8)).x.row(0)),
]
//#-end-hidden-code
claim(
  "the block's gradients agree with central differences, and plain and library to 1 in 100,000",
  blockGap < 5e-3 && blockGaps.max()! < 1e-5)
/*:
 You can now write a Transformer's block. The rest of the section is about why
 it looks like this.

 ### What residual connections are worth

 [Chapter 6](06-lstm.md) followed a gradient back through time and watched it
 fade. The same happens on the way down through layers. Take twenty small layers
 of tanh, put a gradient in at the top, and see what arrives below. Without and
 with a shortcut past each:
*/
/// y = x + f(x).
final class Shortcut: Layer {
  let part: any Layer
  init(_ part: any Layer) { self.part = part }
  var parameters: [Parameter] { part.parameters }

  func forward(_ x: Tensor, mode: Mode) -> Tensor {
    x + part.forward(x, mode: mode)
  }
  func backward(_ dy: Tensor) -> Tensor { dy + part.backward(dy) }
}
func tower(
  _ layers: Int, size: Int, withShortcut: Bool, _ random: inout Random
) -> [any Layer] {
  (0..<layers).map { _ in
    let part = Sequential(
      Affine(inputs: size, outputs: size, random: &random), Tanh())
    return withShortcut ? Shortcut(part) : part
  }
}
/// How much of a gradient is there after 0, 1, … 20 layers on its way down.
func descent(withShortcut: Bool) -> [Float] {
  var random = Random(seed: options.seed, stream: "stack")
  let layers = tower(20, size: 64, withShortcut: withShortcut, &random)
  var x = Tensor.normal([32, 64], random: &random)
  for layer in layers { x = layer.forward(x, mode: .training) }
  var dx = Tensor.normal([32, 64], random: &random)
  let start = dx.norm()
  return [1]
    + layers.reversed().map { layer in
      dx = layer.backward(dx)
      return dx.norm() / start
    }
}
let (bare, shortcut) = (
  descent(withShortcut: false), descent(withShortcut: true)
)
place(residualFigure(bare: bare, shortcut: shortcut))
name("bare", bare[20], decimals: 3)
name("shortcut", shortcut[20], decimals: 1)
name("growth", 100 * (exp(log(shortcut[20]) / 20) - 1), decimals: 0)
claim(
  "without a shortcut, less than a fifth arrives; with it, more than went in",
  bare[20] < 0.2 && shortcut[20] > 1)
/*:
 Of a gradient of 1, {{bare}} arrives without shortcuts. With them it doesn't
 fade; it *grows*, by {{growth}}% a layer, to {{shortcut}}. That is no surprise:
 to $dy$, which passes by whole, each layer adds what comes back through it. It
 is the LSTM's way out again, upward instead of onward in time: a path on which
 no matrix stands. Growth is the lesser evil. Forward, too, the sums grow from
 layer to layer, and the norm before each layer is there to bring them back to
 one size.

 Does it help to learn? A small task: of eight numbers, have the first two the
 same sign, and have the next two? Four classes, {{deep_examples}} examples,
 {{deep_passes}} passes. To guess is right in a quarter of cases.
*/
let (deepExamples, deepPasses) = options.quick ? (2_000, 1) : (10_000, 10)
name("deep_examples", deepExamples)
name("deep_passes", deepPasses)
func accuracy(layers: Int, withShortcut: Bool, seed: UInt64) throws -> Float {
  var random = Random(seed: seed, stream: "deep")
  let x = Tensor.normal([deepExamples + 2_000, 8], random: &random)
  let classes = (0..<x.shape[0]).map { n in
    (x[n, 0] * x[n, 1] > 0 ? 1 : 0) + (x[n, 2] * x[n, 3] > 0 ? 2 : 0)
  }
  let (training, test) = Examples(x, classes).split(at: deepExamples)
  let inner = tower(layers, size: 32, withShortcut: withShortcut, &random)
  let network = Network(
    Sequential(
      [Affine(inputs: 8, outputs: 32, random: &random)] + inner
        + [Affine(inputs: 32, outputs: 4, random: &random)]),
    loss: SoftmaxWithLoss())
  let trainer = Trainer(
    network, optimizer: Adam(rate: 0.001), batchSize: 50, random: random)
  try trainer.train(on: training, epochs: deepPasses)
  return 100 * network.score(on: test).accuracy!
}
/*:
 Two layers, twenty, and twenty with shortcuts, three runs each:
*/
record("depth") {
  let seeds: [UInt64] = [1, 2, 3]
  let few = try seeds.map {
    try accuracy(layers: 2, withShortcut: false, seed: $0)
  }
  let many = try seeds.map {
    try accuracy(layers: 20, withShortcut: false, seed: $0)
  }
  let manyWithShortcut = try seeds.map {
    try accuracy(layers: 20, withShortcut: true, seed: $0)
  }
  place(depthTable(few, many, manyWithShortcut))
  claim(
    "in all runs twenty layers learn far less than two, and with shortcuts far more than without",
    many.max()! < few.min()! - 25
      && manyWithShortcut.min()! > many.max()! + 25)
}
/*:
 So small a task has no need of twenty layers, and they win nothing over two.
 But with a shortcut past each they can be trained, and without they hardly can.
 (At one rate; and as Adam rescales gradients, their size alone isn't the
 reason.)

 ### Where the norm stands

 In our block the norm stands *before* the layer, $x + f(\text{norm}(x))$, which
 is called **pre-norm**. The paper has it *after* the sum,
 $\text{norm}(x + f(x))$: **post-norm**. This looks like a matter of taste and
 isn't. After the sum, the norm stands on the path that was to be free, and
 every gradient must go through all of them. Before, the path is free from end
 to end, and one more norm is needed at the very top, for the last sum.

 Let eight narrow blocks learn to predict the next letter of some of the
 harbor's stories, in 150 steps. First the stories:
*/
let stories = Harbor(seed: options.seed, edition: .primer)
func characters(_ text: HarborText) -> [String] {
  (text.words.joined(separator: " ") + " ").map { String($0) }
}
let novel = stories.text(
  words: options.quick ? 30_000 : 120_000, stream: "stories")
let newStories = stories.text(words: 4_000, stream: "new stories")
let book = Corpus(
  name: "stories", training: characters(novel), test: characters(newStories))
/*:
 The baseline knows nothing but how often each letter occurs:
*/
let letterShares = log(
  try UnigramModel(book.vocabulary, of: book.training)
    .perplexity(on: book.test))
show(letterShares)
/*:
 Then the recipes. A **warm-up** begins with small steps: the learning rate
 rises in a straight line from near 0 to its full height in step $w$, and falls
 from there on. The paper lets it fall with the root of the step $t$, so the
 rate is multiplied by

 $$\min\Big( \frac{t}{w}, \; \sqrt{\frac{w}{t}} \Big)$$
*/
place(warmUpFigure())
/*:
 (The other two are used further on.) A warm-up makes smaller steps on the
 whole, too. To tell the one from the other there is a control, whose steps are
 all alike and of the same mean size:
*/
let recipes: [(String, NormPlace, rate: Float, warmUp: Int)] = [
  ("before", .before, 0.01, 0), ("after", .after, 0.01, 0),
  ("after, warmed up", .after, 0.01, 100),
  ("after, at the mean rate", .after, 0.0064, 0),
  ("after, at a third", .after, 0.0033, 0),
]
/// The training losses of 150 steps of eight blocks, each a mean of ten.
func losses(
  _ place: NormPlace, rate: Float, warmUp: Int, seed: UInt64
) throws -> [Float] {
  var settings = TransformerSettings()
  (settings.size, settings.layers, settings.context) = (32, 8, 32)
  settings.norm = place
  let random = Random(seed: seed, stream: "norm")
  let model = TransformerLanguageModel(
    book.vocabulary, settings, random: random)
  let trainer = Trainer(
    model, optimizer: Adam(rate: rate), batchSize: 16, random: random)
  trainer.clipping = .norm(1)
  trainer.schedule =
    warmUp > 0 ? .inverseSquareRoot(warmup: warmUp) : .constant
  var losses: [Float] = []
  trainer.onStep = { losses.append($0.score.loss) }
  try trainer.train(
    on: try TextWindows(
      book.training, steps: 32, count: 16 * 150, random: random), epochs: 1)
  return stride(from: 0, to: losses.count, by: 10).map {
    Tensor(Array(losses[$0..<$0 + 10])).mean()
  }
}
/*:
 Three runs each:
*/
record("norms") {
  let runs = try recipes.map { _, place, rate, warmUp in
    try [1, 2, 3].map {
      try losses(place, rate: rate, warmUp: warmUp, seed: $0)
    }
  }
  //#-hidden-code
  let ends = runs.map { $0.map { $0[14] } }
  let curves = runs.map { runs in (0..<15).map { k in mean(runs.map { $0[k] }) }
  }
  place(normsFigure(recipes.map(\.0), curves, floor: letterShares))
  name("loss_before", mean(ends[0]), decimals: 2)
  name("loss_after", mean(ends[1]), decimals: 2)
  name("loss_warm", mean(ends[2]), decimals: 2)
  name("loss_mean", mean(ends[3]), decimals: 2)
  name("loss_third", mean(ends[4]), decimals: 2)
  name("letter_shares", letterShares, decimals: 2)
  claim(
    "after the sum and at the full rate, in all three runs, it learns how often letters occur and no more",
    ends[1].allSatisfy { abs($0 - letterShares) < 0.05 })
  claim(
    "smaller steps alone, of the warm-up's mean size, don't mend it; a warm-up does",
    ends[3].allSatisfy { abs($0 - letterShares) < 0.05 }
      && ends[2].max()! < letterShares - 0.7)
  claim(
    "norms before the layers are ahead of every other recipe in every run",
    zip(ends[0], zip(ends[2], ends[4])).allSatisfy {
      $0 < min($1.0, $1.1) - 0.03
    })
  claim(
    "a third of the rate, without warm-up, ends within 0.1 of the warm-up",
    isShown: false, zip(ends[4], ends[2]).allSatisfy { abs($0 - $1) < 0.1 })
  //#-end-hidden-code
}
/*:
 (*after* and *after, at the mean rate* coincide, near the dashed line.) With
 norms before, which were tried at the full rate only, the loss comes to
 {{loss_before}}. After, it stays at
 {{loss_after}}: one gets as far by knowing nothing but how often each letter
 occurs ({{letter_shares}}). Steps as large on average as those of a warm-up
 don't help ({{loss_mean}}), so it is the warm-up's *shape* that does
 ({{loss_warm}}): small steps first. Small steps throughout do as well here
 ({{loss_third}}); a warm-up is for those who want the large rate later on. With
 norms before the layers one can often do without (Xiong et al. 2020). From here
 on our norms stand before.

 *Predict, then run.* Leave the norms out altogether. What becomes of the
 numbers in a stack of 2, 8 or 32 blocks?

 <details>
 <summary>Answer</summary>

 Each sum makes them larger, and there is nothing to bring them back. With fresh
 weights, the root of the mean square of what a stack of plain blocks puts out
 is about {{no_norm_2}} after 2 blocks, {{no_norm_8}} after 8 and
 {{no_norm_32}} after 32, where 1 went in; with other weights, other numbers of
 such a size. Attention's scores are products of such numbers, and grow
 with their square, so its softmax gets harder from block to block.

 </details>
*/
//#-hidden-code
let withoutNorms = [2, 8, 32].map { sizeWithoutNorms(blocks: $0) }
name("no_norm_2", withoutNorms[0], decimals: 0)
name("no_norm_8", withoutNorms[1], decimals: 0)
name("no_norm_32", toTwoDigits(withoutNorms[2]))
claim(
  "without norms a stack's numbers grow", isShown: false,
  withoutNorms[0] < withoutNorms[1] && withoutNorms[1] < withoutNorms[2])
//#-end-hidden-code
/*:
 ## 9.5 The Transformer

 ### Cross-attention

 A stack of blocks that see the whole of a question is an encoder. What its last
 block puts out, after a norm, is the *memory*: a row for each token of the
 question. A decoder's block has a third part between its two: attention whose
 queries come from the answer, and whose keys and values come from the memory.
 That is **cross-attention**, and it is chapter 8's attention with four matrices
 more, $W_Q$, $W_K$, $W_V$ and $W_O$.
*/
place(crossFigure())
/*:
 Our `multiHead` can do this already: $x$ and $m$ are now different tensors.
 There is no mask, since all of the question may be seen. On the way back the
 memory gets a gradient of its own, beside the one that goes down the answer's
 path:
*/
/// x (T, D) reads the memory (S, D) → (T, D).
func decoderBlock(
  _ x: Tensor, _ memory: Tensor, _ heads: Int, _ w: Weights
) -> Pass<(x: Tensor, m: Tensor)> {
  let a = residual(x, w["attentionNorm"]) {
    selfAttention($0, heads, causalMask(x.shape[0]), w["attention"])
  }
  let n = layerNorm(a.y, w["memoryNorm"])
  let c = multiHead(n.y, memory, heads, Tensor(0), w["memory"])
  let y = residual(a.y + c.y, w["feedForwardNorm"]) {
    feedForward($0, w["feedForward"])
  }
  return Pass(y: y.y) { dy in
    let dy = y.back(dy)
    let d = c.back(dy)
    return (a.back(dy + n.back(d.x)), d.m)
  }
}
/*:
 ### Tokens in, scores out

 Below the blocks, ids become vectors: rows of an embedding (chapter 4), times
 $\sqrt D$, plus the positions. The positions have nothing to learn, and the
 gradient of each row goes to the token that stood there:
*/
/// T ids of V, at the positions from `first` on → (T, D).
func embed(
  _ ids: [Int], _ V: Int, _ D: Int, from first: Int = 0, _ w: Weights
) -> Pass<Void> {
  let root = sqrt(Float(D))
  let W = w("weight", w.normal(V, D, deviation: 1 / root))
  let positions = sinusoids(ids.count, D, from: first)
  return Pass(y: root * W.value.rows(at: ids) + positions) { dy in
    W.gradient.addRows(root * dy, at: ids)
  }
}
/*:
 An embedding, some blocks one on the other, and a last norm: that is an
 encoder. The way back goes down the blocks in the opposite order. The sizes
 come in a `TransformerSettings` of the library, of which only `size` ($D$),
 `layers` and `heads` are read:
*/
/// T ids of V → (T, D).
func stack(
  _ ids: [Int], _ V: Int, _ s: TransformerSettings, _ mask: Tensor,
  _ w: Weights
) -> Pass<Void> {
  let x = embed(ids, V, s.size, w["embedding"])
  var (y, backs) = (x.y, [(Tensor) -> Tensor]())
  for layer in 1...s.layers {
    let b = transformerBlock(y, s.heads, mask, w["block\(layer)"])
    y = b.y
    backs.append(b.back)
  }
  let n = layerNorm(y, w["norm"])
  return Pass(y: n.y) { dy in
    x.back(backs.reversed().reduce(n.back(dy)) { $1($0) })
  }
}
/*:
 And the whole: an encoder over the question, a decoder over the answer that
 reads the encoder's memory, and an affine layer that gives each token of the
 vocabulary a score. All of the decoder's blocks read one memory, so its
 gradients add up:
*/
/// Ids of a question and of an answer so far, out of V.0 and V.1 tokens → the
/// scores of each next token (T, V.1).
func transformer(
  _ question: [Int], _ answer: [Int], _ V: (Int, Int),
  _ s: TransformerSettings, _ w: Weights
) -> Pass<Void> {
  let memory = stack(question, V.0, s, Tensor(0), w["encoder"])
  let d = w["decoder"]
  let x = embed(answer, V.1, s.size, d["embedding"])
  var (y, backs) = (x.y, [(Tensor) -> (x: Tensor, m: Tensor)]())
  for layer in 1...s.layers {
    let b = decoderBlock(y, memory.y, s.heads, d["block\(layer)"])
    y = b.y
    backs.append(b.back)
  }
  let n = layerNorm(y, d["norm"])
  let scores = affine(n.y, V.1, w["output"])
  return Pass(y: scores.y) { dy in
    var (dy, dm) = (n.back(scores.back(dy)), Tensor(0))
    for back in backs.reversed() {
      let d = back(dy)
      (dy, dm) = (d.x, dm + d.m)
    }
    x.back(dy)
    memory.back(dm)
  }
}
/*:
 The check of all parameters together, on a very small one: questions of three
 tokens, answers of two.
*/
var tiny = TransformerSettings()
(tiny.size, tiny.layers, tiny.heads, tiny.context) = (4, 1, 2, 8)
let tinyWeights = Weights()
func tinyScores() -> Pass<Void> {
  transformer([4, 1, 3], [0, 2], (5, 6), tiny, tinyWeights)
}
let dTiny = Tensor.normal([2, 6], random: &plainRandom)
tinyScores().back(dTiny)
let tinyGaps = tinyWeights.store.parameters.values
  .filter { !$0.name.hasSuffix("k.bias") }
  .map { p in
    let start = p.value
    defer { p.value = start }
    return gap(
      p.gradient,
      measuredGradient(start) {
        p.value = $0
        return (tinyScores().y * dTiny).sum()
      })
  }
show(tinyGaps.count, "parameters, gap at most", tinyGaps.max()!)
claim(
  "the gradients of all the Transformer's parameters agree with central differences",
  tinyGaps.max()! < 0.02)
/*:
 A gap of some thousandths is the error of measuring, by steps of 0.01 in numbers
 of seven digits. The comparison with the library, further down, is sharper.

 ### All of it

 Here are the pieces of five sections together, the whole Transformer, encoder
 and decoder, forward and backward, in less than two hundred lines of code,
 comments and blank lines not counted. About a third of them are the way back.
 Nothing is left out but the one helper that keeps parameters, `Weights` of
 section 9.3. Below it all stand a few tools of the library, the `Tensor` with
 its arithmetic, `matmul`, `softmax`, `sigmoid` and `addRows`, and two holders of
 values, `Parameter` and `TransformerSettings`. Who knows the pieces by now may
 skip the listing; it's there to be checked against yours:
*/
list([
  "Pass", "attend", "causalMask", "split", "join", "affine", "multiHead",
  "selfAttention", "rowMean", "layerNorm", "gelu", "feedForward", "residual",
  "transformerBlock", "decoderBlock", "sinusoids", "embed", "stack",
  "transformer",
])
/*:
 Does it agree with the library's? We take over the parameters of a larger one,
 with two blocks in the encoder and two in the decoder, and give both a question
 and an answer:
*/
var middle = TransformerSettings()
(middle.size, middle.layers, middle.heads, middle.context) = (32, 2, 4, 16)
let sample = Pairs([("sep 27, 1994", "1994-09-27")])
let libraryTransformer = Transformer(
  sample.source, sample.target, middle, random: plainRandom)
let w = Weights()
copy(libraryTransformer, 32, to: w)
/*:
 The library computes the loss of the answer; we get it from our scores with a
 softmax and cross entropy (section 1.4):
*/
/// Scores (T, V) and the right tokens → the mean loss and its gradient.
func crossEntropy(_ s: Tensor, _ t: [Int]) -> (loss: Float, ds: Tensor) {
  let p = softmax(s)
  var (loss, ds) = (Float(0), p)
  for (i, token) in t.enumerated() {
    loss -= log(p[i, token])
    ds[i, token] -= 1
  }
  return (loss / Float(t.count), ds / Float(t.count))
}
let V2 = (sample.source.count, sample.target.count)
let (question, answer) = (sample.questions[0], sample.answers[0])
let end = libraryTransformer.end
let whole = transformer(question, [end] + answer, V2, middle, w)
let (ourLoss, ourDs) = crossEntropy(whole.y, answer + [end])
whole.back(ourDs)
/*:
 As in chapter 7, the decoder reads the right answer from the end sign on, and
 should write it up to the end sign.
*/
let score = libraryTransformer.forward(
  sample.batch([0]), mode: .training)
libraryTransformer.backward()
show(ourLoss, score.loss)
//#-hidden-code
let libraryGradients = Weights()
for p in libraryTransformer.parameters { p.value = p.gradient }
copy(libraryTransformer, 32, to: libraryGradients)
let wholeGap = w.store.parameters.values
  .filter { !$0.name.hasSuffix("k.bias") }
  .map { gap($0.gradient, libraryGradients.store.parameters[$0.name]!.value) }
  .max()!
//#-end-hidden-code
claim(
  "the plain Transformer's loss is the library's to 1 in 100,000, and so are all gradients to 1 in 10,000",
  abs(ourLoss - score.loss) < 1e-5 * score.loss && wholeGap < 1e-4)
/*:
 Such a model with both stacks is an **encoder–decoder**. A **decoder-only**
 model is one causal stack without a memory, and an *encoder-only* model is one
 that isn't causal. What differs from the paper: our norms stand before the
 layers, our activation is a GELU, our attention has biases, and the embeddings
 and the output each have a matrix of their own, where the paper has one for all
 three. The paper also drops out a tenth of the numbers and asks for a little
 less than certainty (section 9.10), which we don't in models this small.

 You can now build a Transformer from an empty file.

 *Predict, then run.* Which parameters of a Transformer grow in number with the
 length of the texts that it reads?

 <details>
 <summary>Answer</summary>

 None, with waves for positions. Learned positions have a row each.
 All other matrices serve every position alike; only the work and the weights
 $A$ grow.

 </details>

 ## 9.6 Dates

 Chapter 8 taught a recurrent reader to rewrite dates as computers want them.
 The same task, made in the same way: 6,000 dates in sixteen forms to learn
 from, and 1,000 others to be judged by.
*/
var dateRandom = Random(seed: options.seed, stream: "dates")
let (allDates, forms) = Dates.pairs(
  options.quick ? 1_500 : 7_000, random: &dateRandom)
let (dates, dateExam) = allDates.split(at: allDates.count - 1_000)
for i in [0, 1, 2] { show(dates[i].question, "→", dates[i].answer) }
/*:
 The baseline needs no network. It answers with the commonest sign of each
 place:
*/
let commonest = (0..<10).map { place in
  let signs = dates.answers.map { $0[place] }
  return Set(signs).sorted().max { a, b in
    signs.count { $0 == a } < signs.count { $0 == b }
  }!
}
show(
  dates.target.words(at: commonest).joined(), "answers right:",
  dateExam.answers.count { $0 == commonest })
claim(
  "the baseline gets no more than one in a hundred", isShown: false,
  dateExam.answers.count { $0 == commonest } <= 10)
/*:
 A Transformer with two blocks for reading and two for writing, 64 wide, four
 heads. The rate warms up for 100 steps, and then falls in a straight line to a
 twentieth (the second curve of Figure 9.8). To try it with
 other positions, or with none, the function changes what the learned ones begin
 as:
*/
var blocks = TransformerSettings()
(blocks.size, blocks.layers, blocks.heads) = (64, 2, 4)
blocks.context = 64
/// Where positions come from, and how large learned ones are at first.
enum Positions { case waves, learned(deviation: Float), none }

/// A Transformer of the dates, and its accuracy after each of six passes.
func dateTransformer(
  _ positions: Positions, seed: UInt64
) throws -> (model: Transformer, accuracies: [Float]) {
  var settings = blocks
  if case .waves = positions {} else { settings.positions = .learned }
  let random = Random(seed: seed, stream: "transformer")
  let model = Transformer(dates.source, dates.target, settings, random: random)
  let tables = [model.encoder, model.decoder].compactMap { $0.positions.table }
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.003), batchSize: 32, random: random)
  trainer.clipping = .norm(1)
  trainer.schedule = Schedule.linear(to: 0.05).warmingUp(100)
  switch positions {
  case .waves: break
  case .learned(let deviation):  // the library's begin with 0.02
    for table in tables { table.value *= deviation / 0.02 }
  case .none:  // zeros, also after each step
    for table in tables { table.value *= 0 }
    trainer.onStep = { _ in for table in tables { table.value *= 0 } }
  }
  var accuracies: [Float] = []
  trainer.onEpoch = { _ in
    let exam = options.quick ? dateExam.split(at: 200).0 : dateExam
    accuracies.append(100 * (try model.exactMatch(on: exam)))
  }
  try trainer.train(on: dates, epochs: 6)
  return (model, accuracies)
}
let (former, formerAccuracies) = try dateTransformer(
  .waves, seed: options.seed)
place(
  accuracyTable([
    ("Transformer", formerAccuracies, former.parameterCount)
  ]))
name("former_dates", formerAccuracies[5], decimals: 1)
name("former_parameters", former.parameterCount)
claim(
  "the Transformer ends above 80%", isShown: false, formerAccuracies[5] > 80)
/*:
 {{former_dates}}% are right after six passes, whole dates, with
 {{former_parameters}} parameters. A recurrent reader knows from the start that
 order matters and that neighbors belong together; a Transformer must find that
 out from its positions. Which positions are best? Waves, a learned vector for
 each position, or none at all?

 There is a trap here. The library's learned positions begin as GPT's do, with a
 standard deviation of 0.02, which is small beside the words' vectors, whose
 deviation is 1 after they have been multiplied by $\sqrt D$, and 35 times
 smaller than the waves. A comparison wants equal starts. So here are learned
 positions from both starts, from 0.02 and from the waves' 0.71, in three runs
 each:
*/
record("places") {
  let kinds: [(String, Positions)] = [
    ("waves", .waves), ("learned, from 0.02", .learned(deviation: 0.02)),
    ("learned, from 0.71", .learned(deviation: sqrt(0.5))), ("none", .none),
  ]
  let ends = try kinds.map { _, positions in
    try [1, 2, 3].map {
      try dateTransformer(positions, seed: $0).accuracies[5]
    }
  }
  place(placesTable(kinds.map(\.0), ends))
  name("no_places", mean(ends[3]), decimals: 0)
  name("wave_places", mean(ends[0]), decimals: 1)
  name("small_places", mean(ends[1]), decimals: 1)
  name("equal_places", mean(ends[2]), decimals: 1)
  claim("without positions few are right", ends[3].max()! < 40)
  claim(
    "learned positions are better from the larger start in every run",
    zip(ends[1], ends[2]).allSatisfy { $0 < $1 })
}
/*:
 Without positions the encoder sees a bag of characters. (The decoder is causal
 and can still count its steps.) That {{no_places}}% come out right even so says
 that of some forms the bag tells enough. Waves get {{wave_places}}% right on
 average. Learned positions get {{small_places}}% from the small start and
 {{equal_places}}% from the equal one: no difference that three runs could show,
 and the paper found none either. What looked like a merit of the waves was the
 size they begin with. Beyond the positions that training has shown, only waves
 have anything to say at all.

 Have the heads divided the work? Each of the four maps below belongs to one
 head of the decoder's upper block. A row is a sign that is written, a column a
 character of the question:
*/
//#-hidden-code
let brief = try Pairs([("sep 27, 1994", "1994-09-27")], like: dates)
let fourHeads = try HeadComparison(of: former, on: dateExam.questions)
//#-end-hidden-code
place(try headsFigure(of: former, reading: brief))
place(fourHeads.table)
claim(
  "any two heads put a quarter of their weight or more in different places",
  fourHeads.leastApart > 0.25)
/*:
 They look in different places, at least: any two of them put a good part of
 their weight where the other doesn't. Whether that divides the work, this
 doesn't tell. Attention weights show where something was taken, not why
 (chapter 8 says more).

 ## 9.7 Stories, letter by letter

 A decoder-only Transformer reads the plain stories of section 9.4 as *letters*;
 it must learn to spell before it can learn to tell.

 ### From the plain lines

 Of our listing it needs the causal stack, and an affine layer for the scores:
*/
/// T ids of V → the scores of each next one (T, V).
func languageModel(
  _ ids: [Int], _ V: Int, _ s: TransformerSettings, _ w: Weights
) -> Pass<Void> {
  let y = stack(ids, V, s, causalMask(ids.count), w["decoder"])
  let scores = affine(y.y, V, w["output"])
  return Pass(y: scores.y) { ds in y.back(scores.back(ds)) }
}
/*:
 One pass predicts all next letters of a text at once: at each position the one
 that follows it, from those up to it. That is what the mask is for. So a window
 of 32 letters is 32 questions, answered in one go.

 Training is chapter 1's loop: gradients to zero, forward, backward, a step of
 Adam. The library's `Adam` takes a list of parameters. A small model, one
 block, 32 wide, two heads, on batches of eight windows:
*/
var little = TransformerSettings()
(little.size, little.layers, little.heads, little.context) = (32, 1, 2, 32)
let littleWindows = try TextWindows(
  book.training, steps: 32, count: options.quick ? 80 : 800, random: plainRandom
)
let littleBatches = (0..<littleWindows.count / 8).map { step in
  littleWindows.batch(Array(step * 8..<(step + 1) * 8))
}
/*:
 Both begin with the same parameters, the library's:
*/
let twin = TransformerLanguageModel(
  book.vocabulary, little, random: plainRandom)
let plain = Weights()
copy(twin, 32, to: plain)
/// One pass over the first batches; returns the loss of each.
func plainTraining(_ w: Weights, steps: Int) -> [Float] {
  let (V, adam) = (book.vocabulary.count, Adam(rate: 0.01))
  return littleBatches[..<steps].map { batch in
    for p in w.store.parameters.values { p.zeroGradient() }
    var loss: Float = 0
    for (ids, targets) in zip(batch.inputs, batch.targets) {
      let scores = languageModel(ids, V, little, w)
      let (part, ds) = crossEntropy(scores.y, targets)
      scores.back(ds / 8)
      loss += part / 8
    }
    adam.update(w.store.parameters.values.sorted { $0.name < $1.name })
    return loss
  }
}
let plainLosses = plainTraining(plain, steps: littleBatches.count)
/*:
 And the library's, batch for batch:
*/
func libraryTraining(_ model: TransformerLanguageModel) -> [Float] {
  let adam = Adam(rate: 0.01)
  return littleBatches.map { batch in
    model.zeroGradients()
    let score = model.forward(batch, mode: .training)
    model.backward()
    adam.update(model.parameters)
    return score.loss
  }
}
let twinLosses = libraryTraining(twin)
place(
  littleFigure(plain: plainLosses, library: twinLosses, shares: letterShares))
name("little_steps", plainLosses.count)
name("signs", book.vocabulary.count)
name("guessing", log(Float(book.vocabulary.count)), decimals: 2)
name("little_start", plainLosses[0], decimals: 2)
name("little_end", mean(plainLosses.suffix(10)), decimals: 2)
//#-hidden-code
let littleGap = zip(plainLosses, twinLosses).map { abs($0 - $1) }.max()!
//#-end-hidden-code
claim(
  "over all steps the plain lines' loss is the library's, to 0.001",
  littleGap < 0.001)
claim(
  "it learns more than how often letters occur", isShown: false,
  mean(plainLosses.suffix(10)) < letterShares - 0.3)
//#-hidden-code
let freshLosses = plainTraining(Weights(), steps: 10)
claim(
  "a model begins a little worse than a blind guess", isShown: false,
  [plainLosses[0], freshLosses[0]].allSatisfy {
    (0...1).contains($0 - log(Float(book.vocabulary.count)))
  })
claim(
  "fresh weights learn as well", isShown: false,
  freshLosses[9] < freshLosses[0] - 0.3)
//#-end-hidden-code
/*:
 Blind guessing among {{signs}} signs costs $\ln$ {{signs}} = {{guessing}}. With
 {{little_start}} the model begins a little worse than that, for its first
 scores are random, and so it is certain of things it can't know. From there the
 loss falls to {{little_end}} in {{little_steps}} steps. The two curves lie one
 on the other.

 You can now train a language model of your own making. Nothing need be copied
 for it: in `plainTraining(Weights(), …)` all parameters begin at random, when
 the first forward pass asks for them. (So the list of them is made after it.)
 All that the library does besides is to be faster, since it takes all windows
 of a batch in one product.

 ### A larger one

 Two blocks, 64 wide, 64 letters of context, 1,500 steps of 16 windows. Its
 rivals are counts of letters (the Kneser–Ney of chapter 5), and, below
 everything, the grammar that tells the stories. The rate warms up for 50 steps
 and then follows a **cosine schedule** (Loshchilov and Hutter 2017): half a
 wave of a cosine, flat at both ends, from 1 down to a share $e$. With $r$,
 which runs from 0 to 1 after the warm-up, it is

 $$e + (1 - e) \, \frac{1 + \cos \pi r}{2}$$

 the third curve of Figure 9.8. The steps are large for long, and
 small long enough at the end to settle.
*/
var teller = TransformerSettings()
(teller.size, teller.layers, teller.heads, teller.context) = (64, 2, 4, 64)
func storyTeller(seed: UInt64) throws -> TransformerLanguageModel {
  let random = Random(seed: seed, stream: "stories")
  let model = TransformerLanguageModel(book.vocabulary, teller, random: random)
  let trainer = Trainer(
    model, optimizer: AdamW(rate: 0.008), batchSize: 16, random: random)
  trainer.clipping = .norm(1)
  trainer.schedule = Schedule.cosine(to: 0.1).warmingUp(50)
  try trainer.train(
    on: try TextWindows(
      book.training, steps: 64, count: options.quick ? 1_600 : 24_000,
      random: random), epochs: 1)
  return model
}
let storyModel = try storyTeller(seed: options.seed)
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
let orders = [3, 5, 7, 12]
let countedWords = try orders.map {
  byWord(try KneserNey(book.vocabulary, order: $0, of: book.training))
}
let sharesByWord = byWord(
  try UnigramModel(book.vocabulary, of: book.training))
var grammar = HarborReader(.primer)
let grammarWords = exp(
  -Tensor(newStories.words.map { grammar.read($0) }).mean())
let storyWords = byWord(storyModel)
place(
  storyTable(
    shares: sharesByWord, counts: Array(zip(orders, countedWords)),
    transformer: storyWords, grammar: grammarWords))
name("story_words", storyWords, decimals: 2)
name("grammar_words", grammarWords, decimals: 2)
claim(
  "the Transformer is ahead of counts of up to seven letters",
  storyWords < countedWords[..<3].min()! - 0.3)
claim(
  "counts of twelve are ahead of the Transformer",
  countedWords[3] < storyWords)
claim(
  "and nobody is below the grammar", isShown: false,
  storyWords > grammarWords)
/*:
 {{story_words}}, where the grammar has {{grammar_words}}. In stories this plain
 the same phrases come again and again, and long counts know them by heart, half
 a million letters of them. So they are a rival to be taken seriously. Another
 rival is the LSTM of chapter 6, with as many parameters: vectors of 64, 128
 units, its state carried on from piece to piece, and three passes, which are
 slightly more steps than the Transformer had:
*/
list("StoryLSTM", folded: true)
//#-hidden-code
let storyLSTM = StoryLSTM(book: book)
record("rivals") {
  let seeds: [UInt64] = [1, 2, 3]
  let attention = try seeds.map { try storyTeller(seed: $0) }
  let recurrence = try seeds.map { try storyLSTM(seed: $0) }
  let attentionWords = attention.map(byWord)
  let recurrentWords = recurrence.map { byWord($0.model) }
  place(
    rivalsTable([
      ("Transformer", attentionWords, 1_500, attention[0].parameterCount),
      (
        "LSTM", recurrentWords, recurrence[0].steps,
        recurrence[0].model.parameterCount
      ),
    ]))
  name("transformer_mean", mean(attentionWords), decimals: 2)
  name("lstm_mean", mean(recurrentWords), decimals: 2)
  claim(
    "the LSTM isn't behind, neither on average nor in any run",
    zip(attentionWords, recurrentWords).allSatisfy { $1 <= $0 })
}
//#-end-hidden-code
/*:
 {{lstm_mean}} on average against {{transformer_mean}}: on plain stories, at
 this size, the older network isn't beaten. (It also carries its state on, where
 the Transformer sees 64 letters at most.) One reason for the Transformer's
 success is that its steps needn't wait for one another: section 9.8.

 ### Writing with a cache

 To write a letter, the model needs the keys and values of all letters before
 it. To compute them anew for each letter would be to read the whole text again
 and again. But they don't change any more: in a causal model nothing that comes
 later has any influence on them. So they are kept, in a **key–value cache**
 (*KV cache* for short), and each letter adds one row to it for each block.
*/
place(cacheFigure())
/*:
 The plain lines for one letter are those of the block, with one row in place of
 $T$. Only the keys and values are special: they come from the cache, to which
 the letter's own have been added.
*/
/// The keys and the values of the tokens so far, (t, D) each, of every block.
typealias Cache = [(K: Tensor, V: Tensor)]

/// The next id → the scores of what follows it (1, V).
func next(
  _ id: Int, _ V: Int, _ s: TransformerSettings, _ cache: inout Cache,
  _ w: Weights
) -> Tensor {
  let (D, decoder) = (s.size, w["decoder"])
  let t = cache[0].K.shape[0]  // how many came before
  var x = embed([id], V, D, from: t, decoder["embedding"]).y
  for layer in 0..<s.layers {
    let b = decoder["block\(layer + 1)"]
    let n = layerNorm(x, b["attentionNorm"]).y
    let (q, k, v) = (
      affine(n, D, b["attention"]["q"]).y, affine(n, D, b["attention"]["k"]).y,
      affine(n, D, b["attention"]["v"]).y
    )
    cache[layer].K = .concatenate([cache[layer].K, k])
    cache[layer].V = .concatenate([cache[layer].V, v])
    let (queries, keys, values) = (
      split(q, s.heads), split(cache[layer].K, s.heads),
      split(cache[layer].V, s.heads)
    )
    let found = (0..<s.heads).map {
      attend(queries[$0], keys[$0], values[$0], Tensor(0)).y
    }
    x += affine(join(found), D, b["attention"]["output"]).y
    let m = layerNorm(x, b["feedForwardNorm"]).y
    x += feedForward(m, b["feedForward"]).y
  }
  return affine(layerNorm(x, decoder["norm"]).y, V, w["output"]).y
}
/*:
 No mask is needed, since there is nothing in the cache that the letter mayn't
 see. Read a text letter by letter, and compare with the scores of all at once:
*/
let text = Array(book.test[0..<24])
let atOnce = languageModel(text, book.vocabulary.count, little, plain).y
var cache = Cache(
  repeating: (.zeros(0, 32), .zeros(0, 32)), count: little.layers)
let oneByOne = Tensor.concatenate(
  text.map { next($0, book.vocabulary.count, little, &cache, plain) })
show(gap(oneByOne, atOnce))
claim(
  "letter by letter with a cache, the scores are those of the whole text at once, to 1 in 100,000",
  gap(oneByOne, atOnce) < 1e-5)
exercise("9.5")
/*:
 The library's writer has a cache too. With it, or with a model that reads all
 it may see anew for each letter, the scores are the same to the bit. When the 64
 positions of the story teller are full, it reads the later half of them anew,
 from position 0 on, and the cache goes on from there. Now let it tell a story:
*/
let start = try book.vocabulary.ids(of: "the captain ".map { String($0) })
var pen = Random(seed: options.seed, stream: "pen")
let written = try Decoding.sampling(temperature: 0.7).write(
  with: storyModel.writer(), after: start, limit: 240, random: &pen)
//#-hidden-code
let told = book.vocabulary.words(at: start + written[0].ids).joined()
let knownShare = shareOfWords(in: told, among: Set(novel.words))
//#-end-hidden-code
place(inLines(told))
name("known_words", 100 * knownShare, decimals: 0)
claim(
  "more than four in five of its words are words", isShown: false,
  knownShare > 0.8)
claim(
  "after each of 200 letters, the library's writer with its cache gives the same bits as the model that reads them anew",
  cacheChangesNothing(in: storyModel, reading: book.test.prefix(200)))
/*:
 {{known_words}}% of its words are words of the stories it has read (the last,
 which is cut off, isn't counted); nobody ever told it what a word is.

 You can now let a Transformer write at the cost of one step a letter.

 ## 9.8 What it costs

 Count multiplications, for a layer of width $D$ on a text of $T$ steps. An LSTM
 has eight matrices $D \times D$, so $8 T D^2$. Self-attention has four,
 $4 T D^2$, and then two products, for the scores and for the sums, of $T^2 D$
 each. A causal one leaves out the half that can't be seen, so
 $4 T D^2 + T^2 D$. A whole block has its feed-forward layer besides, another
 $8 T D^2$:
*/
let D = 256
func lstmWork(_ T: Int) -> Int { 8 * T * D * D }
func attentionWork(_ T: Int) -> Int { 4 * T * D * D + T * T * D }
func blockWork(_ T: Int) -> Int { attentionWork(T) + 8 * T * D * D }
place(workTable([32, 128, 512, 2_048, 8_192]))
claim(
  "at T = 4 D attention multiplies as often as the LSTM", isShown: false,
  attentionWork(4 * D) == lstmWork(4 * D))
claim(
  "a block always more often", isShown: false,
  [1, 32, 512, 8_192].allSatisfy { blockWork($0) > lstmWork($0) })
/*:
 As long as $T < 4D$, causal attention by itself even has fewer multiplications.
 Beyond, its square takes over, and for whole books it is the problem that a
 literature of its own is about. But much of what made the Transformer win
 stands in the last two columns. A recurrence must take one step after the
 other, each a small product; a block does all in a few large ones, and large
 products are what machines are good at. Measured, forward and backward, 4,096
 positions in all:
*/
list("costs(_:width:)", folded: true)
//#-hidden-code
func costs(_ T: Int) -> [Double] { costs(T, width: D) }
record("costs") {
  let lengths = [32, 128, 512, 2_048]
  let times = lengths.map(costs)
  place(costsTable(lengths, times))
  claim(
    "attention is faster than the LSTM up to 512 steps, and slower at 2,048",
    times[..<3].allSatisfy { $0[0] > 1.1 * $0[1] }
      && times[3][0] < 0.9 * times[3][1])
  claim(
    "a whole block takes longer than the LSTM at every length",
    times.allSatisfy { $0[2] > 1.1 * $0[0] })
}
//#-end-hidden-code
/*:
 On two cores the clock agrees with the counts: attention is ahead as long as it
 multiplies less, and a block, which always multiplies more, takes longer. The
 last two columns of the first table matter more the more a machine can do at
 once.

 When a text is *written*, the scales tip the other way. A recurrence carries a
 state of fixed size, while a Transformer's cache grows with every token: $2 D$
 numbers for each block. Our story teller keeps {{cache_kilobytes}} KB for its
 64 letters. A large model with $D$ = 12,288 and 96 blocks (GPT-3) would keep
 {{cache_megabytes}} MB for *each* token, in numbers of 16 bits. And each new
 token must ask all of it.
*/
name(
  "cache_kilobytes", Float(2 * 64 * 2 * 64 * 4) / 1024, decimals: 0)
name("cache_megabytes", Float(2 * 12_288 * 96 * 2) / 1e6, decimals: 1)
/*:
 *Predict, then run.* A text gets twice as long. By how much does the work of a
 block grow if $T$ is small beside $D$, and if it is large? And by how much the
 work for one more token with a cache?

 <details>
 <summary>Answer</summary>

 $12 T D^2 + T^2 D$ grows to twice as much where the first term rules, up to
 about $T = 12 D$, and towards four times as much beyond. One more token costs
 $12 D^2 + 2 T D$: the same as before, and only the second term, small at first,
 doubles.

 </details>

 ## 9.9 Shakespeare

 And Shakespeare, by letters, a million of them, with a model as *nanoGPT* sets
 it for a laptop: 4 blocks, 4 heads, 128 wide, 64 letters of context, 2,000 steps
 of 12 windows, nothing dropped out. Its author reports a validation loss of
 1.88. Of his settings for training we change one, the rate: 0.003, where he has
 0.001. (Our model also has biases, and scales its embeddings. As his, it has
 learned positions, and the output shares its matrix with the letters' vectors.)
 The baselines are letters by their share, and counts of up to six letters, the
 Kneser–Ney of chapter 5.
*/
//#-hidden-code
record("shakespeare-counts") {
  let shakespeare = try Corpus.load("shakespeare")
  let shares = try UnigramModel(
    shakespeare.vocabulary, of: shakespeare.training)
  let sixes = try KneserNey(
    shakespeare.vocabulary, order: 6, of: shakespeare.training)
  name(
    "shakespeare_shares", log(shares.perplexity(on: shakespeare.validation)),
    decimals: 2)
  name(
    "shakespeare_sixes", log(sixes.perplexity(on: shakespeare.validation)),
    decimals: 2)
}
//#-end-hidden-code
/*:
 | | loss, nats a letter |
 |---|---:|
 | letters by their share | {{shakespeare_shares}} |
 | counts of up to six letters | {{shakespeare_sixes}} |
 | the Transformer | {{shakespeare}} |

 Here is how it was trained, and below it what it wrote. It was given *ROMEO:*
 and the end of that line, and each of the 320 letters that follow was drawn at
 a temperature of 0.8:
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
  //#-hidden-code
  let windows = try TextWindows(shakespeare.validation, steps: 64)
  let reached = model.score(on: windows).loss
  //#-end-hidden-code
  name("shakespeare", reached, decimals: 3)
  name("shakespeare_parameters", model.parameterCount)
  claim("at or below nanoGPT's 1.88", reached <= 1.88)
  place(try lines(by: model, seed: options.seed))
}
/*:
 The network does far better than letters by their share, but with its
 {{shakespeare_parameters}} parameters, and after 2,000 steps, it is behind
 counts. nanoGPT's larger one, six blocks of 384 columns that see 256 letters, is
 ahead, with 1.47 after 5,000 steps.

 Our loss is a mean over the whole validation part, all of its windows of 64
 letters one after the other. nanoGPT takes 20 batches of them at random.

 ## 9.10 Since 2017

 Open a language model of today and you find the blocks of this chapter, with
 four parts exchanged:

 | | the paper, 2017 | many models since |
 |---|---|---|
 | positions | a vector, added to $x$ once | queries and keys are turned, in every block |
 | norm | mean and size of each row | its size alone |
 | feed-forward | two matrices, ReLU between | three matrices, one of them a gate |
 | keys and values | each head has its own | several heads share them |

 Each takes ten lines or so. We write them all in the form of this chapter, each
 with its way back, put a block together, and then measure what each is worth in
 our own story model. Smoothed targets stand at the end.

 ### Positions as angles

 Waves are *added* to what a token says, and from there on both pass through the
 same matrices, for the network to tell apart. An attention needs less than
 that: how far is the key from the query? It sees both in a product,
 $q \cdot k$. So we want a way to mark vectors with their positions such that a
 product of two of them depends on the distance alone. A rotation does it. Turn
 both vectors by the same angle, and their product stays what it was; turn them
 by different angles, and only the difference counts:
*/
place(rotaryFigure())
/*:
 Those are **rotary positions** (*RoPE*, Su et al. 2021). The columns of a head
 are taken in pairs. At position $p$, the pair $(a, b)$ of a query or a key is
 turned by $p$ times the pair's own angle $\theta_i$, where $i$ counts the $d/2$
 pairs from 0:

 $$a' = a \cos p\theta_i - b \sin p\theta_i \qquad b' = a \sin p\theta_i + b \cos p\theta_i \qquad \theta_i = 10000^{-2i/d}$$

 The angles are those of the waves: the first pair turns by one radian a step
 and tells neighbors apart, the last ones hardly move over a whole text. So the
 sines and cosines are the numbers that `sinusoids` makes. Only now nothing is
 added to $x$, values are not turned, and there is nothing to learn:
*/
/// Queries or keys of a head (T, d), at the positions from `first` on → (T, d),
/// each pair of columns turned, or turned back.
func turned(_ x: Tensor, from first: Int = 0, back: Bool = false) -> Tensor {
  let waves = sinusoids(x.shape[0], x.shape[1], from: first)
  var y = x
  for p in 0..<x.shape[0] {
    for j in stride(from: 0, to: x.shape[1], by: 2) {
      let (a, b, cosine) = (x[p, j], x[p, j + 1], waves[p, j + 1])
      let sine = back ? -waves[p, j] : waves[p, j]
      y[p, j] = a * cosine - b * sine
      y[p, j + 1] = a * sine + b * cosine
    }
  }
  return y
}
/*:
 By hand: the same pair, $(1, 0)$, at positions 0, 1 and 2. It is turned by 0, 1
 and 2 radians. Below it, the product of the first two rows, and that of the
 last two:
*/
let thrice = turned([[1, 0], [1, 0], [1, 0]])
show(thrice)
show(
  (thrice.row(0) * thrice.row(1)).sum(), (thrice.row(1) * thrice.row(2)).sum())
/*:
 Both are $\cos 1$: one step apart, wherever that is. And so with whole heads.
 Here are the scores of six queries and six keys with eight columns, and how far
 they are from those of the same six, forty positions later:
*/
var sinceRandom = Random(seed: options.seed, stream: "since 2017")
let sixQueries = Tensor.normal([6, 8], random: &sinceRandom)
let sixKeys = Tensor.normal([6, 8], random: &sinceRandom)
func turnedScores(from first: Int) -> Tensor {
  let (q, k) = (turned(sixQueries, from: first), turned(sixKeys, from: first))
  return matmul(q, k.transposed())
}
show(gap(turnedScores(from: 40), turnedScores(from: 0)))
claim(
  "forty positions later, six queries and keys have the same scores, to rounding",
  gap(turnedScores(from: 40), turnedScores(from: 0)) < 1e-4)
/*:
 Backward, what comes back of a product $R q$ is multiplied by $R^\top$, and a
 rotation's transpose is its inverse. So the gradient is *turned back*:
*/
/// x (T, d) → (T, d).
func rotary(_ x: Tensor) -> Pass<Tensor> {
  Pass(y: turned(x)) { dy in turned(dy, back: true) }
}
show(gradientGap(at: sixKeys, Weights()) { rotary($0) })
//#-hidden-code
claim(
  "turned back, gradients agree with central differences", isShown: false,
  gradientGap(at: sixKeys, Weights()) { rotary($0) } < 5e-3)
//#-end-hidden-code
exercise("9.6")
/*:
 *Think first.* Why are queries and keys turned, and values not?

 <details> <summary>Answer</summary>

 A score is a product, and in a product of two turned vectors only the
 difference of the angles is left. A value meets no second vector: $y$ is a
 weighted sum of values. Turned ones would bring the position they stand at into
 that sum, the same word at position 3 and at position 300 as different vectors,
 and nothing after it would undo that.

 </details>

 ### A norm that only scales

 A layer norm does two things to a row: it takes the mean away, and it brings
 what is left to one size. Zhang and Sennrich (2019) suspected that the second
 is what helps, and left the first out, together with the bias. That is
 **RMSNorm**, for *root mean square*:

 $$r = \sqrt{\frac1D \sum_j x_j^2 + \varepsilon} \qquad n = \frac xr \qquad y = g \odot n$$

 Backward, every $n_j$ depends on its own $x_j$ and, through $r$, on all of
 them. With $\partial r / \partial x_j = n_j / D$ and $dn = g \odot dy$,

 $$dx_j = \frac1r \Big( dn_j - n_j \, \frac1D \sum_i dn_i \, n_i \Big)$$

 It is the layer norm's gradient without the part for shifts. What is taken out
 is what would only make $x$ longer, and that changes nothing in $n$.
*/
/// x (T, D) → (T, D), each row with a root mean square of 1 at first.
func rmsNorm(_ x: Tensor, _ w: Weights) -> Pass<Tensor> {
  let g = w("gain", .ones(x.shape[1]))
  let r = sqrt(rowMean(x * x) + 1e-5)
  let n = x / r
  return Pass(y: g.value * n) { dy in
    g.gradient += (dy * n).sum(axis: 0)
    let dn = g.value * dy
    return (dn - n * rowMean(dn * n)) / r
  }
}
/*:
 By hand: for $(3, 4)$, $r = \sqrt{(9 + 16) / 2}$, about 3.5, and $n$ is about
 $(0.85, 1.13)$. Ten times as much comes to the same. With 10 added to both it
 doesn't, as it would after a layer norm:
*/
show(rmsNorm([[3, 4], [30, 40], [13, 14]], Weights()).y)
let rmsWeights = Weights()
let rmsGap = gradientGap(at: sixKeys, rmsWeights) { rmsNorm($0, rmsWeights) }
show(rmsGap)
//#-hidden-code
let libraryRMSNorm = RMSNorm(8)
let plainRMS = rmsNorm(sixKeys, Weights())
let libraryRMS = libraryRMSNorm.forward(sixKeys, mode: .training)
let dLibraryRMS = libraryRMSNorm.backward(sixQueries)
//#-end-hidden-code
claim(
  "its gradients agree with central differences, and plain and library to 1 in 100,000",
  rmsGap < 5e-3 && gap(plainRMS.y, libraryRMS) < 1e-5
    && gap(plainRMS.back(sixQueries), dLibraryRMS) < 1e-5)
/*:
 It promises speed rather than quality: one mean over each row where there were
 two. Its authors report running times shorter by 7% to 64%, depending on the
 network.

 ### A feed-forward layer with gates

 An LSTM decides by gates what passes, and a feed-forward layer can have them
 too: one matrix makes the numbers, another one a gate for each, and they are
 multiplied (Dauphin et al. 2017). Shazeer (2020) tried several gates in the
 Transformer. The one that stayed is **SwiGLU**, whose gate is
 $\text{swish}(a) = a \, \sigma(a)$, a smooth relative of ReLU:

 $$a = x W_g \qquad b = x W_v \qquad y = \big( \text{swish}(a) \odot b \big) \, W_o$$
*/
place(gatedFigure())
/*:
 Three matrices, and no biases. For as many weights as before,
 $3DH = 2D \cdot 4D$, the layer has $H = \frac83 D$ columns inside in place of
 $4 D$: for $D = 64$ that is 171, which the library rounds up to 176, a multiple
 of eight. With $s = \sigma(a)$ the product rule gives
 $\text{swish}'(a) = s + a \, s \, (1 - s)$, and the rest is what products have
 always done. First an affine layer without its bias, then the gated layer:
*/
/// x (T, D) → (T, H).
func product(_ x: Tensor, _ H: Int, _ w: Weights) -> Pass<Tensor> {
  let D = x.shape[1]
  let W = w("weight", w.normal(D, H, deviation: 1 / sqrt(Float(D))))
  return Pass(y: matmul(x, W.value)) { dy in
    W.gradient += matmul(x.transposed(), dy)
    return matmul(dy, W.value.transposed())
  }
}
/// x (T, D) → (T, D), by way of H numbers with a gate each.
func swiGLU(_ x: Tensor, _ H: Int, _ w: Weights) -> Pass<Tensor> {
  let (a, b) = (product(x, H, w["gate"]), product(x, H, w["value"]))
  let s = sigmoid(a.y)
  let c = product(a.y * s * b.y, x.shape[1], w["output"])
  return Pass(y: c.y) { dy in
    let d = c.back(dy)
    let da = d * b.y * (s + a.y * s * (1 - s))
    return a.back(da) + b.back(d * a.y * s)
  }
}
let gateWeights = Weights()
let gateGap = gradientGap(at: sixKeys, gateWeights) {
  swiGLU($0, 20, gateWeights)
}
show(gateGap)
claim(
  "the gradients of SwiGLU agree with central differences", isShown: false,
  gateGap < 1e-2)
/*:
 Why a product of two halves should be better than one whole, nobody has
 derived. Shazeer measured it and offered no explanation.

 ### Keys that several heads share

 While a model writes, its cache holds the keys and values of all it has read,
 and each new token asks all of them. Take a model of 80 blocks with 64 heads of
 128 columns, two bytes a number. $2 \cdot 80 \cdot 64 \cdot 128 \cdot 2$ bytes
 are 2.6 MB for each token, and 10.7 GB for one text of 4,096 tokens. It is this
 memory, more than the multiplications, that bounds how many texts can be
 written at once, and how fast. Must every head have keys of its own? Shazeer
 (2019) gave one set to all of them, **multi-query attention**. Ainslie et al.
 (2023) stopped halfway: in **grouped-query attention** a few heads share a set.
*/
place(sharedKeysFigure())
/*:
 The heads stay apart in what they ask; they share what they look through. With
 eight sets for the 64 heads, as in the largest Llama 2 (Touvron et al. 2023b),
 the text above takes 1.3 GB.

 In code, head $h$ takes set number $h$ divided by the size of a group. On the
 way back, what is used several times gets the sum of all gradients: look for
 the `+=`. Queries and keys are turned too, so this is a whole attention of
 today:
*/
/// x (T, D) asks itself, all heads together by `sets` sets of keys and values →
/// (T, D).
func groupedAttention(
  _ x: Tensor, _ heads: Int, _ sets: Int, _ mask: Tensor, _ w: Weights
) -> Pass<Tensor> {
  let (D, group) = (x.shape[1], heads / sets)
  let q = affine(x, D, w["q"])
  let k = affine(x, D / group, w["k"])
  let v = affine(x, D / group, w["v"])
  let Q = split(q.y, heads).map { rotary($0) }
  let K = split(k.y, sets).map { rotary($0) }
  let V = split(v.y, sets)
  let parts = (0..<heads).map { h in
    attend(Q[h].y, K[h / group].y, V[h / group], mask)
  }
  let o = affine(join(parts.map(\.y)), D, w["output"])
  return Pass(y: o.y) { dy in
    var (dQ, dK, dV) = ([Tensor](), K.map { 0 * $0.y }, V.map { 0 * $0 })
    for (h, dy) in split(o.back(dy), heads).enumerated() {
      let d = parts[h].back(dy)
      dQ.append(Q[h].back(d.q))
      dK[h / group] += K[h / group].back(d.k)
      dV[h / group] += d.v
    }
    return q.back(join(dQ)) + k.back(join(dK)) + v.back(join(dV))
  }
}
/*:
 Four heads with two sets between them:
*/
let groupWeights = Weights()
let groupGap = gradientGap(at: sixKeys, groupWeights) {
  groupedAttention($0, 4, 2, causalMask(6), groupWeights)
}
show(groupGap)
claim(
  "the gradients of shared keys agree with central differences",
  isShown: false, groupGap < 1e-2)
/*:
 ### A block of today

 Now all four together. The block is the one of section 9.4 with other parts:
*/
/// x (T, D) → (T, D).
func blockOfToday(
  _ x: Tensor, _ heads: Int, _ sets: Int, _ H: Int, _ w: Weights
) -> Pass<Tensor> {
  let mask = causalMask(x.shape[0])
  let n = rmsNorm(x, w["attentionNorm"])
  let a = groupedAttention(n.y, heads, sets, mask, w["attention"])
  let y = x + a.y
  let m = rmsNorm(y, w["feedForwardNorm"])
  let f = swiGLU(m.y, H, w["feedForward"])
  return Pass(y: y + f.y) { dy in
    let dy = dy + m.back(f.back(dy))
    return dy + n.back(a.back(dy))
  }
}
let todayWeights = Weights()
let todayGap = gradientGap(at: sixKeys, todayWeights) {
  blockOfToday($0, 4, 2, 20, todayWeights)
}
show(todayGap)
/*:
 The library's block has these parts by its settings:
*/
var partsOfToday = BlockParts()
partsOfToday.norm = .rms
partsOfToday.isGated = true
partsOfToday.keyHeads = 2
let libraryToday = TransformerBlock(
  size: 8, heads: 4, hidden: 20, isCausal: true, isRotary: true,
  of: partsOfToday, random: &sinceRandom)
/*:
 To compare, we take over its parameters once more. The matrices of queries,
 keys and values stand side by side, 8, 4 and 4 columns wide:
*/
let todayCopy = Weights()
copy(libraryToday, 8, to: todayCopy)
for (name, columns) in [("q", 0..<8), ("k", 8..<12), ("v", 12..<16)] {
  let part = todayCopy["block"]["attention"][name]
  let own = libraryToday.attention
  _ = part("weight", own.weight.value.columns(columns))
  _ = part("bias", own.bias.value.rows(columns))
}
let plainToday = blockOfToday(sixKeys, 4, 2, 20, todayCopy["block"])
let fromLibrary = libraryToday.forward(
  sixKeys.reshaped(1, 6, 8), mode: .training
).row(0)
let dFromLibrary = libraryToday.backward(sixQueries.reshaped(1, 6, 8)).x.row(0)
show(
  gap(plainToday.y, fromLibrary),
  gap(plainToday.back(sixQueries), dFromLibrary))
claim(
  "the block's gradients agree with central differences, and plain and library to 1 in 100,000",
  todayGap < 1e-2 && gap(plainToday.y, fromLibrary) < 1e-5
    && gap(plainToday.back(sixQueries), dFromLibrary) < 1e-5)
/*:
 ### What is it worth here?

 The story model of section 9.7, with the same stories, steps and schedule;
 first as it was, then with each change by itself, then with all four. These are
 the settings:
*/
var storyAsItWas = TransformerSettings()
(storyAsItWas.size, storyAsItWas.layers) = (64, 2)
(storyAsItWas.heads, storyAsItWas.context) = (4, 64)
var storyOfToday = storyAsItWas
storyOfToday.positions = .rotary
storyOfToday.block = partsOfToday
/*:
 Each is trained three times, from other first weights and on other windows. The
 rule is fixed beforehand: where the runs of two models overlap, we call the
 difference nil.
*/
//#-hidden-code
record("since-2017") {
  let trials = StoryTrials(seed: options.seed)
  let outcomes = try storyRecipes(from: storyAsItWas, to: storyOfToday).map {
    try trials($0, seeds: 1...3)
  }
  place(worthTable(outcomes))
  place(
    fartherFigure([
      ("waves", outcomes[0]), ("rotary", outcomes[1]),
      ("all four changes", outcomes[6]),
    ]))
  name("since_plain", outcomes[0].mean, decimals: 2)
  name("since_rotary", outcomes[1].mean, decimals: 2)
  name("since_all", outcomes[6].mean, decimals: 2)
  name("since_smoothed", outcomes[7].mean, decimals: 2)
  name("far_waves", outcomes[0].farLoss, decimals: 2)
  name("far_rotary", outcomes[1].farLoss, decimals: 2)
  claim(
    "every run with SwiGLU, alone or with the three others, is better than every run as it was",
    [3, 6].allSatisfy {
      outcomes[$0].range.upperBound < outcomes[0].range.lowerBound
    })
  claim(
    "beyond 128 letters, with waves as with rotary positions, it does worse than a blind guess among 30 letters",
    min(outcomes[0].farLoss, outcomes[1].farLoss) > log(Float(30)))
}
//#-end-hidden-code
/*:
 One of the four lowers the perplexity here: the gates. As it was, the model has
 {{since_plain}}; with all four changes {{since_all}}, which is no better than
 gates alone. Rotary positions come to {{since_rotary}}, and overlap with the
 waves by a hair; more runs might tell. RMSNorm is nil, as its authors say: it
 is there to be faster. Shared keys are nil too, and that is good news, for the
 cache is half as large, or a quarter. With one set for all heads the mean is
 the highest of all but the last row, though, and so it was for Ainslie et al.,
 who therefore stopped halfway. All of this is one small model on easy stories:
 it says what to expect of a change, not what a model of a thousand times the
 size makes of it.

 The chart shows what rotary positions are good for. Only differences count, so
 a text may go on for half as long again as those of the training, and the model
 reads as if nothing had happened, where the one with waves fails at the first
 letters beyond. Then it fails too, for such differences it has never seen.
 Between 128 and 256 letters the loss is {{far_rotary}} with rotary positions
 and {{far_waves}} with waves, both useless. Who wants much longer texts has to
 train on some.

 Why then do so many open models have all four? LLaMA (Touvron et al. 2023a) put
 the first three together, with norms before the layers, each on the strength of
 somebody's measurements at size; the largest of its successors added shared
 keys, to be cheaper to run. Since its weights could be had, many others were
 built like it. None of the four changes what a Transformer is.

 ### Targets that aren't certain

 A one-hot target is never satisfied. However far its score is ahead of the
 others, the loss falls if it gets further ahead, and so scores grow, and with
 them a certainty that the text may not deserve. **Label smoothing** (Szegedy et
 al. 2016) takes the share $\varepsilon$ of the target's weight and spreads it
 evenly over all $V$ tokens:

 $$t'_j = (1 - \varepsilon) \, t_j + \frac{\varepsilon}{V} \qquad L = -\sum_j t'_j \log p_j \qquad ds = p - t'$$

 The gradient of the scores is what it always was, with $t'$ for $t$, since the
 shares of $t'$ add up to 1 too:
*/
/// Scores s (T, V) and the right tokens → the mean loss and its gradient.
func smoothedLoss(
  _ s: Tensor, _ t: [Int], by epsilon: Float
) -> (loss: Float, ds: Tensor) {
  let (T, V) = (Float(s.shape[0]), s.shape[1])
  let oneHot = Tensor.oneHot(t, classes: V)
  let target = (1 - epsilon) * oneHot + epsilon / Float(V)
  let p = softmax(s)
  return (-(target * log(p)).sum() / T, (p - target) / T)
}
/*:
 By hand, with four tokens and $\varepsilon = 0.1$: the right one gets
 $0.9 + 0.025 = 0.925$ and each other 0.025. The loss is lowest where $p$ is
 just that. So the right score should be ahead by
 $\log (0.925 / 0.025) = \log 37$, which is 3.6, and no further. There the loss
 isn't 0, but the entropy of $t'$, and the gradient is 0 up to rounding:
*/
let bestLead = Tensor([log(Float(37)), 0, 0, 0], shape: [1, 4])
let atBest = smoothedLoss(bestLead, [0], by: 0.1)
show(atBest.loss)
show(atBest.ds)
//#-hidden-code
let leads = (0...70).map { Float($0) / 10 }
func lossAhead(_ lead: Float, by epsilon: Float) -> Float {
  smoothedLoss(Tensor([lead, 0, 0, 0], shape: [1, 4]), [0], by: epsilon).loss
}
claim(
  "a lead of log 37 is best, to a tenth", isShown: false,
  abs(leads.min { lossAhead($0, by: 0.1) < lossAhead($1, by: 0.1) }! - 3.6)
    < 0.05 && atBest.ds.norm() < 1e-6)
//#-end-hidden-code
place(
  smoothingFigure(
    leads: leads, sharp: leads.map { lossAhead($0, by: 0) },
    smoothed: leads.map { lossAhead($0, by: 0.1) }, best: log(Float(37))))
let threeRows = Tensor.normal([3, 5], deviation: 2, random: &sinceRandom)
let smoothed = smoothedLoss(threeRows, [1, 4, 0], by: 0.1)
let smoothedGap = gap(
  smoothed.ds,
  measuredGradient(threeRows) { smoothedLoss($0, [1, 4, 0], by: 0.1).loss })
show(smoothedGap)
//#-hidden-code
let librarySmoothed = SoftmaxWithLoss(smoothing: 0.1)
let librarySmoothedLoss = librarySmoothed.forward(threeRows, [1, 4, 0])
//#-end-hidden-code
claim(
  "its gradient agrees with central differences, and loss and gradient with the library's to 1 in 100,000",
  smoothedGap < 5e-3
    && abs(librarySmoothedLoss - smoothed.loss) < 1e-5 * smoothed.loss
    && gap(smoothed.ds, librarySmoothed.backward()) < 1e-5)
exercise("9.7")
/*:
 It has its price. The last row of the table above is the story model trained
 with smoothing by 0.1: its perplexity is {{since_smoothed}}, where it was
 {{since_plain}}. Asked for less certainty it has less, and the spelling of a
 word that has begun deserves a lot. The paper found the same, and smoothed
 nevertheless: perplexity got worse, and translations better (Vaswani et al.
 2017, section 5.4). So it depends on what you want of a model, its
 probabilities or its answers.

 *Predict, then compute.* 32 blocks, 32 heads of 128 columns, two bytes a
 number. How many texts of 8,192 tokens does a cache of 24 GB hold? And with
 eight sets of keys?

 <details> <summary>Answer</summary>

 A token takes $2 \cdot 32 \cdot 32 \cdot 128 \cdot 2$ bytes, half a megabyte,
 and a text 4.3 GB: five texts. Eight sets for 32 heads take a quarter, and
 twenty-two texts find room.

 </details>

 You can now write a block as today's open models have it, forward and backward:
 turn queries and keys, norm by size alone, gate the feed-forward layer, let
 heads share their keys. And you know what each was made for, which was not
 always a lower loss. You can smooth targets, and say what that costs.

 The papers of this section are N. Shazeer, *Fast Transformer decoding: one
 write-head is all you need*, arXiv:1911.02150, 2019, and *GLU variants improve
 Transformer*, arXiv:2002.05202, 2020; B. Zhang, R. Sennrich, *Root mean square
 layer normalization*, NeurIPS 2019; J. Su et al., *RoFormer: enhanced
 Transformer with rotary position embedding*, arXiv:2104.09864, 2021; J. Ainslie
 et al., *GQA: training generalized multi-query Transformer models from
 multi-head checkpoints*, EMNLP 2023; H. Touvron et al., *LLaMA: open and
 efficient foundation language models*, arXiv:2302.13971, 2023 (a), and *Llama
 2: open foundation and fine-tuned chat models*, arXiv:2307.09288, 2023 (b); Y.
 Dauphin et al., *Language modeling with gated convolutional networks*, ICML
 2017; C. Szegedy et al., *Rethinking the Inception architecture for computer
 vision*, CVPR 2016.

 ## 9.11 Where the road goes on

 This is where large language models begin. Their core is the model of 9.7.
 **Pretraining**: train it on a good part of the web
 instead of some stories, on pieces of words instead of letters, some two
 hundred times wider and fifty times deeper (GPT-3: 12,288 and 96; Brown et al.
 2020). Nobody labels anything; the next word is the label, as it has been since
 chapter 5. An encoder may be pretrained too, by hiding some of its words and
 guessing them from both sides (BERT, Devlin et al. 2019). What was learned in
 this way serves every other task, by a little further training or just by being
 asked (Radford et al. 2018; Brown et al. 2020). The loss falls with size, data
 and work in straight lines on logarithmic scales (Kaplan et al. 2020). From
 there on it is about what such a model should say and what it should not, which
 no loss over next words can know.

 From counting to attention: in chapter 2 a word was a row of counts of its
 neighbors. Now it is a vector that asks them. So far all these networks were
 asked for the next word. [Chapter 10](10-classification.md) asks for less, one
 of a few names for a whole text, and [chapter 11](11-tagging.md) for a name for
 each word.

 ## Summary

 - In self-attention every position asks every other: queries, keys and values
   from the same vectors, scores divided by $\sqrt d$, a softmax, a sum of
   values. A mask of $-\infty$ hides padding, and in a decoder the future.
 - Without positions it has no sense of order. So waves, or learned vectors, are
   added to the vectors of the words. Who compares the two should let them begin
   equally large.
 - Heads share out the columns: several choices in place of one, with as many
   multiplications and parameters.
 - A block is attention and a feed-forward layer, each with a norm before it and
   a residual connection around it. The gradient passes both by, and grows
   rather than fades.
 - Norms before the layers leave the path free; after the sums, they want a
   warm-up or a small rate.
 - A decoder's block also asks the encoder's memory, and the memory gets a
   gradient from each of them.
 - A decoder-only model answers as many questions as a window has tokens, in one
   pass; a causal one may keep its keys and values.
 - Causal attention by itself has fewer multiplications than an LSTM up to
   $T = 4D$, and no step that must wait; beyond, its square takes over.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | a decoder is perfect in training and useless in writing | the mask is missing: it sees what it should write |
 | results change with the padding | the padding isn't masked |
 | all weights are equal and stay so | queries or keys are zero, or no gradient reaches them |
 | all weights are 0 or 1 from the start | no $\sqrt d$, or vectors far too large |
 | word order makes no difference | no positions were added |
 | learned positions do much worse than waves | they begin far smaller than the words' vectors |
 | a deep post-norm network doesn't learn at all | no warm-up, too high a rate |
 | NaN in the attention | a row in which everything is masked |
 | a gradient check fails at the biases of the keys only | nothing: their gradient is 0, and what is measured is rounding |
 | the encoder learns nothing, the decoder does | the memory's gradient was forgotten, or kept of the last block only |
 | text written with a cache differs from that without | positions start at 0 again at each step |

 ## More to try

 1. Write post-norm: change `residual` to $\text{norm}(x + f(x))$, with its way
    back. What else must change: in the middle part of `decoderBlock`, and at the
    end of `stack` and of `transformer`? The check tells whether each way back is
    right, but not whether a norm is one too many.
 2. Without positions, which of the sixteen forms (section 8.7 shows one of each)
    does the date Transformer of 9.6 still answer? Why those?
 3. Give 9.7's model 128 letters of context. Is it worth its time here? Why does
    the answer depend on the stories?
 4. Let the output of `languageModel` share its matrix with the embedding, and
    keep its bias. Which gradient must be added where?
 5. Write a padding mask, $(1, S)$. `transformer` has nowhere to pass it; it must
    reach both `stack`, for the question, and the cross-attention of
    `decoderBlock`. Then show that a question with padding gives the same scores
    as without.

 ## References

 - K. He, X. Zhang, S. Ren, J. Sun. *Deep residual learning for image
   recognition.* CVPR 2016.
 - J. Ba, J. Kiros, G. Hinton. *Layer normalization.* arXiv:1607.06450, 2016.
 - S. Ioffe, C. Szegedy. *Batch normalization: accelerating deep network
   training by reducing internal covariate shift.* ICML 2015.
 - D. Hendrycks, K. Gimpel. *Gaussian error linear units.* arXiv:1606.08415,
   2016.
 - I. Loshchilov, F. Hutter. *SGDR: stochastic gradient descent with warm
   restarts.* ICLR 2017.
 - A. Vaswani et al. *Attention is all you need.* NIPS 2017.
 - A. Radford, K. Narasimhan, T. Salimans, I. Sutskever. *Improving language
   understanding by generative pre-training.* OpenAI, 2018.
 - J. Devlin, M.-W. Chang, K. Lee, K. Toutanova. *BERT: pre-training of deep
   bidirectional transformers for language understanding.* NAACL 2019.
 - R. Xiong et al. *On layer normalization in the Transformer architecture.*
   ICML 2020.
 - T. Brown et al. *Language models are few-shot learners.* NeurIPS 2020.
 - J. Kaplan et al. *Scaling laws for neural language models.* arXiv:2001.08361,
   2020.
 - A. Karpathy. *nanoGPT.* github.com/karpathy/nanoGPT, 2022.
*/
weaveChapter()
