import Models
import Tensors

/// A text in which each word says much about the next.
func predictableText(_ count: Int, words: Int = 20) -> [Int] {
  var random = Random(seed: 3, stream: "text")
  var ids = [0]
  while ids.count < count {
    ids.append((ids[ids.count - 1] * 3 + random.integer(below: 3)) % words)
  }
  return ids
}
