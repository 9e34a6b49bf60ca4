import Foundation
import Ground
import Language
import Tensors

/// `benchmark pieces`: byte-pair encoding on WikiText-2 from the folder that BOOK_DATA names, on one core: some
/// thousand merges learned of its training part, and that part cut into pieces.
struct Pieces: Workload {
  let name = "pieces"
  let summary = "byte-pair encoding: merges learned of WikiText-2, and its text in pieces"
  let unit = "MB/s"
  let cases = ["train-5000", "encode-5000"]

  func prepare(_ name: String) throws -> Job {
    let parts = name.split(separator: "-")
    guard parts.count == 2, ["train", "encode"].contains(parts[0]), let merges = Int(parts[1]),
      (0...100_000).contains(merges)
    else {
      throw InputError("A case of pieces is named train-5000 or encode-5000, not \(name).")
    }
    let text = try DataFile.wikiText2Training.text()
    let work = Double(text.utf8.count) / 1e6
    if parts[0] == "train" {
      return Job(work: work) {
        let pieces = BytePairEncoding(trainedOn: text, merges: merges)
        return [("pieces", Double(pieces.count))]
      }
    }
    let pieces = BytePairEncoding(trainedOn: text, merges: merges)
    return Job(work: work) {
      let ids = pieces.encode(text)
      return [("bytes a piece", Double(text.utf8.count) / Double(ids.count))]
    }
  }
}
