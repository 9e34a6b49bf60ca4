import Foundation
import Ground

/// What bringing an index up to date came to.
public struct IndexReport: Equatable, Sendable {
  /// How many files the index holds, and how many passages these have.
  public internal(set) var files = 0
  public internal(set) var passages = 0
  /// How many of the files were new or had changed, and were read.
  public internal(set) var read = 0
  /// How many files are gone.
  public internal(set) var gone = 0
  /// The files that are left out, and why, in the order of their names.
  public internal(set) var skipped: [(path: String, reason: String)] = []

  public static func == (a: IndexReport, b: IndexReport) -> Bool {
    (a.files, a.passages, a.read, a.gone) == (b.files, b.passages, b.read, b.gone)
      && a.skipped.elementsEqual(b.skipped, by: ==)
  }
}

/// Brings an index up to date with the files of a folder.
///
/// Words are gathered in memory up to a budget and then written as a segment, which never changes. What changes
/// is the list of segments and files (`IndexManifest`), and it takes its place at once; so whenever the program
/// is killed, the index on the disk is whole, and what it lacks is read the next time.
final class IndexUpdate {
  private let folder: String
  let index: String
  private let budget: Int
  private let progress: (Double) throws -> Void
  /// Is called before each change of what lies on the disk.
  let willChange: () throws -> Void
  private(set) var manifest: IndexManifest
  private let lock: Int32
  private let own: FileStatus.Identity?

  private var builder = SegmentBuilder()
  private var forms: WordForms
  /// Files that were read, some of whose words are still in memory.
  private var waiting: [(path: String, file: IndexedFile)] = []
  private var report = IndexReport()

  /// - Parameters:
  ///   - folder: whose files are to be found.
  ///   - index: the folder of the index; it is made if it isn't there.
  ///   - budget: how many bytes the words in memory may take.
  ///   - progress: is told how much has been read, 0 … 1; what it throws ends the work, and what has been
  ///     read is kept.
  /// - Throws: `InputError` if one of the folders can't be used, or another program is at work on the index.
  init(
    of folder: String, index: String, words: SearchWords, budget: Int = 1 << 26,
    progress: @escaping (Double) throws -> Void, willChange: @escaping () throws -> Void = {}
  ) throws {
    try IndexUpdate.check(folder, index)
    try Files.makeFolder(index)
    let root = URL(filePath: folder).resolvingSymlinksInPath().path
    (self.folder, self.index, self.budget) = (folder, index, budget)
    (self.progress, self.willChange) = (progress, willChange)
    lock = try IndexUpdate.lock(index)
    own = FileStatus(index)?.identity
    forms = WordForms(words)
    manifest = IndexManifest(root: root, words: words)
    // From here on all is initialized: what is thrown ends in `deinit`, which unlocks.
    manifest = try IndexManifest(in: index) ?? manifest
    if manifest.root != root || manifest.words != words {
      let what = manifest.root != root ? "of the folder \(manifest.root)" : "made by other rules"
      throw InputError("The index “\(index)” is \(what); name another, or remove it.")
    }
  }

  deinit { IndexUpdate.unlock(lock) }

  /// Does the work.
  func run() throws -> IndexReport {
    try clearUp()
    let (changed, total) = try compare()
    var done = 0
    do {
      for path in changed {
        try read(path) { bytes in
          done += bytes
          try progress(Double(done) / Double(max(total, 1)))
        }
      }
    } catch {
      // What was read whole is kept.
      try writeSegment()
      throw error
    }
    try writeSegment()
    try merge()
    try save()
    try clearUp()
    report.files = manifest.files.count
    report.passages = manifest.files.values.reduce(0) { $0 + $1.pieces.reduce(0) { $0 + $1.count } }
    report.skipped = manifest.skipped.map { (path: $0.key, reason: $0.value.reason) }.sorted {
      $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
    }
    return report
  }

  // MARK: - The folders

  private static func check(_ folder: String, _ index: String) throws {
    try demand(Files.exists(folder), "There is no folder “\(folder)”.")
    try demand(Files.isFolder(folder), "“\(folder)” is a file; name the folder that it is in.")
    try demand(!index.isEmpty, "An index needs a folder of its own.")
    try Files.checkFolder(index)
    try demand(
      !Files.areSame(folder, index), "The index needs a folder of its own, not that of the texts.")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: index)) ?? []
    let strange = names.filter { !isOwn($0) }.sorted()
    try demand(
      strange.isEmpty,
      "The folder “\(index)” holds something else, such as “\(strange.first ?? "")”; name another for the index."
    )
  }

  /// Whether a file of an index is called so.
  private static func isOwn(_ name: String) -> Bool {
    let rest = name.utf8.first == UInt8(ascii: ".") ? String(name.dropFirst()) : name
    let stem = rest.split(separator: ".").first.map(String.init) ?? ""
    if [IndexManifest.name, "lock"].contains(stem) { return true }
    let parts = stem.split(separator: "-")
    return parts.count == 2 && ["words", "vectors"].contains(parts[0]) && Int(parts[1]) != nil
  }

  static func lock(_ index: String) throws -> Int32 {
    let file = open(index + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    try demand(file >= 0, "You may not write into the folder \(index); name another.")
    if flock(file, LOCK_EX | LOCK_NB) != 0 {
      close(file)
      throw InputError("Another program is at work on the index “\(index)”; wait for its end.")
    }
    return file
  }

  /// Gives the index free, also where a program that is being started has a copy of the descriptor still.
  static func unlock(_ lock: Int32) {
    flock(lock, LOCK_UN)
    close(lock)
  }

  /// Removes what no list names: what was written before the program was killed, and what has been merged.
  private func clearUp() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: index)) ?? []
    let kept = Set(
      manifest.segments.keys.flatMap {
        [IndexManifest.segmentName($0), IndexManifest.vectorsName($0)]
      } + [IndexManifest.name, "lock"])
    for name in names.sorted() where !kept.contains(name) && IndexUpdate.isOwn(name) {
      try willChange()
      Files.remove("\(index)/\(name)")
    }
  }

  /// The files to be read, in the order of their names, and how many bytes they have; those that are gone are
  /// taken from the list.
  private func compare() throws -> (changed: [String], bytes: Int) {
    var found: [String: FileState] = [:]
    list("", &found)
    for path in manifest.files.keys where found[path] == nil {
      manifest.files[path] = nil
      report.gone += 1
    }
    manifest.skipped = manifest.skipped.filter { found[$0.key] != nil }
    let changed = found.filter { path, state in
      manifest.files[path]?.state != state && manifest.skipped[path]?.state != state
    }
    let bytes = changed.values.reduce(0) { $0 + $1.size }
    return (
      changed.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, bytes
    )
  }

  /// Finds the files in a folder within the folder. Hidden ones stay hidden, links to folders are not followed
  /// (they may lead in a circle), and the index itself is left out.
  private func list(_ inner: String, _ found: inout [String: FileState]) {
    let path = inner.isEmpty ? folder : "\(folder)/\(inner)"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      if name.utf8.first == UInt8(ascii: ".") { continue }
      let relative = inner.isEmpty ? name : "\(inner)/\(name)"
      guard let status = FileStatus("\(folder)/\(relative)") else { continue }
      if status.isFolder {
        let isLink =
          (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(relative)"))
          != nil
        if !isLink && status.identity != own { list(relative, &found) }
      } else {
        found[relative] = FileState(size: status.size, modified: status.modifiedNanoseconds)
      }
    }
  }

  // MARK: - Reading

  private func read(_ path: String, _ progress: (Int) throws -> Void) throws {
    guard let state = FileState(of: "\(folder)/\(path)") else {
      return try skip(path, FileState(size: 0, modified: 0), "no ordinary file")
    }
    var title: String?
    var pieces: [IndexedFile.Piece] = []
    var problem: String?
    do {
      try IndexedText.readPassages(of: "\(folder)/\(path)", progress) { bytes, place in
        if title == nil { title = IndexedText.title(bytes) }
        try add(bytes, place, to: &pieces)
      }
    } catch let refusal as IndexedText.Refusal {
      problem = refusal.reason
    } catch let error as InputError where !Files.exists("\(folder)/\(path)") {
      // It was removed meanwhile.
      _ = error
      return
    }
    if let problem { return try skip(path, state, problem) }
    waiting.append((path, IndexedFile(state: state, title: title ?? path, pieces: pieces)))
    report.read += 1
  }

  private func skip(_ path: String, _ state: FileState, _ reason: String) throws {
    manifest.files[path] = nil
    manifest.skipped[path] = .init(state: state, reason: reason)
  }

  /// Adds a passage to the segment in memory, which is written if it has become too large.
  private func add(
    _ bytes: [UInt8], _ place: PassagePlace, to pieces: inout [IndexedFile.Piece]
  ) throws {
    if pieces.last?.segment == manifest.next {
      pieces[pieces.count - 1].count += 1
    } else {
      pieces.append(.init(segment: manifest.next, first: builder.count, count: 1))
    }
    bytes.withUnsafeBytes { bytes in
      forms.forEachWord(in: bytes) { word, _ in builder.add(word) }
    }
    builder.endDocument(name: place.bytes)
    if forms.count > 1 << 18 { forms = WordForms(manifest.words) }
    if builder.bytes > budget { try writeSegment() }
  }

  // MARK: - Writing

  /// Writes the words in memory as a segment, and then the list in which all files that were read are.
  private func writeSegment() throws {
    if builder.count > 0 {
      let number = manifest.next
      try write(IndexManifest.segmentName(number), builder.write)
      manifest.segments[number] = builder.count
      manifest.next += 1
      builder = SegmentBuilder()
    }
    for (path, file) in waiting {
      manifest.files[path] = file
      manifest.skipped[path] = nil
    }
    waiting = []
    try save()
  }

  private func write(
    _ name: String, _ body: (@escaping SegmentWriter.Sink) throws -> Void
  ) throws {
    try willChange()
    try Files.replace("\(index)/\(name)") { file in
      try body { try file.write(contentsOf: $0) }
    }
  }

  /// Writes the list. Segments that only a file needs that is still being read are on the disk and in memory's
  /// list, not in this one.
  private func save() throws {
    var saved = manifest
    let used = saved.used
    saved.segments = saved.segments.filter { used.contains($0.key) }
    let path = "\(index)/\(IndexManifest.name)"
    let text = saved.text
    guard Files.text(at: path) != text else { return }
    try willChange()
    try Files.replace([(path: path, text: text)])
  }

  // MARK: - Merging

  /// So many segments of about one size become one.
  private static let together = 4
  /// A segment of so many bytes is left as it is, and no more than twice as many are merged at a time, so that
  /// merging takes little memory.
  private static let large = 64 << 20

  /// Merges segments as long as four are of about one size, so that their number grows only with the logarithm
  /// of what they hold; and writes anew those of which most documents don't count any more.
  private func merge() throws {
    manifest.segments = manifest.segments.filter { manifest.used.contains($0.key) }
    while let next = mergeable() {
      // Vectors are kept up to the first passage that has none.
      let chosen = try next.map { (try vectorRank($0), $0) }.sorted { $0 < $1 }.map(\.1)
      var segments = try chosen.map { try segment($0) }
      for i in segments.indices { segments[i].keep(live(chosen[i])) }
      let merge = SegmentMerge(segments)
      let number = manifest.next
      try write(IndexManifest.segmentName(number), merge.write)
      try mergeVectors(of: chosen, segments, into: number)
      manifest.next += 1
      let places = Dictionary(uniqueKeysWithValues: zip(chosen, merge.places))
      for (path, file) in manifest.files
      where file.pieces.contains(where: { places[$0.segment] != nil }) {
        manifest.files[path]!.pieces = file.pieces.map { piece in
          guard let new = places[piece.segment] else { return piece }
          return .init(segment: number, first: new[piece.first], count: piece.count)
        }
      }
      for old in chosen { manifest.segments[old] = nil }
      manifest.segments[number] = segments.reduce(0) { $0 + $1.count }
      try save()
      try clearUp()
    }
  }

  private func segment(_ number: Int) throws -> IndexSegment {
    try IndexSegment(path: "\(index)/\(IndexManifest.segmentName(number))")
  }

  /// Which documents of a segment a file has.
  private func live(_ number: Int) -> [Bool] {
    var live = [Bool](repeating: false, count: manifest.segments[number]!)
    for file in manifest.files.values {
      for piece in file.pieces where piece.segment == number {
        for document in piece.first..<piece.first + piece.count { live[document] = true }
      }
    }
    return live
  }

  /// The segments to be merged next; nil if there is nothing to do.
  private func mergeable() -> [Int]? {
    var counts: [Int: Int] = [:]
    for piece in manifest.files.values.flatMap(\.pieces) {
      counts[piece.segment, default: 0] += piece.count
    }
    var classes: [Int: [(number: Int, size: Int)]] = [:]
    for (number, documents) in manifest.segments.sorted(by: { $0.key < $1.key }) {
      let count = counts[number] ?? 0
      if 2 * count < documents { return [number] }
      let size = FileStatus("\(index)/\(IndexManifest.segmentName(number))")?.size ?? 0
      if size >= IndexUpdate.large { continue }
      // 64 KB and less, up to 256 KB, up to 1 MB, ….
      var (class_, limit) = (0, 1 << 16)
      while size > limit { (class_, limit) = (class_ + 1, 4 * limit) }
      classes[class_, default: []].append((number, size))
    }
    let full = classes.filter { $0.value.count >= IndexUpdate.together }
    var room = 2 * IndexUpdate.large
    return full.min { $0.key < $1.key }?.value.prefix { segment in
      room -= segment.size
      return room >= 0
    }.map(\.number)
  }
}

extension IndexManifest {
  /// The list of the index in a folder; nil if there is none.
  init?(in index: String) throws {
    let path = "\(index)/\(IndexManifest.name)"
    guard Files.exists(path) else { return nil }
    try self.init(Files.bytes(at: path), name: "The index “\(index)”")
  }
}
