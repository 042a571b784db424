public import Determinism

/// What a radio draws.
///
/// While it carries data: `uplink * Mbit/s up + downlink * Mbit/s down + base` (Huang and others,
/// "A close examination of performance and power characteristics of 4G LTE networks", MobiSys
/// 2012).
/// Before it can, it is promoted; afterwards it keeps its channel for a tail.
public struct RadioProfile: Hashable, Sendable {
  /// The name that reports use.
  public var name: String
  /// Milliwatts for each Mbit/s sent, which are millijoules for each Mbit.
  public var uplinkMillijoulesPerMegabit: Double
  /// Milliwatts for each Mbit/s received.
  public var downlinkMillijoulesPerMegabit: Double
  /// Milliwatts while anything travels, in either direction or both.
  public var baseMilliwatts: Double
  /// How long a promotion takes.
  public var promotion: SimDuration
  /// What it draws in that time.
  public var promotionMilliwatts: Double
  /// How long the channel is kept after the last byte.
  public var tail: SimDuration
  /// What it draws in that time.
  public var tailMilliwatts: Double

  /// Makes a profile from its parts.
  public init(
    name: String, uplinkMillijoulesPerMegabit: Double, downlinkMillijoulesPerMegabit: Double,
    baseMilliwatts: Double, promotion: SimDuration, promotionMilliwatts: Double,
    tail: SimDuration, tailMilliwatts: Double
  ) {
    let powers = [
      uplinkMillijoulesPerMegabit, downlinkMillijoulesPerMegabit, baseMilliwatts,
      promotionMilliwatts, tailMilliwatts,
    ]
    precondition(
      powers.allSatisfy { $0 >= 0 && $0.isFinite }, "a radio's powers must not be negative")
    self.name = name
    self.uplinkMillijoulesPerMegabit = uplinkMillijoulesPerMegabit
    self.downlinkMillijoulesPerMegabit = downlinkMillijoulesPerMegabit
    self.baseMilliwatts = baseMilliwatts
    self.promotion = promotion
    self.promotionMilliwatts = promotionMilliwatts
    self.tail = tail
    self.tailMilliwatts = tailMilliwatts
  }

  /// A phone's LTE radio, as Huang and others measured it.
  public static let lte = RadioProfile(
    name: "lte", uplinkMillijoulesPerMegabit: 438.39, downlinkMillijoulesPerMegabit: 51.97,
    baseMilliwatts: 1288.04, promotion: .milliseconds(260), promotionMilliwatts: 1211,
    tail: .milliseconds(11_600), tailMilliwatts: 1060)

  /// A phone's Wi-Fi radio, as Huang and others measured it.
  ///
  /// Its tail draws what its base does: a heuristic. Its short promotion is left out.
  public static let wifi = RadioProfile(
    name: "wifi", uplinkMillijoulesPerMegabit: 283.17, downlinkMillijoulesPerMegabit: 137.01,
    baseMilliwatts: 132.86, promotion: .zero, promotionMilliwatts: 0, tail: .milliseconds(240),
    tailMilliwatts: 132.86)

  /// A radio that draws nothing, such as a cable's.
  public static let none = RadioProfile(
    name: "none", uplinkMillijoulesPerMegabit: 0, downlinkMillijoulesPerMegabit: 0,
    baseMilliwatts: 0, promotion: .zero, promotionMilliwatts: 0, tail: .zero, tailMilliwatts: 0)

  /// Every ready profile.
  public static let all = [lte, wifi, none]

  /// The ready profile called `name`, or nil.
  public static func named(_ name: String) -> RadioProfile? { all.first { $0.name == name } }
}
