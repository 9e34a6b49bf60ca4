import Harbor
import Language
import Literate
import Models
import Tensors
import Tools

let options = beginChapter(corpus: "harbor") {
  try $0.expectText(words: 300, differentWords: 300, quickWords: 50_000)
}
Threads.count = options.threads
/*:
 # 2 Distributional representation

 A network eats numbers; a language is made of words. This chapter turns words
 into numbers by nothing but counting, and leads to a map on which a program
 that was never told what anything means has put fish beside fish, boats beside
 boats and France beside Spain:

 ![A map of words from the harbor stories, in which words of one class lie close together](figures/02-map.svg)

 The way there has four steps: words become ids, ids become counts, counts
 become surprise, and a large table is squeezed into a small one. At its end you
 can, with this page closed,

 - count which words stand near which, and compare two words by the cosine of
   their rows;
 - weigh counts by surprise, as PMI and PPMI do;
 - find the leading singular vectors of a table, and say what they are good for;
 - answer *France is to Paris as Italy is to …?* by adding and subtracting;
 - judge vectors by something outside of them, and know what they have picked up
   from their text that nobody wanted.

 All of it stands here in plain code, less than a hundred lines on arrays of
 numbers. Then the library does the same for large texts, and the page checks
 that both agree.

 ## 2.1 Text into numbers

 A **corpus** is text gathered to learn from. To a program it is a long list of
 **tokens**, words and punctuation; to cut it up so is **tokenization**. This
 sentence will follow us for two chapters:
*/
let tokens = Tokenizer.words.tokens(in: "You say goodbye and I say hello.")
show(tokens)
/*:
 The list of all different tokens is the **vocabulary**. Each of its words gets a
 number, its **id**: 0 for the most frequent word, 1 for the next, and words of
 equal frequency in the order in which they first appear, so that the numbering
 is the same on every machine:
*/
func distinctWords(of tokens: [String]) -> [String] {
  var frequencies: [String: Int] = [:]
  var order: [String] = []
  for token in tokens {
    if frequencies[token] == nil { order.append(token) }
    frequencies[token, default: 0] += 1
  }
  return order.indices.sorted {
    (frequencies[order[$1]]!, $0) < (frequencies[order[$0]]!, $1)
  }.map { order[$0] }
}

let sevenWords = distinctWords(of: tokens)
let ids = tokens.map { sevenWords.firstIndex(of: $0)! }
show(sevenWords)
show(ids)
/*:
 Eight tokens, seven words: *say* appears twice and has one id, 0. The library's
 `Vocabulary` does the same with a table to look words up in:
*/
let small = Vocabulary(of: tokens)
claim(
  "the library numbers the seven words alike", isShown: false,
  try small.words == sevenWords && small.ids(of: tokens) == ids)
/*:
 An id is a name, not a measure: nothing about 3 is more like 4 than like 900.
 For a network to make anything of words, each word needs a **vector**, such
 that words similar in meaning have vectors similar in direction. The plainest
 choice is **one-hot**: all zeros, and a single 1 at the word's id. It tells
 words apart and nothing else: any two of them stand at a right angle. That is
 the baseline. Where could better ones come from?

 *You can now turn a text into a list of numbers, and back.*

 ## 2.2 The first idea: ask someone who knows

 People have long written down which words mean the same, in a **thesaurus**.
 One made for computers is a graph. Words that mean the same share a node, and
 each node points to what it *is a* kind of. This book brings a small one:
*/
let thesaurus = Thesaurus.harbor
show(try thesaurus.synonyms(of: "car"))
show(thesaurus.tree(under: try thesaurus.sense(of: "vehicle")))
/*:
 The fewer the steps between two words, the more similar they are. **Path
 similarity** is $1/(1 + \text{steps})$ along *is a*, up to the nearest common
 ancestor and down again. From *car* to *truck* it's one step up to *motor
 vehicle* and one down, so 1/3:
*/
for word in ["automobile", "truck", "boat", "dog"] {
  show(word, try thesaurus.pathSimilarity("car", word)!)
}
claim(
  "a car is more like a truck than a boat, and more like a boat than a dog",
  isShown: false,
  try thesaurus.pathSimilarity("car", "truck")! > thesaurus.pathSimilarity(
    "car", "boat")!
    && thesaurus.pathSimilarity("car", "boat")! > thesaurus.pathSimilarity(
      "car", "dog")!
)
/*:
 **WordNet** (Miller 1995) is the great thesaurus of English, made by hand at
 Princeton from 1985 on. Its files can be had for every system (on Debian, in
 the package `wordnet-base`), and the library reads them into the same kind of
 graph. (A cell marked `record` runs on request only, since it needs files that
 the book doesn't bring, or minutes. What it showed when it last ran is kept.)
*/
record("wordnet") {
  let wordnet = try WordNet.load(.noun)
  show(wordnet.wordCount, "nouns in", wordnet.senses.count, "sets of synonyms")
  for word in ["motorcycle", "boat", "dog"] {
    let (car, other) = (
      try wordnet.sense(of: "car"), try wordnet.sense(of: word)
    )
    show("car and", word, wordnet.pathSimilarity(car, other)!)
  }
  show("senses of bank:", try wordnet.senses(of: "bank").count)
}
/*:
 This works. It even keeps the senses of *bank* apart, which the vectors below
 won't. But a thesaurus has three weaknesses that no diligence cures:

 1. **Language moves.** New words arrive and old ones change their meaning;
    someone has to notice and write it down.
 2. **People are expensive.** WordNet took decades, and it is one language.
 3. **It is blind to shades.** *Car* and *automobile* share a node, so the
    thesaurus calls them the same, yet few people today would say *I parked the
    motorcar*. Within a node there are no degrees.

 ## 2.3 The second idea: look at the company

 Read this: *We sailed at dawn and caught a dozen glabs.* You have never seen a
 glab, and you know what it is: it lives in the sea, it can be caught and
 counted. You took that from the words around it. This is the **distributional
 hypothesis** (Harris 1954): words that keep the same company mean something
 similar. *You shall know a word by the company it keeps*, as Firth (1957) put
 it. Every word vector in this book rests on it.

 ### Counting

 Make it exact. The **context** of a word is the words up to $m$ places to its
 left and right; $m$ is the **window**, or *context window*. Slide it along the
 text, one word at a time, and note for the word in its middle which words stand
 beside it. It runs over the ends of sentences too; the period is a word like
 others.
*/
place(windowFigure(tokens, window: 1, centers: [1, 4, 5]))
/*:
 The notes go into a table with a row and a column for each word, the
 **co-occurrence matrix**: $C(x, y)$ says how often $y$ stood in the window
 around $x$. In code, $i$ is the place in the middle and $j$ runs over its
 window:
*/
func countNeighbors(_ ids: [Int], words: Int, window m: Int) -> [[Float]] {
  let row = [Float](repeating: 0, count: words)
  var counts = [[Float]](repeating: row, count: words)
  for i in ids.indices {
    for j in max(0, i - m)...min(ids.count - 1, i + m) where j != i {
      counts[ids[i]][ids[j]] += 1
    }
  }
  return counts
}

let sevenCounts = countNeighbors(ids, words: 7, window: 1)
place(countsFigure(sevenCounts, words: sevenWords))
/*:
 Read the row of *i*: it stood once beside *and*, once beside *say*. That row is
 its vector. The table is symmetric, since a word in my window has me in its
 own.

 ### Comparing

 Two vectors are similar when they point the same way. The **cosine
 similarity** is the cosine of the angle between them:

 $$\cos(x, y) = \frac{x \cdot y}{\lVert x \rVert \; \lVert y \rVert} = \frac{\sum_k x_k y_k}{\sqrt{\sum_k x_k^2} \; \sqrt{\sum_k y_k^2}}$$

 It is 1 for the same direction and 0 for a right angle, and it forgives length,
 so that a rare word can be similar to a frequent one. *You* stood only beside
 *say*, *i* beside *and* and *say*; all else in their rows is zero, so the two
 can be drawn:
*/
place(cosineFigure())
/*:
 By hand: $x \cdot y = 1 \cdot 1 + 0 \cdot 1 = 1$, the lengths are 1 and
 $\sqrt{2}$, and the cosine is $1/\sqrt{2} = 0.71$, that of 45°. In code, with
 the sum of products and the length as functions of their own, since we'll need
 them again:
*/
func dot(_ x: [Float], _ y: [Float]) -> Float {
  var sum: Float = 0
  for k in x.indices { sum += x[k] * y[k] }
  return sum
}

func length(_ x: [Float]) -> Float { dot(x, x).squareRoot() }

func cosine(_ x: [Float], _ y: [Float]) -> Float {
  let lengths = length(x) * length(y)
  return lengths > 0 ? dot(x, y) / lengths : 0
}

let (you, i) = (sevenCounts[1], sevenCounts[4])
show(cosine(you, i))
/*:
 The **nearest neighbors** of a vector are the words whose vectors have the
 largest cosine with it. `known` are words that don't count, such as the one we
 ask about; of equal cosines the more frequent word comes first:
*/
func nearest(
  _ x: [Float], in vectors: [[Float]], without known: Set<Int>
) -> [Int] {
  let scores = vectors.map { cosine($0, x) }
  return vectors.indices.filter { !known.contains($0) }
    .sorted { (scores[$1], $0) < (scores[$0], $1) }
}

for id in nearest(you, in: sevenCounts, without: [1]) {
  show(sevenWords[id], cosine(you, sevenCounts[id]))
}
claim(
  "the cosine of you and i is 1/√2", isShown: false,
  abs(cosine(you, i) - Float(0.5).squareRoot()) < 1e-6)
/*:
 One sentence, and the two pronouns are found to be similar. But *goodbye* and
 *hello* lie just as near to *you*, since they stand beside *say* too. At this
 size it's luck as much as truth. We need more text, and for more text something
 faster: the library's `coOccurrence` counts in all threads and stores only what
 isn't zero, and its `WordVectors` finds neighbors by one matrix product.
*/
let counts = try coOccurrence(ids, words: small.count, window: 1)
let first = WordVectors(small, counts)
show(try first.similarity("you", "i"))
show(try first.mostSimilar(to: "you", count: 6))
claim(
  "on the seven words, plain code and library count and rank alike",
  try counts.dense == table(sevenCounts)
    && first.mostSimilar(to: "you", count: 6).map(\.word)
      == nearest(you, in: sevenCounts, without: [1]).map { sevenWords[$0] }
)
/*:
 *You can now make vectors for the words of any text, and find for each word
 those that keep similar company.*
*/
exercise("2.1")
exercise("2.2")
exercise("2.3")
/*:
 <details>
 <summary><b>Predict, then read on.</b> What is the cosine of <i>goodbye</i> and <i>hello</i> with a window of 1, and with a window of 2?</summary>

 With 1, *goodbye* stood beside *say* and *and*, *hello* beside *say* and the
 period. They share one neighbor of two each: $1/(\sqrt 2 \sqrt 2) = 1/2$. With
 2, *goodbye* has *say*, *you*, *and*, *i*, and *hello* has *say*, *i* and the
 period: $2/(\sqrt 4 \sqrt 3) = 0.58$.

 </details>
*/
//#-hidden-code
let wider = countNeighbors(ids, words: 7, window: 2)
claim(
  "the answers are right", isShown: false,
  abs(cosine(sevenCounts[2], sevenCounts[5]) - 0.5) < 1e-6
    && abs(cosine(wider[2], wider[5]) - 1 / Float(3).squareRoot()) < 1e-6)
//#-end-hidden-code
/*:
 ## 2.4 A small town

 The book brings its own corpus: stories of a harbor town, written at random by
 a *grammar*: sentence patterns with slots, and lists of words that fit them. It
 is a teaching instrument. Because the grammar is known, so is what its words
 have in common, and every method can be graded against the truth.
*/
let corpus = input(
  try Corpus.load(
    options.corpus, seed: options.seed,
    words: options.quick ? 50_000 : 200_000, fewest: 300))
let vocabulary = corpus.vocabulary
show(corpus.training.count, "tokens of", vocabulary.count, "words")
show(
  vocabulary.words(at: Array(corpus.training.prefix(15))).joined(separator: " ")
)
name("corpus_words", vocabulary.count)
place(zipfFigure(vocabulary))
/*:
 A few words are everywhere and most are rare, as in all languages. We'll follow
 five of them: *herring*, a fish; *monday*, a day; *fisherman*, a profession;
 *mended*, a past tense; and *red*, a color. The grammar says which words belong
 to these classes, so a neighbor from elsewhere, which is no right answer, can
 be marked with a cross:
*/
let pastTenses = Harbor.analogies.first { $0.name == "walk : walked" }!
  .questions.map(\.b)
let classes =
  corpus.name == "harbor"
  ? Harbor.classes + [(name: "past tenses", words: pastTenses)] : []

func marked(_ neighbors: [Neighbor], of word: String) -> String {
  let own = classes.first { $0.words.contains(word) }
  return neighbors.map { neighbor in
    let isRight = own == nil || own!.words.contains(neighbor.word)
    return (isRight ? "" : "✗ ") + "\(neighbor)"
  }.joined(separator: ", ")
}

let queries = ["herring", "monday", "fisherman", "mended", "red"]
  .filter { vocabulary[$0] != nil }
/*:
 Count with a window of 3, and look at neighbors:
*/
let window = 3
let harborCounts = try coOccurrence(
  corpus.training, words: vocabulary.count, window: window)
let byCounts = WordVectors(vocabulary, harborCounts)
for query in queries {
  show(query, "→")
  show(marked(try byCounts.mostSimilar(to: query), of: query))
}
/*:
 ## 2.5 Why counts mislead

 Not bad, and not good. The trouble is *the*. It stands near everything, its
 column holds the largest numbers, and the largest numbers decide where a vector
 points. But standing near *the* tells little. What tells much is standing near a
 word *more often than chance would have it*.

 ### Surprise

 If two words had nothing to do with each other, they would meet with
 probability $P(x) P(y)$. The **pointwise mutual information**, PMI (Church
 and Hanks 1990), compares that with what happened:

 $$\mathrm{PMI}(x, y) = \log_2 \frac{P(x, y)}{P(x) \; P(y)} = \log_2 \frac{C(x, y) \; N}{C(x) \; C(y)}$$

 Here $C(x, y)$ is an entry of the table, $C(x)$ and $C(y)$ are the sums of its
 row and column, and $N$ is the sum of the whole table. Take *hello* and the
 period. They stood beside each other once. The row of *hello* has a sum of 2
 (*say* and the period), the column of the period a sum of 1, and the whole
 table of 14: seven pairs of neighbors, each seen from both sides. The
 logarithm to base 2 is $\ln z / \ln 2$:
*/
let (together, ofHello, ofPeriod, all): (Float, Float, Float, Float)
(together, ofHello, ofPeriod, all) = (1, 2, 1, 14)
let timesChance = together * all / (ofHello * ofPeriod)
show(timesChance, log(timesChance) / log(2))
/*:
 They met seven times as often as chance would have it, which is 2.81 **bits**:
 each bit is a factor of two. *Say* and *you* met once as well, but *say* meets
 everyone: $\log_2 (1 \cdot 14 / (4 \cdot 1)) = 1.81$, a bit less.

 Where a pair never occurs, $\log_2 0 = -\infty$, and trusting any other value
 below zero takes far more text than we have. So negative values are cut off.
 That is **positive PMI**,

 $$\mathrm{PPMI}(x, y) = \max\big(0, \mathrm{PMI}(x, y)\big)$$

 PMI has a weakness of its own: it overrates the rare. A pair seen once, of two
 words seen only with each other, gets one of the highest values there are. So
 the contexts' probabilities are **smoothed** (Levy, Goldberg and Dagan 2015),
 which makes rare ones a little less rare:

 $$P_\alpha(y) = \frac{C(y)^\alpha}{\sum_z C(z)^\alpha}$$

 It takes the place of $P(y)$, and since $P(x, y) / P(x)$ is $C(x, y) / C(x)$,
 all of it together is

 $$\mathrm{PPMI}_\alpha(x, y) = \max\left(0, \; \log_2 \frac{C(x, y)}{C(x) \; P_\alpha(y)}\right)$$

 and 0 where a pair never occurs. With $\alpha = 1$ nothing changes; 0.75 is
 usual. In code, with $C(y)^\alpha = e^{\alpha \ln C(y)}$ as the weight of a
 context:
*/
func positivePMI(of counts: [[Float]], smoothing alpha: Float = 1) -> [[Float]]
{
  let rowSums = counts.map { $0.reduce(0, +) }
  let columnSums = transposed(counts).map { $0.reduce(0, +) }
  let weights = columnSums.map { $0 > 0 ? exp(alpha * log($0)) : 0 }
  let total = weights.reduce(0, +)
  var result = counts
  for x in counts.indices {
    for y in counts[x].indices where counts[x][y] > 0 {
      let ratio = counts[x][y] * total / (rowSums[x] * weights[y])
      result[x][y] = max(0, log(ratio) / log(2))
    }
  }
  return result
}

func transposed(_ table: [[Float]]) -> [[Float]] {
  table[0].indices.map { column in table.map { $0[column] } }
}

let sevenPPMI = positivePMI(of: sevenCounts)
place(ppmiFigure(sevenPPMI, words: sevenWords))
claim(
  "the plain PPMI and the library's differ by less than 0.00001 bits",
  largestDifference(ppmi(counts).dense, table(sevenPPMI)) < 1e-5)
/*:
 Now the library's `ppmi` on the town, which works through the entries that are
 stored and never sees a zero:
*/
let harborPPMI = ppmi(harborCounts, smoothing: 0.75)
let byPPMI = WordVectors(vocabulary, harborPPMI)
for query in queries {
  show(query, "→")
  show(marked(try byPPMI.mostSimilar(to: query), of: query))
}
/*:
 ### Is it better?

 In this town we needn't argue about examples, because the truth is known. Three
 measures, all out of 100:

 - **precision at five** (*neighbors* in the tables of later chapters): how many
   of a word's five nearest neighbors belong to its class (days, fish, tools …);
 - *analogies*: how many are solved (section 2.7);
 - *similarity*: the **rank correlation** of the cosines with the grammar's own
   grades (half for being of one class, half for shared companions). It is 100
   if both put all pairs into the same order, and 0 if their orders have nothing
   in common.

 The baseline is random vectors, a hundred random numbers for each word. One
 throw of the dice would say little, so here are {{throws}}, with the least and
 the most that any of them got:
*/
//#-hidden-code
let randomGrades = try (1...(options.quick ? 3 : 10)).map {
  try HarborGrades(randomVectors(for: vocabulary, seed: UInt64($0)))
}
name("throws", randomGrades.count)
let countGrades = try HarborGrades(byCounts)
let ppmiGrades = try HarborGrades(byPPMI)
//#-end-hidden-code
place(
  gradesTable([
    ("random", randomGrades), ("counts", [countGrades]),
    ("PPMI", [ppmiGrades]),
  ]), about: "harbor")
claim(
  "PPMI solves more analogies and ranks similarity better than counts do",
  isShown: false, about: "harbor",
  ppmiGrades.analogies > countGrades.analogies + 5
    && ppmiGrades.likeness > countGrades.likeness + 5)
/*:
 Counts are no fools: to know a word's class, it helps to see *the* and *a* and
 *his* before it, for these mark its place in the sentence. What sets a word
 apart *within* its class is in its rarer companions, and PPMI turns those up.

 The matrix is **sparse**: most of its entries are zero, and only the others are
 stored.
*/
let filled =
  Float(harborPPMI.nonzeros) / Float(vocabulary.count * vocabulary.count)
show(harborPPMI.shape, filled)
claim("more than 9 in 10 entries are zero", isShown: false, filled < 0.1)
/*:
 *You can now weigh a table of counts by surprise, and say of each cell what it
 means.*
*/
exercise("2.4")
/*:
 <details>
 <summary><b>Predict, then read on.</b> Twice the text: every count in the table doubles. What becomes of the PPMI?</summary>

 Nothing. $C(x, y)$ and $N$ double above the line, $C(x)$ and $C(y)$ double
 below it, and the four factors of two cancel. PMI sees proportions, not
 amounts. That is why it can't tell a pair seen once from one seen a thousand
 times, and overrates the rare.

 </details>
*/
//#-hidden-code
let doubled = sevenCounts.map { $0.map { 2 * $0 } }
claim(
  "twice the counts have the same PPMI", isShown: false,
  largestDifference(table(positivePMI(of: doubled)), table(sevenPPMI)) < 1e-5)
//#-end-hidden-code
/*:
 ## 2.6 Fewer dimensions

 One dimension per word is too many. A vocabulary of 10,000 would give vectors
 of 10,000 numbers, nearly all of them zero, the rest noisy. Words that are
 similar, *herring* and *cod*, are columns of their own, though standing near
 one says much the same as standing near the other. We want a few dimensions
 that sum up the many.

 ### A table as a sum of simple tables

 The simplest table there is has one number for each row and one for each
 column, and in each cell their product, like a multiplication table. The
 **singular value decomposition** (SVD) writes any table as a sum of such:

 $$X = s_1 u_1 v_1^\top + s_2 u_2 v_2^\top + \dots = U S V^\top$$

 Each $u_k$ holds a number for every row, that is, for every word. Each $v_k$
 holds a number for every column, for every context. All have length 1, and the
 $u$ stand at right angles to each other, as do the $v$: each term adds
 something that no other has. These are the **singular vectors**. How much a
 term adds is its **singular value** $s_k$; the largest comes first. Side by
 side, the $u_k$ are the columns of $U$ and the $v_k$ those of $V$, and $S$ has
 the $s_k$ on its diagonal:
*/
place(svdFigure(words: sevenWords))
/*:
 Break off after $d$ terms, and what you have is the best that $d$ terms can do:
 no other sum of $d$ such tables comes closer to $X$, by the sum of squared
 differences. That is the theorem of Eckart and Young (1936), and what is left
 is called a **low-rank approximation**. To say with fewer numbers what many
 said, in this way or another, is **dimensionality reduction**.

 One cell of it says what the short vectors are. The entry for word $i$ and
 context $j$ is

 $$X_{ij} \approx \sum_{k=1}^{d} U_{ik} \, s_k \, V_{jk} = \sum_{k=1}^{d} \big(U_{ik} \sqrt{s_k}\big) \big(V_{jk} \sqrt{s_k}\big)$$

 a dot product of $d$ numbers for the word and $d$ numbers for the context. So
 row $i$ of $U \sqrt{S}$ is a short, dense vector for word $i$, and its products
 with the contexts' vectors give back the PPMI, as nearly as $d$ numbers can.
 (The networks of chapter 3 learn two such tables, one of words and one of
 contexts, without ever making the large one.)
 Splitting $s_k$ evenly is a choice. $U S$ keeps the lengths and angles that the
 rows of the approximation have, $U$ alone gives every dimension the same say,
 and $U \sqrt{S}$ lies in between; Levy, Goldberg and Dagan (2015) found the
 last two better for words. No single number of such a vector stands for a word
 or a meaning; only directions do. Deerwester et al. did this with documents in
 1990 and called it **latent semantic analysis**.

 ### Finding it

 Multiply the sum of terms above by one of the $v_k$: all other $v$ stand at
 right angles to it, and only its own term is left, $X v_k = s_k u_k$. Likewise
 $X^\top u_k = s_k v_k$.

 Now take any vector $v$, multiply it by $X$, then by $X^\top$, and scale it to
 length 1. Do that again and again. Each round multiplies the part of $v$ that
 lies along $v_k$ by $s_k^2$, so the part along $v_1$ grows fastest, and all
 others fade beside it: after $n$ rounds the second is down to
 $(s_2/s_1)^{2n}$ of what it was. This is **power iteration**, and it takes two
 small functions:
*/
func times(_ table: [[Float]], _ x: [Float]) -> [Float] {
  table.map { dot($0, x) }
}

func unit(_ x: [Float]) -> [Float] {
  let size = length(x)
  return x.map { size > 0 ? $0 / size : 0 }
}
/*:
 Watch it settle on the seven words. (A window of 2 gives their table a little
 more to squeeze.) It starts from $1, 1/2, 1/3, \dots$; any vector does that
 isn't by bad luck at a right angle to $v_1$:
*/
let sevenWide = positivePMI(of: countNeighbors(ids, words: 7, window: 2))
var turning = sevenWords.indices.map { 1 / Float($0 + 1) }
for round in 1...40 {
  turning = unit(times(transposed(sevenWide), times(sevenWide, turning)))
  if [1, 2, 10, 20, 40].contains(round) { show(round, turning) }
}
/*:
 What it comes to rest at is $v_1$, and $X v_1 = s_1 u_1$ gives the other two:
 its length is $s_1$, its direction $u_1$. Take the first term away from the
 table, and the second is the largest:

 $$X \leftarrow X - s_1 u_1 v_1^\top$$

 That is **deflation**, and so we get as many terms as we like. (The sign of a
 term is free: $-u_k$ and $-v_k$ have the same product.)
*/
func leadingSVD(
  of x: [[Float]], terms d: Int, rounds: Int = 100
) -> (u: [[Float]], s: [Float], v: [[Float]]) {
  var (rest, u, s, v) = (x, [[Float]](), [Float](), [[Float]]())
  for _ in 0..<d {
    let turned = transposed(rest)
    var right = turned.indices.map { 1 / Float($0 + 1) }
    for _ in 0..<rounds {
      right = unit(times(turned, times(rest, right)))
    }
    let left = times(rest, right)  // s · u
    u.append(unit(left))
    s.append(length(left))
    v.append(right)
    for i in rest.indices {
      for j in right.indices { rest[i][j] -= left[i] * right[j] }
    }
  }
  return (u, s, v)
}
/*:
 Here `u[k]` is the column $u_k$. Word $i$ gets the numbers
 $U_{ik} \sqrt{s_k}$:
*/
func shortVectors(_ u: [[Float]], _ s: [Float]) -> [[Float]] {
  u[0].indices.map { i in s.indices.map { k in u[k][i] * s[k].squareRoot() } }
}
/*:
 Now squeeze the seven words into two dimensions:
*/
let twoTerms = leadingSVD(of: sevenWide, terms: 2)
let inPlane = shortVectors(twoTerms.u, twoTerms.s)
show("s:", twoTerms.s)
for (word, vector) in zip(sevenWords, inPlane) { show(word, vector) }
place(planeFigure(inPlane, words: sevenWords))
/*:
 *You* and *i* point the same way, and so do *goodbye* and *hello*, though their
 rows of seven numbers had little in common:
*/
for (a, b) in [(1, 4), (2, 5), (1, 2)] {
  show(
    sevenWords[a], sevenWords[b], "before", cosine(sevenWide[a], sevenWide[b]),
    "after", cosine(inPlane[a], inPlane[b]))
}
claim(
  "squeezed, you and i have a cosine above 0.99, and so have goodbye and hello",
  isShown: false,
  cosine(inPlane[1], inPlane[4]) > 0.99
    && cosine(inPlane[2], inPlane[5]) > 0.99
    && cosine(sevenWide[1], sevenWide[4]) < 0.5
    && cosine(sevenWide[2], sevenWide[5]) < 0.2)
/*:
 There isn't room in the plane for seven directions, so words whose companions
 are *themselves* companions, as the period's and those of *you*, have to share
 one. That is what squeezing is good
 for: it doesn't only save room, it lets words be similar that never met the
 same neighbor. (With seven words, don't read more into it. The period lies with
 *you*.)

 ### The same from the library

 Power iteration finds one vector after the other, and where two singular values
 are close it takes many rounds to tell them apart. The library's
 `randomizedSVD` starts from many random vectors at once and keeps what every
 round gave, not the last alone (Halko, Martinsson and Tropp 2011; Musco and
 Musco 2015). Here are both, on the first 3,000 words of the town's stories:
*/
let slice = vocabulary.words(at: Array(corpus.training.prefix(3_000)))
let sliceWords = Vocabulary(of: slice)
let sliceIDs = try sliceWords.ids(of: slice)
let sliceCounts = countNeighbors(sliceIDs, words: sliceWords.count, window: 3)
let slicePPMI = positivePMI(of: sliceCounts, smoothing: 0.75)
let sliceTerms = leadingSVD(of: slicePPMI, terms: 3)
show("plain code:", sliceTerms.s)

let libraryCounts = try coOccurrence(
  sliceIDs, words: sliceWords.count, window: 3)
let libraryPPMI = ppmi(libraryCounts, smoothing: 0.75)
var dice = Random(seed: options.seed, stream: "slice")
let libraryTerms = randomizedSVD(libraryPPMI, rank: 3, random: &dice)
show("library:", libraryTerms.s)
//#-hidden-code
let (exact, plain) = (exactSVD(table(sevenWide)).cut(to: 2), product(twoTerms))
let firstTerm = (
  u: [sliceTerms.u[0]], s: [sliceTerms.s[0]], v: [sliceTerms.v[0]]
)
let firstGap = largestDifference(
  libraryTerms.cut(to: 1).product, product(firstTerm))
let valuesAgree = zip(sliceTerms.s, libraryTerms.s.values).allSatisfy {
  abs($0 - $1) < 1e-3 * $1
}
//#-end-hidden-code
claim(
  "on the seven words the two terms differ by less than 0.00001 from the library's",
  largestDifference(exact.product, plain) < 1e-5)
claim(
  "on 3,000 words the counts are equal, the PPMI within 0.0001 bits, the singular values within a thousandth, and the first term within 0.001",
  largestDifference(libraryCounts.dense, table(sliceCounts)) == 0
    && largestDifference(libraryPPMI.dense, table(slicePPMI)) < 1e-4
    && valuesAgree && firstGap < 1e-3)
/*:
 And here is the whole town, with a hundred dimensions:
*/
var random = Random(seed: options.seed, stream: "singular vectors")
let svd = randomizedSVD(harborPPMI, rank: 300, random: &random)
let leading = svd.cut(to: 100)
let bySVD = WordVectors(vocabulary, leading.u * sqrt(leading.s))
for query in queries {
  show(query, "→")
  show(marked(try bySVD.mostSimilar(to: query), of: query))
}
/*:
 How many dimensions should one keep? Let the truth decide:
*/
//#-hidden-code
let gradesKept = try gradesBySize(
  [2, 5, 10, 20, 50, 100, 200, 300], of: svd, vocabulary: vocabulary)
let svdGrades = gradesKept[100]!
//#-end-hidden-code
place(
  dimensionsFigure(
    singularValues: svd.s, grades: gradesKept, unsqueezed: ppmiGrades),
  about: "harbor")
name("svd_precision", svdGrades.kinds, decimals: 1, about: "harbor")
name("ppmi_precision", ppmiGrades.kinds, decimals: 1, about: "harbor")
claim(
  "two dimensions are far too few", isShown: false, about: "harbor",
  gradesKept[2]!.kinds < svdGrades.kinds - 20)
claim(
  "300 dimensions have a lower precision than 100", isShown: false,
  about: "harbor",
  gradesKept[300]!.kinds < svdGrades.kinds - 5)
claim(
  "a hundred numbers have a higher precision than all, and lose little",
  isShown: false, about: "harbor",
  svdGrades.kinds > ppmiGrades.kinds + 2
    && svdGrades.analogies > ppmiGrades.analogies - 5
    && svdGrades.likeness > ppmiGrades.likeness - 5)
/*:
 A hundred numbers per word do the work of {{corpus_words}}, and their precision
 is {{svd_precision}} in place of {{ppmi_precision}}. Keep too few, and words
 are lost in each other; keep too many, and $\sqrt{S}$ gives the weak, noisy
 dimensions more say than PPMI itself does. Precision suffers first. Analogies
 gain nothing from the squeeze here; of a much smaller vocabulary than this, a
 hundred directions would be all there are. So for a text of your own, try
 several numbers of dimensions, and judge by what you want the vectors for.

 One town may have been lucky. Here are five, told by the same grammar with other
 dice, and the least and the most that each kind of vector got in them:
*/
//#-hidden-code
record("towns") {
  let towns = try (1...5).map { try gradesOfTown(seed: UInt64($0)) }
  let names = ["counts", "PPMI", "SVD, 100 numbers", "SVD, 300 numbers"]
  place(
    gradesTable(
      names.enumerated().map { index, name in (name, towns.map { $0[index] }) })
  )
  claim(
    "in each of the five, PPMI solves more analogies and ranks similarity better than counts do",
    towns.allSatisfy {
      $0[1].analogies > $0[0].analogies && $0[1].likeness > $0[0].likeness
    })
  claim(
    "and in each, a hundred numbers have a higher precision than PPMI has, and than three hundred",
    towns.allSatisfy {
      $0[2].kinds > $0[1].kinds && $0[2].kinds > $0[3].kinds
    })
}
//#-end-hidden-code
/*:
 *You can now squeeze a table of any size into short vectors, and say what is
 kept and what is lost.*
*/
exercise("2.5")
/*:
 <details>
 <summary><b>Predict, then read on.</b> With a window of 1, the singular values of the seven words' PPMI come in equal pairs, and one is zero. Why?</summary>

 Number the places of the sentence from 0. With a window of 1, a word at an even place
 has neighbors at odd places only, and *say*, which comes twice, stands at odd
 places both times. So the words fall into two camps, {*say*, *and*, the period}
 and {*you*, *goodbye*, *i*, *hello*}, and each row has entries in the other
 camp's columns only. Any term that describes the first camp by the second has a
 mirror image that describes the second by the first, with the same $s$. Three
 pairs make six; the seventh word is left over with 0. Of two equal singular
 values, power iteration finds some vector between the two, and which one
 depends on where it began: the plane is determined, its axes aren't.

 </details>
*/
//#-hidden-code
let paired = exactSVD(table(sevenPPMI)).s.values
claim(
  "three pairs of equal singular values, and a zero", isShown: false,
  (0..<3).allSatisfy { abs(paired[2 * $0] - paired[2 * $0 + 1]) < 1e-5 }
    && paired[6] < 1e-5)
//#-end-hidden-code
/*:
 ## 2.7 Riddles, and a map

 *Man is to woman as king is to …?* If the step from *man* to *woman* is the
 same as that from *king* to *queen*, arithmetic can solve it (Mikolov, Yih and
 Zweig 2013). Go the step from $a$ to $b$, but begin at $c$: the answer is the
 word nearest to $b - a + c$. Such a question is called an **analogy**, this way
 to answer it the **vector offset**. In a plane, the four words make a
 parallelogram:
*/
place(
  try parallelogramFigure(bySVD, ["france", "paris", "italy", "rome"]),
  about: "harbor")
/*:
 In code, with every vector scaled to length 1 first, so that frequent words
 don't take longer steps, and the three words of the question left out:
*/
func solve(_ a: Int, _ b: Int, _ c: Int, in vectors: [[Float]]) -> [Int] {
  let (x, y, z) = (unit(vectors[a]), unit(vectors[b]), unit(vectors[c]))
  let target = x.indices.map { y[$0] - x[$0] + z[$0] }
  return nearest(target, in: vectors, without: [a, b, c])
}
/*:
 It works on any rows of numbers, so give it those of the town. The fourth word
 is the one that is wanted; an answer that isn't it gets a cross:
*/
let rows = vocabulary.words.indices.map { bySVD.table.rows(at: [$0]).values }
let riddles = [
  ("france", "paris", "italy", "rome"), ("walk", "walked", "sail", "sailed"),
  ("boat", "boats", "net", "nets"), ("big", "bigger", "small", "smaller"),
].filter { a, b, c, d in
  [a, b, c, d].allSatisfy { vocabulary[$0] != nil }
}
for (a, b, c, wanted) in riddles {
  let ids = try [a, b, c].map(vocabulary.id(of:))
  let answer = vocabulary.words[solve(ids[0], ids[1], ids[2], in: rows)[0]]
  let mark = answer == wanted ? "" : "✗ wanted: \(wanted)"
  show(a, ":", b, "=", c, ":", answer, mark)
}
/*:
 The library's `analogy` gives the same answers, and its `accuracy` asks
 thousands of questions at a time, all that the grammar knows:
*/
let scores = bySVD.accuracy(on: Harbor.analogies)
place(riddlesTable(scores), about: "harbor")
//#-hidden-code
let sampled = try sampledRiddles(step: 60, known: vocabulary)
let agreeing = try sampled.count { a, b, c in
  let ids = try [a, b, c].map(vocabulary.id(of:))
  return try bySVD.analogy(a, b, c, count: 1)[0].word
    == vocabulary.words[solve(ids[0], ids[1], ids[2], in: rows)[0]]
}
let pastFound = try formFound("walk : walked", by: bySVD)
let ownWords = try sampled.count { a, b, c in
  let target =
    try unitVector(b, of: bySVD) - unitVector(a, of: bySVD)
    + unitVector(c, of: bySVD)
  return [a, b, c].contains(bySVD.nearest(to: target, count: 1)[0].word)
}
//#-end-hidden-code
name("sampled", sampled.count)
name("past_found", 100 * pastFound, decimals: 0, about: "harbor")
name(
  "own_words", 100 * Float(ownWords) / Float(max(sampled.count, 1)),
  decimals: 0, about: "harbor")
claim(
  "plain code and library give the same answer to each of 130 questions",
  about: "harbor", agreeing == sampled.count && sampled.count > 130)
claim(
  "more than half of all riddles are solved, capitals far more often than plurals",
  about: "harbor",
  svdGrades.analogies > 50
    && scores.accuracy(on: "france : paris")
      > scores.accuracy(on: "boat : boats") + 0.3
)
claim(
  "asked for a past tense, the answer is one in 8 of 10 cases", isShown: false,
  about: "harbor",
  pastFound > 0.8)
/*:
 For the past tense, a wrong answer mostly has the right form: in a sample of
 one question in 20, {{past_found}}% of the answers, right or wrong, are past
 tenses. Capitals do far better than plurals. Nobody told the program what a
 capital or a past tense is.

 And here is the map. Take the vectors of a few words, and look at them from the
 two directions in which they differ most (a **principal component analysis**,
 which is an SVD of the vectors less their mean). The words weren't picked: they
 are the six most frequent ones of five classes that were named before anything
 was drawn. The colors are ours; the program saw none of them.
*/
//#-hidden-code
let map = try WordMap(of: bySVD)
place(map.map(mapFigure))
name(
  "map_words", Float(map?.words.count ?? 0), decimals: 0, about: "harbor")
name(
  "map_beside", Float(map?.countBesideOwnKind ?? 0), decimals: 0,
  about: "harbor")
//#-end-hidden-code
/*:
 {{map_beside}} of the {{map_words}} words have one of their own class as the
 nearest on the map, though it shows two dimensions of a hundred.

 *You can now do arithmetic with words, and say what its answers are worth.*
*/
exercise("2.6")
/*:
 <details>
 <summary><b>Predict, then read on.</b> What would the answers be if the three words of the question weren't left out?</summary>

 Often one of the three. Of {{sampled}} questions of the town, {{own_words}}%
 would be answered with a word of the question: where the step $b - a$ is short
 beside the vectors themselves, the target stays close to where it began. Keep it
 in mind when you read such tables anywhere (Linzen 2016).

 </details>

 ## 2.8 The same on real text

 The training part of the **Penn Treebank** in Mikolov's preparation is
 {{ptb_tokens}} tokens of the *Wall Street Journal* of 1989, sentence ends
 (`<eos>`) included. That is a small corpus by any measure, and a plain one: no
 capitals, almost no punctuation, numbers replaced by `N`, a vocabulary of
 {{ptb_words}}, and all remaining words replaced by `<unk>`. Nobody knows its
 truth, so people are asked instead. WordSim-353 and MEN hold pairs of words
 graded by how *related* they are (*coffee*, *cup*), SimLex-999 by how *similar*
 (*coffee*, *tea*). **Spearman's correlation**, the rank correlation of section
 2.5 (there times 100), compares two orders, people's and
 the cosines': 1 means the same order, 0 no relation. The riddles are those of
 Mikolov, Chen et al. (2013), and the share that is solved counts:
*/
func peoplesGrades(_ vectors: WordVectors) throws -> [Float] {
  try [DataFile.wordSim353, .men, .simLex999].map {
    vectors.correlation(with: try $0.pairs()).correlation
  } + [
    vectors.accuracy(on: try DataFile.analogies.analogyClasses()).overall
      .accuracy
  ]
}
/*:
 First the plain recipe of the sections above (without smoothing), with two
 windows and each way to weight the singular vectors:
*/
record("plain") {
  let ptb = try Corpus.load("ptb")
  var rivals: [(name: String, vectors: WordVectors)] = []
  for window in [2, 5] {
    let surprise = ppmi(
      try coOccurrence(
        ptb.training, words: ptb.vocabulary.count, window: window))
    var random = Random(seed: options.seed, stream: "plain settings")
    let svd = randomizedSVD(surprise, rank: 100, random: &random)
    let (u, s) = (svd.u, svd.s)
    for (weights, table) in [("U", u), ("U√S", u * sqrt(s)), ("US", u * s)] {
      rivals.append(
        ("window \(window), \(weights)", WordVectors(ptb.vocabulary, table)))
    }
  }
  let grades = try rivals.map { try peoplesGrades($0.vectors) }
  place(comparison(rivals.map(\.name), grades))
  //#-hidden-code
  let best = grades.reduce([0, 0, 0, 0]) { zip($0, $1).map(max) }
  //#-end-hidden-code
  name("plain_wordsim", best[0], decimals: 3)
  name("plain_men", best[1], decimals: 3)
  name("plain_simlex", best[2], decimals: 3)
  name("plain_analogies", 100 * best[3], decimals: 1)
  claim(
    "a wider window helps by all measures but the riddles",
    zip(grades[3...], grades).allSatisfy { wide, narrow in
      zip(wide, narrow).map { $0 > $1 } == [true, true, true, false]
    })
  claim(
    "none reaches 0.38 on WordSim-353, 0.44 on MEN, or 7 riddles in 100",
    isShown: false,
    best[0] < 0.38 && best[1] < 0.44 && best[3] < 0.07)
}
/*:
 So people's grades want a wide window, and in it near words should count more
 than far ones: each count is divided by the distance, as in GloVe (Pennington,
 Socher and Manning 2014). The last step takes away the mean of all vectors,
 which tells no word from another:
*/
func squeezed(_ ids: [Int], _ vocabulary: Vocabulary) throws -> WordVectors {
  let counts = try coOccurrence(
    ids, words: vocabulary.count, window: 15, weighting: .harmonic)
  var random = Random(seed: options.seed, stream: "penn treebank")
  let svd = randomizedSVD(
    ppmi(counts, smoothing: 0.75), rank: 120, random: &random)
  return WordVectors(vocabulary, (svd.u * sqrt(svd.s)).centered())
}
/*:
 Some neighbors, and how these vectors do beside the counts that they come from:
*/
record("ptb") {
  let ptb = try Corpus.load("ptb")
  let vectors = try squeezed(ptb.training, ptb.vocabulary)
  for query in ["you", "year", "car", "toyota"] {
    show(query, "→")
    show(try vectors.mostSimilar(to: query))
  }
  let counts = try coOccurrence(
    ptb.training, words: ptb.vocabulary.count, window: 15,
    weighting: .harmonic)
  let unsqueezed = WordVectors(ptb.vocabulary, counts)
  let (low, high) = try (peoplesGrades(unsqueezed), peoplesGrades(vectors))
  place(try report(on: vectors, counts: low, squeezed: high))
  name("ptb_tokens", ptb.training.count)
  name("ptb_words", ptb.vocabulary.count)
  name("ptb_simlex", high[2], decimals: 3)
  claim(
    "the squeezed vectors beat their counts by all four measures, and by three of them every plain setting above",
    zip(high, low).allSatisfy { $0 > $1 }
      && high[0] > 0.38 && high[1] > 0.44 && high[3] > 0.07)
}
/*:
 The neighbors are sensible, though often topics, as a wide window makes them.
 The riddles are poor: a million words are few, and a rare word is seen too
 seldom for its offset to be steady. And not every grade rises: on SimLex-999 the
 plain recipe stays ahead, {{plain_simlex}} at best to {{ptb_simlex}}. A fair
 report also says how many pairs and questions the vocabulary could answer, as
 the table does. One warning: this window, this weighting and this number of
 dimensions were chosen by these very grades, so they flatter a little.

 ## 2.9 What else the vectors learned

 Vectors learn what a text says, and also what it takes for granted. Bolukbasi
 et al. (2016) asked vectors learned from news *man is to computer programmer
 as woman is to …?* and got *homemaker*. Caliskan, Bryson and Narayanan (2017)
 took tests by which psychologists measure people's unspoken associations, put
 cosines in place of reaction times, and found the same associations in vectors
 of text from the web. That is **social bias**, and counting picks it up as
 faithfully as capitals and past tenses.

 The *Wall Street Journal* of 1989 is a good place to look. Two short lists of
 words stand for women and men; they are those of Caliskan et al. How far a word
 leans to one side, its **association** with the two lists, is the difference of
 its mean cosines with them, above zero toward *she*:
*/
let she = [
  "female", "woman", "girl", "sister", "she", "her", "hers", "daughter",
]
let he = ["male", "man", "boy", "brother", "he", "him", "his", "son"]

func lean(_ word: String, in vectors: WordVectors) throws -> Float {
  func meanCosine(with list: [String]) throws -> Float {
    let known = list.filter { vectors.vocabulary[$0] != nil }
    let cosines = try known.map { try vectors.similarity(word, $0) }
    return cosines.reduce(0, +) / Float(cosines.count)
  }
  return try meanCosine(with: she) - meanCosine(with: he)
}

func leanings(of words: [String], in vectors: WordVectors) throws -> [Float] {
  try words.map { try lean($0, in: vectors) }
}
/*:
 What should such words be set against? Here are thirty occupations, and two
 groups of words from a test of Caliskan et al., *family* against *career* (they
 asked it of first names):
*/
let occupations = [
  "analyst", "architect", "artist", "attorney", "author", "banker", "broker",
  "carpenter", "chairman", "clerk", "dancer", "director", "doctor", "editor",
  "engineer", "executive", "farmer", "lawyer", "manager", "nurse", "officer",
  "pilot", "president", "professor", "scientist", "secretary", "student",
  "teacher", "trader", "writer",
]
let family = [
  "home", "parents", "children", "family", "cousins", "marriage", "wedding",
  "relatives",
]
let career = [
  "executive", "management", "professional", "corporation", "salary", "office",
  "business", "career",
]

func frequent(
  _ words: [String], in vocabulary: Vocabulary, atLeast least: Int
) -> [String] {
  words.filter { word in
    vocabulary[word].map { vocabulary.counts[$0] >= least } ?? false
  }
}
/*:
 Of two groups, the **effect size** is the difference of their mean leanings, in
 standard deviations of all. To see whether chance would do as well, all ways to
 deal the same words into two groups of these sizes are tried: $p$ is the share
 of them that differ as much, a **permutation test**. A number `deal` stands for
 one way: word $i$ is in the first group where its bit $i$ is 1.
*/
func mean(_ x: [Float]) -> Float { x.reduce(0, +) / Float(x.count) }

func gap(_ x: [Float], isFirst: (Int) -> Bool) -> Float {
  let others = x.indices.filter { !isFirst($0) }
  return mean(x.indices.filter(isFirst).map { x[$0] })
    - mean(others.map { x[$0] })
}

func permutationTest(_ x: [Float], first k: Int) -> (d: Float, p: Float) {
  let found = gap(x) { $0 < k }
  let squares = x.map { ($0 - mean(x)) * ($0 - mean(x)) }
  let deviation = (squares.reduce(0, +) / Float(x.count - 1)).squareRoot()
  let deals = (0..<(1 << x.count)).filter { $0.nonzeroBitCount == k }
  let asLarge = deals.count { deal in
    gap(x) { deal >> $0 & 1 == 1 } > found - 1e-6
  }
  return (found / deviation, Float(asLarge) / Float(deals.count))
}
/*:
 Both questions are put to the whole newspaper, and then to each half of it by
 itself. What both halves say is more than an accident of a few sentences:
*/
record("bias") {
  let ptb = try Corpus.load("ptb")
  let asked = frequent(occupations, in: ptb.vocabulary, atLeast: 20)
  let homes = frequent(family, in: ptb.vocabulary, atLeast: 1)
  let both = homes + frequent(career, in: ptb.vocabulary, atLeast: 1)
  let half = ptb.training.count / 2
  let parts = [
    ptb.training, Array(ptb.training[..<half]), Array(ptb.training[half...]),
  ]
  let vectors = try parts.map { try squeezed($0, ptb.vocabulary) }

  let jobs = try vectors.map { try leanings(of: asked, in: $0) }
  let order = asked.indices.sorted { jobs[0][$0] < jobs[0][$1] }
  for i in order.prefix(5) + order.suffix(5) { show(asked[i], jobs[0][i]) }
  let agreement = spearman(jobs[1], jobs[2])
  show("rank correlation of the halves:", agreement)

  let tests = try vectors.map {
    permutationTest(try leanings(of: both, in: $0), first: homes.count)
  }
  for test in tests { show("family against career: d", test.d, "p", test.p) }
  name("bias_occupations", asked.count)
  name("bias_family", homes.count)
  name("bias_career", both.count - homes.count)
  name("bias_halves", agreement, decimals: 2)
  name("bias_effect", tests[0].d, decimals: 1)
  name("bias_p", tests[0].p, decimals: 3)
  claim(
    "family leans more toward she than career does, in the whole newspaper and in either half, with p below 0.05 each",
    tests.allSatisfy { $0.d > 0 && $0.p < 0.05 })
}
/*:
 At one end stand *chairman*, *officer* and *executive*, at the other *teacher*,
 *doctor* and *artist*. It looks like a finding, and it is none: the two halves
 of the newspaper put the {{bias_occupations}} occupations into orders that
 correlate by {{bias_halves}}. Most of these words come a few dozen times, too
 seldom for the leaning of a single word.

 The groups are another matter. The {{bias_family}} words of *family* that the
 newspaper knows lean more toward *she* than the {{bias_career}} of *career*, by
 {{bias_effect}} standard deviations; only a share of {{bias_p}} of all ways to
 deal them differ as much; and each half says so by itself. Nobody wrote into the
 newspaper that home is for women. It told of managers, who in 1989 were mostly
 men, and of mothers and children, and the vectors took who stood beside whom
 for what the words mean.

 Can it be taken out? Bolukbasi et al. find the direction $g$ that leads from one
 list to the other, at length 1, and take from every vector $w$ the part that
 lies along it: $w - (w \cdot g) \, g$.
*/
func neutralized(_ vectors: WordVectors) throws -> WordVectors {
  let rows = try vectors.vocabulary.words.map {
    unit(try vectors.vector($0).values)
  }
  func center(of list: [String]) -> [Float] {
    let ids = list.compactMap { vectors.vocabulary[$0] }
    return rows[0].indices.map { k in mean(ids.map { rows[$0][k] }) }
  }
  let (from, to) = (center(of: he), center(of: she))
  let g = unit(to.indices.map { to[$0] - from[$0] })
  let left = rows.flatMap { w in
    let along = dot(w, g)
    return w.indices.map { w[$0] - along * g[$0] }
  }
  return WordVectors(
    vectors.vocabulary, Tensor(left, shape: [rows.count, g.count]))
}
/*:
 Then look at the words once more, and at the company that each of them keeps now:
 how did its twenty nearest neighbors lean *before*?
*/
record("neutralized") {
  let ptb = try Corpus.load("ptb")
  let vectors = try squeezed(ptb.training, ptb.vocabulary)
  let mended = try neutralized(vectors)
  let asked = frequent(
    occupations + family + career, in: ptb.vocabulary, atLeast: 20)
  let before = try leanings(of: asked, in: vectors)
  let after = try leanings(of: asked, in: mended)
  show("largest leaning before:", before.map(abs).max()!)
  show("and after:", after.map(abs).max()!)
  let company = try asked.map { word in
    let near = try mended.mostSimilar(to: word, count: 20).map(\.word)
    return mean(try leanings(of: near, in: vectors))
  }
  let kept = spearman(before, company)
  show("rank correlation of leaning and company:", kept)
  name("bias_company", kept, decimals: 2)
}
/*:
 The measured leanings are nearly gone. But each word still keeps company with
 those that leaned as it did: the correlation is {{bias_company}}. Gonen and
 Goldberg (2019) found the same in other vectors. What one direction shows isn't
 only in that direction, and a measure that has been used to clean by is no longer
 a witness.

 ### What these numbers don't show

 They describe one newspaper in one year, not the world and not the meaning of a
 word: part of a leaning is a fact of its time, part is whom a business paper
 finds worth a line. The lists decide what is asked: these know two sexes and
 nothing of age, origin or class. And a cosine harms nobody. What may harm is
 what is built on it, say a search that ranks applicants by how near they are
 to *executive*.

 ### What to do

 1. Say where the vectors come from: who wrote the text, when, about whom.
 2. Measure before use, and measure what people will meet: not cosines, but the
    ranking or the decision that rests on them, by group.
 3. Change the text rather than the vectors: more and other sources, or a second
    copy in which *he* and *she* change places.
 4. Don't trust a number that was cleaned.
 5. Where people are judged, don't let similarity of words have a say.

 *You can now test vectors for associations that you didn't ask for, and say what
 such a test is worth.*

 ## 2.10 From words to sentences

 A sentence needs a vector too. The oldest way is the **bag of words**: count
 each word of the vocabulary in it, and forget the order. (It is a *multiset*:
 that *the* appears twice counts.) Two sentences are similar when their bags
 are. The other way is the **mean of the words' vectors**:
*/
let sentences = [
  "the fisherman mended the net", "the sailor repaired a rope",
  "the baker ate some bread", "the cook tasted a pie",
].map { Tokenizer.words.tokens(in: $0) }
let bags = sentences.map(vocabulary.bagOfWords)
let means = sentences.map(bySVD.mean)
//#-hidden-code
let (bagCosines, meanCosines) = (cosines(bags), cosines(means))
//#-end-hidden-code
place(sentencesFigure(bags: bagCosines, means: meanCosines), about: "harbor")
/*:
 Bags see only the words that two sentences share, here *the* and *a*, which say
 little. The mean sees more: the two who mend, and above all the two who eat,
 come together. What both lose is the order:
*/
let bites = ["the dog bit the man", "the man bit the dog"]
  .map { Tokenizer.words.tokens(in: $0) }
show(cosine(vocabulary.bagOfWords(bites[0]), vocabulary.bagOfWords(bites[1])))
show(cosine(bySVD.mean(of: bites[0]), bySVD.mean(of: bites[1])))
claim(
  "mean vectors put mender with mender, and eater with taster", isShown: false,
  about: "harbor",
  meanCosines[0][1] > meanCosines[0][2] + 0.02
    && meanCosines[2][3] > meanCosines[1][2] + 0.02)
claim(
  "to a bag and to a mean, who bit whom is all the same", isShown: false,
  about: "harbor",
  bites[0].count == bites[1].count
    && cosine(vocabulary.bagOfWords(bites[0]), vocabulary.bagOfWords(bites[1]))
      > 0.999
    && cosine(bySVD.mean(of: bites[0]), bySVD.mean(of: bites[1])) > 0.999)
/*:
 For news, that is a scandal. Reading words *in order* is what chapters 5 to 8
 are about.

 ## Summary

 - Words become ids, ids become vectors. An id means nothing; a vector's meaning
   is its direction.
 - A thesaurus knows what people wrote down. A corpus knows what people say.
 - Count which words stand near which; weigh the counts by surprise (PPMI);
   squeeze the table (SVD). That is all, and it finds classes, forms and capitals
   that nobody named.
 - Vectors hold what their text takes for granted about people, too. Measure it
   before you use them.
 - Judge vectors by something outside of them: known classes, riddles, people's
   grades, and say how many questions they could answer.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | unrelated words among the neighbors (*herring*: *wind*, *rain*) | counts used without PPMI |
 | rare words have strange neighbors | PMI overrates pairs seen once: smooth the contexts (`smoothing: 0.75`), or drop rare words |
 | neighbors are topics (*boat*, *harbor*), not classes (*boat*, *ship*) | the window is wide; narrow ones favor classes |
 | `log 0` | PMI of a pair never seen is −∞; PPMI makes it 0 |
 | power iteration doesn't settle | two singular values are equal or nearly so: more rounds, or look at the plane, not at its axes |
 | a riddle's answer is one of its own words | exclude the three, and say that you did |
 | one vector for the *bank* of a river and the one with money | a word has one vector here, whatever it means: a limit, not a virtue |

 ## More to try

 - Set `window` to 1 and to 10 and run the chapter. Which neighbors of *herring*
   come, which go? (Narrow windows favor words that can take its place, wide ones
   words of its topic.)
 - Solve the riddles by multiplying similarities in place of adding offsets (Levy
   and Goldberg 2014): `method: .product`.
 - Run it on a text of your own:
   `swift run distributional-representation --corpus notes.txt`. How much text
   does it take before neighbors make sense?

 ## References

 - Z. Harris. *Distributional structure.* Word 10, 1954.
 - J. Firth. *A synopsis of linguistic theory 1930–1955.* 1957.
 - G. Miller. *WordNet: a lexical database for English.* Communications of the
   ACM 38, 1995.
 - K. Church, P. Hanks. *Word association norms, mutual information, and
   lexicography.* Computational Linguistics 16, 1990.
 - C. Eckart, G. Young. *The approximation of one matrix by another of lower
   rank.* Psychometrika 1, 1936.
 - S. Deerwester et al. *Indexing by latent semantic analysis.* JASIS 41, 1990.
 - N. Halko, P. Martinsson, J. Tropp. *Finding structure with randomness.* SIAM
   Review 53, 2011.
 - C. Musco, C. Musco. *Randomized block Krylov methods for stronger and faster
   approximate singular value decomposition.* NIPS 2015.
 - T. Mikolov, K. Chen, G. Corrado, J. Dean. *Efficient estimation of word
   representations in vector space.* ICLR Workshop 2013 (the analogy questions).
 - T. Mikolov, W. Yih, G. Zweig. *Linguistic regularities in continuous space
   word representations.* NAACL 2013.
 - O. Levy, Y. Goldberg. *Linguistic regularities in sparse and explicit word
   representations.* CoNLL 2014.
 - O. Levy, Y. Goldberg, I. Dagan. *Improving distributional similarity with
   lessons learned from word embeddings.* TACL 3, 2015.
 - J. Pennington, R. Socher, C. Manning. *GloVe: global vectors for word
   representation.* EMNLP 2014.
 - T. Bolukbasi et al. *Man is to computer programmer as woman is to homemaker?
   Debiasing word embeddings.* NIPS 2016.
 - A. Caliskan, J. Bryson, A. Narayanan. *Semantics derived automatically from
   language corpora contain human-like biases.* Science 356, 2017.
 - H. Gonen, Y. Goldberg. *Lipstick on a pig: debiasing methods cover up
   systematic gender biases in word embeddings but do not remove them.* NAACL
   2019.
 - T. Linzen. *Issues in evaluating semantic spaces using word analogies.*
   RepEval 2016.
 - F. Hill, R. Reichart, A. Korhonen. *SimLex-999: evaluating semantic models
   with (genuine) similarity estimation.* Computational Linguistics 41, 2015.
 - L. Finkelstein et al. *Placing search in context.* WWW 2001 (WordSim-353). E.
   Bruni, N. Tran, M. Baroni. *Multimodal distributional semantics.* JAIR 49,
   2014 (MEN).
*/
weaveChapter()
