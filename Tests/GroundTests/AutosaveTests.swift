import Foundation
import Testing

@testable import Ground

@Suite struct AutosaveTests {
  @Test func savesWhereItIsTime() throws {
    var count = 0
    var often = Autosave(every: .zero) { count += 1 }
    for _ in 1...3 { #expect(try often.check(advice: "go on")) }
    #expect(count == 3)
    var seldom = Autosave(every: .seconds(1000)) { count += 1 }
    #expect(try !seldom.check(advice: "go on"))
    #expect(count == 3)
    seldom.saveNow()
    #expect(count == 4)
  }

  /// A disk without room ends no training: it is told, and the next time is another chance.
  @Test func aSaveThatFailsIsAWarning() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      var count = 0
      var autosave = Autosave(every: .zero) {
        count += 1
        if count == 1 { throw InputError("No room.") }
      }
      let saved = try (1...2).map { _ in try autosave.check(advice: "go on") }
      #expect(saved == [false, true])
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.hasSuffix("warning: No room.\n"))
  }

  /// A closed terminal asks for an end, once everything is saved; under `nohup` it doesn't.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGXCPU])
  func signalsAskForAnEnd(number: Int32) async {
    await #expect(processExitsWith: .success) { [number = number as Int32] in
      Interruption.watch()
      raise(number)
      var isSaved = false
      var autosave = Autosave { isSaved = true }
      #expect(throws: Interrupted.self) { try autosave.check(advice: "go on") }
      #expect(isSaved)
    }
    await #expect(processExitsWith: .success) { [number = number as Int32] in
      signal(SIGHUP, SIG_IGN)
      Interruption.watch()
      raise(number)
      #expect(Interruption.isAsked == (number != SIGHUP))
    }
  }
}
