import Dispatch

/// Real time since its creation, to the nanosecond, for benches.
struct FineClock {
  private let start = DispatchTime.now().uptimeNanoseconds

  var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }
}
