/// What reviews are made of. Words in capitals are slots, which `HarborReviews.fillings` fills: A is a word
/// of praise or blame that the reviewer means, O one of the opposite, G and T are like A, but G fits anything and T
/// only this topic, S is what the review is about.
let harborReviewForms: [(weight: Int, form: HarborReview.Form, text: String)] = [
  (12, .plain, "S was V A ."),
  (7, .plain, "S is V A ."),
  (7, .plain, "WHO found S V A ."),
  (6, .plain, "S was G and T ."),
  (5, .plain, "WHO thought that S was V A ."),
  (5, .plain, "WHO would call S V A ."),

  (5, .negated, "S was not O ."),
  (3, .negated, "S was not O at all ."),
  (1, .negated, "S was never O ."),
  (1, .negated, "WHO would not call S O ."),
  (2, .negated, "WHO did not think that S was O ."),

  (4, .elsewhere, "S was A . it was not far from the PLACE ."),
  (2, .elsewhere, "S was not O . it was far from the PLACE ."),

  (8, .contrast, "S was A , not O ."),
  (7, .contrast, "S was not O but A ."),
  (4, .contrast, "S was more A than O ."),
  (3, .contrast, "S was O at first but A in the end ."),

  (3, .hearsay, "WHO heard that S was O but it was A ."),
  (3, .hearsay, "NAME called S O but WHO found it A ."),
  (2, .hearsay, "WHO heard that S was O and it was not ."),
  (2, .hearsay, "WHO heard that S was not A and it was ."),

  (
    4, .distant,
    "nobody who WITH called S O . WHO asked them all the next day . everybody who WITH called it A ."
  ),
  (
    4, .distant,
    "everybody who WITH called S A . WHO asked them all the next day . nobody who WITH called it O ."
  ),
]

/// Words of blame and of praise that fit anything, the commonest first, with their weights.
let harborReviewWords: [[(text: String, weight: Int)]] = [
  [
    ("dull", 6), ("bad", 5), ("poor", 4), ("dreadful", 3), ("boring", 3), ("dismal", 2),
    ("awful", 2), ("shabby", 1),
  ],
  [
    ("lively", 6), ("good", 5), ("fine", 4), ("lovely", 3), ("pleasant", 3), ("splendid", 2),
    ("charming", 2), ("delightful", 1),
  ],
]

/// What can be reviewed: how often, by which nouns, with which words of blame and of praise, and what else there is
/// to say of it.
struct HarborTopic: Sendable {
  let name: String
  let weight: Int
  let nouns: String
  let blame: String
  let praise: String
  let details: [String]
}

let harborTopics: [HarborTopic] = [
  HarborTopic(
    name: "inn", weight: 30, nouns: "inn tavern lodging", blame: "drafty dirty noisy",
    praise: "cozy clean friendly",
    details: [
      "the bed stood by the FURNITURE .", "WHO slept in the ROOM .",
      "for breakfast they served FOOD .",
    ]),
  HarborTopic(
    name: "meal", weight: 25, nouns: "meal dinner supper", blame: "stale burnt salty",
    praise: "tasty fresh filling",
    details: [
      "they served FOOD with DRINK .", "there was FRUIT cake and DRINK .",
      "the JOB ate FOOD too .",
    ]),
  HarborTopic(
    name: "boat", weight: 15, nouns: "boat ferry crossing", blame: "leaky slow smelly",
    praise: "sturdy swift tidy",
    details: [
      "WHO crossed to the PLACE .", "the captain wore a COLOR GARMENT .",
      "NAME sat by the mast .",
    ]),
  HarborTopic(
    name: "story", weight: 15, nouns: "story tale book",
    blame: "silly confusing tedious",
    praise: "gripping funny clever",
    details: [
      "the JOB finds the ANIMAL .", "the end comes in MONTH .",
      "NAME read the last page twice .",
    ]),
  HarborTopic(
    name: "concert", weight: 10, nouns: "concert band choir",
    blame: "clumsy tuneless shrill", praise: "tuneful stirring merry",
    details: [
      "they played the INSTRUMENT .", "the JOB danced .", "NAME sang with the INSTRUMENT .",
    ]),
  HarborTopic(
    name: "market", weight: 5, nouns: "market fair stall",
    blame: "overpriced empty muddy", praise: "cheap bustling colorful",
    details: [
      "WHO bought a COLOR GARMENT .", "they sold FISH and DRINK .", "NAME bought FRUIT cake .",
    ]),
]

/// What else a review may begin with.
let harborReviewOpenings = [
  "WHO came on DAY .", "WHO went in MONTH with NAME .", "the JOB took us .", "it rained all DAY .",
]

/// Those who are said to have been there.
let harborReviewCompany = [
  "came with us that morning", "sat near us that night", "stood beside us in the cold",
  "had come down from the hills",
]
