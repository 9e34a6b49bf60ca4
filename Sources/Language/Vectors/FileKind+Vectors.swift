import Ground

extension FileKind {
  /// Word vectors as this book writes them: two whole numbers in the first line.
  package static let vectors = FileKind("vectors") { beginning in
    guard let end = beginning.firstIndex(of: UInt8(ascii: "\n")) else { return false }
    let numbers = String(decoding: beginning[..<end], as: UTF8.self).split(separator: " ")
    return numbers.count == 2 && numbers.allSatisfy { Int($0) ?? 0 > 0 }
  }
}
