//#-hidden-code
import Language
import Literate
import Networks
import Tensors

let options = beginChapter(extra: Writing.options)
Threads.count = options.threads
input(try Writing.run(options))
//#-end-hidden-code
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
let training = harbor.text(words: options.quick ? 100_000 : 600_000).stories
let test = harbor.text(words: 20_000, stream: "test").stories
let vocabulary = Vocabulary(
  of: marked(training), withUnknown: false)
let ids = try vocabulary.ids(of: marked(training))
let testIds = try vocabulary.ids(of: marked(test))
let endId = vocabulary[end]!
/// A language model of the first `words` words of the stories, read once.
func reader(
  _ cell: RecurrentLanguageModel.Cell = .lstm, size: Int = 96,
  words: Int? = nil
) throws -> RecurrentLanguageModel {
  var settings = RecurrentLanguageModel.Settings()
  (settings.cell, settings.embeddingSize, settings.size) = (cell, 64, size)
  let random = Random(seed: options.seed, stream: "model")
  let model = RecurrentLanguageModel(vocabulary, settings, random: random)
  model.embedding.weight.value *= 5
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.01), batchSize: 1, random: random)
  (trainer.isShuffling, trainer.clipping) = (false, .norm(1))
  trainer.schedule = .linear()
  let read = Array(ids.prefix(words ?? ids.count))
  try trainer.train(
    on: try ParallelStreams(read, streams: 5, steps: 50), epochs: 1)
  return model
}
//#-end-hidden-code
let model = try reader()
var random = Random(seed: options.seed, stream: "story")
var story = [endId]
repeat {
  let p = model.nextWord(after: story)
  story.append(random.index(weights: p.values))
} while story.last != endId && story.count < 300
//#-hidden-code
/// Words as a text, `width` characters a line.
func text(_ ids: [Int], width: Int = 76) -> String {
  var joiner = TokenJoiner(.words)
  let text = ids.filter { $0 != endId }.map {
    joiner.next(vocabulary.word($0))
  }.joined()
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let line = lines.last, line.count + word.count < width {
      lines[lines.count - 1] = line + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines.joined(separator: "\n")
}
show(text(story))
//#-end-hidden-code
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
let place = try next(after: "tom was a pirate from italy . he")
//#-hidden-code
/// p^(1/T), normalized.
func tempered(_ temperature: Float) -> [Float] {
  softmax(Tensor(place.map { log($0.p) / temperature })).values
}
show(
  BarChart(
    categories: place.prefix(8).map(\.word), category: "the next word",
    value: Axis("probability, %"),
    bars: [Float(0.5), 1, 2].map { temperature in
      Bars(
        "T = \(format(temperature))",
        tempered(temperature).prefix(8).map { 100 * $0 })
    }, showsValues: false, height: 300),
  "07-temperature-bars",
  caption:
    "What may come after “he”: low temperatures favor the likely, high ones make all more equal.",
  alternative:
    "Three sets of falling bars; those for T = 0.5 fall steeply, those for T = 2 are nearly level"
)
/// How many words there are that together have nine tenths.
func nucleusSize(_ words: [(word: String, p: Float)]) -> Int {
  var (sum, count) = (Float(0), 0)
  while sum < 0.9 { (sum, count) = (sum + words[count].p, count + 1) }
  return count
}
let places = [
  "tom was", "tom was a", "tom was a pirate from italy . he",
  "tom was a pirate from italy . this dog belongs",
  "tom was a pirate from italy . the dogs that the pirate",
]
let nuclei = try places.map { nucleusSize(try next(after: $0)) }
//#-end-hidden-code
/*:
 - **Greedy.** Take the likeliest word, always. No chance is involved.
 - **Sampling.** Draw each word with the probability that it has. The texts are
   then as the model believes texts to be; with all its errors, too.
 - **Temperature.** Divide the scores by $T$ before the softmax, $p_i \propto
   e^{s_i / T}$, which is the same as $p_i^{1/T}$ normalized. As $T \to 0$ it
   becomes greedy, as $T \to \infty$ all words become equal.
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
show(
  Table(
    columns: ["after", "words in the nucleus of 0.9"],
    rows: zip(places, nuclei).map { ["*\($0)* …", $1] }))
//#-end-hidden-code
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
 One more thing a decoder may do: **skip**. Words such as `<unk>`, which stands
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
 and end with a full stop.) Then four measures. **Likelihood**, as the
 perplexity that the model itself gives to what was written: low means that it
 followed its own opinion closely. **Repetition**, the share of 4-grams that the
 same text had before (Welleck et al. 2020). **Copying**, the share of 8-grams
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
struct Measures {
  var words, perplexity, repeated, copied, right, ended: Float

  init(_ texts: [Written]) {
    let count = Float(texts.count)
    let tokens = texts.map(\.count).reduce(0, +)
    let log = texts.map(\.logProbability).reduce(0, +) / Double(tokens)
    words = Float(texts.map(\.ids.count).reduce(0, +)) / count
    perplexity = Tensors.exp(Float(-log))
    repeated = 100 * texts.map { repetition(in: $0.ids) }.reduce(0, +) / count
    // As shares of all 8-grams, so that long texts count for more.
    let runs = texts.map { copying.runs(in: $0.ids) }
    let eights = texts.map { max($0.ids.count - 7, 0) }.reduce(0, +)
    let copies = runs.map { $0.count { $0 >= 8 } }.reduce(0, +)
    copied = 100 * Float(copies) / Float(max(eights, 1))
    right = 100 * rightSentences(texts)
    ended = 100 * Float(texts.count { $0.isEnded }) / count
  }

  var row: [Any] {
    [
      format(perplexity, decimals: 2), format(repeated, decimals: 1),
      format(copied, decimals: 1), format(right, decimals: 1),
      format(words, decimals: 0), format(ended, decimals: 0),
    ]
  }

  static let columns = [
    "perplexity", "repeated 4-grams, %", "copied 8-grams, %",
    "right sentences, %", "words", "ended, %",
  ]
}
/// What the grammar itself made of the openings.
let real = try test.prefix(openings.count).enumerated().map { index, story in
  let words = story.sentences.dropFirst().flatMap(\.words)
  let ids = try vocabulary.ids(of: words)
  let logs = model.logProbabilities(
    of: ids + [endId], after: openings[index])
  return Written(
    ids: ids, logProbability: logs.reduce(0.0) { $0 + Double($1) },
    isEnded: true)
}
let truth = Measures(real)
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
let measured = written.map(Measures.init)
show(
  Table(
    columns: [""] + Measures.columns,
    rows: zip(ways, measured).map { [$0.name] + $1.row }
      + [["the grammar itself"] + truth.row],
    caption:
      "Six ways to choose, on one model, after the same beginnings; words is the mean length."
  ))
for (way, texts) in zip(ways, written) {
  show("\(way.name): …", text(Array(texts[0].ids.prefix(28)), width: 84))
}
name("greedy_repeated", measured[0].repeated, decimals: 0)
name("sampling_wrong", 100 - measured[1].right, decimals: 0)
name("nucleus_wrong", 100 - measured[4].right, decimals: 0)
name("truth_copied", truth.copied, decimals: 0)
name("sampling_copied", measured[1].copied, decimals: 0)
name("beam_words", measured[5].words, decimals: 0)
name("truth_words", truth.words, decimals: 0)
//#-end-hidden-code
claim(
  "greedy texts are nearly all repetition, and don't end",
  measured[0].repeated > 80 && measured[0].ended < 20)
claim(
  "sampling repeats as little as the grammar itself, but slips most often",
  abs(measured[1].repeated - truth.repeated) < 2
    && measured[1].right < measured[4].right - 3)
claim(
  "a nucleus writes more right sentences and hardly repeats more",
  measured[4].right > measured[1].right + 4
    && measured[4].repeated < truth.repeated + 3)
claim(
  "the beam's texts are right, and far too short",
  measured[5].right > 80 && measured[5].words < truth.words / 4)
/*:
 Read the last row first, for it is what the others should look like.
 **Greedy** decoding finds a sentence it likes and stays in it:
 {{greedy_repeated}}% of its 4-grams are repeats, and nothing is left to chance
 that could lead it out. **Sampling** has the right variety and the right
 length, for the model has learned both; but {{sampling_wrong}}% of its
 sentences have an error. Where do they come from? At each place some
 probability goes to words that can't stand there, and over a sentence it adds
 up.
 **Cutting the tail** heals most of that: with the nucleus, {{nucleus_wrong}}%
 are wrong.

 **Beam search** keeps its promise: it finds texts of high probability. It is
 the promise that is strange: {{beam_words}} words where the grammar takes
 {{truth_words}}. Section 7.5 looks into it.

 And the temperature is a knob between two ways to fail:
*/
let temperatures: [Float] = [0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1, 1.2, 1.5]
let byTemperature = try temperatures.map {
  Measures(try texts(.sampling(temperature: $0)))
}
//#-hidden-code
show(
  LineChart(
    x: Axis("temperature"), y: Axis("%", range: 0...100),
    series: [
      Series(
        "right sentences", x: temperatures, y: byTemperature.map(\.right),
        marker: .circle),
      Series(
        "repeated 4-grams", x: temperatures,
        y: byTemperature.map(\.repeated), marker: .square),
      Series(
        "copied 8-grams", x: temperatures, y: byTemperature.map(\.copied),
        marker: .triangle),
    ],
    references: [.horizontal(truth.copied, "copied by the grammar itself")],
    height: 320),
  "07-temperature",
  caption:
    "Cold, the model repeats itself; hot, it makes mistakes. In between both are few.",
  alternative:
    "Over the temperature, right sentences are near 100 percent and fall beyond 0.7; repeated and copied n-grams fall from the left"
)
let hottest = byTemperature.last!
name("hot_right", hottest.right, decimals: 0)
//#-end-hidden-code
claim(
  "from 0.1 to 0.5 repetition falls by more than half, from 0.5 to 1.5 right sentences by more than a third",
  byTemperature[0].repeated > 2 * byTemperature[3].repeated
    && byTemperature[3].right > 1.5 * hottest.right)
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
//#-hidden-code
name("story_words", story.count - 2)
name("story_run", longestRun)
//#-end-hidden-code
claim(
  "the model copies no more than new stories from the grammar do, give or take 8 points",
  measured[1].copied < truth.copied + 8)
claim(
  "no half of the story that began this chapter is copied in one piece",
  longestRun < story.count / 2)
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
func mean(_ values: [Double]) -> Float {
  Float(values.reduce(0, +) / Double(values.count))
}
let logs = found.map { mean($0.map(\.logProbability)) }
let lengths = found.map { mean($0.map { Double($0.ids.count) }) }
let drawn = mean(written[1].map(\.logProbability))
show(
  Table(
    columns: ["beam", "mean log P", "mean length", "ended, %"],
    rows: widths.indices.map {
      [
        widths[$0], logs[$0], lengths[$0],
        100 * Float(found[$0].count { $0.isEnded }) / Float(asked.count),
      ]
    }, decimals: 1,
    caption: "What beams of several widths find; a beam of 1 is greedy."))
show("The beam of 10: … \(text(found[3][0].ids))")
name("beam_log", logs[3], decimals: 1)
name("drawn_log", drawn, decimals: 0)
//#-end-hidden-code
claim(
  "the widest beam finds likelier texts than greedy decoding, and far shorter ones",
  logs[3] > logs[0] + 1 && lengths[3] < lengths[0] / 2)
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
name("search_width", proven.map(\.width).max()!)
//#-end-hidden-code
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
//#-hidden-code
show(
  Table(
    columns: ["mean score with"] + alphas.map { "α = \(format($0))" },
    rows: zip(["the beam of 10", "sampling"], scored).map { [$0] + $1 },
    decimals: 1))
//#-end-hidden-code
claim(
  "with each of these α the short texts score far higher than the sampled ones",
  zip(scored[0], scored[1]).allSatisfy { $0 > $1 / 2 })
/*:
 The larger $\alpha$, the closer they come, but even with $\alpha = 1$ the short
 ones win.

 ## 7.6 A better model, a better text

 Does perplexity tell how well a model writes? Let seven models draw as they are,
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
typealias Author = (
  name: String, model: any LanguageModel, writer: (_ rows: Int) -> any Writer
)
func counted(_ order: Int) throws -> Author {
  let grams = try KneserNey(vocabulary, order: order, of: ids)
  return ("\(order)-grams", grams, { Rereader(grams, rows: $0) })
}
func learned(_ name: String, _ model: RecurrentLanguageModel) -> Author {
  (name, model, { model.writer(rows: $0) })
}
let plainRNN = try reader(.rnn, size: 128)
let authors: [Author] = [
  try counted(2), try counted(3), try counted(5),
  learned("LSTM, 60,000 words", try reader(words: 60_000)),
  learned("LSTM, 180,000 words", try reader(words: 180_000)),
  learned("RNN", plainRNN), learned("LSTM", model),
]
let perplexities = authors.map { $0.model.perplexity(on: testIds) }
let authored = try authors.map {
  Measures(try texts(.sampling(), by: $0.writer))
}
show(
  Table(
    columns: [
      "model", "test perplexity", "right sentences, %", "copied 8-grams, %",
    ],
    rows: authors.indices.map {
      [
        authors[$0].name, format(perplexities[$0], decimals: 2),
        format(authored[$0].right, decimals: 0),
        format(authored[$0].copied, decimals: 0),
      ]
    }))
name("grams_perplexity", perplexities[2], decimals: 2)
name("lstm_perplexity", perplexities[6], decimals: 2)
name("grams_right", authored[2].right, decimals: 0)
name("lstm_right", authored[6].right, decimals: 0)
name("half_perplexity", perplexities[4], decimals: 2)
name("half_right", authored[4].right, decimals: 0)
//#-end-hidden-code
claim(
  "of n-grams as of LSTMs, lower perplexity goes with more right sentences",
  authored[0].right < authored[1].right && authored[1].right < authored[2].right
    && authored[3].right < authored[4].right
    && authored[4].right < authored[6].right)
claim(
  "the LSTM's perplexity is a fifth lower than the 5-grams' at most, and its sentences are right a quarter more often at least",
  perplexities[6] > 0.8 * perplexities[2]
    && authored[6].right > 1.25 * authored[2].right)
claim(
  "between kinds it needn't: the half-taught LSTM has the lower perplexity and no more right sentences than the 5-grams, give or take 5 points",
  perplexities[4] < perplexities[2]
    && authored[4].right < authored[2].right + 5)
/*:
 Among models of one kind, yes. But a small step can be a large one: from the
 5-grams to the LSTM the perplexity falls from {{grams_perplexity}} to
 {{lstm_perplexity}}, which doesn't look like much; the share of right sentences
 rises from {{grams_right}}% to {{lstm_right}}%. A perplexity is a mean over
 words, and most words are easy. A sentence is right only if *all* its words are.
 What is rare and decides weighs little in a mean; a text shows it.

 Between kinds the order may be another: the LSTM that has read 180,000 words has
 a lower perplexity than the 5-grams ({{half_perplexity}}), but no more of its
 sentences are right ({{half_right}}%). (And one training of each can't rank the
 RNN and the LSTM. What sets them apart are distances, as section 6.6 has shown.)

 ## 7.7 From a sequence to a sequence

 A model that goes on from any text also goes on from a question. Translate,
 answer, add: all of it is a conditional language model, $P(y \mid x) = \prod_t
 P(y_t \mid y_1 \dots y_{t-1}, x)$. One network reads $x$, the **encoder**;
 another writes $y$, the **decoder**; what the decoder begins with is the state
 in which the encoder has ended (Sutskever, Vinyals and Le 2014; Cho et al.
 2014).
*/
//#-hidden-code
let asks = ["1", "6", "+", "7", "5"]
let says = ["9", "1", "‹eos›"]
let reads = ["‹eos›", "9", "1"]
show(
  Diagram(
    nodes: asks.enumerated().flatMap { step, sign -> [Diagram.Node] in
      [
        .box("LSTM", at: (Double(step), 1), name: "e\(step)"),
        .text(sign, at: (Double(step), 2), name: "x\(step)"),
      ]
    }
      + (0..<3).flatMap { step -> [Diagram.Node] in
        let column = Double(step) + 5.5
        return [
          .box("LSTM", at: (column, 1), name: "d\(step)", color: .orange),
          .text(reads[step], at: (column, 2), name: "r\(step)"),
          .text(says[step], at: (column, 0), name: "y\(step)"),
        ]
      },
    arrows: (0..<5).map { .arrow("x\($0)", to: "e\($0)") }
      + (0..<4).map { .arrow("e\($0)", to: "e\($0 + 1)") }
      + [.arrow("e4", to: "d0", label: "h, c")]
      + (0..<2).map { .arrow("d\($0)", to: "d\($0 + 1)") }
      + (0..<3).flatMap { step -> [Diagram.Arrow] in
        [
          .arrow("r\(step)", to: "d\(step)"),
          .arrow("d\(step)", to: "y\(step)"),
        ]
      }, columnWidth: 84, rowHeight: 62),
  "07-seq2seq",
  caption:
    "16 + 75 = 91. The encoder (blue) reads; all that crosses over is its last state; the decoder (orange) begins with the end sign, and reads what it wrote itself.",
  alternative:
    "Five boxes in a row, each fed a character of 16+75, then an arrow labeled h, c to three boxes that output 9, 1 and the end sign"
)
//#-end-hidden-code
/*:
 The test bed is **addition** of two numbers up to 999, with characters as tokens
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
 **A baseline** first: learn nothing, look up the known question that has most
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
//#-hidden-code
name("baseline", baseline, decimals: 1)
//#-end-hidden-code
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

 so that it need not keep all of $z$ in mind ($e$ is the embedding, $[\ ;\ ]$
 puts side by side). All four combinations learn, with 64 units, from 20,000
 sums in 12 epochs:
*/
typealias Variant = (name: String, isReversing: Bool, isPeeky: Bool)
let variants: [Variant] = [
  ("plain", false, false), ("reversed", true, false), ("peeky", false, true),
  ("reversed and peeky", true, true),
]
//#-hidden-code
let epochs = options.quick ? 3 : 12
typealias Maker = (Pairs, Seq2Seq.Settings, Random) -> Seq2Seq
/// A model that has learned to add, and its exact matches by epoch, in percent.
func adder(
  _ variant: Variant, seed: UInt64 = options.seed, on pairs: Pairs = pairs,
  make: Maker = { Seq2Seq($0.source, $0.target, $1, random: $2) }
) throws -> (model: Seq2Seq, matches: [Float]) {
  var settings = Seq2Seq.Settings()
  settings.size = 64
  settings.isReversing = variant.isReversing
  settings.look = variant.isPeeky ? .peeky : .plain
  let random = Random(seed: seed, stream: "adder")
  let (lessons, held) = pairs.split(at: 20_000)
  let model = make(pairs, settings, random)
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.005), batchSize: 64, random: random)
  (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
  var matches: [Float] = []
  trainer.onEpoch = { _ in
    matches.append(100 * (try model.exactMatch(on: held)))
  }
  try trainer.train(on: lessons, epochs: epochs)
  return (model, matches)
}
//#-end-hidden-code
let adders = try variants.map { try adder($0) }
//#-hidden-code
let matches = adders.map { $0.matches.last! }
show(
  LineChart(
    x: Axis("epoch"), y: Axis("right answers, %", range: 0...100),
    series: zip(variants, adders).map { variant, adder in
      Series(
        variant.name, x: Array(1...epochs), y: adder.matches,
        marker: .circle)
    }, height: 320),
  "07-adders",
  caption:
    "Sums that the networks have never seen, answered right to the last digit.",
  alternative:
    "Four curves that rise over the epochs; plain stays lowest by far"
)
for (key, index) in [("plain", 0), ("reversed", 1), ("peeky", 2), ("both", 3)] {
  name("match_\(key)", matches[index], decimals: 0)
}
//#-end-hidden-code
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
  func mean(_ row: Int) -> Float { rows[row].reduce(0, +) / 3 }
  show(
    Table(
      columns: ["right answers, %"] + (1...3).map { "seed \($0)" } + ["mean"],
      rows: rows.indices.map { [variants[$0].name] + rows[$0] + [mean($0)] },
      decimals: 1))
  name("worth_reversing", mean(1) - mean(0), decimals: 0)
  name("worth_peeking", mean(2) - mean(0), decimals: 0)
  name("worth_both", mean(3) - mean(0), decimals: 0)
  //#-end-hidden-code
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
//#-hidden-code
let wrong = (0..<held.count).filter { given[$0] != held[$0].answer }
for index in wrong.prefix(5) {
  show("\(held[index].question) = \(held[index].answer), not \(given[index])")
}
//#-end-hidden-code
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
let kinds = [
  "a carry", "off by 1 to 9", "wrong length", "other",
]
func kind(_ question: String, _ answer: String, _ given: String) -> Int {
  guard let right = Int(answer), let number = Int(given) else { return 3 }
  if isCarryError(question, right: right, given: number) { return 0 }
  if abs(right - number) < 10 { return 1 }
  return answer.count == given.count ? 3 : 2
}
func shares(_ found: [Int]) -> [Float] {
  kinds.indices.map { kind in
    100 * Float(found.count { $0 == kind }) / Float(max(found.count, 1))
  }
}
func errors(_ given: [String]) -> [Int] {
  (0..<held.count).filter { given[$0] != held[$0].answer }.map {
    kind(held[$0].question, held[$0].answer, given[$0])
  }
}
/// The kinds of all errors that are one digit made another.
func chance() -> [Int] {
  (0..<held.count).flatMap { index -> [Int] in
    let (question, answer) = held[index]
    return answer.indices.flatMap { place in
      "0123456789".filter { $0 != answer[place] }.map { digit in
        var changed = answer
        changed.replaceSubrange(place...place, with: [digit])
        return kind(question, answer, changed)
      }
    }
  }
}
let plainGiven = try answers(adders[0].model, to: held)
let errorShares = [chance(), errors(plainGiven), errors(given)].map(shares)
show(
  Table(
    columns: [
      "errors, % of all", "any one digit changed", "plain",
      "reversed and peeky",
    ],
    rows: kinds.indices.map { kind in
      [kinds[kind]] + errorShares.map { $0[kind] }
    }, decimals: 0))
name("carry_errors", errorShares[2][0], decimals: 0)
name("carry_chance", errorShares[0][0], decimals: 0)
name("last_digit", errorShares[2][1], decimals: 0)
//#-end-hidden-code
claim(
  "carries are the best model's most frequent error, five times as many as by chance",
  errorShares[2][0] == errorShares[2].max()!
    && errorShares[2][0] > 5 * errorShares[0][0])
claim(
  "those of the plain model hardly more than by chance",
  errorShares[1][0] < 3 * errorShares[0][0])
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
let learned = Set((0..<lessons.count).map { lessons[$0].question })
var newSums = Random(seed: options.seed, stream: "three digits")
var sevens: [(question: String, answer: String)] = []
while sevens.count < 2000 {
  let a = 100 + newSums.integer(below: 900)
  let b = 100 + newSums.integer(below: 900)
  guard !learned.contains("\(a)+\(b)"), !learned.contains("\(b)+\(a)") else {
    continue
  }
  sevens.append(("\(a)+\(b)", "\(a + b)"))
}
let asked7 = try Pairs(sevens, like: pairs)
let given7 = try [adders[0].model, best].map { try answers($0, to: asked7) }
let byCarries = given7.map { given in
  (0...3).map { count -> Float in
    let asked = sevens.indices.filter { index in
      [10, 100, 1000].count { carries(sevens[index].question, into: $0) }
        == count
    }
    let right = asked.count { given[$0] == sevens[$0].answer }
    return 100 * Float(right) / Float(max(asked.count, 1))
  }
}
show(
  BarChart(
    categories: (0...3).map { "\($0)" }, category: "how often the sum carries",
    value: Axis("right answers, %", range: 0...100),
    bars: [
      Bars("plain", byCarries[0]), Bars("reversed and peeky", byCarries[1]),
    ], decimals: 0, height: 280),
  "07-carries",
  caption:
    "Right answers to sums of three digits and three, by how often they carry.",
  alternative: "Pairs of bars by the number of carries from none to three")
let invented = wrong.filter { index in
  let (right, number) = (Int(held[index].answer)!, Int(given[index]) ?? 0)
  return number > right
    && isCarryError(held[index].question, right: right, given: number)
}
let carryErrors = errors(given).count { $0 == 0 }
let inventedShare = 100 * Float(invented.count) / Float(max(carryErrors, 1))
name("invented", inventedShare, decimals: 0)
for count in 0...3 {
  name("carries_\(count)", byCarries[1][count], decimals: 0)
}
//#-end-hidden-code
claim(
  "at one length, sums that carry are about as easy for it as those that don't",
  byCarries[1].max()! - byCarries[1].min()! < 15)
claim(
  "all of these are harder than the mean of all sums",
  byCarries[1].max()! < matches[3] - 5)
claim(
  "carries are dropped and invented, a quarter of the time or more each",
  inventedShare > 25 && inventedShare < 75)
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
/// For each place of an answer the share of right signs, in percent, when the
/// model reads the right ones before it, and when it reads its own; and which
/// answers are right as a whole.
func byPlace(_ model: Seq2Seq) throws -> (
  places: [(forced: Float, free: Float)], isForcedRight: [Bool],
  isFreeRight: [Bool]
) {
  let free = try model.answers(to: held.questions, limit: 6)
  let end = model.end
  let right = held.answers.map { $0 + [end] }
  let longest = right.map(\.count).max()!
  let inputs = held.answers.map { answer in
    [end] + answer
      + Array(repeating: end, count: longest - 1 - answer.count)
  }
  let scores = model.decoder.forward(
    inputs, of: model.encode(held.questions), mode: .inference)
  let likeliest = scores.argmax()
  let forced = right.indices.map { row in
    Array(likeliest[row * longest..<row * longest + right[row].count])
  }
  let places = (0..<longest).map { place in
    let rows = right.indices.filter { place < right[$0].count }
    func share(_ isRight: (Int) -> Bool) -> Float {
      100 * Float(rows.count(where: isRight)) / Float(max(rows.count, 1))
    }
    return (
      share { forced[$0][place] == right[$0][place] },
      share {
        let own = free[$0] + [end]
        return place < own.count && own[place] == right[$0][place]
      }
    )
  }
  return (
    places, right.indices.map { forced[$0] == right[$0] },
    right.indices.map { free[$0] == held.answers[$0] }
  )
}
let gap = try byPlace(adders[0].model)
show(
  Table(
    columns: ["right signs of the plain model, %"]
      + gap.places.indices.map { "place \($0 + 1)" },
    rows: [
      ["after right ones"] + gap.places.map(\.forced),
      ["after its own"] + gap.places.map(\.free),
    ], decimals: 1))
func overall(_ share: KeyPath<(forced: Float, free: Float), Float>) -> Float {
  gap.places.dropFirst().map { $0[keyPath: share] }.reduce(0, +)
}
//#-end-hidden-code
claim(
  "at the first place there is no difference; after it, right signs help",
  gap.places[0].forced == gap.places[0].free
    && overall(\.forced) > overall(\.free) + 3)
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
//#-hidden-code
show(
  Table(
    columns: ["what crosses", "right answers of the reversed model, %"],
    rows: crossings.map { [$0.0, $0.1] }, decimals: 1))
//#-end-hidden-code
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
  private let lstm: LSTM
  init(_ lstm: LSTM) { self.lstm = lstm }
  var parameters: [Parameter] { lstm.parameters }
  var inputs: Int { lstm.inputs }
  var outputs: Int { lstm.outputs }
  var dState: [Tensor] { lstm.dState }
  func forward(_ x: Tensor, lengths: [Int]?, mode: Mode) -> Tensor {
    lstm.forward(x, lengths: lengths, mode: mode)
  }
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
/// A model of parts, with what is to be tried changed.
func maker(hasCell: Bool = true, embeddings: Float = 1) -> Maker {
  { pairs, settings, random in
    var random = random.stream("weights")
    let (D, H) = (settings.embeddingSize, settings.size)
    func embedding(_ words: Int) -> Embedding {
      Embedding(
        words: words, size: D, weights: .normal(deviation: embeddings),
        random: &random)
    }
    let source = embedding(pairs.source.count)
    let lstm = LSTM(inputs: D, size: H, random: &random)
    let decoder = PlainDecoder(
      embedding: embedding(pairs.target.count),
      recurrent: LSTM(inputs: D, size: H, random: &random), random: &random)
    return Seq2Seq(
      pairs.source, pairs.target, embedding: source,
      encoder: hasCell ? lstm : WithoutCell(lstm), decoder: decoder,
      isReversing: settings.isReversing)
  }
}
/// The same sums, filled up with blanks until all are equally long.
func withBlanks() -> Pairs {
  func filled(_ text: String, _ length: Int) -> String {
    text + String(repeating: " ", count: length - text.count)
  }
  return Pairs(
    (0..<pairs.count).map { index in
      let (question, answer) = pairs[index]
      return (filled(question, 7), filled(answer, 4))
    })
}
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
  let means = rows.map { $0.reduce(0, +) / 3 }
  show(
    Table(
      columns: ["right answers, %"] + (1...3).map { "seed \($0)" } + ["mean"],
      rows: rows.indices.map { [trials[$0].name] + rows[$0] + [means[$0]] },
      decimals: 1))
  name("worth_c", means[0] - means[1], decimals: 0)
  name("worth_large", means[0] - means[2], decimals: 0)
  name("worth_mask", means[0] - means[3], decimals: 0)
  name("worth_all", means[0] - means[4], decimals: 0)
  //#-end-hidden-code
  claim(
    "with every seed, the model is far better if c crosses too, and if padding is masked",
    (0..<3).allSatisfy { rows[0][$0] > max(rows[1][$0], rows[3][$0]) + 15 })
}
/*:
 A reversed model that never had more than $h$ to hand over is {{worth_c}} points
 worse. ($h$ is only what the output gate lets through; and the gradient's
 road along $c$ ends at the border.)

 And the **mask**? Let the encoder read on through the padding, as it would if
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
//#-hidden-code
name("filler", pairs.source.word(0))
name("unmasked", unmasked, decimals: 0)
name("masked", crossings[0].1, decimals: 0)
//#-end-hidden-code
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
 Here are the same data and settings (Adam at 0.001, clipping at 5, batches of
 128) with this book's model:
*/
record("textbook") {
  //#-hidden-code
  let lines = try DataFile.additions.text().split(separator: "\n")
  let texts = lines.map { line in
    let sides = line.split(separator: "_").map {
      $0.filter { $0 != " " }
    }
    return (question: sides[0], answer: sides[1])
  }
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
 Questions are reversed, the decoder peeks, and three of the six ways decode (the
 beam with $\alpha = 0.6$). The baseline is that of section 7.7: look up the
 known sentence that has most words at the same places, and give its translation.
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
  let unknown = all.target[Vocabulary.unknown]!
  func translate(_ decoding: Decoding) throws -> [[Int]] {
    var random = random.stream("decoding")
    return try decoding.write(
      with: model.writer(for: test.questions), after: [model.end],
      until: model.end, limit: 15, skipping: [unknown], random: &random
    ).map(\.ids)
  }
  let ways: [(String, Decoding)] = [
    ("greedy", .greedy), ("beam of 5", try .beam(width: 5)),
    ("sampling", try .sampling()),
  ]
  let copied = test.questions.map { question in
    lookedUp(question, in: training).filter { $0 != unknown }
  }
  let translated = [copied] + (try ways.map { try translate($0.1) })
  let scores = translated.map {
    100 * BLEU(of: $0, references: test.answers.map { [$0] }).score
  }
  show(
    Table(
      columns: ["", "BLEU, %"],
      rows: zip(["looked up"] + ways.map(\.0), scores).map { [$0, $1] },
      decimals: 1))
  for index in 0..<8 {
    let french = translated[2][index].map(all.target.word)
    show(
      test[index].question, "→", french.joined(separator: " "),
      "(\(test[index].answer))")
  }
  name("translation_count", training.count)
  name("translation_copied", scores[0], decimals: 1)
  name("translation_greedy", scores[1], decimals: 1)
  name("translation_beam", scores[2], decimals: 1)
  //#-end-hidden-code
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
  let copying = Copying(from: corpus.training)
  let perplexities = [small, better].map { $0.perplexity(on: corpus.test) }
  let names = [
    "small", "better", "better, not skipping", "the newspaper's test text",
  ]
  let threes = texts.map { 100 * copying.share(of: $0, n: 3) }
  let fives = texts.map { 100 * copying.share(of: $0, n: 5) }
  let unknown = corpus.vocabulary[Vocabulary.unknown]!
  show(
    Table(
      columns: [
        "text of", "test perplexity", "copied 3-grams, %",
        "copied 5-grams, %", "longest run", "‹unk›, %",
      ],
      rows: texts.indices.map { index -> [Any] in
        let ids = texts[index]
        let unknowns = Float(ids.count { $0 == unknown }) / Float(ids.count)
        return [
          names[index],
          index == 3 ? "–" : format(perplexities[min(index, 1)], decimals: 0),
          format(threes[index], decimals: 1),
          format(fives[index], decimals: 1), copying.longestRun(in: ids),
          format(100 * unknowns, decimals: 1),
        ]
      }, caption: "4,000 words each, drawn from the nucleus of 0.9."))
  for (name, ids) in zip(names.prefix(2), texts) {
    var joiner = TokenJoiner(.lines)
    let text = ids.prefix(60).map {
      joiner.next(corpus.vocabulary.word($0))
    }.joined()
    var lines = ["\(name):"]
    for word in text.split(whereSeparator: \.isWhitespace) {
      if lines[lines.count - 1].count + word.count < 76 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    show(lines.joined(separator: "\n"))
  }
  name("ptb_small", perplexities[0], decimals: 0)
  name("ptb_better", perplexities[1], decimals: 0)
  name("ptb_run", copying.longestRun(in: texts[1]))
  name("news_run", copying.longestRun(in: texts[3]))
  name("small_copied", fives[0], decimals: 1)
  name("better_copied", fives[1], decimals: 1)
  name("news_copied", fives[3], decimals: 1)
  //#-end-hidden-code
  claim(
    "the better model has a perplexity lower by a fifth at least",
    perplexities[1] < 0.8 * perplexities[0])
  claim(
    "it copies twice as many 5-grams as the small one at least, and no more than real news does, give or take 4 points",
    fives[1] > 2 * fives[0] && fives[1] < fives[3] + 4)
}
/*:
 The small model has a perplexity of {{ptb_small}}, the better one of
 {{ptb_better}}. And the better one *copies more*: {{small_copied}}% of the small
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
//#-hidden-code
weaveChapter()
//#-end-hidden-code
