import Foundation
import Testing

@Suite struct ShippedScenarioTests {
  @Test(arguments: Checkout.everyScenario)
  func everyScenarioValidates(path: String) throws {
    let outcome = try SidelightProcess.run("scenario", "validate", path)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.output.hasPrefix("name: "))
  }
}
