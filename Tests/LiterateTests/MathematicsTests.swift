import Ground
import Testing

@testable import Literate

/// Prose as GitHub takes it: formulas, and lines that stay in their paragraph.
@Suite struct MathematicsTests {
  @Test func riskyMathematicsIsQuoted() {
    let lines = Mathematics.protected([
      "A $x_1$, a $\\mathbf{W}_h h_{t-1}$, `$a_*$`, \\$5.", "$$ a = b $$", "$$", "a \\\\ b", "$$",
      "$$",
      "a", "+ b", "$$",
    ])
    #expect(
      lines == [
        "A $x_1$, a $`\\mathbf{W}_h h_{t-1}`$, `$a_*$`, \\$5.", "$$", " a = b ", "$$", "```math",
        "a \\\\ b", "```", "```math", "a", "+ b", "```",
      ])
  }

  @Test func formulasBehindBracketsAreQuoted() {
    #expect(
      Mathematics.protected("($x$) [$x$] “$x$” *$x$* $x$-axis $x$'s (a)$x$ —$x$ $`x`$ ($`x`$)")
        == "($`x`$) [$`x`$] “$`x`$” *$x$* $x$-axis $x$'s (a)$`x`$ —$`x`$ $`x`$ ($`x`$)")
  }

  @Test(arguments: [
    ("a$x$", "GitHub sees no formula right behind “a”: put a space before $x$."),
    ("1$x$", "GitHub sees no formula right behind “1”: put a space before $x$."),
    ("non-$`x`$", "GitHub sees no formula right behind “-”: put a space before $`x`$."),
    ("$x$th", "GitHub sees no formula right before “t”: put a space behind $x$."),
    (
      "so $a +\nb$ and $c$",
      "The formula that begins here goes on in the next line; GitHub wants it on one."
    ),
    ("$5 and $6.", "This dollar sign begins no formula; write \\$ for the sign itself."),
    ("it is $x and", "This dollar sign begins no formula; write \\$ for the sign itself."),
    ("that $$x$$ is", "A formula between $$ needs lines of its own."),
    ("[it is $x$](a.md)", "GitHub shows no formula in the text of a link."),
    ("$\\operatorname{rank}$", "GitHub takes no \\operatorname in a formula; write \\mathrm."),
    ("\n$$\n\\def\\a{b}\n$$", "GitHub takes no \\def in a formula; write it without."),
    ("```math\n\\newcommand\n```", "GitHub takes no \\newcommand in a formula; write it without."),
    ("$$\na = b\n\nMore.", "The formula that begins here is never closed: $$."),
  ])
  func whatCannotBeHelpedIsRefused(text: String, sentence: String) {
    let found = failure { try Mathematics.check(["First.", ""] + text.lines, firstLine: 1) }
    #expect(found?.sentence == sentence)
    #expect(found?.line == (text.contains("\\def") ? 5 : text.contains("newcommand") ? 4 : 3))
  }

  @Test(arguments: [
    "$x$, $x$. ($x$) $x$-axis, $x$'s, **$n$-gram**", "\\$5 and `$x`", "    $ swift run",
    "$\\mathrm{rank}$ and $\\define$", "```\n$x\n```", "$$x$$", "a\n$$\nx\n$$\nb",
  ])
  func theRestIsTaken(text: String) {
    #expect(failure { try Mathematics.check(text.lines, firstLine: 1) } == nil)
  }

  @Test(arguments: [
    "a\n69. Section", "a\n3) b", "a\n+ b", "a\n- b", "a\n* b", "a\n# b", "a\n> b", "a\n---",
    "- a\n  69. b", "1. a\n2. b\n7. c", "- a\n+ b",
  ])
  func linesMustNotBeginLikeSomethingElse(text: String) {
    let found = failure { try Markdown.checkBreaks(text.lines, firstLine: 1) }
    #expect(found?.line == text.lines.count)
    #expect(found?.sentence.contains("break the line elsewhere") == true)
  }

  @Test(arguments: [
    "a\n2014.", "a\n*b* c", "a\n-5 b", "- a\n- b\n  c\n- d", "1. a\n   b\n2. c", "- a\n  - b\n- c",
    "> a\n> b", "| a |\n| - |", "# a\n- b", "$$\na\n+ b\n$$", "```\na\n- b\n```", "**a**\nb",
  ])
  func listsMayGoOn(text: String) {
    #expect(failure { try Markdown.checkBreaks(text.lines, firstLine: 1) } == nil)
  }

  @Test func proseIsCheckedBeforeTheChapterRuns() throws {
    let package = try TemporaryPackage("/*:\n # T\n\n a$x$\n*/\nlet a = 1\n")
    let found = failure { _ = try Source(Files.text(at: package.chapter)!).checkProse() }
    #expect(found?.line == 4)
  }
}
