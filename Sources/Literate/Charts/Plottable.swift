/// A number that a chart takes: charts draw `Float`, `Double` and `Int` alike.
public protocol Plottable {
  /// The number as the chart draws it.
  var plotted: Double { get }
}

extension Double: Plottable {
  public var plotted: Double { self }
}

extension Float: Plottable {
  public var plotted: Double { Double(self) }
}

extension Int: Plottable {
  public var plotted: Double { Double(self) }
}
