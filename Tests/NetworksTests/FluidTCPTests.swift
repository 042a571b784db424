import Determinism
import Networks
import Testing

@Suite struct FluidTCPTests {
  @Test func oneSegmentTakesHandshakeTransmissionAndDelay() {
    // 8 Mbit/s is 1000 ns a byte; 1000 + 54 bytes on the wire.
    // t = connect + (20 + 30) ms + 1054 us + 20 ms.
    let link = FluidTCP(
      profile: profile(megabits: 8, delay: milliseconds(20)), reverseDelay: milliseconds(30),
      connectAt: at(5_000_000))
    let delivery = send([Offer(bytes: 1_000, time: 0)], through: link)[0]
    #expect(delivery.departed == at(55_000_000))
    #expect(delivery.delivered == at(76_054_000))
    #expect(delivery.segments == 1)
    #expect(delivery.wireBytes == ByteCount(1_054))
  }

  @Test func aMessageOfThreeWindowsWaitsForTwoAcknowledgements() {
    // 16 Mbit/s is 500 ns a byte, so a segment of 1502 bytes takes 751 us. The loop from a pair of
    // segments to its acknowledgement is 2 x 50 ms + 2 x 751 us = 101.502 ms.
    // Windows: 10, then 8 + 10 = 18 (the first two acknowledged segments do not count), so the
    // segments 29 and 30 wait for the second loop:
    // t = 100 ms + 2 x 101.502 ms + 2 x 751 us + 50 ms.
    let delivery = send(
      [Offer(bytes: 30 * 1_448, time: 0)],
      through: FluidTCP(
        profile: profile(megabits: 16, delay: milliseconds(50)), reverseDelay: milliseconds(50),
        connectAt: .zero))[0]
    #expect(delivery.delivered == at(354_506_000))
    #expect(delivery.wireBytes == ByteCount(30 * 1_502))
  }

  @Test func aLinkOfShortDelayIsLimitedByItsRateAlone() {
    // Ten segments last longer than the loop, so the window never binds:
    // t = 2 x 1 ms + bytes on the wire x 8 us + 1 ms at 1 Mbit/s.
    let bytes: UInt64 = 1_000_000
    let segments: UInt64 = 691
    let delivery = send(
      [Offer(bytes: bytes, time: 0)],
      through: FluidTCP(
        profile: profile(megabits: 1, delay: milliseconds(1)), reverseDelay: milliseconds(1),
        connectAt: .zero))[0]
    #expect(delivery.segments == segments)
    #expect(delivery.delivered == at(3_000_000 + (bytes + 54 * segments) * 8_000))
  }

  @Test func theWindowPersistsOverIdleTime() {
    let train = [Offer(bytes: 1_000_000, time: 0), Offer(bytes: 1_000_000, time: 5_000_000_000)]
    let deliveries = send(
      train,
      through: FluidTCP(
        profile: profile(megabits: 20, delay: milliseconds(25)), reverseDelay: milliseconds(25),
        connectAt: .zero))
    // The second message needs no handshake and no slow start: 400 ns a byte and one delay.
    #expect(deliveries[1].departed == at(5_000_000_000))
    #expect(deliveries[1].delivered == at(5_025_000_000 + (1_000_000 + 691 * 54) * 400))
  }

  @Test func deliveriesComeInOrderAndNeverExceedTheRate() {
    for seed in 0..<Cases.seeds {
      var stream = Seed(seed).stream("train", ledger: nil)
      let train = randomTrain(&stream)
      // 8000 / rate in whole nanoseconds a byte, so that the bound is exact.
      let nanosecondsPerByte = [80, 400, 1_600, 8_000][stream.next(below: 4)] as UInt64
      let profile = LinkProfile(
        rate: BitRate(bitsPerSecond: 8_000_000_000 / nanosecondsPerByte),
        delay: milliseconds(UInt64(stream.next(below: 100))), loss: 0)
      let deliveries = send(
        train,
        through: FluidTCP(
          profile: profile, reverseDelay: milliseconds(UInt64(stream.next(below: 100))),
          connectAt: .zero))
      #expect(deliveries.map(\.id.value) == (0..<UInt64(train.count)).map { $0 }, "seed \(seed)")
      var free: SimInstant = .zero
      for (offer, delivery) in zip(train, deliveries) {
        #expect(delivery.departed >= max(free, at(offer.time)), "seed \(seed)")
        let transmission = SimDuration(
          nanoseconds: delivery.wireBytes.bytes * nanosecondsPerByte)
        #expect(delivery.delivered >= delivery.departed + transmission + profile.delay)
        free = at(delivery.delivered.nanoseconds - profile.delay.nanoseconds)
      }
    }
  }

  /// The sum behind the model, over all starts and all their acknowledgements:
  /// T(p) = max over i, k of offered(i) + k loop + cost (p - f^k(start(i))), f^k(start(i)) < p.
  @Test func theIncrementalModelIsTheClosedFormula() {
    for seed in 0..<Cases.seeds {
      var stream = Seed(seed).stream("closed", ledger: nil)
      let train = randomTrain(&stream)
      let nanosecondsPerByte = [80, 400, 1_600][stream.next(below: 3)] as UInt64
      let delay = UInt64(stream.next(below: 100_000_000))
      let reverse = UInt64(stream.next(below: 100_000_000))
      let deliveries = send(
        train,
        through: FluidTCP(
          profile: LinkProfile(
            rate: BitRate(bitsPerSecond: 8_000_000_000 / nanosecondsPerByte),
            delay: SimDuration(nanoseconds: delay), loss: 0),
          reverseDelay: SimDuration(nanoseconds: reverse), connectAt: .zero))
      let loop = delay + reverse + 2 * 1_502 * nanosecondsPerByte
      var marks: [(position: UInt64, time: UInt64)] = []
      var position: UInt64 = 0
      for (offer, delivery) in zip(train, deliveries) {
        marks.append((position, max(offer.time, delay + reverse)))
        let end = position + delivery.wireBytes.bytes
        var latest: UInt64 = 0
        for mark in marks {
          var mark = mark
          while mark.position < end {
            latest = max(latest, mark.time + (end - mark.position) * nanosecondsPerByte)
            mark.position += 10 * 1_502 + max(mark.position, 2 * 1_502) - 2 * 1_502
            mark.time += loop
          }
        }
        #expect(delivery.delivered == at(latest + delay), "seed \(seed)")
        position = end
      }
    }
  }

  @Test func moreRateLessDelayOrAnEarlierOfferNeverDeliversLater() {
    for seed in 0..<Cases.seeds {
      var stream = Seed(seed).stream("monotone", ledger: nil)
      let train = randomTrain(&stream)
      let loss = [0, 0, 0.0001, 0.001, 0.02, 0.4][stream.next(below: 6)]
      let slowRate = 1 + UInt64(stream.next(below: 30_000_000))
      // Often only a little faster, where rounding would show.
      let fastRate = slowRate + UInt64(stream.next(below: stream.next(below: 2) == 0 ? 4 : 1 << 26))
      // Round trips on both sides of the 200 ms from which the timer of acknowledgements counts.
      let delays = (0..<2).map { _ in UInt64(stream.next(below: 220_000_000)) }
      let cut = stream.next(below: 2) == 0 ? 1 : 60_000_000
      let control: CongestionAlgorithm = stream.next(below: 2) == 0 ? .reno : .cubic
      // A queue that nothing here fills.
      let queue = stream.next(below: 2) == 0 ? nil : 1 << 30
      let shorter = delays.map { $0 - min($0, UInt64(stream.next(below: cut + 1))) }
      func deliveries(_ rate: UInt64, _ delays: [UInt64], _ train: [Offer]) -> [Delivery] {
        var data = LinkProfile(
          rate: BitRate(bitsPerSecond: rate), delay: SimDuration(nanoseconds: delays[0]),
          loss: loss)
        data.queueLimit = queue
        var back = data
        back.delay = SimDuration(nanoseconds: delays[1])
        return send(
          train,
          through: FluidTCP(
            data: data, acknowledgements: back, settings: TransportSettings(control: control),
            connectAt: .zero, randomness: randomness(1)))
      }
      let base = deliveries(slowRate, delays, train)
      let earlier = train.map {
        Offer(bytes: $0.bytes, time: $0.time - min($0.time, UInt64(cut)))
      }
      for better in [
        deliveries(fastRate, delays, train), deliveries(slowRate, shorter, train),
        deliveries(slowRate, delays, earlier),
      ] {
        for (slow, fast) in zip(base, better) {
          #expect(fast.delivered <= slow.delivered, "seed \(seed)")
          #expect(fast.departed <= slow.departed, "seed \(seed)")
        }
      }
    }
  }

  @Test func lossAddsRetransmissionsAndTime() {
    let clean = profile(megabits: 20, delay: milliseconds(25))
    var lossy = clean
    lossy.loss = 0.01
    #expect(timeToLastByte(10_000_000, lossy) > 3 * timeToLastByte(10_000_000, clean))
    let link = FluidTCP(profile: lossy, reverseDelay: lossy.delay, connectAt: .zero)
    let delivery = send([Offer(bytes: 1_448 * 99, time: 0)], through: link)[0]
    // 99 segments at 1 % loss are sent 100 times on average; rounding adds at most one byte.
    #expect((150_200...150_201).contains(delivery.wireBytes.bytes))
    #expect(delivery.segments == 99)
  }

  @Test func nothingArrivesBeforeItsTime() {
    var link = FluidTCP(
      profile: profile(megabits: 8, delay: milliseconds(20)), reverseDelay: milliseconds(20),
      connectAt: .zero)
    #expect(link.nextActivity == nil)
    link.offer(TransferID(1), bytes: ByteCount(1_000), at: .zero)
    link.offer(TransferID(2), bytes: ByteCount(1_000), at: .zero)
    let first = at(61_054_000)
    #expect(link.nextActivity == first)
    #expect(link.advance(to: at(61_053_999)).isEmpty)
    #expect(link.advance(to: first).map(\.id) == [TransferID(1)])
    #expect(link.nextActivity == at(62_108_000))
    #expect(link.advance(to: at(70_000_000)).map(\.id) == [TransferID(2)])
    #expect(link.nextActivity == nil)
  }

  @Test func timeMustNotGoBack() async {
    await #expect(processExitsWith: .failure) {
      var link = FluidTCP(
        profile: LinkProfile(rate: BitRate(bitsPerSecond: 1_000), delay: .zero, loss: 0),
        reverseDelay: .zero, connectAt: .zero)
      _ = link.advance(to: SimInstant(nanoseconds: 10))
      link.offer(TransferID(1), bytes: ByteCount(1), at: SimInstant(nanoseconds: 9))
    }
  }
}
