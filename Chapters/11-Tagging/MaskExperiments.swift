import Ground
import Harbor
import Literate
import Tensors

// What tells the kind of a name that nobody has seen (11.10).

/// Names of one word that training lacks, and what becomes of their kind when something is hidden.
struct MaskTrial {
  /// A name in its sentence.
  struct Case {
    let words: [String]
    let place: Int
    let kind: String
  }

  let trial: NameTrial
  let cases: [Case]
  /// What stands for a word that says nothing.
  static let hidden = ""

  init(_ trial: NameTrial, from sentences: [HarborTagged]) {
    self.trial = trial
    cases = sentences.flatMap { sentence in
      sentence.names.filter {
        $0.range.count == 1 && trial.isNew($0, in: sentence)
      }.map {
        Case(
          words: sentence.words, place: $0.range.lowerBound, kind: $0.kind)
      }
    }
  }

  /// Percent of the cases of each kind that keep their kind when changed.
  func right(
    _ networks: [TagNetwork], _ change: (Case) -> [String]
  ) -> [Float] {
    Harbor.nameKinds.map { kind in
      let own = cases.filter { $0.kind == kind }
      return share(of: own, tagged: kind, by: networks, change)
    }
  }

  /// Percent of some cases whose word is tagged as the beginning of a name of the kind.
  private func share(
    of cases: [Case], tagged kind: String, by networks: [TagNetwork],
    _ change: (Case) -> [String]
  ) -> Float {
    let changed = cases.map(change)
    let counts = networks.map { network in
      zip(cases, network.guesses(changed)).count { one, tags in
        trial.tags[tags[one.place]] == "B-\(kind)"
      }
    }
    return Float(100 * counts.reduce(0, +))
      / Float(max(cases.count * networks.count, 1))
  }

  /// The case with the words at some distances from the name hidden.
  private static func without(_ distances: Int...) -> (Case) -> [String] {
    { one in
      var words = one.words
      for place in distances.map({ one.place + $0 })
      where words.indices.contains(place) {
        words[place] = hidden
      }
      return words
    }
  }

  /// The case with its name changed.
  private static func renamed(_ change: @escaping (String) -> String) -> (Case)
    -> [String]
  {
    { one in
      var words = one.words
      words[one.place] = change(words[one.place])
      return words
    }
  }

  /// As many signs as no word has.
  private static func blots(_ count: Int) -> String {
    String(repeating: "·", count: count)
  }

  /// What may be hidden, and how often each kind is still right, in percent.
  func hidings(_ networks: [TagNetwork]) -> [(name: String, right: [Float])] {
    let changes: [(String, (Case) -> [String])] = [
      ("nothing", { $0.words }),
      ("the word before", MaskTrial.without(-1)),
      ("the word after", MaskTrial.without(1)),
      ("two words before", MaskTrial.without(-2, -1)),
      ("two words after", MaskTrial.without(1, 2)),
      (
        "its first letters",
        MaskTrial.renamed {
          MaskTrial.blots($0.count - min(3, $0.count)) + $0.suffix(3)
        }
      ),
      (
        "its last three letters",
        MaskTrial.renamed {
          $0.dropLast(3) + MaskTrial.blots(min(3, $0.count))
        }
      ),
      ("all its letters", MaskTrial.renamed { MaskTrial.blots($0.count) }),
      (
        "all other words",
        { one in
          one.words.indices.map {
            $0 == one.place ? one.words[$0] : MaskTrial.hidden
          }
        }
      ),
    ]
    return changes.map { ($0.0, right(networks, $0.1)) }
  }

  /// Names of one kind where names of another stand: percent that are taken for what their letters say, and
  /// for what their neighbors say.
  func conflict(
    _ networks: [TagNetwork], letters: String, neighbors: String
  ) -> (letters: Float, neighbors: Float) {
    let guests = cases.filter { $0.kind == letters }.map { $0.words[$0.place] }
    let places = cases.filter { $0.kind == neighbors }
    let moved = places.enumerated().map { n, one in
      var words = one.words
      words[one.place] = guests[n % guests.count]
      return Case(words: words, place: one.place, kind: one.kind)
    }
    return (
      share(of: moved, tagged: letters, by: networks) { $0.words },
      share(of: moved, tagged: neighbors, by: networks) { $0.words }
    )
  }
}

extension MaskTrial {
  /// What becomes of names of each kind where names of each other kind stand, in percent.
  func conflicts(_ networks: [TagNetwork]) -> [(
    letters: String, neighbors: String,
    shares: (letters: Float, neighbors: Float)
  )] {
    Harbor.nameKinds.flatMap { letters in
      Harbor.nameKinds.filter { $0 != letters }.map { neighbors in
        (
          letters, neighbors,
          conflict(networks, letters: letters, neighbors: neighbors)
        )
      }
    }
  }
}

/// Who wins where letters and neighbors say different things.
func conflictTable(
  _ rows: [(
    letters: String, neighbors: String,
    shares: (letters: Float, neighbors: Float)
  )]
) -> Table {
  Table(
    columns: [
      "a name of a", "in the place of a", "letters win, %", "neighbors win, %",
    ],
    rows: rows.map {
      [$0.letters, $0.neighbors, $0.shares.letters, $0.shares.neighbors]
    }, decimals: 0)
}

/// What hiding something costs, drawn.
func masksFigure(_ rows: [(name: String, right: [Float])]) -> Figure {
  Figure(
    HeatMap(
      rows: rows.map(\.name), columns: Harbor.nameKinds,
      values: rows.map(\.right), range: 0...100, decimals: 0,
      measure: "kind right, %", rowTitle: "hidden"),
    "11-masks",
    caption:
      "What tells the kind of a name that training lacks: how often it is still right when something is hidden from the tagger.",
    alternative:
      "A heat map of what is hidden by kinds of names; high numbers where nothing, the words after or some letters are hidden, low ones where the word before, all letters or all other words are"
  )
}
