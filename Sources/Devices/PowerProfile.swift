/// What a device draws, its radio apart.
public struct PowerProfile: Hashable, Sendable {
  /// Watts while it waits.
  public var idleWatts: Double
  /// Watts while it computes at full speed, those of waiting included.
  public var loadWatts: Double

  /// Makes a profile from its parts.
  public init(idleWatts: Double, loadWatts: Double) {
    precondition(
      idleWatts >= 0 && loadWatts >= idleWatts && loadWatts.isFinite,
      "a device draws at least as much while it computes as while it waits")
    self.idleWatts = idleWatts
    self.loadWatts = loadWatts
  }
}
