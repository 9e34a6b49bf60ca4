import Foundation
import Ground

/// An index that lies in a folder on the disk: of all text files in another folder, cut into passages, and found
/// again by BM25. It is brought up to date by reading what has changed, and is whole whenever the program that
/// does so is killed.
///
///     try IndexFolder.update("notes.index", from: "notes")
///     let index = try IndexFolder("notes.index")
///     for passage in try index.search("the lowest tide") { print(passage.path, passage.line) }
///
/// The texts themselves stay where they are. The index remembers of each file its place, title, size and time,
/// and shows no passage of a file that has changed since.
public struct IndexFolder: Sendable {
  /// A passage that a search has found.
  public struct Passage: Sendable {
    /// Its number among all passages of the index.
    public let number: Int
    public let score: Float
    /// Its file, and that file's first line.
    public let path: String
    public let title: String
    /// The line that it begins on, from 1.
    public let line: Int
    /// Nil if the file has changed since the index was made, or is gone.
    public let text: String?
  }

  /// The folder of the texts.
  public let root: String
  /// How texts and questions are cut into words.
  public let words: SearchWords
  /// The passages' words.
  public let index: InvertedIndex
  private let manifest: IndexManifest
  let folder: String
  /// The segments' numbers.
  let numbers: [Int]
  /// The passages' files: of each segment the pieces, in order.
  private let pieces: [[(piece: IndexedFile.Piece, path: String)]]

  /// Opens the index in a folder.
  ///
  /// - Throws: `InputError` if there is none, it is damaged, or of another version.
  public init(_ folder: String) throws {
    try demand(Files.exists(folder), "There is no index “\(folder)”; make one with --index.")
    try demand(Files.isFolder(folder), "“\(folder)” is a file, and an index is a folder.")
    // While it is read, another program may exchange segments for merged ones.
    for attempt in 1... {
      guard let manifest = try IndexManifest(in: folder) else {
        throw InputError("The folder “\(folder)” holds no index; make one with --index.")
      }
      do {
        try self.init(folder, manifest)
        return
      } catch  where attempt < 4 {
        continue
      }
    }
    fatalError()
  }

  private init(_ folder: String, _ manifest: IndexManifest) throws {
    (self.folder, self.manifest) = (folder, manifest)
    (root, words) = (manifest.root, manifest.words)
    var pieces: [Int: [(piece: IndexedFile.Piece, path: String)]] = [:]
    for (path, file) in manifest.files {
      for piece in file.pieces { pieces[piece.segment, default: []].append((piece, path)) }
    }
    var segments: [IndexSegment] = []
    var sorted: [[(piece: IndexedFile.Piece, path: String)]] = []
    for (number, documents) in manifest.segments.sorted(by: { $0.key < $1.key }) {
      let name = "\(folder)/\(IndexManifest.segmentName(number))"
      var segment = try IndexSegment(path: name)
      guard segment.layout.documents == documents else { throw segment.damage }
      let own = (pieces[number] ?? []).sorted { $0.piece.first < $1.piece.first }
      var live = [Bool](repeating: false, count: documents)
      for (piece, _) in own {
        for document in piece.first..<piece.first + piece.count { live[document] = true }
      }
      segment.keep(live)
      segments.append(segment)
      sorted.append(own)
    }
    index = InvertedIndex(segments)
    numbers = manifest.segments.keys.sorted()
    self.pieces = sorted
  }

  /// Makes the index in the folder `index` of all text files in `folder`, or brings it up to date: only files that
  /// are new, or have another size or time than before, are read. Hidden files are left out, and so are those
  /// that are not UTF-8 text.
  ///
  /// - Parameters:
  ///   - words: how texts are cut; an index that is there must have been made by the same rules.
  ///   - budget: how many bytes of words are gathered in memory, about, before they are written.
  ///   - progress: is told how much of what is to be read has been, 0 … 1; what it throws ends the work, and
  ///     what has been read is kept.
  /// - Throws: `InputError` if a folder can't be used, or another program is at work on the index.
  @discardableResult
  public static func update(
    _ index: String, from folder: String, words: SearchWords = SearchWords(),
    budget: Int = 1 << 26, progress: @escaping (Double) throws -> Void = { _ in }
  ) throws -> IndexReport {
    try IndexUpdate(of: folder, index: index, words: words, budget: budget, progress: progress)
      .run()
  }

  /// How many files there are.
  public var fileCount: Int { manifest.files.count }

  /// The passages that fit a question best, at most `limit`, the best first.
  public func search(
    _ question: String, by scheme: BM25 = BM25(), limit: Int = 10
  ) throws -> [Passage] {
    let words = words.words(in: question)
    return try index.search(words, by: scheme, limit: limit).map(passage)
  }

  /// The passage of a hit.
  ///
  /// - Throws: `InputError` where the index is damaged.
  public func passage(_ hit: Hit) throws -> Passage {
    let (s, document) = index.place(of: hit.document)
    let segment = index.segments[s]
    var (low, high) = (0, pieces[s].count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[s][middle].piece.first <= document { low = middle + 1 } else { high = middle }
    }
    guard low > 0, let place = PassagePlace(try segment.name(of: document)),
      let file = manifest.files[pieces[s][low - 1].path]
    else { throw segment.damage }
    let path = pieces[s][low - 1].path
    return Passage(
      number: hit.document, score: hit.score, path: "\(root)/\(path)", title: file.title,
      line: place.line,
      text: IndexedText.passage(at: place, of: "\(root)/\(path)", file.state))
  }
}
