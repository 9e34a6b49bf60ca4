import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  tools: [TrainTransformer.self, EvaluateLanguageModel.self], isClosed: false)
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
    ("Transformer", formerAccuracies, former.parameterCount)
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

 ## 9.10 Where the road goes on

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
