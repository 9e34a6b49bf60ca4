import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  tools: [IndexTexts.self, SearchTexts.self, AskTexts.self])
Threads.count = options.threads
/*:
 # 13 Finding answers

 Somebody types three words and wants one story out of a million. It is the
 oldest task in this book, older than computers, and the newest use of all that
 the book has built: a model that is asked about things it was never trained on
 has to look them up first. So this chapter finds, and then reads. It begins
 with counting again, as the book did, and it ends with attention.

*/
place(searchFigure())
/*:
 When you have read this chapter you can

 - build the index that every search engine stands on, and rank what it finds
   by BM25, written from memory;
 - say how good a search is, and how sure you are of it;
 - let a search find what is said in other words, by a thesaurus, by the
   singular vectors of chapter 2, by a network trained on pairs, and say what
   each of them breaks;
 - put a second, slower reader behind a fast first one;
 - group stories that nobody has sorted, and catch those told twice;
 - point at an answer in a story, and let a network say words that no list has;
 - put all of it together to an assistant that shows where it has read.

 ## 13.1 Finding a word

 The harbor has a new kind of story for us: something happened, to somebody,
 somewhere, on some day. Each is of one of eight kinds, and the grammar knows
 which, and who did what to whom. It has several ways to say everything.
*/
let harbor = Harbor(seed: options.seed)
let events = harbor.events(options.quick ? 250 : 400, stream: "collection")
for sentence in events[3].sentences {
  for part in sentence.split(separator: ",") {
    show(part.joined(separator: " "))
  }
}
show(events[3].kind)
/*:
 It also has requests: what somebody might type to find such a story. Since the
 grammar knows what happened in all {{stories}} of them, it knows which ones
 answer a request, in whatever words they say so.
*/
let requests = harbor.requests(
  options.quick ? 240 : 600, about: events, stream: "collection")
for request in requests.prefix(4) {
  let answers = request.answers.prefix(6).map(String.init)
  show(
    request.words.joined(separator: " "), "→", answers.joined(separator: " "))
}
name("stories", events.count)
/*:
 A text that is searched is a **document** in this field, and what is typed is a
 **query**; we go on saying story and request. To find the stories with the word
 *lantern* one could read them all. For a million stories that takes too long,
 and so one does what the makers of books have done for centuries: read
 everything once, beforehand, and write down for each word where it stands. That
 is an **inverted index**. What it has for a word is the word's list of
 **postings**: the documents that have it, in order, and how often each does.
*/
place(indexFigure())
/// For each word the documents that have it, in order, and how often.
typealias Postings = [String: [(document: Int, count: Int)]]
/// Reads all documents once.
func indexed(_ documents: [[String]]) -> Postings {
  var postings: Postings = [:]
  for (document, words) in documents.enumerated() {
    var counts: [String: Int] = [:]
    for word in words { counts[word, default: 0] += 1 }
    for (word, count) in counts {
      postings[word, default: []].append((document, count))
    }
  }
  return postings
}
/*:
 Four short stories will do for all that this chapter does by hand:
*/
let four = [
  "a boat sank at the pier", "a thief stole a boat at night",
  "the boat of the thief sank", "snow fell on the pier",
].map { $0.split(separator: " ").map(String.init) }
let small = indexed(four)
for word in ["boat", "thief", "pier"] { show(word, small[word]!) }
/*:
 Who wants stories with *boat* and *pier* needs the numbers that both lists
 have. The lists are in order, so one walk along both finds them: whichever list
 is behind takes a step.
*/
/// The documents that are in both lists.
func both(_ a: [Int], _ b: [Int]) -> [Int] {
  var (i, j, found) = (0, 0, [Int]())
  while i < a.count && j < b.count {
    if a[i] == b[j] { found.append(a[i]) }
    (i, j) = (a[i] <= b[j] ? i + 1 : i, a[i] >= b[j] ? j + 1 : j)
  }
  return found
}
/// The documents of one list that aren't in the other.
func without(_ a: [Int], _ b: [Int]) -> [Int] {
  var (j, found) = (0, [Int]())
  for document in a {
    while j < b.count && b[j] < document { j += 1 }
    if j == b.count || b[j] != document { found.append(document) }
  }
  return found
}
let (boat, pier, thief) = (
  small["boat"]!.map(\.document), small["pier"]!.map(\.document),
  small["thief"]!.map(\.document)
)
show("boat and pier", both(boat, pier))
show("boat and not thief", without(boat, thief))
/*:
 *Or* is the same walk, with every number kept that either list has. These
 three make **Boolean retrieval**, and libraries and law offices have searched
 with it for decades. The work is the length of the lists, not the size of the
 collection.
*/
let documents = events.map { event in
  event.words.filter { $0 != "." && $0 != "," }
}
let index = indexed(documents)
/// The documents that have all of the words.
func all(_ words: [String]) -> [Int] {
  let lists = words.map { word in (index[word] ?? []).map(\.document) }
  return lists.dropFirst().reduce(lists[0], both)
}
/// The documents that have one of them or more.
func any(_ words: [String]) -> [Int] {
  Set(words.flatMap { index[$0] ?? [] }.map(\.document)).sorted()
}
let empty = requests.count { all($0.words).isEmpty }
let strict = requests.filter { request in
  Set(all(request.words)).isSuperset(of: request.answers)
}
let loose = requests.map { any($0.words).count }.reduce(0, +) / requests.count
show(empty, strict.count, loose)
//#-hidden-code
let library = InvertedIndex(documents)
name("empty_share", 100 * Float(empty) / Float(requests.count), decimals: 0)
name(
  "strict_share", 100 * Float(strict.count) / Float(requests.count), decimals: 0
)
name("loose", loose)
//#-end-hidden-code
claim(
  "the library's InvertedIndex finds the same", isShown: false,
  try requests.allSatisfy { request in
    try library.documents(withAll: request.words) == all(request.words)
      && library.documents(withAny: request.words) == any(request.words)
  })
/*:
 But ask for all words of a request, and for {{empty_share}}%
 of the requests nothing comes back; in only {{strict_share}}% are all the
 stories found that answer. Ask for any of the words, and {{loose}} stories of
 {{stories}} come back on average, in the order in which they were read. *And*
 is too narrow, *or* is too wide, and neither says which story to look at first.

 You can now find a word in any number of texts without reading them.
*/
exercise("13.1")
/*:
 *Predict, then run.* Which list should one begin with, when a request has three
 words and asks for all of them?

 <details>
 <summary>Answer</summary>

 The shortest. What *both* returns is never longer than its shorter list, so
 every walk after the first is along a short list and another; and instead of
 walking the long one step by step, one can leap in it. The library's
 `documents(withAll:)` sorts the lists first.

 </details>

 ## 13.2 Weights

 A story that has all words of a request, or the rarer of them, or one of them
 three times, should come before others. So every word that both share adds
 something to a score, and stories are put in order of their scores. How much
 does it add?

 Chapter 10 had an answer, **TF-IDF** for short: how often the word stands
 there, times how rare it is. With $N$ documents of which $n$ have the word, it
 is worth

 $$\text{idf} = \ln \frac{1 + N}{1 + n} + 1$$

 each time. A document is then a long vector, a number for each word of the
 vocabulary, and so is a request; their likeness is the cosine between them
 (chapter 2), which takes care of lengths. That is the **vector space model**
 (Salton, Wong and Yang 1975). By hand, for the request *boat pier*:
*/
/// How rare a word is.
func idf(_ word: String, in postings: Postings, of count: Int) -> Float {
  log(Float(1 + count) / Float(1 + (postings[word]?.count ?? 0))) + 1
}
for word in ["boat", "pier", "snow", "the"] {
  show(word, small[word]!.count, idf(word, in: small, of: 4))
}
/*:
 To find all cosines, walk along the postings of the request's words and add to
 the documents that stand there; a document without any of them is never
 touched.
*/
/// Documents to search in, as the index has them.
struct Collection {
  let postings: Postings
  let lengths: [Float]
  /// The length of each document's TF-IDF vector.
  let norms: [Float]
  init(_ documents: [[String]]) {
    postings = indexed(documents)
    lengths = documents.map { Float($0.count) }
    var squares = [Float](repeating: 0, count: documents.count)
    for (word, list) in postings.sorted(by: { $0.key < $1.key }) {
      let rarity = idf(word, in: postings, of: documents.count)
      for (document, count) in list {
        let weight = Float(count) * rarity
        squares[document] += weight * weight
      }
    }
    norms = squares.map { sqrt($0) }
  }
}
/// A score for each document: the cosine to the request, but for the request's
/// own length, which changes no order.
func tfidf(_ request: [String], in texts: Collection) -> [Float] {
  var scores = [Float](repeating: 0, count: texts.lengths.count)
  for word in request {
    let rarity = idf(word, in: texts.postings, of: scores.count)
    for (document, count) in texts.postings[word] ?? [] {
      scores[document] += rarity * Float(count) * rarity / texts.norms[document]
    }
  }
  return scores
}
let smallTexts = Collection(four)
show(tfidf(["boat", "pier"], in: smallTexts))
/*:
 The first story has both words and wins. The last one has only *pier*, the
 others only *boat*; *pier* is rarer, and the story of the pier is shorter.

 ### BM25

 A formula from the nineties does better, and is hard to beat to this day:
 **BM25** (Robertson and Zaragoza 2009 tell its story). It answers three
 questions.

 *How much does a second occurrence add?* Less than the first. A story with
 *lantern* in it is about a lantern; one with ten of them isn't ten times as
 much so. Instead of the count $f$ take $f / (f + k)$, which is 0 for none,
 grows ever more slowly, and never reaches 1.

 *What of long stories?* They have more of every word. Let $k$ grow with the
 length $L$ against the mean $\bar L$, fully if $b$ is 1, not at all if it is
 0: $k = k_1 (1 - b + b L / \bar L)$.

 *How much is a rare word worth?* Take the odds that a document doesn't have the
 word, and their logarithm. A half is added to both counts, so that none is
 zero, and a 1 inside, so that a word of nearly all documents isn't worth less
 than nothing.

 $$\text{score} = \sum_{w} \ln \Big( 1 + \frac{N - n_w + \frac12}{n_w +
 \frac12} \Big) \cdot \frac{f_w}{f_w + k_1 (1 - b + b L / \bar L)}$$

 Rarity, times saturated frequency, with length in the denominator: who
 remembers that can write it. With $k_1 = 1.2$ and $b = 0.75$ it works nearly
 everywhere.
*/
/// A score for each document. Weights are for section 13.4; till then all
/// words of a request count 1.
func bm25(
  _ request: [String], weights: [Float]? = nil, in texts: Collection,
  k: Float = 1.2, b: Float = 0.75
) -> [Float] {
  let N = texts.lengths.count
  let mean = texts.lengths.reduce(0, +) / Float(N)
  var scores = [Float](repeating: 0, count: N)
  for (i, word) in request.enumerated() {
    let list = texts.postings[word] ?? []
    let n = Float(list.count)
    let rarity = log(1 + (Float(N) - n + 0.5) / (n + 0.5))
    for (document, count) in list {
      let f = Float(count)
      let length = 1 - b + b * texts.lengths[document] / mean
      scores[document] += (weights?[i] ?? 1) * rarity * f / (f + k * length)
    }
  }
  return scores
}
/// The documents with a score, the best first; of equals the earlier.
func ranking(_ scores: [Float]) -> [Int] {
  scores.indices.filter { scores[$0] != 0 }
    .sorted { (scores[$1], $0) < (scores[$0], $1) }
}
show(bm25(["boat", "pier"], in: smallTexts))
show(ranking(bm25(["boat", "pier"], in: smallTexts)))
/*:
 The rarity of *boat*, which three of four stories have, is now
 $\ln(1 + 1.5/3.5)$, a third of a point, and that of *pier* ln 2. So *pier*
 alone is worth more than *boat* alone, by more than TF-IDF makes of it.
*/
let texts = Collection(documents)
//#-hidden-code
var largestGap: Float = 0
let space = VectorSpace(documents)
for request in requests.prefix(100) {
  let scores = bm25(request.words, in: texts)
  for hit in try library.search(request.words, limit: events.count) {
    largestGap = max(largestGap, abs(hit.score - scores[hit.document]))
  }
}
//#-end-hidden-code
claim(
  "VectorSpace of the library gives the same scores, but for the request's length",
  isShown: false,
  requests.prefix(100).allSatisfy { request in
    let scores = tfidf(request.words, in: texts)
    let hits = space.search(request.words, limit: events.count)
    return hits.allSatisfy { hit in
      let ratio = scores[hit.document] / scores[hits[0].document]
      return abs(ratio - hit.score / hits[0].score) < 1e-4
    }
  })
claim(
  "InvertedIndex.search of the library gives the same scores, to a hundred-thousandth",
  isShown: false, largestGap < 1e-5)
/*:
 `InvertedIndex.search` has the same scores, keeps only the best few while it
 walks, and can read its postings from a file; `VectorSpace` has the cosines.

 You can now write a search engine: an index, one formula, a sort.
*/
exercise("13.2")
/*:
 ## 13.3 Scores of a ranking

 Is it a good one? A search answers with a list of right and wrong documents.
 Say that four answer a request, and that the ranking has them in these places,
 numbers being grades: 2 for a full answer, 1 for half of one.
*/
let found: [Float] = [2, 0, 1, 0, 0, 2]
let wanted: [Float] = [2, 2, 1, 1]
/*:
 One of the four wasn't found. **Precision** and **recall** are those of chapter
 10, cut off after so many places:
*/
func precision(_ found: [Float], at count: Int) -> Float {
  Float(found.prefix(count).count { $0 > 0 }) / Float(count)
}
func recall(_ found: [Float], of wanted: [Float], at count: Int) -> Float {
  Float(found.prefix(count).count { $0 > 0 }) / Float(wanted.count)
}
show(precision(found, at: 3), recall(found, of: wanted, at: 3))
/*:
 Somebody who wants all of them goes down the list, and at each right one asks
 how clean it has been so far: 1 of 1, 2 of 3, 3 of 6. The mean over all that
 should be found, with 0 for what isn't, is the **average precision**, and its
 mean over requests is **MAP**. Somebody who wants one answer asks only how far
 down the first is: the **reciprocal rank** is 1 over its place, and its mean,
 the *mean reciprocal rank*, is **MRR**.
*/
func averagePrecision(_ found: [Float], of wanted: [Float]) -> Float {
  let places = found.indices.filter { found[$0] > 0 }
  let precisions = places.map { precision(found, at: $0 + 1) }
  return precisions.reduce(0, +) / Float(wanted.count)
}
func reciprocalRank(_ found: [Float]) -> Float {
  found.firstIndex { $0 > 0 }.map { 1 / Float($0 + 1) } ?? 0
}
show(averagePrecision(found, of: wanted), reciprocalRank(found))
/*:
 Neither cares whether a story answers fully or by half. Let each grade be a
 gain, which counts for less the farther down it is, by
 $1 / \log_2(1 + \text{place})$, since fewer readers get there. Divided by what
 the best possible order would gain, this is **nDCG**, the *normalized
 discounted cumulative gain* (Järvelin and Kekäläinen 2002):
*/
func gain(_ grades: [Float], at count: Int) -> Float {
  var sum: Float = 0
  for (i, grade) in grades.prefix(count).enumerated() {
    sum += grade * log(2) / log(Float(i + 2))
  }
  return sum
}
func nDCG(_ found: [Float], of wanted: [Float], at count: Int) -> Float {
  gain(found, at: count) / gain(wanted.sorted(by: >), at: count)
}
show(gain(found, at: 10), gain(wanted, at: 10))
show(nDCG(found, of: wanted, at: 10))
//#-hidden-code
let handScores = RankingScores(
  [0, 4, 1, 5, 6, 2], grades: [0: 2, 1: 1, 2: 2, 3: 1])
//#-end-hidden-code
claim(
  "RankingScores of the library has the same numbers", isShown: false,
  handScores.averagePrecision == averagePrecision(found, of: wanted)
    && handScores.reciprocalRank == 1
    && abs(handScores.normalizedGain(at: 10) - nDCG(found, of: wanted, at: 10))
      < 1e-6
    && handScores.precision(at: 3) == precision(found, at: 3)
    && handScores.recall(at: 3) == recall(found, of: wanted, at: 3))
/*:
 ### On the harbor

 `RankingScores` of the library has them all. To be beaten is a search without
 weights, which orders stories by how many words of the request they have.
*/
/// What finds documents for a request, the best first.
typealias Search = ([String]) -> [Int]
func graded(_ search: Search) -> [RankingScores] {
  requests.map { RankingScores(search($0.words), grades: $0.grades) }
}
func mean(_ values: [Float]) -> Float {
  values.reduce(0, +) / Float(values.count)
}
let byCount: Search = { words in
  var scores = [Float](repeating: 0, count: documents.count)
  for word in Set(words) {
    for (document, _) in index[word] ?? [] { scores[document] += 1 }
  }
  return ranking(scores)
}
let byTFIDF: Search = { ranking(tfidf($0, in: texts)) }
let byBM25: Search = { ranking(bm25($0, in: texts)) }
let (counted, cosines, plain) = (
  graded(byCount), graded(byTFIDF), graded(byBM25)
)
//#-hidden-code
place(
  scoresTable(
    [
      ("words in common", counted), ("TF-IDF", cosines), ("BM25", plain),
    ], seed: options.seed))
let ahead = lead(plain, cosines, seed: options.seed)
name("ahead_low", ahead.lowerBound, decimals: 3)
name("ahead_high", ahead.upperBound, decimals: 3)
//#-end-hidden-code
/*:
 The intervals are by bootstrap (section 10.1), with *requests* drawn again and
 again, for they differ most: one is easy, and the next hopeless. So intervals
 of two methods overlap even where one is better on nearly every request. What
 to look at is the *difference* on each request, and that drawn again: BM25 has
 between {{ahead_low}} and {{ahead_high}} more than TF-IDF.

 The requests come in six forms:
*/
//#-hidden-code
place(formsTable(requests, [("BM25", plain)], examples: true))
let plainForms = formScores(requests, plain)
//#-end-hidden-code
claim(
  "names are found best, and other words for a thing worse than its own",
  isShown: false,
  plainForms[.names]! > plainForms[.keywords]! + 0.2
    && plainForms[.synonyms]! < plainForms[.keywords]! - 0.05
    && plainForms[.broader]! < plainForms[.synonyms]!)
/*:
 Names are found nearly always: they are rare, and a rare word is what weights
 are made for. But even of *keywords*, which are words of one story, half is
 lost, since other stories that answer say it otherwise. Worst are requests with
 another word for a place or a thing than the story has, or with a wider one: no
 weight helps where there is nothing to weigh. This is the **vocabulary
 mismatch**, the trouble of all search by words.

 You can now say how good a search is, and see where.
*/
exercise("13.3")
exercise("13.4")
/*:
 ## 13.4 Other words for the same thing

 ### Endings, and words that say nothing

 The first remedy is grammar. *sinking* and *sinks* should find *sink*. A
 **stemmer** cuts endings off by rules, without a dictionary, in requests and
 stories alike; Porter's (1980) has some sixty rules in five steps. What is left
 is no word, and needn't be:
*/
for word in ["repairing", "repaired", "robbery", "celebration", "stole"] {
  show(word, PorterStemmer.stem(word))
}
/*:
 *robbery* and *robberies* meet, *stole* and *stealing* don't, and *universe*
 and *university* do, by mistake. The second remedy is thrift: **stop words**
 such as *the* are in all documents, and say nothing of any.
*/
let stopWords: Set<String> = [
  "a", "an", "and", "at", "by", "for", "from", "in", "it", "of", "on", "some",
  "that", "the", "to", "was", "with",
]
func withoutStops(_ words: [String]) -> [String] {
  words.filter { !stopWords.contains($0) }
}
func stemmed(_ words: [String]) -> [String] { words.map(PorterStemmer.stem) }
/// BM25 on words that are prepared, in requests and documents alike.
func search(preparedBy prepare: @escaping ([String]) -> [String]) -> Search {
  let texts = Collection(documents.map(prepare))
  return { ranking(bm25(prepare($0), in: texts)) }
}
let prepare = { stemmed(withoutStops($0)) }
let (stopped, cut, clean) = (
  graded(search(preparedBy: withoutStops)), graded(search(preparedBy: stemmed)),
  graded(search(preparedBy: prepare))
)
//#-hidden-code
place(
  scoresTable(
    [
      ("BM25, all words", plain), ("stop words left out", stopped),
      ("stems", cut), ("both", clean),
    ], seed: options.seed))
let stemGain = lead(cut, plain, seed: options.seed)
let stopGain = lead(stopped, plain, seed: options.seed)
name("stem_low", stemGain.lowerBound, decimals: 3)
name("stem_high", stemGain.upperBound, decimals: 3)
name("stop_low", stopGain.lowerBound, decimals: 3)
name("stop_high", stopGain.upperBound, decimals: 3)
//#-end-hidden-code
/*:
 Here neither helps. Stems change MAP by between {{stem_low}} and {{stem_high}},
 and leaving out stop words by between {{stop_low}} and {{stop_high}}, which is
 a loss: who types *on the pier* gives away by *on* that a place is meant. Where
 texts bend their words more, stems are worth a great deal, as section 13.9
 shows. We go on with both, since what comes next looks words up or takes means
 of them, and *the* would be in every mean.

 ### A thesaurus

 *quay* should find *pier*. Chapter 2 had a thesaurus that knows it. To add to a
 request what its words have for synonyms is **query expansion**: we add them
 with half the weight, since what somebody typed is surer than what we think of.
 Where a sense has narrower ones below it, they can be added as well: who asks
 for an *animal* will take a *horse*.
*/
/// A request with more words, and how much each counts.
func expanded(
  _ words: [String], narrower: Bool, weight: Float = 0.5
) -> (words: [String], weights: [Float]) {
  var (result, weights) = (words, words.map { _ in Float(1) })
  func add(_ phrase: String) {
    for part in phrase.split(separator: " ").map(String.init)
    where !result.contains(part) {
      result.append(part)
      weights.append(weight)
    }
  }
  for word in words {
    var senses = (try? Thesaurus.harbor.senses(of: word)) ?? []
    while let sense = senses.popLast() {
      sense.words.forEach(add)
      if narrower { senses += Thesaurus.harbor.hyponyms(of: sense) }
    }
  }
  return (result, weights)
}
show(expanded(["stolen", "quay"], narrower: false).words)
show(expanded(["fish", "dinner"], narrower: true).words)
let cleanTexts = Collection(documents.map(prepare))
/// BM25 with a request's words and others besides.
func searchExpanded(narrower: Bool, weight: Float = 0.5) -> Search {
  return { words in
    let more = expanded(
      withoutStops(words), narrower: narrower, weight: weight)
    return ranking(
      bm25(stemmed(more.words), weights: more.weights, in: cleanTexts))
  }
}
let synonymous = graded(searchExpanded(narrower: false))
let narrowed = graded(searchExpanded(narrower: true))
//#-hidden-code
place(
  formsTable(
    requests,
    [
      ("BM25, stems", clean), ("with synonyms", synonymous),
      ("with narrower words", narrowed),
    ]))
let cleanForms = formScores(requests, clean)
let synonymForms = formScores(requests, synonymous)
let narrowForms = formScores(requests, narrowed)
name("broader_clean", cleanForms[.broader]!, decimals: 2)
let banks = bankScores(requests, clean, synonymous)
name("bank_river_without", banks.river.without, decimals: 2)
name("bank_river_with", banks.river.with, decimals: 2)
name("bank_money_without", banks.money.without, decimals: 2)
name("bank_money_with", banks.money.with, decimals: 2)
let moneyRequests = requests.filter {
  $0.form == .ambiguous && $0.place == "savings bank"
}
func storiesOfTheShore(_ search: Search) -> Float {
  mean(
    moneyRequests.map { request in
      Float(
        search(request.words).prefix(10).count {
          ["shore", "coast"].contains(events[$0].words(of: .place)!.last!)
        })
    })
}
let shores = (
  without: storiesOfTheShore(search(preparedBy: prepare)),
  with: storiesOfTheShore(searchExpanded(narrower: false, weight: 1))
)
let heavy = bankScores(
  requests, clean, graded(searchExpanded(narrower: false, weight: 1)))
name("bank_money_heavy", heavy.money.with, decimals: 2)
name("shores_without", shores.without, decimals: 1)
name("shores_with", shores.with, decimals: 1)
//#-end-hidden-code
claim(
  "synonyms help where the thesaurus knows the word, narrower words where a wider one is asked for",
  isShown: false,
  synonymForms[.synonyms]! > cleanForms[.synonyms]! + 0.03
    && narrowForms[.broader]! > cleanForms[.broader]! + 0.1)
claim(
  "the synonyms that help those who mean a river's bank put stories of the shore before those who mean the one with the money",
  banks.river.with > banks.river.without + 0.03
    && shores.with > shores.without + 0.1)
/*:
 It helps where it was meant to, with other names for a thing and with wider
 words. And it harms, in a way that one can point at. *bank* has two senses, and
 expansion takes both. Who means the river's gets *shore* and *coast*, and all
 is well: {{bank_river_without}} becomes {{bank_river_with}}. Who means the one
 with the money gets these, too, and *savings* besides. At half weight that
 comes to {{bank_money_with}}, from {{bank_money_without}}. At full weight it is
 {{bank_money_heavy}}, and of the first ten stories {{shores_with}} are of the
 shore, which were {{shores_without}}. To choose a sense one has to understand
 the request, which a thesaurus doesn't.

 ### Feedback

 The words to add can also come from the stories. Search once, take the first
 few for good, add the words that weigh most in them, and search again. Rocchio
 (1971) moves the request's vector towards the mean of the good documents and
 away from the bad:

 $$q' = \alpha q + \beta \frac{1}{|R|} \sum_{d \in R} d - \gamma \frac{1}{|S|}
 \sum_{d \in S} d$$

 This is **relevance feedback**. Where a person marks $R$ and $S$ it is a
 dialogue. Where $R$ is just the first five, and $\gamma$ is zero, it is blind.
 Of the mean we keep the eight heaviest words; one that was asked for may be
 among them, and counts more then:
*/
/// The request with the heaviest words of the first documents found for it.
func fedBack(
  _ words: [String], first: Int = 5, added: Int = 8, weight: Float = 0.3
) -> (words: [String], weights: [Float]) {
  let best = ranking(bm25(words, in: cleanTexts)).prefix(first)
  var mean: [String: Float] = [:]
  for document in best {
    for word in prepare(documents[document]) {
      let rarity = idf(word, in: cleanTexts.postings, of: documents.count)
      mean[word, default: 0] += rarity / cleanTexts.norms[document]
    }
  }
  let heaviest = mean.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    .prefix(added)
  let top = heaviest.first?.value ?? 1
  return (
    words + heaviest.map(\.key),
    words.map { _ in 1 } + heaviest.map { weight * $0.value / top }
  )
}
let withFeedback = graded { words in
  let more = fedBack(prepare(words))
  return ranking(bm25(more.words, weights: more.weights, in: cleanTexts))
}
show(fedBack(prepare(requests[2].words)).words.prefix(8).joined(separator: " "))
//#-hidden-code
let feedbackGain = lead(withFeedback, clean, seed: options.seed)
name("feedback_low", feedbackGain.lowerBound, decimals: 3)
name("feedback_high", feedbackGain.upperBound, decimals: 3)
let feedbackForms = formScores(requests, withFeedback)
name("names_feedback", feedbackForms[.names]!, decimals: 2)
name("names_clean", cleanForms[.names]!, decimals: 2)
//#-end-hidden-code
/*:
 Blind feedback changes MAP by between {{feedback_low}} and {{feedback_high}}
 here. Where the first five are good, it finds their sisters. Where they aren't,
 it walks off with them: for names it goes from {{names_clean}} to
 {{names_feedback}}, since the one story with the name is followed by four that
 aren't meant.

 You can now add words to a request in three ways, each of which helps some
 requests and harms others.

 *Predict, then run.* Would it be better to expand the *stories* with synonyms,
 once, when the index is made, and leave the requests alone?

 <details>
 <summary>Answer</summary>

 For synonyms it finds the same stories, and a request is answered faster. But
 the index grows, the rarity of every word changes (*quay* is then as common as
 *pier*), and with a better thesaurus everything has to be indexed anew. With
 narrower words the direction turns around: a story of a *horse* gets *animal*,
 where a request for an *animal* gets every beast that there is. Done on both
 sides, *horse* finds *duck*, by way of *animal*.

 </details>

 ## 13.5 Words that keep the same company

 No thesaurus knows that a *burglary* is about something *stolen*. But stories
 know: those that have one of the words often have the other, or a third that
 goes with both. In chapter 2, words got vectors by the company they keep, which
 the singular value decomposition made short. The same matrix, with stories in
 place of neighbors, gives stories vectors, too. That is **latent
 semantic indexing** (Deerwester et al. 1990), the first search that found texts
 which share no word with what was asked.

 Let $X$ be the TF-IDF of every story in a row, $(N, V)$. Its best approximation
 of rank $k$ is $U S V^\top$. A column of $V$ is a direction in the space of
 words, and $x V$ is how far a text goes along each. A request is a short text:
 it gets its vector in the same way, and the rest is cosines.
*/
let columns = Vocabulary(of: documents.map(prepare).flatMap { $0 })
/// (N, V): the TF-IDF of texts, each row of length 1; unknown words are left
/// out.
func weighed(_ texts: [[String]]) -> Tensor {
  var x = Tensor.zeros(texts.count, columns.count)
  for (row, words) in texts.enumerated() {
    for word in words {
      guard let column = columns[word] else { continue }
      x[row, column] += idf(
        word, in: cleanTexts.postings, of: documents.count)
    }
  }
  return unit(x).y
}
/// (N, D) → the same rows with length 1, and what they were divided by.
func unit(_ x: Tensor) -> (y: Tensor, lengths: Tensor) {
  let lengths = sqrt((x * x).sum(axis: 1, keepingAxis: true) + 1e-12)
  return (x / lengths, lengths)
}
let x = weighed(documents.map(prepare))
var random = Random(seed: options.seed, stream: "latent")
let svd = randomizedSVD(x, rank: options.quick ? 50 : 200, random: &random)
/// All documents, ranked by the first k directions.
func latentSearch(k: Int) -> Search {
  let v = svd.cut(to: k).v
  let stories = unit(matmul(x, v)).y
  return { words in
    let request = unit(matmul(weighed([prepare(words)]), v)).y
    let scores = matmul(request, stories, transposed: .right)
    return ranking(scores.values)
  }
}
/*:
 How many directions to keep is chosen on requests other than those that it is
 judged by:
*/
let tryouts = harbor.requests(
  options.quick ? 60 : 200, about: events, stream: "validation")
let ranks = options.quick ? [10, 50] : [5, 10, 20, 50, 100, 200]
let byRank = ranks.map { k in
  let search = latentSearch(k: k)
  return mean(
    tryouts.map {
      RankingScores(search($0.words), grades: $0.grades).averagePrecision
    })
}
let bestRank = zip(byRank, ranks).max { $0.0 < $1.0 }!.1
show(bestRank)
let latent = graded(latentSearch(k: bestRank))
//#-hidden-code
place(
  rankFigure(
    ranks, byRank,
    bm25: mean(
      tryouts.map {
        RankingScores(search(preparedBy: prepare)($0.words), grades: $0.grades)
          .averagePrecision
      })))
place(
  formsTable(
    requests, [("BM25, stems", clean), ("latent semantic indexing", latent)]))
let latentForms = formScores(requests, latent)
name("best_rank", bestRank)
name("latent_broader", latentForms[.broader]!, decimals: 2)
name("latent_names", latentForms[.names]!, decimals: 2)
//#-end-hidden-code
claim(
  "latent semantic indexing finds more with a word that no story has, and fewer names, than BM25",
  latentForms[.broader]! > cleanForms[.broader]! + 0.1
    && latentForms[.names]! < cleanForms[.names]! - 0.1)
/*:
 With {{best_rank}} directions, requests with a wider word rise from
 {{broader_clean}} to {{latent_broader}}, with no thesaurus. No story has the
 word *watercraft*, so all that is left of such a request is its word for the
 kind of event; but that finds the kind now, in whatever words. Requests by name
 fall from {{names_clean}} to {{latent_names}}, for the same reason: a direction
 is what many stories have in common, and a name is what one has alone. In the
 harbor that is no bargain. Section 13.9 has texts for which it is a good one.

 You can now search by meaning with nothing but a matrix and its singular
 vectors; the library's `LatentSemanticIndex` does the same on a sparse one.

 ## 13.6 Vectors that are trained to find

 Which stories are near each other should depend on whether they answer the same
 requests. So let us train for that. First the simplest vector of a text: the
 mean of its words' vectors, those of chapter 2, counted in other stories than
 those we search.
*/
let others = harbor.events(options.quick ? 400 : 1_600, stream: "training")
let pairs = harbor.requests(
  options.quick ? 800 : 3_200, about: others, stream: "training")
let vocabulary = Vocabulary(
  of: (others.map(\.words) + pairs.map(\.words)).flatMap { $0 },
  minimumCount: 4, withUnknown: true)
/// (N, V): for each text the share of each word; rare words are left out.
func shares(_ texts: [[String]]) -> Tensor {
  var x = Tensor.zeros(texts.count, vocabulary.count)
  for (row, words) in texts.enumerated() {
    let ids = words.compactMap { vocabulary[$0] }
    for id in ids { x[row, id] += 1 / Float(ids.count) }
  }
  return x
}
let unknown = vocabulary[Vocabulary.unknown]!
let storyIDs = others.flatMap(\.words).map { vocabulary[$0] ?? unknown }
let near = try coOccurrence(storyIDs, words: vocabulary.count, window: 5)
var vectorRandom = Random(seed: options.seed, stream: "word vectors")
let directions = randomizedSVD(ppmi(near), rank: 64, random: &vectorRandom)
let wordVectors = directions.u * sqrt(directions.s)
/// All documents, ranked by the cosine between mean word vectors E (V, D).
func meanSearch(_ E: Tensor) -> Search {
  let stories = unit(matmul(shares(documents.map(withoutStops)), E)).y
  return { words in
    let request = unit(matmul(shares([withoutStops(words)]), E)).y
    return ranking(matmul(request, stories, transposed: .right).values)
  }
}
let means = graded(meanSearch(wordVectors))
//#-hidden-code
let meanForms = formScores(requests, means)
name("mean_map", mean(means.map(\.averagePrecision)), decimals: 3)
//#-end-hidden-code
/*:
 Its MAP is {{mean_map}}. A mean of vectors that were made for something else is
 a blurred picture: every word has an equal say, and nobody has told the vectors
 that *thief* matters more than *town*.

 Now train them. Two encoders make vectors, of the request and of the story, and
 are trained until a request is near its own story and far from others: a **dual
 encoder** or *bi-encoder*. Here they are one, the mean of word vectors
 $E$ $(V, D)$.
*/
place(towersFigure())
/*:
 *Far from which others?* One could draw wrong stories for each request, as
 negative sampling does in chapter 4. But in a batch of $N$ requests with $N$
 stories, those of the others are wrong ones that cost nothing. These are
 **in-batch negatives** (Henderson et al. 2017; Karpukhin et al. 2020). With
 requests $Q$ and stories $P$, $(N, D)$ each, of length 1, the scores of all
 with all are one product, and the right answers lie on its diagonal:

 $$S = \frac{1}{\tau} Q P^\top \qquad L = -\frac1N \sum_i \ln
 \mathrm{softmax}(S_i)_i$$

 The **temperature** $\tau$ is there since cosines are at most 1: without it,
 the best possible softmax would still be nearly flat. The gradient of a softmax
 with cross entropy is an old friend, $(y - t) / N$, and here $t$ is the
 identity matrix:

 $$dS = \frac{Y - I}{N \tau} \qquad dQ = dS \, P \qquad dP = dS^\top Q$$
*/
/// Q, P (N, D) → the loss, and its gradients (N, D).
func inBatchLoss(
  _ Q: Tensor, _ P: Tensor, temperature: Float
) -> (loss: Float, dQ: Tensor, dP: Tensor) {
  let N = Q.shape[0]
  let Y = softmax(matmul(Q, P, transposed: .right) / temperature)
  let loss = -mean((0..<N).map { log(Y[$0, $0]) })
  let dS = (Y - Tensor.identity(N)) / (Float(N) * temperature)
  return (loss, matmul(dS, P), matmul(dS, Q, transposed: .left))
}
/*:
 By hand, three requests and three stories in two dimensions. The third request
 is nearer to the second story than to its own:
*/
let Q: Tensor = [[1, 0], [0, 1], [0.6, 0.8]]
let P: Tensor = [[1, 0], [0, 1], [0.8, -0.6]]
show(matmul(Q, P, transposed: .right))
show(softmax(matmul(Q, P, transposed: .right) / 0.5))
show(inBatchLoss(Q, P, temperature: 0.5).loss)
show(inBatchLoss(Q, P, temperature: 0.5).dQ)
/*:
 Against its gradient, the third request moves towards the third story and away
 from the other two, most from the second, which it was taken for.
*/
/// The largest error in `gradient`, which should be that of `loss` at `x`, as a
/// share of its largest number: each number of x is moved a little up, then a
/// little down.
func gradientError(
  _ gradient: Tensor, at x: Tensor, _ loss: (Tensor) -> Float
) -> Float {
  let errors = x.values.indices.map { k in
    func moved(_ step: Float) -> Tensor {
      var values = x.values
      values[k] += step
      return Tensor(values, shape: x.shape)
    }
    let difference = (loss(moved(0.01)) - loss(moved(-0.01))) / 0.02
    return abs(gradient.values[k] - difference)
  }
  return errors.max()! / max(gradient.values.map(abs).max()!, 1e-6)
}
let exact = inBatchLoss(Q, P, temperature: 0.5)
let batchErrors = [
  gradientError(exact.dQ, at: Q) { inBatchLoss($0, P, temperature: 0.5).loss },
  gradientError(exact.dP, at: P) { inBatchLoss(Q, $0, temperature: 0.5).loss },
]
show(batchErrors)
claim(
  "the gradients agree with central differences", isShown: false,
  batchErrors.max()! < 1e-3)
//#-hidden-code
let libraryLoss = InBatchNegatives(temperature: 0.5)
let libraryScore = libraryLoss.forward(Q, P)
let libraryGradients = libraryLoss.backward()
claim(
  "InBatchNegatives of the library has the same loss and gradients",
  isShown: false,
  abs(libraryScore.loss - exact.loss) < 1e-6 && libraryScore.correct == 2
    && (libraryGradients.questions - exact.dQ).norm() < 1e-6
    && (libraryGradients.passages - exact.dP).norm() < 1e-6)
//#-end-hidden-code
/*:
 The encoder itself is a product, $X E$, with the shares of words from above,
 and brought to length 1. Backward, what of a gradient lies along the vector is
 lost, for it would only make it longer:
*/
/// Texts as shares X (N, V), dU (N, D) → dE (V, D).
func encoderBackward(_ X: Tensor, _ E: Tensor, _ dU: Tensor) -> Tensor {
  let (u, lengths) = unit(matmul(X, E))
  let along = (dU * u).sum(axis: 1, keepingAxis: true)
  return matmul(X, (dU - u * along) / lengths, transposed: .left)
}
let (someX, someE): (Tensor, Tensor) = (
  [[0.5, 0.5, 0], [0, 0.2, 0.8]], [[1, 2], [-1, 1], [0.5, -2]]
)
let someD: Tensor = [[1, -2], [3, 1]]
let encoderError = gradientError(
  encoderBackward(someX, someE, someD), at: someE
) { (unit(matmul(someX, $0)).y * someD).sum() }
show(encoderError)
claim(
  "the encoder's gradient agrees with central differences", isShown: false,
  encoderError < 1e-2)
/*:
 What is left is the loop. Both texts go through the same vectors, so the
 gradients of both are added:
*/
/// Trains word vectors (V, D) on requests and the stories they were made for.
func trainEncoder(epochs: Int, seed: UInt64) -> Tensor {
  var random = Random(seed: seed, stream: "dual encoder")
  let E = Parameter(
    "E", .normal([vocabulary.count, 64], random: &random) * 0.1)
  let adam = Adam(rate: 0.01)
  let X = shares(pairs.map { withoutStops($0.words) })
  let Z = shares(others.map { withoutStops($0.words) })
  let n = 64
  for _ in 0..<epochs {
    let order = random.permutation(pairs.count)
    for start in stride(from: 0, to: order.count - n + 1, by: n) {
      let rows = Array(order[start..<start + n])
      let x = X.rows(at: rows)
      let z = Z.rows(at: rows.map { pairs[$0].source })
      let (q, p) = (
        unit(matmul(x, E.value)).y, unit(matmul(z, E.value)).y
      )
      let (_, dq, dp) = inBatchLoss(q, p, temperature: 0.1)
      E.zeroGradient()
      E.gradient += encoderBackward(x, E.value, dq)
      E.gradient += encoderBackward(z, E.value, dp)
      adam.update([E])
    }
  }
  return E.value
}
let E = trainEncoder(epochs: options.quick ? 3 : 8, seed: options.seed)
let dual = graded(meanSearch(E))
//#-hidden-code
let dualForms = formScores(requests, dual)
name("clean_meaning", cleanForms[.meaning]!, decimals: 2)
name("dual_map", mean(dual.map(\.averagePrecision)), decimals: 3)
name("dual_meaning", dualForms[.meaning]!, decimals: 2)
name("dual_names", dualForms[.names]!, decimals: 2)
//#-end-hidden-code
/*:
 ### Both

 Words find names, vectors find meanings; so ask both. Their scores can't be
 compared, but their *places* can: a story gets 1 / (60 + place) from either
 ranking, and the sum decides. This is **reciprocal rank fusion** (Cormack,
 Clarke and Büttcher 2009). Or make the scores comparable before they are added:
 take from each its mean, and divide by the standard deviation.
*/
list("fusedPlaces")
func standardized(_ scores: [Float]) -> [Float] {
  let center = mean(scores)
  let spread = sqrt(mean(scores.map { ($0 - center) * ($0 - center) }))
  return scores.map { ($0 - center) / (spread + 1e-6) }
}
let byWords = search(preparedBy: prepare)
let byVectors = meanSearch(E)
let placed = graded { fusedPlaces([byWords($0), byVectors($0)]) }
let storyVectors = unit(matmul(shares(documents.map(withoutStops)), E)).y
/// BM25 and the dual encoder, their standardized scores added.
let byBoth: Search = { words in
  let request = unit(matmul(shares([withoutStops(words)]), E)).y
  let near = matmul(request, storyVectors, transposed: .right).values
  let shared = bm25(prepare(words), in: cleanTexts)
  return ranking(
    zip(standardized(near), standardized(shared)).map { $0 + $1 })
}
let together = graded(byBoth)
//#-hidden-code
place(
  scoresTable(
    [
      ("BM25, stems", clean), ("latent semantic indexing", latent),
      ("mean of word vectors", means), ("dual encoder", dual),
      ("BM25 and dual, by places", placed),
      ("BM25 and dual, by scores", together),
    ], seed: options.seed))
place(
  formsFigure(
    requests,
    [
      ("BM25", clean), ("latent", latent), ("dual encoder", dual),
      ("both, by scores", together),
    ]))
let togetherForms = formScores(requests, together)
name("together_names", togetherForms[.names]!, decimals: 2)
name("placed_names", formScores(requests, placed)[.names]!, decimals: 2)
//#-end-hidden-code
claim(
  "trained to find, the mean of vectors finds far more than the same mean before, and by meaning more than BM25",
  isShown: false,
  mean(dual.map(\.averagePrecision)) > mean(means.map(\.averagePrecision))
    + 0.1 && dualForms[.meaning]! > cleanForms[.meaning]! + 0.1)
claim(
  "a dual encoder misses most names, which it wasn't trained on; BM25 needs no training for them",
  dualForms[.names]! < cleanForms[.names]! - 0.3)
/*:
 From {{mean_map}} to {{dual_map}}, with the same encoder: only the vectors know
 what they are for. By meaning it has {{dual_meaning}} where BM25 has
 {{clean_meaning}}. And names are nearly hopeless ({{dual_names}}): they aren't
 in its vocabulary, nor is there anything to learn about a name that nobody has
 met. By places the two have {{placed_names}} of names: one that BM25 is sure of
 is only one place ahead of the next. By scores they have {{together_names}},
 for a score says how sure it is. The library's `DualEncoder` is this one, or
 one with an LSTM in place of the mean; its loss is `InBatchNegatives`.

 Every request was compared with all stories, by one product. With millions of
 vectors one looks only where near ones are likely to be, and now and then
 misses one: that is **approximate nearest-neighbor search**. Section 13.8 has
 two ways to know where that is, groups and bands.

 What can go wrong: among the stories of a batch there may be others that
 answer the request just as well, and are punished for it. The larger the batch,
 the more of these **false negatives** it has. And few people have thousands of
 pairs of a request and its story, unless they run a search that others use.

 You can now train a search, and know why one with words should stand beside it.
*/
exercise("13.5")
/*:
 ## 13.7 Reading both together

 A mean of vectors can't tell *a boat that found a net* from *a net that found a
 boat*. And a dual encoder must put all that could ever be asked about a story
 into {{dual_size}} numbers. The other way is to lay request and story side by
 side and let every word look at every word of both: a Transformer's encoder
 (chapter 9) over the two, with a sign in front whose last vector is turned into
 one number, the score. That is a **cross-encoder** (Nogueira and Cho 2019).
*/
//#-hidden-code
name("dual_size", E.shape[1])
//#-end-hidden-code
place(crossFigure())
/*:
 Besides its own vector each word has one for its *kind*: of the request or of
 the story, and whether the other text has it, too. The latter is a gift to a
 small model: to see for itself that two words are equal, it would have to learn
 it for every word anew. So both texts become one row of words and one of kinds:
*/
/// A sign, a request and a story in one row: numbers of words, and kinds, 1 and
/// 3 of either text, 2 and 4 if the other has the word, too.
func oneRow(_ request: [String], _ story: [String], _ words: Vocabulary) -> (
  ids: [Int], kinds: [Int]
) {
  (
    [words.count]
      + (request + story).map { words[$0] ?? words[Vocabulary.unknown]! },
    [0] + request.map { story.contains($0) ? 2 : 1 }
      + story.map { request.contains($0) ? 4 : 3 }
  )
}
show(oneRow(["boat", "night"], four[0], vocabulary).kinds)
/*:
 It is trained on lists: one story that answers, and three that don't. Their
 four scores go through a softmax, and the loss is $-\ln p$ of the right one, as
 in the section before; so each score's gradient is $p - t$, and the way back is
 that of chapter 9. If wrong stories are drawn blindly, they are too easy. So
 they are taken from the dual encoder's first twenty, less those that answer:
 **hard negatives**.
*/
let asked = Array(pairs.prefix(options.quick ? 60 : 900))
let trainingVectors = unit(
  matmul(shares(others.map { withoutStops($0.words) }), E)
).y
var draw = Random(seed: options.seed, stream: "hard negatives")
let lists = asked.map { request in
  let vector = unit(matmul(shares([withoutStops(request.words)]), E)).y
  let scores = matmul(vector, trainingVectors, transposed: .right).values
  var wrong = ranking(scores).prefix(20).filter { request.grades[$0] == nil }
  draw.shuffle(&wrong)
  return ([request.source] + wrong.prefix(3)).map { others[$0].words }
}
let fullLists = zip(asked, lists).filter { $1.count == 4 }
var settings = CrossEncoder.Settings()
settings.size = 32
let cross = CrossEncoder(
  of: fullLists.map(\.0.words), fullLists.map(\.1), settings,
  random: Random(seed: options.seed, stream: "cross-encoder"))
let trainer = Trainer(
  cross, optimizer: Adam(rate: 0.003), batchSize: 16,
  random: Random(seed: options.seed, stream: "cross-encoder order"))
try trainer.train(
  on: cross.data(fullLists.map(\.0.words), fullLists.map(\.1)),
  epochs: options.quick ? 1 : 4)
/*:
 What it does with a row is short, now that chapter 9 has the block. Each step
 is the sum of a word's vector, a kind's and a place's, in which the first two
 are multiplied by $\sqrt D$ to be of the waves' size. After the block, only the
 sign is looked at, which has seen all the others: its vector is normalized, and
 a column of weights makes one number of it.
*/
let (D, learned) = (32, cross.parameters)
var layerRandom = Random(seed: options.seed, stream: "layers")
let block = TransformerBlock(
  size: D, heads: 4, hidden: 4 * D, isCausal: false, random: &layerRandom)
let (norm, output) = (
  LayerNorm(D), Affine(inputs: D, outputs: 1, random: &layerRandom)
)
let ownLayers = block.parameters + norm.parameters + output.parameters
for (own, one) in zip(ownLayers, learned[2...]) { own.value = one.value }
/// How well a story answers a request.
func fit(_ request: [String], _ story: [String]) -> Float {
  let (ids, kinds) = oneRow(request, story, cross.vocabulary)
  let (words, ofKinds) = (learned[0].value, learned[1].value)
  let x = (words.rows(at: ids) + ofKinds.rows(at: kinds)) * sqrt(Float(D))
  let places = PositionalEncoding(size: D).vectors(0..<ids.count)
  let y = block.forward(
    (x + places).reshaped(1, ids.count, D), mode: .inference)
  return output.forward(norm.forward(y.row(0).rows(0..<1)))[0, 0]
}
claim(
  "with the weights that it has learned, these lines give the library's scores",
  try fullLists.prefix(5).allSatisfy { request, stories in
    let scores = try cross.scores(of: request.words, stories)
    return zip(stories, scores).allSatisfy {
      abs(fit(request.words, $0) - $1) < 1e-4
    }
  })
/*:
 It can't search, for that would mean to read all stories for each request. It
 puts in order what a quick search has found: **re-ranking**. Here it gets the
 first twenty, its order is fused by places with the one they came in, so that
 both have a say, and all others stay behind them.
*/
let some = Array(requests.prefix(options.quick ? 40 : 240))
func reranked(_ words: [String], _ search: Search) throws -> [Int] {
  let found = search(words)
  let first = Array(found.prefix(20))
  let read = try cross.ranked(words, first.map { events[$0].words })
  return fusedPlaces([first, read.map { first[$0.document] }])
    + found.dropFirst(20)
}
func gradedAgain(_ search: Search) throws -> [RankingScores] {
  try some.map {
    RankingScores(try reranked($0.words, search), grades: $0.grades)
  }
}
let vectorsReread = try gradedAgain(byVectors)
let bothReread = try gradedAgain(byBoth)
//#-hidden-code
let vectorsBefore = Array(dual.prefix(some.count))
let bothBefore = Array(together.prefix(some.count))
place(
  scoresTable(
    [
      ("dual encoder", vectorsBefore), ("the same, re-ranked", vectorsReread),
      ("BM25 and dual encoder", bothBefore),
      ("the same, re-ranked", bothReread),
    ], seed: options.seed))
let vectorsGain = lead(vectorsReread, vectorsBefore, seed: options.seed)
let bothGain = lead(bothReread, bothBefore, seed: options.seed)
name("cross_low", vectorsGain.lowerBound, decimals: 3)
name("cross_high", vectorsGain.upperBound, decimals: 3)
name("both_low", bothGain.lowerBound, decimals: 3)
name("both_high", bothGain.upperBound, decimals: 3)
let dualWork = events.count * E.shape[1]
let tokens =
  1 + mean(some.map { Float($0.words.count) })
  + mean(events.map { Float($0.words.count) })
let crossWork = Int(20 * tokens * (12 * 32 * 32 + 2 * 32 * tokens))
name("dual_work", dualWork)
name("cross_work", Float(crossWork) / 1e6, decimals: 0)
name("dearer", crossWork / dualWork)
name("some", some.count)
//#-end-hidden-code
/*:
 On {{some}} requests, re-ranking changes MAP by {{cross_low}} to {{cross_high}}
 where the dual encoder went before, and by {{both_low}} to {{both_high}} where
 words and vectors did. What it costs: the dual encoder has {{dual_work}}
 multiplications to do for a request, one dot product a story. Twenty stories
 read together with it cost the cross-encoder some {{cross_work}} million,
 {{dearer}} times as many, for a twentieth of the collection.
 So whoever searches the internet lets words and vectors choose a hundred or a
 thousand, and reads only those.

 You can now let a quick search choose and a slow reader decide.

 ## 13.8 Groups, and stories told twice

 What is in a heap of stories of which nobody has asked anything? To
 **cluster** is to form groups of what is alike, with no labels to learn from.
 **k-means** (Lloyd 1982) begins with $K$ centers, puts every point into the
 group of its nearest center, moves each center to the mean of its group, and
 does so until nobody changes. Each step can only shorten the squared distances
 from points to their centers, so it ends. It may end badly, and so it matters
 where it begins: the library takes points far from each other (k-means++,
 Arthur and Vassilvitskii 2007), and we begin where it does.
*/
/// x (N, D), centers (K, D) → for each point its nearest center.
func nearest(_ x: Tensor, _ centers: Tensor) -> [Int] {
  let halves = (centers * centers).sum(axis: 1) * 0.5
  return (matmul(x, centers, transposed: .right) - halves).argmax(axis: 1)
}
/// x (N, D) and the first centers (K, D) → for each point its group.
func kMeans(_ x: Tensor, from first: Tensor) -> [Int] {
  var (centers, groups) = (first, nearest(x, first))
  while true {
    for k in 0..<first.shape[0] {
      let own = groups.indices.filter { groups[$0] == k }
      if own.isEmpty { continue }
      let mean = x.rows(at: own).sum(axis: 0) / Float(own.count)
      centers.setRows(from: k, to: mean.reshaped(1, x.shape[1]))
    }
    let next = nearest(x, centers)
    if next == groups { return groups }
    groups = next
  }
}
/*:
 $|x - c|^2 = |x|^2 - 2 x \cdot c + |c|^2$, and $|x|^2$ is the same for all
 centers: so the nearest has the largest $x \cdot c - |c|^2 / 2$.

 Are the groups any good? The grammar has kinds of its own, and two numbers
 compare. **Purity** names each group after its commonest kind, and asks how
 many are called rightly; it is only for equal numbers of groups, being 1 if
 every point is one by itself. **Normalized mutual information**, NMI, is how
 much knowing the group tells of the kind, over the mean of both entropies.
*/
func purity(_ groups: [Int], _ kinds: [Int]) -> Float {
  var counts: [Int: [Int: Int]] = [:]
  for (g, k) in zip(groups, kinds) {
    counts[g, default: [:]][k, default: 0] += 1
  }
  let right = counts.values.map { $0.values.max()! }.reduce(0, +)
  return Float(right) / Float(kinds.count)
}
func entropy(_ labels: [Int]) -> Float {
  let counts = Dictionary(grouping: labels) { $0 }.mapValues(\.count)
  return counts.values.sorted().reduce(0) { sum, count in
    let p = Float(count) / Float(labels.count)
    return sum - p * log(p)
  }
}
func normalizedInformation(_ a: [Int], _ b: [Int]) -> Float {
  let joint = zip(a, b).map { $0 * 1_000 + $1 }
  let (of, and) = (entropy(a), entropy(b))
  return (of + and - entropy(joint)) / ((of + and) / 2)
}
show(purity([0, 0, 0, 1, 1], [5, 5, 6, 6, 6]))
show(normalizedInformation([0, 0, 0, 1, 1], [5, 5, 6, 6, 6]))
/*:
 Now the heap, by three kinds of vectors: TF-IDF, latent semantic indexing, and
 those that were trained to be found.
*/
let kinds = events.map { HarborEvent.Kind.allCases.firstIndex(of: $0.kind)! }
let latentVectors = unit(matmul(x, svd.cut(to: bestRank).v)).y
var rows: [[Any]] = []
for (name, points) in [
  ("TF-IDF", x), ("latent semantic indexing", latentVectors),
  ("dual encoder", storyVectors),
] {
  let runs = try (0..<5).map { run in
    let stream = Random(seed: options.seed, stream: "groups").stream(run)
    var random = stream
    let start = try KMeans(points, clusters: 8, rounds: 0, random: &random)
    return kMeans(points, from: start.centers)
  }
  rows.append([
    name, mean(runs.map { purity($0, kinds) }),
    mean(runs.map { normalizedInformation($0, kinds) }),
  ])
}
show(Table(columns: ["vectors", "purity", "NMI"], rows: rows, decimals: 2))
//#-hidden-code
var groupRandom = Random(seed: options.seed, stream: "library's groups")
var againRandom = groupRandom
let libraryGroups = try KMeans(storyVectors, clusters: 8, random: &groupRandom)
let startGroups = try KMeans(
  storyVectors, clusters: 8, rounds: 0, random: &againRandom)
let ourGroups = kMeans(storyVectors, from: startGroups.centers)
let clusterScores = ClusterScores(clusters: ourGroups, classes: kinds)
//#-end-hidden-code
claim(
  "KMeans of the library makes the same groups, and ClusterScores the same grades",
  isShown: false,
  libraryGroups.clusters == ourGroups
    && abs(clusterScores.purity - purity(ourGroups, kinds)) < 1e-5
    && abs(
      clusterScores.normalizedInformation
        - normalizedInformation(ourGroups, kinds)) < 1e-4
)
/*:
 The means of five beginnings. k-means finds what makes the largest difference,
 and among plain words that is the ferries and the fog as well as the kind.
 Vectors that learned from requests have been told, in a way, that it should be
 the kind, since most requests ask for one.

 ### Told twice

 Of the {{stories}} stories {{told_again}} tell an earlier one again, about half
 of them nearly word for word, as pages of the internet do. To catch such
 **near-duplicates**, cut a text into **shingles**, all its runs of three words,
 and compare the two sets by the share of what they have in common, the
 **Jaccard similarity**:
*/
func shingles(_ words: [String]) -> Set<String> {
  Set(
    (0..<max(words.count - 2, 0)).map {
      words[$0..<$0 + 3].joined(separator: " ")
    })
}
func jaccard(_ a: Set<String>, _ b: Set<String>) -> Float {
  Float(a.intersection(b).count) / Float(a.union(b).count)
}
let copy = events.indices.first { events[$0].isCopy }!
let told = events.indices.first {
  events[$0].sameAs != nil && !events[$0].isCopy
}!
let sets = documents.map(shingles)
show(jaccard(sets[copy], sets[events[copy].sameAs!]))
show(jaccard(sets[told], sets[events[told].sameAs!]))
/*:
 But to compare all with all is hopeless for a million. **MinHash**
 (Broder 1997) makes of each set a few numbers that can be compared instead.
 Take a function that mixes up shingles into numbers, and keep the *smallest*
 number of the set. Which shingle has it is a lottery in which all take part;
 two sets have the same smallest number exactly if the winner among all shingles
 of both is one that they share. So the chance is their Jaccard similarity. A
 hundred functions make a hundred lotteries, and the share of equal winners
 estimates it.
*/
/// Mixes up a text and the number of a function; the same on all machines.
func hash(_ text: String, _ function: Int) -> UInt64 {
  var h = UInt64(function) &* 0x9E37_79B9_7F4A_7C15 ^ 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 { h = (h ^ UInt64(byte)) &* 0x100_0000_01B3 }
  h = (h ^ h >> 33) &* 0xFF51_AFD7_ED55_8CCD
  return h ^ h >> 33
}
/// The smallest number of each of so many functions.
func signature(_ set: Set<String>, functions: Int = 100) -> [UInt64] {
  (0..<functions).map { function in
    set.map { hash($0, function) }.min() ?? 0
  }
}
func likeness(_ a: [UInt64], _ b: [UInt64]) -> Float {
  Float(zip(a, b).count { $0 == $1 }) / Float(a.count)
}
let signatures = sets.map { signature($0) }
show(likeness(signatures[copy], signatures[events[copy].sameAs!]))
/*:
 And who is compared at all? Cut the hundred numbers into twenty **bands** of
 five. Candidates have one whole band in common, which is looked up like a word
 in an index. To look up in such a way that what is alike falls into one place
 is called **locality-sensitive hashing** (Indyk and Motwani 1998). Of
 similarity $s$ a pair is missed with probability $(1 - s^5)^{20}$: at 0.8
 hardly ever, at 0.2 nearly always.
*/
/// Pairs of texts that have a band in common.
func candidatePairs(_ signatures: [[UInt64]], rows: Int = 5) -> Set<[Int]> {
  var buckets: [[UInt64]: [Int]] = [:]
  for (text, signature) in signatures.enumerated() {
    for start in stride(from: 0, to: signature.count, by: rows) {
      let band = [UInt64(start)] + signature[start..<start + rows]
      buckets[band, default: []].append(text)
    }
  }
  var pairs: Set<[Int]> = []
  for texts in buckets.values where texts.count > 1 {
    for (i, a) in texts.enumerated() {
      for b in texts[(i + 1)...] { pairs.insert([a, b]) }
    }
  }
  return pairs
}
let candidatesFound = candidatePairs(signatures)
let duplicates = candidatesFound.filter {
  likeness(signatures[$0[0]], signatures[$0[1]]) > 0.5
}
show(
  events.count * (events.count - 1) / 2, candidatesFound.count, duplicates.count
)
//#-hidden-code
let truths = events.map { $0.sameAs }
func family(_ i: Int) -> Int { truths[i] ?? i }
let trueDuplicates = duplicates.count { family($0[0]) == family($0[1]) }
let nearCopies = events.indices.filter { events[$0].isCopy }
let retold = events.indices.filter {
  events[$0].sameAs != nil && !events[$0].isCopy
}
let copiesFound = nearCopies.count { i in
  duplicates.contains { $0.contains(i) && family($0[0]) == family($0[1]) }
}
let retoldFound = retold.count { i in
  duplicates.contains([truths[i]!, i])
}
let retoldByWords = retold.count { i in
  ranking(bm25(prepare(documents[i]), in: cleanTexts)).filter { $0 != i }.first
    .map(family) == truths[i]
}
name("copies", nearCopies.count)
name("copies_found", copiesFound)
name(
  "true_share", 100 * Float(trueDuplicates) / Float(duplicates.count),
  decimals: 0)
name("retold", retold.count)
name("told_again", nearCopies.count + retold.count)
name("retold_found", retoldFound)
name("retold_words", retoldByWords)
//#-end-hidden-code
claim(
  "nearly all nearCopies are found among a hundredth of all pairs or fewer",
  isShown: false,
  Float(copiesFound) > 0.85 * Float(nearCopies.count)
    && candidatesFound.count < events.count * (events.count - 1) / 200)
/*:
 {{copies_found}} of {{copies}} copies are found, and {{true_share}}% of what is
 reported is one story. Of the {{retold}} that are told in other words it finds
 {{retold_found}}: to shingles they are strangers. Not so to BM25: with a whole
 story as the request, the first other story is its sister in {{retold_words}}
 cases of {{retold}}, for the names are in both.

 You can now bring order into a heap that nobody has sorted.

 *Predict, then run.* Bands of ten numbers in place of five: more candidates or
 fewer?

 <details>
 <summary>Answer</summary>

 Fewer. A band of ten is in common with probability $s^{10}$, and there are ten
 of them instead of twenty: a pair of similarity 0.6 becomes a candidate with
 probability $1 - (1 - 0.6^{10})^{10}$, 6%, where it was 80%. Long bands are for
 who looks for true copies, short ones for who fears to miss one.

 </details>

 ## 13.9 An index that doesn't fit

 A hundred million stories have more postings than a laptop has memory. Two
 ideas make them fit, and the library's files use both.

 **Gaps.** A list of postings rises: 3, 17, 203, 384. What rises can be told by
 its steps: 3, 14, 186, 181. These are smaller, and a common word, whose list is
 long, has the smallest of all. Small numbers need few bytes, if each byte has
 seven bits of the number, and one that says whether more follow: **variable
 byte** code.
*/
/// The gaps between rising numbers, seven bits a byte, the lowest first.
func packed(_ documents: [Int]) -> [UInt8] {
  var (bytes, before) = ([UInt8](), 0)
  for document in documents {
    var rest = document - before
    while rest >= 128 {
      bytes.append(UInt8(rest % 128 + 128))
      rest /= 128
    }
    bytes.append(UInt8(rest))
    before = document
  }
  return bytes
}
func unpacked(_ bytes: [UInt8]) -> [Int] {
  var (documents, number, scale, before) = ([Int](), 0, 1, 0)
  for byte in bytes {
    number += Int(byte % 128) * scale
    scale *= 128
    if byte >= 128 { continue }
    before += number
    documents.append(before)
    (number, scale) = (0, 1)
  }
  return documents
}
show(packed([3, 17, 203, 384]))
show(unpacked(packed([3, 17, 203, 384])))
let wholeLists = index.values.map { $0.map(\.document) }
let packedBytes = wholeLists.map { packed($0).count }.reduce(0, +)
show(wholeLists.map { $0.count * 8 }.reduce(0, +), packedBytes)
//#-hidden-code
name(
  "bytes_each",
  Float(packedBytes) / Float(wholeLists.map(\.count).reduce(0, +)), decimals: 2)
//#-end-hidden-code
claim(
  "all lists come back from their bytes", isShown: false,
  wholeLists.allSatisfy { unpacked(packed($0)) == $0 })
/*:
 {{bytes_each}} bytes a document in place of eight.

 **Segments.** Texts are read until memory is full, then what has been gathered
 is written to a file, words in order: a *segment*, which never changes
 afterwards. A search asks all segments and adds up what they say. When there
 are many, some are **merged** into one, by a walk along both from word to word,
 as in section 13.1 from number to number. The lists of a word are written one
 behind the other, the numbers of later documents raised:
*/
/// Words in order, each with its postings.
typealias Segment = [(word: String, list: [(document: Int, count: Int)])]
func segment(_ documents: [[String]]) -> Segment {
  indexed(documents).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
}
/// Two segments made one; b's documents come after the `count` of a.
func merged(_ a: Segment, _ b: Segment, after count: Int) -> Segment {
  var (i, j, result) = (0, 0, Segment())
  while i < a.count || j < b.count {
    let isA = j == b.count || i < a.count && a[i].word <= b[j].word
    let word = isA ? a[i].word : b[j].word
    var list = isA ? a[i].list : []
    if j < b.count && b[j].word == word {
      list += b[j].list.map { ($0.document + count, $0.count) }
      j += 1
    }
    if isA { i += 1 }
    result.append((word, list))
  }
  return result
}
let (early, late) = (segment(Array(four[..<2])), segment(Array(four[2...])))
for (word, list) in merged(early, late, after: 2) where word == "boat" {
  show(word, list.map(\.document))
}
//#-hidden-code
let half = documents.count / 2
let wholeSegment = merged(
  segment(Array(documents[..<half])), segment(Array(documents[half...])),
  after: half)
//#-end-hidden-code
claim(
  "two segments of the collection, merged, are its index", isShown: false,
  wholeSegment.count == index.count
    && wholeSegment.allSatisfy { word, list in
      index[word]!.map(\.document) == list.map(\.document)
        && index[word]!.map(\.count) == list.map(\.count)
    })
/*:
 That is its list of section 13.1. From files, no more than one word of each
 segment need be in memory. New texts make a new segment; one that is deleted is
 struck off a list, and is gone for good at the next merge. Since a file is
 either whole or not yet there, the program can be stopped at any moment.

 You can now store an index in an eighth of its room, and let it grow.

 ### Questions of engineers

 Everything that we have seen in the harbor was made to be seen. So here is the
 oldest test there is: **Cranfield** (Cleverdon 1967), 1,400 abstracts on
 aerodynamics, 225 questions that engineers had asked, and the abstracts that
 people found relevant to each. With it began the way in which search is tested
 to this day.
*/
//#-hidden-code
record("cranfield") {
  let cranfield = try SearchCollection.cranfield()
  let trials = try cranfieldTrials(cranfield, seed: options.seed)
  place(cranfieldTable(trials, seed: options.seed))
  name("cranfield_bm25", trials.map("BM25"), decimals: 3)
  name("cranfield_raw", trials.map("BM25, all words"), decimals: 3)
  name("cranfield_stops", trials.map("BM25, no stop words"), decimals: 3)
  name("cranfield_feedback", trials.map("BM25 with feedback"), decimals: 3)
  name("cranfield_latent", trials.map("latent, 200"), decimals: 3)
  name(
    "cranfield_latent_low",
    trials.ahead("latent, 200", of: "BM25", options.seed).lowerBound,
    decimals: 3)
  name(
    "cranfield_latent_high",
    trials.ahead("latent, 200", of: "BM25", options.seed).upperBound,
    decimals: 3)
  name("cranfield_vectors", trials.map("mean of word vectors"), decimals: 3)
}
//#-end-hidden-code
/*:
 The first two lines are Boolean search, the second ordered by words in common.
 Porter's stems are worth far more here than a stop list: BM25 has
 {{cranfield_raw}} with all words, {{cranfield_stops}} without stop words, and
 {{cranfield_bm25}} with stems besides. Blind feedback helps, to
 {{cranfield_feedback}}: a question has seventeen words, most of them about one
 thing, and the first ten abstracts are mostly good. And the singular value
 decomposition of chapter 2, on text that no one made up, is ahead of BM25 by
 {{cranfield_latent_low}} to {{cranfield_latent_high}}, at {{cranfield_latent}}.
 The mean of word vectors comes to {{cranfield_vectors}}.

 On other collections it is the other way round. Cranfield is small, and all of
 it is on one subject. Among millions of texts on everything, latent directions
 blur, and what beats BM25 are networks that were trained on very many pairs.
*/
/*:
 ## 13.10 Reading for an answer

 Whoever asks *who bought the boat?* wants a name, not ten stories. It stands in
 one of them, word for word, so to answer is to point: here it begins, there it
 ends. What lies between is a **span**, and a program that finds it is a
 **reader**. SQuAD, a hundred thousand questions on Wikipedia, made it a common
 test (Rajpurkar et al. 2016). The harbor's stories come with questions as well,
 and the grammar knows where their answers stand:
*/
let stories = harbor.events(options.quick ? 60 : 400, stream: "reading")
let exam = harbor.events(options.quick ? 40 : 250, stream: "exam")
let shortest = exam.indices.min { exam[$0].words.count < exam[$1].words.count }!
let one = exam[shortest]
for sentence in one.sentences { show(sentence.joined(separator: " ")) }
for question in one.questions.prefix(3) {
  show(question.words.joined(separator: " "), "→", question.answer)
}
/*:
 Family names are made up anew for each story, so no answer can be learned by
 heart.

 Two measures are usual. **Exact match** counts answers that are right word for
 word. **F1** counts words: precision is the share of the given words that are
 right, recall the share of the right words that were given, and F1 their
 harmonic mean, as in chapter 10.
*/
/// The harmonic mean of precision and recall of words.
func wordF1(_ given: [String], _ right: [String]) -> Float {
  var left = right
  for word in given {
    if let place = left.firstIndex(of: word) { left.remove(at: place) }
  }
  let shared = Float(right.count - left.count)
  return 2 * shared / Float(given.count + right.count)
}
show(wordF1(["the", "old", "boat"], ["old", "boat"]))
/*:
 Two guesses are to be beaten. One knows which words have answered questions
 with the same first word, *who* or *where*, and takes a run of such words in
 the story by chance. The other looks first for the sentence that shares most
 words with the question, and takes a run in there.
*/
let questions = exam.indices.flatMap { n in
  exam[n].questions.map { (story: n, question: $0) }
}
//#-hidden-code
let guesser = Guesser(stories)
var guessing = Random(seed: options.seed, stream: "guess")
let byChance = questions.map {
  guesser.guess($0.question.words, exam[$0.story], &guessing)
}
let bySentence = questions.map {
  guesser.guess($0.question.words, exam[$0.story], &guessing, inBest: true)
}
//#-end-hidden-code
/*:
 ### Two scores for each word

 A reader gives every word of a story two scores, one for being the first of
 the answer and one for being the last. Say that for *what did nell sell?* they
 have come out like this:
*/
let shortTale = ["nell", "sold", "the", "old", "boat", "to", "tom", "."]
let starts: [Float] = [2, 0, 3, 1, 0, 0, 1, 0]
let ends: [Float] = [1, 0, 0, 0, 2, 0, 3, 0]
/// Scores → shares that add up to 1.
func softmax(_ scores: [Float]) -> [Float] {
  let largest = scores.max()!
  let powers = scores.map { exp($0 - largest) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}
place(spanFigure(shortTale, softmax(starts), softmax(ends), 2...4))
/*:
 The likeliest beginning is *the* and the likeliest end is *tom*, and together
 they are nonsense: an answer is a few words. So look for the best *pair*, with
 the largest sum:
*/
/// The best of all spans of at most `longest` words.
func bestSpan(
  _ starts: [Float], _ ends: [Float], longest: Int
) -> (span: ClosedRange<Int>, score: Float) {
  var best = (span: 0...0, score: -Float.infinity)
  for s in starts.indices {
    for e in s..<min(s + longest, ends.count)
    where starts[s] + ends[e] > best.score {
      best = (s...e, starts[s] + ends[e])
    }
  }
  return best
}
show("nell", starts[0] + ends[0])
show("the old boat", starts[2] + ends[4])
show("tom", starts[6] + ends[6])
show(shortTale[bestSpan(starts, ends, longest: 3).span])
exercise("13.6")
/*:
 Where do the scores come from? One LSTM that reads both ways (chapter 11)
 turns the story into a row for each word, $h$ $(T, H)$; another makes of the
 question one vector $q$ $(1, H)$. A word is scored against the question by
 the general score of chapter 8, with a matrix for beginnings and another for
 ends:

 $$a = q \, W_a \, h^\top \qquad b = q \, W_b \, h^\top \qquad
 L = -\log \mathrm{softmax}(a)_s - \log \mathrm{softmax}(b)_e$$

 That is the head of Chen et al.'s reader (2017), and BERT's is the same with
 two vectors in place of $q W$ (Devlin et al. 2019). The loss is that of
 two choices among $T$ places, so the gradient of either row of scores is
 $p - t$. Back through the product, with $u = q W$,

 $$du = da \, h \qquad dW = q^\top du \qquad dq = du \, W^\top \qquad
 dh = da^\top u$$
*/
/// Scores (1, T) and the right place → −log p, and the scores' gradient.
func placeLoss(_ scores: Tensor, _ right: Int) -> (loss: Float, d: Tensor) {
  var p = softmax(scores)
  let loss = -log(p[0, right])
  p[0, right] -= 1
  return (loss, p)
}
typealias Pointing = (loss: Float, dq: Tensor, dW: Tensor, dh: Tensor)
/// q (1, H), W (H, H), h (T, H) and a place → the loss, and what it sends back.
func pointing(
  _ q: Tensor, _ W: Tensor, _ h: Tensor, at right: Int
) -> Pointing {
  let u = matmul(q, W)
  let (loss, da) = placeLoss(matmul(u, h, transposed: .right), right)
  let du = matmul(da, h)
  return (
    loss, matmul(du, W, transposed: .right), matmul(q, du, transposed: .left),
    matmul(da, u, transposed: .left)
  )
}
random = Random(seed: options.seed, stream: "reader")
let (q, W, h) = (
  Tensor.normal([1, 4], random: &random),
  Tensor.normal([4, 4], random: &random),
  Tensor.normal([5, 4], random: &random)
)
let back = pointing(q, W, h, at: 2)
let errors = [
  gradientError(back.dq, at: q) { pointing($0, W, h, at: 2).loss },
  gradientError(back.dW, at: W) { pointing(q, $0, h, at: 2).loss },
  gradientError(back.dh, at: h) { pointing(q, W, $0, at: 2).loss },
]
show(errors)
claim(
  "the gradients agree with central differences", isShown: false,
  errors.max()! < 0.01)
/*:
 New names have no vectors of their own: words that training has fewer than five
 times share one. How then is the reader to know which *unknown* the question
 is about? It is told, by one more number for each word of the story, 1 if the
 question has this very word and 0 if not (Chen et al. 2017).
*/
/// The number of each word that occurs five times or more, from 1; 0 is
/// for all others.
func numbered(_ texts: [[String]]) -> [String: Int] {
  var counts: [String: Int] = [:]
  for word in texts.joined() { counts[word, default: 0] += 1 }
  let kept = counts.filter { $0.value >= 5 }.keys.sorted()
  return Dictionary(uniqueKeysWithValues: zip(kept, 1...))
}
/// A question about a story, and where its answer stands.
struct Reading {
  let question, story: [Int]
  /// For each word of the story whether the question has it.
  let isAsked: [Float]
  let span: ClosedRange<Int>
}
/// Some examples, a batch of which is a few of them.
struct Examples<Example>: Dataset {
  let all: [Example]
  var count: Int { all.count }
  func batch(_ indices: [Int]) -> [Example] { indices.map { all[$0] } }
}
/// A question about words, as the reader wants it.
func reading(
  _ question: [String], _ story: [String], _ ids: [String: Int],
  span: ClosedRange<Int> = 0...0
) -> Reading {
  Reading(
    question: question.map { ids[$0] ?? 0 }, story: story.map { ids[$0] ?? 0 },
    isAsked: story.map { question.contains($0) ? 1 : 0 }, span: span)
}
/*:
 The reader, whole. Question and story know a word by the same vector:
*/
/// Points at the answer to a question in a story.
final class Reader: Model {
  let questionWords, storyWords: Embedding
  let questionReader, storyReader: Bidirectional
  /// (2H, 2H), for beginnings and for ends.
  let first, last: Parameter
  var backs: [(first: Pointing, last: Pointing)] = []
  var longestQuestion = 0

  /// V words, D numbers for each, H units in each direction.
  init(V: Int, D: Int, H: Int, random: inout Random) {
    questionWords = Embedding(
      words: V, size: D, weights: .normal(deviation: 0.5), random: &random)
    storyWords = Embedding(questionWords.weight)
    func bothWays(_ inputs: Int) -> Bidirectional {
      Bidirectional(
        LSTM(inputs: inputs, size: H, random: &random),
        LSTM(inputs: inputs, size: H, random: &random))
    }
    questionReader = bothWays(D)
    storyReader = bothWays(D + 1)
    first = Parameter("first", .normal([2 * H, 2 * H], random: &random) * 0.1)
    last = Parameter("last", .normal([2 * H, 2 * H], random: &random) * 0.1)
  }
  var parts: [any Trainable] {
    [questionWords, storyWords, questionReader, storyReader, first, last]
  }
}
/*:
 It reads a batch with padding (chapter 8), takes the states in which the
 question's two readers have ended, and scores each story by itself:
*/
/// Rows filled up to the longest, and their lengths.
func padded<Item>(_ rows: [[Item]], with filler: Item) -> (
  rows: [[Item]], lengths: [Int]
) {
  let longest = rows.map(\.count).max()!
  return (
    rows.map { $0 + Array(repeating: filler, count: longest - $0.count) },
    rows.map(\.count)
  )
}
extension Reader {
  /// N questions and stories → of each q (1, 2H) and h (T, 2H).
  func read(_ batch: [Reading], mode: Mode) -> [(q: Tensor, h: Tensor)] {
    resetState()
    let asked = padded(batch.map(\.question), with: 0)
    longestQuestion = asked.rows[0].count
    _ = questionReader.forward(
      questionWords.forward(asked.rows), lengths: asked.lengths, mode: mode)
    let q = questionReader.handedOver[0]
    let story = padded(batch.map(\.story), with: 0)
    let flags = padded(batch.map(\.isAsked), with: 0).rows
    let x = Tensor.concatenate(
      [
        storyWords.forward(story.rows),
        Tensor(flags.flatMap { $0 }, shape: [batch.count, flags[0].count, 1]),
      ], axis: 2)
    let h = storyReader.forward(x, lengths: story.lengths, mode: mode)
    return batch.indices.map { n in
      (q.rows(n..<n + 1), h.row(n).rows(0..<story.lengths[n]))
    }
  }
  func forward(_ batch: [Reading], mode: Mode) -> Score {
    backs = zip(batch, read(batch, mode: mode)).map { example, read in
      let (s, e) = (example.span.lowerBound, example.span.upperBound)
      return (
        pointing(read.q, first.value, read.h, at: s),
        pointing(read.q, last.value, read.h, at: e)
      )
    }
    let sum = backs.reduce(0) { $0 + $1.first.loss + $1.last.loss }
    return Score(loss: sum / Float(backs.count), count: backs.count)
  }
}
/*:
 Backward, the loss is a mean over the batch, so everything is divided by $N$.
 What a story's words get back is filled up with zeros; the question's readers
 get theirs as the gradient of their last states, $h$ and $c$, of which $c$ was
 not used.
*/
extension Reader {
  func backward() {
    let N = Float(backs.count)
    for (a, b) in backs {
      first.gradient += a.dW / N
      last.gradient += b.dW / N
    }
    let T = backs.map { $0.first.dh.shape[0] }.max()!
    let H2 = first.value.shape[0]
    let dh = Tensor.concatenate(
      backs.flatMap { a, b in
        [a.dh + b.dh, .zeros(T - a.dh.shape[0], H2)]
      })
    let dx = storyReader.backward(dh.reshaped(backs.count, T, H2) / N)
    storyWords.backward(dx.slice(0..<dx.shape[2] - 1, axis: 2))

    let dq = Tensor.concatenate(backs.map { $0.first.dq + $0.last.dq }) / N
    let none = Tensor.zeros(backs.count, longestQuestion, H2)
    questionWords.backward(
      questionReader.backward(
        none, dState: questionReader.takenBack([dq, dq * 0])))
  }
}
let ids = numbered(
  stories.map(\.words) + stories.flatMap { $0.questions.map(\.words) })
let lessons = stories.flatMap { story in
  story.questions.map {
    reading(
      $0.words, story.words, ids,
      span: $0.span.lowerBound...$0.span.upperBound - 1)
  }
}
/*:
 Every gradient of a tiny reader, on two questions. The vectors of words are in
 its list twice, so one is dropped; and its matrices are made larger, since
 through small ones hardly anything comes back:
*/
let tiny = Reader(V: ids.count + 1, D: 3, H: 2, random: &random)
let two = [lessons[0], lessons[9]]
tiny.first.value = tiny.first.value * 20
tiny.last.value = tiny.last.value * 20
_ = tiny.forward(two, mode: .training)
tiny.backward()
var tinyErrors: [Float] = []
for parameter in tiny.parameters.dropFirst() {
  let (gradient, value) = (parameter.gradient, parameter.value)
  let error = gradientError(gradient, at: value) { changed in
    parameter.value = changed
    return tiny.forward(two, mode: .training).loss
  }
  parameter.value = value
  tinyErrors.append(error)
}
show(tinyErrors.max()!)
claim(
  "the reader's gradients are right", isShown: false, tinyErrors.max()! < 0.03)
/*:
 That is rounding: differences of a loss of seven digits have three or four. A
 wrong sign would give 2. The reader learns from {{lessons}} questions about
 {{read_stories}} stories:
*/
/// Shows all examples to a model, so many times.
func train<Example, M: Model<[Example]>>(
  _ model: M, on examples: [Example], epochs: Int, rate: Float = 0.01
) throws {
  let trainer = Trainer(
    model, optimizer: Adam(rate: rate), batchSize: 32,
    random: Random(seed: options.seed, stream: "order"))
  (trainer.clipping, trainer.schedule) = (.norm(5), .linear())
  try trainer.train(on: Examples(all: examples), epochs: epochs)
}
let reader = Reader(V: ids.count + 1, D: 16, H: 24, random: &random)
try train(reader, on: lessons, epochs: options.quick ? 2 : 5)
//#-hidden-code
name("lessons", lessons.count)
name("read_stories", stories.count)
//#-end-hidden-code
extension Reader {
  /// For each question the scores of its story's words.
  func scores(_ batch: [Reading]) -> [(starts: [Float], ends: [Float])] {
    read(batch, mode: .inference).map { q, h in
      func scores(_ W: Parameter) -> [Float] {
        matmul(matmul(q, W.value), h, transposed: .right).values
      }
      return (scores(first), scores(last))
    }
  }
  /// The best span of a story's words, and its score.
  func answer(_ question: [String], _ story: [String]) -> (
    words: [String], score: Float
  ) {
    let (starts, ends) = scores([reading(question, story, ids)])[0]
    let best = bestSpan(starts, ends, longest: 4)
    return (Array(story[best.span]), best.score)
  }
}
let byReading = questions.map {
  reader.answer($0.question.words, exam[$0.story].words).words
}
place(
  readingTable(
    questions.map(\.question),
    [
      ("a word of the right kind", byChance),
      ("the same, in the best sentence", bySentence), ("the reader", byReading),
    ]))
//#-hidden-code
let (chanceMarks, readerMarks) = (
  readingMarks(questions.map(\.question), byChance),
  readingMarks(questions.map(\.question), byReading)
)
name("chance_exact", chanceMarks.exact, decimals: 0)
name("reader_exact", readerMarks.exact, decimals: 1)
claim(
  "the reader is 25 points ahead of chance", isShown: false,
  readerMarks.exact > chanceMarks.exact + 25)
//#-end-hidden-code
claim(
  "the best span is the library's, on every question of the exam",
  isShown: false,
  questions.prefix(200).allSatisfy { asked in
    let (a, b) = reader.scores([
      reading(asked.question.words, exam[asked.story].words, ids)
    ])[0]
    let theirs = SpanReader.bestSpan(start: a, end: b, longest: 4).span
    return bestSpan(a, b, longest: 4).span == theirs.lowerBound...theirs
      .upperBound - 1
  })
/*:
 To know the kind of word is half of it ({{chance_exact}}%): there is mostly one
 month in a story, but two or three people, and the sentence that shares most
 words with the question often names more than one. The reader gets
 {{reader_exact}}%, of names that it has never seen.

 Where does it point? Here is one story, and what the reader takes for each of
 its questions:
*/
place(pointingFigure(one, reader))
/*:
 The library's `SpanReader` goes further in three things. Each word of its story
 takes of the question what fits it, by attention; the question is summed up by
 attention too; and it can say that there is no answer, as the next section will
 want. Of a question of one word there is nothing to choose, and what was taken
 can be multiplied by zeros. Then the two must agree:
*/
//#-hidden-code
let spanExamples = [
  SpanExample(question: ["boat"], passage: shortTale, answer: 2..<5),
  SpanExample(
    question: ["nell"], passage: Array(shortTale.dropFirst(3)), answer: 3..<4),
]
var spanSettings = SpanReader.Settings()
(spanSettings.embeddingSize, spanSettings.size) = (3, 2)
spanSettings.minimumCount = 1
var spanRandom = Random(seed: options.seed, stream: "span reader")
let spanReader = SpanReader(of: spanExamples, spanSettings, random: spanRandom)
let plainReader = Reader(
  V: spanReader.vocabulary.count, D: 3, H: 2, random: &spanRandom)
// Of the library's parameters those that ours has: words, question, story, ends.
let theirs = spanReader.parameters
let shared = [theirs[0]] + theirs[8..<14] + theirs[2..<8] + theirs[15...]
/// Without the rows for what was taken of the question, where there are such.
func withoutTaken(_ x: Tensor) -> Tensor {
  x.shape[0] == 7 ? .concatenate([x.rows(0..<3), x.rows(6..<7)]) : x
}
for k in [2, 5] { theirs[k].value.setRows(from: 3, to: .zeros(3, 8)) }
for (own, one) in zip(plainReader.parameters.dropFirst(), shared) {
  own.value = withoutTaken(one.value)
}
let spanIDs = Dictionary(
  uniqueKeysWithValues: shortTale.map { ($0, spanReader.vocabulary[$0]!) })
let spanScores = (
  plainReader.forward(
    spanExamples.map {
      reading(
        $0.question, $0.passage, spanIDs,
        span: $0.answer!.lowerBound...$0.answer!.upperBound - 1)
    }, mode: .training),
  spanReader.forward(
    try spanReader.data(spanExamples).batch([0, 1]), mode: .training)
)
plainReader.backward()
spanReader.backward()
//#-end-hidden-code
claim(
  "of questions of one word, with zeros for what was taken, the library's reader has the same loss as these lines, and the same gradients of all weights",
  abs(spanScores.0.loss - spanScores.1.loss) < 1e-5
    && zip(plainReader.parameters.dropFirst(), shared).allSatisfy {
      ($0.gradient - withoutTaken($1.gradient)).norm() < 1e-5
    })
/*:
 You can now point at an answer, with two rows of scores and one rule.

 ## 13.11 Finding and reading

 So far the reader was handed the right story. In earnest it has to be found
 first: ask the inverted index with the question's own words, and read what BM25
 likes best. That is **open-domain question answering**, and Chen et
 al. (2017) did it in just this way on all of Wikipedia. Our collection has
 {{exam_count}} stories.
*/
let examIndex = InvertedIndex(exam.map(\.words))
/// Words of a story, and how sure a reader is of them.
typealias Answer = (words: [String], score: Float)
/// The best answer in the `count` stories that BM25 likes best.
func ask(
  _ question: [String], stories count: Int,
  _ read: ([String], [String]) -> Answer
) throws -> (words: [String], score: Float, story: Int) {
  let hits = try examIndex.search(question, limit: count)
  return hits.map { hit in
    let answer = read(question, exam[hit.document].words)
    return (answer.words, answer.score, hit.document)
  }.max { $0.score < $1.score }!
}
show(try ask(one.questions[0].words, stories: 1, reader.answer))
/*:
 Two things can fail now, so count them apart. A story that tells the same event
 in other words counts as right.
*/
//#-hidden-code
name("exam_count", exam.count)
let trials = try stride(from: 0, to: questions.count, by: 5).map {
  try Trial(questions[$0].question, of: questions[$0].story, exam, examIndex)
}
let depths = [1, 3, 5, 10]
let bold = trials.map { trial in trial.answers(reader.answer) }
let boldRight = depths.map { k in
  shareOf(bold.indices) { trials[$0].isRight(bold[$0].prefix(k)) }
}
let inDepth = depths.map { k in
  shareOf(trials) { trial in
    trial.stories.prefix(k).contains { trial.isSame($0, exam) }
  }
}
name("story_found", inDepth[0], decimals: 0)
func failureShare(_ story: Bool, _ answer: Bool) -> Float {
  shareOf(trials.indices) { n in
    trials[n].isSame(trials[n].stories[0], exam) == story
      && trials[n].isRight(bold[n].prefix(1)) == answer
  }
}
//#-end-hidden-code
place(
  Table(
    columns: ["% of the questions", "answer right", "answer wrong"],
    rows: [
      ["story right", failureShare(true, true), failureShare(true, false)],
      ["story wrong", failureShare(false, true), failureShare(false, false)],
    ], decimals: 1))
/*:
 Most of what goes wrong goes wrong before the reader begins. So read more
 stories, the best three or five or ten, and take the answer whose score is
 highest? The right story is then among them more often.

 *Predict, then run.* What will that do to the answers?

 <details>
 <summary>Answer</summary>

 With one story {{bold_1}}% of the answers are right, with three {{bold_3}}%,
 and with ten {{bold_10}}%. The reader has never seen a story that *doesn't*
 answer. Asked who stole the lantern, it points at a person in any story, and
 some wrong person always gets a higher score than the right one.

 </details>

 So teach it to shrug (Clark and Gardner 2018). Put a word *nowhere* before each
 story, and give it for every question a second story, the one that BM25 likes
 best of those that tell something else. There the right answer is *nowhere*.
 (SQuAD added such questions in its second edition; Rajpurkar, Jia and
 Liang 2018.)
*/
var wideIds = ids
wideIds["nowhere"] = ids.count + 1
let ownIndex = InvertedIndex(stories.map(\.words))
var doubts: [Reading] = []
for (n, story) in stories.enumerated() {
  for question in story.questions {
    doubts.append(
      reading(
        question.words, ["nowhere"] + story.words, wideIds,
        span: question.span.lowerBound + 1...question.span.upperBound))
    let others = try ownIndex.search(question.words, limit: 5)
    if let other = others.first(where: { !isSame($0.document, n) }) {
      doubts.append(
        reading(
          question.words, ["nowhere"] + stories[other.document].words, wideIds))
    }
  }
}
/// Whether two of the stories tell the same event.
func isSame(_ a: Int, _ b: Int) -> Bool {
  (stories[a].sameAs ?? a) == (stories[b].sameAs ?? b)
}
let wary = Reader(V: wideIds.count + 1, D: 16, H: 24, random: &random)
try train(wary, on: doubts, epochs: options.quick ? 2 : 4)
/*:
 The score of an answer is now its *lead* over *nowhere*, and that can be
 compared from story to story:
*/
extension Reader {
  /// The best span of a story, and its lead over *nowhere*.
  func leading(_ question: [String], _ story: [String]) -> Answer {
    let (starts, ends) = scores([
      reading(question, ["nowhere"] + story, wideIds)
    ])[0]
    let best = bestSpan(
      Array(starts.dropFirst()), Array(ends.dropFirst()), longest: 4)
    return (Array(story[best.span]), best.score - starts[0] - ends[0])
  }
}
//#-hidden-code
let careful = trials.map { trial in trial.answers(wary.leading) }
let carefulRight = depths.map { k in
  shareOf(careful.indices) { trials[$0].isRight(careful[$0].prefix(k)) }
}
for (k, depth) in depths.enumerated() where depth != 5 {
  name("bold_\(depth)", boldRight[k], decimals: 0)
}
//#-end-hidden-code
place(
  Table(
    columns: [
      "stories read", "the right one among them, %", "reader right, %",
      "wary reader right, %",
    ],
    rows: depths.indices.map {
      [depths[$0], inDepth[$0], boldRight[$0], carefulRight[$0]]
    }, decimals: 1))
claim(
  "ten stories in place of one: the reader that always answers loses more than 20 points, the one that may say “nowhere” gains",
  boldRight[0] - boldRight[3] > 20 && carefulRight[3] > carefulRight[0])
/*:
 A reader in a search engine has to know, above all, when it can't answer.

 You can now find and read, and say which of the two went wrong.
*/
/*:
 ## 13.12 Summarizing: copying against writing

 A summary says in one sentence what a story says in six. One way is to take a
 sentence that is there, which is called **extractive summarization**; the
 other is to write a new one, **abstractive summarization**. Before either, a
 score. **ROUGE-1** counts words that a summary shares with one that is known to
 be good, and **ROUGE-L** counts the longest row of words that both have in the
 same order, with gaps (Lin 2004). By hand:
*/
let reference = ["nell", "sold", "the", "boat", "to", "tom"]
let offered = ["tom", "bought", "the", "boat", "of", "nell"]
/*:
 Four of the six words, *tom*, *the*, *boat* and *nell*, are in both, so
 precision and recall are 4/6. But in the same order there are just two, *the
 boat*: ROUGE-L is 2/6, and it is right, for the two sentences have other
 ends. The first is `wordF1` above. For the second, fill in a table: the
 longest common row of the first $i$ words of one and the first $j$ of the
 other goes on from three neighbors.
*/
/// ROUGE-L: F1 by the longest row that both have in this order.
func rougeL(_ a: [String], _ b: [String]) -> Float {
  var L = [[Int]](
    repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
  for i in a.indices {
    for j in b.indices {
      L[i + 1][j + 1] =
        a[i] == b[j] ? L[i][j] + 1 : max(L[i][j + 1], L[i + 1][j])
    }
  }
  return 2 * Float(L[a.count][b.count]) / Float(a.count + b.count)
}
show(wordF1(offered, reference), rougeL(offered, reference))
claim(
  "both agree with the library's on all questions and answers",
  isShown: false,
  exam.allSatisfy { story in
    let (a, b) = (story.sentences[0], story.summary)
    return abs(ROUGE(a, like: b, n: 1).f1 - wordF1(a, b)) < 1e-6
      && abs(ROUGE(longestCommonOf: a, and: b).f1 - rougeL(a, b)) < 1e-6
  })
/*:
 The baseline is a story's first sentence, which in newspapers is hard to beat.
 And there is the network of chapter 8, which looks back at the story and
 writes, word by word, a summary of its own. It can write what is on its list
 of words. The family names of our stories are not, so it has to write
 *unknown* in their place.

 The **pointer-generator** does both (See, Liu and Manning 2017). At each step
 it has a softmax over its list, $p$, and the weights of its attention over the
 story, $w$. These are shares of the story's words already: so let them be a
 second way to say a word, by pointing at it. A gate $g$ between 0 and 1 decides
 how much is written and how much copied:

 $$P(y) = g \, p(y) + (1 - g) \sum_{s : x_s = y} w_s$$

 A word that is in the story twice gets both weights. A word that is on no list
 can be said if it is in the story.
*/
place(pointerFigure())
/*:
 By hand, with a list of three words, *the*, *boat* and *sank*, numbered 0 to 2.
 The story is *the heron sank*, and *heron* is on no list, so it gets the next
 number, 3:
*/
let p: [Float] = softmax([1, 2, 0])
let w: [Float] = softmax([0, 2, 0])
let g: Float = 0.4
show(p.map { g * $0 }, "and 0 for heron")
show(w.map { (1 - g) * $0 })
show("the", g * p[0] + (1 - g) * w[0])
show("heron", (1 - g) * w[1])
/*:
 What is the gradient of $L = -\log P(y)$ for the right word $y$? Three
 softmaxes flow into it, if we count the gate, which is one over two choices. Of
 $P(y)$ a share $r = g \, p(y) / P(y)$ was written, the rest $1 - r$ was copied,
 and $dP / P$ is made of the changes of both in these shares: of $\ln p(y)$ and
 $\ln g$ with $r$, of $\ln \sum w_s$ and $\ln (1 - g)$ with $1 - r$. Each is the
 logarithm of a share of a softmax, whose gradient we know:

 $$dz = r \, (p - t) \qquad
 de_s = (1 - r) \, \Big( w_s - \frac{w_s \, [x_s = y]}
 {\sum_{x_r = y} w_r} \Big) \qquad dg = g - r$$

 Here $z$ are the scores of the list, $e$ those of the story's words, and $dg$
 is the gradient of the gate's score, before its sigmoid. It is chapter 1's
 $p - t$ three times over: each way of saying the word gets its own in the
 measure in which it was responsible, and the gate learns what that measure was.
 (The code has $(1 - g) / P$ for $(1 - r) / \sum w_r$, which is the same, and
 isn't 0 / 0 where the story doesn't have the word.)
*/
/// The loss of a word and the gradients of all that led to it.
typealias PointerLoss = (loss: Float, dz: [Float], de: [Float], dg: Float)
/// Scores of the list (V) and of the story's words (S), the gate's score, the
/// numbers of the story's words, and the right one.
func pointerLoss(
  _ z: [Float], _ e: [Float], _ gate: Float, story: [Int], right: Int
) -> PointerLoss {
  let (p, w, g) = (softmax(z), softmax(e), 1 / (1 + exp(-gate)))
  let found = zip(w, story).map { $1 == right ? $0 : 0 }
  let copied = found.reduce(0, +)
  let written = right < p.count ? g * p[right] : 0
  let P = written + (1 - g) * copied
  let r = written / P
  var dz = p.map { r * $0 }
  if right < p.count { dz[right] -= r }
  let de = zip(w, found).map { w, found in
    (1 - r) * w - (1 - g) * found / P
  }
  return (-log(P), dz, de, g - r)
}
/*:
 Central differences for *the*, which the story has twice, for *sank*, and for
 *heron*, of which the list has nothing to learn, so that both its gradient and
 the error are zero:
*/
let (someZ, someEnergies) = (
  Tensor.normal([3], random: &random), Tensor.normal([4], random: &random)
)
let gateScore = Tensor([0.5])
/// The loss of a word where the story is *the heron sank the*.
func loss(_ right: Int, _ z: Tensor, _ e: Tensor, _ g: Tensor) -> PointerLoss {
  pointerLoss(
    z.values, e.values, g.values[0], story: [0, 3, 2, 0], right: right)
}
let pointerErrors = [0, 2, 3].map { right in
  let d = loss(right, someZ, someEnergies, gateScore)
  return [
    gradientError(Tensor([d.dg]), at: gateScore) {
      loss(right, someZ, someEnergies, $0).loss
    },
    gradientError(Tensor(d.de), at: someEnergies) {
      loss(right, someZ, $0, gateScore).loss
    },
    gradientError(Tensor(d.dz), at: someZ) {
      loss(right, $0, someEnergies, gateScore).loss
    },
  ]
}
for errors in pointerErrors { show(errors) }
claim(
  "the gradients of the pointer-generator agree with central differences",
  isShown: false, pointerErrors.joined().max()! < 0.01)
/*:
 The rest is the network of chapter 8: an encoder that reads both ways, a
 decoder, and one layer of scores over $[c, h]$, whose last column is the
 gate's. In each example, words of the story that are on no list get numbers
 of their own, from $V$ on, in the order in which they come:
*/
/// A text to read and one to write, as numbers.
struct Writing {
  /// What to read, with 0 for all that is on no list.
  let read: [Int]
  /// The same, with numbers from V on for what is on no list.
  let story: [Int]
  /// What to write, in these numbers.
  let target: [Int]
  /// The words that have numbers from V on.
  let own: [String]
}
/// Texts in numbers; `ids` are those of the list, 0 for unknown words.
func writing(_ text: [String], _ target: [String], _ ids: [String: Int])
  -> Writing
{
  var own: [String] = []
  let V = ids.count + 1
  let story = text.map { word in
    if let id = ids[word] { return id }
    if !own.contains(word) { own.append(word) }
    return V + own.firstIndex(of: word)!
  }
  let right = target.map { word in
    ids[word] ?? own.firstIndex(of: word).map { V + $0 } ?? 0
  }
  return Writing(
    read: text.map { ids[$0] ?? 0 }, story: story, target: right, own: own)
}
/// Reads a text, and writes or copies another.
final class PointerWriter: Model {
  let words, written: Embedding
  let encoder: Bidirectional
  let decoder: LSTM
  /// Of [c, h]: scores of V words, and the gate's.
  let output: Affine
  let V, H: Int
  /// The number of the sign that begins and ends a text.
  let end: Int
  /// Whether it may copy; else its gate is held open.
  var copies = true
  var looks: [(m: Tensor, q: Tensor, w: Tensor, losses: [PointerLoss])] = []

  /// V words, D numbers for each, H units, half of them for each direction.
  init(V: Int, D: Int, H: Int, end: Int, random: inout Random) {
    words = Embedding(
      words: V, size: D, weights: .normal(deviation: 0.5), random: &random)
    written = Embedding(words.weight)
    encoder = Bidirectional(
      LSTM(inputs: D, size: H / 2, random: &random),
      LSTM(inputs: D, size: H / 2, random: &random))
    decoder = LSTM(inputs: D, size: H, random: &random)
    output = Affine(inputs: 2 * H, outputs: V + 1, random: &random)
    (self.V, self.H, self.end) = (V, H, end)
  }
  var parts: [any Trainable] { [words, written, encoder, decoder, output] }
}
/*:
 Forward, `attend` of chapter 8 stands in the loop, and the loss is that of
 above for each word. A sign of its own begins and ends what is written:
*/
extension PointerWriter {
  /// N texts → memory (N, S, H), their lengths, and the state to begin with.
  func encode(_ texts: [[Int]], mode: Mode) -> (
    m: Tensor, lengths: [Int], state: [Tensor]
  ) {
    encoder.resetState()
    let read = padded(texts, with: 0)
    let m = encoder.forward(
      words.forward(read.rows), lengths: read.lengths, mode: mode)
    return (m, read.lengths, encoder.handedOver)
  }
  func forward(_ batch: [Writing], mode: Mode) -> Score {
    let (memory, lengths, state) = encode(batch.map(\.read), mode: mode)
    let inputs = padded(
      batch.map { [end] + $0.target.map { $0 < V ? $0 : 0 } }, with: 0)
    decoder.state = state
    let h = decoder.forward(
      written.forward(inputs.rows), lengths: inputs.lengths, mode: mode)
    let found = batch.indices.map { n in
      let m = memory.row(n).rows(0..<lengths[n])
      let e = matmul(h.row(n), m, transposed: .right)
      return (m: m, e: e, w: softmax(e))
    }
    let c = Tensor.concatenate(found.map { matmul($0.w, $0.m) })
    let z = output.forward(
      .concatenate([c.reshaped(h.shape), h], axis: 2), mode: mode)
    var (sum, count): (Float, Int) = (0, 0)
    looks = batch.enumerated().map { n, example in
      let losses = (example.target + [end]).enumerated().map { t, right in
        let scores = z.row(n).row(t).values
        return pointerLoss(
          Array(scores[..<V]), found[n].e.row(t).values,
          copies ? scores[V] : 30, story: example.story,
          right: copies || right < V ? right : 0)
      }
      sum += losses.reduce(0) { $0 + $1.loss }
      count += losses.count
      return (found[n].m, h.row(n), found[n].w, losses)
    }
    return Score(loss: sum / Float(count), count: count)
  }
}
/*:
 Backward, a score of the attention gets two gradients, one from copying and one
 from the context that it made, and they are added:
*/
extension PointerWriter {
  func backward() {
    let T = looks[0].q.shape[0]
    let S = looks.map { $0.m.shape[0] }.max()!
    let count = Float(looks.reduce(0) { $0 + $1.losses.count })
    let dz = looks.flatMap { look in
      look.losses.flatMap { $0.dz + [$0.dg] }
        + [Float](repeating: 0, count: (T - look.losses.count) * (V + 1))
    }
    let d = output.backward(
      Tensor(dz, shape: [looks.count, T, V + 1]) / count)
    var dh = d.slice(H..<2 * H, axis: 2)
    var (dq, dm): ([Tensor], [Tensor]) = ([], [])
    for (n, look) in looks.enumerated() {
      let dc = d.row(n).slice(0..<H, axis: 1)
      let dw = matmul(dc, look.m, transposed: .right)
      let own = look.m.shape[0]
      let copying =
        look.losses.flatMap(\.de)
        + [Float](repeating: 0, count: (T - look.losses.count) * own)
      let de =
        look.w * (dw - (look.w * dw).sum(axis: 1, keepingAxis: true))
        + Tensor(copying, shape: [T, own]) / count
      dq.append(matmul(de, look.m))
      dm += [
        matmul(look.w, dc, transposed: .left)
          + matmul(de, look.q, transposed: .left),
        .zeros(S - own, H),
      ]
    }
    dh += Tensor.concatenate(dq).reshaped(dh.shape)
    written.backward(decoder.backward(dh))
    words.backward(
      encoder.backward(
        Tensor.concatenate(dm).reshaped(looks.count, S, H),
        dState: encoder.takenBack(decoder.dState)))
  }
}
/*:
 The library's `PointerGenerator` scores with a small network unless told
 otherwise, and shows its gate the word just said, too. With dot products, and
 with zeros for what the gate sees of that word, it must agree with ours:
*/
//#-hidden-code
let copyWords = [Vocabulary.unknown, "the", "boat", "sank", Pairs.end]
let (copyTexts, copySummaries) = (
  [
    ["the", "heron", "sank", "the", "boat"],
    ["the", "boat", "of", "nell", "sank", "nell", "sank"],
  ], [["heron", "sank"], ["nell", "sank", "the", "gull"]]
)
var copySettings = PointerGenerator.Settings()
(copySettings.embeddingSize, copySettings.size) = (3, 4)
copySettings.score = .dot
var copyRandom = Random(seed: options.seed, stream: "copy check")
let generator = PointerGenerator(
  [Vocabulary(words: copyWords)], copySettings, random: copyRandom)
let plainWriter = PointerWriter(V: 5, D: 3, H: 4, end: 4, random: &copyRandom)
// Words, encoder, decoder, output with its biases, gate with its bias.
let parts = generator.parameters
parts[13].value.setRows(from: 8, to: .zeros(3, 1))
/// What ours has in one matrix: the scores' columns and the gate's.
func joined(_ of: (Parameter) -> Tensor) -> [Tensor] {
  let gate = of(parts[13]).rows(0..<8)
  return ([parts[0]] + parts[1..<7] + parts[8..<11]).map(of) + [
    .concatenate([of(parts[11]), gate], axis: 1),
    .concatenate([of(parts[12]), of(parts[14])]),
  ]
}
for (own, value) in zip(
  plainWriter.parameters.dropFirst(), joined(\.value))
{
  own.value = value
}
let copyIDs = Dictionary(uniqueKeysWithValues: zip(copyWords[1...], 1...))
let copyScores = (
  plainWriter.forward(
    zip(copyTexts, copySummaries).map { writing($0, $1, copyIDs) },
    mode: .training),
  generator.forward(
    try generator.data(copyTexts, copySummaries).batch([0, 1]),
    mode: .training)
)
plainWriter.backward()
generator.backward()
//#-end-hidden-code
claim(
  "with dot products and zeros there, the library's pointer-generator has the same loss as these lines, and the same gradients of all weights",
  abs(copyScores.0.loss - copyScores.1.loss) < 1e-5
    && zip(plainWriter.parameters.dropFirst(), joined(\.gradient)).allSatisfy {
      ($0.gradient - $1).norm() < 1e-5
    })
/*:
 To write, it takes the likeliest word each time and reads what it said.
 *Unknown* is never worth copying, so it may not be said:
*/
extension PointerWriter {
  /// What it says of a text, and how it came to each word.
  func write(_ text: Writing, limit: Int = 16) -> (
    ids: [Int], gates: [Float], weights: [[Float]]
  ) {
    let (m, _, state) = encode([text.read], mode: .inference)
    decoder.state = state
    var said: (ids: [Int], gates: [Float], weights: [[Float]]) = ([], [], [])
    var latest = end
    while said.ids.count < limit {
      let h = decoder.forward(written.forward([[latest < V ? latest : 0]]))
        .row(0)
      let w = softmax(matmul(h, m.row(0), transposed: .right))
      let c = matmul(w, m.row(0))
      let z = output.forward(.concatenate([c, h], axis: 1)).values
      let g = copies ? 1 / (1 + exp(-z[V])) : 1
      var P = softmax(Array(z[..<V])).map { g * $0 }
      P += text.own.map { _ in 0 }
      for (x, w) in zip(text.story, w.values) { P[x] += (1 - g) * w }
      if copies { P[0] = 0 }
      latest = P.indices.max { P[$0] < P[$1] }!
      if latest == end { break }
      said.ids.append(latest)
      said.gates.append(g)
      said.weights.append(w.values)
    }
    return said
  }
}
/*:
 Two of them learn from the same stories. One has its gate held open, so that
 it never copies, as in chapter 8.
*/
let (endSign, mark) = ("<end>", "|")
let listed = numbered(
  stories.flatMap { [$0.words, $0.summary] + $0.questions.map(\.words) }
    + [[String](repeating: endSign, count: 5)]
    + [[String](repeating: mark, count: 5)])
let summaries = stories.map { writing($0.words, $0.summary, listed) }
func newWriter(copies: Bool) -> PointerWriter {
  var random = Random(seed: options.seed, stream: "writer")
  let writer = PointerWriter(
    V: listed.count + 1, D: 16, H: 48, end: listed[endSign]!, random: &random)
  writer.copies = copies
  return writer
}
let (copier, penman) = (newWriter(copies: true), newWriter(copies: false))
try train(copier, on: summaries, epochs: options.quick ? 2 : 20)
try train(penman, on: summaries, epochs: options.quick ? 2 : 20)
/// The words that a writer says of a text.
func said(_ writer: PointerWriter, _ text: Writing) -> [String] {
  writer.write(text).ids.map { id in
    id < writer.V ? listedWords[id] : text.own[id - writer.V]
  }
}
let listedWords =
  ["unknown"] + listed.sorted { $0.value < $1.value }.map(\.key)
let firstSentences = exam.map { $0.sentences[0] }
let examTexts = exam.map { writing($0.words, $0.summary, listed) }
let copied = examTexts.map { said(copier, $0) }
let penned = examTexts.map { said(penman, $0) }
show("story:", one.words.joined(separator: " "))
show("wanted:", one.summary.joined(separator: " "))
show("written:", penned[shortest].joined(separator: " "))
show("with pointers:", copied[shortest].joined(separator: " "))
//#-hidden-code
let summaryRows = [
  ("first sentence", firstSentences), ("writing alone", penned),
  ("pointer-generator", copied),
]
let marks = summaryRows.map { summaryMarks(exam, $0.1) }
for (row, mark) in zip(["first", "pen", "copy"], marks) {
  name("\(row)_rouge", mark[0], decimals: 0)
}
name("copy_names", marks[2][2], decimals: 0)
name("copy_exact", marks[2][3], decimals: 0)
//#-end-hidden-code
place(summaryTable(exam, summaryRows))
claim(
  "with the same network, letting it copy takes ROUGE-1 up by 30 points, and the share of stories with both names right from nothing to more than half",
  marks[2][0] > marks[1][0] + 30 && marks[1][2] == 0 && marks[2][2] > 50)
/*:
 The first sentence gets {{first_rouge}}: in our stories it is often about the
 weather. What is written alone is a sentence of the right shape about something
 else, and {{pen_rouge}} is what the shape is worth. The pointer comes to
 {{copy_rouge}}, with both names right in {{copy_names}}% of the stories. Word
 for word it is right in {{copy_exact}}%; the rest have somebody in the other's
 place, or another name for the thing.
*/
place(copyingFigure(one, copier, examTexts[shortest]))
/*:
 *Predict, then run.* What would become of the gate if all names were on the
 list?

 <details>
 <summary>Answer</summary>

 Then $p(y)$ can learn them too, $r$ rises, and since $dg = g - r$ the gate
 follows. It would write names by heart, and often those of other stories. That
 nothing can be learned by heart here is what makes it copy.

 </details>

 You can now let a network say words that it doesn't know, and tell how much of
 a word was written and how much copied.
*/
exercise("13.7")
exercise("13.8")
/*:
 ## 13.13 A small assistant

 Somebody at the harbor asks *who stole the lantern?* and then *where did they
 hide it?* Alone, the second question finds nothing. A **dialogue** system has
 to keep track of what was said. Ours remembers what *they*, *it* and *there*
 stand for, by the kind of question that was answered last, and puts it in their
 place:
*/
/// What was said last of a person, a thing and a place.
struct Memory {
  var meanings: [String: [String]] = [:]

  /// A question with what its pronouns stand for.
  func complete(_ question: [String]) -> [String] {
    question.flatMap { meanings[$0] ?? [$0] }
  }
  /// Remembers what was asked and answered.
  mutating func note(_ question: [String], _ answer: [String]) {
    for i in question.indices.dropLast() where adjectives.contains(question[i])
    {
      meanings["it"] = ["the", question[i], question[i + 1]]
    }
    let pronouns = ["who": "they", "what": "it", "where": "there"]
    guard let pronoun = pronouns[question[0]] else { return }
    let start =
      pronoun == "it" ? ["the"] : pronoun == "there" ? ["at", "the"] : []
    meanings[pronoun] = start + answer
    meanings["them"] = meanings["they"]
  }
}
/// Words that have described things in answers.
let adjectives = Set(
  stories.flatMap(\.questions).filter { $0.role == .what }.map { $0.answer[0] })
var memory = Memory()
memory.note(
  ["who", "stole", "the", "green", "lantern", "?"], ["clara", "penraford"])
show(memory.complete(["where", "did", "they", "hide", "it", "?"]))
/*:
 BM25 finds five stories, and the wary reader takes the best span, or none. Then
 a pointer-generator speaks: it reads the question and, behind a mark, the
 sentence that the span stands in, and makes a sentence of them. That is
 **retrieval-augmented generation** (Lewis et al. 2020). For every third
 question the sentence is kept from it, so that it learns to answer without one
 too:
*/
/// A whole sentence for an answer.
func sentence(_ question: [String], _ answer: [String]) -> [String] {
  question[0] == "who"
    ? answer + question.dropFirst().dropLast() + ["."]
    : ["it", "was"] + answer + ["."]
}
/// The first sentence of a story that has these words.
func source(of answer: [String], _ story: HarborEvent) -> [String] {
  story.sentences.first { sentence in
    sentence.indices.contains {
      Array(sentence[$0...].prefix(answer.count)) == answer
    }
  } ?? []
}
let lectures = stories.flatMap { story in
  story.questions.enumerated().map { n, question in
    writing(
      question.words + [mark]
        + (n % 3 == 2 ? [] : source(of: question.answer, story)),
      sentence(question.words, question.answer), listed)
  }
}
let speaker = newWriter(copies: true)
try train(speaker, on: lectures, epochs: options.quick ? 1 : 6)
/// Answers questions about the harbor, and says by which story.
struct Assistant {
  var memory = Memory()

  mutating func reply(_ words: [String]) throws -> (
    text: [String], story: Int?
  ) {
    let question = memory.complete(words)
    let found = try ask(question, stories: 5, wary.leading)
    guard found.score > 0 else { return (["i", "don't", "know", "."], nil) }
    memory.note(question, found.words)
    let text = question + [mark] + source(of: found.words, exam[found.story])
    return (said(speaker, writing(text, [], listed)), found.story)
  }
}
//#-hidden-code
let dialogues = twoTurns(exam)
//#-end-hidden-code
//#-hidden-code
var (assistant, transcript) = (Assistant(), [String]())
for words in dialogues[0].turns + dialogues[1].turns + [
  ["who", "sold", "the", "moon", "?"]
] {
  let (text, story) = try assistant.reply(words)
  let source = story.map { "   [story \($0)]" } ?? ""
  transcript += [
    "– " + words.joined(separator: " "),
    "  " + text.joined(separator: " ") + source,
  ]
}
//#-end-hidden-code
place(transcript.joined(separator: "\n"))
//#-hidden-code
let (withMemory, withoutMemory) = try dialogueMarks(dialogues)
name("dialogues", dialogues.count)
let truth = exam[0].questions.first { $0.words == dialogues[0].turns[0] }?
  .answer
let firstReply = try ask(dialogues[0].turns[0], stories: 5, wary.leading).words
name(
  "first_turn",
  "The first answer here is \(firstReply == truth ? "true" : "false")")
name("first_truth", (truth ?? []).joined(separator: " "))
name("with_memory", withMemory, decimals: 0)
name("without_memory", withoutMemory, decimals: 0)
// What the speaker says with the story, with what was found, and with none.
let stages = try speakerMarks(trials, examIndex)
let strangers = harbor.events(exam.count, stream: "elsewhere").flatMap {
  $0.questions.prefix(1)
}
let answeredStrangers = try strangers.count {
  try ask($0.words, stories: 5, wary.leading).score > 0
}
name(
  "strangers", 100 * Float(answeredStrangers) / Float(strangers.count),
  decimals: 0)
let refused = try trials.count {
  try ask($0.question.words, stories: 5, wary.leading).score <= 0
}
name("refused", 100 * Float(refused) / Float(trials.count), decimals: 0)
//#-end-hidden-code
/*:
 It shows its source, the number of the story, so that one can look it up.
 {{first_turn}}: it was *{{first_truth}}*. And a memory keeps mistakes, too:
 what goes wrong in the first turn goes wrong in the second. Of {{dialogues}}
 such pairs of questions, the second is answered rightly in {{with_memory}}%
 with the memory and in {{without_memory}}% without.

 ### What it makes up

 The grammar knows what is true. So give the same generator the same questions
 with the right sentence, with the one that was found, and with none. What it
 says counts as true if the right answer is in it, word for word, and as a whole
 sentence if it has come to a period within sixteen words:
*/
place(speakerTable(stages))
//#-hidden-code
name("told_true", stages[0].right, decimals: 0)
name("found_true", stages[1].right, decimals: 0)
name("none_false", 100 - stages[2].right, decimals: 0)
//#-end-hidden-code
claim(
  "with nothing to read, more than four of five answers of the generator are false, and most of them are whole sentences",
  stages[2].right < 20 && stages[2].fluent > 60)
/*:
 With the right sentence {{told_true}}% of what it says is true, with the one
 that was found {{found_true}}%. (The reader's spans are right more often: in
 the making of a sentence they can be spoiled.) With none {{none_false}}% is
 false. But it is of the right kind, a day for *when* and a place for *where*,
 and nothing in it tells that it is made up: that is a **hallucination**. A
 language model learns what answers look like, and only what it has read can
 make them true.

 And the shrug: of questions about stories that aren't in the collection, the
 assistant still answers {{strangers}}%, and of those that it could answer, it
 says of {{refused}}% that it doesn't know. Move the zero in `reply`, and one
 goes up as the other goes down.

 *Predict, then run.* Somebody puts a story into the collection that says of the
 theft that the baker did it. What will the assistant answer?

 <details>
 <summary>Answer</summary>

 What it finds. Sources make a mistake visible; they don't prevent it.

 </details>

 You can now build an assistant that remembers, cites, and now and then says
 that it doesn't know.
*/
/*:
 ## 13.14 Wikipedia, and this book, recorded

 Harbor's questions are made by a grammar. XQuAD has 1,190 that people asked
 about 240 paragraphs of Wikipedia (Artetxe, Ruder and Yogatama 2020). Which
 paragraph was a question asked about? BM25 compares words, without stop words
 and with Porter's stems; all-MiniLM-L6-v2, which chapter 12 opened, compares
 vectors. Both are joined by their places, as in section 13.6.
*/
list("ranked", folded: true)
list("publishedFolder", folded: true)
record("xquad") {
  let xquad = try ReadingCollection.xquad()
  let cut = SearchWords()
  let paragraphs = xquad.paragraphs.map(\.text)
  let asked = xquad.questions.map(\.text)
  let index = InvertedIndex(paragraphs.map(cut.words))
  let byWords = try asked.map {
    try index.search(cut.words(in: $0), limit: paragraphs.count).map(\.document)
  }
  let encoder = try SentenceEncoder(folder: publishedFolder())
  let scores = matmul(
    try encoder.vectors(of: asked), try encoder.vectors(of: paragraphs),
    transposed: .right)
  let byMeaning = asked.indices.map { n in ranked(scores.row(n).values) }
  let byBoth = zip(byWords, byMeaning).map { fusedPlaces([$0, $1]) }
  //#-hidden-code
  let wanted = xquad.questions.map(\.paragraph)
  place(
    foundTable(
      [
        ("BM25", byWords), ("MiniLM", byMeaning), ("both", byBoth),
      ], wanted))
  name("xquad_words", foundMarks(byWords, wanted)[1], decimals: 1)
  name("xquad_meaning", foundMarks(byMeaning, wanted)[1], decimals: 1)
  name("xquad_both", foundMarks(byBoth, wanted)[1], decimals: 1)
  //#-end-hidden-code
}
/*:
 Words put the right paragraph first for {{xquad_words}}% of the questions,
 vectors for {{xquad_meaning}}%, both together for {{xquad_both}}%. Whoever
 asked had it before their eyes and used its words, and that is kind to BM25;
 somebody who searches has never seen the text that they look for.
*/
/*:
 Now search this book: the paragraphs of the pages of chapters 1 to 11, as they
 were at the time of the recording.
*/
list("bookPassages", folded: true)
record("book") {
  let passages = try bookPassages()
  let cut = SearchWords()
  let index = InvertedIndex(passages.map { cut.words(in: $0.text) })
  let encoder = try SentenceEncoder(folder: publishedFolder())
  let vectors = try encoder.vectors(of: passages.map(\.text))
  //#-hidden-code
  name("passages", passages.count)
  let asked = [
    "why do gradients die away over many steps?",
    "how can I make the text it writes less boring?",
    "what should I do with words the model has never seen?",
    "is my classifier really better, or was it luck?",
    "why must I subtract the maximum before the exponential?",
    "how do I know whether my derivation of the gradient is right?",
  ]
  let scores = matmul(
    try encoder.vectors(of: asked), vectors, transposed: .right)
  let words = try asked.map {
    try index.search(cut.words(in: $0), limit: 1)[0].document
  }
  let meaning = asked.indices.map { ranked(scores.row($0).values)[0] }
  place(
    bookTable(asked, words.map { passages[$0] }, meaning.map { passages[$0] }))
  //#-end-hidden-code
}
/*:
 There are {{passages}} passages. By words a question gets one that has its
 rarest words. By meaning, the last question finds the very passage that answers
 it, with hardly a word in common; others go as far astray as those by words.
 Neither method knows which passage *answers*.
*/
/*:
 ## 13.15 Your own folder

 The chapter's tools make an index of any folder of texts, keep it up to date,
 and search it:

 ```
 swift run retrieval --index notes --out notes.index
 swift run retrieval --search "lowest tide" notes.index
 swift run retrieval --ask "when is the lowest tide?" notes.index
 ```

 The first command also brings an index up to date. With
 `--semantic --minilm FOLDER` it searches by meaning as well, with the published
 model that the chapter before opened. `--ask` shows the sentence that
 shares most with the question, and where it stands.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | nothing is found | all words were asked for: add up weights instead |
 | a story is found by its own words only | add synonyms or vectors, and look at each form of request by itself |
 | a trained search misses names | they aren't in its vocabulary: add BM25's scores |
 | the reader's answers are long, or end before they begin | starts and ends were chosen apart, not as a pair |
 | more stories, worse answers | the reader never saw a story without an answer |
 | it is good on its test and poor in the search engine | it was tested on the right story only |
 | *unknown* in a summary | nothing can be copied, or the story's own words have no numbers |
 | a loss that is infinite | the right word is neither on the list nor in the story |
 | the gate stays near 1 | the names are on the list: nothing needs to be copied |
 | fluent answers, and false | look at what it read; ask again without it, and compare |

 ## Summary

 - An inverted index goes from a word to its documents. BM25 adds up what they
   share with a request: rarity, times saturated frequency, with length in the
   denominator.
 - A search is judged by requests whose answers are known; two searches by the
   difference on each request.
 - Other words for a thing come from a thesaurus, from feedback, from singular
   vectors, or from training on pairs. Names need words. So ask both, add the
   scores, and let a slow reader of both texts put the first few in order.
 - An answer that stands in a text can be pointed at: two scores a word, and the
   best pair. Each choice's gradient is $p - t$.
 - Finding and reading fail apart, so count them apart. A reader of what was
   found must have learned to say *nowhere*.
 - A pointer-generator mixes a softmax over a list with its attention over the
   text. What each was responsible for decides how much of the gradient it gets.
 - ROUGE counts shared words, alone or in order.
 - A dialogue is search with a memory. What is generated without a source is
   fluent, and mostly false.

 ## The end of the book

 It began with counting. What each chapter added was one idea:

 | chapter | what it added |
 |---|---|
 | 1 | layers that learn: a loss, its gradient, and a step against it |
 | 2 | words are known by their neighbors: counts, reweighted and squeezed, reach a correlation of {{02.plain:plain_men}} with people's judgments, from a newspaper alone |
 | 3 | the same vectors come from guessing words |
 | 4 | guess a few words in place of all: {{04.ladder:sampling_gain}} times as fast, with all else {{04.ladder:final_gain}} times |
 | 5 | a state that is carried along, where counts of five words stop |
 | 6 | gates: newspaper text goes from a perplexity of {{06.ptb-small:ptb_counted}}, counted, to {{06.ptb-large:ptb_large}} |
 | 7 | write what is likely, and turn one sequence into another: short English sentences into French, {{07.translation:translation_beam}}% BLEU |
 | 8 | look back at everything: French again, {{08.french:french_plain}}% through one vector and {{08.french:french_looking}}% looking back |
 | 9 | no recurrence, attention alone: every place at once |
 | 10 | what a text is about, and how to be honest about it: pairs of words get {{10.real-texts:mr_nbsvm_same}}% where a network gets {{10.real-texts:mr_filters}}% |
 | 11 | answers with structure: on the web {{11.real-tags:ewt_crf_unknown}}% of words never seen get the right tag |
 | 12 | learn from plain text first, then from few labels |
 | 13 | find, read, and say where it stands |

 The last two rows are how people use such models today, and there is nothing in
 them that the rows above don't have. A large model is chapter 9's block, many
 times; its loss is chapter 5's, its gradient chapter 1's $p - t$. What is new
 is how much it has read. And chapter 2's counts still are what one has to beat:
 BM25 is counting, and found the right story first for {{story_found}}% of the
 questions.

 Much was left out. Speech and pictures, but for one digit reader. Learning from
 people's preferences. Programs that search while they answer. How to build a
 model fairly, and what it may be used for, which aren't questions of code. And
 there is a great deal that nobody knows yet, such as why so much can be learned
 from guessing the next word.

 If you have done the exercises, you have written every part of it once. Close
 the book, and write one again.

 ## Further reading

 - J. Rocchio. *Relevance feedback in information retrieval.* In G. Salton,
   ed., The SMART Retrieval System, 1971.
 - G. Salton, A. Wong, C. Yang. *A vector space model for automatic
   indexing.* Communications of the ACM 18, 1975.
 - M. Porter. *An algorithm for suffix stripping.* Program 14, 1980.
 - S. Lloyd. *Least squares quantization in PCM.* IEEE Transactions on
   Information Theory 28, 1982.
 - S. Deerwester, S. Dumais, G. Furnas, T. Landauer, R. Harshman. *Indexing
   by latent semantic analysis.* Journal of the American Society for
   Information Science 41, 1990.
 - A. Broder. *On the resemblance and containment of documents.* Compression
   and Complexity of Sequences, 1997.
 - P. Indyk, R. Motwani. *Approximate nearest neighbors: towards removing the
   curse of dimensionality.* STOC 1998.
 - K. Järvelin, J. Kekäläinen. *Cumulated gain-based evaluation of IR
   techniques.* ACM Transactions on Information Systems 20, 2002.
 - C.-Y. Lin. *ROUGE: a package for automatic evaluation of summaries.* Text
   Summarization Branches Out, 2004.
 - D. Arthur, S. Vassilvitskii. *k-means++: the advantages of careful
   seeding.* SODA 2007.
 - C. Manning, P. Raghavan, H. Schütze. *Introduction to information
   retrieval.* Cambridge University Press, 2008.
 - G. Cormack, C. Clarke, S. Büttcher. *Reciprocal rank fusion outperforms
   Condorcet and individual rank learning methods.* SIGIR 2009.
 - S. Robertson, H. Zaragoza. *The probabilistic relevance framework: BM25
   and beyond.* Foundations and Trends in Information Retrieval 3, 2009.
 - P. Rajpurkar, J. Zhang, K. Lopyrev, P. Liang. *SQuAD: 100,000+ questions
   for machine comprehension of text.* EMNLP 2016.
 - D. Chen, A. Fisch, J. Weston, A. Bordes. *Reading Wikipedia to answer
   open-domain questions.* ACL 2017.
 - A. See, P. Liu, C. Manning. *Get to the point: summarization with
   pointer-generator networks.* ACL 2017.
 - M. Henderson, R. Al-Rfou, B. Strope, Y. Sung, L. Lukács, R. Guo, S. Kumar,
   B. Miklos, R. Kurzweil. *Efficient natural language response suggestion
   for Smart Reply.* arXiv:1705.00652, 2017.
 - P. Rajpurkar, R. Jia, P. Liang. *Know what you don't know: unanswerable
   questions for SQuAD.* ACL 2018.
 - C. Clark, M. Gardner. *Simple and effective multi-paragraph reading
   comprehension.* ACL 2018.
 - J. Devlin, M.-W. Chang, K. Lee, K. Toutanova. *BERT: pre-training of deep
   bidirectional transformers for language understanding.* NAACL 2019.
 - R. Nogueira, K. Cho. *Passage re-ranking with BERT.* arXiv:1901.04085,
   2019.
 - M. Artetxe, S. Ruder, D. Yogatama. *On the cross-lingual transferability
   of monolingual representations.* ACL 2020.
 - P. Lewis, E. Perez, A. Piktus et al. *Retrieval-augmented generation for
   knowledge-intensive NLP tasks.* NeurIPS 2020.
 - V. Karpukhin, B. Oğuz, S. Min, P. Lewis, L. Wu, S. Edunov, D. Chen, W.
   Yih. *Dense passage retrieval for open-domain question answering.* EMNLP
   2020.
*/
weaveChapter()
