import Foundation
import Testing

@testable import Ground

/// A program that is tied uses the cores that are lent to it, and ends with whoever lent them.
@Test func aTiedProgramIsLentCoresAndEnds() async {
  await #expect(processExitsWith: .signal(SIGTERM)) {
    let process = Process()
    let tether = Tether()
    tether.hold(process)
    let pipe = process.standardInput as! Pipe
    dup2(pipe.fileHandleForReading.fileDescriptor, STDIN_FILENO)
    for (name, value) in process.environment ?? [:] { setenv(name, value, 1) }
    Tether.follow()
    for _ in 1...3 { tether.lendCore() }
    while Tether.lentCores < 3 { usleep(1000) }
    require(Tether.lentCores == 3, "More cores have arrived than were lent.")
    try pipe.fileHandleForWriting.close()
    sleep(60)
  }
}
