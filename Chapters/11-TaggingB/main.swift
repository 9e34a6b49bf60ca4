import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter()
Threads.count = options.threads
/*:
 # 11 Tagging

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
 and a network that has learned nothing yet, so that each tag has about a
 third in each place:
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
 words will get.
*/
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
name("both_new", mean(bothMarks.map(\.new)), decimals: 0)
name("both_known", mean(bothMarks.map(\.known)), decimals: 0)
name("left_opening", mean(leftMarks.map(\.opening)), decimals: 0)
name("both_opening", mean(bothMarks.map(\.opening)), decimals: 0)
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
 {{left_opening}}%, the one that reads both ways {{both_opening}}%.

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
 Windows overlap, so a letter may hear from several filters; that is the `+=`.
 On six letters, with two numbers each and four filters:
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
 name tells nearly all that there is to know. Section 11.10 will hide the
 sentence, and section 11.13 has texts whose sentences tell less.

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
 $p - t$; the CRF sends down the same with another $p$, the marginal of the tag
 in its place over *all rows of tags*, which forward–backward finds. With
 $x_{sj}$ for the score of tag $j$ in place $s$,

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
 the CRF, the scores, both LSTMs and the vectors of the words:
*/
tagger.zeroGradients()
top.zeroGradients()
tagger.backward(rowLoss(tagger.scores(ids), row, top).dScores)
let rowGaps = (tagger.parameters + [top.transitions]).map { parameter in
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
 What follows the semicolon is a decision. A tagger without a CRF writes rows
 that don't add up. One can drop a piece that begins with I, or let the I begin
 it; the scorer of the shared tasks does the latter, and so do we, and the
 library's `EntitySpans`, which also says where it did.

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
 tagger has the first ones then, and the sentence. All letters together do,
 down to {{letters_boat}}, {{letters_person}} and {{letters_place}}%. But the
 last row says that they don't suffice. From its letters alone it knows hardly
 a boat or a place, and takes many for persons.

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
 out before it can count one: **word segmentation**. The oldest way takes a list
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
 harbor has no Chinese, but it has sentences, and blanks can be taken out of
 them: *thegreyheronsailedtoskerry*. The list for the longest match are all
 words of the training sentences.
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

 - A network that reads both ways needs no list of features: what is of use to
   a tag it carries along from either side. In each place stands a softmax, and
   its gradient is $p - t$.
 - A vector for new words is trained by hiding some of the known ones. With a
   convolution over its letters, each new word has a vector of its own.
 - A CRF on top judges whole rows of tags. The gradient it sends down is the
   same $p - t$, with the marginals for $p$. Much of its worth is the rows that
   can't be, and these can also be forbidden at the end.
 - Names are right or wrong as a whole. Where most tags are O, right tags say
   little; precision, recall and F1 of exact spans are what counts, together
   with the rule for rows that don't add up.
 - To see what a network goes by, hide something and ask again.
 - Who did what to whom: sort the pairs of names. What was found wrongly in one
   step can't be mended in the next, and the errors multiply.
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
 - L. Derczynski, E. Nichols, M. van Erp, N. Limsopatham. *Results of the
   WNUT2017 shared task on novel and emerging entity recognition.* W-NUT 2017.
 - M.-C. de Marneffe, C. Manning, J. Nivre, D. Zeman. *Universal Dependencies.*
   Computational Linguistics 47, 2021.
*/
weaveChapter()
