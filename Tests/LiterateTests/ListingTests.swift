import Testing

@testable import Literate

@Suite struct ListingTests {
  private let library = """
    import Foundation

    /// An affine layer: a sentence that is longer than eighty columns and so has to be broken for a page.
    ///
    /// - Note: a point.
    @available(macOS 26, *)
    public final class Affine<Element: Layer>: Layer where Element: Sendable {
      let brace = "{"

      // MARK: - Passes

      /// (N, D) → (N, H)
      @inlinable
      public func forward(
        _ x: Float, training: Bool = { false }()
      ) -> Float {
        if x > 0 { return x }  // }
        return 0
      }

      static func make() -> Affine { fatalError() }
      class func again(by steps: Int, _ f: (Int) -> Int) {}
      func again(_ x: [String: Int]) {}
      public private(set) var state: Int?
    }

    extension Affine {
      public init(inputs: Int, hidden: Int) {}
      enum Kind { case plain, fancy }
    }

    func free<T>(_ x: T) where T: Equatable {
      func local() {}
    }
    """

  private func list(_ name: String, comment: Bool = true) throws -> Listing {
    let package = try TemporaryPackage("", library: library)
    return try Library(root: package.root).listing(of: name, comment: comment)
  }

  @Test func membersComeDeindented() throws {
    let listing = try list("Affine.forward")
    #expect(
      listing.code == """
        /// (N, D) → (N, H)
        @inlinable
        public func forward(
          _ x: Float, training: Bool = { false }()
        ) -> Float {
          if x > 0 { return x }  // }
          return 0
        }
        """)
    #expect(listing.origin == "[Sources/Lib/Lib.swift](../Sources/Lib/Lib.swift)")
    #expect(try list("Affine.forward", comment: false).code.hasPrefix("@inlinable\n"))
  }

  @Test(arguments: [
    ("Affine.init", "public init(inputs: Int, hidden: Int) {}"),
    ("Affine.init(inputs:hidden:)", "public init(inputs: Int, hidden: Int) {}"),
    ("Affine.make", "static func make() -> Affine { fatalError() }"),
    ("Affine.again(by:_:)", "class func again(by steps: Int, _ f: (Int) -> Int) {}"),
    ("Affine.again(_:)", "func again(_ x: [String: Int]) {}"),
    ("Affine.state", "public private(set) var state: Int?"),
    ("Affine.brace", "let brace = \"{\""),
    ("Affine.Kind", "enum Kind { case plain, fancy }"),
    ("free", "func free<T>(_ x: T) where T: Equatable {\n  func local() {}\n}"),
  ])
  func otherDeclarations(name: String, code: String) throws {
    #expect(try list(name).code == code)
  }

  @Test func severalStandTogether() throws {
    let package = try TemporaryPackage("", library: library)
    let library = Library(root: package.root)
    let listing = try library.listing(of: ["Affine.state", "Affine.Kind"], comment: true)
    #expect(
      listing.code == """
        public private(set) var state: Int?

        enum Kind { case plain, fancy }
        """)
    #expect(listing.origin == "[Sources/Lib/Lib.swift](../Sources/Lib/Lib.swift)")
    #expect(
      failure { _ = try library.listing(of: [], comment: true) }?.sentence
        == "One listing shows declarations of one file, not of 0.")
  }

  @Test func wideCommentsAreBroken() throws {
    let lines = try list("Affine").code.split(separator: "\n")
    #expect(lines[0].hasSuffix("so has to"))
    #expect(lines[1] == "/// be broken for a page.")
    #expect(lines[2...3] == ["///", "/// - Note: a point."])
    #expect(lines[4] == "@available(macOS 26, *)")
    #expect(lines.last == "}")
  }

  @Test func wideCodeIsAnError() throws {
    let wide = "    let a = \(String(repeating: "1", count: 75))"
    let package = try TemporaryPackage("", library: "/// F.\nfunc f() {\n\(wide)\n}\n")
    let library = Library(root: package.root)
    #expect(
      failure { _ = try library.listing(of: "f", comment: true) }?.sentence
        == "f is wider than a page's 80 columns: Sources/Lib/Lib.swift:3.")
  }

  @Test func mistakesAreNamed() throws {
    #expect(
      failure { _ = try list("") }?.sentence == "list shows a declaration by its name; “” is none.")
    #expect(
      failure { _ = try list("Affine.fowrard") }?.sentence
        == "The library's sources declare no Affine.fowrard; did you mean Affine.forward?")
    #expect(
      failure { _ = try list("local") }?.sentence == "The library's sources declare no local.")
    #expect(
      failure { _ = try list("Affine.again") }?.sentence
        == "Affine.again is ambiguous: Affine.again(by:_:) (Sources/Lib/Lib.swift:22), "
        + "Affine.again(_:) (Sources/Lib/Lib.swift:23).")
  }
}
