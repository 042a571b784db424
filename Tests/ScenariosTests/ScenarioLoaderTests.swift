import Determinism
import Devices
import Foundation
import Networks
import Scenarios
import Testing
import Wire

@Suite struct ScenarioLoaderTests {
  @Test func theQuickstartSaysWhatItSays() throws {
    let loaded = try ScenarioLoader.load(path: scenarioFolder + "/quickstart.yaml")
    let scenario = loaded.scenario
    #expect(loaded.warnings.isEmpty)
    #expect(scenario.name == "quickstart")
    #expect(scenario.seed == 7)
    #expect(scenario.serverSeed == nil)
    #expect(scenario.embedded?.layers == 4 && scenario.embedded?.width == 128)
    #expect(scenario.embedded?.heads == 4 && scenario.model.maxLength == 256)
    #expect(scenario.data.kind == .embedded(length: 48...48))
    #expect(scenario.data.train == .first(512) && scenario.data.test == .first(256))
    #expect(scenario.data.classes == 2)
    let method = scenario.method
    #expect(method.pivot == .last && method.head == .zero && method.activations == .fp32)
    #expect(method.rank == 16 && method.batch == 16)
    #expect(method.epochs == 5 && method.window == 8)
    #expect(method.optimizer.learningRate == 0.001 && method.optimizer.weightDecay == 0.01)
    #expect(method.optimizer.beta1 == 0.9 && method.optimizer.beta2 == 0.999)
    #expect(method.optimizer.epsilon == 1e-8)
    #expect(method.protection.isEmpty)
    #expect(scenario.device.name == "jetson-xavier-nx")
    #expect(scenario.device.compute == DeviceCatalog.profile(named: "jetson-xavier-nx")?.compute)
    #expect(scenario.link.up.rate.bitsPerSecond == 20_000_000)
    #expect(scenario.link.up.delay == .milliseconds(25))
    #expect(scenario.link.up.profile.loss == 0.001)
    #expect(scenario.link.down.rate.bitsPerSecond == 80_000_000)
    #expect(scenario.link.down.profile.loss == 0)
    #expect(scenario.server.compute.floatingPointOperationsPerSecond == 10_000_000_000_000)
    #expect(scenario.server.compute.memoryBytesPerSecond == 600_000_000_000)
    #expect(scenario.server.compute.efficiency == 0.25)
    #expect(scenario.server.compute.memory == nil)
    #expect(scenario.server.cache.bytes == 1_073_741_824)
    #expect(scenario.numerics.backend == .openblas)
    #expect(scenario.canary == nil)
  }

  @Test func defaultsFillAShortFile() throws {
    let scenario = try load(shortestScenario)
    #expect(scenario.embedded?.layers == 4 && scenario.embedded?.width == 128)
    #expect(scenario.method.batch == 16 && scenario.method.epochs == 5)
    #expect(scenario.data.classes == 2)
  }

  @Test func headsFollowTheWidth() throws {
    #expect(try load(shortestScenario, ["model.width=256"]).embedded?.heads == 8)
    #expect(try load(shortestScenario, ["model.width=16"]).embedded?.heads == 1)
  }

  @Test func lengthIsANumberOrARange() throws {
    #expect(
      try load(shortestScenario, ["data.length=20"]).data.kind == .embedded(length: 20...20))
    #expect(
      try load(shortestScenario, ["data.length=24-64"]).data.kind == .embedded(length: 24...64))
  }

  @Test func overridesReplaceAddAndComeInOrder() throws {
    let scenario = try load(
      shortestScenario,
      [
        "link.up.rate=5 Mbit/s", "link.up.rate=2 Mbit/s", "link.up.loss=1 %",
        "method.protection=[{randomized-response: {epsilon: 2}}]", "method.optimizer.beta1=0.5",
        "device=raspberry-pi-5", "model={layers: 2}", "canary=label.sign", "name=other",
      ])
    #expect(scenario.link.up.rate.bitsPerSecond == 2_000_000)
    #expect(scenario.link.up.profile.loss == 0.01)
    #expect(scenario.method.protection == [.randomizedResponse(epsilon: 2)])
    #expect(scenario.method.optimizer.beta1 == 0.5)
    #expect(scenario.device.name == "raspberry-pi-5")
    #expect(scenario.embedded?.layers == 2)
    #expect(scenario.canary == .defence(.leftOut))
    #expect(scenario.name == "other")
  }

  @Test func theSeedArgumentWinsAndSuffices() throws {
    #expect(try load(shortestScenario, ["seed=5"], seed: .max).seed == .max)
    #expect(try load(changed("seed", ""), seed: 0).seed == 0)
    #expect(throws: ScenarioError.self) { try load(changed("seed", "")) }
  }

  @Test func aDeviceMayStartFromAProfileOrFromNothing() throws {
    let profile = try #require(DeviceCatalog.profile(named: "jetson-xavier-nx")).compute
    let changed = try load(
      shortestScenario, ["device={profile: jetson-xavier-nx, memory: 4 GiB}"]
    ).device
    #expect(changed.name == "custom")
    #expect(changed.compute.memory?.bytes == 4 << 30)
    #expect(changed.compute.memoryBytesPerSecond == profile.memoryBytesPerSecond)
    #expect(changed.compute.efficiency == profile.efficiency)

    let opened = try load(shortestScenario, ["device.memory=4 GiB", "device.name=small"]).device
    #expect(opened.name == "small")
    #expect(opened.compute.memoryBytesPerSecond == 59_700_000_000)

    let custom = try load(
      shortestScenario,
      ["device={compute: 1 GFLOP/s, memory_bandwidth: 1 GB/s, efficiency: 50 %}"]
    ).device
    #expect(custom.name == "custom")
    #expect(custom.compute.memory == nil)
    #expect(custom.compute.efficiency == 0.5)
    #expect(
      try load(shortestScenario, ["device={profile: jetson-tx2}"]).device.name == "jetson-tx2")
  }

  @Test func pathsInFilesAndInOverridesHaveDifferentRoots() throws {
    let data = "data: { kind: tsv, path: ./sub//a.tsv, train: 32, test: 8, classes: 2 }"
    let text = changed("data", data)
    #expect(try load(text).data.kind == .tsv("/scenarios/sub/a.tsv"))
    let here = FileManager.default.currentDirectoryPath
    #expect(
      try load(text, ["data.path=b.tsv", "data.test_path=/c.tsv"]).data.kind
        == .tsv(here + "/b.tsv", testPath: "/c.tsv"))
    let relative = try ScenarioLoader.load(contents: Array(text.utf8), path: "up/x.yaml").scenario
    #expect(relative.data.kind == .tsv(here + "/up/sub/a.tsv"))
  }

  @Test func warningsNameWhatIsProbablyNotMeant() throws {
    let loaded = try ScenarioLoader.load(
      contents: Array(shortestScenario.utf8), path: "x.yaml",
      overrides: ["method.pivot=first", "canary=raw.text"])
    #expect(
      loaded.warnings == [
        "method.pivot: first: the backbone is causal, so the first token's activations know "
          + "nothing of the text behind it; use last or mean",
        "canary: this scenario plants a leak on purpose, which raw.text must find",
      ])
  }

  @Test func anchorsAreFollowed() throws {
    let link = "link: { up: &way { rate: 1 Mbit/s, delay: 1 ms }, down: *way }"
    let text =
      changed("link", link).split(separator: "\n")
      .filter { !$0.hasPrefix("  ") }.joined(separator: "\n")
    let scenario = try load(text)
    #expect(scenario.link.up == scenario.link.down)
  }

  @Test func aByteOrderMarkAndWindowsLinesAreFine() throws {
    let text = "\u{FEFF}" + shortestScenario.replacing("\n", with: "\r\n")
    #expect(try load(text) == load(shortestScenario))
  }
}
