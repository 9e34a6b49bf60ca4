import Testing

@testable import Literate

@Suite struct TableTests {
  @Test func marksUpAndLinesUp() {
    let table = Table(
      columns: ["word", "cosine", "count"],
      rows: [["you", 0.5, 12345], ["a|b", Float(0.7071), 7]])
    #expect(
      table.markdown == """
        | word | cosine | count |
        |---|---:|---:|
        | you | 0.5000 | 12,345 |
        | a\\|b | 0.7071 | 7 |
        """)
    #expect(
      table.text == """
        word  cosine   count
        ────  ──────  ──────
        you   0.5000  12,345
        a|b   0.7071       7
        """)
    #expect(Table(columns: ["x"], rows: [[0.1], [0.25]], decimals: 1).rows == [["0.1"], ["0.2"]])
  }

  @Test func numbersThatAreTextsStandToTheRightToo() {
    let table = Table(
      columns: ["mean", "some", "none", "names"],
      rows: [["9.5 ± 0.25", "1,024", "", "4-grams"], ["−12.0 ± 1.5", "–", "", "7"]])
    #expect(table.markdown.contains("|---:|---:|---|---|"))
  }

  @Test func unevenRowsStop() async {
    await #expect(processExitsWith: .exitCode(1)) {
      _ = Table(columns: ["a", "b"], rows: [[1]])
    }
  }
}
