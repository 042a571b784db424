import Determinism
import Networks

/// Counts of cases in one place.
enum Cases {
  static let seeds: UInt64 = 2_000
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
