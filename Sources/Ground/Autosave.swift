/// Saves work of hours every ten minutes, and before a stop that somebody asked for.
package struct Autosave {
  private let save: () throws -> Void
  private let interval: Duration
  private var saved = ContinuousClock.now

  package init(every interval: Duration = .seconds(600), _ save: @escaping () throws -> Void) {
    (self.interval, self.save) = (interval, save)
  }

  /// Saves where it is time to; throws `Interrupted` with `advice` where a stop is asked for.
  package mutating func check(advice: @autoclosure () -> String) throws {
    let isDue = ContinuousClock.now - saved > interval
    if Interruption.isAsked || isDue { try saveNow(advice: advice()) }
  }

  /// Saves; throws `Interrupted` with `advice` where a stop is asked for.
  package mutating func saveNow(advice: @autoclosure () -> String) throws {
    try save()
    saved = .now
    if Interruption.isAsked { throw Interrupted(advice()) }
  }
}
