import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(tools: [TranslateDate.self], isClosed: false)
Threads.count = options.threads
/*:
 # 8 Attention

 This chapter lets a network look back. In [chapter 7](07-generation.md) an
 encoder read a question to its end, and handed the decoder one vector. All that
 the answer needed had to be in it. We first measure how little fits in there.
 Then the decoder may look at everything that the encoder wrote down on its way,
 and choose, for each word anew, what it needs: that is **attention**, a softmax
 and a weighted sum, no more. By the end nothing else is left: the
 **Transformer** reads and writes without any recurrence, by attention alone,
 and from there the road leads to the language models of today. (What is left
 out: the tricks that make attention cheap for very long texts, and everything
 that only matters with billions of parameters.)

 ## 8.1 The bottleneck

 The simplest task there is: *say it again*. The question is a string of 2 to 20
 letters, the answer the same string.
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
/*:
 An encoder–decoder of chapter 7 with 32 units learns it, as far as it can. The
 baseline is guessing: eight letters, so one string in $8^n$ comes out right.
 And the measure is strict: every letter, and the right end.
*/
/// A model that has learned from `pairs`.
func learned(
  _ pairs: Pairs, _ look: Seq2Seq.Look, size: Int, epochs: Int
) throws -> Seq2Seq {
  var settings = Seq2Seq.Settings()
  (settings.size, settings.look) = (size, look)
  let random = Random(seed: options.seed, stream: "\(look)")
  let model = Seq2Seq(pairs.source, pairs.target, settings, random: random)
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.005), batchSize: 32, random: random)
  trainer.clipping = .norm(5)
  try trainer.train(on: pairs, epochs: epochs)
  return model
}
let plainEcho = try learned(echoes, .plain, size: 32, epochs: 6)
//#-hidden-code
let plainShares = try EchoShares(of: plainEcho, on: heldOut)
//#-end-hidden-code
place(echoTable([("32 units", plainShares)]))
name("plain_short", plainShares[2], decimals: 0)
name("plain_long", plainShares[20], decimals: 0)
claim("short strings come back", plainShares[2] > 85)
claim(
  "of long ones hardly any", max(plainShares[14], plainShares[17]) < 5)
/*:
 Of strings of up to four letters {{plain_short}}% come back, of those of 17 and
 more {{plain_long}}%. It isn't the task that gets harder: a person needs no
 more cleverness for twenty letters than for two. But the state has 32 numbers
 in its output and 32 in its cell, and everything must go through them.

 Or is it only that it had too little practice? Two controls: twice the units,
 and twice the passes.
*/
let largerEcho = try learned(echoes, .plain, size: 64, epochs: 6)
let longerEcho = try learned(echoes, .plain, size: 32, epochs: 12)
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
  "both help, at 8 to 10 letters by 5 points at least",
  min(largerShares[8], longerShares[8]) > plainShares[8] + 5)
claim(
  "and of strings from 14 letters on hardly any comes back still",
  [14, 17].allSatisfy { max(largerShares[$0], longerShares[$0]) < 10 })
/*:
 A larger state helps, and so does practice, and then a somewhat longer string
 defeats them again. The size of what is handed over should grow with what was
 read.

 ## 8.2 Choosing softly

 The encoder *has* something that grows: its outputs $m_1, \ldots, m_S$, one for
 each letter. Chapter 7 threw away all but the last. Keep them, as a **memory**.
 When the decoder wants to write letter $t$ it knows, in its state $q$, what it
 is looking for. It should *choose* one row of the memory.

 Choosing has no gradient. So choose softly: give each row a
 **score** that says how well it fits the query, make them into weights that
 add up to 1, and take the weighted sum (the idea is Bahdanau, Cho and Bengio's,
 2015; this score is from Luong, Pham and Manning, 2015):

 $$w_s = \frac{e^{\,q \cdot m_s}}{\sum_{s'} e^{\,q \cdot m_{s'}}} \qquad
 \text{context} = \sum_s w_s \, m_s$$

 The first is a softmax over the *places of the memory*, which were never
 counted in advance: two letters or two hundred, the same layer. If one weight
 is nearly 1, the context is nearly that row. By hand:
*/
let memory: Tensor = [[[4, 0, 0], [0, 4, 0], [0, 0, 4], [0, 4, 4]]]
let queries: Tensor = [[[1, 0, 0], [0, 1, -1], [0, 0, 0]]]
var random = Random(seed: options.seed, stream: "attention")
let byHand = Attention(.dot, queries: 3, memory: 3, random: &random)
let contexts = byHand.forward(queries, over: memory)
show(byHand.weights.row(0))
show(contexts.row(0))
claim(
  "a query that fits one row takes nearly all of that row",
  byHand.weights[0, 0, 0] > 0.9 && byHand.weights[0, 1, 1] > 0.9)
claim(
  "one that fits none takes the mean of all",
  (0..<4).allSatisfy { byHand.weights[0, 2, $0] == 0.25 })
/*:
 The first query points where the first row does and gets it, the second gets
 the second, and a query of zeros has no preference. This is the layer:
*/
list("Attention.forward")
/*:
 Two products and a softmax. `lengths` is for batches: shorter rows are
 filled up, and what fills them must not be looked at. The softmax runs over
 the first `lengths[n]` rows only; the others get a weight of exactly 0.

 And backward. The memory is used twice, to be compared and to be taken, so two
 gradients arrive at it and are added. Between them lies the softmax. With
 $dw_s = d\text{context} \cdot m_s$, the gradient of the score $e_s$ is

 $$de_s = w_s \Big( dw_s - \sum_{s'} w_{s'} \, dw_{s'} \Big)$$

 A row is to get more if it would have served better than what was taken on
 average:
*/
list("Attention.backward")
place(attentionLayerFigure())
/*:
 In the decoder the query is its recurrent output $h_t$, and the next letter is
 guessed from $h_t$ and the context side by side. (So Luong, Pham and
 Manning 2015. Bahdanau's decoder puts the context *into* the next recurrent
 step, so attention has to wait for each step; here all queries of an answer are
 one product. Luong's model has one more tanh layer between, and hands that
 layer's output to the next step; both are left out.)
*/
list("AttentionDecoder.forward", comment: false)
/*:
 The same task, the same 32 units, the same six passes:
*/
let lookingEcho = try learned(
  echoes, .attention(.dot), size: 32, epochs: 6)
//#-hidden-code
let lookingShares = try EchoShares(of: lookingEcho, on: heldOut)
//#-end-hidden-code
place(
  bottleneckFigure([
    ("32 units", plainShares), ("64 units", largerShares),
    ("32 units, 12 passes", longerShares), ("attention", lookingShares),
  ]))
name("looking_long", lookingShares[20], decimals: 0)
claim(
  "with attention, strings of 8 to 16 letters come back too",
  [8, 11, 14].allSatisfy { lookingShares[$0] > 60 })
claim(
  "from 8 letters on it is 20 points ahead of twice the units and twice the passes",
  [8, 11, 14, 17].allSatisfy {
    lookingShares[$0] > max(largerShares[$0], longerShares[$0]) + 20
  })
/*:
 Of the longest, {{looking_long}}% now come back. There is room for all of them,
 a row for each letter; to keep one's place among twenty rows is a skill of its
 own.

 ## 8.3 Three ways to compare

 How well does a query fit a row? Three scores are in use:

 | score | formula | parameters |
 |---|---|---|
 | dot product | $q \cdot m$ | none |
 | general (Luong) | $q W \cdot m$ | $W$ |
 | additive (Bahdanau) | $v \cdot \tanh(q W_q + m W_m)$ | $W_q$, $W_m$, $v$ |

 The dot product needs queries and memory that live in the same space; but both
 are made by layers that can learn to put them there. The general score turns
 the one into the space of the other first. The additive one is a small network
 of its own, and costs a whole vector of tanhs for each *pair* of query and row:
*/
list("additiveScore", comment: false)
/*:
 Which is best is a question for an experiment, and for that we need a better
 task than saying it again.

 ## 8.4 Dates

 Dates are written in many ways, and computers want one:
*/
var dateRandom = Random(seed: options.seed, stream: "dates")
let (allDates, forms) = Dates.pairs(
  options.quick ? 1_500 : 7_000, random: &dateRandom)
let (dates, dateExam) = allDates.split(at: allDates.count - 1_000)
place(formsTable(allDates, forms))
/*:
 The book makes them itself: a day of a hundred years, sixteen forms, in capital
 letters, small ones or both. The task (tutorials like it; Saito 2018, chapter
 8, has it too) needs no world knowledge but looks like translation: parts
 change places, *september* becomes 09, and each sign of the answer depends on a
 few signs of the question. The model sees characters and nothing else. 6,000
 pairs to learn from, 1,000 to be judged by, no question in both.

 First what needs no network. Answer always with the commonest sign of each
 place:
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
let bySign = Float(signsRight.reduce(0, +)) / Float(10 * dateExam.count)
show(
  dates.target.words(at: commonest).joined(), "signs right:", bySign,
  "answers right:", signsRight.count { $0 == 10 })
claim(
  "the baseline gets no more than one in a hundred",
  signsRight.count { $0 == 10 } <= 10)
claim("but more than a third of the signs", bySign > 0.34)
/*:
 No answer right, though many signs: two of the ten are always dashes. That is
 why we count whole answers.

 Now four models of 64 units, all trained alike, as in 8.1. The plain and the
 peeky decoder of chapter 7 get the question reversed, which was the better way
 there. The last has an encoder that reads in *both directions* (section 6.9),
 32 units each: here all of the question is there, so to read from the right is
 no cheating, and a *9* may be better understood by one who knows that a slash
 follows.
*/
//#-hidden-code
let contestant = DateContest(
  dates: dates, exam: dateExam, seed: options.seed)
//#-end-hidden-code
let contestants = [
  try contestant("plain", .plain, reversed: true),
  try contestant("peeky", .peeky, reversed: true),
  try contestant("dot", .attention(.dot)),
  try contestant("dot, both ways", .attention(.dot), bothWays: true),
]
//#-hidden-code
let (plain, peeky) = (contestants[0], contestants[1])
let (dot, bothWays) = (contestants[2], contestants[3])
//#-end-hidden-code
place(contestTable(contestants))
place(datesFigure(contestants))
name("plain_dates", plain.finalAccuracy, decimals: 1)
name("dot_dates", dot.finalAccuracy, decimals: 1)
name("both_dates", bothWays.finalAccuracy, decimals: 1)
name("dot_first", dot.accuracies[0], decimals: 1)
claim(
  "after one epoch attention is ahead of where one vector is after two",
  dot.accuracies[0] > max(plain.accuracies[1], peeky.accuracies[1]))
claim(
  "after six, both models with attention are at least 8 points ahead of both without",
  min(dot.finalAccuracy, bothWays.finalAccuracy)
    > max(plain.finalAccuracy, peeky.finalAccuracy) + 8)
claim("reading both ways ends above 95%", bothWays.finalAccuracy > 95)
/*:
 Attention isn't a few points better, it is another kind of curve: after one
 epoch {{dot_first}}% right, after six {{dot_dates}}%, where the plain
 model has {{plain_dates}}%. Reading both ways costs no weights here (two
 directions of 32 have fewer than one of 64), and it ends at {{both_dates}}%.

 And the three scores? One run each couldn't rank them, so here are three, with
 other first weights and another order of the same dates:
*/
record("scores") {
  let ends = try Attention.Score.allCases.map { score in
    try [1, 2, 3].map { seed in
      try contestant(score.rawValue, .attention(score), seed: seed)
        .accuracies[5]
    }
  }
  place(scoresTable(ends))
  let means = ends.map(mean)
  let spread = ends.map { $0.max()! - $0.min()! }.max()!
  claim(
    "the scores' means are less apart than the runs of one score",
    means.max()! - means.min()! < spread)
}
/*:
 Three runs can't rank them: what the seed of the first weights does is more than
 what the score does. The dot product is the cheapest, so it is what we go on
 with.

 ## 8.5 Where it looks

 Attention has a gift for us: its weights can be looked at. A row for each sign
 that is written, a column for each that was read:
*/
let reader = contestants[3].model
let example = try Pairs(
  [("tuesday, september 27, 1994", "1994-09-27")], like: dates)
let map = try AttentionMap(of: example.questions[0], by: reader)
show(map.question, "→", map.answer)
claim("the answer is right", map.answer == "1994-09-27")
claim(
  "and the question was not among those it learned from",
  !dates.questions.contains(example.questions[0]))
show(
  map.heatMap, "08-map",
  caption:
    "Where the model looked (darker: more) when it wrote each sign of the answer.",
  alternative:
    "A heat map: the rows of the year are dark at the digits of 1994 at the right end, the rows of the month at the word september, the rows of the day at 27"
)
/*:
 Nobody told it what a month is. It was only ever shown whole answers, and to get
 them right it found out which characters matter for which: an **alignment**. Is
 that so for all questions, or have we picked a pretty one? Take the first
 {{year_questions}} of the exam that have the answer's year in them, four digits
 of it, and get the right answer. How much of the weight lies on these digits or
 the sign after them, while it writes the year and while it writes the month and
 the day? And how much would lie there if all weights were equal?
*/
//#-hidden-code
let onYear = try YearAlignment(of: reader, on: dateExam, count: 200)
//#-end-hidden-code
place(alignmentFigure(onYear))
name("year_questions", onYear.questions)
name("even_year", onYear.even, decimals: 0)
name("while_year", onYear.whileYear, decimals: 0)
name("while_rest", onYear.whileMonthAndDay, decimals: 0)
claim(
  "while it writes the year, more than one and a half times the even share lies there",
  onYear.whileYear > 1.5 * onYear.even)
claim(
  "and while it writes month and day, less than the even share",
  onYear.whileMonthAndDay < onYear.even)
/*:
 {{while_year}}% against {{while_rest}}%, and {{even_year}}% if all were equal. A
 warning, though. The rows of the memory are outputs of a recurrent encoder, and
 each knows of its neighbors too. A high weight says where the model *took*
 something, and not what, nor that the character itself was the reason.

 ### When it is wrong

 What does it look like when the answer is wrong?
*/
let exam = try reader.answers(to: dateExam.questions, limit: 11)
let wrong = exam.indices.filter { exam[$0] != dateExam.answers[$0] }
//#-hidden-code
let plainExam = try plain.model.answers(to: dateExam.questions, limit: 11)
//#-end-hidden-code
place(
  mistakesTable(
    on: dateExam, attentive: ("dot, both ways", exam),
    plain: ("plain", plainExam)))
/*:
 With attention few wrong answers are left to study, so we make the questions
 harder: we misspell the month. In each question that has it as a word of five
 letters or more, one of these letters becomes another one.
*/
//#-hidden-code
let misspelled = try MisspelledMonths(in: dateExam, seed: options.seed)
let harm = try MisspellingHarm(to: reader, by: misspelled)
//#-end-hidden-code
place(harm.table)
//#-hidden-code
if let first = harm.wrong.first {
  place(try misreadFigure(first, of: misspelled.pairs, by: reader))
}
//#-end-hidden-code
name("on_month", harm.inWrong.onName, decimals: 0)
name("even_month", harm.inWrong.even, decimals: 0)
name("typos", harm.count)
name("typos_wrong", harm.wrong.count)
claim("misspelling does harm", harm.share > 2 * Float(wrong.count) / 1000)
claim(
  "in the wrong answers too, most of the weight is on the month's name while the month is written",
  min(harm.inAll.onName, harm.inWrong.onName) > 55)
claim(
  "more than one and a half times the share of even weights",
  harm.inAll.onName > 1.5 * harm.inAll.even
    && harm.inWrong.onName > 1.5 * harm.inWrong.even)
/*:
 {{typos_wrong}} of {{typos}} misspelled questions get a wrong answer; the map
 shows one. And yet the model looks in the right place, in these too: while it
 writes the month, {{on_month}}% of the weight lies on the name, misspelled as it
 is, where even weights would put {{even_month}}%. To find the name is one thing,
 to read it another.

 ## 8.6 The real thing, recorded

 The reference book's own dates: 50,000 pairs, nine tenths to learn from. 256
 units, attention by dot products, batches of 128. That book's program gets 89,
 99 and 100% of the exam in the second, third and fourth pass. It reads the
 question one way, from its end, and hands over the encoder's output alone. Ours
 reads both ways (two directions of 128), hands over the cells too, and its rate
 falls to zero in three passes:
*/
record("reference-dates") {
  //#-hidden-code
  let folder = try referenceFolder()
  //#-end-hidden-code
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

 ## 8.7 Ask it yourself

 ```
 swift run attention --translate "september 27, 1994"
 swift run attention --translate "27.9.1994" --map map.svg --save dates.model
 swift run attention --translate "2 May 2001" --model dates.model
 ```

 The first two train a reader like that of 8.5 (some seconds); the third loads
 the one that was kept. All three answer, and draw where the model looked.

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
 7. Without places, which of the sixteen forms does the date Transformer of 8.11
    still answer?
 8. Give 8.12's model 128 letters of context. Is it worth its time here? Why
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
