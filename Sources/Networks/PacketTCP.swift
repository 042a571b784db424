public import Determinism

/// One direction of a TCP connection, packet by packet.
///
/// Data go through one direction of a link and acknowledgements through the other. The connection
/// is opened once and carries any number of messages, one after the other, as one stream of bytes.
/// Both directions are first in, first out, so few things can happen next: the next data packet
/// or acknowledgement arrives, or a timer fires. That is why this model needs no event queue.
public struct PacketTCP: LinkDirection {
  /// Bytes that a data segment adds to its payload: TCP with timestamps 32, IP 20, link 2.
  static let segmentOverhead = 54
  /// An acknowledgement without runs, and one with the options of a connection's first packets.
  private static let acknowledgementBytes: UInt64 = 54
  private static let connectionBytes: UInt64 = 58
  private static let runBytes: UInt64 = 8

  /// A packet in the direction of the data.
  private struct DataPacket: Arriving {
    enum Kind { case connect, connected, segment }

    var arrival: UInt64
    var kind: Kind
    var segment: Int
    /// When it was sent, in milliseconds.
    var stamp: UInt64
  }

  private struct Reply: Arriving {
    var arrival: UInt64
    var acknowledgement: Acknowledgement
  }

  private struct Message {
    var id: TransferID
    /// Payload bytes of the stream up to its end.
    var end: UInt64
    var departed: UInt64?
    var segments: UInt64
    var wireBytes: UInt64
  }

  private enum Side { case closed, waiting, open }

  private let settings: TransportSettings
  private var dataPath: PacketLink
  private var replyPath: PacketLink
  private var sender: TCPSender
  private var receiver: TCPReceiver
  private var dataPackets = ArrivalQueue<DataPacket>()
  private var replies = ArrivalQueue<Reply>()
  private var messages = FirstInFirstOut<Message>()
  /// The number of the first message in `messages`, and that of the next one.
  private var firstMessage: UInt64 = 0
  private var nextMessage: UInt64 = 0
  private var offeredBytes: UInt64 = 0
  private var now: UInt64 = 0
  private var arrived: [Delivery] = []
  private var tally = LinkCounters()

  private var client = Side.closed
  private var server = Side.closed
  /// When the first packet of the connection goes out, first or again; nil once it was answered.
  private var connectAt: UInt64?
  private var connectAttempts = 0
  private var answerAt: UInt64?
  private var answerAttempts = 0
  /// The timestamp of the connection's first packet, which its answer echoes.
  private var connectionStamp: UInt64 = 0

  /// Opens a connection at `connectAt`.
  ///
  /// Data take `data`, acknowledgements `acknowledgements`.
  public init(
    data: LinkProfile, acknowledgements: LinkProfile, settings: TransportSettings,
    connectAt: SimInstant, randomness: LinkRandomness
  ) {
    precondition(data.mtu > LinkProfile.headerBytes, "a packet must have room for payload")
    self.settings = settings
    dataPath = PacketLink(data, randomness: randomness.part("data"))
    replyPath = PacketLink(acknowledgements, randomness: randomness.part("acknowledgements"))
    sender = TCPSender(settings, segmentSize: data.mtu - LinkProfile.headerBytes)
    receiver = TCPReceiver(
      delay: settings.acknowledgementDelay.nanoseconds,
      segmentsPerAcknowledgement: settings.segmentsPerAcknowledgement)
    self.connectAt = connectAt.nanoseconds
  }

  /// What the direction has done so far.
  public var counters: LinkCounters {
    var counters = tally
    counters.timeouts = sender.timeouts
    counters.drops = dataPath.drops + replyPath.drops
    counters.losses = dataPath.losses + replyPath.losses
    counters.wireBytes = dataPath.bytes
    return counters
  }

  /// Hands over a message.
  public mutating func offer(_ id: TransferID, bytes: ByteCount, at now: SimInstant) {
    precondition(bytes > .zero, "a message must have bytes")
    run(until: now.nanoseconds)
    offeredBytes += bytes.bytes
    messages.append(
      Message(id: id, end: offeredBytes, departed: nil, segments: 0, wireBytes: 0))
    sender.offer(nextMessage, bytes: bytes.bytes, at: self.now)
    nextMessage += 1
    if client == .open { send() }
  }

  /// When something happens next.
  public var nextActivity: SimInstant? {
    if !arrived.isEmpty { return SimInstant(nanoseconds: now) }
    return nextEvent().map { SimInstant(nanoseconds: $0.time) }
  }

  /// Moves on to `now` and returns what has arrived by then.
  public mutating func advance(to now: SimInstant) -> [Delivery] {
    run(until: now.nanoseconds)
    defer { arrived.removeAll(keepingCapacity: true) }
    return arrived
  }

  // MARK: Events

  private enum Event { case data, reply, acknowledge, retransmit, connect, answer }

  /// What happens next; among equal times the first one listed.
  private func nextEvent() -> (time: UInt64, event: Event)? {
    var time = dataPackets.first?.arrival ?? .max
    var event = Event.data
    func consider(_ other: UInt64?, _ kind: Event) {
      guard let other, other < time else { return }
      time = other
      event = kind
    }
    consider(replies.first?.arrival, .reply)
    consider(receiver.deadline, .acknowledge)
    consider(sender.deadline, .retransmit)
    consider(connectAt, .connect)
    consider(answerAt, .answer)
    return time < .max ? (time, event) : nil
  }

  private mutating func run(until end: UInt64) {
    precondition(end >= now, "a link's time must not go back")
    while let (time, event) = nextEvent(), time <= end {
      now = time
      tally.events += 1
      switch event {
      case .data: receiveData()
      case .reply: receiveReply()
      case .acknowledge: acknowledge()
      case .retransmit:
        sender.expire(at: now)
        send()
      case .connect: connect()
      case .answer: answerConnection()
      }
    }
    now = end
  }

  // MARK: Handshake

  private mutating func connect() {
    client = .waiting
    transmit(.connect, segment: 0, bytes: Self.connectionBytes)
    connectAt = now + backOff(connectAttempts)
    connectAttempts += 1
  }

  private mutating func answerConnection(stamp: UInt64? = nil) {
    if let stamp { connectionStamp = stamp }
    let answer = Acknowledgement(
      next: Acknowledgement.connectionAnswer, stamp: connectionStamp, runs: SelectedRuns())
    reply(answer, bytes: Self.connectionBytes)
    answerAt = now + backOff(answerAttempts)
    answerAttempts += 1
  }

  /// The waiting time doubles with each attempt, up to 32 times.
  private func backOff(_ attempts: Int) -> UInt64 {
    settings.connectTimeout.nanoseconds << UInt64(min(attempts, 5))
  }

  // MARK: Packets

  private mutating func receiveData() {
    guard let packet = dataPackets.first else { return }
    dataPackets.removeFirst()
    if packet.kind == .connect {
      guard server != .open else { return }
      server = .waiting
      answerConnection(stamp: packet.stamp)
      return
    }
    server = .open
    answerAt = nil
    guard packet.kind == .segment else { return }
    let number = packet.segment
    let (stamp, time) = (packet.stamp, now)
    let answer = sender.withLedger { ledger in
      receiver.receive(number, stamp: stamp, at: time, ledger: &ledger)
    }
    deliver()
    if answer == .now { acknowledge() }
  }

  /// Passes on the messages that have arrived whole.
  private mutating func deliver() {
    while let message = messages.first, message.end <= receiver.bytesInOrder {
      guard let departed = message.departed else {
        preconditionFailure("a message must depart before it arrives")
      }
      arrived.append(
        Delivery(
          id: message.id, departed: SimInstant(nanoseconds: departed),
          delivered: SimInstant(nanoseconds: now), segments: message.segments,
          wireBytes: ByteCount(message.wireBytes)))
      messages.removeFirst()
      firstMessage += 1
    }
  }

  private mutating func acknowledge() {
    let answer = receiver.answer()
    reply(
      answer,
      bytes: Self.acknowledgementBytes + Self.runBytes * UInt64(answer.runs.count))
  }

  private mutating func reply(_ acknowledgement: Acknowledgement, bytes: UInt64) {
    guard let arrival = replyPath.transmit(bytes: bytes, at: now) else { return }
    replies.insert(Reply(arrival: arrival, acknowledgement: acknowledgement))
  }

  private mutating func receiveReply() {
    guard let reply = replies.first else { return }
    replies.removeFirst()
    let acknowledgement = reply.acknowledgement
    guard acknowledgement.next == Acknowledgement.connectionAnswer else {
      sender.acknowledge(acknowledgement, at: now)
      send()
      return
    }
    guard client != .open else { return }
    client = .open
    connectAt = nil
    let elapsed = (now / 1_000_000 - acknowledgement.stamp) * 1_000_000
    // The echo tells which packet was answered, a repeated one too (RFC 7323, section 4.1).
    sender.connected(roundTrip: max(elapsed, 1_000))
    transmit(.connected, segment: 0, bytes: Self.acknowledgementBytes)
    send()
  }

  /// Sends what the window allows.
  private mutating func send() {
    while let emission = sender.next(at: now) {
      let segment = sender.ledger[emission.segment]
      let bytes = UInt64(segment.length) + UInt64(Self.segmentOverhead)
      tally.packets += 1
      if emission.isRepetition { tally.retransmissions += 1 }
      account(segment, bytes: bytes, isRepetition: emission.isRepetition)
      transmit(.segment, segment: emission.segment, bytes: bytes)
    }
  }

  /// Counts a segment for the message that its first byte belongs to.
  private mutating func account(
    _ segment: SegmentLedger.Segment, bytes: UInt64, isRepetition: Bool
  ) {
    guard segment.message >= firstMessage else { return }
    let place = Int(segment.message - firstMessage)
    messages[place].wireBytes += bytes
    guard !isRepetition else { return }
    messages[place].segments += 1
    // Messages that share the segment depart with it, too.
    let begun = min(messages.count, Int(sender.messagesBegun - firstMessage))
    for number in place..<begun where messages[number].departed == nil {
      messages[number].departed = now
    }
  }

  private mutating func transmit(_ kind: DataPacket.Kind, segment: Int, bytes: UInt64) {
    guard let arrival = dataPath.transmit(bytes: bytes, at: now) else { return }
    dataPackets.insert(
      DataPacket(arrival: arrival, kind: kind, segment: segment, stamp: now / 1_000_000))
  }
}
