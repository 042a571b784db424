import Determinism
import Networks
import Testing

@Suite struct PacketLinkTests {
  private func link(_ profile: LinkProfile, seed: UInt64 = 1) -> PacketLink {
    PacketLink(profile, randomness: randomness(seed))
  }

  @Test func packetsQueueBehindEachOther() {
    // 8 Mbit/s is 1 us a byte.
    var link = link(profile(megabits: 8, delay: milliseconds(5)))
    #expect(link.transmit(ByteCount(1_000), at: .zero) == at(6_000_000))
    #expect(link.transmit(ByteCount(500), at: .zero) == at(6_500_000))
    #expect(link.transmit(ByteCount(100), at: at(9_000_000)) == at(14_100_000))
  }

  @Test func aFullQueueDropsWhatComesLast() {
    var profile = profile(megabits: 8, delay: .zero)
    profile.queueLimit = 2
    var link = link(profile)
    // One in service and two that wait.
    let arrivals = (0..<4).map { _ in link.transmit(ByteCount(1_000), at: .zero) }
    #expect(arrivals == [at(1_000_000), at(2_000_000), at(3_000_000), nil])
    #expect(link.drops == 1)
    // At 1 ms the second one goes into service a moment after the arrival.
    #expect(link.transmit(ByteCount(1_000), at: at(1_000_000)) == nil)
    #expect(link.transmit(ByteCount(1_000), at: at(1_000_001)) == at(4_000_000))
  }

  @Test func outagesPauseOrDrop() {
    var profile = profile(megabits: 8, delay: .zero)
    profile.outages = [
      Outage(start: at(500_000), duration: milliseconds(10), effect: .holds),
      Outage(start: at(20_000_000), duration: milliseconds(10), effect: .drops),
    ]
    var link = link(profile)
    // Half a packet goes before the outage, half after it.
    #expect(link.transmit(ByteCount(1_000), at: .zero) == at(11_000_000))
    #expect(link.transmit(ByteCount(1_000), at: at(19_500_000)) == nil)
    #expect(link.transmit(ByteCount(1_000), at: at(25_000_000)) == nil)
    #expect(link.transmit(ByteCount(1_000), at: at(30_000_000)) == at(31_000_000))
    #expect(link.drops == 2)
  }

  @Test func regularHandOversComeAtTheirTimes() {
    var profile = profile(megabits: 8, delay: .zero)
    profile.recurringOutages = [
      RecurringOutages(
        interval: milliseconds(100), duration: milliseconds(10), spacing: .regular,
        effect: .holds)
    ]
    var link = link(profile)
    // Out from 100 to 110 ms, and from 210 to 220 ms.
    #expect(link.transmit(ByteCount(1_000), at: at(105_000_000)) == at(111_000_000))
    #expect(link.transmit(ByteCount(1_000), at: at(209_500_000)) == at(220_500_000))
  }

  @Test func randomOutagesTakeTheirShareOfTime() {
    var profile = profile(megabits: 8, delay: .zero)
    profile.recurringOutages = [
      RecurringOutages(
        interval: milliseconds(30), duration: milliseconds(10), spacing: .random, effect: .holds)
    ]
    var link = link(profile)
    var last = SimInstant.zero
    for _ in 0..<100_000 { last = link.transmit(ByteCount(1_000), at: .zero) ?? last }
    // A quarter of the time nothing is sent.
    #expect(abs(last.seconds / (100 / 0.75) - 1) < 0.05)
  }

  @Test func jitterNeverReordersUnlessAsked() {
    for reorders in [false, true] {
      var profile = profile(megabits: 80, delay: milliseconds(5))
      profile.jitter = LinkProfile.Jitter(spread: milliseconds(2), reorders: reorders)
      var link = link(profile)
      var arrivals: [SimInstant] = []
      for number in 0..<2_000 as Range<UInt64> {
        if let arrival = link.transmit(ByteCount(1_000), at: at(number * 200_000)) {
          arrivals.append(arrival)
        }
      }
      #expect((arrivals == arrivals.sorted()) == !reorders)
      for (number, arrival) in arrivals.enumerated() {
        let least = at(UInt64(number) * 200_000 + 5_100_000)
        #expect(arrival >= least)
        #expect(reorders == false || arrival <= least + milliseconds(2))
      }
    }
  }

  @Test func lossesHaveTheirShare() {
    let burst = GilbertElliott(
      goodToBad: 0.01, badToGood: 0.2, lossWhenGood: 0.001, lossWhenBad: 0.5)
    // A twenty-first of the packets meets a bad channel: (20 x 0.001 + 0.5) / 21.
    #expect(abs(burst.mean - 0.52 / 21) < 1e-12)
    for model in [LossModel.bernoulli(0.02), .gilbertElliott(burst)] {
      var link = link(
        LinkProfile(
          capacity: .constant(BitRate(bitsPerSecond: 8_000_000)), delay: .zero, lossModel: model))
      for _ in 0..<200_000 { _ = link.transmit(ByteCount(100), at: .zero) }
      // Bursts are about five packets long, which widens the spread by about three.
      #expect(abs(Double(link.losses) / 200_000 / model.mean - 1) < 0.1)
    }
  }

  @Test func burstsComeTogether() {
    let burst = GilbertElliott(
      goodToBad: 0.01, badToGood: 0.2, lossWhenGood: 0, lossWhenBad: 1)
    var link = link(
      LinkProfile(
        capacity: .constant(BitRate(bitsPerSecond: 8_000_000)), delay: .zero,
        lossModel: .gilbertElliott(burst)))
    let lost = (0..<100_000).map { _ in link.transmit(ByteCount(100), at: .zero) == nil }
    let pairs = zip(lost, lost.dropFirst()).count { $0 && $1 }
    // After a loss the next packet is lost with probability 0.8.
    #expect(abs(Double(pairs) / Double(lost.count { $0 }) - 0.8) < 0.03)
  }
}
