import Foundation
import Ground

/// What an index knows of a file that it holds.
struct IndexedFile: Equatable, Sendable {
  /// Passages that lie side by side in a segment.
  struct Piece: Equatable, Sendable {
    var segment: Int
    var first: Int
    var count: Int
  }

  let state: FileState
  /// Its first line that isn't empty.
  let title: String
  var pieces: [Piece]
}

/// What tells whether a file is still the one that was read.
struct FileState: Equatable, Sendable {
  /// In bytes.
  let size: Int
  /// When it was last written, in billionths of a second of Unix time.
  let modified: Int

  init(size: Int, modified: Int) { (self.size, self.modified) = (size, modified) }

  /// The state of the file at `path`; nil if there is none that can be read again and again.
  init?(of path: String) {
    guard let status = FileStatus(path), status.isOrdinary else { return nil }
    self.init(size: status.size, modified: status.modifiedNanoseconds)
  }
}

/// The list of all that belongs to an index: of its segments, and of the files whose passages they hold. A
/// passage that no file of the list has doesn't count; so a file is taken away, or exchanged for what it has
/// become, by writing the list anew, which happens at once or not at all.
///
/// It is a text of lines with tabs in them, and its last line is the checksum of all others.
struct IndexManifest: Equatable {
  static let name = "index"
  static let version = 1
  static let beginning = "CtoA index\t"

  /// A file that is no text.
  struct Skipped: Equatable {
    let state: FileState
    let reason: String
  }

  /// The folder whose files are in the index.
  let root: String
  let words: SearchWords
  /// The number of the next segment.
  var next = 1
  /// How many documents each segment has, by its number; some may not count any more.
  var segments: [Int: Int] = [:]
  /// By their paths in the folder.
  var files: [String: IndexedFile] = [:]
  var skipped: [String: Skipped] = [:]

  init(root: String, words: SearchWords) { (self.root, self.words) = (root, words) }

  /// The segments that a file needs.
  var used: Set<Int> { Set(files.values.flatMap { $0.pieces.map(\.segment) }) }

  /// The name of a segment's file.
  static func segmentName(_ number: Int) -> String { "words-\(number)" }
  /// The name of the file of a segment's vectors.
  static func vectorsName(_ number: Int) -> String { "vectors-\(number)" }
}

// MARK: - As text

extension IndexManifest {
  var text: String {
    var lines = [IndexManifest.beginning + "\(IndexManifest.version)"]
    lines.append("folder\t\(root.escaped)")
    lines.append("words\t\(words.cutsEndings ? 1 : 0)\t\(words.dropsStopWords ? 1 : 0)")
    lines.append("next\t\(next)")
    for (number, documents) in segments.sorted(by: { $0.key < $1.key }) {
      lines.append("segment\t\(number)\t\(documents)")
    }
    for (path, file) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      let pieces = file.pieces.map { "\($0.segment):\($0.first):\($0.count)" }
      lines.append(
        (["file", "\(file.state.size)", "\(file.state.modified)", path.escaped, file.title.escaped]
          + pieces).joined(separator: "\t"))
    }
    for (path, file) in skipped.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      lines.append(
        "skipped\t\(file.state.size)\t\(file.state.modified)\t\(path.escaped)\t\(file.reason.escaped)"
      )
    }
    let body = lines.joined(separator: "\n") + "\n"
    return body + "end\t\(SHA256.hex(of: Array(body.utf8)))\n"
  }

  /// Reads what was written; `name` is how sentences speak of it.
  ///
  /// - Throws: `InputError` for another kind of file, another version, and what is damaged.
  init(_ data: Data, name: String) throws {
    let text = String(decoding: data, as: UTF8.self)
    guard text.utf8.starts(with: IndexManifest.beginning.utf8) else {
      throw InputError("\(name) is no index; make one with --index.")
    }
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { Substring($0) }
    let version = Int(lines[0].utf8.dropFirst(IndexManifest.beginning.utf8.count).text) ?? 0
    try demand(
      version == IndexManifest.version,
      "\(name) has version \(version) of the format, and this program reads \(IndexManifest.version); make the index again."
    )
    let damage = InputError("\(name) is damaged; remove it and make the index again.")
    guard lines.popLast() == "", let end = lines.popLast() else { throw damage }
    let body = Array(data.prefix(data.count - end.utf8.count - 1))
    guard end == "end\t\(SHA256.hex(of: body))" else { throw damage }
    var (root, words): (String?, SearchWords?) = (nil, nil)
    var rest: [[Substring]] = []
    for line in lines.dropFirst() {
      let fields = line.utf8.split(separator: 9, omittingEmptySubsequences: false).map {
        Substring($0)
      }
      switch (fields[0], fields.count) {
      case ("folder", 2): root = String(fields[1]).unescaped
      case ("words", 3):
        words = SearchWords(cutsEndings: fields[1] == "1", dropsStopWords: fields[2] == "1")
      default: rest.append(fields)
      }
    }
    guard let root, let words else { throw damage }
    self.init(root: root, words: words)
    for fields in rest { guard take(fields) else { throw damage } }
    guard isSound else { throw damage }
  }

  /// Takes a line; false if it is none.
  private mutating func take(_ fields: [Substring]) -> Bool {
    func state() -> FileState? {
      guard let size = Int(fields[1]), let modified = Int(fields[2]) else { return nil }
      return FileState(size: size, modified: modified)
    }
    switch (fields[0], fields.count) {
    case ("next", 2):
      guard let number = Int(fields[1]) else { return false }
      next = number
    case ("segment", 3):
      guard let number = Int(fields[1]), let documents = Int(fields[2]) else { return false }
      segments[number] = documents
    case ("file", 5...):
      let pieces = fields[5...].map { $0.split(separator: ":").map { Int($0) } }
      guard let state = state(), pieces.allSatisfy({ $0.count == 3 && !$0.contains(nil) }) else {
        return false
      }
      files[String(fields[3]).unescaped] = IndexedFile(
        state: state, title: String(fields[4]).unescaped,
        pieces: pieces.map { .init(segment: $0[0]!, first: $0[1]!, count: $0[2]!) })
    case ("skipped", 5):
      guard let state = state() else { return false }
      skipped[String(fields[3]).unescaped] = Skipped(
        state: state, reason: String(fields[4]).unescaped)
    default: return false
    }
    return true
  }

  /// Whether each piece lies within its segment, and none upon another.
  private var isSound: Bool {
    guard segments.allSatisfy({ (1..<next).contains($0.key) && $0.value >= 0 }) else {
      return false
    }
    let pieces = files.values.flatMap(\.pieces).sorted {
      ($0.segment, $0.first) < ($1.segment, $1.first)
    }
    var (segment, end) = (0, 0)
    for piece in pieces {
      if piece.segment != segment { (segment, end) = (piece.segment, 0) }
      guard let documents = segments[segment], piece.first >= end, piece.first <= documents,
        (1...max(documents - piece.first, 1)).contains(piece.count)
      else { return false }
      end = piece.first + piece.count
      guard end <= documents else { return false }
    }
    return true
  }
}

extension FileKind {
  /// The list of an index.
  package static let index = FileKind("index") { $0.starts(with: IndexManifest.beginning.utf8) }
}

extension Sequence<UInt8> {
  fileprivate var text: String { String(decoding: Array(self), as: UTF8.self) }
}

extension String {
  /// The text without tabs and line ends.
  fileprivate var escaped: String {
    guard utf8.contains(where: { [9, 10, 13, 92].contains($0) }) else { return self }
    var bytes: [UInt8] = []
    for byte in utf8 {
      switch byte {
      case 9: bytes += Array("\\t".utf8)
      case 10: bytes += Array("\\n".utf8)
      case 13: bytes += Array("\\r".utf8)
      case 92: bytes += Array("\\\\".utf8)
      default: bytes.append(byte)
      }
    }
    return bytes.text
  }

  fileprivate var unescaped: String {
    guard utf8.contains(92) else { return self }
    var (bytes, isEscape): ([UInt8], Bool) = ([], false)
    for byte in utf8 {
      if isEscape {
        let meant: [UInt8: UInt8] = [116: 9, 110: 10, 114: 13]
        bytes.append(meant[byte] ?? byte)
      } else if byte != 92 {
        bytes.append(byte)
      }
      isEscape = !isEscape && byte == 92
    }
    return bytes.text
  }
}
