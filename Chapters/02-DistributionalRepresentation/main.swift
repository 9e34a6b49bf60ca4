import Harbor
import Language
import Literate
import Models
import Tensors
import Tools

let options = beginChapter(corpus: "harbor", isClosed: false) {
  try $0.expectText(words: 300, differentWords: 300, quickWords: 50_000)
}
Threads.count = options.threads
/*:
 # 2 Distributional representation

 A network eats numbers; a language is made of words. This chapter turns words
 into numbers by nothing but counting, and leads to a map on which a program
 that was never told what anything means has put fish beside fish, boats beside
 boats and France beside Spain:

 ![A map of words from the harbor stories, in which words of one kind lie close together](figures/02-map.svg)

 You will build it in four steps: words to ids, ids to counts, counts to
 surprise, a large table squeezed into a small one. Then you will ask it
 riddles: *France is to Paris as Italy is to …?*

 ## 2.1 Text into numbers

 A **corpus** is text gathered to learn from. To a program it is a long list of
 **tokens**, words and punctuation, and the list of all different ones is the
 **vocabulary**. Each word gets a number, its **id**, and from then on we
 compute with ids. This sentence will follow us for two chapters:
*/
let tokens = Tokenizer.words.tokens(in: "You say goodbye and I say hello.")
let small = Vocabulary(of: tokens)
let ids = try small.ids(of: tokens)
show(tokens)
show(ids)
show(small.words)
/*:
 Eight tokens, seven words: *say* appears twice and has one id. More frequent
 words have lower ids, and words of equal frequency keep the order in which they
 first appear, so the numbering is the same on every machine.

 An id is a name, not a measure: nothing about 3 is more like 4 than like 900.
 For a network to make anything of words, each word needs a **vector**, such
 that words alike in meaning have vectors alike in direction. The plainest
 choice is **one-hot**: all zeros, and a single 1 at the word's id. It tells
 words apart and nothing else: any two of them have a cosine (section 2.3) of 0.
 That is the baseline. Where could better ones come from?

 ## 2.2 The first idea: ask someone who knows

 People have long written down which words mean the same, in a **thesaurus**.
 One made for computers is a graph. Words that mean the same share a node, and
 each node points to what it *is a* kind of. This book brings a small one:
*/
let thesaurus = Thesaurus.harbor
show(try thesaurus.synonyms(of: "car"))
show(thesaurus.tree(under: try thesaurus.sense(of: "vehicle")))
/*:
 The fewer the steps between two words, the more alike they are. **Path
 similarity** is $1/(1 + \text{steps})$ along *is a*, up to the nearest common
 ancestor and down again:
*/
for word in ["automobile", "truck", "boat", "dog"] {
  show(word, try thesaurus.pathSimilarity("car", word)!)
}
claim(
  "a car is more like a truck than a boat, and more like a boat than a dog",
  try thesaurus.pathSimilarity("car", "truck")! > thesaurus.pathSimilarity(
    "car", "boat")!
    && thesaurus.pathSimilarity("car", "boat")! > thesaurus.pathSimilarity(
      "car", "dog")!
)
/*:
 **WordNet** (Miller 1995) is the great thesaurus of English, made by hand at
 Princeton from 1985 on. Its files can be had for every system (on Debian, in
 the package `wordnet-base`), and the library reads them into the same kind of
 graph:
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
 alike. *You shall know a word by the company it keeps*, as Firth (1957) put it.
 Every word vector in this book rests on it.

 Make it exact. The **context** of a word is the words up to $m$ places to its
 left and right; $m$ is the **window**. Slide along the corpus and count, for
 each word, which words stood in its window:
*/
let counts = try coOccurrence(ids, words: small.count, window: 1)
place(countsFigure(counts, words: small.words))
/*:
 Two vectors are alike when they point the same way. The **cosine** of the angle
 between them measures that and forgives their length, so that a rare word can
 be like a frequent one:

 $$\cos(x, y) = \frac{x \cdot y}{\lVert x \rVert \; \lVert y \rVert}$$
*/
let first = WordVectors(small, counts)
show(try first.similarity("you", "i"))
show(try first.mostSimilar(to: "you", count: 3))
claim(
  "the cosine of you and i is 1/√2",
  abs(try first.similarity("you", "i") - Float(0.5).squareRoot()) < 1e-6)
claim(
  "goodbye is as near to you as i is",
  abs(try first.similarity("you", "goodbye") - first.similarity("you", "i"))
    < 1e-6)
/*:
 *You* stands beside *say*; *i* stands beside *and* and *say*. One sentence, and
 the two pronouns are found to be alike. But *goodbye* and *hello* lie just as
 near to *you*, since they stand beside *say* too. At this size it's luck as
 much as truth. We need more text.

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
 A few words are everywhere and most are rare, as in all languages. Count them
 with a window of 3, and look at neighbors:
*/
let window = 3
let harborCounts = try coOccurrence(
  corpus.training, words: vocabulary.count, window: window)
let byCounts = WordVectors(vocabulary, harborCounts)
let queries = ["herring", "monday", "fisherman", "mended", "red"]
  .filter { vocabulary[$0] != nil }
for query in queries {
  show(query, "→")
  show(try byCounts.mostSimilar(to: query))
}
/*:
 ## 2.5 Why counts mislead

 Not bad, and not good. The trouble is *the*. It stands near everything, its
 column holds the largest numbers, and the largest numbers decide where a vector
 points. But standing near *the* tells little. What tells much is standing near a
 word *more often than chance would have it*. If two words had nothing to do
 with each other, they would meet with probability $P(x) P(y)$. The **pointwise
 mutual information** (Church and Hanks 1990) compares that with what happened:

 $$\mathrm{PMI}(x, y) = \log_2 \frac{P(x, y)}{P(x) \; P(y)} = \log_2 \frac{C(x, y) \; N}{C(x) \; C(y)}$$

 Here $C(x, y)$ is an entry of the table, $C(x)$ and $C(y)$ are the sums of its
 row and column, and $N$ is the sum of the whole table. One bit means *twice as
 often as chance*. Where a pair never occurs, $\log_2 0 = -\infty$, and trusting
 any other value below zero takes far more text than we have. So negative values
 are cut off: **positive PMI**,

 $$\mathrm{PPMI}(x, y) = \max\big(0, \mathrm{PMI}(x, y)\big)$$

 PMI has a weakness of its own: it overrates the rare. A pair seen once, of two
 words seen only with each other, gets one of the highest values there are. So
 the contexts' probabilities are *smoothed* (Levy, Goldberg and Dagan 2015),
 which makes rare ones a little less rare:

 $$P_\alpha(y) = \frac{C(y)^\alpha}{\sum_z C(z)^\alpha} \qquad \alpha = 0.75$$

 It takes the place of $P(y)$.
*/
let harborPPMI = ppmi(harborCounts, smoothing: 0.75)
let byPPMI = WordVectors(vocabulary, harborPPMI)
for query in queries {
  show(query, "→")
  show(try byPPMI.mostSimilar(to: query))
}
place(ppmiFigure(counts, words: small.words))
/*:
 Is it better? In this town we needn't argue about examples, because the truth
 is known. Three measures, all out of 100: how many of a word's five nearest
 neighbors are of its *kind* (days, fish, tools …); how many *analogies* are
 solved (section 2.7); and *likeness*, the rank correlation of the cosines with
 the grammar's own grades (half for being of one kind, half for shared
 companions): 100 if both put all pairs into the same order, 0 if their orders
 have nothing in common. The baseline is random vectors, whose likeness is mere
 chance, some points above or below 0.
*/
//#-hidden-code
let randomGrades = try HarborGrades(
  randomVectors(for: vocabulary, seed: options.seed))
let countGrades = try HarborGrades(byCounts)
let ppmiGrades = try HarborGrades(byPPMI)
//#-end-hidden-code
place(
  gradesTable([
    ("random", randomGrades), ("counts", countGrades), ("PPMI", ppmiGrades),
  ]), about: "harbor")
claim(
  "PPMI solves more analogies than counts do", about: "harbor",
  ppmiGrades.analogies > countGrades.analogies + 5)
claim(
  "PPMI ranks likeness better than counts do", about: "harbor",
  ppmiGrades.likeness > countGrades.likeness + 5)
/*:
 Counts are no fools: to know a word's kind, it helps to see *the* and *a* and
 *his* before it, for these mark its place in the sentence. What sets a word
 apart *within* its kind is in its rarer companions, and PPMI turns those up.

 The matrix is **sparse**: most of its entries are zero, and only the others are
 stored.
*/
let filled =
  Float(harborPPMI.nonzeros) / Float(vocabulary.count * vocabulary.count)
show(harborPPMI.shape, filled)
claim("more than 9 in 10 entries are zero", filled < 0.1)
/*:
 ## 2.6 Fewer dimensions

 One dimension per word is too many. A vocabulary of 10,000 would give vectors
 of 10,000 numbers, nearly all of them zero, the rest noisy. Words that are
 alike, *herring* and *cod*, are columns of their own, though standing near one
 says much the same as standing near the other. We want a few dimensions that sum
 up the many. That is what the **singular value decomposition** (SVD) finds:

 $$X = U S V^\top$$

 $U$ and $V$ have orthogonal columns of length 1, $S$ is diagonal, with the
 *singular values* in order of size. Keep the first $d$ columns, and
 $U_d S_d V_d^\top$ is, in squared error, the closest to $X$ of all products of
 such thin tables (Eckart and Young 1936). Row $i$ of $U_d$, weighted by the
 singular values, is then a short, dense vector for word $i$. Deerwester et al.
 did this with documents in 1990. No single number of such a vector stands for a
 word or a meaning; only directions do.

 How the weighting is done is a choice: $U S$ is the exact projection, $U$ alone
 gives every dimension the same say, and $U \sqrt{S}$ lies in between; Levy,
 Goldberg and Dagan (2015) found both of these better for words than the exact
 one. The library finds the decomposition by a randomized method (Halko,
 Martinsson and Tropp 2011; Musco and Musco 2015).
*/
var random = Random(seed: options.seed, stream: "singular vectors")
let svd = randomizedSVD(harborPPMI, rank: 300, random: &random)
let leading = svd.cut(to: 100)
let bySVD = WordVectors(vocabulary, leading.u * sqrt(leading.s))
for query in queries {
  show(query, "→")
  show(try bySVD.mostSimilar(to: query))
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
  dimensionsFigure(singularValues: svd.s, grades: gradesKept), about: "harbor")
place(
  lengthsTable([
    ("PPMI", vocabulary.count, ppmiGrades), ("SVD", 100, svdGrades),
  ]), about: "harbor")
claim(
  "two dimensions are far too few", about: "harbor",
  gradesKept[2]!.kinds < svdGrades.kinds - 20)
claim(
  "300 dimensions find kinds less well than 100 do", about: "harbor",
  gradesKept[300]!.kinds < svdGrades.kinds - 5)
claim(
  "with 100, neighbors are of a kind more often than with all", about: "harbor",
  svdGrades.kinds > ppmiGrades.kinds + 2)
claim(
  "and the other two grades lose less than 5 points", about: "harbor",
  svdGrades.analogies > ppmiGrades.analogies - 5
    && svdGrades.likeness > ppmiGrades.likeness - 5)
/*:
 A hundred numbers per word do the work of {{corpus_words}}. Keep too few, and
 words are lost in each other; keep too many, and $\sqrt{S}$ gives the weak,
 noisy dimensions more say than PPMI itself does. The kinds suffer first.

 ## 2.7 Riddles, and a map

 *Man is to woman as king is to …?* If the step from *man* to *woman* is the
 same as that from *king* to *queen*, arithmetic can solve it (Mikolov, Yih and
 Zweig 2013): the answer is the word nearest to
 $\mathrm{woman} - \mathrm{man} + \mathrm{king}$.
*/
let riddles = [
  ("france", "paris", "italy"), ("walk", "walked", "sail"),
  ("boat", "boats", "net"), ("big", "bigger", "small"),
].filter {
  vocabulary[$0] != nil && vocabulary[$1] != nil && vocabulary[$2] != nil
}
for (a, b, c) in riddles {
  show(a, ":", b, "=", c, ":", try bySVD.analogy(a, b, c, count: 1)[0].word)
}
let scores = bySVD.accuracy(on: Harbor.analogies)
place(riddlesTable(scores), about: "harbor")
//#-hidden-code
let pastFound = try formFound("walk : walked", by: bySVD)
//#-end-hidden-code
name("past_found", 100 * pastFound, decimals: 0, about: "harbor")
claim(
  "asked for a past tense, the answer is one in 8 of 10 cases", about: "harbor",
  pastFound > 0.8)
claim(
  "more than half of all riddles are solved", about: "harbor",
  svdGrades.analogies > 50)
claim(
  "capitals are solved far more often than plurals", about: "harbor",
  scores.accuracy(on: "france : paris")
    > scores.accuracy(on: "boat : boats") + 0.3)
/*:
 For the past tense, a wrong answer mostly has the right form: in a sample of
 one question in 20, {{past_found}}% of the answers, right or wrong, are past
 tenses. Capitals do far better than plurals. Nobody told the program what a
 capital or a past tense is. Keep one thing in mind when you read such tables
 anywhere: the three words of the question are always excluded as answers.
 Without that rule the nearest word is very often one of them (Linzen 2016).

 And here is the map. Take the vectors of a few kinds of words, and look at them
 from the two directions in which they differ most (a *principal component
 analysis*, which is an SVD of the vectors less their mean). The colors are
 ours; the program saw none of them.
*/
//#-hidden-code
if let map = try WordMap(of: bySVD) {
  place(mapFigure(map))
  claim(
    "on the map, 9 in 10 words have one of their own kind as the nearest",
    about: "harbor",
    10 * map.countBesideOwnKind >= 9 * map.words.count)
}
//#-end-hidden-code
/*:
 ## 2.8 The same on real text

 The training part of the **Penn Treebank** in Mikolov's preparation is
 {{ptb_tokens}} tokens of the *Wall Street Journal* of 1989, sentence ends
 (`<eos>`) included. That is a small corpus by any measure, and a plain one: no
 capitals, almost no punctuation, numbers replaced by `N`, a vocabulary of
 {{ptb_words}}, and all remaining words replaced by `<unk>`. Nobody knows its
 truth, so people are asked instead. WordSim-353 and MEN hold pairs of words
 graded by how *related* they are (*coffee*, *cup*), SimLex-999 by how *similar*
 (*coffee*, *tea*). **Spearman's** correlation compares the two orders, people's
 and the cosines': 1 means the same order, 0 no relation. The riddles are those
 of Mikolov, Chen et al. (2013). A fair report also says how many pairs and
 questions the vocabulary could answer.

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
  show(try comparison(rivals))
  //#-hidden-code
  let grades = try rivals.map { try peoplesGrades($0.vectors) }
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
    best[0] < 0.38 && best[1] < 0.44 && best[3] < 0.07)
}
/*:
 So people's grades want a wide window, and in it near words should count more
 than far ones: each count is divided by the distance, as in GloVe (Pennington,
 Socher and Manning 2014). The last step takes away the mean of all vectors,
 which tells no word from another.
*/
record("ptb") {
  let ptb = try Corpus.load("ptb")
  let counts = try coOccurrence(
    ptb.training, words: ptb.vocabulary.count, window: 15,
    weighting: .harmonic)
  let surprise = ppmi(counts, smoothing: 0.75)
  var random = Random(seed: options.seed, stream: "penn treebank")
  let svd = randomizedSVD(surprise, rank: 120, random: &random)
  let vectors = WordVectors(
    ptb.vocabulary, (svd.u * sqrt(svd.s)).centered())
  for query in ["you", "year", "car", "toyota"] {
    show(query, "→")
    show(try vectors.mostSimilar(to: query))
  }
  for table in try report(vectors) { show(table) }
  name("ptb_tokens", ptb.training.count)
  name("ptb_words", ptb.vocabulary.count)
  let plain = WordVectors(ptb.vocabulary, counts)
  show(try comparison([("counts", plain), ("PPMI and SVD", vectors)]))
  let (low, high) = try (peoplesGrades(plain), peoplesGrades(vectors))
  claim(
    "the squeezed vectors beat plain counts by all four measures",
    zip(high, low).allSatisfy { $0 > $1 })
  name("ptb_simlex", high[2], decimals: 3)
  claim(
    "and pass the three bars that no plain setting reached",
    high[0] > 0.38 && high[1] > 0.44 && high[3] > 0.07)
}
/*:
 The neighbors are sensible, though often topics, as a wide window makes them.
 The riddles are poor: a million words are few, and a rare word is seen too
 seldom for its offset to be steady. And not every grade rises: on SimLex-999 the
 plain recipe stays ahead, {{plain_simlex}} at best to {{ptb_simlex}}. One
 warning: this window, this weighting and this number of dimensions were chosen
 by these very grades, so they flatter a little.

 ## 2.9 From words to sentences

 A sentence needs a vector too. The oldest way is the **bag of words**: count
 each word of the vocabulary in it, and forget the order. (It is a *multiset*:
 that *the* appears twice counts.) Two sentences are alike when their bags are:
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
place(
  sentencesFigure(sentences, bags: bagCosines, means: meanCosines),
  about: "harbor")
/*:
 Bags see only the words that two sentences share, here *the* and *a*, which say
 little. The **mean of the words' vectors** sees more: the two who mend, and
 above all the two who eat, come together. What both lose is the order:
*/
let bites = ["the dog bit the man", "the man bit the dog"]
  .map { Tokenizer.words.tokens(in: $0) }
show(cosine(vocabulary.bagOfWords(bites[0]), vocabulary.bagOfWords(bites[1])))
show(cosine(bySVD.mean(of: bites[0]), bySVD.mean(of: bites[1])))
claim(
  "mean vectors put mender with mender, and eater with taster", about: "harbor",
  meanCosines[0][1] > meanCosines[0][2] + 0.02
    && meanCosines[2][3] > meanCosines[1][2] + 0.02)
claim(
  "to a bag and to a mean, who bit whom is all the same", about: "harbor",
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
   squeeze the table (SVD). That is all, and it finds kinds, forms and capitals
   that nobody named.
 - Judge vectors by something outside of them: known kinds, riddles, people's
   grades, and say how many questions they could answer.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | unrelated words among the neighbors (*herring*: *wind*, *rain*) | counts used without PPMI |
 | rare words have strange neighbors | PMI overrates pairs seen once: smooth the contexts (`smoothing: 0.75`), or drop rare words |
 | neighbors are topics (*boat*, *harbor*), not kinds (*boat*, *ship*) | the window is wide; narrow ones favor kinds |
 | `log 0` | PMI of a pair never seen is −∞; PPMI makes it 0 |
 | a riddle's answer is one of its own words | exclude the three, and say that you did |
 | one vector for the *bank* of a river and the one with money | a word has one vector here, whatever it means: a limit, not a virtue |

 ## Exercises

 1. What is the cosine of *goodbye* and *hello* with window 1, and with window
    2? Work it out by hand, then check.
 2. Set `window` to 1 and to 10 and run the chapter. What becomes of the
    neighbors of *herring*?
 3. Compare $U$, $U\sqrt{S}$ and $US$ by the three measures of section 2.5.
 4. Add `shift: 2` to `ppmi` (it subtracts $\log_2 2$, one bit, before cutting
    at 0), and leave `smoothing` out. Which measures gain?
 5. Solve the riddles by multiplying similarities in place of adding offsets
    (Levy and Goldberg 2014): `method: .product`.
 6. Run it on a text of your own:
    `swift run distributional-representation --corpus notes.txt`. How much text
    does it take before neighbors make sense?
 7. A bag of words knows nothing of rare and frequent words. Weigh each word's
    count by $-\log$ of its frequency, and look at the sentences again.

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
 - T. Linzen. *Issues in evaluating semantic spaces using word analogies.*
   RepEval 2016.
 - F. Hill, R. Reichart, A. Korhonen. *SimLex-999: evaluating semantic models
   with (genuine) similarity estimation.* Computational Linguistics 41, 2015.
 - L. Finkelstein et al. *Placing search in context.* WWW 2001 (WordSim-353). E.
   Bruni, N. Tran, M. Baroni. *Multimodal distributional semantics.* JAIR 49,
   2014 (MEN).
*/
weaveChapter()
