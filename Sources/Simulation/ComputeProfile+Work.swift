internal import Determinism
internal import Devices
internal import Layers

extension ComputeProfile {
  /// The time that `work` takes, operation by operation.
  func duration(of work: WorkList) -> SimDuration {
    var total = SimDuration.zero
    for item in work.items {
      total += duration(
        of: ComputeCost(
          floatingPointOperations: item.operations, memoryBytes: item.bytes,
          launches: item.launches, repetitions: item.repetitions))
    }
    return total
  }
}
