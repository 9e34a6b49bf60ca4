import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

let options = beginChapter(isClosed: false)
Threads.count = options.threads
/*:
 # 9 Transformer

 ## 9.1 Higher stacks

 One layer more, and one more: that is how networks become strong, if they can
 be trained. [Chapter 6](06-lstm.md) followed a gradient back through time and
 watched it fade. The same happens on the way down through layers. Take twenty
 small layers of tanh, put a gradient in at the top, and see what arrives:
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
/*:
 The second kind, `Shortcut`, is what this section is about: it adds what came
 in to what the layer made of it.
*/
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
claim("without a shortcut, less than a fifth arrives", bare[20] < 0.2)
claim("with it, nothing is lost", shortcut[20] > 1)
/*:
 Of a gradient of 1, {{bare}} arrives, and {{shortcut}} with the shortcut.

 This is a **residual connection**, $y = x + f(x)$ (He et al. 2016). Then
 $dx = dy + \ldots$, and the gradient has a way past every layer. It is the
 LSTM's road again, upward instead of onward. Does it help to learn? A small
 task: of eight numbers, do the first two have the same sign, and do the next
 two? Four classes, {{deep_examples}} examples, {{deep_passes}} passes:
*/
//#-hidden-code
let (deepExamples, deepPasses) = options.quick ? (2_000, 1) : (10_000, 10)
//#-end-hidden-code
name("deep_examples", deepExamples)
name("deep_passes", deepPasses)
func accuracy(layers: Int, withShortcut: Bool) throws -> Float {
  var random = Random(seed: options.seed, stream: "deep")
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
 Two layers, twenty, and twenty with shortcuts:
*/
let (few, many, manyWithShortcut) = (
  try accuracy(layers: 2, withShortcut: false),
  try accuracy(layers: 20, withShortcut: false),
  try accuracy(layers: 20, withShortcut: true)
)
place(depthTable(few, many, manyWithShortcut))
claim("twenty layers learn far less than two", many < few - 25)
claim("with shortcuts they learn too", manyWithShortcut > many + 25)
/*:
 So small a task has no need of twenty layers, and they win nothing over two. But
 with a shortcut past each they can be trained, and without they hardly can. (One
 run, one rate; and as Adam rescales gradients, their size alone isn't the
 reason.) The price: nothing stops $x$ from growing on its way up. We'll come to
 that.

 ## 9.2 Everything asks everything

 So far the decoder asked the encoder. But why should only a decoder ask? Let
 *every* position of a sequence ask all positions of the *same* sequence, itself
 included: **self-attention**. (That this is enough, without any recurrence, was
 the news of *Attention is all you need*, Vaswani et al. 2017: *the paper*,
 from here on.) Each makes three vectors from its $x$, with three
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
place(scaleTable([4, 16, 64, 256]))
claim(
  "unscaled, softmax hardens as d grows; scaled, it doesn't",
  largestWeight(256, scaled: false) > 0.85
    && largestWeight(256, scaled: true) < 0.2)
/*:
 One softmax makes one choice. A word may need several: its verb, what it refers
 to, the word before. So the columns are shared out among **heads**, each with
 queries, keys and values of its own, side by side; a last matrix puts them
 together:

 $$Y_i = \text{softmax}\Big( \frac{Q_i K_i^\top}{\sqrt d} \Big) V_i \qquad
 Y = [\, Y_1 \; Y_2 \ldots \,] \, W_O \qquad d = D / \text{heads}$$

 (Each of the four products with a $W$ also adds a bias, left out here.) Four
 heads of 16 cost what one of 64 does. This is one head; `scores` is a window
 into `weights`, for the softmax works in place:
*/
list("DotProductAttention.forward", comment: false)
/*:
 On the way back the products take turns, and the softmax between them is that of
 8.2. With the weights $A$ and the scores $S$,

 $$dV = A^\top dY \quad dA = dY \, V^\top \quad
 dS = A \odot \big( dA - \textstyle\sum_s A \odot dA \big)$$

 $$dQ = \frac{dS \, K}{\sqrt d} \quad dK = \frac{dS^\top Q}{\sqrt d}$$

 and $X$, which made all three, gets the sum of what comes back from them. As
 ever: does it agree with the slope that one measures?
*/
var headRandom = Random(seed: options.seed, stream: "heads")
let free = MultiHeadAttention(size: 16, heads: 2, random: &headRandom)
let steps = Tensor.normal([1, 6, 16], random: &headRandom)
let dy = Tensor.normal([1, 6, 16], random: &headRandom)
_ = free.forward(steps, mode: .training)
let dx = free.backward(dy).x
func slope(_ t: Int, _ j: Int) -> Float {
  var (up, down) = (steps, steps)
  up[0, t, j] += 0.01
  down[0, t, j] -= 0.01
  let change =
    free.forward(up, mode: .inference) - free.forward(down, mode: .inference)
  return (change * dy).sum() / 0.02
}
let gap = (0..<96).map { abs(slope($0 / 16, $0 % 16) - dx.values[$0]) }.max()!
claim(
  "all 96 slopes agree with backward, to 0.2% of the largest",
  gap < 0.002 * dx.map(abs).max())
/*:
 `sight` says which keys a query may see. Two things can be hidden. **Padding**:
 what only fills up a shorter row. And the *future*: a model that writes must
 not see what it will write. An encoder may look both ways; a decoder is
 **causal**, position $t$ sees $0 \ldots t$. (Most programs add $-\infty$ to the
 hidden scores. Here they are never computed, or not used, and the weight is 0.)
*/
let two = Tensor.normal([2, 6, 16], random: &headRandom)
let batch = free.forward(two, lengths: [6, 4], mode: .inference)
let short = two.row(1).rows(0..<4)
let alone = free.forward(short.reshaped(1, 4, 16), mode: .inference)
claim(
  "filled up in a batch, the shorter text has the same bits as by itself",
  batch.row(1).rows(0..<4) == alone.row(0))
let heads = MultiHeadAttention(
  size: 16, heads: 2, isCausal: true, random: &headRandom)
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
 ## 9.3 Where am I?

 Something got lost. A sum has no order, and so attention without a mask has
 none: shuffle what goes in, and what comes out is shuffled in the same way,
 nothing else.
*/
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
 vector for each that is added to the input. It may be *learned*, like a
 word's vector; then there are as many places as one has trained. Or it is made
 of *waves*, as in the paper: sine and cosine of the place at many
 frequencies, like the hands of a clock. The columns $2i$ and $2i + 1$ of place
 $p$ hold

 $$\sin \frac{p}{10000^{2i/D}} \qquad \cos \frac{p}{10000^{2i/D}}$$

 The first pair turns by one radian a step; the last of 64 columns needs
 {{slowest}} steps for the same. (What learned vectors, waves, and nothing at all
 are worth, section 9.6 tries.)
*/
let waves = PositionalEncoding(size: 64).vectors(0..<60)
name("slowest", stepsPerRadian(ofPair: 31, of: 64))
place(wavesFigure(waves))
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
  "places 1, 3, 9 and 27 apart are ever less alike, wherever one begins",
  [0, 10, 30].allSatisfy { a in
    zip([1, 3, 9], [3, 9, 27]).allSatisfy {
      closeness(a, a + $0) > closeness(a, a + $1) + 2
    }
  })
claim("not at every step, though", closeness(10, 16) > closeness(10, 15))
/*:
 ## 9.4 Keeping size

 Two ingredients are left. The first is as plain as it looks: after the heads, a
 **feed-forward layer** of two matrices with a bend between, four times as wide
 inside, the same for each position by itself. Attention moves things from place
 to place; this is where something is made of them.

 The second keeps the sums $x + f(x)$ from growing out of hand. **Layer
 normalization** takes each position's vector by itself, subtracts its mean and
 divides by its standard deviation; a learned gain $g$ and bias $b$ follow (Ba,
 Kiros and Hinton 2016):

 $$y = g \odot \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + b \qquad
 \mu = \frac1D \sum_j x_j \qquad
 \sigma^2 = \frac1D \sum_j (x_j - \mu)^2$$

 Who else is in the batch doesn't matter.
*/
let norm = LayerNorm(4)
show(norm.forward([[1, 2, 3, 4], [100, 200, 300, 400]]))
/*:
 Where to put it? The paper has it *after* the sum, $\text{norm}(x + f(x))$.
 Today it stands mostly *before* the layer, $x + f(\text{norm}(x))$. This
 looks like a matter of taste and isn't: after the sum, the norm stands *on the
 road*, and every gradient must go through all of them. Eight narrow blocks
 learn to predict the next letter of some stories, in 150 steps:
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
//#-hidden-code
let losses = NormTrial(book: book)
//#-end-hidden-code
let letterShares = log(
  try UnigramModel(book.vocabulary, of: book.training)
    .perplexity(on: book.test))
let recipes: [(String, NormPlace, rate: Float, warmUp: Int)] = [
  ("before", .before, 0.01, 0), ("after", .after, 0.01, 0),
  ("after, warmed up", .after, 0.01, 100),
  ("after, at the mean rate", .after, 0.0064, 0),
  ("after, at a third", .after, 0.0033, 0),
]
/*:
 The last but one of these is a control. A **warm-up** lets the rate rise from
 near 0 in a straight line, here for 100 steps, and then fall with
 $1/\sqrt{\text{step}}$. So it makes smaller steps on the whole; this one makes
 steps of the same mean size, but all alike. Three runs each:
*/
record("norms") {
  let runs = try recipes.map { _, place, rate, warmUp in
    try [1, 2, 3].map {
      try losses(place, rate: rate, warmUp: warmUp, seed: $0)
    }
  }
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
    "with norms after, at 0.01, it learns how often letters occur and no more",
    ends[1].allSatisfy { abs($0 - letterShares) < 0.05 })
  claim("with norms before it learns", ends[0].max()! < letterShares - 0.7)
  claim("a warm-up makes it learn", ends[2].max()! < letterShares - 0.7)
  claim(
    "steps of the same mean size, all alike, don't",
    ends[3].allSatisfy { abs($0 - letterShares) < 0.05 })
  claim(
    "a third of the rate, without warm-up, ends within 0.1 of the warm-up",
    zip(ends[4], ends[2]).allSatisfy { abs($0 - $1) < 0.1 })
  claim(
    "norms before are ahead of both",
    zip(ends[0], zip(ends[2], ends[4])).allSatisfy {
      $0 < min($1.0, $1.1) - 0.03
    })
}
/*:
 (Each point is a mean of ten steps' training loss; *after* and *after, at the
 mean rate* coincide, near the dashed line.) With norms before, the loss comes to
 {{loss_before}}. After, it stays at {{loss_after}}: one gets as far by knowing
 nothing but how often each letter occurs ({{letter_shares}}). Steps as large on
 average as those of a warm-up don't help ({{loss_mean}}), so it is the warm-up's
 *shape* that does ({{loss_warm}}): small steps first. Small steps throughout do
 as well here ({{loss_third}}); a warm-up is for those who want the large rate
 later on, and the paper's recipe has one. With norms before the layers one can
 often do without (Xiong et al. 2020); then one more norm stands at the very end.

 ## 9.5 The Transformer

 Put together, a block of the Transformer (Vaswani et al. 2017):
*/
place(blockFigure())
list("TransformerBlock.forward", comment: false)
/*:
 where a residual is
*/
list("Residual.forward", comment: false)
/*:
 A block with a `memoryAttention` is a decoder's: between its two parts stands a
 third, **cross-attention**, whose queries come from the decoder and whose keys
 and values from the encoder's last block. That is the attention of 8.2 again:
*/
place(decoderBlockFigure())
/*:
 An **encoder–decoder** is a stack of blocks that sees the whole question, and a
 stack of causal ones that writes and looks at the question. A **decoder-only**
 model is one causal stack without a memory: a language model.

 Our deviations from the paper: norms stand before the layers, as explained; the
 bend is a GELU (Hendrycks and Gimpel 2016; as in GPT) where the paper has ReLU;
 nothing is dropped out in models this small; and the output has weights of its
 own (Shakespeare's model in 9.9 ties them to the letters' vectors).

 ## 9.6 Dates again

 The same 6,000 dates, the same exam. Two blocks for reading and two for
 writing, 64 wide, four heads:
*/
var dateRandom = Random(seed: options.seed, stream: "dates")
let (allDates, forms) = Dates.pairs(
  options.quick ? 1_500 : 7_000, random: &dateRandom)
let (dates, dateExam) = allDates.split(at: allDates.count - 1_000)
/*:
 Now the Transformer.
*/
var blocks = TransformerSettings()
(blocks.size, blocks.layers, blocks.heads) = (64, 2, 4)
blocks.context = 64
//#-hidden-code
let dateTransformer = DateTransformerTraining(
  dates: dates, exam: dateExam, settings: blocks, seed: options.seed)
//#-end-hidden-code
let (former, formerAccuracies) = try dateTransformer(.sinusoidal)
place(
  accuracyTable([
    ("Transformer", formerAccuracies, former.parameterCount),
  ]))
name("former_dates", formerAccuracies[5], decimals: 1)
name("former_parameters", former.parameterCount)
claim("the Transformer ends above 80%", formerAccuracies[5] > 80)
/*:
 {{former_dates}}% after six passes, with {{former_parameters}} parameters. And
 it learns *later* than the recurrent reader of chapter 8. No wonder: a recurrence
 knows from the start that order matters and neighbors belong together; a
 Transformer must find that out from its waves. (The two had rates of
 their own, so this is no race of equals.)

 What are the waves worth? The same with a learned vector for each place, and
 with no places at all; three runs each:
*/
record("places") {
  let kinds: [(String, TransformerSettings.Positions?)] = [
    ("waves", .sinusoidal), ("learned", .learned), ("none", nil),
  ]
  let ends = try kinds.map { _, places in
    try [1, 2, 3].map { try dateTransformer(places, seed: $0).accuracies[5] }
  }
  place(placesTable(kinds.map(\.0), ends))
  name("no_places", mean(ends[2]), decimals: 0)
  claim("without places few are right", ends[2].max()! < 40)
  claim("learned ones help", ends[1].min()! > ends[2].max()! + 20)
  claim("waves help more, so far", ends[0].min()! > ends[1].max()! + 10)
}
/*:
 Without places the encoder sees a bag of characters. (The decoder is causal and
 can still count its steps.) That {{no_places}}% come out right even so suggests
 that of some forms the bag says enough. Learned places start from nothing: that
 7 comes after 6 is for them to find out, while waves have it built in. They also
 begin much smaller than the waves. Either may be why they lag; given more text
 they serve well, and GPT's are of this kind.

 Have the heads divided the work?
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
 doesn't tell.

 ## 9.7 Stories, letter by letter

 A decoder-only Transformer reads plain stories of the harbor as *letters*; it
 must learn to spell before it can learn to tell. Two blocks, 64 wide, 64
 letters of context, 1,500 steps of 16 windows. Its rivals are counts of letters
 (the Kneser–Ney of chapter 5), and, below everything, the grammar that tells
 the stories:
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
var grammar = HarborReader(.primer)
let grammarWords = exp(
  -Tensor(newStories.words.map { grammar.read($0) }).mean())
let storyWords = byWord(storyModel)
place(
  storyTable(
    counts: Array(zip(orders, countedWords)), transformer: storyWords,
    grammar: grammarWords))
name("story_words", storyWords, decimals: 2)
name("grammar_words", grammarWords, decimals: 2)
claim(
  "the Transformer is ahead of counts of up to seven letters",
  storyWords < countedWords[..<3].min()! - 0.3)
claim(
  "counts of twelve are at least about as good",
  countedWords[3] < storyWords + 0.3)
claim("and nobody is below the grammar", storyWords > grammarWords)
/*:
 {{story_words}}, where the grammar has {{grammar_words}}. In stories this plain
 the same phrases come again and again, and long counts know them by heart, half
 a million letters of them. So they are a rival to be taken seriously. Another
 rival is the LSTM of chapter 6, with as many parameters: vectors of 64, 128
 units, its state carried on from piece to piece, and three passes, which are
 slightly more steps than the Transformer had:
*/
//#-hidden-code
let storyLSTM = StoryLSTM(book: book)
//#-end-hidden-code
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
/*:
 {{lstm_mean}} on average against {{transformer_mean}}: on plain stories, at this
 size, the older network isn't beaten. (It also carries its state on, where the
 Transformer sees 64 letters at most.) One reason for the Transformer's success
 is that its steps needn't wait for one another: section 9.8.

 What stories does it tell? To write a letter it needs the keys and values of all
 letters before. They don't change any more (that is what causal means), so they
 are kept: the **key–value cache**. Each new letter costs one step, not a whole
 text; and not a bit of the result changes. When the 64 places are full, the
 later half of them is read anew, from place 0 on, and the cache goes on from
 there.
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
claim("more than four in five of its words are words", knownShare > 0.8)
claim(
  "step by step with the cache, far beyond 64 letters, the same bits as without",
  cacheChangesNothing(in: storyModel, reading: book.test.prefix(200)))
/*:
 {{known_words}}% of its words are words of the stories it has read; nobody ever
 told it what a word is.

 ## 9.8 What it costs

 Count multiplications, for a layer of width $D$ on a text of $T$ steps. An LSTM
 has eight matrices $D \times D$, so $8 T D^2$. Self-attention has four,
 $4 T D^2$, and then two products, for the scores and for the sums, of $T^2 D$
 each. A causal one leaves out the half that can't be seen, so $4 T D^2 + T^2 D$.
 A whole block has its feed-forward layer besides, another $8 T D^2$:
*/
let D = 256
func lstmWork(_ T: Int) -> Int { 8 * T * D * D }
func attentionWork(_ T: Int) -> Int { 4 * T * D * D + T * T * D }
func blockWork(_ T: Int) -> Int { attentionWork(T) + 8 * T * D * D }
place(workTable([32, 128, 512, 2_048, 8_192]))
claim(
  "at T = 4 D attention multiplies as often as the LSTM",
  attentionWork(4 * D) == lstmWork(4 * D))
claim(
  "a block always more often",
  [1, 32, 512, 8_192].allSatisfy { blockWork($0) > lstmWork($0) })
/*:
 As long as $T < 4D$, causal attention by itself even has fewer
 multiplications. Beyond, its square takes over, and for whole books it is the
 problem that a literature of its own is about. But much of what made the
 Transformer win stands in the last two columns. A recurrence must take one step
 after the other, each a small product; a block does all in a few large ones, and
 large products are what machines are good at. Measured, forward and backward,
 4,096 positions in all:
*/
//#-hidden-code
func costs(_ T: Int) -> [Double] { costs(T, width: D) }
//#-end-hidden-code
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
/*:
 On two cores the clock agrees with the counts: attention is ahead as long as it
 multiplies less, and a block, which always multiplies more, takes longer. The
 last two columns of the first table matter more the more a machine can do at
 once.

 When a text is *written*, the scales tip the other way: a recurrence carries a
 state of fixed size, while a Transformer's cache grows with every word, and
 each new word must ask all of it.

 ## 9.9 Shakespeare

 And Shakespeare, by letters: a million of them, as *nanoGPT* sets it for a
 laptop: 4 blocks, 4 heads, 128 wide, 64 letters of context, 2,000 steps of 12
 windows, nothing dropped out. Its author reports a validation loss of 1.88. Of
 his settings we change one, the rate: 0.003, where he has 0.001. (Our model also
 has biases, and scales its embeddings.)
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
 The loss on the whole validation part is {{shakespeare}}, with
 {{shakespeare_parameters}} parameters; all of its windows of 64 letters, one
 after the other, where nanoGPT takes 20 batches at random.

 ## 9.10 Since 2017

 Open a language model of today and you find the blocks of this chapter, with
 four parts exchanged:

 | | the paper, 2017 | many models since |
 |---|---|---|
 | places | a vector, added to $x$ once | queries and keys are turned, in every block |
 | norm | mean and size of each row | its size alone |
 | feed-forward | two matrices, ReLU between | three matrices, one of them a gate |
 | keys and values | each head has its own | several heads share them |

 Each of them takes ten lines or so. We write them all, forward and backward,
 put a block together, and then measure what each is worth in our own story
 model. Two smaller matters of training stand at the end. Gradients are checked
 as ever:
*/
/// The largest error in `dx`, which should be the gradient of `loss` at x.
func largestError(
  in dx: Tensor, at x: Tensor, of loss: (Tensor) -> Float
) -> Float {
  var largest: Float = 0
  for i in 0..<x.shape[0] {
    for j in 0..<x.shape[1] {
      var (up, down) = (x, x)
      up[i, j] += 0.01
      down[i, j] -= 0.01
      let difference = (loss(up) - loss(down)) / 0.02
      largest = max(largest, abs(dx[i, j] - difference))
    }
  }
  return largest
}
/*:
 ### Places as angles

 Waves are *added* to what a token says, and from there on both pass through the
 same matrices, for the network to tell apart. An attention needs less than
 that: how far is the key from the query? It sees both in a product,
 $q \cdot k$. So we want a way to mark vectors with their places such that a
 product of two of them depends on the distance alone. A rotation does it. Turn
 both vectors by the same angle, and their product stays what it was; turn them
 by different angles, and only the difference counts:
*/
place(rotaryFigure())
/*:
 Those are **rotary positions** (*RoPE*, Su et al. 2021). The columns of a head
 are taken in pairs. At place $p$, the pair $(a, b)$ of a query or a key is
 turned by $p$ times the pair's own angle $\theta_i$, where $i$ counts the $d/2$
 pairs from 0:

 $$a' = a \cos p\theta_i - b \sin p\theta_i \qquad b' = a \sin p\theta_i + b \cos p\theta_i \qquad \theta_i = 10000^{-2i/d}$$

 The angles are those of the waves: the first pair turns by one radian a step
 and tells neighbors apart, the last ones hardly move over a whole text. Nothing
 is added to $x$ any more, values are not turned, and there is nothing to learn:
*/
/// One head's queries or keys x (T, d) → the same, each pair turned by its
/// place's angle, or turned back.
func turned(_ x: Tensor, back: Bool = false) -> Tensor {
  let d = x.shape[1]
  var y = x
  for p in 0..<x.shape[0] {
    for i in 0..<d / 2 {
      let theta = exp(-Float(2 * i) / Float(d) * log(Float(10_000)))
      let angle = (back ? -1 : 1) * Float(p) * theta
      let (a, b) = (x[p, 2 * i], x[p, 2 * i + 1])
      y[p, 2 * i] = a * cos(angle) - b * sin(angle)
      y[p, 2 * i + 1] = a * sin(angle) + b * cos(angle)
    }
  }
  return y
}
/*:
 By hand: the same pair, $(1, 0)$, at places 0, 1 and 2. It is turned by 0, 1
 and 2 radians. Below it, the product of the first two rows, and that of the
 last two:
*/
let thrice = turned([[1, 0], [1, 0], [1, 0]])
show(thrice)
show(
  (thrice.row(0) * thrice.row(1)).sum(), (thrice.row(1) * thrice.row(2)).sum())
/*:
 Both are $\cos 1$: one step apart, wherever that is. So with whole heads. Here
 are six queries and six keys with eight columns, and the same with forty other
 steps before them:
*/
var sinceRandom = Random(seed: options.seed, stream: "since 2017")
let sixQueries = Tensor.normal([6, 8], random: &sinceRandom)
let sixKeys = Tensor.normal([6, 8], random: &sinceRandom)
/// Scores (T, T) of one head, before they are divided by √d.
func turnedScores(_ q: Tensor, _ k: Tensor) -> Tensor {
  matmul(turned(q), turned(k), transposed: .right)
}
func later(_ x: Tensor) -> Tensor { .concatenate([.zeros(40, 8), x]) }
let scoresNow = turnedScores(sixQueries, sixKeys)
let scoresLater = turnedScores(later(sixQueries), later(sixKeys))
  .rows(40..<46).columns(40..<46)
show(
  "of all scores together,", scoresNow.norm(), "the shift changes",
  (scoresNow - scoresLater).norm())
claim(
  "forty places later, six queries and keys have the same scores, to rounding",
  (scoresNow - scoresLater).norm() < 1e-4 * scoresNow.norm())
/*:
 Backward, remember that $\partial (R q) = R \, \partial q$ for any matrix $R$,
 so what comes back is multiplied by $R^\top$. A rotation's transpose is its
 inverse: the gradient is *turned back*. With the gradient `dScores` of the
 scores,
*/
let dScores = Tensor.normal([6, 6], random: &sinceRandom)
let dQueries = turned(matmul(dScores, turned(sixKeys)), back: true)
let dKeys = turned(
  matmul(dScores, turned(sixQueries), transposed: .left), back: true)
show(
  largestError(in: dQueries, at: sixQueries) {
    (turnedScores($0, sixKeys) * dScores).sum()
  },
  largestError(in: dKeys, at: sixKeys) {
    (turnedScores(sixQueries, $0) * dScores).sum()
  })
//#-hidden-code
claim(
  "turned back, gradients agree with central differences", isShown: false,
  largestError(in: dQueries, at: sixQueries) {
    (turnedScores($0, sixKeys) * dScores).sum()
  } < 5e-3
    && largestError(in: dKeys, at: sixKeys) {
      (turnedScores(sixQueries, $0) * dScores).sum()
    } < 5e-3)
//#-end-hidden-code
// exercise 9.6
/*:
 <details><summary>Think first: why are queries and keys turned, and values
 not?</summary>

 A score is a product, and in a product of two turned vectors only the
 difference of the angles is left. A value meets no second vector: $y$ is a
 weighted sum of values. Turned ones would bring the place they stand at into
 that sum, the same word at place 3 and at place 300 as different vectors, and
 nothing after it would undo that.

 </details>

 ### A norm that only scales

 A layer norm does two things to a row: it takes the mean away, and it brings
 what is left to one size. Zhang and Sennrich (2019) suspected that the second
 is what helps, and left the first out, with its bias. That is **RMSNorm**, for
 *root mean square*:

 $$r = \sqrt{\tfrac1D \textstyle\sum_j x_j^2 + \varepsilon} \qquad n = \frac xr \qquad y = n \odot g$$

 Backward, every $n_j$ depends on its own $x_j$ and, through $r$, on all of
 them. From $r^2$ one has $\partial r / \partial x_j = n_j / D$, and therefore,
 with $dn = dy \odot g$,

 $$dx = \frac1r \Big( dn - n \cdot \tfrac1D \textstyle\sum_j dn_j \, n_j \Big) \qquad dg = \sum_\text{rows} dy \odot n$$

 What is taken away is the part of $dn$ that points along $n$: to make $x$
 longer or shorter changes nothing in $n$.
*/
/// x (N, D), g (D) → y (N, D), and what the way back needs.
func rmsNorm(_ x: Tensor, _ g: Tensor) -> (y: Tensor, n: Tensor, r: Tensor) {
  let r = sqrt((x * x).mean(axis: 1, keepingAxis: true) + 1e-5)
  let n = x / r
  return (n * g, n, r)
}
/// dy (N, D) → dx (N, D), dg (D).
func rmsNormBackward(
  _ dy: Tensor, _ n: Tensor, _ r: Tensor, _ g: Tensor
) -> (dx: Tensor, dg: Tensor) {
  let dn = dy * g
  let along = (dn * n).mean(axis: 1, keepingAxis: true)
  return ((dn - n * along) / r, (dy * n).sum(axis: 0))
}
/*:
 By hand: for $(3, 4)$, $r = \sqrt{(9 + 16) / 2}$, about 3.5, so $n$ is about
 $(0.85, 1.13)$. For ten times as much it is the same. But with 10 added to both
 it isn't, as it would be after a layer norm:
*/
show(rmsNorm([[3, 4], [30, 40], [13, 14]], .ones(2)).y)
let normInput = Tensor.normal([3, 8], random: &sinceRandom)
let normGain = Tensor.normal([1, 8], random: &sinceRandom)
let dNormOutput = Tensor.normal([3, 8], random: &sinceRandom)
let (_, normalized, rootMeans) = rmsNorm(normInput, normGain)
let dNorm = rmsNormBackward(dNormOutput, normalized, rootMeans, normGain)
show(
  largestError(in: dNorm.dx, at: normInput) {
    (rmsNorm($0, normGain).y * dNormOutput).sum()
  },
  largestError(in: dNorm.dg.reshaped(1, 8), at: normGain) {
    (rmsNorm(normInput, $0).y * dNormOutput).sum()
  })
//#-hidden-code
let libraryRMSNorm = RMSNorm(8)
libraryRMSNorm.gain.value = normGain.reshaped(8)
let libraryNormal = libraryRMSNorm.forward(normInput, mode: .training)
let dLibraryNormal = libraryRMSNorm.backward(dNormOutput)
//#-end-hidden-code
claim(
  "the library's RMSNorm gives the same, forward and backward",
  (libraryNormal - rmsNorm(normInput, normGain).y).norm() < 1e-5
    && (dLibraryNormal - dNorm.dx).norm() < 1e-5
    && (libraryRMSNorm.gain.gradient - dNorm.dg).norm() < 1e-5)
//#-hidden-code
claim(
  "RMSNorm's gradients agree with central differences", isShown: false,
  largestError(in: dNorm.dx, at: normInput) {
    (rmsNorm($0, normGain).y * dNormOutput).sum()
  } < 5e-3
    && largestError(in: dNorm.dg.reshaped(1, 8), at: normGain) {
      (rmsNorm(normInput, $0).y * dNormOutput).sum()
    } < 5e-3)
//#-end-hidden-code
/*:
 It promises speed rather than quality: one sum over each row where there were
 two. Its authors report training times shorter by 7% to 64%, depending on the
 network.

 ### A feed-forward layer with gates

 The LSTM decides by gates what passes, and a feed-forward layer can have them
 too: one matrix makes the numbers, another one a gate for each, and they are
 multiplied (Dauphin et al. 2017). Shazeer (2020) tried several gates in the
 Transformer. The one that stayed is **SwiGLU**, whose gate is
 $\text{swish}(a) = a \, \sigma(a)$, a smooth relative of ReLU:

 $$y = \big( \text{swish}(x G) \odot x U \big) \, W$$
*/
place(gatedFigure())
/*:
 Three matrices, and no biases. For as many weights as before,
 $3DH = 2D \cdot 4D$, the hidden layer gets $H = \frac83 D$ columns in place of
 $4 D$: for $D = 64$ that is 171, which the library rounds up to 176, a multiple
 of eight. Write $a = xG$, $b = xU$ and $s = \sigma(a)$. By the product rule
 $\text{swish}'(a) = s + a \, s \, (1 - s)$, and the rest is what products of
 matrices have always done:
*/
/// x (N, D), G and U (D, H), W (H, D) → y (N, D), a and b (N, H).
func gated(
  _ x: Tensor, _ G: Tensor, _ U: Tensor, _ W: Tensor
) -> (y: Tensor, a: Tensor, b: Tensor) {
  let (a, b) = (matmul(x, G), matmul(x, U))
  return (matmul(a * sigmoid(a) * b, W), a, b)
}
/// dy (N, D) → the gradients of x, G, U and W.
func gatedBackward(
  _ dy: Tensor, _ x: Tensor, _ a: Tensor, _ b: Tensor,
  _ G: Tensor, _ U: Tensor, _ W: Tensor
) -> (dx: Tensor, dG: Tensor, dU: Tensor, dW: Tensor) {
  let s = sigmoid(a)
  let dHidden = matmul(dy, W, transposed: .right)
  let da = dHidden * b * (s + a * s * (1 - s))
  let db = dHidden * a * s
  return (
    matmul(da, G, transposed: .right) + matmul(db, U, transposed: .right),
    matmul(x, da, transposed: .left), matmul(x, db, transposed: .left),
    matmul(a * s * b, dy, transposed: .left)
  )
}
let gateInput = Tensor.normal([3, 4], random: &sinceRandom)
let (gateG, gateU) = (
  Tensor.normal([4, 6], random: &sinceRandom),
  Tensor.normal([4, 6], random: &sinceRandom)
)
let gateW = Tensor.normal([6, 4], deviation: 0.5, random: &sinceRandom)
let dGateOutput = Tensor.normal([3, 4], random: &sinceRandom)
let (_, gateA, gateB) = gated(gateInput, gateG, gateU, gateW)
let dGate = gatedBackward(
  dGateOutput, gateInput, gateA, gateB, gateG, gateU, gateW)
/*:
 All four gradients against central differences:
*/
let gateErrors = [
  largestError(in: dGate.dx, at: gateInput) {
    (gated($0, gateG, gateU, gateW).y * dGateOutput).sum()
  },
  largestError(in: dGate.dG, at: gateG) {
    (gated(gateInput, $0, gateU, gateW).y * dGateOutput).sum()
  },
  largestError(in: dGate.dU, at: gateU) {
    (gated(gateInput, gateG, $0, gateW).y * dGateOutput).sum()
  },
  largestError(in: dGate.dW, at: gateW) {
    (gated(gateInput, gateG, gateU, $0).y * dGateOutput).sum()
  },
]
show(gateErrors)
//#-hidden-code
let libraryGates = GatedFeedForward(size: 4, hidden: 6, random: &sinceRandom)
for (parameter, value) in zip(libraryGates.parameters, [gateG, gateU, gateW]) {
  parameter.value = value
}
let libraryGated = libraryGates.forward(gateInput, mode: .training)
let dLibraryGated = libraryGates.backward(dGateOutput)
let gateDistances =
  zip(
    [libraryGated, dLibraryGated] + libraryGates.parameters.map(\.gradient),
    [
      gated(gateInput, gateG, gateU, gateW).y, dGate.dx, dGate.dG, dGate.dU,
      dGate.dW,
    ]
  ).map { ($0 - $1).norm() }
claim(
  "all four gradients of SwiGLU agree with central differences", isShown: false,
  gateErrors.max()! < 2e-2)
//#-end-hidden-code
claim(
  "the library's gated layer gives the same, forward and backward",
  gateDistances.max()! < 1e-4)
/*:
 Why a product of two halves should be better than one whole, nobody has
 derived. Shazeer measured it and offered no explanation.

 ### Keys that several heads share

 While a model writes, it keeps the keys and values of all it has read, and
 reads them again for every new token. Take a model of 80 layers with 64 heads
 of 128 columns, two bytes a number: $2 \cdot 80 \cdot 64 \cdot 128 \cdot 2$
 bytes are 2.6 MB for each token and 10.7 GB for one text of 4,096 tokens. It is
 this memory, more than the multiplications, that bounds how many texts can be
 written at once, and how fast. Must every head have keys of its own? Shazeer
 (2019) gave one set to all of them, **multi-query attention**. Ainslie et al.
 (2023) stopped halfway: in **grouped-query attention** a few heads share a set.
*/
place(sharedKeysFigure())
/*:
 The heads stay apart where they ask; they share what they look through. Eight
 sets for the 64 heads, as in the largest Llama 2 (Touvron et al. 2023b), and
 the text above takes 1.3 GB.

 One causal head and its way back, as before in this chapter:
*/
/// One causal head: q, k, v (T, d) → y (T, d) and its weights A (T, T).
func causalHead(
  _ q: Tensor, _ k: Tensor, _ v: Tensor
) -> (y: Tensor, A: Tensor) {
  var S = matmul(q, k, transposed: .right) / Float(q.shape[1]).squareRoot()
  for t in 0..<S.shape[0] {
    for s in t + 1..<S.shape[0] { S[t, s] = -.infinity }
  }
  let A = softmax(S)
  return (matmul(A, v), A)
}
/// dy (T, d) → the gradients of q, k and v.
func causalHeadBackward(
  _ dy: Tensor, _ q: Tensor, _ k: Tensor, _ v: Tensor
) -> (dq: Tensor, dk: Tensor, dv: Tensor) {
  let A = causalHead(q, k, v).A
  let dA = matmul(dy, v, transposed: .right)
  let dS =
    A * (dA - (A * dA).sum(axis: 1, keepingAxis: true))
    / Float(q.shape[1]).squareRoot()
  return (
    matmul(dS, k), matmul(dS, q, transposed: .left),
    matmul(A, dy, transposed: .left)
  )
}
/*:
 With shared keys, head $h$ looks into set number $h$ divided by the size of a
 group. What is used several times gets the sum of all gradients that come back:
 look for the `+=`.
*/
/// q of every head, k and v of fewer, (T, d) each → y of every head.
func grouped(_ q: [Tensor], _ k: [Tensor], _ v: [Tensor]) -> [Tensor] {
  let group = q.count / k.count
  return q.indices.map { h in
    causalHead(q[h], k[h / group], v[h / group]).y
  }
}
func groupedBackward(
  _ dy: [Tensor], _ q: [Tensor], _ k: [Tensor], _ v: [Tensor]
) -> (dq: [Tensor], dk: [Tensor], dv: [Tensor]) {
  let group = q.count / k.count
  var dq: [Tensor] = []
  var (dk, dv) = (k.map { $0 * 0 }, v.map { $0 * 0 })
  for h in q.indices {
    let d = causalHeadBackward(dy[h], q[h], k[h / group], v[h / group])
    dq.append(d.dq)
    dk[h / group] += d.dk
    dv[h / group] += d.dv
  }
  return (dq, dk, dv)
}
/*:
 Four heads with two sets of keys, five steps, two columns each. The gradients
 of the first query, the first keys and the last values against central
 differences:
*/
let (fourQ, twoK, twoV) = (
  (0..<4).map { _ in Tensor.normal([5, 2], random: &sinceRandom) },
  (0..<2).map { _ in Tensor.normal([5, 2], random: &sinceRandom) },
  (0..<2).map { _ in Tensor.normal([5, 2], random: &sinceRandom) }
)
let fourDY = (0..<4).map { _ in Tensor.normal([5, 2], random: &sinceRandom) }
let dGroups = groupedBackward(fourDY, fourQ, twoK, twoV)
/// Σ y ⊙ dy, whose gradients `groupedBackward` should have found.
func groupedSum(_ q: [Tensor], _ k: [Tensor], _ v: [Tensor]) -> Float {
  zip(grouped(q, k, v), fourDY).reduce(0) { $0 + ($1.0 * $1.1).sum() }
}
let groupErrors = [
  largestError(in: dGroups.dq[0], at: fourQ[0]) {
    groupedSum([$0] + fourQ[1...], twoK, twoV)
  },
  largestError(in: dGroups.dk[0], at: twoK[0]) {
    groupedSum(fourQ, [$0, twoK[1]], twoV)
  },
  largestError(in: dGroups.dv[1], at: twoV[1]) {
    groupedSum(fourQ, twoK, [twoV[0], $0])
  },
]
show(groupErrors)
//#-hidden-code
claim(
  "gradients of shared keys agree with central differences", isShown: false,
  groupErrors.max()! < 5e-3)
//#-end-hidden-code
/*:
 ### A block of today

 Now all four together. An attention first. The library keeps the matrices of
 queries, keys and values side by side in one $W$ $(D, D + 2K)$, in this order,
 where $K$ is $D$ or, with shared keys, less:
*/
/// Causal attention of x (T, D) with rotary positions and shared keys → (T, D),
/// with the weights of `layer`.
func attentionOfToday(_ x: Tensor, _ layer: MultiHeadAttention) -> Tensor {
  let (heads, sets) = (layer.heads, layer.keyHeads)
  let d = layer.size / heads
  let all = matmul(x, layer.weight.value) + layer.bias.value
  func part(_ i: Int) -> Tensor { all.columns(i * d..<(i + 1) * d) }
  let q = (0..<heads).map { turned(part($0)) }
  let k = (heads..<heads + sets).map { turned(part($0)) }
  let v = (heads + sets..<heads + 2 * sets).map { part($0) }
  let y = Tensor.concatenate(grouped(q, k, v), axis: 1)
  return matmul(y, layer.output.weight.value) + layer.output.bias.value
}
/*:
 And the block, with norms before the layers: two lines.
*/
/// x (T, D) → y (T, D), with the weights of `block`.
func blockOfToday(_ x: Tensor, _ block: TransformerBlock) -> Tensor {
  let own = block.parameters.map(\.value)
  let (attentionGain, feedForwardGain) = (own[4], own[8])
  let (G, U, W) = (own[5], own[6], own[7])

  let h = x + attentionOfToday(rmsNorm(x, attentionGain).y, block.attention)
  return h + gated(rmsNorm(h, feedForwardGain).y, G, U, W).y
}
/*:
 The library's block takes the same parts by its settings. Four heads with two
 sets of keys, 8 columns, 7 steps:
*/
var partsOfToday = BlockParts()
partsOfToday.norm = .rms
partsOfToday.isGated = true
partsOfToday.keyHeads = 2
let todaysBlock = TransformerBlock(
  size: 8, heads: 4, hidden: 24, isCausal: true, isRotary: true,
  of: partsOfToday, random: &sinceRandom)
let sevenSteps = Tensor.normal([7, 8], random: &sinceRandom)
let fromLibrary = todaysBlock.forward(
  sevenSteps.reshaped(1, 7, 8), mode: .training
).row(0)
let byTheseLines = blockOfToday(sevenSteps, todaysBlock)
show((byTheseLines - fromLibrary).norm(), "of", fromLibrary.norm())
//#-hidden-code
let dSeven = Tensor.normal([7, 8], random: &sinceRandom)
let dFromLibrary = todaysBlock.backward(dSeven.reshaped(1, 7, 8)).x.row(0)
let blockError = largestError(in: dFromLibrary, at: sevenSteps) {
  (blockOfToday($0, todaysBlock) * dSeven).sum()
}
//#-end-hidden-code
claim(
  "these lines and the library's block agree, and its gradient with their central differences",
  (byTheseLines - fromLibrary).norm() < 1e-5 * fromLibrary.norm()
    && blockError < 1e-2)
/*:
 ### What is it worth here?
 The story model of this chapter, with the same stories, steps and schedule;
 first as it was, then with each change by itself, then with all four. In the
 library's settings they are
*/
var storyAsItWas = TransformerSettings()
(storyAsItWas.size, storyAsItWas.layers) = (64, 2)
(storyAsItWas.heads, storyAsItWas.context) = (4, 64)
var storyOfToday = storyAsItWas
storyOfToday.positions = .rotary
storyOfToday.block = partsOfToday
/*:
 Each is trained five times, from other first weights and on other windows. The
 rule is fixed before: where the runs of two models overlap, we call the
 difference nil.
*/
//#-hidden-code
record("since-2017") {
  let trials = StoryTrials(seed: options.seed)
  let outcomes = try storyRecipes(from: storyAsItWas, to: storyOfToday).map {
    try trials($0, seeds: 1...5)
  }
  place(worthTable(outcomes))
  place(
    fartherFigure([
      ("waves", outcomes[0]), ("rotary", outcomes[1]),
      ("all four changes", outcomes[6]),
    ]))
}
//#-end-hidden-code
/*:
 TEXT

 ### Targets that aren't certain

 A one-hot target is never satisfied. However far its score is ahead of the
 others, the loss falls if it gets further ahead, and so scores grow, and with
 them a certainty that the text may not deserve. **Label smoothing** (Szegedy et
 al. 2016) takes the share $\varepsilon$ of each target and spreads it evenly
 over all $C$ classes:

 $$t' = (1 - \varepsilon) \, t + \frac{\varepsilon}{C} \qquad L = -\sum_j t'_j \log p_j \qquad ds = p - t'$$

 The gradient of the scores is what it always was, with $t'$ for $t$, since the
 shares of $t'$ add up to 1 as well:
*/
/// Scores x (N, C) and a class for each row → the mean loss, and dx (N, C).
func smoothedLoss(
  _ x: Tensor, _ classes: [Int], by epsilon: Float
) -> (loss: Float, dx: Tensor) {
  let (N, C) = (Float(x.shape[0]), x.shape[1])
  let oneHot = Tensor.oneHot(classes, classes: C)
  let target = (1 - epsilon) * oneHot + epsilon / Float(C)
  let p = softmax(x)
  return (-(target * log(p)).sum() / N, (p - target) / N)
}
/*:
 By hand, with four classes and $\varepsilon = 0.1$: the target gets
 $0.9 + 0.025 = 0.925$ and each other 0.025. The loss is lowest where $p$ is
 just that. So the target's score should be ahead by
 $\log (0.925 / 0.025) = \log 37$, 3.6, and no further; there the loss is not 0,
 but the entropy of $t'$, and the gradient is 0 up to rounding:
*/
let lead = Tensor([log(Float(37)), 0, 0, 0], shape: [1, 4])
let best = smoothedLoss(lead, [0], by: 0.1)
show(best.loss)
show(best.dx)
//#-hidden-code
let leads = (0...70).map { Float($0) / 10 }
func lossAhead(_ lead: Float, by epsilon: Float) -> Float {
  smoothedLoss(Tensor([lead, 0, 0, 0], shape: [1, 4]), [0], by: epsilon).loss
}
claim(
  "a lead of log 37 is best, to a tenth", isShown: false,
  abs(leads.min { lossAhead($0, by: 0.1) < lossAhead($1, by: 0.1) }! - 3.6)
    < 0.05 && best.dx.norm() < 1e-6)
//#-end-hidden-code
place(
  smoothingFigure(
    leads: leads, sharp: leads.map { lossAhead($0, by: 0) },
    smoothed: leads.map { lossAhead($0, by: 0.1) }, best: log(Float(37))))
let threeRows = Tensor.normal([3, 5], deviation: 2, random: &sinceRandom)
let smoothed = smoothedLoss(threeRows, [1, 4, 0], by: 0.1)
show(
  largestError(in: smoothed.dx, at: threeRows) {
    smoothedLoss($0, [1, 4, 0], by: 0.1).loss
  })
//#-hidden-code
let librarySmoothed = SoftmaxWithLoss(smoothing: 0.1)
let librarySmoothedLoss = librarySmoothed.forward(threeRows, [1, 4, 0])
claim(
  "the smoothed loss's gradient agrees with central differences",
  isShown: false,
  largestError(in: smoothed.dx, at: threeRows) {
    smoothedLoss($0, [1, 4, 0], by: 0.1).loss
  } < 1e-3)
//#-end-hidden-code
claim(
  "the library's smoothed loss and its gradient are the same",
  abs(librarySmoothedLoss - smoothed.loss) < 1e-5
    && (librarySmoothed.backward() - smoothed.dx).norm() < 1e-6)
// exercise 9.7
/*:
 SMOOTHED

 ### A rate that falls along a cosine

 The story model's rate doesn't fall with $1/\sqrt{\text{step}}$. After a
 warm-up of $w$ steps it follows half a cosine wave down to a share $e$ of the
 full rate (Loshchilov and Hutter 2017), with $u$ the share of the remaining
 steps that are done:

 $$e + (1 - e) \, \frac{1 + \cos \pi u}{2}$$

 This **cosine schedule** stays near the full rate for a good while and ends
 with many small steps, and one chooses in advance where the end is:
*/
/// The share of the full rate at step number `step` of `steps`.
func rateShare(_ step: Int, of steps: Int, warmUp: Int, end: Float) -> Float {
  if step < warmUp { return Float(step + 1) / Float(warmUp) }
  let done = Float(step - warmUp) / Float(steps - warmUp)
  return end + (1 - end) * (1 + cos(Float.pi * done)) / 2
}
//#-hidden-code
let cosineShares = (0..<1_500).map {
  rateShare($0, of: 1_500, warmUp: 50, end: 0.1)
}
func libraryShares(_ schedule: Schedule) -> [Float] {
  (0..<1_500).map { schedule.factor(.init(step: $0, epoch: 0, steps: 1_500)) }
}
place(
  schedulesFigure(
    cosine: cosineShares,
    root: libraryShares(.inverseSquareRoot(warmup: 50))))
claim(
  "the library's schedule is the same", isShown: false,
  (Tensor(cosineShares)
    - Tensor(libraryShares(Schedule.cosine(to: 0.1).warmingUp(50)))).norm()
    < 1e-5)
//#-end-hidden-code
/*:
 <details><summary>Predict, then compute: 32 layers, 32 heads of 128 columns,
 two bytes a number. How many texts of 8,192 tokens does a cache of 24 GB hold?
 And with eight sets of keys?</summary>

 A token takes $2 \cdot 32 \cdot 32 \cdot 128 \cdot 2$ bytes, half a megabyte,
 and a text 4.3 GB: five texts. Eight sets for 32 heads take a quarter, and
 twenty-two texts find room. Nothing else in the model has changed by much: of a
 block's weights, those of keys and values are a small part.

 </details>

 You can now write a block as today's open models have it, from memory: turn
 queries and keys, norm by size alone, gate the feed-forward layer, let heads
 share their keys; and you know what each was made for, which here was not
 always a lower loss. You can smooth a target and let a rate fall.

 The papers of this section: N. Shazeer, *Fast Transformer decoding: one
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
 vision*, CVPR 2016; I. Loshchilov, F. Hutter, *SGDR: stochastic gradient
 descent with warm restarts*, ICLR 2017.

 ## 9.11 Where the road goes on

 This is where the book ends, and where large language models begin. Their core
 is the model of 9.7. **Pretraining**: train it on a good part of the web
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
 neighbors. Now it is a vector that asks them.

 ## Summary

 - One vector for a whole question is a bottleneck. It shows when accuracy is
   plotted against length.
 - Attention: a score for each row of a memory, softmax, weighted sum. The
   gradient reaches the memory twice. What is padding gets a weight of exactly
   0.
 - The three scores can't be told apart here: seeds differ more than they do.
 - On dates, attention is right where one vector isn't, and its weights can be
   read as an alignment: where it took something, not why.
 - Residual connections are a road for the gradient through the layers.
 - In self-attention every position asks every other. Divide by $\sqrt d$, or
   the softmax is hard from the start. Without positions it has no sense of
   order.
 - Norms before the layers leave the road free; after, they want a warm-up or a
   small rate.
 - A causal model may keep its keys and values. It changes no bit.
 - Causal attention by itself has fewer multiplications than an LSTM up to
   $T = 4D$, and no step that must wait; beyond, its square takes over.

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

 1. In 8.1, double the size of the plain model again and again. How many letters
    does it gain each time?
 2. Let the question of 8.1 be said *backward*. Which model finds that easier?
 3. Give `byHand` queries ten times as large. What do weights and gradients do?
 4. Train the general and the additive score for ten epochs at half the rate.
    Does their order change?
 5. Put reversed questions into a reader with attention. What does its map show?
 6. Take the norm out of the blocks altogether. At which depth does training
    fail?
 7. Without places, which of the sixteen forms does the date Transformer of 9.6
    still answer?
 8. Give 9.7's model 128 letters of context. Is it worth its time here? Why
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
weaveChapter()
