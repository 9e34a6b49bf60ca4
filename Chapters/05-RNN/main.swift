import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(corpus: "harbor", isClosed: false) {
  try $0.expectText(words: 5_000, differentWords: 300, quickWords: 40_000)
}
Threads.count = options.threads
/*:
 # 5 Recurrent networks

 In *the willow that the teacher saw in september* ▢ *soft*, you know that the
 gap wants *is* and not *are*, because you still have the willow in mind, with six
 words in between. The networks of chapters 3 and 4 don't have anything in mind. They
 look through a window, answer, and forget. In this chapter a network learns to
 remember: it reads a text word by word and keeps a **state**, a list of numbers
 that says what it thinks worth keeping of all it has read.
*/
place(loopFigure())
/*:
 The question we ask of it is the simplest there is, *what comes next?* A program
 that can answer is a **language model**. By the end of the chapter you will have
 seen the loop from inside, forward and backward; a network of your own will read
 the harbor stories and be unsure among {{rnn_perplexity}} words, where the best
 of our counting is unsure among {{kn_perplexity}}; and you will have looked into
 its state to see what it remembers.

 ## 5.1 What a window can't see

 A verb agrees with its subject: *the willow is*, *the willows are*. In the
 harbor stories, as in life, other words may get between the two. The grammar
 that tells the stories marks these places, so we can collect them (without
 those where *it* or *they* right before the verb gives the answer away):
*/
let stories = Harbor(seed: options.seed).text(
  words: options.quick ? 200_000 : 1_000_000, stream: "agreement")
let places = stories.agreements.filter {
  !["it", "they"].contains($0.prefix.last)
}
place(exampleTable(places))
/*:
 Let a network learn from {{agreement_training}} such places whether the verb is
 singular or plural, and ask it about {{agreement_test}} others. It gets the last
 four words before the verb, each as a one-hot vector, laid side by side so that
 their order isn't lost. (Such a network, with word vectors in the place of
 one-hot ones, is the classic neural language model: Bengio et al. 2003.)
*/
let prefixWords = Vocabulary(
  of: [Vocabulary.unknown] + places.flatMap(\.prefix))
/// (N, 4 V): the last four words before each verb, one-hot, side by side.
func windows(_ places: [HarborAgreement]) throws -> Tensor {
  let ids = try places.flatMap { place in
    let start = [String](repeating: Vocabulary.unknown, count: 4)
    return try prefixWords.ids(of: Array((start + place.prefix).suffix(4)))
  }
  return .oneHot(ids, classes: prefixWords.count).reshaped(places.count, -1)
}
//#-hidden-code
let cut = places.count * 7 / 10
let (learnFrom, askAbout) = (Array(places[..<cut]), Array(places[cut...]))
//#-end-hidden-code
name("agreement_training", learnFrom.count)
name("agreement_test", askAbout.count)
/*:
 One hidden layer, two classes, twelve passes:
*/
/// Learns the classes of examples; tells which of the others it gets right.
func answers(
  _ layers: any Layer, learning known: Examples<[Int]>,
  asking others: Examples<[Int]>, epochs: Int
) throws -> [Bool] {
  let trainer = Trainer(
    Network(layers, loss: SoftmaxWithLoss()), optimizer: Adam(rate: 0.003),
    batchSize: 50, random: Random(seed: options.seed, stream: "answers"))
  trainer.schedule = .linear()
  try trainer.train(on: known, epochs: epochs)
  return zip(layers.forward(others.x).argmax(), others.t).map { $0 == $1 }
}
var random = Random(seed: options.seed, stream: "window")
let byWindow = try answers(
  Sequential(
    Affine(inputs: 4 * prefixWords.count, outputs: 40, random: &random),
    Tanh(), Affine(inputs: 40, outputs: 2, random: &random)),
  learning: Examples(try windows(learnFrom), learnFrom.map(isMany)),
  asking: Examples(try windows(askAbout), askAbout.map(isMany)), epochs: 12)
//#-hidden-code
let windowShares = GapShares(byWindow, at: askAbout)
//#-end-hidden-code
place(windowFigure(windowShares))
claim(
  "subjects within the window are found: 90% right beside the verb, 75% apart",
  windowShares[.nothing] > 90 && windowShares[.three] > 75)
claim(
  "subjects outside it are a matter of luck: 36 to 64% right",
  abs(windowShares[.sixOrSeven] - 50) < 14)
/*:
 With three words between, the subject's main noun, its **head**, is the first of
 the four, and mostly the network finds it. Further away, it might as well toss a
 coin. No training helps
 against that, and no larger hidden layer: two stories that differ only outside
 the window are one and the same input.

 *Make the window wider, then.* It costs: each further place brings weights of
 its own, and whatever is learned at one place (that *willow* is one, that
 *willows* are many) must be learned again at every other, which is one
 reason why the second bar is lower than the first. And how wide? There is always
 a sentence that is longer. *Take a bag, then*, as CBOW did: a bag can hold any
 number of words. But in a bag there is no order:
*/
let (one, other) = (
  try prefixWords.ids(of: ["the", "poet", "near", "the", "bakers"]),
  try prefixWords.ids(of: ["the", "bakers", "near", "the", "poet"])
)
func bag(_ ids: [Int]) -> Tensor {
  Tensor.oneHot(ids, classes: prefixWords.count).mean(axis: 0)
}
claim(
  "*poet near bakers* and *bakers near poet* are one bag",
  bag(one) == bag(other))
/*:
 The first sentence goes on with *writes*, the second with *bake*. We want a
 network that sees the order, however long the text, with the same weights
 everywhere.

 ## 5.2 Language models

 What exactly should it learn? To give each possible next word a probability,
 given all words so far. With that, it gives any text a probability, by the
 **chain rule**: the first word's, times the second's given the first, times the
 third's given both, and so on:

 $$P(w_1, \dots, w_T) = \prod_{t=1}^{T} P(w_t \mid w_1, \dots, w_{t-1})$$

 Nothing is assumed here, and nothing left out: *every* probability of a text
 can be written so. For the harbor stories we even know the true factors, since
 we have the grammar (`HarborReader` keeps track of all the ways in which it
 could have said what was said):
*/
let sentence = ["everybody", "knew", "tom", "the", "fisherman", "."]
var reader = HarborReader()
var product: Float = 1
var factors: [[Any]] = []
for word in sentence {
  let probability = exp(reader.read(word))
  product *= probability
  factors.append([word, probability, product])
}
show(Table(columns: ["word", "probability", "product"], rows: factors))
claim(
  "after everybody comes knew, whatever the story",
  factors[1][1] as! Float > 0.999)
name("sentence_product", product, decimals: 5)
name("sentence_length", sentence.count)
name(
  "sentence_perplexity", exp(-log(product) / Float(sentence.count)), decimals: 1
)
/*:
 A story may begin in many ways, so *everybody* is not likely; but once it is
 there, *knew* is certain. A product of many factors is soon too small for a
 number on a computer. So one adds logarithms, and to compare texts of different
 lengths one takes the mean over the words. Its negative is the cross entropy
 that nearly all losses of this book have been. And $e$ to that power is the
 **perplexity** (you met it in chapter 3):

 $$\mathrm{PPL} = \exp\Big(-\frac{1}{T} \sum_{t=1}^{T} \ln P(w_t \mid w_1, \dots, w_{t-1})\Big)$$

 For the sentence above that is
 ${{sentence_product}}^{-1/{{sentence_length}}} = {{sentence_perplexity}}$: its
 {{sentence_length}} words cost as much as {{sentence_length}} choices among
 {{sentence_perplexity}} words each. Perplexity is
 the inverse of the geometric mean of the probabilities: of the one number that,
 multiplied by itself $T$ times, gives the same product. A
 model that thinks all $V$ words equally likely has the perplexity $V$. So a
 perplexity says how many equally likely words the model is choosing from, as it
 were. And what does it mean to *halve* it? That mean probability of a word
 doubles; in a sentence of ten words, the right ten become $2^{10}$ times as
 likely. Or, in the sense of Shannon (1948): one bit a word less is needed to
 write the text down, since a word costs $\log_2 \mathrm{PPL}$ bits.
*/
place(halvingTable())
/*:
 In the library, a language model is anything that can say how likely words are
 after others:
*/
list("LanguageModel")
/*:
 A perplexity is always taken over *all* words of a text, as one stream, each
 word with all before it. (That sounds natural. But it is common to cut a test
 text into pieces, forget what came before each, and drop the rest at the end;
 such numbers can't be compared with others.)

 ## 5.3 Baselines: counting

 Before any network, what can counting do? The simplest model looks at nothing:
 each word has the probability of its share of the text, a **unigram** model.
 From here on there are {{training_words}} words of stories to learn from,
 {{vocabulary}} of them different, and other stories to be judged by:
*/
//#-hidden-code
let isHarbor = options.corpus == "harbor"
let harborWords = options.quick ? 40_000 : 400_000
let corpus = storyCorpus(options, words: harborWords)
let vocabulary = corpus.vocabulary
let floor = grammarPerplexity("test", words: harborWords / 10, options)
//#-end-hidden-code
name("training_words", corpus.training.count)
name("vocabulary", vocabulary.count)
name("floor", floor, decimals: 2, about: "harbor")
let unigrams = try UnigramModel(vocabulary, of: corpus.training)
show(unigrams.perplexity(on: corpus.test))
/*:
 Better to look at the words before. An ***n*-gram** is $n$ words in a row; in
 the training text, count what followed the last $n - 1$ words, and predict
 that. But many of the longer ones in a new text have never been seen:
*/
//#-hidden-code
let seenShares = percentsSeen(
  of: Array(corpus.test.prefix(5_000)), in: corpus.training)
//#-end-hidden-code
place(seenTable(seenShares))
claim(
  "more than a third of the 5-grams are new", seenShares[4] < 66)
claim(
  "the longer, the rarer",
  zip(seenShares, seenShares.dropFirst()).allSatisfy { $0 > $1 })
/*:
 A model that gives them the probability 0 has an infinite perplexity. So each
 count gives up a little, a **discount** $D$, and what is set free goes to the
 shorter $n$-grams, which are always mixed in, also where the longer one was
 seen: **interpolated** smoothing. And how should the shorter ones be counted?
 Kneser and Ney (1995) saw what is wrong with their plain counts. Take two words
 of the harbor:
*/
//#-hidden-code
let followers = Followers(in: corpus.training, vocabulary)
//#-end-hidden-code
name("bound_word", followers.bound.word)
name("free_word", followers.free.word)
name("bound_before", followers.beforeBound)
place(followersTable(followers))
claim(
  "about as frequent, but after more than 20 times as many different words",
  followers.free.predecessors > 20 * followers.bound.predecessors)
/*:
 Both occur about as often. But *{{bound_word}}* only ever follows
 *{{bound_before}}*, and there the 2-grams know it. After a word that never had
 *{{bound_word}}* behind it, it shouldn't be expected at all, and *{{free_word}}*
 should. So the shorter $n$-grams count *after how many different words* they
 occur, not how often. Let $c$ be plain counts for the longest $n$-grams and
 these counts for all shorter ones; $c(\dots w)$ is that of the context followed
 by $w$. Then

 $$P(w \mid w_{t-n+1} \dots w_{t-1}) = \frac{\max(c(\dots w) - D, 0)}{\sum_{w'} c(\dots w')} + \gamma \, P(w \mid w_{t-n+2} \dots w_{t-1})$$

 where $\gamma$ is what the discounts set free, so that all sums to 1:

 $$\gamma = \frac{D \cdot (\text{number of different words seen after the context})}{\sum_{w'} c(\dots w')}$$

 Below the 1-grams stands the even share $1/V$, and after a context never seen,
 $\gamma = 1$. In the library, with the first term kept as `shares` and $\gamma$
 as `rest`:
*/
list("KneserNey.probability")
let fiveGrams = try KneserNey(vocabulary, order: 5, of: corpus.training)
/*:
 (A discount for counts of 1, another for 2, a third for more, as Chen and
 Goodman, 1999, advise.) How far does it get?
*/
//#-hidden-code
let byOrder = try (1...5).map { order in
  try KneserNey(vocabulary, order: order, of: corpus.training)
    .perplexity(on: corpus.test)
}
let knPerplexity = byOrder[4]
//#-end-hidden-code
name("kn_perplexity", knPerplexity, decimals: 1)
name("kn_over_floor", knPerplexity / floor, decimals: 1, about: "harbor")
place(ngramFigure(byOrder, floor: isHarbor ? floor : nil))
claim(
  "each longer n-gram helps",
  zip(byOrder, byOrder.dropFirst()).allSatisfy { $0 > $1 })
claim(
  "but the 5-grams stay more than 1.5 times above the floor", about: "harbor",
  knPerplexity > 1.5 * floor)
/*:
 The line at the bottom is a luxury of the harbor. Because the grammar is known,
 so is the perplexity of the one who wrote the stories, {{floor}} on this very
 text. No model can be expected to do better, and if one does, look for the
 leak. The 5-grams reach {{kn_perplexity}}, {{kn_over_floor}} times as much.
 Counting hardly gets further. Two things are missing: what is
 further away than four words, and all the 5-grams that the training text happens
 not to have.

 On a real newspaper nobody knows the floor, but there are published numbers.
 Mikolov (2012, table 4.1) gives them for the Penn Treebank, and the library's
 $n$-grams ought to give the same. To them belongs a **cache**: a word that was
 just used will be used again, so the shares of words among the last few hundred
 are mixed in (the test text is read after the validation text):
*/
record("ptb") {
  let ptb = try Corpus.load("ptb")
  func perplexity(_ model: some LanguageModel) -> Float {
    model.perplexity(on: ptb.test, after: ptb.validation)
  }
  let three = try KneserNey(ptb.vocabulary, order: 3, of: ptb.training)
  let five = try KneserNey(ptb.vocabulary, order: 5, of: ptb.training)
  let cache = CacheModel(ptb.vocabulary, size: 200)
  let mixed = Interpolation.fitted([five, cache], on: ptb.validation)
  show(
    Table(
      columns: ["Penn Treebank, test perplexity", "here", "published"],
      rows: [
        ["Kneser–Ney 3-grams", perplexity(three), Float(148.3)],
        ["Kneser–Ney 5-grams", perplexity(five), Float(141.2)],
        ["and a cache", perplexity(mixed), Float(125.7)],
      ], decimals: 1))
  claim(
    "all three as published, to 1%",
    abs(perplexity(three) / 148.3 - 1) < 0.01
      && abs(perplexity(five) / 141.2 - 1) < 0.01
      && abs(perplexity(mixed) / 125.7 - 1) < 0.01)
}
/*:
 For more than ten years this was what others had to beat. Now a network.

 ## 5.4 The loop

 A layer of chapter 1 takes an input and gives an output, $h = \tanh(x W + b)$.
 The **recurrent** layer (Elman 1990) also takes its own output of the step
 before:

 $$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$

 That is all there is to it. What it gave out comes back in: a loop, drawn on the
 left of Figure 5.1. Follow it for a few steps, drawing the layer anew for each,
 and there is no loop any more but a deep network, one layer a step, the same
 weights in all of them. That is called **unrolling**.

 $h_t$ is called the **hidden state**. It is computed from the word $x_t$ and
 from $h_{t-1}$, which is computed from $x_{t-1}$ and $h_{t-2}$, and so on to the
 first word: in principle $h_t$ can depend on everything read so far, and on its
 order. And the number of weights doesn't grow with the text. Here it is for one
 sequence of five words of three numbers each:
*/
let (D, H, T) = (3, 4, 5)
let x = Tensor.normal([T, D], random: &random)
let Wx = Tensor.normal([D, H], deviation: 0.5, random: &random)
let Wh = Tensor.normal([H, H], deviation: 0.5, random: &random)
let b = Tensor.zeros(H)

var states = [Tensor.zeros(1, H)]  // h₀, h₁, …
for t in 0..<T {
  let a = matmul(x.rows(t..<t + 1), Wx) + matmul(states[t], Wh) + b
  states.append(tanh(a))
}
show(Tensor.concatenate(states))
/*:
 The first row is $h_0$, the state before anything was read. Does the order
 matter? Exchange the first two words, and see what is left of that in the last
 state:
*/
func lastState(_ order: [Int]) -> Tensor {
  order.reduce(Tensor.zeros(1, H)) { h, t in
    tanh(matmul(x.rows(t..<t + 1), Wx) + matmul(h, Wh) + b)
  }
}
show(lastState([0, 1, 2, 3, 4]) - lastState([1, 0, 2, 3, 4]))
claim(
  "the order of the first two words is still felt in the last state",
  (lastState([0, 1, 2, 3, 4]) - lastState([1, 0, 2, 3, 4])).norm() > 1e-4)
/*:
 ## 5.5 The cell, forward and backward

 One step of the loop is called a **cell**. Here is its computation graph, with
 the values that go forward and the slopes that come back:
*/
place(cellFigure())
/*:
 All its nodes are known from section 1.6. The slope of tanh is $1 - h^2$; a
 matrix product hands $da\, W^\top$ to its input and $\mathrm{input}^\top da$ to
 its weights; a sum passes $da$ to all. Only the fork is worth a second look. $h$
 goes to the layer above *and* to the next step, so its slope is the sum of what
 comes back from both. With $dy_t$ from the layer above and $da_{t+1}$ from the
 next step (0 after the last),

 $$dh_t = dy_t + da_{t+1} W_h^\top, \qquad da_t = dh_t \odot (1 - h_t \odot h_t), \qquad dx_t = da_t W_x^\top$$

 and, added up over all steps,

 $$dW_x = \sum_t x_t^\top da_t, \qquad dW_h = \sum_t h_{t-1}^\top da_t, \qquad db = \sum_t da_t$$
*/
/// Slopes of one step: of the input, the state before it, and the weights.
func stepBack(_ dh: Tensor, x: Tensor, before: Tensor, h: Tensor) -> (
  dx: Tensor, dBefore: Tensor, dWx: Tensor, dWh: Tensor, db: Tensor
) {
  let da = dh * (1 - h * h)
  return (
    matmul(da, Wx, transposed: .right), matmul(da, Wh, transposed: .right),
    matmul(x, da, transposed: .left), matmul(before, da, transposed: .left),
    da.sum(axis: 0)
  )
}
/*:
 The library's layer does the same for $N$ sequences at once,
 $(N, T, D) \to (N, T, H)$. Look at its forward, with one thing in mind: only
 $h_{t-1} W_h$ must wait for the step before. The products $x_t W_x$ of all steps
 are one large product, made beforehand by `inputHalf`.
*/
list("RNN.forward", comment: false)
/*:
 `forEachStep` goes from step to step, and `addStateHalf` adds the other half.
 Sequences know nothing of each other, so each thread takes some of them through
 all steps; `places` are those of them that haven't ended yet (`lengths`, section
 5.8).

 And back. The memory of $a$ is used again for its slopes $da$; the products for
 the weights are made at the end, all steps at once.
*/
list("RNN.backward", comment: false)
/*:
 ## 5.6 Back through time

 In the unrolled network the same $W_h$ stands in every step. Wherever a value
 is used several times its slope is a *sum* (the branch of section 1.6); so the
 slope of $W_h$ is the sum of what each step has to say. Walk the unrolled
 network backward from its last step and add up on the way: that is
 **back-propagation through time**, or BPTT (Werbos 1990), and no new mathematics
 at all.
*/
let dy = Tensor.normal([T, H], random: &random)  // from the layer above
var dWh = Tensor.zeros(H, H)
var dx: [Tensor] = []
var dNext = Tensor.zeros(1, H)
for t in (0..<T).reversed() {
  let slopes = stepBack(
    dy.rows(t..<t + 1) + dNext, x: x.rows(t..<t + 1), before: states[t],
    h: states[t + 1])
  dWh += slopes.dWh
  dx.insert(slopes.dx, at: 0)
  dNext = slopes.dBefore
}
show(dWh)
/*:
 The library must agree, forward and backward:
*/
let rnn = RNN(inputs: D, size: H, random: &random)
for (parameter, value) in zip(rnn.parameters, [Wx, Wh, b]) {
  parameter.value = value
}
let y = rnn.forward(x.reshaped(1, T, D), mode: .training)
let back = rnn.backward(dy.reshaped(1, T, H))
let byHand = Tensor.concatenate(Array(states.dropFirst()))
claim(
  "the library's states are ours",
  (y.reshaped(T, H) - byHand).norm() < 1e-5)
claim(
  "and so are its slopes",
  (rnn.parameters[1].gradient - dWh).norm() < 1e-5 * dWh.norm() + 1e-5
    && (back.reshaped(T, D) - Tensor.concatenate(dx)).norm() < 1e-4)
/*:
 **Truncated.** A text of a million words would make a network of a million
 layers. Before the first step of learning one would have to read all of it, and
 keep every state in memory for the way back. So one cuts: read a **block** of
 $T$ steps, go back to its start and no further, learn, and take the next block.
 This is *truncated* BPTT (Williams and Peng 1990). What is cut is the
 *gradient*. The *state* is not: the next block begins with the state in which
 the last one ended.
*/
place(truncatedFigure())
/*:
 So what the network *knows* can come from any distance. As long as the weights
 stay as they are, forward nothing changes at all. (In training they move a little
 from block to block.) Here is one long sequence read at once and in three blocks:
*/
let long = Tensor.normal([1, 24, 16], random: &random)
let layer = RNN(inputs: 16, size: 32, random: &random)
let atOnce = layer.forward(long, mode: .training)
layer.resetState()
func block(_ number: Int) -> Tensor {
  long.reshaped(24, 16).rows(8 * number..<8 * number + 8).reshaped(1, 8, 16)
}
let inBlocks = (0..<3).map { layer.forward(block($0), mode: .training) }
claim(
  "read in blocks with the same weights, the outputs are the same bits",
  Tensor.concatenate(inBlocks, axis: 1) == atOnce)
/*:
 (The layer keeps its `state` from call to call; `resetState()` makes it
 forget.) Backward, it does matter. Put a slope on the last output alone, and see
 how much of it reaches each input:
*/
/// The norm of each input's slope, when the last output's is all ones.
func reach(_ parts: [Tensor]) -> [Float] {
  layer.zeroGradients()
  layer.resetState()
  var norms: [Float] = []
  for (index, part) in parts.enumerated() {
    let steps = part.shape[1]
    _ = layer.forward(part, mode: .training)
    var dy = Tensor.zeros(steps, 32)
    if index == parts.count - 1 { dy.addRows(.ones(1, 32), at: [steps - 1]) }
    let dx = layer.backward(dy.reshaped(1, steps, 32)).reshaped(steps, 16)
    norms += (0..<steps).map { dx.row($0).norm() }
  }
  return norms
}
let whole = reach([long])
let wholeGradient = layer.parameters[1].gradient
let truncated = reach((0..<3).map(block))
let truncatedGradient = layer.parameters[1].gradient
place(reachFigure(whole: whole, truncated: truncated))
name(
  "cut_difference",
  100 * (wholeGradient - truncatedGradient).norm() / wholeGradient.norm(),
  decimals: 2)
name("reach_ratio", whole[23] / whole[16], decimals: 0)
claim(
  "within the last block the slopes are the same, before it they are cut",
  whole.suffix(8) == truncated.suffix(8)
    && truncated.prefix(16).allSatisfy { $0 == 0 }
    && whole.prefix(16).allSatisfy { $0 > 0 })
claim(
  "in seven steps a slope has shrunk to less than a third",
  whole[16] < whole[23] / 3)
claim(
  "the cut changes the gradient of the state's weights by less than 10%",
  (wholeGradient - truncatedGradient).norm() < 0.1 * wholeGradient.norm())
/*:
 The truncated network can still *use* what it read long ago, but it can't be
 told to *keep* it. If the state holds a word for twenty steps, that is by luck,
 or because the word was useful within eight. How bad is that? Look at the other
 curve. Even without a cut, the slope is {{reach_ratio}} times smaller after
 seven steps, and the gradient of $W_h$ differs by {{cut_difference}}% only. So
 not much is lost by cutting here. But that is cold comfort: it says that this
 layer learns little from afar, cut or not. Chapter 6 is about that.

 ## 5.7 Parallel streams

 Learning from one sequence at a time is slow, and its gradient is noisy. We want
 batches of $N$ sequences. But the state must go on from block to block, and a
 text has only one first word. So cut the text into $N$ long pieces, and read
 all of them *side by side*, $T$ steps at a time. Row $n$ of every block belongs
 to piece $n$. A text of 33 words, in 4 streams:
*/
let numbers = try ParallelStreams(Array(0..<33), streams: 4, steps: 4)
place(
  blocksTable(
    [numbers[0], numbers[1]],
    caption: "Right: each row goes on where it stopped."))
/*:
 Stream $n$ starts at the offset $n \cdot \lfloor (L - 1) / N \rfloor$ of a text
 of $L$ words (the last word is only a target), and the target of each word is
 the one after it. Getting these offsets wrong is the classic mistake. The
 program runs; but row $n$ of a block doesn't go on where row $n$ of the last
 block ended, so each sequence is handed the *state of another*. Let us do it
 wrong on purpose:
*/
/// Rows cut from the text one after the other, as if it didn't matter.
struct RowAfterRow: Dataset {
  let ids: [Int], rows: Int, steps: Int
  var count: Int { (ids.count - 1) / (rows * steps) }

  func batch(_ indices: [Int]) -> ParallelStreams.Block {
    let starts = (0..<rows).map { (indices[0] * rows + $0) * steps }
    return .init(
      inputs: starts.map { Array(ids[$0..<$0 + steps]) },
      targets: starts.map { Array(ids[$0 + 1..<$0 + steps + 1]) })
  }
}
let wrong = RowAfterRow(ids: Array(0..<33), rows: 4, steps: 4)
place(
  blocksTable(
    [wrong.batch([0]), wrong.batch([1])],
    caption: "Wrong: row 0 goes from 3 to 16."))
/*:
 Row 0 reads 0 to 3 and goes on with 16. What does that cost? Four small networks
 (a state of 50 numbers, 20 rows, blocks of five steps) learn from the same
 words: with streams; with rows cut one after the other; with streams whose
 blocks come in random order (`Trainer` shuffles unless told not to); and with
 streams, but forgetting before each block, which at least is honest. All are
 then judged alike, on one stream:
*/
//#-hidden-code
let costs = try StreamCosts(
  learning: Array(corpus.training.prefix(options.quick ? 8_000 : 80_000)),
  judgedOn: Array(corpus.validation.prefix(8_000)), vocabulary,
  seed: options.seed)
//#-end-hidden-code
place(streamsTable(costs))
claim(
  "a state from elsewhere costs more than 15%",
  min(costs.misaligned, costs.shuffled) > 1.15 * costs.inOrder)
claim(
  "and is worse than none",
  min(costs.misaligned, costs.shuffled) > 1.03 * costs.forgetting)
/*:
 No error message, no strange loss: just a network that is worse than it need
 be, since what it was handed as a memory was noise.

 ## 5.8 The layers in time

 What stands below and above the recurrent layer works on each step by itself,
 and the layers of the earlier chapters do that already, since they look at the
 last axis only. `Embedding` turns $N$ rows of $T$ ids into $(N, T, D)$; `Affine`
 turns $(N, T, H)$ into scores $(N, T, V)$; `SoftmaxWithLoss` takes the mean
 over all $N \cdot T$ places.

 One thing is new. Sentences have different lengths, and a batch is a box. The
 shorter ones are filled up with **padding**, which must not count, neither in
 the loss nor in the state. So the recurrent layer can be told the rows'
 `lengths`, and the loss has a target to ignore:
*/
let padding = 0
let sentences = [[3, 1, 4, 1, 5], [2, 6]]
let targets = [[1, 4, 1, 5, 2], [6, 5]]
func padded(_ rows: [[Int]]) -> [[Int]] {
  rows.map { $0 + [Int](repeating: padding, count: 5 - $0.count) }
}
let embed = Embedding(
  words: 7, size: 3, weights: .normal(deviation: 1), random: &random)
let read = RNN(inputs: 3, size: 4, random: &random)
let predict = Affine(inputs: 4, outputs: 7, random: &random)
let loss = SoftmaxWithLoss(ignoring: padding)
let h = read.forward(
  embed.forward(padded(sentences)), lengths: [5, 2], mode: .training)
let scores = predict.forward(h, mode: .training)
let boxLoss = loss.forward(scores, padded(targets).flatMap { $0 })
let boxEnds = read.state[0]
show("states", h.shape, "scores", scores.shape, "loss", boxLoss)
show(boxEnds)
/*:
 The state at the end is, for each row, the one after its *last word*, wherever
 that was. It must all be as if the sentences had been read one by one:
*/
var (losses, ends): ([Tensor], [Tensor]) = ([], [])
for (sentence, target) in zip(sentences, targets) {
  read.resetState()
  let h = read.forward(embed.forward([sentence]))
  losses.append(SoftmaxWithLoss().losses(predict.forward(h), target))
  ends += read.state
}
claim(
  "padding changes neither the loss nor the states",
  abs(Tensor.concatenate(losses).mean() - boxLoss) < 1e-5
    && (Tensor.concatenate(ends) - boxEnds).norm() < 1e-5)
/*:
 Nor does padding take time: within the layer the rows stand longest first, and a
 step is made for those alone that haven't ended (a *packed sequence*, in
 PyTorch's words).

 ## 5.9 A network that reads stories

 Now all parts are there. Words become vectors, vectors go through the recurrent
 layer, and its states are asked for the next word (Mikolov et al. 2010):
*/
place(modelFigure())
var settings = RecurrentLanguageModel.Settings()
settings.cell = .rnn
(settings.embeddingSize, settings.size) = (100, 100)
let model = RecurrentLanguageModel(
  vocabulary, settings, random: Random(seed: options.seed, stream: "model"))
/*:
 Forward and backward go through the layers one after the other. (Dropout does
 nothing here; its turn comes in chapter 6.)
*/
list("RecurrentLanguageModel.forward", comment: false)
list("RecurrentLanguageModel.outputs", comment: false)
list("RecurrentLanguageModel.backward", comment: false)
/*:
 Twenty streams in blocks of twenty steps, one block (that is twenty rows) at a
 time. The trainer must not shuffle, and
 large gradients are scaled down (chapter 6 tells why recurrent networks need
 that):
*/
let streams = try ParallelStreams(corpus.training, streams: 20, steps: 20)
let trainer = Trainer(
  model, optimizer: Adam(rate: 0.005), batchSize: 1,
  random: Random(seed: options.seed, stream: "order"))
trainer.isShuffling = false
trainer.clipping = .norm(1)
trainer.schedule = .linear()
//#-hidden-code
let curves = LearningCurves(
  of: trainer, blocks: streams.count, wordsPerBlock: 20 * 20,
  watching: Array(corpus.validation.prefix(10_000)))
//#-end-hidden-code
try trainer.train(on: streams, epochs: 4)
show(model.perplexity(on: corpus.test))
//#-hidden-code
let rnnPerplexity = model.perplexity(on: corpus.test)
let mixed = Interpolation.fitted([model, fiveGrams], on: corpus.validation)
let mixedPerplexity = mixed.perplexity(on: corpus.test)
let trainingFloor = grammarPerplexity("training", words: harborWords, options)
let watchedFloor = grammarPerplexity(
  "validation", words: curves.watched.count, options)
//#-end-hidden-code
name("rnn_perplexity", rnnPerplexity, decimals: 1)
name("rnn_weights", model.parameterCount)
name("rnn_over_floor", rnnPerplexity / floor, decimals: 1, about: "harbor")
name("rnn_bits_saved", bits(knPerplexity / rnnPerplexity), decimals: 2)
name("mixed_weight", 100 * mixed.weights[0], decimals: 0)
name("curve_end_training", curves.finalTraining, decimals: 1)
name("training_floor", trainingFloor, decimals: 2, about: "harbor")
name("curve_end_validation", curves.finalValidation, decimals: 1)
name("watched_floor", watchedFloor, decimals: 2, about: "harbor")
place(
  curvesFigure(
    curves, unigrams: unigrams.perplexity(on: curves.watched),
    fiveGrams: fiveGrams.perplexity(on: curves.watched),
    floor: isHarbor ? watchedFloor : nil))
place(
  comparisonTable(
    [
      ("unigrams", unigrams.perplexity(on: corpus.test)),
      ("Kneser–Ney 2-grams", byOrder[1]),
      ("Kneser–Ney 5-grams", knPerplexity),
      ("recurrent network", rnnPerplexity),
      ("both, mixed", mixedPerplexity),
    ], floor: isHarbor ? floor : nil))
claim(
  "the network is better than 5-grams by more than 10%",
  rnnPerplexity < 0.9 * knPerplexity)
claim(
  "and above the floor, as it must be", about: "harbor",
  rnnPerplexity > 1.1 * floor)
claim(
  "it is nearer to the floor on the stories it learned from, by more than 3%",
  about: "harbor",
  curves.finalValidation / watchedFloor
    > 1.03 * curves.finalTraining / trainingFloor)
claim(
  "mixing in the 5-grams changes little now",
  mixedPerplexity <= rnnPerplexity * 1.001
    && mixedPerplexity > 0.9 * rnnPerplexity)
/*:
 A state of a hundred numbers and {{rnn_weights}} weights, and it is unsure among
 {{rnn_perplexity}} words where the 5-grams are among {{kn_perplexity}}:
 {{rnn_bits_saved}} bits a word are saved. Most of what 5-grams know by heart, it
 has squeezed into its weights; when both are mixed, with the weights that suit
 the validation text best, the network gets {{mixed_weight}}%.

 Validation ends at {{curve_end_validation}} and training at
 {{curve_end_training}}. It isn't that one text is harder than the other: the
 grammar's own perplexities are {{watched_floor}} and {{training_floor}}. The
 network begins to know its own stories by heart, which helps with no others. The
 distance to the floor, {{rnn_over_floor}} times, says that there is more to be
 known than it knows.

 Where is it better? Let both go on with a story:
*/
place(continuations(fiveGrams, model, corpus, isHarbor: isHarbor))
/*:
 All three know what kinds of words may come. But only the grammar remembers the
 cat, with just ten words in between. And the willow? One example says
 little, so ask about many verbs of section 5.1: is the right one likelier than
 the wrong one? Each model is given the words of the sentence up to the verb.
*/
//#-hidden-code
let exam = VerbExam(from: askAbout, vocabulary)
let fiveGramShares = exam.shares(of: fiveGrams)
let networkShares = exam.shares(of: model)
let seenFiveShare = exam.percentOfFiveGramsSeen(in: corpus.training)
//#-end-hidden-code
place(
  agreementFigure(exam, fiveGrams: fiveGramShares, network: networkShares),
  about: "harbor")
claim(
  "beside the subject the network is right in more than 88%, and beats 5-grams",
  about: "harbor",
  networkShares[.nothing] > 88
    && networkShares[.nothing] > fiveGramShares[.nothing] + 3)
claim(
  "with three words between it still knows more than they do", about: "harbor",
  networkShares[.three] > fiveGramShares[.three] + 3)
claim(
  "where 5-grams toss a coin: fewer than 5% of the 5-grams asked for were in training",
  about: "harbor",
  abs(fiveGramShares[.three] - 50) < 14 && seenFiveShare < 5)
claim(
  "with six or seven it is a toss-up for both", about: "harbor",
  abs(networkShares[.sixOrSeven] - 50) < 14
    && abs(fiveGramShares[.sixOrSeven] - 50) < 14)
/*:
 With three words between, the head is the first of the 5-grams' four words, and
 still they are at a coin: hardly any of these fours stood with its verb in their
 training text. (The window of section 5.1 did better. It had to learn nothing but
 this, and from more stories.) With six or seven, the network is no better than a
 coin, although the subject is well within the twenty steps that its gradient goes
 back, and its state could have carried it. It just hasn't learned to. So what
 *is* in the state?

 ## 5.10 What the state remembers

 The state is a list of a hundred numbers, and none of them has a name. To find
 out what is in it, ask it: take the states at many places, and let a simple
 classifier learn to read something off them. If it can, the state holds it.
 That is called a **probe** (Alain and Bengio 2017). It must be simple (here a
 single layer with a softmax), or it would find things by its own cleverness,
 and it needs baselines. One probe gets only the last word. Another reads the
 states of an *untrained* network, since random weights hand on something as
 well.

 Two questions. Of a noun in the gap sentences of section 5.1, read some words
 ago: was it singular or plural? And of *he* or *she*: which of the two was it?
 We take only places where no word in between says it again, so that what a probe
 finds must have been carried there by the state.
*/
//#-hidden-code
let fullStop = vocabulary.fullStop
let ids = vocabulary.idsOrZero(of:)
//#-end-hidden-code
/// (N, H): the state of `network` after each of some texts.
func states(_ network: RecurrentLanguageModel, after texts: [[Int]]) -> Tensor {
  let lengths = texts.map(\.count)
  let longest = lengths.max() ?? 1
  let rows = texts.map { $0 + [Int](repeating: 0, count: longest - $0.count) }
  network.reset()
  defer { network.reset() }
  let x = network.embedding.forward(rows)
  _ = network.recurrent.forward(x, lengths: lengths, mode: .inference)
  return network.recurrent.state[0]
}
/// Sentences up to so many words after the subject's head, and its number.
func nouns(_ ago: Int) -> [(text: [Int], answer: Int)] {
  places.filter { $0.distance >= ago }.map {
    ([fullStop] + ids(Array($0.prefix[...($0.head + ago)])), isMany($0))
  }
}
//#-hidden-code
let untrained = RecurrentLanguageModel(
  vocabulary, settings,
  random: Random(seed: options.seed, stream: "untrained"))
let probe = Probe(trained: model, untrained: untrained, seed: options.seed)
let number = try (0...6).map { ago in try probe.recall(nouns(ago)) }
let gender = try (0...6).map { ago in
  try probe.recall(pronounQuestions(ago, stories, vocabulary))
}
let examples = nouns(0).prefix(500).map(\.text)
let untrainedSize = stateSize(untrained, after: examples)
let trainedSize = stateSize(model, after: examples)
//#-end-hidden-code
name("untrained_size", untrainedSize, decimals: 2, about: "harbor")
name("trained_size", trainedSize, decimals: 2, about: "harbor")
place(memoryFigure(number: number, gender: gender), about: "harbor")
name("number_now", number[0].trained, decimals: 0, about: "harbor")
name("number_untrained", number[0].untrained, decimals: 0, about: "harbor")
name("number_kept", number[1].trained, decimals: 0, about: "harbor")
name("gender_untrained", gender[6].untrained, decimals: 0, about: "harbor")
claim(
  "the untrained state still knows he from she after six words: more than 85%",
  about: "harbor",
  gender[6].untrained > 85)
claim(
  "but of a noun just read it knows the number in less than 80%",
  about: "harbor",
  number[0].untrained < 80)
claim(
  "the trained state knows that in 95%, and one word later in more than 70%",
  about: "harbor",
  number[0].trained > 95 && number[1].trained > 70)
claim(
  "after six words it knows neither: 36 to 64%", about: "harbor",
  [number, gender].allSatisfy { abs($0[6].trained - 50) < 14 })
claim(
  "the numbers in the trained state are more than four times as large",
  about: "harbor",
  trainedSize > 4 * untrainedSize)
/*:
 Look at the untrained network first, on the right. After six words the probe
 still tells *he* from *she* in {{gender_untrained}}%! The inputs of that network
 are small (so are its states, {{untrained_size}} in the root mean square), so
 that tanh hardly bends, and $W_h$ lets about as much through as comes in: all
 that was read rings on like an echo. (In section 5.6 the inputs were large, tanh
 bent, and the echo died away. And a probe can turn up the volume: it needs only
 a trace. There are networks that learn nothing but an output on top of such
 echoes: Jaeger 2001.) To remember *everything a little* is easy. To predict
 something from it is another matter.

 The left chart shows what is missing. In random vectors, *willows* has nothing
 in common with *barges*, so a probe must learn each noun by itself, with only a
 hundred numbers for all of them, and it knows the number of the noun *just read*
 in {{number_untrained}}% only. After training it is {{number_now}}%: the
 plurals have come to have something in common. Nobody told the network what a
 plural is. It was all in the slopes of the next word's loss.

 But what it has understood, it doesn't keep. One word later the probe gets
 {{number_kept}}%, and after six nothing, as the verbs of Figure 5.9 said; and
 *he* and *she* have gone the same way. The numbers in the trained state are
 large ({{trained_size}}), and tanh bends: it seems that what each word has to say
 about the next one is written over what was there.

 And slopes that fade reach only so far back. Whether the *hero* of a story is a man
 or a woman is worth knowing for the whole of it. Eight sentences in:
*/
//#-hidden-code
let heroes = Heroes(of: stories.stories, vocabulary)
let heroShare = try probe.percentRight(
  states(model, after: heroes.texts), heroes.areWomen)
//#-end-hidden-code
name("hero_share", heroShare, decimals: 0, about: "harbor")
name("heroines", percent(of: heroes.areWomen.map { $0 == 1 }), decimals: 0)
claim(
  "the probe doesn't find the hero's gender: less than 62% right",
  about: "harbor",
  heroShare < 62)
/*:
 It is right in {{hero_share}}%, which is a coin: {{heroines}}% of these heroes are
 women. (What a probe finds is
 *there*; whether the network uses it is another question. And what it doesn't
 find may still be there, in a form that a single layer can't read.)

 Some of the distance to the floor probably comes from there: whoever doesn't know the
 hero's gender can only guess at every *he* and *she*. The state is rewritten at
 each step, by the same matrix and the same tanh, and what is to be kept has to
 survive every one of these rewritings. When it is lost, hardly any slope comes
 back to say so (section 5.6). What is missing is a way to leave some of the
 state *alone*. That is the LSTM, and chapter 6.

 ## Summary

 - A window sees nothing outside it, a bag sees no order. A recurrent layer reads
   any length of text in order, with the same weights at each step, and hands on
   a state.
 - A language model gives each next word a probability; the chain rule makes of
   it the probability of any text. Perplexity is the number of equally likely
   words it is choosing from; to halve it saves one bit a word.
 - Know your baselines, and your floor. Kneser–Ney 5-grams are hard to beat;
   nothing beats the truth. On the harbor stories, 5-grams are unsure among
   {{kn_perplexity}} words, a recurrent network among {{rnn_perplexity}}, and the
   grammar among {{floor}}.
 - Back-propagation through time is back-propagation through the unrolled network,
   the slopes of shared weights added up.
 - Truncated, it cuts the gradient and keeps the state: with the same weights,
   outputs are the same bits; gradients end at the block's start.
 - Long texts are read as parallel streams. Row $n$ of a block must go on where
   row $n$ of the last one ended.
 - Embedding, affine layer and loss need no special form for sequences; padding
   needs lengths in the layer and a target to ignore in the loss.
 - A probe shows what is in a state; it needs baselines, the last word and an
   untrained network.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | the perplexity is a bit worse than it should be, and nothing is odd | are rows aligned from block to block, and shuffling off? |
 | validation perplexity differs with the size of its batches | the state was reset between blocks, or the tail dropped |
 | a perplexity below the floor | the target is among the inputs, or test text in the training text |
 | the loss is $\log V$ and stays | the learning rate; or states near ±1 from the start, where tanh is flat: smaller weights |
 | the loss jumps up now and then, or becomes NaN | an exploding gradient: clip it (chapter 6) |
 | "a state doesn't fit a batch" | the last batch of another size, or another text: reset the state first |
 | the first words of a new text are predicted badly | the state still holds the end of the other text |
 | it learns, but nothing over more than a few words | vanishing gradients: chapter 6 |

 ## Exercises

 1. Give the window of section 5.1 eight words. What becomes of the bars, and of
    the number of weights?
 2. A model has the perplexity 100 on a text of 1,000 words. How many bits does
    the text take? How many with a perplexity of 50?
 3. In section 5.3, count the shorter $n$-grams by how often they occur (plain
    counts). What does it cost?
 4. Draw the computation graph of two steps of the cell, and mark the four
    places where slopes are added (three parameters and a state).
 5. Set $W_h$ to the identity matrix in section 5.6 and draw the reach again. Then
    to half of it. Then to twice.
 6. Train the small network of section 5.7 with blocks of 1, 2, 5 and 20 steps. At
    which length does it stop improving?
 7. Compute a perplexity with a reset before each block of 35 words, without the
    words that are left over, and compare it with the one over the whole stream.
 8. Think of something else the state might know (how many sentences ago the
    story began, whether a question is open), and probe for it.

 ## References

 - C. Shannon. *A mathematical theory of communication.* Bell System Technical
   Journal 27, 1948.
 - J. Elman. *Finding structure in time.* Cognitive Science 14, 1990.
 - P. Werbos. *Backpropagation through time: what it does and how to do it.*
   Proceedings of the IEEE 78, 1990.
 - R. Williams, J. Peng. *An efficient gradient-based algorithm for on-line
   training of recurrent network trajectories.* Neural Computation 2, 1990.
 - R. Kneser, H. Ney. *Improved backing-off for m-gram language modeling.* ICASSP
   1995.
 - S. Chen, J. Goodman. *An empirical study of smoothing techniques for language
   modeling.* Computer Speech and Language 13, 1999.
 - Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin. *A neural probabilistic
   language model.* JMLR 3, 2003.
 - T. Mikolov, M. Karafiát, L. Burget, J. Černocký, S. Khudanpur. *Recurrent
   neural network based language model.* Interspeech 2010.
 - T. Mikolov. *Statistical language models based on neural networks.* PhD
   thesis, Brno University of Technology, 2012.
 - G. Alain, Y. Bengio. *Understanding intermediate layers using linear
   classifier probes.* ICLR Workshop 2017.
 - H. Jaeger. *The "echo state" approach to analysing and training recurrent
   neural networks.* GMD Report 148, 2001.
*/
weaveChapter()
