extension Trainable {
  /// A line for each parameter, with its name, its shape and how many numbers it holds, and their
  /// sum.
  public var summary: String {
    let rows =
      parameters.unique.map { ($0.name, "\($0.value.shape)", "\($0.value.count)") }
      + [("all", "", "\(parameterCount)")]
    let widths = (
      rows.map(\.0.count).max()!, rows.map(\.1.count).max()!, rows.map(\.2.count).max()!
    )
    func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
    return rows.map { name, shape, count in
      name + spaces(widths.0 - name.count + 2) + shape
        + spaces(widths.1 - shape.count + 2 + widths.2 - count.count) + count
    }.joined(separator: "\n")
  }
}
