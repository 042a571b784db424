import Determinism
import Foundation
import Scenarios
import Simulation
import Studies
import Testing

/// A cell whose values another cell computed is, bit by bit, the run that it stands for.
@Suite struct CellEqualityTests {
  /// Studies whose cells share values, and how many trainings stand behind them.
  private static let studies: [(axes: String, cells: Int, trainings: Int)] = [
    (
      """
      axes:
        - { name: uplink, key: link.up.rate, values: [1 Mbit/s, 5 Mbit/s, 40 Mbit/s] }
        - { name: loss, key: link.up.loss, values: [0 %, 1 %] }
      """, 6, 1
    ),
    (
      """
      axes:
        - { name: cache, key: server.cache, values: [0 B, 8 KiB, 1 GiB] }
        - { name: window, key: method.wire.window, values: [1, 8] }
        - { name: device, key: device, values: [raspberry-pi-5, jetson-tx2] }
      """, 12, 2
    ),
    (
      """
      axes:
        - { name: model, key: link.transport.model, values: [fluid, packet] }
        - { name: format, key: method.wire.activations, values: [fp32, int8] }
        - name: defence
          key: method.protection
          values: [[], [{randomized-response: {epsilon: 2}}], [{noise: {sigma: 1}}, rotation]]
      """, 12, 6
    ),
    (
      """
      set: ["fleet=[{count: 3}]"]
      seeds: [1, 2]
      axes:
        - { name: uplink, key: link.up.rate, values: [1 Mbit/s, 40 Mbit/s] }
        - { name: head, key: method.head, values: [zero, probe] }
      """, 8, 8
    ),
    (
      """
      set: [model.width=256]
      axes:
        - { name: memory, key: device.memory, values: [1 MiB, 8 GiB] }
        - { name: uplink, key: link.up.rate, values: [1 Mbit/s, 40 Mbit/s] }
      """, 4, 2
    ),
    (
      """
      set: ["faults={schedule: [{kind: drop, device: 1, direction: up, frame: 3}]}"]
      axes:
        - { name: uplink, key: link.up.rate, values: [1 Mbit/s, 40 Mbit/s] }
      """, 2, 2
    ),
    (
      """
      axes:
        - name: method
          settings:
            - { name: one token, set: [method.name=pae] }
            - { name: all tokens, set: [method.name=mobillm] }
            - { name: ladder, set: ["method={name: lst, ladder: {reduction: 2}}"] }
        - { name: epochs, key: method.epochs, values: [1, 2] }
        - { name: cache, key: server.cache, values: [200 KiB, 1 GiB] }
      """, 12, 12
    ),
    (
      """
      set: [numerics.mode=shape]
      axes:
        - { name: uplink, key: link.up.rate, values: [1 Mbit/s, 40 Mbit/s] }
      """, 2, 0
    ),
  ]

  @Test(arguments: studies.indices)
  func everyCellIsTheRunThatItStandsFor(index: Int) throws {
    let (text, count, trainings) = Self.studies[index]
    let fixture = try StudyFixture()
    let study = try fixture.study(text)
    try #require(study.count == count)
    let results = try fixture.run(study)
    #expect(results.tally.failed == 0)
    #expect(results.tally.numericRuns <= trainings)
    for point in 0..<study.count {
      let scenario = try study.scenario(of: point).scenario
      let plain = try StudyFixture.plainRun(scenario)
      let cell = try #require(results.report.row(at: point))
      #expect(cell.runDigest == (try plain.resultDigest()).description, "\(point)")
      // The digest covers all of it; these name what differs.
      #expect(cell.outcome == plain.outcome.rawValue)
      #expect(cell.metric("simulated_seconds") == plain.simulatedSeconds)
      #expect(cell.metric("uplink_bytes") == Double(plain.uplink.wireBytes))
      #expect(cell.metric("device_joules") == plain.device.energy?.totalJoules)
      #expect(cell.metric("final_accuracy") == plain.training.finalAccuracy)
      #expect(cell.metric("backbone_accuracy") == plain.training.backboneAccuracy)
      #expect(cell.metric("cache_misses") == Double(plain.server.cache.misses))
      #expect(cell.epochs.map(\.seconds) == plain.training.epochs.map(\.simulatedSeconds))
      #expect(cell.epochs.map(\.accuracy) == plain.training.epochs.map(\.testAccuracy))
    }
  }

  @Test func workersChangeNoResult() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(
      """
      seeds: [1, 2, 3]
      axes:
        - { name: uplink, key: link.up.rate, from: 1 Mbit/s, to: 40 Mbit/s, steps: 5, scale: log }
      target_accuracy: 0.6
      questions: [{ ask: threshold, axis: uplink, metric: simulated_seconds, at_most: 0.3 }]
      """)
    let one = try fixture.run(study, in: "one", workers: 1)
    let three = try fixture.run(study, in: "three", workers: 3)
    #expect(one.report.digest == three.report.digest)
    #expect(one.tally.numericRuns == 3 && three.tally.numericRuns == 3)
    for name in ["results.csv", "results.json", "report.html", "summary.json"] {
      #expect(try fixture.file(name, in: "one") == fixture.file(name, in: "three"), "\(name)")
    }
  }

  @Test func aResultDigestIgnoresTheRecordAndTheMachine() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(
      "axes: [{ name: uplink, key: link.up.rate, values: [1 Mbit/s, 2 Mbit/s] }]")
    let scenario = try study.scenario(of: 0).scenario
    var summary = try StudyFixture.plainRun(scenario)
    let digest = try summary.resultDigest()
    summary.host = .init(wallSeconds: 7, workers: 9, program: "other")
    summary.traceDigest = "x"
    summary.runDigest = "y"
    summary.leaks = [LeakSummary(id: "raw.labels", verdict: "pass", estimate: nil)]
    #expect(try summary.resultDigest() == digest)
    summary.device.busySeconds += 1e-9
    #expect(try summary.resultDigest() != digest)
  }
}
