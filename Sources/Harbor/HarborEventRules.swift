/// What there is to tell of one kind of event. Words in capitals are slots, which `HarborEventTelling` fills:
/// WHO does it, to or for or with WHOM; WHAT is a thing; AT is a place with its preposition, TO another place; NOUN
/// names the kind. WITNESS was there, PRICE is a number, JOY and SADNESS are moods.
struct HarborEventRules: Sendable {
  let kind: HarborEvent.Kind
  /// What such an event is called, and the words besides that one may ask for it with.
  let nouns: [String]
  let otherWords: [String]
  let places: [String]
  let things: [String]
  var adjectives = "red blue green black white yellow old new small big"
  var destinations: [String] = []
  /// The sentence that says who did what, or two of them.
  let cores: [String]
  /// What follows a core, for what it may have left out.
  var additions: [String] = [""]
  var whereabouts = ["it happened AT .", "that was AT .", "all of it took place AT ."]
  let details: [String]
  let endings: [String]
  let questions: [HarborEvent.Role: [String]]
  let summary: String

  /// All words that one may ask for it with.
  var askedWords: [String] { nouns + otherWords }
}

extension HarborEventRules {
  static func of(_ kind: HarborEvent.Kind) -> HarborEventRules {
    harborEventRules.first { $0.kind == kind }!
  }
}

private let boats = ["boat", "ship", "ferry", "trawler", "tug", "steamer"]

let harborEventRules: [HarborEventRules] = [
  HarborEventRules(
    kind: .wreck, nouns: ["wreck", "shipwreck", "disaster"], otherWords: ["sank", "sinking"],
    places: ["harbor", "bay", "island", "lighthouse", "shore", "pier", "river"], things: boats,
    cores: [
      "the WHAT of WHO sank AT .", "a WHAT went down AT , with WHO on board .",
      "WHO lost a WHAT when it struck a stone under the water .",
      "AT a WHAT broke apart , and WHO swam for WHO:his life .",
      "waves threw a WHAT over , and WHO fell into the sea .",
      "a WHAT that WHO steered filled with water and was gone .",
    ],
    additions: [
      "WHOM pulled WHO out of the water .", "WHO was brought to land by WHOM .",
      "WHOM came with a lantern and found WHO .",
    ],
    details: [
      "WITNESS rang the bell .", "planks drifted about for days .", "the cargo of wine was lost .",
      "nobody drowned .", "the mast broke like a match .", "WITNESS had warned everybody .",
    ],
    endings: [
      "WHO will never go to sea again .", "WHOM was given a medal .", "WHO slept for two days .",
      "WHO felt nothing but SADNESS .",
    ],
    questions: [
      .who: ["whose WHAT sank ?", "who lost a WHAT ?", "who was on board the WHAT ?"],
      .what: ["what did WHO lose ?", "what went down with WHO on board ?"],
      .whom: [
        "who pulled WHO out of the water ?", "who saved WHO ?", "by whom was WHO brought to land ?",
      ],
      .place: ["where did the WHAT sink ?", "where did the WHAT of WHO go down ?"],
      .day: ["when did the WHAT sink ?", "on which day did WHO lose a WHAT ?"],
      .month: ["in which month did the WHAT sink ?", "in which month did WHO lose a WHAT ?"],
    ],
    summary: "the WHAT of WHO sank AT ."),
  HarborEventRules(
    kind: .sale, nouns: ["sale", "bargain", "purchase"], otherWords: ["sold", "selling", "bought"],
    places: ["market", "harbor", "shop", "square", "inn", "pier", "farm", "savings bank"],
    things: [
      "boat", "trawler", "horse", "dog", "duck", "cart", "bicycle", "clock", "net", "fiddle",
      "coat",
    ],
    destinations: ["castle", "mill", "island", "farm", "school", "church"],
    cores: [
      "WHO sold a WHAT to WHOM AT .", "WHOM bought a WHAT from WHO .",
      "AT a WHAT changed hands , and WHOM paid WHO PRICE coins .",
      "a WHAT of WHO went to WHOM for PRICE coins .",
      "WHOM acquired a WHAT that had belonged to WHO .",
      "WHO parted with a WHAT , and WHOM paid PRICE coins .",
    ],
    details: [
      "WHOM took the WHAT to TO .", "they argued about the price for an hour .",
      "WITNESS had offered less .", "it had cost twice as much when it was new .",
      "WHO counted the money twice .", "WHOM brought it to TO the same night .",
    ],
    endings: [
      "WHO was sorry the same evening .", "both were content .", "WHOM was full of JOY .",
      "WITNESS called it a mistake .",
    ],
    questions: [
      .who: [
        "who sold the WHAT ?", "who sold a WHAT to WHOM ?", "from whom did WHOM buy the WHAT ?",
      ],
      .what: ["what did WHO sell to WHOM ?", "what did WHOM buy from WHO ?"],
      .whom: [
        "who bought the WHAT ?", "to whom did WHO sell the WHAT ?",
        "who paid for the WHAT of WHO ?",
      ],
      .place: ["where was the WHAT sold ?", "where did WHOM buy the WHAT from WHO ?"],
      .day: ["when was the WHAT sold ?", "on which day did WHO sell a WHAT to WHOM ?"],
      .month: ["in which month was the WHAT sold ?", "in which month did WHOM buy a WHAT ?"],
      .destination: ["where did WHOM take the WHAT ?", "where did WHOM bring the WHAT ?"],
    ],
    summary: "WHO sold the WHAT to WHOM AT ."),
  HarborEventRules(
    kind: .feast, nouns: ["feast", "banquet", "celebration"], otherWords: ["guests", "dinner"],
    places: ["inn", "square", "garden", "castle", "school", "beach", "mill", "farm"],
    things: ["soup", "pie", "stew", "cake", "goose", "cod", "herring"],
    adjectives: "hot sweet huge rich salty smoked",
    cores: [
      "WHO gave a NOUN for WHOM AT .", "AT WHO invited everybody in honor of WHOM .",
      "the table of WHO was full , and the guest of honor was WHOM .",
      "WHO cooked for the whole street because WHOM had come home .",
      "WHO and all the neighbors drank to the health of WHOM .",
    ],
    additions: [
      "there was a WHAT for everybody .", "the best of it was a WHAT .",
      "they ate a WHAT , and nothing was left .",
    ],
    details: [
      "WITNESS played the fiddle .", "people danced until morning .",
      "three barrels were emptied .", "WITNESS sang too loudly .",
      "there were candles on every table .",
    ],
    endings: [
      "WHOM made a long speech .", "WHO was tired but full of JOY .",
      "the neighbors did not sleep .", "the dinner is still talked about .",
    ],
    questions: [
      .who: [
        "who gave a NOUN for WHOM ?", "who invited everybody in honor of WHOM ?",
        "who was the host of WHOM ?",
      ],
      .what: ["what did the guests of WHO eat ?", "what was there to eat for WHOM ?"],
      .whom: ["for whom did WHO give a NOUN ?", "who was the guest of honor of WHO ?"],
      .place: ["where was the NOUN for WHOM ?", "where did WHO give a NOUN ?"],
      .day: ["when was the NOUN for WHOM ?", "on which day did WHO give a NOUN ?"],
      .month: ["in which month was the NOUN for WHOM ?", "in which month did WHO give a NOUN ?"],
    ],
    summary: "WHO gave a feast for WHOM AT ."),
  HarborEventRules(
    kind: .theft, nouns: ["theft", "robbery", "burglary"],
    otherWords: ["stole", "stolen", "thief"],
    places: ["market", "shop", "inn", "savings bank", "church", "pier", "shore", "castle"],
    things: [
      "ring", "lantern", "bicycle", "dog", "coat", "clock", "fiddle", "rope", "net", "chest",
      "horse",
    ],
    destinations: ["cave", "forest", "mill", "hill", "bridge", "tower"],
    cores: [
      "WHO stole a WHAT from WHOM AT .", "a WHAT was stolen from WHOM by WHO .",
      "WHO took a WHAT that belonged to WHOM .",
      "AT WHO made off with a WHAT of WHOM .",
      "WHOM was robbed of a WHAT AT , and the thief was WHO .",
      "when WHOM looked away , WHO went away with a WHAT .",
    ],
    details: [
      "WITNESS saw it from a window .", "nobody heard a sound .", "WHO hid the WHAT near TO .",
      "WITNESS called for the guards .", "it was found near TO days later .",
    ],
    endings: [
      "WHOM wept with SADNESS .", "WHO gave it back the next morning .",
      "WHO spent a night behind bars .", "WHOM never saw the WHAT again .",
    ],
    questions: [
      .who: [
        "who stole the WHAT ?", "who robbed WHOM ?", "who was the thief of the WHAT ?",
        "by whom was WHOM robbed ?",
      ],
      .what: ["what did WHO steal ?", "what was stolen from WHOM ?"],
      .whom: [
        "from whom did WHO steal the WHAT ?", "whose WHAT was stolen ?", "who was robbed by WHO ?",
      ],
      .place: ["where was the WHAT stolen ?", "where did WHO rob WHOM ?"],
      .day: ["when was the WHAT stolen ?", "on which day did WHO rob WHOM ?"],
      .month: ["in which month was the WHAT stolen ?", "in which month did WHO rob WHOM ?"],
      .destination: ["where did WHO hide the WHAT ?", "where was the WHAT of WHOM found ?"],
    ],
    summary: "WHO stole the WHAT of WHOM AT ."),
  HarborEventRules(
    kind: .repair, nouns: ["repair", "mending"],
    otherWords: ["repaired", "repairing", "mended", "fixed", "broken"],
    places: ["harbor", "pier", "mill", "square", "school", "farm", "church", "shop"],
    things: [
      "clock", "net", "cart", "boat", "fiddle", "lantern", "ferry", "bicycle", "anchor", "coat",
    ],
    cores: [
      "WHO repaired the WHAT of WHOM AT .", "WHO mended a WHAT for WHOM .",
      "WHOM brought a WHAT in pieces to WHO , who fixed it AT .",
      "the WHAT of WHOM was patched and made whole by WHO .",
      "a WHAT that WHOM had given up was put in order by WHO .",
    ],
    details: [
      "it took three days .", "WITNESS held the lamp .", "a few nails and some glue were enough .",
      "WHO would take no money for it .", "the hammer was heard all over the town .",
      "WITNESS had broken it .",
    ],
    endings: [
      "now it is as good as new .", "WHOM paid with a cake .", "WHOM was full of JOY .",
      "it broke again a week later .",
    ],
    questions: [
      .who: ["who repaired the WHAT ?", "who mended the WHAT of WHOM ?", "who fixed the WHAT ?"],
      .what: ["what did WHO repair ?", "what was mended for WHOM ?"],
      .whom: ["whose WHAT was repaired ?", "for whom did WHO mend the WHAT ?"],
      .place: ["where was the WHAT repaired ?", "where did WHO mend the WHAT of WHOM ?"],
      .day: ["when was the WHAT repaired ?", "on which day did WHO mend the WHAT of WHOM ?"],
      .month: [
        "in which month was the WHAT repaired ?", "in which month did WHO mend the WHAT ?",
      ],
    ],
    summary: "WHO repaired the WHAT of WHOM AT ."),
  HarborEventRules(
    kind: .rescue, nouns: ["rescue", "escape"], otherWords: ["rescued", "saved", "saving"],
    places: ["river", "bay", "beach", "bridge", "shore", "island", "pier", "harbor"],
    things: ["rope", "ladder", "net", "boat", "plank", "bucket"],
    destinations: ["inn", "church", "lighthouse", "bakery", "castle", "school"],
    cores: [
      "WHO rescued WHOM AT with a WHAT .", "WHOM was saved by WHO , who came with a WHAT .",
      "AT WHOM slipped and cried for help until WHO brought a WHAT .",
      "with a WHAT WHO pulled WHOM up , just in time .",
      "WHO heard WHOM calling , ran for a WHAT and got WHOM:him out .",
    ],
    details: [
      "WHO carried WHOM to TO .", "WITNESS fetched blankets .", "the water was as cold as ice .",
      "it was a matter of minutes .", "WITNESS had not dared to do it .",
      "they walked to TO to get dry .",
    ],
    endings: [
      "WHOM thanked WHO with tears of JOY .", "WHO was given a medal .",
      "WHOM stayed in bed for a week .", "WHOM still dreams of it .",
    ],
    questions: [
      .who: ["who rescued WHOM ?", "who saved WHOM ?", "by whom was WHOM saved ?"],
      .what: ["with what did WHO rescue WHOM ?", "what did WHO save WHOM with ?"],
      .whom: ["whom did WHO rescue ?", "who was saved by WHO ?"],
      .place: ["where did WHO rescue WHOM ?", "where was WHOM saved ?"],
      .day: ["when did WHO rescue WHOM ?", "on which day was WHOM saved ?"],
      .month: ["in which month did WHO rescue WHOM ?", "in which month was WHOM saved ?"],
      .destination: ["where did WHO carry WHOM ?", "where did WHO and WHOM get dry ?"],
    ],
    summary: "WHO rescued WHOM AT with a WHAT ."),
  HarborEventRules(
    kind: .voyage, nouns: ["voyage", "journey", "crossing"],
    otherWords: ["sailed", "sailing", "traveled"],
    places: ["harbor", "pier", "bay", "island", "shore", "lighthouse"], things: boats,
    destinations: ["norway", "lisbon", "france", "egypt", "japan", "london", "greece", "spain"],
    cores: [
      "WHO sailed to TO with WHOM on a WHAT .",
      "a WHAT carried WHO to TO , and WHOM was at the helm .",
      "AT WHO went aboard a WHAT and traveled to TO together with WHOM .",
      "WHO set out for TO on a WHAT , and took WHOM along .",
      "a WHAT left for TO with WHO , who shared the cabin with WHOM .",
    ],
    whereabouts: [
      "it had lain AT before .", "they said goodbye AT .", "everybody waved AT .",
    ],
    details: [
      "WITNESS waved with a scarf .", "they took bread for ten days .",
      "gulls followed them all the way .", "WITNESS had been there and told them everything .",
      "nobody knew when they would be back .",
    ],
    endings: [
      "a letter came after many weeks .", "they were back before winter .",
      "WHO was seasick all the way .", "WHOM has never come home .",
    ],
    questions: [
      .who: ["who sailed to TO ?", "who traveled with WHOM ?", "who took WHOM along to TO ?"],
      .what: ["on what did WHO sail to TO ?", "what carried WHO and WHOM to TO ?"],
      .whom: ["with whom did WHO travel ?", "who sailed to TO together with WHO ?"],
      .place: ["where did WHO and WHOM leave ?", "from where did WHO sail to TO ?"],
      .day: ["when did WHO leave ?", "on which day did WHO and WHOM set out for TO ?"],
      .month: ["in which month did WHO leave ?", "in which month did WHOM travel to TO ?"],
      .destination: ["where did WHO sail ?", "where did WHO travel with WHOM ?"],
    ],
    summary: "WHO sailed to TO with WHOM on a WHAT ."),
  HarborEventRules(
    kind: .find, nouns: ["find", "discovery"], otherWords: ["found", "finding", "discovered"],
    places: ["beach", "shore", "cave", "garden", "farm", "castle", "river", "hill"],
    things: ["ring", "chest", "anchor", "coin", "map", "compass", "lantern", "cat", "dog"],
    destinations: ["school", "inn", "church", "market", "mill", "tower"],
    cores: [
      "WHO found a WHAT AT and gave it to WHOM .",
      "AT WHO came upon a WHAT , which WHOM had missed for years .",
      "a WHAT that WHOM had lost was discovered by WHO .",
      "WHO met with a WHAT by chance and brought it to WHOM .",
      "under some leaves WHO noticed a WHAT , and it was WHOM who had lost it .",
    ],
    details: [
      "WHO had carried it to TO first .", "it was covered with sand .",
      "WITNESS thought that it was worthless .", "nobody knew how old it was .",
      "for a day it could be seen at TO .",
    ],
    endings: [
      "WHOM gave WHO PRICE coins as a reward .", "WHOM was full of JOY .",
      "it will never leave the house again .", "WITNESS wanted a share of it .",
    ],
    questions: [
      .who: ["who found the WHAT ?", "who discovered the WHAT of WHOM ?"],
      .what: ["what did WHO find ?", "what had WHOM lost ?"],
      .whom: ["whose WHAT did WHO find ?", "to whom did WHO bring the WHAT ?"],
      .place: ["where was the WHAT found ?", "where did WHO find the WHAT ?"],
      .day: ["when was the WHAT found ?", "on which day did WHO find the WHAT ?"],
      .month: ["in which month was the WHAT found ?", "in which month did WHO find a WHAT ?"],
      .destination: ["where could the WHAT be seen ?", "where did WHO carry the WHAT first ?"],
    ],
    summary: "WHO found the WHAT of WHOM AT ."),
]

/// What a story may begin with.
let harborEventOpenings = [
  "", "", "it was a DAY in MONTH .", "one DAY in MONTH the WEATHER lay over the town .",
  "the WEATHER of MONTH had come .", "the WEATHER kept most people at home that DAY .",
  "people still talk about the NOUN of that DAY .", "WITNESS tells this story .",
  "in MONTH , after a night of WEATHER , the town woke late .",
  "this is the story of a NOUN .", "there was a NOUN in the middle of the WEATHER .",
]

/// How a story says on which day and in which month, where it hasn't yet.
let harborEventDays = ["it was DAY .", "it happened on a DAY .", "that was on DAY ."]
let harborEventMonths = ["it was MONTH .", "it was late in MONTH .", "that was in MONTH ."]
let harborEventDates = [
  "it was a DAY in MONTH .", "it happened on a DAY , late in MONTH .", "that was on DAY in MONTH .",
]

/// What may be added to any story.
let harborEventRemarks = [
  "the newspaper wrote of a NOUN .", "it was the NOUN of the year .",
  "the WEATHER had not stopped yet .", "such a NOUN is rare here .", "nobody had expected it .",
]

/// What things, places, moods, people and the weather are called, the first name being the one in the tables above,
/// and by which wider words one can ask for them. Names and wider words are those of the thesaurus of chapter 2, for
/// all that it has.
let harborEventNames: [(names: [String], broader: [String])] = [
  (["boat"], vessels), (["ship"], vessels), (["ferry", "ferryboat"], vessels),
  (["trawler"], vessels), (["tug", "tugboat"], vessels), (["steamer", "steamship"], vessels),
  (["cart", "wagon"], []), (["bicycle", "bike"], []),
  (["dog", "hound"], animals), (["cat"], animals), (["horse"], animals), (["duck"], animals),
  (["net"], ["tool"]), (["anchor"], ["tool"]), (["rope", "line"], ["tool"]),
  (["cod", "codfish"], ["fish"]), (["herring"], ["fish"]),
  (["harbor", "haven", "port"], []), (["pier", "quay"], []), (["inn", "tavern"], []),
  (["shop", "store"], []), (["shore", "coast", "bank"], []), (["savings bank", "bank"], []),
  (["storm", "tempest"], []), (["fog", "mist"], []),
  (["joy", "delight", "happiness"], []), (["sadness", "sorrow"], []),
  (["sailor", "seaman", "mariner"], []), (["captain", "skipper"], []),
  (["fisherman", "fisher"], []),
]
private let vessels = ["vessel", "watercraft"]
private let animals = ["animal", "beast", "creature"]

/// The preposition of each place.
let harborEventPlaces: [String: String] = [
  "harbor": "in", "market": "at", "pier": "on", "church": "at", "school": "at", "inn": "at",
  "beach": "on", "garden": "in", "farm": "on", "river": "on", "hill": "on", "bay": "in",
  "castle": "at", "mill": "at", "square": "in", "island": "on", "lighthouse": "at", "shop": "in",
  "shore": "on", "savings bank": "at", "cave": "in", "bridge": "on",
]

/// What the weather can be, and two kinds of it that only some months have.
let harborEventWeather = ["storm", "fog", "rain", "wind"]
let harborEventSeasons: [(weather: String, months: [String])] = [
  ("snow", ["november", "december", "january", "february", "march"]),
  ("heat", ["may", "june", "july", "august", "september"]),
]
let harborEventJobs = [
  "sailor", "captain", "fisherman", "baker", "teacher", "carpenter", "farmer", "merchant", "cook",
  "tailor", "gardener", "blacksmith", "painter",
]
let harborEventPrices = ["two", "three", "five", "seven", "nine", "ten"]

/// Syllables that family names are made of: 8,400 names.
let harborSurnames: [[String]] = [
  [
    "har", "pen", "mor", "tre", "bel", "cal", "dun", "el", "fen", "gar", "hol", "ken", "lan", "mer",
    "nor", "os", "pol", "quen", "ros", "sel", "tal", "ver", "wen", "yar", "bran", "cor", "dor",
    "gil", "hes", "tam",
  ],
  ["a", "e", "i", "o", "der", "lin", "mi", "ni", "ra", "sa", "ten", "vi", "wi", "be"],
  [
    "low", "drick", "wyn", "vick", "ton", "by", "more", "dell", "ford", "ley", "stow", "win", "ser",
    "gan", "roy", "mund", "kell", "ness", "combe", "thorp",
  ],
]
