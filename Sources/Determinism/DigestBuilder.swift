internal import CXXHash

/// Digests a stream of bytes with XXH3-128, in constant memory.
///
/// Numbers enter in little-endian order; text enters behind its length, so that two different
/// sequences of calls never feed the same bytes by accident.
public final class DigestBuilder {
  private let state: OpaquePointer

  /// Makes a builder that has seen nothing.
  public init() {
    guard let state = XXH3_createState() else {
      preconditionFailure("out of memory for a digest state of 600 bytes")
    }
    self.state = state
    XXH3_128bits_reset(state)
  }

  deinit { XXH3_freeState(state) }

  /// Feeds raw bytes.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
  }

  /// Feeds raw bytes.
  public func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// Feeds one number.
  public func update(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { update($0) }
  }

  /// Feeds the bits of one number.
  public func update(_ value: Double) { update(value.bitPattern) }

  /// Feeds the bits of every number.
  public func update(_ values: [Float]) { values.withUnsafeBytes { update($0) } }

  /// Feeds a length and the UTF-8 bytes of `text`.
  public func update(_ text: String) {
    let bytes = Array(text.utf8)
    update(UInt64(bytes.count))
    update(bytes)
  }

  /// The digest of all that was fed so far.
  ///
  /// The builder may go on.
  public var digest: Digest128 {
    let hash = XXH3_128bits_digest(state)
    return Digest128(high: hash.high64, low: hash.low64)
  }
}
