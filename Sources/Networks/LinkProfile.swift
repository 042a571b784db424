public import Determinism

/// One direction of a link.
public struct LinkProfile: Hashable, Sendable {
  /// Extra delay of single packets.
  public struct Jitter: Hashable, Sendable {
    /// The extra delay is uniform from zero to here.
    public var spread: SimDuration
    /// Whether a packet may overtake an earlier one.
    public var reorders: Bool

    /// Makes jitter.
    public init(spread: SimDuration, reorders: Bool) {
      self.spread = spread
      self.reorders = reorders
    }

    /// No jitter.
    public static let none = Jitter(spread: .zero, reorders: false)
  }

  /// The headers of TCP with timestamps, and of IP.
  static let headerBytes = 52

  /// The bottleneck's rate over time.
  public var capacity: LinkCapacity
  /// One-way propagation delay.
  public var delay: SimDuration
  /// Extra delay of single packets.
  public var jitter = Jitter.none
  /// Random loss.
  public var lossModel: LossModel
  /// Packets that may wait at the bottleneck, without the one that it serves; nil for no limit.
  ///
  /// A packet that finds the queue full is dropped.
  public var queueLimit: Int?
  /// Largest IP packet in bytes; the segments of a connection follow from it.
  public var mtu = 1_500
  /// Planned outages, in order of time, not overlapping.
  public var outages: [Outage] = []
  /// Outages that come again and again: weak coverage, hand-overs.
  public var recurringOutages: [RecurringOutages] = []

  /// Makes a direction with a constant rate and independent losses.
  public init(rate: BitRate, delay: SimDuration, loss: Double) {
    precondition(loss >= 0 && loss < 1, "a loss probability must lie in [0, 1)")
    self.init(
      capacity: .constant(rate), delay: delay, lossModel: loss > 0 ? .bernoulli(loss) : .none)
  }

  /// Makes a direction.
  public init(capacity: LinkCapacity, delay: SimDuration, lossModel: LossModel) {
    self.capacity = capacity
    self.delay = delay
    self.lossModel = lossModel
  }

  /// The average rate; setting it makes the rate constant.
  public var rate: BitRate {
    get { capacity.meanRate }
    set { capacity = .constant(newValue) }
  }

  /// The share of packets that are lost at random; setting it makes losses independent.
  public var loss: Double {
    get { lossModel.mean }
    set {
      precondition(newValue >= 0 && newValue < 1, "a loss probability must lie in [0, 1)")
      lossModel = newValue > 0 ? .bernoulli(newValue) : .none
    }
  }
}
