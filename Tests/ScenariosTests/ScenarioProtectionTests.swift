import Determinism
import Foundation
import Scenarios
import Testing

@Suite struct ScenarioProtectionTests {
  private func protection(_ text: String) throws -> [Scenario.Method.Protection] {
    try load(shortestScenario, ["method.protection=\(text)"]).method.protection
  }

  @Test func namesStandAloneWhereNothingMustBeSaid() throws {
    #expect(try protection("[key, rotation: {}]") == [.rotation, .key])
    #expect(try protection("[uniform-slots]") == [.uniformSlots(.init(interval: nil))])
    #expect(
      try protection("[uniform-slots: {interval: 20 ms}]")
        == [.uniformSlots(.init(interval: .milliseconds(20)))])
  }

  /// The order in which defences apply is theirs, not the file's.
  @Test func theOrderOfTheListHasNoMeaning() throws {
    let one = try load(
      shortestScenario, ["method.protection=[rotation, noise: {sigma: 1}, uniform-slots]"])
    let other = try load(
      shortestScenario, ["method.protection=[uniform-slots, rotation, noise: {sigma: 1}]"])
    #expect(one == other && one.digest == other.digest)
    #expect(one.method.noiseDeviation == 1 && one.method.rotatesDelta)
    #expect(!one.method.keysActivations && one.method.uniformSlots != nil)
  }

  @Test(arguments: [
    (["method.protection=[noise]"], "method.protection[0].noise.sigma: missing"),
    (
      ["method.protection=[noise: {sigma: 0}]"],
      "method.protection[0].noise.sigma: must be"
    ),
    (["method.protection=[key, key]"], "method.protection[1].key: is in the list already"),
    (["method.protection=[rotate]"], "unknown key"),
    (["method.protection=[[key]]"], "expected a name or a mapping of one key"),
    (["method.protection=[key: {order: 3}]"], "method.protection[0].key.order: unknown key"),
    (
      ["method.protection=[uniform-slots: {interval: 50}]"],
      "method.protection[0].uniform-slots.interval: missing unit"
    ),
    (
      ["method.protection=[noise: {sigma: 1}]", "method.head=probe"],
      "method.protection: noise does not cover head: probe"
    ),
    (
      ["method.protection=[key]", "fleet=[{count: 2}]"],
      "method.protection: rotation and key are secrets of one device"
    ),
    (
      ["method.protection=[uniform-slots]", "canary=interference.labels"],
      "method.protection: uniform-slots hide the time that the canary takes"
    ),
    (
      ["method.wire.group=64"],
      "method.wire.group: has a meaning only with activations: int8 or int4"
    ),
    (
      ["method.wire.activations=int8", "method.wire.group=48"],
      "method.wire.group: 48 does not divide the model's width, 128"
    ),
    (["method.wire.activations=int2"], "accepted: fp32, fp16, bf16, int8, int4"),
  ])
  func whatDoesNotGoTogetherIsAnError(_ overrides: [String], _ words: String) {
    let text = complaint(shortestScenario, overrides)
    #expect(text.contains(words), "\(text)")
  }

  @Test(arguments: [
    "[{randomized-response: {epsilon: 2}}, rotation]", "[noise: {sigma: 1}, key]",
    "[{randomized-response: {epsilon: 2}}, uniform-slots, key]",
  ])
  func combinationsAreAllowed(_ text: String) throws {
    #expect(try protection(text).count >= 2)
  }

  /// The schema takes what the loader takes: a bare name where no setting is required.
  @Test func theSchemaKnowsBareNames() throws {
    let text = ScenarioSchema.jsonSchema()
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    func child(_ node: [String: Any], _ keys: String...) throws -> [String: Any] {
      try keys.reduce(node) { try #require($0[$1] as? [String: Any]) }
    }
    let list = try child(schema, "properties", "method", "properties", "protection", "items")
    let items = try #require(list["anyOf"] as? [[String: Any]])
    #expect(items.compactMap { $0["const"] as? String } == ["rotation", "key", "uniform-slots"])
    #expect(items.count == 8)
  }
}
