/// What sentences about words of two senses are made of. Words in capitals are slots: DID, WAS, KIND and THING go with
/// the sense that is meant, OTHER with the other one; ANY, TIME and ASKED go with both, and tell nothing.
let harborSenseForms: [HarborSenseForm] = [
  HarborSenseForm(weight: 6, clue: .before, text: "ANNA DID the WORD TIME ."),
  HarborSenseForm(weight: 4, clue: .before, text: "TIME ANNA DID the ANY WORD ."),
  HarborSenseForm(weight: 5, clue: .before, text: "ANNA ASKED the KIND WORD TIME ."),

  HarborSenseForm(weight: 6, clue: .after, text: "the WORD WAS TIME ."),
  HarborSenseForm(weight: 4, clue: .after, text: "ANNA says that the ANY WORD WAS ."),
  HarborSenseForm(weight: 5, clue: .after, text: "TIME ANNA ASKED the WORD with the THING ."),

  HarborSenseForm(weight: 20, clue: .both, text: "ANNA DID the WORD that WAS ."),
  HarborSenseForm(weight: 12, clue: .both, text: "ANNA DID the KIND WORD with the THING ."),
  HarborSenseForm(weight: 12, clue: .both, text: "the KIND WORD WAS ."),

  HarborSenseForm(
    weight: 6, clue: .farBefore,
    text: "ANNA spoke of the THING for a while and then ASKED the WORD ."),
  HarborSenseForm(
    weight: 5, clue: .farBefore,
    text: "the THING was what TOM wanted to see , so ANNA ASKED the ANY WORD ."),

  HarborSenseForm(
    weight: 6, clue: .farAfter, text: "ANNA ASKED the WORD TIME but TOM spoke only of the THING ."),
  HarborSenseForm(
    weight: 5, clue: .farAfter, text: "TOM ASKED the ANY WORD so that ANNA could see the THING ."),

  HarborSenseForm(
    weight: 7, clue: .contrastAfter,
    text: "ANNA ASKED the WORD with the THING , not the one with the OTHER ."),
  HarborSenseForm(
    weight: 7, clue: .contrastAround,
    text: "ANNA ASKED not the one with the OTHER but the WORD with the THING ."),
]

/// What goes with both senses of every word.
let harborSenseKinds = ["old", "big", "little", "famous"]
let harborSenseTimes = [
  "that morning", "last year", "in the evening", "on monday", "on sunday", "before supper",
]
let harborSenseQuestions = ["asked about", "wrote about", "dreamed of", "thought of", "told us of"]

/// How a sentence can be made, how often it is, and where its clue stands.
struct HarborSenseForm: Sendable {
  let weight: Int
  let clue: HarborSense.Clue
  let text: String
}

/// What is said of a word in one of its senses.
struct HarborMeaning: Sendable {
  /// What the sense is called, after "a" and the word.
  let name: String
  /// Of what kind it is.
  let kinds: [String]
  /// What people do with it.
  let deeds: [String]
  /// How it is, or what it does.
  let states: [String]
  /// What it has, or has beside it.
  let things: [String]
}

let harborSenseWords: [(word: String, senses: [HarborMeaning])] = [
  (
    "bank",
    [
      HarborMeaning(
        name: "of a river", kinds: ["muddy", "grassy"],
        deeds: ["rowed to", "swam to"],
        states: ["was green with reeds", "fell into the water"],
        things: ["reeds", "ducks", "boat"]),
      HarborMeaning(
        name: "with money", kinds: ["rich", "honest"],
        deeds: ["owed money to", "worked for"],
        states: ["lent money to fishermen", "was full of clerks"],
        things: ["clerk", "counter", "coins"]),
    ]
  ),
  (
    "bass",
    [
      HarborMeaning(
        name: "that swims", kinds: ["fresh", "silver"],
        deeds: ["caught", "fried"],
        states: ["swam away", "was eaten with butter"],
        things: ["fins", "tail", "butter"]),
      HarborMeaning(
        name: "that is played", kinds: ["loud", "wooden"],
        deeds: ["played", "listened to"],
        states: ["was out of tune", "needed new strings"],
        things: ["strings", "song", "fiddle"]),
    ]
  ),
  (
    "bow",
    [
      HarborMeaning(
        name: "of a ship", kinds: ["tarred", "salty"],
        deeds: ["climbed onto", "painted"],
        states: ["rose over the waves", "ran onto the rocks"],
        things: ["anchor", "waves", "captain"]),
      HarborMeaning(
        name: "of an archer", kinds: ["bent", "deadly"],
        deeds: ["shot with", "aimed"],
        states: ["shot straight", "hit the target"],
        things: ["arrow", "target", "deer"]),
    ]
  ),
  (
    "crane",
    [
      HarborMeaning(
        name: "with wings", kinds: ["hungry", "white"],
        deeds: ["fed", "frightened"],
        states: ["flew over the reeds", "laid an egg"],
        things: ["nest", "feathers", "egg"]),
      HarborMeaning(
        name: "that lifts", kinds: ["rusty", "iron"],
        deeds: ["repaired", "oiled"],
        states: ["lifted the anchor", "dropped a crate"],
        things: ["hook", "crate", "chain"]),
    ]
  ),
  (
    "deck",
    [
      HarborMeaning(
        name: "of a ship", kinds: ["tarred", "wet"],
        deeds: ["scrubbed", "slept on"],
        states: ["was wet with spray", "smelled of fish"],
        things: ["mast", "captain", "anchor"]),
      HarborMeaning(
        name: "of cards", kinds: ["shuffled", "marked"],
        deeds: ["shuffled", "cheated with"],
        states: ["had five aces", "lost a queen"],
        things: ["aces", "queen", "game"]),
    ]
  ),
  (
    "port",
    [
      HarborMeaning(
        name: "for ships", kinds: ["busy", "foggy"],
        deeds: ["sailed to", "came home to"],
        states: ["was closed by ice", "was full of boats"],
        things: ["pier", "ships", "lighthouse"]),
      HarborMeaning(
        name: "to drink", kinds: ["sweet", "red"],
        deeds: ["drank", "tasted"],
        states: ["tasted of plums", "was drunk with cheese"],
        things: ["glass", "cork", "cheese"]),
    ]
  ),
  (
    "seal",
    [
      HarborMeaning(
        name: "that swims", kinds: ["hungry", "wet"],
        deeds: ["fed", "frightened"],
        states: ["swam away", "barked at the boat"],
        things: ["whiskers", "fins", "herring"]),
      HarborMeaning(
        name: "of wax", kinds: ["red", "royal"],
        deeds: ["broke", "pressed"],
        states: ["was on the letter", "melted by the candle"],
        things: ["letter", "candle", "ring"]),
    ]
  ),
  (
    "sole",
    [
      HarborMeaning(
        name: "that swims", kinds: ["fresh", "flat"],
        deeds: ["caught", "fried"],
        states: ["was eaten with butter", "hid in the sand"],
        things: ["fins", "butter", "sand"]),
      HarborMeaning(
        name: "of a shoe", kinds: ["worn", "leather"],
        deeds: ["glued", "nailed"],
        states: ["had a hole", "came off the shoe"],
        things: ["nails", "heel", "boot"]),
    ]
  ),
]
