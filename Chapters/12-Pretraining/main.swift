import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  tools: [
    Pretrain.self, FineTune.self, EvaluatePretrained.self, ClassifyText.self,
    WriteText.self, Tokenize.self, EmbedSentences.self,
  ])
Threads.count = options.threads
/*:
 # 12 Pretraining

 Every model so far began knowing nothing. It met its first sentence with random
 numbers, and whatever it knew at the end it had from the one text, or the one
 list of labels, that it was trained on. But plain text is plentiful, and labels
 are dear. In this chapter a model first reads much text without being told
 anything, and only then learns its task. The first step is **pretraining**, the
 second **fine-tuning**, and together they are how nearly every language model
 in use today was made. To take what was learned from one task to another is
 called **transfer learning**.

*/
place(pretrainingFigure())
/*:
 When you have read this chapter you can

 - cut any text into pieces, so that no word is unknown, by byte-pair encoding
   and as BERT does;
 - pretrain a language model, and tune it for a task with few labels: all of its
   weights, only its top, or low-rank updates beside it;
 - give one word two vectors where it has two senses;
 - write a masked language model's loss from memory, and say what it learns that
   reading from the left doesn't;
 - teach a model to answer questions in words, and foretell a larger model's loss
   from smaller ones;
 - count the operations and the bytes that a training run takes, and split it
   between workers;
 - open a published model, and know every part of it.

 ## 12.1 Between letters and words

 What is a text made of? Chapters 2 to 6 said: of words. Then *lowest* and *low*
 are as different as *lowest* and *pier*, each has to occur often enough to be
 learned, and whatever doesn't is `<unk>`. Chapter 7's additions, and Shakespeare
 in chapter 9, were made of characters. Nothing is unknown then, but a text has
 five times as many steps, and the model spends its first layers on spelling.

 Between the two are pieces of words: *low* and *est*. The best known way to
 find them is **byte-pair encoding** or BPE, an old idea for packing files
 (Gage 1994) that Sennrich, Haddow and Birch (2016) brought to language. Begin
 with the smallest pieces there are, and make the commonest pair of neighbors a
 piece of its own. Then look again.

 Here is a text of four words, with how often each occurs:
*/
let fourWords = ["low": 5, "lower": 2, "newest": 6, "widest": 3]
/*:
 The smallest pieces are bytes, of which there are 256. Every text is a row of
 bytes, in whatever script, so nothing can ever be unknown. Piece 256 will be the
 first merge, 257 the second, and so on. A word is a row of pieces:
*/
struct CountedRow {
  var row: [Int]
  let count: Int
}
/// The words as rows of bytes, in the order of their letters.
func rows(of words: [String: Int]) -> [CountedRow] {
  words.sorted { $0.key < $1.key }.map { word, count in
    CountedRow(row: word.utf8.map { Int($0) }, count: count)
  }
}
/*:
 A step first counts all pairs of neighbors, each as often as its word occurs. Of
 equally common pairs the one with the smaller first piece is taken, then the one
 with the smaller second, so that everybody's merges are the same.
*/
struct Neighbors: Hashable {
  let left, right: Int
}
func commonest(in words: [CountedRow]) -> (pair: Neighbors, count: Int)? {
  var counts: [Neighbors: Int] = [:]
  for word in words {
    for (left, right) in zip(word.row, word.row.dropFirst()) {
      counts[Neighbors(left: left, right: right), default: 0] += word.count
    }
  }
  let best = counts.max { a, b in
    (a.value, -a.key.left, -a.key.right) < (b.value, -b.key.left, -b.key.right)
  }
  return best.map { ($0.key, $0.value) }
}
/*:
 Then it joins the pair wherever it stands, from left to right:
*/
func joined(_ row: [Int], _ pair: Neighbors, as piece: Int) -> [Int] {
  var (made, i) = ([Int](), 0)
  while i < row.count {
    let isPair =
      i + 1 < row.count && row[i] == pair.left && row[i + 1] == pair.right
    made.append(isPair ? piece : row[i])
    i += isPair ? 2 : 1
  }
  return made
}
/*:
 Training does it again and again. Merges end when no pair occurs twice.
*/
func learnMerges(from text: [String: Int], _ count: Int) -> [Neighbors] {
  var words = rows(of: text)
  var merges: [Neighbors] = []
  while merges.count < count, let best = commonest(in: words), best.count > 1 {
    let piece = 256 + merges.count
    merges.append(best.pair)
    for n in words.indices {
      words[n].row = joined(words[n].row, best.pair, as: piece)
    }
  }
  return merges
}
/*:
 To read what it has learned we need a piece's letters. A merge is two pieces,
 each of which is a byte or an earlier merge:
*/
func bytes(of piece: Int, _ merges: [Neighbors]) -> [UInt8] {
  if piece < 256 { return [UInt8(piece)] }
  let pair = merges[piece - 256]
  return bytes(of: pair.left, merges) + bytes(of: pair.right, merges)
}
func letters(of piece: Int, _ merges: [Neighbors]) -> String {
  String(decoding: bytes(of: piece, merges), as: UTF8.self)
}
let fewMerges = learnMerges(from: fourWords, 8)
show(fewMerges.indices.map { letters(of: 256 + $0, fewMerges) })
/*:
 By hand: *e* and *s* stand side by side in *newest*, 6 times, and in *widest*, 3
 times. That makes 9, as many as *s* and *t* have, and *e* is the smaller byte. So
 the first piece is *es*. Next comes *est*, 9 again, then *lo* with 5 + 2 = 7, and
 *low*. The ending and the stem have been found by nothing but counting.

 A new word is cut by the same merges in the same order. Of all merges whose pair
 stands in the row, the earliest is carried out, until none fits:
*/
func encode(_ word: String, _ merges: [Neighbors]) -> [Int] {
  var row = word.utf8.map { Int($0) }
  while true {
    let fitting = merges.indices.first { rank in
      zip(row, row.dropFirst()).contains { left, right in
        merges[rank] == Neighbors(left: left, right: right)
      }
    }
    guard let rank = fitting else { return row }
    row = joined(row, merges[rank], as: 256 + rank)
  }
}
func decode(_ row: [Int], _ merges: [Neighbors]) -> String {
  String(decoding: row.flatMap { bytes(of: $0, merges) }, as: UTF8.self)
}
show(encode("lowest", fewMerges).map { letters(of: $0, fewMerges) })
show(encode("wide", fewMerges).map { letters(of: $0, fewMerges) })
show(decode(encode("løwest 🙂", fewMerges), fewMerges))
/*:
 *lowest*, which the text doesn't have, falls apart into a stem and an ending that
 it does. That is why it is worth doing: a model that has learned something of
 *low* and something of *est* knows a little of a word it never saw. *wide* is
 spelled out, since its *e* went to *es* before *wid* could become anything. And a
 sign that nobody thought of is a row of bytes, which comes back whole.

 The library's `BytePairEncoding` does the same, much faster: it counts once, and
 corrects the counts where a merge has changed something. It cuts a text into words
 first, as GPT-2 does (Radford et al. 2019): the blank belongs to the word that
 follows it. So do ours when we hand it over with its blank:
*/
let stories = Harbor(seed: options.seed).text(words: 20_000).words
let storyText = " " + stories.joined(separator: " ")
var storyWords: [String: Int] = [:]
for word in stories { storyWords[" " + word, default: 0] += 1 }
let storyMerges = learnMerges(from: storyWords, 200)
let library = BytePairEncoding(trainedOn: storyText, merges: 200)
claim(
  "two hundred merges of the harbor's stories are the same, one by one",
  zip(storyMerges, library.merges).allSatisfy {
    $0.left == $1.first && $0.right == $1.second
  } && storyMerges.count == library.merges.count)
claim(
  "and so are the pieces of a text it hasn't seen", isShown: false,
  library.encode(" the slowest trawler")
    == [" the", " slowest", " trawler"].flatMap { encode($0, storyMerges) })
/*:
 How many merges? With none, a text is as long as its letters. With very many,
 each word becomes a piece, and we are back where we began. Between them the
 number of merges buys shorter texts with a larger vocabulary:
*/
//#-hidden-code
let heldOut = Harbor(seed: options.seed).text(words: 5_000, stream: "pieces")
  .words
let heldOutText = " " + heldOut.joined(separator: " ")
let known = Set(stories)
var pieceRows: [[String]] = []
for merges in [0, 50, 200, 500, 1_000, 2_000] {
  let pieces = BytePairEncoding(trainedOn: storyText, merges: merges)
  let perWord =
    Float(pieces.encode(heldOutText).count) / Float(heldOut.count)
  pieceRows.append([
    String(merges), String(pieces.count), format(perWord, decimals: 2),
    pieces.encode(" the lowest tide").map {
      pieces.text(of: $0).trimmingPrefix(" ")
    }.joined(separator: "·"),
  ])
}
place(
  Table(
    columns: ["merges", "pieces", "pieces a word", "the lowest tide"],
    rows: pieceRows))
name(
  "unseen_words",
  100 * Float(heldOut.count { !known.contains($0) }) / Float(heldOut.count),
  decimals: 1)
//#-end-hidden-code
/*:
 On these stories {{unseen_words}}% of new words are on no list of words, and a
 model of words could say nothing of them. Published models take 30,000 to 200,000
 pieces, learned from so much text that common words are whole.

 ### WordPiece

 BERT cuts words otherwise (Schuster and Nakajima 2012). It has a list of pieces,
 and nothing else: no order. Its pieces are learned in a similar way, though a
 pair is merged not where it is commonest, but where it makes the text likeliest.
 Pieces that go on within a word begin with `##`. A word is cut from the left,
 each time with the longest piece that fits. The name is **WordPiece**.
*/
func wordPieces(of word: String, _ list: Set<String>) -> [String] {
  var (pieces, rest) = ([String](), word[...])
  while !rest.isEmpty {
    let sign = pieces.isEmpty ? "" : "##"
    let lengths = (1...rest.count).reversed()
    guard
      let longest = lengths.first(where: {
        list.contains(sign + rest.prefix($0))
      })
    else { return ["[UNK]"] }
    pieces.append(sign + rest.prefix(longest))
    rest = rest.dropFirst(longest)
  }
  return pieces
}
let shortList = [
  "low", "##est", "##er", "light", "##house", "##h", "un", "##s",
]
for word in ["lowest", "lighthouses", "unlit"] {
  show(wordPieces(of: word, Set(shortList)))
}
/*:
 *unlit* begins well and then finds no piece, so all of it is unknown; BERT's list
 holds all single letters, and that can happen to odd signs only.
 The library's `WordPiece` wants BERT's five signs in its list as well, and cuts
 the words in the same way.
*/
let published = try WordPiece(
  ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + shortList)
claim(
  "the library's `WordPiece` cuts the words in the same way", isShown: false,
  ["lowest", "lighthouses", "unlit"].allSatisfy {
    published.tokens(of: $0) == wordPieces(of: $0, Set(shortList))
  })
exercise("12.1")
exercise("12.2")
exercise("12.3")
/*:
 <details>
 <summary>Predict, then run: what are the pieces of <em>aaaa</em> after one merge of a and a? After two?</summary>

 One merge joins from left to right: *aa* and *aa*. The second merge, if the text
 holds the pair often enough, joins these two, and the word is one piece. Of
 *aaa* the first merge makes *aa* and *a*.

 </details>

 You can now cut any text into pieces that a model can learn, and put it together
 again. In what follows the harbor's words are few and all known, so we go on with
 words, and come back to pieces with real text in section 12.12.
*/
/*:
 ## 12.2 Pretraining

 What shall a model learn before it is told what it is for? Whatever is in plain
 text. Nobody has to write answers beside it: each next word is the answer to
 all the words before it. Learning of this kind is called **self-supervised**,
 since the text itself supervises.

 Our plain text is about words of two senses: a *bank* has water or money beside
 it, a *crane* has wings or lifts. We take four of the harbor's eight such words.
 People go on about what they speak of, so the text comes in passages of three
 sentences that keep to one word and one sense (Gale, Church and Yarowsky 1992
 found it so in real text). Nowhere does it say which sense.
*/
let shownWords = ["bank", "crane", "port", "seal"]
func passages(_ count: Int, stream: String) -> [HarborSensePassage] {
  // About half of them are about the other four words.
  Harbor(seed: options.seed).sensePassages(2 * count, stream: stream)
    .filter { shownWords.contains($0.sentences[0].word) }
}
let plain = passages(options.quick ? 1_000 : 6_000, stream: "plain")
place(passageText(plain))
/*:
 The model is chapter 9's decoder-only Transformer, a small one, with rotary
 positions. A sign of its own says that a passage is over.
*/
let end = "<end>"
func streamed(_ passages: [HarborSensePassage]) -> [String] {
  passages.flatMap { $0.words + [end] }
}
let unseen = passages(250, stream: "unseen")
let corpus = Corpus(
  name: "passages", training: streamed(plain), test: streamed(unseen))
let vocabulary = corpus.vocabulary

var settings = TransformerSettings()
(settings.size, settings.layers, settings.heads) = (32, 2, 4)
settings.context = 60
settings.positions = .rotary
settings.isTied = true
/*:
 Training is chapter 9's too: windows from anywhere in the text, a rate that
 rises for a few steps and then falls to zero. `untrained` has the same random
 weights to begin with, and is kept for comparison.
*/
let random = Random(seed: options.seed, stream: "pretraining")
let untrained = TransformerLanguageModel(vocabulary, settings, random: random)
let pretrained = TransformerLanguageModel(vocabulary, settings, random: random)
let windows = try TextWindows(
  corpus.training, steps: 60, count: options.quick ? 1_000 : 8_000,
  random: random)
let pretraining = Trainer(
  pretrained, optimizer: AdamW(rate: 8e-3), batchSize: 8, random: random)
pretraining.clipping = .norm(1)
pretraining.schedule = Schedule { place in
  let left = Float(place.steps - place.step) / Float(place.steps)
  return min(Float(place.step + 1) / 30, 1) * left
}
try pretraining.train(on: windows, epochs: 1)
/*:
 How good is it? The grammar knows how likely each passage is, so no model's
 expected perplexity can be lower than this floor. (The sign at the end is
 certain, and is counted with the words here.) As baselines we take the words'
 frequencies alone, and counts of the last two words before each, smoothed by
 Kneser and Ney's method.
*/
//#-hidden-code
func floorPerplexity(_ passages: [HarborSensePassage]) -> Float {
  let tokens = passages.reduce(0) { $0 + $1.words.count + 1 }
  let sum = passages.reduce(0) { $0 + $1.logProbability }
  return exp(Float(-sum / Double(tokens)))
}
let floorValue = floorPerplexity(unseen)
let wordCounts = try KneserNey(vocabulary, order: 3, of: corpus.training)
let single = try KneserNey(vocabulary, order: 1, of: corpus.training)
let plainPerplexity = pretrained.perplexity(on: corpus.test)
name("plainWords", corpus.training.count)
name("types", vocabulary.count)
name("parameters", pretrained.parameterCount)
name("plainPerplexity", plainPerplexity, decimals: 2)
name("floor", floorValue, decimals: 2)
//#-end-hidden-code
place(
  Table(
    columns: ["model", "perplexity on new passages"],
    rows: [
      ["frequencies of words", single.perplexity(on: corpus.test)],
      [
        "three words in a row, counted", wordCounts.perplexity(on: corpus.test),
      ],
      ["Transformer, pretrained", plainPerplexity],
      ["the grammar itself: the floor", floorValue],
    ], decimals: 2))
claim(
  "the Transformer lies between the counts and the floor", isShown: false,
  plainPerplexity < wordCounts.perplexity(on: corpus.test)
    && plainPerplexity > floorValue)
/*:
 {{plainWords}} tokens, {{types}} different ones, and a model of {{parameters}}
 numbers comes to {{plainPerplexity}}, where {{floor}} is the floor. To get
 there it must know what goes with which sense. That's the point: nobody asked
 for senses, but without them the next word can't be guessed. These are the words
 that it finds likeliest after somebody rowed to a bank, and after somebody
 worked for one:
*/
func likeliest(_ text: String, count: Int = 3) throws -> String {
  let words = text.split(separator: " ").map(String.init)
  let next = pretrained.nextWord(after: try vocabulary.ids(of: [end] + words))
  let order = next.values.indices.sorted {
    (next[$1], $0) < (next[$0], $1)
  }
  return order.prefix(count).map(vocabulary.word).joined(separator: ", ")
}
show(try likeliest("anna rowed to the bank with the"))
show(try likeliest("anna worked for the bank with the"))
/*:
 You can now pretrain a language model on plain text, and say how far from the
 best possible one it is.

 ## 12.3 Fine-tuning

 Now a task. Somebody gives each of a few sentences its label: which word of two
 senses it is about, and in which sense; eight classes. Fine-tuning goes on
 training from the pretrained weights, with a new layer on top that turns a
 text's vector into scores (Radford et al. 2018). The vector is the mean of what
 the last layer gives for the words. The library calls it `FineTunedClassifier`.

 What may we expect? That plain text teaches what the labels need: it has shown
 which words keep company. A label for *the bank with the reeds* then serves for
 *rowed to the bank* as well. Where the plain text says nothing about what the
 labels name, pretraining can't help.
*/
let classes = shownWords.flatMap { word in
  HarborSenses.names(of: word).map { "\(word) \($0)" }
}
func label(_ sentence: HarborSense) -> Int {
  2 * shownWords.firstIndex(of: sentence.word)! + sentence.sense
}
/// The first `each` sentences of every class in a stream of them.
func labeled(_ each: Int, stream: String) -> LabeledTexts {
  let pool = Harbor(seed: options.seed).senses(200 + 60 * each, stream: stream)
    .filter { shownWords.contains($0.word) }
  let chosen = classes.indices.flatMap { c in
    pool.filter { label($0) == c }.prefix(each)
  }
  return LabeledTexts(
    chosen.map(\.words), chosen.map(label), classes: classes)
}
let exam = labeled(60, stream: "exam")
/*:
 One run of fine-tuning, and the share of right answers on sentences that were
 never seen:
*/
func fineTuned(
  _ training: LabeledTexts, from model: TransformerLanguageModel,
  _ learning: FineTunedClassifier.Learning, run: Int
) throws -> FineTunedClassifier {
  let random = Random(seed: options.seed, stream: "fine-tuning").stream(run)
  let classifier = FineTunedClassifier(
    of: training, from: model, learning: learning, random: random)
  let rate: Float =
    switch learning {
    case .top: 0.03
    case .all: 0.002
    case .lowRank: 0.005
    }
  let trainer = classifier.trainer(rate: rate, random: random)
  let epochs = max(4, min(30, 3_200 / training.count))
  try trainer.train(on: classifier.data(training), epochs: epochs)
  return classifier
}
func accuracy(_ classifier: FineTunedClassifier) -> Float {
  let guesses = classifier.scores(of: exam.texts).argmax(axis: 1)
  let right = zip(guesses, exam.labels).count { $0 == $1 }
  return 100 * Float(right) / Float(exam.count)
}
/*:
 It is compared with the same network from scratch, that is with random weights
 to begin with; with the pretrained one *frozen*, where only the new layer
 learns; and with the baseline of chapter 10 that needs few labels, naive Bayes.
 Each number is a mean of several runs with other labels.
*/
//#-hidden-code
let runs = options.quick ? 2 : 3
let each = options.quick ? [1, 10] : [1, 3, 10, 30]
func bayesAccuracy(_ training: LabeledTexts) -> Float {
  func ids(_ text: [String]) -> [Int] { text.compactMap { vocabulary[$0] } }
  let bayes = NaiveBayes(
    training.texts.map(ids), training.labels, features: vocabulary.count,
    classes: classes.count)
  let right = zip(exam.texts, exam.labels).count { bayes.guess(ids($0)) == $1 }
  return 100 * Float(right) / Float(exam.count)
}
func curve(_ run: (LabeledTexts, Int) throws -> Float) rethrows -> [[Float]] {
  try each.map { each in
    try (0..<runs).map { r in
      try run(labeled(each, stream: "labels \(r)"), r)
    }
  }
}
var tunedModels: [FineTunedClassifier] = []
let curves: [(name: String, values: [[Float]])] = [
  (
    "pretrained, all weights",
    try curve { training, r in
      let classifier = try fineTuned(training, from: pretrained, .all, run: r)
      if training.count == 80 { tunedModels.append(classifier) }
      return accuracy(classifier)
    }
  ),
  (
    "pretrained, frozen",
    try curve {
      accuracy(try fineTuned($0, from: pretrained, .top, run: $1))
    }
  ),
  ("naive Bayes", curve { training, _ in bayesAccuracy(training) }),
  (
    "from scratch",
    try curve { accuracy(try fineTuned($0, from: untrained, .all, run: $1)) }
  ),
]
func mean(_ values: [Float]) -> Float {
  values.reduce(0, +) / Float(values.count)
}
let atTen = each.firstIndex(of: 10)!
name("runs", runs)
name("allTen", mean(curves[0].values[atTen]), decimals: 0)
name("frozenTen", mean(curves[1].values[atTen]), decimals: 0)
name("bayesTen", mean(curves[2].values[atTen]), decimals: 0)
name("scratchTen", mean(curves[3].values[atTen]), decimals: 0)
name("allMost", mean(curves[0].values.last!), decimals: 0)
name("bayesMost", mean(curves[2].values.last!), decimals: 0)
name("scratchMost", mean(curves[3].values.last!), decimals: 0)
name("mostLabels", each.last! * classes.count)
//#-end-hidden-code
place(labelsCurveFigure(curves, labels: each.map { $0 * classes.count }))
claim(
  """
  with 80 labels the pretrained model beats the same network from scratch in \
  each of \(runs) runs, by \(Int(mean(curves[0].values[atTen]) - mean(curves[3].values[atTen]))) \
  points on average
  """,
  zip(curves[0].values[atTen], curves[3].values[atTen]).allSatisfy { $0 > $1 })
claim(
  "from scratch is below naive Bayes everywhere, all weights in the end above",
  isShown: false,
  each.indices.allSatisfy { i in
    mean(curves[3].values[i]) < mean(curves[2].values[i])
  } && mean(curves[0].values.last!) > mean(curves[2].values.last!))
/*:
 With 80 labels, ten a class, the network from scratch gets {{scratchTen}}%, the
 pretrained one {{allTen}}%, frozen {{frozenTen}}%, and naive Bayes, with no
 pretraining at all, {{bayesTen}}%. Take that baseline seriously: a network
 without pretraining loses to counting at every number of labels here, and what
 pretraining adds to counting is a few points. With {{mostLabels}} labels it is
 {{allMost}}% against {{bayesMost}}%, and {{scratchMost}}% from scratch. The
 rates come from a few trials, not from a search for each of the ways.

 **Exercise.** Suppose the labels named the day of the week in the sentence
 rather than the sense. Which curve would rise first?

 <details><summary>Answer</summary>

 Naive Bayes: the day is a word of the sentence, a label or two for each shows
 it, and there is nothing that plain text could add.

 </details>

 ## 12.4 Low-rank updates

 Fine-tuning all weights makes a whole new model for each task. With thirty
 thousand numbers nobody minds; with a hundred billion, one does. Hu et al.
 (2021) leave the weights W as they are and learn only what is added to them,
 and let that be a matrix of low rank: the product of two thin ones.

 $$y = xW + b + \tfrac{\alpha}{r} \, x A B$$

 W is (D, H), A is (D, r), B is (r, H), and r is small. This is a **low-rank
 update**, known as **LoRA**. A begins at random and B at zero, so at first the
 model is exactly what it was. α is a number chosen once, 8 here; divided by r,
 it lets updates of all ranks learn at one rate.
*/
place(lowRankFigure())
/*:
 Backward, the gradients of W and b aren't needed. The update is two products
 in a row:

 $$dB = \tfrac{\alpha}{r} (xA)^\top dy \qquad dA = \tfrac{\alpha}{r} \, x^\top (dy \, B^\top)$$

 $$dx = dy \, W^\top + \tfrac{\alpha}{r} \, dy \, B^\top A^\top$$
*/
struct LowRank {
  let W, b: Tensor  // frozen: (D, H), (H)
  var A, B: Tensor  // learned: (D, r), (r, H)
  let scale: Float  // α/r

  func forward(_ x: Tensor) -> Tensor {
    matmul(x, W) + b + matmul(matmul(x, A), B) * scale
  }

  func backward(
    _ x: Tensor, _ dy: Tensor
  ) -> (x: Tensor, A: Tensor, B: Tensor) {
    let low = matmul(x, A) * scale
    let dLow = matmul(dy, B.transposed()) * scale
    let dx = matmul(dy, W.transposed()) + matmul(dLow, A.transposed())
    return (
      dx, matmul(x.transposed(), dLow), matmul(low.transposed(), dy)
    )
  }

  /// One matrix in place of three.
  var merged: Tensor { W + matmul(A, B) * scale }
}
/*:
 Is the way back right? As ever, each number a little up and a little down:
*/
/// The gradient of a number f(x), by central differences.
func centralDifferences(_ x: Tensor, _ f: (Tensor) -> Float) -> Tensor {
  let numbers = x.values.indices.map { i -> Float in
    var (up, down) = (x.values, x.values)
    up[i] += 0.01
    down[i] -= 0.01
    let change =
      f(Tensor(up, shape: x.shape)) - f(Tensor(down, shape: x.shape))
    return change / 0.02
  }
  return Tensor(numbers, shape: x.shape)
}
/// How far a is from b, as a share of the largest number in b.
func gap(_ a: Tensor, _ b: Tensor) -> Float {
  (a - b).map(abs).max() / b.map(abs).max()
}
var numbers = Random(seed: options.seed, stream: "low rank")
func randomTensor(_ shape: Int...) -> Tensor {
  .normal(shape, random: &numbers)
}
let low = LowRank(
  W: randomTensor(6, 5), b: randomTensor(5), A: randomTensor(6, 2),
  B: randomTensor(2, 5), scale: 4)
let (sample, dSample) = (randomTensor(3, 6), randomTensor(3, 5))
let lowGradients = low.backward(sample, dSample)
let lowGaps = [
  gap(
    lowGradients.x,
    centralDifferences(sample) { (low.forward($0) * dSample).sum() }),
  gap(
    lowGradients.A,
    centralDifferences(low.A) { A in
      var other = low
      other.A = A
      return (other.forward(sample) * dSample).sum()
    }),
  gap(
    lowGradients.B,
    centralDifferences(low.B) { B in
      var other = low
      other.B = B
      return (other.forward(sample) * dSample).sum()
    }),
]
show(lowGaps)
claim(
  "the three gradients of a low-rank update agree with central differences",
  lowGaps.max()! < 2e-3)
/*:
 The library's `LowRankUpdate` is the last term alone. Give it the same A and B:
*/
let update = LowRankUpdate(
  inputs: 6, outputs: 5, rank: 2, alpha: 8, random: &numbers)
(update.down.value, update.up.value) = (low.A, low.B)
let added = matmul(sample, low.W) + low.b + update.forward(sample)
let dxOfUpdate = update.backward(dSample)
claim(
  """
  the library's `LowRankUpdate` gives the same outputs and gradients, and the \
  merged matrix the same answers
  """,
  gap(added, low.forward(sample)) < 1e-5
    && gap(dxOfUpdate + matmul(dSample, low.W.transposed()), lowGradients.x)
      < 1e-5
    && gap(update.down.gradient, lowGradients.A) < 1e-5
    && gap(update.up.gradient, lowGradients.B) < 1e-5
    && gap(matmul(sample, low.merged) + low.b, low.forward(sample)) < 1e-5)
/*:
 Once it has learned, $W + \frac{\alpha}{r} AB$ is a matrix like any other, so
 the update costs nothing in use. And what learns is little: r·(D + H) numbers
 instead of D·H. In our Transformer the queries and values of each block get an
 update. Here is what that comes to, and how well it does with ten labels a
 class:
*/
//#-hidden-code
let ranks = options.quick ? [1, 4] : [1, 4, 8]
var lowRankModels: [FineTunedClassifier] = []
let rankRows: [(rank: Int, learned: Int, values: [Float])] = try ranks.map {
  rank in
  var values: [Float] = []
  var learned = 0
  for r in 0..<runs {
    let training = labeled(10, stream: "labels \(r)")
    let classifier = try fineTuned(
      training, from: pretrained, .lowRank(rank), run: r)
    if rank == 4 { lowRankModels.append(classifier) }
    learned = classifier.stack.parameters.filter { !$0.isFrozen }
      .reduce(0) { $0 + $1.value.count }
    values.append(accuracy(classifier))
  }
  return (rank, learned, values)
}
let stackCount = tunedModels[0].stack.parameters.reduce(0) {
  $0 + $1.value.count
}
let fourth = rankRows.first { $0.rank == 4 }!
name("lowFour", mean(fourth.values), decimals: 0)
//#-end-hidden-code
place(
  Table(
    columns: [
      "what learns", "numbers in the Transformer", "right, in %", "spread",
    ],
    rows: rankRows.map {
      ["rank \($0.rank)", "\($0.learned)", mean($0.values), spread($0.values)]
    } + [
      [
        "all weights", "\(stackCount)", mean(curves[0].values[atTen]),
        spread(curves[0].values[atTen]),
      ],
      [
        "the top alone", "0", mean(curves[1].values[atTen]),
        spread(curves[1].values[atTen]),
      ],
    ], decimals: 1))
claim(
  "updates of rank 4 come within 4 points of all weights", isShown: false,
  mean(fourth.values) > mean(curves[0].values[atTen]) - 4)
/*:
 The spread is the standard deviation over {{runs}} runs. (All weights are
 {{types}} fewer than in section 12.2, since the language model's output has a
 bias for each word, and is left off.) With rank 4, {{lowFour}}% are right: as
 good as all weights, within the spread, and hardly better than the top alone. The
 rank hardly matters here. What updates are for shows with larger models, where
 the top alone isn't enough and a copy of all weights is too dear.

 You can now write a low-rank update from memory, and merge it.

*/
exercise("12.4")
/*:

 ## 12.5 Forgetting

 The model knew plain text; does it still, when it has learned to tell senses?
 Put the fine-tuned weights, each tuned at the rate that suited it, back under
 the language model's output, and measure the perplexity on new passages again.
 What is lost is called **catastrophic forgetting** (McCloskey and Cohen 1989).
*/
//#-hidden-code
func perplexityAfter(_ models: [FineTunedClassifier]) -> [Float] {
  models.map { pretrained.withWeights(of: $0).perplexity(on: corpus.test) }
}
let afterAll = perplexityAfter(tunedModels)
let afterLow = perplexityAfter(lowRankModels)
//#-end-hidden-code
place(
  Table(
    columns: ["what learned", "perplexity on plain text", "spread"],
    rows: [
      ["nothing yet", plainPerplexity, 0],
      ["the top alone", plainPerplexity, 0],
      ["updates of rank 4", mean(afterLow), spread(afterLow)],
      ["all weights", mean(afterAll), spread(afterAll)],
    ], decimals: 2))
claim(
  """
  fine-tuning all weights with 80 labels makes plain text harder to foresee in \
  each of \(runs) runs
  """,
  afterAll.allSatisfy { $0 > plainPerplexity })
/*:
 Frozen weights forget nothing, of course. Low-rank updates move the answers as
 well, but taken off again they leave the old model behind, to the bit; from
 weights that were changed there is no way back but a copy.

 **Exercise.** Predict: fine-tune all weights for ten times as many steps on the
 same 80 labels. What happens to the two perplexities, on plain text and on the
 training sentences' labels?

 <details><summary>Answer</summary>

 The loss on the labels goes on falling towards zero, and the weights go on
 moving for its sake, so plain text is forgotten further. Nothing in the loss
 pulls back. One remedy is to mix some plain text in.

 </details>

 ## 12.6 One word, two vectors

 Chapter 3 gave each word one vector. *bank* got one, too: somewhere between the
 water and the money. A **contextual embedding** is a vector of a word *in its
 sentence*. Any model that has read the sentence has one to give: the numbers in
 its layers at the place of the word.

 How can we see whether such a vector knows its sense? By how well a straight
 line tells the two apart, learned from a few labeled places: a **probe**. What
 a line can't find may still be in there, but what it finds is there. It is one
 sigmoid neuron, with a little weight decay:
*/
/// Learns which of two classes (0, 1) each row of x has; returns a test.
func lineBetween(_ x: Tensor, _ t: [Int]) -> (Tensor) -> Int {
  let center = x.mean(axis: 0)
  let size = sqrt(((x - center) * (x - center)).mean()) + 1e-6
  let rows = (x - center) / size
  let target = Tensor(t.map { Float($0) }, shape: [t.count, 1])
  var (w, b) = (Tensor.zeros(x.shape[1], 1), Float(0))
  for _ in 0..<300 {
    let dy = (sigmoid(matmul(rows, w) + b) - target) / Float(t.count)
    w -= (matmul(rows.transposed(), dy) + w * 0.01) * 0.5
    b -= dy.sum() * 0.5
  }
  return { v in
    matmul(((v - center) / size).reshaped(1, -1), w)[0, 0] + b > 0 ? 1 : 0
  }
}
/*:
 The candidates: the word's one vector, which is the same in both senses and can
 do no better than a coin; the mean vector of the three words on either side;
 and the Transformer's two layers at the word.
*/
let table = pretrained.stack.embedding.weight.value
func ids(_ sentence: HarborSense) -> [Int] {
  sentence.words.map { vocabulary[$0] ?? 0 }
}
func window(_ sentence: HarborSense) -> Tensor {
  let near =
    max(
      0, sentence.place - 3)...min(
      sentence.words.count - 1, sentence.place + 3)
  let around = near.filter { $0 != sentence.place }
  return table.rows(at: around.map { ids(sentence)[$0] }).mean(axis: 0)
}
func layersAtWord(_ sentence: HarborSense) -> [Tensor] {
  let read = [vocabulary[end]!] + ids(sentence)
  return pretrained.stack.hiddenStates([read]).map {
    $0.reshaped(read.count, -1).row(sentence.place + 1)
  }
}
/*:
 Beside them stands the model with which contextual embeddings became known,
 **ELMo** (Peters, Neumann, Iyyer et al. 2018): two LSTMs, each with two layers,
 one that predicts the next word and one that reads the text backward and
 predicts the word before. Their states side by side know both sides of the word, though
 neither ever saw what it was asked for.
*/
func oneDirection(_ texts: [[String]], _ name: String) throws
  -> RecurrentLanguageModel
{
  var settings = RecurrentLanguageModel.Settings()
  (settings.embeddingSize, settings.size, settings.layers) = (32, 48, 2)
  let model = RecurrentLanguageModel(
    vocabulary, settings, random: random.stream(name))
  let streams = try ParallelStreams(
    vocabulary.ids(of: texts.flatMap { $0 + [end] }), streams: 16, steps: 20)
  let trainer = Trainer(
    model, optimizer: Adam(rate: 0.01), batchSize: 1, random: random)
  trainer.isShuffling = false
  trainer.clipping = .norm(1)
  trainer.schedule = .linear(to: 0)
  try trainer.train(on: streams, epochs: 1)
  return model
}
let bothWays = BidirectionalLanguageModel(
  onward: try oneDirection(plain.map(\.words), "onward"),
  back: try oneDirection(plain.map { $0.words.reversed() }, "back"))
func states(_ sentence: HarborSense) -> [Tensor] {
  let read = [vocabulary[end]!] + ids(sentence) + [vocabulary[end]!]
  return bothWays.hiddenStates(of: read).map { $0.row(sentence.place + 1) }
}
/*:
 Each word gets a probe of its own, from 40 sentences of each sense. Then new
 sentences, by where the clue stands: right before the word, right after it, on
 both sides, or far away, at either end:
*/
//#-hidden-code
let probing = SenseProbing(
  words: shownWords, each: options.quick ? 10 : 40,
  count: options.quick ? 400 : 1_600, seed: options.seed)
let senseWays: [(name: String, vector: (HarborSense) -> Tensor)] = [
  ("one vector a word", { table.row(ids($0)[$0.place]) }),
  ("three words on either side", window),
  ("Transformer, layer 1", { layersAtWord($0)[1] }),
  ("Transformer, layer 2", { layersAtWord($0)[2] }),
  ("two LSTMs, layer 1", { states($0)[1] }),
  ("two LSTMs, layer 2", { states($0)[2] }),
]
let senseRows = senseWays.map { way in
  (name: way.name, shares: probing.shares(of: way.vector, lineBetween))
}
func senseShare(_ row: Int, _ column: Int) -> Float {
  senseRows[row].shares[column]
}
name("lstmAfter", senseShare(4, 1), decimals: 0)
claim(
  "a window is good near the word and a coin far from it; so are the models",
  isShown: false,
  senseShare(1, 2) > 90 && (0..<6).allSatisfy { senseShare($0, 3) < 65 })
claim(
  "the LSTMs find clues on either side", isShown: false,
  senseShare(4, 0) > 58 && senseShare(4, 1) > 58)
//#-end-hidden-code
place(senseTable(senseRows))
claim(
  """
  the left-to-right Transformer's first layer tells \
  \(format(senseShare(2, 0), decimals: 0))% of senses whose clue comes before \
  the word, and of those whose clue comes after it \
  \(format(senseShare(2, 1), decimals: 0))%, as a coin would
  """,
  senseShare(2, 0) > 80 && abs(senseShare(2, 1) - 50) < 12)
/*:
 Read it by columns. One vector a word is a coin everywhere. The Transformer
 reads from the left: a clue before the word is found, and one after it can't be,
 since when it comes to the word it hasn't read the clue yet. The LSTMs, which
 read from both ends, find it more often than not: {{lstmAfter}}%.

 And the window of words? Where clues are near, it is as good as any model here:
 an honest baseline, and it costs nothing. Where the clue is far it has nothing
 to go by. But neither have our models, as small and as briefly trained as they
 are, learned to bring a clue from so far to the word. How a published model
 tells uses of *bank* apart is shown in section 12.12.
*/
//#-hidden-code
let banks = Harbor(seed: options.seed).senses(4_000, stream: "map").filter {
  $0.word == "crane" && [.before, .both].contains($0.clue)
}
let mapped = Array(banks.prefix(120))
//#-end-hidden-code
place(
  senseMapFigure(
    mapped,
    pca(.concatenate(mapped.map { layersAtWord($0)[1].reshaped(1, -1) }))))
/*:
 *crane*, at 120 places, as the Transformer's first layer has it. Seen in the two
 directions in which the vectors differ most (chapter 2's principal component
 analysis), one word has become two.

*/
/*:
 ## 12.7 Gaps from both sides

 A model that reads from the left can be asked for the next word because it hasn't
 seen it. That is also its limit. Of *the bank was green with reeds* it has read
 *the bank* when it makes its vector, and the reeds come too late. ELMo reads in
 both directions, but each reader knows only its own side, and no layer sees both.
 If a layer did, the word to be guessed could be seen from the other side.

 Devlin et al. (2019) hide the word instead. Some words of the text are replaced
 by a sign, [MASK], and the model has to say what stood there, with all other
 words in view. The model is chapter 9's encoder without any change: every step
 looks at all others, and [MASK] is one more word of the vocabulary, which is
 never the right answer. It is a **masked language model**, and the best known is
 called **BERT**.

 How many words are hidden? Each hidden word is a lesson, so more of them teach
 more at each reading; and each is one clue less for the others. 15% is what BERT
 takes. But in use, no text has a [MASK] in it. A model that has only ever been
 asked about masks could make poor vectors for whatever is none. So of ten chosen
 words eight are masked, one is replaced by a random word, and one is left as it
 is. The model can't tell which words it will be asked about, nor trust any word
 to be what it seems.
*/
/// What the model reads, the places it is asked about, and what stood there.
func hide(_ ids: [Int], V: Int, mask: Int, _ random: inout Random)
  -> (x: [Int], places: [Int], t: [Int])
{
  var (x, places) = (ids, [Int]())
  for s in ids.indices where random.uniform() < 0.15 {
    places.append(s)
    let share = random.uniform()
    if share < 0.8 {
      x[s] = mask
    } else if share < 0.9 {
      x[s] = random.integer(below: V)
    }
  }
  return (x, places, places.map { ids[$0] })
}
/*:
 (The library's `Masking` chooses 15% of each sentence, and one word at least, so
 that no sentence is read for nothing.) Of a thousand words so many are masked,
 replaced, and asked about but left:
*/
var choosing = Random(seed: options.seed, stream: "choosing")
let thousand = (0..<1_000).map { $0 % 50 }
let hidden = hide(thousand, V: 50, mask: 50, &choosing)
let asMask = hidden.places.count { hidden.x[$0] == 50 }
let asItWas = hidden.places.count { hidden.x[$0] == thousand[$0] }
show([asMask, hidden.places.count - asMask - asItWas, asItWas])
/*:
 The loss is the cross-entropy over the M places asked about and no others:

 $$L = -\frac1M \sum_{s \,\in\, \text{places}} \log p_s(t_s)$$

 All other places have an output too, and it doesn't matter. So the gradient of the
 scores is that of chapter 1, $(p - t) / M$, in the rows of these places, and zero
 in all others.
*/
func maskedLoss(_ scores: Tensor, _ places: [Int], _ t: [Int])
  -> (loss: Float, dScores: Tensor)
{
  let (M, V) = (Float(places.count), scores.shape[1])
  let p = softmax(scores.rows(at: places))
  let rows = (p - .oneHot(t, classes: V)) / M
  var dScores = Tensor.zeros(scores.shape)
  dScores.addRows(rows, at: places)
  let logs = zip(t.indices, t).map { -log(p[$0, $1]) }
  return (logs.reduce(0, +) / M, dScores)
}
/*:
 Three places, a vocabulary of four words, and a question about the first and the
 third. By hand: with equal scores each word has a probability of ¼, the loss is
 $\log 4 = 1.386$, and of the gradient the right word has
 $(\frac14 - 1) / 2 = -0.375$.
*/
let equal = maskedLoss(.zeros(3, 4), [0, 2], [1, 3])
show(equal.loss)
show(equal.dScores)
//#-hidden-code
var drawing = Random(seed: options.seed, stream: "masked scores")
let someScores = Tensor.normal([5, 7], random: &drawing)
let maskedMeasured = (0..<35).map { i -> Float in
  let step: Float = 0.01
  var (up, down) = (someScores.values, someScores.values)
  up[i] += step
  down[i] -= step
  let loss = { (values: [Float]) in
    maskedLoss(Tensor(values, shape: [5, 7]), [1, 2, 4], [6, 0, 3]).loss
  }
  return (loss(up) - loss(down)) / (2 * step)
}
let maskedGradient =
  maskedLoss(someScores, [1, 2, 4], [6, 0, 3]).dScores.values
claim(
  "the gradient agrees with measured ones to 1 in 1,000, and is zero where nothing is asked",
  isShown: false,
  zip(maskedMeasured, maskedGradient).allSatisfy { abs($0 - $1) < 0.001 * 0.4 }
    && maskedGradient[0..<7].allSatisfy { $0 == 0 })
let libraryLoss = SoftmaxWithLoss()
_ = libraryLoss.forward(
  someScores.rows(at: [1, 2, 4]), [6, 0, 3])
let librarySlopes = libraryLoss.backward()
claim(
  "the library's loss over the rows asked about has the same gradient",
  isShown: false,
  zip(
    librarySlopes.values,
    Tensor(maskedGradient, shape: [5, 7]).rows(at: [1, 2, 4]).values
  )
  .allSatisfy { abs($0 - $1) < 1e-6 })
//#-end-hidden-code
exercise("12.5")
exercise("12.6")
/*:
 Now the library's `MaskedLanguageModel` reads the harbor's sentences with words of
 two senses, and beside it chapter 9's `TransformerLanguageModel`, of the same size,
 reads the same sentences from the left as often. Both are then asked two things.
 First, to fill gaps: any one word of a new sentence is taken out, and the model
 names its likeliest filling, the one with all of the sentence in view, the other
 with what stands before the gap. Second, what the word of two senses means: of its
 vector in the last layer a softmax layer learns the sense, from a thousand labels.
 All of it is done with three seeds.
*/
//#-hidden-code
let gapTrials = try (0..<3).map {
  try GapTrial(seed: options.seed + UInt64($0), quick: options.quick)
}
place(GapTrial.table(gapTrials))
//#-end-hidden-code
claim(
  "with each seed, where the clue comes right after the word, the reader from the left tosses a coin, and the other tells the sense in two of three",
  gapTrials.allSatisfy {
    $0.left.sensesAfter < 60 && $0.both.sensesAfter > 67
  })
/*:
 Gaps are filled about as well from the left as from both sides. Where the clue
 comes right after the word, the left-to-right vectors were made before it was
 read. Where it comes right before, the reader from the left is ahead. That is the
 price: the masked model has learned from 15 words in 100, and the other from all
 of them, so it wants more passes for the same. And it can't write: it was never
 asked to go on. That is why the models that talk read from the left, and those
 that sort, tag and search see both sides.

 <details>
 <summary>Predict, then run: what would the loss say if it ran over all places, not only those asked about?</summary>

 Where nothing was hidden the answer stands in view, and the model would copy it: 85
 of 100 places are right for nothing. The loss is small, and nearly all of the
 gradient teaches copying.

 </details>

 You can now write a masked language model's loss and its gradient, and say when to
 take which kind of model.
*/
/*:
 ## 12.8 Carried over to other tasks

 Chapter 11 tagged words with 1,500 labeled sentences. Somebody had to write
 the labels, and for most tasks and most languages nobody has. How many labels
 does it save to have read plain text before? It is asked of two tasks from
 earlier chapters: parts of speech, with many words that no labeled sentence has,
 and reviews, good or bad.

 One small model has read plain sentences and reviews, from left to right, as
 the one of section 12.2 did: two blocks, vectors of 32 numbers. We take a word's
 vector before any block, where it knows nothing of its neighbors, and after each
 of the two, as `hiddenStates` gave them in section 12.6. The model stays as it is. All that learns from labels is one softmax
 layer on these vectors, a **linear probe**. It is too simple to work anything out
 for itself, so what it gets right must be there already, in a place where a
 straight cut finds it (Alain and Bengio 2016).
*/
//#-hidden-code
let transferSeeds = (0..<3).map { options.seed + UInt64($0) }
let plainSentences = options.quick ? 400 : 3_000
let plainReviews = options.quick ? 200 : 1_000
let transferReader = try plainReader(
  seed: options.seed, sentences: plainSentences, reviews: plainReviews,
  epochs: options.quick ? 2 : 4)
name("plain_sentences", plainSentences)
name("plain_reviews", plainReviews)
/// The vectors of T words: before the blocks, and after each; (T, D) each.
func layerVectors(of words: [String], in model: TransformerLanguageModel) throws
  -> [Tensor]
{
  model.stack.hiddenStates([try model.vocabulary.ids(of: words)]).map {
    $0.reshaped(words.count, -1)
  }
}
//#-end-hidden-code
/// A softmax layer for vectors x (N, D) of the classes t.
func probe(_ x: Tensor, _ t: [Int], classes C: Int) -> Affine {
  var random = Random(seed: 1, stream: "probe")
  let layer = Affine(
    inputs: x.shape[1], outputs: C, weights: .zeros, random: &random)
  let (loss, adam) = (SoftmaxWithLoss(), Adam(rate: 0.03))
  for _ in 0..<150 {
    layer.zeroGradients()
    _ = loss.forward(layer.forward(x), t)
    _ = layer.backward(loss.backward())
    adam.update(layer.parameters)
  }
  return layer
}
//#-hidden-code
let labelCounts = [10, 30, 100]
let transferTrials = transferSeeds.map {
  TransferTrial(
    seed: $0, sentences: 100, reviews: 100, exam: options.quick ? 100 : 250)
}
let tagNumbers = Dictionary(
  uniqueKeysWithValues: zip(Harbor.partsOfSpeech, 0...))
/// For each layer the shares of a probe on it, with so many labeled sentences.
func probeShares(_ trial: TransferTrial, _ counts: [Int]) throws
  -> [[TransferShares]]
{
  let known = try trial.labeled.map {
    try layerVectors(of: $0.words, in: transferReader)
  }
  let asked = try trial.exam.map {
    try layerVectors(of: $0.words, in: transferReader)
  }
  return counts.map { count in
    let t = trial.labeled.prefix(count).flatMap { sentence in
      sentence.partsOfSpeech.map { tagNumbers[$0]! }
    }
    return known[0].indices.map { layer in
      let x = Tensor.concatenate(known.prefix(count).map { $0[layer] })
      let tops = probe(x, t, classes: Harbor.partsOfSpeech.count)
      let guesses = asked.map { vectors in
        tops.forward(vectors[layer]).argmax().map { Harbor.partsOfSpeech[$0] }
      }
      return trial.shares(guesses, count: count)
    }
  }
}
// [seed][count][layer]
let probes = try transferTrials.map { try probeShares($0, labelCounts) }
let markovs = transferTrials.map { trial in labelCounts.map(trial.markov) }
let taggers = try zip(transferTrials, transferSeeds).map { trial, seed in
  try labelCounts.map { try trial.network($0, seed: seed) }
}
func meanOf(_ numbers: [Float]) -> Float { Tensor(numbers).mean() }
let transferRows: [(name: String, shares: [[TransferShares]])] =
  [
    ("hidden Markov model (11.2)", markovs),
    ("LSTMs both ways (11.6)", taggers),
  ]
  + [
    "probe before the blocks", "probe after the first",
    "probe after the second",
  ].enumerated().map { layer, name in
    (name, probes.map { $0.map { $0[layer] } })
  }
place(
  Table(
    columns: ["", "10", "30", "100", "new words, 30"],
    rows: transferRows.map { row in
      [row.name]
        + labelCounts.indices.map { k in meanOf(row.shares.map { $0[k].all }) }
        + [meanOf(row.shares.map { $0[1].new })]
    }, decimals: 1,
    caption:
      "Right parts of speech in percent, with 10, 30 and 100 labeled sentences; in the last column only words that none of 30 labeled sentences has. Means of three draws of sentences."
  ))
name("probe_new", meanOf(transferRows[2].shares.map { $0[1].new }), decimals: 1)
name(
  "tagger_new", meanOf(transferRows[1].shares.map { $0[1].new }), decimals: 1)
name(
  "markov_new", meanOf(transferRows[0].shares.map { $0[1].new }), decimals: 1)
func meanVectors(_ reviews: [HarborReview]) throws -> [[Tensor]] {
  try reviews.map { review in
    try layerVectors(of: review.words, in: transferReader).map {
      $0.mean(axis: 0)
    }
  }
}
/// For each draw what naive Bayes gets right of the reviews, and a probe on each layer.
func reviewMarks(_ label: (HarborReview) -> Int, _ classes: [String]) throws
  -> [[Float]]
{
  try transferTrials.map { trial in
    let known = try meanVectors(trial.labeledReviews)
    let asked = try meanVectors(trial.examReviews)
    let truth = trial.examReviews.map(label)
    func share(_ guesses: [Int]) -> Float {
      100 * Float(zip(guesses, truth).count { $0 == $1 }) / Float(truth.count)
    }
    let texts = LabeledTexts(
      trial.labeledReviews.map { (text: $0.words, label: classes[label($0)]) })
    let bayes = LinearTextClassifier(of: texts, .naiveBayes)
      .guesses(for: trial.examReviews.map(\.words))
      .map { classes.firstIndex(of: texts.classes[$0])! }
    return [share(bayes)]
      + (0..<3).map { layer in
        func stacked(_ rows: [[Tensor]]) -> Tensor {
          Tensor.concatenate(rows.map { $0[layer] }).reshaped(rows.count, -1)
        }
        let top = probe(
          stacked(known), trial.labeledReviews.map(label),
          classes: classes.count)
        return share(top.forward(stacked(asked)).argmax())
      }
  }
}
let topicMarks = try reviewMarks(\.topic, HarborReviews.topics)
let sentimentMarks = try reviewMarks(\.sentiment, HarborReviews.sentiments)
name("topic_bayes", meanOf(topicMarks.map { $0[0] }), decimals: 1)
name("topic_probe", meanOf(topicMarks.map { $0[1] }), decimals: 1)
name("mood_bayes", meanOf(sentimentMarks.map { $0[0] }), decimals: 1)
name("mood_probe", meanOf(sentimentMarks.map { $0[1] }), decimals: 1)
//#-end-hidden-code
claim(
  "with ten labeled sentences the probe before the blocks gets more tags right than both of chapter 11's taggers, whatever the draw",
  probes.indices.allSatisfy { s in
    probes[s][0][0].all > max(markovs[s][0].all, taggers[s][0].all)
  })
/*:
 Look at the last column, words of which no label was ever seen: {{tagger_new}}%
 for the network, {{markov_new}}% for the hidden Markov model, which goes by their
 endings, and {{probe_new}}% for the probe. A word that {{plain_sentences}} plain
 sentences and {{plain_reviews}} reviews have, though no labeled sentence, is
 unknown to a tagger and an old acquaintance to the model. Which words may stand
 for each other it has found out without labels. The labels only have to say what
 the groups are called. With a hundred sentences the advantage is gone: the probe
 knows nothing of endings or of the tag before.

 The vector before the blocks does as well as any. Few harbor words are more
 than one part of speech, and higher up a vector has another task: it must
 tell the *next* word. In models that have read real text from both sides the
 middle does best (Peters, Neumann, Zettlemoyer and Yih 2018; Tenney et al. 2019).
 It has to be tried.

 For reviews it is of no use. With a hundred labels, the topic is right in
 {{topic_bayes}}% by naive Bayes and in {{topic_probe}}% by a probe on the mean
 of a review's vectors, in which the few words that tell it drown; the sentiment
 in {{mood_bayes}}% and {{mood_probe}}%, where a coin has 50: whether a guest was
 pleased hardly helps to guess his next word. Pretraining gives what its own task
 asks for; how much of that another task can use has to be measured each time.

 *Predict, then run.* The labels of a probe are shuffled, so that each sentence
 has the tags of another one. What does it get right?

 <details>
 <summary>Answer</summary>

 About what the commonest tags would get by chance: with nothing to learn, it
 settles on how frequent each tag is. That is a check worth making of every
 probe (Hewitt and Liang 2019), since one with many weights can learn labels by
 heart, and then its figures say nothing about the model underneath.

 </details>

 You can now measure what a model knows, layer by layer, with a single layer on
 top and a handful of labels.
*/
/*:
 ## 12.9 Told in words what to do

 So far a task was a layer on top: a new one for each. But a language model can
 be asked in the language it has learned. Let text come in and text come out,

     anna took the rope to the mill at noon . please tell me
     where anna went . answer : to the mill .

 and all tasks are one: to go on with a text. To train a pretrained model on
 requests of many kinds, with the answers that are wanted, is **instruction
 tuning** (Wei et al. 2022; Sanh et al. 2022). Here it is in small. The model
 first reads plain stories, in which nobody asks anything: an errand, and parts
 of it again in other words.
*/
//#-hidden-code
let errandPlain = options.quick ? 600 : 5_000
let shownStories = errandStories(2, seed: options.seed)
//#-end-hidden-code
place(shownStories.map { $0.joined(separator: " ") }.joined(separator: "\n"))
/*:
 Then come requests. They want a place, a thing, a person, a time, or all of it
 in short, and each of these can be asked in five ways; every row of the table has
 another. Four ways are for the lessons; the last, *can you tell me*, is kept for
 the exam.
*/
//#-hidden-code
place(
  Table(
    columns: ["request", "answer"],
    rows: ErrandTask.phrasings.indices.map { k in
      let task = ErrandTask.several(
        40, k..<k + 1, seed: options.seed, stream: "shown"
      ).first { $0.question == ErrandQuestion.allCases[k] }!
      return [
        task.prompt.joined(separator: " "), task.answer.joined(separator: " "),
      ]
    }))
//#-end-hidden-code
/*:
 Tuning is training as ever, but for one thing: only the words of the answer
 count; nobody will ask the model to guess a question. All other targets become
 −1, which the loss passes over.
*/
/// Ids of a request and its answer → inputs, and targets of the answer only.
func lesson(_ prompt: [Int], _ answer: [Int]) -> (x: [Int], t: [Int]) {
  let all = prompt + answer
  let t = all.indices.dropFirst().map { $0 < prompt.count ? -1 : all[$0] }
  return (Array(all.dropLast()), t)
}
let example = lesson([5, 3, 8, 2], [7, 1])
show(example.x)
show(example.t)
/*:
 Place 3 reads the last word of the request and has to say 7, place 4 reads the
 7 and has to say 1. The model around it is the language model that we have,
 with this loss in place of its own:
*/
/// A language model that learns only where a target isn't −1.
final class Tuning: Model {
  let model: TransformerLanguageModel
  let loss = SoftmaxWithLoss(ignoring: -1)
  init(_ model: TransformerLanguageModel) { self.model = model }
  var parts: [any Trainable] { [model] }
  func forward(_ batch: ParallelStreams.Block, mode: Mode) -> Score {
    let h = model.stack.forward(batch.inputs, mode: mode)
    return loss.score(model.output.forward(h, mode: mode), batch.targets)
  }
  func backward() {
    model.stack.backward(model.output.backward(loss.backward()))
  }
}
/*:
 Since no place sees what follows it, shorter rows of a batch can be filled up
 behind their end with any word, if its targets are −1. The gradient is that of
 section 12.7, over the places that count.

 On the lesson above, by differences: a score of the question's words may change
 as it likes.
*/
var draws = Random(seed: options.seed, stream: "scores")
let lessonScores = Tensor.normal([5, 9], random: &draws)
let masked = SoftmaxWithLoss(ignoring: -1)
_ = masked.forward(lessonScores, example.t)
let dScores = masked.backward()
func quotient(_ t: Int, _ j: Int) -> Float {
  var (up, down) = (lessonScores, lessonScores)
  up[t, j] += 0.01
  down[t, j] -= 0.01
  let loss = SoftmaxWithLoss(ignoring: -1)
  return (loss.forward(up, example.t) - loss.forward(down, example.t)) / 0.02
}
for (t, j) in [(1, 4), (3, 7), (3, 2), (4, 1)] {
  show(t, j, dScores[t, j], quotient(t, j))
}
//#-hidden-code
claim(
  "the gradient is the difference quotient", isShown: false,
  (0..<45).allSatisfy {
    abs(dScores[$0 / 9, $0 % 9] - quotient($0 / 9, $0 % 9)) < 1e-3
  })
//#-end-hidden-code
/*:
 An answer is written greedily, the likeliest word each time, until a period:
*/
/// What the model says after the words so far.
func answer(_ prompt: [String], _ model: TransformerLanguageModel) -> [String] {
  var ids = prompt.map { model.vocabulary[$0]! }
  while ids.count < prompt.count + 8 {
    ids.append(model.nextWord(after: ids).argmax()[0])
    if model.vocabulary.word(ids[ids.count - 1]) == "." { break }
  }
  return model.vocabulary.words(at: Array(ids[prompt.count...]))
}
//#-hidden-code
let errandTrial = ErrandTrial(
  seed: options.seed, stories: errandPlain, exam: options.quick ? 100 : 400)
let lessonCounts = options.quick ? [40] : [100, 1_000]
var errandMarks: [ErrandMarks] = []
for seed in transferSeeds {
  errandMarks.append(try errandTrial.marks(seed: seed, lessons: lessonCounts))
}
let tunedErrands = errandMarks[0]
let shownTask = errandTrial.kept[0]
func said(_ model: TransformerLanguageModel) -> String {
  answer(shownTask.prompt, model).joined(separator: " ")
}
place(
  [
    shownTask.prompt.joined(separator: " "), "",
    "before tuning:  " + said(tunedErrands.before),
    "after tuning:   " + said(tunedErrands.after),
  ].joined(separator: "\n"))
//#-end-hidden-code
/*:
 Before tuning, the model goes on as its stories would; the word *answer* it has
 never read. An answer counts as right if it is the grammar's, word by word:
*/
//#-hidden-code
place(errandTable(errandMarks, lessonCounts))
let most = lessonCounts.count - 1
name("errand_lessons", lessonCounts[most])
name("errand_few", lessonCounts[0])
//#-end-hidden-code
claim(
  "after stories and \(lessonCounts[most]) lessons, more than three of four requests in the way of asking that tuning never had are answered exactly, whatever the seed",
  errandMarks.allSatisfy { $0.pretrained[most].kept > 75 })
claim(
  "with a hundred lessons, plain text before them is worth more than fifteen answers of a hundred, whatever the seed",
  errandMarks.allSatisfy { $0.pretrained[0].kept > $0.scratch[0].kept + 15 })
/*:
 (The {{errand_few}} lessons are read often enough to make as many steps as the
 {{errand_lessons}}.) The stories have taught what goes where: that after *to the*
 comes the place of this errand. Tuning hasn't much more to teach than *when* and
 *how* to say it, and that is why few lessons do. The last row counts the
 questions' words as well: it has to guess which of ten people and eight things a
 story will be about, which can't be learned.

 The kept phrasing shares words with the others, and the model has learned to
 look for *where* and *who*, however they are dressed. That is all that
 "understands instructions" means here. Two errands in one story are harder: then
 it must find out which place belongs to whom.

 *Predict, then run.* What does the tuned model answer to *please tell me why
 anna went .*?

 <details>
 <summary>Answer</summary>

 *why* isn't in its vocabulary, and the program stops. With a vector for
 unknown words it would answer all the same: every lesson had an answer, so it
 has never learned to say that it doesn't know. Larger models do the same, at
 greater length; lessons in which the right answer is that nothing is known are
 the cure that is used.

 </details>

 You can now turn a language model into one that does what it is told, and say
 how many of its answers are right.
*/
/*:
 ## 12.10 How it grows

 Is it worth while to make a model larger, or to give it more text? The larger
 training may cost what a hundred small ones cost, so one would like to know
 before. Kaplan et al. (2020) found that losses of language models fall along
 lines so straight that one can read off them what the next size will bring:
 **scaling laws**. With $N$ weights,
 and with $n$ words read,

 $$L(N) \approx L_\infty + a N^{-\alpha} \qquad L(n) \approx L_\infty + b n^{-\beta}$$

 What falls as a power is not the loss, but what lies above a floor,
 $L_\infty$, the part of the text that nobody can foresee. Kaplan et al. wrote
 no floor down; Hoffmann et al. (2022) have one, and must fit it too. The harbor
 knows its floor: it is what the grammar itself pays. So we take it off, and
 what is left over should be a straight line in logarithms,

 $$\log(L - L_\infty) \approx \log a - \alpha \log N$$

 which is a line by least squares, as in any schoolbook:
*/
/// The line y ≈ c + m x through points, by least squares.
func fittedLine(_ x: [Float], _ y: [Float]) -> (c: Float, m: Float) {
  let (X, Y) = (Tensor(x), Tensor(y))
  let dx = X - X.mean()
  let m = (dx * (Y - Y.mean())).sum() / (dx * dx).sum()
  return (Y.mean() - m * X.mean(), m)
}
/// a and α of the power law a x^(−α) through points.
func powerLaw(_ x: [Float], _ y: [Float]) -> (a: Float, exponent: Float) {
  let line = fittedLine(x.map { log($0) }, y.map { log($0) })
  return (exp(line.c), -line.m)
}
let law = powerLaw([1, 4, 16], [8, 4, 2])
show(law.a, law.exponent)
/*:
 Four times as much, half of it left: an exponent of ½. Now models of four
 widths read the same stories once, all with the same number of steps. Weights
 are counted without the words' vectors, as Kaplan's are. And models of one
 width read more and more.
*/
list("ScalingPoint", folded: true)
list("ScalingTrial", folded: true)
let scaling = try ScalingTrial(
  seed: options.seed, words: options.quick ? 20_000 : 200_000,
  test: options.quick ? 1_000 : 8_000)
let wordsRead = options.quick ? 10_000 : 100_000
let bySize = try [8, 12, 16, 24].map { D in
  try scaling.point(size: D, words: wordsRead)
}
let byWords =
  try [1, 2].map { quarters in
    try scaling.point(size: 24, words: wordsRead * quarters / 4)
  } + [bySize[3]]
let floorLoss = scaling.floor
show(floorLoss)
let weights = bySize.map { Float($0.weights) }
let overSize = bySize.map { $0.loss - floorLoss }
let read = byWords.map { Float($0.words) }
let overWords = byWords.map { $0.loss - floorLoss }
show(weights, overSize)
show(read, overWords)
/*:
 The lines are fitted to these, and each says what its next point will be. Only
 then are the two trained: one wider than all others, one that reads twice as
 much as any.
*/
let sizeLaw = powerLaw(weights, overSize)
let wordsLaw = powerLaw(read, overWords)
show(sizeLaw.exponent, wordsLaw.exponent)
//#-hidden-code
func foretold(_ law: (a: Float, exponent: Float), _ x: Float) -> Float {
  law.a * exp(-law.exponent * log(x))
}
let lastBySize = try scaling.point(size: 40, words: wordsRead)
let lastByWords = try scaling.point(size: 24, words: 2 * wordsRead)
let sizeGuess = floorLoss + foretold(sizeLaw, Float(lastBySize.weights))
let wordsGuess = floorLoss + foretold(wordsLaw, Float(lastByWords.words))
func panel(
  _ title: String, _ x: [Float], _ points: [ScalingPoint],
  _ law: (a: Float, exponent: Float)
) -> (title: String, x: [Float], excess: [Float], line: [Float]) {
  (title, x, points.map { $0.loss - floorLoss }, x.map { foretold(law, $0) })
}
place(
  scalingFigure([
    panel(
      "weights", weights + [Float(lastBySize.weights)], bySize + [lastBySize],
      sizeLaw),
    panel(
      "words read", read + [Float(lastByWords.words)], byWords + [lastByWords],
      wordsLaw),
  ]))
place(
  Table(
    columns: ["", "foretold", "trained", "off by, %", "of what is above, %"],
    rows: [
      ("\(lastBySize.weights) weights", sizeGuess, lastBySize.loss),
      ("\(lastByWords.words) words", wordsGuess, lastByWords.loss),
    ].map {
      [
        $0.0, $0.1, $0.2, 100 * ($0.1 - $0.2) / $0.2,
        100 * ($0.1 - $0.2) / ($0.2 - floorLoss),
      ]
    }, decimals: 3,
    caption:
      "Losses in nats a word, and how far the line was off, of the loss and of what is above the floor."
  ))
let sizeError = 100 * abs(sizeGuess - lastBySize.loss) / lastBySize.loss
let wordsError = 100 * abs(wordsGuess - lastByWords.loss) / lastByWords.loss
name("size_error", sizeError, decimals: 1)
name("words_error", wordsError, decimals: 1)
name("size_exponent", sizeLaw.exponent, decimals: 2)
name("words_exponent", wordsLaw.exponent, decimals: 2)
func part(_ guess: Float, _ point: ScalingPoint) -> Float {
  100 * abs(guess - point.loss) / (point.loss - floorLoss)
}
name("size_part", part(sizeGuess, lastBySize), decimals: 0)
name("words_part", part(wordsGuess, lastByWords), decimals: 0)
//#-end-hidden-code
claim(
  "both lines foretold their last loss to within a twentieth, and nearer than by saying that nothing would change",
  sizeError < 5 && wordsError < 5
    && abs(sizeGuess - lastBySize.loss) < bySize[3].loss - lastBySize.loss
    && abs(wordsGuess - lastByWords.loss) < bySize[3].loss - lastByWords.loss)
/*:
 Of the loss the line by size was off by {{size_error}}%, the line by words by
 {{words_error}}%. Most of the loss is the floor, though, which needs no telling:
 of what is above it, the lines were off by {{size_part}} and {{words_part}}%. The
 exponents, {{size_exponent}} and {{words_exponent}}, hold for this grammar, this length of training and these rates. Kaplan's, for web
 text, over many orders of magnitude and without a floor, are 0.076 for weights
 and 0.095 for data: to halve a loss there takes more than a thousand times the
 text. Here two or three times as much halves what is left, for a grammar can be
 learned to its end.

 Two things to beware of. A line through few points on logarithmic axes looks
 straight before it is; that is why the last point was kept back. And each line
 assumes that nothing else runs short. Widths beyond these gain less and less
 from {{words_read}} words, since the text is the limit then. Hoffmann et al.
 trained over 400 models to find the balance, and found that the large models
 of their day were too large for what they had read: weights and words should
 grow together, about 20 tokens to a weight. Their Chinchilla has a quarter of
 Gopher's weights, read nearly five times the text, and is better for the same
 cost.

 You can now draw a line, and say what a training will bring before you pay for
 it, and by how much you were wrong.
*/
//#-hidden-code
name("words_read", wordsRead)
//#-end-hidden-code
/*:
 ## 12.11 From here to the internet

 What separates the models of this chapter from those that people talk to are
 no new ideas of layers, but size. Size can be counted.

 ### Operations

 A product of matrices (M, K)·(K, N) takes K multiplications and K additions
 for each of its M·N numbers, so 2·M·K·N **floating-point operations**, FLOP in
 short. Let a product count them itself:
*/
var operations = 0
/// (M, K) · (K, N) → (M, N), counted.
func times(_ a: Tensor, _ b: Tensor) -> Tensor {
  operations += 2 * a.shape[0] * a.shape[1] * b.shape[1]
  return matmul(a, b)
}
/// The gradients of a and b, from that of c = a·b, counted.
func timesBackward(_ a: Tensor, _ b: Tensor, _ dc: Tensor)
  -> (da: Tensor, db: Tensor)
{
  (times(dc, b.transposed()), times(a.transposed(), dc))
}
let (four, two) = (Tensor.ones(3, 4), Tensor.ones(4, 2))
let c = times(four, two)
show(operations)
operations = 0
_ = timesBackward(four, two, c)
show(operations)
/*:
 Forward each token's row of numbers meets each weight once, which is 2
 operations. Backward there are two products of the same size, one for the
 input's gradient and one for the weights', so 4. A training of $N$ weights on
 $n$ tokens takes

 $$C \approx 6 \, N \, n$$

 Now a whole block, in plain code. It is the one of section 9.4, with the norms after the sums, and twelve
 tensors for its weights: those of queries, keys and values side by side with
 their bias, of the output, a norm's gain and bias, the two of the feed-forward
 layer with theirs, and a norm again.
*/
/// Rows of mean 0 and variance 1, times a gain, plus a bias.
func normalized(
  _ x: Tensor, _ gain: Tensor, _ bias: Tensor, _ epsilon: Float
) -> Tensor {
  let dx = x - x.mean(axis: 1, keepingAxis: true)
  let variance = (dx * dx).mean(axis: 1, keepingAxis: true)
  return dx / sqrt(variance + epsilon) * gain + bias
}
/// x (T, D) → y (T, D), by the twelve tensors w.
func plainBlock(
  _ x: Tensor, _ w: [Tensor], heads: Int, epsilon: Float,
  hiding: Tensor? = nil, f: (Tensor) -> Tensor
) -> Tensor {
  let D = x.shape[1]
  let d = D / heads
  let all = times(x, w[0]) + w[1]
  let contexts = (0..<heads).map { head in
    let (q, k, v) = (
      all.columns(head * d..<head * d + d),
      all.columns(D + head * d..<D + head * d + d),
      all.columns(2 * D + head * d..<2 * D + head * d + d)
    )
    var scores = times(q, k.transposed()) / sqrt(Float(d))
    if let hiding { scores += hiding }
    return times(softmax(scores), v)
  }
  let found = times(.concatenate(contexts, axis: 1), w[2]) + w[3]
  let a = normalized(x + found, w[4], w[5], epsilon)
  let more = times(f(times(a, w[6]) + w[7]), w[8]) + w[9]
  return normalized(a + more, w[10], w[11], epsilon)
}
/*:
 The book's own model, with random weights, agrees with it, and the products
 are counted while they run. To see only what is before, the scores of later
 places get −∞ added (`hiding`).
*/
var smallSettings = TransformerSettings()
(smallSettings.size, smallSettings.layers, smallSettings.heads) = (64, 2, 4)
(smallSettings.context, smallSettings.norm) = (32, .after)
let small = TransformerLanguageModel(
  Vocabulary(words: (0..<100).map { "w\($0)" }), smallSettings,
  random: Random(seed: options.seed, stream: "small"))
let places = 32
let someIds = (0..<places).map { $0 * 7 % 100 }
let hiding = Tensor(
  (0..<places * places).map { $0 % places > $0 / places ? -.infinity : 0 },
  shape: [places, places])
operations = 0
var reached = small.stack.positions.forward(
  small.stack.embedding.forward([someIds]) * 8
).reshaped(places, 64)
for block in small.stack.blocks {
  reached = plainBlock(
    reached, block.parameters.map(\.value), heads: 4, epsilon: 1e-5,
    hiding: hiding,
    f: GELU(.tanh).value)
}
let smallScores = times(reached, small.output.weight.value.transposed())
let counted = operations
let fast = small.output.forward(
  small.stack.forward([someIds], mode: .inference))
show((fast.reshaped(places, 100) - smallScores).map { abs($0) }.max())
//#-hidden-code
claim(
  "the plain model gives the library's smallScores to within rounding",
  isShown: false,
  (fast.reshaped(places, 100) - smallScores).map { abs($0) }.max() < 1e-3)
//#-end-hidden-code
let matrices = small.parameters.unique.map(\.value).filter { $0.rank == 2 }
let multiplied = matrices.reduce(0) { $0 + $1.count } - 64 * 100
show(
  counted, 2 * multiplied * places,
  Float(counted) / Float(2 * multiplied * places))
//#-hidden-code
let flopExcess = Float(counted) / Float(2 * multiplied * places) - 1
name("flop_excess", 100 * flopExcess, decimals: 1)
claim(
  "what is above two operations a weight and token is exactly attention's own products",
  counted - 2 * multiplied * places == 2 * (2 * 2 * places * places * 64))
//#-end-hidden-code
/*:
 (The 64 · 100 taken off are the words' vectors, which are looked up, not
 multiplied.) Counted are {{flop_excess}}% more than two operations a weight
 and token. The rest is attention's products of places with places, which have
 no weights: 4·T²·D a block. They grow with the square of the text's length.
 Where T is small beside D, as in most large models, 6·N·n is close.

 ### Bytes

 A number in single precision has four bytes, and training keeps four numbers a
 weight: itself, its gradient, and the two means of Adam. That makes 16 bytes a
 weight, before a single activation is kept.
*/
func trainingBytes(_ weights: Double) -> Double { 16 * weights }
//#-hidden-code
place(publishedTable())
//#-end-hidden-code
/*:
 In the table, 6·N·n of published models beside what their authors give. For
 GPT-3 the formula is within half a percent of Brown et al. (2020, table D.1).
 Chinchilla was given Gopher's budget (Hoffmann et al. 2022, table 1 and figure
 2), and the formula has 2% more for it, but for Gopher 12% less. Attention's
 products explain a sixth of that: with 2,048 places and 16,384 columns they are
 T/(6·D), 2%. Another count that they give has even 6.3e23: what a training
 has cost is known to a tenth or two. A processor core as in this book's laptops
 does some 5e10 useful operations a second. GPT-3 would take it two hundred
 thousand years, and the 2.8 terabytes of its training are many times what one
 graphics processor holds. So work and memory must be shared out.
*/
exercise("12.7")
/*:
 ### Data-parallel

 The simplest way gives each of N workers a copy of the model and a share of the
 batch. The gradient of a sum is the sum of the gradients, so they add theirs
 up, and all take the same step: **data-parallel** training, or data
 parallelism. How does each get the sum of all? If one gathers them, it receives
 N − 1 whole gradients and sends as many. Better is a ring (Patarasuk and Yuan
 2009). The gradient is cut into N pieces. In N − 1 rounds each worker passes
 one piece to the next, who adds its own; then each piece is complete somewhere,
 and in N − 1 rounds more it goes around once again as it is. That is a **ring
 all-reduce**.
*/
/// The sums of N workers' numbers, at each of them, and what each has sent.
func ringSum(_ workers: [[Float]]) -> (sums: [[Float]], sent: Int) {
  let N = workers.count
  let P = workers[0].count
  func piece(_ k: Int) -> Range<Int> {
    let k = (k % N + N) % N
    return k * P / N..<(k + 1) * P / N
  }
  var (own, sent) = (workers, 0)
  for round in 0..<N - 1 {
    for worker in 0..<N {
      let next = (worker + 1) % N
      for i in piece(worker - round) { own[next][i] += own[worker][i] }
      if worker == 0 { sent += piece(worker - round).count }
    }
  }
  for round in 0..<N - 1 {
    for worker in 0..<N {
      let next = (worker + 1) % N
      for i in piece(worker + 1 - round) { own[next][i] = own[worker][i] }
      if worker == 0 { sent += piece(worker + 1 - round).count }
    }
  }
  return (own, sent)
}
let ring = ringSum([[1, 2, 3, 4], [10, 20, 30, 40]])
show(ring.sums[0], ring.sums[1], ring.sent)
/*:
 Within a round all workers pass at the same time, each another piece, so their
 order in the loop doesn't matter. In all, a worker sends 2·(N − 1)/N times the
 gradient's size, less than twice, however many workers there are. And the
 order in which a piece's N numbers are added is fixed, so the sum has the same
 bits on all of them.

 Four workers now train the small model, eight rows each, and beside them one
 that does the same alone: it works out the four shares one after the other and
 adds them in the ring's order.
*/
//#-hidden-code
let parallel = ParallelTrial(settings: smallSettings, seed: options.seed)
//#-end-hidden-code
list("ParallelTrial.step", folded: true)
//#-hidden-code
let together = parallel.trained(workers: 4, steps: 5, sum: ringSum)
let alone = parallel.trainedAlone(shares: 4, steps: 5)
let whole = parallel.trainedWhole(steps: 5)
let apart = zip(together.weights[0], whole).map { abs($0 - $1) }.max()!
place(
  Table(
    columns: ["after five steps", ""],
    rows: [
      ["bytes of a gradient", format(parallel.weightCount * 4)],
      ["bytes that a worker sends, a step", format(together.sent)],
      [
        "all four workers have the same bits",
        together.weights.allSatisfy { $0 == together.weights[0] }
          ? "yes" : "no",
      ],
      [
        "the same bits as alone, in the ring's order",
        together.weights[0] == alone ? "yes" : "no",
      ],
      [
        "most that a weight differs from one batch of 32",
        format(apart, decimals: 7),
      ],
    ]))
//#-end-hidden-code
claim(
  "four workers end with the same bits as one that adds in the same order",
  together.weights.allSatisfy { $0 == alone })
claim(
  "each worker sends 2 · 3/4 of a gradient a step", isShown: false,
  abs(together.sent - parallel.weightCount * 6) <= 32)
/*:
 Each worker sends one and a half times the bytes of a gradient. With one that
 reads the 32 rows as one batch they agree nearly: numbers added in another order
 differ in the last digit, and Adam, which divides each gradient by its own size,
 makes more of that where a gradient is almost zero.

 ### Tensor-parallel

 If the model doesn't fit, a layer itself is shared out: **tensor-parallel**
 (Shoeybi et al. 2019). Of the feed-forward layer $y = f(x W_1) W_2$ each
 worker gets some columns of $W_1$ and the same rows of $W_2$. What it makes of
 its columns is its own business up to the end, where all add up:

 $$y = \sum_{k} f(x \, W_1^{(k)}) \, W_2^{(k)}$$

 Backward, each gets the whole dy, makes the gradients of its own weights, and
 its share of dx, which are added up too.
*/
/// A worker's share of a feed-forward layer: columns of W₁, rows of W₂.
struct Share {
  var W1, W2: Tensor
  /// x (T, D) → its share of y (T, D).
  func forward(_ x: Tensor) -> Tensor { times(gelu.value(times(x, W1)), W2) }
  /// dy (T, D) → its share of dx, and the gradients of its weights.
  func backward(_ x: Tensor, _ dy: Tensor)
    -> (dx: Tensor, dW1: Tensor, dW2: Tensor)
  {
    let a = times(x, W1)
    let h = gelu.value(a)
    let (dh, dW2) = timesBackward(h, W2, dy)
    let (dx, dW1) = timesBackward(x, W1, dh * gelu.derivative(a, y: h))
    return (dx, dW1, dW2)
  }
}
let gelu = GELU(.tanh)
let W1 = Tensor.normal([64, 512], random: &draws) * 0.1
let W2 = Tensor.normal([512, 64], random: &draws) * 0.1
let input = Tensor.normal([8, 64], random: &draws)
let upstream = Tensor.normal([8, 64], random: &draws)
let undivided = Share(W1: W1, W2: W2)
let workers = [0..<256, 256..<512].map {
  Share(W1: W1.columns($0), W2: W2.rows($0))
}
let y = workers.map { $0.forward(input) }
let back = workers.map { $0.backward(input, upstream) }
show((y[0] + y[1] - undivided.forward(input)).map { abs($0) }.max())
show(
  (back[0].dx + back[1].dx - undivided.backward(input, upstream).dx).map {
    abs($0)
  }
  .max())
//#-hidden-code
let tensorLoss = { (W: Tensor) in
  (Share(W1: W, W2: W2).forward(input) * upstream).sum()
}
var moved = W1
moved[3, 300] += 0.01
let above = tensorLoss(moved)
moved[3, 300] -= 0.02
let slope = (above - tensorLoss(moved)) / 0.02
claim(
  "the second worker's gradient is the difference quotient", isShown: false,
  abs(slope - back[1].dW1[3, 44]) < 0.02)
claim(
  "two workers with half of the layer each make the whole layer's y and dx, bit for bit",
  y[0] + y[1] == undivided.forward(input)
    && back[0].dx + back[1].dx == undivided.backward(input, upstream).dx)
//#-end-hidden-code
/*:
 Not even the last bit differs, for a reason that is this book's own: its
 products add up 256 terms at a time, so a worker with 256 rows of $W_2$ makes
 just the sums that the whole would have made. What must be exchanged is y and
 dx, T·D numbers each, in every layer, where data-parallel workers exchange
 once a batch. So large trainings share out layers among the processors of one
 machine, whose wires are short, and batches among machines. Attention is shared out by heads in the same manner.

 *Predict, then run.* Which bytes does data-parallel training *not* save,
 however many workers there are?

 <details>
 <summary>Answer</summary>

 Those of the weights, the gradients and Adam's means: each worker has all of
 them, 16 bytes a weight. Only the activations become fewer, with the rows of
 the batch. To give each worker only its piece of Adam's means, and to send the
 weights around when they are needed, is what ZeRO does (Rajbhandari et al.
 2020).

 </details>

 You can now say what a training costs before it begins, in operations, bytes
 and messages, and split it among workers without changing what it learns.
*/
/*:
 ## 12.12 A published model

 Now we open a model that people use, and see that it is made of nothing else.
 **all-MiniLM-L6-v2** turns sentences into vectors,
 so that sentences that mean nearly the same lie near one another. It is a
 BERT of six blocks with 384 columns and twelve heads. Wang et al. (2020) made
 its kind by **distillation**: a small model learns to do what a large one does
 inside. It was then trained on more than a billion pairs of sentences that
 belong together, as Reimers and Gurevych (2019) had shown how.

 Its weights come in a file of the kind **safetensors**: eight bytes that say
 how long the header is, the header, and then nothing but numbers. The header
 is text, and for each tensor it says its name, its shape, and where its bytes
 are. The twelve tensors of a block are sixteen there, since queries, keys and
 values have a matrix each, and matrices lie the other way round:
*/
/// Block k of a BERT's file, as the twelve tensors of `plainBlock`.
func bertBlock(_ file: Safetensors, _ k: Int) throws -> [Tensor] {
  func one(_ name: String) throws -> Tensor {
    try file.tensor("encoder.layer.\(k).\(name)")
  }
  func affine(_ name: String) throws -> [Tensor] {
    try [one("\(name).weight").transposed(), one("\(name).bias")]
  }
  func norm(_ name: String) throws -> [Tensor] {
    try [one("\(name).LayerNorm.weight"), one("\(name).LayerNorm.bias")]
  }
  let asked = try ["query", "key", "value"].map {
    try affine("attention.self.\($0)")
  }
  return try [
    .concatenate(asked.map { $0[0] }, axis: 1),
    .concatenate(asked.map { $0[1] }),
  ] + affine("attention.output.dense") + norm("attention.output")
    + affine("intermediate.dense") + affine("output.dense") + norm("output")
}
/*:
 A *BERT layer* is `plainBlock` of section 12.11 with these tensors. Before the blocks, a piece's vector
 is added to that of its place, and to that of the part of the text that it
 stands in, here always the first; after them, the vector of the sentence is
 the mean over its pieces (**mean pooling**), brought to length 1.
*/
/// Ids of pieces → the vector of the sentence, (D).
func plainSentence(_ ids: [Int], _ file: Safetensors) throws -> Tensor {
  var x =
    try file.rows(ids, of: "embeddings.word_embeddings.weight")
    + file.rows(
      Array(0..<ids.count), of: "embeddings.position_embeddings.weight")
    + file.rows([0], of: "embeddings.token_type_embeddings.weight")
  x = normalized(
    x, try file.tensor("embeddings.LayerNorm.weight"),
    try file.tensor("embeddings.LayerNorm.bias"), 1e-12)
  for k in 0..<6 {
    x = plainBlock(
      x, try bertBlock(file, k), heads: 12, epsilon: 1e-12,
      f: GELU(.exact).value)
  }
  let mean = x.mean(axis: 0)
  return mean / mean.norm()
}
/*:
 `SentenceEncoder` of the library does the same, many sentences at a time. Below
 are the file's tensors up to the first block's, a sentence in pieces, and four
 sentences, each with the nearest of seven others.
*/
//#-hidden-code
record("minilm") {
  let folder = try miniLMFolder()
  let file = try Safetensors(path: "\(folder)/model.safetensors")
  let model = try SentenceEncoder(folder: folder)
  place(tensorsTable(file))
  let sentence = "The trawler left the harbor before sunrise."
  let ids = model.pieces.encode(sentence)
  place(ids.map { model.pieces.pieces[$0] }.joined(separator: " "))
  let plain = try plainSentence(ids, file)
  let fast = try model.vectors(of: [sentence]).row(0)
  let apart = (plain - fast).map { abs($0) }.max()
  name("minilm_apart", apart * 1e6, decimals: 1)
  name("minilm_tensors", file.names.count)
  claim(
    "the blocks of chapter 9 with published weights give the published model's vector",
    apart < 1e-5)
  let sentences = [
    "The trawler left the harbor before sunrise.",
    "A fishing boat sailed out early in the morning.",
    "The bakery sells fresh bread.", "You can buy warm rolls at the baker's.",
    "How do I repair a torn net?", "What is the way to mend fishing gear?",
    "The boat is not fast.", "The boat is fast.",
  ]
  place(
    nearestTable(sentences, try model.vectors(of: sentences), of: [0, 2, 4, 6]))
  let banks = [
    "He put his money in the bank.", "The bank lent them a thousand pounds.",
    "She opened an account at the bank.", "The bank raised its interest rates.",
    "We sat on the bank of the river.", "The boat ran into the muddy bank.",
    "Willows grow along the bank of the stream.",
    "He fished from the grassy bank.",
  ]
  let lights = [
    "The light in the tower went out.", "Turn off the light before you sleep.",
    "The light of the lamp was yellow.", "A bright light shone across the bay.",
    "The basket was light and easy to carry.", "She packed a light bag.",
    "Feathers are light.", "He took the light box, not the heavy one.",
  ]
  let halves = [0, 0, 0, 0, 1, 1, 1, 1]
  let bankVectors = try vectors(of: "bank", in: banks, model)
  let bankGap = senseGap(bankVectors, halves)
  let lightGap = senseGap(try vectors(of: "light", in: lights, model), halves)
  place(
    senseFigure(banks.indices.map { "\($0 + 1) " + banks[$0] }, bankVectors))
  name("bank_same", bankGap.same, decimals: 2)
  name("bank_different", bankGap.different, decimals: 2)
  name("bank_right", bankGap.right)
  name("light_same", lightGap.same, decimals: 2)
  name("light_different", lightGap.different, decimals: 2)
  name("light_right", lightGap.right)
  _ = try model.encoder.forward([ids])
  let back = head(model.encoder, looking: -1)
  let onward = head(model.encoder, looking: 1)
  place(headsFigure(ids.map { model.pieces.pieces[$0] }, [back, onward]))
  name("head_back", 100 * back.share, decimals: 0)
  name("head_on", 100 * onward.share, decimals: 0)
  let topics = try sameTopic(
    Harbor(seed: options.seed).reviews(300, stream: "meaning"), model)
  name("topic_meaning", topics.meaning, decimals: 1)
  name("topic_words", topics.words, decimals: 1)
}
//#-end-hidden-code
/*:
 The file has {{minilm_tensors}} tensors, and the plain code and the library
 differ by no more than {{minilm_apart}} millionths. The layers are those that you
 have written; what makes the model good is what it has read.

 Its neighbors are right where no word is shared, as with the trawler and the
 fishing boat. The last row is a warning. *Not fast* and *fast* lie closer
 together than most sentences that agree, since both are about the same thing.
 Near means here: said of the same.

 A word has another vector in each sentence. Two uses of *bank* with the same
 meaning have a cosine of {{bank_same}} on average, two with different ones
 {{bank_different}}, and for {{bank_right}} of 8 the nearest other *bank*
 means the same. For *light* it is {{light_same}} and
 {{light_different}}, and {{light_right}} of 8. No label of a sense was
 ever given to it.

 Of its 72 heads most can't be read so simply. Some can: in one a piece gives
 {{head_back}}% of its attention to the piece before, in another {{head_on}}%
 to the next. Whether what a head looks at explains what the model does is
 disputed; that it looks there is a fact.

 Of 300 harbor reviews {{topic_meaning}}% have the topic of their nearest
 neighbor, if near is told by MiniLM's vectors; if it is told by shared words,
 {{topic_words}}%.

 You can now open a published model, know each tensor in it by name, and run
 it in code of your own.
*/
/*:
 ## 12.13 An honest page

 On harbor, pretraining helps, since the harbor is small enough to be known
 after a few minutes. Does it help on real text? A GPT of ours, two blocks of 96
 columns, reads a part of WikiText-2 in pieces, and is then fine-tuned to sort
 TREC's questions by what they ask for, chapter 10's set, with 100 labels and
 with 500.
*/
//#-hidden-code
record("few-questions") {
  let trials = try QuestionTrials(seeds: [1, 2, 3, 4, 5], words: 250_000)
  place(trials.table)
  name("questions_read", trials.read)
  name("questions_perplexity", trials.perplexity, decimals: 0)
  name("questions_scratch", trials.mean(2, 0), decimals: 1)
  name("questions_tuned", trials.mean(3, 0), decimals: 1)
  name("questions_nbsvm", trials.mean(1, 0), decimals: 1)
  name("questions_scratch_500", trials.mean(2, 1), decimals: 1)
  name("questions_tuned_500", trials.mean(3, 1), decimals: 1)
  name("questions_nbsvm_500", trials.mean(1, 1), decimals: 1)
  name("questions_minilm", trials.mean(4, 0), decimals: 1)
  name("questions_minilm_500", trials.mean(4, 1), decimals: 1)
}
//#-end-hidden-code
/*:
 With 100 labels pretraining brings the small GPT from {{questions_scratch}} to
 {{questions_tuned}}%, with 500 from {{questions_scratch_500}} to
 {{questions_tuned_500}}%. NBSVM, which has read nothing and trains in a blink, is
 ahead with {{questions_nbsvm}} and {{questions_nbsvm_500}}%. It is no different with PyTorch: a model of a million
 weights, pretrained for six minutes, had 57.8% against 54.6% from scratch with
 100 labels, where NBSVM had 60.5%. A perplexity of {{questions_perplexity}} a piece, after {{questions_read}} pieces, means that
 the model knows which words are frequent and what follows what; which words
 mean alike it has hardly begun to learn. And in questions the first two words
 nearly say it all, which a linear model on pairs of words sees at once.

 The last row has the same labels and one softmax layer, on MiniLM's vectors:
 {{questions_minilm}}% with 100 labels, ahead of all others. That is what a
 larger pretraining gives: ours was too short by a factor of some thousands.
 With 500 it is {{questions_minilm_500}}%, and NBSVM has caught up, since by then
 the labels themselves say which pairs of words matter.
*/
/*:
 ## 12.14 Your own text

 What this chapter has built is a tool as well. It cuts a text into pieces,
 trains a language model on it, and tunes that to labels of yours:

 ```
 swift run pretraining --train notes.txt --model mine.model
 swift run pretraining --finetune labels.tsv --from mine.model --model tuned.model
 swift run pretraining --classify "the inn was not dull" --model tuned.model
 swift run pretraining --tokenize "lowest" --model mine.model
 swift run pretraining --embed "a sentence" --minilm FOLDER
 ```

 `--masked` trains to fill gaps, `--learns` says whether the top layer learns,
 updates of low rank, or everything, and `--help` lists what else can be set.

 ### What was left out

 **In-context learning** takes no step at all: a model that has read enough is
 shown a few solved tasks in its *prompt*, the text that it is to go on from,
 and solves the next one like them (Brown et al. 2020). **Reinforcement learning
 from human feedback** asks people which of two answers they prefer, trains a
 *reward model* to foretell it, and the tuned model once more to please that
 (Ouyang et al. 2022); it needs people. A **mixture of experts** has many
 feed-forward layers, of which each token passes through one or two (Shazeer et
 al. 2017), so that weights grow and operations don't. Training in half
 precision, checkpoints of activations, and the long work of gathering and
 cleaning text were left out for the same reason: they matter at a size that no
 laptop has.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | a probe gets everything right | it has as many weights as labels: shuffle the labels and ask again |
 | fine-tuning forgets what was known | the rate: a tenth of that of pretraining, or updates of low rank |
 | a tuned model repeats the question | the loss counts the question's words |
 | answers to one way of asking only | lessons in one phrasing |
 | new words in the labels | the vocabulary of the pretrained model: pieces, not words |
 | the law bends at its end | the other quantity has run short, or the rate doesn't suit the width |
 | workers drift apart | a stream of random numbers that each draws by itself, or sums in another order |
 | a published model gives slightly other vectors | the exact GELU against the one by tanh, the norm's ε, small letters, the signs at both ends |
 | it is good on harbor, and poor on your texts | what did it read before? |

 ## Summary

 - Byte-pair encoding merges the commonest pair of neighbors, again and again;
   WordPiece cuts off the longest piece that fits. No text is unknown.
 - Pretraining reads plain text, fine-tuning goes on with labels: all weights,
   the top alone, or updates $\frac{\alpha}{r} AB$ beside frozen weights. What is
   changed is forgotten; what is frozen isn't.
 - A word's vector in its sentence knows what the layer has read: from the left,
   what comes before it; of a masked language model, both sides.
 - What plain text has taught is in the vectors; a linear probe shows how much.
   With ten labeled sentences a probe beats chapter 11's taggers.
 - Instruction tuning makes of all tasks one: text in, text out. The loss counts
   the answer's words only.
 - What is above the floor falls as a power of weights and of words. Draw the
   line before you train the last point.
 - A training takes 6·N·n operations and 16 bytes a weight.
 - Data-parallel workers share the rows and add gradients in a ring, 2(N − 1)/N
   of a gradient each; tensor-parallel ones share the columns and add outputs.
   In a fixed order the sums have the same bits.
 - A published model is these layers, with weights from a file.

 ## Further reading

 - M. McCloskey, N. Cohen. *Catastrophic interference in connectionist
   networks: the sequential learning problem.* Psychology of Learning and
   Motivation 24, 1989.
 - W. Gale, K. Church, D. Yarowsky. *One sense per discourse.* Workshop on
   Speech and Natural Language, 1992.
 - P. Gage. *A new algorithm for data compression.* C Users Journal 12(2),
   1994.
 - P. Patarasuk, X. Yuan. *Bandwidth optimal all-reduce algorithms for
   clusters of workstations.* Journal of Parallel and Distributed Computing
   69, 2009.
 - M. Schuster, K. Nakajima. *Japanese and Korean voice search.* ICASSP 2012.
 - G. Alain, Y. Bengio. *Understanding intermediate layers using linear
   classifier probes.* arXiv:1610.01644, 2016.
 - R. Sennrich, B. Haddow, A. Birch. *Neural machine translation of rare
   words with subword units.* ACL 2016.
 - N. Shazeer et al. *Outrageously large neural networks: the sparsely-gated
   mixture-of-experts layer.* ICLR 2017.
 - A. Radford, K. Narasimhan, T. Salimans, I. Sutskever. *Improving language
   understanding by generative pre-training.* 2018.
 - M. Peters, M. Neumann, L. Zettlemoyer, W. Yih. *Dissecting contextual word
   embeddings: architecture and representation.* EMNLP 2018.
 - M. Peters, M. Neumann, M. Iyyer, M. Gardner, C. Clark, K. Lee, L.
   Zettlemoyer. *Deep contextualized word representations.* NAACL 2018.
 - A. Radford, J. Wu, R. Child, D. Luan, D. Amodei, I. Sutskever. *Language
   models are unsupervised multitask learners.* 2019.
 - I. Tenney, D. Das, E. Pavlick. *BERT rediscovers the classical NLP
   pipeline.* ACL 2019.
 - J. Devlin, M.-W. Chang, K. Lee, K. Toutanova. *BERT: pre-training of deep
   bidirectional transformers for language understanding.* NAACL 2019.
 - J. Hewitt, P. Liang. *Designing and interpreting probes with control
   tasks.* EMNLP 2019.
 - M. Shoeybi et al. *Megatron-LM: training multi-billion parameter language
   models using model parallelism.* arXiv:1909.08053, 2019.
 - N. Reimers, I. Gurevych. *Sentence-BERT: sentence embeddings using Siamese
   BERT-networks.* EMNLP 2019.
 - J. Kaplan et al. *Scaling laws for neural language models.*
   arXiv:2001.08361, 2020.
 - S. Rajbhandari, J. Rasley, O. Ruwase, Y. He. *ZeRO: memory optimizations
   toward training trillion parameter models.* SC 2020.
 - T. Brown et al. *Language models are few-shot learners.* NeurIPS 2020.
 - W. Wang, F. Wei, L. Dong, H. Bao, N. Yang, M. Zhou. *MiniLM: deep
   self-attention distillation for task-agnostic compression of pre-trained
   transformers.* NeurIPS 2020.
 - E. Hu, Y. Shen, P. Wallis, Z. Allen-Zhu, Y. Li, S. Wang, L. Wang, W. Chen.
   *LoRA: Low-rank adaptation of large language models.* arXiv:2106.09685,
   2021.
 - J. Hoffmann et al. *Training compute-optimal large language models.*
   NeurIPS 2022.
 - J. Wei et al. *Finetuned language models are zero-shot learners.* ICLR
   2022.
 - L. Ouyang et al. *Training language models to follow instructions with
   human feedback.* NeurIPS 2022.
 - V. Sanh et al. *Multitask prompted training enables zero-shot task
   generalization.* ICLR 2022.
*/
weaveChapter()
