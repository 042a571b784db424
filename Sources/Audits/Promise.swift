internal import LeakCheck
internal import Scenarios

/// What a run declares about labels, and what even the best attack on delta may then guess.
public struct Promise: Equatable, Sendable {
  /// Epsilon of randomized response; nil without.
  public var epsilon: Double?
  /// Deviation of the noise on delta; nil without.
  public var sigma: Double?
  /// Best accuracy behind what is declared; nil where nobody knows the labels.
  public var bound: Double?
  /// Best accuracy without the trace; nil where nobody knows the labels.
  public var guessing: Double?

  /// A promise of these mechanisms; by default of none.
  public init(epsilon: Double? = nil, sigma: Double? = nil) {
    self.epsilon = epsilon
    self.sigma = sigma
  }

  /// What the inputs of an audit declare.
  init(_ inputs: AuditInputs) {
    self.init(epsilon: inputs.epsilon, sigma: inputs.sigma)
    guard let records = inputs.material.records else { return }
    let judge = Judge(records: records, classes: inputs.material.classes)
    bound = judge.bound(.init(epsilon: epsilon, sigma: sigma))
    guessing = judge.baseline
  }

  /// The mechanisms that bound what delta shows of labels.
  var mechanisms: [Policy.Mechanism] {
    (epsilon == nil ? [] : [.randomizedResponse]) + (sigma == nil ? [] : [.noise])
  }

  /// One line for people.
  var text: String {
    let parts = [
      epsilon.map { "randomized response, epsilon \($0)" }, sigma.map { "noise, sigma \($0)" },
    ].compactMap(\.self)
    guard !parts.isEmpty else { return "no mechanism bounds what delta tells of labels" }
    let declared = parts.joined(separator: "; ")
    guard let bound, let guessing else { return declared }
    return "\(declared): delta may give \(percent(bound)) of the labels away, guessing "
      + percent(guessing)
  }

  /// The parts for a machine.
  var members: [(String, JSONText)] {
    [
      ("epsilon", .number(epsilon)), ("sigma", .number(sigma)), ("bound", .number(bound)),
      ("guessing", .number(guessing)),
    ]
  }
}
