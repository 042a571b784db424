import ArgumentParser
import Determinism
import EventSimulation
import Foundation
import Simulation

/// `sidelight bench events`: the hold model of engine comparisons (Jones, "An Empirical Comparison
/// of Priority-Queue and Event-Set Implementations", CACM 1986).
struct EventsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Events that the simulator's queue takes and schedules again a second.",
    discussion: """
      A hold takes the next event and schedules it again, a random increment later. A million of \
      them run with 1,000 and with 100,000 events pending. Prints JSON: holds a second of \
      processor time (the best of several runs), and `order`, an FNV-1a hash over the events' \
      numbers in the order in which they fired. Engines that order events alike and read the same \
      increments have equal hashes.

      EXAMPLE
        sidelight bench events --increments increments.txt
      """)

  @Option(
    help: ArgumentHelp(
      "65,536 increments, one whole number of nanoseconds a line; drawn when left out.",
      valueName: "file"),
    completion: .file())
  var increments: String?
  @Option(help: "Runs of one million holds; the best one counts.") var rounds = 7
  @Flag(help: "Print JSON (always on).") var json = false

  func validate() throws {
    guard (1...1_000).contains(rounds) else {
      throw ValidationError("Rounds must lie between 1 and 1000.")
    }
  }

  private struct Report: Codable {
    struct Result: Codable {
      var pending: Int
      var holds_per_cpu_second: Double
      var order: String
    }

    var holds: Int
    var increments: String
    var results: [Result]
  }

  mutating func run() throws {
    let table = try increments.map { try IncrementTable(path: $0) } ?? IncrementTable()
    let results = [1_000, 100_000].map { pending in
      var best = 0.0
      var order: UInt64 = 0
      // The first run warms caches and clock up.
      for round in 0...rounds {
        let run = HoldModel.run(pending: pending, table: table)
        if round > 0 { best = max(best, run.holdsPerSecond) }
        order = run.order
      }
      return Report.Result(
        pending: pending, holds_per_cpu_second: best.rounded(), order: hexadecimal(order))
    }
    let report = Report(
      holds: HoldModel.holds, increments: increments ?? "drawn", results: results)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try StandardOutput.write(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  private func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// One run of the hold model on the simulator's queue.
private enum HoldModel {
  static let holds = 1_000_000

  static func run(pending: Int, table: IncrementTable) -> (holdsPerSecond: Double, order: UInt64) {
    var queue = EventQueue<UInt32>(ties: .scheduled)
    for number in 0..<pending {
      queue.schedule(UInt32(number), at: SimInstant.zero + table[number])
    }
    var order: UInt64 = 0xCBF2_9CE4_8422_2325
    var step = pending
    let clock = ProcessorClock()
    for _ in 0..<holds {
      guard let (time, number) = queue.popNext() else {
        preconditionFailure("a hold schedules what it takes, so the queue never runs dry")
      }
      order = (order ^ UInt64(number)) &* 0x100_0000_01B3
      queue.schedule(number, at: time + table[step])
      step += 1
    }
    let seconds = clock.seconds
    precondition(queue.count == pending, "a hold leaves the number of events as it was")
    return (Double(holds) / seconds, order)
  }
}

/// The increments of the hold model, repeated for ever.
private struct IncrementTable {
  static let count = 1 << 16
  /// An increment's bound: a million of the largest stay within simulated time.
  private static let bounds: ClosedRange<UInt64> = 1...1_000_000_000_000

  private let increments: [SimDuration]

  subscript(step: Int) -> SimDuration { increments[step & (Self.count - 1)] }

  /// Draws increments with an exponential distribution of mean one second.
  init() {
    var stream = Seed(1).stream("bench.events", ledger: nil)
    increments = (0..<Self.count).map { _ in
      SimDuration(
        nanoseconds: UInt64(-DeterministicMath.log(1 - stream.nextUnit()) * 1e9) + 1)
    }
  }

  /// Reads a table with one whole number of nanoseconds a line.
  init(path: String) throws {
    let bytes = try InputFile.bytes(of: path, limit: 1 << 21)
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var read: [SimDuration] = []
    for (index, line) in lines.enumerated() {
      let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
      guard line.first != UInt8(ascii: "+"), let value = UInt64(text), Self.bounds.contains(value)
      else {
        throw Failure(
          badInput: "\(path):\(index + 1): error: an increment is a whole number of nanoseconds "
            + "from \(Self.bounds.lowerBound) to \(Self.bounds.upperBound)")
      }
      read.append(SimDuration(nanoseconds: value))
    }
    guard read.count == Self.count else {
      throw Failure(
        badInput: "\(path): error: \(Self.count) increments are needed, one a line; "
          + "the file has \(read.count)")
    }
    increments = read
  }
}
