import Determinism
import Networks
import TestSupport
import Testing

/// The fluid over rates that change.
@Suite struct FluidCapacityTests {
  private func fluid(_ profile: LinkProfile, seed: UInt64 = 1) -> FluidTCP {
    FluidTCP(
      data: profile, acknowledgements: profile, settings: TransportSettings(control: .reno),
      connectAt: .zero, randomness: randomness(seed))
  }

  @Test func aStepOfTheRateIsIntegratedExactly() {
    // The message has 8 segments, 11,584 + 432 bytes on the wire, and leaves from 2 ms on, after
    // the handshake. At 8 Mbit/s, 1 us a byte, 8000 bytes leave until 10 ms; 4016 bytes are left,
    // at 1 Mbit/s: t = 10 ms + 4016 x 8 us + 1 ms.
    let series = RateSeries(
      steps: [
        RateSeries.Step(start: .zero, bitsPerSecond: 8_000_000),
        RateSeries.Step(start: milliseconds(10), bitsPerSecond: 1_000_000),
      ], period: nil)
    let profile = LinkProfile(
      capacity: .series(series), delay: milliseconds(1), lossModel: .none)
    let delivery = send([Offer(bytes: 8 * 1_448, time: 0)], through: fluid(profile))[0]
    #expect(delivery.delivered == at(10_000_000 + 4_016 * 8_000 + 1_000_000))
  }

  @Test func anOutageDelaysByItsLength() {
    var profile = profile(megabits: 8, delay: milliseconds(1))
    let before = send([Offer(bytes: 8 * 1_448, time: 0)], through: fluid(profile))[0]
    profile.outages = [Outage(start: at(5_000_000), duration: milliseconds(70), effect: .holds)]
    let after = send([Offer(bytes: 8 * 1_448, time: 0)], through: fluid(profile))[0]
    #expect(after.delivered == before.delivered + milliseconds(70))
  }

  @Test func opportunitiesAreUsedOneAfterTheOther() {
    // Ten segments of 1502 bytes need ten opportunities of 1504; those at 0 to 2 ms are missed.
    let trace = DeliveryTrace(milliseconds: [1, 2, 5, 5, 5, 9, 20])
    let profile = LinkProfile(
      capacity: .opportunities(trace, bytes: 1_504), delay: milliseconds(1), lossModel: .none)
    let delivery = send([Offer(bytes: 10 * 1_448, time: 0)], through: fluid(profile))[0]
    // 5, 5, 5, 9, 20, then 21, 22, 25, 25, 25.
    #expect(delivery.delivered == at(26_000_000))
  }

  @Test func moreCapacityNeverDeliversLater() {
    withEvery("seed", in: 0..<Cases.seeds / 4) { seed in
      var stream = Seed(seed).stream("capacity", ledger: nil)
      let train = randomTrain(&stream)
      var steps: [RateSeries.Step] = []
      for index in 0..<1 + stream.next(below: 6) {
        steps.append(
          RateSeries.Step(
            start: milliseconds(UInt64(index) * 40),
            bitsPerSecond: UInt64(1 + stream.next(below: 20_000_000))))
      }
      let period = milliseconds(UInt64(steps.count) * 40)
      var faster = steps
      for index in faster.indices where stream.next(below: 2) == 0 {
        faster[index].bitsPerSecond += UInt64(1 + stream.next(below: 5_000_000))
      }
      let delay = milliseconds(UInt64(stream.next(below: 60)))
      let results = [steps, faster].map { steps in
        send(
          train,
          through: fluid(
            LinkProfile(
              capacity: .series(RateSeries(steps: steps, period: period)), delay: delay,
              lossModel: .none)))
      }
      for (slow, fast) in zip(results[0], results[1]) {
        try #require(fast.delivered <= slow.delivered)
      }
    }
  }

  @Test func anyLinkDeliversInOrderAndInFewSteps() {
    withEvery("seed", in: 0..<Cases.seeds) { seed in
      var stream = Seed(seed).stream("any", ledger: nil)
      let train = randomTrain(&stream)
      var profile = randomProfile(&stream)
      if stream.next(below: 2) == 0 {
        profile.capacity = .constant(
          BitRate(bitsPerSecond: UInt64(1_000 + stream.next(below: 1 << 30))))
      }
      if stream.next(below: 2) == 0 { profile.queueLimit = 1 + stream.next(below: 1_000) }
      profile.delay = SimDuration(
        nanoseconds: UInt64(stream.next(below: 1 << (1 + stream.next(below: 33)))))
      let control: CongestionAlgorithm = stream.next(below: 2) == 0 ? .reno : .cubic
      var link = FluidTCP(
        data: profile, acknowledgements: profile, settings: TransportSettings(control: control),
        connectAt: .zero, randomness: randomness(seed))
      var arrived: [Delivery] = []
      for (index, offer) in train.enumerated() {
        let before = link.counters.events
        link.offer(
          TransferID(UInt64(index)), bytes: ByteCount(offer.bytes), at: at(offer.time))
        try #require(link.counters.events - before <= 50)
        arrived += link.advance(to: at(offer.time))
      }
      while let next = link.nextActivity { arrived += link.advance(to: next) }
      try #require(arrived.map(\.id.value) == (0..<UInt64(train.count)).map { $0 })
      for (offer, delivery) in zip(train, arrived) {
        try #require(delivery.departed >= at(offer.time))
        try #require(delivery.delivered >= delivery.departed + profile.delay)
      }
    }
  }

  @Test func theFluidFollowsPacketsOverRandomRates() {
    // Without a limit of the queue nothing is dropped, and both integrate the same rate; what is
    // left is the slow start over a rate that changes.
    withEvery("seed", in: 0..<Cases.packetSeeds / 2) { seed in
      var stream = Seed(seed).stream("both", ledger: nil)
      let trace = randomTrace(&stream)
      let profile = LinkProfile(
        capacity: .opportunities(trace, bytes: 1_504), delay: milliseconds(10), lossModel: .none)
      let bytes = UInt64(500_000 + stream.next(below: 2_000_000))
      let packet = uploadAlone(bytes, profile, .reno, .packet, seed: 1).seconds
      let fluid = uploadAlone(bytes, profile, .reno, .fluid, seed: 1).seconds
      try #require(abs(fluid / packet - 1) < 0.35)
    }
  }
}
