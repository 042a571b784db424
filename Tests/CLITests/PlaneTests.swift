import Testing

/// Values, bytes and time are three planes: each may only change what it should.
@Suite struct PlaneTests {
  @Test(arguments: ["2 Mbit/s", "200 Mbit/s"])
  func linkSpeedChangesTimeAndNoTrainingValue(rate: String) throws {
    let base = try RecordedRun().summary
    let other = try RecordedRun(.init(), ["--no-check", "--set", "link.up.rate=\(rate)"]).summary
    if rate == "2 Mbit/s" {
      #expect(other.simulated_seconds > base.simulated_seconds)
    } else {
      #expect(other.simulated_seconds < base.simulated_seconds)
    }
    #expect(other.trainedValues == base.trainedValues)
    #expect(other.side_network_digest == base.side_network_digest)
  }

  @Test func moreEpochsSendNoMoreActivations() throws {
    let two = try RecordedRun()
    let six = try RecordedRun(.init(epochs: 6))
    let bytes = try #require(try two.payloadBytes(kind: "samples"))
    // 64 samples of 2 layers, width 32 and 2 classes in FP32, at least.
    #expect(bytes >= 64 * (2 * 32 + 2) * 4)
    #expect(try six.payloadBytes(kind: "samples") == bytes)
    #expect(six.summary.uplink.payload_bytes == two.summary.uplink.payload_bytes)
    // More training begins as less training does.
    #expect(
      Array(six.summary.trainedValues.dropFirst(2).prefix(4))
        == Array(two.summary.trainedValues.dropFirst(2)))
  }

  @Test func aSmallCacheCostsBytesAndChangesNoValue() throws {
    let base = try RecordedRun().summary
    let small = try RecordedRun(
      .init(), ["--no-check", "--set", "server.cache=16 KiB"]
    ).summary
    #expect(small.uplink.payload_bytes > base.uplink.payload_bytes)
    #expect(small.simulated_seconds > base.simulated_seconds)
    #expect(small.trainedValues == base.trainedValues)
    #expect(small.side_network_digest == base.side_network_digest)
  }

  @Test func evenNoCacheAtAllReachesTheSameValues() throws {
    let base = try RecordedRun().summary
    let none = try RecordedRun(.init(), ["--no-check", "--set", "server.cache=0 B"]).summary
    #expect(none.trainedValues == base.trainedValues)
    #expect(none.side_network_digest == base.side_network_digest)
  }

  @Test func quickstartLearnsItsTask() throws {
    let folder = try TemporaryFolder()
    let run = try SidelightProcess.run(
      "run", Checkout.root + "/Scenarios/quickstart.yaml", "--json", "--no-check", "--out",
      folder.file("run"))
    let training = try Summary(run.standardOutput).training
    // Two classes: chance is 0.5, and 0.1 is three standard deviations of 256 test samples.
    #expect(abs(training.backbone_accuracy - 0.5) < 0.1)
    #expect(training.final_accuracy >= 0.90)
    let losses = training.epochs.map(\.loss)
    #expect(losses.prefix(3) == losses.prefix(3).sorted(by: >)[...])
  }
}
