import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(tools: [TranslateDate.self])
Threads.count = options.threads
/*:
 # 8 Attention

 In chapter 7 an encoder read a question to its end and handed the decoder one
 vector, and all that the answer needed had to be in there. This chapter lets
 the decoder look back at everything that the encoder wrote down on its way,
 anew for each sign of the answer. What it takes is a weighted sum, and the
 weights come from a softmax. That is **attention**, and there is no more to it.

*/
place(readersFigure())
/*:
 When you have read this chapter you can

 - say what it costs to hand over one vector, and measure it;
 - write attention with three kinds of score from memory, forward and backward,
   for questions of unequal length, and check the gradients;
 - build a decoder that looks back, train it on dates in sixteen forms, and
   compare it fairly with one that doesn't look;
 - draw where it looks, and say what such a picture shows and what it doesn't;
 - translate short sentences, and watch words change places.

 The recurrence stays for now. [Chapter 9](09-transformer.md) takes it away and
 keeps the attention.

 ## 8.1 The bottleneck

 The simplest task there is: *say it again*. The question is a string of 2 to 20
 letters, the answer is the same string.
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
let echoes = Pairs(strings(options.quick ? 1_000 : 6_000, stream: "echo"))
let heldOut = try Pairs(strings(2_000, stream: "echo exam"), like: echoes)
show(heldOut[0].question, "→", heldOut[0].answer)
name("echo_count", echoes.count)
/*:
 All models from here to section 8.8 are trained in the same way: Adam at a rate
 of 0.005, batches of 32, and gradients clipped to a norm of 5. Embeddings of
 these models have 16 numbers. What is to happen after each pass over the pairs comes
 in as a closure:
*/
/// Shows all pairs to a model, so many times.
func train<M: Model<PairBatch>>(
  _ model: M, on pairs: Pairs, epochs: Int, random: Random,
  afterEach: @escaping () throws -> Void = {}
) throws {
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.005), batchSize: 32, random: random)
  trainer.clipping = .norm(5)
  trainer.onEpoch = { _ in try afterEach() }
  try trainer.train(on: pairs, epochs: epochs)
}
/*:
 The first model is the plain encoder and decoder of chapter 7, two LSTMs of 32
 units:
*/
/// A plain encoder and decoder that has learned from `pairs`.
func learned(
  _ pairs: Pairs, size: Int, epochs: Int
) throws -> Seq2Seq {
  var settings = Seq2Seq.Settings()
  settings.size = size
  let random = Random(seed: options.seed, stream: "plain")
  let model = Seq2Seq(pairs.source, pairs.target, settings, random: random)
  try train(model, on: pairs, epochs: epochs, random: random)
  return model
}
let plainEcho = try learned(echoes, size: 32, epochs: 6)
/*:
 The measure is strict. An answer counts if every letter is right, and the end
 as well. One who guesses gets one string of $n$ letters in $8^n$.
*/
//#-hidden-code
let plainShares = try EchoShares(of: plainEcho, on: heldOut)
//#-end-hidden-code
place(echoTable([("32 units", plainShares)]))
name("plain_short", plainShares[2], decimals: 0)
name("plain_long", plainShares[20], decimals: 0)
claim("short strings come back", isShown: false, plainShares[2] > 85)
claim(
  "of long ones hardly any", isShown: false,
  max(plainShares[14], plainShares[17]) < 5)
/*:
 Of strings of up to four letters {{plain_short}}% come back, of those of 17 and
 more {{plain_long}}%. The task itself gets no harder: a person needs no more
 cleverness for twenty letters than for two. What gets longer is the way: each
 letter has to be kept while those after it are read and those before it are
 written, as many steps as the string is long.

 Is the state too small? A letter out of eight is worth three bits, so twenty of
 them are 60 bits. The state that crosses over is 32 numbers of output and 32 of
 cell, and 64 numbers of 32 bits could hold that many times over. But the
 network has to *find out* how to write a string into them and how to read it
 off again, from {{echo_count}} examples and six passes. So let us give it more
 of each, in two trials: twice the units, and twice the passes.
*/
let largerEcho = try learned(echoes, size: 64, epochs: 6)
let longerEcho = try learned(echoes, size: 32, epochs: 12)
//#-hidden-code
let largerShares = try EchoShares(of: largerEcho, on: heldOut)
let longerShares = try EchoShares(of: longerEcho, on: heldOut)
//#-end-hidden-code
place(
  echoTable([
    ("32 units", plainShares), ("64 units", largerShares),
    ("32 units, 12 passes", longerShares),
  ]))
claim(
  "both help, at 8 to 10 letters by 5 points at least", isShown: false,
  min(largerShares[8], longerShares[8]) > plainShares[8] + 5)
claim(
  "twice the units or twice the passes: of strings from 14 letters on, not one in ten comes back",
  [14, 17].allSatisfy { max(largerShares[$0], longerShares[$0]) < 10 })
/*:
 Both help, and a somewhat longer string defeats them again. More practice helps
 as more room does, so it isn't only that the room is full: what can be
 *learned* in so few passes is used up as well, and this table can't part the
 two. With far more units, layers and examples a fixed state goes far
 (Sutskever, Vinyals and Le 2014 translated long sentences through one), but
 translations got worse as sentences got longer (Cho et al. 2014). Either way,
 something is wrong with the plan. What is handed over should grow with what was
 read.
*/
/*:
 ## 8.2 Choosing softly

 The encoder *has* something that grows with the question: its outputs
 $m_1, \ldots, m_S$, one for each of the $S$ letters. Chapter 7 threw away all
 but the last. Keep them, as the rows of a matrix: a **memory**, $(S, H)$. The
 decoder, about to write a letter, has a state that knows what it is looking
 for. Call that the **query** $q$. Which row of the memory does it want?

 One could pick the row that fits best, and take that. But a choice has no
 gradient: move the query a little and the same row is chosen, so nothing says
 which way would have been better. (It can be learned, by trial and error, and
 is then called *hard attention*.) So choose softly, and take some of every row.
 Do it by hand first. Somebody has read *cage*, and here is what was written
 down, three numbers a letter, with a query that looks for the *c*:
*/
let memory: Tensor = [[4, 0, 0], [0, 4, 0], [0, 0, 4], [0, 4, 4]]
let query: Tensor = [[1, 0, 0]]
/*:
 *Compare.* Each row gets a **score** that says how well it fits the query. A
 dot product will do, for it is large where two vectors point the same way:
*/
let scores = matmul(query, memory, transposed: .right)
show(scores)
/*:
 *Make shares of it.* The exponential makes every score positive, and turns a
 lead in score into a ratio: one point more is $e$ = 2.7 times as much. Divided
 by their sum, the exponentials are weights that add up to 1, the **attention
 weights**:
*/
let powers = exp(scores)
show(powers)
let weights = powers / powers.sum()
show(weights)
/*:
 *Mix.* Each row times its weight, all added up, is the **context vector**:
*/
let context = matmul(weights, memory)
show(context)
name("by_hand", 100 * weights[0, 0], decimals: 0)
/*:
 It is nearly the first row, which got {{by_hand}}% of the weight, with a trace
 of the others. In formulas, for the queries $q_1, \ldots, q_T$ of $T$ letters
 of the answer:

 $$e_{ts} = q_t \cdot m_s \qquad
 w_{ts} = \frac{\exp e_{ts}}{\sum_{r=1}^{S} \exp e_{tr}} \qquad
 c_t = \sum_{s=1}^{S} w_{ts} \, m_s$$

 The idea is Bahdanau, Cho and Bengio's (2015); this score is from Luong, Pham
 and Manning (2015). The middle formula is the softmax of chapter 1, here over
 *places of the memory*, which were never counted in advance: four letters or
 four hundred, the formula is the same, and there is no weight in it that
 depends on $S$. (As in chapter 1, `softmax` first takes the largest score of a
 row away from all of them: the weights stay the same, and nothing overflows, as
 $\exp 89$ does in 32 bits.) All of it for all queries at once is two products
 with a softmax between:
*/
/// q (T, H), m (S, H) → weights (T, S), contexts (T, H).
func attend(_ q: Tensor, over m: Tensor) -> (weights: Tensor, context: Tensor) {
  let scores = matmul(q, m, transposed: .right)
  let weights = softmax(scores)
  return (weights, matmul(weights, m))
}
/*:
 Three queries: the one of before, one that looks for an *a* and wants no *g*,
 and one of zeros:
*/
let queries: Tensor = [[1, 0, 0], [0, 1, -1], [0, 0, 0]]
let looks = attend(queries, over: memory)
show(looks.weights)
show(looks.context)
place(barsFigure(looks.weights, of: queries))
claim(
  "a query that fits one row takes nearly all of it, one of zeros the mean of all",
  isShown: false,
  looks.weights[0, 0] > 0.9 && looks.weights[1, 1] > 0.9
    && (0..<4).allSatisfy { looks.weights[2, $0] == 0.25 })
claim(
  "the function gives what the steps by hand gave", isShown: false,
  (looks.weights.row(0) - weights.row(0)).norm() < 1e-6
    && (looks.context.row(0) - context.row(0)).norm() < 1e-6)
/*:
 The first two find their letter, and a query of zeros, which prefers nothing,
 gets the mean of all rows. The length of a query says how sure it is: the same
 direction, stretched, makes the same order of scores with larger gaps.

 You can now compute attention by hand, and you know what its three steps are
 for.

 ## 8.3 Questions of unequal length

 A batch is a block, and not all questions have the same length. Shorter ones
 are padded, as in chapter 7, and what fills them up must not be looked at. Say
 that *cage*, *bed* and *ad* are read together, and that each has come to the
 scores 2, 1, 0 and 1 at its four places:
*/
let batchScores: Tensor = [[2, 1, 0, 1], [2, 1, 0, 1], [2, 1, 0, 1]]
let lengths = [4, 3, 2]
show(softmax(batchScores).row(2))
name(
  "leak", 100 * (softmax(batchScores)[2, 2] + softmax(batchScores)[2, 3]),
  decimals: 0)
/*:
 That is the row of *ad*: {{leak}}% of its weight lie on letters that aren't
 there. In a batch with a longer question there would be more padding, and it
 would take more. The remedy is a mask. A score of $-\infty$ has the exponential 0, so whatever gets it drops
 out of the sum and takes nothing:
*/
/// scores (T, S) → the softmax of the first `length` columns, then 0.
func maskedSoftmax(_ scores: Tensor, length: Int) -> Tensor {
  var scores = scores
  for t in 0..<scores.shape[0] {
    for s in length..<scores.shape[1] { scores[t, s] = -.infinity }
  }
  return softmax(scores)
}
let masked = (0..<3).map { n in
  maskedSoftmax(batchScores.rows(n..<n + 1), length: lengths[n])
}
for weights in masked { show(weights) }
place(maskFigure(batchScores, masked: masked, lengths: lengths))
/*:
 The hidden places have a weight of exactly 0, and the weights of the others add
 up to 1, as if there were no padding:
*/
claim(
  "a question gets the same weights in a batch and alone, bit for bit",
  softmax(batchScores.rows(2..<3).columns(0..<2)).values
    == Array(masked[2].values.prefix(2)))
/*:
 In a row in which *everything* is hidden the largest score is $-\infty$ too, and
 $-\infty - (-\infty)$ is *not a number*, which then spreads through the whole
 network. The library gives a question without letters weights of 0 and a
 context of 0; so should your answer to the exercise below. With the mask,
 attention for one question of a batch is
*/
/// q (T, H), m (S, H) of which `length` rows count → weights, contexts.
func attend(_ q: Tensor, over m: Tensor, length: Int)
  -> (weights: Tensor, context: Tensor)
{
  let scores = matmul(q, m, transposed: .right)
  let weights = maskedSoftmax(scores, length: length)
  return (weights, matmul(weights, m))
}
/*:
 The rows of padding still stand in the second product, each times 0. So they may
 hold any finite numbers, but no ∞ and no NaN: 0 times these is NaN.
*/
exercise("8.1")
/*:
 This mask hides what isn't there. Chapter 9 has one that hides what mustn't be
 seen yet, and it is made in the same way: of any cell of the table of scores
 one can say *not you*.

 ## 8.4 Backward

 From the loss comes $dc_t$, the gradient of a context. (As ever, $dx$ is short
 for $\partial L / \partial x$.) Go back through the three steps, last one
 first.

 *Mix.* $c_t = \sum_s w_{ts} \, m_s$ is a product of matrices. Let the letters
 without an index stand for all rows at once, as in the code: $c = w \, m$. Its
 two gradients are those of any product:

 $$dw = dc \, m^\top \qquad dm_{\text{taken}} = w^\top dc$$

 A weight's gradient $dw_{ts} = dc_t \cdot m_s$ says what more of row $s$ would
 do to the loss.

 *Make shares of it.* Every weight depends on every score of its row, since they
 share one sum. Write $Z = \sum_r \exp e_r$ for it, and leave $t$ out. If $s$
 and $r$ are different, $e_s$ is only in the denominator of
 $w_r = \exp(e_r) / Z$, and the derivative is
 $-\exp(e_r) \exp(e_s) / Z^2 = -w_r w_s$. If they are the same, the numerator
 adds $\exp(e_s) / Z = w_s$. Both together, times what comes from behind:

 $$de_s = w_s \, dw_s - w_s \sum_r w_r \, dw_r
 = w_s \Big( dw_s - \sum_r w_r \, dw_r \Big)$$

 The sum is the mean of all $dw$, weighted by the present weights. So a score is judged
 by comparison: if its row would have served better than what was taken on
 average, a step against the gradient raises it, if worse it is lowered, and
 either the more, the larger its weight. By hand, for the query of zeros with
 its four weights of 0.25. Suppose that the loss would fall if the context's
 first number grew:
*/
let dContext: Tensor = [[-1, 0, 0]]
let w = looks.weights.rows(2..<3)
let dw = matmul(dContext, memory, transposed: .right)
show(dw)
show((w * dw).sum())
show(w * (dw - (w * dw).sum()))
/*:
 Only the *c* has anything in its first number. Its score has a gradient of
 −0.75, so a step against the gradient raises it, and lowers the three others.
 Their three gradients sum to +0.75, the first is −0.75: gradients of scores
 always add up to 0, since raising all scores alike changes no weight.

 *Compare.* $e_{ts} = q_t \cdot m_s$ is a product again, $e = q \, m^\top$, so

 $$dq = de \, m \qquad dm_{\text{compared}} = de^\top q$$

 Now the memory has two gradients, for it was used twice: to be compared, and to
 be taken from. As with everything that is used twice, they are added:

 $$dm = w^\top dc + de^\top q$$

 In code:
*/
/// Weights (T, S) and their gradient → the gradient of the scores.
func softmaxBackward(_ weights: Tensor, _ dw: Tensor) -> Tensor {
  weights * (dw - (weights * dw).sum(axis: 1, keepingAxis: true))
}
/// The gradients of queries (T, H) and memory (S, H).
func attendBackward(
  _ dContext: Tensor, _ q: Tensor, _ m: Tensor, _ weights: Tensor
) -> (dq: Tensor, dm: Tensor) {
  let dw = matmul(dContext, m, transposed: .right)
  let de = softmaxBackward(weights, dw)
  let compared = matmul(de, q, transposed: .left)
  let taken = matmul(weights, dContext, transposed: .left)
  return (matmul(de, m), compared + taken)
}
place(attentionLayerFigure())
/*:
 The mask needs no line of its own. A hidden place has the weight 0, and both
 $w^\top dc$ and $de = w \, (\ldots)$ multiply by it.

 Never believe a derivation that you can test. Move one number a little up, then
 a little down: the difference of the two losses, over the way between, is what
 its gradient should be.
*/
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
/*:
 It is tried on random numbers, three queries and a memory of four rows, of
 which the last is padding. The loss is the sum of all contexts, each number
 times some $u$; so $u$ is the contexts' gradient.
*/
var random = Random(seed: options.seed, stream: "attention")
let q = Tensor.normal([3, 5], random: &random)
let m = Tensor.normal([4, 5], random: &random)
let u = Tensor.normal([3, 5], random: &random)
func dotLoss(_ q: Tensor, _ m: Tensor) -> Float {
  (attend(q, over: m, length: 3).context * u).sum()
}
let ours = attend(q, over: m, length: 3)
let (dq, dm) = attendBackward(u, q, m, ours.weights)
show(
  gradientError(dq, at: q) { dotLoss($0, m) },
  gradientError(dm, at: m) { dotLoss(q, $0) })
claim(
  "the gradients agree with central differences", isShown: false,
  max(
    gradientError(dq, at: q) { dotLoss($0, m) },
    gradientError(dm, at: m) { dotLoss(q, $0) }) < 0.01)
/*:
 The library's layer does the same for $N$ questions at a time, so its tensors
 have an axis more. Here $N$ is 1:
*/
func one(_ x: Tensor) -> Tensor { x.reshaped([1] + x.shape) }
/// How far ours is from theirs, as a share of the length of theirs.
func distance(_ ours: Tensor, _ theirs: Tensor) -> Float {
  (ours - theirs).norm() / theirs.norm()
}
let library = Attention(.dot, queries: 5, memory: 5, random: &random)
let theirs = library.forward(one(q), over: one(m), lengths: [3])
let back = library.backward(one(u))
show(distance(ours.context, theirs.row(0)))
show(distance(dq, back.queries.row(0)), distance(dm, back.memory.row(0)))
claim(
  "plain attention and the library's agree, forward and backward",
  max(
    distance(ours.context, theirs.row(0)), distance(dq, back.queries.row(0)),
    distance(dm, back.memory.row(0))) < 1e-5)
/*:
 For the two exercises close the page: the answers stand above. Derive them
 again, with pencil and paper, from the three formulas of section 8.2.
*/
exercise("8.2")
exercise("8.3")
/*:
 *Predict, then run.* Multiply the query $(0, 1, -1)$ by ten, or divide it by
 ten. What becomes of its weights, and what of the gradients of its scores?

 <details>
 <summary>Answer</summary>

 Ten times as long, its scores lie 40 apart, and the *a* gets all but $2 e^{-40}$
 of the weight (the *c* and the *e* lie at 0). The choice is hard, and a choice has no gradient: with $w_s$ so
 near to 1, $dw_s$ *is* the mean, and for all others $w_s$ is nearly 0. A tenth
 as long, the weights are {{soft_least}}% to {{soft_most}}%: everything is
 mixed, and every score has a gradient. So the size of scores matters. With 64
 numbers in a vector in place of three, dot products get large all by
 themselves, and chapter 9 will divide them by something for that reason.

 </details>
*/
//#-hidden-code
let hard = attend(queries.rows(1..<2) * 10, over: memory).weights
let soft = attend(queries.rows(1..<2) / 10, over: memory).weights
name("soft_least", 100 * soft.min(), decimals: 0)
name("soft_most", 100 * soft.max(), decimals: 0)
claim(
  "a query ten times as long chooses hard, and its scores have no gradient",
  isShown: false,
  hard[0, 1] > 0.999_999
    && softmaxBackward(hard, matmul(dContext, memory, transposed: .right))
      .norm() < 1e-5
)
//#-end-hidden-code
/*:
 You can now write attention forward and backward, and prove every line of it.

 ## 8.5 Three ways to compare

 A dot product needs queries and memory of one size, and sees them in one space:
 the first number of a query asks for the first number of a row. Both are made
 by layers that can learn to put things where they are asked for, so that is no
 great loss. But two other scores are in use, and they have weights of their
 own:

 | score | formula | parameters |
 |---|---|---|
 | dot product | $q \cdot m$ | none |
 | general | $q W \cdot m$ | $W$ $(Q, K)$ |
 | additive | $v \cdot \tanh(q W_q + m W_m)$ | $W_q$ $(Q, A)$, $W_m$ $(K, A)$, $v$ $(A)$ |

 $Q$ and $K$ are the sizes of a query and of a row of the memory, which were both
 $H$ until now. $A$ is that of a space in which the two are compared. Whatever makes the scores, softmax and
 weighted sum stay as they are.
*/
place(scoresFigure())
/*:
 The **general score** (Luong et al.) carries the query into the memory's space
 by a matrix, and takes the dot product there. Backward it is two products in a
 row, $e = (q W) \, m^\top$, so nothing is new. With $d = de \, m$, the gradient
 of $q W$,

 $$dW = q^\top d \qquad dq = d \, W^\top \qquad dm = de^\top (q W)$$

 This $dm$, like that of the next score, is only what comes from comparing;
 $w^\top dc$ is still to be added to it.
*/
/// q (T, Q), W (Q, K), m (S, K) → scores (T, S).
func generalScore(_ q: Tensor, _ W: Tensor, _ m: Tensor) -> Tensor {
  matmul(matmul(q, W), m, transposed: .right)
}
/// The gradients of all three, from that of the scores (T, S).
func generalScoreBackward(
  _ de: Tensor, _ q: Tensor, _ W: Tensor, _ m: Tensor
) -> (dq: Tensor, dW: Tensor, dm: Tensor) {
  let d = matmul(de, m)
  return (
    matmul(d, W, transposed: .right), matmul(q, d, transposed: .left),
    matmul(de, matmul(q, W), transposed: .left)
  )
}
/*:
 The **additive score** (Bahdanau et al.) is a small network with a hidden
 layer, applied to every pair of a query and a row. Its first layer can be
 halved: $q W_q$ is made once for each query, $m W_m$ once for each row, and
 only their sum and its tanh belong to the pair.
*/
/// The weights of the additive score.
struct AdditiveWeights {
  /// (Q, A) and (K, A).
  var Wq, Wm: Tensor
  /// (A).
  var v: Tensor
}
/// q (T, Q), m (S, K) → scores (T, S).
func additiveScore(_ q: Tensor, _ m: Tensor, _ p: AdditiveWeights) -> Tensor {
  let (a, b) = (matmul(q, p.Wq), matmul(m, p.Wm))
  var e = Tensor.zeros(a.shape[0], b.shape[0])
  for t in 0..<a.shape[0] {
    for s in 0..<b.shape[0] {
      e[t, s] = (p.v * tanh(a.row(t) + b.row(s))).sum()
    }
  }
  return e
}
/*:
 Backward, a pair's score touches $v$, and by its tanh the query's half
 $a = q W_q$ and the row's half $b = m W_m$ alike. With
 $y_{ts} = \tanh(a_t + b_s)$,

 $$dv = \sum_{t,s} de_{ts} \, y_{ts} \qquad
 da_t = \sum_s de_{ts} \, v \odot (1 - y_{ts}^2) \qquad
 db_s = \sum_t de_{ts} \, v \odot (1 - y_{ts}^2)$$

 A query meets all rows, and a row all queries; that is where the sums come
 from. The halves are products, so the rest is known:

 $$dW_q = q^\top da \qquad dq = da \, W_q^\top \qquad
 dW_m = m^\top db \qquad dm = db \, W_m^\top$$
*/
/// The gradients of both, and of the weights, from that of the scores.
func additiveScoreBackward(
  _ de: Tensor, _ q: Tensor, _ m: Tensor, _ p: AdditiveWeights
) -> (dq: Tensor, dm: Tensor, dp: AdditiveWeights) {
  let (a, b) = (matmul(q, p.Wq), matmul(m, p.Wm))
  var (da, db, dv) = (a * 0, b * 0, p.v * 0)
  for t in 0..<a.shape[0] {
    for s in 0..<b.shape[0] {
      let y = tanh(a.row(t) + b.row(s))
      let d = (de[t, s] * p.v * (1 - y * y)).reshaped(1, -1)
      dv += de[t, s] * y
      da.addRows(d, at: [t])
      db.addRows(d, at: [s])
    }
  }
  let dp = AdditiveWeights(
    Wq: matmul(q, da, transposed: .left), Wm: matmul(m, db, transposed: .left),
    v: dv)
  return (
    matmul(da, p.Wq, transposed: .right), matmul(db, p.Wm, transposed: .right),
    dp
  )
}
/*:
 Both are checked like the dot product, with weights that the library's layers
 have drawn. The loss is again a sum of all numbers, here of the scores, each
 times one of `uScores`:
*/
let general = Attention(.general, queries: 5, memory: 5, random: &random)
let W = general.parameters[0].value
let additive = Attention(
  .additive, queries: 5, memory: 5, size: 6, random: &random)
let p = AdditiveWeights(
  Wq: additive.parameters[0].value, Wm: additive.parameters[1].value,
  v: additive.parameters[2].value)
let uScores = Tensor.normal([3, 4], random: &random)
let dGeneral = generalScoreBackward(uScores, q, W, m)
show(
  gradientError(dGeneral.dq, at: q) {
    (generalScore($0, W, m) * uScores).sum()
  },
  gradientError(dGeneral.dW, at: W) {
    (generalScore(q, $0, m) * uScores).sum()
  },
  gradientError(dGeneral.dm, at: m) { (generalScore(q, W, $0) * uScores).sum() }
)
/*:
 And of the additive score the gradients of $q$, $m$, $W_q$, $W_m$ and $v$:
*/
/// The loss with one of the weights changed.
func additiveLoss(_ change: (inout AdditiveWeights) -> Void) -> Float {
  var changed = p
  change(&changed)
  return (additiveScore(q, m, changed) * uScores).sum()
}
let dAdditive = additiveScoreBackward(uScores, q, m, p)
show(
  gradientError(dAdditive.dq, at: q) {
    (additiveScore($0, m, p) * uScores).sum()
  },
  gradientError(dAdditive.dm, at: m) {
    (additiveScore(q, $0, p) * uScores).sum()
  })
show(
  gradientError(dAdditive.dp.Wq, at: p.Wq) { new in additiveLoss { $0.Wq = new }
  },
  gradientError(dAdditive.dp.Wm, at: p.Wm) { new in additiveLoss { $0.Wm = new }
  },
  gradientError(dAdditive.dp.v, at: p.v) { new in additiveLoss { $0.v = new } })
//#-hidden-code
claim(
  "the gradients of both scores agree with central differences",
  isShown: false,
  [
    gradientError(dGeneral.dq, at: q) {
      (generalScore($0, W, m) * uScores).sum()
    },
    gradientError(dGeneral.dW, at: W) {
      (generalScore(q, $0, m) * uScores).sum()
    },
    gradientError(dGeneral.dm, at: m) {
      (generalScore(q, W, $0) * uScores).sum()
    },
    gradientError(dAdditive.dq, at: q) {
      (additiveScore($0, m, p) * uScores).sum()
    },
    gradientError(dAdditive.dm, at: m) {
      (additiveScore(q, $0, p) * uScores).sum()
    },
    gradientError(dAdditive.dp.Wq, at: p.Wq) { new in
      additiveLoss { $0.Wq = new }
    },
    gradientError(dAdditive.dp.Wm, at: p.Wm) { new in
      additiveLoss { $0.Wm = new }
    },
    gradientError(dAdditive.dp.v, at: p.v) { new in additiveLoss { $0.v = new }
    },
  ].max()! < 0.01)
//#-end-hidden-code
/*:
 With softmax and weighted sum around them, the library's layers must come to
 the same contexts and gradients. Here the loss is again made of the contexts
 with `u`, and the memory's gradient gets its second half:
*/
/// How far plain contexts, dq, dm and the gradients of the score's weights are
/// from the library's.
func distances(
  from layer: Attention, _ scores: Tensor,
  _ backward: (Tensor) -> (dq: Tensor, dm: Tensor, dWeights: [Tensor])
) -> [Float] {
  let contexts = layer.forward(one(q), over: one(m), lengths: [3])
  layer.zeroGradients()
  let library = layer.backward(one(u))
  let w = maskedSoftmax(scores, length: 3)
  let dw = matmul(u, m, transposed: .right)
  let (dq, compared, dWeights) = backward(softmaxBackward(w, dw))
  let dm = compared + matmul(w, u, transposed: .left)
  return [
    distance(matmul(w, m), contexts.row(0)),
    distance(dq, library.queries.row(0)), distance(dm, library.memory.row(0)),
  ] + zip(dWeights, layer.parameters).map { distance($0, $1.gradient) }
}
let ofGeneral = distances(from: general, generalScore(q, W, m)) { de in
  let d = generalScoreBackward(de, q, W, m)
  return (d.dq, d.dm, [d.dW])
}
let ofAdditive = distances(from: additive, additiveScore(q, m, p)) { de in
  let d = additiveScoreBackward(de, q, m, p)
  return (d.dq, d.dm, [d.dp.Wq, d.dp.Wm, d.dp.v])
}
show(ofGeneral)
show(ofAdditive)
claim(
  "both scores agree with the library's, contexts and all gradients, but for rounding",
  max(ofGeneral.max()!, ofAdditive.max()!) < 1e-4)
/*:
 Again with the page closed:
*/
exercise("8.4")
exercise("8.5")
/*:
 What do they cost? For each pair of a query and a row the dot product takes $K$
 multiplications, and so does the general score, once the queries are carried
 over. The additive score takes $A$ multiplications *and* $A$ tanhs, which are
 many times as slow. Whether it is worth that is a question for an experiment,
 and section 8.7 makes it, with a better task than saying it again.

 ## 8.6 A decoder that looks back

 Where does the query come from, and where does the context go? Luong, Pham and
 Manning's answer is the simpler one, and ours is simpler still: it leaves out
 two of their parts, which are named at the end of this section. The query is the decoder's
 own output $h_t$ after it has read the sign before. The context stands beside
 it, and the scores of the next sign are made of both:

 $$h_t = \mathrm{LSTM}(x_t, h_{t-1}) \qquad
 c_t = \mathrm{attend}(h_t, m) \qquad s_t = [c_t, h_t] \, W_o + b$$

 (The letter $c$ is the context here, not the LSTM's cell; $s_t$ are scores of
 signs, and $W_o$ is the output layer's matrix.) So the dot product
 asks that encoder and decoder have outputs of one size, $H$.
*/
place(decoderFigure())
/*:
 Here is all of it, made of layers that earlier chapters have built by hand:
 `Embedding` of chapter 4, `LSTM` of chapter 6 with its two states, `Affine` and
 the loss of chapter 1. First what it is made of, and what it will have to
 remember for the way back:
*/
/// An encoder, and a decoder that looks back by dot products.
final class Reader: Model {
  let questions, answers: Embedding
  let encoder, decoder: LSTM
  let output: Affine
  let size: Int
  /// The sign that begins and ends an answer.
  let end: Int
  let loss = SoftmaxWithLoss(ignoring: -1)
  /// Of each question: memory (S, H), queries (T, H), weights (T, S).
  var looks: [(m: Tensor, q: Tensor, weights: Tensor)] = []

  init(_ pairs: Pairs, size: Int, random: inout Random) {
    func embedding(_ words: Vocabulary) -> Embedding {
      Embedding(
        words: words.count, size: 16, weights: .normal(deviation: 1),
        random: &random)
    }
    questions = embedding(pairs.source)
    encoder = LSTM(inputs: 16, size: size, random: &random)
    answers = embedding(pairs.target)
    decoder = LSTM(inputs: 16, size: size, random: &random)
    output = Affine(
      inputs: 2 * size, outputs: pairs.target.count, random: &random)
    (self.size, end) = (size, pairs.target[Pairs.end]!)
  }
  var parts: [any Trainable] {
    [questions, encoder, answers, decoder, output]
  }
}
/*:
 Padding makes rows equally long, and remembers how long they were:
*/
func padded(_ rows: [[Int]], with filler: Int) -> (ids: [[Int]], lengths: [Int])
{
  let longest = rows.map(\.count).max()!
  let ids = rows.map {
    $0 + Array(repeating: filler, count: longest - $0.count)
  }
  return (ids, rows.map(\.count))
}
/*:
 Forward, the encoder reads the padded questions. Its outputs are the memory of
 each, and the decoder begins where it ended. The decoder reads the right
 answers one sign late, which is the teacher forcing of chapter 7. So all
 queries of an answer are known at once, and `attend` is called once a question.
 An LSTM that is told the lengths does nothing at padded steps: its outputs there
 are 0, and its state stays what it was. So `encoder.state` is the state after
 each question's own last sign. Targets that are padding are −1, and the loss
 leaves them out: it is the mean over all signs of the batch that count, ends
 included.
*/
extension Reader {
  /// N questions with their answers → how well each sign is predicted.
  func forward(_ batch: PairBatch, mode: Mode) -> Score {
    let (ids, lengths) = padded(batch.questions, with: 0)
    encoder.resetState()
    let memory = encoder.forward(
      questions.forward(ids), lengths: lengths, mode: mode)

    let inputs = padded(batch.answers.map { [end] + $0 }, with: end)
    decoder.state = encoder.state
    let h = decoder.forward(
      answers.forward(inputs.ids), lengths: inputs.lengths, mode: mode)

    looks = []
    var contexts: [Tensor] = []
    for (n, length) in lengths.enumerated() {
      let (m, q) = (memory.row(n), h.row(n))
      let look = attend(q, over: m, length: length)
      looks.append((m, q, look.weights))
      contexts.append(look.context)
    }
    let c = Tensor.concatenate(contexts).reshaped(h.shape)
    let scores = output.forward(.concatenate([c, h], axis: 2), mode: mode)
    let targets = padded(batch.answers.map { $0 + [end] }, with: -1)
    return loss.score(scores, targets.ids)
  }
}
/*:
 Backward, everything in the opposite order. What comes back to the two halves
 of `[c, h]` is parted. The context's half goes through the attention and comes
 out as gradients of queries and of memory. The decoder's outputs have been used
 twice, as queries and beside the contexts. The encoder's outputs have been used
 once here (their own two uses are inside `attendBackward`), and its last state
 once more, as the decoder's beginning. `dState` is the gradient of a layer's
 last state. Nothing follows the decoder's, so its is empty, `[]`, which means 0;
 what the decoder's beginning gets goes to the encoder's end:
*/
extension Reader {
  func backward() {
    let d = output.backward(loss.backward())
    let dc = d.slice(0..<size, axis: 2)
    var dh = d.slice(size..<2 * size, axis: 2)

    var dMemory: [Tensor] = []
    var dQueries: [Tensor] = []
    for (n, look) in looks.enumerated() {
      let (dq, dm) = attendBackward(dc.row(n), look.q, look.m, look.weights)
      dQueries.append(dq)
      dMemory.append(dm)
    }
    dh += Tensor.concatenate(dQueries).reshaped(dh.shape)
    answers.backward(decoder.backward(dh, dState: []))

    let shape = [looks.count] + looks[0].m.shape
    questions.backward(
      encoder.backward(
        Tensor.concatenate(dMemory).reshaped(shape), dState: decoder.dState))
  }
}
/*:
 And to answer, it writes sign by sign and reads what it wrote. The LSTM goes on
 from its own state at each call. The weights come along, for we will want to
 see where it looks:
*/
extension Reader {
  /// The likeliest sign each time, and how much of the question each took.
  func answer(to question: [Int], limit: Int) -> (ids: [Int], looks: [Tensor]) {
    encoder.resetState()
    let m = encoder.forward(questions.forward([question])).row(0)
    decoder.state = encoder.state
    var (ids, looks, latest) = ([Int](), [Tensor](), end)
    while ids.count < limit {
      let h = decoder.forward(answers.forward([[latest]])).row(0)
      let (weights, c) = attend(h, over: m)
      latest = output.forward(.concatenate([c, h], axis: 1)).argmax()[0]
      if latest == end { break }
      ids.append(latest)
      looks.append(weights.row(0))
    }
    return (ids, looks)
  }
}
/*:
 That is the whole model. Is it right? Every gradient of a small one of four
 units, on two questions of unequal length. (Its gradients are small, many of
 them a hundredth or less, and a loss near 2 in 32 bits is rounded by some
 $10^{-7}$. Divided by the way of 0.02 that is $10^{-5}$, so an error of a
 thousandth is what rounding alone can make.)
*/
let few = echoes.pairs(at: [0, 1]).batch([0, 1])
let tiny = Reader(echoes, size: 4, random: &random)
_ = tiny.forward(few, mode: .training)
tiny.backward()
for parameter in tiny.parameters {
  let (gradient, value) = (parameter.gradient, parameter.value)
  let error = gradientError(gradient, at: value) { changed in
    parameter.value = changed
    return tiny.forward(few, mode: .training).loss
  }
  parameter.value = value
  show(parameter.name, value.shape, error)
  claim("the gradient is right", isShown: false, error < 0.03)
}
/*:
 The library's `Seq2Seq` has the same parts in the same order, so we can give it
 our weights and ask both for the loss and the gradients of a batch of 32:
*/
var weightsRandom = Random(seed: options.seed, stream: "dot attention")
  .stream("weights")
let reader = Reader(echoes, size: 32, random: &weightsRandom)
var settings = Seq2Seq.Settings()
(settings.size, settings.look) = (32, .attention(.dot))
let twin = Seq2Seq(
  echoes.source, echoes.target, settings, random: random)
for (theirs, ours) in zip(twin.parameters, reader.parameters) {
  theirs.value = ours.value
}
let batch = echoes.batch(Array(0..<32))
let losses = (
  ours: reader.forward(batch, mode: .training).loss,
  theirs: twin.forward(batch, mode: .training).loss
)
reader.backward()
twin.backward()
show(losses.ours, losses.theirs)
let gradientDistances = zip(reader.parameters, twin.parameters).map {
  ($0.gradient - $1.gradient).norm() / $1.gradient.norm()
}
show(gradientDistances.max()!)
claim(
  "the reader of this page is the library's: one loss, and all gradients but for rounding",
  abs(losses.ours - losses.theirs) < 1e-5 && gradientDistances.max()! < 1e-4)
/*:
 Now the reader of this page learns to say it again: the same strings, the same
 32 units, the same six passes as the plain one, and the same `train` with its
 rate of 0.005 and its clipping.
*/
try train(
  reader, on: echoes, epochs: 6,
  random: Random(seed: options.seed, stream: "dot attention"))
/*:
 Its weights go to the twin, which answers the 2,000 questions of the exam in
 batches, as `answer` would one by one:
*/
for (theirs, ours) in zip(twin.parameters, reader.parameters) {
  theirs.value = ours.value
}
//#-hidden-code
let theirAnswers = try twin.answers(
  to: Array(heldOut.questions.prefix(20)), limit: 21)
let lookingShares = try EchoShares(of: twin, on: heldOut)
claim(
  "the twin answers as the reader does", isShown: false,
  (0..<20).allSatisfy {
    reader.answer(to: heldOut.questions[$0], limit: 21).ids == theirAnswers[$0]
  })
//#-end-hidden-code
place(
  bottleneckFigure([
    ("32 units", plainShares), ("64 units", largerShares),
    ("32 units, 12 passes", longerShares), ("attention", lookingShares),
  ]))
place(
  echoTable([
    ("64 units", largerShares), ("32 units, 12 passes", longerShares),
    ("attention, 32 units", lookingShares),
  ]))
name("looking_long", lookingShares[20], decimals: 0)
claim(
  "with attention, strings of 8 to 16 letters come back too", isShown: false,
  [8, 11, 14].allSatisfy { lookingShares[$0] > 60 })
claim(
  "from 8 letters on, attention is 20 points ahead of twice the units and of twice the passes",
  [8, 11, 14, 17].allSatisfy {
    lookingShares[$0] > max(largerShares[$0], longerShares[$0]) + 20
  })
/*:
 Of the longest, {{looking_long}}% come back in this one run. The memory has a row for each
 letter, however many there are. What is left to learn is to keep one's place
 among twenty rows, which is a skill of its own, and not yet a perfect one.

 Two other designs are worth knowing. In Bahdanau's decoder the query is the
 state *before* the step, and the context goes into the recurrent layer with the
 next input. We haven't tried it. Each of its steps has to wait for the context
 of the one before, where ours are all made at once. And Luong's own has a tanh layer after
 $[c_t, h_t]$, whose output also goes into the next step, so that the decoder
 knows where it looked before. That is called **input feeding**.

 You can now build a reader with attention, train it, and prove it right.

 ## 8.7 Dates

 Dates are written in many ways, and computers want one:
*/
var dateRandom = Random(seed: options.seed, stream: "dates")
let (allDates, forms) = Dates.pairs(
  options.quick ? 1_500 : 7_000, random: &dateRandom)
let (dates, dateExam) = allDates.split(at: allDates.count - 1_000)
place(formsTable(allDates, forms))
name("date_count", dates.count)
name("exam_count", dateExam.count)
/*:
 The book makes them itself: a day of the years 1950 to 2049, sixteen forms, in capital
 letters, small ones or both. The task (tutorials like it; Saito 2018, chapter
 8, has it too) needs no knowledge of the world but looks like translation.
 Parts change places, *september* becomes 09, and each sign of the answer
 depends on a few signs of the question. The model sees characters and nothing
 else. There are {{date_count}} pairs to learn from and {{exam_count}} to be
 judged by, with no question in both.

 First what needs no network: always answer with the commonest sign of each
 place.
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
show(dates.target.words(at: commonest).joined())
show(
  "signs right:", signsRight.reduce(0, +), "of", 10 * dateExam.count,
  "answers right:", signsRight.count { $0 == 10 })
claim(
  "the baseline gets many signs, and no more than one answer in a hundred",
  isShown: false,
  signsRight.reduce(0, +) > 3 * dateExam.count
    && signsRight.count { $0 == 10 } <= dateExam.count / 100)
/*:
 Many signs are right, if only because two of the ten are always dashes. But
 hardly an answer is right, and that is why we count whole answers.

 Now four models of 64 units, trained by the same `train` at a rate of 0.005. The plain decoder and the peeky one of chapter 7
 get the question reversed, which was the better way there. Two look back. The
 second of these has an encoder that reads in *both directions* (chapter 6), 32
 units for each. All of the question is there, so to read it from the right as
 well is no cheating, and a *9* may be better understood by one who knows that a
 slash follows.
*/
/// A reader of dates after six passes, and its right answers in the exam after
/// each of them, in percent.
func dateReader(
  _ name: String, _ look: Seq2Seq.Look, isReversing: Bool = false,
  isBidirectional: Bool = false, seed: UInt64 = options.seed
) throws -> (name: String, model: Seq2Seq, right: [Float]) {
  var settings = Seq2Seq.Settings()
  (settings.size, settings.look) = (64, look)
  settings.isReversing = isReversing
  settings.isBidirectional = isBidirectional
  let random = Random(seed: seed, stream: "dates, \(name)")
  let model = Seq2Seq(dates.source, dates.target, settings, random: random)
  var right: [Float] = []
  try train(model, on: dates, epochs: 6, random: random) {
    right.append(100 * (try model.exactMatch(on: dateExam)))
  }
  return (name, model, right)
}
let plainDates = try dateReader("plain", .plain, isReversing: true)
let peekyDates = try dateReader("peeky", .peeky, isReversing: true)
let dotDates = try dateReader("dot", .attention(.dot))
let bothDates = try dateReader(
  "dot, both ways", .attention(.dot), isBidirectional: true)
place(datesFigure([plainDates, peekyDates, dotDates, bothDates]))
name("plain_dates", plainDates.right[5], decimals: 1)
name("dot_dates", dotDates.right[5], decimals: 1)
name("both_dates", bothDates.right[5], decimals: 1)
name("dot_first", dotDates.right[0], decimals: 1)
name("plain_second", plainDates.right[1], decimals: 1)
name("peeky_second", peekyDates.right[1], decimals: 1)
name("plain_size", plainDates.model.parameterCount)
name("dot_size", dotDates.model.parameterCount)
name("both_size", bothDates.model.parameterCount)
claim(
  "after one pass attention is ahead of where one vector is after two",
  dotDates.right[0] > max(plainDates.right[1], peekyDates.right[1]))
claim(
  "after six, both that look back are ahead of both that don't by 8 points",
  isShown: false,
  min(dotDates.right[5], bothDates.right[5])
    > max(plainDates.right[5], peekyDates.right[5]) + 8)
/*:
 Attention isn't a few points better, it makes another kind of curve. After one
 pass the model *dot* has {{dot_first}}% of the answers right; after two, *plain*
 has {{plain_second}}% and *peeky* {{peeky_second}}%. After six it is
 {{dot_dates}}% for *dot* and {{plain_dates}}% for *plain*. It isn't paid for
 with weights, either: *plain* has {{plain_size}} numbers and *dot* {{dot_size}}.
 *Dot, both ways* has only {{both_size}} (two directions of 32 have fewer than
 one of 64), and ends at {{both_dates}}%.

 One run each proves little, and the three scores are still to be compared. So
 here is everything again with three seeds each, that is, other first weights
 and another order of the same dates:
*/
record("seeds") {
  let trials: [(name: String, look: Seq2Seq.Look, isBidirectional: Bool)] = [
    ("plain", .plain, false), ("peeky", .peeky, false),
    ("dot", .attention(.dot), false), ("general", .attention(.general), false),
    ("additive", .attention(.additive), false),
    ("dot, both ways", .attention(.dot), true),
  ]
  let ends = try trials.map { name, look, isBidirectional in
    try [1, 2, 3].map { seed in
      try dateReader(
        name, look, isReversing: look == .plain || look == .peeky,
        isBidirectional: isBidirectional, seed: seed
      ).right[5]
    }
  }
  place(seedsTable(trials.map(\.name), ends))
  let scores = ends[2...4]
  let spread = scores.map { $0.max()! - $0.min()! }.max()!
  claim(
    "the worst run that looks back is ahead of the best that doesn't",
    ends[2...].joined().min()! > ends[..<2].joined().max()!)
  claim(
    "the three scores' means are less apart than three runs of one score",
    isShown: false,
    scores.map(mean).max()! - scores.map(mean).min()! < spread)
}
/*:
 Whether to look back is settled. How to compare is not. With three runs each,
 and those of the general score further apart than the three means are, we can't
 rank them; of the three, the additive score was the best on average and the
 steadiest here. The dot product is the cheapest, so we go on with it.

 You can now judge an attention model against a baseline, against fair rivals,
 and against its own luck.

 ## 8.8 Where it looks

 Attention has a gift for us: its weights can be looked at. A row for each sign
 that is written, a column for each that was read.
*/
let bothWays = bothDates.model
let example = try Pairs(
  [("tuesday, september 27, 1994", "1994-09-27")], like: dates)
let look = try bothWays.attention(of: example.questions[0], limit: 11)
show(example[0].question, "→", dates.target.words(at: look.answer).joined())
//#-hidden-code
let map = try AttentionMap(of: example.questions[0], by: bothWays)
//#-end-hidden-code
place(mapFigure(map))
claim("the answer is right", isShown: false, map.answer == "1994-09-27")
claim(
  "the question was not among those it learned from", isShown: false,
  !dates.questions.contains(example.questions[0]))
/*:
 `attention(of:limit:)` gives the answer and the table of weights, $(T, S)$, as
 our reader's `answer` did. Nobody told the model what a month is. It was only
 ever shown whole answers, and to get them right it found out which characters
 matter for which: an **alignment**.

 Is that so for all questions, or have we picked a pretty one? Take the first
 {{year_questions}} of the exam that have the answer's year in them, all four
 digits of it, and get the right answer. How much of the weight lies on these
 digits or the sign after them, while it writes the year, and while it writes
 the rest? And how much would lie there if all weights were equal?
*/
//#-hidden-code
let onYear = try YearAlignment(of: bothWays, on: dateExam, count: 200)
//#-end-hidden-code
place(alignmentFigure(onYear))
name("year_questions", onYear.questions)
name("even_year", onYear.even, decimals: 0)
name("while_year", onYear.whileYear, decimals: 0)
name("while_rest", onYear.whileMonthAndDay, decimals: 0)
claim(
  "while it writes the year, more than one and a half times the even share of weight lies on the year; while it writes month and day, less than the even share",
  onYear.whileYear > 1.5 * onYear.even
    && onYear.whileMonthAndDay < onYear.even)
/*:
 {{while_year}}% on average while it writes the year, {{while_rest}}% while it
 writes month and day, and {{even_year}}% if all were equal. So the map is no
 accident. But mind what it says. The rows of the memory are outputs of a
 recurrent encoder, and each of them knows of its neighbors too; that is why
 *the sign after* can serve as well as the digit. A high weight says where the
 model *took* something. It doesn't say what it took, nor that the character
 itself was the reason (Jain and Wallace 2019 found other weights that lead to
 the same answer; Wiegreffe and Pinter 2019 say what follows from that and what
 doesn't).

 *Predict, then run.* A reader that gets its questions reversed, and looks back:
 what does its map look like?

 <details>
 <summary>Answer</summary>

 Much the same, mirrored in the order of reading. The memory has its rows in the order of reading, and a dot
 product doesn't care in which order rows stand: shuffle them, and the weights
 are shuffled with them. `attention(of:limit:)` turns the columns back, so you
 would not even see it. What changes is what each row knows, since a recurrent
 encoder knows what it read before, which is now what stands to the right. So a
 neighbor that serves as well as the sign itself may now be the one before it.

 </details>
*/
//#-hidden-code
let shuffled = attend(queries, over: memory.rows(at: [2, 0, 3, 1])).weights
claim(
  "rows in another order get their weights in that order", isShown: false,
  (0..<3).allSatisfy { t in
    [2, 0, 3, 1].enumerated().allSatisfy {
      abs(shuffled[t, $0] - looks.weights[t, $1]) < 1e-6
    }
  })
//#-end-hidden-code
/*:
 ### When it is wrong

 What does it look like when the answer is wrong?
*/
let exam = try bothWays.answers(to: dateExam.questions, limit: 11)
let wrong = exam.indices.filter { exam[$0] != dateExam.answers[$0] }
//#-hidden-code
let plainExam = try plainDates.model.answers(
  to: dateExam.questions, limit: 11)
//#-end-hidden-code
place(
  mistakesTable(
    on: dateExam, attentive: ("dot, both ways", exam),
    plain: ("plain", plainExam)))
/*:
 With attention few wrong answers are left to study, so we make the questions
 harder and misspell the month. In each question that has it as a word of five
 letters or more, one of these letters becomes another.
*/
//#-hidden-code
let misspelled = try MisspelledMonths(in: dateExam, seed: options.seed)
let harm = try MisspellingHarm(to: bothWays, by: misspelled)
//#-end-hidden-code
place(harm.table)
//#-hidden-code
if let first = harm.wrong.first {
  place(try misreadFigure(first, of: misspelled.pairs, by: bothWays))
}
//#-end-hidden-code
name("on_month", harm.inWrong.onName, decimals: 0)
name("even_month", harm.inWrong.even, decimals: 0)
name("typos", harm.count)
name("typos_wrong", harm.wrong.count)
claim(
  "misspelling does harm", isShown: false,
  harm.share > 2 * Float(wrong.count) / Float(dateExam.count))
claim(
  "in the wrong answers too, most of the weight is on the month's name while the month is written, and more than one and a half times the even share",
  min(harm.inAll.onName, harm.inWrong.onName) > 55
    && harm.inAll.onName > 1.5 * harm.inAll.even
    && harm.inWrong.onName > 1.5 * harm.inWrong.even)
/*:
 {{typos_wrong}} of {{typos}} misspelled questions get a wrong answer; the map
 shows one. And yet the model looks in the right place. While it writes the
 month, {{on_month}}% of the weight lies on the name, misspelled as it is, where
 even weights would put {{even_month}}%. To find the name is one thing, to read
 it another, and a map shows only the first.

 You can now draw where a model looks, and ask two questions of such a picture:
 is it typical, and what would chance give? There is a third that this page
 hasn't answered: did the answer depend on it?

 ## 8.9 Fifty thousand dates, recorded

 A well-known textbook has this task with 50,000 pairs, nine tenths to learn
 from (Saito 2018). Its program gets 89, 99 and 100% of the exam in the second,
 third and fourth pass. It has 256 units and attention by dot products, reads
 the question one way, from its end, and hands over the encoder's output alone.
 Ours reads both ways (two directions of 128), hands over the cells too, and its
 rate falls to zero in a straight line over the three passes, which is what
 `.linear()` says:
*/
list("referenceFolder", folded: true)
record("reference-dates") {
  let folder = try referenceFolder()
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
  place(
    Table(
      columns: ["epoch", "right answers, %"],
      rows: accuracies.enumerated().map { [$0 + 1, $1] }, decimals: 2))
  name("reference_first", accuracies[0], decimals: 1)
  claim("all 5,000 answers are right by the third pass", accuracies[2] == 100)
}
/*:
 {{reference_first}}% after the first pass, and from the second on not one of
 5,000 is wrong.

 ## 8.10 Two languages, recorded

 Dates only look like translation. Here is the real thing: short English
 sentences that people have put into French for Tatoeba, of three to six words
 each. Tokens are words and marks, and each side knows its 2,500 most frequent
 ones.
*/
/// English sentences of three to six words, each once, with a French one.
func sentencePairs() throws -> Pairs {
  var seen: Set<String> = []
  let texts = try DataFile.frenchPairs.text().split(separator: "\n")
    .compactMap { line -> (question: String, answer: String)? in
      let sides = line.split(separator: "\t").map(String.init)
      let count = sides[0].split(separator: " ").count
      let isNew = (3...6).contains(count) && seen.insert(sides[0]).inserted
      return isNew ? (sides[0], sides[1]) : nil
    }
  return Pairs(texts, tokenizer: .words, limit: 2500)
}
/*:
 Three ways to translate are compared. The first needs no network: write for
 each English word the French one that goes with it best. How well two words go
 together is counted in the pairs: twice the pairs that have both, over the
 sentences with the one plus those with the other (the **Dice coefficient**).
 The others are two models of 128 units that learn in the same four passes: a
 plain one with its questions reversed, and one that reads both ways and looks
 back.
*/
/// A translator that has learned from `pairs`.
func translator(
  _ pairs: Pairs, _ change: (inout Seq2Seq.Settings) -> Void, random: Random
) throws -> Seq2Seq {
  var settings = Seq2Seq.Settings()
  (settings.embeddingSize, settings.size) = (64, 128)
  change(&settings)
  let model = Seq2Seq(
    pairs.source, pairs.target, settings, random: random.stream("model"))
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.003), batchSize: 64, random: random)
  (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
  try trainer.train(on: pairs, epochs: 4)
  return model
}
record("french") {
  var random = Random(seed: options.seed, stream: "french")
  let all = try sentencePairs().shuffled(&random).split(at: 25_000).0
  let (training, test) = all.split(at: 24_000)
  let plain = try translator(
    training, { $0.isReversing = true }, random: random)
  let looking = try translator(
    training, { ($0.isBidirectional, $0.look) = (true, .attention(.dot)) },
    random: random)
  //#-hidden-code
  let companions = Companions(in: training)
  let looked = try looking.answers(to: test.questions, limit: 16)
  let trial = FrenchTrial(
    [
      ("word by word", test.questions.map(companions.wordByWord)),
      ("plain", try plain.answers(to: test.questions, limit: 16)),
      ("looks back", looked),
    ], on: test)
  let words = WordAlignment(of: looking, on: test, answers: looked, companions)
  //#-end-hidden-code
  place(trial.table)
  place(trial.examples)
  //#-hidden-code
  if let example = words.example {
    place(try frenchFigure(test, example, by: looking))
  }
  //#-end-hidden-code
  place(words.table)
  name("french_count", training.count)
  name("french_words", trial.bleu(0), decimals: 1)
  name("french_plain", trial.bleu(1), decimals: 1)
  name("french_looking", trial.bleu(2), decimals: 1)
  name("french_exact", trial.exact(2), decimals: 0)
  name("partner_weight", words.own.weight, decimals: 0)
  name("partner_largest", words.own.largest, decimals: 0)
  name("strange_weight", words.strange.weight, decimals: 0)
  name("turned", words.turned.all)
  name("turned_found", words.turned.found)
  name("kept", words.kept.all)
  name("kept_found", words.kept.found)
  claim(
    "looking back gives a better BLEU than one vector", isShown: false,
    trial.bleu(2) > trial.bleu(1))
  claim(
    "while a word is written, its partner gets more weight than in the map of another sentence",
    words.own.weight > words.strange.weight)
}
/*:
 Word by word, with the counts of {{french_count}} pairs, gets a BLEU (chapter 7)
 of {{french_words}}, the plain model less, {{french_plain}}, and the one that
 looks back {{french_looking}}. That is no good translator yet:
 {{french_exact}}% of its sentences are the reference word for word, and all
 three numbers are flattered by `<unk>`, which counts as a word. It is one run
 each, too, so take the gap for a hint; the dates had three.

 Do longer questions fare worse, as in section 8.1? Not here. From the shortest
 to the longest, both models' BLEU falls and rises again, and the one that looks
 back is ahead by about as much in each column. Six words are no long sentence,
 and few have eight tokens, which takes two marks at least. Word by word gets 0
 there because BLEU is a product: of some length of n-gram, not one matches.

 The map is of the first held-out sentence in which partners change places and
 whose translation is the reference word for word: *really think* becomes *pense
 vraiment*, and the weights cross. (And *je* looks at *think*, whose row knows of
 the *i* before it.) Is that again only a pretty example? The counts can be the
 judge, for they know nothing of any network. Two words are *partners* if each is
 the other's best. Let the model read the references, as it does in training,
 and look at each word whose partner stands in the question.
 {{partner_weight}}% of the weight lies on the partner, and in
 {{partner_largest}}% of cases the largest weight. The control is the map of
 *another* sentence, of a question as long and at the same place of the answer.
 It knows what is usual, but nothing of this sentence, and puts
 {{strange_weight}}% there. So the place alone gives so much; the points from
 there to {{partner_weight}} come from this sentence.

 And the crossing? Of two neighbors with partners that change places, the largest
 weights lie on both in {{turned_found}} of {{turned}} cases. So yes: the figure
 is a pretty example, and mostly the weights don't cross so neatly. Of neighbors
 that keep their order it is {{kept_found}} of {{kept}}, a little more. Neither
 number has a control, and {{turned}} cases are few.

 You can now train a small translator, and check its map against something that
 is not the map.

 ## 8.11 Ask it yourself

 ```
 swift run attention --translate "september 27, 1994"
 swift run attention --translate "27.9.1994" --map map.svg --save dates.model
 swift run attention --translate "2 May 2001" --model dates.model
 ```

 The first two train a reader like that of 8.8 (some seconds); the third loads
 the one that was kept. All three answer; the second also draws where the model
 looked.

 ## Summary

 - One vector for a whole question is a bottleneck, of room and of what can be
   learned in reasonable time. It shows when accuracy is plotted over length.
 - Attention: a score for each row of a memory, a softmax over the rows, a
   weighted sum of them. No number of it depends on how many rows there are.
 - Softmax backward: a score's gradient is its weight times how far its weight's
   gradient is from the weighted mean of all. In each row they add up to 0.
 - The memory is compared and taken from, so it has two gradients, and they are
   added.
 - What is padding gets the score $-\infty$, which is a weight of exactly 0,
   forward and backward.
 - Scores by dot product, with a matrix, or by a small network: three runs of each
   can't rank them. Looking back or not is what matters.
 - The weights are an alignment. They say where something was taken, not what it
   was, nor why.

 Attention has taken the load off the state, but the steps still wait for one
 another: the encoder reads sign by sign, and a row of the memory knows far-off
 signs only by what was carried to it. Why carry? If a decoder can ask the whole
 question, every word of the question could ask it too. [Chapter
 9](09-transformer.md) does that, and takes the recurrence away.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | answers change with what else is in the batch | lengths aren't passed on: padding gets weight |
 | *nan* everywhere after one odd question | a row where everything is masked: −∞ less −∞ |
 | all weights equal, and they stay so | queries or memory are zero, or no gradient reaches the scores |
 | all weights 0 or 1 from the start | scores far too large: long vectors, or weights that begin too wide |
 | the gradient check fails for the memory alone | it has two gradients, and one was assigned where it should be added |
 | it fails for the encoder, not for the decoder | the decoder's first state sends its gradient back, and it was dropped |
 | perfect in training, useless in answering | targets and inputs aren't one step apart: it sees what it should write |
 | the map is blurred though answers are right | the rows know their neighbors, so that any of them will do |
 | the map is mirrored | questions are read reversed, and its columns are labeled forward |

 ## References

 - I. Sutskever, O. Vinyals, Q. Le. *Sequence to sequence learning with neural
   networks.* NIPS 2014.
 - K. Cho, B. van Merriënboer, D. Bahdanau, Y. Bengio. *On the properties of
   neural machine translation: encoder–decoder approaches.* SSST-8, 2014.
 - D. Bahdanau, K. Cho, Y. Bengio. *Neural machine translation by jointly
   learning to align and translate.* ICLR 2015.
 - M.-T. Luong, H. Pham, C. Manning. *Effective approaches to attention-based
   neural machine translation.* EMNLP 2015.
 - K. Saito. *Deep Learning from Scratch 2* (in Japanese). O'Reilly Japan, 2018.
 - S. Jain, B. Wallace. *Attention is not explanation.* NAACL 2019.
 - S. Wiegreffe, Y. Pinter. *Attention is not not explanation.* EMNLP 2019.
*/
weaveChapter()
