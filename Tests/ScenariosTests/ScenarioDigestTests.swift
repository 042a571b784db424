import Determinism
import Networks
import Scenarios
import Testing

@Suite struct ScenarioDigestTests {
  @Test func orderUnitsAndCommentsDoNotMatter() throws {
    let other = """
      # a comment
      server: { memory_bandwidth: 0.1 TB/s, compute: 1000 GFLOP/s, cache: 1024 MiB }
      link: { down: { delay: 20000 us, rate: 2000 kbit/s }, up: { delay: 0.01 s, rate: 1e6 bit/s } }
      device: { profile: jetson-tx2 }
      data: { test: 8, train: 32, classes: 2 }
      seed: 1
      name: "tiny"
      """
    #expect(try load(other).digest == load(shortestScenario).digest)
    #expect(try load(other).publicDigest == load(shortestScenario).publicDigest)
  }

  @Test func pathsAreInNoDigest() throws {
    let data = "data: { kind: tsv, path: a.tsv, train: 32, test: 8, classes: 2 }"
    let first = try load(changed("data", data))
    let second = try load(changed("data", data), ["data.path=/b.tsv", "data.test_path=/c.tsv"])
    #expect(first != second)
    #expect(first.digest == second.digest && first.publicDigest == second.publicDigest)
  }

  @Test(arguments: ["seed=2", "data.test=9", "canary=raw.labels"])
  func whatTheServerDoesNotKnowIsNotInThePublicDigest(_ override: String) throws {
    let base = try load(shortestScenario)
    let other = try load(shortestScenario, [override])
    #expect(other.publicDigest == base.publicDigest)
    #expect(other.effectiveServerSeed == base.effectiveServerSeed)
    #expect(other.digest != base.digest)
  }

  @Test(arguments: [
    "name=b", "server_seed=1", "model.layers=3", "data.train=33", "data.classes=3",
    "data.length=20", "method.pivot=mean", "method.wire.window=7", "device=raspberry-pi-5",
    "link.up.loss=1 %", "link.down.delay=1 ns", "server.cache=1 MB", "numerics.backend=reference",
    "method.protection=[{randomized-response: {epsilon: 1}}]",
    "method.protection=[{noise: {sigma: 1}}]", "method.protection=[rotation]",
    "method.protection=[key]", "method.protection=[uniform-slots]",
    "method.wire.activations=int8",
  ])
  func whatTheServerKnowsIsInBothDigests(_ override: String) throws {
    let base = try load(shortestScenario)
    let other = try load(shortestScenario, [override])
    #expect(other.publicDigest != base.publicDigest)
    #expect(other.digest != base.digest)
  }

  @Test func aGivenServerSeedIsUsed() throws {
    #expect(try load(shortestScenario, ["server_seed=5"]).effectiveServerSeed == 5)
    let derived = try load(shortestScenario)
    #expect(derived.effectiveServerSeed != derived.seed)
    #expect(derived.digest != derived.publicDigest)
  }

  @Test func digestsStayTheSameFromReleaseToRelease() throws {
    // A change here changes every run's identity: raise the version in the digest's purpose, and
    // say so where the change is recorded.
    let scenario = try load(shortestScenario)
    #expect(scenario.digest.description == "598cd337e6a84ff101cddab1881284c6")
    #expect(scenario.publicDigest.description == "58c031ee84cf371db05085269819f471")
  }
}
