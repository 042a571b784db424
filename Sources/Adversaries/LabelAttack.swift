public import Traces
public import Wire

/// An attack that guesses labels from what the server saw.
///
/// Attacks read the trace and public knowledge only; somebody else scores them.
public protocol LabelAttack {
  /// Name of the attack, which is the name of the check that it decides.
  var id: String { get }

  /// Guesses from the frames that `next` gives in order. A sample about which the attack knows
  /// nothing has no guess. Throws what reading throws.
  func guess(from next: () throws -> TraceFrame?) throws -> [SampleKey: Int]
}
