public import Determinism

/// The opaque name under which device and server speak of one sample; random per run.
public struct SampleKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Length of a key on the wire.
  public static let byteCount = 16

  private let high: UInt64
  private let low: UInt64

  /// Makes a key from its sixteen bytes, or returns nil when there are not sixteen.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    (high, low) =
      bytes.withContiguousStorageIfAvailable { Self.halves(UnsafeRawBufferPointer($0)) }
      ?? Array(bytes).withUnsafeBytes(Self.halves)
  }

  private static func halves(_ bytes: UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64) {
    (
      UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    )
  }

  /// The key of a client that may use another number of bytes: sixteen are taken as they are, and
  /// any others by their digest.
  public init(naming bytes: some Collection<UInt8>) {
    self = SampleKey(bytes: bytes) ?? SampleKey(Digest128(of: Array(bytes)))
  }

  private init(_ digest: Digest128) {
    high = digest.high
    low = digest.low
  }

  /// Draws a key from `stream`.
  public init(drawnFrom stream: inout RandomStream) {
    high = stream.next()
    low = stream.next()
  }

  /// The sixteen bytes.
  public var bytes: [UInt8] { Digest128(high: high, low: low).bytes }

  /// Keys are ordered by their bytes.
  public static func < (left: SampleKey, right: SampleKey) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  /// Thirty-two hexadecimal digits.
  public var description: String { Digest128(high: high, low: low).description }
}
