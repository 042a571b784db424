import Scenarios
import Testing

@Suite struct ScenarioMethodTests {
  @Test(arguments: [
    ("mobillm", "method.head=zero", "method.head"),
    ("full", "method.adapter.rank=4", "method.adapter"),
    ("pae", "method.lora.rank=4", "method.lora"),
    ("lora", "method.wire.window=4", "method.wire"),
    ("bitfit", "method.protection=[key]", "method.protection"),
    ("lst", "method.cut=2", "method.cut"),
    ("split", "method.ladder.reduction=2", "method.ladder"),
    ("u-split", "method.recompute=true", "method.recompute"),
    ("lora", "method.fedavg.local_steps=3", "method.fedavg"),
  ])
  func aKeyThatDoesNotBelongToTheMethodIsNamed(name: String, override: String, key: String) {
    let text = complaint(shortestScenario, ["method.name=\(name)", override])
    #expect(text.contains("error: \(key): has a meaning only with name: "), "\(text)")
  }

  @Test(arguments: [
    ("method.lora.rank=0", "method.lora.rank: must be from 1 to 4096, found 0"),
    ("method.lora.alpha=-1", "method.lora.alpha: must be"),
    (
      "method.lora.projections=[qurey]",
      "method.lora.projections[0]: unknown value 'qurey'; accepted: query, key, value, output, "
        + "gate, expand, contract; did you mean 'query'?"
    ),
    ("method.lora.projections=[]", "method.lora.projections: must not be empty"),
    (
      "method.lora.projections=[key, key]", "method.lora.projections[1]: is in the list already"
    ),
    ("method.cut=0", "method.cut: must be from 1 to 1000, found 0"),
  ])
  func wrongSettingsAreExplained(override: String, message: String) {
    let text = complaint(shortestScenario, ["method.name=split", override])
    #expect(text.contains("error: \(message)"), "\(text)")
  }

  @Test(arguments: Scenario.Method.Name.allCases)
  func everyMethodOfTheSchemaCanBeRun(name: Scenario.Method.Name) {
    let fleet = name == .fedPAE ? ["fleet=[{count: 2}]"] : []
    #expect(complaint(shortestScenario, ["method.name=\(name.rawValue)"] + fleet).isEmpty)
  }

  @Test func canariesArePlantedInPaeAlone() {
    let text = complaint(shortestScenario, ["method.name=lora", "canary=raw.labels"])
    #expect(text.contains("canary: leaks are planted in pae's messages"), "\(text)")
  }
}
