import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  tools: [TrainClassifier.self, EvaluateClassifier.self, ClassifyText.self])
Threads.count = options.threads
/*:
 # 10 Classification

 So far every network of this book was asked which word comes next, with
 thousands of answers to choose from. Much work with language needs a smaller
 answer. Is this review good or bad? What is the letter about? Is that message
 one to throw away? A text goes in, and out comes one of a few names. The first
 half of this chapter forgets the order of the words and gets surprisingly far;
 the second looks at words in order, and at pictures.

*/
place(classifierFigure())
/*:
 When you have read this chapter you can

 - say of a classifier how good it is, how sure you are of that, and whether
   another one is better;
 - derive naive Bayes from counts and logistic regression from a loss, write
   both in a dozen lines, and see that they are the same function with other
   weights;
 - weigh features and keep weights small, and read what a model has learned;
 - build convolution forward and backward, over texts and over pictures;
 - say what a bag of words can't know, and measure it.

 ## 10.1 A class for a text

 A **class** is one of a fixed set of names, and **classification** is to say of
 each example which class is its own. The true class, where somebody has written
 it down, is called the **label**. We need texts with labels, and the harbor
 town has some: its visitors write reviews.
*/
let harbor = Harbor(seed: options.seed)
let training = harbor.reviews(options.quick ? 1_000 : 4_000)
let validation = harbor.reviews(1_000, stream: "validation")
let test = harbor.reviews(4_000, stream: "test")
place(reviewsTable(training.prefix(7)))
name("training_count", training.count)
name("test_count", test.count)
/*:
 Each has two labels: whether it is *good* or *bad*, and what it is about, one
 of six topics. The first question has as many examples of either class, the
 second has not: three reviews in ten are of an inn, and one in twenty is of the
 market.

 Three streams of the grammar give three sets, which chapter 1 introduced: a
 *training set* of {{training_count}} to learn from, a *validation set* to
 choose by, and a *test set*. The last is looked at once, when everything is
 chosen: whoever looks twenty times and keeps what looked best has chosen by
 luck as well as by quality, and section 10.14 measures by how much. So whatever
 is tried on this page is tried on validation data. The test set is for the
 comparison of 10.7; sections 10.9, 10.10 and 10.14 look at it again, which is
 fair because nothing is chosen by it.

 The first classifier asks nothing of the text. It knows which class is the
 largest, and always answers with that one, the **majority baseline**. The share
 of answers that are right is a classifier's **accuracy**:
*/
/// The most frequent of the labels 0 ..< C.
func majority(_ labels: [Int], C: Int) -> Int {
  var counts = [Int](repeating: 0, count: C)
  for label in labels { counts[label] += 1 }
  return counts.indices.max { counts[$0] < counts[$1] }!
}
/// The share of guesses that are right.
func accuracy(_ truth: [Int], _ guesses: [Int]) -> Float {
  Float(zip(truth, guesses).count { $0 == $1 }) / Float(truth.count)
}
let largest = majority(training.map(\.topic), C: 6)
let topics = validation.map(\.topic)
let always = topics.map { _ in largest }
show(HarborReviews.topics[largest], accuracy(topics, always))
name("majority", 100 * accuracy(topics, always), decimals: 0)
name("slips", 100 * (1 - HarborReviews.bestAccuracy), decimals: 0)
name("ceiling", 100 * HarborReviews.bestAccuracy, decimals: 0)
/*:
 {{majority}}% without reading a word. Any score has to be read beside that one.
 On a set with 99 good messages for one bad, a program that throws nothing away
 is right in 99% of cases.

 There is a ceiling as well. People make mistakes when they label, and so do the
 town's visitors: {{slips}}% of them mark the wrong box. A review says
 *splendid* and the label says *bad*, and nothing in the text could tell. So
 nobody gets more than {{ceiling}}% of new labels right, but by luck. With real
 texts the ceiling is unknown, and often lower than one would think; to find
 out, let two people label the same texts and count where they agree.
*/
/*:
 ## 10.2 Honest scores

 Twelve reviews, three topics, and what some classifier has guessed:
*/
let truth = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2]
let guessed = [0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 2]
show(accuracy(truth, guessed))
/*:
 Nine of twelve. But which are wrong? Count how often each true class was taken
 for each other. That table is the **confusion matrix**, with a row for what is
 true and a column for what was guessed:
*/
func confusion(_ truth: [Int], _ guesses: [Int], C: Int) -> [[Int]] {
  var m = [[Int]](repeating: [Int](repeating: 0, count: C), count: C)
  for (t, y) in zip(truth, guesses) { m[t][y] += 1 }
  return m
}
let m = confusion(truth, guessed, C: 3)
place(confusionFigure(m, of: ["inn", "meal", "boat"]))
/*:
 Right guesses are on the diagonal. Now look at one class, say the inns, and ask
 two questions. Of the seven reviews that were *taken* for inns, how many are?
 Five: that is the **precision** of the class, 5/7. Of the six that *are* inns,
 how many were found? Five again: that is its **recall**, 5/6. The first looks
 down a column of the table, the second along a row.
*/
func precision(_ m: [[Int]], _ c: Int) -> Float {
  let column = m.map { $0[c] }.reduce(0, +)
  return column == 0 ? 0 : Float(m[c][c]) / Float(column)
}
func recall(_ m: [[Int]], _ c: Int) -> Float {
  let row = m[c].reduce(0, +)
  return row == 0 ? 0 : Float(m[c][c]) / Float(row)
}
for c in 0..<3 { show(precision(m, c), recall(m, c)) }
/*:
 Either is easy to have alone. Take everything for an inn, and all inns are
 found; take only the surest one, and precision is 1. A single number that wants
 both is the *harmonic* mean, **F1**, which is near the smaller of the two:

 $$F_1 = \frac{2 P R}{P + R}$$

 For the inns that is 10/13: in counts, twice the right ones over the sum of
 their column and their row.
*/
func f1(_ m: [[Int]], _ c: Int) -> Float {
  let (p, r) = (precision(m, c), recall(m, c))
  return p + r == 0 ? 0 : 2 * p * r / (p + r)
}
let each = (0..<3).map { f1(m, $0) }
show(each)
show(each.reduce(0, +) / 3)
let alwaysInn = confusion(truth, truth.map { _ in 0 }, C: 3)
let eachOfAlways = (0..<3).map { f1(alwaysInn, $0) }
show(accuracy(truth, truth.map { _ in 0 }), eachOfAlways.reduce(0, +) / 3)
name("always_macro", eachOfAlways.reduce(0, +) / 3, decimals: 2)
/*:
 The mean of the classes' F1 is called **macro F1**. Two boats weigh as much in
 it as six inns, so one who always says *inn* has half of the answers right and
 a macro F1 of {{always_macro}}. (A class that is neither there nor ever guessed
 has nothing to be scored by, and is left out of the mean; here there is none.)
 The other way to sum up is **micro F1**: add up the right
 guesses, columns and rows of all classes first, and make one F1 of the sums.
 Where each text has one label and gets one guess, columns and rows have the
 same sum, the number of texts, and micro F1 is the accuracy under another name.
 Ask which of the two a paper means: macro where small classes matter, accuracy
 where each text does.
*/
let scores = ClassificationScores(truth: truth, guesses: guessed, classes: 3)
claim(
  "the library's scores are the same", isShown: false,
  scores.confusion == m && scores.accuracy == accuracy(truth, guessed)
    && (0..<3).allSatisfy {
      scores.precision(of: $0) == precision(m, $0)
        && scores.recall(of: $0) == recall(m, $0)
        && abs(scores.f1(of: $0) - each[$0]) < 1e-6
    } && abs(scores.macroF1 - each.reduce(0, +) / 3) < 1e-6
    && scores.microF1 == accuracy(truth, guessed))
/*:
 The library has all of these in `ClassificationScores`.

 ### How sure?

 Nine of twelve is 75%, and nobody should believe the 75. Another dozen reviews
 would have given another number. How different? We have no other dozen, but we
 can pretend: draw twelve of the twelve *with replacement*, so that some come
 twice and others not at all, and score those. Do it a thousand times, sort, and
 cut off 2.5% at each end. What is left is the **bootstrap interval** (Efron
 1979), a *confidence interval* that asks for no theory of how scores are
 spread:
*/
func bootstrap(
  _ right: [Bool], samples: Int, random: inout Random
) -> ClosedRange<Float> {
  let n = right.count
  let scores = (0..<samples).map { _ in
    let count = (0..<n).count { _ in right[random.integer(below: n)] }
    return Float(count) / Float(n)
  }.sorted()
  let cut = samples / 40
  return scores[cut]...scores[samples - 1 - cut]
}
let right = zip(truth, guessed).map { $0 == $1 }
var random = Random(seed: options.seed, stream: "bootstrap")
show(bootstrap(right, samples: 1_000, random: &random))
//#-hidden-code
var sameRandom = Random(seed: options.seed, stream: "bootstrap")
let librarysInterval = bootstrapInterval(
  of: right.count, random: &sameRandom
) { drawn in
  Float(drawn.count { right[$0] }) / Float(right.count)
}
var intervalRandom = Random(seed: options.seed, stream: "bootstrap")
//#-end-hidden-code
claim(
  "bootstrapInterval of the library draws the same samples and gives the same interval",
  isShown: false,
  librarysInterval == bootstrap(right, samples: 1_000, random: &intervalRandom))
/*:
 The same works for any score, macro F1 included, for which there is no simple
 formula. A thousand test texts at 75% leave about three points on either side,
 and a difference of one point between two papers on such a set means little.

 Two classifiers on the *same* texts can be compared more sharply. Texts that
 both get right or both get wrong say nothing about which is better. Only those
 on which they differ do, and if the two were equally good, each of these would
 fall to either like a coin. Say that only the first is right on 15, and only
 the second on 5. How often do twenty coins fall at least so unevenly, to either
 side?

 $$p = 2 \sum_{k=0}^{5} \binom{20}{k} \Big( \frac12 \Big)^{20}$$

 That is **McNemar's test** (1947), in its exact form. Each term is the one
 before it times $(n - k) / (k + 1)$:
*/
func mcNemar(onlyFirst a: Int, onlySecond b: Int) -> Double {
  let n = a + b
  var term = 1.0
  for _ in 0..<n { term /= 2 }
  var p = 0.0
  for k in 0...min(a, b) {
    p += 2 * term
    term *= Double(n - k) / Double(k + 1)
  }
  return min(p, 1)
}
show(mcNemar(onlyFirst: 15, onlySecond: 5))
show(mcNemar(onlyFirst: 12, onlySecond: 8))
//#-hidden-code
var (coins, chance) = (0, 1.0)
while chance > 0 {
  chance /= 2
  coins += 1
}
//#-end-hidden-code
name("coins", coins)
claim(
  "mcNemarTest of the library gives the same", isShown: false,
  [(15, 5), (12, 8), (0, 3), (7, 7), (0, 0)].allSatisfy {
    abs(
      mcNemar(onlyFirst: $0.0, onlySecond: $0.1)
        - Double(mcNemarTest(onlyFirst: $0.0, onlySecond: $0.1))) < 1e-6
  })
/*:
 Fifteen to five happens to equals in 4 of 100 cases, twelve to eight in half of
 all. (From {{coins}} coins on, $2^{-n}$ is 0 in a `Double`; the library's
 `mcNemarTest` begins with the largest term.) Note what the number isn't: it
 says nothing about *how much* better, and with enough texts the smallest
 difference gets a small $p$. An interval and a difference belong beside it.

 You can now score a classifier, say how far the score may be off, and compare
 two.
*/
exercise("10.1")
/*:
 *Predict, then run.* A classifier of two classes, half of the texts in either,
 answers by tossing a coin. What are its accuracy, its two F1 and its macro F1?
 And if one class has 99 texts of 100?

 <details>
 <summary>Answer</summary>

 All four are a half with equal classes. With 99 to 1 the accuracy is still a
 half, since each coin is right as often as wrong. The large class has a
 precision of 0.99, a recall of a half and an F1 of 0.66; the small one a
 precision of 0.01 and an F1 of 0.02. Macro F1 is 0.34, and so tells what
 accuracy doesn't.

 </details>
*/
/*:
 ## 10.3 Naive Bayes: counting words

 In chapter 2 a text became a *bag of words*: how often it has each word of the
 vocabulary, order forgotten. With $N$ texts that is a table of counts $(N, V)$,
 nearly all of it zeros. Here are four tiny reviews, two bad ones (class 0) and
 two good ones (class 1):
*/
let small = [
  "dull inn", "dull dull meal", "fine inn", "fine lively inn",
].map { Tokenizer.words.tokens(in: $0) }
let smallLabels = [0, 0, 1, 1]
let smallFeatures = TextFeatures(of: small)
show(smallFeatures.names)
/*:
 `TextFeatures` numbers the words of the texts, the commonest first; `ids(of:)`
 gives the numbers of a text's words, without those that it doesn't know. The
 table is a sparse one, of the kind that chapter 2 kept its pairs in. Sort the
 ids of a text, and equal ones lie side by side:
*/
/// Ids of each text's features → (N, V): how often each has each.
func counted(_ texts: [[Int]], V: Int) -> SparseMatrix {
  var (starts, ids, counts) = ([0], [Int32](), [Float]())
  for text in texts {
    for id in text.sorted() {
      if ids.count > starts.last!, ids.last == Int32(id) {
        counts[counts.count - 1] += 1
      } else {
        ids.append(Int32(id))
        counts.append(1)
      }
    }
    starts.append(ids.count)
  }
  return SparseMatrix(columns: V, starts: starts, indices: ids, values: counts)
}
let smallX = counted(small.map(smallFeatures.ids), V: 5)
place(bagsFigure(small, smallFeatures, smallX))
/*:
 Now a new review: *fine meal*. Is it good? We want $p(c \mid \text{text})$ and
 have texts of either class, from which one can count what such texts are like.
 **Bayes' rule** turns the one into the other. A text and a class together have
 a probability that can be written in two ways,
 $p(c \mid x) \, p(x) = p(x \mid c) \, p(c)$, so

 $$p(c \mid x) = \frac{p(c) \, p(x \mid c)}{p(x)}$$

 $p(c)$, the **prior**, is what one would say before reading: the share of texts
 of that class. $p(x)$ is the same for all classes, and only makes the
 probabilities sum to 1. What remains is $p(x \mid c)$, the chance that a writer
 of class $c$ writes just this text. It can't be counted, since hardly any text
 comes twice. So pretend that the writer draws each word by itself from an urn
 of the class, whatever stood before:

 $$p(x \mid c) \propto \prod_{i=1}^{T} p(w_i \mid c) \qquad
 p(w \mid c) = \frac{n_{wc}}{\sum_v n_{vc}}$$

 where $n_{wc}$ counts the word $w$ in all texts of the class. (What the first
 formula leaves out is how likely the length $T$ is; it is taken to be the same
 in all classes.) Nobody writes
 like that, which is why it is called *naive*: this is **naive Bayes**, in its
 *multinomial* form (Maron 1961; McCallum and Nigam 1998). By hand, the words
 *dull fine inn lively meal* have these counts in the bad and the good texts:

 | | dull | fine | inn | lively | meal | all |
 |---|--:|--:|--:|--:|--:|--:|
 | bad | 3 | 0 | 1 | 0 | 1 | 5 |
 | good | 0 | 2 | 2 | 1 | 0 | 5 |

 No good review has had *meal* in it, so $p(\text{meal} \mid \text{good}) = 0$,
 and the whole product is 0, however fine the meal. A bad review never said
 *fine*, so there it is 0 as well. That a word wasn't seen in five doesn't mean
 that it can't come. Chapter 5 knew the remedy, smoothing, and here the simplest
 kind does: count one more of every word in every class, **add-one smoothing**.

 $$p(w \mid c) = \frac{n_{wc} + 1}{\sum_v n_{vc} + V}$$

 For *good* that is $\frac{3}{10}$ for *fine* and $\frac{1}{10}$ for *meal*, for
 *bad* $\frac{1}{10}$ and $\frac{2}{10}$. With the priors of a half each, good
 has $\frac12 \cdot \frac{3}{10} \cdot \frac{1}{10} = 0.015$ and bad
 $\frac12 \cdot \frac{1}{10} \cdot \frac{2}{10} = 0.010$: good, with a
 probability of $0.015 / 0.025 = 60\%$.

 A text of two hundred words would multiply two hundred such numbers, and
 $10^{-400}$ is 0 in any `Float`. So take logarithms, and the product becomes a
 sum:

 $$s_c = \log p(c) + \sum_{i=1}^{T} \log p(w_i \mid c)$$

 Look at that sum with a bag in mind. A word that the text has three times adds
 its logarithm three times, so with the row of counts $x$ it is
 $s_c = b_c + \sum_w x_w W_{wc}$, with $W_{wc} = \log p(w \mid c)$ and
 $b_c = \log p(c)$. In other words $s = xW + b$, *the affine layer of chapter
 1*, with weights that were counted. We shall meet this type four times, and
 each time it gets its numbers in another way:
*/
/// Scores of C classes from V features: s = x W + b.
struct Linear {
  /// (V, C).
  var W: Tensor
  /// (C).
  var b: Tensor
  /// (N, V) → (N, C).
  func scores(_ x: SparseMatrix) -> Tensor { matmul(x, W) + b }
  /// The class with the highest score, for each text.
  func guesses(_ x: SparseMatrix) -> [Int] { scores(x).argmax() }
}
/*:
 Texts and their labels, with what the formulas will need of them:
*/
struct Examples {
  /// (N, V), and the same on its side, (V, N).
  let x, xT: SparseMatrix
  let labels: [Int]
  /// (N, C): labels one-hot.
  let t: Tensor
  init(_ x: SparseMatrix, _ labels: [Int], C: Int) {
    (self.x, self.labels) = (x, labels)
    xT = x.transposed()
    t = .oneHot(labels, classes: C)
  }
}
/*:
 The counts of all classes are one product as well. $x^\top t$ has a row for
 each word and a column for each class, and adds up what the texts of the class
 have of the word. So naive Bayes, all of it, is
*/
func naiveBayes(_ data: Examples) -> Linear {
  let n = matmul(data.xT, data.t) + 1
  return Linear(W: log(n / n.sum(axis: 0)), b: log(data.t.mean(axis: 0)))
}
let smallBayes = naiveBayes(Examples(smallX, smallLabels, C: 2))
let fineMeal = [smallFeatures.ids(of: ["fine", "meal"])]
show(exp(smallBayes.W).transposed())
show(softmax(smallBayes.scores(counted(fineMeal, V: 5))))
name(
  "fine_meal",
  100 * softmax(smallBayes.scores(counted(fineMeal, V: 5)))[0, 1], decimals: 0)
//#-hidden-code
let librarysBayes = NaiveBayes(
  small.map(smallFeatures.ids), smallLabels, features: 5, classes: 2)
//#-end-hidden-code
claim(
  "NaiveBayes of the library gives the same probabilities", isShown: false,
  (librarysBayes.probabilities(of: fineMeal[0])
    - softmax(smallBayes.scores(counted(fineMeal, V: 5))).row(0)).norm() < 1e-6
    && (librarysBayes.table - smallBayes.W.transposed()).norm() < 1e-6)
/*:
 (The softmax of logarithms is what divides by the sum.) {{fine_meal}}%, as by
 hand. The library's `NaiveBayes` does the same, and takes another number than 1
 to add, if you like.

 ### On the reviews

 For the town's reviews there are two sorts of features: words, and words with
 pairs of neighbors, so that *not dull* is a feature beside *not* and *dull*.
 Such a run of $n$ words is an n-gram, as in chapter 5. The features are chosen
 from the *training* texts; what else a validation text has is passed over, as
 it would be with any text of tomorrow.
*/
let words = TextFeatures(of: training.map(\.words))
let pairs = TextFeatures(of: training.map(\.words), longest: 2)
show(words.count, pairs.count)
/// The counted features of reviews, and their sentiments.
func sentimentExamples(
  _ reviews: [HarborReview], _ features: TextFeatures
) -> Examples {
  let x = counted(reviews.map { features.ids(of: $0.words) }, V: features.count)
  return Examples(x, reviews.map(\.sentiment), C: 2)
}
let wordsData = sentimentExamples(training, words)
let pairsData = sentimentExamples(training, pairs)
let byWords = naiveBayes(wordsData)
let byPairs = naiveBayes(pairsData)
/*:
 With the topics for labels, *W* has six columns:
*/
let topicBayes = naiveBayes(
  Examples(wordsData.x, training.map(\.topic), C: 6))
/*:
 All three on the validation reviews:
*/
let wordsToCheck = sentimentExamples(validation, words)
let pairsToCheck = sentimentExamples(validation, pairs)
//#-hidden-code
let bayesTrial = BayesTrial(
  words: byWords.guesses(wordsToCheck.x),
  pairs: byPairs.guesses(pairsToCheck.x),
  topics: topicBayes.guesses(wordsToCheck.x), on: validation)
//#-end-hidden-code
place(bayesTrial.table)
place(tellingTable(words, sentiments: byWords, topics: topicBayes))
name("bayes_words", 100 * bayesTrial.words.accuracy, decimals: 1)
name("bayes_pairs", 100 * bayesTrial.pairs.accuracy, decimals: 1)
name("topic_accuracy", 100 * bayesTrial.topics.accuracy, decimals: 1)
name("topic_macro", 100 * bayesTrial.topics.macroF1, decimals: 1)
claim(
  "topics are found by words far above the majority", isShown: false,
  bayesTrial.topics.accuracy > 0.7)
claim(
  "pairs of words are worth ten points and more to naive Bayes",
  bayesTrial.pairs.accuracy > bayesTrial.words.accuracy + 0.1)
/*:
 Topics are easy for a bag: {{topic_accuracy}}% are right, with a macro F1 of
 {{topic_macro}}. (*It was bad* can be about anything, so a few must be missed.)
 The table of telling words has, for each class, those that do most for it: how
 much likelier a word is there than elsewhere, as a logarithm, times how often
 it comes. For the topics most of them are what a person would have picked, and
 nobody told the program what a mast is. For *bad* and *good* there are words
 among them that can hardly mean either, which is a bad sign.

 Sentiment is another matter: {{bayes_words}}% by words, and {{bayes_pairs}}%
 with pairs. The writers of these reviews like to say *not dull* and *dull, not
 lively*, and section 10.7 shows what that does to a bag.

 You can now derive naive Bayes, write it in two lines, and train it on
 thousands of texts in less time than it takes to read one.
*/
exercise("10.2")
/*:
 ## 10.4 Logistic regression: weights from a loss

 Naive Bayes weighs each feature as if there were no others. With pairs, *was
 not*, *not dull* and *dull* all stand in the same three words, and all three
 are counted as if they were separate witnesses. Would it not be better to ask
 which weights, *together*, give the right labels? We know how to do that since
 chapter 1: take $p = \mathrm{softmax}(xW + b)$, the cross entropy for a loss,
 and go downhill. A network of one affine layer and a softmax has a name of its
 own, from statistics: **logistic regression**.

 Section 3.3 has derived that $ds = p - t$ for one text. The loss is the mean
 over $N$, and $s = xW + b$ is a product, so

 $$ds = \frac{p - t}{N} \qquad dW = x^\top ds \qquad db = \sum_n ds_n$$

 Read $dW_{wc}$: over all texts that have the word, it adds up how much too much
 class $c$ got. When it is zero, the model expects each word in each class
 exactly as often as it occurs there. Weights that are counted have no such
 balance.

 Without more, features that are in one text only could take any weight, to get
 that one text right. So large weights are charged for, by a **penalty** on top
 of the loss.
 There are two usual ones. **L2** is the sum of the squares,
 $\frac{\lambda}{2} \sum W^2$, with the gradient $\lambda W$: each weight is
 drawn toward zero in proportion to itself. (It is the weight decay of section
 1.8 in another dress.) **L1** is the sum of the sizes, $\lambda \sum |W|$, and
 draws every weight with the same force, however small it is. The bias goes
 free, for it says how frequent the classes are. Here is the loss with L2. L1
 has a corner at zero, where there is no gradient, and gets its turn in the
 descent.
*/
/// The loss with an L2 penalty of λ, and its gradient.
func logistic(_ m: Linear, _ data: Examples, L2 λ: Float)
  -> (loss: Float, gradient: Linear)
{
  let N = Float(data.labels.count)
  let s = m.scores(data.x)
  let logP = s - logSumExp(s).reshaped(-1, 1)
  let loss = -(data.t * logP).sum() / N + λ / 2 * (m.W * m.W).sum()

  let ds = (exp(logP) - data.t) / N
  let dW = matmul(data.xT, ds) + m.W * λ
  return (loss, Linear(W: dW, b: ds.sum(axis: 0)))
}
/*:
 The check by central differences, at random weights on the four tiny reviews:
*/
/// The gradient of `loss` at x, of any shape: by central differences.
func centralDifferences(at x: Tensor, _ loss: (Tensor) -> Float) -> Tensor {
  let gradient = x.values.indices.map { k in
    func moved(_ step: Float) -> Tensor {
      var values = x.values
      values[k] += step
      return Tensor(values, shape: x.shape)
    }
    return (loss(moved(0.01)) - loss(moved(-0.01))) / 0.02
  }
  return Tensor(gradient, shape: x.shape)
}
/// How far two gradients are apart, as a share of the larger one's length.
func distance(_ a: Tensor, _ b: Tensor) -> Float {
  (a - b).norm() / max(a.norm(), b.norm())
}
/*:
 Both parts of the model have a gradient, and each is checked with the other
 held fixed:
*/
let smallData = Examples(smallX, smallLabels, C: 2)
let somewhere = Linear(
  W: .normal([5, 2], random: &random), b: .normal([2], random: &random))
let smallGradient = logistic(somewhere, smallData, L2: 0.1).gradient
let differences = Linear(
  W: centralDifferences(at: somewhere.W) {
    logistic(Linear(W: $0, b: somewhere.b), smallData, L2: 0.1).loss
  },
  b: centralDifferences(at: somewhere.b) {
    logistic(Linear(W: somewhere.W, b: $0), smallData, L2: 0.1).loss
  })
show(distance(smallGradient.W, differences.W))
show(distance(smallGradient.b, differences.b))
claim(
  "the gradient of logistic regression agrees with central differences",
  isShown: false,
  max(
    distance(smallGradient.W, differences.W),
    distance(smallGradient.b, differences.b)) < 1e-3)
/*:
 Now downhill. Rare words have small gradients, since few texts have them, and a
 rate that suits *the* would leave *leaky* where it was. AdaGrad (section 1.8)
 gives every weight a rate of its own. After its step comes the pull of L1: a
 weight within reach of zero becomes zero, and any other moves so far toward it,
 which is called the **soft threshold**. With all texts in each step there is no
 randomness at all.
*/
/// Steps of AdaGrad, each followed by the pull of an L1 penalty of λ.
func descended(
  from start: Linear, steps: Int = 200, L1 λ: Float = 0,
  _ gradient: (Linear) -> Linear
) -> Linear {
  var m = start
  var squares = Linear(W: m.W * 0 + 1e-12, b: m.b * 0 + 1e-12)
  for _ in 0..<steps {
    let g = gradient(m)
    squares.W += g.W * g.W
    squares.b += g.b * g.b
    let rate = 0.5 / sqrt(squares.W)
    m.b -= 0.5 / sqrt(squares.b) * g.b
    m.W = (m.W - rate * g.W).map(with: rate * λ) { w, reach in
      w > 0 ? max(w - reach, 0) : min(w + reach, 0)
    }
  }
  return m
}
/*:
 Logistic regression starts from weights of zero. For words and for pairs, with
 a little of L2, it is right on these shares of the validation reviews:
*/
/// Logistic regression, from zero weights.
func logisticRegression(_ data: Examples, L2: Float = 0, L1: Float = 0)
  -> Linear
{
  let (V, C) = (data.x.columns, data.t.shape[1])
  let zero = Linear(W: .zeros(V, C), b: .zeros(C))
  return descended(from: zero, L1: L1) { m in
    logistic(m, data, L2: L2).gradient
  }
}
let logisticWords = logisticRegression(wordsData, L2: 3e-4)
let logisticPairs = logisticRegression(pairsData, L2: 3e-4)
show(accuracy(wordsToCheck.labels, logisticWords.guesses(wordsToCheck.x)))
show(accuracy(pairsToCheck.labels, logisticPairs.guesses(pairsToCheck.x)))
//#-hidden-code
let logisticScores = (
  words: 100
    * accuracy(wordsToCheck.labels, logisticWords.guesses(wordsToCheck.x)),
  pairs: 100
    * accuracy(pairsToCheck.labels, logisticPairs.guesses(pairsToCheck.x))
)
//#-end-hidden-code
name("logistic_words", logisticScores.words, decimals: 1)
name("logistic_pairs", logisticScores.pairs, decimals: 1)
//#-hidden-code
var librarysSettings = LogisticRegression.Settings()
librarysSettings.l2 = 3e-4
let librarysRegression = LogisticRegression(
  wordsData.x, wordsData.labels, classes: 2, librarysSettings)
let ourLoss = logistic(logisticWords, wordsData, L2: 3e-4).loss
//#-end-hidden-code
name("our_loss", ourLoss, decimals: 4)
name("librarys_loss", librarysRegression.loss, decimals: 4)
claim(
  "the library's regression ends at the same loss, or a little lower",
  isShown: false,
  ourLoss > librarysRegression.loss - 1e-5
    && ourLoss < librarysRegression.loss + 0.01)
/*:
 {{logistic_words}}% by words and {{logistic_pairs}}% with pairs, where naive
 Bayes had {{bayes_words}}% and {{bayes_pairs}}% on the same validation texts.
 The library's `LogisticRegression` has a solver that needs no rate and stops at
 the minimum. For the words it ends at a loss of {{librarys_loss}}, and our 200
 steps at {{our_loss}}.

 ### What the penalties do

 How strong should a penalty be? Try it: here is a row of strengths, and for
 each a model that is trained anew on the first thousand reviews, once with L2
 and once with L1. The lines are six features; each shows how far its weights
 for *good* and for *bad* lie apart. In the table a feature is left if one of its
 two weights isn't zero, and what is right are validation reviews.
*/
//#-hidden-code
let pathData = sentimentExamples(Array(training.prefix(1_000)), pairs)
let path = PenaltyPath(
  learningFrom: pathData, checkedOn: pairsToCheck, pairs,
  isQuick: options.quick)
name("path_features", Set(pathData.x.indices).count)
//#-end-hidden-code
place(path.figure)
place(path.table)
name("l1_kept", path.leastKept.count)
name("l1_kept_accuracy", path.leastKept.accuracy, decimals: 0)
name("l1_best", path.best.l1, decimals: 1)
name("l2_best", path.best.l2, decimals: 1)
claim(
  "L2 leaves no weight at zero that a text could move", isShown: false,
  path.areAllKeptByL2)
/*:
 L2 makes all weights smaller and none of them zero: at half of its size, a
 weight feels half of the pull. L1 pulls small weights as hard as large ones, so
 a feature that does less for the loss than $\lambda$ goes altogether. In the
 last row {{l1_kept}} are left of the {{path_features}} features that these
 reviews have, and with them {{l1_kept_accuracy}}% are right: a small model that
 can be read as a list. The best of each are {{l1_best}}% with L1 and
 {{l2_best}}% with L2 here. Where many features say a little each, or several
 say the same, L1 keeps a few and throws away the rest, and it may be the other
 way round; one tries both.

 ### TF-IDF

 A count needn't go in as it is. A word that every review has says nothing about
 any of them, and a long text has higher counts all over without being more
 certain. The oldest remedy comes from search in libraries. Weigh a word's count
 in a text, its *term frequency*, by how *few* texts have the word, and then
 make all texts equally long. With $n_w$ the number of training texts that have
 $w$,

 $$\mathrm{idf}_w = \log \frac{1 + N}{1 + n_w} + 1 \qquad
 x'_w = \frac{x_w \, \mathrm{idf}_w}{\sqrt{\sum_v (x_v \, \mathrm{idf}_v)^2}}$$

 This is **TF-IDF**, *term frequency times inverse document frequency* (Spärck
 Jones 1972), in one of its many variants, that of scikit-learn.
*/
func inverseFrequencies(_ x: SparseMatrix) -> [Float] {
  var n = [Float](repeating: 0, count: x.columns)
  for w in x.indices { n[Int(w)] += 1 }
  return n.map { log((1 + Float(x.rows)) / (1 + $0)) + 1 }
}
func tfidf(_ x: SparseMatrix, _ idf: [Float]) -> SparseMatrix {
  var values = x.values
  for n in 0..<x.rows {
    let row = x.starts[n]..<x.starts[n + 1]
    for k in row { values[k] *= idf[Int(x.indices[k])] }
    let length = sqrt(row.reduce(0) { $0 + values[$1] * values[$1] })
    for k in row { values[k] /= length }
  }
  return SparseMatrix(
    columns: x.columns, starts: x.starts, indices: x.indices, values: values)
}
let smallIDF = inverseFrequencies(smallX)
show(smallIDF)
show(tfidf(smallX, smallIDF).dense)
/*:
 *Inn* is in three of the four tiny reviews, and weighs least. The idf is
 counted in training texts and kept; validation and test texts are weighed with
 the same.
*/
let idf = inverseFrequencies(pairsData.x)
let weighed = Examples(tfidf(pairsData.x, idf), pairsData.labels, C: 2)
let logisticWeighed = logisticRegression(weighed, L2: 1e-4)
show(
  accuracy(
    pairsToCheck.labels, logisticWeighed.guesses(tfidf(pairsToCheck.x, idf))))
/*:
 Counts had {{logistic_pairs}}%, with λ = 0.0003 where this has 0.0001, since
 the smaller numbers of TF-IDF need larger weights. In search, where a question
 has three words and a text a thousand, TF-IDF is the heart of the matter.
*/
exercise("10.3")
exercise("10.5")
/*:
 ### One weight for *not*

 All of these are sums. Whatever else a review says, a word adds its one weight.
 How far do *not*, *dull* and *lively* pull toward *good*, in the model of
 words?
*/
for word in ["not", "dull", "lively"] {
  let w = logisticWords.W.row(words.vocabulary[word]!)
  show(word, w[1] - w[0])
}
//#-hidden-code
func pull(_ word: String) -> Float {
  let w = logisticWords.W.row(words.vocabulary[word]!)
  return w[1] - w[0]
}
//#-end-hidden-code
//#-hidden-code
/// How far validation reviews with a word, and without the other, lean to good.
func lean(_ word: String, without other: String) -> Float {
  let leads = logisticWords.scores(wordsToCheck.x)
  let rows = validation.indices.filter { n in
    validation[n].form == .plain && validation[n].words.contains(word)
      && !validation[n].words.contains(other)
  }
  return rows.reduce(0) { $0 + leads[$1, 1] - leads[$1, 0] } / Float(rows.count)
}
name("lively_lean", lean("lively", without: "dull"), decimals: 1)
name("dull_lean", lean("dull", without: "lively"), decimals: 1)
//#-end-hidden-code
name("not_pull", pull("not"), decimals: 2)
claim(
  "the model of words takes not dull for bad, and not lively for good",
  pull("not") + pull("dull") < 0 && pull("not") + pull("lively") > 0)
/*:
 *Not* ought to turn things round: to raise *not dull*, and to lower *not
 lively*. A sum can't. It adds the same number in both cases, and {{not_pull}}
 is the best that training can find for it. (*Lively* weighs much more than
 *dull*, but it is the sum that decides, and the bias and words like *it* and
 *was* are in all of them: plain reviews with *lively* come to {{lively_lean}}
 in the mean, those with *dull* to {{dull_lean}}.) A function of the two words that
 isn't a sum could know better. But *dull, not lively* and *lively, not dull*
 have the same words, and no function of a bag can tell them apart.

 *Predict, then run.* What does a regression without any penalty do with a word
 that occurs in good reviews only?

 <details>
 <summary>Answer</summary>

 It never comes to rest. Whatever the word's weight, a larger one makes the
 reviews that have it more probable still, so it grows for as long as one
 trains: from 200 to 800 steps, the largest weight goes from {{free_early}} to
 {{free_late}}. With a penalty it stops where the gain no longer pays for it.

 </details>
*/
//#-hidden-code
let freeWeights = [200, 800].map { steps in
  let few = sentimentExamples(Array(training.prefix(300)), words)
  let zero = Linear(W: .zeros(words.count, 2), b: .zeros(2))
  return descended(from: zero, steps: steps) { m in
    logistic(m, few, L2: 0).gradient
  }.W.max()
}
name("free_early", freeWeights[0], decimals: 1)
name("free_late", freeWeights[1], decimals: 1)
claim(
  "without a penalty weights go on growing", isShown: false,
  freeWeights[1] > freeWeights[0] + 0.3)
//#-end-hidden-code
/*:
 You can now write logistic regression with its gradient, choose between two
 penalties by what they do, and read a model's weights.

 ## 10.5 Naive Bayes inside a regression

 Counting is quick and steady, and needs few texts. A regression takes features
 together, but has to find every weight from zero, and of thousands of pairs
 most are in one or two texts. Wang and Manning (2012) put the one into the
 other. First ask the counts how much each feature speaks for a class: its
 **log-count ratio**, here with $x_w = 1$ if the text has the feature at all,

 $$r_{wc} = \log \frac{n_{wc} + 1}{\sum_v (n_{vc} + 1)}
 - \log \frac{\bar n_{wc} + 1}{\sum_v (\bar n_{vc} + 1)}$$

 where $\bar n_{wc}$ counts in the texts of all *other* classes. Then train a
 classifier on the features $x_w r_{wc}$ in place of $x_w$, weighed for each
 class by its own ratios:

 $$s_c = \sum_w x_w \, r_{wc} \, u_{wc} + b_c$$

 Theirs was a support vector machine, hence the name *NBSVM*; ours is the
 logistic regression that we have. In the formula, features that are scaled are
 as good as weights that are, $W = r \odot u$. So the gradient of $u$ is that of
 $W$ times $r$, and the code is short:
*/
/// Every count that isn't zero as 1.
func present(_ x: SparseMatrix) -> SparseMatrix {
  SparseMatrix(
    columns: x.columns, starts: x.starts, indices: x.indices,
    values: x.values.map { _ in 1 })
}
/// Log-count ratios: (V, C).
func ratios(_ data: Examples) -> Tensor {
  let n = matmul(data.xT, data.t) + 1
  let others = matmul(data.xT, 1 - data.t) + 1
  return log(n / n.sum(axis: 0)) - log(others / others.sum(axis: 0))
}
/*:
 And the regression, on features that are weighed by these ratios:
*/
/// A regression on features that are weighed by their log-count ratios.
func bayesRegression(_ data: Examples, L2 λ: Float) -> Linear {
  let r = ratios(data)
  let zero = Linear(W: r * 0, b: .zeros(r.shape[1]))
  let u = descended(from: zero) { u in
    let g = logistic(Linear(W: r * u.W, b: u.b), data, L2: 0).gradient
    return Linear(W: r * g.W + u.W * λ, b: g.b)
  }
  return Linear(W: r * u.W, b: u.b)
}
let presentPairs = Examples(present(pairsData.x), pairsData.labels, C: 2)
let bothPairs = bayesRegression(presentPairs, L2: 3e-4)
//#-hidden-code
let halfBayes = Linear(
  W: ratios(presentPairs) / 2, b: log(presentPairs.t.mean(axis: 0)))
let presentBayes = naiveBayes(presentPairs)
let leads = [halfBayes, presentBayes].map { m in
  m.scores(presentPairs.x).rows(0..<50)
}.map { $0.columns(1..<2) - $0.columns(0..<1) }
claim(
  "halves of ratios are naive Bayes", isShown: false,
  distance(leads[0], leads[1]) < 1e-3)
//#-end-hidden-code
/*:
 With two classes, every $u = \frac12$ and $b_c = \log p(c)$ this *is* naive
 Bayes on presences, for the two ratios are each other's negative. What does training add? Look at
 the penalty: $\frac{\lambda}{2} \sum u^2 = \frac{\lambda}{2} \sum (W / r)^2$. A
 weight costs the less, the larger its ratio. What the counts think telling may
 have a large weight at little cost, and a feature with $r$ near zero, a *the*
 or a chance, can hardly have any. The counts propose, and the regression
 disposes. Here are the three by how many reviews they learn from, three draws
 each, always with pairs:
*/
//#-hidden-code
let learning = LearningCurves(
  from: training,
  sizes: options.quick ? [100, 300] : [100, 300, 1_000, 3_000],
  checkedOn: validation, seed: options.seed)
//#-end-hidden-code
place(learning.figure)
claim(
  "from the most reviews, both together beat either alone, in the mean of three draws",
  learning.mean(2, -1) > max(learning.mean(0, -1), learning.mean(1, -1)) + 1)
name("few", learning.sizes[0])
name("few_bayes", learning.mean(0, 0), decimals: 1)
name("few_regression", learning.mean(1, 0), decimals: 1)
name("few_both", learning.mean(2, 0), decimals: 1)
name("many", learning.sizes.last!)
name("many_bayes", learning.mean(0, -1), decimals: 1)
name("many_regression", learning.mean(1, -1), decimals: 1)
name("many_both", learning.mean(2, -1), decimals: 1)
/*:
 From {{few}} reviews naive Bayes gets {{few_bayes}}%, the regression
 {{few_regression}}% and both together {{few_both}}%; from {{many}} they get
 {{many_bayes}}, {{many_regression}} and {{many_both}}%.

 You can now take the best of counting and of descent, in a few lines more than
 either.
*/
exercise("10.4")
/*:
 ## 10.6 The mean of word vectors

 The fourth way to get weights comes from chapter 3. Give each feature a vector,
 take the mean of those that the text has, and put an affine layer on it:

 $$h = \frac1T \sum_{i=1}^{T} E_{w_i} \qquad s = h U + b$$

 It is CBOW with classes for its answers. Joulin et al. (2017), who called it a
 *bag of tricks*, made it the classifier of the program fastText; in their
 comparison it was often as good as far larger networks, and faster by orders of
 magnitude. The vectors are learned along with the rest. Forward and backward
 for one text:
*/
place(meanFigure())
/// Vectors of features (V, D), and a layer on their mean: (D, C), (1, C).
struct MeanClassifier {
  var E, U, b: Tensor
}
/// The loss of a text of class c; dE has a row for each word of the text.
func meanStep(_ text: [Int], _ c: Int, _ m: MeanClassifier)
  -> (loss: Float, dE: Tensor, dU: Tensor, db: Tensor)
{
  let h = m.E.rows(at: text).mean(axis: 0, keepingAxis: true)
  let p = softmax(matmul(h, m.U) + m.b)

  var ds = p
  ds[0, c] -= 1
  let dU = matmul(h, ds, transposed: .left)
  let dh = matmul(ds, m.U, transposed: .right)
  let dE = Tensor.ones(text.count, 1) * dh / Float(text.count)
  return (-log(p[0, c]), dE, dU, ds)
}
/*:
 Each word's row gets $dh / T$, and a word that comes twice gets it twice.
 `addRows` adds them up, where an assignment would lose one. So the check is on
 *dull dull meal*:
*/
let smallMean = MeanClassifier(
  E: .normal([5, 3], random: &random), U: .normal([3, 2], random: &random),
  b: .normal([1, 2], random: &random))
let twice = smallFeatures.ids(of: small[1])
let step = meanStep(twice, 0, smallMean)
var dE = smallMean.E * 0
dE.addRows(step.dE, at: twice)
let byDifferences = MeanClassifier(
  E: centralDifferences(at: smallMean.E) {
    meanStep(twice, 0, MeanClassifier(E: $0, U: smallMean.U, b: smallMean.b))
      .loss
  },
  U: centralDifferences(at: smallMean.U) {
    meanStep(twice, 0, MeanClassifier(E: smallMean.E, U: $0, b: smallMean.b))
      .loss
  },
  b: centralDifferences(at: smallMean.b) {
    meanStep(twice, 0, MeanClassifier(E: smallMean.E, U: smallMean.U, b: $0))
      .loss
  })
show(distance(dE, byDifferences.E))
show(distance(step.dU, byDifferences.U), distance(step.db, byDifferences.b))
//#-hidden-code
let librarysEmbedding = Embedding(Parameter("E", smallMean.E))
let librarysAffine = Affine(
  Parameter("U", smallMean.U), Parameter("b", smallMean.b.row(0)))
let librarysLoss = SoftmaxWithLoss()
let librarysMean = librarysEmbedding.forward(twice)
  .mean(axis: 0, keepingAxis: true)
let librarysValue = librarysLoss.forward(
  librarysAffine.forward(librarysMean, mode: .training), [0])
librarysEmbedding.backward(
  Tensor.ones(3, 1) * librarysAffine.backward(librarysLoss.backward()) / 3)
//#-end-hidden-code
claim(
  "the gradients agree with central differences", isShown: false,
  max(
    distance(dE, byDifferences.E), distance(step.dU, byDifferences.U),
    distance(step.db, byDifferences.b)) < 2e-3)
claim(
  "the library's embedding, affine layer and loss give the same",
  isShown: false,
  abs(librarysValue - step.loss) < 1e-5
    && distance(librarysEmbedding.weight.gradient, dE) < 1e-5
    && distance(librarysAffine.weight.gradient, step.dU) < 1e-5)
/*:
 Training is stochastic gradient descent, one text at a time, at a rate that
 falls to zero, as in fastText:
*/
func learnedMean(
  _ texts: [[Int]], _ labels: [Int], V: Int, epochs: Int = 5,
  random: inout Random
) -> MeanClassifier {
  var m = MeanClassifier(
    E: .uniform([V, 10], in: -0.1..<0.1, random: &random),
    U: .zeros(10, 2), b: .zeros(1, 2))
  let steps = epochs * texts.count
  for step in 0..<steps {
    let n = random.integer(below: texts.count)
    let rate = 0.5 * (1 - Float(step) / Float(steps))
    let g = meanStep(texts[n], labels[n], m)
    m.E.addRows(g.dE * -rate, at: texts[n])
    m.U -= g.dU * rate
    m.b -= g.db * rate
  }
  return m
}
var meanRandom = Random(seed: options.seed, stream: "mean")
let meanPairs = learnedMean(
  training.map { pairs.ids(of: $0.words) }, pairsData.labels,
  V: pairs.count, random: &meanRandom)
/*:
 What has it learned? Put the two formulas together:
 $s = \frac1T \sum_i E_{w_i} U + b$. The product $EU$ is a matrix $(V, C)$, so
 the model is once more $s = xW + b$, on counts that are divided by their sum.
*/
/// Counts divided by the length of the text.
func shares(_ x: SparseMatrix) -> SparseMatrix {
  var values = x.values
  for n in 0..<x.rows {
    let row = x.starts[n]..<x.starts[n + 1]
    let T = values[row].reduce(0, +)
    for k in row { values[k] /= T }
  }
  return SparseMatrix(
    columns: x.columns, starts: x.starts, indices: x.indices, values: values)
}
/*:
 So it gives the same scores as this, on shares:
*/
/// The same function, as one matrix.
func asLinear(_ m: MeanClassifier) -> Linear {
  Linear(W: matmul(m.E, m.U), b: m.b.row(0))
}
let linearPairs = asLinear(meanPairs)
show(
  accuracy(pairsToCheck.labels, linearPairs.guesses(shares(pairsToCheck.x))))
//#-hidden-code
let oneText = pairs.ids(of: validation[0].words)
let oneLoss =
  -log(
    softmax(linearPairs.scores(shares(counted([oneText], V: pairs.count))))[
      0, 0])
let linearWords = asLinear(
  learnedMean(
    training.map { words.ids(of: $0.words) }, wordsData.labels,
    V: words.count, random: &meanRandom))
let meanScores = (
  words: 100
    * accuracy(
      wordsToCheck.labels, linearWords.guesses(shares(wordsToCheck.x))),
  pairs: 100
    * accuracy(
      pairsToCheck.labels, linearPairs.guesses(shares(pairsToCheck.x)))
)
//#-end-hidden-code
name("mean_words", meanScores.words, decimals: 1)
name("mean_pairs", meanScores.pairs, decimals: 1)
claim(
  "vectors and a layer, or one matrix EU: the same scores", isShown: false,
  abs(meanStep(oneText, 0, meanPairs).loss - oneLoss) < 1e-3)
/*:
 {{mean_pairs}}% with pairs, and {{mean_words}}% when it is trained on words
 alone. So with two classes the vectors buy nothing that a regression hasn't:
 ten numbers a feature are multiplied down to two. They pay where there are many
 classes with few texts each, since what is learned of a word for one class
 serves the others; where the vectors come ready-made from a large text; and
 when something that isn't a mean is put on top of them, as from section 10.8
 on.

 *Predict, then run.* The vectors start at random and $U$ at zero. Which of the
 two has a gradient in the first step?

 <details>
 <summary>Answer</summary>

 $U$. As long as it is zero, $dh = ds \, U^\top$ is zero, and with it $dE$; from
 the second step on both move. If both started at zero, $dU = h^\top ds$ would
 be zero too, and only the bias would ever learn: the majority, with effort.

 </details>
*/
//#-hidden-code
let atStart = meanStep(
  twice, 0, MeanClassifier(E: smallMean.E, U: smallMean.U * 0, b: smallMean.b))
claim(
  "from U = 0 the first step moves U alone", isShown: false,
  atStart.dE.norm() == 0 && atStart.dU.norm() > 0)
//#-end-hidden-code
/*:
 You can now write fastText's classifier, and say when its vectors are worth
 having.

 ## 10.7 Errors, one by one

 Now the test set, for the first time: {{test_count}} reviews that no model has
 learned from and no choice has looked at. The grammar words a review in one of
 six ways:
*/
place(formsTable(test))
/*:
 What can be had at all? The grammar can say it exactly. Reviews that are the
 same bag must get the same answer, and of all reviews with that bag only those
 of the likelier sentiment can be right. So add up, over all bags, the larger of
 the two probabilities. *Plain* and *negated* bags are clear. For *contrast*,
 *hearsay* and *distant* ones the opposite review, *dull, not lively*, has the
 same words and is as frequent, so that half of them are lost, whatever is
 computed from the bag. *Elsewhere*, two of three can be had: *it was lively . it
 was not far from the mill* is good, *it was not lively . it was far from the
 mill* has the same words, is bad, and comes half as often. With the wrong boxes:
*/
show(HarborReviews.bestBagAccuracy)
name("bag_bound", 100 * HarborReviews.bestBagAccuracy, decimals: 1)
/*:
 that is {{bag_bound}}% for the best of all functions of a bag, and {{ceiling}}%
 for one who reads. And here are ours, in percent of right answers: all test
 reviews with a 95% interval, and by form.
*/
//#-hidden-code
let wordsOfTest = sentimentExamples(test, words)
let pairsOfTest = sentimentExamples(test, pairs)
let trial = TestTrial(
  [
    ("majority", test.map { _ in majority(wordsData.labels, C: 2) }),
    ("naive Bayes", byWords.guesses(wordsOfTest.x)),
    ("regression", logisticWords.guesses(wordsOfTest.x)),
    ("mean of vectors", linearWords.guesses(shares(wordsOfTest.x))),
    ("naive Bayes, pairs", byPairs.guesses(pairsOfTest.x)),
    ("regression, pairs", logisticPairs.guesses(pairsOfTest.x)),
    ("TF-IDF, pairs", logisticWeighed.guesses(tfidf(pairsOfTest.x, idf))),
    ("mean of vectors, pairs", linearPairs.guesses(shares(pairsOfTest.x))),
    ("Bayes in regression, pairs", bothPairs.guesses(present(pairsOfTest.x))),
  ], on: test, seed: options.seed)
//#-end-hidden-code
place(trial.table)
name("test_words", trial.best(ofPairs: false), decimals: 1)
name("test_pairs_least", trial.worst(ofPairs: true), decimals: 1)
name("test_pairs", trial.best(ofPairs: true), decimals: 1)
name("negated_words", trial.accuracy("regression", .negated), decimals: 0)
//#-hidden-code
let negatedByPairs = trial.rows.filter { $0.name.hasSuffix("pairs") }
  .map { trial.accuracy($0.name, .negated) }
//#-end-hidden-code
name("negated_least", negatedByPairs.min()!, decimals: 0)
name("negated_most", negatedByPairs.max()!, decimals: 0)
claim(
  "every model of words alone stays eight points and more below what a bag would allow",
  trial.best(ofPairs: false) < 100 * HarborReviews.bestBagAccuracy - 8)
claim(
  "with pairs of words, each of them gets more right than any function of single words could",
  trial.worst(ofPairs: true) > 100 * HarborReviews.bestBagAccuracy)
claim(
  "what stands far apart is a coin to all of them", isShown: false,
  trial.rows.allSatisfy { abs(trial.accuracy($0.name, .distant) - 50) < 12 })
/*:
 *Words alone* get {{test_words}}% at best, far below what the bag would allow.
 Look at the column *negated*. A plain coin has 50%, and the regression
 {{negated_words}}%. It isn't ignorant there, it is wrong on purpose: it has
 learned what *dull* means, adds it up, and can't turn it round. The bag itself
 is not to blame, since *not* and *dull* in one bag without a *lively* are clear
 enough; the sum is.

 *Pairs* get {{test_pairs_least}}% to {{test_pairs}}%. *Not dull* is now a
 feature of its own, *dull but* is another, and what the grammar forbids to
 every bag of words is no law for a bag of pairs. But each pair has to be
 learned by itself. *Not dull* teaches nothing about *not shabby*, so of the
 negated reviews they get {{negated_least}}% to {{negated_most}}% and not 96.
 And a pair is two neighbors: *we did not think that it was dull* has its *not*
 five words before the *dull*. In *distant* reviews everything that matters is further apart than
 any n-gram reaches, and every model is a coin.

 Are the differences between the last rows more than luck? The intervals of some
 overlap, but the texts are the same for all, so ask McNemar:
*/
//#-hidden-code
let against = trial.disagreements(
  "Bayes in regression, pairs", "naive Bayes, pairs")
let near = trial.disagreements("Bayes in regression, pairs", "TF-IDF, pairs")
//#-end-hidden-code
place(
  mcNemarTable([
    ("naive Bayes, pairs", against), ("TF-IDF, pairs", near),
  ]))
/*:
 Now read the errors, which is the most useful half hour one can spend on a
 classifier. Here are the first eight of the best model on this page. With a
 grammar one can say why each is wrong:
*/
place(trial.errorsTable(of: "Bayes in regression, pairs", count: 8))
//#-hidden-code
let reasons = trial.errors(of: "Bayes in regression, pairs")
//#-end-hidden-code
name("errors", reasons.all)
name("error_slips", reasons.slips)
name("error_distant", reasons.distant)
name("error_hearsay", reasons.hearsay)
name("error_rest", reasons.rest)
/*:
 Of {{errors}} errors, {{error_slips}} are wrong labels: the model is right and
 the test set isn't. {{error_distant}} are distant, and can't be had with pairs;
 {{error_hearsay}} are hearsay, where the pairs that decide are few;
 {{error_rest}} are left. So one knows what to do next, and what not. More
 reviews of the same kind would help with the last {{error_rest}}. Cleaning the
 labels would help the score. For all others one needs a model that sees *words
 in their order*, and knows that *not dull* and *not shabby* are alike.

 With real reviews nobody has a grammar. But one can still read a hundred
 errors, sort them on a sheet of paper, and count. It is seldom what one had
 thought.
*/
/*:
 ### Real reviews, recorded

 Three public sets have been used in so many papers that a number on them means
 something. *MR* are 10,662 sentences from film reviews, half of them positive
 (Pang and Lee 2005). It has no test set. So one cuts it in ten parts, learns
 from nine, tests on the tenth, and does that ten times, which is called
 **cross-validation**. *SST-2* are such sentences with a test set of their own
 (Socher et al. 2013), and *TREC-6* are questions, by what they ask for: a
 person, a place, a number and so on (Li and Roth 2002). `LinearTextClassifier`
 of the library is this page's `Linear` with its features, and a solver that
 runs to the optimum:
*/
let methods: [(name: String, settings: LinearTextClassifier.Settings)] = [
  ("naive Bayes", .init(.naiveBayes, longest: 1)),
  ("naive Bayes, pairs", .init(.naiveBayes, longest: 2)),
  ("TF-IDF", .init(.logistic, longest: 1)),
  ("TF-IDF, pairs", .init(.logistic, longest: 2)),
  ("NBSVM, pairs", .init(.nbsvm, longest: 2)),
]
//#-hidden-code
record("real-reviews") {
  let sets = try RealSets()
  let majorityRow = sets.scores("majority") { training, test in
    test.labels.map { _ in training.majority }
  }
  let linearRows = methods.map { method in
    sets.scores(method.name) { training, test in
      LinearTextClassifier(of: training, method.settings)
        .guesses(for: test.texts)
    }
  }
  let meanRows = try [("mean of vectors", 1), ("mean of vectors, pairs", 2)]
    .map { name, longest in
      try sets.scores(name) { training, test in
        try meanGuesses(training, test, longest: longest, seed: options.seed)
      }
    }
  let realRows = [majorityRow] + linearRows + meanRows
  let onFilms = LinearTextClassifier(of: .joined(sets.films), .nbsvm)
  let onQuestions = LinearTextClassifier(of: sets.questions.training, .nbsvm)
  place(realTable(realRows))
  place(realTellingTable([onFilms, onQuestions]))
  name("mr_bayes_words", linearRows[0].filmsMean, decimals: 1)
  name("mr_bayes_pairs", linearRows[1].filmsMean, decimals: 1)
  name("mr_bayes_margin", linearRows[1].filmsMargin, decimals: 1)
  name("mr_bayes_least", linearRows[1].films.min()!, decimals: 1)
  name("mr_bayes_most", linearRows[1].films.max()!, decimals: 1)
  name("mr_nbsvm", linearRows[4].filmsMean, decimals: 1)
  name("sst_bayes_pairs", linearRows[1].sentences, decimals: 1)
  name("sst_nbsvm", linearRows[4].sentences, decimals: 1)
  name("trec_bayes_pairs", linearRows[1].questions, decimals: 1)
  name("trec_nbsvm", linearRows[4].questions, decimals: 1)
  claim(
    "on MR, naive Bayes with pairs is ahead of the 76.1% that the convolution of the next section is published with",
    linearRows[1].filmsMean - linearRows[1].filmsMargin > 76.1)
}
//#-end-hidden-code
/*:
 The numbers are percents of right answers, for MR with half of a 95% interval
 over the ten folds. Naive Bayes gets {{mr_bayes_words}}% there, and
 {{mr_bayes_pairs}}% ± {{mr_bayes_margin}} with pairs, though single folds lie
 anywhere from {{mr_bayes_least}} to {{mr_bayes_most}}%: whoever reports one
 fold can choose. NBSVM gets {{mr_nbsvm}}%. Keep these two in mind: the
 convolution of the next section was published with 76.1% (Kim 2014), and section
 10.15 trains it on these sets. Two lines that count are ahead of it; a network
 needs more texts, or vectors that have read a large text before, to win. (On
 SST-2 naive Bayes with pairs has {{sst_bayes_pairs}}% and NBSVM
 {{sst_nbsvm}}%.)

 With questions it is otherwise: {{trec_bayes_pairs}}% for naive Bayes with
 pairs, {{trec_nbsvm}}% for NBSVM, and 91.2 for Kim's. The same few words
 open most questions, and *what is the* comes as a whole. Naive Bayes counts each of its words
 and pairs as a witness of its own; the weights that are learned together don't.

 You can now compare classifiers on a set that others have used, with an
 interval, and say which of them a network has to beat.
*/
/*:
 ## 10.8 Convolution over text

 A bag forgets where a word stood. Pairs of words as features, as in section
 10.3, remember a little, at a price: *not dull*, *not boring* and *not slow* are
 three features that know nothing of one another, and each must be seen often
 enough by itself. A **convolution** looks at neighbors as well, but at their
 vectors. Words with similar vectors then make similar windows, so what was
 learned from *not dull* serves for *not slow*.

 Kim (2014) made the simplest classifier of that kind, and it is still a good
 one. A text of $T$ words is a matrix of their vectors, $(T, D)$. A **filter**
 is a small matrix of weights, as wide as the vectors and a few words high. It
 is laid on the first words, each of its numbers times the one that it covers,
 all added up with a bias: one number, that says how well these words fit. Then
 it slides on by a word.
*/
place(filterFigure())
/*:
 With $n$ words under the window $x_t$, laid out as one row of $nD$ numbers, and
 $F$ filters as the columns of $W$, all of it is an affine layer that is applied
 at every place:

 $$y_t = [x_t, x_{t+1}, \ldots, x_{t+n-1}] \, W + b \qquad t = 1, \ldots, T-n+1$$

 The same weights everywhere: that is **weight sharing**, and it is half of the
 idea. The other half is that a window sees few words. A network with
 convolutions is a **convolutional neural network**, or CNN.

 ### By hand

 Let words have two numbers: how good they are, and whether they turn things
 round. *Dull* is (−1, 0), *not* is (0, 1), and most words are (0, 0). Here is a
 filter for two words. It wants the first to turn round and the second to be
 bad, and its bias of −1 asks for both:
*/
let sentence = ["it", "was", "not", "dull", "at", "all"]
let vectors: Tensor = [[0, 0], [0, 0], [0, 1], [-1, 0], [0, 0], [0, 0]]
let turned: Tensor = [[0], [1], [-1], [0]]
for t in 0..<5 {
  let window = vectors.rows(t..<t + 2).reshaped(1, 4)
  show(
    sentence[t], sentence[t + 1], "→", window.values.map { Int($0) }, "→",
    (matmul(window, turned) - 1).item)
}
/*:
 Only *not dull* comes out above 0. One condition alone isn't enough: *was dull*
 would give 0, and so would *not at*. So a filter with a bias, cut off at 0, is
 a soft *and* of neighbors, which no sum of single words can be.

 A text has as many windows as it likes, and a classifier wants a fixed number
 of numbers. Kim's answer is **max over time**: of each filter, the largest of
 its numbers is kept, wherever it stood; here that is the 1. *Is it said
 anywhere?* is the question, and how often and where are forgotten. A ReLU after
 that makes 0 of what is below: not found.

 ### Plain code
*/
/// x (T, D), T ≥ n → its windows of n words, each a row: (T − n + 1, n · D).
func windows(_ x: Tensor, words n: Int) -> Tensor {
  .concatenate(
    (0...x.shape[0] - n).map { t in x.rows(t..<t + n).reshaped(1, -1) })
}
/// x (T, D), W (n · D, F), b (F) → y (T − n + 1, F).
func convolve(_ x: Tensor, _ W: Tensor, _ b: Tensor) -> Tensor {
  matmul(windows(x, words: W.shape[0] / x.shape[1]), W) + b
}
/*:
 Backward, it is the affine layer again, with $X$ for the matrix of all windows:

 $$dW = X^\top dy \qquad db = \sum_t dy_t \qquad dX = dy \, W^\top$$

 A row of $dX$ belongs to the words under that window. A word lies under up to
 $n$ of them, once as its first word, once as its second …, and what is used
 several times gets its gradients added:
*/
/// dy (T − n + 1, F) → the gradients of x, W and b.
func convolveBackward(_ dy: Tensor, _ x: Tensor, _ W: Tensor)
  -> (dx: Tensor, dW: Tensor, db: Tensor)
{
  let n = W.shape[0] / x.shape[1]
  let dX = matmul(dy, W, transposed: .right)
  var dx = x * 0
  for t in 0..<dy.shape[0] {
    dx.addRows(dX.row(t).reshaped(n, -1), at: Array(t..<t + n))
  }
  let X = windows(x, words: n)
  return (dx, matmul(X, dy, transposed: .left), dy.sum(axis: 0))
}
/*:
 The maximum has no weights. Its gradient goes to one place, the one that was
 the largest. All others could move a little without changing anything, so they
 get 0:
*/
/// y (T, F) → the largest of each column, and where it stood.
func maxOverTime(_ y: Tensor) -> (m: Tensor, places: [Int]) {
  let places = y.argmax(axis: 0)
  return (Tensor(places.indices.map { f in y[places[f], f] }), places)
}
/// dm (F) → dy (T, F).
func maxOverTimeBackward(_ dm: Tensor, _ places: [Int], steps T: Int)
  -> Tensor
{
  var dy = Tensor.zeros(T, dm.count)
  for (f, t) in places.enumerated() { dy[t, f] = dm[f] }
  return dy
}
/*:
 Kim's classifier has filters for 3, 4 and 5 words. Whatever they have found
 stands side by side in one row $h$, and an affine layer with a softmax makes
 chances of classes from it:
*/
place(kimFigure())
/// Vectors of words E (V, D), filters of several heights, and the last layer.
struct KimWeights {
  var E: Tensor
  var W, b: [Tensor]
  var U, c: Tensor
}
/// What a text's way back needs to know of its way there.
struct KimReading {
  let x, h: Tensor
  let y: [Tensor]
  let places: [[Int]]
  /// p (1, C).
  let chances: Tensor
}
func read(_ ids: [Int], _ p: KimWeights) -> KimReading {
  let x = p.E.rows(at: ids)
  let y = zip(p.W, p.b).map { convolve(x, $0, $1) }
  let found = y.map(maxOverTime)
  let h = Tensor.concatenate(found.map(\.m)).map { max(0, $0) }
  let scores = matmul(h.reshaped(1, -1), p.U) + p.c
  return KimReading(
    x: x, h: h, y: y, places: found.map(\.places), chances: softmax(scores))
}
/*:
 (Kim takes the ReLU before the maximum. The order changes no number, since a
 ReLU never puts a smaller number above a larger one.) The loss is minus the
 logarithm of the right class's chance; its gradient at the scores is the
 chances, less 1 for the right class, as in section 10.4,
 and from there everything goes back the way it came:
*/
func readBackward(_ r: KimReading, _ ids: [Int], class t: Int, _ p: KimWeights)
  -> KimWeights
{
  let dScores = r.chances - .oneHot([t], classes: p.c.count)
  let dh =
    matmul(dScores, p.U, transposed: .right).row(0)
    * r.h.map { $0 > 0 ? 1 : 0 }
  let dU = matmul(r.h.reshaped(-1, 1), dScores)
  var d = KimWeights(E: p.E * 0, W: [], b: [], U: dU, c: dScores.row(0))
  var first = 0
  for (k, W) in p.W.enumerated() {
    let dm = dh.rows(first..<first + W.shape[1])
    let dy = maxOverTimeBackward(dm, r.places[k], steps: r.y[k].shape[0])
    let (dx, dW, db) = convolveBackward(dy, r.x, W)
    d.E.addRows(dx, at: ids)
    d.W.append(dW)
    d.b.append(db)
    first += W.shape[1]
  }
  return d
}
/*:
 That is all of it, without a library's layer. The check of all nine gradients,
 on seven random words with four numbers each and three filters of each height:
*/
var tinyRandom = Random(seed: 1, stream: "convolution")
func drawn(_ shape: Int...) -> Tensor { .normal(shape, random: &tinyRandom) }
let tiny = KimWeights(
  E: drawn(20, 4), W: [3, 4, 5].map { drawn($0 * 4, 3) * 0.5 },
  b: (0..<3).map { _ in drawn(3) }, U: drawn(9, 2), c: drawn(2))
let tinyIds = (0..<7).map { _ in tinyRandom.integer(below: 20) }
let tinyRead = read(tinyIds, tiny)
let dTiny = readBackward(tinyRead, tinyIds, class: 1, tiny)
func tinyLoss(_ change: (inout KimWeights) -> Void) -> Float {
  var changed = tiny
  change(&changed)
  return -log(read(tinyIds, changed).chances[0, 1])
}
let tinyGaps =
  [
    distance(
      dTiny.E, centralDifferences(at: tiny.E) { E in tinyLoss { $0.E = E } }),
    distance(
      dTiny.U, centralDifferences(at: tiny.U) { U in tinyLoss { $0.U = U } }),
    distance(
      dTiny.c, centralDifferences(at: tiny.c) { c in tinyLoss { $0.c = c } }),
  ]
  + (0..<3).flatMap { k in
    [
      distance(
        dTiny.W[k],
        centralDifferences(at: tiny.W[k]) { W in tinyLoss { $0.W[k] = W } }),
      distance(
        dTiny.b[k],
        centralDifferences(at: tiny.b[k]) { b in tinyLoss { $0.b[k] = b } }),
    ]
  }
show(tinyGaps.max()!)
claim(
  "all nine gradients agree with central differences", isShown: false,
  tinyGaps.max()! < 0.02)
/*:
 ### The library's, in batches

 `Convolution` and `MaxOverTime` do the same for $N$ texts at once. Their
 windows aren't copied: in memory they already lie in one row, overlapping, and
 the matrix product takes them as they lie. Texts of unequal length are padded,
 and here is a trap that has caught many: if windows of padding take part in the
 maximum, the answer depends on what else is in the batch. `MaxOverTime` is told
 how many windows each text has. (A text shorter than the longest filter has
 none, so it is filled up to that length first, wherever it stands.)

 Later sections will put other readers in the place of the filters, so the
 classifier is written for any: something that makes one row of numbers from a
 text's vectors.
*/
/// What makes a row of numbers from a text's vectors, however many they are.
struct TextReader {
  /// What it learns with.
  let layers: [any Trainable]
  /// How many numbers a row has: K.
  let outputs: Int
  /// x (N, T, D), of which text n has `lengths[n]` words → y (N, K), and the
  /// way back, from dy to dx.
  let forward:
    (_ x: Tensor, _ lengths: [Int], _ mode: Mode) -> (
      y: Tensor, back: (_ dy: Tensor) -> Tensor
    )
}
/// F filters for each number of words, and of each filter its maximum.
func filters(
  words: [Int], inputs D: Int, each F: Int, random: inout Random
) -> TextReader {
  let layers = words.map {
    Convolution(width: $0, inputs: D, filters: F, random: &random)
  }
  return TextReader(layers: layers, outputs: F * words.count) {
    x, lengths, mode in
    let maxima = layers.map { _ in MaxOverTime() }
    let found = zip(layers, maxima).map { layer, maximum in
      maximum.forward(
        layer.forward(x, mode: mode),
        lengths: lengths.map { $0 - layer.width + 1 })
    }
    let relu = ReLU()
    let y = relu.forward(.concatenate(found, axis: 1), mode: mode)
    return (
      y,
      { dy in
        let dm = relu.backward(dy)
        var dx = x * 0
        for (k, layer) in layers.enumerated() {
          let part = dm.columns(k * F..<(k + 1) * F)
          dx += layer.backward(maxima[k].backward(part))
        }
        return dx
      }
    )
  }
}
/*:
 Around it, embedding, dropout and the last layer:
*/
/// Texts as ids, with their classes; a batch is fewer texts.
struct Texts: Dataset {
  var ids: [[Int]]
  var classes: [Int]
  var count: Int { ids.count }
  func batch(_ indices: [Int]) -> Texts {
    Texts(ids: indices.map { ids[$0] }, classes: indices.map { classes[$0] })
  }
  /// All texts filled up to the longest, and to five words at least, with id 0.
  var padded: (ids: [[Int]], lengths: [Int]) {
    let lengths = ids.map { max($0.count, 5) }
    let rows = ids.map {
      $0 + Array(repeating: 0, count: lengths.max()! - $0.count)
    }
    return (rows, lengths)
  }
}
/// A classifier of texts, whatever reads them.
final class TextNet: Model {
  let embedding: Embedding
  let reader: TextReader
  let dropout: Dropout
  let output: Affine
  let loss = SoftmaxWithLoss()
  var back: ((Tensor) -> Tensor)?

  init(
    words V: Int, size D: Int = 16, _ reader: TextReader, dropout: Float = 0,
    random: inout Random
  ) {
    embedding = Embedding(
      words: V, size: D, weights: .normal(deviation: 0.5), random: &random)
    self.reader = reader
    self.dropout = Dropout(dropout, random: random.stream("dropout"))
    output = Affine(inputs: reader.outputs, outputs: 2, random: &random)
  }
  var parts: [any Trainable] {
    [embedding] + reader.layers + [dropout, output]
  }

  /// (N, 2).
  func scores(_ texts: Texts, mode: Mode = .inference) -> Tensor {
    let (ids, lengths) = texts.padded
    let (y, back) = reader.forward(embedding.forward(ids), lengths, mode)
    self.back = back
    return output.forward(dropout.forward(y, mode: mode), mode: mode)
  }
  func forward(_ texts: Texts, mode: Mode) -> Score {
    let scores = scores(texts, mode: mode)
    return Score(
      loss: loss.forward(scores, texts.classes), count: texts.count,
      correct: loss.correct(scores, texts.classes))
  }
  func backward() {
    let dy = dropout.backward(output.backward(loss.backward()))
    embedding.backward(back!(dy))
  }
}
/*:
 With the weights of the plain one, on the same text:
*/
let tinyFilters = filters(
  words: [3, 4, 5], inputs: 4, each: 3, random: &tinyRandom)
let tinyNet = TextNet(
  words: 20, size: 4, tinyFilters, random: &tinyRandom)
let plainWeights =
  [tiny.E] + (0..<3).flatMap { [tiny.W[$0], tiny.b[$0]] }
  + [tiny.U, tiny.c]
let plainGradients =
  [dTiny.E] + (0..<3).flatMap { [dTiny.W[$0], dTiny.b[$0]] }
  + [dTiny.U, dTiny.c]
for (theirs, ours) in zip(tinyNet.parameters, plainWeights) {
  theirs.value = ours
}
let tinyText = Texts(ids: [tinyIds], classes: [1])
show(
  -log(tinyRead.chances[0, 1]), tinyNet.forward(tinyText, mode: .training).loss)
tinyNet.backward()
let netGaps = zip(tinyNet.parameters, plainGradients).map {
  distance($0.gradient, $1)
}
show(netGaps.max()!)
//#-hidden-code
let alone = tinyNet.scores(tinyText).row(0)
let among = tinyNet.scores(
  Texts(ids: [tinyIds, tinyIds + tinyIds + [1, 2]], classes: [1, 1])
).row(0)
//#-end-hidden-code
claim(
  "plain code and the library agree: nine gradients, but for rounding",
  netGaps.max()! < 1e-4)
claim(
  "beside a text twice as long, the same text gets the same scores, bit for bit",
  alone == among)
/*:
 ### Trained on reviews

 The vocabulary is that of the training texts. A new word gets the vector of
 padding, id 0, which training hardly ever touches:
*/
let reviewWords = Vocabulary(
  words: ["·"] + Set(training.flatMap(\.words)).sorted())
/// Reviews as the ids of their words, with their sentiments.
func texts(_ reviews: [HarborReview]) -> Texts {
  Texts(
    ids: reviews.map { $0.words.map { reviewWords[$0] ?? 0 } },
    classes: reviews.map(\.sentiment))
}
let (reviews, validationTexts) = (texts(training), texts(validation))
let testTexts = texts(test)
/*:
 All classifiers of the next sections are trained by Adam with a rate of 0.005
 and batches of 32. This one has vectors of 16 numbers and 16 filters for each
 of 3, 4 and 5 words:
*/
/// A classifier with the given reader that has learned from `texts`.
func trained(
  _ texts: Texts, words V: Int, dropout: Float = 0, epochs: Int, seed: UInt64,
  watching validation: Texts? = nil,
  _ reader: (inout Random) -> TextReader
) throws -> (net: TextNet, history: [Epoch]) {
  var random = Random(seed: seed, stream: "text net")
  let reader = reader(&random)
  let net = TextNet(words: V, reader, dropout: dropout, random: &random)
  let trainer = Trainer(
    net, optimizer: Adam(rate: 0.005), batchSize: 32, random: random)
  try trainer.train(on: texts, validation: validation, epochs: epochs)
  return (net, trainer.history)
}
func kim(_ random: inout Random) -> TextReader {
  filters(words: [3, 4, 5], inputs: 16, each: 16, random: &random)
}
let seeds = (0..<(options.quick ? 1 : 3)).map { options.seed + $0 }
let kims = try seeds.map { seed in
  try trained(
    reviews, words: reviewWords.count, epochs: 3, seed: seed, kim
  ).net
}
for net in kims {
  show(
    net.score(on: reviews).accuracy!, net.score(on: validationTexts).accuracy!)
}
/*:
 What have they learned? A filter can be asked: of all windows in the validation
 texts, which make it fire most? Here are filters of the first net, those that
 weigh most in the last layer for either side:
*/
place(
  windowsTable(
    kims[0], kims[0].reader.layers.map { $0 as! Convolution },
    words: reviewWords, on: validationTexts, each: 4))
/*:
 This can be read, as the weights of a bag can, and it shows what the vectors
 are for. A filter that fires on *not dull but* fires on *not awful but* as
 well: it has learned a turn of phrase with a slot for a word of blame,
 whichever. As features these would be a dozen triples, each learned by itself.
 But read with care: a filter that fires on *very filling .* may do so for one
 of the three words or for all, and the last layer adds up what 48 of them have
 found.
*/
exercise("10.6")
exercise("10.7")
exercise("10.8")
/*:
 *Predict, then run.* A classifier has filters for one word only. Which model of
 this chapter is it, nearly?

 <details>
 <summary>Answer</summary>

 A bag. Each filter scores each word by itself, and shuffling the words changes
 nothing. Two things are different from the mean of word vectors in section
 10.6: it takes the best word instead of all of them, so that a word said twice
 counts once; and it can't weigh three faint hints against one strong one,
 except by different filters.

 </details>

 You can now write convolution over text, forward and backward, prove it right,
 and ask a filter what it looks for.

 ## 10.9 Order matters

 The reviews come in six forms, and section 10.7 has shown how bags fare. Here
 are both bags once more, naive Bayes on words and with pairs, and beside them
 the filters (the mean of the three nets), on the 4,000 test reviews:
*/
//#-hidden-code
func guesses(_ net: TextNet, _ texts: Texts) -> [Int] {
  net.scores(texts).argmax()
}
let bags = [1, 2].map { longest in
  let features = TextFeatures(of: training.map(\.words), longest: longest)
  let bayes = NaiveBayes(
    training.map { features.ids(of: $0.words) }, training.map(\.sentiment),
    features: features.count, classes: 2)
  return test.map { bayes.guess(features.ids(of: $0.words)) }
}
let kimGuesses = kims.map { guesses($0, testTexts) }
let forms = FormShares(
  test,
  [
    ("words", [bags[0]]), ("and pairs", [bags[1]]), ("filters", kimGuesses),
  ])
//#-end-hidden-code
place(forms.table)
name(
  "filters_all", Tensor(forms.all("filters")).mean(), decimals: 1)
name("best_bag", 100 * HarborReviews.bestBagAccuracy, decimals: 1)
claim(
  "each of three nets with filters judges more reviews right than the best bag of words could",
  forms.all("filters").min()! > 100 * HarborReviews.bestBagAccuracy)
claim(
  "filters do no better than a coin where what decides is far away",
  isShown: false, abs(forms[.distant, "filters"] - 50) < 8)
/*:
 The grammar says that no bag of single words gets above {{best_bag}}%, whatever
 its weights; filters, with {{filters_all}}%, do. Where they fail is a matter of
 distance. In *it was not dull at all* what decides stands side by side. In *we
 did not think that the tavern was dull* it doesn't fit under five words any
 more, and a *distant* review takes more than that by design: there they toss a
 coin.

 How far is too far? Make texts in which nothing else varies. Each has a good
 word and a bad one. One of them is denied by a *not*, the other affirmed by a
 *really*, and between these and their words stand some that mean nothing.
 Either order is as likely, and before, between and after stand nine idle
 words, more than within a judgment, so that nothing near tells one from the
 other. Every bag of words is then as likely in one class as in the other.
*/
/// A text with two judgments, a good one and a bad one, of which one is denied.
/// Class 1 means that the good one is meant.
func deniedText(gap: Int, random: inout Random) -> (words: [String], class: Int)
{
  func row(_ count: Int) -> [String] {
    let harmless = ["the", "old", "at", "of", "in", "one", "day", "and"]
    return (0..<count).map { _ in harmless[random.integer(below: 8)] }
  }
  let k = random.integer(below: 4)
  let good = ["lively", "warm", "kind", "fresh"][k]
  let bad = ["dull", "cold", "rude", "stale"][k]
  let isGood = random.bernoulli(0.5)
  var judgments = [
    [isGood ? "really" : "not"] + row(gap) + [good],
    [isGood ? "not" : "really"] + row(gap) + [bad],
  ]
  random.shuffle(&judgments)
  let words = row(9) + judgments[0] + row(9) + judgments[1] + row(9)
  return (words, isGood ? 1 : 0)
}
let gaps = Array(0...7)
let denialsDrawn = gaps.map { gap in
  var random = Random(seed: options.seed, stream: "denials \(gap)")
  return (0..<(options.quick ? 250 : 400)).map { _ in
    deniedText(gap: gap, random: &random)
  }
}
show(denialsDrawn[1][0].words.joined(separator: " "))
show(denialsDrawn[1][0].class)
/*:
 Of each gap, from no word between to seven, 200 texts are for learning, all
 together in one training set, and 200 are for the exam:
*/
let denialWords = Vocabulary(
  words: ["·"] + Set(denialsDrawn.joined().flatMap(\.words)).sorted())
func denialTexts(_ drawn: [(words: [String], class: Int)]) -> Texts {
  Texts(
    ids: drawn.map { $0.words.map { denialWords[$0]! } },
    classes: drawn.map(\.class))
}
let denials = denialTexts(denialsDrawn.flatMap { Array($0.dropLast(200)) })
let denialExams = denialsDrawn.map { denialTexts(Array($0.suffix(200))) }
/// Of each gap, the share of texts that are judged right, in percent.
func denialShares(
  seed: UInt64, _ reader: (inout Random) -> TextReader
) throws -> [Float] {
  let net = try trained(
    denials, words: denialWords.count, epochs: 6, seed: seed, reader
  ).net
  return denialExams.map { 100 * net.score(on: $0).accuracy! }
}
let deniedToFilters = try seeds.map { try denialShares(seed: $0, kim) }
//#-hidden-code
let leaky: Float = try {
  func cut(_ texts: Texts) -> Texts {
    Texts(
      ids: texts.ids.map { Array($0.dropFirst(9).dropLast(9)) },
      classes: texts.classes)
  }
  let net = try trained(
    cut(denials), words: denialWords.count, epochs: 6, seed: options.seed, kim
  ).net
  return Tensor(
    denialExams[4...].map { 100 * net.score(on: cut($0)).accuracy! }
  ).mean()
}()
name("leaky", leaky, decimals: 0)
claim(
  "without idle words at the edges filters find a way", isShown: false,
  leaky > 90)
let deniedToPairs: [Float] = {
  let all = denialsDrawn.flatMap { $0.dropLast(200) }
  let features = TextFeatures(of: all.map(\.words), longest: 2)
  let bayes = NaiveBayes(
    all.map { features.ids(of: $0.words) }, all.map(\.class),
    features: features.count, classes: 2)
  return denialsDrawn.map { drawn in
    let right = drawn.suffix(200).count {
      bayes.guess(features.ids(of: $0.words)) == $0.class
    }
    return Float(right) / 2
  }
}()
//#-end-hidden-code
place(
  gapsFigure(
    gaps, [("pairs of words", [deniedToPairs]), ("filters", deniedToFilters)]))
claim(
  "pairs of words see no further than the next word", isShown: false,
  deniedToPairs[0] > 95 && deniedToPairs[1...].max()! < 65)
claim(
  "filters for five words understand a “not” with three words between, and with four or more none of three nets is better than a coin by ten points",
  deniedToFilters.allSatisfy {
    $0[...3].min()! > 85 && $0[4...].max()! < 60
  })
/*:
 The edge is where it must be: five words are the *not*, three between, and the
 denied one. More filters, more texts or more passes wouldn't move it; a filter
 for seven words would, by two. How far one sees is called the
 **receptive field**. It can be made larger by longer filters, by a second
 convolution over the first, or by a reader that carries something along.

 *Predict, then run.* Leave out the idle words before the first judgment and
 after the second. Now filters of five words get nearly all texts right, at any
 gap. How do they do it?

 <details>
 <summary>Answer</summary>

 They never see a *not* with its word, but they see what is at the edges. A
 *not* with an idle word before it is in the second judgment, since the first
 begins the text. A good word with an idle word after it is in the first. So two
 short windows tell whether the good word and the *not* are in the same
 judgment, and the last layer puts both together. With four words and more
 between, a net that was trained so gets {{leaky}}% right. It is hard to make a
 task that can only be solved in the way one meant, and who says what a network
 *can't* do should look for the other ways first.

 </details>

 You can now measure what a model of text can see, by texts in which nothing
 else varies.

 ## 10.10 The whole sentence

 An LSTM carries something along. Chapter 6 read a text from left to right; for
 a classifier the whole text is there, so let one LSTM read from the left and
 another from the right. At each word their outputs stand side by side, what is
 known from before and from after, and over all words the maximum is taken, as
 of filters. The step of chapter 6, once more, for a single text:
*/
/// x (T, D), weights (D, 4H), (H, 4H), (4H) → each word's output (T, H).
func lstm(_ x: Tensor, _ Wx: Tensor, _ Wh: Tensor, _ b: Tensor) -> Tensor {
  let (T, H) = (x.shape[0], Wh.shape[0])
  var (h, c) = (Tensor.zeros(1, H), Tensor.zeros(1, H))
  return .concatenate(
    (0..<T).map { t in
      let a = matmul(x.rows(t..<t + 1), Wx) + matmul(h, Wh) + b
      let i = sigmoid(a.columns(0..<H))
      let f = sigmoid(a.columns(H..<2 * H))
      let g = tanh(a.columns(2 * H..<3 * H))
      let o = sigmoid(a.columns(3 * H..<4 * H))
      c = f * c + i * g
      h = o * tanh(c)
      return h
    })
}
/// The rows in the opposite order.
func reversed(_ x: Tensor) -> Tensor {
  x.rows(at: (0..<x.shape[0]).reversed())
}
/// x (T, D), weights of both LSTMs → one row (2H).
func readBothWays(_ x: Tensor, _ onward: [Tensor], _ back: [Tensor]) -> Tensor {
  let fromLeft = lstm(x, onward[0], onward[1], onward[2])
  let fromRight = reversed(lstm(reversed(x), back[0], back[1], back[2]))
  return maxOverTime(.concatenate([fromLeft, fromRight], axis: 1)).m
}
/*:
 The way back is chapter 6's, with a gradient only where a maximum stood. In
 batches, both are the library's:
*/
/// An LSTM of H units in both directions, and of each its maximum over time.
func bothWays(inputs D: Int, size H: Int, random: inout Random) -> TextReader {
  let layer = Bidirectional(
    LSTM(inputs: D, size: H, random: &random),
    LSTM(inputs: D, size: H, random: &random))
  return TextReader(layers: [layer], outputs: 2 * H) { x, lengths, mode in
    let maximum = MaxOverTime()
    layer.resetState()
    let h = layer.forward(x, lengths: lengths, mode: mode)
    return (
      maximum.forward(h, lengths: lengths),
      { dy in layer.backward(maximum.backward(dy)) }
    )
  }
}
//#-hidden-code
var bothRandom = Random(seed: options.seed, stream: "both ways")
let smallBoth = bothWays(inputs: 4, size: 3, random: &bothRandom)
let bothX = Tensor.normal([6, 4], random: &bothRandom)
let bothWeights = smallBoth.layers.flatMap(\.parameters).map(\.value)
let bothGap = distance(
  readBothWays(bothX, Array(bothWeights[..<3]), Array(bothWeights[3...])),
  smallBoth.forward(bothX.reshaped(1, 6, 4), [6], .inference).y.row(0))
//#-end-hidden-code
claim(
  "plain code and the library agree on what both directions read, but for rounding",
  isShown: false, bothGap < 1e-5)
/*:
 One more reader puts the two ideas together: filters find short things, and an
 LSTM carries what they found (so Zhou et al. 2015). It is made of parts that
 are all there. Only the padding needs care: a filter at the last word looks one
 place further, and must find nothing there, whatever fills up the batch.
*/
/// Where N texts have words: (N, T, 1), ones, and zeros for the padding.
func wordPlaces(_ lengths: [Int], of T: Int) -> Tensor {
  let places: [Float] = lengths.flatMap { length in
    (0..<T).map { $0 < length ? 1 : 0 }
  }
  return Tensor(places).reshaped(-1, T, 1)
}
/// Filters for three words, and an LSTM both ways over what they find.
func filtersThenBothWays(
  inputs D: Int, size H: Int, random: inout Random
) -> TextReader {
  let filters = Convolution(
    width: 3, inputs: D, filters: D, padding: 1, random: &random)
  let above = bothWays(inputs: D, size: H, random: &random)
  return TextReader(layers: [filters] + above.layers, outputs: 2 * H) {
    x, lengths, mode in
    let relu = ReLU()
    let inside = wordPlaces(lengths, of: x.shape[1])
    let found = relu.forward(
      filters.forward(x * inside, mode: mode), mode: mode)
    let (y, back) = above.forward(found, lengths, mode)
    return (y, { dy in filters.backward(relu.backward(back(dy))) * inside })
  }
}
let lstms = try seeds.map { seed in
  try trained(reviews, words: reviewWords.count, epochs: 3, seed: seed) {
    bothWays(inputs: 16, size: 16, random: &$0)
  }.net
}
let mixed = try seeds.map { seed in
  try trained(reviews, words: reviewWords.count, epochs: 3, seed: seed) {
    filtersThenBothWays(inputs: 16, size: 16, random: &$0)
  }.net
}
//#-hidden-code
let crowdGaps = [
  bothWays(inputs: 4, size: 3, random: &bothRandom),
  filtersThenBothWays(inputs: 4, size: 3, random: &bothRandom),
].map { reader in
  let net = TextNet(words: 20, size: 4, reader, random: &bothRandom)
  let alone = net.scores(tinyText)
  let among = net.scores(
    Texts(ids: [tinyIds, tinyIds + tinyIds + [1, 2]], classes: [1, 1]))
  return distance(alone.row(0), among.row(0))
}
claim(
  "these readers too score a text the same beside a longer one",
  isShown: false, crowdGaps.max()! < 1e-6)
let readings = FormShares(
  test,
  [
    ("filters", kimGuesses), ("LSTM", lstms.map { guesses($0, testTexts) }),
    ("filters, LSTM", mixed.map { guesses($0, testTexts) }),
  ])
//#-end-hidden-code
place(
  readersTable(
    [("filters", kims), ("LSTM", lstms), ("filters, LSTM", mixed)], readings))
let deniedToLSTM = try seeds.map { seed in
  try denialShares(seed: seed) { bothWays(inputs: 16, size: 16, random: &$0) }
}
for shares in deniedToLSTM { show(shares) }
claim(
  "the worst of three LSTMs judges more reviews right than the best of three nets with filters",
  readings.all("LSTM").min()! > readings.all("filters").max()!)
claim(
  "for an LSTM a “not” may stand eight words before its word: at each gap all three nets have 95% right or more",
  deniedToLSTM.joined().min()! >= 95)
/*:
 Both that carry something along are near the ceiling of 96%, distant reviews
 included, and the texts with idle words give an LSTM no trouble at any gap.
 Between the two of them three seeds show no difference that one could build on.
 So why does anybody use filters? Because they are done at once: all windows of
 a text are one product, while an LSTM waits at each word for the one before.
 And because texts by people are kinder than these: few turn on a word that
 stands eight words away.

 *Predict, then run.* The LSTM's row is a maximum over all words. Chapter 7
 handed over the *last* output instead. What would be lost, and for which texts?

 <details>
 <summary>Answer</summary>

 For short texts, little. In long ones what was said at the beginning has to be
 carried through all that follows, and its gradient has to come back the same
 way. The maximum is a shortcut: whatever a unit has found, at any word, is one
 step away from the loss.

 </details>

 You can now let a network read both ways, and say when it is worth the wait.
*/
/*:
 ## 10.11 Few texts

 Four thousand labeled reviews are a luxury. With 800, the same net with its
 {{net_size}} weights can learn them by heart, and chapter 1 has shown what
 comes of that. Here it is with reviews:
*/
let few = reviews.batch(Array(0..<800))
let watched = validationTexts.batch(Array(0..<400))
func curves(dropout: Float) throws -> [[Epoch]] {
  try seeds.map { seed in
    try trained(
      few, words: reviewWords.count, dropout: dropout, epochs: 15, seed: seed,
      watching: watched, kim
    ).history
  }
}
let (without, with) = (try curves(dropout: 0), try curves(dropout: 0.5))
place(curvesFigure(without, with))
//#-hidden-code
name("net_size", kims[0].parameterCount)
func lowest(_ h: [Epoch]) -> Epoch {
  h.min { $0.validation!.loss < $1.validation!.loss }!
}
func meanOf(_ runs: [[Epoch]], _ value: ([Epoch]) -> Float) -> Float {
  Tensor(runs.map(value)).mean()
}
name("without_epoch", meanOf(without) { Float(lowest($0).number) }, decimals: 0)
name(
  "without_low", meanOf(without) { lowest($0).validation!.loss }, decimals: 2)
name("without_end", meanOf(without) { $0.last!.validation!.loss }, decimals: 2)
name(
  "without_low_right",
  meanOf(without) { 100 * lowest($0).validation!.accuracy! }, decimals: 0)
name(
  "without_end_right",
  meanOf(without) { 100 * $0.last!.validation!.accuracy! }, decimals: 0)
name("with_low", meanOf(with) { lowest($0).validation!.loss }, decimals: 2)
name(
  "with_end_right", meanOf(with) { 100 * $0.last!.validation!.accuracy! },
  decimals: 0)
claim(
  "with dropout, the lowest validation loss of each of three seeds is below that of any seed without",
  with.map { lowest($0).validation!.loss }.max()!
    < without.map { lowest($0).validation!.loss }.min()!)
//#-end-hidden-code
/*:
 Without dropout the validation loss is lowest after {{without_epoch}} passes,
 at {{without_low}}, and then climbs to {{without_end}}. Accuracy tells another
 story: {{without_low_right}}% at the lowest loss, {{without_end_right}}% at the
 end. Both are true. The net gets no more answers wrong, but it becomes ever
 surer of all of them, and a wrong one that is sure costs more each time. Who
 wants only the class may go on; who wants to know how sure to be must stop, or
 hold back.

 Dropout on $h$ holds back. In training each thing that was found is missing
 half of the time, so that no filter can be relied on alone. The loss comes down
 to {{with_low}}, and {{with_end_right}}% are right at the end. That is a lot
 for one line of code. Kim used dropout of a half, a limit on the length of each
 column of $U$, and early stopping; all three are settings of the library's
 `Trainer` and layers.

 You can now see over-fitting in the validation loss, and know which of its
 two measures to look at.

 ## 10.12 Pictures

 Convolution comes from pictures (LeCun et al. 1989), where neighbors are to the
 left and right, above and below. What we need is a set of small pictures, and
 the book draws its own, from an alphabet of ten:
*/
let font = """
  .###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###.
  #...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...#
  #..## ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...#
  #.#.# ..#.. ...#. ...#. #..#. ....# ####. ..#.. .###. .####
  ##..# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....#
  #...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ...#.
  .###. .###. ##### .###. ...#. .###. .###. .#... .###. .##..
  """.split(separator: "\n").map { Array($0) }
/*:
 A pixel is a number, 0 for paper and 1 for ink, with noise on all. Half of the
 digits are bold. A picture may have several digits, for the next section:
*/
/// Digits, each with the place of its upper left corner → a picture (H, W, 1).
func picture(
  _ digits: [(digit: Int, top: Int, left: Int)], height H: Int, width W: Int,
  random: inout Random
) -> Tensor {
  var x = Tensor.normal([H, W, 1], deviation: 0.2, random: &random)
  for (digit, top, left) in digits {
    let isBold = random.bernoulli(0.5)
    for i in 0..<7 {
      for j in 0..<5 where font[i][6 * digit + j] == "#" {
        x[top + i, left + j, 0] += 1
        if isBold { x[top + i, left + j + 1, 0] += 0.7 }
      }
    }
  }
  return x
}
/*:
 Two sets of single digits, 14 pixels high and wide: in one they stand in the
 middle, give or take a pixel; in the other anywhere:
*/
/// Pictures x (N, H, W, 1) with the digits that they show.
struct Pictures: Dataset {
  let x: Tensor
  let digits: [[Int]]
  /// The column at which each digit begins.
  let lefts: [[Int]]
  var count: Int { digits.count }
  func batch(_ indices: [Int]) -> Pictures {
    Pictures(
      x: x.rows(at: indices), digits: indices.map { digits[$0] },
      lefts: indices.map { lefts[$0] })
  }
}
/// Single digits, 14 × 14, whose corners are drawn from the given ranges.
func singleDigits(
  _ count: Int, tops: ClosedRange<Int>, lefts: ClosedRange<Int>, stream: String
) -> Pictures {
  var random = Random(seed: options.seed, stream: stream)
  let placed = (0..<count).map { _ in
    (
      digit: random.integer(below: 10),
      top: tops.lowerBound + random.integer(below: tops.count),
      left: lefts.lowerBound + random.integer(below: lefts.count)
    )
  }
  let x = placed.map {
    picture([$0], height: 14, width: 14, random: &random)
  }
  return Pictures(
    x: Tensor.concatenate(x).reshaped(count, 14, 14, 1),
    digits: placed.map { [$0.digit] }, lefts: placed.map { [$0.left] })
}
let middle = singleDigits(600, tops: 3...4, lefts: 3...5, stream: "middle")
let anywhere = singleDigits(
  600, tops: 0...7, lefts: 0...8, stream: "anywhere")
place(digitsFigure(middle, anywhere))
/*:
 ### Squares for windows

 A picture has $H$ rows, $W$ columns, and $C$ numbers at each place, its
 **channels**: one here, three in a color photograph, and after a layer with $F$
 filters, $F$. A window is a square of $k \times k$ places. Laid out as one row
 of $k^2 C$ numbers, it is multiplied by $W$ $(k^2 C, F)$ as before. By hand, a
 filter that looks for upright strokes, on three rows of four pixels with a
 stroke in the second column:
*/
let upright: Tensor = [[-1], [2], [-1], [-1], [2], [-1], [-1], [2], [-1]]
let stroke: Tensor = [[0, 1, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0]]
for left in 0..<2 {
  let square = stroke.columns(left..<left + 3).reshaped(1, 9)
  show(square.values.map { Int($0) }, "→", matmul(square, upright).item)
}
/*:
 With the stroke in its middle it gives 6, with the stroke at its edge −3. In
 code, all places of a picture are numbered row by row. The square number $p$
 covers these:
*/
/// The places under square p of a picture that is W wide, k · k of them.
func placesUnder(_ p: Int, _ k: Int, width W: Int) -> [Int] {
  let columns = W - k + 1
  let corner = p / columns * W + p % columns
  return (0..<k * k).map { corner + $0 / k * W + $0 % k }
}
/// x (H, W, C) → its squares, each a row: (squares, k · k · C).
func squares(_ x: Tensor, _ k: Int) -> Tensor {
  let (H, W) = (x.shape[0], x.shape[1])
  let rows = x.reshaped(H * W, -1)
  return .concatenate(
    (0..<(H - k + 1) * (W - k + 1)).map { p in
      rows.rows(at: placesUnder(p, k, width: W)).reshaped(1, -1)
    })
}
/// x (H, W, C), weights (k · k · C, F), b (F) → y (H − k + 1, W − k + 1, F).
func convolve(_ x: Tensor, _ weights: Tensor, _ b: Tensor, square k: Int)
  -> Tensor
{
  (matmul(squares(x, k), weights) + b)
    .reshaped(x.shape[0] - k + 1, x.shape[1] - k + 1, -1)
}
/*:
 Backward is word for word that of a convolution over text: an affine layer's
 gradients, and those of the squares are added where they came from.
*/
/// dy, shaped as y → the gradients of x, of the weights and of b.
func convolveBackward(
  _ dy: Tensor, _ x: Tensor, _ weights: Tensor, square k: Int
) -> (dx: Tensor, dWeights: Tensor, db: Tensor) {
  let dY = dy.reshaped(-1, weights.shape[1])
  let dX = matmul(dY, weights, transposed: .right)
  var dx = x.reshaped(x.shape[0] * x.shape[1], -1) * 0
  for p in 0..<dX.shape[0] {
    dx.addRows(
      dX.row(p).reshaped(k * k, -1), at: placesUnder(p, k, width: x.shape[1]))
  }
  let dWeights = matmul(squares(x, k), dY, transposed: .left)
  return (dx.reshaped(x.shape), dWeights, dY.sum(axis: 0))
}
/*:
 A picture that was searched has still nearly as many places. **Pooling** makes
 it smaller: of each square of four places, the largest number of each channel
 is kept. So a stroke that moves by a pixel may well be found in the same place
 as before. That is `maxOverTime` on four rows:
*/
/// x (H, W, C) → y (H / 2, W / 2, C), and from which place each number came.
func maxPool(_ x: Tensor) -> (y: Tensor, sources: [[Int]]) {
  let (H, W, C) = (x.shape[0], x.shape[1], x.shape[2])
  let rows = x.reshaped(H * W, C)
  let squares = (0..<H / 2 * (W / 2)).map { p in
    let corner = p / (W / 2) * 2 * W + p % (W / 2) * 2
    return [corner, corner + 1, corner + W, corner + W + 1]
  }
  let found = squares.map { maxOverTime(rows.rows(at: $0)) }
  return (
    Tensor.concatenate(found.map(\.m)).reshaped(H / 2, W / 2, C),
    zip(squares, found).map { square, found in found.places.map { square[$0] } }
  )
}
/// dy, shaped as y → dx (H, W, C).
func maxPoolBackward(_ dy: Tensor, _ sources: [[Int]], shape: [Int]) -> Tensor {
  var dx = Tensor.zeros(shape[0] * shape[1], shape[2])
  let rows = dy.reshaped(sources.count, -1)
  for (p, places) in sources.enumerated() {
    for (c, place) in places.enumerated() { dx[place, c] = rows[p, c] }
  }
  return dx.reshaped(shape)
}
//#-hidden-code
let four = middle.x.row(middle.digits.firstIndex { $0[0] == 4 }!)
//#-end-hidden-code
place(
  convolution2DFigure(four, upright, convolve(four, upright, [0], square: 3)))
/*:
 Checked on a picture of 6 × 7 places and two channels, with three filters and
 pooling after them; the loss is the sum of all numbers, each times one of $u$:
*/
let (tinyX, tinyU) = (drawn(6, 7, 2), drawn(2, 2, 3))
let (tinyW, tinyB) = (drawn(18, 3), drawn(3))
func pooledLoss(_ x: Tensor, _ W: Tensor, _ b: Tensor) -> Float {
  (maxPool(convolve(x, W, b, square: 3)).y * tinyU).sum()
}
let tinyY = convolve(tinyX, tinyW, tinyB, square: 3)
let tinyPool = maxPool(tinyY)
let tinyDy = maxPoolBackward(tinyU, tinyPool.sources, shape: tinyY.shape)
let tinyBack = convolveBackward(tinyDy, tinyX, tinyW, square: 3)
let squareGaps = [
  distance(
    tinyBack.dx,
    centralDifferences(at: tinyX) { pooledLoss($0, tinyW, tinyB) }),
  distance(
    tinyBack.dWeights,
    centralDifferences(at: tinyW) { pooledLoss(tinyX, $0, tinyB) }),
  distance(
    tinyBack.db,
    centralDifferences(at: tinyB) { pooledLoss(tinyX, tinyW, $0) }),
]
show(squareGaps)
claim(
  "the gradients of convolution and pooling over pictures agree with central differences",
  isShown: false, squareGaps.max()! < 0.02)
/*:
 The library's `Convolution` takes pictures as well, and `MaxPool2D` pools:
*/
let librarysSquares = Convolution(
  Parameter("W", tinyW), Parameter("b", tinyB), height: 3, width: 3)
let librarysPool = MaxPool2D(2)
let librarysY = librarysPool.forward(
  librarysSquares.forward(tinyX.reshaped(1, 6, 7, 2)))
let librarysDx = librarysSquares.backward(
  librarysPool.backward(tinyU.reshaped(1, 2, 2, 3)))
let squareDistances = [
  distance(librarysY.row(0), tinyPool.y),
  distance(librarysDx.row(0), tinyBack.dx),
  distance(librarysSquares.weight.gradient, tinyBack.dWeights),
  distance(librarysSquares.bias.gradient, tinyBack.db),
]
show(squareDistances.max()!)
claim(
  "plain convolution and pooling over pictures are the library's, but for rounding",
  squareDistances.max()! < 1e-5)
/*:
 ### What it is good for

 An affine layer on all 196 pixels has a weight for each pixel and each digit.
 So it learns where the ink of a 7 is, pixel by pixel, and a 7 two pixels to the
 right is ink in other places, about which it has learned nothing. A convolution
 has nine weights for a stroke, and finds it anywhere. Three nets: the affine
 layer; one with 64 hidden units; and two convolutions with pooling between and,
 at the end, the largest number of each channel over all places. That is the
 maximum over time with places for times; the rest is chapter 1's.
*/
list("MaxOverPlaces", folded: true)
list("Flat", folded: true)
list("PictureNet", folded: true)
list("trainedOnPictures", folded: true)
/*:
 The three:
*/
let nets: [(name: String, layers: (inout Random) -> Sequential)] = [
  (
    "affine",
    { Sequential(Flat(), Affine(inputs: 196, outputs: 10, random: &$0)) }
  ),
  (
    "64 hidden units",
    {
      Sequential(
        Flat(), Affine(inputs: 196, outputs: 64, random: &$0), ReLU(),
        Affine(inputs: 64, outputs: 10, random: &$0))
    }
  ),
  (
    "convolution",
    {
      Sequential(
        Convolution(
          height: 3, width: 3, inputs: 1, filters: 8, padding: 1, random: &$0),
        ReLU(), MaxPool2D(2),
        Convolution(
          height: 3, width: 3, inputs: 8, filters: 16, padding: 1, random: &$0),
        ReLU(), MaxOverPlaces(), Affine(inputs: 16, outputs: 10, random: &$0))
    }
  ),
]
/*:
 All three learn from digits in the middle, and are then asked about digits that
 stand up to four pixels to the left or the right. Then all three learn again,
 from digits that stand anywhere.
*/
let shifts = Array(-4...4)
let shiftedDigits = shifts.map {
  singleDigits(
    300, tops: 3...4, lefts: 4 + $0...4 + $0, stream: "shift \($0)")
}
let anywhereExam = singleDigits(
  600, tops: 0...7, lefts: 0...8, stream: "anywhere, exam")
let fromMiddle = try nets.map { net in
  try seeds.map {
    try trainedOnPictures(middle, epochs: 12, seed: $0, net.layers)
  }
}
let fromAnywhere = try nets.map { net in
  try seeds.map {
    try trainedOnPictures(anywhere, epochs: 12, seed: $0, net.layers)
  }
}
//#-hidden-code
let shiftShares = fromMiddle.map { nets in
  nets.map { net in shiftedDigits.map { 100 * net.score(on: $0).accuracy! } }
}
let anywhereShares = fromAnywhere.map { nets in
  nets.map { 100 * $0.score(on: anywhereExam).accuracy! }
}
//#-end-hidden-code
place(
  shiftFigure(
    shifts, nets.indices.map { (nets[$0].name, shiftShares[$0]) }))
/*:
 That was after training in the middle alone. The same three nets, trained with
 digits anywhere and examined with other digits anywhere:
*/
place(
  netsTable(
    nets.indices.map {
      (nets[$0].name, fromAnywhere[$0][0].parameterCount, anywhereShares[$0])
    }))
claim(
  "of digits anywhere, the worst of three convolutions reads twice as many as the best of the other six nets",
  anywhereShares[2].min()! > 2 * anywhereShares[..<2].joined().max()!)
claim(
  "two pixels to the side, all three convolutions read what no other net does",
  isShown: false,
  [2, 6].allSatisfy { k in
    shiftShares[2].map { $0[k] }.min()!
      > shiftShares[..<2].joined().map { $0[k] }.max()! + 30
  })
/*:
 With a ninth of the second net's weights the convolution reads digits at places
 where it has never seen one (the figure). It isn't perfect, for two reasons
 worth knowing. A filter finds the same things everywhere, but far out a digit
 touches the edge, and beyond it a filter sees zeros, not paper. And pooling
 cuts the picture into fixed squares: a digit that is moved by one pixel is cut
 in another way, so odd and even shifts differ. Even when digits stand anywhere
 in training (the table), so that the other two have all they need, six
 hundred pictures are far too few for them: each digit
 would have to be learned at each of 72 places by itself.

 *Predict, then run.* The last layer but one takes the maximum over all places.
 Show the net a picture with a 3 and a 7 on it. What can it know, and what not?

 <details>
 <summary>Answer</summary>

 It can know that there is a 3 and that there is a 7: if it had been trained to
 say so, both would be found. It can't know which stands on the left. The
 maximum over places is a bag, as the maximum over time is: *what*, not *where*.
 To read *37* takes more, and that is the next section.

 </details>

 You can now write convolution and pooling over pictures, and say what their few
 weights buy.
*/
/*:
 ## 10.13 A network that reads numbers

 Now put both chapters together. In chapter 8 an encoder made a memory of a
 question, a row for each character, and a decoder looked at it while it wrote.
 Nothing in that decoder asks where the rows come from. Let a convolution make
 them of a picture, a row for each place, and it writes what it sees:
*/
/// Numbers of two to four digits on pictures of 12 × 32.
func numberPictures(_ count: Int, stream: String) -> Pictures {
  var random = Random(seed: options.seed, stream: stream)
  let placed = (0..<count).map { _ in
    let length = 2 + random.integer(below: 3)
    var left = random.integer(below: 29 - 7 * length)
    return (0..<length).map { _ in
      defer { left += 7 + random.integer(below: 2) }
      return (
        digit: random.integer(below: 10), top: 1 + random.integer(below: 4),
        left: left
      )
    }
  }
  let x = placed.map {
    picture($0, height: 12, width: 32, random: &random)
  }
  return Pictures(
    x: Tensor.concatenate(x).reshaped(count, 12, 32, 1),
    digits: placed.map { $0.map(\.digit) },
    lefts: placed.map { $0.map(\.left) })
}
let numbers = numberPictures(options.quick ? 500 : 7_000, stream: "numbers")
let numbersExam = numberPictures(500, stream: "numbers, exam")
/*:
 The encoder has two convolutions, with pooling after each. Zeros around a
 picture (`padding`) keep its size, so 12 × 32 pixels become 3 × 8 places with
 32 numbers each: a memory of 24 rows.

 One thing is missing. A decoder that has written the first digit must look for
 the next one, *to the right of it*, and rows of a memory have no order. What an
 LSTM knows from having read comes here from outside: each place gets a vector
 of its own, which is learned and added to what was seen there. (Chapter 9 has
 more on such positions.) The decoder begins with zeros, since nobody has read
 to an end.
*/
/// Reads a picture of digits, and writes them.
final class NumberReader: Model {
  let eye: Sequential
  let places: PositionalEncoding
  let decoder: AttentionDecoder
  let size: Int
  /// The sign that begins and ends an answer.
  let end = 10
  let loss = SoftmaxWithLoss(ignoring: -1)
  var shape: [Int] = []

  init(
    size: Int, filters: Int, places: PositionalEncoding, random: inout Random
  ) {
    eye = Sequential(
      Convolution(
        height: 3, width: 3, inputs: 1, filters: filters, padding: 1,
        random: &random),
      ReLU(), MaxPool2D(2),
      Convolution(
        height: 3, width: 3, inputs: filters, filters: size, padding: 1,
        random: &random),
      ReLU(), MaxPool2D(2))
    self.places = places
    self.size = size
    decoder = AttentionDecoder(
      embedding: Embedding(
        words: 11, size: 16, weights: .normal(deviation: 1), random: &random),
      recurrent: LSTM(inputs: 16, size: size, random: &random), random: &random)
  }
  var parts: [any Trainable] { [eye, places, decoder] }

  /// x (N, H, W, 1) → a memory of S = H / 4 · W / 4 places for each.
  func encode(_ x: Tensor, mode: Mode) -> Encoded {
    let seen = eye.forward(x, mode: mode)
    shape = seen.shape
    let (N, S) = (shape[0], shape[1] * shape[2])
    let memory = places.forward(seen.reshaped(N, S, size), mode: mode)
    let zero = Tensor.zeros(N, size)
    return Encoded(
      outputs: memory, last: zero, state: [zero, zero],
      lengths: Array(repeating: S, count: N))
  }
}
/*:
 `Encoded` is what the library's decoders take, and what they give back as a
 gradient. The rest is teacher forcing, as in chapter 8, and an answer sign by
 sign:
*/
extension NumberReader {
  func forward(_ batch: Pictures, mode: Mode) -> Score {
    let longest = batch.digits.map(\.count).max()! + 1
    func filled(_ row: [Int], with filler: Int) -> [Int] {
      row + Array(repeating: filler, count: longest - row.count)
    }
    let scores = decoder.forward(
      batch.digits.map { filled([end] + $0, with: end) },
      of: encode(batch.x, mode: mode), mode: mode)
    return loss.score(scores, batch.digits.map { filled($0 + [end], with: -1) })
  }
  func backward() {
    let d = decoder.backward(loss.backward())
    _ = eye.backward(places.backward(d.outputs).reshaped(shape))
  }
  /// The likeliest signs, the end among them, and where each was looked for.
  func answer(to x: Tensor) -> (signs: [Int], looks: [Tensor]) {
    let encoded = encode(x, mode: .inference)
    var state = encoded.state
    var (signs, looks) = ([end], [Tensor]())
    repeat {
      let scores = decoder.forward(
        [[signs.last!]], of: encoded, state: &state, mode: .inference)
      signs.append(scores.argmax()[0])
      looks.append(decoder.attentionWeights!.reshaped(-1))
    } while signs.last != end && signs.count < 7
    return (Array(signs.dropFirst()), looks)
  }
}
/*:
 Training is Adam's, with gradients clipped at 5 and a rate that falls, as in
 chapter 8:
*/
list("trainedReader", folded: true)
list("rightNumbers", folded: true)
let seeing = try trainedReader(numbers, epochs: 3, seed: options.seed)
show(rightNumbers(seeing, numbersExam))
//#-hidden-code
let shownNumber = numbersExam.digits.firstIndex { $0.count == 4 }!
let shownPicture = numbersExam.x.rows(shownNumber..<shownNumber + 1)
let shownAnswer = seeing.answer(to: shownPicture)
//#-end-hidden-code
place(
  looksFigure(
    shownPicture.row(0),
    signs: shownAnswer.signs.map { $0 == 10 ? "end" : "\($0)" },
    looks: shownAnswer.looks, rows: 3, columns: 8))
name("number_count", numbers.count)
name("seeing", rightNumbers(seeing, numbersExam), decimals: 0)
//#-hidden-code
let looks = DigitLooks(of: seeing, on: numbersExam)
name("own_weight", looks.own, decimals: 0)
name("strange_weight", looks.strange, decimals: 0)
//#-end-hidden-code
claim(
  "while a digit is written, its part of the picture gets more weight than in the map of another picture",
  looks.own > looks.strange + 4)
/*:
 After three passes over {{number_count}} pictures, {{seeing}}% of 500 numbers
 that it hasn't seen are read without a mistake in any digit or in their count.
 More pictures would make it better; this is what a few seconds buy.

 Nobody told it where a digit stands, in training either. It was only shown
 numbers, and found that one has to look at places one after the other, from
 left to right. Is the figure a pretty example? Take all exam pictures that were
 read right. While a digit is written, {{own_weight}}% of the weight lies on the
 columns in which it stands. But the map of another picture with as many digits,
 the control of section 8.10, gets {{strange_weight}}% there: most of the look is
 the usual place at this step, and only the difference is sight. In the same way pictures are described in words (Xu et
 al. 2015) and printed lines are read, with more layers and many more pictures.

 You can now put any encoder under an attention decoder, as long as it hands
 over a memory.
*/
/*:
 ## 10.14 Choosing before training

 Rate, penalty, number of filters, dropout: what training doesn't find is chosen
 by somebody, and called a **hyper-parameter**. To choose well is to try, on
 validation data. How many trials, and which? Here is a classifier so cheap
 that thousands can be tried, logistic regression on bags of words as in
 section 10.4, here for two classes with one column, a sigmoid and no bias, and
 with 50 steps on all texts at once. Three numbers are to be
 chosen: the rate, the penalty λ, and how far from 0 the weights begin.
*/
/// What is chosen before training.
struct Choice {
  var rate, penalty, deviation: Float
}
/// Logistic regression of two classes on X (N, V), t (N, 1) → weights (V, 1).
func regression(
  _ X: Tensor, _ t: Tensor, _ choice: Choice, random: inout Random
) -> Tensor {
  var w = Tensor.normal(
    [X.shape[1], 1], deviation: choice.deviation, random: &random)
  for _ in 0..<50 {
    let p = sigmoid(matmul(X, w))
    let dw = matmul(X, p - t, transposed: .left) / Float(t.count)
    w -= (dw + w * choice.penalty) * choice.rate
  }
  return w
}
/*:
 The question is whether a review is about an inn. A trial learns from 100
 reviews, is judged by 50 others, and afterwards, to know what one couldn't
 know, by 2,000 more. If the rate is so large that the weights run away, its
 loss is infinite.
*/
/// Which words each text has: (N, V), ones and zeros.
func bagRows(_ texts: Texts) -> Tensor {
  var X = Tensor.zeros(texts.count, reviewWords.count)
  for (n, ids) in texts.ids.enumerated() { for id in ids { X[n, id] = 1 } }
  return X
}
/// Bags with their classes.
struct Bags {
  let X, t: Tensor
  init(_ reviews: [HarborReview]) {
    X = bagRows(texts(reviews))
    t = Tensor(reviews.map { $0.topic == 0 ? 1 : 0 }).reshaped(-1, 1)
  }
  func loss(_ w: Tensor) -> Float {
    let p = sigmoid(matmul(X, w))
    let loss = -log(p * t + (1 - p) * (1 - t) + 1e-7).mean()
    return loss.isFinite ? loss : .infinity
  }
  func right(_ w: Tensor) -> Float { 100 * ((matmul(X, w) .> 0) .== t).mean() }
}
struct Trial {
  let choice: Choice
  /// On the validation texts: the loss, and how many are right, in percent.
  let loss, right: Float
  /// On test texts.
  let testLoss, testRight: Float
}
let testBags = Bags(Array(test.prefix(2_000)))
func trials(_ choices: [Choice], on round: Int) -> [Trial] {
  let drawn = harbor.reviews(150, stream: "search \(round)")
  let training = Bags(Array(drawn[..<100]))
  let validation = Bags(Array(drawn[100...]))
  var random = Random(seed: options.seed, stream: "weights \(round)")
  return choices.map { choice in
    let w = regression(training.X, training.t, choice, random: &random)
    return Trial(
      choice: choice, loss: validation.loss(w), right: validation.right(w),
      testLoss: testBags.loss(w), testRight: testBags.right(w))
  }
}
/*:
 ### A grid, or at random

 Nobody knows whether a rate of 0.1 or of 10 will do, so all three are tried by
 their ratios, evenly on a logarithmic scale:
*/
/// The number a share u, 0 … 1, of the way from one to another, in ratios.
func between(_ a: Float, _ b: Float, _ u: Float) -> Float {
  exp(log(a) + u * (log(b) - log(a)))
}
func choice(_ u: Float, _ v: Float, _ w: Float) -> Choice {
  Choice(
    rate: between(0.01, 100, u), penalty: between(1e-5, 1, v),
    deviation: between(1e-3, 0.03, w))
}
/*:
 With a budget of 27 trials, a **grid search** takes three values of each,
 evenly spaced, in all combinations. Where the first one lies is up to whoever
 makes the grid, so here it is drawn. A **random search** draws all three anew
 for each trial:
*/
func gridChoices(_ round: Int) -> [Choice] {
  var random = Random(seed: options.seed, stream: "grid \(round)")
  func thirds() -> [Float] {
    let first = random.uniform() / 3
    return [first, first + 1 / 3, first + 2 / 3]
  }
  let (rates, penalties, deviations) = (thirds(), thirds(), thirds())
  return rates.flatMap { u in
    penalties.flatMap { v in deviations.map { w in choice(u, v, w) } }
  }
}
func randomChoices(_ count: Int, _ round: Int) -> [Choice] {
  var random = Random(seed: options.seed, stream: "choices \(round)")
  return (0..<count).map { _ in
    choice(random.uniform(), random.uniform(), random.uniform())
  }
}
let rounds = options.quick ? 4 : 16
let grids = (0..<rounds).map { trials(gridChoices($0), on: $0) }
let randoms = (0..<rounds).map { trials(randomChoices(40, $0), on: $0) }
place(searchFigure(grids[0], Array(randoms[0].prefix(27))))
//#-hidden-code
func best(_ trials: some Sequence<Trial>) -> Trial {
  trials.min { $0.loss < $1.loss }!
}
let gridLosses = grids.map { best($0).testLoss }
let randomLosses = randoms.map { best($0.prefix(27)).testLoss }
name("grid_loss", Tensor(gridLosses).mean(), decimals: 3)
name("random_loss", Tensor(randomLosses).mean(), decimals: 3)
name("random_wins", zip(gridLosses, randomLosses).count { $0 > $1 })
name("rounds", rounds)
//#-end-hidden-code
/*:
 As long as the weights begin near 0, how near hardly shows after fifty steps. A
 grid doesn't know that and tries each pair of rate and penalty three times
 over, with three rates in all. Random trials lose nothing to a number that
 hardly matters: they have seen twenty-seven rates (Bergstra and Bengio 2012; we
 draw forty, of which the first 27 count here). Is that worth something? In
 {{rounds}} rounds, each with new reviews, the grid's trial with the least
 validation loss has a mean test loss of {{grid_loss}}, that of the random
 trials {{random_loss}}, and the random one wins {{random_wins}} rounds of
 {{rounds}}. Here it is worth
 nothing, because rates are easy: a third of the scale is good, and three evenly
 spaced rates can't miss it. Say that only a share $s$ of the scale is good.
 Three evenly spaced values hit it with a chance of $3s$, twenty-seven random
 ones with $1 - (1 - s)^{27}$:
*/
for s in [0.3, 0.1, 0.05, 0.02] as [Float] {
  show(s, min(3 * s, 1), 1 - exp(27 * log(1 - s)))
}
/*:
 So the pickier the number that matters, the more a grid loses, and one rarely
 knows beforehand which one matters. There is a practical side as well: random
 trials can be stopped at any time, or continued.

 The library's `HyperparameterSearch` does both.

 ### The best of forty

 Now pick by accuracy, which is what one usually reports, among forty random
 trials. The best of the first $k$, over all rounds:
*/
//#-hidden-code
let seemingly = (1...40).map { k in
  Tensor(randoms.map { $0.prefix(k).map(\.right).max()! }).mean()
}
let really = (1...40).map { k in
  Tensor(
    randoms.map { trials in
      trials.prefix(k).max { $0.right < $1.right }!.testRight
    }
  ).mean()
}
//#-end-hidden-code
place(bestOfFigure(seemingly, really))
name("seeming", seemingly[39], decimals: 1)
name("real", really[39], decimals: 1)
name("optimism", seemingly[39] - really[39], decimals: 1)
//#-hidden-code
let averageGap = Tensor(
  randoms.map { trials in
    Tensor(trials.map { $0.right - $0.testRight }).mean()
  }
).mean()
let luck = seemingly[39] - really[39] - averageGap
name("average_gap", averageGap, decimals: 1)
name("luck", luck, decimals: 1)
claim(
  "the best of forty loses more from validation to test than the average trial",
  isShown: false, luck > 0.5)
//#-end-hidden-code
/*:
 More trials find better settings, so both lines rise. But the upper one goes on
 where the lower one has stopped, since among forty good ones the best *looking*
 one is also the luckiest on those 50 texts. It looks {{seeming}}% right, and of
 2,000 others it gets {{real}}%, a difference of {{optimism}} points before
 rounding. For the average of all forty it is {{average_gap}}, so these fifties are
 no easier than the rest: the best owes {{luck}} points to luck in
 choosing. Nobody has cheated here: only the choice has seen the validation texts.
 That is what the third set is for.

 *Predict, then run.* The validation set gets ten times as large. What becomes
 of the two lines?

 <details>
 <summary>Answer</summary>

 They come together, mostly by the upper one coming down. Luck on 500 texts has
 a spread $\sqrt{10}$ times smaller, so there is less of it to pick. The lower
 one rises a little, since the choice is better.

 </details>

 You can now search for hyper-parameters with a budget, and know how much of the
 best score to believe.
*/
/*:
 ## 10.15 Real texts, recorded

 Section 10.7 has shown what counting does on three public sets. Here are nets
 with the sizes that Kim chose, vectors of 300 numbers, 100 filters
 each for 3, 4 and 5 words, dropout of a half; they start from random vectors.
 Training stops when three passes in a row haven't raised the accuracy on
 validation texts, a tenth of the training texts where there is no set of its
 own. NBSVM of section 10.5 stands beside them, on the same folds.
*/
list("RealTrials", folded: true)
record("real-texts") {
  let trials = try RealTrials(seeds: [1, 2, 3], folds: 4)
  place(trials.table)
  name("mr_filters", trials["filters", "MR"], decimals: 1)
  name("mr_nbsvm_same", trials["NBSVM", "MR"], decimals: 1)
  name("sst_filters", trials["filters", "SST-2"], decimals: 1)
  name("trec_filters", trials["filters", "TREC-6"], decimals: 1)
  name("trec_lstm", trials["LSTM", "TREC-6"], decimals: 1)
  name("filters_speed", trials.speed("filters"))
  name("lstm_speed", trials.speed("LSTM"))
  claim(
    "on film reviews, a linear model on words and pairs is ahead of the filters",
    trials["NBSVM", "MR"] > trials["filters", "MR"])
}
/*:
 Kim's figures for random vectors are 76.1 (MR), 82.7 (SST-2) and 91.2 (TREC-6);
 a later replication by the harvardnlp group has 75.9, 83.5 and 88.2. The filters
 here have {{mr_filters}}, {{sst_filters}} and {{trec_filters}}. On film reviews
 NBSVM gets {{mr_nbsvm_same}}, with no vector and no filter, in a second of
 training. A review of twenty words rarely turns on a *not* eight words away,
 and ten thousand sentences are too few to learn what 18,000 words mean. What
 would help is to bring the vectors along: with vectors learned from a hundred
 billion words Kim's filters reach 81.5 on MR, and 93.6 on TREC-6. That is a
 first step towards the pretraining of section 9.11.

 The LSTM both ways, tried on the questions only, gets {{trec_lstm}}. And the
 cost: while training, the filters read {{filters_speed}} texts a second, the LSTM
 {{lstm_speed}}.

 ## 10.16 Your own texts

 What this chapter has built by hand is a tool as well. Texts come in a file
 with a line each, the class before a tab:

 ```
 good	the inn was not dull at all .
 bad	the stew was cold , and so was the host .
 ```

 ```
 swift run classification --train reviews.tsv --model reviews.model
 swift run classification --evaluate others.tsv --model reviews.model
 swift run classification --classify "not bad at all" --model reviews.model
 ```

 The first trains NBSVM of section 10.5 on words and pairs, and prints its most
 telling features. `--classifier` takes another one: `bayes`, `logistic`, `mean`,
 `convolution`, `lstm` or `convolution-lstm`. With `--class-weights` each class
 counts as much as any other, however few its texts. The second prints scores, the
 confusion matrix and an interval. The third says the class, and with `-` for the
 text it reads lines from standard input. Files with fastText's `__label__` open
 too.

 ## Summary

 - Count what a classifier gets wrong, class by class; put an interval on the
   score; compare two on the same texts.
 - Naive Bayes, logistic regression and the mean of vectors are one affine layer on
   a bag, with weights that were counted, learned, or made of vectors. What the
   order of words alone tells, none of them can know.
 - A convolution is an affine layer on every window. Backward, the gradients of
   all windows are added: to the weights, and to each word that lay under them.
 - The maximum over time makes one number of a text of any length, and its gradient goes
   to one place. Padding must not take part in it.
 - Filters see as far as they are long. An LSTM carries further, a step at a
   time.
 - Over pictures it is the same with squares. Few weights, found anywhere: that
   is what sharing them buys. Taking the maximum over all places forgets where;
   an attention decoder over the places doesn't have to.
 - Choose by validation data, at random rather than in a grid, and don't
   believe the score that a choice was made by.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | a text's class changes with what else is in the batch | windows of padding take part in the maximum |
 | accuracy looks fine and a class is never guessed | macro F1 and the confusion matrix |
 | a product of probabilities is 0, and dividing by it gives *nan* | add logarithms instead |
 | the gradient check of a convolution fails for $x$ alone | a word lies under several windows: add, don't assign |
 | the gradient check fails now and then, by a lot | a maximum or a ReLU changed its mind within the step; take another random input |
 | validation loss rises, accuracy doesn't fall | over-fitting shows in confidence first |
 | the test score is well below the validation score | many choices were made by few validation texts |
 | digits are read in the wrong order | the memory doesn't know its places |

 ## Further reading

 - Y. LeCun et al. *Backpropagation applied to handwritten zip code recognition.*
   Neural Computation 1, 1989. Convolution over pictures.
 - R. Collobert et al. *Natural language processing (almost) from scratch.*
   JMLR 12, 2011. Convolution and the maximum over time, for tagging sentences.
 - Y. Kim. *Convolutional neural networks for sentence classification.*
   EMNLP 2014. The classifier with filters.
 - Y. Zhang, B. Wallace. *A sensitivity analysis of (and practitioners' guide to)
   convolutional neural networks for sentence classification.* IJCNLP 2017. How
   much its choices matter.
 - C. Zhou et al. *A C-LSTM neural network for text classification.* 2015.
   arXiv:1511.08630.
 - N. Srivastava et al. *Dropout: a simple way to prevent neural networks from
   overfitting.* JMLR 15, 2014.
 - K. Xu et al. *Show, attend and tell: neural image caption generation with visual
   attention.* ICML 2015. A decoder that looks at a picture.
 - J. Bergstra, Y. Bengio. *Random search for hyper-parameter optimization.*
   JMLR 13, 2012.
 - M. Maron. *Automatic indexing: an experimental inquiry.* JACM 8, 1961.
   A. McCallum, K. Nigam. *A comparison of event models for naive Bayes text
   classification.* AAAI Workshop, 1998.
 - S. Wang, C. Manning. *Baselines and bigrams: simple, good sentiment and topic
   classification.* ACL 2012. Naive Bayes in a regression.
 - K. Spärck Jones. *A statistical interpretation of term specificity and its
   application in retrieval.* Journal of Documentation 28, 1972. The idf.
 - A. Joulin et al. *Bag of tricks for efficient text classification.* EACL 2017.
   The mean of vectors, and how far it goes.
 - B. Efron. *Bootstrap methods: another look at the jackknife.* Annals of
   Statistics 7, 1979. Q. McNemar. *Note on the sampling error of the difference
   between correlated proportions or percentages.* Psychometrika 12, 1947.
 - The public sets: B. Pang, L. Lee. *Seeing stars.* ACL 2005 (MR). R. Socher et
   al. *Recursive deep models for semantic compositionality over a sentiment
   treebank.* EMNLP 2013 (SST). X. Li, D. Roth. *Learning question classifiers.*
   COLING 2002 (TREC).
*/
weaveChapter()
