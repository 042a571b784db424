/// Where a device's energy went, in joules.
public struct EnergyReport: Hashable, Sendable {
  /// What it drew merely by being on.
  public var idle: Double
  /// What computing drew on top of that.
  public var compute: Double
  /// What the radio drew while data travelled.
  public var radioTransfer: Double
  /// What the radio drew afterwards, keeping its channel.
  public var radioTail: Double
  /// What the radio drew to be promoted.
  public var promotion: Double

  /// Joins the parts.
  public init(
    idle: Double, compute: Double, radioTransfer: Double, radioTail: Double, promotion: Double
  ) {
    self.idle = idle
    self.compute = compute
    self.radioTransfer = radioTransfer
    self.radioTail = radioTail
    self.promotion = promotion
  }

  /// All parts, added in the order in which they stand here.
  public var total: Double { idle + compute + radioTransfer + radioTail + promotion }
}
