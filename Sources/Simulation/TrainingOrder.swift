internal import Determinism

/// A digest of the order in which a server trains.
///
/// Values depend on the clock through this order alone, so two runs of the same data and method
/// whose orders agree have the same values. Steps that a restart undoes stay in the digest.
final class TrainingOrder {
  private let builder = DigestBuilder()
  private let severalDevices: Bool
  private var hasBegun = false

  init(devices: Int) { severalDevices = devices > 1 }

  /// A frame reaches the server.
  ///
  /// One device's frames come in the order in which it sends them; the server numbers the samples
  /// of several as they arrive.
  func arrived(from device: Int) {
    if !hasBegun || severalDevices { builder.update(UInt64(device) << 2) }
    hasBegun = true
  }

  /// A step is done.
  func trained(epoch: Int, samples: [Int]) {
    builder.update(UInt64(epoch) << 2 | 1)
    builder.update(UInt64(samples.count))
    samples.withUnsafeBytes { builder.update($0) }
  }

  /// An epoch is over.
  func finished(epoch: Int) { builder.update(UInt64(epoch) << 2 | 2) }

  /// Everything so far.
  var digest: Digest128 { builder.digest }
}
