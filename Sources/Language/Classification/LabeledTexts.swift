import Ground
import Tensors

/// Texts, each with its class: what a classifier learns from, and what it is judged by.
///
///     let reviews = try LabeledTexts(file: "reviews.tsv")
///     reviews.classes             // ["bad", "good"]
///     reviews.texts[0]            // ["a", "fine", "film", "."]
///     reviews.labels[0]           // 1: it is good
///     let (training, test) = reviews.holdingOut(every: 10)
public struct LabeledTexts: Equatable, Sendable {
  /// The tokens of each text.
  public let texts: [[String]]
  /// The class of each text, as its place among `classes`.
  public let labels: [Int]
  /// The names of the C classes.
  public let classes: [String]

  public init(_ texts: [[String]], _ labels: [Int], classes: [String]) {
    require(
      texts.count == labels.count, "\(labels.count) labels don't fit \(texts.count) texts.")
    require(
      labels.allSatisfy(classes.indices.contains),
      "A label must be a place among the \(classes.count) classes.")
    require(Set(classes).count == classes.count, "A class has the name of another.")
    (self.texts, self.labels, self.classes) = (texts, labels, classes)
  }

  /// Texts with the names of their classes; the classes are in alphabetical order.
  public init(_ examples: [(text: [String], label: String)]) {
    let classes = Set(examples.map(\.label)).sorted()
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    self.init(examples.map(\.text), examples.map { places[$0.label]! }, classes: classes)
  }

  /// How many texts there are, N.
  public var count: Int { texts.count }

  /// How many texts each class has.
  public var support: [Int] {
    labels.reduce(into: classes.map { _ in 0 }) { $0[$1] += 1 }
  }

  /// The commonest class, of equally common ones the first: what the simplest of all classifiers says of
  /// any text.
  public var majority: Int {
    let support = support
    return support.firstIndex(of: support.max() ?? 0) ?? 0
  }

  /// Weights by which each class counts as much as any other, however few texts it has: N / (C N_c). (King
  /// and Zeng, "Logistic regression in rare events data", Political Analysis 9, 2001.)
  public var balancedWeights: [Float] {
    support.map { Float(count) / Float(classes.count * max($0, 1)) }
  }

  /// How many tokens all texts have together.
  public var tokenCount: Int { texts.reduce(0) { $0 + $1.count } }
}

// MARK: - Parts

extension LabeledTexts {
  /// The texts that `indices` name, in that order.
  public func texts(at indices: [Int]) -> LabeledTexts {
    LabeledTexts(indices.map { texts[$0] }, indices.map { labels[$0] }, classes: classes)
  }

  /// The first `count` texts, and the others.
  public func split(at count: Int) -> (LabeledTexts, LabeledTexts) {
    require(
      (0...self.count).contains(count), "\(self.count) texts can't be split after \(count).")
    return (texts(at: Array(0..<count)), texts(at: Array(count..<self.count)))
  }

  /// The same texts in a random order.
  public func shuffled(_ random: inout Random) -> LabeledTexts {
    texts(at: random.permutation(count))
  }

  /// All texts but the last of every `share`, to learn from, and those, to validate by.
  public func holdingOut(every share: Int) -> (training: LabeledTexts, heldOut: LabeledTexts) {
    require(share > 1, "Of every \(share) texts none would be left to learn from.")
    let isHeld = { $0 % share == share - 1 }
    return (
      texts(at: (0..<count).filter { !isHeld($0) }), texts(at: (0..<count).filter(isHeld))
    )
  }

  /// The texts shared out for **cross-validation**: the i-th text of each class goes to part i mod `count`, so
  /// each part has as much of each class as any other. Nothing is random in it.
  public func folds(of count: Int) -> [LabeledTexts] {
    require(count > 1, "Cross-validation needs 2 parts at least, not \(count).")
    var seen = classes.map { _ in 0 }
    var parts = Array(repeating: [Int](), count: count)
    for (index, label) in labels.enumerated() {
      parts[seen[label] % count].append(index)
      seen[label] += 1
    }
    return parts.map(texts)
  }

  /// The texts of several parts, which must have the same classes.
  public static func joined(_ parts: [LabeledTexts]) -> LabeledTexts {
    let classes = parts.first?.classes ?? []
    require(
      parts.allSatisfy { $0.classes == classes }, "Texts of other classes can't be joined.")
    return LabeledTexts(parts.flatMap(\.texts), parts.flatMap(\.labels), classes: classes)
  }
}

// MARK: - What can be learned from

extension LabeledTexts {
  /// Throws unless there are two classes at least and each has a text.
  ///
  /// - Parameter name: what to call the texts in the error, as in “reviews.tsv”.
  public func demandTrainable(_ name: String) throws {
    try demand(count > 0, "There are no texts in \(name).")
    let seen = classes.indices.filter { support[$0] > 0 }
    try demand(
      seen.count > 1,
      """
      All texts of \(name) have the label “\(classes[seen[0]])”; a classifier needs at least two classes to \
      tell apart.
      """)
    if let empty = classes.indices.first(where: { support[$0] == 0 }) {
      throw InputError(
        """
        No text of \(name) has the label “\(classes[empty])”; add some, or leave the class out.
        """)
    }
  }
}
