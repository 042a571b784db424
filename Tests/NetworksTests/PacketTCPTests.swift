import Determinism
import Networks
import TestSupport
import Testing

@Suite struct PacketTCPTests {
  @Test func oneSegmentTakesHandshakeTransmissionAndDelay() {
    // 8 Mbit/s is 1 us a byte. The handshake takes 58 + 58 bytes and two delays of 20 ms; then its
    // acknowledgement of 54 bytes goes first, and 1000 + 54 bytes follow:
    // t = 2 x (58 us + 20 ms) + 54 us + 1054 us + 20 ms.
    let delivery = send(
      [Offer(bytes: 1_000, time: 0)],
      through: packetConnection(profile(megabits: 8, delay: milliseconds(20))))[0]
    #expect(delivery.departed == at(40_116_000))
    #expect(delivery.delivered == at(61_224_000))
    #expect(delivery.segments == 1)
    #expect(delivery.wireBytes == ByteCount(1_054))
  }

  @Test func aLostFirstPacketIsRepeatedAfterThreeSeconds() {
    // The link is out while the first packet is on its way, and drops it.
    var profile = profile(megabits: 8, delay: milliseconds(20))
    profile.outages = [Outage(start: at(0), duration: milliseconds(10), effect: .drops)]
    let link = PacketTCP(
      data: profile,
      acknowledgements: LinkProfile(
        rate: BitRate(bitsPerSecond: 8_000_000), delay: milliseconds(20), loss: 0),
      settings: TransportSettings(control: .reno), connectAt: .zero, randomness: randomness(1))
    let delivery = send([Offer(bytes: 1_000, time: 0)], through: link)[0]
    #expect(delivery.delivered == at(3_061_224_000))
  }

  @Test func aSteadyUploadFillsTheBottleneck() {
    // Beyond slow start, the bottleneck sends 1502 bytes for each 1448.
    let seconds = uploadAlone(
      40_000_000, profile(megabits: 20, delay: milliseconds(5)), .reno, .packet, seed: 1
    ).seconds
    let ideal = 40e6 * 1_502 / 1_448 * 8 / 20e6
    #expect(seconds > ideal && seconds < ideal * 1.01)
  }

  @Test func messagesShareOneStreamAndArriveInOrder() {
    withEvery("seed", in: 0..<Cases.packetSeeds) { seed in
      var stream = Seed(seed).stream("train", ledger: nil)
      let train = randomTrain(&stream)
      var profile = randomProfile(&stream)
      profile.jitter.reorders = false
      let control: CongestionAlgorithm = stream.next(below: 2) == 0 ? .reno : .cubic
      let link = packetConnection(profile, control: control, seed: seed)
      let deliveries = send(train, through: link)
      try #require(deliveries.map(\.id.value) == (0..<UInt64(train.count)).map { $0 })
      var last = SimInstant.zero
      for (offer, delivery) in zip(train, deliveries) {
        try #require(delivery.delivered >= last)
        try #require(delivery.departed >= at(offer.time))
        last = delivery.delivered
      }
      // A segment that messages share counts for the first of them.
      let wireBytes = deliveries.reduce(0) { $0 + $1.wireBytes.bytes }
      let segments = deliveries.reduce(0) { $0 + $1.segments }
      try #require(wireBytes >= train.reduce(0) { $0 + $1.bytes } + 54 * segments)
    }
  }

  @Test func everyLostOrDroppedSegmentIsSentAgain() {
    withEvery("seed", in: 0..<Cases.packetSeeds) { seed in
      var stream = Seed(seed).stream("lossy", ledger: nil)
      var profile = profile(
        megabits: UInt64(1 + stream.next(below: 100)),
        delay: milliseconds(UInt64(1 + stream.next(below: 50))), loss: 0.02)
      profile.queueLimit = 5 + stream.next(below: 50)
      let bytes = UInt64(1 + stream.next(below: 2_000_000))
      let upload = uploadAlone(bytes, profile, .cubic, .packet, seed: seed)
      let segments = (bytes + 1_447) / 1_448
      try #require(upload.seconds < .infinity)
      try #require(upload.counters.packets - upload.counters.retransmissions == segments)
      // Losses of the handshake's packets count, too.
      try #require(
        upload.counters.retransmissions + 20
          >= upload.counters.losses + upload.counters.drops)
    }
  }

  @Test func equalSeedsGiveEqualConnections() {
    withEvery("seed", in: 0..<Cases.packetSeeds / 4) { seed in
      func run(_ shift: UInt64) -> [Delivery] {
        var stream = Seed(seed).stream("twice", ledger: nil)
        let train = randomTrain(&stream)
        var profile = randomProfile(&stream)
        profile.lossModel = .bernoulli(0.05)
        return send(train, through: packetConnection(profile, seed: seed + shift))
      }
      try #require(run(0) == run(0))
      try #require(run(0) != run(1) || run(0) != run(2))
    }
  }

  @Test func looksInBetweenChangeNothing() {
    withEvery("seed", in: 0..<Cases.packetSeeds / 4) { seed in
      var stream = Seed(seed).stream("looks", ledger: nil)
      let profile = randomProfile(&stream)
      var steps = packetConnection(profile, seed: seed)
      var looks = packetConnection(profile, seed: seed)
      for number in 0..<3 as Range<UInt64> {
        steps.offer(TransferID(number), bytes: ByteCount(UInt64(200_000)), at: .zero)
        looks.offer(TransferID(number), bytes: ByteCount(UInt64(200_000)), at: .zero)
      }
      var first: [Delivery] = []
      while let next = steps.nextActivity { first += steps.advance(to: next) }
      var second: [Delivery] = []
      var time: UInt64 = 0
      while looks.nextActivity != nil {
        time += UInt64(1 + stream.next(below: 30_000_000))
        second += looks.advance(to: at(time))
      }
      try #require(first == second)
    }
  }

  @Test func anIdleSenderStartsAgainWithItsInitialWindow() {
    // 200 segments in one burst would take 200 transmissions and one delay; in slow start they
    // take four more round trips.
    let fast = profile(megabits: 1_000, delay: milliseconds(50))
    let train = [
      Offer(bytes: 3_000_000, time: 0), Offer(bytes: 200 * 1_448, time: 20_000_000_000),
    ]
    let restarted = send(train, through: packetConnection(fast))[1]
    #expect(restarted.delivered.seconds - 20 > 0.3)
    var settings = TransportSettings(control: .reno)
    settings.restartsAfterIdle = false
    let persistent = send(
      train,
      through: PacketTCP(
        data: fast, acknowledgements: fast, settings: settings, connectAt: .zero,
        randomness: randomness(1)))[1]
    #expect(persistent.delivered.seconds - 20 < 0.06)
  }

  @Test func aSenderWithoutDataDoesNotOpenItsWindow() {
    // A hundred messages of one segment each, one a round trip, leave the window at ten segments,
    // so that 20 segments then need two round trips.
    let link = profile(megabits: 1_000, delay: milliseconds(50))
    var train = (0..<100).map { Offer(bytes: 1_000, time: UInt64($0) * 150_000_000) }
    train.append(Offer(bytes: 20 * 1_448, time: 15_000_000_000))
    let last = send(train, through: packetConnection(link))[100]
    #expect(last.delivered.seconds - 15 > 0.14)
  }

  @Test func timeMustNotGoBack() async {
    await #expect(processExitsWith: .failure) {
      var link = PacketTCP(
        data: LinkProfile(rate: BitRate(bitsPerSecond: 1_000), delay: .zero, loss: 0),
        acknowledgements: LinkProfile(rate: BitRate(bitsPerSecond: 1_000), delay: .zero, loss: 0),
        settings: TransportSettings(control: .reno), connectAt: .zero,
        randomness: LinkRandomness(seed: Seed(1), name: "link", ledger: nil))
      _ = link.advance(to: SimInstant(nanoseconds: 10))
      link.offer(TransferID(1), bytes: ByteCount(1), at: SimInstant(nanoseconds: 9))
    }
  }
}
