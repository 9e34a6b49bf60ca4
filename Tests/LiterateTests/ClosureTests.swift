import Testing

@testable import Literate

extension ChapterTokens {
  /// The tokens of `main.swift` and of other files.
  init(main: String, others: [String] = []) throws {
    self.init(
      main: try SwiftText(main).tokens(),
      others: try others.map { ("Experiments.swift", try SwiftText($0).tokens()) })
  }
}

/// What a recorded cell's closure holds, and what changes its fingerprints.
@Suite struct ClosureTests {
  private let main = """
    import Literate
    let options = beginChapter()
    let rate = 0.5
    func half(_ x: Double) -> Double { x * rate }
    func unused() -> Double { 3 }
    record("slow") {
      show(half(3))
    }
    """

  private func closure(_ main: String, _ others: String...) throws -> Closure {
    let code = ChapterCode(try ChapterTokens(main: main, others: others))
    return try #require(Closure(ofCell: "slow", in: code))
  }

  private func titles(_ main: String, _ others: String...) throws -> [String] {
    let code = ChapterCode(try ChapterTokens(main: main, others: others))
    return try #require(Closure(ofCell: "slow", in: code)).fingerprints.keys.sorted()
  }

  /// What changes in the closure of `main` where `old` becomes `new`.
  private func changes(from old: String, to new: String, in main: String? = nil) throws -> [String]
  {
    let before = main ?? self.main
    #expect(before.contains(old))
    return try closure(before.replacing(old, with: new))
      .changes(since: closure(before).fingerprints)
  }

  @Test func whatIsMentionedBelongsToIt() throws {
    #expect(try titles(main) == ["cell", "half(_:)", "rate"])
    #expect(Closure(ofCell: "fast", in: ChapterCode(try ChapterTokens(main: main))) == nil)
  }

  @Test func aChangeIsNamed() throws {
    #expect(try changes(from: "0.5", to: "0.25") == ["rate changed"])
    #expect(try changes(from: "x * rate", to: "x * rate * 1") == ["half(_:) changed"])
    #expect(try changes(from: "half(3)", to: "half(4)") == ["its own code changed"])
    #expect(try changes(from: "{ 3 }", to: "{ 4 }").isEmpty)
    #expect(
      try changes(from: "x * rate }", to: "x * unused() }")
        == ["half(_:) changed", "rate is gone", "unused() is new"])
  }

  @Test(arguments: [
    ("{ x * rate }", "{\n  // Half of it.\n  x  *\n    rate /* still */ }"),
    ("half(3)", "half(\n    3,\n  )"), ("func half", "fileprivate func half"),
    ("let rate", "/// The rate.\nprivate let rate"), ("record(\"slow\")", "\nrecord(\"slow\")"),
  ])
  func layoutAndCommentsChangeNothing(old: String, new: String) throws {
    #expect(try changes(from: old, to: new).isEmpty)
  }

  /// A recording is never made by a quick run.
  @Test(arguments: [
    "options.quick ? 0.1 : 0.5", "options.quick\n  ? [1, 2].map { $0 ? a : b }[0] : 0.5",
  ])
  func whatAQuickRunDoesInsteadChangesNothing(rate: String) throws {
    #expect(try changes(from: "rate = 0.5", to: "rate = " + rate) == [])
    #expect(
      try changes(from: "rate = 0.5", to: "rate = options.quick ? 0.5 : 0.6") == ["rate changed"])
    #expect(
      try changes(from: "rate = 0.5", to: "rate = options.slow ? 0.1 : 0.5") == ["rate changed"])
  }

  /// Whether the page shows a claim makes no difference to what was recorded.
  @Test func toHideAClaimChangesNothing() throws {
    let claiming = main.replacing("show(half(3))", with: "claim(\"it is\", half(3) == 1.5)")
    #expect(try changes(from: "it is\", ", to: "it is\", isShown: false, ", in: claiming) == [])
    #expect(
      try changes(from: "it is", to: "so it is", in: claiming) == ["its own code changed"])
  }

  @Test func declarationsMayMove() throws {
    let helper = "func half(_ x: Double) -> Double { x * rate }\n"
    #expect(main.contains(helper))
    let moved = try closure(main.replacing(helper, with: ""), "import Tensors\n\nprivate \(helper)")
    #expect(try moved == closure(main))
  }

  @Test func recursionEnds() throws {
    let main = """
      func even(_ n: Int) -> Bool { n == 0 || odd(n - 1) }
      func odd(_ n: Int) -> Bool { n != 0 && even(n - 1) }
      record("slow") { show(even(3)) }
      """
    #expect(try titles(main) == ["cell", "even(_:)", "odd(_:)"])
  }

  @Test func declarationsMayShareAName() throws {
    let main = """
      func size(_ x: Int) -> Int { 1 }
      func size(of x: Int) -> Int { 2 }
      record("slow") { show(size(3)) }
      """
    let others = [
      "private func size(_ x: Int) -> Int { 3 }", "private func size(_ x: Int) -> Int { 4 }",
    ]
    let both = try closure(main, others[0], others[1])
    #expect(both.fingerprints.keys.sorted() == ["cell", "size(_:)", "size(of:)"])
    #expect(try closure(main, others[1], others[0]) == both)
    #expect(
      try closure(main, others[0]).changes(since: both.fingerprints) == ["size(_:) changed"])
  }

  @Test func aTypeIsOnePartWithItsExtensions() throws {
    let main = "record(\"slow\") { show(try Treebank().learn()) }"
    let types = "struct Treebank {\n  let rate = 1\n}\nextension Treebank {\n  func learn() {}\n}"
    #expect(try titles(main, types) == ["Treebank", "cell"])
    let change = try closure(main, types.replacing("learn() {}", with: "learn() { print() }"))
      .changes(since: closure(main, types).fingerprints)
    #expect(change == ["Treebank changed"])
  }

  @Test func membersOfOtherTypesStandForThemselves() throws {
    let main = """
      extension Tensor {
        func folded() -> Self { self }
        func spread() -> Tensor { self }
        init(ones n: Int) {}
      }
      record("slow") { show(x.folded()) }
      """
    #expect(try titles(main) == ["Tensor.folded()", "cell"])
    let made = main.replacing("x.folded()", with: "Tensor(ones: 1)")
    #expect(try titles(made) == ["Tensor.init(ones:)", "cell"])
    let conforming = main.replacing("extension Tensor", with: "extension Tensor: Drawing")
    #expect(try titles(conforming) == ["cell", "extension Tensor"])
  }

  @Test func extensionsOfArraysHaveMembersToo() throws {
    let main = """
      extension [Score] {
        func accuracy(on name: String) -> Float { 1 }
        var half: Float { 2 }
      }
      func place(_ text: String) { show(1) }
      record("slow") {
        place("a")
        show([1], CODE)
      }
      """
    for (code, titles) in [
      ("x.accuracy(on: 1)", ["[Score].accuracy(on:)", "cell"]), ("x.accuracy.y", ["cell"]),
      ("x.half.y", ["[Score].half", "cell"]),
      ("x.map(y.accuracy)", ["[Score].accuracy(on:)", "cell"]),
    ] {
      #expect(try self.titles(main.replacing("CODE", with: code)) == titles, "\(code)")
    }
  }

  @Test func variablesAreReadFromTheirPatterns() throws {
    let main = """
      let (low, high) = (1, 2)
      let first = 3, second: Int = 4
      let table: Dictionary<Int, Float> =
        [:]
      guard let third = f(), case .some(let fourth) = g() else { fatalError() }
      record("slow") { show(high, second, table, fourth) }
      """
    #expect(
      try titles(main) == ["cell", "first, second", "low, high", "table", "third, fourth"])
  }

  @Test func statementsMayHaveActedOnVariables() throws {
    let main = """
      var total = 0
      let sizes = [1, 2]
      var other = 0
      for size in sizes { total += size }
      other += 1
      total *= 2
      show(total)
      claim("it is three", total == 3)
      record("slow") { show(total) }
      total = 0
      """
    let found = try titles(main)
    #expect(
      found == ["cell", "for size in sizes { total += …", "sizes", "total", "total *= 2"])
    let swapped = main.replacing("total *= 2\n", with: "")
      .replacing("for size", with: "total *= 2\nfor size")
    #expect(try closure(swapped) != closure(main))
    #expect(try changes(from: "other += 1", to: "other += 2", in: main).isEmpty)
  }

  @Test func drawsBeforeTheCellBelongToIt() throws {
    let main = """
      var random = Random(seed: 1)
      let a = Tensor.normal([2], random: &random)
      record("slow") { show(Tensor.normal([3], random: &random)) }
      let b = Tensor.normal([2], random: &random)
      """
    #expect(try titles(main) == ["a", "cell", "random"])
  }

  @Test func interpolationsAreCode() throws {
    let main = """
      let word = "sea", rate = 1
      record("slow") { show("the \\(word.map { "\\($0)\\(rate)" })") }
      """
    #expect(try titles(main) == ["cell", "word, rate"])
    let text = "let word = 1\nrecord(\"slow\") { show(\"word\", #\"\\(word)\"#) }"
    #expect(try titles(text) == ["cell"])
  }

  @Test func localNamesShadowGlobalOnes() throws {
    let global = "let (a, b, c, d, e) = (1, 2, 3, 4, 5)\n"
    for code in [
      "let a = 1; show(a)", "for b in 1...2 { show(b) }", "xs.map { c, _ in show(c) }",
      "func f(_ d: Int) { show(d) }", "if let e = f() { show(e) }", "show(x.a, f(b: 1))",
      "switch x {\n case .some(let c): show(c)\n default: break\n }",
    ] {
      #expect(try titles(global + "record(\"slow\") { \(code) }") == ["cell"], "\(code)")
    }
    for code in [
      "if true { let a = 1 }; show(a)", "xs.map { (n: Int) in n + b }", "show(0..<c, 1...d)",
      "if let e { show(e) }", "switch x {\n case .some(let c): show(1)\n default: show(c)\n }",
      "guard x else { show(a) }",
    ] {
      #expect(try titles(global + "record(\"slow\") { \(code) }").count == 2, "\(code)")
    }
  }

  @Test func statementsEndWhereSwiftEndsThem() throws {
    let source = """
      let corpus =
        isHarbor
        ? harbor : other
      @discardableResult
      private func f(
        x: Int
      )
        throws -> Int
      {
        x
      }
      let a = b
        .map { $0 }
      let c: Int?
      try g()
      #if os(Linux)
      h()
      #endif
      i(); j()
      """
    let statements = try SwiftText(source).tokens()[...].statements
    #expect(
      statements.map { $0.first!.line } == [1, 4, 12, 14, 15, 16, 17, 18, 19, 19])
  }
}
