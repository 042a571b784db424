/// The largest scenarios that are accepted.
///
/// Each bound keeps a hostile or mistyped file from asking for more memory or more simulated time
/// than there is; none is a property of the method.
enum ScenarioLimits {
  /// Bytes in a scenario file.
  ///
  /// The resolved text of the longest fault schedule has 1.2 MB.
  static let fileLength = 1 << 21
  /// Bytes in a name, which becomes part of a folder's name (most file systems allow 255).
  static let nameLength = 100
  /// Bytes in a path (Linux's PATH_MAX).
  static let pathLength = 4_096
  /// Bytes in a class name, a column name or a verbaliser word.
  static let wordLength = 200
  /// Entries in a list, such as planned faults.
  static let items = 10_000
  /// Samples in one data set.
  static let samples = 10_000_000
  /// Trainable and frozen numbers in memory at once: 4 GiB as FP32.
  static let parameters = 1.0 * 0x1p30
  /// Bytes of training activations, once: what the record and the cache may have to hold.
  static let activationBytes = 1.0 * 0x1p34
  /// Bytes that one batch's forward pass works on.
  static let batchBytes = 1.0 * 0x1p33
  /// Bytes of text.
  static let textBytes = 1.0 * 0x1p33
  /// Simulated time in seconds, as a rough estimate: ten years.
  ///
  /// The clock itself ends after 584.
  static let seconds = 10.0 * 365 * 86_400

  /// Data rates in bits a second.
  static let dataRates: ClosedRange<UInt64> = 1_000...1_000_000_000_000
  /// Delays in nanoseconds.
  static let delays: ClosedRange<UInt64> = 0...10_000_000_000
  /// Waits in nanoseconds: a millisecond to an hour.
  static let waits: ClosedRange<UInt64> = 1_000_000...3_600_000_000_000
  /// The latest moment of a planned fault, and the longest: thirty days in nanoseconds.
  static let moments: UInt64 = 30 * 86_400 * 1_000_000_000
  /// A cache's capacity in bytes.
  static let caches: ClosedRange<UInt64> = 0...(1 << 50)
}
