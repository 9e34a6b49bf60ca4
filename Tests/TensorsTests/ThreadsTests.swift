import Foundation
import Synchronization
import Tensors
import Testing

@Test func partsCoverTheWholeOnce() {
  for (count, grain) in [(0, 1), (1, 1), (2, 1), (1000, 1), (1000, 300), (7, 100)] {
    let parts = Mutex<[Range<Int>]>([])
    Threads.split(count, grain: grain) { part in parts.withLock { $0.append(part) } }
    let sorted = parts.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
    #expect(sorted.flatMap { Array($0) } == Array(0..<count))
    #expect(sorted.count <= 1 || sorted.allSatisfy { $0.count >= grain })
  }
}

@Test func splitsWithinSplitsAndFromSeveralThreadsCoverTheWhole() {
  let sums = Mutex([Int](repeating: 0, count: 4))
  Threads.split(4) { outer in
    for i in outer {
      for _ in 0..<500 {
        Threads.split(100) { inner in sums.withLock { $0[i] += inner.reduce(0, +) } }
      }
    }
  }
  #expect(sums.withLock { $0 } == [Int](repeating: 500 * 4950, count: 4))
}

#if os(Linux)
  @Test func aThreadLeavesItsCoreForAnotherIfThereIsOne() throws {
    for _ in 0..<20 {
      let core = try #require(Core.current)
      let moved = Core.leave(core)
      #expect(moved != core)
      #expect((moved != nil) == (ProcessInfo.processInfo.activeProcessorCount > 1))
    }
  }
#endif
