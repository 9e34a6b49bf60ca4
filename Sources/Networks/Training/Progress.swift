import Foundation
import Tensors

/// The line that a terminal shows while a model trains. A pipe or a file gets nothing.
struct Progress {
  private let isShown: Bool
  private let epochs: Int
  private let start = ContinuousClock.now
  private var first: Int?
  private var shown: ContinuousClock.Instant?

  init(isShown: Bool, epochs: Int) {
    self.isShown = isShown && isatty(STDERR_FILENO) == 1
    self.epochs = epochs
  }

  /// Draws the line anew, ten times a second at most.
  mutating func show(_ place: Schedule.Place, loss: Float, rate: Float) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let before = first ?? place.step
    first = before
    if let shown, now - shown < .milliseconds(100) { return }
    shown = now
    let done = Double(place.step + 1 - before) / Double(max(place.steps - before, 1))
    let elapsed = (now - start) / .seconds(1)
    write("\r" + line(place, loss: loss, rate: rate, left: elapsed / done - elapsed) + "\u{1b}[K")
  }

  /// Wipes the line.
  func finish() {
    if shown != nil { write("\r\u{1b}[K") }
  }

  /// `epoch 3/300  loss 0.7421  rate 0.1  12 s left`
  func line(_ place: Schedule.Place, loss: Float, rate: Float, left seconds: Double) -> String {
    let (loss, rate) = (String(format: "%.4f", loss), String(format: "%.3g", rate))
    return
      "epoch \(place.epoch + 1)/\(epochs)  loss \(loss)  rate \(rate)  \(time(seconds)) left"
  }

  /// `45 s`, `12 min`, `3 h 20 min`
  private func time(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e7).rounded(.up))
    if seconds < 100 { return "\(seconds) s" }
    let minutes = (seconds + 59) / 60
    return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
