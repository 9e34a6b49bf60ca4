import Ground
import Networks
import Tensors
import Testing

@testable import func Networks.progressText

@Test func theProgressLineTellsEpochLossRateAndTimeLeft() {
  let place = Schedule.Place(step: 20, epoch: 2, steps: 3000)
  #expect(
    progressText(place, epochs: 300, loss: 0.74213, rate: 0.1)
      == "epoch 3/300  loss 0.7421  rate 0.1")
}

@Test func aPipeGetsNoProgressLine() async throws {
  let result = try await #require(
    processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
  ) {
    try trainer(classifier()).train(on: clouds(40), epochs: 2)
  }
  #expect(result.standardErrorContent.isEmpty)
  #expect(!String(decoding: result.standardOutputContent, as: UTF8.self).contains("epoch"))
}

@Test func aSummaryListsAllParameters() {
  let lines = classifier().summary.split(separator: "\n")
  #expect(lines.count == 5)
  #expect(lines[0] == "hidden.weight  [2, 8]  16")
  #expect(lines[1] == "hidden.bias    [8]      8")
  #expect(lines[4] == "all                    51")
}
