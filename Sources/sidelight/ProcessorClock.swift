import Foundation

/// Processor time of this process since the clock's creation.
///
/// Unlike real time it does not count what other programs use.
struct ProcessorClock {
  private let start = ProcessorClock.now

  var seconds: Double { Double(Self.now - start) / 1e9 }

  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
