public import Determinism

/// Messages and bytes of a trace by kind, and over time, counted in constant memory.
public struct TraceStatistics: Sendable {
  /// A stretch of simulated time.
  public struct Bin: Equatable, Sendable {
    /// Messages to the server.
    public var messagesToServer: UInt64 = 0
    /// Their bytes.
    public var bytesToServer: UInt64 = 0
    /// Messages to the device.
    public var messagesToDevice: UInt64 = 0
    /// Their bytes.
    public var bytesToDevice: UInt64 = 0

    static func + (left: Bin, right: Bin) -> Bin {
      Bin(
        messagesToServer: left.messagesToServer + right.messagesToServer,
        bytesToServer: left.bytesToServer + right.bytesToServer,
        messagesToDevice: left.messagesToDevice + right.messagesToDevice,
        bytesToDevice: left.bytesToDevice + right.bytesToDevice)
    }
  }

  /// Most bins; beyond it two become one and the width doubles.
  public static let binLimit = 48

  /// Width of a bin: a power of two of 1 ms, or what the caller asked for.
  public private(set) var width: SimDuration
  /// Bins from time zero to the last frame.
  public private(set) var bins: [Bin] = []
  private let isFixed: Bool

  /// Counts into bins of `interval`, or of a width that follows from the trace.
  public init(interval: SimDuration? = nil) {
    width = interval ?? SimDuration(nanoseconds: 1_000_000)
    isFixed = interval != nil
  }

  /// Most bins of a fixed width.
  public static let fixedLimit = 100_000
  /// Whether the trace is too long for the width that was asked for; then `bins` says nothing.
  public private(set) var isTooFine = false

  /// Counts a frame.
  public mutating func add(_ frame: TraceFrame) {
    var place = frame.time.nanoseconds / width.nanoseconds
    if isFixed {
      isTooFine = isTooFine || place >= UInt64(Self.fixedLimit)
      if isTooFine { return }
    } else {
      while place >= UInt64(Self.binLimit) {
        let pairs = stride(from: 0, to: bins.count, by: 2)
        bins = pairs.map { $0 + 1 < bins.count ? bins[$0] + bins[$0 + 1] : bins[$0] }
        width = width + width
        place = frame.time.nanoseconds / width.nanoseconds
      }
    }
    while bins.count <= Int(place) { bins.append(Bin()) }
    let bytes = UInt64(frame.bytes.count)
    switch frame.direction {
    case .toServer:
      bins[Int(place)].messagesToServer += 1
      bins[Int(place)].bytesToServer += bytes
    case .toDevice:
      bins[Int(place)].messagesToDevice += 1
      bins[Int(place)].bytesToDevice += bytes
    }
  }
}
