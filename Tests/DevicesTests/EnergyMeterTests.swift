import Determinism
import Devices
import TestSupport
import Testing

private func instant(_ milliseconds: Int) -> SimInstant {
  SimInstant(nanoseconds: UInt64(milliseconds) * 1_000_000)
}

/// Of a few additions and products in double.
private let rounding = 1e-12

private func expectNear(
  _ got: Double, _ want: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(abs(got - want) <= rounding * max(1, abs(want)), sourceLocation: sourceLocation)
}

@Suite struct EnergyMeterTests {
  let power = PowerProfile(idleWatts: 0.5, loadWatts: 4.5)

  @Test func oneUploadOverLTEFollowsTheClosedForm() {
    // 1 MB is 8 Mbit: 438.39 x 8 mJ. The base for two seconds: 1288.04 x 2 mJ. One promotion:
    // 1211 x 0.26 mJ. One whole tail: 1060 x 11.6 mJ. Waiting: 0.5 W for 30 s.
    var meter = EnergyMeter(power: power, radio: .lte)
    meter.transferred(.up, bytes: ByteCount(1_000_000), from: instant(1_000), to: instant(3_000))
    let report = meter.report(until: instant(30_000))
    expectNear(report.idle, 15)
    #expect(report.compute == 0)
    expectNear(report.radioTransfer, 3.50712 + 2.57608)
    expectNear(report.promotion, 0.31486)
    expectNear(report.radioTail, 12.296)
    expectNear(report.total, 15 + 6.0832 + 0.31486 + 12.296)
    // At 5 s the tail is two seconds old.
    expectNear(meter.report(until: instant(5_000)).radioTail, 2.12)
    // A report cannot end before the last transfer.
    #expect(meter.report(until: .zero) == meter.report(until: instant(3_000)))
  }

  @Test func bothDirectionsAtOnceShareOneBasePower() {
    // Up from 0 to 4 s, down from 2 to 6 s: the base counts for six seconds, not eight.
    var meter = EnergyMeter(power: power, radio: .wifi)
    meter.transferred(.up, bytes: ByteCount(500_000), from: instant(0), to: instant(4_000))
    meter.transferred(.down, bytes: ByteCount(250_000), from: instant(2_000), to: instant(6_000))
    let report = meter.report(until: instant(6_000))
    expectNear(report.radioTransfer, (283.17 * 4 + 137.01 * 2 + 132.86 * 6) / 1000)
    #expect(report.radioTail == 0 && report.promotion == 0)
  }

  @Test func aPauseShorterThanTheTailPromotesOnce() {
    func report(pause: Int) -> EnergyReport {
      var meter = EnergyMeter(power: power, radio: .lte)
      meter.transferred(.up, bytes: .zero, from: instant(0), to: instant(100))
      meter.transferred(
        .down, bytes: .zero, from: instant(100 + pause), to: instant(200 + pause))
      return meter.report(until: instant(200 + pause))
    }
    let promotion = 1.211 * 0.26
    expectNear(report(pause: 11_600).promotion, promotion)
    expectNear(report(pause: 11_600).radioTail, 1.06 * 11.6)
    expectNear(report(pause: 11_601).promotion, 2 * promotion)
    expectNear(report(pause: 11_601).radioTail, 1.06 * 11.6)
    expectNear(report(pause: 5_000).radioTail, 1.06 * 5)
  }

  @Test func computingDrawsTheDifferenceOnTopOfWaiting() {
    var meter = EnergyMeter(power: power, radio: .none)
    meter.computed(from: instant(0), to: instant(2_000))
    // Three seconds of work, throttled to last five.
    meter.computed(
      from: instant(3_000), to: instant(8_000), fullSpeed: .milliseconds(3_000))
    let report = meter.report(until: instant(10_000))
    expectNear(report.compute, 4 * 5)
    expectNear(report.idle, 0.5 * 10)
    #expect(report.radioTransfer == 0 && report.radioTail == 0 && report.promotion == 0)
  }

  private struct Transfer {
    var direction: EnergyMeter.Direction
    var bytes: Int
    var start: Int
    var end: Int
  }

  private func transfers(_ seed: UInt64) -> [Transfer] {
    var stream = Seed(seed).stream("transfers", ledger: nil)
    return (0..<stream.next(below: 12)).map { _ in
      let start = stream.next(below: 40_000)
      return Transfer(
        direction: stream.next(below: 2) == 0 ? .up : .down, bytes: stream.next(below: 100_000),
        start: start, end: start + stream.next(below: 3_000))
    }
  }

  private func meter(_ radio: RadioProfile, _ transfers: [Transfer]) -> EnergyMeter {
    var meter = EnergyMeter(power: power, radio: radio)
    for transfer in transfers {
      meter.transferred(
        transfer.direction, bytes: ByteCount(transfer.bytes), from: instant(transfer.start),
        to: instant(transfer.end))
    }
    return meter
  }

  /// The radio's state millisecond by millisecond, without any interval arithmetic.
  private func walk(_ radio: RadioProfile, _ transfers: [Transfer], until end: Int) -> EnergyReport
  {
    let tail = Int(radio.tail.nanoseconds / 1_000_000)
    var report = EnergyReport(
      idle: 0.5 * Double(end) / 1000, compute: 0, radioTransfer: 0, radioTail: 0, promotion: 0)
    var sinceActive: Int?
    for millisecond in 0...end {
      let touched = transfers.contains { $0.start <= millisecond && millisecond <= $0.end }
      if touched {
        if sinceActive == nil || sinceActive ?? 0 > tail {
          report.promotion += radio.promotionMilliwatts * radio.promotion.seconds / 1000
        }
        sinceActive = 0
      }
      guard millisecond < end else { break }
      if transfers.contains(where: { $0.start <= millisecond && millisecond < $0.end }) {
        report.radioTransfer += radio.baseMilliwatts / 1e6
      } else if let since = sinceActive, since < tail {
        report.radioTail += radio.tailMilliwatts / 1e6
      }
      sinceActive = sinceActive.map { $0 + 1 }
    }
    for transfer in transfers {
      let rate =
        transfer.direction == .up
        ? radio.uplinkMillijoulesPerMegabit : radio.downlinkMillijoulesPerMegabit
      report.radioTransfer += rate * Double(transfer.bytes) * 8 / 1e9
    }
    return report
  }

  @Test func reportsEqualAWalkThroughEveryMillisecond() {
    // Sums of up to 60,000 terms.
    let walked = 1e-9
    withEvery("seed", in: 0..<60) { seed in
      for radio in RadioProfile.all {
        let transfers = transfers(seed)
        let end = max(45_000, transfers.map(\.end).max() ?? 0)
        let got = meter(radio, transfers).report(until: instant(end))
        let want = walk(radio, transfers, until: end)
        for (part, other) in [
          (got.idle, want.idle), (got.radioTransfer, want.radioTransfer),
          (got.radioTail, want.radioTail), (got.promotion, want.promotion),
        ] {
          try #require(abs(part - other) <= walked * max(1, other), "\(radio.name)")
        }
      }
    }
  }

  @Test func theOrderOfTransfersChangesNoBitAndPartsAddUp() {
    withEvery("seed", in: 0..<200) { seed in
      let inOrder = transfers(seed).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
      var stream = Seed(seed).stream("order", ledger: nil)
      let shuffled = stream.permutation(inOrder.count).map { inOrder[$0] }
      let report = meter(.lte, inOrder).report(until: instant(60_000))
      try #require(report == meter(.lte, shuffled).report(until: instant(60_000)))
      let parts = [
        report.idle, report.compute, report.radioTransfer, report.radioTail, report.promotion,
      ]
      try #require(report.total == parts.dropFirst().reduce(parts[0], +))
      try #require(parts.allSatisfy { $0 >= 0 })
      // Time only adds.
      try #require(meter(.lte, inOrder).report(until: instant(61_000)).total > report.total)
    }
  }

  @Test func aBatteryEndsWhenItsEnergyIsUsed() throws {
    // 0.01 Wh are 36 J; half of it is 18 J: 36 s of waiting at 0.5 W.
    let battery = Battery(capacityWattHours: 0.01, initialCharge: 0.5)
    let idle = EnergyMeter(power: power, radio: .lte)
    #expect(idle.emptyAt(battery, waitingFrom: .zero) == instant(36_000))
    #expect(!battery.isEmpty(after: idle.report(until: instant(35_999))))
    #expect(battery.isEmpty(after: idle.report(until: instant(36_000))))
    expectNear(battery.charge(after: idle.report(until: instant(18_000))), 0.25)
    #expect(battery.charge(after: idle.report(until: instant(99_000))) == 0)

    withEvery("seed", in: 0..<100) { seed in
      let meter = meter(.lte, transfers(seed))
      let used = meter.report(until: meter.lastActivity).total
      var stream = Seed(seed).stream("battery", ledger: nil)
      let battery = Battery(
        capacityWattHours: (used + 30 * stream.nextUnit()) / 3600 + 1e-6, initialCharge: 1)
      let end = try #require(meter.emptyAt(battery, waitingFrom: .zero))
      // A microsecond each way covers the rounding of double.
      let after = SimInstant(nanoseconds: end.nanoseconds + 1_000)
      try #require(battery.isEmpty(after: meter.report(until: after)))
      guard end.nanoseconds > meter.lastActivity.nanoseconds + 1_000 else { return }
      let before = SimInstant(nanoseconds: end.nanoseconds - 1_000)
      try #require(!battery.isEmpty(after: meter.report(until: before)))
    }
    let free = EnergyMeter(power: PowerProfile(idleWatts: 0, loadWatts: 1), radio: .none)
    #expect(free.emptyAt(battery, waitingFrom: .zero) == nil)
  }

  @Test func computingTwoThingsAtOnceTraps() async {
    await #expect(processExitsWith: .failure) {
      var meter = EnergyMeter(power: PowerProfile(idleWatts: 0, loadWatts: 1), radio: .none)
      meter.computed(from: .zero, to: SimInstant(nanoseconds: 10))
      meter.computed(from: SimInstant(nanoseconds: 9), to: SimInstant(nanoseconds: 20))
    }
  }
}
