/// Anything that can be drawn as a figure of a page: a chart, a diagram.
package protocol Drawing {
  /// The whole picture as an SVG document, the same bytes on every run.
  var svg: String { get }
}
