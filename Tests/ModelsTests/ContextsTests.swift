import Ground
import Language
import Models
import Tensors
import Testing

@Test func contextsAreTheNeighborsOfAWord() throws {
  let contexts = try Contexts([10, 11, 12, 13, 14, 15], window: 2)
  #expect(contexts.count == 2)
  let batch = contexts.batch([1, 0, 1])
  #expect(batch.centers == [13, 12, 13])
  #expect(batch.contexts == [[11, 12, 14, 15], [10, 11, 13, 14], [11, 12, 14, 15]])
}

@Test func everyWholeWindowIsAnExampleOnce() throws {
  let ids = (0..<40).map { $0 * 7 % 11 }
  for window in [1, 3, 19] {
    let contexts = try Contexts(ids, window: window)
    #expect(contexts.count == 40 - 2 * window)
    let batch = contexts.batch(Array(0..<contexts.count))
    for (row, center) in batch.centers.enumerated() {
      let place = row + window
      #expect(center == ids[place])
      let neighbors =
        (1...window).reversed().map { ids[place - $0] } + (1...window).map { ids[place + $0] }
      #expect(batch.contexts[row] == neighbors)
    }
  }
}

@Test func aTextTooShortForAWindowIsRefused() {
  #expect(throws: InputError("A window has at least 1 word, not 0.")) {
    try Contexts([1, 2, 3], window: 0)
  }
  #expect(
    throws: InputError(
      "A text of 4 words has no word with 2 neighbors on both sides; use a narrower window or more "
        + "text.")
  ) { try Contexts([1, 2, 3, 4], window: 2) }
}
