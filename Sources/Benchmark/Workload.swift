import Dispatch

/// Something worth timing: `swift run benchmark <name>`. To add one, conform a type in a file of its own
/// and put it into the list in main.swift.
protocol Workload {
  /// What is typed after `benchmark`, in one word.
  var name: String { get }
  /// What it does, in one line.
  var summary: String { get }
  /// The unit of the rate: work per second, such as GFLOP/s or words/s.
  var unit: String { get }
  /// The cases that are run unless `--case` names others.
  var cases: [String] { get }

  /// Makes everything that a case needs and that is not to be timed.
  ///
  /// - Throws: `InputError` if there is no such case.
  func prepare(_ name: String) throws -> Job
}

/// One case of a workload, ready to be timed.
struct Job {
  /// How much work one run does, in the unit of the rate (without "per second").
  let work: Double
  /// Does the work once. What it returns stands beside the speed: measures of quality, by name.
  let run: () throws -> [(name: String, value: Double)]
}

/// What a case took.
struct Measurement {
  /// The median time of one run.
  let seconds: Double
  let quality: [(name: String, value: Double)]
}

extension Job {
  /// The time of one run: the median of `repetitions` samples, each of as many runs as fill a twentieth
  /// of a second. A first run, not counted, warms the caches.
  func measure(repetitions: Int) throws -> Measurement {
    var quality = try run()
    let once = try time { quality = try run() }
    let runs = max(1, Int(0.05 / max(once, 1e-9)))
    let samples = try (0..<repetitions).map { _ in
      try time { for _ in 0..<runs { quality = try run() } } / Double(runs)
    }
    let sorted = samples.sorted()
    let middle = sorted.count / 2
    let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    return Measurement(seconds: median, quality: quality)
  }
}

/// The seconds that `body` takes.
func time(_ body: () throws -> Void) rethrows -> Double {
  let start = DispatchTime.now().uptimeNanoseconds
  try body()
  return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
}
