import Foundation

/// The line that a measured case prints: one JSON object.
func report(
  workload: any Workload, caseName: String, threads: Int, work: Double, measurement: Measurement
) -> String {
  var fields = [
    "\"benchmark\": \"\(workload.name)\"",
    "\"case\": \"\(caseName)\"",
    "\"threads\": \(threads)",
    "\"seconds\": \(brief(measurement.seconds))",
    "\"rate\": \(brief(work / measurement.seconds))",
    "\"unit\": \"\(workload.unit)\"",
    "\"peak_mb\": \(brief(peakMegabytes()))",
  ]
  for (name, value) in measurement.quality { fields.append("\"\(name)\": \(brief(value))") }
  return "{" + fields.joined(separator: ", ") + "}"
}

/// Four significant digits.
private func brief(_ value: Double) -> String {
  String(format: "%.4g", locale: Locale(identifier: "en_US_POSIX"), value)
}

/// The most memory this process has held so far, in MB.
private func peakMegabytes() -> Double {
  var usage = rusage()
  #if os(Linux)
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1e3  // counted in kB
  #else
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_maxrss) / 1e6  // counted in bytes
  #endif
}
