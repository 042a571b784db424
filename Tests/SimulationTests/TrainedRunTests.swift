import Foundation
import PrivateData
import Scenarios
import Simulation
import TestSupport
import Testing
import Transformers
import Wire

/// What a run leaves behind, and what it predicts.
@Suite struct TrainedRunTests {
  /// One world for each way to train and to protect.
  static let worlds: [[String]] =
    [
      "{name: pae, epochs: 2}", "{name: pae, epochs: 2, head: random, pivot: mean}",
      "{name: pae, epochs: 2, head: probe}",
      "{name: pae, epochs: 2, protection: [rotation, key]}",
      "{name: pae, epochs: 2, protection: [{randomized-response: {epsilon: 2}}]}",
      "{name: pae, epochs: 2, protection: [{noise: {sigma: 1}}]}",
      "{name: mobillm, epochs: 2}", "{name: lst, epochs: 2, ladder: {reduction: 4}}",
      "{name: split, cut: 1, epochs: 2, lora: {rank: 4}}",
      "{name: u-split, cut: 1, epochs: 2, pivot: mean}", "{name: full, epochs: 2}",
      "{name: lora, epochs: 2}", "{name: adapter, epochs: 2, adapter: {rank: 4}}",
      "{name: bitfit, epochs: 2}",
    ].map { ["method=\($0)"] } + [
      ["data.classes=3", "fleet=[{count: 2}]"], ["method.wire.activations=int8"],
      ["numerics.backend=reference", "method.epochs=1"],
      ["method.name=mobillm", "faults={random: {drop: 5 %}}"],
    ]

  /// A run in a folder of its own, which lasts while `body` runs.
  private func withRun<Value>(
    _ overrides: [String], _ body: (Scenario, RunFolder, SimulationResult) throws -> Value
  ) throws -> Value {
    let scenario = try SimulationFixture.scenario(overrides)
    let material = try RunMaterial(scenario: scenario, workers: 1)
    let result = try Simulator(material: material, recorder: nil).run()
    let path = NSTemporaryDirectory() + "/sidelight-trained-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = RunFolder(path: path)
    try folder.create(force: false)
    try TrainedFile.write(result, of: material, program: "test", to: folder)
    return try body(scenario, folder, result)
  }

  private func accuracy(_ run: TrainedRun, _ samples: [PrivateSample]) throws -> Double {
    TrainedRun.accuracy(of: try run.predictions(for: samples.map(\.text)), on: samples)
  }

  @Test(arguments: worlds)
  func predictionsHaveTheAccuracyThatTheRunMeasured(_ overrides: [String]) throws {
    try withRun(overrides) { scenario, folder, result in
      let run = try TrainedRun(scenario, in: folder, workers: 2)
      let samples = try run.testSamples()
      #expect(samples.count == 64)
      #expect(try accuracy(run, samples) == result.epochs.last?.testAccuracy)
    }
  }

  /// So that equality above says something: an untrained model is far from a trained one.
  @Test func trainingIsWhatThePredictionsComeFrom() throws {
    try withRun(["method.epochs=6", "data.train=256"]) { scenario, folder, result in
      let samples = try TrainedRun(scenario, in: folder, workers: 1).testSamples()
      let trained = try accuracy(TrainedRun(scenario, in: folder, workers: 1), samples)
      #expect(trained == result.epochs.last?.testAccuracy)
      let file = try SafetensorsFile(path: folder.sidePath)
      let metadata = file.metadata.map { (key: $0.key, value: $0.value) }
      let writer = try SafetensorsWriter(
        path: folder.sidePath, tensors: file.tensors.map { .init($0.name, .float32, $0.shape) },
        metadata: metadata)
      for tensor in file.tensors { try writer.append([Float](repeating: 0, count: tensor.count)) }
      try writer.finish()
      let untrained = try accuracy(TrainedRun(scenario, in: folder, workers: 1), samples)
      #expect(trained > untrained + 0.1)
    }
  }

  @Test(arguments: worlds)
  func theFileHoldsWhatTheDeviceHas(_ overrides: [String]) throws {
    try withRun(overrides) { scenario, folder, result in
      let file = try SafetensorsFile(path: folder.sidePath)
      #expect(file.tensors.map(\.name) == result.sideNetwork.map(\.name))
      for tensor in result.sideNetwork {
        #expect(file.tensor(tensor.name)?.shape == tensor.shape)
        #expect(try file.floats(tensor.name) == tensor.values)
      }
      #expect(file.metadata["method"] == scenario.method.name.rawValue)
      #expect(file.metadata["classes"] == String(scenario.data.classes))
      let hasHead = FileManager.default.fileExists(atPath: folder.headPath)
      #expect(hasHead == (scenario.method.head == .probe))
    }
  }

  @Test func equalRunsWriteEqualBytes() throws {
    func bytes() throws -> [Data] {
      try withRun(["method.head=probe"]) { _, folder, _ in
        try [folder.sidePath, folder.headPath].map { try Data(contentsOf: .init(filePath: $0)) }
      }
    }
    #expect(try bytes() == bytes())
  }

  @Test func textsInFilesPredictTheSame() throws {
    try withRun([]) { scenario, folder, result in
      let run = try TrainedRun(scenario, in: folder, workers: 1)
      let rows = try run.testSamples().map { sample in
        let text = sample.text.withRevealed { String(decoding: $0, as: UTF8.self) }
        return (text, sample.label.withRevealed { $0 })
      }
      let table = folder.path + "/test.tsv"
      try rows.map { "\($0)\t\($1)\n" }.joined().write(
        toFile: table, atomically: true, encoding: .utf8)
      #expect(try accuracy(run, run.samples(in: table)) == result.epochs.last?.testAccuracy)
      let list = folder.path + "/texts.txt"
      try rows.map { "\($0.0)\r\n" }.joined().write(
        toFile: list, atomically: true, encoding: .utf8)
      let alone = try run.predictions(for: TrainedRun.texts(in: list))
      #expect(try alone == run.predictions(for: run.testSamples().map(\.text)))
      for prediction in alone {
        #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-5)
        #expect(prediction.probabilities.max() == prediction.probabilities[prediction.predicted])
      }
    }
  }

  @Test func aRunWithoutValuesLeavesNothing() throws {
    try withRun(["numerics.mode=shape"]) { scenario, folder, _ in
      #expect(!FileManager.default.fileExists(atPath: folder.sidePath))
      let error = #expect(throws: MaterialError.self) {
        try TrainedRun(scenario, in: folder, workers: 1)
      }
      #expect(error?.description.contains("shape computes no values") == true)
    }
  }

  @Test func aRunThatNeverTrainedLeavesNothing() throws {
    try withRun(["device.memory=1 MiB", "model.width=128"]) { scenario, folder, result in
      #expect(result.outcome == .outOfMemory)
      let error = #expect(throws: InputFileError.self) {
        try TrainedRun(scenario, in: folder, workers: 1)
      }
      #expect(error?.description.contains("side.safetensors: error: the file is missing") == true)
    }
  }
}

/// `side.safetensors` from a stranger.
@Suite struct TrainedFileDamageTests {
  private struct Damage: Sendable {
    var name: String
    var words: String
    var change:
      @Sendable (inout [(key: String, value: String)], inout [SafetensorsWriter.Tensor]) -> Void
  }

  private static let damages: [Damage] = [
    Damage(name: "another version", words: "another version") { metadata, _ in
      metadata.removeAll { $0.key == "sidelight_format" }
    },
    Damage(name: "another scenario", words: "another scenario") { metadata, _ in
      metadata.removeAll { $0.key == "scenario" }
    },
    Damage(name: "another model", words: "the model has changed") { metadata, _ in
      metadata.removeAll { $0.key == "model" }
      metadata.append((key: "model", value: "\u{1b}[2J"))
    },
    Damage(name: "one tensor more", words: "tensors") { _, tensors in
      tensors.append(.init("\u{1b}", .float32, []))
    },
    Damage(name: "another name", words: "`alpha` is missing") { _, tensors in
      tensors[0].name = "beta"
    },
    Damage(name: "another shape", words: "not of shape [32, 8]") { _, tensors in
      tensors[1].shape.swapAt(0, 1)
    },
    Damage(name: "more dimensions", words: "not of shape [2]") { _, tensors in
      tensors[0].shape.append(1)
    },
    Damage(name: "another type", words: "not F32") { _, tensors in tensors[0].type = .bfloat16 },
  ]

  /// The folder of a small run, and its scenario.
  private func withRun(_ body: (Scenario, RunFolder) throws -> Void) throws {
    let scenario = try SimulationFixture.scenario(["method.epochs=1", "method.head=probe"])
    let material = try RunMaterial(scenario: scenario, workers: 1)
    let path = NSTemporaryDirectory() + "/sidelight-damage-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = RunFolder(path: path)
    try folder.create(force: false)
    try TrainedFile.write(
      Simulator(material: material, recorder: nil).run(), of: material, program: "test", to: folder)
    try body(scenario, folder)
  }

  private func refusal(_ scenario: Scenario, _ folder: RunFolder) -> String? {
    do {
      _ = try TrainedRun(scenario, in: folder, workers: 1)
      return nil
    } catch { return "\(error)" }
  }

  @Test(arguments: 0..<damages.count)
  func whatDoesNotBelongIsRefused(_ index: Int) throws {
    let damage = Self.damages[index]
    try withRun { scenario, folder in
      let file = try SafetensorsFile(path: folder.sidePath)
      var tensors = file.tensors.map { SafetensorsWriter.Tensor($0.name, $0.type, $0.shape) }
      var metadata = file.metadata.map { (key: $0.key, value: $0.value) }
      damage.change(&metadata, &tensors)
      let writer = try SafetensorsWriter(
        path: folder.sidePath, tensors: tensors, metadata: metadata)
      for tensor in tensors {
        let count = tensor.shape.reduce(1, *)
        try tensor.type == .float32
          ? writer.append([Float](repeating: 1, count: count))
          : writer.append(bits: [UInt16](repeating: 0, count: count), as: tensor.type)
      }
      try writer.finish()
      let sentence = try #require(refusal(scenario, folder))
      #expect(sentence.contains(damage.words) && !sentence.contains("\u{1b}"), "\(sentence)")
      #expect(!sentence.contains("\n"))
    }
  }

  /// Cut anywhere, and with any bit of the header turned, the file is refused or still sound.
  @Test func noDamageCrashes() throws {
    try withRun { scenario, folder in
      let whole = [UInt8](try Data(contentsOf: URL(filePath: folder.sidePath)))
      func write(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: folder.sidePath))
      }
      for end in stride(from: 0, to: whole.count, by: max(1, whole.count / 60)) {
        try write(Array(whole[..<end]))
        #expect(refusal(scenario, folder) != nil)
      }
      var generator = SystemRandomNumberGenerator()
      for _ in 0..<300 {
        var bytes = whole
        bytes[Int.random(in: 0..<1_500, using: &generator)] ^= 1 << UInt8.random(in: 0..<8)
        try write(bytes)
        _ = refusal(scenario, folder)
      }
      try write(whole)
      #expect(refusal(scenario, folder) == nil)
    }
  }

  @Test func whatIsNoFileIsRefused() throws {
    try withRun { scenario, folder in
      let manager = FileManager.default
      try manager.removeItem(atPath: folder.headPath)
      #expect(refusal(scenario, folder)?.contains("head that was fitted") == true)
      try manager.removeItem(atPath: folder.sidePath)
      try manager.createDirectory(atPath: folder.sidePath, withIntermediateDirectories: false)
      #expect(refusal(scenario, folder)?.contains("not a regular file") == true)
      try manager.removeItem(atPath: folder.sidePath)
      #expect(mkfifo(folder.sidePath, 0o600) == 0)
      #expect(refusal(scenario, folder)?.contains("not a regular file") == true)
    }
  }
}
