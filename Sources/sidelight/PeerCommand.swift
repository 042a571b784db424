import Foundation

/// Another program's measurement, for a comparison in the same run.
enum PeerCommand {
  /// Runs `command` and reads the last number that it prints; nil when it fails.
  static func lastNumber(_ command: String) -> Double? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let output = Pipe()
    process.standardOutput = output
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).last
      .flatMap { Double($0) }
  }
}
