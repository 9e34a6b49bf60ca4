/// A number that a chart takes: charts draw `Float`, `Double` and `Int` alike.
package protocol Plottable {
  /// The number as the chart draws it.
  var plotted: Double { get }
}

extension Double: Plottable {
  package var plotted: Double { self }
}

extension Float: Plottable {
  package var plotted: Double { Double(self) }
}

extension Int: Plottable {
  package var plotted: Double { Double(self) }
}
