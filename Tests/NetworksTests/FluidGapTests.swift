import Determinism
import Networks
import Testing

/// Where the fluid model must not be used, and what `auto` does about it.
@Suite struct FluidGapTests {
  /// An upload above which `auto` would take the fluid.
  private let large = ByteCount(UInt64(3_000_000_000))

  private func link(_ change: (inout LinkProfile) -> Void = { _ in }) -> LinkProfile {
    var profile = profile(megabits: 20, delay: milliseconds(25))
    change(&profile)
    return profile
  }

  private static let dropping = Outage(
    start: at(100_000_000), duration: milliseconds(400), effect: .drops)
  private static let trace = LinkCapacity.opportunities(
    DeliveryTrace(milliseconds: [1, 2, 3, 400]), bytes: 1_504)

  private func auto(
    _ data: LinkProfile, _ back: LinkProfile, _ control: CongestionAlgorithm = .reno
  ) -> Connection.Model {
    Connection(
      data: data, acknowledgements: back, settings: TransportSettings(control: control),
      model: .auto, expectedBytes: large, connectAt: .zero, randomness: randomness(1)
    ).model
  }

  @Test func autoTakesTheFluidForLargeUploadsOverPlainLinks() {
    #expect(auto(link(), link()) == .fluid)
    #expect(auto(link { $0.queueLimit = 16 }, link { $0.queueLimit = 1 }) == .fluid)
    #expect(auto(link { $0.capacity = Self.trace }, link()) == .fluid)
    #expect(
      auto(link { $0.outages = [Outage(start: .zero, duration: .zero, effect: .holds)] }, link())
        == .fluid)
    #expect(
      auto(link { $0.delay = milliseconds(3) }, link { $0.delay = milliseconds(1) }, .cubic)
        == .fluid)
    #expect(auto(link { $0.delay = .zero }, link { $0.delay = .zero }, .reno) == .fluid)
  }

  @Test func autoTakesPacketsWhereverTheFluidHasAGap() {
    #expect(auto(link { $0.queueLimit = 15 }, link()) == .packet)
    let changing = link {
      $0.capacity = Self.trace
      $0.queueLimit = 1_000
    }
    #expect(auto(changing, link()) == .packet)
    #expect(auto(link { $0.outages = [Self.dropping] }, link()) == .packet)
    #expect(auto(link(), link { $0.outages = [Self.dropping] }) == .packet)
    let recurring = RecurringOutages(
      interval: milliseconds(1_000), duration: milliseconds(10), spacing: .random, effect: .drops)
    #expect(auto(link { $0.recurringOutages = [recurring] }, link()) == .packet)
    let short = link { $0.delay = SimDuration(nanoseconds: 1_999_999) }
    #expect(auto(short, short, .cubic) == .packet)
  }

  /// The gaps are there: the fluid takes less than nine tenths of the packets' time.
  @Test func theFluidIsFarTooFastInItsGaps() {
    let changing = link {
      $0.capacity = .series(
        RateSeries(
          steps: [
            .init(start: .zero, bitsPerSecond: 40_000_000),
            .init(start: milliseconds(500), bitsPerSecond: 500_000),
          ], period: milliseconds(1_000)))
      $0.queueLimit = 50
    }
    for profile in [link { $0.queueLimit = 4 }, changing, link { $0.outages = [Self.dropping] }] {
      let fluid = uploadAlone(2_000_000, profile, .reno, .fluid, seed: 1).seconds
      let packets = uploadAlone(2_000_000, profile, .reno, .packet, seed: 1).seconds
      #expect(fluid < 0.9 * packets, "\(fluid) s, \(packets) s")
    }
  }

  @Test func aWarningNamesEveryGapOrNone() throws {
    #expect(FluidGap.warning([], instead: "auto") == nil)
    let short = link {
      $0.queueLimit = 2
      $0.outages = [Self.dropping]
    }
    let gaps = FluidGap.gaps(data: short, acknowledgements: link(), control: .reno)
    #expect(
      FluidGap.warning(gaps, instead: "auto or packet")
        == "the fluid model of TCP is far too fast with a queue of fewer than 16 packets, and with "
        + "outages that drop packets; use auto or packet")
  }
}
