public import Determinism
public import Networks

extension Scenario {
  /// The two directions between phone and server, and TCP over them.
  public struct Link: Equatable, Sendable {
    /// From the device to the server.
    public var up: LinkSide
    /// From the server to the device.
    public var down: LinkSide
    /// How TCP is simulated, and how its window adapts.
    public var transport: Transport
  }

  /// One direction of a link.
  public struct LinkSide: Equatable, Sendable {
    /// All but a recorded capacity, which stands in a file.
    public var profile: LinkProfile
    /// The file of a recorded capacity; the profile's own capacity then means nothing.
    public var trace: RecordedLink?

    /// The average rate, where no recorded trace decides it; setting it makes the rate constant.
    public var rate: BitRate {
      get { profile.rate }
      set {
        profile.rate = newValue
        trace = nil
      }
    }
    /// One-way propagation delay.
    public var delay: SimDuration {
      get { profile.delay }
      set { profile.delay = newValue }
    }
  }

  /// A recorded link.
  public struct RecordedLink: Hashable, Sendable {
    /// A Mahimahi trace, or a table of times and rates.
    public var path: String
    /// Bytes that an opportunity of a Mahimahi trace carries.
    public var opportunityBytes: UInt64
  }

  /// How TCP is simulated.
  public struct Transport: Equatable, Sendable {
    /// Every packet, a fluid, or whichever suits the size.
    public enum Model: String, CaseIterable, Sendable { case fluid, packet, auto }
    /// How the window adapts.
    public enum Control: String, CaseIterable, Sendable { case reno, cubic }
    /// Which model.
    public var model: Model
    /// How the window adapts.
    public var control: Control
  }
}
