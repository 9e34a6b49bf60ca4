import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(tools: [WriteText.self], isClosed: false)
Threads.count = options.threads
/*:
 # 7 Generation

 This chapter makes language models write. A model says how likely each next
 word is. Choose one, put it at the end and ask again: text. Everything
 hangs on that small word, *choose*. Always take the likeliest and the model
 talks in circles; draw by the model's own odds and it slips every few
 sentences; and the likeliest text of all turns out to be hardly a text.

 In the second half the text to go on from is a question, and what is written is
 its answer: **sequence to sequence**, the road to translation. Our networks
 will learn to add by reading sums, digit by digit, and we shall look at what
 they do when they carry wrong. (What is left out: training a model for what
 readers like, and constraints on the output.)

 ## 7.1 A model that writes

 The model is chapter [6](06-lstm.md)'s: an LSTM that reads stories of the
 harbor's primer. One thing is new. Where does a text begin, and how does it
 end? A model can only say what comes *after* something, and it would go on
 forever. One sign does both: `<eos>`, *end of sequence*, stands behind each
 story in the training text, and so before the next. Begin with it, and stop
 when the model writes it.
*/
let harbor = Harbor(seed: options.seed, edition: .primer)
let end = Tokenizer.endOfSentence
/// Stories one after the other, each with the end sign behind it.
func marked(_ stories: [HarborStory]) -> [String] {
  stories.flatMap { $0.sentences.flatMap(\.words) + [end] }
}
//#-hidden-code
let training = harbor.text(words: options.quick ? 60_000 : 600_000).stories
let test = harbor.text(words: 20_000, stream: "test").stories
let vocabulary = StoryReader.vocabulary(of: marked(training), and: marked(test))
let ids = try vocabulary.ids(of: marked(training))
let testIds = try vocabulary.ids(of: marked(test))
let endId = vocabulary[end]!
let reader = StoryReader(vocabulary: vocabulary, ids: ids, seed: options.seed)
//#-end-hidden-code
let model = try reader()
var random = Random(seed: options.seed, stream: "story")
var story = [endId]
repeat {
  let p = model.nextWord(after: story)
  story.append(random.index(weights: p.values))
} while story.last != endId && story.count < 300
place(text(of: story, in: vocabulary))
/*:
 That is all there is to it: six lines, and the model tells a story. (It has
 never read this one; section 7.4 counts how much it has copied. And *at dug* is
 a slip; section 7.3 counts those.) But look at the cost. `nextWord(after:)`
 reads the whole text anew for each word, so a text of $T$ words costs $T^2 / 2$
 steps. An LSTM needn't: all it knows of the past is in its state. What writes
 should *remember* what it has read, and the library calls such a thing a
 `Writer`:
*/
list("Writer")
/*:
 It holds $N$ texts side by side, so that one matrix product serves them all.
 `select` drops texts that have ended, or goes on from one in two ways; we shall
 need that. A recurrent model's writer carries its state from step to step, and
 nothing may change by it:
*/
let writer = model.writer(rows: 1)
var scores = Tensor.zeros(1, vocabulary.count)
for id in story.dropLast() { scores = writer.next(after: [id]) }
claim(
  "step by step, the writer gives the same bits as the whole text read anew",
  softmax(scores).row(0) == model.nextWord(after: story.dropLast()))
/*:
 ## 7.2 Six ways to choose

 After *tom was a pirate from italy. he* the model gives every word of the
 vocabulary a probability. Here are the eight it finds likeliest, as they are
 and with two temperatures, which we come to:
*/
func next(after words: String) throws -> [(word: String, p: Float)] {
  let words = [end] + words.split(separator: " ").map(String.init)
  let p = model.nextWord(after: try vocabulary.ids(of: words)).values
  let order = p.indices.sorted { (p[$1], $0) < (p[$0], $1) }
  return order.map { (vocabulary.word($0), p[$0]) }
}
let candidates = try next(after: "tom was a pirate from italy . he")
place(temperatureBarsFigure(candidates))
/*:
 - **Greedy.** Take the likeliest word, always. No chance is involved.
 - **Sampling.** Draw each word with the probability that it has. The texts are
   then as the model believes texts to be; with all its errors, too.
 - **Temperature.** Divide the scores by $T$ before the softmax,
   $p_i \propto e^{s_i / T}$, which is the same as $p_i^{1/T}$ normalized. As
   $T \to 0$ it becomes greedy, as $T \to \infty$ all words become equal.
 - **Top-k.** Draw among the $k$ likeliest only (Fan, Lewis and Dauphin 2018).
   The *tail* is cut off: hundreds of words, each all but impossible, which
   together are drawn every few sentences.
 - **Nucleus.** Draw from the smallest set of likeliest words that together have
   the probability $p$ (Holtzman et al. 2020).
 - **Beam search.** Don't choose yet. Keep the $W$ likeliest beginnings, try
   each with every next word, keep the $W$ likeliest again. In the end take the
   best whole text.

 The difference between the two cuts: $k$ is the same everywhere, a nucleus grows
 with the model's doubt.
*/
//#-hidden-code
let beginnings = [
  "tom was", "tom was a", "tom was a pirate from italy . he",
  "tom was a pirate from italy . this dog belongs",
  "tom was a pirate from italy . the dogs that the pirate",
]
let nuclei = try beginnings.map { nucleusSize(try next(after: $0)) }
//#-end-hidden-code
place(nucleusTable(beginnings, nuclei))
claim(
  "the nucleus is one word where only one fits, and more than a dozen after “he”",
  nuclei[3] == 1 && nuclei[2] > 12)
/*:
 With $k = 5$ there would be five candidates in all these places: four too many
 after *belongs*, where only *to* is right, and far too few after *he*. In
 code, all that is drawn is one function, temperature first, then the top, then
 the nucleus of these:
*/
list("Sampling.candidates")
/*:
 One more thing a decoder may do: *skip*. Words such as `<unk>`, which stands
 for all rare words, are in the training text but have no place in a text for
 readers. Their scores become $-\infty$ before anything is chosen, so their
 share goes to the others.

 ## 7.3 What each way costs

 Now the six write with the same model. To have something to compare them by,
 each goes on from the first sentences of a hundred stories that the model
 hasn't read (*henry was a farmer near egypt.*), to the end sign or for 200
 words:
*/
/// The beginnings of stories that the model hasn't read.
let openings = try test.prefix(options.quick ? 20 : 100).map {
  try vocabulary.ids(of: [end] + $0.sentences[0].words)
}
func texts(
  _ decoding: Decoding,
  by writer: (_ rows: Int) -> any Writer = { model.writer(rows: $0) }
) throws -> [Written] {
  var random = Random(seed: options.seed, stream: "texts")
  let writer = writer(openings.count)
  for step in 0..<openings[0].count - 1 {
    _ = try writer.next(after: openings.map { $0[step] })
  }
  return try decoding.write(
    with: writer, after: [vocabulary["."]!], until: endId, limit: 200,
    random: &random)
}
/*:
 (All hundred side by side: first sentences of the primer have the same length,
 and end with a full stop.) Then four measures. *Likelihood*, as the
 perplexity that the model itself gives to what was written: low means that it
 followed its own opinion closely. *Repetition*, the share of 4-grams that the
 same text had before (Welleck et al. 2020). *Copying*, the share of 8-grams
 that stand word for word in the training text. And one that only the harbor
 has: its grammar is known, so a reader of the grammar can tell of each sentence
 whether it *could* come next in this story, with the right pronoun, the right
 number, everything.
*/
/// The shares of right sentences: those that the grammar can say there.
func rightSentences(_ texts: [Written]) -> Float {
  let stop = vocabulary["."]!
  var (right, all) = (0, 0)
  for (opening, text) in zip(openings, texts) {
    var reader = HarborReader(.primer)
    for id in opening.dropFirst() { _ = reader.read(vocabulary.word(id)) }
    for sentence in text.ids.split(separator: stop) {
      let words = vocabulary.words(at: sentence + [stop])
      var next = reader
      all += 1
      guard words.allSatisfy({ next.read($0) > -.infinity }) else { continue }
      // After a wrong sentence the story goes on as if it weren't there.
      (right, reader) = (right + 1, next)
    }
  }
  return Float(right) / Float(max(all, 1))
}
/*:
 And the six ways, each a `Decoding` of the library:
*/
//#-hidden-code
let copying = Copying(from: ids)
extension Measures {
  init(_ texts: [Written]) {
    self.init(texts, right: rightSentences(texts), copying: copying)
  }
}
let truth = Measures(
  try grammarTexts(of: test, after: openings, judgedBy: model))
//#-end-hidden-code
let ways: [(name: String, decoding: Decoding)] = [
  ("greedy", .greedy), ("sampling", try .sampling()),
  ("temperature ½", try .sampling(temperature: 0.5)),
  ("top 10", try .sampling(top: 10)),
  ("nucleus 0.9", try .sampling(nucleus: 0.9)),
  ("beam of 5", try .beam(width: 5)),
]
let written = try ways.map { try texts($0.decoding) }
//#-hidden-code
let measured = written.map { Measures($0) }
let (greedy, sampling) = (measured[0], measured[1])
let (nucleus, beam) = (measured[4], measured[5])
//#-end-hidden-code
place(waysTable(ways.map(\.name), measured, truth: truth))
place(samples(ways.map(\.name), written, in: vocabulary))
name("greedy_repeated", greedy.repeated, decimals: 0)
name("sampling_wrong", 100 - sampling.right, decimals: 0)
name("nucleus_wrong", 100 - nucleus.right, decimals: 0)
name("truth_copied", truth.copied, decimals: 0)
name("sampling_copied", sampling.copied, decimals: 0)
name("beam_words", beam.words, decimals: 0)
name("truth_words", truth.words, decimals: 0)
claim(
  "greedy texts are nearly all repetition, and don't end",
  greedy.repeated > 80 && greedy.ended < 20)
claim(
  "sampling repeats as little as the grammar itself, but slips most often",
  abs(sampling.repeated - truth.repeated) < 2
    && sampling.right < nucleus.right - 3)
claim(
  "a nucleus writes more right sentences and hardly repeats more",
  nucleus.right > sampling.right + 4
    && nucleus.repeated < truth.repeated + 3)
claim(
  "the beam's texts are right, and far too short",
  beam.right > 80 && beam.words < truth.words / 4)
/*:
 Read the last row first, for it is what the others should look like.
 *Greedy* decoding finds a sentence it likes and stays in it:
 {{greedy_repeated}}% of its 4-grams are repeats, and nothing is left to chance
 that could lead it out. **Sampling** has the right variety and the right
 length, for the model has learned both; but {{sampling_wrong}}% of its
 sentences have an error. Where do they come from? At each place some
 probability goes to words that can't stand there, and over a sentence it adds
 up.
 *Cutting the tail* heals most of that: with the nucleus, {{nucleus_wrong}}%
 are wrong.

 **Beam search** keeps its promise: it finds texts of high probability. It is
 the promise that is strange: {{beam_words}} words where the grammar
 takes {{truth_words}}. Section 7.5 looks into it.

 And the temperature is a knob between two ways to fail:
*/
let temperatures: [Float] = [0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1, 1.2, 1.5]
let byTemperature = try temperatures.map {
  Measures(try texts(.sampling(temperature: $0)))
}
place(temperatureFigure(temperatures, byTemperature, truth: truth))
name("hot_right", byTemperature.last!.right, decimals: 0)
claim(
  "from 0.1 to 0.5 repetition falls by more than half, from 0.5 to 1.5 right sentences by more than a third",
  byTemperature[0].repeated > 2 * byTemperature[3].repeated
    && byTemperature[3].right > 1.5 * byTemperature.last!.right)
/*:
 At 1.5 only {{hot_right}}% of its sentences are right. Which is best depends on
 what the text is for. Where there is one right answer, as in translation, be
 greedy or search. Where someone should want to read on, cut the tail and draw.

 ## 7.4 Its own words?

 A model that gives its training text back word for word would get full marks
 for grammar. So {{sampling_copied}}% of 8-grams copied looks bad, until the
 last row is read again: of *new* stories, {{truth_copied}}% of the 8-grams also
 stand in the training text. Harbor people often say the same things. The number
 to compare with isn't zero, it's what a fresh text has.
*/
let longestRun = copying.longestRun(in: story)
name("story_words", story.count - 2)
name("story_run", longestRun)
claim(
  "the model copies no more than new stories from the grammar do, give or take 8 points",
  sampling.copied < truth.copied + 8)
claim(
  "the story that began this chapter is not copied in one piece",
  longestRun < story.count - 2)
/*:
 The story at the chapter's beginning has {{story_words}} words and marks; the
 longest run of them that also stands in the training text has {{story_run}}. (To
 find such runs, sort all suffixes of the training text once: the one that shares
 most with a given piece stands right beside its place among them; Manber and
 Myers 1993.)

 ## 7.5 The likeliest text

 Beam search, in full: a beginning that gets the end sign leaves the beam, the
 others go on.
*/
list("Beam.grow")
/*:
 It isn't certain to find the likeliest text, for that may begin with words that
 look bad at first; nor is a wider beam's text always likelier than a narrower
 one's. On our stories it comes out like this:
*/
let widths = [1, 2, 5, 10]
let asked = openings.prefix(options.quick ? 5 : 20)
let found = try widths.map { width in
  try asked.map { opening in
    var random = Random(seed: options.seed, stream: "unused")
    return try Decoding.beam(width: width, normalization: 0).write(
      with: model.writer(), after: opening, until: endId, limit: 60,
      random: &random)[0]
  }
}
//#-hidden-code
let beams = zip(widths, found).map { BeamResult(width: $0, texts: $1) }
//#-end-hidden-code
place(beamTable(beams))
place(text(of: found[3][0].ids, in: vocabulary, after: "The beam of 10: …"))
name("beam_log", beams[3].log, decimals: 1)
name("drawn_log", mean(written[1].map(\.logProbability)), decimals: 0)
claim(
  "the widest beam finds likelier texts than greedy decoding, and far shorter ones",
  beams[3].log > beams[0].log + 1 && beams[3].length < beams[0].length / 2)
/*:
 (The texts of a narrow beam never end. Their log P is that of their first 60
 words, and would go on falling.) Is there no likelier text still? That can be
 decided. Adding a word never makes a text likelier. So a beginning that is less
 likely than a whole text we know can be dropped, whatever would follow:
*/
typealias Beginning = (ids: [Int], row: Int, log: Double)
/// Each beginning with every next word.
func grown(_ beginnings: [Beginning], _ scores: Tensor) -> [Beginning] {
  let logs = log(softmax(scores))
  return beginnings.enumerated().flatMap { row, text in
    logs.row(row).values.enumerated().map { id, log in
      (text.ids + [id], row, text.log + Double(log))
    }
  }
}
/*:
 What ends and is likelier than the best so far takes its place; what hasn't
 ended and is likelier stays open:
*/
/// The likeliest text of all, and how many beginnings were open at most.
func likeliest(
  after opening: [Int], known: Written
) throws -> (ids: [Int], width: Int) {
  let writer = model.writer(rows: 1)
  var scores = try writer.read(opening)
  var (best, bound, width) = (known.ids, known.logProbability, 1)
  var open: [Beginning] = [([], 0, 0)]
  while true {
    let longer = grown(open, scores)
    for text in longer where text.ids.last == endId && text.log > bound {
      (best, bound) = (text.ids.dropLast(), text.log)
    }
    open = longer.filter { $0.log > bound && $0.ids.last != endId }
    if open.isEmpty { return (best, width) }
    width = max(width, open.count)
    writer.select(open.map(\.row))
    scores = writer.next(after: open.map { $0.ids.last! })
  }
}
//#-hidden-code
let proven = try zip(asked, found[3]).map {
  try likeliest(after: $0, known: $1)
}
//#-end-hidden-code
name("search_width", proven.map(\.width).max()!)
claim(
  "what the beam of 10 has found is the likeliest text of all",
  zip(proven, found[3]).allSatisfy { $0.ids == $1.ids })
/*:
 This search drops nothing that could win, and it is over soon: {{search_width}}
 beginnings at most are open at a time. So it is proven: the likeliest story is
 no story. It is one short sentence, with a mean log probability of {{beam_log}}
 (sampled stories have {{drawn_log}}), for each further word makes a text less
 likely, as a rule by a factor as large as the perplexity. And yet few stories
 are that one. Take a die that shows six half the time: the likeliest row of a
 hundred throws is all sixes, and nobody will ever see it. What is typical isn't
 what is likeliest. So a search that is too good finds bad texts, and errors of
 the search may hide errors of the model (Stahlberg and Byrne 2019).

 Translators know a mild form of it, answers that are too short, and help with a
 **length normalization**: finished texts are ranked by

 $$\frac{\log P(y)}{\left( (5 + |y|) / 6 \right)^\alpha}$$

 where $|y|$ is the text's length, the end sign included. $\alpha = 0$ changes
 nothing, and $\alpha = 1$ ranks long texts almost by the mean per word (Wu et
 al. 2016, with 0.2 beside a second correction; 0.6, the library's default, is
 from Vaswani et al. 2017). It mends what is a little too short. Not our stories:
 the beam of section 7.3 had $\alpha = 0.6$, and wrote {{beam_words}} words. For
 here is how the likeliest texts score, and how sampled ones do:
*/
func score(_ text: Written, _ alpha: Float) -> Float {
  Float(text.logProbability) / exp(alpha * log(Float(5 + text.count) / 6))
}
let alphas: [Float] = [0, 0.6, 1]
let scored = [found[3], Array(written[1].prefix(asked.count))].map { texts in
  alphas.map { alpha in mean(texts.map { Double(score($0, alpha)) }) }
}
place(normalizationTable(alphas, scored))
claim(
  "with each of these α the short texts score far higher than the sampled ones",
  zip(scored[0], scored[1]).allSatisfy { $0 > $1 / 2 })
/*:
 The larger $\alpha$, the closer they come, but even with $\alpha = 1$ the short
 ones win.

 ## 7.6 A better model, a better text

 Does perplexity tell how well a model writes? Let six models draw as they are,
 without a cut. The n-grams of chapter 5 are no `Writer`s, but anything that
 knows `nextWord(after:)` can become one:
*/
/// Any language model as a writer: it reads its texts anew for each word.
final class Rereader: Writer {
  private let model: any LanguageModel
  private var texts: [[Int]]
  init(_ model: any LanguageModel, rows: Int) {
    (self.model, texts) = (model, Array(repeating: [], count: rows))
  }
  var rows: Int { texts.count }

  func next(after ids: [Int]) -> Tensor {
    for (row, id) in ids.enumerated() { texts[row].append(id) }
    let p = texts.flatMap { model.nextWord(after: $0).values }
    return log(Tensor(p, shape: [rows, model.vocabulary.count]))
  }

  func select(_ rows: [Int]) { texts = rows.map { texts[$0] } }
}
//#-hidden-code
let authors =
  try [2, 3, 5].map { try Author(counting: $0, of: ids, in: vocabulary) } + [
    Author("LSTM, 60,000 words", try reader(words: 60_000)),
    Author("LSTM, 180,000 words", try reader(words: 180_000)),
    Author("LSTM", model),
  ]
let authored = try authors.map {
  Authorship(
    name: $0.name, perplexity: $0.model.perplexity(on: testIds),
    measures: Measures(try texts(.sampling(), by: $0.writer)))
}
let (bigrams, trigrams, fivegrams) = (authored[0], authored[1], authored[2])
let (novice, halfTaught, taught) = (authored[3], authored[4], authored[5])
//#-end-hidden-code
place(authorsTable(authored))
name("grams_perplexity", fivegrams.perplexity, decimals: 2)
name("lstm_perplexity", taught.perplexity, decimals: 2)
name("grams_right", fivegrams.right, decimals: 0)
name("lstm_right", taught.right, decimals: 0)
name("half_perplexity", halfTaught.perplexity, decimals: 2)
name("half_right", halfTaught.right, decimals: 0)
claim(
  "of n-grams as of LSTMs, lower perplexity goes with more right sentences",
  bigrams.right < trigrams.right && trigrams.right < fivegrams.right
    && novice.right < halfTaught.right && halfTaught.right < taught.right)
claim(
  "the LSTM's perplexity is a fifth lower than the 5-grams' at most, and its sentences are right a quarter more often at least",
  taught.perplexity > 0.8 * fivegrams.perplexity
    && taught.right > 1.25 * fivegrams.right)
claim(
  "between kinds it needn't: the half-taught LSTM has the lower perplexity and no more right sentences than the 5-grams, give or take 5 points",
  halfTaught.perplexity < fivegrams.perplexity
    && halfTaught.right < fivegrams.right + 5)
/*:
 Among models of one kind, yes. But a small step can be a large one: from the
 5-grams to the LSTM the perplexity falls from {{grams_perplexity}} to
 {{lstm_perplexity}}, which doesn't look like much; the share of right sentences
 rises from {{grams_right}}% to {{lstm_right}}%. A perplexity is a mean over
 words, and most words are easy. A sentence is right only if *all* its words are.
 What is rare and decides weighs little in a mean; a text shows it.

 Between kinds the order may be another: the LSTM that has read 180,000 words has
 a lower perplexity than the 5-grams ({{half_perplexity}}), but no more of its
 sentences are right ({{half_right}}%).

 ## 7.7 From a sequence to a sequence

 A model that goes on from any text also goes on from a question. Translate,
 answer, add: all of it is a conditional language model,
 $P(y \mid x) = \prod_t P(y_t \mid y_1 \dots y_{t-1}, x)$. One network reads
 $x$, the **encoder**; another writes $y$, the **decoder**; what the decoder
 begins with is the state in which the encoder has ended (Sutskever, Vinyals
 and Le 2014; Cho et al. 2014).
*/
place(seq2SeqFigure())
/*:
 The test bed is *addition* of two numbers up to 999, with characters as tokens
 (Zaremba and Sutskever 2014). It is a cruel one: to the network `7` is no
 number, just a row of a table. But answers are right or wrong, a carry links
 digits far apart, and examples are plentiful. The book makes them itself, and
 none twice, not even turned round: a network that has learned from `16+75` is
 never asked for `75+16`, which would be too easy.
*/
var sums = Random(seed: options.seed, stream: "additions")
let pairs = Additions.pairs(22_000, random: &sums)
let (lessons, held) = pairs.split(at: 20_000)
for index in 0..<3 {
  show("“\(lessons[index].question)” → “\(lessons[index].answer)”")
}
/*:
 A *baseline* first: learn nothing, look up the known question that has most
 signs at the same places, and give *its* answer.
*/
/// The answer to the known question that is most like this one.
func lookedUp(_ question: [Int], in known: Pairs) -> [Int] {
  var (best, likeness) = (0, -Int.max)
  for (index, other) in known.questions.enumerated() {
    let same = zip(question, other).count { $0 == $1 }
    let here = same - abs(question.count - other.count)
    if here > likeness { (best, likeness) = (index, here) }
  }
  return known.answers[best]
}
let guesses = held.questions.map { lookedUp($0, in: lessons) }
let baseline =
  100 * Float(zip(guesses, held.answers).count { $0 == $1 }) / Float(held.count)
name("baseline", baseline, decimals: 1)
claim("sums that look alike don't have the same answer", baseline < 5)
/*:
 {{baseline}}%. One digit changed changes the sum, so there is nothing to look
 up; whoever is right must have learned to add.

 ## 7.8 Teacher forcing, padding, masks

 In training, the decoder reads the *right* answer up to the last digit,
 whatever it would have written itself: **teacher forcing** (Williams and Zipser
 1989). So all steps are known beforehand, and one forward pass takes them all:
*/
list("Seq2Seq.forward")
/*:
 `taught` makes two rows of each answer: what the decoder is to write, and what
 it reads, which is the same one step later. Here is a batch of two sums:

 | the encoder reads | the decoder reads | and is to write |
 |---|---|---|
 | `4` `+` `4` `·` `·` `·` `·` | `‹eos›` `8` `·` `·` `·` | `8` `‹eos›` `·` `·` `·` |
 | `4` `3` `4` `+` `8` `1` `7` | `‹eos›` `1` `2` `5` `1` | `1` `2` `5` `1` `‹eos›` |

 A batch is a rectangle, so the shorter rows are filled up at the end,
 **padded** (`·`). What stands there must not count. On the answers' side a
 target of −1 is left out of the loss. And the recurrent layers of both sides are
 told the `lengths`: a row's state stays what it was after its last real step. That
 is called a **mask**.

 The gradient goes back where forward went. All of it is the layers' backward
 passes of chapter 6 in a row, joined in one place. The decoder begins where the
 encoder, after $S$ steps, has ended,

 $$h^\text{dec}_0 = h^\text{enc}_S \qquad c^\text{dec}_0 = c^\text{enc}_S$$

 so the gradient of the one is the gradient of the other, and the loss of the
 answer teaches the encoder how to read.

 ## 7.9 Reversed and peeky

 Two more ideas, both small. **Reversing** (Sutskever et al.): let the encoder
 read the question from its end. The answer's first digit depends most on the
 question's first, and these now lie close together, so there is a short way for
 the gradient to learn something first. **Peeking** (Cho et al.): show the
 decoder the encoder's last output $z = h^\text{enc}_S$ at *every* step, before
 its LSTM and after it,

 $$h_t, c_t = \text{LSTM}([e(y_{t-1}); z],\, h_{t-1}, c_{t-1}) \qquad
 \text{scores}_t = [h_t; z]\, W + b$$

 so that it need not keep all of $z$ in mind (here $e$ is the embedding,
 $[\ ;\ ]$ puts side by side). All four combinations learn, with 64 units, from
 20,000 sums in 12 epochs:
*/
typealias Variant = (name: String, isReversing: Bool, isPeeky: Bool)
let variants: [Variant] = [
  ("plain", false, false), ("reversed", true, false), ("peeky", false, true),
  ("reversed and peeky", true, true),
]
//#-hidden-code
let adder = AdderTraining(
  pairs: pairs, epochs: options.quick ? 1 : 12, seed: options.seed)
//#-end-hidden-code
let adders = try variants.map { try adder($0) }
//#-hidden-code
let matches = adders.map { $0.matches.last! }
//#-end-hidden-code
place(addersFigure(variants.map(\.name), adders.map(\.matches)))
name("match_plain", matches[0], decimals: 0)
name("match_reversed", matches[1], decimals: 0)
name("match_peeky", matches[2], decimals: 0)
name("match_both", matches[3], decimals: 0)
claim(
  "all four have learned to add some of what they never saw",
  matches.min()! > baseline + 5)
claim(
  "reversing and peeking each help a lot",
  min(matches[1], matches[2]) > matches[0] + 15)
claim(
  "both together are no worse than either",
  matches[3] > max(matches[1], matches[2]) - 3)
/*:
 Plain {{match_plain}}%, reversed {{match_reversed}}%, peeky {{match_peeky}}%,
 both {{match_both}}%. Nothing about the task has changed, only the ways: how
 far a digit must be carried before it is used. (Chapter 8 takes the last step
 and lets the decoder look at *any* place.) How much of this is chance? Three
 seeds of each, that is, new weights and new orders of the same sums:
*/
record("seeds") {
  let rows = try variants.map { variant in
    try [1, 2, 3].map { try adder(variant, seed: $0).matches.last! }
  }
  //#-hidden-code
  let means = means(rows)
  //#-end-hidden-code
  place(seedsTable(variants.map(\.name), rows))
  name("worth_reversing", means[1] - means[0], decimals: 0)
  name("worth_peeking", means[2] - means[0], decimals: 0)
  name("worth_both", means[3] - means[0], decimals: 0)
  claim(
    "with every seed reversed and peeky each beat plain, and both together are best",
    (0..<3).allSatisfy {
      rows[0][$0] < min(rows[1][$0], rows[2][$0])
        && rows[3][$0] > max(rows[1][$0], rows[2][$0])
    })
}
/*:
 On average reversing is worth {{worth_reversing}} points, peeking
 {{worth_peeking}}, both together {{worth_both}}. One run is enough to tell
 plain from the others. But seeds of one kind differ by many points, and a
 single run can't tell reversed from peeky.

 ## 7.10 What it gets wrong

 An exact match says *that* an answer is wrong. Here are some of the best
 model's, to sums it has never seen. First the right answer, then the model's:
*/
let best = adders[3].model
func answers(_ model: Seq2Seq, to pairs: Pairs) throws -> [String] {
  try model.answers(to: pairs.questions, limit: 6).map {
    $0.map(model.target.word).joined()
  }
}
let given = try answers(best, to: held)
place(firstErrors(given, to: held))
/*:
 It looks as if carries were the trouble. A carry that was dropped leaves an
 answer ten, a hundred or a thousand too small, where one was due; one that was
 invented makes it as much too large, where none was. So it can be counted:
*/
/// Whether a + b carries into the digit that stands for `unit`, 10 or 100 …
func carries(_ question: String, into unit: Int) -> Bool {
  let parts = question.split(separator: "+").map { Int($0)! % unit }
  return parts[0] + parts[1] >= unit
}
func isCarryError(_ question: String, right: Int, given: Int) -> Bool {
  [10, 100, 1000].contains { unit in
    given - right == (carries(question, into: unit) ? -unit : unit)
  }
}
//#-hidden-code
let plainGiven = try answers(adders[0].model, to: held)
let plainErrors = ErrorShares(of: plainGiven, to: held)
let bestErrors = ErrorShares(of: given, to: held)
let byChance = ErrorShares(ofDigitsChangedIn: held)
//#-end-hidden-code
place(errorsTable(chance: byChance, plain: plainErrors, best: bestErrors))
name("carry_errors", bestErrors[.carry], decimals: 0)
name("carry_chance", byChance[.carry], decimals: 0)
name("last_digit", bestErrors[.lastDigit], decimals: 0)
claim(
  "carries are the best model's most frequent error, five times as many as by chance",
  bestErrors[.carry] == bestErrors.largest
    && bestErrors[.carry] > 5 * byChance[.carry])
claim(
  "those of the plain model hardly more than by chance",
  plainErrors[.carry] < 3 * byChance[.carry])
/*:
 Were just any digit wrong, {{carry_chance}}% of the errors would look like that.
 Of the best model's, {{carry_errors}}% do, and {{last_digit}}% are off by less
 than ten. It knows how to add digits; what it mostly gets wrong is *whether
 there was a carry*. It has to know that before it has written the digits that
 the carry comes from, since it writes from left to right, and children add from
 right to left (exercise 6).

 Are sums that carry harder, then? To compare like with like we ask for sums of
 three digits and three, 2,000 new ones:
*/
//#-hidden-code
let long = try longSums(2_000, unlike: lessons, seed: options.seed)
let plainByCarries = rightByCarries(
  try answers(adders[0].model, to: long), to: long)
let bestByCarries = rightByCarries(try answers(best, to: long), to: long)
let invented = inventedCarries(given, to: held)
//#-end-hidden-code
place(carriesFigure(plain: plainByCarries, best: bestByCarries))
name("invented", invented, decimals: 0)
name("carries_0", bestByCarries[0], decimals: 0)
name("carries_1", bestByCarries[1], decimals: 0)
name("carries_2", bestByCarries[2], decimals: 0)
name("carries_3", bestByCarries[3], decimals: 0)
claim(
  "at one length, sums that carry are about as easy for it as those that don't",
  bestByCarries.max()! - bestByCarries.min()! < 15)
claim(
  "all of these are harder than the mean of all sums",
  bestByCarries.max()! < matches[3] - 5)
claim(
  "carries are dropped and invented, a quarter of the time or more each",
  invented > 25 && invented < 75)
/*:
 They are not. (All of these are harder than the mean of all sums, for they are
 the longest. Had we mixed lengths, carries would have looked guilty: long sums
 have more of them.) Of the sums without a carry the best model gets
 {{carries_0}}% right, of those with one, two and three {{carries_1}}%,
 {{carries_2}}% and {{carries_3}}%. So it isn't the carrying that is hard but
 knowing *whether* to, and a carry that isn't there is as hard to tell as one
 that is: {{invented}}% of its carry errors are invented ones.

 **The gap of teacher forcing.** In training the model always reads right
 digits; when it answers, its own. How much worse is it once it has erred?
*/
//#-hidden-code
let gap = try ForcingGap(of: adders[0].model, on: held)
//#-end-hidden-code
place(gap.table)
claim(
  "at the first place there is no difference; after it, right signs help",
  gap.forced[0] == gap.free[0] && gap.afterFirst > 3)
claim(
  "the very same answers are right as a whole",
  gap.isForcedRight == gap.isFreeRight)
/*:
 The first place has nothing before it, so there both are the same; place 5 is
 the end sign of four-digit answers. In between, a model that has erred goes on
 from a text of a kind that it never saw in training. (Not all of the gap is
 bewilderment: right digits also tell what the carry was.) But an
 answer that is right to the end is so either way: up to the first error the
 model has read the same signs. So where all must be right, teacher forcing
 costs nothing *after* training. In long texts, where one error shouldn't spoil
 the rest, it does, and there some mix in training: sometimes the right word,
 sometimes the model's own (*scheduled sampling*, Bengio et al. 2015).

 ## 7.11 What crosses over

 An LSTM has two states, and both cross: $h$, what it shows, and $c$, what it
 keeps. What if one is taken away when the model answers? For that we answer
 step by step, from whatever has crossed:
*/
/// The likeliest answers, sign by sign, from what the encoder hands over.
func answers(_ model: Seq2Seq, from encoded: Encoded) -> [[Int]] {
  var state = encoded.state
  var latest = [Int](repeating: model.end, count: held.count)
  var answers = [[Int]](repeating: [], count: held.count)
  for _ in 0..<5 {
    let scores = model.decoder.forward(
      latest.map { [$0] }, of: encoded, state: &state, mode: .inference)
    latest = scores.argmax()
    for (row, id) in latest.enumerated() { answers[row].append(id) }
  }
  return answers.map { Array($0.prefix { $0 != model.end }) }
}
/*:
 and change what crosses, here of the model that reads reversed:
*/
let reversedModel = adders[1].model
/// The share of right answers when something of what crosses is changed.
func matches(_ change: (inout Encoded) -> Void) -> Float {
  var encoded = reversedModel.encode(held.questions)
  change(&encoded)
  let answers = answers(reversedModel, from: encoded)
  let right = zip(answers, held.answers).count { $0 == $1 }
  return 100 * Float(right) / Float(held.count)
}
let crossings: [(String, Float)] = [
  ("h and c", matches { _ in }),
  ("h only", matches { $0.state[1] = $0.state[1] * 0 }),
  ("c only", matches { $0.state[0] = $0.state[0] * 0 }),
]
place(crossingsTable(crossings))
claim(
  "without c a trained model is lost, and without h it knows far less",
  crossings[1].1 < crossings[0].1 / 4 && crossings[2].1 < crossings[0].1 / 1.5)
/*:
 This model relies on both, and far more on the cell. But it was trained
 with both. What if there had never been more than $h$? An LSTM for that keeps
 its cell to itself, forward and backward:
*/
/// An LSTM that hands over its output alone.
final class WithoutCell: Recurrent {
  //#-hidden-code
  let lstm: LSTM
  init(_ lstm: LSTM) { self.lstm = lstm }
  //#-end-hidden-code
  var state: [Tensor] {
    get { lstm.state.enumerated().map { $0 == 0 ? $1 : $1 * 0 } }
    set { lstm.state = newValue }
  }
  func backward(_ dy: Tensor, dState: [Tensor]) -> Tensor {
    lstm.backward(dy, dState: [dState[0], dState[1] * 0])
  }
}
//#-hidden-code
func withBlanks() -> Pairs { filledUp(pairs) }
//#-end-hidden-code
/*:
 The textbook of section 7.12 does without $c$, and two more things are simpler
 there: embeddings begin a hundred times smaller, and all sums are filled up with
 blanks, which the network has to read. So let us take each of these from the
 reversed model, and then all three, again with three seeds:
*/
record("apart") {
  let (blank, data) = (withBlanks(), pairs)
  let trials: [(name: String, make: Maker, pairs: Pairs)] = [
    ("reversed", maker(), data),
    ("h alone crosses", maker(hasCell: false), data),
    ("embeddings begin at 0.01", maker(embeddings: 0.01), data),
    ("blanks, no mask", maker(), blank),
    ("all three", maker(hasCell: false, embeddings: 0.01), blank),
  ]
  let rows = try trials.map { trial in
    try [1, 2, 3].map { seed in
      try adder(variants[1], seed: seed, on: trial.pairs, make: trial.make)
        .matches.last!
    }
  }
  //#-hidden-code
  let means = means(rows)
  //#-end-hidden-code
  place(seedsTable(trials.map(\.name), rows))
  name("worth_c", means[0] - means[1], decimals: 0)
  name("worth_large", means[0] - means[2], decimals: 0)
  name("worth_mask", means[0] - means[3], decimals: 0)
  name("worth_all", means[0] - means[4], decimals: 0)
  claim(
    "with every seed, the model is far better if c crosses too, and if padding is masked",
    (0..<3).allSatisfy { rows[0][$0] > max(rows[1][$0], rows[3][$0]) + 15 })
}
/*:
 A reversed model that never had more than $h$ to hand over is {{worth_c}} points
 worse. (For $h$ is only what the output gate lets through; and the gradient's
 road along $c$ ends at the border.)

 And the mask? Let the encoder read on through the padding, as it would if
 nobody told it the lengths. (The filler is id 0, here `{{filler}}`, a sign like
 any other.)
*/
let longest = held.questions.map(\.count).max()!
let unmasked = matches { encoded in
  let rows = held.questions.map { question in
    Array(question.reversed())
      + Array(repeating: 0, count: longest - question.count)
  }
  let encoder = reversedModel.encoder
  encoder.resetState()
  _ = encoder.forward(reversedModel.embedding.forward(rows), mode: .inference)
  encoded.state = encoder.state
  encoder.resetState()
}
name("filler", pairs.source.word(0))
name("unmasked", unmasked, decimals: 0)
name("masked", crossings[0].1, decimals: 0)
claim("without the mask, most answers are wrong", unmasked < crossings[0].1 / 2)
/*:
 {{masked}}% become {{unmasked}}%. A nasty mistake to make: nothing crashes, and
 with a batch of one everything is right. With the mask a question doesn't
 notice what it shares its batch with:
*/
let together = reversedModel.encode(held.questions).state
claim(
  "with it, each of the questions is the same to the last bit alone and in a batch",
  held.questions.indices.allSatisfy { row in
    let alone = reversedModel.encode([held.questions[row]]).state
    return zip(alone, together).allSatisfy { $0.row(0) == $1.row(row) }
  })
/*:
 One can do without masks, as the textbook of the next section does: fill up all
 data with blanks, in training too, and let the network *learn* that blanks say
 nothing. That is work for the network: in the table above it costs
 {{worth_mask}} points.

 ## 7.12 A textbook's sums, recorded

 The same task in a well-known textbook (Saito 2018, chapter 7): 50,000 sums, a
 tenth of them held out, 128 units, 25 epochs. Its own program, run with its own
 settings, reaches 10.4% plain, 42.8% reversed and 97.8% reversed and peeky.
 Here are the same data and settings (Adam at 0.001, clipping at 5, batches
 of 128) with this book's model:
*/
record("textbook") {
  //#-hidden-code
  let texts = try textbookSums()
  //#-end-hidden-code
  var random = Random(seed: options.seed, stream: "textbook")
  let all = Pairs(texts).shuffled(&random)
  let (training, test) = all.split(at: all.count - all.count / 10)
  var reached: [Float] = []
  for variant in variants where variant.name != "peeky" {
    var settings = Seq2Seq.Settings()
    settings.isReversing = variant.isReversing
    settings.look = variant.isPeeky ? .peeky : .plain
    let model = Seq2Seq(
      all.source, all.target, settings, random: random.stream("model"))
    let trainer = Trainer(
      model, optimizer: Adam(rate: 0.001), batchSize: 128, random: random)
    trainer.clipping = .norm(5)
    try trainer.train(on: training, epochs: 25)
    reached.append(100 * (try model.exactMatch(on: test)))
  }
  name("textbook_plain", reached[0], decimals: 1)
  name("textbook_reversed", reached[1], decimals: 1)
  name("textbook_both", reached[2], decimals: 1)
  claim("plain at or above 10.4%", reached[0] >= 10.4)
  claim("reversed at or above 42.8%", reached[1] >= 42.8)
  claim("reversed and peeky at or above 97.8%", reached[2] >= 97.8)
}
/*:
 Plain {{textbook_plain}}%, reversed {{textbook_reversed}}%, reversed and peeky
 {{textbook_both}}%. (A split of our own, since the textbook's order comes from
 another random generator.) Where does so large a difference come from? Three
 things aren't as there: the textbook passes on only $h$, it begins with
 embeddings a hundred times smaller, and it fills up with blanks where we mask.
 The table of section 7.11 takes them apart, in small: the missing $c$ and the
 blanks each cost a lot, all three together ({{worth_all}} points) hardly more
 than $c$ alone. What the embeddings do can't be told: {{worth_large}} points in
 the mean, but one seed of the three loses half and another gains. And how it
 would be with 128 units and 25 epochs, the table doesn't show.

 ## 7.13 A taste of translation, recorded

 Now real input: short sentences that people have translated for Tatoeba, from
 English into French, those of at most four words. The tokens are words and
 marks, and each side knows its 3,000 most frequent ones:
*/
/// English sentences of at most four words, each once, and a translation.
func shortSentences() throws -> Pairs {
  var seen: Set<String> = []
  let texts = try DataFile.frenchPairs.text().split(separator: "\n")
    .compactMap { line -> (question: String, answer: String)? in
      let sides = line.split(separator: "\t").map(String.init)
      let isShort = sides[0].split(separator: " ").count <= 4
      let isNew = isShort && seen.insert(sides[0]).inserted
      return isNew ? (sides[0], sides[1]) : nil
    }
  return Pairs(texts, tokenizer: .words, limit: 3000)
}
/*:
 Questions are reversed, the decoder peeks, and three of the six ways decode
 (with $\alpha = 0.6$ for the beam). The baseline is that of section 7.7: look up
 the known sentence that has most words at the same places, and give its
 translation.
*/
record("translation") {
  var random = Random(seed: options.seed, stream: "translation")
  let all = try shortSentences().shuffled(&random)
  let (training, test) = all.split(at: all.count - 1000)
  var settings = Seq2Seq.Settings()
  (settings.embeddingSize, settings.size) = (64, 128)
  (settings.isReversing, settings.look) = (true, .peeky)
  let model = Seq2Seq(
    all.source, all.target, settings, random: random.stream("model"))
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.003), batchSize: 64, random: random)
  (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
  try trainer.train(on: training, epochs: 6)
  //#-hidden-code
  let trial = try TranslationTrial(
    of: model, on: test, known: training, random: random)
  let scores = trial.scores
  //#-end-hidden-code
  place(trial.table)
  place(trial.examples)
  name("translation_count", training.count)
  name("translation_copied", scores[0], decimals: 1)
  name("translation_greedy", scores[1], decimals: 1)
  name("translation_beam", scores[2], decimals: 1)
  claim(
    "the beam is better than greedy, and greedy than looking up and than sampling",
    scores[2] > scores[1] + 1 && scores[1] > max(scores[0], scores[3]) + 3)
}
/*:
 **BLEU** (Papineni et al. 2002) is the share of a translation's words, pairs,
 threes and fours that the reference has too, as a geometric mean, times a
 penalty if it is too short. Sentences that look alike do mean something alike,
 unlike sums, so looking up among the {{translation_count}} known ones gets
 {{translation_copied}}%. The network gets {{translation_greedy}}% greedily and
 {{translation_beam}}% with a beam: where there is something to be right about,
 to search for the likeliest text is no mistake. Read the examples, which are the
 beam's: some beginnings are right, the rest often isn't, and where the English
 word is `<unk>` the French one is a guess. Sentences so short leave room in the
 state; a longer one has to go through the same 256 numbers, $h$ and $c$
 (exercise 8). Chapter 8 begins with that.

 ## 7.14 A newspaper, recorded

 Back to writing: the Penn Treebank of chapter 5, and two models of it. Both
 learn from twenty streams side by side, as in chapter 6:
*/
/// A language model that has read the newspaper.
func newspaperModel(
  _ corpus: Corpus, epochs: Int,
  _ change: (inout RecurrentLanguageModel.Settings) -> Void = { _ in }
) throws -> RecurrentLanguageModel {
  var settings = RecurrentLanguageModel.Settings()
  change(&settings)
  let random = Random(seed: options.seed, stream: "ptb")
  let model = RecurrentLanguageModel(
    corpus.vocabulary, settings, random: random)
  let trainer = Trainer(
    model, optimizer: SGD(rate: 20), batchSize: 1, random: random)
  (trainer.isShuffling, trainer.clipping) = (false, .norm(0.25))
  trainer.schedule = .linear()
  try trainer.train(
    on: try ParallelStreams(corpus.training, streams: 20, steps: 35),
    epochs: epochs)
  return model
}
/*:
 and each writes twenty texts of 200 words, from the nucleus of 0.9:
*/
func news(
  _ model: RecurrentLanguageModel, skipping: [String] = [Vocabulary.unknown]
) throws -> [Int] {
  var random = Random(seed: options.seed, stream: "news")
  return try Decoding.sampling(nucleus: 0.9).write(
    with: model.writer(rows: 20),
    after: [model.vocabulary[Tokenizer.endOfSentence]!], limit: 200,
    skipping: Set(skipping.map { model.vocabulary[$0]! }), random: &random
  ).flatMap(\.ids)
}
/*:
 The small model reads all once; the better one is larger, has tied weights and
 reads it twice. `<unk>` is skipped and once, for comparison, it isn't:
*/
record("ptb") {
  let corpus = try Corpus.load("ptb")
  let small = try newspaperModel(corpus, epochs: 1)
  let better = try newspaperModel(corpus, epochs: 2) {
    ($0.embeddingSize, $0.size) = (180, 180)
    ($0.isTied, $0.dropout) = (true, 0.1)
  }
  let texts = [
    try news(small), try news(better), try news(better, skipping: []),
    Array(corpus.test.prefix(4000)),
  ]
  //#-hidden-code
  let smallPerplexity = small.perplexity(on: corpus.test)
  let betterPerplexity = better.perplexity(on: corpus.test)
  let measures = newsMeasures(texts, against: corpus)
  let (smallNews, betterNews) = (measures[0], measures[1])
  let realNews = measures[3]
  //#-end-hidden-code
  place(newsTable(measures, small: smallPerplexity, better: betterPerplexity))
  place(excerpt("small", texts[0], in: corpus.vocabulary))
  place(excerpt("better", texts[1], in: corpus.vocabulary))
  name("ptb_small", smallPerplexity, decimals: 0)
  name("ptb_better", betterPerplexity, decimals: 0)
  name("ptb_run", betterNews.longestRun)
  name("news_run", realNews.longestRun)
  name("small_copied", smallNews.copiedFives, decimals: 1)
  name("better_copied", betterNews.copiedFives, decimals: 1)
  name("news_copied", realNews.copiedFives, decimals: 1)
  claim(
    "the better model has a perplexity lower by a fifth at least",
    betterPerplexity < 0.8 * smallPerplexity)
  claim(
    "it copies twice as many 5-grams as the small one at least, and no more than real news does, give or take 4 points",
    betterNews.copiedFives > 2 * smallNews.copiedFives
      && betterNews.copiedFives < realNews.copiedFives + 4)
}
/*:
 The small model has a perplexity of {{ptb_small}}, the better one
 of {{ptb_better}}. And the better one *copies more*: {{small_copied}}% of the small
 one's 5-grams stand in the training text, {{better_copied}}% of the better
 one's, and once {{ptb_run}} words in a row. Is that learning by heart? Of a real
 new text it is {{news_copied}}%, and {{news_run}} words in a row. (The news has
 `<unk>`, too; the table's third row, where the model may write it, is the
 fairest to compare.) Newspapers repeat themselves, and a model that learns to
 write like one learns what they repeat. It is as in section 7.4: copying is to
 be measured against a fresh text, not against nothing.

 ## 7.15 A tool

 Any language model that was saved can write, streaming, on the command line:

 ```
 swift run lstm --train notes.txt --model notes.model
 swift run generation --model notes.model --prompt "on monday" --nucleus 0.9
 swift run generation --model notes.model --prompt "on monday" --beam 5 --until .
 ```

 `--greedy`, `--temperature`, `--top`, `--nucleus` and `--beam` are this
 chapter's six ways; `--seed` draws anew, `--length` sets the limit, and `<unk>`
 is skipped unless `--unknown` allows it. The model's file knows how its text was
 cut into tokens.

 ## Summary

 - To write is to choose the next word, again and again. An end sign says where
   to begin and where to end.
 - The likeliest next word leads into circles, the likeliest text is hardly one.
   Draw, and cut off the tail.
 - Measure a text's likelihood, its repetition, its copying and, where a grammar
   tells, its errors; and compare them with those of a fresh text by the same
   author, not with zero.
 - A small step in perplexity can be a large one in sentences: a sentence needs
   all its words right.
 - An encoder's last state is all a plain decoder gets: h and, of an LSTM, above
   all c.
 - Teacher forcing makes training one pass. Its price is that the model never
   reads its own errors, and after one it is on ground it has never seen.
 - Pad, and mask what you have padded, or it will be read.
 - Reversing and peeking shorten the way from a digit to its use.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | the same sentence, again and again | greedy, or a temperature far below 1 |
 | every tenth word is absurd | nothing cuts the tail: a nucleus of 0.9 |
 | answers end a little too soon | a beam without length normalization |
 | texts never end | no end sign in the training text, or it is skipped |
 | the same text in each row | one random stream is used for all, from its start |
 | good in batches of one, bad in large ones | padding that is read; give the lengths |
 | the loss is low, the answers are bad | the decoder sees its target: inputs must lag one step |
 | 90% by token, 20% exact | one wrong sign spoils an answer; look at exact matches |
 | a translation model that only knows half | only h crosses, and c stays behind |

 ## Exercises

 1. In section 7.3, give `nucleus` 0.5 and 0.99. Where do they stand between
    greedy and sampling?
 2. Which words are in the wrong sentences' first wrong place? Count by part of
    speech: is it agreement, or is it facts?
 3. Write a decoding that forbids every 4-gram the text has had (Paulus, Xiong
    and Socher 2018). What does it do to greedy texts, and to the right
    sentences?
 4. Train the LSTM with a forget bias of 3. Do its stories keep the hero's gender
    longer?
 5. Do sums of numbers up to 9999. How many sums does the best model need?
 6. Let the *answers* be reversed, last digit first. Why is this so much easier?
 7. In 7.11, hand over only $c$ and train so. What becomes of the answers?
 8. Train a model to reverse a word, and plot its accuracy over the word's
    length. Where does the vector run full?

 ## References

 - R. Williams, D. Zipser. *A learning algorithm for continually running fully
   recurrent neural networks.* Neural Computation 1, 1989.
 - U. Manber, G. Myers. *Suffix arrays: a new method for on-line string
   searches.* SIAM Journal on Computing 22, 1993.
 - K. Papineni, S. Roukos, T. Ward, W. Zhu. *BLEU: a method for automatic
   evaluation of machine translation.* ACL 2002.
 - I. Sutskever, O. Vinyals, Q. Le. *Sequence to sequence learning with neural
   networks.* NIPS 2014.
 - K. Cho et al. *Learning phrase representations using RNN encoder–decoder for
   statistical machine translation.* EMNLP 2014.
 - W. Zaremba, I. Sutskever. *Learning to execute.* arXiv:1410.4615, 2014.
 - S. Bengio, O. Vinyals, N. Jaitly, N. Shazeer. *Scheduled sampling for
   sequence prediction with recurrent neural networks.* NIPS 2015.
 - Y. Wu et al. *Google's neural machine translation system.* arXiv:1609.08144,
   2016.
 - A. Vaswani et al. *Attention is all you need.* NIPS 2017.
 - A. Fan, M. Lewis, Y. Dauphin. *Hierarchical neural story generation.* ACL
   2018.
 - R. Paulus, C. Xiong, R. Socher. *A deep reinforced model for abstractive
   summarization.* ICLR 2018.
 - K. Saito. *Deep Learning from Scratch 2* (in Japanese). O'Reilly Japan, 2018.
 - F. Stahlberg, B. Byrne. *On NMT search errors and model errors: cat got your
   tongue?* EMNLP 2019.
 - A. Holtzman, J. Buys, L. Du, M. Forbes, Y. Choi. *The curious case of neural
   text degeneration.* ICLR 2020.
 - S. Welleck et al. *Neural text generation with unlikelihood training.* ICLR
   2020.
*/
weaveChapter()
