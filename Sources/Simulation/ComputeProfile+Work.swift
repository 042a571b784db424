internal import Determinism
internal import Devices
internal import Layers

extension ComputeProfile {
  /// The time that `work` takes, operation by operation.
  func duration(of work: WorkList) -> SimDuration {
    duration(
      of: work.items.lazy.map {
        ComputeCost(
          floatingPointOperations: $0.operations, memoryBytes: $0.bytes, launches: $0.launches,
          repetitions: $0.repetitions)
      })
  }
}
