import Literate
import Tensors

/// What a grid and what random trials try of two numbers, and how well.
func searchFigure(_ grid: [Trial], _ random: [Trial]) -> Figure {
  func panel(_ title: String, _ trials: [Trial]) -> ScatterChart {
    let best = trials.min { $0.loss < $1.loss }!
    func points(_ name: String, _ chosen: [Trial]) -> Points {
      Points(
        name, x: chosen.map(\.choice.rate), y: chosen.map(\.choice.penalty))
    }
    let middle = trials.map(\.loss).sorted()[trials.count / 3]
    return ScatterChart(
      title: title, x: Axis("", .logarithmic, range: 0.008...120),
      y: Axis("", .logarithmic, range: 7e-6...1.5),
      points: [
        points("best third", trials.filter { $0.loss <= middle }),
        points("others", trials.filter { $0.loss > middle }),
        points("the best", [best]),
      ])
  }
  return Figure(
    Panels(
      columns: 2, x: "rate", y: "penalty",
      [panel("grid", grid), panel("random", random)], panelHeight: 300),
    "10-search",
    caption:
      "Twenty-seven trials each. Three points of the grid lie on top of one another, since they differ in a third number that hardly matters: nine trials are left, with three rates. The random ones have twenty-seven rates.",
    alternative:
      "Two scatter charts of penalty against rate on logarithmic axes: a grid of nine points, and twenty-seven scattered points"
  )
}

/// How well the best of so many trials seems to be, and how well it is.
func bestOfFigure(_ seeming: [Float], _ real: [Float]) -> Figure {
  let counts = Array(1...seeming.count)
  return Figure(
    LineChart(
      x: Axis("trials"), y: Axis("right, %", range: 80...96),
      series: [
        Series(
          "on the validation texts it was picked by", x: counts, y: seeming),
        Series("on test texts", x: counts, y: real),
      ], height: 320),
    "10-best-of",
    caption:
      "The best of the first so many trials, picked by 50 validation texts: its accuracy on these, and on 2,000 others. Means of sixteen rounds.",
    alternative:
      "A line chart over 1 to 40 trials: both lines rise at first, then the upper one goes on rising while the lower one stays"
  )
}
