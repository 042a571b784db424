internal import Determinism

/// A property of a link with which the fluid model of TCP is far too fast.
///
/// Each was found by comparison with the packet model, which agrees with ns-3.
public enum FluidGap: Hashable, Sendable, CaseIterable {
  /// The queue overflows with the first windows, before the fluid looks at it.
  case shortQueue
  /// A queue with a limit fills whenever the rate falls; the fluid looks at constant rates only.
  case queueAtChangingRate
  /// Packets that an outage drops cost timeouts; the fluid lets them wait.
  case droppingOutage
  /// HyStart measures in milliseconds and ends slow start too early; the fluid's is exact.
  case shortRoundTrip

  /// Queues below this many packets are short: above, nine of ten uploads agree within 11 %.
  static let shortestQueue = 16
  /// Round trips below this are short for HyStart, as its threshold of 4 ms is (Ha and Rhee, 2011).
  static let shortestRoundTrip = SimDuration.milliseconds(4)

  /// What keeps the fluid model from data over `data` with acknowledgements over
  /// `acknowledgements`; empty where it may be used.
  public static func gaps(
    data: LinkProfile, acknowledgements: LinkProfile, control: CongestionAlgorithm
  ) -> [FluidGap] {
    allCases.filter { gap in
      switch gap {
      case .shortQueue: data.queueLimit.map { $0 < shortestQueue } ?? false
      case .queueAtChangingRate: data.queueLimit != nil && !data.capacity.isConstant
      case .droppingOutage: data.dropsInOutages || acknowledgements.dropsInOutages
      case .shortRoundTrip:
        control == .cubic && data.delay + acknowledgements.delay < shortestRoundTrip
      }
    }
  }

  /// What to say to someone who wants the fluid in spite of `gaps`, and what to take `instead`;
  /// nil where there are none.
  public static func warning(_ gaps: [FluidGap], instead: String) -> String? {
    guard !gaps.isEmpty else { return nil }
    let reasons = gaps.map(\.words).joined(separator: ", and with ")
    return "the fluid model of TCP is far too fast with \(reasons); use \(instead)"
  }

  /// The property in words.
  private var words: String {
    switch self {
    case .shortQueue: "a queue of fewer than \(Self.shortestQueue) packets"
    case .queueAtChangingRate: "a queue limit where the rate changes"
    case .droppingOutage: "outages that drop packets"
    case .shortRoundTrip: "CUBIC on a round trip below 4 ms"
    }
  }
}

extension LinkCapacity {
  fileprivate var isConstant: Bool {
    if case .constant = self { true } else { false }
  }
}

extension LinkProfile {
  fileprivate var dropsInOutages: Bool {
    outages.contains { $0.effect == .drops } || recurringOutages.contains { $0.effect == .drops }
  }
}
