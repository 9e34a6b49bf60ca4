/// Saves work of hours every ten minutes, and before a stop that somebody asked for.
package struct Autosave {
  private let save: () throws -> Void
  private let interval: Duration
  private var saved = ContinuousClock.now

  package init(every interval: Duration = .seconds(600), _ save: @escaping () throws -> Void) {
    (self.interval, self.save) = (interval, save)
  }

  /// Saves where it is time to, and returns whether it did. Throws `Interrupted` with `advice` where a stop
  /// is asked for, and then what saving throws.
  @discardableResult
  package mutating func check(advice: @autoclosure () -> String) throws -> Bool {
    if Interruption.isAsked {
      try save()
      throw Interrupted(advice())
    }
    guard ContinuousClock.now - saved > interval else { return false }
    return saveNow()
  }

  /// Saves, and returns whether it did. Where that isn't possible the work goes on, with a warning: it
  /// would be lost otherwise, and perhaps there is room later.
  @discardableResult
  package mutating func saveNow() -> Bool {
    saved = .now
    do {
      try save()
      return true
    } catch {
      warn("\(error)")
      return false
    }
  }
}
