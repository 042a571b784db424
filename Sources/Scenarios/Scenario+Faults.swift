public import Determinism

extension Scenario {
  /// What goes wrong in a run.
  public struct Faults: Equatable, Sendable {
    /// What happens to one frame, or to one party.
    public enum Kind: String, CaseIterable, Sendable {
      /// A frame is lost.
      case drop
      /// A frame arrives twice.
      case duplicate
      /// A frame arrives later than those behind it.
      case reorder
      /// A frame arrives damaged: the channel's integrity check ends the connection.
      case corrupt
      /// The connection breaks; what is on its way is lost.
      case disconnect
      /// The device dies and starts again with what is on its disk.
      case deviceRestart = "device-restart"
      /// The server dies and starts again from its checkpoint.
      case serverRestart = "server-restart"

      /// Whether it strikes a frame rather than a moment.
      public var strikesFrames: Bool {
        switch self {
        case .drop, .duplicate, .reorder, .corrupt: true
        case .disconnect, .deviceRestart, .serverRestart: false
        }
      }
    }

    /// A direction of the link.
    public enum Direction: String, CaseIterable, Sendable { case up, down }

    /// One planned fault.
    public struct Entry: Hashable, Sendable {
      /// What happens.
      public var kind: Kind
      /// To which device, counted from one.
      public var device: Int
      /// When it happens; meaningless for frames.
      public var at: SimDuration
      /// How long it lasts: the outage, the time until the process runs again, the frame's delay.
      public var lasts: SimDuration
      /// Which way the frame goes.
      public var direction: Direction
      /// Which frame, counted from one in the order of arrival.
      public var frame: Int

      /// Makes an entry.
      public init(
        kind: Kind, device: Int, at: SimDuration, lasts: SimDuration, direction: Direction,
        frame: Int
      ) {
        self.kind = kind
        self.device = device
        self.at = at
        self.lasts = lasts
        self.direction = direction
        self.frame = frame
      }
    }

    /// How often frames are struck at random.
    public struct Rates: Equatable, Sendable {
      /// Share of frames lost.
      public var drop: Double
      /// Share of frames that arrive twice.
      public var duplicate: Double
      /// Share of frames that arrive late.
      public var reorder: Double
      /// Share of frames that arrive damaged.
      public var corrupt: Double

      /// Nothing at random.
      public static let none = Rates(drop: 0, duplicate: 0, reorder: 0, corrupt: 0)
    }

    /// The first wait before something is sent again.
    public var retryTimeout: SimDuration
    /// Waits double up to this.
    public var retryLimit: SimDuration
    /// Training steps between two checkpoints of the server.
    public var checkpointInterval: Int
    /// Random strikes.
    public var rates: Rates
    /// Planned faults.
    public var schedule: [Entry]

    /// Joins the parts.
    public init(
      retryTimeout: SimDuration, retryLimit: SimDuration, checkpointInterval: Int, rates: Rates,
      schedule: [Entry]
    ) {
      self.retryTimeout = retryTimeout
      self.retryLimit = retryLimit
      self.checkpointInterval = checkpointInterval
      self.rates = rates
      self.schedule = schedule
    }
  }

  /// Some devices of one kind, where several share the server.
  public struct FleetGroup: Equatable, Sendable {
    /// Devices in the group.
    public var count: Int
    /// Their kind; nil for the scenario's device.
    public var device: Device?
    /// Their links; nil for the scenario's.
    public var link: Link?

    /// Joins the parts.
    public init(count: Int, device: Device?, link: Link?) {
      self.count = count
      self.device = device
      self.link = link
    }
  }

  /// One device that takes part.
  public struct Member: Equatable, Sendable {
    /// Its kind.
    public var device: Device
    /// Its links.
    public var link: Link
    /// The key path of its links.
    public var linkKey: String
  }

  /// Every device that takes part, in order.
  public var members: [Member] {
    guard !fleet.isEmpty else { return [Member(device: device, link: link, linkKey: "link")] }
    return fleet.enumerated().flatMap { index, group in
      [Member](
        repeating: Member(
          device: group.device ?? device, link: group.link ?? link,
          linkKey: group.link == nil ? "link" : "fleet[\(index)].link"),
        count: group.count)
    }
  }
}
