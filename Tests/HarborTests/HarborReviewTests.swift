import Tensors
import Testing

@testable import Harbor

@Test func sameSeedSameReviews() {
  let harbor = Harbor(seed: 3)
  #expect(harbor.reviews(50) == harbor.reviews(50))
  #expect(harbor.reviews(50) == Array(harbor.reviews(80).prefix(50)))
  #expect(harbor.reviews(50) != harbor.reviews(50, stream: "test"))
  #expect(harbor.reviews(50) != Harbor(seed: 4).reviews(50))
  #expect(harbor.reviews(0).isEmpty)
}

@Test func reviewsHaveKnownWordsAndWholeSentences() {
  let known = Set(HarborReviews.words)
  for review in Harbor(seed: 5).reviews(3_000) {
    #expect(review.words.allSatisfy(known.contains), "\(review.words)")
    #expect(review.words.last == ".")
    #expect(
      review.words.first != "."
        && !zip(review.words, review.words.dropFirst()).contains { $0 == "." && $1 == "." })
  }
  #expect(!HarborReviews.words.contains { $0 != $0.lowercased() })
}

@Test func reviewsComeAsOftenAsTheirWeightsSay() {
  let reviews = Harbor(seed: 6).reviews(20_000)
  func expectShare(_ share: Float, _ holds: (HarborReview) -> Bool) {
    let found = Float(reviews.count(where: holds)) / Float(reviews.count)
    // Four standard deviations.
    #expect(abs(found - share) < 4 * sqrt(share * (1 - share) / Float(reviews.count)))
  }
  expectShare(0.5) { $0.sentiment == 1 }
  expectShare(1 - HarborReviews.bestAccuracy) { $0.isSlip }
  for (topic, weight) in [30, 25, 15, 15, 10, 5].enumerated() {
    expectShare(Float(weight) / 100) { $0.topic == topic }
  }
  for form in HarborReview.Form.allCases {
    let weight = harborReviewForms.reduce(0) { $0 + ($1.form == form ? $1.weight : 0) }
    expectShare(Float(weight) / 100) { $0.form == form }
  }
}

@Test func aBagOfWordsKnowsNoMoreAndNoLessThanWasCounted() {
  // Whatever else a review says: these words can come from it, too, and tell nothing.
  let idle = Set(
    harborTopics.indices.flatMap { topic in
      HarborReviews.words(
        reachedFrom: ["OPENING", "DETAIL", "S", "V", "WHO", "NAME", "PLACE", "WITH"], topic, 0)
    })
  // Who sees the whole bag sees at least the words that only opinions have, and can do as well by them alone.
  let byTellingWords = HarborReviews.bestAccuracy { _, opinion in
    opinion.filter { $0 == $0.lowercased() && !idle.contains($0) }.sorted()
      .joined(separator: " ")
  }
  #expect(abs(byTellingWords - HarborReviews.bestBagAccuracy) < 1e-6)
  // Half of those with both words or with hearsay are right, two thirds of those with a stray not, all others.
  let right: Float = (42 + 12 + 4 + (22 + 10 + 8) / 2) / 100
  #expect(abs(HarborReviews.bestBagAccuracy - (right * 0.96 + (1 - right) * 0.04)) < 1e-6)
  for (form, share) in [
    (HarborReview.Form.plain, 1), (.negated, 1), (.elsewhere, 2.0 / 3), (.contrast, 0.5),
    (.hearsay, 0.5), (.distant, 0.5),
  ] as [(HarborReview.Form, Float)] {
    let found = HarborReviews.bestBagAccuracy(of: form)
    #expect(abs(found - (share * 0.96 + (1 - share) * 0.04)) < 1e-6, "\(form)")
  }
}

@Test func whoReadsTheWordsInOrderIsAsGoodAsTheLabels() {
  let byOrder = HarborReviews.bestAccuracy { _, opinion in opinion.joined(separator: " ") }
  #expect(abs(byOrder - HarborReviews.bestAccuracy) < 1e-6)
  #expect(HarborReviews.bestAccuracy == 0.96)
}

@Test func whatIsSaidIsWhatIsMeant() {
  // The words of praise of a plain review, and of one that denies, are those of its sentiment, but for slips.
  let words = [0, 1].map { pole in
    Set(harborReviewWords[pole].map(\.text)).union(
      harborTopics.flatMap { wordsOf(pole == 1 ? $0.praise : $0.blame) })
  }
  #expect(words[0].isDisjoint(with: words[1]))
  for review in Harbor(seed: 7).reviews(2_000) where [.plain, .negated].contains(review.form) {
    let meaning = review.isSlip ? 1 - review.sentiment : review.sentiment
    let said = review.form == .plain ? meaning : 1 - meaning
    #expect(review.words.contains(where: words[said].contains), "\(review.words)")
    #expect(!review.words.contains(where: words[1 - said].contains), "\(review.words)")
  }
}
