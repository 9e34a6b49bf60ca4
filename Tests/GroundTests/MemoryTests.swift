import Foundation
import Testing

@testable import Ground

@Suite struct MemoryTests {
  @Test func whatThereIsIsGranted() throws {
    #expect(Memory.available > 1e6)
    try Memory.demand(1e6, for: "A thing", advice: "take less")
  }

  /// Sizes are products of what somebody typed, and may be beyond any whole number.
  @Test(arguments: [1e15, 1e30, Double.infinity])
  func whatNoMachineHasIsRefused(bytes: Double) {
    let error = #expect(throws: InputError.self) {
      try Memory.demand(bytes, for: "A large thing", advice: "take less")
    }
    let sentence = error?.description ?? ""
    #expect(sentence.hasPrefix("A large thing would take about "))
    #expect(sentence.hasSuffix("; take less."))
  }

  @Test func sizesReadWell() {
    #expect(Memory.size(320e6) == "320 MB" && Memory.size(1.5e9) == "1.5 GB")
    #expect(Memory.size(21_600e9) == "21,600 GB" && Memory.size(.infinity) == "∞ GB")
  }

  @Test func theShellsLimitCounts() async {
    await #expect(processExitsWith: .success) {
      let before = Memory.available
      var limit = rlimit(rlim_cur: 3 << 30, rlim_max: rlim_t(UInt64.max))
      getrlimit(resource, &limit)
      limit.rlim_cur = 1 << 40
      setrlimit(resource, &limit)
      let after = Memory.available
      #if os(Linux)
        limit.rlim_cur = 4 << 30
        setrlimit(resource, &limit)
        try #require(after <= before * 2 && Memory.available < 4.3e9)
      #endif
    }
  }
}

#if canImport(Glibc)
  private let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
#else
  private let resource = RLIMIT_AS
#endif
