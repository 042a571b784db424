internal import Adversaries
internal import LeakCheck
internal import Wire

extension TokenChecks {
  /// The results of the token attacks on a split model, in the order of the battery.
  func splitResults() -> [CheckResult] {
    [
      .notApplicable(
        PivotAttack.id, because: "The states of all positions travel; token.inversion reads them."),
      positions(), dictionary(),
      .notApplicable(ProcrustesAttack.id, because: "No key turns the states at a cut."),
    ]
  }

  /// Reads the tokens off the states of the first samples, position by position.
  func positions() -> CheckResult {
    let id = InversionAttack.id
    guard let attack = PositionAttack(knowledge) else {
      return .notApplicable(id, because: "No backbone with values is publicly known.")
    }
    let attacked = observations.positionStates
    var texts: [SampleKey: [Int]] = [:]
    for sample in attacked { texts[sample.key] = attack.tokens(of: sample) }
    return judge.score(
      id: id, positions: texts, of: attacked.map(\.key), family: family,
      note: " \(attacked.count) samples were attacked, position by position.")
  }
}
