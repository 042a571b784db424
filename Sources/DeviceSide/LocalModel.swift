public import Layers
public import Wire

/// A model that a device trains by itself, step by step; under shape numerics it only counts.
public protocol LocalModel {
  /// Whether values are computed.
  var hasValues: Bool { get }
  /// The trained parameters; empty under shape numerics.
  var tensors: [NamedTensor] { get }

  /// Work of a step on sequences of these lengths.
  func work(lengths: [Int]) -> WorkList
  /// What memory holds during such a step.
  func memory(lengths: [Int]) -> DeviceMemory
  /// One step on a batch; the mean loss before it.
  func step(_ sequences: [[Int]], labels: [Int]) -> Double
  /// The predicted class of each sequence.
  func predictions(for sequences: [[Int]]) -> [Int]
}
