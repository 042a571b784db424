import Foundation

/// Real time since its creation.
///
/// Only for what stands under `host`.
struct WallClock {
  private let start = DispatchTime.now().uptimeNanoseconds

  var seconds: Double {
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
    return (Double(nanoseconds) / 1e6).rounded() / 1e3
  }
}
