internal import Determinism
internal import EventSimulation
internal import Networks
internal import Scenarios
internal import Wire

/// One direction of the link with the frames that are on their way through it.
struct Pipe {
  /// What a connection is made of.
  struct Route {
    let data: LinkProfile
    let acknowledgements: LinkProfile
    let transport: Scenario.Transport
    let expectedBytes: ByteCount
    let seed: Seed
    let name: String
    let ledger: Ledger?

    /// Opens connection number `number`, which has random numbers of its own.
    func open(_ number: Int, at now: SimInstant) -> Connection {
      let model: Connection.Model =
        switch transport.model {
        case .fluid: .fluid
        case .packet: .packet
        case .auto: .auto
        }
      return Connection(
        data: data, acknowledgements: acknowledgements,
        settings: TransportSettings(control: transport.control.algorithm),
        model: model, expectedBytes: expectedBytes, connectAt: now,
        randomness: LinkRandomness(
          seed: seed, name: number == 0 ? name : "\(name).connection.\(number + 1)",
          ledger: ledger))
    }
  }

  /// A frame that came through, and when its first byte went onto the wire.
  struct Arrival {
    let frame: Frame
    let departed: SimInstant
    let wireBytes: ByteCount
  }

  /// The planned look at this pipe: when, and the event to cancel.
  var wakeUp: (time: SimInstant, token: EventToken)?

  private let route: Route
  /// Nil while the connection is broken.
  private var link: Connection?
  private var connections = 0
  private var frames: [TransferID: Frame] = [:]
  private var nextIdentifier: UInt64 = 0
  private var arrived = TrafficReport()
  /// Frames put onto the link.
  private(set) var offers = FrameAccount()
  /// Frames that came through it.
  private(set) var arrivals = FrameAccount()

  init(_ route: Route) {
    self.route = route
    link = route.open(0, at: .zero)
  }

  /// Traffic that has arrived, and what it took.
  var report: TrafficReport {
    var report = arrived
    if let link { report.add(link.counters) }
    return report
  }

  /// Whether frames are on their way.
  var isBusy: Bool { !frames.isEmpty }

  /// When something happens next.
  var nextActivity: SimInstant? { link?.nextActivity }

  /// Puts a frame on its way.
  mutating func offer(_ frame: Frame, at now: SimInstant) {
    precondition(link != nil, "frames go onto a connection")
    let identifier = TransferID(nextIdentifier)
    nextIdentifier += 1
    frames[identifier] = frame
    offers.add(frame)
    link?.offer(identifier, bytes: ByteCount(frame.byteCount), at: now)
  }

  /// Frames that have arrived by `now`, in order.
  mutating func advance(to now: SimInstant) -> [Arrival] {
    guard let deliveries = link?.advance(to: now), !deliveries.isEmpty else { return [] }
    return deliveries.map { delivery in
      guard let frame = frames.removeValue(forKey: delivery.id) else {
        preconditionFailure("a link delivers what it was offered, once")
      }
      arrivals.add(frame)
      arrived.messages += 1
      arrived.payloadBytes += UInt64(frame.byteCount)
      arrived.wireBytes += delivery.wireBytes.bytes
      return Arrival(frame: frame, departed: delivery.departed, wireBytes: delivery.wireBytes)
    }
  }

  /// The connection breaks: what is on its way never arrives.
  mutating func dropAll() {
    if let link { arrived.add(link.counters) }
    frames = [:]
    link = nil
  }

  /// A new connection takes the place of the broken one.
  mutating func reopen(at now: SimInstant) {
    precondition(link == nil, "a connection is opened when there is none")
    connections += 1
    link = route.open(connections, at: now)
  }
}

extension TrafficReport {
  fileprivate mutating func add(_ counters: LinkCounters) {
    packets += counters.packets
    retransmissions += counters.retransmissions
    drops += counters.drops
  }
}

extension Scenario.Transport.Control {
  /// The algorithm of that name.
  var algorithm: CongestionAlgorithm {
    switch self {
    case .reno: .reno
    case .cubic: .cubic
    }
  }
}
