public import Wire

/// What runs on a device, as its surroundings see it: a state machine without clock, socket or
/// thread.
public protocol DeviceProgram {
  /// The device's private samples.
  var data: DeviceSamples { get }
  /// Samples that went through the backbone, repetitions included.
  var forwardSamples: Int { get }
  /// What memory held when it held the most.
  var memoryAtPeak: DeviceMemory { get }
  /// The trained parameters, once the device has them.
  var trainedTensors: [NamedTensor]? { get }

  /// Takes one event and returns what follows from it, in order.
  mutating func handle(_ event: DeviceEvent) throws(WireError) -> [DeviceEffect]
  /// The device starts again: all memory is lost, what is on disk stays.
  mutating func restart()
}

extension DeviceProgram {
  /// Greatest memory in use.
  public var peakMemoryBytes: Int { memoryAtPeak.total }
}
