import Ground
import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

// A published model at work (12.12).

/// Where the reader has all-MiniLM-L6-v2.
func miniLMFolder() throws -> String {
  guard let folder = DataFolders.standard.local else {
    throw InputError("Set BOOK_DATA to a folder that has all-MiniLM-L6-v2.")
  }
  return folder.appendingPathComponent("all-MiniLM-L6-v2").path
}

/// Some of a file's tensors, with their shapes.
func tensorsTable(_ file: Safetensors) -> Table {
  let shown =
    file.names.filter { $0.hasPrefix("embeddings.") }
    + file.names.filter { $0.hasPrefix("encoder.layer.0.") }
  return Table(
    columns: ["name", "shape"],
    rows: shown.compactMap { name in
      file.shape(of: name).map {
        ["`\(name)`", $0.map(String.init).joined(separator: " × ")]
      }
    })
}

/// For each sentence of some, the one nearest to it among all others.
func nearestTable(_ sentences: [String], _ vectors: Tensor, of shown: [Int])
  -> Table
{
  let likeness = matmul(vectors, vectors, transposed: .right)
  return Table(
    columns: ["sentence", "nearest", "cosine"],
    rows: shown.map { n in
      let others = sentences.indices.filter { $0 != n }
      let best = others.max { likeness[n, $0] < likeness[n, $1] }!
      return [sentences[n], sentences[best], likeness[n, best]]
    }, decimals: 2)
}

/// The vector of one word of each sentence, by the last layer, of length 1: (N, D).
func vectors(of word: String, in sentences: [String], _ model: SentenceEncoder)
  throws -> Tensor
{
  let rows = sentences.map { model.pieces.encode($0) }
  let y = try model.encoder.forward(rows)
  let id = model.pieces.pieces.firstIndex(of: word)!
  let all = try rows.enumerated().map { n, ids in
    guard let place = ids.firstIndex(of: id) else {
      throw InputError("“\(sentences[n])” doesn't have the piece \(word).")
    }
    let vector = y.row(n).row(place)
    return vector / vector.norm()
  }
  return Tensor.concatenate(all).reshaped(rows.count, -1)
}

/// Means of cosines of vectors of one sense, and of different ones; and whether the
/// nearest other vector always is of the same sense.
func senseGap(_ vectors: Tensor, _ senses: [Int])
  -> (same: Float, different: Float, right: Int)
{
  let likeness = matmul(vectors, vectors, transposed: .right)
  var sums: (same: [Float], different: [Float]) = ([], [])
  var right = 0
  for a in senses.indices {
    let others = senses.indices.filter { $0 != a }
    for b in others {
      if senses[a] == senses[b] {
        sums.same.append(likeness[a, b])
      } else {
        sums.different.append(likeness[a, b])
      }
    }
    let best = others.max { likeness[a, $0] < likeness[a, $1] }!
    right += senses[best] == senses[a] ? 1 : 0
  }
  return (Tensor(sums.same).mean(), Tensor(sums.different).mean(), right)
}

/// How near the vectors of a word are to one another.
func senseFigure(_ sentences: [String], _ vectors: Tensor) -> Figure {
  let likeness = matmul(vectors, vectors, transposed: .right)
  return Figure(
    HeatMap(
      rows: sentences, columns: sentences.indices.map { "\($0 + 1)" },
      values: sentences.indices.map { likeness.row($0).values }, decimals: 2,
      measure: "cosine", height: 260),
    "12-bank",
    caption:
      "Cosines of the vectors of “bank” in eight sentences, by MiniLM's last layer: the first four have money in mind, the others a river.",
    alternative:
      "A map of eight by eight cells with two darker blocks of four by four on its diagonal"
  )
}

/// The head in which a piece looks most at the one `step` places on.
func head(_ encoder: BERTEncoder, looking step: Int)
  -> (layer: Int, head: Int, weights: Tensor, share: Float)
{
  var best: (layer: Int, head: Int, weights: Tensor, share: Float)?
  for layer in 0..<encoder.settings.layers {
    let all = encoder.weights(layer: layer).row(0)
    for head in 0..<encoder.settings.heads {
      let weights = all.row(head)
      let places = weights.shape[0]
      let pairs = (1..<places - 1).map { weights[$0, $0 + step] }
      let share = Tensor(pairs).mean()
      if share > best?.share ?? -1 { best = (layer, head, weights, share) }
    }
  }
  return best!
}

/// Two heads that can be read.
func headsFigure(
  _ pieces: [String],
  _ heads: [(layer: Int, head: Int, weights: Tensor, share: Float)]
) -> Figure {
  Figure(
    Panels(
      columns: 1,
      heads.map { head in
        HeatMap(
          title: "layer \(head.layer + 1), head \(head.head + 1)",
          rows: pieces, columns: pieces,
          values: pieces.indices.map { head.weights.row($0).values },
          range: 0...1, showsValues: false, showsBar: false)
      }, panelHeight: 320),
    "12-heads",
    caption:
      "Two of MiniLM's 72 heads on one sentence. Each row is a piece that asks, each column one that it looks at; the darker, the more. In one head nearly all look one place back, in the other one place on.",
    alternative:
      "Two maps of twelve by twelve cells: in the first the cells left of the diagonal are dark, in the second those right of it"
  )
}

/// Percent of reviews whose nearest other review is about the same topic: by vectors
/// of meaning, and by shared words.
func sameTopic(_ reviews: [HarborReview], _ model: SentenceEncoder) throws -> (
  meaning: Float, words: Float
) {
  func share(_ likeness: Tensor) -> Float {
    let right = reviews.indices.count { n in
      let best = reviews.indices.filter { $0 != n }.max {
        likeness[n, $0] < likeness[n, $1]
      }!
      return reviews[best].topic == reviews[n].topic
    }
    return 100 * Float(right) / Float(reviews.count)
  }
  let texts = reviews.map { $0.words.joined(separator: " ") }
  let vectors = try model.vectors(of: texts)
  let vocabulary = Vocabulary(of: reviews.flatMap(\.words))
  var bags = Tensor.zeros(reviews.count, vocabulary.count)
  for (n, review) in reviews.enumerated() {
    for word in review.words { bags[n, vocabulary[word]!] += 1 }
  }
  let lengths = sqrt((bags * bags).sum(axis: 1, keepingAxis: true))
  bags = bags / lengths
  return (
    share(matmul(vectors, vectors, transposed: .right)),
    share(matmul(bags, bags, transposed: .right))
  )
}
