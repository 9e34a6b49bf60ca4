import Ground

/// Ends a chapter of which a line throws an error that nothing catches: one sentence, and exit status 1.
///
/// The compiler ends such a program by a call of the standard library's `swift_errorInMain`, which takes
/// it for a crash. A chapter is linked so that the call comes here (see Package.swift).
@_silgen_name("book_errorInMain")
public func endByUncaughtError(_ error: any Error) -> Never {
  // What the reader gave is to be mended there; anything else, in the chapter.
  let isOfReaders = error is InputError
  let sentence = "\(error)"
  MainActor.assumeIsolated {
    fail(sentence, at: isOfReaders ? nil : Chapter.current?.whereabouts)
  }
}
