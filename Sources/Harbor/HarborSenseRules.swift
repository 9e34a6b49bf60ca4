/// What sentences about words of two senses are made of. Words in capitals are slots: DID, WAS, KIND and THING go with
/// the sense that is meant, OTHER with the other one; ANY, TIME and ASKED go with both, and tell nothing.
let harborSenseForms: [HarborSenseForm] = [
  HarborSenseForm(weight: 6, clue: .before, text: "ANNA DID the WORD TIME ."),
  HarborSenseForm(weight: 4, clue: .before, text: "TIME ANNA DID the ANY WORD ."),
  HarborSenseForm(weight: 5, clue: .before, text: "ANNA ASKED the KIND WORD TIME ."),

  HarborSenseForm(weight: 6, clue: .after, text: "the WORD WAS TIME ."),
  HarborSenseForm(weight: 4, clue: .after, text: "ANNA says that the ANY WORD WAS ."),
  HarborSenseForm(weight: 5, clue: .after, text: "TIME ANNA ASKED the WORD with the THING ."),

  HarborSenseForm(weight: 6, clue: .both, text: "ANNA DID the WORD that WAS ."),
  HarborSenseForm(weight: 4, clue: .both, text: "ANNA DID the KIND WORD with the THING ."),
  HarborSenseForm(weight: 4, clue: .both, text: "the KIND WORD WAS ."),

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
        name: "of a river", kinds: ["muddy", "grassy", "steep"],
        deeds: ["rowed to", "swam to", "fished from", "sat down on"],
        states: ["was green with reeds", "fell into the water", "was white with frost"],
        things: ["reeds", "ducks", "boat", "willow"]),
      HarborMeaning(
        name: "with money", kinds: ["rich", "honest", "closed"],
        deeds: ["owed money to", "worked for", "robbed", "left some gold with"],
        states: ["lent money to fishermen", "was full of clerks", "lost all its gold"],
        things: ["clerk", "counter", "coins", "gold"]),
    ]
  ),
  (
    "bass",
    [
      HarborMeaning(
        name: "that swims", kinds: ["fresh", "silver", "smoked"],
        deeds: ["caught", "fried", "sold"],
        states: ["swam away", "was eaten with butter", "lay in the net"],
        things: ["fins", "tail", "butter", "net"]),
      HarborMeaning(
        name: "that is played", kinds: ["loud", "wooden", "tuned"],
        deeds: ["played", "listened to", "danced to", "tuned"],
        states: ["was out of tune", "needed new strings", "was heard in the hall"],
        things: ["strings", "song", "fiddle", "hall"]),
    ]
  ),
  (
    "bow",
    [
      HarborMeaning(
        name: "of a ship", kinds: ["tarred", "salty", "leaking"],
        deeds: ["climbed onto", "painted", "stood at"],
        states: ["rose over the waves", "ran onto the rocks", "was wet with spray"],
        things: ["anchor", "waves", "captain", "sail"]),
      HarborMeaning(
        name: "of an archer", kinds: ["bent", "deadly", "strung"],
        deeds: ["shot with", "aimed", "drew"],
        states: ["shot straight", "hit the target", "needed new strings"],
        things: ["arrow", "target", "deer", "strings"]),
    ]
  ),
  (
    "crane",
    [
      HarborMeaning(
        name: "with wings", kinds: ["hungry", "white", "shy"],
        deeds: ["fed", "frightened", "heard"],
        states: ["flew over the reeds", "laid an egg", "built a nest"],
        things: ["nest", "feathers", "egg", "reeds"]),
      HarborMeaning(
        name: "that lifts", kinds: ["rusty", "iron", "broken"],
        deeds: ["repaired", "oiled", "worked with"],
        states: ["lifted the anchor", "dropped a crate", "was painted yellow"],
        things: ["hook", "crate", "chain", "anchor"]),
    ]
  ),
  (
    "deck",
    [
      HarborMeaning(
        name: "of a ship", kinds: ["tarred", "wet", "slippery"],
        deeds: ["scrubbed", "slept on", "stood on"],
        states: ["was wet with spray", "smelled of fish", "was washed by waves"],
        things: ["mast", "captain", "anchor", "sail"]),
      HarborMeaning(
        name: "of cards", kinds: ["shuffled", "marked", "printed"],
        deeds: ["shuffled", "cheated with", "dealt from"],
        states: ["had five aces", "lost a queen", "was shuffled twice"],
        things: ["aces", "queen", "game", "coins"]),
    ]
  ),
  (
    "port",
    [
      HarborMeaning(
        name: "for ships", kinds: ["busy", "foggy", "deep"],
        deeds: ["sailed to", "came home to", "steered for"],
        states: ["was closed by ice", "was full of boats", "lay in the fog"],
        things: ["pier", "ships", "lighthouse", "captain"]),
      HarborMeaning(
        name: "to drink", kinds: ["sweet", "red", "sour"],
        deeds: ["drank", "tasted", "poured", "sold"],
        states: ["tasted of plums", "was drunk with cheese", "was kept in the cellar"],
        things: ["glass", "cork", "cheese", "cellar"]),
    ]
  ),
  (
    "seal",
    [
      HarborMeaning(
        name: "that swims", kinds: ["hungry", "wet", "shy"],
        deeds: ["fed", "frightened", "swam with"],
        states: ["swam away", "barked at the boat", "slept on the rocks"],
        things: ["whiskers", "fins", "herring", "rocks"]),
      HarborMeaning(
        name: "of wax", kinds: ["red", "royal", "broken"],
        deeds: ["broke", "pressed", "forged"],
        states: ["was on the letter", "melted by the candle", "was stamped by the clerk"],
        things: ["letter", "candle", "ring", "clerk"]),
    ]
  ),
  (
    "sole",
    [
      HarborMeaning(
        name: "that swims", kinds: ["fresh", "flat", "smoked"],
        deeds: ["caught", "fried", "tasted"],
        states: ["was eaten with butter", "hid in the sand", "lay in the net"],
        things: ["fins", "butter", "sand", "net"]),
      HarborMeaning(
        name: "of a shoe", kinds: ["worn", "leather", "muddy"],
        deeds: ["glued", "nailed", "repaired"],
        states: ["had a hole", "came off the shoe", "was full of nails"],
        things: ["nails", "heel", "boot", "hole"]),
    ]
  ),
]
