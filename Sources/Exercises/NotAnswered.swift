import Foundation

/// Says that an exercise isn't answered yet, and ends the program: what every
/// exercise does until a call of this is replaced by an answer.
public func notAnswered(_ function: String = #function) -> Never {
  FileHandle.standardError.write(Data("\(function) is not answered yet.\n".utf8))
  exit(notAnsweredStatus)
}

/// The exit status by which `swift run check` knows an exercise that isn't
/// answered yet.
package let notAnsweredStatus: Int32 = 79
