internal import Adversaries
internal import LeakCheck

/// The leaks that PAE declares, so that they are shown and do not fail a run.
///
/// Activations are a function of the tokens and features of the label: whoever sends them declares
/// that both can be looked for in them. Keys are constant so that the server can cache.
enum DeclaredLeaks {
  /// Why a check's leak is declared; nil where it is not.
  static func reason(for id: String) -> String? {
    switch id {
    case PivotAttack.id, InversionAttack.id, DictionaryAttack.id, ProcrustesAttack.id:
      "activations are sent, and they are a function of the tokens"
    case ServedAttack.id: "a trained model predicts the labels it was trained on"
    case LinkageAttack.id: "keys are constant, so that the server can cache"
    default: nil
    }
  }

  /// The result as the declaration has it: a leak, or a doubt about one, is declared.
  static func applied(to result: CheckResult) -> CheckResult {
    guard let reason = reason(for: result.id), result.estimate != nil,
      result.verdict == .leak || result.verdict == .inconclusive
    else { return result }
    var declared = result
    declared.verdict = .declared
    declared.evidence = "Declared, since \(reason). " + result.evidence
    return declared
  }
}
