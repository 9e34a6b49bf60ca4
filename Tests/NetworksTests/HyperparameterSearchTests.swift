import Networks
import Tensors
import Testing

@Suite struct HyperparameterSearchTests {
  private let search = HyperparameterSearch([
    "rate": .logUniform(0.001...0.1), "dropout": .uniform(0...0.5), "filters": .choice([50, 100]),
  ])

  @Test func aGridHasAllCombinations() {
    let points = search.grid(steps: 3)
    #expect(points.count == 3 * 2 * 3)
    #expect(points[0] == ["dropout": 0, "filters": 50, "rate": 0.001])
    #expect(Set(points.map { $0["dropout"]! }) == [0, 0.25, 0.5])
    let rates = points.prefix(3).map { $0["rate"]! }
    #expect(abs(rates[1] - 0.01) < 1e-6 && rates[2] == 0.1)
    #expect(search.grid(steps: 1).count == 2)
  }

  @Test func randomPointsLieWithinBoundsAndInStreamsOfTheirOwn() {
    let random = Random(seed: 1, stream: "search")
    let points = search.random(400, random)
    #expect(points == search.random(400, random))
    #expect(points.allSatisfy { (0.001...0.1).contains($0["rate"]!) })
    #expect(points.allSatisfy { (0...0.5).contains($0["dropout"]!) })
    #expect(Set(points.map { $0["filters"]! }) == [50, 100])
    // As often in one tenfold as in the other: 200 of 400, give or take five deviations of 10.
    #expect((150...250).contains(points.count { $0["rate"]! < 0.01 }))
    let more = HyperparameterSearch([
      "rate": .logUniform(0.001...0.1), "size": .choice([1, 2, 3]),
    ])
    #expect(more.random(400, random).map { $0["rate"]! } == points.map { $0["rate"]! })
  }

  @Test func theBestIsKeptWithinTheBudget() {
    var search = search
    #expect(search.best == nil)
    var tried = 0
    search.tryOut(search.grid(steps: 3), budget: 10) { settings in
      tried += 1
      return -(settings["dropout"]! - 0.25).magnitude
    }
    #expect(tried == 10 && search.trials.count == 10)
    #expect(search.best?.settings["dropout"] == 0.25)
    #expect(search.best == search.trials.first { $0.score == 0 })
    search.tryOut(search.grid(steps: 3), budget: 10) { _ in 1 }
    #expect(search.trials.count == 10)
  }

  @Test func boundsThatAreNoneStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = HyperparameterSearch(["rate": .logUniform(0...1)])
    }
    await #expect(processExitsWith: .failure) { _ = HyperparameterSearch(["rate": .choice([])]) }
  }
}
