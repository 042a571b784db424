import Determinism
import EventSimulation
import Networks

/// When recordings arrive of a phone that makes 1 MB every half second and has 8 Mbit/s.
func arrivals(count: UInt64) -> [String] {
  enum Event {
    case recorded(UInt64)
    case link
  }
  let profile = LinkProfile(
    rate: BitRate(bitsPerSecond: 8_000_000), delay: .milliseconds(25), loss: 0.001)
  // TCP, packet by packet; `.fluid` takes a few steps where `.packet` takes thousands.
  var upload = Connection(
    data: profile, acknowledgements: profile, settings: TransportSettings(control: .cubic),
    model: .packet, expectedBytes: ByteCount(count * 1_000_000), connectAt: .zero,
    randomness: LinkRandomness(seed: Seed(1), name: "uplink", ledger: nil))
  // Events at the same time come in the order in which they were scheduled.
  var queue = EventQueue<Event>(ties: .scheduled)
  for recording in 0..<count {
    queue.schedule(.recorded(recording), at: .zero + .milliseconds(500 * recording))
  }
  var lines: [String] = []
  var planned: EventToken?
  while let (now, event) = queue.popNext() {
    if case .recorded(let recording) = event {
      upload.offer(TransferID(recording), bytes: ByteCount(1_000_000), at: now)
    }
    for delivery in upload.advance(to: now) {
      lines.append("recording \(delivery.id.value) arrived \(delivery.delivered)")
    }
    // The link says when something happens next; what was planned before is void.
    if let planned { queue.cancel(planned) }
    planned = upload.nextActivity.map { queue.schedule(.link, at: max($0, now)) }
  }
  return lines
}
