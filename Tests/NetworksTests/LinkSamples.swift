import Determinism
import Networks

/// Counts of cases in one place.
enum Cases {
  static let seeds: UInt64 = 2_000
  /// Where a case simulates every packet.
  static let packetSeeds: UInt64 = 200
  /// Damaged or random files.
  static let files: UInt64 = 3_000
}

func milliseconds(_ count: UInt64) -> SimDuration { .milliseconds(count) }

func at(_ nanoseconds: UInt64) -> SimInstant { SimInstant(nanoseconds: nanoseconds) }

/// A profile with whole megabits a second.
func profile(megabits: UInt64, delay: SimDuration, loss: Double = 0) -> LinkProfile {
  LinkProfile(rate: BitRate(bitsPerSecond: megabits * 1_000_000), delay: delay, loss: loss)
}

/// A message of a train.
struct Offer {
  var bytes: UInt64
  var time: UInt64
}

/// A random train: bursts and gaps, short messages and long ones.
func randomTrain(_ stream: inout RandomStream) -> [Offer] {
  var time: UInt64 = 0
  return (0...stream.next(below: 30)).map { _ in
    if stream.next(below: 2) == 0 {
      let gaps: [Int] = [1_000, 1_000_000, 50_000_000, 1_000_000_000]
      time += UInt64(stream.next(below: gaps[stream.next(below: 4)]))
    }
    let sizes: [Int] = [200, 3_000, 40_000, 1_000_000]
    return Offer(bytes: UInt64(1 + stream.next(below: sizes[stream.next(below: 4)])), time: time)
  }
}

/// Sends a train through a connection and returns all deliveries in order.
func send(_ train: [Offer], through direction: some LinkDirection) -> [Delivery] {
  var direction = direction
  var arrived: [Delivery] = []
  for (index, offer) in train.enumerated() {
    while let next = direction.nextActivity, next <= at(offer.time) {
      arrived += direction.advance(to: next)
    }
    direction.offer(TransferID(UInt64(index)), bytes: ByteCount(offer.bytes), at: at(offer.time))
  }
  while let next = direction.nextActivity { arrived += direction.advance(to: next) }
  return arrived
}

/// Time to the last byte of one message on a fresh connection.
func timeToLastByte(_ bytes: UInt64, _ profile: LinkProfile) -> Double {
  let link = FluidTCP(profile: profile, reverseDelay: profile.delay, connectAt: .zero)
  return send([Offer(bytes: bytes, time: 0)], through: link)[0].delivered.seconds
}

/// Random numbers for a link on its own.
func randomness(_ seed: UInt64) -> LinkRandomness {
  LinkRandomness(seed: Seed(seed), name: "link", ledger: nil)
}

/// One message on a fresh connection; acknowledgements take an equal link without loss.
func uploadAlone(
  _ bytes: UInt64, _ data: LinkProfile, _ control: CongestionAlgorithm, _ model: Connection.Model,
  seed: UInt64
) -> (seconds: Double, counters: LinkCounters) {
  var back = data
  back.lossModel = .none
  var connection = Connection(
    data: data, acknowledgements: back, settings: TransportSettings(control: control),
    model: model, expectedBytes: ByteCount(bytes), connectAt: .zero, randomness: randomness(seed))
  connection.offer(TransferID(0), bytes: ByteCount(bytes), at: .zero)
  while let next = connection.nextActivity {
    if let delivery = connection.advance(to: next).first {
      return (delivery.delivered.seconds, connection.counters)
    }
  }
  return (.infinity, connection.counters)
}

/// A connection over one profile in both directions, packet by packet.
func packetConnection(
  _ profile: LinkProfile, control: CongestionAlgorithm = .reno, seed: UInt64 = 1
) -> PacketTCP {
  PacketTCP(
    data: profile, acknowledgements: profile, settings: TransportSettings(control: control),
    connectAt: .zero, randomness: randomness(seed))
}

/// A profile with any of the things that a link can have.
func randomProfile(_ stream: inout RandomStream) -> LinkProfile {
  let rates: [UInt64] = [1_000_000, 20_000_000, 200_000_000]
  let rate = rates[stream.next(below: 3)] + UInt64(stream.next(below: 1_000_000))
  let capacity: LinkCapacity
  switch stream.next(below: 4) {
  case 0: capacity = .constant(BitRate(bitsPerSecond: rate))
  case 1:
    capacity = .series(
      RateSeries(
        steps: [
          RateSeries.Step(start: .zero, bitsPerSecond: rate),
          RateSeries.Step(start: milliseconds(700), bitsPerSecond: 0),
          RateSeries.Step(start: milliseconds(900), bitsPerSecond: rate / 3),
        ], period: milliseconds(2_000)))
  case 2: capacity = .opportunities(randomTrace(&stream), bytes: 1_504)
  default:
    capacity = .markov(
      MarkovRate(states: [
        MarkovRate.State(bitsPerSecond: rate, meanDuration: milliseconds(500)),
        MarkovRate.State(bitsPerSecond: rate / 5, meanDuration: milliseconds(200)),
        MarkovRate.State(bitsPerSecond: 0, meanDuration: milliseconds(50)),
      ]))
  }
  var profile = LinkProfile(
    capacity: capacity, delay: SimDuration(nanoseconds: UInt64(stream.next(below: 60_000_000))),
    lossModel: .none)
  if stream.next(below: 2) == 0 { profile.queueLimit = 5 + stream.next(below: 200) }
  if stream.next(below: 3) == 0 { profile.lossModel = .bernoulli(0.01) }
  if stream.next(below: 3) == 0 {
    profile.jitter = LinkProfile.Jitter(
      spread: milliseconds(5), reorders: stream.next(below: 2) == 0)
  }
  if stream.next(below: 3) == 0 {
    profile.recurringOutages = [
      RecurringOutages(
        interval: milliseconds(3_000), duration: milliseconds(100), spacing: .random,
        effect: stream.next(below: 2) == 0 ? .holds : .drops)
    ]
  }
  return profile
}

/// A trace with bursts and gaps.
func randomTrace(_ stream: inout RandomStream) -> DeliveryTrace {
  var time: UInt32 = 0
  var times: [UInt32] = []
  for _ in 0..<1 + stream.next(below: 400) {
    if stream.next(below: 3) > 0 {
      time += UInt32(stream.next(below: stream.next(below: 20) == 0 ? 300 : 4))
    }
    times.append(time)
  }
  times.append(time + 1)
  return DeliveryTrace(milliseconds: times)
}
