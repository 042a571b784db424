import Determinism
import Scenarios
import Testing

@Suite struct ScenarioRoundTripTests {
  /// How many random scenarios are tried; each takes well under a millisecond.
  private let cases: UInt64 = 1_000

  @Test func theResolvedTextReadsBackAsTheSameScenario() throws {
    for seed in 0..<cases {
      let text = RandomScenario.text(seed: seed)
      let scenario: Scenario
      do {
        scenario = try load(text)
      } catch {
        Issue.record("seed \(seed): \(error)\n\(text)")
        continue
      }
      let resolved = ScenarioDocument.resolvedYAML(scenario)
      let again = try load(resolved)
      #expect(again == scenario, "seed \(seed)\n\(text)\n\(resolved)")
      #expect(ScenarioDocument.resolvedYAML(again) == resolved, "seed \(seed)")
      #expect(again.digest == scenario.digest, "seed \(seed)")
      #expect(again.publicDigest == scenario.publicDigest, "seed \(seed)")
    }
  }

  @Test func theResolvedTextHasEveryKeyInCanonicalUnits() throws {
    let scenario = try load(
      shortestScenario,
      [
        "method.protection=[uniform-slots: {interval: 0.05 s}, key, noise: {sigma: 2}, rotation, "
          + "{randomized-response: {epsilon: 2.5}}]", "method.wire.activations=int4",
        "method.wire.group=32",
      ])
    #expect(
      ScenarioDocument.resolvedYAML(scenario) == everyKey)
  }

  @Test func strangePathsSurvive() throws {
    for path in ["/a b/c.tsv", "/a\"b\\c", "/ä/🙂.tsv", "/x: y # z", "/a\nb", "/- a"] {
      var scenario = try load(shortestScenario)
      scenario.data.kind = .tsv(path, testPath: path + "2")
      #expect(try load(ScenarioDocument.resolvedYAML(scenario)) == scenario, "\(path)")
    }
  }

  @Test func namesThatLookLikeSomethingElseSurvive() throws {
    for name in ["7", "1e3", "true", "null", "yes", "0x1F", "2024-01-01", "1.5", "a", "e5", "NaN"] {
      var scenario = try load(shortestScenario)
      scenario.name = name
      #expect(try load(ScenarioDocument.resolvedYAML(scenario)) == scenario, "\(name)")
    }
  }
}

/// The shortest scenario with all defences and groups, as it is written back.
private let everyKey = """
  name: "tiny"
  seed: 1
  model:
    kind: embedded
    layers: 4
    width: 128
    heads: 4
    max_length: 256
  data:
    kind: embedded
    length: 48
    train: 32
    test: 8
    classes: 2
  method:
    name: pae
    pivot: last
    head: zero
    adapter:
      rank: 16
    optimizer:
      name: adamw
      learning_rate: 0.001
      weight_decay: 0.01
      beta1: 0.9
      beta2: 0.999
      epsilon: 1.0e-08
    batch: 16
    epochs: 5
    wire:
      activations: int4
      group: 32
      window: 8
    protection:
      - randomized-response:
          epsilon: 2.5
      - noise:
          sigma: 2
      - rotation
      - key
      - uniform-slots:
          interval: 50 ms
  device:
    compute: 670 GFLOP/s
    memory_bandwidth: 59700 MB/s
    memory: 8 GiB
    efficiency: 0.25
    launch_overhead: 10 us
    power:
      idle_watts: 3
      load_watts: 15
    radio: lte
    name: jetson-tx2
  link:
    up:
      rate: 1 Mbit/s
      opportunity_bytes: 1504
      delay: 10 ms
      jitter: 0 ns
      jitter_reorders: false
      loss: 0
      mtu: 1500
    down:
      rate: 2 Mbit/s
      opportunity_bytes: 1504
      delay: 20 ms
      jitter: 0 ns
      jitter_reorders: false
      loss: 0
      mtu: 1500
    transport:
      model: fluid
      control: reno
  server:
    compute: 1 TFLOP/s
    memory_bandwidth: 100 GB/s
    efficiency: 0.25
    launch_overhead: 10 us
    cache: 1 GiB
  numerics:
    mode: real
    backend: openblas

  """
