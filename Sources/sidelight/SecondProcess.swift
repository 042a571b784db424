import Foundation

/// Runs this program again, as a child.
enum SecondProcess {
  /// Standard output of `sidelight ARGUMENTS`; throws when it fails.
  static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        badInput: "the second run ended with exit code \(process.terminationStatus)")
    }
    return data
  }
}
