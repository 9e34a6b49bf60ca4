import Testing

@testable import Literate

/// Pages whose code uses something that they don't show.
@MainActor
@Suite struct ClosedPageTests {
  private let helpers = """
    /// Half of x. It is exact.
    func half(_ x: Double) -> Double { x / 2 }
    struct Verdict { var loss: Double }
    let limit = 3
    func f(_ x: Int) -> Int { x }
    extension Tensor {
      /// How far apart they are.
      func spread() -> Double { 0 }
      var norm: Double { 0 }
      var kind: Int { 0 }
      init(halving x: Double) {}
      init(_ x: Double) {}
    }
    extension Tensor: Countable { func counted() -> Int { 0 } }
    """
  private let library = """
    public struct Tensor {
      public var norm: Double
      public static func zeros(_ n: Int) -> Tensor { Tensor() }
    }
    """

  /// What is wrong with a chapter that shows `code`.
  private func fault(_ code: String, helpers: String? = nil) throws -> Failure? {
    let package = try TemporaryPackage(
      "let options = beginChapter()\n/*:\n # T\n*/\n\(code)\nweaveChapter()\n",
      library: library)
    try package.add("Chapters/05-Demo/Experiments.swift", helpers ?? self.helpers)
    return failure { _ = try package.begin() }
  }

  @Test func hidingAUsedCellFails() throws {
    let shown = "let rate = 0.5\n/*:\n Then.\n*/\nshow(rate)"
    #expect(try fault(shown) == nil)
    let hidden = "//#-hidden-code\nlet rate = 0.5\n//#-end-hidden-code\n/*:\n Then.\n*/\nshow(rate)"
    #expect(
      try fault(hidden)
        == Failure(
          sentence: "Readers see rate used here, but not what it is (line 6): show it, or "
            + "`list(\"rate\", folded: true)`.", line: 11))
  }

  @Test(arguments: [
    ("show(half(3))", "half"), ("let v = Verdict(loss: 1)", "Verdict"),
    ("show(1 + limit)", "limit"),
    ("func g(_ v: Verdict) {}", "Verdict"), ("let all: [Verdict] = []", "Verdict"),
    ("show(Tensor.zeros(2).spread())", "spread"), ("let a = [1, 2].map(half)", "half"),
    ("let a = Tensor.zeros(2)\nshow(a.counted())", "counted"),
    ("let a = Tensor(halving: 3)", "Tensor"), ("show(\"about \\(half(3))\")", "half"),
    ("record(\"x\") {\n  show(half(3))\n}", "half"),
    ("for i in 0..<limit { show(i) }", "limit"),
    ("struct S {\n  func g() -> Double { half(1) }\n}", "half"),
    ("show([1].map { half($0) })", "half"),
    ("func g() {\n  //#-hidden-code\n  let n = 3\n  //#-end-hidden-code\n  show(n)\n}", "n"),
    ("show(\n  half(3), \"05-a\", caption: \"A.\", alternative: \"A\")", "half"),
  ])
  func useOfWhatIsHidden(code: String, name: String) throws {
    let fault = try fault(code)
    #expect(fault?.sentence.hasPrefix("Readers see \(name) used here") == true, "\(code)")
  }

  /// A name alone is no use of what has the same name elsewhere.
  @Test(arguments: [
    "func g(_ limit: Int) -> Int { limit + 1 }",
    "func g() {\n  let half = 1\n  show(half)\n}",
    "let sizes = [1, 2].map { half in half + 1 }",
    "for limit in 0..<3 { show(limit) }",
    "struct Run { var limit: Int }\nlet run = Run(limit: 3)\nshow(run.limit)",
    "struct Run {\n  var limit = 3\n  var twice: Int { 2 * limit }\n}",
    "enum Way { case half, limit(f: Int) }\nlet way = Way.half",
    "struct Run { var kind = 1 }\nlet run = Run()\nshow(run.kind)",
    "let a = Tensor.zeros(2)\nshow(a.norm)",
    "let a = Tensor()\nlet b = Tensor(norm: 3)",
    "let half = 0.5\nshow(half)",
    "func half(_ x: Float) -> Float { x / 2 }\nshow(half(3))",
    "let f = { (x: Int) in x }\nshow(f(1))",
    "if let limit = [1].first { show(limit) }",
    "guard let limit = [1].first else { exit(0) }\nshow(limit)",
    "let pair = (half: 1, limit: 2)\nshow(pair.half, pair.limit)",
    "// half of it\nshow(\"half\")",
    "let random = Random(seed: options.seed)",
  ])
  func otherThingsOfThatName(code: String) throws {
    #expect(try fault(code) == nil, "\(code)")
  }

  /// What isn't printed may use anything.
  @Test(arguments: [
    "let a = 1\nclaim(\"halved\", half(3) == 1.5)",
    "let a = 1\nname(\n  \"half\",\n  half(3), decimals: 2)",
    "let a = 1\nplace(figure(half(3)))",
    "//#-hidden-code\nshow(half(3))\n//#-end-hidden-code",
    "let a = 1\nshow(a, \"05-a\", caption: \"A.\", alternative: \"\\(half(3))\")",
    "for x in [1.0] {\n  claim(\"halved\", half(x) == x / 2)\n}",
  ])
  func linesThatAreNotPrinted(code: String) throws {
    #expect(try fault(code) == nil, "\(code)")
  }

  @Test func whatIsListedIsShown() throws {
    #expect(try fault("list(\"half\", folded: true)\n/*:\n Then.\n*/\nshow(half(3))") == nil)
    #expect(
      try fault("list(\"Tensor.spread\")\n/*:\n Then.\n*/\nshow(Tensor.zeros(3).spread())") == nil)
    #expect(try fault("list(\"limit\")\n/*:\n Then.\n*/\nshow(half(3))") != nil)
  }

  @Test func allFaultsAreToldAtOnce() throws {
    #expect(
      try fault("show(half(3))\nshow(limit)")
        == Failure(
          sentence: """
            Readers see half used here, but not what it is (Experiments.swift:2): show it, or \
            `list("half", folded: true)`. So it is with
              line 6: limit (Experiments.swift:4)
            """, line: 5))
  }

  @Test func whatIsUsedAgainIsToldOnce() throws {
    #expect(try fault("show(half(3))\nshow(half(4))")?.sentence.contains("So it is") == false)
  }

  @Test func aChapterCanSayThatItIsNotClosed() throws {
    let package = try TemporaryPackage("/*:\n # T\n*/\nshow(half(3))\n")
    try package.add("Chapters/05-Demo/Experiments.swift", helpers)
    #expect(failure { _ = try package.begin() } != nil)
    #expect(failure { _ = try package.begin(isClosed: false) } == nil)
  }

  @Test func aHelperIsListedFolded() throws {
    let package = try TemporaryPackage(
      "/*:\n # T\n*/\nlist(\"half\", folded: true)\n", library: library)
    try package.add("Chapters/05-Demo/Experiments.swift", helpers)
    let chapter = try package.begin()
    try chapter.list("half", comment: false, folded: true, line: 4)
    try chapter.weave()
    let path = "Chapters/05-Demo/Experiments.swift"
    #expect(
      package.page?.contains(
        """
        <details>
        <summary><code>half</code>: Half of x.</summary>

        ```swift
        func half(_ x: Double) -> Double { x / 2 }
        ```

        *[\(path)](../\(path))*

        </details>
        """) == true)
  }

  @Test func firstSentences() {
    #expect(DocComment.firstSentence(of: ["  /// Half of", "  /// `x`. Exact."]) == "Half of `x`.")
    #expect(
      DocComment.firstSentence(of: ["/// By G. E. Hinton", "///", "/// More."]) == "By G. E. Hinton"
    )
    #expect(DocComment.firstSentence(of: ["/// Of `a. b`, 0.5. Then."]) == "Of `a. b`, 0.5.")
    #expect(Markdown.html(of: "A `<T>` & more") == "A <code>&lt;T&gt;</code> &amp; more")
  }
}
