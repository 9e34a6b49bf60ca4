import Foundation
import Testing

@testable import Literate

@Suite @MainActor struct ExerciseStubTests {
  private let stubs = """
    import Tensors

    // MARK: - 5.1 ★ Double

    /// x (N) → y (N)
    ///
    /// Twice each number, as in section 5.1.
    ///
    /// - whole ones too
    public func double(
      _ x: [Float]
    ) -> [Float] {
      helper(x)
    }

    func helper(_ x: [Float]) -> [Float] { x }

    // MARK: - 5.2 ★★ There and back

    /// x → y
    ///
    /// There.
    public func there(_ x: Float) -> Float { notAnswered() }

    /// y → x
    ///
    /// Back.
    public func back(_ y: Float) -> Float { notAnswered() }
    """

  private func package(_ call: String = "") throws -> TemporaryPackage {
    let package = try TemporaryPackage("/*:\n # T\n ## 5.1 S\n*/\n\(call)\nweaveChapter()\n")
    try package.add("Sources/Exercises/Chapter05.swift", stubs)
    try package.add(
      "Sources/Solutions/Chapter05.swift", "// MARK: - 5.1 Double\n\n/// Why.\nfunc double() {}\n")
    return package
  }

  private func stub(_ number: String) throws -> ExerciseStub {
    // The package lives as long as it is held.
    let package = try package()
    return try withExtendedLifetime(package) { try ExerciseStub(number, root: package.root) }
  }

  @Test func theStubTellsTheExercise() throws {
    let stub = try stub("5.1")
    #expect(stub.heading == "Exercise 5.1 ★ Double")
    #expect(stub.functions.count == 1)
    #expect(
      stub.functions[0].text == "Twice each number, as in section 5.1.\n\n- whole ones too")
    #expect(
      stub.functions[0].head == """
        /// x (N) → y (N)
        func double(
          _ x: [Float]
        ) -> [Float]
        """)
  }

  @Test func thePageShowsIt() throws {
    let package = try package("exercise(\"5.1\")")
    let chapter = try package.begin()
    try chapter.exercise("5.1", line: 5)
    try chapter.weave()
    let page = try #require(package.page)
    #expect(page.contains("**Exercise 5.1 ★ Double**\n\nTwice each number, as in [section 5.1]"))
    #expect(page.contains("```swift\n/// x (N) → y (N)\nfunc double("))
    #expect(page.contains("`swift run check 5.1`"))
    #expect(page.contains("(../Sources/Exercises/Chapter05.swift)"))
    #expect(page.contains("(../Sources/Solutions/Chapter05.swift)"))
    // The call is no part of the page.
    #expect(!page.contains("exercise(\""))
  }

  @Test func exercisesAreNoPartOfTheLibrary() throws {
    let package = try package()
    let library = Library(root: package.root)
    #expect(
      failure { _ = try library.listing(of: "double", comment: true) }?.sentence
        == "The library's sources declare no double.")
  }

  @Test func everyStubFitsAPage() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let folder = root.appending(path: "Sources/Exercises")
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for match in text.matches(of: /MARK: - (\S+)/) {
        let stub = try ExerciseStub(String(match.output.1), root: root.standardized.path)
        #expect(stub.functions.allSatisfy { !$0.text.isEmpty && $0.head.hasPrefix("/// ") })
        count += 1
      }
    }
    #expect(count >= 16)
  }

  @Test func mistakesAreNamed() throws {
    #expect(
      failure { _ = try stub("5.3") }?.sentence
        == "Sources/Exercises has no exercise 5.3. Did you mean 5.1?")
    #expect(
      failure { _ = try stub("5.2") }?.sentence
        == "Sources/Solutions/Chapter05.swift has no solution of exercise 5.2.")
  }
}
