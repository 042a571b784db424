/// Floating-point operations by the phase of a training step that they belong to.
///
/// Sums stay at 2^64 - 1 once they have reached it.
public struct PhaseOperations: Codable, Equatable, Sendable {
  /// Forward passes, those of plain inference included.
  public var forward: UInt64 = 0
  /// Backward passes, with what they compute again.
  public var backward: UInt64 = 0
  /// Steps of the optimizer.
  public var optimizer: UInt64 = 0

  /// Counts nothing yet.
  public init() {}

  /// The operations of one phase.
  public subscript(phase: WorkItem.Phase) -> UInt64 {
    get {
      switch phase {
      case .forward: forward
      case .backward: backward
      case .optimizer: optimizer
      }
    }
    set {
      switch phase {
      case .forward: forward = newValue
      case .backward: backward = newValue
      case .optimizer: optimizer = newValue
      }
    }
  }

  /// All of them.
  public var total: UInt64 { Self.sum(Self.sum(forward, backward), optimizer) }

  /// Adds phase by phase.
  public static func + (left: PhaseOperations, right: PhaseOperations) -> PhaseOperations {
    var result = PhaseOperations()
    for phase in WorkItem.Phase.allCases { result[phase] = sum(left[phase], right[phase]) }
    return result
  }

  /// Adds phase by phase.
  public static func += (left: inout PhaseOperations, right: PhaseOperations) {
    left = left + right
  }

  /// A run may simulate years of work.
  private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, isTooMuch) = left.addingReportingOverflow(right)
    return isTooMuch ? .max : sum
  }
}
