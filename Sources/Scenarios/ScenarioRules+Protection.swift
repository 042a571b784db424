extension ScenarioRules {
  /// Defences that do not go with the rest of the scenario.
  var protectionViolations: [ScenarioViolation] {
    let method = scenario.method
    var violations: [ScenarioViolation] = []
    func forbid(_ holds: Bool, _ sentence: String) {
      guard holds else { return }
      violations.append(ScenarioViolation(keyPath: "method.protection", sentence: sentence))
    }
    forbid(
      method.noiseDeviation != nil && method.head == .probe,
      "noise does not cover head: probe, which is fitted on the labels and shows in every delta; "
        + "use another head, or randomized-response alone")
    forbid(
      (method.rotatesDelta || method.keysActivations) && scenario.members.count > 1,
      "rotation and key are secrets of one device, and a fleet trains one side network")
    forbid(
      scenario.canary?.takesTime == true && method.uniformSlots != nil,
      "uniform-slots hide the time that the canary takes, and leave no room for it")
    return violations
  }
}
