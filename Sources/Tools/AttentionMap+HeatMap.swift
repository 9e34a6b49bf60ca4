import Literate
import Models

extension AttentionMap {
  /// The map as a picture: a row for each character written, a column for each read.
  package var heatMap: HeatMap {
    HeatMap(
      rows: answer.map { "\($0)" }, columns: question.map { $0 == " " ? "␣" : "\($0)" },
      values: weights, range: 0...1, showsValues: false, measure: "weight",
      rowTitle: "written", columnTitle: "read",
      width: min(max(360, 124 + 20 * Double(question.count)), Canvas.pageWidth))
  }
}
