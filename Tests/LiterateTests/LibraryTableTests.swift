import Testing

@testable import Literate

/// The table of the library's names at a page's end.
@MainActor
@Suite struct LibraryTableTests {
  private let library = """
    /// A block of numbers. It has a shape.
    public struct Tensor {
      /// All numbers 0: `Tensor | zeros`.
      @inlinable
      public static func zeros(_ n: Int...) -> Tensor { Tensor() }
    }

    extension Tensor {
      /// All numbers 1.
      public static func ones(_ n: Int) -> Tensor { Tensor() }
      struct Inner {
        /// Deep.
        public static var deep: Int { 1 }
      }
    }

    /// The product
    /// of a and b.
    ///
    /// More.
    public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor { a }
    /// Another.
    public func matmul(_ a: Tensor) -> Tensor { a }
    /// Of this package.
    package class func helper() {}
    func secret() {}
    // public func commented() {}

    public class Layer {}
    public final class Affine: Layer {}
    """

  @Test func publicNamesAreFoundWithTheirSentences() throws {
    let package = try TemporaryPackage("", library: library)
    let names: Set = [
      "Tensor", "Tensor.zeros", "Tensor.ones", "Tensor.Inner.deep", "matmul", "helper", "secret",
      "commented", "Layer", "Affine", "zeros", "ones", "none",
    ]
    let found = Library(root: package.root).publicNames(names)
    #expect(
      found.map(\.name) == [
        "Affine", "helper", "Layer", "matmul", "Tensor", "Tensor.Inner.deep", "Tensor.ones",
        "Tensor.zeros",
      ])
    #expect(
      found.map(\.sentence) == [
        "", "Of this package.", "", "The product of a and b.", "A block of numbers.", "Deep.",
        "All numbers 1.", "All numbers 0: `Tensor | zeros`.",
      ])
    #expect(found.allSatisfy { $0.path == "Sources/Lib/Lib.swift" })
  }

  /// Names that the page declares are its own, and what isn't shown needs no word.
  @Test func thePageEndsWithTheNamesItShows() throws {
    let package = try TemporaryPackage(
      """
      /*:
       # T
      */
      func matmul(_ a: Tensor) -> Tensor { a }
      let a = matmul(.zeros(2))
      let b = Tensor.zeros(2)
      for i in 0..<2 { show(-i) }
      //#-hidden-code
      let c = Affine()
      //#-end-hidden-code
      """, library: library)
    try package.begin().weave()
    #expect(
      package.page?.contains(
        """
        <details>
        <summary>The library's names in the code of this page</summary>

        | name | what it is |
        |---|---|
        | [`Tensor`](../Sources/Lib/Lib.swift) | A block of numbers. |
        | [`Tensor.zeros`](../Sources/Lib/Lib.swift) | All numbers 0: `Tensor \\| zeros`. |

        </details>

        ---
        """) == true)
  }
}
