public import Layers
public import Wire

/// A model that a device trains by itself, step by step; under shape numerics it only counts.
public protocol LocalModel {
  /// Whether values are computed.
  var hasValues: Bool { get }
  /// The trained parameters where they lie; none under shape numerics.
  var arrays: [ParameterArray] { get }

  /// Work of a step on sequences of these lengths.
  func work(lengths: [Int]) -> WorkList
  /// What memory holds during such a step.
  func memory(lengths: [Int]) -> DeviceMemory
  /// One step on a batch; the mean loss before it.
  func step(_ sequences: [[Int]], labels: [Int]) -> Double
  /// The outputs [C] for each sequence, the greatest of which names its class.
  func outputs(for sequences: [[Int]]) -> [[Float]]
}

extension LocalModel {
  /// The trained parameters; none under shape numerics.
  public var tensors: [NamedTensor] {
    arrays.map { NamedTensor(name: $0.name, shape: $0.shape, values: $0.values) }
  }
}
