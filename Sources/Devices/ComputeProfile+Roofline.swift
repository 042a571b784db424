public import Determinism

extension ComputeProfile {
  /// Share of the arithmetic peak that is assumed where nobody has measured it.
  ///
  /// A heuristic: no published source states the utilisation of these devices for transformer
  /// layers. Dense linear algebra alone reaches 0.39 of peak on a Raspberry Pi 5 (HPL), and small
  /// layers reach less.
  public static let defaultEfficiency = 0.25

  /// Time to hand one operation to the processor, whatever its size, where nobody has measured it.
  ///
  /// A heuristic of the order of one kernel launch on an embedded GPU (5 to 20 microseconds).
  public static let defaultLaunchOverhead = SimDuration(nanoseconds: 10_000)

  /// Arithmetic that real kernels reach, operations a second: peak times efficiency, rounded down,
  /// at least 1.
  ///
  /// The only step in floating point: one multiplication, whose bits are the same everywhere.
  public var sustainedOperationsPerSecond: UInt64 {
    let product = Double(floatingPointOperationsPerSecond) * efficiency
    guard product < 0x1p64 else { return .max }
    return min(floatingPointOperationsPerSecond, max(1, UInt64(product)))
  }

  /// The time that one operation takes under the roofline model, repetitions included.
  ///
  /// Each repetition takes the larger of arithmetic time and memory time, each rounded up to a
  /// nanosecond, and the launch overhead on top of it for each launch (Williams, Waterman and
  /// Patterson, "Roofline", CACM 52(4), 2009). No work takes no time. Traps beyond 2^64 ns.
  public func duration(of cost: ComputeCost) -> SimDuration {
    guard !cost.isEmpty else { return .zero }
    let arithmetic = SimDuration.taking(
      cost.floatingPointOperations, perSecond: sustainedOperationsPerSecond)
    let memory = SimDuration.taking(cost.memoryBytes, perSecond: memoryBytesPerSecond)
    return (max(arithmetic, memory) + launchOverhead * cost.launches) * cost.repetitions
  }

  /// The time that operations take one after the other.
  ///
  /// The roofline holds operation by operation: what one of them computes does not hide what
  /// another moves.
  public func duration(of costs: [ComputeCost]) -> SimDuration {
    var total = SimDuration.zero
    for cost in costs { total += duration(of: cost) }
    return total
  }
}
