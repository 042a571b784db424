import ArgumentParser
import Determinism
import Foundation
import Networks
import Scenarios
import Simulation

/// `sidelight link`: simulates links on their own.
struct LinkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "Simulate a link on its own.",
    discussion: """
      EXAMPLE
        sidelight link transfer --bytes '10 MB' --rate '20 Mbit/s' --delay '25 ms'
      """,
    subcommands: [Transfer.self])

  /// `sidelight link transfer`.
  struct Transfer: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How long one upload takes, from connecting to its last byte.",
      discussion: """
        Opens one TCP connection, sends N bytes and waits until the last one has arrived. `--loss` \
        and `--queue` are those of the upload's direction; acknowledgements come back at the same \
        rate and delay and are not lost.

        `--mode packet` simulates every packet, `fluid` takes a few steps; `auto` takes packets up \
        to 2 GB, and wherever the fluid is known to be too fast. A recorded link (`--trace`) is a \
        Mahimahi trace, one millisecond a line, or a table that begins with a line such as \
        `s,Mbit/s`; acknowledgements then come back without a bottleneck, unless `--rate` gives one.

        EXAMPLES
          sidelight link transfer --bytes '10 MB' --rate '20 Mbit/s' --delay '25 ms'
          sidelight link transfer --bytes 1000000 --rate '5 Mbit/s' --delay '50 ms' --loss '0.5 %' \
        --seed 3 --json
          sidelight link transfer --bytes '1 MB' --delay '20 ms' --trace ATT-LTE-driving.up
        """)

    @Option(help: "Size of the upload: bytes, or with a unit as in '10 MB'.") var bytes: String
    @Option(help: "Rate of the bottleneck, as in '20 Mbit/s'; not needed with a trace.")
    var rate: String?
    @Option(help: "One-way delay, as in '25 ms'.") var delay: String
    @Option(help: "Probability that a packet is lost, as in 0.005 or '0.5 %'.") var loss = "0"
    @Option(help: "Packets that may wait at the bottleneck.") var queue = 100
    @Option(help: "Which model to use: packet, fluid or auto.") var mode = Mode.auto
    @Option(help: "How the window adapts: reno or cubic.") var control = Control.reno
    @Option(help: "A recorded link.", completion: .file()) var trace: String?
    @Option(help: "Bytes that an opportunity of a Mahimahi trace carries: 1500 or 1504.")
    var opportunityBytes = LinkCapacity.opportunityBytes
    @Option(help: "Seed of the random losses.") var seed: UInt64 = 1
    @Flag(help: "Print JSON.") var json = false

    private struct Report: Codable {
      var bytes: UInt64
      var control: String
      var drops: UInt64
      var events: UInt64
      var goodput_bits_per_second: Double
      var losses: UInt64
      var mode: String
      var packets: UInt64
      var retransmissions: UInt64
      var seconds: Double
      var timeouts: UInt64
      var wire_bytes: UInt64
    }

    mutating func run() throws {
      guard (1...1_000_000).contains(queue) else {
        throw Failure(badInput: "--queue: error: must be from 1 to 1000000, found \(queue)")
      }
      guard (1...65_536).contains(opportunityBytes) else {
        throw Failure(
          badInput: "--opportunity-bytes: error: must be from 1 to 65536, found \(opportunityBytes)"
        )
      }
      let size = try QuantityReader.size(bytes, of: "--bytes")
      let (data, acknowledgements) = try profiles()
      try checkDuration(size, data)
      if mode == .fluid { warnOfGaps(data, acknowledgements) }
      var connection = Connection(
        data: data, acknowledgements: acknowledgements,
        settings: TransportSettings(control: control.algorithm), model: mode.model,
        expectedBytes: size,
        connectAt: .zero,
        randomness: LinkRandomness(seed: Seed(seed), name: "link.up", ledger: nil))
      connection.offer(TransferID(0), bytes: size, at: .zero)
      var delivery: Delivery?
      while delivery == nil, let next = connection.nextActivity {
        delivery = connection.advance(to: next).first
      }
      guard let delivery else { preconditionFailure("a connection delivers what it was offered") }
      try write(delivery, connection, size)
    }

    private func warnOfGaps(_ data: LinkProfile, _ acknowledgements: LinkProfile) {
      let gaps = FluidGap.gaps(
        data: data, acknowledgements: acknowledgements, control: control.algorithm)
      guard let warning = FluidGap.warning(gaps, instead: "--mode auto or packet") else { return }
      StandardError.write("warning: --mode fluid: \(warning)")
    }

    /// Refuses uploads that would run into the end of simulated time, by a generous estimate.
    private func checkDuration(_ size: ByteCount, _ data: LinkProfile) throws {
      let rate = data.rate.bitsPerSecond
      let service = Double(size.bytes) * 8.4 / Double(rate) / (1 - data.loss)
      // At worst a segment a round trip, and a timer for each loss.
      let segment = data.loss * (10 + 4 * data.delay.seconds)
      let seconds = service + Double(size.bytes) / 1_448 * segment + 100 * data.delay.seconds
      guard seconds < Self.yearsMax * 365 * 86_400 else {
        throw Failure(
          badInput: "--bytes '\(bytes)': error: the upload would take more than "
            + "\(Int(Self.yearsMax)) years of simulated time")
      }
    }

    /// The clock ends after 584 years.
    private static let yearsMax = 10.0

    /// The directions of the data and of the acknowledgements.
    private func profiles() throws -> (LinkProfile, LinkProfile) {
      let oneWay = try QuantityReader.delay(delay, of: "--delay")
      let share = try QuantityReader.loss(loss, of: "--loss")
      let bottleneck = try rate.map { try QuantityReader.dataRate($0, of: "--rate") }
      var data: LinkProfile
      var back: BitRate
      if let trace {
        let recorded = try RecordedLinkFile.capacity(trace, opportunityBytes: opportunityBytes)
        data = LinkProfile(capacity: recorded, delay: oneWay, lossModel: .none)
        back = bottleneck ?? BitRate(bitsPerSecond: 1_000_000_000_000)
      } else {
        guard let bottleneck else {
          throw Failure(badInput: "--rate: error: missing; a link needs --rate or --trace")
        }
        data = LinkProfile(rate: bottleneck, delay: oneWay, loss: 0)
        back = bottleneck
      }
      data.loss = share
      data.queueLimit = queue
      var acknowledgements = LinkProfile(rate: back, delay: oneWay, loss: 0)
      acknowledgements.queueLimit = trace == nil ? queue : nil
      return (data, acknowledgements)
    }

    private func write(_ delivery: Delivery, _ connection: Connection, _ size: ByteCount) throws {
      let counters = connection.counters
      let seconds = delivery.delivered.seconds
      let goodput = Double(size.bytes) * 8 / seconds
      guard !json else {
        let report = Report(
          bytes: size.bytes, control: control.rawValue, drops: counters.drops,
          events: counters.events, goodput_bits_per_second: goodput.rounded(),
          losses: counters.losses, mode: connection.model.rawValue, packets: counters.packets,
          retransmissions: counters.retransmissions, seconds: seconds,
          timeouts: counters.timeouts, wire_bytes: counters.wireBytes.bytes)
        return try StandardOutput.write(json: report)
      }
      try StandardOutput.write(
        """
        \(size) in \(Self.decimal(seconds, 6)) s: \(Self.decimal(goodput / 1e6, 3)) Mbit/s
          packets          \(counters.packets), of them \(counters.retransmissions) sent again
          lost             \(counters.losses) at random, \(counters.drops) by a full queue
          timeouts         \(counters.timeouts)
          on the wire      \(counters.wireBytes)
          model            \(connection.model.rawValue), \(control.rawValue), \
        \(counters.events) events
        """)
    }

    private static func decimal(_ value: Double, _ places: Int) -> String {
      String(format: "%.\(places)f", value)
    }
  }
}

extension LinkCommand {
  /// The models by their names.
  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case packet, fluid, auto

    var model: Connection.Model {
      switch self {
      case .packet: .packet
      case .fluid: .fluid
      case .auto: .auto
      }
    }
  }

  /// The algorithms by their names.
  enum Control: String, ExpressibleByArgument, CaseIterable {
    case reno, cubic

    var algorithm: CongestionAlgorithm {
      switch self {
      case .reno: .reno
      case .cubic: .cubic
      }
    }
  }
}
