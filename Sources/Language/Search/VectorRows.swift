import Foundation
import Ground
import Tensors

/// The vectors of a segment's passages, in a file that only grows: so what is there when the program is killed
/// stays, and the next run goes on behind it. It is mapped, not read.
///
///     8 bytes      “CtoAvec” and a line end
///     2 · 8        the version, and D, the size of a vector
///     64           who made the vectors, as the checksum of one that everybody can make
///     D · 4        each vector
struct VectorRows: Sendable {
  static let magic = Array("CtoAvec\n".utf8)
  static let version = 1
  static let headerSize = 8 + 2 * 8 + 64

  let size: Int
  let maker: String
  private let data: Data

  /// How many passages have a vector.
  var count: Int { (data.count - VectorRows.headerSize) / (4 * size) }

  /// Opens the file at `path`; nil if there is none, or its beginning isn't whole.
  ///
  /// - Throws: `InputError` if it is something else, or of another version.
  init?(path: String) throws {
    guard Files.exists(path) else { return nil }
    guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else {
      throw Files.unreadable(path)
    }
    try self.init(data, name: path)
  }

  init?(_ data: Data, name: String) throws {
    guard data.count >= VectorRows.headerSize else { return nil }
    let (isOurs, numbers, maker) = data.withUnsafeBytes { bytes in
      (
        bytes.starts(with: VectorRows.magic),
        (0..<2).map { bytes.loadUnaligned(fromByteOffset: 8 + 8 * $0, as: UInt64.self) },
        String(decoding: bytes[24..<VectorRows.headerSize], as: UTF8.self)
      )
    }
    try demand(isOurs, "\(name) holds no vectors; remove it, and make the index again.")
    try demand(
      numbers[0] == VectorRows.version && (1...1 << 20).contains(numbers[1]),
      "\(name) holds vectors of another version; remove it, and make the index again.")
    (self.data, size, self.maker) = (data, Int(numbers[1]), maker)
  }

  /// What a file begins with.
  static func header(size: Int, maker: String) -> Data {
    var data = Data(magic)
    for number in [UInt64(version), UInt64(size)] {
      withUnsafeBytes(of: number) { data.append(contentsOf: $0) }
    }
    data.append(contentsOf: Array(maker.utf8.prefix(64)))
    data.append(Data(repeating: 0, count: headerSize - data.count))
    return data
  }

  /// The bytes of a row.
  func bytes(of row: Int) -> Data {
    let start = data.startIndex + VectorRows.headerSize + 4 * size * row
    return data[start..<start + 4 * size]
  }

  /// Rows `rows`, as (rows, D).
  func vectors(_ rows: Range<Int>) -> Tensor {
    var vectors = Tensor.zeros(rows.count, size)
    data.withUnsafeBytes { bytes in
      let start = VectorRows.headerSize + 4 * size * rows.lowerBound
      let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + 4 * size * rows.count])
      vectors.withUnsafeMutableBufferPointer {
        UnsafeMutableRawBufferPointer($0).copyMemory(from: part)
      }
    }
    return vectors
  }
}

/// Passages compared with a question by the dot product of their vectors, all of them: exact, in time linear in
/// the passages.
public struct VectorIndex: Sendable {
  /// D, the size of a vector.
  public let size: Int
  /// How many passages have no vector yet.
  public let missing: Int
  /// Each segment's rows, and the number of its first passage.
  private let parts: [(rows: VectorRows, start: Int, live: IndexSegment)]

  init(_ parts: [(rows: VectorRows, start: Int, live: IndexSegment)], size: Int, missing: Int) {
    (self.parts, self.size, self.missing) = (parts, size, missing)
  }

  /// The passages whose vectors have the largest dot product with (D) `question`, at most `limit`, the best
  /// first.
  public func search(_ question: Tensor, limit: Int = 10) -> [Hit] {
    require(question.count == size, "A question of \(question.count) numbers, vectors of \(size).")
    let question = question.reshaped(size, 1)
    var best = Largest<Hit>(limit)
    for (rows, start, live) in parts {
      let count = min(rows.count, live.layout.documents)
      for first in stride(from: 0, to: count, by: 1024) {
        let block = first..<min(first + 1024, count)
        let scores = matmul(rows.vectors(block), question).values
        for (row, score) in zip(block, scores) where live.isLive(row) && score.isFinite {
          best.offer(Hit(document: start + row, score: score))
        }
      }
    }
    return best.sorted
  }
}

// MARK: - In a folder

extension IndexFolder {
  /// Gives a vector to each passage that has none yet. Whenever the program is killed, the vectors so far are kept.
  ///
  /// - Parameters:
  ///   - index: the folder of the index.
  ///   - size: D.
  ///   - progress: is told how many passages have been done, and of how many; what it throws ends the work.
  ///   - vectors: N texts to (N, D), each of length 1. The vector of a text must not depend on the others.
  /// - Throws: `InputError` where the index's vectors are of another maker; what `vectors` throws.
  public static func addVectors(
    to index: String, size: Int, progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in },
    by vectors: ([String]) throws -> Tensor
  ) throws {
    let lock = try IndexUpdate.lock(index)
    defer { close(lock) }
    let folder = try IndexFolder(index)
    let maker = try maker(of: vectors)
    var todo: [(segment: Int, first: Int)] = []
    for (s, segment) in folder.index.segments.enumerated() {
      let rows = try folder.rows(s)
      try demand(rows.map { $0.maker == maker && $0.size == size } ?? true, otherMaker(index))
      todo.append((s, min(rows?.count ?? 0, segment.layout.documents)))
    }
    let all = todo.reduce(0) { $0 + folder.index.segments[$1.segment].layout.documents - $1.first }
    var done = 0
    for (s, first) in todo {
      let documents = folder.index.segments[s].layout.documents
      if first == documents { continue }
      let path = folder.vectorsPath(s)
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard file >= 0 else { throw Files.unreadable(path) }
      let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
      try handle.truncate(
        atOffset: first == 0 ? 0 : UInt64(VectorRows.headerSize + 4 * size * first))
      try handle.seekToEnd()
      if first == 0 { try handle.write(contentsOf: VectorRows.header(size: size, maker: maker)) }
      for start in stride(from: first, to: documents, by: 128) {
        try progress(done, all)
        let block = start..<min(start + 128, documents)
        try handle.write(contentsOf: folder.bytes(s, block, size, vectors))
        done += block.count
      }
      try handle.synchronize()
    }
    try progress(done, all)
  }

  /// The bytes of the vectors of some passages; zeros for one that can't be read any more.
  private func bytes(
    _ s: Int, _ block: Range<Int>, _ size: Int, _ vectors: ([String]) throws -> Tensor
  ) throws -> Data {
    var texts: [(row: Int, text: String)] = []
    for document in block where index.segments[s].isLive(document) {
      let passage = try passage(Hit(document: index.starts[s] + document, score: 0))
      if let text = passage.text { texts.append((document - block.lowerBound, text)) }
    }
    var rows = Tensor.zeros(block.count, size)
    let made = try vectors(texts.map(\.text))
    require(
      made.shape == [texts.count, size], "\(texts.count) vectors of \(size) numbers were expected.")
    for (n, (row, _)) in texts.enumerated() {
      for d in 0..<size { rows[row, d] = made[n, d] }
    }
    return rows.withUnsafeBufferPointer { Data(buffer: $0) }
  }

  /// The vectors of the passages.
  ///
  /// - Parameters:
  ///   - size: D.
  ///   - vectors: what made them, and makes those of questions.
  /// - Throws: `InputError` if there are none, or another maker's.
  public func vectors(size: Int, by vectors: ([String]) throws -> Tensor) throws -> VectorIndex {
    let maker = try IndexFolder.maker(of: vectors)
    var parts: [(rows: VectorRows, start: Int, live: IndexSegment)] = []
    var missing = 0
    for (s, segment) in index.segments.enumerated() {
      guard let rows = try rows(s) else {
        missing += segment.count
        continue
      }
      try demand(rows.maker == maker && rows.size == size, IndexFolder.otherMaker(folder))
      missing += (0..<segment.layout.documents).dropFirst(rows.count).count(where: segment.isLive)
      parts.append((rows, index.starts[s], segment))
    }
    try demand(
      !parts.isEmpty || index.count == 0,
      "The index “\(folder)” has no vectors; make them with --index … --semantic.")
    return VectorIndex(parts, size: size, missing: missing)
  }

  /// By what the vectors are told from those of another model: the checksum of the vector of one sentence, which
  /// is the same on every machine.
  private static func maker(of vectors: ([String]) throws -> Tensor) throws -> String {
    try SHA256.hex(
      of: vectors(["At the lowest tide the bar falls dry."]).withUnsafeBufferPointer {
        Array(UnsafeRawBufferPointer($0))
      })
  }

  private static func otherMaker(_ index: String) -> String {
    "The vectors of the index “\(index)” are of another model; take that one, or make the index again."
  }

  private func rows(_ segment: Int) throws -> VectorRows? {
    try VectorRows(path: vectorsPath(segment))
  }

  private func vectorsPath(_ segment: Int) -> String {
    "\(folder)/\(IndexManifest.vectorsName(numbers[segment]))"
  }
}

extension IndexUpdate {
  /// Writes the vectors of merged segments, as far as there are any: up to the first passage without one.
  func mergeVectors(of old: [Int], _ segments: [IndexSegment], into new: Int) throws {
    let rows = try old.map {
      try VectorRows(path: "\(index)/\(IndexManifest.vectorsName($0))")
    }
    guard let first = rows[0] else { return }
    try willChange()
    try Files.replace("\(index)/\(IndexManifest.vectorsName(new))") { file in
      try file.write(contentsOf: VectorRows.header(size: first.size, maker: first.maker))
      for (rows, segment) in zip(rows, segments) {
        guard let rows, rows.maker == first.maker, rows.size == first.size else { return }
        let count = min(rows.count, segment.layout.documents)
        for document in 0..<count where segment.isLive(document) {
          try file.write(contentsOf: rows.bytes(of: document))
        }
        if count < segment.layout.documents { return }
      }
    }
  }
}
