import Ground
import Harbor
import Language
import Literate
import Tensors

// Tables and figures of summaries.

/// ROUGE of several ways to sum up, and how often both names are right.
func summaryTable(
  _ stories: [HarborEvent], _ rows: [(String, [[String]])]
) -> Table {
  Table(
    columns: ["", "ROUGE-1", "ROUGE-L", "both names, %", "word for word, %"],
    rows: rows.map { name, texts in
      let marks = summaryMarks(stories, texts)
      return [name] + marks.map { format($0, decimals: 1) }
    })
}

/// Mean ROUGE-1 and ROUGE-L, and shares with both names and word for word, in percent.
func summaryMarks(_ stories: [HarborEvent], _ texts: [[String]]) -> [Float] {
  let pairs = Array(zip(stories, texts))
  func mean(_ value: (HarborEvent, [String]) -> Float) -> Float {
    100 * pairs.reduce(0) { $0 + value($1.0, $1.1) } / Float(pairs.count)
  }
  return [
    mean { wordF1($1, $0.summary) },
    mean { rougeL($1, $0.summary) },
    mean { story, text in
      [HarborEvent.Role.who, .whom].allSatisfy { role in
        text.joined(separator: " ")
          .contains(story.words(of: role)!.joined(separator: " "))
      } ? 1 : 0
    },
    mean { $0.summary == $1 ? 1 : 0 },
  ]
}

/// A decoder that writes or points.
func pointerFigure() -> Figure {
  let story = ["the", "heron", "sank", "."]
  var parts: [Wiring.Part] = [
    .text("P(y)", at: (0, 0), color: .green),
    .box("g · written + (1 − g) · copied", at: (1.55, 0), color: .green),
    .box("softmax over\nthe list  (V)", at: (0.75, 1.2)),
    .box("gate g", at: (1.75, 1.2), color: .violet),
    .box("weights of\nthe story  (S)", at: (3.25, 1.2), color: .orange),
    .box("[c, h]", at: (1.2, 2.4), color: .ink),
    .box("memory  (S, H)", at: (3.25, 2.4), color: .ink),
    .text("y before", at: (0, 3.4)),
    .box("decoder", at: (1.2, 3.4), color: .ink),
  ]
  var wires: [Wiring.Wire] = [
    .wire((0.75, 1.2), (0.75, 0.6), (1.55, 0.6), (1.55, 0)),
    .wire((1.75, 1.2), (1.75, 0.6), (1.55, 0.6), (1.55, 0), color: .violet),
    .wire((3.25, 1.2), (3.25, 0.6), (1.55, 0.6), (1.55, 0), color: .orange),
    .wire((3.25, 1.2), (2.35, 1.2), (2.35, 2.4), (1.2, 2.4), color: .orange),
    .wire((1.2, 2.4), (1.2, 1.8), (0.75, 1.8), (0.75, 1.2)),
    .wire((1.2, 2.4), (1.2, 1.8), (1.75, 1.8), (1.75, 1.2), color: .violet),
    .wire((3.25, 2.4), (3.25, 1.2), color: .orange),
    .wire((1.2, 3.4), (1.2, 2.4)), .wire((0, 3.4), (1.2, 3.4)),
    .wire((1.55, 0), (0, 0), color: .green),
  ]
  for (k, word) in story.enumerated() {
    let x = 2.5 + 0.5 * Double(k)
    parts.append(.text(word, at: (x, 3.4)))
    wires.append(.wire((x, 3.4), (x, 2.95), (3.25, 2.95), (3.25, 2.4)))
  }
  return Figure(
    Wiring(parts: parts, wires: wires, columnWidth: 104, rowHeight: 60),
    "13-pointer",
    caption:
      "A step of the pointer-generator. The attention's weights serve twice, for the context c and as a way to say one of the story's words.",
    alternative:
      "From the decoder's output with its context lead a softmax over the list and a gate, from the story's memory the weights of its words; the gate mixes both to the probability of each word"
  )
}

/// Where a writer looked for each word, and how much of the word was written.
func copyingFigure(
  _ story: HarborEvent, _ writer: PointerWriter, _ text: Writing
) -> Figure {
  let written = writer.write(text)
  let words = said(writer, text)
  return Figure(
    HeatMap(
      rows: story.words,
      columns: zip(words, written.gates).map {
        "\($0)  \(format($1, decimals: 2))"
      },
      values: story.words.indices.map { w in written.weights.map { $0[w] } },
      range: 0...1, showsValues: false, measure: "weight",
      columnTitle: "written, with gate g"), "13-copying",
    caption:
      "A summary as it is written (columns, with the gate) and where in the story the network looked (rows). Near g = 0 the word is copied, near 1 it is written.",
    alternative:
      "A heat map of the summary's words by those of the story; the columns of the names have a gate near 0 and are dark at the same names in the story"
  )
}
