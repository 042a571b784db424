public import Adversaries
public import LeakCheck
internal import Wire

/// Everything that an audit of one run reads.
public struct AuditInputs {
  /// Makes the paired runs that change one kind of secret.
  ///
  /// In the first one every secret changes. The simulation does this, never the checker.
  public typealias PairedRun = (PairedSecret) throws -> [PairedTrace]

  /// The recorded trace, the expected session, and the judge's records if there are any.
  public var material: CheckMaterial
  /// Epsilon of the randomized response that the scenario declares; nil without one.
  public var epsilon: Double?
  /// Deviation of the noise on delta that the scenario declares; nil without one.
  public var sigma: Double?
  /// Whether a secret matrix turns delta, so that its entries are not those of the classes.
  public var isRotated = false

  /// Whether the method promises that nothing ever crosses the wire.
  public var isSilent = false

  /// What attacks may know beside the trace; messages and sizes unless the caller adds to it.
  public var knowledge: PublicKnowledge
  /// How to make paired runs; nil when they cannot be made.
  public var pairedRun: PairedRun?
  /// A command that repeats the audit.
  public var replay: String
  /// Checks that are not made, with the reasons; their names are among `Auditor.ids`.
  public var leftOut: [(check: String, reason: String)] = []
  /// How independent checks run; by default one after the other.
  public var together: RawCheck.Together = { pieces, body in
    for piece in 0..<pieces { body(piece) }
  }

  /// Bundles the inputs.
  public init(
    material: CheckMaterial, epsilon: Double?, pairedRun: PairedRun?, replay: String
  ) {
    self.material = material
    self.epsilon = epsilon
    self.pairedRun = pairedRun
    self.replay = replay
    knowledge = PublicKnowledge(tree: material.tree, classes: material.classes)
    knowledge.format = material.format
    knowledge.split = material.split
    knowledge.tokenwise = material.tokenwise
    knowledge.activationCount = material.activationCount
  }
}
