import Tensors

// Answers to the exercises of chapter 12, and why they are right. There are others.

// MARK: - 12.1 The next merge

/// A word is looked at once, and its pairs count as often as it stands in the text. A dictionary has
/// another order in each run; since ties are part of the comparison, no two pairs are equal in it,
/// and the order makes no difference.
public func nextMerge(
  of rows: [[String]], counts: [Int]
) -> (left: String, right: String)? {
  var sums: [[String]: Int] = [:]
  for (row, count) in zip(rows, counts) {
    for i in row.indices.dropFirst() { sums[[row[i - 1], row[i]], default: 0] += count }
  }
  let best = sums.min { a, b in
    (-a.value, a.key[0], a.key[1]) < (-b.value, b.key[0], b.key[1])
  }
  return best.map { ($0.key[0], $0.key[1]) }
}

/// After a merge the walk goes on behind both of its places, so that none of them is used again. The
/// pieces themselves are compared, not the letters that they have together.
public func merged(
  _ row: [String], _ pair: (left: String, right: String)
) -> [String] {
  var (result, i): ([String], Int) = ([], 0)
  while i < row.count {
    let isPair = i + 1 < row.count && row[i] == pair.left && row[i + 1] == pair.right
    result.append(isPair ? pair.left + pair.right : row[i])
    i += isPair ? 2 : 1
  }
  return result
}

// MARK: - 12.2 A word in pieces

/// What was learned first was common in the training text, with what has been learned by then; so a
/// new word gets the pieces that it would have got if it had stood there. Neither the longest piece
/// counts nor the leftmost.
public func pieces(of word: String, merges: [(left: String, right: String)]) -> [String] {
  var row = word.map { String($0) }
  func stands(_ pair: (left: String, right: String)) -> Bool {
    row.indices.dropFirst().contains { row[$0 - 1] == pair.left && row[$0] == pair.right }
  }
  while let first = merges.first(where: { stands($0) }) { row = merged(row, first) }
  return row
}

// MARK: - 12.3 WordPiece

/// Take all that is left, then a character less, until the vocabulary has it: the first that fits is
/// the longest. What has been cut off is never taken back, so a word takes few looks, and some words
/// are unknown that needn't be.
public func wordPieces(of word: String, vocabulary: [String]) -> [String] {
  let known = Set(vocabulary)
  var pieces: [String] = []
  var rest = Substring(word)
  while !rest.isEmpty {
    let sign = pieces.isEmpty ? "" : "##"
    let lengths = (1...rest.count).reversed()
    guard let length = lengths.first(where: { known.contains(sign + rest.prefix($0)) }) else {
      return ["[UNK]"]
    }
    pieces.append(sign + rest.prefix(length))
    rest = rest.dropFirst(length)
  }
  return pieces
}

// MARK: - 12.4 A low-rank update

/// x A has only r columns, so both ways, through W and beside it, are products of matrices that are
/// there already; the large product A B is never made.
public func lowRankForward(
  _ x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: Float
) -> Tensor {
  let scale = alpha / Float(A.shape[1])
  return matmul(x, W) + b + scale * matmul(matmul(x, A), B)
}

/// The update is two affine layers without a bias, one on top of the other, and is gone back through
/// as such: dB comes from what B read, x A, and dA from what comes back through B. W is frozen, but y
/// depends on x by W all the same, so dx is the sum of both ways.
public func lowRankBackward(
  _ dy: Tensor, x: Tensor, W: Tensor, A: Tensor, B: Tensor, alpha: Float
) -> (dx: Tensor, dA: Tensor, dB: Tensor) {
  let scaled = alpha / Float(A.shape[1]) * dy
  let dxA = matmul(scaled, B, transposed: .right)
  return (
    matmul(dy, W, transposed: .right) + matmul(dxA, A, transposed: .right),
    matmul(x, dxA, transposed: .left),
    matmul(matmul(x, A), scaled, transposed: .left)
  )
}

// MARK: - 12.5 What is masked

/// A model that only ever had to guess where [MASK] stands could leave all other places alone; when
/// it is put to use there is no [MASK] at all. So some chosen words stay, and some are others, and all
/// of them have their word for a target: the model can trust none. The three choices need numbers of
/// their own, since the first is below 0.15 wherever the second is asked.
public func masked(
  _ ids: [Int], u: Tensor, mask: Int, V: Int
) -> (input: [Int], t: [Int]) {
  var input = ids
  var t = ids.map { _ in -1 }
  for s in ids.indices where ids[s] < V && u[s, 0] < 0.15 {
    t[s] = ids[s]
    if u[s, 1] < 0.8 {
      input[s] = mask
    } else if u[s, 1] < 0.9 {
      input[s] = Int(u[s, 2] * Float(V))
    }
  }
  return (input, t)
}

// MARK: - 12.6 The loss over masked places

/// The rows that have a target are taken out and treated as any softmax with cross entropy, with
/// their own number for the mean; their gradients go back to where they came from. All other rows of
/// ds are 0, as nothing asked about them.
public func maskedLoss(_ s: Tensor, _ t: [Int]) -> (loss: Float, ds: Tensor) {
  let places = t.indices.filter { t[$0] >= 0 }
  var ds = Tensor.zeros(s.shape)
  if places.isEmpty { return (0, ds) }
  let rows = s.rows(at: places)
  let target = Tensor.oneHot(places.map { t[$0] }, classes: s.shape[1])
  let count = Float(places.count)
  ds.addRows((softmax(rows) - target) / count, at: places)
  return ((logSumExp(rows).sum() - (rows * target).sum()) / count, ds)
}

// MARK: - 12.7 What a training run takes

/// Forward and the gradient of what is read are 4 N operations a token, whatever learns; a weight's
/// own gradient is 2 more for those that do. Where all learn, that is the well-known 6 N. Of memory, a
/// weight that learns takes four numbers and any other one, which is what freezing is good for: it
/// saves at most a third of the operations, but up to three quarters of the bytes.
public func trainingRun(
  weights N: Int, learning m: Int, tokens: Int, bytes: Int
) -> (operations: Double, memory: Double) {
  let (N, m) = (Double(N), Double(m))
  return ((4 * N + 2 * m) * Double(tokens), (N + 3 * m) * Double(bytes))
}

/// All processors together do so many operations a second, and a day has 86,400 seconds.
public func days(
  for operations: Double, on processors: Int, perSecond: Double, used: Double
) -> Double {
  operations / (Double(processors) * perSecond * used) / 86_400
}
