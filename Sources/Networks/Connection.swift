public import Determinism

/// One direction of a TCP connection, by whichever model fits.
public struct Connection: LinkDirection {
  /// Which model to use.
  public enum Model: String, Hashable, Sendable, CaseIterable {
    /// Every packet.
    case packet
    /// A fluid with few steps a message.
    case fluid
    /// Packets as long as they are few, and wherever the fluid has a gap.
    case auto
  }

  /// Up to here `auto` always simulates every packet, which takes a second of real time at most.
  public static let packetModelLimit = ByteCount(UInt64(2_000_000_000))

  /// Exactly one of both is there.
  private var packets: PacketTCP?
  private var fluid: FluidTCP?

  /// Opens a connection at `connectAt`.
  ///
  /// Data take `data`, acknowledgements `acknowledgements`. `expectedBytes` is what all messages
  /// together will have; only `auto` asks for it.
  public init(
    data: LinkProfile, acknowledgements: LinkProfile, settings: TransportSettings, model: Model,
    expectedBytes: ByteCount, connectAt: SimInstant, randomness: LinkRandomness
  ) {
    let wantsPackets =
      switch model {
      case .packet: true
      case .fluid: false
      case .auto:
        expectedBytes <= Self.packetModelLimit
          || !FluidGap.gaps(
            data: data, acknowledgements: acknowledgements, control: settings.control
          ).isEmpty
      }
    if wantsPackets {
      packets = PacketTCP(
        data: data, acknowledgements: acknowledgements, settings: settings,
        connectAt: connectAt, randomness: randomness)
    } else {
      fluid = FluidTCP(
        data: data, acknowledgements: acknowledgements, settings: settings,
        connectAt: connectAt, randomness: randomness)
    }
  }

  /// The model in use, never `auto`.
  public var model: Model { packets == nil ? .fluid : .packet }

  /// Hands over a message.
  public mutating func offer(_ id: TransferID, bytes: ByteCount, at now: SimInstant) {
    packets?.offer(id, bytes: bytes, at: now)
    fluid?.offer(id, bytes: bytes, at: now)
  }

  /// When something happens next.
  public var nextActivity: SimInstant? { packets?.nextActivity ?? fluid?.nextActivity }

  /// Moves on to `now` and returns what has arrived by then.
  public mutating func advance(to now: SimInstant) -> [Delivery] {
    packets?.advance(to: now) ?? fluid?.advance(to: now) ?? []
  }

  /// What the direction has done so far.
  public var counters: LinkCounters { packets?.counters ?? fluid?.counters ?? LinkCounters() }
}
