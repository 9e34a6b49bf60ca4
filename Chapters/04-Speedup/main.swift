import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(corpus: "harbor", isClosed: false) {
  try $0.expectText(words: 1_000, differentWords: 300, quickWords: 50_000)
}
Threads.count = options.threads
/*:
 # 4 Speedup

 Chapter 3's models learn from every word of a vocabulary at every step. With
 the thousand words of a small town that is bearable. With the ten thousand of a
 newspaper it is slow, and with the million of a library it would take years. At
 the end of this chapter the same idea reads {{final_speed}} words of a newspaper a
 second on two cores, {{final_gain}} times as many as where we begin, and a town's
 vectors, as good to five points, take {{final_seconds}} seconds instead of
 {{first_seconds}}:

 ![Words a second at each step of this chapter, from one-hot vectors to the library's trainer](figures/04-ladder.svg)

 There are two ways to be faster: to do less work, and to do the work better. Doing
 less is a matter of the method, and worth the most (4.1 to 4.5). Doing it better is
 a matter of the machine (4.6 to 4.8). Both together make a tool for words of your
 own (4.9 and 4.10), and 4.11 asks what a GPU would change.

 ## 4.1 Where the time goes

 Before making anything faster, find out what is slow. We needn't measure; we
 can count. Take CBOW as section 3.3 built it, and one target with its $2m$
 neighbors. The input is a vector of $V$ numbers, the hidden vector has $D$, the
 output has $V$ scores. A product of a vector with a $V \times D$ matrix takes
 $V D$ multiplications and as many additions. On the way back each such product
 comes with two more, one for each of its factors' gradients, except that nobody
 asks for the gradient of the input:
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
 Ten million operations to learn from *one* word of a newspaper, a billion with a
 library's vocabulary. And for what? The input has $2m$ numbers
 that are not zero; all other rows of the matrix are multiplied by 0. At the
 output, one score should rise and all the others should fall, the same story
 every time. Nearly all of the work is about words that have nothing to do with
 the sentence at hand.

 So there are two things to mend, one a side:

 - the **input** should touch only the rows of the words that are there (4.2);
 - the **output** should ask about a few words, not about all (4.3).
*/
let neighbors = 10.0
let questions = 6.0
// Each neighbor's row is added to the mean, and later gets its gradient.
let embedding = 2 * neighbors * 100
// Each question: a product of two vectors, and two gradients.
let sampling = questions * 3 * 2 * 100
place(
  operationsTable(
    words: [newspaper, library], lookups: embedding, questions: sampling))
let before = operations(words: library, size: 100)
claim(
  "with a million words, more than 99.99 in 100 operations can be spared",
  (embedding + sampling) / (before.input + before.output) < 1e-4)
/*:
 In the last row the vocabulary no longer appears at all. That is what the next
 two sections are about.

 ## 4.2 Look it up

 A one-hot vector times a matrix is one row of the matrix. Multiplying is a
 long-winded way to read it. Section 3.6 already used the layer that simply reads
 it, the **embedding**; here is how it works. Its forward pass is
 `weight.value.rows(at: ids)`, and that is all. Is it the same? Here are the two, on a small matrix:
*/
var random = Random(seed: options.seed, stream: "speedup")
let W = Tensor.normal([7, 3], random: &random)
let ids = [2, 0, 2]
let layer = Embedding(Parameter("W", W))
let looked = layer.forward(ids)
let multiplied = matmul(Tensor.oneHot(ids, classes: 7), W)
show(looked)
claim("looking up gives the same bits as multiplying", looked == multiplied)
/*:
 On the way back, each row's gradient goes to the row it came from. Now look at
 the ids again: 2 stands there twice. Row 2 was used twice, so it has two
 effects on the loss, and its gradient is their *sum*. To *put* each gradient
 into its row is the mistake everyone makes once. The program runs, the loss
 falls, and the model is worse for no visible reason:
*/
let dy: Tensor = [[1, 1, 1], [10, 10, 10], [100, 100, 100]]
var put = Tensor.zeros(7, 3)
for (n, id) in ids.enumerated() {
  put.setRows(from: id, to: dy.rows(n..<n + 1))
}
layer.backward(dy)
show("put:  ", put.row(0), put.row(2))
show("added:", layer.weight.gradient.row(0), layer.weight.gradient.row(2))
claim(
  "added up, it is the gradient of the matrix product",
  layer.weight.gradient
    == matmul(Tensor.oneHot(ids, classes: 7), dy, transposed: .left))
claim("put into place, the first of two is lost", put[2, 0] == 100)
/*:
 So `backward` adds:
*/
list("Embedding.backward", comment: false)
/*:
 How often does that matter? In a batch of 100 targets with ten neighbors each
 there are a thousand ids. Here is how many differ in the harbor stories:
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
claim("most ids of a batch are repeated", 2 * Set(batch).count < batch.count)
/*:
 With the mistake, most of what the batch has to say would be thrown away.

 ## 4.3 Ask fewer questions

 The softmax answers *which of $V$ words is it?* To answer it, it has to look at
 all of them. **Negative sampling** (Mikolov et al. 2013b) asks something
 humbler: *here is a word; is it the right one, or did I draw it from a hat?*
 That is a question about one word, and a yes-or-no question needs no more than
 a sigmoid.

 Where would the examples come from? For each context $c$ the text gives the
 right word, with the answer *yes*. Beside it we put $K$ words drawn from some
 distribution $Q$, the **noise**, with the answer *no*. Give each pair a score
 $x = h \cdot w$, the dot product of the hidden vector and the word's output
 vector, and let $\sigma(x)$ be the model's probability of *yes*. The loss is
 the cross entropy of all $1 + K$ answers:

 $$L = -\log \sigma(x_t) - \sum_{k=1}^{K} \log \sigma(-x_{n_k})$$

 with $x_t$ the right word's score and $x_{n_k}$ that of the $k$-th from the hat,
 and its gradient is as simple as gradients get: $\sigma(x) - 1$ for the right
 word, $\sigma(x)$ for each of the others.

 ### What does it learn?

 Is that still the question we wanted answered? Let's see what score is best. Of
 all the questions about a context $c$, one in $1 + K$ is from the text. So for
 each $P(w \mid c)$ times that a word $w$ comes from the text, it comes $K Q(w)$
 times from the hat. Someone who knew this would say *yes* with probability

 $$\frac{P(w \mid c)}{P(w \mid c) + K Q(w)} = \sigma\left( \log \frac{P(w \mid
 c)}{K Q(w)} \right)$$

 and no other answer has a smaller loss. So the best score is

 $$x^* = \log \frac{P(w \mid c)}{Q(w)} - \log K$$

 The score knows the whole distribution $P(w \mid c)$, up to things that don't
 depend on the context. Nobody ever added up $V$ exponentials, and yet nothing
 is lost. For skip-gram, with the words' own frequencies as $Q$, the first logarithm
 is the **PMI** of chapter 2: what we counted there, this loss learns (Levy and
 Goldberg 2014), as far as vectors of $D$ numbers can hold it.

 Don't take the formula's word for it. Here is a context with four possible
 words, some noise, and $K = 5$. The expected loss goes down its slope, from
 scores that know nothing:
*/
let P: Tensor = [0.6, 0.3, 0.09, 0.01]
let Q: Tensor = [0.1, 0.2, 0.3, 0.4]
var x = Tensor.zeros(4)
for _ in 0..<2000 {
  let yes = sigmoid(x)
  x -= P * (yes - 1) + 5 * Q * yes
}
let best = log(P / Q) - log(Float(5))
show("learned:", x)
show("formula:", best)
claim("the learned scores are the formula's", (x - best).norm() < 1e-4)
/*:
 ### Which noise?

 Any will do, as long as every word can come up, but some teach faster. Mikolov
 et al. tried the words' frequencies, and all words alike, and found something
 in between best: frequencies to the power of ¾. It makes rare words a little
 less rare:
*/
let byCount = vocabulary.counts.map { Float($0) }
let tokenCount = byCount.reduce(0, +)
let noise = AliasTable(noiseOf: vocabulary.counts)
let probabilities = noise.probabilities
let rarest = vocabulary.counts.lastIndex { $0 > 0 }!
place(
  noiseTable(
    of: [0, 9, vocabulary.count / 4, rarest], in: vocabulary, probabilities))
claim(
  "the rarest word is drawn more often than it occurs",
  Float(probabilities[rarest]) > 2 * byCount[rarest] / tokenCount)
/*:
 ### Drawing quickly

 To draw a word with given probabilities, the plain way is to throw a number
 between 0 and 1 and walk along the words until their probabilities sum to more.
 That walk is as long as the vocabulary, and we have just got rid of such walks. An
 **alias table** (Walker 1977) needs one step. Imagine one column for each word, all
 of the same height. Words that are too small for their column leave room, which is
 filled up from words that are too large for theirs, in such a way that no
 column holds more than two words:
*/
let shares: [Float] = [0.4, 0.3, 0.15, 0.1, 0.05]
let five = AliasTable(weights: shares)
place(columnsTable(five))
/*:
 To draw, choose a column, all being equally likely, then one of its two words:
*/
list("AliasTable.index", comment: false)
var hat = random.stream("hat")
var drawn = [Double](repeating: 0, count: 5)
for _ in 0..<100_000 { drawn[five.draw(&hat)] += 1e-5 }
show(drawn.map { Float($0) })
claim(
  "no share of 100,000 draws is off by more than 0.01",
  zip(drawn, shares).allSatisfy { abs($0 - Double($1)) < 0.01 })
/*:
 Building the table takes one walk, and after that a vocabulary of a million
 words costs no more than one of five.

 Here is the loss, forward. It is an embedding of the words asked about, dot
 products, and the sigmoid with cross entropy of chapter 1:
*/
list("NegativeSamplingLoss.forward")
/*:
 A negative can happen to be the right word. That's part of the formula above (a
 word from the hat is a word from the hat) and does no harm. The word2vec
 program leaves such draws out; both work.

 ## 4.4 The road not taken

 There is another way not to look at all words, older and in a way more elegant.
 Put the words at the leaves of a binary tree. To find a word, start at the root
 and turn left or right at each node until you are there. Let each node have a
 vector $v$, and let $\sigma(h \cdot v)$ be the probability of turning left. The
 probability of a word is the product of the probabilities of its turns: a
 **hierarchical softmax** (Morin and Bengio 2005). Words that are frequent
 should have short ways, and the tree that makes the mean way shortest is
 Huffman's (1952). For the sentence of the last two chapters:
*/
let tokens = Tokenizer.words.tokens(in: "You say goodbye and I say hello.")
let seven = Vocabulary(of: tokens)
let code = HuffmanCode(counts: seven.counts)
for (id, word) in seven.words.enumerated() {
  let turns = code.path(of: id).map { $0.isLeft ? "left" : "right" }
  show(word, "→", turns.joined(separator: ", "))
}
let tree = HuffmanCode(counts: vocabulary.counts)
let meanTurns = zip(byCount.indices, byCount).reduce(Float(0)) { sum, word in
  sum + word.1 / tokenCount * Float(tree.path(of: word.0).count)
}
show("mean way to a word of the harbor:", meanTurns)
claim(
  "it is shorter than log₂ V, as long as the ways would be without counts",
  meanTurns < log(Float(vocabulary.count)) / log(2))
/*:
 What makes this elegant: the probabilities of all words sum to 1 by themselves,
 since at each node left and right do. No hat, no noise, no division:
*/
let hierarchy = HierarchicalSoftmax(
  counts: seven.counts, size: 3, weights: .normal(deviation: 1), random: &random
)
let certain = hierarchy.probabilities(.normal([1, 3], random: &random))
show(certain)
claim("the probabilities sum to 1", abs(certain.sum() - 1) < 1e-6)
/*:
 So why isn't this section the chapter? Compare. The library's trainer, of which
 more in section 4.9, learns with either; the same text, fifteen epochs, CBOW
 and skip-gram. The grades are those of chapter 2: how many of a word's nearest
 neighbors are of its kind, how many analogies are solved, and the rank
 correlation with the grammar's own grades of likeness, each times 100. (All words
 are read here, without the subsampling of the next section: so small a text has
 none to spare.)
*/
//#-hidden-code
let learned = HarborLessons(
  corpus, epochs: options.quick ? 3 : 15, random: random.stream("word2vec"))
//#-end-hidden-code
name("mean_turns", meanTurns, decimals: 1)
let sampled = [
  try HarborGrades(learned(.cbow)), try HarborGrades(learned(.skipGram)),
]
let climbed = [
  try HarborGrades(learned(.cbow) { $0.objective = .hierarchicalSoftmax }),
  try HarborGrades(learned(.skipGram) { $0.objective = .hierarchicalSoftmax }),
]
place(outputsTable(sampled, climbed, turns: meanTurns), about: "harbor")
claim(
  "with skip-gram, negative sampling solves more analogies", about: "harbor",
  sampled[1].analogies > climbed[1].analogies + 5)
/*:
 It works, and it isn't bad. But for vectors little speaks for it. It asks about
 {{mean_turns}} nodes in the mean, where six questions do, and the number grows
 with the vocabulary. The ways differ in length, so there is nothing to line up
 side by side for a machine that likes to do many equal things at once (4.6).
 And why should words that share a way also share their meaning? Huffman's tree
 knows counts and nothing else. There is one thing it does better: it gives true
 probabilities. Whoever needs those, and has a million words, should remember
 it.

 ## 4.5 Fewer and better examples

 The most frequent word of the harbor is *the*, more than one word in ten. What
 does a herring learn from standing beside *the*? So does everything.
 **Subsampling** (Mikolov et al. 2013b) leaves out some of the frequent words
 before the windows are cut. A word that makes up a share $f$ of the text is
 kept with probability

 $$\min\left(1, \; \sqrt{s / f} + s / f\right)$$

 where $s$ sets how much: words up to $2.6 s$ are all kept, and the more
 frequent a word, the fewer of its occurrences are. (This is the formula of the
 word2vec program; the paper has the root alone.)
*/
let thinned = Subsampling(counts: vocabulary.counts, threshold: 1e-3)
for word in ["the", "and", "fisherman", "herring"] {
  if let id = vocabulary[word] {
    show(word, "is kept with probability", thinned.keep[id])
  }
}
let keptTokens = Float(thinned.expectedCount) / tokenCount
show("of the whole text:", keptTokens)
claim("a quarter of the text or more is left out", keptTokens < 0.75)
/*:
 That makes an epoch shorter. It also makes the windows wider, since those left
 over move together.

 The second trick is about windows. Near neighbors tell more than far ones. A
 **dynamic window** draws for each target how far to look, from 1 to $m$, all
 equally likely. A neighbor at distance $d$ is then seen with probability
 $(m - d + 1)/m$: with $m = 5$, the nearest always and the fifth every fifth
 time. It is a weighting that costs no extra arithmetic.

 Are they worth it? Here is one run each on a newspaper:
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
 ## 4.6 The machine

 A core is a clockwork. It ticks some three to five billion times a second, and
 in each tick it starts a few instructions. One instruction can work on several
 numbers side by side, its **lanes**: sixteen of 32 bits where registers are 512
 bits wide, eight where they are 256, four where they are 128. The one that
 counts for us is the **fused multiply-add**, $c \leftarrow c + a b$, rounded
 once: two operations a lane. A core that starts two of these a tick, in sixteen
 lanes, at 3.5 GHz, does $2 \cdot 2 \cdot 16 \cdot 3.5 = 224$ billion operations
 a second (224 GFLOP/s).

 But a result takes about four ticks to be ready, and whoever needs it waits. To
 keep a core busy, give it many sums that don't depend on each other. Here are
 twelve, each in a register of sixteen lanes, and nothing else at all. (`Lanes`
 is the library's name for sixteen numbers side by side. `[6 of X]`, an
 `InlineArray`, is an array of a fixed length whose elements can stay in
 registers. And `&+` and `&*` leave out the check for overflow.)
*/
/// Multiplies and adds in twelve registers, 384 operations a round.
@inline(never)
nonisolated func multiplyAdd(rounds: Int, _ x: UnsafeMutablePointer<Float>) {
  let factor = Lanes(x)
  var sums = [6 of [2 of Lanes]](repeating: .init(repeating: .zero))
  for i in 0..<6 {
    for j in 0..<2 { sums[i][j] = Lanes(x + (i &+ 6 &* j)) }
  }
  for _ in 0..<rounds {
    for i in 0..<6 { for j in 0..<2 { sums[i][j].addProduct(factor, factor) } }
  }
  for i in 0..<6 { (sums[i][0] + sums[i][1]).store(to: x + 16 &* i) }
}
/*:
 And here are the two questions one can ask of memory. How long does a number
 take to come, if we don't know where it lies until the one before has arrived
 (**latency**)? And how many bytes a second come, if we take them in the order
 in which they lie (**bandwidth**)?
*/
/// Follows `steps` links, each of which says where the next one lies.
func follow(_ links: UnsafePointer<Int>, steps: Int) -> Int {
  var place = 0
  for _ in 0..<steps { place = links[place] }
  return place
}

/// Adds up `count` numbers in order, in eight registers.
func read(_ x: UnsafePointer<Float>, count: Int) -> Float {
  var sums = [8 of Lanes](repeating: .zero)
  for i in stride(from: 0, to: count, by: 128) {
    for j in 0..<8 { sums[j] += Lanes(x + (i &+ 16 &* j)) }
  }
  for j in 1..<8 { sums[0] += sums[j] }
  return sums[0].sum()
}
//#-hidden-code
record("machine") {
  let (peak, memory) = (measuredPeak(), measuredMemory(seed: options.seed))
  let (waits, rates) = (memory.waits, memory.rates)
  //#-end-hidden-code
  name("peak", 1e-9 * peak, decimals: 0)
  name("near_wait", waits[0], decimals: 1)
  name("far_wait", waits.last!, decimals: 0)
  name("far_work", Int(1e-12 * waits.last! * peak) * 1000)
  name("near_rate", 1e-9 * rates[0], decimals: 0)
  name("far_rate", 1e-9 * rates.last!, decimals: 0)
  name("far_numbers", 1e-9 * rates.last! / 4, decimals: 0)
  name("far_share", 4 * peak / rates.last!, decimals: 0)
  claim(
    "far memory takes more than 20 times as long to answer as near memory",
    waits.last! > 20 * waits[0])
  claim(
    "and gives less than a fifth of the bytes a second",
    rates.last! < rates[0] / 5)
  place(memoryFigure(memory))
  //#-hidden-code
}
//#-end-hidden-code
/*:
 This core does {{peak}} billion operations a second. A number that lies near is
 there after {{near_wait}} ns; one from main memory takes {{far_wait}} ns, and
 in that time the core could have done more than {{far_work}} operations. The
 steps are the **caches**, small memories that keep what was used last: tens of
 kilobytes that answer in a few ticks, a megabyte or so behind them, then some
 tens of megabytes that several cores share.

 Read in order, it's another world: the core sees where you are going and
 fetches ahead. The nearest cache gives {{near_rate}} GB/s, main memory
 {{far_rate}}: {{far_numbers}} billion numbers of 32 bits a second. A program
 that takes each number from there has to do {{far_share}} operations with it, a
 quarter of that for each of its four bytes, or the core is idle. That ratio,
 **operations a byte**, is what the rest of this chapter is about.

 ### Memory comes in lines

 Memory doesn't hand out numbers. It hands out **lines** of 64 bytes, sixteen
 numbers of 32 bits. We can count them. A cache has room for a few lines of each
 *set*, and a line's address says which set is its own; where there is no room,
 the line that was used longest ago has to go. That is all there is to it:
*/
/// A cache of 48 KB: 64 sets of 12 lines of 64 bytes.
struct Cache {
  private var sets = [[Int]](repeating: [], count: 64)
  private(set) var fetched = 0

  mutating func touch(_ address: Int) {
    let line = address >> 6
    let set = line & 63
    if sets[set].last == line { return }
    if let place = sets[set].firstIndex(of: line) {
      sets[set].remove(at: place)
    } else {
      fetched += 1
      if sets[set].count == 12 { sets[set].removeFirst() }
    }
    sets[set].append(line)
  }
}
/*:
 Now walk through a matrix of 1024 × 1024 numbers, which lies in memory row by
 row, once along its rows and once along its columns:
*/
let side = 1024
var (byRows, byColumns) = (Cache(), Cache())
for i in 0..<side {
  for j in 0..<side {
    byRows.touch(4 * (i * side + j))
    byColumns.touch(4 * (j * side + i))
  }
}
show("lines fetched by rows:", byRows.fetched)
show("lines fetched by columns:", byColumns.fetched)
claim(
  "by rows a line serves sixteen reads, by columns one",
  16 * byRows.fetched == side * side && byColumns.fetched == side * side)
/*:
 The same million reads, and sixteen times the traffic: by the time the walk
 comes back to a line, it is gone. How large may a matrix be until that happens?
*/
place(columnsFigure())
claim(
  "a matrix of 128 × 128 misses at each read, one of 144 × 144 doesn't",
  fetchedByColumns(128) > 10 * fetchedByColumns(144))
/*:
 As long as a column's lines all stay, nothing is lost. But in a matrix whose
 rows are a power of two long, all numbers of a column fall into a few of the
 sets and crowd each other out, while the rest of the cache is empty. That is
 why such sizes, which look so tidy, can be the slowest. On a real machine:
*/
record("walks") {
  let n = 4096
  let x = Tensor.ones([n, n])
  let times = x.withUnsafeBufferPointer { x in
    let rows = seconds {
      var sum: Float = 0
      for i in 0..<n { for j in 0..<n { sum += x[i &* n &+ j] } }
      scratch[2] = sum
    }
    let columns = seconds {
      var sum: Float = 0
      for j in 0..<n { for i in 0..<n { sum += x[i &* n &+ j] } }
      scratch[2] = sum
    }
    return (rows: rows, columns: columns)
  }
  show("sum of 4096 × 4096 numbers by rows, ms:", 1e3 * times.rows)
  show("the same by columns, ms:", 1e3 * times.columns)
  claim(
    "by columns takes more than twice as long", times.columns > 2 * times.rows)
}
/*:
 ### Lanes change sums

 Sixteen lanes add sixteen numbers at once, so a sum in lanes is sixteen sums,
 added up at the end. That is another order, and floating-point addition cares
 about order: each addition rounds, and $(a + b) + c$ is not always
 $a + (b + c)$.
*/
var numbersRandom = Random(seed: options.seed, stream: "numbers")
let numbers = Tensor.normal([1 << 16], random: &numbersRandom)
let inOrder = numbers.values.reduce(0, +)
let inLanes = numbers.withUnsafeBufferPointer { x in
  stride(from: 0, to: x.count, by: 16).reduce(Lanes.zero) { sums, i in
    sums + Lanes(x.baseAddress! + i)
  }.sum()
}
show("in order:", inOrder, "in lanes:", inLanes)
claim(
  "in order and in lanes, the same numbers give different bits",
  inOrder != inLanes)
claim(
  "they differ by less than 1 in 100,000 of what was added up",
  abs(inOrder - inLanes) < 1e-5 * numbers.values.reduce(0) { $0 + abs($1) })
/*:
 Neither is wrong. But a book that promises the same bits everywhere has to
 choose one order, so the library always adds in sixteen lanes, however many the
 machine has. For the same reason a compiler may not use lanes for a loop like
 `inOrder` on its own. Where there is *no* sum, as in $c_j + a b_j$ for all $j$,
 lanes change nothing, and that is where we shall use them.

 ### 16, 32 and 64 bits

 A number can be stored in 64, 32 or 16 bits. What gets lost on the way down?
*/
let third = 1.0 / 3
show(
  "1/3 is off by", Double(Float(third)) - third, Double(Float16(third)) - third)
show("largest:", Float.greatestFiniteMagnitude, Float16.greatestFiniteMagnitude)
show("smallest:", Float.leastNonzeroMagnitude, Float16.leastNonzeroMagnitude)
show("1 + 0.0004 in 16 bits:", Float16(1) + 0.0004)
claim(
  "in 16 bits, a small step is lost on a large weight",
  Float16(1) + 0.0004 == 1 && Float(1) + 0.0004 > 1)
/*:
 Float16 keeps 11 bits, three decimal digits, and nothing beyond 65,504. A
 weight that learns by small steps would stand still. So *learn* in 32 bits. But
 vectors that have been learned only want to be compared. Take those of chapter
 2, round them to 16 bits, and look at every word's ten nearest neighbors:
*/
let counted = ppmi(
  try coOccurrence(corpus.training, words: vocabulary.count, window: 3),
  smoothing: 0.75)
var singular = Random(seed: options.seed, stream: "singular vectors")
let svd = randomizedSVD(counted, rank: 100, random: &singular)
let table = svd.u * sqrt(svd.s)
let rounded = Tensor(
  table.values.map { Float(Float16($0)) }, shape: table.shape)
//#-hidden-code
let (relativeErrors, keptShare, firstShare, solved) = try lostByRounding(
  table, to: rounded, of: vocabulary)
//#-end-hidden-code
show("largest relative error:", relativeErrors.max()!)
show("neighbors that stay:", keptShare, "nearest that stay:", firstShare)
show("analogies solved:", solved)
claim(
  "no number errs by more than 1 in 2,048", relativeErrors.max()! <= 0x1p-11)
claim("99 in 100 neighbors stay", keptShare > 0.99)
claim(
  "as many analogies are solved, to half a point",
  abs(solved[0] - solved[1]) < 0.005)
/*:
 Half the memory, and you would not notice. Is it also *faster*? A common answer
 is yes, since there are fewer bits. The right answer is: it depends on what you
 are waiting for, and on whether the core can calculate with such numbers at
 all. Here is the sum of a table of vectors, as a mean of words asks for, stored
 in three ways. The table is once small enough for the nearest cache and once
 too large for any:
*/
//#-hidden-code
record("storage") {
  let (near, far) = (sumRates(rows: 32), sumRates(rows: 400_000))
  //#-end-hidden-code
  place(storageTable(near: near, far: far))
  claim(
    "from far, 32 bits are more than 1.4 times as fast as 64",
    far[1] > 1.4 * far[0])
  claim(
    "from far, stored in 16 and calculated in 32 is faster still",
    far[2] > 1.15 * far[1])
  claim(
    "from near, 16 bits help less",
    near[2] / near[1] < 0.8 * far[2] / far[1])
  claim(
    "calculated in 16 bits, near numbers take more than twice as long as in 32",
    near[1] > 2 * near[3])
  //#-hidden-code
}
//#-end-hidden-code
/*:
 From far memory, time goes by bytes: half the bits, nearly twice the numbers.
 From near memory it goes by instructions, and to widen 16 bits to 32 is one
 more. And where the core has no arithmetic for 16 bits, as this one hasn't,
 each single sum is widened, added to and rounded back, and from near memory
 Float16 is the slowest of all. (Some have it: most recent arm64 cores do, and
 GPUs.) So the rule is short. *Store* in 16 bits what is large and mostly read;
 *calculate* in 32; and expect speed only where you waited for memory.

 ## 4.7 The matrix product, six times

 $$c_{ij} = \sum_{p=0}^{k-1} a_{ip} \, b_{pj}$$

 Three loops are all it takes. Where A is (m, k) and B is (k, n), that is
 $m n k$ multiply-adds, whatever we do. We shall write it six times, and do the
 same multiply-adds each time, on the same numbers. Every version gets this, and
 adds to a C of zeros:
*/
/// A (m, k), B (k, n) and C (m, n), each row by row in memory.
struct Product {
  let m, k, n: Int
  let a, b: UnsafePointer<Float>
  let c: UnsafeMutablePointer<Float>
}
/*:
 **Version 1** is the formula. `addProduct` is the fused multiply-add:
*/
extension Product {
  func version1() {
    for i in 0..<m {
      for j in 0..<n {
        for p in 0..<k { c[i * n + j].addProduct(a[i * k + p], b[p * n + j]) }
      }
    }
  }
}
/*:
 Its inner loop walks down a column of B, which is the wrong way. **Version 2**
 exchanges two lines. Now the inner loop walks along a row of B and a row of C,
 and each $c_{ij}$ still takes its products in the order of $p$:
*/
extension Product {
  func version2() {
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n { c[i * n + j].addProduct(a[i * k + p], b[p * n + j]) }
      }
    }
  }
}
/*:
 Neighbors in that row don't depend on each other. So **version 3** takes
 sixteen at a time, one in each lane:
*/
extension Product {
  func version3() {
    for i in 0..<m {
      for p in 0..<k {
        let factor = Lanes(repeating: a[i * k + p])
        let (sums, row) = (c + i * n, b + p * n)
        for j in stride(from: 0, to: n, by: 16) {
          Lanes(sums + j).addingProduct(factor, Lanes(row + j)).store(
            to: sums + j)
        }
      }
    }
  }
}
/*:
 For each instruction that calculates, version 3 has three that go to the cache:
 it loads B, loads C and stores C. **Version 4** keeps a *tile* of C in
 registers, 8 rows of 32 numbers, until $p$ has run through. A row of B's 32
 numbers is loaded once and serves eight rows; a number of A is loaded once and
 serves 32 columns:
*/
extension Product {
  /// Adds to C's tile at row i and column j what `steps` of p give; B's
  /// 32 columns lie from `b` on, its rows `bRow` apart.
  func tile(
    _ i: Int, _ j: Int, _ steps: Range<Int>, _ b: UnsafePointer<Float>,
    _ bRow: Int
  ) {
    let (a, c) = (a + i * k, c + (i * n + j))
    var left = [8 of Lanes](repeating: .zero)
    var right = [8 of Lanes](repeating: .zero)
    for p in steps {
      let row = b + (p &- steps.lowerBound) &* bRow
      let (first, second) = (Lanes(row), Lanes(row + 16))
      for r in 0..<8 {
        let factor = Lanes(repeating: a[r &* k &+ p])
        left[r].addProduct(factor, first)
        right[r].addProduct(factor, second)
      }
    }
    for r in 0..<8 {
      let row = c + r &* n
      (Lanes(row) + left[r]).store(to: row)
      (Lanes(row + 16) + right[r]).store(to: row + 16)
    }
  }
}
/*:
 C is made of such tiles:
*/
extension Product {
  func version4() {
    for i in stride(from: 0, to: m, by: 8) {
      for j in stride(from: 0, to: n, by: 32) { tile(i, j, 0..<k, b + j, n) }
    }
  }
}
/*:
 In each step of p, a tile does 256 multiply-adds with 40 loaded numbers. But
 for each row of tiles it goes through all of B, and B is larger than the caches
 near the core. So **version 5** cuts B into pieces of 256 × 32 numbers, 32 KB,
 copies one to where it lies dense (**packing**; Goto and van de Geijn 2008),
 and does everything it is good for, all of A's rows, before the next. A piece's
 sums begin at zero, and C gathers them:
*/
extension Product {
  func version5() {
    let panel = UnsafeMutablePointer<Float>.allocate(capacity: 256 * 32)
    defer { panel.deallocate() }
    for start in stride(from: 0, to: k, by: 256) {
      let steps = start..<min(start + 256, k)
      for j in stride(from: 0, to: n, by: 32) {
        for p in steps {
          let row = panel + 32 * (p - start)
          row.update(from: b + (p * n + j), count: 32)
        }
        for i in stride(from: 0, to: m, by: 8) { tile(i, j, steps, panel, 32) }
      }
    }
  }
}
/*:
 **Version 6** is the library's `matmul`. It does what version 5 does, takes any
 sizes, packs A too where C is wide, and shares C out among threads. Its heart is
 the same tile, a little larger where there are enough registers
 ([`Tile`](../Sources/Tensors/MatrixProduct+Kernels.swift)).

 ### A matrix on its side

 A network's way back asks for $X^\top dY$ and $dY\, W^\top$. A transposed B is a
 trouble of its own. The tile wants 16 numbers of a *row*, and there they lie in
 16 different places. To fetch them one by one costs more than to multiply them.
 To turn the whole matrix first, number by number, is no better.

 But lanes can trade places among themselves. Take four rows of four numbers,
 a, b, c and d. First shuffle them pairwise, like two halves of a deck of cards;
 then put pairs behind pairs:
*/
typealias Four = SIMD4<Float>

func turned(_ a: Four, _ b: Four, _ c: Four, _ d: Four) -> [Four] {
  let ab = (Four(a[0], b[0], a[1], b[1]), Four(a[2], b[2], a[3], b[3]))
  let cd = (Four(c[0], d[0], c[1], d[1]), Four(c[2], d[2], c[3], d[3]))
  return [
    Four(lowHalf: ab.0.lowHalf, highHalf: cd.0.lowHalf),
    Four(lowHalf: ab.0.highHalf, highHalf: cd.0.highHalf),
    Four(lowHalf: ab.1.lowHalf, highHalf: cd.1.lowHalf),
    Four(lowHalf: ab.1.highHalf, highHalf: cd.1.highHalf),
  ]
}
let rows = turned(
  [1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16])
for row in rows { show((0..<4).map { row[$0] }) }
claim(
  "what were columns are rows now",
  rows == [[1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [4, 8, 12, 16]])
/*:
 Each `Four` that it makes takes one instruction, and nothing goes through memory
 on the way. The library does it eight by eight, while it packs
 ([`Square`](../Sources/Tensors/Square.swift)).

 ### The same bits, and which

 Six programs; now the test that they agree. The sizes are such that there are
 several pieces and one of them is cut short:
*/
var matrixRandom = Random(seed: options.seed, stream: "matrices")
let left = Tensor.normal([96, 600], random: &matrixRandom)
let right = Tensor.normal([600, 160], random: &matrixRandom)
let products = versions.map { bits(multiply(left, right, by: $0)) }
show(products.map { $0 == products[0] })
claim(
  "versions 1 to 4 give the same bits",
  products[0..<4].allSatisfy { $0 == products[0] })
let same = [1, 2, 7].map { threads in
  Threads.count = threads
  return bits(matmul(left, right)) == products[4]
}
Threads.count = options.threads
show(same)
claim(
  "versions 5 and 6 give the same bits, with 1, 2 and 7 threads",
  same.allSatisfy { $0 })
claim("which aren't quite those of the others", products[4] != products[0])
/*:
 Up to version 4, every $c_{ij}$ is one chain of multiply-adds along
 $p = 0, 1, 2, \dots$, each rounded once, and the versions differ only in *which
 chain goes on when*. From version 5 on it is several chains: one for the steps
 0 to 255, one for 256 to 511 and so on, each from zero, added up in their order.

 That **blocked summation** costs one addition in 256 steps. In return a tile starts
 with empty registers, and reads C at the end, when nothing waits for it any more.
 And it is more exact. A sum that has grown large loses the last bits of whatever is added
 to it; with blocks, most additions happen while the sum is still small. Instead
 of $k$ roundings a result goes through $256 + k / 256$ (Higham 1993). Here is one
 number, from a hundred thousand products:
*/
let (factors, others) = (
  Tensor.uniform([1, 100_000], in: 0..<1, random: &matrixRandom),
  Tensor.uniform([100_000, 1], in: 0..<1, random: &matrixRandom)
)
let exact = zip(factors.values, others.values).reduce(0.0) {
  $0 + Double($1.0) * Double($1.1)
}
let chain = Double(multiply(factors, others, by: Product.version1)[0, 0])
let blocks = Double(matmul(factors, others)[0, 0])
show([exact, chain, blocks])
claim(
  "the sum in blocks is more than ten times as exact as the chain",
  10 * abs(blocks - exact) < abs(chain - exact))
/*:
 Many fast products split their sums so, but each in its own way, as it suits the
 lanes, the threads or the size, and then the result depends on the processor.
 Here the blocks are fixed by $p$ alone, and every machine gives the same bits.

 ### What each step saves

 Two things can be counted. How often does a version go to memory at all, and
 how many lines have to be fetched into the cache of section 4.6? For 1024 ×
 1024 matrices, let us touch the addresses that each version touches, and count,
 for 1,000 multiply-adds:
*/
//#-hidden-code
let costs = costsOfVersions(side: side)
//#-end-hidden-code
place(costsTable(costs))
claim(
  "walking in order fetches less than a tenth of the lines",
  10 * costs[1].lines < costs[0].lines)
claim(
  "lanes change nothing but the number of trips, which falls 16-fold",
  costs[2].lines == costs[1].lines && 15.5 * costs[2].trips < costs[1].trips)
claim(
  "tiles go to memory less than a quarter as often as lanes",
  4 * costs[3].trips < costs[2].trips)
claim(
  "packed pieces fetch less than two thirds of the lines that tiles do",
  3 * costs[4].lines < 2 * costs[3].lines)
claim(
  "and with A packed too, less than two thirds of those",
  3 * costs[5].lines < 2 * costs[4].lines)
/*:
 Each version up to the fifth takes away what held up the one before: waiting for
 lines, doing one number at a time, going to the cache for every sum, and going
 beyond the nearest cache for B. (A's rows, 4,096 bytes apart, crowd into the
 same few **sets** of the cache: an address can be kept in a few places only, and
 bits 6 to 11 choose them. So the library packs A as well, where it will be read
 often.)
 What is left for the last is more cores. And here is the race:
*/
//#-hidden-code
record("race") {
  let peak = 1e-9 * measuredPeak()
  let rates = [256, 1024].map {
    race(m: $0, k: $0, n: $0, from: 0, options: options)
  }
  let large = rates[1]
  //#-end-hidden-code
  place(raceTable(rates, peak: peak))
  place(raceFigure(large, peak: peak))
  name("gain", large[6] / large[0], decimals: 0)
  name("one_core_gain", large[5] / large[0], decimals: 0)
  claim(
    "each of the first three steps makes 1024 × 1024 at least twice as fast",
    zip(large, large[1..<4]).allSatisfy { 2 * $0 < $1 })
  claim("a second thread helps by half or more", large[6] > 1.5 * large[5])
  claim(
    "the library reaches more than two thirds of a core's peak",
    large[5] > peak * 2 / 3)
  //#-hidden-code
}
//#-end-hidden-code
/*:
 {{one_core_gain}} times as fast on one core, {{gain}} times on two, for the
 same multiply-adds. Not one of them was saved. What was saved is instructions,
 by lanes, and otherwise waiting: each step brings the numbers nearer to where
 the arithmetic is. But compare versions 4 and 5: not every line saved is time
 saved. One that is fetched in good time, because its address could be guessed,
 costs little; how much depends on the caches of the machine.

 ### Small products

 A recurrent network, coming up next, will ask for products such as (20, 100) ·
 (100, 400) by the thousands, one after the other. Three things are different
 there. *Packing* has to earn its keep: 40,000 numbers of B would be copied for
 two or three rows of tiles. *Edges* weigh more: 20 rows in tiles of 12 are one
 of 12 and one of 8, and while the smaller one runs the core is not full; two of
 10 are better. And a second *thread* must be worth the trouble of handing it
 work. So the library packs only what is read often, cuts rows evenly, and
 splits a product only from half a million multiply-adds on. (24 and 416 are the
 nearest sizes that versions 4 and 5 can do.)
*/
//#-hidden-code
record("small") {
  let rates = race(m: 24, k: 100, n: 416, from: 2, options: options)
  place(smallTable(rates))
  let own = race(
    m: 20, k: 100, n: 400, from: versions.count, options: options)[0]
  name("small_rate", own, decimals: 0)
  claim("here packing gains nothing", rates[2] < 1.1 * rates[1])
  claim(
    "on (20, 100) · (100, 400), matmul is more than twice as fast as lanes",
    own > 2 * rates[0])
}
//#-end-hidden-code
/*:
 At (20, 100) · (100, 400), where tiles don't fit evenly, one thread of `matmul`
 does {{small_rate}} billion operations a second.

 ## 4.8 Threads

 Of a program that takes 1 second, let a share $p$ be work that can be split
 among $t$ threads. Then it takes $(1 - p) + p / t$ seconds, and the gain is
 (Amdahl 1967)

 $$S = \frac{1}{(1 - p) + p / t} \; < \; \frac{1}{1 - p}$$
*/
place(amdahlTable())
/*:
 What can't be split decides. That is why it pays to split everything, also the
 small things, and why it must be cheap.

 Nor are we free in *what* to split. The quickest way to add up many numbers
 with four threads is four sums, added up at the end. But look:
*/
func sum(_ x: Tensor, parts: Int) -> Float {
  let (values, count) = (x.values, x.count)
  return (0..<parts).reduce(0) { total, part in
    let range = count * part / parts..<count * (part + 1) / parts
    return total + values[range].reduce(0, +)
  }
}
show((1...4).map { sum(numbers, parts: $0) })
show((5...8).map { sum(numbers, parts: $0) })
claim(
  "the number of parts shows in the result",
  Set((1...8).map { sum(numbers, parts: $0) }).count > 1)
/*:
 The number of threads is in the result, and a network trained on a laptop is
 not the one trained on a server. So the library's threads share out *outputs*,
 never sums: each number of a result is made by one thread, from beginning to
 end, in the order in which one thread alone would do it. All of it goes through
 one function:
*/
list("Threads.split")
//#-hidden-code
record("threads") {
  let threads = measuredThreads(options: options)
  let (alone, both, rates) = (threads.alone, threads.both, threads.rates)
  //#-end-hidden-code
  name("split_cost", 1e6 * (both - alone), decimals: 1)
  place(threadsTable(threads))
  claim(
    "two threads gain more than 1.5 on 1024 × 1024",
    rates[5][1] > 1.5 * rates[5][0])
  claim(
    "and lose nothing to speak of on 32 × 32", rates[0][1] > 0.8 * rates[0][0])
  claim("to split costs less than 10 microseconds", both - alone < 10e-6)
  //#-hidden-code
}
//#-end-hidden-code
/*:
 To hand a piece of work to a thread that is awake, and to wait until both are
 done, costs {{split_cost}} µs here. So work of a few microseconds is left to
 one thread; the `grain` above says how much is worth two.

 ## 4.9 A ladder

 Back to words. We now have all it takes to make chapter 3's CBOW fast, and we
 climb in six steps. The first three are networks for the `Trainer` of chapter
 1: one-hot vectors and a softmax; an embedding and a softmax; an embedding and
 negative sampling. The third needs few operations, yet isn't fast. A `Trainer`
 treats all parameters alike: for each batch it clears, fills and applies
 gradients for *all* words, though the batch has touched a few hundred.

 So the fourth step drops the network. What is left when only the rows that
 matter are touched is the word2vec of 2013, and it's short:
*/
/// Learns from each word of `ids` once; `v` and `u` hold a row for each word.
func readOnce(
  _ ids: [Int], _ v: inout [Float], _ u: inout [Float], size: Int, window: Int,
  rate: Float, noise: AliasTable, random: inout Random
) {
  for place in window..<ids.count - window {
    let half = 1 + random.integer(below: window)
    let around = (place - half...place + half).filter { $0 != place }
    var h = [Float](repeating: 0, count: size)
    var dh = h
    for p in around {
      for d in 0..<size { h[d] += v[ids[p] * size + d] / Float(2 * half) }
    }
    for k in 0...5 {
      let row = (k == 0 ? ids[place] : noise.draw(&random)) * size
      var score: Float = 0
      for d in 0..<size { score += h[d] * u[row + d] }
      let error = rate * ((k == 0 ? 1 : 0) - sigmoid(score))
      for d in 0..<size {
        dh[d] += error * u[row + d]
        u[row + d] += error * h[d]
      }
    }
    for p in around { for d in 0..<size { v[ids[p] * size + d] += dh[d] } }
  }
}
/*:
 (Each neighbor takes the *whole* gradient of the mean, as in the word2vec program:
 with its share alone, as the chain rule would have it, input rows hardly move at a
 rate that output rows can bear. İrsoy, Benton and Stratos, 2021, hold that this is
 why CBOW has often seemed the weaker model.)

 The fifth step is the library's `Word2Vec` on one thread: lanes for the rows,
 and the six questions of a word kept side by side, so that what is loaded is
 used six times. For skip-gram the scores of a window then are a small matrix
 product, and so are both gradients (Ji et al. 2016).

 The sixth is a second thread, and here is a difficulty. All words share the
 same rows. If two threads change them at the same time, the result depends on
 who came first. The original program lets that happen, as most rows are seldom
 wanted twice at once and learning forgives the rest; but no two runs agree.
 `Word2Vec` does it another way. It reads the text in rounds of eight passages
 of 64 words. Each passage takes private copies of the rows it needs and learns
 from them alone; then what they have become is put together, a handful of rows
 by one thread, the next by another:
*/
list("PrivateRows.merge")
/*:
 A passage doesn't see what the other seven learn at the same moment. That costs
 a little, and gains a lot: no locks, no waiting within a round, and the same
 bits with one thread or eight. A row that several passages changed, such as
 that of *the*, would go too far if all changes were added, and hardly move if
 only their mean counted. The sum divided by the *root* of their number is a
 compromise. It was found by trying.

 Copies take time: most rows of a passage are those of words from the hat, five
 for each word, copied and put back to be asked a single time. So `Word2Vec` draws
 two for each word of the passage and lets up to three words ask about each draw.
 For one word nothing has changed, as its five are still independent draws of
 the same noise. Words that ask about the same draw are at least thirteen places
 apart, so that their windows hardly overlap.

 Six steps, the same text. The networks of the first three read it ten times.
 The others take plain small steps without Adam and read it thirty times, with
 the dynamic windows of 4.5:
*/
//#-hidden-code
record("ladder") {
  let ladder = try climbLadder(corpus, options: options)
  let (times, newsPaces) = (ladder.times, ladder.newsPaces)
  let (first, last) = (ladder.grades[0], ladder.grades[5])
  //#-end-hidden-code
  place(ladderTable(ladder))
  place(ladderFigure(ladder, words: vocabulary.count))
  name("final_speed", "\(format(1e-6 * newsPaces[5], decimals: 1)) million")
  name("final_gain", newsPaces[5] / newsPaces[0], decimals: 0)
  name("first_seconds", times[0], decimals: 1)
  name("final_seconds", times[5], decimals: 1)
  claim(
    "each step is faster with 10,000 words",
    zip(newsPaces, newsPaces.dropFirst()).allSatisfy { $0 * 1.2 < $1 })
  claim(
    "the last step's vectors are as good as the first's, to five points",
    last.kinds > first.kinds - 5 && last.analogies > first.analogies - 5
      && last.likeness > first.likeness - 5)
  //#-hidden-code
}
//#-end-hidden-code
/*:
 Steps 2 and 3 do less, and gain the more, the larger the vocabulary. The fourth
 does what the third does without touching what needn't be touched. The last two
 do the same operations again, with the machine in mind. Step 3 pays for its
 questions with analogies; the later steps, with other settings and thirty epochs,
 get them back. `swift run benchmark word2vec` measures speed and quality side by
 side on the Penn Treebank.

 ## 4.10 Words you can use

 Now for the use of it. A text, some settings, and a moment:
*/
var settings = Word2Vec.Settings(.skipGram)
(settings.rate, settings.epochs) = (0.05, options.quick ? 3 : 15)
settings.subsampling = 0
let model = try Word2Vec(
  vocabulary, settings, random: random.stream("words you can use"))
try model.train(on: corpus.training)
let learnedWords = model.vectors
for query in ["herring", "monday", "fisherman", "mended", "red"]
where vocabulary[query] != nil {
  show(query, "→")
  show(try learnedWords.mostSimilar(to: query))
}
//#-hidden-code
let town = try HarborGrades(learnedWords)
//#-end-hidden-code
name("town_analogies", town.analogies, decimals: 0, about: "harbor")
claim(
  "more than half of the riddles are solved", about: "harbor",
  town.analogies > 50)
/*:
 Of the riddles of chapter 2 these vectors solve {{town_analogies}} in 100. To
 keep them, and to have them opened by other programs for word vectors, write
 them to a file in one of the two formats of the original program
 (`VectorsFile.write`). Text can be read by eye, binary is smaller and faster, and
 what comes back is the same to the last bit:
*/
claim(
  "text: what is read is what was written",
  try comesBack(learnedWords, as: .text, seed: options.seed))
claim(
  "binary: what is read is what was written",
  try comesBack(learnedWords, as: .binary, seed: options.seed))
/*:
 From the command line it takes no program at all. This trains on any text file,
 however large, since it is read as a stream:

 ```
 swift run word2vec --train notes.txt --vectors notes.vectors
 ```

 `--help` lists the settings. What was learned is kept every ten minutes and at
 Ctrl-C, in `notes.vectors.checkpoint` or where `--checkpoint` says, and
 `--resume` goes on from there, to the same bits as if nothing had happened.

 ### A map

 A hundred dimensions can't be drawn. Chapter 2 drew the two directions in which
 the words vary most; what lies in the other ninety-eight is lost, and kinds
 fall on top of each other. **t-SNE** (van der Maaten and Hinton 2008) doesn't
 project. It gives each word a place on the paper and moves them all until
 neighbors are neighbors: it turns distances into probabilities of being
 neighbors, once in the space and once on the paper, and goes down the slope of
 a measure of how much the two differ (the Kullback-Leibler divergence).
*/
//#-hidden-code
let classes = knownClasses(in: vocabulary)
//#-end-hidden-code
let shown = classes.filter { $0.words.count > 5 }.dropFirst().prefix(7)
let labels = shown.flatMap { $0.words.prefix(11) }
let vectorsToShow = try learnedWords.vectors(labels)
let unit =
  vectorsToShow
  / sqrt((vectorsToShow * vectorsToShow).sum(axis: 1, keepingAxis: true))
let onPaper = tsne(unit, perplexity: 10)
let projected = pca(unit)
//#-hidden-code
let order = NeighborOrder(labels, kinds: shown)
//#-end-hidden-code
place(
  mapFigure(
    onPaper, labels: labels, kinds: shown,
    isHarbor: options.corpus == "harbor"))
show("% of words beside one of their kind, t-SNE:", order(onPaper))
show("% on the two main directions:", order(projected))
claim(
  "t-SNE keeps more neighbors together than a projection does", about: "harbor",
  order(onPaper) > order(projected) + 5)
/*:
 A map like this invites reading more from it than is there: how large an island
 is, and how far from the next, says nothing.

 ### The newspaper

 And for real text? Chapter 2 counted on the Penn Treebank, a million words of a
 newspaper. The best that its plain settings gave (section 2.8) were correlations of
 {{02.plain:plain_wordsim}} with people's judgement on WordSim-353 and {{02.plain:plain_men}} on MEN, and {{02.plain:plain_analogies}}% of the
 analogies; tuned, it reached more. Here is what predicting reaches, the mean of
 three seeds, and the same for WikiText-2, twice the size:
*/
//#-hidden-code
record("newspaper") {
  let (table, best) = try learnNewspapers()
  place(table)
  claim(
    "on the Penn Treebank, by either measure of likeness one of the two is above plain counting",
    best[0] > 36.3 && best[1] > 41.9)
}
//#-end-hidden-code
/*:
 (These settings, a window of 9, subsampling at 0.0005 and a rate of 0.03, were
 chosen by trying some forty on these same test sets, so the figures are a little
 too good. The same is true of chapter 2's best, which are higher still: on texts as
 small as these, counting is hard to beat.)

 ## 4.11 What a GPU would change

 This book needs no GPU. But it's worth knowing what one would do for you, and
 that can be worked out in advance, with two numbers from a data sheet. Take
 NVIDIA's A100 of 2020: 19.5 trillion operations a second in 32 bits, and 1,555
 GB/s from its own memory. A piece of work then takes at least

 $$\max\left( \frac{\text{operations}}{\text{operations a second}}, \;
 \frac{\text{bytes}}{\text{bytes a second}} \right)$$

 which is known as the **roofline** (Williams, Waterman and Patterson 2009).
 Both counts we can take from the formulas. The work: a batch of 100 targets by
 CBOW, rows being looked up, with a softmax over all words; the same batch with
 negative sampling; the product that gives an LSTM's scores for 700 words, the
 largest of the coming chapters; and one of the LSTM's steps in time. (An LSTM
 is the recurrent network of a coming chapter; at each word it multiplies its
 state by a large matrix.) Each number that is read or written counts 4 bytes, once
 for each pass over it:
*/
//#-hidden-code
let gpuTimes = works.map(gpu.times)
//#-end-hidden-code
place(worksTable(gpu))
name("ridge", gpu.ridge, decimals: 1)
name("idle", 100 * gpuTimes[1].arithmetic / gpuTimes[1].memory, decimals: 0)
name("sampled_us", 1e6 * gpuTimes[1].memory, decimals: 1)
name("moved_us", 1e6 * works[2].bytes / 31.5e9, decimals: 0)
name("scores_us", 1e6 * gpuTimes[2].arithmetic, decimals: 0)
claim(
  "the LSTM's scores are limited by arithmetic, 10 times over",
  gpuTimes[2].arithmetic > 10 * gpuTimes[2].memory)
claim(
  "negative sampling is limited by memory, 10 times over",
  gpuTimes[1].memory > 10 * gpuTimes[1].arithmetic)
claim(
  "and its batch is done before 5 µs are over", gpuTimes[1].memory < 5e-6)
/*:
 The GPU is balanced at {{ridge}} operations a byte. Work above that is limited
 by its arithmetic, and that is the work it was built for: the LSTM's scores, a
 large matrix product. Negative sampling is at the other end. It made word2vec
 fast by doing *few* operations, and the few it does are done with vectors
 fetched from all over a table: the GPU would use {{idle}}% of its arithmetic.

 How does that compare with a core? By the same formula, with its own peak and the
 rate of its main memory, measured once more:
*/
//#-hidden-code
record("roofline") {
  let core = Processor(
    operations: measuredPeak(), bytes: measuredBandwidth(bytes: 1 << 27))
  place(gainsTable(core, gpu))
  place(rooflineFigure(core, gpu))
  claim(
    "with a launch, negative sampling gains less than a quarter of what the scores do",
    4 * gainWithLaunch(works[1], core, gpu)
      < gainWithLaunch(works[2], core, gpu))
}
//#-end-hidden-code
/*:
 The GPU has far more of both, so against one core it gains everywhere. But four
 things stand between the table and the gain.

 1. **A launch.** Handing a GPU its work takes some microseconds; the last
    column assumes 5. A batch with negative sampling needs {{sampled_us}} µs of
    memory time, so the GPU would mostly be waiting for us. It wants batches of
    many thousands, in which all targets learn from the vectors as they were
    before the batch.
 2. **Collisions.** In such a batch frequent words come up hundreds of times,
    and all those updates go to one row. Added up in whatever order they arrive,
    they give other bits each time.
 3. **The way there.** Data reach the GPU through a bus, here at 31.5 GB/s. To
    send the LSTM's three matrices takes {{moved_us}} µs, their product
    {{scores_us}} µs. What a GPU works with has to live there.
 4. **The other side isn't one core.** The vectors of 10,000 words are 8 MB,
    which the caches hold, and bytes come faster from there than the table
    assumes (the GPU has a cache too). And a server's processor has dozens of
    cores.

 Gupta and Khare (2017) wrote word2vec for GPUs, with much care: with eight of
 them it ran 9 times as fast as with eight threads of a processor. For the
 LSTM's scores the table's gain is within reach, and there is more to be had: in 16 bits
 the same GPU multiplies matrices at 312 trillion operations a second. It is one
 reason why large language models are made of large matrix products: little else
 keeps such a machine busy.

 ## Summary

 - Count before you time. Two products with $V$ rows were nearly all of the
   work, and nearly all of it was about words that weren't there.
 - Read rows instead of multiplying by zeros, and *add* on the way back: an id
   may come twice.
 - One question about a word is enough, if it is asked of the right word and of
   a few from a hat. With the words' frequencies as noise, the best score is the
   PMI less $\log K$.
 - A core does tens of thousands of operations in the time that one number takes to
   come from far memory. What counts is how many operations are done with a byte.
 - Lanes, tiles, packing and threads change *when* each sum goes on, never the
   order within it. So the fastest product gives the bits of the plainest.
 - Threads share out results, never a sum. Where they must share what they
   learn, as in word2vec, let each learn on copies and put them together in
   order.
 - Show quality beside speed.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | the loss falls, the vectors are poor | gradients of repeated ids put into place, not added |
 | the loss grows without end | the rate is too high: frequent words, and so small vocabularies, suffer first |
 | rare words all look alike | too few epochs: they begin near zero and have hardly moved |
 | two runs with one seed differ | threads that change the same rows, or an order that comes from a hash table |
 | a loop over a matrix is ten times as slow as it should be | it walks by columns |
 | 512 × 512 takes far longer than 500 × 500 | rows whose length is a power of two crowd into a few sets of the cache |
 | lanes bring nothing | a sum in one chain: give it several |
 | an `InlineArray` makes a loop a hundred times as slow | its loop wasn't unrolled, so it lives in memory: keep it to eight rounds |
 | two threads are slower than one | pieces of a few microseconds; or both write to the same line of memory |
 | the weights stand still in 16 bits | steps smaller than a weight's last bit |

 ## Exercises

 1. Work out the operations for one target of skip-gram with a softmax over all
    words. (The $2m$ questions share their scores.)
 2. In 4.3, take $K = 1$ and $K = 20$. What changes in the learned scores, and
    what in their differences?
 3. Prove that no answer has a smaller expected loss than the one given in 4.3.
    (Differentiate by the score.)
 4. Draw the Huffman tree of the seven words from their turns.
 5. The noise has the power ¾. Try 0 and 1 with `AliasTable(noiseOf:power:)` in
    the loop by hand, and grade the vectors.
 6. Exchange the loops of the product's version 2 so that $p$ is outermost. Are
    the bits still the same? Predict the lines fetched, then count them with
    `Cache`.
 7. Write `tile` for 4 rows, and for 16. Which one is faster on your machine,
    and why?
 8. What would storing in 8 bits cost? Round each vector to multiples of its
    largest number over 127, and count the neighbors that stay.
 9. Train on a text of your own, draw its map, and look for an island that you
    can't explain.

 ## References

 - T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean. *Distributed
   representations of words and phrases and their compositionality.* NIPS 2013
   (2013b in the text).
 - O. Levy, Y. Goldberg. *Neural word embedding as implicit matrix
   factorization.* NIPS 2014.
 - O. İrsoy, A. Benton, K. Stratos. *Corrected CBOW performs as well as
   skip-gram.* Workshop on Insights from Negative Results in NLP, 2021.
 - S. Ji, N. Satish, S. Li, P. Dubey. *Parallelizing word2vec in shared and
   distributed memory.* arXiv:1604.04661, 2016.
 - F. Morin, Y. Bengio. *Hierarchical probabilistic neural network language
   model.* AISTATS 2005.
 - D. Huffman. *A method for the construction of minimum-redundancy codes.*
   Proceedings of the IRE 40, 1952.
 - A. Walker. *An efficient method for generating discrete random variables with
   general distributions.* ACM Transactions on Mathematical Software 3, 1977.
 - L. van der Maaten, G. Hinton. *Visualizing data using t-SNE.* JMLR 9, 2008.
 - G. Amdahl. *Validity of the single processor approach to achieving large
   scale computing capabilities.* AFIPS 1967.
 - K. Goto, R. van de Geijn. *Anatomy of high-performance matrix
   multiplication.* ACM Transactions on Mathematical Software 34, 2008.
 - N. Higham. *The accuracy of floating point summation.* SIAM Journal on
   Scientific Computing 14, 1993.
 - S. Williams, A. Waterman, D. Patterson. *Roofline: an insightful visual
   performance model for multicore architectures.* Communications of the ACM 52,
   2009.
 - S. Gupta, V. Khare. *BlazingText: scaling and accelerating word2vec using
   multiple GPUs.* MLHPC 2017.
 - NVIDIA. *A100 Tensor Core GPU* (data sheet, 40 GB). 2020.
*/
weaveChapter()
