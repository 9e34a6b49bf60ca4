import Foundation
import Ground

/// The line that a measured case prints: one JSON object.
func report(
  workload: any Workload, caseName: String, threads: Int, work: Double, measurement: Measurement
) -> String {
  var line = JSONLine()
  line.add("benchmark", workload.name)
  line.add("case", caseName)
  line.add("threads", threads)
  line.add("seconds", measurement.seconds)
  line.add("rate", work / measurement.seconds)
  line.add("unit", workload.unit)
  line.add("peak_mb", peakMegabytes())
  for (name, value) in measurement.quality { line.add(name, value) }
  return line.text
}

/// The most memory this process has held so far, in MB.
private func peakMegabytes() -> Double {
  var usage = rusage()
  #if canImport(Glibc)
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
  #else
    getrusage(RUSAGE_SELF, &usage)
  #endif
  #if os(Linux)
    return Double(usage.ru_maxrss) / 1e3  // counted in kB
  #else
    return Double(usage.ru_maxrss) / 1e6  // counted in bytes
  #endif
}
