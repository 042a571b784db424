/// The smoothed round trip and the retransmission timeout (RFC 6298), in nanoseconds.
struct RoundTripEstimator {
  /// The smoothed round trip; one second before the first sample.
  private(set) var smoothed: UInt64 = 1_000_000_000
  /// The smoothed deviation.
  private(set) var deviation: UInt64 = 0
  private var hasSample = false
  private let minimum: UInt64

  /// What a clock of RFC 6298 can tell apart.
  private static let granularity: UInt64 = 1_000_000

  init(minimumTimeout: UInt64) { minimum = minimumTimeout }

  /// The timeout without back-off.
  var timeout: UInt64 { max(minimum, smoothed + max(Self.granularity, 4 * deviation)) }

  mutating func add(_ sample: UInt64) {
    guard hasSample else {
      hasSample = true
      smoothed = sample
      deviation = sample / 2
      return
    }
    let error = Int64(sample) - Int64(smoothed)
    let spread = Int64(error.magnitude) - Int64(deviation)
    smoothed = UInt64(Int64(smoothed) + (error >> 3))
    deviation = UInt64(Int64(deviation) + (spread >> 2))
  }
}
