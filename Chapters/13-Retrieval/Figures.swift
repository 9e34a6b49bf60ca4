import Harbor
import Language
import Literate
import Tensors

/// A framed text.
private func frame(
  _ canvas: inout Canvas, _ lines: [String], _ box: Box, color: Color = .blue
) {
  canvas.rectangle(box, stroke: color, width: 1.5, radius: 6)
  for (i, line) in lines.enumerated() {
    let y =
      box.y + box.height / 2 + (Double(i) - Double(lines.count - 1) / 2) * 17
    canvas.text(
      line, at: Point(box.x + box.width / 2, y), anchor: .middle, size: 12,
      bold: i == 0)
  }
}

/// From a request to an answer.
func searchFigure() -> Figure {
  let sketch = Sketch(
    "From a request by way of an index to stories and an answer", width: 456,
    height: 190
  ) { canvas in
    let boxes: [(lines: [String], color: Color)] = [
      (["request", "robbery at", "the quay"], .ink),
      (["index", "13.1, 13.9"], .blue),
      (["ranking", "13.2 to 13.7"], .blue),
      (["stories", "17, 203, 384"], .ink),
      (["reader", "from 13.10"], .green),
      (["answer", "clara penraford"], .ink),
    ]
    for (i, box) in boxes.enumerated() {
      let (x, y) = (4 + Double(i % 3) * 164, i < 3 ? 4.0 : 116)
      frame(
        &canvas, box.lines, Box(x: x, y: y, width: 120, height: 70),
        color: box.color)
      if i % 3 > 0 {
        canvas.arrow(
          from: Point(x - 40, y + 35), to: Point(x - 4, y + 35), color: .ink)
      }
    }
    // From the end of the first row to the start of the second.
    canvas.line(
      [Point(392, 76), Point(392, 95), Point(64, 95)], color: .ink, width: 2)
    canvas.arrow(from: Point(64, 95), to: Point(64, 113), color: .ink)
  }
  return Figure(
    sketch, "13-search",
    caption:
      "This chapter. A request goes to an index, which was made beforehand; what it finds is put in order; the best stories are read for an answer.",
    alternative:
      "Six boxes in two rows with arrows from each to the next: request, index, ranking, stories, reader, answer"
  )
}

/// Four stories and the lists of some of their words.
func indexFigure() -> Figure {
  let stories = [
    "0  a boat sank at the pier", "1  a thief stole a boat at night",
    "2  the boat of the thief sank", "3  snow fell on the pier",
  ]
  let lists: [(word: String, documents: [Int])] = [
    ("boat", [0, 1, 2]), ("pier", [0, 3]), ("sank", [0, 2]), ("snow", [3]),
    ("thief", [1, 2]),
  ]
  let sketch = Sketch(
    "Four stories, and for five words the numbers of the stories that have them",
    width: 456, height: 190
  ) { canvas in
    for (i, story) in stories.enumerated() {
      let y = 35 + Double(i) * 40
      canvas.rectangle(
        Box(x: 4, y: y - 14, width: 208, height: 28), stroke: .ink, radius: 4)
      canvas.text(story, at: Point(10, y), size: 13)
    }
    canvas.arrow(from: Point(220, 95), to: Point(256, 95), color: .ink)
    canvas.text("read", at: Point(238, 66), anchor: .middle, size: 12)
    canvas.text("once", at: Point(238, 81), anchor: .middle, size: 12)
    for (i, list) in lists.enumerated() {
      let y = 25 + Double(i) * 35
      canvas.text(list.word, at: Point(272, y), size: 13, bold: true)
      for (j, document) in list.documents.enumerated() {
        let x = 320 + Double(j) * 50
        canvas.rectangle(
          Box(x: x, y: y - 13, width: 32, height: 26), stroke: .blue, radius: 4)
        canvas.text(
          String(document), at: Point(x + 16, y), anchor: .middle, size: 13)
        if j > 0 {
          canvas.arrow(
            from: Point(x - 18, y), to: Point(x - 2, y), color: .blue,
            width: 1.5)
        }
      }
    }
  }
  return Figure(
    sketch, "13-index",
    caption:
      "An inverted index. On the left the texts, each with its words; on the right the words, each with its texts, in order.",
    alternative:
      "Four sentences on the left; on the right five words, each followed by a row of numbers of the sentences that have it"
  )
}

/// Two encoders that meet in a dot product.
func towersFigure() -> Figure {
  let sketch = Sketch(
    "Request and story are encoded apart; a dot product compares their vectors",
    width: 456, height: 210
  ) { canvas in
    for (x, words, time) in [
      (6.0, "robbery at the quay", "when it is asked"),
      (236, "a lantern was stolen …", "once, beforehand"),
    ] {
      frame(
        &canvas, [words], Box(x: x, y: 160, width: 214, height: 36), color: .ink
      )
      canvas.arrow(
        from: Point(x + 107, 158), to: Point(x + 107, 132), color: .ink)
      frame(
        &canvas, ["encoder E, \(time)"],
        Box(x: x, y: 92, width: 214, height: 38))
      canvas.arrow(
        from: Point(x + 107, 90), to: Point(x < 100 ? 194 : 262, 49),
        color: .ink)
    }
    canvas.text("Q", at: Point(134, 66), anchor: .end, size: 14, bold: true)
    canvas.text("P", at: Point(322, 66), size: 14, bold: true)
    frame(
      &canvas, ["Q · P / τ"], Box(x: 173, y: 10, width: 110, height: 36),
      color: .orange)
  }
  return Figure(
    sketch, "13-towers",
    caption:
      "A dual encoder. Stories are encoded once, before anybody asks; for a request one vector is made, and compared with all.",
    alternative:
      "Two columns, request and story, each through an encoder to a vector; the vectors meet in a product"
  )
}

/// One encoder over both texts.
func crossFigure() -> Figure {
  let words = [
    "sign", "robbery", "at", "the", "quay", "a", "lantern", "was", "stolen",
    "…",
  ]
  let widths = [40.0, 58, 26, 34, 42, 22, 56, 38, 50, 28]
  let kinds: [Color] = [
    .ink, .blue, .blue, .orange, .blue, .green, .green, .green, .green, .green,
  ]
  let sketch = Sketch(
    "The words of request and story in one row, under one encoder", width: 456,
    height: 194
  ) { canvas in
    for (i, word) in words.enumerated() {
      let x = 6 + widths[..<i].reduce(0) { $0 + $1 + 5.5 }
      let middle = x + widths[i] / 2
      canvas.rectangle(
        Box(x: x, y: 140, width: widths[i], height: 32), stroke: kinds[i],
        width: 1.5, radius: 4)
      canvas.text(word, at: Point(middle, 156), anchor: .middle, size: 12)
      canvas.arrow(
        from: Point(middle, 138), to: Point(middle, 112), color: .ink,
        width: 1.2)
    }
    frame(
      &canvas, ["Transformer: every word looks at all words of both"],
      Box(x: 6, y: 70, width: 444, height: 40))
    canvas.arrow(from: Point(26, 68), to: Point(26, 40), color: .ink)
    canvas.text(
      "score", at: Point(26, 26), anchor: .middle, size: 13, bold: true)
    canvas.text("request", at: Point(140, 184), anchor: .middle, color: .blue)
    canvas.text("story", at: Point(342, 184), anchor: .middle, color: .green)
  }
  return Figure(
    sketch, "13-cross",
    caption:
      "A cross-encoder. Colors are kinds: of the request, of the story, or (orange) a word that both texts have. The score is made of what stands at the sign in the end.",
    alternative:
      "A row of words, first the request's and then the story's, under one wide box; an arrow leads from the sign's place to the score"
  )
}

/// MAP by the number of directions kept.
func rankFigure(_ ranks: [Int], _ scores: [Float], bm25: Float) -> Figure {
  Figure(
    LineChart(
      x: Axis("directions kept, k", .logarithmic),
      y: Axis("MAP"),
      series: [
        Series(
          "latent semantic indexing", x: ranks, y: scores, marker: .circle)
      ], references: [.horizontal(bm25, "BM25")], height: 280),
    "13-ranks",
    caption:
      "MAP of latent semantic indexing over the number of directions kept, on requests that are for choosing alone. With few, stories that differ fall together; with all, it would be TF-IDF again.",
    alternative:
      "A curve that rises with the number of directions and flattens or falls at its right end, with a horizontal line for BM25"
  )
}

/// MAP by form of request.
func formsFigure(
  _ requests: [HarborRequest],
  _ searches: [(name: String, scores: [RankingScores])]
) -> Figure {
  let forms = HarborRequest.Form.allCases
  return Figure(
    BarChart(
      categories: forms.map(\.rawValue), value: Axis("MAP", range: 0...1),
      bars: searches.map { search in
        let scores = formScores(requests, search.scores)
        return Bars(search.name, forms.map { scores[$0]! })
      }, showsValues: false, height: 320),
    "13-forms",
    caption:
      "MAP of four searches by form of request. What finds names doesn't find meanings, and the other way round; with their scores added they have nearly all names and most of the meanings.",
    alternative:
      "Groups of four bars for each of six forms; BM25 leads where names are asked for, the dual encoder where another word is used, and both together come close to the better one everywhere"
  )
}
