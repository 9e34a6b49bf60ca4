import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  tools: [TrainTagger.self, EvaluateTagger.self, TagText.self])
Threads.count = options.threads
/*:
 # 11 Tagging

 *net* is a thing on the pier, and something that one does with fish. *rose* is
 a flower, what the sun did this morning, and a girl from port ellis. A reader
 knows at once which of them a sentence means, for the words around it say so.
 In this chapter a program learns to give every word of a sentence a label:
 what part of speech it is, and whether it belongs to somebody's name. The
 field calls it **tagging**, or **sequence labeling**, and it is the simplest
 of the tasks in which an answer has *structure*: its parts must fit the text,
 and one another as well.

*/
//#-hidden-code
let harbor = Harbor(seed: options.seed)
//#-end-hidden-code
place(labelsFigure(shownSentence(of: harbor)))
/*:
 When you have read this chapter you can

 - give every word of a text its part of speech, and know how good that is;
 - write a hidden Markov model from memory, find its likeliest row of tags
   without trying them all, and say how likely a tag is in its place;
 - guess what a word is that nobody has seen before;
 - say what label bias is, and write the model that is free of it, a
   conditional random field, with its gradient;
 - build networks that tag, from words and from letters, and put that field on
   top of them;
 - score names as wholes, find out who did what to whom, and cut a Chinese
   sentence into words, with the same code.

 Most of it is one idea: a row of tags is scored step by step, so the best of a
 million rows can be found in a few hundred steps.

 ## 11.1 A label for every word

 A **part of speech** is what a word does in its sentence. The tags here are
 those of **Universal Dependencies** (de Marneffe et al. 2021), a set of 17 that
 was made to serve all languages. We merge its two kinds of conjunctions, and
 leave out three that the harbor has no use for: interjections, symbols, and
 whatever is none of the others.
*/
place(tagTable(harbor))
/*:
 The harbor has told us stories so far. Now its grammar gives us sentences of
 another kind, with all that it knows of them: every word's part of speech, the
 names, and, for the end of this chapter, who did what to whom. It is all in
 small letters, as if heard, so that no capital gives a name away. Many names
 are invented anew each time, out of syllables, and so are some other words, so
 that a test always has words that no training could have.
*/
let training = Harbor(seed: options.seed)
  .taggedSentences(options.quick ? 400 : 1_500)
let test = Harbor(seed: options.seed)
  .taggedSentences(options.quick ? 200 : 1_000, stream: "test")
let first = training.first { $0.names.count == 2 }!
show(first.words)
show(first.partsOfSpeech)
/*:
 Names are pieces of one or more words, each of a kind: a person, a boat or a
 place. To find a text's names, and of which kind they are, is **named entity
 recognition**, or NER. A trick makes a label for each word of them (Ramshaw and
 Marcus 1995). The first word of a boat's name is *B-boat*, for *begin*, the
 others *I-boat*, for *inside*, and whatever is in no name is *O*, for
 *outside*. These are **BIO** tags. The B is there so that two names side by
 side don't become one.
*/
show(first.nameTags)
/*:
 So both tasks are one, and a method for the one does for the other. We start
 with the parts of speech.

 ### The commonest tag

 The simplest tagger looks at nothing but the word. Count how often each word
 has each tag, and always answer with the commonest:
*/
/// How often each word has each tag.
func tagCounts(_ sentences: [HarborTagged]) -> [String: [String: Int]] {
  var counts: [String: [String: Int]] = [:]
  for sentence in sentences {
    for (word, tag) in zip(sentence.words, sentence.partsOfSpeech) {
      counts[word, default: [:]][tag, default: 0] += 1
    }
  }
  return counts
}
/// The tag that was counted most often; of equals, the first by name.
func commonest(_ counts: [String: Int]) -> String {
  counts.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
}
let counts = tagCounts(training)
//#-hidden-code
place(countsTable(counts, of: ["the", "net", "fish", "rose", "light", "that"]))
//#-end-hidden-code
/*:
 Of an **unknown word**, one that the training sentences don't have, this says
 nothing. But words that they have *once* were unknown a moment before, so the
 commonest tag of those is a good guess:
*/
/// The commonest tag of words that occur once.
func rareTag(_ counts: [String: [String: Int]]) -> String {
  var once: [String: Int] = [:]
  for tags in counts.values where tags.values.reduce(0, +) == 1 {
    once[tags.keys.first!, default: 0] += 1
  }
  return commonest(once)
}
let guess = rareTag(counts)
show(guess)
/*:
 Known and unknown words are counted apart, for it is two different things to
 choose among tags that one has seen, and to guess one from nothing:
*/
/// Shares of words whose tag is right, in percent.
struct Accuracy {
  var all, known, unknown: Float
}
/// How well a tagger does on `sentences`, having learned from words `known`.
func accuracy(
  on sentences: [HarborTagged], known: Set<String>,
  _ tagger: ([String]) -> [String]
) -> Accuracy {
  var (right, all) = ([0, 0], [0, 0])
  for sentence in sentences {
    let guesses = tagger(sentence.words)
    for (s, word) in sentence.words.enumerated() {
      let kind = known.contains(word) ? 0 : 1
      all[kind] += 1
      if guesses[s] == sentence.partsOfSpeech[s] { right[kind] += 1 }
    }
  }
  func share(_ right: Int, _ all: Int) -> Float {
    100 * Float(right) / Float(all)
  }
  return Accuracy(
    all: share(right[0] + right[1], all[0] + all[1]),
    known: share(right[0], all[0]), unknown: share(right[1], all[1]))
}
let known = Set(counts.keys)
let byCommonest = accuracy(on: test, known: known) { words in
  words.map { word in counts[word].map(commonest) ?? guess }
}
show(byCommonest.all, byCommonest.known, byCommonest.unknown)
//#-hidden-code
let unknownShare = unknownWords(in: test, known: known)
name("commonest", byCommonest.all, decimals: 1)
name("commonest_known", byCommonest.known, decimals: 1)
name("commonest_unknown", byCommonest.unknown, decimals: 1)
name("unknown_share", unknownShare, decimals: 1)
//#-end-hidden-code
/*:
 {{commonest}}% of all words, {{commonest_known}}% of the known ones. Nothing
 has been learned about sentences, and already most words are right. On
 newspapers and web pages it is not far from that, so keep this number in mind
 when somebody reports 90%: for tagging, that is where *nothing* begins. A
 sentence of ten words of which each is right with 90% has a fault in two cases
 of three.

 ### Where it must fail

 The harbor can say how much of that is bad luck and how much is bound to
 happen. Its grammar states how often it uses each word as what, so it also
 states how often the commonest tag of a known word is wrong, though all its
 counts were perfect:
*/
var uses: [String: [Double]] = [:]
for use in Harbor.wordUses {
  if let word = use.word { uses[word, default: []].append(use.perSentence) }
}
let byWord = uses.sorted { $0.key < $1.key }.map(\.value)
let spoken = byWord.joined().reduce(0, +)
let ceiling = 100 * byWord.map { $0.max()! }.reduce(0, +) / spoken
show(ceiling)
name("ceiling", ceiling, decimals: 1)
name(
  "two_parts",
  100 * byWord.filter { $0.count > 1 }.joined().reduce(0, +) / spoken,
  decimals: 0)
claim(
  "of the known words of the test, it gets what the grammar states, to within a point and a half",
  abs(Double(byCommonest.known) - ceiling) < 1.5)
/*:
 {{ceiling}}%, and no more data will raise it. Of a hundred words of running
 text, {{two_parts}} are such as can be more than one thing. To tell which, one
 has to look around.

 You can now write a tagger in ten lines, and you know what better ones have to
 beat: {{commonest_known}}% of known words, and {{commonest_unknown}}% of the
 {{unknown_share}}% that are unknown.

 ## 11.2 Hidden Markov models

 After *the* comes no verb. After *they* there is one more often than not. So
 let a tag depend on the tag before it. Picture a sentence as a walk: from tag
 to tag, each drawn by the one before, and each tag throws out a word before
 the walk goes on. Who hears the sentence hears the words alone; the tags are
 hidden. That is a **hidden Markov model** (Baum and Petrie 1966; for parts of
 speech Church 1988). *Markov* is for the walk, which remembers one step.
*/
place(walkFigure())
/*:
 Two tables are all there is to it: how likely tag $j$ is after tag $i$, its
 **transition probability** $p(j \mid i)$, and how likely tag $j$ throws out
 the word $w$, its **emission probability** $p(w \mid j)$. The walk begins at a
 place of its own and ends in one. A sentence $w_1, \ldots, w_T$ with its row
 of tags $t_1, \ldots, t_T$ has the probability

 $$p(w, t) = \prod_{s=1}^{T} p(t_s \mid t_{s-1}) \, p(w_s \mid t_s) \cdot
 p(\text{end} \mid t_T)$$

 To learn the tables is to count. The share of $j$ in what came after $i$ is
 $p(j \mid i)$, and the share of $w$ in all words with tag $j$ is $p(w \mid j)$.
 To each count of a step 0.1 is added, so that what never happened isn't
 forbidden. With $n_{ij}$ steps from $i$ to $j$ of the $n_i$ that leave $i$, and
 with $n_{jw}$ times the word $w$ among $n_j$ words with tag $j$,

 $$p(j \mid i) = \frac{n_{ij} + 0.1}{n_i + 0.1 \, (C + 1)} \qquad
 p(w \mid j) = \frac{n_{jw}}{n_j}$$

 since each tag, and the beginning too, has $C + 1$ places to go to: the $C$
 tags, and the end. As ever, products of many small numbers are sums of
 logarithms:
*/
/// The tables of a hidden Markov model, as logarithms.
struct TagTables {
  /// (C + 1, C + 1): log p(j | i). Row C is the beginning, column C the end.
  var steps: [[Float]]
  /// For each word (C): log p(word | j).
  var words: [String: [Float]]
  /// (C): log p(j).
  var tags: [Float]
}
/// Every row divided by its sum.
func shares(_ row: [Float]) -> [Float] {
  let sum = row.reduce(0, +)
  return row.map { $0 / sum }
}
let tags = Harbor.partsOfSpeech
let C = tags.count
let numbers = Dictionary(uniqueKeysWithValues: zip(tags, 0..<C))
/// Counts the tables in sentences.
func tables(of sentences: [HarborTagged]) -> TagTables {
  let none = [Float](repeating: 0, count: C)
  var steps = [[Float]](
    repeating: [Float](repeating: 0.1, count: C + 1), count: C + 1)
  var words: [String: [Float]] = [:]
  var uses = none
  for sentence in sentences {
    var before = C
    for (word, tag) in zip(sentence.words, sentence.partsOfSpeech) {
      let j = numbers[tag]!
      steps[before][j] += 1
      words[word, default: none][j] += 1
      uses[j] += 1
      before = j
    }
    steps[before][C] += 1
  }
  return TagTables(
    steps: steps.map { shares($0).map { log($0) } },
    words: words.mapValues { zip($0, uses).map { log($0 / $1) } },
    tags: shares(uses).map { log($0) })
}
let hmm = tables(of: training)
/*:
 By hand, for *that cook sails fast.* Each of its words but the last can be two
 or three things, as the training sentences have them:
*/
let cook = ["that", "cook", "sails", "fast", "."]
let choices = cook.map { word in
  (0..<C).filter { hmm.words[word]![$0] > -.infinity }
}
for (word, choice) in zip(cook, choices) { show(word, choice.map { tags[$0] }) }
/*:
 How likely is this row, in which a cook sails?
*/
let sailing = ["DET", "NOUN", "VERB", "ADV", "PUNCT"].map { numbers[$0]! }
var product: Float = 1
var before = C
for (word, tag) in zip(cook, sailing) {
  let step = exp(hmm.steps[before][tag])
  let emission = exp(hmm.words[word]![tag])
  product *= step * emission
  show(tags[tag], step, word, emission, product)
  before = tag
}
show(product * exp(hmm.steps[before][C]))
/*:
 Each line has the step to its tag, the tag's word, and the product so far. It
 is a small number, as that of any sentence is. What counts is whether another
 row's is larger, one in which *that* is a pronoun, say, and *cook* a verb.

 ### Scores, step by step

 Everything in this chapter works on one thing, so here it is, alone. For each
 place $s$ of a sentence there is a table that says what it adds to a row's
 score to have tag $j$ there after tag $i$. The first table has one row, since
 there is but one beginning; then come tables $(C, C)$; and the last, for the
 end, has one column. The list of them is a **chain**:
*/
/// A table (1, C), then T − 1 tables (C, C), then one (C, 1).
typealias Chain = [[[Float]]]
/// x (T, C), steps (C + 1, C + 1) → what tag j at s gets after tag i.
func chain(_ x: [[Float]], _ steps: [[Float]]) -> Chain {
  let C = steps.count - 1
  let places = x.indices.map { s in
    (s == 0 ? steps[C...] : steps[..<C]).map { row in
      zip(row, x[s]).map { $0 + $1 }
    }
  }
  return places + [steps[..<C].map { [$0[C]] }]
}
/// The score of a row of T tags.
func score(_ row: [Int], _ chain: Chain) -> Float {
  zip(chain, zip([0] + row, row + [0])).reduce(0) { sum, step in
    sum + step.0[step.1.0][step.1.1]
  }
}
/*:
 The hidden Markov model is a chain whose scores are logarithms of
 probabilities, $\log p(j \mid i) + \log p(w_s \mid j)$:
*/
/// The scores of a sentence of known words.
func scores(_ words: [String], _ p: TagTables) -> Chain {
  chain(words.map { p.words[$0]! }, p.steps)
}
let cookChain = scores(cook, hmm)
show(score(sailing, cookChain), exp(score(sailing, cookChain)))
claim(
  "a chain's score is the logarithm of the product by hand", isShown: false,
  abs(
    score(sailing, cookChain) - log(product * exp(hmm.steps[before][C])))
    < 1e-3)
/*:
 ### The best row

 Which row is the best? One could try them all:
*/
/// All rows that take one of the choices at each place.
func allRows(_ choices: [[Int]]) -> [[Int]] {
  choices.reduce([[]]) { rows, tags in
    rows.flatMap { row in tags.map { row + [$0] } }
  }
}
let candidates = allRows(choices)
let best = candidates.max { score($0, cookChain) < score($1, cookChain) }!
show(candidates.count, best.map { tags[$0] })
//#-hidden-code
name("rows", candidates.count)
name("tags", C)
place(bestRowsTable(candidates, cookChain))
//#-end-hidden-code
/*:
 {{rows}} rows for five words. In general there are $C^T$ for $T$ words, and
 with our {{tags}} tags a sentence of twenty has more of them than all beaches
 have grains of sand. But look at what two rows have in common. If two of them
 have the same tag at some place, all that can come after it adds the same to
 both. So of all ways *to* that tag only the best can belong to the best row,
 and the others can be forgotten. That is the **Viterbi algorithm** (Viterbi
 1967): for each tag at each place keep the best score of a way to it, and
 where that way came from.

 $$v_s(j) = \max_i \big( v_{s-1}(i) + \text{chain}_s(i, j) \big)$$

 It starts at the beginning, place 0, with $v_0 = 0$, and goes on to the end,
 place $T + 1$. A word on numbering: formulas count the places of words from 1,
 and $\text{chain}_s$ leads to place $s$; the code counts the tables from 0, so
 that `chain[s]` leads from place $s$ to place $s + 1$.
*/
/// The row with the highest score; of equals, that of the smaller tags.
func viterbi(_ chain: Chain) -> [Int] {
  var best: [Float] = [0]
  var cameFrom: [[Int]] = []
  for table in chain {
    let from = table[0].indices.map { j in
      best.indices.max { best[$0] + table[$0][j] < best[$1] + table[$1][j] }!
    }
    best = from.enumerated().map { j, i in best[i] + table[i][j] }
    cameFrom.append(from)
  }
  // Back from the end, which is number 0 of its own table.
  var row = [0]
  for from in cameFrom.reversed() { row.append(from[row.last!]) }
  return Array(row.reversed()[1..<chain.count])
}
show(viterbi(cookChain).map { tags[$0] })
place(trellisFigure(cook, cookChain, tags: tags))
claim(
  "Viterbi's row is the best of all rows", isShown: false,
  viterbi(cookChain) == best)
//#-hidden-code
let trial = RandomChains(seed: options.seed, count: 200)
//#-end-hidden-code
claim(
  "Viterbi finds the best row of 200 chains of random scores, each compared with all its rows",
  trial.chains.allSatisfy { chain in
    let best = trial.rows(chain).map { score($0, chain) }.max()!
    return score(viterbi(chain), chain) == best
  })
/*:
 It takes $T \cdot C^2$ steps where trying takes $C^T$. The figure has them
 all: each tag's best way so far, and how the best row is read off from its
 end.

 And it has to be read off from the end. One who goes from left to right, and
 at each word takes the tag that is best so far, is stuck with it when the next
 word speaks against it. Over the test sentences that makes a difference. (An
 unknown word gets 0 for every tag here, until the next section knows better.)
*/
/// The scores of any sentence: an unknown word says nothing.
func scoresOfAny(_ words: [String], _ p: TagTables) -> Chain {
  let nothing = [Float](repeating: 0, count: C)
  return chain(words.map { p.words[$0] ?? nothing }, p.steps)
}
let byViterbi = accuracy(on: test, known: known) { words in
  viterbi(scoresOfAny(words, hmm)).map { tags[$0] }
}
show(byViterbi.all, byViterbi.known, byViterbi.unknown)
//#-hidden-code
let byGreed = accuracy(on: test, known: known) { words in
  greedyRow(scoresOfAny(words, hmm)).map { tags[$0] }
}
name("greedy_known", byGreed.known, decimals: 1)
name("hmm_known", byViterbi.known, decimals: 1)
name("hmm_unknown", byViterbi.unknown, decimals: 1)
claim(
  "greedy tagging is worse than Viterbi", isShown: false,
  byGreed.known < byViterbi.known)
//#-end-hidden-code
/*:
 {{hmm_known}}% of the known words, where the commonest tag gets
 {{commonest_known}}% and going from left to right, by the few lines that are
 folded in here, {{greedy_known}}%.
*/
list("greedyRow", folded: true)
/*:
 In the exercise, scores come as $x$ $(T, C)$ and $A$ $(C, C)$ alone, as papers
 have them, with nothing for the beginning and the end:
*/
exercise("11.1")
/*:
 ### All rows at once

 The best row is not all one wants to know. How sure is it? What is the
 probability that *cook* is a noun, *whatever* the others are? That is a sum
 over all rows that have a noun there, over the sum of all rows. And sums can
 be carried along as the best score can: what follows a tag is the same for all
 the ways to it, so first add the ways up, and then go on. Where Viterbi has a
 maximum, put a sum of exponentials. It is the **forward algorithm** (Baum et
 al. 1970; Rabiner 1989):

 $$\alpha_s(j) = \log \sum_i \exp
 \big( \alpha_{s-1}(i) + \text{chain}_s(i, j) \big)$$

 with $\alpha_0 = 0$ at the beginning.
*/
/// log Σ exp, with the largest taken out so that nothing overflows.
func logSum(_ terms: [Float]) -> Float {
  let most = terms.max()!
  guard most > -.infinity else { return most }
  return most + log(terms.reduce(0) { $0 + exp($1 - most) })
}
/// For each place and tag: the log sum of all ways to it.
func forward(_ chain: Chain) -> [[Float]] {
  chain.reduce(into: [[0]]) { alpha, table in
    let before = alpha.last!
    alpha.append(
      table[0].indices.map { j in
        logSum(before.indices.map { before[$0] + table[$0][j] })
      })
  }
}
/*:
 The first number is that of the beginning, the last that of the end: the log
 of the sum over all rows. For a hidden Markov model it is $\log p(w)$, the
 probability of the words alone.
*/
let alpha = forward(cookChain)
let logP = alpha.last![0]
show(logP, logSum(candidates.map { score($0, cookChain) }))
claim(
  "the forward algorithm sums over all rows", isShown: false,
  trial.chains.allSatisfy { chain in
    let all = trial.rows(chain).map { score($0, chain) }
    return abs(forward(chain).last![0] - logSum(all)) < 1e-4
  })
/*:
 The same from the other end: for each place and tag the sum of all ways *from*
 it, with $\beta_{T+1} = 0$ at the end.

 $$\beta_s(i) = \log \sum_j \exp
 \big( \text{chain}_{s+1}(i, j) + \beta_{s+1}(j) \big)$$

 A tag's ways to it times its ways from it, over the sum of all, is the
 probability that the row passes there. Both together are the
 **forward–backward algorithm**.

 $$p(t_s = j) = \exp \big( \alpha_s(j) + \beta_s(j) - \alpha_{T+1} \big)$$

 Like $\alpha$, the list of $\beta$ has the beginning at 0, the words at 1 to
 $T$, and the end behind them.
*/
/// For each place and tag: the log sum of all ways from it to the end.
func backward(_ chain: Chain) -> [[Float]] {
  Array(
    chain.reversed().reduce(into: [[Float]]([[0]])) { beta, table in
      let after = beta.last!
      beta.append(table.map { row in logSum(zip(row, after).map { $0 + $1 }) })
    }.reversed())
}
/// (T, C): how likely each tag is in each place, whatever the others are.
func marginals(_ chain: Chain) -> [[Float]] {
  let (alpha, beta) = (forward(chain), backward(chain))
  return (1..<chain.count).map { s in
    zip(alpha[s], beta[s]).map { exp($0 + $1 - alpha.last![0]) }
  }
}
place(marginalsTable(cook, marginals(cookChain)))
claim(
  "what is likely in each place agrees with adding up all rows of 200 random chains",
  trial.chains.allSatisfy { chain in
    let sums = trial.marginals(chain)
    return zip(marginals(chain).joined(), sums.joined())
      .allSatisfy { abs($0 - $1) < 1e-5 }
  })
/*:
 Such a number is a **marginal probability**, because one used to write the
 sums of a table into its margin. For each place they add up to 1.
*/
exercise("11.2")
exercise("11.3")
/*:
 *Predict, then run.* Take for each word the tag with the largest marginal. Is
 the row of these tags the best row? Can it even be an impossible one?

 <details>
 <summary>Answer</summary>

 The best row has the best score as a whole; the likeliest tags get the most
 words right on average. Mostly the two agree, on the test in {{same_rows}}% of
 the sentences. But they needn't. Say that three rows are possible: *VERB ADV*
 with 40%, *DET NOUN* and *ADJ NOUN* with 30% each. The likeliest first tag is
 VERB, the likeliest second one is NOUN, with 60%, and *VERB NOUN* is
 impossible. Whoever needs a row that makes sense takes Viterbi's.

 </details>
*/
//#-hidden-code
let sameRows = shareOfSentences(test) { sentence in
  let chain = scoresOfAny(sentence.words, hmm)
  let likeliest = marginals(chain).map { p in
    p.indices.max { p[$0] < p[$1] }!
  }
  return likeliest == viterbi(chain)
}
name("same_rows", sameRows, decimals: 0)
//#-end-hidden-code
/*:
 The library counts the same tables, and finds the same rows:
*/
let library = HiddenMarkovModel(
  training.map { Array(zip($0.words, $0.partsOfSpeech)) })
show(library.likeliest(cook))
//#-hidden-code
let familiar = test.filter { $0.words.allSatisfy(known.contains) }
//#-end-hidden-code
claim(
  "plain tables and Viterbi agree with the library's on all test sentences of known words",
  familiar.allSatisfy { sentence in
    library.likeliest(sentence.words)
      == viterbi(scores(sentence.words, hmm)).map { tags[$0] }
  })
/*:
 You can now find the best of millions of rows, and the sum of all of them, in
 a few lines each. The rest of the chapter changes what the scores are, and
 keeps these lines.

 ## 11.3 Words never seen

 On unknown words the walk is worse than the commonest tag, {{hmm_unknown}}%
 against {{commonest_unknown}}%. It asks the neighbors alone, and doesn't even
 know that most new words are names. But the word itself says something too.
 *'Twas brillig, and the slithy toves did gyre*: nobody has seen a tove, and
 everybody knows that *slithy* is an adjective. The harbor's people say such
 things as well:
*/
place(unknownExamples(in: test, known: known))
/*:
 In English a word's ending often says what it is. So count, for the endings of
 up to four letters, how often words that end so are what. Only rare words
 count, those that training has ten times at most: frequent ones like *is* are
 not what new words are like. A long ending says
 the most and has been seen the least, so ask all of them and mix, from short
 to long (Brants 2000). $\hat p$ is the share that was counted, $e_m$ the
 ending of $m$ letters:

 $$p(j \mid e_m) =
 \frac{\hat p(j \mid e_m) + \theta \, p(j \mid e_{m-1})}{1 + \theta}$$

 It begins with $m = 0$, all rare words. $\theta$ weighs how much the shorter
 ending still has to say. Brants takes the standard deviation of the tags'
 probabilities, {{theta}} here; we take 0.1, so the longest ending that was
 seen has most of the say.
*/
/// For each ending of rare words, how often each tag, (C).
func endingCounts(_ sentences: [HarborTagged], rare: Int = 10)
  -> [String: [Float]]
{
  var result: [String: [Float]] = [:]
  for (word, byTag) in tagCounts(sentences)
  where byTag.values.reduce(0, +) <= rare {
    for length in 0...4 where length < word.count {
      for (tag, count) in byTag {
        result[
          String(word.suffix(length)), default: [Float](repeating: 0, count: C)
        ][numbers[tag]!] += Float(count)
      }
    }
  }
  return result
}
let endings = endingCounts(training)
/// (C): how likely a word is each tag by its ending.
func byEnding(_ word: String, _ endings: [String: [Float]]) -> [Float] {
  var p = shares(endings[""]!)
  for length in 1...4 where length < word.count {
    guard let counts = endings[String(word.suffix(length))] else { break }
    p = zip(shares(counts), p).map { ($0 + 0.1 * $1) / 1.1 }
  }
  return p
}
//#-hidden-code
place(endingsTable(unknownWordsWithTags(in: test, known: known), endings))
let byEndingAlone = accuracy(on: test, known: known) { words in
  words.map { word in
    let p = byEnding(word, endings)
    return tags[p.indices.max { p[$0] < p[$1] }!]
  }
}
name("ending_alone", byEndingAlone.unknown, decimals: 1)
//#-end-hidden-code
/*:
 The table has the first unknown word of each kind, and says that an ending by
 itself may well be wrong. Over all unknown words of the test, most of which are
 names, its likeliest tag is right for {{ending_alone}}%. But it needn't decide:
 the walk weighs it with the neighbors, which may ask for the ending's second
 choice.

 The walk needs $p(w \mid j)$, not $p(j \mid w)$. By Bayes' rule it is
 $p(j \mid w) \, p(w) / p(j)$, and $p(w)$ is the same for all rows, so it can
 be left out:
*/
/// The scores of any sentence, unknown words by their endings.
func scores(
  _ words: [String], _ p: TagTables, _ endings: [String: [Float]]
) -> Chain {
  let x = words.map { word in
    p.words[word]
      ?? zip(byEnding(word, endings), p.tags).map { log($0) - $1 }
  }
  return chain(x, p.steps)
}
let byEndings = accuracy(on: test, known: known) { words in
  viterbi(scores(words, hmm, endings)).map { tags[$0] }
}
show(byEndings.all, byEndings.known, byEndings.unknown)
//#-hidden-code
let noEndings = endings.filter { $0.key.isEmpty }
let byRareness = accuracy(on: test, known: known) { words in
  viterbi(scores(words, hmm, noEndings)).map { tags[$0] }
}
name("rare_unknown", byRareness.unknown, decimals: 1)
name("theta", deviation(hmm.tags.map { exp($0) }), decimals: 2)
//#-end-hidden-code
name("endings_known", byEndings.known, decimals: 1)
name("endings_unknown", byEndings.unknown, decimals: 1)
/*:
 From {{hmm_unknown}}% to {{endings_unknown}}% of the unknown words. Of that
 step, part comes from no ending at all: to know what rare words are, $m = 0$,
 gets {{rare_unknown}}%. The known words, {{endings_known}}%, gain a little
 from better neighbors.

 The other half of Brants' tagger, *TnT*, is to remember two tags in place of
 one, $p(t_s \mid t_{s-2}, t_{s-1})$, a **trigram** model. Nothing new is
 needed for it: let a *pair* of tags be the state, with $C^2$ of them in place
 of $C$, and run the same Viterbi. Most pairs of pairs can't follow one
 another, so it takes $C^3$ steps a word, not $C^4$. Three tags in a row are
 seen less often than two, so the counts are mixed with those of shorter rows,
 as in chapter 5.

*/
let taught = TaggedSentences(
  training.map { TaggedSentence($0.words, $0.partsOfSpeech) })
let bigrams = HiddenMarkovModel(taught)
let trigrams = TrigramTagger(taught)
let byBigrams = accuracy(on: test, known: known, bigrams.likeliest)
let byTrigrams = accuracy(on: test, known: known, trigrams.likeliest)
show(byBigrams.all, byBigrams.known, byBigrams.unknown)
show(byTrigrams.all, byTrigrams.known, byTrigrams.unknown)
name("bigrams", byBigrams.all, decimals: 1)
name("trigrams", byTrigrams.all, decimals: 1)
/*:
 {{bigrams}}% of all words with one tag in memory, {{trigrams}}% with two.
 (Both look at longer endings than we did.)

 You can now tag words that nobody has taught you, with two tables and a list
 of endings.

 ## 11.4 Features, and a bias

 The walk has a weakness. It says how tags *throw out words*, and a word is
 thrown out by one tag, whole. What if we want to use that a word ends in *-ly*
 and stands before *the*, known or not? The walk would have to throw out the
 ending and the neighbor too, as if they were independent of the word. They
 aren't, and their evidence would be counted twice.

 But the words need no explanation. They are given. So ask for the tags alone,
 $p(t \mid w)$, and let anything about the words speak for or against a tag.
 Such a thing is a **feature**:
*/
/// What can be said of the word at place s.
func features(_ words: [String], _ s: Int) -> [String] {
  let word = words[s]
  return [
    "word " + word,
    "before " + (s > 0 ? words[s - 1] : "-"),
    "after " + (s + 1 < words.count ? words[s + 1] : "-"),
  ] + (1...4).filter { $0 < word.count }.map { "ending " + word.suffix($0) }
}
show(features(cook, 1))
/*:
 Each feature $f$ has a weight for each tag, $W_{fj}$, and so has the tag
 before, $A_{ij}$. The weights of all features that are there, added up, are
 scores, and a softmax makes probabilities of them. It is chapter 1's logistic
 regression, one for each word:

 $$p(t_s = j \mid t_{s-1} = i, w) =
 \mathrm{softmax}_j \Big( A_{ij} + \sum_{f \text{ at } s} W_{fj} \Big)$$

 Multiplied over the places, that is the probability of a row, and the model is
 called a **maximum-entropy Markov model** (Ratnaparkhi 1996; McCallum, Freitag
 and Pereira 2000), *MEMM* for short. *Maximum entropy* is another name of such
 softmaxes, and *log-linear* a third.

 A sentence's scores are a chain again, of $x_{sj} = \sum_f W_{fj}$ and $A$:
*/
/// Weights of features and of steps from tag to tag.
struct FeatureWeights {
  let tags: [String]
  /// The number of each feature.
  var features: [String: Int] = [:]
  /// (F, C) and (C + 1, C + 1).
  var W: [[Float]] = []
  var A: [[Float]]

  init(tags: [String]) {
    self.tags = tags
    let row = [Float](repeating: 0, count: tags.count + 1)
    A = [[Float]](repeating: row, count: tags.count + 1)
  }
  /// T lists of features → x (T, C); unknown features say nothing.
  func scores(_ found: [[String]]) -> [[Float]] {
    let none = [Float](repeating: 0, count: tags.count)
    return found.map { features in
      features.reduce(into: none) { sum, feature in
        guard let f = self.features[feature] else { return }
        for j in sum.indices { sum[j] += W[f][j] }
      }
    }
  }
}
/*:
 And the softmax makes every *row* of every table of the chain a row of
 log-probabilities: whatever the tag before is, those after it add up to 1.
 (The last table has a single column, the end's, and a softmax over one number
 is 1. So to end costs an MEMM nothing, and column $C$ of $A$ stays at 0.)
*/
/// scores (C) → logarithms of their softmax.
func logSoftmax(_ row: [Float]) -> [Float] {
  let sum = logSum(row)
  return sum == -.infinity ? row : row.map { $0 - sum }
}
/// The chain of a maximum-entropy Markov model.
func normalized(_ chain: Chain) -> Chain { chain.map { $0.map(logSoftmax) } }
/*:
 So tagging with it is `viterbi(normalized(chain(x, A)))`. To learn, take the
 sentence's true tags. At each place the tag before is known, so only one row
 of the table is asked, and the loss is $-\log p$ of the right tag in it. Its
 gradient is that of every softmax, $p - 1$ for the right tag and $p$ for the
 others:
*/
/// Zeros, as many as a table has numbers.
func zeros(like table: [[Float]]) -> [[Float]] {
  table.map { $0.map { _ in 0 } }
}
/// A chain and its right row → −log p and the gradient of the chain's scores.
func localLoss(_ chain: Chain, _ row: [Int]) -> (loss: Float, gradient: Chain) {
  let p = normalized(chain)
  var gradient = chain.map(zeros(like:))
  for (s, (i, j)) in zip([0] + row, row + [0]).enumerated() {
    gradient[s][i] = p[s][i].map { exp($0) }
    gradient[s][i][j] -= 1
  }
  return (-score(row, p), gradient)
}
/*:
 From the chain back to $x$ and $A$: each $x_{sj}$ was added to the whole
 column $j$ of its table, and each step from tag to tag to one number in each of
 the $T - 1$ tables between. The beginning's row is in the first table alone,
 the end's column in the last alone.
*/
/// The gradients of x (T, C) and steps (C + 1, C + 1) from that of their chain.
func chainBackward(_ d: Chain) -> (dx: [[Float]], dSteps: [[Float]]) {
  let C = d[0][0].count
  var dx = [[Float]](
    repeating: [Float](repeating: 0, count: C), count: d.count - 1)
  var dSteps = [[Float]](
    repeating: [Float](repeating: 0, count: C + 1), count: C + 1)
  for (s, table) in d.enumerated() {
    for (i, row) in table.enumerated() {
      for (j, value) in row.enumerated() {
        if s < dx.count { dx[s][j] += value }
        dSteps[s == 0 ? C : i][s < dx.count ? j : C] += value
      }
    }
  }
  return (dx, dSteps)
}
/*:
 Central differences say whether that is right, on a chain of random numbers:
*/
/// What the gradient of a loss at x should be: each number moved a little up,
/// then a little down.
func centralDifferences(
  _ x: [[Float]], _ loss: ([[Float]]) -> Float
) -> [[Float]] {
  x.indices.map { i in
    x[i].indices.map { j in
      func moved(_ step: Float) -> Float {
        var x = x
        x[i][j] += step
        return loss(x)
      }
      return (moved(0.01) - moved(-0.01)) / 0.02
    }
  }
}
/// The largest difference of two tables.
func distance(_ a: [[Float]], _ b: [[Float]]) -> Float {
  zip(a.joined(), b.joined()).map { abs($0 - $1) }.max()!
}
var random = Random(seed: options.seed, stream: "chain")
func randomTable(_ rows: Int, _ columns: Int) -> [[Float]] {
  (0..<rows).map { _ in (0..<columns).map { _ in random.normal() } }
}
let (someX, someA) = (randomTable(5, 3), randomTable(4, 4))
let someRow = [2, 0, 0, 1, 2]
/// How far the gradients of x and of the steps are from central differences.
func gradientErrors(_ loss: (Chain, [Int]) -> (loss: Float, gradient: Chain))
  -> (x: Float, steps: Float)
{
  let d = chainBackward(loss(chain(someX, someA), someRow).gradient)
  let dx = centralDifferences(someX) { loss(chain($0, someA), someRow).loss }
  let dA = centralDifferences(someA) { loss(chain(someX, $0), someRow).loss }
  return (distance(d.dx, dx), distance(d.dSteps, dA))
}
show(gradientErrors(localLoss))
claim(
  "the gradients of the MEMM agree with central differences",
  isShown: false,
  max(gradientErrors(localLoss).x, gradientErrors(localLoss).steps) < 1e-3)
/*:
 Of some {{features}} features a word has seven at most, and only their rows of
 $W$ move. AdaGrad (chapter 1) suits that well: a feature that is seldom there
 takes large steps when it is.
*/
/// Moves a row of weights against its gradient, and adds up its squares.
func adaGrad(_ row: inout [Float], _ sums: inout [Float], _ d: [Float]) {
  for j in row.indices where d[j] != 0 {
    sums[j] += d[j] * d[j]
    row[j] -= 0.3 * d[j] / sqrt(sums[j])
  }
}
/*:
 An example is what was found at each place, and the right tags. A feature gets
 its number, and a row of zeros, when it is first seen:
*/
/// Words or other things that features are found in, and their tags.
typealias Example = (features: [[String]], tags: [String])
extension FeatureWeights {
  mutating func take(_ examples: [Example]) {
    for feature in examples.flatMap({ $0.features.joined() })
    where features[feature] == nil {
      features[feature] = W.count
      W.append([Float](repeating: 0, count: tags.count))
    }
  }
}
/*:
 And then, sentence by sentence: scores, chain, loss, and all the way back.
*/
/// Learns from examples; `loss` says what their chains should become.
func learn(
  _ model: inout FeatureWeights, from examples: [Example], epochs: Int,
  loss: (Chain, [Int]) -> (loss: Float, gradient: Chain)
) {
  model.take(examples)
  let numbers = Dictionary(uniqueKeysWithValues: zip(model.tags, 0...))
  var (sumsW, sumsA) = (zeros(like: model.W), zeros(like: model.A))
  for (found, tags) in (0..<epochs).flatMap({ _ in examples }) {
    let scores = chain(model.scores(found), model.A)
    let d = chainBackward(loss(scores, tags.map { numbers[$0]! }).gradient)
    for (features, dx) in zip(found, d.dx) {
      for feature in features {
        let f = model.features[feature]!
        adaGrad(&model.W[f], &sumsW[f], dx)
      }
    }
    for i in model.A.indices { adaGrad(&model.A[i], &sumsA[i], d.dSteps[i]) }
  }
}
/*:
 With the features of all training sentences:
*/
/// Sentences as examples of parts of speech.
func examples(_ sentences: [HarborTagged]) -> [Example] {
  sentences.map { sentence in
    (
      sentence.words.indices.map { features(sentence.words, $0) },
      sentence.partsOfSpeech
    )
  }
}
var memm = FeatureWeights(tags: tags)
learn(&memm, from: examples(training), epochs: 3, loss: localLoss)
/// The best row of a sentence's words.
func tagged(
  _ words: [String], _ model: FeatureWeights,
  _ change: (Chain) -> Chain = { $0 }
) -> [String] {
  let x = model.scores(words.indices.map { features(words, $0) })
  return viterbi(change(chain(x, model.A))).map { model.tags[$0] }
}
let byMEMM = accuracy(on: test, known: known) {
  tagged($0, memm, normalized)
}
show(byMEMM.all, byMEMM.known, byMEMM.unknown)
//#-hidden-code
name("features", memm.W.count)
name("memm_known", byMEMM.known, decimals: 1)
name("memm_unknown", byMEMM.unknown, decimals: 1)
//#-end-hidden-code
/*:
 {{memm_known}}% of the known words and {{memm_unknown}}% of the unknown. The
 walk with endings gets {{endings_known}}% and {{endings_unknown}}%.

 ### Label bias

 There is something odd in that model, and a small case shows it. Some names of
 two words begin with *rose*: *rose hart* is a person, three times of four, and
 *rose gull* is a boat. After the first word of a person's name comes the
 second, and after that of a boat's the second of the boat's. Nothing else is
 allowed, so we forbid it, with scores of $-\infty$:
*/
let nameTags = ["B-boat", "I-boat", "B-person", "I-person"]
var nameWeights = FeatureWeights(tags: nameTags)
let never = [Float](repeating: -.infinity, count: 5)
nameWeights.A = [[Float]](repeating: never, count: 5)
nameWeights.A[4][0] = 0  // from the beginning to B-boat,
nameWeights.A[4][2] = 0  // or to B-person;
nameWeights.A[0][1] = 0  // from there to I-boat,
nameWeights.A[2][3] = 0  // or to I-person;
nameWeights.A[1][4] = 0  // and to the end.
nameWeights.A[3][4] = 0
let person: Example = ([["rose"], ["hart"]], ["B-person", "I-person"])
let boat: Example = ([["rose"], ["gull"]], ["B-boat", "I-boat"])
let names = [person, person, person, boat]
/*:
 Here the only features are the words themselves. What does the model make of
 *rose gull*, which it has read a hundred times?
*/
/// How likely a row is among all rows of a chain.
func probability(_ row: [Int], _ chain: Chain) -> Float {
  exp(score(row, chain) - forward(chain).last![0])
}
var localNames = nameWeights
learn(&localNames, from: names, epochs: 100, loss: localLoss)
let localChain = normalized(
  chain(localNames.scores(boat.features), localNames.A))
show("a boat", probability([0, 1], localChain))
show("a person", probability([2, 3], localChain))
/*:
 A person, three to one, although *gull* was only ever in a boat's name. What
 went wrong is seen step by step. *rose* is a person's with 75%, and so it
 should be, as long as nothing else is known. Then comes *gull*, and after
 *B-person* there is only one tag to go to. A softmax over one tag is 1,
 whatever the word is:
*/
show(localChain[0][0].map { exp($0) })
show(localChain[1][2].map { exp($0) })
/*:
 The probability that arrives at a tag must all go on from there. A word can
 say which way it should go, but not that it shouldn't have come. A tag with
 few ways out doesn't listen, and the fewer there are the less it does. This is
 the **label bias** (Lafferty, McCallum and Pereira 2001; the case is theirs,
 in other words). The walk of section 11.2 hasn't got it: there, the tag throws
 out *gull* with some probability, and a small one counts against the whole
 row.

 In fairness, the features of the first word could have had the next one among
 them, as ours do. That is why an MEMM with good features is hard to beat, as
 the next section will show. But the fault is in the model: it must decide
 before it has seen everything.

 *Predict, then run.* Let the model read those four names a thousand times, or
 ten times as many names of that kind. What becomes of *rose gull*?

 <details>
 <summary>Answer</summary>

 It comes to {{more_reading}}% for a boat, and would to 25%: one rose in four
 is a boat's, and that is all it can learn. After *B-boat* and after *B-person*
 the right tag has probability 1 already, so the loss is 0 there and so is its
 gradient. No weight of *gull* ever moves.

 </details>
*/
//#-hidden-code
var longer = nameWeights
learn(&longer, from: names, epochs: 1_000, loss: localLoss)
let longerChain = normalized(chain(longer.scores(boat.features), longer.A))
name("more_reading", 100 * probability([0, 1], longerChain), decimals: 1)
claim(
  "gull's weights never move in the MEMM, and the boat's share goes to a quarter",
  isShown: false,
  longer.W[longer.features["gull"]!].allSatisfy { $0 == 0 }
    && abs(probability([0, 1], longerChain) - 0.25) < 0.005)
//#-end-hidden-code
/*:
 You can now let anything speak for a tag, and you know what it costs to make
 each step add up to 1.

 ## 11.5 Conditional random fields

 The remedy is to leave out what does the harm. Don't make each step a
 probability; make the row one. Let the scores add up as they are, and only
 then, over *all* rows, take the softmax:

 $$p(t \mid w) = \frac{\exp \text{score}(t)}{Z} \qquad
 Z = \sum_{\text{all rows } r} \exp \text{score}(r)$$

 That is a **linear-chain conditional random field**, CRF for short (Lafferty,
 McCallum and Pereira 2001). $Z$ is called the **partition function**, and
 there are $C^T$ terms in it. But that sum is what the forward algorithm
 computes.
*/
place(modelsFigure())
/*:
 The loss is $-\log p(t \mid w) = \log Z - \text{score}(t)$. What is its
 gradient? Take one number of the chain, $c = \text{chain}_s(i, j)$. It is a
 term of the score of the right row if that row steps from $i$ to $j$ at $s$,
 and then the derivative of the second part is 1. For the first part,

 $$\frac{\partial \log Z}{\partial c} = \frac{1}{Z} \sum_r
 \frac{\partial \exp \text{score}(r)}{\partial c}
 = \sum_{r \text{ with } i, j \text{ at } s}
 \frac{\exp \text{score}(r)}{Z} = p(i, j \text{ at } s)$$

 since a row's score has the derivative 1 if it takes that step, and 0 if it
 doesn't. So the gradient is the probability of the step, less 1 if it is the
 right one: *what is expected less what is observed*. It is the softmax's
 $p - t$ once more, for a softmax over all rows.

 And the probability of a step is what the forward–backward algorithm gives:
 the ways to $i$, times the step, times the ways from $j$.

 $$p(i, j \text{ at } s) = \exp \big( \alpha_{s-1}(i) +
 \text{chain}_s(i, j) + \beta_s(j) - \log Z \big)$$

 In the code, whose tables count from 0, `chain[s]` stands between `alpha[s]`
 and `beta[s + 1]`.
*/
/// A chain and its right row → −log p and the gradient of the chain's scores.
func crfLoss(_ chain: Chain, _ row: [Int]) -> (loss: Float, gradient: Chain) {
  let (alpha, beta) = (forward(chain), backward(chain))
  let logZ = alpha.last![0]
  var gradient = chain
  for s in chain.indices {
    for i in chain[s].indices {
      for j in chain[s][i].indices {
        gradient[s][i][j] = exp(
          alpha[s][i] + chain[s][i][j] + beta[s + 1][j] - logZ)
      }
    }
  }
  for (s, (i, j)) in zip([0] + row, row + [0]).enumerated() {
    gradient[s][i][j] -= 1
  }
  return (logZ - score(row, chain), gradient)
}
show(gradientErrors(crfLoss))
claim(
  "the gradients of the CRF agree with central differences",
  isShown: false,
  max(gradientErrors(crfLoss).x, gradientErrors(crfLoss).steps) < 1e-3)
/*:
 All of it is in the chain, so nothing else changes: `chainBackward` and
 `learn` are those of before. First the case that went wrong, with the same
 features and the same four names:
*/
var globalNames = nameWeights
learn(&globalNames, from: names, epochs: 100, loss: crfLoss)
let globalChain = chain(globalNames.scores(boat.features), globalNames.A)
show("a boat", probability([0, 1], globalChain))
show("a person", probability([2, 3], globalChain))
//#-hidden-code
name("boat_local", 100 * probability([0, 1], localChain), decimals: 0)
name("boat_global", 100 * probability([0, 1], globalChain), decimals: 0)
//#-end-hidden-code
claim(
  "from the same names and features, the MEMM takes “rose gull” for a person and the CRF for a boat",
  probability([0, 1], localChain) < 0.3
    && probability([0, 1], globalChain) > 0.9)
/*:
 From {{boat_local}}% to {{boat_global}}%. The score of *gull* for *I-boat*
 doesn't have to share with anything at its own place: it raises the whole row.
*/
exercise("11.4")
/*:
 The library's layer takes $x$ as a tensor $(N, T, C)$, from wherever it comes,
 and has what our tables have as `transitions`, `first` and `last`:
*/
let layer = LinearChainCRF(tags: 3)
layer.transitions.value = Tensor(
  someA[..<3].flatMap { $0[..<3] }, shape: [3, 3])
layer.first.value = Tensor(Array(someA[3][..<3]))
layer.last.value = Tensor(someA[..<3].map { $0[3] })
let x = Tensor(someX.flatMap { $0 }, shape: [1, 5, 3])
let theirLoss = layer.forward(x, [someRow])
let theirDx = layer.backward()
let ours = crfLoss(chain(someX, someA), someRow)
let (ourDx, ourDSteps) = chainBackward(ours.gradient)
show(ours.loss, theirLoss)
//#-hidden-code
let theirDSteps = stepGradients(of: layer)
//#-end-hidden-code
claim(
  "loss and all gradients agree with the library's, and so does the best row",
  abs(ours.loss - theirLoss) < 1e-5
    && distance(ourDx, rowsOf(theirDx)) < 1e-5
    && distance(ourDSteps, theirDSteps) < 1e-5
    && layer.likeliest(x, lengths: [5])
      == [viterbi(chain(someX, someA))]
)
/*:
 Now the field on all features, and a comparison of the taggers that this half
 of the chapter has written out, three times, with sentences from three seeds:
*/
var crf = FeatureWeights(tags: tags)
learn(&crf, from: examples(training), epochs: 3, loss: crfLoss)
let byCRF = accuracy(on: test, known: known) { tagged($0, crf) }
show(byCRF.all, byCRF.known, byCRF.unknown)
//#-hidden-code
let firstTrial = TaggerTrial(
  training, test, hmm: hmm, endings: endings, memm: memm, crf: crf)
let trials =
  [firstTrial] + (1..<3).map { TaggerTrial(seed: options.seed + $0) }
//#-end-hidden-code
place(trialTable(trials))
place(trialFigure(trials))
//#-hidden-code
nameTrials(trials)
claim(
  "each step helps on unknown words, with every seed", isShown: false,
  trials.allSatisfy {
    $0.all[1].unknown < $0.all[2].unknown
  })
//#-end-hidden-code
/*:
 A tag's left neighbor lifts the known words, endings lift the unknown ones,
 and features do some of both, for they see the words beside a word as well.
 Between MEMM and CRF there is little, {{three_memm}}% against {{three_crf}}%
 of all words. Their features look at the next word before they decide, and so
 the label bias has not much to do. Take that feature away from both, and it
 has: the MEMM falls to {{blind_memm}}%, the CRF to {{blind_crf}}%.
*/
claim(
  "without the next word among the features, the CRF is ahead of the MEMM with each of three seeds",
  trials.allSatisfy { $0.all[6].all > $0.all[5].all })
/*:
 So a CRF is the better model of the two, and it costs more: to learn from a
 sentence it has to go over all rows of it, forward and back, where the MEMM
 needs one row of each table, that of the right tag before. (`localLoss` as it
 stands normalizes the others as well, to be short.) The CRF gains most where
 something later in the sentence has to be heard.

 ### What none of them can see

 *the old cook near the pier.* It takes a moment until one sees that *cook* is
 the verb there, and the old do it. *the old cook near the pier sleeps*, and it
 was a noun. Which of the two it is, a word says that stands three or more to
 the right, so no feature of ours sees it, and neither does a step from tag to
 tag. Of such places in the test the CRF gets {{garden_crf}}% right and the
 commonest tag {{garden_commonest}}%; a coin would get 50%.

 One could think of features for this case, and for the next, and for years
 people did. Or one lets a network read the whole sentence and make the
 features itself. That is the next section. It will put its scores where
 $\sum_f W_{fj}$ stood, and everything else will stay.

 *Predict, then run.* Add 5 to all scores of one place, $x_{sj}$ for every $j$.
 Then add 5 to all steps that lead to one tag. What do MEMM and CRF say of it?

 <details>
 <summary>Answer</summary>

 The first changes nothing: every row has one tag at that place, so each gets 5
 more, and a softmax doesn't see what all have in common. The MEMM's table of
 that place gets 5 in each of its numbers, and it is the same. The second
 changes both: rows with more of that tag gain. (In both it does the same as
 adding 5 to that tag's $x$ at all places, so a model has more numbers than it
 needs. A penalty on large weights, which ours don't have, would decide between
 them.)

 </details>
*/
//#-hidden-code
let raised = someX.enumerated().map { s, row in
  s == 2 ? row.map { $0 + 5 } : row
}
claim(
  "a place's scores raised alike change nothing", isShown: false,
  distance(
    marginals(chain(raised, someA)), marginals(chain(someX, someA))) < 1e-4)
//#-end-hidden-code
/*:
 ### On real text, recorded

 Four sets that others have used too. *EWT* is English from the web, with parts
 of speech (Silveira et al. 2014). *ATIS* is questions about flights, with
 parts of speech as well, and *slots* are the same questions with BIO tags for
 what their pieces say, such as where a flight begins and on what day (Hemphill
 et al. 1990). *WNUT-17* has names in tweets and comments, picked so that those
 of the test are new (Derczynski et al. 2017). For slots and names the table
 has F1 of whole pieces, which section 11.9 explains.

 The taggers are the library's: the commonest tag, Brants' trigrams with
 endings, and a CRF on features like ours and some more.
*/
/// Three taggers that have learned from a corpus.
func realTaggers(_ training: TaggedSentences) -> [any WordTagger] {
  let random = Random(seed: options.seed, stream: "tagger")
  return [
    CommonestTags(training), TrigramTagger(training),
    FeatureTagger(training, random: random),
  ]
}
record("real-tags") {
  let scores = try [TaggedCorpus.ewt, .atis, .slots, .wnut17].map { corpus in
    let test = try corpus.sentences(.test)
    return try realTaggers(corpus.sentences(.training)).map {
      try $0.scores(on: test)
    }
  }
  //#-hidden-code
  place(realTable(scores))
  name("ewt_hmm", 100 * scores[0][1].accuracy, decimals: 1)
  name("ewt_crf", 100 * scores[0][2].accuracy, decimals: 1)
  name("atis_hmm", 100 * scores[1][1].accuracy, decimals: 1)
  name("atis_crf", 100 * scores[1][2].accuracy, decimals: 1)
  name("slots_hmm", 100 * realScore(scores[2][1]), decimals: 1)
  name("slots_crf", 100 * realScore(scores[2][2]), decimals: 1)
  name("wnut_commonest", 100 * realScore(scores[3][0]), decimals: 1)
  name("wnut_hmm", 100 * realScore(scores[3][1]), decimals: 1)
  name("wnut_crf", 100 * realScore(scores[3][2]), decimals: 1)
  name("ewt_hmm_unknown", 100 * scores[0][1].accuracyOfUnknown, decimals: 1)
  name("ewt_crf_unknown", 100 * scores[0][2].accuracyOfUnknown, decimals: 1)
  name("atis_unknown", 100 * scores[1][0].shareOfUnknown, decimals: 1)
  name("ewt_unknown", 100 * scores[0][0].shareOfUnknown, decimals: 0)
  let gains = (
    unknown: scores[0][2].rightOfUnknown - scores[0][1].rightOfUnknown,
    all: scores[0][2].right - scores[0][1].right
  )
  name("ewt_gain", 100 * Float(gains.unknown) / Float(gains.all), decimals: 0)
  claim(
    "on web text the CRF is ahead of the trigrams", isShown: false,
    scores[0][2].accuracy > scores[0][1].accuracy)
  //#-end-hidden-code
}
/*:
 The last rows are what programs in Python get from the same files on our
 machine: the same methods, counted plainly, and the CRF by crfsuite (Okazaki
 2007). Where two tags of a word are equally common, they take the one that came
 first, we the first by name; and their trigrams follow only rows that are not
 far behind the best, where ours follow all. On WNUT-17 that shows a little.

 Trigrams and CRF differ by what is new. In ATIS {{atis_unknown}}% of the words
 are unknown, and one run can't tell {{atis_hmm}} from {{atis_crf}}%. On the web
 it is {{ewt_unknown}}%, and the CRF is ahead ({{ewt_crf}} against
 {{ewt_hmm}}%); few as they are, the unknown words ({{ewt_crf_unknown}} against
 {{ewt_hmm_unknown}}%) make {{ewt_gain}}% of its gain. What a slot says often
 depends on words some places off ({{slots_crf}} against {{slots_hmm}}). And the
 names of WNUT-17 are new by design: {{wnut_commonest}}, {{wnut_hmm}},
 {{wnut_crf}}, and 41.9 for the best who took part in the shared task, with data
 from elsewhere.

 You can now write a conditional random field and its gradient, and you know
 the features and figures that networks have to beat.
*/
/*:
 ## 11.6 A network reads both ways

 All taggers so far were told what to look at: the word, its ending, the word
 before, the tag before. Somebody had to think of each of these features, and
 whatever nobody thought of, no training can find. Chapter 6 has a reader
 without such a list. An LSTM that comes from the left carries along what it
 takes to be of use, and a second one does so from the right. At each word the
 two of them together have seen the whole sentence. Put a layer of scores on
 top, and a softmax in each place, and that is a tagger, a **BiLSTM** for
 short (Graves and Schmidhuber 2005 for the sounds of speech, Huang, Xu and Yu
 2015 for words):
*/
place(bothWaysTaggerFigure())
/*:
 The pieces are known: the `Embedding` of chapter 4, two `LSTM`s of chapter 6,
 and the `Affine` layer of chapter 1, which here gives $C$ scores to each place.
*/
/// Gives each word of a sentence a score for every tag.
final class PlainTagger: Trainable {
  let embedding: Embedding
  let onward, back: LSTM
  let output: Affine

  /// V words, C tags; D numbers for a word, H units in each direction.
  init(V: Int, C: Int, D: Int, H: Int, random: inout Random) {
    embedding = Embedding(
      words: V, size: D, weights: .normal(deviation: 0.5), random: &random)
    onward = LSTM(inputs: D, size: H, random: &random)
    back = LSTM(inputs: D, size: H, random: &random)
    output = Affine(inputs: 2 * H, outputs: C, random: &random)
  }
  var parts: [any Trainable] { [embedding, onward, back, output] }
}
/*:
 The layer that reads from the right gets the words in reverse, and what it says
 is turned round again, so that both speak of the same word:
*/
/// x (1, T, D) → the same steps, the last one first.
func turned(_ x: Tensor) -> Tensor {
  let order = (0..<x.shape[1]).reversed()
  return x.row(0).rows(at: Array(order)).reshaped(x.shape)
}
extension PlainTagger {
  /// The ids of T words → a score for each tag in each place, (T, C).
  func scores(_ ids: [Int]) -> Tensor {
    resetState()
    let x = embedding.forward([ids])  // (1, T, D)
    let left = onward.forward(x)
    let right = turned(back.forward(turned(x)))
    let h = Tensor.concatenate([left, right], axis: 2)  // (1, T, 2H)
    return output.forward(h).row(0)
  }
}
/*:
 Backward, the columns of $h$ go to the direction they came from; and since both
 read the same $x$, what they send back is added:
*/
extension PlainTagger {
  /// The gradient of the scores, (T, C); adds those of all weights.
  func backward(_ dScores: Tensor) {
    let H = onward.outputs
    let dh = output.backward(dScores.reshaped([1] + dScores.shape))
    let dLeft = onward.backward(dh.slice(0..<H, axis: 2))
    let dRight = back.backward(turned(dh.slice(H..<2 * H, axis: 2)))
    embedding.backward(dLeft + turned(dRight))
  }
}
/*:
 In each place stands a choice among $C$ tags, so the loss is that of chapter 1,
 the mean of $-\log p$ over the places, and the gradient of the scores is
 $(p - t) / T$ with $t$ one-hot:
*/
/// Scores (T, C) and the right tags → the loss, and the scores' gradient.
func placeLoss(_ scores: Tensor, _ tags: [Int]) -> (
  loss: Float, dScores: Tensor
) {
  let (T, C) = (scores.shape[0], scores.shape[1])
  let p = softmax(scores)
  let right = Tensor(tags.indices.map { p[$0, tags[$0]] })
  let t = Tensor.oneHot(tags, classes: C)
  return (-log(right).mean(), (p - t) / Float(T))
}
/*:
 By hand, for *the grey heron sailed*, with three tags, O, B-boat and I-boat,
 and a network that has learned nothing yet, so that no tag is far ahead in any
 place:
*/
var dice = Random(seed: options.seed, stream: "plain tagger")
let tagger = PlainTagger(V: 6, C: 3, D: 4, H: 3, random: &dice)
let (ids, row) = ([3, 0, 5, 2], [0, 1, 2, 0])
show(softmax(tagger.scores(ids)))
let judged = placeLoss(tagger.scores(ids), row)
show(judged.loss)
show(judged.dScores)
/*:
 Each row of the gradient adds up to 0: what the right tag is to gain, the two
 others lose. And is the way back right? All the weights are moved a little up
 and down, and the loss is looked at:
*/
/// How far a parameter's gradient is from central differences of the loss.
func gradientGap(of parameter: Parameter, _ loss: () -> Float) -> Float {
  let start = parameter.value
  let measured = start.values.indices.map { k in
    func moved(_ step: Float) -> Float {
      var values = start.values
      values[k] += step
      parameter.value = Tensor(values, shape: start.shape)
      return loss()
    }
    return (moved(0.01) - moved(-0.01)) / 0.02
  }
  parameter.value = start
  let errors = zip(parameter.gradient.values, measured).map { abs($0 - $1) }
  return errors.max()! / parameter.gradient.values.map(abs).max()!
}
tagger.backward(judged.dScores)
let plainGaps = tagger.parameters.map { parameter in
  gradientGap(of: parameter) { placeLoss(tagger.scores(ids), row).loss }
}
show(plainGaps.max()!)
claim(
  "the gradients of all weights agree with central differences",
  isShown: false, plainGaps.allSatisfy { $0 < 0.01 })
//#-hidden-code
let wide = Bidirectional(tagger.onward, tagger.back)
let plainScores = tagger.scores(ids)
tagger.resetState()
let wideScores = tagger.output.forward(
  wide.forward(tagger.embedding.forward([ids])))
let wideLoss = SoftmaxWithLoss()
let plainGradients = tagger.parameters.map(\.gradient)
tagger.zeroGradients()
_ = wideLoss.forward(wideScores, row)
tagger.embedding.backward(
  wide.backward(tagger.output.backward(wideLoss.backward())))
let wideGap = zip(plainGradients, tagger.parameters).map {
  ($0 - $1.gradient).norm() / $0.norm()
}.max()!
//#-end-hidden-code
claim(
  "the library's `Bidirectional` and `SoftmaxWithLoss` give the same scores bit for bit, and the same gradients but for rounding",
  wideScores.row(0) == plainScores && wideGap < 1e-5)
/*:
 To train one, the library's pieces read a batch of sentences at once; shorter
 ones are padded, as in chapter 6. Two things are added. Dropout, as in
 chapter 1. And a word that the training sentences have only *once* is hidden
 half of the time: the network is shown the vector of *unknown* in its place.
 Otherwise that vector would never be trained, and it is the one that all new
 words will get. A plan says how large the network is and what it has, and is
 the same for all taggers of names but for what the tables call them; vectors
 of words have `size` numbers, and each LSTM as many units. Adam trains them on
 batches of 32 sentences, with a `rate` that falls to 0 along a straight line.
 It learns from `TaggedRow`s, and of a batch of them gives back a `Score`: the
 loss, and the number of sentences that it is the mean of.
*/
list("TaggedRow", folded: true)
list("TagPlan", folded: true)
list("TagNetwork", folded: true)
//#-hidden-code
let seeds = (0..<(options.quick ? 1 : 3)).map { 10 * options.seed + UInt64($0) }
let nameTrial = NameTrial(
  Harbor(seed: options.seed),
  training: options.quick ? 300 : 500,
  exam: options.quick ? 300 : 1000)
var plan = TagPlan()
plan.readsBothWays = false
let fromLeft = try nameTrial.networks(plan, seeds: seeds)
plan.readsBothWays = true
let fromBoth = try nameTrial.networks(plan, seeds: seeds)
let commonestMarks = [try NameMarks(nameTrial.commonest, nameTrial)]
let leftMarks = try fromLeft.map {
  try NameMarks(nameTrial.guesses(of: $0), nameTrial)
}
let bothMarks = try fromBoth.map {
  try NameMarks(nameTrial.guesses(of: $0), nameTrial)
}
name("name_count", nameTrial.training.count)
name("exam_count", nameTrial.exam.count)
name("new_names", nameTrial.newShare, decimals: 0)
//#-end-hidden-code
/*:
 It learns names from {{name_count}} sentences of the harbor, with seven tags,
 and is asked about {{exam_count}} others. A name is found if its beginning, its
 end and its kind are right; section 11.9 looks at that more closely.
 {{new_names}}% of the names have a word that no training sentence has, and get
 a column of their own. The baseline is each word's commonest tag (O for
 unknown words), and beside it stands the same network without its half from
 the right. Three seeds; after the ± stands half of what lies between the best
 and the worst.
*/
place(
  foundTable([
    ("commonest tag", commonestMarks), ("from the left", leftMarks),
    ("both ways", bothMarks),
  ]))
//#-hidden-code
name("both_new", mean(bothMarks.map(\.new)), decimals: 1)
name("both_known", mean(bothMarks.map(\.known)), decimals: 1)
name("left_opening", mean(leftMarks.map(\.opening)), decimals: 1)
name("both_opening", mean(bothMarks.map(\.opening)), decimals: 1)
name("left_astray", mean(leftMarks.map(\.openingAstray)), decimals: 1)
name("both_astray", mean(bothMarks.map(\.openingAstray)), decimals: 1)
//#-end-hidden-code
claim(
  "of the names whose words are all known, more are found from both ends than from the left alone, in the mean of three seeds",
  mean(bothMarks.map(\.known)) > mean(leftMarks.map(\.known)))
/*:
 The baseline finds no name with a new word, and cannot. The network that
 reads both ways finds {{both_new}}% of those, beside {{both_known}}% of the
 others: it was shown *unknown* often enough to go by what stands around a
 word. Over the reader from the left it gains little in this town, where what
 tells a name's kind mostly stands before it (section 11.10), and of new names
 three seeds can't say which of the two finds more. Here is what the first of
 the three makes of some sentences, with the tags other than O:
*/
//#-hidden-code
let doubtful = nameTrial.readings(
  of: [
    "will walked to skerry .", "will anna walk to the pier ?",
    "mark sold a net to the miller .", "mark the nets .",
    "the grey heron was built by tom stone .",
  ], by: fromBoth[0])
//#-end-hidden-code
place(doubtful)
/*:
 *Predict, then run.* Without its half from the right, which tags must the
 network give to the first words of these sentences?

 <details>
 <summary>Answer</summary>

 *will* the same in both, and *mark* the same in both: it tags a first word
 before it has read anything else. Of the names that begin a sentence it finds
 {{left_opening}}%, the one that reads both ways {{both_opening}}%. But who
 takes every *mark* for a person finds them all, so look at the other side as
 well: of what the one takes for a name at the beginning of a sentence,
 {{left_astray}}% is wrong, of what the other takes {{both_astray}}%.

 </details>

 You can now build a tagger without a list of features, forward and backward.

 ## 11.7 Words from their letters

 To a network with one vector for *unknown*, all new words are the same word. A
 reader knows better: much can be guessed from the way a word is written.
 Section 11.3 gave the hidden Markov model a table of endings. A network can
 make its own, and it takes nothing new. A word is a short row of letters, and
 chapter 10 has a layer that makes a vector of any row, the convolution with a
 maximum over time (dos Santos and Zadrozny 2014 for tags; Ma and Hovy 2016).
 What it makes of the letters is laid beside the vector of the word.
*/
place(lettersFigure())
/*:
 In plain code, for one word: $e$ are the vectors of its letters, with a mark
 at either end, and the windows are three letters wide.
*/
/// e (L, D), W (3D, F), b (F) → the windows (L − 2, 3D), the word's vector (F),
/// and for each filter the window that it liked best.
func wordVector(_ e: Tensor, _ W: Tensor, _ b: Tensor)
  -> (windows: Tensor, vector: Tensor, best: [Int])
{
  let windows = Tensor.concatenate(
    (0..<e.shape[0] - 2).map { e.rows($0..<$0 + 3).reshaped(1, -1) })
  let y = matmul(windows, W) + b  // (L − 2, F)
  return (windows, y.max(axis: 0), y.argmax(axis: 0))
}
/*:
 Backward, what is asked of a filter goes to its best window and nowhere else.
 There $y_f = \text{window} \cdot W_f + b_f$, so each factor of the product gets
 $dv_f$ times the other one:
*/
/// dv (F) → de (L, D), dW (3D, F), db (F).
func wordVectorBack(
  _ dv: Tensor, _ windows: Tensor, _ best: [Int], _ W: Tensor, letters L: Int
) -> (de: Tensor, dW: Tensor, db: Tensor) {
  let D = W.shape[0] / 3
  var (de, dW) = (Tensor.zeros(L, D), W * 0)
  for (f, t) in best.enumerated() {
    for k in 0..<3 * D {
      dW[k, f] = dv[f] * windows[t, k]
      de[t + k / D, k % D] += dv[f] * W[k, f]
    }
  }
  return (de, dW, dv)
}
/*:
 Filters may choose the same window, or windows that overlap, so a letter may
 hear from several; that is the `+=`. Six letters of two numbers, four filters:
*/
let e = Tensor.normal([6, 2], random: &dice)
let W = Tensor.normal([6, 4], random: &dice)
let b = Tensor.normal([4], random: &dice)
let dv = Tensor.normal([4], random: &dice)
let made = wordVector(e, W, b)
show(made.vector, "from the windows", made.best)
let backMade = wordVectorBack(dv, made.windows, made.best, W, letters: 6)
/*:
 The check needs a loss with the gradient $dv$, which is $\sum v \odot dv$, and
 three parameters:
*/
let letterParts = [Parameter("e", e), Parameter("W", W), Parameter("b", b)]
(letterParts[0].gradient, letterParts[1].gradient) = (backMade.de, backMade.dW)
letterParts[2].gradient = backMade.db
let letterGaps = letterParts.map { parameter in
  gradientGap(of: parameter) {
    let p = letterParts.map(\.value)
    return (wordVector(p[0], p[1], p[2]).vector * dv).sum()
  }
}
show(letterGaps.max()!)
//#-hidden-code
let letterFilters = Convolution(
  Parameter("W", W), Parameter("b", b), width: 3)
let letterMax = MaxOverTime()
let libraryVector = letterMax.forward(
  letterFilters.forward(e.reshaped(1, 6, 2)))
let libraryDe = letterFilters.backward(
  letterMax.backward(dv.reshaped(1, 4)))
//#-end-hidden-code
claim(
  "the gradients agree with central differences", isShown: false,
  letterGaps.allSatisfy { $0 < 0.01 })
claim(
  "the library's `Convolution` and `MaxOverTime` make the same vector and the same gradients, but for rounding",
  (libraryVector.row(0) - made.vector).norm() < 1e-5
    && (libraryDe.row(0) - backMade.de).norm() < 1e-5
    && (letterFilters.weight.gradient - backMade.dW).norm() < 1e-5)
/*:
 (An LSTM over the letters, from both ends, serves too; Lample et al. 2016.
 The library's `Tagger` has either.) Our tagger gets {{letter_filters}}
 filters, and the rest stays as it was:
*/
list("LetterVectors", folded: true)
//#-hidden-code
plan.readsLetters = true
let withLetters = try nameTrial.networks(plan, seeds: seeds)
let letterMarks = try withLetters.map {
  try NameMarks(nameTrial.guesses(of: $0), nameTrial)
}
name("letter_filters", 24)
//#-end-hidden-code
place(foundTable([("both ways", bothMarks), ("and letters", letterMarks)]))
//#-hidden-code
name("letters_new", mean(letterMarks.map(\.new)), decimals: 1)
name("words_new", mean(bothMarks.map(\.new)), decimals: 1)
//#-end-hidden-code
/*:
 On new words the letters bring {{letters_new}}% in place of {{words_new}}%, a
 little, and in other towns of the grammar (`--seed 2`) even that is within
 the spread. The harbor's sentences are regular, and what stands around a new
 name tells nearly all that there is to know. And these are names found, with
 no account of what was found beside them. With it, in section 11.9, F1 is
 {{flat_f1}} without letters and {{letters_f1}} with them. Section 11.10 will
 hide the sentence.

 You can now give a word that nobody has seen a vector of its own.

 ## 11.8 A CRF on top

 A softmax in each place chooses each tag for itself. The network has read the
 neighbors, but not *how they were tagged*: that is decided at the same time,
 and nothing makes the decisions fit. Where it wavers between two readings it
 may take the beginning of one and the end of the other, and say I-boat after O.

 Section 11.5 has the remedy. A linear-chain CRF judges a row of tags as a
 whole. The scores for each tag in each place that it starts from were made of
 features there, and may as well come from a network (Huang, Xu and Yu 2015;
 Lample et al. 2016). Only the loss changes. A softmax in each place sends down
 $p - t$, over $T$ where the loss is a mean over the places, as in `placeLoss`.
 The CRF's loss is one for the whole row, so nothing is divided by $T$, and it
 sends down $p - t$ with another $p$, the marginal of the tag in its place over
 *all rows of tags*, which forward–backward finds. With $x_{sj}$ for the score
 of tag $j$ in place $s$,

 $$dx_{sj} = p(t_s = j \mid x) - t_{sj}$$

 In code, what takes the place of `placeLoss`:
*/
/// Scores (T, C) and the right tags → the loss of the whole row, and the
/// gradient of the scores; adds that of the CRF's own weights.
func rowLoss(_ scores: Tensor, _ tags: [Int], _ crf: LinearChainCRF)
  -> (loss: Float, dScores: Tensor)
{
  let x = scores.reshaped([1] + scores.shape)  // (1, T, C)
  let loss = crf.forward(x, [tags])
  return (loss, crf.backward().row(0))
}
/*:
 On the sentence of section 11.6, with a CRF that likes some steps better than
 others, and with the marginals to compare:
*/
let top = LinearChainCRF(tags: 3)
top.transitions.value = .normal([3, 3], random: &dice)
let rowJudged = rowLoss(tagger.scores(ids), row, top)
show(rowJudged.dScores)
let expected = top.marginals(
  tagger.scores(ids).reshaped(1, 4, 3), lengths: [4])
show(expected.row(0))
/*:
 The second is the first but for a 1 at each right tag. And the check, through
 the CRF with its steps, its beginning and its end, the scores, both LSTMs and
 the vectors of the words:
*/
tagger.zeroGradients()
top.zeroGradients()
tagger.backward(rowLoss(tagger.scores(ids), row, top).dScores)
let rowGaps = (tagger.parameters + top.parameters).map { parameter in
  gradientGap(of: parameter) {
    top.forward(tagger.scores(ids).reshaped(1, 4, 3), [row])
  }
}
show(rowGaps.max()!)
claim(
  "the gradients agree with central differences", isShown: false,
  rowGaps.allSatisfy { $0 < 0.01 })
claim(
  "what comes down is the marginals less the truth", isShown: false,
  (expected.row(0) - .oneHot(row, classes: 3) - rowJudged.dScores).norm()
    < 1e-5)
//#-hidden-code
plan.hasCRF = true
let withCRF = try nameTrial.networks(plan, seeds: seeds)
let crfMarks = try withCRF.map {
  try NameMarks(nameTrial.guesses(of: $0), nameTrial)
}
let steps = nameTrial.possibleSteps
let steppedMarks = try withLetters.map {
  try NameMarks(nameTrial.guesses(of: $0, steps: steps), nameTrial)
}
//#-end-hidden-code
/*:
 At the end the row with the highest score is taken, by Viterbi. The taggers
 of section 11.7 are trained anew with a CRF, and compared with themselves
 without it. How many an I stands where none can, in {{exam_count}} sentences?
 And there is a cheaper remedy, that ought to be tried before: leave the
 training as it is, and take of the softmax's rows the likeliest one that is
 *possible* (Viterbi with a score of −1,000 for every impossible step).
*/
place(
  strayTable([
    ("softmax", letterMarks), ("softmax, possible rows", steppedMarks),
    ("CRF", crfMarks),
  ]))
place(stepsFigure(withCRF[0].crf!.transitions.value, tags: nameTrial.tags))
//#-hidden-code
name("stray_softmax", mean(letterMarks.map { Float($0.strays) }), decimals: 0)
name("impossible", nameTrial.impossibleScore(withCRF[0].crf!), decimals: 1)
name("stray_crf", mean(crfMarks.map { Float($0.strays) }), decimals: 0)
name("stepped_f1", mean(steppedMarks.map(\.f1)), decimals: 1)
name("letters_f1", mean(letterMarks.map(\.f1)), decimals: 1)
name("crf_f1", mean(crfMarks.map(\.f1)), decimals: 1)
//#-end-hidden-code
claim(
  "with a CRF fewer I stand astray than with a softmax, in the mean of three seeds; and its F1 is no more than two points from that of the possible rows",
  mean(crfMarks.map { Float($0.strays) })
    < mean(letterMarks.map { Float($0.strays) })
    && abs(mean(crfMarks.map(\.f1)) - mean(steppedMarks.map(\.f1))) < 2)
/*:
 The softmax writes {{stray_softmax}} such tags, the CRF {{stray_crf}}. Why any
 at all, when no training sentence has one? Because the CRF is never told what
 is impossible; it only learns that these steps don't occur. Each time it gives
 one some probability, the gradient takes a little from its score, and once the
 probability is small there is nothing left to take. In the figure they stand
 at {{impossible}} on average, far from −∞.

 And the middle row? To forbid the impossible at the end costs one line. It
 brings the F1 from {{letters_f1}} to {{stepped_f1}}, and the CRF has
 {{crf_f1}}. So on this task most of what a CRF gives, if not all of it, can
 be had without training one. It isn't so everywhere; but compare with that
 row before you say that structure helps.

 You can now put a CRF on top of anything that gives scores, and know what to
 measure it against.
*/
/*:
 ## 11.9 Names are right or wrong as a whole

 What is half a name worth? Who looks for *the grey heron* and is told of a
 *heron* has been told of something else. So the field counts a name only if
 its kind, its beginning and its end are right, an **exact span** (the custom
 comes from the shared tasks of CoNLL, 2000 to 2003). First the names have to be
 read off the tags:
*/
/// A named piece of a sentence.
struct Piece: Hashable {
  let kind: String
  var range: Range<Int>
}
/// The pieces that BIO tags mark; an I that goes on with nothing begins one.
func pieces(_ tags: [String]) -> [Piece] {
  var found: [Piece] = []
  for (t, tag) in tags.enumerated() where tag != "O" {
    let kind = String(tag.dropFirst(2))
    if tag.hasPrefix("I"), let last = found.last, last.kind == kind,
      last.range.upperBound == t
    {
      found[found.count - 1].range = last.range.lowerBound..<t + 1
    } else {
      found.append(Piece(kind: kind, range: t..<t + 1))
    }
  }
  return found
}
/*:
 That an I which goes on with nothing begins a piece is a decision. A tagger
 without a CRF writes rows that don't add up. One can drop a piece that begins
 with I, or let the I begin it; the scorer of the shared tasks does the latter,
 and so do we, and the library's `EntitySpans`, which also says where it did.

 By hand: a sentence with three names, and a guess that finds the first, cuts
 the second short, takes the third, which it begins with an I, for a place, and
 sees one more at the end.
*/
let truth = [
  "B-boat", "I-boat", "O", "B-person", "I-person", "O", "B-boat", "O", "O",
]
let answer = [
  "B-boat", "I-boat", "O", "B-person", "O", "O", "I-place", "O", "B-person",
]
let (wanted, found) = (Set(pieces(truth)), Set(pieces(answer)))
let hits = wanted.intersection(found).count
show(hits, "right of", found.count, "found and", wanted.count, "there are")
/*:
 So precision (the share of right ones among those found), recall (among those
 there are) and their harmonic mean F1, all three from section 10.2, are
*/
let precision = Float(hits) / Float(found.count)
let recall = Float(hits) / Float(wanted.count)
let f1 = 2 * precision * recall / (precision + recall)
show(precision, recall, f1)
//#-hidden-code
let librarys = try EntitySpans.score(truth: [truth], guesses: [answer])
name("hand_right", 100 * Float(6) / 9, decimals: 0)
//#-end-hidden-code
claim(
  "the library comes to the same three numbers", isShown: false,
  librarys.precision == precision && librarys.recall == recall
    && abs(librarys.f1 - f1) < 1e-6)
claim(
  "six of nine tags are right", isShown: false,
  zip(truth, answer).count { $0 == $1 } == 6)
exercise("11.5")
exercise("11.6")
/*:
 And six of the nine *tags* are right, {{hand_right}}%! Most words are in no
 name, and who always says O is right on all of them. Here is what that does
 to the taggers of this chapter:
*/
//#-hidden-code
let nothing = try NameMarks(
  nameTrial.exam.map { $0.words.map { _ in "O" } }, nameTrial)
let dropped = try withLetters.map { network in
  try NameMarks(
    nameTrial.guesses(of: network).map(NameTrial.withoutStrays), nameTrial)
}
//#-end-hidden-code
place(
  wholeTable([
    ("O everywhere", [nothing]), ("commonest tag", commonestMarks),
    ("both ways", bothMarks), ("and letters", letterMarks),
    ("the same, stray I dropped", dropped), ("letters and CRF", crfMarks),
  ]))
name("nothing_right", nothing.accuracy, decimals: 1)
name("flat_right", mean(bothMarks.map(\.accuracy)), decimals: 1)
name("flat_f1", mean(bothMarks.map(\.f1)), decimals: 1)
name("commonest_right", commonestMarks[0].accuracy, decimals: 1)
name("commonest_f1", commonestMarks[0].f1, decimals: 1)
claim(
  "of a tagger with more than 85% of its tags right, not half of the names are right",
  commonestMarks[0].accuracy > 85 && commonestMarks[0].f1 < 50)
/*:
 O everywhere has {{nothing_right}}% of the tags right, and no name. The
 commonest tag comes to {{commonest_right}}%, which sounds like a tagger, with
 an F1 of {{commonest_f1}}; and the network with {{flat_right}}% still has an F1
 of {{flat_f1}} only. Where most labels are *nothing*, count what isn't.

 *Predict, then run.* A tagger finds each name, and adds the word behind it to
 each. What are its precision, recall and share of right tags?

 <details>
 <summary>Answer</summary>

 Precision and recall are 0. One tag for each name is wrong, an I for an O, and
 {{one_too_many}}% of the tags are right.

 </details>

 The row with dropped pieces is the same tagger, scored by the other rule for
 an I that goes on with nothing. It moves F1 from {{letters_f1}} to
 {{dropped_f1}}, and no network has changed. A score of names means something
 only together with its rule.

 You can now score names as the field does, and see through a number that
 doesn't.
*/
name("one_too_many", 100 * nameTrial.rightWithOneMore, decimals: 0)
name("dropped_f1", mean(dropped.map(\.f1)), decimals: 1)
/*:
 ## 11.10 What it makes of new words

 A boat of the harbor may be called by a word that nobody has used before.
 What gives her away? Her name itself has an ending, and the sentence has
 other words. The network doesn't say which of them it goes by. But it can be
 asked again with something taken away, and if the answer changes, that was
 it. The field calls it **erasure** (Li, Monroe and Jurafsky 2016).

 So take new sentences with names of one word that is in no training sentence,
 let the three taggers with letters and CRF find them, and hide one thing at a
 time: a word, by one that is unknown and has no letters; letters, by signs
 that no word has. There are {{mask_cases}} such names.
*/
//#-hidden-code
let masks = MaskTrial(
  nameTrial,
  from: Harbor(seed: options.seed).taggedSentences(
    options.quick ? 500 : 2000, stream: "masks"))
let hidings = masks.hidings(withCRF)
name("mask_cases", masks.cases.count)
//#-end-hidden-code
place(masksFigure(hidings))
//#-hidden-code
let hiding = Dictionary(
  uniqueKeysWithValues: hidings.map { ($0.name, $0.right) })
name("whole_boat", hiding["nothing"]![0], decimals: 0)
name("whole_place", hiding["nothing"]![2], decimals: 0)
name("before_boat", hiding["the word before"]![0], decimals: 0)
name("before_place", hiding["the word before"]![2], decimals: 0)
name("two_place", hiding["two words before"]![2], decimals: 0)
name("letters_boat", hiding["all its letters"]![0], decimals: 0)
name("letters_person", hiding["all its letters"]![1], decimals: 0)
name("letters_place", hiding["all its letters"]![2], decimals: 0)
//#-end-hidden-code
/*:
 Most of it hangs on one word, the one before. Without it the tagger knows
 {{before_boat}}% of the boats in place of {{whole_boat}}%, for a boat's name
 follows *the*, and {{before_place}}% of the places in place of
 {{whole_place}}%, {{two_place}}% if the second word before is hidden as well.
 The word after hardly matters. Nor do the last three letters alone: the
 tagger has the first ones then, and the sentence. All letters together do:
 without them it is right for {{letters_boat}}% of the boats,
 {{letters_person}}% of the persons and {{letters_place}}% of the places. But
 the last row says that they don't suffice. From its letters alone it knows
 hardly a boat or a place, and takes many for persons.

 Read such a table with care. A sentence of unknown words without letters is
 nothing that the network has ever seen, and some of what breaks may break for
 that.
*/
/*:
 What if the two disagree? Put names of places where names of boats stand, and
 the other way round, and so for all kinds; then either the letters win or the
 neighbors do, or the tagger is lost and says something else.
*/
//#-hidden-code
let conflicts = masks.conflicts(withCRF)
//#-end-hidden-code
place(conflictTable(conflicts))
claim(
  "where letters and neighbors disagree, the neighbors win more often, for any two kinds",
  conflicts.allSatisfy { $0.shares.neighbors > $0.shares.letters })
//#-hidden-code
let strangers = nameTrial.readings(
  of: [
    "the dremisa sailed to grampwick .", "the grampwick sailed to dremisa .",
  ], by: withCRF[0])
//#-end-hidden-code
/*:
 The neighbors win. What a name is made of is a hint to this tagger, and what
 stands beside it is the evidence. Two sentences with invented names; in the
 second a place's name stands where a boat's should, and a boat's where a
 place's should:
*/
place(strangers)
/*:
 Neither of these names is a person's. Where one is tagged so all the same,
 neither the letters nor the neighbors have won: the tagger is lost, and such
 cases are what the two columns of the table lack to 100%.

 You can now ask a network what it goes by, without opening it: hide a thing,
 and count what breaks.

 ## 11.11 Who did what to whom

 The names are found. What does the sentence say of them? To read that off is
 **relation extraction**, and it can be made a matter of sorting, the trade of
 chapter 10. Take each two names of a sentence, mark them, and let a classifier
 say which relation holds between the two, if any (Zelenko, Aone and Richardella
 2003; with a convolution Zeng et al. 2014).
*/
place(pairFigure())
/*:
 The names themselves are taken out, and their kinds put in: who owns a
 boat isn't to be guessed from what she is called.
*/
/// A sentence with two of its names marked as 1 and 2; of every name only the
/// kind is left.
func marked(_ words: [String], _ names: [Piece], _ a: Int, _ b: Int) -> [String]
{
  var result = words
  for (k, name) in names.enumerated().reversed() {
    let mark = k == a ? "1:" : k == b ? "2:" : ""
    result.replaceSubrange(name.range, with: ["‹\(mark)\(name.kind)›"])
  }
  return result
}
/*:
 The grammar says what is true. A fact may read either way, *anna sold the lark*
 or *the lark was sold by anna*, so a class is a relation with its direction, or
 *none*:
*/
/// What a sentence says of two of its names, of which a stands before b.
func relation(_ sentence: HarborTagged, _ a: Int, _ b: Int) -> String {
  for fact in sentence.facts {
    if (fact.subject, fact.object) == (a, b) { return "1 \(fact.relation) 2" }
    if (fact.subject, fact.object) == (b, a) { return "2 \(fact.relation) 1" }
  }
  return "none"
}
/// Each two names of a sentence, marked, and what is said of them.
func pairs(_ sentence: HarborTagged) -> [(words: [String], relation: String)] {
  let names = sentence.names.map { Piece(kind: $0.kind, range: $0.range) }
  return names.indices.flatMap { b in
    (0..<b).map { a in
      (marked(sentence.words, names, a, b), relation(sentence, a, b))
    }
  }
}
let tellings = Harbor(seed: options.seed).taggedSentences(
  600, stream: "tellings")
let example = tellings.first { $0.names.count > 2 && $0.facts.count == 1 }!
for pair in pairs(example) {
  show(pair.words.joined(separator: " "), "→", pair.relation)
}
/*:
 The first classifier is linear: softmax regression, as in chapter 10, on
 clues of four sorts, the two kinds with their order, and the words before,
 between and after:
*/
func clues(_ words: [String]) -> [String] {
  let i = words.firstIndex { $0.hasPrefix("‹1:") }!
  let j = words.firstIndex { $0.hasPrefix("‹2:") }!
  return [words[i] + words[j]] + words[..<i].map { "before " + $0 }
    + words[(i + 1)..<j].map { "between " + $0 }
    + words[(j + 1)...].map { "after " + $0 }
}
/*:
 Each clue has a row of $C$ weights. The score of a class is the sum over the
 clues that are there, so the gradient of each of their rows is that of the
 scores, $p - t$:
*/
/// Softmax regression on clues.
struct ClueModel {
  var W: Tensor  // (V, C)

  func p(_ clues: [Int]) -> Tensor { softmax(W.rows(at: clues).sum(axis: 0)) }
  /// One step against the gradient.
  mutating func learn(_ clues: [Int], _ t: Int, rate: Float) {
    var dScores = p(clues)
    dScores[t] -= 1
    for clue in clues {
      W.addRows((dScores * -rate).reshaped(1, -1), at: [clue])
    }
  }
}
/// A linear model that has seen all pairs so many times.
func trained(
  on pairs: [(clues: [Int], t: Int)], V: Int, C: Int, epochs: Int, seed: UInt64
) -> ClueModel {
  var model = ClueModel(W: .zeros(V, C))
  var random = Random(seed: seed, stream: "clues")
  for epoch in 0..<epochs {
    let rate = 0.5 * (1 - Float(epoch) / Float(epochs))
    for k in random.permutation(pairs.count) {
      model.learn(pairs[k].clues, pairs[k].t, rate: rate)
    }
  }
  return model
}
/*:
 The second is a convolution over three and five words with a maximum over
 time, chapter 10's, on the whole marked sentence:
*/
list("PairNetwork", folded: true)
//#-hidden-code
let told = Harbor(seed: options.seed).taggedSentences(
  options.quick ? 300 : 1000, stream: "told exam")
func pairTrial(_ count: Int) -> PairTrial {
  PairTrial(
    training: tellings.prefix(count).flatMap(pairs), exam: told.flatMap(pairs))
}
/// The two kinds of readers, for each seed.
func readers(_ trial: PairTrial, epochs: Int) throws -> [(
  linear: ([[String]]) -> [String], convolution: ([[String]]) -> [String]
)] {
  let list = Vocabulary(
    of: trial.training.flatMap { clues($0.words) }, withUnknown: false)
  func ids(_ words: [String]) -> [Int] { clues(words).compactMap { list[$0] } }
  let rows = trial.training.map {
    (clues: ids($0.words), t: trial.number($0.relation))
  }
  return try seeds.map { seed in
    let model = trained(
      on: rows, V: list.count, C: trial.relations.count, epochs: 10, seed: seed)
    let network = try trial.network(seed: seed, epochs: epochs)
    return (
      { $0.map { trial.relations[model.p(ids($0)).argmax()[0]] } },
      { trial.guesses(of: network, on: $0.map { (words: $0, relation: "") }) }
    )
  }
}
let factTrial = pairTrial(tellings.count)
let factReaders = try readers(factTrial, epochs: 20)
let examWords = factTrial.exam.map(\.words)
let kindMarks = FactMarks(
  factTrial.commonest { clues($0.words)[0] }, factTrial.exam)
let clueMarks = factReaders.map {
  FactMarks($0.linear(examWords), factTrial.exam)
}
let convolutionMarks = factReaders.map {
  FactMarks($0.convolution(examWords), factTrial.exam)
}
let factSizes = [100, 300]
let fewer = try factSizes.map { count in
  let trial = pairTrial(count)
  return try readers(trial, epochs: 20 * tellings.count / count)
    .map {
      (
        FactMarks($0.linear(examWords), trial.exam),
        FactMarks($0.convolution(examWords), trial.exam)
      )
    }
}
// The same with names that a tagger has found.
let wholeMarks = seeds.indices.map { k in
  let rows = withCRF[k].guesses(told.map(\.words))
  var (asked, askedWords): ([FoundPair], [[String]]) = ([], [])
  for (n, (sentence, row)) in zip(told, rows).enumerated() {
    let names = pieces(row.map { nameTrial.tags[$0] })
    for b in names.indices {
      for a in 0..<b {
        asked.append(FoundPair(sentence: n, first: names[a], second: names[b]))
        askedWords.append(marked(sentence.words, names, a, b))
      }
    }
  }
  return FactMarks(
    found: Array(zip(asked, factReaders[k].linear(askedWords))),
    wanted: told.enumerated().flatMap { n, sentence in
      let names = sentence.names.map { Piece(kind: $0.kind, range: $0.range) }
      return names.indices.flatMap { b in
        (0..<b).map { a in
          (
            FoundPair(sentence: n, first: names[a], second: names[b]),
            relation(sentence, a, b)
          )
        }
      }
    })
}
let mistakes = zip(
  factReaders[0].convolution(examWords), factTrial.exam
).filter {
  $0 != $1.relation
}
name("fact_count", told.reduce(0) { $0 + $1.facts.count })
name("linear_f1", mean(clueMarks.map(\.f1)), decimals: 1)
name("convolution_f1", mean(convolutionMarks.map(\.f1)), decimals: 1)
name("whole_f1", mean(wholeMarks.map(\.f1)), decimals: 1)
name("few_linear", mean(fewer[0].map(\.0.f1)), decimals: 0)
name("few_convolution", mean(fewer[0].map(\.1.f1)), decimals: 0)
//#-end-hidden-code
place(
  factTable([
    ("kinds and order", [kindMarks]), ("linear, on clues", clueMarks),
    ("convolution", convolutionMarks),
    ("linear, on names found by 11.8", wholeMarks),
  ]))
place(
  factsFigure(
    factSizes + [tellings.count],
    [
      ("linear, on clues", fewer.map { $0.map(\.0) } + [clueMarks]),
      ("convolution", fewer.map { $0.map(\.1) } + [convolutionMarks]),
    ]))
claim(
  "the linear model finds more of the facts than the convolution, whatever the seed",
  zip(clueMarks, convolutionMarks).allSatisfy { $0.f1 > $1.f1 })
/*:
 The kinds alone say nothing: whichever kinds two names have, *none* is the
 commonest answer. The linear model gets {{linear_f1}}% on {{fact_count}}
 facts, the convolution {{convolution_f1}}%; from 100 sentences {{few_linear}}
 and {{few_convolution}}%. That is no law. It shows what a good cut is worth:
 *before*, *between* and *after* were given to the one, and the other has to
 find out where to look. Here are three of its mistakes:
*/
place(mistakeText(mistakes.prefix(3).map { ($0, $1) }))
/*:
 They are long sentences, or they have a second clause that is none of the two
 names' business. The maximum over time takes whatever is largest, wherever it
 stands.

 In the last row nobody has marked the names: the tagger of section 11.8 finds
 them, and a fact is right if the relation is, and both names as wholes. That
 leaves {{whole_f1}}%, and since the classifier makes hardly a mistake by
 itself, nearly all of the loss is the tagger's. What one step gets wrong, the
 next can't mend, and a fact needs two names.

 You can now turn sentences into facts, and the facts into a score.
*/
/*:
 ## 11.12 The same code cuts Chinese into words

 Chinese is written without blanks. What its words are, a program has to find
 out before it can count one: **word segmentation**. The example here is
 Chinese; the experiment, as the harbor speaks English, takes the blanks out of
 its sentences and puts letters for signs. The oldest way takes a list
 of words. Begin at the left, take the longest word of the list that the rest
 begins with, and go on behind it:
*/
/// The longest listed word that the rest begins with, again and again; a sign
/// that begins none is a word.
func longestMatches(_ signs: [String], _ list: Set<String>) -> [String] {
  let longest = list.map(\.count).max()!
  var (words, start): ([String], Int) = ([], 0)
  while start < signs.count {
    var end = min(start + longest, signs.count)
    while end > start + 1, !list.contains(signs[start..<end].joined()) {
      end -= 1
    }
    words.append(signs[start..<end].joined())
    start = end
  }
  return words
}
/*:
 A famous row of six signs means *to study the origin of life*, which is 研究
 (study), 生命 (life), 起源 (origin). But 研究生 is a word as well, a graduate
 student, and 命 alone is *fate*:
*/
let lexicon: Set = ["研究", "研究生", "生命", "命", "起源"]
let signs = "研究生命起源".map { String($0) }
show(longestMatches(signs, lexicon).joined(separator: " "))
place(cutFigure())
/*:
 *Graduate student, fate, origin.* It has two weak points. It never looks
 back, so that a word that is taken too long spoils the next one. And a word
 that isn't on the list can't be found at all.

 Now look at it as tagging (Xue 2003). Give each sign a tag by its place in its
 word: B begins one, M is in the middle, E ends it, and S is a word by itself.
 A row of tags is a way to cut, and words that nobody has listed are cut with
 the same four tags as all others.
*/
/// Words → a tag for each of their signs.
func cutTags(_ words: [String]) -> [String] {
  words.flatMap { word in
    let middle = [String](repeating: "M", count: max(word.count - 2, 0))
    return word.count == 1 ? ["S"] : ["B"] + middle + ["E"]
  }
}
/// Signs with their tags → words. M and E go on with a word that is begun, and
/// begin one where none is.
func cut(_ signs: [String], _ tags: [String]) -> [String] {
  var (words, isOpen): ([String], Bool) = ([], false)
  for (sign, tag) in zip(signs, tags) {
    if isOpen, tag == "M" || tag == "E" {
      words[words.count - 1] += sign
    } else {
      words.append(sign)
    }
    isOpen = tag == "B" || tag == "M"
  }
  return words
}
let origin = ["研究", "生命", "起源"]
show(cutTags(origin).joined(separator: " "))
show(cut(signs, cutTags(origin)).joined(separator: " "))
exercise("11.7")
/*:
 Everything else is there. The tagger of section 11.8, both ways and with its
 CRF, gets signs for words and these four tags, and no line of it changes. The
 signs are letters now: *thegreyheronsailedtoskerry*. The list for the longest
 match is that of all words of the training sentences.
*/
//#-hidden-code
let cutTrial = CutTrial(
  Harbor(seed: options.seed),
  training: options.quick ? 200 : 500,
  exam: options.quick ? 100 : 500)
var cutPlan = TagPlan()
(cutPlan.hasCRF, cutPlan.epochs) = (true, 8)
let cutRows = cutTrial.rows(cutTags)
let cutNetworks = try seeds.map {
  try TagNetwork.trained(on: cutRows, tags: 4, cutPlan, seed: $0)
}
let unspaced = cutTrial.exam.map(cutTrial.letters)
let cutMarks = cutNetworks.map { network in
  cutTrial.marks(
    zip(unspaced, network.guesses(unspaced)).map { letters, tags in
      cut(letters, tags.map { CutTrial.tags[$0] })
    })
}
let matches = unspaced.map { longestMatches($0, cutTrial.known) }
name("cut_count", cutTrial.training.count)
name("cut_new", cutTrial.newShare, decimals: 0)
//#-end-hidden-code
place(
  cutTable([
    ("every letter a word", [cutTrial.marks(unspaced)]),
    ("longest match", [cutTrial.marks(matches)]),
    ("both ways and CRF", cutMarks),
  ]))
claim(
  "the tagger finds more than half of the words that are on no list, whatever the seed",
  cutMarks.allSatisfy { $0.unknown > 50 })
//#-hidden-code
name("cut_match", cutTrial.marks(matches).f1, decimals: 1)
name("cut_f1", mean(cutMarks.map(\.f1)), decimals: 1)
name("cut_unknown", mean(cutMarks.map(\.unknown)), decimals: 0)
//#-end-hidden-code
/*:
 {{cut_new}}% of the words are on no list. The longest match finds none of
 them, and since it never looks back it spoils their neighbors as well: an F1
 of {{cut_match}}. The tagger has learned from the same {{cut_count}} sentences,
 and comes to {{cut_f1}}. It cuts out {{cut_unknown}}% of the words that it has
 never seen.

 *Predict, then run.* How many rows of tags are there for six signs, and how
 many ways to cut them?

 <details>
 <summary>Answer</summary>

 Each sign has one of four tags, $4^6 = 4096$ rows. But between two signs there
 is a cut or there is none, which makes $2^5 = 32$ ways. All other rows don't
 add up, such as an M after an E; `cut` has to make something of them, and a
 CRF learns to avoid them.

 </details>

 You can now cut a text without blanks into words, with a model that was
 written for names.
*/
/*:
 ## 11.13 Public texts, recorded

 The harbor has shown what each part is for. What is it worth on sentences that
 people have written? Here are the four sets of the first half again: parts of
 speech of English web texts (EWT, where one word in eleven is unknown) and of
 questions about flights (ATIS); what the pieces of those questions say, from
 where, to where, when (*slots*); and names in texts of the web that were picked
 because nobody had seen them before (WNUT-17; Derczynski et al. 2017). The
 library's `Tagger` is the one of this chapter with larger layers: words of 100
 numbers, characters of 30 with 30 filters, 100 units each way, dropout of a
 half. It reads words in small letters and is told beside them how a word looks,
 *Capital*, *ALL*, *1994*. Training ends where the validation part says so.
*/
/// The library's tagger, having learned from a public set.
func publicTagger(
  _ training: TaggedSentences, _ validation: TaggedSentences,
  _ characters: Tagger.Characters, isChain: Bool, epochs: Int, seed: UInt64
) throws -> Tagger {
  var settings = Tagger.Settings()
  (settings.characters, settings.isChain) = (characters, isChain)
  let random = Random(seed: seed, stream: "public tagger")
  let tagger = Tagger(training, settings, random: random)
  let trainer = Trainer(
    tagger, optimizer: Adam(rate: 0.002), batchSize: 1, random: random)
  (trainer.clipping, trainer.schedule) = (.norm(5), .linear(to: 0.1))
  trainer.patience = 5
  try trainer.train(
    on: TaggedExamples(training, for: tagger, random: random),
    validation: TaggedExamples(validation, for: tagger, random: random),
    epochs: epochs)
  return tagger
}
/*:
 (An example of `TaggedExamples` is sixteen sentences of about the same length,
 so the trainer takes one at a time.) Three of them are trained, from three
 seeds each:
*/
let networks: [(name: String, characters: Tagger.Characters, isChain: Bool)] = [
  ("both ways", .none, false), ("and letters", .convolution, false),
  ("and CRF", .convolution, true),
]
//#-hidden-code
record("public-networks") {
  var table = PublicTable()
  let parts = try PublicTable.sets.map { set in
    try TaggedCorpus.Part.allCases.map { try set.corpus.sentences($0) }
  }
  for (name, characters, isChain) in networks {
    let scores = try parts.map { parts in
      try (0..<3).map { k in
        try publicTagger(
          parts[0], parts[1], characters, isChain: isChain, epochs: 12,
          seed: options.seed + UInt64(k)
        ).scores(on: parts[2])
      }
    }
    table.add(name, scores)
  }
  place(table.table)
  for (model, title) in [
    ("both ways", "flat"), ("and letters", "letters"), ("and CRF", "network"),
  ] {
    for set in PublicTable.sets {
      name(
        "\(title)_\(set.corpus.rawValue)",
        table.means["\(model) \(set.corpus.rawValue)"]!, decimals: 1)
    }
  }
}
//#-end-hidden-code
/*:
 Beside them stand the figures of section 11.5. On texts of the web the letters are
 worth most, {{letters_ewt}}% against {{flat_ewt}}% without, for there one word in
 eleven is new. A CRF on top adds nothing to it, {{network_ewt}}%, and the features
 that somebody thought of stay ahead, with {{ewt_crf}}%. On flights, with few new
 words, all are level: {{flat_atis}}, {{letters_atis}} and {{network_atis}}%, and
 {{atis_crf}}% by features. For slots the networks lead, {{flat_slots}},
 {{letters_slots}} and {{network_slots}} against {{slots_crf}}: what a word is depends
 on words far to its left and right, and no list of features holds all of them.
 PyTorch's networks of the same size come to 98.6% of ATIS's tags on this machine, and
 to an F1 of 93.6 and 93.7 on slots, without letters and with letters and CRF.

 On WNUT-17 each part helps: {{flat_wnut17}}, {{letters_wnut17}}, {{network_wnut17}},
 where features got {{wnut_crf}}. But the first varies by several points from seed to
 seed, and the best of the shared task, with data from elsewhere, had 41.9 (Aguilar
 et al. 2017). 3,394 sentences say too little of names that are new by design.

 And Chinese? UD Chinese-GSD, texts in traditional signs, has words set apart
 by its annotators, and one in eight of the test part is in no training
 sentence. Take out the blanks; `cutTags`, `cut` and `longestMatches` are those
 of section 11.12. The first half's features get their turn as well, single
 signs and pairs of them in a window of five.
*/
record("chinese-words") {
  let parts = try TaggedCorpus.Part.allCases.map {
    try TaggedCorpus.chinese.sentences($0).words
  }
  let signed = parts.map { sentences in
    TaggedSentences(
      sentences.map { words in
        TaggedSentence(words.flatMap { $0.map(String.init) }, cutTags(words))
      })
  }
  let tagger = try publicTagger(
    signed[0], signed[1], .none, isChain: true, epochs: 12, seed: options.seed)
  //#-hidden-code
  var settings = FeatureTagger.Settings()
  settings.templates = FeatureTemplate.characters
  let features = FeatureTagger(
    signed[0], settings, random: Random(seed: options.seed, stream: "signs"))
  let listed = Set(parts[0].joined())
  let scores = { (words: [[String]]) -> CutMarks in
    CutMarks(words, truth: parts[2], known: listed)
  }
  let rows = [
    ("every sign a word", scores(signed[2].words)),
    (
      "longest match",
      scores(signed[2].words.map { longestMatches($0, listed) })
    ),
    (
      "CRF on features",
      scores(zip(signed[2].words, features.likeliest(signed[2].words)).map(cut))
    ),
    (
      "both ways and CRF",
      scores(zip(signed[2].words, tagger.likeliest(signed[2].words)).map(cut))
    ),
  ]
  place(cutTable(rows.map { ($0.0, [$0.1]) }))
  name("chinese_match", rows[1].1.f1, decimals: 1)
  name("chinese_features", rows[2].1.f1, decimals: 1)
  name("chinese_network", rows[3].1.f1, decimals: 1)
  name("chinese_unknown", rows[3].1.unknown, decimals: 0)
  //#-end-hidden-code
}
/*:
 The longest match gets {{chinese_match}}, the features {{chinese_features}}, and the
 network, which was written for names, {{chinese_network}}, with {{chinese_unknown}}%
 of the words that no training sentence has.
*/
/*:
 ## 11.14 Your own sentences

 The taggers of this chapter are tools as well. A corpus is a file in columns,
 a word and its tag on each line and a blank line after each sentence, or in
 CoNLL-U:

 ```
 swift run tagging --train corpus.conllu --model mine.model
 swift run tagging --evaluate test.conllu --model mine.model
 swift run tagging --tag "the grey heron sailed to skerry ." --model mine.model
 ```

 `--tagger` chooses between the commonest tag, the hidden Markov model, the CRF
 on features and the network, and `--help` lists what else can be set. Tags
 with B and I are scored as wholes, and if they don't add up the program says
 how many it has repaired.

 ## Summary

 - Each word's commonest tag is right for nine words of ten. That is where
   taggers begin, and new words are counted apart.
 - A hidden Markov model is two tables that are counted: tags after tags, and
   words from tags. A row of tags is scored step by step; Viterbi keeps for each
   tag the best way to it, and finds the best of all rows in $T \cdot C^2$
   steps. With sums for maxima, forward and backward, the same steps say how
   likely a tag is in its place.
 - A word that nobody has seen is guessed by its ending and its neighbors.
 - An MEMM lets any feature of the words speak for a tag, but each of its steps
   adds up to 1, so a tag with few ways out doesn't listen: the label bias. A
   CRF takes one softmax over whole rows. Its gradient is what is expected less
   what is observed.
 - A network that reads both ways needs no list of features: what is of use to
   a tag it carries along from either side. In each place stands a softmax, and
   its gradient is $p - t$, over the number of places.
 - A vector for new words is trained by hiding some of the known ones. With a
   convolution over its letters, each new word has a vector of its own.
 - A CRF on top judges whole rows of tags. The gradient it sends down is
   $p - t$ too, with the marginals for $p$. Much of its worth is the rows that
   can't be, and these can also be forbidden at the end.
 - Names are right or wrong as a whole. Where most tags are O, right tags say
   little; precision, recall and F1 of exact spans are what counts, together
   with the rule for rows that don't add up.
 - To see what a network goes by, hide something and ask again.
 - Who did what to whom: sort the pairs of names. What was found wrongly in one
   step can't be mended in the next.
 - Words cut out of a row of signs are tags too: B, M, E, S.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | all new words get the same tag | the vector of *unknown* was never trained: hide rare words in training |
 | 97% right, and hardly a name found | tags were counted, not names |
 | F1 differs from that of another scorer | the rule for an I that goes on with nothing, or spans compared without their kinds |
 | tags change with the other sentences of a batch | lengths aren't passed on: the reader from the right begins in the padding |
 | the reader from the right is of no use | its outputs weren't turned round again |
 | a loss that isn't a number, with a CRF | exponentials were added without taking the largest out first |
 | it is good on harbor, and poor on your texts | new words: count them first |
 | relations learned by heart | the names were left in, or a sentence is in both training and test |

 ## Further reading

 - A. Viterbi. *Error bounds for convolutional codes and an asymptotically
   optimum decoding algorithm.* IEEE Transactions on Information Theory 13, 1967.
 - L. Baum, T. Petrie. *Statistical inference for probabilistic functions of
   finite state Markov chains.* Annals of Mathematical Statistics 37, 1966; and
   with G. Soules and N. Weiss, 41, 1970.
 - K. Church. *A stochastic parts program and noun phrase parser for
   unrestricted text.* ANLP 1988.
 - L. Rabiner. *A tutorial on hidden Markov models and selected applications in
   speech recognition.* Proceedings of the IEEE 77, 1989.
 - C. Hemphill, J. Godfrey, G. Doddington. *The ATIS spoken language systems
   pilot corpus.* Speech and Natural Language Workshop, 1990.
 - L. Ramshaw, M. Marcus. *Text chunking using transformation-based learning.*
   Third Workshop on Very Large Corpora, 1995.
 - A. Ratnaparkhi. *A maximum entropy model for part-of-speech tagging.* EMNLP
   1996.
 - T. Brants. *TnT: a statistical part-of-speech tagger.* ANLP 2000.
 - A. McCallum, D. Freitag, F. Pereira. *Maximum entropy Markov models for
   information extraction and segmentation.* ICML 2000.
 - J. Lafferty, A. McCallum, F. Pereira. *Conditional random fields.* ICML 2001.
 - E. Tjong Kim Sang, F. De Meulder. *Introduction to the CoNLL-2003 shared
   task.* CoNLL 2003.
 - N. Xue. *Chinese word segmentation as character tagging.* Computational
   Linguistics and Chinese Language Processing 8, 2003.
 - D. Zelenko, C. Aone, A. Richardella. *Kernel methods for relation
   extraction.* Journal of Machine Learning Research 3, 2003.
 - A. Graves, J. Schmidhuber. *Framewise phoneme classification with
   bidirectional LSTM and other neural network architectures.* Neural Networks
   18, 2005.
 - N. Okazaki. *CRFsuite: a fast implementation of conditional random fields
   (CRFs).* 2007.
 - N. Silveira, T. Dozat, M.-C. de Marneffe, S. Bowman, M. Connor, J. Bauer,
   C. Manning. *A gold standard dependency corpus for English.* LREC 2014.
 - C. dos Santos, B. Zadrozny. *Learning character-level representations for
   part-of-speech tagging.* ICML 2014.
 - D. Zeng, K. Liu, S. Lai, G. Zhou, J. Zhao. *Relation classification via
   convolutional deep neural network.* COLING 2014.
 - Z. Huang, W. Xu, K. Yu. *Bidirectional LSTM-CRF models for sequence
   tagging.* arXiv:1508.01991, 2015.
 - G. Lample, M. Ballesteros, S. Subramanian, K. Kawakami, C. Dyer. *Neural
   architectures for named entity recognition.* NAACL 2016.
 - J. Li, W. Monroe, D. Jurafsky. *Understanding neural networks through
   representation erasure.* arXiv:1612.08220, 2016.
 - X. Ma, E. Hovy. *End-to-end sequence labeling via bi-directional
   LSTM-CNNs-CRF.* ACL 2016.
 - G. Aguilar, S. Maharjan, A. López-Monroy, T. Solorio. *A multi-task
   approach for named entity recognition in social media data.* W-NUT 2017.
 - L. Derczynski, E. Nichols, M. van Erp, N. Limsopatham. *Results of the
   WNUT2017 shared task on novel and emerging entity recognition.* W-NUT 2017.
 - M.-C. de Marneffe, C. Manning, J. Nivre, D. Zeman. *Universal Dependencies.*
   Computational Linguistics 47, 2021.
*/
weaveChapter()
