/// All that decides what a recorded cell computes, as far as the chapter's own code goes: the cell,
/// each declaration that it mentions directly or through others, and the statements before it that
/// act on the variables among these.
///
/// What belongs to it is found by names alone, without types. A local name may shadow a global one,
/// and then too much is in it: better than too little.
struct Closure: Equatable {
  /// The fingerprint of each part, by the part's title; `cell` is the cell itself.
  let fingerprints: [String: String]

  /// The closure of the recorded cell `name`, or nil where `code` has none.
  init?(ofCell name: String, in code: ChapterCode) {
    guard let cell = code.cell(named: name), let first = cell.first else { return nil }
    var reach = Reach(line: first.line, mentions: Mentions(in: cell))
    reach.extend(in: code)
    var parts = ["cell": [Fingerprint.of(cell)]]
    for node in reach.declarations {
      parts[node.title, default: []].append(Fingerprint.of(node.code))
    }
    // Declarations may stand in any order and file. Statements may not change places, so each
    // fingerprint covers the title of the one before as well.
    parts = parts.mapValues { $0.sorted() }
    var before = ""
    for node in reach.actions.sorted(by: { $0.line < $1.line }) {
      parts[node.title, default: []].append(Fingerprint.of([before, Fingerprint.of(node.code)]))
      before = node.title
    }
    fingerprints = parts.mapValues { $0.count == 1 ? $0[0] : Fingerprint.of($0) }
  }

  /// What differs from the fingerprints of a recording, in words.
  func changes(since recorded: [String: String]) -> [String] {
    let titles = Set(fingerprints.keys).union(recorded.keys).sorted {
      ($0 == "cell" ? 0 : 1, $0) < ($1 == "cell" ? 0 : 1, $1)
    }
    return titles.compactMap { title in
      let name = title == "cell" ? "its own code" : title
      switch (recorded[title], fingerprints[title]) {
      case (nil, _): return "\(name) is new"
      case (_, nil): return "\(name) is gone"
      case (let old, let new): return old == new ? nil : "\(name) changed"
      }
    }
  }
}

/// How far a cell's mentions reach in a chapter's code.
private struct Reach {
  /// The line in which the cell begins.
  let line: Int
  private(set) var mentions: Mentions
  private(set) var declarations: [Node] = []
  private(set) var actions: [Node] = []
  /// The variables of `main.swift` among the declarations.
  private var variables: Set<String> = []

  init(line: Int, mentions: Mentions) {
    self.line = line
    self.mentions = mentions
  }

  /// Adds what is mentioned until nothing new is.
  mutating func extend(in code: ChapterCode) {
    var (declared, acting) = (code.declarations, code.actions.filter { $0.line < line })
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      declared.removeAll { node in
        guard node.isMentioned(in: mentions) || draws(node) else { return false }
        add(node)
        declarations.append(node)
        isGrowing = true
        return true
      }
      acting.removeAll { node in
        guard !node.mentions.names.isDisjoint(with: variables) else { return false }
        add(node)
        actions.append(node)
        isGrowing = true
        return true
      }
    }
  }

  /// Whether a declaration before the cell changes a variable on the way, as in `f(&random)`.
  private func draws(_ node: Node) -> Bool {
    node.isInMain && node.isVariable && node.line < line
      && !node.mentions.changed.isDisjoint(with: variables)
  }

  private mutating func add(_ node: Node) {
    mentions.formUnion(node.mentions)
    if node.isInMain && node.isVariable { variables.formUnion(node.names) }
  }
}
