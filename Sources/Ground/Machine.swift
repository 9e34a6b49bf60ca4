import Foundation

/// The machine that the program runs on, as far as a recorded number wants to be told.
package enum Machine {
  /// What the processor is called.
  package static var processor: String {
    #if os(macOS)
      return output(of: ["sysctl", "-n", "machdep.cpu.brand_string"]) ?? "a Mac"
    #else
      let lines = (Files.text(at: "/proc/cpuinfo") ?? "").split(separator: "\n")
      let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
      if let model { return String(model.drop { $0.isWhitespace }) }
      // Linux names no processor on arm64; `lscpu` knows the names by their numbers.
      let listed = output(of: ["lscpu"])?.split(separator: "\n")
        .first { $0.hasPrefix("Model name:") }?.split(separator: ":").last
      return listed.map { String($0.drop { $0.isWhitespace }) } ?? "an unnamed \(architecture)"
    #endif
  }

  private static var architecture: String {
    #if arch(arm64)
      "arm64 processor"
    #elseif arch(x86_64)
      "x86-64 processor"
    #else
      "processor"
    #endif
  }

  /// What a command prints, without the line end; nil where it fails or is not installed.
  package static func output(of command: [String], in folder: String = "/") -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    let trimmed = text.hasSuffix("\n") ? String(text.dropLast()) : text
    return process.terminationStatus == 0 ? trimmed : nil
  }
}
