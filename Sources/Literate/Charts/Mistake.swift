import Foundation

/// Stops the program with a sentence that names the chart and says what is wrong with its data,
/// unless `condition` holds.
@inline(__always)
func demand(_ condition: Bool, _ sentence: @autoclosure () -> String) {
  if !condition {
    FileHandle.standardError.write(Data("error: \(sentence())\n".utf8))
    abort()
  }
}
