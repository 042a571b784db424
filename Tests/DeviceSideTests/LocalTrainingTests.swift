import Determinism
import DeviceSide
import Layers
import PrivateData
import Tensors
import Testing
import Wire

/// The machine of training alone, with a model that only notes what it is asked.
@Suite struct LocalTrainingTests {
  private final class Notes: LocalModel {
    let hasValues: Bool
    let arrays = [ParameterArray(name: "x", shape: [1], in: FloatBuffer([1]), at: 0)]
    var steps: [[Int]] = []

    init(hasValues: Bool) { self.hasValues = hasValues }

    func work(lengths: [Int]) -> WorkList {
      WorkList([WorkItem(.head, operations: UInt64(lengths.reduce(0, +)), bytes: 1)])
    }
    func memory(lengths: [Int]) -> DeviceMemory {
      DeviceMemory(weights: 100, activations: lengths.reduce(0, +), buffers: 0, training: 7)
    }
    /// The loss of a step is its number of samples.
    func step(_ sequences: [[Int]], labels: [Int]) -> Double {
      steps.append(labels)
      return Double(sequences.count)
    }
    func outputs(for sequences: [[Int]]) -> [[Float]] { sequences.map { _ in [1, 0] } }
  }

  /// Seven samples; sample i has i + 1 tokens and label i.
  private let data = DeviceSamples(
    (0..<7).map { index in
      TokenizedSample(
        tokens: Secret([Int](repeating: 1, count: index + 1)), text: Secret([]),
        label: Secret(index))
    }, seed: Seed(3), ledger: nil)

  /// Runs to the end; the samples of each step by epoch, the losses, and the work of each step.
  private func run(
    _ model: Notes, epochs: Int
  ) -> (steps: [[[Int]]], losses: [Float?], work: [UInt64], device: LocalTraining) {
    var device = LocalTraining(
      model, data: data, batch: 3, epochs: epochs, seed: Seed(3), ledger: nil)
    var steps = [[[Int]]](repeating: [], count: epochs)
    var (losses, work, isOver) = ([Float?](), [UInt64](), false)
    var event = DeviceEvent.start
    while !isOver {
      #expect(device.trainedTensors == nil)
      let effects = device.handle(event)
      for effect in effects {
        switch effect {
        case .compute(let list, let bound):
          work.append(list.total.operations)
          #expect(bound == nil)
        case .trained(let epoch, let samples): steps[epoch - 1].append(samples)
        case .epochFinished(let epoch, let loss):
          losses.append(loss)
          #expect(losses.count == epoch)
        case .finished: isOver = true
        case .send, .setTimer: Issue.record("a device that trains alone sends nothing")
        }
      }
      event = .computed
    }
    return (steps, losses, work, device)
  }

  @Test func everyEpochTrainsEachSampleOnce() {
    let model = Notes(hasValues: true)
    let (steps, losses, work, device) = run(model, epochs: 3)
    #expect(steps[0].flatMap(\.self) == data.order)
    for epoch in steps {
      #expect(epoch.map(\.count) == [3, 3, 1])
      #expect(epoch.flatMap(\.self).sorted() == Array(0..<7))
    }
    #expect(Set(steps.map { $0.flatMap(\.self) }).count == 3)
    #expect(model.steps == steps.flatMap(\.self))
    // The mean over samples: (3 x 3 + 3 x 3 + 1) / 7.
    #expect(losses == [Float](repeating: Float(19.0 / 7), count: 3))
    // Sample i has i + 1 tokens.
    #expect(work == steps.flatMap(\.self).map { UInt64($0.reduce(0) { $0 + $1 + 1 }) })
    #expect(device.forwardSamples == 21)
    #expect(device.memoryAtPeak.activations == work.max().map(Int.init))
    #expect(device.peakMemoryBytes == 107 + device.memoryAtPeak.activations)
    #expect(device.trainedTensors == model.tensors)
  }

  @Test func withoutValuesOnlyTheStepsAreMissing() {
    let (counted, real) = (Notes(hasValues: false), Notes(hasValues: true))
    let (shape, whole) = (run(counted, epochs: 2), run(real, epochs: 2))
    #expect(counted.steps.isEmpty && shape.losses == [nil, nil])
    #expect(shape.steps == whole.steps && shape.work == whole.work)
  }
}
