import ArgumentParser
import Determinism
import Foundation
import Networks

/// `sidelight bench links`: reading recorded links, and simulating single packets.
struct LinksBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "links",
    abstract: "Lines of link traces read, and packets simulated, a second.",
    discussion: """
      Prints JSON, in seconds of processor time. `trace_lines_per_second` reads a generated \
      Mahimahi trace from memory. `packets_per_second` counts data segments of uploads of 20 MB at \
      100 Mbit/s and 10 ms, with 0.1 % loss and without; `fluid_transfers_per_second` the same \
      uploads in the fluid model.

      EXAMPLE
        sidelight bench links --rounds 5
      """)

  @Option(help: "Rounds; the best one counts.") var rounds = 5
  @Flag(help: "Print JSON (always on).") var json = false

  func validate() throws {
    guard (1...1_000).contains(rounds) else {
      throw ValidationError("Rounds must lie between 1 and 1000.")
    }
  }

  private struct Report: Codable {
    var events_per_packet: Double
    var fluid_transfers_per_second: Double
    var packets_per_second: Double
    var trace_lines: Int
    var trace_lines_per_second: Double
  }

  mutating func run() throws {
    let trace = Self.generatedTrace()
    var report = Report(
      events_per_packet: 0, fluid_transfers_per_second: 0, packets_per_second: 0,
      trace_lines: Self.lines, trace_lines_per_second: 0)
    for _ in 0..<rounds {
      let clock = ProcessorClock()
      let parsed = try trace.withUnsafeBytes { try DeliveryTrace.parse($0) }
      precondition(parsed.milliseconds.count == Self.lines, "every line is an opportunity")
      report.trace_lines_per_second = max(
        report.trace_lines_per_second, (Double(Self.lines) / clock.seconds).rounded())
      let packets = Self.upload(.packet, count: 20)
      report.packets_per_second = max(
        report.packets_per_second, (Double(packets.counters.packets) / packets.seconds).rounded())
      report.events_per_packet =
        Double(packets.counters.events) / Double(packets.counters.packets)
      let fluid = Self.upload(.fluid, count: 20_000)
      report.fluid_transfers_per_second = max(
        report.fluid_transfers_per_second, (20_000 / fluid.seconds).rounded())
    }
    try StandardOutput.write(json: report)
  }

  private static let lines = 4_000_000

  /// About 12 Mbit/s for most of an hour, with gaps and bursts.
  private static func generatedTrace() -> [UInt8] {
    var stream = Seed(1).stream("bench.links", ledger: nil)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lines * 8)
    var time: UInt64 = 0
    for _ in 0..<lines {
      time += UInt64(stream.next(below: 3))
      bytes += Array(String(time).utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// Uploads, every other one with loss.
  private static func upload(
    _ model: Connection.Model, count: Int
  ) -> (counters: LinkCounters, seconds: Double) {
    let bytes = ByteCount(20_000_000)
    var total = LinkCounters()
    let clock = ProcessorClock()
    for index in 0..<count {
      var data = LinkProfile(
        rate: BitRate(bitsPerSecond: 100_000_000), delay: .milliseconds(10),
        loss: index % 2 == 0 ? 0 : 0.001)
      data.queueLimit = 100
      var back = data
      back.loss = 0
      var connection = Connection(
        data: data, acknowledgements: back, settings: TransportSettings(control: .reno),
        model: model, expectedBytes: bytes, connectAt: .zero,
        randomness: LinkRandomness(seed: Seed(UInt64(index)), name: "bench", ledger: nil))
      connection.offer(TransferID(0), bytes: bytes, at: .zero)
      while let next = connection.nextActivity {
        guard connection.advance(to: next).isEmpty else { break }
      }
      total.packets += connection.counters.packets
      total.events += connection.counters.events
    }
    return (total, clock.seconds)
  }
}
